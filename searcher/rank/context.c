/*
 * Words that a passage lacks, in the passages around it: who speaks of one thing in a paragraph and of the
 * other in the next speaks of both.
 */
#include "searcher/rank/rank.h"

#include <string.h>

/* The passages of an article that may be its context; those behind are known when they are looked
 * at. */
static bool push_context(fund_docids *out, const fund_store *store, fund_docid docid,
                         uint32_t ordinal)
{
    uint32_t from = ordinal > FUND_CONTEXT_REACH ? ordinal - FUND_CONTEXT_REACH : 1;
    for (uint32_t at = from; at <= ordinal + FUND_CONTEXT_REACH; at++) {
        if (at != ordinal && !fund_array_push(out, fund_store_sibling(store, docid, ordinal, at))) {
            return false;
        }
    }
    return true;
}

static fund_status is_of_article(bool *out, fund_buf *data, const fund_store *store, fund_docid a,
                                 fund_docid b, fund_error *err)
{
    fund_buf_clear(data);
    fund_status status = fund_store_value(data, store, a, FUND_SLOT_ARTICLE, err);
    size_t len = data->len;
    if (status == FUND_OK) {
        status = fund_store_value(data, store, b, FUND_SLOT_ARTICLE, err);
    }
    *out = status == FUND_OK && data->len == 2 * len && len > 0 &&
           memcmp(data->data, data->data + len, len) == 0;
    return status;
}

/* The best weight around one passage. */
static fund_status best_around(double *out, fund_buf *data, const fund_store *store,
                               const fund_matches *found, fund_docid docid, uint32_t ordinal,
                               fund_error *err)
{
    fund_status status = FUND_OK;
    uint32_t from = ordinal > FUND_CONTEXT_REACH ? ordinal - FUND_CONTEXT_REACH : 1;
    *out = 0;
    for (uint32_t at = from; at <= ordinal + FUND_CONTEXT_REACH && status == FUND_OK; at++) {
        fund_docid sibling = fund_store_sibling(store, docid, ordinal, at);
        const fund_match *match = at != ordinal ? fund_match_of(found, sibling) : NULL;
        bool counts = match != NULL && match->weight > *out;
        if (counts && at > ordinal) {
            status = is_of_article(&counts, data, store, docid, sibling, err);
        }
        *out = counts ? match->weight : *out;
    }
    return status;
}

/* All matches of the word among some documents, by docid. */
static fund_status match_among(fund_matches *out, fund_searcher *searcher, fund_plan *plan,
                               const fund_planned_word *word, const fund_docids *around,
                               fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    fund_query *documents = NULL;
    const fund_query *query = fund_planned_word_query(&builder, word);
    fund_status status = builder.status;
    if (status == FUND_OK && query != NULL) {
        status =
            fund_query_documents(&documents, searcher->store, around->items, around->count, err);
    }
    if (status == FUND_OK && query != NULL) {
        status = fund_match_within(out, searcher, query, documents, err);
    }
    fund_query_free(documents);
    return status;
}

fund_status fund_context_weights(double *best, fund_searcher *searcher, fund_plan *plan,
                                 const fund_planned_word *word, const fund_context *of,
                                 size_t count, fund_error *err)
{
    fund_docids around = {.count = 0};
    fund_matches found = FUND_MATCHES_INIT;
    fund_buf data = FUND_BUF_INIT;
    bool ok = true;
    for (size_t i = 0; i < count && ok; i++) {
        best[i] = 0;
        ok = !of[i].lacks || push_context(&around, searcher->store, of[i].docid, of[i].ordinal);
    }
    fund_status status = ok ? FUND_OK : fund_no_memory(err);
    if (status == FUND_OK && around.count > 0) {
        fund_docids_sort(&around);
        status = match_among(&found, searcher, plan, word, &around, err);
    }
    for (size_t i = 0; i < count && status == FUND_OK && found.count > 0; i++) {
        if (of[i].lacks) {
            status = best_around(&best[i], &data, searcher->store, &found, of[i].docid,
                                 of[i].ordinal, err);
        }
    }
    fund_matches_free(&found);
    fund_array_free(&around);
    fund_buf_free(&data);
    return status;
}

fund_status fund_context_authors(bool *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_planned_word *word, const fund_context *of,
                                 size_t count, fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    fund_docids lacking = {.count = 0};
    fund_matches found = FUND_MATCHES_INIT;
    fund_query *documents = NULL;
    const fund_query *query = fund_author_query(&builder, &word->word);
    fund_status status = builder.status;
    for (size_t i = 0; i < count && query != NULL && status == FUND_OK; i++) {
        status = of[i].lacks ? fund_docids_push(&lacking, of[i].docid, err) : FUND_OK;
    }
    if (status == FUND_OK && lacking.count > 0) {
        fund_docids_sort(&lacking);
        status =
            fund_query_documents(&documents, searcher->store, lacking.items, lacking.count, err);
    }
    if (status == FUND_OK && documents != NULL) {
        status = fund_match_within(&found, searcher, query, documents, err);
    }
    for (size_t i = 0; i < count; i++) {
        out[i] = of[i].lacks && fund_match_of(&found, of[i].docid) != NULL;
    }
    fund_query_free(documents);
    fund_matches_free(&found);
    fund_array_free(&lacking);
    return status;
}
