/*
 * branch.h - the nodes of a query as branches, which know their share of the query tree.
 *
 * A branch is made once: its text is analysed, its words are planned and marked, what
 * must be looked for in passages becomes a check. Its share is put together again for
 * each set of checks that passages meet, since a phrase that is not there takes its
 * words' weight, or the whole passage, out of the result.
 */
#ifndef FUND_SEARCHER_BRANCH_H
#define FUND_SEARCHER_BRANCH_H

#include "searcher/searcher_private.h"

/* What surrounds a node. */
typedef struct fund_surroundings {
    bool negative; /* below an odd number of NOTs */
    bool silent;   /* neither ranked by nor marked */
    bool strict;   /* a match must have it in its text: a title is not enough */
    bool needed;   /* nothing is a hit without it */
} fund_surroundings;

struct fund_branch {
    const fund_node *node;
    fund_surroundings around;
    const char *text;
    int check;  /* its number in the plan; -1: none */
    bool empty; /* no words in it */
    fund_lattice *lattice;
    const fund_query *query;     /* of a leaf */
    const fund_query *extra;     /* adds weight to a match of the group around it */
    const fund_query *functions; /* its function words, for a group of nothing else */
    fund_branch *first, *next;
};

static inline bool fund_is_filter(const fund_node *node)
{
    return node->kind == FUND_NODE_FIELD || node->kind == FUND_NODE_DATE;
}

/* ---- branch.c ------------------------------------------------------------ */

/* Analyses a tree of nodes, once; NULL for NULL or without memory. Its leaves are bytes
 * of `text`. */
fund_branch *fund_branch_new(fund_builder *builder, const fund_node *node, const char *text,
                             fund_surroundings around);

/* ---- share.c ------------------------------------------------------------- */

/* How a share of a query works. */
typedef enum fund_share_kind {
    FUND_SHARE_NONE,   /* not at all: punctuation */
    FUND_SHARE_MATCH,  /* `query` matches, with weight; NULL: nothing */
    FUND_SHARE_FILTER, /* `query` matches, without weight */
    FUND_SHARE_EXCLUDE /* what `query` matches is left out */
} fund_share_kind;

typedef struct fund_share {
    fund_share_kind kind;
    const fund_query *query;
} fund_share;

/* Puts the queries of a branch together. */
fund_share fund_branch_share(fund_builder *builder, const fund_branch *branch, uint64_t met);

#endif
