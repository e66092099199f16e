/*
 * calls.h - what the public calls share.
 *
 *   search.c           queries            facets.c          counts of matches
 *   article.c          whole articles     more_like_this.c  passages about the same
 *   index_stats.c      what `status` tells
 *   near_duplicates.c  counts articles that repeat another
 *   hits.c             documents -> hits with their article's metadata
 */
#ifndef FUND_SEARCHER_CALLS_H
#define FUND_SEARCHER_CALLS_H

#include "searcher/rank/rank.h"

/* ---- search.c -------------------------------------------------------------- */

/* fund_search() for a tree of nodes over the bytes of `query`; NULL: the query is parsed. */
fund_status fund_search_tree(fund_results *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_node *tree, const fund_search_options *options,
                             fund_error *err);

/* ---- near_duplicates.c ----------------------------------------------------- */

/* Fills `near_duplicates` and `near_duplicate_groups`. */
fund_status fund_count_near_duplicates(fund_index_status *out, const fund_store *store,
                                       fund_error *err);

/* ---- hits.c ---------------------------------------------------------------- */

/* Makes hits of documents. */
typedef struct fund_hit_builder {
    fund_searcher *searcher;
    fund_arena *arena;                  /* of the results */
    fund_term_occurrences *occurrences; /* NULL: no highlights */
    bool with_text;
    fund_map *articles; /* docid of passage 1 -> fund_hit with the article's fields */
    fund_buf data;
    fund_text known, known_first; /* records of the next hit that were read already */
} fund_hit_builder;

fund_status fund_hit_builder_init(fund_hit_builder *builder, fund_searcher *searcher,
                                  fund_arena *arena, fund_term_occurrences *occurrences,
                                  bool with_text, fund_error *err);
void fund_hit_builder_free(fund_hit_builder *builder);
/* Fills article, passage and text; the rest is left zero. */
fund_status fund_hit_build(fund_hit *out, fund_hit_builder *builder, fund_docid docid,
                           fund_error *err);

#endif
