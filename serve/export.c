/* All hits of a search, in pieces: the worker that makes one goes on with other requests until the client has
 * taken it. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

enum { PIECE_HITS = 500 };

static void refill(http_request *request, void *source)
{
    serve_work *work = source;
    if (!serve_queue_put(work->server, work, true)) {
        fund_buf nothing = FUND_BUF_INIT;
        http_write(request, &nothing, true, true);
    }
}

static void end(void *source)
{
    serve_work *work = source;
    atomic_fetch_sub(&work->server->streams, 1);
    serve_work_free(work);
}

static bool is_csv(const serve_work *work)
{
    return strcmp(work->route->type, "text/csv") == 0;
}

static void write_csv(fund_buf *out, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const char *source = fund_hit_source(hit);
    const char *cells[] = {fields->id.data,     fields->title.data,
                           fields->date.data,   fields->section.data,
                           fields->author.data, source == fields->path.data ? "" : source,
                           fields->url.data,    hit->text};
    fund_buf_printf(out, "%u,%.6f,%u", (unsigned)hit->rank, hit->score, (unsigned)hit->passage);
    for (size_t i = 0; i < SERVE_COUNT(cells); i++) {
        fund_buf_append_byte(out, ',');
        fund_escape_csv(out, cells[i], strlen(cells[i]), true);
    }
    fund_buf_append_str(out, "\r\n");
}

static void write_json(fund_buf *out, const serve_work *work, const fund_hit *hit)
{
    const fund_hit_style style = {
        .group = work->params.group, .hides_paths = true, .utf16 = work->params.offsets == 1};
    json_t *object = json_object();
    fund_hit_json(object, &style, hit);
    char *line = fund_json_line(object);
    if (line == NULL) {
        out->failed = true;
        return;
    }
    fund_buf_append_str(out, line);
    fund_buf_append_byte(out, '\n');
    free(line);
}

bool serve_export_continue(serve_work *work, bool last_try)
{
    fund_buf piece = FUND_BUF_INIT;
    fund_results results = FUND_RESULTS_INIT;
    bool first = work->params.offset == 0;
    if (work->searcher != NULL) {
        fund_searcher_set_timeout(work->searcher, 0); /* it may take as long as the client likes */
    }
    work->params.limit = PIECE_HITS;
    fund_status status =
        work->searcher != NULL ? serve_find(&results, work, 0, NULL) : FUND_ERR_NO_INDEX;
    if (status != FUND_OK && !last_try) {
        fund_results_free(&results);
        return false;
    }
    if (first && is_csv(work)) {
        fund_buf_append_str(&piece, "rank,score,passage,article,title,date,section,author,source,"
                                    "url,text\r\n");
    }
    for (size_t i = 0; i < results.count; i++) {
        if (is_csv(work)) {
            write_csv(&piece, results.hits[i]);
        } else {
            write_json(&piece, work, results.hits[i]);
        }
    }
    bool last = results.count < PIECE_HITS;
    work->params.offset += PIECE_HITS;
    fund_results_free(&results);
    http_write(work->request, &piece, last, status != FUND_OK);
    return true;
}

static void begin(serve_work *work, const char *type, const char *disposition)
{
    static _Thread_local http_stream stream;
    fund_results none = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    work->params.limit = 1;
    fund_status status = serve_find(&none, work, 0, &err);
    fund_results_free(&none);
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
        return;
    }
    if (atomic_fetch_add(&work->server->streams, 1) >= SERVE_STREAMS_MAX) {
        atomic_fetch_sub(&work->server->streams, 1);
        serve_fail(work, SERVE_BUSY, NULL);
        return;
    }
    stream = (http_stream){refill, end, work};
    work->streamed = true;
    work->response.status = 200;
    work->response.stream = &stream;
    work->etag[0] = '\0'; /* its pieces may be of several commits */
    serve_set_header(work, "Content-Type", type);
    serve_set_header(work, "Content-Disposition", disposition);
}

void serve_api_export_lines(serve_work *work)
{
    begin(work, "application/jsonl", "attachment; filename=\"fundstelle.jsonl\"");
}

void serve_api_export_csv(serve_work *work)
{
    begin(work, "text/csv; charset=utf-8", "attachment; filename=\"fundstelle.csv\"");
}
