/* Searching for closed compounds and their parts. */
#include "tests/unit/test_searcher.h"

/* "sommerkleid" = sommer + kleid and so on. */
static size_t split(fund_word_part *parts, size_t max, const char *word, size_t len,
                    bool capitalised, void *payload)
{
    (void)capitalised;
    (void)payload;
    static const struct {
        const char *word;
        fund_word_part parts[2];
    } known[] = {
        {"sommerkleid", {{0, 6, 6}, {6, 11, 11}}},
        {"wirtschaftssanktionen", {{0, 11, 10}, {11, 21, 21}}},
    };
    for (size_t i = 0; i < COUNT(known) && max >= 2; i++) {
        if (len == strlen(known[i].word) && memcmp(word, known[i].word, len) == 0) {
            memcpy(parts, known[i].parts, sizeof known[i].parts);
            return 2;
        }
    }
    return 0;
}

static const article clothes[] = {
    {.id = "a",
     .passages = {"Ein Sommerkleid kostet viel.", "Der Sommer war hei\xc3\x9f.",
                  "Ein Kleid f\xc3\xbcr den Sommer.",
                  "Neue Wirtschaftssanktionen gegen Land und Leute."}},
};

static const struct {
    const char *query, *hits, *text;
} closed[] = {
    {"Sommerkleid", "a#1 a#3", "Ein [Sommerkleid] kostet viel."},
    /* A word and a part of the other one are more than one of them. */
    {"Sommerkleid hei\xc3\x9f", "a#2 a#1 a#3", "Der Sommer war [hei\xc3\x9f]."},
    {"+Sommerkleid", "a#1 a#3", "Ein [Sommerkleid] kostet viel."},
    {"\"Kleid\"", "a#3", "Ein [Kleid] f\xc3\xbcr den Sommer."},
    {"Kleid -Sommerkleid", "a#3", "Ein [Kleid] f\xc3\xbcr den Sommer."},
    /* "für" is in the article */
    {"Sommerkleid +f\xc3\xbcr", "a#3 a#1", "Ein [Kleid] f\xc3\xbcr den [Sommer]."},
    {"Sanktionen", "a#4", "Neue Wirtschafts[sanktionen] gegen Land und Leute."},
    {"\"Sanktionen gegen\"", "", NULL},
    {"\"Wirtschaft gegen\"", "", NULL},
    {"\"neue Wirtschaftssanktionen gegen\"", "a#4",
     "[Neue Wirtschaftssanktionen gegen] Land und Leute."},
};

static void closed_compounds_are_found_by_all_parts_together(void **state)
{
    (void)state;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.split = split;
    options.split_fingerprint = 1;
    index_folder index;
    index_open(&index, &options);
    index_all(&index, clothes, COUNT(clothes));
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(closed); i++) {
        assert_hits(searcher, closed[i].query, closed[i].hits);
        fund_results results = run_search(searcher, closed[i].query, 1, 0, false);
        if (closed[i].text != NULL) {
            const fund_hit *hit = results.hits[0];
            char *text = marked_text(hit->text, hit->highlights, hit->highlight_count);
            assert_string_equal(text, closed[i].text);
            free(text);
        }
        fund_results_free(&results);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(closed_compounds_are_found_by_all_parts_together),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
