/* The query language: bytes to a tree, by recursive descent (parser.h). */
#include "searcher/parser.h"

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
                            node->kind == FUND_NODE_PATTERN || node->kind == FUND_NODE_EXACT);
}

/* An atom, and what NEAR ties to it. */
static fund_node *take_near(fund_parser *p, bool one)
{
    list operands = {NULL, NULL, 0};
    fund_node *atom = fund_take_atom(p, one);
    append(&operands, atom);
    bool all = true;
    size_t next, at = p->pos;
    uint32_t number;
    while (p->status == FUND_OK && fund_is_near_behind(p, p->pos, &next, &number)) {
        all = all && can_be_near(atom);
        if (can_be_near(atom)) { /* the number of a fuzzy word is its own */
            atom->number = number;
        }
        p->pos = next;
        if (fund_is_sign_at(p, p->pos)) {
            p->pos++;
        }
        atom = fund_take_atom(p, true);
        append(&operands, atom);
    }
    if (operands.count < 2) {
        return operands.first;
    }
    if (!all || !can_be_near(atom)) {
        FUND_PARSER_NOTE(p, at, "NEAR ties words, phrases and patterns only: taken as AND");
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
        } else if (fund_is_sign_at(p, p->pos) && fund_is_behind_blank(p, p->pos)) {
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

/* AND or OR here, with something before it and behind it. */
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

fund_node *fund_parse_or(fund_parser *p)
{
    return parse_joined(p, FUND_OPERATOR_OR, FUND_NODE_OR, parse_and);
}

static fund_status check_query(const char *query, size_t len, fund_error *err)
{
    size_t bad;
    if (len > FUND_QUERY_BYTES_MAX) {
        return fund_error_set(err, FUND_ERR_QUERY, "the query has more than %d bytes",
                              FUND_QUERY_BYTES_MAX);
    }
    if (!fund_utf8_valid(query, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the query is not UTF-8 (at byte %zu)", bad);
    }
    return FUND_OK;
}

fund_status fund_syntax_parse(fund_syntax *out, fund_arena *arena, fund_note_list *notes,
                              const char *query, size_t len, const char *today, fund_error *err)
{
    fund_status status = check_query(query, len, err);
    if (status != FUND_OK) {
        return status;
    }
    *out = (fund_syntax){.query = query, .len = len, .arena = arena, .notes = notes};
    fund_parser p = {.out = out, .text = query, .len = len, .today = today, .err = err};
    out->root = fund_parse_or(&p);
    return p.status;
}
