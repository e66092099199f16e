/* A text to the terms of the plan that occur in it. */
#include "searcher/text/text.h"

#include <string.h>

void fund_term_occurrences_init(fund_term_occurrences *occurrences, fund_plan *plan)
{
    *occurrences = (fund_term_occurrences){.plan = plan};
}

void fund_term_occurrences_free(fund_term_occurrences *occurrences)
{
    fund_array_free(occurrences);
    fund_array_free(&occurrences->positions);
    fund_array_free(&occurrences->failed);
    fund_array_free(&occurrences->found_words);
    fund_clean_text_free(&occurrences->clean);
}

/* Makes position `last` exist. */
static bool reach(fund_term_occurrences *occurrences, size_t last)
{
    size_t count = occurrences->positions.count;
    if (last < count) {
        return true;
    }
    if (!fund_array_reserve(&occurrences->positions, last + 1 - count)) {
        return false;
    }
    memset(occurrences->positions.items + count, 0,
           (last + 1 - count) * sizeof *occurrences->positions.items);
    occurrences->positions.count = last + 1;
    return true;
}

static bool add_occurrence(fund_term_occurrences *occurrences, const fund_token *token,
                           fund_plan_term *term, bool step)
{
    uint32_t *first = &occurrences->positions.items[token->position].first;
    if (!fund_array_push(occurrences,
                         (fund_occurrence){.term = term,
                                           .position = token->position,
                                           .span = token->span,
                                           .next = *first,
                                           .step = step,
                                           .particle = token->kind == FUND_TOKEN_PARTICLE,
                                           .begin = token->begin,
                                           .end = token->end})) {
        return false;
    }
    *first = (uint32_t)occurrences->count;
    term->seen = occurrences->plan->stamp;
    return true;
}

/* "trat ... zurück": no step of a phrase, which reads a text as it stands. */
static fund_status take_separated(fund_term_occurrences *occurrences, const fund_token *token)
{
    bool wanted = token->kind == FUND_TOKEN_SEPARATED || occurrences->particles;
    fund_plan_term *term = wanted ? fund_plan_term_find(occurrences->plan, FUND_TOKEN_WORD,
                                                        token->term, token->term_len)
                                  : NULL;
    return term == NULL || add_occurrence(occurrences, token, term, false) ? FUND_OK
                                                                           : FUND_ERR_MEMORY;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    fund_term_occurrences *occurrences = payload;
    bool head;
    if (token->kind == FUND_TOKEN_SEPARATED || token->kind == FUND_TOKEN_PARTICLE) {
        return take_separated(occurrences, token);
    }
    bool step = fund_stepper_take(&occurrences->stepper, token, &head);
    if (!reach(occurrences, (size_t)token->position + token->span)) {
        return FUND_ERR_MEMORY;
    }
    if (head || step) { /* a piece of a hyphen compound has its place */
        occurrences->positions.items[token->position].borders |= FUND_BORDER_BEGIN;
        occurrences->positions.items[token->position + token->span].borders |= FUND_BORDER_END;
    }
    fund_plan_term *term =
        fund_plan_term_find(occurrences->plan, token->kind, token->term, token->term_len);
    return term == NULL || add_occurrence(occurrences, token, term, step) ? FUND_OK
                                                                          : FUND_ERR_MEMORY;
}

void fund_term_occurrences_begin(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                 const char *text, size_t len)
{
    occurrences->analyzer = analyzer;
    occurrences->text = text;
    occurrences->len = len;
    occurrences->count = occurrences->positions.count = 0;
    occurrences->stepper = (fund_stepper){.in_word = false};
    occurrences->words = NULL;
    occurrences->cleaned = false;
    occurrences->plan->stamp++;
}

/* What came of reading a stored text. */
static fund_status outcome_of(fund_status status, fund_error *err)
{
    if (status == FUND_ERR_MEMORY) {
        return fund_no_memory(err);
    }
    if (status == FUND_ERR_ENCODING) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: a stored text is not valid UTF-8; index the "
                              "articles again into a new folder");
    }
    return status;
}

fund_status fund_term_occurrences_analyse(fund_term_occurrences *occurrences, fund_error *err)
{
    return outcome_of(fund_analyzer_run(occurrences->analyzer, FUND_PURPOSE_DOCUMENT,
                                        occurrences->text, occurrences->len, take_token,
                                        occurrences, err),
                      err);
}

fund_status fund_term_occurrences_find(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                                       const char *text, size_t len, fund_error *err)
{
    fund_term_occurrences_begin(occurrences, analyzer, text, len);
    return fund_term_occurrences_analyse(occurrences, err);
}

fund_status fund_term_occurrences_clean(const fund_clean_text **out,
                                        fund_term_occurrences *occurrences, fund_error *err)
{
    *out = &occurrences->clean;
    if (occurrences->cleaned) {
        return FUND_OK;
    }
    occurrences->cleaned = true;
    return outcome_of(fund_clean_text_make(&occurrences->clean, occurrences->analyzer,
                                           occurrences->text, occurrences->len, err),
                      err);
}

static fund_status take_word(size_t begin, size_t end, bool plain, void *payload)
{
    (void)plain;
    return fund_ranges_push(payload, begin, end, NULL);
}

fund_status fund_term_occurrences_read_words(fund_term_occurrences *occurrences, fund_error *err)
{
    fund_ranges *words = &occurrences->found_words;
    if (occurrences->words != NULL) {
        return FUND_OK;
    }
    words->count = 0;
    fund_status status = outcome_of(fund_analyzer_words(occurrences->analyzer, occurrences->text,
                                                        occurrences->len, take_word, words, err),
                                    err);
    occurrences->words = words->items;
    occurrences->word_count = words->count;
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
