/*
 * Allocations that fail: malloc and operator new of the test's program fail at the Nth call
 * after fail_from(), either those of our own code or those of the libraries as well.
 */
#ifndef TEST_MEMORY_H
#define TEST_MEMORY_H

#include "base/base.h"

#include <dlfcn.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif

typedef enum whose {
    OURS, /* called by code of this program, which the library is linked into */
    ALL   /* for libraries that tell of a failure; glib and cmark end the process */
} whose;

/* The one that fails; 0: none. */
static atomic_long failing;
static atomic_long calls;
static whose failing_of;

extern const char __executable_start[], etext[];

static bool fails_now(const void *caller)
{
    const char *from = caller;
    bool ours = from >= __executable_start && from < etext;
    if (atomic_load(&failing) == 0 || (failing_of == OURS && !ours)) {
        return false;
    }
    if (atomic_fetch_add(&calls, 1) + 1 != atomic_load(&failing)) {
        return false;
    }
    errno = ENOMEM;
    return true;
}

#define FAILS_NOW fails_now(__builtin_return_address(0))

#ifdef WITH_SANITIZER
#define REAL_NAME(name) __interceptor_##name
#else
#define REAL_NAME(name) __libc_##name
#endif

void *REAL_NAME(malloc)(size_t size);
void *REAL_NAME(calloc)(size_t count, size_t size);
void *REAL_NAME(realloc)(void *old, size_t size);

FUND_API void *malloc(size_t size)
{
    return FAILS_NOW ? NULL : REAL_NAME(malloc)(size);
}

FUND_API void *calloc(size_t count, size_t size)
{
    return FAILS_NOW ? NULL : REAL_NAME(calloc)(count, size);
}

FUND_API void *realloc(void *old, size_t size)
{
    return FAILS_NOW ? NULL : REAL_NAME(realloc)(old, size);
}

void _ZSt17__throw_bad_allocv(void);
FUND_API void *_Znwm(size_t size);

/* operator new */
void *_Znwm(size_t size)
{
    static void *(*real)(size_t);
    if (FAILS_NOW) {
        _ZSt17__throw_bad_allocv();
    }
    if (real == NULL) {
        void *found = dlsym(RTLD_NEXT, "_Znwm");
        memcpy(&real, &found, sizeof found);
    }
    return real(size);
}

/* From here on the Nth allocation fails. */
static inline void fail_from(long nth)
{
    atomic_store(&calls, 0);
    atomic_store(&failing, nth);
}

/* Whether it did. */
static inline bool stop_failing(void)
{
    bool came = atomic_load(&calls) >= atomic_load(&failing);
    atomic_store(&failing, 0);
    return came;
}

/* ---- scenarios ----------------------------------------------------------- */

/* What a scenario does while allocations fail: writes what came out.  *told is set where
 * a failure was told otherwise than by the status. */
typedef fund_status (*scenario)(fund_buf *out, bool *told, const void *what, fund_error *err);

/* Where the child is, for the parent to tell. */
static long *place;

/* At most so many different allocations fail, spread over all. */
enum { SAMPLES = 300, TIME_MAX = 120 /* seconds */ };

static inline long next_sample(long nth, long all)
{
    long step = 1 + (nth > SAMPLES / 2 ? (all - nth) / (SAMPLES / 2) : 0);
    return nth + step;
}

static inline void check_outcome(const char *name, long nth, fund_status status, bool told,
                                 const fund_error *err, const fund_buf *out, const fund_buf *right)
{
    if (status == FUND_ERR_MEMORY) {
        if (err->status != FUND_ERR_MEMORY || err->message[0] == '\0') {
            fprintf(stderr, "%s, allocation %ld: a failure without message\n", name, nth);
            _exit(1);
        }
    } else if (status != FUND_OK) {
        fprintf(stderr, "%s, allocation %ld: %s: %s\n", name, nth, fund_status_name(status),
                err->message);
        _exit(1);
    } else if (!told && !out->failed &&
               (out->len != right->len || memcmp(out->data, right->data, out->len) != 0)) {
        size_t same = 0;
        while (same < out->len && out->data[same] == right->data[same]) {
            same++;
        }
        same -= same < 20 ? same : 20;
        fprintf(stderr,
                "%s, allocation %ld: a wrong result, not a failure: \"%.60s\", not \"%.60s\"\n",
                name, nth, out->data + same, right->data + same);
        _exit(1);
    }
}

/* In the child: what happens without a failure, then with each. */
static inline void play(const char *name, scenario run, const void *what)
{
    fund_error err = FUND_ERROR_INIT;
    fund_buf right = FUND_BUF_INIT, out = FUND_BUF_INIT;
    bool told = false;
    fund_buf_reserve(&right, 1 << 20);
    fund_buf_reserve(&out, 1 << 20);
    /* Twice, since libraries set themselves up. */
    for (int i = 0; i < 2; i++) {
        fund_buf_clear(&right);
        fail_from(LONG_MAX);
        fund_status status = run(&right, &told, what, &err);
        stop_failing();
        if (status != FUND_OK || told) {
            fprintf(stderr, "%s: fails anyway: %s\n", name, err.message);
            _exit(1);
        }
    }
    const long all = atomic_load(&calls);
    for (long nth = 1, end = 0; end == 0; nth = next_sample(nth, all)) {
        *place = nth;
        err = (fund_error)FUND_ERROR_INIT;
        told = false;
        fund_buf_clear(&out);
        fail_from(nth);
        fund_status status = run(&out, &told, what, &err);
        end = !stop_failing();
        check_outcome(name, nth, status, told, &err, &out, &right);
    }
    fund_buf_free(&out);
    fund_buf_free(&right);
}

/* A process of its own for each, so that a crash can be told; leaks are looked for at its
 * end.  For a debugger: FUND_NO_FORK=1, and FUND_ONLY=NAME. */
static inline bool survives(const char *name, whose of, scenario run, const void *what)
{
    const char *only = getenv("FUND_ONLY");
    failing_of = of;
    if (only != NULL && strcmp(only, name) != 0) {
        return true;
    }
    place = mmap(NULL, sizeof *place, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    assert_ptr_not_equal(place, MAP_FAILED);
    fflush(NULL);
    if (getenv("FUND_NO_FORK") != NULL) {
        play(name, run, what);
        return true;
    }
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        /* cmocka's handlers would go on with the other tests. */
        static const int crashes[] = {SIGSEGV, SIGBUS, SIGILL, SIGFPE, SIGABRT};
        for (size_t i = 0; i < sizeof crashes / sizeof crashes[0]; i++) {
            signal(crashes[i], SIG_DFL);
        }
        alarm(TIME_MAX);
        play(name, run, what);
        exit(0);
    }
    int result = 0;
    assert_int_equal(waitpid(child, &result, 0), child);
    bool good = WIFEXITED(result) && WEXITSTATUS(result) == 0;
    if (!good) {
        print_error("%s: allocation %ld: %s %d\n", name, *place,
                    WIFSIGNALED(result) ? "signal" : "status",
                    WIFSIGNALED(result) ? WTERMSIG(result) : WEXITSTATUS(result));
    }
    munmap(place, sizeof *place);
    return good;
}

#endif
