/* upgrade: an index of an older version becomes one of this. */
#include "cli/indexing.h"

#include <stdlib.h>

static fund_status on_progress(const fund_index_counts *counts, uint64_t bytes, void *payload)
{
    cli_progress_update(payload, counts->replaced, bytes);
    return FUND_OK;
}

static void print_counts(const fund_upgrade_counts *counts, bool dry_run)
{
    if (!counts->needed) {
        puts(fund_tr("nothing to do: the index is of this version"));
        return;
    }
    printf(dry_run
               ? fund_trn("dry run: %llu article would be rewritten",
                          "dry run: %llu articles would be rewritten", counts->articles)
               : fund_trn("%llu article rewritten", "%llu articles rewritten", counts->articles),
           (unsigned long long)counts->articles);
    printf(fund_trn(" (%llu passage)\n", " (%llu passages)\n", counts->passages),
           (unsigned long long)counts->passages);
}

static void print_counts_json(const fund_upgrade_counts *counts, bool dry_run)
{
    cli_print_summary(json_pack("{s:b, s:I, s:I, s:b}", "needed", (int)counts->needed, "articles",
                                (json_int_t)counts->articles, "passages",
                                (json_int_t)counts->passages, "dry_run", (int)dry_run));
}

static cli_exit upgrade(const char *path, const cli_rewrite *wanted, bool dry_run)
{
    cli_progress progress;
    fund_upgrade_counts counts = FUND_UPGRADE_COUNTS_INIT;
    fund_indexer_options options = cli_rewrite_options(wanted);
    fund_indexer_events events = FUND_INDEXER_EVENTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.dry_run = dry_run;
    events.progress = on_progress;
    events.stop = cli_stop_if_interrupted;
    cli_note_index(path);
    cli_note_signals(false);
    cli_progress_start(&progress, wanted->quiet || wanted->json, NULL, 0);
    fund_status status = fund_index_upgrade(&counts, path, &options, &events, &progress, &err);
    cli_progress_clear(&progress);
    if (status == FUND_ERR_INTERRUPTED) {
        return cli_error("interrupted; the index is as it was; run upgrade again to go on");
    }
    if (status != FUND_OK) {
        return cli_fail(&err);
    }
    if (wanted->json) {
        print_counts_json(&counts, dry_run);
    } else if (!wanted->quiet) {
        print_counts(&counts, dry_run);
    }
    return cli_done(true);
}

cli_exit cmd_upgrade(const cli_command *command, int argc, char **argv)
{
    cli_rewrite wanted = CLI_REWRITE_INIT;
    bool dry_run = false;
    const cli_option options[] = {
        CLI_OPTIONS_REWRITE(&wanted),
        CLI_OPTION_FLAG(0, "dry-run", &dry_run, "print what would be done, write nothing"),
    };
    cli_call call;
    char *path =
        cli_parse_index(&call, command, options, CLI_COUNT(options), &wanted.index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    cli_exit exit = upgrade(path, &wanted, dry_run);
    free(path);
    return exit;
}
