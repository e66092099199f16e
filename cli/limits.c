/* How long a command may search. */
#include "cli/cli_private.h"

void cli_limits_set(const cli_limits *limits, fund_searcher *searcher)
{
    fund_searcher_set_timeout(searcher, limits->seconds);
}

cli_exit cli_limits_end(const cli_limits *limits, const fund_searcher *searcher, bool json,
                        json_t *summary, cli_exit exit)
{
    bool partial = fund_searcher_is_partial(searcher);
    if (json && exit != CLI_ERROR && (partial || limits->summary)) {
        summary = summary != NULL ? summary : json_object();
        json_object_set_new(summary, "partial", json_boolean(partial));
        cli_print_summary(json_pack("{s:o}", "summary", summary));
        exit = cli_flush() ? exit : CLI_ERROR;
    } else {
        json_decref(summary);
    }
    if (partial) {
        cli_error("not everything was searched within %u s; what was found by then is shown (see "
                  "--timeout)",
                  (unsigned)limits->seconds);
    }
    return partial && !limits->partial ? CLI_ERROR : exit;
}
