#include "cli/cli_private.h"

#include "indexer/indexer.h"

#include <jansson.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>

static volatile sig_atomic_t interrupted;

static void on_signal(int number)
{
    interrupted = number;
}

static void catch_signals(void)
{
    struct sigaction action;
    memset(&action, 0, sizeof action);
    action.sa_handler = on_signal;
    sigemptyset(&action.sa_mask);
    action.sa_flags = (int)SA_RESETHAND; /* a second Ctrl-C ends at once */
    sigaction(SIGINT, &action, NULL);
    sigaction(SIGTERM, &action, NULL);
}

static void on_problem(fund_status status, bool lost, const char *message, void *payload)
{
    (void)status;
    cli_progress_clear(payload);
    cli_error("%s%s", lost ? "" : "warning: ", message);
}

static void on_progress(const fund_index_counts *counts, uint64_t bytes, void *payload)
{
    cli_progress_update(payload,
                        counts->added + counts->replaced + counts->unchanged + counts->failed,
                        bytes);
}

static bool should_stop(void *payload)
{
    (void)payload;
    return interrupted != 0;
}

static void print_counts(const fund_index_counts *counts, double seconds, bool dry_run)
{
    printf("%s%llu added, %llu replaced, %llu unchanged, %llu removed, %llu failed "
           "(%llu passages, %s, %.1f s)\n",
           dry_run ? "dry run: " : "", (unsigned long long)counts->added,
           (unsigned long long)counts->replaced, (unsigned long long)counts->unchanged,
           (unsigned long long)counts->removed, (unsigned long long)counts->failed,
           (unsigned long long)counts->passages, cli_bytes(counts->bytes), seconds);
}

static void print_counts_json(const fund_index_counts *counts, double seconds, bool dry_run)
{
    json_t *object = json_pack(
        "{s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:I, s:f, s:b}", "added",
        (json_int_t)counts->added, "replaced", (json_int_t)counts->replaced, "unchanged",
        (json_int_t)counts->unchanged, "removed", (json_int_t)counts->removed, "failed",
        (json_int_t)counts->failed, "warnings", (json_int_t)counts->warnings, "passages",
        (json_int_t)counts->passages, "bytes", (json_int_t)counts->bytes, "commits",
        (json_int_t)counts->commits, "seconds", seconds, "dry_run", (int)dry_run);
    json_dumpf(object, stdout, JSON_COMPACT | JSON_REAL_PRECISION(6));
    putchar('\n');
    json_decref(object);
}

typedef struct index_call {
    const char *index;
    bool prune, dry_run, json, quiet;
    uint32_t lock_timeout;
} index_call;

static bool saw_nothing(const fund_index_counts *counts)
{
    return counts->added + counts->replaced + counts->unchanged + counts->removed +
               counts->failed ==
           0;
}

static cli_exit run_indexer(fund_indexer *indexer, const index_call *wanted, const cli_call *call)
{
    const fund_indexer_events events = {
        .problem = on_problem, .progress = on_progress, .stop = should_stop};
    fund_index_counts counts;
    fund_error err = FUND_ERROR_INIT;
    cli_progress progress;
    cli_progress_start(&progress, wanted->quiet || wanted->json, call->words, call->count);
    catch_signals();
    fund_status status = fund_indexer_run(&counts, indexer, (const char *const *)call->words,
                                          call->count, wanted->prune, &events, &progress, &err);
    fund_error close_err = FUND_ERROR_INIT;
    fund_status closed = fund_indexer_close(indexer, &close_err);
    cli_progress_clear(&progress);
    if (status == FUND_OK && closed != FUND_OK) {
        status = closed;
        err = close_err;
    }
    double seconds = cli_now() - progress.start;
    if (wanted->json) {
        print_counts_json(&counts, seconds, wanted->dry_run);
    } else if (!wanted->quiet) {
        print_counts(&counts, seconds, wanted->dry_run);
    }
    if (status == FUND_ERR_INTERRUPTED) {
        cli_error("interrupted; what is counted above is in the index");
        return CLI_ERROR;
    }
    if (status != FUND_OK) {
        return cli_fail(&err);
    }
    if (saw_nothing(&counts)) {
        cli_error("no article found in what was given");
    }
    return cli_flush() && counts.failed == 0 ? CLI_FOUND : CLI_ERROR;
}

static cli_exit index_paths(const index_call *wanted, const cli_call *call)
{
    char *path = cli_index_path(wanted->index);
    fund_analyzer *analyzer = NULL;
    fund_indexer *indexer = NULL;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.dry_run = wanted->dry_run;
    options.lock_timeout_ms = wanted->lock_timeout * 1000;
    if (path != NULL) {
        fund_status status = fund_analyzer_new(&analyzer, NULL, &err);
        if (status == FUND_OK) {
            status = fund_indexer_open(&indexer, path, analyzer, &options, &err);
        }
        exit = status == FUND_OK ? run_indexer(indexer, wanted, call) : cli_fail(&err);
    }
    fund_indexer_free(indexer);
    fund_analyzer_free(analyzer);
    free(path);
    return exit;
}

cli_exit cmd_index(const cli_command *command, int argc, char **argv)
{
    index_call wanted = {.lock_timeout = 10};
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        {.name = "prune", .flag = &wanted.prune,
         .help = "remove articles whose file or line is gone from\nthe paths given"},
        {.name = "dry-run", .flag = &wanted.dry_run, .help = "tell what would be done, write nothing"},
        {.name = "json", .flag = &wanted.json, .help = "print the counts as a JSON object"},
        {.key = 'q', .name = "quiet", .flag = &wanted.quiet, .help = "print problems only"},
        CLI_OPTION_LOCK_TIMEOUT(&wanted.lock_timeout),
    };
    cli_call call;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    if (call.count == 0) {
        cli_error("index: name files or folders, or - for standard input "
                  "(see: fundstelle index --help)");
        return CLI_ERROR;
    }
    if (wanted.lock_timeout > 1000000) {
        wanted.lock_timeout = 1000000; /* so that milliseconds fit */
    }
    return index_paths(&wanted, &call);
}
