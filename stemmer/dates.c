#include "stemmer/stemmer_private.h"

#include <string.h>

static bool is_valid(unsigned year, unsigned month, unsigned day)
{
    static const unsigned char days[] = {31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    if (year < 1000 || month < 1 || month > 12 || day < 1 || day > days[month - 1]) {
        return false;
    }
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month != 2 || day < 29 || leap;
}

static bool append_date(fund_buf *out, unsigned year, unsigned month, unsigned day)
{
    if (!is_valid(year, month, day)) {
        return false;
    }
    fund_buf_printf(out, "%04u-%02u-%02u", year, month, day);
    return !out->failed;
}

static unsigned value_of(const char *text, size_t digits)
{
    unsigned value = 0;
    for (size_t i = 0; i < digits; i++) {
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    return value;
}

bool fund_date_normalise(fund_buf *out, const char *text, size_t len)
{
    size_t a = fund_digits_at(text, len, 0);
    if (a == 0 || a > 4 || a + 1 >= len) {
        return false;
    }
    char separator = text[a];
    size_t b = fund_digits_at(text, len, a + 1);
    if (b < 1 || b > 2 || a + b + 2 >= len || text[a + b + 1] != separator) {
        return false;
    }
    size_t c = fund_digits_at(text, len, a + b + 2);
    if (a + b + c + 2 != len || c > 4) {
        return false;
    }
    unsigned first = value_of(text, a);
    unsigned second = value_of(text + a + 1, b);
    unsigned third = value_of(text + a + b + 2, c);
    if (separator == '.' && a <= 2 && c == 4) {
        return append_date(out, third, second, first);
    }
    if (separator == '-' && a == 4 && b == 2 && c == 2) {
        return append_date(out, first, second, third);
    }
    return false;
}

/* Byte i of text in lower case, for ASCII and Ä. */
static char lower_byte(const char *text, size_t i)
{
    char c = text[i];
    if (c >= 'A' && c <= 'Z') {
        return (char)(c | 0x20);
    }
    return c == '\x84' && i > 0 && text[i - 1] == '\xc3' ? '\xa4' : c;
}

static bool begins_with(const char *text, size_t len, const char *lower)
{
    size_t size = strlen(lower);
    for (size_t i = 0; i < size; i++) {
        if (i >= len || lower_byte(text, i) != lower[i]) {
            return false;
        }
    }
    return true;
}

/* The month whose name stands at the start of text; *size its bytes. A name
 * comes before the abbreviation that it begins with. */
static unsigned month_name_at(const char *text, size_t len, size_t *size)
{
    static const struct {
        const char *name;
        unsigned month;
    } months[] = {
        {"januar", 1},    {"j\xc3\xa4nner", 1}, {"jaenner", 1},     {"februar", 2},
        {"feber", 2},     {"m\xc3\xa4rz", 3},   {"maerz", 3},       {"april", 4},
        {"mai", 5},       {"juni", 6},          {"juli", 7},        {"august", 8},
        {"september", 9}, {"oktober", 10},      {"november", 11},   {"dezember", 12},
        {"jan.", 1},      {"feb.", 2},          {"m\xc3\xa4r.", 3}, {"mrz.", 3},
        {"apr.", 4},      {"jun.", 6},          {"jul.", 7},        {"aug.", 8},
        {"sept.", 9},     {"sep.", 9},          {"okt.", 10},       {"nov.", 11},
        {"dez.", 12},
    };
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        if (begins_with(text, len, months[i].name)) {
            *size = strlen(months[i].name);
            return months[i].month;
        }
    }
    return 0;
}

/* "Februar" or, with its period, "2."; the latter only behind a blank, since
 * "24.2." is one unit. */
static unsigned month_at(const char *text, size_t len, bool after_blank, size_t *size)
{
    size_t digits = fund_digits_at(text, len, 0);
    if (digits == 0) {
        return month_name_at(text, len, size);
    }
    *size = digits + 1;
    bool month = after_blank && digits <= 2 && digits < len && text[digits] == '.';
    return month ? value_of(text, digits) : 0;
}

/* Bytes of blanks and at most one line break at pos. */
static size_t gap_at(const char *text, size_t len, size_t pos)
{
    size_t start = pos, size;
    bool broken = false;
    while ((size = fund_blank_at(text, len, pos)) > 0 ||
           (pos < len && (text[pos] == '\r' || (text[pos] == '\n' && !broken)))) {
        broken |= text[pos] == '\n';
        pos += size > 0 ? size : 1;
    }
    return pos - start;
}

size_t fund_date_in_words(fund_buf *out, const char *text, size_t len)
{
    size_t day = fund_digits_at(text, len, 0);
    if (day < 1 || day > 2 || day >= len || text[day] != '.') {
        return 0;
    }
    size_t pos = day + 1;
    size_t gap = gap_at(text, len, pos);
    pos += gap;
    size_t size;
    unsigned month = month_at(text + pos, len - pos, gap > 0, &size);
    if (month == 0) {
        return 0;
    }
    pos += size;
    gap = gap_at(text, len, pos);
    pos += gap;
    if (gap == 0 || fund_digits_at(text, len, pos) != 4 ||
        !append_date(out, value_of(text + pos, 4), month, value_of(text, day))) {
        return 0;
    }
    return pos + 4;
}
