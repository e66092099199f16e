/* Articles that have just come, in memory. */
#include "indexer/indexer_private.h"

#include <stdlib.h>

struct fund_fresh {
    fund_store *store;
    fund_maker maker;
    size_t passages;
};

fund_status fund_fresh_new(fund_fresh **out, fund_analyzer *analyzer, fund_error *err)
{
    *out = NULL;
    fund_fresh *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL) {
        return fund_no_memory(err);
    }
    fresh->maker.analyzer = analyzer;
    fund_status status = fund_store_memory(&fresh->store, err);
    if (status != FUND_OK) {
        free(fresh);
        return status;
    }
    *out = fresh;
    return FUND_OK;
}

void fund_fresh_free(fund_fresh *fresh)
{
    if (fresh != NULL) {
        fund_store_free(fresh->store);
        fund_maker_free(&fresh->maker);
        free(fresh);
    }
}

fund_status fund_fresh_add(fund_fresh *fresh, const fund_article *article, fund_error *err)
{
    fund_status status = fund_maker_run(&fresh->maker, article, err);
    for (size_t i = 0; i < fresh->maker.count && status == FUND_OK; i++) {
        status = fund_store_memory_add(fresh->store, fresh->maker.documents[i], err);
    }
    fresh->passages += status == FUND_OK ? fresh->maker.count : 0;
    return status;
}

fund_store *fund_fresh_store(fund_fresh *fresh)
{
    return fresh->store;
}

size_t fund_fresh_passages(const fund_fresh *fresh)
{
    return fresh->passages;
}
