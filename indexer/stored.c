/* Articles as the index has them. */
#include "indexer/indexer_private.h"

#include <string.h>

typedef struct listing {
    fund_indexer *indexer;
    fund_article_callback callback;
    void *payload;
    fund_buf first;  /* record of passage 1 */
    fund_buf others; /* records of the others */
    fund_array(fund_text) passages;
    fund_map *seen; /* ids handed over; NULL: the index does not move meanwhile */
    bool as_it_is;  /* also what is not as it was indexed: damage, and no misreading */
    bool misread;   /* such a one was met */
    bool refused;   /* by the callback: nothing that reading again would mend */
    fund_array(fund_docid) firsts;
    fund_error *err;
} listing;

/* Passes over what a reading that commits overtook has left. */
enum { PASSES_MAX = 100 };

/* The records of passages 2 and further are read one after the other; until all are there, their
 * buffer may move, and a passage has only where its record ends. */
static fund_status read_others(listing *run, fund_docid first, size_t count)
{
    const fund_store *reader = run->indexer->reader;
    fund_buf_clear(&run->others);
    for (size_t i = 1; i < count; i++) {
        fund_docid docid = fund_store_sibling(reader, first, 1, (uint32_t)i + 1);
        fund_status status = fund_store_data(&run->others, reader, docid, run->err);
        if (status != FUND_OK) {
            return status;
        }
        run->passages.items[i].len = run->others.len;
    }
    return FUND_OK;
}

static fund_status collect_passages(listing *run, const fund_record *first)
{
    fund_text *passages = run->passages.items;
    size_t begin = 0;
    passages[0] = first->text;
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
        begin = end;
    }
    return FUND_OK;
}

/* Commits that overtake the reader can leave blocks to it that are half of something else. */
static fund_status check_article(listing *run, const fund_article *article)
{
    uint64_t hash[2];
    if (run->as_it_is) {
        return FUND_OK;
    }
    fund_status status = fund_article_hash(hash, article, run->err);
    if (status != FUND_OK || memcmp(hash, article->fields.content_hash, sizeof hash) == 0) {
        return status;
    }
    run->misread = true;
    return fund_error_set(run->err, FUND_ERR_CORRUPT,
                          "the index is damaged: article %.*s differs from what was indexed",
                          (int)article->fields.id.len, article->fields.id.data);
}

static fund_status hand_over(listing *run, const fund_record *first)
{
    bool withdrawn = first->text.len == 0;
    const fund_article article = {
        .size = sizeof article,
        .fields = first->fields,
        .passages = run->passages.items,
        .passage_count = withdrawn ? 0 : first->passage_count,
        .withdrawn = withdrawn,
    };
    fund_status status = check_article(run, &article);
    if (status != FUND_OK) {
        return status;
    }
    if (run->seen != NULL &&
        !fund_map_put(run->seen, first->fields.id.data, first->fields.id.len, run, NULL)) {
        return fund_no_memory(run->err);
    }
    status = run->callback(&article, run->payload);
    run->refused = status != FUND_OK;
    return status;
}

static fund_status read_article(listing *run, fund_docid docid)
{
    fund_record first;
    fund_status status = fund_indexer_record(&first, &run->first, run->indexer, docid, run->err);
    if (status == FUND_OK && run->seen != NULL &&
        fund_map_has(run->seen, first.fields.id.data, first.fields.id.len)) {
        return FUND_OK;
    }
    if (status == FUND_OK && !fund_array_reserve(&run->passages, first.passage_count)) {
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

static fund_status attempt_list(void *payload, fund_error *err)
{
    listing *run = payload;
    run->firsts.count = 0;
    return fund_indexer_each(run->indexer, push_first, run, err);
}

/* All articles of the newest commit that were not handed over before. */
static fund_status pass(listing *run)
{
    fund_status status = fund_store_retry(run->indexer->reader, attempt_list, run, run->err);
    run->misread = false;
    for (size_t i = 0; i < run->firsts.count && status == FUND_OK; i++) {
        status = read_article(run, run->firsts.items[i]);
    }
    return status;
}

/* Whether commits came since the pass began, or what it found is to be taken as it is. */
static bool goes_on(listing *run, fund_status status)
{
    bool changed = false;
    if (status == FUND_OK || run->seen == NULL || run->refused) {
        return false;
    }
    if (fund_store_reopen(run->indexer->reader, &changed, NULL) != FUND_OK) {
        return false;
    }
    run->as_it_is |= !changed && run->misread;
    return changed || run->misread || status == FUND_ERR_MODIFIED;
}

static void free_listing(listing *run)
{
    fund_buf_free(&run->first);
    fund_buf_free(&run->others);
    fund_array_free(&run->passages);
    fund_array_free(&run->firsts);
    fund_map_free(run->seen, NULL);
}

fund_status fund_indexer_articles(fund_indexer *indexer, fund_article_callback callback,
                                  void *payload, fund_error *err)
{
    bool alone = indexer->writer != NULL;
    listing run = {.indexer = indexer, .callback = callback, .payload = payload, .err = err};
    if (indexer->reader == NULL) {
        return FUND_OK;
    }
    run.as_it_is = alone;
    run.seen = alone ? NULL : fund_map_new();
    if (!alone && run.seen == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = pass(&run);
    for (int i = 1; i < PASSES_MAX && goes_on(&run, status); i++) {
        status = pass(&run);
    }
    free_listing(&run);
    return status;
}
