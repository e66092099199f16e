/* Threads that answer, each with a searcher of its own. Every answer is of one commit, the newest when it is begun. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

typedef struct worker {
    serve_server *server;
    fund_searcher *searcher; /* NULL: none is open */
    uint64_t stamp;          /* of what it was opened on */
    bool has_served;         /* the last request found an index */
} worker;

/* Another commit, index or program has other answers; so has another language. */
static fund_status make_etag(serve_work *work, fund_error *err)
{
    fund_commit commit;
    char chain[128];
    fund_status status = fund_searcher_commit(&commit, chain, work->searcher, err);
    if (status == FUND_OK) {
        fund_buf all = FUND_BUF_INIT;
        fund_buf_printf(&all, "%llu %s %zu %s %s %d", (unsigned long long)commit.number,
                        commit.updated, commit.segments, chain, fund_version(), work->german);
        snprintf(work->etag, sizeof work->etag, "\"%016llx\"",
                 (unsigned long long)fund_hash64(all.data, all.len));
        status = all.failed ? fund_no_memory(err) : FUND_OK;
        fund_buf_free(&all);
    }
    return status;
}

/* If-None-Match: a list, each perhaps with W/, or "*". */
static bool is_known(const serve_work *work)
{
    size_t count;
    fund_text known = serve_header(work->request, "If-None-Match", &count);
    return count == 1 && (memmem(known.data, known.len, work->etag, strlen(work->etag)) != NULL ||
                          (known.len == 1 && known.data[0] == '*'));
}

static fund_status answer(void *payload, fund_error *err)
{
    serve_work *work = payload;
    fund_status status = make_etag(work, err);
    if (status == FUND_OK && is_known(work)) {
        work->response.status = 304;
    } else if (status == FUND_OK) {
        work->route->run(work);
    }
    return status;
}

static fund_status open_searcher(fund_searcher **out, const serve_server *server, fund_error *err)
{
    return fund_searcher_open(out, server->settings->indexes, server->settings->index_count, NULL,
                              err);
}

/* What stands where the indexes are: changes when one is replaced or removed. */
static uint64_t stamp_of(const serve_server *server)
{
    uint64_t stamp = 0;
    for (size_t i = 0; i < server->settings->index_count; i++) {
        struct stat at = {.st_ino = 0};
        uint64_t parts[3] = {stamp, 0, 0};
        if (stat(server->settings->indexes[i], &at) == 0) {
            parts[1] = (uint64_t)at.st_dev;
            parts[2] = (uint64_t)at.st_ino;
        }
        stamp = fund_hash64(parts, sizeof parts);
    }
    return stamp;
}

static void close_searcher(worker *of)
{
    fund_searcher_free(of->searcher);
    of->searcher = NULL;
}

/* The searcher of what is there now; true in *fresh when it was opened for this request. */
static fund_status take_searcher(worker *of, bool *fresh, fund_error *err)
{
    uint64_t stamp = stamp_of(of->server);
    if (of->searcher != NULL && stamp != of->stamp) {
        close_searcher(of);
    }
    *fresh = of->searcher == NULL;
    of->stamp = stamp;
    return *fresh ? open_searcher(&of->searcher, of->server, err) : FUND_OK;
}

static void try_it(serve_work *work, worker *of, bool *fresh)
{
    fund_error err = FUND_ERROR_INIT;
    uint64_t now = fund_clock_ms();
    fund_status status = take_searcher(of, fresh, &err);
    work->searcher = of->searcher;
    if (status == FUND_OK && now >= work->deadline) {
        serve_fail(work, SERVE_BUSY, NULL); /* it has waited too long already */
    } else if (status == FUND_OK) {
        fund_searcher_set_timeout(of->searcher, (double)(work->deadline - now) / 1000);
        status = fund_searcher_read(of->searcher, answer, work, &err);
    }
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
    }
}

static bool has_failed(const serve_work *work)
{
    return work->problem == SERVE_NO_INDEX || work->problem == SERVE_INTERNAL;
}

enum { MOMENT_MS = 250, PAUSE_US = 5000 };

/* A searcher that fails is opened anew, since the index may be another one by now: for this request, at once.
 * While a folder takes the place of another, there may be none for a moment, which is waited for. */
static void run(serve_work *work, worker *of)
{
    bool fresh = true;
    uint64_t until = of->has_served ? fund_clock_ms() + MOMENT_MS : 0;
    serve_language_set(work->german);
    try_it(work, of, &fresh);
    while (has_failed(work) &&
           (!fresh || (work->problem == SERVE_NO_INDEX && fund_clock_ms() < until))) {
        close_searcher(of);
        usleep(fresh ? PAUSE_US : 0);
        serve_forget(work);
        try_it(work, of, &fresh);
    }
    of->has_served = !has_failed(work);
    if (!of->has_served) {
        close_searcher(of);
    }
    serve_send(work);
}

/* The next piece of a download, waited for likewise. */
static void run_on(serve_work *work, worker *of)
{
    bool fresh, written = false;
    uint64_t until = fund_clock_ms() + MOMENT_MS;
    while (!written) {
        bool opened = take_searcher(of, &fresh, NULL) == FUND_OK;
        work->searcher = opened ? of->searcher : NULL;
        written = serve_export_continue(work, fund_clock_ms() >= until);
        if (!written) {
            close_searcher(of);
            usleep(PAUSE_US);
        }
    }
}

static void *work_on(void *payload)
{
    worker own = {.server = payload};
    serve_work *work;
    while ((work = serve_queue_take(own.server)) != NULL) {
        if (work->streamed) {
            run_on(work, &own);
        } else {
            run(work, &own);
        }
    }
    close_searcher(&own);
    return NULL;
}

fund_status serve_workers_start(serve_server *server, fund_error *err)
{
    fund_searcher *first = NULL;
    fund_status status = open_searcher(&first, server, err); /* to tell what is wrong with it */
    fund_searcher_free(first);
    server->threads = calloc(server->settings->threads, sizeof *server->threads);
    if (status == FUND_OK && server->threads == NULL) {
        status = fund_no_memory(err);
    }
    while (status == FUND_OK && server->thread_count < server->settings->threads) {
        if (pthread_create(&server->threads[server->thread_count], NULL, work_on, server) != 0) {
            status = fund_error_set(err, FUND_ERR_MEMORY, "cannot start a thread");
        } else {
            server->thread_count++;
        }
    }
    return status;
}

void serve_workers_stop(serve_server *server)
{
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_broadcast(&server->more);
    pthread_mutex_unlock(&server->lock);
    for (unsigned i = 0; i < server->thread_count; i++) {
        pthread_join(server->threads[i], NULL);
    }
    free(server->threads);
    server->threads = NULL;
    server->thread_count = 0;
}
