#include "cli/cli_private.h"

#include "cli/alerts.h"
#include "cli/indexing.h"
#include "cli/skipped.h"

#include <string.h>

static bool reads_stdin(const cli_call *call)
{
    for (size_t i = 0; i < call->count; i++) {
        if (strcmp(call->words[i], "-") == 0) {
            return true;
        }
    }
    return false;
}

/* What the run's callbacks work on. */
typedef struct index_state {
    cli_progress progress;
    cli_alerts *alerts; /* NULL: not wanted */
    bool verbose;
    fund_index_counts reported; /* at the last commit */
    cli_skipped skipped;
} index_state;

static fund_status on_problem(const fund_error *error, bool lost, void *payload)
{
    const index_state *state = payload;
    cli_progress_clear(&state->progress);
    return cli_report_problem(error, lost, NULL);
}

static fund_status on_skipped(fund_skip why, const char *name, const char *kind, void *payload)
{
    index_state *state = payload;
    cli_skipped_add(&state->skipped, why, kind);
    if (state->verbose) {
        cli_progress_clear(&state->progress);
        cli_skipped_tell(why, name, kind);
    }
    return FUND_OK;
}

static fund_status on_progress(const fund_index_counts *counts, uint64_t bytes, void *payload)
{
    index_state *state = payload;
    cli_progress_update(&state->progress,
                        counts->added + counts->replaced + counts->unchanged + counts->failed,
                        bytes);
    return FUND_OK;
}

static fund_status on_written(const fund_article *article, void *payload)
{
    const index_state *state = payload;
    cli_alerts_add(state->alerts, article);
    return FUND_OK;
}

static fund_status on_committed(const fund_index_counts *counts, void *payload)
{
    index_state *state = payload;
    cli_progress_clear(&state->progress);
    if (state->verbose) {
        cli_print_commit(counts, &state->reported);
    }
    state->reported = *counts;
    cli_alerts_report(state->alerts);
    return FUND_OK;
}

static fund_status on_committing(void *payload)
{
    const index_state *state = payload;
    return cli_alerts_keep(state->alerts);
}

static void print_counts(const fund_index_counts *counts, double seconds, bool dry_run)
{
    fputs(dry_run ? fund_tr("dry run: ") : "", stdout);
    printf(fund_tr("%llu added, %llu replaced, %llu unchanged, %llu removed, %llu failed "),
           (unsigned long long)counts->added, (unsigned long long)counts->replaced,
           (unsigned long long)counts->unchanged, (unsigned long long)counts->removed,
           (unsigned long long)counts->failed);
    printf(fund_trn("(%llu passage, %s, %.1f s)", "(%llu passages, %s, %.1f s)", counts->passages),
           (unsigned long long)counts->passages, cli_bytes(counts->bytes), seconds);
    if (counts->withdrawn > 0) {
        printf(fund_tr(", %llu withdrawn"), (unsigned long long)counts->withdrawn);
    }
    if (counts->refused > 0) {
        printf(fund_tr(", %llu missing but kept"), (unsigned long long)counts->refused);
    }
    putchar('\n');
}

static void print_counts_json(const fund_index_counts *counts, const cli_skipped *skipped,
                              double seconds, bool dry_run)
{
    cli_print_summary(
        json_pack("{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:b, s:I, s:o}", "added",
                  (json_int_t)counts->added, "replaced", (json_int_t)counts->replaced, "unchanged",
                  (json_int_t)counts->unchanged, "removed", (json_int_t)counts->removed,
                  "withdrawn", (json_int_t)counts->withdrawn, "failed", (json_int_t)counts->failed,
                  "warnings", (json_int_t)counts->warnings, "passages",
                  (json_int_t)counts->passages, "bytes", (json_int_t)counts->bytes, "commits",
                  (json_int_t)counts->commits, "seconds", seconds, "dry_run", (int)dry_run,
                  "refused", (json_int_t)counts->refused, "skipped", cli_skipped_json(skipped)));
}

typedef struct index_call {
    const char *index, *words, *alert_command, *prune_how;
    cli_reading reading;
    fund_prune prune;
    bool dry_run, json, quiet, verbose, with_alerts;
    uint32_t lock_timeout, jobs, commit_every, alert_timeout, alert_keep;
} index_call;

static bool saw_nothing(const fund_index_counts *counts)
{
    return counts->added + counts->replaced + counts->unchanged + counts->removed +
               counts->refused + counts->withdrawn + counts->failed ==
           0;
}

/* Reports how the run ended; returns the exit status for it. */
static cli_exit judge(fund_status status, const fund_index_counts *counts,
                      const cli_skipped *skipped, const char *path, const fund_error *err)
{
    if (status == FUND_ERR_INTERRUPTED) {
        return cli_error("interrupted; the articles counted above are in the index");
    }
    if (status != FUND_OK) {
        bool named = err->path[0] != '\0';
        return cli_error("%s%s%s", named ? "" : path, named ? "" : ": ", err->message);
    }
    if (saw_nothing(counts)) {
        cli_error(skipped->of[FUND_SKIP_FILE] > 0
                      ? FUND_TR("no articles found; what is read: fundstelle formats")
                      : "no articles found");
    }
    cli_exit exit = cli_done(true);
    return counts->failed + counts->refused == 0 ? exit : CLI_ERROR;
}

static fund_status run_to_end(fund_index_counts *out, index_state *state, fund_indexer *indexer,
                              const index_call *wanted, const cli_call *call, fund_error *err)
{
    const fund_indexer_events events = {
        .size = sizeof events,
        .problem = on_problem,
        .progress = on_progress,
        .written = on_written,
        .committed = on_committed,
        .stop = cli_stop_if_interrupted,
        .committing = on_committing,
        .skipped = on_skipped,
    };
    fund_status status = fund_indexer_run(out, indexer, (const char *const *)call->words,
                                          call->count, wanted->prune, &events, state, err);
    if (status == FUND_OK) {
        status = fund_indexer_close(indexer, err);
    }
    return status == FUND_OK && cli_was_interrupted() && reads_stdin(call)
               ? FUND_ERR_INTERRUPTED /* stdin was cut short */
               : status;
}

static cli_exit run_indexer(const cli_opened *index, const index_call *wanted, const cli_call *call)
{
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    index_state state = {.verbose = wanted->verbose, .skipped = CLI_SKIPPED_INIT};
    const cli_alerts_options alerts = {.index = index->path,
                                       .analyzer = fund_indexer_analyzer(index->indexer),
                                       .command = wanted->alert_command,
                                       .seconds = wanted->alert_timeout,
                                       .keep = wanted->alert_keep};
    if (wanted->with_alerts && !wanted->dry_run && !cli_alerts_start(&state.alerts, &alerts)) {
        cli_alerts_end(state.alerts, true, NULL);
        return CLI_ERROR;
    }
    cli_progress_start(&state.progress, wanted->quiet || wanted->json, call->words, call->count);
    cli_note_signals(reads_stdin(call));
    fund_status status = run_to_end(&counts, &state, index->indexer, wanted, call, &err);
    cli_progress_clear(&state.progress);
    double seconds = cli_now() - state.progress.start;
    bool alerts_ok = cli_alerts_end(state.alerts, cli_was_interrupted(), cli_was_interrupted);
    if (wanted->json) {
        print_counts_json(&counts, &state.skipped, seconds, wanted->dry_run);
    } else if (!wanted->quiet) {
        print_counts(&counts, seconds, wanted->dry_run);
        cli_skipped_print(&state.skipped, stdout);
    }
    cli_exit exit = judge(status, &counts, &state.skipped, index->path, &err);
    cli_skipped_free(&state.skipped);
    return alerts_ok ? exit : CLI_ERROR;
}

/* False, and reported, for an invalid one. */
static bool indexer_options(fund_indexer_options *out, const index_call *wanted)
{
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    bool ok = cli_reading_take(&options, &wanted->reading);
    options.dry_run = wanted->dry_run;
    options.lock_timeout_ms = cli_lock_ms(wanted->lock_timeout);
    options.jobs = cli_jobs(wanted->jobs, 0);
    options.words = wanted->words;
    if (wanted->commit_every > 0) {
        options.batch_articles = wanted->commit_every;
        options.no_bulk = true;
    }
    *out = options;
    return ok;
}

static cli_exit index_paths(const index_call *wanted, const cli_call *call)
{
    cli_opened index;
    fund_indexer_options options;
    if (!indexer_options(&options, wanted)) {
        return CLI_ERROR;
    }
    cli_exit exit = cli_index_open(&index, wanted->index, &options)
                        ? run_indexer(&index, wanted, call)
                        : CLI_ERROR;
    cli_index_close(&index);
    return exit;
}

cli_exit cmd_index(const cli_command *command, int argc, char **argv)
{
    index_call wanted = {.lock_timeout = 10};
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        CLI_OPTION_PRUNE(&wanted.prune_how, "remove articles whose file or line no longer exists\n"
                                            "in PATH; force: without a limit on their number"),
        CLI_OPTION_WORDS(&wanted.words),
        CLI_OPTION_FORMAT(&wanted.reading.format),
        CLI_OPTIONS_READING(&wanted.reading),
        CLI_OPTION_FLAG(0, "dry-run", &wanted.dry_run,
                        "print what would be done, but write nothing"),
        CLI_OPTION_FLAG(0, "json", &wanted.json, "print the counts as a JSON object"),
        CLI_OPTION_ALERTS(&wanted.with_alerts),
        CLI_OPTION_ALERT_COMMAND(&wanted.alert_command),
        CLI_OPTION_ALERT_TIMEOUT(&wanted.alert_timeout),
        CLI_OPTION_ALERT_KEEP(&wanted.alert_keep),
        CLI_OPTION_FLAG('v', "verbose", &wanted.verbose,
                        "print a line on stderr for each commit, and for\n"
                        "what is skipped"),
        CLI_OPTION_QUIET(&wanted.quiet),
        CLI_OPTION_JOBS(&wanted.jobs, "threads for large inputs (default: one per CPU core)"),
        CLI_OPTION_NUMBER(0, "commit-every", FUND_TR("N"), &wanted.commit_every,
                          "commit at least every N articles, and write\n"
                          "directly to the index even for large inputs"),
        CLI_OPTION_LOCK_TIMEOUT(&wanted.lock_timeout),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count == 0) {
        return cli_error("index: name files or folders, or - for standard input "
                         "(see: fundstelle index --help)");
    }
    if (!cli_parse_prune(&wanted.prune, command, wanted.prune_how)) {
        return CLI_ERROR;
    }
    wanted.with_alerts |= wanted.alert_command != NULL;
    return index_paths(&wanted, &call);
}
