#include "stemmer/stemmer_private.h"

#include <string.h>

static bool matches_letter(char c, char expected)
{
    return c == expected || (expected >= 'A' && expected <= 'Z' && c == (expected | 0x20));
}

/* The end of the abbreviation at pos without its last period, which may be
 * missing; 0: it is another one. */
static size_t match_abbreviation(const fund_scanner *s, size_t pos, const char *expected)
{
    for (; expected[1] != '\0'; expected++) {
        size_t size = 1;
        if (*expected == ' ') {
            size = fund_blank_at(s->text, s->len, pos);
            size = size > 0 ? size : fund_line_break_at(s, pos);
        } else if (pos >= s->len || !matches_letter(s->text[pos], *expected)) {
            size = 0;
        }
        if (size == 0) {
            return 0;
        }
        pos += size;
    }
    return fund_is_word_at(s, pos) ? 0 : pos;
}

/* "z. B.": one-letter abbreviations that belong together though a blank is
 * between them. Capitals stand for small letters, too. */
static size_t spaced_abbreviation(const fund_scanner *s, size_t pos)
{
    static const char *const known[] = {
        "Z. B.",        "D. h.",        "U. a.",        "i. d. R.", "o. \xc3\xa4.",
        "o. \xc3\x84.", "u. \xc3\xa4.", "u. \xc3\x84.", "s. o.",    "s. u.",
        "u. U.",        "v. a.",        "z. T.",        "a. D.",    "e. V.",
        "i. V.",        "z. Z.",        "i. A.",        "n. Chr.",  "v. Chr.",
    };
    if (!fund_is_text_at(s, pos + 1, ".")) {
        return 0;
    }
    for (size_t i = 0; i < sizeof known / sizeof known[0]; i++) {
        size_t end = match_abbreviation(s, pos, known[i]);
        if (end > 0) {
            return end;
        }
    }
    return 0;
}

static void scan_word(fund_unit *out, const fund_scanner *s, size_t begin)
{
    out->begin = begin;
    out->end = spaced_abbreviation(s, begin);
    if (out->end > 0) {
        return;
    }
    size_t end = fund_skip_word(s, begin);
    for (int runs = 1; runs < FUND_RUNS_MAX && end < s->len; runs++) {
        size_t address = fund_address_end(s, begin, end);
        if (address > 0) {
            out->type = FUND_UNIT_ADDRESS;
            end = address;
            break;
        }
        size_t joined = fund_join(s, begin, end);
        if (joined == 0) {
            break;
        }
        end = joined;
    }
    out->end = end;
    size_t size;
    out->open_hyphen |= (fund_class_at(s, end, &size) & FUND_CHAR_JOINER) != 0;
}

/* The end of "§ 218a" at pos, 0 when it is something else. */
static size_t section_end(const fund_scanner *s, size_t pos)
{
    if (!fund_is_text_at(s, pos, "\xc2\xa7")) {
        return 0;
    }
    pos += strlen("\xc2\xa7");
    pos += fund_blank_at(s->text, s->len, pos);
    return fund_is_digit_at(s, pos) ? fund_skip_word(s, pos) : 0;
}

/* The end of "24. Februar 2022" at s->pos, once: then come its words. */
static size_t date_end(fund_scanner *s)
{
    if (s->date_done == s->pos || !fund_is_digit_at(s, s->pos)) {
        return 0;
    }
    s->date_done = s->pos;
    fund_buf date = FUND_BUF_INIT;
    size_t size = fund_date_in_words(&date, s->text + s->pos, s->len - s->pos);
    s->chain->failed |= date.failed;
    fund_buf_free(&date);
    return size > 0 && !fund_is_word_at(s, s->pos + size) ? s->pos + size : 0;
}

static size_t skip_ascii_letters(const fund_scanner *s, size_t pos)
{
    while (pos < s->len && (s->text[pos] | 0x20) >= 'a' && (s->text[pos] | 0x20) <= 'z') {
        pos++;
    }
    return pos;
}

/* Whether the digits before pos are a part of a number: 1.5, 978-3. */
static bool goes_on(const fund_scanner *s, size_t pos)
{
    size_t size = 0;
    bool mark = pos < s->len && (strchr(".,", s->text[pos]) != NULL ||
                                 (fund_class_at(s, pos, &size) & FUND_CHAR_JOINER) != 0);
    return mark && fund_is_digit_at(s, pos + (size > 0 ? size : 1));
}

/* The end of "A 8" or "31 km" at s->pos, once: then come its words. */
static size_t figure_end(fund_scanner *s)
{
    enum { DIGITS_MAX = 4 };
    bool digit = fund_is_digit_at(s, s->pos);
    bool capital = s->text[s->pos] >= 'A' && s->text[s->pos] <= 'Z';
    if (s->figure_done == s->pos || (!digit && !capital)) {
        return 0;
    }
    size_t end =
        digit ? s->pos + fund_digits_at(s->text, s->len, s->pos) : skip_ascii_letters(s, s->pos);
    size_t blank = fund_blank_at(s->text, s->len, end), next = end + blank;
    if (blank == 0 || (!digit && !fund_is_designation(s->text, s->pos, end))) {
        return 0;
    }
    size_t after =
        digit ? skip_ascii_letters(s, next) : next + fund_digits_at(s->text, s->len, next);
    bool number = goes_on(s, after);
    bool fits = digit ? fund_is_measure(s->text + next, after - next, false)
                      : after > next && after - next <= DIGITS_MAX && !number;
    s->figure_done = s->pos;
    return fits && !fund_is_word_at(s, after) ? after : 0;
}

static size_t skip_marks(const fund_scanner *s, size_t pos)
{
    while (fund_is_mark_at(s, pos)) {
        size_t size;
        fund_class_at(s, pos, &size);
        pos += size;
    }
    return pos;
}

/* A unit that begins with another sign than a letter or digit. */
static bool scan_signed(fund_unit *out, const fund_scanner *s, unsigned class, size_t size)
{
    if (s->text[s->pos] == '%') {
        *out = (fund_unit){FUND_UNIT_SIGN, s->pos, s->pos + 1, false};
        return true;
    }
    size_t tag = fund_tag_end(s, s->pos);
    size_t end = tag > 0 ? tag : section_end(s, s->pos);
    if (end == 0 && (class & FUND_CHAR_ALONE) != 0) {
        end = skip_marks(s, s->pos + size);
    }
    *out = (fund_unit){tag > 0 ? FUND_UNIT_ADDRESS : FUND_UNIT_WORD, s->pos, end, false};
    return end > 0;
}

bool fund_scan(fund_unit *out, fund_scanner *s)
{
    bool after_hyphen = false;
    while (s->pos < s->len) {
        size_t size;
        unsigned class = fund_class_at(s, s->pos, &size);
        if ((class & (FUND_CHAR_WORD | FUND_CHAR_MARK)) == FUND_CHAR_WORD) {
            size_t date = date_end(s);
            if (date > 0) {
                *out = (fund_unit){FUND_UNIT_DATE, s->pos, date, false};
                return true;
            }
            size_t figure = figure_end(s);
            if (figure > 0) {
                *out = (fund_unit){FUND_UNIT_FIGURE, s->pos, figure, false};
                return true;
            }
            *out = (fund_unit){.type = FUND_UNIT_WORD, .open_hyphen = after_hyphen};
            scan_word(out, s, s->pos);
            s->pos = out->end;
            return true;
        }
        if ((class & FUND_CHAR_SPACE) == 0 && scan_signed(out, s, class, size)) {
            s->pos = out->end;
            return true;
        }
        after_hyphen = (class & FUND_CHAR_JOINER) != 0;
        s->pos += size;
    }
    return false;
}
