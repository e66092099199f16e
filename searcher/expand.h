/*
 * expand.h - walks over the terms of an index, shared by patterns, fuzzy words and spelling.
 */
#ifndef FUND_SEARCHER_EXPAND_H
#define FUND_SEARCHER_EXPAND_H

#include "searcher/searcher_private.h"

/* A term that was found; its letters are in an arena. */
typedef struct fund_listed_term {
    fund_text term;
    uint32_t documents;
    uint32_t edits; /* from the word that was looked for */
    bool part;      /* of compounds, not a word */
} fund_listed_term;

typedef struct fund_term_list {
    fund_listed_term *items;
    size_t count, capacity;
} fund_term_list;

/* False without memory. */
bool fund_term_list_push(fund_term_list *list, fund_arena *arena, const char *term, size_t len,
                         uint32_t documents, uint32_t edits, bool part);
/* Sorts by edits, then by frequency, and keeps the first ones; whether some went. */
bool fund_term_list_cut(fund_term_list *list, size_t most);
void fund_term_list_free(fund_term_list *list);

/* ---- letters.c ------------------------------------------------------------ */

enum { FUND_LETTERS_MAX = 64 };

/* The first characters of a text in small letters. */
size_t fund_letters(uint32_t out[FUND_LETTERS_MAX], const char *text, size_t len);
/* Compares terms with a word, without doing again what a term has in common with the one before
 * it. */
typedef uint32_t fund_edit_row[FUND_LETTERS_MAX + 1];
typedef struct fund_near {
    uint32_t word[FUND_LETTERS_MAX];
    size_t count;
    uint32_t most;
    size_t ending;
    uint32_t letters[FUND_LETTERS_MAX]; /* of the last term, and the least edits up to each */
    uint32_t least[FUND_LETTERS_MAX];
    size_t depth; /* how many of those are known */
    fund_edit_row rows[FUND_LETTERS_MAX + 1];
} fund_near;

void fund_near_begin(fund_near *near, const char *word, size_t len, uint32_t most, size_t ending);
/* Edits from the term to the word without its last letters, up to `ending` of them; more than
 * `most` is most + 1. Where no term with this one's first bytes is nearer, *skip is their number. */
uint32_t fund_near_edits(fund_near *near, const char *term, size_t len, size_t *skip);
/* What it costs to write `typed` for `meant`: about 1 an edit, less for likely slips. */
double fund_edit_cost(const uint32_t *typed, size_t m, const uint32_t *meant, size_t n);

/* ---- expand.c ------------------------------------------------------------- */

/* Receives a word's or a part's term without its namespace. */
typedef fund_status (*fund_term_visit)(const char *term, size_t len, uint32_t documents, bool part,
                                       void *payload);
/* All terms of words, and of parts if wanted, that begin so, as far as the filter wants them
 * (NULL: all), which sees them without their namespace, too. */
fund_status fund_walk_terms(const fund_searcher *searcher, const char *beginning, size_t len,
                            bool parts, fund_term_filter filter, fund_term_visit visit,
                            void *payload, fund_error *err);
/* Those at most `edits` away from a term without its last letters, up to `ending` of them. */
fund_status fund_terms_near(fund_term_list *out, fund_arena *arena, const fund_searcher *searcher,
                            const char *term, size_t len, uint32_t edits, size_t ending, bool parts,
                            fund_error *err);

#endif
