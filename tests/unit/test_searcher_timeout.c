/* A call that has had its time returns what it has. */
#include "searcher/plan/plan.h"
#include "searcher/session.h"
#include "tests/unit/test_searcher.h"

#include <fundstelle/count.h>
#include <unistd.h>

static const article articles[] = {
    {"a", .passages = {"Am Ende der Woche waren die Kisten in der Halle.", "Und das war so."}},
    {"b", .passages = {"In der Halle stand nichts, und das war allen recht."}},
};

typedef struct slow_call {
    fund_searcher *searcher;
    fund_results results;
    fund_word_list words;
    useconds_t before;
    uint64_t counted;
} slow_call;

/* The time of all that is read together is limited. */
static fund_status search_late(void *payload, fund_error *err)
{
    slow_call *call = payload;
    const char *query = "\"in der Halle\"";
    usleep(call->before);
    fund_status status =
        fund_search(&call->results, call->searcher, query, strlen(query), NULL, err);
    return status == FUND_OK ? fund_complete(&call->words, call->searcher, "Hal", 3, 5, err)
                             : status;
}

static void a_late_call_is_partial(void **unused)
{
    (void)unused;
    index_folder folder;
    fund_error err;
    index_open(&folder, NULL);
    index_all(&folder, articles, COUNT(articles));
    fund_searcher *searcher = index_search(&folder);
    slow_call call = {
        .searcher = searcher, .results = FUND_RESULTS_INIT, .words = FUND_WORD_LIST_INIT};

    must(fund_searcher_read(searcher, search_late, &call, &err), &err);
    assert_int_equal(call.results.count, 2);
    assert_int_equal(call.words.count, 1);
    assert_false(fund_searcher_is_partial(searcher));

    call.before = 20000;
    fund_searcher_set_timeout(searcher, .001);
    must(fund_searcher_read(searcher, search_late, &call, &err), &err);
    assert_int_equal(call.results.count, 0);
    assert_false(call.results.total_exact);
    assert_int_equal(call.words.count, 0);
    assert_true(fund_searcher_is_partial(searcher));

    fund_searcher_set_timeout(searcher, 3600);
    must(fund_searcher_read(searcher, search_late, &call, &err), &err);
    assert_int_equal(call.results.count, 2);
    assert_false(fund_searcher_is_partial(searcher));

    fund_results_free(&call.results);
    fund_word_list_free(&call.words);
    fund_searcher_free(searcher);
    index_close(&folder);
}

static fund_status count_term(const char *term, size_t len, uint32_t documents, bool part,
                              void *payload)
{
    (void)term;
    (void)len;
    (void)documents;
    (void)part;
    ++*(size_t *)payload;
    return FUND_OK;
}

/* A walk over the terms of a pattern ends with the time of its call. */
static void a_late_walk_sees_no_terms(void **unused)
{
    (void)unused;
    index_folder folder;
    fund_error err;
    size_t seen = 0;
    index_open(&folder, NULL);
    index_all(&folder, articles, COUNT(articles));
    fund_searcher *searcher = index_search(&folder);
    must(fund_walk_terms(searcher, "", 0, true, NULL, count_term, &seen, &err), &err);
    assert_true(seen > 3);
    seen = 0;
    searcher->deadline->end_ms = 1;
    must(fund_walk_terms(searcher, "", 0, true, NULL, count_term, &seen, &err), &err);
    assert_int_equal(seen, 0);
    assert_true(fund_searcher_is_partial(searcher));
    fund_searcher_free(searcher);
    index_close(&folder);
}

static fund_status pass_over(const fund_counted *item, void *payload)
{
    (void)item;
    (void)payload;
    return FUND_OK;
}

/* What counts is not cut by a limit that nobody chose. */
static fund_status count_late(void *payload, fund_error *err)
{
    slow_call *call = payload;
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    call->searcher->deadline->end_ms = 1;
    fund_status status =
        fund_count_words(&totals, call->searcher, "Halle", 5, NULL, pass_over, NULL, err);
    assert_true(status == FUND_OK || status == FUND_ERR_NOT_FOUND);
    call->counted = totals.selection.passages;
    fund_count_totals_free(&totals);
    return fund_search(&call->results, call->searcher, "\"in der Halle\"", 14, NULL, err);
}

static void the_usual_limit_is_not_for_counts(void **unused)
{
    (void)unused;
    index_folder folder;
    fund_error err;
    index_open(&folder, NULL);
    index_all(&folder, articles, COUNT(articles));
    slow_call call = {.results = FUND_RESULTS_INIT};
    call.searcher = index_search(&folder);
    fund_searcher_set_timeout(call.searcher, FUND_TIMEOUT_USUAL);
    call.searcher->deadline->usual = true;
    must(fund_searcher_read(call.searcher, count_late, &call, &err), &err);
    assert_int_equal(call.counted, 2);
    assert_int_equal(call.results.count, 0);
    assert_true(fund_searcher_is_partial(call.searcher));

    fund_results_free(&call.results);
    fund_searcher_free(call.searcher);
    index_close(&folder);
}

static void long_words_are_not_corrected(void **unused)
{
    (void)unused;
    index_folder folder;
    fund_error err;
    char word[301];
    fund_word_list meant = FUND_WORD_LIST_INIT;
    memset(word, 'a', sizeof word - 1);
    word[sizeof word - 1] = '\0';
    index_open(&folder, NULL);
    index_all(&folder, articles, COUNT(articles));
    fund_searcher *searcher = index_search(&folder);
    must(fund_correct_word(&meant, searcher, "Hallle", 6, 3, &err), &err);
    assert_true(meant.count > 0);
    must(fund_correct_word(&meant, searcher, word, strlen(word), 3, &err), &err);
    assert_int_equal(meant.count, 0);
    fund_word_list_free(&meant);
    fund_searcher_free(searcher);
    index_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_late_call_is_partial),
        cmocka_unit_test(a_late_walk_sees_no_terms),
        cmocka_unit_test(the_usual_limit_is_not_for_counts),
        cmocka_unit_test(long_words_are_not_corrected),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
