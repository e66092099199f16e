/* trend: how often something was written about, by month or year. */
#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>

enum { MONTHS_AT_ONCE = 36, BAR_COLUMNS = 40, PERIODS_MAX = 12000 };

/* A month or a year. */
typedef struct period {
    char name[24];
    uint32_t passages, articles;
    uint64_t words; /* of all articles in it */
    double share;   /* passages per million words */
} period;

typedef struct trend {
    period *items;
    size_t count;
} trend;

typedef enum trend_format { TREND_TEXT, TREND_CSV, TREND_JSON, TREND_SVG } trend_format;
enum { BY_MONTH, BY_YEAR, BY_COUNT }; /* the last one: by months where there are few */

/* ---- periods ------------------------------------------------------------------------- */

/* Months since year 0, or years. -1: no such date. */
static long number_of(const char *name, bool months)
{
    long year = strtol(name, NULL, 10);
    if (!months) {
        return strlen(name) >= 4 ? year : -1;
    }
    return strlen(name) >= 7 ? year * 12 + strtol(name + 5, NULL, 10) - 1 : -1;
}

static void name_period(char out[24], long number, bool months)
{
    if (months) {
        snprintf(out, 24, "%04ld-%02ld", number / 12 % 10000, number % 12 + 1);
    } else {
        snprintf(out, 24, "%04ld", number % 10000);
    }
}

static void add_tallies(trend *to, const fund_facet_values *tallies, long first, bool months,
                        bool all)
{
    for (size_t i = 0; i < tallies->count; i++) {
        const fund_facet_value *item = tallies->items[i];
        long number = number_of(item->value, months);
        if (number < first || (size_t)(number - first) >= to->count) {
            continue;
        }
        period *at = &to->items[number - first];
        if (all) {
            at->words += item->words;
        } else {
            at->passages += item->passages;
            at->articles += item->articles;
        }
    }
}

/* From the first period with an article to the last one, without a gap. */
static bool make_trend(trend *out, const fund_facet_counts *found, const fund_facet_counts *all,
                       bool months)
{
    fund_facet facet = months ? FUND_FACET_MONTH : FUND_FACET_YEAR;
    const fund_facet_values *base = &all->facets[facet];
    long first = -1, last = -1;
    for (size_t i = 0; i < base->count; i++) {
        long number = number_of(base->items[i]->value, months);
        first = number >= 0 && (first < 0 || number < first) ? number : first;
        last = number > last ? number : last;
    }
    out->count = first < 0 ? 0 : (size_t)(last - first + 1);
    out->count = out->count < PERIODS_MAX ? out->count : PERIODS_MAX;
    out->items = calloc(out->count + 1, sizeof *out->items);
    if (out->items == NULL) {
        cli_no_memory();
        return false;
    }
    for (size_t i = 0; i < out->count; i++) {
        name_period(out->items[i].name, first + (long)i, months);
    }
    add_tallies(out, base, first, months, true);
    add_tallies(out, &found->facets[facet], first, months, false);
    for (size_t i = 0; i < out->count; i++) {
        period *at = &out->items[i];
        at->share = at->words > 0 ? 1e6 * at->passages / (double)at->words : 0;
    }
    return true;
}

/* ---- output ----------------------------------------------------------------------------- */

static double largest(const trend *of)
{
    double most = 0;
    for (size_t i = 0; i < of->count; i++) {
        most = of->items[i].share > most ? of->items[i].share : most;
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
    puts(fund_tr("          passages  articles  per million"));
    for (size_t i = 0; i < of->count; i++) {
        const period *at = &of->items[i];
        printf("%-8s %9u %9u %12.1f  ", at->name, (unsigned)at->passages, (unsigned)at->articles,
               at->share);
        print_bar(at->share / most);
        putchar('\n');
    }
}

static void print_csv(const trend *of)
{
    fputs("period,passages,articles,words,per_million\r\n", stdout);
    for (size_t i = 0; i < of->count; i++) {
        const period *at = &of->items[i];
        printf("%s,%u,%u,%llu,%.3f\r\n", at->name, (unsigned)at->passages, (unsigned)at->articles,
               (unsigned long long)at->words, at->share);
    }
}

static void print_json(const trend *of)
{
    for (size_t i = 0; i < of->count; i++) {
        const period *at = &of->items[i];
        cli_print_json(json_pack("{s:s, s:I, s:I, s:I, s:f}", "period", at->name, "passages",
                                 (json_int_t)at->passages, "articles", (json_int_t)at->articles,
                                 "words", (json_int_t)at->words, "per_million", at->share));
    }
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
        double height = tall * at->share / most, x = LEFT + step * (double)i;
        printf("<rect x=\"%.1f\" y=\"%.1f\" width=\"%.1f\" height=\"%.1f\" fill=\"#36c\">"
               "<title>",
               x, HEIGHT - BOTTOM - height, step * .8, height);
        printf(fund_tr("%s: %u passages in %u articles, %.1f per million words"), at->name,
               (unsigned)at->passages, (unsigned)at->articles, at->share);
        puts("</title></rect>");
        if (i % every == 0) {
            printf("<text x=\"%.1f\" y=\"%d\" text-anchor=\"middle\">%s</text>\n", x + step * .4,
                   HEIGHT - BOTTOM + 20, at->name);
        }
    }
    printf("<text x=\"%d\" y=\"%d\">%s</text>\n</svg>\n", LEFT, HEIGHT - 12,
           fund_tr("passages per million words"));
}

/* ---- the command --------------------------------------------------------------------------- */

typedef struct trend_call {
    cli_texts indexes;
    const char *by, *format;
    cli_filters filters;
    cli_limits limits;
    bool json;
} trend_call;

static cli_exit print_trend(trend_format format, int by, const char *query,
                            const fund_facet_counts *found, const fund_facet_counts *all)
{
    trend of = {NULL, 0};
    bool months =
        by == BY_MONTH || (by == BY_COUNT && all->facets[FUND_FACET_MONTH].count <= MONTHS_AT_ONCE);
    if (!make_trend(&of, found, all, months)) {
        return CLI_ERROR;
    }
    if (of.count == 0 && format == TREND_TEXT) {
        cli_error("trend: none of the matching articles has a date");
    } else if (format == TREND_TEXT) {
        print_text(&of);
    } else if (format == TREND_CSV) {
        print_csv(&of);
    } else if (format == TREND_JSON) {
        print_json(&of);
    } else {
        print_svg(&of, query);
    }
    free(of.items);
    if (!found->exact) {
        cli_error("note: too many matches to count all; the figures are lower bounds");
    }
    return cli_done(found->passages > 0);
}

typedef struct counting {
    const cli_search *search;
    fund_search_options options;
    fund_results found, all;
} counting;

/* Shares are of one commit. */
static fund_status count(void *payload, fund_error *err)
{
    counting *c = payload;
    fund_searcher *searcher = c->search->session.searcher;
    fund_text query = c->search->query;
    fund_status status = fund_search(&c->found, searcher, query.data, query.len, &c->options, err);
    return status == FUND_OK ? fund_search(&c->all, searcher, "", 0, &c->options, err) : status;
}

static cli_exit count_and_print(const cli_search *search, trend_format format, int by,
                                const cli_limits *limits)
{
    fund_error err = FUND_ERROR_INIT;
    counting c = {.search = search,
                  .options = FUND_SEARCH_OPTIONS_INIT,
                  .found = FUND_RESULTS_INIT,
                  .all = FUND_RESULTS_INIT};
    /* What is counted against: all articles with a date that the filters let through. */
    fund_filter filter = FUND_FILTER_INIT;
    filter = search->filter != NULL ? *search->filter : filter;
    filter.since = filter.since != NULL ? filter.since : "0001";
    c.options.filter = &filter;
    c.options.no_hits = true;
    c.options.facets = 1u << FUND_FACET_MONTH | 1u << FUND_FACET_YEAR | FUND_FACET_WORDS;
    fund_searcher *searcher = search->session.searcher;
    cli_limits_set(limits, searcher);
    fund_status status = fund_searcher_read(searcher, count, &c, &err);
    cli_exit exit = status == FUND_OK
                        ? print_trend(format, by, search->query.data, c.found.facets, c.all.facets)
                        : cli_fail(&err);
    if (status == FUND_OK) {
        exit = cli_limits_end(limits, searcher, format == TREND_JSON, NULL, exit);
    }
    fund_results_free(&c.found);
    fund_results_free(&c.all);
    return exit;
}

static cli_exit run(const cli_call *call, const trend_call *wanted)
{
    static const char *const formats[] = {"text", "csv", "json", "svg", NULL};
    static const char *const periods[] = {"month", "year", NULL};
    int format = wanted->json ? TREND_JSON : TREND_TEXT, by = BY_COUNT;
    if (!cli_choose(&format, "format", wanted->format, formats) ||
        !cli_choose(&by, "by", wanted->by, periods)) {
        return CLI_ERROR;
    }
    cli_search search;
    cli_exit exit = cli_search_open(&search, call, false, &wanted->filters, &wanted->indexes)
                        ? count_and_print(&search, (trend_format)format, by, &wanted->limits)
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
                        "month or year (default: month, or year for more than\n"
                        "36 months)"),
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &wanted.format, "text, csv, json or svg"),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per period (man fundstelle-json)"),
        CLI_OPTIONS_LIMITS(&wanted.limits, CLI_TIMEOUT_0),
    };
    cli_call call;
    return cli_parse(&call, command, options, CLI_COUNT(options), argc, argv) ? run(&call, &wanted)
                                                                              : call.exit;
}
