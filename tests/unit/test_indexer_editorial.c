/* Versions, withdrawals and embargoes: what an editor says counts, in whatever order
 * it is read. */
#include "test_indexer.h"

#include <sys/stat.h>

/* A JSON Lines file with one article; `more` is further members of the object. */
static void write_version(const char *name, const char *more, const char *body)
{
    char line[512];
    snprintf(line, sizeof line, "{\"id\":\"dpa:7\",%s\"body\":\"%s\"}\n", more, body);
    write_file(name, line);
}

static run_options in_bulk(void)
{
    run_options options = RUN_OPTIONS_INIT;
    options.indexer.batch_passages = 1;
    return options;
}

static uint32_t live_with(const char *term)
{
    fund_error err;
    fund_store *store = open_store();
    fund_docid docid;
    OK(fund_store_first_posting(&docid, store, term, strlen(term), &err));
    fund_store_free(store);
    return docid > 0;
}

static void the_highest_version_counts_in_any_order(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_version("a/1.jsonl", "\"version\":2,", "Die Fähre legt um acht Uhr ab.");
    write_version("a/2.jsonl", "\"version\":3,", "Der Dampfer legt um neun Uhr ab.");
    write_version("a/3.jsonl", "\"version\":1,", "Das Segelboot legt um sieben Uhr ab.");
    assert_string_equal(run(in_folder("a"), NULL),
                        "1 added 1 replaced 1 unchanged 0 removed 0 failed");
    assert_string_equal(problems.data, "");
    assert_int_equal(documents_with("dampf"), 1);
    assert_int_equal(documents_with("fahr") + documents_with("segelboot"), 0);
    assert_string_equal(run(in_folder("a"), NULL),
                        "0 added 0 replaced 3 unchanged 0 removed 0 failed");
    assert_string_equal(run(in_folder("a/3.jsonl"), NULL),
                        "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("dampf"), 1);
}

static void corrections_within_a_bulk_build_come_behind_it(void **state)
{
    (void)state;
    write_file("l.jsonl",
               "{\"id\":\"x\",\"version\":1,\"body\":\"Die Fähre legt ab.\"}\n"
               "{\"id\":\"y\",\"body\":\"Das Konzert beginnt um acht Uhr im Rathaus.\"}\n"
               "{\"id\":\"x\",\"version\":2,\"body\":\"Der Dampfer legt ab.\"}\n"
               "{\"id\":\"z\",\"body\":\"Der Markt öffnet am Samstag um sieben Uhr.\"}\n"
               "{\"id\":\"x\",\"version\":3,\"body\":\"Das Segelboot legt ab.\"}\n");
    assert_string_equal(run_with(in_bulk(), in_folder("l.jsonl"), NULL, NULL),
                        "3 added 2 replaced 0 unchanged 0 removed 0 failed");
    assert_true(live_with("segelboot") && live_with("konzert") && live_with("markt"));
    assert_false(live_with("dampf") || live_with("fahr"));
    assert_string_equal(run_with(in_bulk(), in_folder("l.jsonl"), NULL, NULL),
                        "0 added 0 replaced 5 unchanged 0 removed 0 failed");
}

static void a_version_whose_file_is_gone_gives_way(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_version("a/1.jsonl", "\"version\":1,", "Die Fähre legt um acht Uhr ab.");
    write_version("a/2.jsonl", "\"version\":2,", "Der Dampfer legt um neun Uhr ab.");
    run_prune(in_folder("a"), NULL);
    assert_int_equal(unlink(in_folder("a/2.jsonl")), 0);
    assert_string_equal(run_prune(in_folder("a"), NULL),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("fahr"), 1);
    write_file("a/3.json", "{\"id\":\"x\",\"version\":4,\"body\":\"Der Zug.\"}");
    run_prune(in_folder("a"), NULL);
    write_file("a/3.json", "{\"id\":\"x\",\"version\":2,\"body\":\"Das Segelboot.\"}");
    assert_string_equal(run_prune(in_folder("a"), NULL),
                        "0 added 1 replaced 1 unchanged 0 removed 0 failed");
}

static void withdrawn_articles_go_and_stay_away(void **state)
{
    (void)state;
    const run_options ways[] = {RUN_OPTIONS_INIT, in_bulk()};
    mkdir(in_folder("a"), 0700);
    for (size_t i = 0; i < 2; i++) {
        write_version("a/1.jsonl", "\"version\":1,", "Die Fähre legt um acht Uhr ab.");
        write_version("a/2.jsonl", "\"version\":0,", "Alt.");
        run_with(ways[i], in_folder("a/1.jsonl"), NULL, NULL);
        assert_true(live_with("fahr"));
        write_version("a/2.jsonl", "\"version\":2,\"status\":\"canceled\",", "Die Fähre.");
        assert_string_equal(run_with(ways[i], in_folder("a"), NULL, NULL),
                            "0 added 0 replaced 1 unchanged 1 removed 0 failed");
        assert_false(live_with("fahr") || live_with("XF"));
        assert_string_equal(run_with(ways[i], in_folder("a"), NULL, NULL),
                            "0 added 0 replaced 2 unchanged 0 removed 0 failed");
        assert_false(live_with("fahr") || live_with("XF"));
        write_version("a/3.jsonl", "\"version\":3,", "Die Fähre legt um zehn Uhr ab.");
        assert_string_equal(run_with(ways[i], in_folder("a/3.jsonl"), NULL, NULL),
                            "1 added 0 replaced 0 unchanged 0 removed 0 failed");
        assert_true(live_with("fahr"));
        assert_int_equal(unlink(in_folder("a/3.jsonl")), 0);
        fund_error err = FUND_ERROR_INIT;
        fund_indexer *indexer;
        OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
        OK(fund_indexer_remove(indexer, "dpa:7", 5, &err));
        OK(fund_indexer_close(indexer, &err));
        fund_indexer_free(indexer);
    }
}

static void the_word_that_an_article_is_withdrawn_outlives_compaction(void **state)
{
    (void)state;
    write_version("1.jsonl", "\"version\":1,", "Die Fähre legt um acht Uhr ab.");
    run_with(in_bulk(), in_folder("1.jsonl"), NULL, NULL);
    write_version("2.jsonl", "\"version\":2,\"status\":\"withheld\",", "");
    run(in_folder("2.jsonl"), NULL);
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    OK(fund_indexer_compact(indexer, &err));
    assert_int_equal(fund_indexer_remove(indexer, "dpa:7", 5, &err), FUND_ERR_NOT_FOUND);
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    assert_int_equal(documents_with("fahr"), 0);
    assert_int_equal(documents_with("XW"), 1);
    assert_string_equal(run(in_folder("1.jsonl"), NULL),
                        "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    assert_int_equal(unlink(in_folder("2.jsonl")), 0);
    assert_string_equal(run(in_folder("1.jsonl"), NULL),
                        "1 added 0 replaced 0 unchanged 0 removed 0 failed");
}

static void embargoes_are_values_and_part_of_the_article(void **state)
{
    (void)state;
    write_version("1.jsonl", "\"embargo\":\"2031-05-01T12:00:00+02:00\",", "Die Fähre legt ab.");
    run(in_folder("1.jsonl"), NULL);
    fund_error err;
    fund_store *store = open_store();
    fund_buf out = FUND_BUF_INIT;
    fund_docid docid;
    OK(fund_store_first_posting(&docid, store, "fahr", 4, &err));
    OK(fund_store_value(&out, store, docid, FUND_SLOT_EMBARGO, &err));
    assert_string_equal(out.data, "2031-05-01T10:00:00Z");
    fund_buf_free(&out);
    fund_store_free(store);
    write_version("1.jsonl", "\"embargo\":\"2031-05-01T13:00:00+02:00\",", "Die Fähre legt ab.");
    assert_string_equal(run(in_folder("1.jsonl"), NULL),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed");
    write_version("1.jsonl", "\"embargo\":\"demnächst\",", "Die Fähre legt ab.");
    assert_string_equal(run(in_folder("1.jsonl"), NULL),
                        "0 added 0 replaced 0 unchanged 1 removed 1 failed");
    assert_non_null(strstr(problems.data, "demnächst"));
}

static void prune_of_a_file_looks_at_that_file(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/l.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\",\"body\":\"Zwei.\"}\n");
    write_file("a/eins.txt", LONG_ONE);
    run(in_folder("a"), NULL);
    write_file("a/l.jsonl", "{\"id\":\"y\",\"body\":\"Zwei.\"}\n");
    assert_string_equal(run_prune(in_folder("a/l.jsonl"), NULL),
                        "0 added 0 replaced 1 unchanged 1 removed 0 failed");
    assert_int_equal(documents_with("XF"), 2);
    assert_int_equal(documents_with("Qx"), 0);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(the_highest_version_counts_in_any_order),
        TEST(corrections_within_a_bulk_build_come_behind_it),
        TEST(a_version_whose_file_is_gone_gives_way),
        TEST(withdrawn_articles_go_and_stay_away),
        TEST(the_word_that_an_article_is_withdrawn_outlives_compaction),
        TEST(embargoes_are_values_and_part_of_the_article),
        TEST(prune_of_a_file_looks_at_that_file),
    };
    return cmocka_run_group_tests_name("indexer: versions, status, embargo", tests, NULL, NULL);
}
