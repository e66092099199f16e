/* Which words a form may be of: what the sources claim, and what of it holds. */
#include "stemmer/train/train_private.h"

#include <stdlib.h>
#include <string.h>

bool spell(spelled *out, const char *word, size_t len, bool latin1)
{
    bool sharp = latin1 ? memchr(word, 0xdf, len) != NULL : memmem(word, len, "ß", 2) != NULL;
    out->len = fold_letters(out->letters, word, len, latin1);
    bool both = out->len < 2 || memmem(out->letters, out->len, "ss", 2) == NULL;
    out->spelling = both    ? FUND_SPELLED_SS | FUND_SPELLED_SHARP
                    : sharp ? FUND_SPELLED_SHARP
                            : FUND_SPELLED_SS;
    return out->len >= 2;
}

void spell_form(spelled *out, const form *word)
{
    memcpy(out->letters, word->letters, word->len);
    out->len = word->len;
    out->spelling = FUND_SPELLED_SS | FUND_SPELLED_SHARP;
}

void spell_more(spelled *to, const char *letters)
{
    size_t len = strlen(letters);
    if (to->len + len <= FUND_LETTERS_MAX) {
        memcpy(to->letters + to->len, letters, len);
        to->len += len;
    }
}

void claim(forms *all, const spelled *form_of, const spelled *word, unsigned kind, unsigned rank)
{
    if (form_of->len < 2 || word->len < 2) {
        return;
    }
    forms_add(all, word->letters, word->len);
    forms_add(all, form_of->letters, form_of->len); /* may move the other */
    const form *of = forms_find(all, word->letters, word->len);
    const form *it = forms_find(all, form_of->letters, form_of->len);
    const reading claimed = {.form = (uint32_t)(it - all->items),
                             .word = (uint32_t)(of - all->items),
                             .kind = (uint8_t)kind,
                             .rank = (uint8_t)rank,
                             .spelling = form_of->spelling};
    require(fund_array_push(&all->readings, claimed));
}

void claim_with(forms *all, const spelled *base, const char *ending, const spelled *word,
                unsigned kind, unsigned rank)
{
    spelled with = *base;
    spell_more(&with, ending);
    claim(all, &with, word, kind, rank);
}

void claim_word(forms *all, const spelled *word, unsigned kind, bool sure)
{
    bool noun = kind == FUND_KIND_NOUN;
    claim(all, word, word, kind, RANK_SELF);
    forms_add(all, word->letters, word->len)->flags |=
        (noun ? FORM_NOUN_WORD : 0u) | (!sure  ? 0u
                                        : noun ? FORM_SURE_NOUN
                                               : FORM_SURE);
}

unsigned class_kind(const forms *all, const reading *of)
{
    unsigned flags = all->items[of->word].flags;
    bool infinitive = (flags & (FORM_VERB | FORM_CONJUGATED)) != 0;
    if (of->kind == FUND_KIND_NOUN) {
        return infinitive && (flags & FORM_OWN_NOUN) == 0 ? CLASS_VERB : CLASS_NOUN;
    }
    bool adjective = of->kind == FUND_KIND_ADJECTIVE && (flags & FORM_GRADED) != 0; /* modern */
    return infinitive && !adjective ? CLASS_VERB : CLASS_OTHER;
}

/* ---- order -------------------------------------------------------------------------- */

static bool is_noun(const reading *of)
{
    return of->kind == FUND_KIND_NOUN;
}

/* By form, nouns first, then the surest. */
static int compare(const void *a, const void *b)
{
    const reading *x = a, *y = b;
    if (x->form != y->form) {
        return x->form < y->form ? -1 : 1;
    }
    if (is_noun(x) != is_noun(y)) {
        return is_noun(x) ? -1 : 1;
    }
    if (x->rank != y->rank) {
        return x->rank < y->rank ? -1 : 1;
    }
    if (x->word != y->word) {
        return x->word < y->word ? -1 : 1;
    }
    return (int)x->kind - (int)y->kind;
}

void sort_readings(forms *all)
{
    qsort(all->readings.items, all->readings.count, sizeof *all->readings.items, compare);
}

const reading *readings_of(const forms *all, size_t number, size_t *count)
{
    size_t low = 0, high = all->readings.count;
    while (low < high) {
        size_t middle = (low + high) / 2;
        if (all->readings.items[middle].form < number) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    for (*count = 0;
         low + *count < all->readings.count && all->readings.items[low + *count].form == number;) {
        ++*count;
    }
    return all->readings.items + low;
}

/* ---- words that are forms of others --------------------------------------------------- */

/* What a word that only looks like one is a form of: Firmen, ging, höher. */
typedef struct redirections {
    uint32_t *noun, *other; /* number of the word + 1 */
} redirections;

static void find_redirections(redirections *out, const forms *all)
{
    for (size_t i = 0; i < all->readings.count; i++) {
        const reading *of = &all->readings.items[i];
        const form *word = &all->items[of->form];
        uint32_t *to = is_noun(of) ? &out->noun[of->form] : &out->other[of->form];
        bool sure = (word->flags & (is_noun(of) ? FORM_SURE_NOUN : FORM_SURE)) != 0;
        bool singular = (word->flags & FORM_SINGULAR) != 0;
        bool genitive = word->len == all->items[of->word].len + 1u &&
                        word->letters[word->len - 1] == 's'; /* Andreas, of Andrea */
        /* An entry like "trittst", "vorläge" is hardly a word. */
        bool finite = !is_noun(of) && (word->flags & (FORM_VERBAL | FORM_FINITE)) != 0 &&
                      (word->flags & (FORM_VERB | FORM_CONJUGATED | FORM_ADJECTIVE)) == 0;
        bool likely = of->word != of->form &&
                      (of->rank == RANK_LISTED || (finite && of->rank == RANK_RULE) ||
                       (is_noun(of) && !singular && !genitive && of->rank < RANK_RARE));
        bool adjective =
            (word->flags & FORM_ADJECTIVE) != 0; /* weiß is more than a form of wissen */
        bool alike = is_noun(of) || !adjective || of->kind == FUND_KIND_ADJECTIVE;
        if (!sure && likely && alike && *to == 0) {
            *to = of->word + 1;
        }
    }
}

static uint32_t redirected(const uint32_t *to, uint32_t word)
{
    for (unsigned i = 0; i < 4 && to[word] != 0; i++) {
        word = to[word] - 1;
    }
    return word;
}

static void redirect(forms *all)
{
    redirections to = {must(calloc(all->count, sizeof *to.noun)),
                       must(calloc(all->count, sizeof *to.other))};
    find_redirections(&to, all);
    for (size_t i = 0; i < all->readings.count; i++) {
        reading *of = &all->readings.items[i];
        uint32_t word = redirected(is_noun(of) ? to.noun : to.other, of->word);
        if (word != of->word) {
            of->word = word;
            /* As sure as what it was redirected by, which is there, too. */
            of->rank = of->rank == RANK_SELF ? (uint8_t)RANK_RULE : of->rank;
        }
    }
    free(to.noun);
    free(to.other);
}

/* ---- what holds ------------------------------------------------------------------------ */

static bool is_of_verb(const forms *all, const reading *of)
{
    return !is_noun(of) && of->word != of->form &&
           (all->items[of->word].flags & (FORM_VERB | FORM_CONJUGATED)) != 0;
}

/* An infinitive is hardly a form of another verb: ziehen, of zeihen. */
static bool is_other_verb(const forms *all, const reading *of, const reading *surest)
{
    return surest->kind == FUND_KIND_VERB && surest->rank == RANK_SELF &&
           of->kind == FUND_KIND_VERB && of->word != surest->word &&
           (all->items[surest->word].flags & FORM_SURE) != 0;
}

/* Whether a reading holds beside the surest of its form's, of nouns or of others. */
static bool holds(const forms *all, const reading *of, const reading *surest, bool others)
{
    bool listed = (all->items[of->form].flags & FORM_NO_VERB) != 0;
    if (listed && is_of_verb(all, of) && others) {
        return false;
    }
    if ((of->rank == RANK_RARE && others) || is_other_verb(all, of, surest)) {
        return false;
    }
    return of->rank <= RANK_LISTED || of->rank == surest->rank;
}

static bool has_other_than_verbs(const forms *all, const reading *group, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        if (!is_of_verb(all, &group[i])) {
            return true;
        }
    }
    return false;
}

/* Drops what does not hold, and what is there twice, of the readings of a form that are nouns, or
 * of the others. Returns how many are left. */
static size_t settle_group(const forms *all, reading *group, size_t count)
{
    const reading surest = group[0];
    bool others = has_other_than_verbs(all, group, count), more = group[0].rank < RANK_RARE;
    size_t kept = 0;
    for (size_t i = 0; i < count; i++) {
        reading of = group[i];
        bool stays = holds(all, &of, &surest, of.rank == RANK_RARE ? more : others);
        for (size_t k = 0; k < kept && stays; k++) {
            if (group[k].word == of.word && class_kind(all, &group[k]) == class_kind(all, &of)) {
                group[k].spelling |= of.spelling;
                stays = false;
            }
        }
        if (stays) {
            group[kept++] = of;
        }
    }
    return kept;
}

static void drop_unlikely(forms *all)
{
    reading *items = all->readings.items;
    size_t kept = 0;
    for (size_t begin = 0, end; begin < all->readings.count; begin = end) {
        for (end = begin; end < all->readings.count && items[end].form == items[begin].form &&
                          is_noun(&items[end]) == is_noun(&items[begin]);) {
            end++;
        }
        size_t count = settle_group(all, items + begin, end - begin);
        memmove(items + kept, items + begin, count * sizeof *items);
        kept += count;
    }
    all->readings.count = kept;
}

/* An entry that is an infinitive used as a noun gives way to the plural of a noun: Fällen, Reden. */
static void lower_infinitives(forms *all)
{
    for (size_t i = 0; i < all->readings.count; i++) {
        reading *of = &all->readings.items[i];
        unsigned flags = all->items[of->form].flags;
        bool infinitive = (flags & (FORM_VERB | FORM_CONJUGATED)) != 0;
        if (is_noun(of) && of->rank == RANK_SELF && infinitive && (flags & FORM_OWN_NOUN) == 0) {
            of->rank = RANK_INFERRED;
        }
    }
}

void settle_readings(forms *all)
{
    lower_infinitives(all);
    sort_readings(all);
    redirect(all);
    sort_readings(all);
    drop_unlikely(all);
}
