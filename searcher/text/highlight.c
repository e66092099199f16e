/* What to mark in a text. */
#include "searcher/text/text.h"

/* Parts that count only together are marked only where all of them occur. */
static void light_groups(const fund_term_occurrences *occurrences)
{
    const fund_plan *plan = occurrences->plan;
    for (size_t g = 0; g < plan->groups.count; g++) {
        const fund_group *group = &plan->groups.items[g];
        size_t found = 0;
        while (found < group->count &&
               fund_term_occurrences_have(occurrences, group->tokens[found])) {
            found++;
        }
        for (size_t i = 0; found == group->count && i < group->count; i++) {
            for (size_t s = 0; s < group->tokens[i]->term_count; s++) {
                group->tokens[i]->terms[s]->lit = plan->stamp;
            }
        }
    }
}

static fund_status add_words(fund_ranges *out, const fund_term_occurrences *occurrences,
                             fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < occurrences->count && status == FUND_OK; i++) {
        const fund_occurrence *occurrence = &occurrences->items[i];
        if (occurrence->term->marked || occurrence->term->lit == occurrences->plan->stamp) {
            status = fund_ranges_push(out, occurrence->begin, occurrence->end, err);
        }
    }
    return status;
}

static fund_status add_predicates(fund_ranges *out, fund_term_occurrences *occurrences,
                                  fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < occurrences->plan->predicate_count && status == FUND_OK; i++) {
        const fund_predicate *predicate = &occurrences->plan->predicates[i];
        bool found;
        if (predicate->shown) {
            status = fund_predicate_find(&found, out, occurrences, predicate, err);
        }
    }
    return status;
}

/* The longer one of two with the same beginning comes first. */
static int by_begin(const void *left, const void *right)
{
    const fund_range *a = left, *b = right;
    if (a->begin != b->begin) {
        return a->begin < b->begin ? -1 : 1;
    }
    return a->end < b->end ? 1 : a->end > b->end ? -1 : 0;
}

/* Sorts, and joins what overlaps. */
static void merge(fund_ranges *ranges)
{
    if (ranges->count == 0) {
        return;
    }
    qsort(ranges->items, ranges->count, sizeof *ranges->items, by_begin);
    size_t last = 0;
    for (size_t i = 1; i < ranges->count; i++) {
        const fund_range *range = &ranges->items[i];
        if (range->begin >= ranges->items[last].end) {
            ranges->items[++last] = *range;
        } else if (range->end > ranges->items[last].end) {
            ranges->items[last].end = range->end;
        }
    }
    ranges->count = last + 1;
}

fund_status fund_highlight(const fund_range **out, size_t *count, fund_arena *arena,
                           fund_term_occurrences *occurrences, fund_error *err)
{
    fund_ranges ranges = FUND_ARRAY_INIT;
    const fund_plan *plan = occurrences->plan;
    bool terms = plan->marks_terms || plan->reads_terms;
    fund_status status = terms ? fund_term_occurrences_analyse(occurrences, err) : FUND_OK;
    if (status == FUND_OK && terms) {
        light_groups(occurrences);
        status = add_words(&ranges, occurrences, err);
    }
    if (status == FUND_OK) {
        status = add_predicates(&ranges, occurrences, err);
    }
    merge(&ranges);
    *count = status == FUND_OK ? ranges.count : 0;
    *out = NULL;
    if (*count > 0) {
        *out = (void *)fund_arena_copy(arena, ranges.items, ranges.count * sizeof *ranges.items);
        status = *out != NULL ? FUND_OK : fund_no_memory(err);
    }
    fund_array_free(&ranges);
    return status;
}
