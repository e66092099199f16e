/*
 * indexing.h - what the commands that read or write articles share.
 */
#ifndef FUND_CLI_INDEXING_H
#define FUND_CLI_INDEXING_H

#include "cli/cli_private.h"
#include "indexer/indexer.h"

/* An index that is worked on: what is said when libxapian ends the process names it. */
void cli_note_index(const char *path);

/* How the commands that read files do that. */
typedef struct cli_reading {
    const char *format, *map, *date_from;
} cli_reading;

#define CLI_OPTIONS_READING(reading)                                                               \
    CLI_OPTION_TEXT(0, "map", FUND_TR("FIELD=KEY,..."), &(reading)->map,                           \
                    "other names of fields in JSON and tables, as in\n"                            \
                    "title=headline,body=content"),                                                \
        CLI_OPTION_TEXT(0, "date-from", FUND_TR("path|mtime"), &(reading)->date_from,              \
                        "the date of an article that has none: one in the path\n"                  \
                        "of its file, or the day when that was changed")
/* An index that a command works on. */
typedef struct cli_opened {
    char *path;
    fund_indexer *indexer;
} cli_opened;

/* Opens the index of the option --index. False, and reported, when that cannot be;
 * to be closed in any case. */
bool cli_index_open(cli_opened *out, const char *index, const fund_indexer_options *options);
/* The same to read its articles, beside a writer. */
bool cli_articles_open(cli_opened *out, const char *index);
/* The same to compare them with files that are read so. */
bool cli_articles_open_to_verify(cli_opened *out, const char *index, const cli_reading *reading);
void cli_index_close(cli_opened *opened);
/* What --prune says, NULL when it was not given; false, and reported, for an unknown value. */
bool cli_parse_prune(fund_prune *out, const cli_command *command, const char *value);
/* For fund_indexer_events: reports a problem. */
fund_status cli_report_problem(const fund_error *error, bool lost, void *payload);
/* Prints a line on stderr: what a commit added to the one before. */
void cli_print_commit(const fund_index_counts *now, const fund_index_counts *last);
/* Sets what an indexer is opened with; false, and reported, for an invalid value. */
bool cli_reading_take(fund_indexer_options *out, const cli_reading *reading);

/* Options of the commands that rewrite an index. */
typedef struct cli_rewrite {
    const char *index;
    uint32_t lock_timeout, jobs;
    bool json, quiet;
} cli_rewrite;

#define CLI_REWRITE_INIT                                                                           \
    {                                                                                              \
        .lock_timeout = 10                                                                         \
    }
#define CLI_OPTIONS_REWRITE(call)                                                                  \
    CLI_OPTION_INDEX(&(call)->index),                                                              \
        CLI_OPTION_JOBS(&(call)->jobs, "number of threads (default: one per CPU core)"),           \
        CLI_OPTION_LOCK_TIMEOUT(&(call)->lock_timeout), CLI_OPTION_JSON(&(call)->json),            \
        CLI_OPTION_QUIET(&(call)->quiet)
fund_indexer_options cli_rewrite_options(const cli_rewrite *call);

/* From here on a signal that ends the process is noted instead; `ends_stdin`: standard input ends
 * then, too. */
void cli_note_signals(bool ends_stdin);
bool cli_was_interrupted(void);
/* For fund_indexer_events. */
fund_status cli_stop_if_interrupted(void *payload);
/* Calls `handler` for SIGINT, SIGTERM and SIGHUP, unless the caller ignores them. */
void cli_catch_signals(void (*handler)(int number));

#endif
