/* trend: how often something was written about, by day, week, month or year. */
#include "cli/counting.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>

enum { MONTHS_AT_ONCE = 36, BAR_COLUMNS = 40, PERIODS_MAX = 50000 };

/* A day, week, month or year. */
typedef struct period {
    char name[24];
    uint32_t passages, articles;
    uint64_t occurrences;
    uint64_t words; /* of all articles in it */
} period;

/* All dates that articles have. */
typedef struct dated {
    char date[12];
    uint32_t passages, articles, all_articles;
    uint64_t occurrences, words;
} dated;

typedef struct trend {
    period *items;
    size_t count;
} trend;

typedef fund_array(dated) dated_counts;

typedef enum trend_format { TREND_TEXT, TREND_CSV, TREND_TSV, TREND_JSON, TREND_SVG } trend_format;
/* The last one: by months where there are few. */
typedef enum trend_by { BY_DAY, BY_WEEK, BY_MONTH, BY_YEAR, BY_COUNT } trend_by;

static double per_million(uint64_t count, const period *of)
{
    return of->words > 0 ? 1e6 * (double)count / (double)of->words : 0;
}

/* ---- periods ------------------------------------------------------------------------- */

/* Days since 1970-01-01 and back, in the proleptic Gregorian calendar (H. Hinnant,
 * "chrono-Compatible Low-Level Date Algorithms", 2014). */
static long days_of(long year, long month, long day)
{
    year -= month <= 2;
    long era = (year >= 0 ? year : year - 399) / 400, of_era = year - era * 400;
    long of_year = (153 * (month + (month > 2 ? -3 : 9)) + 2) / 5 + day - 1;
    return era * 146097 + of_era * 365 + of_era / 4 - of_era / 100 + of_year - 719468;
}

typedef struct civil {
    long year, month, day;
} civil;

static civil date_of(long days)
{
    days += 719468;
    long era = (days >= 0 ? days : days - 146096) / 146097, of_era = days - era * 146097;
    long year = (of_era - of_era / 1460 + of_era / 36524 - of_era / 146096) / 365;
    long of_year = of_era - (365 * year + year / 4 - year / 100);
    long month = (5 * of_year + 2) / 153;
    civil out = {year + era * 400, month < 10 ? month + 3 : month - 9,
                 of_year - (153 * month + 2) / 5 + 1};
    out.year += out.month <= 2;
    return out;
}

/* The number of the period that a date is in; -1: it is not precise enough, or none. */
static long number_of(const char *date, trend_by by)
{
    size_t len = strlen(date);
    long year = strtol(date, NULL, 10);
    if (len < 4 || (by != BY_YEAR && len < 7) || (by < BY_MONTH && len < 10)) {
        return -1;
    }
    if (by == BY_YEAR) {
        return year;
    }
    long month = strtol(date + 5, NULL, 10);
    if (by == BY_MONTH) {
        return year * 12 + month - 1;
    }
    long days = days_of(year, month, strtol(date + 8, NULL, 10)) - days_of(0, 1, 3);
    return by == BY_DAY ? days : days / 7; /* 0000-01-03 was a Monday */
}

/* A week is named after the year of its Thursday (ISO 8601). */
static void name_period(char out[24], long number, trend_by by)
{
    civil at;
    long year;
    switch (by) {
    case BY_DAY:
        at = date_of(number + days_of(0, 1, 3));
        snprintf(out, 24, "%04ld-%02ld-%02ld", at.year % 10000, at.month, at.day);
        break;
    case BY_WEEK:
        year = date_of(number * 7 + 3 + days_of(0, 1, 3)).year;
        snprintf(out, 24, "%04u-W%02u", (unsigned)(year % 10000),
                 (unsigned)((number * 7 + 3 + days_of(0, 1, 3) - days_of(year, 1, 1)) / 7 + 1) %
                     100);
        break;
    case BY_MONTH:
        snprintf(out, 24, "%04ld-%02ld", number / 12 % 10000, number % 12 + 1);
        break;
    default:
        snprintf(out, 24, "%04ld", number % 10000);
    }
}

static void add_date(period *to, const dated *from)
{
    to->passages += from->passages;
    to->articles += from->articles;
    to->occurrences += from->occurrences;
    to->words += from->words;
}

/* The first and the last one; *vague: articles whose date is not precise enough. */
static void find_ends(long *first, long *last, uint64_t *vague, const dated_counts *dates,
                      trend_by by)
{
    *first = *last = -1;
    *vague = 0;
    for (size_t i = 0; i < dates->count; i++) {
        long number = number_of(dates->items[i].date, by);
        *vague += number < 0 ? dates->items[i].all_articles : 0;
        *first = number >= 0 && (*first < 0 || number < *first) ? number : *first;
        *last = number > *last ? number : *last;
    }
}

/* From the first period with an article to the last one, without a gap. */
static bool make_trend(trend *out, const dated_counts *dates, trend_by by)
{
    long first, last;
    uint64_t vague;
    find_ends(&first, &last, &vague, dates, by);
    out->count = first < 0 ? 0 : (size_t)(last - first + 1);
    if (out->count > PERIODS_MAX) {
        cli_error("trend: more than %d periods; use --since, or longer ones", PERIODS_MAX);
        return false;
    }
    if (vague > 0) {
        cli_error("note: left out for a date that is not precise enough: %llu articles",
                  (unsigned long long)vague);
    }
    out->items = calloc(out->count + 1, sizeof *out->items);
    if (out->items == NULL) {
        cli_no_memory();
        return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        name_period(out->items[i].name, first + (long)i, by);
    }
    for (size_t i = 0; i < dates->count; i++) {
        long number = number_of(dates->items[i].date, by);
        if (number >= 0) {
            add_date(&out->items[number - first], &dates->items[i]);
        }
    }
    return true;
}

static size_t count_months(const dated_counts *dates)
{
    char last[8] = "";
    size_t months = 0;
    for (size_t i = 0; i < dates->count; i++) { /* ascending */
        months += strncmp(dates->items[i].date, last, 7) != 0;
        snprintf(last, sizeof last, "%.7s", dates->items[i].date);
    }
    return months;
}

/* ---- output ----------------------------------------------------------------------------- */

static double largest(const trend *of)
{
    double most = 0;
    for (size_t i = 0; i < of->count; i++) {
        double share = per_million(of->items[i].occurrences, &of->items[i]);
        most = share > most ? share : most;
    }
    return most > 0 ? most : 1;
}

/* Eighths of a column. */
static void print_bar(double part)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    unsigned length = (unsigned)(part * BAR_COLUMNS * 8 + .5);
    for (unsigned i = 0; i < length / 8; i++) {
        fputs("█", stdout);
    }
    fputs(eighths[length % 8], stdout);
}

static void print_text(const trend *of)
{
    double most = largest(of);
    puts(fund_tr("            matches  per million  passages  per million  articles"));
    for (size_t i = 0; i < of->count; i++) {
        const period *at = &of->items[i];
        double share = per_million(at->occurrences, at);
        printf("%-10s %8llu %12.1f %9u %12.1f %9u  ", at->name, (unsigned long long)at->occurrences,
               share, (unsigned)at->passages, per_million(at->passages, at),
               (unsigned)at->articles);
        print_bar(share / most);
        putchar('\n');
    }
}

/* "per_million" is of passages: that was there first. */
static bool print_rows(const trend *of, cli_table_format format)
{
    const period none = {.name = ""};
    bool ok = true;
    for (size_t i = 0; i <= of->count && ok; i++) {
        const period *at = i > 0 ? &of->items[i - 1] : &none;
        const cli_cell cells[] = {
            CLI_CELL_TEXT("period", NULL, at->name),
            CLI_CELL_NUMBER("passages", NULL, at->passages),
            CLI_CELL_NUMBER("articles", NULL, at->articles),
            CLI_CELL_NUMBER("words", NULL, at->words),
            CLI_CELL_REAL("per_million", NULL, per_million(at->passages, at), 3),
            CLI_CELL_NUMBER("occurrences", NULL, at->occurrences),
            CLI_CELL_REAL("occurrences_per_million", NULL, per_million(at->occurrences, at), 3),
        };
        if (i == 0) {
            cli_table_head(format, cells, CLI_COUNT(cells));
        } else {
            ok = cli_table_row(format, cells, CLI_COUNT(cells));
        }
    }
    return ok;
}

/* As text of XML. */
static void print_escaped(const char *text)
{
    for (; *text != '\0'; text++) {
        switch (*text) {
        case '<':
            fputs("&lt;", stdout);
            break;
        case '&':
            fputs("&amp;", stdout);
            break;
        default:
            putchar((unsigned char)*text < ' ' ? ' ' : *text);
        }
    }
}

static void print_svg(const trend *of, const char *query)
{
    enum { WIDTH = 900, HEIGHT = 300, LEFT = 60, TOP = 40, BOTTOM = 60 };
    double most = largest(of),
           step = of->count > 0 ? (double)(WIDTH - LEFT - 20) / (double)of->count : 1;
    double tall = HEIGHT - TOP - BOTTOM;
    printf("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" "
           "font-family=\"sans-serif\" font-size=\"12\">\n<title>",
           WIDTH, HEIGHT);
    print_escaped(query);
    printf("</title>\n<text x=\"%d\" y=\"20\" font-size=\"14\">", LEFT);
    print_escaped(query);
    printf("</text>\n<text x=\"%d\" y=\"%d\" text-anchor=\"end\">%.1f</text>\n"
           "<text x=\"%d\" y=\"%d\" text-anchor=\"end\">0</text>\n",
           LEFT - 6, TOP + 10, most, LEFT - 6, HEIGHT - BOTTOM);
    size_t every = of->count / 12 + 1;
    for (size_t i = 0; i < of->count; i++) {
        const period *at = &of->items[i];
        double share = per_million(at->occurrences, at), height = tall * share / most,
               x = LEFT + step * (double)i;
        printf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#36c\">"
               "<title>",
               x, HEIGHT - BOTTOM - height, step * .8, height);
        printf(fund_tr("%s: %llu matches in %u articles, %.1f per million words"), at->name,
               (unsigned long long)at->occurrences, (unsigned)at->articles, share);
        puts("</title></rect>");
        if (i % every == 0) {
            printf("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x + step * .4,
                   HEIGHT - BOTTOM + 20, at->name);
        }
    }
    printf("<text x=\"%d\" y=\"%d\">%s</text>\n</svg>\n", LEFT, HEIGHT - 12,
           fund_tr("matches per million words"));
}

/* ---- the command --------------------------------------------------------------------------- */

typedef struct trend_call {
    cli_texts indexes;
    const char *by, *format;
    cli_filters filters;
    cli_limits limits;
    bool json;
} trend_call;

static bool print(const trend *of, trend_format format, const char *query, bool found)
{
    static const cli_table_format formats[] = {
        [TREND_CSV] = CLI_TABLE_CSV, [TREND_TSV] = CLI_TABLE_TSV, [TREND_JSON] = CLI_TABLE_JSON};
    if (of->count == 0 && format == TREND_TEXT) {
        cli_error(found ? "trend: none of the matching articles has a date"
                        : FUND_TR("trend: nothing found"));
    } else if (format == TREND_TEXT) {
        print_text(of);
    } else if (format == TREND_SVG) {
        print_svg(of, query);
    } else {
        return print_rows(of, formats[format]);
    }
    return true;
}

/* `found`: there are matches, of whatever date. */
static cli_exit print_trend(const dated_counts *dates, trend_format format, trend_by by,
                            const char *query, bool found)
{
    trend of = {NULL, 0};
    uint64_t passages = 0;
    if (by == BY_COUNT) {
        by = count_months(dates) <= MONTHS_AT_ONCE ? BY_MONTH : BY_YEAR;
    }
    bool ok = make_trend(&of, dates, by) && print(&of, format, query, found);
    for (size_t i = 0; i < of.count && of.items != NULL; i++) {
        passages += of.items[i].passages;
    }
    free(of.items);
    return ok ? cli_done(passages > 0) : CLI_ERROR;
}

static fund_status take_date(const fund_dated_count *item, void *payload)
{
    dated_counts *dates = payload;
    dated to = {.passages = item->passages,
                .articles = item->articles,
                .all_articles = item->all_articles,
                .occurrences = item->occurrences,
                .words = item->words};
    snprintf(to.date, sizeof to.date, "%s", item->date);
    return fund_array_push(dates, to) ? FUND_OK : FUND_ERR_MEMORY;
}

/* Tells of passages that no period has: the counts would pass for those of all. Text output has said so
 * already when no article has a date. */
static void note_undated(const fund_count_totals *totals, const dated_counts *dates,
                         trend_format format)
{
    uint64_t left = totals->selection.passages;
    for (size_t i = 0; i < dates->count; i++) {
        left -= dates->items[i].passages;
    }
    if (left > 0 && (dates->count > 0 || format != TREND_TEXT)) {
        cli_error("note: passages of articles without a date, left out: %llu",
                  (unsigned long long)left);
    }
}

static cli_exit count_and_print(const cli_command *command, const cli_search *search,
                                trend_format format, trend_by by, const cli_limits *limits)
{
    fund_error err = FUND_ERROR_INIT;
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_count_options options = FUND_COUNT_OPTIONS_INIT;
    dated_counts dates = FUND_ARRAY_INIT;
    cli_counting counting;
    cli_limits_set(limits, search->session.searcher);
    cli_counting_begin(&counting);
    options.filter = search->filter;
    options.progress = cli_counting_progress;
    options.payload = &counting;
    fund_status status = fund_count_dates(&totals, search->session.searcher, search->query.data,
                                          search->query.len, &options, take_date, &dates, &err);
    cli_counting_clear(&counting);
    cli_print_diagnostics(&totals.diagnostics, search->query);
    cli_exit exit;
    if (status == FUND_OK) {
        exit = print_trend(&dates, format, by, search->query.data, totals.selection.passages > 0);
        note_undated(&totals, &dates, format);
        exit =
            cli_limits_end(limits, search->session.searcher, format == TREND_JSON,
                           json_pack("{s:I, s:I, s:I}", "occurrences", (json_int_t)totals.matches,
                                     "words", (json_int_t)totals.selection.words, "articles",
                                     (json_int_t)totals.selection.articles),
                           exit);
        cli_suggest(search->session.searcher, search->query);
    } else {
        exit = cli_counting_fail(command, &counting, status, &err);
    }
    fund_array_free(&dates);
    fund_count_totals_free(&totals);
    return exit;
}

static cli_exit run(const cli_call *call, const trend_call *wanted)
{
    static const char *const formats[] = {"text", "csv", "tsv", "json", "svg", NULL};
    static const char *const periods[] = {"day", "week", "month", "year", NULL};
    int format = wanted->json ? TREND_JSON : TREND_TEXT, by = BY_COUNT;
    if (!cli_choose(&format, "format", wanted->format, formats) ||
        !cli_choose(&by, "by", wanted->by, periods)) {
        return CLI_ERROR;
    }
    cli_search search;
    cli_exit exit = cli_search_open(&search, call, false, &wanted->filters, &wanted->indexes)
                        ? count_and_print(call->command, &search, (trend_format)format,
                                          (trend_by)by, &wanted->limits)
                        : CLI_ERROR;
    cli_search_close(&search);
    return exit;
}

cli_exit cmd_trend(const cli_command *command, int argc, char **argv)
{
    trend_call wanted = {.by = NULL};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTIONS_FILTERS(&wanted.filters),
        CLI_OPTION_TEXT(0, "by", FUND_TR("PERIOD"), &wanted.by,
                        "day, week (from Monday on, ISO 8601), month or year\n"
                        "(default: month, or year for more than 36 months)"),
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &wanted.format,
                        "text, csv, tsv, json or svg"),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per period (man fundstelle-json)"),
        CLI_OPTIONS_LIMITS(&wanted.limits, CLI_TIMEOUT_0),
    };
    cli_call call;
    return cli_parse(&call, command, options, CLI_COUNT(options), argc, argv) ? run(&call, &wanted)
                                                                              : call.exit;
}
