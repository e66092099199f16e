/* Singulars of plurals that are entries of their own: by their umlaut (Gräber: Grab), and by the
 * head of a compound (Baufirmen: Firmen: Firma). */
#include "stemmer/train/train_private.h"

#include <string.h>

enum { HEAD_MIN = 3, MODIFIER_MIN = 3 };

static bool is_sure_noun(const forms *all, const spelled *word)
{
    return forms_have(all, word->letters, word->len, FORM_SURE_NOUN);
}

static bool cut_end(spelled *out, const spelled *word, const char *ending)
{
    *out = *word;
    out->len -= strlen(ending) < out->len ? strlen(ending) : 0;
    return fund_ends_with(word->letters, word->len, ending);
}

/* The word without the dots of its last umlaut. */
static bool without_umlaut(spelled *out, const spelled *word)
{
    *out = *word;
    for (size_t i = word->len; i > 0; i--) {
        char *c = &out->letters[i - 1];
        if (*c == '\xe4' || *c == '\xf6' || *c == '\xfc') {
            *c = *c == '\xe4' ? 'a' : *c == '\xf6' ? 'o' : 'u';
            return true;
        }
    }
    return false;
}

static bool by_umlaut(spelled *out, const forms *all, const spelled *word)
{
    static const char *const endings[] = {"ern", "er", "en", "e", "n", ""};
    spelled plain;
    if (!without_umlaut(&plain, word)) {
        return false;
    }
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        if (cut_end(out, &plain, endings[i]) && out->len >= 3 && is_sure_noun(all, out)) {
            return true;
        }
    }
    return false;
}

/* The noun that the head of a compound is a form of, one that is certainly a word if there is one: Land,
 * not Länder. NULL: none is likely. */
static const form *word_of_head(const forms *all, const form *head)
{
    size_t count;
    const reading *of = readings_of(all, (size_t)(head - all->items), &count);
    const form *first = NULL;
    for (size_t i = 0; i < count && of[i].kind == FUND_KIND_NOUN; i++) {
        const form *word = &all->items[of[i].word];
        if (of[i].word == of[i].form || of[i].rank > RANK_INFERRED) {
            continue; /* as a word of its own it says nothing */
        }
        if ((word->flags & FORM_SURE_NOUN) != 0) {
            return word;
        }
        first = first != NULL ? first : word;
    }
    return first;
}

static bool has_noun(const forms *all, const form *word)
{
    size_t count;
    const reading *of = readings_of(all, (size_t)(word - all->items), &count);
    return count > 0 && of->kind == FUND_KIND_NOUN;
}

/* The word of the form that a noun ends with, put behind what goes before. */
static bool by_head(spelled *out, const forms *all, const spelled *word)
{
    uint8_t link;
    for (size_t i = MODIFIER_MIN; i + HEAD_MIN <= word->len; i++) {
        const form *head = forms_find(all, word->letters + i, word->len - i);
        if (head == NULL || !has_noun(all, head) ||
            !may_be_modifier(all, word->letters, i, &link)) {
            continue;
        }
        const form *base = word_of_head(all, head);
        if (base == NULL || (head->flags & FORM_SURE_NOUN) != 0 ||
            i + base->len > FUND_LETTERS_MAX) {
            return false;
        }
        *out = *word;
        memcpy(out->letters + i, base->letters, base->len);
        out->len = i + base->len;
        return true;
    }
    return false;
}

/* Whether nothing says what a noun is a form of, but itself. */
static bool needs_singular(const forms *all, size_t number)
{
    const form *noun = &all->items[number];
    size_t count;
    const reading *of = readings_of(all, number, &count);
    size_t nouns = 0;
    while (nouns < count && of[nouns].kind == FUND_KIND_NOUN) {
        nouns++;
    }
    bool itself = nouns == 1 && of->word == of->form;
    return (noun->flags & FORM_NOUN) != 0 &&
           (noun->flags & (FORM_SURE_NOUN | FORM_SINGULAR)) == 0 && (nouns == 0 || itself);
}

void find_singulars(forms *all)
{
    size_t count = all->count;
    for (size_t i = 0; i < count; i++) {
        late_reading late;
        spell_form(&late.form, &all->items[i]);
        if (needs_singular(all, i) &&
            (by_umlaut(&late.word, all, &late.form) || by_head(&late.word, all, &late.form))) {
            require(fund_array_push(&all->late, late));
        }
    }
    for (size_t i = 0; i < all->late.count; i++) {
        const late_reading *late = &all->late.items[i];
        claim(all, &late->form, &late->word, FUND_KIND_NOUN, RANK_INFERRED);
    }
}
