/* The query language: clauses, and the trees that are built of them. */
#include "searcher/plan/plan.h"
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
    {"-", ""},
    {"+", ""},
    {"--wort", "(--wort)"},
    {"+-wort", "(+-wort)"},
    {"- wort", "(- wort)"},
    {"a\t-b", "(a)-(b)"},
    {"a\xc2\xa0-b", "(a\xc2\xa0)-(b)"},
    {"+75\xc2\xa0"
     "000 Mann",
     "+(75\xc2\xa0"
     "000)(Mann)"},
    {"a\xe2\x80\x83-b", "(a)-(b)"},
    {"-\xe2\x80\x83"
     "b",
     "(-\xe2\x80\x83"
     "b)"},
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

static void parse_into(fund_ast *out, fund_arena *arena, fund_diagnostic_list *notes,
                       const char *query, size_t len)
{
    fund_error err;
    notes->count = 0;
    must(fund_ast_parse(out, arena, notes, query, len, "2024-03-15T12:00:00Z", &err), &err);
}

static void dump_leaf(fund_buf *out, const char *query, const fund_node *node)
{
    static const char *const signs[] = {"", "+", "-"};
    bool phrase = node->kind == FUND_NODE_PHRASE;
    assert_true(phrase || node->kind == FUND_NODE_WORDS);
    fund_buf_append_str(out, signs[node->occur]);
    fund_buf_append_byte(out, phrase ? '<' : '(');
    fund_buf_append(out, query + node->begin, node->end - node->begin);
    fund_buf_append_byte(out, phrase ? '>' : ')');
}

/* Of a query without parentheses and operators in words. */
static char *parse(const char *query)
{
    fund_arena *arena = fund_arena_new();
    fund_diagnostic_list notes;
    fund_ast syntax;
    fund_buf out = FUND_BUF_INIT;
    fund_buf_reserve(&out, 1);
    out.data[0] = '\0';
    parse_into(&syntax, arena, &notes, query, strlen(query));
    if (syntax.root != NULL && syntax.root->kind != FUND_NODE_GROUP) {
        dump_leaf(&out, query, syntax.root);
    }
    for (const fund_node *node = syntax.root != NULL ? syntax.root->first : NULL; node != NULL;
         node = node->next) {
        dump_leaf(&out, query, node);
    }
    fund_arena_free(arena);
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
    fund_arena *arena = fund_arena_new();
    fund_diagnostic_list notes;
    fund_ast syntax;
    parse_into(&syntax, arena, &notes, query, sizeof query - 1);
    assert_int_equal(syntax.root->kind, FUND_NODE_GROUP);
    assert_int_equal(syntax.root->first->next->occur, FUND_OCCUR_NOT);
    fund_arena_free(arena);
}

/* What a query is printed as; `notes`: how many remarks there are. */
static const struct {
    const char *query, *printed;
    size_t notes;
} prints[] = {
    {"Haus Garten AND Hof", "Haus Garten AND Hof", 0},
    {"Haus UND Hof ODER Garten", "(Haus AND Hof) OR Garten", 0},
    {"Haus ODER Hof UND Garten", "Haus OR (Hof AND Garten)", 0},
    {"Haus && Hof || Garten", "(Haus AND Hof) OR Garten", 0},
    {"(Haus ODER Hof) UND Garten", "(Haus OR Hof) AND Garten", 0},
    {"Haus NOT Hof", "Haus -Hof", 0},
    {"Haus NICHT (Hof Garten)", "Haus -(Hof Garten)", 0},
    {"Haus AND NOT Hof", "Haus AND (-Hof)", 0},
    {"NOT Hof", "-Hof", 0},
    {"NOT -Hof", "Hof", 0},
    {"und oder nicht", "und oder nicht", 0},
    {"AND", "AND", 0},
    {"Haus AND", "Haus AND", 0},
    {"AND Haus OR", "AND Haus OR", 0},
    {"Haus AND OR Hof", "Haus AND; OR Hof", 0},
    {"Haus AND AND AND", "Haus AND AND AND", 0},
    {"NOT NOT NOT", "NOT NOT NOT", 0},
    {"Haus NEAR Hof", "Haus NEAR/10 Hof", 0},
    {"das Haus NEAR/3 Hof Garten", "das (Haus NEAR/3 Hof) Garten", 0},
    {"Haus NEAR/2 \"alter Hof\" NEAR/5 Gart*", "Haus NEAR/2 \"alter Hof\" NEAR/5 Gart*", 0},
    {"NEAR/3 Haus", "NEAR/3 Haus", 0},
    {"Haus NEAR (Hof Garten)", "Haus AND (Hof Garten)", 1},
    {"Haus* *haus H*s =Haus =\"Ein Haus\" Haus~ Haus~2",
     "Haus* *haus H*s =Haus =\"Ein Haus\" Haus~ Haus~2", 0},
    {"*", "", 0},
    {"**", "", 0},
    {"=", "", 0},
    {"~", "", 0},
    {"a=b", "a=b", 0},
    {"Wort*, und", "Wort* und", 0},
    {"Haus^2 Hof^0.5 \"ein Haus\"^3 (a b)^4", "Haus^2 Hof^0.5 \"ein Haus\"^3 (a b)^4", 0},
    {"Haus^ Haus^x ^2", "Haus^ Haus^x ^2", 0},
    {"titel:Haus Hof", "titel:Haus Hof", 0},
    {"title:Haus SECTION:Politik", "titel:Haus ressort:Politik", 0},
    {"autor:\"Anna Berg\" -quelle:dpa", "autor:\"Anna Berg\" -quelle:dpa", 0},
    {"ressort:(Politik ODER Sport)", "ressort:Politik OR ressort:Sport", 0},
    {"ressort:Pol*", "ressort:Pol*", 0},
    {"artikel:2022/a-1", "artikel:2022/a-1", 0},
    {"titel: Haus", "titel: Haus", 0},
    {"18:30 Uhr https://example.org Merkel:ja", "18:30 Uhr https://example.org Merkel:ja", 0},
    {"autro:Berg", "autro:Berg", 1},
    {"datum:2022", "datum:2022", 0},
    {"datum:2022-01..2022-03", "datum:2022-01..2022-03", 0},
    {"datum:2022-01..", "datum:2022-01..", 0},
    {"datum:..2022-01", "datum:..2022-01", 0},
    {"datum:2022-03..2022-01", "datum:2022-01..2022-03", 1},
    {"datum:7.1.2022", "datum:2022-01-07", 0},
    {"datum:\"7. Januar 2022\"", "datum:2022-01-07", 0},
    {"datum:7. Januar 2022 Haus", "datum:2022-01-07 Haus", 0},
    {"datum:letzte 7 Tage Haus", "datum:2024-03-08.. Haus", 0},
    /* today is Friday, 2024-03-15 */
    {"datum:\"letzte Woche\"", "datum:2024-03-04..2024-03-10", 0},
    {"datum:letzte Woche Haus", "datum:2024-03-04..2024-03-10 Haus", 0},
    {"datum:\"vorigen Monat\"", "datum:2024-02", 0},
    {"datum:\"letztes Jahr\"", "datum:2023", 0},
    {"datum:\"vergangenes Jahr\"", "datum:2023", 0},
    {"datum:\"diese Woche\"", "datum:2024-03-11..2024-03-17", 0},
    {"datum:\"diesen Monat\"", "datum:2024-03", 0},
    {"datum:\"dieses Jahr\"", "datum:2024", 0},
    {"datum:\"letzte 2 Wochen\"", "datum:2024-03-01..", 0},
    {"datum:vorgestern", "datum:2024-03-13", 0},
    {"datum:\"seit 2022\"", "datum:2022..", 0},
    {"datum:seit Januar 2022 Haus", "datum:2022-01.. Haus", 0},
    {"datum:\"seit letzter Woche\"", "datum:2024-03-04..", 0},
    {"datum:\"ab 7.1.2022\"", "datum:2022-01-07..", 0},
    {"datum:\"bis 2022\"", "datum:..2022", 0},
    {"datum:\"vor 2022\"", "datum:..2021", 0},
    {"datum:\"vor 3 Tagen\"", "datum:2024-03-12", 0},
    {"datum:vor 3 Tagen Haus", "datum:2024-03-12 Haus", 0},
    {"datum:\"vor einer Woche\"", "datum:2024-03-04..2024-03-10", 0},
    {"datum:\"vor zwei Jahren\"", "datum:2022", 0},
    {"datum:\"vor zw\xc3\xb6lf Monaten\"", "datum:2023-03", 0},
    {"datum:\"3 days ago\"", "datum:2024-03-12", 0},
    {"datum:\"seit drei Tagen\"", "datum:2024-03-12..", 0},
    {"datum:\"letzte zwei Wochen\"", "datum:2024-03-01..", 0},
    {"datum:\"letzten Freitag\"", "datum:2024-03-08", 0},
    {"datum:\"letzten Donnerstag\"", "datum:2024-03-14", 0},
    {"datum:\"seit letztem Samstag\"", "datum:2024-03-09..", 0},
    {"datum:\"last Monday\"", "datum:2024-03-11", 0},
    {"datum:\"vor 3 Tagen bis gestern\"", "datum:2024-03-12..2024-03-14", 0},
    {"datum:\"nach 2022\"", "datum:2023..", 0},
    {"datum:\"nach letzter Woche\"", "datum:2024-03-11..", 0},
    {"datum:\"von 2020 bis 2022\"", "datum:2020..2022", 0},
    {"datum:\"vom 1.2.2022 bis zum 3.4.2022\"", "datum:2022-02-01..2022-04-03", 0},
    {"datum:\"zwischen 2020 und 2022\"", "datum:2020..2022", 0},
    {"datum:\"letztes Jahr bis heute\"", "datum:2023..2024-03-15", 0},
    {"datum:01.02.22", "datum:2022-02-01", 0},
    {"datum:1.2.98", "datum:1998-02-01", 0},
    {"datum:31.12.34", "datum:2034-12-31", 0},
    {"datum:31.12.35", "datum:1935-12-31", 0},
    {"datum:\"3 Monate\"", "datum:2023-12-15..", 0},
    {"datum:heute", "datum:2024-03-15", 0},
    {"datum:gestern..heute", "datum:2024-03-14..2024-03-15", 0},
    {"datum:>=2022", "datum:2022..", 0},
    {"datum:<=2022", "datum:..2022", 0},
    {"datum:>2022", "datum:2023..", 0},
    {"datum:<2022-01", "datum:..2021-12", 0},
    {"datum:>2022-12", "datum:2023-01..", 0},
    {"datum:<2022-01-01", "datum:..2021-12-31", 0},
    {"datum:<1.3.2024", "datum:..2024-02-29", 0},
    {"datum:>2023-02-28", "datum:2023-03-01..", 0},
    {"datum:<0001", "datum:..0000", 0},
    {"datum:>9999", "datum:9999..", 0},
    {"datum:\"2022-01\n bis  2022-03\"", "datum:2022-01..2022-03", 0},
    {"Haus NEAR/0 Hof", "Haus NEAR/1 Hof", 1},
    {"Haus NAHE/00 Hof", "Haus NEAR/1 Hof", 1},
    {"Haus NEAR/1000 Hof", "Haus NEAR/1000 Hof", 0},
    {"Haus NEAR/1001 Hof", "Haus NEAR/1000 Hof", 1},
    {"Haus NEAR/99999999999999999999 Hof", "Haus NEAR/1000 Hof", 1},
    {"a NEAR/0 b NEAR/0 c", "a NEAR/1 b NEAR/1 c", 2},
    {"Haus NEAR/0", "Haus NEAR/0", 0},
    {"Haus NEAR/ Hof", "Haus NEAR/ Hof", 0},
    {"Haus NEAR/5x Hof", "Haus NEAR/5x Hof", 0},
    {"Haus AND/0 Hof", "Haus AND/0 Hof", 0},
    {"(Haus", "Haus", 1},
    {"Haus)", "Haus)", 0},
    {"((Haus) (Hof", "Haus Hof", 2},
    {"B\xc3\xbcrger(innen) (B\xc3\xbcrger(innen) Haus)",
     "B\xc3\xbcrger(innen) (B\xc3\xbcrger(innen) Haus)", 0},
    {"x(a ODER b) c", "x;a OR b; c", 0},
    {"a UND NICHT NICHT b", "a AND b", 0},
    {"a (UND b)", "a (UND; b)", 0},
    {"\"a\" (ODER) \"b\"", "\"a\" ODER; \"b\"", 0},
    {"(a)NAHE NICHT b", "a NAHE; -b", 0},
    {"()-1 Haus", ";-1 Haus", 0},
    {"Haus +(.5) +(-Hof)", "Haus +(.5) +(-Hof)", 0},
    {"(Haus.)^2", "(Haus.)^2", 0},
    {"(titel:Haus)^2", "titel:Haus", 0},
    {"Haus^0,12345 Hof^5000", "Haus^0.123 Hof^1000", 0},
    {"(Haus^0.001)^0.001", "Haus^0.001", 0},
    {"Nc)m(ini* .titel:x* Straf(e~", "Nc;m;ini* (.titel:x*) Straf;e~", 0},
    {"\xe2\x80\x9e"
     "ein \xc2\xbbHaus\xc2\xab\xe2\x80\x9c",
     "\"ein \xc2\xbbHaus\xc2\xab\"", 0},
    {"\xc2\xbb"
     "ein \"Haus\" \xc2\xab",
     "\xc2\xbb"
     "ein \"Haus\"\xc2\xab",
     0},
    {"=\"(Haus\" a =b)c", "=\"(Haus\" a =\"b)c\"", 0},
    {"titel:\"a b*\" autor:\"c*\"", "titel:\"a b*\" autor:c*", 0},
    {"ressort:\"? [Politik \" a", "ressort:Politik a", 0},
    {"()", "", 0},
    {"( ) a", "a", 0},
    {"\"Haus Hof", "\"Haus Hof\"", 1},
    {"/Haus \"Hof /^2", ";Haus \"Hof /^2\"", 1},
    {"Garten +/Haus \"Hof /^2", "Garten +;Haus \"Hof /^2\"", 1},
    {"\"Haus*\xc2\xbbHof", "\"Haus*\xc2\xbbHof\"", 1},
    {"(Haus OR Hof)^2", "(Haus OR Hof)^2", 0},
    {"((Haus OR Hof)^2)^3", "(Haus OR Hof)^6", 0},
    {"+(Haus Hof) Garten", "+(Haus Hof) Garten", 0},
};

static void queries_are_printed(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(prints); i++) {
        const char *query = prints[i].query;
        for (int again = 0; again < 2; again++) { /* what is printed means the same */
            fund_arena *arena = fund_arena_new();
            fund_diagnostic_list notes;
            fund_ast syntax;
            fund_buf out = FUND_BUF_INIT;
            fund_buf_append_str(&out, "");
            parse_into(&syntax, arena, &notes, query, strlen(query));
            fund_ast_print(&out, &syntax);
            const char *printed = out.data != NULL ? out.data : "";
            if (strcmp(printed, prints[i].printed) != 0 ||
                (again == 0 && notes.count != prints[i].notes)) {
                fail_msg("%s: \"%s\", not \"%s\"; %zu notes: %s", query, printed, prints[i].printed,
                         notes.count, notes.count > 0 ? notes.items[0].message : "none");
            }
            fund_buf_free(&out);
            fund_arena_free(arena);
            query = prints[i].printed;
        }
    }
}

static const char *const no_dates[] = {
    "datum:x",
    "datum:2022-13",
    "datum:2022-02-30",
    "datum:\"nach dem\"",
    "datum:\"von 2022\"",
    "datum:seit",
    "datum:32.1.22",
    "datum:32.1.2022",
    "datum:\"\"",
    "datum:>",
    "datum:..",
    "datum:1..2",
    "Haus datum:gestern..morgen",
};

static void a_date_that_is_none_is_an_error(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(no_dates); i++) {
        fund_arena *arena = fund_arena_new();
        fund_diagnostic_list notes = {.count = 0};
        fund_ast syntax;
        fund_error err = FUND_ERROR_INIT;
        fund_status status = fund_ast_parse(&syntax, arena, &notes, no_dates[i],
                                            strlen(no_dates[i]), "2024-03-15", &err);
        if (status != FUND_ERR_QUERY || strstr(err.message, "invalid date") == NULL) {
            fail_msg("%s: %s %s", no_dates[i], fund_status_name(status), err.message);
        }
        fund_arena_free(arena);
    }
}

/* Nothing that can be typed takes long, and all of it is printed as something that is
 * printed as itself. */
static void odd_queries_are_parsed_at_once(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "(",        ")",        "\"",  "+",    "-",    "*",       "=",      "~",           "^",
        "^2",       "a",        " ",   "AND ", "NOT ", "NEAR/2 ", "titel:", "datum:2022 ", ":",
        "\xc2\xbb", "\xc2\xa0", "OR ", "b*c ", "x~3",  "..",      ">",
    };
    enum { LENGTH = 200000 };
    fund_buf query = FUND_BUF_INIT;
    for (size_t i = 0; i < COUNT(pieces) * COUNT(pieces); i++) {
        fund_buf_clear(&query);
        while (query.len < (i % COUNT(pieces) == 0 ? LENGTH : 300)) {
            fund_buf_append_str(&query, pieces[i % COUNT(pieces)]);
            fund_buf_append_str(&query, pieces[i / COUNT(pieces)]);
        }
        fund_arena *arena = fund_arena_new();
        fund_diagnostic_list notes = {.count = 0};
        fund_ast syntax;
        fund_error err = FUND_ERROR_INIT;
        fund_status status =
            fund_ast_parse(&syntax, arena, &notes, query.data, query.len, "2024-03-15", &err);
        assert_true(status == FUND_OK || status == FUND_ERR_QUERY);
        fund_arena_free(arena);
    }
    fund_buf_free(&query);
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
    {"der", "Query(0 * <alldocuments>)"},
    {"+Rat", "Query(((rat OR 0.25 * Prat) AND_MAYBE (" F3 " * Srat OR " F1 " * SPrat)))"},
    {"+der", "Query(0 * <alldocuments>)"},
    {"der -Rat", "Query((0 * <alldocuments> AND_NOT (rat OR 0.25 * Prat)))"},
    {"\"Rat\"", "Query((rat OR Srat))"},
    {"\"der Rat\"", "Query(((rat OR 0.25 * Prat) OR (Srat SYNONYM SPrat)))"},
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
    {"", "\"a b\" ", "", FUND_QUERY_PREDICATES_MAX, FUND_OK},
    {"", "\"a b\" ", "", FUND_QUERY_PREDICATES_MAX + 1, FUND_ERR_QUERY},
    {"", "*ab ", "", FUND_QUERY_WALKS_MAX, FUND_OK},
    {"", "*ab ", "", FUND_QUERY_WALKS_MAX + 1, FUND_ERR_QUERY},
    {"", "ab~ ", "", FUND_QUERY_WALKS_MAX + 1, FUND_ERR_QUERY},
    {"", "ab* ", "", FUND_QUERY_PREDICATES_MAX, FUND_OK},
    {"", "a NEAR b ", "", FUND_QUERY_PREDICATES_MAX + 1, FUND_ERR_QUERY},
    {"", "(((( ", "", 100000, FUND_OK},
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
        cmocka_unit_test(queries_are_printed),
        cmocka_unit_test(a_date_that_is_none_is_an_error),
        cmocka_unit_test(odd_queries_are_parsed_at_once),
        cmocka_unit_test(trees_follow_the_recipe),
        cmocka_unit_test(trees_of_compounds_and_pairs),
        cmocka_unit_test(bad_queries_are_refused),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
