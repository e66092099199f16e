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

/* What the connections' thread says by itself. */
static const struct {
    unsigned status; /* of the library */
    serve_problem problem;
} refusals[] = {{408, SERVE_LATE},          {413, SERVE_BODY},     {414, SERVE_TARGET_LONG},
                {431, SERVE_HEADERS_LARGE}, {500, SERVE_INTERNAL}, {400, SERVE_BAD_REQUEST}};
static char answers[SERVE_COUNT(refusals)][1024];

static const char *refuse(unsigned status)
{
    size_t i = 0;
    while (i + 1 < SERVE_COUNT(refusals) && refusals[i].status != status) {
        i++;
    }
    serve_metrics_count(serve_problem_status(refusals[i].problem), 0);
    return answers[i];
}

static fund_status start(serve_server *server, int fd, fund_error *err)
{
    for (size_t i = 0; i < SERVE_COUNT(refusals); i++) {
        serve_refusal(answers[i], sizeof answers[i], refusals[i].problem);
    }
    http_options options = {.socket = fd,
                            .connections = 256,
                            .connections_per_address = server->settings->per_address,
                            .idle_seconds = 10,
                            .late = answers[0],
                            .refused = refuse,
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
