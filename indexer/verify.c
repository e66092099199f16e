/* The index beside its sources. */
#include "indexer/indexer_private.h"

#include <stdlib.h>
#include <string.h>

typedef struct verify {
    fund_indexer_events events;
    void *payload;
    fund_verify_counts *counts;
    bool with_files;
    fund_map *seen; /* paths of the articles' files ... */
    fund_array(fund_change) files;
    fund_arena *memory;
    fund_error *err;
} verify;

static fund_status tell(const verify *run, fund_difference kind, const fund_article *article)
{
    return run->events.difference == NULL
               ? FUND_OK
               : run->events.difference(kind, article->fields.id, article->fields.path,
                                        run->payload);
}

static fund_status note_file(verify *run, fund_text path)
{
    if (!run->with_files || fund_map_has(run->seen, path.data, path.len)) {
        return FUND_OK;
    }
    const char *copy = fund_arena_copy(run->memory, path.data, path.len);
    return copy != NULL && fund_map_put(run->seen, path.data, path.len, run, NULL) &&
                   fund_array_push(&run->files, (fund_change){copy, FUND_FILE_CHANGED})
               ? FUND_OK
               : fund_no_memory(run->err);
}

/* Whether the stored text is what was indexed. */
static fund_status look_at_article(const fund_article *article, void *payload)
{
    verify *run = payload;
    uint64_t hash[2];
    fund_status status = fund_article_hash(hash, article, run->err);
    if (status != FUND_OK) {
        return status;
    }
    run->counts->articles++;
    /* Of a withdrawn one it is the hash of what was sent, of which nothing is kept. */
    if (!article->withdrawn && memcmp(hash, article->fields.content_hash, sizeof hash) != 0) {
        run->counts->damaged++;
        status = tell(run, FUND_DIFFERENCE_DAMAGED, article);
    }
    if (status != FUND_OK) {
        return status;
    }
    if (article->fields.path.len == 0 || article->fields.path.data[0] != '/') {
        run->counts->without_file++;
        return FUND_OK;
    }
    return note_file(run, article->fields.path);
}

static int compare_paths(const void *a, const void *b)
{
    return strcmp(((const fund_change *)a)->path, ((const fund_change *)b)->path);
}

/* In the order of their names, as a folder is read. */
static fund_status look_at_files(fund_index_counts *out, const verify *run, fund_indexer *indexer)
{
    if (run->files.count > 0) {
        qsort(run->files.items, run->files.count, sizeof *run->files.items, compare_paths);
    }
    return fund_indexer_update(out, indexer, run->files.items, run->files.count, &run->events,
                               run->payload, run->err);
}

static void add_counts(fund_verify_counts *out, const fund_index_counts *run)
{
    out->missing = run->added;
    out->changed = run->replaced - run->moved;
    out->moved = run->moved;
    out->gone = run->removed;
    out->withdrawn = run->withdrawn;
    out->failed = run->failed;
    out->warnings = run->warnings;
}

fund_status fund_indexer_verify(fund_verify_counts *out, fund_indexer *indexer,
                                const char *const *paths, size_t count,
                                const fund_indexer_events *events, void *payload, fund_error *err)
{
    fund_verify_counts counts = FUND_VERIFY_COUNTS_INIT;
    fund_index_counts sources = FUND_INDEX_COUNTS_INIT;
    if (fund_sized_check(out, "fund_verify_counts", err) != FUND_OK) {
        return FUND_ERR_ARGUMENT;
    }
    if (!indexer->options.dry_run) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "to verify, open the indexer with dry_run");
    }
    verify run = {
        .payload = payload,
        .counts = &counts,
        .with_files = count == 0,
        .seen = fund_map_new(),
        .memory = fund_arena_new(),
        .err = err,
    };
    fund_status status = fund_events_take(&run.events, events, err);
    if (run.seen == NULL || run.memory == NULL) {
        status = fund_no_memory(err);
    }
    indexer->compares = true;
    if (status == FUND_OK) {
        status = fund_indexer_articles(indexer, look_at_article, &run, err);
    }
    if (status == FUND_OK && count > 0) {
        status = fund_indexer_run(&sources, indexer, paths, count, FUND_PRUNE_FORCE, &run.events,
                                  payload, err);
    } else if (status == FUND_OK) {
        status = look_at_files(&sources, &run, indexer);
    }
    indexer->compares = false;
    add_counts(&counts, &sources);
    fund_sized_give(out, &counts, sizeof counts);
    fund_array_free(&run.files);
    fund_map_free(run.seen, NULL);
    fund_arena_free(run.memory);
    return status;
}
