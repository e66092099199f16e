/* What is looked for in the text of a candidate. */
#include "searcher/text/text.h"

#include <stdlib.h>
#include <string.h>

/* ---- near ---------------------------------------------------------------------------- */

/* A place of an operand: the first and the last word that it covers. */
typedef struct place {
    fund_range range;
    size_t first, last;
    bool before, behind; /* a chain of the operands before, behind it leads here */
} place;

typedef struct places {
    place *items;
    size_t count;
} places;

static bool is_separator(char c)
{
    return !fund_is_word_byte(c) && c != '-' && c != '\'';
}

/* The number of the word at each place, counted as people do: what stands between blanks
 * and punctuation. Places ascend. */
static void count_words(places *of, const char *text)
{
    size_t word = 0, pos = 0;
    bool in_word = false;
    for (size_t i = 0; i < of->count; i++) {
        place *at = &of->items[i];
        for (; pos <= at->range.begin; pos++) {
            bool separator = is_separator(text[pos]);
            word += !separator && !in_word ? 1 : 0;
            in_word = !separator;
        }
        at->first = at->last = word;
        bool inside = in_word;
        for (size_t k = pos; k < at->range.end; k++) {
            bool separator = is_separator(text[k]);
            at->last += !separator && !inside ? 1 : 0;
            inside = !separator;
        }
    }
}

static bool are_near(const place *a, const place *b, uint32_t distance)
{
    if (a->range.begin < b->range.end && b->range.begin < a->range.end) {
        return false; /* a word is not near to itself */
    }
    size_t gap = a->first > b->last   ? a->first - b->last
                 : b->first > a->last ? b->first - a->last
                                      : 0;
    return gap <= distance;
}

static int by_begin(const void *left, const void *right)
{
    const fund_range *a = left, *b = right;
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static fund_status find_places(places *out, fund_term_occurrences *occurrences,
                               const fund_predicate *operand, fund_error *err)
{
    fund_ranges found = {NULL, 0, 0};
    bool any;
    fund_status status = fund_predicate_find(&any, &found, occurrences, operand, err);
    *out = (places){NULL, 0};
    if (status == FUND_OK && found.count > 0) {
        qsort(found.items, found.count, sizeof *found.items, by_begin);
        out->items = calloc(found.count, sizeof *out->items);
        if (out->items == NULL) {
            status = fund_no_memory(err);
        } else {
            out->count = found.count;
        }
    }
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].range = found.items[i];
    }
    free(found.items);
    if (out->count > 0) {
        count_words(out, occurrences->text);
    }
    return status;
}

/* Ties the places of neighbours, from the first operand to the last and back. */
static void tie(places *of, const fund_predicate *near)
{
    size_t count = near->operand_count;
    for (size_t i = 0; i < of[0].count; i++) {
        of[0].items[i].before = true;
    }
    for (size_t o = 1; o < count; o++) {
        uint32_t distance = near->operands[o - 1].node->number;
        for (size_t i = 0; i < of[o].count; i++) {
            for (size_t k = 0; k < of[o - 1].count && !of[o].items[i].before; k++) {
                const place *other = &of[o - 1].items[k];
                of[o].items[i].before = other->before && are_near(other, &of[o].items[i], distance);
            }
        }
    }
    for (size_t i = 0; i < of[count - 1].count; i++) {
        of[count - 1].items[i].behind = of[count - 1].items[i].before;
    }
    for (size_t o = count - 1; o > 0; o--) {
        uint32_t distance = near->operands[o - 1].node->number;
        for (size_t i = 0; i < of[o - 1].count; i++) {
            place *at = &of[o - 1].items[i];
            for (size_t k = 0; k < of[o].count && at->before && !at->behind; k++) {
                const place *other = &of[o].items[k];
                at->behind = other->behind && are_near(at, other, distance);
            }
        }
    }
}

static fund_status find_near(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                             const fund_predicate *predicate, fund_error *err)
{
    places *of = calloc(predicate->operand_count, sizeof *of);
    fund_status status = of != NULL ? FUND_OK : fund_no_memory(err);
    bool complete = true;
    for (size_t i = 0; i < predicate->operand_count && status == FUND_OK && complete; i++) {
        status = find_places(&of[i], occurrences, &predicate->operands[i], err);
        complete = of[i].count > 0;
    }
    if (status == FUND_OK && complete) {
        tie(of, predicate);
    }
    for (size_t o = 0; o < predicate->operand_count && of != NULL; o++) {
        for (size_t i = 0; i < of[o].count && complete && status == FUND_OK; i++) {
            if (of[o].items[i].behind) {
                *found = true;
                const fund_range *range = &of[o].items[i].range;
                status =
                    all == NULL ? FUND_OK : fund_ranges_push(all, range->begin, range->end, err);
            }
        }
        free(of[o].items);
    }
    free(of);
    return status;
}

/* ---- words, as operands --------------------------------------------------------------- */

static bool is_word_of(const fund_token_graph *graph, const fund_plan_term *term)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head && fund_graph_token_has(&graph->tokens[i], term)) {
            return true;
        }
    }
    return false;
}

static fund_status find_words(bool *found, fund_ranges *all,
                              const fund_term_occurrences *occurrences,
                              const fund_token_graph *graph, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < occurrences->count && status == FUND_OK; i++) {
        const fund_occurrence *event = &occurrences->events[i];
        if (is_word_of(graph, event->term)) {
            *found = true;
            status = all == NULL ? FUND_OK : fund_ranges_push(all, event->begin, event->end, err);
        }
    }
    return status;
}

/* ---- all of them ------------------------------------------------------------------------ */

fund_status fund_predicate_find(bool *found, fund_ranges *all, fund_term_occurrences *occurrences,
                                const fund_predicate *predicate, fund_error *err)
{
    *found = false;
    switch (predicate->kind) {
    case FUND_NODE_PHRASE:
        return fund_phrase_find(found, all, occurrences, predicate->graph, err);
    case FUND_NODE_WILDCARD:
    case FUND_NODE_EXACT:
        return fund_wildcard_find(found, all, &predicate->wildcard, occurrences->text,
                                  occurrences->len, err);
    case FUND_NODE_NEAR:
        return find_near(found, all, occurrences, predicate, err);
    default:
        return find_words(found, all, occurrences, predicate->graph, err);
    }
}

bool fund_predicate_is_candidate(const fund_term_occurrences *occurrences,
                                 const fund_predicate *predicate)
{
    return predicate->kind != FUND_NODE_PHRASE ||
           fund_phrase_is_candidate(occurrences, predicate->graph);
}
