#include "cli/cli_private.h"

#include <string.h>
#include <unistd.h>

typedef struct search_call {
    const char *index, *format, *colour, *ranking, *duplicates;
    cli_batch batch;
    uint32_t count, offset;
    bool json, group, explain;
} search_call;

static void tell_total(const fund_results *results, const fund_search_options *options)
{
    if (!isatty(STDOUT_FILENO)) {
        return;
    }
    fprintf(stderr, "%s%s%u %s%s found, %zu shown\n", results->count > 0 ? "\n" : "",
            results->total_exact ? "" : "about ", (unsigned)results->total,
            options->group ? "article" : "passage", results->total == 1 ? "" : "s",
            results->count);
}

static cli_exit print_results(const cli_style *style, const fund_results *results,
                              const fund_search_options *options)
{
    for (size_t i = 0; i < results->count; i++) {
        if (i > 0 && style->format == CLI_TEXT) {
            putchar('\n');
        }
        cli_print_hit(style, &results->hits[i]);
    }
    if (!cli_flush()) {
        return CLI_ERROR;
    }
    if (style->format == CLI_TEXT) {
        tell_total(results, options);
    }
    return results->count > 0 ? CLI_FOUND : CLI_NOTHING;
}

static cli_exit search_once(const cli_call *call, const char *index,
                            const fund_search_options *options, const cli_style *style)
{
    fund_buf query = FUND_BUF_INIT;
    cli_session session;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    if (!cli_join_words(&query, call, 0)) {
        cli_error("not enough memory");
    } else if (query.len == 0 || strspn(query.data, " \t\n") == query.len) {
        cli_error("search: the query is empty (see: fundstelle search --help)");
    } else if (cli_session_open(&session, index)) {
        fund_status status =
            fund_search(&results, session.searcher, query.data, query.len, options, &err);
        exit = status == FUND_OK ? print_results(style, &results, options) : cli_fail(&err);
        fund_results_free(&results);
        cli_session_close(&session);
    }
    fund_buf_free(&query);
    return exit;
}

static bool make_style(cli_style *out, const search_call *wanted)
{
    bool colour_ok;
    cli_format otherwise = wanted->json ? CLI_JSON : wanted->batch.file != NULL ? CLI_TREC : CLI_TEXT;
    *out = (cli_style){.group = wanted->group, .explain = wanted->explain,
                       .width = cli_terminal_width()};
    out->colour = cli_use_colour(wanted->colour, &colour_ok);
    return colour_ok && cli_format_parse(&out->format, wanted->format, otherwise);
}

static bool check_call(const search_call *wanted, const cli_call *call)
{
    if (wanted->batch.file != NULL && call->count > 0) {
        cli_error("search: --batch takes the queries from its file; \"%s\" is one too many",
                  call->words[0]);
    } else if (wanted->batch.file == NULL && wanted->batch.times != NULL) {
        cli_error("search: --times goes with --batch");
    } else if (wanted->batch.file != NULL && wanted->format != NULL &&
               strcmp(wanted->format, "text") == 0) {
        cli_error("search: --batch prints trec or json, not text");
    } else if (wanted->json && wanted->format != NULL && strcmp(wanted->format, "json") != 0) {
        cli_error("search: --json and --format=%s contradict each other", wanted->format);
    } else if (wanted->explain && wanted->format != NULL && strcmp(wanted->format, "trec") == 0) {
        cli_error("search: --explain has no place in --format=trec");
    } else if (wanted->ranking != NULL && strcmp(wanted->ranking, "full") != 0 &&
               strcmp(wanted->ranking, "plain") != 0) {
        cli_error("--ranking takes full or plain, not \"%s\"", wanted->ranking);
    } else if (wanted->duplicates != NULL && strcmp(wanted->duplicates, "hide") != 0 &&
               strcmp(wanted->duplicates, "show") != 0) {
        cli_error("--duplicates takes hide or show, not \"%s\"", wanted->duplicates);
    } else {
        return true;
    }
    return false;
}

/* What is judged or counted by programs is whole unless they ask. */
static bool hides_similar(const search_call *wanted, const cli_style *style)
{
    return wanted->duplicates != NULL ? strcmp(wanted->duplicates, "hide") == 0
                                      : style->format != CLI_TREC && wanted->batch.file == NULL;
}

cli_exit cmd_search(const cli_command *command, int argc, char **argv)
{
    search_call wanted = {.count = 10};
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        {.key = 'n', .name = "count", .argument = "COUNT", .number = &wanted.count,
         .help = "hits to show (default 10)"},
        {.name = "offset", .argument = "N", .number = &wanted.offset, .help = "hits to skip"},
        {.name = "group", .flag = &wanted.group, .help = "only the best passage of each article"},
        {.name = "duplicates", .argument = "WHAT", .text = &wanted.duplicates,
         .help = "hide or show passages that repeat one above in\nanother version of its article (default: hide;\nshow for trec and --batch)"},
        {.name = "explain", .flag = &wanted.explain,
         .help = "tell what each word of the query found in a hit\nand what that counted"},
        {.name = "json", .flag = &wanted.json, .help = "one JSON object a line (docs/json.md)"},
        {.name = "format", .argument = "FORMAT", .text = &wanted.format,
         .help = "text, json or trec"},
        {.name = "ranking", .argument = "NAME", .text = &wanted.ranking,
         .help = "full, or plain: by whole words alone, without\ncompounds, titles and relatives, to compare"},
        {.name = "color", .argument = "WHEN", .text = &wanted.colour,
         .help = "auto, always or never; NO_COLOR and\nCLICOLOR_FORCE are honoured"},
        {.name = "batch", .argument = "FILE", .text = &wanted.batch.file,
         .help = "run the queries of FILE (- for stdin), lines of\nID TAB QUERY; prints TREC"},
        {.name = "times", .argument = "FILE", .text = &wanted.batch.times,
         .help = "with --batch: write ID TAB MICROSECONDS"},
        CLI_OPTION_JOBS(&wanted.batch.jobs, "with --batch: threads (default: 1)"),
    };
    cli_call call;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    cli_style style;
    if (!check_call(&wanted, &call) || !make_style(&style, &wanted)) {
        return CLI_ERROR;
    }
    fund_search_options search = FUND_SEARCH_OPTIONS_INIT;
    search.count = wanted.count;
    search.offset = wanted.offset;
    search.group = wanted.group;
    search.explain = wanted.explain;
    search.hide_similar = style.distinct = hides_similar(&wanted, &style);
    search.plain = wanted.ranking != NULL && strcmp(wanted.ranking, "plain") == 0;
    search.with_text = style.format != CLI_TREC;
    if (wanted.batch.file != NULL) {
        return cmd_search_batch(&wanted.batch, wanted.index, &search, style);
    }
    return search_once(&call, wanted.index, &search, &style);
}
