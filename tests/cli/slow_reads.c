/* Preloaded: each read of a place in a file takes .2 ms longer, so that what is soon done takes long. */
#include <dlfcn.h>
#include <sys/types.h>
#include <time.h>

static void wait_a_little(void)
{
    const struct timespec pause = {.tv_nsec = 200000};
    nanosleep(&pause, NULL);
}

ssize_t pread(int fd, void *data, size_t size, off_t at)
{
    ssize_t (*next)(int, void *, size_t, off_t) =
        (ssize_t(*)(int, void *, size_t, off_t))dlsym(RTLD_NEXT, "pread");
    wait_a_little();
    return next(fd, data, size, at);
}

ssize_t pread64(int fd, void *data, size_t size, off64_t at)
{
    ssize_t (*next)(int, void *, size_t, off64_t) =
        (ssize_t(*)(int, void *, size_t, off64_t))dlsym(RTLD_NEXT, "pread64");
    wait_a_little();
    return next(fd, data, size, at);
}
