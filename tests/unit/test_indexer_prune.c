/* How much of what is gone may be removed at once. */
#include "test_indexer.h"

#include <sys/stat.h>

/* Writes NAME.jsonl of the articles FROM to TO, with ids that begin with `prefix`. */
static void write_list(const char *name, const char *prefix, int from, int to)
{
    FILE *out = fopen(in_folder(name), "w");
    assert_non_null(out);
    for (int i = from; i <= to; i++) {
        fprintf(out, "{\"id\":\"%s%d\",\"body\":\"Satz Nummer %d.\"}\n", prefix, i, i);
    }
    fclose(out);
}

typedef struct pruning {
    fund_prune how;
    bool dry_run;
    void (*meanwhile)(void); /* once, while articles are read */
} pruning;

static void (*meanwhile)(void);

static fund_status on_progress(const fund_index_counts *counts, uint64_t bytes, void *payload)
{
    (void)counts;
    (void)bytes;
    (void)payload;
    if (meanwhile != NULL) {
        meanwhile();
        meanwhile = NULL;
    }
    return FUND_OK;
}

static const char *prune_with(pruning options, const char *a, const char *b)
{
    static char line[160];
    char names[2][160]; /* in_folder() is going to be called */
    snprintf(names[0], sizeof names[0], "%s", a);
    snprintf(names[1], sizeof names[1], "%s", b != NULL ? b : "");
    const char *const list[] = {names[0], names[1]};
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_indexer_options with = FUND_INDEXER_OPTIONS_INIT;
    with.dry_run = options.dry_run;
    meanwhile = options.meanwhile;
    fund_buf_clear(&problems);
    OK(fund_indexer_open_with(&indexer, path, analyzer, &with, &err));
    const fund_indexer_events events = {
        .size = sizeof(fund_indexer_events), .problem = note_problem, .progress = on_progress};
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    OK(fund_indexer_run(&counts, indexer, list, b != NULL ? 2 : 1, options.how, &events, NULL,
                        &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    snprintf(line, sizeof line, "%d removed %d refused", (int)counts.removed, (int)counts.refused);
    return line;
}

static const char *prune(const char *a, const char *b)
{
    return prune_with((pruning){.how = FUND_PRUNE_LIMITED}, a, b);
}

static const char *force(const char *a, const char *b)
{
    return prune_with((pruning){.how = FUND_PRUNE_FORCE}, a, b);
}

static bool was_told(const char *text)
{
    return problems.len > 0 && strstr(problems.data, text) != NULL;
}

static void a_fifth_may_go_and_ten(void **state)
{
    (void)state;
    static const struct {
        int articles, gone;
        bool refused;
    } rows[] = {{3, 2, false},    {11, 10, false}, {12, 11, true},  {50, 10, false},
                {50, 11, true},   {55, 11, false}, {60, 12, false}, {60, 13, true},
                {100, 20, false}, {100, 21, true}, {100, 99, true}};
    mkdir(in_folder("a"), 0700);
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        char expected[2][160];
        write_list("a/l.jsonl", "x", 1, rows[i].articles);
        force(in_folder("a"), NULL);
        assert_int_equal(documents_with("XF"), rows[i].articles);
        write_list("a/l.jsonl", "x", 1, rows[i].articles - rows[i].gone);
        write_list("a/m.jsonl", "neu", 1001, 1200); /* what is new counts for nothing */
        snprintf(expected[0], sizeof expected[0], "%d removed 0 refused", rows[i].gone);
        snprintf(expected[1], sizeof expected[1], "0 removed %d refused", rows[i].gone);
        assert_string_equal(
            prune_with((pruning){FUND_PRUNE_LIMITED, true, NULL}, in_folder("a"), NULL),
            expected[rows[i].refused]);
        assert_string_equal(prune(in_folder("a"), NULL), expected[rows[i].refused]);
        assert_int_equal(was_told("none was removed (--prune=force removes them)"),
                         rows[i].refused);
        assert_string_equal(force(in_folder("a"), NULL),
                            rows[i].refused ? expected[0] : "0 removed 0 refused");
        assert_int_equal(unlink(in_folder("a/m.jsonl")), 0);
        force(in_folder("a"), NULL);
    }
}

static void an_empty_folder_removes_nothing(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("a/b"), 0700);
    write_file("a/b/eins.txt", LONG_ONE);
    write_file("a/b/w.jsonl", "{\"id\":\"w\",\"status\":\"canceled\"}\n");
    force(in_folder("a"), NULL);
    assert_int_equal(unlink(in_folder("a/b/eins.txt")), 0);
    assert_int_equal(unlink(in_folder("a/b/w.jsonl")), 0);
    write_file("a/.versteckt.txt", LONG_ONE);
    write_file("a/bild.jpg", "Bild");
    assert_string_equal(prune(in_folder("a"), NULL), "0 removed 1 refused");
    assert_true(was_told("is empty; its 1 article was kept (--prune=force removes them)"));
    assert_int_equal(documents_with("XW"), 1);
    assert_string_equal(force(in_folder("a"), NULL), "1 removed 0 refused");
    assert_int_equal(documents_with("XW"), 0);
    assert_string_equal(prune(in_folder("a"), NULL), "0 removed 0 refused");
    assert_string_equal(problems.data, "");
}

/* Nor does a folder that others are in, or that a link names. */
static void an_absent_folder_removes_nothing(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("a/b"), 0700);
    mkdir(in_folder("a/b/c"), 0700);
    write_list("a/l.jsonl", "x", 1, 100);
    write_list("a/b/c/l.jsonl", "y", 1, 5);
    assert_int_equal(symlink("a/b/c", in_folder("link")), 0);
    force(in_folder("a"), NULL);
    assert_int_equal(rename(in_folder("a/b"), in_folder("weg")), 0);
    assert_string_equal(force(in_folder("a/b/c"), NULL), "0 removed 0 refused");
    assert_true(was_told("lost: "));
    assert_string_equal(force(in_folder("a"), in_folder("a/b/c")), "0 removed 0 refused");
    assert_string_equal(force(in_folder("a"), in_folder("link")), "0 removed 0 refused");
    assert_int_equal(documents_with("XF"), 105);
    assert_string_equal(prune(in_folder("a"), NULL), "5 removed 0 refused");
}

static void each_folder_has_a_limit_of_its_own(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("a/b"), 0700);
    write_list("a/l.jsonl", "x", 1, 200);
    write_list("a/b/l.jsonl", "y", 201, 220);
    force(in_folder("a"), NULL);
    write_list("a/l.jsonl", "x", 1, 195);
    assert_int_equal(unlink(in_folder("a/b/l.jsonl")), 0);
    assert_string_equal(prune(in_folder("a"), in_folder("a/b")), "5 removed 20 refused");
    assert_true(was_told("a/b: is empty; its 20 articles were kept"));
    assert_string_equal(prune(in_folder("a"), NULL), "20 removed 0 refused");
    write_list("a/b/l.jsonl", "y", 201, 220);
    force(in_folder("a"), NULL);
    write_list("a/l.jsonl", "x", 1, 100);
    write_list("a/b/l.jsonl", "y", 201, 219);
    assert_string_equal(prune(in_folder("a"), in_folder("a/b")), "0 removed 96 refused");
    assert_true(was_told("a: 96 of 215 articles are gone"));
}

static void exchange(void)
{
    assert_int_equal(rename(in_folder("a"), in_folder("weg")), 0);
    assert_int_equal(rename(in_folder("leer"), in_folder("a")), 0);
}

static void vanish(void)
{
    assert_int_equal(rename(in_folder("a"), in_folder("weg")), 0);
}

/* As by an unmount. */
static void a_folder_that_is_exchanged_while_it_is_read_removes_nothing(void **state)
{
    (void)state;
    static void (*const ways[])(void) = {exchange, vanish};
    for (size_t i = 0; i < 2; i++) {
        mkdir(in_folder("a"), 0700);
        mkdir(in_folder("a/b"), 0700);
        mkdir(in_folder("leer"), 0700);
        mkdir(in_folder("leer/b"), 0700);
        write_file("leer/m.txt", LONG_TWO);
        write_list("a/a.jsonl", "x", 1, 3);
        write_list("a/b/l.jsonl", "y", 1, 5);
        force(in_folder("a"), NULL);
        assert_string_equal(
            prune_with((pruning){FUND_PRUNE_FORCE, false, ways[i]}, in_folder("a"), NULL),
            "0 removed 5 refused");
        assert_true(was_told("a: disappeared; its 5 articles were kept\n"));
        assert_int_equal(documents_with("XF"), 8);
        if (i == 0) {
            assert_int_equal(rename(in_folder("a"), in_folder("leer")), 0);
            assert_int_equal(rename(in_folder("weg"), in_folder("a")), 0);
        }
    }
}

static void what_has_moved_is_no_removal(void **state)
{
    (void)state;
    char name[2][64];
    mkdir(in_folder("a"), 0700);
    for (int i = 0; i < 40; i++) { /* files of the same names: ids a/0/1, a/1/1, ... */
        snprintf(name[0], sizeof name[0], "a/%d", i);
        mkdir(in_folder(name[0]), 0700);
        snprintf(name[0], sizeof name[0], "a/%d/1.txt", i);
        write_file(name[0], name[0]);
    }
    force(in_folder("a"), NULL);
    for (int i = 0; i < 30; i++) {
        snprintf(name[0], sizeof name[0], "a/%d", i);
        snprintf(name[1], sizeof name[1], "a/neu%d", i);
        assert_int_equal(rename(in_folder(name[0]), in_folder(name[1])), 0);
    }
    const pruning dry = {FUND_PRUNE_LIMITED, true, NULL};
    const char *removed = prune_with(dry, in_folder("a"), NULL);
    assert_true(strstr(removed, " 0 refused") != NULL && strcmp(removed, "0 removed 0 refused"));
    removed = prune(in_folder("a"), NULL);
    assert_true(strstr(removed, " 0 refused") != NULL && strcmp(removed, "0 removed 0 refused"));
    assert_int_equal(documents_with("XF"), 40);
    write_list("a/l.jsonl", "x", 1, 100);
    force(in_folder("a"), NULL);
    mkdir(in_folder("a/tief"), 0700);
    assert_int_equal(rename(in_folder("a/l.jsonl"), in_folder("a/tief/m.jsonl")), 0);
    assert_string_equal(prune(in_folder("a"), NULL), "0 removed 0 refused");
    write_list("a/tief/m.jsonl", "anders", 1, 100); /* other ids, the same articles */
    assert_string_equal(prune(in_folder("a"), NULL), "100 removed 0 refused");
    write_list("a/tief/m.jsonl", "anders", 201, 300); /* the same ids, other articles */
    assert_string_equal(prune(in_folder("a"), NULL), "0 removed 100 refused");
}

static void what_is_withdrawn_is_no_removal(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_list("a/l.jsonl", "x", 1, 40);
    force(in_folder("a"), NULL);
    FILE *out = fopen(in_folder("a/l.jsonl"), "w");
    assert_non_null(out);
    for (int i = 1; i <= 40; i++) {
        fprintf(out, "{\"id\":\"x%d\",\"status\":\"canceled\"}\n", i);
    }
    fclose(out);
    assert_string_equal(prune(in_folder("a"), NULL), "40 removed 0 refused");
    assert_int_equal(documents_with("XW"), 40);
}

static void a_file_may_be_replaced(void **state)
{
    (void)state;
    write_list("l.jsonl", "x", 1, 100);
    force(in_folder("l.jsonl"), NULL);
    write_list("neu", "x", 91, 110);
    assert_int_equal(rename(in_folder("neu"), in_folder("l.jsonl")), 0);
    assert_string_equal(prune(in_folder("l.jsonl"), NULL), "90 removed 0 refused");
    assert_int_equal(unlink(in_folder("l.jsonl")), 0);
    assert_string_equal(force(in_folder("l.jsonl"), NULL), "0 removed 0 refused");
    assert_int_equal(documents_with("XF"), 20);
}

static void what_cannot_be_read_counts_as_there(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/zwei.txt", LONG_TWO);
    force(in_folder("a"), NULL);
    write_file("a/eins.txt", "Für Äpfel über Öl: kaputt \xc3 hier");
    assert_int_equal(unlink(in_folder("a/zwei.txt")), 0);
    assert_string_equal(prune(in_folder("a"), NULL), "1 removed 0 refused");
    assert_int_equal(documents_with("XF"), 1);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_fifth_may_go_and_ten),
        TEST(an_empty_folder_removes_nothing),
        TEST(an_absent_folder_removes_nothing),
        TEST(each_folder_has_a_limit_of_its_own),
        TEST(a_folder_that_is_exchanged_while_it_is_read_removes_nothing),
        TEST(what_has_moved_is_no_removal),
        TEST(what_is_withdrawn_is_no_removal),
        TEST(a_file_may_be_replaced),
        TEST(what_cannot_be_read_counts_as_there),
    };
    return cmocka_run_group_tests_name("indexer: pruning", tests, NULL, NULL);
}
