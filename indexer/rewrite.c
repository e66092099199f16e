/* Segments that are rewritten from the passages that they store. */
#include "indexer/indexer_private.h"

/* An article that the index has must not get lost here. */
static fund_status check_done(const fund_rewrite *run)
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

static fund_status give(fund_rewrite *run)
{
    fund_batch *batch = run->batch;
    run->batch = NULL;
    fund_status status = batch == NULL ? FUND_OK : fund_pool_give(run->pool, batch, run->err);
    return status == FUND_OK ? check_done(run) : status;
}

fund_status fund_rewrite_take(const fund_article *article, void *payload)
{
    fund_rewrite *run = payload;
    fund_status status = run->batch != NULL ? FUND_OK : fund_batch_new(&run->batch, run->err);
    if (status == FUND_OK) {
        status = fund_batch_add(run->batch, article, false, false, run->err);
    }
    bool full = status == FUND_OK && fund_batch_is_full(run->batch, &run->indexer->options);
    return full ? give(run) : status;
}

fund_status fund_rewrite_finish(fund_rewrite *run)
{
    fund_status status = give(run);
    if (status == FUND_OK) {
        status = fund_pool_wait(run->pool, run->err);
    }
    if (status == FUND_OK) {
        status = check_done(run);
    }
    return status == FUND_OK ? fund_pool_commit(run->pool, run->err) : status;
}

void fund_rewrite_end(fund_rewrite *run)
{
    fund_pool_free(run->pool);
    fund_batch_free(run->batch);
    run->pool = NULL;
    run->batch = NULL;
}

fund_status fund_indexer_rewrite(fund_indexer *indexer, size_t first, size_t count, fund_error *err)
{
    fund_rewrite run = {.indexer = indexer, .err = err};
    fund_store *stored;
    fund_status status = fund_writer_reader_of(&stored, indexer->writer, first, count, err);
    if (status == FUND_OK) {
        status = fund_pool_start(&run.pool, indexer, first, count, err);
    }
    if (status == FUND_OK) {
        status = fund_stored_articles(stored, fund_rewrite_take, &run, err);
    }
    if (status == FUND_OK) {
        status = fund_rewrite_finish(&run);
    }
    fund_rewrite_end(&run);
    fund_store_free(stored);
    return status;
}
