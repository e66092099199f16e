/* Input: blocks of a file, a stream or a member of an archive, its lines, and all of it. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

enum { BLOCK = 64 * 1024 };

/* Waits for input; calls `idle` when there is none for a while. */
static fund_status wait_for_input(const fund_corpus_source *source)
{
    const fund_corpus_reader *reader = source->reader;
    const fund_reader_events *events = reader->events;
    int timeout = events->idle != NULL ? (int)reader->idle_ms : -1;
    struct pollfd ready = {.fd = source->fd, .events = POLLIN};
    for (;;) {
        int got = poll(&ready, 1, timeout);
        if (got > 0 || (got < 0 && errno != EINTR)) {
            return FUND_OK; /* the read fails with what is wrong */
        }
        if (got == 0) {
            fund_status status = events->idle(reader->payload);
            if (status != FUND_OK) {
                return status;
            }
        }
    }
}

/* A read that waits, also when somebody made the stream non-blocking. */
static fund_status read_block(ssize_t *got, fund_corpus_source *source, char *data, size_t room)
{
    if (source->pull != NULL) {
        *got = source->pull(source, data, room);
        return FUND_OK;
    }
    bool waits = source->reader->events->idle != NULL && source->is_stream;
    for (;;) {
        fund_status status = waits ? wait_for_input(source) : FUND_OK;
        if (status != FUND_OK) {
            return status;
        }
        *got = read(source->fd, data, room);
        if (*got >= 0 || (errno != EINTR && errno != EAGAIN)) {
            return FUND_OK;
        }
        waits = waits || errno == EAGAIN;
    }
}

static void drop_taken(fund_corpus_source *source)
{
    if (source->start > 0) {
        fund_buf *buf = &source->buf;
        memmove(buf->data, buf->data + source->start, buf->len - source->start);
        buf->len -= source->start;
        source->scanned -= source->start;
        source->start = 0;
    }
}

fund_status fund_corpus_source_fill(fund_corpus_source *source)
{
    if (source->end) {
        return FUND_OK;
    }
    fund_buf *buf = &source->buf;
    drop_taken(source);
    if (!fund_buf_reserve(buf, BLOCK)) {
        return fund_corpus_no_memory(source->reader);
    }
    ssize_t got;
    fund_status status =
        read_block(&got, source, buf->data + buf->len, buf->capacity - buf->len - 1);
    if (status != FUND_OK) {
        return status;
    }
    if (got <= 0) {
        source->end = true;
        source->errnum = got < 0 ? errno : 0;
        return FUND_OK;
    }
    buf->len += (size_t)got;
    buf->data[buf->len] = '\0';
    fund_corpus_reader *reader = source->reader;
    if (source->pull != NULL) {
        return FUND_OK;
    }
    reader->packed += (uint64_t)got;
    return reader->events->progress == NULL
               ? FUND_OK
               : reader->events->progress((uint64_t)got, reader->payload);
}

/* Hands out data[start..end) and goes on at `next`. */
static fund_corpus_line take_line(fund_text *line, fund_corpus_source *source, size_t end,
                                  size_t next)
{
    size_t len = end - source->start;
    bool too_long = source->skipping || len > source->reader->limit;
    *line = (fund_text){source->buf.data + source->start, len};
    source->start = source->scanned = next;
    source->skipping = false;
    return too_long ? FUND_LINE_TOO_LONG : FUND_LINE_TEXT;
}

fund_status fund_corpus_source_line(fund_corpus_line *what, fund_text *line,
                                    fund_corpus_source *source)
{
    for (;;) {
        fund_buf *buf = &source->buf;
        const char *newline = NULL;
        if (source->scanned < buf->len) {
            newline = memchr(buf->data + source->scanned, '\n', buf->len - source->scanned);
        }
        if (newline != NULL) {
            size_t end = (size_t)(newline - buf->data);
            *what = take_line(line, source, end, end + 1);
            return FUND_OK;
        }
        source->scanned = buf->len;
        if (source->end) {
            bool none = source->errnum != 0 || (buf->len == source->start && !source->skipping);
            *what = none ? FUND_LINE_END : take_line(line, source, buf->len, buf->len);
            return FUND_OK;
        }
        if (source->skipping || buf->len - source->start > source->reader->limit) {
            source->skipping = true;
            source->start = buf->len;
        }
        fund_status status = fund_corpus_source_fill(source);
        if (status != FUND_OK) {
            return status;
        }
    }
}

/* ---- the whole ---------------------------------------------------------- */

fund_text fund_corpus_rest(const fund_corpus_source *source)
{
    fund_text all = fund_text_in(&source->buf);
    return (fund_text){all.data + source->start, all.len - source->start};
}

fund_status fund_corpus_read_error(const fund_corpus_source *source)
{
    return fund_corpus_lose(source->reader, fund_status_of_errno(source->errnum), "%s",
                            source->why != NULL ? fund_tr(source->why) : strerror(source->errnum));
}

fund_status fund_corpus_load(fund_text *out, fund_corpus_source *source)
{
    size_t limit = source->reader->limit;
    while (!source->end && fund_corpus_rest(source).len <= limit) {
        fund_status status = fund_corpus_source_fill(source);
        if (status != FUND_OK) {
            return status;
        }
    }
    if (source->errnum != 0) {
        return fund_corpus_read_error(source);
    }
    *out = fund_corpus_rest(source);
    if (out->len > limit) {
        return fund_corpus_lose(source->reader, FUND_ERR_FORMAT,
                                "larger than the limit of %zu bytes", limit);
    }
    return out->len > 0 ? FUND_OK : fund_corpus_lose(source->reader, FUND_ERR_FORMAT, "empty file");
}
