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

/* 22 is 2022 and 98 is 1998: no more than some years ahead. */
static bool take_year(int *out, cursor *c, bool of_two_digits, day today)
{
    enum { AHEAD = 10 };
    if (take_number(out, c, 4, 4)) {
        return true;
    }
    if (!of_two_digits || !take_number(out, c, 2, 2)) {
        return false;
    }
    *out += today.year - today.year % 100;
    *out -= *out > today.year + AHEAD ? 100 : 0;
    return true;
}

/* 7.1.2022, 07.01.22, 7. Januar 2022, Januar 2022, 1/2022. */
static bool take_german(day *out, cursor *c, day today)
{
    cursor start = *c;
    *out = (day){0, 0, 0};
    int number;
    bool dotted = false;
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
            dotted = *c->at == '.';
            c->at += dotted ? 1 : 0;
        }
    }
    out->month = out->month > 0 ? out->month : take_month_name(c);
    skip_blanks(c);
    if (out->month > 0 && take_year(&out->year, c, dotted, today)) {
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
    static const char *const before_last[] = {"vorgestern", NULL};
    *out = today;
    if (take_any_word(c, now)) {
        return true;
    }
    bool two = take_any_word(c, before_last);
    *out = before(today, two ? 2 : 1, 'd');
    return two || take_any_word(c, last);
}

static bool is_day(day d)
{
    return d.year >= 0 && d.month <= 12 && d.month >= 0 &&
           (d.day == 0 || (d.month > 0 && d.day <= days_in_month(d.year, d.month)));
}

static bool take_day(day *out, cursor *c, day today)
{
    return (take_today(out, c, today) || take_iso(out, c) || take_german(out, c, today)) &&
           is_day(*out);
}

/* Some days, up to today where `open`. */
typedef struct period {
    day from, to;
    bool open;
} period;

/* 0 is Monday; by T. Sakamoto's formula. */
static int weekday_of(day d)
{
    static const int shifts[] = {0, 3, 2, 5, 0, 3, 5, 1, 4, 6, 2, 4};
    int year = d.month < 3 ? d.year - 1 : d.year;
    return (year + year / 4 - year / 100 + year / 400 + shifts[d.month - 1] + d.day + 6) % 7;
}

static day monday_of(day d)
{
    return before(d, weekday_of(d), 'd');
}

/* The whole week, month or year that a day is in, or the day. */
static period whole(day d, char unit)
{
    period out = {.from = d, .to = d};
    if (unit == 'w') {
        out.from = out.to = monday_of(d);
        for (int i = 0; i < 6; i++) {
            out.to = neighbour(out.to, 1);
        }
    } else if (unit != 'd') {
        out.from.day = out.to.day = 0;
        out.from.month = out.to.month = unit == 'y' ? 0 : d.month;
    }
    return out;
}

/* Digits or a word: "drei Wochen". */
static bool take_count(int *out, cursor *c)
{
    static const char *const words[][5] = {
        {"einem", "einer", "one", "a"},
        {"zwei", "two"},
        {"drei", "three"},
        {"vier", "four"},
        {"f\xc3\xbcnf", "fuenf", "five"},
        {"sechs", "six"},
        {"sieben", "seven"},
        {"acht", "eight"},
        {"neun", "nine"},
        {"zehn", "ten"},
        {"elf", "eleven"},
        {"zw\xc3\xb6lf", "zwoelf", "twelve"},
    };
    if (take_number(out, c, 1, 5)) {
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (take_any_word(c, words[i])) {
            *out = (int)i + 1;
            return true;
        }
    }
    return false;
}

/* "letzten Freitag": the last one before today. */
static bool take_weekday(day *out, cursor *c, day today)
{
    static const char *const names[][4] = {
        {"Montag", "Monday"},       {"Dienstag", "Tuesday"}, {"Mittwoch", "Wednesday"},
        {"Donnerstag", "Thursday"}, {"Freitag", "Friday"},   {"Samstag", "Sonnabend", "Saturday"},
        {"Sonntag", "Sunday"},
    };
    for (int i = 0; i < 7; i++) {
        if (take_any_word(c, names[i])) {
            int back = (weekday_of(today) - i + 7) % 7;
            *out = before(today, back > 0 ? back : 7, 'd');
            return true;
        }
    }
    return false;
}

/* "vor 3 Tagen", "3 days ago": that day; "vor 2 Jahren": that year. */
static bool take_ago(period *out, cursor *c, day today)
{
    static const char *const german[] = {"vor", NULL};
    static const char *const english[] = {"ago", NULL};
    const cursor start = *c;
    bool is = take_any_word(c, german);
    const bool needs_ago = !is;
    skip_blanks(c);
    int count;
    is = take_count(&count, c);
    skip_blanks(c);
    char unit = is ? take_unit(c) : '\0';
    skip_blanks(c);
    if (unit == '\0' || (needs_ago && !take_any_word(c, english))) {
        *c = start;
        return false;
    }
    *out = whole(before(today, count, unit), unit);
    return true;
}

/* "letzte 7 Tage" and "7 Tage" are those up to today, "letzte Woche" the week before this one,
 * "dieses Jahr" what there is of it. */
static bool take_span(period *out, cursor *c, day today)
{
    static const char *const past[] = {
        "letzten",     "letzter",     "letztes", "letzte",  "letztem", "vergangene",
        "vorige",      "vergangenen", "vorigen", "voriger", "voriges", "vorigem",
        "vergangener", "vergangenes", "last",    "past",    NULL};
    static const char *const present[] = {"diese",  "diesen", "dieser", "dieses",
                                          "diesem", "this",   NULL};
    static const char *const glue[] = {"-", ".", NULL};
    cursor start = *c;
    bool is_past = take_any_word(c, past), is_present = !is_past && take_any_word(c, present);
    skip_blanks(c);
    for (size_t i = 0; glue[i] != NULL; i++) {
        c->at += *c->at == glue[i][0] ? 1 : 0;
    }
    if (is_past && take_weekday(&out->from, c, today)) {
        *out = (period){.from = out->from, .to = out->from};
        return true;
    }
    int count = 1;
    bool counted = !is_present && take_count(&count, c);
    skip_blanks(c);
    c->at += *c->at == '-' ? 1 : 0;
    char unit = is_past || is_present || counted ? take_unit(c) : '\0';
    if (unit == '\0') {
        *c = start;
        return false;
    }
    if (counted) {
        *out = (period){.from = before(today, count, unit), .to = today, .open = true};
    } else {
        *out = whole(is_past ? before(today, 1, unit) : today, unit);
    }
    return true;
}

static bool take_period(period *out, cursor *c, day today)
{
    *out = (period){.open = false};
    if (take_ago(out, c, today) || take_span(out, c, today)) {
        return true;
    }
    bool is = take_day(&out->from, c, today);
    out->to = out->from;
    return is;
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

/* "<", ">=", "seit" and their like; false where there is none. */
static bool take_comparison(bool *less, bool *same, cursor *c)
{
    static const struct {
        const char *word;
        bool less, same;
    } words[] = {{"seit", false, true},   {"ab", false, true},    {"since", false, true},
                 {"bis", true, true},     {"until", true, true},  {"vor", true, false},
                 {"before", true, false}, {"nach", false, false}, {"after", false, false}};
    if (*c->at == '<' || *c->at == '>') {
        *less = *c->at++ == '<';
        *same = *c->at == '=';
        c->at += *same ? 1 : 0;
        return true;
    }
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (take_word(c, words[i].word)) {
            *less = words[i].less;
            *same = words[i].same;
            return true;
        }
    }
    return false;
}

static bool take_compared(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], bool less, bool same,
                          cursor *c, day today)
{
    period d;
    skip_blanks(c);
    if (!take_period(&d, c, today)) {
        return false;
    }
    if (less) {
        put_high(high, same ? d.to : neighbour(d.from, -1));
    } else if (same) {
        put_low(low, d.from);
    } else {
        day next = neighbour(d.to, 1);
        if (next.year <= YEAR_MAX) {
            put_low(low, next);
        } else {
            put_high(low, d.to);
        }
    }
    return true;
}

static bool take_range(char low[FUND_TIME_MAX], char high[FUND_TIME_MAX], bool *turned, cursor *c,
                       day today)
{
    static const char *const until[] = {"bis", "to", "und", "and", NULL};
    static const char *const between[] = {"von", "vom", "zwischen", "from", "between", NULL};
    period from = {.open = false}, to = {.open = false};
    bool named = take_any_word(c, between);
    skip_blanks(c);
    bool has_from = take_period(&from, c, today);
    if (has_from) {
        put_low(low, from.from);
    }
    skip_blanks(c);
    bool dots = strncmp(c->at, "..", 2) == 0;
    c->at += dots ? 2 : 0;
    bool range = dots || (has_from && take_any_word(c, until));
    if (!range) {
        if (has_from && !from.open) {
            put_high(high, from.to);
        }
        return has_from && !named;
    }
    c->at += *c->at == '.' ? 1 : 0; /* three dots */
    skip_blanks(c);
    static const char *const the[] = {"dem", "zum", NULL};
    if (take_any_word(c, the)) {
        skip_blanks(c);
    }
    bool has_to = take_period(&to, c, today);
    if (has_to) {
        put_high(high, to.to);
    }
    if (has_from && has_to && strcmp(low, high) > 0) {
        *turned = true;
        put_low(low, to.from);
        put_high(high, from.to);
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
    bool less, same;
    period ago;
    cursor ahead = c;
    /* "vor 3 Tagen" is no comparison, but "vor 2022" is. */
    bool compared = !take_ago(&ago, &ahead, now) && take_comparison(&less, &same, &c);
    bool ok = compared ? take_compared(low, high, less, same, &c, now)
                       : take_range(low, high, turned, &c, now);
    skip_blanks(&c);
    return ok && *c.at == '\0';
}
