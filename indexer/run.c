/* A run over files, folders and streams. */
#include "indexer/indexer_private.h"

#include <string.h>
#include <time.h>

/* A bulk build copies what the index has, so it pays where at least an eighth
 * is new. */
enum { BULK_SHARE = 8 };

/* Articles of a stream wait that long for others before they are committed. */
enum { STREAM_WAIT_MS = 800 };

typedef struct index_run {
    fund_indexer *indexer;
    const fund_indexer_events *events;
    void *payload;
    fund_index_counts counts;
    fund_index_counts committed; /* as they were at the last commit */
    uint64_t bytes_read;
    bool is_stream;
    fund_batch *batch;       /* articles to be written; NULL: none */
    uint64_t batch_since_ms; /* when its first one came */
    size_t direct;           /* passages written without a bulk build */
    fund_pool *pool;         /* NULL outside of a bulk build */
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

static void tell_committed(index_run *run)
{
    run->counts.commits++;
    run->committed = run->counts;
    if (run->events->committed != NULL) {
        run->events->committed(&run->counts, run->payload);
    }
}

static void tell_progress(index_run *run)
{
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

/* ---- writing ---------------------------------------------------------------- */

static void count_article(index_run *run, const fund_article *article, bool replace)
{
    if (replace) {
        run->counts.replaced++;
    } else {
        run->counts.added++;
    }
    run->counts.passages += article->passage_count;
    for (size_t i = 0; i < article->passage_count; i++) {
        run->counts.bytes += article->passages[i].len;
    }
}

/* Of an article in a bulk build only the new version is there yet. */
static fund_status drop_old_version(index_run *run, const fund_article *article)
{
    fund_indexer *indexer = run->indexer;
    fund_status status =
        fund_indexer_name(indexer, article->id.data, article->id.len, run->err);
    return status == FUND_OK ? fund_bulk_delete(fund_pool_bulk(run->pool), indexer->term.data,
                                                indexer->term.len, run->err)
                             : status;
}

/* Counts what was written and tells what was not. */
static fund_status account(index_run *run, const fund_batch *batch)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < batch->count && status == FUND_OK; i++) {
        const fund_batch_item *item = &batch->items[i];
        if (item->status != FUND_OK) {
            status = tell_failed(run, &item->article, item->status, item->why);
            continue;
        }
        count_article(run, &item->article, item->replace);
        if (item->replace && run->pool != NULL) {
            status = drop_old_version(run, &item->article);
        }
    }
    return status;
}

static fund_status account_done(index_run *run)
{
    fund_status status = FUND_OK;
    fund_batch *batch;
    while (status == FUND_OK && (batch = fund_pool_take(run->pool)) != NULL) {
        status = account(run, batch);
        fund_batch_free(batch);
    }
    return status;
}

/* An article that the chain cannot take costs only itself; a store that fails
 * ends the run. */
static fund_status write_directly(index_run *run, fund_batch *batch)
{
    for (size_t i = 0; i < batch->count; i++) {
        fund_batch_item *item = &batch->items[i];
        fund_error why = FUND_ERROR_INIT;
        bool lost;
        fund_status status =
            fund_indexer_write(&lost, run->indexer, &item->article, item->replace, &why);
        if (lost) {
            fund_batch_lose(batch, item, &why);
        } else if (status != FUND_OK) {
            return fund_error_set(run->err, status, "%s", why.message);
        }
    }
    run->direct += batch->passages;
    fund_status status = fund_indexer_commit(run->indexer, run->err);
    if (status == FUND_OK) {
        status = account(run, batch);
    }
    if (status == FUND_OK) {
        tell_committed(run);
    }
    return status;
}

/* Whether a full batch, and what may come behind it, is worth a bulk build. */
static fund_status choose_way(bool *bulk, index_run *run, const fund_batch *batch)
{
    const fund_indexer_options *options = &run->indexer->options;
    fund_store_stats stats;
    *bulk = false;
    if (!options->bulk || !fund_batch_is_full(batch, options)) {
        return FUND_OK;
    }
    fund_status status = fund_store_stats_get(&stats, run->indexer->reader, run->err);
    *bulk = status == FUND_OK && run->direct + batch->passages >= stats.documents / BULK_SHARE;
    return status;
}

/* Writes the articles that wait. */
static fund_status flush(index_run *run)
{
    fund_batch *batch = run->batch;
    run->batch = NULL;
    if (batch == NULL) {
        return FUND_OK;
    }
    bool bulk = run->pool != NULL;
    fund_status status = bulk ? FUND_OK : choose_way(&bulk, run, batch);
    if (status == FUND_OK && bulk && run->pool == NULL) {
        status = fund_pool_start(&run->pool, run->indexer, true, run->err);
    }
    if (status != FUND_OK || !bulk) {
        status = status == FUND_OK ? write_directly(run, batch) : status;
        fund_batch_free(batch);
        return status;
    }
    status = fund_pool_give(run->pool, batch, run->err);
    return status == FUND_OK ? account_done(run) : status;
}

/* Ends a bulk build; what it wrote is then in the index. */
static fund_status finish_bulk(index_run *run)
{
    if (run->pool == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_pool_wait(run->pool, run->err);
    if (status == FUND_OK) {
        status = account_done(run);
    }
    if (status == FUND_OK) {
        status = fund_pool_commit(run->pool, run->err);
    }
    fund_pool_free(run->pool);
    run->pool = NULL;
    if (status == FUND_OK) {
        tell_committed(run);
    }
    return status;
}

static uint64_t now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}

static bool is_full(const index_run *run)
{
    const fund_indexer_options *options = &run->indexer->options;
    return run->batch->count >= options->batch_articles ||
           fund_batch_is_full(run->batch, options);
}

/* Articles of a stream are not to wait for so many that they fill a batch. */
static bool has_waited(const index_run *run)
{
    return run->is_stream && now_ms() - run->batch_since_ms >= STREAM_WAIT_MS;
}

/* Makes visible what came so far. */
static fund_status settle(index_run *run)
{
    fund_status status = flush(run);
    return status == FUND_OK ? finish_bulk(run) : status;
}

static fund_status write_article(index_run *run, const fund_article *article)
{
    bool replace = run->known.found;
    if (run->indexer->options.dry_run) {
        count_article(run, article, replace);
        return FUND_OK;
    }
    fund_status status = FUND_OK;
    if (run->batch == NULL) {
        status = fund_batch_new(&run->batch, run->err);
        run->batch_since_ms = run->is_stream ? now_ms() : 0;
    }
    if (status == FUND_OK) {
        status = fund_batch_add(run->batch, article, replace, run->err);
    }
    if (status == FUND_OK && is_full(run)) {
        return flush(run);
    }
    return status == FUND_OK && has_waited(run) ? settle(run) : status;
}

/* A stream that pauses. */
static fund_status on_idle(void *payload)
{
    index_run *run = payload;
    fund_status status = settle(run);
    tell_progress(run);
    return status;
}

/* ---- reading ---------------------------------------------------------------- */

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
        .idle = on_idle,
    };
    const fund_reader_options options = FUND_READER_OPTIONS_INIT;
    for (size_t i = 0; i < count; i++) {
        run->is_stream = strcmp(paths[i], "-") == 0;
        fund_status status = fund_corpus_read(paths[i], &options, &events, run, run->err);
        if (status == FUND_OK && !run->is_stream) {
            status = fund_coverage_add_root(&run->coverage, paths[i], run->err);
        }
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

/* Small changes gather in the live generation, which is larger and slower. */
static fund_status merge_live(index_run *run)
{
    fund_indexer *indexer = run->indexer;
    fund_store_stats stats;
    if (!indexer->options.bulk || indexer->writer == NULL || run->counts.commits == 0) {
        return FUND_OK;
    }
    fund_status status = fund_store_stats_get(&stats, indexer->reader, run->err);
    uint32_t base = stats.documents + stats.deleted - stats.live;
    if (status != FUND_OK || stats.live < indexer->options.live_passages || stats.live < base / 2) {
        return status;
    }
    return fund_indexer_merge(indexer, run->err);
}

/* Writes what waits and removes what is gone, in one commit where it is little. */
static fund_status write_rest(index_run *run, bool with_prune)
{
    fund_status status = FUND_OK;
    uint64_t removed = 0;
    if (run->pool != NULL) {
        status = settle(run);
    }
    if (status == FUND_OK && with_prune) {
        status = fund_indexer_prune(&removed, run->indexer, &run->coverage, &run->ids, run->err);
        run->counts.removed += status == FUND_OK ? removed : 0;
    }
    bool more = run->batch != NULL;
    status = status == FUND_OK ? flush(run) : status;
    if (status != FUND_OK || more || removed == 0 || run->indexer->options.dry_run) {
        return status;
    }
    status = fund_indexer_commit(run->indexer, run->err);
    if (status == FUND_OK) {
        tell_committed(run);
    }
    return status;
}

/* What is complete goes to disk also when the run was stopped; of a bulk build
 * nothing is complete before its end. */
static fund_status finish_run(index_run *run, fund_status status, bool with_prune)
{
    if (status == FUND_OK || (status == FUND_ERR_INTERRUPTED && run->pool == NULL)) {
        fund_error why = FUND_ERROR_INIT;
        fund_error *err = run->err;
        run->err = &why;
        fund_status written = write_rest(run, with_prune && status == FUND_OK);
        if (status == FUND_OK && written == FUND_OK) {
            written = merge_live(run);
        }
        run->err = err;
        if (written != FUND_OK) {
            status = fund_error_set(run->err, written, "%s", why.message);
        }
    }
    if (status != FUND_OK && !run->indexer->options.dry_run) {
        run->committed.failed = run->counts.failed;
        run->committed.warnings = run->counts.warnings;
        run->committed.unchanged = run->counts.unchanged;
        run->counts = run->committed;
    }
    tell_progress(run);
    return status;
}

fund_status fund_indexer_run(fund_index_counts *out, fund_indexer *indexer,
                             const char *const *paths, size_t count, bool with_prune,
                             const fund_indexer_events *events, void *payload, fund_error *err)
{
    static const fund_indexer_events silent = {NULL, NULL, NULL, NULL};
    index_run run = {
        .indexer = indexer,
        .events = events != NULL ? events : &silent,
        .payload = payload,
        .known = FUND_KNOWN_INIT,
        .err = err,
    };
    *out = run.counts;
    fund_status status = fund_ids_init(&run.ids, err);
    if (status != FUND_OK) {
        return status;
    }
    status = read_paths(&run, paths, count);
    status = finish_run(&run, status, with_prune);
    *out = run.counts;
    fund_pool_free(run.pool);
    fund_batch_free(run.batch);
    fund_ids_free(&run.ids);
    fund_coverage_free(&run.coverage);
    fund_buf_free(&run.known.buf);
    return status;
}
