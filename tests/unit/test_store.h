/* What the suites over an index share: a temporary folder and short words for
 * writing documents. */
#ifndef TEST_STORE_H
#define TEST_STORE_H

#include "store/store.h"
#include "tests/unit/test_folder.h"

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

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) != FUND_OK) {                                                                   \
            print_error("%s\n", err.message);                                                      \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

static char folder[FOLDER_MAX];
static char path[PATH_LENGTH_MAX];
static const char *const paths[] = {path};

static int make_folder(void **state)
{
    (void)state;
    if (make_temporary(folder) == NULL) {
        return -1;
    }
    snprintf(path, sizeof path, "%s/index", folder);
    return 0;
}

static int remove_folder(void **state)
{
    (void)state;
    return remove_tree(folder);
}

static inline fund_writer *open_writer(void)
{
    fund_writer *writer;
    fund_error err = FUND_ERROR_INIT;
    OK(fund_writer_open(&writer, path, NULL, &err));
    return writer;
}

static inline void close_writer(fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    OK(fund_writer_close(writer, &err));
    fund_writer_free(writer);
}

/* All segments become one. */
static inline fund_status compact(const char *index, fund_error *err)
{
    fund_writer *writer;
    size_t count;
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    options.create = false;
    fund_status status = fund_writer_open(&writer, index, &options, err);
    if (status == FUND_OK) {
        status = fund_writer_segments(NULL, 0, &count, writer, err);
    }
    if (status == FUND_OK) {
        status = fund_writer_merge(writer, 0, count, err);
    }
    fund_writer_free(writer);
    return status;
}

static inline fund_store *open_store(void)
{
    fund_store *store;
    fund_error err = FUND_ERROR_INIT;
    OK(fund_store_open(&store, paths, 1, &err));
    return store;
}

/* A document with these words (between blanks), this article and data. */
static inline fund_document *make_document(const char *article, const char *words)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document;
    OK(fund_document_new(&document, &err));
    for (const char *pos = words; *pos != '\0';) {
        size_t len = strcspn(pos, " ");
        OK(fund_document_add_term(document, FUND_PREFIX_WORD, pos, len, 1, &err));
        pos += len + strspn(pos + len, " ");
    }
    OK(fund_document_add_term(document, FUND_PREFIX_ARTICLE, article, strlen(article), 0, &err));
    OK(fund_document_set_value(document, FUND_SLOT_ARTICLE, article, strlen(article), &err));
    OK(fund_document_set_value(document, FUND_SLOT_DATE, words, strlen(words), &err));
    OK(fund_document_set_data(document, words, strlen(words), &err));
    return document;
}

static inline void add_document(fund_writer *writer, const char *article, const char *words)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document = make_document(article, words);
    OK(fund_writer_add(writer, document, &err));
    fund_document_free(document);
}

/* Four documents. */
static inline void fill(void)
{
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus garten");        /* 1 */
    add_document(writer, "a", "haus haus keller");   /* 2 */
    add_document(writer, "b", "garten teich fisch"); /* 3 */
    add_document(writer, "c", "hausrat");            /* 4 */
    close_writer(writer);
}

static inline uint32_t documents_of(const fund_store *store)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store_stats stats;
    OK(fund_store_stats_get(&stats, store, &err));
    return stats.documents;
}

/* A file in the folder of the index; borrowed until the next call. */
static inline const char *file_of(const char *name)
{
    static char file[2 * PATH_LENGTH_MAX];
    snprintf(file, sizeof file, "%s/%s", path, name);
    return file;
}

static inline void write_text(const char *name, const char *text)
{
    FILE *out = fopen(file_of(name), "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static inline bool is_there(const char *name)
{
    return access(file_of(name), F_OK) == 0;
}

static inline void assert_documents(uint32_t expected)
{
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), expected);
    fund_store_free(store);
}

static inline size_t segments_of(const fund_store *store)
{
    fund_error err = FUND_ERROR_INIT;
    fund_commit commit;
    OK(fund_store_commit(&commit, store, &err));
    return commit.segments;
}

static inline void add_to_piece(fund_piece *piece, const char *article, const char *words)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document = make_document(article, words);
    OK(fund_piece_add(piece, document, &err));
    fund_document_free(document);
}

/* One document a piece: "a0 words", "a1 words" ... */
static inline void write_pieces(fund_bulk *bulk, const char *const *words, size_t count)
{
    fund_error err = FUND_ERROR_INIT;
    for (size_t i = count; i-- > 0;) { /* their order does not matter */
        char article[24];
        fund_piece *piece;
        snprintf(article, sizeof article, "a%zu", i);
        OK(fund_piece_new(&piece, bulk, i, &err));
        add_to_piece(piece, article, words[i]);
        OK(fund_piece_close(piece, &err));
        fund_piece_free(piece);
    }
}

#endif
