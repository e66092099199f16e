/*
 * Phrases in a text.
 *
 * Phrase and text are graphs of positions; a phrase stands where a path through
 * the one has the same terms as a path through the other, from word border to
 * word border.  Pairs of positions that lead nowhere are remembered, so that a
 * search is linear in their number however many ways there are to pass.
 */
#include "searcher/text/text.h"

#include <stdlib.h>
#include <string.h>

typedef struct walk {
    fund_term_occurrences *occurrences;
    const fund_token_graph *phrase;
    size_t end; /* bytes: where the path that was found ends */
} walk;

static uint8_t *failed_byte(const walk *w, uint32_t q, size_t d, uint8_t *bit)
{
    size_t at = q * w->occurrences->positions + d;
    *bit = (uint8_t)(1u << (at & 7));
    return &w->occurrences->failed[at >> 3];
}

static bool can_pass(walk *w, uint32_t q, size_t d);

static bool can_step(walk *w, const fund_graph_token *token, const fund_occurrence *event)
{
    if (!event->step || !fund_graph_token_has(token, event->term)) {
        return false;
    }
    uint32_t q = token->position + token->span;
    size_t d = (size_t)event->position + event->span;
    if (q == w->phrase->positions) {
        w->end = event->end;
        return (w->occurrences->borders[d] & FUND_BORDER_END) != 0;
    }
    return can_pass(w, q, d);
}

/* Whether the rest of the phrase, from its position q on, stands at d. */
static bool can_pass(walk *w, uint32_t q, size_t d)
{
    const fund_token_graph *phrase = w->phrase;
    const fund_term_occurrences *occurrences = w->occurrences;
    uint8_t bit;
    uint8_t *failed = failed_byte(w, q, d, &bit);
    if ((*failed & bit) != 0) {
        return false;
    }
    for (uint32_t e = occurrences->event_at[d]; e != 0; e = occurrences->events[e - 1].next) {
        for (uint32_t s = phrase->step_at[q]; s < phrase->step_at[q + 1]; s++) {
            if (can_step(w, phrase->steps[s], &occurrences->events[e - 1])) {
                return true;
            }
        }
    }
    *failed |= bit;
    return false;
}

static bool forget_failures(fund_term_occurrences *occurrences, const fund_token_graph *phrase)
{
    size_t bytes = ((size_t)phrase->positions + 1) * occurrences->positions / 8 + 1;
    if (bytes > occurrences->failed_capacity) {
        uint8_t *grown = realloc(occurrences->failed, bytes * 2);
        if (grown == NULL) {
            return false;
        }
        occurrences->failed = grown;
        occurrences->failed_capacity = bytes * 2;
    }
    memset(occurrences->failed, 0, bytes);
    return true;
}

static size_t begin_at(const fund_term_occurrences *occurrences, size_t d)
{
    size_t begin = SIZE_MAX;
    for (uint32_t e = occurrences->event_at[d]; e != 0; e = occurrences->events[e - 1].next) {
        const fund_occurrence *event = &occurrences->events[e - 1];
        begin = event->step && event->begin < begin ? event->begin : begin;
    }
    return begin;
}

fund_status fund_phrase_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                             const fund_token_graph *phrase, fund_error *err)
{
    *found = false;
    if (occurrences->count == 0) {
        return FUND_OK;
    }
    if (!forget_failures(occurrences, phrase)) {
        return fund_no_memory(err);
    }
    walk w = {occurrences, phrase, 0};
    for (size_t d = 0; d < occurrences->positions; d++) {
        if (occurrences->event_at[d] == 0 || (occurrences->borders[d] & FUND_BORDER_BEGIN) == 0 ||
            !can_pass(&w, 0, d)) {
            continue;
        }
        *found = true;
        fund_status status =
            all == NULL ? FUND_OK : fund_ranges_push(all, begin_at(occurrences, d), w.end, err);
        if (all == NULL || status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

bool fund_phrase_is_candidate(const fund_term_occurrences *occurrences,
                              const fund_token_graph *phrase)
{
    for (uint32_t p = 0; p < phrase->positions; p++) {
        bool here = false, asked = false;
        for (size_t i = 0; i < phrase->count && !here; i++) {
            const fund_graph_token *token = &phrase->tokens[i];
            if (token->step && token->position <= p && p - token->position < token->span) {
                asked = true;
                here = fund_term_occurrences_have(occurrences, token);
            }
        }
        if (asked && !here) {
            return false;
        }
    }
    return true;
}
