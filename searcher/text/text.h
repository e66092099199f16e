/*
 * text.h - whether and where one text has what a plan looks for; knows no index.
 *
 *   occurrences.c  a text -> the occurrences of the plan's terms; its letters, its words
 *   phrase.c       phrases among them
 *   wildcard.c     wildcards, by letters
 *   exact.c        exact words
 *   near.c         places that are near each other
 *   predicate.c    finds any of these
 *   literals.c     whether a text may have function words, by its letters
 *   prefilter.c    whether a text may have a phrase, before it is analysed
 *   highlight.c    byte ranges to mark
 */
#ifndef FUND_SEARCHER_TEXT_H
#define FUND_SEARCHER_TEXT_H

#include "base/unicode.h"
#include "searcher/plan/plan.h"

/* Characters that words of a text are made of. */
enum { FUND_WORD_CHARACTER = FUND_CHAR_LETTER | FUND_CHAR_MARK | FUND_CHAR_DIGIT };

/* ---- occurrences.c --------------------------------------------------------- */

/* A token of a text whose term is one of the plan's. */
typedef struct fund_occurrence {
    fund_plan_term *term;
    uint32_t position, span;
    uint32_t next; /* index + 1 of the next one at this position, 0: none */
    bool step;     /* a phrase may go over it */
    bool particle; /* of a verb that is counted where its other half is */
    size_t begin, end;
} fund_occurrence;

enum { FUND_BORDER_BEGIN = 1, FUND_BORDER_END = 2 };

typedef struct fund_text_position {
    uint32_t first;  /* index + 1 of its first occurrence, 0: none */
    uint8_t borders; /* of words and of pieces of hyphen compounds: FUND_BORDER_* */
} fund_text_position;

typedef struct fund_ranges {
    fund_range *items;
    size_t count, capacity;
} fund_ranges;

/* The occurrences of a plan's terms in a text; one object serves many texts. */
typedef struct fund_term_occurrences {
    fund_plan *plan;
    fund_analyzer *analyzer; /* borrowed, as is the text */
    const char *text;
    size_t len;
    fund_clean_text clean;   /* ... once it is asked for */
    fund_ranges found_words; /* likewise */
    const fund_range *words; /* those or the caller's; NULL: not known */
    size_t word_count;
    bool cleaned;
    bool particles; /* those are wanted: both halves of a separated verb are to be marked */
    fund_occurrence *items;
    size_t count, capacity;
    fund_array(fund_text_position) positions;
    fund_array(uint8_t) failed; /* phrase.c: a bit for each pair of positions without a path */
    fund_stepper stepper;
} fund_term_occurrences;

void fund_term_occurrences_init(fund_term_occurrences *occurrences, fund_plan *plan);
void fund_term_occurrences_free(fund_term_occurrences *occurrences);
/* Takes a text, which is borrowed with the analyzer until the next one. It has no occurrences until they
 * are asked for. */
void fund_term_occurrences_begin(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                 const char *text, size_t len);
/* Finds them. */
fund_status fund_term_occurrences_analyse(fund_term_occurrences *occurrences, fund_error *err);
/* Both. */
fund_status fund_term_occurrences_find(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                       const char *text, size_t len, fund_error *err);
/* Whether one of the token's terms occurs in the text, anywhere. */
bool fund_term_occurrences_have(const fund_term_occurrences *occurrences,
                                const fund_graph_token *token);

/* The text as patterns are compared with it. */
fund_status fund_term_occurrences_clean(const fund_clean_text **out,
                                        fund_term_occurrences *occurrences, fund_error *err);
/* Makes its words known, ascending: see fund_analyzer_words(). */
fund_status fund_term_occurrences_read_words(fund_term_occurrences *occurrences, fund_error *err);

/* Appends a range; nothing where `out` is NULL. */
fund_status fund_ranges_push(fund_ranges *out, size_t begin, size_t end, fund_error *err);

/* ---- phrase.c, wildcard.c, exact.c ----------------------------------------- */

/* These find out whether something is in the text.  With `all` (may be NULL) they append every
 * place where it is. */
fund_status fund_phrase_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                             const fund_token_graph *phrase, fund_error *err);
fund_status fund_wildcard_find(bool *found, fund_ranges *all, const fund_wildcard *wildcard,
                               fund_term_occurrences *occurrences, fund_error *err);
fund_status fund_exact_find(bool *found, fund_ranges *all, const fund_wildcard *wanted,
                            fund_term_occurrences *occurrences, fund_error *err);
/* Whether two letters are one to a pattern, but for their case: themselves, or any two apostrophes. */
static inline bool fund_is_same_letter(uint32_t a, uint32_t b)
{
    return a == b ||
           (fund_char_is(a, FUND_CHAR_APOSTROPHE) && fund_char_is(b, FUND_CHAR_APOSTROPHE));
}
/* Whether the text, or title, would match the phrase's candidate query. */
bool fund_phrase_is_candidate(const fund_term_occurrences *occurrences,
                              const fund_token_graph *phrase, bool title);

/* ---- near.c ---------------------------------------------------------------- */

typedef struct fund_near_operand {
    fund_ranges places; /* in the text */
    uint32_t distance;  /* to the next operand, in words */
} fund_near_operand;

/* Whether the text has places of all operands of which each is near one of the next operand's.
 * With `all` (may be NULL) appends those places.  Sorts the places of each operand.  `in_row`: each
 * stands before the next one with exactly so many words between, and a place is a whole row. */
fund_status fund_near_find(bool *found, fund_ranges *all, fund_near_operand *operands, size_t count,
                           bool in_row, const char *text, size_t len, fund_error *err);

/* ---- predicate.c ----------------------------------------------------------- */

/* Whether the predicate is met, and with `all` (may be NULL) where. The text must have been analysed where it is
 * looked for among terms: see fund_plan.reads_terms. */
fund_status fund_predicate_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                                const fund_predicate *predicate, fund_error *err);
/* Whether the text, or title, would match the predicate's candidate query; true when in doubt. */
bool fund_predicate_is_candidate(const fund_term_occurrences *occurrences,
                                 const fund_predicate *predicate, bool title);

/* ---- literals.c ------------------------------------------------------------ */

enum { FUND_LITERAL_WORDS_MAX = 8, FUND_LITERALS_MAX = 16 };

/* Words in a row. */
typedef struct fund_literal {
    fund_text words[FUND_LITERAL_WORDS_MAX]; /* in small letters, of the plan */
    size_t count;
} fund_literal;

/* Function words of a predicate without which nothing is a hit. */
typedef struct fund_literals {
    fund_literal any[FUND_LITERALS_MAX];
    size_t count;
} fund_literals;

/* False where the plan needs none. */
bool fund_literals_init(fund_literals *out, const fund_plan *plan);
/* Whether a word may go on in the next line. */
bool fund_has_broken_word(const char *text, size_t len);
/* False: the text has none of them. */
bool fund_literals_may_be_in(const fund_literals *literals, const char *text, size_t len);

/* ---- prefilter.c ----------------------------------------------------------- */

/* Rules out most passages that do not have the plan's phrase, at little cost. */
typedef struct fund_prefilter {
    fund_plan *plan;
    fund_analyzer *analyzer;
    const fund_token_graph *phrase;
    bool begins[256]; /* bytes that a word of the phrase may begin with, in small letters */
    fund_map *chunks; /* of texts -> what they may be in the phrase */
} fund_prefilter;

/* False where it does not apply or does not pay; nothing is to be freed then. */
bool fund_prefilter_init(fund_prefilter *out, fund_plan *plan, fund_analyzer *analyzer);
void fund_prefilter_free(fund_prefilter *prefilter);
/* False: the text does not have the phrase. */
bool fund_prefilter_may_have(const fund_prefilter *prefilter, const char *text, size_t len);

/* ---- highlight.c ----------------------------------------------------------- */

/* The ranges to mark in the text that was taken last, in the arena. */
fund_status fund_highlight(const fund_range **out, size_t *count, fund_arena *arena,
                           fund_term_occurrences *occurrences, fund_error *err);

#endif
