/* Which dictionary words a form may be of: as the lexicon has it, by the head of a compound, by a known
 * word at its end, by analogy of endings. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

/* What is looked for. */
typedef struct search {
    fund_readings *out;
    const fund_lexicon *lexicon;
    const fund_letters *letters;
    bool capital;
    bool any_case; /* of a query, where capitals are left out */
    bool itself;   /* an ending says that it is the dictionary's word */
} search;

static void forget(search *run)
{
    run->out->count = 0;
    run->out->source = FUND_READ_NOTHING;
    run->out->or_stem = false;
    fund_buf_clear(&run->out->words);
}

void fund_readings_free(fund_readings *readings)
{
    fund_buf_free(&readings->words);
}

/* The set of a form, or NULL. */
static const fund_reading_set *find_set(const fund_lexicon *lexicon, const unsigned char *letters,
                                        size_t len)
{
    const fund_lexicon_entry *entry = fund_split_find(&lexicon->model, letters, len);
    if (entry == NULL) {
        return NULL;
    }
    const fund_lexicon_entry *entries = lexicon->model.entries.items;
    const uint16_t *at = &lexicon->form_sets[entry - entries];
    fund_lexicon_touch(lexicon->model.entries.blocks, at);
    uint16_t number = *at;
    return number > 0 && number < lexicon->model.header->sets ? &lexicon->sets[number] : NULL;
}

/* A damaged lexicon may say anything. */
static const fund_reading *find_reading(const fund_lexicon *lexicon, size_t number)
{
    return number < lexicon->model.header->readings ? &lexicon->readings[number] : NULL;
}

/* The dictionary word of letters[0..len); its length, or 0. */
static size_t follow(unsigned char word[FUND_LETTERS_MAX], const fund_reading *way,
                     const unsigned char *letters, size_t len)
{
    memcpy(word, letters, len);
    if (way->out != FUND_NOWHERE) {
        if (way->out + 2u > len) {
            return 0;
        }
        size_t at = len - way->out - 2u;
        memmove(word + at, word + at + 2, way->out);
        len -= 2;
    }
    if (way->strip > len || way->append_len > FUND_READING_APPEND_MAX ||
        len - way->strip + way->append_len > FUND_LETTERS_MAX) {
        return 0;
    }
    len -= way->strip;
    for (size_t i = 0; i < way->append_len; i++) {
        if ((unsigned char)way->append[i] < 'a') {
            return 0;
        }
        word[len++] = (unsigned char)way->append[i];
    }
    return len;
}

static bool is_noun(const fund_reading *reading)
{
    return reading->kind == FUND_KIND_NOUN;
}

/* The mark of a word that the lexicon has; what it does not have is hardly taken for another. */
static uint8_t mark_of(const fund_lexicon *lexicon, const unsigned char *word, size_t len,
                       const fund_reading *way)
{
    const fund_reading_set *own = find_set(lexicon, word, len);
    for (size_t i = 0; own != NULL && i < own->count && i < FUND_SET_READINGS_MAX; i++) {
        const fund_reading *itself = find_reading(lexicon, own->readings[i]);
        if (itself != NULL && itself->strip == 0 && itself->append_len == 0 &&
            is_noun(itself) == is_noun(way)) {
            return itself->mark;
        }
    }
    return 0;
}

static void add(search *run, const fund_reading *way, bool itself)
{
    fund_readings *out = run->out;
    unsigned char word[FUND_LETTERS_MAX];
    size_t len = follow(word, way, run->letters->data, run->letters->len);
    if (len == 0 || out->count == FUND_SET_READINGS_MAX) {
        return;
    }
    fund_word_reading *added = &out->items[out->count++];
    *added = (fund_word_reading){
        .begin = out->words.len,
        .kind = way->kind,
        .spelling = way->spelling,
        .mark = itself ? way->mark : mark_of(run->lexicon, word, len, way),
    };
    for (size_t i = 0; i < len; i++) {
        char bytes[4];
        fund_buf_append(&out->words, bytes, fund_utf8_encode(bytes, word[i]));
    }
    added->len = out->words.len - added->begin;
}

static void add_set(search *run, const fund_reading_set *set, bool itself)
{
    for (size_t i = 0; i < set->count && i < FUND_SET_READINGS_MAX; i++) {
        const fund_reading *way = find_reading(run->lexicon, set->readings[i]);
        if (way != NULL) {
            add(run, way, itself);
        }
    }
}

static bool by_itself(search *run)
{
    const fund_reading_set *set = find_set(run->lexicon, run->letters->data, run->letters->len);
    if (set != NULL) {
        add_set(run, set, true);
        run->out->source = FUND_READ_LEXICON;
    }
    return run->out->count > 0;
}

/* The word's end from letter `begin` on. */
static bool by_end(search *run, size_t begin, fund_reading_source source)
{
    const fund_letters *letters = run->letters;
    const fund_reading_set *set =
        find_set(run->lexicon, letters->data + begin, letters->len - begin);
    if (set != NULL) {
        add_set(run, set, false);
        run->out->source = source;
        run->out->end = letters->at[begin];
    }
    return run->out->count > 0;
}

static size_t letter_at(const fund_letters *letters, size_t byte)
{
    size_t i = 0;
    while (i < letters->len && letters->at[i] < byte) {
        i++;
    }
    return i;
}

enum { CUTS_MAX = 16, COMPOUND_MIN = 6 };

static bool by_head(search *run, const char *word, size_t len)
{
    size_t cuts[CUTS_MAX];
    if (run->letters->len < COMPOUND_MIN) {
        return false;
    }
    size_t count = fund_lexicon_cuts(cuts, CUTS_MAX, run->lexicon, word, len, run->capital);
    return count > 0 && by_end(run, letter_at(run->letters, cuts[count - 1]), FUND_READ_HEAD);
}

enum { NOUN_TAIL_MIN = 6 };

static bool has_other(const search *run)
{
    for (size_t i = 0; i < run->out->count; i++) {
        if (run->out->items[i].kind != FUND_KIND_NOUN) {
            return true;
        }
    }
    return false;
}

/* The longest known word at the end: "runtergewirtschaftet" is of "runterwirtschaften"; `any`: it may be a
 * noun alone, as "tieren" of "portraitieren". */
static bool by_tail(search *run, bool any)
{
    size_t least = run->capital ? NOUN_TAIL_MIN : FUND_TAIL_MIN;
    for (size_t i = FUND_TAIL_REST_MIN; i + least <= run->letters->len; i++) {
        if (by_end(run, i, FUND_READ_TAIL)) {
            if (any || has_other(run)) {
                return true;
            }
            forget(run);
        }
    }
    return false;
}

/* The ending of this many letters, or NULL. */
static const fund_reading *ending_of(const search *run, size_t len, bool capital)
{
    const fund_letters *letters = run->letters;
    uint64_t hash = fund_ending_hash(letters->data + letters->len - len, len, capital);
    uint32_t tag, slot = fund_table_slot(&run->lexicon->endings, hash, &tag);
    const fund_ending *ending = (const fund_ending *)run->lexicon->endings.items + slot;
    return ending->tag == tag ? find_reading(run->lexicon, ending->reading) : NULL;
}

enum { ENDING_REST_MIN = 3 };

static bool has_vowel(const unsigned char *letters, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (letters[i] >= 0xe0 || strchr("aeiouy", letters[i]) != NULL) {
            return true;
        }
    }
    return false;
}

/* The longest ending decides; that it may be a dictionary's word itself, too. */
static bool by_ending_of(search *run, bool capital)
{
    const fund_letters *letters = run->letters;
    size_t most = letters->len > ENDING_REST_MIN ? letters->len - ENDING_REST_MIN : 0;
    for (size_t len = most < FUND_ENDING_MAX ? most : FUND_ENDING_MAX; len >= FUND_ENDING_MIN;
         len--) {
        const fund_reading *way = ending_of(run, len, capital);
        if (way != NULL && way->strip + way->append_len > 0 &&
            has_vowel(letters->data, letters->len - way->strip)) {
            add(run, way, false);
            run->out->source = FUND_READ_ENDING;
            run->out->end = letters->at[letters->len - len];
        }
        if (way != NULL) {
            run->itself = run->out->count == 0;
            return !run->itself;
        }
    }
    return false;
}

static bool by_ending(search *run)
{
    return by_ending_of(run, run->capital);
}

/* As a noun in small letters, which in a text would be unknown. */
static bool by_noun_ending(search *run)
{
    run->out->or_stem = run->any_case && !run->capital && by_ending_of(run, true);
    return run->out->or_stem;
}

enum { GENITIVE_MIN = 5 };

/* Ptosis, Arthritis: the s is the word's. */
static bool ends_in_greek(const fund_letters *letters)
{
    static const char *const endings[] = {"sis", "xis", "itis", "polis", NULL};
    return fund_ends_with_any((const char *)letters->data, letters->len, endings);
}

/* The -s of names after letters behind which Snowball leaves it: Melonis, Selenskyjs. */
static bool by_genitive(search *run)
{
    static const fund_reading genitive = {.out = FUND_NOWHERE,
                                          .strip = 1,
                                          .kind = FUND_KIND_NOUN,
                                          .spelling = FUND_SPELLED_SS | FUND_SPELLED_SHARP};
    const fund_letters *letters = run->letters;
    if (letters->len < GENITIVE_MIN || letters->data[letters->len - 1] != 's' ||
        !(run->capital || run->any_case) ||
        strchr("aioypvwj\xe9\xfc", letters->data[letters->len - 2]) == NULL ||
        ends_in_greek(letters)) {
        return false;
    }
    add(run, &genitive, false);
    run->out->source = FUND_READ_ENDING;
    run->out->end = letters->at[letters->len - 1];
    run->out->or_stem = !run->capital;
    return run->out->count > 0;
}

/* What follows for a form that the lexicon does not have. */
static bool derive(search *run, const char *word, size_t len)
{
    return by_head(run, word, len) ||
           (run->capital
                ? by_ending(run) || by_tail(run, true) || by_genitive(run)
                : by_tail(run, false) || by_ending(run) || (!run->itself && by_tail(run, true)) ||
                      by_noun_ending(run) || by_genitive(run));
}

static search begin(fund_readings *out, const fund_lexicon *lexicon, const fund_letters *letters,
                    bool capital, bool any_case)
{
    /* cppcheck-suppress ctuuninitvar ; the address is taken, no more */
    search run = {out, lexicon, letters, capital, any_case, false};
    forget(&run);
    return run;
}

bool fund_readings_find(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                        size_t len, bool capital, bool any_case)
{
    fund_letters letters;
    search run = begin(out, lexicon, &letters, capital, any_case);
    return lexicon != NULL && fund_letters_read(&letters, word, len) && letters.len > 1 &&
           (by_itself(&run) || derive(&run, word, len));
}

bool fund_readings_derive(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                          size_t len, bool capital)
{
    fund_letters letters;
    search run = begin(out, lexicon, &letters, capital, false);
    return fund_letters_read(&letters, word, len) && derive(&run, word, len);
}

static void keep(fund_readings *of, size_t kept, size_t i)
{
    of->items[kept] = of->items[i];
}

void fund_readings_prefer(fund_readings *of, bool nouns, bool others)
{
    size_t count[2] = {0, 0}, kept = 0;
    for (size_t i = 0; i < of->count; i++) {
        count[of->items[i].kind == FUND_KIND_NOUN]++;
    }
    for (size_t i = 0; i < of->count; i++) {
        bool noun = of->items[i].kind == FUND_KIND_NOUN;
        bool rare = others && (of->items[i].spelling & FUND_ONLY_CAPITAL) != 0;
        if (count[!noun] == 0 || (noun ? nouns && !rare : others)) {
            keep(of, kept++, i);
        }
    }
    of->count = kept;
}

static bool has_sharp_s(const char *text, size_t len)
{
    return memmem(text, len, "\xc3\x9f", 2) != NULL || memmem(text, len, "ẞ", 3) != NULL;
}

static bool is_noun_reading(const fund_word_reading *of)
{
    return of->kind == FUND_KIND_NOUN;
}

/* Leaves those of forms that are spelled so, of the nouns and of the others if there are any. */
static void prefer_spelled(fund_readings *of, unsigned spelling)
{
    bool has[2] = {false, false};
    size_t kept = 0;
    for (size_t i = 0; i < of->count; i++) {
        has[is_noun_reading(&of->items[i])] |= (of->items[i].spelling & spelling) != 0;
    }
    for (size_t i = 0; i < of->count; i++) {
        if (!has[is_noun_reading(&of->items[i])] || (of->items[i].spelling & spelling) != 0) {
            keep(of, kept++, i);
        }
    }
    of->count = kept;
}

/* Leaves those of forms that are spelled only so. */
static void leave_spelled(fund_readings *of, unsigned spelling)
{
    const unsigned both = FUND_SPELLED_SS | FUND_SPELLED_SHARP;
    size_t kept = 0;
    for (size_t i = 0; i < of->count; i++) {
        if ((of->items[i].spelling & both) == spelling) {
            keep(of, kept++, i);
        }
    }
    of->count = kept;
}

static unsigned spelling_of(const char *written, size_t len)
{
    return has_sharp_s(written, len) ? FUND_SPELLED_SHARP : FUND_SPELLED_SS;
}

bool fund_word_readings(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                        size_t len, const char *written, size_t written_len, bool capital,
                        bool query)
{
    if (!fund_readings_find(out, lexicon, word, len, capital, query)) {
        return false;
    }
    fund_readings_prefer(out, capital || query, !capital);
    if (memmem(word, len, "ss", 2) != NULL) {
        prefer_spelled(out, spelling_of(written, written_len));
    }
    return out->count > 0;
}

bool fund_readings_of_other_s(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                              size_t len, const char *written, size_t written_len, bool capital)
{
    unsigned spelling = spelling_of(written, written_len);
    if (memmem(word, len, "ss", 2) == NULL ||
        !fund_readings_find(out, lexicon, word, len, capital, true)) {
        return false;
    }
    fund_readings_prefer(out, true, !capital);
    leave_spelled(out, spelling ^ (FUND_SPELLED_SS | FUND_SPELLED_SHARP));
    return out->count > 0;
}

bool fund_readings_of_adjective(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                                size_t len)
{
    size_t kept = 0;
    if (!fund_readings_find(out, lexicon, word, len, true, false)) {
        return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        if (out->items[i].kind == FUND_KIND_ADJECTIVE) {
            keep(out, kept++, i);
        }
    }
    out->count = kept;
    return kept > 0;
}

/* The reading of an infinitive as itself, or NULL; `noun`: as a noun, too. */
static const fund_reading *find_infinitive(const fund_lexicon *lexicon,
                                           const unsigned char *letters, size_t len, bool noun)
{
    const fund_reading_set *set = find_set(lexicon, letters, len);
    for (size_t i = 0; set != NULL && i < set->count && i < FUND_SET_READINGS_MAX; i++) {
        const fund_reading *way = find_reading(lexicon, set->readings[i]);
        if (way != NULL && way->strip == 0 && way->append_len == 0 && way->out == FUND_NOWHERE &&
            way->kind != FUND_KIND_ADJECTIVE && (noun || way->kind != FUND_KIND_NOUN)) {
            return way;
        }
    }
    return NULL;
}

bool fund_lexicon_has_verb(uint8_t *mark, const fund_lexicon *lexicon, const char *word, size_t len,
                           bool noun)
{
    fund_letters letters;
    const fund_reading *found = fund_letters_read(&letters, word, len)
                                    ? find_infinitive(lexicon, letters.data, letters.len, noun)
                                    : NULL;
    *mark = found != NULL ? found->mark : 0;
    return found != NULL;
}

/* "stelle", which is a noun to the lexicon: in small letters it may be of stellen. */
static bool add_first_person(search *run)
{
    static const fund_reading way = {
        .out = FUND_NOWHERE, .append_len = 1, .append = "n", .kind = FUND_KIND_VERB};
    const fund_letters *letters = run->letters;
    unsigned char word[FUND_LETTERS_MAX];
    size_t len = letters->len;
    if (len < 3 || len >= FUND_LETTERS_MAX || letters->data[len - 1] != 'e' ||
        follow(word, &way, letters->data, len) == 0 ||
        find_infinitive(run->lexicon, word, len + 1, false) == NULL) {
        return false;
    }
    if (run->out != NULL) {
        add(run, &way, false);
    }
    return true;
}

/* Some infinitives, which are plurals of the present, too, are of no known kind to the lexicon: schieben. */
static bool may_be_plural(const fund_reading *way, const fund_letters *letters)
{
    return way->kind == FUND_KIND_OTHER && way->strip == 0 && way->append_len == 0 &&
           way->out == FUND_NOWHERE && letters->len > 4 &&
           memcmp(letters->data + letters->len - 2, "en", 2) == 0;
}

bool fund_finite_verbs(fund_readings *out, bool *only, const fund_lexicon *lexicon,
                       const char *word, size_t len)
{
    fund_letters letters;
    search run = {out, lexicon, &letters, false, false, false};
    bool found = false;
    *only = true;
    if (out != NULL) {
        forget(&run);
    }
    if (!fund_letters_read(&letters, word, len)) {
        return false;
    }
    const fund_reading_set *set = find_set(lexicon, letters.data, letters.len);
    for (size_t i = 0; set != NULL && i < set->count && i < FUND_SET_READINGS_MAX; i++) {
        const fund_reading *way = find_reading(lexicon, set->readings[i]);
        bool verb = way != NULL && way->kind == FUND_KIND_VERB && way->out == FUND_NOWHERE;
        if (verb || (way != NULL && may_be_plural(way, &letters))) {
            found = true;
            if (out != NULL) {
                add(&run, way, true);
            }
        } else {
            *only = false;
        }
    }
    return found || (set != NULL && add_first_person(&run));
}

bool fund_class_term(fund_buf *out, struct sb_stemmer *stemmer, fund_stem_memo *memo,
                     const char *word, size_t len, unsigned mark)
{
    size_t from = out->len;
    bool ok = memo != NULL ? fund_stem_once(out, memo, stemmer, word, len)
                           : fund_stem(out, stemmer, word, len, true);
    if (!ok) {
        return false;
    }
    if (mark > 0 && out->len - from + 4 <= FUND_TERM_MAX) {
        fund_buf_printf(out, "~%u", mark);
    }
    return !out->failed;
}
