/* Figures about words: formulas at their edges, and what is counted, by hand. */
#include "tests/unit/test_searcher.h"

#include "searcher/count/count.h"

#include <math.h>

static void assert_near(double found, double expected)
{
    if (fabs(found - expected) > 1e-9 * (1 + fabs(expected))) {
        fail_msg("%.12g, not %.12g", found, expected);
    }
}

static void formulas(void **state)
{
    (void)state;
    assert_near(fund_per_million(3, 1500), 2000);
    assert_near(fund_per_million(0, 0), 0);
    /* 10 of 100 beside 10 of 100: nothing; the sign is the direction. */
    assert_near(fund_log_likelihood(10, 100, 10, 100), 0);
    double over = fund_log_likelihood(20, 100, 5, 100);
    assert_near(over, 2 * (20 * log(20 / 12.5) + 5 * log(5 / 12.5) + 80 * log(80 / 87.5) +
                           95 * log(95 / 87.5)));
    assert_near(fund_log_likelihood(5, 100, 20, 100), -over);
    assert_true(isfinite(fund_log_likelihood(0, 0, 0, 0)));
    assert_true(isfinite(fund_log_likelihood(7, 7, 0, 9)));
    assert_near(fund_log_ratio(8, 100, 2, 100), 2);
    assert_near(fund_log_ratio(4, 100, 0, 100), 3);
    assert_near(fund_log_ratio(4, 100, 0, 0), 0);
    const fund_near_counts counts = {8, 40, 200, 10000, 50};
    assert_near(fund_near_expected(&counts), .8);
    assert_near(fund_mutual_information(&counts), log2(10));
    assert_near(fund_t_score(&counts), 7.2 / sqrt(8));
    assert_near(fund_log_dice(&counts), 14 + log2(16. / 90));
    assert_near(fund_near_log_likelihood(&counts), fund_log_likelihood(8, 200, 32, 9800));
    const fund_near_counts none = {0, 0, 0, 0, 0};
    assert_near(fund_near_expected(&none) + fund_mutual_information(&none) + fund_t_score(&none) +
                    fund_log_dice(&none) + fund_near_log_likelihood(&none),
                0);
}

static void deviation_of_proportions(void **state)
{
    (void)state;
    double even = 1, one = 1;
    for (int i = 0; i < 4; i++) {
        fund_dp_add(&even, 5, 20, .25);
    }
    fund_dp_add(&one, 20, 20, .25);
    assert_near(fund_dp_of(even), 0);
    assert_near(fund_dp_of(one), .75);
    assert_near(fund_dp_of(-1e-17), 0);
}

/* ---- items ----------------------------------------------------------------- */

static int by_place(const fund_item *a, const fund_item *b, const void *payload)
{
    (void)payload;
    return a->at < b->at ? -1 : a->at > b->at;
}

static void the_best_items_are_kept(void **state)
{
    (void)state;
    for (size_t most = 0; most < 12; most++) {
        fund_items items = {.most = most, .compare = by_place};
        fund_error err;
        for (size_t i = 0; i < 50; i++) {
            const fund_item item = {.key = (double)(i * 7 % 10), .at = i};
            must(fund_items_offer(&items, &item, &err), &err);
        }
        assert_int_equal(fund_items_sort(&items, NULL), FUND_OK);
        assert_int_equal(items.count, most > 0 ? most : 50);
        for (size_t i = 0; i < items.count; i++) {
            assert_near(items.items[i].key, 9 - (double)(i / 5));
            assert_true(i % 5 == 0 || items.items[i].at > items.items[i - 1].at);
        }
        fund_array_free(&items);
    }
}

/* ---- running words ----------------------------------------------------------- */

typedef struct words {
    const char *text;
    char forms[512];
} words;

static fund_status take_word(size_t begin, size_t end, bool plain, void *payload)
{
    words *w = payload;
    fund_buf form = FUND_BUF_INIT;
    assert_true(fund_word_form(&form, w->text + begin, end - begin));
    assert_true(!plain ||
                (form.len == end - begin && memcmp(form.data, w->text + begin, form.len) == 0));
    strncat(w->forms, form.data, sizeof w->forms - strlen(w->forms) - 2);
    strcat(w->forms, "|");
    fund_buf_free(&form);
    return FUND_OK;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    static fund_word_counter counter;
    if (token == NULL) { /* a text begins */
        counter = (fund_word_counter){.text = payload};
        return FUND_OK;
    }
    *(size_t *)payload += fund_word_counter_take(&counter, token);
    return FUND_OK;
}

static void running_words(void **state)
{
    (void)state;
    static const struct {
        const char *text, *words;
    } cases[] = {
        {"Der Hafen, die Mole.", "Der|Hafen|die|Mole|"},
        {"z. B. am 24. Februar 2022", "z. B|am|24|Februar|2022|"},
        {"Ein- und Ausfuhr", "Ein|und|Ausfuhr|"},
        {"INF-Vertrag, 75.000 Mark; 1 200 Euro", "INF-Vertrag|75.000|Mark|1 200|Euro|"},
        {"Bürger:innen und Lehrer(innen)!", "Bürger:innen|und|Lehrer(innen)|"},
        {"am 24.02.2022 um 8 Uhr", "am|24.02.2022|um|8|Uhr|"},
        {"#hafen @mole a@b.de www.hafen.de", "#hafen|@mole|a@b.de|www.hafen.de|"},
        {"Ka\xc2\xadnal Ha\xcc\x88"
         "fen",
         "Kanal|H\xc3\xa4"
         "fen|"},
        {"geht's so? U.S.A. E.ON", "geht's|so|U.S.A|E.ON|"},
        {"geht\xe2\x80\x99s und geht`s", "geht's|und|geht's|"},
        {"Ka\xc2\xad\nnal, Ka\xc2\xad nal", "Kanal|Ka|nal|"},
        {"74 % davon, 5%: %", "74|davon|5|"},
        {"... \xe2\x80\x93 !", ""},
        {"", ""},
    };
    fund_analyzer *analyzer;
    fund_error err;
    must(fund_analyzer_new(&analyzer, NULL, &err), &err);
    for (size_t i = 0; i < COUNT(cases); i++) {
        words found = {.text = cases[i].text, .forms = ""};
        size_t len = strlen(found.text), count = 0, expected = 0;
        must(fund_analyzer_words(analyzer, found.text, len, take_word, &found, &err), &err);
        assert_string_equal(found.forms, cases[i].words);
        take_token(NULL, (void *)(uintptr_t)found.text);
        must(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, found.text, len, take_token, &count,
                               &err),
             &err);
        for (const char *at = found.forms; *at != '\0'; at++) {
            expected += *at == '|';
        }
        if (count != expected) {
            fail_msg("%s: %zu words by tokens, %zu", cases[i].text, count, expected);
        }
    }
    words none = {.text = "\xff", .forms = ""};
    assert_int_equal(fund_analyzer_words(analyzer, none.text, 1, take_word, &none, &err),
                     FUND_ERR_ENCODING);
    fund_analyzer_free(analyzer);
}

/* ---- several indexes, other commits -------------------------------------------- */

static fund_status sum_counts(const fund_counted *item, void *payload)
{
    *(uint64_t *)payload += item->count;
    return FUND_OK;
}

static fund_status stop(uint64_t passages, uint64_t of, void *payload)
{
    (void)passages, (void)of, (void)payload;
    return FUND_ERR_INTERRUPTED;
}

static void selections(void **state)
{
    (void)state;
    index_folder folder;
    fund_error err;
    index_open(&folder, NULL);
    const article articles[] = {
        {.id = "a",
         .section = "Politik",
         .passages = {"Der Hafen ruht heute.", "Der Kran im Hafen."}},
        {.id = "b", .section = "Kultur", .passages = {"Ein Chor singt laut im Hafen."}},
    };
    index_all(&folder, articles, COUNT(articles));
    fund_searcher *searcher = index_search(&folder);
    static const struct {
        const char *query;
        uint64_t words, passages, articles;
    } cases[] = {
        {"", 14, 3, 2},
        {"  ", 14, 3, 2},
        {"ressort:Politik", 8, 2, 1},
        {"-ressort:Politik", 6, 1, 1},
        {"-Kran", 10, 2, 2},
        {"Kran", 4, 1, 1},
        {"-\"singt laut\"", 8, 2, 1},
        {"ressort:Nichts", 0, 0, 0},
        {"!!!", 0, 0, 0},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
        uint64_t sum = 0;
        fund_status status = fund_count_words(&totals, searcher, cases[i].query,
                                              strlen(cases[i].query), NULL, sum_counts, &sum, &err);
        if (totals.selection.words != cases[i].words || sum != cases[i].words ||
            totals.selection.passages != cases[i].passages ||
            totals.selection.articles != cases[i].articles ||
            status != (cases[i].words > 0 ? FUND_OK : FUND_ERR_NOT_FOUND)) {
            fail_msg("%s: %llu words, %s", cases[i].query,
                     (unsigned long long)totals.selection.words, fund_status_name(status));
        }
        fund_count_totals_free(&totals);
    }
    fund_count_options options = FUND_COUNT_OPTIONS_INIT;
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    uint64_t sum = 0;
    options.progress = stop;
    assert_int_equal(fund_count_words(&totals, searcher, "", 0, &options, sum_counts, &sum, &err),
                     FUND_ERR_INTERRUPTED);
    options.progress = NULL;
    options.ngram = 9;
    assert_int_equal(fund_count_ngrams(&totals, searcher, "", 0, &options, sum_counts, &sum, &err),
                     FUND_ERR_ARGUMENT);
    options.ngram = 0;
    options.left = 1000;
    assert_int_equal(
        fund_count_collocates(&totals, searcher, "Kran", 4, &options, sum_counts, &sum, &err),
        FUND_ERR_ARGUMENT);
    fund_count_totals_free(&totals);
    fund_searcher_free(searcher);
    index_close(&folder);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(formulas),
        cmocka_unit_test(deviation_of_proportions),
        cmocka_unit_test(the_best_items_are_kept),
        cmocka_unit_test(running_words),
        cmocka_unit_test(selections),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
