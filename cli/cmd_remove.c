#include "cli/indexing.h"

#include <stdlib.h>
#include <string.h>

/* Removes what is there; the rest is told. */
static cli_exit remove_articles(fund_indexer *indexer, const cli_call *call)
{
    fund_error err = FUND_ERROR_INIT;
    size_t removed = 0;
    for (size_t i = 0; i < call->count; i++) {
        fund_status status =
            fund_indexer_remove(indexer, call->words[i], strlen(call->words[i]), &err);
        if (status == FUND_OK) {
            removed++;
        } else if (status == FUND_ERR_NOT_FOUND || status == FUND_ERR_ARGUMENT) {
            cli_error("%s", err.message);
        } else {
            return cli_fail(&err);
        }
    }
    if (fund_indexer_close(indexer, &err) != FUND_OK) {
        return cli_fail(&err);
    }
    printf(fund_trn("%zu removed\n", "%zu removed\n", removed), removed);
    if (!cli_flush()) {
        return CLI_ERROR;
    }
    return removed == call->count ? CLI_FOUND : CLI_NOTHING;
}

cli_exit cmd_remove(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    uint32_t lock_timeout = 10;
    const cli_option options[] = {
        CLI_OPTION_INDEX(&index),
        CLI_OPTION_LOCK_TIMEOUT(&lock_timeout),
    };
    cli_call call;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    if (call.count == 0) {
        cli_error("remove: name at least one article");
        return CLI_ERROR;
    }
    char *path = cli_index_path(index);
    cli_chain chain = {NULL, NULL};
    fund_indexer *indexer = NULL;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    fund_indexer_options wanted = FUND_INDEXER_OPTIONS_INIT;
    wanted.create = false;
    wanted.lock_timeout_ms = cli_lock_ms(lock_timeout);
    if (path != NULL) {
        fund_status status = cli_open_index(&chain, &indexer, path, NULL, &wanted, &err);
        exit = status == FUND_OK ? remove_articles(indexer, &call) : cli_fail(&err);
    }
    fund_indexer_free(indexer);
    cli_chain_close(&chain);
    free(path);
    return exit;
}
