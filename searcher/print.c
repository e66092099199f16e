/* A query's tree as a query. */
#include "searcher/syntax.h"

#include <string.h>

static void print_node(fund_buf *out, const fund_syntax *syntax, const fund_node *node);

/* Bytes of the query, white space as single blanks. */
static void print_text(fund_buf *out, const fund_syntax *syntax, const fund_node *node)
{
    bool blank = false;
    for (size_t i = node->begin; i < node->end; i++) {
        char c = syntax->query[i];
        if ((unsigned char)c <= ' ') {
            blank = true;
            continue;
        }
        fund_buf_append_str(out, blank ? " " : "");
        fund_buf_append_byte(out, c);
        blank = false;
    }
}

/* Where the chunk ends that begins at `begin`; *paired: its parentheses come in pairs. */
static size_t chunk_end(bool *paired, const char *text, size_t begin, size_t end)
{
    size_t open = 0;
    bool closed_more = false;
    for (; begin < end && (unsigned char)text[begin] > ' '; begin++) {
        closed_more |= text[begin] == ')' && open == 0;
        open += text[begin] == '(' ? 1 : 0;
        open -= text[begin] == ')' && open > 0 ? 1 : 0;
    }
    *paired = open == 0 && !closed_more;
    return begin;
}

/* Plain words. A parenthesis in them without its other half would be one of those that
 * are printed around them: it becomes another mark that separates words. */
static void print_words(fund_buf *out, const fund_syntax *syntax, const fund_node *node)
{
    size_t done = out->len;
    print_text(out, syntax, node);
    while (!out->failed && done < out->len) {
        bool paired;
        size_t end = chunk_end(&paired, out->data, done, out->len);
        for (; done < end; done++) {
            if (!paired && (out->data[done] == '(' || out->data[done] == ')')) {
                out->data[done] = ';';
            }
        }
        done++;
    }
}

static void print_quoted(fund_buf *out, const fund_syntax *syntax, const fund_node *node)
{
    fund_buf_append_byte(out, '"');
    print_text(out, syntax, node);
    fund_buf_append_byte(out, '"');
}

static bool has_blank(const fund_syntax *syntax, const fund_node *node)
{
    for (size_t i = node->begin; i < node->end; i++) {
        if ((unsigned char)syntax->query[i] <= ' ') {
            return true;
        }
    }
    return false;
}

static void print_date(fund_buf *out, const fund_node *node)
{
    int high = (int)strcspn(node->high, "~");
    fund_buf_append_str(out, "datum:");
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

/* Within parentheses when it is more than a word. */
static void print_enclosed(fund_buf *out, const fund_syntax *syntax, const fund_node *node)
{
    bool enclosed = node->first != NULL;
    fund_buf_append_str(out, enclosed ? "(" : "");
    print_node(out, syntax, node);
    fund_buf_append_str(out, enclosed ? ")" : "");
    if (enclosed && node->boost != 1) {
        fund_buf_printf(out, "^%g", node->boost);
    }
}

/* Whether a plain word is the last that was printed and would turn a sign behind it
 * around: the first one of "NOT NOT x". */
static bool is_behind_not(const fund_buf *out)
{
    static const char *const words[] = {"NOT ", "NICHT "};
    for (size_t i = 0; i < 2; i++) {
        size_t len = strlen(words[i]);
        if (out->len >= len && memcmp(out->data + out->len - len, words[i], len) == 0) {
            return true;
        }
    }
    return false;
}

static void print_children(fund_buf *out, const fund_syntax *syntax, const fund_node *node,
                           const char *between)
{
    static const char *const signs[] = {"", "+", "-"};
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        fund_buf_append_str(out, child != node->first ? between : "");
        bool spelt = child->occur == FUND_OCCUR_NOT && is_behind_not(out);
        fund_buf_append_str(out, spelt ? "NOT " : signs[child->occur]);
        print_enclosed(out, syntax, child);
        if (node->kind == FUND_NODE_NEAR && child->next != NULL) {
            fund_buf_printf(out, " NEAR/%u ", (unsigned)child->number);
        }
    }
}

static void print_node(fund_buf *out, const fund_syntax *syntax, const fund_node *node)
{
    switch (node->kind) {
    case FUND_NODE_PHRASE:
        print_quoted(out, syntax, node);
        break;
    case FUND_NODE_EXACT:
        fund_buf_append_byte(out, '=');
        if (has_blank(syntax, node)) {
            print_quoted(out, syntax, node);
        } else {
            print_text(out, syntax, node);
        }
        break;
    case FUND_NODE_FUZZY:
        print_text(out, syntax, node);
        fund_buf_append_byte(out, '~');
        if (node->number > 0) {
            fund_buf_printf(out, "%u", (unsigned)node->number);
        }
        break;
    case FUND_NODE_FIELD:
        fund_buf_printf(out, "%s:", fund_field_names(node->field)[0]);
        if (has_blank(syntax, node)) {
            print_quoted(out, syntax, node);
        } else {
            print_text(out, syntax, node);
        }
        fund_buf_append_str(out, node->open ? "*" : "");
        break;
    case FUND_NODE_DATE:
        print_date(out, node);
        break;
    case FUND_NODE_WORDS:
        print_words(out, syntax, node);
        break;
    case FUND_NODE_PATTERN:
        print_text(out, syntax, node);
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
    if (node->first == NULL && node->boost != 1) {
        fund_buf_printf(out, "^%g", node->boost);
    }
}

void fund_syntax_print(fund_buf *out, const fund_syntax *syntax)
{
    const fund_node *root = syntax->root;
    if (root != NULL && root->boost != 1) {
        print_enclosed(out, syntax, root);
    } else if (root != NULL && root->kind == FUND_NODE_WORDS) {
        print_text(out, syntax, root); /* no parentheses around it */
    } else if (root != NULL) {
        print_node(out, syntax, root);
    }
}
