/* Dates in queries. */
#include "base/calendar.h"
#include "searcher/query/parser.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct day {
    int year, month, day; /* month and day 0: the whole year, the whole month */
} day;

enum { YEAR_MAX = 9999 };

/* ---- the calendar -------------------------------------------------------------- */

static int days_in_month(int year, int month)
{
    return (int)fund_days_in_month((unsigned)year, (unsigned)month);
}

/* The next (step 1) or the previous (-1) day, month or year. */
static day neighbour(day d, int step)
{
    if (d.month == 0) {
        d.year += step;
        return d;
    }
    bool whole_month = d.day == 0;
    d.day += step;
    if (!whole_month && d.day >= 1 && d.day <= days_in_month(d.year, d.month)) {
        return d;
    }
    d.month += step;
    if (d.month < 1 || d.month > 12) {
        d.month = step < 0 ? 12 : 1;
        d.year += step;
    }
    d.day = whole_month ? 0 : step < 0 ? days_in_month(d.year, d.month) : 1;
    return d;
}

/* `count` days, weeks, months or years before a day. */
static day before(day from, int count, char unit)
{
    int days = unit == 'w' ? 7 * count : unit == 'd' ? count : 0;
    int months = unit == 'm' ? count : unit == 'y' ? 12 * count : 0;
    int index = from.year * 12 + from.month - 1 - months;
    index = index < 12 ? 12 : index; /* no earlier than January of the year 1 */
    from.year = index / 12;
    from.month = index % 12 + 1;
    int last = days_in_month(from.year, from.month);
    from.day = from.day > last ? last : from.day;
    for (; days > 0 && from.year > 0; days--) {
        if (--from.day == 0) {
            from.month = from.month > 1 ? from.month - 1 : 12;
            from.year -= from.month == 12 ? 1 : 0;
            from.day = days_in_month(from.year, from.month);
        }
    }
    return from;
}

/* ---- reading -------------------------------------------------------------------- */

typedef struct cursor {
    const char *at;
} cursor;

static void skip_blanks(cursor *c)
{
    while (*c->at == ' ' || *c->at == '_') {
        c->at++;
    }
}

static bool take_number(int *out, cursor *c, size_t least, size_t most)
{
    size_t digits = strspn(c->at, "0123456789");
    if (digits < least || digits > most) {
        return false;
    }
    *out = atoi(c->at);
    c->at += digits;
    return true;
}

static bool take_word(cursor *c, const char *word)
{
    size_t len = strlen(word);
    unsigned char next = strncasecmp(c->at, word, len) == 0 ? (unsigned char)c->at[len] : 'a';
    if (next >= 0x80 || (next >= 'a' && next <= 'z') || (next >= 'A' && next <= 'Z')) {
        return false;
    }
    c->at += len;
    return true;
}

static bool take_any_word(cursor *c, const char *const *words)
{
    for (; *words != NULL; words++) {
        if (take_word(c, *words)) {
            return true;
        }
    }
    return false;
}

static int take_month_name(cursor *c)
{
    size_t size;
    fund_month_form form;
    unsigned month = fund_month_at(c->at, strlen(c->at), &size, &form);
    if (form == FUND_MONTH_OTHER) {
        return 0;
    }
    c->at += size;
    return (int)month;
}

/* 2022, 2022-01, 2022-01-07 with or without a time. */
static bool take_iso(day *out, cursor *c)
{
    cursor start = *c;
    *out = (day){0, 0, 0};
    if (!take_number(&out->year, c, 4, 4)) {
        return false;
    }
    cursor year = *c;
    if (*c->at == '-') {
        c->at++;
        if (!take_number(&out->month, c, 1, 2)) {
            *c = year; /* "2022-" is no month */
            return true;
        }
    }
    cursor month = *c;
    if (out->month > 0 && *c->at == '-') {
        c->at++;
        if (!take_number(&out->day, c, 1, 2)) {
            *c = month;
        }
    }
    if (out->day > 0 && *c->at == 'T') {
        c->at += strspn(c->at, "T0123456789:.,+-Z");
    }
    if (*c->at == '.' && c->at[1] != '.') { /* 2022.01 is no date */
        *c = start;
        return false;
    }
    return true;
}

/* 7.1.2022, 7. Januar 2022, Januar 2022, 1/2022. */
static bool take_german(day *out, cursor *c)
{
    cursor start = *c;
    *out = (day){0, 0, 0};
    int number;
    if (take_number(&number, c, 1, 2)) {
        if (*c->at == '/') {
            c->at++;
            out->month = number;
            if (take_number(&out->year, c, 4, 4)) {
                return true;
            }
            *c = start;
            return false;
        }
        out->day = number;
        c->at += *c->at == '.' ? 1 : 0;
        skip_blanks(c);
        if (take_number(&out->month, c, 1, 2)) {
            c->at += *c->at == '.' ? 1 : 0;
        }
    }
    out->month = out->month > 0 ? out->month : take_month_name(c);
    skip_blanks(c);
    if (out->month > 0 && take_number(&out->year, c, 4, 4)) {
        return true;
    }
    *c = start;
    return false;
}

static char take_unit(cursor *c)
{
    static const char *const units[][7] = {
        {"d", "Tagen", "Tage", "Tag", "days", "day"},
        {"w", "Wochen", "Woche", "weeks", "week"},
        {"m", "Monaten", "Monate", "Monat", "months", "month"},
        {"y", "Jahren", "Jahre", "Jahr", "years", "year"},
    };
    for (size_t i = 0; i < sizeof units / sizeof units[0]; i++) {
        if (take_any_word(c, units[i])) {
            return units[i][0][0];
        }
    }
    return '\0';
}

static bool take_today(day *out, cursor *c, day today)
{
    static const char *const now[] = {"heute", "today", NULL};
    static const char *const last[] = {"gestern", "yesterday", NULL};
    *out = today;
    if (take_any_word(c, now)) {
        return true;
    }
    *out = before(today, 1, 'd');
    return take_any_word(c, last);
}

static bool is_day(day d)
{
    return d.year >= 0 && d.month <= 12 && d.month >= 0 &&
           (d.day == 0 || (d.month > 0 && d.day <= days_in_month(d.year, d.month)));
}

static bool take_day(day *out, cursor *c, day today)
{
    return (take_today(out, c, today) || take_iso(out, c) || take_german(out, c)) && is_day(*out);
}

/* "letzte 7 Tage", "7 Tage", "letzte Woche". */
static bool take_span(day *from, cursor *c, day today)
{
    static const char *const words[] = {"letzten",    "letzter",     "letztes", "letzte", "letztem",
                                        "vergangene", "vergangenen", "last",    "past",   NULL};
    static const char *const glue[] = {"-", ".", NULL};
    cursor start = *c;
    bool named = take_any_word(c, words);
    skip_blanks(c);
    for (size_t i = 0; glue[i] != NULL; i++) {
        c->at += *c->at == glue[i][0] ? 1 : 0;
    }
    int count = 1;
    bool counted = take_number(&count, c, 1, 5);
    skip_blanks(c);
    c->at += *c->at == '-' ? 1 : 0;
    char unit = named || counted ? take_unit(c) : '\0';
    if (unit == '\0') {
        *c = start;
        return false;
    }
    *from = before(today, count, unit);
    return true;
}

/* ---- bounds ---------------------------------------------------------------------- */

static void put_low(char out[FUND_TIME_MAX], day d)
{
    int len = snprintf(out, FUND_TIME_MAX, "%04d", d.year % 10000);
    if (d.month > 0) {
        len += snprintf(out + len, FUND_TIME_MAX - (size_t)len, "-%02d", d.month % 100);
    }
    if (d.day > 0) {
        snprintf(out + len, FUND_TIME_MAX - (size_t)len, "-%02d", d.day % 100);
    }
}

/* After every time within it: '~' sorts after what a date may go on with. */
static void put_high(char out[FUND_TIME_MAX], day d)
{
    put_low(out, d);
    strcat(out, "~");
}

static bool take_compared(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], cursor *c, day today)
{
    bool less = *c->at == '<';
    c->at++;
    bool same = *c->at == '=';
    c->at += same ? 1 : 0;
    skip_blanks(c);
    day d;
    if (!take_day(&d, c, today)) {
        return false;
    }
    if (less && same) {
        put_high(high, d);
    } else if (less) {
        put_high(high, neighbour(d, -1));
    } else if (same) {
        put_low(low, d);
    } else {
        day next = neighbour(d, 1);
        if (next.year <= YEAR_MAX) {
            put_low(low, next);
        } else {
            put_high(low, d);
        }
    }
    return true;
}

static void turn(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], const day *from, const day *to)
{
    put_low(low, *to);
    put_high(high, *from);
}

static bool take_range(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], bool *turned, cursor *c,
                       day today)
{
    static const char *const until[] = {"bis", "to", NULL};
    day from = {0, 0, 0}, to = {0, 0, 0};
    bool has_from = take_span(&from, c, today);
    if (has_from) {
        put_low(low, from);
        c->at += strncmp(c->at, "..", 2) == 0 ? 2 : 0;
        return true;
    }
    has_from = take_day(&from, c, today);
    if (has_from) {
        put_low(low, from);
    }
    skip_blanks(c);
    bool dots = strncmp(c->at, "..", 2) == 0;
    c->at += dots ? 2 : 0;
    bool range = dots || (has_from && take_any_word(c, until));
    if (!range) {
        if (has_from) {
            put_high(high, from);
        }
        return has_from;
    }
    c->at += *c->at == '.' ? 1 : 0; /* three dots */
    skip_blanks(c);
    bool has_to = take_day(&to, c, today);
    if (has_to) {
        put_high(high, to);
    }
    if (has_from && has_to && strcmp(low, high) > 0) {
        *turned = true;
        turn(low, high, &from, &to);
    }
    return has_from || has_to;
}

/* As a string, white space as single blanks; false when that is no text of a date. */
static bool copy_text(char *out, size_t room, const char *text, size_t len)
{
    size_t size = 0, step;
    for (size_t i = 0; i < len; i += step) {
        uint32_t c;
        step = fund_utf8_decode(&c, text + i, len - i);
        bool blank = fund_is_blank(c);
        if (blank && size > 0 && out[size - 1] == ' ') {
            continue;
        }
        if (c == 0 || step == 0 || size + step >= room) {
            return false;
        }
        memcpy(out + size, blank ? " " : text + i, blank ? 1 : step);
        size += blank ? 1 : step;
    }
    out[size] = '\0';
    return true;
}

bool fund_dates_parse(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], bool *turned,
                      const char *text, size_t len, const char *today)
{
    char copy[100] = "";
    day now = {0, 0, 0};
    cursor clock = {today};
    low[0] = high[0] = '\0';
    *turned = false;
    if (!copy_text(copy, sizeof copy, text, len) || !take_iso(&now, &clock)) {
        return false;
    }
    cursor c = {copy};
    skip_blanks(&c);
    bool compared = *c.at == '<' || *c.at == '>';
    bool ok = compared ? take_compared(low, high, &c, now) : take_range(low, high, turned, &c, now);
    skip_blanks(&c);
    return ok && *c.at == '\0';
}
