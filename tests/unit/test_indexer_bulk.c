/* Large sets are built in bulk, and give the same index as article by article. */
#include "indexer/indexer_private.h"
#include "test_indexer.h"

#include <fcntl.h>
#include <pthread.h>
#include <sys/stat.h>

enum { ARTICLES = 120 };

static void article_line(char *out, size_t size, int number, const char *about)
{
    snprintf(out, size,
             "{\"id\": \"a%03d\", \"title\": \"Titel %d\", \"body\": [\"Der erste Absatz von "
             "Artikel %d handelt von %s und von vielen anderen Dingen.\", \"Der zweite Absatz von "
             "Artikel %d nennt Beispiel%d und handelt auch von Schiffen und vom Hafen.\"]}\n",
             number, number, number, about, number, number);
}

static void write_articles(const char *name, int first, int last, const char *about)
{
    FILE *out = fopen(in_folder(name), "w");
    assert_non_null(out);
    char line[512];
    for (int i = first; i < last; i++) {
        article_line(line, sizeof line, i, about);
        fputs(line, out);
    }
    fclose(out);
}

/* So small that a few articles are a large set. */
static run_options small_batches(void)
{
    run_options options = RUN_OPTIONS_INIT;
    options.indexer.batch_passages = 16;
    return options;
}

static size_t count_segments(void)
{
    fund_store *store = open_store();
    size_t count = segments_of(store);
    fund_store_free(store);
    return count;
}

static void merge_all(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_compact(indexer, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
}

static fund_status list_posting(fund_docid docid, void *payload)
{
    fund_buf_printf(payload, "%u ", (unsigned)docid);
    return FUND_OK;
}

static fund_status list_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    fund_buf_append(payload, term, len);
    fund_buf_printf(payload, ":%u\n", (unsigned)documents);
    return FUND_OK;
}

/* All terms with their documents, and all stored data. */
static void describe_index(fund_buf *out)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    fund_store_stats stats;
    OK(fund_store_stats_get(&stats, store, &err));
    OK(fund_store_terms(store, "", 0, list_term, out, &err));
    OK(fund_store_postings(store, "schiff", 6, list_posting, out, &err));
    for (fund_docid docid = 1; docid <= stats.documents; docid++) {
        OK(fund_store_data(out, store, docid, &err));
    }
    fund_store_free(store);
}

static void bulk_gives_the_same_index_whatever_the_threads(void **state)
{
    (void)state;
    fund_buf expected = FUND_BUF_INIT;
    write_articles("a.jsonl", 0, ARTICLES, "Haushaltsfragen");
    for (unsigned jobs = 0; jobs < 4; jobs++) { /* 0: article by article */
        run_options options = small_batches();
        options.indexer.jobs = jobs;
        options.indexer.no_bulk = jobs == 0;
        assert_string_equal(run_with(options, in_folder("a.jsonl"), NULL, NULL),
                            "120 added 0 replaced 0 unchanged 0 removed 0 failed");
        assert_true(jobs == 0 ? count_segments() > 1 : count_segments() == 1);
        fund_buf got = FUND_BUF_INIT;
        merge_all();
        describe_index(&got);
        if (jobs == 0) {
            expected = got;
        } else {
            assert_string_equal(got.data, expected.data);
            fund_buf_free(&got);
        }
        assert_int_equal(remove_tree(path), 0);
    }
    fund_buf_free(&expected);
}

static void small_changes_go_straight_into_a_large_index(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, ARTICLES, "Haushaltsfragen");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    assert_int_equal(documents_with("haushaltsfrag"), 120);
    write_articles("b.jsonl", 5, 8, "Verkehr");
    assert_string_equal(run_with(small_batches(), in_folder("b.jsonl"), NULL, NULL),
                        "0 added 3 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(count_segments(), 2);
    assert_int_equal(documents_with("verkehr"), 3);
    assert_documents(2 * ARTICLES);
    assert_string_equal(run_with(small_batches(), in_folder("b.jsonl"), NULL, NULL),
                        "0 added 0 replaced 3 unchanged 0 removed 0 failed");
}

static void a_large_set_replaces_articles_of_an_index(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, ARTICLES, "Haushaltsfragen");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    write_articles("b.jsonl", 100, 101, "Kultur");
    run_with(small_batches(), in_folder("b.jsonl"), NULL, NULL);
    write_articles("c.jsonl", 60, ARTICLES + 10, "Verkehr");
    assert_string_equal(run_with(small_batches(), in_folder("c.jsonl"), NULL, NULL),
                        "10 added 60 replaced 0 unchanged 0 removed 0 failed");
    assert_documents(2 * (ARTICLES + 10));
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_compact(indexer, &err));
    /* It goes on behind that. */
    OK(fund_indexer_remove(indexer, "a000", 4, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    assert_documents(2 * (ARTICLES + 10) - 2);
    assert_int_equal(documents_with("kultur"), 0);
    assert_int_equal(documents_with("verkehr"), 70);
    assert_int_equal(documents_with("haushaltsfrag"), 59);
}

static void compaction_after_removals_is_a_fresh_index(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, ARTICLES, "Haushaltsfragen");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    for (int i = 40; i < ARTICLES; i++) {
        char id[8];
        snprintf(id, sizeof id, "a%03d", i);
        OK(fund_indexer_remove(indexer, id, strlen(id), &err));
    }
    OK(fund_indexer_compact(indexer, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    fund_buf after = FUND_BUF_INIT, fresh = FUND_BUF_INIT;
    describe_index(&after);
    assert_int_equal(remove_tree(path), 0);
    /* The same place, since that is part of what is stored. */
    write_articles("a.jsonl", 0, 40, "Haushaltsfragen");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    describe_index(&fresh);
    assert_string_equal(after.data, fresh.data);
    fund_buf_free(&after);
    fund_buf_free(&fresh);
}

static void many_small_runs_leave_few_segments(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, ARTICLES, "Haushaltsfragen");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    size_t most = 0;
    for (int i = ARTICLES; i < ARTICLES + 60; i++) {
        write_articles("b.jsonl", i, i + 1, "Verkehr");
        run_with(small_batches(), in_folder("b.jsonl"), NULL, NULL);
        size_t count = count_segments();
        most = count > most ? count : most;
    }
    assert_in_range(most, 5, 16);
    assert_documents(2 * (ARTICLES + 60));
    assert_int_equal(documents_with("verkehr"), 60);
}

enum { LARGE_PASSAGES = 60 };

static void put_large(fund_indexer *indexer, int number, const char *about)
{
    fund_error err = FUND_ERROR_INIT;
    char id[16], texts[LARGE_PASSAGES][64];
    fund_text passages[LARGE_PASSAGES];
    for (int i = 0; i < LARGE_PASSAGES; i++) {
        int len = snprintf(texts[i], sizeof texts[i], "Absatz %d von %d: %s", i, number, about);
        passages[i] = (fund_text){texts[i], (size_t)len};
    }
    int len = snprintf(id, sizeof id, "l%d", number);
    const fund_article article = {.size = sizeof(fund_article),
                                  .fields.id = {id, (size_t)len},
                                  .fields.path = {"-", 1},
                                  .passages = passages,
                                  .passage_count = LARGE_PASSAGES};
    OK(fund_indexer_put(indexer, &article, &err));
    OK(fund_indexer_commit(indexer, &err));
}

/* What is replaced while its segment is being merged is gone from what that becomes. */
static void large_merges_run_beside_commits(void **state)
{
    (void)state;
    enum { LARGE = 220, BACK = 40 };
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_segment_info info[64];
    size_t most = 0, merging = 0;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    indexer->commit_bytes = 0; /* nothing but what is small within a commit */
    for (int i = 0; i < LARGE; i++) {
        size_t count;
        put_large(indexer, i, "Kultur");
        if (i >= BACK) {
            put_large(indexer, i - BACK, "Verkehr");
        }
        OK(fund_writer_segments(info, COUNT(info), &count, indexer->writer, &err));
        most = count > most ? count : most;
        merging += info[0].merging;
    }
    assert_in_range(most, 5, 24);
    assert_true(merging > 0);
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    assert_int_equal(documents_with("kultur"), BACK * LARGE_PASSAGES);
    assert_int_equal(documents_with("verkehr"), (LARGE - BACK) * LARGE_PASSAGES);
    assert_false(is_there("tmp") || is_there("tmp0"));
}

static void prune_works_within_a_large_run(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, 60, "Haushaltsfragen");
    run_options options = small_batches();
    options.prune = true;
    run_with(options, in_folder("a.jsonl"), NULL, NULL);
    write_articles("a.jsonl", 30, ARTICLES, "Verkehr");
    assert_string_equal(run_with(options, in_folder("a.jsonl"), NULL, NULL),
                        "60 added 30 replaced 0 unchanged 30 removed 0 failed");
    assert_documents(2 * 90);
    assert_string_equal(run_with(options, in_folder("a.jsonl"), NULL, NULL),
                        "0 added 0 replaced 90 unchanged 0 removed 0 failed");
}

static int calls;

static fund_status stop_late(void *payload)
{
    (void)payload;
    return ++calls > 100 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

static void a_stopped_bulk_build_leaves_the_index_as_it_was(void **state)
{
    (void)state;
    write_articles("a.jsonl", 0, 3, "Kultur");
    run_with(small_batches(), in_folder("a.jsonl"), NULL, NULL);
    write_articles("b.jsonl", 0, ARTICLES, "Verkehr");
    run_options options = small_batches();
    options.stop = stop_late;
    options.expected = FUND_ERR_INTERRUPTED;
    calls = 0;
    assert_string_equal(run_with(options, in_folder("b.jsonl"), NULL, NULL),
                        "0 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_documents(6);
    assert_int_equal(documents_with("kultur"), 3);
    assert_false(is_there("tmp"));
}

/* ---- streams -------------------------------------------------------------------- */

typedef struct feed {
    int fd;
    bool seen; /* what came before the pause was found during it */
} feed;

/* A few articles, then a pause in which they must become visible. */
static void *feed_slowly(void *payload)
{
    feed *own = payload;
    char line[512];
    for (int i = 0; i < 3; i++) {
        article_line(line, sizeof line, i, "Verkehr");
        if (write(own->fd, line, strlen(line)) < 0) {
            return NULL;
        }
    }
    for (int tries = 0; tries < 500 && !own->seen; tries++) {
        usleep(10000);
        fund_store *store;
        fund_store_stats stats;
        if (fund_store_open(&store, paths, 1, NULL) == FUND_OK) {
            own->seen =
                fund_store_stats_get(&stats, store, NULL) == FUND_OK && stats.documents == 6;
            fund_store_free(store);
        }
    }
    article_line(line, sizeof line, 3, "Verkehr");
    if (write(own->fd, line, strlen(line)) < 0) {
        own->seen = false;
    }
    close(own->fd);
    return NULL;
}

static const char *run_stream(run_options options, void *(*writer)(void *), feed *own)
{
    int ends[2], saved = dup(STDIN_FILENO);
    assert_int_equal(pipe(ends), 0);
    own->fd = ends[1];
    dup2(ends[0], STDIN_FILENO);
    close(ends[0]);
    pthread_t thread;
    assert_int_equal(pthread_create(&thread, NULL, writer, own), 0);
    const char *line = run_with(options, "-", NULL, NULL);
    pthread_join(thread, NULL);
    dup2(saved, STDIN_FILENO);
    close(saved);
    return line;
}

static void a_stream_that_pauses_is_committed(void **state)
{
    (void)state;
    feed own = {.seen = false};
    run_options options = RUN_OPTIONS_INIT;
    assert_string_equal(run_stream(options, feed_slowly, &own),
                        "4 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_true(own.seen);
    assert_documents(8);
}

static void a_bulk_build_of_a_stream_that_pauses_is_committed(void **state)
{
    (void)state;
    feed own = {.seen = false};
    run_options options = RUN_OPTIONS_INIT;
    options.indexer.batch_passages = 3;
    assert_string_equal(run_stream(options, feed_slowly, &own),
                        "4 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_true(own.seen);
    assert_documents(8);
}

/* A burst, which is built in bulk, and then an article every now and then. */
static void *feed_burst_then_drip(void *payload)
{
    feed *own = payload;
    char line[512];
    int number = 0;
    for (int tries = 0; tries < 400 && !own->seen; tries++) {
        for (int burst = tries == 0 ? 40 : 1; burst > 0; burst--) {
            article_line(line, sizeof line, number++, "Verkehr");
            if (write(own->fd, line, strlen(line)) < 0) {
                return NULL;
            }
        }
        usleep(50000); /* never long enough to be a pause */
        fund_store *store;
        fund_store_stats stats;
        if (fund_store_open(&store, paths, 1, NULL) == FUND_OK) {
            own->seen =
                fund_store_stats_get(&stats, store, NULL) == FUND_OK && stats.documents >= 80;
            fund_store_free(store);
        }
    }
    close(own->fd);
    return NULL;
}

static void a_stream_that_slows_down_is_committed(void **state)
{
    (void)state;
    feed own = {.seen = false};
    run_options options = RUN_OPTIONS_INIT;
    options.indexer.batch_passages = 60;
    run_stream(options, feed_burst_then_drip, &own);
    assert_true(own.seen);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(bulk_gives_the_same_index_whatever_the_threads),
        TEST(small_changes_go_straight_into_a_large_index),
        TEST(a_large_set_replaces_articles_of_an_index),
        TEST(compaction_after_removals_is_a_fresh_index),
        TEST(many_small_runs_leave_few_segments),
        TEST(large_merges_run_beside_commits),
        TEST(prune_works_within_a_large_run),
        TEST(a_stopped_bulk_build_leaves_the_index_as_it_was),
        TEST(a_stream_that_pauses_is_committed),
        TEST(a_bulk_build_of_a_stream_that_pauses_is_committed),
        TEST(a_stream_that_slows_down_is_committed),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
