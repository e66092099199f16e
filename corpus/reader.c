/* Reading: opens what a path stands for. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

static fund_status read_open_file(fund_corpus_reader *reader, int fd)
{
    struct stat info;
    if (fstat(fd, &info) != 0) {
        return fund_corpus_problem(reader, FUND_ERR_IO, true, "%s", strerror(errno));
    }
    if (!S_ISREG(info.st_mode)) {
        return fund_corpus_problem(reader, FUND_ERR_IO, true, "is not a regular file");
    }
    fund_corpus_source source = {.reader = reader, .fd = fd, .size = (uint64_t)info.st_size};
    reader->changed = info.st_mtime;
    fund_status status = FUND_OK;
    if (reader->events->file != NULL) {
        status = reader->events->file(reader->path, source.size, reader->payload);
    }
    if (status == FUND_OK) {
        status = fund_corpus_read_source(&source);
    }
    fund_buf_free(&source.buf);
    return status;
}

static fund_status read_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)bytes;
    fund_corpus_reader *reader = payload;
    fund_status status = fund_corpus_enter_file(reader, name, path);
    if (status != FUND_OK) {
        return status;
    }
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

static fund_status skip_file(const char *name, const char *path, void *payload)
{
    fund_corpus_reader *reader = payload;
    fund_status status = fund_corpus_enter_file(reader, name, path);
    return status != FUND_OK ? status
                             : fund_corpus_go_on(fund_corpus_skip(reader, FUND_SKIP_FILE,
                                                                  fund_corpus_kind(name)));
}

static fund_status report_walk_problem(fund_status problem, bool lost, const char *name,
                                       const char *path, const char *what, void *payload)
{
    fund_corpus_reader *reader = payload;
    fund_status status = fund_corpus_enter_file(reader, name, path);
    return status != FUND_OK ? status : fund_corpus_problem(reader, problem, lost, "%s", what);
}

static fund_status read_stdin(fund_corpus_reader *reader)
{
    fund_corpus_source source = {.reader = reader, .fd = STDIN_FILENO, .is_stream = true};
    fund_status status = fund_corpus_enter_file(reader, "stdin", "-");
    if (status == FUND_OK) {
        status = fund_corpus_read_source(&source);
    }
    fund_buf_free(&source.buf);
    return status;
}

static fund_status ignore_problem(const fund_error *error, bool lost, void *payload)
{
    (void)error;
    (void)lost;
    (void)payload;
    return FUND_OK;
}

fund_status fund_reader_check_map(const char *text, fund_error *err)
{
    fund_field_map map;
    return fund_field_map_take(&map, text, err);
}

/* What the caller gave, with the defaults. */
static fund_status take_call(fund_reader_options *options, fund_reader_events *events,
                             const char *path, const fund_reader_options *given_options,
                             const fund_reader_events *given_events, fund_error *err)
{
    fund_status status =
        fund_sized_take(options, sizeof *options, given_options, "fund_reader_options", err);
    if (status == FUND_OK) {
        status = fund_sized_take(events, sizeof *events, given_events, "fund_reader_events", err);
    }
    if (status == FUND_OK && (path == NULL || events->article == NULL)) {
        status = fund_error_set(err, FUND_ERR_ARGUMENT,
                                "fund_read requires a path and a callback for articles");
    }
    if (options->max_article_bytes == 0) {
        options->max_article_bytes = (size_t)256 << 20;
    }
    if (options->max_expanded_bytes == 0) {
        options->max_expanded_bytes = (uint64_t)64 << 30;
    }
    if (options->idle_ms == 0) {
        options->idle_ms = 200;
    }
    if (events->problem == NULL) {
        events->problem = ignore_problem;
    }
    return status;
}

fund_status fund_read(const char *path, const fund_reader_options *given_options,
                      const fund_reader_events *given_events, void *payload, fund_error *err)
{
    static const fund_corpus_visitor visitor = {
        .takes = fund_corpus_takes,
        .file = read_file,
        .skipped = skip_file,
        .problem = report_walk_problem,
    };
    fund_reader_options options;
    fund_reader_events events;
    fund_status status = take_call(&options, &events, path, given_options, given_events, err);
    if (status != FUND_OK) {
        return status;
    }
    const fund_format *format = options.format != NULL ? fund_format_named(options.format) : NULL;
    if (options.format != NULL && format == NULL) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "unknown format \"%s\"", options.format);
    }
    fund_field_map map;
    status = fund_field_map_take(&map, options.map, err);
    if (status != FUND_OK) {
        return status;
    }
    map.told = !options.as_is;
    fund_corpus_reader reader = {
        .map = map,
        .date_from = options.date_from,
        .events = &events,
        .payload = payload,
        .err = err,
        .format = format,
        .limit = options.max_article_bytes,
        .expanded_max = options.max_expanded_bytes,
        .idle_ms = options.idle_ms,
        .texts = fund_arena_new(),
        .arena = fund_arena_new(),
        .hash = XXH3_createState(),
        .takes = fund_corpus_takes,
        .read_member = fund_corpus_read_source,
    };
    if (reader.arena == NULL || reader.texts == NULL || reader.hash == NULL) {
        status = fund_corpus_no_memory(&reader);
    } else if (strcmp(path, "-") == 0) {
        status = read_stdin(&reader);
    } else {
        status = fund_corpus_walk(path, options.as_is, &visitor, &reader, err);
    }
    if (status == FUND_OK && map.told) {
        reader.path = path; /* that of the last file is gone */
        status = fund_field_map_report(&reader);
    }
    XXH3_freeState(reader.hash);
    fund_arena_free(reader.arena);
    fund_arena_free(reader.texts);
    fund_buf_free(&reader.name);
    fund_array_free(&reader.paragraphs);
    fund_array_free(&reader.passages);
    fund_array_free(&reader.marks);
    fund_array_free(&reader.places);
    fund_buf_free(&reader.scratch);
    return status;
}

/* ---- measuring ---------------------------------------------------------- */

typedef struct measure {
    uint64_t *files, *bytes;
} measure;

static fund_status count_file(const char *name, const char *path, uint64_t bytes, void *payload)
{
    (void)name;
    (void)path;
    const measure *sum = payload;
    ++*sum->files;
    *sum->bytes += bytes;
    return FUND_OK;
}

fund_status fund_read_measure(uint64_t *files, uint64_t *bytes, const char *path, fund_error *err)
{
    static const fund_corpus_visitor visitor = {.takes = fund_corpus_takes, .file = count_file};
    measure sum = {files, bytes};
    *files = *bytes = 0;
    return strcmp(path, "-") != 0 ? fund_corpus_walk(path, false, &visitor, &sum, err) : FUND_OK;
}
