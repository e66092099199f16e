/* Folders, locks, transactions, readers beside a writer, compaction, damage. */
#include "test_store.h"

#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>

static void index_is_made_with_its_folders(void **state)
{
    (void)state;
    snprintf(path, sizeof path, "%s/a/b/index", folder);
    close_writer(open_writer());
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), 0);
    fund_store_free(store);
    snprintf(path, sizeof path, "%s/index", folder);
}

static void folders_that_are_no_index_are_refused_untouched(void **state)
{
    (void)state;
    fund_error err;
    fund_store *store;
    fund_writer *writer;
    assert_int_equal(fund_store_open(&store, paths, 1, &err), FUND_ERR_NO_INDEX);
    assert_non_null(strstr(err.message, path));
    fund_writer_options no_create = FUND_WRITER_OPTIONS_INIT;
    no_create.create = false;
    assert_int_equal(fund_writer_open(&writer, path, &no_create, &err), FUND_ERR_NO_INDEX);
    mkdir(path, 0700);
    assert_int_equal(fund_store_open(&store, paths, 1, &err), FUND_ERR_NO_INDEX);
    write_text("notiz.txt", "hier liegt etwas");
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_NO_INDEX);
    assert_non_null(strstr(err.message, "not empty"));
    char file[2 * PATH_LENGTH_MAX];
    snprintf(file, sizeof file, "%s/lock", path);
    assert_int_equal(access(file, F_OK), -1);
    snprintf(file, sizeof file, "%s/notiz.txt", path);
    const char *const no_folder[] = {file};
    assert_int_equal(fund_store_open(&store, no_folder, 1, &err), FUND_ERR_NO_INDEX);
    assert_int_equal(fund_writer_open(&writer, file, NULL, &err), FUND_ERR_NO_INDEX);
    assert_int_equal(fund_store_open(&store, paths, 0, &err), FUND_ERR_ARGUMENT);
}

static void interrupted_creation_is_begun_anew(void **state)
{
    (void)state;
    mkdir(path, 0700);
    write_text("lock", "");
    write_text("XAPIANDB.tmp", "# Fundstelle");
    close_writer(open_writer());
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), 0);
    fund_store_free(store);
}

static void other_version_is_refused_with_advice(void **state)
{
    (void)state;
    fund_error err;
    close_writer(open_writer());
    write_text("XAPIANDB", "# Fundstelle, format 999\nanything\n");
    fund_store *store;
    fund_writer *writer;
    assert_int_equal(fund_store_open(&store, paths, 1, &err), FUND_ERR_VERSION);
    assert_non_null(strstr(err.message, "later version"));
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_VERSION);
    size_t defects;
    assert_int_equal(fund_store_check(&defects, path, NULL, NULL, &err), FUND_ERR_VERSION);
    assert_int_equal(defects, 0);
}

static void damaged_files_are_told(void **state)
{
    (void)state;
    static const struct {
        const char *file, *content;
    } damages[] = {
        {"XAPIANDB", "unsinn"},    {"XAPIANDB", ""}, {"XAPIANDB", "auto ../../etc\n"},
        {"XAPIANDB", "auto g7\n"}, {"s1", ""},       {"s1", "unsinn"},
    };
    for (size_t i = 0; i < COUNT(damages); i++) {
        fill();
        write_text(damages[i].file, damages[i].content);
        fund_store *store;
        fund_error err = FUND_ERROR_INIT;
        if (fund_store_open(&store, paths, 1, &err) != FUND_ERR_CORRUPT) {
            print_error("%s: %s\n", damages[i].file, err.message);
            fail();
        }
        assert_non_null(strstr(err.message, path));
        remove_folder(NULL);
        mkdir(folder, 0700);
    }
}

static void second_writer_is_told_who_holds_the_index(void **state)
{
    (void)state;
    fund_writer *writer = open_writer(), *second;
    fund_error err;
    fund_writer_options brief = FUND_WRITER_OPTIONS_INIT;
    brief.lock_timeout_ms = 60;
    assert_int_equal(fund_writer_open(&second, path, &brief, &err), FUND_ERR_LOCKED);
    char expected[64];
    snprintf(expected, sizeof expected, "process %ld (", (long)getpid());
    assert_non_null(strstr(err.message, expected));
    assert_non_null(strstr(err.message, path));
    close_writer(writer);
    close_writer(open_writer());
}

static void lock_ends_with_its_process(void **state)
{
    (void)state;
    int ready[2];
    assert_int_equal(pipe(ready), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fund_writer *writer;
        fund_status status = fund_writer_open(&writer, path, NULL, NULL);
        (void)!write(ready[1], status == FUND_OK ? "+" : "-", 1);
        pause();
        _exit(0);
    }
    char answer;
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, '+');
    fund_writer *writer;
    fund_error err;
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_LOCKED);
    char expected[64];
    snprintf(expected, sizeof expected, "process %ld (", (long)child);
    assert_non_null(strstr(err.message, expected));
    kill(child, SIGKILL);
    waitpid(child, NULL, 0);
    close_writer(open_writer());
    close(ready[0]);
    close(ready[1]);
}

static void only_committed_changes_stay(void **state)
{
    (void)state;
    fund_error err;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus");
    OK(fund_writer_commit(writer, &err));
    add_document(writer, "b", "maus");
    OK(fund_writer_cancel(writer, &err));
    OK(fund_writer_cancel(writer, &err)); /* nothing pending: no harm */
    add_document(writer, "c", "laus");
    fund_store *inside;
    OK(fund_writer_reader(&inside, writer, &err));
    assert_int_equal(documents_of(inside), 2);
    fund_store_free(inside);
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), 1);
    fund_writer_free(writer); /* without commit */
    bool changed = true;
    OK(fund_store_reopen(store, &changed, &err));
    assert_false(changed);
    assert_int_equal(documents_of(store), 1);
    fund_store_free(store);
    writer = open_writer();
    add_document(writer, "d", "floh");
    close_writer(writer); /* commits */
    store = open_store();
    assert_int_equal(documents_of(store), 2);
    fund_store_free(store);
}

static void many_documents_stay_one_transaction(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    for (int i = 0; i < 10500; i++) { /* more than libxapian's own threshold */
        add_document(writer, "a", "haus");
    }
    fund_writer_free(writer);
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), 0);
    fund_store_free(store);
}

static void article_is_replaced_in_one_step(void **state)
{
    (void)state;
    fund_error err;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "alt eins");
    add_document(writer, "a", "alt zwei");
    add_document(writer, "b", "bleibt");
    OK(fund_writer_commit(writer, &err));
    fund_store *reader = open_store();
    OK(fund_writer_delete(writer, "Qa", 2, &err));
    add_document(writer, "a", "neu");
    bool changed;
    OK(fund_store_reopen(reader, &changed, &err));
    assert_int_equal(documents_of(reader), 3);
    OK(fund_writer_commit(writer, &err));
    OK(fund_store_reopen(reader, &changed, &err));
    assert_true(changed);
    assert_int_equal(documents_of(reader), 2);
    fund_docid docid;
    OK(fund_store_first_posting(&docid, reader, "alt", 3, &err));
    assert_int_equal(docid, 0);
    fund_store_free(reader);
    OK(fund_writer_delete(writer, "Qfehlt", 6, &err)); /* nothing there: no error */
    close_writer(writer);
}

static void assert_everything(fund_store *store, const char *expected)
{
    fund_error err = FUND_ERROR_INIT;
    fund_buf data = FUND_BUF_INIT;
    for (fund_docid id = 1; id <= 3000; id++) {
        fund_buf_clear(&data);
        OK(fund_store_data(&data, store, id, &err));
        assert_string_equal(data.data, expected);
    }
    fund_buf_free(&data);
}

static void no_reader_is_overtaken(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    for (int i = 0; i < 3000; i++) {
        add_document(writer, "a", "haus garten und noch viele andere worte");
    }
    OK(fund_writer_commit(writer, &err));
    fund_store *reader = open_store();
    for (int round = 0; round < 3; round++) {
        OK(fund_writer_delete(writer, "Qa", 2, &err));
        for (int i = 0; i < 3000; i++) {
            add_document(writer, "a", "ganz anderer inhalt als zuvor");
        }
        OK(fund_writer_commit(writer, &err));
    }
    assert_everything(reader, "haus garten und noch viele andere worte");
    OK(fund_store_reopen(reader, NULL, &err));
    assert_everything(reader, "ganz anderer inhalt als zuvor");
    fund_store_free(reader);
    close_writer(writer);
}

static fund_commit commit_of(const fund_store *store)
{
    fund_error err = FUND_ERROR_INIT;
    fund_commit commit;
    OK(fund_store_commit(&commit, store, &err));
    return commit;
}

/* Merging changes no article. */
static void a_store_knows_its_commit(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_store *store = open_store();
    fund_commit first = commit_of(store);
    assert_int_equal(first.format, FUND_STORE_VERSION);
    assert_int_equal(first.segments, 0);
    assert_string_equal(first.updated, "");
    OK(fund_writer_commit(writer, &err)); /* of nothing */
    bool changed = true;
    OK(fund_store_reopen(store, &changed, &err));
    assert_false(changed);
    add_document(writer, "a", "haus");
    OK(fund_writer_commit(writer, &err));
    OK(fund_store_reopen(store, &changed, &err));
    assert_true(changed);
    fund_commit second = commit_of(store);
    assert_int_equal(second.number, first.number + 1);
    assert_int_equal(second.segments, 1);
    assert_int_equal(strlen(second.updated), 20);
    OK(fund_writer_merge(writer, 0, 1, &err));
    close_writer(writer);
    assert_int_equal(commit_of(store).number, second.number);
    OK(fund_store_reopen(store, NULL, &err));
    assert_int_equal(commit_of(store).number, second.number + 1);
    assert_string_equal(commit_of(store).updated, second.updated);
    fund_store_free(store);
}

static void closed_writer_says_so(void **state)
{
    (void)state;
    fund_error err;
    fund_writer *writer = open_writer();
    OK(fund_writer_close(writer, &err));
    fund_store *reader;
    assert_int_equal(fund_writer_close(writer, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_commit(writer, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_cancel(writer, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_delete(writer, "Qa", 2, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_reader(&reader, writer, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_reader_of(&reader, writer, 0, 0, &err), FUND_ERR_CLOSED);
    assert_int_equal(fund_writer_merge(writer, 0, 0, &err), FUND_ERR_CLOSED);
    size_t count;
    assert_int_equal(fund_writer_segments(NULL, 0, &count, writer, &err), FUND_ERR_CLOSED);
    fund_bulk *bulk;
    assert_int_equal(fund_bulk_begin(&bulk, writer, 0, 0, &err), FUND_ERR_CLOSED);
    fund_writer_free(writer);
    fund_writer_free(NULL);
    fund_store_free(NULL);
}

static void compaction_keeps_documents_and_readers(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    for (int i = 0; i < 300; i++) {
        add_document(writer, i % 2 == 0 ? "gerade" : "ungerade", "haus garten");
    }
    OK(fund_writer_commit(writer, &err));
    OK(fund_writer_delete(writer, "Qgerade", 7, &err));
    assert_int_equal(compact(path, &err), FUND_ERR_LOCKED);
    close_writer(writer);
    fund_store *reader = open_store();
    OK(compact(path, &err));
    OK(fund_store_reopen(reader, NULL, &err));
    assert_int_equal(documents_of(reader), 150);
    fund_buf data = FUND_BUF_INIT;
    OK(fund_store_data(&data, reader, 2, &err));
    assert_string_equal(data.data, "haus garten");
    assert_int_equal(fund_store_data(&data, reader, 1, &err), FUND_ERR_NOT_FOUND);
    fund_buf_free(&data);
    fund_store_free(reader);
    writer = open_writer();
    add_document(writer, "neu", "anbau");
    close_writer(writer);
    size_t defects;
    OK(fund_store_check(&defects, path, NULL, NULL, &err));
    assert_int_equal(defects, 0);
    assert_int_equal(compact(folder, &err), FUND_ERR_NO_INDEX);
}

static fund_status count_line(const char *line, void *payload)
{
    assert_non_null(line);
    ++*(int *)payload;
    return FUND_OK;
}

static void check_finds_damage(void **state)
{
    (void)state;
    fund_error err;
    fund_writer *writer = open_writer();
    for (int i = 0; i < 2000; i++) {
        add_document(writer, "a", "haus garten und viele worte");
    }
    close_writer(writer);
    size_t defects;
    OK(fund_store_check(&defects, path, NULL, NULL, &err));
    assert_int_equal(defects, 0);
    char file[2 * PATH_LENGTH_MAX];
    snprintf(file, sizeof file, "%s/s1", path);
    FILE *table = fopen(file, "r+");
    assert_non_null(table);
    for (long at = 8192; at < 16384; at++) {
        fseek(table, at, SEEK_SET);
        fputc('x', table);
    }
    fclose(table);
    int lines = 0;
    OK(fund_store_check(&defects, path, count_line, &lines, &err));
    assert_true(defects > 0);
    assert_true(lines > 0);
    assert_int_equal(fund_store_check(&defects, folder, NULL, NULL, &err), FUND_ERR_NO_INDEX);
}

static void size_is_that_of_all_files(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    uint64_t bytes, all = 0;
    struct stat info;
    fill();
    fund_writer *writer = open_writer();
    OK(fund_writer_delete(writer, "Qb", 2, &err));
    close_writer(writer);
    fund_store *store = open_store();
    OK(fund_store_size(&bytes, store, &err));
    fund_store_free(store);
    static const char *const files[] = {"s1", "d2", "XAPIANDB"};
    for (size_t i = 0; i < COUNT(files); i++) {
        assert_int_equal(stat(file_of(files[i]), &info), 0);
        all += (uint64_t)info.st_size;
    }
    assert_int_equal(bytes, all);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(index_is_made_with_its_folders),
        TEST(folders_that_are_no_index_are_refused_untouched),
        TEST(interrupted_creation_is_begun_anew),
        TEST(other_version_is_refused_with_advice),
        TEST(damaged_files_are_told),
        TEST(second_writer_is_told_who_holds_the_index),
        TEST(lock_ends_with_its_process),
        TEST(only_committed_changes_stay),
        TEST(many_documents_stay_one_transaction),
        TEST(article_is_replaced_in_one_step),
        TEST(no_reader_is_overtaken),
        TEST(a_store_knows_its_commit),
        TEST(closed_writer_says_so),
        TEST(compaction_keeps_documents_and_readers),
        TEST(check_finds_damage),
        TEST(size_is_that_of_all_files),
    };
    return cmocka_run_group_tests_name("store: index", tests, NULL, NULL);
}
