/* Finds in a text what the predicates of a plan are about. */
#include "searcher/text/text.h"

/* Finds the places of the operands; which of them are near each other is decided in near.c. */
static fund_status find_near(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                             const fund_predicate *near, fund_error *err)
{
    fund_near_operand *operands = calloc(near->operand_count, sizeof *operands);
    fund_status status = operands != NULL ? FUND_OK : fund_no_memory(err);
    bool complete = true;
    for (size_t i = 0; i < near->operand_count && status == FUND_OK && complete; i++) {
        operands[i].distance = near->operands[i].node->number;
        status = fund_predicate_find(&complete, &operands[i].places, occurrences,
                                     &near->operands[i], err);
    }
    if (status == FUND_OK && complete) {
        status =
            fund_near_find(found, all, operands, near->operand_count, near->kind == FUND_NODE_GAPS,
                           occurrences->text, occurrences->len, err);
    }
    for (size_t i = 0; i < near->operand_count && operands != NULL; i++) {
        fund_array_free(&operands[i].places);
    }
    free(operands);
    return status;
}

/* Whether a term is a word of the graph, not a part of one. */
static bool is_word_of(const fund_token_graph *graph, const fund_plan_term *term)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head && fund_graph_token_has(&graph->tokens[i], term)) {
            return true;
        }
    }
    return false;
}

/* Plain words: operands of NEAR, and function words. */
static fund_status find_words(bool *found, fund_ranges *all,
                              const fund_term_occurrences *occurrences,
                              const fund_token_graph *graph, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < occurrences->count && status == FUND_OK; i++) {
        const fund_occurrence *occurrence = &occurrences->items[i];
        if (!occurrence->particle && is_word_of(graph, occurrence->term)) {
            *found = true;
            status = fund_ranges_push(all, occurrence->begin, occurrence->end, err);
        }
    }
    return status;
}

static fund_status find_regex(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                              const fund_predicate *predicate, fund_error *err)
{
    const fund_clean_text *in;
    fund_range range;
    size_t pos = 0;
    fund_status status = fund_term_occurrences_clean(&in, occurrences, err);
    while (status == FUND_OK && (!*found || all != NULL) &&
           fund_regex_next(&range, predicate->regex, occurrences->plan, in->text, in->len, &pos)) {
        *found = true;
        range = fund_clean_text_place(in, range.begin, range.end);
        status = fund_ranges_push(all, range.begin, range.end, err);
    }
    return status;
}

fund_status fund_predicate_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                                const fund_predicate *predicate, fund_error *err)
{
    *found = false;
    switch (predicate->kind) {
    case FUND_NODE_PHRASE:
        return fund_phrase_find(found, all, occurrences, predicate->graph, err);
    case FUND_NODE_EXACT:
        return fund_exact_find(found, all, &predicate->wildcard, occurrences, err);
    case FUND_NODE_WILDCARD:
        return fund_wildcard_find(found, all, &predicate->wildcard, occurrences, err);
    case FUND_NODE_REGEX:
        return find_regex(found, all, occurrences, predicate, err);
    case FUND_NODE_NEAR:
    case FUND_NODE_GAPS:
        return find_near(found, all, occurrences, predicate, err);
    default:
        return find_words(found, all, occurrences, predicate->graph, err);
    }
}

bool fund_predicate_is_candidate(const fund_term_occurrences *occurrences,
                                 const fund_predicate *predicate, bool title)
{
    return predicate->kind != FUND_NODE_PHRASE ||
           fund_phrase_is_candidate(occurrences, predicate->graph, title);
}
