/* What the commands that count share. */
#include "cli/counting.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* ---- progress ------------------------------------------------------------------------ */

/* Seconds before a run is long, and between two looks of it. */
static const double patience = .5, pause_between = .1;

void cli_counting_begin(cli_counting *counting)
{
    *counting = (cli_counting){.start = cli_now(), .shown = isatty(STDERR_FILENO)};
    cli_note_signals(false);
}

fund_status cli_counting_progress(uint64_t passages, uint64_t of, void *payload)
{
    cli_counting *counting = payload;
    double now = cli_now(), seconds = now - counting->start;
    if (cli_was_interrupted()) {
        return FUND_ERR_INTERRUPTED;
    }
    if (!counting->shown || seconds < patience || now - counting->last < pause_between || of == 0) {
        return FUND_OK;
    }
    counting->last = now;
    counting->printed = true;
    double part = (double)passages / (double)of;
    fputs("\r", stderr);
    fprintf(stderr, fund_tr("%.0f %%, %.0f s left"), 100 * part,
            part > 0 ? seconds / part - seconds : 0.);
    fputs("\033[K", stderr);
    return FUND_OK;
}

void cli_counting_clear(cli_counting *counting)
{
    if (counting->printed) {
        fputs("\r\033[K", stderr);
        counting->printed = false;
    }
}

cli_exit cli_counting_fail(const cli_command *command, cli_counting *counting, fund_status status,
                           const fund_error *err)
{
    cli_counting_clear(counting);
    if (status == FUND_ERR_INTERRUPTED) {
        return cli_error("%s: stopped", command->name);
    }
    if (status == FUND_ERR_IO && err->message[0] == '\0') { /* stdout, which is reported */
        cli_done(true);
        return CLI_ERROR;
    }
    cli_error("%s: %s", command->name, err->message);
    return status == FUND_ERR_NOT_FOUND ? CLI_NOTHING : CLI_ERROR;
}

/* ---- options --------------------------------------------------------------------------- */

bool cli_parse_number(uint32_t *out, const cli_command *command, const char *option,
                      const char *value, uint32_t least, uint32_t most)
{
    char *end;
    if (value == NULL) {
        return true;
    }
    errno = 0;
    unsigned long number = strtoul(value, &end, 10);
    bool ok = value[0] >= '0' && value[0] <= '9' && *end == '\0' && errno == 0 && number >= least &&
              number <= most;
    if (!ok) {
        cli_error("%s: --%s takes a number from %u to %u, not \"%s\"", command->name, option,
                  (unsigned)least, (unsigned)most, value);
        return false;
    }
    *out = (uint32_t)number;
    return true;
}

bool cli_count_options(fund_count_options *out, cli_table_format *format,
                       const cli_command *command, const cli_count_call *call, uint32_t min)
{
    static const char *const units[] = {"form", "stem", NULL};
    int by = FUND_COUNT_FORM;
    *out = (fund_count_options)FUND_COUNT_OPTIONS_INIT;
    out->min = min;
    if (!cli_table_format_parse(format, call->format, call->json) ||
        !cli_choose(&by, "by", call->by, units) ||
        !cli_parse_number(&out->min, command, "min", call->min, 1, INT32_MAX)) {
        return false;
    }
    out->by = (fund_count_by)by;
    out->count = call->count;
    return true;
}

/* ---- totals ------------------------------------------------------------------------------ */

/* Each part has a plural of its own. */
void cli_print_selection(const fund_selection *selection)
{
    fprintf(stderr, fund_trn("%llu word in ", "%llu words in ", selection->words),
            (unsigned long long)selection->words);
    fprintf(stderr, fund_trn("%llu passage of ", "%llu passages of ", selection->passages),
            (unsigned long long)selection->passages);
    fprintf(stderr, fund_trn("%llu article\n", "%llu articles\n", selection->articles),
            (unsigned long long)selection->articles);
}

void cli_add_selection(json_t *to, const fund_selection *selection)
{
    json_object_set_new(to, "words", json_integer((json_int_t)selection->words));
    json_object_set_new(to, "passages", json_integer((json_int_t)selection->passages));
    json_object_set_new(to, "articles", json_integer((json_int_t)selection->articles));
}

void cli_print_rows(uint64_t shown, const fund_count_totals *totals, uint32_t min)
{
    if (shown < totals->frequent) {
        fprintf(stderr, fund_tr("%llu of %llu rows; -n 0 shows all\n"), (unsigned long long)shown,
                (unsigned long long)totals->frequent);
    }
    if (totals->frequent < totals->types) {
        fprintf(stderr,
                fund_trn("%llu more occurs less than %u times (--min)\n",
                         "%llu more occur less than %u times (--min)\n",
                         totals->types - totals->frequent),
                (unsigned long long)(totals->types - totals->frequent), (unsigned)min);
    }
}
