#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>

static fund_status find(fund_results *out, fund_searcher *searcher, const char *name,
                        uint32_t context, fund_error *err)
{
    fund_status status = fund_article_get(out, searcher, name, strlen(name), 0, 0, err);
    size_t id_len;
    uint32_t passage = cli_passage_of(name, &id_len);
    if (status == FUND_ERR_NOT_FOUND && passage > 0) {
        status = fund_article_get(out, searcher, name, id_len, passage, context, err);
    }
    return status;
}

static void print_field(const char *name, const char *value, size_t width)
{
    enum { NAMES = 9 };
    if (value[0] != '\0') {
        cli_print_padded(fund_tr(name), NAMES);
        cli_print_wrapped(value, strlen(value), NAMES, NAMES, width);
        putchar('\n');
    }
}

void cli_print_article(const fund_results *results, size_t width)
{
    const fund_hit *first = results->hits[0];
    print_field(FUND_TR("Title:"), first->fields.title.data, width);
    print_field(FUND_TR("Date:"), first->fields.date.data, width);
    print_field(FUND_TR("Section:"), first->fields.section.data, width);
    print_field(FUND_TR("Author:"), first->fields.author.data, width);
    print_field(FUND_TR("Source:"), fund_hit_source(first), 0);
    print_field(FUND_TR("Article:"), first->fields.id.data, 0);
    for (size_t i = 0; i < results->count; i++) {
        const fund_hit *hit = results->hits[i];
        putchar('\n');
        size_t column = (size_t)printf("[%u] ", (unsigned)hit->passage);
        cli_print_wrapped(hit->text, hit->text_len, column, 0, width);
        putchar('\n');
    }
}

static cli_exit show(cli_session *session, const char *name, uint32_t context, bool json,
                     bool paged)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = find(&results, session->searcher, name, context, &err);
    if (status != FUND_OK) {
        cli_fail(&err);
        return status == FUND_ERR_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    if (json) {
        const cli_style style = {.format = CLI_JSON};
        cli_print_hits(&style, &results);
    } else {
        size_t width = cli_text_width(); /* before a pager has the terminal */
        cli_page_begin(paged);
        cli_print_article(&results, width);
    }
    fund_results_free(&results);
    return cli_done(true);
}

cli_exit cmd_show(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    uint32_t context = 0;
    bool json = false, no_pager = false;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_NUMBER('C', "context", FUND_TR("N"), &context,
                          "with #PASSAGE: also print N passages before and after"),
        CLI_OPTION_FLAG(0, "json", &json,
                        "print one JSON object per passage (man fundstelle-json)"),
        CLI_OPTION_NO_PAGER(&no_pager),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count != 1) {
        return cli_error("show: name exactly one article: ARTICLE or ARTICLE#PASSAGE");
    }
    cli_session session;
    if (!cli_session_open_to_read(&session, &indexes)) {
        return CLI_ERROR;
    }
    cli_exit exit = show(&session, call.words[0], context, json, !no_pager);
    cli_session_close(&session);
    return exit;
}
