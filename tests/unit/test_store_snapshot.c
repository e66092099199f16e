/* Copies of one commit, also beside a writer. */
#include "test_store_files.h"

#include <pthread.h>

static char target[PATH_LENGTH_MAX];

static int make_target(void **state)
{
    int status = make_folder(state);
    snprintf(target, sizeof target, "%s/snapshot", folder);
    return status;
}

/* Two segments, deletions of one of them (d3), a dictionary, and the lists beside them. */
static void make_index(void)
{
    static const char *const words[] = {"haus garten", "haus teich", "haus wiese"};
    fund_writer *writer = open_writer();
    build_trained(writer, words, COUNT(words));
    add_document(writer, "b", "haus zaun");
    delete_article(writer, "a1");
    close_writer(writer);
    write_text("words.txt", "Haus");
    write_text("alerts.json", "[]");
}

static const char *in_target(const char *name)
{
    static char file[2 * PATH_LENGTH_MAX];
    snprintf(file, sizeof file, "%s/%s", target, name);
    return file;
}

static ino_t inode_of(const char *file)
{
    struct stat info;
    assert_int_equal(lstat(file, &info), 0);
    return info.st_ino;
}

static uint32_t documents_in(const char *index)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    const char *const list[] = {index};
    OK(fund_store_open(&store, list, 1, &err));
    uint32_t count = documents_of(store);
    fund_store_free(store);
    return count;
}

static void take(void)
{
    fund_error err = FUND_ERROR_INIT;
    OK(fund_store_snapshot(path, target, &err));
}

static void a_snapshot_has_the_files_of_its_commit(void **state)
{
    (void)state;
    make_index();
    write_text("bild.jpg", "wertvoll");
    write_text("s99", "rest");
    write_text("upgrade", "rest");
    mkdir(file_of("tmp"), 0700);
    char *before = state_of(path);
    take();
    assert_state(path, before);
    const char *const links[] = {"s1", "s2", "d3", dictionary_name()};
    for (size_t i = 0; i < COUNT(links); i++) {
        assert_int_equal(inode_of(in_target(links[i])), inode_of(file_of(links[i])));
    }
    static const char *const copies[] = {"XAPIANDB", "words.txt", "alerts.json"};
    for (size_t i = 0; i < COUNT(copies); i++) {
        assert_int_not_equal(inode_of(in_target(copies[i])), inode_of(file_of(copies[i])));
    }
    static const char *const others[] = {"lock", "bild.jpg", "s99", "upgrade", "tmp"};
    for (size_t i = 0; i < COUNT(others); i++) {
        assert_int_equal(access(in_target(others[i]), F_OK), -1);
    }
    assert_int_equal(documents_in(target), 3);
    assert_int_equal(defects_of(target), 0);
}

static void writing_goes_on_in_each_by_itself(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index();
    take();
    char *before = state_of(target);
    fund_writer *writer = open_writer();
    delete_article(writer, "a0");
    add_document(writer, "n", "neu");
    commit(writer);
    add_document(writer, "m", "neu");
    close_writer(writer);
    OK(compact(path, &err));
    write_text("words.txt", "Haus Hof");
    write_text("alerts.json", "[{}]");
    assert_state(target, before);
    assert_documents(4);
    before = state_of(path);
    OK(fund_writer_open(&writer, target, NULL, &err));
    delete_article(writer, "a2");
    close_writer(writer);
    OK(compact(target, &err));
    assert_state(path, before);
    assert_int_equal(documents_in(target), 2);
    assert_int_equal(defects_of(target), 0);
    assert_int_equal(remove_tree(target), 0);
    assert_int_equal(defects_of(path), 0);
}

static void a_snapshot_needs_an_empty_folder(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index();
    /* Nothing there yet; the folder above it must be there, as with mkdir. */
    snprintf(target, sizeof target, "%s/a/snapshot", folder);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_NOT_FOUND);
    char above[PATH_LENGTH_MAX];
    snprintf(above, sizeof above, "%s/a", folder);
    assert_int_equal(access(above, F_OK), -1);
    assert_int_equal(mkdir(above, 0700), 0);
    FILE *file = fopen(target, "w");
    assert_non_null(file);
    fclose(file);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "is a file"));
    assert_int_equal(unlink(target), 0);
    take();
    assert_int_equal(documents_in(target), 3);
    /* A snapshot is not empty, and neither is the index. */
    char *before = state_of(target);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, target));
    assert_state(target, before);
    before = state_of(path);
    assert_int_equal(fund_store_snapshot(path, path, &err), FUND_ERR_ARGUMENT);
    assert_state(path, before);
    /* An empty one. */
    snprintf(target, sizeof target, "%s/empty", folder);
    assert_int_equal(mkdir(target, 0700), 0);
    take();
    assert_int_equal(documents_in(target), 3);
    /* With a file of somebody. */
    snprintf(target, sizeof target, "%s/other", folder);
    assert_int_equal(mkdir(target, 0700), 0);
    FILE *out = fopen(in_target("brief.txt"), "w");
    assert_non_null(out);
    fclose(out);
    before = state_of(target);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_ARGUMENT);
    assert_state(target, before);
    /* No folder at all. */
    snprintf(target, sizeof target, "%s/other/brief.txt", folder);
    assert_int_not_equal(fund_store_snapshot(path, target, &err), FUND_OK);
    assert_int_equal(access(target, F_OK), 0);
    snprintf(target, sizeof target, "%s/other/brief.txt/snapshot", folder);
    assert_int_not_equal(fund_store_snapshot(path, target, &err), FUND_OK);
}

static void what_cannot_be_copied_leaves_nothing(void **state)
{
    (void)state;
    static const char *const removed[] = {"s1", "d3"};
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_NO_INDEX);
    assert_int_equal(access(target, F_OK), -1);
    make_index();
    for (size_t empty = 0; empty < 2; empty++) {
        for (size_t i = 0; i < COUNT(removed); i++) {
            fund_buf whole = FUND_BUF_INIT;
            read_bytes(&whole, removed[i]);
            for (int cut = 0; cut < 2; cut++) {
                if (empty) {
                    assert_int_equal(mkdir(target, 0700), 0);
                }
                assert_int_equal(
                    cut ? truncate(file_of(removed[i]), 10) : unlink(file_of(removed[i])), 0);
                assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_CORRUPT);
                assert_non_null(strstr(err.message, removed[i]));
                write_bytes(removed[i], whole.data, whole.len);
                assert_int_equal(rmdir(target), empty ? 0 : -1);
            }
            fund_buf_free(&whole);
        }
    }
    take();
    assert_int_equal(defects_of(target), 0);
}

static void a_snapshot_may_be_copied_again(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    char second[PATH_LENGTH_MAX];
    snprintf(second, sizeof second, "%s/second", folder);
    make_index();
    take();
    OK(fund_store_snapshot(target, second, &err));
    assert_int_equal(remove_tree(path), 0);
    assert_int_equal(remove_tree(target), 0);
    assert_int_equal(documents_in(second), 3);
    assert_int_equal(defects_of(second), 0);
}

static void an_empty_index_has_a_snapshot(void **state)
{
    (void)state;
    close_writer(open_writer());
    take();
    assert_int_equal(documents_in(target), 0);
}

static dev_t device_of(const char *name)
{
    struct stat info;
    return stat(name, &info) == 0 ? info.st_dev : 0;
}

/* There are no links from one file system to another. */
static void another_file_system_gets_copies(void **state)
{
    (void)state;
    static const char *const places[] = {"/tmp", "/dev/shm", "/var/tmp"};
    fund_error err = FUND_ERROR_INIT;
    for (size_t i = 0; i < COUNT(places); i++) {
        char far[60];
        snprintf(far, sizeof far, "%s/fund-XXXXXX", places[i]);
        if (device_of(places[i]) == device_of(folder) || mkdtemp(far) == NULL) {
            continue;
        }
        make_index();
        snprintf(target, sizeof target, "%s/snapshot", far);
        fund_status status = fund_store_snapshot(path, target, &err);
        size_t defects = status == FUND_OK ? defects_of(target) : 1;
        char *here = index_of(path), *there = status == FUND_OK ? index_of(target) : strdup("");
        bool same = strcmp(here, there) == 0;
        free(here);
        free(there);
        assert_int_equal(remove_tree(far), 0);
        OK(status);
        assert_int_equal(defects, 0);
        assert_true(same);
        return;
    }
    skip();
}

/* ---- beside a writer ------------------------------------------------------------- */

enum { SNAPSHOTS = 30, MILLISECONDS = 1000 };

typedef struct work {
    fund_status status;
    fund_error err;
    volatile bool stop;
} work;

/* Replaces both articles all the time, and merges. */
static void *write_all_the_time(void *payload)
{
    work *of = payload;
    fund_writer *writer;
    of->status = fund_writer_open(&writer, path, NULL, &of->err);
    for (unsigned i = 1; of->status == FUND_OK && !of->stop; i++) {
        char words[40];
        size_t count = 0;
        snprintf(words, sizeof words, "haus version%u", i);
        for (int k = 0; of->status == FUND_OK && k < 2; k++) {
            fund_document *document = make_document(k == 0 ? "a" : "b", words);
            of->status = fund_writer_delete(writer, k == 0 ? "Qa" : "Qb", 2, &of->err);
            if (of->status == FUND_OK) {
                of->status = fund_writer_add(writer, document, &of->err);
            }
            fund_document_free(document);
        }
        if (of->status == FUND_OK) {
            of->status = fund_writer_commit(writer, &of->err);
        }
        if (of->status == FUND_OK) {
            of->status = fund_writer_segments(NULL, 0, &count, writer, &of->err);
        }
        if (of->status == FUND_OK && i % 3 == 0) {
            of->status = fund_writer_merge(writer, 0, count, &of->err);
        }
    }
    fund_writer_free(writer);
    return NULL;
}

static void assert_one_version(const char *index)
{
    fund_error err = FUND_ERROR_INIT;
    const char *const list[] = {index};
    fund_store *store;
    fund_buf a = FUND_BUF_INIT, b = FUND_BUF_INIT;
    fund_docid first, second;
    OK(fund_store_open(&store, list, 1, &err));
    assert_int_equal(documents_of(store), 2);
    OK(fund_store_first_posting(&first, store, "Qa", 2, &err));
    OK(fund_store_first_posting(&second, store, "Qb", 2, &err));
    OK(fund_store_data(&a, store, first, &err));
    OK(fund_store_data(&b, store, second, &err));
    assert_string_equal(a.data, b.data);
    fund_buf_free(&a);
    fund_buf_free(&b);
    fund_store_free(store);
}

static void every_snapshot_beside_a_writer_is_whole(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus version0");
    add_document(writer, "b", "haus version0");
    close_writer(writer);
    work writing = {.status = FUND_OK};
    pthread_t thread;
    fund_status status = FUND_OK;
    assert_int_equal(pthread_create(&thread, NULL, write_all_the_time, &writing), 0);
    const uint64_t end = fund_clock_ms() + MILLISECONDS;
    for (int i = 0; status == FUND_OK && (i < SNAPSHOTS || fund_clock_ms() < end); i++) {
        snprintf(target, sizeof target, "%s/snapshot%d", folder, i);
        status = fund_store_snapshot(path, target, &err);
        if (i >= SNAPSHOTS && remove_tree(target) != 0) {
            status = FUND_ERR_IO;
        }
    }
    writing.stop = true;
    pthread_join(thread, NULL);
    if (writing.status != FUND_OK) {
        print_error("%s\n", writing.err.message);
    }
    assert_int_equal(writing.status, FUND_OK);
    OK(status);
    for (int i = 0; i < SNAPSHOTS; i++) {
        snprintf(target, sizeof target, "%s/snapshot%d", folder, i);
        assert_int_equal(defects_of(target), 0);
        assert_one_version(target);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_target, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_snapshot_has_the_files_of_its_commit), TEST(writing_goes_on_in_each_by_itself),
        TEST(a_snapshot_needs_an_empty_folder),       TEST(what_cannot_be_copied_leaves_nothing),
        TEST(a_snapshot_may_be_copied_again),         TEST(an_empty_index_has_a_snapshot),
        TEST(another_file_system_gets_copies),        TEST(every_snapshot_beside_a_writer_is_whole),
    };
    return cmocka_run_group_tests_name("store: snapshots", tests, NULL, NULL);
}
