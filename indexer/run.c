/* A run over files, folders and streams. */
#include "indexer/indexer_private.h"

#include <string.h>

typedef struct index_run {
    fund_indexer *indexer;
    const fund_indexer_events *events;
    void *payload;
    fund_index_counts counts;
    uint64_t bytes_read;
    uint64_t commits_before;
    fund_ids ids;
    fund_coverage coverage;
    fund_known known;
    fund_error *err;
} index_run;

static void tell_problem(index_run *run, fund_status status, bool lost, const char *message)
{
    if (lost) {
        run->counts.failed++;
    } else {
        run->counts.warnings++;
    }
    if (run->events->problem != NULL) {
        run->events->problem(status, lost, message, run->payload);
    }
}

static void tell_progress(index_run *run)
{
    uint64_t commits = run->indexer->commits - run->commits_before;
    if (commits != run->counts.commits) {
        run->counts.commits = commits;
        if (run->events->committed != NULL) {
            run->events->committed(&run->counts, run->payload);
        }
    }
    if (run->events->progress != NULL) {
        run->events->progress(&run->counts, run->bytes_read, run->payload);
    }
}

static fund_status on_problem(fund_status status, bool lost, const char *path,
                              const char *message, void *payload)
{
    index_run *run = payload;
    tell_problem(run, status, lost, message);
    return lost ? fund_coverage_keep(&run->coverage, path, run->err) : FUND_OK;
}

static fund_status on_bytes(uint64_t bytes, void *payload)
{
    index_run *run = payload;
    run->bytes_read += bytes;
    tell_progress(run);
    return FUND_OK;
}

/* "file" or "file:line", as in the reader's messages. */
static void append_place(fund_buf *out, const char *path, size_t path_len, size_t line)
{
    if (path_len == 1 && path[0] == '-') {
        fund_buf_append_str(out, "stdin");
    } else {
        fund_buf_append(out, path, path_len);
    }
    if (line > 0) {
        fund_buf_printf(out, ":%zu", line);
    }
}

static fund_status tell_duplicate(index_run *run, const fund_article *article, const fund_met *met)
{
    fund_buf message = FUND_BUF_INIT;
    append_place(&message, article->path.data, article->path.len, article->line);
    fund_buf_printf(&message, ": id \"%.*s\" was met before, in ", (int)article->id.len,
                    article->id.data);
    append_place(&message, met->path, strlen(met->path), met->line);
    fund_buf_append_str(&message, "; the first one is kept");
    tell_problem(run, FUND_ERR_FORMAT, true,
                 message.failed ? "an id was met twice" : message.data);
    fund_buf_free(&message);
    return FUND_OK;
}

static fund_status tell_failed(index_run *run, const fund_article *article, fund_status status,
                               const char *why)
{
    fund_buf message = FUND_BUF_INIT;
    append_place(&message, article->path.data, article->path.len, article->line);
    fund_buf_printf(&message, ": %s", why);
    tell_problem(run, status, true, message.failed ? why : message.data);
    fund_buf_clear(&message);
    fund_buf_append(&message, article->path.data, article->path.len);
    status = message.failed ? FUND_ERR_MEMORY
                            : fund_coverage_keep(&run->coverage, message.data, run->err);
    fund_buf_free(&message);
    return status;
}

/* An article that the chain cannot take costs only itself; a store that fails
 * ends the run. */
static fund_status write_article(index_run *run, const fund_article *article)
{
    bool replace = run->known.found;
    if (!run->indexer->options.dry_run) {
        fund_error why = FUND_ERROR_INIT;
        fund_status status = fund_indexer_prepare(run->indexer, article, &why);
        if (status != FUND_OK && status != FUND_ERR_MEMORY) {
            return tell_failed(run, article, status, why.message);
        }
        if (status == FUND_OK) {
            status = fund_indexer_write(run->indexer, article, replace, &why);
        }
        if (status != FUND_OK) {
            return fund_error_set(run->err, status, "%s", why.message);
        }
    }
    if (replace) {
        run->counts.replaced++;
    } else {
        run->counts.added++;
    }
    run->counts.passages += article->passage_count;
    for (size_t i = 0; i < article->passage_count; i++) {
        run->counts.bytes += article->passages[i].len;
    }
    return FUND_OK;
}

static fund_status take_article(index_run *run, const fund_article *article)
{
    fund_id_verdict verdict;
    fund_met met;
    fund_article named = *article;
    fund_status status = fund_ids_choose(&verdict, &named.id, &met, &run->known, &run->ids,
                                         run->indexer, article, run->err);
    if (status != FUND_OK || verdict == FUND_ID_AGAIN) {
        return status;
    }
    if (verdict == FUND_ID_DUPLICATE) {
        return tell_duplicate(run, article, &met);
    }
    if (fund_known_is_current(&run->known, &named)) {
        run->counts.unchanged++;
        return FUND_OK;
    }
    return write_article(run, &named);
}

static fund_status on_article(const fund_article *article, void *payload)
{
    index_run *run = payload;
    fund_status status = take_article(run, article);
    if (status != FUND_OK) {
        return status;
    }
    tell_progress(run);
    if (run->events->stop != NULL && run->events->stop(run->payload)) {
        return fund_error_set(run->err, FUND_ERR_INTERRUPTED, "stopped");
    }
    return FUND_OK;
}

static fund_status read_paths(index_run *run, const char *const *paths, size_t count)
{
    const fund_reader_events events = {
        .article = on_article,
        .problem = on_problem,
        .progress = on_bytes,
    };
    const fund_reader_options options = FUND_READER_OPTIONS_INIT;
    for (size_t i = 0; i < count; i++) {
        fund_status status = fund_corpus_read(paths[i], &options, &events, run, run->err);
        if (status == FUND_OK && strcmp(paths[i], "-") != 0) {
            status = fund_coverage_add_root(&run->coverage, paths[i], run->err);
        }
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

/* What is complete goes to disk also when the run was stopped. */
static fund_status finish_run(index_run *run, fund_status status)
{
    if (status == FUND_OK || status == FUND_ERR_INTERRUPTED) {
        fund_error why = FUND_ERROR_INIT;
        fund_status committed = fund_indexer_commit(run->indexer, &why);
        if (committed != FUND_OK) {
            return fund_error_set(run->err, committed, "%s", why.message);
        }
    }
    tell_progress(run);
    return status;
}

fund_status fund_indexer_run(fund_index_counts *out, fund_indexer *indexer,
                             const char *const *paths, size_t count, bool prune,
                             const fund_indexer_events *events, void *payload, fund_error *err)
{
    static const fund_indexer_events silent = {NULL, NULL, NULL, NULL};
    index_run run = {
        .indexer = indexer,
        .events = events != NULL ? events : &silent,
        .payload = payload,
        .commits_before = indexer->commits,
        .known = FUND_KNOWN_INIT,
        .err = err,
    };
    *out = run.counts;
    fund_status status = fund_ids_init(&run.ids, err);
    if (status != FUND_OK) {
        return status;
    }
    status = read_paths(&run, paths, count);
    if (status == FUND_OK && prune) {
        status = fund_indexer_prune(&run.counts.removed, indexer, &run.coverage, &run.ids, err);
    }
    status = finish_run(&run, status);
    *out = run.counts;
    fund_ids_free(&run.ids);
    fund_coverage_free(&run.coverage);
    fund_buf_free(&run.known.buf);
    return status;
}
