/*
 * A quick look whether a passage may have a phrase, before its text is analysed.
 *
 * Between blanks text is cut into tokens. What a token could be in the phrase is
 * found by analysing it alone, once for a query; then a passage costs one hash
 * look-up a token. The phrase is followed through the tokens by the shift-and
 * algorithm of R. Baeza-Yates and G. Gonnet, "A new approach to text searching"
 * (1992). The answer errs on one side only: a passage that is passed over does
 * not have the phrase, whatever the words around a token make of it.
 */
#include "searcher/text/text.h"

#include <string.h>

/* What a token may be: bit p for position p of the phrase, and these. */
enum { POSITIONS_MAX = 28 };
static const uintptr_t any_position = ((uintptr_t)1 << POSITIONS_MAX) - 1;
static const uintptr_t nothing = (uintptr_t)1 << 28; /* no token: it separates no words */
static const uintptr_t several = (uintptr_t)1 << 29; /* several tokens, some of the phrase */
static const uintptr_t known = (uintptr_t)1 << 30;   /* so that a value is never NULL */

/* A word of letters is one token whatever stands around it. */
static bool is_plain_word(const char *text, size_t len)
{
    size_t letters = 0;
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        unsigned char lower = byte | 0x20;
        if (byte < 0x80 && (lower < 'a' || lower > 'z')) {
            return false;
        }
        letters += (byte & 0xc0) != 0x80 ? 1 : 0;
    }
    return letters > 1;
}

/* The letters that a form of the phrase's words may begin with: those of its stems.
 * Beyond that only verbs change their beginning, in participles ("gegessen") and
 * among the vowels ("isst", "aß"; "Äpfel"). */
static void allow_beginnings(fund_prefilter *prefilter)
{
    static const char vowels[] = "aeiou";
    const fund_token_graph *phrase = prefilter->phrase;
    bool any_vowel = false;
    memset(prefilter->begins, false, sizeof prefilter->begins);
    prefilter->begins['g'] = true;
    for (size_t i = 0; i < phrase->count; i++) {
        const fund_graph_token *token = &phrase->tokens[i];
        for (size_t k = 0; k < token->spelling_count; k++) {
            unsigned char first = (unsigned char)token->spellings[k].data[0];
            prefilter->begins[first] = true;
            any_vowel |= first >= 0x80 || strchr(vowels, first) != NULL;
        }
    }
    for (const char *vowel = vowels; any_vowel && *vowel != '\0'; vowel++) {
        prefilter->begins[(unsigned char)*vowel] = true;
    }
}

/* Whether the token is one word, but for marks around it, that begins like none of the
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

bool fund_prefilter_init(fund_prefilter *out, fund_plan *plan, fund_analyzer *analyzer,
                         const char *query)
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
        if (token->span != 1 ||
            (token->head && !is_plain_word(query + token->begin, token->end - token->begin))) {
            return false;
        }
    }
    out->phrase = phrase;
    allow_beginnings(out);
    out->tokens = fund_map_new();
    return out->tokens != NULL;
}

void fund_prefilter_free(fund_prefilter *prefilter)
{
    fund_map_free(prefilter->tokens, NULL);
    *prefilter = (fund_prefilter){.plan = NULL};
}

typedef struct chunk_look {
    const fund_prefilter *prefilter;
    uintptr_t positions; /* of the phrase */
    size_t tokens;
    bool more; /* than one position of the text */
} chunk_look;

static fund_status see_token(const fund_token *token, void *payload)
{
    chunk_look *look = payload;
    const fund_token_graph *phrase = look->prefilter->phrase;
    look->tokens++;
    look->more |= token->position > 0 || token->span > 1;
    const fund_plan_term *term =
        fund_plan_term_find(look->prefilter->plan, token->kind, token->term, token->term_len);
    for (size_t i = 0; term != NULL && i < phrase->count; i++) {
        const fund_graph_token *wanted = &phrase->tokens[i];
        if (wanted->step && fund_graph_token_has(wanted, term)) {
            look->positions |= (uintptr_t)1 << wanted->position;
        }
    }
    return FUND_OK;
}

/* "Ein-" may be "Einfuhr": a hyphen that has letters on one side only. */
static bool has_open_hyphen(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool other = len - i >= 3 &&
                     (memcmp(text + i, "\xe2\x80", 2) == 0 && (unsigned char)text[i + 2] >= 0x90 &&
                      (unsigned char)text[i + 2] <= 0x93);
        other = other || (len - i >= 3 && memcmp(text + i, "\xe2\xb8\x97", 3) == 0);
        size_t size = other ? 3 : text[i] == '-' ? 1 : 0;
        if (size > 0 && (i == 0 || i + size == len || !fund_is_word_byte(text[i - 1]) ||
                         !fund_is_word_byte(text[i + size]))) {
            return true;
        }
    }
    return false;
}

static uintptr_t classify(const fund_prefilter *prefilter, const char *text, size_t len)
{
    chunk_look look = {.prefilter = prefilter};
    fund_status status = fund_analyzer_run(prefilter->analyzer, FUND_PURPOSE_DOCUMENT, text, len,
                                           see_token, &look, NULL);
    bool open = look.tokens > 0 && has_open_hyphen(text, len);
    if (status != FUND_OK || (look.more && (open || look.positions != 0))) {
        return several;
    }
    return open ? any_position : look.tokens > 0 ? look.positions : nothing;
}

static uintptr_t class_of(const fund_prefilter *prefilter, const char *text, size_t len)
{
    void *value = fund_map_get(prefilter->tokens, text, len);
    if (value != NULL) {
        return (uintptr_t)value;
    }
    uintptr_t class = classify(prefilter, text, len) | known;
    /* Failing to remember costs time only. */
    fund_map_put(prefilter->tokens, text, len, (void *)class, NULL);
    return class;
}

static uintptr_t look_at_chunk(const fund_prefilter *prefilter, const char *text, size_t len)
{
    if (len == 0) {
        return nothing;
    }
    return begins_otherwise(prefilter, text, len) ? 0 : class_of(prefilter, text, len);
}

bool fund_prefilter_may_have(const fund_prefilter *prefilter, const char *text, size_t len)
{
    const uintptr_t end = (uintptr_t)1 << (prefilter->phrase->positions - 1);
    uintptr_t reached = 0; /* bit p: the phrase stands up to its position p */
    if (memchr(text, '\n', len) != NULL) {
        return true; /* a word may go on behind it */
    }
    for (size_t pos = 0; pos < len;) {
        const char *blank = memchr(text + pos, ' ', len - pos);
        size_t size = blank != NULL ? (size_t)(blank - text) - pos : len - pos;
        uintptr_t class = look_at_chunk(prefilter, text + pos, size);
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
