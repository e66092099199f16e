/* How what a run reads gets into the index. */
#include "indexer/indexer_private.h"

#include <string.h>

/* Articles of a stream wait that long for others before they are committed. */
enum { STREAM_WAIT_MS = 800 };

static fund_status tell_failed(fund_run *run, const fund_article *article, fund_status status,
                               const char *why)
{
    fund_error error = FUND_ERROR_INIT;
    fund_buf path = FUND_BUF_INIT;
    fund_run_error_at(&error, status, article, why);
    fund_run_tell_problem(run, &error, true);
    fund_buf_append(&path, article->fields.path.data, article->fields.path.len);
    status = path.failed ? fund_no_memory(run->err)
                         : fund_coverage_keep(&run->coverage, path.data, run->err);
    fund_buf_free(&path);
    return status;
}

static void count_article(fund_run *run, const fund_batch_item *item)
{
    const fund_article *article = &item->article;
    if (article->withdrawn) {
        run->counts.removed += item->shown;
        return;
    }
    if (item->shown) {
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
static fund_status drop_old_version(fund_run *run, const fund_article *article)
{
    fund_indexer *indexer = run->indexer;
    fund_status status =
        fund_indexer_name(indexer, article->fields.id.data, article->fields.id.len, run->err);
    return status == FUND_OK ? fund_writer_delete(indexer->writer, indexer->term.data,
                                                  indexer->term.len, run->err)
                             : status;
}

/* Counts what was written and tells what was not. */
static fund_status account(fund_run *run, const fund_batch *batch)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < batch->count && status == FUND_OK; i++) {
        const fund_batch_item *item = &batch->items[i];
        if (item->status != FUND_OK) {
            status = tell_failed(run, &item->article, item->status, item->why);
            continue;
        }
        count_article(run, item);
        if (!item->article.withdrawn) {
            fund_run_tell_written(run, &item->article);
        }
        if (item->replace && run->pool != NULL) {
            status = drop_old_version(run, &item->article);
        }
    }
    return status;
}

static fund_status account_done(fund_run *run)
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
static fund_status write_directly(fund_run *run, fund_batch *batch)
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
            return fund_error_pass(run->err, &why);
        }
    }
    fund_status status = account(run, batch);
    if (status == FUND_OK) {
        status = fund_run_ask_to_commit(run);
    }
    if (status == FUND_OK) {
        status = fund_indexer_commit(run->indexer, run->err);
    } else {
        fund_writer_cancel(run->indexer->writer, NULL);
    }
    if (status == FUND_OK) {
        fund_run_tell_committed(run);
    }
    return status;
}

/* A full batch, and what may come after it, is worth a bulk build. */
static bool is_for_bulk(const fund_run *run, const fund_batch *batch)
{
    const fund_indexer_options *options = &run->indexer->options;
    return !options->no_bulk && !run->direct_only && fund_batch_is_full(batch, options);
}

/* Writes the articles that wait. */
static fund_status flush(fund_run *run)
{
    fund_batch *batch = run->batch;
    run->batch = NULL;
    if (batch == NULL) {
        return FUND_OK;
    }
    fund_status status = FUND_OK;
    bool bulk = run->pool != NULL || is_for_bulk(run, batch);
    if (bulk && run->pool == NULL) {
        status = fund_pool_start(&run->pool, run->indexer, 0, 0, run->err);
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
static fund_status finish_bulk(fund_run *run)
{
    if (run->pool == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_pool_wait(run->pool, run->err);
    if (status == FUND_OK) {
        status = account_done(run);
    }
    if (status == FUND_OK) {
        status = fund_run_ask_to_commit(run);
    }
    if (status == FUND_OK) {
        status = fund_pool_commit(run->pool, run->err);
    }
    fund_pool_free(run->pool);
    run->pool = NULL;
    if (status == FUND_OK) {
        fund_run_tell_committed(run);
    }
    return status;
}

static bool is_full(const fund_run *run, const fund_batch *batch)
{
    const fund_indexer_options *options = &run->indexer->options;
    return batch->count >= options->batch_articles || fund_batch_is_full(batch, options);
}

/* Articles of a stream are not to wait for so many that they fill a batch. */
static bool has_waited(const fund_run *run)
{
    return run->is_stream && fund_clock_ms() - run->batch_since_ms >= STREAM_WAIT_MS;
}

/* Corrections of articles of this very run, after them. */
static fund_status flush_later(fund_run *run)
{
    fund_batch *later = run->later;
    run->later = NULL;
    fund_status status = later == NULL ? FUND_OK : write_directly(run, later);
    fund_batch_free(later);
    return status;
}

fund_status fund_run_settle(fund_run *run)
{
    fund_status status = flush(run);
    if (status == FUND_OK) {
        status = finish_bulk(run);
    }
    return status == FUND_OK ? flush_later(run) : status;
}

fund_status fund_run_write(fund_run *run, const fund_article *article, bool shown, bool again)
{
    const fund_batch_item item = {
        .article = *article, .replace = again || run->stored.found, .shown = shown};
    if (run->indexer->options.dry_run) {
        bool moved = shown && !article->withdrawn && !again &&
                     fund_stored_has_content(&run->stored, article);
        count_article(run, &item);
        run->counts.moved += moved;
        if (shown || !article->withdrawn) {
            fund_run_tell_difference(run,
                                     !shown               ? FUND_DIFFERENCE_MISSING
                                     : article->withdrawn ? FUND_DIFFERENCE_GONE
                                     : moved              ? FUND_DIFFERENCE_MOVED
                                                          : FUND_DIFFERENCE_CHANGED,
                                     article->fields.id, article->fields.path);
        }
        return FUND_OK;
    }
    /* A bulk build cannot take back what it has. */
    fund_batch **batch = again ? &run->later : &run->batch;
    fund_status status = FUND_OK;
    if (run->batch == NULL && run->later == NULL) {
        run->batch_since_ms = run->is_stream ? fund_clock_ms() : 0;
    }
    if (*batch == NULL) {
        status = fund_batch_new(batch, run->err);
    }
    if (status == FUND_OK) {
        status = fund_batch_add(*batch, article, item.replace, item.shown, run->err);
    }
    if (status != FUND_OK) {
        return status;
    }
    if (is_full(run, *batch)) {
        return again ? fund_run_settle(run) : flush(run);
    }
    return has_waited(run) ? fund_run_settle(run) : FUND_OK;
}

fund_status fund_run_write_rest(fund_run *run, bool with_prune)
{
    fund_status status = FUND_OK;
    uint64_t removed = 0;
    if (run->pool != NULL) {
        status = fund_run_settle(run);
    }
    if (status == FUND_OK && with_prune) {
        status = fund_indexer_prune(&removed, run);
        run->counts.removed += status == FUND_OK ? removed : 0;
    }
    bool more = run->batch != NULL || run->later != NULL;
    status = status == FUND_OK ? flush(run) : status;
    if (status == FUND_OK && run->pool == NULL) {
        status = flush_later(run);
    } else if (status == FUND_OK) {
        status = fund_run_settle(run);
    }
    if (status != FUND_OK || more || removed == 0 || run->indexer->options.dry_run) {
        return status;
    }
    status = fund_indexer_commit(run->indexer, run->err);
    if (status == FUND_OK) {
        fund_run_tell_committed(run);
    }
    return status;
}
