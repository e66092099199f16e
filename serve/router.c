/* From a request to its route: all that is refused is refused here, before a worker has to do with it. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

static fund_text header_of(const serve_work *work, const char *name)
{
    size_t count;
    return serve_header(work->request, name, &count);
}

/* Whatever could make a proxy and this server see different ends of a request. */
static bool has_body(const http_request *request)
{
    size_t lengths, encodings;
    fund_text length = serve_header(request, "Content-Length", &lengths);
    serve_header(request, "Transfer-Encoding", &encodings);
    return encodings > 0 || lengths > 1 ||
           (lengths == 1 && !(length.len == 1 && length.data[0] == '0'));
}

static size_t fields_size(const http_request *request)
{
    size_t size = 0;
    for (size_t i = 0; i < request->header_count; i++) {
        size += request->headers[i].name.len + request->headers[i].value.len + 4;
    }
    return size;
}

/* Whether a path has the form of a route's; *id is what stands for "{id}". */
static bool path_fits(const char *pattern, fund_text path, fund_text *id)
{
    size_t at = 0;
    *id = (fund_text){NULL, 0};
    while (*pattern != '\0') {
        if (strncmp(pattern, "{id}", 4) == 0) {
            const char *slash = memchr(path.data + at, '/', path.len - at);
            size_t len = slash != NULL ? (size_t)(slash - path.data) - at : path.len - at;
            *id = (fund_text){path.data + at, len};
            at += len;
            pattern += 4;
            if (len == 0) {
                return false;
            }
        } else if (at < path.len && path.data[at] == *pattern) {
            at++;
            pattern++;
        } else {
            return false;
        }
    }
    return at == path.len;
}

static bool find_route(serve_work *work)
{
    const serve_server *server = work->server;
    for (size_t i = 0; i < server->route_count; i++) {
        fund_text id;
        if (path_fits(server->routes[i].path, work->path, &id)) {
            work->route = &server->routes[i];
            work->params.id = id.data != NULL ? serve_decode(work->arena, id, false) : NULL;
            if (id.data != NULL && work->params.id == NULL) {
                serve_fail(work, SERVE_BAD_TARGET, NULL);
                return false;
            }
            return true;
        }
    }
    serve_fail(work, SERVE_NOT_FOUND, NULL);
    return false;
}

/* Whether an Accept has the type, without regard to preferences but "q=0". */
static bool accepts(fund_text accept, const char *type)
{
    size_t main = strcspn(type, "/");
    for (size_t pos = 0; pos < accept.len;) {
        const char *range = accept.data + pos;
        const char *comma = memchr(range, ',', accept.len - pos);
        size_t whole = comma != NULL ? (size_t)(comma - range) : accept.len - pos;
        pos += whole + 1;
        while (whole > 0 && *range == ' ') {
            range++;
            whole--;
        }
        const char *mark = memchr(range, ';', whole);
        size_t len = mark != NULL ? (size_t)(mark - range) : whole;
        while (len > 0 && range[len - 1] == ' ') {
            len--;
        }
        bool fits =
            (len == 3 && memcmp(range, "*/*", 3) == 0) ||
            (len == strlen(type) && strncasecmp(range, type, len) == 0) ||
            (len == main + 2 && strncasecmp(range, type, main + 1) == 0 && range[len - 1] == '*');
        bool refused = mark != NULL && whole - len >= 4 && memcmp(range + whole - 3, "q=0", 3) == 0;
        if (fits && !refused) {
            return true;
        }
    }
    return accept.len == 0;
}

/* XML is XML, whatever its kind is called. */
static bool accepts_route(fund_text accept, const serve_route *route)
{
    return accepts(accept, route->type) ||
           (strstr(route->type, "xml") != NULL &&
            (accepts(accept, "application/xml") || accepts(accept, "text/xml")));
}

/* Names of header fields are tokens (RFC 9110, 5.1): what else stands there, one server reads so and another so. */
static bool has_strange_names(const http_request *request)
{
    for (size_t i = 0; i < request->header_count; i++) {
        fund_text name = request->headers[i].name;
        for (size_t k = 0; k < name.len; k++) {
            char c = name.data[k];
            bool letter =
                (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (!letter && (c == '\0' || strchr("!#$%&'*+-.^_`|~", c) == NULL)) {
                return true;
            }
        }
    }
    return false;
}

/* What browsers ask, without a key, before they send one for a page of another origin. */
static bool is_preflight(const serve_work *work)
{
    const char *allowed = work->server->settings->cors;
    fund_text origin = header_of(work, "Origin");
    bool any = allowed != NULL && strcmp(allowed, "*") == 0 && origin.len > 0;
    return strcmp(work->request->method, "OPTIONS") == 0 &&
           header_of(work, "Access-Control-Request-Method").len > 0 &&
           (any || (allowed != NULL && strlen(allowed) == origin.len &&
                    memcmp(allowed, origin.data, origin.len) == 0));
}

/* The first thing that is wrong with a request as such; SERVE_PROBLEMS: nothing. */
static serve_problem look_at_form(const serve_work *work)
{
    const http_request *request = work->request;
    if (request->target.len > HTTP_TARGET_MAX) {
        return SERVE_TARGET_LONG;
    }
    if (request->too_many || fields_size(request) > HTTP_FIELDS_MAX) {
        return SERVE_HEADERS_LARGE;
    }
    if (has_strange_names(request)) {
        return SERVE_BAD_REQUEST;
    }
    if (has_body(request)) {
        return SERVE_BODY;
    }
    if (strcmp(request->method, "GET") != 0 && strcmp(request->method, "HEAD") != 0 &&
        !is_preflight(work)) {
        return SERVE_METHOD;
    }
    return request->target.len == 0 || request->target.data[0] != '/' ? SERVE_BAD_REQUEST
                                                                      : SERVE_PROBLEMS;
}

static serve_problem look_at_sender(const serve_work *work)
{
    const serve_guard *guard = work->server->guard;
    size_t hosts;
    fund_text host = serve_header(work->request, "Host", &hosts);
    if (hosts != 1) {
        return SERVE_BAD_REQUEST;
    }
    if (!serve_guard_knows_host(guard, host)) {
        return SERVE_WRONG_HOST;
    }
    return serve_guard_has_rate(work->server->guard, work->request->address) ? SERVE_PROBLEMS
                                                                             : SERVE_RATE;
}

/* False after an answer that refuses, or that needs no route. */
static bool may_pass(serve_work *work)
{
    serve_problem problem = look_at_form(work);
    if (problem != SERVE_PROBLEMS) {
        work->request->must_close = true;
    } else {
        problem = look_at_sender(work);
    }
    if (problem != SERVE_PROBLEMS) {
        serve_fail(work, problem, NULL);
        return false;
    }
    fund_text target = work->request->target;
    const char *mark = memchr(target.data, '?', target.len);
    work->path = (fund_text){target.data, mark != NULL ? (size_t)(mark - target.data) : target.len};
    work->query = (fund_text){target.data + work->path.len + (mark != NULL),
                              target.len - work->path.len - (mark != NULL)};
    if (!find_route(work)) {
        return false;
    }
    if (is_preflight(work)) {
        serve_allow(work);
        return false;
    }
    if (!work->route->open &&
        !serve_guard_lets_in(work->server->guard, header_of(work, "Authorization"))) {
        serve_fail(work, SERVE_KEY_REQUIRED, NULL);
        return false;
    }
    if (!accepts_route(header_of(work, "Accept"), work->route)) {
        serve_fail(work, SERVE_NOT_ACCEPTABLE, NULL);
        return false;
    }
    const char *detail = NULL;
    problem = serve_params_read(work, &detail);
    if (problem != SERVE_PROBLEMS) {
        serve_fail(work, problem, detail);
    }
    return problem == SERVE_PROBLEMS;
}

static serve_work *make_work(http_request *request, serve_server *server)
{
    serve_work *work = calloc(1, sizeof *work);
    if (work != NULL && (work->arena = fund_arena_new()) == NULL) {
        free(work);
        work = NULL;
    }
    if (work != NULL) {
        work->server = server;
        work->problem = SERVE_PROBLEMS;
        work->request = request;
        work->german = serve_language_of(header_of(work, "Accept-Language"));
        work->deadline = request->began + (uint64_t)(server->settings->timeout * 1000);
    }
    return work;
}

void serve_take(http_request *request, void *payload)
{
    serve_server *server = payload;
    serve_work *work = make_work(request, server);
    if (work == NULL) {
        http_response none = {.status = 503};
        request->must_close = true;
        http_respond(request, &none);
        return;
    }
    serve_language_set(work->german);
    if (!may_pass(work)) {
        serve_send(work);
    } else if (work->route->direct) {
        work->route->run(work);
        serve_send(work);
    } else if (!serve_queue_put(server, work, false)) {
        serve_fail(work, SERVE_BUSY, NULL);
        serve_send(work);
    }
}
