/* NEAR: how far apart two places of a text are, in words, and which places chains lead over. */
#include "searcher/text/text.h"
#include "tests/unit/test_searcher.h"

enum { FARTHEST = 12 };

/* Places of a word or some words in a text. */
static fund_ranges places_of(const char *text, const char *words)
{
    fund_error err;
    fund_ranges out = {NULL, 0, 0};
    for (const char *at = text; (at = strstr(at, words)) != NULL; at += strlen(words)) {
        size_t begin = (size_t)(at - text);
        must(fund_ranges_push(&out, begin, begin + strlen(words), &err), &err);
    }
    return out;
}

static bool are_near(const char *text, const char *a, const char *b, uint32_t distance)
{
    fund_error err;
    bool found;
    fund_near_operand operands[] = {{places_of(text, a), distance}, {places_of(text, b), 0}};
    must(fund_near_find(&found, NULL, operands, 2, false, text, strlen(text), &err), &err);
    fund_array_free(&operands[0].places);
    fund_array_free(&operands[1].places);
    return found;
}

static const struct {
    const char *text;
    uint32_t distance; /* from Haus to Hof */
} distances[] = {
    {"Haus Hof", 1},
    {"Hof Haus", 1},
    {"Haus und Hof", 2},
    {"Haus, Hof", 1},
    {"Haus/Hof", 1},
    {"ein Haus in einem großen, alten Hof", 5},
    {"Haus 12 Hof", 2},
    {"Haus é Hof", 2},
    {"Haus ½ Hof", 2},
    {"Haus E-Mail Hof", 2},
    {"Haus l'été Hof", 2},
    {"Haus l’été Hof", 2},
    {"Haus Ein- und Hof", 3},
    {"Haus US\u2011Armee Hof", 2},
    {"Haus wo\u00adhin Hof", 2},
    {"Haus e\u0301te Hof", 2},
    /* marks are no words, whatever stands around them */
    {"Haus – Hof", 1},
    {"Haus - Hof", 1},
    {"Haus — Hof", 1},
    {"Haus -- Hof", 1},
    {"Haus … Hof", 1},
    {"Haus & Hof", 1},
    {"Haus „ “ Hof", 1},
    {"Haus „“ Hof", 1},
    {"Haus » Hof", 1},
    {"Haus § Hof", 1},
    {"Haus • Hof", 1},
    {"Haus ' Hof", 1},
    {"Haus ’ Hof", 1},
    {"Haus € Hof", 1},
    {"Haus → Hof", 1},
    {"– Haus – und – Hof –", 2},
    {"Haus § 218 Hof", 2},
    {"Haus „und“ Hof", 2},
    /* nor do those of other scripts than ASCII's join words */
    {"Haus–Hof", 1},
    {"Haus…und…Hof", 2},
    {"„Haus“„und“„Hof“", 2},
    {"Haus\u00a0und\u00a0Hof", 2},
};

static void words_have_a_letter_or_a_digit(void **state)
{
    (void)state;
    size_t wrong = 0;
    for (size_t i = 0; i < COUNT(distances); i++) {
        uint32_t distance = 0;
        while (distance < FARTHEST && !are_near(distances[i].text, "Haus", "Hof", distance)) {
            distance++;
        }
        if (distance != distances[i].distance) {
            print_error("%s: %u words, not %u\n", distances[i].text, (unsigned)distance,
                        (unsigned)distances[i].distance);
            wrong++;
        }
    }
    assert_int_equal(wrong, 0);
}

static const struct {
    const char *text;
    const char *operands[3];
    uint32_t distances[2];
    const char *marked; /* the places that count */
} chains[] = {
    {"a b c", {"a", "b", "c"}, {1, 1}, "[a] [b] [c]"},
    {"a x b c", {"a", "b", "c"}, {1, 1}, "a x b c"},
    {"a x b c", {"a", "b", "c"}, {2, 1}, "[a] x [b] [c]"},
    {"a b x x b c", {"a", "b", "c"}, {1, 1}, "a b x x b c"},
    {"c b a x a b", {"a", "b", "c"}, {1, 1}, "[c] [b] [a] x a b"},
    {"a b a x c", {"a", "b", "c"}, {1, 3}, "[a] [b] [a] x [c]"},
    {"a a a", {"a", "a"}, {1}, "[a] [a] [a]"}, /* each is near another one */
    {"a", {"a", "a"}, {5}, "a"},               /* but none is near itself */
    {"alter Hof am Haus", {"alter Hof", "Haus"}, {1}, "alter Hof am Haus"},
    {"alter Hof am Haus", {"alter Hof", "Haus"}, {2}, "[alter Hof] am [Haus]"},
    {"Haus am alten – Hof", {"alten – Hof", "Haus"}, {2}, "[Haus] am [alten – Hof]"},
    {"Haus-Hof", {"Haus", "Hof"}, {0}, "[Haus]-[Hof]"}, /* of one word */
    {"Haus x Hof", {"Haus", "Hof", "fehlt"}, {5, 5}, "Haus x Hof"},
    {"", {"a", "b"}, {5}, ""},
};

static int by_begin(const void *left, const void *right)
{
    const fund_range *a = left, *b = right;
    return a->begin < b->begin ? -1 : a->begin > b->begin;
}

static void a_chain_has_a_place_of_each_operand(void **state)
{
    (void)state;
    for (size_t i = 0; i < COUNT(chains); i++) {
        fund_error err;
        fund_ranges all = {NULL, 0, 0};
        fund_near_operand operands[3];
        size_t count = chains[i].operands[2] != NULL ? 3 : 2;
        bool found, again;
        for (size_t o = 0; o < count; o++) {
            operands[o] = (fund_near_operand){places_of(chains[i].text, chains[i].operands[o]),
                                              o < 2 ? chains[i].distances[o] : 0};
        }
        must(fund_near_find(&found, &all, operands, count, false, chains[i].text,
                            strlen(chains[i].text), &err),
             &err);
        must(fund_near_find(&again, NULL, operands, count, false, chains[i].text,
                            strlen(chains[i].text), &err),
             &err);
        assert_int_equal(found, all.count > 0);
        assert_int_equal(found, again);
        size_t distinct = 0;
        if (all.count > 0) {
            qsort(all.items, all.count, sizeof *all.items, by_begin);
        }
        for (size_t k = 0; k < all.count; k++) {
            if (distinct == 0 || all.items[k].begin != all.items[distinct - 1].begin) {
                all.items[distinct++] = all.items[k];
            }
        }
        char *marked = marked_text(chains[i].text, all.items, distinct);
        assert_string_equal(marked, chains[i].marked);
        free(marked);
        fund_array_free(&all);
        for (size_t o = 0; o < count; o++) {
            fund_array_free(&operands[o].places);
        }
    }
}

/* The whole way: the query finds what the places say. */
static void queries_count_words(void **state)
{
    (void)state;
    static const article articles[] = {
        {"strich", .passages = {"Sie gingen über Haus – Hof nach Norden."}},
        {"wort", .passages = {"Sie gingen über Haus und Hof nach Norden."}},
        {"fern", .passages = {"Das Haus stand an einem viel zu großen, leeren Hof."}},
    };
    index_folder index;
    index_open(&index, NULL);
    index_all(&index, articles, COUNT(articles));
    fund_searcher *searcher = index_search(&index);
    assert_hits(searcher, "Haus NEAR/1 Hof", "strich#1");
    assert_hits(searcher, "Hof NEAR/1 Haus", "strich#1");
    assert_hits(searcher, "Haus NEAR/2 Hof", "strich#1 wort#1");
    assert_hits(searcher, "\"Haus und\" NEAR/1 Hof*", "wort#1");
    fund_searcher_free(searcher);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_have_a_letter_or_a_digit),
        cmocka_unit_test(a_chain_has_a_place_of_each_operand),
        cmocka_unit_test(queries_count_words),
    };
    return cmocka_run_group_tests_name("searcher: NEAR", tests, NULL, NULL);
}
