/* Opening, and running what reads an index. */
#include "searcher/session.h"

#include <stdlib.h>

/* An index without documents may not know its chain yet. */
static fund_status check_analyzer(void *payload, fund_error *err)
{
    const fund_searcher *searcher = payload;
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, searcher->store, err);
    return status != FUND_OK || stats.documents == 0 || !searcher->owns_store
               ? status
               : fund_store_check_fingerprint(searcher->store,
                                              fund_analyzer_fingerprint(searcher->analyzer), err);
}

fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                               fund_analyzer *analyzer, fund_error *err)
{
    *out = NULL;
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    if (searcher == NULL) {
        return fund_no_memory(err);
    }
    searcher->owns_store = true;
    searcher->analyzer = analyzer;
    fund_status status = fund_store_open(&searcher->store, paths, count, err);
    if (status == FUND_OK) {
        status = fund_store_retry(searcher->store, check_analyzer, searcher, err);
    }
    if (status != FUND_OK) {
        fund_searcher_free(searcher);
        return status;
    }
    *out = searcher;
    return FUND_OK;
}

fund_status fund_searcher_over(fund_searcher **out, fund_store *store, fund_analyzer *analyzer,
                               fund_error *err)
{
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    *out = searcher;
    if (searcher == NULL) {
        return fund_no_memory(err);
    }
    searcher->store = store;
    searcher->analyzer = analyzer;
    return FUND_OK;
}

void fund_searcher_free(fund_searcher *searcher)
{
    if (searcher == NULL) {
        return;
    }
    if (searcher->owns_store) {
        fund_store_free(searcher->store);
    }
    free(searcher);
}

typedef struct call {
    fund_searcher *searcher;
    fund_attempt attempt;
    void *payload;
} call;

/* Another chain may have written the index again meanwhile. */
static fund_status run_call(void *payload, fund_error *err)
{
    const call *of = payload;
    fund_status status = check_analyzer(of->searcher, err);
    return status == FUND_OK ? of->attempt(of->payload, err) : status;
}

fund_status fund_searcher_retry(fund_searcher *searcher, fund_attempt attempt, void *payload,
                                fund_error *err)
{
    call of = {searcher, attempt, payload};
    fund_time_now(searcher->now);
    return fund_store_retry(searcher->store, run_call, &of, err);
}
