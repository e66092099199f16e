/*
 * NEAR: which places of its operands are near each other.
 *
 * The operands of "a NEAR/2 b NEAR/5 c" form a chain: a place of an operand counts where a
 * chain leads over it, from a place of the first operand to one of the last.
 */
#include "searcher/text/text.h"

/* How far chains lead over a place. */
typedef enum reach { UNREACHED, FROM_FIRST, TO_LAST } reach;

/* A place of an operand: the first and the last word of the text that it covers. */
typedef struct place {
    fund_range range;
    size_t first, last;
    reach reached;
} place;

typedef struct places {
    place *items;
    size_t count;
} places;

/* Words of a text, counted as people do: what stands between blanks and punctuation and has a
 * letter or a digit. */
typedef struct word_counter {
    const char *text;
    size_t len, pos;
    size_t words;
    bool in_word;
} word_counter;

/* Within a word hyphens and apostrophes belong to it: "US-Armee", "l'été". */
static bool goes_on(uint32_t c)
{
    return fund_char_is(c, FUND_WORD_CHARACTER | FUND_CHAR_HYPHEN | FUND_CHAR_APOSTROPHE |
                               FUND_CHAR_IGNORABLE);
}

static void count_up_to(word_counter *counter, size_t pos)
{
    while (counter->pos < pos) {
        uint32_t c;
        counter->pos +=
            fund_utf8_next(&c, counter->text + counter->pos, counter->len - counter->pos);
        bool in_word = counter->in_word ? goes_on(c) : fund_char_is(c, FUND_WORD_CHARACTER);
        counter->words += in_word && !counter->in_word ? 1 : 0;
        counter->in_word = in_word;
    }
}

/* Places ascend by their beginnings. */
static void count_words(places *of, const char *text, size_t len)
{
    word_counter counter = {.text = text, .len = len};
    for (size_t i = 0; i < of->count; i++) {
        place *at = &of->items[i];
        count_up_to(&counter, at->range.begin);
        at->first = counter.in_word ? counter.words : counter.words + 1;
        word_counter within = counter;
        count_up_to(&within, at->range.end);
        at->last = within.words;
    }
}

static bool are_near(const place *a, const place *b, uint32_t distance)
{
    if (a->range.begin < b->range.end && b->range.begin < a->range.end) {
        return false; /* a word is not near itself */
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

static fund_status number_places(places *out, fund_near_operand *operand, const char *text,
                                 size_t len, fund_error *err)
{
    const fund_ranges *ranges = &operand->places;
    *out = (places){calloc(ranges->count + 1, sizeof *out->items), ranges->count};
    if (out->items == NULL) {
        out->count = 0;
        return fund_no_memory(err);
    }
    if (ranges->count > 0) {
        qsort(ranges->items, ranges->count, sizeof *ranges->items, by_begin);
    }
    for (size_t i = 0; i < out->count; i++) {
        out->items[i].range = ranges->items[i];
    }
    count_words(out, text, len);
    return FUND_OK;
}

typedef struct chain_rule {
    uint32_t distance;
    bool in_row;
} chain_rule;

/* Whether the words between the two are that many. */
static bool are_in_row(const place *a, const place *b, uint32_t between)
{
    return b->range.begin >= a->range.end && b->first == a->last + between + 1;
}

/* Leads chains from the places of one operand on to those of a neighbour. */
static void extend_chains(places *to, const places *from, const chain_rule *rule, reach reached)
{
    for (size_t i = 0; i < to->count; i++) {
        place *at = &to->items[i];
        for (size_t k = 0; k < from->count && at->reached == reached - 1; k++) {
            const place *other = &from->items[k];
            const place *first = reached == FROM_FIRST ? other : at;
            if (other->reached == reached &&
                (rule->in_row ? are_in_row(first, first == at ? other : at, rule->distance)
                              : are_near(at, other, rule->distance))) {
                at->reached = reached;
            }
        }
    }
}

static void find_chains(places *of, const fund_near_operand *operands, size_t count, bool in_row)
{
    for (size_t i = 0; i < of[0].count; i++) {
        of[0].items[i].reached = FROM_FIRST;
    }
    for (size_t o = 1; o < count; o++) {
        const chain_rule rule = {operands[o - 1].distance, in_row};
        extend_chains(&of[o], &of[o - 1], &rule, FROM_FIRST);
    }
    for (size_t i = 0; i < of[count - 1].count; i++) {
        place *at = &of[count - 1].items[i];
        at->reached = at->reached == FROM_FIRST ? TO_LAST : UNREACHED;
    }
    for (size_t o = count - 1; o > 0; o--) {
        const chain_rule rule = {operands[o - 1].distance, in_row};
        extend_chains(&of[o - 1], &of[o], &rule, TO_LAST);
    }
}

/* Where the row ends that begins with this place of the first operand. */
static size_t row_end(const places *of, const fund_near_operand *operands, size_t count,
                      const place *at)
{
    for (size_t o = 1; o < count; o++) {
        const place *next = of[o].items;
        while (next->reached != TO_LAST || !are_in_row(at, next, operands[o - 1].distance)) {
            next++;
        }
        at = next;
    }
    return at->range.end;
}

fund_status fund_near_find(bool *found, fund_ranges *all, fund_near_operand *operands, size_t count,
                           bool in_row, const char *text, size_t len, fund_error *err)
{
    places *of = calloc(count, sizeof *of);
    fund_status status = of != NULL ? FUND_OK : fund_no_memory(err);
    *found = false;
    for (size_t o = 0; o < count && status == FUND_OK; o++) {
        status = number_places(&of[o], &operands[o], text, len, err);
    }
    if (status == FUND_OK) {
        find_chains(of, operands, count, in_row);
    }
    for (size_t o = 0; o < (in_row ? 1 : count) && of != NULL; o++) {
        for (size_t i = 0; i < of[o].count && status == FUND_OK; i++) {
            const place *at = &of[o].items[i];
            if (at->reached == TO_LAST) {
                *found = true;
                status = fund_ranges_push(all, at->range.begin,
                                          in_row ? row_end(of, operands, count, at) : at->range.end,
                                          err);
            }
        }
    }
    for (size_t o = 0; o < count && of != NULL; o++) {
        free(of[o].items);
    }
    free(of);
    return status;
}
