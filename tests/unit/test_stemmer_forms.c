/* The chain with its lexicon: forms of verbs and nouns, and text of odd pieces. */
#include "test_stemmer.h"

static fund_lexicon *lexicon;

static int set_up(void **state)
{
    (void)state;
    return fund_lexicon_open(&lexicon, NULL, NULL) == FUND_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fund_lexicon_free(lexicon);
    return 0;
}

static fund_status keep_term(const fund_token *token, void *payload)
{
    fund_buf *out = payload;
    if (token->kind == FUND_TOKEN_WORD) {
        fund_buf_printf(out, "%s%.*s", out->len > 0 ? " " : "", (int)token->term_len, token->term);
    }
    return FUND_OK;
}

static void stems_of_forms(void **state)
{
    (void)state;
    static const struct {
        const char *text, *stems;
    } rows[] = {
        {"gewann gewonnen gewinnt", "gewinn gewinn gewinn"},
        {"aufgegeben aufzugeben gab", "aufgeb aufgeb geb"},
        {"kritisiert kritisierte kritisieren", "kritisi kritisi kritisi"},
        {"zurückgetreten trat", "zurücktret tret"},
        {"stand Stand", "steh stand"},
        {"bekannt", "bekannt"},
        {"Häuser Häusern Haus", "haus haus haus"},
        {"Bär Bären Bar bar", "bär bär bar~1 bar"}, /* the rarer word of a stem has a mark */
        {"Väter Vater Täter Tat", "vat vat tät tat"},
        {"stärker stark größer groß", "stark stark gross gross"},
        {"Verbände Verband Ämter Amt", "verband verband amt amt"},
        {"Ausländer Ausland Länder Land", "ausländ~1 ausland land land"},
        {"Blüte Blut", "blüt blut"},
        {"ü Ü äöü", "ü ü äöü"},
    };
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_analyzer *analyzer;
    fund_chain_options_use(&options, lexicon);
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    for (size_t i = 0; i < COUNT(rows); i++) {
        fund_buf got = FUND_BUF_INIT;
        assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, rows[i].text,
                                           strlen(rows[i].text), keep_term, &got, NULL),
                         FUND_OK);
        assert_string_equal(got.data, rows[i].stems);
        fund_buf_free(&got);
    }
    fund_analyzer_free(analyzer);
}

/* Pieces that the stages look for, in any order. */
static size_t random_text(char *out, unsigned *seed)
{
    static const char *const pieces[] = {
        "haus",
        "Ä",
        "ü",
        "ß",
        "-",
        " ",
        "und ",
        "trat ",
        "zurück. ",
        "an, ",
        "Ein- ",
        "ge",
        "zu",
        "Wirtschafts",
        "politik",
        "\xc2\xad",
        "\xcc\x88",
        "i",
        "nnen",
        ":",
        "*",
        "ſ",
        "ﬁ",
        "9",
        ".",
        "Müller",
        "oe",
        "ue",
        "straße",
        "Maß",
        "äu",
        "\xd0\xb4",
        "\xf0\x9f\x98\x80",
        "é",
        "ğ",
        "œ",
        "\xe3\x82\xab",
        "\xe3\x82\x99",
        "\xef\xbe\x9e",
        "'",
        "öffnungs",
        "ungen",
        "er",
        "\n",
        "Bahn",
        "oder ",
        "-erziehung",
        "kinder",
        "/",
        "SPD-",
        "bzw. ",
        ",",
        "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
        "aaa",
    };
    size_t len = 0;
    for (unsigned i = 0; i < 12; i++) {
        *seed = *seed * 1103515245u + 12345u;
        const char *piece = pieces[(*seed >> 16) % COUNT(pieces)];
        memcpy(out + len, piece, strlen(piece));
        len += strlen(piece);
    }
    return len;
}

typedef struct text {
    const char *data;
    size_t len;
} text;

static fund_status check_token(const fund_token *token, void *payload)
{
    const text *in = payload;
    assert_true(token->begin < token->end && token->end <= in->len);
    assert_true(token->term_len > 0 && token->term_len <= FUND_TERM_MAX);
    assert_true(fund_utf8_valid(token->term, token->term_len, NULL));
    assert_true(fund_utf8_valid(in->data + token->begin, token->end - token->begin, NULL));
    return FUND_OK;
}

static void tokens_of_random_text_are_sound(void **state)
{
    (void)state;
    unsigned seed = 3;
    char data[2048];
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_analyzer *analyzer;
    fund_chain_options_use(&options, lexicon);
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    for (int round = 0; round < 20000; round++) {
        text in = {data, random_text(data, &seed)};
        fund_purpose purpose = round % 2 == 0 ? FUND_PURPOSE_DOCUMENT : FUND_PURPOSE_QUERY;
        assert_int_equal(fund_analyzer_run(analyzer, purpose, data, in.len, check_token, &in, NULL),
                         FUND_OK);
    }
    fund_analyzer_free(analyzer);
}

/* Of a query of "Bürger" Bürgerin may be meant; here it is written. */
static void both_genders_are_words_of_a_query(void **state)
{
    (void)state;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_analyzer *analyzer;
    fund_chain_options_use(&options, lexicon);
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Kanzler",
                  "W:kanzl[0,7]@0 B:canzl[0,7]@0 B:kanzlerin[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Kanzler:innen",
                  "W:kanzl[0,13]@0 B:canzl[0,13]@0 W:kanzlerin[0,13]@0");
    fund_analyzer_free(analyzer);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(stems_of_forms),
        cmocka_unit_test(both_genders_are_words_of_a_query),
        cmocka_unit_test(tokens_of_random_text_are_sound),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
