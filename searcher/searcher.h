/*
 * searcher.h - finds and ranks passages.
 *
 * A query is parsed into words, phrases, +required and -excluded parts, matched
 * in the index by BM25 and, where it has phrases, verified against the stored
 * passages (the index keeps no positions).  Hits carry the passage, its
 * article's metadata and the byte ranges to highlight.
 *
 * Query language (docs/query.md has the grammar)
 *     words        any of them; more and rarer ones rank higher
 *     "a phrase"   these words in this order, on stems; „…“ »…« «…» “…” too.  A
 *                  phrase begins and ends at word borders; a hyphen compound
 *                  in it may be written apart and the other way round
 *     +x  -x       must be there, must not; a query of nothing but exclusions finds nothing
 *     AND OR NOT (UND ODER NICHT), parentheses
 *     a NEAR/5 b   within five words
 *     wort* *wort  letters as they stand;  wort~ similar words;  =Wort this very form
 *     titel: ressort: autor: quelle: artikel: datum:  what the article must be
 *     x^2          counts twice
 * Whatever is no syntax is words: a query never fails for its punctuation.
 * Function words are looked for only in phrases, after + or -, and where a
 * query has nothing else.
 *
 * A searcher is not for use by two threads at once; open one each.
 */
#ifndef FUND_SEARCHER_H
#define FUND_SEARCHER_H

#include "base/base.h"
#include "stemmer/stemmer.h"
#include "store/store.h"

FUND_BEGIN_DECLS

typedef struct fund_searcher fund_searcher;

/** Opens `count` indexes to be searched as one.  The analyzer is borrowed and
 *  must outlive the searcher.  FUND_ERR_ANALYZER when an index was written by
 *  another chain: the message says which index and what to do. */
FUND_API fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                                        fund_analyzer *analyzer, fund_error *err);
/** Searches a store of the caller's, which is borrowed, too; written by the same analyzer. */
FUND_API fund_status fund_searcher_over(fund_searcher **out, fund_store *store,
                                        fund_analyzer *analyzer, fund_error *err);
FUND_API void fund_searcher_free(fund_searcher *searcher);
/** Every call of a searcher reads the newest commit.  For several calls to be of the same one, run
 *  them in `attempt`, which may be run several times and so must begin anew each time: see
 *  fund_store_retry. */
FUND_API fund_status fund_searcher_retry(fund_searcher *searcher, fund_attempt attempt,
                                         void *payload, fund_error *err);

/* ---- search ------------------------------------------------------------ */

/** A remark on a query that was run all the same: a parenthesis without its other half. */
typedef struct fund_note {
    size_t offset;       /**< byte of the query */
    const char *message; /**< C string */
} fund_note;

enum { FUND_NOTES_MAX = 16 };

typedef struct fund_note_list {
    fund_note items[FUND_NOTES_MAX];
    size_t count;
} fund_note_list;

typedef enum fund_order {
    FUND_ORDER_RELEVANCE,
    FUND_ORDER_NEWEST, /**< by date; articles without one come last */
    FUND_ORDER_OLDEST
} fund_order;

/** Start from FUND_SEARCH_OPTIONS_INIT. */
typedef struct fund_search_options {
    uint32_t count;    /**< hits wanted */
    uint32_t offset;   /**< hits to skip */
    bool group;        /**< the best passage of each article only */
    bool with_text;    /**< fill text and highlights (else only article and scores) */
    bool plain;        /**< rank by the stems of whole words alone, to compare with */
    bool explain;      /**< fill the hits' reasons (with_text must be set) */
    bool hide_similar; /**< leave out hits that repeat one above: see fund_hit.similar */
    const char
        *filter; /**< another query, which hits must match without being ranked by it; NULL: none.
                               With it the query may be empty. C string, borrowed */
    const char
        *article; /**< id of the only article that is searched; NULL: all. C string, borrowed */
    bool other_articles; /**< all but that one, instead */
    fund_order order;
    double
        half_life; /**< days after which a passage's date counts half, added to relevance; 0: dates do not count */
} fund_search_options;

#define FUND_SEARCH_OPTIONS_INIT                                                                   \
    {                                                                                              \
        10, 0, false, true, false, false, false, NULL, NULL, false, FUND_ORDER_RELEVANCE, 0        \
    }

typedef struct fund_range {
    size_t begin, end; /**< bytes */
} fund_range;

typedef enum fund_reason_kind {
    FUND_REASON_WORD,   /**< a form of the query's word */
    FUND_REASON_PART,   /**< a part of a compound, of the text's or of the query's */
    FUND_REASON_RELATED /**< another word that begins alike */
} fund_reason_kind;

typedef struct fund_reason_match {
    fund_range range; /**< in the hit's text */
    fund_reason_kind kind;
} fund_reason_match;

/** What a word or a phrase of the query did for a hit. */
typedef struct fund_reason {
    const char *word; /**< as it is in the query; C string */
    double score;     /**< its share of the hit's */
    const fund_reason_match *matches;
    size_t match_count;
} fund_reason;

/** One hit.  All text is owned by the fund_results. */
typedef struct fund_hit {
    uint32_t rank; /**< from 1; counts skipped hits */
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
    const fund_reason *reasons; /**< when asked for */
    size_t reason_count;
    uint32_t more; /**< further passages of the article that match (group), a lower bound */
    /** With hide_similar: articles of which matches are hidden behind this hit, a lower
     *  bound.  Hidden is a match among the first 1,000 whose article is a version of
     *  the hit's article (FUND_SKETCH_SIMILAR) and whose passage says the same (grouped:
     *  whatever the passages).  Ranks, `count` and `offset` are those of what is left,
     *  totals count all. */
    uint32_t similar;
} fund_hit;

/** The source as given, else the url, else the path. */
FUND_API const char *fund_hit_source(const fund_hit *hit);

typedef struct fund_results {
    const fund_hit *hits;
    size_t count;
    uint32_t total;   /**< passages (articles when grouped) that match ... */
    bool total_exact; /**< ... exactly, else an estimate */
    fund_note_list notes;
    fund_arena *arena; /**< owns all of it */
} fund_results;

#define FUND_RESULTS_INIT                                                                          \
    {                                                                                              \
        NULL, 0, 0, true, {{{0, NULL}}, 0}, NULL                                                   \
    }

/** Searches.  A query without any word finds nothing (FUND_OK, count 0).
 *  FUND_ERR_ENCODING for a query that is not UTF-8, FUND_ERR_QUERY for one of
 *  more than FUND_QUERY_BYTES_MAX bytes, FUND_QUERY_WORDS_MAX words (a hyphen
 *  compound counts as its pieces) or FUND_QUERY_CHECKS_MAX phrases, patterns, =words and NEARs, FUND_QUERY_WALKS_MAX patterns that begin with * and fuzzy words, or
 *  for a date that is none.
 *  Replaces what *out held. */
FUND_API fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query,
                                 size_t len, const fund_search_options *options, fund_error *err);
FUND_API void fund_results_free(fund_results *results);

enum {
    FUND_QUERY_WORDS_MAX = 1000,
    FUND_QUERY_WALKS_MAX =
        16, /**< patterns with * in front and fuzzy words: each looks at all terms */
    FUND_QUERY_CHECKS_MAX = 64,
    FUND_QUERY_BYTES_MAX = 1 << 20
};

/* ---- counts ------------------------------------------------------------ */

/** What matches are counted by. */
typedef enum fund_facet {
    FUND_FACET_SECTION,
    FUND_FACET_AUTHOR,
    FUND_FACET_MONTH, /**< "2022-01"; "2022" where the date is no more than that */
    FUND_FACET_YEAR
} fund_facet;

enum {
    FUND_FACETS = 4,
    FUND_COUNT_WORDS = 1 << FUND_FACETS /**< fill fund_tally.words, too */
};

/** Matches of one value; articles without a value are in none. */
typedef struct fund_tally {
    const char *value; /**< C string */
    uint32_t passages, articles;
    uint64_t words; /**< running words of those articles, all their passages */
} fund_tally;

typedef struct fund_tallies {
    const fund_tally *items; /**< most passages first; months and years in their order */
    size_t count;
} fund_tallies;

typedef struct fund_counts {
    uint32_t passages, articles; /**< that match */
    bool exact; /**< else there are more: the first 200,000 candidates were looked at */
    fund_tallies facets[FUND_FACETS];
    fund_arena *arena; /**< owns all of it */
} fund_counts;

#define FUND_COUNTS_INIT                                                                           \
    {                                                                                              \
        0, 0, true, {{NULL, 0}, {NULL, 0}, {NULL, 0}, {NULL, 0}}, NULL                             \
    }

/** Counts all that the query and the options' filter match.  `facets`: a bit (1 << facet) for each that is wanted.
 *  Fails like fund_search(). Replaces what *out held. */
FUND_API fund_status fund_search_count(fund_counts *out, fund_searcher *searcher, const char *query,
                                       size_t len, const fund_search_options *options,
                                       unsigned facets, fund_error *err);
FUND_API void fund_counts_free(fund_counts *counts);

/** A kind's name ("part"), for output. */
FUND_API const char *fund_reason_kind_name(fund_reason_kind kind);

/** Appends how the query was understood, as a query: with its parentheses. *notes (may be
 *  NULL) gets the remarks on it; they live in *arena, which the caller makes. */
FUND_API fund_status fund_search_parse(fund_buf *out, fund_note_list *notes, fund_arena *arena,
                                       const char *query, size_t len, fund_error *err);
/** Appends how the query was understood, as libxapian's query tree. */
FUND_API fund_status fund_search_describe(fund_buf *out, fund_searcher *searcher, const char *query,
                                          size_t len, fund_error *err);

/* ---- words ------------------------------------------------------------- */

/* An index has stems, not forms. Forms are read off passages that have the stem, so what
 * is suggested stands in an article. Counts of passages are those of the stem. */

typedef struct fund_listed_word {
    const char *text;  /**< as it is written in an article; C string */
    uint32_t passages; /**< that have it in any form, as a word or as a part of one */
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

/** Words that begin with what is typed, the most frequent first; with several words
 *  the last one is completed and the others stand before it.  At most `count`. */
FUND_API fund_status fund_complete(fund_word_list *out, fund_searcher *searcher, const char *typed,
                                   size_t len, uint32_t count, fund_error *err);

/** What articles have that names are completed from. */
typedef enum fund_name_kind {
    FUND_NAME_SECTION,
    FUND_NAME_AUTHOR,
    FUND_NAME_ARTICLE /**< ids; those of more than 200 bytes are left out */
} fund_name_kind;
/** Names that begin as typed (case does not count), with the number of their articles in
 *  `passages`; the most frequent first, ids in their order. */
FUND_API fund_status fund_complete_name(fund_word_list *out, fund_searcher *searcher,
                                        fund_name_kind kind, const char *typed, size_t len,
                                        uint32_t count, fund_error *err);

/** Words that may be meant by one that is misspelt, the likeliest first; none for a word
 *  that is well known.  By weighted edits (F. J. Damerau, "A technique for computer
 *  detection and correction of spelling errors", 1964) and frequency; a compound that is
 *  not in the index is corrected part by part. */
FUND_API fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher,
                                       const char *word, size_t len, uint32_t count,
                                       fund_error *err);

/** Appends the query with its misspelt words corrected; nothing when there are none. */
FUND_API fund_status fund_correct_query(fund_buf *out, fund_searcher *searcher, const char *query,
                                        size_t len, fund_error *err);

/** What `fundstelle terms` tells of a word. */
typedef struct fund_word_info {
    const char *term;              /**< its stem; "" for none */
    uint32_t as_word, as_part;     /**< passages */
    const fund_listed_word *forms; /**< with how often they were met in up to 1,000 passages */
    size_t form_count;
    const fund_listed_word *compounds; /**< that have it as a part, likewise */
    size_t compound_count;
    fund_arena *arena;
} fund_word_info;

#define FUND_WORD_INFO_INIT                                                                        \
    {                                                                                              \
        NULL, 0, 0, NULL, 0, NULL, 0, NULL                                                         \
    }

FUND_API fund_status fund_word_info_get(fund_word_info *out, fund_searcher *searcher,
                                        const char *word, size_t len, fund_error *err);
FUND_API void fund_word_info_free(fund_word_info *info);

/** Passages that are about the same as an article (passage 0) or one of its passages, of
 *  other articles, the best first: by the words that tell it from the rest of the index. */
FUND_API fund_status fund_search_similar(fund_results *out, fund_searcher *searcher, const char *id,
                                         size_t len, uint32_t passage,
                                         const fund_search_options *options, fund_error *err);

/* ---- articles ---------------------------------------------------------- */

/** A whole article or some of its passages, as hits without score (rank 0),
 *  in order.  An embargoed article is not found before its hour.  passage 0: all.  Else that one and `context` neighbours on both
 *  sides.  FUND_ERR_NOT_FOUND names what is missing. */
FUND_API fund_status fund_article_get(fund_results *out, fund_searcher *searcher, const char *id,
                                      size_t len, uint32_t passage, uint32_t context,
                                      fund_error *err);

/** What `status` tells. */
typedef struct fund_index_status {
    uint64_t articles, passages, terms, bytes;
    uint64_t deleted;        /**< passages that are gone but take up space until compaction */
    uint64_t withdrawn;      /**< articles that are known to be withdrawn, not counted above */
    uint64_t similar;        /**< articles that repeat another one, by their sketches ... */
    uint64_t similar_groups; /**< ... that many different ones */
    double average_length;   /**< scored words and parts in a passage */
    uint32_t format_version;
    char fingerprint[128];
    char updated[32];         /**< ISO 8601 UTC, "" when never */
    bool fingerprint_matches; /**< the searcher's analyzer wrote it */
} fund_index_status;
/** Works on an index of another analyzer, too, so takes no searcher. */
FUND_API fund_status fund_index_status_get(fund_index_status *out, const char *path,
                                           const fund_analyzer *analyzer, fund_error *err);

FUND_END_DECLS

#endif
