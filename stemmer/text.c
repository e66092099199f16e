#include "stemmer/stemmer_private.h"

#include <string.h>

fund_char_class fund_class_at(const fund_scanner *s, size_t pos, size_t *size)
{
    if (pos >= s->len) {
        *size = 0;
        return FUND_CHAR_OTHER;
    }
    unsigned char byte = (unsigned char)s->text[pos];
    if (byte < 0x80) {
        *size = 1;
        return (fund_char_class)s->chain->chars.class_of[byte];
    }
    uint32_t c;
    *size = fund_utf8_decode(&c, s->text + pos, s->len - pos);
    return fund_char_classify(&s->chain->chars, c);
}

static bool is_word(fund_char_class class)
{
    return class == FUND_CHAR_LETTER || class == FUND_CHAR_DIGIT;
}

bool fund_is_word_at(const fund_scanner *s, size_t pos)
{
    size_t size;
    return is_word(fund_class_at(s, pos, &size));
}

bool fund_is_letter_at(const fund_scanner *s, size_t pos)
{
    size_t size;
    return fund_class_at(s, pos, &size) == FUND_CHAR_LETTER && !fund_is_mark_at(s, pos);
}

bool fund_is_digit_at(const fund_scanner *s, size_t pos)
{
    return pos < s->len && s->text[pos] >= '0' && s->text[pos] <= '9';
}

bool fund_is_mark_at(const fund_scanner *s, size_t pos)
{
    uint32_t c;
    /* The first one is U+0300. */
    return pos < s->len && (unsigned char)s->text[pos] >= 0xcc &&
           fund_utf8_decode(&c, s->text + pos, s->len - pos) > 0 && fund_char_is_mark(c);
}

bool fund_is_text_at(const fund_scanner *s, size_t pos, const char *expected)
{
    size_t size = strlen(expected);
    return pos <= s->len && s->len - pos >= size && memcmp(s->text + pos, expected, size) == 0;
}

size_t fund_before(const char *text, size_t pos)
{
    while (pos > 0 && ((unsigned char)text[--pos] & 0xc0) == 0x80) {
    }
    return pos;
}

static size_t skip_spaces(const fund_scanner *s, size_t pos)
{
    while (pos < s->len && (s->text[pos] == ' ' || s->text[pos] == '\t')) {
        pos++;
    }
    return pos;
}

size_t fund_line_break_at(const fund_scanner *s, size_t pos)
{
    size_t end = skip_spaces(s, pos);
    if (fund_is_text_at(s, end, "\r\n")) {
        end++;
    }
    return fund_is_text_at(s, end, "\n") ? skip_spaces(s, end + 1) - pos : 0;
}

size_t fund_skip_word(const fund_scanner *s, size_t pos)
{
    size_t end = pos;
    for (;;) {
        size_t size;
        fund_char_class class = fund_class_at(s, pos, &size);
        if (is_word(class)) {
            pos += size;
            end = pos;
        } else if (class == FUND_CHAR_IGNORABLE) {
            pos += size;
            /* A soft hyphen at the end of a line. */
            if (fund_is_text_at(s, pos - size, "\xc2\xad")) {
                size_t line_break = fund_line_break_at(s, pos);
                pos += fund_is_letter_at(s, pos + line_break) ? line_break : 0;
            }
        } else {
            return end;
        }
    }
}
