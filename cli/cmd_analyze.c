#include "cli/cli_private.h"

#include <errno.h>
#include <string.h>

typedef struct analysis {
    fund_buf text;
    bool json;
} analysis;

static void print_json(const analysis *run, const fund_token *token)
{
    cli_print_json(json_pack("{s:I, s:I, s:s, s:I, s:I, s:s%, s:s%}", "position",
                             (json_int_t)token->position, "span", (json_int_t)token->span, "kind",
                             fund_token_kind_name(token->kind), "begin", (json_int_t)token->begin,
                             "end", (json_int_t)token->end, "term", token->term, token->term_len,
                             "surface", run->text.data + token->begin, token->end - token->begin));
}

static fund_status print_token(const fund_token *token, void *payload)
{
    const analysis *run = payload;
    if (run->json) {
        print_json(run, token);
        return FUND_OK;
    }
    printf("%u\t%u\t%s\t%zu\t%zu\t%.*s\t", (unsigned)token->position, (unsigned)token->span,
           fund_token_kind_name(token->kind), token->begin, token->end, (int)token->term_len,
           token->term);
    cli_print_safe(stdout, run->text.data + token->begin, token->end - token->begin, false);
    putchar('\n');
    return FUND_OK;
}

static bool read_text(fund_buf *out, const cli_call *call)
{
    for (size_t i = 0; i < call->count; i++) {
        fund_buf_append_str(out, i > 0 ? " " : "");
        fund_buf_append_str(out, call->words[i]);
    }
    char chunk[64 * 1024];
    size_t got;
    while (call->count == 0 && (got = fread(chunk, 1, sizeof chunk, stdin)) > 0) {
        fund_buf_append(out, chunk, got);
    }
    if (call->count == 0 && ferror(stdin)) {
        cli_error("stdin: %s", strerror(errno));
        return false;
    }
    if (out->failed) {
        cli_no_memory();
    }
    return !out->failed;
}

cli_exit cmd_analyze(const cli_command *command, int argc, char **argv)
{
    analysis run = {FUND_BUF_INIT, false};
    bool query = false;
    const char *words = NULL;
    const cli_option options[] = {
        CLI_OPTION_FLAG(0, "query", &query, "analyze as a query, with spelling variants"),
        CLI_OPTION_FLAG(0, "json", &run.json, "print one JSON object per token"),
        CLI_OPTION_WORDS(&words),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    fund_analyzer_options wanted = FUND_ANALYZER_OPTIONS_INIT;
    fund_analyzer *analyzer = NULL;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    if (read_text(&run.text, &call)) {
        wanted.words = words;
        fund_status status = fund_analyzer_open(&analyzer, &wanted, &err);
        if (status == FUND_OK) {
            status = fund_analyzer_run(analyzer, query ? FUND_PURPOSE_QUERY : FUND_PURPOSE_DOCUMENT,
                                       run.text.data != NULL ? run.text.data : "", run.text.len,
                                       print_token, &run, &err);
        }
        exit = status != FUND_OK ? cli_fail(&err) : cli_done(true);
    }
    fund_analyzer_free(analyzer);
    fund_buf_free(&run.text);
    return exit;
}
