#include "test_corpus.h"

static void make_folder(const char *path)
{
    assert_int_equal(mkdir(path, 0777), 0);
}

static void make_link(const char *target, const char *path)
{
    assert_int_equal(symlink(target, path), 0);
}

static void folders_are_walked_in_the_order_of_their_names(void **state)
{
    (void)state;
    make_folder("f");
    make_folder("f/b");
    make_folder("f/b/c.txt");
    make_folder("f/.versteckt");
    static const char *const taken[] = {"f/a.txt", "f/b/d.TEXT",     "f/b/c.txt/x.txt",
                                        "f/b.txt", "f/\xc3\xa4.txt", "f/Z.txt"};
    static const char *const left[] = {"f/.a.txt", "f/a.txt~", "f/bild.png",
                                       "f/ohne",   "f/a.css",  "f/.versteckt/a.txt"};
    for (size_t i = 0; i < COUNT(taken); i++) {
        write_text(taken[i], "y");
    }
    for (size_t i = 0; i < COUNT(left); i++) {
        write_text(left[i], "y");
    }
    write_text("f/j.jsonl", "{\"id\":\"j\",\"body\":\"y\"}");
    write_text("f/k.ndjson", "kaputt\n");
    static const char expected[] =
        "Z|||||||0 [y]\nskipped file: f/a.css: .css\na|||||||0 [y]\nx|||||||0 [y]\n"
        "d|||||||0 [y]\nb|||||||0 [y]\nskipped file: f/bild.png: .png\nj|||||||1 [y]\n"
        "lost format: f/k.ndjson:1: not valid JSON: '[' or '{' expected near 'kaputt'\n"
        "skipped file: f/ohne: \n"
        "ä|||||||0 [y]\n";
    expect_log("f", expected);
    expect_log("f/", expected);
    uint64_t files, bytes;
    assert_int_equal(fund_read_measure(&files, &bytes, "f", NULL), FUND_OK);
    assert_int_equal(files, 8);
    assert_int_equal(bytes, 6 + 21 + 7);
}

static void paths_are_absolute(void **state)
{
    char expected[600];
    make_folder("f");
    make_folder("f/g");
    write_text("f/g/a.txt", "y");
    make_link("f", "link");
    make_link("g/a.txt", "f/l.txt");
    static const char *const cases[][2] = {
        {"f/g/a.txt", "/f/g/a.txt"},
        {"./f/../f/g/a.txt", "/f/g/a.txt"},
        {"f/g", "/f/g/a.txt"},
        {"link/g", "/f/g/a.txt"},
        {"link/g/a.txt", "/f/g/a.txt"},
        {"f/l.txt", "/f/l.txt"},
        {"f", "/f/l.txt"},
        {"nichts.txt", "/nichts.txt"},
        {"f/nichts.txt", "/f/nichts.txt"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        record r = {.log = FUND_BUF_INIT};
        read_log(&r, cases[i][0], 0);
        snprintf(expected, sizeof expected, "%s%s", (const char *)*state, cases[i][1]);
        assert_string_equal(r.path, expected);
        fund_buf_free(&r.log);
    }
}

static void a_path_that_is_not_there_is_told(void **state)
{
    (void)state;
    expect_log("nichts.txt", "lost not-found: nichts.txt: No such file or directory\n");
    expect_log("nichts/nichts", "lost not-found: nichts/nichts: No such file or directory\n");
    expect_log("", "lost not-found: \"\": empty path\n");
    uint64_t files, bytes;
    assert_int_equal(fund_read_measure(&files, &bytes, "nichts", NULL), FUND_OK);
    assert_int_equal(files + bytes, 0);
}

static void loops_are_told_once_and_left(void **state)
{
    (void)state;
    make_folder("f");
    make_folder("f/g");
    write_text("f/g/a.txt", "y");
    make_link("..", "f/g/hoch");
    make_link(".", "f/hier");
    expect_log("f", "a|||||||0 [y]\n"
                    "dropped io: f/g/hoch: link to a folder above; not followed\n"
                    "dropped io: f/hier: link to a folder above; not followed\n");
}

static void a_folder_with_two_names_is_read_once(void **state)
{
    (void)state;
    make_folder("f");
    make_folder("f/a");
    make_folder("f/b");
    write_text("f/a/x.txt", "y");
    write_text("f/b/z.txt", "y");
    make_link("../b", "f/a/nach-b");
    make_link("../a", "f/b/nach-a");
    expect_log("f", "dropped io: f/a/nach-b/nach-a: link to a folder above; "
                    "not followed\n"
                    "z|||||||0 [y]\nx|||||||0 [y]\n");
}

static void links_out_of_the_folder_are_not_followed(void **state)
{
    char elsewhere[600];
    make_folder("f");
    make_folder("f/g");
    make_folder("fx"); /* begins like f */
    write_text("fx/geheim.txt", "z");
    write_text("f/g/a.txt", "y");
    snprintf(elsewhere, sizeof elsewhere, "%s/fx", (const char *)*state);
    make_link(elsewhere, "f/ganz");
    make_link("../fx/geheim.txt", "f/eins.txt");
    make_link("g/a.txt", "f/innen.txt");
    make_link("/etc/passwd", "f/still");
    make_link("f", "selbst");
    /* in byte order: eins.txt, g, ganz, innen.txt, still */
    expect_log("f", "dropped io: f/eins.txt: link to outside the folder; not "
                    "followed\n"
                    "a|||||||0 [y]\n"
                    "dropped io: f/ganz: link to outside the folder; not followed\n"
                    "innen|||||||0 [y]\nskipped file: f/still: \n");
    expect_log("f/eins.txt", "eins|||||||0 [z]\n"); /* given by name */
    uint64_t files, bytes;
    assert_int_equal(fund_read_measure(&files, &bytes, "selbst", NULL), FUND_OK);
    assert_int_equal(files, 2);
}

static void broken_links_are_told_when_they_look_like_articles(void **state)
{
    (void)state;
    make_folder("f");
    make_link("nichts", "f/a.txt");
    make_link("b.txt", "f/b.txt");
    make_link("nichts", "f/c");
    expect_log("f", "lost not-found: f/a.txt: No such file or directory\n"
                    "lost io: f/b.txt: Too many levels of symbolic links\n");
}

static void fifos_and_devices_never_block(void **state)
{
    (void)state;
    make_folder("f");
    assert_int_equal(mkfifo("f/a.txt", 0666), 0);
    write_text("f/b.txt", "y");
    expect_log("f", "b|||||||0 [y]\n");
    expect_log("f/a.txt", "lost io: f/a.txt: not a regular file or folder "
                          "(use - to read a stream)\n");
    expect_log("/dev/null", "lost io: /dev/null: not a regular file or folder "
                            "(use - to read a stream)\n");
}

static void what_may_not_be_read_is_told_and_the_rest_read(void **state)
{
    (void)state;
    if (geteuid() == 0) {
        skip(); /* root may read everything */
    }
    make_folder("f");
    make_folder("f/g");
    write_text("f/a.txt", "y");
    write_text("f/b.txt", "y");
    assert_int_equal(chmod("f/a.txt", 0), 0);
    assert_int_equal(chmod("f/g", 0), 0);
    expect_log("f", "lost io: f/a.txt: Permission denied\nb|||||||0 [y]\n"
                    "lost io: f/g: Permission denied\n");
    assert_int_equal(chmod("f/g", 0777), 0);
}

static void names_are_fit_for_messages_and_ids(void **state)
{
    (void)state;
    make_folder("f");
    write_text("f/a\nb.txt", "y");
    write_text("f/c\xc3\xa4\xff.txt", "");
    write_text("f/d\xc3\xa4\xc3\xb6\xff.txt", "y");
    expect_log("f", "lost format: f/a?b.txt: id contains a line break or control character\n"
                    "lost format: f/cä?.txt: empty file\n"
                    "lost format: f/däö?.txt: missing id, and the file name is not valid as one\n");
}

static void a_long_path_keeps_the_reason_in_the_message(void **state)
{
    (void)state;
    fund_buf path = FUND_BUF_INIT;
    char name[201];
    memset(name, 'n', 200);
    name[200] = '\0';
    for (size_t i = 0; i < 8; i++) {
        fund_buf_append_str(&path, name);
        make_folder(path.data);
        fund_buf_append_byte(&path, '/');
    }
    fund_buf_append_str(&path, "leer.txt");
    write_text(path.data, "");
    record r = {.log = FUND_BUF_INIT};
    const char *log = read_log(&r, path.data, 0);
    assert_int_equal(strncmp(log, "lost format: ...nnn", 19), 0);
    assert_non_null(strstr(log, "/leer.txt: empty file\n"));
    fund_buf_free(&r.log);
    fund_buf_free(&path);
}

static void an_end_by_the_caller_ends_the_walk(void **state)
{
    (void)state;
    make_folder("f");
    make_folder("f/a");
    write_text("f/a/x.txt", "y");
    write_text("f/b.txt", "y");
    record r = {.log = FUND_BUF_INIT, .stop_article = FUND_ERR_INTERRUPTED};
    assert_int_equal(read_with(&r, "f", 0), FUND_ERR_INTERRUPTED);
    assert_int_equal(r.articles, 1);
    fund_buf_free(&r.log);
}

static void an_empty_folder_has_no_articles(void **state)
{
    (void)state;
    make_folder("f");
    expect_log("f", "");
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(folders_are_walked_in_the_order_of_their_names),
        IN_FOLDER(paths_are_absolute),
        IN_FOLDER(a_path_that_is_not_there_is_told),
        IN_FOLDER(loops_are_told_once_and_left),
        IN_FOLDER(a_folder_with_two_names_is_read_once),
        IN_FOLDER(links_out_of_the_folder_are_not_followed),
        IN_FOLDER(broken_links_are_told_when_they_look_like_articles),
        IN_FOLDER(fifos_and_devices_never_block),
        IN_FOLDER(what_may_not_be_read_is_told_and_the_rest_read),
        IN_FOLDER(names_are_fit_for_messages_and_ids),
        IN_FOLDER(a_long_path_keeps_the_reason_in_the_message),
        IN_FOLDER(an_end_by_the_caller_ends_the_walk),
        IN_FOLDER(an_empty_folder_has_no_articles),
    };
    return cmocka_run_group_tests_name("corpus: walking", tests, NULL, NULL);
}
