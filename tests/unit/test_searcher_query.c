/* The query language: clauses, and the trees that are built of them. */
#include "searcher/searcher_private.h"
#include "tests/unit/test_searcher.h"

static const struct {
    const char *query;
    const char *clauses; /* + must, - not; phrases in <>, words in () */
} parses[] = {
    {"", ""},
    {" \t\n", ""},
    {"Vertrag", "(Vertrag)"},
    {"  zwei  Worte ", "(zwei  Worte)"},
    {"eins +zwei drei", "(eins)+(zwei)(drei)"},
    {"+zwei drei vier", "+(zwei)(drei vier)"},
    {"eins -zwei", "(eins)-(zwei)"},
    {"-zwei", "-(zwei)"},
    {"INF-Vertrag", "(INF-Vertrag)"},
    {"a - b", "(a - b)"},
    {"a + b", "(a + b)"},
    {"C++", "(C++)"},
    {"C++ -Java", "(C++)-(Java)"},
    {"-", "(-)"},
    {"+", "(+)"},
    {"--wort", "(--wort)"},
    {"+-wort", "(+-wort)"},
    {"- wort", "(- wort)"},
    {"a\t-b", "(a)-(b)"},
    {"a\xc2\xa0-b", "(a\xc2\xa0)-(b)"},
    {"+75\xc2\xa0" "000 Mann", "+(75\xc2\xa0" "000)(Mann)"},
    {"a\xe2\x80\x83-b", "(a)-(b)"},
    {"-\xe2\x80\x83" "b", "(-\xe2\x80\x83" "b)"},
    {"\xe2\x80\x93wort", "(\xe2\x80\x93wort)"},
    {"+name@example.org", "+(name@example.org)"},
    {"+@name -#tag", "+(@name)-(#tag)"},
    {"-\xc3\x96l", "-(\xc3\x96l)"},
    {"\"rote Rosen\"", "<rote Rosen>"},
    {"\xe2\x80\x9erote Rosen\xe2\x80\x9c", "<rote Rosen>"},
    {"\xe2\x80\x9erote Rosen\xe2\x80\x9d", "<rote Rosen>"},
    {"\xe2\x80\x9crote Rosen\xe2\x80\x9d", "<rote Rosen>"},
    {"\xe2\x80\x9erote Rosen\"", "<rote Rosen>"},
    {"\xc2\xbbrote Rosen\xc2\xab", "<rote Rosen>"},
    {"\xc2\xabrote Rosen\xc2\xbb", "<rote Rosen>"},
    {"\xe2\x80\xbarote Rosen\xe2\x80\xb9", "<rote Rosen>"},
    {"\xe2\x80\x9esagte \xc2\xbbnein\xc2\xab dazu\xe2\x80\x9c ja",
     "<sagte \xc2\xbbnein\xc2\xab dazu>(ja)"},
    {"a \"b c\" d", "(a)<b c>(d)"},
    {"a +\"b c\" -\"d e\"", "(a)+<b c>-<d e>"},
    {"a\"b\"c", "(a)<b>(c)"},
    {"\"a\"-b", "<a>(-b)"},
    {"+a\"b\"", "+(a)<b>"},
    {"\"offen bis zum Ende", "<offen bis zum Ende>"},
    {"a \"\" b", "(a)(b)"},
    {"\"", ""},
    {"+\"", ""},
    {"\"a\" \"b", "<a><b>"},
    {"Ku'damm d\xe2\x80\x99or", "(Ku'damm d\xe2\x80\x99or)"},
};

static char *parse(const char *query)
{
    static const char *const signs[] = {"", "+", "-"};
    fund_clauses clauses = FUND_CLAUSES_INIT;
    fund_buf out = FUND_BUF_INIT;
    fund_buf_reserve(&out, 1);
    out.data[0] = '\0';
    assert_int_equal(fund_clauses_parse(&clauses, query, strlen(query), NULL), FUND_OK);
    for (size_t i = 0; i < clauses.count; i++) {
        const fund_clause *clause = &clauses.items[i];
        fund_buf_append_str(&out, signs[clause->occur]);
        fund_buf_append_byte(&out, clause->phrase ? '<' : '(');
        fund_buf_append(&out, query + clause->begin, clause->end - clause->begin);
        fund_buf_append_byte(&out, clause->phrase ? '>' : ')');
    }
    fund_clauses_free(&clauses);
    return out.data;
}

static void queries_are_parsed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(parses); i++) {
        char *clauses = parse(parses[i].query);
        if (strcmp(clauses, parses[i].clauses) != 0) {
            fail_msg("%s: got \"%s\", expected \"%s\"", parses[i].query, clauses,
                     parses[i].clauses);
        }
        free(clauses);
    }
}

static void a_nul_in_a_query_is_a_blank(void **state)
{
    (void)state;
    static const char query[] = "a\0-b";
    fund_clauses clauses = FUND_CLAUSES_INIT;
    assert_int_equal(fund_clauses_parse(&clauses, query, sizeof query - 1, NULL), FUND_OK);
    assert_int_equal(clauses.count, 2);
    assert_int_equal(clauses.items[1].occur, FUND_OCCUR_NOT);
    fund_clauses_free(&clauses);
}

/* ---- trees --------------------------------------------------------------- */

static const article closed[] = {{.id = "a", .passages = {"Eine Musiksammlung."}}};

/* As libxapian prints .3, .1 and .4. */
#define F3 "0.2999999999999999889"
#define F1 "0.10000000000000000555"
#define F4 "0.4000000000000000222"
#define F45 "0.4500000000000000111"
#define RAT "((rat OR 0.25 * Prat) OR (" F3 " * Srat OR " F1 " * SPrat))"

static const struct {
    const char *query;
    const char *tree;
} trees[] = {
    {"", "Query()"},
    {"?!", "Query()"},
    {"-Rat", "Query()"},
    {"-\"rote Rosen\"", "Query()"},
    {"Rat", "Query(" RAT ")"},
    {"der Rat", "Query(" RAT ")"},
    {"der", "Query(Fder)"},
    {"+Rat", "Query(((rat OR 0.25 * Prat) AND_MAYBE (" F3 " * Srat OR " F1 " * SPrat)))"},
    {"+der", "Query(Fder)"},
    {"der -Rat", "Query((Fder AND_NOT (rat OR 0.25 * Prat)))"},
    {"\"Rat\"", "Query(rat)"},
    {"\"der Rat\"", "Query((Fder AND (rat OR 0.25 * Prat)))"},
    {"Rat Rat", "Query(1.3333333333333332593 * " RAT ")"},
};

static char *describe(fund_searcher *searcher, const char *query)
{
    fund_error err;
    fund_buf out = FUND_BUF_INIT;
    must(fund_search_describe(&out, searcher, query, strlen(query), &err), &err);
    return out.data;
}

static void trees_follow_the_recipe(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, closed, COUNT(closed));
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(trees); i++) {
        char *tree = describe(searcher, trees[i].query);
        if (strcmp(tree, trees[i].tree) != 0) {
            fail_msg("%s: got %s, expected %s", trees[i].query, tree, trees[i].tree);
        }
        free(tree);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

static void assert_tree_has(fund_searcher *searcher, const char *query, const char *piece, bool has)
{
    char *tree = describe(searcher, query);
    if ((strstr(tree, piece) != NULL) != has) {
        fail_msg("%s: %s %s: %s", query, has ? "no" : "has", piece, tree);
    }
    free(tree);
}

static void trees_of_compounds_and_pairs(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, closed, COUNT(closed));
    fund_searcher *searcher = index_search(&index);
    assert_tree_has(searcher, "INF-Vertrag", "infvertrag", true);
    assert_tree_has(searcher, "INF-Vertrag", F45 " * (vertrag SYNONYM Pvertrag)", true);
    assert_tree_has(searcher, "SSC-8", F45 " * (ssc SYNONYM Pssc)", true);
    assert_tree_has(searcher, "SSC-8", "AND " F4 " * (8 SYNONYM P8)", true);
    assert_tree_has(searcher, "SSC-8", "OR " F4 " * (8 SYNONYM P8)", false);
    assert_tree_has(searcher, "Musik Sammlung", "0.5 * musiksamml", true);
    assert_tree_has(searcher, "Musik und Sammlung", "musiksamml", false);
    assert_tree_has(searcher, "Musik +Sammlung", "musiksamml", false);
    assert_tree_has(searcher, "Sammlung Musik", "sammlungmus", false);
    assert_tree_has(searcher, "M\xc3\xbcnster", "SYNONYM", true);
    fund_searcher_free(searcher);
    index_close(&index);
}

static const struct {
    const char *begin, *repeat, *end;
    size_t count;
    fund_status status;
} limits[] = {
    {"", "wort ", "", FUND_QUERY_WORDS_MAX, FUND_OK},
    {"", "wort ", "", FUND_QUERY_WORDS_MAX + 1, FUND_ERR_QUERY},
    {"", "+wort ", "", FUND_QUERY_WORDS_MAX + 1, FUND_ERR_QUERY},
    {"\"", "wort ", "\"", FUND_QUERY_WORDS_MAX + 1, FUND_ERR_QUERY},
    {"", "\"a b\" ", "", FUND_QUERY_PHRASES_MAX, FUND_OK},
    {"", "\"a b\" ", "", FUND_QUERY_PHRASES_MAX + 1, FUND_ERR_QUERY},
    {"", "!", "", FUND_QUERY_BYTES_MAX, FUND_OK},
    {"", "!", "", FUND_QUERY_BYTES_MAX + 1, FUND_ERR_QUERY},
    {"", "+\"\" ", "", 200000, FUND_OK},
    {"wort\xff", "", "", 0, FUND_ERR_ENCODING},
    {"\xed\xa0\x80", "", "", 0, FUND_ERR_ENCODING},
};

static void bad_queries_are_refused(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, closed, COUNT(closed));
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(limits); i++) {
        fund_buf query = FUND_BUF_INIT;
        fund_buf_append_str(&query, limits[i].begin);
        for (size_t n = 0; n < limits[i].count; n++) {
            fund_buf_append_str(&query, limits[i].repeat);
        }
        fund_buf_append_str(&query, limits[i].end);
        fund_error err = FUND_ERROR_INIT;
        fund_results results = FUND_RESULTS_INIT;
        fund_status status = fund_search(&results, searcher, query.data, query.len, NULL, &err);
        if (status != limits[i].status) {
            fail_msg("case %zu: %s %s", i, fund_status_name(status), err.message);
        }
        assert_int_equal(results.count, 0);
        fund_results_free(&results);
        fund_buf_free(&query);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_are_parsed),
        cmocka_unit_test(a_nul_in_a_query_is_a_blank),
        cmocka_unit_test(trees_follow_the_recipe),
        cmocka_unit_test(trees_of_compounds_and_pairs),
        cmocka_unit_test(bad_queries_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
