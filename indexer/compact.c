/* Writing the whole index again. */
#include "indexer/indexer_private.h"

/* Makes one base of what the index has. */
static fund_status merge(fund_indexer *indexer, fund_error *err)
{
    fund_pool *pool;
    fund_status status = fund_pool_start(&pool, indexer, true, err);
    if (status == FUND_OK) {
        status = fund_pool_commit(pool, err);
    }
    fund_pool_free(pool);
    return status;
}

/* Small changes gather in the live generation, which is larger and slower. */
fund_status fund_indexer_merge_live(fund_indexer *indexer, fund_error *err)
{
    fund_store_stats stats;
    if (indexer->options.no_bulk || indexer->writer == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_store_stats_get(&stats, indexer->reader, err);
    if (status != FUND_OK) {
        return status;
    }
    uint32_t base = stats.documents + stats.deleted - stats.live;
    if (stats.live < indexer->options.live_passages || stats.live < base / 2) {
        return FUND_OK;
    }
    return merge(indexer, err);
}

/* ---- from the stored passages ---------------------------------------------- */

typedef struct rebuild {
    fund_indexer *indexer;
    fund_pool *pool;
    fund_batch *batch;
    fund_error *err;
} rebuild;

/* An article that the index has must not get lost here. */
static fund_status check_done(rebuild *run)
{
    fund_status status = FUND_OK;
    for (fund_batch *batch = fund_pool_take(run->pool); batch != NULL;
         batch = fund_pool_take(run->pool)) {
        for (size_t i = 0; i < batch->count && status == FUND_OK; i++) {
            const fund_batch_item *item = &batch->items[i];
            if (item->status != FUND_OK) {
                status = fund_error_set(run->err, item->status, "%.*s: %s",
                                        (int)item->article.fields.id.len,
                                        item->article.fields.id.data, item->why);
            }
        }
        fund_batch_free(batch);
    }
    return status;
}

static fund_status give(rebuild *run)
{
    fund_batch *batch = run->batch;
    run->batch = NULL;
    fund_status status = batch == NULL ? FUND_OK : fund_pool_give(run->pool, batch, run->err);
    return status == FUND_OK ? check_done(run) : status;
}

static fund_status take_article(const fund_article *article, void *payload)
{
    rebuild *run = payload;
    fund_status status = run->batch != NULL ? FUND_OK : fund_batch_new(&run->batch, run->err);
    if (status == FUND_OK) {
        status = fund_batch_add(run->batch, article, false, false, run->err);
    }
    bool full = status == FUND_OK && fund_batch_is_full(run->batch, &run->indexer->options);
    return full ? give(run) : status;
}

static fund_status rebuild_all(fund_indexer *indexer, fund_error *err)
{
    rebuild run = {.indexer = indexer, .err = err};
    fund_status status = fund_pool_start(&run.pool, indexer, false, err);
    if (status == FUND_OK) {
        status = fund_indexer_articles(indexer, take_article, &run, err);
    }
    if (status == FUND_OK) {
        status = give(&run);
    }
    if (status == FUND_OK) {
        status = fund_pool_wait(run.pool, err);
    }
    if (status == FUND_OK) {
        status = check_done(&run);
    }
    if (status == FUND_OK) {
        status = fund_pool_commit(run.pool, err);
    }
    fund_pool_free(run.pool);
    fund_batch_free(run.batch);
    return status;
}

fund_status fund_indexer_compact(fund_indexer *indexer, fund_error *err)
{
    fund_store_stats stats;
    fund_status status = fund_indexer_commit(indexer, err);
    if (status == FUND_OK) {
        status = fund_store_stats_get(&stats, indexer->reader, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    return stats.deleted > 0 ? rebuild_all(indexer, err) : merge(indexer, err);
}
