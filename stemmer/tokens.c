/* The tokens of a unit while they are made. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

void fund_unit_tokens_free(fund_unit_tokens *tokens)
{
    fund_array_free(tokens);
    fund_buf_free(&tokens->terms);
    *tokens = (fund_unit_tokens){.terms = FUND_BUF_INIT};
}

bool fund_unit_fail(fund_unit_run *run)
{
    run->chain->failed = true;
    return false;
}

static bool is_same(const fund_unit_tokens *out, const fund_unit_token *a, const fund_unit_token *b)
{
    return a->position == b->position && a->begin == b->begin && a->end == b->end &&
           a->term_len == b->term_len &&
           memcmp(out->terms.data + a->term, out->terms.data + b->term, a->term_len) == 0;
}

/* The same term in the same place says nothing new: a part that is the whole
 * word, a variant that is the word. */
static bool is_repeated(const fund_unit_tokens *out, const fund_unit_token *token)
{
    for (size_t i = 0; i < out->count; i++) {
        if (is_same(out, &out->items[i], token)) {
            return true;
        }
    }
    return false;
}

/* "Bürger:innen" is Bürgerin, too, which for a query of "Bürger" alone may only be meant. */
static void drop_fallback(fund_unit_tokens *out, const fund_unit_token *token)
{
    for (size_t i = 0; i < out->count; i++) {
        fund_unit_token *other = &out->items[i];
        if (other->kind == FUND_TOKEN_FALLBACK && is_same(out, other, token)) {
            out->count--;
            memmove(other, other + 1, (out->count - i) * sizeof *other);
            return;
        }
    }
}

/* Takes the term that was appended to out->terms after `from`. */
static bool take_token(fund_unit_run *run, size_t from, fund_token_kind kind, fund_place at)
{
    fund_unit_tokens *out = run->out;
    if (out->terms.failed || !fund_array_reserve(out, 1)) {
        return fund_unit_fail(run);
    }
    const fund_unit_token token = {
        .term = from,
        .term_len = out->terms.len - from,
        .begin = at.begin,
        .end = at.end,
        .position = at.position,
        .span = at.span,
        .kind = kind,
    };
    if (kind == FUND_TOKEN_WORD) {
        drop_fallback(out, &token);
    }
    if (token.term_len > 0 && !is_repeated(out, &token)) {
        out->items[out->count++] = token;
    } else {
        out->terms.len = from;
    }
    return true;
}

bool fund_push_exact(fund_unit_run *run, fund_token_kind kind, const char *term, size_t len,
                     fund_place at)
{
    size_t from = run->out->terms.len;
    fund_term_append(&run->out->terms, term, len);
    return take_token(run, from, kind, at);
}

/* ---- words ----------------------------------------------------------------------------- */

/* A word to be pushed. */
typedef struct pushed_word {
    fund_token_kind kind;
    const char *word;
    size_t len;
    bool capital;
    fund_place at;
    bool other; /* than what stands there */
} pushed_word;

static bool push_class(fund_unit_run *run, fund_token_kind kind, const fund_word_reading *of,
                       fund_place at)
{
    size_t from = run->out->terms.len;
    const char *word = run->chain->readings.words.data + of->begin;
    return fund_class_term(&run->out->terms, run->chain->stemmer, &run->chain->stem_memo, word,
                           of->len, of->mark)
               ? take_token(run, from, kind, at)
               : fund_unit_fail(run);
}

static bool push_unknown(fund_unit_run *run, const pushed_word *of)
{
    size_t from = run->out->terms.len;
    bool umlauts = run->chain->options.lexicon != NULL;
    return fund_stem(&run->out->terms, run->chain->stemmer, of->word, of->len, umlauts)
               ? take_token(run, from, of->kind, of->at)
               : fund_unit_fail(run);
}

/* Whether a word is in capitals and ends with S: EADS, NGOs. What ends with a small one is another
 * form; `ending` is its length. */
static bool is_acronym_with_s(const fund_unit_run *run, fund_place at, size_t *ending)
{
    enum { UPPER_MAX = 6 };
    size_t upper = 0;
    char last = run->text[at.end - 1];
    *ending = last == 's';
    for (size_t pos = at.begin, size; pos < at.end - *ending; pos += size) {
        uint32_t c;
        size = fund_utf8_decode(&c, run->text + pos, at.end - pos);
        if (size == 0 || !fund_char_is(c, FUND_CHAR_UPPER) || ++upper > UPPER_MAX) {
            return false;
        }
    }
    return upper >= 2 && (last == 's' || last == 'S');
}

static bool find_readings(fund_unit_run *run, const pushed_word *of)
{
    return fund_word_readings(&run->chain->readings, run->chain->options.lexicon, of->word, of->len,
                              run->text + of->at.begin, of->at.end - of->at.begin, of->capital,
                              run->purpose == FUND_PURPOSE_QUERY);
}

static bool push_readings(fund_unit_run *run, const pushed_word *of)
{
    const fund_readings *readings = &run->chain->readings;
    bool variants = run->purpose == FUND_PURPOSE_QUERY && of->kind != FUND_TOKEN_FALLBACK;
    bool ok = !readings->or_stem || push_unknown(run, of);
    for (size_t i = 0; i < readings->count && ok; i++) {
        bool first = i == 0 && !readings->or_stem;
        ok = push_class(run, !first && variants ? FUND_TOKEN_VARIANT : of->kind,
                        &readings->items[i], of->at);
    }
    return ok;
}

/* Whether the readings have another word than the form. */
static bool is_inflected(const fund_readings *readings, const pushed_word *of)
{
    for (size_t i = 0; i < readings->count; i++) {
        const fund_word_reading *reading = &readings->items[i];
        if (reading->len != of->len ||
            memcmp(readings->words.data + reading->begin, of->word, of->len) != 0) {
            return true;
        }
    }
    return false;
}

/* The terms of a word: of the dictionary words that it may be a form of, or its stem. */
static bool push_terms(fund_unit_run *run, const pushed_word *of)
{
    const fund_readings *readings = &run->chain->readings;
    bool known = find_readings(run, of);
    size_t ending = 0;
    if (readings->words.failed) {
        return fund_unit_fail(run);
    }
    bool acronym = !of->other && run->chain->options.lexicon != NULL &&
                   is_acronym_with_s(run, of->at, &ending);
    if (acronym && ending < of->len &&
        !(known && readings->source == FUND_READ_LEXICON && is_inflected(readings, of))) {
        return fund_push_exact(run, of->kind, of->word, of->len - ending, of->at);
    }
    return known ? push_readings(run, of) : push_unknown(run, of);
}

/* What other spellings of a word are pushed as. */
typedef struct spellings {
    fund_unit_run *run;
    pushed_word of;
    fund_token_kind kind;
} spellings;

static bool push_spelling(const char *word, size_t len, void *payload)
{
    const spellings *of = payload;
    pushed_word other = of->of;
    other.kind = of->kind;
    other.word = word;
    other.len = len;
    other.other = true;
    return push_terms(of->run, &other);
}

/* Busse for a query of Buße, and the other way round. */
static bool push_other_s(fund_unit_run *run, const pushed_word *of)
{
    pushed_word other = *of;
    other.kind = FUND_TOKEN_FALLBACK;
    return !fund_readings_of_other_s(&run->chain->readings, run->chain->options.lexicon, of->word,
                                     of->len, run->text + of->at.begin, of->at.end - of->at.begin,
                                     of->capital) ||
           push_readings(run, &other);
}

/* "der linke Arm" for a query of Linke. */
static bool push_adjective(fund_unit_run *run, const pushed_word *of)
{
    pushed_word other = *of;
    other.kind = FUND_TOKEN_FALLBACK;
    return !of->capital ||
           !fund_readings_of_adjective(&run->chain->readings, run->chain->options.lexicon, of->word,
                                       of->len) ||
           push_readings(run, &other);
}

/* "eads" may be an abbreviation, whose s no stem has lost. */
static bool push_as_written(fund_unit_run *run, const pushed_word *of)
{
    enum { ABBREVIATION_MAX = 6 };
    const fund_readings *readings = &run->chain->readings;
    bool s = of->len > 2 && of->len <= ABBREVIATION_MAX && of->word[of->len - 1] == 's' &&
             of->word[of->len - 2] != 's';
    bool other = s && find_readings(run, of) &&
                 (is_inflected(readings, of) || readings->items[0].kind != FUND_KIND_NOUN);
    return !s || other || fund_push_exact(run, FUND_TOKEN_VARIANT, of->word, of->len, of->at);
}

/* What a query finds, too. */
static bool push_spellings(fund_unit_run *run, const pushed_word *of)
{
    const fund_lexicon *lexicon = run->chain->options.lexicon;
    spellings variants = {run, *of, FUND_TOKEN_VARIANT},
              fallbacks = {run, *of, FUND_TOKEN_FALLBACK};
    if (!fund_variants(lexicon, of->word, of->len, push_spelling, &variants) ||
        !fund_reformed_spellings(lexicon, of->word, of->len, push_spelling, &variants) ||
        !fund_short_forms(of->word, of->len, run->chain->figure, push_spelling, &variants) ||
        of->kind != FUND_TOKEN_WORD) {
        return !run->chain->failed;
    }
    if (!fund_abbreviations(of->word, of->len, push_spelling, &fallbacks)) {
        return !run->chain->failed;
    }
    bool ok = push_as_written(run, of) && push_other_s(run, of) && push_adjective(run, of);
    if (run->chain->readings.words.failed) {
        return fund_unit_fail(run);
    }
    return ok && fund_fallbacks(lexicon, of->word, of->len, push_spelling, &fallbacks) &&
           fund_older_spellings(lexicon, of->word, of->len, push_spelling, &fallbacks) &&
           (fund_related_words(lexicon, of->word, of->len, of->capital, push_spelling,
                               &fallbacks) ||
            fund_unit_fail(run));
}

/* "Erdoğan" in a text is "Erdogan", too; a query for it finds "Erdogan" below. */
static bool push_without_accents(fund_unit_run *run, const pushed_word *of)
{
    fund_buf plain = FUND_BUF_INIT;
    bool ok = true;
    if (fund_without_accents(&plain, of->word, of->len)) {
        bool query = run->purpose == FUND_PURPOSE_QUERY;
        pushed_word other = *of;
        other.word = plain.data;
        other.len = plain.len;
        other.kind = !query                        ? of->kind
                     : of->kind == FUND_TOKEN_PART ? FUND_TOKEN_VARIANT
                                                   : FUND_TOKEN_FALLBACK;
        ok = plain.failed ? fund_unit_fail(run) : push_terms(run, &other);
    }
    fund_buf_free(&plain);
    return ok;
}

bool fund_push_stem(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    bool capital, fund_place at)
{
    size_t count = run->out->count;
    const pushed_word of = {kind, word, len, capital, at, false};
    if (!push_terms(run, &of)) {
        return false;
    }
    /* Without its word a variant would be one of the word before. */
    return run->out->count == count ||
           (push_without_accents(run, &of) &&
            (run->purpose != FUND_PURPOSE_QUERY || push_spellings(run, &of)));
}

bool fund_push_word(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    fund_place at)
{
    size_t spelled_len;
    const char *spelled = fund_function_word(run->chain->function_words, word, len, &spelled_len);
    if (kind == FUND_TOKEN_WORD && spelled != NULL) {
        return fund_push_exact(run, FUND_TOKEN_FUNCTION, spelled, spelled_len, at);
    }
    return fund_push_stem(run, kind, word, len,
                          fund_begins_upper(run->text + at.begin, at.end - at.begin), at);
}
