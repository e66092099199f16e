/* For LD_PRELOAD: a second passes with each look at the clock, so that whatever has a
 * limit of its time comes to it. */
#define _GNU_SOURCE
#include <dlfcn.h>
#include <time.h>

int clock_gettime(clockid_t id, struct timespec *out)
{
    static int (*real)(clockid_t, struct timespec *);
    static long long calls;
    if (real == 0) {
        *(void **)&real = dlsym(RTLD_NEXT, "clock_gettime");
    }
    int status = real(id, out);
    if (id == CLOCK_MONOTONIC) {
        out->tv_sec += ++calls;
    }
    return status;
}
