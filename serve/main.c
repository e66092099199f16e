/* fundstelle-serve: a search page and an HTTP API on indexes. Started by "fundstelle serve". */
#include "serve/serve_private.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* For jemalloc, as in cli/main.c. */
extern const char *malloc_conf;
__attribute__((visibility("default"))) const char *malloc_conf = "narenas:1";

static int fail(const fund_error *err)
{
    fprintf(stderr, "fundstelle: %s\n", err->message);
    return 2;
}

static void wait_for_end(const serve_settings *settings, const sigset_t *ends)
{
    int number;
    if (strcmp(settings->listen, "systemd") != 0 && strncmp(settings->listen, "unix:", 5) != 0) {
        fprintf(stderr, fund_tr("fundstelle: the search page is at http://%s/\n"),
                settings->listen);
    }
    serve_tell_manager("READY=1");
    while (sigwait(ends, &number) != 0) {
    }
    serve_tell_manager("STOPPING=1");
}

/* Said by the connections' thread itself, which knows nothing of problems. */
static void make_late_answer(char *out, size_t room)
{
    char *body = fund_json_line(serve_problem_json(SERVE_LATE, NULL));
    snprintf(out, room,
             "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
             "Content-Type: application/problem+json\r\nX-Content-Type-Options: nosniff\r\n"
             "Content-Length: %zu\r\n\r\n%s",
             body != NULL ? strlen(body) : 0, body != NULL ? body : "");
    free(body);
}

static fund_status start(serve_server *server, int fd, fund_error *err)
{
    static char late[1024];
    make_late_answer(late, sizeof late);
    http_options options = {.socket = fd,
                            .connections = 256,
                            .connections_per_address = server->settings->per_address,
                            .idle_seconds = 10,
                            .late = late,
                            .take = serve_take,
                            .payload = server};
    fund_status status = serve_guard_open(&server->guard, server->settings, err);
    if (status == FUND_OK) {
        status = serve_workers_start(server, err);
    }
    return status == FUND_OK ? http_start(&server->http, &options, err) : status;
}

static int serve(const serve_settings *settings, const sigset_t *ends)
{
    serve_server server = {
        .settings = settings, .lock = PTHREAD_MUTEX_INITIALIZER, .more = PTHREAD_COND_INITIALIZER};
    fund_error err = FUND_ERROR_INIT;
    const char *unix_path = NULL;
    server.routes = serve_routes(&server.route_count);
    int fd = -1;
    fund_status status = serve_listen(&fd, settings, &unix_path, &err);
    if (status == FUND_OK) {
        status = start(&server, fd, &err);
    }
    if (status == FUND_OK) {
        wait_for_end(settings, ends);
    }
    serve_workers_stop(&server);
    http_stop(server.http);
    serve_guard_free(server.guard);
    if (unix_path != NULL && fd >= 0) {
        unlink(unix_path);
    }
    return status == FUND_OK ? 0 : fail(&err);
}

int main(int argc, char **argv)
{
    serve_settings settings;
    fund_error err = FUND_ERROR_INIT;
    sigset_t ends;
    signal(SIGPIPE, SIG_IGN);
    signal(SIGHUP, SIG_IGN);
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigaddset(&ends, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &ends, NULL);
    serve_language_init();
    fund_json_note_memory();
    if (serve_settings_read(&settings, argc, argv, &err) != FUND_OK) {
        return fail(&err);
    }
    return serve(&settings, &ends);
}
