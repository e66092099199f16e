#include "stemmer/stemmer_private.h"

#include <string.h>

unsigned fund_class_at(const fund_scanner *s, size_t pos, size_t *size)
{
    if (pos < s->len && (unsigned char)s->text[pos] < 0x80) {
        *size = 1;
        return fund_char_class((unsigned char)s->text[pos]);
    }
    uint32_t c;
    *size = pos < s->len ? fund_utf8_decode(&c, s->text + pos, s->len - pos) : 0;
    return *size > 0 ? fund_char_class(c) : 0;
}

bool fund_is_word_at(const fund_scanner *s, size_t pos)
{
    size_t size;
    return (fund_class_at(s, pos, &size) & FUND_CHAR_WORD) != 0;
}

bool fund_is_letter_at(const fund_scanner *s, size_t pos)
{
    const unsigned letter = FUND_CHAR_WORD | FUND_CHAR_LETTER;
    size_t size;
    return (fund_class_at(s, pos, &size) & letter) == letter;
}

bool fund_is_digit_at(const fund_scanner *s, size_t pos)
{
    return pos < s->len && fund_byte_is(s->text[pos], FUND_CHAR_DIGIT);
}

bool fund_is_mark_at(const fund_scanner *s, size_t pos)
{
    size_t size;
    return (fund_class_at(s, pos, &size) & FUND_CHAR_MARK) != 0;
}

bool fund_is_text_at(const fund_scanner *s, size_t pos, const char *expected)
{
    size_t size = strlen(expected);
    return pos <= s->len && s->len - pos >= size && memcmp(s->text + pos, expected, size) == 0;
}

static size_t skip_blanks(const fund_scanner *s, size_t pos)
{
    while (pos < s->len && fund_byte_is(s->text[pos], FUND_CHAR_BLANK)) {
        pos++;
    }
    return pos;
}

size_t fund_line_break_at(const fund_scanner *s, size_t pos)
{
    size_t end = skip_blanks(s, pos);
    if (fund_is_text_at(s, end, "\r\n")) {
        end++;
    }
    return fund_is_text_at(s, end, "\n") ? skip_blanks(s, end + 1) - pos : 0;
}

/* Whether a small letter begins the next line. */
static bool goes_on_below(const fund_scanner *s, size_t pos)
{
    uint32_t c;
    size_t line_break = fund_line_break_at(s, pos);
    pos += line_break;
    return line_break > 0 && pos < s->len &&
           fund_utf8_decode(&c, s->text + pos, s->len - pos) > 0 &&
           fund_char_is(c, FUND_CHAR_LOWER);
}

size_t fund_broken_sign_at(const fund_scanner *s, size_t pos)
{
    if (fund_is_text_at(s, pos, "¬")) {
        size_t size = strlen("¬");
        return fund_is_letter_at(s, pos + size) || goes_on_below(s, pos + size) ? size : 0;
    }
    return fund_is_text_at(s, pos, "=") && goes_on_below(s, pos + 1) ? 1 : 0;
}

size_t fund_skip_word(const fund_scanner *s, size_t pos)
{
    size_t end = pos;
    for (;;) {
        size_t size;
        unsigned class = fund_class_at(s, pos, &size);
        if ((class & FUND_CHAR_WORD) != 0) {
            pos += size;
            end = pos;
        } else if ((class & FUND_CHAR_IGNORABLE) != 0) {
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

bool fund_ends_with(const char *word, size_t len, const char *ending)
{
    size_t size = strlen(ending);
    return len >= size && memcmp(word + len - size, ending, size) == 0;
}

bool fund_ends_with_any(const char *word, size_t len, const char *const *endings)
{
    for (; *endings != NULL; endings++) {
        if (fund_ends_with(word, len, *endings)) {
            return true;
        }
    }
    return false;
}

bool fund_is_any(const char *word, size_t len, const char *const *list)
{
    for (; *list != NULL; list++) {
        if (strlen(*list) == len && memcmp(word, *list, len) == 0) {
            return true;
        }
    }
    return false;
}

bool fund_begins_upper(const char *text, size_t len)
{
    uint32_t c;
    return fund_utf8_decode(&c, text, len) > 0 && fund_char_is(c, FUND_CHAR_UPPER);
}
