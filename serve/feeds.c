/* An Atom feed of any search (RFC 4287), and a description for browsers (OpenSearch 1.1). */
#include "serve/serve_private.h"

#include <stdio.h>
#include <string.h>

/* RFC 3339 wants a whole date, a time and a zone; *whole is set to `otherwise` without a date. */
static void complete_date(char whole[40], const char *date, const char *otherwise)
{
    static const char pattern[] = "0000-01-01T00:00:00";
    size_t len = strlen(date);
    if (len < 4 || len > sizeof pattern + 5) {
        snprintf(whole, 40, "%s", otherwise);
    } else if (len >= sizeof pattern) {
        snprintf(whole, 40, "%s", date); /* with its zone */
    } else {
        snprintf(whole, 40, "%s%sZ", date, pattern + len);
    }
}

static void add_element(fund_buf *out, const char *name, const char *text)
{
    if (text[0] != '\0') {
        fund_buf_printf(out, "<%s>", name);
        serve_html_text(out, text);
        fund_buf_printf(out, "</%s>", name);
    }
}

/* The feed's own address, or that of the page with the same search; escaped. */
static void add_address(fund_buf *out, const serve_work *work, const char *path)
{
    fund_buf link = FUND_BUF_INIT;
    size_t root = strlen(work->server->settings->root); /* the base has it, too */
    serve_link(&link, work, &work->params, path, SERVE_VIEW);
    out->failed |= link.failed;
    serve_base(out, work);
    if (link.len > root) {
        fund_escape_html(out, link.data + root, link.len - root);
    }
    fund_buf_free(&link);
}

static void add_entry(fund_buf *out, const serve_work *work, const fund_hit *hit,
                      const char *updated)
{
    const fund_fields *fields = &hit->fields;
    char date[40];
    fund_buf id = FUND_BUF_INIT;
    serve_base(&id, work);
    fund_buf_append_str(&id, "/articles/");
    fund_escape_url(&id, fields->id.data, fields->id.len);
    fund_buf_append_byte(&id, '\0');
    out->failed |= id.failed;
    const char *address = id.failed ? "" : id.data;
    complete_date(date, fields->date.data, updated);
    fund_buf_append_str(out, "<entry>");
    add_element(out, "id", address);
    fund_buf_append_str(out, "<title>");
    serve_html_text(out, fields->title.len > 0 ? fields->title.data : fields->id.data);
    fund_buf_append_str(out, "</title>");
    add_element(out, "updated", date);
    fund_buf_append_str(out, "<link rel=\"alternate\" href=\"");
    serve_html_text(out, address);
    fund_buf_append_str(out, "\"/>");
    if (fields->author.len > 0) {
        fund_buf_append_str(out, "<author>");
        add_element(out, "name", fields->author.data);
        fund_buf_append_str(out, "</author>");
    }
    if (fields->section.len > 0) {
        fund_buf_append_str(out, "<category term=\"");
        serve_html_text(out, fields->section.data);
        fund_buf_append_str(out, "\"/>");
    }
    fund_buf_append_str(out, "<summary>");
    fund_escape_html(out, hit->text, hit->text_len);
    fund_buf_append_str(out, "</summary></entry>\n");
    fund_buf_free(&id);
}

static void add_feed(fund_buf *out, const serve_work *work, const fund_results *results,
                     const fund_commit *commit)
{
    const char *title = work->server->settings->title;
    char updated[40];
    complete_date(updated, commit->updated, "1970-01-01T00:00:00Z");
    fund_buf_append_str(out, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n"
                             "<feed xmlns=\"http://www.w3.org/2005/Atom\"><id>");
    add_address(out, work, "/feed.atom");
    fund_buf_append_str(out, "</id><title>");
    serve_html_text(out, work->params.q);
    serve_html_text(out, work->params.q[0] != '\0' ? " – " : "");
    serve_html_text(out, title);
    fund_buf_append_str(out, "</title>");
    add_element(out, "updated", updated);
    fund_buf_append_str(out, "<author>");
    add_element(out, "name", title);
    fund_buf_append_str(out, "</author><link rel=\"self\" type=\"application/atom+xml\" href=\"");
    add_address(out, work, "/feed.atom");
    fund_buf_append_str(out, "\"/><link rel=\"alternate\" type=\"text/html\" href=\"");
    add_address(out, work, "/");
    fund_buf_append_str(out, "\"/>\n");
    for (size_t i = 0; i < results->count; i++) {
        add_entry(out, work, results->hits[i], updated);
    }
    fund_buf_append_str(out, "</feed>\n");
}

void serve_feed(serve_work *work)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_buf body = FUND_BUF_INIT;
    fund_commit commit = {.number = 0};
    char chain[128];
    work->params.group = true;
    work->params.sort = FUND_ORDER_NEWEST;
    fund_status status = serve_find(&results, work, 0, &err);
    if (status == FUND_OK) {
        status = fund_searcher_commit(&commit, chain, work->searcher, &err);
    }
    if (status == FUND_OK) {
        add_feed(&body, work, &results, &commit);
        serve_body(work, "application/atom+xml; charset=utf-8", &body);
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_results_free(&results);
}

/* A short name has at most 16 characters. */
static void add_short_name(fund_buf *out, const char *title)
{
    size_t len = strlen(title);
    enum { SHORT = 16 };
    fund_escape_html(out, title, len > SHORT ? fund_utf8_floor(title, SHORT) : len);
}

void serve_opensearch(serve_work *work)
{
    static const char *const urls[][2] = {{"text/html", "/?q={searchTerms}"},
                                          {"application/atom+xml", "/feed.atom?q={searchTerms}"}};
    const char *title = work->server->settings->title;
    fund_buf body = FUND_BUF_INIT;
    fund_buf_append_str(&body, "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<OpenSearchDescription "
                               "xmlns=\"http://a9.com/-/spec/opensearch/1.1/\"><ShortName>");
    add_short_name(&body, title);
    fund_buf_append_str(&body, "</ShortName><Description>");
    serve_html_text(&body, title);
    fund_buf_append_str(&body, "</Description><InputEncoding>UTF-8</InputEncoding>\n");
    for (size_t i = 0; i < SERVE_COUNT(urls); i++) {
        fund_buf_printf(&body, "<Url type=\"%s\" template=\"", urls[i][0]);
        serve_base(&body, work);
        fund_buf_printf(&body, "%s\"/>\n", urls[i][1]);
    }
    fund_buf_append_str(&body, "</OpenSearchDescription>\n");
    serve_body(work, "application/opensearchdescription+xml; charset=utf-8", &body);
}
