/*
 * search.h - queries to ranked passages.
 *
 * A query is parsed into words, phrases, +required and -excluded parts, matched in the index by BM25 and,
 * where it has phrases, confirmed in the stored passages. A hit has its passage, the fields of its article
 * and the ranges to highlight.
 *
 * Query language (man 7 fundstelle-query)
 *     words        any of them; passages with more and rarer ones rank higher
 *     "a phrase"   these words in this order, compared by stems; „…“ »…« «…» “…” as well. A phrase begins
 *                  and ends at word borders; a hyphen compound in it may be written apart or closed
 *     +x  -x       required, excluded; a query of exclusions alone finds nothing
 *     AND OR NOT (UND ODER NICHT), parentheses
 *     a NEAR/5 b   at most five words apart
 *     wort* *wort w?rt  wildcards;  wort~ words within an edit or two;  =Wort this form only
 *     titel: ressort: autor: quelle: artikel: pfad: datum:  restrict the articles
 *     x^2          weighs twice as much
 * Whatever is not syntax is words: punctuation never makes a query fail. Function words are searched for
 * only in phrases, after + or -, and in a query that has no other words.
 */
#ifndef FUNDSTELLE_SEARCH_H
#define FUNDSTELLE_SEARCH_H

#include <fundstelle/index.h>
#include <fundstelle/types.h>

FUND_BEGIN_DECLS

/* ---- opening ------------------------------------------------------------ */

typedef struct fund_searcher fund_searcher;

/** Start from FUND_SEARCHER_OPTIONS_INIT. */
typedef struct fund_searcher_options {
    FUND_SIZE_OF(struct fund_searcher_options);
    const char *lexicon; /**< see fund_analyzer_options */
    bool to_read; /**< open also what another version of the chain or an older format has made: its
                       articles can be read, but not searched */
} fund_searcher_options;

#define FUND_SEARCHER_OPTIONS_INIT FUND_INIT(fund_searcher_options)

/** Opens `count` indexes to be searched as one, with the chain and the words they were made with.
 *  `options` may be NULL. FUND_ERR_NO_INDEX, FUND_ERR_VERSION and FUND_ERR_CORRUPT name the index, as does
 *  FUND_ERR_ANALYZER, when an index was made with another version of the chain, in an older format, or the
 *  indexes with different ones: see fund_index_upgrade(). */
FUND_API fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                                        const fund_searcher_options *options, fund_error *err);
/** Opens another searcher of the same indexes, for another thread. They are freed in any order. */
FUND_API fund_status fund_searcher_clone(fund_searcher **out, const fund_searcher *searcher,
                                         fund_error *err);
/** Searches articles in memory: see fund_memory_index_store(). Both are borrowed. */
FUND_API fund_status fund_searcher_over(fund_searcher **out, fund_store *store,
                                        fund_analyzer *analyzer, fund_error *err);
FUND_API void fund_searcher_free(fund_searcher *searcher);
/** Seconds that a call may take with a searcher of fund_searcher_open() of which nothing else was set. */
#define FUND_TIMEOUT_USUAL 5
/** Limits the time of each call that searches, completes or suggests, and of all calls within fund_searcher_read()
 *  together; 0: not limited. A call that comes to its limit returns what it has found by then, with FUND_OK:
 *  see fund_searcher_is_partial(). FUND_TIMEOUT_USUAL is not a limit of what counts (<fundstelle/count.h>),
 *  but one that was set is. Clones have the same limit. */
FUND_API void fund_searcher_set_timeout(fund_searcher *searcher, double seconds);
/** Whether the last call came to the limit of its time. */
FUND_API bool fund_searcher_is_partial(const fund_searcher *searcher);

/** Reads an index. */
typedef fund_status (*fund_reading)(void *payload, fund_error *err);
/** Every call with a searcher reads the commit that is the newest when it begins. To have several calls
 *  read the same one, make them in `reading`, which is run once. */
FUND_API fund_status fund_searcher_read(fund_searcher *searcher, fund_reading reading,
                                        void *payload, fund_error *err);

/* ---- search ------------------------------------------------------------- */

/** Which articles are searched. Start from FUND_FILTER_INIT. An article must pass each member that is set;
 *  of a list it must have one of the values, and none of those that follow a "!". Lists end with NULL; a
 *  NULL list passes everything. A remark tells of a value that no article has. */
typedef struct fund_filter {
    FUND_SIZE_OF(struct fund_filter);
    /** C string: articles of that day or later. "2022", "2022-01", "2022-01-07", "7.1.2022",
     *  "gestern", "letzte 7 Tage"; NULL: any */
    const char *since;
    const char *until;           /**< C string, likewise: articles of that day or earlier */
    const char *const *sections; /**< names, compared word by word in any case; the last word of a
                                      name may be followed by '*' */
    const char *const *authors;  /**< likewise */
    const char *const *sources;  /**< likewise */
    const char *const
        *paths; /**< patterns for the paths of articles' files, in which * is any text and ? a
                                      character; one without a / in front fits the end of a path, and
                                      all that is in a folder of that name */
} fund_filter;

#define FUND_FILTER_INIT FUND_INIT(fund_filter)

typedef enum fund_order {
    FUND_ORDER_RELEVANCE,
    FUND_ORDER_NEWEST, /**< by date; articles without a date come last */
    FUND_ORDER_OLDEST
} fund_order;

/** What matches are counted by. */
typedef enum fund_facet {
    FUND_FACET_SECTION,
    FUND_FACET_AUTHOR,
    FUND_FACET_SOURCE,
    FUND_FACET_MONTH, /**< "2022-01"; "2022" where the date has no month */
    FUND_FACET_YEAR
} fund_facet;

enum {
    FUND_FACETS = 5,
    FUND_FACET_WORDS = 1 << FUND_FACETS /**< a bit beside theirs: count running words, too */
};

/** Start from FUND_SEARCH_OPTIONS_INIT. */
/** Where the words of a query must be: with passages of an article as pages of a book, in the book or on the
 *  page. NEAR and phrases stay within a passage. */
typedef enum fund_scope {
    FUND_SCOPE_DEFAULT, /**< AND and + ask for something in the article, - for a passage without it */
    FUND_SCOPE_ARTICLE, /**< all three hold for the article */
    FUND_SCOPE_PASSAGE  /**< all three hold for the passage */
} fund_scope;

typedef struct fund_search_options {
    FUND_SIZE_OF(struct fund_search_options);
    uint32_t count;            /**< hits wanted; 0: 10 */
    uint32_t offset;           /**< hits to skip */
    bool no_hits;              /**< total and facets only */
    bool no_text;              /**< hits without text, highlights and reasons */
    bool group;                /**< only the best passage of each article */
    bool hide_duplicates;      /**< leave out hits that repeat one above: see fund_hit.duplicates */
    bool explain;              /**< with the reasons of each hit */
    bool plain;                /**< rank by the stems of whole words alone, as a baseline */
    bool other_articles;       /**< search all articles but `article` */
    const char *article;       /**< id of the only article to search, a C string; NULL: all */
    const fund_filter *filter; /**< NULL: all articles. With a filter the query may be empty */
    fund_order order;
    double half_life; /**< days after which the bonus for a recent date halves; 0: no bonus */
    unsigned facets;  /**< a bit (1 << fund_facet) for each facet to be counted over all matches */
    bool whole;       /**< as for counts: a query of fields, of exclusions or of nothing finds all
                           passages of the articles, not passage 1 of each or none, and every candidate
                           is confirmed, however many there are */
    fund_scope scope;
    bool
        cover; /**< with `article`: first the passages that together have most words of the query */
    bool strict; /**< only the words of the query in all their forms, not those that may be meant as
                             well: Müller for Muller, Kanzlerin for Kanzler. Without it these are found, below
                             the others, where hits are ordered by relevance */
    bool count_related; /**< count the matches that only such words have */
} fund_search_options;

#define FUND_SEARCH_OPTIONS_INIT FUND_INIT(fund_search_options)

/** A remark on a query that runs nevertheless, such as an unmatched parenthesis. */
typedef struct fund_diagnostic {
    size_t offset;       /**< byte of the query that it is about; SIZE_MAX: the filter */
    const char *message; /**< C string */
} fund_diagnostic;

/** The remarks on a query, in order. Its size does not change. */
typedef struct fund_diagnostics {
    const fund_diagnostic *const *items;
    size_t count;
} fund_diagnostics;

typedef enum fund_reason_kind {
    FUND_REASON_WORD,         /**< a form of the query's word */
    FUND_REASON_PART,         /**< a part of a compound in the text or in the query */
    FUND_REASON_SHARED_PREFIX /**< another word with the same beginning */
} fund_reason_kind;

/** The name of a kind, "part"; "unknown" for other numbers. */
FUND_API const char *fund_reason_kind_name(fund_reason_kind kind);

/** A place in the text of a hit. Its size does not change. */
typedef struct fund_reason_match {
    fund_range range;
    fund_reason_kind kind;
} fund_reason_match;

/** What a word or a phrase of the query contributed to a hit. */
typedef struct fund_reason {
    const char *word; /**< as written in the query; C string */
    double score;     /**< its part of the hit's score */
    const fund_reason_match *matches;
    size_t match_count;
} fund_reason;

/** A hit. The results own all that it points to. */
typedef struct fund_hit {
    uint32_t rank; /**< from 1; skipped hits count */
    double score;
    fund_fields fields;     /**< of its article; each text is a C string, "" when absent */
    uint32_t passage;       /**< from 1 */
    uint32_t passage_count; /**< of the article */
    const char *text;       /**< the passage, a C string */
    size_t text_len;
    const fund_range *highlights; /**< in the text, ascending, not overlapping */
    size_t highlight_count;
    const fund_range *title_highlights;
    size_t title_highlight_count;
    const fund_reason *const *reasons; /**< with `explain` */
    size_t reason_count;
    uint32_t more; /**< with `group`: further matching passages of the article, at least */
    /** With `hide_duplicates`: how many other articles have a match that was left out because it repeats this
     *  hit, at least. A match is left out if it is among the first 1,000, its article is a version of the
     *  hit's article (about half of the words of each are in the other, in runs), and its passage says the
     *  same (with `group`: whatever the passages say). `rank`, `count` and `offset` refer to the hits
     *  that are left; totals count all matches. */
    uint32_t duplicates;
    fund_passage_place
        place;        /**< where in its article the passage begins; each text is a C string */
    const char *lead; /**< the first words of an article that has no title, a C string, else "" */
    /** The matches that `duplicates` counts, of each article one: their fields, passage and place, no text. NULL
     *  where there are none. */
    const struct fund_hit *const *repeats;
} fund_hit;

/** Where the article of a hit comes from: its source as given, else its url, else its path. */
FUND_API const char *fund_hit_source(const fund_hit *hit);

/** Matches with one value of a facet. */
typedef struct fund_facet_value {
    const char *value; /**< C string */
    uint32_t passages, articles;
    uint64_t words; /**< running words of those articles, in all their passages */
} fund_facet_value;

/** The values of a facet, by falling passages; months and years ascend. Its size does not change. */
typedef struct fund_facet_values {
    const fund_facet_value *const *items;
    size_t count;
} fund_facet_values;

/** All matches of a query, not only those of a page. Articles without a value are not in its facet. */
typedef struct fund_facet_counts {
    uint32_t passages, articles; /**< that match */
    bool exact; /**< else there are more: only the first 200,000 candidates were confirmed */
    fund_facet_values facets[FUND_FACETS]; /**< by fund_facet */
} fund_facet_counts;

/** Start from FUND_RESULTS_INIT; free with fund_results_free(). */
typedef struct fund_results {
    FUND_SIZE_OF(struct fund_results);
    void *memory; /**< owns all that the results point to */
    const fund_hit *const *hits;
    size_t count;
    uint32_t total;   /**< matching passages, with `group` articles ... */
    bool total_exact; /**< ... counted, else estimated */
    fund_diagnostics diagnostics;
    const fund_facet_counts *facets; /**< NULL when the options ask for none */
    uint32_t
        related; /**< with `count_related`: how many of `total` have no word of the query, but one that may
                           be meant */
} fund_results;

#define FUND_RESULTS_INIT FUND_INIT(fund_results)

/** Limits of a query. */
enum {
    FUND_QUERY_BYTES_MAX = 1 << 20,
    FUND_QUERY_WORDS_MAX = 1000, /**< each piece of a hyphen compound counts */
    FUND_QUERY_WALKS_MAX =
        16, /**< fuzzy words and wildcards that begin with '*', each of which reads all
                                        terms of the index */
    FUND_QUERY_PREDICATES_MAX = 64 /**< phrases, wildcards, =words and NEARs */
};

/** Searches. Replaces what *out held. `options` may be NULL. A query without a word finds nothing. FUND_ERR_ENCODING:
 *  the query is not UTF-8. FUND_ERR_QUERY: it has an invalid date or exceeds a limit, or the filter has
 *  an invalid date or a name without a letter. */
FUND_API fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query,
                                 size_t len, const fund_search_options *options, fund_error *err);
FUND_API void fund_results_free(fund_results *results);

/** Searches the other articles for passages about the same as an article (passage 0) or one of its passages:
 *  those with the words that set it apart from the rest of the index. `options` may be NULL; its `article` is
 *  not used. FUND_ERR_NOT_FOUND as fund_article_get(). */
FUND_API fund_status fund_more_like_this(fund_results *out, fund_searcher *searcher, const char *id,
                                         size_t len, uint32_t passage,
                                         const fund_search_options *options, fund_error *err);

/** Reads a whole article (passage 0), or one of its passages with `context` passages before and after it, as hits
 *  in their order, without rank and score. FUND_ERR_NOT_FOUND when the index does not have the article or the
 *  passage, or the article is under embargo; the message says which. */
FUND_API fund_status fund_article_get(fund_results *out, fund_searcher *searcher, const char *id,
                                      size_t len, uint32_t passage, uint32_t context,
                                      fund_error *err);

/** A parsed query. Start from FUND_PARSED_QUERY_INIT; free with fund_parsed_query_free(). */
typedef struct fund_parsed_query {
    FUND_SIZE_OF(struct fund_parsed_query);
    void *memory;     /**< owns all that it points to */
    const char *text; /**< the query as a C string, with all its parentheses */
    fund_diagnostics diagnostics;
} fund_parsed_query;

#define FUND_PARSED_QUERY_INIT FUND_INIT(fund_parsed_query)

/** Parses a query without an index. Errors as fund_search(). */
FUND_API fund_status fund_query_parse(fund_parsed_query *out, const char *query, size_t len,
                                      fund_error *err);
FUND_API void fund_parsed_query_free(fund_parsed_query *parsed);

/* ---- words -------------------------------------------------------------- */

/* An index has stems, not the forms of words as written. Forms are read from passages that have the stem, so that
 * whatever is suggested occurs in an article. */

typedef struct fund_listed_word {
    const char *text;  /**< C string */
    uint32_t passages; /**< that have the word's stem, as a word or as a part of one */
} fund_listed_word;

/** Start from FUND_WORD_LIST_INIT; free with fund_word_list_free(). */
typedef struct fund_word_list {
    FUND_SIZE_OF(struct fund_word_list);
    void *memory; /**< owns all that the list points to */
    const fund_listed_word *const *items;
    size_t count;
} fund_word_list;

#define FUND_WORD_LIST_INIT FUND_INIT(fund_word_list)

FUND_API void fund_word_list_free(fund_word_list *list);

/** At most `count` words that begin with what was typed, the most frequent first. Of several words the last one
 *  is completed and the others are repeated before it. */
FUND_API fund_status fund_complete(fund_word_list *out, fund_searcher *searcher, const char *typed,
                                   size_t len, uint32_t count, fund_error *err);

/** Fields of an article whose values can be completed. */
typedef enum fund_name_kind {
    FUND_NAME_SECTION,
    FUND_NAME_AUTHOR,
    FUND_NAME_ARTICLE, /**< ids of up to 200 bytes */
    FUND_NAME_SOURCE
} fund_name_kind;

/** At most `count` values that begin with what was typed, in any case: the most frequent first, ids in their
 *  order. `passages` is the number of their articles. */
FUND_API fund_status fund_complete_name(fund_word_list *out, fund_searcher *searcher,
                                        fund_name_kind kind, const char *typed, size_t len,
                                        uint32_t count, fund_error *err);

/** At most `count` words that a misspelt word may stand for, the likeliest first; none for a frequent word. They
 *  are ranked by weighted edits (F. J. Damerau, "A technique for computer detection and correction of spelling
 *  errors", 1964) and frequency. A compound that is not in the index is corrected part by part. Words of more
 *  than 100 letters are not corrected. */
FUND_API fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher,
                                       const char *word, size_t len, uint32_t count,
                                       fund_error *err);

/** The query with its misspelt words corrected, as the only item of the list; its `passages` are 0. The list is
 *  empty when there is nothing to correct. */
FUND_API fund_status fund_correct_query(fund_word_list *out, fund_searcher *searcher,
                                        const char *query, size_t len, fund_error *err);

/** What an index knows about a word. Start from FUND_WORD_INFO_INIT; free with fund_word_info_free(). */
typedef struct fund_word_info {
    FUND_SIZE_OF(struct fund_word_info);
    void *memory;                         /**< owns all that it points to */
    const char *term;                     /**< the word's stem, a C string; "" for none */
    uint32_t as_word, as_part;            /**< passages that have it as a word, as a part of one */
    const fund_listed_word *const *forms; /**< with their occurrences in up to 1,000 passages */
    size_t form_count;
    const fund_listed_word *const *compounds; /**< that have it as a part, likewise */
    size_t compound_count;
    bool sampled; /**< forms and compounds are those of the first passages of more */
} fund_word_info;

#define FUND_WORD_INFO_INIT FUND_INIT(fund_word_info)

FUND_API fund_status fund_word_info_get(fund_word_info *out, fund_searcher *searcher,
                                        const char *word, size_t len, fund_error *err);
FUND_API void fund_word_info_free(fund_word_info *info);

/* ---- status ------------------------------------------------------------- */

/** The size and state of an index. Start from FUND_INDEX_STATUS_INIT. */
typedef struct fund_index_status {
    FUND_SIZE_OF(struct fund_index_status);
    uint64_t articles, passages, terms, bytes;
    uint64_t deleted;               /**< deleted passages, which take up space until compaction */
    uint64_t withdrawn;             /**< articles known to be withdrawn, not counted above */
    uint64_t near_duplicates;       /**< articles that repeat another one ... */
    uint64_t near_duplicate_groups; /**< ... in that many groups of versions */
    double average_length;          /**< of a passage, in scored words and parts */
    uint32_t format_version;
    char fingerprint[128];    /**< of the chain that wrote the index */
    char updated[32];         /**< ISO 8601 UTC; "" for never */
    bool fingerprint_matches; /**< this library has that chain */
    bool
        needs_upgrade; /**< fund_index_upgrade() has something to do: another chain or an older format */
    uint64_t commit; /**< its number: each commit has the next one */
    uint64_t segments;
} fund_index_status;

#define FUND_INDEX_STATUS_INIT FUND_INIT(fund_index_status)

/** Reads the status of an index, also of one that another chain wrote. */
FUND_API fund_status fund_index_status_get(fund_index_status *out, const char *path,
                                           fund_error *err);

/** A part of an index that never changes. */
typedef struct fund_segment_status {
    FUND_SIZE_OF(struct fund_segment_status);
    const char *name;                  /**< of its file */
    uint64_t passages, deleted, bytes; /**< deleted ones included; those; of the file */
} fund_segment_status;
/** Receives one, valid until it returns. */
typedef fund_status (*fund_segment_callback)(const fund_segment_status *segment, void *payload);
/** The segments of the newest commit, from the oldest one on. */
FUND_API fund_status fund_index_segments(const char *path, fund_segment_callback callback,
                                         void *payload, fund_error *err);

/** Receives a line about a defect, a C string. */
typedef fund_status (*fund_check_callback)(const char *line, void *payload);
/** Checks each file of the newest commit, and writes nothing. *defects is their number; the status is
 *  FUND_OK then, too. FUND_ERR_VERSION: a later format. */
FUND_API fund_status fund_index_check(size_t *defects, const char *path,
                                      fund_check_callback callback, void *payload, fund_error *err);

/** Makes a copy of the newest commit in `target`, an empty folder or a new one in a folder that there
 *  is: by hard links where that is
 *  possible, so that it takes no time and no room. Also while a process writes. The copy is an index
 *  like any other. */
FUND_API fund_status fund_index_snapshot(const char *path, const char *target, fund_error *err);

FUND_END_DECLS

#endif
