#include "cli/indexing.h"

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
    cli_opened opened = {NULL, NULL};
    cli_exit exit = CLI_ERROR;
    if (!cli_read_size(&before, path, &err)) {
        cli_fail(&err);
    } else if (cli_index_open(&opened, wanted.index, &how)) {
        if (compact(opened.indexer, &err) != FUND_OK || !cli_read_size(&after, path, &err)) {
            cli_fail(&err);
        } else {
            print_sizes(&wanted, before.bytes, after.bytes);
            exit = cli_done(true);
        }
    }
    cli_index_close(&opened);
    free(path);
    return exit;
}
