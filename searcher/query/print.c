/* A query's tree as a query. */
#include "searcher/query/parser.h"

#include <string.h>

static void print_node(fund_buf *out, const fund_ast *syntax, const fund_node *node);

/* The text of a node, without the white space around it, to be read by tokens. */
static fund_parser reader_of(const fund_ast *syntax, const fund_node *node)
{
    fund_parser p = {.text = syntax->query, .len = node->end, .pos = node->begin};
    size_t size, end = node->end;
    fund_skip_blanks(&p);
    while (end > p.pos) {
        p.len = end;
        end = fund_utf8_floor(p.text, end - 1);
        if (!fund_is_blank(fund_char_at(&p, end, &size))) {
            break;
        }
    }
    return p;
}

/* Bytes of the query, white space as single blanks and none around them. */
static void print_text(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    fund_parser p = reader_of(syntax, node);
    size_t size;
    for (; p.pos < p.len; p.pos += size) {
        if (fund_is_blank(fund_char_at(&p, p.pos, &size))) {
            fund_skip_blanks(&p);
            fund_buf_append_str(out, " ");
            size = 0;
        } else {
            fund_buf_append(out, p.text + p.pos, size);
        }
    }
}

/* Made of others, and printed as these. */
static bool is_composite(const fund_node *node)
{
    return node->first != NULL && node->kind != FUND_NODE_GAPS;
}

static bool has_pairs(const char *text, size_t len)
{
    size_t open = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == ')' && open-- == 0) {
            return false;
        }
        open += text[i] == '(' ? 1 : 0;
    }
    return open == 0;
}

static bool is_behind_no_break(const fund_parser *p, size_t pos)
{
    size_t size;
    return fund_char_is(fund_char_at(p, fund_utf8_before(p->text, pos), &size), FUND_CHAR_NO_BREAK);
}

/* Signs of the syntax that are none here become another mark that separates words: a
 * parenthesis that begins a token or has no other half would be one of those around it; what
 * looks like a boost had another one after it ("wort^2.^1"); a slash that begins a token, or stands behind
 * its sign, could begin a regular expression, with one in a phrase behind it; a plus or minus behind a
 * no-break space could be a sign beside other parentheses. */
static void print_token(fund_buf *out, const fund_parser *p, size_t begin, size_t end)
{
    bool kept = p->text[begin] != '(' && (p->depth == 0 || has_pairs(p->text + begin, end - begin));
    double boost;
    size_t sign = fund_lex_boost(&boost, p, begin, end);
    for (size_t i = begin; i < end; i++) {
        char c = p->text[i], before = i > begin ? p->text[i - 1] : ' ';
        bool slash = c == '/' && i <= begin + 1 && fund_is_one_of(before, " +-");
        bool sign_here = i > begin && (c == '+' || c == '-') && is_behind_no_break(p, i);
        bool other = slash || ((c == '(' || c == ')') && !kept);
        fund_buf_append_byte(out, other || i == sign ? ';' : sign_here ? '|' : c);
    }
}

static void print_word(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    fund_parser p = reader_of(syntax, node);
    p.depth = 1;
    print_token(out, &p, p.pos, p.len);
}

/* What is a sign, or an operator, alone does not stand for one here: "()-1", "(OR)". It
 * gets a mark, which is none of a word. */
static void print_words(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    fund_parser p = reader_of(syntax, node);
    /* No parentheses around it, no operand after it. */
    bool alone = node == syntax->root && node->boost == 1;
    fund_buf_append_str(out, fund_is_one_of(p.text[p.pos], "+-") ? ";" : "");
    while (p.pos < p.len) {
        uint32_t number;
        p.depth = 0; /* the tokens of the query, at whatever depth */
        size_t token, end = fund_lex_token_end(&p, p.pos);
        bool operator= fund_operator_word(&p, p.pos, &token, &number) != FUND_OPERATOR_NONE;
        p.depth = alone ? 0 : 1;
        print_token(out, &p, p.pos, end);
        fund_buf_append_str(out, operator&& !alone ? ";" : "");
        p.pos = fund_after_blanks(&p, end);
        fund_buf_append_str(out, p.pos < p.len && p.pos > end ? " " : "");
    }
}

/* Signs and operators count before letters, digits and syntax only. */
static bool can_be_operand(const fund_ast *syntax, const fund_node *node)
{
    const fund_parser p = reader_of(syntax, node);
    size_t size;
    bool star = node->kind == FUND_NODE_WILDCARD && p.text[p.pos] == '*';
    bool plain = node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_FUZZY ||
                 node->kind == FUND_NODE_WILDCARD;
    return !plain || fund_begins_word(fund_char_at(&p, p.pos + (star ? 1 : 0), &size));
}

/* A pattern or a fuzzy word. After a mark where it began after one: it would otherwise be
 * a sign's operand or name a field. A pattern's own marks are not in its text. */
static void print_marked(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    const fund_parser p = reader_of(syntax, node);
    fund_field_kind field;
    size_t value;
    bool named = fund_field_of(&field, &value, syntax->query, node->begin, node->end);
    bool plain = can_be_operand(syntax, node) && !named;
    bool mark = node->kind == FUND_NODE_WILDCARD || named || fund_is_one_of(p.text[p.pos], "+-");
    fund_buf_append_str(out, plain ? "" : mark ? "(." : "(");
    print_word(out, syntax, node);
    if (node->kind == FUND_NODE_FUZZY) {
        fund_buf_printf(out, node->number > 0 ? "~%u" : "~", (unsigned)node->number);
    }
    fund_buf_append_str(out, plain ? "" : ")");
}

static bool has_quote(const fund_ast *syntax, const fund_node *node, int shape)
{
    uint32_t c;
    for (size_t at = node->begin; at < node->end;) {
        at += fund_utf8_decode(&c, syntax->query + at, node->end - at);
        if (fund_quote_shape(c) == shape) {
            return true;
        }
    }
    return false;
}

/* Whether a pattern has quotes, as it can within those of a phrase of which it is all. */
static bool is_from_phrase(const fund_ast *syntax, const fund_node *node)
{
    return has_quote(syntax, node, 1) || has_quote(syntax, node, 2) || has_quote(syntax, node, 3);
}

/* Within quotes of a shape that the text does not have; there is one, since it was found
 * within quotes or, as a token, has none. */
static void print_quoted(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    static const char *const quotes[][2] = {{"\"", "\""}, {"»", "«"}, {"›", "‹"}};
    size_t i = 0;
    while (i < 2 && has_quote(syntax, node, (int)i + 1)) {
        i++;
    }
    fund_buf_append_str(out, quotes[i][0]);
    print_text(out, syntax, node);
    fund_buf_append_str(out, node->open ? "*" : "");
    fund_buf_append_str(out, quotes[i][1]);
}

/* Without quotes where nothing in it could be taken for syntax. */
static void print_value(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    fund_parser p = reader_of(syntax, node);
    size_t size;
    bool plain = p.pos < p.len;
    for (size_t begin = p.pos; p.pos < p.len && plain; p.pos += size) {
        uint32_t c = fund_char_at(&p, p.pos, &size);
        bool inner = p.pos > begin && p.pos + size < p.len;
        plain = c < 0x80 ? fund_is_word_byte((char)c) || (inner && fund_is_one_of((char)c, "-./_"))
                         : fund_begins_word(c);
    }
    if (plain) {
        print_text(out, syntax, node);
        fund_buf_append_str(out, node->open ? "*" : "");
    } else {
        print_quoted(out, syntax, node);
    }
}

static void print_bounds(fund_buf *out, const fund_node *node)
{
    int high = (int)strcspn(node->high, "~");
    if (high > 0 && node->high[high] == '\0') {
        fund_buf_printf(out, "%s..%s", node->low, node->high);
    } else if (high > 0 && strlen(node->low) == (size_t)high &&
               memcmp(node->low, node->high, (size_t)high) == 0) {
        fund_buf_append_str(out, node->low);
    } else {
        fund_buf_printf(out, "%.*s..%.*s", (int)strcspn(node->low, "~"), node->low, high,
                        node->high);
    }
}

/* Within quotes when the words after it would belong to it: "2022.. heute". */
static void print_date(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    fund_buf text = FUND_BUF_INIT;
    print_bounds(&text, node);
    size_t len = text.len;
    if (node->next != NULL && node->next->kind == FUND_NODE_WORDS) {
        fund_buf_append_byte(&text, ' ');
        print_words(&text, syntax, node->next);
    }
    out->failed = out->failed || text.failed;
    if (!out->failed) {
        const fund_parser p = {.text = text.data, .len = text.len, .today = "2000-01-01"};
        const char *quote = fund_date_end(&p, 0) > len ? "\"" : "";
        fund_buf_printf(out, "datum:%s%.*s%s", quote, (int)len, text.data, quote);
    }
    fund_buf_free(&text);
}

/* Within parentheses when it is more than a word. */
static void print_enclosed(fund_buf *out, const fund_ast *syntax, const fund_node *node,
                           bool operand)
{
    /* see print_marked() */
    bool own = node->kind == FUND_NODE_WILDCARD || node->kind == FUND_NODE_FUZZY;
    bool enclosed = is_composite(node) || (operand && !own && !can_be_operand(syntax, node));
    fund_buf_append_str(out, enclosed ? "(" : "");
    print_node(out, syntax, node);
    fund_buf_append_str(out, enclosed ? ")" : "");
    if (is_composite(node) && node->boost != 1) {
        fund_buf_printf(out, "^%g", node->boost);
    }
}

static void print_children(fund_buf *out, const fund_ast *syntax, const fund_node *node,
                           const char *between)
{
    static const char *const signs[] = {"", "+", "-"};
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        fund_buf_append_str(out, child != node->first ? between : "");
        fund_buf_append_str(out, signs[child->occur]);
        print_enclosed(out, syntax, child,
                       node->kind != FUND_NODE_GROUP || child->occur != FUND_OCCUR_SHOULD);
        if (node->kind == FUND_NODE_NEAR && child->next != NULL) {
            fund_buf_printf(out, " NEAR/%u ", (unsigned)child->number);
        }
    }
}

static void print_plain(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    switch (node->kind) {
    case FUND_NODE_REGEX:
        fund_buf_append_byte(out, '/');
        fund_buf_append(out, syntax->query + node->begin, node->end - node->begin);
        fund_buf_append_byte(out, '/');
        break;
    case FUND_NODE_PHRASE:
    case FUND_NODE_GAPS:
        print_quoted(out, syntax, node);
        break;
    case FUND_NODE_EXACT:
        fund_buf_append_str(out, node->cased ? "==" : "=");
        print_value(out, syntax, node);
        break;
    case FUND_NODE_FUZZY:
        print_marked(out, syntax, node);
        break;
    case FUND_NODE_WILDCARD:
        if (is_from_phrase(syntax, node)) {
            print_quoted(out, syntax, node);
        } else {
            print_marked(out, syntax, node);
        }
        break;
    case FUND_NODE_FIELD:
        fund_buf_printf(out, "%s:", fund_field_names(node->field)[0]);
        print_value(out, syntax, node);
        break;
    case FUND_NODE_DATE:
        print_date(out, syntax, node);
        break;
    case FUND_NODE_WORDS:
        print_words(out, syntax, node);
        break;
    case FUND_NODE_NEAR:
        print_children(out, syntax, node, "");
        break;
    case FUND_NODE_GROUP:
        print_children(out, syntax, node, " ");
        break;
    case FUND_NODE_AND:
        print_children(out, syntax, node, " AND ");
        break;
    case FUND_NODE_OR:
        print_children(out, syntax, node, " OR ");
        break;
    }
}

static void print_node(fund_buf *out, const fund_ast *syntax, const fund_node *node)
{
    bool filter = node->kind == FUND_NODE_FIELD || node->kind == FUND_NODE_DATE;
    if (is_composite(node) || node->boost == 1 || filter) { /* filters have no weight */
        print_plain(out, syntax, node);
        return;
    }
    /* After other marks a boost would be none. */
    char last = syntax->query[node->end - 1];
    bool words = node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_WILDCARD;
    bool enclosed = words && !fund_is_word_byte(last) && last != '*';
    fund_buf_append_str(out, enclosed ? "(" : "");
    print_plain(out, syntax, node);
    fund_buf_printf(out, "%s^%g", enclosed ? ")" : "", node->boost);
}

void fund_ast_print(fund_buf *out, const fund_ast *syntax)
{
    const fund_node *root = syntax->root;
    if (root != NULL && root->boost != 1) {
        print_enclosed(out, syntax, root, false);
    } else if (root != NULL) {
        print_node(out, syntax, root);
    }
}
