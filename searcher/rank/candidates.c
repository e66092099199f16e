/* Lists of candidates, and questions to libxapian that several ways to run a plan have. */
#include "searcher/rank/rank.h"

#include <string.h>

void fund_top_docs_free(fund_top_docs *top_docs)
{
    fund_array_free(top_docs);
    fund_arena_free(top_docs->arena);
    *top_docs = (fund_top_docs)FUND_TOP_DOCS_INIT;
}

void fund_top_docs_cut(fund_top_docs *top_docs, size_t offset, size_t count)
{
    size_t first = offset < top_docs->count ? offset : top_docs->count;
    size_t rest = top_docs->count - first;
    top_docs->count = rest < count ? rest : count;
    if (first > 0) {
        memmove(top_docs->items, top_docs->items + first,
                top_docs->count * sizeof *top_docs->items);
    }
}

fund_status fund_docids_push(fund_docids *out, fund_docid docid, fund_error *err)
{
    return fund_array_push(out, docid) ? FUND_OK : fund_no_memory(err);
}

static int by_docid(const void *left, const void *right)
{
    fund_docid a = *(const fund_docid *)left, b = *(const fund_docid *)right;
    return a < b ? -1 : a > b;
}

void fund_docids_sort(fund_docids *docids)
{
    if (docids->count > 0) {
        qsort(docids->items, docids->count, sizeof *docids->items, by_docid);
    }
}

fund_match_options fund_match_ordered(const fund_searcher *searcher,
                                      const fund_search_options *options)
{
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.now = searcher->now;
    wanted.sort = options->order == FUND_ORDER_NEWEST   ? FUND_SORT_VALUE_DESC
                  : options->order == FUND_ORDER_OLDEST ? FUND_SORT_VALUE_ASC
                                                        : FUND_SORT_RELEVANCE;
    return wanted;
}

int fund_match_by_docid(const void *left, const void *right)
{
    const fund_match *a = left, *b = right;
    return a->docid < b->docid ? -1 : a->docid > b->docid;
}

int fund_match_by_rank(const void *left, const void *right)
{
    const fund_match *a = left, *b = right;
    if (a->weight < b->weight || a->weight > b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return fund_match_by_docid(left, right);
}

/* The unique term of the article that a passage belongs to. */
static fund_status article_query(fund_query **out, fund_buf *data, const fund_store *store,
                                 fund_docid docid, fund_error *err)
{
    fund_record record;
    fund_status status = fund_record_read(&record, data, store, docid, err);
    if (status == FUND_OK && record.ordinal != 1) {
        fund_docid first = fund_store_sibling(store, docid, record.ordinal, 1);
        status = fund_record_read(&record, data, store, first, err);
    }
    return status == FUND_OK
               ? fund_article_query(out, record.fields.id.data, record.fields.id.len, err)
               : status;
}

fund_status fund_articles_query(fund_query **out, const fund_searcher *searcher,
                                const fund_docid *docids, size_t count, fund_error *err)
{
    fund_buf data = FUND_BUF_INIT;
    fund_query **terms = calloc(count, sizeof *terms);
    fund_status status = terms != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = article_query(&terms[i], &data, searcher->store, docids[i], err);
    }
    if (status == FUND_OK) {
        status = fund_query_combine(out, FUND_OP_OR, (const fund_query *const *)terms, count, err);
    }
    for (size_t i = 0; i < count && terms != NULL; i++) {
        fund_query_free(terms[i]);
    }
    free(terms);
    fund_buf_free(&data);
    return status;
}

fund_status fund_article_key(uint64_t *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err)
{
    fund_buf_clear(data);
    fund_status status = fund_store_value(data, store, docid, FUND_SLOT_ARTICLE, err);
    *out = status == FUND_OK ? fund_hash64(data->data, data->len) : 0;
    return status;
}

fund_status fund_match_within(fund_matches *out, const fund_searcher *searcher,
                              const fund_query *query, const fund_query *within, fund_error *err)
{
    const fund_query *subs[] = {query, within};
    fund_query *filtered = NULL;
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.count = UINT32_MAX;
    fund_status status = fund_query_combine(&filtered, FUND_OP_FILTER, subs, 2, err);
    if (status == FUND_OK) {
        status = fund_store_match(out, searcher->store, filtered, &wanted, err);
    }
    if (status == FUND_OK && out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, fund_match_by_docid);
    }
    fund_query_free(filtered);
    return status;
}

const fund_match *fund_match_of(const fund_matches *matches, fund_docid docid)
{
    const fund_match key = {.docid = docid};
    return matches->count == 0
               ? NULL
               : bsearch(&key, matches->items, matches->count, sizeof key, fund_match_by_docid);
}
