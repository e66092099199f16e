/* The forms of verbs: weak ones by rule, strong ones from the table of the rules.
 * Only forms that the sources have are kept, so that a wrong one costs nothing. */
#include "stemmer/train/train_private.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

enum { RANK_STRONG = 1, RANK_WEAK, RANK_PARTICIPLE };

typedef struct candidate {
    char letters[2 * FUND_LETTERS_MAX];
    size_t len;
} candidate;

static void append(candidate *to, const char *letters, size_t len)
{
    if (to->len + len <= sizeof to->letters) {
        memcpy(to->letters + to->len, letters, len);
        to->len += len;
    }
}

static void append_str(candidate *to, const char *letters)
{
    append(to, letters, strlen(letters));
}

static void claim(forms *all, const candidate *form_letters, size_t verb, uint8_t rank)
{
    form *word = forms_find(all, form_letters->letters, form_letters->len);
    bool taken = word == NULL || (word->flags & (FORM_VERB | FORM_NO_VERB)) != 0 ||
                 (word->verb != 0 && word->verb_rank <= rank) ||
                 forms_head_stem(all, word) == forms_head_stem(all, &all->items[verb]);
    if (!taken) {
        word->verb = (uint32_t)verb + 1;
        word->verb_rank = rank;
    }
}

static void claim_all(forms *all, const candidate *base, const char *const *endings, size_t verb,
                      uint8_t rank)
{
    for (; *endings != NULL; endings++) {
        candidate with = *base;
        append_str(&with, *endings);
        claim(all, &with, verb, rank);
    }
}

static const char *const of_preterites[] = {"", "e", "en", "st", "est", "t", "et", NULL};
static const char *const of_subjunctives[] = {"e", "en", "st", "est", "t", "et", NULL};
static const char *const of_adjectives[] = {"", "e", "en", "er", "es", "em", NULL};
static const char *const none[] = {"", NULL};

/* ---- weak verbs ------------------------------------------------------------------ */

/* Letters of the stem of an infinitive: sagen, wandern, handeln. */
static size_t stem_len(const form *verb)
{
    bool en = verb->len > 3 && fund_ends_with(verb->letters, verb->len, "en");
    return verb->len - (en ? 2u : 1u);
}

/* The -e- of "redet", "atmet", "zeichnet". */
static bool needs_e(const char *stem, size_t len)
{
    char last = stem[len - 1], before = len > 1 ? stem[len - 2] : 'a';
    return last == 't' || last == 'd' ||
           ((last == 'm' || last == 'n') && strchr("aeiou\xe4\xf6\xfclrmnh", before) == NULL) ||
           (last == 'n' && before == 'h' && len > 2 && stem[len - 3] == 'c');
}

static void claim_weak(forms *all, size_t verb)
{
    static const char *const endings[] = {"t", "te", "ten", "test", "tet", "st", NULL};
    const form *word = &all->items[verb];
    size_t stem = stem_len(word);
    if (stem < 2) {
        return;
    }
    const char *extra = needs_e(word->letters, stem) ? "e" : "";
    candidate base = {.len = 0};
    append(&base, word->letters, stem);
    append_str(&base, extra);
    claim_all(all, &base, endings, verb, RANK_WEAK);
    candidate participle = base;
    append_str(&participle, "t");
    claim_all(all, &participle, of_adjectives, verb, RANK_WEAK);
}

/* ---- participles and zu -------------------------------------------------------- */

/* particle + infix + the rest of the verb with another end. */
static void claim_infix(forms *all, size_t verb, size_t particle, const char *infix,
                        const char *end, const char *const *endings, uint8_t rank)
{
    const form *word = &all->items[verb];
    candidate base = {.len = 0};
    append(&base, word->letters, particle);
    append_str(&base, infix);
    if (end == NULL) {
        append(&base, word->letters + particle, word->len - particle);
    } else {
        size_t stem = stem_len(word);
        append(&base, word->letters + particle, stem - particle);
        append_str(&base, needs_e(word->letters, stem) ? "e" : "");
        append_str(&base, end);
    }
    claim_all(all, &base, endings, verb, rank);
}

static void claim_participles(forms *all, size_t verb)
{
    const form *word = &all->items[verb];
    claim_infix(all, verb, 0, "ge", "t", of_adjectives, RANK_PARTICIPLE);
    for (size_t i = 2; i + 3 < word->len; i++) {
        const form *particle = forms_find(all, word->letters, i);
        const form *rest = forms_find(all, word->letters + i, word->len - i);
        if (particle != NULL && (particle->flags & FORM_PARTICLE) != 0 && rest != NULL &&
            (rest->flags & FORM_VERB) != 0) {
            claim_infix(all, verb, i, "ge", "t", of_adjectives, RANK_PARTICIPLE);
            claim_infix(all, verb, i, "zu", NULL, none, RANK_PARTICIPLE);
        }
    }
}

/* ---- strong verbs ---------------------------------------------------------------- */

static bool umlaut(candidate *word)
{
    for (size_t i = word->len; i > 0; i--) {
        char *c = &word->letters[i - 1];
        if (*c == 'a' || *c == 'o' || *c == 'u') {
            *c = *c == 'a' ? '\xe4' : *c == 'o' ? '\xf6' : '\xfc';
            return true;
        }
    }
    return false;
}

static candidate with_prefix(const form *verb, size_t prefix, const char *rest)
{
    candidate word = {.len = 0};
    append(&word, verb->letters, prefix);
    append_str(&word, rest);
    return word;
}

/* spricht: also "sprichst". */
static void claim_present(forms *all, size_t verb, const candidate *third)
{
    claim(all, third, verb, RANK_STRONG);
    candidate second = *third;
    if (second.len > 2 && second.letters[second.len - 1] == 't') {
        second.len--;
        append_str(&second, "st");
        claim(all, &second, verb, RANK_STRONG);
    }
}

static void claim_strong(forms *all, size_t verb, size_t prefix, const strong_verb *parts)
{
    const form *word = &all->items[verb];
    candidate preterite = with_prefix(word, prefix, parts->parts[1]);
    claim_all(all, &preterite, of_preterites, verb, RANK_STRONG);
    if (umlaut(&preterite)) {
        claim_all(all, &preterite, of_subjunctives, verb, RANK_STRONG);
    }
    const char *participle = parts->parts[2];
    candidate whole = with_prefix(word, prefix, participle);
    claim_all(all, &whole, of_adjectives, verb, RANK_STRONG);
    if (prefix > 0 && strncmp(participle, "ge", 2) == 0) { /* ver|gessen, be|sprochen */
        candidate inseparable = with_prefix(word, prefix, participle + 2);
        claim_all(all, &inseparable, of_adjectives, verb, RANK_STRONG);
    }
    if (parts->parts[3][0] != '\0') {
        candidate present = with_prefix(word, prefix, parts->parts[3]);
        claim_present(all, verb, &present);
    }
}

static void claim_strong_forms(forms *all, size_t verb)
{
    const form *word = &all->items[verb];
    for (size_t i = 0; i < all->strong.count; i++) {
        const char *infinitive = all->strong.items[i].parts[0];
        size_t len = strlen(infinitive);
        if (!fund_ends_with(word->letters, word->len, infinitive)) {
            continue;
        }
        size_t prefix = word->len - len;
        const form *particle = forms_find(all, word->letters, prefix);
        if (prefix == 0 || (particle != NULL && (particle->flags & FORM_PARTICLE) != 0)) {
            claim_strong(all, verb, prefix, &all->strong.items[i]);
        }
    }
}

void find_verbs(forms *all)
{
    for (size_t i = 0; i < all->count; i++) {
        if ((all->items[i].flags & FORM_VERB) != 0) {
            claim_strong_forms(all, i);
            claim_weak(all, i);
            claim_participles(all, i);
        }
    }
}

/* ---- the table ------------------------------------------------------------------- */

static size_t shared_start(const candidate *word, const form *verb)
{
    size_t shared = 0;
    while (shared < word->len && shared < verb->len &&
           word->letters[shared] == verb->letters[shared]) {
        shared++;
    }
    return shared;
}

/* The edit with two letters left out at `out`, or none. */
static fund_verb_edit edit_at(const form *word, const form *verb, uint8_t out)
{
    candidate rest = {.len = 0};
    size_t cut = out == FUND_EDIT_NOWHERE ? 0 : out;
    append(&rest, word->letters, cut);
    size_t after = out == FUND_EDIT_NOWHERE ? 0 : cut + 2;
    append(&rest, word->letters + after, word->len - after);
    size_t shared = shared_start(&rest, verb);
    fund_verb_edit edit = {.out = out, .strip = (uint8_t)(rest.len - shared)};
    size_t more = verb->len - shared;
    edit.append_len = (uint8_t)(more <= FUND_EDIT_APPEND_MAX ? more : FUND_EDIT_APPEND_MAX + 1);
    memcpy(edit.append, verb->letters + shared, edit.append_len);
    return edit;
}

static bool is_infix(const char *letters)
{
    return memcmp(letters, "ge", 2) == 0 || memcmp(letters, "zu", 2) == 0;
}

/* The edit that leaves most of the word as it is. */
static fund_verb_edit best_edit(const form *word, const form *verb)
{
    fund_verb_edit best = edit_at(word, verb, FUND_EDIT_NOWHERE);
    for (size_t i = 0; i + 3 < word->len; i++) {
        if (is_infix(word->letters + i)) {
            fund_verb_edit other = edit_at(word, verb, (uint8_t)i);
            best = other.append_len < best.append_len ? other : best;
        }
    }
    return best;
}

static uint16_t edit_number(model *to, fund_map *known, const fund_verb_edit *edit)
{
    uintptr_t number = (uintptr_t)fund_map_get(known, edit, sizeof *edit);
    if (number == 0) {
        fund_buf_append(&to->edits, edit, sizeof *edit);
        number = to->edits.len / sizeof *edit;
        require(fund_map_put(known, edit, sizeof *edit, (void *)number, NULL));
    }
    return (uint16_t)(number - 1);
}

static void insert_form(model *to, const form *word, uint16_t edit)
{
    uint64_t hash = fund_letters_hash(word->letters, word->len);
    const fund_lexicon_table table = {to->verbs, sizeof *to->verbs, to->header.verb_slots, NULL};
    uint32_t tag, slot = fund_table_slot(&table, hash, &tag);
    to->verbs[slot] = (fund_verb_form){tag, edit, (word->flags & FORM_NOUN) != 0};
}

void fill_verbs(model *to, forms *all)
{
    size_t count = 0;
    for (size_t i = 0; i < all->count; i++) {
        count += all->items[i].verb != 0;
    }
    to->header.verbs = (uint32_t)count;
    to->header.verb_slots = (uint32_t)(count + count * 2 / 5 + 1);
    to->verbs = must(calloc(to->header.verb_slots, sizeof *to->verbs));
    fund_map *known = must(fund_map_new());
    for (size_t i = 0; i < all->count; i++) {
        const form *word = &all->items[i];
        if (word->verb != 0) {
            fund_verb_edit edit = best_edit(word, &all->items[word->verb - 1]);
            if (edit.append_len <= FUND_EDIT_APPEND_MAX) {
                insert_form(to, word, edit_number(to, known, &edit));
            }
        }
    }
    fund_map_free(known, NULL);
    to->header.edits = (uint32_t)(to->edits.len / sizeof(fund_verb_edit));
    require(!to->edits.failed && to->header.edits <= UINT16_MAX);
}
