/* Unsupervised learning of the costs of modifiers and heads.
 *
 * Every word type counts once, so that a rare compound teaches as much as a
 * frequent one.  First each binary split into a possible modifier and a
 * possible head gets an equal share; then, in each round, the cheapest analysis
 * of every word under the counts so far gives the next counts (Viterbi
 * training, as in F. Jelinek, "Continuous speech recognition by statistical
 * methods", Proc. IEEE 64, 1976).  Modifiers are counted as they are written
 * ("wirtschafts"), so linking letters need no model of their own; heads per
 * Snowball stem.  Modifiers that the corpus has in "Wirtschafts- und
 * Sozialpolitik" were split by their writers and count more. */
#include "stemmer/train/train_private.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORD_MIN = 5, HEAD_MIN = 2, MODIFIER_MIN = 2 };

static head_stem *stem_of(forms *all, form *word)
{
    size_t number = forms_head_stem(all, word); /* which may move the others */
    return &all->stems.items[number];
}

/* A word that is never split takes its other forms along, "wohlstands" too. */
static void spread_never(forms *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if ((all->items[i].flags & FORM_NEVER) != 0) {
            stem_of(all, &all->items[i])->never = true;
        }
    }
    for (size_t i = 0; i < all->count; i++) {
        if (stem_of(all, &all->items[i])->never) {
            all->items[i].flags |= FORM_NEVER;
        }
    }
}

static void mark_roles(forms *all, const train_params *params)
{
    for (size_t i = 0; i < all->count; i++) {
        form *word = &all->items[i];
        word->modifier = may_be_modifier(all, word->letters, word->len, &word->link);
        word->head = may_be_head(all, word, params);
    }
}

/* A modifier that no dictionary has as a word ("wirtschafts"). */
static form *find_modifier(forms *all, const char *letters, size_t len)
{
    form *word = forms_find(all, letters, len);
    uint8_t link;
    if (word == NULL && may_be_modifier(all, letters, len, &link)) {
        word = forms_add(all, letters, len);
        word->modifier = true;
        word->link = link;
    }
    return word != NULL && word->modifier ? word : NULL;
}

static void count_binary_splits(forms *all, size_t number)
{
    const char *letters = all->items[number].letters;
    size_t len = all->items[number].len;
    size_t at[FUND_LETTERS_MAX], count = 0;
    for (size_t i = MODIFIER_MIN; i + HEAD_MIN <= len; i++) {
        const form *head = forms_find(all, letters + i, len - i);
        if (head != NULL && head->head != 0 && find_modifier(all, letters, i) != NULL) {
            at[count++] = i;
        }
    }
    for (size_t i = 0; i < count; i++) {
        forms_find(all, letters, at[i])->next += 1.0 / (double)count;
        form *head = forms_find(all, letters + at[i], len - at[i]);
        stem_of(all, head)->next += 1.0 / (double)count;
    }
}

/* The counts of this round become those to go by. */
static void end_round(forms *all)
{
    for (size_t i = 0; i < all->count; i++) {
        all->items[i].count = all->items[i].next;
        all->items[i].next = 0;
    }
    for (size_t i = 0; i < all->stems.count; i++) {
        all->stems.items[i].count = all->stems.items[i].next;
        all->stems.items[i].next = 0;
    }
}

static unsigned cost_of(double count, double total)
{
    double cost = -log(count / total) * FUND_COST_UNIT + 0.5;
    return cost < 0 ? 0 : cost >= FUND_COST_NONE ? FUND_COST_NONE - 1 : (unsigned)cost;
}

static double modifier_count(const form *word, const train_params *params)
{
    return word->count + params->modifier_add +
           params->truncated_weight * log1p((double)word->truncated);
}

static void insert(model *to, const form *word, unsigned modifier, unsigned head)
{
    uint64_t hash = fund_letters_hash(word->letters, word->len);
    const fund_lexicon_table table = {to->entries, sizeof *to->entries, to->header.slots, NULL};
    uint32_t tag, slot = fund_table_slot(&table, hash, &tag);
    unsigned link = word->modifier ? word->link : 0u;
    modifier |= link << FUND_ENTRY_LINK_SHIFT;
    modifier |= (word->flags & FORM_NEVER) != 0 ? FUND_ENTRY_NEVER : 0u;
    head |= (word->flags & (FORM_NOUN | FORM_OTHER)) != 0 ? FUND_ENTRY_KNOWN : 0u;
    head |= (word->head & HEAD_NOUN) != 0 ? FUND_ENTRY_NOUN : 0u;
    head |= (word->head & HEAD_OTHER) != 0 ? FUND_ENTRY_OTHER : 0u;
    head |= (word->flags & FORM_PLACE) != 0 ? FUND_ENTRY_PLACE : 0u;
    to->entries[slot] = (fund_lexicon_entry){tag, (uint16_t)modifier, (uint16_t)head};
    to->form_sets[slot] = word->set;
}

static bool is_kept(const form *word)
{
    return (word->flags & FORM_SPLITTER) != 0 || word->head != 0 || word->set != 0 ||
           (word->modifier && word->count > 0);
}

/* Modifiers of up to three letters that few words use are chance: the last round
 * lets them go. */
static unsigned modifier_cost(const form *word, const train_params *params, double total, bool last)
{
    bool chance = last && word->len <= 3 && (word->flags & FORM_MODIFIER) == 0 &&
                  word->count < params->short_count;
    return word->modifier && !chance ? cost_of(modifier_count(word, params), total)
                                     : FUND_COST_NONE;
}

static double count_totals(double *modifiers, const forms *all, const train_params *params)
{
    double heads = 0;
    *modifiers = 0;
    for (size_t i = 0; i < all->count; i++) {
        *modifiers += all->items[i].modifier ? modifier_count(&all->items[i], params) : 0;
    }
    for (size_t i = 0; i < all->stems.count; i++) {
        heads += all->stems.items[i].count + params->head_add;
    }
    return heads;
}

static void clear_table(model *to, const forms *all)
{
    size_t kept = 0;
    for (size_t i = 0; i < all->count; i++) {
        kept += is_kept(&all->items[i]);
    }
    to->header.entries = (uint32_t)kept;
    to->header.slots = (uint32_t)(kept + kept * 2 / 5 + 1);
    free(to->entries);
    free(to->form_sets);
    to->entries = must(calloc(to->header.slots, sizeof *to->entries));
    to->form_sets = must(calloc(to->header.slots, sizeof *to->form_sets));
}

/* Writes the costs that follow from the counts; `last`: those to keep. */
static void fill(model *to, forms *all, const train_params *params, bool last)
{
    double modifiers, heads = count_totals(&modifiers, all, params);
    clear_table(to, all);
    for (size_t i = 0; i < all->count; i++) {
        form *word = &all->items[i];
        if (is_kept(word)) {
            unsigned head = word->head == 0
                                ? FUND_COST_NONE
                                : cost_of(stem_of(all, word)->count + params->head_add, heads);
            insert(to, word, modifier_cost(word, params, modifiers, last), head);
        }
    }
}

static void count_parts(forms *all, const form *word, const uint8_t *cuts, size_t count)
{
    size_t part = 0;
    for (size_t i = 0; i < count; i++) {
        form *modifier = forms_find(all, word->letters + part, cuts[i] - part);
        if (modifier != NULL) {
            modifier->next += 1;
        }
        part = cuts[i];
    }
    form *head = forms_find(all, word->letters + part, word->len - part);
    if (head != NULL) {
        stem_of(all, head)->next += 1;
    }
}

static void learn_round(const model *from, forms *all, size_t words)
{
    const fund_split_model view = {{from->entries, sizeof *from->entries, from->header.slots, NULL},
                                   &from->header};
    for (size_t i = 0; i < words; i++) {
        const form *word = &all->items[i];
        uint8_t cuts[FUND_LETTERS_MAX];
        size_t count =
            word->len < WORD_MIN
                ? 0
                : fund_split_once(&view, (const unsigned char *)word->letters, word->len, cuts);
        if (count > 0) {
            count_parts(all, word, cuts, count);
        }
    }
}

void learn(model *out, forms *all, const train_params *params)
{
    const double unit = FUND_COST_UNIT;
    *out = (model){.header = {.magic = FUND_LEXICON_MAGIC,
                              .version = FUND_LEXICON_VERSION,
                              .known_base = (int32_t)(params->known_base * unit),
                              .known_letter = (int32_t)(params->known_letter * unit),
                              .unknown_base = (int32_t)(params->unknown_base * unit),
                              .unknown_letter = (int32_t)(params->unknown_letter * unit),
                              .name_limit = (int32_t)(params->name_limit * unit),
                              .oov_base = (int32_t)(params->oov_base * unit),
                              .oov_letter = (int32_t)(params->oov_letter * unit),
                              .oov_head = (int32_t)(params->oov_head * unit)}};
    expand_splits(&out->splits, all);
    spread_never(all);
    mark_verbal(all);
    mark_roles(all, params);
    size_t words = all->count; /* count_binary_splits() adds modifiers */
    for (size_t i = 0; i < words; i++) {
        count_binary_splits(all, i);
    }
    end_round(all);
    fill(out, all, params, false);
    for (unsigned round = 1; round <= params->rounds; round++) {
        learn_round(out, all, words);
        end_round(all);
        if (round < params->rounds) {
            fill(out, all, params, false);
        }
    }
}

void fill_entries(model *to, forms *all, const train_params *params)
{
    fill(to, all, params, true);
}
