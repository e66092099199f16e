/* Opening, and running what reads an index. */
#include "searcher/session.h"

#include <stdlib.h>
#include <string.h>

static fund_status check_shard(const fund_searcher *searcher, size_t shard, fund_error *err)
{
    fund_buf written = FUND_BUF_INIT;
    const char *ours = fund_analyzer_fingerprint(searcher->analyzer);
    fund_status status =
        fund_store_shard_metadata(&written, searcher->store, shard, FUND_META_FINGERPRINT, err);
    bool same = written.len == strlen(ours) && memcmp(written.data, ours, written.len) == 0;
    if (status == FUND_OK && !same) {
        status = fund_error_set(err, FUND_ERR_ANALYZER,
                                "%s: written by another analysis chain (%s, this program has %s); "
                                "index the articles again into a new folder",
                                searcher->paths[shard],
                                written.len > 0 ? written.data : fund_tr("unknown"), ours);
    }
    fund_buf_free(&written);
    return status;
}

/* An index without documents may not know its chain yet. */
static fund_status check_analyzer(void *payload, fund_error *err)
{
    const fund_searcher *searcher = payload;
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, searcher->store, err);
    if (status != FUND_OK || stats.documents == 0) {
        return status;
    }
    for (size_t i = 0; i < searcher->path_count && status == FUND_OK; i++) {
        status = check_shard(searcher, i, err);
    }
    return status;
}

static bool copy_paths(fund_searcher *searcher, const char *const *paths, size_t count)
{
    searcher->paths = calloc(count > 0 ? count : 1, sizeof *searcher->paths);
    for (size_t i = 0; searcher->paths != NULL && i < count; i++) {
        searcher->paths[i] = fund_memdup(paths[i], strlen(paths[i]));
        searcher->path_count = i + 1;
        if (searcher->paths[i] == NULL) {
            return false;
        }
    }
    return searcher->paths != NULL;
}

fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                               fund_analyzer *analyzer, fund_error *err)
{
    *out = NULL;
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    if (searcher == NULL || !copy_paths(searcher, paths, count)) {
        fund_searcher_free(searcher);
        return fund_no_memory(err);
    }
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
    if (searcher->path_count > 0) {
        fund_store_free(searcher->store);
    }
    for (size_t i = 0; i < searcher->path_count; i++) {
        free(searcher->paths[i]);
    }
    free(searcher->paths);
    free(searcher);
}

typedef struct call {
    fund_searcher *searcher;
    fund_attempt attempt;
    void *payload;
} call;

/* The index may have been made anew meanwhile, by another chain. */
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
