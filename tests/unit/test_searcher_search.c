/* Searching: ranking, operators, phrases, grouping, pages, highlights. */
#include "tests/unit/test_searcher.h"

static const article articles[] = {
    {.id = "gipfel",
     .title = "Gipfel in M\xc3\xbcnster",
     .date = "2024-05-01",
     .url = "https://example.org/gipfel",
     .path = "/tmp/gipfel.txt",
     .source = "Eigener Bericht",
     .passages =
         {
             "Die Minister sprachen \xc3\xbc"
             "ber den INF-Vertrag und seine Zukunft.",
             "Der Vertrag gilt seit Jahren. Ein neuer Vertrag ist nicht in Sicht.",
             "In Muenster wurde \xc3\xbc"
             "ber die Musik-Sammlung des Hauses gestritten.",
             "Am 24. Februar 2022 standen 75.000 Soldaten an der Grenze.",
         }},
    {.id = "kunst",
     .title = "Kunst und Musik",
     .url = "https://example.org/kunst",
     .passages =
         {
             "Die Musiksammlung zeigt alte Geigen, sagte die Direktorin.",
             "Eine Sammlung von Noten geh\xc3\xb6rt zur Musik.",
             "Rote Rosen bl\xc3\xbchen im Garten, rote Rosen auch im Park.",
             "Rosen, die im Garten stehen, sind selten rote.",
         }},
    {.id = "politik",
     .path = "/tmp/politik.txt",
     .passages =
         {
             "Die Linke stellt einen Antrag zur SSC-8 im Parlament.",
             "Er f\xc3\xbchlt sich dabei wohl, und der Garten bl\xc3\xbcht.",
             "Die rote Fahne weht, und rote Rosen liegen im Parlament.",
             "Auf der linken Seite sitzt der Minister.",
         }},
};

static const struct {
    const char *query;
    const char *hits;
} cases[] = {
    /* words are OR-ed; more and rarer ones rank higher */
    {"Geigen", "kunst#1"},
    {"Fahne Garten", "politik#3 politik#2 kunst#4 kunst#3"},
    {"gibtesnicht", ""},
    {"", ""},
    {"  ", ""},
    {"...", ""},
    {"-", ""},
    {"\"\"", ""},
    /* hyphen compounds: the whole first, then what only has a part */
    {"INF-Vertrag", "gipfel#1 gipfel#2"},
    {"Infvertrag", "gipfel#1"},
    {"Vertrag", "gipfel#2 gipfel#1"},
    {"8", "politik#1"},
    /* closed and with a hyphen a word is one term */
    {"Musiksammlung", "gipfel#3 kunst#1"},
    {"Musik Sammlung", "kunst#2 gipfel#3 kunst#1"},
    {"Musik-Sammlung", "gipfel#3 kunst#1 kunst#2"},
    /* inflection and letters */
    {"Ministern", "politik#4 gipfel#1"},
    {"muenster", "gipfel#3 gipfel#1"},
    {"M\xc3\xbcnster", "gipfel#3 gipfel#1"},
    {"75000", "gipfel#4"},
    {"75 000", "gipfel#4"},
    {"24.02.2022", "gipfel#4"},
    /* function words are no words of their own, except alone */
    {"der Geigen", "kunst#1"},
    {"sich", "politik#2"},
    {"Sicherheit", ""},
    /* + and - */
    {"+Garten Fahne", "politik#3 politik#2 kunst#4 kunst#3"}, /* of the article with both */
    {"+Garten +rote", "kunst#3 kunst#4 politik#3 politik#2"},
    {"+Garten +Fahne", "politik#3 politik#2"},
    {"+Garten -Park", "politik#2 kunst#4"},
    {"Garten -Rosen", "politik#2"},
    {"-Rosen", ""},
    {"+INF-Vertrag", "gipfel#1"},
    {"+M\xc3\xbcnster", "gipfel#3"},
    {"Minister -Vertrag", "politik#4"},
    {"Vertrag -INF-Vertrag", "gipfel#2"},
    {"Musik -Musiksammlung", "kunst#2"},
    {"+der +Garten", "politik#2 politik#4"},
    {"Garten -der", "kunst#4 kunst#3"},
    {"+", ""},
    {"Geigen +", "kunst#1"},
    /* phrases */
    {"\"rote Rosen\"", "kunst#3 politik#3"},
    {"\"Die Linke\"", "politik#1"},
    {"\xe2\x80\x9e"
     "die linke\xe2\x80\x9c",
     "politik#1"},
    {"\"Vertrag\"", "gipfel#2"},
    {"\"INF-Vertrag\"", "gipfel#1"},
    {"\"den INF Vertrag\"", "gipfel#1"},
    {"\"Vertrag und seine\"", "gipfel#1"},
    {"\"im Parlament", "politik#1 politik#3"},
    {"\"75.000 Soldaten\"", "gipfel#4"},
    {"+\"rote Rosen\" Fahne", "politik#3 kunst#3"},
    {"+\"rote Rosen\" +Park", "kunst#3"},
    {"Garten -\"rote Rosen\"", "politik#2 kunst#4"},
    {"-\"rote Rosen\"", ""},
    {"+Garten \"rote Rosen\"", "kunst#3 politik#3 politik#2 kunst#4"},
    {"\"rote Rosen\" \"die Linke\"", "kunst#3 politik#3 politik#1"},
    {"Geigen \"Rosen rote\"", "kunst#1"},
    {"Geigen -\"gibt es nicht\"", "kunst#1"},
};

typedef struct fixture {
    index_folder index;
    fund_searcher *searcher;
} fixture;

static int open_fixture(void **state)
{
    fixture *f = calloc(1, sizeof *f);
    if (f == NULL) {
        return -1;
    }
    index_open(&f->index, NULL);
    index_all(&f->index, articles, COUNT(articles));
    f->searcher = index_search(&f->index);
    *state = f;
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;
    fund_searcher_free(f->searcher);
    index_close(&f->index);
    free(f);
    return 0;
}

static void queries_find_what_a_reader_expects(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_hits(f->searcher, cases[i].query, cases[i].hits);
    }
}

static const struct {
    const char *query;
    const char *text; /* of the first hit */
} marks[] = {
    {"Vertrag", "Der [Vertrag] gilt seit Jahren. Ein neuer [Vertrag] ist nicht in Sicht."},
    {"Zukunft Vertrag", "Die Minister sprachen \xc3\xbc"
                        "ber den INF-[Vertrag] und seine [Zukunft]."},
    {"INF-Vertrag", "Die Minister sprachen \xc3\xbc"
                    "ber den [INF-Vertrag] und seine Zukunft."},
    {"Musik-Sammlung", "In Muenster wurde \xc3\xbc"
                       "ber die [Musik-Sammlung] des Hauses gestritten."},
    {"+M\xc3\xbcnster Haus", "In [Muenster] wurde \xc3\xbc"
                             "ber die Musik-Sammlung des [Hauses] gestritten."},
    {"Musik Sammlung +Geige", "Die [Musiksammlung] zeigt alte [Geigen], sagte die Direktorin."},
    {"\"rote Rosen\"", "[Rote Rosen] bl\xc3\xbchen im Garten, [rote Rosen] auch im Park."},
    {"\"im Garten\" Park Rosen", "Rote [Rosen] bl\xc3\xbchen [im Garten], rote [Rosen] auch im "
                                 "[Park]."},
    {"\"die Linke\" der", "[Die Linke] stellt einen Antrag zur SSC-8 im Parlament."},
    {"Fahne -\"rote Rosen blau\"", "Die rote [Fahne] weht, und rote Rosen liegen im Parlament."},
    {"SSC-8", "Die Linke stellt einen Antrag zur [SSC-8] im Parlament."},
    {"\"Antrag\"", "Die Linke stellt einen [Antrag] zur SSC-8 im Parlament."},
    {"der -Seite", "Der Vertrag gilt seit Jahren. Ein neuer Vertrag ist nicht in Sicht."},
    {"24.02.2022", "Am [24. Februar 2022] standen 75.000 Soldaten an der Grenze."},
    {"\"75 000 Soldaten\"", "Am 24. Februar 2022 standen [75.000 Soldaten] an der Grenze."},
};

static void highlights_are_exact_to_the_byte(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < COUNT(marks); i++) {
        fund_results results = run_search(f->searcher, marks[i].query, 1, 0, false);
        assert_int_equal(results.count, 1);
        const fund_hit *hit = results.hits[0];
        assert_int_equal(hit->text_len, strlen(hit->text));
        char *text = marked_text(hit->text, hit->highlights, hit->highlight_count);
        if (strcmp(text, marks[i].text) != 0) {
            fail_msg("%s: got \"%s\", expected \"%s\"", marks[i].query, text, marks[i].text);
        }
        free(text);
        fund_results_free(&results);
    }
}

static void a_hit_carries_its_article(void **state)
{
    const fixture *f = *state;
    fund_results results = run_search(f->searcher, "+Vertrag Zukunft M\xc3\xbcnster", 10, 0, false);
    const fund_hit *hit = results.hits[0];
    assert_string_equal(hit->fields.id.data, "gipfel");
    assert_int_equal(hit->passage, 1);
    assert_int_equal(hit->passage_count, 4);
    assert_int_equal(hit->rank, 1);
    assert_true(hit->score > results.hits[1]->score);
    assert_string_equal(hit->fields.title.data, "Gipfel in M\xc3\xbcnster");
    assert_string_equal(hit->fields.date.data, "2024-05-01");
    assert_string_equal(hit->fields.section.data, "");
    assert_string_equal(fund_hit_source(hit), "Eigener Bericht");
    char *title =
        marked_text(hit->fields.title.data, hit->title_highlights, hit->title_highlight_count);
    assert_string_equal(title, "Gipfel in [M\xc3\xbcnster]");
    free(title);
    fund_results_free(&results);
    results = run_search(f->searcher, "Geigen", 1, 0, false);
    assert_string_equal(fund_hit_source(results.hits[0]), "https://example.org/kunst");
    fund_results_free(&results);
    results = run_search(f->searcher, "SSC-8", 1, 0, false);
    assert_string_equal(fund_hit_source(results.hits[0]), "/tmp/politik.txt");
    assert_string_equal(results.hits[0]->fields.title.data, "");
    fund_results_free(&results);
}

static void without_text_a_hit_has_none(void **state)
{
    const fixture *f = *state;
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.no_text = true;
    must(fund_search(&results, f->searcher, "Geigen", 6, &options, &err), &err);
    assert_int_equal(results.count, 1);
    assert_string_equal(results.hits[0]->text, "");
    assert_int_equal(results.hits[0]->highlight_count, 0);
    assert_int_equal(results.hits[0]->passage, 1);
    fund_results_free(&results);
}

static const struct {
    const char *query;
    const char *hits;
    uint32_t more; /* of the first hit */
} groups[] = {
    {"Garten", "politik#2 kunst#4", 0},
    {"Rosen", "kunst#3 politik#3", 1},
    {"Vertrag Soldaten", "gipfel#2", 2},
    /* the best candidate of "politik" lacks the phrase */
    {"\"rote Rosen\"", "kunst#3 politik#3", 0},
    {"\"im Garten\"", "kunst#4", 1},
    {"+Garten -\"im Park\"", "politik#2 kunst#4", 0},
};

static void grouped_hits_are_the_best_of_each_article(void **state)
{
    const fixture *f = *state;
    for (size_t i = 0; i < COUNT(groups); i++) {
        fund_results results = run_search(f->searcher, groups[i].query, 10, 0, true);
        char *list = hit_list(&results);
        if (strcmp(list, groups[i].hits) != 0 || results.hits[0]->more != groups[i].more) {
            fail_msg("%s: got \"%s\" (%u more), expected \"%s\"", groups[i].query, list,
                     (unsigned)results.hits[0]->more, groups[i].hits);
        }
        assert_int_equal(results.total, results.count);
        free(list);
        fund_results_free(&results);
    }
}

static void a_phrase_that_is_not_there_gives_no_score(void **state)
{
    const fixture *f = *state;
    fund_results with = run_search(f->searcher, "Garten \"Rosen rote\"", 10, 0, false);
    fund_results without = run_search(f->searcher, "Garten", 10, 0, false);
    assert_int_equal(with.count, without.count);
    for (size_t i = 0; i < with.count; i++) {
        assert_string_equal(with.hits[i]->text, without.hits[i]->text);
        assert_true(with.hits[i]->score - without.hits[i]->score < 1e-9);
        assert_true(without.hits[i]->score - with.hits[i]->score < 1e-9);
    }
    fund_results_free(&with);
    fund_results_free(&without);
}

static void offsets_beyond_the_end_and_counts_of_zero(void **state)
{
    const fixture *f = *state;
    static const char *const queries[] = {"Garten", "\"im Garten\""};
    static const uint32_t totals[] = {3, 2};
    for (size_t i = 0; i < COUNT(queries); i++) {
        static const struct {
            uint32_t count, offset;
        } pages[] = {{0, 0}, {10, 100}, {10, UINT32_MAX}, {0, UINT32_MAX}};
        for (size_t p = 0; p < COUNT(pages); p++) {
            fund_results results =
                run_search(f->searcher, queries[i], pages[p].count, pages[p].offset, false);
            assert_int_equal(results.count, 0);
            assert_int_equal(results.total, totals[i]);
            assert_true(results.total_exact);
            fund_results_free(&results);
        }
        fund_results results = run_search(f->searcher, queries[i], UINT32_MAX, 1, false);
        assert_int_equal(results.count, totals[i] - 1);
        assert_int_equal(results.hits[0]->rank, 2);
        fund_results_free(&results);
    }
}

/* ---- a larger corpus ----------------------------------------------------- */

enum { MANY = 1500 };

static const char *const made_words[] = {"Wald", "Berg", "Fluss", "Haus", "und", "Markt", "Schiff"};

static void add_many(index_folder *index)
{
    uint32_t seed = 7;
    for (size_t i = 0; i < MANY; i += 3) {
        char texts[3][160], id[8];
        for (size_t t = 0; t < 3; t++) {
            size_t len = 0;
            size_t words = 3;
            for (size_t w = 0; w < words; w++) {
                seed = seed * 1664525u + 1013904223u;
                words = w == 0 ? 3 + (seed >> 20) % 10 : words;
                len += (size_t)snprintf(texts[t] + len, sizeof texts[t] - len, "%s ",
                                        made_words[(seed >> 16) % COUNT(made_words)]);
            }
        }
        snprintf(id, sizeof id, "%zu", i);
        article one = {.id = id, .passages = {texts[0], texts[1], texts[2]}};
        index_article(index, &one);
    }
    index_commit(index);
}

static const char *const paged[] = {
    "Wald Berg",           "\"Wald Berg\"",
    "Fluss \"Wald Berg\"", "\"Wald Berg\" \"Markt Schiff\"",
    "Haus -\"Wald Berg\"", "+\"und Markt\" Haus \"Wald Berg\" Fluss",
    "\"Berg Berg Berg\"",
};

static void pages_are_pieces_of_one_list(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    add_many(&index);
    fund_searcher *searcher = index_search(&index);
    for (size_t q = 0; q < 2 * COUNT(paged); q++) {
        const char *query = paged[q / 2];
        bool group = q % 2 == 1;
        fund_results all = run_search(searcher, query, MANY, 0, group);
        assert_true(all.count > 0);
        assert_int_equal(all.total, all.count);
        for (uint32_t offset = 0; offset < all.count; offset += 37) {
            fund_results page = run_search(searcher, query, 37, offset, group);
            for (uint32_t i = 0; i < page.count; i++) {
                assert_string_equal(page.hits[i]->fields.id.data,
                                    all.hits[offset + i]->fields.id.data);
                assert_int_equal(page.hits[i]->passage, all.hits[offset + i]->passage);
                assert_int_equal(page.hits[i]->rank, offset + i + 1);
            }
            assert_int_equal(page.count, all.count - offset < 37 ? all.count - offset : 37);
            fund_results_free(&page);
        }
        for (size_t i = 1; i < all.count; i++) {
            assert_true(all.hits[i]->score <= all.hits[i - 1]->score);
        }
        fund_results_free(&all);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

static bool is_near(double a, double b)
{
    return a - b < 1e-9 && b - a < 1e-9;
}

/* The score of an article's passage in a list; 0 when it is not there. */
static double score_of(const fund_results *results, const fund_hit *hit)
{
    for (size_t i = 0; i < results->count; i++) {
        if (results->hits[i]->passage == hit->passage &&
            strcmp(results->hits[i]->fields.id.data, hit->fields.id.data) == 0) {
            return results->hits[i]->score;
        }
    }
    return 0;
}

/* Weights add up: that of a mixed query is the sum of its parts' that are there. */
static void scores_are_the_sum_of_what_is_there(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    add_many(&index);
    fund_searcher *searcher = index_search(&index);
    fund_results mixed =
        run_search(searcher, "Fluss \"Wald Berg\" \"Markt Schiff\"", MANY, 0, false);
    fund_results parts[] = {
        run_search(searcher, "Fluss", MANY, 0, false),
        run_search(searcher, "\"Wald Berg\"", MANY, 0, false),
        run_search(searcher, "\"Markt Schiff\"", MANY, 0, false),
    };
    for (size_t i = 0; i < mixed.count; i++) {
        double sum = 0;
        for (size_t p = 0; p < COUNT(parts); p++) {
            sum += score_of(&parts[p], mixed.hits[i]);
        }
        assert_true(sum > 0 && is_near(sum, mixed.hits[i]->score));
    }
    for (size_t p = 0; p < COUNT(parts); p++) {
        for (size_t i = 0; i < parts[p].count; i++) {
            assert_true(score_of(&mixed, parts[p].hits[i]) > 0);
        }
        fund_results_free(&parts[p]);
    }
    fund_results_free(&mixed);
    fund_searcher_free(searcher);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_find_what_a_reader_expects),
        cmocka_unit_test(highlights_are_exact_to_the_byte),
        cmocka_unit_test(a_hit_carries_its_article),
        cmocka_unit_test(without_text_a_hit_has_none),
        cmocka_unit_test(grouped_hits_are_the_best_of_each_article),
        cmocka_unit_test(a_phrase_that_is_not_there_gives_no_score),
        cmocka_unit_test(offsets_beyond_the_end_and_counts_of_zero),
        cmocka_unit_test(pages_are_pieces_of_one_list),
        cmocka_unit_test(scores_are_the_sum_of_what_is_there),
    };
    return cmocka_run_group_tests(tests, open_fixture, close_fixture);
}
