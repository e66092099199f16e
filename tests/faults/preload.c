/*
 * Makes calls of the C library fail: FUND_FAULT is OP:N:ERRNO, and the Nth call of OP
 * fails (with a further ":on", all behind it, too).  OP is write, fsync, rename, open,
 * mmap or malloc; a negative ERRNO is a signal that the program gets before the call.
 * FUND_QUOTA is a number of bytes that can be written, then the disk is full.
 * FUND_COUNTS names a file to which the numbers of calls are written at the end.
 *
 * For many failing allocations of one program: FUND_PATHS names a file to which the number of each
 * malloc is written with a hash of the calls that led there. FUND_EACH is a folder with numbers in
 * the file "todo": for each N of them the program runs once, forked when its libraries are loaded,
 * with that malloc failing. N.out, N.err and "statuses" there have what came of it; FUND_BEFORE
 * is a command for the shell before each run.
 */
#include <dlfcn.h>
#include <errno.h>
#include <execinfo.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/types.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WRITE, FSYNC, RENAME, OPEN, MMAP, MALLOC, OPS };

static const char *const names[OPS] = {"write", "fsync", "rename", "open", "mmap", "malloc"};
static atomic_long calls[OPS];
static atomic_long quota = -1; /* -1: none */
static int faulty = -1;        /* the operation that fails */
static long nth, errnum;
static bool and_on;
static bool ready;

enum { PATHS_MAX = 1 << 16, FRAMES_MAX = 64, RUN_SECONDS = 60 };
static bool with_paths;
static uint64_t paths[PATHS_MAX]; /* of each malloc */

/* FNV-1a of the return addresses, as they are in their files. */
static uint64_t hash_of_calls(void)
{
    void *frames[FRAMES_MAX];
    int count = backtrace(frames, FRAMES_MAX);
    uint64_t hash = UINT64_C(14695981039346656037);
    for (int i = 0; i < count; i++) {
        Dl_info info = {.dli_fbase = NULL};
        dladdr(frames[i], &info);
        hash ^= (uint64_t)((char *)frames[i] - (char *)info.dli_fbase);
        hash *= UINT64_C(1099511628211);
    }
    return hash;
}

static void write_paths(void)
{
    const char *path = getenv("FUND_PATHS");
    FILE *out = path != NULL ? fopen(path, "w") : NULL;
    for (long i = 0; out != NULL && i < atomic_load(&calls[MALLOC]) && i < PATHS_MAX; i++) {
        fprintf(out, "%ld %016llx\n", i + 1, (unsigned long long)paths[i]);
    }
    if (out != NULL) {
        fclose(out);
    }
}

static int open_in(const char *folder, long number, const char *ending)
{
    char path[4096];
    snprintf(path, sizeof path, "%s/%ld.%s", folder, number, ending);
    return open(path, O_WRONLY | O_CREAT | O_TRUNC, 0600);
}

/* Goes on into the program. */
static void be_run(const char *folder, long number)
{
    char fault[32];
    snprintf(fault, sizeof fault, "malloc:%ld:%d", number, ENOMEM);
    setenv("FUND_FAULT", fault, 1);
    dup2(open("/dev/stdin", O_RDONLY), 0); /* from its beginning */
    dup2(open_in(folder, number, "out"), 1);
    dup2(open_in(folder, number, "err"), 2);
    alarm(RUN_SECONDS);
}

/* At once, since a child that ends puts a shared file back to where it has read itself. */
static size_t read_todo(long numbers[PATHS_MAX], const char *folder)
{
    char path[4096];
    size_t count = 0;
    snprintf(path, sizeof path, "%s/todo", folder);
    FILE *in = fopen(path, "r");
    while (in != NULL && count < PATHS_MAX && fscanf(in, "%ld", &numbers[count]) == 1) {
        count++;
    }
    if (in == NULL || fclose(in) != 0) {
        _exit(127);
    }
    return count;
}

static void run_each(const char *folder)
{
    static long numbers[PATHS_MAX];
    char path[4096];
    const char *before = getenv("FUND_BEFORE");
    bool alone = before == NULL || before[0] == '\0';
    size_t count = read_todo(numbers, folder);
    snprintf(path, sizeof path, "%s/statuses", folder);
    int out = open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600);
    unsetenv("LD_PRELOAD");
    unsetenv("FUND_EACH");
    for (size_t i = 0; i < count; i++) {
        int status = alone ? 0 : system(before);
        pid_t child = status == 0 ? fork() : -1;
        if (child == 0) {
            be_run(folder, numbers[i]);
            return;
        }
        if (child < 0 || waitpid(child, &status, 0) != child) {
            _exit(127);
        }
        dprintf(out, "%ld %d\n", numbers[i],
                WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status));
    }
    _exit(close(out) == 0 ? 0 : 127);
}

__attribute__((constructor)) static void read_environment(void)
{
    with_paths = getenv("FUND_PATHS") != NULL;
    if (with_paths) {
        hash_of_calls(); /* which loads a library */
    }
    if (getenv("FUND_EACH") != NULL) {
        run_each(getenv("FUND_EACH"));
    }
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
    write_paths();
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
    if (op == MALLOC && with_paths && number <= PATHS_MAX) {
        paths[number - 1] = hash_of_calls();
    }
    if (op != faulty || number < nth || (number > nth && !and_on)) {
        return false;
    }
    if (errnum < 0) {
        raise((int)-errnum);
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

int renameat(int from_folder, const char *from, int to_folder, const char *to)
{
    REAL(int, "renameat", int, const char *, int, const char *)
    return fails(RENAME) ? -1 : real(from_folder, from, to_folder, to);
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

int openat(int folder, const char *path, int flags, ...)
{
    REAL(int, "openat", int, const char *, int, ...)
    va_list arguments;
    va_start(arguments, flags);
    int mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : real(folder, path, flags, mode);
}

int openat64(int folder, const char *path, int flags, ...)
{
    REAL(int, "openat64", int, const char *, int, ...)
    va_list arguments;
    va_start(arguments, flags);
    int mode = mode_of(flags, arguments);
    va_end(arguments);
    return fails(OPEN) ? -1 : real(folder, path, flags, mode);
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
