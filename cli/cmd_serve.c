/* serve: hands over to fundstelle-serve, which has the libraries that a server needs. */
#include "cli/cli_private.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct serve_call {
    cli_texts indexes;
    const char *listen, *base_url, *keys, *cors, *threads, *timeout, *rate, *per_address, *title;
    bool is_public;
} serve_call;

enum { ARGUMENTS_MAX = CLI_TEXTS_MAX + 16 };

typedef struct arguments {
    char *items[ARGUMENTS_MAX + 1];
    size_t count;
    bool failed;
} arguments;

static void add(arguments *to, const char *name, const char *value)
{
    fund_buf text = FUND_BUF_INIT;
    if (value == NULL || to->count == ARGUMENTS_MAX) {
        return;
    }
    fund_buf_printf(&text, "--%s=%s", name, value);
    to->failed |= text.failed;
    to->items[to->count++] = text.data;
}

static bool add_indexes(arguments *to, const cli_texts *indexes)
{
    size_t count = indexes->count > 0 ? indexes->count : 1;
    for (size_t i = 0; i < count; i++) {
        char *path = cli_index_path(indexes->count > 0 ? indexes->items[i] : NULL);
        if (path == NULL) {
            return false;
        }
        add(to, "index", path);
        free(path);
    }
    return true;
}

/* Beside the program, as it is built, or where it is installed. */
static cli_exit run(char **argv)
{
    char found[PATH_MAX];
    if (!fund_file_beside_program(found, sizeof found, "/fundstelle-serve") &&
        !fund_file_beside_program(found, sizeof found, "/../libexec/fundstelle/fundstelle-serve")) {
        snprintf(found, sizeof found, "%s", FUND_LIBEXECDIR "/fundstelle-serve");
    }
    argv[0] = found;
    execv(found, argv);
    return cli_error("cannot run %s: %s", found, strerror(errno));
}

cli_exit cmd_serve(const cli_command *command, int argc, char **argv)
{
    serve_call wanted = {.listen = NULL};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTION_TEXT(0, "listen", FUND_TR("WHERE"), &wanted.listen,
                        "ADDRESS:PORT (default 127.0.0.1:8080), unix:PATH or\n"
                        "systemd, for a socket that systemd has opened"),
        CLI_OPTION_TEXT(0, "base-url", FUND_TR("URL"), &wanted.base_url,
                        "the address that the world knows, behind a proxy"),
        CLI_OPTION_TEXT(0, "keys", FUND_TR("FILE"), &wanted.keys,
                        "let in only who has a key: a line for each,\nSHA-256 and name"),
        CLI_OPTION_FLAG(0, "public", &wanted.is_public,
                        "let everyone in, also on an address that others reach"),
        CLI_OPTION_TEXT(0, "cors", FUND_TR("ORIGIN"), &wanted.cors,
                        "let the pages of this origin use the API"),
        CLI_OPTION_TEXT(0, "threads", FUND_TR("N"), &wanted.threads,
                        "searches at a time (default: one per core)"),
        CLI_OPTION_TEXT(0, "timeout", FUND_TR("SECONDS"), &wanted.timeout,
                        "how long an answer may take (default 1)"),
        CLI_OPTION_TEXT(0, "rate", FUND_TR("N"), &wanted.rate,
                        "requests a second from one address (default: any)"),
        CLI_OPTION_TEXT(0, "connections-per-address", FUND_TR("N"), &wanted.per_address,
                        "at a time (default 16)"),
        CLI_OPTION_TEXT(0, "title", FUND_TR("TEXT"), &wanted.title, "the page's title"),
    };
    cli_call call;
    arguments to = {.items = {argv[0]}, .count = 1};
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_has_no_words(&call) || !add_indexes(&to, &wanted.indexes)) {
        return CLI_ERROR;
    }
    const struct {
        const char *name, *value;
    } texts[] = {{"listen", wanted.listen},   {"base-url", wanted.base_url},
                 {"keys", wanted.keys},       {"cors", wanted.cors},
                 {"threads", wanted.threads}, {"timeout", wanted.timeout},
                 {"rate", wanted.rate},       {"connections-per-address", wanted.per_address},
                 {"title", wanted.title}};
    for (size_t i = 0; i < CLI_COUNT(texts); i++) {
        add(&to, texts[i].name, texts[i].value);
    }
    char flag[] = "--public";
    if (wanted.is_public) {
        to.items[to.count++] = flag;
    }
    if (to.failed) {
        cli_no_memory();
        return CLI_ERROR;
    }
    return run(to.items);
}
