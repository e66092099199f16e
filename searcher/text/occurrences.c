/* A text as the plan sees it. */
#include "searcher/text/text.h"

#include <stdlib.h>
#include <string.h>

void fund_term_occurrences_init(fund_term_occurrences *occurrences, fund_plan *plan)
{
    *occurrences = (fund_term_occurrences){.plan = plan};
}

void fund_term_occurrences_free(fund_term_occurrences *occurrences)
{
    free(occurrences->events);
    free(occurrences->event_at);
    free(occurrences->borders);
    free(occurrences->failed);
    *occurrences = (fund_term_occurrences){.plan = NULL};
}

/* Makes position `last` exist. */
static bool reach(fund_term_occurrences *occurrences, size_t last)
{
    if (last < occurrences->positions) {
        return true;
    }
    if (last >= occurrences->position_capacity) {
        size_t capacity = last * 2 + 64;
        uint32_t *event_at = realloc(occurrences->event_at, capacity * sizeof *event_at);
        if (event_at == NULL) {
            return false;
        }
        occurrences->event_at = event_at;
        uint8_t *borders = realloc(occurrences->borders, capacity);
        if (borders == NULL) {
            return false;
        }
        occurrences->borders = borders;
        occurrences->position_capacity = capacity;
    }
    size_t more = last + 1 - occurrences->positions;
    memset(occurrences->event_at + occurrences->positions, 0, more * sizeof *occurrences->event_at);
    memset(occurrences->borders + occurrences->positions, 0, more);
    occurrences->positions = last + 1;
    return true;
}

static bool add_event(fund_term_occurrences *occurrences, const fund_token *token,
                      fund_plan_term *term, bool step)
{
    if (occurrences->count == occurrences->capacity) {
        size_t capacity = occurrences->capacity * 2 + 32;
        fund_occurrence *grown = realloc(occurrences->events, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        occurrences->events = grown;
        occurrences->capacity = capacity;
    }
    uint32_t *first = &occurrences->event_at[token->position];
    occurrences->events[occurrences->count++] = (fund_occurrence){
        .term = term,
        .position = token->position,
        .span = token->span,
        .next = *first,
        .step = step,
        .begin = token->begin,
        .end = token->end,
    };
    *first = (uint32_t)occurrences->count;
    term->seen = occurrences->plan->stamp;
    return true;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    fund_term_occurrences *occurrences = payload;
    bool head;
    bool step = fund_stepper_take(&occurrences->stepper, token, &head);
    if (!reach(occurrences, (size_t)token->position + token->span)) {
        return FUND_ERR_MEMORY;
    }
    if (head) {
        occurrences->borders[token->position] |= FUND_BORDER_BEGIN;
        occurrences->borders[token->position + token->span] |= FUND_BORDER_END;
    }
    fund_plan_term *term =
        fund_plan_term_find(occurrences->plan, token->kind, token->term, token->term_len);
    return term == NULL || add_event(occurrences, token, term, step) ? FUND_OK : FUND_ERR_MEMORY;
}

fund_status fund_term_occurrences_find(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                       const char *text, size_t len, fund_error *err)
{
    occurrences->text = text;
    occurrences->len = len;
    occurrences->count = 0;
    occurrences->positions = 0;
    occurrences->stepper = (fund_stepper){.in_word = false};
    occurrences->plan->stamp++;
    fund_status status =
        fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, len, take_token, occurrences, err);
    if (status == FUND_ERR_MEMORY) {
        return fund_no_memory(err);
    }
    if (status == FUND_ERR_ENCODING) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: a stored text is not UTF-8; index the "
                              "articles again into a new folder");
    }
    return status;
}

bool fund_term_occurrences_have(const fund_term_occurrences *occurrences,
                                const fund_graph_token *token)
{
    for (size_t i = 0; i < token->term_count; i++) {
        if (token->terms[i]->seen == occurrences->plan->stamp) {
            return true;
        }
    }
    return false;
}

fund_status fund_ranges_push(fund_ranges *out, size_t begin, size_t end, fund_error *err)
{
    return out == NULL || fund_array_push(out, (fund_range){begin, end}) ? FUND_OK
                                                                         : fund_no_memory(err);
}
