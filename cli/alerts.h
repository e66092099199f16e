/*
 * alerts.h - saved queries of an index.
 */
#ifndef FUND_CLI_ALERTS_H
#define FUND_CLI_ALERTS_H

#include "indexer/indexer.h"

#include <jansson.h>

/* The queries beside an index, by name; an empty object when there are none. */
fund_status cli_alerts_load(json_t **out, const char *index, fund_error *err);
fund_status cli_alerts_save(const json_t *alerts, const char *index, fund_error *err);

/* What is written into an index is run against its queries, and reported when it is
 * committed. */
typedef struct cli_alerts cli_alerts;

/* The hits go to stdout, or to a shell command once a commit. False, and reported, when
 * the queries cannot be read; *out must be ended in any case. */
bool cli_alerts_start(cli_alerts **out, const char *index, fund_analyzer *analyzer,
                      const char *command);
/* An article was written. `alerts` may be NULL, here and below. */
void cli_alerts_add(cli_alerts *alerts, const fund_article *article);
/* It is committed. */
void cli_alerts_report(cli_alerts *alerts);
/* Frees; false when something of it had failed. */
bool cli_alerts_end(cli_alerts *alerts);

#endif
