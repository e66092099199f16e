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
    char root[256]; /* the path of the base URL, "" for none: links begin with it */
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

/* ---- problems.c ------------------------------------------------------------------- */

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
    SERVE_LATE,
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
/* In the language of the thread. */
const char *serve_problem_title(serve_problem problem);
/* RFC 9457; `detail` may be NULL. */
json_t *serve_problem_json(serve_problem problem, const char *detail);

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
    const char *operation, *version, *query, *start, *maximum, *packing, *schema; /* of SRU */
    const char *id;                                                               /* of the path */
    const char *article; /* the only one to search; NULL: all */
    serve_texts sections, authors, sources;
    uint32_t limit, offset, context, passage, min, size, left, right, seed, sample;
    uint32_t scope, sort, offsets, by, unit, field, measure, format;
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
    SERVE_P_SCOPE,
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
    SERVE_P_OPERATION,
    SERVE_P_VERSION,
    SERVE_P_QUERY,
    SERVE_P_START,
    SERVE_P_MAXIMUM,
    SERVE_P_PACKING,
    SERVE_P_SCHEMA,
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

#define SERVE_BIT(id) (UINT64_C(1) << (id))
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
    uint64_t params, required; /* bits */
    uint32_t limit;            /* when none is said; 0: as the table of parameters has it */
    bool direct;               /* needs no searcher: answered on the connections' thread */
    bool open;                 /* needs no key */
    bool ignores;              /* parameters that it does not know */
    bool for_page;             /* not of the API */
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
    bool partial;          /* the time was up: there may be more */
    serve_problem problem; /* that it was answered with; SERVE_PROBLEMS: none */
    http_response response;
};

struct serve_server {
    const serve_settings *settings;
    serve_guard *guard;
    http_server *http;
    const serve_route *routes;
    size_t route_count;
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
/* Reads a target's parameters; *detail is the name of what is wrong. */
serve_problem serve_params_read(serve_work *work, const char **detail);
/* What a parameter is when it is not said. */
uint32_t serve_param_default(const serve_route *route, const serve_param *param);
/* Decodes %XX, and '+' where it is `form`; NULL when it is not text: a NUL, bad UTF-8, a bad %XX. */
const char *serve_decode(fund_arena *arena, fund_text raw, bool form);

/* ---- link.c ---------------------------------------------------------------------------- */

/* The value of a header field; *count how many there are of the name. */
fund_text serve_header(const http_request *request, const char *name, size_t *count);
/* Appends a path of this server with those of the parameters that are set and in `which`; to be escaped in HTML. */
void serve_link(fund_buf *out, const serve_work *work, const serve_params *params, const char *path,
                uint64_t which);
/* Appends the address that the client knows this server by, without a slash at its end. */
void serve_base(fund_buf *out, const serve_work *work);

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

/* Makes the answer a problem (RFC 9457), or a page that tells it. `detail` may be NULL. */
void serve_fail(serve_work *work, serve_problem problem, const char *detail);
/* A whole answer, head and body, to what never became a request. */
void serve_refusal(char *out, size_t room, serve_problem problem);
/* Tells a browser that pages of another origin may ask with a key (the Fetch standard's preflight). */
void serve_allow(serve_work *work);
/* Takes the answer back, for another one. */
void serve_forget(serve_work *work);
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
/* ---- html.c: parts of pages --------------------------------------------------------------- */

/* What the search page can be asked for, and what other views take over from it. */
#define SERVE_VIEW (SERVE_FILTERS | SERVE_BIT(SERVE_P_Q))
#define SERVE_PAGE                                                                                 \
    (SERVE_VIEW | SERVE_BIT(SERVE_P_SORT) | SERVE_BIT(SERVE_P_GROUP) |                             \
     SERVE_BIT(SERVE_P_DISTINCT) | SERVE_BIT(SERVE_P_LIMIT) | SERVE_BIT(SERVE_P_OFFSET))

/* Markup as it is. */
void serve_html(fund_buf *out, const char *markup);
/* A text, escaped; the second one also translated. */
void serve_html_text(fund_buf *out, const char *text);
void serve_html_tr(fund_buf *out, const char *message);
/* <a href="..."> to serve_link(). */
void serve_html_link(fund_buf *out, const serve_work *work, const serve_params *params,
                     const char *path, uint64_t which);
/* Text with its matches in <mark>; *number, if any, numbers them as their ids, "m1". */
void serve_html_marked(fund_buf *out, const char *text, size_t len, const fund_range *ranges,
                       size_t count, unsigned *number);
/* The address of a passage in its article, escaped. */
void serve_html_permalink(fund_buf *out, const serve_work *work, const fund_hit *hit);
/* A date without its time of day. */
void serve_html_date(fund_buf *out, const char *date);
/* Title and details of a hit. */
void serve_html_title(fund_buf *out, const fund_hit *hit);
void serve_html_details(fund_buf *out, const serve_work *work, const fund_hit *hit);
/* From the doctype to <main>, with the form of the search. `title` may be "". */
void serve_html_begin(fund_buf *out, const serve_work *work, const char *title);
/* The filters that are on, each with a link that takes it away. */
void serve_html_filters(fund_buf *out, const serve_work *work);
/* Links to the other views of this search. */
void serve_html_views(fund_buf *out, const serve_work *work);
/* Remarks on the query, and that the time was up. */
void serve_html_notes(fund_buf *out, const serve_work *work, const fund_diagnostics *diagnostics);
void serve_html_end(fund_buf *out);
/* A whole page. */
void serve_html_problem(fund_buf *out, const serve_work *work, const char *title,
                        const char *detail);

/* ---- find.c ------------------------------------------------------------------------------- */

/* The filter of a request; NULL when it lets everything through. */
const fund_filter *serve_filter(fund_filter *out, const serve_params *params);
/* The hits, their total and what goes with them. Also for pages. */
fund_status serve_find(fund_results *out, serve_work *work, unsigned facets, fund_error *err);
/* What a query may have meant, where little was found; "" for nothing. */
const char *serve_suggestion(serve_work *work, const fund_results *results);

/* ---- counts.c: what the API and the pages count --------------------------------------------- */

/* For fund_count_options and others: ends a count at the request's deadline. */
fund_status serve_count_progress(uint64_t passages, uint64_t of, void *payload);

/* Half a count says nothing: FUND_ERR_INTERRUPTED in place of one that the time ended. */
fund_status serve_count_status(const serve_work *work, fund_status status);

typedef struct serve_period {
    char name[16];
    uint64_t occurrences, words;
    uint32_t passages, articles;
} serve_period;

typedef struct serve_trend {
    serve_period *items;
    size_t count, capacity;
    serve_by by;
} serve_trend;

/* Matches by periods, as `by` has it; free the items. */
fund_status serve_count_trend(serve_trend *out, fund_count_totals *totals, serve_work *work,
                              fund_error *err);
/* The order of lines, "1R,match"; false for another text. */
bool serve_line_keys(fund_concordance_options *out, const char *keys);
fund_status serve_concordance(fund_count_totals *totals, serve_work *work, fund_line_callback take,
                              void *payload, fund_error *err);

/* ---- cql.c ---------------------------------------------------------------------------------- */

/* A query in CQL 1.2 as one of fundstelle-query(7), in *out. False for what cannot be run, with the number of
 * SRU's diagnostic, and its details. */
bool serve_cql(fund_buf *out, const char *query, unsigned *diagnostic, char details[64]);

/* ---- api_*.c -------------------------------------------------------------------------------- */

json_t *serve_diagnostics(const fund_diagnostics *diagnostics);

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
/* The next piece of a download, by a worker; false: nothing could be read, and something else may be tried. */
bool serve_export_continue(serve_work *work, bool last_try);

/* ---- feeds.c, sru.c --------------------------------------------------------------------------- */

void serve_feed(serve_work *work);
void serve_opensearch(serve_work *work);
void serve_sru(serve_work *work);

/* ---- page_*.c --------------------------------------------------------------------------------- */

void serve_page_search(serve_work *work);
void serve_page_article(serve_work *work);
void serve_page_kwic(serve_work *work);
void serve_page_trend(serve_work *work);
/* Answers with a page that is complete. */
void serve_send_page(serve_work *work, fund_buf *page);
/* Bars over time, each a link to its hits, as SVG. */
void serve_page_bars(fund_buf *out, const serve_work *work, const serve_period *periods,
                     size_t count, const char *label);

/* ---- assets.c ---------------------------------------------------------------------------------- */

void serve_style(serve_work *work);
void serve_script(serve_work *work);
void serve_icon(serve_work *work);

/* ---- periods.c -------------------------------------------------------------------------------- */

/* The period of a date, "2022-W07"; false where the date is not precise enough. */
bool serve_period_of(char out[16], const char *date, serve_by by);

#endif
