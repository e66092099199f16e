/* What commands that search share: filters as options, the query, what is reported about it. */
#include "cli/cli_private.h"

#include <string.h>

bool cli_filters_make(fund_filter *out, const cli_filters *filters)
{
    *out = (fund_filter)FUND_FILTER_INIT;
    out->since = filters->since;
    out->until = filters->until;
    out->sections = filters->sections.count > 0 ? filters->sections.items : NULL;
    out->authors = filters->authors.count > 0 ? filters->authors.items : NULL;
    out->sources = filters->sources.count > 0 ? filters->sources.items : NULL;
    out->paths = filters->paths.count > 0 ? filters->paths.items : NULL;
    return out->since != NULL || out->until != NULL || out->sections != NULL ||
           out->authors != NULL || out->sources != NULL || out->paths != NULL;
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
    *out = (cli_search){.words = FUND_BUF_INIT};
    out->filter = filters != NULL && cli_filters_make(&out->own, filters) ? &out->own : NULL;
    bool ok = cli_query_take(&out->words, call, may_be_empty);
    out->query = (fund_text){out->words.data != NULL ? out->words.data : "", out->words.len};
    return ok && cli_session_open(&out->session, indexes);
}

void cli_search_close(cli_search *search)
{
    cli_session_close(&search->session);
    fund_buf_free(&search->words);
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

void cli_print_diagnostics(const fund_diagnostics *diagnostics, fund_text query)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        cli_error("note: %s", diagnostics->items[i]->message);
        if (diagnostics->items[i]->offset <= query.len) {
            point_at(query, diagnostics->items[i]->offset);
        }
    }
}

void cli_find_correction(fund_word_list *out, fund_searcher *searcher, fund_text query)
{
    fund_error unused = FUND_ERROR_INIT;
    fund_correct_query(out, searcher, query.data, query.len, &unused);
}

void cli_print_correction(FILE *out, const fund_word_list *corrected)
{
    if (corrected->count > 0) {
        const char *text = corrected->items[0]->text;
        fputs(fund_tr("Did you mean: "), out);
        cli_print_safe(out, text, strlen(text), false);
        fputs("\n", out);
    }
}

void cli_suggest(fund_searcher *searcher, fund_text query)
{
    fund_word_list corrected = FUND_WORD_LIST_INIT;
    cli_find_correction(&corrected, searcher, query);
    cli_print_correction(stderr, &corrected);
    fund_word_list_free(&corrected);
}
