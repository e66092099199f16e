/* What the tests of corpus/ share: a temporary folder to be in, and a reading
   that is written down as text. */
#ifndef TEST_CORPUS_H
#define TEST_CORPUS_H

#include "corpus/corpus.h"
#include "tests/unit/test_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

/* ---- a folder for each test --------------------------------------------- */

static inline int enter_folder(void **state)
{
    char *folder = malloc(FOLDER_MAX);
    if (folder == NULL || make_temporary(folder) == NULL || chdir(folder) != 0) {
        free(folder);
        return -1;
    }
    *state = folder;
    return 0;
}

static inline int leave_folder(void **state)
{
    int failed = chdir("/") != 0 || remove_tree(*state) != 0;
    free(*state);
    return failed;
}

static inline void write_bytes(const char *path, const void *bytes, size_t len)
{
    FILE *file = fopen(path, "wb");
    assert_non_null(file);
    assert_int_equal(fwrite(bytes, 1, len, file), len);
    assert_int_equal(fclose(file), 0);
}

static inline void write_text(const char *path, const char *text)
{
    write_bytes(path, text, strlen(text));
}

/* ---- a reading, written down -------------------------------------------- */

/* One line for each article, "ID|title|date|section|author|source|url|LINE", what
   of "withdrawn", "embargo=..." and "version=..." there is, and its passages in
   brackets, each with its "{page|chapter|speaker}", or "{page:line|chapter|speaker}", where one is
   known, for each problem,
   "lost STATUS: message" or "dropped STATUS: message", and for what is skipped "skipped WHY:
   NAME: KIND". */
typedef struct record {
    fund_buf log;
    size_t articles, problems;
    uint64_t files, file_bytes, progress;
    char path[FUND_ERROR_PATH_MAX]; /* of the last article or problem */
    uint64_t content_hash[2];       /* of the last article */
    fund_status stop_article, stop_problem, stop_file, stop_progress;
} record;

static inline void record_text(record *r, fund_text text)
{
    fund_buf_append(&r->log, text.data, text.len);
}

static inline void record_place(record *r, const fund_passage_place *place)
{
    fund_buf_append_byte(&r->log, '{');
    record_text(r, place->page);
    fund_buf_append_str(&r->log, place->line.len > 0 ? ":" : "");
    record_text(r, place->line);
    fund_buf_append_byte(&r->log, '|');
    record_text(r, place->chapter);
    fund_buf_append_byte(&r->log, '|');
    record_text(r, place->speaker);
    fund_buf_append_byte(&r->log, '}');
}

static inline fund_status record_article(const fund_article *article, void *payload)
{
    record *r = payload;
    const fund_text fields[] = {article->fields.id,     article->fields.title,
                                article->fields.date,   article->fields.section,
                                article->fields.author, article->fields.source,
                                article->fields.url};
    for (size_t i = 0; i < COUNT(fields); i++) {
        record_text(r, fields[i]);
        fund_buf_append_byte(&r->log, '|');
    }
    fund_buf_printf(&r->log, "%zu ", article->line);
    fund_buf_append_str(&r->log, article->withdrawn ? "withdrawn " : "");
    if (article->fields.embargo.len > 0) {
        fund_buf_append_str(&r->log, "embargo=");
        record_text(r, article->fields.embargo);
        fund_buf_append_byte(&r->log, ' ');
    }
    if (article->fields.version > 0) {
        fund_buf_printf(&r->log, "version=%llu ", (unsigned long long)article->fields.version);
    }
    for (size_t i = 0; i < article->passage_count; i++) {
        fund_buf_append_byte(&r->log, '[');
        record_text(r, article->passages[i]);
        fund_buf_append_byte(&r->log, ']');
        if (article->places != NULL) {
            record_place(r, &article->places[i]);
        }
    }
    fund_buf_append_byte(&r->log, '\n');
    r->articles++;
    memcpy(r->content_hash, article->fields.content_hash, sizeof r->content_hash);
    snprintf(r->path, sizeof r->path, "%.*s", (int)article->fields.path.len,
             article->fields.path.data);
    return r->stop_article;
}

static inline fund_status record_problem(const fund_error *error, bool lost, void *payload)
{
    record *r = payload;
    fund_buf_printf(&r->log, "%s %s: %s\n", lost ? "lost" : "dropped",
                    fund_status_name(error->status), error->message);
    r->problems++;
    snprintf(r->path, sizeof r->path, "%s", error->path);
    return r->stop_problem;
}

static inline fund_status record_file(const char *path, uint64_t bytes, void *payload)
{
    record *r = payload;
    assert_int_equal(path[0], '/');
    r->files++;
    r->file_bytes += bytes;
    return r->stop_file;
}

static inline fund_status record_progress(uint64_t bytes, void *payload)
{
    record *r = payload;
    r->progress += bytes;
    return r->stop_progress;
}

static inline fund_status record_skipped(fund_skip why, const char *name, const char *kind,
                                         void *payload)
{
    static const char *const names[FUND_SKIP_COUNT] = {"file", "attachment", "empty", "type",
                                                       "unpublished"};
    record *r = payload;
    if (why != FUND_SKIP_UNPUBLISHED) { /* the article is in the log */
        fund_buf_printf(&r->log, "skipped %s: %s: %s\n", names[why], name, kind);
    }
    return FUND_OK;
}

static inline fund_status read_with(record *r, const char *path, size_t limit)
{
    static const fund_reader_events events = {.size = sizeof(fund_reader_events),
                                              record_article,
                                              record_problem,
                                              record_file,
                                              record_progress,
                                              NULL,
                                              record_skipped};
    fund_reader_options options = FUND_READER_OPTIONS_INIT;
    options.max_article_bytes = limit > 0 ? limit : options.max_article_bytes;
    fund_error err = FUND_ERROR_INIT;
    return fund_read(path, &options, &events, r, &err);
}

/* What reading `path` gives; the text lives until the next call. */
static inline const char *read_log(record *r, const char *path, size_t limit)
{
    fund_buf_free(&r->log);
    *r = (record){.log = FUND_BUF_INIT};
    fund_buf_append_str(&r->log, "");
    assert_int_equal(read_with(r, path, limit), FUND_OK);
    assert_false(r->log.failed);
    return r->log.data;
}

static inline void expect_log(const char *path, const char *expected)
{
    record r = {.log = FUND_BUF_INIT};
    assert_string_equal(read_log(&r, path, 0), expected);
    fund_buf_free(&r.log);
}

#endif
