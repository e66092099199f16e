/*
 * Whether a passage may have a phrase, before its text is analysed.
 *
 * Blanks cut the text into chunks. What a chunk could be in the phrase is found by analysing it
 * alone, once for a query; then a passage costs one hash look-up a chunk. The phrase is
 * followed through the chunks by the shift-and algorithm of R. Baeza-Yates and G. Gonnet, "A
 * new approach to text searching" (1992). The answer errs on one side only: a passage that is
 * ruled out does not have the phrase, whatever the words around a chunk make of it.
 */
#include "searcher/text/text.h"

#include <string.h>

/* What a chunk may be: bit p for position p of the phrase, and these. */
enum { POSITIONS_MAX = 28 };
static const uintptr_t any_position = ((uintptr_t)1 << POSITIONS_MAX) - 1;
static const uintptr_t nothing = (uintptr_t)1 << 28; /* no token: it separates no words */
static const uintptr_t several = (uintptr_t)1 << 29; /* several tokens, some of the phrase */
static const uintptr_t cached = (uintptr_t)1 << 30;  /* so that a value is never NULL */

/* A word of letters is one token whatever stands around it. */
static bool is_plain_word(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!fund_byte_may_be(text[i], FUND_CHAR_LETTER)) {
            return false;
        }
    }
    return fund_utf8_count(text, len) > 1;
}

/* The letters that a form of the phrase's words may begin with: those of its stems.
 * Beyond that only verbs change their beginning, in participles ("gegessen") and
 * among the vowels ("isst", "aß"; "Äpfel"), and "besser" is of "gut". */
static void allow_beginnings(fund_prefilter *prefilter)
{
    static const char vowels[] = "aeiou";
    const fund_token_graph *phrase = prefilter->phrase;
    bool any_vowel = false;
    prefilter->begins['g'] = true;
    for (size_t i = 0; i < phrase->count; i++) {
        const fund_graph_token *token = &phrase->tokens[i];
        for (size_t k = 0; k < token->spelling_count; k++) {
            unsigned char first = (unsigned char)token->spellings[k].data[0];
            prefilter->begins[first] = true;
            prefilter->begins['b'] |= first == 'g';
            any_vowel |= first >= 0x80 || strchr(vowels, first) != NULL;
        }
    }
    for (const char *vowel = vowels; any_vowel && *vowel != '\0'; vowel++) {
        prefilter->begins[(unsigned char)*vowel] = true;
    }
}

/* Whether the chunk is one word, but for punctuation around it, that begins like none of the
 * phrase's. */
static bool begins_otherwise(const fund_prefilter *prefilter, const char *text, size_t len)
{
    size_t pos = 0;
    while (pos < len && strchr("(\"[", text[pos]) != NULL && text[pos] != '\0') {
        pos++;
    }
    if (pos == len || prefilter->begins[(unsigned char)text[pos] | 0x20]) {
        return false;
    }
    size_t letters = pos;
    for (; letters < len; letters++) {
        unsigned char byte = (unsigned char)text[letters];
        bool letter = (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z';
        if (!letter && byte != 0xc3 && (letters == pos || byte < 0x80 || byte >= 0xc0)) {
            break; /* 0xc3 begins umlauts and ß */
        }
    }
    if (letters == pos || (unsigned char)text[pos] >= 0x80) {
        return false;
    }
    while (letters < len && text[letters] != '\0' && strchr(".,;:!?)\"]", text[letters]) != NULL) {
        letters++;
    }
    return letters == len;
}

bool fund_prefilter_init(fund_prefilter *out, fund_plan *plan, fund_analyzer *analyzer)
{
    *out = (fund_prefilter){.plan = plan, .analyzer = analyzer};
    if (plan->predicate_count != 1 || plan->predicates[0].kind != FUND_NODE_PHRASE ||
        !plan->predicates[0].shown || plan->required == 0) {
        return false; /* a passage may be a hit without the phrase */
    }
    const fund_token_graph *phrase = plan->predicates[0].graph;
    if (phrase->positions < 2 || phrase->positions > POSITIONS_MAX) {
        return false;
    }
    for (size_t i = 0; i < phrase->count; i++) {
        const fund_graph_token *token = &phrase->tokens[i];
        if (token->span != 1 || (token->head && !is_plain_word(plan->query + token->begin,
                                                               token->end - token->begin))) {
            return false;
        }
    }
    out->phrase = phrase;
    allow_beginnings(out);
    out->chunks = fund_map_new();
    return out->chunks != NULL;
}

void fund_prefilter_free(fund_prefilter *prefilter)
{
    fund_map_free(prefilter->chunks, NULL);
    *prefilter = (fund_prefilter){.plan = NULL};
}

/* What the tokens of a chunk are in the phrase. */
typedef struct chunk {
    const fund_prefilter *prefilter;
    uintptr_t positions; /* of the phrase */
    size_t tokens;
    bool wide; /* takes more than one position of the text */
} chunk;

static fund_status take_token(const fund_token *token, void *payload)
{
    chunk *of = payload;
    if (token->kind > FUND_TOKEN_FUNCTION) {
        return FUND_OK; /* of a separated verb, which is no part of a phrase */
    }
    const fund_token_graph *phrase = of->prefilter->phrase;
    of->tokens++;
    of->wide |= token->position > 0 || token->span > 1;
    const fund_plan_term *term =
        fund_plan_term_find(of->prefilter->plan, token->kind, token->term, token->term_len);
    for (size_t i = 0; term != NULL && i < phrase->count; i++) {
        const fund_graph_token *wanted = &phrase->tokens[i];
        if (wanted->step && fund_graph_token_has(wanted, term)) {
            of->positions |= (uintptr_t)1 << wanted->position;
        }
    }
    return FUND_OK;
}

/* "Ein-" may be "Einfuhr": a hyphen that has letters on one side only. */
static bool has_open_hyphen(const char *text, size_t len)
{
    for (size_t pos = 0, end; pos < len; pos = end) {
        uint32_t c;
        end = pos + fund_utf8_next(&c, text + pos, len - pos);
        if (fund_char_is(c, FUND_CHAR_JOINER) &&
            (pos == 0 || end == len || !fund_is_word_byte(text[pos - 1]) ||
             !fund_is_word_byte(text[end]))) {
            return true;
        }
    }
    return false;
}

static uintptr_t classify(const fund_prefilter *prefilter, const char *text, size_t len)
{
    chunk of = {.prefilter = prefilter};
    fund_status status = fund_analyzer_run(prefilter->analyzer, FUND_PURPOSE_DOCUMENT, text, len,
                                           take_token, &of, NULL);
    bool open = of.tokens > 0 && has_open_hyphen(text, len);
    if (status != FUND_OK || (of.wide && (open || of.positions != 0))) {
        return several;
    }
    return open ? any_position : of.tokens > 0 ? of.positions : nothing;
}

static uintptr_t class_of(const fund_prefilter *prefilter, const char *text, size_t len)
{
    if (len == 0) {
        return nothing;
    }
    if (begins_otherwise(prefilter, text, len)) {
        return 0;
    }
    void *value = fund_map_get(prefilter->chunks, text, len);
    if (value != NULL) {
        return (uintptr_t)value;
    }
    uintptr_t class = classify(prefilter, text, len) | cached;
    /* A class that is not kept only costs time. */
    fund_map_put(prefilter->chunks, text, len, (void *)class, NULL);
    return class;
}

static size_t chunk_size(const char *text, size_t left)
{
    size_t size = 0;
    while (size < left && text[size] != ' ' && text[size] != '\n') {
        size++;
    }
    return size;
}

bool fund_prefilter_may_have(const fund_prefilter *prefilter, const char *text, size_t len)
{
    const uintptr_t end = (uintptr_t)1 << (prefilter->phrase->positions - 1);
    uintptr_t reached = 0; /* bit p: the phrase stands up to its position p */
    if (fund_has_broken_word(text, len)) {
        return true;
    }
    for (size_t pos = 0; pos < len;) {
        size_t size = chunk_size(text + pos, len - pos);
        uintptr_t class = class_of(prefilter, text + pos, size);
        uintptr_t before = reached;
        reached = (reached << 1 | 1) & class & any_position;
        reached |= (class & nothing) != 0 ? before : 0;
        if ((class & several) != 0 || (reached & end) != 0) {
            return true;
        }
        pos += size + 1;
    }
    return false;
}
