/* The search page: it needs no JavaScript, and its whole state is its address. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BIT(name) SERVE_BIT(SERVE_P_##name)

/* ---- hits ------------------------------------------------------------------------------- */

/* What stands around the passage, folded. */
static void add_context(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    const fund_text *id = &hit->fields.id;
    fund_results around = FUND_RESULTS_INIT;
    if (hit->passage_count < 2 || fund_article_get(&around, work->searcher, id->data, id->len,
                                                   hit->passage, 1, NULL) != FUND_OK) {
        return;
    }
    serve_html(out, "<details><summary>");
    serve_html_tr(out, FUND_TR("Context"));
    serve_html(out, "</summary>");
    for (size_t i = 0; i < around.count; i++) {
        bool own = around.hits[i]->passage == hit->passage;
        serve_html(out, own ? "<p class=\"passage own\">" : "<p class=\"passage\">");
        fund_escape_html(out, around.hits[i]->text, around.hits[i]->text_len);
        serve_html(out, "</p>");
    }
    serve_html(out, "</details>\n");
    fund_results_free(&around);
}

/* "+3 that repeat this", folded: where else it stands. */
static void add_repeats(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    serve_html(out, "<details class=\"more\"><summary>");
    fund_buf_printf(out, fund_trn("+%u that repeats this", "+%u that repeat this", hit->duplicates),
                    (unsigned)hit->duplicates);
    serve_html(out, "</summary><ul>\n");
    for (uint32_t i = 0; i < hit->duplicates; i++) {
        serve_html(out, "<li><a href=\"");
        serve_html_permalink(out, work, hit->repeats[i]);
        serve_html(out, "\">");
        serve_html_title(out, hit->repeats[i]);
        serve_html(out, "</a>\n");
        serve_html_details(out, work, hit->repeats[i]);
        serve_html(out, "</li>\n");
    }
    serve_html(out, "</ul></details>\n");
}

/* And "+2 more in this article". */
static void add_more(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    if (work->params.distinct && hit->duplicates > 0) {
        add_repeats(out, work, hit);
    }
    if (work->params.group && hit->more > 0) {
        serve_html(out, "<p class=\"more\"><a href=\"");
        serve_html_permalink(out, work, hit);
        serve_html(out, "\">");
        fund_buf_printf(
            out, fund_trn("+%u passage of this article", "+%u passages of this article", hit->more),
            (unsigned)hit->more);
        serve_html(out, "</a></p>\n");
    }
}

static void add_hit(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    serve_html(out, "<li><article><h2><a href=\"");
    serve_html_permalink(out, work, hit);
    serve_html(out, "\">");
    serve_html_title(out, hit);
    serve_html(out, "</a></h2>\n");
    serve_html_details(out, work, hit);
    serve_html(out, "<p class=\"passage\">");
    serve_html_marked(out, hit->text, hit->text_len, hit->highlights, hit->highlight_count, NULL);
    serve_html(out, "</p>\n");
    add_context(out, work, hit);
    add_more(out, work, hit);
    serve_html(out, "</article></li>\n");
}

/* ---- facets ------------------------------------------------------------------------------ */

static void begin_facet(fund_buf *out, const char *heading)
{
    serve_html(out, "<section><h2>");
    serve_html_tr(out, heading);
    serve_html(out, "</h2><ul>");
}

static void add_value(fund_buf *out, const serve_work *work, const serve_params *one,
                      const fund_facet_value *value)
{
    serve_html(out, "<li>");
    serve_html_link(out, work, one, "/", SERVE_PAGE);
    serve_html_text(out, value->value);
    fund_buf_printf(out, "</a> <span class=\"count\">%u</span></li>\n", (unsigned)value->passages);
}

static void add_facet(fund_buf *out, const serve_work *work, const fund_facet_values *values,
                      const char *heading, serve_param_id id)
{
    enum { SHOWN = 10 };
    if (values->count == 0) {
        return;
    }
    begin_facet(out, heading);
    for (size_t i = 0; i < values->count && i < SHOWN; i++) {
        serve_params one = work->params;
        serve_texts *texts = (void *)((char *)&one + serve_param_table[id].offset);
        *texts = (serve_texts){.items = {values->items[i]->value}, .count = 1};
        one.offset = 0;
        add_value(out, work, &one, values->items[i]);
    }
    serve_html(out, "</ul></section>\n");
}

/* The newest ones first. */
static void add_times(fund_buf *out, const serve_work *work, const fund_facet_values *values,
                      const char *heading)
{
    enum { SHOWN = 12 };
    if (values->count < 2) {
        return;
    }
    begin_facet(out, heading);
    for (size_t i = 0; i < values->count && i < SHOWN; i++) {
        const fund_facet_value *value = values->items[values->count - 1 - i];
        serve_params one = work->params;
        one.since = one.until = value->value;
        one.offset = 0;
        add_value(out, work, &one, value);
    }
    serve_html(out, "</ul></section>\n");
}

/* Months while they are few enough to be hit, else years. */
static void add_histogram(fund_buf *out, const serve_work *work, const fund_facet_counts *facets)
{
    enum { MONTHS_MAX = 120, YEAR = 4, MONTH = 7 };
    const fund_facet_values *months = &facets->facets[FUND_FACET_MONTH];
    bool by_month = months->count >= 2 && months->count <= MONTHS_MAX;
    const fund_facet_values *values = by_month ? months : &facets->facets[FUND_FACET_YEAR];
    serve_period *periods = calloc(values->count + 1, sizeof *periods);
    size_t count = 0;
    for (size_t i = 0; periods != NULL && i < values->count; i++) {
        const fund_facet_value *at = values->items[i];
        if (strlen(at->value) == (by_month ? MONTH : YEAR)) {
            snprintf(periods[count].name, sizeof periods[count].name, "%s", at->value);
            periods[count++].passages = at->passages;
        }
    }
    serve_page_bars(out, work, periods, count, FUND_TR("Hits over time"));
    free(periods);
}

/* ---- the whole ---------------------------------------------------------------------------- */

static void add_status(fund_buf *out, serve_work *work, const fund_results *results)
{
    unsigned long long passages = results->facets->passages, articles = results->facets->articles;
    const char *meant = serve_suggestion(work, results);
    serve_html(out, "<p role=\"status\">");
    fund_buf_printf(out, fund_trn("%llu passage", "%llu passages", passages), passages);
    serve_html_tr(out, FUND_TR(" in "));
    fund_buf_printf(out, fund_trn("%llu article", "%llu articles", articles), articles);
    serve_html_tr(out, results->facets->exact ? "" : FUND_TR(" and more"));
    serve_html(out, "</p>\n");
    serve_html_filters(out, work);
    serve_html_notes(out, work, &results->diagnostics);
    if (meant[0] != '\0') {
        serve_params other = work->params;
        other.q = meant;
        other.offset = 0;
        serve_html(out, "<p class=\"note\">");
        serve_html_tr(out, FUND_TR("Did you mean: "));
        serve_html_link(out, work, &other, "/", SERVE_PAGE);
        serve_html_text(out, meant);
        serve_html(out, "</a></p>\n");
    }
}

static void add_page_link(fund_buf *out, const serve_work *work, uint32_t offset, const char *rel,
                          const char *text)
{
    fund_buf link = FUND_BUF_INIT;
    serve_params other = work->params;
    other.offset = offset;
    serve_link(&link, work, &other, "/", SERVE_PAGE);
    fund_buf_printf(out, "<a rel=\"%s\" href=\"", rel);
    fund_escape_html(out, link.data != NULL ? link.data : "", link.len);
    serve_html(out, "\">");
    serve_html_tr(out, text);
    serve_html(out, "</a> ");
    out->failed |= link.failed;
    fund_buf_free(&link);
}

static void add_pages(fund_buf *out, const serve_work *work, const fund_results *results)
{
    const serve_params *params = &work->params;
    uint32_t next = params->offset + params->limit;
    bool more = results->count == params->limit && next < results->total &&
                next <= serve_param_table[SERVE_P_OFFSET].most;
    if (params->offset == 0 && !more) {
        return;
    }
    serve_html(out, "<nav class=\"pages\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Pages"));
    serve_html(out, "\">");
    if (params->offset > 0) {
        add_page_link(out, work,
                      params->offset > params->limit ? params->offset - params->limit : 0, "prev",
                      FUND_TR("Back"));
    }
    if (more) {
        add_page_link(out, work, next, "next", FUND_TR("Next"));
    }
    serve_html(out, "</nav>\n");
}

static void add_downloads(fund_buf *out, const serve_work *work)
{
    static const char *const links[][2] = {
        {"/v1/export.csv", "CSV"}, {"/v1/export.jsonl", "JSON Lines"}, {"/feed.atom", "Atom"}};
    serve_html(out, "<p class=\"downloads\">");
    serve_html_tr(out, FUND_TR("All hits: "));
    for (size_t i = 0; i < SERVE_COUNT(links); i++) {
        bool feed = strcmp(links[i][1], "Atom") == 0;
        serve_html_link(out, work, &work->params, links[i][0],
                        feed ? SERVE_VIEW : SERVE_VIEW | BIT(SORT) | BIT(GROUP));
        serve_html_text(out, links[i][1]);
        serve_html(out, "</a> ");
    }
    serve_html(out, "</p>\n");
}

static void add_results(fund_buf *out, serve_work *work, const fund_results *results)
{
    const fund_facet_values *facets = results->facets->facets;
    serve_html_views(out, work);
    add_status(out, work, results);
    add_histogram(out, work, results->facets);
    serve_html(out, "<div class=\"columns\">\n<div>\n<ol class=\"hits\">\n");
    for (size_t i = 0; i < results->count; i++) {
        add_hit(out, work, results->hits[i]);
    }
    serve_html(out, "</ol>\n");
    add_pages(out, work, results);
    if (results->count > 0) {
        add_downloads(out, work);
    }
    serve_html(out, "</div>\n<aside aria-label=\"");
    serve_html_tr(out, FUND_TR("Narrow down"));
    serve_html(out, "\">\n");
    add_facet(out, work, &facets[FUND_FACET_SECTION], FUND_TR("Section"), SERVE_P_SECTION);
    add_facet(out, work, &facets[FUND_FACET_AUTHOR], FUND_TR("Author"), SERVE_P_AUTHOR);
    add_facet(out, work, &facets[FUND_FACET_SOURCE], FUND_TR("Source"), SERVE_P_SOURCE);
    add_times(out, work, &facets[FUND_FACET_YEAR], FUND_TR("Year"));
    add_times(out, work, &facets[FUND_FACET_MONTH], FUND_TR("Month"));
    serve_html(out, "</aside>\n</div>\n");
}

void serve_send_page(serve_work *work, fund_buf *page)
{
    serve_html_end(page);
    serve_body(work, "text/html; charset=utf-8", page);
}

void serve_page_search(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_buf page = FUND_BUF_INIT;
    fund_filter filter;
    fund_status status = FUND_OK;
    bool asked = params->q[0] != '\0' || serve_filter(&filter, params) != NULL;
    if (asked) {
        status = serve_find(&results, work, (1u << FUND_FACETS) - 1, &err);
    }
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
        return;
    }
    serve_html_begin(&page, work, params->q);
    serve_html(&page, "<h1 class=\"hidden\">");
    serve_html_tr(&page, FUND_TR("Search"));
    serve_html(&page, "</h1>\n");
    if (asked) {
        add_results(&page, work, &results);
    }
    fund_results_free(&results);
    serve_send_page(work, &page);
}
