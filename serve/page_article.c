/* An article to read, with the matches of a query. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

enum { PART = 200 }; /* passages on a page: serve_html_permalink() counts by them, too */

typedef struct reading {
    fund_results article, marks, similar;
    fund_commit commit;
    char chain[128];
} reading;

/* The passage with its marks; NULL when it does not match. */
static const fund_hit *matching(const fund_results *marks, uint32_t passage)
{
    for (size_t i = 0; i < marks->count; i++) {
        if (marks->hits[i]->passage == passage) {
            return marks->hits[i];
        }
    }
    return NULL;
}

static fund_status find_marks(fund_results *out, const serve_work *work, fund_error *err)
{
    const serve_params *params = &work->params;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = 1000;
    options.article = params->id;
    return params->q[0] != '\0'
               ? fund_search(out, work->searcher, params->q, strlen(params->q), &options, err)
               : FUND_OK;
}

static fund_status find_similar(fund_results *out, const serve_work *work, fund_error *err)
{
    const char *id = work->params.id;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = 5;
    options.group = true;
    options.no_text = true;
    return fund_more_like_this(out, work->searcher, id, strlen(id), 0, &options, err);
}

/* A part of the article. */
static fund_status read_part(fund_results *out, const serve_work *work, fund_error *err)
{
    const char *id = work->params.id;
    uint32_t first = work->params.offset / PART * PART + 1;
    fund_status status =
        fund_article_get(out, work->searcher, id, strlen(id), first, PART - 1, err);
    return status == FUND_OK && out->count == 0 ? FUND_ERR_NOT_FOUND : status;
}

static fund_status read_all(reading *out, serve_work *work, fund_error *err)
{
    fund_status status = read_part(&out->article, work, err);
    if (status == FUND_OK) {
        status = find_marks(&out->marks, work, err);
        work->partial |= fund_searcher_is_partial(work->searcher);
    }
    if (status == FUND_OK) {
        status = find_similar(&out->similar, work, err);
    }
    return status == FUND_OK ? fund_searcher_commit(&out->commit, out->chain, work->searcher, err)
                             : status;
}

/* ---- parts of the page ----------------------------------------------------------------------- */

static void add_search_within(fund_buf *out, const serve_work *work)
{
    serve_html(out, "<form class=\"within\" action=\"");
    fund_buf_append_str(out, work->server->settings->root);
    serve_html(out, "/articles/");
    fund_escape_url(out, work->params.id, strlen(work->params.id));
    serve_html(out, "\"><p class=\"query\"><label for=\"within\">");
    serve_html_tr(out, FUND_TR("Search in this article"));
    serve_html(out, "</label> <input id=\"within\" name=\"q\" type=\"search\" value=\"");
    serve_html_text(out, work->params.q);
    serve_html(out, "\"><button type=\"submit\">");
    serve_html_tr(out, FUND_TR("Search"));
    serve_html(out, "</button></p></form>\n");
}

/* From match to match. */
static void add_jumps(fund_buf *out, const serve_work *work, const fund_results *marks,
                      unsigned count)
{
    enum { SHOWN = 50 };
    if (work->params.q[0] == '\0') {
        return;
    }
    serve_html(out, "<p role=\"status\">");
    fund_buf_printf(out, fund_trn("%llu passage", "%llu passages", marks->total),
                    (unsigned long long)marks->total);
    serve_html(out, "</p>\n");
    if (count == 0) {
        return;
    }
    serve_html(out, "<nav class=\"jumps\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Matches"));
    serve_html(out, "\"><ol>");
    for (unsigned i = 1; i <= count && i <= SHOWN; i++) {
        fund_buf_printf(out, "<li><a href=\"#m%u\">%u</a></li>", i, i);
    }
    serve_html(out, "</ol></nav>\n");
}

static unsigned marks_within(const reading *of)
{
    unsigned count = 0;
    for (size_t i = 0; i < of->article.count; i++) {
        const fund_hit *marked = matching(&of->marks, of->article.hits[i]->passage);
        count += marked != NULL ? (unsigned)marked->highlight_count : 0;
    }
    return count;
}

/* Only those of this part: the library may give passages before it as context, too. */
static void add_passages(fund_buf *out, const serve_work *work, const reading *of)
{
    unsigned number = 0;
    uint32_t first = work->params.offset / PART * PART + 1;
    for (size_t i = 0; i < of->article.count; i++) {
        const fund_hit *hit = of->article.hits[i], *marked = matching(&of->marks, hit->passage);
        if (hit->passage < first) {
            continue;
        }
        fund_buf_printf(out, "<p id=\"p%u\">", (unsigned)hit->passage);
        serve_html_marked(out, hit->text, hit->text_len, marked != NULL ? marked->highlights : NULL,
                          marked != NULL ? marked->highlight_count : 0, &number);
        fund_buf_printf(out, " <a class=\"anchor\" href=\"#p%u\" title=\"", (unsigned)hit->passage);
        serve_html_tr(out, FUND_TR("Link to this passage"));
        fund_buf_printf(out, "\">¶ %u</a></p>\n", (unsigned)hit->passage);
    }
}

static void add_parts(fund_buf *out, const serve_work *work, uint32_t passages)
{
    uint32_t first = work->params.offset / PART * PART;
    fund_buf path = FUND_BUF_INIT;
    if (passages <= PART) {
        return;
    }
    fund_buf_append_str(&path, "/articles/");
    fund_escape_url(&path, work->params.id, strlen(work->params.id));
    fund_buf_append_byte(&path, '\0');
    out->failed |= path.failed;
    serve_html(out, "<nav class=\"pages\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Parts of the article"));
    serve_html(out, "\">");
    for (uint32_t part = 0; part < passages && !path.failed; part += PART) {
        serve_params other = work->params;
        other.offset = part;
        if (part == first) {
            fund_buf_printf(out, "<strong aria-current=\"page\">%u</strong> ",
                            (unsigned)(part / PART + 1));
        } else {
            serve_html_link(out, work, &other, path.data,
                            SERVE_BIT(SERVE_P_Q) | SERVE_BIT(SERVE_P_OFFSET));
            fund_buf_printf(out, "%u</a> ", (unsigned)(part / PART + 1));
        }
    }
    serve_html(out, "</nav>\n");
    fund_buf_free(&path);
}

static void add_part(fund_buf *out, const char *before, const char *text, const char *after)
{
    if (text[0] != '\0') {
        serve_html_text(out, before);
        serve_html_text(out, text);
        serve_html_text(out, after);
    }
}

/* As `show --cite` has it; a file of this machine is no source for others. */
static void add_citation(fund_buf *out, const serve_work *work, const reading *of)
{
    const fund_hit *hit = of->article.hits[0];
    const fund_fields *fields = &hit->fields;
    const char *source = fund_hit_source(hit);
    serve_html(out, "<section class=\"cite\"><h2>");
    serve_html_tr(out, FUND_TR("How to cite"));
    serve_html(out, "</h2><p>");
    add_part(out, "", fields->author.data, ": ");
    add_part(out, "", fields->title.data, ". ");
    add_part(out, "", fields->section.data, ", ");
    add_part(out, "", source == fields->path.data ? "" : source, ", ");
    add_part(out, "", fields->date.data, ", ");
    add_part(out, fund_tr("article "), fields->id.data, "");
    fund_buf_printf(out, fund_tr(". Fundstelle %s, index commit %llu"), fund_version(),
                    (unsigned long long)of->commit.number);
    add_part(out, fund_tr(" of "), of->commit.updated, "");
    add_part(out, ", ", of->chain, "");
    serve_html(out, ". ");
    serve_base(out, work);
    serve_html(out, "/articles/");
    fund_escape_url(out, fields->id.data, fields->id.len);
    serve_html(out, "</p></section>\n");
}

static void add_similar(fund_buf *out, const serve_work *work, const fund_results *similar)
{
    if (similar->count == 0) {
        return;
    }
    serve_html(out, "<section><h2>");
    serve_html_tr(out, FUND_TR("Similar articles"));
    serve_html(out, "</h2><ul>");
    for (size_t i = 0; i < similar->count; i++) {
        serve_html(out, "<li><a href=\"");
        serve_html_permalink(out, work, similar->hits[i]);
        serve_html(out, "\">");
        serve_html_title(out, similar->hits[i]);
        serve_html(out, "</a> ");
        serve_html_date(out, similar->hits[i]->fields.date.data);
        serve_html(out, "</li>\n");
    }
    serve_html(out, "</ul></section>\n");
}

static void add_article(fund_buf *out, serve_work *work, const reading *of)
{
    const fund_hit *first = of->article.hits[0];
    serve_html(out, "<div class=\"columns\">\n<article class=\"reading\"><h1>");
    serve_html_title(out, first);
    serve_html(out, "</h1>\n");
    serve_html_details(out, work, first);
    add_search_within(out, work);
    add_jumps(out, work, &of->marks, marks_within(of));
    serve_html_notes(out, work, &of->marks.diagnostics);
    add_passages(out, work, of);
    add_parts(out, work, first->passage_count);
    serve_html(out, "</article>\n<aside aria-label=\"");
    serve_html_tr(out, FUND_TR("About this article"));
    serve_html(out, "\">\n");
    add_similar(out, work, &of->similar);
    add_citation(out, work, of);
    serve_html(out, "</aside>\n</div>\n");
}

void serve_page_article(serve_work *work)
{
    reading of = {FUND_RESULTS_INIT, FUND_RESULTS_INIT, FUND_RESULTS_INIT, {.number = 0}, ""};
    fund_error err = FUND_ERROR_INIT;
    fund_buf page = FUND_BUF_INIT;
    fund_status status = read_all(&of, work, &err);
    if (status == FUND_OK) {
        const fund_hit *first = of.article.hits[0];
        bool titled = first->fields.title.len > 0;
        serve_html_begin(&page, work, titled ? first->fields.title.data : first->lead);
        add_article(&page, work, &of);
        serve_send_page(work, &page);
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_results_free(&of.article);
    fund_results_free(&of.marks);
    fund_results_free(&of.similar);
}
