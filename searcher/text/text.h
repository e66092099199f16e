/*
 * text.h - whether and where what a plan looks for is in one text; knows no index.
 *
 *   occurrences.c  a passage's text -> those of its tokens that the plan knows
 *   phrase.c       phrases among them
 *   wildcard.c     letters as they stand
 *   near.c         words near to each other
 *   predicate.c    all that is looked for in a text
 *   prefilter.c    whether a passage may have a phrase, before it is analysed
 *   highlight.c    byte ranges to mark
 */
#ifndef FUND_SEARCHER_TEXT_H
#define FUND_SEARCHER_TEXT_H

#include "base/unicode.h"
#include "searcher/plan/plan.h"

/* Characters that words of a text are made of. */
enum { FUND_WORD_CHARACTER = FUND_CHAR_LETTER | FUND_CHAR_MARK | FUND_CHAR_DIGIT };

/* ---- occurrences.c --------------------------------------------------------- */

/* A token of a passage that the plan knows. */
typedef struct fund_occurrence {
    fund_plan_term *term;
    uint32_t position, span;
    uint32_t next; /* index + 1 of the next event at this position, 0: none */
    bool step;
    size_t begin, end;
} fund_occurrence;

/* What a plan sees of a text; used again and again. */
typedef struct fund_term_occurrences {
    fund_plan *plan;
    const char *text; /* borrowed */
    size_t len;
    fund_occurrence *events;
    size_t count, capacity;
    uint32_t *event_at; /* by position: index + 1 of its first event */
    uint8_t *borders;   /* by position: FUND_BORDER_* */
    size_t positions, position_capacity;
    fund_stepper stepper;
    uint8_t *failed; /* phrase.c: a bit for each pair of positions that leads nowhere */
    size_t failed_capacity;
} fund_term_occurrences;

enum { FUND_BORDER_BEGIN = 1, FUND_BORDER_END = 2 };

void fund_term_occurrences_init(fund_term_occurrences *occurrences, fund_plan *plan);
void fund_term_occurrences_free(fund_term_occurrences *occurrences);
fund_status fund_term_occurrences_find(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                       const char *text, size_t len, fund_error *err);
/* True when one of the token's terms is in the text, anywhere. */
bool fund_term_occurrences_have(const fund_term_occurrences *occurrences,
                                const fund_graph_token *token);

typedef struct fund_ranges {
    fund_range *items;
    size_t count, capacity;
} fund_ranges;

/* Appends a range; nothing where `out` is NULL. */
fund_status fund_ranges_push(fund_ranges *out, size_t begin, size_t end, fund_error *err);

/* ---- phrase.c -------------------------------------------------------------- */

/* Whether the phrase is in the text.  With `all` (may be NULL) appends every
 * place where it is. */
fund_status fund_phrase_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                             const fund_token_graph *phrase, fund_error *err);
/* Whether the text would match the phrase's candidate query. */
bool fund_phrase_is_candidate(const fund_term_occurrences *occurrences,
                              const fund_token_graph *phrase);

/* ---- wildcard.c ------------------------------------------------------------ */

/* Appends every place where the pattern stands; with `all` NULL only tells whether. */
fund_status fund_wildcard_find(bool *found, fund_ranges *all, const fund_wildcard *wildcard,
                               const char *text, size_t len, fund_error *err);
/* A copy of the letters for fund_wildcard; capitals count when `exact` has one. */
bool fund_wildcard_init(fund_wildcard *out, fund_arena *arena, const char *text, size_t len,
                        bool exact);

/* ---- near.c ---------------------------------------------------------------- */

typedef struct fund_near_operand {
    fund_ranges places; /* in the text; need not be sorted */
    uint32_t distance;  /* to the next operand, in words */
} fund_near_operand;

/* Whether places of all operands, each near one of the next operand's, are in the text.  With
 * `all` (may be NULL) appends those places.  Sorts those of each operand. */
fund_status fund_near_find(bool *found, fund_ranges *all, fund_near_operand *operands, size_t count,
                           const char *text, size_t len, fund_error *err);

/* ---- predicate.c ----------------------------------------------------------- */

/* Whether what is looked for is in the text, and where, as for phrases. */
fund_status fund_predicate_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                                const fund_predicate *predicate, fund_error *err);
/* Whether the text would match the check's candidate query; true when in doubt. */
bool fund_predicate_is_candidate(const fund_term_occurrences *occurrences,
                                 const fund_predicate *predicate);

/* ---- prefilter.c ----------------------------------------------------------- */

/* Tells of most passages at once that they do not have the plan's phrase. */
typedef struct fund_prefilter {
    fund_plan *plan;
    fund_analyzer *analyzer;
    const fund_token_graph *phrase;
    bool begins[256]; /* bytes that a word of the phrase may begin with, in small letters */
    fund_map *tokens; /* bytes of text -> what they may be in the phrase */
} fund_prefilter;

/* False where it does not pay or cannot tell; nothing is to be freed then. */
bool fund_prefilter_init(fund_prefilter *out, fund_plan *plan, fund_analyzer *analyzer,
                         const char *query);
void fund_prefilter_free(fund_prefilter *prefilter);
/* False: the text does not have the phrase. */
bool fund_prefilter_may_have(const fund_prefilter *prefilter, const char *text, size_t len);

/* ---- highlight.c ----------------------------------------------------------- */

/* The ranges to mark in the text, in the arena. */
fund_status fund_highlight(const fund_range **out, size_t *count, fund_arena *arena,
                           fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                           const char *text, size_t len, fund_error *err);

#endif
