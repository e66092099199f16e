/* http.h by libmicrohttpd. */
#include "serve/http.h"

#include <arpa/inet.h>
#include <dlfcn.h>
#include <microhttpd.h>
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_SECONDS = 120, PIECE_BYTES = 32 * 1024 };

/* Connections that are shut down, beside those that are allowed. */
enum { SPARE = 64 };

/* A connection, in the list of all. */
typedef struct peer {
    struct peer *next, *previous;
    int fd;
    char address[48];
    uint64_t since; /* it waits for a request, or sends an answer */
    bool begun;     /* a request: its first line is there */
    bool served;    /* at least one request */
    bool answering, streaming;
    bool ended; /* shut down, and not yet noticed by the library */
} peer;

struct http_server {
    struct MHD_Daemon *daemon;
    http_options options;
    pthread_mutex_t lock; /* of the peers */
    pthread_cond_t stop;
    pthread_t reaper;
    peer *peers;
    unsigned count;
    bool stopping;
};

/* A request with what the library and the answering thread share. */
typedef struct exchange {
    http_request request; /* first */
    http_server *server;
    struct MHD_Connection *connection;
    peer *peer;
    char *target;
    pthread_mutex_t lock;
    bool taken, answered, suspended;
    http_response response;
    http_stream stream;
    fund_buf piece; /* of a stream */
    size_t sent;
    bool last, failed;
} exchange;

/* ---- connections -------------------------------------------------------------------- */

static void name_address(char out[48], const struct sockaddr *address)
{
    out[0] = '\0';
    if (address != NULL && address->sa_family == AF_INET) {
        struct sockaddr_in in;
        memcpy(&in, address, sizeof in);
        inet_ntop(AF_INET, &in.sin_addr, out, 48);
    } else if (address != NULL && address->sa_family == AF_INET6) {
        struct sockaddr_in6 in;
        memcpy(&in, address, sizeof in);
        memset(in.sin6_addr.s6_addr + 8, 0, 8); /* a site has 2^64 addresses */
        inet_ntop(AF_INET6, &in.sin6_addr, out, 48);
    }
}

static unsigned connections_of(const http_server *server, const char *address)
{
    unsigned count = 0;
    for (const peer *at = server->peers; at != NULL; at = at->next) {
        count += strcmp(at->address, address) == 0;
    }
    return count;
}

/* When all places are taken, whoever has waited longest without a request under way loses one: idle connections keep
 * nobody out. */
static bool make_room(http_server *server)
{
    peer *oldest = NULL;
    unsigned live = 0;
    for (peer *at = server->peers; at != NULL; at = at->next) {
        bool idle = !at->answering && !at->streaming && !at->ended && at->fd >= 0;
        live += !at->ended;
        oldest = idle && (oldest == NULL || at->since <= oldest->since) ? at : oldest;
    }
    if (live >= server->options.connections && oldest != NULL) {
        oldest->ended = true;
        shutdown(oldest->fd, SHUT_RDWR);
        live--;
    }
    return live < server->options.connections;
}

static enum MHD_Result accept_peer(void *payload, const struct sockaddr *from, socklen_t len)
{
    (void)len;
    http_server *server = payload;
    char address[48];
    name_address(address, from);
    pthread_mutex_lock(&server->lock);
    bool ok = (address[0] == '\0' ||
               connections_of(server, address) < server->options.connections_per_address) &&
              make_room(server);
    pthread_mutex_unlock(&server->lock);
    return ok ? MHD_YES : MHD_NO;
}

static void add_peer(http_server *server, struct MHD_Connection *connection, void **context)
{
    peer *fresh = calloc(1, sizeof *fresh);
    const union MHD_ConnectionInfo *info;
    *context = fresh;
    if (fresh == NULL) {
        return;
    }
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CONNECTION_FD);
    fresh->fd = info != NULL ? info->connect_fd : -1;
    info = MHD_get_connection_info(connection, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    name_address(fresh->address, info != NULL ? info->client_addr : NULL);
    fresh->since = fund_clock_ms();
    pthread_mutex_lock(&server->lock);
    fresh->next = server->peers;
    if (fresh->next != NULL) {
        fresh->next->previous = fresh;
    }
    server->peers = fresh;
    server->count++;
    pthread_mutex_unlock(&server->lock);
}

static void remove_peer(http_server *server, peer *gone)
{
    if (gone == NULL) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    if (gone->next != NULL) {
        gone->next->previous = gone->previous;
    }
    if (gone->previous != NULL) {
        gone->previous->next = gone->next;
    } else {
        server->peers = gone->next;
    }
    server->count--;
    pthread_mutex_unlock(&server->lock);
    free(gone);
}

static void note_connection(void *payload, struct MHD_Connection *connection, void **context,
                            enum MHD_ConnectionNotificationCode what)
{
    if (what == MHD_CONNECTION_NOTIFY_STARTED) {
        add_peer(payload, connection, context);
    } else {
        remove_peer(payload, *context);
    }
}

static void set_phase(http_server *server, peer *of, bool answering, bool streaming)
{
    if (of != NULL) {
        pthread_mutex_lock(&server->lock);
        of->answering = answering;
        of->served |= answering;
        of->begun = false;
        of->streaming = streaming;
        of->since = fund_clock_ms();
        pthread_mutex_unlock(&server->lock);
    }
}

/* Between two requests a connection is ended without a word. */
static void end_connection(const http_server *server, peer *of)
{
    if (!of->answering && (of->begun || !of->served)) {
        (void)!send(of->fd, server->options.late, strlen(server->options.late),
                    MSG_DONTWAIT | MSG_NOSIGNAL);
    }
    shutdown(of->fd, SHUT_RDWR);
}

/* The library counts the time since the last byte: who sends one now and then would stay for good. */
static void *reap(void *payload)
{
    http_server *server = payload;
    pthread_mutex_lock(&server->lock);
    while (!server->stopping) {
        struct timespec until;
        clock_gettime(CLOCK_REALTIME, &until);
        until.tv_sec++;
        pthread_cond_timedwait(&server->stop, &server->lock, &until);
        uint64_t now = fund_clock_ms();
        for (peer *at = server->peers; at != NULL; at = at->next) {
            uint64_t limit = 1000 * (at->answering ? (uint64_t)ANSWER_SECONDS
                                                   : (uint64_t)server->options.idle_seconds);
            if (!at->streaming && !at->ended && at->fd >= 0 && now - at->since > limit) {
                end_connection(server, at);
                at->ended = true;
            }
        }
    }
    pthread_mutex_unlock(&server->lock);
    return NULL;
}

unsigned http_connections(http_server *server)
{
    pthread_mutex_lock(&server->lock);
    unsigned count = server->count;
    pthread_mutex_unlock(&server->lock);
    return count;
}

/* ---- requests ----------------------------------------------------------------------- */

static peer *peer_of(struct MHD_Connection *connection)
{
    const union MHD_ConnectionInfo *info =
        MHD_get_connection_info(connection, MHD_CONNECTION_INFO_SOCKET_CONTEXT);
    return info != NULL ? info->socket_context : NULL;
}

static void note_begin(http_server *server, struct MHD_Connection *connection)
{
    peer *of = peer_of(connection);
    if (of != NULL) {
        pthread_mutex_lock(&server->lock);
        of->begun = true;
        pthread_mutex_unlock(&server->lock);
    }
}

/* The library cuts a target at "%00" and decodes it: it is kept as it came. */
static void *begin_exchange(void *payload, const char *target, struct MHD_Connection *connection)
{
    exchange *fresh = calloc(1, sizeof *fresh);
    if (fresh == NULL) {
        return NULL;
    }
    fresh->server = payload;
    fresh->connection = connection;
    fresh->target = strdup(target);
    note_begin(payload, connection);
    pthread_mutex_init(&fresh->lock, NULL);
    return fresh;
}

static void free_response(http_response *response)
{
    fund_buf_free(&response->body);
    for (size_t i = 0; i < response->header_count; i++) {
        free(response->headers[i].value);
    }
    response->header_count = 0;
}

static void end_exchange(void *payload, struct MHD_Connection *connection, void **context,
                         enum MHD_RequestTerminationCode why)
{
    (void)connection;
    (void)why;
    http_server *server = payload;
    exchange *done = *context;
    *context = NULL;
    if (done == NULL) {
        return;
    }
    set_phase(server, done->peer, false, false);
    if (done->stream.end != NULL) {
        done->stream.end(done->stream.source);
    }
    free_response(&done->response);
    fund_buf_free(&done->piece);
    pthread_mutex_destroy(&done->lock);
    free(done->target);
    free(done);
}

static enum MHD_Result take_header(void *payload, enum MHD_ValueKind kind, const char *name,
                                   size_t name_len, const char *value, size_t value_len)
{
    (void)kind;
    http_request *request = payload;
    request->too_many = request->header_count == HTTP_HEADERS_MAX;
    if (!request->too_many) {
        request->headers[request->header_count++] =
            (http_pair){{name, name_len}, {value != NULL ? value : "", value_len}};
    }
    return request->too_many ? MHD_NO : MHD_YES;
}

static void take_request(exchange *of, const char *method)
{
    http_request *request = &of->request;
    of->taken = true;
    of->peer = peer_of(of->connection);
    set_phase(of->server, of->peer, true, false);
    request->method = method;
    request->target = (fund_text){of->target, of->target != NULL ? strlen(of->target) : 0};
    request->began = fund_clock_ms();
    snprintf(request->address, sizeof request->address, "%s",
             of->peer != NULL ? of->peer->address : "");
    MHD_get_connection_values_n(of->connection, MHD_HEADER_KIND, take_header, request);
    of->server->options.take(request, of->server->options.payload);
}

/* ---- answers ------------------------------------------------------------------------- */

static ssize_t send_piece(void *payload, uint64_t at, char *out, size_t room)
{
    (void)at;
    exchange *of = payload;
    bool ask = false;
    ssize_t given = 0;
    pthread_mutex_lock(&of->lock);
    size_t left = of->piece.len - of->sent;
    if (left > 0) {
        left = left < room ? left : room;
        memcpy(out, of->piece.data + of->sent, left);
        of->sent += left;
        given = (ssize_t)left;
    } else if (of->failed) {
        given = MHD_CONTENT_READER_END_WITH_ERROR;
    } else if (of->last) {
        given = MHD_CONTENT_READER_END_OF_STREAM;
    } else {
        MHD_suspend_connection(of->connection);
        of->suspended = ask = true;
    }
    pthread_mutex_unlock(&of->lock);
    if (ask) {
        of->stream.refill(&of->request, of->stream.source);
    }
    return given;
}

void http_write(http_request *request, fund_buf *piece, bool last, bool failed)
{
    exchange *of = (exchange *)request;
    pthread_mutex_lock(&of->lock);
    fund_buf_free(&of->piece);
    of->failed = failed || piece->failed;
    of->piece = *piece;
    of->sent = 0;
    of->last = last;
    if (of->suspended) {
        of->suspended = false;
        MHD_resume_connection(of->connection);
    }
    pthread_mutex_unlock(&of->lock);
    *piece = (fund_buf)FUND_BUF_INIT;
}

/* To what is no HTTP, and to a head that it has no room for, the library queues a page of its own by this function,
 * which the linker lets a program take the place of: clients get an answer of ours instead. All other answers go
 * by `queue_response`. It is sent at once, since version 0.9.75 sends some of its heads twice. */
typedef enum MHD_Result (*queue_function)(struct MHD_Connection *connection, unsigned status,
                                          struct MHD_Response *response);
static queue_function queue_response; /* of the library */
static const char *(*refusal)(unsigned status);

__attribute__((visibility("default"))) enum MHD_Result
MHD_queue_response(struct MHD_Connection *connection, unsigned status, struct MHD_Response *theirs)
{
    const peer *of = peer_of(connection);
    const char *own = refusal(status);
    if (of == NULL || of->fd < 0 ||
        send(of->fd, own, strlen(own), MSG_DONTWAIT | MSG_NOSIGNAL) != (ssize_t)strlen(own)) {
        return queue_response(connection, status, theirs);
    }
    shutdown(of->fd, SHUT_WR);
    return MHD_NO; /* the connection is closed */
}

static struct MHD_Response *make_response(exchange *of)
{
    http_response *from = &of->response;
    if (from->body.failed) {
        return NULL;
    }
    if (of->stream.refill != NULL) {
        return MHD_create_response_from_callback(MHD_SIZE_UNKNOWN, PIECE_BYTES, send_piece, of,
                                                 NULL);
    }
    if (from->body.len == 0) {
        return MHD_create_response_from_buffer(0, NULL, MHD_RESPMEM_PERSISTENT);
    }
    struct MHD_Response *made =
        MHD_create_response_from_buffer(from->body.len, from->body.data, MHD_RESPMEM_MUST_FREE);
    if (made != NULL) {
        from->body = (fund_buf)FUND_BUF_INIT;
    }
    return made;
}

static enum MHD_Result send_response(exchange *of)
{
    struct MHD_Response *made = make_response(of);
    bool ok = made != NULL;
    for (size_t i = 0; ok && i < of->response.header_count; i++) {
        const char *value = of->response.headers[i].value;
        ok = value != NULL &&
             MHD_add_response_header(made, of->response.headers[i].name, value) == MHD_YES;
    }
    if (ok && of->request.must_close) {
        ok = MHD_add_response_header(made, "Connection", "close") == MHD_YES;
    }
    ok = ok && queue_response(of->connection, of->response.status, made) == MHD_YES;
    if (made != NULL) {
        MHD_destroy_response(made);
    }
    return ok ? MHD_YES : MHD_NO; /* else the connection is closed */
}

void http_respond(http_request *request, http_response *response)
{
    exchange *of = (exchange *)request;
    pthread_mutex_lock(&of->lock);
    of->response = *response;
    if (response->stream != NULL) {
        of->stream = *response->stream;
        of->response.stream = NULL;
    }
    of->answered = true;
    if (of->suspended) {
        of->suspended = false;
        MHD_resume_connection(of->connection);
    }
    pthread_mutex_unlock(&of->lock);
    memset(response, 0, sizeof *response);
}

/* Called when the head of a request is there, and again when its answer is. */
static enum MHD_Result handle(void *payload, struct MHD_Connection *connection, const char *url,
                              const char *method, const char *version, const char *data,
                              size_t *size, void **context)
{
    (void)payload;
    (void)connection;
    (void)url;
    (void)version;
    (void)data;
    *size = 0;
    exchange *of = *context;
    if (of == NULL) {
        return MHD_NO;
    }
    if (!of->taken) {
        take_request(of, method);
        if (!of->request.must_close) {
            return MHD_YES; /* an answer to the first call would end the connection */
        }
    }
    pthread_mutex_lock(&of->lock);
    bool answered = of->answered;
    if (!answered) {
        MHD_suspend_connection(connection);
        of->suspended = true;
    }
    pthread_mutex_unlock(&of->lock);
    if (!answered) {
        return MHD_YES;
    }
    set_phase(of->server, of->peer, true, of->stream.refill != NULL);
    return send_response(of);
}

/* What the library has to say of broken connections is of no use to anyone. */
static void be_silent(void *payload, const char *format, va_list arguments)
{
    (void)payload;
    (void)format;
    (void)arguments;
}

fund_status http_start(http_server **out, const http_options *options, fund_error *err)
{
    http_server *server = calloc(1, sizeof *server);
    *out = NULL;
    if (server == NULL) {
        return fund_no_memory(err);
    }
    server->options = *options;
    refusal = options->refused;
    void *theirs = dlsym(RTLD_NEXT, "MHD_queue_response");
    memcpy(&queue_response, &theirs, sizeof theirs);
    pthread_mutex_init(&server->lock, NULL);
    pthread_cond_init(&server->stop, NULL);
    server->daemon = MHD_start_daemon(
        MHD_USE_EPOLL_INTERNAL_THREAD | MHD_ALLOW_SUSPEND_RESUME | MHD_USE_ERROR_LOG, 0,
        accept_peer, server, handle, server, MHD_OPTION_EXTERNAL_LOGGER, be_silent, NULL,
        MHD_OPTION_LISTEN_SOCKET, options->socket, MHD_OPTION_CONNECTION_LIMIT,
        options->connections + SPARE, MHD_OPTION_CONNECTION_TIMEOUT, 2 * options->idle_seconds,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)HTTP_REQUEST_MAX, MHD_OPTION_STRICT_FOR_CLIENT,
        -1, MHD_OPTION_URI_LOG_CALLBACK, begin_exchange, server, MHD_OPTION_NOTIFY_COMPLETED,
        end_exchange, server, MHD_OPTION_NOTIFY_CONNECTION, note_connection, server,
        MHD_OPTION_END);
    if (server->daemon == NULL || pthread_create(&server->reaper, NULL, reap, server) != 0) {
        if (server->daemon != NULL) {
            MHD_stop_daemon(server->daemon);
        } else {
            close(options->socket);
        }
        free(server);
        return fund_error_set(err, FUND_ERR_IO, "cannot start the HTTP server");
    }
    *out = server;
    return FUND_OK;
}

void http_stop(http_server *server)
{
    if (server == NULL) {
        return;
    }
    pthread_mutex_lock(&server->lock);
    server->stopping = true;
    pthread_cond_signal(&server->stop);
    pthread_mutex_unlock(&server->lock);
    pthread_join(server->reaper, NULL);
    MHD_stop_daemon(server->daemon);
    pthread_cond_destroy(&server->stop);
    pthread_mutex_destroy(&server->lock);
    free(server);
}
