/*
 * Function words as they stand in a text, before it is analysed.
 *
 * The index has no terms of the most frequent ones, so for a phrase of nothing else every passage is
 * a candidate. They have one form: a text that does not have its letters, in capitals or small ones,
 * as a word is ruled out by a look at its bytes. What the analyzer may make such a word of in another
 * way (a soft hyphen, other alphabets, "jede*r", a word over the end of a line) is let through.
 */
#include "searcher/text/text.h"

#include <string.h>

/* Whether these letters are the word, or umlauts and ß in their place. */
static bool has_one_form(const fund_graph_token *token)
{
    const fund_text *term = &token->spellings[0];
    for (size_t i = 0; i < term->len; i++) {
        if (term->data[i] < 'a' || term->data[i] > 'z') {
            return false;
        }
    }
    return token->kind == FUND_TOKEN_FUNCTION && token->spelling_count == 1 && term->len > 0;
}

/* The function word that is all there is at a position of a phrase; NULL: there is another way. */
static const fund_text *only_word(const fund_token_graph *phrase, uint32_t position)
{
    const fund_text *word = NULL;
    for (size_t i = 0; i < phrase->count; i++) {
        const fund_graph_token *token = &phrase->tokens[i];
        if (!token->step || !fund_graph_token_covers(token, position)) {
            continue;
        }
        if (word != NULL || !has_one_form(token)) {
            return NULL;
        }
        word = &token->spellings[0];
    }
    return word;
}

/* The longest row of them. */
static bool take_phrase(fund_literals *out, const fund_token_graph *phrase)
{
    size_t best = 0;
    for (uint32_t begin = 0; begin < phrase->positions; begin++) {
        fund_literal row = {.count = 0};
        size_t letters = 0;
        for (uint32_t p = begin; p < phrase->positions && row.count < FUND_LITERAL_WORDS_MAX; p++) {
            const fund_text *word = only_word(phrase, p);
            if (word == NULL) {
                break;
            }
            row.words[row.count++] = *word;
            letters += word->len;
        }
        if (letters > best) {
            best = letters;
            out->any[0] = row;
            out->count = 1;
        }
    }
    return best > 0;
}

static bool take_words(fund_literals *out, const fund_token_graph *words)
{
    for (size_t i = 0; i < words->count; i++) {
        const fund_graph_token *token = &words->tokens[i];
        if (!token->head) {
            continue;
        }
        if (!has_one_form(token) || out->count == FUND_LITERALS_MAX) {
            return false;
        }
        out->any[out->count++] = (fund_literal){{token->spellings[0]}, 1};
    }
    return out->count > 0;
}

bool fund_literals_init(fund_literals *out, const fund_plan *plan)
{
    for (size_t i = 0; i < plan->predicate_count; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        out->count = 0;
        bool needed = (plan->required >> i & 1) != 0;
        if (needed &&
            ((predicate->kind == FUND_NODE_PHRASE && take_phrase(out, predicate->graph)) ||
             (predicate->kind == FUND_NODE_WORDS && take_words(out, predicate->graph)))) {
            return true;
        }
    }
    return false;
}

/* ---- texts ----------------------------------------------------------------- */

static bool is_letter(char c)
{
    return ((unsigned char)c | 0x20) >= 'a' && ((unsigned char)c | 0x20) <= 'z';
}

/* Umlauts and the like, quotation marks, dashes; bytes of the character, 0 for another one. */
static size_t plain_size(const char *text, size_t left)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (bytes[0] < 0x80) {
        return 1;
    }
    if (left >= 2 && (bytes[0] == 0xc3 || (bytes[0] == 0xc2 && bytes[1] != 0xac &&
                                           bytes[1] != 0xad && bytes[1] != 0xb7))) {
        return 2;
    }
    return left >= 3 && bytes[0] == 0xe2 && bytes[1] == 0x80 && bytes[2] >= 0x90 ? 3 : 0;
}

/* The sign of "jede*r". */
static bool is_gender_sign(const char *text, size_t len, size_t pos)
{
    char c = text[pos], next = pos + 1 < len ? text[pos + 1] : ' ';
    return (c == '*' || c == ':' || c == '_' || c == '/' || c == '(') && pos > 0 &&
           is_letter(text[pos - 1]) && ((next >= 'a' && next <= 'z') || next == '-');
}

/* Whatever is not known to end a word may be a hyphen, or a soft one. */
static bool may_be_hyphen(const char *text, size_t end)
{
    while (end > 0 && (text[end - 1] == ' ' || text[end - 1] == '\r')) {
        end--;
    }
    bool umlaut = end > 1 && text[end - 2] == '\xc3';
    return end > 0 && !umlaut &&
           ((unsigned char)text[end - 1] >= 0x80 || text[end - 1] == '-' || text[end - 1] == '=');
}

bool fund_has_broken_word(const char *text, size_t len)
{
    const char *end = text + len;
    for (const char *line = text; (line = memchr(line, '\n', (size_t)(end - line))) != NULL;
         line++) {
        if (may_be_hyphen(text, (size_t)(line - text))) {
            return true;
        }
    }
    return false;
}

/* Whether the letters of a text say what its function words are. */
static bool is_plain(const char *text, size_t len)
{
    for (size_t pos = 0, size; pos < len; pos += size) {
        bool simple = is_letter(text[pos]) || text[pos] == ' ';
        size = simple ? 1 : plain_size(text + pos, len - pos);
        if (size == 0 || (!simple && is_gender_sign(text, len, pos))) {
            return false;
        }
    }
    return !fund_has_broken_word(text, len);
}

/* Whether two bytes are the umlaut, or ß, that two letters stand for. */
static bool is_spelled(const char *bytes, const char *letters)
{
    static const struct {
        char letters[3], small, capital;
    } spelled[] = {{"ae", '\xa4', '\x84'},
                   {"oe", '\xb6', '\x96'},
                   {"ue", '\xbc', '\x9c'},
                   {"ss", '\x9f', '\x9f'}};
    for (size_t i = 0; i < sizeof spelled / sizeof spelled[0]; i++) {
        if (memcmp(letters, spelled[i].letters, 2) == 0) {
            return bytes[1] == spelled[i].small || bytes[1] == spelled[i].capital;
        }
    }
    return false;
}

static bool begins_with(const char *text, size_t len, const fund_text *word)
{
    size_t i = 0;
    while (i < word->len && i < len) {
        if ((text[i] | 0x20) == word->data[i]) {
            i++;
        } else if (text[i] == '\xc3' && i + 1 < word->len && i + 1 < len &&
                   is_spelled(text + i, word->data + i)) {
            i += 2;
        } else {
            return false;
        }
    }
    return i == word->len && (i == len || (!is_letter(text[i]) && text[i] != '\xc3'));
}

static bool is_within_word(const char *text, size_t pos)
{
    return pos > 0 && (is_letter(text[pos - 1]) || (pos > 1 && text[pos - 2] == '\xc3'));
}

/* The bytes of a character that only separates words; 0 for another one. */
static size_t gap_size(const char *text, size_t left)
{
    bool word = is_letter(text[0]) || (text[0] >= '0' && text[0] <= '9') || text[0] == '\xc3';
    return word ? 0 : plain_size(text, left);
}

/* Whether the other words of the literal follow at pos. */
static bool goes_on(const fund_literal *literal, const char *text, size_t len, size_t pos)
{
    for (size_t i = 1; i < literal->count; i++) {
        size_t begin = pos;
        for (size_t size = 1; pos < len && size > 0; pos += size) {
            size = gap_size(text + pos, len - pos);
        }
        if (pos == begin || !begins_with(text + pos, len - pos, &literal->words[i])) {
            return false;
        }
        pos += literal->words[i].len;
    }
    return true;
}

static bool has_literal(const fund_literal *literal, const char *text, size_t len)
{
    const fund_text *first = &literal->words[0];
    for (size_t pos = 0; pos + first->len <= len; pos++) {
        bool begins = (text[pos] | 0x20) == first->data[0] || text[pos] == '\xc3';
        if (begins && begins_with(text + pos, len - pos, first) && !is_within_word(text, pos) &&
            goes_on(literal, text, len, pos + first->len)) {
            return true;
        }
    }
    return false;
}

bool fund_literals_may_be_in(const fund_literals *literals, const char *text, size_t len)
{
    for (size_t i = 0; i < literals->count; i++) {
        if (has_literal(&literals->any[i], text, len)) {
            return true;
        }
    }
    return !is_plain(text, len);
}
