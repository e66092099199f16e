/* What joins two runs of word characters into one unit. */
#include "stemmer/stemmer_private.h"

#include <string.h>

enum { GROUPS_MAX = 6 };

/* text[begin, pos) is up to three digits, or such with groups of three. */
static bool is_group_head(const fund_scanner *s, size_t begin, size_t pos)
{
    size_t digits = fund_digits_at(s->text, s->len, begin);
    if (digits < 1 || digits > 3 || s->text[begin] == '0') {
        return false;
    }
    size_t at = begin + digits;
    for (int groups = 1; at < pos; groups++) {
        size_t separator = fund_group_separator_at(s->text, s->len, at);
        if (separator == 0 || groups == GROUPS_MAX ||
            fund_digits_at(s->text, s->len, at + separator) != 3) {
            return false;
        }
        at += separator + 3;
    }
    return at == pos;
}

/* "75 000": a separator and then exactly three digits. */
static size_t join_digit_group(const fund_scanner *s, size_t begin, size_t pos)
{
    size_t at = pos + fund_group_separator_at(s->text, s->len, pos);
    bool group = at > pos && fund_digits_at(s->text, s->len, at) == 3 &&
                 !fund_is_word_at(s, at + 3) && is_group_head(s, begin, pos);
    return group ? at + 3 : 0;
}

static size_t join_number(const fund_scanner *s, size_t begin, size_t pos)
{
    size_t group = join_digit_group(s, begin, pos);
    if (group > 0) {
        return group;
    }
    bool sign = strchr(",:.", s->text[pos]) != NULL && s->text[pos] != '\0';
    return sign && fund_is_digit_at(s, pos + 1) ? fund_skip_word(s, pos + 1) : 0;
}

/* "U.S.A.", "E.ON", "n.Chr.", but not "S.Müller": periods after single letters. */
static size_t join_abbreviation(const fund_scanner *s, size_t begin, size_t pos)
{
    size_t start = fund_utf8_before(s->text, pos);
    if (start < begin || !fund_is_letter_at(s, start) || !fund_is_letter_at(s, pos + 1) ||
        (start > begin && s->text[start - 1] != '.')) {
        return 0;
    }
    size_t end = fund_skip_word(s, pos + 1), letters = 0;
    for (size_t at = pos + 1; at < end && letters <= 3; letters++) {
        size_t size;
        fund_class_at(s, at, &size);
        at += size;
    }
    return letters <= 3 ? end : 0;
}

/* "Ein-" at the end of a line is not the first half of "Einund". */
static bool is_conjunction_at(const fund_scanner *s, size_t pos)
{
    static const char *const words[] = {"und", "oder", "bzw", "sowie"};
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (fund_is_text_at(s, pos, words[i]) && !fund_is_word_at(s, pos + strlen(words[i]))) {
            return true;
        }
    }
    return false;
}

/* "INF-Vertrag", and "Wirt-" at the end of a line with "schaft" on the next. */
static size_t join_hyphen(const fund_scanner *s, size_t pos, size_t hyphen)
{
    size_t next = pos + hyphen;
    if (fund_is_word_at(s, next)) {
        return fund_skip_word(s, next);
    }
    size_t line_break = fund_line_break_at(s, next);
    next += line_break;
    uint32_t c;
    bool lower = line_break > 0 && next < s->len &&
                 fund_utf8_decode(&c, s->text + next, s->len - next) > 0 &&
                 fund_char_is(c, FUND_CHAR_LOWER);
    return lower && !fund_is_digit_at(s, pos - 1) && !is_conjunction_at(s, next)
               ? fund_skip_word(s, next)
               : 0;
}

/* "C++" and "C#". */
static size_t join_language(const fund_scanner *s, size_t begin, size_t pos)
{
    if (pos - begin != 1 || (s->text[begin] | 0x20) != 'c') {
        return 0;
    }
    size_t sign = fund_is_text_at(s, pos, "++") ? 2 : fund_is_text_at(s, pos, "#") ? 1 : 0;
    return sign > 0 && !fund_is_word_at(s, pos + sign) ? pos + sign : 0;
}

size_t fund_join(const fund_scanner *s, size_t begin, size_t pos)
{
    size_t size;
    unsigned class = fund_class_at(s, pos, &size);
    if (size == 0) {
        return 0;
    }
    size_t broken = (class & FUND_CHAR_WORD) == 0 ? fund_broken_sign_at(s, pos) : 0;
    if (broken > 0) {
        pos += broken;
        return fund_skip_word(s, pos + fund_line_break_at(s, pos));
    }
    if ((class & FUND_CHAR_JOINER) != 0) {
        return join_hyphen(s, pos, size);
    }
    if (fund_is_digit_at(s, pos - 1)) {
        return join_number(s, begin, pos);
    }
    if ((class & FUND_CHAR_SPACE) != 0) {
        return 0; /* what else joins is a sign */
    }
    if ((class & FUND_CHAR_APOSTROPHE) != 0) {
        return fund_is_letter_at(s, pos + size) ? fund_skip_word(s, pos + size) : 0;
    }
    if (s->text[pos] == '.') {
        return join_abbreviation(s, begin, pos);
    }
    fund_gender gender;
    if (fund_gender_at(&gender, s, pos)) {
        /* "Bürger:innenrat" */
        return gender.end > gender.ending_end ? gender.end : fund_skip_word(s, gender.end);
    }
    return join_language(s, begin, pos);
}
