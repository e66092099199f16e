/* Articles as the index has them. */
#include "indexer/indexer_private.h"

#include <string.h>

typedef struct listing {
    const fund_store *store;
    fund_article_callback callback;
    void *payload;
    fund_buf first;  /* record of passage 1 */
    fund_buf others; /* records of the others */
    fund_array(fund_text) passages;
    fund_array(fund_passage_place) places;
    bool placed; /* one of them is known */
    fund_array(fund_docid) firsts;
    size_t documents; /* handed over */
    fund_error *err;
} listing;

/* The records of passages 2 and further are read one after the other; until all are there, their
 * buffer may move, and a passage has only where its record ends. */
static fund_status read_others(listing *run, fund_docid first, size_t count)
{
    fund_buf_clear(&run->others);
    for (size_t i = 1; i < count; i++) {
        fund_docid docid = fund_store_sibling(run->store, first, 1, (uint32_t)i + 1);
        fund_status status = fund_store_data(&run->others, run->store, docid, run->err);
        if (status != FUND_OK) {
            return status;
        }
        run->passages.items[i].len = run->others.len;
    }
    return FUND_OK;
}

static void keep_place(listing *run, size_t i, const fund_passage_place *place)
{
    run->places.items[i] = *place;
    run->placed |= place->page.len + place->chapter.len + place->speaker.len + place->line.len > 0;
}

static fund_status collect_passages(listing *run, const fund_record *first)
{
    fund_text *passages = run->passages.items;
    size_t begin = 0;
    passages[0] = first->text;
    run->placed = false;
    keep_place(run, 0, &first->place);
    for (size_t i = 1; i < first->passage_count; i++) {
        fund_record record;
        size_t end = passages[i].len;
        fund_status status =
            fund_record_decode(&record, run->others.data + begin, end - begin, run->err);
        if (status == FUND_OK && record.ordinal != i + 1) {
            status = fund_error_set(run->err, FUND_ERR_CORRUPT,
                                    "the index is damaged: article %.*s is missing passage %zu",
                                    (int)first->fields.id.len, first->fields.id.data, i + 1);
        }
        if (status != FUND_OK) {
            return status;
        }
        passages[i] = record.text;
        keep_place(run, i, &record.place);
        begin = end;
    }
    return FUND_OK;
}

static fund_status hand_over(listing *run, const fund_record *first)
{
    bool withdrawn = first->text.len == 0;
    run->documents += first->passage_count;
    const fund_article article = {
        .size = sizeof article,
        .fields = first->fields,
        .passages = run->passages.items,
        .passage_count = withdrawn ? 0 : first->passage_count,
        .withdrawn = withdrawn,
        .places = run->placed ? run->places.items : NULL,
    };
    return run->callback(&article, run->payload);
}

static fund_status read_article(listing *run, fund_docid docid)
{
    fund_record first;
    fund_buf_clear(&run->first);
    fund_status status = fund_store_data(&run->first, run->store, docid, run->err);
    if (status == FUND_OK) {
        status = fund_record_decode(&first, run->first.data, run->first.len, run->err);
    }
    if (status == FUND_OK && (!fund_array_reserve(&run->passages, first.passage_count) ||
                              !fund_array_reserve(&run->places, first.passage_count))) {
        status = fund_no_memory(run->err);
    }
    if (status == FUND_OK) {
        status = read_others(run, docid, first.passage_count);
    }
    if (status == FUND_OK) {
        status = collect_passages(run, &first);
    }
    return status == FUND_OK ? hand_over(run, &first) : status;
}

static fund_status push_first(fund_docid docid, void *payload)
{
    listing *run = payload;
    return fund_array_push(&run->firsts, docid) ? FUND_OK : fund_no_memory(run->err);
}

/* Who writes an index anew from it must not lose what a damaged list of articles lacks. */
static fund_status check_complete(const listing *run)
{
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, run->store, run->err);
    return status != FUND_OK || stats.documents == run->documents
               ? status
               : fund_error_set(run->err, FUND_ERR_CORRUPT,
                                "the index is damaged: of %u passages only %zu belong to articles",
                                (unsigned)stats.documents, run->documents);
}

/* The ids first: the callback may change what is iterated over. */
fund_status fund_stored_articles(const fund_store *store, fund_article_callback callback,
                                 void *payload, fund_error *err)
{
    listing run = {.store = store, .callback = callback, .payload = payload, .err = err};
    fund_status status = fund_store_firsts(store, push_first, &run, err);
    for (size_t i = 0; i < run.firsts.count && status == FUND_OK; i++) {
        status = read_article(&run, run.firsts.items[i]);
    }
    if (status == FUND_OK) {
        status = check_complete(&run);
    }
    fund_buf_free(&run.first);
    fund_buf_free(&run.others);
    fund_array_free(&run.passages);
    fund_array_free(&run.places);
    fund_array_free(&run.firsts);
    return status;
}

fund_status fund_indexer_articles(fund_indexer *indexer, fund_article_callback callback,
                                  void *payload, fund_error *err)
{
    return indexer->reader == NULL ? FUND_OK
                                   : fund_stored_articles(indexer->reader, callback, payload, err);
}
