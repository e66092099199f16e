/* Opening, several indexes, newer commits, articles, status, damage. */
#include "tests/unit/test_searcher.h"

static const article first[] = {
    {.id = "a",
     .title = "Erster",
     .path = "/tmp/a.txt",
     .passages = {"Wald eins.", "Wald zwei.", "Berg drei.", "Berg vier."}},
    {.id = "b", .passages = {"Wald und Berg."}},
};

static const article second[] = {
    {.id = "c", .passages = {"Wald im Osten.", "Ein Fluss."}},
};

static void several_indexes_are_searched_as_one(void **state)
{
    (void)state;
    fund_error err;
    index_folder one, two;
    index_open(&one, NULL);
    index_open(&two, NULL);
    index_all(&one, first, COUNT(first));
    index_all(&two, second, COUNT(second));
    const char *paths[] = {one.path, two.path};
    fund_searcher *searcher;
    must(fund_searcher_open_with(&searcher, paths, 2, one.analyzer, &err), &err);
    assert_hits(searcher, "Fluss", "c#2");
    assert_hits(searcher, "+Wald -zwei -eins", "c#1 b#1");
    assert_hits(searcher, "\"Wald im Osten\"", "c#1");
    assert_hits(searcher, "Berg \"Wald im Westen\"", "a#3 a#4 b#1");
    fund_results results = FUND_RESULTS_INIT;
    must(fund_article_get(&results, searcher, "a", 1, 0, 0, &err), &err);
    char *list = hit_list(&results);
    assert_string_equal(list, "a#1 a#2 a#3 a#4");
    free(list);
    must(fund_article_get(&results, searcher, "c", 1, 0, 0, &err), &err);
    list = hit_list(&results);
    assert_string_equal(list, "c#1 c#2");
    free(list);
    fund_results_free(&results);
    fund_searcher_free(searcher);
    index_close(&one);
    index_close(&two);
}

/* ---- articles ------------------------------------------------------------ */

static const struct {
    const char *id;
    uint32_t passage, context;
    const char *hits;
} excerpts[] = {
    {"a", 0, 0, "a#1 a#2 a#3 a#4"},
    {"a", 0, 7, "a#1 a#2 a#3 a#4"},
    {"a", 1, 0, "a#1"},
    {"a", 1, 1, "a#1 a#2"},
    {"a", 2, 1, "a#1 a#2 a#3"},
    {"a", 4, 1, "a#3 a#4"},
    {"a", 4, 0, "a#4"},
    {"a", 3, UINT32_MAX, "a#1 a#2 a#3 a#4"},
    {"b", 1, UINT32_MAX, "b#1"},
};

static void articles_come_whole_or_in_part(void **state)
{
    (void)state;
    fund_error err;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    fund_searcher *searcher = index_search(&index);
    fund_results results = FUND_RESULTS_INIT;
    for (size_t i = 0; i < COUNT(excerpts); i++) {
        must(fund_article_get(&results, searcher, excerpts[i].id, strlen(excerpts[i].id),
                              excerpts[i].passage, excerpts[i].context, &err),
             &err);
        char *list = hit_list(&results);
        assert_string_equal(list, excerpts[i].hits);
        free(list);
    }
    must(fund_article_get(&results, searcher, "a", 1, 2, 0, &err), &err);
    assert_string_equal(results.hits[0]->text, "Wald zwei.");
    assert_string_equal(results.hits[0]->fields.title.data, "Erster");
    assert_string_equal(fund_hit_source(results.hits[0]), "/tmp/a.txt");
    assert_int_equal(results.hits[0]->rank, 0);
    assert_int_equal(results.hits[0]->passage_count, 4);
    assert_int_equal(results.hits[0]->highlight_count, 0);
    fund_results_free(&results);
    fund_searcher_free(searcher);
    index_close(&index);
}

static void what_is_missing_is_named(void **state)
{
    (void)state;
    static char long_id[5000];
    memset(long_id, 'x', sizeof long_id);
    static const struct {
        const char *id;
        size_t len;
        uint32_t passage;
        const char *message;
    } cases[] = {
        {"nirgends", 8, 0, "nirgends"},
        {"a", 1, 5, "has no passage 5; its last passage is 4"},
        {"a", 1, UINT32_MAX, "its last passage is 4"},
        {long_id, sizeof long_id, 0, "xxx"},
    };
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(cases); i++) {
        fund_error err = FUND_ERROR_INIT;
        fund_results results = FUND_RESULTS_INIT;
        assert_int_equal(fund_article_get(&results, searcher, cases[i].id, cases[i].len,
                                          cases[i].passage, 0, &err),
                         FUND_ERR_NOT_FOUND);
        assert_non_null(strstr(err.message, cases[i].message));
        assert_null(results.memory);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

/* ---- what no indexer writes ---------------------------------------------- */

/* A passage that is found by "zwei" and has this for its record. */
static void write_passage(const index_folder *index, const char *chain, const fund_buf *data)
{
    fund_error err;
    fund_writer *writer;
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    options.chain = chain;
    fund_document *document;
    fund_buf unique = FUND_BUF_INIT;
    must(fund_writer_open(&writer, index->path, &options, &err), &err);
    must(fund_document_new(&document, &err), &err);
    must(fund_article_term(&unique, "a", 1, &err), &err);
    must(fund_document_add_term(document, "", unique.data, unique.len, 0, &err), &err);
    must(fund_document_add_term(document, "", "zwei", 4, 1, &err), &err);
    must(fund_document_set_data(document, data->data, data->len, &err), &err);
    must(fund_writer_add(writer, document, &err), &err);
    must(fund_writer_close(writer, &err), &err);
    fund_document_free(document);
    fund_writer_free(writer);
    fund_buf_free(&unique);
}

/* ---- newer commits ------------------------------------------------------- */

/* Enough for tables of more than one block, which a reader does not keep. */
static void add_bulk(index_folder *index)
{
    for (size_t i = 0; i < 300; i++) {
        fund_buf text = FUND_BUF_INIT;
        char id[16];
        snprintf(id, sizeof id, "bulk%zu", i);
        for (size_t w = 0; w < 60; w++) {
            fund_buf_printf(&text, "wort%zux%zu ", i, w);
        }
        article bulk = {.id = id, .passages = {text.data}};
        index_article(index, &bulk);
        fund_buf_free(&text);
    }
    index_commit(index);
}

static void replace_often(index_folder *index, size_t commits)
{
    for (size_t i = 0; i < commits; i++) {
        char text[200];
        snprintf(text, sizeof text, "Stand der Sache ist Nummer%zu im Wald am Berg.", i);
        article changing = {.id = "v", .passages = {text, text, text}};
        index_all(index, &changing, 1);
    }
}

typedef struct two_calls {
    index_folder *index;
    fund_searcher *searcher;
    int runs;
    fund_buf hits;
} two_calls;

static fund_status search_twice(void *payload, fund_error *err)
{
    two_calls *of = payload;
    fund_results results = FUND_RESULTS_INIT;
    fund_buf_clear(&of->hits);
    fund_status status = fund_search(&results, of->searcher, "Sache", 5, NULL, err);
    fund_buf_printf(&of->hits, "%s ", results.count > 0 ? results.hits[0]->text : "");
    if (of->runs++ == 0) {
        replace_often(of->index, 12);
    }
    if (status == FUND_OK) {
        status = fund_article_get(&results, of->searcher, "v", 1, 0, 0, err);
    }
    fund_buf_printf(&of->hits, "%zu %s", results.count,
                    results.count > 0 ? results.hits[0]->text : "");
    fund_results_free(&results);
    return status;
}

/* Whatever is committed and merged meanwhile. */
static void calls_within_one_reading_see_one_commit(void **state)
{
    (void)state;
    fund_error err;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    add_bulk(&index);
    replace_often(&index, 3);
    fund_searcher *searcher = index_search(&index);
    two_calls of = {&index, searcher, 0, FUND_BUF_INIT};
    must(fund_searcher_read(searcher, search_twice, &of, &err), &err);
    assert_string_equal(of.hits.data, "Stand der Sache ist Nummer2 im Wald am Berg. "
                                      "3 Stand der Sache ist Nummer2 im Wald am Berg.");
    assert_int_equal(of.runs, 1);
    assert_hits(searcher, "\"ist Nummer11 im Wald\"", "v#1 v#2 v#3");
    fund_buf_free(&of.hits);
    fund_searcher_free(searcher);
    index_close(&index);
}

static void the_newest_commit_is_searched(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    fund_searcher *searcher = index_search(&index);
    assert_hits(searcher, "Fluss", "");
    index_all(&index, second, COUNT(second));
    assert_hits(searcher, "Fluss", "c#2");
    fund_searcher_free(searcher);
    index_close(&index);
}

/* ---- refusals ------------------------------------------------------------ */

static size_t split_nothing(fund_word_part *parts, size_t max, const char *word, size_t len,
                            bool capitalised, void *payload)
{
    (void)parts, (void)max, (void)word, (void)len, (void)capitalised, (void)payload;
    return 0;
}

static void an_index_of_another_chain_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.split = split_nothing;
    options.split_fingerprint = 42;
    fund_analyzer *other;
    must(fund_analyzer_new(&other, &options, &err), &err);
    const char *path = index.path;
    fund_searcher *searcher;
    assert_int_equal(fund_searcher_open_with(&searcher, &path, 1, other, &err), FUND_ERR_ANALYZER);
    assert_null(searcher);
    assert_non_null(strstr(err.message, index.path));
    assert_non_null(strstr(err.message, fund_analyzer_fingerprint(other)));
    assert_non_null(strstr(err.message, fund_analyzer_fingerprint(index.analyzer)));
    fund_index_status info = FUND_INDEX_STATUS_INIT;
    must(fund_index_status_with(&info, index.path, other, &err), &err);
    assert_false(info.fingerprint_matches);
    assert_true(info.needs_upgrade);
    fund_analyzer_free(other);
    index_close(&index);
}

/* Whatever moves to a newer commit asks again whose it is. */
static void an_index_made_anew_by_another_chain_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, first, COUNT(first));
    fund_searcher *searcher = index_search(&index);
    fund_results results = FUND_RESULTS_INIT;
    must(fund_search(&results, searcher, "Wald", 4, NULL, &err), &err);
    fund_buf data = FUND_BUF_INIT;
    fund_buf_append_str(&data, "passage");
    assert_int_equal(remove_tree(index.path), 0);
    write_passage(&index, "other", &data);
    fund_buf_free(&data);
    assert_int_equal(fund_search(&results, searcher, "Wald", 4, NULL, &err), FUND_ERR_ANALYZER);
    assert_non_null(strstr(err.message, "other"));
    fund_results_free(&results);
    fund_searcher_free(searcher);
    index_close(&index);
}

static void what_is_no_index_is_refused(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_analyzer *analyzer;
    fund_searcher *searcher;
    fund_index_status info = FUND_INDEX_STATUS_INIT;
    must(fund_analyzer_new(&analyzer, NULL, &err), &err);
    const char *path = "/tmp/fund-searcher-nirgends";
    assert_int_not_equal(fund_searcher_open_with(&searcher, &path, 1, analyzer, &err), FUND_OK);
    assert_non_null(strstr(err.message, path));
    assert_null(searcher);
    assert_int_not_equal(fund_index_status_with(&info, path, analyzer, &err), FUND_OK);
    fund_analyzer_free(analyzer);
}

static void an_empty_index_finds_nothing(void **state)
{
    (void)state;
    fund_error err;
    index_folder index;
    index_open(&index, NULL);
    fund_searcher *searcher = index_search(&index);
    assert_hits(searcher, "Wald \"im Wald\" -Berg", "");
    fund_index_status info = FUND_INDEX_STATUS_INIT;
    must(fund_index_status_with(&info, index.path, index.analyzer, &err), &err);
    assert_int_equal(info.articles, 0);
    assert_int_equal(info.terms, 0);
    fund_searcher_free(searcher);
    index_close(&index);
}

/* Passage 2 of an article whose first passage was never written. */
static void a_missing_first_passage_is_damage(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    index_folder index;
    fund_buf data = FUND_BUF_INIT;
    const fund_record record = {.ordinal = 2, .text = field("Wald zwei.")};
    index_open(&index, NULL);
    must(fund_record_encode(&data, &record, &err), &err);
    write_passage(&index, fund_analyzer_fingerprint(index.analyzer), &data);
    fund_buf_free(&data);
    fund_searcher *searcher = index_search(&index);
    fund_results results = FUND_RESULTS_INIT;
    assert_int_equal(fund_search(&results, searcher, "zwei", 4, NULL, &err), FUND_ERR_CORRUPT);
    assert_non_null(strstr(err.message, "damaged"));
    assert_null(results.hits);
    assert_int_equal(fund_article_get(&results, searcher, "a", 1, 0, 0, &err), FUND_ERR_CORRUPT);
    fund_searcher_free(searcher);
    index_close(&index);
}

static void a_stored_text_that_is_no_text_is_damage(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    index_folder index;
    fund_buf data = FUND_BUF_INIT;
    fund_record record = {.ordinal = 1, .passage_count = 1, .fields.id = field("a")};
    record.text = (fund_text){"zwei !", 6};
    index_open(&index, NULL);
    must(fund_record_encode(&data, &record, &err), &err);
    *(char *)memchr(data.data, '!', data.len) = '\xff';
    write_passage(&index, fund_analyzer_fingerprint(index.analyzer), &data);
    fund_buf_free(&data);
    fund_searcher *searcher = index_search(&index);
    fund_results results = FUND_RESULTS_INIT;
    assert_int_equal(fund_search(&results, searcher, "zwei", 4, NULL, &err), FUND_ERR_CORRUPT);
    fund_searcher_free(searcher);
    index_close(&index);
}

/* ---- status -------------------------------------------------------------- */

static void status_counts_what_is_there(void **state)
{
    (void)state;
    fund_error err;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, second, COUNT(second));
    fund_index_status info = FUND_INDEX_STATUS_INIT;
    must(fund_index_status_with(&info, index.path, index.analyzer, &err), &err);
    assert_int_equal(info.articles, 1);
    assert_int_equal(info.passages, 2);
    /* wald, ost; fluss; XF and the article's own */
    assert_int_equal(info.terms, 5);
    assert_true(info.bytes > 0);
    assert_true(info.average_length > 1.4 && info.average_length < 1.6);
    assert_int_equal(info.format_version, FUND_STORE_VERSION);
    assert_string_equal(info.fingerprint, fund_analyzer_fingerprint(index.analyzer));
    assert_int_equal(strlen(info.updated), strlen("2026-01-02T03:04:05Z"));
    assert_int_equal(info.commit, 2);
    assert_int_equal(info.segments, 1);
    assert_false(info.needs_upgrade);
    assert_true(info.fingerprint_matches);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(several_indexes_are_searched_as_one),
        cmocka_unit_test(articles_come_whole_or_in_part),
        cmocka_unit_test(what_is_missing_is_named),
        cmocka_unit_test(calls_within_one_reading_see_one_commit),
        cmocka_unit_test(the_newest_commit_is_searched),
        cmocka_unit_test(an_index_of_another_chain_is_refused),
        cmocka_unit_test(an_index_made_anew_by_another_chain_is_refused),
        cmocka_unit_test(what_is_no_index_is_refused),
        cmocka_unit_test(an_empty_index_finds_nothing),
        cmocka_unit_test(a_missing_first_passage_is_damage),
        cmocka_unit_test(a_stored_text_that_is_no_text_is_damage),
        cmocka_unit_test(status_counts_what_is_there),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
