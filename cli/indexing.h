/*
 * indexing.h - what the commands that read or write articles share.
 */
#ifndef FUND_CLI_INDEXING_H
#define FUND_CLI_INDEXING_H

#include "cli/cli_private.h"
#include "indexer/indexer.h"

/* An index that is worked on: what is said when libxapian ends the process names it. */
void cli_note_index(const char *path);

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
void cli_index_close(cli_opened *opened);
/* What --prune says, NULL when it was not given; false, and reported, for an unknown value. */
bool cli_parse_prune(fund_prune *out, const cli_command *command, const char *value);
/* For fund_indexer_events: reports a problem. */
fund_status cli_report_problem(const fund_error *error, bool lost, void *payload);
/* Prints a line on stderr: what a commit added to the one before. */
void cli_print_commit(const fund_index_counts *now, const fund_index_counts *last);
/* Calls `handler` for SIGINT, SIGTERM and SIGHUP, unless the caller ignores them. */
void cli_catch_signals(void (*handler)(int number));

#endif
