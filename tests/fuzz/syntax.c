/* The query language alone. */
#include "tests/fuzz/fuzz.h"

#include "searcher/syntax.h"

#include <string.h>

static const char today[] = "2022-02-24";

/* Whether all parentheses come in pairs. A query of which one has no other half is not always
 * printed so that it means the same: "E(R ?`)  UND NICT   =\"SportSidrt)". */
static bool is_balanced(const char *text, size_t len)
{
    size_t open = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] == ')' && open-- == 0) {
            return false;
        }
        open += text[i] == '(';
    }
    return open == 0;
}

/* Parses a query and prints its tree; false when it is refused. */
static bool print_parsed(fund_buf *out, const char *data, size_t len)
{
    fund_arena *arena = fund_arena_new();
    fund_syntax syntax;
    fund_note_list notes = {.count = 0};
    bool parsed = fund_syntax_parse(&syntax, arena, &notes, data, len, today, NULL) == FUND_OK;
    if (parsed) {
        fund_syntax_print(out, &syntax);
        FUZZ_CHECK(notes.count <= FUND_NOTES_MAX);
        for (size_t i = 0; i < notes.count; i++) {
            FUZZ_CHECK(notes.items[i].offset <= len);
        }
    }
    fund_arena_free(arena);
    return parsed;
}

/* What is printed parses. Printing that may still tidy it (a blank before a quote), printing
 * once more may not change anything. */
static void parse(const char *data, size_t len)
{
    fund_buf prints[3] = {FUND_BUF_INIT, FUND_BUF_INIT, FUND_BUF_INIT};
    if (print_parsed(&prints[0], data, len)) {
        for (size_t i = 1; i < 3; i++) {
            const char *before = prints[i - 1].data != NULL ? prints[i - 1].data : "";
            FUZZ_CHECK(print_parsed(&prints[i], before, prints[i - 1].len));
        }
        FUZZ_CHECK(
            !is_balanced(data, len) ||
            (prints[1].len == prints[2].len &&
             (prints[1].len == 0 || memcmp(prints[1].data, prints[2].data, prints[1].len) == 0)));
    }
    for (size_t i = 0; i < 3; i++) {
        fund_buf_free(&prints[i]);
    }
}

static void parse_dates(const char *data, size_t len)
{
    char low[FUND_DATE_MAX], high[FUND_DATE_MAX];
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
