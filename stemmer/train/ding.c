/* The dictionary of trans-de-en (F. Richter, "Ding", https://dict.tu-chemnitz.de/): its German side,
 * UTF-8. A line has segments between '|', a segment items between ';', and an item its part of speech
 * in braces, which stands for those before it, too:
 *
 *     Firma {f} /Fa./; Betrieb {m} [econ.] | Firmen {pl}; Betriebe {pl} :: company | companies
 *     etw. brechen {vt} | brechend | gebrochen | er/sie bricht | ich/er/sie brach :: to break sth.
 *     hoch; hoher; hohe; hohes {adj} | höher | am höchsten :: high | higher | highest */
#include "stemmer/train/train_private.h"

#include <stdlib.h>
#include <string.h>

enum { SEGMENTS_MAX = 12, ITEMS_MAX = 16, WORDS_MAX = 6 };

/* What an item says of itself. */
enum { TAG_MALE = 1, TAG_FEMALE = 2, TAG_NEUTER = 4, TAG_PLURAL = 8, TAG_VERB = 16, TAG_ADJ = 32 };
enum { TAG_NOUN = TAG_MALE | TAG_FEMALE | TAG_NEUTER };

typedef struct item {
    char *words[WORDS_MAX];
    size_t count; /* WORDS_MAX + 1: more */
    unsigned tag;
} item;

typedef struct segment {
    item items[ITEMS_MAX];
    size_t count;
} segment;

typedef struct entry {
    segment segments[SEGMENTS_MAX];
    size_t count;
} entry;

static unsigned tag_of(const char *braces, size_t len)
{
    unsigned tag = 0;
    if (len >= 1 && braces[0] == 'v') {
        return TAG_VERB;
    }
    if (len == 3 && memcmp(braces, "adj", 3) == 0) {
        return TAG_ADJ;
    }
    if (len == 2 && memcmp(braces, "pl", 2) == 0) {
        return TAG_PLURAL;
    }
    for (size_t i = 0; i < len; i++) {
        tag |= braces[i] == 'm'   ? (unsigned)TAG_MALE
               : braces[i] == 'f' ? (unsigned)TAG_FEMALE
               : braces[i] == 'n' ? (unsigned)TAG_NEUTER
                                  : 0u;
    }
    return len <= 5 ? tag : 0;
}

/* Blanks out remarks, which may hold any sign. */
static void drop_remarks(char *text)
{
    static const char opening[] = "([<", closing[] = ")]>";
    for (char *p = text; *p != '\0'; p++) {
        const char *kind = strchr(opening, *p);
        unsigned depth = 0;
        while (kind != NULL && *p != '\0') {
            depth += *p == *kind;
            depth -= *p == closing[kind - opening];
            *p = ' ';
            if (depth == 0) {
                break;
            }
            p++;
        }
        if (*p == '\0') {
            return;
        }
    }
}

static void read_item(item *out, char *text)
{
    char *state = NULL;
    *out = (item){.count = 0};
    for (char *word = strtok_r(text, " \t", &state); word != NULL;
         word = strtok_r(NULL, " \t", &state)) {
        size_t len = strlen(word);
        if (word[0] == '{' && word[len - 1] == '}') {
            out->tag |= tag_of(word + 1, len - 2);
        } else if (word[0] == '/' && word[len - 1] == '/' && len > 1) {
            continue; /* an abbreviation */
        } else if (out->count < WORDS_MAX) {
            out->words[out->count++] = word;
        } else {
            out->count = WORDS_MAX + 1;
            return;
        }
    }
}

static void read_segment(segment *out, char *text)
{
    char *state = NULL;
    out->count = 0;
    for (char *part = strtok_r(text, ";", &state); part != NULL && out->count < ITEMS_MAX;
         part = strtok_r(NULL, ";", &state)) {
        read_item(&out->items[out->count], part);
        out->count += out->items[out->count].count > 0;
    }
    for (size_t i = out->count; i > 1; i--) { /* "dunkel; finster {adj}" */
        if (out->items[i - 2].tag == 0) {
            out->items[i - 2].tag = out->items[i - 1].tag;
        }
    }
}

static void read_entry(entry *out, char *text)
{
    char *state = NULL;
    char *english = strstr(text, " :: ");
    if (english != NULL) {
        *english = '\0';
    }
    drop_remarks(text);
    out->count = 0;
    for (char *part = strtok_r(text, "|", &state); part != NULL && out->count < SEGMENTS_MAX;
         part = strtok_r(NULL, "|", &state)) {
        read_segment(&out->segments[out->count++], part);
    }
}

/* The letters of an item of one word; its hyphens are closed up. */
static bool take_word(spelled *out, const char *word)
{
    char closed[2 * FUND_LETTERS_MAX];
    size_t len = 0;
    for (const char *p = word; *p != '\0' && len + 1 < sizeof closed; p++) {
        if (*p != '-') {
            closed[len++] = *p;
        }
    }
    return len < sizeof closed - 1 && spell(out, closed, len, false);
}

static bool take_only_word(spelled *out, const item *from)
{
    return from->count == 1 && take_word(out, from->words[0]);
}

/* ---- nouns ----------------------------------------------------------------------- */

static char dotless(char letter)
{
    return letter == '\xe4' ? 'a' : letter == '\xf6' ? 'o' : letter == '\xfc' ? 'u' : letter;
}

static bool ends(const spelled *word, const char *ending)
{
    return fund_ends_with(word->letters, word->len, ending);
}

static size_t shared_start(const spelled *a, const spelled *b)
{
    size_t shared = 0;
    while (shared < a->len && shared < b->len &&
           dotless(a->letters[shared]) == dotless(b->letters[shared])) {
        shared++;
    }
    return shared;
}

/* Whether they begin alike: Virus, Viren; Kaufmann, Kaufleute. `near`: they stand in the same place. */
static bool may_be_plural(const spelled *one, const spelled *many, bool woman, bool near)
{
    size_t shared = shared_start(one, many);
    bool people = ends(one, "mann") && ends(many, "leute") && shared + 4 >= one->len;
    size_t less = near ? 4 : 2; /* of the singular's letters */
    if (ends(one, "en") && many->len > one->len) {
        return false; /* Bemühen, Bemühungen */
    }
    if (woman && ends(one, "in") && !ends(many, "innen")) {
        return false; /* Politikerin is not the singular of Politiker */
    }
    return people ||
           (shared >= (near || one->len < 3 ? 2 : 3) && shared + less >= one->len &&
            shared + 5 >= many->len && shared * 2 >= one->len && many->len + 2 >= one->len);
}

static bool is_capital(const item *from)
{
    return begins_capital(from->words[0], strlen(from->words[0]), false);
}

static unsigned gender_of(unsigned tag)
{
    return ((tag & TAG_FEMALE) != 0 ? GENDER_FEMALE : 0u) |
           ((tag & TAG_MALE) != 0 ? GENDER_MALE : 0u) |
           ((tag & TAG_NEUTER) != 0 ? GENDER_NEUTER : 0u);
}

/* The plural of the item: what stands in the same place of the other segment or, where those are not
 * of the same number, what is most like it; all of those that a single noun may have. */
static void add_plurals(forms *all, const segment *singulars, size_t at, const segment *plurals)
{
    bool single = singulars->count == 1, near = singulars->count == plurals->count;
    bool woman = (singulars->items[at].tag & TAG_NOUN) == TAG_FEMALE;
    spelled one, many, most;
    size_t best = 0;
    take_only_word(&one, &singulars->items[at]);
    for (size_t i = near ? at : 0; i < (near ? at + 1 : plurals->count); i++) {
        const item *plural = &plurals->items[i];
        if ((plural->tag & TAG_PLURAL) == 0 || !take_only_word(&many, plural) ||
            !may_be_plural(&one, &many, woman, near || single)) {
            continue;
        }
        if (single) {
            claim_plural(all, &one, &many);
        } else if (shared_start(&one, &many) > best) {
            best = shared_start(&one, &many);
            most = many;
        }
    }
    if (best > 0) {
        claim_plural(all, &one, &most);
    }
}

static void add_nouns(forms *all, const entry *from, size_t at)
{
    const segment *singulars = &from->segments[at];
    const segment *next = at + 1 < from->count ? &from->segments[at + 1] : NULL;
    for (size_t i = 0; i < singulars->count; i++) {
        const item *noun = &singulars->items[i];
        spelled one;
        if ((noun->tag & TAG_NOUN) == 0 || !take_only_word(&one, noun) || !is_capital(noun)) {
            continue;
        }
        claim_noun(all, &one, gender_of(noun->tag));
        if (next != NULL) {
            add_plurals(all, singulars, i, next);
        }
        spelled strong;
        if (i + 1 < singulars->count && take_only_word(&strong, &singulars->items[i + 1]) &&
            strong.len == one.len + 1 && memcmp(strong.letters, one.letters, one.len) == 0 &&
            ends(&strong, "er")) {
            claim_nominal(all, &one); /* "Angestellte; Angestellter" */
        }
    }
}

/* ---- adjectives ------------------------------------------------------------------- */

/* Whether they may be forms of one word that stand among others: alt, älter. */
static bool begin_alike(const spelled *word, const spelled *other)
{
    return shared_start(word, other) >= 2;
}

/* "nahe; nah {adj}" are the same, of which the shorter one is the word. */
static bool is_followed_by_shorter(const segment *base, size_t at, const spelled *word)
{
    spelled next;
    return at + 1 < base->count && take_only_word(&next, &base->items[at + 1]) &&
           next.len + 1 == word->len && memcmp(next.letters, word->letters, next.len) == 0;
}

/* The comparison of an entry's adjective number `at`; false: it has none. */
static bool take_comparison(spelled *more, spelled *most, const entry *from, size_t at,
                            const spelled *word)
{
    size_t base = from->segments[0].count, count = from->count < 3 ? 0 : from->segments[1].count;
    size_t of = count == base ? at : 0; /* "hoch; hoher; hohe | höher | am höchsten" */
    if (of >= count || of >= from->segments[2].count) {
        return false;
    }
    const item *second = &from->segments[1].items[of], *third = &from->segments[2].items[of];
    return take_only_word(more, second) && ends(more, "er") && third->count == 2 &&
           strcmp(third->words[0], "am") == 0 && take_word(most, third->words[1]) &&
           ends(most, "sten") && (base == 1 || begin_alike(word, more));
}

static void add_adjectives(forms *all, const entry *from)
{
    const segment *base = &from->segments[0];
    bool first = true; /* one comparison for all of them is that of the first */
    for (size_t i = 0; i < base->count; i++) {
        spelled word, more, most;
        if ((base->items[i].tag & TAG_ADJ) == 0 || !take_only_word(&word, &base->items[i]) ||
            is_capital(&base->items[i]) || is_followed_by_shorter(base, i, &word)) {
            continue;
        }
        bool own = from->count > 1 && from->segments[1].count == base->count;
        if ((own || first) && take_comparison(&more, &most, from, i, &word)) {
            claim_comparison(all, &word, &more, &most);
        }
        first = false;
    }
}

/* ---- verbs ------------------------------------------------------------------------- */

static bool is_pronoun(const char *word)
{
    static const char *const pronouns[] = {"etw.", "jdn.",      "jdm.",  "jds.", "jd.",
                                           "sich", "einer",     "Sache", "mich", "dich",
                                           "es",   "mich/sich", NULL};
    return fund_is_any(word, strlen(word), pronouns);
}

/* Who does it: "er/sie", "ich/er/sie/es", "hat/hatte". */
static bool is_subject(const char *word)
{
    return strchr(word, '/') != NULL || strcmp(word, "ich") == 0 || strcmp(word, "du") == 0 ||
           strcmp(word, "er") == 0 || strcmp(word, "wir") == 0;
}

/* The words of an item that are the verb's; `before` is the last subject. */
static size_t verb_words(const char *out[WORDS_MAX], const item *from, const char **before)
{
    size_t count = 0;
    *before = "";
    for (size_t i = 0; i < from->count && from->count <= WORDS_MAX; i++) {
        if (is_subject(from->words[i])) {
            *before = from->words[i];
        } else if (!is_pronoun(from->words[i])) {
            out[count++] = from->words[i];
        }
    }
    return count;
}

/* "tritt zurück" as in "dass er zurücktritt". */
static bool join_finite(spelled *out, const forms *all, const char *const words[], size_t count)
{
    spelled verb, particle;
    if (count == 0 || count > 2 || !take_word(&verb, words[0])) {
        return false;
    }
    *out = verb;
    if (count == 2) {
        if (!take_word(&particle, words[1]) || particle.len + verb.len > FUND_LETTERS_MAX ||
            !forms_have(all, particle.letters, particle.len, FORM_PARTICLE)) {
            return false;
        }
        memcpy(out->letters, particle.letters, particle.len);
        memcpy(out->letters + particle.len, verb.letters, verb.len);
        out->len = particle.len + verb.len;
    }
    return true;
}

/* `finite` counts the segments with forms that change with the person. */
static void add_verb_form(forms *all, const spelled *verb, const item *from, unsigned finite)
{
    const char *words[WORDS_MAX], *before;
    spelled word;
    size_t count = verb_words(words, from, &before);
    if (!join_finite(&word, all, words, count) || word.len < 3) {
        return;
    }
    bool subject = before[0] != '\0';
    bool has = strncmp(before, "hat", 3) == 0 || strncmp(before, "ist", 3) == 0;
    if (has || (!subject && finite == 0)) {
        claim_principal(all, verb, &word, PART_PARTICIPLE);
    } else if (subject && strncmp(before, "ich/", 4) != 0) {
        claim_principal(all, verb, &word, PART_PRESENT);
    } else {
        claim_principal(all, verb, &word, finite >= 2 || subject ? PART_PRETERITE : PART_PRESENT);
    }
}

static void add_verbs(forms *all, const entry *from)
{
    const segment *base = &from->segments[0];
    for (size_t i = 0; i < base->count; i++) {
        const char *words[WORDS_MAX], *before;
        spelled verb;
        if ((base->items[i].tag & TAG_VERB) == 0 ||
            verb_words(words, &base->items[i], &before) != 1 || !take_word(&verb, words[0]) ||
            !ends(&verb, "n") || verb.len < 4 ||
            begins_capital(words[0], strlen(words[0]), false)) {
            continue;
        }
        claim_verb(all, &verb);
        for (size_t s = 2; s < from->count && base->count == 1; s++) {
            if (from->segments[s].count == 1) { /* of several the order is not sure */
                add_verb_form(all, &verb, &from->segments[s].items[0], (unsigned)s - 2);
            }
        }
    }
}

static void add_line(char *text, size_t len, void *payload)
{
    forms *all = payload;
    entry *line = must(malloc(sizeof *line));
    (void)len;
    if (text[0] != '#') {
        read_entry(line, text);
        for (size_t i = 0; i < line->count; i++) {
            add_nouns(all, line, i);
        }
        if (line->count > 0) {
            add_adjectives(all, line);
            add_verbs(all, line);
        }
    }
    free(line);
}

bool read_ding(forms *all, const char *path)
{
    return read_lines(path, add_line, all);
}
