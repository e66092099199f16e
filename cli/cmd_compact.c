#include "cli/control.h"

#include <stdlib.h>

static fund_status compact(fund_indexer *indexer, fund_error *err)
{
    fund_status status = fund_indexer_compact(indexer, err);
    return status == FUND_OK ? fund_indexer_close(indexer, err) : status;
}

static void print_sizes(const cli_rewrite *wanted, uint64_t before, uint64_t after)
{
    if (wanted->json) {
        cli_print_summary(json_pack("{s:I, s:I}", "bytes_before", (json_int_t)before, "bytes",
                                    (json_int_t)after));
    } else if (!wanted->quiet) {
        printf(fund_tr("%s before, "), cli_bytes(before));
        printf(fund_tr("%s after\n"), cli_bytes(after));
    }
}

/* By a running watch, else here; false, and reported, when that failed. */
static bool have_compacted(const char *path, const cli_rewrite *wanted,
                           const fund_indexer_options *how)
{
    json_t *answer;
    cli_asked asked = cli_control_ask(&answer, path, json_pack("{s:b}", "compact", 1), 0);
    json_decref(answer);
    if (asked != CLI_ASKED_NOBODY) {
        return asked == CLI_ASKED_DONE;
    }
    fund_error err = FUND_ERROR_INIT;
    cli_opened opened = {NULL, NULL};
    bool ok = cli_index_open(&opened, wanted->index, how);
    if (ok && compact(opened.indexer, &err) != FUND_OK) {
        cli_fail(&err);
        ok = false;
    }
    cli_index_close(&opened);
    return ok;
}

cli_exit cmd_compact(const cli_command *command, int argc, char **argv)
{
    cli_rewrite wanted = CLI_REWRITE_INIT;
    const cli_option options[] = {CLI_OPTIONS_REWRITE(&wanted)};
    cli_call call;
    char *path =
        cli_parse_index(&call, command, options, CLI_COUNT(options), &wanted.index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    fund_indexer_options how = cli_rewrite_options(&wanted);
    how.must_exist = true;
    cli_size before, after;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    if (!cli_read_size(&before, path, &err)) {
        cli_fail(&err);
    } else if (have_compacted(path, &wanted, &how)) {
        if (!cli_read_size(&after, path, &err)) {
            cli_fail(&err);
        } else {
            print_sizes(&wanted, before.bytes, after.bytes);
            exit = cli_done(true);
        }
    }
    free(path);
    return exit;
}
