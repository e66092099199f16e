/* Hits that repeat one above: hidden, counted, and never more than repetitions. */
#include "test_searcher.h"

#define FIRE                                                                                       \
    "Im Hafen von Nordersiel ist am Dienstag eine Lagerhalle der Reederei Tönning ausgebrannt. "  \
    "Die Feuerwehr war mit neunzig Leuten und zwei Löschbooten bis zum Morgen im Einsatz."
#define CAUSE                                                                                      \
    "Nach ersten Ermittlungen entzündeten sich Akkus von Elektrorollern, die dort zur "           \
    "Verschiffung bereit standen. Verletzt wurde niemand, der Schaden geht in die Millionen."
#define MAYOR                                                                                      \
    "Bürgermeisterin Wiebke Harms dankte den Helfern und kündigte strengere Auflagen für die "  \
    "Lagerung gefährlicher Güter an. Die Opposition verlangt einen Bericht im Stadtrat."
#define MAYOR_REWORDED                                                                             \
    "Die Bürgermeisterin dankte den Helfern und kündigte strengere Auflagen für die Lagerung "  \
    "gefährlicher Güter an. Die Opposition verlangt nun einen Bericht im Stadtrat."
#define WIND                                                                                       \
    "Der Wind trug den Rauch über die Wohnviertel im Osten; viele Anwohner hielten Fenster und "  \
    "Türen geschlossen, zwei Schulen am Hafen sagten den Unterricht ab."

/* Two papers print the dispatch, one of them with something of its own; a third article
 * is about the harbour, too. */
static const article articles[] = {
    {"agentur", "Brand im Hafen", .passages = {FIRE, CAUSE, MAYOR}},
    {"bote", "Flammen über Nordersiel", .passages = {FIRE, CAUSE, MAYOR_REWORDED, WIND}},
    {"zeitung", "Lagerhalle brennt aus", .passages = {"(KÜN) " FIRE, CAUSE, MAYOR}},
    {"kran", "Neuer Kran",
     .passages = {"Der Hafen von Nordersiel bekommt einen Kran, der auch die größten Schiffe der "
                  "Reederei löscht. Er soll im Herbst den Betrieb aufnehmen, sagt die Leitung.",
                  "Bezahlt wird er zur Hälfte vom Land. Der alte Kran kommt ins Museum, wo schon "
                  "ein Feuerschiff und zwei Lotsenboote auf Besucher warten."}},
};

static index_folder folder;
static fund_searcher *searcher;

static int set_up(void **unused)
{
    (void)unused;
    index_open(&folder, NULL);
    index_all(&folder, articles, COUNT(articles));
    searcher = index_search(&folder);
    return 0;
}

static int tear_down(void **unused)
{
    (void)unused;
    fund_searcher_free(searcher);
    index_close(&folder);
    return 0;
}

static fund_results search_with(fund_searcher *own, const char *query, uint32_t count,
                                uint32_t offset, bool group, bool hide)
{
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = count;
    options.no_hits = count == 0;
    options.offset = offset;
    options.group = group;
    options.hide_duplicates = hide;
    must(fund_search(&results, own, query, strlen(query), &options, &err), &err);
    return results;
}

static void assert_list(const fund_results *results, const char *query, const char *expected)
{
    char *list = hit_list(results);
    if (strcmp(list, expected) != 0) {
        fail_msg("%s: got \"%s\", expected \"%s\"", query, list, expected);
    }
    free(list);
}

static void assert_distinct(const char *query, const char *expected, uint32_t similar)
{
    fund_results results = search_with(searcher, query, 10, 0, false, true);
    assert_list(&results, query, expected);
    assert_int_equal(results.hits[0]->duplicates, similar);
    fund_results_free(&results);
}

static void test_shown_unless_asked(void **unused)
{
    (void)unused;
    fund_results results = search_with(searcher, "Akkus", 10, 0, false, false);
    assert_list(&results, "Akkus", "agentur#2 bote#2 zeitung#2");
    assert_int_equal(results.hits[0]->duplicates, 0);
    fund_results_free(&results);
}

static void test_hidden(void **unused)
{
    (void)unused;
    assert_distinct("Akkus", "agentur#2", 2);
    assert_distinct("Löschbooten", "agentur#1", 2);
    assert_distinct("Kran", "kran#1 kran#2", 0);
    fund_results results = search_with(searcher, "Akkus", 10, 0, false, true);
    assert_int_equal(results.total, 3); /* matches, not hits */
    assert_string_equal(results.hits[0]->text, CAUSE);
    assert_int_equal(results.hits[0]->highlight_count, 1);
    fund_results_free(&results);
}

/* Reworded is repeated; what only one version has is not. */
static void test_own_passage_stays(void **unused)
{
    (void)unused;
    assert_distinct("Opposition", "bote#3", 2); /* the shortest ranks first */
    assert_distinct("Anwohner", "bote#4", 0);
    fund_results results = search_with(searcher, "Hafen Wind", 10, 0, false, true);
    /* of two that are the same the one whose article has the other word, too */
    assert_list(&results, "Hafen Wind", "bote#4 bote#1 kran#1");
    fund_results_free(&results);
}

static void test_phrases(void **unused)
{
    (void)unused;
    assert_distinct("\"Hafen von Nordersiel\"", "kran#1 agentur#1", 0);
    assert_distinct("\"strengere Auflagen\" -Harms", "bote#3", 0);
}

static void test_groups(void **unused)
{
    (void)unused;
    fund_results results = search_with(searcher, "Hafen", 10, 0, true, true);
    assert_int_equal(results.count, 2);
    assert_int_equal(results.total, 4);
    bool first = strcmp(results.hits[0]->fields.id.data, "kran") == 0;
    assert_int_equal(results.hits[first ? 1 : 0]->duplicates, 2);
    assert_string_not_equal(results.hits[0]->fields.id.data, results.hits[1]->fields.id.data);
    fund_results_free(&results);
}

static void test_page_is_filled(void **unused)
{
    (void)unused;
    const char *query = "Hafen Lagerhalle Reederei Anwohner Kran Museum";
    fund_results all = search_with(searcher, query, 50, 0, false, true);
    assert_true(all.count >= 4);
    for (uint32_t count = 1; count <= all.count; count++) {
        fund_results page = search_with(searcher, query, count, 0, false, true);
        assert_int_equal(page.count, count);
        fund_results_free(&page);
    }
    fund_results_free(&all);
}

static void assert_pages(const char *query, uint32_t size, bool group)
{
    fund_results all = search_with(searcher, query, 50, 0, group, true);
    char *expected = hit_list(&all);
    fund_buf list = FUND_BUF_INIT;
    for (uint32_t offset = 0; offset < all.count + size; offset += size) {
        fund_results page = search_with(searcher, query, size, offset, group, true);
        for (size_t i = 0; i < page.count; i++) {
            assert_int_equal(page.hits[i]->rank, offset + i + 1);
            fund_buf_printf(&list, "%s%s#%u", list.len > 0 ? " " : "", page.hits[i]->fields.id.data,
                            (unsigned)page.hits[i]->passage);
        }
        fund_results_free(&page);
    }
    assert_string_equal(list.data, expected);
    fund_buf_free(&list);
    free(expected);
    fund_results_free(&all);
}

static void test_pages(void **unused)
{
    (void)unused;
    static const char *const queries[] = {"Hafen", "Hafen Opposition Akkus Anwohner Museum",
                                          "\"Hafen von Nordersiel\"",
                                          "Kran \"zwei Löschbooten\" Rauch"};
    for (size_t i = 0; i < COUNT(queries); i++) {
        for (uint32_t size = 1; size <= 3; size++) {
            assert_pages(queries[i], size, false);
            assert_pages(queries[i], size, true);
        }
    }
    fund_results none = search_with(searcher, "Hafen", 0, 0, false, true);
    assert_int_equal(none.count, 0);
    fund_results_free(&none);
    none = search_with(searcher, "Hafen", UINT32_MAX, UINT32_MAX, false, true);
    assert_int_equal(none.count, 0);
    fund_results_free(&none);
}

/* The copies are in another index. */
static void test_shards(void **unused)
{
    (void)unused;
    fund_error err;
    index_folder other;
    fund_searcher *both;
    index_open(&other, NULL);
    index_all(&other, articles + 1, 2);
    const char *const paths[] = {folder.path, other.path};
    must(fund_searcher_open_with(&both, paths, 2, folder.analyzer, &err), &err);
    fund_results results = search_with(both, "Akkus", 10, 0, false, false);
    assert_int_equal(results.count, 5);
    fund_results_free(&results);
    results = search_with(both, "Akkus", 10, 0, false, true);
    assert_int_equal(results.count, 1);
    assert_int_equal(results.hits[0]->duplicates, 4);
    fund_results_free(&results);
    results = search_with(both, "Anwohner", 10, 0, false, true);
    assert_int_equal(results.count, 1);
    fund_results_free(&results);
    fund_searcher_free(both);
    index_close(&other);
}

/* Many copies with a passage of their own each: a page of any size finds them all. */
static void test_many_copies(void **unused)
{
    (void)unused;
    enum { COPIES = 150 };
    index_folder many;
    index_open(&many, NULL);
    char ids[COPIES][16], own[COPIES][128];
    article copies[COPIES];
    for (size_t i = 0; i < COPIES; i++) {
        snprintf(ids[i], sizeof ids[i], "blatt-%03zu", i);
        snprintf(own[i], sizeof own[i],
                 "Lokalblatt %zu%zu: Leser Nummer %zu%zu schrieb von Qualm in Gasse %zu%zu.", i, i,
                 i * 7, i, i * 13, i);
        copies[i] = (article){.id = ids[i], .passages = {FIRE, CAUSE, MAYOR, own[i]}};
    }
    index_all(&many, copies, COPIES);
    fund_searcher *reader = index_search(&many);
    fund_results results = search_with(reader, "Hafen Qualm", 200, 0, false, true);
    assert_int_equal(results.count, COPIES + 1);
    assert_int_equal(results.total, 2 * COPIES);
    fund_results_free(&results);
    results = search_with(reader, "Hafen", 5, 0, false, true);
    assert_int_equal(results.count, 1);
    assert_int_equal(results.hits[0]->duplicates, COPIES - 1);
    fund_results_free(&results);
    fund_searcher_free(reader);
    index_close(&many);
}

static void assert_similar(const index_folder *of, uint64_t similar, uint64_t groups)
{
    fund_error err;
    fund_index_status status = FUND_INDEX_STATUS_INIT;
    must(fund_index_status_with(&status, of->path, of->analyzer, &err), &err);
    assert_int_equal(status.near_duplicates, similar);
    assert_int_equal(status.near_duplicate_groups, groups);
}

static void test_status(void **unused)
{
    (void)unused;
    assert_similar(&folder, 2, 1);
    index_folder changing;
    index_open(&changing, NULL);
    assert_similar(&changing, 0, 0);
    index_all(&changing, articles + 3, 1);
    assert_similar(&changing, 0, 0);
    index_all(&changing, articles, 2);
    assert_similar(&changing, 1, 1);
    index_close(&changing);
}

/* Articles that say what would be syntax in a query, and two more that have words of theirs: from
 * before and from behind that. */
static const struct {
    const char *text, *left, *right;
} related[] = {
    {"KIRCHE IN NOT sammelt Spenden.", "Eine KIRCHE ist in NOT.", "Wir bitten um Spenden."},
    {"Tanzmusik: Rock AND Roll im Festzelt.", "Tanzmusik, Rock AND so weiter.",
     "Im Festzelt rollt es: Roll!"},
    {"Hamlet: TO BE OR NOT im Theater.", "Hamlet sagt: OR NOT.", "Heute spielt das Theater."},
    {"Der Sensor NEAR misst Abstände.", "Ein Sensor: NEAR.", "Wer misst die Abstände?"},
    {"Der Sensor NEAR/5 misst Abstände.", "Ein Sensor: NEAR/5.", "Wer misst die Abstände?"},
    {"Parkplätze NAHE Stadion fehlen.", "Parkplätze, ganz NAHE.", "Am Stadion fehlen sie."},
    {"Kaffee ODER Kuchen UND Torte NICHT Zucker.", "Kaffee ODER Kuchen.",
     "UND Torte, NICHT Zucker."},
    {"Im Formular: titel:Bericht autor:Meister.", "Ein Formular: titel:Bericht.",
     "Der autor:Meister."},
    {"Wir suchen +Schlosser, -Fräser und =Dreher.", "Ein Schlosser, der sucht.",
     "-Fräser, =Dreher."},
    {"Lackierer* Polsterer~ Maler^2 gesucht.", "Lackierer* gesucht.", "Polsterer~ Maler^2."},
    {"(Klammer \"Zeichen Ende).", "Klammer (", "\"Zeichen Ende."},
    {"AND Mole NOT NOT Kran.", "AND Mole.", "NOT Kran."},
};

/* Which articles are related to one with the text, by id. */
static void related_articles(char *out, size_t size, const char *text, const char *left,
                             const char *right)
{
    const article printed[] = {{"text", .passages = {text}},
                               {"left", .passages = {left}},
                               {"right", .passages = {right}},
                               {"wind", .passages = {WIND}}};
    index_folder index;
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    index_open(&index, NULL);
    index_all(&index, printed, COUNT(printed));
    fund_searcher *reader = index_search(&index);
    must(fund_more_like_this(&results, reader, "text", 4, 0, NULL, &err), &err);
    out[0] = '\0';
    for (size_t i = 0; i < COUNT(printed); i++) {
        for (size_t k = 0; k < results.count; k++) {
            if (strcmp(results.hits[k]->fields.id.data, printed[i].id) == 0) {
                snprintf(out + strlen(out), size - strlen(out), "%s ", printed[i].id);
            }
        }
    }
    assert_int_equal(results.diagnostics.count, 0);
    fund_results_free(&results);
    fund_searcher_free(reader);
    index_close(&index);
}

static void test_related_texts_are_not_syntax(void **unused)
{
    (void)unused;
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(related); i++) {
        char found[64];
        related_articles(found, sizeof found, related[i].text, related[i].left, related[i].right);
        if (strcmp(found, "left right ") != 0) {
            print_error("%s: %s\n", related[i].text, found);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_shown_unless_asked),
        cmocka_unit_test(test_hidden),
        cmocka_unit_test(test_own_passage_stays),
        cmocka_unit_test(test_phrases),
        cmocka_unit_test(test_groups),
        cmocka_unit_test(test_page_is_filled),
        cmocka_unit_test(test_pages),
        cmocka_unit_test(test_shards),
        cmocka_unit_test(test_many_copies),
        cmocka_unit_test(test_status),
        cmocka_unit_test(test_related_texts_are_not_syntax),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
