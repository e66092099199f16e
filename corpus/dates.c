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

/* "Freitag, ", "Fr., ", "Fri, " */
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
    if (len < 2 || !eat(&ahead, ",")) {
        return;
    }
    for (size_t i = 0; i < sizeof days / sizeof days[0]; i++) {
        if (strncmp(days[i], word, len) == 0) {
            *c = ahead;
            eat_spaces(c);
            return;
        }
    }
}

/* ---- date --------------------------------------------------------------- */

/* 2022-01-07 and 20220107 */
static bool parse_iso_date(moment *out, cursor *c)
{
    if (!eat_number(&out->year, c, 4, 4)) {
        return false;
    }
    bool dashes = eat(c, "-");
    return eat_number(&out->month, c, 2, 2) && (!dashes || eat(c, "-")) &&
           eat_number(&out->day, c, 2, 2);
}

/* 07.01.2022, 7. Januar 2022, 07 Jan 2022 */
static bool parse_day_first(moment *out, cursor *c)
{
    if (!eat_number(&out->day, c, 1, 2)) {
        return false;
    }
    bool dot = eat(c, ".");
    eat_spaces(c);
    if (count_digits(c, 1) > 0) {
        if (!dot || !eat_number(&out->month, c, 1, 2) || !eat(c, ".")) {
            return false;
        }
    } else {
        size_t size;
        fund_month_form form;
        out->month = fund_month_at(c->at, (size_t)(c->end - c->at), &size, &form);
        c->at += size;
        eat(c, ".");
    }
    eat_spaces(c);
    return eat_number(&out->year, c, 4, 4) && count_digits(c, 1) == 0;
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

/* 10:15, 10:15:00.5, 10.15 and 101500 */
static bool parse_clock(moment *out, cursor *c)
{
    if (!eat_number(&out->hour, c, 1, 2)) {
        return false;
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
    return out->hour <= 23 && out->minute <= 59 && out->second <= 59;
}

/* Z, +01:00, +0100, +01, and names; none is fine, too. */
static bool parse_zone(moment *out, cursor *c)
{
    static const struct {
        const char *name;
        char zone;
        unsigned hour;
    } names[] = {
        {"MESZ", '+', 2}, {"CEST", '+', 2}, {"MEZ", '+', 1}, {"CET", '+', 1},
        {"GMT", 'Z', 0},  {"UTC", 'Z', 0},  {"Z", 'Z', 0},
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (eat(c, names[i].name)) {
            out->zone = names[i].zone;
            out->zone_hour = names[i].hour;
            return true;
        }
    }
    char sign = c->at < c->end ? *c->at : '\0';
    if (sign != '+' && sign != '-') {
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

/* The rest after a date: nothing, or a time. */
static bool parse_time(moment *out, cursor *c)
{
    cursor start = *c;
    bool joined = eat(c, "T");
    if (!joined) {
        eat(c, ",");
        eat_spaces(c);
        if (eat(c, "um")) {
            eat_spaces(c);
        }
    }
    if (c->at == c->end) {
        return !joined;
    }
    if (c->at == start.at || !parse_clock(out, c)) {
        return false;
    }
    out->has_time = true;
    eat_spaces(c);
    if (eat(c, "Uhr")) {
        eat_spaces(c);
    }
    return parse_zone(out, c);
}

/* ---- public ------------------------------------------------------------- */

static bool parse(moment *out, cursor *c)
{
    eat_weekday(c);
    bool year_first = count_digits(c, 3) == 3;
    return (year_first ? parse_iso_date(out, c) : parse_day_first(out, c)) && out->year <= 2999 &&
           fund_is_day(out->year, out->month, out->day) && parse_time(out, c) && c->at == c->end;
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
