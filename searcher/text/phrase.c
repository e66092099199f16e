/*
 * Phrases in a text.
 *
 * Phrase and text are graphs of positions; a phrase occurs where a path through one has the same
 * terms as a path through the other, from word border to word border.  Pairs of positions from
 * which no path goes on are remembered, so that a search is linear in their number however many
 * paths there are.
 */
#include "searcher/text/text.h"

#include <string.h>

typedef struct walk {
    fund_term_occurrences *occurrences;
    const fund_token_graph *phrase;
    size_t end; /* bytes: where the path that was found ends */
} walk;

static bool can_pass(walk *w, uint32_t q, size_t d);

static bool can_step(walk *w, const fund_graph_token *token, const fund_occurrence *occurrence)
{
    if (!occurrence->step || !fund_graph_token_has(token, occurrence->term)) {
        return false;
    }
    uint32_t q = token->position + token->span;
    size_t d = (size_t)occurrence->position + occurrence->span;
    if (q == w->phrase->positions) {
        w->end = occurrence->end;
        return (w->occurrences->positions.items[d].borders & FUND_BORDER_END) != 0;
    }
    return can_pass(w, q, d);
}

/* Whether the rest of the phrase, from its position q on, occurs at d. */
static bool can_pass(walk *w, uint32_t q, size_t d)
{
    const fund_token_graph *phrase = w->phrase;
    const fund_term_occurrences *occurrences = w->occurrences;
    size_t pair = q * occurrences->positions.count + d;
    uint8_t *failed = &occurrences->failed.items[pair / 8], bit = (uint8_t)(1u << pair % 8);
    if ((*failed & bit) != 0) {
        return false;
    }
    for (uint32_t i = occurrences->positions.items[d].first; i != 0;
         i = occurrences->items[i - 1].next) {
        for (uint32_t s = phrase->step_at[q]; s < phrase->step_at[q + 1]; s++) {
            if (can_step(w, phrase->steps[s], &occurrences->items[i - 1])) {
                return true;
            }
        }
    }
    *failed |= bit;
    return false;
}

static bool forget_failures(fund_term_occurrences *occurrences, const fund_token_graph *phrase)
{
    size_t bytes = ((size_t)phrase->positions + 1) * occurrences->positions.count / 8 + 1;
    if (!fund_array_reserve(&occurrences->failed, bytes)) {
        return false;
    }
    memset(occurrences->failed.items, 0, bytes);
    return true;
}

/* Where the first word at position d begins. */
static size_t begin_at(const fund_term_occurrences *occurrences, size_t d)
{
    size_t begin = SIZE_MAX;
    for (uint32_t i = occurrences->positions.items[d].first; i != 0;
         i = occurrences->items[i - 1].next) {
        const fund_occurrence *occurrence = &occurrences->items[i - 1];
        begin = occurrence->step && occurrence->begin < begin ? occurrence->begin : begin;
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
    fund_status status = FUND_OK;
    for (size_t d = 0; d < occurrences->positions.count && status == FUND_OK; d++) {
        const fund_text_position *at = &occurrences->positions.items[d];
        if (at->first == 0 || (at->borders & FUND_BORDER_BEGIN) == 0 || !can_pass(&w, 0, d)) {
            continue;
        }
        *found = true;
        if (all == NULL) {
            break;
        }
        status = fund_ranges_push(all, begin_at(occurrences, d), w.end, err);
    }
    return status;
}

bool fund_phrase_is_candidate(const fund_term_occurrences *occurrences,
                              const fund_token_graph *phrase, bool title)
{
    size_t open = 0;
    for (uint32_t p = 0; p < phrase->positions; p++) {
        bool found = title ? !fund_is_title_position(phrase, p) : fund_is_open_position(phrase, p);
        open += found;
        for (size_t i = 0; i < phrase->count && !found; i++) {
            const fund_graph_token *token = &phrase->tokens[i];
            found = token->step && fund_graph_token_covers(token, p) &&
                    fund_term_occurrences_have(occurrences, token);
        }
        if (!found) {
            return false;
        }
    }
    return !title || open < phrase->positions;
}
