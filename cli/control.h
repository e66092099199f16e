/*
 * control.h - what a running "watch" does for other commands, which could not have the lock.
 *
 * It listens at a socket in the index's folder; whoever may write there may ask. A request is an object of JSON:
 * {"remove": [ids]} or {"compact": true}. The answer is {"removed": N, "unknown": [ids]}, with "error" when
 * something failed.
 */
#ifndef FUND_CLI_CONTROL_H
#define FUND_CLI_CONTROL_H

#include "cli/indexing.h"

/* ---- the side of watch ---------------------------------------------------------- */

typedef struct cli_control cli_control;

/* NULL, and reported as a warning, when that cannot be: watch does without. */
cli_control *cli_control_start(const char *index, fund_indexer *indexer);
/* Does what was asked for, in the thread that indexes, between two commits. */
void cli_control_serve(cli_control *control);
void cli_control_end(cli_control *control);

/* ---- the side of those who ask ---------------------------------------------------- */

typedef enum cli_asked {
    CLI_ASKED_NOBODY, /* no watch runs on that index */
    CLI_ASKED_DONE,   /* *answer is set, to be freed */
    CLI_ASKED_FAILED  /* reported */
} cli_asked;

/* Frees the request. After `seconds` (0: never) without an answer it is withdrawn. */
cli_asked cli_control_ask(json_t **answer, const char *index, json_t *request, uint32_t seconds);

#endif
