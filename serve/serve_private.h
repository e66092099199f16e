/*
 * serve_private.h - what the files of the server share: settings, requests, answers.
 *
 * A request goes from http.c to router.c (who may ask, what is asked for), from there by queue.c to a
 * worker with a searcher of its own (workers.c), which runs the route's function (api_*.c, page_*.c).
 */
#ifndef FUND_SERVE_PRIVATE_H
#define FUND_SERVE_PRIVATE_H

#include "render/render.h"
#include "serve/http.h"

#include <fundstelle/count.h>

#include <pthread.h>
#include <stdatomic.h>

#define SERVE_COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- settings.c ------------------------------------------------------------------ */

enum { SERVE_INDEXES_MAX = 64, SERVE_QUEUE_MAX = 64, SERVE_STREAMS_MAX = 2 };

typedef struct serve_settings {
    const char *indexes[SERVE_INDEXES_MAX];
    size_t index_count;
    const char *listen, *base_url, *keys, *cors, *title;
    bool is_public;
    uint32_t threads, rate, per_address;
    double timeout; /* seconds */
} serve_settings;

/* From --NAME=VALUE; what is said on the command line is borrowed. */
fund_status serve_settings_read(serve_settings *out, int argc, char **argv, fund_error *err);

/* ---- socket.c -------------------------------------------------------------------- */

/* Listens where the settings say, and only where that is safe; *unix_path is what to remove at the end. */
fund_status serve_listen(int *out, const serve_settings *settings, const char **unix_path,
                         fund_error *err);
/* Tells the service manager, where there is one, "READY=1" and the like. */
void serve_tell_manager(const char *state);

/* ---- language.c ------------------------------------------------------------------ */

/* Messages are German or English by thread; at first as the environment says. */
void serve_language_init(void);
void serve_language_set(bool german);
/* Whether German is liked best of both (RFC 9110, 12.5.4); German where nothing is said. */
bool serve_language_of(fund_text accept);

/* ---- guard.c: who may ask -------------------------------------------------------- */

typedef struct serve_guard serve_guard;
fund_status serve_guard_open(serve_guard **out, const serve_settings *settings, fund_error *err);
void serve_guard_free(serve_guard *guard);
/* Whether a Host names this server: one of its names, an address, or localhost. */
bool serve_guard_knows_host(const serve_guard *guard, fund_text host);
/* Whether an Authorization has one of the keys, or none are needed. */
bool serve_guard_lets_in(const serve_guard *guard, fund_text authorization);
/* Whether another request of this address is within the rate. */
bool serve_guard_has_rate(serve_guard *guard, const char *address);

/* ---- metrics.c ------------------------------------------------------------------- */

void serve_metrics_count(unsigned status, uint64_t milliseconds);
void serve_metrics_write(fund_buf *out, unsigned connections, unsigned queued);

/* ---- parameters.c ------------------------------------------------------------------ */

enum { SERVE_VALUES_MAX = 16 };

typedef struct serve_texts {
    const char *items[SERVE_VALUES_MAX + 1]; /* ends with NULL */
    size_t count;
} serve_texts;

typedef enum serve_by { SERVE_BY_DAY, SERVE_BY_WEEK, SERVE_BY_MONTH, SERVE_BY_YEAR } serve_by;

/* All that a request can say. Texts are C strings of the work's arena. */
typedef struct serve_params {
    const char *q, *since, *until, *against, *word, *keys;
    const char *id; /* of the path */
    serve_texts sections, authors, sources;
    uint32_t limit, offset, context, passage, min, size, left, right, seed, sample;
    uint32_t sort, offsets, by, unit, field, measure, format;
    bool group, explain, distinct;
} serve_params;

typedef enum serve_param_id {
    SERVE_P_Q,
    SERVE_P_SINCE,
    SERVE_P_UNTIL,
    SERVE_P_SECTION,
    SERVE_P_AUTHOR,
    SERVE_P_SOURCE,
    SERVE_P_SORT,
    SERVE_P_GROUP,
    SERVE_P_DISTINCT,
    SERVE_P_EXPLAIN,
    SERVE_P_LIMIT,
    SERVE_P_OFFSET,
    SERVE_P_OFFSETS,
    SERVE_P_PASSAGE,
    SERVE_P_CONTEXT,
    SERVE_P_BY,
    SERVE_P_UNIT,
    SERVE_P_MIN,
    SERVE_P_AGAINST,
    SERVE_P_MEASURE,
    SERVE_P_LEFT,
    SERVE_P_RIGHT,
    SERVE_P_FIELD,
    SERVE_P_WORD,
    SERVE_P_KEYS,
    SERVE_P_COUNT
} serve_param_id;

typedef enum serve_kind {
    SERVE_TEXT,
    SERVE_TEXTS,
    SERVE_NUMBER,
    SERVE_CHOICE,
    SERVE_FLAG
} serve_kind;

typedef struct serve_param {
    const char *name;
    serve_kind kind;
    size_t offset; /* in serve_params */
    uint32_t least, most, otherwise;
    const char *const *choices; /* ends with NULL */
    const char *about;
} serve_param;

extern const serve_param serve_param_table[SERVE_P_COUNT];

#define SERVE_BIT(id) (1u << (id))
#define SERVE_FILTERS                                                                              \
    (SERVE_BIT(SERVE_P_SINCE) | SERVE_BIT(SERVE_P_UNTIL) | SERVE_BIT(SERVE_P_SECTION) |            \
     SERVE_BIT(SERVE_P_AUTHOR) | SERVE_BIT(SERVE_P_SOURCE))

/* ---- routes.c: what can be asked for ----------------------------------------------- */

typedef struct serve_work serve_work;

typedef struct serve_route {
    const char *name; /* operationId */
    const char *path; /* "{id}" stands for one segment */
    const char *about;
    const char *schema;        /* of the answer's JSON, NULL: another type */
    const char *type;          /* media type */
    unsigned params, required; /* bits */
    bool direct;               /* needs no searcher: answered on the connections' thread */
    bool open;                 /* needs no key */
    bool ignores;              /* parameters that it does not know */
    void (*run)(serve_work *work);
} serve_route;

const serve_route *serve_routes(size_t *count);

/* ---- router.c ------------------------------------------------------------------------ */

typedef struct serve_server serve_server;

struct serve_work {
    serve_work *next;
    serve_server *server;
    http_request *request;
    const serve_route *route;
    serve_params params;
    fund_arena *arena;
    fund_text path, query; /* of the target, as they came */
    bool german;
    bool streamed; /* its answer is under way: the work lives until its stream ends */
    fund_searcher *searcher;
    uint64_t deadline; /* fund_clock_ms(); counts end then */
    char etag[72];
    http_response response;
};

struct serve_server {
    const serve_settings *settings;
    serve_guard *guard;
    http_server *http;
    pthread_mutex_t lock;
    pthread_cond_t more;
    serve_work *first, *last; /* the queue */
    unsigned queued;
    atomic_uint streams;
    bool stopping;
    pthread_t *threads;
    unsigned thread_count;
};

/* For http_options.take: payload is the server. */
void serve_take(http_request *request, void *payload);
/* The value of a header field; *count how many there are of the name. */
fund_text serve_header(const http_request *request, const char *name, size_t *count);
/* Reads a target's parameters; false after an answer that says which is wrong. */
bool serve_params_read(serve_work *work);
/* Decodes %XX, and '+' where it is `form`; NULL when it is not text: a NUL, bad UTF-8, a bad %XX. */
const char *serve_decode(fund_arena *arena, fund_text raw, bool form);

/* ---- queue.c --------------------------------------------------------------------------- */

/* False when it is full. Takes the work over. `urgent`: also then. */
bool serve_queue_put(serve_server *server, serve_work *work, bool urgent);
/* NULL when the server stops and there is none left. */
serve_work *serve_queue_take(serve_server *server);
unsigned serve_queue_length(serve_server *server);

/* ---- workers.c --------------------------------------------------------------------------- */

/* Opens the indexes, and starts the threads. */
fund_status serve_workers_start(serve_server *server, fund_error *err);
/* Answers all that is in the queue, and ends them. */
void serve_workers_stop(serve_server *server);

/* ---- answer.c ---------------------------------------------------------------------------- */

/* Kinds of failure, each with a stable code, a status and a title. */
typedef enum serve_problem {
    SERVE_BAD_TARGET,
    SERVE_BAD_REQUEST,
    SERVE_BAD_PARAMETER,
    SERVE_UNKNOWN_PARAMETER,
    SERVE_MISSING_PARAMETER,
    SERVE_BAD_QUERY,
    SERVE_KEY_REQUIRED,
    SERVE_NOT_FOUND,
    SERVE_NO_ARTICLE,
    SERVE_METHOD,
    SERVE_NOT_ACCEPTABLE,
    SERVE_BODY,
    SERVE_TARGET_LONG,
    SERVE_WRONG_HOST,
    SERVE_RATE,
    SERVE_HEADERS_LARGE,
    SERVE_INTERNAL,
    SERVE_BUSY,
    SERVE_NO_TIME,
    SERVE_NO_INDEX,
    SERVE_PROBLEMS
} serve_problem;

const char *serve_problem_code(serve_problem problem);
unsigned serve_problem_status(serve_problem problem);
/* Makes the answer a problem (RFC 9457), or a page that tells it. `detail` may be NULL. */
void serve_fail(serve_work *work, serve_problem problem, const char *detail);
/* The same for what the library says; paths are left out. */
void serve_fail_with(serve_work *work, fund_status status, const fund_error *err);
/* Adds a field; the value is copied. */
void serve_set_header(serve_work *work, const char *name, const char *value);
/* Answers with an object, which is freed. */
void serve_json(serve_work *work, json_t *object);
/* Answers with a text. */
void serve_body(serve_work *work, const char *type, fund_buf *body);
/* Sends the answer and frees the work. */
void serve_send(serve_work *work);
void serve_work_free(serve_work *work);
/* Appends what a request searches for as a query string, "?q=...", with one parameter set to a value (NULL: without
 * it). In HTML it is to be escaped. */
void serve_link(fund_buf *out, const serve_work *work, const char *path, serve_param_id set,
                const char *value);

/* ---- api_*.c -------------------------------------------------------------------------------- */

/* The filter of a request; NULL when it lets everything through. */
const fund_filter *serve_filter(fund_filter *out, const serve_params *params);
/* For fund_count_options and others: ends a count at the request's deadline. */
fund_status serve_count_progress(uint64_t passages, uint64_t of, void *payload);
json_t *serve_diagnostics(const fund_diagnostics *diagnostics);
/* The hits, their total and what goes with them. Also for pages. */
fund_status serve_find(fund_results *out, serve_work *work, unsigned facets, fund_error *err);
/* What a query may have meant, where little was found; "" for nothing. */
const char *serve_suggestion(serve_work *work, const fund_results *results);

void serve_api_search(serve_work *work);
void serve_api_article(serve_work *work);
void serve_api_similar(serve_work *work);
void serve_api_facets(serve_work *work);
void serve_api_complete(serve_work *work);
void serve_api_terms(serve_work *work);
void serve_api_parse(serve_work *work);
void serve_api_status(serve_work *work);
void serve_api_kwic(serve_work *work);
void serve_api_trend(serve_work *work);
void serve_api_words(serve_work *work);
void serve_api_collocates(serve_work *work);
void serve_api_export_lines(serve_work *work);
void serve_api_export_csv(serve_work *work);
void serve_api_openapi(serve_work *work);
void serve_health(serve_work *work);
void serve_metrics(serve_work *work);
/* The next piece of a download, by a worker. */
void serve_export_continue(serve_work *work);

/* ---- page_*.c --------------------------------------------------------------------------------- */

void serve_page_search(serve_work *work);
void serve_page_article(serve_work *work);
void serve_page_problem(serve_work *work, unsigned status, const char *title, const char *detail);
void serve_style(serve_work *work);

/* ---- periods.c -------------------------------------------------------------------------------- */

/* The period of a date, "2022-W07"; false where the date is not precise enough. */
bool serve_period_of(char out[16], const char *date, serve_by by);

#endif
