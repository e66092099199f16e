/* Tokens of a query to its tree, by recursive descent. */
#include "searcher/query/parser.h"

static fund_node *parse_or(fund_parser *p);

/* ---- primaries: phrases, groups, fields, words --------------------------------------------- */

/* At an opening quote: the bytes within, and moves past the closing one. */
static void take_quoted(fund_parser *p, size_t *begin, size_t *end)
{
    size_t size, open = p->pos;
    int shape = fund_quote_shape(fund_char_at(p, p->pos, &size));
    *begin = *end = p->pos + size;
    while (*end < p->len && fund_quote_shape(fund_char_at(p, *end, &size)) != shape) {
        *end += size;
    }
    if (*end == p->len) {
        FUND_PARSER_DIAGNOSTIC(p, open, "missing closing quote; the phrase extends to the end");
    }
    p->pos = *end < p->len ? *end + size : *end;
}

/* "Bürger*innen", "jede*r": a star that belongs to the word. */
static bool is_gender_star(const fund_parser *p, size_t from, size_t to)
{
    const char *star = memchr(p->text + from, '*', to - from);
    size_t at = star != NULL ? (size_t)(star - p->text) : from;
    size_t rest = to - at - (at > from ? 1 : 0);
    return at > from && memchr(star + 1, '*', rest) == NULL &&
           (rest == 1 || (rest >= 2 && memcmp(star + 1, "in", 2) == 0));
}

/* What a word of a phrase is: FUND_NODE_PHRASE, FUND_NODE_WILDCARD, or FUND_NODE_GAPS for a star that
 * stands for any word. */
static fund_node_kind kind_in_phrase(const fund_parser *p, size_t *from, size_t *to)
{
    size_t stars = *from, begin = *from, end = *to;
    while (stars < end && p->text[stars] == '*') {
        stars++;
    }
    fund_trim_punctuation(p, &begin, &end);
    if (stars > *from && !fund_has_word(p, stars, *to)) {
        return FUND_NODE_GAPS;
    }
    if (!fund_has_wildcard(p, begin, end) || is_gender_star(p, begin, end)) {
        return FUND_NODE_PHRASE;
    }
    *from = begin;
    *to = end;
    return FUND_NODE_WILDCARD;
}

/* A phrase as its pieces: plain words in a row, patterns, and how many words are between them. */
static void take_pieces(fund_parser *p, fund_node *phrase)
{
    fund_node *last = NULL;
    uint32_t gap = 0;
    for (size_t at = fund_after_blanks(p, phrase->begin), behind;
         at < phrase->end && p->status == FUND_OK; at = fund_after_blanks(p, behind)) {
        size_t size, from = at;
        for (behind = at; behind < phrase->end && !fund_is_blank(fund_char_at(p, behind, &size));) {
            behind += size;
        }
        size_t to = behind;
        fund_node_kind kind = kind_in_phrase(p, &from, &to);
        if (kind == FUND_NODE_GAPS) {
            gap += last != NULL ? 1 : 0;
        } else if (!fund_has_word(p, from, to)) {
            continue;
        } else if (last != NULL && gap == 0 && kind == FUND_NODE_PHRASE && last->kind == kind) {
            last->end = to;
        } else {
            fund_node *piece = fund_parser_node(p, kind, from, to);
            fund_node **link = last != NULL ? &last->next : &phrase->first;
            *link = piece;
            if (last != NULL) {
                last->number = gap;
            }
            last = piece;
            gap = 0;
        }
    }
}

static fund_node *take_phrase(fund_parser *p, fund_node_kind kind)
{
    size_t begin, end;
    take_quoted(p, &begin, &end);
    fund_node *node = fund_has_word(p, begin, end) ? fund_parser_node(p, kind, begin, end) : NULL;
    if (node != NULL && kind == FUND_NODE_PHRASE) {
        take_pieces(p, node);
        fund_node *piece = node->first;
        if (piece != NULL && piece->next != NULL) {
            node->kind = FUND_NODE_GAPS;
        } else if (piece != NULL && piece->kind == FUND_NODE_WILDCARD) {
            node = piece;
        } else {
            node->first = NULL; /* words in a row */
        }
    }
    fund_take_boost(p, node);
    return node;
}

static void close_group(fund_parser *p, size_t open)
{
    fund_skip_blanks(p);
    if (p->pos < p->len) { /* parse_or ends at the end or at a parenthesis */
        p->pos++;
        return;
    }
    FUND_PARSER_DIAGNOSTIC(p, open,
                           "the parenthesis at character %zu is not closed; it extends to the end",
                           fund_parser_character(p, open));
}

static bool is_run(const fund_parser *p, const fund_node *node)
{
    size_t size;
    for (size_t at = node->begin; node->kind == FUND_NODE_WORDS && at < node->end; at += size) {
        if (fund_is_blank(fund_char_at(p, at, &size))) {
            return true;
        }
    }
    return false;
}

static fund_node *take_group(fund_parser *p)
{
    size_t open = p->pos++;
    p->depth++;
    if (p->depth == FUND_NESTING_MAX) {
        FUND_PARSER_DIAGNOSTIC(p, open, "parentheses nested more than %d deep are ignored",
                               FUND_NESTING_MAX - 1);
    }
    fund_node *node = parse_or(p);
    if (p->status == FUND_OK) {
        close_group(p, open);
    }
    p->depth--;
    if (node != NULL && is_run(p, node)) {
        /* Any of its words, as a group; a run is one thing before AND, after a sign. */
        fund_node *run = node;
        node = fund_parser_node(p, FUND_NODE_GROUP, run->begin, run->end);
        if (node != NULL) {
            node->first = run;
        }
    }
    fund_take_boost(p, node);
    return node;
}

/* The value of a field up to a blank, within quotes or parentheses. */
static fund_node *field_node(fund_parser *p, fund_field_kind field, size_t begin, size_t end)
{
    bool as_is = field == FUND_FIELD_ARTICLE_ID || field == FUND_FIELD_PATH_GLOB;
    if (!as_is) {
        fund_trim_punctuation(p, &begin, &end);
    }
    bool open = field != FUND_FIELD_PATH_GLOB && end > begin && p->text[end - 1] == '*';
    if (!fund_has_word(p, begin, end)) {
        return NULL;
    }
    fund_node *node = fund_parser_node(p, FUND_NODE_FIELD, begin, open ? end - 1 : end);
    if (node != NULL) {
        node->field = field;
        node->open = open;
    }
    return node;
}

static fund_node *date_node(fund_parser *p, size_t begin, size_t end)
{
    bool turned;
    fund_node *node = fund_parser_node(p, FUND_NODE_DATE, begin, end);
    if (node == NULL) {
        return NULL;
    }
    node->field = FUND_FIELD_DATES;
    if (!fund_dates_parse(node->low, node->high, &turned, p->text + begin, end - begin, p->today)) {
        int shown = (int)(end - begin < 60 ? end - begin : 60);
        p->status = fund_error_set(
            p->err, FUND_ERR_QUERY,
            "invalid date \"%.*s\" at character %zu of the query; use 2022, 2022-01, 2022-01-07, "
            "7.1.2022, 2022-01..2022-03, >2022-01-07 or \"letzte 7 Tage\"",
            shown, p->text + begin, fund_parser_character(p, begin));
        return NULL;
    }
    if (turned) {
        FUND_PARSER_DIAGNOSTIC(p, begin, "the date range is reversed; its ends are swapped");
    }
    return node;
}

size_t fund_date_end(const fund_parser *p, size_t begin)
{
    char low[FUND_TIME_MAX], high[FUND_TIME_MAX];
    bool turned;
    size_t best = fund_lex_token_end(p, begin);
    size_t end = best;
    for (int more = 0; more < 4 && end < p->len; more++) {
        end = fund_lex_token_end(p, fund_after_blanks(p, end));
        if (fund_dates_parse(low, high, &turned, p->text + begin, end - begin, p->today)) {
            best = end;
        }
    }
    return best;
}

static fund_node *take_field(fund_parser *p, const fund_lex_token *c)
{
    size_t size, begin = c->from, end = c->to;
    p->pos = c->from;
    bool quoted = fund_quote_shape(fund_char_at(p, p->pos, &size)) > 0;
    double boost;
    if (quoted) {
        take_quoted(p, &begin, &end);
        p->pos = fund_boost_end(&boost, p, p->pos, p->len);
    } else if (p->text[p->pos] == '(' && c->field != FUND_FIELD_DATES) {
        const fund_field_kind *outer = p->field;
        p->field = &c->field;
        fund_node *group = take_group(p);
        p->field = outer;
        return group;
    } else {
        p->pos = c->end;
        if (c->field == FUND_FIELD_DATES) {
            end = p->pos = fund_date_end(p, begin);
        }
    }
    return c->field == FUND_FIELD_DATES ? date_node(p, begin, end)
                                        : field_node(p, c->field, begin, end);
}

static fund_node *take_exact(fund_parser *p, const fund_lex_token *c)
{
    size_t size;
    p->pos = c->from;
    if (fund_quote_shape(fund_char_at(p, p->pos, &size)) > 0) {
        fund_node *phrase = take_phrase(p, FUND_NODE_EXACT);
        if (phrase != NULL) {
            phrase->cased = c->cased;
        }
        return phrase;
    }
    size_t from = c->from, to = c->to;
    fund_trim_punctuation(p, &from, &to);
    p->pos = c->end;
    fund_node *node =
        fund_has_word(p, from, to) ? fund_parser_node(p, FUND_NODE_EXACT, from, to) : NULL;
    if (node != NULL) {
        node->boost = c->boost;
        node->cased = c->cased;
    }
    return node;
}

static fund_node *take_special(fund_parser *p, const fund_lex_token *c)
{
    static const fund_node_kind kinds[] = {
        [FUND_LEX_WILDCARD] = FUND_NODE_WILDCARD,
        [FUND_LEX_FUZZY] = FUND_NODE_FUZZY,
        [FUND_LEX_REGEX] = FUND_NODE_REGEX,
        [FUND_LEX_BOOSTED] = FUND_NODE_WORDS,
    };
    if (p->field != NULL) {
        p->pos = c->end;
        return field_node(p, *p->field, c->begin, c->end);
    }
    if (c->kind == FUND_LEX_FIELD) {
        return take_field(p, c);
    }
    if (c->kind == FUND_LEX_EXACT) {
        return take_exact(p, c);
    }
    p->pos = c->end;
    bool given = c->kind == FUND_LEX_REGEX || fund_has_word(p, c->from, c->to);
    fund_node *node = given ? fund_parser_node(p, kinds[c->kind], c->from, c->to) : NULL;
    if (node != NULL) {
        node->number = c->number;
        node->boost = c->boost;
    }
    return node;
}

/* Whether NEAR stands after the token that ends here. */
static bool is_near_after(const fund_parser *p, size_t end, size_t *next, uint32_t *number)
{
    end = fund_after_blanks(p, end);
    return end < p->len && fund_operator_at(p, end, next, number) == FUND_OPERATOR_NEAR;
}

/* What ends a run of plain words at the token that begins here. */
static bool ends_run(const fund_parser *p, size_t pos)
{
    size_t size, next;
    uint32_t number;
    uint32_t c = fund_char_at(p, pos, &size);
    return fund_quote_shape(c) > 0 || (c == ')' && p->depth > 0) ||
           (c == '(' && p->depth < FUND_NESTING_MAX) ||
           (fund_is_sign_at(p, pos) && fund_is_after_blank(p, pos)) ||
           fund_operator_at(p, pos, &next, &number) != FUND_OPERATOR_NONE ||
           fund_lex_token_at(p, pos).kind != FUND_LEX_PLAIN;
}

/* Within a token a sign may stand after a no-break space. */
static size_t plain_end(const fund_parser *p, size_t begin)
{
    size_t end = fund_lex_token_end(p, begin), size;
    for (size_t at = begin; at < end; at += size) {
        uint32_t c = fund_char_at(p, at, &size);
        if (fund_char_is(c, FUND_CHAR_NO_BREAK) && at > begin && fund_is_sign_at(p, at + size)) {
            return at + size;
        }
    }
    return end;
}

/* Plain words up to what is none; with `one` a single token. */
static fund_node *take_words(fund_parser *p, bool one)
{
    size_t begin = p->pos, end = begin, next;
    uint32_t number;
    do {
        size_t behind = plain_end(p, p->pos);
        if (end > begin && is_near_after(p, behind, &next, &number)) {
            break; /* that token is NEAR's */
        }
        fund_diagnose_unknown_field(p, p->pos, behind);
        p->pos = end = behind;
        fund_skip_blanks(p);
        one = one || is_near_after(p, end, &next, &number) || p->field != NULL;
    } while (!one && p->pos < p->len && !ends_run(p, p->pos));
    p->pos = end;
    if (p->field != NULL) {
        return field_node(p, *p->field, begin, end);
    }
    return fund_has_word(p, begin, end) ? fund_parser_node(p, FUND_NODE_WORDS, begin, end) : NULL;
}

static fund_node *take_primary(fund_parser *p, bool one)
{
    size_t size;
    uint32_t c = fund_char_at(p, p->pos, &size);
    if (fund_quote_shape(c) > 0) {
        if (p->field != NULL) {
            size_t begin, end;
            take_quoted(p, &begin, &end);
            return field_node(p, *p->field, begin, end);
        }
        return take_phrase(p, FUND_NODE_PHRASE);
    }
    if (c == '(' && p->depth < FUND_NESTING_MAX) {
        return take_group(p);
    }
    fund_lex_token found = fund_lex_token_at(p, p->pos);
    return found.kind != FUND_LEX_PLAIN ? take_special(p, &found) : take_words(p, one);
}

/* ---- operators ------------------------------------------------------------------------------ */

typedef struct list {
    fund_node *first, *last;
    size_t count;
} list;

static void append(list *to, fund_node *node)
{
    if (node == NULL) {
        return;
    }
    if (to->last != NULL) {
        to->last->next = node;
    } else {
        to->first = node;
    }
    to->last = node;
    to->count++;
}

/* The children under one node; a child alone needs none, but for its sign. */
static fund_node *join(fund_parser *p, fund_node_kind kind, const list *children)
{
    if (children->count < 2 && (kind != FUND_NODE_GROUP || children->count == 0 ||
                                children->first->occur == FUND_OCCUR_SHOULD)) {
        return children->first;
    }
    fund_node *node = fund_parser_node(p, kind, children->first->begin, children->last->end);
    if (node != NULL) {
        node->first = children->first;
    }
    return node;
}

static bool can_be_near(const fund_node *node)
{
    return node != NULL && (node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_PHRASE ||
                            node->kind == FUND_NODE_WILDCARD || node->kind == FUND_NODE_EXACT ||
                            node->kind == FUND_NODE_REGEX || node->kind == FUND_NODE_GAPS);
}

/* The distance to look within; one out of range is reported. */
static uint32_t near_distance(fund_parser *p, uint32_t written)
{
    uint32_t distance = written < 1 ? 1 : written > FUND_NEAR_MAX ? FUND_NEAR_MAX : written;
    if (distance != written) {
        FUND_PARSER_DIAGNOSTIC(p, fund_after_blanks(p, p->pos),
                               "the distance of NEAR must be 1 to %d words; using NEAR/%u",
                               FUND_NEAR_MAX, (unsigned)distance);
    }
    return distance;
}

/* A primary, and what NEAR ties to it. */
static fund_node *take_near(fund_parser *p, bool one)
{
    list operands = {NULL, NULL, 0};
    fund_node *primary = take_primary(p, one);
    append(&operands, primary);
    bool all = true;
    size_t next, at = p->pos;
    uint32_t number;
    while (p->status == FUND_OK && is_near_after(p, p->pos, &next, &number)) {
        all = all && can_be_near(primary);
        if (can_be_near(primary)) { /* the number of a fuzzy word is its own */
            primary->number = near_distance(p, number);
        }
        p->pos = next;
        if (fund_is_sign_at(p, p->pos)) {
            p->pos++;
        }
        primary = take_primary(p, true);
        append(&operands, primary);
    }
    if (operands.count < 2) {
        return operands.first;
    }
    if (!all || !can_be_near(primary)) {
        FUND_PARSER_DIAGNOSTIC(p, at, "NEAR joins only words, phrases and wildcards; using AND");
        return join(p, FUND_NODE_AND, &operands);
    }
    return join(p, FUND_NODE_NEAR, &operands);
}

static fund_node *take_item(fund_parser *p)
{
    size_t next;
    uint32_t number;
    fund_occur occur = FUND_OCCUR_SHOULD;
    bool again = true;
    while (again) { /* "NOT -x" */
        again = false;
        if (fund_operator_at(p, p->pos, &next, &number) == FUND_OPERATOR_NOT) {
            occur = occur == FUND_OCCUR_NOT ? FUND_OCCUR_SHOULD : FUND_OCCUR_NOT;
            p->pos = next;
            again = true;
        } else if (fund_is_sign_at(p, p->pos) && fund_is_after_blank(p, p->pos)) {
            bool minus = p->text[p->pos++] == '-';
            occur = !minus                    ? FUND_OCCUR_MUST
                    : occur == FUND_OCCUR_NOT ? FUND_OCCUR_SHOULD
                                              : FUND_OCCUR_NOT;
        }
    }
    fund_node *node = take_near(p, occur != FUND_OCCUR_SHOULD);
    if (node != NULL) {
        node->occur = occur; /* nodes have none before: see join() */
    }
    return node;
}

/* AND or OR here, with something before it and after it. */
static bool is_joined_by(const fund_parser *p, fund_operator wanted, size_t *next)
{
    uint32_t number;
    return p->pos < p->len && fund_operator_at(p, p->pos, next, &number) == wanted;
}

static bool at_close(fund_parser *p)
{
    return p->pos < p->len && p->depth > 0 && p->text[p->pos] == ')';
}

static fund_node *parse_sequence(fund_parser *p)
{
    list items = {NULL, NULL, 0};
    size_t next;
    for (fund_skip_blanks(p); p->pos < p->len && p->status == FUND_OK; fund_skip_blanks(p)) {
        bool operated = items.count > 0 && (is_joined_by(p, FUND_OPERATOR_AND, &next) ||
                                            is_joined_by(p, FUND_OPERATOR_OR, &next));
        if (at_close(p) || operated) {
            break;
        }
        append(&items, take_item(p));
    }
    return join(p, FUND_NODE_GROUP, &items);
}

static fund_node *parse_joined(fund_parser *p, fund_operator by, fund_node_kind kind,
                               fund_node *(*parse)(fund_parser *))
{
    list operands = {NULL, NULL, 0};
    size_t next;
    do {
        append(&operands, parse(p));
        fund_skip_blanks(p);
        if (p->status != FUND_OK || !is_joined_by(p, by, &next)) {
            break;
        }
        p->pos = next;
    } while (true);
    return join(p, kind, &operands);
}

static fund_node *parse_and(fund_parser *p)
{
    return parse_joined(p, FUND_OPERATOR_AND, FUND_NODE_AND, parse_sequence);
}

static fund_node *parse_or(fund_parser *p)
{
    return parse_joined(p, FUND_OPERATOR_OR, FUND_NODE_OR, parse_and);
}

static fund_status check_query(const char *query, size_t len, fund_error *err)
{
    size_t bad;
    if (len > FUND_QUERY_BYTES_MAX) {
        return fund_error_set(err, FUND_ERR_QUERY, "the query has more than %d bytes; shorten it",
                              FUND_QUERY_BYTES_MAX);
    }
    if (!fund_utf8_valid(query, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the query is not valid UTF-8 (at byte %zu)",
                              bad);
    }
    return FUND_OK;
}

fund_status fund_ast_parse(fund_ast *out, fund_arena *arena, fund_diagnostic_list *diagnostics,
                           const char *query, size_t len, const char *today, fund_error *err)
{
    fund_status status = check_query(query, len, err);
    if (status != FUND_OK) {
        return status;
    }
    *out = (fund_ast){.query = query, .len = len, .arena = arena, .diagnostics = diagnostics};
    fund_parser p = {.out = out, .text = query, .len = len, .today = today, .err = err};
    out->root = parse_or(&p);
    return p.status;
}
