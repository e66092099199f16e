#include "test_corpus.h"

#include <fcntl.h>

/* A pipe as stdin while a test runs. */
typedef struct stream {
    int saved; /* stdin as it was */
    int write_end;
} stream;

static stream open_stream(void)
{
    int ends[2];
    stream s = {.saved = dup(STDIN_FILENO)};
    assert_int_equal(pipe(ends), 0);
    assert_int_equal(dup2(ends[0], STDIN_FILENO), STDIN_FILENO);
    assert_int_equal(close(ends[0]), 0);
    s.write_end = ends[1];
    return s;
}

static void put(const stream *s, const char *bytes, size_t len)
{
    assert_int_equal(write(s->write_end, bytes, len), len);
}

static void end_stream(stream *s)
{
    if (s->write_end >= 0) {
        assert_int_equal(close(s->write_end), 0);
        s->write_end = -1;
    }
}

static void close_stream(stream *s)
{
    end_stream(s);
    if (s->saved >= 0) {
        assert_int_equal(dup2(s->saved, STDIN_FILENO), STDIN_FILENO);
        assert_int_equal(close(s->saved), 0);
    } else {
        assert_int_equal(close(STDIN_FILENO), 0);
    }
}

static void expect_stream(const char *bytes, size_t len, const char *expected)
{
    stream s = open_stream();
    put(&s, bytes, len);
    end_stream(&s);
    expect_log("-", expected);
    close_stream(&s);
}

static void streams_are_json_lines(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"{\"id\":\"x\",\"body\":\"y\"}\n\n{\"id\":2,\"body\":\"y\"}",
         "x|||||||1 [y]\n2|||||||3 [y]\n"},
        {"kaputt\n{\"id\":\"x\",\"body\":\"y\"}\n",
         "lost format: stdin:1: not valid JSON: '[' or '{' expected near 'kaputt'\n"
         "x|||||||2 [y]\n"},
        {"{\"body\":\"y\"}\n",
         "lost format: stdin:1: missing id; articles from a stream need one\n"},
        {"", "dropped format: stdin: contains no articles\n"},
        {"{\"id\":\"x\",\"body\":\"Gr\xfc\xdf"
         "e\"}\n",
         "x|||||||1 [Grüße]\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_stream(cases[i][0], strlen(cases[i][0]), cases[i][1]);
    }
    expect_stream("\xff\xfe{\0}\0", 6,
                  "lost encoding: stdin: UTF-16 is not supported in a stream; "
                  "convert it to UTF-8\n");
}

static void the_path_of_a_stream_is_a_dash(void **state)
{
    (void)state;
    stream s = open_stream();
    put(&s, "{\"id\":1,\"body\":\"y\"}", 19);
    end_stream(&s);
    record r = {.log = FUND_BUF_INIT};
    read_log(&r, "-", 0);
    assert_string_equal(r.path, "-");
    assert_int_equal(r.progress, 19);
    assert_int_equal(r.files, 0);
    fund_buf_free(&r.log);
    close_stream(&s);
    uint64_t files, bytes;
    assert_int_equal(fund_read_measure(&files, &bytes, "-", NULL), FUND_OK);
    assert_int_equal(files + bytes, 0);
}

/* The next article is written only when the one before has arrived: a reader
   that waited for more would wait for ever. */
typedef struct dialogue {
    stream *s;
    int articles;
} dialogue;

static fund_status answer(const fund_article *article, void *payload)
{
    static const char line[] = "{\"id\":\"n\",\"body\":\"y\"}\n{\"id\":\"halb";
    static const char rest[] = "\",\"body\":\"y\"}\n";
    dialogue *d = payload;
    (void)article;
    d->articles++;
    if (d->articles == 1) {
        put(d->s, line, sizeof line - 1);
    } else if (d->articles == 2) {
        put(d->s, rest, sizeof rest - 1);
        end_stream(d->s);
    }
    return FUND_OK;
}

static fund_status no_problem(const fund_error *error, bool lost, void *payload)
{
    (void)lost;
    (void)payload;
    fail_msg("%s", error->message);
    return error->status;
}

static void an_article_is_handed_over_when_its_line_is_complete(void **state)
{
    (void)state;
    const fund_reader_events events = {
        .size = sizeof(fund_reader_events), answer, no_problem, NULL, NULL, NULL};
    for (int non_blocking = 0; non_blocking < 2; non_blocking++) {
        stream s = open_stream();
        if (non_blocking) {
            assert_int_equal(fcntl(STDIN_FILENO, F_SETFL, O_NONBLOCK), 0);
        }
        dialogue d = {&s, 0};
        put(&s, "{\"id\":\"m\",\"body\":\"y\"}\n", 22);
        assert_int_equal(fund_read("-", NULL, &events, &d, NULL), FUND_OK);
        assert_int_equal(d.articles, 3);
        close_stream(&s);
    }
}

static void a_closed_stdin_is_told(void **state)
{
    (void)state;
    int saved = dup(STDIN_FILENO);
    close(STDIN_FILENO);
    expect_log("-", "lost io: stdin: Bad file descriptor\n");
    if (saved >= 0) {
        assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
        close(saved);
    }
}

static void a_stdin_that_is_a_folder_is_told(void **state)
{
    (void)state;
    int saved = dup(STDIN_FILENO);
    int folder = open("/", O_RDONLY | O_DIRECTORY);
    assert_true(folder >= 0);
    assert_int_equal(dup2(folder, STDIN_FILENO), STDIN_FILENO);
    if (folder != STDIN_FILENO) {
        close(folder);
    }
    expect_log("-", "lost io: stdin: Is a directory\n");
    if (saved >= 0) {
        assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
        close(saved);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(streams_are_json_lines),
        cmocka_unit_test(the_path_of_a_stream_is_a_dash),
        cmocka_unit_test(an_article_is_handed_over_when_its_line_is_complete),
        cmocka_unit_test(a_closed_stdin_is_told),
        cmocka_unit_test(a_stdin_that_is_a_folder_is_told),
    };
    return cmocka_run_group_tests_name("corpus: streams", tests, NULL, NULL);
}
