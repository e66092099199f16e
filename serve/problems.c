/* What can be wrong: each kind of failure has a stable code, which clients may rely on. */
#include "serve/serve_private.h"

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
    [SERVE_LATE] = {"request_timeout", 408, FUND_TR("The request was not complete in time")},
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

const char *serve_problem_title(serve_problem problem)
{
    return fund_tr(problems[problem].title);
}

json_t *serve_problem_json(serve_problem problem, const char *detail)
{
    json_t *object = json_pack(
        "{s:s, s:s, s:I, s:s}", "type", "about:blank", "title", serve_problem_title(problem),
        "status", (json_int_t)problems[problem].status, "code", problems[problem].code);
    if (detail != NULL) {
        json_object_set_new(object, "detail", fund_json_string(detail));
    }
    return object;
}
