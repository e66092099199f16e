/* Counts that the API and the pages have in common: matches over time, and in their contexts. */
#include "serve/serve_private.h"

#include "base/array.h"

#include <string.h>

fund_status serve_count_progress(uint64_t passages, uint64_t of, void *payload)
{
    const serve_work *work = payload;
    (void)passages;
    (void)of;
    return fund_clock_ms() > work->deadline ? FUND_ERR_INTERRUPTED : FUND_OK;
}

static fund_line_key key_named(const char *name, size_t len)
{
    static const struct {
        const char *name;
        fund_line_key key;
    } words[] = {{"match", FUND_LINE_MATCH}, {"left", FUND_LINE_LEFT}, {"right", FUND_LINE_RIGHT}};
    for (size_t i = 0; i < SERVE_COUNT(words); i++) {
        if (strlen(words[i].name) == len && memcmp(words[i].name, name, len) == 0) {
            return words[i].key;
        }
    }
    if (len != 2 || name[0] < '1' || name[0] > '5' || (name[1] != 'L' && name[1] != 'R')) {
        return FUND_LINE_NONE;
    }
    fund_line_key first = name[1] == 'L' ? FUND_LINE_LEFT_1 : FUND_LINE_RIGHT_1;
    return (fund_line_key)((int)first + name[0] - '1');
}

bool serve_line_keys(fund_concordance_options *out, const char *keys)
{
    size_t count = 0;
    for (const char *at = keys; at != NULL; count++) {
        size_t len = strcspn(at, ",");
        fund_line_key key = key_named(at, len);
        if (key == FUND_LINE_NONE || count == FUND_LINE_KEYS) {
            return false;
        }
        out->keys[count] = key;
        at = at[len] == ',' ? at + len + 1 : NULL;
    }
    return true;
}

fund_status serve_concordance(fund_count_totals *totals, serve_work *work, fund_line_callback take,
                              void *payload, fund_error *err)
{
    const serve_params *params = &work->params;
    fund_concordance_options options = FUND_CONCORDANCE_OPTIONS_INIT;
    fund_filter filter;
    options.filter = serve_filter(&filter, params);
    options.order = (fund_order)params->sort;
    options.count = params->limit;
    options.progress = serve_count_progress;
    options.payload = work;
    (void)serve_line_keys(&options, params->keys); /* looked at before */
    return fund_concordance(totals, work->searcher, params->q, strlen(params->q), &options, take,
                            payload, err);
}

fund_status serve_count_status(const serve_work *work, fund_status status)
{
    bool done = status == FUND_OK || status == FUND_ERR_NOT_FOUND;
    return done && fund_searcher_is_partial(work->searcher) ? FUND_ERR_INTERRUPTED : status;
}

/* ---- over time ------------------------------------------------------------------------- */

/* Dates come in their order, and so do periods. */
static fund_status take_date(const fund_dated_count *item, void *payload)
{
    serve_trend *to = payload;
    serve_period fresh = {.words = 0};
    if (!serve_period_of(fresh.name, item->date, to->by)) {
        return FUND_OK;
    }
    if (to->count == 0 || strcmp(to->items[to->count - 1].name, fresh.name) != 0) {
        if (!fund_array_push(to, fresh)) {
            return FUND_ERR_MEMORY;
        }
    }
    serve_period *last = &to->items[to->count - 1];
    last->occurrences += item->occurrences;
    last->words += item->words;
    last->passages += item->passages;
    last->articles += item->articles;
    return FUND_OK;
}

fund_status serve_count_trend(serve_trend *out, fund_count_totals *totals, serve_work *work,
                              fund_error *err)
{
    const serve_params *params = &work->params;
    fund_count_options options = FUND_COUNT_OPTIONS_INIT;
    fund_filter filter;
    options.filter = serve_filter(&filter, params);
    options.jobs = 1; /* other requests want the other cores */
    options.progress = serve_count_progress;
    options.payload = work;
    return fund_count_dates(totals, work->searcher, params->q, strlen(params->q), &options,
                            take_date, out, err);
}
