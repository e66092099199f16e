#include "corpus/corpus_private.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* ---- problems ----------------------------------------------------------- */

enum { NAME_SHOWN_MAX = 600 };

void fund_corpus_show_name(fund_buf *out, const char *name)
{
    fund_buf_clear(out);
    fund_buf_append_str(out, name[0] == '\0' ? "\"\"" : "");
    size_t len = strlen(name);
    size_t pos = 0;
    if (len > NAME_SHOWN_MAX) {
        pos = len - NAME_SHOWN_MAX;
        fund_buf_append_str(out, "...");
        while (((unsigned char)name[pos] & 0xc0) == 0x80) {
            pos++;
        }
    }
    while (pos < len) {
        uint32_t code_point;
        size_t size = fund_utf8_decode(&code_point, name + pos, len - pos);
        fund_buf_append(out, size > 0 ? name + pos : "?", size > 0 ? size : 1);
        pos += size > 0 ? size : 1;
    }
}

typedef struct place {
    char text[3 * NAME_SHOWN_MAX];
} place;

static place place_of(const fund_corpus_reader *reader)
{
    place at;
    const char *name = reader->name.data;
    if (reader->item > 0) {
        snprintf(at.text, sizeof at.text, fund_tr("%s: article %zu"), name, reader->item);
    } else if (reader->line > 0) {
        snprintf(at.text, sizeof at.text, "%s:%zu", name, reader->line);
    } else {
        snprintf(at.text, sizeof at.text, "%s", name);
    }
    return at;
}

static fund_status tell(fund_corpus_reader *reader, bool lost, const fund_error *err)
{
    return reader->events->problem(err->status, lost, reader->path, err->message, reader->payload);
}

fund_status fund_corpus_problem(fund_corpus_reader *reader, fund_status status, bool lost,
                                const char *format, ...)
{
    char message[FUND_ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(message, sizeof message, fund_tr(format), args);
    va_end(args);
    place at = place_of(reader);
    fund_error err = FUND_ERROR_INIT;
    fund_error_set(&err, status, "%s: %s", at.text,
                   wanted < 0 ? fund_tr("cannot be read") : message);
    return tell(reader, lost, &err);
}

fund_status fund_corpus_lose(bool *lost, fund_corpus_reader *reader, const char *why)
{
    *lost = true;
    return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "%s", fund_tr(why));
}

fund_status fund_corpus_no_memory(fund_corpus_reader *reader)
{
    fund_no_memory(reader->err);
    fund_error_prefix(reader->err, "%s", reader->name.data == NULL ? "corpus" : reader->name.data);
    return FUND_ERR_MEMORY;
}

fund_status fund_corpus_decode(fund_text *out, fund_buf *buf, fund_text text, bool *lost,
                               fund_corpus_reader *reader)
{
    *lost = false;
    place at = place_of(reader);
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_text_to_utf8(out, buf, text.data, text.len, at.text, &err);
    if (status == FUND_OK) {
        return FUND_OK;
    }
    if (status == FUND_ERR_MEMORY) {
        return fund_corpus_no_memory(reader);
    }
    *lost = true;
    return tell(reader, true, &err);
}

/* ---- files -------------------------------------------------------------- */

size_t fund_corpus_stem_length(const char *path, size_t len)
{
    size_t inner = fund_archive_inner_length(path, len);
    const char *dot = memrchr(path, '.', inner);
    const char *slash = memrchr(path, '/', inner);
    const char *base = slash != NULL ? slash + 1 : path;
    return dot != NULL && dot > base ? (size_t)(dot - path) : inner;
}

/* A name without its extension serves as an id. */
static void set_stem(fund_corpus_reader *reader, const char *base)
{
    size_t len = fund_corpus_stem_length(base, strlen(base));
    if (fund_text_to_utf8(&reader->stem, &reader->stem_buf, base, len, base, NULL) != FUND_OK) {
        reader->stem = (fund_text){"", 0};
    }
}

void fund_corpus_enter_member(fund_corpus_reader *reader, const char *member)
{
    fund_buf shown = FUND_BUF_INIT;
    fund_corpus_show_name(&shown, member);
    fund_buf_append_str(&reader->name, ": ");
    fund_buf_append(&reader->name, shown.data, shown.len);
    fund_buf_free(&shown);
    reader->member = member;
    reader->line = reader->item = 0;
    set_stem(reader, member);
}

static fund_status set_place(fund_corpus_reader *reader, const char *name, const char *path)
{
    fund_corpus_show_name(&reader->name, name);
    reader->path = path;
    reader->line = 0;
    reader->item = 0;
    return reader->name.failed ? fund_corpus_no_memory(reader) : FUND_OK;
}

static fund_status read_open_file(fund_corpus_reader *reader, int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return fund_corpus_problem(reader, FUND_ERR_IO, true, "%s", strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return fund_corpus_problem(reader, FUND_ERR_IO, true, "not a regular file");
    }
    uint64_t bytes = (uint64_t)info.st_size;
    fund_status status = FUND_OK;
    if (reader->events->file != NULL) {
        status = reader->events->file(reader->path, bytes, reader->payload);
    }
    if (status == FUND_OK) {
        fund_corpus_source source = {.reader = reader, .fd = fd};
        status = fund_corpus_read_source(&source, bytes);
        fund_buf_free(&source.buf);
    }
    return status;
}

static fund_status read_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)bytes;
    fund_corpus_reader *reader = payload;
    fund_status status = set_place(reader, name, path);
    if (status != FUND_OK) {
        return status;
    }
    const char *slash = strrchr(path, '/');
    set_stem(reader, slash == NULL ? path : slash + 1);
    reader->packed = reader->expanded = 0;
    /* O_NONBLOCK: what was a file a moment ago may be a FIFO now. */
    int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
    if (fd < 0) {
        int errnum = errno;
        return fund_corpus_problem(reader, fund_status_of_errno(errnum), true, "%s",
                                   strerror(errnum));
    }
    status = read_open_file(reader, fd);
    close(fd);
    return status;
}

static fund_status tell_walk_problem(fund_status problem, bool lost, const char *name,
                                     const char *path, const char *what, void *payload)
{
    fund_corpus_reader *reader = payload;
    fund_status status = set_place(reader, name, path);
    return status != FUND_OK ? status : fund_corpus_problem(reader, problem, lost, "%s", what);
}

static fund_status read_stdin(fund_corpus_reader *reader)
{
    fund_status status = set_place(reader, "stdin", "-");
    if (status != FUND_OK) {
        return status;
    }
    fund_corpus_source source = {.reader = reader, .fd = STDIN_FILENO, .is_stream = true};
    status = fund_corpus_read_stream(&source);
    fund_buf_free(&source.buf);
    return status;
}

fund_status fund_corpus_read(const char *path, const fund_reader_options *options,
                             const fund_reader_events *events, void *payload, fund_error *err)
{
    static const fund_reader_options defaults = FUND_READER_OPTIONS_INIT;
    static const fund_corpus_visitor visitor = {NULL, read_file, tell_walk_problem};
    if (path == NULL || events == NULL || events->article == NULL || events->problem == NULL) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "reading needs a path and two callbacks");
    }
    options = options != NULL ? options : &defaults;
    if (options->format != NULL && fund_corpus_format_named(options->format) == NULL) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "unknown format \"%s\"", options->format);
    }
    fund_corpus_reader reader = {
        .events = events,
        .payload = payload,
        .err = err,
        .format = options->format != NULL ? fund_corpus_format_named(options->format) : NULL,
        .limit = options->max_article_bytes,
        .expanded_max = options->max_expanded_bytes,
        .idle_ms = options->idle_ms,
        .texts = fund_arena_new(),
        .arena = fund_arena_new(),
        .hash = XXH3_createState(),
    };
    fund_status status;
    if (reader.arena == NULL || reader.texts == NULL || reader.hash == NULL) {
        status = fund_corpus_no_memory(&reader);
    } else if (strcmp(path, "-") == 0) {
        status = read_stdin(&reader);
    } else {
        status = fund_corpus_walk(path, options->as_is, &visitor, &reader, err);
    }
    XXH3_freeState(reader.hash);
    fund_arena_free(reader.arena);
    fund_arena_free(reader.texts);
    fund_buf_free(&reader.name);
    fund_buf_free(&reader.stem_buf);
    fund_buf_free(&reader.paragraphs);
    fund_buf_free(&reader.passages);
    fund_buf_free(&reader.scratch);
    return status;
}

/* ---- measuring ---------------------------------------------------------- */

typedef struct measure {
    uint64_t files, bytes;
} measure;

static fund_status count_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)name;
    (void)path;
    measure *sum = payload;
    sum->files++;
    sum->bytes += bytes;
    return FUND_OK;
}

static fund_status pass_over_problem(fund_status status, bool lost, const char *name,
                                     const char *path, const char *what, void *payload)
{
    (void)status;
    (void)lost;
    (void)name;
    (void)path;
    (void)what;
    (void)payload;
    return FUND_OK;
}

fund_status fund_corpus_measure(uint64_t *files, uint64_t *bytes, const char *path, fund_error *err)
{
    static const fund_corpus_visitor visitor = {NULL, count_file, pass_over_problem};
    measure sum = {0, 0};
    fund_status status = FUND_OK;
    if (strcmp(path, "-") != 0) {
        status = fund_corpus_walk(path, false, &visitor, &sum, err);
    }
    *files = sum.files;
    *bytes = sum.bytes;
    return status;
}
