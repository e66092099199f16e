/* Endings from which the word of an unknown form follows, by analogy with the known ones: an ending of
 * two to seven letters is kept when nearly all forms that end so have the same way to their word, and
 * no shorter ending says the same already. Words in small letters that end in a known one do not count:
 * their word follows from that ("sachorientiert"). */
#include "stemmer/train/train_private.h"

#include <stdlib.h>
#include <string.h>

enum { SEEN_MIN = 12, REST_MIN = 3, WAYS_MAX = 8 };
static const double sure = .95;

/* What was seen of an ending. */
typedef struct seen {
    uint32_t total;
    uint32_t counts[WAYS_MAX];
    uint16_t ways[WAYS_MAX]; /* reading + 1 */
} seen;

typedef struct learning {
    const forms *all;
    class_tables *tables;
    fund_map *seen[2]; /* of small and of capitalised words; letters -> seen */
    fund_arena *arena;
    size_t kept;
    bool *other; /* of each form: it may be another word than a noun */
} learning;

static void see(learning *run, bool capital, const char *ending, size_t len, uint16_t way)
{
    seen *at = fund_map_get(run->seen[capital], ending, len);
    if (at == NULL) {
        at = must(fund_arena_alloc(run->arena, sizeof *at));
        memset(at, 0, sizeof *at);
        require(fund_map_put(run->seen[capital], ending, len, at, NULL));
    }
    at->total++;
    for (size_t i = 0; i < WAYS_MAX; i++) {
        if (at->ways[i] == 0 || at->ways[i] == way + 1) {
            at->ways[i] = (uint16_t)(way + 1);
            at->counts[i]++;
            return;
        }
    }
}

static bool ends_in_other(const learning *run, const form *word)
{
    for (size_t i = FUND_TAIL_REST_MIN; i + FUND_TAIL_MIN <= word->len; i++) {
        const form *tail = forms_find(run->all, word->letters + i, word->len - i);
        if (tail != NULL && run->other[tail - run->all->items]) {
            return true;
        }
    }
    return false;
}

/* The way of a form to its surest noun, or other word. */
static void see_reading(learning *run, const reading *readings)
{
    const form *word = &run->all->items[readings->form];
    fund_reading way;
    if (!make_reading(&way, word, &run->all->items[readings->word]) || way.out != FUND_NOWHERE ||
        (readings->kind != FUND_KIND_NOUN && ends_in_other(run, word))) {
        return;
    }
    way.kind = readings->kind;
    uint16_t number = reading_number(run->tables, &way);
    for (size_t len = FUND_ENDING_MIN; len <= FUND_ENDING_MAX && len + REST_MIN <= word->len;
         len++) {
        if (len >= way.strip) {
            see(run, readings->kind == FUND_KIND_NOUN, word->letters + word->len - len, len,
                number);
        }
    }
}

/* The surest way of an ending, + 1; 0: none is sure. */
static uint16_t surest(const seen *at)
{
    size_t best = 0;
    for (size_t i = 1; i < WAYS_MAX; i++) {
        best = at->counts[i] > at->counts[best] ? i : best;
    }
    bool is_sure = at->total >= SEEN_MIN && at->counts[best] >= sure * at->total;
    return is_sure ? at->ways[best] : 0;
}

/* What the longest of the shorter endings says. */
static uint16_t shorter(const learning *run, bool capital, const char *ending, size_t len)
{
    for (size_t i = 1; len - i >= FUND_ENDING_MIN && i < len; i++) {
        const seen *at = fund_map_get(run->seen[capital], ending + i, len - i);
        uint16_t way = at != NULL ? surest(at) : 0;
        if (way != 0) {
            return way;
        }
    }
    return 0;
}

static void keep(learning *run, const char *ending, size_t len, bool capital, uint16_t way)
{
    model *to = run->tables->to;
    const fund_lexicon_table table = {to->endings, sizeof *to->endings, to->header.endings_slots,
                                      NULL};
    uint32_t tag, slot = fund_table_slot(&table, fund_ending_hash(ending, len, capital), &tag);
    to->endings[slot] = (fund_ending){tag, (uint16_t)(way - 1), 0};
}

/* Counts the endings that are kept, or keeps them. */
static void keep_all(learning *run, bool count_only)
{
    for (int capital = 0; capital < 2; capital++) {
        size_t cursor = 0, len;
        const char *ending;
        void *value;
        while (fund_map_next(run->seen[capital], &cursor, &ending, &len, &value)) {
            uint16_t way = surest(value);
            if (way == 0 || way == shorter(run, capital, ending, len)) {
                continue;
            }
            run->kept += count_only;
            if (!count_only) {
                keep(run, ending, len, capital, way);
            }
        }
    }
}

void fill_endings(class_tables *tables, const forms *all)
{
    learning run = {all,
                    tables,
                    {must(fund_map_new()), must(fund_map_new())},
                    must(fund_arena_new()),
                    0,
                    must(calloc(all->count, sizeof *run.other))};
    for (size_t i = 0; i < all->readings.count; i++) {
        const reading *of = &all->readings.items[i];
        run.other[of->form] |= of->kind != FUND_KIND_NOUN;
    }
    for (size_t i = 0, end; i < all->readings.count; i = end) {
        const reading *first = &all->readings.items[i];
        for (end = i; end < all->readings.count && all->readings.items[end].form == first->form;) {
            end++;
        }
        const reading *other = first;
        while (other < all->readings.items + end && other->kind == FUND_KIND_NOUN) {
            other++;
        }
        see_reading(&run, first);
        if (other > first && other < all->readings.items + end) {
            see_reading(&run, other);
        }
    }
    keep_all(&run, true);
    model *to = tables->to;
    to->header.endings = (uint32_t)run.kept;
    to->header.endings_slots = (uint32_t)(run.kept + run.kept * 2 / 5 + 1);
    to->endings = must(calloc(to->header.endings_slots, sizeof *to->endings));
    keep_all(&run, false);
    fund_map_free(run.seen[0], NULL);
    fund_map_free(run.seen[1], NULL);
    fund_arena_free(run.arena);
    free(run.other);
}
