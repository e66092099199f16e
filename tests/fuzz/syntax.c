/* The query language alone. */
#include "tests/fuzz/fuzz.h"

#include "searcher/syntax.h"

#include <string.h>

static const char today[] = "2022-02-24";

/* What is printed parses to what is printed. */
static void parse(const char *data, size_t len)
{
    fund_arena *arena = fund_arena_new();
    fund_syntax first, second;
    fund_buf once = FUND_BUF_INIT, twice = FUND_BUF_INIT;
    fund_note_list notes = {.count = 0};
    if (fund_syntax_parse(&first, arena, &notes, data, len, today, NULL) == FUND_OK) {
        fund_syntax_print(&once, &first);
        FUZZ_CHECK(notes.count <= FUND_NOTES_MAX);
        for (size_t i = 0; i < notes.count; i++) {
            FUZZ_CHECK(notes.items[i].offset <= len);
        }
        fund_error err = FUND_ERROR_INIT;
        FUZZ_CHECK(once.len > FUND_QUERY_BYTES_MAX ||
                   fund_syntax_parse(&second, arena, &notes, once.data != NULL ? once.data : "",
                                     once.len, today, &err) == FUND_OK);
        fund_syntax_print(&twice, &second);
        FUZZ_CHECK(once.len == twice.len &&
                   (once.len == 0 || memcmp(once.data, twice.data, once.len) == 0));
    }
    fund_buf_free(&once);
    fund_buf_free(&twice);
    fund_arena_free(arena);
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
