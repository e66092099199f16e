/* Answers: their headers, problems, JSON, links. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const struct {
    const char *code;
    unsigned status;
    const char *title;
} problems[SERVE_PROBLEMS] = {
    [SERVE_BAD_TARGET] = {"bad_encoding", 400,
                          FUND_TR("The address is not UTF-8 with correct %XX, or has a NUL")},
    [SERVE_BAD_REQUEST] = {"bad_request", 400, FUND_TR("This is not a correct request")},
    [SERVE_BAD_PARAMETER] = {"bad_parameter", 400, FUND_TR("A parameter has a wrong value")},
    [SERVE_UNKNOWN_PARAMETER] = {"unknown_parameter", 400, FUND_TR("There is no such parameter")},
    [SERVE_MISSING_PARAMETER] = {"missing_parameter", 400, FUND_TR("A parameter is missing")},
    [SERVE_BAD_QUERY] = {"bad_query", 400, FUND_TR("The query cannot be run")},
    [SERVE_KEY_REQUIRED] = {"key_required", 401, FUND_TR("A key is needed")},
    [SERVE_NOT_FOUND] = {"not_found", 404, FUND_TR("There is nothing at this address")},
    [SERVE_NO_ARTICLE] = {"no_such_article", 404, FUND_TR("There is no such article or passage")},
    [SERVE_METHOD] = {"method_not_allowed", 405, FUND_TR("Only GET and HEAD are answered")},
    [SERVE_NOT_ACCEPTABLE] = {"not_acceptable", 406, FUND_TR("There is no answer of that type")},
    [SERVE_BODY] = {"body_not_taken", 413, FUND_TR("Requests with a body are not taken")},
    [SERVE_TARGET_LONG] = {"target_too_long", 414, FUND_TR("The address is too long")},
    [SERVE_WRONG_HOST] = {"wrong_host", 421, FUND_TR("This server has another name")},
    [SERVE_RATE] = {"rate_exceeded", 429, FUND_TR("Too many requests; wait a little")},
    [SERVE_HEADERS_LARGE] = {"headers_too_large", 431, FUND_TR("The header fields are too large")},
    [SERVE_INTERNAL] = {"internal", 500, FUND_TR("The server has failed")},
    [SERVE_BUSY] = {"busy", 503, FUND_TR("Too much is asked at once; try again soon")},
    [SERVE_NO_TIME] = {"timeout", 503, FUND_TR("This takes longer than is allowed")},
    [SERVE_NO_INDEX] = {"index_unavailable", 503, FUND_TR("The index cannot be read at present")},
};

const char *serve_problem_code(serve_problem problem)
{
    return problems[problem].code;
}

unsigned serve_problem_status(serve_problem problem)
{
    return problems[problem].status;
}

void serve_set_header(serve_work *work, const char *name, const char *value)
{
    http_response *to = &work->response;
    if (to->header_count < HTTP_OWN_HEADERS) {
        to->headers[to->header_count].name = name;
        to->headers[to->header_count++].value = strdup(value);
    }
}

static bool is_page(const serve_work *work)
{
    return work->route != NULL && strcmp(work->route->type, "text/html") == 0;
}

void serve_fail(serve_work *work, serve_problem problem, const char *detail)
{
    unsigned status = problems[problem].status;
    const char *title = fund_tr(problems[problem].title);
    fund_buf_free(&work->response.body);
    while (work->response.header_count > 0) {
        free(work->response.headers[--work->response.header_count].value);
    }
    work->etag[0] = '\0';
    if (status == 401) {
        serve_set_header(work, "WWW-Authenticate", "Basic realm=\"fundstelle\", charset=\"UTF-8\"");
    }
    if (status == 405) {
        serve_set_header(work, "Allow", "GET, HEAD");
    }
    if (problem == SERVE_BUSY || problem == SERVE_RATE || problem == SERVE_NO_INDEX) {
        serve_set_header(work, "Retry-After", "1");
    }
    if (is_page(work)) {
        serve_page_problem(work, status, title, detail);
        return;
    }
    json_t *object = json_pack("{s:s, s:s, s:I, s:s}", "type", "about:blank", "title", title,
                               "status", (json_int_t)status, "code", problems[problem].code);
    if (detail != NULL) {
        json_object_set_new(object, "detail", fund_json_string(detail));
    }
    serve_json(work, object);
    work->response.status = status;
    free(work->response.headers[work->response.header_count - 1].value);
    work->response.headers[work->response.header_count - 1].value =
        strdup("application/problem+json");
}

void serve_fail_with(serve_work *work, fund_status status, const fund_error *err)
{
    const char *detail = err != NULL && err->path[0] == '\0' ? err->message : NULL;
    switch (status) {
    case FUND_ERR_QUERY:
    case FUND_ERR_ENCODING:
    case FUND_ERR_ARGUMENT:
        serve_fail(work, SERVE_BAD_QUERY, detail);
        return;
    case FUND_ERR_NOT_FOUND:
        serve_fail(work, SERVE_NO_ARTICLE, NULL);
        return;
    case FUND_ERR_INTERRUPTED:
        serve_fail(work, SERVE_NO_TIME, NULL);
        return;
    case FUND_ERR_NO_INDEX:
    case FUND_ERR_VERSION:
    case FUND_ERR_ANALYZER:
    case FUND_ERR_MODIFIED:
    case FUND_ERR_LOCKED:
        serve_fail(work, SERVE_NO_INDEX, NULL);
        return;
    case FUND_ERR_MEMORY:
        serve_fail(work, SERVE_BUSY, NULL);
        return;
    default:
        serve_fail(work, SERVE_INTERNAL, NULL);
    }
}

void serve_body(serve_work *work, const char *type, fund_buf *body)
{
    work->response.status = work->response.status != 0 ? work->response.status : 200;
    work->response.body = *body;
    *body = (fund_buf)FUND_BUF_INIT;
    serve_set_header(work, "Content-Type", type);
}

void serve_json(serve_work *work, json_t *object)
{
    fund_buf body = FUND_BUF_INIT;
    char *line = fund_json_line(object);
    if (line == NULL) {
        body.failed = true;
    } else {
        fund_buf_append_str(&body, line);
        fund_buf_append_byte(&body, '\n');
        free(line);
    }
    serve_body(work, "application/json", &body);
}

/* What every answer says, whatever it is. */
static void set_safety(serve_work *work)
{
    const char *origin = work->server->settings->cors;
    serve_set_header(work, "Content-Security-Policy",
                     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
                     "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'");
    serve_set_header(work, "X-Content-Type-Options", "nosniff");
    serve_set_header(work, "Referrer-Policy", "no-referrer");
    serve_set_header(work, "Cross-Origin-Resource-Policy",
                     origin != NULL ? "cross-origin" : "same-origin");
    serve_set_header(work, "Cache-Control", "private, no-cache");
    serve_set_header(work, "Vary", "Accept-Language");
    if (origin != NULL) {
        serve_set_header(work, "Access-Control-Allow-Origin", origin);
    }
    if (work->etag[0] != '\0') {
        serve_set_header(work, "ETag", work->etag);
    }
}

void serve_work_free(serve_work *work)
{
    fund_buf_free(&work->response.body);
    fund_arena_free(work->arena);
    free(work);
}

void serve_send(serve_work *work)
{
    http_request *request = work->request;
    bool lives_on = work->streamed;
    set_safety(work);
    serve_metrics_count(work->response.status, fund_clock_ms() - request->began);
    http_response response = work->response;
    memset(&work->response, 0, sizeof work->response);
    http_respond(request, &response);
    if (!lives_on) {
        serve_work_free(work);
    }
}

/* ---- links --------------------------------------------------------------------------- */

static void add_pair(fund_buf *out, const char *name, const char *value)
{
    size_t len = out->len;
    bool first = len == 0 || memchr(out->data, '?', len) == NULL;
    fund_buf_append_byte(out, first ? '?' : '&');
    fund_buf_append_str(out, name);
    fund_buf_append_byte(out, '=');
    fund_escape_url(out, value, strlen(value));
}

static void add_param(fund_buf *out, const serve_param *param, const void *from)
{
    const serve_texts *texts = from;
    char number[16];
    uint32_t value = 0;
    switch (param->kind) {
    case SERVE_TEXT:
        if (*(const char *const *)from != NULL && (*(const char *const *)from)[0] != '\0') {
            add_pair(out, param->name, *(const char *const *)from);
        }
        return;
    case SERVE_TEXTS:
        for (size_t i = 0; i < texts->count; i++) {
            add_pair(out, param->name, texts->items[i]);
        }
        return;
    case SERVE_FLAG:
        if (*(const bool *)from) {
            add_pair(out, param->name, "true");
        }
        return;
    default:
        memcpy(&value, from, sizeof value);
        snprintf(number, sizeof number, "%u", (unsigned)value);
        if (value != param->otherwise) {
            add_pair(out, param->name,
                     param->kind == SERVE_CHOICE ? param->choices[value] : number);
        }
    }
}

void serve_link(fund_buf *out, const serve_work *work, const char *path, serve_param_id set,
                const char *value)
{
    fund_buf_append_str(out, path);
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        const serve_param *param = &serve_param_table[i];
        if (i == (size_t)set && value != NULL) {
            add_pair(out, param->name, value);
        } else if (i != (size_t)set && (work->route->params & SERVE_BIT(i)) != 0) {
            add_param(out, param, (const char *)&work->params + param->offset);
        }
    }
}
