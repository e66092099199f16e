/* Hits, facets, articles. */
#include "serve/serve_private.h"

#include <string.h>

json_t *serve_diagnostics(const fund_diagnostics *diagnostics)
{
    json_t *list = json_array();
    for (size_t i = 0; i < diagnostics->count; i++) {
        const fund_diagnostic *item = diagnostics->items[i];
        json_array_append_new(list, json_pack("{s:I, s:o}", "offset", (json_int_t)item->offset,
                                              "message", fund_json_string(item->message)));
    }
    return list;
}

static fund_hit_style style_of(const serve_work *work)
{
    return (fund_hit_style){.group = work->params.group,
                            .distinct = work->params.distinct,
                            .explain = work->params.explain,
                            .hides_paths = true,
                            .utf16 = work->params.offsets == 1};
}

static json_t *hits_json(const serve_work *work, const fund_results *results)
{
    fund_hit_style style = style_of(work);
    json_t *list = json_array();
    for (size_t i = 0; i < results->count; i++) {
        json_t *hit = json_object();
        fund_hit_json(hit, &style, results->hits[i]);
        json_array_append_new(list, hit);
    }
    return list;
}

static json_t *next_json(const serve_work *work, const fund_results *results)
{
    serve_params next = work->params;
    fund_buf link = FUND_BUF_INIT;
    next.offset += next.limit;
    if (results->count < next.limit || next.offset >= results->total ||
        next.offset > serve_param_table[SERVE_P_OFFSET].most) {
        return json_null();
    }
    serve_link(&link, work, &next, work->route->path, work->route->params);
    json_t *text = link.failed ? NULL : json_stringn(link.data, link.len);
    fund_buf_free(&link);
    return text;
}

static json_t *suggestions_json(serve_work *work, const fund_results *results)
{
    const char *meant = serve_suggestion(work, results);
    json_t *list = json_array();
    if (meant[0] != '\0') {
        json_array_append_new(list, json_string(meant));
    }
    return list;
}

void serve_api_search(serve_work *work)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = serve_find(&results, work, 0, &err);
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
        return;
    }
    json_t *articles = work->params.group ? json_integer((json_int_t)results.total) : json_null();
    serve_json(work,
               json_pack("{s:s, s:I, s:b, s:o, s:b, s:o, s:o, s:o, s:o}", "query", work->params.q,
                         "total", (json_int_t)results.total, "exact", (int)results.total_exact,
                         "articles", articles, "partial", (int)work->partial, "next",
                         next_json(work, &results), "diagnostics",
                         serve_diagnostics(&results.diagnostics), "suggestions",
                         suggestions_json(work, &results), "hits", hits_json(work, &results)));
    fund_results_free(&results);
}

void serve_api_facets(serve_work *work)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    work->params.limit = 0;
    fund_status status = serve_find(&results, work, (1u << FUND_FACETS) - 1, &err);
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
        return;
    }
    serve_json(work, json_pack("{s:s, s:o, s:I, s:I, s:b, s:b}", "query", work->params.q, "facets",
                               fund_facets_json(results.facets), "passages",
                               (json_int_t)results.facets->passages, "articles",
                               (json_int_t)results.facets->articles, "exact",
                               (int)results.facets->exact, "partial", (int)work->partial));
    fund_results_free(&results);
}

static json_t *text_or_null(const fund_text *text)
{
    return text->len > 0 ? fund_json_bytes(text->data, text->len) : json_null();
}

static json_t *article_json(const serve_work *work, const fund_results *results)
{
    const fund_hit *first = results->hits[0];
    const fund_fields *fields = &first->fields;
    fund_hit_style style = style_of(work);
    json_t *object = json_object();
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        const fund_text *text = fund_field(fields, i);
        if (text != &fields->path && text != &fields->embargo) {
            json_object_set_new(object, i == 0 ? "article" : fund_field_name(i),
                                text_or_null(text));
        }
    }
    json_object_set_new(object, "passages", json_integer((json_int_t)first->passage_count));
    json_object_set_new(object, "texts",
                        fund_passages_json(&style, results->hits, results->count, false));
    return object;
}

void serve_api_article(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_article_get(&results, work->searcher, params->id, strlen(params->id),
                                          params->passage, params->context, &err);
    if (status == FUND_OK && results.count > 0) {
        serve_json(work, article_json(work, &results));
    } else {
        serve_fail_with(work, status != FUND_OK ? status : FUND_ERR_NOT_FOUND, &err);
    }
    fund_results_free(&results);
}

void serve_api_similar(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = params->limit;
    options.offset = params->offset;
    options.group = params->group;
    fund_status status = fund_more_like_this(&results, work->searcher, params->id,
                                             strlen(params->id), params->passage, &options, &err);
    if (status == FUND_OK) {
        work->partial = fund_searcher_is_partial(work->searcher);
        serve_json(work, json_pack("{s:s, s:b, s:o}", "article", params->id, "partial",
                                   (int)work->partial, "hits", hits_json(work, &results)));
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_results_free(&results);
}
