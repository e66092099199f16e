/* The classification of characters. */
#include "base/unicode.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>
#include <utf8proc.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

enum { CODE_POINTS = 0x110000 };

/* Characters with one of the classes, as "U+0041..U+005A U+00AA ". */
static void list_class(char *out, size_t size, unsigned classes)
{
    size_t len = 0;
    out[0] = '\0';
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        uint32_t first = c;
        while (c < CODE_POINTS && fund_char_is(c, classes)) {
            c++;
        }
        if (c > first && len < size) {
            len += (size_t)snprintf(out + len, size - len, c > first + 1 ? "%04X-%04X " : "%04X ",
                                    (unsigned)first, (unsigned)c - 1);
        }
    }
}

static void small_classes_are_these_characters(void **state)
{
    (void)state;
    static const struct {
        unsigned classes;
        const char *characters;
    } cases[] = {
        {FUND_CHAR_BLANK, "0009 0020 1680 2000-2006 2008-200A 205F 3000 "},
        {FUND_CHAR_NO_BREAK, "00A0 2007 202F "},
        {FUND_CHAR_LINE_BREAK, "000A-000D 0085 2028-2029 "},
        {FUND_CHAR_CONTROL, "0000-001F 007F-009F "},
        {FUND_CHAR_HYPHEN, "002D 2010-2011 2E17 "},
        {FUND_CHAR_SHORT_DASH, "2012-2013 "},
        {FUND_CHAR_APOSTROPHE, "0027 0060 00B4 02BC 2018-2019 201B "},
        {FUND_CHAR_QUOTE, "0022 0027 00AB 00BB 2018-201F 2039-203A "},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char found[256];
        list_class(found, sizeof found, cases[i].classes);
        assert_string_equal(found, cases[i].characters);
    }
}

static bool is_between(utf8proc_category_t category, utf8proc_category_t first,
                       utf8proc_category_t last)
{
    return category >= first && category <= last;
}

static void letters_marks_and_digits_are_those_of_unicode(void **state)
{
    (void)state;
    for (uint32_t c = 0; c < CODE_POINTS; c++) {
        const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
        utf8proc_category_t category = (utf8proc_category_t)property->category;
        bool kana_mark = c == 0xff9e || c == 0xff9f;
        bool letter = is_between(category, UTF8PROC_CATEGORY_LU, UTF8PROC_CATEGORY_LO) ||
                      category == UTF8PROC_CATEGORY_NL;
        bool mark = is_between(category, UTF8PROC_CATEGORY_MN, UTF8PROC_CATEGORY_ME) || kana_mark;
        bool digit = category == UTF8PROC_CATEGORY_ND || category == UTF8PROC_CATEGORY_NO;
        bool upper = utf8proc_tolower((utf8proc_int32_t)c) != (utf8proc_int32_t)c;
        bool apostrophe = fund_char_is(c, FUND_CHAR_APOSTROPHE);
        bool alone = fund_char_is(c, FUND_CHAR_ALONE);
        assert_int_equal(fund_char_is(c, FUND_CHAR_LETTER), letter);
        assert_int_equal(fund_char_is(c, FUND_CHAR_MARK), mark);
        assert_int_equal(fund_char_is(c, FUND_CHAR_DIGIT), digit);
        assert_int_equal(fund_char_is(c, FUND_CHAR_UPPER), upper);
        assert_int_equal(fund_char_is(c, FUND_CHAR_LOWER), category == UTF8PROC_CATEGORY_LL);
        assert_int_equal(fund_char_is(c, FUND_CHAR_IGNORABLE), property->ignorable);
        assert_int_equal(fund_char_is(c, FUND_CHAR_WORD), (letter || mark || digit) && !alone &&
                                                              !apostrophe && !property->ignorable);
        assert_int_equal(fund_char_lower(c), utf8proc_tolower((utf8proc_int32_t)c));
    }
}

static void some_characters_are_words_by_themselves(void **state)
{
    (void)state;
    static const uint32_t alone[] = {0x4e2d, 0x3042, 0x30ab, 0xff76, 0x1f600, 0xbd, 0x2153};
    for (size_t i = 0; i < COUNT(alone); i++) {
        assert_true(fund_char_is(alone[i], FUND_CHAR_ALONE));
    }
    assert_false(fund_char_is(0x2460, FUND_CHAR_ALONE)); /* a circled 1 is a digit */
    assert_false(fund_char_is(0xa9, FUND_CHAR_ALONE));   /* and the copyright sign nothing */
    assert_false(fund_char_is(0xac00, FUND_CHAR_ALONE)); /* Hangul is written in words */
}

static void bytes_beyond_ascii_have_no_class(void **state)
{
    (void)state;
    for (int byte = 0; byte < 0x100; byte++) {
        unsigned any = fund_char_class((uint32_t)byte);
        assert_int_equal(fund_byte_is((char)byte, ~0U), byte < 0x80 && any != 0);
        assert_int_equal(fund_byte_may_be((char)byte, ~0U), byte >= 0x80 || any != 0);
    }
    assert_true(fund_byte_is('7', FUND_CHAR_DIGIT));
    assert_false(fund_byte_is('\xa0', FUND_CHAR_SPACE));
}

static void text_is_walked_in_both_directions(void **state)
{
    (void)state;
    const char text[] = "a\xc3\xa4\xff\xe2\x82\xacz\xe2\x82"; /* aä, a wrong byte, €z, a cut one */
    static const struct {
        uint32_t c;
        size_t size;
    } expected[] = {{'a', 1}, {0xe4, 2},   {0xfffd, 1}, {0x20ac, 3},
                    {'z', 1}, {0xfffd, 1}, {0xfffd, 1}, {0xfffd, 0}};
    size_t pos = 0, len = sizeof text - 1;
    for (size_t i = 0; i < COUNT(expected); i++) {
        uint32_t c = 0xfffd;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        assert_int_equal(c, expected[i].c);
        assert_int_equal(size, expected[i].size);
        pos += size;
    }
    assert_int_equal(pos, len);
    assert_int_equal(fund_utf8_before(text, 7), 4);
    assert_int_equal(fund_utf8_before(text, 3), 1);
    assert_int_equal(fund_utf8_before(text, 1), 0);
    assert_int_equal(fund_utf8_before(text, 0), 0);
    assert_int_equal(fund_utf8_count(text, 8), 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(small_classes_are_these_characters),
        cmocka_unit_test(letters_marks_and_digits_are_those_of_unicode),
        cmocka_unit_test(some_characters_are_words_by_themselves),
        cmocka_unit_test(bytes_beyond_ascii_have_no_class),
        cmocka_unit_test(text_is_walked_in_both_directions),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
