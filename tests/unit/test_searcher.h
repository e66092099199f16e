/* A small index of German passages for the tests of searcher/. */
#ifndef TEST_SEARCHER_H
#define TEST_SEARCHER_H

#include "indexer/indexer.h"
#include "searcher/searcher.h"
#include "tests/unit/test_folder.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { PASSAGES_MAX = 64 };

typedef struct article {
    const char *id, *title, *date, *url, *path, *source, *section, *author;
    const char *passages[PASSAGES_MAX]; /* ends with NULL */
} article;

typedef struct index_folder {
    char path[FOLDER_MAX];
    fund_analyzer *analyzer;
    fund_indexer *indexer; /* from an article to the next commit, so that others may write, too */
} index_folder;

static inline void must(fund_status status, const fund_error *err)
{
    if (status != FUND_OK) {
        fail_msg("%s: %s", fund_status_name(status), err->message);
    }
}

/* ---- writing ------------------------------------------------------------- */

static inline fund_text field(const char *text)
{
    return (fund_text){text != NULL ? text : "", text != NULL ? strlen(text) : 0};
}

/* Into the live database, as of a small change. */
static inline void index_begin(index_folder *index)
{
    fund_error err;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.no_bulk = true;
    if (index->indexer == NULL) {
        must(fund_indexer_open_with(&index->indexer, index->path, index->analyzer, &options, &err),
             &err);
    }
}

static inline void index_commit(index_folder *index)
{
    fund_error err;
    must(fund_indexer_close(index->indexer, &err), &err);
    fund_indexer_free(index->indexer);
    index->indexer = NULL;
}

/* Adds or replaces. */
static inline void index_article(index_folder *index, const article *from)
{
    fund_error err;
    fund_text passages[PASSAGES_MAX];
    fund_article made = {.size = sizeof(fund_article), .passages = passages};
    made.fields.id = field(from->id);
    made.fields.title = field(from->title);
    made.fields.date = field(from->date);
    made.fields.url = field(from->url);
    made.fields.path = field(from->path);
    made.fields.source = field(from->source);
    made.fields.section = field(from->section);
    made.fields.author = field(from->author);
    for (; from->passages[made.passage_count] != NULL; made.passage_count++) {
        passages[made.passage_count] = field(from->passages[made.passage_count]);
    }
    must(fund_article_hash(made.fields.content_hash, &made, &err), &err);
    index_begin(index);
    must(fund_indexer_put(index->indexer, &made, &err), &err);
}

/* Adds articles in one commit. */
static inline void index_all(index_folder *index, const article *articles, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        index_article(index, &articles[i]);
    }
    index_commit(index);
}

/* Makes an empty index in a folder of its own; a splitter may be given. */
static inline void index_open(index_folder *index, const fund_chain_options *options)
{
    fund_error err;
    index->indexer = NULL;
    assert_non_null(make_temporary(index->path));
    must(fund_analyzer_new(&index->analyzer, options, &err), &err);
    index_begin(index);
    index_commit(index);
}

static inline void index_close(index_folder *index)
{
    fund_analyzer_free(index->analyzer);
    assert_int_equal(remove_tree(index->path), 0);
}

static inline fund_searcher *index_search(index_folder *index)
{
    fund_error err;
    fund_searcher *searcher;
    const char *path = index->path;
    must(fund_searcher_open_with(&searcher, &path, 1, index->analyzer, &err), &err);
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
    options.no_hits = count == 0;
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
        fund_buf_printf(&list, "%s%s#%u", i > 0 ? " " : "", results->hits[i]->fields.id.data,
                        (unsigned)results->hits[i]->passage);
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
