/* Counts: matches in context and over time, words, collocates. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

static json_t *selection_json(const fund_selection *of)
{
    return json_pack("{s:I, s:I, s:I}", "words", (json_int_t)of->words, "passages",
                     (json_int_t)of->passages, "articles", (json_int_t)of->articles);
}

/* The end of each count: what was counted, or why not. `rows` is taken over. */
static void finish(serve_work *work, fund_status status, const fund_error *err, const char *name,
                   json_t *rows, fund_count_totals *totals)
{
    status = serve_count_status(work, status);
    if (status == FUND_OK || status == FUND_ERR_NOT_FOUND) {
        serve_json(work, json_pack("{s:s, s:o, s:I, s:o, s:o}", "query", work->params.q,
                                   "selection", selection_json(&totals->selection), "matches",
                                   (json_int_t)totals->matches, "diagnostics",
                                   serve_diagnostics(&totals->diagnostics), name, rows));
    } else {
        json_decref(rows);
        serve_fail_with(work, status, err);
    }
    fund_count_totals_free(totals);
}

/* ---- keyword in context ---------------------------------------------------------------- */

enum { CONTEXT_BYTES = 600 };

typedef struct lines {
    serve_work *work;
    json_t *list;
} lines;

static fund_status take_line(const fund_hit *hit, fund_range place, void *payload)
{
    lines *to = payload;
    size_t from = place.begin > CONTEXT_BYTES ? place.begin - CONTEXT_BYTES : 0;
    while (from < place.begin && ((unsigned char)hit->text[from] & 0xc0) == 0x80) {
        from++;
    }
    size_t rest = fund_utf8_floor(hit->text + place.end, hit->text_len - place.end < CONTEXT_BYTES
                                                             ? hit->text_len - place.end
                                                             : CONTEXT_BYTES);
    json_t *line = json_pack(
        "{s:o, s:o, s:o, s:o, s:I, s:o, s:o}", "left",
        fund_json_bytes(hit->text + from, place.begin - from), "match",
        fund_json_bytes(hit->text + place.begin, place.end - place.begin), "right",
        fund_json_bytes(hit->text + place.end, rest), "article",
        fund_json_string(hit->fields.id.data), "passage", (json_int_t)hit->passage, "date",
        fund_json_string(hit->fields.date.data), "title", fund_json_string(hit->fields.title.data));
    json_array_append_new(to->list, line);
    return fund_clock_ms() > to->work->deadline ? FUND_ERR_INTERRUPTED : FUND_OK;
}

void serve_api_kwic(serve_work *work)
{
    fund_concordance_options options = FUND_CONCORDANCE_OPTIONS_INIT;
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (!serve_line_keys(&options, work->params.keys)) {
        serve_fail(work, SERVE_BAD_PARAMETER, "keys");
        return;
    }
    lines to = {work, json_array()};
    fund_status status = serve_concordance(&totals, work, take_line, &to, &err);
    finish(work, status, &err, "lines", to.list, &totals);
}

/* ---- over time ------------------------------------------------------------------------- */

static json_t *periods_json(const serve_trend *of)
{
    json_t *list = json_array();
    for (size_t i = 0; i < of->count; i++) {
        const serve_period *at = &of->items[i];
        double words = at->words > 0 ? (double)at->words : 1;
        json_array_append_new(
            list, json_pack("{s:s, s:I, s:I, s:I, s:I, s:f, s:f}", "period", at->name, "passages",
                            (json_int_t)at->passages, "articles", (json_int_t)at->articles, "words",
                            (json_int_t)at->words, "occurrences", (json_int_t)at->occurrences,
                            "per_million", 1e6 * at->passages / words, "occurrences_per_million",
                            1e6 * (double)at->occurrences / words));
    }
    return list;
}

static fund_count_options options_of(serve_work *work, fund_filter *filter)
{
    const serve_params *params = &work->params;
    fund_count_options options = FUND_COUNT_OPTIONS_INIT;
    options.filter = serve_filter(filter, params);
    options.by = (fund_count_by)params->unit;
    options.min = params->min;
    options.count = params->limit;
    options.jobs = 1; /* other requests want the other cores */
    options.left = params->left;
    options.right = params->right;
    options.measure = (fund_measure)params->measure;
    options.progress = serve_count_progress;
    options.payload = work;
    return options;
}

void serve_api_trend(serve_work *work)
{
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    serve_trend to = {.by = (serve_by)work->params.by};
    fund_status status = serve_count_trend(&to, &totals, work, &err);
    finish(work, status, &err, "periods", periods_json(&to), &totals);
    free(to.items);
}

/* ---- words --------------------------------------------------------------------------------- */

static fund_status take_word(const fund_counted *item, void *payload)
{
    json_array_append_new(
        payload,
        json_pack("{s:o, s:o, s:I, s:f, s:I, s:I, s:f, s:I, s:f, s:f, s:f}", "text",
                  fund_json_string(item->text), "stem", fund_json_string(item->stem), "count",
                  (json_int_t)item->count, "per_million", item->per_million, "passages",
                  (json_int_t)item->passages, "articles", (json_int_t)item->articles, "dp",
                  item->dp, "against_count", (json_int_t)item->against_count, "against_per_million",
                  item->against_per_million, "log_likelihood", item->log_likelihood, "log_ratio",
                  item->log_ratio));
    return FUND_OK;
}

static fund_status take_collocate(const fund_counted *item, void *payload)
{
    json_array_append_new(
        payload, json_pack("{s:o, s:o, s:I, s:I, s:f, s:f, s:f, s:f, s:f}", "text",
                           fund_json_string(item->text), "stem", fund_json_string(item->stem),
                           "near", (json_int_t)item->near, "count", (json_int_t)item->count,
                           "expected", item->expected, "log_dice", item->log_dice, "mi", item->mi,
                           "t", item->t, "log_likelihood", item->log_likelihood));
    return FUND_OK;
}

void serve_api_words(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_filter filter;
    fund_count_options options = options_of(work, &filter);
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    json_t *rows = json_array();
    const fund_text against = {params->against, params->against ? strlen(params->against) : 0};
    options.against = params->against != NULL ? &against : NULL;
    fund_status status = fund_count_words(&totals, work->searcher, params->q, strlen(params->q),
                                          &options, take_word, rows, &err);
    finish(work, status, &err, "rows", rows, &totals);
}

void serve_api_collocates(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_filter filter;
    fund_count_options options = options_of(work, &filter);
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    json_t *rows = json_array();
    fund_status status =
        fund_count_collocates(&totals, work->searcher, params->q, strlen(params->q), &options,
                              take_collocate, rows, &err);
    finish(work, status, &err, "rows", rows, &totals);
}
