#include "base/unicode.h"
#include "cli/cli_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { BOUNDARIES_MAX = 128 };

static fund_status print_piece(const fund_analyzer *analyzer, const char *piece, size_t len,
                               fund_error *err)
{
    size_t at[BOUNDARIES_MAX], count;
    fund_status status = fund_analyzer_split(at, BOUNDARIES_MAX, &count, analyzer, piece, len, err);
    size_t begin = 0;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        cli_print_safe(stdout, piece + begin, at[i] - begin, false);
        putchar('|');
        begin = at[i];
    }
    if (status == FUND_OK) {
        cli_print_safe(stdout, piece + begin, len - begin, false);
    }
    return status;
}

/* A word with its own hyphens: each piece is split by itself. */
static fund_status print_split(const fund_analyzer *analyzer, const char *word, size_t len,
                               fund_error *err)
{
    size_t bad, begin = 0, size;
    if (!fund_utf8_valid(word, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
    }
    fund_status status = FUND_OK;
    for (size_t pos = 0; pos < len && status == FUND_OK; pos += size) {
        uint32_t c;
        size = fund_utf8_decode(&c, word + pos, len - pos);
        if (fund_char_is(c, FUND_CHAR_JOINER)) {
            status = print_piece(analyzer, word + begin, pos - begin, err);
            fwrite(word + pos, 1, size, stdout);
            begin = pos + size;
        }
    }
    if (status == FUND_OK) {
        status = print_piece(analyzer, word + begin, len - begin, err);
    }
    putchar('\n');
    return status;
}

static cli_exit split_lines(const fund_analyzer *analyzer)
{
    char *line = NULL;
    size_t capacity = 0, number = 0;
    ssize_t len;
    cli_exit exit = CLI_FOUND;
    while ((len = getline(&line, &capacity, stdin)) >= 0) {
        number++;
        fund_error err = FUND_ERROR_INIT;
        while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
            len--;
        }
        if (print_split(analyzer, line, (size_t)len, &err) != FUND_OK) {
            cli_error("stdin:%zu: %s", number, err.message);
            exit = CLI_ERROR;
        }
    }
    if (!feof(stdin)) {
        cli_error("stdin: %s", strerror(errno));
        exit = CLI_ERROR;
    }
    free(line);
    return exit;
}

static cli_exit split_words(const fund_analyzer *analyzer, const cli_call *call)
{
    cli_exit exit = CLI_FOUND;
    for (size_t i = 0; i < call->count; i++) {
        fund_error err = FUND_ERROR_INIT;
        if (print_split(analyzer, call->words[i], strlen(call->words[i]), &err) != FUND_OK) {
            exit = cli_fail(&err);
        }
    }
    return exit;
}

cli_exit cmd_split(const cli_command *command, int argc, char **argv)
{
    const char *words = NULL;
    const cli_option options[] = {CLI_OPTION_WORDS(&words)};
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    fund_analyzer_options wanted = FUND_ANALYZER_OPTIONS_INIT;
    fund_analyzer *analyzer = NULL;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit;
    wanted.words = words;
    if (fund_analyzer_open(&analyzer, &wanted, &err) != FUND_OK) {
        exit = cli_fail(&err);
    } else {
        exit = call.count > 0 ? split_words(analyzer, &call) : split_lines(analyzer);
        exit = cli_flush() ? exit : CLI_ERROR;
    }
    fund_analyzer_free(analyzer);
    return exit;
}
