/* The status of an index. */
#include "searcher/calls.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static fund_status count_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    (void)term;
    (void)len;
    (void)documents;
    ++*(uint64_t *)payload;
    return FUND_OK;
}

static fund_status read_metadata(char *out, size_t size, const fund_store *store, const char *key,
                                 fund_error *err)
{
    fund_buf value = FUND_BUF_INIT;
    fund_status status = fund_store_metadata(&value, store, key, err);
    snprintf(out, size, "%s", status == FUND_OK && value.len > 0 ? value.data : "");
    for (char *at = out; *at != '\0'; at++) { /* an index that is not damaged has ASCII there */
        *at = *at >= ' ' && *at < 0x7f ? *at : '?';
    }
    fund_buf_free(&value);
    return status;
}

static fund_status count_document(fund_docid docid, void *payload)
{
    (void)docid;
    ++*(uint64_t *)payload;
    return FUND_OK;
}

/* The statistics of a term include deleted documents. */
static fund_status count_with(uint64_t *count, const char *term, const fund_store *store,
                              bool deletions, fund_error *err)
{
    if (deletions) {
        return fund_store_postings(store, term, strlen(term), count_document, count, err);
    }
    fund_term_stats stats = {0, 0};
    fund_status status = fund_store_term_stats(&stats, store, term, strlen(term), err);
    *count = stats.documents;
    return status;
}

static fund_status read_counts(fund_index_status *out, const fund_store *store, fund_error *err)
{
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, store, err);
    if (status == FUND_OK) {
        out->passages = stats.documents;
        out->deleted = stats.deleted;
        out->average_length = stats.average_length;
        status = fund_store_size(&out->bytes, store, err);
    }
    if (status == FUND_OK) {
        status = count_with(&out->articles, FUND_PREFIX_FIRST, store, out->deleted > 0, err);
    }
    if (status == FUND_OK) {
        status = count_with(&out->withdrawn, FUND_PREFIX_WITHDRAWN, store, out->deleted > 0, err);
        out->passages -= out->withdrawn;
    }
    if (status == FUND_OK) {
        status = fund_count_near_duplicates(out, store, err);
    }
    return status == FUND_OK ? fund_store_terms(store, "", 0, count_term, &out->terms, err)
                             : status;
}

typedef struct status_call {
    fund_index_status *out;
    const fund_store *store;
    const char *fingerprint; /* of this program's analyzer */
} status_call;

static fund_status attempt_status(void *payload, fund_error *err)
{
    const status_call *call = payload;
    const fund_store *store = call->store;
    fund_index_status *out = call->out;
    char version[16];
    *out = (fund_index_status)FUND_INDEX_STATUS_INIT;
    fund_status status = read_metadata(version, sizeof version, store, FUND_META_VERSION, err);
    out->format_version = (uint32_t)strtoul(version, NULL, 10);
    if (status == FUND_OK) {
        status = read_metadata(out->fingerprint, sizeof out->fingerprint, store,
                               FUND_META_FINGERPRINT, err);
    }
    if (status == FUND_OK) {
        status = read_metadata(out->updated, sizeof out->updated, store, FUND_META_UPDATED, err);
    }
    if (status == FUND_OK) {
        status = fund_store_check_fingerprint(store, call->fingerprint, err);
        out->fingerprint_matches = status == FUND_OK;
        status = status == FUND_ERR_ANALYZER ? FUND_OK : status; /* it is only shown */
    }
    return status == FUND_OK ? read_counts(out, store, err) : status;
}

fund_status fund_index_status_with(fund_index_status *out, const char *path,
                                   const fund_analyzer *analyzer, fund_error *err)
{
    fund_index_status own = FUND_INDEX_STATUS_INIT;
    fund_store *store = NULL;
    fund_status status = fund_sized_check(out, "fund_index_status", err);
    if (status == FUND_OK) {
        status = fund_store_open(&store, &path, 1, err);
    }
    if (status == FUND_OK) {
        status_call call = {&own, store, fund_analyzer_fingerprint(analyzer)};
        status = fund_store_retry(store, attempt_status, &call, err);
    }
    fund_store_free(store);
    fund_sized_give(out, &own, sizeof own);
    return status;
}

fund_status fund_index_status_get(fund_index_status *out, const char *path, fund_error *err)
{
    fund_analyzer_options chain = FUND_ANALYZER_OPTIONS_INIT;
    fund_analyzer *analyzer;
    chain.index = path;
    fund_status status = fund_analyzer_open(&analyzer, &chain, err);
    if (status == FUND_OK) {
        status = fund_index_status_with(out, path, analyzer, err);
    }
    fund_analyzer_free(analyzer);
    return status;
}

fund_status fund_index_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err)
{
    return fund_store_check(defects, path, callback, payload, err);
}
