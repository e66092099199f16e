/*
 * expand.h - walks over the terms of an index, shared by patterns, fuzzy words and spelling.
 */
#ifndef FUND_SEARCHER_EXPAND_H
#define FUND_SEARCHER_EXPAND_H

#include "searcher/searcher_private.h"

/* A term that was found; its letters are in an arena. */
typedef struct fund_listed_term {
    fund_field term;
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
/* Edits between two words of letters, of which the second may go on for up to `ending`
 * letters; more than `most` is most + 1. */
uint32_t fund_edits(const uint32_t *a, size_t m, const uint32_t *b, size_t n, uint32_t most,
                    size_t ending);
/* What it costs to write `typed` for `meant`: about 1 an edit, less for likely slips. */
double fund_edit_cost(const uint32_t *typed, size_t m, const uint32_t *meant, size_t n);

/* ---- expand.c ------------------------------------------------------------- */

/* Receives a word's or a part's term without its namespace. */
typedef fund_status (*fund_term_visit)(const char *term, size_t len, uint32_t documents, bool part,
                                       void *payload);
/* All terms of words, and of parts if wanted, that begin so. */
fund_status fund_walk_terms(const fund_searcher *searcher, const char *beginning, size_t len,
                            bool parts, fund_term_visit visit, void *payload, fund_error *err);
/* Those at most `edits` away from a term without its last letters, up to `ending` of them. */
fund_status fund_terms_near(fund_term_list *out, fund_arena *arena, const fund_searcher *searcher,
                            const char *term, size_t len, uint32_t edits, size_t ending, bool parts,
                            fund_error *err);

#endif
