/*
 * rank.h - from candidates to a page of hits.
 *
 *   candidates.c  lists of candidates; questions to libxapian
 *   rescore.c     the second score of the best matches
 *   two_phase.c   approximation by libxapian, confirmation in the text
 *   match.c       chooses how a plan is run
 *   collapse.c    leaves out matches that repeat one above
 *   explain.c     what each word of a query contributed to a hit
 */
#ifndef FUND_SEARCHER_RANK_H
#define FUND_SEARCHER_RANK_H

#include "searcher/text/text.h"

/* ---- candidates.c ---------------------------------------------------------- */

/* A passage that is going to be a hit. */
typedef struct fund_candidate {
    fund_docid docid;
    double weight;
    uint32_t more;           /* as in fund_hit */
    uint32_t duplicates;     /* as in fund_hit */
    fund_text record, first; /* its own and that of passage 1, where they have been read */
} fund_candidate;

typedef struct fund_top_docs {
    fund_candidate *items; /* the page that was asked for */
    size_t count, capacity;
    uint32_t total;
    bool total_exact;
    fund_arena *arena; /* of the records; may be NULL */
} fund_top_docs;

#define FUND_TOP_DOCS_INIT                                                                         \
    {                                                                                              \
        NULL, 0, 0, 0, true, NULL                                                                  \
    }

void fund_top_docs_free(fund_top_docs *top_docs);
/* Leaves at most `count` of them, without the first `offset`. */
void fund_top_docs_cut(fund_top_docs *top_docs, size_t offset, size_t count);

/* All matches of a query, ascending. */
typedef struct fund_docids {
    fund_docid *items;
    size_t count, capacity;
    bool complete; /* else the best FUND_CANDIDATES_MAX candidates have been confirmed */
} fund_docids;

fund_status fund_docids_push(fund_docids *out, fund_docid docid, fund_error *err);
void fund_docids_sort(fund_docids *docids);

/* What libxapian is asked for: in the order of the options, without what is under embargo. */
fund_match_options fund_match_ordered(const fund_searcher *searcher,
                                      const fund_search_options *options);
/* Comparisons for qsort: by falling weight, then by docid; and by docid alone. */
int fund_match_by_rank(const void *left, const void *right);
int fund_match_by_docid(const void *left, const void *right);

/* A query for the articles of documents. */
fund_status fund_articles_query(fund_query **out, const fund_searcher *searcher,
                                const fund_docid *docids, size_t count, fund_error *err);
/* All matches of a query within those of another, which adds no weight; by docid. */
fund_status fund_match_within(fund_matches *out, const fund_searcher *searcher,
                              const fund_query *query, const fund_query *within, fund_error *err);
/* Of matches by docid that of a document; NULL when it has none. */
const fund_match *fund_match_of(const fund_matches *matches, fund_docid docid);

/* ---- match.c, two_phase.c, collapse.c -------------------------------------- */

/* Matches are counted exactly up to this many. */
enum { FUND_COUNT_EXACTLY = 1000 };
/* Candidates that are confirmed at most, unless any passage may be one. */
enum { FUND_CANDIDATES_MAX = 200000 };

/* Each runs a plan: to the page, and where `all` is not NULL to all matches, which are confirmed
 * once for both. */

/* Plans without predicates by libxapian alone, the others in two phases. */
fund_status fund_match_plan(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                            fund_plan *plan, const fund_search_options *options, fund_error *err);
fund_status fund_match_two_phase(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                 fund_plan *plan, const fund_search_options *options,
                                 fund_error *err);
/* As fund_match_plan(), but the page is without matches that repeat one above. */
fund_status fund_match_collapsed(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                 fund_plan *plan, const fund_search_options *options,
                                 fund_error *err);

/* ---- rescore.c ------------------------------------------------------------- */

enum { FUND_RESCORE_WINDOW = 20 };

/* Adds the second score to the best matches and sorts them, so that the first `needed` are
 * right. */
fund_status fund_rescore(fund_match *matches, size_t count, size_t needed, fund_searcher *searcher,
                         const fund_plan *plan, fund_error *err);
/* Adds what the second score gives to documents: for word w of the plan and document i to
 * scores[w * stride + i]. */
fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, const fund_plan *plan,
                                       fund_error *err);
/* Whether a term begins like the token's but is another word: see rescore.c. */
bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len);

/* ---- explain.c ------------------------------------------------------------- */

/* Fills the reasons of hits that have their text; `docids` are theirs. */
fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, fund_arena *arena,
                         fund_error *err);

#endif
