/*
 * indexer_private.h - shared by the files of indexer/.
 */
#ifndef FUND_INDEXER_PRIVATE_H
#define FUND_INDEXER_PRIVATE_H

#include "base/array.h"
#include "indexer/indexer.h"

/* ---- document_builder.c --------------------------------------------------------- */

/* Makes articles' documents, before anything is written, so that an article that
 * fails leaves what is in the index alone. Those of a very long article are more than memory should
 * hold: they are made once to see that none fails, then again, some at a time. For one thread. */
typedef struct fund_document_builder {
    fund_analyzer *analyzer; /* borrowed */
    fund_array(fund_document *) documents;
    size_t count;                /* of them that are the last article's, and to be written */
    fund_buf term;               /* its unique term */
    fund_buf data;               /* scratch */
    fund_sketch_maker sketch;    /* of its passages */
    uint32_t words;              /* of the article so far */
    const fund_article *article; /* borrowed */
    uint32_t next;               /* its first passage that is in no document yet */
} fund_document_builder;

/* Makes the first documents of an article, which must live until there are no more. */
fund_status fund_document_builder_run(fund_document_builder *builder, const fund_article *article,
                                      fund_error *err);
/* Makes those behind them; a count of 0: there are no more. */
fund_status fund_document_builder_more(fund_document_builder *builder, fund_error *err);
void fund_document_builder_free(fund_document_builder *builder);

/* What a commit copies itself when it merges segments, a fifth of a second's work; more is merged in the
 * background, one merge at a time. */
#define FUND_COMMIT_BYTES (UINT64_C(16) << 20)

struct fund_indexer {
    char *path;
    fund_indexer_options options;
    fund_writer *writer;                   /* NULL in a dry run */
    fund_store *reader;                    /* NULL in a dry run without an index */
    fund_analyzer *own_analyzer;           /* NULL: the caller's is used */
    fund_document_builder builder;         /* with the analyzer */
    _Atomic(fund_watcher *) watcher;       /* while it follows files, to be woken */
    fund_buf term;                         /* scratch */
    size_t batch_articles, batch_passages; /* not committed yet */
    bool compares;                         /* its sources with the index, of whatever chain */
    uint64_t commit_bytes;                 /* FUND_COMMIT_BYTES, less in a test */
};

/* What the index has of an article; the fields borrow from `buf`. */
typedef struct fund_stored_version {
    bool found;
    bool withdrawn;     /* only the word that it is */
    fund_record record; /* of passage 1 */
    fund_buf buf;
} fund_stored_version;

#define FUND_STORED_INIT                                                                           \
    {                                                                                              \
        false, false, {0}, FUND_BUF_INIT                                                           \
    }

/* Looks an article up by its id. */
fund_status fund_indexer_find(fund_stored_version *out, fund_indexer *indexer, const char *id,
                              size_t len, fund_error *err);

/* ---- words.c -------------------------------------------------------------- */

/* Makes the words of options->words, which have been checked, those of an index to be; an index that was made with others is
 * an error. */
fund_status fund_index_set_words(const char *index, const fund_indexer_options *options,
                                 fund_error *err);

/* ---- indexer.c ---------------------------------------------------------- */

/* Adds or replaces one article; commits a full batch. *lost is set when it is the article
 * that fails, and not the store, whose failure has dropped the batch. */
fund_status fund_indexer_write(bool *lost, fund_indexer *indexer, const fund_article *article,
                               bool replace, fund_error *err);
/* Deletes the passages of an article that is known to be there. */
fund_status fund_indexer_delete(fund_indexer *indexer, const char *id, size_t len, fund_error *err);
/* Fills indexer->term. */
fund_status fund_indexer_name(fund_indexer *indexer, const char *id, size_t len, fund_error *err);
/* Reads a document's record, which borrows from *buf. */
fund_status fund_indexer_record(fund_record *out, fund_buf *buf, const fund_indexer *indexer,
                                fund_docid docid, fund_error *err);
/* The caller's options with what they leave open. */
fund_status fund_indexer_options_take(fund_indexer_options *out, const fund_indexer_options *given,
                                      fund_error *err);
/* Refuses an index of another chain, unless it is only looked at. */
fund_status fund_indexer_check_chain(const fund_indexer *indexer, fund_error *err);
/* Whether the index has the same article from the same place. */
bool fund_stored_is_current(const fund_stored_version *stored, const fund_article *article);

/* ---- batch.c ------------------------------------------------------------- */

/* An article that waits to be written. */
typedef struct fund_batch_item {
    fund_article article; /* a copy */
    bool replace;         /* the index has something under its id ... */
    bool shown;           /* ... which is not withdrawn */
    fund_status status;   /* why it did not go in */
    const char *why;
} fund_batch_item;

/* Articles that are written together. */
typedef struct fund_batch {
    fund_arena *arena;
    fund_batch_item *items;
    size_t count, capacity;
    size_t passages, bytes;
    size_t number;           /* in a bulk build: that of its segment */
    struct fund_batch *next; /* in a queue */
} fund_batch;

fund_status fund_batch_new(fund_batch **out, fund_error *err);
void fund_batch_free(fund_batch *batch);
/* Copies the article. */
fund_status fund_batch_add(fund_batch *batch, const fund_article *article, bool replace, bool shown,
                           fund_error *err);
/* Whether a failure to make documents is the article's own. */
bool fund_is_articles_own(fund_status status);
/* Notes that an item did not go in. */
void fund_batch_lose(fund_batch *batch, fund_batch_item *item, const fund_error *why);

/* Whether it has as many passages or bytes as are best written together. */
bool fund_batch_is_full(const fund_batch *batch, const fund_indexer_options *options);

/* ---- pool.c -------------------------------------------------------------- */

/* Threads that write the segments of a bulk build. */
typedef struct fund_pool fund_pool;

/* Begins a bulk build; see fund_bulk_begin() for `first` and `count`. */
fund_status fund_pool_start(fund_pool **out, fund_indexer *indexer, size_t first, size_t count,
                            fund_error *err);
/* Takes the batch over; waits while the threads have enough to do. Their first
 * failure is returned here. */
fund_status fund_pool_give(fund_pool *pool, fund_batch *batch, fund_error *err);
/* A batch that was written, to be freed; NULL when there is none at the moment. */
fund_batch *fund_pool_take(fund_pool *pool);
/* Waits until all is written; what remains is to take the batches. */
fund_status fund_pool_wait(fund_pool *pool, fund_error *err);
/* Commits all as a segment. */
fund_status fund_pool_commit(fund_pool *pool, fund_error *err);
/* Ends the threads; drops what was not committed. */
void fund_pool_free(fund_pool *pool);

/* ---- merge.c -------------------------------------------------------------- */

typedef enum fund_merge_size {
    FUND_MERGE_SMALL, /* what takes no longer than a commit may */
    FUND_MERGE_LARGE  /* what should be merged: there is time */
} fund_merge_size;

/* Merges segments where there are too many, and rewrites those of which much is deleted. A
 * failure is logged and costs nothing but that. */
void fund_indexer_merge(fund_indexer *indexer, fund_merge_size size);
/* Makes one segment of all, without what is deleted. */
fund_status fund_indexer_merge_all(fund_indexer *indexer, fund_error *err);

/* ---- rewrite.c ------------------------------------------------------------ */

/* Articles that are written to a new segment. */
typedef struct fund_rewrite {
    fund_indexer *indexer;
    fund_pool *pool;   /* of a bulk build; NULL: none */
    fund_batch *batch; /* that is being filled; NULL: none */
    fund_error *err;
} fund_rewrite;

/* A fund_article_callback, for a fund_rewrite with a pool. */
fund_status fund_rewrite_take(const fund_article *article, void *payload);
/* Commits what was taken. */
fund_status fund_rewrite_finish(fund_rewrite *run);
/* Drops what was not committed. */
void fund_rewrite_end(fund_rewrite *run);
/* Rewrites, from the stored passages and without what is deleted, `count` segments from `first`
 * on, which become one. */
fund_status fund_indexer_rewrite(fund_indexer *indexer, size_t first, size_t count,
                                 fund_error *err);

/* ---- stored.c ------------------------------------------------------------- */

/* Calls with every article of a store, the oldest segment first, and then with those withdrawn. */
fund_status fund_stored_articles(const fund_store *store, fund_article_callback callback,
                                 void *payload, fund_error *err);

/* ---- ids.c --------------------------------------------------------------- */

/* Where an id was seen in this run. */
typedef struct fund_seen {
    fund_text path;
    size_t line;
    uint64_t version; /* the highest of this run */
    bool withdrawn;   /* by that version */
    bool written;     /* by this run */
    bool stored;      /* the index had it before, and showed it */
    uint64_t content_hash[2];
} fund_seen;

/* The ids of a run. */
typedef struct fund_ids {
    fund_map *seen; /* id -> fund_seen in memory */
    fund_arena *memory;
    fund_text last_path;
} fund_ids;

fund_status fund_ids_init(fund_ids *out, fund_error *err);
void fund_ids_free(fund_ids *ids);

typedef enum fund_id_verdict {
    FUND_ID_NEW,        /* *id is the article's */
    FUND_ID_AGAIN,      /* the very same article, read before */
    FUND_ID_SUPERSEDED, /* the index has a later version, from elsewhere */
    FUND_ID_DUPLICATE   /* another article of this run has the id: see *seen */
} fund_id_verdict;

/* Chooses the id under which the article goes in and looks it up; notes it as
 * seen. *id borrows from the article's path or id. */
fund_status fund_ids_choose(fund_id_verdict *out, fund_text *id, fund_seen **seen,
                            fund_stored_version *stored, fund_ids *ids, fund_indexer *indexer,
                            const fund_article *article, fund_error *err);

/* Of two versions the higher one counts, in whatever order they are read, unless its
 * file is gone, or has now the lower one in place of it. */
bool fund_stored_supersedes(const fund_stored_version *stored, const fund_article *article);

/* ---- coverage.c ----------------------------------------------------------- */

/* Absolute paths. */
typedef struct fund_paths {
    char **items;
    size_t count, capacity;
} fund_paths;

/* What a run covered, for deciding what is gone. */
typedef struct fund_coverage {
    fund_paths folders; /* articles from there, at any depth, should have been met ... */
    fund_paths files;   /* ... and from these */
    fund_paths kept;    /* could not be read, so nothing is concluded */
} fund_coverage;

/* A path that articles come from.  How many of them may go at once is limited for each; one that
 * follows it keeps it from run to run. */
typedef struct fund_root {
    const char *name; /* as the caller gave it; "-": a stream */
    char *path;       /* absolute, of where it was last; NULL: not known */
    fund_place place; /* when the run began */
    bool folder;
    bool scan;               /* it is read as a whole in this run */
    bool away;               /* nothing is concluded from what is not there */
    uint64_t articles;       /* that the index had of it when they were last counted */
    uint64_t gone;           /* of them in this run */
    bool concerned;          /* some are gone, withdrawn ones included */
    bool refused;            /* these were kept */
    uint64_t before;         /* gone in the same burst, by the runs before ... */
    uint64_t before_removed; /* ... and not kept */
    uint64_t told;           /* as gone, in the last message */
} fund_root;

typedef struct fund_roots {
    fund_root *items;
    size_t count, capacity;
} fund_roots;

/* All are to be scanned; the paths are borrowed.  To be freed in any case. */
fund_status fund_roots_init(fund_roots *out, const char *const *paths, size_t count,
                            fund_error *err);
void fund_roots_free(fund_roots *roots);

void fund_coverage_free(fund_coverage *coverage);
/* An absolute path, whether it exists or not. */
fund_status fund_coverage_add(fund_coverage *coverage, const char *path, bool folder,
                              fund_error *err);
fund_status fund_coverage_keep(fund_coverage *coverage, const char *path, fund_error *err);
/* Looks where and what a root is; covers one that is to be read, keeps one that is not there. */
fund_status fund_root_look(fund_root *root, fund_coverage *coverage, fund_error *err);
/* Whether an absolute path is a root, or below it. */
bool fund_lies_under(fund_text path, const char *root);
bool fund_lies_under_any(fund_text path, const fund_paths *paths);

/* ---- run.c ----------------------------------------------------------------- */

typedef struct fund_run {
    fund_indexer *indexer;
    const fund_indexer_events *events;
    void *payload;
    fund_status asked; /* by a callback: to end so */
    fund_index_counts counts;
    fund_index_counts committed; /* as they were at the last commit */
    uint64_t bytes_read;
    bool is_stream;
    bool direct_only;        /* no bulk build, no merge: it is to be over soon */
    fund_batch *batch;       /* articles to be written; NULL: none */
    fund_batch *later;       /* corrections of articles of this run; NULL: none */
    uint64_t batch_since_ms; /* when the first one came */
    fund_pool *pool;         /* NULL outside of a bulk build */
    fund_ids ids;
    fund_roots roots; /* borrowed */
    fund_prune prune;
    bool missing_only; /* an article is gone only when its file is */
    fund_coverage coverage;
    fund_stored_version stored;
    fund_error *err;
} fund_run;

/* fund_indexer_run over the roots to be scanned; the others only set limits. */
fund_status fund_indexer_scan(fund_index_counts *out, fund_indexer *indexer,
                              const fund_roots *roots, fund_prune prune,
                              const fund_indexer_events *events, void *payload, fund_error *err);
/* What fund_indexer_update does, under the limits of roots. */
fund_status fund_indexer_apply(fund_index_counts *out, fund_indexer *indexer,
                               const fund_change *changes, size_t count, const fund_roots *roots,
                               fund_prune prune, const fund_indexer_events *events, void *payload,
                               fund_error *err);

/* ---- events.c -------------------------------------------------------------- */

/* What a callback answers other than FUND_OK is kept in run->asked. */
void fund_run_tell_problem(fund_run *run, const fund_error *error, bool lost);
/* The same for articles that are gone and were kept, which are counted by themselves. */
void fund_run_tell_refused(fund_run *run, const fund_error *error);
void fund_run_tell_skipped(fund_run *run, fund_skip why, const char *name, const char *kind);
void fund_run_tell_written(fund_run *run, const fund_article *article);
void fund_run_tell_progress(fund_run *run);
void fund_run_tell_committed(fund_run *run);
void fund_run_tell_difference(fund_run *run, fund_difference kind, fund_text id, fund_text path);
/* Sets an error that concerns an article, whose place is named as the reader does. */
void fund_run_error_at(fund_error *err, fund_status status, const fund_article *article,
                       const char *message);
/* Appends "file" or "file:line". */
void fund_run_append_place(fund_buf *out, fund_text path, size_t line);
/* What the callbacks of an event struct are; the caller's may lack some. */
fund_status fund_events_take(fund_indexer_events *out, const fund_indexer_events *given,
                             fund_error *err);

/* ---- writing.c ------------------------------------------------------------- */

/* Writes an article in time. `shown`: in place of one that is shown; `again`: another
 * version of it came in this run. */
fund_status fund_run_write(fund_run *run, const fund_article *article, bool shown, bool again);
/* Makes visible what came so far. */
fund_status fund_run_settle(fund_run *run);
/* Writes what waits and removes what is gone, in one commit where it is little. */
fund_status fund_run_write_rest(fund_run *run, bool with_prune);

/* ---- prune.c -------------------------------------------------------------- */

/* Removes what was covered and not met, as far as it may go; *removed counts. */
fund_status fund_indexer_prune(uint64_t *removed, fund_run *run);

#endif
