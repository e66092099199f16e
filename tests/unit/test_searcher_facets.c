/* Counts of matches: they agree with the hits, and cost no second look at the texts. */
#include "tests/unit/test_searcher.h"

enum { ARTICLES = 15, PASSAGES = 3, WORDS_EACH = 8 };

static const char *const words[] = {"Waldrand", "Bergwerk", "Flussbett", "Hausflur", "Marktplatz"};
static const char *const sections[] = {"Kultur", "Wirtschaft", "Sport"};

/* Words that were analysed: the splitter sees each that is not remembered. */
static size_t analysed;

static size_t count_word(fund_word_part *parts, size_t max, const char *word, size_t len,
                         bool capitalised, void *payload)
{
    (void)parts, (void)max, (void)word, (void)len, (void)capitalised, (void)payload;
    analysed++;
    return 0;
}

typedef struct fixture {
    index_folder folder;
    fund_searcher *searcher;
} fixture;

static int open_fixture(void **state)
{
    static fixture f;
    static char texts[ARTICLES][PASSAGES][256], ids[ARTICLES][8];
    article articles[ARTICLES];
    uint32_t seed = 3;
    for (size_t i = 0; i < ARTICLES; i++) {
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        articles[i] = (article){.id = ids[i], .section = sections[i % COUNT(sections)]};
        for (size_t p = 0; p < PASSAGES; p++) {
            size_t len = 0;
            for (size_t w = 0; w < WORDS_EACH; w++) {
                seed = seed * 1664525u + 1013904223u;
                len += (size_t)snprintf(texts[i][p] + len, sizeof texts[i][p] - len, "%s ",
                                        words[(seed >> 16) % COUNT(words)]);
            }
            articles[i].passages[p] = texts[i][p];
        }
    }
    articles[1].passages[0] = articles[0].passages[0]; /* something to hide */
    articles[1].passages[1] = articles[0].passages[1];
    articles[1].passages[2] = articles[0].passages[2];
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.split = count_word;
    options.split_fingerprint = 1;
    options.memo_limit = 1;
    index_open(&f.folder, &options);
    index_all(&f.folder, articles, ARTICLES);
    f.searcher = index_search(&f.folder);
    *state = &f;
    return 0;
}

static int close_fixture(void **state)
{
    fixture *f = *state;
    fund_searcher_free(f->searcher);
    index_close(&f->folder);
    return 0;
}

static const char *const queries[] = {
    "Waldrand",
    "Waldrand Bergwerk",
    "\"Waldrand Bergwerk\"",
    "Flussbett \"Waldrand Bergwerk\"",
    "Flussbett -\"Waldrand Bergwerk\"",
    "\"Waldrand Bergwerk\" ODER \"Hausflur Marktplatz\"",
    "Waldrand NEAR/2 Hausflur",
    "Markt* -Waldrand",
    "=Hausflur",
    "gibtesnicht",
    "\"Waldrand gibtesnicht\"",
    "",
};

static fund_results search_with(const fixture *f, const char *query, uint32_t count, bool group,
                                bool hide, unsigned facets)
{
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = count;
    options.no_hits = count == 0;
    options.group = group;
    options.hide_duplicates = hide;
    options.facets = facets;
    must(fund_search(&results, f->searcher, query, strlen(query), &options, &err), &err);
    return results;
}

static void assert_section(const fund_facet_values *values, const fund_results *all,
                           const char *section)
{
    uint32_t passages = 0, articles = 0;
    for (size_t i = 0; i < all->count; i++) {
        if (strcmp(all->hits[i]->fields.section.data, section) != 0) {
            continue;
        }
        size_t k = 0;
        while (k < i && strcmp(all->hits[k]->fields.id.data, all->hits[i]->fields.id.data) != 0) {
            k++;
        }
        passages++;
        articles += k == i ? 1 : 0;
    }
    size_t at = 0;
    while (at < values->count && strcmp(values->items[at]->value, section) != 0) {
        at++;
    }
    assert_int_equal(at < values->count ? values->items[at]->passages : 0, passages);
    assert_int_equal(at < values->count ? values->items[at]->articles : 0, articles);
}

static void counts_agree_with_the_hits(void **state)
{
    const fixture *f = *state;
    for (size_t q = 0; q < COUNT(queries) * 8; q++) {
        const char *query = queries[q / 8];
        bool group = (q & 1) != 0, hide = (q & 2) != 0;
        uint32_t count = (q & 4) != 0 ? 2 : 0;
        fund_results all = search_with(f, query, 1000, false, false, 0);
        fund_results counted = search_with(f, query, count, group, hide, 1u << FUND_FACET_SECTION);
        assert_true(counted.facets->exact);
        assert_int_equal(counted.facets->passages, all.count);
        assert_int_equal(counted.total, group ? counted.facets->articles : all.count);
        assert_true(counted.total_exact);
        assert_int_equal(counted.facets->facets[FUND_FACET_AUTHOR].count, 0);
        for (size_t s = 0; s < COUNT(sections); s++) {
            assert_section(&counted.facets->facets[FUND_FACET_SECTION], &all, sections[s]);
        }
        fund_results_free(&counted);
        fund_results_free(&all);
    }
}

static fund_status ignore_token(const fund_token *token, void *payload)
{
    (void)token, (void)payload;
    return FUND_OK;
}

/* Begins to count, with a word in the analyzer's memory that the index does not have. */
static void begin_count(const fixture *f)
{
    fund_error err;
    must(fund_analyzer_run(f->folder.analyzer, FUND_PURPOSE_DOCUMENT, "Zaunlatte", 9, ignore_token,
                           NULL, &err),
         &err);
    analysed = 0;
}

/* One plan and one confirmation serve hits and counts. */
static void counts_cost_no_analysis(void **state)
{
    const fixture *f = *state;
    for (size_t q = 0; q < COUNT(queries) * 4; q++) {
        const char *query = queries[q / 4];
        bool group = (q & 1) != 0, hide = (q & 2) != 0;
        begin_count(f);
        fund_results hits = search_with(f, query, 3, group, hide, 0);
        size_t alone = analysed;
        begin_count(f);
        fund_results both = search_with(f, query, 3, group, hide, 1u << FUND_FACET_SECTION);
        char *expected = hit_list(&hits), *list = hit_list(&both);
        assert_string_equal(list, expected);
        free(expected);
        free(list);
        if (analysed > alone) {
            fail_msg("%s (%zu): %zu words were analysed for hits and counts, %zu for hits", query,
                     q % 4, analysed, alone);
        }
        assert_true(*query == '\0' || alone > 0); /* else this says nothing */
        fund_results_free(&hits);
        fund_results_free(&both);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(counts_agree_with_the_hits),
        cmocka_unit_test(counts_cost_no_analysis),
    };
    return cmocka_run_group_tests_name("searcher: facets", tests, open_fixture, close_fixture);
}
