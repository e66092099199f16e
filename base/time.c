#include "base/base.h"

#include <time.h>

size_t fund_time_now(char out[FUND_TIME_MAX])
{
    time_t now = time(NULL);
    struct tm utc;
    gmtime_r(&now, &utc);
    return strftime(out, FUND_TIME_MAX, "%Y-%m-%dT%H:%M:%SZ", &utc);
}

uint64_t fund_clock_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000 + (uint64_t)now.tv_nsec / 1000000;
}
