#include "test_corpus.h"

typedef struct encoding_case {
    const char *what;
    const char *bytes;
    size_t len; /* 0: up to the closing NUL */
    const char *expected;
} encoding_case;

static void text_becomes_utf8(void **state)
{
    (void)state;
    static const encoding_case cases[] = {
        {"ASCII", "Die Nato", 0, "Die Nato"},
        {"UTF-8", "Grüße – „ja“", 0, "Grüße – „ja“"},
        {"UTF-8 with BOM", "\xef\xbb\xbfGrüße", 0, "Grüße"},
        {"a BOM alone", "\xef\xbb\xbf", 0, ""},
        {"Latin-1",
         "Gr\xfc\xdf"
         "e aus K\xf6ln",
         0, "Grüße aus Köln"},
        {"Latin-1, one letter", "M\xfcnchen", 0, "München"},
        {"Latin-1, last byte", "Der Kaf\xe9", 0, "Der Kafé"},
        {"Windows-1252", "\x84Nein\x93, sagte er \x96 f\xfcr 5 \x80\x85", 0,
         "„Nein“, sagte er – für 5 €…"},
        {"guillemet behind a sharp s looks like UTF-8", "\xbbSpa\xdf\xab rief sie", 0,
         "»Spaß« rief sie"},
        {"fractions survive", "Er kam auf 6\xbd S\xe4tze und 3\xbc Punkte, h\xf6rte man", 0,
         "Er kam auf 6½ Sätze und 3¼ Punkte, hörte man"},
        {"UTF-16LE", "\xff\xfeG\0r\0\xfc\0\xdf\0e\0", 12, "Grüße"},
        {"UTF-16BE", "\xfe\xff\0G\0r\0\xfc\0\xdf\0e", 12, "Grüße"},
        {"UTF-16 with surrogates", "\xff\xfe\x3d\xd8\x00\xde", 6, "\xf0\x9f\x98\x80"},
        {"UTF-16, BOM alone", "\xff\xfe", 2, ""},
        {"a few control characters", "eins\001zwei", 0, "eins\001zwei"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fund_buf buf = FUND_BUF_INIT;
        fund_text out = {NULL, 0};
        fund_error err = FUND_ERROR_INIT;
        size_t len = cases[i].len > 0 ? cases[i].len : strlen(cases[i].bytes);
        char *bytes = fund_memdup(cases[i].bytes, len);
        assert_non_null(bytes);
        fund_status status = fund_text_to_utf8(&out, &buf, bytes, len, "x.txt", &err);
        if (status != FUND_OK || out.len != strlen(cases[i].expected) ||
            memcmp(out.data, cases[i].expected, out.len) != 0) {
            fail_msg("%s: %s '%.*s'", cases[i].what, err.message, (int)out.len, out.data);
        }
        free(bytes);
        fund_buf_free(&buf);
    }
}

static void what_is_no_text_is_refused_with_its_place(void **state)
{
    (void)state;
    static const encoding_case cases[] = {
        {"damaged UTF-8", "Grüße aus K\xf6ln", 0, "x.txt: invalid UTF-8 at byte 14"},
        {"damaged UTF-8, line", "Grüße\nM\xfcller über", 0,
         "x.txt: invalid UTF-8 at byte 10 (line 2)"},
        {"cut off inside a letter", "Grüße aus Köl\xc3", 0, "x.txt: invalid UTF-8 at byte 17"},
        {"damage behind a BOM", "\xef\xbb\xbfM\xfcller", 0, "x.txt: invalid UTF-8 at byte 5"},
        {"zero byte", "ab\0cd", 5, "x.txt: binary data: zero byte at byte 3"},
        {"zero byte in UTF-16",
         "\xff\xfe"
         "a\0\0\0",
         6, "x.txt: binary data: zero byte at byte 2"},
        {"control characters", "\001\002\003\004\005\006abc", 0,
         "x.txt: binary data: 6 control characters"},
        {"undefined in Windows-1252", "f\x81r M\xfcller", 0,
         "x.txt: neither UTF-8 nor WINDOWS-1252 at byte 2"},
        {"UTF-16 with half a character",
         "\xff\xfe"
         "a\0b",
         5, "x.txt: damaged UTF-16 at byte 5"},
        {"UTF-16 with half a pair",
         "\xff\xfe\x3d\xd8"
         "a\0",
         6, "x.txt: damaged UTF-16 at byte 3"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fund_buf buf = FUND_BUF_INIT;
        fund_text out;
        fund_error err = FUND_ERROR_INIT;
        size_t len = cases[i].len > 0 ? cases[i].len : strlen(cases[i].bytes);
        fund_status status = fund_text_to_utf8(&out, &buf, cases[i].bytes, len, "x.txt", &err);
        if (status != FUND_ERR_ENCODING || strcmp(err.message, cases[i].expected) != 0) {
            fail_msg("%s: %d %s", cases[i].what, (int)status, err.message);
        }
        fund_buf_free(&buf);
    }
}

static void text_of_another_script_is_refused(void **state)
{
    (void)state;
    /* Windows-1251: a Russian sentence, twice */
    static const char russian[] =
        "\xcf\xf0\xe0\xe2\xe8\xf2\xe5\xeb\xfc\xf1\xf2\xe2\xee \xee\xe1\xfa\xff\xe2\xe8\xeb\xee "
        "\xee \xed\xee\xe2\xfb\xf5 \xec\xe5\xf0\xe0\xf5 \xef\xee\xe4\xe4\xe5\xf0\xe6\xea\xe8. "
        "\xcf\xf0\xe0\xe2\xe8\xf2\xe5\xeb\xfc\xf1\xf2\xe2\xee \xee\xe1\xfa\xff\xe2\xe8\xeb\xee.";
    fund_buf buf = FUND_BUF_INIT;
    fund_text out;
    fund_error err = FUND_ERROR_INIT;
    assert_int_equal(fund_text_to_utf8(&out, &buf, russian, sizeof russian - 1, "x.txt", &err),
                     FUND_ERR_ENCODING);
    assert_non_null(strstr(err.message, "which is not supported; convert it to UTF-8"));
    fund_buf_free(&buf);
}

static void valid_text_is_borrowed(void **state)
{
    (void)state;
    static const char text[] = "Grüße";
    fund_buf buf = FUND_BUF_INIT;
    fund_text out;
    assert_int_equal(fund_text_to_utf8(&out, &buf, text, strlen(text), "x", NULL), FUND_OK);
    assert_ptr_equal(out.data, text);
    assert_int_equal(fund_text_to_utf8(&out, &buf, "", 0, "x", NULL), FUND_OK);
    assert_int_equal(out.len, 0);
    fund_buf_free(&buf);
}

/* The conversion of every German letter, alone in a sentence, does not depend
   on what a detector thinks of it. */
static void german_letters_need_no_luck(void **state)
{
    (void)state;
    static const char *const letters[][2] = {
        {"\xe4", "ä"}, {"\xf6", "ö"}, {"\xfc", "ü"}, {"\xdf", "ß"},
        {"\xc4", "Ä"}, {"\xd6", "Ö"}, {"\xdc", "Ü"}, {"\xe9", "é"},
    };
    static const char *const sentences[] = {"%s", "x%sx", "Das Wort %s steht hier.", "\"%s\"",
                                            "%s %s %s"};
    for (size_t i = 0; i < COUNT(letters) * COUNT(sentences); i++) {
        const char *const *letter = letters[i % COUNT(letters)];
        const char *parts = sentences[i / COUNT(letters)];
        fund_buf given = FUND_BUF_INIT, expected = FUND_BUF_INIT, buf = FUND_BUF_INIT;
        for (const char *p = parts; *p != '\0'; p++) {
            bool here = p[0] == '%';
            fund_buf_append(&given, here ? letter[0] : p, 1);
            fund_buf_append(&expected, here ? letter[1] : p, here ? 2 : 1);
            p += here;
        }
        fund_text out;
        assert_int_equal(fund_text_to_utf8(&out, &buf, given.data, given.len, "x", NULL), FUND_OK);
        assert_int_equal(out.len, expected.len);
        assert_memory_equal(out.data, expected.data, out.len);
        fund_buf_free(&given);
        fund_buf_free(&expected);
        fund_buf_free(&buf);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_utf8),
        cmocka_unit_test(what_is_no_text_is_refused_with_its_place),
        cmocka_unit_test(text_of_another_script_is_refused),
        cmocka_unit_test(valid_text_is_borrowed),
        cmocka_unit_test(german_letters_need_no_luck),
    };
    return cmocka_run_group_tests_name("corpus: encodings", tests, NULL, NULL);
}
