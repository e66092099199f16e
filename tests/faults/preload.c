/*
 * Makes calls of the C library fail: FUND_FAULT is OP:N:ERRNO, and the Nth call of OP
 * fails (with a further ":on", all behind it, too).  OP is write, fsync, rename, open,
 * mmap or malloc.  FUND_QUOTA is a number of bytes that can be written, then the disk is
 * full.  FUND_COUNTS names a file to which the numbers of calls are written at the end.
 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <unistd.h>

enum { WRITE, FSYNC, RENAME, OPEN, MMAP, MALLOC, OPS };

static const char *const names[OPS] = {"write", "fsync", "rename", "open", "mmap", "malloc"};
static atomic_long calls[OPS];
static atomic_long quota = -1; /* -1: none */
static int faulty = -1;        /* the operation that fails */
static long nth, errnum;
static bool and_on;
static bool ready;

__attribute__((constructor)) static void read_environment(void)
{
    const char *fault = getenv("FUND_FAULT");
    const char *limit = getenv("FUND_QUOTA");
    char op[16], on[8] = "";
    if (fault != NULL && sscanf(fault, "%15[a-z]:%ld:%ld:%7s", op, &nth, &errnum, on) >= 3) {
        for (int i = 0; i < OPS; i++) {
            faulty = strcmp(op, names[i]) == 0 ? i : faulty;
        }
        and_on = on[0] != '\0';
    }
    if (limit != NULL) {
        atomic_store(&quota, strtol(limit, NULL, 10));
    }
    ready = true; /* what the loader does is none of the program's */
}

__attribute__((destructor)) static void write_counts(void)
{
    const char *path = getenv("FUND_COUNTS");
    faulty = -1;
    atomic_store(&quota, -1);
    FILE *out = path != NULL ? fopen(path, "w") : NULL;
    for (int i = 0; out != NULL && i < OPS; i++) {
        fprintf(out, "%s %ld\n", names[i], atomic_load(&calls[i]));
    }
    if (out != NULL) {
        fclose(out);
    }
}

static bool fails(int op)
{
    if (!ready) {
        return false;
    }
    long number = atomic_fetch_add(&calls[op], 1) + 1;
    if (op != faulty || number < nth || (number > nth && !and_on)) {
        return false;
    }
    errno = (int)errnum;
    return true;
}

/* Standard streams are left alone: messages are to be seen. */
static bool write_fails(int fd, size_t len)
{
    if (fd <= 2) {
        return false;
    }
    if (fails(WRITE)) {
        return true;
    }
    if (atomic_load(&quota) >= 0 && atomic_fetch_sub(&quota, (long)len) < (long)len) {
        atomic_store(&quota, 0);
        errno = ENOSPC;
        return true;
    }
    return false;
}

#define REAL(type, name, ...)                                                                      \
    static type (*real)(__VA_ARGS__);                                                              \
    if (real == NULL) {                                                                            \
        void *found = dlsym(RTLD_NEXT, name);                                                      \
        memcpy(&real, &found, sizeof found);                                                       \
    }

ssize_t write(int fd, const void *data, size_t len)
{
    REAL(ssize_t, "write", int, const void *, size_t)
    return write_fails(fd, len) ? -1 : real(fd, data, len);
}

ssize_t pwrite(int fd, const void *data, size_t len, off_t at)
{
    REAL(ssize_t, "pwrite", int, const void *, size_t, off_t)
    return write_fails(fd, len) ? -1 : real(fd, data, len, at);
}

ssize_t pwrite64(int fd, const void *data, size_t len, off64_t at)
{
    REAL(ssize_t, "pwrite64", int, const void *, size_t, off64_t)
    return write_fails(fd, len) ? -1 : real(fd, data, len, at);
}

int fsync(int fd)
{
    REAL(int, "fsync", int)
    return fails(FSYNC) ? -1 : real(fd);
}

int fdatasync(int fd)
{
    REAL(int, "fdatasync", int)
    return fails(FSYNC) ? -1 : real(fd);
}

int rename(const char *from, const char *to)
{
    REAL(int, "rename", const char *, const char *)
    return fails(RENAME) ? -1 : real(from, to);
}

static int mode_of(int flags, va_list arguments)
{
    return (flags & O_CREAT) != 0 || (flags & O_TMPFILE) == O_TMPFILE ? va_arg(arguments, int) : 0;
}

int open(const char *path, int flags, ...)
{
    REAL(int, "open", const char *, int, ...)
    va_list arguments;
    va_start(arguments, flags);
    int mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : real(path, flags, mode);
}

int open64(const char *path, int flags, ...)
{
    REAL(int, "open64", const char *, int, ...)
    va_list arguments;
    va_start(arguments, flags);
    int mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : real(path, flags, mode);
}

void *mmap(void *at, size_t len, int protection, int flags, int fd, off_t offset)
{
    REAL(void *, "mmap", void *, size_t, int, int, int, off_t)
    return fd >= 0 && fails(MMAP) ? MAP_FAILED : real(at, len, protection, flags, fd, offset);
}

void *mmap64(void *at, size_t len, int protection, int flags, int fd, off64_t offset)
{
    REAL(void *, "mmap64", void *, size_t, int, int, int, off64_t)
    return fd >= 0 && fails(MMAP) ? MAP_FAILED : real(at, len, protection, flags, fd, offset);
}

void *malloc(size_t len)
{
    REAL(void *, "malloc", size_t)
    return fails(MALLOC) ? NULL : real(len);
}

void *realloc(void *old, size_t len)
{
    REAL(void *, "realloc", void *, size_t)
    return fails(MALLOC) ? NULL : real(old, len);
}

void *calloc(size_t count, size_t len)
{
    REAL(void *, "calloc", size_t, size_t)
    return fails(MALLOC) ? NULL : real(count, len);
}

/* C++: operator new(size_t), which jemalloc has one of its own of, and what it throws. */
void *_Znwm(size_t len);
void *_Znwm(size_t len)
{
    REAL(void *, "_Znwm", size_t)
    if (fails(MALLOC)) {
        void (*throw_bad_alloc)(void);
        void *found = dlsym(RTLD_DEFAULT, "_ZSt17__throw_bad_allocv");
        memcpy(&throw_bad_alloc, &found, sizeof found);
        throw_bad_alloc();
    }
    return real(len);
}
