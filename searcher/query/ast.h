/*
 * syntax.h - the query language: bytes -> a tree of nodes, and back.
 *
 * The grammar is in docs/query.md.  Whatever is no syntax is words, and what looks
 * like a slip of the pen becomes a note, not an error; an error is only what would
 * silently drop a restriction (a date that is none) or cost too much.
 */
#ifndef FUND_SEARCHER_SYNTAX_H
#define FUND_SEARCHER_SYNTAX_H

#include "base/unicode.h"
#include "searcher/searcher.h"

typedef enum fund_occur { FUND_OCCUR_SHOULD, FUND_OCCUR_MUST, FUND_OCCUR_NOT } fund_occur;

typedef enum fund_node_kind {
    FUND_NODE_WORDS,    /* a run of plain words */
    FUND_NODE_PHRASE,   /* "these words" */
    FUND_NODE_WILDCARD, /* wort*, *wort: the letters as they stand */
    FUND_NODE_EXACT,    /* =Wort, ="ein Satz", ==wort */
    FUND_NODE_FUZZY,    /* wort~2 */
    FUND_NODE_REGEX,    /* /wo.t/: a regular expression */
    FUND_NODE_NEAR,     /* each child within `number` words of the next one */
    FUND_NODE_GAPS,     /* "these * words": each child, `number` words, and the next one */
    FUND_NODE_FIELD,    /* a word of the article's metadata; with `open` its beginning */
    FUND_NODE_DATE,     /* articles from low to high */
    FUND_NODE_GROUP,    /* children with their `occur` */
    FUND_NODE_AND,
    FUND_NODE_OR
} fund_node_kind;

typedef enum fund_field_kind {
    FUND_FIELD_TITLE_WORDS,
    FUND_FIELD_SECTION_NAME,
    FUND_FIELD_AUTHOR_NAME,
    FUND_FIELD_SOURCE_NAME,
    FUND_FIELD_ARTICLE_ID,
    FUND_FIELD_PATH_GLOB,
    FUND_FIELD_PAGE_LABEL,
    FUND_FIELD_CHAPTER_WORDS,
    FUND_FIELD_DATES
} fund_field_kind;

/* In the arena of its tree. */
typedef struct fund_node {
    fund_node_kind kind;
    fund_occur occur;  /* within a group */
    double boost;      /* of its weight; 1: none */
    size_t begin, end; /* bytes of the query: of its text, without the syntax around it */
    fund_field_kind field;
    bool open;       /* a field's word goes on as it likes */
    bool cased;      /* EXACT: small letters are no capitals, even where there are no others */
    uint32_t number; /* NEAR, GAPS: of words to the next child; FUZZY: edits, 0: by length */
    char low[FUND_TIME_MAX], high[FUND_TIME_MAX]; /* DATE: "" is open */
    struct fund_node *first, *next;               /* child, sibling */
} fund_node;

enum { FUND_DIAGNOSTICS_MAX = 16 };

/* Remarks on a query. */
typedef struct fund_diagnostic_list {
    fund_diagnostic items[FUND_DIAGNOSTICS_MAX];
    size_t count;
} fund_diagnostic_list;

typedef struct fund_ast {
    const char *query; /* borrowed */
    size_t len;
    fund_arena *arena; /* borrowed */
    fund_node *root;   /* NULL: nothing */
    fund_diagnostic_list *diagnostics;
} fund_ast;

enum {
    FUND_NESTING_MAX = 50, /* parentheses within each other */
    FUND_NEAR_DEFAULT = 10,
    FUND_NEAR_MAX = 1000
};

/* A letter or a digit, or a byte of a character beyond ASCII. */
static inline bool fund_is_word_byte(char c)
{
    return fund_byte_may_be(c, FUND_CHAR_LETTER | FUND_CHAR_DIGIT);
}

/* Parses a query (FUND_ERR_ENCODING, FUND_ERR_QUERY when it is too long); all is put into the arena. `today` (ISO) is what "heute" means. */
fund_status fund_ast_parse(fund_ast *out, fund_arena *arena, fund_diagnostic_list *diagnostics,
                           const char *query, size_t len, const char *today, fund_error *err);
/* Appends the tree as a query that parses to the same tree. */
void fund_ast_print(fund_buf *out, const fund_ast *syntax);

/* The names of a field in queries, the one that is printed first; NULL after the last. */
const char *const *fund_field_names(fund_field_kind field);

/* ---- lexer.c -------------------------------------------------------------- */

typedef enum fund_operator {
    FUND_OPERATOR_NONE,
    FUND_OPERATOR_AND,
    FUND_OPERATOR_OR,
    FUND_OPERATOR_NOT,
    FUND_OPERATOR_NEAR
} fund_operator;

/* The operator of a word ("NOT", "ODER"); FUND_OPERATOR_NONE for every other. */
fund_operator fund_operator_named(const char *text, size_t len);

/* ---- dates.c -------------------------------------------------------------- */

/* Reads a date, a range of dates or a time back from today; false when it is none. The
 * bounds are compared with an article's date as text. *turned: they were given the wrong
 * way round. */
bool fund_dates_parse(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], bool *turned,
                      const char *text, size_t len, const char *today);

/* ---- notes.c -------------------------------------------------------------- */

/* Adds a note on the query's byte `offset`; false without memory. */
bool fund_diagnostic_add(fund_diagnostic_list *diagnostics, fund_arena *arena, size_t offset,
                         const char *format, ...) __attribute__((format(printf, 4, 5)));
/* Copies all of them into the arena; false without memory. */
bool fund_diagnostics_copy(fund_diagnostics *out, fund_arena *arena,
                           const fund_diagnostic_list *from);

#endif
