/*
 * indexer.h - brings an index up to date with articles.
 *
 * One document per passage; an article's passages are adjacent, share its
 * unique term and are replaced together, so that no reader sees half of one.
 * An article whose content hash is the one in the index is left alone.
 *
 * Few changes go straight into the index, a batch at a time.  Many, measured by
 * what the index has, are built in bulk by several threads: then nothing of them
 * is in the index before all of them are.
 *
 * The analyzer of the caller writes its fingerprint into a new index; an index
 * that was written by another chain is refused (FUND_ERR_ANALYZER).
 */
#ifndef FUND_INDEXER_H
#define FUND_INDEXER_H

#include "base/base.h"
#include "corpus/corpus.h"
#include "stemmer/stemmer.h"
#include "store/store.h"

FUND_BEGIN_DECLS

typedef struct fund_indexer fund_indexer;

/** Start from FUND_INDEXER_OPTIONS_INIT. */
typedef struct fund_indexer_options {
    bool create;              /**< make the index when it is not there */
    bool dry_run;             /**< count what would be done, write nothing */
    unsigned lock_timeout_ms; /**< wait for another writer */
    size_t batch_articles;    /**< commit after so many changed articles ... */
    size_t batch_passages;    /**< ... or so many passages, whichever is first */
    bool bulk;                /**< build in bulk what is large */
    size_t live_passages;     /**< so many that did not come in bulk, and half as many as those
                                    that did, are merged with them at the end of a run */
    unsigned jobs;            /**< threads of a bulk build; 0, or more: one per core */
    const char *format;       /**< see fund_reader_options */
} fund_indexer_options;

#define FUND_INDEXER_OPTIONS_INIT                                                                  \
    {                                                                                              \
        true, false, 0, 100000, 2500, true, 20000, 0, NULL                                         \
    }

/** What a run did.  Articles are counted once each. */
typedef struct fund_index_counts {
    uint64_t added, replaced, unchanged, removed;
    uint64_t refused;   /**< articles that are gone and were not removed: see fund_prune */
    uint64_t withdrawn; /**< articles met that are not to be shown; `removed` has those that
                             the index had */
    uint64_t failed;    /**< articles (or files, folders) that did not go in */
    uint64_t warnings;  /**< details dropped, the article went in */
    uint64_t passages;  /**< passages of added and replaced articles */
    uint64_t bytes;     /**< bytes of text of added and replaced articles */
    uint64_t commits;   /**< a bulk build is one */
} fund_index_counts;

/** Whether what is gone from its source is removed from the index.  Articles of a path that is
 *  absent, or was exchanged for another while it was read, never are. */
typedef enum fund_prune {
    FUND_PRUNE_NONE = 0,
    FUND_PRUNE_LIMITED, /**< not where a folder has no file any more, nor more than a fifth of its
                             articles and more than ten at once; what is withdrawn or has moved
                             does not count.  Each path given is looked at by itself. */
    FUND_PRUNE_FORCE
} fund_prune;

/** Between the index and its sources. */
typedef enum fund_difference {
    FUND_DIFFERENCE_MISSING, /**< the index lacks an article of a source */
    FUND_DIFFERENCE_CHANGED, /**< the source has it otherwise */
    FUND_DIFFERENCE_GONE,    /**< the index has an article that its source has no more */
    FUND_DIFFERENCE_DAMAGED  /**< the stored text is not what was indexed */
} fund_difference;

/** What the caller hears while a run goes on.  All may be NULL. */
typedef struct fund_indexer_events {
    /** Something is wrong with the input; the run goes on.  `message` is one
     *  line that names file (and line).  lost: see fund_reader_events. */
    void (*problem)(fund_status status, bool lost, const char *message, void *payload);
    /** After each article, and on every file's progress. */
    void (*progress)(const fund_index_counts *counts, uint64_t bytes_read, void *payload);
    /** An article was added or replaced; it is on disk at the next `committed`. Borrowed. */
    void (*written)(const fund_article *article, void *payload);
    /** In a dry run: what would be done, and so what differs. */
    void (*difference)(fund_difference kind, fund_text id, fund_text path, void *payload);
    /** A batch is on disk. */
    void (*committed)(const fund_index_counts *counts, void *payload);
    /** fund_indexer_watch has read everything once, and follows changes from now on. */
    void (*watching)(void *payload);
    /** True asks the run to stop: what is complete is committed. */
    bool (*stop)(void *payload);
} fund_indexer_events;

/** Opens the index at `path`.  The analyzer is borrowed and must outlive the
 *  indexer.  With dry_run the index may be missing, and takes no lock. */
FUND_API fund_status fund_indexer_open(fund_indexer **out, const char *path,
                                       fund_analyzer *analyzer, const fund_indexer_options *options,
                                       fund_error *err);
/** Commits what is pending.  The indexer must still be freed. */
FUND_API fund_status fund_indexer_close(fund_indexer *indexer, fund_error *err);
/** Frees; drops what was not committed. */
FUND_API void fund_indexer_free(fund_indexer *indexer);

/** Reads the paths (files, folders, "-") and brings the index up to date with
 *  them.  Ids: a second article with an id already met in this run is a
 *  problem and is left out, except where both ids are file names: then the
 *  later one becomes FOLDER/NAME (as many folders as it takes), and except for
 *  corrections: a higher version, or on "-" what comes later, replaces what came
 *  before.  Neither in a run nor in the index does a lower version replace a
 *  higher one from another file.  A withdrawn article is removed.
 *  With `prune`, removes every article whose file lay under one of the folders
 *  or was one of the files given, and that was not met in this run; articles
 *  of files that could not be read are kept.  What is refused is a problem, and counted.
 *  Articles of "-" are in the index a second after they came, unless more keep
 *  coming in such numbers that they are built in bulk.
 *  Commits at the end.  FUND_OK when the run came to its end, however many
 *  articles failed (see counts); FUND_ERR_INTERRUPTED after `stop`.  Counts are
 *  filled in any case; after a failure or a stop they tell what is in the index. */
FUND_API fund_status fund_indexer_run(fund_index_counts *out, fund_indexer *indexer,
                                      const char *const *paths, size_t count, fund_prune prune,
                                      const fund_indexer_events *events, void *payload,
                                      fund_error *err);

/** Brings the index up to date with some files: reads those that changed, and removes the
 *  articles of those that are gone, or that their file no longer has.  Written directly,
 *  in one commit.  Counts and `stop` as in fund_indexer_run. */
FUND_API fund_status fund_indexer_update(fund_index_counts *out, fund_indexer *indexer,
                                         const fund_change *changes, size_t count,
                                         const fund_indexer_events *events, void *payload,
                                         fund_error *err);

/** Reads the paths with `prune`, then follows them: what is new, changed or gone there is in
 *  the index a second later at most, if no more comes than can be indexed in a second; else
 *  the newest goes first.  Deletions wait until no more come, and are limited as those of ten
 *  minutes together.  Of a path that is away (see fund_watcher) articles are kept; when it is
 *  back it is read again.  `watcher` was opened with the paths; ends after `stop`, which is
 *  asked once a fund_watcher_wake or an event, with FUND_OK and everything committed.  Counts
 *  are those of the whole time. */
FUND_API fund_status fund_indexer_watch(fund_index_counts *out, fund_indexer *indexer,
                                        fund_watcher *watcher, const char *const *paths,
                                        size_t count, fund_prune prune,
                                        const fund_indexer_events *events, void *payload,
                                        fund_error *err);

/** Adds or replaces one article; within the current batch. */
FUND_API fund_status fund_indexer_put(fund_indexer *indexer, const fund_article *article,
                                      fund_error *err);
/** Removes one article by its id.  FUND_ERR_NOT_FOUND when there is none. */
FUND_API fund_status fund_indexer_remove(fund_indexer *indexer, const char *id, size_t len,
                                         fund_error *err);
/** Commits the current batch. */
FUND_API fund_status fund_indexer_commit(fund_indexer *indexer, fund_error *err);

/** Articles that have just come, in memory: what saved queries are run against.  The
 *  analyzer is borrowed. */
typedef struct fund_memory_index fund_memory_index;
FUND_API fund_status fund_memory_index_new(fund_memory_index **out, fund_analyzer *analyzer,
                                           fund_error *err);
FUND_API void fund_memory_index_free(fund_memory_index *index);
FUND_API fund_status fund_memory_index_add(fund_memory_index *index, const fund_article *article,
                                           fund_error *err);
/** Borrowed; for fund_searcher_over. */
FUND_API fund_store *fund_memory_index_store(fund_memory_index *index);
FUND_API size_t fund_memory_index_passages(const fund_memory_index *index);

/** Receives an article of the index; borrowed until it returns. */
typedef fund_status (*fund_article_callback)(const fund_article *article, void *payload);
/** All articles of the index, each once, the withdrawn ones last.  With dry_run also beside
 *  a writer: an article is then as it was at some moment of the call.  Ends with the
 *  callback's status when that is not FUND_OK. */
FUND_API fund_status fund_indexer_articles(fund_indexer *indexer, fund_article_callback callback,
                                           void *payload, fund_error *err);

typedef struct fund_verify_counts {
    uint64_t articles;     /**< in the index, withdrawn ones included */
    uint64_t damaged;      /**< of them: not as they were indexed */
    uint64_t without_file; /**< of them: from a stream, or of an unknown file */
    fund_index_counts run; /**< of reading the sources: what an index run would do */
} fund_verify_counts;

/** Compares the stored articles with what was indexed, and then the index with the paths,
 *  or, without any, with the files its articles came from; tells each `difference`.  For an
 *  indexer opened with dry_run. */
FUND_API fund_status fund_indexer_verify(fund_verify_counts *out, fund_indexer *indexer,
                                         const char *const *paths, size_t count,
                                         const fund_indexer_events *events, void *payload,
                                         fund_error *err);

/** Writes the whole index anew, without what was deleted, in its smallest and
 *  fastest form.  Readers go on undisturbed. */
FUND_API fund_status fund_indexer_compact(fund_indexer *indexer, fund_error *err);

FUND_END_DECLS

#endif
