#include "cli/indexing.h"
#include "cli/skipped.h"

typedef struct verify_call {
    const char *index;
    bool json, quiet;
    uint64_t differences;
    cli_skipped skipped;
} verify_call;

static fund_status on_skipped(fund_skip why, const char *name, const char *kind, void *payload)
{
    verify_call *wanted = payload;
    (void)name;
    cli_skipped_add(&wanted->skipped, why, kind);
    return FUND_OK;
}

static fund_status on_difference(fund_difference kind, fund_text id, fund_text path, void *payload)
{
    static const char *const names[] = {
        [FUND_DIFFERENCE_MISSING] = "missing", [FUND_DIFFERENCE_CHANGED] = "changed",
        [FUND_DIFFERENCE_GONE] = "gone",       [FUND_DIFFERENCE_DAMAGED] = "damaged",
        [FUND_DIFFERENCE_MOVED] = "moved",
    };
    /* What programs read has the names, people have these. */
    static const char *const labels[] = {
        [FUND_DIFFERENCE_MISSING] = FUND_TR("missing "),
        [FUND_DIFFERENCE_CHANGED] = FUND_TR("changed "),
        [FUND_DIFFERENCE_GONE] = FUND_TR("gone "),
        [FUND_DIFFERENCE_DAMAGED] = FUND_TR("damaged "),
        [FUND_DIFFERENCE_MOVED] = FUND_TR("moved "),
    };
    enum { LABEL_COLUMNS = 9 };
    verify_call *wanted = payload;
    wanted->differences++;
    if (wanted->json) {
        cli_print_json(json_pack("{s:s, s:s%, s:o}", "difference", names[kind], "article", id.data,
                                 id.len, "path", fund_json_bytes(path.data, path.len)));
    } else if (!wanted->quiet) {
        cli_print_padded(fund_tr(labels[kind]), LABEL_COLUMNS);
        cli_print_text(id);
        fputs("  ", stdout);
        cli_print_text(path);
        putchar('\n');
    }
    return FUND_OK;
}

static void print_counts(const fund_verify_counts *counts, uint64_t differences)
{
    printf(
        fund_trn("%llu article in the index, ", "%llu articles in the index, ", counts->articles),
        (unsigned long long)counts->articles);
    printf(fund_trn("%llu difference", "%llu differences", differences),
           (unsigned long long)differences);
    if (counts->without_file > 0) {
        printf(fund_trn("; %llu came from standard input and cannot be compared",
                        "; %llu came from standard input and cannot be compared",
                        counts->without_file),
               (unsigned long long)counts->without_file);
    }
    putchar('\n');
}

static cli_exit verify(fund_indexer *indexer, verify_call *wanted, const cli_call *call)
{
    fund_verify_counts counts = FUND_VERIFY_COUNTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_indexer_events events = FUND_INDEXER_EVENTS_INIT;
    events.problem = cli_report_problem;
    events.difference = on_difference;
    events.skipped = on_skipped;
    if (fund_indexer_verify(&counts, indexer, (const char *const *)call->words, call->count,
                            &events, wanted, &err) != FUND_OK) {
        return cli_fail(&err);
    }
    if (!wanted->quiet && !wanted->json) {
        print_counts(&counts, wanted->differences);
        cli_skipped_print(&wanted->skipped, stdout);
    }
    cli_skipped_free(&wanted->skipped);
    cli_exit exit = cli_done(wanted->differences == 0);
    return counts.failed > 0 ? CLI_ERROR : exit;
}

cli_exit cmd_verify(const cli_command *command, int argc, char **argv)
{
    verify_call wanted = {.index = NULL};
    cli_reading reading = {NULL, NULL, NULL}; /* as it was when they were indexed */
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        CLI_OPTIONS_READING(&reading),
        CLI_OPTION_FLAG(0, "json", &wanted.json, "print one JSON object per difference"),
        CLI_OPTION_FLAG('q', "quiet", &wanted.quiet, "print nothing, only set the exit status"),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    cli_opened opened;
    cli_exit exit = cli_articles_open_to_verify(&opened, wanted.index, &reading)
                        ? verify(opened.indexer, &wanted, &call)
                        : CLI_ERROR;
    cli_index_close(&opened);
    return exit;
}
