/* Runs a plan whose matches need no look at the text. */
#include "searcher/searcher_private.h"

#include <stdlib.h>

static fund_status copy_page(fund_founds *out, const fund_matches *matches, fund_error *err)
{
    out->total = matches->estimated;
    out->total_exact = matches->lower_bound == matches->upper_bound;
    if (matches->count == 0) {
        return FUND_OK;
    }
    out->items = malloc(matches->count * sizeof *out->items);
    if (out->items == NULL) {
        return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for results");
    }
    for (size_t i = 0; i < matches->count; i++) {
        const fund_match *match = &matches->items[i];
        out->items[i] = (fund_found){match->docid, match->weight, match->collapsed};
    }
    out->count = matches->count;
    return FUND_OK;
}

fund_status fund_plan_match(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                            const fund_search_options *options, fund_error *err)
{
    if (plan->tree == NULL) {
        return FUND_OK;
    }
    if (plan->phrase_count > 0) {
        return fund_plan_match_verified(out, searcher, plan, options, err);
    }
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.first = options->offset;
    wanted.count = options->count;
    wanted.check_at_least = FUND_COUNT_EXACTLY;
    wanted.collapse = options->group;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    if (status == FUND_OK) {
        status = copy_page(out, &matches, err);
    }
    fund_matches_free(&matches);
    return status;
}
