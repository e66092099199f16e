#include "cli/cli_private.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

static const cli_option *find_long(const cli_option *options, size_t count, const char *name,
                                   size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(options[i].name) == len && memcmp(options[i].name, name, len) == 0) {
            return &options[i];
        }
    }
    return NULL;
}

static const cli_option *find_short(const cli_option *options, size_t count, char key)
{
    for (size_t i = 0; i < count; i++) {
        if (options[i].key == key && key != '\0') {
            return &options[i];
        }
    }
    return NULL;
}

/* ---- parsing ---------------------------------------------------------------------- */

typedef struct parse_run {
    cli_call *call;
    const cli_command *command;
    const cli_option *options;
    size_t count;
    int argc;
    char **argv;
    int at;
} parse_run;

/* What becomes of an argument. */
typedef enum parsed { PARSED, HELPED, MISUSED } parsed;

FUND_PRINTF(2, 3) static parsed misuse(const parse_run *run, const char *format, ...)
{
    char why[256];
    va_list args;
    va_start(args, format);
    vsnprintf(why, sizeof why, fund_tr(format), args);
    va_end(args);
    cli_error("%s: %s (see: fundstelle %s --help)", run->command->name, why, run->command->name);
    return MISUSED;
}

static parsed unknown_long(const parse_run *run, const char *typed)
{
    char name[64];
    snprintf(name, sizeof name, "%.*s", (int)strcspn(typed + 2, "="), typed + 2);
    const char *nearest = cli_nearest(name, &run->options->name, run->count, sizeof *run->options);
    if (nearest == NULL) {
        return misuse(run, "unknown option %s", typed);
    }
    cli_error("%s: unknown option %s; did you mean --%s?", run->command->name, typed, nearest);
    return MISUSED;
}

static parsed store(const parse_run *run, const cli_option *option, const char *value)
{
    if (option->flag != NULL) {
        *option->flag = true;
    } else if (option->text != NULL) {
        *option->text = value;
    } else if (option->texts != NULL) {
        if (option->texts->count == CLI_TEXTS_MAX) {
            cli_error("%s: at most %d times --%s", run->command->name, CLI_TEXTS_MAX, option->name);
            return MISUSED;
        }
        option->texts->items[option->texts->count++] = value;
    } else {
        char *end;
        errno = 0;
        unsigned long number = strtoul(value, &end, 10);
        if (value[0] < '0' || value[0] > '9' || *end != '\0' || errno != 0 || number > INT32_MAX) {
            cli_error("%s: --%s takes a number from 0 to %d, not \"%s\"", run->command->name,
                      option->name, INT32_MAX, value);
            return MISUSED;
        }
        *option->number = (uint32_t)number;
    }
    return PARSED;
}

/* The option's argument: what is joined to it, else the next word where it cannot be missing. */
static parsed take(parse_run *run, const cli_option *option, const char *joined)
{
    if (option->argument == NULL) {
        return joined == NULL ? store(run, option, NULL)
                              : misuse(run, "--%s takes no value", option->name);
    }
    if (joined == NULL && option->otherwise != NULL) {
        joined = option->otherwise;
    } else if (joined == NULL) {
        if (run->at + 1 >= run->argc) {
            return misuse(run, "--%s requires a value", option->name);
        }
        joined = run->argv[++run->at];
    }
    return store(run, option, joined);
}

static void keep_word(parse_run *run, char *word)
{
    run->call->words[run->call->count++] = word;
}

static parsed parse_short(parse_run *run, char *argument)
{
    const cli_option *option = find_short(run->options, run->count, argument[1]);
    bool whole = argument[2] == '\0';
    /* "-INF" and "-inf" exclude a word; "-n5" and "-n 5" are the option. */
    bool joined = option != NULL && (option->text != NULL || option->texts != NULL) &&
                  !run->command->takes_query;
    bool fits =
        option != NULL &&
        (whole || joined ||
         (option->number != NULL && strspn(argument + 2, "0123456789") == strlen(argument + 2)));
    if (fits) {
        return take(run, option, whole ? NULL : argument + 2);
    }
    if (run->command->takes_query && run->call->count > 0) {
        keep_word(run, argument);
        return PARSED;
    }
    misuse(run, "unknown option %s", argument);
    if (run->command->takes_query) {
        cli_error("to exclude a word, put it after the first word of the query or after --");
    }
    return MISUSED;
}

static parsed parse_one(parse_run *run)
{
    char *argument = run->argv[run->at];
    if (strcmp(argument, "--help") == 0 || strcmp(argument, "-h") == 0) {
        cli_print_help(run->command, run->options, run->count);
        return HELPED;
    }
    if (strcmp(argument, "--help=man") == 0) {
        cli_print_man(run->command, run->options, run->count);
        return HELPED;
    }
    if (strcmp(argument, "--help=options") == 0) {
        cli_list_options(run->options, run->count);
        return HELPED;
    }
    if (strncmp(argument, "--", 2) == 0) {
        const char *equals = strchr(argument, '=');
        size_t len = equals != NULL ? (size_t)(equals - argument) : strlen(argument);
        const cli_option *option = find_long(run->options, run->count, argument + 2, len - 2);
        return option == NULL ? unknown_long(run, argument)
                              : take(run, option, equals != NULL ? equals + 1 : NULL);
    }
    if (argument[0] == '-' && argument[1] != '\0') {
        return parse_short(run, argument);
    }
    keep_word(run, argument);
    return PARSED;
}

bool cli_parse(cli_call *out, const cli_command *command, const cli_option *options, size_t count,
               int argc, char **argv)
{
    /* Words move to the front of argv: there are never more than were read. */
    *out = (cli_call){command, argv, 0, CLI_ERROR};
    parse_run run = {out, command, options, count, argc, argv, 1};
    parsed last = PARSED;
    for (; run.at < argc && strcmp(argv[run.at], "--") != 0 && last == PARSED; run.at++) {
        last = parse_one(&run);
    }
    while (last == PARSED && ++run.at < argc) {
        keep_word(&run, argv[run.at]);
    }
    out->exit = last == HELPED ? cli_done(true) : CLI_ERROR;
    return last == PARSED;
}

bool cli_has_no_words(const cli_call *call)
{
    if (call->count > 0) {
        cli_error("%s: unexpected argument \"%s\"", call->command->name, call->words[0]);
    }
    return call->count == 0;
}

char *cli_parse_index(cli_call *out, const cli_command *command, const cli_option *options,
                      size_t count, const char *const *index, int argc, char **argv)
{
    return cli_parse(out, command, options, count, argc, argv) && cli_has_no_words(out)
               ? cli_index_path(*index)
               : NULL;
}

bool cli_join_words(fund_buf *out, const cli_call *call, size_t first)
{
    for (size_t i = first; i < call->count; i++) {
        fund_buf_append_str(out, i > first ? " " : "");
        fund_buf_append_str(out, call->words[i]);
    }
    return !out->failed;
}

uint32_t cli_passage_of(const char *name, size_t *id_len)
{
    const char *hash = strrchr(name, '#');
    *id_len = strlen(name);
    if (hash == NULL || hash == name || hash[1] == '\0' ||
        strspn(hash + 1, "0123456789") != strlen(hash + 1)) {
        return 0;
    }
    unsigned long number = strtoul(hash + 1, NULL, 10);
    if (number == 0 || number > UINT32_MAX) {
        return 0;
    }
    *id_len = (size_t)(hash - name);
    return (uint32_t)number;
}
