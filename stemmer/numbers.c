#include "stemmer/stemmer_private.h"

#include <string.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

static size_t digits_at(const char *text, size_t len, size_t pos)
{
    size_t n = 0;
    while (pos + n < len && is_digit(text[pos + n])) {
        n++;
    }
    return n;
}

/* Bytes of a group separator at pos: '.', blanks and apostrophes; 0: none. */
static size_t separator_at(const char *text, size_t len, size_t pos)
{
    static const char *const separators[] = {
        ".", " ", "'", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", "\xe2\x80\x99",
    };
    for (size_t i = 0; i < sizeof separators / sizeof separators[0]; i++) {
        size_t size = strlen(separators[i]);
        if (len - pos >= size && memcmp(text + pos, separators[i], size) == 0) {
            return size;
        }
    }
    return 0;
}

bool fund_number_normalise(fund_buf *out, const char *text, size_t len)
{
    size_t start = out->len;
    size_t pos = digits_at(text, len, 0);
    bool grouped = pos >= 1 && pos <= 3 && text[0] != '0';
    if (pos == 0) {
        return false;
    }
    fund_buf_append(out, text, pos);
    while (grouped && pos < len) {
        size_t size = separator_at(text, len, pos);
        if (size == 0 || digits_at(text, len, pos + size) != 3) {
            break;
        }
        fund_buf_append(out, text + pos + size, 3);
        pos += size + 3;
    }
    if (pos < len && (text[pos] == ',' || text[pos] == '.')) {
        size_t decimals = digits_at(text, len, pos + 1);
        if (decimals > 0) {
            fund_buf_append(out, text + pos, decimals + 1);
            pos += decimals + 1;
        }
    }
    if (pos == len && !out->failed) {
        return true;
    }
    out->len = start;
    return false;
}

static bool valid_date(unsigned year, unsigned month, unsigned day)
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
    if (!valid_date(year, month, day)) {
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
    size_t a = digits_at(text, len, 0);
    if (a == 0 || a > 4 || a + 1 >= len) {
        return false;
    }
    char separator = text[a];
    size_t b = digits_at(text, len, a + 1);
    if (b < 1 || b > 2 || a + b + 2 >= len || text[a + b + 1] != separator) {
        return false;
    }
    size_t c = digits_at(text, len, a + b + 2);
    if (a + b + c + 2 != len) {
        return false;
    }
    unsigned first = value_of(text, a);
    unsigned second = value_of(text + a + 1, b);
    unsigned third = value_of(text + a + b + 2, c <= 4 ? c : 0);
    if (separator == '.' && a <= 2 && c == 4) {
        return append_date(out, third, second, first);
    }
    if (separator == '-' && a == 4 && b == 2 && c == 2) {
        return append_date(out, first, second, third);
    }
    return false;
}

/* The month whose name stands at the start of text; *size its bytes. */
static unsigned month_at(const char *text, size_t len, size_t *size)
{
    static const struct {
        const char *name;
        unsigned month;
    } months[] = {
        {"Januar", 1},  {"Jänner", 1},  {"Februar", 2},    {"Feber", 2},    {"März", 3},
        {"April", 4},   {"Mai", 5},     {"Juni", 6},       {"Juli", 7},     {"August", 8},
        {"September", 9}, {"Oktober", 10}, {"November", 11}, {"Dezember", 12}, {"Maerz", 3},
    };
    for (size_t i = 0; i < sizeof months / sizeof months[0]; i++) {
        *size = strlen(months[i].name);
        if (len >= *size && memcmp(text, months[i].name, *size) == 0) {
            return months[i].month;
        }
    }
    return 0;
}

static size_t blank_at(const char *text, size_t len, size_t pos)
{
    size_t size = separator_at(text, len, pos);
    bool blank = size > 0 && text[pos] != '.' && text[pos] != '\'' &&
                 !(size == 3 && text[pos + 2] == '\x99');
    if (!blank && pos < len && text[pos] == '\n') {
        return 1;
    }
    return blank ? size : 0;
}

size_t fund_date_in_words(fund_buf *out, const char *text, size_t len)
{
    size_t day = digits_at(text, len, 0);
    if (day < 1 || day > 2 || day >= len || text[day] != '.') {
        return 0;
    }
    size_t pos = day + 1;
    pos += blank_at(text, len, pos);
    size_t size;
    unsigned month = month_at(text + pos, len - pos, &size);
    if (month == 0) {
        return 0;
    }
    pos += size;
    size_t blank = blank_at(text, len, pos);
    if (blank == 0 || digits_at(text, len, pos + blank) != 4) {
        return 0;
    }
    pos += blank;
    if (!append_date(out, value_of(text + pos, 4), month, value_of(text, day))) {
        return 0;
    }
    return pos + 4;
}
