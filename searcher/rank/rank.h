/*
 * rank.h - from candidates to a page of hits.
 *
 *   candidates.c  the page as documents; matches of libxapian in the order wanted
 *   rescore.c     weighs the best matches a second time
 *   two_phase.c   candidates in rounds, each confirmed in its text
 *   match.c       picks which way to run a plan
 *   collapse.c    hides hits that repeat one above
 *   explain.c     what each word of a query did for a hit
 */
#ifndef FUND_SEARCHER_RANK_H
#define FUND_SEARCHER_RANK_H

#include "searcher/text/text.h"

/* ---- candidates.c, match.c, two_phase.c, collapse.c ------------------------ */

typedef struct fund_candidate {
    fund_docid docid;
    double weight;
    uint32_t more;
    uint32_t duplicates;     /* articles hidden behind it */
    fund_text record, first; /* its own and that of passage 1 where they were read already */
} fund_candidate;

typedef struct fund_top_docs {
    fund_candidate *items; /* the page that was asked for */
    size_t count;
    uint32_t total;
    bool total_exact;
    fund_arena *arena; /* of the records; may be NULL */
} fund_top_docs;

#define FUND_TOP_DOCS_INIT                                                                         \
    {                                                                                              \
        NULL, 0, 0, true, NULL                                                                     \
    }

void fund_top_docs_free(fund_top_docs *top_docs);

/* Matches are counted exactly up to this many. */
enum { FUND_COUNT_EXACTLY = 1000 };

fund_status fund_match_plan(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                            const fund_search_options *options, fund_error *err);
fund_status fund_match_two_phase(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_search_options *options, fund_error *err);

/* The same without those that repeat one above (similar.c). */
fund_status fund_match_collapsed(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_search_options *options, fund_error *err);

/* How libxapian is to order matches. */
fund_sort fund_match_order(const fund_search_options *options);
/* All matches of a query within those of another, which adds no weight. */
fund_status fund_match_within(fund_matches *out, const fund_searcher *searcher,
                              const fund_query *query, const fund_query *within, fund_error *err);

/* ---- rescore.c ------------------------------------------------------------- */

enum { FUND_RESCORE_WINDOW = 20 };

/* Weighs the best matches anew and sorts them, so that the first `needed` are right. */
fund_status fund_rescore(fund_match *matches, size_t count, size_t needed, fund_searcher *searcher,
                         const fund_plan *plan, fund_error *err);

/* Adds what that look gives to documents: for word w of the plan and document i to
 * scores[w * stride + i]. */
fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, const fund_plan *plan,
                                       fund_error *err);
/* Whether a term of a passage is a relative of a token's: see rescore.c. */
bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len);

/* ---- explain.c ------------------------------------------------------------- */

/* Fills the reasons of hits that have their text; `docids` are theirs. */
fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, const char *query,
                         fund_arena *arena, fund_error *err);

#endif
