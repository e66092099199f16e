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

static fund_pending wait_for(fund_watcher *watcher, int timeout_ms)
{
    fund_pending pending;
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_watcher_wait(&pending, watcher, timeout_ms, &err), FUND_OK);
    return pending;
}

static size_t list_changes(char *out, size_t size, const fund_change *changes, size_t count)
{
    static const char kinds[] = {
        [FUND_FILE_CHANGED] = '+', [FUND_FILE_GONE] = '-', [FUND_FOLDER_GONE] = '/'};
    char here[512];
    size_t len = 0;
    assert_non_null(getcwd(here, sizeof here));
    for (size_t i = 0; i < count; i++) {
        assert_memory_equal(changes[i].path, here, strlen(here));
        len += (size_t)snprintf(out + len, size - len, "%c%s ", kinds[changes[i].kind],
                                changes[i].path + strlen(here) + 1);
    }
    return len;
}

/* Takes what is gone and up to `max` changed files once at least `wanted` of both are there:
   "-b.txt /ordner +a.txt ", names below the test's folder. */
static const char *changes_of(fund_watcher *watcher, size_t wanted, size_t max)
{
    static char log[2048];
    const fund_change *changes;
    fund_pending pending = {0, 0, false};
    for (int i = 0; i < 200 && pending.changed + pending.gone < wanted; i++) {
        pending = wait_for(watcher, 50);
    }
    log[0] = '\0';
    size_t count = fund_watcher_take_gone(&changes, watcher);
    size_t len = list_changes(log, sizeof log, changes, count);
    count = fund_watcher_take(&changes, watcher, max);
    list_changes(log + len, sizeof log - len, changes, count);
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
    assert_false(fund_watcher_missed(watcher, 0));
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

static bool is_away_within(fund_watcher *watcher, bool wanted)
{
    for (int i = 0; i < 200 && fund_watcher_is_away(watcher, 0) != wanted; i++) {
        wait_for(watcher, 50);
    }
    return fund_watcher_is_away(watcher, 0);
}

static bool misses(fund_watcher *watcher)
{
    bool missed = false;
    for (int i = 0; i < 200 && !missed; i++) {
        wait_for(watcher, 50);
        missed = fund_watcher_missed(watcher, 0);
    }
    return missed;
}

static void a_path_that_is_away_is_waited_for(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/a.txt", "A.");
    fund_watcher *watcher = follow("in");
    assert_false(fund_watcher_is_away(watcher, 0));
    assert_int_equal(rename("in", "weg"), 0);
    assert_true(is_away_within(watcher, true));
    assert_string_equal(changes_of(watcher, 0, 9), ""); /* nothing is concluded */
    assert_int_equal(rename("weg", "in"), 0);
    assert_false(is_away_within(watcher, false));
    assert_true(misses(watcher));
    assert_false(fund_watcher_missed(watcher, 0));
    write_text("in/b.txt", "B.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/b.txt ");
    fund_watcher_free(watcher);
}

/* As a mount point is, and the root of what is mounted there. */
static void another_folder_is_away_until_it_has_something(void **state)
{
    (void)state;
    mkdir("in", 0700);
    mkdir("in/tief", 0700);
    mkdir("leer", 0700);
    write_text("in/tief/a.txt", "A.");
    fund_watcher *watcher = follow("in");
    assert_int_equal(rename("in", "weg"), 0);
    assert_int_equal(rename("leer", "in"), 0);
    assert_true(is_away_within(watcher, true));
    write_text("in/.versteckt", "Nichts.");
    write_text("weg/tief/b.txt", "B.");
    for (int i = 0; i < 15; i++) {
        wait_for(watcher, 50);
    }
    assert_true(fund_watcher_is_away(watcher, 0));
    assert_string_equal(changes_of(watcher, 0, 9), "");
    mkdir("in/neu", 0700);
    assert_false(is_away_within(watcher, false));
    assert_true(misses(watcher));
    assert_int_equal(rename("in", "leer"), 0); /* and exchanged for a full one */
    assert_int_equal(rename("weg", "in"), 0);
    assert_true(misses(watcher));
    assert_false(fund_watcher_is_away(watcher, 0));
    write_text("in/tief/c.txt", "C.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/tief/c.txt ");
    fund_watcher_free(watcher);
}

static void a_link_may_lead_elsewhere(void **state)
{
    (void)state;
    mkdir("eins", 0700);
    mkdir("zwei", 0700);
    write_text("eins/a.txt", "A.");
    write_text("zwei/b.txt", "B.");
    assert_int_equal(symlink("eins", "in"), 0);
    fund_watcher *watcher = follow("in");
    assert_int_equal(symlink("zwei", "neu"), 0);
    assert_int_equal(rename("neu", "in"), 0);
    assert_true(misses(watcher));
    write_text("eins/c.txt", "C.");
    write_text("zwei/d.txt", "D.");
    assert_string_equal(changes_of(watcher, 1, 9), "+zwei/d.txt ");
    fund_watcher_free(watcher);
}

static void a_folder_that_was_emptied_is_read_again_when_it_fills(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/a.txt", "A.");
    fund_watcher *watcher = follow("in");
    assert_int_equal(unlink("in/a.txt"), 0);
    for (int i = 0; i < 15; i++) {
        wait_for(watcher, 50);
    }
    assert_false(fund_watcher_is_away(watcher, 0)); /* nobody took it away */
    assert_string_equal(changes_of(watcher, 1, 9), "-in/a.txt ");
    assert_false(fund_watcher_missed(watcher, 0));
    write_text("in/b.txt", "B.");
    assert_true(misses(watcher));
    assert_string_equal(changes_of(watcher, 1, 9), "+in/b.txt ");
    fund_watcher_free(watcher);
}

static void a_file_is_away_with_its_folder(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/liste.csv", "a");
    fund_watcher *watcher = follow("in/liste.csv");
    assert_int_equal(rename("in", "weg"), 0);
    assert_true(is_away_within(watcher, true));
    mkdir("in", 0700);
    for (int i = 0; i < 15; i++) {
        wait_for(watcher, 50);
    }
    assert_true(fund_watcher_is_away(watcher, 0));
    write_text("in/liste.csv", "b");
    assert_false(is_away_within(watcher, false));
    assert_true(misses(watcher));
    changes_of(watcher, 0, 9);
    write_text("in/liste.csv", "c");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/liste.csv ");
    fund_watcher_free(watcher);
}

/* More events than the system keeps: what is new is followed all the same. */
static void a_queue_that_ran_over_is_made_up_for(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/a.txt", "A.");
    fund_watcher *watcher = follow("in");
    for (int i = 0; i < 9000; i++) {
        assert_int_equal(rename("in/a.txt", "in/b.txt"), 0);
        assert_int_equal(rename("in/b.txt", "in/a.txt"), 0);
    }
    mkdir("in/neu", 0700);
    write_text("in/neu/c.txt", "C.");
    assert_true(misses(watcher));
    changes_of(watcher, 0, 9);
    write_text("in/neu/d.txt", "D.");
    assert_string_equal(changes_of(watcher, 1, 9), "+in/neu/d.txt ");
    fund_watcher_free(watcher);
}

static void what_came_back_is_not_gone(void **state)
{
    (void)state;
    mkdir("in", 0700);
    write_text("in/a.txt", "A.");
    write_text("in/b.txt", "B.");
    fund_watcher *watcher = follow("in");
    assert_int_equal(unlink("in/a.txt"), 0);
    assert_int_equal(unlink("in/b.txt"), 0);
    write_text("in/a.txt", "A.");
    assert_string_equal(changes_of(watcher, 2, 9), "-in/b.txt +in/a.txt ");
    write_text("in/a.txt", "A.");
    assert_int_equal(unlink("in/a.txt"), 0);
    assert_string_equal(changes_of(watcher, 1, 9), "-in/a.txt ");
    fund_watcher_free(watcher);
}

static void waiting_ends_and_mistakes_are_told(void **state)
{
    (void)state;
    mkdir("in", 0700);
    fund_watcher *watcher = follow("in");
    fund_error err = FUND_ERROR_INIT;
    fund_watcher_wake(watcher);
    assert_int_equal(wait_for(watcher, -1).changed, 0);
    wait_for(watcher, 1);
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
        TEST(another_folder_is_away_until_it_has_something),
        TEST(a_link_may_lead_elsewhere),
        TEST(a_folder_that_was_emptied_is_read_again_when_it_fills),
        TEST(a_file_is_away_with_its_folder),
        TEST(a_queue_that_ran_over_is_made_up_for),
        TEST(what_came_back_is_not_gone),
        TEST(waiting_ends_and_mistakes_are_told),
        TEST(a_loop_of_links_ends),
    };
    return cmocka_run_group_tests_name("corpus: watching", tests, NULL, NULL);
}
