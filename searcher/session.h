/*
 * session.h - an open index, as every room of the searcher sees it.
 *
 *   query/   bytes to a tree of nodes and back; knows no index
 *   plan/    a tree to a libxapian query plus predicates; reads statistics, no text
 *   text/    whether and where, in one text; knows no index
 *   rank/    candidates to a page
 *   words/   the vocabulary: forms, completions, corrections (stands on plan/)
 *   calls.h  the public calls, on top of all
 */
#ifndef FUND_SEARCHER_SESSION_H
#define FUND_SEARCHER_SESSION_H

#include "base/array.h"
#include "searcher/searcher.h"

/* The time that a call may take. */
typedef struct fund_deadline {
    uint64_t limit_ms; /* 0: as long as it likes */
    uint64_t end_ms;   /* of the call; 0: it is not limited */
    bool usual;        /* nobody has chosen the limit: it is not one of what counts */
    bool passed;
} fund_deadline;

/* Of the second score: rank/rank.h. */
typedef struct fund_rank_weights fund_rank_weights;

struct fund_searcher {
    fund_store *store;
    fund_analyzer *analyzer;
    bool owns_store;             /* else it is the caller's */
    fund_analyzer *own_analyzer; /* NULL: it is the caller's */
    char **paths;                /* of the indexes, for another searcher; NULL: there are none */
    size_t path_count;
    bool to_read;                     /* also an index of another chain */
    bool reading;                     /* within fund_searcher_read() */
    const fund_rank_weights *weights; /* to measure with others; NULL: fund_rank_defaults */
    fund_deadline *deadline; /* a place of its own, as it changes while the rest is constant */
    char now[FUND_TIME_MAX]; /* when the call began: what is embargoed beyond is not shown */
};

/* ---- session.c ------------------------------------------------------------------------- */

/* fund_searcher_read() for what looks for terms: they must be those of this chain. */
fund_status fund_searcher_match(fund_searcher *searcher, fund_reading reading, void *payload,
                                fund_error *err);

/* fund_searcher_match() for what counts: the usual limit would make a wrong figure of it. */
fund_status fund_searcher_count(fund_searcher *searcher, fund_reading reading, void *payload,
                                fund_error *err);

/* Whether the call has had its time: it is to end with what it has. To be asked in every loop over
 * texts, and in others that may take seconds. */
bool fund_searcher_is_late(const fund_searcher *searcher);

/* ---- record.c -------------------------------------------------------------------------- */

/* Reads and decodes a record that the index must have; fields borrow from *data. */
fund_status fund_record_read(fund_record *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err);

#endif
