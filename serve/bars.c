/* Counts over time as bars, each of which leads to its hits. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

enum { WIDTH = 1000, HEIGHT = 100, SPAN_MAX = 1200 };

/* Months and years stand where they are in time, other periods beside each other. */
static long place_of(const serve_period *periods, size_t i)
{
    const char *name = periods[i].name;
    long year = strtol(name, NULL, 10);
    if (strlen(name) == 4) {
        return year;
    }
    return strlen(name) == 7 ? year * 12 + strtol(name + 5, NULL, 10) : (long)i;
}

static void add_bar(fund_buf *out, const serve_work *work, const serve_period *of, double x,
                    double width, double height)
{
    serve_params one = work->params;
    one.since = one.until = of->name;
    one.offset = 0;
    bool leads = strchr(of->name, 'W') == NULL; /* filters know no weeks */
    if (leads) {
        serve_html_link(out, work, &one, "/", SERVE_VIEW | SERVE_BIT(SERVE_P_GROUP));
    }
    serve_html(out, leads ? "" : "<g>");
    fund_buf_printf(out,
                    "<title>%s: %u</title><rect class=\"room\" x=\"%.2f\" y=\"0\" width=\"%.2f\" "
                    "height=\"%d\"/><rect class=\"bar\" x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" "
                    "height=\"%.2f\"/>",
                    of->name, (unsigned)of->passages, x, width, HEIGHT, x + width / 10,
                    HEIGHT - height, width * .8, height);
    serve_html(out, leads ? "</a>\n" : "</g>\n");
}

void serve_page_bars(fund_buf *out, const serve_work *work, const serve_period *periods,
                     size_t count, const char *label)
{
    uint32_t most = 1;
    if (count < 2) {
        return;
    }
    long first = place_of(periods, 0), span = place_of(periods, count - 1) - first + 1;
    bool in_time = span >= (long)count && span <= SPAN_MAX && strlen(periods[0].name) < 8;
    for (size_t i = 0; i < count; i++) {
        in_time = in_time && strlen(periods[i].name) == strlen(periods[0].name);
        most = periods[i].passages > most ? periods[i].passages : most;
    }
    double width = (double)WIDTH / (in_time ? (double)span : (double)count);
    serve_html(out, "<figure class=\"time\">\n");
    fund_buf_printf(
        out, "<svg viewBox=\"0 0 %d %d\" preserveAspectRatio=\"none\" role=\"group\" aria-label=\"",
        WIDTH, HEIGHT);
    serve_html_tr(out, label);
    serve_html(out, "\">\n");
    for (size_t i = 0; i < count; i++) {
        double at = in_time ? (double)(place_of(periods, i) - first) : (double)i;
        add_bar(out, work, &periods[i], at * width, width,
                (double)HEIGHT * periods[i].passages / most);
    }
    fund_buf_printf(out,
                    "</svg>\n<figcaption><span>%s</span> <span>%s</span></figcaption>\n</figure>\n",
                    periods[0].name, periods[count - 1].name);
}
