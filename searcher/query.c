/* The query language: bytes to clauses. */
#include "searcher/searcher_private.h"

#include <stdlib.h>

typedef struct parser {
    fund_clauses *out;
    const char *text;
    size_t len, pos;
    bool after_blank; /* or at the start: where an operator may stand */
    fund_status status;
    fund_error *err;
} parser;

void fund_clauses_free(fund_clauses *clauses)
{
    free(clauses->items);
    *clauses = (fund_clauses)FUND_CLAUSES_INIT;
}

static void push(parser *p, fund_occur occur, bool phrase, size_t begin, size_t end)
{
    fund_clauses *out = p->out;
    if (begin == end || p->status != FUND_OK) {
        return;
    }
    if (out->count == out->capacity) {
        size_t capacity = out->capacity * 2 + 16;
        fund_clause *grown = realloc(out->items, capacity * sizeof *grown);
        if (grown == NULL) {
            p->status = fund_error_set(p->err, FUND_ERR_MEMORY, "not enough memory for the query");
            return;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = (fund_clause){occur, phrase, begin, end};
}

static uint32_t char_at(const parser *p, size_t pos, size_t *size)
{
    uint32_t c = 0;
    *size = fund_utf8_decode(&c, p->text + pos, p->len - pos);
    return c;
}

/* A no-break space is no blank here: "+75 000" with one is a single word. */
static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x2000 && c <= 0x200a) || c == 0x3000;
}

/* Quotes of one shape close each other, whatever their direction: languages
 * and keyboards differ in it. */
static int quote_shape(uint32_t c)
{
    switch (c) {
    case '"':
    case 0x201c:
    case 0x201d:
    case 0x201e:
        return 1;
    case 0xab:
    case 0xbb:
        return 2;
    case 0x2039:
    case 0x203a:
        return 3;
    default:
        return 0;
    }
}

static bool begins_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '@' || c == '#' || (c > 0xa0 && !is_blank(c));
}

/* Whether a + or - stands here, before a word. */
static bool at_operator(const parser *p)
{
    if (!p->after_blank || (p->text[p->pos] != '+' && p->text[p->pos] != '-')) {
        return false;
    }
    size_t size;
    uint32_t c = char_at(p, p->pos + 1, &size);
    return size > 0 && (begins_word(c) || quote_shape(c) > 0);
}

/* At an opening quote: takes the phrase and moves behind its closing quote. */
static void take_phrase(parser *p, fund_occur occur)
{
    size_t size;
    int shape = quote_shape(char_at(p, p->pos, &size));
    size_t begin = p->pos + size, end = begin;
    while (end < p->len && quote_shape(char_at(p, end, &size)) != shape) {
        end += size;
    }
    push(p, occur, true, begin, end);
    p->pos = end < p->len ? end + size : end;
    p->after_blank = false;
}

/* Takes plain words up to a quote or an operator; with `one` up to a blank. */
static void take_words(parser *p, fund_occur occur, bool one)
{
    size_t begin = p->pos, end = begin, size;
    p->after_blank = false;
    while (p->pos < p->len) {
        uint32_t c = char_at(p, p->pos, &size);
        bool blank = is_blank(c);
        if (quote_shape(c) > 0 || (one && blank) || at_operator(p)) {
            break;
        }
        p->pos += size;
        p->after_blank = blank || c == 0xa0 || c == 0x202f;
        end = blank ? end : p->pos;
    }
    push(p, occur, false, begin, end);
}

static void take_clause(parser *p)
{
    size_t size;
    fund_occur occur = FUND_OCCUR_SHOULD;
    bool operated = at_operator(p);
    if (operated) {
        occur = p->text[p->pos++] == '+' ? FUND_OCCUR_MUST : FUND_OCCUR_NOT;
    }
    if (quote_shape(char_at(p, p->pos, &size)) > 0) {
        take_phrase(p, occur);
    } else {
        take_words(p, occur, operated);
    }
}

fund_status fund_clauses_parse(fund_clauses *out, const char *query, size_t len, fund_error *err)
{
    parser p = {out, query, len, 0, true, FUND_OK, err};
    while (p.pos < len && p.status == FUND_OK) {
        size_t size;
        if (is_blank(char_at(&p, p.pos, &size))) {
            p.pos += size;
            p.after_blank = true;
        } else {
            take_clause(&p);
        }
    }
    return p.status;
}
