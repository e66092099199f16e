/* A small index of German passages for the tests of searcher/. */
#ifndef TEST_SEARCHER_H
#define TEST_SEARCHER_H

#include "searcher/searcher.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { PASSAGES_MAX = 64 };

typedef struct article {
    const char *id, *title, *date, *url, *path, *source, *section;
    const char *passages[PASSAGES_MAX]; /* ends with NULL */
} article;

typedef struct index_folder {
    char path[64];
    fund_analyzer *analyzer;
    fund_writer *writer;
} index_folder;

static inline void must(fund_status status, const fund_error *err)
{
    if (status != FUND_OK) {
        fail_msg("%s: %s", fund_status_name(status), err->message);
    }
}

/* ---- writing ------------------------------------------------------------- */

typedef struct term_sink {
    fund_document *document;
    const char *prefixes[3]; /* by token kind; NULL: left out */
} term_sink;

static inline fund_status sink_token(const fund_token *token, void *payload)
{
    const term_sink *sink = payload;
    if (sink->prefixes[token->kind] == NULL) {
        return FUND_OK;
    }
    return fund_document_add_term(sink->document, sink->prefixes[token->kind], token->term,
                                  token->term_len, token->kind == FUND_TOKEN_FUNCTION ? 0 : 1,
                                  NULL);
}

static inline fund_text field(const char *text)
{
    return (fund_text){text != NULL ? text : "", text != NULL ? strlen(text) : 0};
}

static inline void add_values(fund_document *document, const article *from)
{
    fund_error err;
    char bytes[8];
    uint64_t key = fund_hash64(from->id, strlen(from->id));
    memcpy(bytes, &key, sizeof bytes);
    must(fund_document_set_value(document, FUND_SLOT_ARTICLE, bytes, 8, &err), &err);
}

static inline fund_status sketch_token(const fund_token *token, void *payload)
{
    if (token->kind == FUND_TOKEN_WORD) {
        fund_sketch_add(payload, fund_hash64(token->term, token->term_len));
    }
    return FUND_OK;
}

static inline void add_sketch(index_folder *index, fund_document *document, const article *from)
{
    fund_error err;
    fund_sketch_maker maker;
    unsigned char bytes[FUND_SKETCH_BYTES];
    fund_sketch_reset(&maker);
    for (const char *const *text = from->passages; *text != NULL; text++) {
        must(fund_analyzer_run(index->analyzer, FUND_PURPOSE_DOCUMENT, *text, strlen(*text),
                               sketch_token, &maker, &err),
             &err);
    }
    if (fund_sketch_finish(bytes, &maker)) {
        must(fund_document_set_value(document, FUND_SLOT_SKETCH, (const char *)bytes, sizeof bytes,
                                     &err),
             &err);
    }
}

static inline void add_data(fund_document *document, const article *from, uint32_t ordinal,
                            uint32_t count)
{
    fund_error err;
    fund_record record = {.ordinal = ordinal, .text = field(from->passages[ordinal - 1])};
    if (ordinal == 1) {
        record.passage_count = count;
        record.fields.id = field(from->id);
        record.fields.title = field(from->title);
        record.fields.date = field(from->date);
        record.fields.url = field(from->url);
        record.fields.path = field(from->path);
        record.fields.source = field(from->source);
        record.fields.section = field(from->section);
    }
    fund_buf data = FUND_BUF_INIT;
    must(fund_record_encode(&data, &record, &err), &err);
    must(fund_document_set_data(document, data.data, data.len, &err), &err);
    fund_buf_free(&data);
}

static inline void add_passage(index_folder *index, fund_document *document, const article *from,
                               uint32_t ordinal, uint32_t count)
{
    fund_error err;
    fund_buf unique = FUND_BUF_INIT;
    const char *text = from->passages[ordinal - 1];
    must(fund_document_clear(document, &err), &err);
    term_sink body = {document, {FUND_PREFIX_WORD, FUND_PREFIX_PART, FUND_PREFIX_FUNCTION}};
    must(fund_analyzer_run(index->analyzer, FUND_PURPOSE_DOCUMENT, text, strlen(text), sink_token,
                           &body, &err),
         &err);
    if (ordinal == 1 && from->title != NULL) {
        term_sink title = {document, {FUND_PREFIX_TITLE, FUND_PREFIX_TITLE_PART, NULL}};
        must(fund_analyzer_run(index->analyzer, FUND_PURPOSE_DOCUMENT, from->title,
                               strlen(from->title), sink_token, &title, &err),
             &err);
    }
    if (ordinal == 1) {
        must(fund_document_add_term(document, FUND_PREFIX_FIRST, "", 0, 0, &err), &err);
        add_sketch(index, document, from);
        fund_text section = field(from->section);
        must(fund_document_set_value(document, FUND_SLOT_SECTION, section.data, section.len, &err),
             &err);
    }
    must(fund_article_term(&unique, from->id, strlen(from->id), &err), &err);
    must(fund_document_add_term(document, "", unique.data, unique.len, 0, &err), &err);
    fund_buf_free(&unique);
    add_values(document, from);
    add_data(document, from, ordinal, count);
    must(fund_writer_add(index->writer, document, &err), &err);
}

static inline void index_article(index_folder *index, const article *from)
{
    fund_error err;
    fund_document *document;
    uint32_t count = 0;
    while (from->passages[count] != NULL) {
        count++;
    }
    must(fund_document_new(&document, &err), &err);
    for (uint32_t i = 1; i <= count; i++) {
        add_passage(index, document, from, i, count);
    }
    fund_document_free(document);
}

/* Makes an empty index in a folder of its own; a splitter may be given. */
static inline void index_open(index_folder *index, const fund_analyzer_options *options)
{
    fund_error err;
    fund_writer_options create = FUND_WRITER_OPTIONS_INIT;
    snprintf(index->path, sizeof index->path, "/tmp/fund-searcher-XXXXXX");
    assert_non_null(mkdtemp(index->path));
    must(fund_analyzer_new(&index->analyzer, options, &err), &err);
    must(fund_writer_open(&index->writer, index->path, &create, &err), &err);
    const char *fingerprint = fund_analyzer_fingerprint(index->analyzer);
    must(fund_writer_set_metadata(index->writer, FUND_META_FINGERPRINT, fingerprint,
                                  strlen(fingerprint), &err),
         &err);
}

static inline void index_commit(index_folder *index)
{
    fund_error err;
    must(fund_writer_commit(index->writer, &err), &err);
}

static inline void index_close(index_folder *index)
{
    char command[128];
    fund_error err;
    if (index->writer != NULL) {
        must(fund_writer_close(index->writer, &err), &err);
        fund_writer_free(index->writer);
    }
    fund_analyzer_free(index->analyzer);
    snprintf(command, sizeof command, "rm -rf '%s'", index->path);
    assert_int_equal(system(command), 0);
}

/* Adds articles in one commit. */
static inline void index_all(index_folder *index, const article *articles, size_t count)
{
    fund_error err;
    for (size_t i = 0; i < count; i++) {
        index_article(index, &articles[i]);
    }
    must(fund_writer_commit(index->writer, &err), &err);
}

static inline fund_searcher *index_search(index_folder *index)
{
    fund_error err;
    fund_searcher *searcher;
    const char *path = index->path;
    must(fund_searcher_open(&searcher, &path, 1, index->analyzer, &err), &err);
    return searcher;
}

/* ---- reading ------------------------------------------------------------- */

static inline fund_results run_search(fund_searcher *searcher, const char *query, uint32_t count,
                                      uint32_t offset, bool group)
{
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = count;
    options.offset = offset;
    options.group = group;
    must(fund_search(&results, searcher, query, strlen(query), &options, &err), &err);
    return results;
}

/* "a#1 b#2", in order of rank; the result is to be freed. */
static inline char *hit_list(const fund_results *results)
{
    fund_buf list = FUND_BUF_INIT;
    fund_buf_append_str(&list, "");
    for (size_t i = 0; i < results->count; i++) {
        fund_buf_printf(&list, "%s%s#%u", i > 0 ? " " : "", results->hits[i].fields.id.data,
                        (unsigned)results->hits[i].passage);
    }
    return list.data != NULL ? list.data : fund_memdup("", 0);
}

static inline void assert_hits(fund_searcher *searcher, const char *query, const char *expected)
{
    fund_results results = run_search(searcher, query, 50, 0, false);
    char *list = hit_list(&results);
    if (strcmp(list, expected) != 0) {
        fail_msg("%s: got \"%s\", expected \"%s\"", query, list, expected);
    }
    assert_int_equal(results.total, results.count);
    assert_true(results.total_exact);
    free(list);
    fund_results_free(&results);
}

/* The text with its highlights in brackets; to be freed. */
static inline char *marked_text(const char *text, const fund_range *ranges, size_t count)
{
    fund_buf out = FUND_BUF_INIT;
    size_t pos = 0;
    for (size_t i = 0; i < count; i++) {
        assert_true(ranges[i].begin >= pos && ranges[i].end > ranges[i].begin);
        fund_buf_append(&out, text + pos, ranges[i].begin - pos);
        fund_buf_append_byte(&out, '[');
        fund_buf_append(&out, text + ranges[i].begin, ranges[i].end - ranges[i].begin);
        fund_buf_append_byte(&out, ']');
        pos = ranges[i].end;
    }
    fund_buf_append_str(&out, text + pos);
    return out.data != NULL ? out.data : fund_memdup("", 0);
}

#endif
