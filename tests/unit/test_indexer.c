/* Runs over folders, files and streams, and what the index holds after them. */
#include "test_indexer.h"

#include <fcntl.h>
#include <sys/stat.h>

static void run_adds_leaves_and_replaces(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE "\n" LONG_TWO);
    write_file("a/zwei.txt", LONG_TWO);
    assert_string_equal(run(in_folder("a"), NULL),
                        "2 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_string_equal(run(in_folder("a"), NULL),
                        "0 added 0 replaced 2 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("schiff"), 2);
    write_file("a/eins.txt", LONG_ONE);
    assert_string_equal(run(in_folder("a"), NULL),
                        "0 added 1 replaced 1 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("schiff"), 1);
    assert_int_equal(documents_with("gemus"), 1);
    assert_int_equal(documents_with("Qeins"), 1);
    assert_int_equal(documents_with("XF"), 2);
    assert_string_equal(problems.data, "");
}

static void passages_have_terms_values_and_records(void **state)
{
    (void)state;
    write_file("eins.txt", "Title: Obst am Hang\nDate: 2022-01-07\nSection: Markt\n\n" LONG_ONE
                           "\nDie INF-Verträge gelten.  Danach folgt ein Satz mit vielen Wörtern, "
                           "der lang genug ist.\n");
    assert_string_equal(run(in_folder("eins.txt"), NULL),
                        "1 added 0 replaced 0 unchanged 0 removed 0 failed");
    fund_error err;
    fund_store *store = open_store();
    fund_buf out = FUND_BUF_INIT;
    fund_record record;
    OK(fund_store_data(&out, store, 1, &err));
    OK(fund_record_decode(&record, out.data, out.len, &err));
    assert_int_equal(record.passage_count, 2);
    assert_memory_equal(record.fields.title.data, "Obst am Hang", 12);
    assert_memory_equal(record.fields.date.data, "2022-01-07", 10);
    assert_true(record.fields.path.len > 8 && record.fields.path.data[0] == '/');
    fund_buf_clear(&out);
    OK(fund_store_value(&out, store, 2, FUND_SLOT_ARTICLE, &err));
    assert_int_equal(out.len, 8);
    fund_buf_clear(&out);
    OK(fund_store_value(&out, store, 2, FUND_SLOT_DATE, &err));
    assert_string_equal(out.data, "2022-01-07");
    fund_buf_free(&out);
    fund_store_free(store);
    assert_int_equal(documents_with("Sobst"), 1);
    assert_int_equal(documents_with("Sam"), 0);
    assert_int_equal(documents_with("infvertrag"), 1);
    assert_int_equal(documents_with("Pvertrag"), 1);
    assert_int_equal(documents_with("von"), 0);
    assert_int_equal(documents_with("Qeins"), 2);
}

static void prune_removes_what_is_gone_from_what_was_given(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("ab"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/liste.jsonl", "{\"id\":\"x\",\"body\":\""
                                "Ein Satz.\"}\n"
                                "{\"id\":\"y\",\"body\":\"Noch ein Satz.\"}\n");
    write_file("ab/zwei.txt", LONG_TWO);
    assert_string_equal(run(in_folder("a"), in_folder("ab")),
                        "4 added 0 replaced 0 unchanged 0 removed 0 failed");
    unlink(in_folder("a/eins.txt"));
    unlink(in_folder("ab/zwei.txt"));
    write_file("a/liste.jsonl", "{\"id\":\"y\",\"body\":\"Noch ein Satz.\"}\n");
    assert_string_equal(run(in_folder("a"), NULL),
                        "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    run_options dry = RUN_OPTIONS_INIT;
    dry.prune = true;
    dry.indexer.dry_run = true;
    assert_string_equal(run_with(dry, in_folder("a"), NULL, NULL),
                        "0 added 0 replaced 1 unchanged 2 removed 0 failed");
    assert_int_equal(documents_with("XF"), 4);
    assert_string_equal(run_prune(in_folder("a"), NULL),
                        "0 added 0 replaced 1 unchanged 2 removed 0 failed");
    assert_int_equal(documents_with("XF"), 2); /* y, and what came from ab */
    assert_int_equal(documents_with("Qzwei"), 1);
}

static void prune_keeps_what_could_not_be_read(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/liste.jsonl", "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n");
    run(in_folder("a"), NULL);
    write_file("a/eins.txt", "Für Äpfel über Öl: kaputt \xc3 hier");
    write_file("a/liste.jsonl", "{\"id\":\"x\",\"body\":\n");
    assert_string_equal(run_prune(in_folder("a"), NULL),
                        "0 added 0 replaced 0 unchanged 0 removed 2 failed");
    assert_int_equal(documents_with("XF"), 2);
    assert_non_null(strstr(problems.data, "liste.jsonl:1"));
    /* A folder that is not there, perhaps a share that is not mounted. */
    assert_string_equal(run_prune(in_folder("weg"), NULL),
                        "0 added 0 replaced 0 unchanged 0 removed 1 failed");
    assert_int_equal(documents_with("XF"), 2);
}

static void dry_run_writes_nothing(void **state)
{
    (void)state;
    write_file("eins.txt", LONG_ONE);
    run_options dry = RUN_OPTIONS_INIT;
    dry.indexer.dry_run = true;
    assert_string_equal(run_with(dry, in_folder("eins.txt"), NULL, NULL),
                        "1 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(access(path, F_OK), -1);
    run(in_folder("eins.txt"), NULL);
    assert_string_equal(run_with(dry, in_folder("eins.txt"), NULL, NULL),
                        "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    write_file("eins.txt", LONG_TWO);
    assert_string_equal(run_with(dry, in_folder("eins.txt"), NULL, NULL),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("gemus"), 1);
}

static void second_article_with_an_id_is_told_and_left_out(void **state)
{
    (void)state;
    write_file("l.jsonl", "{\"id\":\"x\",\"body\":\"Der erste.\"}\n"
                          "{\"id\":\"x\",\"body\":\"Der zweite.\"}\n"
                          "{\"id\":\"z\",\"body\":\"Der dritte.\"}\n");
    assert_string_equal(run(in_folder("l.jsonl"), NULL),
                        "2 added 0 replaced 0 unchanged 0 removed 1 failed");
    assert_non_null(strstr(problems.data, "l.jsonl:2: duplicate id \"x\", first seen in "));
    assert_non_null(strstr(problems.data, "l.jsonl:1;"));
    assert_int_equal(documents_with("erst"), 1);
    assert_int_equal(documents_with("zweit"), 0);
    assert_int_equal(documents_with("dritt"), 1);
}

static void correction_in_a_later_run_replaces_by_id(void **state)
{
    (void)state;
    write_file("l.jsonl", "{\"id\":\"x\",\"body\":\"Der erste.\"}\n");
    write_file("m.jsonl", "{\"id\":\"x\",\"body\":\"Die Korrektur.\"}\n");
    run(in_folder("l.jsonl"), NULL);
    assert_string_equal(run(in_folder("m.jsonl"), NULL),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("Qx"), 1);
    assert_int_equal(documents_with("korrektur"), 1);
}

static void same_file_names_in_two_folders_are_two_articles(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("b"), 0700);
    write_file("a/bericht.txt", LONG_ONE);
    write_file("b/bericht.txt", LONG_TWO);
    assert_string_equal(run(in_folder("a"), in_folder("b")),
                        "2 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("Qbericht"), 1);
    assert_int_equal(documents_with("Qb/bericht"), 1);
    for (int i = 0; i < 2; i++) { /* also when only one of them is looked at */
        assert_string_equal(run(in_folder(i == 0 ? "a" : "b"), NULL),
                            "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    }
    assert_string_equal(run_prune(in_folder("a"), in_folder("b")),
                        "0 added 0 replaced 2 unchanged 0 removed 0 failed");
    assert_string_equal(problems.data, "");
}

static void moved_file_keeps_its_article(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    mkdir(in_folder("b"), 0700);
    write_file("a/bericht.txt", LONG_ONE);
    run(in_folder("a"), NULL);
    assert_int_equal(rename(in_folder("a/bericht.txt"), in_folder("b/bericht.txt")), 0);
    assert_string_equal(run(in_folder("b"), NULL),
                        "0 added 1 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("XF"), 1);
}

static void file_given_twice_is_read_once(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/eins.txt", LONG_ONE);
    write_file("a/l.jsonl", "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n");
    run_options options = RUN_OPTIONS_INIT;
    assert_string_equal(
        run_with(options, in_folder("a"), in_folder("a/eins.txt"), in_folder("a/l.jsonl")),
        "2 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_string_equal(problems.data, "");
}

static void bad_articles_cost_only_themselves(void **state)
{
    (void)state;
    mkdir(in_folder("a"), 0700);
    write_file("a/gut.txt", LONG_ONE);
    write_file("a/leer.txt", "");
    write_file("a/l.jsonl", "kein json\n{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\"}\n"
                            "{\"id\":\"z\",\"date\":\"31.02.2023\",\"body\":\"Ein Satz.\"}\n");
    assert_string_equal(run(in_folder("a"), NULL),
                        "3 added 0 replaced 0 unchanged 0 removed 3 failed");
    assert_non_null(strstr(problems.data, "lost: "));
    assert_non_null(strstr(problems.data, "leer.txt"));
    assert_non_null(strstr(problems.data, "l.jsonl:1:"));
    assert_non_null(strstr(problems.data, "l.jsonl:3:"));
    assert_non_null(strstr(problems.data, "warning: "));
}

static void stream_is_read_from_standard_input(void **state)
{
    (void)state;
    write_file("l.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"x\",\"body\":\"Zwei.\"}\n");
    int saved = dup(0);
    int file = open(in_folder("l.jsonl"), O_RDONLY);
    assert_int_equal(dup2(file, 0), 0);
    assert_string_equal(run_prune("-", NULL), "1 added 1 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("zwei"), 1);
    dup2(saved, 0);
    close(saved);
    close(file);
}

static fund_status stop_at_once(void *payload)
{
    (void)payload;
    return FUND_ERR_INTERRUPTED;
}

static void stopped_run_keeps_what_is_complete(void **state)
{
    (void)state;
    write_file("l.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\",\"body\":\"Zwei.\"}\n");
    run_options options = RUN_OPTIONS_INIT;
    options.stop = stop_at_once;
    options.expected = FUND_ERR_INTERRUPTED;
    options.prune = true;
    assert_string_equal(run_with(options, in_folder("l.jsonl"), NULL, NULL),
                        "1 added 0 replaced 0 unchanged 0 removed 0 failed");
    assert_int_equal(documents_with("Qx"), 1);
}

static void batches_are_committed_on_their_own(void **state)
{
    (void)state;
    write_file("l.jsonl",
               "{\"id\":\"x\",\"body\":\"Ein Satz.\"}\n{\"id\":\"y\",\"body\":\"Zwei.\"}\n"
               "{\"id\":\"z\",\"body\":\"Drei.\"}\n");
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.batch_articles = 1;
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, &options, &err));
    const char *const list[] = {in_folder("l.jsonl")};
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    OK(fund_indexer_run(&counts, indexer, list, 1, false, NULL, NULL, &err));
    assert_int_equal(counts.commits, 3);
    assert_int_equal(counts.passages, 3);
    fund_indexer_free(indexer); /* all is committed already */
    assert_int_equal(documents_with("XF"), 3);
    fund_store *store = open_store();
    fund_commit commit;
    OK(fund_store_commit(&commit, store, &err));
    assert_int_equal(strlen(commit.updated), strlen("2022-01-07T10:15:00Z"));
    assert_int_equal(commit.number, 4); /* the empty one is the first */
    fund_store_free(store);
}

static void articles_are_put_and_removed_one_by_one(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err));
    const fund_text passage = {"Ein Satz über Obst.", 20};
    fund_article article = {.size = sizeof(fund_article),
                            .fields.id = {"einzeln", 7},
                            .fields.path = {"-", 1},
                            .passages = &passage,
                            .passage_count = 1};
    OK(fund_indexer_put(indexer, &article, &err));
    OK(fund_indexer_put(indexer, &article, &err));
    assert_int_equal(fund_indexer_remove(indexer, "fehlt", 5, &err), FUND_ERR_NOT_FOUND);
    assert_non_null(strstr(err.message, "fehlt"));
    OK(fund_indexer_commit(indexer, &err));
    assert_int_equal(documents_with("obst"), 1);
    OK(fund_indexer_remove(indexer, "einzeln", 7, &err));
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    fund_indexer_free(NULL);
    assert_int_equal(documents_with("obst"), 0);
}

static void index_of_another_chain_is_refused(void **state)
{
    (void)state;
    write_file("eins.txt", LONG_ONE);
    run(in_folder("eins.txt"), NULL);
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.split_fingerprint = 7;
    fund_analyzer *other;
    fund_indexer *indexer;
    fund_error err;
    OK(fund_analyzer_new(&other, &options, &err));
    fund_indexer_options dry = FUND_INDEXER_OPTIONS_INIT;
    dry.dry_run = true;
    assert_int_equal(fund_indexer_open_with(&indexer, path, other, NULL, &err), FUND_ERR_ANALYZER);
    assert_non_null(strstr(err.message, "fundstelle upgrade -i"));
    /* It can be read all the same. */
    const char *const file[] = {in_folder("eins.txt")};
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    fund_verify_counts verified = FUND_VERIFY_COUNTS_INIT;
    OK(fund_indexer_open_with(&indexer, path, other, &dry, &err));
    assert_int_equal(fund_indexer_run(&counts, indexer, file, 1, false, NULL, NULL, &err),
                     FUND_ERR_ANALYZER);
    assert_int_equal(fund_indexer_remove(indexer, "eins", 4, &err), FUND_ERR_ANALYZER);
    OK(fund_indexer_verify(&verified, indexer, file, 1, NULL, NULL, &err));
    assert_int_equal(verified.articles, 1);
    fund_indexer_free(indexer);
    assert_string_equal(run(in_folder("eins.txt"), NULL), /* and no lock is left behind */
                        "0 added 0 replaced 1 unchanged 0 removed 0 failed");
    fund_analyzer_free(other);
}

static void held_and_missing_indexes_are_told(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    fund_indexer *indexer;
    fund_error err;
    assert_int_equal(fund_indexer_open_with(&indexer, path, analyzer, NULL, &err), FUND_ERR_LOCKED);
    close_writer(writer);
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.must_exist = true;
    assert_int_equal(fund_indexer_open_with(&indexer, in_folder("weg"), analyzer, &options, &err),
                     FUND_ERR_NO_INDEX);
    options.dry_run = true;
    assert_int_equal(fund_indexer_open_with(&indexer, in_folder("weg"), analyzer, &options, &err),
                     FUND_ERR_NO_INDEX);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, set_up, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(run_adds_leaves_and_replaces),
        TEST(passages_have_terms_values_and_records),
        TEST(prune_removes_what_is_gone_from_what_was_given),
        TEST(prune_keeps_what_could_not_be_read),
        TEST(dry_run_writes_nothing),
        TEST(second_article_with_an_id_is_told_and_left_out),
        TEST(correction_in_a_later_run_replaces_by_id),
        TEST(same_file_names_in_two_folders_are_two_articles),
        TEST(moved_file_keeps_its_article),
        TEST(file_given_twice_is_read_once),
        TEST(bad_articles_cost_only_themselves),
        TEST(stream_is_read_from_standard_input),
        TEST(stopped_run_keeps_what_is_complete),
        TEST(batches_are_committed_on_their_own),
        TEST(articles_are_put_and_removed_one_by_one),
        TEST(index_of_another_chain_is_refused),
        TEST(held_and_missing_indexes_are_told),
    };
    return cmocka_run_group_tests_name("indexer", tests, NULL, NULL);
}
