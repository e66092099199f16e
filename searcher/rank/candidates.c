/* The page as documents, and how libxapian is asked for matches. */
#include "searcher/rank/rank.h"

#include <stdlib.h>

void fund_top_docs_free(fund_top_docs *top_docs)
{
    free(top_docs->items);
    fund_arena_free(top_docs->arena);
    *top_docs = (fund_top_docs)FUND_TOP_DOCS_INIT;
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
