#include "base/calendar.h"
#include "stemmer/stemmer_private.h"

static bool append_date(fund_buf *out, unsigned year, unsigned month, unsigned day)
{
    if (!fund_is_day(year, month, day)) {
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

/* A German name of a month, or an abbreviation with its period; *size its bytes. */
static unsigned month_name_at(const char *text, size_t len, size_t *size)
{
    fund_month_form form;
    unsigned month = fund_month_at(text, len, size, &form);
    bool abbreviated = form == FUND_MONTH_ABBREVIATED && *size < len && text[*size] == '.';
    *size += abbreviated ? 1 : 0;
    return form == FUND_MONTH_GERMAN || abbreviated ? month : 0;
}

/* "Februar" or, with its period, "2."; the latter only after a blank, since
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
