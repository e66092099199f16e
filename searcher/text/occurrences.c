/* A text as the plan sees it. */
#include "searcher/text/text.h"

#include <stdlib.h>
#include <string.h>

void fund_reading_init(fund_reading *reading, fund_plan *plan)
{
    *reading = (fund_reading){.plan = plan};
}

void fund_reading_free(fund_reading *reading)
{
    free(reading->events);
    free(reading->event_at);
    free(reading->borders);
    free(reading->failed);
    *reading = (fund_reading){.plan = NULL};
}

/* Makes position `last` exist. */
static bool reach(fund_reading *reading, size_t last)
{
    if (last < reading->positions) {
        return true;
    }
    if (last >= reading->position_capacity) {
        size_t capacity = last * 2 + 64;
        uint32_t *event_at = realloc(reading->event_at, capacity * sizeof *event_at);
        if (event_at == NULL) {
            return false;
        }
        reading->event_at = event_at;
        uint8_t *borders = realloc(reading->borders, capacity);
        if (borders == NULL) {
            return false;
        }
        reading->borders = borders;
        reading->position_capacity = capacity;
    }
    size_t more = last + 1 - reading->positions;
    memset(reading->event_at + reading->positions, 0, more * sizeof *reading->event_at);
    memset(reading->borders + reading->positions, 0, more);
    reading->positions = last + 1;
    return true;
}

static bool add_event(fund_reading *reading, const fund_token *token, fund_symbol *symbol,
                      bool step)
{
    if (reading->count == reading->capacity) {
        size_t capacity = reading->capacity * 2 + 32;
        fund_event *grown = realloc(reading->events, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        reading->events = grown;
        reading->capacity = capacity;
    }
    uint32_t *first = &reading->event_at[token->position];
    reading->events[reading->count++] = (fund_event){
        .symbol = symbol,
        .position = token->position,
        .span = token->span,
        .next = *first,
        .step = step,
        .begin = token->begin,
        .end = token->end,
    };
    *first = (uint32_t)reading->count;
    symbol->seen = reading->plan->stamp;
    return true;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    fund_reading *reading = payload;
    bool head;
    bool step = fund_stepper_take(&reading->stepper, token, &head);
    if (!reach(reading, (size_t)token->position + token->span)) {
        return FUND_ERR_MEMORY;
    }
    if (head) {
        reading->borders[token->position] |= FUND_BORDER_BEGIN;
        reading->borders[token->position + token->span] |= FUND_BORDER_END;
    }
    fund_symbol *symbol =
        fund_plan_symbol(reading->plan, token->kind, token->term, token->term_len);
    return symbol == NULL || add_event(reading, token, symbol, step) ? FUND_OK : FUND_ERR_MEMORY;
}

fund_status fund_reading_run(fund_reading *reading, fund_analyzer *analyzer, const char *text,
                             size_t len, fund_error *err)
{
    reading->text = text;
    reading->len = len;
    reading->count = 0;
    reading->positions = 0;
    reading->stepper = (fund_stepper){.in_word = false};
    reading->plan->stamp++;
    fund_status status =
        fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, len, take_token, reading, err);
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

bool fund_reading_has(const fund_reading *reading, const fund_leaf *leaf)
{
    for (size_t i = 0; i < leaf->symbol_count; i++) {
        if (leaf->symbols[i]->seen == reading->plan->stamp) {
            return true;
        }
    }
    return false;
}

fund_status fund_occurrences_push(fund_occurrences *out, size_t begin, size_t end, fund_error *err)
{
    if (out->count == out->capacity) {
        size_t capacity = out->capacity * 2 + 16;
        fund_range *grown = realloc(out->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_no_memory(err);
        }
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = (fund_range){begin, end};
    return FUND_OK;
}
