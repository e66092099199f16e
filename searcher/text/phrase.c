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
    fund_reading *reading;
    const fund_lattice *phrase;
    size_t end; /* bytes: where the path that was found ends */
} walk;

static uint8_t *failed_byte(const walk *w, uint32_t q, size_t d, uint8_t *bit)
{
    size_t at = q * w->reading->positions + d;
    *bit = (uint8_t)(1u << (at & 7));
    return &w->reading->failed[at >> 3];
}

static bool can_pass(walk *w, uint32_t q, size_t d);

static bool can_step(walk *w, const fund_leaf *leaf, const fund_event *event)
{
    if (!event->step || !fund_leaf_has(leaf, event->symbol)) {
        return false;
    }
    uint32_t q = leaf->position + leaf->span;
    size_t d = (size_t)event->position + event->span;
    if (q == w->phrase->positions) {
        w->end = event->end;
        return (w->reading->borders[d] & FUND_BORDER_END) != 0;
    }
    return can_pass(w, q, d);
}

/* Whether the rest of the phrase, from its position q on, stands at d. */
static bool can_pass(walk *w, uint32_t q, size_t d)
{
    const fund_lattice *phrase = w->phrase;
    const fund_reading *reading = w->reading;
    uint8_t bit;
    uint8_t *failed = failed_byte(w, q, d, &bit);
    if ((*failed & bit) != 0) {
        return false;
    }
    for (uint32_t e = reading->event_at[d]; e != 0; e = reading->events[e - 1].next) {
        for (uint32_t s = phrase->step_at[q]; s < phrase->step_at[q + 1]; s++) {
            if (can_step(w, phrase->steps[s], &reading->events[e - 1])) {
                return true;
            }
        }
    }
    *failed |= bit;
    return false;
}

static bool forget_failures(fund_reading *reading, const fund_lattice *phrase)
{
    size_t bytes = ((size_t)phrase->positions + 1) * reading->positions / 8 + 1;
    if (bytes > reading->failed_capacity) {
        uint8_t *grown = realloc(reading->failed, bytes * 2);
        if (grown == NULL) {
            return false;
        }
        reading->failed = grown;
        reading->failed_capacity = bytes * 2;
    }
    memset(reading->failed, 0, bytes);
    return true;
}

static size_t begin_at(const fund_reading *reading, size_t d)
{
    size_t begin = SIZE_MAX;
    for (uint32_t e = reading->event_at[d]; e != 0; e = reading->events[e - 1].next) {
        const fund_event *event = &reading->events[e - 1];
        begin = event->step && event->begin < begin ? event->begin : begin;
    }
    return begin;
}

fund_status fund_phrase_find(bool *found, fund_occurrences *all, fund_reading *reading,
                             const fund_lattice *phrase, fund_error *err)
{
    *found = false;
    if (reading->count == 0) {
        return FUND_OK;
    }
    if (!forget_failures(reading, phrase)) {
        return fund_no_memory(err);
    }
    walk w = {reading, phrase, 0};
    for (size_t d = 0; d < reading->positions; d++) {
        if (reading->event_at[d] == 0 || (reading->borders[d] & FUND_BORDER_BEGIN) == 0 ||
            !can_pass(&w, 0, d)) {
            continue;
        }
        *found = true;
        fund_status status =
            all == NULL ? FUND_OK : fund_occurrences_push(all, begin_at(reading, d), w.end, err);
        if (all == NULL || status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

bool fund_phrase_is_candidate(const fund_reading *reading, const fund_lattice *phrase)
{
    for (uint32_t p = 0; p < phrase->positions; p++) {
        bool here = false, asked = false;
        for (size_t i = 0; i < phrase->count && !here; i++) {
            const fund_leaf *leaf = &phrase->leaves[i];
            if (leaf->step && leaf->position <= p && p - leaf->position < leaf->span) {
                asked = true;
                here = fund_reading_has(reading, leaf);
            }
        }
        if (asked && !here) {
            return false;
        }
    }
    return true;
}
