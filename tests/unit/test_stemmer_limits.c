/* The analysis chain at its limits: odd text, memo, splitters, errors. */
#include "test_stemmer.h"

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
    if (token->kind == FUND_TOKEN_WORD || token->kind == FUND_TOKEN_FUNCTION) {
        assert_true(token->position >= check->position);
        check->position = token->position;
    }
    check->count++;
    return FUND_OK;
}

static size_t assert_offsets(fund_analyzer *analyzer, const char *text, size_t len)
{
    size_t count = 0;
    for (int purpose = FUND_PURPOSE_DOCUMENT; purpose <= FUND_PURPOSE_QUERY; purpose++) {
        offsets_check check = {text, len, 0, 0};
        assert_int_equal(fund_analyzer_run(analyzer, (fund_purpose)purpose, text, len,
                                           check_offsets, &check, NULL),
                         FUND_OK);
        count += check.count;
    }
    return count;
}

static void assert_same_tokens(fund_analyzer *a, fund_analyzer *b, const char *text, size_t len)
{
    fund_buf of_a = FUND_BUF_INIT, of_b = FUND_BUF_INIT;
    fund_buf_append(&of_a, "", 0);
    fund_buf_append(&of_b, "", 0);
    fund_analyzer_run(a, FUND_PURPOSE_DOCUMENT, text, len, print_token, &of_a, NULL);
    fund_analyzer_run(b, FUND_PURPOSE_DOCUMENT, text, len, print_token, &of_b, NULL);
    assert_string_equal(of_a.data, of_b.data);
    fund_buf_free(&of_a);
    fund_buf_free(&of_b);
}

static void offsets_cut_any_text_at_characters(void **state)
{
    (void)state;
    static const char *const pieces[] = {
        "a",
        "ß",
        "Ä",
        "\xcc\x88",
        "-",
        "\xe2\x80\x91",
        "'",
        "\xe2\x80\x99",
        ".",
        ",",
        ":",
        "*",
        "_",
        "/",
        "(",
        ")",
        "innen",
        "in",
        "In",
        "@",
        "://",
        "www.",
        "1",
        "23",
        "456",
        " ",
        "\n",
        "\xc2\xad",
        "\xe2\x80\x8b",
        "\xef\xbb\xbf",
        "§",
        "z. B.",
        "24. Februar 2022",
        "\xef\xac\x81",
        "½",
        "²",
        "中",
        "\xf0\x9f\x98\x80",
        "#",
        "+",
        "C++",
        "Я",
        "der",
        "ue",
        "\xc2\xa0",
        "%",
        "\xf0\x9d\x94\xa9",
        "\xe2\x84\xa2",
        "İ",
        "ẞ",
    };
    fund_analyzer *analyzer = new_analyzer(), *tiny = new_forgetful_analyzer();
    uint64_t seed = 1;
    fund_buf text = FUND_BUF_INIT;
    for (int round = 0; round < 3000; round++) {
        fund_buf_clear(&text);
        for (int i = 0; i < 14; i++) {
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            fund_buf_append_str(&text, pieces[(seed >> 33) % COUNT(pieces)]);
        }
        assert_offsets(analyzer, text.data, text.len);
        assert_same_tokens(analyzer, tiny, text.data, text.len);
    }
    fund_buf_free(&text);
    fund_analyzer_free(tiny);
    fund_analyzer_free(analyzer);
}

static void random_characters_are_no_error(void **state)
{
    (void)state;
    static const uint32_t limits[] = {0x80, 0x250, 0x2100, 0x3100, 0x10000, 0x110000};
    fund_analyzer *analyzer = new_analyzer(), *tiny = new_forgetful_analyzer();
    uint64_t seed = 7;
    for (int round = 0; round < 3000; round++) {
        fund_buf text = FUND_BUF_INIT;
        for (int i = 0; i < 20; i++) {
            char bytes[4];
            seed = seed * UINT64_C(6364136223846793005) + 1442695040888963407u;
            uint32_t limit = limits[(seed >> 60) % COUNT(limits)];
            fund_buf_append(&text, bytes, fund_utf8_encode(bytes, (uint32_t)(seed >> 24) % limit));
        }
        assert_offsets(analyzer, text.data, text.len);
        assert_same_tokens(analyzer, tiny, text.data, text.len);
        fund_buf_free(&text);
    }
    fund_analyzer_free(tiny);
    fund_analyzer_free(analyzer);
}

static void extreme_words_stay_searchable(void **state)
{
    (void)state;
    static const char *const repeated[] = {"a",  "ü",  "-",  "a-",        "7",   "1 000 ", "1.",
                                           "a.", "'",  "a'", "b\xc2\xad", "x@",  "Я",      "中",
                                           "a_", "C+", "1,", "a:innen",   "§ 1", "in/-"};
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

static fund_status mark_covered(const fund_token *token, void *payload)
{
    memset((char *)payload + token->begin, 'x', token->end - token->begin);
    return FUND_OK;
}

static void long_compounds_lose_no_piece(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_analyzer();
    static const char *const pieces[] = {"haus-", "a.", "1.", "1,", "x'", "rat:innen", "7 000 "};
    for (size_t i = 0; i < COUNT(pieces); i++) {
        fund_buf text = FUND_BUF_INIT;
        for (int n = 0; n < 200; n++) {
            fund_buf_append_str(&text, pieces[i]);
        }
        char *covered = fund_memdup(text.data, text.len);
        assert_non_null(covered);
        assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text.data, text.len,
                                           mark_covered, covered, NULL),
                         FUND_OK);
        for (size_t pos = 0; pos < text.len; pos++) {
            assert_false(covered[pos] >= 'a' && covered[pos] < 'x');
            assert_false(covered[pos] >= '0' && covered[pos] <= '9');
        }
        free(covered);
        fund_buf_free(&text);
    }
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
    assert_int_equal(
        fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, "gut \xff", 5, print_token, &out, &err),
        FUND_ERR_ENCODING);
    assert_string_equal(err.message, "invalid UTF-8 at byte 4");
    assert_int_equal(out.len, 0);
    assert_int_equal(
        fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, "a\0b", 3, print_token, &out, &err),
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
    fund_analyzer *tiny = new_forgetful_analyzer(), *normal = new_analyzer();
    static const char text[] = "Die Nato-Staaten sagen: die Nato sagt, Haus Häuser Maus die Nato";
    for (int i = 0; i < 3; i++) {
        assert_same_tokens(tiny, normal, text, sizeof text - 1);
    }
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
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
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
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "haus 12a",
                  "W:haus[0,4]@0 W:12a[5,8]@1+2 P:12[5,7]@1 P:a[7,8]@2");
    assert_int_equal(calls, 100); /* lower case, and not asked about "12a" */
    assert_string_not_equal(fund_analyzer_fingerprint(analyzer), fund_analyzer_fingerprint(plain));
    fund_analyzer_free(analyzer);
    fund_analyzer_free(plain);
}

static size_t careless_split(fund_word_part *parts, size_t max, const char *word, size_t len,
                             bool capitalised, void *payload)
{
    (void)max;
    (void)word;
    (void)capitalised;
    (void)payload;
    parts[0] = (fund_word_part){0, len + 1, 1}; /* behind the word */
    parts[1] = (fund_word_part){2, 2, 2};       /* empty */
    parts[2] = (fund_word_part){0, 4, 5};       /* stem longer than the part */
    parts[3] = (fund_word_part){0, len, 2};     /* cuts the ü */
    parts[4] = (fund_word_part){0, len, len};   /* the word itself */
    parts[5] = (fund_word_part){0, 5, 4};       /* ends within the ligature */
    parts[6] = (fund_word_part){5, len, len};
    parts[7] = parts[6]; /* once more */
    return 8;
}

static void useless_parts_are_left_out(void **state)
{
    (void)state;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.split = careless_split;
    fund_analyzer *analyzer;
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "t\xc3\xbcr\xef\xac\x81lm",
                  "W:turfilm[0,9]@0 P:tur[0,7]@0 P:ilm[4,9]@0");
    fund_analyzer_free(analyzer);
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

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(offsets_cut_any_text_at_characters),
        cmocka_unit_test(random_characters_are_no_error),
        cmocka_unit_test(extreme_words_stay_searchable),
        cmocka_unit_test(long_compounds_lose_no_piece),
        cmocka_unit_test(long_words_are_told_apart_by_their_ends),
        cmocka_unit_test(bytes_that_are_no_text_are_refused),
        cmocka_unit_test(callback_ends_the_run),
        cmocka_unit_test(memo_changes_nothing_but_time),
        cmocka_unit_test(splitter_gives_parts_with_offsets_of_the_text),
        cmocka_unit_test(useless_parts_are_left_out),
        cmocka_unit_test(fingerprint_is_stable),
    };
    return cmocka_run_group_tests_name("stemmer_limits", tests, NULL, NULL);
}
