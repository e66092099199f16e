/* Damage to each file of an index, and what somebody else may have laid in their place. */
#include "test_store_files.h"

/* s1: documents 1 to 4, of which document 3 is deleted (d2); z...: the dictionary; s3: one. */
static void make_index(void)
{
    static const char *const words[] = {"haus garten", "haus teich", "haus wiese", "haus zaun"};
    fund_writer *writer = open_writer();
    build_trained(writer, words, COUNT(words));
    delete_article(writer, "a2");
    commit(writer);
    add_document(writer, "b", "Antrag 4711 wurde am 3. Tag mit 42 Stimmen beraten, und das haus");
    close_writer(writer);
    assert_documents(4);
}

/* Nobody opens it, nobody writes to it, and a check tells. */
static void assert_damaged(const char *what)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    fund_writer *writer;
    char *before = state_of(path);
    size_t descriptors = count_open();
    fund_status status = fund_store_open(&store, paths, 1, &err);
    if (status != FUND_ERR_CORRUPT || strstr(err.message, path) == NULL) {
        print_error("%s: %d %s\n", what, (int)status, err.message);
        fail();
    }
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_CORRUPT);
    if (defects_of(path) == 0) {
        print_error("%s: not found by a check\n", what);
        fail();
    }
    assert_int_equal(count_open(), descriptors);
    assert_state(path, before);
}

/* ---- the manifest ------------------------------------------------------------ */

static void a_manifest_that_is_cut_off_is_damage(void **state)
{
    (void)state;
    make_index();
    fund_buf text = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    for (size_t len = 0; len < text.len; len++) {
        write_bytes("XAPIANDB", text.data, len);
        assert_damaged("cut off");
    }
    fund_buf_append_str(&text, "\n");
    write_bytes("XAPIANDB", text.data, text.len);
    assert_damaged("longer");
    fund_buf_free(&text);
}

static void no_byte_of_a_manifest_may_change(void **state)
{
    (void)state;
    make_index();
    fund_buf text = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    const size_t format = strlen("# Fundstelle, format ");
    for (size_t i = 0; i < text.len; i++) {
        static const char bits[] = {1, 16, (char)128};
        for (size_t k = 0; k < COUNT(bits); k++) {
            text.data[i] = (char)(text.data[i] ^ bits[k]);
            write_bytes("XAPIANDB", text.data, text.len);
            fund_status expected = i == format && k == 0 ? FUND_ERR_VERSION : FUND_ERR_CORRUPT;
            assert_int_equal(open_status(path), expected);
            text.data[i] = (char)(text.data[i] ^ bits[k]);
        }
    }
    write_bytes("XAPIANDB", text.data, text.len);
    assert_int_equal(open_status(path), FUND_OK);
    fund_buf_free(&text);
}

static void a_later_format_is_no_damage(void **state)
{
    (void)state;
    make_index();
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    fund_writer_options upgrade = FUND_WRITER_OPTIONS_INIT;
    upgrade.upgrade = true;
    size_t defects;
    edit_manifest("format 5", "format 6");
    char *before = state_of(path);
    assert_int_equal(open_status(path), FUND_ERR_VERSION);
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_VERSION);
    assert_int_equal(fund_writer_open(&writer, path, &upgrade, &err), FUND_ERR_VERSION);
    assert_int_equal(fund_store_check(&defects, path, NULL, NULL, &err), FUND_ERR_VERSION);
    assert_non_null(strstr(err.message, "format 6"));
    assert_non_null(strstr(err.message, path));
    char target[PATH_LENGTH_MAX];
    snprintf(target, sizeof target, "%s/snapshot", folder);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_VERSION);
    assert_int_equal(access(target, F_OK), -1);
    assert_state(path, before);
}

/* A later release of the same format may have more to say. */
static void unknown_lines_are_passed_over(void **state)
{
    (void)state;
    make_index();
    edit_manifest("# next ", "# colour blue\n# next ");
    edit_manifest("# chain ", "# sketch q7 12 34\n# chain ");
    edit_manifest("auto s3\n", "auto s3\n# \n# end of all\n");
    assert_int_equal(defects_of(path), 0);
    assert_documents(4);
    fund_writer *writer = open_writer();
    add_document(writer, "c", "haus");
    close_writer(writer);
    assert_documents(5);
}

/* With a right last line: what no damage makes, but an enemy can. */
static void what_a_manifest_says_must_fit_together(void **state)
{
    (void)state;
    static const struct {
        const char *old, *new;
    } edits[] = {
        {"# commit ", "# commit x"},
        {"# commit ", "# commit -"},
        {"# commit ", "# commit 1234567890123456789"},
        {"# next 4", "# next 3"}, /* s3 would be written over */
        {"# next 4", "# next 0"},
        {"# next 4", "# next "},
        {"# dictionary z", "# dictionary y"},
        {"# dictionary z", "# dictionary ../z"},
        {"# dictionary z", "# dictionary zz"},
        {"# segment s1 ", "# segment s2 "}, /* not what "auto" names */
        {"# segment s1 ", "# segment s01 "},
        {"# segment s1 ", "# segment ../s1 "},
        {"# segment s1 ", "# segment s1  "},
        {"# segment s1 ", "# segment "},
        {"auto s1\n", "auto s3\n"},
        {"auto s1\n", "auto /etc/passwd\n"},
        {"auto s1\n", ""},
        {"auto s3\n", ""},
        {"auto s1\n", "auto s1\nauto s2\n"},
        {"auto s1\n", "auto s1\nremote :1\n"},
        {"# deletions d2 1 ", "# deletions d2 0 "},
        {"# deletions d2 1 ", "# deletions d2 5 "}, /* of 4 */
        {"# deletions d2 1 ", "# deletions s2 1 "},
        {"# deletions d2 1 ", "# deletions d4 1 "},
        {"# deletions d2 1 ", "# deletions d2 1  "},
        {"# deletions d2 1 ", "# deletions d2 1 g"},
        {"# chain ", "chain "},
    };
    make_index();
    fund_buf text = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    for (size_t i = 0; i < COUNT(edits); i++) {
        edit_manifest(edits[i].old, edits[i].new);
        assert_damaged(edits[i].new);
        write_bytes("XAPIANDB", text.data, text.len);
    }
    assert_int_equal(defects_of(path), 0);
    fund_buf_free(&text);
}

/* Copies the lines of a segment from `begin` to `end` behind themselves. */
static void a_segment_may_not_be_named_twice(void **state)
{
    (void)state;
    make_index();
    fund_buf text = FUND_BUF_INIT, body = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    const char *begin = strstr(text.data, "# segment s3");
    const char *end = strstr(text.data, "# end ");
    fund_buf_append(&body, text.data, (size_t)(end - text.data));
    fund_buf_append(&body, begin, (size_t)(end - begin));
    write_manifest(body.data);
    assert_damaged("twice");
    write_bytes("XAPIANDB", text.data, text.len);
    /* The same deletions for both. */
    edit_manifest("auto s3\n", "# deletions d2 1 0123456789abcdef\nauto s3\n");
    assert_damaged("deletions twice");
    fund_buf_free(&text);
    fund_buf_free(&body);
}

static void a_manifest_without_end_is_not_read(void **state)
{
    (void)state;
    make_index();
    assert_int_equal(truncate(file_of("XAPIANDB"), (off_t)1 << 40), 0);
    assert_int_equal(open_status(path), FUND_ERR_CORRUPT);
    fund_writer *writer;
    assert_int_equal(fund_writer_open(&writer, path, NULL, NULL), FUND_ERR_CORRUPT);
}

/* ---- segments ---------------------------------------------------------------- */

static void a_segment_that_is_not_the_same_is_damage(void **state)
{
    (void)state;
    make_index();
    fund_buf whole = FUND_BUF_INIT;
    read_bytes(&whole, "s1");
    const size_t sizes[] = {0, 1, 16, 2047, 2048, whole.len / 2, whole.len - 1};
    for (size_t i = 0; i < COUNT(sizes); i++) {
        write_bytes("s1", whole.data, sizes[i]);
        assert_damaged("cut off");
    }
    fund_buf_append_str(&whole, "x");
    write_bytes("s1", whole.data, whole.len);
    assert_damaged("grown");
    whole.len--;
    for (size_t i = 0; i < 64; i++) { /* where libxapian says what it is */
        whole.data[i] = (char)~whole.data[i];
    }
    write_bytes("s1", whole.data, whole.len);
    assert_damaged("overwritten");
    memset(whole.data, 0, whole.len);
    write_bytes("s1", whole.data, whole.len);
    assert_damaged("zeros");
    assert_int_equal(unlink(file_of("s1")), 0);
    assert_damaged("missing");
    fund_buf_free(&whole);
}

static void a_segment_of_another_index_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_buf first = FUND_BUF_INIT, second = FUND_BUF_INIT;
    fill();
    read_bytes(&first, "s1");
    remove_tree(path);
    fill();
    read_bytes(&second, "s1");
    assert_int_equal(first.len, second.len); /* the same but for its name */
    write_bytes("s1", first.data, first.len);
    assert_damaged("of another index");
    fund_store *store;
    assert_int_equal(fund_store_open(&store, paths, 1, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, "another index"));
    fund_buf_free(&first);
    fund_buf_free(&second);
}

static void a_segment_has_the_documents_that_its_manifest_says(void **state)
{
    (void)state;
    fill();
    fund_buf text = FUND_BUF_INIT;
    read_bytes(&text, "XAPIANDB");
    edit_manifest(" 4\n", " 5\n");
    assert_damaged("more documents");
    write_bytes("XAPIANDB", text.data, text.len);
    edit_manifest(" 4\n", " 3\n");
    assert_damaged("fewer documents");
    write_bytes("XAPIANDB", text.data, text.len);
    edit_manifest(" 4\n", " 0\n");
    assert_damaged("no documents");
    fund_buf_free(&text);
}

/* ---- deletions ----------------------------------------------------------------- */

/* Lays other deletions there, with the checksum that belongs to them. */
static void set_deletions(const char *bytes, size_t len, unsigned count)
{
    fund_buf text = FUND_BUF_INIT;
    char old[64], new[64];
    read_bytes(&text, "XAPIANDB");
    snprintf(old, sizeof old, "%.*s", (int)strcspn(strstr(text.data, "# deletions"), "\n"),
             strstr(text.data, "# deletions"));
    snprintf(new, sizeof new, "# deletions d2 %u %016llx", count,
             (unsigned long long)fund_hash64(bytes, len));
    write_bytes("d2", bytes, len);
    edit_manifest(old, new);
    fund_buf_free(&text);
}

/* A list as it is stored: the number, and each value's distance from the one before, in a byte. */
static size_t make_list(char out[64], size_t told, const unsigned char *values, size_t count)
{
    out[0] = (char)told;
    for (size_t i = 0; i < count; i++) {
        out[i + 1] = (char)((values[i] - (i > 0 ? values[i - 1] : 0)) & 0x7f);
    }
    return count + 1;
}

static void deletions_are_what_was_written(void **state)
{
    (void)state;
    make_index();
    fund_buf whole = FUND_BUF_INIT, text = FUND_BUF_INIT;
    read_bytes(&whole, "d2");
    read_bytes(&text, "XAPIANDB");
    for (size_t len = 0; len < whole.len; len++) {
        write_bytes("d2", whole.data, len);
        assert_damaged("cut off");
        set_deletions(whole.data, len, 1); /* with a checksum that is right */
        assert_damaged("cut off, and told so");
        write_bytes("XAPIANDB", text.data, text.len);
    }
    for (size_t i = 0; i < whole.len; i++) {
        whole.data[i] ^= 1;
        write_bytes("d2", whole.data, whole.len);
        assert_damaged("changed");
        whole.data[i] ^= 1;
    }
    assert_int_equal(truncate(file_of("d2"), (off_t)1 << 40), 0);
    assert_damaged("huge");
    assert_int_equal(unlink(file_of("d2")), 0);
    assert_damaged("missing");
    fund_buf_free(&whole);
    fund_buf_free(&text);
}

static void deletions_fit_their_segment(void **state)
{
    (void)state;
    static const struct {
        unsigned char values[3];
        size_t count; /* that the list has, and says it has */
        size_t listed;
        unsigned told; /* by the manifest */
        bool good;
    } rows[] = {
        {{3}, 1, 1, 1, true},      {{1, 4}, 2, 2, 2, true},
        {{3}, 1, 1, 2, false}, /* another number */
        {{1, 3}, 2, 2, 1, false},  {{5}, 1, 1, 1, false},
        {{6}, 1, 1, 1, false},                               /* beyond the last one */
        {{1, 60}, 2, 2, 2, false}, {{0}, 1, 1, 1, false},    /* there is no document 0 */
        {{3, 1}, 2, 2, 2, false},  {{2, 2}, 2, 2, 2, false}, /* not ascending */
        {{3}, 1, 2, 2, false},     {{1, 3}, 2, 1, 1, false}, /* shorter and longer than it says */
        {{3}, 1, 0x7f, 1, false},  {{0}, 0, 0, 1, false},
    };
    make_index();
    for (size_t i = 0; i < COUNT(rows); i++) {
        char bytes[64];
        size_t len = make_list(bytes, rows[i].listed, rows[i].values, rows[i].count);
        set_deletions(bytes, len, rows[i].told);
        if (rows[i].good) {
            assert_int_equal(defects_of(path), 0);
            assert_documents(5 - rows[i].told);
        } else {
            assert_damaged("deletions");
        }
    }
}

/* ---- the dictionary ---------------------------------------------------------------- */

static void the_dictionary_is_what_was_written(void **state)
{
    (void)state;
    make_index();
    const char *name = dictionary_name();
    fund_buf whole = FUND_BUF_INIT;
    read_bytes(&whole, name);
    whole.data[whole.len / 2] ^= 1;
    write_bytes(name, whole.data, whole.len);
    assert_damaged("changed");
    whole.data[whole.len / 2] ^= 1;
    write_bytes(name, whole.data, whole.len - 1);
    assert_damaged("cut off");
    write_bytes(name, "", 0);
    assert_damaged("empty");
    assert_int_equal(truncate(file_of(name), (off_t)1 << 40), 0);
    assert_damaged("huge");
    assert_int_equal(unlink(file_of(name)), 0);
    assert_damaged("missing");
    write_bytes(name, whole.data, whole.len);
    assert_int_equal(defects_of(path), 0);
    fund_buf_free(&whole);
}

/* A record that was made with a dictionary is damage without. */
static void records_need_their_dictionary(void **state)
{
    (void)state;
    make_index();
    char line[40];
    snprintf(line, sizeof line, "# dictionary %s\n", dictionary_name());
    edit_manifest(line, "");
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    fund_buf data = FUND_BUF_INIT;
    assert_int_equal(fund_store_data(&data, store, 2, &err), FUND_ERR_CORRUPT);
    assert_int_equal(data.len, 0);
    fund_buf_free(&data);
    fund_store_free(store);
}

/* ---- no files, or somebody else's ---------------------------------------------------- */

static void assert_refused(const char *what)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    fund_writer *writer;
    size_t defects, descriptors = count_open();
    fund_status status = fund_store_open(&store, paths, 1, &err);
    if (status != FUND_ERR_IO || strstr(err.message, what) == NULL) {
        print_error("%s: %d %s\n", what, (int)status, err.message);
        fail();
    }
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, what));
    assert_int_equal(fund_store_check(&defects, path, NULL, NULL, &err), FUND_ERR_IO);
    assert_non_null(strstr(err.message, what));
    char target[PATH_LENGTH_MAX];
    snprintf(target, sizeof target, "%s/snapshot", folder);
    assert_int_equal(fund_store_snapshot(path, target, &err), FUND_ERR_IO);
    assert_int_equal(access(target, F_OK), -1);
    assert_int_equal(count_open(), descriptors);
}

/* Neither a link, not even to the file itself, nor something that one may wait for. */
static void only_regular_files_are_opened(void **state)
{
    (void)state;
    make_index();
    const char *const names[] = {"XAPIANDB", "s1", "s3", "d2", dictionary_name()};
    char saved[PATH_LENGTH_MAX];
    snprintf(saved, sizeof saved, "%s/saved", folder);
    for (size_t i = 0; i < COUNT(names); i++) {
        assert_int_equal(rename(file_of(names[i]), saved), 0);
        assert_int_equal(symlink(saved, file_of(names[i])), 0);
        assert_refused(names[i]);
        assert_int_equal(unlink(file_of(names[i])), 0);
        assert_int_equal(mkfifo(file_of(names[i]), 0600), 0);
        assert_refused(names[i]);
        assert_int_equal(unlink(file_of(names[i])), 0);
        assert_int_equal(mkdir(file_of(names[i]), 0700), 0);
        assert_refused(names[i]);
        assert_int_equal(rmdir(file_of(names[i])), 0);
        assert_int_equal(symlink("/dev/zero", file_of(names[i])), 0);
        assert_refused(names[i]);
        assert_int_equal(rename(saved, file_of(names[i])), 0);
    }
    assert_int_equal(defects_of(path), 0);
}

/* The folder itself may be reached by a link. */
static void the_folder_may_be_a_link(void **state)
{
    (void)state;
    char moved[PATH_LENGTH_MAX];
    make_index();
    snprintf(moved, sizeof moved, "%s/moved", folder);
    assert_int_equal(rename(path, moved), 0);
    assert_int_equal(symlink("moved", path), 0);
    fund_writer *writer = open_writer();
    add_document(writer, "c", "haus");
    close_writer(writer);
    assert_documents(5);
    assert_int_equal(defects_of(path), 0);
}

static void a_lock_that_is_no_file_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    make_index();
    char elsewhere[PATH_LENGTH_MAX];
    snprintf(elsewhere, sizeof elsewhere, "%s/elsewhere", folder);
    FILE *out = fopen(elsewhere, "w");
    assert_non_null(out);
    fputs("wertvoll", out);
    fclose(out);
    unlink(file_of("lock"));
    for (int kind = 0; kind < 5; kind++) {
        const char *lock = file_of("lock");
        assert_int_equal(kind == 0   ? symlink(elsewhere, lock)
                         : kind == 1 ? link(elsewhere, lock)
                         : kind == 2 ? mkfifo(lock, 0600)
                         : kind == 3 ? mkdir(lock, 0700)
                                     : symlink("/nowhere/at/all", lock),
                         0);
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_IO);
        assert_non_null(strstr(err.message, "lock"));
        assert_int_equal(remove(file_of("lock")), 0);
    }
    struct stat info;
    assert_int_equal(stat(elsewhere, &info), 0);
    assert_int_equal(info.st_size, 8);
    close_writer(open_writer());
}

/* Who may write there could lay links between two steps of a writer. */
static void a_folder_for_everybody_is_not_written_to(void **state)
{
    (void)state;
    static const mode_t modes[] = {0777, 0702, 01777};
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    make_index();
    for (size_t i = 0; i < COUNT(modes); i++) {
        assert_int_equal(chmod(path, modes[i]), 0);
        char *before = state_of(path);
        assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_IO);
        assert_non_null(strstr(err.message, "chmod o-w"));
        assert_non_null(strstr(err.message, path));
        assert_int_equal(compact(path, &err), FUND_ERR_IO);
        assert_state(path, before);
        assert_documents(4); /* but read */
    }
    assert_int_equal(chmod(path, 0775), 0);
    close_writer(open_writer());
    remove_tree(path);
    assert_int_equal(mkdir(path, 0777), 0);
    assert_int_equal(chmod(path, 0777), 0);
    assert_int_equal(fund_writer_open(&writer, path, NULL, &err), FUND_ERR_IO);
    assert_false(is_there("lock"));
}

enum { STRANGER = 12345 };

static void give_away(const char *name, uid_t owner)
{
    assert_int_equal(lchown(name, owner, (gid_t)-1), 0);
}

static void files_of_other_users_are_not_read(void **state)
{
    (void)state;
    if (geteuid() != 0) {
        skip();
    }
    make_index();
    const char *const names[] = {"XAPIANDB", "s1", "s3", "d2", dictionary_name()};
    for (size_t i = 0; i < COUNT(names); i++) {
        give_away(file_of(names[i]), STRANGER);
        assert_refused(names[i]);
        give_away(path, STRANGER); /* then it is the owner's */
        assert_documents(4);
        assert_int_equal(defects_of(path), 0);
        close_writer(open_writer());
        give_away(path, STRANGER + 1);
        assert_refused(names[i]);
        give_away(path, 0);
        give_away(file_of(names[i]), 0);
    }
    assert_documents(4);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_manifest_that_is_cut_off_is_damage),
        TEST(no_byte_of_a_manifest_may_change),
        TEST(a_later_format_is_no_damage),
        TEST(unknown_lines_are_passed_over),
        TEST(what_a_manifest_says_must_fit_together),
        TEST(a_segment_may_not_be_named_twice),
        TEST(a_manifest_without_end_is_not_read),
        TEST(a_segment_that_is_not_the_same_is_damage),
        TEST(a_segment_of_another_index_is_refused),
        TEST(a_segment_has_the_documents_that_its_manifest_says),
        TEST(deletions_are_what_was_written),
        TEST(deletions_fit_their_segment),
        TEST(the_dictionary_is_what_was_written),
        TEST(records_need_their_dictionary),
        TEST(only_regular_files_are_opened),
        TEST(the_folder_may_be_a_link),
        TEST(a_lock_that_is_no_file_is_refused),
        TEST(a_folder_for_everybody_is_not_written_to),
        TEST(files_of_other_users_are_not_read),
    };
    return cmocka_run_group_tests_name("store: damage", tests, NULL, NULL);
}
