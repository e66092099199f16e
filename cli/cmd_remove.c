#include "cli/indexing.h"

#include <string.h>

/* Removes the articles that exist and reports the others. */
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
    return cli_done(removed == call->count);
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
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count == 0) {
        return cli_error("remove: name at least one article");
    }
    cli_opened opened;
    fund_indexer_options wanted = FUND_INDEXER_OPTIONS_INIT;
    wanted.must_exist = true;
    wanted.lock_timeout_ms = cli_lock_ms(lock_timeout);
    cli_exit exit = cli_index_open(&opened, index, &wanted) ? remove_articles(opened.indexer, &call)
                                                            : CLI_ERROR;
    cli_index_close(&opened);
    return exit;
}
