#include "base/calendar.h"
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

typedef struct cursor {
    const char *at;
    const char *end;
} cursor;

typedef struct moment {
    unsigned year, month, day;
    bool has_time;
    unsigned hour, minute, second;
    char zone; /* 0: none, 'Z', '+' or '-' */
    unsigned zone_hour, zone_minute;
} moment;

/* ---- small steps -------------------------------------------------------- */

static bool eat(cursor *c, const char *word)
{
    size_t len = strlen(word);
    if ((size_t)(c->end - c->at) < len || strncasecmp(c->at, word, len) != 0) {
        return false;
    }
    c->at += len;
    return true;
}

static void eat_spaces(cursor *c)
{
    uint32_t space;
    size_t size;
    while ((size = fund_utf8_decode(&space, c->at, (size_t)(c->end - c->at))) > 0 &&
           fund_char_is(space, FUND_CHAR_BLANK | FUND_CHAR_NO_BREAK)) {
        c->at += size;
    }
}

/* Digits at the cursor, looked at no further than `most`. */
static size_t count_digits(const cursor *c, size_t most)
{
    size_t count = 0;
    while (count < most && c->at + count < c->end && fund_byte_is(c->at[count], FUND_CHAR_DIGIT)) {
        count++;
    }
    return count;
}

static bool eat_number(unsigned *out, cursor *c, size_t least, size_t most)
{
    size_t digits = count_digits(c, most);
    *out = 0;
    for (size_t i = 0; i < digits; i++) {
        *out = *out * 10 + (unsigned)(c->at[i] - '0');
    }
    c->at += digits;
    return digits >= least;
}

/* Lower-cases the letters at the cursor into out and moves after them; what
   does not fit stays.  The letters of Latin-1 are C3 and a second byte. */
static void eat_letters(char *out, size_t size, cursor *c)
{
    size_t len = 0;
    while (c->at < c->end && len + 1 < size) {
        unsigned char byte = (unsigned char)*c->at;
        bool second = len > 0 && out[len - 1] == '\xc3' && byte >= 0x80;
        if ((byte >= 'A' && byte <= 'Z') || (second && byte <= 0x9e)) {
            byte = (unsigned char)(byte + 0x20);
        } else if (!(byte >= 'a' && byte <= 'z') && byte != 0xc3 && !second) {
            break;
        }
        out[len++] = (char)byte;
        c->at++;
    }
    out[len] = '\0';
}

/* ---- words -------------------------------------------------------------- */

/* "Freitag, ", "Fr. ", "Fri, ", "Freitag, den " */
static void eat_weekday(cursor *c)
{
    static const char *const days[] = {
        "montag",    "dienstag",  "mittwoch", "donnerstag", "freitag",
        "samstag",   "sonnabend", "sonntag",  "monday",     "tuesday",
        "wednesday", "thursday",  "friday",   "saturday",   "sunday",
    };
    cursor ahead = *c;
    char word[16];
    eat_letters(word, sizeof word, &ahead);
    eat(&ahead, ".");
    size_t len = strlen(word);
    const char *end = ahead.at;
    eat(&ahead, ",");
    eat_spaces(&ahead);
    if (len < 2 || ahead.at == end) {
        return;
    }
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        if (strncmp(days[i], word, len) == 0) {
            *c = ahead;
            if (eat(c, "den ") || eat(c, "dem ")) {
                eat_spaces(c);
            }
            return;
        }
    }
}

/* The month that is named at the cursor, 0 for none. */
static unsigned eat_month(cursor *c)
{
    size_t size;
    fund_month_form form;
    unsigned month = fund_month_at(c->at, (size_t)(c->end - c->at), &size, &form);
    c->at += size;
    if (month > 0) {
        eat(c, ".");
    }
    return month;
}

/* ---- time --------------------------------------------------------------- */

/* A fraction of a second is dropped. */
static void eat_fraction(cursor *c)
{
    if (c->end - c->at >= 2 && (*c->at == '.' || *c->at == ',') &&
        fund_byte_is(c->at[1], FUND_CHAR_DIGIT)) {
        c->at++;
        c->at += count_digits(c, (size_t)(c->end - c->at));
    }
}

/* "8:30 PM" */
static bool parse_half_day(moment *out, cursor *c)
{
    cursor ahead = *c;
    eat_spaces(&ahead);
    bool after_noon = eat(&ahead, "pm") || eat(&ahead, "p.m.");
    if (!after_noon && !eat(&ahead, "am") && !eat(&ahead, "a.m.")) {
        return true;
    }
    *c = ahead;
    bool ok = out->hour >= 1 && out->hour <= 12;
    out->hour = out->hour % 12 + (after_noon ? 12 : 0);
    return ok;
}

/* 10:15, 10:15:00.5, 10.15, 101500, 8:30 PM and 14 Uhr */
static bool parse_clock(moment *out, cursor *c)
{
    if (!eat_number(&out->hour, c, 1, 2)) {
        return false;
    }
    cursor ahead = *c;
    eat_spaces(&ahead);
    if (eat(&ahead, "Uhr")) {
        *c = ahead;
        return out->hour <= 23;
    }
    bool basic = count_digits(c, 1) > 0;
    if (!basic && !eat(c, ":") && !eat(c, ".")) {
        return false;
    }
    if (!eat_number(&out->minute, c, 2, 2)) {
        return false;
    }
    if ((basic && count_digits(c, 1) > 0) || eat(c, ":")) {
        if (!eat_number(&out->second, c, 2, 2)) {
            return false;
        }
        eat_fraction(c);
    }
    return parse_half_day(out, c) && out->hour <= 23 && out->minute <= 59 && out->second <= 59;
}

/* The zone whose name is at the cursor: those of RFC 5322 (4.3), and of Europe. */
static bool eat_zone_name(moment *out, cursor *c)
{
    static const struct {
        const char *name;
        char zone;
        unsigned hour;
    } names[] = {
        {"MESZ", '+', 2}, {"MEST", '+', 2}, {"CEST", '+', 2}, {"MEZ", '+', 1}, {"CET", '+', 1},
        {"WEST", '+', 1}, {"BST", '+', 1},  {"EEST", '+', 3}, {"EET", '+', 2}, {"WET", 'Z', 0},
        {"GMT", 'Z', 0},  {"UTC", 'Z', 0},  {"UT", 'Z', 0},   {"Z", 'Z', 0},   {"EST", '-', 5},
        {"EDT", '-', 4},  {"CST", '-', 6},  {"CDT", '-', 5},  {"MST", '-', 7}, {"MDT", '-', 6},
        {"PST", '-', 8},  {"PDT", '-', 7},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (eat(c, names[i].name)) {
            out->zone = names[i].zone;
            out->zone_hour = names[i].hour;
            return true;
        }
    }
    return false;
}

/* Z, +01:00, +0100, +01, GMT+0100, and names; none is fine, too. */
static bool parse_zone(moment *out, cursor *c)
{
    bool named = eat_zone_name(out, c);
    char sign = c->at < c->end ? *c->at : '\0';
    if ((sign != '+' && sign != '-') || (named && (out->zone != 'Z'))) {
        return true;
    }
    c->at++;
    out->zone = sign;
    if (!eat_number(&out->zone_hour, c, 2, 2)) {
        return false;
    }
    bool colon = eat(c, ":");
    bool minutes = colon || count_digits(c, 1) > 0;
    return (!minutes || eat_number(&out->zone_minute, c, 2, 2)) && out->zone_hour <= 14 &&
           out->zone_minute <= 59;
}

/* ---- date --------------------------------------------------------------- */

/* 2022-01-07, 2022-1-7, 2022/01/07 and 20220107 */
static bool parse_year_first(moment *out, cursor *c)
{
    if (!eat_number(&out->year, c, 4, 4)) {
        return false;
    }
    const char *separator = eat(c, "-") ? "-" : eat(c, "/") ? "/" : "";
    size_t least = separator[0] != '\0' ? 1 : 2;
    return eat_number(&out->month, c, least, 2) && eat(c, separator) &&
           eat_number(&out->day, c, least, 2);
}

/* With four digits, or two as RFC 5322 (4.3) reads them: 49 is 2049, 50 is 1950. */
static bool parse_year(moment *out, cursor *c)
{
    size_t digits = count_digits(c, 5);
    if ((digits != 2 && digits != 4) || !eat_number(&out->year, c, digits, digits)) {
        return false;
    }
    if (digits == 2) {
        out->year += out->year < 50 ? 2000 : 1900;
    }
    return true;
}

/* 07.01.2022, 7. Januar 2022, 07 Jan 22, 07-Jan-2022 */
static bool parse_day_first(moment *out, cursor *c)
{
    if (!eat_number(&out->day, c, 1, 2)) {
        return false;
    }
    bool dot = eat(c, ".");
    bool hyphen = !dot && eat(c, "-");
    eat_spaces(c);
    if (count_digits(c, 1) > 0) {
        if (!dot || !eat_number(&out->month, c, 1, 2) || !eat(c, ".")) {
            return false;
        }
    } else {
        out->month = eat_month(c);
        if (hyphen && !eat(c, "-")) {
            return false;
        }
    }
    eat_spaces(c);
    return parse_year(out, c);
}

/* "January 7, 2022"; "Jan  7 10:15:00 2022" as asctime() writes it, where the time is
   done, too. */
static bool parse_month_first(moment *out, cursor *c)
{
    out->month = eat_month(c);
    eat_spaces(c);
    if (out->month == 0 || !eat_number(&out->day, c, 1, 2)) {
        return false;
    }
    bool comma = eat(c, ",");
    eat_spaces(c);
    if (!comma && count_digits(c, 3) < 3) {
        if (!parse_clock(out, c) || (eat_spaces(c), !parse_zone(out, c))) {
            return false;
        }
        eat_spaces(c);
        out->has_time = true;
    }
    return eat_number(&out->year, c, 4, 4) && count_digits(c, 1) == 0;
}

/* A dash, a bar or a comma between date and time, or "um". */
static void eat_separator(cursor *c)
{
    eat_spaces(c);
    if (!eat(c, ",") && !eat(c, "-") && !eat(c, "\xe2\x80\x93")) {
        eat(c, "|");
    }
    eat_spaces(c);
    if (eat(c, "um")) {
        eat_spaces(c);
    }
}

/* "(CET)", a comment of e-mail. */
static void eat_comment(cursor *c)
{
    cursor ahead = *c;
    eat_spaces(&ahead);
    if (eat(&ahead, "(") && ahead.end[-1] == ')') {
        c->at = c->end;
    }
}

/* The rest after a date: nothing, or a time. */
static bool parse_time(moment *out, cursor *c)
{
    cursor start = *c;
    bool joined = eat(c, "T");
    if (!joined) {
        eat_separator(c);
    }
    if (c->at == c->end) {
        return !joined && c->at == start.at;
    }
    if (c->at == start.at || !parse_clock(out, c)) {
        return false;
    }
    out->has_time = true;
    eat_spaces(c);
    if (eat(c, "Uhr")) {
        eat_spaces(c);
    }
    if (!parse_zone(out, c)) {
        return false;
    }
    eat_comment(c);
    return true;
}

/* Seconds, or milliseconds, since 1970, of this century up to 2033. */
static bool parse_epoch(moment *out, cursor *c)
{
    size_t digits = count_digits(c, 14);
    if ((digits != 10 && digits != 13) || c->at + digits != c->end || *c->at != '1') {
        return false;
    }
    time_t seconds = 0;
    struct tm tm;
    for (size_t i = 0; i < 10; i++) {
        seconds = seconds * 10 + (c->at[i] - '0');
    }
    if (gmtime_r(&seconds, &tm) == NULL) {
        return false;
    }
    *out = (moment){.year = (unsigned)tm.tm_year + 1900,
                    .month = (unsigned)tm.tm_mon + 1,
                    .day = (unsigned)tm.tm_mday,
                    .has_time = true,
                    .hour = (unsigned)tm.tm_hour,
                    .minute = (unsigned)tm.tm_min,
                    .second = (unsigned)tm.tm_sec,
                    .zone = 'Z'};
    c->at = c->end;
    return true;
}

/* ---- public ------------------------------------------------------------- */

static bool parse_date(moment *out, cursor *c)
{
    if (count_digits(c, 3) == 3) {
        return parse_year_first(out, c);
    }
    return count_digits(c, 1) > 0 ? parse_day_first(out, c) : parse_month_first(out, c);
}

static bool parse(moment *out, cursor *c)
{
    if (parse_epoch(out, c)) {
        return true;
    }
    eat_weekday(c);
    return parse_date(out, c) && out->year <= 2999 &&
           fund_is_day(out->year, out->month, out->day) &&
           (out->has_time ? c->at == c->end : parse_time(out, c) && c->at == c->end);
}

static void write_iso(char *out, const moment *m)
{
    size_t len = (size_t)snprintf(out, FUND_TIME_MAX, "%04u-%02u-%02u", m->year % 10000,
                                  m->month % 100, m->day % 100);
    if (m->has_time) {
        len += (size_t)snprintf(out + len, FUND_TIME_MAX - len, "T%02u:%02u:%02u", m->hour % 100,
                                m->minute % 100, m->second % 100);
    }
    if (m->zone == 'Z') {
        snprintf(out + len, FUND_TIME_MAX - len, "Z");
    } else if (m->zone != 0) {
        snprintf(out + len, FUND_TIME_MAX - len, "%c%02u:%02u", m->zone, m->zone_hour % 100,
                 m->zone_minute % 100);
    }
}

fund_status fund_date_parse(char out[FUND_TIME_MAX], const char *text, size_t len, fund_error *err)
{
    enum { SHOWN_MAX = 60 };
    moment when = {0};
    fund_text trimmed = fund_corpus_trim((fund_text){text, len});
    cursor c = {trimmed.data, trimmed.data + trimmed.len};
    if (!parse(&when, &c)) {
        size_t shown = len <= SHOWN_MAX ? len : fund_utf8_floor(text, SHOWN_MAX);
        return fund_error_set(err, FUND_ERR_FORMAT, "invalid date \"%.*s%s\"", (int)shown, text,
                              shown < len ? "..." : "");
    }
    write_iso(out, &when);
    return FUND_OK;
}

bool fund_corpus_to_utc(char *out, const char *iso)
{
    struct tm tm = {.tm_isdst = -1};
    int hours = 0, minutes = 0;
    char zone = 0;
    int got = sscanf(iso, "%4d-%2d-%2dT%2d:%2d:%2d%c%2d:%2d", &tm.tm_year, &tm.tm_mon, &tm.tm_mday,
                     &tm.tm_hour, &tm.tm_min, &tm.tm_sec, &zone, &hours, &minutes);
    tm.tm_year -= 1900;
    tm.tm_mon -= 1;
    if (got < 3) {
        return false;
    }
    time_t seconds = zone == 0 ? mktime(&tm) : timegm(&tm);
    if (zone == '+' || zone == '-') {
        seconds -= (time_t)(zone == '+' ? 60 : -60) * (hours * 60 + minutes);
    }
    return gmtime_r(&seconds, &tm) != NULL && tm.tm_year >= -900 && tm.tm_year < 8100 &&
           strftime(out, FUND_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &tm) > 0;
}
