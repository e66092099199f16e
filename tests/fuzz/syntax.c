/* The query language alone. */
#include "tests/fuzz/fuzz.h"

#include "searcher/query/ast.h"

#include <stdio.h>
#include <string.h>

static const char today[] = "2022-02-24";

/* Parses a query and prints its tree; false when it is refused. */
static bool print_parsed(fund_buf *out, const char *data, size_t len)
{
    fund_arena *arena = fund_arena_new();
    fund_ast syntax;
    fund_diagnostic_list notes = {.count = 0};
    bool parsed = fund_ast_parse(&syntax, arena, &notes, data, len, today, NULL) == FUND_OK;
    if (parsed) {
        fund_ast_print(out, &syntax);
        FUZZ_CHECK(notes.count <= FUND_DIAGNOSTICS_MAX);
        for (size_t i = 0; i < notes.count; i++) {
            FUZZ_CHECK(notes.items[i].offset <= len);
        }
    }
    fund_arena_free(arena);
    return parsed;
}

static int deepest(const char *text, size_t len)
{
    int depth = 0, most = 0;
    for (size_t i = 0; i < len; i++) {
        depth += text[i] == '(' ? 1 : text[i] == ')' ? -1 : 0;
        most = depth > most ? depth : most;
    }
    return most;
}

/* What is printed parses, to a tree that is printed alike; but not where there are as many
 * parentheses as are read, since print adds some. */
static void parse(const char *data, size_t len)
{
    fund_buf first = FUND_BUF_INIT, second = FUND_BUF_INIT;
    if (print_parsed(&first, data, len)) {
        const char *text = first.data != NULL ? first.data : "";
        bool alike = deepest(text, first.len) >= FUND_NESTING_MAX - 1 ||
                     (print_parsed(&second, text, first.len) && first.len == second.len &&
                      (first.len == 0 || memcmp(text, second.data, first.len) == 0));
        if (!alike) {
            fprintf(stderr, "first:  %.*s\nsecond: %.*s\n", (int)first.len, text, (int)second.len,
                    second.len > 0 ? second.data : "");
        }
        FUZZ_CHECK(alike);
    }
    fund_buf_free(&second);
    fund_buf_free(&first);
}

static void parse_dates(const char *data, size_t len)
{
    char low[FUND_TIME_MAX], high[FUND_TIME_MAX];
    bool turned = false;
    if (fund_dates_parse(low, high, &turned, data, len, today)) {
        FUZZ_CHECK(memchr(low, '\0', sizeof low) != NULL &&
                   memchr(high, '\0', sizeof high) != NULL);
        FUZZ_CHECK(low[0] == '\0' || high[0] == '\0' || strcmp(low, high) <= 0);
    }
}

const fuzz_target fuzz_syntax[] = {
    {"query", NULL, parse},
    {"query-dates", NULL, parse_dates},
    {NULL, NULL, NULL},
};
