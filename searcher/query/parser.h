/*
 * parser.h - what the parts of the query language's parser share.
 *
 *   scan.c   bytes -> characters, tokens and word operators
 *   token.c  what a token is: a field, a pattern, a fuzzy or a plain word
 *   primary.c   the smallest things an operator can stand before
 *   parse.c  operators and groups
 *
 * Text is read in tokens, which end at a blank or a quote. A token is syntax only as
 * a whole: "AND", "titel:Haus", "wort*"; anything else joins the run of plain words
 * before it, which the analyzer gets in one piece, since a date or a number may be
 * several tokens.
 */
#ifndef FUND_SEARCHER_PARSER_H
#define FUND_SEARCHER_PARSER_H

#include "searcher/query/ast.h"

#include <string.h>

typedef struct fund_parser {
    fund_ast *out;
    const char *text;
    size_t len, pos;
    const char *today;
    unsigned depth;               /* open parentheses */
    const fund_field_kind *field; /* that an open parenthesis belongs to, or NULL */
    fund_status status;
    fund_error *err;
} fund_parser;

/* ---- scan.c --------------------------------------------------------------- */

void fund_parser_no_memory(fund_parser *p);
/* Characters before a byte, from 1: what an editor counts. */
size_t fund_parser_character(const fund_parser *p, size_t offset);
/* NULL without memory. */
fund_node *fund_parser_node(fund_parser *p, fund_node_kind kind, size_t begin, size_t end);

#define FUND_PARSER_DIAGNOSTIC(p, offset, ...)                                                     \
    do {                                                                                           \
        if (!fund_diagnostic_add((p)->out->diagnostics, (p)->out->arena, (offset), __VA_ARGS__)) { \
            fund_parser_no_memory(p);                                                              \
        }                                                                                          \
    } while (0)

/* The character at `pos`; *size is 0 at the end. */
uint32_t fund_char_at(const fund_parser *p, size_t pos, size_t *size);
/* A no-break space is none here: "75 000" with one is a single word. */
bool fund_is_blank(uint32_t c);
/* Quotes of one shape close each other; 0 for what is none. */
int fund_quote_shape(uint32_t c);
bool fund_begins_word(uint32_t c);

static inline bool fund_is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* Where the token that begins at `pos` ends. */
size_t fund_lex_token_end(const fund_parser *p, size_t pos);
size_t fund_after_blanks(const fund_parser *p, size_t pos);
void fund_skip_blanks(fund_parser *p);
/* Whether the token at `begin` is an operator's word, with an operand after it or not.
 * *number: n of NEAR/n as it is written, *token: where it ends,
 * when it is one. */
fund_operator fund_operator_word(const fund_parser *p, size_t begin, size_t *token,
                                 uint32_t *number);
/* A word operator at `pos` that has an operand after it. *next: where what is after it
 * begins; *number: n of NEAR/n. */
fund_operator fund_operator_at(const fund_parser *p, size_t pos, size_t *next, uint32_t *number);
/* Whether a + or - stands here, before a word. */
bool fund_is_sign_at(const fund_parser *p, size_t pos);
/* Signs count there only. */
bool fund_is_after_blank(const fund_parser *p, size_t pos);

/* ---- token.c -------------------------------------------------------------- */

typedef enum fund_lex_kind {
    FUND_LEX_PLAIN,
    FUND_LEX_EXACT,
    FUND_LEX_WILDCARD,
    FUND_LEX_FUZZY,
    FUND_LEX_FIELD,
    FUND_LEX_REGEX,
    FUND_LEX_BOOSTED /* a plain word with a boost */
} fund_lex_kind;

typedef struct fund_lex_token {
    fund_lex_kind kind;
    size_t begin, end; /* of the token */
    size_t from, to;   /* of its word */
    fund_field_kind field;
    uint32_t number;
    bool cased;
    double boost;
} fund_lex_token;

fund_lex_token fund_lex_token_at(const fund_parser *p, size_t begin);
/* The field that the token names before its colon; *value: what is after that. */
bool fund_field_of(fund_field_kind *out, size_t *value, const char *text, size_t begin, size_t end);
/* Notes what looks like a field and is none. */
void fund_diagnose_unknown_field(fund_parser *p, size_t begin, size_t end);
/* "^2" at `pos`: returns where it ends, `pos` when there is none. */
size_t fund_boost_end(double *out, const fund_parser *p, size_t pos, size_t end);
/* "wort^2": where the boost begins that ends the token but for punctuation; `end` when there
 * is none. */
size_t fund_lex_boost(double *out, const fund_parser *p, size_t begin, size_t end);
/* Takes "^2" that follows directly, as the node's, which may be NULL. */
void fund_take_boost(fund_parser *p, fund_node *node);
/* Whether a word has a star anywhere, or a question mark within. */
bool fund_has_wildcard(const fund_parser *p, size_t from, size_t to);
/* Whether there is more than punctuation and white space. */
bool fund_has_word(const fund_parser *p, size_t begin, size_t end);
/* Without the punctuation of a sentence around it; a parenthesis that closes one within is none of that. */
void fund_trim_punctuation(const fund_parser *p, size_t *begin, size_t *end);

/* ---- parser.c ------------------------------------------------------------- */

/* Where a date ends that begins here without quotes: "letzte 7 Tage", ">= 2022" are several
 * tokens. */
size_t fund_date_end(const fund_parser *p, size_t begin);

#endif
