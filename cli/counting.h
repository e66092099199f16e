/*
 * counting.h - what the commands that count share: rows in four formats, options, progress.
 */
#ifndef FUND_CLI_COUNTING_H
#define FUND_CLI_COUNTING_H

#include "cli/indexing.h"

#include <fundstelle/count.h>

/* ---- table.c --------------------------------------------------------------------- */

typedef enum cli_table_format {
    CLI_TABLE_TEXT,
    CLI_TABLE_CSV,
    CLI_TABLE_TSV,
    CLI_TABLE_JSON
} cli_table_format;

/* False, and reported, for an unknown name. NULL is text, or JSON where that was asked for. */
bool cli_table_format_parse(cli_table_format *out, const char *name, bool json);

/* A cell of a row: a text, a whole number, or a number with decimals. */
typedef struct cli_cell {
    const char *name;  /* of its column, in JSON and CSV */
    const char *label; /* heading in text, FUND_TR; NULL: not shown there */
    const char *text;  /* NULL: a number */
    size_t len;
    uint64_t number;
    double value;
    int decimals; /* in text; -1: a whole number */
} cli_cell;

#define CLI_CELL_TEXT(column, heading, value)                                                      \
    {                                                                                              \
        .name = (column), .label = (heading), .text = (value), .len = strlen(value)                \
    }
#define CLI_CELL_NUMBER(column, heading, value)                                                    \
    {                                                                                              \
        .name = (column), .label = (heading), .number = (value), .decimals = -1                    \
    }
#define CLI_CELL_REAL(column, heading, real, places)                                               \
    {                                                                                              \
        .name = (column), .label = (heading), .value = (real), .decimals = (places)                \
    }

/* Names of the columns, where the format has them. */
void cli_table_head(cli_table_format format, const cli_cell *cells, size_t count);
/* False when a row of JSON was lost. */
bool cli_table_row(cli_table_format format, const cli_cell *cells, size_t count);

/* ---- counting.c ------------------------------------------------------------------ */

/* For fund_count_options: shows how far a run is where stderr is a terminal, and ends it on a signal. */
typedef struct cli_counting {
    double start, last;
    bool shown, printed;
} cli_counting;

/* From here on signals end the run, not the process. */
void cli_counting_begin(cli_counting *counting);
fund_status cli_counting_progress(uint64_t passages, uint64_t of, void *payload);
/* Clears the line: something else is going to be printed. */
void cli_counting_clear(cli_counting *counting);
/* Tells why a run failed. */
cli_exit cli_counting_fail(const cli_command *command, cli_counting *counting, fund_status status,
                           const fund_error *err);

/* Options of the commands that count words. */
typedef struct cli_count_call {
    cli_texts indexes;
    cli_filters filters;
    cli_limits limits;
    const char *by, *format, *min;
    uint32_t count;
    bool json;
} cli_count_call;

#define CLI_COUNT_CALL_INIT                                                                        \
    {                                                                                              \
        .count = 100                                                                               \
    }
#define CLI_OPTIONS_COUNT_CALL(call, about_min)                                                    \
    CLI_OPTION_INDEXES(&(call)->indexes),                                                          \
        CLI_OPTION_TEXT(0, "by", FUND_TR("UNIT"), &(call)->by,                                     \
                        "form (as it is written, default) or stem"),                               \
        CLI_OPTION_TEXT(0, "min", FUND_TR("N"), &(call)->min, (about_min)),                        \
        CLI_OPTION_COUNT(&(call)->count, "rows to show, 0: all (default 100)"),                    \
        CLI_OPTIONS_FILTERS(&(call)->filters),                                                     \
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &(call)->format,                           \
                        "text, csv, tsv or json"),                                                 \
        CLI_OPTION_FLAG(0, "json", &(call)->json,                                                  \
                        "print one JSON object per row (man fundstelle-json)"),                    \
        CLI_OPTIONS_LIMITS(&(call)->limits, CLI_TIMEOUT_0)

/* The options of a call but for the filter; false, and reported, for an invalid one. `min`: where
 * there is none. */
bool cli_count_options(fund_count_options *out, cli_table_format *format,
                       const cli_command *command, const cli_count_call *call, uint32_t min);
/* A number from `least` to `most`; false, and reported, for another value. NULL leaves *out. */
bool cli_parse_number(uint32_t *out, const cli_command *command, const char *option,
                      const char *value, uint32_t least, uint32_t most);
/* "14,031 words in 1,512 passages of 255 articles" */
void cli_print_selection(const fund_selection *selection);
/* The same for a summary, as "words", "passages" and "articles". */
void cli_add_selection(json_t *to, const fund_selection *selection);
/* "100 of 5,331 rows" where not all were shown, or why there are none. */
void cli_print_rows(uint64_t shown, const fund_count_totals *totals, uint32_t min);

#endif
