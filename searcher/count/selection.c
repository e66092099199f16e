/* What a query and a filter let through. */
#include "searcher/count/count.h"

#include <string.h>

/* Docids of several databases take turns: those of one go together. */
static fund_status order(fund_docids *docids, const fund_store *store, fund_error *err)
{
    fund_docid databases = fund_store_sibling(store, 1, 1, 2) - 1;
    if (databases == 1 || docids->count == 0) {
        return FUND_OK;
    }
    fund_docid *ordered = calloc(docids->count, sizeof *ordered);
    size_t *next = calloc((size_t)databases + 1, sizeof *next);
    bool ok = ordered != NULL && next != NULL;
    for (size_t i = 0; ok && i < docids->count; i++) {
        next[(docids->items[i] - 1) % databases + 1]++;
    }
    for (fund_docid d = 0; ok && d < databases; d++) {
        next[d + 1] += next[d];
    }
    for (size_t i = 0; ok && i < docids->count; i++) {
        ordered[next[(docids->items[i] - 1) % databases]++] = docids->items[i];
    }
    if (ok) {
        memcpy(docids->items, ordered, docids->count * sizeof *ordered);
    }
    free(ordered);
    free(next);
    return ok ? FUND_OK : fund_no_memory(err);
}

static bool is_blank(fund_text text)
{
    size_t i = 0;
    while (i < text.len && fund_byte_is(text.data[i], FUND_CHAR_SPACE)) {
        i++;
    }
    return i == text.len;
}

bool fund_count_add_remarks(fund_count_totals *totals, const fund_plan *plan)
{
    fund_diagnostics both[2] = {totals->diagnostics, {NULL, 0}};
    if (!fund_diagnostics_copy(&both[1], totals->memory, &plan->diagnostics)) {
        return false;
    }
    size_t count = 0;
    const fund_diagnostic **all = fund_arena_alloc(
        totals->memory, (both[0].count + both[1].count + 1) * sizeof *all);
    for (size_t i = 0; i < 2 && all != NULL; i++) {
        for (size_t k = 0; k < both[i].count; k++) {
            all[count++] = both[i].items[k];
        }
    }
    totals->diagnostics = (fund_diagnostics){all, count};
    return all != NULL;
}

fund_status fund_select(fund_docids *out, fund_plan **plan, fund_count_totals *totals,
                        fund_searcher *searcher, fund_text query, const fund_filter *filter,
                        fund_error *err)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_top_docs none = FUND_TOP_DOCS_INIT;
    fund_plan *own = NULL;
    options.whole = options.no_hits = true;
    options.filter = filter;
    *out = (fund_docids){.complete = true};
    query.len = is_blank(query) ? 0 : query.len;
    fund_status status = fund_plan_new(&own, searcher, query.data, query.len, NULL, &options, err);
    if (status == FUND_OK && (own->root != NULL || query.len == 0)) { /* signs alone find nothing */
        status = fund_match_plan(&none, out, searcher, own, &options, err);
    }
    if (status == FUND_OK) {
        status = order(out, searcher->store, err);
    }
    if (status == FUND_OK && totals != NULL && !fund_count_add_remarks(totals, own)) {
        status = fund_no_memory(err);
    }
    fund_top_docs_free(&none);
    if (plan != NULL) {
        *plan = own;
    } else {
        fund_plan_free(own);
    }
    return status;
}

fund_status fund_check_matches(const fund_plan *plan, fund_error *err)
{
    bool shows = plan->marks_terms;
    for (size_t i = 0; i < plan->predicate_count && !shows; i++) {
        shows = plan->predicates[i].shown;
    }
    if (!plan->matches) {
        return fund_error_set(err, FUND_ERR_QUERY, "the query has no words to search for");
    }
    return shows || plan->tree == NULL
               ? FUND_OK
               : fund_error_set(err, FUND_ERR_QUERY,
                                "the query has no words but function words, which are not marked; "
                                "with = they are, as in =die");
}

static fund_status out_of_range(fund_error *err, const char *member, unsigned least, unsigned most)
{
    return fund_error_set(err, FUND_ERR_ARGUMENT, "%s must be from %u to %u", member, least, most);
}

fund_status fund_count_options_take(fund_count_options *out, const fund_count_options *given,
                                    fund_error *err)
{
    fund_status status = fund_sized_take(out, sizeof *out, given, "fund_count_options", err);
    if (status != FUND_OK) {
        return status;
    }
    out->min = out->min > 0 ? out->min : 1;
    out->ngram = out->ngram > 0 ? out->ngram : FUND_NGRAM_MIN;
    if (out->left == 0 && out->right == 0) {
        out->left = out->right = 5;
    }
    if (out->ngram < FUND_NGRAM_MIN || out->ngram > FUND_NGRAM_MAX) {
        return out_of_range(err, "ngram", FUND_NGRAM_MIN, FUND_NGRAM_MAX);
    }
    if (out->left > FUND_WINDOW_MAX || out->right > FUND_WINDOW_MAX) {
        return out_of_range(err, "left and right", 0, FUND_WINDOW_MAX);
    }
    return FUND_OK;
}

typedef struct counting {
    fund_searcher *searcher;
    fund_count_totals *totals;
    fund_reading count;
    void *payload;
} counting;

static fund_status note_commit(void *payload, fund_error *err)
{
    const counting *of = payload;
    fund_commit commit = {.number = 0};
    fund_status status = FUND_OK;
    if (of->searcher->owns_store) {
        status = fund_store_commit(&commit, of->searcher->store, err);
        of->totals->commit = commit.number;
    }
    return status == FUND_OK ? of->count(of->payload, err) : status;
}

fund_status fund_count_run(fund_count_totals *out, fund_count_totals *own, fund_searcher *searcher,
                           fund_reading count, void *payload, fund_error *err)
{
    counting of = {searcher, own, count, payload};
    fund_status status = fund_sized_check(out, "fund_count_totals", err);
    if (status != FUND_OK) {
        return status;
    }
    fund_count_totals_free(out);
    *own = (fund_count_totals)FUND_COUNT_TOTALS_INIT;
    own->memory = fund_arena_new();
    status = own->memory != NULL ? fund_searcher_count(searcher, note_commit, &of, err)
                                 : fund_no_memory(err);
    if (status == FUND_OK || status == FUND_ERR_NOT_FOUND) {
        fund_sized_give(out, own, sizeof *own);
    } else {
        fund_arena_free(own->memory);
    }
    return status;
}

void fund_count_totals_free(fund_count_totals *totals)
{
    const fund_count_totals empty = FUND_COUNT_TOTALS_INIT;
    fund_arena_free(totals->memory);
    fund_sized_give(totals, &empty, sizeof empty);
}
