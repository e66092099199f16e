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

/* An index that is not damaged has ASCII there. */
static void copy_ascii(char *out, size_t size, const char *text)
{
    snprintf(out, size, "%s", text);
    for (char *at = out; *at != '\0'; at++) {
        *at = *at >= ' ' && *at < 0x7f ? *at : '?';
    }
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

static fund_status read_commit(fund_index_status *out, const fund_store *store,
                               const char *fingerprint, fund_error *err)
{
    fund_commit commit;
    fund_segment_info first;
    fund_status status = fund_store_commit(&commit, store, err);
    if (status != FUND_OK) {
        return status;
    }
    out->format_version = commit.format;
    out->commit = commit.number;
    out->segments = commit.segments;
    copy_ascii(out->updated, sizeof out->updated, commit.updated);
    if (commit.segments > 0) {
        status = fund_store_segment(&first, store, 0, err);
    } else {
        snprintf(first.chain, sizeof first.chain, "%s", fingerprint);
    }
    copy_ascii(out->fingerprint, sizeof out->fingerprint, status == FUND_OK ? first.chain : "");
    out->fingerprint_matches = strcmp(out->fingerprint, fingerprint) == 0;
    out->needs_upgrade =
        fund_store_check_chain(store, fingerprint, NULL) == FUND_ERR_ANALYZER; /* only shown */
    return status;
}

static fund_status each_segment(const fund_store *store, fund_segment_callback callback,
                                void *payload, fund_error *err)
{
    fund_commit commit;
    fund_status status = fund_store_commit(&commit, store, err);
    for (size_t i = 0; i < commit.segments && status == FUND_OK; i++) {
        fund_segment_info info;
        status = fund_store_segment(&info, store, i, err);
        const fund_segment_status segment = {.size = sizeof segment,
                                             .name = info.name,
                                             .passages = info.documents,
                                             .deleted = info.deleted,
                                             .bytes = info.bytes};
        status = status == FUND_OK ? callback(&segment, payload) : status;
    }
    return status;
}

static fund_status read_status(fund_index_status *out, const char *path,
                               const fund_analyzer *analyzer, fund_segment_callback callback,
                               void *payload, fund_error *err)
{
    fund_index_status own = FUND_INDEX_STATUS_INIT;
    fund_store *store = NULL;
    fund_status status = fund_sized_check(out, "fund_index_status", err);
    if (status == FUND_OK) {
        status = fund_store_open(&store, &path, 1, err);
    }
    if (status == FUND_OK) {
        status = read_commit(&own, store, fund_analyzer_fingerprint(analyzer), err);
    }
    if (status == FUND_OK) {
        status = read_counts(&own, store, err);
    }
    if (status == FUND_OK && callback != NULL) {
        status = each_segment(store, callback, payload, err);
    }
    fund_store_free(store);
    fund_sized_give(out, &own, sizeof own);
    return status;
}

fund_status fund_index_status_with(fund_index_status *out, const char *path,
                                   const fund_analyzer *analyzer, fund_error *err)
{
    return read_status(out, path, analyzer, NULL, NULL, err);
}

fund_status fund_index_status_get(fund_index_status *out, const char *path, fund_error *err)
{
    return fund_index_status_segments(out, path, NULL, NULL, err);
}

fund_status fund_index_status_segments(fund_index_status *out, const char *path,
                                       fund_segment_callback callback, void *payload,
                                       fund_error *err)
{
    fund_analyzer_options chain = FUND_ANALYZER_OPTIONS_INIT;
    fund_analyzer *analyzer;
    chain.index = path;
    fund_status status = fund_analyzer_open(&analyzer, &chain, err);
    if (status == FUND_OK) {
        status = read_status(out, path, analyzer, callback, payload, err);
    }
    fund_analyzer_free(analyzer);
    return status;
}

fund_status fund_index_segments(const char *path, fund_segment_callback callback, void *payload,
                                fund_error *err)
{
    fund_store *store = NULL;
    fund_status status = fund_store_open(&store, &path, 1, err);
    if (status == FUND_OK) {
        status = each_segment(store, callback, payload, err);
    }
    fund_store_free(store);
    return status;
}

fund_status fund_index_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err)
{
    return fund_store_check(defects, path, callback, payload, err);
}

fund_status fund_index_snapshot(const char *path, const char *target, fund_error *err)
{
    return fund_store_snapshot(path, target, err);
}
