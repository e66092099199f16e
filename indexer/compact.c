/* Writing the whole index anew. */
#include "indexer/indexer_private.h"

#include <stdlib.h>

fund_status fund_indexer_merge(fund_indexer *indexer, fund_error *err)
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
    if (!indexer->options.bulk || indexer->writer == NULL) {
        return FUND_OK;
    }
    fund_status status = fund_store_stats_get(&stats, indexer->reader, err);
    uint32_t base = stats.documents + stats.deleted - stats.live;
    if (status != FUND_OK || stats.live < indexer->options.live_passages || stats.live < base / 2) {
        return status;
    }
    return fund_indexer_merge(indexer, err);
}

/* ---- from the stored passages ---------------------------------------------- */

typedef struct rebuild {
    fund_indexer *indexer;
    fund_pool *pool;
    fund_batch *batch;
    fund_buf first;      /* record of passage 1 */
    fund_buf others;     /* records of the others ... */
    size_t *ends;        /* ... and where they end */
    fund_text *passages;
    size_t capacity;
    fund_error *err;
} rebuild;

static bool make_room(rebuild *run, size_t passages)
{
    if (passages <= run->capacity) {
        return true;
    }
    size_t *ends = realloc(run->ends, passages * sizeof *ends);
    run->ends = ends != NULL ? ends : run->ends;
    fund_text *texts = realloc(run->passages, passages * sizeof *texts);
    run->passages = texts != NULL ? texts : run->passages;
    if (ends == NULL || texts == NULL) {
        return false;
    }
    run->capacity = passages;
    return true;
}

static fund_text text(fund_field field)
{
    return (fund_text){field.data, field.len};
}

/* The records of passages 2 and further are read one behind the other. */
static fund_status read_others(rebuild *run, fund_docid first, size_t count)
{
    const fund_store *reader = run->indexer->reader;
    fund_buf_clear(&run->others);
    for (size_t i = 1; i < count; i++) {
        fund_docid docid = fund_store_sibling(reader, first, 1, (uint32_t)i + 1);
        fund_status status = fund_store_data(&run->others, reader, docid, run->err);
        if (status != FUND_OK) {
            return status;
        }
        run->ends[i] = run->others.len;
    }
    return FUND_OK;
}

static fund_status collect_passages(rebuild *run, const fund_record *first)
{
    size_t begin = 0;
    run->passages[0] = text(first->text);
    for (size_t i = 1; i < first->passage_count; i++) {
        fund_record record;
        fund_status status = fund_record_decode(&record, run->others.data + begin,
                                                run->ends[i] - begin, run->err);
        if (status != FUND_OK) {
            return status;
        }
        run->passages[i] = text(record.text);
        begin = run->ends[i];
    }
    return FUND_OK;
}

static fund_status take_article(rebuild *run, const fund_record *first)
{
    bool withdrawn = first->text.len == 0;
    const fund_article article = {
        .id = text(first->id),
        .title = text(first->title),
        .date = text(first->date),
        .section = text(first->section),
        .author = text(first->author),
        .source = text(first->source),
        .url = text(first->url),
        .path = text(first->path),
        .embargo = text(first->embargo),
        .version = first->version,
        .passages = run->passages,
        .passage_count = withdrawn ? 0 : first->passage_count,
        .withdrawn = withdrawn,
        .content_hash = {first->content_hash[0], first->content_hash[1]},
    };
    fund_status status =
        run->batch != NULL ? FUND_OK : fund_batch_new(&run->batch, run->err);
    return status == FUND_OK ? fund_batch_add(run->batch, &article, false, false, run->err) : status;
}

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
                                        (int)item->article.id.len, item->article.id.data,
                                        item->why);
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

static fund_status look_at_article(fund_docid docid, void *payload)
{
    rebuild *run = payload;
    fund_record first;
    fund_status status =
        fund_indexer_record(&first, &run->first, run->indexer, docid, run->err);
    if (status == FUND_OK && !make_room(run, first.passage_count)) {
        status = fund_error_set(run->err, FUND_ERR_MEMORY, "not enough memory for an article");
    }
    if (status == FUND_OK) {
        status = read_others(run, docid, first.passage_count);
    }
    if (status == FUND_OK) {
        status = collect_passages(run, &first);
    }
    if (status == FUND_OK) {
        status = take_article(run, &first);
    }
    bool full = status == FUND_OK && fund_batch_is_full(run->batch, &run->indexer->options);
    return full ? give(run) : status;
}

static fund_status rebuild_all(fund_indexer *indexer, fund_error *err)
{
    rebuild run = {.indexer = indexer, .err = err};
    fund_status status = fund_pool_start(&run.pool, indexer, false, err);
    if (status == FUND_OK) {
        status = fund_indexer_each(indexer, look_at_article, &run, err);
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
    fund_buf_free(&run.first);
    fund_buf_free(&run.others);
    free(run.ends);
    free(run.passages);
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
    return stats.deleted > 0 ? rebuild_all(indexer, err) : fund_indexer_merge(indexer, err);
}
