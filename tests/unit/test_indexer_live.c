/* Updates of single files, articles read back, articles in memory. */
#include "indexer/indexer_private.h"
#include "test_indexer.h"

#include "searcher/searcher.h"

#include <sys/stat.h>

static const char *update(const fund_change *changes, size_t count)
{
    static char line[160];
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    const fund_indexer_events events = {.size = sizeof(fund_indexer_events),
                                        .problem = note_problem};
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_update(&counts, indexer, changes, count, &events, NULL, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    snprintf(line, sizeof line, "%d added %d replaced %d unchanged %d removed %d failed %d commits",
             (int)counts.added, (int)counts.replaced, (int)counts.unchanged, (int)counts.removed,
             (int)counts.failed, (int)counts.commits);
    return line;
}

static fund_change changed(const char *name)
{
    return (fund_change){in_folder(name), FUND_FILE_CHANGED};
}

static void an_update_is_one_commit(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/l.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\",\"body\":\"Zwei.\"}\n");
    fund_change changes[] = {changed("a/eins.txt"), changed("a/l.jsonl")};
    assert_string_equal(update(changes, 2),
                        "3 added 0 replaced 0 unchanged 0 removed 0 failed 1 commits");
    write_file("a/l.jsonl", "{\"id\":\"y\",\"body\":\"Drei.\"}\n");
    fund_change gone[] = {changed("a/l.jsonl"), {in_folder("a/eins.txt"), FUND_FILE_GONE}};
    assert_string_equal(update(gone, 2),
                        "0 added 1 replaced 0 unchanged 2 removed 0 failed 1 commits");
    assert_int_equal(documents_with("XF"), 1);
    fund_change missing[] = {changed("a/fehlt.txt")}; /* gone before it could be read */
    assert_string_equal(update(missing, 1),
                        "0 added 0 replaced 0 unchanged 0 removed 0 failed 0 commits");
    assert_string_equal(problems.data, "");
    fund_change whole[] = {{in_folder("a"), FUND_FOLDER_GONE}};
    assert_string_equal(update(whole, 1),
                        "0 added 0 replaced 0 unchanged 1 removed 0 failed 1 commits");
}

static void a_renamed_file_keeps_its_articles(void **state)
{
    (void)state;
    write_file("l.jsonl", "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n");
    fund_change first[] = {changed("l.jsonl")};
    update(first, 1);
    assert_int_equal(rename(in_folder("l.jsonl"), in_folder("m.jsonl")), 0);
    fund_change moved[] = {{in_folder("l.jsonl"), FUND_FILE_GONE}, changed("m.jsonl")};
    assert_string_equal(update(moved, 2),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed 1 commits");
    assert_int_equal(documents_with("XF"), 1);
}

static fund_status list_article(const fund_article *article, void *payload)
{
    fund_buf_printf(payload, "%.*s%s%zu ", (int)article->fields.id.len, article->fields.id.data,
                    article->withdrawn ? "!" : ":", article->passage_count);
    return FUND_OK;
}

static void articles_are_read_back(void **state)
{
    (void)state;
    write_file("eins.txt", LONG_ONE "\n" LONG_TWO);
    write_file("l.jsonl", "{\"id\":\"w\",\"status\":\"withheld\"}\n");
    run(in_folder("eins.txt"), in_folder("l.jsonl"));
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_buf list = FUND_BUF_INIT;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_articles(indexer, list_article, &list, &err));
    assert_string_equal(list.data, "eins:2 w!0 ");
    fund_buf_free(&list);
    fund_indexer_free(indexer);
}

static fund_status fail_while_commits_come(const fund_article *article, void *payload)
{
    (void)article;
    write_file("zwei.txt", LONG_TWO);
    fund_change more[] = {changed("zwei.txt")};
    update(more, 1);
    ++*(int *)payload;
    return FUND_ERR_MEMORY;
}

/* Reading again would pass over the article that the callback could not take. */
static void what_the_callback_cannot_take_is_not_left_out(void **state)
{
    (void)state;
    write_file("eins.txt", LONG_ONE);
    run(in_folder("eins.txt"), NULL);
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    int calls = 0;
    options.dry_run = true;
    OK(fund_indexer_open_with(&indexer, path, analyzer, &options, &err));
    assert_int_equal(fund_indexer_articles(indexer, fail_while_commits_come, &calls, &err),
                     FUND_ERR_MEMORY);
    assert_int_equal(calls, 1);
    fund_indexer_free(indexer);
}

static void put_article(const char *id, const char *text, bool with_its_hash)
{
    const fund_text passages[] = {{text, strlen(text)}}, none = {"", 0};
    fund_article article = {.size = sizeof(fund_article),
                            .fields.id = {id, strlen(id)},
                            .fields.title = none,
                            .fields.date = none,
                            .fields.section = none,
                            .fields.author = none,
                            .fields.source = none,
                            .fields.url = none,
                            .fields.path = {"-", 1},
                            .fields.embargo = none,
                            .passages = passages,
                            .passage_count = 1,
                            .fields.content_hash = {1, 2}};
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    if (with_its_hash) {
        OK(fund_article_hash(article.fields.content_hash, &article, &err));
    }
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    if (with_its_hash) {
        OK(fund_indexer_put(indexer, &article, &err));
    } else {
        bool lost;
        OK(fund_indexer_write(&lost, indexer, &article, true, &err));
    }
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
}

typedef struct reading {
    fund_buf list;
    bool replace; /* the second article, once the first was handed over */
} reading;

static fund_status list_and_replace(const fund_article *article, void *payload)
{
    reading *of = payload;
    fund_buf_printf(&of->list, "%.*s=%.*s ", (int)article->fields.id.len, article->fields.id.data,
                    (int)article->passages[0].len, article->passages[0].data);
    if (of->replace) {
        put_article("zwei", "Ein Kran.", true);
        of->replace = false;
    }
    return FUND_OK;
}

/* Of one commit, whatever is written meanwhile; damaged ones, too. */
static void articles_are_handed_over_as_they_were_indexed(void **state)
{
    (void)state;
    for (size_t i = 0; i < 2; i++) {
        fund_error err = FUND_ERROR_INIT;
        fund_indexer *indexer;
        fund_verify_counts counts = FUND_VERIFY_COUNTS_INIT;
        fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
        reading of = {FUND_BUF_INIT, i == 1};
        options.dry_run = true;
        put_article("eins", "Ein Boot.", true);
        put_article("zwei", "Ein Krug.", false);
        OK(fund_indexer_open_with(&indexer, path, analyzer, &options, &err));
        OK(fund_indexer_articles(indexer, list_and_replace, &of, &err));
        assert_string_equal(of.list.data, "eins=Ein Boot. zwei=Ein Krug. ");
        OK(fund_indexer_verify(&counts, indexer, NULL, 0, NULL, NULL, &err));
        assert_int_equal(counts.articles, 2);
        assert_int_equal(counts.damaged, 1);
        fund_indexer_free(indexer);
        fund_buf_free(&of.list);
    }
}

static fund_status count_difference(fund_difference kind, fund_text id, fund_text file,
                                    void *payload)
{
    (void)id;
    (void)file;
    ++((int *)payload)[kind];
    return FUND_OK;
}

static void verifying_finds_what_differs(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/zwei.txt", LONG_TWO);
    run(in_folder("a"), NULL);
    write_file("a/eins.txt", LONG_TWO LONG_ONE);
    write_file("a/drei.txt", LONG_ONE);
    unlink(in_folder("a/zwei.txt"));
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_verify_counts counts = FUND_VERIFY_COUNTS_INIT;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    const fund_indexer_events events = {.size = sizeof(fund_indexer_events),
                                        .problem = note_problem,
                                        .difference = count_difference};
    const char *const roots[] = {in_folder("a")};
    int kinds[4] = {0, 0, 0, 0};
    OK(fund_indexer_open_with(&indexer, path, analyzer, &options, &err));
    assert_int_equal(fund_indexer_verify(&counts, indexer, roots, 1, &events, kinds, &err),
                     FUND_ERR_ARGUMENT);
    fund_indexer_free(indexer);
    options.dry_run = true;
    OK(fund_indexer_open_with(&indexer, path, analyzer, &options, &err));
    OK(fund_indexer_verify(&counts, indexer, roots, 1, &events, kinds, &err));
    assert_int_equal(kinds[FUND_DIFFERENCE_MISSING], 1);
    assert_int_equal(kinds[FUND_DIFFERENCE_CHANGED], 1);
    assert_int_equal(kinds[FUND_DIFFERENCE_GONE], 1);
    assert_int_equal(kinds[FUND_DIFFERENCE_DAMAGED], 0);
    assert_int_equal(counts.articles, 2);
    fund_indexer_free(indexer);
}

static void fresh_articles_are_searched_in_memory(void **state)
{
    (void)state;
    const fund_text passages[] = {{"Im Hafen liegt ein Boot.", 24}, {"Am Kai steht ein Kran.", 22}};
    const fund_article article = {.size = sizeof(fund_article),
                                  .fields.id = {"x", 1},
                                  .fields.path = {"-", 1},
                                  .passages = passages,
                                  .passage_count = 2};
    fund_error err = FUND_ERROR_INIT;
    fund_memory_index *fresh;
    fund_searcher *searcher;
    fund_results results = FUND_RESULTS_INIT;
    OK(fund_memory_index_new(&fresh, analyzer, &err));
    OK(fund_memory_index_add(fresh, &article, &err));
    assert_int_equal(fund_memory_index_passages(fresh), 2);
    OK(fund_searcher_over(&searcher, fund_memory_index_store(fresh), analyzer, &err));
    OK(fund_search(&results, searcher, "\"ein Kran\"", 10, NULL, &err));
    assert_int_equal(results.count, 1);
    assert_string_equal(results.hits[0]->text, "Am Kai steht ein Kran.");
    assert_int_equal(results.hits[0]->passage, 2);
    fund_results_free(&results);
    fund_searcher_free(searcher);
    fund_memory_index_free(fresh);
    fund_memory_index_free(NULL);
}

/* Document ids of what was removed are not passages of the article before. */
static void what_was_removed_is_not_counted(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    write_file("l.jsonl", "{\"id\":\"a\",\"source\":\"Blatt\",\"body\":\"Ein Hafen.\"}\n"
                          "{\"id\":\"b\",\"source\":\"Blatt\",\"body\":\"Kein Hafen.\"}\n"
                          "{\"id\":\"c\",\"source\":\"Blatt\",\"body\":\"Ein Hafen am Kai.\"}\n");
    run(in_folder("l.jsonl"), NULL);
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_remove(indexer, "b", 1, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    fund_searcher *searcher;
    fund_results results = FUND_RESULTS_INIT;
    OK(fund_searcher_open_with(&searcher, paths, 1, analyzer, &err));
    OK(fund_search(&results, searcher, "quelle:Blatt Hafen", 18, NULL, &err));
    assert_int_equal(results.count, 2);
    assert_int_equal(results.total, 2);
    assert_true(results.total_exact);
    fund_results_free(&results);
    fund_searcher_free(searcher);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(an_update_is_one_commit),
        TEST(a_renamed_file_keeps_its_articles),
        TEST(articles_are_read_back),
        TEST(what_the_callback_cannot_take_is_not_left_out),
        TEST(articles_are_handed_over_as_they_were_indexed),
        TEST(verifying_finds_what_differs),
        TEST(fresh_articles_are_searched_in_memory),
        TEST(what_was_removed_is_not_counted),
    };
    return cmocka_run_group_tests_name("indexer: live", tests, NULL, NULL);
}
