/* Dates of articles that have none: from the path of their file, or when it was changed. */
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>
#include <time.h>

static bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

/* Digits in a row. */
static size_t digits_at(const char *text, size_t len, size_t pos)
{
    size_t count = 0;
    while (pos + count < len && is_digit(text[pos + count])) {
        count++;
    }
    return count;
}

static unsigned number_of(const char *text, size_t len)
{
    unsigned value = 0;
    for (size_t i = 0; i < len; i++) {
        value = value * 10 + (unsigned)(text[i] - '0');
    }
    return value;
}

/* Whether there is such a day. */
static bool write_day(char out[FUND_TIME_MAX], unsigned year, unsigned month, unsigned day)
{
    char iso[FUND_TIME_MAX];
    int len = snprintf(iso, sizeof iso, "%04u-%02u-%02u", year, month, day);
    return len == 10 && fund_date_parse(out, iso, (size_t)len, NULL) == FUND_OK;
}

/* Three numbers with a sign between that is the same: 2022-01-07, 2022/1/7, 07.01.2022; or eight digits. */
static bool date_at(char out[FUND_TIME_MAX], const char *text, size_t len, size_t pos)
{
    size_t first = digits_at(text, len, pos);
    if (first == 8) {
        return write_day(out, number_of(text + pos, 4), number_of(text + pos + 4, 2),
                         number_of(text + pos + 6, 2));
    }
    size_t at = pos + first;
    char sign = at < len ? text[at] : '\0';
    size_t second = digits_at(text, len, at + 1), end = at + 1 + second;
    if (sign == '\0' || strchr("-/._", sign) == NULL || second < 1 || second > 2 || end >= len ||
        text[end] != sign) {
        return false;
    }
    size_t third = digits_at(text, len, end + 1);
    unsigned a = number_of(text + pos, first < 9 ? first : 0), b = number_of(text + at + 1, second);
    unsigned c = number_of(text + end + 1, third < 9 ? third : 0);
    return first == 4 && third >= 1 && third <= 2                  ? write_day(out, a, b, c)
           : third == 4 && first >= 1 && first <= 2 && sign != '/' ? write_day(out, c, b, a)
                                                                   : false;
}

/* The last one counts: folders say less than the file in them. */
static bool date_in_path(char out[FUND_TIME_MAX], const char *path)
{
    size_t len = strlen(path);
    bool found = false;
    for (size_t pos = 0; pos < len;) {
        size_t digits = digits_at(path, len, pos);
        found |= digits > 0 && date_at(out, path, len, pos);
        pos += digits > 0 ? digits : 1;
    }
    return found;
}

static bool date_of_change(char out[FUND_TIME_MAX], time_t changed)
{
    struct tm day;
    char iso[FUND_TIME_MAX];
    size_t len =
        localtime_r(&changed, &day) != NULL ? strftime(iso, sizeof iso, "%Y-%m-%d", &day) : 0;
    return len > 0 && fund_date_parse(out, iso, len, NULL) == FUND_OK;
}

bool fund_corpus_date_from(char out[FUND_TIME_MAX], const fund_corpus_reader *reader)
{
    if (strcmp(reader->path, "-") == 0) {
        return false;
    }
    if (reader->date_from == FUND_DATE_FROM_PATH) {
        return (reader->member != NULL && date_in_path(out, reader->member)) ||
               date_in_path(out, reader->path);
    }
    return reader->date_from == FUND_DATE_FROM_MTIME && date_of_change(out, reader->changed);
}
