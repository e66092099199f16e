/* Matches as lines, and over time. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

#define BIT(name) SERVE_BIT(SERVE_P_##name)

static void begin(fund_buf *out, const serve_work *work, const char *heading)
{
    serve_html_begin(out, work, work->params.q);
    serve_html_views(out, work);
    serve_html(out, "<h1>");
    serve_html_tr(out, heading);
    serve_html(out, "</h1>\n");
}

static void add_status(fund_buf *out, const serve_work *work, const fund_count_totals *totals)
{
    unsigned long long matches = totals->matches;
    serve_html(out, "<p role=\"status\">");
    fund_buf_printf(out, fund_trn("%llu match", "%llu matches", matches), matches);
    serve_html(out, "</p>\n");
    serve_html_filters(out, work);
    serve_html_notes(out, work, &totals->diagnostics);
}

/* Only the form, when nothing was asked yet. */
static bool is_empty(serve_work *work, const char *heading)
{
    fund_buf page = FUND_BUF_INIT;
    if (work->params.q[0] != '\0') {
        return false;
    }
    begin(&page, work, heading);
    serve_send_page(work, &page);
    return true;
}

/* ---- keyword in context ------------------------------------------------------------------- */

enum { CONTEXT_BYTES = 80 };

typedef struct lines {
    serve_work *work;
    fund_buf rows;
} lines;

static fund_status take_line(const fund_hit *hit, fund_range place, void *payload)
{
    lines *to = payload;
    fund_buf *out = &to->rows;
    size_t from = place.begin > CONTEXT_BYTES ? place.begin - CONTEXT_BYTES : 0;
    size_t rest =
        hit->text_len - place.end < CONTEXT_BYTES ? hit->text_len - place.end : CONTEXT_BYTES;
    if (from > 0) { /* whole words */
        const char *blank = memchr(hit->text + from, ' ', place.begin - from);
        from = blank != NULL ? (size_t)(blank - hit->text) : place.begin;
    }
    if (place.end + rest < hit->text_len) {
        const char *blank = memrchr(hit->text + place.end, ' ', rest);
        rest = blank != NULL ? (size_t)(blank - hit->text) - place.end : 0;
    }
    serve_html(out, "<tr><td class=\"left\">");
    fund_escape_html(out, hit->text + from, place.begin - from);
    serve_html(out, "</td><td class=\"match\"><mark>");
    fund_escape_html(out, hit->text + place.begin, place.end - place.begin);
    serve_html(out, "</mark></td><td class=\"right\">");
    fund_escape_html(out, hit->text + place.end, rest);
    serve_html(out, "</td><td><a href=\"");
    serve_html_permalink(out, to->work, hit);
    serve_html(out, "\">");
    serve_html_title(out, hit);
    serve_html(out, "</a> ");
    serve_html_date(out, hit->fields.date.data);
    serve_html(out, "</td></tr>\n");
    return fund_clock_ms() > to->work->deadline ? FUND_ERR_INTERRUPTED : FUND_OK;
}

/* The head of a column: orders that it can be sorted by. */
static void add_column(fund_buf *out, const serve_work *work, const char *name,
                       const char *const orders[][2], size_t count)
{
    const char *now = work->params.keys != NULL ? work->params.keys : "";
    bool sorted = false;
    for (size_t i = 0; i < count; i++) {
        sorted |= orders[i][0][0] != '\0' && strcmp(now, orders[i][0]) == 0;
    }
    serve_html(out, sorted ? "<th scope=\"col\" aria-sort=\"ascending\">" : "<th scope=\"col\">");
    serve_html_tr(out, name);
    for (size_t i = 0; i < count; i++) {
        serve_params other = work->params;
        other.keys = orders[i][0][0] != '\0' ? orders[i][0] : NULL;
        other.sort = 0;
        serve_html(out, " ");
        if (strcmp(now, orders[i][0]) == 0) {
            serve_html(out, "<strong>");
            serve_html_tr(out, orders[i][1]);
            serve_html(out, "</strong>");
        } else {
            serve_html_link(out, work, &other, "/kwic", SERVE_VIEW | BIT(KEYS));
            serve_html_tr(out, orders[i][1]);
            serve_html(out, "</a>");
        }
    }
    serve_html(out, "</th>");
}

static void add_lines(fund_buf *out, const serve_work *work, const fund_buf *rows)
{
    static const char *const left[][2] = {{"1L,2L,3L", FUND_TR("sort")}};
    static const char *const match[][2] = {{"match,1R,2R", FUND_TR("sort")}};
    static const char *const right[][2] = {{"1R,2R,3R", FUND_TR("sort")}};
    static const char *const plain[][2] = {{"", FUND_TR("unsorted")}};
    serve_html(out, "<section class=\"wide\" tabindex=\"0\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Lines"));
    serve_html(out, "\"><table class=\"kwic\"><thead><tr>");
    add_column(out, work, FUND_TR("Before"), left, 1);
    add_column(out, work, FUND_TR("Match"), match, 1);
    add_column(out, work, FUND_TR("After"), right, 1);
    add_column(out, work, FUND_TR("Article"), plain, 1);
    serve_html(out, "</tr></thead><tbody>\n");
    fund_buf_append(out, rows->data, rows->len);
    out->failed |= rows->failed;
    serve_html(out, "</tbody></table></section>\n");
}

void serve_page_kwic(serve_work *work)
{
    fund_concordance_options options = FUND_CONCORDANCE_OPTIONS_INIT;
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    lines to = {work, FUND_BUF_INIT};
    fund_buf page = FUND_BUF_INIT;
    if (!serve_line_keys(&options, work->params.keys)) {
        serve_fail(work, SERVE_BAD_PARAMETER, "keys");
        return;
    }
    if (is_empty(work, FUND_TR("Lines"))) {
        return;
    }
    fund_status status =
        serve_count_status(work, serve_concordance(&totals, work, take_line, &to, &err));
    if (status == FUND_OK || status == FUND_ERR_NOT_FOUND) {
        begin(&page, work, FUND_TR("Lines"));
        add_status(&page, work, &totals);
        if (to.rows.len > 0) {
            add_lines(&page, work, &to.rows);
        }
        serve_send_page(work, &page);
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_buf_free(&to.rows);
    fund_count_totals_free(&totals);
}

/* ---- over time ------------------------------------------------------------------------------ */

static void add_choices(fund_buf *out, const serve_work *work)
{
    static const struct {
        serve_by by;
        const char *name;
    } choices[] = {{SERVE_BY_DAY, FUND_TR("Day")},
                   {SERVE_BY_MONTH, FUND_TR("Month")},
                   {SERVE_BY_YEAR, FUND_TR("Year")}};
    serve_html(out, "<nav class=\"views\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Periods"));
    serve_html(out, "\"><ul>");
    for (size_t i = 0; i < SERVE_COUNT(choices); i++) {
        serve_params other = work->params;
        bool now = work->params.by == (uint32_t)choices[i].by;
        other.by = (uint32_t)choices[i].by;
        serve_html(out, "<li>");
        if (now) {
            serve_html(out, "<strong aria-current=\"true\">");
        } else {
            serve_html_link(out, work, &other, "/trend", SERVE_VIEW | BIT(BY));
        }
        serve_html_tr(out, choices[i].name);
        serve_html(out, now ? "</strong></li>" : "</a></li>");
    }
    serve_html(out, "</ul></nav>\n");
}

static void add_period(fund_buf *out, const serve_work *work, const serve_period *of)
{
    serve_params one = work->params;
    double words = of->words > 0 ? (double)of->words : 1;
    one.since = one.until = of->name;
    serve_html(out, "<tr><th scope=\"row\">");
    if (strchr(of->name, 'W') == NULL) {
        serve_html_link(out, work, &one, "/", SERVE_VIEW);
    }
    serve_html_text(out, of->name);
    serve_html(out, strchr(of->name, 'W') == NULL ? "</a>" : "");
    fund_buf_printf(out, "</th><td>%u</td><td>%u</td><td>%llu</td><td>%.1f</td></tr>\n",
                    (unsigned)of->passages, (unsigned)of->articles,
                    (unsigned long long)of->occurrences, 1e6 * (double)of->occurrences / words);
}

static void add_periods(fund_buf *out, const serve_work *work, const serve_trend *of)
{
    static const char *const heads[] = {FUND_TR("Period"), FUND_TR("Passages"), FUND_TR("Articles"),
                                        FUND_TR("Matches"), FUND_TR("per million words")};
    serve_page_bars(out, work, of->items, of->count, FUND_TR("Hits over time"));
    serve_html(out, "<section class=\"wide\" tabindex=\"0\" aria-label=\"");
    serve_html_tr(out, FUND_TR("Over time"));
    serve_html(out, "\"><table class=\"numbers\"><thead><tr>");
    for (size_t i = 0; i < SERVE_COUNT(heads); i++) {
        serve_html(out, "<th scope=\"col\">");
        serve_html_tr(out, heads[i]);
        serve_html(out, "</th>");
    }
    serve_html(out, "</tr></thead><tbody>\n");
    for (size_t i = 0; i < of->count; i++) {
        add_period(out, work, &of->items[i]);
    }
    serve_html(out, "</tbody></table></section>\n");
}

void serve_page_trend(serve_work *work)
{
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_buf page = FUND_BUF_INIT;
    serve_trend to = {.by = (serve_by)work->params.by};
    if (is_empty(work, FUND_TR("Over time"))) {
        return;
    }
    fund_status status = serve_count_status(work, serve_count_trend(&to, &totals, work, &err));
    if (status == FUND_OK || status == FUND_ERR_NOT_FOUND) {
        begin(&page, work, FUND_TR("Over time"));
        add_choices(&page, work);
        add_status(&page, work, &totals);
        if (to.count > 0) {
            add_periods(&page, work, &to);
        }
        serve_send_page(work, &page);
    } else {
        serve_fail_with(work, status, &err);
    }
    free(to.items);
    fund_count_totals_free(&totals);
}
