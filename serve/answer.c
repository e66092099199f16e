/* Answers: their headers, problems, JSON, links. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void serve_set_header(serve_work *work, const char *name, const char *value)
{
    http_response *to = &work->response;
    if (to->header_count < HTTP_OWN_HEADERS) {
        to->headers[to->header_count].name = name;
        to->headers[to->header_count++].value = strdup(value);
    }
}

void serve_body(serve_work *work, const char *type, fund_buf *body)
{
    work->response.status = work->response.status != 0 ? work->response.status : 200;
    work->response.body = *body;
    *body = (fund_buf)FUND_BUF_INIT;
    serve_set_header(work, "Content-Type", type);
}

static fund_buf line_of(json_t *object)
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
    return body;
}

static void send_json(serve_work *work, json_t *object, const char *type)
{
    fund_buf body = line_of(object);
    serve_body(work, type, &body);
}

void serve_json(serve_work *work, json_t *object)
{
    send_json(work, object, "application/json");
}

static bool is_page(const serve_work *work)
{
    static const char html[] = "text/html";
    size_t count;
    fund_text accept = serve_header(work->request, "Accept", &count);
    bool reads = memmem(accept.data, accept.len, html, strlen(html)) != NULL; /* a browser */
    return work->route != NULL ? strcmp(work->route->type, html) == 0 : reads;
}

void serve_forget(serve_work *work)
{
    fund_buf_free(&work->response.body);
    while (work->response.header_count > 0) {
        free(work->response.headers[--work->response.header_count].value);
    }
    work->response.status = 0;
    work->problem = SERVE_PROBLEMS;
    work->partial = false;
    work->etag[0] = '\0';
}

void serve_fail(serve_work *work, serve_problem problem, const char *detail)
{
    unsigned status = serve_problem_status(problem);
    serve_forget(work);
    work->problem = problem;
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
        fund_buf page = FUND_BUF_INIT;
        serve_html_problem(&page, work, serve_problem_title(problem), detail);
        work->response.status = status;
        serve_body(work, "text/html; charset=utf-8", &page);
        return;
    }
    work->response.status = status;
    send_json(work, serve_problem_json(problem, detail), "application/problem+json");
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

void serve_allow(serve_work *work)
{
    work->response.status = 204;
    serve_set_header(work, "Access-Control-Allow-Methods", "GET, HEAD");
    serve_set_header(work, "Access-Control-Allow-Headers",
                     "Authorization, Accept-Language, If-None-Match");
    serve_set_header(work, "Access-Control-Max-Age", "600");
}

/* What every answer says, whatever it is. */
static const char *const policies[][2] = {
    {"Content-Security-Policy",
     "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
     "img-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"},
    {"X-Content-Type-Options", "nosniff"},
    {"Referrer-Policy", "no-referrer"}};

void serve_refusal(char *out, size_t room, serve_problem problem)
{
    fund_buf all = FUND_BUF_INIT, body = line_of(serve_problem_json(problem, NULL));
    fund_buf_printf(&all, "HTTP/1.1 %u %s\r\nConnection: close\r\nCache-Control: no-store\r\n",
                    serve_problem_status(problem), serve_problem_code(problem));
    for (size_t i = 0; i < SERVE_COUNT(policies); i++) {
        fund_buf_printf(&all, "%s: %s\r\n", policies[i][0], policies[i][1]);
    }
    fund_buf_printf(&all, "Content-Type: application/problem+json\r\nContent-Length: %zu\r\n\r\n",
                    body.len);
    fund_buf_append(&all, body.data, body.len);
    snprintf(out, room, "%.*s", (int)all.len, all.data != NULL ? all.data : "");
    fund_buf_free(&body);
    fund_buf_free(&all);
}

static void set_safety(serve_work *work)
{
    const char *origin = work->server->settings->cors;
    for (size_t i = 0; i < SERVE_COUNT(policies); i++) {
        serve_set_header(work, policies[i][0], policies[i][1]);
    }
    serve_set_header(work, "Cross-Origin-Resource-Policy",
                     origin != NULL ? "cross-origin" : "same-origin");
    serve_set_header(work, "Cache-Control", work->partial ? "no-store" : "private, no-cache");
    serve_set_header(work, "Vary", "Accept-Language");
    if (origin != NULL) {
        serve_set_header(work, "Access-Control-Allow-Origin", origin);
        serve_set_header(work, "Access-Control-Expose-Headers", "ETag, Retry-After");
    }
    if (work->etag[0] != '\0' && !work->partial) {
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
