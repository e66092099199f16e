/* Whole articles and passages with their neighbours. */
#include "searcher/calls.h"

#include <string.h>

typedef struct request {
    fund_searcher *searcher;
    const char *id;
    size_t len;
    uint32_t passage, context;
    fund_results own; /* what is handed out in the end */
} request;

/* Of the id, in a message. */
static int id_length(const request *r)
{
    return (int)fund_utf8_floor(r->id, r->len < 200 ? r->len : 200);
}

/* Finds passage 1 of the article; *count: how many passages it has. */
static fund_status find_first(fund_docid *out, uint32_t *count, const request *r, fund_buf *data,
                              fund_error *err)
{
    const fund_store *store = r->searcher->store;
    fund_buf term = FUND_BUF_INIT;
    *out = 0;
    fund_status status = fund_article_term(&term, r->id, r->len, err);
    if (status == FUND_OK) {
        status = fund_store_first_posting(out, store, term.data, term.len, err);
    }
    fund_buf_free(&term);
    fund_record record = {.ordinal = 0};
    if (status == FUND_OK && *out != 0) {
        status = fund_record_read(&record, data, store, *out, err);
    }
    if (status == FUND_OK && record.text.len == 0) { /* not there, or withdrawn */
        status = fund_error_set(err, FUND_ERR_NOT_FOUND, "no article %.*s in the index",
                                id_length(r), r->id);
    }
    if (status == FUND_OK && record.ordinal != 1) {
        *out = fund_store_sibling(store, *out, record.ordinal, 1);
        status = fund_record_read(&record, data, store, *out, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    size_t until = record.fields.embargo.len;
    if (until > 0 && strncmp(record.fields.embargo.data, r->searcher->now, until) >= 0) {
        return fund_error_set(err, FUND_ERR_NOT_FOUND, "article %.*s is under embargo until %.*s",
                              id_length(r), r->id, (int)until, record.fields.embargo.data);
    }
    *count = record.passage_count;
    return *count > 0 ? FUND_OK
                      : fund_error_set(err, FUND_ERR_CORRUPT,
                                       "the index is damaged: article %.*s has no first passage; "
                                       "index the articles again into a new folder",
                                       id_length(r), r->id);
}

/* `docid`: passage 1 of the article, which has `count` passages. */
static fund_status build_hits(request *r, fund_hit_builder *builder, fund_docid docid,
                              uint32_t count, fund_error *err)
{
    uint32_t first = 1, last = count;
    if (r->passage > count) {
        return fund_error_set(err, FUND_ERR_NOT_FOUND,
                              "article %.*s has no passage %u; its last passage is %u",
                              id_length(r), r->id, (unsigned)r->passage, (unsigned)count);
    }
    if (r->passage > 0) {
        first = r->passage > r->context ? r->passage - r->context : 1;
        last = count - r->passage > r->context ? r->passage + r->context : count;
    }
    const fund_text unread = {NULL, 0};
    fund_results *out = &r->own;
    fund_arena *arena = out->memory;
    fund_hit *hits = fund_arena_alloc(arena, ((size_t)last - first + 1) * sizeof *hits);
    fund_status status = hits != NULL ? FUND_OK : fund_no_memory(err);
    for (uint32_t p = first; p <= last && status == FUND_OK; p++) {
        fund_docid passage = fund_store_sibling(r->searcher->store, docid, 1, p);
        status = fund_hit_build(&hits[p - first], builder, passage, unread, unread, err);
    }
    out->count = out->total = last - first + 1;
    out->total_exact = true;
    out->hits =
        status == FUND_OK ? fund_arena_pointers(arena, hits, out->count, sizeof *hits) : NULL;
    return status == FUND_OK && out->hits == NULL ? fund_no_memory(err) : status;
}

static fund_status attempt_get(void *payload, fund_error *err)
{
    request *r = payload;
    fund_docid docid = 0;
    uint32_t count = 0;
    fund_results_free(&r->own);
    r->own.memory = fund_arena_new();
    fund_hit_builder builder = {.searcher = r->searcher, .arena = r->own.memory, .with_text = true};
    fund_status status = r->own.memory != NULL ? find_first(&docid, &count, r, &builder.data, err)
                                               : fund_no_memory(err);
    if (status == FUND_OK) {
        status = build_hits(r, &builder, docid, count, err);
    }
    fund_hit_builder_free(&builder);
    if (status != FUND_OK) {
        fund_results_free(&r->own);
    }
    return status;
}

fund_status fund_article_get(fund_results *out, fund_searcher *searcher, const char *id, size_t len,
                             uint32_t passage, uint32_t context, fund_error *err)
{
    request r = {searcher, id, len, passage, context, FUND_RESULTS_INIT};
    fund_status status = fund_sized_check(out, "fund_results", err);
    if (status != FUND_OK) {
        return status;
    }
    fund_results_free(out);
    status = fund_searcher_read(searcher, attempt_get, &r, err);
    if (status == FUND_OK) {
        fund_sized_give(out, &r.own, sizeof r.own);
    }
    return status;
}
