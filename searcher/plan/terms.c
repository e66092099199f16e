/* Walks over the terms of an index, and lists of the best of them. */
#include "searcher/plan/plan.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* ---- a list of the best ------------------------------------------------------------- */

bool fund_term_list_push(fund_term_list *list, fund_arena *arena, const char *term, size_t len,
                         uint32_t documents, uint32_t edits, bool part)
{
    const char *copy = fund_arena_copy(arena, term, len);
    return copy != NULL &&
           fund_array_push(list, (fund_listed_term){{copy, len}, documents, edits, part});
}

static int by_frequency(const void *left, const void *right)
{
    const fund_listed_term *a = left, *b = right;
    if (a->edits != b->edits) {
        return a->edits < b->edits ? -1 : 1;
    }
    return a->documents > b->documents ? -1 : a->documents < b->documents;
}

bool fund_term_list_cut(fund_term_list *list, size_t most)
{
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof *list->items, by_frequency);
    }
    bool cut = list->count > most;
    list->count = cut ? most : list->count;
    return cut;
}

/* ---- walking the terms ------------------------------------------------------------------- */

typedef struct walker {
    const fund_searcher *searcher;
    size_t seen;
    bool parts;
    bool late; /* the time of the call is over: no further term is wanted */
    fund_term_filter filter;
    fund_term_visit visit;
    void *payload;
} walker;

/* The letters of a part follow a P. */
static size_t namespace_of(const char *term)
{
    return term[0] == FUND_PREFIX_PART[0] ? strlen(FUND_PREFIX_PART) : 0;
}

/* Namespaces begin with capitals, words do not. */
static bool is_wanted(const char *term, size_t len, size_t *skip, void *payload)
{
    enum { TERMS_A_LOOK = 512 }; /* at the clock */
    walker *w = payload;
    size_t bare = namespace_of(term);
    w->late |= w->seen++ % TERMS_A_LOOK == 0 && fund_searcher_is_late(w->searcher);
    if (w->late) {
        return false;
    }
    if (term[0] >= 'A' && term[0] <= 'Z' && (bare == 0 || !w->parts)) {
        *skip = 1;
        return false;
    }
    if (len <= bare) {
        return false;
    }
    bool wanted = w->filter == NULL || w->filter(term + bare, len - bare, skip, w->payload);
    *skip += *skip > 0 ? bare : 0;
    return wanted;
}

static fund_status see_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    const walker *w = payload;
    size_t bare = namespace_of(term);
    return w->visit(term + bare, len - bare, documents, bare > 0, w->payload);
}

fund_status fund_walk_terms(const fund_searcher *searcher, const char *beginning, size_t len,
                            bool parts, fund_term_filter filter, fund_term_visit visit,
                            void *payload, fund_error *err)
{
    walker w = {
        .searcher = searcher, .parts = parts, .filter = filter, .visit = visit, .payload = payload};
    fund_status status =
        fund_store_filter_terms(searcher->store, beginning, len, is_wanted, see_term, &w, err);
    if (status != FUND_OK || len == 0 || !parts) {
        return status;
    }
    fund_buf term = FUND_BUF_INIT;
    fund_buf_append_str(&term, FUND_PREFIX_PART);
    fund_buf_append(&term, beginning, len);
    status = term.failed ? fund_no_memory(err)
                         : fund_store_filter_terms(searcher->store, term.data, term.len, is_wanted,
                                                   see_term, &w, err);
    fund_buf_free(&term);
    return status;
}

fund_status fund_count_term(uint32_t *words, uint32_t *parts, const fund_searcher *searcher,
                            const fund_text *term, fund_error *err)
{
    fund_term_stats as_word = {0, 0}, as_part = {0, 0};
    fund_buf name = FUND_BUF_INIT;
    fund_buf_append_str(&name, FUND_PREFIX_PART);
    fund_buf_append(&name, term->data, term->len);
    fund_status status = name.failed ? fund_no_memory(err) : FUND_OK;
    if (status == FUND_OK && term->len > 0) {
        status = fund_store_term_stats(&as_word, searcher->store, term->data, term->len, err);
    }
    if (status == FUND_OK && term->len > 0) {
        status = fund_store_term_stats(&as_part, searcher->store, name.data, name.len, err);
    }
    fund_buf_free(&name);
    *words = as_word.documents;
    *parts = as_part.documents;
    return status;
}

/* A walk over all terms takes its time: there are not to be many. */
void fund_builder_count_walk(fund_builder *builder)
{
    if (builder->status == FUND_OK && ++builder->plan->walks > FUND_QUERY_WALKS_MAX) {
        builder->status = fund_error_set(
            builder->err, FUND_ERR_QUERY,
            "the query has more than %d fuzzy words and leading wildcards; shorten it",
            FUND_QUERY_WALKS_MAX);
    }
}

double fund_inverse_frequency(double documents, double all)
{
    double n = documents < all ? documents : all;
    double odds = (all - n + .5) / (n + .5);
    return log(odds < 2 ? odds * .5 + 1 : odds);
}
