/* A run over files, folders and streams. */
#include "base/array.h"
#include "indexer/indexer_private.h"

#include <string.h>
#include <sys/stat.h>

static fund_status on_problem(const fund_error *error, bool lost, void *payload)
{
    fund_run *run = payload;
    fund_run_tell_problem(run, error, lost);
    fund_status status = lost ? fund_coverage_keep(&run->coverage, error->path, run->err) : FUND_OK;
    return status == FUND_OK ? run->asked : status;
}

static fund_status on_skipped(fund_skip why, const char *name, const char *kind, void *payload)
{
    fund_run *run = payload;
    fund_run_tell_skipped(run, why, name, kind);
    return run->asked;
}

static fund_status on_bytes(uint64_t bytes, void *payload)
{
    fund_run *run = payload;
    run->bytes_read += bytes;
    fund_run_tell_progress(run);
    return run->asked;
}

static fund_status tell_duplicate(fund_run *run, const fund_article *article, const fund_seen *seen)
{
    fund_error error = FUND_ERROR_INIT;
    fund_buf message = FUND_BUF_INIT;
    fund_buf_printf(&message, fund_tr("duplicate id \"%.*s\", first seen in "),
                    (int)article->fields.id.len, article->fields.id.data);
    fund_run_append_place(&message, seen->path, seen->line);
    fund_buf_append_str(&message, fund_tr("; the first article is kept"));
    fund_run_error_at(&error, FUND_ERR_FORMAT, article,
                      message.failed ? fund_tr("duplicate id") : message.data);
    fund_run_tell_problem(run, &error, true);
    fund_buf_free(&message);
    return FUND_OK;
}

/* ---- reading ---------------------------------------------------------------- */

/* A stream that pauses. */
static fund_status on_idle(void *payload)
{
    fund_run *run = payload;
    fund_status status = fund_run_settle(run);
    fund_run_tell_progress(run);
    return status == FUND_OK ? run->asked : status;
}

/* An older version of what the run has met: nothing to do, unless a stream says it
 * again, where what comes later counts. */
static fund_status take_again(fund_run *run, const fund_article *article, fund_seen *seen)
{
    bool corrects = article->fields.version > seen->version ||
                    (run->is_stream && article->fields.version == seen->version);
    if (article->fields.version < seen->version) {
        run->counts.unchanged++;
        return FUND_OK;
    }
    if (!corrects) {
        return tell_duplicate(run, article, seen);
    }
    bool shown = seen->written && !seen->withdrawn;
    if (!seen->written) {
        fund_status status = fund_indexer_find(&run->stored, run->indexer, article->fields.id.data,
                                               article->fields.id.len, run->err);
        if (status != FUND_OK || fund_stored_is_current(&run->stored, article) ||
            fund_stored_supersedes(&run->stored, article)) {
            run->counts.unchanged += status == FUND_OK;
            return status;
        }
        shown = run->stored.found && !run->stored.withdrawn;
    }
    seen->version = article->fields.version;
    seen->withdrawn = article->withdrawn;
    seen->written = true;
    return fund_run_write(run, article, shown, true);
}

static fund_status take_article(fund_run *run, const fund_article *article)
{
    fund_id_verdict verdict;
    fund_seen *seen;
    fund_article named = *article;
    fund_status status = fund_ids_choose(&verdict, &named.fields.id, &seen, &run->stored, &run->ids,
                                         run->indexer, article, run->err);
    if (status != FUND_OK || verdict == FUND_ID_AGAIN) {
        return status;
    }
    run->counts.withdrawn += article->withdrawn;
    if (verdict == FUND_ID_DUPLICATE) {
        return take_again(run, &named, seen);
    }
    if (verdict == FUND_ID_SUPERSEDED || fund_stored_is_current(&run->stored, &named)) {
        run->counts.unchanged++;
        return FUND_OK;
    }
    seen->written = true;
    return fund_run_write(run, &named, run->stored.found && !run->stored.withdrawn, false);
}

static fund_status on_article(const fund_article *article, void *payload)
{
    fund_run *run = payload;
    fund_status status = take_article(run, article);
    if (status != FUND_OK) {
        return status;
    }
    fund_run_tell_progress(run);
    if (run->asked == FUND_OK && run->events->stop != NULL) {
        run->asked = run->events->stop(run->payload);
    }
    return run->asked == FUND_OK ? FUND_OK : fund_error_set(run->err, run->asked, "stopped");
}

static bool on_word(const char *word, size_t len, void *payload)
{
    const fund_run *run = payload;
    return fund_lexicon_has_word(fund_analyzer_lexicon(run->indexer->builder.analyzer), word, len);
}

static fund_status read_path(fund_run *run, const char *path, bool as_is)
{
    static const fund_reader_events events = {
        .size = sizeof events,
        .article = on_article,
        .problem = on_problem,
        .progress = on_bytes,
        .idle = on_idle,
        .skipped = on_skipped,
        .is_word = on_word,
    };
    fund_reader_options options = FUND_READER_OPTIONS_INIT;
    options.as_is = as_is;
    options.format = run->indexer->options.format;
    options.map = run->indexer->options.map;
    options.date_from = run->indexer->options.date_from;
    return fund_read(path, &options, &events, run, run->err);
}

static fund_status look_at_roots(fund_run *run)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < run->roots.count && status == FUND_OK; i++) {
        status = fund_root_look(&run->roots.items[i], &run->coverage, run->err);
    }
    return status;
}

static fund_status read_roots(fund_run *run)
{
    fund_status status = look_at_roots(run);
    for (size_t i = 0; i < run->roots.count && status == FUND_OK; i++) {
        const fund_root *root = &run->roots.items[i];
        run->is_stream = strcmp(root->name, "-") == 0;
        status = root->scan ? read_path(run, root->name, false) : FUND_OK;
    }
    return status;
}

static fund_status read_changes(fund_run *run, const fund_change *changes, size_t count)
{
    fund_status status = look_at_roots(run);
    run->missing_only = run->roots.count > 0;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const fund_change *change = &changes[i];
        struct stat info;
        bool there = change->kind == FUND_FILE_CHANGED && lstat(change->path, &info) == 0;
        run->missing_only &= change->kind != FUND_FILE_CHANGED;
        status = fund_coverage_add(&run->coverage, change->path, change->kind == FUND_FOLDER_GONE,
                                   run->err);
        if (status == FUND_OK && there) {
            status = read_path(run, change->path, true);
        }
    }
    return status;
}

/* What is complete goes to disk also when the run was stopped; of a bulk build
 * nothing is complete before its end. */
static fund_status finish_run(fund_run *run, fund_status status)
{
    if (status == FUND_OK || (status == FUND_ERR_INTERRUPTED && run->pool == NULL)) {
        fund_error why = FUND_ERROR_INIT;
        fund_error *err = run->err;
        run->err = &why;
        fund_status written =
            fund_run_write_rest(run, run->prune != FUND_PRUNE_NONE && status == FUND_OK);
        if (status == FUND_OK && written == FUND_OK && !run->direct_only &&
            run->counts.passages >= run->indexer->options.batch_passages) {
            fund_indexer_merge(run->indexer, FUND_MERGE_LARGE);
        }
        run->err = err;
        if (written != FUND_OK) {
            status = fund_error_pass(run->err, &why);
        }
    }
    if (status != FUND_OK && !run->indexer->options.dry_run) {
        run->committed.failed = run->counts.failed;
        run->committed.warnings = run->counts.warnings;
        run->committed.unchanged = run->counts.unchanged;
        run->counts = run->committed;
    }
    fund_run_tell_progress(run);
    return status;
}

static fund_status begin_run(fund_run *run, fund_index_counts *out, fund_indexer *indexer,
                             const fund_indexer_events *events, void *payload, fund_error *err)
{
    *run = (fund_run){
        .indexer = indexer,
        .events = events,
        .payload = payload,
        .counts.size = sizeof run->counts,
        .committed.size = sizeof run->counts,
        .stored = FUND_STORED_INIT,
        .err = err,
    };
    *out = run->counts;
    fund_status status = fund_indexer_check_chain(indexer, err);
    return status == FUND_OK ? fund_ids_init(&run->ids, err) : status;
}

static fund_status end_run(fund_index_counts *out, fund_run *run, fund_status status)
{
    status = finish_run(run, status);
    *out = run->counts;
    fund_pool_free(run->pool);
    fund_batch_free(run->batch);
    fund_batch_free(run->later);
    fund_ids_free(&run->ids);
    fund_coverage_free(&run->coverage);
    fund_buf_free(&run->stored.buf);
    return status;
}

fund_status fund_indexer_scan(fund_index_counts *out, fund_indexer *indexer,
                              const fund_roots *roots, fund_prune prune,
                              const fund_indexer_events *events, void *payload, fund_error *err)
{
    fund_run run;
    fund_status status = begin_run(&run, out, indexer, events, payload, err);
    run.roots = *roots;
    run.prune = prune;
    return status == FUND_OK ? end_run(out, &run, read_roots(&run)) : status;
}

fund_status fund_indexer_apply(fund_index_counts *out, fund_indexer *indexer,
                               const fund_change *changes, size_t count, const fund_roots *roots,
                               fund_prune prune, const fund_indexer_events *events, void *payload,
                               fund_error *err)
{
    fund_run run;
    fund_status status = begin_run(&run, out, indexer, events, payload, err);
    run.direct_only = true;
    run.roots = *roots;
    run.prune = prune;
    return status == FUND_OK ? end_run(out, &run, read_changes(&run, changes, count)) : status;
}

fund_status fund_indexer_run(fund_index_counts *out, fund_indexer *indexer,
                             const char *const *paths, size_t count, fund_prune prune,
                             const fund_indexer_events *given, void *payload, fund_error *err)
{
    fund_roots roots = FUND_ARRAY_INIT;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_indexer_events events;
    fund_status status = fund_sized_check(out, "fund_index_counts", err);
    if (status == FUND_OK) {
        status = fund_events_take(&events, given, err);
    }
    if (status == FUND_OK) {
        status = fund_roots_init(&roots, paths, count, err);
    }
    if (status == FUND_OK) {
        status = fund_indexer_scan(&counts, indexer, &roots, prune, &events, payload, err);
    }
    fund_roots_free(&roots);
    fund_sized_give(out, &counts, sizeof counts);
    return status;
}

fund_status fund_indexer_update(fund_index_counts *out, fund_indexer *indexer,
                                const fund_change *changes, size_t count,
                                const fund_indexer_events *given, void *payload, fund_error *err)
{
    static const fund_roots none = FUND_ARRAY_INIT;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_indexer_events events;
    fund_status status = fund_events_take(&events, given, err);
    if (status == FUND_OK) {
        status = fund_indexer_apply(&counts, indexer, changes, count, &none, FUND_PRUNE_FORCE,
                                    &events, payload, err);
    }
    fund_sized_give(out, &counts, sizeof counts);
    return status;
}
