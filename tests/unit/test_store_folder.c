/* The folder of an index: what is taken for one, what is left alone, the lock. */
#include "test_store_files.h"

#include <sys/stat.h>
#include <sys/wait.h>

static void read_text(const char *name, char *text, size_t size)
{
    FILE *in = fopen(file_of(name), "r");
    assert_non_null(in);
    text[fread(text, 1, size - 1, in)] = '\0';
    fclose(in);
}

static void folder_of_somebody_named_like_ours_is_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"g1", "s1", "tmp"};
    fund_writer *writer;
    fund_error err;
    mkdir(path, 0700);
    for (size_t i = 0; i < COUNT(names); i++) {
        char inside[32];
        snprintf(inside, sizeof inside, "%s/bild.jpg", names[i]);
        mkdir(file_of(names[i]), 0700);
        write_text(inside, "wertvoll");
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_NO_INDEX);
        assert_null(writer);
        assert_true(is_there(inside));
        assert_false(is_there("lock"));
        remove(file_of(inside));
        rmdir(file_of(names[i]));
        write_text(names[i], "eine Datei");
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_NO_INDEX);
        assert_true(is_there(names[i]));
        assert_false(is_there("lock"));
        remove(file_of(names[i]));
    }
}

static void stub_of_another_program_is_left_alone(void **state)
{
    (void)state;
    static const char *const stubs[] = {
        "auto /var/lib/other\n",
        "auto g1\nauto g2\n",
        "remote :1\n",
        "# comment\nauto s1\n",
    };
    fund_writer *writer;
    fund_error err;
    mkdir(path, 0700);
    for (size_t i = 0; i < COUNT(stubs); i++) {
        write_text("XAPIANDB", stubs[i]);
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_CORRUPT);
        assert_false(is_there("lock"));
        assert_int_equal(compact(path, &err), FUND_ERR_CORRUPT);
        assert_false(is_there("lock"));
    }
}

/* What other modules keep beside an index may be there before it is. */
static void an_index_is_made_beside_its_lists(void **state)
{
    (void)state;
    static const char *const names[] = {"words.txt", "alerts.json", "words.txt.tmp", "lock"};
    mkdir(path, 0700);
    for (size_t i = 0; i < COUNT(names); i++) {
        write_text(names[i], "etwas");
    }
    close_writer(open_writer());
    assert_documents(0);
    assert_true(is_there("words.txt") && is_there("alerts.json"));
}

static void leftovers_go_when_a_writer_opens(void **state)
{
    (void)state;
    static const char *const ours[] = {
        "s7",           "d8",      "s123456789012345678", "z0123456789abcdef",
        "XAPIANDB.tmp", "upgrade", "upgrade.tmp"};
    static const char *const others[] = {"s",
                                         "s0",
                                         "s07",
                                         "s7.txt",
                                         "s7x",
                                         "S7",
                                         "d",
                                         "d-1",
                                         "z012",
                                         "z0123456789abcdeg",
                                         "z0123456789abcdef0",
                                         "XAPIANDB2",
                                         "upgrade2",
                                         "upgrades",
                                         "tmp.txt",
                                         "bild.jpg",
                                         ".hidden",
                                         "words.txt",
                                         "g7",
                                         "b7",
                                         "bulk"};
    fill();
    mkdir(file_of("tmp"), 0700);
    mkdir(file_of("tmp/p0"), 0700);
    mkdir(file_of("tmp/p0/tief"), 0700);
    write_text("tmp/p0/tief/rest", "halb");
    write_text("tmp/segment", "halb");
    for (size_t i = 0; i < COUNT(ours); i++) {
        write_text(ours[i], "halb");
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        write_text(others[i], "wertvoll");
    }
    assert_documents(4); /* a reader minds none of it */
    close_writer(open_writer());
    assert_false(is_there("tmp"));
    for (size_t i = 0; i < COUNT(ours); i++) {
        if (is_there(ours[i])) {
            print_error("%s is left\n", ours[i]);
            fail();
        }
    }
    for (size_t i = 0; i < COUNT(others); i++) {
        if (!is_there(others[i])) {
            print_error("%s is gone\n", others[i]);
            fail();
        }
    }
    assert_documents(4);
}

/* No writer makes a folder of such a name. */
static void folders_in_an_index_are_left_alone(void **state)
{
    (void)state;
    static const char *const names[] = {"s7", "d8", "z0123456789abcdef"};
    fill();
    for (size_t i = 0; i < COUNT(names); i++) {
        char inside[40];
        snprintf(inside, sizeof inside, "%s/bild.jpg", names[i]);
        mkdir(file_of(names[i]), 0700);
        write_text(inside, "wertvoll");
    }
    char *before = state_of(path);
    close_writer(open_writer());
    assert_state(path, before);
}

static void links_among_leftovers_lose_only_themselves(void **state)
{
    (void)state;
    static const char *const names[] = {"tmp", "s9", "XAPIANDB.tmp", "upgrade"};
    char elsewhere[PATH_LENGTH_MAX], letter[2 * PATH_LENGTH_MAX];
    fill();
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", folder);
    snprintf(letter, sizeof letter, "%s/brief.txt", elsewhere);
    mkdir(elsewhere, 0700);
    for (int inside = 0; inside < 2; inside++) {
        FILE *out = fopen(letter, "w");
        assert_non_null(out);
        fclose(out);
        if (inside) {
            mkdir(file_of("tmp"), 0700);
            assert_int_equal(symlink(elsewhere, file_of("tmp/fresh")), 0);
            assert_int_equal(symlink(letter, file_of("tmp/segment")), 0);
        }
        for (size_t i = 0; i < COUNT(names) && !inside; i++) {
            assert_int_equal(symlink(i == 0 ? elsewhere : letter, file_of(names[i])), 0);
        }
        fund_writer *writer = open_writer();
        for (size_t i = 0; i < COUNT(names); i++) {
            assert_false(is_there(names[i]));
        }
        add_document(writer, "n", "neu");
        close_writer(writer);
        struct stat info;
        assert_int_equal(stat(letter, &info), 0);
        assert_int_equal(info.st_size, 0);
    }
    assert_documents(6);
}

static void folder_without_write_permission_is_told(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        skip(); /* root may write everywhere */
    }
    close_writer(open_writer());
    assert_int_equal(chmod(file_of("lock"), 0400), 0);
    fund_writer *writer;
    fund_error err;
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, "lock"));
    assert_documents(0);
}

/* ---- lock ----------------------------------------------------------------- */

static void lock_file_names_its_holder_and_is_emptied(void **state)
{
    (void)state;
    char text[128], expected[64];
    fund_writer *writer = open_writer();
    read_text("lock", text, sizeof text);
    int len = snprintf(expected, sizeof expected, "pid %ld (", (long)getpid());
    assert_int_equal(strncmp(text, expected, (size_t)len), 0);
    assert_non_null(strstr(text, ")\n"));
    close_writer(writer);
    read_text("lock", text, sizeof text);
    assert_string_equal(text, "");
}

static void lock_without_a_name_is_told_all_the_same(void **state)
{
    (void)state;
    static const char *const contents[] = {"", "pid", "pid 12", "unsinn\n"};
    fund_writer *writer = open_writer(), *second;
    fund_error err;
    for (size_t i = 0; i < COUNT(contents); i++) {
        write_text("lock", contents[i]);
        assert_int_equal(fund_writer_open(&second, path, NULL, &err), FUND_ERR_LOCKED);
        assert_non_null(strstr(err.message, "by another process"));
    }
    close_writer(writer);
}

static void waiting_writer_gets_the_lock_when_it_is_free(void **state)
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
        _exit(status == FUND_OK && fund_writer_close(writer, NULL) == FUND_OK ? 0 : 1);
    }
    char answer;
    assert_int_equal(read(ready[0], &answer, 1), 1);
    assert_int_equal(answer, '+');
    fund_writer_options patient = FUND_WRITER_OPTIONS_INIT;
    patient.lock_timeout_ms = 60000;
    fund_writer *writer;
    fund_error err = FUND_ERROR_INIT;
    OK(fund_writer_open(&writer, path, &patient, &err));
    int status;
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    close_writer(writer);
    close(ready[0]);
    close(ready[1]);
}

static void processes_that_create_at_once_make_one_index(void **state)
{
    (void)state;
    pid_t children[6];
    for (size_t i = 0; i < COUNT(children); i++) {
        children[i] = fork();
        assert_true(children[i] >= 0);
        if (children[i] == 0) {
            fund_writer_options patient = FUND_WRITER_OPTIONS_INIT;
            patient.lock_timeout_ms = 60000;
            fund_writer *writer;
            if (fund_writer_open(&writer, path, &patient, NULL) != FUND_OK) {
                _exit(1);
            }
            add_document(writer, "a", "haus");
            _exit(fund_writer_close(writer, NULL) == FUND_OK ? 0 : 1);
        }
    }
    for (size_t i = 0; i < COUNT(children); i++) {
        int status;
        assert_int_equal(waitpid(children[i], &status, 0), children[i]);
        assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
    }
    assert_documents(COUNT(children));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(folder_of_somebody_named_like_ours_is_left_alone),
        TEST(stub_of_another_program_is_left_alone),
        TEST(an_index_is_made_beside_its_lists),
        TEST(leftovers_go_when_a_writer_opens),
        TEST(folders_in_an_index_are_left_alone),
        TEST(links_among_leftovers_lose_only_themselves),
        TEST(folder_without_write_permission_is_told),
        TEST(lock_file_names_its_holder_and_is_emptied),
        TEST(lock_without_a_name_is_told_all_the_same),
        TEST(waiting_writer_gets_the_lock_when_it_is_free),
        TEST(processes_that_create_at_once_make_one_index),
    };
    return cmocka_run_group_tests_name("store: folder", tests, NULL, NULL);
}
