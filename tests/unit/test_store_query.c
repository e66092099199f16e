/* Documents, terms, query trees, ranking, several indexes as one. */
#include "test_store.h"

#include <math.h>

/* The ids that match, in order of rank: "2 1". */
static const char *ids(const fund_matches *matches)
{
    static char text[256];
    text[0] = '\0';
    for (size_t i = 0; i < matches->count; i++) {
        snprintf(text + strlen(text), sizeof text - strlen(text), "%s%u", i > 0 ? " " : "",
                 (unsigned)matches->items[i].docid);
    }
    return text;
}

static fund_query *term(const char *word)
{
    fund_error err;
    fund_query *query;
    OK(fund_query_term(&query, "", word, strlen(word), 1, &err));
    return query;
}

static fund_query *combine(fund_query_op op, fund_query *a, fund_query *b)
{
    fund_error err;
    fund_query *query;
    const fund_query *const both[] = {a, b};
    OK(fund_query_combine(&query, op, both, 2, &err));
    fund_query_free(a);
    fund_query_free(b);
    return query;
}

static void assert_finds(fund_query *query, const fund_match_options *options, const char *expected)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store = open_store();
    fund_matches matches = FUND_MATCHES_INIT;
    OK(fund_store_match(&matches, store, query, options, &err));
    assert_string_equal(ids(&matches), expected);
    fund_matches_free(&matches);
    fund_query_free(query);
    fund_store_free(store);
}

static void operators_combine_queries(void **state)
{
    (void)state;
    fill();
    assert_finds(term("haus"), NULL, "2 1");
    assert_finds(term("fehlt"), NULL, "");
    assert_finds(combine(FUND_OP_AND, term("haus"), term("garten")), NULL, "1");
    assert_finds(combine(FUND_OP_OR, term("teich"), term("hausrat")), NULL, "4 3");
    assert_finds(combine(FUND_OP_AND_NOT, term("haus"), term("garten")), NULL, "2");
    assert_finds(combine(FUND_OP_FILTER, term("haus"), term("keller")), NULL, "2");
    assert_finds(combine(FUND_OP_AND_MAYBE, term("haus"), term("garten")), NULL, "1 2");
    assert_finds(combine(FUND_OP_SYNONYM, term("haus"), term("garten")), NULL, "1 2 3");
    assert_finds(combine(FUND_OP_MAX, term("teich"), term("hausrat")), NULL, "4 3");
    assert_finds(combine(FUND_OP_OR, NULL, term("teich")), NULL, "3");
    assert_finds(combine(FUND_OP_AND, NULL, term("teich")), NULL, "");
    assert_finds(combine(FUND_OP_AND_NOT, NULL, term("teich")), NULL, "");
    assert_finds(combine(FUND_OP_AND_NOT, term("teich"), NULL), NULL, "3");
    assert_finds(combine(FUND_OP_OR, NULL, NULL), NULL, "");
    assert_finds(NULL, NULL, "");
}

static void prefix_range_and_all_match_sets(void **state)
{
    (void)state;
    fill();
    fund_error err;
    fund_query *query;
    OK(fund_query_prefix(&query, "", "haus", 4, 0, &err));
    assert_finds(query, NULL, "2 4 1");
    OK(fund_query_prefix(&query, "", "haus", 4, 1, &err)); /* the most frequent one */
    assert_finds(query, NULL, "2 1");
    OK(fund_query_all(&query, &err));
    assert_finds(query, NULL, "1 2 3 4");
    OK(fund_query_range(&query, FUND_SLOT_DATE, "garten", 6, "haus garten", 11, &err));
    assert_finds(query, NULL, "1 3");
    OK(fund_query_range(&query, FUND_SLOT_DATE, "hausrat", 7, NULL, 0, &err));
    assert_finds(query, NULL, "4");
    OK(fund_query_range(&query, FUND_SLOT_DATE, NULL, 0, "h", 1, &err));
    assert_finds(query, NULL, "3");
    OK(fund_query_range(&query, FUND_SLOT_DATE, NULL, 0, NULL, 0, &err));
    assert_finds(query, NULL, "1 2 3 4");
}

static void scale_multiplies_the_weight(void **state)
{
    (void)state;
    fill();
    fund_error err;
    fund_store *store = open_store();
    fund_matches plain = FUND_MATCHES_INIT, scaled = FUND_MATCHES_INIT;
    fund_query *query = term("teich"), *half;
    OK(fund_query_scale(&half, query, 0.5, &err));
    OK(fund_store_match(&plain, store, query, NULL, &err));
    OK(fund_store_match(&scaled, store, half, NULL, &err));
    assert_true(fabs(plain.items[0].weight - 2 * scaled.items[0].weight) < 1e-9);
    fund_matches_free(&plain);
    fund_matches_free(&scaled);
    fund_query_free(half);
    assert_int_equal(fund_query_scale(&half, query, -1, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_query_scale(&half, query, (double)NAN, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_query_scale(&half, query, (double)INFINITY, &err), FUND_ERR_ARGUMENT);
    assert_null(half);
    fund_query_free(query);
    fund_store_free(store);
}

/* Weights of the documents that have "haus": 1 ("haus garten") and 2 ("haus haus
 * keller"), ranked by docid. */
static void weigh_haus(double weights[2], double k1, double b)
{
    fund_error err = FUND_ERROR_INIT;
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    options.bm25_k1 = k1;
    options.bm25_b = b;
    fund_store *store = open_store();
    fund_query *query = term("haus");
    fund_matches matches = FUND_MATCHES_INIT;
    OK(fund_store_match(&matches, store, query, &options, &err));
    assert_int_equal(matches.count, 2);
    for (size_t i = 0; i < 2; i++) {
        weights[matches.items[i].docid - 1] = matches.items[i].weight;
    }
    fund_matches_free(&matches);
    fund_query_free(query);
    fund_store_free(store);
}

static void bm25_follows_its_parameters(void **state)
{
    (void)state;
    fill();
    double w[2];
    weigh_haus(w, 0.0, 0.75); /* no term frequency, hence no length either */
    assert_true(w[0] > 0 && fabs(w[0] - w[1]) < 1e-12);
    double idf = w[0];
    weigh_haus(w, 1.0, 0.0); /* tf (k1 + 1) / (tf + k1): 1 and 4/3 */
    assert_true(fabs(w[0] / idf - 1.0) < 1e-9);
    assert_true(fabs(w[1] / idf - 4.0 / 3.0) < 1e-9);
    weigh_haus(w, 1.0, 1.0); /* lengths 2 and 3 over the mean, 9/4 */
    assert_true(fabs(w[0] / idf - 2.0 / (1.0 + 2.0 / 2.25)) < 1e-9);
    assert_true(fabs(w[1] / idf - 4.0 / (2.0 + 3.0 / 2.25)) < 1e-9);
}

static void results_are_paged_sorted_and_collapsed(void **state)
{
    (void)state;
    fill();
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    fund_query *query;
    fund_error err;
    options.first = 1;
    options.count = 2;
    OK(fund_query_all(&query, &err));
    assert_finds(query, &options, "2 3");
    options = (fund_match_options)FUND_MATCH_OPTIONS_INIT;
    options.sort = FUND_SORT_VALUE_ASC;
    OK(fund_query_all(&query, &err));
    assert_finds(query, &options, "3 1 2 4");
    options.sort = FUND_SORT_VALUE_DESC;
    OK(fund_query_all(&query, &err));
    assert_finds(query, &options, "4 2 1 3");
    options = (fund_match_options)FUND_MATCH_OPTIONS_INIT;
    options.collapse = true;
    assert_finds(term("haus"), &options, "2");
    options = (fund_match_options)FUND_MATCH_OPTIONS_INIT;
    options.unweighted = true;
    assert_finds(term("haus"), &options, "1 2");
    options.first = 1000000;
    assert_finds(term("haus"), &options, "");
}

static void statistics_count_terms(void **state)
{
    (void)state;
    fill();
    fund_error err;
    fund_store *store = open_store();
    fund_term_stats stats;
    OK(fund_store_term_stats(&stats, store, "haus", 4, &err));
    assert_int_equal(stats.documents, 2);
    assert_int_equal(stats.occurrences, 3);
    fund_docid first;
    OK(fund_store_first_posting(&first, store, "garten", 6, &err));
    assert_int_equal(first, 1);
    OK(fund_store_first_posting(&first, store, "fehlt", 5, &err));
    assert_int_equal(first, 0);
    fund_store_stats all;
    OK(fund_store_stats_get(&all, store, &err));
    assert_true(fabs(all.average_length - 9.0 / 4) < 1e-9);
    uint64_t bytes;
    OK(fund_store_size(&bytes, store, &err));
    assert_true(bytes > 0);
    fund_buf value = FUND_BUF_INIT;
    OK(fund_store_value(&value, store, 3, FUND_SLOT_ARTICLE, &err));
    assert_string_equal(value.data, "b");
    assert_int_equal(fund_store_value(&value, store, 9, 0, &err), FUND_ERR_NOT_FOUND);
    assert_int_equal(fund_store_data(&value, store, 0, &err), FUND_ERR_NOT_FOUND);
    fund_buf_free(&value);
    fund_store_free(store);
}

static void several_indexes_are_searched_as_one(void **state)
{
    (void)state;
    fill();
    char second[PATH_LENGTH_MAX];
    snprintf(second, sizeof second, "%s/second", folder);
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer;
    fund_writer_options options = FUND_WRITER_OPTIONS_INIT;
    options.chain = "zweite";
    OK(fund_writer_open(&writer, second, &options, &err));
    add_document(writer, "z", "haus am see");
    close_writer(writer);
    const char *const both[] = {path, second};
    fund_store *store;
    OK(fund_store_open(&store, both, 2, &err));
    assert_int_equal(documents_of(store), 5);
    assert_int_equal(fund_store_sibling(store, 1, 1, 2), 3); /* document 2 of the first index */
    assert_int_equal(fund_store_sibling(store, 3, 2, 1), 1);
    assert_int_equal(fund_store_sibling(store, 1, 2, 1), 0);
    fund_buf data = FUND_BUF_INIT;
    OK(fund_store_data(&data, store, 3, &err));
    assert_string_equal(data.data, "haus haus keller");
    fund_buf_free(&data);
    assert_int_equal(fund_store_check_chain(store, "zweite", &err), FUND_ERR_ANALYZER);
    assert_non_null(strstr(err.message, path));
    fund_store *alone;
    OK(fund_store_open(&alone, both + 1, 1, &err));
    OK(fund_store_check_chain(alone, "zweite", &err));
    assert_int_equal(fund_store_check_chain(alone, "erste", &err), FUND_ERR_ANALYZER);
    assert_non_null(strstr(err.message, second));
    fund_store_free(alone);
    fund_query *query = term("haus");
    fund_matches matches = FUND_MATCHES_INIT;
    OK(fund_store_match(&matches, store, query, NULL, &err));
    assert_int_equal(matches.count, 3);
    fund_matches_free(&matches);
    fund_query_free(query);
    fund_store_free(store);
}

static void terms_have_limits(void **state)
{
    (void)state;
    char word[300];
    memset(word, 'a', sizeof word);
    fund_document *document;
    fund_error err;
    OK(fund_document_new(&document, &err));
    OK(fund_document_add_term(document, "P", word, 244, 1, &err));
    OK(fund_document_add_term(document, "XF", "", 0, 0, &err));
    assert_int_equal(fund_document_add_term(document, "P", word, 245, 1, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_document_add_term(document, "", "", 0, 1, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_document_add_term(document, "", "a\0b", 3, 1, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_document_add_term(document, "", "\xff", 1, 1, &err), FUND_ERR_ARGUMENT);
    assert_true(err.message[0] != '\0');
    fund_document_free(document);
    fund_document_free(NULL);
    fund_query *query;
    assert_int_equal(fund_query_term(&query, "", word, 246, 1, &err), FUND_ERR_ARGUMENT);
    assert_null(query);
    assert_int_equal(fund_query_combine(&query, FUND_OP_OR, NULL, 0, &err), FUND_ERR_ARGUMENT);
    fund_query_free(NULL);
}

static void article_terms_fit_any_id(void **state)
{
    (void)state;
    fund_buf out = FUND_BUF_INIT;
    fund_error err;
    OK(fund_article_term(&out, "nato#1", 6, &err));
    assert_string_equal(out.data, "Qnato#1");
    char id[512], other[512];
    memset(id, 'x', sizeof id);
    memset(other, 'x', sizeof other);
    other[511] = 'y';
    fund_buf second = FUND_BUF_INIT;
    fund_buf_clear(&out);
    OK(fund_article_term(&out, id, sizeof id, &err));
    OK(fund_article_term(&second, other, sizeof other, &err));
    assert_true(out.len <= FUND_STORE_TERM_MAX);
    assert_string_not_equal(out.data, second.data);
    assert_int_equal(fund_article_term(&out, "", 0, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_article_term(&out, "a\0b", 3, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_article_term(&out, "\xc3", 1, &err), FUND_ERR_ARGUMENT);
    fund_buf_clear(&out);
    memset(id, 'x', 199);
    memcpy(id + 199, "\xc3\xa4", 2); /* a cut may not fall inside a character */
    OK(fund_article_term(&out, id, 201, &err));
    assert_true(fund_utf8_valid(out.data, out.len, NULL));
    fund_buf_free(&out);
    fund_buf_free(&second);
}

static void queries_describe_themselves(void **state)
{
    (void)state;
    fund_buf out = FUND_BUF_INIT;
    fund_error err;
    fund_query *query = combine(FUND_OP_OR, term("haus"), term("maus"));
    OK(fund_query_describe(&out, query, &err));
    assert_string_equal(out.data, "Query((haus OR maus))");
    fund_query_free(query);
    fund_buf_clear(&out);
    OK(fund_query_describe(&out, NULL, &err));
    assert_string_equal(out.data, "Query()");
    fund_buf_free(&out);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, remove_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(operators_combine_queries),
        TEST(prefix_range_and_all_match_sets),
        TEST(scale_multiplies_the_weight),
        TEST(bm25_follows_its_parameters),
        TEST(results_are_paged_sorted_and_collapsed),
        TEST(statistics_count_terms),
        TEST(several_indexes_are_searched_as_one),
        TEST(terms_have_limits),
        TEST(article_terms_fit_any_id),
        TEST(queries_describe_themselves),
    };
    return cmocka_run_group_tests_name("store: query", tests, NULL, NULL);
}
