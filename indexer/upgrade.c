/* An index of an older version becomes one of this. */
#include "indexer/indexer_private.h"

/* An upgrade that was interrupted loses no more passages than that. */
enum { UPGRADE_PASSAGES = 200000 };

typedef struct upgrade {
    fund_rewrite out;
    fund_upgrade_counts *counts;
    const fund_indexer_events *events;
    void *payload;
    uint64_t done;   /* articles that an interrupted upgrade has written */
    uint64_t seen;   /* articles so far ... */
    size_t passages; /* ... and of those that are not committed */
} upgrade;

static fund_status commit_some(upgrade *run)
{
    fund_upgrade_set_done(run->out.indexer->writer, run->seen);
    fund_status status = fund_rewrite_finish(&run->out);
    fund_rewrite_end(&run->out);
    run->passages = 0;
    if (status == FUND_OK) {
        fund_indexer_merge(run->out.indexer, FUND_MERGE_LARGE);
    }
    return status;
}

static fund_status tell(upgrade *run)
{
    const fund_indexer_events *events = run->events;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_status status = FUND_OK;
    counts.replaced = run->counts->articles;
    counts.passages = run->counts->passages;
    if (events->progress != NULL) {
        status = events->progress(&counts, 0, run->payload);
    }
    if (status == FUND_OK && events->stop != NULL) {
        status = events->stop(run->payload);
    }
    return status == FUND_OK ? FUND_OK : fund_error_set(run->out.err, status, "stopped");
}

static fund_status upgrade_article(const fund_article *article, void *payload)
{
    upgrade *run = payload;
    fund_status status = FUND_OK;
    run->counts->articles += !article->withdrawn;
    run->counts->passages += article->passage_count;
    if (++run->seen <= run->done || run->out.indexer->options.dry_run) {
        return FUND_OK;
    }
    if (run->out.pool == NULL) {
        status = fund_pool_start(&run->out.pool, run->out.indexer, 0, 0, run->out.err);
    }
    if (status == FUND_OK) {
        status = fund_rewrite_take(article, &run->out);
    }
    run->passages += article->passage_count;
    if (status == FUND_OK && run->passages >= UPGRADE_PASSAGES) {
        status = commit_some(run);
    }
    return status == FUND_OK ? tell(run) : status;
}

static fund_status write_anew(upgrade *run, const fund_store *old)
{
    fund_writer *writer = run->out.indexer->writer;
    if (writer != NULL) {
        run->done = fund_upgrade_done(writer);
    }
    fund_status status = fund_stored_articles(old, upgrade_article, run, run->out.err);
    if (status == FUND_OK && run->out.pool != NULL) {
        status = commit_some(run);
    }
    return status == FUND_OK && writer != NULL ? fund_upgrade_finish(writer, run->out.err) : status;
}

/* The lock first: what is read must not change any more. */
static fund_status open_both(fund_store **old, fund_indexer *indexer, const char *path,
                             fund_error *err)
{
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    fund_status status = FUND_OK;
    options.chain = fund_analyzer_fingerprint(indexer->builder.analyzer);
    options.upgrade = true;
    options.lock_timeout_ms = indexer->options.lock_timeout_ms;
    if (!indexer->options.dry_run) {
        status = fund_writer_open(&indexer->writer, path, &options, err);
    }
    return status == FUND_OK ? fund_store_open(old, &path, 1, err) : status;
}

/* An upgrade that was killed at its very end has left the old index beside the new one. */
static void clear_up(const fund_indexer *indexer, const char *path)
{
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    fund_writer *writer;
    options.chain = fund_analyzer_fingerprint(indexer->builder.analyzer);
    options.create = false;
    if (!indexer->options.dry_run && fund_writer_open(&writer, path, &options, NULL) == FUND_OK) {
        fund_writer_free(writer);
    }
}

/* Whether there is anything to do. */
static fund_status is_needed(bool *out, const char *path, const fund_analyzer *analyzer,
                             fund_error *err)
{
    fund_store *store = NULL;
    fund_status status = fund_store_open(&store, &path, 1, err);
    if (status == FUND_OK) {
        status = fund_store_check_chain(store, fund_analyzer_fingerprint(analyzer), NULL);
        *out = status == FUND_ERR_ANALYZER;
        status = status == FUND_ERR_ANALYZER ? FUND_OK : status;
    }
    fund_store_free(store);
    return status;
}

fund_status fund_index_upgrade(fund_upgrade_counts *out, const char *path,
                               const fund_indexer_options *given, const fund_indexer_events *events,
                               void *payload, fund_error *err)
{
    fund_upgrade_counts counts = FUND_UPGRADE_COUNTS_INIT;
    fund_analyzer_options chain = FUND_ANALYZER_OPTIONS_INIT;
    fund_indexer_events own;
    fund_analyzer *analyzer = NULL;
    fund_indexer indexer = {.path = NULL};
    fund_store *old = NULL;
    fund_status status = fund_sized_check(out, "fund_upgrade_counts", err);
    if (status == FUND_OK) {
        status = fund_indexer_options_take(&indexer.options, given, err);
    }
    if (status == FUND_OK) {
        status = fund_events_take(&own, events, err);
    }
    if (status == FUND_OK) {
        chain.lexicon = indexer.options.lexicon;
        chain.index = path;
        status = fund_analyzer_open(&analyzer, &chain, err);
    }
    if (status == FUND_OK) {
        indexer.builder.analyzer = analyzer;
        status = is_needed(&counts.needed, path, analyzer, err);
    }
    if (status == FUND_OK && !counts.needed) {
        clear_up(&indexer, path);
    } else if (status == FUND_OK) {
        upgrade run = {.out = {.indexer = &indexer, .err = err},
                       .counts = &counts,
                       .events = &own,
                       .payload = payload};
        status = open_both(&old, &indexer, path, err);
        /* Another process may have done it while this one waited for the lock. */
        counts.needed = status != FUND_OK ||
                        fund_store_check_chain(old, fund_analyzer_fingerprint(analyzer), NULL) ==
                            FUND_ERR_ANALYZER;
        if (status == FUND_OK && counts.needed) {
            status = write_anew(&run, old);
        }
        fund_rewrite_end(&run.out);
    }
    fund_store_free(old);
    fund_writer_free(indexer.writer);
    fund_document_builder_free(&indexer.builder);
    fund_analyzer_free(analyzer);
    fund_sized_give(out, &counts, sizeof counts);
    return status;
}
