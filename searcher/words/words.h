/*
 * words.h - the vocabulary of an index.
 *
 *   surface_forms.c        forms of words, read off passages
 *   complete.c             completions of what is typed
 *   word_info.c            what the index knows of a word
 *   spelling_candidates.c  stems near to what was typed, and their forms
 *   spelling.c             what may be meant by a misspelt word
 */
#ifndef FUND_SEARCHER_WORDS_H
#define FUND_SEARCHER_WORDS_H

#include "searcher/plan/plan.h"

/* A list that is being filled. */
typedef struct fund_word_draft {
    fund_arena *arena;
    const fund_listed_word *items;
    size_t count;
} fund_word_draft;

/* ---- surface_forms.c ------------------------------------------------------- */

/* Spellings with how often they were met. */
typedef struct fund_surface_forms {
    fund_listed_word *items; /* an array, see base/array.h */
    size_t count, capacity;
    fund_map *known; /* spelling -> index + 1 */
} fund_surface_forms;

void fund_surface_forms_free(fund_surface_forms *forms);
/* Counts a spelling, which is copied into the arena when it is new. */
fund_status fund_surface_forms_add(fund_surface_forms *forms, fund_arena *arena, const char *text,
                                   size_t len, fund_error *err);
/* The most frequent first. */
void fund_surface_forms_sort(fund_surface_forms *forms);
/* Adds how a term is written in the first `most` passages that have it. */
fund_status fund_surface_forms_of(fund_surface_forms *out, fund_arena *arena,
                                  fund_searcher *searcher, const fund_text *term, bool part,
                                  size_t most, fund_error *err);

/* Empties the draft; its arena is NULL without memory. */
void fund_word_draft_begin(fund_word_draft *draft);
/* Hands the draft out as a list, which replaces what *out held, if `status` is FUND_OK; frees it
 * otherwise. */
fund_status fund_word_draft_give(fund_word_list *out, fund_word_draft *draft, fund_status status,
                                 fund_error *err);

/* Receives a passage's text. */
typedef fund_status (*fund_text_visit)(const char *text, size_t len, void *payload);
/* The first `most` passages that have a term. */
fund_status fund_walk_passages(fund_searcher *searcher, const char *prefix, const char *term,
                               size_t len, size_t most, fund_text_visit visit, void *payload,
                               fund_error *err);

/* The stem of the first word, in the arena; empty for a function word. */
fund_status fund_stem_of(fund_text *out, fund_arena *arena, fund_searcher *searcher,
                         const char *word, size_t len, fund_error *err);

/* ---- spelling_candidates.c ------------------------------------------------- */

enum {
    FUND_CORRECTED_MIN = 4,   /* letters of a word that is corrected */
    FUND_CORRECTED_MAX = 100, /* none is that long */
    FUND_CORRECTED_EDITS = 2  /* to what was meant */
};

/* A word that may be meant. */
typedef struct fund_spelling_candidate {
    const char *text;
    uint32_t passages;
    double score; /* the less the better */
} fund_spelling_candidate;

typedef fund_array(fund_spelling_candidate) fund_spelling_candidate_list;

typedef struct fund_correction {
    fund_searcher *searcher;
    fund_arena *arena;
    fund_edit_matcher typed;
    fund_spelling_candidate_list found;
    fund_error *err;
} fund_correction;

/* Keeps the better one of two with the same letters. `text` is in the correction's arena. */
fund_status fund_spelling_candidates_add(fund_correction *c, const char *text, uint32_t passages,
                                         double score);
/* Stems that, but for some edits, the word begins with, and may end after. */
fund_status fund_spelling_candidates_find(fund_correction *c, const char *word, size_t len);

#endif
