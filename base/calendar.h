/*
 * calendar.h - months and days, for every folder that reads dates.
 */
#ifndef FUND_CALENDAR_H
#define FUND_CALENDAR_H

#include "base/base.h"

/* How a month is written. */
typedef enum fund_month_form {
    FUND_MONTH_GERMAN,      /* its name in German, Austria's included: "Jänner", "Maerz" */
    FUND_MONTH_ABBREVIATED, /* the usual abbreviation of that, without its period: "Mrz", "Sept" */
    FUND_MONTH_OTHER        /* its English name, or at least the first three letters of a name */
} fund_month_form;

/* The month (1 to 12) that the letters at the beginning of the text are a name of, in capitals or
 * small letters; 0: they are none. *size is the number of their bytes. */
unsigned fund_month_at(const char *text, size_t len, size_t *size, fund_month_form *form);

/* Days of a month (1 to 12) in the Gregorian calendar. */
unsigned fund_days_in_month(unsigned year, unsigned month);

/* Whether there is such a day; years have four digits. */
bool fund_is_day(unsigned year, unsigned month, unsigned day);

#endif
