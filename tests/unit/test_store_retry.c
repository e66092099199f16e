/* Reading beside a writer: what counts, what is read again, and what a failure leaves. */
#include "test_store.h"

#include <pthread.h>
#include <time.h>

typedef struct reading {
    fund_store *store;
    fund_writer *writer;
    int runs;
    int commits;        /* in so many runs, the first ones */
    fund_status status; /* that those runs give */
    unsigned takes;     /* microseconds, such a run */
    bool hold;          /* the next run looks whether a commit waits for it */
    bool slow;          /* a run took so long that the next one makes writers wait */
    double since;       /* when the latest run began, in ms */
    pthread_t thread;
} reading;

static void *commit_more(void *payload)
{
    fund_error err = FUND_ERROR_INIT;
    add_document(payload, "b", "garten");
    return fund_writer_commit(payload, &err) == FUND_OK ? payload : NULL;
}

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static fund_status attempt(void *payload, fund_error *err)
{
    reading *of = payload;
    double now = now_ms();
    of->slow |= now - of->since >= 50;
    of->since = now;
    uint32_t before = documents_of(of->store);
    of->runs++;
    if (of->runs <= of->commits) {
        assert_non_null(commit_more(of->writer));
        usleep(of->takes);
        return fund_error_set(err, of->status, "run %d", of->runs);
    }
    if (of->hold) {
        assert_int_equal(pthread_create(&of->thread, NULL, commit_more, of->writer), 0);
        usleep(100 * 1000);
        assert_int_equal(fund_store_reopen(of->store, NULL, err), FUND_OK);
        assert_int_equal(documents_of(of->store), before);
    }
    return FUND_OK;
}

static reading open_reading(void)
{
    fund_error err = FUND_ERROR_INIT;
    reading of = {.writer = open_writer()};
    add_document(of.writer, "a", "haus");
    OK(fund_writer_commit(of.writer, &err));
    of.store = open_store();
    return of;
}

/* On a busy machine a run that ought to be quick is not: then all of it once more. */
static bool retry_quickly(reading *of)
{
    fund_error err = FUND_ERROR_INIT;
    of->runs = 0;
    of->slow = false;
    of->since = now_ms();
    OK(fund_store_retry(of->store, attempt, of, &err));
    return !of->slow;
}

static void close_reading(reading *of)
{
    fund_store_free(of->store);
    close_writer(of->writer);
}

static void an_answer_counts_when_no_commit_came_meanwhile(void **state)
{
    (void)state;
    static const struct {
        fund_status status;
        int runs;
    } cases[] = {
        {FUND_OK, 2},         {FUND_ERR_MODIFIED, 2},  {FUND_ERR_CORRUPT, 2},
        {FUND_ERR_MEMORY, 2}, {FUND_ERR_NOT_FOUND, 2}, {FUND_ERR_INTERNAL, 2},
        {FUND_ERR_IO, 2},     {FUND_ERR_QUERY, 1},     {FUND_ERR_ARGUMENT, 1},
        {FUND_ERR_CLOSED, 2}, {FUND_ERR_ANALYZER, 2},  {FUND_ERR_INTERRUPTED, 1},
    };
    reading of = open_reading();
    fund_error err = FUND_ERROR_INIT;
    OK(fund_store_retry(of.store, attempt, &of, &err));
    assert_int_equal(of.runs, 1);
    of.commits = 1;
    for (size_t i = 0; i < COUNT(cases); i++) {
        of.runs = 0;
        of.status = cases[i].status;
        fund_status status = fund_store_retry(of.store, attempt, &of, &err);
        assert_int_equal(status, cases[i].runs == 1 ? of.status : FUND_OK);
        assert_int_equal(of.runs, cases[i].runs);
        OK(fund_store_reopen(of.store, NULL, &err));
        assert_int_equal(documents_of(of.store), i + 2);
    }
    close_reading(&of);
}

static fund_status fail_always(void *payload, fund_error *err)
{
    reading *of = payload;
    of->runs++;
    return fund_error_set(err, of->status, "run %d", of->runs);
}

static void what_fails_without_commits_has_failed(void **state)
{
    (void)state;
    reading of = open_reading();
    fund_error err = FUND_ERROR_INIT;
    of.status = FUND_ERR_CORRUPT;
    assert_int_equal(fund_store_retry(of.store, fail_always, &of, &err), FUND_ERR_CORRUPT);
    assert_int_equal(of.runs, 1);
    of.status = FUND_ERR_MODIFIED; /* which libxapian only says when one came */
    assert_int_equal(fund_store_retry(of.store, fail_always, &of, &err), FUND_ERR_MODIFIED);
    assert_in_range(of.runs, 10, 100);
    close_reading(&of);
}

static void a_writer_waits_for_a_reader_that_was_overtaken(void **state)
{
    (void)state;
    static const struct {
        int commits;
        unsigned takes;
    } cases[] = {{3, 0}, {1, 60 * 1000}}; /* often, or when it cost something */
    for (size_t i = 0; i < COUNT(cases);) {
        reading of = open_reading();
        fund_error err = FUND_ERROR_INIT;
        void *committed = NULL;
        of.commits = cases[i].commits;
        of.takes = cases[i].takes;
        of.hold = true;
        uint32_t before = documents_of(of.store);
        if (retry_quickly(&of) || of.takes > 0) {
            assert_int_equal(of.runs, of.commits + 1);
            i++;
        }
        if (of.runs == of.commits + 1) {
            assert_int_equal(pthread_join(of.thread, &committed), 0);
            assert_non_null(committed);
            OK(fund_store_reopen(of.store, NULL, &err));
            assert_int_equal(documents_of(of.store), before + (uint32_t)of.commits + 1);
        }
        close_reading(&of);
    }
}

static void neither_waits_for_ever(void **state)
{
    (void)state;
    reading of = open_reading();
    of.commits = 100;
    while (!retry_quickly(&of)) {
    }
    assert_int_equal(of.runs, 4); /* the fourth one after a second's wait */
    close_reading(&of);
}

static fund_status attempt_within(void *payload, fund_error *err)
{
    reading *of = payload;
    fund_status status = fund_store_retry(of->store, attempt, of, err);
    of->runs += 10;
    return status;
}

static void the_outer_one_of_two_looks(void **state)
{
    (void)state;
    reading of = open_reading();
    fund_error err = FUND_ERROR_INIT;
    of.commits = 1;
    OK(fund_store_retry(of.store, attempt_within, &of, &err));
    assert_int_equal(of.runs, 22);
    OK(fund_store_retry(of.store, attempt, &of, &err)); /* and then each looks again */
    of.runs = 0;
    OK(fund_store_retry(of.store, attempt, &of, &err));
    assert_int_equal(of.runs, 2);
    close_reading(&of);
}

/* ---- failures to reopen ----------------------------------------------------------- */

static uint32_t documents_with(const fund_store *store, const char *word)
{
    fund_error err = FUND_ERROR_INIT;
    fund_term_stats stats;
    OK(fund_store_term_stats(&stats, store, word, strlen(word), &err));
    return stats.documents;
}

static void overwrite(const char *file, const char *bytes, size_t len)
{
    FILE *out = fopen(file_of(file), "r+b");
    assert_non_null(out);
    assert_int_equal(fwrite(bytes, 1, len, out), len);
    fclose(out);
}

/* libxapian opens one table after the other, and asked again it takes them all for open. */
static void reopening_that_failed_leaves_no_half(void **state)
{
    (void)state;
    static const char table[] = "g1/postlist.glass";
    static char whole[1 << 20], damaged[sizeof whole];
    reading of = open_reading();
    fund_error err = FUND_ERROR_INIT;
    fund_term_stats stats;
    bool changed = false;
    assert_int_equal(documents_with(of.store, "garten"), 0);
    assert_non_null(commit_more(of.writer));
    FILE *in = fopen(file_of(table), "rb");
    assert_non_null(in);
    size_t len = fread(whole, 1, sizeof whole, in);
    fclose(in);
    assert_in_range(len, 1, sizeof whole - 1);
    memset(damaged, 0xff, len);
    overwrite(table, damaged, len);
    assert_int_equal(fund_store_reopen(of.store, &changed, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, path));
    assert_int_equal(fund_store_term_stats(&stats, of.store, "garten", 6, &err), FUND_ERR_CLOSED);
    overwrite(table, whole, len);
    OK(fund_store_reopen(of.store, &changed, &err));
    assert_true(changed);
    assert_int_equal(documents_with(of.store, "garten"), 1);
    close_reading(&of);
}

static fund_status look_up(void *payload, fund_error *err)
{
    const reading *of = payload;
    fund_term_stats stats;
    return fund_store_term_stats(&stats, of->store, "garten", 6, err);
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
    reading of = open_reading();
    OK(fund_writer_open(&writer, second, NULL, &err));
    close_writer(writer);
    fund_store_free(of.store);
    OK(fund_store_open(&of.store, both, 2, &err));
    assert_non_null(commit_more(of.writer));
    assert_int_equal(rename(second, away), 0);
    assert_int_equal(fund_store_reopen(of.store, NULL, &err), FUND_ERR_NO_INDEX);
    assert_int_equal(fund_store_retry(of.store, look_up, &of, &err), FUND_ERR_NO_INDEX);
    assert_non_null(strstr(err.message, second));
    assert_int_equal(rename(away, second), 0);
    OK(fund_store_retry(of.store, look_up, &of, &err));
    assert_int_equal(documents_with(of.store, "garten"), 1);
    close_reading(&of);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_answer_counts_when_no_commit_came_meanwhile),
        TEST(what_fails_without_commits_has_failed),
        TEST(a_writer_waits_for_a_reader_that_was_overtaken),
        TEST(neither_waits_for_ever),
        TEST(the_outer_one_of_two_looks),
        TEST(reopening_that_failed_leaves_no_half),
        TEST(reopening_moves_all_indexes_or_none),
    };
    return cmocka_run_group_tests_name("store: reading beside a writer", tests, NULL, NULL);
}
