/* Runs a plan, without a look at texts where it has no predicates. */
#include "searcher/rank/rank.h"

static fund_status match_all(fund_docids *all, fund_searcher *searcher, const fund_plan *plan,
                             fund_error *err)
{
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    fund_matches matches = FUND_MATCHES_INIT;
    wanted.now = searcher->now;
    wanted.count = UINT32_MAX;
    wanted.unweighted = true;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    for (size_t i = 0; i < matches.count && status == FUND_OK; i++) {
        status = fund_docids_push(all, matches.items[i].docid, err);
    }
    fund_matches_free(&matches);
    fund_docids_sort(all);
    return status;
}

/* Which matches are fetched: those of the page, or all before it, too, whose order a second score
 * may change. */
static fund_status match_page(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                              const fund_search_options *options, fund_error *err)
{
    uint32_t offset = options->offset, count = options->count;
    bool rescored = fund_plan_is_rescored(plan) && options->order == FUND_ORDER_RELEVANCE &&
                    offset < FUND_RESCORE_WINDOW && count > 0;
    fund_match_options wanted = fund_match_ordered(searcher, options);
    wanted.first = rescored ? 0 : offset;
    wanted.count = count;
    if (rescored) {
        wanted.count = count < UINT32_MAX - offset ? offset + count : UINT32_MAX;
        wanted.count = wanted.count < FUND_RESCORE_WINDOW ? FUND_RESCORE_WINDOW : wanted.count;
    }
    wanted.check_at_least = FUND_COUNT_EXACTLY;
    wanted.collapse = options->group;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    if (status == FUND_OK && rescored) {
        size_t window = matches.count < FUND_RESCORE_WINDOW ? matches.count : FUND_RESCORE_WINDOW;
        status = fund_rescore(matches.items, window, (size_t)offset + count, searcher, plan, err);
    }
    for (size_t i = 0; i < matches.count && status == FUND_OK; i++) {
        const fund_match *match = &matches.items[i];
        if (!fund_array_push(out, (fund_candidate){.docid = match->docid,
                                                   .weight = match->weight,
                                                   .more = match->collapsed})) {
            status = fund_no_memory(err);
        }
    }
    fund_top_docs_cut(out, offset - wanted.first, count);
    out->total = matches.estimated;
    out->total_exact = matches.lower_bound == matches.upper_bound;
    fund_matches_free(&matches);
    return status;
}

fund_status fund_match_plan(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                            fund_plan *plan, const fund_search_options *options, fund_error *err)
{
    if (plan->tree == NULL) {
        return FUND_OK;
    }
    if (plan->predicate_count > 0) {
        return fund_match_two_phase(out, all, searcher, plan, options, err);
    }
    fund_status status = all != NULL ? match_all(all, searcher, plan, err) : FUND_OK;
    bool page = all == NULL || options->count > 0;
    return status == FUND_OK && page ? match_page(out, searcher, plan, options, err) : status;
}
