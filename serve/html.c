/* Parts that the pages have in common. All text goes through fund_escape_html(). */
#include "serve/serve_private.h"

#include <string.h>

void serve_html(fund_buf *out, const char *markup)
{
    fund_buf_append_str(out, markup);
}

void serve_html_text(fund_buf *out, const char *text)
{
    fund_escape_html(out, text, strlen(text));
}

void serve_html_tr(fund_buf *out, const char *message)
{
    serve_html_text(out, fund_tr(message));
}

static void add_address(fund_buf *out, const serve_work *work, const serve_params *params,
                        const char *path, uint64_t which)
{
    fund_buf link = FUND_BUF_INIT;
    serve_link(&link, work, params, path, which);
    out->failed |= link.failed;
    fund_escape_html(out, link.data != NULL ? link.data : "", link.len);
    fund_buf_free(&link);
}

void serve_html_link(fund_buf *out, const serve_work *work, const serve_params *params,
                     const char *path, uint64_t which)
{
    serve_html(out, "<a href=\"");
    add_address(out, work, params, path, which);
    serve_html(out, "\">");
}

void serve_html_marked(fund_buf *out, const char *text, size_t len, const fund_range *ranges,
                       size_t count, unsigned *number)
{
    size_t at = 0;
    for (size_t i = 0; i < count; i++) {
        fund_escape_html(out, text + at, ranges[i].begin - at);
        if (number != NULL) {
            fund_buf_printf(out, "<mark id=\"m%u\">", ++*number);
        } else {
            serve_html(out, "<mark>");
        }
        fund_escape_html(out, text + ranges[i].begin, ranges[i].end - ranges[i].begin);
        serve_html(out, "</mark>");
        at = ranges[i].end;
    }
    fund_escape_html(out, text + at, len - at);
}

void serve_html_permalink(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    enum { PART = 200 }; /* passages of an article on a page */
    fund_buf path = FUND_BUF_INIT;
    serve_params params = work->params;
    params.offset = (hit->passage > 0 ? hit->passage - 1 : 0) / PART * PART;
    fund_buf_append_str(&path, "/articles/");
    fund_escape_url(&path, hit->fields.id.data, hit->fields.id.len);
    fund_buf_append_byte(&path, '\0');
    out->failed |= path.failed;
    add_address(out, work, &params, path.data != NULL ? path.data : "",
                SERVE_BIT(SERVE_P_Q) | SERVE_BIT(SERVE_P_OFFSET));
    fund_buf_printf(out, "#p%u", (unsigned)hit->passage);
    fund_buf_free(&path);
}

void serve_html_title(fund_buf *out, const fund_hit *hit)
{
    const fund_text *title = &hit->fields.title;
    if (title->len > 0) {
        serve_html_marked(out, title->data, title->len, hit->title_highlights,
                          hit->title_highlight_count, NULL);
    } else {
        serve_html_text(out, hit->lead != NULL && hit->lead[0] != '\0' ? hit->lead
                                                                       : hit->fields.id.data);
    }
}

/* A detail that leads to all that has it. */
static void add_filter_detail(fund_buf *out, const serve_work *work, const char *value,
                              serve_param_id id)
{
    serve_params one = {.q = work->params.q};
    serve_texts *texts = (void *)((char *)&one + serve_param_table[id].offset);
    if (value[0] != '\0') {
        *texts = (serve_texts){.items = {value}, .count = 1};
        serve_html(out, "<span>");
        serve_html_link(out, work, &one, "/", SERVE_VIEW);
        serve_html_text(out, value);
        serve_html(out, "</a></span> ");
    }
}

static void add_place(fund_buf *out, const char *name, const char *value)
{
    if (value != NULL && value[0] != '\0') {
        serve_html(out, "<span>");
        serve_html_tr(out, name);
        serve_html_text(out, value);
        serve_html(out, "</span> ");
    }
}

void serve_html_date(fund_buf *out, const char *date)
{
    serve_html(out, "<time class=\"count\">");
    fund_escape_html(out, date, strcspn(date, "T"));
    serve_html(out, "</time>");
}

void serve_html_details(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const char *url = fields->url.data, *date = fields->date.data;
    serve_html(out, "<p class=\"details\">");
    if (date[0] != '\0') {
        serve_html(out, "<span>");
        serve_html_date(out, date);
        serve_html(out, "</span> ");
    }
    add_filter_detail(out, work, fields->section.data, SERVE_P_SECTION);
    add_filter_detail(out, work, fields->author.data, SERVE_P_AUTHOR);
    add_filter_detail(out, work, fields->source.data, SERVE_P_SOURCE);
    add_place(out, FUND_TR("page "), hit->place.page.data);
    add_place(out, FUND_TR("chapter "), hit->place.chapter.data);
    add_place(out, FUND_TR("speaker: "), hit->place.speaker.data);
    if (strncmp(url, "https://", 8) == 0 || strncmp(url, "http://", 7) == 0) {
        serve_html(out, "<span><a rel=\"noreferrer\" href=\"");
        serve_html_text(out, url);
        serve_html(out, "\">");
        serve_html_tr(out, FUND_TR("Original"));
        serve_html(out, "</a></span>");
    }
    serve_html(out, "</p>\n");
}

/* ---- from the doctype to the content ------------------------------------------------------ */

static void add_head(fund_buf *out, const serve_work *work, const char *title)
{
    const serve_settings *settings = work->server->settings;
    const char *root = settings->root;
    serve_html(out, "<!DOCTYPE html>\n<html lang=\"");
    serve_html(out, work->german ? "de" : "en");
    serve_html(out, "\">\n<head>\n<meta charset=\"utf-8\">\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n"
                    "<meta name=\"color-scheme\" content=\"light dark\">\n<title>");
    if (title[0] != '\0') {
        serve_html_text(out, title);
        serve_html(out, " – ");
    }
    serve_html_text(out, settings->title);
    serve_html(out, "</title>\n");
    fund_buf_printf(out,
                    "<link rel=\"stylesheet\" href=\"%s/style.css\">\n"
                    "<link rel=\"icon\" type=\"image/svg+xml\" href=\"%s/icon.svg\">\n"
                    "<link rel=\"search\" type=\"application/opensearchdescription+xml\" "
                    "href=\"%s/opensearch.xml\" title=\"",
                    root, root, root);
    serve_html_text(out, settings->title);
    serve_html(out, "\">\n");
    if (work->params.q != NULL && work->params.q[0] != '\0' && work->params.id == NULL) {
        serve_html(out, "<link rel=\"alternate\" type=\"application/atom+xml\" href=\"");
        add_address(out, work, &work->params, "/feed.atom", SERVE_VIEW);
        serve_html(out, "\" title=\"");
        serve_html_tr(out, FUND_TR("Feed of this search"));
        serve_html(out, "\">\n");
    }
    fund_buf_printf(
        out, "<script src=\"%s/page.js\" defer></script>\n</head>\n<body data-root=\"%s\">\n", root,
        root);
    serve_html(out, "<a class=\"skip\" href=\"#content\">");
    serve_html_tr(out, FUND_TR("Skip to the content"));
    fund_buf_printf(out, "</a>\n<header>\n<p class=\"name\"><a href=\"%s/\">", root);
    serve_html_text(out, settings->title);
    serve_html(out, "</a></p>\n");
}

static void add_field(fund_buf *out, const char *name, const char *label, const char *value)
{
    fund_buf_printf(out, "<p class=\"field\"><label for=\"%s\">", name);
    serve_html_tr(out, label);
    fund_buf_printf(out, "</label> <input id=\"%s\" name=\"%s\" type=\"text\" size=\"12\" value=\"",
                    name, name);
    serve_html_text(out, value != NULL ? value : "");
    serve_html(out, "\"></p>");
}

static void add_box(fund_buf *out, const char *name, const char *label, bool checked)
{
    fund_buf_printf(out,
                    "<p class=\"field\"><label><input type=\"checkbox\" name=\"%s\" "
                    "value=\"true\"%s> ",
                    name, checked ? " checked" : "");
    serve_html_tr(out, label);
    serve_html(out, "</label></p>");
}

/* Filters stay on for the next query. */
static void add_hidden(fund_buf *out, const char *name, const serve_texts *values)
{
    for (size_t i = 0; i < values->count; i++) {
        fund_buf_printf(out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
        serve_html_text(out, values->items[i]);
        serve_html(out, "\">");
    }
}

static void add_orders(fund_buf *out, const serve_params *params)
{
    static const char *const names[] = {FUND_TR("Relevance"), FUND_TR("Newest first"),
                                        FUND_TR("Oldest first")};
    const serve_param *sort = &serve_param_table[SERVE_P_SORT];
    serve_html(out, "<p class=\"field\"><label for=\"sort\">");
    serve_html_tr(out, FUND_TR("Sort by"));
    serve_html(out, "</label> <select id=\"sort\" name=\"sort\">");
    for (uint32_t i = 0; i < SERVE_COUNT(names); i++) {
        fund_buf_printf(out, "<option value=\"%s\"%s>", sort->choices[i],
                        params->sort == i ? " selected" : "");
        serve_html_tr(out, names[i]);
        serve_html(out, "</option>");
    }
    serve_html(out, "</select></p>");
}

static void add_syntax(fund_buf *out)
{
    static const char *const rows[][2] = {
        {"Hafen Kran", FUND_TR("one of these words, in all their forms; compounds, too")},
        {"\"deutsche Häfen\"", FUND_TR("these words in this order")},
        {"+Hafen -Kran", FUND_TR("required, excluded")},
        {"Hafen AND (Kran OR Kai)", FUND_TR("all of them, one of them; NOT excludes")},
        {"Hafen NEAR/5 Kran", FUND_TR("at most five words apart")},
        {"hafen* *kran", FUND_TR("beginnings and ends of words")},
        {"Schiffart~", FUND_TR("words that are spelt alike")},
        {"=Häfen", FUND_TR("exactly as it is written")},
        {"titel:Hafen autor:Weber", FUND_TR("in a field: titel, autor, ressort, quelle")},
        {"datum:2022-01..2022-06", FUND_TR("a day, a month, a year, or from one to another")}};
    serve_html(out, "<details class=\"help\"><summary>");
    serve_html_tr(out, FUND_TR("How to search"));
    serve_html(out, "</summary><dl>");
    for (size_t i = 0; i < SERVE_COUNT(rows); i++) {
        serve_html(out, "<dt><code>");
        serve_html_text(out, rows[i][0]);
        serve_html(out, "</code></dt><dd>");
        serve_html_tr(out, rows[i][1]);
        serve_html(out, "</dd>\n");
    }
    serve_html(out, "</dl></details>\n");
}

/* The form asks for the view that it stands on. */
static const char *view_of(const serve_work *work)
{
    bool other = work->route != NULL && work->route->for_page && work->params.id == NULL;
    return other ? work->route->path : "/";
}

static void add_form(fund_buf *out, const serve_work *work)
{
    const serve_params *params = &work->params;
    const char *view = view_of(work);
    bool hits = strcmp(view, "/") == 0;
    fund_buf_printf(out,
                    "<form action=\"%s%s\" role=\"search\">\n<p class=\"query\">"
                    "<label class=\"hidden\" for=\"q\">",
                    work->server->settings->root, view);
    serve_html_tr(out, FUND_TR("Search for"));
    serve_html(out, "</label><input id=\"q\" name=\"q\" type=\"search\" autocomplete=\"off\" "
                    "list=\"words\" value=\"");
    serve_html_text(out, params->q != NULL ? params->q : "");
    serve_html(out, "\"><button type=\"submit\">");
    serve_html_tr(out, FUND_TR("Search"));
    serve_html(out, "</button></p>\n<datalist id=\"words\"></datalist>\n<div class=\"fields\">");
    add_field(out, "since", FUND_TR("From"), params->since);
    add_field(out, "until", FUND_TR("To"), params->until);
    if (hits) {
        add_orders(out, params);
        add_box(out, "group", FUND_TR("by article"), params->group);
        add_box(out, "distinct", FUND_TR("without repetitions"), params->distinct);
    }
    add_hidden(out, "section", &params->sections);
    add_hidden(out, "author", &params->authors);
    add_hidden(out, "source", &params->sources);
    serve_html(out, "</div>\n</form>\n");
    add_syntax(out);
}

void serve_html_begin(fund_buf *out, const serve_work *work, const char *title)
{
    add_head(out, work, title);
    add_form(out, work);
    serve_html(out, "</header>\n<main id=\"content\">\n");
}

void serve_html_end(fund_buf *out)
{
    serve_html(out, "</main>\n</body>\n</html>\n");
}

/* ---- above the results --------------------------------------------------------------------- */

static void add_filter(fund_buf *out, const serve_work *work, const serve_params *without,
                       const char *name, const char *value)
{
    serve_html(out, "<li>");
    serve_html_link(out, work, without, view_of(work), SERVE_PAGE & work->route->params);
    serve_html_tr(out, name);
    serve_html(out, ": ");
    serve_html_text(out, value);
    serve_html(out, " <span aria-hidden=\"true\">×</span><span class=\"hidden\"> ");
    serve_html_tr(out, FUND_TR("remove this filter"));
    serve_html(out, "</span></a></li>\n");
}

static void add_list_filters(fund_buf *out, const serve_work *work, serve_param_id id,
                             const char *name)
{
    size_t at = serve_param_table[id].offset;
    const serve_texts *values = (const void *)((const char *)&work->params + at);
    for (size_t i = 0; i < values->count; i++) {
        serve_params without = work->params;
        serve_texts *left = (void *)((char *)&without + at);
        left->count--;
        memmove(&left->items[i], &left->items[i + 1], (left->count - i) * sizeof left->items[0]);
        left->items[left->count] = NULL;
        without.offset = 0;
        add_filter(out, work, &without, name, values->items[i]);
    }
}

void serve_html_filters(fund_buf *out, const serve_work *work)
{
    const serve_params *params = &work->params;
    fund_filter filter;
    if (serve_filter(&filter, params) == NULL) {
        return;
    }
    serve_html(out, "<nav class=\"filters\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Filters"));
    serve_html(out, "\"><ul>\n");
    serve_params without = *params;
    without.offset = 0;
    without.since = NULL;
    if (params->since != NULL) {
        add_filter(out, work, &without, FUND_TR("From"), params->since);
    }
    without.since = params->since;
    without.until = NULL;
    if (params->until != NULL) {
        add_filter(out, work, &without, FUND_TR("To"), params->until);
    }
    add_list_filters(out, work, SERVE_P_SECTION, FUND_TR("Section"));
    add_list_filters(out, work, SERVE_P_AUTHOR, FUND_TR("Author"));
    add_list_filters(out, work, SERVE_P_SOURCE, FUND_TR("Source"));
    serve_html(out, "</ul></nav>\n");
}

void serve_html_views(fund_buf *out, const serve_work *work)
{
    static const char *const views[][2] = {
        {"/", FUND_TR("Passages")}, {"/kwic", FUND_TR("Lines")}, {"/trend", FUND_TR("Over time")}};
    serve_html(out, "<nav class=\"views\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Views"));
    serve_html(out, "\"><ul>");
    for (size_t i = 0; i < SERVE_COUNT(views); i++) {
        serve_html(out, "<li>");
        if (strcmp(view_of(work), views[i][0]) == 0) {
            serve_html(out, "<strong aria-current=\"page\">");
            serve_html_tr(out, views[i][1]);
            serve_html(out, "</strong></li>");
        } else {
            serve_html_link(out, work, &work->params, views[i][0], SERVE_VIEW);
            serve_html_tr(out, views[i][1]);
            serve_html(out, "</a></li>");
        }
    }
    serve_html(out, "</ul></nav>\n");
}

void serve_html_notes(fund_buf *out, const serve_work *work, const fund_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        serve_html(out, "<p class=\"note\">");
        serve_html_text(out, diagnostics->items[i]->message);
        serve_html(out, "</p>\n");
    }
    if (work->partial) {
        serve_html(out, "<p class=\"note\">");
        serve_html_tr(out, FUND_TR("The time was up: there may be more than is shown."));
        serve_html(out, "</p>\n");
    }
}

void serve_html_problem(fund_buf *out, const serve_work *work, const char *title,
                        const char *detail)
{
    serve_html_begin(out, work, title);
    serve_html(out, "<h1>");
    serve_html_text(out, title);
    serve_html(out, "</h1>\n");
    if (detail != NULL && detail[0] != '\0') {
        serve_html(out, "<p>");
        serve_html_text(out, detail);
        serve_html(out, "</p>\n");
    }
    serve_html_end(out);
}
