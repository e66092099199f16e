/* upgrade: an index of an older version becomes one of this. */
#include "cli/indexing.h"

#include <signal.h>
#include <stdlib.h>

static volatile sig_atomic_t interrupted;

static void note_signal(int number)
{
    interrupted = number;
}

static fund_status should_stop(void *payload)
{
    (void)payload;
    return interrupted != 0 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

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

static cli_exit upgrade(const char *path, const fund_indexer_options *options)
{
    cli_progress progress;
    fund_upgrade_counts counts = FUND_UPGRADE_COUNTS_INIT;
    fund_indexer_events events = FUND_INDEXER_EVENTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    events.progress = on_progress;
    events.stop = should_stop;
    cli_note_index(path);
    cli_catch_signals(note_signal);
    cli_progress_start(&progress, false, NULL, 0);
    fund_status status = fund_index_upgrade(&counts, path, options, &events, &progress, &err);
    cli_progress_clear(&progress);
    if (status == FUND_ERR_INTERRUPTED) {
        return cli_error("interrupted; the index is as it was; run upgrade again to go on");
    }
    if (status != FUND_OK) {
        return cli_fail(&err);
    }
    print_counts(&counts, options->dry_run);
    return cli_done(true);
}

cli_exit cmd_upgrade(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    uint32_t lock_timeout = 10, jobs = 0;
    bool dry_run = false;
    const cli_option options[] = {
        CLI_OPTION_INDEX(&index),
        CLI_OPTION_FLAG(0, "dry-run", &dry_run, "print what would be done, write nothing"),
        CLI_OPTION_JOBS(&jobs, "number of threads (default: one per CPU core)"),
        CLI_OPTION_LOCK_TIMEOUT(&lock_timeout),
    };
    cli_call call;
    char *path = cli_parse_index(&call, command, options, CLI_COUNT(options), &index, argc, argv);
    if (path == NULL) {
        return call.exit;
    }
    fund_indexer_options wanted = FUND_INDEXER_OPTIONS_INIT;
    wanted.dry_run = dry_run;
    wanted.jobs = cli_jobs(jobs, 0);
    wanted.lock_timeout_ms = cli_lock_ms(lock_timeout);
    cli_exit exit = upgrade(path, &wanted);
    free(path);
    return exit;
}
