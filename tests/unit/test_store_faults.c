/* Full disks, limits of the system, damage, and compaction under readers. */
#include "test_store.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void assert_whole(void)
{
    fund_error err = FUND_ERROR_INIT;
    size_t defects;
    OK(fund_store_check(&defects, path, NULL, NULL, &err));
    assert_int_equal(defects, 0);
}

/* What it does to limits and memory ends with the child. */
static bool holds_in_child(bool (*condition)(void))
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        _exit(condition() ? 0 : 1);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

/* ---- failing writes ------------------------------------------------------- */

/* So much that it is not made in memory. */
static void add_large_document(fund_writer *writer, const char *article)
{
    enum { BYTES = 3 << 20 };
    fund_error err = FUND_ERROR_INIT;
    fund_document *document = make_document(article, "haus");
    char *data = malloc(BYTES);
    assert_non_null(data);
    memset(data, 'x', BYTES);
    OK(fund_document_set_data(document, data, BYTES, &err));
    OK(fund_writer_add(writer, document, &err));
    fund_document_free(document);
    free(data);
}

/* A link in the place of a file that libxapian writes anew makes it fail like a full disk does. */
/* libxapian 1.4 never frees the tables of a compaction that failed. */
static bool segment_on_full_disk_is_told(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_large_document(writer, "c");
    if (symlink("/dev/full", file_of("tmp/segment")) != 0 ||
        fund_writer_commit(writer, &err) != FUND_ERR_FULL || strstr(err.message, path) == NULL ||
        strstr(err.message, "the disk is full (") == NULL) {
        return false;
    }
    unlink(file_of("tmp/segment"));
    add_document(writer, "d", "haus");
    close_writer(writer);
    return true;
}

static void full_disk_is_told_and_nothing_is_committed(void **state)
{
    (void)state;
    if (access("/dev/full", W_OK) != 0) {
        skip();
    }
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_large_document(writer, "a");
    assert_int_equal(unlink(file_of("tmp/f0/iamglass")), 0);
    assert_int_equal(symlink("/dev/full", file_of("tmp/f0/iamglass")), 0);
    assert_int_equal(fund_writer_close(writer, &err), FUND_ERR_FULL);
    assert_non_null(strstr(err.message, path));
    assert_non_null(strstr(err.message, "the disk is full ("));
    add_document(writer, "b", "haus"); /* the next one begins anew */
    close_writer(writer);
    assert_documents(1);
    assert_whole();
    assert_true(holds_in_child(segment_on_full_disk_is_told));
    assert_documents(2);
}

/* Caps the size of files, as a quota would, until the next call. */
static void limit_files(rlim_t bytes)
{
    struct rlimit limit;
    assert_int_equal(getrlimit(RLIMIT_FSIZE, &limit), 0);
    limit.rlim_cur = bytes < limit.rlim_max ? bytes : limit.rlim_max;
    assert_int_equal(setrlimit(RLIMIT_FSIZE, &limit), 0);
}

static int allow_files(void **state)
{
    limit_files(RLIM_INFINITY);
    signal(SIGXFSZ, SIG_DFL);
    return remove_folder(state);
}

static fund_document *long_document(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document;
    OK(fund_document_new(&document, &err));
    char data[4000];
    uint32_t random = 1; /* data that hardly compresses */
    for (size_t i = 0; i < sizeof data; i++) {
        random = random * 1664525u + 1013904223u;
        data[i] = (char)('a' + (random >> 24) % 26);
    }
    OK(fund_document_set_data(document, data, sizeof data, &err));
    for (size_t i = 0; i < sizeof data; i += 100) {
        OK(fund_document_add_term(document, "", data + i, 100, 1, &err));
    }
    return document;
}

static fund_status add_until_it_fails(fund_writer *writer, fund_error *err)
{
    fund_document *document = long_document();
    fund_status status = FUND_OK;
    for (int i = 0; status == FUND_OK && i < 20000; i++) {
        status = fund_writer_add(writer, document, err);
    }
    fund_document_free(document);
    return status;
}

/* libxapian 1.4 never frees what it was writing when that failed. */
static bool failed_change_spoils_all(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "bestand");
    OK(fund_writer_commit(writer, &err));
    signal(SIGXFSZ, SIG_IGN);
    limit_files(1000000);
    add_document(writer, "b", "vor dem Fehler");
    assert_int_equal(add_until_it_fails(writer, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, path));
    limit_files(RLIM_INFINITY);
    /* Going on as if nothing had happened would lose document b unnoticed. */
    assert_int_equal(fund_writer_delete(writer, "Qa", 2, &err), FUND_ERR_IO);
    assert_int_equal(fund_writer_commit(writer, &err), FUND_ERR_IO);
    assert_int_equal(fund_writer_close(writer, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, "an earlier change failed"));
    OK(fund_writer_cancel(writer, &err));
    add_document(writer, "c", "danach");
    close_writer(writer);
    return true;
}

static void failed_change_spoils_the_whole_transaction(void **state)
{
    (void)state;
    assert_true(holds_in_child(failed_change_spoils_all));
    assert_documents(2);
    assert_whole();
}

static void add_long_documents(fund_writer *writer, int count)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document = long_document();
    for (int i = 0; i < count; i++) {
        OK(fund_writer_add(writer, document, &err));
    }
    fund_document_free(document);
}

enum { COMMITTED, FAILED, ENDED, ELSE };

static void end_process(const char *reason)
{
    (void)reason;
    _exit(ENDED);
}

/* Replaces an article by many long ones while no file may be larger. */
static int commit_within(rlim_t bytes)
{
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fund_error err = FUND_ERROR_INIT;
        fund_on_termination(end_process); /* libxapian throws out of a destructor, say */
        fund_writer *writer = open_writer();
        fund_status status = fund_writer_delete(writer, "Qa", 2, &err);
        add_long_documents(writer, 50);
        signal(SIGXFSZ, SIG_IGN);
        limit_files(bytes);
        status = status == FUND_OK ? fund_writer_commit(writer, &err) : status;
        if (status == FUND_OK) {
            _exit(COMMITTED);
        }
        const bool named = status == FUND_ERR_IO && strstr(err.message, path) != NULL;
        limit_files(RLIM_INFINITY);
        add_document(writer, "c", "danach"); /* the next transaction begins anew */
        _exit(named && fund_writer_commit(writer, &err) == FUND_OK ? FAILED : ELSE);
    }
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status));
    return WEXITSTATUS(status);
}

/* Whatever file is too large: one of the new documents', the segment, the deletions. */
static void failed_commit_drops_the_transaction(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "bestand");
    add_document(writer, "b", "bestand");
    close_writer(writer);
    int end = FAILED;
    uint32_t failures = 0;
    rlim_t bytes = 0;
    for (; end != COMMITTED; bytes += bytes < 1024 ? 64 : 16 << 10) {
        end = commit_within(bytes);
        assert_int_not_equal(end, ELSE);
        failures += end == FAILED;
        assert_documents((end == COMMITTED ? 51 : 2) + failures);
    }
    assert_true(bytes > 100000 && failures > 10);
    assert_whole();
}

/* Deletions alone write little. */
static void failed_deletion_leaves_the_index_as_it_was(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "bestand");
    add_document(writer, "b", "bestand");
    OK(fund_writer_commit(writer, &err));
    signal(SIGXFSZ, SIG_IGN);
    fund_status status = FUND_ERR_IO;
    for (rlim_t bytes = 0; status == FUND_ERR_IO; bytes += 8) {
        OK(fund_writer_delete(writer, "Qa", 2, &err));
        limit_files(bytes);
        status = fund_writer_commit(writer, &err);
        limit_files(RLIM_INFINITY);
        assert_documents(status == FUND_OK ? 1 : 2);
        assert_false(is_there("XAPIANDB.tmp"));
    }
    OK(status);
    close_writer(writer);
    assert_whole();
}

static bool compaction_fails(void)
{
    fund_error err = FUND_ERROR_INIT;
    signal(SIGXFSZ, SIG_IGN);
    limit_files(50000);
    return compact(path, &err) == FUND_ERR_IO && strstr(err.message, path) != NULL;
}

static void failed_compaction_leaves_the_index_as_it_was(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_long_documents(writer, 50);
    close_writer(writer);
    assert_true(holds_in_child(compaction_fails));
    assert_false(is_there("s2"));
    assert_false(is_there("tmp"));
    assert_documents(50);
    OK(compact(path, &err));
    assert_documents(50);
    assert_whole();
}

/* ---- reading -------------------------------------------------------------- */

static bool opening_hits_the_limit_of_files(void)
{
    int next = dup(0);
    const struct rlimit limit = {(rlim_t)next + 1, (rlim_t)next + 1};
    close(next);
    fund_store *store;
    fund_error err = FUND_ERROR_INIT;
    return setrlimit(RLIMIT_NOFILE, &limit) == 0 &&
           fund_store_open(&store, paths, 1, &err) == FUND_ERR_IO &&
           strstr(err.message, path) != NULL;
}

static void too_many_open_files_are_not_taken_for_damage(void **state)
{
    (void)state;
    close_writer(open_writer());
    assert_true(holds_in_child(opening_hits_the_limit_of_files));
}

static void fill_tables(void)
{
    fund_writer *writer = open_writer();
    for (int i = 0; i < 2000; i++) {
        add_document(writer, "a", "haus garten und viele worte");
    }
    close_writer(writer);
}

static void cut_off_files_are_damage(void **state)
{
    (void)state;
    static const struct {
        const char *file;
        long size; /* -1: removed */
    } cuts[] = {{"s1", 0},       {"s1", 5},  {"s1", 8192},    {"s1", 60000},
                {"s1", 1 << 20}, {"s1", -1}, {"XAPIANDB", 50}};
    for (size_t i = 0; i < COUNT(cuts); i++) {
        fill_tables();
        const char *file = file_of(cuts[i].file);
        assert_int_equal(cuts[i].size < 0 ? remove(file) : truncate(file, cuts[i].size), 0);
        fund_store *store;
        fund_error err = FUND_ERROR_INIT;
        if (fund_store_open(&store, paths, 1, &err) != FUND_ERR_CORRUPT) {
            print_error("%s cut to %ld: %s\n", cuts[i].file, cuts[i].size, err.message);
            fail();
        }
        assert_null(store);
        assert_non_null(strstr(err.message, path));
        fund_writer *writer;
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_CORRUPT);
        size_t defects;
        OK(fund_store_check(&defects, path, NULL, NULL, &err));
        assert_true(defects > 0);
        remove_folder(NULL);
        mkdir(folder, 0700);
    }
}

static fund_status count_line(const char *line, void *payload)
{
    assert_non_null(line);
    ++*(int *)payload;
    return FUND_OK;
}

static void check_of_a_whole_index_is_silent(void **state)
{
    (void)state;
    fill_tables();
    int lines = 0;
    size_t defects;
    fund_error err = FUND_ERROR_INIT;
    OK(fund_store_check(&defects, path, count_line, &lines, &err));
    assert_int_equal(defects, 0);
    assert_int_equal(lines, 0);
}

static void reader_of_an_old_segment_goes_on(void **state)
{
    (void)state;
    fill_tables();
    fund_error err = FUND_ERROR_INIT;
    fund_store *early = open_store();
    OK(compact(path, &err));
    assert_false(is_there("s1"));
    assert_true(is_there("s2"));
    OK(compact(path, &err));
    assert_false(is_there("s2"));
    assert_false(is_there("tmp"));
    fund_buf data = FUND_BUF_INIT;
    for (fund_docid id = 1; id <= 2000; id += 333) {
        fund_buf_clear(&data);
        OK(fund_store_data(&data, early, id, &err));
        assert_string_equal(data.data, "haus garten und viele worte");
    }
    fund_query *query;
    fund_matches matches = FUND_MATCHES_INIT;
    OK(fund_query_term(&query, "", "garten", 6, 1, &err));
    OK(fund_store_match(&matches, early, query, NULL, &err));
    assert_int_equal(matches.count, 10);
    bool changed = false;
    OK(fund_store_reopen(early, &changed, &err));
    assert_true(changed);
    OK(fund_store_reopen(early, &changed, &err));
    assert_false(changed);
    assert_int_equal(documents_of(early), 2000);
    fund_query_free(query);
    fund_matches_free(&matches);
    fund_buf_free(&data);
    fund_store_free(early);
}

static void empty_index_is_compacted(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    close_writer(open_writer());
    OK(compact(path, &err));
    assert_documents(0);
    assert_whole();
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus");
    close_writer(writer);
    assert_documents(1);
}

static fund_status count_docid(fund_docid docid, void *payload)
{
    uint32_t *last = payload;
    if (*last != 0 && docid != *last + 1) {
        return FUND_ERR_INTERRUPTED;
    }
    *last = docid;
    return FUND_OK;
}

static void passages_stay_adjacent_through_replacement_and_compaction(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    static const char *const articles[] = {"a", "b", "c"};
    for (size_t i = 0; i < COUNT(articles); i++) {
        for (int passage = 0; passage < 3; passage++) {
            add_document(writer, articles[i], "alt");
        }
    }
    OK(fund_writer_commit(writer, &err));
    OK(fund_writer_delete(writer, "Qb", 2, &err));
    for (int passage = 0; passage < 4; passage++) {
        add_document(writer, "b", "neu");
    }
    close_writer(writer);
    OK(compact(path, &err));
    fund_store *store = open_store();
    for (size_t i = 0; i < COUNT(articles); i++) {
        fund_buf term = FUND_BUF_INIT;
        OK(fund_article_term(&term, articles[i], 1, &err));
        uint32_t last = 0;
        OK(fund_store_postings(store, term.data, term.len, count_docid, &last, &err));
        fund_docid first;
        OK(fund_store_first_posting(&first, store, term.data, term.len, &err));
        assert_int_equal(last - first + 1, i == 1 ? 4 : 3);
        assert_int_equal(fund_store_sibling(store, first, 1, i == 1 ? 4 : 3), last);
        fund_buf_free(&term);
    }
    fund_store_free(store);
}

static void reader_of_a_writer_sees_its_changes(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus");
    fund_store *inside;
    OK(fund_writer_reader(&inside, writer, &err));
    fund_store_stats stats;
    OK(fund_store_stats_get(&stats, inside, &err));
    assert_int_equal(stats.documents, 1);
    bool changed = true;
    OK(fund_store_reopen(inside, &changed, &err));
    assert_false(changed);
    add_document(writer, "b", "maus");
    assert_int_equal(documents_of(inside), 2);
    fund_store_free(inside);
    fund_writer_free(writer);
    assert_documents(0);
}

static void reader_of_a_removed_index_says_so(void **state)
{
    (void)state;
    fund_error err;
    close_writer(open_writer());
    fund_store *store = open_store();
    remove_folder(NULL);
    mkdir(folder, 0700);
    assert_int_equal(fund_store_reopen(store, NULL, &err), FUND_ERR_NO_INDEX);
    assert_non_null(strstr(err.message, path));
    assert_int_equal(documents_of(store), 0); /* still usable */
    fund_store_free(store);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)
#define LIMITED(function) cmocka_unit_test_setup_teardown(function, make_folder, allow_files)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(full_disk_is_told_and_nothing_is_committed),
        LIMITED(failed_change_spoils_the_whole_transaction),
        LIMITED(failed_commit_drops_the_transaction),
        LIMITED(failed_deletion_leaves_the_index_as_it_was),
        TEST(failed_compaction_leaves_the_index_as_it_was),
        TEST(too_many_open_files_are_not_taken_for_damage),
        TEST(cut_off_files_are_damage),
        TEST(check_of_a_whole_index_is_silent),
        TEST(reader_of_an_old_segment_goes_on),
        TEST(empty_index_is_compacted),
        TEST(passages_stay_adjacent_through_replacement_and_compaction),
        TEST(reader_of_a_writer_sees_its_changes),
        TEST(reader_of_a_removed_index_says_so),
    };
    return cmocka_run_group_tests_name("store: faults", tests, NULL, NULL);
}
