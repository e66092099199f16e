/* Runs a plan whose matches need no look at the text. */
#include "searcher/searcher_private.h"

#include <stdlib.h>

void fund_founds_free(fund_founds *founds)
{
    free(founds->items);
    fund_arena_free(founds->arena);
    *founds = (fund_founds)FUND_FOUNDS_INIT;
}

/* The page begins `skip` matches into them. */
static fund_status copy_page(fund_founds *out, const fund_matches *matches, size_t skip,
                             uint32_t count, fund_error *err)
{
    out->total = matches->estimated;
    out->total_exact = matches->lower_bound == matches->upper_bound;
    if (matches->count <= skip) {
        return FUND_OK;
    }
    size_t rest = matches->count - skip;
    out->count = rest < count ? rest : count;
    out->items = malloc(out->count * sizeof *out->items + 1);
    if (out->items == NULL) {
        out->count = 0;
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < out->count; i++) {
        const fund_match *match = &matches->items[skip + i];
        out->items[i] =
            (fund_found){.docid = match->docid, .weight = match->weight, .more = match->collapsed};
    }
    return FUND_OK;
}

fund_status fund_article_query(fund_query **out, const char *id, size_t len, fund_error *err)
{
    fund_buf term = FUND_BUF_INIT;
    fund_status status = fund_article_term(&term, id, len, err);
    if (status == FUND_OK) {
        status = fund_query_term(out, "", term.data, term.len, 1, err);
    }
    fund_buf_free(&term);
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
    fund_query_free(filtered);
    return status;
}

fund_sort fund_match_order(const fund_search_options *options)
{
    return options->order == FUND_ORDER_NEWEST   ? FUND_SORT_VALUE_DESC
           : options->order == FUND_ORDER_OLDEST ? FUND_SORT_VALUE_ASC
                                                 : FUND_SORT_RELEVANCE;
}

fund_status fund_plan_match(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                            const fund_search_options *options, fund_error *err)
{
    if (plan->tree == NULL) {
        return FUND_OK;
    }
    if (plan->check_count > 0) {
        return fund_plan_match_verified(out, searcher, plan, options, err);
    }
    bool again = fund_plan_is_reranked(plan) && options->order == FUND_ORDER_RELEVANCE &&
                 options->offset < FUND_RERANK_WINDOW && options->count > 0;
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.now = searcher->now;
    wanted.first = again ? 0 : options->offset;
    wanted.count = options->count;
    if (again) {
        uint32_t room = UINT32_MAX - options->offset;
        wanted.count = options->offset + (options->count < room ? options->count : room);
        wanted.count = wanted.count < FUND_RERANK_WINDOW ? FUND_RERANK_WINDOW : wanted.count;
    }
    wanted.sort = fund_match_order(options);
    wanted.check_at_least = FUND_COUNT_EXACTLY;
    wanted.collapse = options->group;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    if (status == FUND_OK && again) {
        size_t window = matches.count < FUND_RERANK_WINDOW ? matches.count : FUND_RERANK_WINDOW;
        status = fund_rerank(matches.items, window, (size_t)options->offset + options->count,
                             searcher, plan, err);
    }
    if (status == FUND_OK) {
        status = copy_page(out, &matches, again ? options->offset : 0, options->count, err);
    }
    fund_matches_free(&matches);
    return status;
}
