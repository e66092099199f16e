/* A writer whose index is moved, replaced or restored meanwhile writes nothing more. */
#include "test_store_files.h"

#include <sys/wait.h>

static char away[PATH_LENGTH_MAX], other[PATH_LENGTH_MAX], backup[PATH_LENGTH_MAX];

static int make_folders(void **state)
{
    int status = make_folder(state);
    snprintf(away, sizeof away, "%s/away", folder);
    snprintf(other, sizeof other, "%s/other", folder);
    snprintf(backup, sizeof backup, "%s/backup", folder);
    return status;
}

/* Three segments of a document each, and the state after the second one in `backup`. */
static void make_index(const char *index, const char *word)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    OK(fund_writer_open(&writer, index, NULL, &err));
    for (int i = 0; i < 3; i++) {
        char article[2] = {(char)('a' + i), '\0'};
        add_document(writer, article, word);
        commit(writer);
        if (i == 1 && index == path) {
            assert_int_equal(copy_tree(path, backup), 0);
        }
    }
    close_writer(writer);
}

/* ---- what is done to an index --------------------------------------------------- */

static void move_away(void)
{
    assert_int_equal(rename(path, away), 0);
}

static void replace_by_another(void)
{
    move_away();
    assert_int_equal(rename(other, path), 0);
}

static void replace_by_an_empty_folder(void)
{
    move_away();
    assert_int_equal(mkdir(path, 0700), 0);
}

static void replace_by_a_copy(void)
{
    move_away();
    assert_int_equal(copy_tree(away, path), 0);
}

static void replace_by_a_backup(void)
{
    move_away();
    assert_int_equal(rename(backup, path), 0);
}

static void replace_by_a_link(void)
{
    move_away();
    assert_int_equal(symlink("other", path), 0);
}

static void replace_the_lock(void)
{
    assert_int_equal(unlink(file_of("lock")), 0);
    write_text("lock", "");
}

static void remove_the_lock(void)
{
    assert_int_equal(unlink(file_of("lock")), 0);
}

static void replace_the_manifest(void)
{
    fund_buf text = FUND_BUF_INIT;
    char *const real = strdup(path);
    snprintf(path, sizeof path, "%s", backup);
    read_bytes(&text, "XAPIANDB");
    snprintf(path, sizeof path, "%s", real);
    free(real);
    write_bytes("XAPIANDB", text.data, text.len);
    fund_buf_free(&text);
}

static void remove_the_manifest(void)
{
    assert_int_equal(unlink(file_of("XAPIANDB")), 0);
}

static void damage_the_manifest(void)
{
    write_text("XAPIANDB", "# Fundstelle");
}

static const struct {
    const char *name;
    void (*apply)(void);
    bool moves; /* the index is in `away` afterwards */
} events[] = {
    {"moved", move_away, true},
    {"another index", replace_by_another, true},
    {"an empty folder", replace_by_an_empty_folder, true},
    {"a copy", replace_by_a_copy, true},
    {"a backup", replace_by_a_backup, true},
    {"a link", replace_by_a_link, true},
    {"another lock", replace_the_lock, false},
    {"no lock", remove_the_lock, false},
    {"an older manifest", replace_the_manifest, false},
    {"no manifest", remove_the_manifest, false},
    {"a damaged manifest", damage_the_manifest, false},
};

/* ---- what a writer is about to do ------------------------------------------------- */

static fund_bulk *open_bulk;

static void begin_nothing(fund_writer *writer)
{
    (void)writer;
}

static void begin_documents(fund_writer *writer)
{
    add_document(writer, "n", "neu");
    delete_article(writer, "a");
}

static void begin_deletions(fund_writer *writer)
{
    delete_article(writer, "b");
}

static void begin_build(fund_writer *writer)
{
    static const char *const words[] = {"neu eins", "neu zwei"};
    fund_error err = FUND_ERROR_INIT;
    OK(fund_bulk_begin(&open_bulk, writer, 0, 0, &err));
    write_pieces(open_bulk, words, COUNT(words));
    delete_article(writer, "c");
}

static fund_status end_commit(fund_writer *writer, fund_error *err)
{
    return fund_writer_commit(writer, err);
}

static fund_status end_close(fund_writer *writer, fund_error *err)
{
    return fund_writer_close(writer, err);
}

static fund_status end_adding(fund_writer *writer, fund_error *err)
{
    fund_document *document = make_document("n", "neu");
    fund_status status = fund_writer_add(writer, document, err);
    fund_document_free(document);
    return status;
}

static fund_status end_merging(fund_writer *writer, fund_error *err)
{
    return fund_writer_merge(writer, 0, 2, err);
}

static fund_status end_build(fund_writer *writer, fund_error *err)
{
    (void)writer;
    fund_status status = fund_bulk_commit(open_bulk, err);
    fund_bulk_free(open_bulk);
    return status;
}

static fund_status end_beginning(fund_writer *writer, fund_error *err)
{
    fund_bulk *bulk;
    fund_status status = fund_bulk_begin(&bulk, writer, 0, 0, err);
    assert_true(status != FUND_OK || bulk != NULL);
    fund_bulk_free(bulk);
    return status;
}

static void begin_piece(fund_writer *writer)
{
    fund_error err = FUND_ERROR_INIT;
    OK(fund_bulk_begin(&open_bulk, writer, 0, 0, &err));
}

static fund_status end_piece(fund_writer *writer, fund_error *err)
{
    (void)writer;
    fund_piece *piece;
    fund_status status = fund_piece_new(&piece, open_bulk, 0, err);
    fund_piece_free(piece);
    fund_bulk_free(open_bulk);
    return status;
}

static const struct {
    const char *name;
    void (*begin)(fund_writer *writer);
    fund_status (*end)(fund_writer *writer, fund_error *err);
} actions[] = {
    {"commit", begin_documents, end_commit}, {"close", begin_documents, end_close},
    {"delete", begin_deletions, end_commit}, {"add", begin_nothing, end_adding},
    {"merge", begin_nothing, end_merging},   {"build", begin_build, end_build},
    {"begin", begin_nothing, end_beginning}, {"piece", begin_piece, end_piece},
};

static char *state_or_nothing(const char *of)
{
    return access(of, F_OK) == 0 ? state_of(of) : strdup("");
}

static void assert_nothing_is_written(size_t event, size_t action)
{
    fund_error err = FUND_ERROR_INIT;
    make_index(path, "haus");
    make_index(other, "maus");
    fund_writer *writer = open_writer();
    actions[action].begin(writer);
    events[event].apply();
    const char *own = events[event].moves ? away : path;
    char *before = index_of(own);
    char *elsewhere = events[event].moves ? state_or_nothing(path) : NULL;
    char *linked = state_or_nothing(other);
    fund_status status = actions[action].end(writer, &err);
    if (status != FUND_ERR_MODIFIED || strstr(err.message, path) == NULL) {
        print_error("%s, %s: %d %s\n", events[event].name, actions[action].name, (int)status,
                    err.message);
        fail();
    }
    assert_index(own, before);
    /* It stays so. */
    (void)fund_writer_cancel(writer, &err);
    assert_int_equal(end_adding(writer, &err), FUND_ERR_MODIFIED);
    fund_writer_free(writer);
    assert_index(own, before);
    free(before);
    if (events[event].moves) {
        char *now = state_or_nothing(path);
        assert_string_equal(now, elsewhere);
        free(now);
        free(elsewhere);
    }
    char *now = state_or_nothing(other);
    assert_string_equal(now, linked);
    free(now);
    free(linked);
}

static void nothing_is_written_to_another_place(void **state)
{
    for (size_t event = 0; event < COUNT(events); event++) {
        for (size_t action = 0; action < COUNT(actions); action++) {
            assert_nothing_is_written(event, action);
            assert_int_equal(remove_folder(state), 0);
            assert_int_equal(mkdir(folder, 0700), 0);
        }
    }
}

static void a_writer_goes_on_when_the_index_is_back(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index(path, "haus");
    fund_writer *writer = open_writer();
    add_document(writer, "n", "neu");
    move_away();
    assert_int_equal(fund_writer_commit(writer, &err), FUND_ERR_MODIFIED);
    assert_int_equal(rename(away, path), 0);
    commit(writer); /* the transaction was dropped */
    assert_documents(3);
    add_document(writer, "n", "neu");
    close_writer(writer);
    assert_documents(4);
    assert_int_equal(defects_of(path), 0);
}

/* After that another writer may be at work there. */
static void the_next_writer_is_left_alone(void **state)
{
    (void)state;
    static const char *const words[] = {"neu eins", "neu zwei"};
    for (size_t action = 0; action < COUNT(actions); action++) {
        fund_error err = FUND_ERROR_INIT;
        fund_bulk *second_bulk;
        make_index(path, "haus");
        fund_writer *first = open_writer();
        actions[action].begin(first);
        replace_the_lock();
        fund_writer *second = open_writer();
        OK(fund_bulk_begin(&second_bulk, second, 0, 0, &err));
        write_pieces(second_bulk, words, COUNT(words));
        char *before = state_of(path);
        assert_int_equal(actions[action].end(first, &err), FUND_ERR_MODIFIED);
        (void)fund_writer_cancel(first, NULL);
        fund_writer_free(first);
        assert_state(path, before);
        OK(fund_bulk_commit(second_bulk, &err));
        fund_bulk_free(second_bulk);
        close_writer(second);
        assert_documents(5);
        assert_int_equal(defects_of(path), 0);
        assert_int_equal(remove_folder(state), 0);
        assert_int_equal(mkdir(folder, 0700), 0);
    }
}

static void a_writer_that_is_refused_changes_nothing(void **state)
{
    (void)state;
    static const char *const words[] = {"neu eins", "neu zwei"};
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer, *second;
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    fund_bulk *bulk;
    make_index(path, "haus");
    writer = open_writer();
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    write_pieces(bulk, words, COUNT(words));
    char *before = state_of(path);
    assert_int_equal(fund_writer_open(&second, path, NULL, &err), FUND_ERR_LOCKED);
    options.upgrade = true;
    assert_int_equal(fund_writer_open(&second, path, &options, &err), FUND_ERR_LOCKED);
    assert_state(path, before);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    before = state_of(path);
    assert_int_equal(compact(path, &err), FUND_ERR_LOCKED);
    assert_state(path, before);
    close_writer(writer);
    before = state_of(path);
    options.upgrade = false;
    options.chain = "another one";
    assert_int_equal(fund_writer_open(&writer, path, &options, &err), FUND_ERR_ANALYZER);
    assert_state(path, before);
    assert_documents(5);
}

/* Where the folder is has nothing to do with where the process is. */
static void a_path_may_be_relative(void **state)
{
    (void)state;
    char before[PATH_LENGTH_MAX];
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    assert_non_null(getcwd(before, sizeof before));
    assert_int_equal(chdir(folder), 0);
    OK(fund_writer_open(&writer, "index", NULL, &err));
    add_document(writer, "a", "haus");
    commit(writer);
    OK(fund_writer_merge(writer, 0, 1, &err));
    close_writer(writer);
    assert_int_equal(chdir(before), 0);
    assert_documents(1);
}

/* ---- where a writer makes what it writes --------------------------------------------- */

static fund_status begin_one_piece(fund_writer *writer, fund_error *err)
{
    fund_bulk *bulk;
    fund_piece *piece;
    assert_int_equal(fund_bulk_begin(&bulk, writer, 0, 0, err), FUND_OK);
    fund_status status = fund_piece_new(&piece, bulk, 0, err);
    fund_piece_free(piece);
    fund_bulk_free(bulk);
    return status;
}

static void what_is_laid_there_is_not_written_to(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    make_index(path, "haus");
    fund_writer *writer = open_writer();
    assert_int_equal(mkdir(away, 0700), 0);
    assert_int_equal(symlink(away, file_of("tmp")), 0);
    assert_int_equal(begin_one_piece(writer, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, file_of("tmp")));
    assert_int_equal(rmdir(away), 0); /* nothing is in it */
    unlink(file_of("tmp"));
    write_text("tmp", "");
    assert_int_equal(begin_one_piece(writer, &err), FUND_ERR_IO);
    if (geteuid() == 0) {
        unlink(file_of("tmp"));
        assert_int_equal(mkdir(file_of("tmp"), 0777), 0);
        assert_int_equal(chown(file_of("tmp"), 1, 1), 0);
        assert_int_equal(begin_one_piece(writer, &err), FUND_ERR_IO);
        assert_non_null(strstr(err.message, file_of("tmp")));
    }
    add_document(writer, "n", "neu");
    close_writer(writer);
    assert_documents(4);
}

static fund_piece *begin_piece_of(fund_bulk *bulk)
{
    static const char *const words[] = {"neu eins"};
    fund_error err = FUND_ERROR_INIT;
    fund_piece *piece;
    write_pieces(bulk, words, 1);
    OK(fund_piece_new(&piece, bulk, 1, &err));
    return piece;
}

/* Another folder has the path for a while, which is not written to. */
static void it_is_made_in_the_folder_that_was_opened(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    struct stat info;
    make_index(path, "haus");
    fund_writer *writer = open_writer();
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    fund_piece *piece = begin_piece_of(bulk);
    assert_int_equal(stat(file_of("tmp"), &info), 0);
    assert_int_equal(info.st_mode & 077, 0); /* nobody else can put anything there */
    replace_by_an_empty_folder();
    assert_int_equal(mkdir(file_of("tmp"), 0700), 0);
    add_to_piece(piece, "n", "neu zwei");
    OK(fund_piece_close(piece, &err));
    fund_piece_free(piece);
    assert_int_equal(rmdir(file_of("tmp")), 0);
    assert_int_equal(rmdir(path), 0);
    assert_int_equal(rename(away, path), 0);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    assert_false(is_there("tmp"));
    close_writer(writer);
    assert_documents(5);
    assert_int_equal(defects_of(path), 0);
}

/* How a writer makes its folder is none of the reader's business. */
static void messages_have_the_path_of_the_index(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    make_index(path, "haus");
    fund_writer *writer = open_writer();
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    fund_piece *piece = begin_piece_of(bulk);
    OK(fund_piece_close(piece, &err));
    fund_piece_free(piece);
    assert_int_equal(remove_tree(file_of("tmp/p1")), 0);
    assert_int_not_equal(fund_bulk_commit(bulk, &err), FUND_OK);
    assert_null(strstr(err.message, "/proc"));
    assert_non_null(strstr(err.message, path));
    fund_bulk_free(bulk);
    close_writer(writer);
    assert_documents(3);
}

void terminate(void) __asm__("_ZSt9terminatev"); /* what libxapian's destructors come to */

static void end_process(const char *reason)
{
    (void)reason;
    _exit(0);
}

/* Another index may have the path by then. */
static void last_words_remove_what_the_writer_made(void **state)
{
    (void)state;
    int status;
    make_index(path, "haus");
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        fund_error err = FUND_ERROR_INIT;
        fund_bulk *bulk;
        fund_on_termination(end_process);
        fund_writer *writer = open_writer();
        OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
        begin_piece_of(bulk);
        replace_by_an_empty_folder();
        assert_int_equal(mkdir(file_of("tmp"), 0700), 0);
        write_text("tmp/f0", "wertvoll");
        terminate();
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_true(is_there("tmp/f0"));
    snprintf(path, sizeof path, "%s", away);
    assert_true(is_there("s3"));
    assert_false(is_there("tmp"));
}

/* In an index that a group shares. */
static void what_another_user_has_left_is_put_aside(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    int status;
    make_index(path, "haus");
    assert_int_equal(mkdir(file_of("tmp"), 0700), 0);
    write_text("tmp/segment", "halb");
    const char *const shared[] = {folder, path, file_of("lock")};
    for (size_t i = 0; i < COUNT(shared); i++) {
        assert_int_equal(chown(shared[i], 0, 1), 0);
        assert_int_equal(chmod(shared[i], i < 2 ? 0770 : 0660), 0);
    }
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        if (chdir(folder) != 0 || setgid(1) != 0 || setuid(1) != 0) {
            _exit(1);
        }
        snprintf(path, sizeof path, "index"); /* folders above are others' business */
        fund_error err = FUND_ERROR_INIT;
        fund_writer *writer = open_writer();
        bool ok = begin_one_piece(writer, &err) == FUND_OK;
        close_writer(writer);
        _exit(ok ? 0 : 2);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
    assert_false(is_there("tmp"));
    char *before = state_of(path);
    assert_non_null(strstr(before, "tmp"));
    free(before);
    close_writer(open_writer()); /* its own user */
    before = state_of(path);
    assert_null(strstr(before, "tmp"));
    free(before);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folders, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(nothing_is_written_to_another_place),
        TEST(a_writer_goes_on_when_the_index_is_back),
        TEST(the_next_writer_is_left_alone),
        TEST(a_writer_that_is_refused_changes_nothing),
        TEST(a_path_may_be_relative),
        TEST(what_is_laid_there_is_not_written_to),
        TEST(it_is_made_in_the_folder_that_was_opened),
        TEST(messages_have_the_path_of_the_index),
        TEST(last_words_remove_what_the_writer_made),
        TEST(what_another_user_has_left_is_put_aside),
    };
    return cmocka_run_group_tests_name("store: place", tests, NULL, NULL);
}
