/* The classes of words: each has a term, the stem of its dictionary word. Of those with the same stem
 * the most frequent has it as it is; the terms of the others carry a number. */
#include "stemmer/train/train_private.h"

#include <libstemmer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MARK_MAX = 250 };

typedef struct word_class {
    uint32_t word;
    uint8_t kind;
    uint8_t mark;
    double uses;
    char *stem;
} word_class;

typedef struct classes {
    word_class *items;
    size_t count, capacity;
    fund_map *index; /* word, kind -> number + 1 */
} classes;

static word_class *class_of(classes *of, const forms *all, const reading *it, bool add)
{
    struct {
        uint32_t word, kind;
    } key = {it->word, class_kind(all, it)};
    uintptr_t number = (uintptr_t)fund_map_get(of->index, &key, sizeof key);
    if (number == 0 && add) {
        const word_class added = {.word = it->word, .kind = (uint8_t)key.kind};
        require(fund_array_push(of, added));
        number = of->count;
        require(fund_map_put(of->index, &key, sizeof key, (void *)number, NULL));
    }
    return number > 0 ? &of->items[number - 1] : NULL;
}

/* A form's uses with and without a capital are those of the nouns and of the others, in equal
 * shares; where it is only one of the two, all are that. */
static void count_uses(classes *of, const forms *all, const reading *readings, size_t count)
{
    const form *word = &all->items[readings->form];
    size_t nouns = 0;
    while (nouns < count && readings[nouns].kind == FUND_KIND_NOUN) {
        nouns++;
    }
    double upper = word->capitalised + .1, lower = word->lower + .1;
    for (size_t i = 0; i < count; i++) {
        bool noun = i < nouns, only = nouns == 0 || nouns == count;
        double uses = only ? upper + lower : noun ? upper : lower;
        class_of(of, all, &readings[i], true)->uses +=
            uses / (double)(noun ? nouns : count - nouns);
    }
}

static char *stem_of_word(const forms *all, const form *word, struct sb_stemmer *stemmer)
{
    fund_buf text = FUND_BUF_INIT, stem = FUND_BUF_INIT;
    for (size_t i = 0; i < word->len; i++) {
        char bytes[4];
        fund_buf_append(&text, bytes, fund_utf8_encode(bytes, (unsigned char)word->letters[i]));
    }
    require(!text.failed && fund_stem(&stem, stemmer, text.data, text.len, true));
    fund_buf_append_byte(&stem, '\0');
    char *copy = must(fund_arena_copy(all->arena, stem.data, stem.len));
    fund_buf_free(&text);
    fund_buf_free(&stem);
    return copy;
}

static int compare(const void *a, const void *b)
{
    const word_class *x = *(word_class *const *)a, *y = *(word_class *const *)b;
    int stems = strcmp(x->stem, y->stem);
    if (stems != 0) {
        return stems;
    }
    if (x->uses != y->uses) {
        return x->uses > y->uses ? -1 : 1;
    }
    return x->word != y->word ? (x->word < y->word ? -1 : 1) : (int)x->kind - (int)y->kind;
}

static void mark(classes *of, const forms *all)
{
    struct sb_stemmer *stemmer = must(sb_stemmer_new("german", "UTF_8"));
    word_class **order = must(malloc((of->count + 1) * sizeof(word_class *)));
    for (size_t i = 0; i < of->count; i++) {
        of->items[i].stem = stem_of_word(all, &all->items[of->items[i].word], stemmer);
        order[i] = &of->items[i];
    }
    qsort(order, of->count, sizeof *order, compare);
    for (size_t i = 1; i < of->count; i++) {
        unsigned before = order[i - 1]->mark;
        bool same = strcmp(order[i]->stem, order[i - 1]->stem) == 0;
        order[i]->mark = (uint8_t)(!same ? 0 : before < MARK_MAX ? before + 1 : MARK_MAX);
    }
    free(order);
    sb_stemmer_delete(stemmer);
}

/* ---- what the file has of them ---------------------------------------------------------- */

/* Whether a noun is the rarest of what its form may be: Steige, in "steigen". */
static bool is_only_capital(const form *word, const reading *readings, size_t count)
{
    enum { TIMES = 10 };
    bool itself = readings->rank == RANK_SELF;
    return readings->kind == FUND_KIND_NOUN && readings[count - 1].kind != FUND_KIND_NOUN &&
           !itself && word->lower > TIMES * word->capitalised;
}

/* Whether hardly anybody means the verb: an imperative like "haus". */
static bool is_unlikely_verb(const form *word, const reading *first, const reading *of)
{
    enum { TIMES = 10 };
    return of->kind == FUND_KIND_VERB && of->rank == RANK_RULE && first->kind == FUND_KIND_NOUN &&
           first->rank == RANK_SELF && word->capitalised > TIMES * word->lower;
}

static void set_form(class_tables *tables, forms *all, classes *of, const reading *readings,
                     size_t count)
{
    form *word = &all->items[readings->form];
    fund_reading_set set = {.count = 0};
    bool rare = is_only_capital(word, readings, count);
    for (size_t i = 0; i < count && set.count < FUND_SET_READINGS_MAX; i++) {
        fund_reading way;
        if (is_unlikely_verb(word, readings, &readings[i]) ||
            !make_reading(&way, word, &all->items[readings[i].word])) {
            continue;
        }
        way.kind = readings[i].kind;
        way.spelling = readings[i].spelling;
        way.spelling |= rare && way.kind == FUND_KIND_NOUN ? FUND_ONLY_CAPITAL : 0;
        way.mark = class_of(of, all, &readings[i], false)->mark;
        set.readings[set.count++] = reading_number(tables, &way);
    }
    word->set = set.count > 0 ? set_number(tables, &set) : 0;
}

/* Readings from `begin` that are of one form. */
static size_t run_length(const forms *all, size_t begin)
{
    size_t end = begin;
    while (end < all->readings.count &&
           all->readings.items[end].form == all->readings.items[begin].form) {
        end++;
    }
    return end - begin;
}

void fill_classes(model *to, forms *all)
{
    classes of = {.index = must(fund_map_new())};
    class_tables tables = {to, must(fund_map_new()), must(fund_map_new())};
    const fund_reading_set none = {.count = 0};
    set_number(&tables, &none);
    for (size_t begin = 0, size; begin < all->readings.count; begin += size) {
        size = run_length(all, begin);
        count_uses(&of, all, all->readings.items + begin, size);
    }
    mark(&of, all);
    for (size_t begin = 0, size; begin < all->readings.count; begin += size) {
        size = run_length(all, begin);
        set_form(&tables, all, &of, all->readings.items + begin, size);
    }
    fill_endings(&tables, all);
    to->header.readings = (uint32_t)(to->readings.len / sizeof(fund_reading));
    to->header.sets = (uint32_t)(to->sets.len / sizeof(fund_reading_set));
    fund_map_free(tables.readings, NULL);
    fund_map_free(tables.sets, NULL);
    fund_map_free(of.index, NULL);
    fund_array_free(&of);
}
