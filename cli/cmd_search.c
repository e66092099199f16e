#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

typedef struct search_call {
    cli_texts indexes;
    const char *format, *colour, *ranking, *duplicates, *sort, *hyperlink, *scope;
    cli_filters filters;
    cli_limits limits;
    const char *template;
    cli_batch batch;
    uint32_t count, offset, context, passages, half_life, snippet;
    bool json, group, explain, facets, parse, full, no_pager;
    int order, ranks_plainly, shows_duplicates; /* -1: not said */
    int scope_number;                           /* in `scopes`; -1: not said */
} search_call;

/* What stands around a hit. */
typedef struct company {
    fund_results context;     /* passages of its article, the hit among them ... */
    size_t at;                /* ... there */
    fund_results others;      /* passages of its article that match ... */
    const fund_hit **further; /* ... without the hit; NULL: none are asked for */
    size_t further_count;
} company;

/* A search that is under way. */
typedef struct search_run {
    const search_call *wanted;
    const fund_search_options *options;
    const cli_style *style;
    fund_searcher *searcher;
    fund_text query;
    fund_results results;
    company *around;          /* one a hit; NULL without hits */
    fund_word_list corrected; /* what may have been meant */
    bool counts_articles;     /* of all matches, as somebody reads it ... */
    fund_results articles;    /* ... that were counted for it */
    uint32_t article_count;
} search_run;

/* Two plurals in one sentence: the second is a piece of its own. */
static void tell_total(const search_run *run)
{
    const fund_results *results = &run->results;
    bool grouped = run->options->group;
    if (!run->counts_articles || run->style->format != CLI_TEXT) {
        return;
    }
    fprintf(stderr, "%s%s", results->count > 0 ? "\n" : "",
            results->total_exact ? "" : fund_tr("about "));
    if (grouped) {
        fprintf(stderr, fund_trn("%u article found", "%u articles found", run->article_count),
                (unsigned)run->article_count);
    } else {
        fprintf(stderr, fund_trn("%u passage in ", "%u passages in ", results->total),
                (unsigned)results->total);
        fprintf(stderr, fund_trn("%u article", "%u articles", run->article_count),
                (unsigned)run->article_count);
    }
    fprintf(stderr, fund_tr(", %zu shown\n"), results->count);
    if (results->related > 0) {
        fprintf(stderr,
                fund_trn("%u of them only by a related word\n",
                         "%u of them only by related words\n", results->related),
                (unsigned)results->related);
    }
}

static void forget(search_run *run)
{
    for (size_t i = 0; run->around != NULL && i < run->results.count; i++) {
        fund_results_free(&run->around[i].context);
        fund_results_free(&run->around[i].others);
        free(run->around[i].further);
    }
    free(run->around);
    run->around = NULL;
    fund_results_free(&run->results);
    fund_word_list_free(&run->corrected);
    fund_results_free(&run->articles);
}

static fund_status find_context(company *out, const search_run *run, const fund_hit *hit,
                                fund_error *err)
{
    fund_status status =
        fund_article_get(&out->context, run->searcher, hit->fields.id.data, hit->fields.id.len,
                         hit->passage, run->wanted->context, err);
    while (out->at + 1 < out->context.count &&
           out->context.hits[out->at]->passage != hit->passage) {
        out->at++;
    }
    return status;
}

/* The other passages of the hit's article: those that have the words which it lacks first. */
static fund_status find_others(company *out, const search_run *run, const fund_hit *hit,
                               fund_error *err)
{
    fund_search_options options = *run->options;
    options.group = options.hide_duplicates = options.explain = false;
    options.facets = 0;
    options.article = hit->fields.id.data;
    options.cover = true;
    options.offset = 0;
    options.count = run->wanted->passages;
    fund_status status =
        fund_search(&out->others, run->searcher, run->query.data, run->query.len, &options, err);
    size_t most = run->wanted->passages - 1;
    out->further = status == FUND_OK ? calloc(most, sizeof *out->further) : NULL;
    if (status == FUND_OK && out->further == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < out->others.count && out->further_count < most; i++) {
        if (out->others.hits[i]->passage != hit->passage) {
            out->further[out->further_count++] = out->others.hits[i];
        }
    }
    return status;
}

static fund_status find_company(search_run *run, fund_error *err)
{
    bool others =
        run->options->group && run->wanted->passages > 1 && run->style->format != CLI_TREC;
    size_t count = run->results.count;
    fund_status status = FUND_OK;
    run->around = count > 0 ? calloc(count, sizeof *run->around) : NULL;
    if (count > 0 && run->around == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        run->around[i] = (company){.context = FUND_RESULTS_INIT, .others = FUND_RESULTS_INIT};
    }
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const fund_hit *hit = run->results.hits[i];
        if (run->wanted->context > 0) {
            status = find_context(&run->around[i], run, hit, err);
        }
        if (status == FUND_OK && others && hit->more > 0) {
            status = find_others(&run->around[i], run, hit, err);
        }
    }
    return status;
}

static fund_status count_articles(search_run *run, fund_error *err)
{
    fund_search_options options = *run->options;
    bool exact = run->results.total_exact;
    options.no_hits = true;
    options.group = !exact; /* an estimate */
    options.hide_duplicates = options.explain = false;
    options.facets = exact ? 1 << FUND_FACET_YEAR : 0;
    fund_status status =
        fund_search(&run->articles, run->searcher, run->query.data, run->query.len, &options, err);
    run->article_count = status != FUND_OK ? 0
                         : exact           ? run->articles.facets->articles
                                           : run->articles.total;
    return status;
}

/* All that is printed is of one commit. */
static fund_status find_all(void *payload, fund_error *err)
{
    search_run *run = payload;
    forget(run);
    fund_status status = fund_search(&run->results, run->searcher, run->query.data, run->query.len,
                                     run->options, err);
    if (status == FUND_OK) {
        status = find_company(run, err);
    }
    if (status == FUND_OK && run->counts_articles) {
        status = count_articles(run, err);
    }
    if (status == FUND_OK && run->options->offset == 0) {
        cli_find_correction(&run->corrected, run->searcher, run->query);
    }
    return status;
}

static void print_result(const search_run *run, size_t i)
{
    const company *of = &run->around[i];
    cli_surroundings around = {.others = of->further, .other_count = of->further_count};
    if (of->context.count > 0) {
        around.before = of->context.hits;
        around.before_count = of->at;
        around.after = of->context.hits + of->at + 1;
        around.after_count = of->context.count - of->at - 1;
    }
    cli_print_hit(run->style, run->results.hits[i], &around);
}

static cli_exit print_results(const search_run *run)
{
    const fund_results *results = &run->results;
    bool text = run->style->format == CLI_TEXT;
    cli_page_begin(text && !run->wanted->no_pager);
    if (run->style->format == CLI_CSV) {
        cli_print_csv_header(false);
    }
    for (size_t i = 0; i < results->count; i++) {
        if (i > 0 && text) {
            putchar('\n');
        }
        print_result(run, i);
    }
    if (run->wanted->facets) {
        cli_print_facets(run->results.facets, run->style->format == CLI_JSON);
    }
    cli_exit exit = cli_done(results->count > 0 || (run->options->no_hits && results->total > 0));
    if (text && exit != CLI_ERROR) {
        tell_total(run);
    }
    return exit;
}

static json_t *summarize(const search_run *run)
{
    const fund_results *results = &run->results;
    json_t *summary =
        json_pack("{s:I, s:b, s:I}", "total", (json_int_t)results->total, "total_exact",
                  (int)results->total_exact, "shown", (json_int_t)results->count);
    if (run->counts_articles) {
        json_object_set_new(summary, "articles", json_integer(run->article_count));
        json_object_set_new(summary, "related", json_integer(run->results.related));
    }
    return summary;
}

static cli_exit search_once(const cli_search *search, const search_call *wanted,
                            const fund_search_options *options, const cli_style *style)
{
    fund_searcher *searcher = search->session.searcher;
    search_run run = {.wanted = wanted,
                      .options = options,
                      .style = style,
                      .searcher = searcher,
                      .query = search->query,
                      .results = FUND_RESULTS_INIT,
                      .corrected = FUND_WORD_LIST_INIT,
                      .articles = FUND_RESULTS_INIT};
    fund_search_options counted = *options;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    run.options = &counted;
    run.counts_articles = style->format == CLI_JSON
                              ? wanted->limits.summary
                              : style->format == CLI_TEXT && isatty(STDOUT_FILENO);
    counted.count_related = run.counts_articles;
    cli_limits_set(&wanted->limits, searcher);
    if (fund_searcher_read(searcher, find_all, &run, &err) == FUND_OK) {
        cli_print_diagnostics(&run.results.diagnostics, run.query);
        exit = cli_limits_end(&wanted->limits, searcher, style->format == CLI_JSON, summarize(&run),
                              print_results(&run));
        cli_print_correction(stderr, &run.corrected);
    } else {
        cli_fail(&err);
    }
    forget(&run);
    return exit;
}

/* --parse: how the query is understood. */
static cli_exit print_parsed(const cli_call *call)
{
    fund_buf query = FUND_BUF_INIT;
    fund_parsed_query parsed = FUND_PARSED_QUERY_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    if (cli_query_take(&query, call, false)) {
        if (fund_query_parse(&parsed, query.data, query.len, &err) == FUND_OK) {
            cli_print_diagnostics(&parsed.diagnostics, (fund_text){query.data, query.len});
            cli_print_string(parsed.text);
            putchar('\n');
            exit = cli_done(true);
        } else {
            cli_fail(&err);
        }
    }
    fund_parsed_query_free(&parsed);
    fund_buf_free(&query);
    return exit;
}

static bool make_style(cli_style *out, const search_call *wanted)
{
    cli_format otherwise = wanted->json                 ? CLI_JSON
                           : wanted->template != NULL   ? CLI_TEMPLATE
                           : wanted->batch.file != NULL ? CLI_TREC
                                                        : CLI_TEXT;
    *out = (cli_style){.group = wanted->group,
                       .explain = wanted->explain,
                       .template = wanted->template,
                       .width = cli_text_width(),
                       .snippet = wanted->full ? 0 : wanted->snippet};
    if (!cli_use_colour(&out->colour, wanted->colour) ||
        !cli_format_parse(&out->format, wanted->format, otherwise) ||
        !cli_use_links(&out->linked, wanted->hyperlink, out->colour)) {
        return false;
    }
    if (out->format == CLI_TEMPLATE && wanted->template == NULL) {
        cli_error("search: --format=template requires --template");
        return false;
    }
    return out->format != CLI_TEMPLATE || cli_check_template(wanted->template);
}

/* Whether a value is set, and to that name. */
static bool is(const char *value, const char *name)
{
    return value != NULL && strcmp(value, name) == 0;
}

static bool check_call(search_call *wanted, const cli_call *call)
{
    static const char *const rankings[] = {"full", "plain", NULL};
    static const char *const scopes[] = {"article", "passage", NULL};
    static const char *const duplicates[] = {"hide", "show", NULL};
    const char *format = wanted->format;
    bool batch = wanted->batch.file != NULL;
    if (batch && call->count > 0) {
        cli_error("search: --batch reads queries from its file; remove \"%s\"", call->words[0]);
    } else if (!batch && wanted->batch.times != NULL) {
        cli_error("search: --times requires --batch");
    } else if (batch && is(format, "text")) {
        cli_error("search: --batch supports --format=trec and --format=json only");
    } else if (wanted->template != NULL && format != NULL && !is(format, "template")) {
        cli_error("search: --template and --format=%s cannot be combined", format);
    } else if (wanted->json && format != NULL && !is(format, "json")) {
        cli_error("search: --json and --format=%s cannot be combined", format);
    } else if (wanted->explain && is(format, "trec")) {
        cli_error("search: --explain and --format=trec cannot be combined");
    } else {
        return cli_choose(&wanted->order, "sort", wanted->sort, cli_orders) &&
               cli_choose(&wanted->scope_number, "scope", wanted->scope, scopes) &&
               cli_choose(&wanted->ranks_plainly, "ranking", wanted->ranking, rankings) &&
               cli_choose(&wanted->shows_duplicates, "duplicates", wanted->duplicates, duplicates);
    }
    return false;
}

static fund_search_options make_options(const search_call *wanted, const cli_style *style)
{
    bool batch = wanted->batch.file != NULL;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = wanted->count;
    options.no_hits = wanted->count == 0;
    options.offset = wanted->offset;
    options.group = wanted->group;
    options.explain = wanted->explain;
    options.facets = wanted->facets && !batch ? CLI_FACETS : 0;
    options.hide_duplicates = style->distinct;
    options.plain = wanted->ranks_plainly == 1;
    options.no_text = style->format == CLI_TREC;
    options.order = (fund_order)wanted->order;
    options.half_life = wanted->half_life;
    options.scope = wanted->scope_number == 0   ? FUND_SCOPE_ARTICLE
                    : wanted->scope_number == 1 ? FUND_SCOPE_PASSAGE
                                                : FUND_SCOPE_DEFAULT;
    return options;
}

static cli_exit run_search(const cli_call *call, search_call *wanted)
{
    cli_style style;
    bool batch = wanted->batch.file != NULL;
    cli_exit exit = CLI_ERROR;
    if (!check_call(wanted, call) || !make_style(&style, wanted)) {
        return CLI_ERROR;
    }
    if (wanted->parse) {
        return print_parsed(call);
    }
    /* What is judged or counted by programs is whole unless they ask. */
    style.distinct = wanted->shows_duplicates >= 0 ? wanted->shows_duplicates == 0
                                                   : style.format != CLI_TREC && !batch;
    fund_search_options options = make_options(wanted, &style);
    fund_filter filter;
    bool filtered = cli_filters_make(&filter, &wanted->filters);
    if (wanted->limits.seconds == UINT32_MAX) {
        const cli_limits usual = CLI_LIMITS_INIT;
        wanted->limits.seconds = batch ? 0 : usual.seconds;
    }
    if (batch) {
        wanted->batch.limits = wanted->limits;
        options.filter = filtered ? &filter : NULL;
        return cmd_search_batch(&wanted->batch, &wanted->indexes, &options, style);
    }
    cli_search search;
    if (cli_search_open(&search, call, filtered, &wanted->filters, &wanted->indexes)) {
        options.filter = search.filter;
        exit = search_once(&search, wanted, &options, &style);
    }
    cli_search_close(&search);
    return exit;
}

cli_exit cmd_search(const cli_command *command, int argc, char **argv)
{
    search_call wanted = {.limits = {.seconds = UINT32_MAX},
                          .count = 10,
                          .passages = 3,
                          .snippet = 600,
                          .ranks_plainly = -1,
                          .shows_duplicates = -1,
                          .scope_number = -1};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTION_COUNT(&wanted.count, "number of hits to show (default 10)"),
        CLI_OPTION_NUMBER(0, "offset", FUND_TR("N"), &wanted.offset, "number of hits to skip"),
        CLI_OPTIONS_FILTERS(&wanted.filters),
        CLI_OPTION_TEXT(0, "sort", FUND_TR("ORDER"), &wanted.sort,
                        "relevance, date (newest first) or date-asc"),
        CLI_OPTION_NUMBER(0, "recency", FUND_TR("DAYS"), &wanted.half_life,
                          "rank newer passages higher: the bonus halves every\n"
                          "DAYS days"),
        CLI_OPTION_FLAG(0, "group", &wanted.group,
                        "group hits by article, each with its best passages"),
        CLI_OPTION_NUMBER(0, "passages", FUND_TR("N"), &wanted.passages,
                          "with --group: passages per article (default 3)"),
        CLI_OPTION_TEXT(0, "scope", FUND_TR("WHAT"), &wanted.scope,
                        "article or passage: where AND, + and - hold\n"
                        "(default: AND and + in the article, - in the passage)"),
        CLI_OPTION_FLAG(0, "facets", &wanted.facets,
                        "count matches by section, author, source, month and year"),
        CLI_OPTION_TEXT(0, "duplicates", FUND_TR("WHAT"), &wanted.duplicates,
                        "hide or show passages that repeat a better hit in\n"
                        "another version of its article (default: hide;\n"
                        "show for trec and --batch)"),
        CLI_OPTION_NUMBER('C', "context", FUND_TR("N"), &wanted.context,
                          "also print N passages before and after each hit"),
        CLI_OPTION_NUMBER(0, "snippet", FUND_TR("BYTES"), &wanted.snippet,
                          "shorten longer passages to this size around the\n"
                          "matches (default 600)"),
        CLI_OPTION_FLAG(0, "full", &wanted.full, "print passages in full"),
        CLI_OPTION_FLAG(0, "explain", &wanted.explain,
                        "print what each word of the query matched in a hit\n"
                        "and what it contributed to the score"),
        CLI_OPTION_FLAG(0, "parse", &wanted.parse, "print the parsed query and exit"),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per line (man fundstelle-json)"),
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &wanted.format,
                        "text, json, csv, trec or template"),
        CLI_OPTION_TEXT(0, "template", FUND_TR("TEXT"), &wanted.template,
                        "print each hit like this: '{date} {title}: {text}'"),
        CLI_OPTION_TEXT(0, "ranking", FUND_TR("NAME"), &wanted.ranking,
                        "full, or plain for comparison: only whole words\n"
                        "count, not compounds, titles or related words"),
        CLI_OPTION_TEXT(0, "color", FUND_TR("WHEN"), &wanted.colour,
                        "auto, always or never; NO_COLOR and\nCLICOLOR_FORCE are honoured"),
        CLI_OPTION_TEXT(0, "hyperlink", FUND_TR("WHEN"), &wanted.hyperlink,
                        "link titles to their sources: auto, always or never"),
        CLI_OPTIONS_LIMITS(&wanted.limits, CLI_TIMEOUT_5),
        CLI_OPTION_NO_PAGER(&wanted.no_pager),
        CLI_OPTION_TEXT(0, "batch", FUND_TR("FILE"), &wanted.batch.file,
                        "run the queries in FILE (- for stdin), one per line\n"
                        "(ID, tab, query), and print TREC"),
        CLI_OPTION_TEXT(0, "times", FUND_TR("FILE"), &wanted.batch.times,
                        "with --batch: write each query's id and time in\n"
                        "microseconds, separated by a tab"),
        CLI_OPTION_JOBS(&wanted.batch.jobs, "with --batch: number of threads (default 1)"),
    };
    cli_call call;
    if (!cli_config_number(&wanted.count, "count")) {
        return CLI_ERROR;
    }
    return cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)
               ? run_search(&call, &wanted)
               : call.exit;
}
