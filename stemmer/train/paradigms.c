/* The forms of nouns, adjectives and verbs whose dictionary says how they inflect. */
#include "stemmer/train/train_private.h"

#include <string.h>

static const char *const of_adjectives[] = {"", "e", "en", "er", "es", "em", NULL};

static void claim_all(forms *all, const spelled *base, const char *const *endings,
                      const spelled *word, unsigned kind, unsigned rank)
{
    for (; *endings != NULL; endings++) {
        claim_with(all, base, *endings, word, kind, rank);
    }
}

static bool ends(const spelled *word, const char *ending)
{
    return fund_ends_with(word->letters, word->len, ending);
}

static void add_flags(forms *all, const spelled *word, unsigned flags)
{
    forms_add(all, word->letters, word->len)->flags |= flags;
}

static bool is_vowel(char c)
{
    return c != '\0' && strchr("aeiouy\xe4\xf6\xfc", c) != NULL;
}

/* Gives the last vowel its dots; false: it can have none. */
static bool umlaut(spelled *word)
{
    size_t i = word->len;
    while (i > 0 && !is_vowel(word->letters[i - 1])) {
        i--;
    }
    char *c = i > 0 ? &word->letters[i - 1] : word->letters;
    if (*c == 'u' && i > 1 && c[-1] == 'a') {
        c--; /* Haus: Häuser */
    }
    bool can = *c == 'a' || *c == 'o' || *c == 'u';
    if (can && *c != 'u' && c > word->letters && c[-1] == *c) { /* Saal: Säle */
        memmove(c, c + 1, (size_t)(word->letters + word->len - c - 1));
        word->len--;
        c--;
    }
    if (can) {
        *c = *c == 'a' ? '\xe4' : *c == 'o' ? '\xf6' : '\xfc';
    }
    return can;
}

/* ---- nouns --------------------------------------------------------------------------- */

/* des Hauses, dem Hause */
static void claim_cases(forms *all, const spelled *noun)
{
    char last = noun->letters[noun->len - 1];
    bool sibilant = last == 's' || last == 'x' || last == 'z';
    bool syllable = ends(noun, "er") || ends(noun, "el") || ends(noun, "en");
    if (!sibilant) {
        claim_with(all, noun, "s", noun, FUND_KIND_NOUN, RANK_INFERRED);
    }
    if (!is_vowel(last) && !syllable) {
        claim_with(all, noun, "es", noun, FUND_KIND_NOUN, RANK_LISTED);
        claim_with(all, noun, "e", noun, FUND_KIND_NOUN, RANK_RARE);
    }
    if (ends(noun, "nis")) {
        claim_with(all, noun, "ses", noun, FUND_KIND_NOUN, RANK_LISTED);
    }
}

void claim_noun(forms *all, const spelled *noun, unsigned gender)
{
    claim_word(all, noun, FUND_KIND_NOUN, true);
    add_flags(all, noun,
              (gender == GENDER_FEMALE ? (unsigned)FORM_FEMALE : 0u) |
                  ((gender & GENDER_NEUTER) == 0 ? (unsigned)FORM_OWN_NOUN : 0u));
    if (gender != GENDER_FEMALE) {
        claim_cases(all, noun);
    }
}

void claim_plural(forms *all, const spelled *noun, const spelled *plural)
{
    add_flags(all, noun, FORM_PLURAL);
    claim(all, plural, noun, FUND_KIND_NOUN, RANK_LISTED);
    if (ends(plural, "e") || ends(plural, "er") || ends(plural, "el")) {
        claim_with(all, plural, "n", noun, FUND_KIND_NOUN, RANK_LISTED);
    }
}

/* The plurals that most nouns have which end so. */
static void inflect_regular(forms *all, const spelled *noun)
{
    static const char *const of_consonants[] = {"e", "en", NULL};
    char last = noun->letters[noun->len - 1];
    if (ends(noun, "in")) {
        claim_with(all, noun, "nen", noun, FUND_KIND_NOUN, RANK_RULE);
    } else if (ends(noun, "e")) {
        claim_with(all, noun, "n", noun, FUND_KIND_NOUN, RANK_RULE);
    } else if (ends(noun, "er") || ends(noun, "el")) { /* den Hobeln, as likely as das Hobeln */
        claim_with(all, noun, "n", noun, FUND_KIND_NOUN, RANK_INFERRED);
    } else if (!is_vowel(last)) {
        claim_all(all, noun, of_consonants, noun, FUND_KIND_NOUN, RANK_RULE);
    }
    if (last != 's') {
        claim_with(all, noun, "s", noun, FUND_KIND_NOUN, RANK_RARE);
    } else if (ends(noun, "us")) {
        claim_with(all, noun, "se", noun, FUND_KIND_NOUN, RANK_RULE);
        claim_with(all, noun, "sen", noun, FUND_KIND_NOUN, RANK_RULE);
    }
}

/* Dämpfe, Gräber: the umlaut plurals that short nouns may have when no dictionary has another. */
static void inflect_by_umlaut(forms *all, const spelled *noun)
{
    static const char *const endings[] = {"e", "en", "er", "ern", NULL};
    enum { LONGEST = 7 };
    spelled plural = *noun;
    size_t vowels = 0;
    for (size_t i = 0; i < noun->len; i++) {
        vowels += is_vowel(noun->letters[i]) && (i == 0 || !is_vowel(noun->letters[i - 1]));
    }
    if (vowels == 1 && noun->len <= LONGEST && !is_vowel(noun->letters[noun->len - 1]) &&
        umlaut(&plural)) {
        claim_all(all, &plural, endings, noun, FUND_KIND_NOUN, RANK_INFERRED);
    }
}

/* Plurals of words from Latin, Greek and Italian that are so alike that a word with these letters is
 * one, whatever else it is: Kompositen, of Komposit and of Kompositum. */
static void inflect_foreign_surely(forms *all, const spelled *noun)
{
    static const char *const plurals[][2] = {{"us", "en"},   {"um", "en"},   {"ma", "men"},
                                             {"sis", "sen"}, {"xis", "xen"}, {"ion", "ien"},
                                             {"nda", "nden"}};
    enum { SHORTEST = 5 };
    for (size_t i = 0; i < sizeof plurals / sizeof plurals[0] && noun->len >= SHORTEST; i++) {
        spelled plural = *noun;
        plural.len -= strlen(plurals[i][0]);
        spell_more(&plural, plurals[i][1]);
        const form *known = forms_find(all, plural.letters, plural.len);
        if (ends(noun, plurals[i][0]) && known != NULL &&
            (known->flags & (FORM_VERB | FORM_CONJUGATED)) == 0 &&
            ((known->flags & FORM_NOUN) != 0 || known->capitalised > 0)) {
            claim(all, &plural, noun, FUND_KIND_NOUN, RANK_LISTED);
        }
    }
}

/* Their plurals where no dictionary has another form so. */
static void inflect_foreign(forms *all, const spelled *noun)
{
    static const char *const plurals[][2] = {
        {"us", "en"},   {"us", "i"},   {"um", "en"},   {"um", "a"},    {"a", "en"},
        {"ma", "mata"}, {"on", "a"},   {"on", "en"},   {"o", "en"},    {"o", "i"},
        {"is", "en"},   {"os", "en"},  {"ex", "izes"}, {"ix", "izes"}, {"ex", "ices"},
        {"ix", "ices"}, {"ax", "aces"}};
    enum { SHORTEST = 4 };
    for (size_t i = 0; i < sizeof plurals / sizeof plurals[0] && noun->len >= SHORTEST; i++) {
        if (ends(noun, plurals[i][0])) {
            spelled plural = *noun;
            plural.len -= strlen(plurals[i][0]);
            claim_with(all, &plural, plurals[i][1], noun, FUND_KIND_NOUN, RANK_RULE);
        }
    }
}

void claim_nominal(forms *all, const spelled *noun)
{
    add_flags(all, noun, FORM_NOMINAL);
}

static void inflect_nominal(forms *all, const spelled *noun)
{
    static const char *const endings[] = {"n", "r", "s", "m", NULL};
    claim_word(all, noun, FUND_KIND_NOUN, true);
    claim_all(all, noun, endings, noun, FUND_KIND_NOUN, RANK_LISTED);
}

/* ---- adjectives ------------------------------------------------------------------------ */

void claim_comparison(forms *all, const spelled *adjective, const spelled *comparative,
                      const spelled *superlative)
{
    spelled most = *superlative;
    most.len -= strlen("en");
    claim_word(all, adjective, FUND_KIND_ADJECTIVE, true);
    add_flags(all, adjective, FORM_GRADED);
    claim_all(all, comparative, of_adjectives, adjective, FUND_KIND_ADJECTIVE, RANK_LISTED);
    claim_all(all, &most, of_adjectives, adjective, FUND_KIND_ADJECTIVE, RANK_LISTED);
}

/* makaber: makabre */
static void inflect_shortened(forms *all, const spelled *adjective)
{
    spelled base = *adjective;
    if (base.len > 4 && (ends(&base, "er") || ends(&base, "el")) &&
        !is_vowel(base.letters[base.len - 3])) {
        base.letters[base.len - 2] = base.letters[base.len - 1];
        base.len--;
        claim_all(all, &base, of_adjectives + 1, adjective, FUND_KIND_ADJECTIVE, RANK_LISTED);
    }
}

/* ---- verbs ------------------------------------------------------------------------------ */

void claim_verb(forms *all, const spelled *verb)
{
    claim_word(all, verb, FUND_KIND_VERB, true);
    add_flags(all, verb, FORM_CONJUGATED);
}

/* Letters of the stem of an infinitive: sagen, wandern, handeln. */
static size_t stem_len(const spelled *verb)
{
    return verb->len - (verb->len > 3 && ends(verb, "en") ? 2u : 1u);
}

/* The -e- of "redet", "atmet", "zeichnet". */
static bool needs_e(const char *stem, size_t len)
{
    char last = stem[len - 1], before = len > 1 ? stem[len - 2] : 'a';
    return last == 't' || last == 'd' ||
           ((last == 'm' || last == 'n') && strchr("aeiou\xe4\xf6\xfclrmnh", before) == NULL) ||
           (last == 'n' && before == 'h' && len > 2 && stem[len - 3] == 'c');
}

/* spricht: also "sprichst" and "sprich", which is hardly anything else where it has another vowel. */
static void claim_present(forms *all, const spelled *verb, const spelled *third)
{
    size_t stem = stem_len(verb);
    bool other_vowel = third->len < stem || memcmp(third->letters, verb->letters, stem) != 0;
    claim(all, third, verb, FUND_KIND_VERB, RANK_LISTED);
    claim_with(all, third, "st", verb, FUND_KIND_VERB, RANK_RULE); /* giltst */
    if (third->len > 3 && ends(third, "t")) {
        spelled second = *third;
        second.len--;
        claim_with(all, &second, "st", verb, FUND_KIND_VERB, RANK_LISTED);
        claim(all, &second, verb, FUND_KIND_VERB, other_vowel ? RANK_LISTED : RANK_RULE);
    }
}

/* sprach, brachte, and their subjunctives. What few write is claimed by rule only, so that it is no
 * form of the verb where another has it: "führen" is not of fahren, nor "schlicht" of schleichen. */
static void claim_preterite(forms *all, const spelled *verb, const spelled *preterite)
{
    static const char *const of_weak[] = {"e", "en", NULL}, *const of_strong[] = {"", "en", NULL};
    static const char *const rare[] = {"e", "st", "est", "t", "et", NULL};
    static const char *const subjunctive[] = {"e", "en", "st", "est", "t", "et", NULL};
    spelled base = *preterite;
    bool weak = ends(preterite, "te"), subjunctive_already = ends(preterite, "e") && !weak;
    base.len -= weak || subjunctive_already ? 1 : 0;
    if (subjunctive_already) { /* "ginge" */
        claim_all(all, &base, subjunctive, verb, FUND_KIND_VERB, RANK_RULE);
        return;
    }
    claim_all(all, &base, weak ? of_weak : of_strong, verb, FUND_KIND_VERB, RANK_LISTED);
    claim_all(all, &base, rare + weak, verb, FUND_KIND_VERB, RANK_RULE);
    if (!weak) {
        add_flags(all, verb, FORM_STRONG);
    }
    size_t stem = stem_len(verb);
    if (weak && base.len > stem && memcmp(base.letters, verb->letters, stem) == 0) {
        return; /* it is regular */
    }
    spelled older = base;
    char *a = weak ? NULL : memrchr(older.letters, 'a', older.len);
    bool nasal = ends(&older, "nn") || ends(&older, "mm");
    if (umlaut(&base)) {
        claim_all(all, &base, subjunctive, verb, FUND_KIND_VERB, RANK_RULE);
    }
    if (a != NULL && a > older.letters && umlaut(&older)) { /* hülfe, stünde; begönne */
        *a = nasal ? '\xf6' : '\xfc';
        claim_all(all, &older, subjunctive, verb, FUND_KIND_VERB, RANK_RULE);
    }
}

void claim_principal(forms *all, const spelled *verb, const spelled *part, principal_part kind)
{
    bool alike = verb->letters[0] == part->letters[0] ||
                 (is_vowel(verb->letters[0]) && is_vowel(part->letters[0])) ||
                 memcmp(part->letters, "ge", 2) == 0;
    if (!alike) {
        return;
    }
    if (kind == PART_PARTICIPLE) {
        if (ends(part, "t") || ends(part, "n")) {
            claim_all(all, part, of_adjectives, verb, FUND_KIND_ADJECTIVE, RANK_LISTED);
        }
    } else if (kind == PART_PRESENT) {
        claim_present(all, verb, part);
    } else {
        claim_preterite(all, verb, part);
    }
}

static spelled replaced(const spelled *verb, size_t prefix, const char *rest)
{
    spelled word = *verb;
    word.len = prefix;
    spell_more(&word, rest);
    return word;
}

/* Whether a prefix takes the place of ge-: not vor|liegen. */
static bool may_be_unstressed(const spelled *verb, size_t prefix)
{
    static const char *const prefixes[] = {"be",
                                           "ent",
                                           "emp",
                                           "er",
                                           "ge",
                                           "ver",
                                           "zer",
                                           "miss",
                                           "\xfc"
                                           "ber",
                                           "um",
                                           "unter",
                                           "durch",
                                           "wider",
                                           "wieder",
                                           "hinter",
                                           "voll",
                                           NULL};
    return prefix > 0 && fund_ends_with_any(verb->letters, prefix, prefixes);
}

/* A verb with the parts of one in its end. */
static void claim_strong(forms *all, const spelled *verb, size_t prefix, const strong_verb *parts)
{
    const char *participle = parts->parts[2];
    spelled preterite = replaced(verb, prefix, parts->parts[1]);
    spelled whole = replaced(verb, prefix, participle);
    claim_preterite(all, verb, &preterite);
    claim_all(all, &whole, of_adjectives, verb, FUND_KIND_ADJECTIVE, RANK_LISTED);
    if (may_be_unstressed(verb, prefix) &&
        strncmp(participle, "ge", 2) == 0) { /* ver|gessen, be|sprochen */
        spelled inseparable = replaced(verb, prefix, participle + 2);
        claim_all(all, &inseparable, of_adjectives, verb, FUND_KIND_ADJECTIVE, RANK_LISTED);
    }
    if (parts->parts[3][0] != '\0') {
        spelled present = replaced(verb, prefix, parts->parts[3]);
        claim_present(all, verb, &present);
    }
}

static bool is_particle(const forms *all, const char *letters, size_t len)
{
    return forms_have(all, letters, len, FORM_PARTICLE);
}

/* "wieder" and "wiederver" */
static bool is_prefix(const forms *all, const char *letters, size_t len)
{
    bool is = len == 0 || is_particle(all, letters, len);
    for (size_t i = 2; i + 2 <= len && !is; i++) {
        is = is_particle(all, letters, i) && is_particle(all, letters + i, len - i);
    }
    return is;
}

static void inflect_strong(forms *all, const spelled *verb)
{
    const strong_verb *longest = NULL;
    size_t prefix = 0;
    for (size_t i = 0; i < all->strong.count; i++) {
        const strong_verb *of = &all->strong.items[i];
        size_t len = strlen(of->parts[0]);
        if (ends(verb, of->parts[0]) && is_prefix(all, verb->letters, verb->len - len) &&
            (longest == NULL || verb->len - len < prefix)) {
            longest = of;
            prefix = verb->len - len;
        }
    }
    if (longest != NULL) {
        claim_strong(all, verb, prefix, longest);
    }
}

/* Some strong verbs are weak, too: backte, löschte. */
static unsigned rank_of_weak(const forms *all, const spelled *verb)
{
    return forms_have(all, verb->letters, verb->len, FORM_STRONG) ? RANK_RULE : RANK_LISTED;
}

/* The forms that all verbs have, and the preterite that most have. */
static void inflect_weak(forms *all, const spelled *verb)
{
    static const char *const present[] = {"t", "st", NULL};
    static const char *const preterite[] = {"te", "ten", NULL}, *const rare[] = {"test", "tet",
                                                                                 NULL};
    static const char *const subjunctive[] = {"", "e", "est", "et", NULL};
    spelled base = *verb, with_e;
    base.len = stem_len(verb);
    with_e = base;
    if (needs_e(base.letters, base.len)) {
        spell_more(&with_e, "e");
    }
    claim_all(all, &with_e, present, verb, FUND_KIND_VERB, RANK_LISTED);
    claim_all(all, &base, subjunctive, verb, FUND_KIND_VERB, RANK_RULE);
    claim_all(all, &with_e, preterite, verb, FUND_KIND_VERB, rank_of_weak(all, verb));
    claim_all(all, &with_e, rare, verb, FUND_KIND_VERB, RANK_RULE);
    if (ends(&base, "el") || ends(&base, "er")) { /* handle, wandre */
        spelled shorter = base;
        char last = base.letters[base.len - 1];
        shorter.len -= 2;
        spell_more(&shorter, last == 'l' ? "l" : "r");
        claim_with(all, &shorter, "e", verb, FUND_KIND_VERB, RANK_RULE);
    }
}

/* steigend is a word of its own. */
static void inflect_present_participle(forms *all, const spelled *verb)
{
    spelled participle = *verb;
    spell_more(&participle, "d");
    claim_all(all, &participle, of_adjectives, &participle, FUND_KIND_ADJECTIVE, RANK_LISTED);
}

/* particle + infix + the rest of the verb, with -t or as it is */
static spelled with_infix(const spelled *verb, size_t particle, const char *infix, bool participle)
{
    spelled word = replaced(verb, particle, infix), rest = *verb;
    rest.len = participle ? stem_len(verb) : verb->len;
    bool e = participle && needs_e(rest.letters, rest.len);
    if (rest.len < FUND_LETTERS_MAX) {
        rest.letters[rest.len] = '\0';
        spell_more(&word, rest.letters + particle);
    }
    spell_more(&word, !participle ? "" : e ? "et" : "t");
    return word;
}

static void claim_participle(forms *all, const spelled *verb, size_t particle)
{
    static const char *const unstressed[] = {"be", "ent", "emp", "er", "ver", "zer"};
    size_t len = stem_len(verb);
    bool without_ge = len > 3 && memcmp(verb->letters + len - 3, "ier", 3) == 0;
    for (size_t i = 0; i < sizeof unstressed / sizeof unstressed[0]; i++) {
        size_t size = strlen(unstressed[i]);
        without_ge |= verb->len > particle + size + 2 &&
                      memcmp(verb->letters + particle, unstressed[i], size) == 0 &&
                      forms_have(all, verb->letters + particle + size, verb->len - particle - size,
                                 FORM_VERB);
    }
    spelled word = with_infix(verb, particle, without_ge ? "" : "ge", true);
    claim_all(all, &word, of_adjectives, verb, FUND_KIND_ADJECTIVE, rank_of_weak(all, verb));
}

static void inflect_participles(forms *all, const spelled *verb)
{
    bool separable = false;
    for (size_t i = 2; i + 3 < verb->len; i++) {
        if (is_particle(all, verb->letters, i) &&
            forms_have(all, verb->letters + i, verb->len - i, FORM_VERB | FORM_CONJUGATED)) {
            spelled to = with_infix(verb, i, "zu", false);
            claim(all, &to, verb, FUND_KIND_VERB, RANK_LISTED);
            claim_participle(all, verb, i);
            separable = true;
        }
    }
    if (!separable) {
        claim_participle(all, verb, 0);
    }
}

static void inflect_verb(forms *all, const spelled *verb)
{
    claim_verb(all, verb);
    inflect_strong(all, verb);
    inflect_weak(all, verb);
    inflect_present_participle(all, verb);
    inflect_participles(all, verb);
    claim(all, verb, verb, FUND_KIND_NOUN, RANK_INFERRED); /* das Lesen, des Lesens */
    claim_with(all, verb, "s", verb, FUND_KIND_NOUN, RANK_INFERRED);
}

/* Abgeordneter is Abgeordnete, and inflects like an adjective. */
static void join_nominal(forms *all, const spelled *noun)
{
    spelled weak = *noun;
    weak.len--;
    unsigned flags = forms_add(all, noun->letters, noun->len)->flags;
    form *base = forms_find(all, weak.letters, weak.len);
    if (base == NULL || (base->flags & FORM_NOUN_WORD) == 0 || (flags & FORM_OWN_NOUN) == 0 ||
        (base->flags & (FORM_ADJECTIVAL | FORM_NOMINAL)) == 0) {
        return;
    }
    base->flags |= FORM_NOMINAL;
    forms_find(all, noun->letters, noun->len)->flags &= ~(unsigned)(FORM_SURE_NOUN | FORM_SINGULAR);
}

void inflect(forms *all)
{
    size_t count = all->count; /* what is added is no infinitive */
    for (size_t i = 0; i < count; i++) {
        spelled word;
        unsigned flags = all->items[i].flags;
        spell_form(&word, &all->items[i]);
        if ((flags & (FORM_VERB | FORM_CONJUGATED)) != 0 && word.len > 3 && ends(&word, "n")) {
            inflect_verb(all, &word);
        }
        if ((flags & FORM_NOUN_WORD) != 0) {
            inflect_regular(all, &word);
            inflect_foreign_surely(all, &word);
            inflect_foreign(all, &word);
            inflect_by_umlaut(all, &word);
        }
        if ((flags & FORM_GRADED) != 0) {
            inflect_shortened(all, &word);
        }
        if ((flags & FORM_NOUN_WORD) != 0 && ends(&word, "er")) {
            join_nominal(all, &word);
        }
    }
    for (size_t i = 0; i < count; i++) {
        if ((all->items[i].flags & FORM_NOMINAL) != 0) {
            spelled word;
            spell_form(&word, &all->items[i]);
            inflect_nominal(all, &word);
        }
    }
}
