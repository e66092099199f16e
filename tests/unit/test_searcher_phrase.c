/* Phrases: where they stand in a text. */
#include "searcher/text/text.h"
#include "tests/unit/test_searcher.h"

/* A searcher that never searches: verification needs no index. */
typedef struct bench {
    fund_searcher searcher;
    fund_plan *plan;
    fund_term_occurrences occurrences;
} bench;

static const fund_search_options default_options = FUND_SEARCH_OPTIONS_INIT;

static const struct {
    const char *phrase; /* without quotes */
    const char *text;   /* expected places in brackets; none: not there */
} places[] = {
    {"rote Rosen", "Er kauft [rote Rosen]."},
    {"rote Rosen", "Die Rosen, rote, bl\xc3\xbchen."},
    {"rote Rosen", "rote wilde Rosen"},
    {"rote Rosen", "rote"},
    {"rote Rosen", ""},
    {"rote Rosen", "[roten Rosen], [rote Rose] und [roter, Rosen]"},
    {"rote Rosen", "[ROTE ROSEN]"},
    {"a b a b", "a b a [a b a b a b]"},
    {"Haus Haus", "[Haus Haus Haus]"},
    /* function words count, and are no stems */
    {"die Linke", "[Die Linke] tagt"},
    {"die Linke", "der Linke"},
    {"die Linke", "Linke"},
    {"Haus und Hof", "[Haus und Hof]"},
    {"Haus und Hof", "Haus oder Hof"},
    {"in der", "er lebt [in der] Stadt"},
    {"Rat f\xc3\xbcr Sicherheit", "Rat f\xc3\xbcr sich"},
    /* hyphen compounds, together and apart */
    {"INF-Vertrag", "den [INF-Vertrags]"},
    {"INF-Vertrag", "den [INF Vertrag]"},
    {"INF-Vertrag", "den [INFVertrag]"},
    {"INF Vertrag", "den [INF-Vertrag] l\xc3\xb6sen"},
    {"den INF Vertrag l\xc3\xb6sen", "[den INF-Vertrag l\xc3\xb6sen]"},
    {"den INF-Vertrag l\xc3\xb6sen", "[den INF Vertrag l\xc3\xb6sen]"},
    {"INF-Vertrag", "Vertrag INF"},
    {"Nato-Russland-Rat", "der [Nato Russland Rat]"},
    {"Nato-Russland Rat", "der [Nato Russland-Rat]"},
    {"Nato Russland Rat", "der [Nato-Russland-Rats] tagt"},
    /* from word border to word border */
    {"Russland Rat", "der Nato-[Russland-Rat]"},
    {"Nato Russland", "der [Nato-Russland]-Rat"},
    {"neue Nato", "die [neue Nato]-Strategie"},
    {"Strategie gilt", "Nato-[Strategie gilt]"},
    {"neue Nato Strategie gilt", "die [neue Nato-Strategie gilt]"},
    /* closed compounds are not passed by parts */
    {"neue Sanktionen", "neue Wirtschaftssanktionen"},
    {"Sanktionen gegen", "Wirtschaftssanktionen gegen"},
    /* numbers and dates */
    {"75.000 Soldaten", "[75 000 Soldaten], [75000 Soldaten], 75 Soldaten"},
    {"24. Februar 2022", "am [24. Februar 2022]"},
    {"24. Februar 2022", "am [24.02.2022], am [2022-02-24]"},
    {"am 24.02.2022", "[am 24. Februar 2022]"},
    {"am 24.02.2022", "am 24. Februar 2021"},
    {"Februar 2022", "am 24. [Februar 2022]"},
    {"Seit 24. Februar", "[seit 24. Februar] 2022"},
    {"z. B. Hunde", "[z.B. Hunde]"},
    /* letters */
    {"Stadt M\xc3\xbcnster", "[Stadt Muenster], [Stadt M\xc3\xbcnster]"},
    {"Stadt Muenster", "[Stadt M\xc3\xbcnster]"},
    {"gro\xc3\x9f"
     "e Stra\xc3\x9f"
     "e",
     "[gro\xc3\x9f"
     "e Strasse]"},
    {"B\xc3\xbcrger fragen", "[B\xc3\xbcrger:innen fragen]"},
    {"B\xc3\xbcrgerin fragen", "[B\xc3\xbcrger:innen fragen]"},
};

static char *without_brackets(const char *text)
{
    fund_buf plain = FUND_BUF_INIT;
    fund_buf_append_str(&plain, " ");
    for (; *text != '\0'; text++) {
        if (*text != '[' && *text != ']') {
            fund_buf_append_byte(&plain, *text);
        }
    }
    return plain.data;
}

static char *find_places(bench *b, const char *phrase, const char *text)
{
    fund_error err;
    fund_token_graph graph;
    fund_ranges found = {NULL, 0, 0};
    bool any, again;
    b->plan->words = 0;
    fund_builder builder = {b->plan, &b->searcher, FUND_OK, &err};
    fund_builder_token_graph(&builder, &graph, FUND_PURPOSE_QUERY, phrase, strlen(phrase), 0);
    must(builder.status, &err);
    must(
        fund_term_occurrences_find(&b->occurrences, b->searcher.analyzer, text, strlen(text), &err),
        &err);
    must(fund_phrase_find(&any, &found, &b->occurrences, &graph, &err), &err);
    must(fund_phrase_find(&again, NULL, &b->occurrences, &graph, &err), &err);
    assert_int_equal(any, found.count > 0);
    assert_int_equal(any, again);
    if (any) {
        assert_true(fund_phrase_is_candidate(&b->occurrences, &graph, false));
    }
    /* Overlapping ones as one, as highlights are. */
    size_t last = 0;
    for (size_t i = 1; i < found.count; i++) {
        if (found.items[i].begin < found.items[last].end) {
            found.items[last].end = found.items[i].end;
        } else {
            found.items[++last] = found.items[i];
        }
    }
    char *marked = marked_text(text, found.items, found.count > 0 ? last + 1 : 0);
    free(found.items);
    return marked;
}

static void bench_open(bench *b)
{
    fund_error err;
    *b = (bench){.plan = NULL};
    must(fund_analyzer_new(&b->searcher.analyzer, NULL, &err), &err);
    must(fund_plan_new(&b->plan, &b->searcher, "", 0, NULL, &default_options, &err), &err);
    fund_term_occurrences_init(&b->occurrences, b->plan);
}

static void bench_close(bench *b)
{
    fund_term_occurrences_free(&b->occurrences);
    fund_plan_free(b->plan);
    fund_analyzer_free(b->searcher.analyzer);
}

static void phrases_stand_where_they_stand(void **state)
{
    (void)state;
    bench b;
    bench_open(&b);
    for (size_t i = 0; i < COUNT(places); i++) {
        char *text = without_brackets(places[i].text);
        char *marked = find_places(&b, places[i].phrase, text);
        if (strcmp(marked + 1, places[i].text) != 0) {
            fail_msg("%s: got \"%s\", expected \"%s\"", places[i].phrase, marked + 1,
                     places[i].text);
        }
        free(marked);
        free(text);
    }
    bench_close(&b);
}

/* Each compound can be passed in two ways: without memory of dead ends this
 * would take 2^40 steps. */
static void many_compounds_take_linear_time(void **state)
{
    (void)state;
    bench b;
    bench_open(&b);
    fund_buf phrase = FUND_BUF_INIT, text = FUND_BUF_INIT;
    for (int i = 0; i < 40; i++) {
        fund_buf_append_str(&phrase, "A-B ");
        fund_buf_append_str(&text, "A-B ");
    }
    fund_buf_append_str(&phrase, "Ende");
    char *marked = find_places(&b, phrase.data, text.data);
    assert_null(strchr(marked, '['));
    free(marked);
    fund_buf_append_str(&text, "Ende");
    marked = find_places(&b, phrase.data, text.data);
    assert_int_equal(marked[0], '[');
    free(marked);
    fund_buf_free(&phrase);
    fund_buf_free(&text);
    bench_close(&b);
}

/* ---- against a naive scan ------------------------------------------------ */

enum { CORPUS = 400, WORDS = 12, QUERIES = 300 };

/* Words whose stems differ, some of them function words. */
static const char *const vocabulary[] = {"Haus", "Wald", "Berg", "und", "der", "Fisch"};

static uint32_t next_random(uint32_t *seed)
{
    *seed = *seed * 1664525u + 1013904223u;
    return *seed >> 16;
}

static void random_words(char *out, size_t size, uint32_t *seed, size_t count)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        const char *word = vocabulary[next_random(seed) % COUNT(vocabulary)];
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? " " : "", word);
    }
}

/* Words are separated by single blanks in both. */
static bool contains_words(const char *text, const char *phrase)
{
    char padded[256], wanted[256];
    snprintf(padded, sizeof padded, " %.200s ", text);
    snprintf(wanted, sizeof wanted, " %.200s ", phrase);
    return strstr(padded, wanted) != NULL;
}

static void phrase_results_equal_a_naive_scan(void **state)
{
    (void)state;
    static char texts[CORPUS][128], ids[CORPUS][8];
    uint32_t seed = 20260101;
    index_folder index;
    index_open(&index, NULL);
    for (size_t i = 0; i < CORPUS; i++) {
        random_words(texts[i], sizeof texts[i], &seed, 2 + next_random(&seed) % WORDS);
        snprintf(ids[i], sizeof ids[i], "%zu", i);
        article one = {.id = ids[i], .passages = {texts[i]}};
        index_article(&index, &one);
    }
    index_commit(&index);
    fund_searcher *searcher = index_search(&index);
    for (size_t q = 0; q < QUERIES; q++) {
        char phrase[128], query[140];
        random_words(phrase, sizeof phrase, &seed, 2 + next_random(&seed) % 3);
        snprintf(query, sizeof query, "\"%s\"", phrase);
        fund_results results = run_search(searcher, query, CORPUS, 0, false);
        bool hit[CORPUS] = {false};
        for (size_t i = 0; i < results.count; i++) {
            hit[atoi(results.hits[i]->fields.id.data)] = true;
            assert_int_equal(results.hits[i]->highlight_count > 0, true);
        }
        for (size_t i = 0; i < CORPUS; i++) {
            if (hit[i] != contains_words(texts[i], phrase)) {
                fail_msg("%s in \"%s\": %d", query, texts[i], hit[i]);
            }
        }
        fund_results_free(&results);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

/* What stands in texts besides words: whatever the prefilter makes of it, it must not
 * pass over a passage that has the phrase. */
static const char *const pieces[] = {
    "Haus",
    "Haus,",
    "(Haus",
    "\xe2\x80\x9eHaus\xe2\x80\x9c",
    "H\xc3\xa4user",
    "Ein-",
    "Ausfuhr",
    "Einfuhr",
    "Wald-",
    "-Berg",
    "Wald-Berg",
    "Wald/Berg",
    "Wald\nBerg",
    "Wald-\nberg",
    "Berg",
    "und",
    "der",
    "da\xc3\x9f",
    "dass",
    "75",
    "000",
    "z.",
    "B.",
    "24.",
    "Februar",
    "2022",
    "B\xc3\xbcrger:innen",
    "B\xc3\xbcrgerin",
    "\xc2\xa7",
    "218a",
    "\xe2\x80\x93",
    "Wald\xe2\x80\x93",
    "",
    "Haus\xc2\xa0und",
    "We\xc2\xad"
    "g",
    "U.S.",
    "A.",
    "Fisch",
    "C++",
    "@wald",
    "#berg",
    "und/oder",
    "Wald.",
    "Bergs",
    "Orbán",
    "Orban",
    "Café-Haus",
    "\xcc\x88"
    "Berg",
    "Und",
    "DER",
    "de\xc2\xad"
    "r",
    "jede*r",
    "jeder",
    "u-\nnd",
    "und\nder",
    "und \r\nder",
    "f\xc3\xbcr",
    "FUER",
    "\xc3\x9c"
    "ber",
    "Grunds",
    "DASS",
    "der\xe2\x80\x99s",
    "\xe2\x80\x9eund\xe2\x80\x9c",
};

static const char *const prefiltered[] = {
    "Haus und Berg", "Wald Berg",         "Einfuhr Ausfuhr",
    "Ausfuhr und",   "der Berg",          "dass der",
    "Februar und",   "B\xc3\xbcrger und", "B\xc3\xbcrgerin der",
    "Haus Haus",     "Weg und",           "Fisch Fisch Fisch",
    "Orban und",     "Orbán Orbán",       "der Berg Orban",
    "Cafe Haus",
};

static bool has_phrase(fund_term_occurrences *occurrences, fund_analyzer *analyzer,
                       const char *text)
{
    fund_error err;
    bool found;
    must(fund_term_occurrences_find(occurrences, analyzer, text, strlen(text), &err), &err);
    must(fund_phrase_find(&found, NULL, occurrences, occurrences->plan->predicates[0].graph, &err),
         &err);
    return found;
}

static void random_pieces(char *out, size_t size, uint32_t *seed)
{
    size_t len = 0, count = 3 + next_random(seed) % 30;
    out[0] = '\0';
    for (size_t i = 0; i < count; i++) {
        len += (size_t)snprintf(out + len, size - len, "%s%s", i > 0 ? " " : "",
                                pieces[next_random(seed) % COUNT(pieces)]);
    }
}

/* Words that are looked for in the texts cost no words their second score. */
static void function_words_leave_the_ranking_alone(void **state)
{
    (void)state;
    static const struct {
        const char *query;
        bool rescored;
        size_t predicates;
    } queries[] = {
        {"Haus Berg", true, 0},          {"Haus Berg -der", true, 1},
        {"+der Haus Berg", true, 1},     {"Haus Berg AND nicht", true, 1},
        {"Haus Berg AND oder", true, 0}, {"\"Haus der Berg\" Wald Fisch", false, 1},
        {"Wer ist das Haus", false, 0},  {"wer ist das", false, 1},
        {"\"wer das\"", false, 1},       {"oder", false, 0},
    };
    index_folder index;
    fund_error err;
    index_open(&index, NULL);
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(queries); i++) {
        fund_plan *plan;
        must(fund_plan_new(&plan, searcher, queries[i].query, strlen(queries[i].query), NULL,
                           &default_options, &err),
             &err);
        if (fund_plan_is_rescored(plan) != queries[i].rescored ||
            plan->predicate_count != queries[i].predicates) {
            fail_msg("%s: %zu predicates", queries[i].query, plan->predicate_count);
        }
        fund_plan_free(plan);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

static const char *const literal[] = {
    "der",
    "+und",
    "\"und der\"",
    "\"der und der\"",
    "\"Berg und der\"",
    "jeder",
    "+der -Haus",
    "\"jeder und\" OR \"jeder und\"",
    "und der",
    "(der OR und)",
    "\"da\xc3\x9f der\"",
};

static void no_text_that_has_the_function_words_is_ruled_out(void **state)
{
    (void)state;
    enum { TEXTS = 2000 };
    uint32_t seed = 11;
    index_folder index;
    fund_error err;
    index_open(&index, NULL);
    fund_searcher *searcher = index_search(&index);
    size_t found = 0, ruled_out = 0, used = 0;
    for (size_t q = 0; q < COUNT(literal); q++) {
        fund_plan *plan;
        fund_term_occurrences occurrences;
        fund_literals literals;
        must(fund_plan_new(&plan, searcher, literal[q], strlen(literal[q]), NULL, &default_options,
                           &err),
             &err);
        fund_term_occurrences_init(&occurrences, plan);
        bool use = fund_literals_init(&literals, plan);
        used += use ? 1 : 0;
        for (size_t t = 0; t < TEXTS && use; t++) {
            char text[1024];
            bool has = true;
            random_pieces(text, sizeof text, &seed);
            must(fund_term_occurrences_find(&occurrences, searcher->analyzer, text, strlen(text),
                                            &err),
                 &err);
            for (size_t i = 0; i < plan->predicate_count && has; i++) {
                if ((plan->required >> i & 1) != 0) {
                    must(fund_predicate_find(&has, NULL, &occurrences, &plan->predicates[i], &err),
                         &err);
                }
            }
            bool may = fund_literals_may_be_in(&literals, text, strlen(text));
            if (has && !may) {
                fail_msg("%s is in \"%s\"", literal[q], text);
            }
            found += has ? 1 : 0;
            ruled_out += may ? 0 : 1;
        }
        fund_term_occurrences_free(&occurrences);
        fund_plan_free(plan);
    }
    assert_true(used > 5 && found > 500 && ruled_out > 500); /* else the test says nothing */
    fund_searcher_free(searcher);
    index_close(&index);
}

static void the_prefilter_rules_out_nothing_that_has_the_phrase(void **state)
{
    (void)state;
    enum { TEXTS = 4000 };
    uint32_t seed = 4711;
    index_folder index;
    fund_error err;
    index_open(&index, NULL);
    fund_searcher *searcher = index_search(&index);
    size_t found = 0, ruled_out = 0;
    for (size_t q = 0; q < COUNT(prefiltered); q++) {
        char query[64];
        fund_plan *plan;
        fund_term_occurrences occurrences;
        fund_prefilter prefilter;
        snprintf(query, sizeof query, "\"%s\"", prefiltered[q]);
        must(fund_plan_new(&plan, searcher, query, strlen(query), NULL, &default_options, &err),
             &err);
        fund_term_occurrences_init(&occurrences, plan);
        assert_true(fund_prefilter_init(&prefilter, plan, searcher->analyzer));
        for (size_t t = 0; t < TEXTS; t++) {
            char text[1024];
            random_pieces(text, sizeof text, &seed);
            bool has = has_phrase(&occurrences, searcher->analyzer, text);
            bool may = fund_prefilter_may_have(&prefilter, text, strlen(text));
            if (has && !may) {
                fail_msg("%s is in \"%s\"", query, text);
            }
            found += has ? 1 : 0;
            ruled_out += may ? 0 : 1;
        }
        fund_prefilter_free(&prefilter);
        fund_term_occurrences_free(&occurrences);
        fund_plan_free(plan);
    }
    assert_true(found > 500);     /* else the test says nothing ... */
    assert_true(ruled_out > 500); /* ... nor does the prefilter */
    fund_searcher_free(searcher);
    index_close(&index);
}

static void the_prefilter_is_not_for_every_query(void **state)
{
    (void)state;
    static const char *const others[] = {
        "Haus",
        "\"Haus\"",
        "Haus \"Wald Berg\"",
        "Haus -\"Wald Berg\"",
        "\"Wald-Berg Haus\"",
        "\"24. Februar\"",
        "\"z. B. Haus\"",
        "\"Wald Berg\" \"Haus Hof\"",
    };
    index_folder index;
    fund_error err;
    index_open(&index, NULL);
    fund_searcher *searcher = index_search(&index);
    for (size_t i = 0; i < COUNT(others); i++) {
        fund_plan *plan;
        fund_prefilter prefilter;
        must(fund_plan_new(&plan, searcher, others[i], strlen(others[i]), NULL, &default_options,
                           &err),
             &err);
        if (fund_prefilter_init(&prefilter, plan, searcher->analyzer)) {
            fail_msg("%s", others[i]);
        }
        fund_plan_free(plan);
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

/* Enough passages for several rounds, of which a page ends the search early. */
static void pages_of_phrases_equal_a_naive_scan(void **state)
{
    (void)state;
    enum { PASSAGES = 2000, WORDS_EACH = 14 };
    static char texts[PASSAGES][128];
    uint32_t seed = 99;
    index_folder index;
    index_open(&index, NULL);
    for (size_t i = 0; i < PASSAGES; i++) {
        char id[24];
        random_words(texts[i], sizeof texts[i], &seed, WORDS_EACH);
        snprintf(id, sizeof id, "%zu", i);
        article one = {.id = id, .passages = {texts[i]}};
        index_article(&index, &one);
    }
    index_commit(&index);
    fund_searcher *searcher = index_search(&index);
    for (size_t q = 0; q < 60; q++) {
        char phrase[128], query[140];
        random_words(phrase, sizeof phrase, &seed, 2 + q % 4);
        snprintf(query, sizeof query, "\"%s\"", phrase);
        size_t expected = 0, found = 0;
        for (size_t i = 0; i < PASSAGES; i++) {
            expected += contains_words(texts[i], phrase) ? 1 : 0;
        }
        for (uint32_t offset = 0; offset < PASSAGES; offset += 10) {
            fund_results page = run_search(searcher, query, 10, offset, false);
            for (size_t i = 0; i < page.count; i++) {
                assert_true(contains_words(page.hits[i]->text, phrase));
            }
            found += page.count;
            bool last = page.count < 10;
            fund_results_free(&page);
            if (last) {
                break;
            }
        }
        if (found != expected) {
            fail_msg("%s: %zu, not %zu", query, found, expected);
        }
    }
    fund_searcher_free(searcher);
    index_close(&index);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(phrases_stand_where_they_stand),
        cmocka_unit_test(many_compounds_take_linear_time),
        cmocka_unit_test(phrase_results_equal_a_naive_scan),
        cmocka_unit_test(function_words_leave_the_ranking_alone),
        cmocka_unit_test(no_text_that_has_the_function_words_is_ruled_out),
        cmocka_unit_test(the_prefilter_rules_out_nothing_that_has_the_phrase),
        cmocka_unit_test(the_prefilter_is_not_for_every_query),
        cmocka_unit_test(pages_of_phrases_equal_a_naive_scan),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
