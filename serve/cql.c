/*
 * Queries of libraries' clients: CQL 1.2 (Library of Congress, "The Contextual Query Language"), written anew in the
 * language of fundstelle-query(7). Booleans are of one rank, from left to right, so each pair gets parentheses.
 */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum { DEPTH_MAX = 40, SYNTAX = 10, INDEX = 16, RELATION = 19, EMPTY_TERM = 27, TOO_DEEP = 38 };

typedef struct parser {
    const char *at;
    fund_buf token;   /* a C string: a word, an operator, or what was in quotes */
    bool quoted, end; /* of the token */
    unsigned depth, diagnostic;
    char *details;
    bool failed;
} parser;

typedef struct clause {
    const char *field;  /* "titel:", "" */
    const char *prefix; /* of each term: "<", "=" */
    bool any, all;      /* else the words follow each other */
    bool date;
} clause;

static bool give_up(parser *p, unsigned diagnostic, const char *details)
{
    if (p->diagnostic == 0) {
        p->diagnostic = diagnostic;
        snprintf(p->details, 64, "%.*s",
                 (int)fund_utf8_floor(details, strlen(details) < 60 ? strlen(details) : 60),
                 details);
    }
    return false;
}

/* ---- tokens --------------------------------------------------------------------------- */

static void take_quoted(parser *p)
{
    for (p->at++; *p->at != '\0' && *p->at != '"'; p->at++) {
        if (p->at[0] == '\\' && p->at[1] != '\0') {
            p->at++;
        }
        fund_buf_append_byte(&p->token, *p->at);
    }
    p->end = *p->at == '\0'; /* no quote at its end */
    p->at += !p->end;
    p->quoted = true;
}

static void next(parser *p)
{
    p->token.len = 0;
    p->quoted = false;
    p->at += strspn(p->at, " \t\r\n");
    p->end = *p->at == '\0';
    if (*p->at == '"') {
        take_quoted(p);
        if (p->end) {
            (void)give_up(p, SYNTAX, "\"");
        }
    } else if (strchr("<>=", *p->at) != NULL && !p->end) {
        size_t len = strchr("=>", p->at[1]) != NULL && p->at[1] != '\0' && p->at[0] != '>' ? 2 : 1;
        len = p->at[0] == '>' && p->at[1] == '=' ? 2 : len;
        fund_buf_append(&p->token, p->at, len);
        p->at += len;
    } else if (strchr("()/", *p->at) != NULL && !p->end) {
        fund_buf_append_byte(&p->token, *p->at++);
    } else {
        size_t len = strcspn(p->at, " \t\r\n()<>=/\"");
        fund_buf_append(&p->token, p->at, len);
        p->at += len;
    }
    fund_buf_append_byte(&p->token, '\0');
    p->failed |= p->token.failed;
}

static bool is(const parser *p, const char *word)
{
    return !p->quoted && !p->end && !p->failed && strcasecmp(p->token.data, word) == 0;
}

static bool is_boolean(const parser *p)
{
    return is(p, "and") || is(p, "or") || is(p, "not") || is(p, "prox");
}

static bool is_relation(const parser *p)
{
    static const char *const names[] = {"=", "==", "exact", "adj", "any",    "all", "<",
                                        ">", "<=", ">=",    "<>",  "within", "scr", "encloses"};
    for (size_t i = 0; i < SERVE_COUNT(names); i++) {
        if (is(p, names[i])) {
            return true;
        }
    }
    return false;
}

/* ---- clauses ---------------------------------------------------------------------------- */

static bool set_index(parser *p, clause *of, const char *name)
{
    static const struct {
        const char *name, *field;
    } indexes[] = {{"serverChoice", ""},       {"anywhere", ""},      {"anyIndexes", ""},
                   {"allIndexes", ""},         {"keywords", ""},      {"text", ""},
                   {"title", "titel:"},        {"creator", "autor:"}, {"author", "autor:"},
                   {"subject", "ressort:"},    {"source", "quelle:"}, {"publisher", "quelle:"},
                   {"identifier", "artikel:"}, {"date", "datum:"}};
    static const char *const sets[] = {"cql.", "dc.", "srw.", "rec.", "bath."};
    const char *plain = name;
    for (size_t i = 0; i < SERVE_COUNT(sets); i++) {
        if (strncasecmp(name, sets[i], strlen(sets[i])) == 0) {
            plain = name + strlen(sets[i]);
        }
    }
    for (size_t i = 0; i < SERVE_COUNT(indexes); i++) {
        if (strcasecmp(plain, indexes[i].name) == 0) {
            of->field = indexes[i].field;
            of->date = strcmp(of->field, "datum:") == 0;
            return true;
        }
    }
    return give_up(p, INDEX, name);
}

static bool set_relation(parser *p, clause *of)
{
    static const char *const orders[] = {"<", ">", "<=", ">="};
    of->any = is(p, "any");
    of->all = is(p, "all");
    if (is(p, "==") || is(p, "exact")) {
        of->prefix = of->field[0] == '\0' ? "=" : "";
        return true;
    }
    for (size_t i = 0; i < SERVE_COUNT(orders); i++) {
        if (is(p, orders[i])) {
            of->prefix = orders[i];
            return of->date || give_up(p, RELATION, orders[i]);
        }
    }
    bool known = of->any || of->all || is(p, "=") || is(p, "adj") || is(p, "scr") ||
                 (is(p, "within") && of->date);
    return known || give_up(p, RELATION, p->token.data);
}

/* Relevance, stem and the like are what happens anyway: "/relevant", "/stem", "/distance<=5". */
static bool take_modifiers(parser *p, unsigned *distance)
{
    while (is(p, "/")) {
        next(p);
        bool is_distance = is(p, "distance");
        if (p->end) {
            return give_up(p, SYNTAX, "/");
        }
        next(p);
        if (is(p, "<") || is(p, "<=") || is(p, "=")) {
            next(p);
            if (is_distance) {
                *distance = (unsigned)strtoul(p->token.data, NULL, 10);
            }
            next(p);
        }
    }
    return true;
}

/* Words that say nothing to our own language; what would is put in quotes. */
static bool is_plain(const char *word, size_t len)
{
    static const char *const operators[] = {"AND", "OR",   "NOT",   "NEAR",
                                            "UND", "ODER", "NICHT", "NAHE"};
    for (size_t i = 0; i < SERVE_COUNT(operators); i++) {
        if (strlen(operators[i]) == len && memcmp(word, operators[i], len) == 0) {
            return false;
        }
    }
    for (size_t i = 0; i < len; i++) {
        char c = word[i];
        bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
                      (unsigned char)c >= 0x80 || c == '*' || c == '?';
        if (!letter && !(c == '-' && i > 0)) {
            return false;
        }
    }
    return len > 0;
}

static void add_term(fund_buf *out, const clause *of, const char *text, size_t len)
{
    fund_buf_append_str(out, of->field);
    fund_buf_append_str(out, of->prefix);
    if (of->date || is_plain(text, len)) {
        fund_buf_append(out, text, len);
        return;
    }
    fund_buf_append_byte(out, '"');
    for (size_t i = 0; i < len; i++) {
        fund_buf_append_byte(out, strchr("\"\\", text[i]) != NULL ? ' ' : text[i]);
    }
    fund_buf_append_byte(out, '"');
}

/* "any" and "all" take the words of a term one by one. */
static void add_words(fund_buf *out, const clause *of, const char *text)
{
    bool first = true;
    fund_buf_append_byte(out, '(');
    for (const char *at = text + strspn(text, " \t"); *at != '\0'; at += strspn(at, " \t")) {
        size_t len = strcspn(at, " \t");
        fund_buf_append_str(out, first ? "" : of->any ? " OR " : " AND ");
        add_term(out, of, at, len);
        first = false;
        at += len;
    }
    fund_buf_append_byte(out, ')');
}

/* A date is letters and signs that no other syntax has. */
static bool add_date(parser *p, fund_buf *out, const clause *of, const char *text)
{
    size_t len = strspn(text, "0123456789-."), gap = strspn(text + len, " ");
    if (len == 0 || (text[len] != '\0' && gap == 0)) {
        return give_up(p, EMPTY_TERM + 9, text); /* 36: term in invalid format */
    }
    add_term(out, of, text, len);
    if (gap > 0) { /* within "2022 2023" */
        size_t last = strspn(text + len + gap, "0123456789-.");
        if (last == 0 || text[len + gap + last] != '\0') {
            return give_up(p, EMPTY_TERM + 9, text);
        }
        fund_buf_append_str(out, "..");
        fund_buf_append(out, text + len + gap, last);
    }
    return true;
}

static bool take_term(parser *p, fund_buf *out, const clause *of)
{
    const char *text = p->token.data;
    if (p->end || (!p->quoted && (is(p, "(") || is(p, ")") || is(p, "/")))) {
        return give_up(p, SYNTAX, p->end ? "" : text);
    }
    if (text[strspn(text, " \t")] == '\0') {
        return give_up(p, EMPTY_TERM, "");
    }
    if (of->date) {
        if (!add_date(p, out, of, text)) {
            return false;
        }
    } else if (of->any || of->all) {
        add_words(out, of, text);
    } else {
        add_term(out, of, text, strlen(text));
    }
    next(p);
    return true;
}

static bool take_clause(parser *p, fund_buf *out)
{
    clause of = {.field = "", .prefix = ""};
    fund_buf name = FUND_BUF_INIT;
    unsigned distance = 0;
    if (p->failed || p->end || p->diagnostic != 0 || is_boolean(p)) {
        return give_up(p, SYNTAX, "");
    }
    const char *before = p->at;
    bool quoted = p->quoted;
    fund_buf_append(&name, p->token.data, p->token.len);
    next(p);
    if (name.failed || quoted || !is_relation(p)) { /* a term alone: back to it */
        fund_buf kept = p->token;
        p->token = name;
        p->quoted = quoted;
        p->end = false;
        p->failed |= p->token.failed;
        fund_buf_free(&kept);
        p->at = before;
        return !p->failed && take_term(p, out, &of);
    }
    bool ok = set_index(p, &of, name.data) && set_relation(p, &of);
    fund_buf_free(&name);
    if (ok) {
        next(p);
        ok = take_modifiers(p, &distance) && take_term(p, out, &of);
    }
    return ok;
}

/* ---- booleans ---------------------------------------------------------------------------- */

static bool take_query(parser *p, fund_buf *out);

static bool take_operand(parser *p, fund_buf *out)
{
    if (!is(p, "(")) {
        return take_clause(p, out);
    }
    if (++p->depth > DEPTH_MAX) {
        return give_up(p, TOO_DEEP, "");
    }
    next(p);
    if (!take_query(p, out)) {
        return false;
    }
    if (!is(p, ")")) {
        return give_up(p, SYNTAX, p->end ? "" : p->token.data);
    }
    p->depth--;
    next(p);
    return true;
}

/* Puts what there is since `begin` and the operator in front of the next operand, in parentheses. */
static void join(fund_buf *out, size_t begin, const char *word, const fund_buf *right)
{
    fund_buf left = FUND_BUF_INIT;
    fund_buf_append(&left, out->data + begin, out->len - begin);
    out->len = begin;
    fund_buf_append_byte(out, '(');
    fund_buf_append(out, left.data, left.len);
    fund_buf_append_str(out, word);
    fund_buf_append(out, right->data, right->len);
    fund_buf_append_byte(out, ')');
    out->failed |= left.failed || right->failed;
    fund_buf_free(&left);
}

static bool take_query(parser *p, fund_buf *out)
{
    size_t begin = out->len;
    unsigned joined = 0;
    bool ok = take_operand(p, out);
    while (ok && is_boolean(p)) {
        char word[32];
        unsigned distance = 1;
        bool near = is(p, "prox");
        fund_buf right = FUND_BUF_INIT;
        snprintf(word, sizeof word, is(p, "and") ? " AND " : is(p, "or") ? " OR " : " AND NOT ");
        next(p);
        ok = (++joined <= 200 || give_up(p, TOO_DEEP, "")) && take_modifiers(p, &distance) &&
             take_operand(p, &right);
        if (near) {
            snprintf(word, sizeof word, " NEAR/%u ", distance);
        }
        if (ok) {
            join(out, begin, word, &right);
        }
        fund_buf_free(&right);
    }
    return ok;
}

bool serve_cql(fund_buf *out, const char *query, unsigned *diagnostic, char details[64])
{
    parser p = {.at = query, .token = FUND_BUF_INIT, .details = details};
    details[0] = '\0';
    next(&p);
    bool ok = take_query(&p, out);
    if (ok && !p.end) {
        ok = is(&p, "sortby") ? give_up(&p, 80, "sortby") : give_up(&p, SYNTAX, p.token.data);
    }
    ok = ok && p.diagnostic == 0;
    *diagnostic = p.diagnostic != 0 ? p.diagnostic : SYNTAX;
    out->failed |= p.failed;
    fund_buf_append_byte(out, '\0');
    fund_buf_free(&p.token);
    return ok;
}
