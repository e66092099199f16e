/* Runs a plan, without a look at texts where it has no predicates. */
#include "searcher/rank/rank.h"

#include <math.h>
#include <string.h>

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

/* Whether something is to be looked for in texts. */
static bool has_unsettled(const fund_plan *plan)
{
    for (size_t i = 0; i < plan->predicate_count; i++) {
        if (!plan->predicates[i].settled) {
            return true;
        }
    }
    return false;
}

/* ---- the window of the second score ------------------------------------------------ */

/* Where the passage is, or with grouping the one that stands for its article; the count: nowhere. */
static size_t find_place(const fund_top_docs *in, const fund_candidate *of)
{
    size_t at = 0;
    while (at < in->count && (of->article != 0 ? in->items[at].article != of->article
                                               : in->items[at].docid != of->docid)) {
        at++;
    }
    return at;
}

/* Puts a passage into the window, wherever it or its article was; false without memory. */
static bool put(fund_top_docs *out, size_t place, size_t from, fund_candidate item)
{
    if (from == out->count && !fund_array_push(out, item)) {
        return false;
    }
    uint32_t more = out->items[from].more;
    item.more = item.more > more ? item.more : more;
    memmove(out->items + place + 1, out->items + place, (from - place) * sizeof item);
    out->items[place] = item;
    return true;
}

/* Behind the best matches those of articles that have all words, as far as they are others. */
static fund_status put_others(fund_top_docs *out, const fund_matches *found, double step,
                              bool grouped, const fund_searcher *searcher, fund_error *err)
{
    fund_buf data = FUND_BUF_INIT;
    fund_status status = FUND_OK;
    size_t place = FUND_RESCORE_BEST;
    for (size_t i = 0; grouped && i < out->count && status == FUND_OK; i++) {
        fund_candidate *item = &out->items[i];
        status = fund_article_key(&item->article, &data, searcher->store, item->docid, err);
    }
    for (size_t i = 0; i < found->count && place < FUND_RESCORE_WINDOW && status == FUND_OK; i++) {
        const fund_match *match = &found->items[i];
        double weight = match->weight - step * floor(match->weight / step);
        fund_candidate item = {.docid = match->docid, .weight = weight, .more = match->collapsed};
        if (grouped) {
            status = fund_article_key(&item.article, &data, searcher->store, item.docid, err);
        }
        size_t from = find_place(out, &item);
        if (status == FUND_OK && from >= place && !put(out, place++, from, item)) {
            status = fund_no_memory(err);
        }
    }
    fund_buf_free(&data);
    return status;
}

/* What is to be had in several passages of an article is not found by the weight of one. */
static fund_status take_others(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                               const fund_search_options *options, fund_error *err)
{
    double step = 0;
    fund_status status = FUND_OK;
    fund_matches found = FUND_MATCHES_INIT;
    if (out->count <= FUND_RESCORE_BEST) {
        return FUND_OK;
    }
    const fund_query *together = fund_plan_together(&step, plan, searcher, &status, err);
    if (status == FUND_OK && together != NULL) {
        fund_match_options wanted = fund_match_ordered(searcher, options);
        wanted.count = FUND_RESCORE_OTHERS;
        wanted.collapse = options->group;
        status = fund_store_match(&found, searcher->store, together, &wanted, err);
    }
    if (status == FUND_OK && found.count > 0) {
        status = put_others(out, &found, step, options->group, searcher, err);
    }
    fund_matches_free(&found);
    return status;
}

/* Gives the first ones their second score. */
static fund_status rescore(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                           fund_error *err)
{
    fund_match matches[FUND_RESCORE_WINDOW];
    size_t window = 0;
    for (; window < FUND_RESCORE_WINDOW && window < out->count; window++) {
        const fund_candidate *item = &out->items[window];
        matches[window] = (fund_match){item->docid, item->weight, item->more};
    }
    fund_status status = fund_rescore(matches, window, searcher, plan, err);
    for (size_t i = 0; status == FUND_OK && i < window; i++) {
        out->items[i] = (fund_candidate){
            .docid = matches[i].docid, .weight = matches[i].weight, .more = matches[i].collapsed};
    }
    /* What comes after them keeps its order, and has no higher score. */
    double last = window > 0 ? out->items[window - 1].weight : 0;
    double factor = window < out->count && out->items[window].weight > last
                        ? last / out->items[window].weight
                        : 1;
    for (size_t i = window; status == FUND_OK && i < out->count; i++) {
        out->items[i].weight *= factor;
    }
    return status;
}

/* The window is the same for every page. */
static fund_status rank_again(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                              const fund_search_options *options, fund_error *err)
{
    fund_status status =
        has_unsettled(plan) ? FUND_OK : take_others(out, searcher, plan, options, err);
    return status == FUND_OK ? rescore(out, searcher, plan, err) : status;
}

/* ---- plans --------------------------------------------------------------------------- */

static fund_status fetch(fund_top_docs *out, fund_searcher *searcher, const fund_plan *plan,
                         const fund_search_options *options, fund_error *err)
{
    fund_match_options wanted = fund_match_ordered(searcher, options);
    wanted.first = options->offset;
    wanted.count = options->count;
    wanted.check_at_least = FUND_COUNT_EXACTLY;
    wanted.collapse = options->group;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
    for (size_t i = 0; i < matches.count && status == FUND_OK; i++) {
        const fund_match *match = &matches.items[i];
        if (!fund_array_push(out, (fund_candidate){.docid = match->docid,
                                                   .weight = match->weight,
                                                   .more = match->collapsed})) {
            status = fund_no_memory(err);
        }
    }
    out->total = matches.estimated;
    out->total_exact = matches.lower_bound == matches.upper_bound;
    fund_matches_free(&matches);
    return status;
}

/* Finds all passages that have a predicate, of the articles that may be hits. */
static fund_status settle(fund_plan *plan, size_t predicate, fund_searcher *searcher,
                          fund_error *err)
{
    fund_status status = FUND_OK;
    fund_docids found = {.complete = true};
    const fund_query *candidates = fund_plan_candidates(plan, searcher, predicate, &status, err);
    if (candidates != NULL && status == FUND_OK) {
        fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
        fund_top_docs none = FUND_TOP_DOCS_INIT;
        fund_plan alone = *plan;
        options.no_hits = options.whole = true;
        options.count = 0;
        alone.predicates[0] = plan->predicates[predicate];
        alone.predicates[0].negative = false;
        alone.predicate_count = 1;
        alone.required = alone.candidates = 1;
        alone.forbidden = 0;
        alone.tree = candidates;
        status = fund_match_two_phase(&none, &found, searcher, &alone, &options, err);
        plan->stamp = alone.stamp;
        fund_top_docs_free(&none);
    }
    if (status == FUND_OK) {
        status = fund_plan_settle(plan, searcher, predicate, found.items, found.count, err);
    }
    fund_array_free(&found);
    return status;
}

/* What articles are joined by is known before any of their passages is a hit: first what terms
 * narrow down. */
static fund_status settle_all(fund_plan *plan, fund_searcher *searcher, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t open = 0; open < 2; open++) {
        for (size_t i = 0; i < plan->predicate_count && status == FUND_OK; i++) {
            const fund_predicate *predicate = &plan->predicates[i];
            if (predicate->joined && !predicate->settled && predicate->open == (open == 1)) {
                status = settle(plan, i, searcher, err);
            }
        }
    }
    return status;
}

fund_status fund_match_plan(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                            fund_plan *plan, const fund_search_options *options, fund_error *err)
{
    fund_status status = settle_all(plan, searcher, err);
    if (status != FUND_OK || plan->tree == NULL) {
        return status;
    }
    /* Which matches are fetched: those of the page, or all before it, too, whose order a second
     * score may change. */
    bool confirmed = has_unsettled(plan), hits = all == NULL || options->count > 0;
    bool rescored = hits && fund_plan_is_rescored(plan) && options->count > 0 &&
                    options->order == FUND_ORDER_RELEVANCE;
    fund_search_options wanted = *options;
    if (rescored) {
        uint64_t count = (uint64_t)options->offset + options->count + FUND_RESCORE_WINDOW;
        wanted.count = count < UINT32_MAX ? (uint32_t)count : UINT32_MAX;
        wanted.offset = 0;
    }
    if (confirmed) {
        status = fund_match_two_phase(out, all, searcher, plan, &wanted, err);
    } else if (all != NULL) {
        status = match_all(all, searcher, plan, err);
    }
    if (status == FUND_OK && !confirmed && hits) {
        status = fetch(out, searcher, plan, &wanted, err);
    }
    if (status == FUND_OK && rescored) {
        status = rank_again(out, searcher, plan, options, err);
        fund_top_docs_cut(out, options->offset, options->count);
    }
    return status;
}
