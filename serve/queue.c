/* Requests that wait for a worker. */
#include "serve/serve_private.h"

bool serve_queue_put(serve_server *server, serve_work *work, bool urgent)
{
    pthread_mutex_lock(&server->lock);
    bool ok = !server->stopping && (urgent || server->queued < SERVE_QUEUE_MAX);
    if (ok) {
        work->next = NULL;
        if (server->last != NULL) {
            server->last->next = work;
        } else {
            server->first = work;
        }
        server->last = work;
        server->queued++;
        pthread_cond_signal(&server->more);
    }
    pthread_mutex_unlock(&server->lock);
    return ok;
}

serve_work *serve_queue_take(serve_server *server)
{
    pthread_mutex_lock(&server->lock);
    while (server->first == NULL && !server->stopping) {
        pthread_cond_wait(&server->more, &server->lock);
    }
    serve_work *work = server->first;
    if (work != NULL) {
        server->first = work->next;
        server->last = server->first != NULL ? server->last : NULL;
        server->queued--;
    }
    pthread_mutex_unlock(&server->lock);
    return work;
}

unsigned serve_queue_length(serve_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned length = server->queued;
    pthread_mutex_unlock(&server->lock);
    return length;
}
