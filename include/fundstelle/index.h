/*
 * index.h - articles to an index.
 *
 * An index is a folder. Each passage of an article is a document of it; an article is replaced as a
 * whole, so that no reader sees half of one. An article whose content is what the index has is left
 * alone.
 *
 * Few changes are written directly, a batch at a time. Many, measured by the size of the index, are
 * built in bulk by several threads and become visible all at once.
 *
 * An index stores the fingerprint of the analysis chain that it was made with, and keeps the user's own
 * words in its file words.txt. Only that chain may write to it: else FUND_ERR_ANALYZER.
 */
#ifndef FUNDSTELLE_INDEX_H
#define FUNDSTELLE_INDEX_H

#include <fundstelle/analyze.h>
#include <fundstelle/read.h>
#include <fundstelle/types.h>

FUND_BEGIN_DECLS

typedef struct fund_indexer fund_indexer;

/** Start from FUND_INDEXER_OPTIONS_INIT. */
typedef struct fund_indexer_options {
    FUND_SIZE_OF(struct fund_indexer_options);
    bool must_exist; /**< fail with FUND_ERR_NO_INDEX instead of creating the index */
    bool dry_run;    /**< count what would be done and write nothing; takes no lock, and the
                                   index may be missing */
    bool no_bulk;    /**< write everything directly, batch by batch */
    unsigned lock_timeout_ms; /**< how long to wait for another writer; 0: not at all */
    size_t batch_articles;    /**< commit after so many changed articles; 0: 100,000 ... */
    size_t batch_passages;    /**< ... or so many passages, whichever comes first; 0: 2,500 */
    unsigned jobs;       /**< threads of a bulk build; 0, and more than there are: one per core */
    const char *format;  /**< name of the format of all files; NULL: by content and file name */
    const char *lexicon; /**< see fund_analyzer_options */
    const char *words;   /**< path of a file with the user's own words, which become those of a new
                                   index; an index made with other words is refused. NULL: the index's */
    const char *map;     /**< see fund_reader_options */
    fund_date_from date_from; /**< likewise */
} fund_indexer_options;

#define FUND_INDEXER_OPTIONS_INIT FUND_INIT(fund_indexer_options)

/** What a run did. Each article is counted once. */
typedef struct fund_index_counts {
    FUND_SIZE_OF(struct fund_index_counts);
    uint64_t added, replaced, unchanged, removed;
    uint64_t refused; /**< articles that are gone from their source and were kept: see fund_prune */
    uint64_t withdrawn; /**< articles met that must not be shown; `removed` has those that the index
                             had */
    uint64_t failed;    /**< articles, files and folders that could not be indexed */
    uint64_t warnings;  /**< details that were dropped from articles that were indexed */
    uint64_t passages;  /**< passages of added and replaced articles */
    uint64_t bytes;     /**< bytes of their text */
    uint64_t commits;   /**< a bulk build is one */
    uint64_t
        moved; /**< in a dry run: those of `replaced` whose content is the same, from another file */
} fund_index_counts;

#define FUND_INDEX_COUNTS_INIT FUND_INIT(fund_index_counts)

/** Whether articles that are gone from their source are removed from the index. Those of a path that is
 *  absent, or was exchanged while it was read, never are. */
typedef enum fund_prune {
    FUND_PRUNE_NONE = 0,
    FUND_PRUNE_LIMITED, /**< removed, unless a given folder has no files any more, or lacks more than
                             a fifth of its articles and more than ten; what was withdrawn or moved
                             does not count. Each given path is judged by itself. */
    FUND_PRUNE_FORCE    /**< removed, however many */
} fund_prune;

/** A difference between the index and its sources. */
typedef enum fund_difference {
    FUND_DIFFERENCE_MISSING, /**< the index lacks an article of a source */
    FUND_DIFFERENCE_CHANGED, /**< the source has another content */
    FUND_DIFFERENCE_GONE,    /**< the index has an article that its source lacks */
    FUND_DIFFERENCE_DAMAGED, /**< the stored text is not what was indexed */
    FUND_DIFFERENCE_MOVED    /**< the same article is in another file now */
} fund_difference;

/** What a run reports. All may be NULL. A status other than FUND_OK ends the run, which commits nothing
 *  more and returns that status. */
typedef struct fund_indexer_events {
    FUND_SIZE_OF(struct fund_indexer_events);
    /** Some input is wrong; the run goes on. See fund_reader_events. */
    fund_status (*problem)(const fund_error *error, bool lost, void *payload);
    /** After each article, and while files are read. */
    fund_status (*progress)(const fund_index_counts *counts, uint64_t bytes_read, void *payload);
    /** An article was added or replaced; it is on disk at the next `committed`. */
    fund_status (*written)(const fund_article *article, void *payload);
    /** In a dry run: what would be done, and so what differs. */
    fund_status (*difference)(fund_difference kind, fund_text id, fund_text path, void *payload);
    /** A batch is on disk. */
    fund_status (*committed)(const fund_index_counts *counts, void *payload);
    /** fund_indexer_watch has read everything once and follows changes from now on. */
    fund_status (*watching)(void *payload);
    /** Asked often. FUND_ERR_INTERRUPTED ends the run after what is complete has been committed. */
    fund_status (*stop)(void *payload);
    /** Something is left out because of what it is. See fund_reader_events. */
    fund_status (*skipped)(fund_skip why, const char *name, const char *kind, void *payload);
    /** A batch is about to be committed, and all of it was told as `written`: the moment to keep durably what
     *  must not be lost when the process ends between the commit and `committed`. A status other than
     *  FUND_OK keeps the batch out of the index. */
    fund_status (*committing)(void *payload);
    /** fund_indexer_watch is between two runs, or was woken by fund_indexer_wake(): now the indexer may be
     *  used otherwise, such as by fund_indexer_remove() and fund_indexer_compact(). */
    fund_status (*idle)(void *payload);
} fund_indexer_events;

#define FUND_INDEXER_EVENTS_INIT FUND_INIT(fund_indexer_events)

/** Opens the index at `path` with the chain it was made with. `options` may be NULL. FUND_ERR_LOCKED
 *  names the process that writes to it. */
FUND_API fund_status fund_indexer_open(fund_indexer **out, const char *path,
                                       const fund_indexer_options *options, fund_error *err);
/** Commits what is pending and closes the index. The indexer must still be freed. */
FUND_API fund_status fund_indexer_close(fund_indexer *indexer, fund_error *err);
/** Frees the indexer; what was not committed is lost. */
FUND_API void fund_indexer_free(fund_indexer *indexer);

/** The chain of the index, for fund_memory_index_new(); borrowed. */
FUND_API fund_analyzer *fund_indexer_analyzer(const fund_indexer *indexer);

/* ---- files and streams -------------------------------------------------- */

/** Reads the paths (files, folders, "-") and brings the index up to date with them.
 *  Ids. A second article with an id already met in this run is reported and left out, except
 *    - where both ids are file names: the later one becomes FOLDER/NAME, with as many folders as it takes;
 *    - for corrections: a higher version, and on "-" whatever comes later, replaces what came before.
 *  A lower version never replaces a higher one from another file. A withdrawn article is removed.
 *  With `prune`, every article is removed whose file was given or is below a folder that was given, and
 *  that was not met; articles of files that could not be read stay. What is refused is reported.
 *  Articles of "-" are in the index a second after they came, unless so many keep coming that they
 *  are built in bulk.
 *  Commits at the end. FUND_OK when the run came to its end, however many articles failed;
 *  FUND_ERR_INTERRUPTED after `stop`. *out is filled in any case: after a failure or a stop it counts what
 *  is in the index. `events` may be NULL. */
FUND_API fund_status fund_indexer_run(fund_index_counts *out, fund_indexer *indexer,
                                      const char *const *paths, size_t count, fund_prune prune,
                                      const fund_indexer_events *events, void *payload,
                                      fund_error *err);

/** Reads the paths as fund_indexer_run does, then follows them: what is new, changed or gone is in the index
 *  a second later at most, unless more comes than can be indexed in a second; then the newest goes
 *  first. Deletions wait until no more come, and are limited as those of ten minutes together.
 *  A path that is absent, or that became another, empty folder (a disk that was unmounted), is away: its
 *  articles are kept, and it is read again when it is back.
 *  FUND_ERR_NOT_FOUND when a path is missing at the beginning; FUND_ERR_IO when there are more folders than the
 *  system lets a user watch. Ends after `stop` or a failure; after `stop` with FUND_OK and everything
 *  committed. `stop` is asked after each event and fund_indexer_wake(). */
FUND_API fund_status fund_indexer_watch(fund_index_counts *out, fund_indexer *indexer,
                                        const char *const *paths, size_t count, fund_prune prune,
                                        const fund_indexer_events *events, void *payload,
                                        fund_error *err);
/** Has a running fund_indexer_watch, or the next one, ask `stop`. May be called by a signal handler and by
 *  another thread. */
FUND_API void fund_indexer_wake(fund_indexer *indexer);

/* ---- single articles ---------------------------------------------------- */

/** Adds an article, or replaces the one with its id, in the current batch. */
FUND_API fund_status fund_indexer_put(fund_indexer *indexer, const fund_article *article,
                                      fund_error *err);
/** Removes an article in the current batch. FUND_ERR_NOT_FOUND when there is none of that id. */
FUND_API fund_status fund_indexer_remove(fund_indexer *indexer, const char *id, size_t len,
                                         fund_error *err);
/** Commits the current batch: it is on disk and visible after FUND_OK. */
FUND_API fund_status fund_indexer_commit(fund_indexer *indexer, fund_error *err);

/** Receives an article of the index, valid until the callback returns. */
typedef fund_status (*fund_article_callback)(const fund_article *article, void *payload);
/** All articles of the index, each once, withdrawn ones last. With dry_run those of the commit that was
 *  the newest when the indexer was opened, also of an index of an older format or chain. */
FUND_API fund_status fund_indexer_articles(fund_indexer *indexer, fund_article_callback callback,
                                           void *payload, fund_error *err);

/* ---- care --------------------------------------------------------------- */

/** Merges all segments into one, without what was deleted: the smallest and fastest form. Readers go
 *  on undisturbed. */
FUND_API fund_status fund_indexer_compact(fund_indexer *indexer, fund_error *err);

typedef struct fund_upgrade_counts {
    FUND_SIZE_OF(struct fund_upgrade_counts);
    bool needed; /**< the index was of an older format or chain; else nothing was done */
    uint64_t articles, passages; /**< that were written anew */
} fund_upgrade_counts;

#define FUND_UPGRADE_COUNTS_INIT FUND_INIT(fund_upgrade_counts)

/** Writes an index of version 0.7 or later, in whatever format and of whatever chain, anew in today's,
 *  from the passages that it stores. The old one is in use until the last moment; after an
 *  interruption the next call goes on where this one was. Of `options` dry_run, jobs, lexicon and
 *  lock_timeout_ms count, of `events` progress and stop; both may be NULL. */
FUND_API fund_status fund_index_upgrade(fund_upgrade_counts *out, const char *path,
                                        const fund_indexer_options *options,
                                        const fund_indexer_events *events, void *payload,
                                        fund_error *err);

typedef struct fund_verify_counts {
    FUND_SIZE_OF(struct fund_verify_counts);
    uint64_t articles;     /**< in the index, with withdrawn ones */
    uint64_t damaged;      /**< of them: not as they were indexed */
    uint64_t without_file; /**< of them: from a stream or an unknown file */
    uint64_t missing;      /**< articles of the sources that the index lacks */
    uint64_t changed;      /**< articles that the sources have with another content */
    uint64_t gone;         /**< articles that their source lacks */
    uint64_t withdrawn, failed, warnings; /**< as in fund_index_counts, of reading the sources */
    uint64_t moved;                       /**< articles that are the same in another file */
} fund_verify_counts;

#define FUND_VERIFY_COUNTS_INIT FUND_INIT(fund_verify_counts)

/** Compares the stored articles with what was indexed, and then the index with the paths or, when there are
 *  none, with the files that its articles came from. Reports each `difference`. For an indexer opened
 *  with dry_run. */
FUND_API fund_status fund_indexer_verify(fund_verify_counts *out, fund_indexer *indexer,
                                         const char *const *paths, size_t count,
                                         const fund_indexer_events *events, void *payload,
                                         fund_error *err);

/* ---- articles in memory ------------------------------------------------- */

/** An index in memory, such as saved queries are run against for articles that have just come. */
typedef struct fund_memory_index fund_memory_index;

/** `analyzer` is borrowed and must outlive the index. */
FUND_API fund_status fund_memory_index_new(fund_memory_index **out, fund_analyzer *analyzer,
                                           fund_error *err);
FUND_API void fund_memory_index_free(fund_memory_index *index);
/** Adds an article, which is found at once; none may be added twice. */
FUND_API fund_status fund_memory_index_add(fund_memory_index *index, const fund_article *article,
                                           fund_error *err);
FUND_API size_t fund_memory_index_passages(const fund_memory_index *index);

/** What a searcher reads. */
typedef struct fund_store fund_store;
/** For fund_searcher_over(); borrowed from the index. */
FUND_API fund_store *fund_memory_index_store(fund_memory_index *index);

FUND_END_DECLS

#endif
