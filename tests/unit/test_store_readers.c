/* A reader sees one commit, whatever a writer does meanwhile, and moves on when it is told to. */
#include "test_store_files.h"

#include <pthread.h>

/* The data of all documents, by docid, each with a bar behind; borrowed. */
static const char *all_of(const fund_store *store)
{
    static char text[8192];
    fund_error err = FUND_ERROR_INIT;
    fund_query *query;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    options.count = 1000;
    options.unweighted = true;
    OK(fund_query_all(&query, &err));
    OK(fund_store_match(&matches, store, query, &options, &err));
    text[0] = '\0';
    for (size_t i = 0; i < matches.count; i++) {
        fund_buf data = FUND_BUF_INIT;
        OK(fund_store_data(&data, store, matches.items[i].docid, &err));
        assert_true(strlen(text) + data.len + 2 < sizeof text);
        strcat(strcat(text, data.data), "|");
        fund_buf_free(&data);
    }
    fund_matches_free(&matches);
    fund_query_free(query);
    return text;
}

static void merge(fund_writer *writer, size_t first, size_t count)
{
    fund_error err = FUND_ERROR_INIT;
    OK(fund_writer_merge(writer, first, count, &err));
}

static size_t segments_of_writer(const fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    size_t count;
    OK(fund_writer_segments(NULL, 0, &count, writer, &err));
    return count;
}

/* Replaces one of ten articles by version `i`; every eighth time some segments are merged. */
static void change(fund_writer *writer, unsigned i)
{
    char article[8], words[32];
    snprintf(article, sizeof article, "a%u", i % 10);
    snprintf(words, sizeof words, "haus version%u", i);
    delete_article(writer, article);
    add_document(writer, article, words);
    commit(writer);
    size_t count = segments_of_writer(writer);
    if (i % 8 == 0 && count > 2) {
        merge(writer, i % 3, count - i % 3);
    }
}

static void a_reader_keeps_its_commit(void **state)
{
    (void)state;
    enum { COMMITS = 200, EVERY = 20 };
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_store *readers[COMMITS / EVERY];
    char *seen[COMMITS / EVERY];
    for (unsigned i = 0; i < COMMITS; i++) {
        if (i % EVERY == 0) {
            readers[i / EVERY] = open_store();
            seen[i / EVERY] = strdup(all_of(readers[i / EVERY]));
        }
        change(writer, i);
    }
    assert_string_equal(seen[0], "");
    fund_store *newest = open_store();
    char *last = strdup(all_of(newest));
    for (size_t i = 0; i < COUNT(readers); i++) {
        bool changed = false;
        assert_string_equal(all_of(readers[i]), seen[i]);
        assert_true(i == 0 || strcmp(seen[i], seen[i - 1]) != 0);
        assert_int_equal(documents_of(readers[i]), i == 0 ? 0 : 10);
        OK(fund_store_reopen(readers[i], &changed, &err));
        assert_true(changed);
        assert_string_equal(all_of(readers[i]), last);
        OK(fund_store_reopen(readers[i], &changed, &err));
        assert_false(changed);
        fund_store_free(readers[i]);
    }
    for (size_t i = 0; i < COUNT(seen); i++) {
        free(seen[i]);
    }
    free(last);
    fund_store_free(newest);
    close_writer(writer);
    assert_int_equal(defects_of(path), 0);
}

/* Also when its writer has closed, and the index is gone. */
static void a_reader_keeps_what_is_removed(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    for (unsigned i = 0; i < 5; i++) {
        change(writer, i);
    }
    close_writer(writer);
    fund_store *store = open_store();
    char *seen = strdup(all_of(store));
    assert_int_equal(remove_tree(path), 0);
    assert_string_equal(all_of(store), seen);
    assert_int_equal(fund_store_reopen(store, NULL, &err), FUND_ERR_NO_INDEX);
    assert_string_equal(all_of(store), seen);
    fund_store_free(store);
    free(seen);
}

/* ---- reopening ------------------------------------------------------------------ */

/* Files that are open already need not be there any more. */
static void reopening_takes_over_what_is_the_same(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    add_document(writer, "b", "haus zwei");
    add_document(writer, "c", "haus drei");
    commit(writer); /* s1 */
    delete_article(writer, "a");
    add_document(writer, "d", "haus vier");
    commit(writer); /* s2, d3 */
    fund_store *store = open_store();
    add_document(writer, "e", "haus funf");
    commit(writer); /* s4 */
    assert_int_equal(unlink(file_of("s1")), 0);
    assert_int_equal(unlink(file_of("s2")), 0);
    assert_int_equal(unlink(file_of("d3")), 0);
    assert_int_equal(open_status(path), FUND_ERR_CORRUPT);
    bool changed = false;
    OK(fund_store_reopen(store, &changed, &err));
    assert_true(changed);
    assert_string_equal(all_of(store), "haus vier|haus funf|haus zwei|haus drei|");
    delete_article(writer, "c"); /* d5, in place of d3 */
    commit(writer);
    OK(fund_store_reopen(store, &changed, &err));
    assert_true(changed);
    assert_string_equal(all_of(store), "haus vier|haus funf|haus zwei|");
    fund_store_free(store);
    fund_writer_free(writer);
}

static void reopening_takes_over_the_dictionary(void **state)
{
    (void)state;
    static const char *const words[] = {
        "Antrag 4711 wurde am 3. Tag mit 42 Stimmen beraten, und so weiter"};
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    build_trained(writer, words, 1);
    assert_true(fund_writer_has_dictionary(writer));
    fund_store *store = open_store();
    add_document(writer, "b", words[0]);
    commit(writer);
    char command[PATH_LENGTH_MAX + 20];
    snprintf(command, sizeof command, "rm %s/z*", path);
    assert_int_equal(system(command), 0);
    OK(fund_store_reopen(store, NULL, &err));
    char both[200];
    snprintf(both, sizeof both, "%s|%s|", words[0], words[0]);
    assert_string_equal(all_of(store), both);
    assert_int_equal(open_status(path), FUND_ERR_CORRUPT);
    fund_store_free(store);
    fund_writer_free(writer);
}

static void a_reopening_that_fails_changes_nothing(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    commit(writer);
    fund_store *store = open_store();
    add_document(writer, "b", "haus zwei");
    commit(writer);
    fund_buf whole = FUND_BUF_INIT;
    read_bytes(&whole, "s2");
    write_bytes("s2", whole.data, whole.len / 2);
    bool changed = false;
    assert_int_equal(fund_store_reopen(store, &changed, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, path));
    assert_string_equal(all_of(store), "haus eins|");
    write_bytes("s2", whole.data, whole.len);
    OK(fund_store_reopen(store, &changed, &err));
    assert_true(changed);
    assert_string_equal(all_of(store), "haus eins|haus zwei|");
    fund_buf_free(&whole);
    fund_store_free(store);
    close_writer(writer);
}

static void reopening_moves_all_indexes_or_none(void **state)
{
    (void)state;
    char second[PATH_LENGTH_MAX], away[PATH_LENGTH_MAX];
    snprintf(second, sizeof second, "%s/second", folder);
    snprintf(away, sizeof away, "%s/away", folder);
    const char *const both[] = {path, second};
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    fund_store *store;
    OK(fund_writer_open(&writer, second, NULL, &err));
    add_document(writer, "z", "maus");
    close_writer(writer);
    writer = open_writer();
    OK(fund_store_open(&store, both, 2, &err));
    add_document(writer, "a", "haus");
    commit(writer);
    assert_int_equal(rename(second, away), 0);
    assert_int_equal(fund_store_reopen(store, NULL, &err), FUND_ERR_NO_INDEX);
    assert_non_null(strstr(err.message, second));
    assert_string_equal(all_of(store), "maus|");
    assert_int_equal(rename(away, second), 0);
    OK(fund_store_reopen(store, NULL, &err));
    assert_string_equal(all_of(store), "haus|maus|");
    fund_store_free(store);
    close_writer(writer);
}

/* As a path says: what is there now, though files have the same names. */
static void reopening_follows_a_replaced_index(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    char away[PATH_LENGTH_MAX];
    snprintf(away, sizeof away, "%s/away", folder);
    for (int i = 0; i < 2; i++) {
        fund_writer *writer = open_writer();
        add_document(writer, "a", i == 0 ? "haus eins" : "maus eins");
        add_document(writer, "b", i == 0 ? "haus zwei" : "maus zwei");
        commit(writer);
        delete_article(writer, i == 0 ? "a" : "b");
        close_writer(writer);
        if (i == 0) {
            assert_int_equal(rename(path, away), 0);
        }
    }
    fund_store *store = open_store();
    assert_string_equal(all_of(store), "maus eins|");
    assert_int_equal(remove_tree(path), 0);
    assert_int_equal(rename(away, path), 0);
    bool changed = false;
    OK(fund_store_reopen(store, &changed, &err));
    assert_true(changed);
    assert_string_equal(all_of(store), "haus zwei|");
    fund_store_free(store);
}

/* Descriptors of files that are removed would keep their space. */
static void nothing_stays_open_for_longer_than_its_reader(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    change(writer, 0); /* from now on it has a folder in memory, and a segment */
    size_t none = count_open() - 1;
    fund_store *store = open_store();
    for (unsigned i = 1; i < 50; i++) {
        change(writer, i);
        OK(fund_store_reopen(store, NULL, &err));
    }
    merge(writer, 0, segments_of_writer(writer));
    OK(fund_store_reopen(store, NULL, &err));
    assert_int_equal(segments_of(store), 1);
    assert_in_range(count_open(), none, none + 2); /* the reader's segment, the writer's */
    for (unsigned i = 0; i < 50; i++) {
        fund_store_free(open_store());
    }
    fund_store_free(store);
    assert_in_range(count_open(), none, none + 1);
    close_writer(writer);
}

/* Else documents would be found twice, and one deleted in one of them might be found. */
static void an_index_is_searched_once(void **state)
{
    (void)state;
    char snapshot[PATH_LENGTH_MAX];
    snprintf(snapshot, sizeof snapshot, "%s/snapshot", folder);
    const char *const twice[] = {path, path}, *const both[] = {path, snapshot};
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    fill();
    OK(fund_store_open(&store, twice, 2, &err)); /* the same commit: it is taken once */
    assert_int_equal(documents_of(store), 4);
    fund_store_free(store);
    OK(fund_store_snapshot(path, snapshot, &err));
    OK(fund_store_open(&store, both, 2, &err));
    assert_int_equal(documents_of(store), 4);
    fund_store_free(store);
    fund_writer *writer = open_writer();
    OK(fund_writer_delete(writer, "Qc", 2, &err));
    close_writer(writer);
    assert_int_equal(fund_store_open(&store, both, 2, &err), FUND_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, snapshot));
    assert_null(store);
    OK(compact(path, &err)); /* nothing is the same any more */
    OK(fund_store_open(&store, both, 2, &err));
    fund_store_free(store);
}

/* ---- beside a writer --------------------------------------------------------------- */

enum { ARTICLES = 3, ROUNDS = 1000, MILLISECONDS = 1500 };

typedef struct work {
    fund_status status;
    fund_error err;
    volatile bool done;
} work;

/* All articles are of one version in each commit. */
static fund_status write_version(fund_writer *writer, unsigned version, fund_error *err)
{
    fund_status status = FUND_OK;
    for (unsigned i = 0; status == FUND_OK && i < ARTICLES; i++) {
        char article[8], words[40], term[16];
        snprintf(article, sizeof article, "a%u", i);
        snprintf(term, sizeof term, "Qa%u", i);
        snprintf(words, sizeof words, "haus version%u", version);
        fund_document *document = make_document(article, words);
        status = fund_writer_delete(writer, term, strlen(term), err);
        if (status == FUND_OK) {
            status = fund_writer_add(writer, document, err);
        }
        fund_document_free(document);
    }
    return status == FUND_OK ? fund_writer_commit(writer, err) : status;
}

static void *write_all_the_time(void *payload)
{
    work *of = payload;
    fund_writer *writer;
    const uint64_t end = fund_clock_ms() + MILLISECONDS;
    of->status = fund_writer_open(&writer, path, NULL, &of->err);
    for (unsigned i = 1; of->status == FUND_OK && i <= ROUNDS && fund_clock_ms() < end; i++) {
        size_t count = 0;
        of->status = write_version(writer, i, &of->err);
        if (of->status == FUND_OK) {
            of->status = fund_writer_segments(NULL, 0, &count, writer, &of->err);
        }
        if (of->status == FUND_OK) {
            of->status = fund_writer_merge(writer, 0, count, &of->err);
        }
    }
    if (of->status == FUND_OK) {
        of->status = fund_writer_close(writer, &of->err);
    }
    fund_writer_free(writer);
    of->done = true;
    return NULL;
}

/* Every article once, and all of the same version. */
static void assert_one_version(const fund_store *store)
{
    char text[200], expected[200] = "";
    snprintf(text, sizeof text, "%s", all_of(store));
    const size_t len = strcspn(text, "|") + 1;
    for (int i = 0; i < ARTICLES; i++) {
        snprintf(expected + strlen(expected), sizeof expected - strlen(expected), "%.*s", (int)len,
                 text);
    }
    assert_string_equal(text, expected);
}

static void opening_beside_a_writer_never_fails(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    OK(write_version(writer, 0, &err));
    close_writer(writer);
    work writing = {.status = FUND_OK};
    pthread_t thread;
    fund_store *moving = open_store();
    assert_int_equal(pthread_create(&thread, NULL, write_all_the_time, &writing), 0);
    unsigned rounds = 0;
    while (!writing.done) {
        fund_store *store = open_store();
        assert_one_version(store);
        fund_store_free(store);
        OK(fund_store_reopen(moving, NULL, &err));
        assert_one_version(moving);
        if (rounds++ % 4 == 0) {
            assert_int_equal(defects_of(path), 0);
        }
    }
    pthread_join(thread, NULL);
    if (writing.status != FUND_OK) {
        print_error("%s\n", writing.err.message);
    }
    assert_int_equal(writing.status, FUND_OK);
    fund_store_free(moving);
}

/* ---- a writer's own readers ---------------------------------------------------------- */

static void some_segments_may_be_read_alone(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_store *store;
    add_document(writer, "a", "haus eins");
    add_document(writer, "b", "haus zwei");
    commit(writer);
    add_document(writer, "c", "haus drei");
    commit(writer);
    add_document(writer, "d", "haus vier");
    delete_article(writer, "a");
    commit(writer);
    fund_segment_info info[2];
    size_t count;
    OK(fund_writer_segments(info, COUNT(info), &count, writer, &err));
    assert_int_equal(count, 3);
    assert_string_equal(info[0].name, "s1");
    assert_int_equal(info[0].documents, 2);
    assert_int_equal(info[0].deleted, 1);
    assert_string_equal(info[1].name, "s2");
    assert_int_equal(info[1].deleted, 0);
    OK(fund_writer_reader_of(&store, writer, 0, 2, &err));
    assert_string_equal(all_of(store), "haus drei|haus zwei|");
    fund_store_free(store);
    OK(fund_writer_reader_of(&store, writer, 2, 1, &err));
    assert_string_equal(all_of(store), "haus vier|");
    fund_store_free(store);
    OK(fund_writer_reader_of(&store, writer, 3, 0, &err));
    assert_string_equal(all_of(store), "");
    fund_store_free(store);
    assert_int_equal(fund_writer_reader_of(&store, writer, 2, 2, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_writer_reader_of(&store, writer, 4, 0, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_writer_reader_of(&store, writer, 1, SIZE_MAX, &err), FUND_ERR_ARGUMENT);
    close_writer(writer);
    store = open_store();
    for (size_t i = 0; i < 3; i++) {
        fund_segment_info of;
        OK(fund_store_segment(&of, store, i, &err));
        assert_true(i > 1 || strcmp(of.name, info[i].name) == 0);
        assert_true(of.bytes > 0);
    }
    assert_int_equal(fund_store_segment(info, store, 3, &err), FUND_ERR_ARGUMENT);
    fund_store_free(store);
}

static void a_writers_reader_follows_every_change(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_store *own, *second;
    OK(fund_writer_reader(&own, writer, &err));
    OK(fund_writer_reader(&second, writer, &err));
    assert_string_equal(all_of(own), "");
    add_document(writer, "a", "haus eins");
    assert_string_equal(all_of(own), "haus eins|");
    delete_article(writer, "a");
    assert_string_equal(all_of(own), "");
    add_document(writer, "a", "haus zwei");
    assert_string_equal(all_of(own), "haus zwei|");
    commit(writer);
    assert_string_equal(all_of(own), "haus zwei|");
    add_document(writer, "b", "haus drei");
    delete_article(writer, "a");
    assert_string_equal(all_of(own), "haus drei|");
    fund_store_free(second);
    OK(fund_writer_cancel(writer, &err));
    assert_string_equal(all_of(own), "haus zwei|");
    add_document(writer, "b", "haus drei");
    commit(writer);
    merge(writer, 0, 2);
    assert_string_equal(all_of(own), "haus zwei|haus drei|");
    fund_store_free(own);
    close_writer(writer);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_reader_keeps_its_commit),
        TEST(a_reader_keeps_what_is_removed),
        TEST(reopening_takes_over_what_is_the_same),
        TEST(reopening_takes_over_the_dictionary),
        TEST(a_reopening_that_fails_changes_nothing),
        TEST(reopening_moves_all_indexes_or_none),
        TEST(reopening_follows_a_replaced_index),
        TEST(nothing_stays_open_for_longer_than_its_reader),
        TEST(an_index_is_searched_once),
        TEST(opening_beside_a_writer_never_fails),
        TEST(some_segments_may_be_read_alone),
        TEST(a_writers_reader_follows_every_change),
    };
    return cmocka_run_group_tests_name("store: readers", tests, NULL, NULL);
}
