#include "stemmer/stemmer_private.h"

#include <string.h>
#include <strings.h>

size_t fund_digits_at(const char *text, size_t len, size_t pos)
{
    size_t n = 0;
    while (pos + n < len && fund_byte_is(text[pos + n], FUND_CHAR_DIGIT)) {
        n++;
    }
    return n;
}

/* The bytes of the sign out of a list that is at pos; 0: none. */
static size_t sign_at(const char *text, size_t len, size_t pos, const char *const *signs)
{
    for (; *signs != NULL; signs++) {
        size_t size = strlen(*signs);
        if (pos <= len && len - pos >= size && memcmp(text + pos, *signs, size) == 0) {
            return size;
        }
    }
    return 0;
}

size_t fund_blank_at(const char *text, size_t len, size_t pos)
{
    static const char *const blanks[] = {" ", "\xc2\xa0", "\xe2\x80\xaf", "\xe2\x80\x89", NULL};
    return sign_at(text, len, pos, blanks);
}

size_t fund_group_separator_at(const char *text, size_t len, size_t pos)
{
    static const char *const apostrophes[] = {"'", "\xe2\x80\x99", NULL};
    size_t blank = fund_blank_at(text, len, pos);
    return blank > 0 ? blank : sign_at(text, len, pos, apostrophes);
}

static size_t any_separator_at(const char *text, size_t len, size_t pos)
{
    return pos < len && text[pos] == '.' ? 1 : fund_group_separator_at(text, len, pos);
}

bool fund_is_measure(const char *word, size_t len, bool closed)
{
    static const char *const units[] = {"km",  "cm", "mm",  "kg",  "mg",  "ml",  "ms", "kw",  "mw",
                                        "gw",  "tw", "kwh", "mwh", "gwh", "twh", "hz", "khz", "mhz",
                                        "ghz", "gb", "mb",  "kb",  "tb",  "ps",  "ha", "qm"};
    static const char *const words[] = {"uhr", "euro", "eur", "usd",  "mio",
                                        "mrd", "min",  "std", "grad", "prozent"};
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (strlen(units[i]) == len && strncasecmp(word, units[i], len) == 0) {
            return true;
        }
    }
    for (size_t i = 0; closed && i < sizeof words / sizeof words[0]; i++) {
        if (strlen(words[i]) == len && strncasecmp(word, words[i], len) == 0) {
            return true;
        }
    }
    return len == 1 && (closed || strchr("gmtlGVWAD", word[0]) != NULL);
}

bool fund_is_designation(const char *text, size_t begin, size_t end)
{
    enum { LETTERS_MAX = 4 };
    for (size_t i = begin; i < end; i++) {
        if (text[i] < 'A' || text[i] > 'Z') {
            return false;
        }
    }
    return end > begin && end - begin <= LETTERS_MAX;
}

bool fund_number_normalise(fund_buf *out, const char *text, size_t len)
{
    size_t start = out->len;
    size_t pos = fund_digits_at(text, len, 0);
    bool grouped = pos >= 1 && pos <= 3 && text[0] != '0';
    if (pos == 0) {
        return false;
    }
    fund_buf_append(out, text, pos);
    while (grouped && pos < len) {
        size_t size = any_separator_at(text, len, pos);
        if (size == 0 || fund_digits_at(text, len, pos + size) != 3) {
            break;
        }
        fund_buf_append(out, text + pos + size, 3);
        pos += size + 3;
    }
    if (pos < len && (text[pos] == ',' || text[pos] == '.')) {
        size_t decimals = fund_digits_at(text, len, pos + 1);
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
