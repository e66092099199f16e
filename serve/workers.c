/* Threads that answer, each with a searcher of its own. Every answer is of one commit, the newest when it is begun. */
#include "serve/serve_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

static void run(serve_work *work, fund_searcher **searcher)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = *searcher == NULL ? open_searcher(searcher, work->server, &err) : FUND_OK;
    serve_language_set(work->german);
    work->searcher = *searcher;
    if (status == FUND_OK && fund_clock_ms() > work->deadline) {
        serve_fail(work, SERVE_BUSY, NULL); /* it has waited too long already */
    } else if (status == FUND_OK) {
        status = fund_searcher_read(*searcher, answer, work, &err);
    }
    if (status != FUND_OK) {
        serve_fail_with(work, status, &err);
    }
    if (work->response.status >= 500) {
        fund_searcher_free(*searcher); /* the index may be another one by now */
        *searcher = NULL;
    }
    serve_send(work);
}

static void *work_on(void *payload)
{
    serve_server *server = payload;
    fund_searcher *searcher = NULL;
    serve_work *work;
    while ((work = serve_queue_take(server)) != NULL) {
        if (work->streamed) {
            if (searcher == NULL) {
                (void)open_searcher(&searcher, server, NULL);
            }
            work->searcher = searcher;
            serve_export_continue(work);
        } else {
            run(work, &searcher);
        }
    }
    fund_searcher_free(searcher);
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
