/*
 * fuzz.h - what is fuzzed, and what that needs.
 *
 * One program has all targets; $FUZZ_TARGET names the one that runs.  A target is a
 * function that takes any bytes: it must neither crash, leak nor be slow, and what it
 * computes must keep what the headers promise.
 */
#ifndef FUZZ_H
#define FUZZ_H

#include "base/base.h"

#ifdef __cplusplus
extern "C" {
#endif

typedef struct fuzz_target {
    const char *name;
    void (*prepare)(void); /* once, before the first input; may be NULL */
    void (*run)(const char *data, size_t len);
} fuzz_target;

/* Ends with {NULL, NULL, NULL}. */
extern const fuzz_target fuzz_readers[], fuzz_texts[], fuzz_syntax[], fuzz_queries[], fuzz_stored[],
    fuzz_served[], fuzz_command_line[];

/* A finding: prints what is broken, and ends the process. */
#define FUZZ_CHECK(condition) ((condition) ? (void)0 : fuzz_fail(#condition, __FILE__, __LINE__))
__attribute__((noreturn)) void fuzz_fail(const char *what, const char *file, int line);

/* A folder of this process, removed when it ends. */
const char *fuzz_folder(void);
/* Writes a file there; the path is valid until the next call. */
const char *fuzz_file(const char *name, const char *data, size_t len);
/* A copy with a NUL behind it, in which NULs became blanks; to be freed. */
char *fuzz_c_string(const char *data, size_t len);

#ifdef __cplusplus
}
#endif

#endif
