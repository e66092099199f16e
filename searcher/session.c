/* Opening, and running what reads an index. */
#include "searcher/session.h"

#include <stdlib.h>
#include <string.h>

static fund_searcher *make_searcher(void)
{
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    if (searcher == NULL) {
        return NULL;
    }
    searcher->deadline = calloc(1, sizeof *searcher->deadline);
    if (searcher->deadline == NULL) {
        free(searcher);
        return NULL;
    }
    return searcher;
}

static fund_status copy_paths(fund_searcher *searcher, const char *const *paths, size_t count,
                              fund_error *err)
{
    searcher->paths = calloc(count + 1, sizeof *searcher->paths);
    for (size_t i = 0; searcher->paths != NULL && i < count; i++) {
        searcher->paths[i] = fund_memdup(paths[i], strlen(paths[i]));
        if (searcher->paths[i] == NULL) {
            return fund_no_memory(err);
        }
        searcher->path_count = i + 1;
    }
    return searcher->paths != NULL ? FUND_OK : fund_no_memory(err);
}

static fund_status check_chain(const fund_searcher *searcher, fund_error *err)
{
    return searcher->owns_store
               ? fund_store_check_chain(searcher->store,
                                        fund_analyzer_fingerprint(searcher->analyzer), err)
               : FUND_OK;
}

static fund_status open_paths(fund_searcher **out, const char *const *paths, size_t count,
                              fund_analyzer *analyzer, bool to_read, fund_error *err)
{
    *out = NULL;
    fund_searcher *searcher = make_searcher();
    if (searcher == NULL) {
        return fund_no_memory(err);
    }
    searcher->owns_store = true;
    searcher->analyzer = analyzer;
    searcher->to_read = to_read;
    fund_status status = copy_paths(searcher, paths, count, err);
    if (status == FUND_OK) {
        status = fund_store_open(&searcher->store, paths, count, err);
    }
    if (status == FUND_OK && !to_read) {
        status = check_chain(searcher, err);
    }
    if (status != FUND_OK) {
        fund_searcher_free(searcher);
        return status;
    }
    *out = searcher;
    return FUND_OK;
}

fund_status fund_searcher_open_with(fund_searcher **out, const char *const *paths, size_t count,
                                    fund_analyzer *analyzer, fund_error *err)
{
    return open_paths(out, paths, count, analyzer, false, err);
}

/* Takes the analyzer over, in any case. */
static fund_status open_own(fund_searcher **out, const char *const *paths, size_t count,
                            fund_analyzer *analyzer, bool to_read, fund_error *err)
{
    fund_status status = open_paths(out, paths, count, analyzer, to_read, err);
    if (status == FUND_OK) {
        (*out)->own_analyzer = analyzer;
    } else {
        fund_analyzer_free(analyzer);
    }
    return status;
}

fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                               const fund_searcher_options *given, fund_error *err)
{
    fund_searcher_options options;
    fund_analyzer_options chain = FUND_ANALYZER_OPTIONS_INIT;
    fund_analyzer *analyzer = NULL;
    *out = NULL;
    fund_status status =
        fund_sized_take(&options, sizeof options, given, "fund_searcher_options", err);
    if (status == FUND_OK && count == 0) {
        status = fund_error_set(err, FUND_ERR_ARGUMENT, "no index given");
    }
    if (status == FUND_OK) {
        chain.lexicon = options.lexicon;
        chain.index = paths[0];
        status = fund_analyzer_open(&analyzer, &chain, err);
    }
    status =
        status == FUND_OK ? open_own(out, paths, count, analyzer, options.to_read, err) : status;
    if (status == FUND_OK) {
        fund_searcher_set_timeout(*out, FUND_TIMEOUT_USUAL);
        (*out)->deadline->usual = true;
    }
    return status;
}

fund_status fund_searcher_clone(fund_searcher **out, const fund_searcher *searcher, fund_error *err)
{
    fund_analyzer *analyzer;
    *out = NULL;
    if (searcher->paths == NULL) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "a searcher of articles in memory cannot be cloned");
    }
    fund_status status = fund_analyzer_clone(&analyzer, searcher->analyzer, err);
    if (status == FUND_OK) {
        status = open_own(out, (const char *const *)searcher->paths, searcher->path_count, analyzer,
                          searcher->to_read, err);
    }
    if (status == FUND_OK) {
        *(*out)->deadline = *searcher->deadline;
    }
    return status;
}

fund_status fund_searcher_over(fund_searcher **out, fund_store *store, fund_analyzer *analyzer,
                               fund_error *err)
{
    fund_searcher *searcher = make_searcher();
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
    for (size_t i = 0; i < searcher->path_count; i++) {
        free(searcher->paths[i]);
    }
    free(searcher->paths);
    fund_analyzer_free(searcher->own_analyzer);
    free(searcher->deadline);
    free(searcher);
}

/* ---- time --------------------------------------------------------------------------- */

void fund_searcher_set_timeout(fund_searcher *searcher, double seconds)
{
    const double most = 1e9;
    searcher->deadline->usual = false;
    searcher->deadline->limit_ms =
        seconds > 0 ? (uint64_t)((seconds < most ? seconds : most) * 1000) + 1 : 0;
}

bool fund_searcher_is_partial(const fund_searcher *searcher)
{
    return searcher->deadline->passed;
}

bool fund_searcher_is_late(const fund_searcher *searcher)
{
    fund_deadline *deadline = searcher->deadline;
    deadline->passed |= deadline->end_ms > 0 && fund_clock_ms() >= deadline->end_ms;
    return deadline->passed;
}

/* ---- reading ------------------------------------------------------------------------ */

fund_status fund_searcher_read(fund_searcher *searcher, fund_reading reading, void *payload,
                               fund_error *err)
{
    if (searcher->reading) { /* within another call, which has chosen the commit */
        return reading(payload, err);
    }
    fund_time_now(searcher->now);
    searcher->deadline->passed = false;
    searcher->deadline->end_ms =
        searcher->deadline->limit_ms > 0 ? fund_clock_ms() + searcher->deadline->limit_ms : 0;
    fund_status status =
        searcher->owns_store ? fund_store_reopen(searcher->store, NULL, err) : FUND_OK;
    searcher->reading = true;
    status = status == FUND_OK ? reading(payload, err) : status;
    searcher->reading = false;
    return status;
}

typedef struct matching {
    fund_searcher *searcher;
    fund_reading reading;
    void *payload;
} matching;

static fund_status run_matching(void *payload, fund_error *err)
{
    const matching *of = payload;
    fund_status status = check_chain(of->searcher, err);
    return status == FUND_OK ? of->reading(of->payload, err) : status;
}

fund_status fund_searcher_match(fund_searcher *searcher, fund_reading reading, void *payload,
                                fund_error *err)
{
    matching of = {searcher, reading, payload};
    return fund_searcher_read(searcher, run_matching, &of, err);
}

static fund_status run_count(void *payload, fund_error *err)
{
    const matching *of = payload;
    fund_deadline *deadline = of->searcher->deadline;
    uint64_t end_ms = deadline->end_ms; /* of what else is read with it */
    deadline->end_ms = deadline->usual ? 0 : end_ms;
    fund_status status = run_matching(payload, err);
    deadline->end_ms = end_ms;
    return status;
}

fund_status fund_searcher_count(fund_searcher *searcher, fund_reading reading, void *payload,
                                fund_error *err)
{
    matching of = {searcher, reading, payload};
    return fund_searcher_read(searcher, run_count, &of, err);
}

fund_status fund_searcher_commit(fund_commit *out, char chain[128], const fund_searcher *searcher,
                                 fund_error *err)
{
    fund_segment_info newest = {.chain = ""};
    fund_status status = fund_store_commit(out, searcher->store, err);
    if (status == FUND_OK && out->segments > 0) {
        status = fund_store_segment(&newest, searcher->store, out->segments - 1, err);
    }
    memcpy(chain, newest.chain, sizeof newest.chain);
    return status;
}
