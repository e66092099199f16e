#include "base/calendar.h"
#include "base/unicode.h"

#include <string.h>

enum { WORD_MAX = 16, BEGINNING_MIN = 3 };

/* Of each month in each form, with a blank after each name. No two months have the first three
 * letters of a name in common. */
static const char *const names[12][FUND_MONTH_OTHER + 1] = {
    {"januar jänner jaenner ", "jan ", "january "},
    {"februar feber ", "feb ", "february "},
    {"märz maerz ", "mär mrz ", "march "},
    {"april ", "apr ", ""},
    {"mai ", "", "may "},
    {"juni ", "jun ", "june "},
    {"juli ", "jul ", "july "},
    {"august ", "aug ", ""},
    {"september ", "sep sept ", ""},
    {"oktober ", "okt ", "october "},
    {"november ", "nov ", ""},
    {"dezember ", "dez ", "december "},
};

/* Reads the letters of Latin-1 that the text begins with, in small, at most what a name has. */
static size_t read_word(char word[WORD_MAX], const char *text, size_t len, size_t *size)
{
    size_t count = 0, step;
    uint32_t c;
    for (*size = 0; (step = fund_utf8_decode(&c, text + *size, len - *size)) > 0; *size += step) {
        if (c > 0xff || !fund_char_is(c, FUND_CHAR_LETTER) || count + step > WORD_MAX) {
            break;
        }
        count += fund_utf8_encode(word + count, fund_char_lower(c));
    }
    return count;
}

unsigned fund_month_at(const char *text, size_t len, size_t *size, fund_month_form *form)
{
    char word[WORD_MAX];
    size_t word_len = read_word(word, text, len, size);
    unsigned begun = 0;
    for (unsigned i = 0; word_len >= BEGINNING_MIN && i < 12 * (FUND_MONTH_OTHER + 1); i++) {
        unsigned month = i / (FUND_MONTH_OTHER + 1);
        *form = (fund_month_form)(i % (FUND_MONTH_OTHER + 1));
        for (const char *name = names[month][*form]; *name != '\0'; name = strchr(name, ' ') + 1) {
            if (strncmp(name, word, word_len) == 0) {
                begun = month + 1;
                if (name[word_len] == ' ') {
                    return begun;
                }
            }
        }
    }
    *form = FUND_MONTH_OTHER;
    return begun;
}

unsigned fund_days_in_month(unsigned year, unsigned month)
{
    static const unsigned char days[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return days[month - 1] + (month == 2 && leap ? 1U : 0U);
}

bool fund_is_day(unsigned year, unsigned month, unsigned day)
{
    return year >= 1000 && month >= 1 && month <= 12 && day >= 1 &&
           day <= fund_days_in_month(year, month);
}
