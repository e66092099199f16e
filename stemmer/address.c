/* E-mail addresses, URLs, @names and #tags. */
#include "stemmer/stemmer_private.h"

#include <string.h>

enum { LOCAL_MAX = 64 }; /* RFC 5321, 4.5.3.1.1 */

static bool ends_address(const fund_scanner *s, size_t pos)
{
    unsigned char byte = (unsigned char)s->text[pos];
    if (byte < 0x80) {
        return byte <= ' ' || byte == 0x7f || strchr("<>\"'()[]{}|\\^`", byte) != NULL;
    }
    return fund_is_text_at(s, pos, "\xc2\xa0") || fund_is_text_at(s, pos, "\xe2\x80") ||
           fund_is_text_at(s, pos, "\xc2\xbb") || fund_is_text_at(s, pos, "\xc2\xab");
}

static size_t end_from(const fund_scanner *s, size_t pos)
{
    while (pos < s->len && !ends_address(s, pos)) {
        pos++;
    }
    while (pos > 0 && strchr(".,;:!?*_", s->text[pos - 1]) != NULL) {
        pos--;
    }
    return pos;
}

static bool is_local_part(char c)
{
    return fund_byte_is(c, FUND_CHAR_LETTER | FUND_CHAR_DIGIT) ||
           (c != '\0' && strchr("._%+-", c) != NULL);
}

/* Whether the run of address characters from pos on has a '@' followed by a word. */
static bool is_mail_ahead(const fund_scanner *s, size_t pos)
{
    size_t at = pos;
    while (at < s->len && at - pos < LOCAL_MAX && is_local_part(s->text[at])) {
        at++;
    }
    return at > pos && at < s->len && s->text[at] == '@' && fund_is_word_at(s, at + 1);
}

static bool begins_address(const fund_scanner *s, size_t begin, size_t pos)
{
    switch (s->text[pos]) {
    case '@':
        return fund_is_word_at(s, pos + 1);
    case ':':
        return fund_is_text_at(s, pos, "://") && fund_is_letter_at(s, begin);
    case '.':
        if (pos - begin == 3 && fund_is_text_at(s, begin, "www")) {
            return fund_is_word_at(s, pos + 1);
        }
        return is_mail_ahead(s, pos);
    case '-':
    case '_':
    case '+':
    case '%':
        return is_mail_ahead(s, pos);
    default:
        return false;
    }
}

size_t fund_address_end(const fund_scanner *s, size_t begin, size_t pos)
{
    return begins_address(s, begin, pos) ? end_from(s, pos) : 0;
}

size_t fund_tag_end(const fund_scanner *s, size_t pos)
{
    char sign = s->text[pos];
    bool begins = sign == '@' || (sign == '#' && fund_is_letter_at(s, pos + 1));
    if (!begins || !fund_is_word_at(s, pos + 1) ||
        (pos > 0 && fund_is_word_at(s, fund_utf8_before(s->text, pos)))) {
        return 0;
    }
    pos = fund_skip_word(s, pos + 1);
    const char *inner = sign == '@' ? "_.-@" : "_";
    while (pos < s->len && s->text[pos] != '\0' && strchr(inner, s->text[pos]) != NULL &&
           fund_is_word_at(s, pos + 1)) {
        pos = fund_skip_word(s, pos + 1);
    }
    return pos;
}
