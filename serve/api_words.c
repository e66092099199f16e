/* Words of the index, the query as it is understood, the state of all. */
#include "serve/serve_private.h"

#include <string.h>

static json_t *words_json(const fund_listed_word *const *words, size_t count, const char *number)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list,
                              json_pack("{s:o, s:I}", "word", fund_json_string(words[i]->text),
                                        number, (json_int_t)words[i]->passages));
    }
    return list;
}

void serve_api_complete(serve_work *work)
{
    const serve_params *params = &work->params;
    fund_word_list list = FUND_WORD_LIST_INIT;
    fund_error err = FUND_ERROR_INIT;
    size_t len = strlen(params->q);
    fund_status status =
        params->field == 0
            ? fund_complete(&list, work->searcher, params->q, len, params->limit, &err)
            : fund_complete_name(&list, work->searcher, (fund_name_kind)(params->field - 1),
                                 params->q, len, params->limit, &err);
    if (status == FUND_OK) {
        serve_json(work, json_pack("{s:s, s:o}", "query", params->q, "completions",
                                   words_json(list.items, list.count, "passages")));
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_word_list_free(&list);
}

void serve_api_terms(serve_work *work)
{
    enum { SUGGESTIONS = 3 };
    const char *word = work->params.word != NULL ? work->params.word : work->params.q;
    size_t most = work->params.limit;
    fund_word_info info = FUND_WORD_INFO_INIT;
    fund_word_list meant = FUND_WORD_LIST_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (word[0] == '\0') {
        serve_fail(work, SERVE_MISSING_PARAMETER, "q");
        return;
    }
    fund_status status = fund_word_info_get(&info, work->searcher, word, strlen(word), &err);
    if (status == FUND_OK) {
        status = fund_correct_word(&meant, work->searcher, word, strlen(word), SUGGESTIONS, &err);
    }
    if (status == FUND_OK) {
        size_t forms = info.form_count < most ? info.form_count : most;
        size_t compounds = info.compound_count < most ? info.compound_count : most;
        serve_json(work, json_pack("{s:s, s:o, s:I, s:I, s:o, s:o, s:o, s:b}", "word", word, "stem",
                                   fund_json_string(info.term), "as_word", (json_int_t)info.as_word,
                                   "as_part", (json_int_t)info.as_part, "forms",
                                   words_json(info.forms, forms, "count"), "compounds",
                                   words_json(info.compounds, compounds, "count"), "suggestions",
                                   words_json(meant.items, meant.count, "count"), "sampled",
                                   (int)info.sampled));
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_word_info_free(&info);
    fund_word_list_free(&meant);
}

void serve_api_parse(serve_work *work)
{
    const char *q = work->params.q;
    fund_parsed_query parsed = FUND_PARSED_QUERY_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_query_parse(&parsed, q, strlen(q), &err);
    if (status == FUND_OK) {
        serve_json(work,
                   json_pack("{s:s, s:o, s:o}", "query", q, "parsed", fund_json_string(parsed.text),
                             "diagnostics", serve_diagnostics(&parsed.diagnostics)));
    } else {
        serve_fail_with(work, status, &err);
    }
    fund_parsed_query_free(&parsed);
}

/* Where the indexes are is nobody's business: they have numbers. */
void serve_api_status(serve_work *work)
{
    const serve_settings *settings = work->server->settings;
    json_t *list = json_array();
    fund_status status = FUND_OK;
    fund_error err = FUND_ERROR_INIT;
    for (size_t i = 0; i < settings->index_count && status == FUND_OK; i++) {
        fund_index_status of = FUND_INDEX_STATUS_INIT;
        status = fund_index_status_get(&of, settings->indexes[i], &err);
        json_array_append_new(list, json_pack("{s:I, s:I, s:I, s:I, s:I, s:s, s:I}", "articles",
                                              (json_int_t)of.articles, "passages",
                                              (json_int_t)of.passages, "terms",
                                              (json_int_t)of.terms, "bytes", (json_int_t)of.bytes,
                                              "commit", (json_int_t)of.commit, "updated",
                                              of.updated, "segments", (json_int_t)of.segments));
    }
    if (status == FUND_OK) {
        serve_json(work, json_pack("{s:s, s:i, s:o}", "version", fund_version(), "json",
                                   (int)FUND_JSON_VERSION, "indexes", list));
    } else {
        json_decref(list);
        serve_fail_with(work, status, &err);
    }
}

void serve_health(serve_work *work)
{
    fund_buf body = FUND_BUF_INIT;
    fund_buf_append_str(&body, "ok\n");
    serve_body(work, "text/plain; charset=utf-8", &body);
}

void serve_metrics(serve_work *work)
{
    fund_buf body = FUND_BUF_INIT;
    serve_metrics_write(&body, http_connections(work->server->http),
                        serve_queue_length(work->server));
    serve_body(work, "text/plain; version=0.0.4; charset=utf-8", &body);
}
