/* The page, made here: it needs no JavaScript. All text goes through fund_escape_html(). */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

static void add(fund_buf *out, const char *markup)
{
    fund_buf_append_str(out, markup);
}

static void add_text(fund_buf *out, const char *text)
{
    fund_escape_html(out, text, strlen(text));
}

/* href="..." of this search with one parameter set otherwise. */
static void add_link(fund_buf *out, const serve_work *work, const char *path, serve_param_id set,
                     const char *value)
{
    fund_buf link = FUND_BUF_INIT;
    serve_link(&link, work, path, set, value);
    out->failed |= link.failed;
    add(out, " href=\"");
    fund_escape_html(out, link.data != NULL ? link.data : "", link.len);
    add(out, "\"");
    fund_buf_free(&link);
}

static void add_head(fund_buf *out, const serve_work *work, const char *title)
{
    add(out, "<!DOCTYPE html>\n<html lang=\"");
    add(out, work->german ? "de" : "en");
    add(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
             "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
             "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    if (title[0] != '\0') {
        add_text(out, title);
        add(out, " – ");
    }
    add_text(out, work->server->settings->title);
    add(out, "</title>\n<link rel=\"stylesheet\" href=\"/style.css\">\n</head>\n<body>\n"
             "<a class=\"skip\" href=\"#content\">");
    add_text(out, fund_tr("Skip to the content"));
    add(out, "</a>\n<header><p class=\"name\"><a href=\"/\">");
    add_text(out, work->server->settings->title);
    add(out, "</a></p>");
}

static void add_field(fund_buf *out, const char *name, const char *label, const char *value)
{
    fund_buf_printf(out, "<p class=\"field\"><label for=\"%s\">", name);
    add_text(out, label);
    fund_buf_printf(out, "</label> <input id=\"%s\" name=\"%s\" value=\"", name, name);
    add_text(out, value != NULL ? value : "");
    add(out, "\"></p>");
}

static void add_form(fund_buf *out, const serve_work *work)
{
    static const char *const names[] = {FUND_TR("Relevance"), FUND_TR("Newest first"),
                                        FUND_TR("Oldest first")};
    const serve_params *params = &work->params;
    const serve_param *sort = &serve_param_table[SERVE_P_SORT];
    add(out, "\n<form action=\"/\" role=\"search\">\n<p class=\"query\"><label for=\"q\">");
    add_text(out, fund_tr("Search for"));
    add(out, "</label> <input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" value=\"");
    add_text(out, params->q != NULL ? params->q : "");
    add(out, "\"> <button>");
    add_text(out, fund_tr("Search"));
    add(out, "</button></p>\n<div class=\"fields\">");
    add_field(out, "since", fund_tr("From"), params->since);
    add_field(out, "until", fund_tr("To"), params->until);
    add(out, "<p class=\"field\"><label for=\"sort\">");
    add_text(out, fund_tr("Sort by"));
    add(out, "</label> <select id=\"sort\" name=\"sort\">");
    for (uint32_t i = 0; i < SERVE_COUNT(names); i++) {
        fund_buf_printf(out, "<option value=\"%s\"%s>", sort->choices[i],
                        params->sort == i ? " selected" : "");
        add_text(out, fund_tr(names[i]));
        add(out, "</option>");
    }
    add(out, "</select></p><p class=\"field\"><label><input type=\"checkbox\" name=\"group\" "
             "value=\"true\"");
    add(out, params->group ? " checked> " : "> ");
    add_text(out, fund_tr("by article"));
    add(out, "</label></p></div>\n<details><summary>");
    add_text(out, fund_tr("Syntax"));
    add(out, "</summary><ul>");
    static const char *const syntax[] = {
        FUND_TR("\"a phrase\": these words in this order"),
        FUND_TR("+word -word: required, excluded"), FUND_TR("AND OR NOT, parentheses; a NEAR/5 b"),
        FUND_TR("wort* and *wort: beginnings and ends; wort~ similar; =Wort as it is written"),
        FUND_TR("titel: ressort: autor: quelle: datum: look in these fields")};
    for (size_t i = 0; i < SERVE_COUNT(syntax); i++) {
        add(out, "<li>");
        add_text(out, fund_tr(syntax[i]));
        add(out, "</li>");
    }
    add(out, "</ul></details>\n</form></header>\n<main id=\"content\">\n");
}

static void send_page(serve_work *work, fund_buf *page)
{
    add(page, "</main>\n</body>\n</html>\n");
    serve_body(work, "text/html; charset=utf-8", page);
}

/* ---- hits ------------------------------------------------------------------------------- */

static void add_marked(fund_buf *out, const char *text, size_t len, const fund_range *ranges,
                       size_t count)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        fund_escape_html(out, text + at, ranges[i].begin - at);
        add(out, "<mark>");
        fund_escape_html(out, text + ranges[i].begin, ranges[i].end - ranges[i].begin);
        add(out, "</mark>");
        at = ranges[i].end;
    }
    fund_escape_html(out, text + at, len - at);
}

/* "/articles/ID?q=...#pN" */
static void add_permalink(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    fund_buf link = FUND_BUF_INIT;
    fund_buf_append_str(&link, "/articles/");
    fund_escape_url(&link, hit->fields.id.data, hit->fields.id.len);
    if (work->params.q != NULL && work->params.q[0] != '\0') {
        fund_buf_append_str(&link, "?q=");
        fund_escape_url(&link, work->params.q, strlen(work->params.q));
    }
    fund_buf_printf(&link, "#p%u", (unsigned)hit->passage);
    out->failed |= link.failed;
    fund_escape_html(out, link.data != NULL ? link.data : "", link.len);
    fund_buf_free(&link);
}

static void add_detail(fund_buf *out, const char *text)
{
    if (text[0] != '\0') {
        add(out, "<span>");
        add_text(out, text);
        add(out, "</span> ");
    }
}

static void add_details(fund_buf *out, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const char *url = fields->url.data;
    add(out, "<p class=\"details\">");
    add_detail(out, fields->date.data);
    add_detail(out, fields->section.data);
    add_detail(out, fields->author.data);
    add_detail(out, fields->source.data);
    if (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) {
        add(out, "<a rel=\"noreferrer\" href=\"");
        add_text(out, url);
        add(out, "\">");
        add_text(out, fund_tr("Original"));
        add(out, "</a>");
    }
    add(out, "</p>");
}

static void add_title(fund_buf *out, const fund_hit *hit)
{
    const fund_text *title = &hit->fields.title;
    if (title->len > 0) {
        add_marked(out, title->data, title->len, hit->title_highlights, hit->title_highlight_count);
    } else {
        add_text(out, hit->fields.id.data);
    }
}

static void add_hit(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    add(out, "<li><article><h2><a href=\"");
    add_permalink(out, work, hit);
    add(out, "\">");
    add_title(out, hit);
    add(out, "</a></h2>");
    add_details(out, hit);
    add(out, "<p class=\"passage\">");
    add_marked(out, hit->text, hit->text_len, hit->highlights, hit->highlight_count);
    add(out, "</p></article></li>\n");
}

/* ---- facets ------------------------------------------------------------------------------ */

static void add_facet(fund_buf *out, const serve_work *work, const fund_facet_values *values,
                      const char *heading, serve_param_id param)
{
    enum { SHOWN = 10 };
    if (values->count == 0) {
        return;
    }
    add(out, "<section><h2>");
    add_text(out, heading);
    add(out, "</h2><ul>");
    for (size_t i = 0; i < values->count && i < SHOWN; i++) {
        add(out, "<li><a");
        add_link(out, work, "/", param, values->items[i]->value);
        add(out, ">");
        add_text(out, values->items[i]->value);
        fund_buf_printf(out, "</a> <span class=\"count\">%u</span></li>",
                        (unsigned)values->items[i]->passages);
    }
    add(out, "</ul></section>\n");
}

/* A bar for each year, which leads to its hits. */
static void add_years(fund_buf *out, const serve_work *work, const fund_facet_values *years)
{
    uint32_t most = 1;
    for (size_t i = 0; i < years->count; i++) {
        most = years->items[i]->passages > most ? years->items[i]->passages : most;
    }
    if (years->count < 2) {
        return;
    }
    add(out, "<section class=\"years\"><h2>");
    add_text(out, fund_tr("Year"));
    add(out, "</h2><ul>");
    for (size_t i = 0; i < years->count; i++) {
        serve_work one = *work; /* that year alone */
        one.params.until = years->items[i]->value;
        one.params.offset = 0;
        add(out, "<li><a");
        add_link(out, &one, "/", SERVE_P_SINCE, years->items[i]->value);
        add(out, ">");
        add_text(out, years->items[i]->value);
        fund_buf_printf(out,
                        " <meter min=\"0\" max=\"%u\" value=\"%u\">%u</meter></a> "
                        "<span class=\"count\">%u</span></li>",
                        (unsigned)most, (unsigned)years->items[i]->passages,
                        (unsigned)years->items[i]->passages, (unsigned)years->items[i]->passages);
    }
    add(out, "</ul></section>\n");
}

/* The filters that are on, each with a link that takes it away. */
static void add_active(fund_buf *out, const serve_work *work)
{
    static const serve_param_id filters[] = {SERVE_P_SINCE, SERVE_P_UNTIL, SERVE_P_SECTION,
                                             SERVE_P_AUTHOR, SERVE_P_SOURCE};
    for (size_t i = 0; i < SERVE_COUNT(filters); i++) {
        const serve_param *param = &serve_param_table[filters[i]];
        const void *at = (const char *)&work->params + param->offset;
        const char *value = param->kind == SERVE_TEXTS ? ((const serve_texts *)at)->items[0]
                                                       : *(const char *const *)at;
        if (value != NULL) {
            add(out, "<a class=\"filter\"");
            add_link(out, work, "/", filters[i], NULL);
            add(out, ">");
            add_text(out, value);
            add(out, " × <span class=\"hidden\">");
            add_text(out, fund_tr("remove this filter"));
            add(out, "</span></a> ");
        }
    }
}

/* ---- the search page ---------------------------------------------------------------------- */

static void add_status(fund_buf *out, serve_work *work, const fund_results *results)
{
    const char *meant = serve_suggestion(work, results);
    add(out, "<p role=\"status\">");
    fund_buf_printf(out,
                    work->params.group
                        ? fund_trn("%u article found", "%u articles found", results->total)
                        : fund_trn("%u passage found", "%u passages found", results->total),
                    (unsigned)results->total);
    add(out, "</p>\n<p>");
    add_active(out, work);
    add(out, "</p>\n");
    for (size_t i = 0; i < results->diagnostics.count; i++) {
        add(out, "<p class=\"note\">");
        add_text(out, results->diagnostics.items[i]->message);
        add(out, "</p>\n");
    }
    if (meant[0] != '\0') {
        add(out, "<p class=\"note\">");
        add_text(out, fund_tr("Did you mean: "));
        add(out, "<a");
        add_link(out, work, "/", SERVE_P_Q, meant);
        add(out, ">");
        add_text(out, meant);
        add(out, "</a></p>\n");
    }
}

static void add_pages(fund_buf *out, const serve_work *work, const fund_results *results)
{
    char offset[16];
    const serve_params *params = &work->params;
    uint32_t next = params->offset + params->limit;
    add(out, "<nav class=\"pages\">");
    if (params->offset > 0) {
        uint32_t before = params->offset > params->limit ? params->offset - params->limit : 0;
        snprintf(offset, sizeof offset, "%u", (unsigned)before);
        add(out, "<a rel=\"prev\"");
        add_link(out, work, "/", SERVE_P_OFFSET, offset);
        add(out, ">");
        add_text(out, fund_tr("Back"));
        add(out, "</a> ");
    }
    if (results->count == params->limit && next < results->total &&
        next <= serve_param_table[SERVE_P_OFFSET].most) {
        snprintf(offset, sizeof offset, "%u", (unsigned)next);
        add(out, "<a rel=\"next\"");
        add_link(out, work, "/", SERVE_P_OFFSET, offset);
        add(out, ">");
        add_text(out, fund_tr("Next"));
        add(out, "</a>");
    }
    add(out, "</nav>\n");
}

static void add_results(fund_buf *out, serve_work *work, const fund_results *results)
{
    const fund_facet_values *facets = results->facets->facets;
    serve_work first = *work; /* links of facets lead to the first page */
    first.params.offset = 0;
    add_status(out, work, results);
    add(out, "<div class=\"columns\"><ol class=\"hits\">\n");
    for (size_t i = 0; i < results->count; i++) {
        add_hit(out, work, results->hits[i]);
    }
    add(out, "</ol>\n<aside>");
    add_years(out, &first, &facets[FUND_FACET_YEAR]);
    add_facet(out, &first, &facets[FUND_FACET_SECTION], fund_tr("Section"), SERVE_P_SECTION);
    add_facet(out, &first, &facets[FUND_FACET_AUTHOR], fund_tr("Author"), SERVE_P_AUTHOR);
    add(out, "</aside></div>\n");
    add_pages(out, work, results);
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
    add_head(&page, work, params->q);
    add_form(&page, work);
    add(&page, "<h1 class=\"hidden\">");
    add_text(&page, fund_tr("Search"));
    add(&page, "</h1>\n");
    if (asked) {
        add_results(&page, work, &results);
    }
    fund_results_free(&results);
    send_page(work, &page);
}

/* ---- an article ---------------------------------------------------------------------------- */

/* The passages that match, by their numbers; NULL entries for the others. */
static const fund_hit *matching(const fund_results *results, uint32_t passage)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->hits[i]->passage == passage) {
            return results->hits[i];
        }
    }
    return NULL;
}

static fund_status find_marks(fund_results *out, const serve_work *work, fund_error *err)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = 1000;
    options.article = work->params.id;
    return work->params.q[0] != '\0' ? fund_search(out, work->searcher, work->params.q,
                                                   strlen(work->params.q), &options, err)
                                     : FUND_OK;
}

static void add_article(fund_buf *out, const fund_results *article, const fund_results *marks)
{
    add(out, "<article class=\"reading\"><h1>");
    add_title(out, article->hits[0]);
    add(out, "</h1>");
    add_details(out, article->hits[0]);
    for (size_t i = 0; i < article->count; i++) {
        const fund_hit *hit = article->hits[i], *marked = matching(marks, hit->passage);
        fund_buf_printf(out, "<p id=\"p%u\">", (unsigned)hit->passage);
        add_marked(out, hit->text, hit->text_len, marked != NULL ? marked->highlights : NULL,
                   marked != NULL ? marked->highlight_count : 0);
        add(out, "</p>\n");
    }
    add(out, "</article>\n");
}

void serve_page_article(serve_work *work)
{
    const char *id = work->params.id;
    fund_results article = FUND_RESULTS_INIT, marks = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_buf page = FUND_BUF_INIT;
    fund_status status = fund_article_get(&article, work->searcher, id, strlen(id), 0, 0, &err);
    if (status == FUND_OK) {
        status = find_marks(&marks, work, &err);
    }
    if (status == FUND_OK && article.count == 0) {
        status = FUND_ERR_NOT_FOUND;
    }
    if (status == FUND_OK) {
        add_head(&page, work, article.hits[0]->fields.title.data);
        add_form(&page, work);
        add_article(&page, &article, &marks);
        send_page(work, &page);
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_results_free(&article);
    fund_results_free(&marks);
}

void serve_page_problem(serve_work *work, unsigned status, const char *title, const char *detail)
{
    fund_buf page = FUND_BUF_INIT;
    add_head(&page, work, title);
    add_form(&page, work);
    add(&page, "<h1>");
    add_text(&page, title);
    add(&page, "</h1>\n<p>");
    add_text(&page, detail != NULL ? detail : "");
    add(&page, "</p>\n");
    work->response.status = status;
    send_page(work, &page);
}

/* ---- style ------------------------------------------------------------------------------------ */

/* The file as it is. */
__asm__(".section .rodata\n"
        "serve_style_begin: .incbin \"serve/style.css\"\n"
        "serve_style_end: .byte 0\n"
        ".previous\n");
extern const char serve_style_begin[], serve_style_end[];

void serve_style(serve_work *work)
{
    fund_buf body = FUND_BUF_INIT;
    fund_buf_append(&body, serve_style_begin, (size_t)(serve_style_end - serve_style_begin));
    serve_body(work, "text/css; charset=utf-8", &body);
}
