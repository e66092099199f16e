/*
 * count.h - figures about the words of an index, counted to the last occurrence.
 *
 * What is counted. A running word is what fund_analyzer_words() of the library, and so docs/measures.md,
 * calls one: a hyphen compound, a number, "z. B." and "Bürger:innen" are one word each. Words are counted
 * in the text of passages, not in titles. A form is a word as it is written; a stem is the term of
 * its form. Windows and n-grams do not go beyond a passage.
 *
 * A selection is what a query and a filter find, as in fund_search(); a query of fields, of exclusions, or
 * an empty one selects all passages of the articles. All calls read one commit. They take the time of a
 * look at each passage of the selection, with all cores, and memory for each different word and four bytes
 * for each word (beyond 64 million words: in an unnamed file in $TMPDIR).
 *
 * Formulas and their sources are in docs/measures.md.
 */
#ifndef FUNDSTELLE_COUNT_H
#define FUNDSTELLE_COUNT_H

#include <fundstelle/search.h>
#include <fundstelle/types.h>

FUND_BEGIN_DECLS

/** What is one word. */
typedef enum fund_count_by {
    FUND_COUNT_FORM, /**< what is written alike */
    FUND_COUNT_STEM  /**< what has the same stem */
} fund_count_by;

typedef enum fund_measure {
    FUND_MEASURE_LOG_DICE,
    FUND_MEASURE_MI,
    FUND_MEASURE_T,
    FUND_MEASURE_LOG_LIKELIHOOD
} fund_measure;

/** Called while passages are read, by the caller's thread; anything but FUND_OK ends the call, which
 *  returns it. */
typedef fund_status (*fund_count_progress)(uint64_t passages, uint64_t of, void *payload);

enum { FUND_NGRAM_MIN = 2, FUND_NGRAM_MAX = 5, FUND_WINDOW_MAX = 50 };

/** Start from FUND_COUNT_OPTIONS_INIT. */
typedef struct fund_count_options {
    FUND_SIZE_OF(struct fund_count_options);
    const fund_filter *filter; /**< NULL: all articles */
    fund_count_by by;
    uint32_t min;   /**< leave out what occurs less often; 0: 1 */
    uint32_t count; /**< items wanted; 0: all */
    unsigned jobs;  /**< threads; 0, and more than there are: one per core */
    const fund_text
        *against;   /**< words: another query, whose words these are compared with; NULL: none */
    uint32_t ngram; /**< n-grams: FUND_NGRAM_MIN to FUND_NGRAM_MAX words; 0: 2 */
    uint32_t left, right; /**< collocates: words on either side of a match, up to FUND_WINDOW_MAX;
                                    both 0: 5 and 5 */
    fund_measure measure; /**< collocates: what they are ranked by */
    fund_count_progress progress; /**< NULL: none */
    void *payload;                /**< for `progress` */
} fund_count_options;

#define FUND_COUNT_OPTIONS_INIT FUND_INIT(fund_count_options)

/** A selection. Its size does not change. */
typedef struct fund_selection {
    uint64_t words, passages, articles;
} fund_selection;

/** What was counted. Start from FUND_COUNT_TOTALS_INIT; free with fund_count_totals_free(). */
typedef struct fund_count_totals {
    FUND_SIZE_OF(struct fund_count_totals);
    void *memory; /**< owns the diagnostics */
    fund_selection selection, against;
    uint64_t matches;  /**< collocates: occurrences of the query ... */
    uint64_t near;     /**< ... and words in their windows */
    uint64_t types;    /**< different words or n-grams */
    uint64_t frequent; /**< of them: those that occur often enough */
    uint64_t commit;   /**< that was read, of the first index */
    fund_diagnostics diagnostics;
} fund_count_totals;

#define FUND_COUNT_TOTALS_INIT FUND_INIT(fund_count_totals)

FUND_API void fund_count_totals_free(fund_count_totals *totals);

/** A word or an n-gram. Numbers that a call does not count are 0. */
typedef struct fund_counted {
    FUND_SIZE_OF(struct fund_counted);
    const char *text;            /**< C string; by stem the most frequent form of each word */
    const char *stem;            /**< C string; "" by form */
    uint64_t count;              /**< occurrences in the selection */
    double per_million;          /**< of its words */
    uint32_t passages, articles; /**< that have it */
    double dp; /**< Gries's deviation of proportions over the articles: 0 even, towards 1 uneven */
    uint64_t against_count; /**< words: in the other selection */
    double against_per_million;
    double log_likelihood; /**< negative where it is rarer than expected */
    double log_ratio;
    uint64_t near;   /**< collocates: occurrences in the windows */
    double expected; /**< of those */
    double log_dice, mi, t;
} fund_counted;

/** Receives an item, valid until it returns; anything but FUND_OK ends the call. */
typedef fund_status (*fund_counted_callback)(const fund_counted *item, void *payload);

/** Words of a selection, the most frequent first, or with `against` those that set it apart, by falling
 *  log-likelihood. `options` may be NULL. FUND_ERR_NOT_FOUND when a selection has no words; *out is
 *  filled then, too. Errors of the query as fund_search(). */
FUND_API fund_status fund_count_words(fund_count_totals *out, fund_searcher *searcher,
                                      const char *query, size_t len,
                                      const fund_count_options *options,
                                      fund_counted_callback callback, void *payload,
                                      fund_error *err);
/** Sequences of words of a selection, the most frequent first. Likewise. */
FUND_API fund_status fund_count_ngrams(fund_count_totals *out, fund_searcher *searcher,
                                       const char *query, size_t len,
                                       const fund_count_options *options,
                                       fund_counted_callback callback, void *payload,
                                       fund_error *err);
/** Words near the matches of a query, by the measure; figures are of all that the filter lets through.
 *  FUND_ERR_QUERY for a query without words to search for, FUND_ERR_NOT_FOUND when it finds nothing. */
FUND_API fund_status fund_count_collocates(fund_count_totals *out, fund_searcher *searcher,
                                           const char *query, size_t len,
                                           const fund_count_options *options,
                                           fund_counted_callback callback, void *payload,
                                           fund_error *err);

/* ---- over time ---------------------------------------------------------- */

/** Articles of one date. */
typedef struct fund_dated_count {
    FUND_SIZE_OF(struct fund_dated_count);
    const char
        *date; /**< C string, as precise as the articles have it: "2022-01-07", "2022-01", "2022" */
    uint64_t occurrences;        /**< of what is looked for */
    uint32_t passages, articles; /**< that have it */
    uint32_t all_articles;
    uint64_t words; /**< of all articles */
} fund_dated_count;

typedef fund_status (*fund_dated_callback)(const fund_dated_count *item, void *payload);

/** Counts the matches of a query by the date of their articles, in ascending order; articles without a
 *  date are left out. Of the options filter, jobs and progress count. Of *out `matches` are the
 *  occurrences in dated articles, `selection` what is compared with: words and articles of all dated articles; its
 *  passages are those that have a match, with a date or without. FUND_ERR_QUERY as for
 *  fund_count_collocates(). */
FUND_API fund_status fund_count_dates(fund_count_totals *out, fund_searcher *searcher,
                                      const char *query, size_t len,
                                      const fund_count_options *options,
                                      fund_dated_callback callback, void *payload, fund_error *err);

/* ---- keyword in context -------------------------------------------------- */

/** What the lines of a concordance are sorted by. */
typedef enum fund_line_key {
    FUND_LINE_NONE,
    FUND_LINE_MATCH,  /**< the match itself */
    FUND_LINE_LEFT,   /**< all words before it, the nearest first */
    FUND_LINE_RIGHT,  /**< all words after it */
    FUND_LINE_LEFT_1, /**< the word before it; LEFT_1 + 1 is the one before that ... */
    FUND_LINE_LEFT_5 = FUND_LINE_LEFT_1 + 4,
    FUND_LINE_RIGHT_1,
    FUND_LINE_RIGHT_5 = FUND_LINE_RIGHT_1 + 4
} fund_line_key;

enum { FUND_LINE_KEYS = 3 };

/** Start from FUND_CONCORDANCE_OPTIONS_INIT. */
typedef struct fund_concordance_options {
    FUND_SIZE_OF(struct fund_concordance_options);
    const fund_filter *filter;
    fund_order order; /**< of the passages; lines of one passage follow each other */
    fund_line_key keys[FUND_LINE_KEYS]; /**< sorts all lines instead; ends before FUND_LINE_NONE */
    uint64_t count;                     /**< lines wanted; 0: all */
    uint64_t sample;                    /**< so many lines by chance, as the seed has it; 0: all */
    uint64_t
        seed; /**< the same seed chooses the same lines of the same articles, in whatever order */
    fund_count_progress progress;
    void *payload;
} fund_concordance_options;

#define FUND_CONCORDANCE_OPTIONS_INIT FUND_INIT(fund_concordance_options)

/** Receives a place and the passage that it is in, valid until it returns. */
typedef fund_status (*fund_line_callback)(const fund_hit *hit, fund_range place, void *payload);

/** Every place that fund_search() would highlight in a passage. *out has `matches`, and in `selection` the
 *  passages and articles that have them. FUND_ERR_QUERY for a query without words to search for. */
FUND_API fund_status fund_concordance(fund_count_totals *out, fund_searcher *searcher,
                                      const char *query, size_t len,
                                      const fund_concordance_options *options,
                                      fund_line_callback callback, void *payload, fund_error *err);

FUND_END_DECLS

#endif
