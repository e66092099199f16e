#include "stemmer/stemmer_private.h"

#include <string.h>

typedef struct scanner {
    const fund_chars *chars;
    const char *text;
    size_t len;
} scanner;

/* Longest unit in bytes: text without any blank must not make a unit of
 * megabytes that is then looked at again and again. */
enum { UNIT_MAX = 16 * 1024, GROUPS_MAX = 6 };

/* The class of the character at pos and its size; size 0 at the end. */
static fund_char_class class_at(const scanner *s, size_t pos, size_t *size)
{
    if (pos >= s->len) {
        *size = 0;
        return FUND_CHAR_OTHER;
    }
    unsigned char byte = (unsigned char)s->text[pos];
    if (byte < 0x80) {
        *size = 1;
        return (fund_char_class)s->chars->class_of[byte];
    }
    uint32_t c;
    *size = fund_utf8_decode(&c, s->text + pos, s->len - pos);
    return fund_char_classify(s->chars, c);
}

static bool is_word(fund_char_class class)
{
    return class == FUND_CHAR_LETTER || class == FUND_CHAR_DIGIT;
}

static bool word_at(const scanner *s, size_t pos)
{
    size_t size;
    return is_word(class_at(s, pos, &size));
}

static bool letter_at(const scanner *s, size_t pos)
{
    size_t size;
    return class_at(s, pos, &size) == FUND_CHAR_LETTER;
}

static bool digit_at(const scanner *s, size_t pos)
{
    return pos < s->len && s->text[pos] >= '0' && s->text[pos] <= '9';
}

static bool lower_at(const scanner *s, size_t pos)
{
    uint32_t c;
    return fund_utf8_decode(&c, s->text + pos, s->len - pos) > 0 && fund_char_is_lower(c);
}

static bool text_at(const scanner *s, size_t pos, const char *expected)
{
    size_t size = strlen(expected);
    return pos <= s->len && s->len - pos >= size && memcmp(s->text + pos, expected, size) == 0;
}

/* Past letters, digits and, between them, ignorable characters. */
static size_t skip_word(const scanner *s, size_t pos)
{
    size_t end = pos;
    for (;;) {
        size_t size;
        fund_char_class class = class_at(s, pos, &size);
        if (is_word(class)) {
            pos += size;
            end = pos;
        } else if (size > 0 && class == FUND_CHAR_IGNORABLE) {
            pos += size;
            /* A soft hyphen at the end of a line. */
            if (pos < s->len && s->text[pos] == '\n' && text_at(s, pos - size, "\xc2\xad") &&
                letter_at(s, pos + 1)) {
                pos++;
            }
        } else {
            return end;
        }
    }
}

/* ---- addresses --------------------------------------------------------------- */

static bool ends_address(unsigned char byte)
{
    return byte <= ' ' || byte == 0x7f || strchr("<>\"'()[]{}|\\^`", byte) != NULL;
}

static size_t address_end(const scanner *s, size_t pos)
{
    while (pos < s->len && !ends_address((unsigned char)s->text[pos]) &&
           !text_at(s, pos, "\xc2\xa0") && !text_at(s, pos, "\xe2\x80") &&
           !text_at(s, pos, "\xc2\xbb") && !text_at(s, pos, "\xc2\xab")) {
        pos++;
    }
    while (pos > 0 && strchr(".,;:!?*_", s->text[pos - 1]) != NULL) {
        pos--;
    }
    return pos;
}

/* Whether the run of address characters from pos on has a '@' with a word behind. */
static bool mail_ahead(const scanner *s, size_t pos)
{
    for (size_t i = pos; i < s->len && i - pos < 64; i++) {
        char c = s->text[i];
        if (c == '@') {
            return i > pos && word_at(s, i + 1);
        }
        bool local = digit_at(s, i) || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') ||
                     strchr("._%+-", c) != NULL;
        if (!local || c == '\0') {
            return false;
        }
    }
    return false;
}

static bool begins_address(const scanner *s, size_t begin, size_t pos)
{
    switch (s->text[pos]) {
    case '@':
        return word_at(s, pos + 1);
    case ':':
        return text_at(s, pos, "://") && letter_at(s, begin);
    case '.':
        if (pos - begin == 3 && text_at(s, begin, "www")) {
            return word_at(s, pos + 1);
        }
        return mail_ahead(s, pos);
    case '_':
    case '+':
    case '%':
        return mail_ahead(s, pos);
    default:
        return false;
    }
}

/* ---- what joins two runs of word characters -------------------------------------- */

/* "Bürger:innen", "Bürger*in", "Bürger/-innen", "Bürger(innen)": the bytes from
 * the sign to the end of the ending; 0 when it is something else. */
static size_t gender_ending(const scanner *s, size_t pos)
{
    static const char *const signs[] = {"/-", ":", "*", "_", "/", "("};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++) {
        if (!text_at(s, pos, signs[i])) {
            continue;
        }
        size_t ending = pos + strlen(signs[i]);
        size_t size = text_at(s, ending, "innen") ? 5 : text_at(s, ending, "in") ? 2 : 0;
        if (size == 0 || word_at(s, ending + size)) {
            return 0;
        }
        size += strlen(signs[i]);
        if (signs[i][0] != '(') {
            return size;
        }
        return text_at(s, pos + size, ")") ? size + 1 : 0;
    }
    return 0;
}

/* The unit so far is up to three digits, or such with groups of three. */
static bool is_group_head(const scanner *s, size_t begin, size_t pos)
{
    size_t digits = 0, groups = 0;
    for (size_t i = begin; i < pos; i++) {
        if (digit_at(s, i)) {
            digits++;
        } else if (s->text[i] == ',' || s->text[i] == '.' || ++groups > 3 * GROUPS_MAX) {
            return false;
        } else {
            digits = 3; /* a separator of ours: groups behind it have three */
        }
    }
    return s->text[begin] != '0' && digits >= 1 && (digits <= 3 || groups > 0) &&
           pos - begin <= 3 + (size_t)GROUPS_MAX * 6;
}

/* "75 000": a blank before exactly three digits. */
static size_t digit_group(const scanner *s, size_t begin, size_t pos)
{
    static const char *const blanks[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89",
                                         "'", "\xe2\x80\x99"};
    for (size_t i = 0; i < sizeof blanks / sizeof blanks[0]; i++) {
        size_t at = pos + strlen(blanks[i]);
        if (text_at(s, pos, blanks[i]) && digit_at(s, at) && digit_at(s, at + 1) &&
            digit_at(s, at + 2) && !word_at(s, at + 3) && is_group_head(s, begin, pos)) {
            return at + 3;
        }
    }
    return 0;
}

/* The last run of letters before pos is one letter: "U.S", "z.B". */
static bool single_letter_before(const scanner *s, size_t begin, size_t pos)
{
    size_t start = pos;
    while (start > begin && ((unsigned char)s->text[start - 1] & 0xc0) == 0x80) {
        start--;
    }
    if (start == begin) {
        return false;
    }
    start--;
    return letter_at(s, start) && (start == begin || s->text[start - 1] == '.');
}

static size_t join_dot(const scanner *s, size_t begin, size_t pos)
{
    if (digit_at(s, pos - 1) && digit_at(s, pos + 1)) {
        return skip_word(s, pos + 1);
    }
    if (letter_at(s, pos + 1) && single_letter_before(s, begin, pos)) {
        return skip_word(s, pos + 1);
    }
    return 0;
}

/* "Wirt-" at the end of a line with "schaft" on the next one. */
static size_t join_line_end(const scanner *s, size_t pos, size_t hyphen)
{
    size_t next = pos + hyphen;
    while (next < s->len && s->text[next] == ' ') {
        next++;
    }
    if (next < s->len && s->text[next] == '\n') {
        next++;
        while (next < s->len && s->text[next] == ' ') {
            next++;
        }
        if (letter_at(s, next) && lower_at(s, next) && !digit_at(s, pos - 1)) {
            return skip_word(s, next);
        }
    }
    return 0;
}

/* The end of the unit text[begin, pos) with what follows joined to it, or 0. */
static size_t join(const scanner *s, size_t begin, size_t pos)
{
    size_t size;
    fund_char_class class = class_at(s, pos, &size);
    if (size == 0) {
        return 0;
    }
    if (class == FUND_CHAR_HYPHEN) {
        size_t gender = gender_ending(s, pos);
        if (gender > 0) {
            return pos + gender;
        }
        return word_at(s, pos + size) ? skip_word(s, pos + size) : join_line_end(s, pos, size);
    }
    if (digit_at(s, pos - 1)) {
        size_t group = digit_group(s, begin, pos);
        if (group > 0) {
            return group;
        }
        if ((s->text[pos] == ',' || s->text[pos] == ':') && digit_at(s, pos + 1)) {
            return skip_word(s, pos + 1);
        }
    }
    if (class == FUND_CHAR_APOSTROPHE) {
        return letter_at(s, pos + size) && !digit_at(s, pos - 1) ? skip_word(s, pos + size) : 0;
    }
    if (s->text[pos] == '.') {
        return join_dot(s, begin, pos);
    }
    size_t gender = gender_ending(s, pos);
    if (gender > 0) {
        return pos + gender;
    }
    bool language = pos - begin == 1 && (s->text[begin] == 'C' || s->text[begin] == 'c');
    if (language && text_at(s, pos, "++")) {
        return pos + 2;
    }
    return language && text_at(s, pos, "#") && !word_at(s, pos + 1) ? pos + 1 : 0;
}

/* ---- units ------------------------------------------------------------------------- */

/* "z. B.": one-letter abbreviations that belong together though a blank is
 * between them. Returns the end, the last period left out; 0: none. */
static size_t spaced_abbreviation(const scanner *s, size_t pos)
{
    static const char *const known[] = {
        "z. B.", "d. h.", "u. a.", "i. d. R.", "o. \xc3\xa4.", "s. o.", "s. u.", "u. U.",
        "v. a.", "z. T.", "a. D.", "e. V.", "i. V.", "z. Z.", "i. A.", "u. \xc3\x84.",
    };
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        const char *expected = known[i];
        size_t at = pos;
        while (*expected != '\0' && at < s->len) {
            size_t blank;
            if (*expected == ' ') {
                if (class_at(s, at, &blank) != FUND_CHAR_SPACE) {
                    break;
                }
                at += blank;
            } else if (s->text[at] == *expected) {
                at++;
            } else {
                break;
            }
            expected++;
        }
        if (*expected == '\0') {
            return at - 1;
        }
    }
    return 0;
}

static void scan_word(fund_unit *out, const scanner *s, size_t begin)
{
    out->begin = begin;
    size_t end = spaced_abbreviation(s, begin);
    if (end > 0) {
        out->end = end;
        return;
    }
    end = skip_word(s, begin);
    while (end < s->len && end - begin < UNIT_MAX) {
        if (begins_address(s, begin, end)) {
            out->type = FUND_UNIT_ADDRESS;
            end = address_end(s, end);
            break;
        }
        size_t joined = join(s, begin, end);
        if (joined == 0) {
            break;
        }
        end = joined;
    }
    out->end = end;
    size_t size;
    out->open_hyphen |= class_at(s, end, &size) == FUND_CHAR_HYPHEN;
}

/* "§ 218a" with its number; 0: the sign stands alone. */
static size_t section_end(const scanner *s, size_t pos)
{
    size_t size;
    pos += strlen("\xc2\xa7");
    if (class_at(s, pos, &size) == FUND_CHAR_SPACE) {
        pos += size;
    }
    return digit_at(s, pos) ? skip_word(s, pos) : 0;
}

bool fund_scan(fund_unit *out, const fund_chars *chars, const char *text, size_t len, size_t *pos,
               size_t *date_done)
{
    const scanner s = {chars, text, len};
    *out = (fund_unit){.type = FUND_UNIT_WORD};
    bool after_hyphen = false;
    while (*pos < len) {
        size_t size;
        fund_char_class class = class_at(&s, *pos, &size);
        if (class == FUND_CHAR_DIGIT && *date_done != *pos) {
            *date_done = *pos;
            fund_buf date = FUND_BUF_INIT;
            size_t end = fund_date_in_words(&date, text + *pos, len - *pos);
            fund_buf_free(&date);
            if (end > 0) {
                *out = (fund_unit){FUND_UNIT_DATE, *pos, *pos + end, false};
                return true;
            }
        }
        size_t section = text_at(&s, *pos, "\xc2\xa7") ? section_end(&s, *pos) : 0;
        if (is_word(class)) {
            out->open_hyphen = after_hyphen;
            scan_word(out, &s, *pos);
            *pos = out->end;
            return true;
        }
        if (class == FUND_CHAR_IDEOGRAPH || section > 0) {
            *out = (fund_unit){FUND_UNIT_WORD, *pos, section > 0 ? section : *pos + size, false};
            *pos = out->end;
            return true;
        }
        after_hyphen = class == FUND_CHAR_HYPHEN;
        *pos += size;
    }
    return false;
}
