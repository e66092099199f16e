/*
 * skipped.h - what was left out of an index, and why: counted by kind.
 */
#ifndef FUND_CLI_SKIPPED_H
#define FUND_CLI_SKIPPED_H

#include "cli/cli_private.h"

#include <fundstelle/read.h>

/* The kinds that were met, in no order. */
typedef struct cli_skipped {
    struct cli_skipped_kind *items;
    size_t count, capacity;
    uint64_t of[FUND_SKIP_COUNT];
} cli_skipped;

#define CLI_SKIPPED_INIT                                                                           \
    {                                                                                              \
        .items = NULL                                                                              \
    }

/* Counts one; without memory its kind is not noted. */
void cli_skipped_add(cli_skipped *skipped, fund_skip why, const char *kind);
/* Prints on stderr what is left out, and why. */
void cli_skipped_tell(fund_skip why, const char *name, const char *kind);
/* Prints "37 files skipped: 30 .pdf, 7 .docx" and the like, a line for files, attachments and items;
 * nothing where there are none. */
void cli_skipped_print(const cli_skipped *skipped, FILE *out);
/* A list of {"what", "kind", "count"}. */
json_t *cli_skipped_json(const cli_skipped *skipped);
void cli_skipped_free(cli_skipped *skipped);

#endif
