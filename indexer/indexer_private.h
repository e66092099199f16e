/*
 * indexer_private.h - shared by the files of indexer/.
 */
#ifndef FUND_INDEXER_PRIVATE_H
#define FUND_INDEXER_PRIVATE_H

#include "indexer/indexer.h"

/* The documents of one article, made before anything is written, so that an
 * article that fails leaves what is in the index alone. */
typedef struct fund_prepared {
    fund_document **items;
    size_t count, capacity;
} fund_prepared;

struct fund_indexer {
    char *path;
    fund_analyzer *analyzer;    /* borrowed */
    fund_indexer_options options;
    fund_writer *writer;        /* NULL in a dry run */
    fund_store *reader;         /* NULL in a dry run without an index */
    fund_prepared prepared;
    fund_buf term, data;        /* scratch */
    size_t batch_articles, batch_bytes;
    uint64_t commits;
};

/* What the index has of an article; the fields borrow from `buf`. */
typedef struct fund_known {
    bool found;
    fund_record record; /* of passage 1 */
    fund_buf buf;
} fund_known;

#define FUND_KNOWN_INIT { false, {0}, FUND_BUF_INIT }

/* Looks an article up by its id. */
fund_status fund_indexer_find(fund_known *out, fund_indexer *indexer, const char *id, size_t len,
                              fund_error *err);

/* ---- document.c --------------------------------------------------------- */

/* Fills indexer->prepared from the article. */
fund_status fund_indexer_prepare(fund_indexer *indexer, const fund_article *article,
                                 fund_error *err);
void fund_prepared_free(fund_prepared *prepared);

/* ---- indexer.c ---------------------------------------------------------- */

/* Adds or replaces the article that was prepared; commits a full batch. A failure
 * is the store's and has dropped the batch. */
fund_status fund_indexer_write(fund_indexer *indexer, const fund_article *article, bool replace,
                               fund_error *err);
/* Deletes the passages of an article that is known to be there. */
fund_status fund_indexer_delete(fund_indexer *indexer, const char *id, size_t len,
                                fund_error *err);
/* Whether the index has the same article from the same place. */
bool fund_known_is_current(const fund_known *known, const fund_article *article);

/* ---- ids.c --------------------------------------------------------------- */

/* Where an id was met in this run. */
typedef struct fund_met {
    const char *path;
    size_t line;
} fund_met;

/* The ids of a run. */
typedef struct fund_ids {
    fund_map *met;       /* id -> fund_met in memory */
    fund_arena *memory;
    const char *last_path;
} fund_ids;

fund_status fund_ids_init(fund_ids *out, fund_error *err);
void fund_ids_free(fund_ids *ids);

typedef enum fund_id_verdict {
    FUND_ID_NEW,       /* *id is the article's */
    FUND_ID_AGAIN,     /* the very same article, read before */
    FUND_ID_DUPLICATE  /* another article of this run has the id: see *met */
} fund_id_verdict;

/* Chooses the id under which the article goes in and looks it up; notes it as
 * met. *id borrows from the article's path or id. */
fund_status fund_ids_choose(fund_id_verdict *out, fund_text *id, fund_met *met, fund_known *known,
                            fund_ids *ids, fund_indexer *indexer, const fund_article *article,
                            fund_error *err);

/* ---- prune.c -------------------------------------------------------------- */

/* What a run covered, for deciding what is gone. */
typedef struct fund_coverage {
    char **roots;      /* absolute; articles from there should have been met */
    size_t root_count;
    char **kept;       /* absolute; could not be read, so nothing is concluded */
    size_t kept_count;
} fund_coverage;

void fund_coverage_free(fund_coverage *coverage);
/* A path that does not exist covers nothing. */
fund_status fund_coverage_add_root(fund_coverage *coverage, const char *path, fund_error *err);
fund_status fund_coverage_keep(fund_coverage *coverage, const char *path, fund_error *err);
/* Removes what was covered and not met; *removed counts. */
fund_status fund_indexer_prune(uint64_t *removed, fund_indexer *indexer,
                               const fund_coverage *coverage, const fund_ids *ids,
                               fund_error *err);

#endif
