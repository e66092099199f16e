#include "cli/cli_private.h"

#include <string.h>

/* "id#3" is passage 3 of an article, unless the whole is an id. */
static fund_status find(fund_results *out, fund_searcher *searcher, const char *name,
                        const fund_search_options *options, fund_error *err)
{
    size_t id_len;
    uint32_t passage = cli_passage_of(name, &id_len);
    fund_status status = fund_more_like_this(out, searcher, name, strlen(name), 0, options, err);
    return status == FUND_ERR_NOT_FOUND && passage > 0
               ? fund_more_like_this(out, searcher, name, id_len, passage, options, err)
               : status;
}

static cli_exit run(cli_session *session, const char *name, const fund_search_options *options,
                    const cli_style *style, const cli_limits *limits)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_limits_set(limits, session->searcher);
    fund_status status = find(&results, session->searcher, name, options, &err);
    if (status != FUND_OK) {
        cli_fail(&err);
        return status == FUND_ERR_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
    }
    cli_page_begin(style->format == CLI_TEXT);
    cli_print_hits(style, &results);
    cli_exit exit = cli_limits_end(limits, session->searcher, style->format == CLI_JSON,
                                   json_pack("{s:I}", "shown", (json_int_t)results.count),
                                   cli_done(results.count > 0));
    fund_results_free(&results);
    return exit;
}

cli_exit cmd_similar(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    const char *colour = NULL;
    uint32_t count = 10;
    bool json = false, group = false;
    cli_limits limits = CLI_LIMITS_INIT;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COUNT(&count, "number of hits to show (default 10)"),
        CLI_OPTION_FLAG(0, "group", &group, "only the best passage of each article"),
        CLI_OPTION_FLAG(0, "json", &json, "print one JSON object per line (man fundstelle-json)"),
        CLI_OPTION_COLOUR(&colour),
        CLI_OPTIONS_LIMITS(&limits, CLI_TIMEOUT_5),
    };
    cli_call call;
    cli_session session;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    cli_style style = {.format = json ? CLI_JSON : CLI_TEXT,
                       .group = group,
                       .snippet = 600,
                       .width = cli_text_width(),
                       .distinct = true};
    if (!cli_use_colour(&style.colour, colour)) {
        return CLI_ERROR;
    }
    if (call.count != 1) {
        return cli_error("similar: name exactly one article: ARTICLE or ARTICLE#PASSAGE");
    }
    if (!cli_session_open(&session, &indexes)) {
        return CLI_ERROR;
    }
    fund_search_options search = FUND_SEARCH_OPTIONS_INIT;
    search.count = count;
    search.group = group;
    search.hide_duplicates = true;
    cli_exit exit = run(&session, call.words[0], &search, &style, &limits);
    cli_session_close(&session);
    return exit;
}
