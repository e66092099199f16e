/* Runs a plan whose matches need no look at the text. */
#include "searcher/rank/rank.h"

#include <stdlib.h>

/* The page begins `skip` matches into them. */
static fund_status copy_page(fund_top_docs *out, const fund_matches *matches, size_t skip,
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
        out->items[i] = (fund_candidate){
            .docid = match->docid, .weight = match->weight, .more = match->collapsed};
    }
    return FUND_OK;
}

fund_status fund_match_plan(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                            const fund_search_options *options, fund_error *err)
{
    if (plan->tree == NULL) {
        return FUND_OK;
    }
    if (plan->predicate_count > 0) {
        return fund_match_two_phase(out, searcher, plan, options, err);
    }
    bool again = fund_plan_is_rescored(plan) && options->order == FUND_ORDER_RELEVANCE &&
                 options->offset < FUND_RESCORE_WINDOW && options->count > 0;
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.now = searcher->now;
    wanted.first = again ? 0 : options->offset;
    wanted.count = options->count;
    if (again) {
        uint32_t room = UINT32_MAX - options->offset;
        wanted.count = options->offset + (options->count < room ? options->count : room);
        wanted.count = wanted.count < FUND_RESCORE_WINDOW ? FUND_RESCORE_WINDOW : wanted.count;
    }
    wanted.sort = fund_match_order(options);
    wanted.check_at_least = FUND_COUNT_EXACTLY;
    wanted.collapse = options->group;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    if (status == FUND_OK && again) {
        size_t window = matches.count < FUND_RESCORE_WINDOW ? matches.count : FUND_RESCORE_WINDOW;
        status = fund_rescore(matches.items, window, (size_t)options->offset + options->count,
                              searcher, plan, err);
    }
    if (status == FUND_OK) {
        status = copy_page(out, &matches, again ? options->offset : 0, options->count, err);
    }
    fund_matches_free(&matches);
    return status;
}
