/* The tokens of a unit while they are made. */
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

/* ---- ß is ss everywhere (Straße, Strasse), but a few words are told apart by it ---- */

/* Ends the term of a word that is another one with ss. */
#define SHARP_S "\xc3\x9f"

/* Whether words with this stem are others with ß than with ss: Maß and Masse, Buße and Busse, Ruß
 * and Russe, Floß and Flosse. */
static bool sharp_s_matters(const char *stem, size_t len)
{
    static const char *const stems[] = {"mass", "buss", "russ", "floss", NULL};
    return fund_is_any(stem, len, stems);
}

static bool has_sharp_s(const char *text, size_t len)
{
    return memmem(text, len, SHARP_S, 2) != NULL || memmem(text, len, "ẞ", 3) != NULL;
}

static bool push_only_stem(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                           fund_place at)
{
    fund_buf *terms = &run->out->terms;
    size_t from = terms->len;
    if (!fund_stem(terms, run->chain->stemmer, run->chain->options.lexicon, word, len)) {
        return fund_unit_fail(run);
    }
    if (sharp_s_matters(terms->data + from, terms->len - from) &&
        has_sharp_s(run->text + at.begin, at.end - at.begin)) {
        fund_buf_append_str(terms, SHARP_S);
    }
    return take_token(run, from, kind, at);
}

/* Masse for a query of Maße, and the other way round. */
static bool push_other_s(fund_unit_run *run, size_t token, fund_place at)
{
    const fund_unit_token *word = &run->out->items[token];
    size_t len = word->term_len, sharp = strlen(SHARP_S);
    char other[FUND_TERM_MAX];
    if (len + sharp > sizeof other) {
        return true;
    }
    memcpy(other, run->out->terms.data + word->term, len);
    if (sharp_s_matters(other, len)) {
        memcpy(other + len, SHARP_S, sharp);
        return fund_push_exact(run, FUND_TOKEN_FALLBACK, other, len + sharp, at);
    }
    bool is_sharp = len > sharp && memcmp(other + len - sharp, SHARP_S, sharp) == 0 &&
                    sharp_s_matters(other, len - sharp);
    return !is_sharp || fund_push_exact(run, FUND_TOKEN_FALLBACK, other, len - sharp, at);
}

/* Other spellings of a word. */
typedef struct spellings {
    fund_unit_run *run;
    fund_token_kind kind;
    fund_place at;
} spellings;

static bool push_spelling(const char *word, size_t len, void *payload)
{
    const spellings *of = payload;
    return push_only_stem(of->run, of->kind, word, len, of->at);
}

/* What a query finds, too; `token` is the word's. */
static bool push_spellings(fund_unit_run *run, fund_token_kind kind, size_t token, const char *word,
                           size_t len, fund_place at)
{
    spellings variants = {run, FUND_TOKEN_VARIANT, at}, fallbacks = {run, FUND_TOKEN_FALLBACK, at};
    return fund_variants(word, len, push_spelling, &variants) &&
           (kind != FUND_TOKEN_WORD ||
            (push_other_s(run, token, at) &&
             fund_fallbacks(run->chain->options.lexicon, word, len, push_spelling, &fallbacks)));
}

/* "Erdoğan" in a text is "Erdogan", too; a query for it finds "Erdogan" below. */
static bool push_without_accents(fund_unit_run *run, fund_token_kind kind, const char *word,
                                 size_t len, fund_place at)
{
    fund_buf plain = FUND_BUF_INIT;
    bool ok = true;
    if (fund_without_accents(&plain, word, len)) {
        bool query = run->purpose == FUND_PURPOSE_QUERY;
        kind = !query ? kind : kind == FUND_TOKEN_PART ? FUND_TOKEN_VARIANT : FUND_TOKEN_FALLBACK;
        ok = plain.failed ? fund_unit_fail(run)
                          : push_only_stem(run, kind, plain.data, plain.len, at);
    }
    fund_buf_free(&plain);
    return ok;
}

bool fund_push_stem(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    fund_place at)
{
    size_t count = run->out->count;
    if (!push_only_stem(run, kind, word, len, at)) {
        return false;
    }
    /* Without its word a variant would be one of the word before. */
    return run->out->count == count || (push_without_accents(run, kind, word, len, at) &&
                                        (run->purpose != FUND_PURPOSE_QUERY ||
                                         push_spellings(run, kind, count, word, len, at)));
}

bool fund_push_word(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    fund_place at)
{
    size_t spelled_len;
    const char *spelled = fund_function_word(run->chain->function_words, word, len, &spelled_len);
    if (kind == FUND_TOKEN_WORD && spelled != NULL) {
        return fund_push_exact(run, FUND_TOKEN_FUNCTION, spelled, spelled_len, at);
    }
    return fund_push_stem(run, kind, word, len, at);
}

/* "stand" is a form of stehen, "Stand" a noun; in a query, where capitals are
 * left out, it may be either. */
static bool push_verb(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                      fund_verb_reading reading, fund_place at)
{
    const fund_buf *infinitive = &run->chain->infinitive;
    if (reading == FUND_VERB_OR_NOUN && run->purpose == FUND_PURPOSE_QUERY) {
        return fund_push_stem(run, kind, word, len, at) &&
               push_only_stem(run, FUND_TOKEN_VARIANT, infinitive->data, infinitive->len, at);
    }
    return fund_push_stem(run, kind, infinitive->data, infinitive->len, at);
}

bool fund_push_written(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                       fund_place at)
{
    fund_buf *infinitive = &run->chain->infinitive;
    fund_buf_clear(infinitive);
    fund_verb_reading reading = FUND_VERB_NONE;
    size_t spelled_len;
    if (fund_function_word(run->chain->function_words, word, len, &spelled_len) == NULL) {
        reading = fund_verb_infinitive(infinitive, run->chain->options.lexicon, word, len);
    }
    bool noun =
        reading == FUND_VERB_OR_NOUN && fund_begins_upper(run->text + at.begin, at.end - at.begin);
    if (infinitive->failed) {
        return fund_unit_fail(run);
    }
    return reading == FUND_VERB_NONE || noun ? fund_push_word(run, kind, word, len, at)
                                             : push_verb(run, kind, word, len, reading, at);
}
