/* Changes below files and folders. */
#include "test_corpus.h"

static fund_watcher *follow(const char *path)
{
    fund_watcher *watcher;
    fund_error err = FUND_ERROR_INIT;
    const char *const paths[] = {path};
    assert_int_equal(fund_watcher_open(&watcher, paths, 1, &err), FUND_OK);
    return watcher;
}

/* Takes up to `max` changes once at least `wanted` are there: "+a.txt -b.txt /ordner ",
   names below the test's folder. */
static const char *changes_of(fund_watcher *watcher, size_t wanted, size_t max)
{
    static char log[2048];
    static const char kinds[] = {
        [FUND_FILE_CHANGED] = '+', [FUND_FILE_GONE] = '-', [FUND_FOLDER_GONE] = '/'};
    const fund_change *changes;
    fund_error err = FUND_ERROR_INIT;
    char here[512];
    size_t count = 0, len = 0;
    for (int i = 0; i < 100 && count < wanted; i++) {
        assert_int_equal(fund_watcher_wait(&count, watcher, 50, &err), FUND_OK);
    }
    assert_non_null(getcwd(here, sizeof here));
    log[0] = '\0';
    count = fund_watcher_take(&changes, watcher, max);
    for (size_t i = 0; i < count; i++) {
        assert_memory_equal(changes[i].path, here, strlen(here));
        len += (size_t)snprintf(log + len, sizeof log - len, "%c%s ", kinds[changes[i].kind],
                                changes[i].path + strlen(here) + 1);
    }
    return log;
}

static void files_change_come_and_go(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/alt.txt", "Alt.");
    fund_watcher *watcher = follow("in");
    assert_string_equal(changes_of(watcher, 0, 9), "");
    write_text("in/neu.txt", "Neu.");
    write_text("in/.versteckt.txt", "Nein.");
    write_text("in/bild.jpg", "Nein.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/neu.txt ");
    write_text("in/.tmp", "Neu.");
    assert_int_equal(rename("in/.tmp", "in/alt.txt"), 0);
    assert_string_equal(changes_of(watcher, 1, 9), "+in/alt.txt ");
    assert_int_equal(rename("in/alt.txt", "in/um.txt"), 0);
    assert_string_equal(changes_of(watcher, 2, 9), "-in/alt.txt +in/um.txt ");
    assert_int_equal(unlink("in/um.txt"), 0);
    assert_int_equal(link("in/neu.txt", "in/link.txt"), 0);
    assert_string_equal(changes_of(watcher, 2, 9), "-in/um.txt +in/link.txt ");
    assert_false(fund_watcher_missed(watcher));
    fund_watcher_free(watcher);
}

static void folders_are_followed_to_any_depth(void **state)
{
    (void)state;
    mkdir("in", 0700);
    mkdir("fern", 0700);
    fund_watcher *watcher = follow("in");
    mkdir("neu", 0700);
    mkdir("neu/tief", 0700);
    write_text("neu/tief/a.txt", "A.");
    assert_int_equal(rename("neu", "in/neu"), 0); /* with what is in it */
    assert_string_equal(changes_of(watcher, 1, 9), "+in/neu/tief/a.txt ");
    write_text("in/neu/tief/b.txt", "B.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/neu/tief/b.txt ");
    assert_int_equal(rename("in/neu/tief", "in/um"), 0);
    assert_string_equal(changes_of(watcher, 3, 9), "/in/neu/tief +in/um/a.txt +in/um/b.txt ");
    write_text("in/um/c.txt", "C.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/um/c.txt ");
    assert_int_equal(rename("in/um", "fern/um"), 0);
    assert_string_equal(changes_of(watcher, 1, 9), "/in/um ");
    write_text("fern/um/d.txt", "D.");
    write_text("in/e.txt", "E.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/e.txt ");
    fund_watcher_free(watcher);
}

static void the_newest_are_taken_first_and_each_once(void **state)
{
    (void)state;
    mkdir("in", 0700);
    fund_watcher *watcher = follow("in");
    write_text("in/a.txt", "A.");
    write_text("in/b.txt", "B.");
    write_text("in/c.txt", "C.");
    write_text("in/a.txt", "Anders.");
    assert_string_equal(changes_of(watcher, 3, 2), "+in/c.txt +in/a.txt ");
    write_text("in/c.txt", "C.");
    assert_string_equal(changes_of(watcher, 2, 1), "+in/c.txt ");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/b.txt ");
    assert_string_equal(changes_of(watcher, 0, 9), "");
    fund_watcher_free(watcher);
}

static void a_file_alone_is_followed_by_its_name(void **state)
{
    (void)state;
    write_text("liste.csv", "a");
    fund_watcher *watcher = follow("liste.csv");
    write_text("anders.txt", "Nein.");
    write_text(".liste", "b");
    assert_int_equal(rename(".liste", "liste.csv"), 0);
    assert_string_equal(changes_of(watcher, 1, 9), "+liste.csv ");
    assert_int_equal(unlink("liste.csv"), 0);
    assert_string_equal(changes_of(watcher, 1, 9), "-liste.csv ");
    fund_watcher_free(watcher);
}

static void a_path_that_is_away_is_waited_for(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/a.txt", "A.");
    fund_watcher *watcher = follow("in");
    size_t count;
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(rename("in", "weg"), 0);
    assert_int_equal(fund_watcher_wait(&count, watcher, 1000, &err), FUND_OK);
    assert_int_equal(count, 0); /* nothing is concluded */
    assert_non_null(strstr(fund_watcher_absent(watcher), "/in"));
    assert_int_equal(rename("weg", "in"), 0);
    for (int i = 0; i < 20 && fund_watcher_absent(watcher) != NULL; i++) {
        assert_int_equal(fund_watcher_wait(&count, watcher, 100, &err), FUND_OK);
    }
    assert_null(fund_watcher_absent(watcher));
    assert_true(fund_watcher_missed(watcher));
    assert_false(fund_watcher_missed(watcher));
    write_text("in/b.txt", "B.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/b.txt ");
    fund_watcher_free(watcher);
}

static void waiting_ends_and_mistakes_are_told(void **state)
{
    (void)state;
    mkdir("in", 0700);
    fund_watcher *watcher = follow("in");
    size_t count = 7;
    fund_error err = FUND_ERROR_INIT;
    fund_watcher_wake(watcher);
    assert_int_equal(fund_watcher_wait(&count, watcher, -1, &err), FUND_OK);
    assert_int_equal(count, 0);
    assert_int_equal(fund_watcher_wait(&count, watcher, 1, &err), FUND_OK);
    fund_watcher_free(watcher);
    fund_watcher_free(NULL);
    const char *const missing[] = {"in", "nirgends"};
    assert_int_equal(fund_watcher_open(&watcher, missing, 2, &err), FUND_ERR_NOT_FOUND);
    assert_null(watcher);
    assert_non_null(strstr(err.message, "nirgends"));
}

static void a_loop_of_links_ends(void **state)
{
    (void)state;
    mkdir("in", 0700);
    mkdir("in/a", 0700);
    assert_int_equal(symlink("..", "in/a/auf"), 0);
    fund_watcher *watcher = follow("in");
    write_text("in/a/x.txt", "X.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/a/x.txt ");
    assert_int_equal(symlink("..", "in/a/noch"), 0);
    write_text("in/a/y.txt", "Y.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/a/y.txt ");
    fund_watcher_free(watcher);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(files_change_come_and_go),
        TEST(folders_are_followed_to_any_depth),
        TEST(the_newest_are_taken_first_and_each_once),
        TEST(a_file_alone_is_followed_by_its_name),
        TEST(a_path_that_is_away_is_waited_for),
        TEST(waiting_ends_and_mistakes_are_told),
        TEST(a_loop_of_links_ends),
    };
    return cmocka_run_group_tests_name("corpus: watching", tests, NULL, NULL);
}
