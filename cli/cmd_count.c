/* words, collocates, ngrams: figures about words. */
#include "cli/counting.h"

#include <stdlib.h>
#include <string.h>

typedef enum count_kind { COUNT_WORDS, COUNT_KEYNESS, COUNT_NGRAMS, COUNT_COLLOCATES } count_kind;

/* A call of one of these commands. */
typedef struct count_run {
    const cli_command *command;
    count_kind kind;
    cli_table_format format;
    fund_count_options options;
    cli_counting counting;
    uint64_t rows;
    bool stems; /* are shown */
} count_run;

/* ---- rows ---------------------------------------------------------------------------- */

enum { CELLS_MAX = 12 };

static size_t fill_words(cli_cell out[CELLS_MAX], const count_run *run, const fund_counted *item)
{
    const bool compared = run->kind == COUNT_KEYNESS;
    const char *column = run->kind == COUNT_NGRAMS ? "ngram" : "word";
    const char *heading = run->kind == COUNT_NGRAMS ? FUND_TR("words") : FUND_TR("word");
    const cli_cell own[] = {
        CLI_CELL_TEXT(column, heading, item->text),
        CLI_CELL_NUMBER("count", FUND_TR("count"), item->count),
        CLI_CELL_REAL("per_million", FUND_TR("per million"), item->per_million, 2),
        CLI_CELL_NUMBER("passages", compared ? NULL : FUND_TR("passages"), item->passages),
        CLI_CELL_NUMBER("articles", FUND_TR("articles"), item->articles),
        CLI_CELL_REAL("dp", FUND_TR("DP"), item->dp, 3),
    };
    const cli_cell others[] = {
        CLI_CELL_NUMBER("against_count", FUND_TR("there"), item->against_count),
        CLI_CELL_REAL("against_per_million", FUND_TR("per million"), item->against_per_million, 2),
        CLI_CELL_REAL("log_likelihood", FUND_TR("LL"), item->log_likelihood, 2),
        CLI_CELL_REAL("log_ratio", FUND_TR("log ratio"), item->log_ratio, 2),
    };
    memcpy(out, own, sizeof own);
    if (compared) {
        memcpy(out + CLI_COUNT(own), others, sizeof others);
    }
    return CLI_COUNT(own) + (compared ? CLI_COUNT(others) : 0);
}

static size_t fill_collocates(cli_cell out[CELLS_MAX], const fund_counted *item)
{
    const cli_cell cells[] = {
        CLI_CELL_TEXT("word", FUND_TR("word"), item->text),
        CLI_CELL_NUMBER("near", FUND_TR("near"), item->near),
        CLI_CELL_NUMBER("count", FUND_TR("in all"), item->count),
        CLI_CELL_REAL("expected", FUND_TR("expected"), item->expected, 2),
        CLI_CELL_REAL("log_dice", FUND_TR("logDice"), item->log_dice, 2),
        CLI_CELL_REAL("mi", FUND_TR("MI"), item->mi, 2),
        CLI_CELL_REAL("t", FUND_TR("t"), item->t, 2),
        CLI_CELL_REAL("log_likelihood", FUND_TR("LL"), item->log_likelihood, 2),
    };
    memcpy(out, cells, sizeof cells);
    return CLI_COUNT(cells);
}

static size_t fill(cli_cell out[CELLS_MAX], const count_run *run, const fund_counted *item)
{
    size_t count =
        run->kind == COUNT_COLLOCATES ? fill_collocates(out, item) : fill_words(out, run, item);
    if (run->stems) {
        const cli_cell stem = CLI_CELL_TEXT("stem", FUND_TR("stem"), item->stem);
        memmove(out + 2, out + 1, (count - 1) * sizeof *out);
        out[1] = stem;
        count++;
    }
    return count;
}

static void print_head(const count_run *run)
{
    const fund_counted none = {.text = "", .stem = ""};
    cli_cell cells[CELLS_MAX];
    cli_table_head(run->format, cells, fill(cells, run, &none));
}

static fund_status print_item(const fund_counted *item, void *payload)
{
    count_run *run = payload;
    cli_cell cells[CELLS_MAX];
    if (run->rows++ == 0) {
        cli_counting_clear(&run->counting);
        print_head(run);
    }
    bool ok = cli_table_row(run->format, cells, fill(cells, run, item));
    return cli_was_interrupted()   ? FUND_ERR_INTERRUPTED
           : ok && !ferror(stdout) ? FUND_OK
                                   : FUND_ERR_IO;
}

/* ---- runs ------------------------------------------------------------------------------ */

static fund_status count(fund_count_totals *out, count_run *run, const cli_search *search,
                         fund_error *err)
{
    fund_searcher *searcher = search->session.searcher;
    const char *query = search->query.data;
    size_t len = search->query.len;
    switch (run->kind) {
    case COUNT_NGRAMS:
        return fund_count_ngrams(out, searcher, query, len, &run->options, print_item, run, err);
    case COUNT_COLLOCATES:
        return fund_count_collocates(out, searcher, query, len, &run->options, print_item, run,
                                     err);
    default:
        return fund_count_words(out, searcher, query, len, &run->options, print_item, run, err);
    }
}

static void print_totals(const count_run *run, const fund_count_totals *totals)
{
    cli_print_selection(&totals->selection);
    if (run->kind == COUNT_KEYNESS) {
        fputs(fund_tr("against "), stderr);
        cli_print_selection(&totals->against);
    } else if (run->kind == COUNT_COLLOCATES) {
        fprintf(stderr, fund_trn("%llu match, ", "%llu matches, ", totals->matches),
                (unsigned long long)totals->matches);
        fprintf(stderr, fund_trn("%llu word near it\n", "%llu words near them\n", totals->near),
                (unsigned long long)totals->near);
    }
    cli_print_rows(run->rows, totals, run->options.min);
}

/* The same for programs: of keyness and collocates what they have besides. */
static json_t *totals_json(const count_run *run, const fund_count_totals *totals)
{
    json_t *out = json_pack("{s:I, s:I, s:I}", "shown", (json_int_t)run->rows, "rows",
                            (json_int_t)totals->frequent, "types", (json_int_t)totals->types);
    cli_add_selection(out, &totals->selection);
    if (run->kind == COUNT_KEYNESS) {
        json_t *other = json_object();
        cli_add_selection(other, &totals->against);
        json_object_set_new(out, "against", other);
    } else if (run->kind == COUNT_COLLOCATES) {
        json_object_set_new(out, "matches", json_integer((json_int_t)totals->matches));
        json_object_set_new(out, "near", json_integer((json_int_t)totals->near));
    }
    return out;
}

static cli_exit run_on(count_run *run, const cli_search *search, const cli_limits *limits)
{
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    run->options.filter = search->filter;
    run->options.progress = cli_counting_progress;
    run->options.payload = &run->counting;
    run->stems = run->options.by == FUND_COUNT_STEM;
    cli_limits_set(limits, search->session.searcher);
    cli_counting_begin(&run->counting);
    cli_page_begin(run->format == CLI_TABLE_TEXT);
    fund_status status = count(&totals, run, search, &err);
    cli_exit exit;
    cli_counting_clear(&run->counting);
    cli_print_diagnostics(&totals.diagnostics, search->query);
    if (status == FUND_OK) {
        if (run->rows == 0 && run->format != CLI_TABLE_TEXT) {
            print_head(run);
        }
        fflush(stdout); /* the rows come first wherever both go */
        print_totals(run, &totals);
        exit = cli_limits_end(limits, search->session.searcher, run->format == CLI_TABLE_JSON,
                              totals_json(run, &totals), cli_done(run->rows > 0));
    } else {
        cli_flush();
        exit = cli_counting_fail(run->command, &run->counting, status, &err);
        if (status == FUND_ERR_NOT_FOUND) {
            cli_suggest(search->session.searcher, search->query);
        }
    }
    fund_count_totals_free(&totals);
    return exit;
}

static cli_exit run_call(count_run *run, const cli_call *call, const cli_count_call *wanted)
{
    cli_search search;
    bool empty = run->kind != COUNT_COLLOCATES;
    cli_exit exit = cli_search_open(&search, call, empty, &wanted->filters, &wanted->indexes)
                        ? run_on(run, &search, &wanted->limits)
                        : CLI_ERROR;
    cli_search_close(&search);
    return exit;
}

/* ---- the commands ------------------------------------------------------------------------ */

cli_exit cmd_words(const cli_command *command, int argc, char **argv)
{
    cli_count_call wanted = CLI_COUNT_CALL_INIT;
    const char *against = NULL;
    const cli_option options[] = {
        CLI_OPTION_TEXT(0, "against", FUND_TR("QUERY"), &against,
                        "compare with what this query selects: words that set\n"
                        "the selection apart come first"),
        CLI_OPTIONS_COUNT_CALL(&wanted, FUND_TR("leave out what occurs less often (default 1)")),
    };
    cli_call call;
    count_run run = {.command = command};
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_count_options(&run.options, &run.format, command, &wanted, 1)) {
        return CLI_ERROR;
    }
    if (against != NULL && strspn(against, " \t\n") == strlen(against)) {
        return cli_error("%s: the query of --against is empty", command->name);
    }
    const fund_text other = {against != NULL ? against : "", against != NULL ? strlen(against) : 0};
    run.options.against = against != NULL ? &other : NULL;
    run.kind = against != NULL ? COUNT_KEYNESS : COUNT_WORDS;
    return run_call(&run, &call, &wanted);
}

cli_exit cmd_ngrams(const cli_command *command, int argc, char **argv)
{
    cli_count_call wanted = CLI_COUNT_CALL_INIT;
    const char *size = NULL;
    const cli_option options[] = {
        CLI_OPTION_TEXT(0, "size", FUND_TR("N"), &size, "words in a row, 2 to 5 (default 2)"),
        CLI_OPTIONS_COUNT_CALL(&wanted, FUND_TR("leave out what occurs less often (default 1)")),
    };
    cli_call call;
    count_run run = {.command = command, .kind = COUNT_NGRAMS};
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_count_options(&run.options, &run.format, command, &wanted, 1) ||
        !cli_parse_number(&run.options.ngram, command, "size", size, FUND_NGRAM_MIN,
                          FUND_NGRAM_MAX)) {
        return CLI_ERROR;
    }
    return run_call(&run, &call, &wanted);
}

/* "5" or "3,0". */
static bool parse_window(fund_count_options *out, const cli_command *command, const char *value)
{
    char *end = NULL;
    unsigned long left = 0, right = 0;
    if (value == NULL) {
        return true;
    }
    bool ok = value[0] >= '0' && value[0] <= '9';
    left = right = strtoul(value, &end, 10);
    if (ok && *end == ',') { /* "1,000" is a thousand */
        ok = end[1] >= '0' && end[1] <= '9' && (end[1] != '0' || end[2] == '\0');
        right = strtoul(end + 1, &end, 10);
    }
    ok = ok && *end == '\0' && left <= FUND_WINDOW_MAX && right <= FUND_WINDOW_MAX &&
         left + right > 0;
    if (!ok) {
        cli_error("%s: --window takes a number of words from 1 to %d, or LEFT,RIGHT, not \"%s\"",
                  command->name, FUND_WINDOW_MAX, value);
    }
    out->left = (uint32_t)left;
    out->right = (uint32_t)right;
    return ok;
}

cli_exit cmd_collocates(const cli_command *command, int argc, char **argv)
{
    enum { MIN = 5 };
    static const char *const measures[] = {[FUND_MEASURE_LOG_DICE] = "logdice",
                                           [FUND_MEASURE_MI] = "mi",
                                           [FUND_MEASURE_T] = "t",
                                           [FUND_MEASURE_LOG_LIKELIHOOD] = "ll",
                                           NULL};
    cli_count_call wanted = CLI_COUNT_CALL_INIT;
    const char *window = NULL, *measure = NULL;
    int chosen = FUND_MEASURE_LOG_DICE;
    const cli_option options[] = {
        CLI_OPTION_TEXT(0, "window", FUND_TR("WORDS"), &window,
                        "how many words on either side, up to 50, or\n"
                        "LEFT,RIGHT (default 5)"),
        CLI_OPTION_TEXT(0, "measure", FUND_TR("NAME"), &measure,
                        "sort by logdice (default), mi, t or ll"),
        CLI_OPTIONS_COUNT_CALL(&wanted, FUND_TR("leave out what is near less often (default 5)")),
    };
    cli_call call;
    count_run run = {.command = command, .kind = COUNT_COLLOCATES};
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_count_options(&run.options, &run.format, command, &wanted, MIN) ||
        !parse_window(&run.options, command, window) ||
        !cli_choose(&chosen, "measure", measure, measures)) {
        return CLI_ERROR;
    }
    run.options.measure = (fund_measure)chosen;
    return run_call(&run, &call, &wanted);
}
