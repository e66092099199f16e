/* What commands that search share: filters as options, the query, what is told about it. */
#include "cli/cli_private.h"

#include <string.h>

/* A quoted value; quotes within it would end it. */
static void append_field(fund_buf *out, const char *field, const char *before, const char *value,
                         const char *behind)
{
    fund_buf_append_str(out, out->len > 0 ? " " : "");
    fund_buf_printf(out, "%s:\"%s", field, before);
    for (; *value != '\0'; value++) {
        fund_buf_append_byte(out, *value == '"' ? ' ' : *value);
    }
    fund_buf_printf(out, "%s\"", behind);
}

static bool check_date(const char *option, const char *value, const char *before,
                       const char *behind)
{
    fund_buf query = FUND_BUF_INIT, parsed = FUND_BUF_INIT;
    fund_arena *arena = fund_arena_new();
    fund_error err = FUND_ERROR_INIT;
    append_field(&query, "datum", before, value, behind);
    bool ok = !query.failed && arena != NULL &&
              fund_search_parse(&parsed, NULL, arena, query.data, query.len, &err) == FUND_OK;
    if (!ok) {
        cli_error("--%s takes a date (2022, 2022-01, 2022-01-07, 7.1.2022, \"letzte 7 Tage\"), not "
                  "\"%s\"",
                  option, value);
    }
    fund_arena_free(arena);
    fund_buf_free(&query);
    fund_buf_free(&parsed);
    return ok;
}

static bool check_name(const char *option, const char *value)
{
    if (value[strspn(value, " \t\n\"*.,-")] == '\0') {
        cli_error("--%s needs a name", option);
        return false;
    }
    return true;
}

bool cli_filters_build(fund_buf *out, const cli_filters *filters)
{
    const struct {
        const char *option, *field, *value;
    } names[] = {
        {"section", "ressort", filters->section},
        {"author", "autor", filters->author},
        {"source", "quelle", filters->source},
    };
    for (size_t i = 0; i < CLI_COUNT(names); i++) {
        if (names[i].value != NULL) {
            if (!check_name(names[i].option, names[i].value)) {
                return false;
            }
            append_field(out, names[i].field, "", names[i].value, "");
        }
    }
    if (filters->since != NULL) {
        if (!check_date("since", filters->since, "", "..")) {
            return false;
        }
        append_field(out, "datum", "", filters->since, "..");
    }
    if (filters->until != NULL) {
        if (!check_date("until", filters->until, "..", "")) {
            return false;
        }
        append_field(out, "datum", "..", filters->until, "");
    }
    if (out->failed) {
        cli_no_memory();
    }
    return !out->failed;
}

const char *const cli_orders[] = {[FUND_ORDER_RELEVANCE] = "relevance",
                                  [FUND_ORDER_NEWEST] = "date",
                                  [FUND_ORDER_OLDEST] = "date-asc",
                                  NULL};

bool cli_query_take(fund_buf *out, const cli_call *call, bool may_be_empty)
{
    const char *name = call->command->name;
    if (!cli_join_words(out, call, 0)) {
        cli_no_memory();
    } else if ((out->len == 0 || strspn(out->data, " \t\n") == out->len) && !may_be_empty) {
        cli_error("%s: the query is empty (see: fundstelle %s --help)", name, name);
    } else {
        return true;
    }
    return false;
}

bool cli_search_open(cli_search *out, const cli_call *call, bool may_be_empty,
                     const cli_filters *filters, const cli_texts *indexes)
{
    *out = (cli_search){.words = FUND_BUF_INIT, .filters = FUND_BUF_INIT};
    bool ok = (filters == NULL || cli_filters_build(&out->filters, filters)) &&
              cli_query_take(&out->words, call, may_be_empty);
    out->query = (fund_text){out->words.data != NULL ? out->words.data : "", out->words.len};
    out->filter = out->filters.len > 0 ? out->filters.data : NULL;
    return ok && cli_session_open(&out->session, indexes);
}

void cli_search_close(cli_search *search)
{
    cli_session_close(&search->session);
    fund_buf_free(&search->words);
    fund_buf_free(&search->filters);
}

/* "      ^" under the byte of a query that fits a line. */
static void point_at(fund_text query, size_t offset)
{
    enum { LINE_MAX = 100 };
    if (query.len <= LINE_MAX && memchr(query.data, '\n', query.len) == NULL) {
        fputs("  ", stderr);
        cli_print_safe(stderr, query.data, query.len, false);
        fprintf(stderr, "\n  %*s^\n", (int)cli_width(query.data, offset), "");
    }
}

void cli_print_diagnostics(const fund_diagnostics *notes, fund_text query)
{
    for (size_t i = 0; i < notes->count; i++) {
        cli_error("note: %s", notes->items[i].message);
        point_at(query, notes->items[i].offset);
    }
}

void cli_print_correction(FILE *out, fund_searcher *searcher, const fund_results *results,
                          fund_text query)
{
    enum { FEW = 5 };
    fund_buf corrected = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (results->total < FEW &&
        fund_correct_query(&corrected, searcher, query.data, query.len, &err) == FUND_OK &&
        corrected.len > 0) {
        fputs(fund_tr("Did you mean: "), out);
        cli_print_safe(out, corrected.data, corrected.len, false);
        fputs("\n", out);
    }
    fund_buf_free(&corrected);
}
