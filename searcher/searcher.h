/*
 * searcher.h - finds and ranks passages.
 *
 * A query is parsed into words, phrases, +required and -excluded parts, matched
 * in the index by BM25 and, where it has phrases, confirmed in the stored
 * passages (the index keeps no positions).  A hit carries its passage, its
 * article's metadata and the byte ranges to highlight.
 *
 * Query language (docs/query.md has the grammar)
 *     words        any of them; more and rarer ones rank higher
 *     "a phrase"   these words in this order, on stems; „…“ »…« «…» “…” too.  A
 *                  phrase begins and ends at word borders; a hyphen compound
 *                  in it may be written apart and the other way round
 *     +x  -x       required, excluded; a query of exclusions alone finds nothing
 *     AND OR NOT (UND ODER NICHT), parentheses
 *     a NEAR/5 b   within five words
 *     wort* *wort  wildcards;  wort~ words within an edit or two;  =Wort exactly this form
 *     titel: ressort: autor: quelle: artikel: datum:  restrict the articles
 *     x^2          weighs twice as much
 * Whatever is not syntax is words: punctuation never makes a query fail.
 * Function words are searched only in phrases, after + or -, and where a
 * query has nothing else.
 *
 * A searcher must not be used by two threads at once; open one for each.
 */
#ifndef FUND_SEARCHER_H
#define FUND_SEARCHER_H

#include "base/base.h"
#include "stemmer/stemmer.h"
#include "store/store.h"

FUND_BEGIN_DECLS

typedef struct fund_searcher fund_searcher;

/** Opens `count` indexes to search them as one.  The analyzer is borrowed and
 *  must outlive the searcher.  FUND_ERR_ANALYZER when an index was written by
 *  another analysis chain: the message says which index and what to do. */
FUND_API fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                                        fund_analyzer *analyzer, fund_error *err);
/** Searches a store that the caller opened and that the same analyzer wrote; both are borrowed. */
FUND_API fund_status fund_searcher_over(fund_searcher **out, fund_store *store,
                                        fund_analyzer *analyzer, fund_error *err);
FUND_API void fund_searcher_free(fund_searcher *searcher);
/** Every call of a searcher reads the newest commit.  To have several calls read the same one, run
 *  them in `attempt`, which may run several times and must start over each time: see
 *  fund_store_retry. */
FUND_API fund_status fund_searcher_retry(fund_searcher *searcher, fund_attempt attempt,
                                         void *payload, fund_error *err);

/* ---- search ------------------------------------------------------------ */

/** A remark on a query that runs nevertheless, such as an unmatched parenthesis. */
typedef struct fund_diagnostic {
    size_t offset;       /**< byte of the query that it is about */
    const char *message; /**< C string */
} fund_diagnostic;

enum { FUND_DIAGNOSTICS_MAX = 16 };

typedef struct fund_diagnostics {
    fund_diagnostic items[FUND_DIAGNOSTICS_MAX];
    size_t count;
} fund_diagnostics;

typedef enum fund_order {
    FUND_ORDER_RELEVANCE,
    FUND_ORDER_NEWEST, /**< by date; articles without a date come last */
    FUND_ORDER_OLDEST
} fund_order;

/** Start from FUND_SEARCH_OPTIONS_INIT.  Strings are C strings and borrowed. */
typedef struct fund_search_options {
    uint32_t count;       /**< hits wanted */
    uint32_t offset;      /**< hits to skip */
    bool group;           /**< only the best passage of each article */
    bool with_text;       /**< fill text and highlights (else only the article and scores) */
    bool plain;           /**< rank by the stems of whole words alone, as a baseline */
    bool explain;         /**< fill the hits' reasons; needs with_text */
    bool hide_duplicates; /**< leave out hits that repeat one above: see fund_hit.duplicates */
    const char *filter;   /**< a second query that hits must match but are not ranked by; NULL:
                               none.  With a filter the query may be empty */
    const char *article;  /**< id of the only article to search; NULL: all */
    bool other_articles;  /**< search all articles but that one instead */
    fund_order order;
    double half_life; /**< days after which the bonus for a recent date halves; 0: no bonus */
    unsigned facets;  /**< a bit (1 << fund_facet) for each that all matches are to be counted by,
                           which costs less with a `count` of 0 */
} fund_search_options;

#define FUND_SEARCH_OPTIONS_INIT                                                                   \
    {                                                                                              \
        10, 0, false, true, false, false, false, NULL, NULL, false, FUND_ORDER_RELEVANCE, 0, 0     \
    }

typedef struct fund_range {
    size_t begin, end; /**< bytes */
} fund_range;

typedef enum fund_reason_kind {
    FUND_REASON_WORD,         /**< a form of the query's word */
    FUND_REASON_PART,         /**< a part of a compound in the text or in the query */
    FUND_REASON_SHARED_PREFIX /**< another word with the same beginning */
} fund_reason_kind;

typedef struct fund_reason_match {
    fund_range range; /**< in the hit's text */
    fund_reason_kind kind;
} fund_reason_match;

/** What a word or a phrase of the query contributed to a hit. */
typedef struct fund_reason {
    const char *word; /**< as written in the query; C string */
    double score;     /**< its part of the hit's score */
    const fund_reason_match *matches;
    size_t match_count;
} fund_reason;

/** A hit.  The fund_results own all of its text. */
typedef struct fund_hit {
    uint32_t rank; /**< from 1; skipped hits count */
    double score;
    fund_fields fields;     /**< the article's; each text is a C string, "" when absent */
    uint32_t passage;       /**< from 1 */
    uint32_t passage_count; /**< of the article */
    const char *text;       /**< the passage, NUL-terminated */
    size_t text_len;
    const fund_range *highlights; /**< in text, ascending, not overlapping */
    size_t highlight_count;
    const fund_range *title_highlights;
    size_t title_highlight_count;
    const fund_reason *reasons; /**< with explain */
    size_t reason_count;
    uint32_t more; /**< with group: further matching passages of the article, a lower bound */
    /** With hide_duplicates: how many other articles have a match that was left out because it
     *  repeats this hit, a lower bound.  A match is left out when it is among the first 1,000,
     *  its article is a version of the hit's article (FUND_SKETCH_SIMILAR) and its passage
     *  says the same (with group: whatever the passages say).  `rank`, `count` and `offset`
     *  refer to the hits that are left; totals count all matches. */
    uint32_t duplicates;
} fund_hit;

/** The source as given, else the url, else the path. */
FUND_API const char *fund_hit_source(const fund_hit *hit);

/** What matches are counted by. */
typedef enum fund_facet {
    FUND_FACET_SECTION,
    FUND_FACET_AUTHOR,
    FUND_FACET_MONTH, /**< "2022-01"; "2022" where the date has no month */
    FUND_FACET_YEAR
} fund_facet;

enum {
    FUND_FACETS = 4,
    FUND_FACET_WORDS = 1 << FUND_FACETS /**< a bit beside theirs: fill fund_facet_value.words */
};

/** Matches with one value; articles without a value are not counted. */
typedef struct fund_facet_value {
    const char *value; /**< C string */
    uint32_t passages, articles;
    uint64_t words; /**< running words of those articles, in all their passages */
} fund_facet_value;

typedef struct fund_facet_values {
    const fund_facet_value *items; /**< by falling passages; months and years ascend */
    size_t count;
} fund_facet_values;

/** All matches of a query, not only those of a page. */
typedef struct fund_facet_counts {
    uint32_t passages, articles; /**< that match */
    bool exact; /**< else there are more: only the first 200,000 candidates were confirmed */
    fund_facet_values facets[FUND_FACETS];
} fund_facet_counts;

typedef struct fund_results {
    const fund_hit *hits;
    size_t count;
    uint32_t total;   /**< matching passages, with group: articles ... */
    bool total_exact; /**< ... counted, else estimated */
    fund_diagnostics diagnostics;
    fund_facet_counts facets; /**< filled for the options' facets */
    fund_arena *arena;        /**< owns all of it */
} fund_results;

#define FUND_RESULTS_INIT                                                                          \
    {                                                                                              \
        NULL, 0, 0, true, {{{0, NULL}}, 0}, {0, 0, true, {{NULL, 0}}}, NULL                        \
    }

/** Searches.  A query without a word finds nothing (FUND_OK, count 0).  Replaces what *out held.
 *  FUND_ERR_ENCODING: the query is not UTF-8.  FUND_ERR_QUERY: it has an invalid date or exceeds
 *  a limit below. */
FUND_API fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query,
                                 size_t len, const fund_search_options *options, fund_error *err);
FUND_API void fund_results_free(fund_results *results);

/** Limits of a query. */
enum {
    FUND_QUERY_BYTES_MAX = 1 << 20,
    FUND_QUERY_WORDS_MAX = 1000,   /**< a hyphen compound counts as its pieces */
    FUND_QUERY_WALKS_MAX = 16,     /**< fuzzy words and wildcards that begin with *, each of which
                                        reads all terms of the index */
    FUND_QUERY_PREDICATES_MAX = 64 /**< phrases, wildcards, =words and NEARs */
};

/** The name of a kind ("part"), for output. */
FUND_API const char *fund_reason_kind_name(fund_reason_kind kind);

/** Appends the parsed query, written as a query with all its parentheses.  *diagnostics (may be
 *  NULL) receives the remarks on it, whose messages live in the caller's *arena. */
FUND_API fund_status fund_search_parse(fund_buf *out, fund_diagnostics *diagnostics,
                                       fund_arena *arena, const char *query, size_t len,
                                       fund_error *err);
/** Appends libxapian's description of the planned query. */
FUND_API fund_status fund_search_describe(fund_buf *out, fund_searcher *searcher, const char *query,
                                          size_t len, fund_error *err);

/* ---- words ------------------------------------------------------------- */

/* An index has stems, not surface forms.  Forms are read from passages that have the stem, so
 * whatever is suggested occurs in an article.  Numbers of passages are those of the stem. */

typedef struct fund_listed_word {
    const char *text;  /**< as written in an article; C string */
    uint32_t passages; /**< that have any of its forms, as a word or as a part of one */
} fund_listed_word;

typedef struct fund_word_list {
    const fund_listed_word *items;
    size_t count;
    fund_arena *arena; /**< owns all of it */
} fund_word_list;

#define FUND_WORD_LIST_INIT                                                                        \
    {                                                                                              \
        NULL, 0, NULL                                                                              \
    }

FUND_API void fund_word_list_free(fund_word_list *list);

/** At most `count` words that begin with what was typed, the most frequent first.  Of several
 *  words the last one is completed; the others are repeated before it. */
FUND_API fund_status fund_complete(fund_word_list *out, fund_searcher *searcher, const char *typed,
                                   size_t len, uint32_t count, fund_error *err);

/** Fields of an article whose values can be completed. */
typedef enum fund_name_kind {
    FUND_NAME_SECTION,
    FUND_NAME_AUTHOR,
    FUND_NAME_ARTICLE /**< ids; those of more than 200 bytes are left out */
} fund_name_kind;

/** Names that begin with what was typed (in any case), the most frequent first, ids in their
 *  order.  `passages` is the number of their articles. */
FUND_API fund_status fund_complete_name(fund_word_list *out, fund_searcher *searcher,
                                        fund_name_kind kind, const char *typed, size_t len,
                                        uint32_t count, fund_error *err);

/** Words that a misspelt one may stand for, the likeliest first; none for a word that is
 *  frequent.  Ranked by weighted edits (F. J. Damerau, "A technique for computer detection
 *  and correction of spelling errors", 1964) and frequency.  A compound that is not in the
 *  index is corrected part by part. */
FUND_API fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher,
                                       const char *word, size_t len, uint32_t count,
                                       fund_error *err);

/** Appends the query with its misspelt words corrected; nothing when it has none. */
FUND_API fund_status fund_correct_query(fund_buf *out, fund_searcher *searcher, const char *query,
                                        size_t len, fund_error *err);

/** What an index knows about a word. */
typedef struct fund_word_info {
    const char *term;              /**< its stem; "" for none */
    uint32_t as_word, as_part;     /**< passages that have it as a word, as a part of one */
    const fund_listed_word *forms; /**< with their occurrences in up to 1,000 passages */
    size_t form_count;
    const fund_listed_word *compounds; /**< that have it as a part, likewise */
    size_t compound_count;
    fund_arena *arena; /**< owns all of it */
} fund_word_info;

#define FUND_WORD_INFO_INIT                                                                        \
    {                                                                                              \
        NULL, 0, 0, NULL, 0, NULL, 0, NULL                                                         \
    }

FUND_API fund_status fund_word_info_get(fund_word_info *out, fund_searcher *searcher,
                                        const char *word, size_t len, fund_error *err);
FUND_API void fund_word_info_free(fund_word_info *info);

/** Passages of other articles that are about the same as an article (passage 0) or one of its
 *  passages, the best first: those with the words that set it apart from the rest of the index.
 *  `options` may be NULL; its `article` is not used.  FUND_ERR_NOT_FOUND as fund_article_get(). */
FUND_API fund_status fund_more_like_this(fund_results *out, fund_searcher *searcher, const char *id,
                                         size_t len, uint32_t passage,
                                         const fund_search_options *options, fund_error *err);

/* ---- articles ---------------------------------------------------------- */

/** A whole article (passage 0), or one of its passages with `context` neighbours on both sides,
 *  as hits in order, without score (rank 0).  FUND_ERR_NOT_FOUND for an article or a passage that
 *  the index does not have and for an article under embargo; the message says which. */
FUND_API fund_status fund_article_get(fund_results *out, fund_searcher *searcher, const char *id,
                                      size_t len, uint32_t passage, uint32_t context,
                                      fund_error *err);

/** The size and state of an index. */
typedef struct fund_index_status {
    uint64_t articles, passages, terms, bytes;
    uint64_t deleted;               /**< deleted passages, which take up space until compaction */
    uint64_t withdrawn;             /**< articles known to be withdrawn, not counted above */
    uint64_t near_duplicates;       /**< articles that repeat another one, by their sketches ... */
    uint64_t near_duplicate_groups; /**< ... in that many groups of versions */
    double average_length;          /**< of a passage, in scored words and parts */
    uint32_t format_version;
    char fingerprint[128];
    char updated[32];         /**< ISO 8601 UTC, "" when never */
    bool fingerprint_matches; /**< the analyzer has the chain that wrote the index */
} fund_index_status;

/** Reads the status of an index, which another chain than the analyzer's may have written. */
FUND_API fund_status fund_index_status_get(fund_index_status *out, const char *path,
                                           const fund_analyzer *analyzer, fund_error *err);

FUND_END_DECLS

#endif
