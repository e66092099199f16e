/* What may stand where in a compound. */
#include "stemmer/train/train_private.h"

#include <string.h>

static bool has_vowel(const char *letters, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (strchr("aeiouy\xe4\xf6\xfc", letters[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* The linking elements of German nouns, longest known base first. */
static const char *const links[] = {"s", "n", "e", "es", "en", "er", "ns", "ens"};

static bool noun_with_link(const forms *all, const char *letters, size_t len, uint8_t *link)
{
    for (size_t i = 0; i < sizeof links / sizeof links[0]; i++) {
        size_t size = strlen(links[i]);
        if (links[i][0] == 's' && len > 1 && letters[len - 2] == 's') {
            continue; /* Buß- is not of Bus */
        }
        if (len >= size + 3 && fund_ends_with(letters, len, links[i]) &&
            forms_have(all, letters, len - size, FORM_NOUN)) {
            *link = (uint8_t)size;
            return true;
        }
    }
    /* Geschichte: Geschichts-, Hilfe: Hilfs- */
    if (len >= 5 && letters[len - 1] == 's' &&
        forms_have_with(all, letters, len - 1, "e", FORM_NOUN)) {
        *link = 1;
        return true;
    }
    return false;
}

static bool verb_stem(const forms *all, const char *letters, size_t len)
{
    if (len < 3) {
        return false;
    }
    char last = letters[len - 1];
    return forms_have_with(all, letters, len, "en", FORM_VERB) ||
           (len > 3 && (last == 'l' || last == 'r') &&
            forms_have_with(all, letters, len, "n", FORM_VERB)) ||
           (len > 3 && last == 'e' && forms_have_with(all, letters, len, "n", FORM_VERB));
}

enum { NOMINALISED_MIN = 20 }; /* uses of "Studierenden" that make it a noun */

bool may_be_modifier(const forms *all, const char *letters, size_t len, uint8_t *link)
{
    const form *word = forms_find(all, letters, len);
    unsigned flags = word != NULL ? word->flags : 0;
    *link = 0;
    if ((flags & FORM_MODIFIER) != 0) {
        return true;
    }
    if (len < 3 || (flags & FORM_NO_MODIFIER) != 0 || !has_vowel(letters, len)) {
        return false;
    }
    return (flags & (FORM_NOUN | FORM_ADJECTIVE)) != 0 || noun_with_link(all, letters, len, link) ||
           forms_have_with(all, letters, len, "e", FORM_NOUN) || verb_stem(all, letters, len) ||
           (word != NULL && (word->truncated >= 2 || ((flags & FORM_ADJECTIVAL) != 0 &&
                                                      word->capitalised >= NOMINALISED_MIN)));
}

static bool is_suffix(const forms *all, const char *letters, size_t len)
{
    return forms_have(all, letters, len, FORM_NO_HEAD) ||
           (letters[len - 1] == 's' && forms_have(all, letters, len - 1, FORM_NO_HEAD));
}

/* letters without `ending`, when they have it; else 0. */
static size_t without(const char *letters, size_t len, const char *ending)
{
    size_t size = strlen(ending);
    return len > size + 2 && fund_ends_with(letters, len, ending) ? len - size : 0;
}

static bool infinitive(const forms *all, const char *stem, size_t len)
{
    return forms_have_with(all, stem, len, "en", FORM_VERB) ||
           (len > 2 && strchr("lr", stem[len - 1]) != NULL &&
            forms_have_with(all, stem, len, "n", FORM_VERB));
}

/* [particle] + ge or zu + a form of a verb, and the verb's own forms. */
static bool is_participle(const forms *all, const char *letters, size_t len)
{
    for (size_t i = 0; i + 4 < len; i++) {
        bool infix = memcmp(letters + i, "ge", 2) == 0 || memcmp(letters + i, "zu", 2) == 0;
        if (!infix || (i > 0 && !forms_have(all, letters, i, FORM_PARTICLE))) {
            continue;
        }
        size_t rest = len - i - 2;
        const char *verb = letters + i + 2;
        if (forms_have(all, verb, rest, FORM_VERBAL) ||
            (verb[rest - 1] == 't' && infinitive(all, verb, rest - 1)) ||
            (i > 0 && forms_have(all, letters + i, len - i, FORM_ADJECTIVAL))) {
            return i > 0 || !forms_have(all, letters, len, FORM_NOUN);
        }
    }
    return false;
}

static bool begins_with_particle(const forms *all, const char *letters, size_t len)
{
    for (size_t i = 2; i + 3 <= len; i++) {
        if (forms_have(all, letters, i, FORM_PARTICLE)) {
            return true;
        }
    }
    return false;
}

/* Feststellung, Verbraucherinnen. */
static bool is_deverbal(const forms *all, const char *letters, size_t len)
{
    static const char *const actions[] = {"ung",   "ungen", "ungs",  "end",  "ende",
                                          "enden", "ender", "endes", "endem"};
    static const char *const agents[] = {"er", "ers", "ern", "erin", "erinnen"};
    enum {
        ACTIONS = sizeof actions / sizeof actions[0],
        AGENTS = sizeof agents / sizeof agents[0]
    };
    for (size_t i = 0; i < ACTIONS + AGENTS; i++) {
        size_t stem = without(letters, len, i < ACTIONS ? actions[i] : agents[i - ACTIONS]);
        if (stem > 0 && infinitive(all, letters, stem) &&
            (i < ACTIONS || begins_with_particle(all, letters, stem))) {
            return true;
        }
    }
    return false;
}

static bool is_verbal(const forms *all, const form *word)
{
    static const char *const endings[] = {"e", "en", "er", "es", "em"};
    if ((word->flags & (FORM_VERBAL | FORM_VERB)) != 0 ||
        is_deverbal(all, word->letters, word->len) ||
        is_participle(all, word->letters, word->len)) {
        return true;
    }
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t base = without(word->letters, word->len, endings[i]);
        if (base > 4 && is_participle(all, word->letters, base)) {
            return true;
        }
    }
    return false;
}

void mark_verbal(forms *all)
{
    for (size_t i = 0; i < all->count; i++) {
        form *word = &all->items[i];
        if ((word->flags & (FORM_NOUN | FORM_OTHER)) != 0 && is_verbal(all, word)) {
            word->flags |= FORM_NEVER;
        }
    }
}

static bool noun_head(const form *word, const train_params *params)
{
    unsigned attested = (word->flags & FORM_ADJECTIVAL) != 0 ? params->head_adjective_min
                                                             : params->head_capitalised_min;
    return (word->flags & FORM_NOUN) != 0 ||
           (word->capitalised >= attested &&
            (word->capitalised > word->lower || (word->flags & FORM_ADJECTIVAL) != 0));
}

static bool other_head(const form *word)
{
    bool verb = (word->flags & FORM_VERBAL) != 0 && (word->flags & FORM_ADJECTIVAL) == 0;
    return word->len >= 4 && (word->flags & FORM_NO_ADJECTIVE_HEAD) == 0 &&
           (word->flags & FORM_OTHER) != 0 && !verb &&
           (word->lower > 0 || (word->flags & FORM_PRESENT) != 0);
}

unsigned may_be_head(const forms *all, const form *word, const train_params *params)
{
    if ((word->flags & FORM_HEAD) != 0) {
        return HEAD_NOUN;
    }
    if (word->len < 3 || is_suffix(all, word->letters, word->len) ||
        !has_vowel(word->letters, word->len)) {
        return 0;
    }
    return (noun_head(word, params) ? HEAD_NOUN : 0u) | (other_head(word) ? HEAD_OTHER : 0u);
}
