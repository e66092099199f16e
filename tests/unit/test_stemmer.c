/* The analysis chain, as tables of German text. */
#include "stemmer/stemmer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static fund_analyzer *new_analyzer(void)
{
    fund_analyzer *analyzer;
    fund_error err;
    assert_int_equal(fund_analyzer_new(&analyzer, NULL, &err), FUND_OK);
    return analyzer;
}

static fund_status print_token(const fund_token *token, void *payload)
{
    fund_buf *out = payload;
    fund_buf_printf(out, "%s%c:%.*s[%zu,%zu]@%u", out->len > 0 ? " " : "", "WPFV"[token->kind],
                    (int)token->term_len, token->term, token->begin, token->end,
                    (unsigned)token->position);
    if (token->span != 1) {
        fund_buf_printf(out, "+%u", (unsigned)token->span);
    }
    return FUND_OK;
}

static void assert_tokens(fund_analyzer *analyzer, fund_purpose purpose, const char *text,
                          const char *expected)
{
    fund_buf got = FUND_BUF_INIT;
    fund_buf_append(&got, "", 0);
    assert_int_equal(
        fund_analyzer_run(analyzer, purpose, text, strlen(text), print_token, &got, NULL),
        FUND_OK);
    if (strcmp(got.data, expected) != 0) {
        print_error("text: %s\n", text);
    }
    assert_string_equal(got.data, expected);
    fund_buf_free(&got);
}

static void text_becomes_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *tokens;
    } cases[] = {
        {"", ""},
        {" \t\n", ""},
        {"- -- … ! \xe2\x80\x9e\xe2\x80\x9c", ""},
        {"Die Häuser", "F:die[0,3]@0 W:haus[4,11]@1"},
        {"INF-Vertrags", "W:infvertrag[0,12]@0+2 P:inf[0,3]@0 P:vertrag[4,12]@1"},
        {"Nato-Russland-Rats neu",
         "W:natorusslandrat[0,18]@0+3 P:nato[0,4]@0 P:russland[5,13]@1 P:rat[14,18]@2 "
         "W:neu[19,22]@3"},
        {"Wirt\xc2\xadschaft", "W:wirtschaft[0,12]@0"},
        {"Wirt\xc2\xad\nschaft", "W:wirtschaft[0,13]@0"},
        {"Wirt-\nschaft", "W:wirtschaft[0,12]@0+2 P:wirt[0,4]@0 P:schaft[6,12]@1"},
        {"Wirt-\nSchaft", "W:wirt[0,4]@0 W:schaft[6,12]@1"},
        {"75 000 Mann", "W:75000[0,6]@0 P:75[0,2]@0 P:000[3,6]@0 W:mann[7,11]@1"},
        {"75.000", "W:75000[0,6]@0"},
        {"24. Februar 2022",
         "W:2022-02-24[0,16]@0+3 W:24[0,2]@0 W:februar[4,11]@1 W:2022[12,16]@2"},
        {"31. Februar 2022", "W:31[0,2]@0 W:februar[4,11]@1 W:2022[12,16]@2"},
        {"24.02.2022", "W:2022-02-24[0,10]@0"},
        {"2022-02-24", "W:2022-02-24[0,10]@0+3 P:2022[0,4]@0 P:02[5,7]@1 P:24[8,10]@2"},
        {"2:0-Sieg", "W:2:0sieg[0,8]@0+2 P:2:0[0,3]@0 P:sieg[4,8]@1"},
        {"Ein- und Ausfuhr", "P:ein[0,3]@0 F:und[5,8]@1 W:ausfuhr[9,16]@2"},
        {"und -erziehung", "F:und[0,3]@0 W:erzieh[5,14]@1"},
        {"§ 218a", "W:§218a[0,7]@0 P:218a[3,7]@0"},
        {"§§", ""},
        {"Ende.Anfang", "W:end[0,4]@0 W:anfang[5,11]@1"},
        {"redaktion@example.org!",
         "W:redaktion@example.org[0,21]@0+3 P:redaktion[0,9]@0 P:exampl[10,17]@1 P:org[18,21]@2"},
        {"(https://example.org/a-b).",
         "W:https://example.org/a-b[1,24]@0+5 P:https[1,6]@0 P:exampl[9,16]@1 P:org[17,20]@2 "
         "P:a[21,22]@3 P:b[23,24]@4"},
        {"Über ueber", "F:ueber[0,5]@0 F:ueber[6,11]@1"},
        {"Grünen-Politiker:innen",
         "W:grunenpolit[0,23]@0+2 P:grun[0,7]@0 P:polit[8,23]@1 "
         "W:grunenpolitikerin[0,23]@0+2 P:politikerin[8,23]@1"},
        {"#Klimaschutz", "W:klimaschutz[1,12]@0"},
        {"\xf0\x9f\x98\x80 中文", "W:\xf0\x9f\x98\x80[0,4]@0 W:中[5,8]@1 W:文[8,11]@2"},
    };
    fund_analyzer *analyzer = new_analyzer();
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, cases[i].text, cases[i].tokens);
        /* and once more, from the memo */
        assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, cases[i].text, cases[i].tokens);
    }
    fund_analyzer_free(analyzer);
}

static void queries_have_other_spellings(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_analyzer();
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Müller", "W:mull[0,7]@0 V:muell[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Mueller", "W:muell[0,7]@0 V:mull[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "neue Steuer Quelle aktuell",
                  "W:neu[0,4]@0 W:steu[5,11]@1 W:quell[12,18]@2 W:aktuell[19,26]@3 "
                  "V:aktull[19,26]@3");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Steuerbehoerde",
                  "W:steuerbehoerd[0,14]@0 V:steuerbehord[0,14]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Haus", "W:haus[0,4]@0");
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "Müller", "W:mull[0,7]@0");
    fund_analyzer_free(analyzer);
}

/* The WORD and VARIANT terms of a text, each between blanks. */
static fund_status collect_words(const fund_token *token, void *payload)
{
    if (token->kind == FUND_TOKEN_WORD || token->kind == FUND_TOKEN_VARIANT) {
        fund_buf_printf(payload, " %.*s ", (int)token->term_len, token->term);
    }
    return FUND_OK;
}

static fund_status find_word(const fund_token *token, void *payload)
{
    fund_buf *words = payload;
    if (token->kind == FUND_TOKEN_WORD && token->position == 0) {
        char needle[FUND_TERM_MAX + 3];
        snprintf(needle, sizeof needle, " %.*s ", (int)token->term_len, token->term);
        if (strstr(words->data, needle) != NULL) {
            return FUND_ERR_INTERRUPTED; /* found */
        }
    }
    return FUND_OK;
}

static bool finds(fund_analyzer *analyzer, const char *query, const char *text)
{
    fund_buf words = FUND_BUF_INIT;
    fund_buf_append(&words, "", 0);
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, query, strlen(query),
                                       collect_words, &words, NULL),
                     FUND_OK);
    fund_status status = fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, strlen(text),
                                           find_word, &words, NULL);
    fund_buf_free(&words);
    return status == FUND_ERR_INTERRUPTED;
}

static void equal_forms_find_each_other(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"INF-Vertrag", "INF-Vertrags"},
        {"INF-Vertrag", "INF\xe2\x80\x90Vertrages"},
        {"INF-Vertrag", "INF\xe2\x80\x91Vertrag"},
        {"INF-Vertrag", "INF\xe2\x80\x93Vertrag"},
        {"Musik-Sammlung", "Musiksammlung"},
        {"Frak\xe2\xb8\x97tur", "Fraktur"},
        {"Münster", "Muenster"},
        {"Goethe", "Göthe"},
        {"Straße", "Strasse"},
        {"Straße", "STRASSE"},
        {"Straße", "STRA\xe1\xba\x9e" "E"},
        {"Außenminister", "Aussenministern"},
        {"Maße", "Masse"},
        {"u\xcc\x88" "ber-all", "Überall"},
        {"Bu\xcc\x88ro", "Büro"},
        {"\xef\xac\x81nden", "finden"},
        {"Wach\xc5\xbftube", "Wachstube"},
        {"Wirt\xe2\x80\x8bschaft", "Wirtschaft"},
        {"CO\xe2\x82\x82", "CO2"},
        {"m\xc2\xb2", "m2"},
        {"System", "Systems"},
        {"Betriebssystem", "Betriebssysteme"},
        {"Problem", "Probleme"},
        {"Afrika", "Afrikas"},
        {"Auto", "Autos"},
        {"Europa", "Europas"},
        {"Handy", "Handys"},
        {"Profi", "Profis"},
        {"Ergebnis", "Ergebnisse"},
        {"Beweis", "Beweises"},
        {"Haus", "Häuser"},
        {"Ministerin", "Ministerinnen"},
        {"Bürgerin", "Bürgerinnen"},
        {"Ärztin", "Ärztinnen"},
        {"Genossin", "Genossinnen"},
        {"Gräfin", "Gräfinnen"},
        {"Bürger", "Bürger:innen"},
        {"Bürgerin", "Bürger:innen"},
        {"Bürger", "Bürger*innen"},
        {"Bürgerin", "Bürger_innen"},
        {"Bürger", "BürgerInnen"},
        {"Bürgerin", "BürgerInnen"},
        {"Bürgerin", "Bürger/-innen"},
        {"Bürger", "Bürger/innen"},
        {"Bürgerin", "Bürger(innen)"},
        {"Lehrer", "Lehrer:in"},
        {"Merkel", "Merkel's"},
        {"Merkel", "Merkel\xe2\x80\x99s"},
        {"Kudamm", "Ku'damm"},
        {"75000", "75.000"},
        {"75000", "75 000"},
        {"75000", "75\xc2\xa0" "000"},
        {"75000", "75\xe2\x80\xaf" "000"},
        {"75000", "75'000"},
        {"1234567", "1.234.567"},
        {"1.234,56", "1234,56"},
        {"24.02.2022", "24. Februar 2022"},
        {"2022-02-24", "24. Februar 2022"},
        {"24.2.2022", "24.02.2022"},
        {"z. B.", "z.B."},
        {"z.\xc2\xa0" "B.", "z.B."},
        {"U.S.A.", "USA"},
        {"§ 218", "§218"},
        {"5 %", "5%"},
        {"9m729", "9M729"},
        {"SSC-8", "SSC8"},
        {"E-Mail", "Email"},
        {"C++", "c++"},
        {"nein\xc3\xbc", "NEINÜ"},
    };
    fund_analyzer *analyzer = new_analyzer();
    for (size_t i = 0; i < COUNT(pairs); i++) {
        for (size_t way = 0; way < 2; way++) {
            if (!finds(analyzer, pairs[i][way], pairs[i][1 - way])) {
                /* a gender form in the query means both; the text has one */
                print_error("%s does not find %s\n", pairs[i][way], pairs[i][1 - way]);
                fail();
            }
        }
    }
    fund_analyzer_free(analyzer);
}

static void different_words_stay_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Andrea", "Andreas"},    {"Thoma", "Thomas"},      {"arbeitslo", "arbeitslos"},
        {"sich", "Sicherheit"},   {"1,5", "1.5"},           {"1,5", "15"},
        {"C", "C++"},             {"C#", "C++"},            {"31. Februar 2022", "28.02.2022"},
        {"Haus", "Maus"},         {"gewinnen", "Gewinnin"}, {"beginnen", "Beginin"},
        {"Nato", "Nation"},       {"100", "100.000"},       {"0,5", "5"},
    };
    fund_analyzer *analyzer = new_analyzer();
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (finds(analyzer, pairs[i][0], pairs[i][1]) ||
            finds(analyzer, pairs[i][1], pairs[i][0])) {
            print_error("%s and %s are not apart\n", pairs[i][0], pairs[i][1]);
            fail();
        }
    }
    fund_analyzer_free(analyzer);
}

/* ---- limits ---------------------------------------------------------------- */

typedef struct offsets_check {
    const char *text;
    size_t len;
    uint32_t position;
    size_t count;
} offsets_check;

static bool at_character(const char *text, size_t len, size_t pos)
{
    return pos == len || ((unsigned char)text[pos] & 0xc0) != 0x80;
}

static fund_status check_offsets(const fund_token *token, void *payload)
{
    offsets_check *check = payload;
    assert_true(token->begin < token->end && token->end <= check->len);
    assert_true(at_character(check->text, check->len, token->begin));
    assert_true(at_character(check->text, check->len, token->end));
    assert_in_range(token->term_len, 1, FUND_TERM_MAX);
    assert_true(fund_utf8_valid(token->term, token->term_len, NULL));
    assert_null(memchr(token->term, '\0', token->term_len));
    assert_true(token->term[0] < 'A' || token->term[0] > 'Z');
    assert_true(token->span >= 1);
    check->position = token->position;
    check->count++;
    return FUND_OK;
}

static size_t assert_offsets(fund_analyzer *analyzer, const char *text, size_t len)
{
    offsets_check check = {text, len, 0, 0};
    for (int purpose = FUND_PURPOSE_DOCUMENT; purpose <= FUND_PURPOSE_QUERY; purpose++) {
        assert_int_equal(fund_analyzer_run(analyzer, (fund_purpose)purpose, text, len,
                                           check_offsets, &check, NULL),
                         FUND_OK);
    }
    return check.count;
}

static void offsets_cut_any_text_at_characters(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a", "ß", "Ä", "\xcc\x88", "-", "\xe2\x80\x91", "'", "\xe2\x80\x99", ".", ",", ":", "*",
        "_", "/", "(", ")", "innen", "in", "In", "@", "://", "www.", "1", "23", "456", " ", "\n",
        "\xc2\xad", "\xe2\x80\x8b", "\xef\xbb\xbf", "§", "z. B.", "24. Februar 2022", "\xef\xac\x81",
        "½", "²", "中", "\xf0\x9f\x98\x80", "#", "+", "C++", "Я", "der", "ue", "\xc2\xa0", "%",
        "\xf0\x9d\x94\xa9", "\xe2\x84\xa2", "İ", "ẞ",
    };
    fund_analyzer *analyzer = new_analyzer();
    uint64_t seed = 1;
    fund_buf text = FUND_BUF_INIT;
    for (int round = 0; round < 3000; round++) {
        fund_buf_clear(&text);
        for (int i = 0; i < 14; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            fund_buf_append_str(&text, pieces[(seed >> 33) % COUNT(pieces)]);
        }
        assert_offsets(analyzer, text.data, text.len);
    }
    fund_buf_free(&text);
    fund_analyzer_free(analyzer);
}

static void extreme_words_stay_searchable(void **state)
{
    (void)state;
    static const char *const repeated[] = {"a", "ü", "-", "a-", "7", "1 000 ", "1.", "a.", "'",
                                           "a'", "\xc2\xad" "b", "x@", "Я", "中", "a_", "C+",
                                           "1,", "a:innen", "§ 1", "in/-"};
    fund_analyzer *analyzer = new_analyzer();
    for (size_t i = 0; i < COUNT(repeated); i++) {
        fund_buf text = FUND_BUF_INIT;
        while (text.len < 100000) {
            fund_buf_append_str(&text, repeated[i]);
        }
        assert_offsets(analyzer, text.data, text.len);
        fund_buf_free(&text);
    }
    char word[10000];
    memset(word, 'q', sizeof word);
    assert_int_equal(assert_offsets(analyzer, word, sizeof word), 2); /* one per purpose */
    fund_analyzer_free(analyzer);
}

static void long_words_are_told_apart_by_their_ends(void **state)
{
    (void)state;
    char a[401], b[401];
    memset(a, 'q', 400);
    memset(b, 'q', 400);
    a[400] = b[400] = '\0';
    b[399] = 'x';
    fund_analyzer *analyzer = new_analyzer();
    assert_true(finds(analyzer, a, a));
    assert_false(finds(analyzer, a, b));
    fund_analyzer_free(analyzer);
}

static void bytes_that_are_no_text_are_refused(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_analyzer();
    fund_error err;
    fund_buf out = FUND_BUF_INIT;
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, "gut \xff", 5, print_token,
                                       &out, &err),
                     FUND_ERR_ENCODING);
    assert_string_equal(err.message, "invalid UTF-8 at byte 4");
    assert_int_equal(out.len, 0);
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, "a\0b", 3, print_token,
                                       &out, &err),
                     FUND_OK);
    assert_string_equal(out.data, "W:a[0,1]@0 W:b[2,3]@1");
    fund_buf_free(&out);
    fund_analyzer_free(analyzer);
}

static fund_status stop_at_second(const fund_token *token, void *payload)
{
    (void)token;
    return ++*(int *)payload == 2 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

static void callback_ends_the_run(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_analyzer();
    int calls = 0;
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, "eins zwei drei", 14,
                                       stop_at_second, &calls, NULL),
                     FUND_ERR_INTERRUPTED);
    assert_int_equal(calls, 2);
    fund_analyzer_free(analyzer);
}

/* ---- memo and splitter -------------------------------------------------------- */

static void memo_changes_nothing_but_time(void **state)
{
    (void)state;
    fund_analyzer_options small = FUND_ANALYZER_OPTIONS_INIT;
    small.memo_limit = 2;
    fund_analyzer *tiny;
    assert_int_equal(fund_analyzer_new(&tiny, &small, NULL), FUND_OK);
    fund_analyzer *normal = new_analyzer();
    static const char text[] = "Die Nato-Staaten sagen: die Nato sagt, Haus Häuser Maus die Nato";
    fund_buf a = FUND_BUF_INIT, b = FUND_BUF_INIT;
    for (int i = 0; i < 3; i++) {
        fund_analyzer_run(tiny, FUND_PURPOSE_DOCUMENT, text, sizeof text - 1, print_token, &a, NULL);
        fund_analyzer_run(normal, FUND_PURPOSE_DOCUMENT, text, sizeof text - 1, print_token, &b,
                          NULL);
    }
    assert_string_equal(a.data, b.data);
    fund_buf_free(&a);
    fund_buf_free(&b);
    fund_analyzer_free(tiny);
    fund_analyzer_free(normal);
}

static size_t toy_split(fund_word_part *parts, size_t max, const char *word, size_t len,
                        bool capitalised, void *payload)
{
    *(int *)payload += capitalised ? 1 : 100;
    static const char known[] = "wirtschaftsstrasse";
    if (max < 2 || len != sizeof known - 1 || memcmp(word, known, len) != 0) {
        return 0;
    }
    parts[0] = (fund_word_part){0, 11, 10};
    parts[1] = (fund_word_part){11, 18, 18};
    return 2;
}

static void splitter_gives_parts_with_offsets_of_the_text(void **state)
{
    (void)state;
    int calls = 0;
    fund_analyzer_options options = FUND_ANALYZER_OPTIONS_INIT;
    options.split = toy_split;
    options.split_payload = &calls;
    options.split_fingerprint = 42;
    fund_analyzer *analyzer, *plain = new_analyzer();
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "Wirtschaftsstraße",
                  "W:wirtschaftsstrass[0,18]@0 P:wirtschaft[0,11]@0 P:strass[11,18]@0");
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "EU-Wirtschafts\xc2\xadstraße",
                  "W:euwirtschaftsstrass[0,23]@0+2 P:eu[0,2]@0 P:wirtschaftsstrass[3,23]@1 "
                  "P:wirtschaft[3,14]@1 P:strass[16,23]@1");
    calls = 0;
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "haus 12a", "W:haus[0,4]@0 W:12a[5,8]@1");
    assert_int_equal(calls, 100); /* lower case, and not asked about "12a" */
    assert_string_not_equal(fund_analyzer_fingerprint(analyzer), fund_analyzer_fingerprint(plain));
    fund_analyzer_free(analyzer);
    fund_analyzer_free(plain);
}

static void fingerprint_is_stable(void **state)
{
    (void)state;
    fund_analyzer *a = new_analyzer(), *b = new_analyzer();
    assert_string_equal(fund_analyzer_fingerprint(a), fund_analyzer_fingerprint(b));
    fund_analyzer_free(a);
    fund_analyzer_free(b);
    fund_analyzer_free(NULL);
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_WORD), "word");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_PART), "part");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_FUNCTION), "function");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_VARIANT), "variant");
    assert_string_equal(fund_token_kind_name((fund_token_kind)77), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_tokens),
        cmocka_unit_test(queries_have_other_spellings),
        cmocka_unit_test(equal_forms_find_each_other),
        cmocka_unit_test(different_words_stay_apart),
        cmocka_unit_test(offsets_cut_any_text_at_characters),
        cmocka_unit_test(extreme_words_stay_searchable),
        cmocka_unit_test(long_words_are_told_apart_by_their_ends),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(callback_ends_the_run),
        cmocka_unit_test(memo_changes_nothing_but_time),
        cmocka_unit_test(splitter_gives_parts_with_offsets_of_the_text),
        cmocka_unit_test(fingerprint_is_stable),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests_name("stemmer", tests, NULL, NULL);
}
