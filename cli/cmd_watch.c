#include "cli/cli_private.h"

#include "base/load.h"
#include "cli/alerts.h"
#include "cli/control.h"
#include "cli/indexing.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <systemd/sd-daemon.h>

#define SYSTEMD_NAMES(X) X(sd_notify)
FUND_LIBRARY(libsystemd, SYSTEMD_NAMES, NULL, FUND_LIBRARY_SYSTEMD)

static volatile sig_atomic_t interrupted;
static fund_indexer *_Atomic signalled; /* woken by a signal */

static void on_signal(int number)
{
    interrupted = number;
    fund_indexer *indexer = signalled;
    if (indexer != NULL) {
        fund_indexer_wake(indexer);
    }
}

typedef struct watch_call {
    const char *index, *words, *alert_command, *prune_how;
    cli_reading reading;
    fund_prune prune;
    bool json, quiet, once, with_alerts;
    cli_alerts *alerts; /* NULL: not wanted */
    cli_control *control;
    uint32_t lock_timeout, jobs, alert_timeout, alert_keep;
    fund_index_counts last; /* of this run, as last reported */
    uint64_t articles;      /* changes since the beginning, for the service manager */
} watch_call;

static void print_commit_json(const fund_index_counts *now, const fund_index_counts *last)
{
    char time[CLI_TIME_MAX];
    cli_print_summary(json_pack("{s:s, s:s, s:I, s:I, s:I, s:I}", "event", "commit", "time",
                                cli_time(time), "added", (json_int_t)(now->added - last->added),
                                "replaced", (json_int_t)(now->replaced - last->replaced), "removed",
                                (json_int_t)(now->removed - last->removed), "passages",
                                (json_int_t)(now->passages - last->passages)));
}

/* Tells the service manager, where one has started this. */
static void notify(const char *state)
{
    static bool failed;
    fund_error err = FUND_ERROR_INIT;
    if (failed || cli_environment("NOTIFY_SOCKET") == NULL) {
        return;
    }
    failed = fund_library_load(&libsystemd_library, &err) != FUND_OK;
    if (failed) {
        cli_error(FUND_TR("warning: %s"), err.message);
    } else {
        libsystemd.sd_notify(0, state);
    }
}

static void notify_count(uint64_t articles)
{
    char state[128];
    snprintf(state, sizeof state, fund_tr("STATUS=%llu changes in the index"),
             (unsigned long long)articles);
    notify(state);
}

static fund_status on_committed(const fund_index_counts *counts, void *payload)
{
    watch_call *wanted = payload;
    if (counts->commits == 1) {
        wanted->last = (fund_index_counts){0}; /* the first one of a run */
    }
    if (wanted->json) {
        print_commit_json(counts, &wanted->last);
        cli_flush();
    } else if (!wanted->quiet) {
        cli_print_commit(counts, &wanted->last);
    }
    cli_alerts_report(wanted->alerts);
    wanted->articles += counts->added + counts->replaced + counts->removed - wanted->last.added -
                        wanted->last.replaced - wanted->last.removed;
    wanted->last = *counts;
    notify_count(wanted->articles);
    return FUND_OK;
}

static fund_status on_written(const fund_article *article, void *payload)
{
    const watch_call *wanted = payload;
    cli_alerts_add(wanted->alerts, article);
    return FUND_OK;
}

static fund_status on_committing(void *payload)
{
    const watch_call *wanted = payload;
    return cli_alerts_keep(wanted->alerts);
}

static fund_status on_watching(void *payload)
{
    const watch_call *wanted = payload;
    char time[CLI_TIME_MAX];
    if (wanted->json) {
        cli_print_summary(json_pack("{s:s, s:s}", "event", "watching", "time", cli_time(time)));
        cli_flush();
    } else if (!wanted->quiet) {
        fprintf(stderr, fund_tr("%s  watching\n"), cli_time(time));
    }
    notify("READY=1");
    return FUND_OK;
}

static fund_status on_idle(void *payload)
{
    const watch_call *wanted = payload;
    cli_control_serve(wanted->control);
    return FUND_OK;
}

static bool was_interrupted(void)
{
    return interrupted != 0;
}

static fund_status should_stop(void *payload)
{
    (void)payload;
    return was_interrupted() ? FUND_ERR_INTERRUPTED : FUND_OK;
}

static cli_exit follow(fund_indexer *indexer, watch_call *wanted, const cli_call *call)
{
    const fund_indexer_events events = {
        .size = sizeof events,
        .problem = cli_report_problem,
        .written = on_written,
        .committed = on_committed,
        .watching = on_watching,
        .stop = should_stop,
        .committing = on_committing,
        .idle = on_idle,
    };
    const char *const *paths = (const char *const *)call->words;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = wanted->once ? fund_indexer_run(&counts, indexer, paths, call->count,
                                                         wanted->prune, &events, wanted, &err)
                                      : fund_indexer_watch(&counts, indexer, paths, call->count,
                                                           wanted->prune, &events, wanted, &err);
    notify("STOPPING=1");
    if (status == FUND_OK || status == FUND_ERR_INTERRUPTED) {
        status = fund_indexer_close(indexer, &err);
    }
    bool flawed = wanted->once && counts.failed + counts.refused > 0;
    return status != FUND_OK ? cli_fail(&err) : flawed ? CLI_ERROR : CLI_FOUND;
}

static cli_exit watch_index(watch_call *wanted, const cli_call *call)
{
    cli_opened opened;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.lock_timeout_ms = cli_lock_ms(wanted->lock_timeout);
    options.jobs = cli_jobs(wanted->jobs, 0);
    options.words = wanted->words;
    cli_exit exit = CLI_ERROR;
    bool alerts_ok = true;
    if (!cli_reading_take(&options, &wanted->reading)) {
        return CLI_ERROR;
    }
    cli_catch_signals(on_signal);
    if (cli_index_open(&opened, wanted->index, &options)) {
        signalled = opened.indexer;
        const cli_alerts_options alerts = {.index = opened.path,
                                           .analyzer = fund_indexer_analyzer(opened.indexer),
                                           .command = wanted->alert_command,
                                           .seconds = wanted->alert_timeout,
                                           .keep = wanted->alert_keep};
        bool ready = !wanted->with_alerts || cli_alerts_start(&wanted->alerts, &alerts);
        wanted->control = wanted->once ? NULL : cli_control_start(opened.path, opened.indexer);
        exit = ready ? follow(opened.indexer, wanted, call) : CLI_ERROR;
        cli_control_end(wanted->control);
        bool ends = !wanted->once || was_interrupted();
        alerts_ok = cli_alerts_end(wanted->alerts, ends, ends ? NULL : was_interrupted);
    }
    signalled = NULL;
    cli_index_close(&opened);
    return alerts_ok ? exit : CLI_ERROR;
}

cli_exit cmd_watch(const cli_command *command, int argc, char **argv)
{
    watch_call wanted = {.lock_timeout = 10};
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        CLI_OPTION_FLAG(0, "once", &wanted.once, "exit after reading everything once"),
        CLI_OPTION_PRUNE(&wanted.prune_how, "remove articles whose file or line no longer exists\n"
                                            "(always done); force: without a limit"),
        CLI_OPTION_WORDS(&wanted.words),
        CLI_OPTION_FORMAT(&wanted.reading.format),
        CLI_OPTIONS_READING(&wanted.reading),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per commit (man fundstelle-json)"),
        CLI_OPTION_ALERTS(&wanted.with_alerts),
        CLI_OPTION_ALERT_COMMAND(&wanted.alert_command),
        CLI_OPTION_ALERT_TIMEOUT(&wanted.alert_timeout),
        CLI_OPTION_ALERT_KEEP(&wanted.alert_keep),
        CLI_OPTION_FLAG('q', "quiet", &wanted.quiet, "print only problems"),
        CLI_OPTION_JOBS(&wanted.jobs, "threads for large inputs (default: one per CPU core)"),
        CLI_OPTION_LOCK_TIMEOUT(&wanted.lock_timeout),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    for (size_t i = 0; i < call.count; i++) {
        if (strcmp(call.words[i], "-") == 0) {
            return cli_error("watch: cannot watch standard input; use fundstelle index -");
        }
    }
    if (call.count == 0) {
        return cli_error("watch: name files or folders (see: fundstelle watch --help)");
    }
    if (!cli_parse_prune(&wanted.prune, command,
                         wanted.prune_how != NULL ? wanted.prune_how : "")) {
        return CLI_ERROR;
    }
    wanted.with_alerts |= wanted.alert_command != NULL;
    return watch_index(&wanted, &call);
}
