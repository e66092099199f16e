/* The machine: its cores and its clocks. */
#include "base/base.h"

#include <sched.h>
#include <time.h>

unsigned fund_cpu_count(void)
{
    cpu_set_t set;
    int count = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return count > 0 ? (unsigned)count : 1;
}

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
