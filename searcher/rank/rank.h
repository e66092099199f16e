/*
 * rank.h - from candidates to a page of hits.
 *
 *   candidates.c  lists of candidates; questions to libxapian
 *   evidence.c    what a passage has of each word of a query
 *   context.c     what the passages around one have of a word
 *   rescore.c     the second score of the best matches
 *   two_phase.c   approximation by libxapian, confirmation in the text
 *   match.c       chooses how a plan is run
 *   cover.c       the passages of an article that together have the words
 *   collapse.c    leaves out matches that repeat one above
 *   explain.c     what each word of a query contributed to a hit
 */
#ifndef FUND_SEARCHER_RANK_H
#define FUND_SEARCHER_RANK_H

#include "searcher/text/text.h"

/* ---- candidates.c ---------------------------------------------------------- */

/* A match that was left out because it repeats one above. */
typedef struct fund_repeat {
    fund_docid docid;
    fund_text record, first; /* its own and that of passage 1 */
} fund_repeat;

/* A passage that is going to be a hit. */
typedef struct fund_candidate {
    fund_docid docid;
    double weight;
    uint32_t more;              /* as in fund_hit */
    uint32_t duplicates;        /* as in fund_hit */
    const fund_repeat *repeats; /* so many of them */
    uint64_t article;           /* key for grouping; 0: not asked for */
    fund_text record, first;    /* its own and that of passage 1, where they have been read */
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

/* Which article a document belongs to, as a number. */
fund_status fund_article_key(uint64_t *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err);

/* ---- match.c, two_phase.c, cover.c, collapse.c -------------------------------------- */

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
/* As fund_match_plan() within one article, but first those that together have most words; of the
 * first 1,000. */
fund_status fund_match_covering(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                fund_plan *plan, const fund_search_options *options,
                                fund_error *err);
/* As fund_match_plan(), but the page is without matches that repeat one above. */
fund_status fund_match_collapsed(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                 fund_plan *plan, const fund_search_options *options,
                                 fund_error *err);

/* ---- the weights: rescore.c ------------------------------------------------------ */

/* docs/ranking.md has the function that they belong to, and how they were found. */
struct fund_rank_weights {
    double length;     /* BM25's b: how much the length of a passage counts */
    double form;       /* an occurrence as another form, where the word as typed is 1 ... */
    double piece;      /* ... as a piece of a hyphen compound */
    double part;       /* in closed compounds: a factor, as all that follow */
    double together;   /* a closed compound by all its parts ... */
    double beside;     /* ... where it stands itself ... */
    double some;       /* ... by one of them */
    double hyphen;     /* the pieces of a hyphen compound */
    double prefix;     /* a word that begins alike */
    double lead;       /* among the first words of the passage */
    double title;      /* in the title ... */
    double title_part; /* ... in a compound there */
    double titled;     /* all words are in the title */
    /* A word's weight w counts pivot (w / pivot)^concavity: two words of the query are better than
     * one that is twice as rare, or a compound. */
    double concavity, pivot;
    /* Two neighbours of the query that stand d words apart add this / d of what the more frequent
     * one counts at least. */
    double nearness;
    double author;  /* a word that the passage lacks is a name of its author */
    double context; /* of a word that the passage lacks, what its best passage around counts */
};

extern const fund_rank_weights fund_rank_defaults;

/* ---- evidence.c ------------------------------------------------------------ */

/* A piece of a hyphen compound of the query, or a smallest part of a closed one. */
typedef struct fund_leaf {
    const fund_graph_token *token;
    double weight;  /* of it as a word or as a part */
    uint32_t count; /* in the passage at hand */
} fund_leaf;

enum { FUND_NOWHERE = INT32_MAX };

/* A word of the query, and what the passage at hand has of it. */
typedef struct fund_word_evidence {
    const fund_planned_word *planned;
    double factor;                   /* how often it stands in the query, and its boost */
    double word_weight, part_weight; /* inverse document frequencies */
    double fallback_weight;          /* of other words that may be meant */
    double title_weight;             /* see fund_evidence_title_weight() */
    bool hyphen_compound;
    size_t prefix_bytes; /* its first five letters; 0: too short */
    size_t first_leaf, leaf_count;
    uint32_t typed;               /* occurrences as it was typed, whatever the capitals ... */
    uint32_t forms;               /* ... as another form of it ... */
    uint32_t pieces, parts;       /* ... in hyphen compounds, in closed compounds */
    uint32_t fallbacks;           /* of other words that may be meant */
    bool shares_prefix;           /* a word begins like it */
    bool in_title, in_title_part; /* of passage 1 */
    uint32_t first, last;         /* positions where it occurs in whatever way; FUND_NOWHERE */
    uint32_t distance;            /* at least, from the word before it in the query; FUND_NOWHERE */
} fund_word_evidence;

typedef struct fund_evidence {
    fund_searcher *searcher;
    const fund_rank_weights *weights;
    const fund_plan *plan;
    fund_array(fund_word_evidence) words; /* those of the plan, in its order */
    fund_array(fund_leaf) leaves;
    double documents, average_length; /* of the index */
    uint32_t length;                  /* of the passage at hand, as the index counts it */
    uint32_t ordinal;                 /* of it in its article */
    fund_text text;                   /* of that passage */
    fund_token last_word;
    fund_buf data;
    fund_error *err;
} fund_evidence;

fund_status fund_evidence_begin(fund_evidence *out, fund_searcher *searcher, const fund_plan *plan,
                                fund_error *err);
fund_status fund_evidence_read(fund_evidence *evidence, fund_docid docid);
/* The weight of a word in titles, which is looked up when it is first asked for. */
fund_status fund_evidence_title_weight(double *out, fund_evidence *evidence,
                                       fund_word_evidence *word);
/* Also after a failure of the first one. */
void fund_evidence_end(fund_evidence *evidence);
/* Whether a term begins like the token's but is another word. */
bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len);

/* ---- context.c ------------------------------------------------------------- */

/* Passages before and after one that are its context. */
enum { FUND_CONTEXT_REACH = 16 };

/* A passage, and whether it lacks the word in question. */
typedef struct fund_context {
    fund_docid docid;
    uint32_t ordinal;
    bool lacks;
} fund_context;

/* The best weight by BM25 that a word has in other passages of the articles of those that lack it;
 * else 0. */
fund_status fund_context_weights(double *best, fund_searcher *searcher, fund_plan *plan,
                                 const fund_planned_word *word, const fund_context *of,
                                 size_t count, fund_error *err);

/* Whether somebody of the word's name is the author of those that lack it. */
fund_status fund_context_authors(bool *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_planned_word *word, const fund_context *of,
                                 size_t count, fund_error *err);

/* ---- rescore.c ------------------------------------------------------------- */

/* The window: so many of the best matches, and the best others of articles that have all words. */
enum { FUND_RESCORE_WINDOW = 20, FUND_RESCORE_BEST = 10, FUND_RESCORE_OTHERS = 14 };

/* Gives the best matches their second score and sorts them. */
fund_status fund_rescore(fund_match *matches, size_t count, fund_searcher *searcher,
                         fund_plan *plan, fund_error *err);
/* What each word gives to the second score of documents: word w of the plan and document i to
 * scores[w * stride + i]. */
fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, fund_plan *plan,
                                       fund_error *err);

/* ---- explain.c ------------------------------------------------------------- */

/* Fills the reasons of hits that have their text; `docids` are theirs. */
fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, fund_arena *arena,
                         fund_error *err);

#endif
