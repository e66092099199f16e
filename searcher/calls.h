/*
 * calls.h - what the public calls share.
 *
 *   search.c           runs queries          facets.c          counts their matches
 *   article.c          whole articles        more_like_this.c  passages about the same
 *   index_stats.c      the status of an index
 *   concordance.c      a line for each place
 *   near_duplicates.c  counts articles that repeat another one
 *   hits.c             documents to hits with their article's metadata
 */
#ifndef FUND_SEARCHER_CALLS_H
#define FUND_SEARCHER_CALLS_H

#include "searcher/rank/rank.h"

/* ---- search.c -------------------------------------------------------------- */

/* The caller's options with the defaults. */
fund_status fund_search_options_take(fund_search_options *out, const fund_search_options *given,
                                     fund_error *err);
/* fund_search() for a tree of nodes over the bytes of `query`; NULL: the query is parsed. */
fund_status fund_search_tree(fund_results *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_node *tree, const fund_search_options *options,
                             fund_error *err);

/* ---- facets.c -------------------------------------------------------------- */

/* Counts matches by each facet whose bit (1 << facet) is set; in the arena. */
fund_status fund_count_facets(fund_facet_counts *out, fund_arena *arena, fund_searcher *searcher,
                              const fund_docids *matches, unsigned facets, fund_error *err);

/* ---- near_duplicates.c ----------------------------------------------------- */

/* Fills `near_duplicates` and `near_duplicate_groups`. */
fund_status fund_count_near_duplicates(fund_index_status *out, const fund_store *store,
                                       fund_error *err);

/* ---- hits.c ---------------------------------------------------------------- */

/* Builds hits of documents.  Begins with the first four fields set. */
typedef struct fund_hit_builder {
    fund_searcher *searcher;
    fund_arena *arena;                  /* of the results */
    fund_term_occurrences *occurrences; /* NULL: no highlights */
    bool with_text;
    fund_map *articles; /* docid of passage 1 -> fund_hit with the article's fields */
    fund_buf data, first_data;
} fund_hit_builder;

/* Fills article, passage and text and leaves the rest zero.  `record` and `first` are the bytes
 * of the passage's record and of passage 1's where they have been read, else NULL. */
fund_status fund_hit_build(fund_hit *out, fund_hit_builder *builder, fund_docid docid,
                           fund_text record, fund_text first, fund_error *err);
void fund_hit_builder_free(fund_hit_builder *builder);

#endif
