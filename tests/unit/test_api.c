/* The library as a program sees it: through <fundstelle.h> alone. */
#include "test_folder.h"

#include <fundstelle.h>

#include <setjmp.h>
#include <stdarg.h>

#include <cmocka.h>

static char folder[FOLDER_MAX];

static fund_text text(const char *string)
{
    return (fund_text){string, strlen(string)};
}

static const char *in(const char *name)
{
    static char path[PATH_LENGTH_MAX];
    snprintf(path, sizeof path, "%s/%s", folder, name);
    return path;
}

static void write_text(const char *name, const char *content)
{
    FILE *file = fopen(in(name), "w");
    assert_non_null(file);
    assert_true(fputs(content, file) >= 0);
    assert_int_equal(fclose(file), 0);
}

static int open_folder(void **state)
{
    (void)state;
    return make_temporary(folder) != NULL ? 0 : -1;
}

static int close_folder(void **state)
{
    (void)state;
    return remove_tree(folder);
}

#define OK(call)                                                                                   \
    do {                                                                                           \
        if ((call) != FUND_OK) {                                                                   \
            fail_msg("%s: %s", #call, err.message);                                                \
        }                                                                                          \
    } while (0)

/* ---- articles in an index ------------------------------------------------ */

static const struct {
    const char *id, *section, *author, *source, *date;
} rows[] = {
    {"a", "Politik", "Ines Petersen", "Hafenblatt", "2022-01-07"},
    {"b", "Wirtschaft", "Jan Ohm", "Hafenblatt", "2022-03-31"},
    {"c", "Kultur", "Ines Petersen", "Moorbote", "2023-05-01"},
    {"d", "Wirtschaftspolitik", "Ménard", "Moorbote", ""},
};
#define ROWS (sizeof rows / sizeof rows[0])

static void put(fund_indexer *indexer, size_t i)
{
    const fund_text passages[] = {text("Der Hafenkran hebt Schiffe.")};
    fund_article article = FUND_ARTICLE_INIT;
    fund_error err = FUND_ERROR_INIT;
    article.fields.id = text(rows[i].id);
    article.fields.section = text(rows[i].section);
    article.fields.author = text(rows[i].author);
    article.fields.source = text(rows[i].source);
    article.fields.date = text(rows[i].date);
    article.passages = passages;
    article.passage_count = 1;
    OK(fund_indexer_put(indexer, &article, &err));
}

static void make_index(const char *name, const char *words)
{
    fund_indexer *indexer;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    char path[PATH_LENGTH_MAX];
    snprintf(path, sizeof path, "%s", in(name));
    options.words = words;
    OK(fund_indexer_open(&indexer, path, &options, &err));
    for (size_t i = 0; i < ROWS; i++) {
        put(indexer, i);
    }
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
}

static fund_searcher *open_index(const char *name)
{
    fund_searcher *searcher;
    fund_error err = FUND_ERROR_INIT;
    const char *path = in(name);
    OK(fund_searcher_open(&searcher, &path, 1, NULL, &err));
    return searcher;
}

/* The ids of what is found, in byte order; "!" and the message for an error. */
static const char *found(fund_searcher *searcher, const char *query,
                         const fund_search_options *options)
{
    static char list[FUND_ERROR_MESSAGE_MAX + 2];
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    size_t len = 0;
    list[0] = '\0';
    if (fund_search(&results, searcher, query, strlen(query), options, &err) != FUND_OK) {
        snprintf(list, sizeof list, "!%s", err.message);
        return list;
    }
    for (char id = 'a'; id <= 'd'; id++) {
        for (size_t i = 0; i < results.count; i++) {
            if (results.hits[i]->fields.id.data[0] == id) {
                list[len++] = id;
                list[len] = '\0';
            }
        }
    }
    fund_results_free(&results);
    return list;
}

static void filters_choose_articles(void **state)
{
    (void)state;
    static const struct {
        const char *query, *since, *until, *sections[3], *authors[3], *sources[3], *expected;
    } cases[] = {
        {"Hafen", NULL, NULL, {NULL}, {NULL}, {NULL}, "abcd"},
        {"Hafen", NULL, NULL, {"Politik", NULL}, {NULL}, {NULL}, "a"},
        {"Hafen", NULL, NULL, {"Politik", "kultur", NULL}, {NULL}, {NULL}, "ac"},
        {"Hafen", NULL, NULL, {"Wirtschaft*", NULL}, {NULL}, {NULL}, "bd"},
        {"Hafen", NULL, NULL, {NULL}, {"petersen", NULL}, {"Moorbote", NULL}, "c"},
        {"Hafen", NULL, NULL, {NULL}, {"Menard", "Ohm", NULL}, {NULL}, "bd"},
        {"Hafen", "2022-02", NULL, {NULL}, {NULL}, {NULL}, "bc"},
        {"Hafen", NULL, "2022", {NULL}, {NULL}, {NULL}, "ab"},
        {"Hafen", "1.2.2022", "2022-12-31", {NULL}, {NULL}, {NULL}, "b"},
        {"Hafen", "2022", NULL, {"Kultur", NULL}, {"Ohm", NULL}, {NULL}, ""},
        {"Hafen -Kran", NULL, NULL, {"Kultur", NULL}, {NULL}, {NULL}, ""},
        {"autor:Petersen", NULL, NULL, {"Kultur", NULL}, {NULL}, {NULL}, "c"},
        {"-autor:Petersen", NULL, NULL, {NULL}, {NULL}, {"Moorbote", NULL}, "d"},
        {"", NULL, NULL, {NULL}, {NULL}, {"Moorbote", NULL}, "cd"},
        {"Regen", NULL, NULL, {"Kultur", NULL}, {NULL}, {NULL}, ""},
        {"Hafen", NULL, NULL, {"gibtesnicht", NULL}, {NULL}, {NULL}, ""},
        {"Hafen", "irgendwann", NULL, {NULL}, {NULL}, {NULL}, "!since \"irgendwann\": "},
        {"Hafen", NULL, "2022-13", {NULL}, {NULL}, {NULL}, "!until \"2022-13\": "},
        {"Hafen", NULL, NULL, {" ,.", NULL}, {NULL}, {NULL}, "!section \" ,.\": "},
        {"Hafen", NULL, NULL, {NULL}, {"", NULL}, {NULL}, "!author \"\": "},
    };
    make_index("filtered", NULL);
    fund_searcher *searcher = open_index("filtered");
    for (size_t i = 0; i < sizeof cases / sizeof cases[0]; i++) {
        fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
        fund_filter filter = FUND_FILTER_INIT;
        filter.since = cases[i].since;
        filter.until = cases[i].until;
        filter.sections = cases[i].sections[0] != NULL ? cases[i].sections : NULL;
        filter.authors = cases[i].authors[0] != NULL ? cases[i].authors : NULL;
        filter.sources = cases[i].sources[0] != NULL ? cases[i].sources : NULL;
        options.filter = &filter;
        const char *list = found(searcher, cases[i].query, &options);
        size_t len = strlen(cases[i].expected);
        if (cases[i].expected[0] == '!' ? strncmp(list, cases[i].expected, len) != 0
                                        : strcmp(list, cases[i].expected) != 0) {
            fail_msg("case %zu: \"%s\", not \"%s\"", i, list, cases[i].expected);
        }
    }
    fund_searcher_free(searcher);
}

/* "Hafenkran" is whole for an index that says so, and stays that for all who open it. */
static void an_index_is_opened_with_its_own_words(void **state)
{
    (void)state;
    char words[PATH_LENGTH_MAX];
    write_text("list.txt", "Hafenkran\n");
    snprintf(words, sizeof words, "%s", in("list.txt"));
    make_index("own", words);
    make_index("plain", NULL);
    fund_searcher *own = open_index("own"), *plain = open_index("plain"), *clone;
    fund_error err = FUND_ERROR_INIT;
    OK(fund_searcher_clone(&clone, own, &err));
    assert_string_equal(found(plain, "Kran", NULL), "abcd");
    assert_string_equal(found(own, "Kran", NULL), "");
    fund_searcher_free(own);
    assert_string_equal(found(clone, "Kran", NULL), "");
    assert_string_equal(found(clone, "Hafenkräne", NULL), "abcd");
    fund_searcher_free(clone);
    fund_searcher_free(plain);

    /* Other words than those it was made with, and two indexes that differ. */
    fund_indexer *indexer;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.words = words;
    char path[PATH_LENGTH_MAX], other[PATH_LENGTH_MAX];
    snprintf(path, sizeof path, "%s", in("plain"));
    snprintf(other, sizeof other, "%s", in("own"));
    assert_int_equal(fund_indexer_open(&indexer, path, &options, &err), FUND_ERR_ANALYZER);
    assert_string_equal(err.path, path);
    const char *both[] = {path, other};
    fund_searcher *searcher;
    fund_results results = FUND_RESULTS_INIT;
    assert_int_equal(fund_searcher_open(&searcher, both, 2, NULL, &err), FUND_ERR_ANALYZER);
    assert_string_equal(err.path, other);
    assert_null(searcher);
    fund_searcher_options reading = FUND_SEARCHER_OPTIONS_INIT;
    reading.to_read = true;
    OK(fund_searcher_open(&searcher, both, 2, &reading, &err));
    OK(fund_article_get(&results, searcher, rows[0].id, strlen(rows[0].id), 1, 0, &err));
    assert_int_equal(results.count, 1);
    fund_results_free(&results);
    assert_int_equal(fund_search(&results, searcher, "Kran", 4, NULL, &err), FUND_ERR_ANALYZER);
    assert_string_equal(err.path, other);
    fund_searcher_free(searcher);
}

static void a_lexicon_may_be_named_or_none(void **state)
{
    (void)state;
    fund_analyzer *analyzer;
    fund_analyzer_options options = FUND_ANALYZER_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    size_t at[4], count;
    OK(fund_analyzer_open(&analyzer, NULL, &err));
    OK(fund_analyzer_split(at, 4, &count, analyzer, "Hafenkran", 9, &err));
    assert_int_equal(count, 1);
    assert_int_equal(at[0], 5);
    fund_analyzer_free(analyzer);
    options.lexicon = "none";
    OK(fund_analyzer_open(&analyzer, &options, &err));
    OK(fund_analyzer_split(at, 4, &count, analyzer, "Hafenkran", 9, &err));
    assert_int_equal(count, 0);
    assert_int_equal(fund_analyzer_split(at, 4, &count, analyzer, "\xff", 1, &err),
                     FUND_ERR_ENCODING);
    fund_analyzer_free(analyzer);
    options.lexicon = "/nirgends/de.lexicon";
    assert_int_equal(fund_analyzer_open(&analyzer, &options, &err), FUND_ERR_NOT_FOUND);
    assert_string_equal(err.path, options.lexicon);
    options.lexicon = NULL;
    char words[PATH_LENGTH_MAX];
    write_text("wrong.txt", "# Wörter\nKauf||haus\n");
    snprintf(words, sizeof words, "%s", in("wrong.txt"));
    options.words = words;
    assert_int_equal(fund_analyzer_open(&analyzer, &options, &err), FUND_ERR_FORMAT);
    assert_string_equal(err.path, words);
    assert_int_equal(err.line, 2);
    assert_null(analyzer);
}

/* ---- errors, log, translation --------------------------------------------- */

static fund_error problems[4];
static size_t problem_count;

static fund_status take_article(const fund_article *article, void *payload)
{
    assert_true(article->passage_count > 0);
    ++*(int *)payload;
    return FUND_OK;
}

static fund_status take_problem(const fund_error *error, bool lost, void *payload)
{
    (void)payload;
    (void)lost;
    assert_true(problem_count < 4);
    problems[problem_count++] = *error;
    return FUND_OK;
}

static void problems_say_where(void **state)
{
    (void)state;
    fund_reader_events events = FUND_READER_EVENTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    int articles = 0;
    write_text("zwei.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\n{\"body\":\"Zwei.\"}\n");
    events.article = take_article;
    events.problem = take_problem;
    problem_count = 0;
    OK(fund_read(in("zwei.jsonl"), NULL, &events, &articles, &err));
    assert_int_equal(articles, 2);
    assert_int_equal(problem_count, 1);
    assert_int_equal(problems[0].line, 2);
    assert_non_null(strstr(problems[0].path, "/zwei.jsonl"));
    assert_non_null(strstr(problems[0].message, "zwei.jsonl:2: "));
    events.problem = NULL; /* then problems are ignored */
    OK(fund_read(in("zwei.jsonl"), NULL, &events, &articles, &err));
    events.article = NULL;
    assert_int_equal(fund_read(in("zwei.jsonl"), NULL, &events, &articles, &err),
                     FUND_ERR_ARGUMENT);
}

static void a_size_that_is_not_set_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_search_options options = {.count = 1};
    fund_results results = FUND_RESULTS_INIT, unset = {.count = 0};
    fund_index_counts counts = {.added = 0};
    make_index("sizes", NULL);
    fund_searcher *searcher = open_index("sizes");
    assert_int_equal(fund_search(&results, searcher, "Kran", 4, &options, &err), FUND_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "fund_search_options"));
    assert_int_equal(fund_search(&unset, searcher, "Kran", 4, NULL, &err), FUND_ERR_ARGUMENT);
    assert_non_null(strstr(err.message, "fund_results"));
    fund_searcher_free(searcher);
    fund_indexer *indexer;
    OK(fund_indexer_open(&indexer, in("sizes"), NULL, &err));
    assert_int_equal(fund_indexer_run(&counts, indexer, NULL, 0, FUND_PRUNE_NONE, NULL, NULL, &err),
                     FUND_ERR_ARGUMENT);
    fund_indexer_free(indexer);
}

static char logged[4000];

static fund_status take_line(fund_log_level level, const char *message, void *payload)
{
    assert_ptr_equal(payload, logged);
    size_t len = strlen(logged);
    snprintf(logged + len, sizeof logged - len, "%d %s\n", (int)level, message);
    return FUND_OK;
}

static void the_log_has_merges_and_commits(void **state)
{
    (void)state;
    fund_indexer *indexer;
    fund_error err = FUND_ERROR_INIT;
    make_index("log", NULL);
    for (int most = FUND_LOG_WARNING; most <= FUND_LOG_DEBUG; most++) {
        logged[0] = '\0';
        fund_log_set(take_line, (fund_log_level)most, logged);
        OK(fund_indexer_open(&indexer, in("log"), NULL, &err));
        OK(fund_indexer_remove(indexer, rows[most].id, 1, &err));
        OK(fund_indexer_commit(indexer, &err));
        OK(fund_indexer_compact(indexer, &err));
        OK(fund_indexer_close(indexer, &err));
        fund_indexer_free(indexer);
        assert_int_equal(strstr(logged, ": merged ") != NULL, most >= FUND_LOG_INFO);
        assert_int_equal(strstr(logged, ": commit ") != NULL, most >= FUND_LOG_DEBUG);
        assert_int_equal(logged[0] != '\0', most > FUND_LOG_WARNING);
    }
    fund_log_set(NULL, FUND_LOG_WARNING, NULL);
}

static const char *translate(const char *one, const char *many, uint64_t count, void *payload)
{
    (void)payload;
    if (many != NULL) {
        return count == 1 ? one : many;
    }
    return strcmp(one, "a name must contain a letter or a digit") == 0 ? "Name ohne Buchstaben"
                                                                       : one;
}

static void messages_are_english_unless_a_program_translates(void **state)
{
    (void)state;
    static const char *const names[] = {"...", NULL};
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_filter filter = FUND_FILTER_INIT;
    filter.authors = names;
    options.filter = &filter;
    make_index("translated", NULL);
    fund_searcher *searcher = open_index("translated");
    assert_string_equal(found(searcher, "Kran", &options),
                        "!author \"...\": a name must contain a letter or a digit");
    fund_translate_set(translate, NULL);
    assert_string_equal(found(searcher, "Kran", &options), "!author \"...\": Name ohne Buchstaben");
    fund_translate_set(NULL, NULL);
    fund_searcher_free(searcher);
}

static void versions_agree(void **state)
{
    (void)state;
    char expected[32];
    snprintf(expected, sizeof expected, "%d.%d.%d", FUND_VERSION_MAJOR, FUND_VERSION_MINOR,
             FUND_VERSION_MICRO);
    assert_string_equal(fund_version(), expected);
    assert_true(FUND_CHECK_VERSION(0, 8, 0));
    assert_true(FUND_CHECK_VERSION(0, 7, 99));
    assert_false(FUND_CHECK_VERSION(99, 0, 0));
    assert_false(
        FUND_CHECK_VERSION(FUND_VERSION_MAJOR, FUND_VERSION_MINOR, FUND_VERSION_MICRO + 1));
    assert_null(fund_field_name(FUND_FIELD_TEXTS));
    assert_string_equal(fund_field_name(1), "title");
    assert_string_equal(fund_status_name((fund_status)999), "unknown");
}

/* ---- stopping ---------------------------------------------------------------- */

static fund_status give_up(const fund_index_counts *counts, uint64_t bytes, void *payload)
{
    (void)counts;
    (void)bytes;
    (void)payload;
    return FUND_ERR_IO;
}

static void a_callback_ends_a_run_with_its_status(void **state)
{
    (void)state;
    fund_indexer *indexer;
    fund_indexer_events events = FUND_INDEXER_EVENTS_INIT;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    char file[PATH_LENGTH_MAX];
    write_text("drei.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\",\"body\":\"Zwei.\"}\n");
    snprintf(file, sizeof file, "%s", in("drei.jsonl"));
    const char *path = file;
    events.progress = give_up;
    OK(fund_indexer_open(&indexer, in("ended"), NULL, &err));
    assert_int_equal(
        fund_indexer_run(&counts, indexer, &path, 1, FUND_PRUNE_NONE, &events, NULL, &err),
        FUND_ERR_IO);
    assert_int_equal(counts.added, 0);
    events.progress = NULL;
    OK(fund_indexer_run(&counts, indexer, &path, 1, FUND_PRUNE_NONE, &events, NULL, &err));
    assert_int_equal(counts.added, 2);
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(filters_choose_articles),
        cmocka_unit_test(an_index_is_opened_with_its_own_words),
        cmocka_unit_test(a_lexicon_may_be_named_or_none),
        cmocka_unit_test(problems_say_where),
        cmocka_unit_test(a_size_that_is_not_set_is_refused),
        cmocka_unit_test(the_log_has_merges_and_commits),
        cmocka_unit_test(messages_are_english_unless_a_program_translates),
        cmocka_unit_test(versions_agree),
        cmocka_unit_test(a_callback_ends_a_run_with_its_status),
    };
    return cmocka_run_group_tests(tests, open_folder, close_folder);
}
