/* The day, week, month or year of a date. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

bool serve_period_of(char out[16], const char *date, serve_by by)
{
    static const size_t precise[] = {10, 10, 7, 4};
    struct tm at = {.tm_mday = 1};
    if (strlen(date) < precise[by]) {
        return false;
    }
    if (by != SERVE_BY_WEEK) {
        snprintf(out, 16, "%.*s", (int)precise[by], date);
        return true;
    }
    at.tm_year = (int)strtol(date, NULL, 10) - 1900;
    at.tm_mon = (int)strtol(date + 5, NULL, 10) - 1;
    at.tm_mday = (int)strtol(date + 8, NULL, 10);
    return timegm(&at) != (time_t)-1 && strftime(out, 16, "%G-W%V", &at) > 0;
}
