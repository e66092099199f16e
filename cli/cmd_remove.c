#include "cli/control.h"

#include <stdlib.h>
#include <string.h>

static cli_exit tell_removed(const cli_call *call, size_t removed)
{
    printf(fund_trn("%zu removed\n", "%zu removed\n", removed), removed);
    return cli_done(removed == call->count);
}

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
    return tell_removed(call, removed);
}

/* Has a running watch do it; false: there is none. */
static bool have_removed(cli_exit *exit, const char *path, const cli_call *call, uint32_t seconds)
{
    json_t *ids = json_array(), *answer;
    for (size_t i = 0; i < call->count; i++) {
        json_array_append_new(ids, fund_json_string(call->words[i]));
    }
    cli_asked asked = cli_control_ask(&answer, path, json_pack("{s:o}", "remove", ids), seconds);
    *exit = CLI_ERROR;
    if (asked == CLI_ASKED_DONE) {
        size_t i;
        const json_t *id;
        json_array_foreach(json_object_get(answer, "unknown"), i, id)
        {
            cli_error("no article %s in the index", json_string_value(id));
        }
        json_int_t removed = json_integer_value(json_object_get(answer, "removed"));
        *exit = tell_removed(call, removed > 0 ? (size_t)removed : 0);
        json_decref(answer);
    }
    return asked != CLI_ASKED_NOBODY;
}

static cli_exit remove_here(const char *index, const cli_call *call, uint32_t lock_timeout)
{
    cli_opened opened;
    fund_indexer_options wanted = FUND_INDEXER_OPTIONS_INIT;
    wanted.must_exist = true;
    wanted.lock_timeout_ms = cli_lock_ms(lock_timeout);
    cli_exit exit =
        cli_index_open(&opened, index, &wanted) ? remove_articles(opened.indexer, call) : CLI_ERROR;
    cli_index_close(&opened);
    return exit;
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
    char *path = cli_index_path(index);
    cli_exit exit = CLI_ERROR;
    if (path != NULL && !have_removed(&exit, path, &call, lock_timeout)) {
        exit = remove_here(index, &call, lock_timeout);
    }
    free(path);
    return exit;
}
