/* The order of hits: articles that have all words, names, forms as typed; the same list however an
 * index is laid out. */
#include "test_searcher.h"

#include <math.h>

enum { OTHERS = 120, TEXT = 200, LAYOUT_ARTICLES = 6, LAYOUT_WORDS = 12, ALL = 100 };

static char texts[OTHERS][TEXT], ids[OTHERS][16];

/* Short articles with one of two words, or with neither. */
static void add_others(index_folder *index, const char *a, const char *b)
{
    for (size_t i = 0; i < OTHERS; i++) {
        article other = {.id = ids[i], .author = "Rita Born", .passages = {texts[i]}};
        snprintf(ids[i], sizeof ids[i], "other%zu", i);
        const char *word = i % 3 == 0 ? a : i % 3 == 1 ? b : "Regen";
        snprintf(texts[i], TEXT, "Auch von %s war am Tag %zu die Rede, wie man hörte.", word, i);
        index_article(index, &other);
    }
    index_commit(index);
}

/* The place of an article's passage, from 1; 0: it is not among the first `count`. */
static size_t place_of(fund_searcher *searcher, const char *query, uint32_t count, bool group,
                       const char *id)
{
    size_t place = 0;
    fund_results results = run_search(searcher, query, count, 0, group);
    for (size_t i = 0; i < results.count && place == 0; i++) {
        place = strcmp(results.hits[i]->fields.id.data, id) == 0 ? i + 1 : 0;
    }
    fund_results_free(&results);
    return place;
}

static const char far_text[] =
    "Am Vormittag sprach der Rat lange von den Wegen durch die Felder, von alten Brunnen und von "
    "der Mauer am Ufer, bevor er sich mit dem Deich befasste, den das Wasser im Winter nahm.";
static const char far_other[] =
    "Nachher ging es um die Steine, die in den Hallen liegen, um das Holz aus dem Norden, um "
    "Wagen und Pferde und endlich um den Zoll, den niemand zahlen will, der hier lebt.";

static void an_article_with_both_words_is_among_the_first(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    const article both = {.id = "both", .passages = {far_text, far_other}};
    index_article(&index, &both);
    add_others(&index, "Deich", "Zoll");
    fund_searcher *searcher = index_search(&index);
    for (int group = 0; group < 2; group++) {
        size_t place = place_of(searcher, "Deich Zoll", 10, group == 1, "both");
        assert_true(place > 0);
        fund_results all = run_search(searcher, "Deich Zoll", 2 * OTHERS, 0, group == 1);
        for (size_t i = 0; i < all.count; i++) { /* each is there once */
            for (size_t k = 0; k < i; k++) {
                bool same = strcmp(all.hits[i]->fields.id.data, all.hits[k]->fields.id.data) == 0;
                assert_true(!same || (group == 0 && all.hits[i]->passage != all.hits[k]->passage));
            }
        }
        assert_int_equal(all.count, all.total);
        for (uint32_t offset = 0; offset < all.count; offset += 7) {
            fund_results page = run_search(searcher, "Deich Zoll", 7, offset, group == 1);
            for (size_t i = 0; i < page.count; i++) {
                assert_string_equal(page.hits[i]->fields.id.data,
                                    all.hits[offset + i]->fields.id.data);
                assert_int_equal(page.hits[i]->passage, all.hits[offset + i]->passage);
            }
            fund_results_free(&page);
        }
        fund_results_free(&all);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

static void an_author_is_found_by_name_and_topic(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    const article own = {.id = "own", .author = "Edda Falkenried", .passages = {far_text}};
    index_article(&index, &own);
    add_others(&index, "Deich", "Zoll");
    fund_searcher *searcher = index_search(&index);
    assert_int_equal(place_of(searcher, "Falkenried Deich", 10, false, "own"), 1);
    assert_int_equal(place_of(searcher, "deich falkenried", 10, false, "own"), 1);
    assert_int_equal(place_of(searcher, "Deich Edda Falkenried", 10, false, "own"), 1);
    fund_searcher_free(searcher);
    index_close(&index);
}

/* A query, and the article whose form is that of the query. */
static const struct {
    const char *query, *first;
} forms[] = {
    {"Straße Bericht", "strasse"},   {"Strasse Bericht", "strasse"},
    {"Straßen Bericht", "strassen"}, {"Strassen Bericht", "strassen"},
    {"Häuser Bericht", "haeuser"},   {"Haeuser Bericht", "haeuser"},
    {"STRASSE bericht", "strasse"},
};

static void the_form_as_typed_is_first_however_it_is_written(void **state)
{
    (void)state;
    index_folder index;
    index_open(&index, NULL);
    const article all[] = {
        {.id = "strassen", .passages = {"Ein Bericht der Zeitung nennt Straßen und Orte."}},
        {.id = "strasse", .passages = {"Ein Bericht der Zeitung nennt Straße und Orte."}},
        {.id = "haus", .passages = {"Ein Bericht der Zeitung nennt Haus und Orte."}},
        {.id = "haeuser", .passages = {"Ein Bericht der Zeitung nennt Häuser und Orte."}},
    };
    index_all(&index, all, COUNT(all));
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(forms); i++) {
        if (place_of(searcher, forms[i].query, 5, false, forms[i].first) != 1) {
            fail_msg("%s: %s is not the first", forms[i].query, forms[i].first);
        }
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

/* ---- layouts --------------------------------------------------------------------------- */

static const char *const nouns[LAYOUT_WORDS] = {"Hafen", "Garten", "Fahne",  "Geige",
                                                "Wagen", "Brot",   "Kirche", "Brunnen",
                                                "Markt", "Turm",   "Schiff", "Acker"};
static char layout_texts[LAYOUT_ARTICLES][3][TEXT], layout_ids[LAYOUT_ARTICLES][16];

static void make_articles(article *out)
{
    uint64_t random = 7;
    for (size_t a = 0; a < LAYOUT_ARTICLES; a++) {
        snprintf(layout_ids[a], sizeof layout_ids[a], "a%zu", a);
        out[a] = (article){.id = layout_ids[a]};
        for (size_t p = 0; p < 3; p++) {
            size_t used = 0;
            for (size_t w = 0; w < 3 + a % 5; w++) {
                random = random * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
                used += (size_t)snprintf(layout_texts[a][p] + used, TEXT - used, "%s ",
                                         nouns[(random >> 33) % LAYOUT_WORDS]);
            }
            out[a].passages[p] = layout_texts[a][p];
        }
    }
}

/* Hits with their scores rounded, those of one score in the order of their names: what is equal
 * has no order that all layouts know. */
static int by_score(const void *left, const void *right)
{
    const fund_hit *a = *(const fund_hit *const *)left, *b = *(const fund_hit *const *)right;
    double x = floor(a->score * 1e6 + .5), y = floor(b->score * 1e6 + .5);
    if (x < y || x > y) {
        return x > y ? -1 : 1;
    }
    int order = strcmp(a->fields.id.data, b->fields.id.data);
    return order != 0 ? order : (int)a->passage - (int)b->passage;
}

static char *sorted_list(fund_searcher *searcher, const char *query)
{
    fund_buf list = FUND_BUF_INIT;
    fund_results results = run_search(searcher, query, ALL, 0, false);
    const fund_hit *hits[ALL];
    for (size_t i = 0; i < results.count; i++) {
        hits[i] = results.hits[i];
    }
    qsort(hits, results.count, sizeof hits[0], by_score);
    for (size_t i = 0; i < results.count; i++) {
        fund_buf_printf(&list, "%s#%u %.5f\n", hits[i]->fields.id.data, (unsigned)hits[i]->passage,
                        hits[i]->score);
    }
    fund_results_free(&results);
    return list.data != NULL ? list.data : fund_memdup("", 0);
}

static void assert_lists(fund_searcher *one, fund_searcher *other)
{
    for (size_t a = 0; a < LAYOUT_WORDS; a++) {
        for (size_t b = 0; b < a; b++) {
            char query[64];
            snprintf(query, sizeof query, "%s %s", nouns[a], nouns[b]);
            char *expected = sorted_list(one, query), *got = sorted_list(other, query);
            if (strcmp(got, expected) != 0) {
                fail_msg("%s: got\n%sexpected\n%s", query, got, expected);
            }
            free(expected);
            free(got);
        }
    }
}

static void a_list_is_the_same_in_one_segment_in_many_and_in_two_indexes(void **state)
{
    (void)state;
    fund_error err;
    article all[LAYOUT_ARTICLES];
    index_folder one, many, halves[2];
    make_articles(all);
    index_open(&one, NULL);
    index_open(&many, NULL);
    index_open(&halves[0], NULL);
    index_open(&halves[1], NULL);
    index_all(&one, all, LAYOUT_ARTICLES);
    for (size_t i = 0; i < LAYOUT_ARTICLES; i++) {
        index_all(&many, &all[LAYOUT_ARTICLES - 1 - i], 1);
        index_all(&halves[i % 2], &all[i], 1);
    }
    const char *paths[] = {halves[0].path, halves[1].path};
    fund_searcher *first = index_search(&one), *second = index_search(&many), *third;
    must(fund_searcher_open_with(&third, paths, 2, one.analyzer, &err), &err);
    assert_lists(first, second);
    assert_lists(first, third);
    fund_searcher_free(first);
    fund_searcher_free(second);
    fund_searcher_free(third);
    index_close(&one);
    index_close(&many);
    index_close(&halves[0]);
    index_close(&halves[1]);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(an_article_with_both_words_is_among_the_first),
        cmocka_unit_test(an_author_is_found_by_name_and_topic),
        cmocka_unit_test(the_form_as_typed_is_first_however_it_is_written),
        cmocka_unit_test(a_list_is_the_same_in_one_segment_in_many_and_in_two_indexes),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
