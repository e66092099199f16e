/*
 * correct.h - what the correction of words is made of.
 *
 *   guess.c    stems near to what was typed, and their forms
 *   correct.c  compounds, and which guess is the best
 */
#ifndef FUND_SEARCHER_CORRECT_H
#define FUND_SEARCHER_CORRECT_H

#include "searcher/forms.h"

enum {
    FUND_CORRECTED_MIN = 4,  /* letters of a word that is corrected */
    FUND_CORRECTED_EDITS = 2 /* to what was meant */
};

/* A word that may be meant. */
typedef struct fund_guess {
    const char *text;
    uint32_t passages;
    double score; /* the less the better */
} fund_guess;

typedef struct fund_guesses {
    fund_guess *items;
    size_t count, capacity;
} fund_guesses;

typedef struct fund_correction {
    fund_searcher *searcher;
    fund_arena *arena;
    fund_near typed;
    fund_guesses found;
    fund_error *err;
} fund_correction;

static inline bool fund_is_letter_byte(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

/* Keeps the better one of two with the same letters. `text` is in the correction's arena. */
fund_status fund_add_guess(fund_correction *c, const char *text, uint32_t passages, double score);
/* Stems that, but for some edits, the word begins with, and may end after. */
fund_status fund_find_guesses(fund_correction *c, const char *word, size_t len);

#endif
