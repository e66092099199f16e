/* Bulk builds, and changes beside segments that cannot change. */
#include "test_store.h"

#include <pthread.h>
#include <sys/stat.h>

static void build(const char *const *words, size_t count)
{
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    write_pieces(bulk, words, count);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    close_writer(writer);
}

/* The data of what a term finds, in rank order, each with a blank behind. */
static const char *found(const fund_store *store, const char *term)
{
    static char text[1024];
    fund_error err = FUND_ERROR_INIT;
    fund_query *query;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    options.count = 100;
    options.check_at_least = 1000;
    options.unweighted = true;
    OK(fund_query_term(&query, "", term, strlen(term), 1, &err));
    OK(fund_store_match(&matches, store, query, &options, &err));
    assert_int_equal(matches.lower_bound, matches.count);
    assert_int_equal(matches.upper_bound, matches.count);
    text[0] = '\0';
    for (size_t i = 0; i < matches.count; i++) {
        fund_buf data = FUND_BUF_INIT;
        OK(fund_store_data(&data, store, matches.items[i].docid, &err));
        strncat(text, data.data, sizeof text - strlen(text) - 2);
        strcat(text, "|");
        fund_buf_free(&data);
    }
    fund_matches_free(&matches);
    fund_query_free(query);
    return text;
}

static void assert_found(const char *term, const char *expected)
{
    fund_store *store = open_store();
    assert_string_equal(found(store, term), expected);
    fund_store_free(store);
}

static void delete_article(fund_writer *writer, const char *article)
{
    fund_error err = FUND_ERROR_INIT;
    char term[32];
    snprintf(term, sizeof term, "Q%s", article);
    OK(fund_writer_delete(writer, term, strlen(term), &err));
}

static const char *const three[] = {"haus garten", "haus teich", "haus wiese"};

static void pieces_are_merged_in_the_order_of_their_numbers(void **state)
{
    (void)state;
    build(three, COUNT(three));
    assert_documents(3);
    assert_found("haus", "haus garten|haus teich|haus wiese|");
    assert_true(is_there("s1"));
    assert_false(is_there("tmp"));
}

static void many_pieces_are_merged_in_groups(void **state)
{
    (void)state;
    const char *words[300];
    for (size_t i = 0; i < COUNT(words); i++) {
        words[i] = i % 100 == 0 ? "haus erster" : "haus";
    }
    build(words, COUNT(words));
    assert_documents(300);
    assert_found("erster", "haus erster|haus erster|haus erster|");
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    fund_docid docid;
    OK(fund_store_first_posting(&docid, store, "Qa299", 5, &err));
    assert_int_equal(docid, 300);
    fund_store_free(store);
}

static void changes_go_into_segments_of_their_own(void **state)
{
    (void)state;
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_store *early = open_store();
    fund_writer *writer = open_writer();
    /* The new documents' ids are, in their own segment, those of old ones. */
    for (int i = 0; i < 2; i++) {
        char article[8], words[32];
        snprintf(article, sizeof article, "a%d", i);
        snprintf(words, sizeof words, "haus neu%d", i);
        delete_article(writer, article);
        add_document(writer, article, words);
        OK(fund_writer_commit(writer, &err));
    }
    assert_found("haus", "haus neu0|haus neu1|haus wiese|");
    assert_found("garten", "");
    assert_documents(3);
    assert_string_equal(found(early, "haus"), "haus garten|haus teich|haus wiese|");
    OK(fund_store_reopen(early, NULL, &err));
    assert_string_equal(found(early, "haus"), "haus neu0|haus neu1|haus wiese|");
    fund_docid docid;
    OK(fund_store_first_posting(&docid, early, "garten", 6, &err));
    assert_int_equal(docid, 0);
    fund_store_stats stats;
    OK(fund_store_stats_get(&stats, early, &err));
    assert_int_equal(stats.documents, 3);
    assert_int_equal(stats.deleted, 2);
    assert_int_equal(segments_of(early), 3);
    fund_store_free(early);
    close_writer(writer);
}

static fund_status list_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    fund_buf_printf(payload, "%u:%.*s ", (unsigned)docid, (int)len, value);
    return FUND_OK;
}

static fund_status list_docid(fund_docid docid, void *payload)
{
    fund_buf_printf(payload, "%u ", (unsigned)docid);
    return FUND_OK;
}

static void deleted_documents_are_gone_from_every_call(void **state)
{
    (void)state;
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    delete_article(writer, "a1");
    close_writer(writer);
    fund_store *store = open_store();
    fund_buf data = FUND_BUF_INIT;
    assert_int_equal(fund_store_data(&data, store, 2, &err), FUND_ERR_NOT_FOUND);
    assert_int_equal(fund_store_value(&data, store, 2, FUND_SLOT_ARTICLE, &err),
                     FUND_ERR_NOT_FOUND);
    OK(fund_store_data(&data, store, 3, &err));
    assert_string_equal(data.data, "haus wiese");
    fund_buf_clear(&data);
    OK(fund_store_values(store, FUND_SLOT_ARTICLE, list_value, &data, &err));
    assert_string_equal(data.data, "1:a0 3:a2 ");
    fund_buf_clear(&data);
    OK(fund_store_postings(store, "haus", 4, list_docid, &data, &err));
    assert_string_equal(data.data, "1 3 ");
    fund_docid docid;
    OK(fund_store_first_posting(&docid, store, "teich", 5, &err));
    assert_int_equal(docid, 0);
    fund_buf_free(&data);
    fund_store_free(store);
    assert_found("haus", "haus garten|haus wiese|");
}

static void grouping_does_not_prefer_a_deleted_version(void **state)
{
    (void)state;
    static const char *const best[] = {"haus haus haus", "teich"};
    build(best, COUNT(best));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    delete_article(writer, "a0");
    add_document(writer, "a0", "haus und viele andere worte");
    close_writer(writer);
    fund_store *store = open_store();
    fund_query *query;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    options.collapse = true;
    OK(fund_query_term(&query, "", "haus", 4, 1, &err));
    OK(fund_store_match(&matches, store, query, &options, &err));
    assert_int_equal(matches.count, 1);
    assert_int_equal(matches.items[0].docid, 2); /* the first one of the second segment */
    assert_int_equal(matches.items[0].collapsed, 0);
    fund_matches_free(&matches);
    fund_query_free(query);
    fund_store_free(store);
}

static void pending_deletions_are_seen_by_the_writer_alone(void **state)
{
    (void)state;
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_store *own;
    OK(fund_writer_reader(&own, writer, &err));
    delete_article(writer, "a1");
    assert_string_equal(found(own, "haus"), "haus garten|haus wiese|");
    assert_found("haus", "haus garten|haus teich|haus wiese|");
    OK(fund_writer_cancel(writer, &err));
    assert_string_equal(found(own, "haus"), "haus garten|haus teich|haus wiese|");
    delete_article(writer, "a0");
    fund_store_free(own);
    fund_writer_free(writer); /* never committed */
    assert_found("haus", "haus garten|haus teich|haus wiese|");
    assert_false(is_there("tmp"));
    assert_false(is_there("d2"));
}

static void a_second_build_keeps_the_first_and_its_changes(void **state)
{
    (void)state;
    static const char *const more[] = {"haus vier", "haus fuenf"};
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    delete_article(writer, "a0");
    add_document(writer, "x", "haus weg");
    add_document(writer, "y", "haus bleibt");
    add_document(writer, "z", "haus geht");
    delete_article(writer, "x"); /* of the same transaction */
    OK(fund_writer_commit(writer, &err));
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    delete_article(writer, "z");
    delete_article(writer, "a2");
    write_pieces(bulk, more, COUNT(more));
    assert_found("haus", "haus teich|haus bleibt|haus wiese|haus geht|");
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    assert_found("haus", "haus vier|haus teich|haus bleibt|haus fuenf|");
    /* The writer goes on. */
    delete_article(writer, "y");
    add_document(writer, "n", "haus danach");
    close_writer(writer);
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), 4);
    fund_store_free(store);
    assert_found("bleibt", "");
    assert_found("danach", "haus danach|");
    assert_found("teich", "haus teich|");
}

static void a_build_may_replace_segments(void **state)
{
    (void)state;
    static const char *const other[] = {"ganz anders"}, *const last[] = {"das letzte"};
    build(three, COUNT(three));
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    delete_article(writer, "a0");
    OK(fund_writer_commit(writer, &err));
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 1, &err));
    write_pieces(bulk, other, 1);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    assert_found("anders", "ganz anders|");
    assert_found("haus", "haus teich|haus wiese|");
    OK(fund_bulk_begin(&bulk, writer, 0, 2, &err));
    write_pieces(bulk, last, 1);
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    assert_found("letzte", "das letzte|");
    assert_int_equal(fund_bulk_begin(&bulk, writer, 0, 2, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_bulk_begin(&bulk, writer, 2, 0, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_bulk_begin(&bulk, writer, 1, SIZE_MAX, &err), FUND_ERR_ARGUMENT);
    close_writer(writer);
    assert_documents(1);
    fund_store *store = open_store();
    fund_store_stats stats;
    OK(fund_store_stats_get(&stats, store, &err));
    assert_int_equal(stats.deleted, 0);
    assert_int_equal(segments_of(store), 1);
    fund_store_free(store);
}

/* Nothing but deletions, and nothing at all. */
static void a_build_without_documents_adds_no_segment(void **state)
{
    (void)state;
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    delete_article(writer, "a1");
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    assert_found("haus", "haus garten|haus wiese|");
    OK(fund_bulk_begin(&bulk, writer, 0, 1, &err));
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    close_writer(writer);
    assert_documents(0);
    fund_store *store = open_store();
    assert_int_equal(segments_of(store), 0);
    fund_store_free(store);
}

static void a_build_that_is_not_committed_leaves_nothing(void **state)
{
    (void)state;
    build(three, COUNT(three));
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    write_pieces(bulk, three, 1);
    assert_true(is_there("tmp"));
    fund_bulk_free(bulk);
    assert_false(is_there("tmp"));
    add_document(writer, "n", "haus danach");
    close_writer(writer);
    assert_found("teich", "haus teich|");
    assert_documents(4);
}

static void what_a_killed_build_left_is_removed(void **state)
{
    (void)state;
    build(three, COUNT(three));
    assert_int_equal(mkdir(file_of("tmp"), 0700), 0);
    assert_int_equal(mkdir(file_of("tmp/p0"), 0700), 0);
    write_text("tmp/p0/postlist.glass", "halb");
    write_text("s7", "halb");
    write_text("XAPIANDB.tmp", "# Fund");
    close_writer(open_writer());
    assert_false(is_there("tmp"));
    assert_false(is_there("s7"));
    assert_false(is_there("XAPIANDB.tmp"));
    assert_documents(3);
}

/* ---- threads ------------------------------------------------------------------ */

typedef struct job {
    fund_bulk *bulk;
    size_t first, step, count;
    fund_status status;
} job;

static void *write_some(void *payload)
{
    job *own = payload;
    fund_error err = FUND_ERROR_INIT;
    for (size_t i = own->first; i < own->count && own->status == FUND_OK; i += own->step) {
        fund_piece *piece = NULL;
        char article[32];
        snprintf(article, sizeof article, "a%zu", i);
        own->status = fund_piece_new(&piece, own->bulk, i, &err);
        if (own->status == FUND_OK) {
            add_to_piece(piece, article, "haus garten");
            own->status = fund_piece_close(piece, &err);
        }
        fund_piece_free(piece);
    }
    return NULL;
}

static void pieces_are_written_by_several_threads(void **state)
{
    (void)state;
    enum { THREADS = 4, PIECES = 140 };
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    fund_bulk *bulk;
    OK(fund_bulk_begin(&bulk, writer, 0, 0, &err));
    pthread_t threads[THREADS];
    job jobs[THREADS];
    for (size_t i = 0; i < THREADS; i++) {
        jobs[i] = (job){bulk, i, THREADS, PIECES, FUND_OK};
        assert_int_equal(pthread_create(&threads[i], NULL, write_some, &jobs[i]), 0);
    }
    for (size_t i = 0; i < THREADS; i++) {
        pthread_join(threads[i], NULL);
        assert_int_equal(jobs[i].status, FUND_OK);
    }
    OK(fund_bulk_commit(bulk, &err));
    fund_bulk_free(bulk);
    close_writer(writer);
    fund_store *store = open_store();
    assert_int_equal(documents_of(store), PIECES);
    for (size_t i = 0; i < PIECES; i++) {
        char term[32];
        fund_docid docid;
        snprintf(term, sizeof term, "Qa%zu", i);
        OK(fund_store_first_posting(&docid, store, term, strlen(term), &err));
        assert_int_equal(docid, i + 1);
    }
    fund_store_free(store);
}

#define TEST(test) cmocka_unit_test_setup_teardown(test, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(pieces_are_merged_in_the_order_of_their_numbers),
        TEST(many_pieces_are_merged_in_groups),
        TEST(changes_go_into_segments_of_their_own),
        TEST(deleted_documents_are_gone_from_every_call),
        TEST(grouping_does_not_prefer_a_deleted_version),
        TEST(pending_deletions_are_seen_by_the_writer_alone),
        TEST(a_second_build_keeps_the_first_and_its_changes),
        TEST(a_build_may_replace_segments),
        TEST(a_build_without_documents_adds_no_segment),
        TEST(a_build_that_is_not_committed_leaves_nothing),
        TEST(what_a_killed_build_left_is_removed),
        TEST(pieces_are_written_by_several_threads),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
