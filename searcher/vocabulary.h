/*
 * vocabulary.h - the words of an index: completions, corrections, forms and compounds.
 *
 * An index has stems, not forms. Forms are read off passages that have the stem, so what
 * is suggested stands in an article. Counts of passages are those of the stem.
 */
#ifndef FUND_VOCABULARY_H
#define FUND_VOCABULARY_H

#include "searcher/searcher.h"

FUND_BEGIN_DECLS

typedef struct fund_listed_word {
    const char *text;   /**< as it is written in an article; C string */
    uint32_t passages;  /**< that have it in any form, as a word or as a part of one */
} fund_listed_word;

typedef struct fund_word_list {
    const fund_listed_word *items;
    size_t count;
    fund_arena *arena; /**< owns all of it */
} fund_word_list;

#define FUND_WORD_LIST_INIT { NULL, 0, NULL }

FUND_API void fund_word_list_free(fund_word_list *list);

/** Words that begin with what is typed, the most frequent first; with several words
 *  the last one is completed and the others stand before it.  At most `count`. */
FUND_API fund_status fund_complete(fund_word_list *out, fund_searcher *searcher,
                                   const char *typed, size_t len, uint32_t count,
                                   fund_error *err);

/** Words that may be meant by one that is misspelt, the likeliest first; none for a word
 *  that is well known.  By weighted edits (F. J. Damerau, "A technique for computer
 *  detection and correction of spelling errors", 1964) and frequency; a compound that is
 *  not in the index is corrected part by part. */
FUND_API fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher,
                                       const char *word, size_t len, uint32_t count,
                                       fund_error *err);

/** Appends the query with its misspelt words corrected; nothing when there are none. */
FUND_API fund_status fund_correct_query(fund_buf *out, fund_searcher *searcher,
                                        const char *query, size_t len, fund_error *err);

/** What `fundstelle terms` tells of a word. */
typedef struct fund_word_info {
    const char *term;          /**< its stem; "" for none */
    uint32_t as_word, as_part; /**< passages */
    const fund_listed_word *forms;     /**< with how often they were met in up to 1,000 passages */
    size_t form_count;
    const fund_listed_word *compounds; /**< that have it as a part, likewise */
    size_t compound_count;
    fund_arena *arena;
} fund_word_info;

#define FUND_WORD_INFO_INIT { NULL, 0, 0, NULL, 0, NULL, 0, NULL }

FUND_API fund_status fund_word_info_get(fund_word_info *out, fund_searcher *searcher,
                                        const char *word, size_t len, fund_error *err);
FUND_API void fund_word_info_free(fund_word_info *info);

/** Passages that are about the same as an article (passage 0) or one of its passages, of
 *  other articles, the best first: by the words that tell it from the rest of the index. */
FUND_API fund_status fund_search_similar(fund_results *out, fund_searcher *searcher,
                                         const char *id, size_t len, uint32_t passage,
                                         const fund_search_options *options, fund_error *err);

FUND_END_DECLS

#endif
