#include "cli/indexing.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char index_in_use[4096];

const char *cli_index_in_use(void)
{
    return index_in_use;
}

fund_status cli_open_index(cli_chain *chain, fund_indexer **indexer, const char *path,
                           const char *words, const fund_indexer_options *options, fund_error *err)
{
    *chain = (cli_chain){NULL, NULL};
    *indexer = NULL;
    snprintf(index_in_use, sizeof(index_in_use), "%s", path);
    fund_status status =
        words == NULL ? FUND_OK : cli_chain_use_words(path, words, options->dry_run, err);
    if (status == FUND_OK) {
        status = cli_chain_open(chain, path, NULL, err);
    }
    return status == FUND_OK ? fund_indexer_open(indexer, path, chain->analyzer, options, err)
                             : status;
}

bool cli_index_open(cli_opened *out, const char *index, const char *words,
                    const fund_indexer_options *options)
{
    fund_error err = FUND_ERROR_INIT;
    *out = (cli_opened){.path = cli_index_path(index)};
    if (out->path == NULL) {
        return false;
    }
    bool ok =
        cli_open_index(&out->chain, &out->indexer, out->path, words, options, &err) == FUND_OK;
    if (!ok) {
        cli_fail(&err);
    }
    return ok;
}

bool cli_articles_open(cli_opened *out, const char *index)
{
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.create = false;
    options.dry_run = true;
    return cli_index_open(out, index, NULL, &options);
}

void cli_index_close(cli_opened *opened)
{
    fund_indexer_free(opened->indexer);
    cli_chain_close(&opened->chain);
    free(opened->path);
}

bool cli_parse_prune(fund_prune *out, const cli_command *command, const char *value)
{
    bool force = value != NULL && strcmp(value, "force") == 0;
    *out = force ? FUND_PRUNE_FORCE : value != NULL ? FUND_PRUNE_LIMITED : FUND_PRUNE_NONE;
    if (value != NULL && !force && value[0] != '\0') {
        cli_error("%s: the only value of --prune is force, not \"%s\"", command->name, value);
        return false;
    }
    return true;
}

void cli_tell_problem(fund_status status, bool lost, const char *message, void *payload)
{
    (void)status;
    (void)payload;
    cli_error(lost ? "%s" : FUND_TR("warning: %s"), message);
}

void cli_catch_signals(void (*handler)(int number))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CLI_COUNT(numbers); i++) {
        /* What the caller had ignored (nohup, a job in the background) stays so. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            /* A second Ctrl-C ends at once. SIGTERM may well come twice, to the
             * process and to its group, as timeout(1) does. */
            action.sa_flags = numbers[i] == SIGINT ? (int)SA_RESETHAND : 0;
            sigaction(numbers[i], &action, NULL);
        }
    }
}
