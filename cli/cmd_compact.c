#include "cli/indexing.h"

#include <stdlib.h>

static fund_status add_bytes(const fund_segment_status *segment, void *payload)
{
    *(uint64_t *)payload += segment->bytes;
    return FUND_OK;
}

static bool index_bytes(uint64_t *out, const char *path, fund_error *err)
{
    *out = 0;
    return fund_index_segments(path, add_bytes, out, err) == FUND_OK;
}

static fund_status compact(fund_indexer *indexer, fund_error *err)
{
    fund_status status = fund_indexer_compact(indexer, err);
    return status == FUND_OK ? fund_indexer_close(indexer, err) : status;
}

cli_exit cmd_compact(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    uint32_t lock_timeout = 10, jobs = 0;
    const cli_option options[] = {
        CLI_OPTION_INDEX(&index),
        CLI_OPTION_JOBS(&jobs, "number of threads (default: one per CPU core)"),
        CLI_OPTION_LOCK_TIMEOUT(&lock_timeout),
    };
    cli_call call;
    char *path = cli_parse_index(&call, command, options, CLI_COUNT(options), &index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    fund_indexer_options wanted = FUND_INDEXER_OPTIONS_INIT;
    wanted.must_exist = true;
    wanted.jobs = cli_jobs(jobs, 0);
    wanted.lock_timeout_ms = cli_lock_ms(lock_timeout);
    uint64_t before, after;
    fund_error err = FUND_ERROR_INIT;
    cli_opened opened = {NULL, NULL};
    cli_exit exit = CLI_ERROR;
    if (!index_bytes(&before, path, &err)) {
        cli_fail(&err);
    } else if (cli_index_open(&opened, index, &wanted)) {
        if (compact(opened.indexer, &err) != FUND_OK || !index_bytes(&after, path, &err)) {
            cli_fail(&err);
        } else {
            printf(fund_tr("%s before, "), cli_bytes(before));
            printf(fund_tr("%s after\n"), cli_bytes(after));
            exit = cli_done(true);
        }
    }
    cli_index_close(&opened);
    free(path);
    return exit;
}
