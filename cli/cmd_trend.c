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
        const fund_facet_value *item = &tallies->items[i];
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
        long number = number_of(base->items[i].value, months);
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
    bool ok = true;
    for (size_t i = 0; i < of->count && ok; i++) {
        const period *at = &of->items[i];
        ok =
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
    bool json;
} trend_call;

static bool parse_format(trend_format *out, const trend_call *wanted)
{
    static const char *const names[] = {"text", "csv", "json", "svg"};
    *out = wanted->json ? TREND_JSON : TREND_TEXT;
    for (size_t i = 0; wanted->format != NULL; i++) {
        if (i == CLI_COUNT(names)) {
            cli_error("--format takes text, csv, json or svg, not \"%s\"", wanted->format);
            return false;
        }
        if (strcmp(names[i], wanted->format) == 0) {
            *out = (trend_format)i;
            break;
        }
    }
    if (wanted->by != NULL && strcmp(wanted->by, "month") != 0 && strcmp(wanted->by, "year") != 0) {
        cli_error("--by takes month or year, not \"%s\"", wanted->by);
        return false;
    }
    return true;
}

static cli_exit print_trend(const trend_call *wanted, trend_format format, const char *query,
                            const fund_facet_counts *found, const fund_facet_counts *all)
{
    trend of = {NULL, 0};
    bool months = wanted->by != NULL ? strcmp(wanted->by, "month") == 0
                                     : all->facets[FUND_FACET_MONTH].count <= MONTHS_AT_ONCE;
    if (!make_trend(&of, found, all, months)) {
        return CLI_ERROR;
    }
    if (of.count == 0 && format == TREND_TEXT) {
        cli_error("trend: no article with a date is among these");
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
        cli_error("note: there is more than can be counted; shares are lower bounds");
    }
    return !cli_flush() ? CLI_ERROR : found->passages > 0 ? CLI_FOUND : CLI_NOTHING;
}

/* What is counted against: all articles with a date that the filters let through. */
static bool base_filter(fund_buf *out, const fund_buf *filter)
{
    fund_buf_append(out, filter->data != NULL ? filter->data : "", filter->len);
    fund_buf_append_str(out, " datum:0001..");
    if (out->failed) {
        cli_no_memory();
    }
    return !out->failed;
}

typedef struct counting {
    fund_searcher *searcher;
    const char *query;
    size_t len;
    const fund_search_options *options;
    fund_results found, all;
} counting;

/* Shares are of one commit. */
static fund_status count(void *payload, fund_error *err)
{
    counting *c = payload;
    fund_status status = fund_search(&c->found, c->searcher, c->query, c->len, c->options, err);
    return status == FUND_OK ? fund_search(&c->all, c->searcher, "", 0, c->options, err) : status;
}

static cli_exit run(const cli_call *call, const trend_call *wanted)
{
    trend_format format;
    fund_buf query = FUND_BUF_INIT, filter = FUND_BUF_INIT, base = FUND_BUF_INIT;
    cli_session session;
    cli_exit exit = CLI_ERROR;
    if (parse_format(&format, wanted) && cli_filters_build(&filter, &wanted->filters) &&
        cli_query_take(&query, call, false) && base_filter(&base, &filter) &&
        cli_session_open(&session, &wanted->indexes)) {
        fund_error err = FUND_ERROR_INIT;
        fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
        options.filter = base.data;
        options.count = 0;
        options.facets = 1u << FUND_FACET_MONTH | 1u << FUND_FACET_YEAR | FUND_FACET_WORDS;
        counting c = {.searcher = session.searcher,
                      .query = query.data,
                      .len = query.len,
                      .options = &options,
                      .found = FUND_RESULTS_INIT,
                      .all = FUND_RESULTS_INIT};
        exit = fund_searcher_retry(session.searcher, count, &c, &err) == FUND_OK
                   ? print_trend(wanted, format, query.data, &c.found.facets, &c.all.facets)
                   : cli_fail(&err);
        fund_results_free(&c.found);
        fund_results_free(&c.all);
        cli_session_close(&session);
    }
    fund_buf_free(&query);
    fund_buf_free(&filter);
    fund_buf_free(&base);
    return exit;
}

cli_exit cmd_trend(const cli_command *command, int argc, char **argv)
{
    trend_call wanted = {.by = NULL};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTIONS_FILTERS(&wanted.filters),
        CLI_OPTION_TEXT(0, "by", FUND_TR("PERIOD"), &wanted.by,
                        "month or year (default: month for up to 36 of them)"),
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &wanted.format, "text, csv, json or svg"),
        CLI_OPTION_FLAG(0, "json", &wanted.json, "one JSON object a period (docs/json.md)"),
    };
    cli_call call;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    return parsed == CLI_PARSED ? run(&call, &wanted) : cli_parse_exit(parsed);
}
