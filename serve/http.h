/*
 * http.h - the library that speaks HTTP, behind five functions, so that another one could take its place.
 *
 * One thread reads and writes all connections. Each request that is whole is given to the callback on that
 * thread, which must not wait; it, or any other thread later, answers by http_respond() once. Bodies of
 * requests are not read. HEAD is answered like GET, and its body left out here.
 */
#ifndef FUND_SERVE_HTTP_H
#define FUND_SERVE_HTTP_H

#include "base/base.h"

enum {
    HTTP_HEADERS_MAX = 100,
    HTTP_TARGET_MAX = 8192,       /* bytes of a request's target ... */
    HTTP_FIELDS_MAX = 16 * 1024,  /* ... and of its header fields */
    HTTP_REQUEST_MAX = 48 * 1024, /* beyond, it is refused: http_options.refused */
    HTTP_OWN_HEADERS = 16
};

typedef struct http_pair {
    fund_text name, value;
} http_pair;

/* What of a connection's request is known; valid until it is answered. */
typedef struct http_request {
    const char *method;
    fund_text target; /* as it came: "/v1/search?q=H%C3%A4fen" */
    http_pair headers[HTTP_HEADERS_MAX];
    size_t header_count;
    bool too_many;    /* header fields: not all are here */
    char address[48]; /* of the client, "" where it has none (a Unix socket) */
    uint64_t began;   /* fund_clock_ms() */
    bool must_close;  /* set by who answers: what follows on the connection cannot be trusted */
} http_request;

/* A body in pieces. `refill` is called on the connections' thread when there is room for the next piece, which any
 * thread gives by http_write(). */
typedef struct http_stream {
    void (*refill)(http_request *request, void *source);
    void (*end)(void *source); /* in any case once */
    void *source;
} http_stream;

typedef struct http_response {
    unsigned status;
    fund_buf body;             /* taken over */
    const http_stream *stream; /* in place of the body; NULL: none */
    struct {
        const char *name; /* static */
        char *value;      /* taken over */
    } headers[HTTP_OWN_HEADERS];
    size_t header_count;
} http_response;

typedef void (*http_take)(http_request *request, void *payload);

typedef struct http_options {
    int socket; /* that listens; taken over */
    unsigned connections, connections_per_address, idle_seconds;
    const char *late; /* the whole answer to a request that is not complete in time */
    /* The same for what cannot be given to `take`, by the status that the library has for it; called on the
     * connections' thread. */
    const char *(*refused)(unsigned status);
    http_take take;
    void *payload;
} http_options;

typedef struct http_server http_server;

fund_status http_start(http_server **out, const http_options *options, fund_error *err);
/* All requests that were taken must be answered before. */
void http_stop(http_server *server);
/* Connections that are open. */
unsigned http_connections(http_server *server);
void http_respond(http_request *request, http_response *response);
/* The next piece of a stream, taken over; `last`: the last one. `failed`: the connection is cut off, so that the
 * client sees that something is missing. */
void http_write(http_request *request, fund_buf *piece, bool last, bool failed);

#endif
