#include "cli/cli_private.h"
#include "searcher/searcher.h"

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

/* ---- --explain ------------------------------------------------------------------ */

typedef struct explanation {
    fund_analyzer *analyzer;
    const char *word;
    size_t len;
} explanation;

static fund_status print_class(const fund_word_class *of, void *payload)
{
    const explanation *run = payload;
    (void)run;
    printf("  %s %.*s -> %.*s  (%s)\n", of->kind, (int)of->word_len, of->word, (int)of->term_len,
           of->term, fund_word_rule_name(of->rule));
    return FUND_OK;
}

static fund_status print_weight(const fund_token *token, void *payload)
{
    (void)payload;
    printf("  %s %.*s %g\n", fund_token_kind_name(token->kind), (int)token->term_len, token->term,
           fund_term_weight(token->kind));
    return FUND_OK;
}

typedef struct halves {
    const char *text;
    size_t begin, end; /* of the finite one that was met last */
} halves;

/* "trat ... zurück": the verb that both are. */
static fund_status print_separated(const fund_token *token, void *payload)
{
    halves *run = payload;
    if (token->kind == FUND_TOKEN_SEPARATED) {
        run->begin = token->begin;
        run->end = token->end;
    } else if (token->kind == FUND_TOKEN_PARTICLE) {
        cli_print_safe(stdout, run->text + run->begin, run->end - run->begin, false);
        fputs(" ... ", stdout);
        cli_print_safe(stdout, run->text + token->begin, token->end - token->begin, false);
        printf(
            "\n  verb -> %.*s  (separated: the lexicon has it, and the particle ends a clause)\n",
            (int)token->term_len, token->term);
    }
    return FUND_OK;
}

/* For each word its classes, and the terms that a query looks for with their weights; then verbs that
 * two of them are together. */
static fund_status explain(fund_analyzer *analyzer, const fund_buf *text, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t begin = 0, end; begin < text->len && status == FUND_OK; begin = end + 1) {
        for (end = begin; end < text->len && text->data[end] != ' ' && text->data[end] != '\n';) {
            end++;
        }
        explanation run = {analyzer, text->data + begin, end - begin};
        if (run.len == 0) {
            continue;
        }
        cli_print_safe(stdout, run.word, run.len, false);
        putchar('\n');
        status = fund_analyzer_classes(analyzer, run.word, run.len, print_class, &run, err);
        if (status == FUND_OK) {
            status = fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, run.word, run.len,
                                       print_weight, NULL, err);
        }
    }
    halves run = {text->data, 0, 0};
    return status == FUND_OK && text->len > 0
               ? fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text->data, text->len,
                                   print_separated, &run, err)
               : status;
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
    bool query = false, explained = false;
    const char *words = NULL;
    const cli_option options[] = {
        CLI_OPTION_FLAG(0, "query", &query, "analyze as a query, with spelling variants"),
        CLI_OPTION_FLAG(0, "json", &run.json, "print one JSON object per token"),
        CLI_OPTION_FLAG(0, "explain", &explained, "print the classes of words, and why"),
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
        if (status == FUND_OK && explained) {
            status = explain(analyzer, &run.text, &err);
        } else if (status == FUND_OK) {
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
