/* Articles as the index has them. */
#include "indexer/indexer_private.h"

#include <stdlib.h>
#include <string.h>

typedef struct stored {
    fund_indexer *indexer;
    fund_article_callback callback;
    void *payload;
    fund_buf first;  /* record of passage 1 */
    fund_buf others; /* records of the others ... */
    size_t *ends;    /* ... and where they end */
    fund_text *passages;
    size_t capacity;
    fund_map *seen; /* ids handed over; NULL: the index does not move meanwhile */
    bool refused;   /* by the callback: nothing that reading again would mend */
    fund_error *err;
} stored;

/* Times that a reading which commits overtook goes on with the new state. */
enum { REOPENS_MAX = 100 };

static bool make_room(stored *run, size_t passages)
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
static fund_status read_others(stored *run, fund_docid first, size_t count)
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

static fund_status collect_passages(stored *run, const fund_record *first)
{
    size_t begin = 0;
    run->passages[0] = text(first->text);
    for (size_t i = 1; i < first->passage_count; i++) {
        fund_record record;
        fund_status status =
            fund_record_decode(&record, run->others.data + begin, run->ends[i] - begin, run->err);
        if (status == FUND_OK && record.ordinal != i + 1) {
            status = fund_error_set(run->err, FUND_ERR_CORRUPT,
                                    "the index is damaged: article %.*s lacks passage %zu",
                                    (int)first->id.len, first->id.data, i + 1);
        }
        if (status != FUND_OK) {
            return status;
        }
        run->passages[i] = text(record.text);
        begin = run->ends[i];
    }
    return FUND_OK;
}

static fund_status hand_over(stored *run, const fund_record *first)
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
    if (run->seen != NULL && !fund_map_put(run->seen, first->id.data, first->id.len, run, NULL)) {
        return fund_error_set(run->err, FUND_ERR_MEMORY, "not enough memory for the ids");
    }
    fund_status status = run->callback(&article, run->payload);
    run->refused = status != FUND_OK;
    return status;
}

static fund_status read_article(fund_docid docid, void *payload)
{
    stored *run = payload;
    fund_record first;
    fund_status status = fund_indexer_record(&first, &run->first, run->indexer, docid, run->err);
    if (status == FUND_OK && run->seen != NULL &&
        fund_map_has(run->seen, first.id.data, first.id.len)) {
        return FUND_OK;
    }
    if (status == FUND_OK && !make_room(run, first.passage_count)) {
        status = fund_error_set(run->err, FUND_ERR_MEMORY, "not enough memory for an article");
    }
    if (status == FUND_OK) {
        status = read_others(run, docid, first.passage_count);
    }
    if (status == FUND_OK) {
        status = collect_passages(run, &first);
    }
    return status == FUND_OK ? hand_over(run, &first) : status;
}

static void free_stored(stored *run)
{
    fund_buf_free(&run->first);
    fund_buf_free(&run->others);
    free(run->ends);
    free(run->passages);
    fund_map_free(run->seen, NULL);
}

fund_status fund_indexer_articles(fund_indexer *indexer, fund_article_callback callback,
                                  void *payload, fund_error *err)
{
    stored run = {.indexer = indexer, .callback = callback, .payload = payload, .err = err};
    bool alone = indexer->writer != NULL;
    if (indexer->reader == NULL) {
        return FUND_OK;
    }
    run.seen = alone ? NULL : fund_map_new();
    if (!alone && run.seen == NULL) {
        return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for the ids");
    }
    fund_status status = fund_indexer_each(indexer, read_article, &run, err);
    for (int i = 0;
         i < REOPENS_MAX && !alone && !run.refused && fund_store_is_stale(indexer->reader, status);
         i++) {
        status = fund_indexer_each(indexer, read_article, &run, err);
    }
    free_stored(&run);
    return status;
}
