/*
 * alerts.h - saved queries of an index, run against what comes in.
 *
 * Hits are kept in the folder alerts-spool of the index before the commit of their articles, and handed over
 * by a thread of its own until that has worked: at least once, and never in the way of indexing.
 */
#ifndef FUND_CLI_ALERTS_H
#define FUND_CLI_ALERTS_H

#include "indexer/indexer.h"
#include "searcher/searcher.h"

#include <jansson.h>
#include <stdio.h>

/* ---- alert_queries.c: the queries ------------------------------------------------- */

/* The queries beside an index, by name; an empty object when there are none. */
fund_status cli_alerts_load(json_t **out, const char *index, fund_error *err);
fund_status cli_alerts_save(const json_t *alerts, const char *index, fund_error *err);

/* The same, read again when the file has changed. For one thread. */
typedef struct cli_queries {
    const char *index; /* borrowed */
    json_t *all;
    uint64_t seen[4]; /* what identifies the file that was read last */
} cli_queries;

/* False, and reported, when the file is wrong; what was read before is kept then. */
bool cli_queries_refresh(cli_queries *queries);
/* Writes the hits of all queries as lines; `article` is NULL or the id of the only article that is
 * looked at. False, and reported, when a query failed. */
bool cli_queries_run(cli_queries *queries, FILE *out, uint64_t *hits, fund_searcher *searcher,
                     const char *article);

/* ---- alert_spool.c: hits that wait ------------------------------------------------- */

/* Files with the hits of a commit each, first in, first out. Locked by its user. */
typedef struct cli_spool {
    char *folder;
    uint64_t first, next; /* numbers of the files that wait: first to next - 1 */
    uint64_t hits;        /* in them */
} cli_spool;

/* A file that is being written. */
typedef struct cli_draft {
    FILE *file; /* NULL: nothing was written */
    char *path;
    uint64_t hits;
} cli_draft;

/* Finds what waits. What was written for a commit after number `commit` is dropped: that was never made. */
fund_status cli_spool_open(cli_spool *out, const char *index, uint64_t commit, fund_error *err);
void cli_spool_close(cli_spool *spool);
/* Begins a draft that counts once the index has a commit after number `commit`. */
fund_status cli_draft_begin(cli_draft *draft, const cli_spool *spool, uint64_t commit,
                            fund_error *err);
/* Makes it durable; nothing more is written. */
fund_status cli_draft_keep(cli_draft *draft, fund_error *err);
/* Queues it after the files that wait. */
fund_status cli_draft_publish(cli_draft *draft, cli_spool *spool, fund_error *err);
void cli_draft_drop(cli_draft *draft);
/* The path of a file that waits, to be freed; NULL without memory. */
char *cli_spool_path(const cli_spool *spool, uint64_t number);
/* The first file was handed over. */
void cli_spool_done(cli_spool *spool);

/* ---- alert_embargo.c: articles whose hour is to come -------------------------------- */

typedef struct cli_embargoes {
    char *path;
    json_t *until; /* id -> time */
} cli_embargoes;

fund_status cli_embargoes_open(cli_embargoes *out, const cli_spool *spool, fund_error *err);
void cli_embargoes_close(cli_embargoes *embargoes);
fund_status cli_embargoes_save(const cli_embargoes *embargoes, fund_error *err);
/* The ids whose hour has come; NULL: none. */
json_t *cli_embargoes_due(const cli_embargoes *embargoes);

/* ---- child.c: a shell command with limits ------------------------------------------- */

typedef struct cli_child {
    const char *command;
    int input;                   /* its stdin */
    double seconds;              /* that it may take */
    bool (*ends)(void *payload); /* asked often: the program ends, and so does the command, soon */
    void *payload;
} cli_child;

/* Runs it to its end; what it prints goes to stderr, as far as that is not too much. True when it ended with
 * 0; else *why says in words how it ended. */
bool cli_child_run(fund_buf *why, const cli_child *child);

/* ---- alerts.c ------------------------------------------------------------------------ */

typedef struct cli_alerts_options {
    const char *index;       /* its path, borrowed */
    fund_analyzer *analyzer; /* of the index */
    const char *command;     /* a shell command that gets the hits; NULL: stdout does */
    uint32_t seconds;        /* that it may take; 0: 60 */
    uint32_t keep;           /* hits that may wait; 0: 100,000 */
} cli_alerts_options;

/* What is written into an index is run against its queries, and reported when it is committed. */
typedef struct cli_alerts cli_alerts;

/* False, and reported, when the queries or what waits cannot be read; *out must be ended in any case. */
bool cli_alerts_start(cli_alerts **out, const cli_alerts_options *options);
/* An article was written. `alerts` may be NULL, here and below. */
void cli_alerts_add(cli_alerts *alerts, const fund_article *article);
/* It is about to be committed: a failure keeps it out of the index. */
fund_status cli_alerts_keep(cli_alerts *alerts);
/* It is committed. */
void cli_alerts_report(cli_alerts *alerts);
/* Hands over what waits, as long as that works and `interrupted` is false, or where the run `ends` at once for not
 * much longer than a second. Frees; false when something of it had failed. */
bool cli_alerts_end(cli_alerts *alerts, bool ends, bool (*interrupted)(void));

#endif
