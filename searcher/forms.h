/*
 * forms.h - forms of words, read off passages; shared by what knows the vocabulary.
 */
#ifndef FUND_SEARCHER_FORMS_H
#define FUND_SEARCHER_FORMS_H

#include "searcher/expand.h"

fund_status fund_words_no_memory(fund_error *err);

/* Spellings with how often they were met. */
typedef struct fund_forms {
    fund_listed_word *items;
    size_t count, capacity;
    fund_map *known; /* spelling -> index + 1 */
} fund_forms;

void fund_forms_free(fund_forms *forms);
/* Counts a spelling, which is copied into the arena when it is new. */
fund_status fund_forms_add(fund_forms *forms, fund_arena *arena, const char *text, size_t len,
                           fund_error *err);
/* The most frequent first. */
void fund_forms_sort(fund_forms *forms);
/* Adds how a term is written in the first `most` passages that have it. */
fund_status fund_forms_of(fund_forms *out, fund_arena *arena, fund_searcher *searcher,
                          const fund_text *term, bool part, size_t most, fund_error *err);

/* Receives a passage's text. */
typedef fund_status (*fund_text_visit)(const char *text, size_t len, void *payload);
/* The first `most` passages that have a term. */
fund_status fund_walk_passages(fund_searcher *searcher, const char *prefix, const char *term,
                               size_t len, size_t most, fund_text_visit visit, void *payload,
                               fund_error *err);

/* The stem of the first word, in the arena; empty for a function word. */
fund_status fund_stem_of(fund_text *out, fund_arena *arena, fund_searcher *searcher,
                         const char *word, size_t len, fund_error *err);
/* Passages that have the term as a word, as a part. */
fund_status fund_count_term(uint32_t *words, uint32_t *parts, const fund_searcher *searcher,
                            const fund_text *term, fund_error *err);

#endif
