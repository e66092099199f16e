/*
 * base.h - what every other part of Fundstelle stands on.
 *
 * Errors, messages, byte buffers, UTF-8, an arena, a hash table with byte-string keys, whole
 * files.  Other headers of this folder are array.h (growing arrays), unicode.h (what a character
 * is) and calendar.h (months and days).  Nothing in this folder knows about search.
 */
#ifndef FUND_BASE_H
#define FUND_BASE_H

#include <fundstelle/types.h>

#include <stdarg.h>

#if defined(__GNUC__)
#define FUND_PRINTF(fmt_at, args_at) __attribute__((format(printf, fmt_at, args_at)))
#define FUND_FORMAT_ARG(at) __attribute__((format_arg(at)))
#else
#define FUND_PRINTF(fmt_at, args_at)
#define FUND_FORMAT_ARG(at)
#endif

#ifdef __cplusplus
#define FUND_NOEXCEPT noexcept
#else
#define FUND_NOEXCEPT
#endif

FUND_BEGIN_DECLS

/* ---- language ----------------------------------------------------------- */

/** The translation of a message by the program's callback, or the message itself: see
 *  fund_translate_set().  Functions that take a message's format, such as fund_error_set, translate
 *  it themselves. */
const char *fund_tr(const char *text) FUND_FORMAT_ARG(1);
/** The same for a message with a number: its form for `count`. */
const char *fund_trn(const char *one, const char *many, uint64_t count) FUND_FORMAT_ARG(1)
    FUND_FORMAT_ARG(2);
/** Marks a message that is translated where it is used. */
#define FUND_TR(text) text

/* ---- errors -------------------------------------------------------------- */

/** Fills *err (when not NULL) and returns `status`, so that a failing function
 *  can end with `return fund_error_set(err, ...)`.  Control characters in the
 *  result are replaced by '?', a cut never falls inside a character.  The format is
 *  translated, its arguments are not. */
fund_status fund_error_set(fund_error *err, fund_status status, const char *format, ...)
    FUND_PRINTF(3, 4);

/** The one message there is for a failed allocation; returns FUND_ERR_MEMORY. */
fund_status fund_no_memory(fund_error *err);

/** The same for an error that concerns a file, or a line of it (0: none): the message begins with "PATH: "
 *  or "PATH:LINE: ", and both are noted. */
fund_status fund_error_set_in(fund_error *err, fund_status status, const char *path, uint64_t line,
                              const char *format, ...) FUND_PRINTF(5, 6);
/** Notes which file (a C string) and line the error concerns, whose message names them already. */
void fund_error_at(fund_error *err, const char *path, uint64_t line);
/** Copies an error, also to NULL, and returns its status. */
fund_status fund_error_pass(fund_error *err, const fund_error *from);

/** Puts "prefix: " before the message that *err already has. */
void fund_error_prefix(fund_error *err, const char *format, ...) FUND_PRINTF(2, 3);

/** FUND_ERR_FULL for ENOSPC and EDQUOT, FUND_ERR_NOT_FOUND for ENOENT,
 *  FUND_ERR_MEMORY for ENOMEM, else FUND_ERR_IO. */
fund_status fund_status_of_errno(int errnum);

/* ---- log ---------------------------------------------------------------- */

/** Hands a line to the program's callback: see fund_log_set(). */
void fund_log(fund_log_level level, const char *format, ...) FUND_PRINTF(2, 3);

/* ---- structs that grow -------------------------------------------------- */

/** FUND_ERR_ARGUMENT when the size of a struct that the caller gave is not set. */
fund_status fund_sized_check(const void *given, const char *name, fund_error *err);
/** Sets `size` bytes at `out`, a struct that begins with its size, from one that the caller gave, who
 *  may know fewer members, which are zero then, or more.  `given` may be NULL: all are zero. `name`
 *  is that of the struct.  FUND_ERR_ARGUMENT when its size is not set; FUND_ERR_VERSION when a member
 *  is set that is not known here. */
fund_status fund_sized_take(void *out, size_t size, const void *given, const char *name,
                            fund_error *err);
/** Copies a struct of `size` bytes to one that the caller gave, as far as that goes.  Its further
 *  members become zero. */
void fund_sized_give(void *out, const void *from, size_t size);

/* ---- text -------------------------------------------------------------- */

/** Whether two texts are the same bytes. */
bool fund_text_equal(fund_text a, fund_text b);

/* ---- byte buffer ------------------------------------------------------- */

/** A growing run of bytes.  `data` is always NUL-terminated after `len` once
 *  anything was appended, and may hold NULs before.  The first failed
 *  allocation makes the buffer `failed`: later appends do nothing, so a caller
 *  can append many times and look at `failed` once. */
typedef struct fund_buf {
    char *data;
    size_t len;
    size_t capacity;
    bool failed;
} fund_buf;

#define FUND_BUF_INIT                                                                              \
    {                                                                                              \
        NULL, 0, 0, false                                                                          \
    }

void fund_buf_free(fund_buf *buf);
/** Empties the buffer, keeps its memory, clears `failed`. */
void fund_buf_clear(fund_buf *buf);
/** Cuts the buffer off after its first `len` bytes. */
void fund_buf_cut(fund_buf *buf, size_t len);
/** Makes room for `more` further bytes; false (and failed) without memory. */
bool fund_buf_reserve(fund_buf *buf, size_t more);
void fund_buf_append(fund_buf *buf, const void *bytes, size_t len);
void fund_buf_append_str(fund_buf *buf, const char *c_string);
void fund_buf_append_byte(fund_buf *buf, char byte);
void fund_buf_printf(fund_buf *buf, const char *format, ...) FUND_PRINTF(2, 3);
/** Unsigned LEB128. */
void fund_buf_append_varint(fund_buf *buf, uint64_t value);
/** Reads an unsigned LEB128 at *pos of a run that ends at `end` and moves *pos
 *  past it; false (with *pos unchanged) when cut off or above 64 bits. */
bool fund_varint_read(uint64_t *out, const char **pos, const char *end);
/** malloc'd copy of `len` bytes plus a NUL; NULL without memory. */
char *fund_memdup(const void *bytes, size_t len);

/* ---- UTF-8 ------------------------------------------------------------- */

/** True when text is well-formed UTF-8 (Unicode 15, table 3-7: no overlong
 *  forms, no surrogates, nothing above U+10FFFF).  Else *bad (may be NULL) is
 *  the offset of the first byte of the first ill-formed sequence. */
bool fund_utf8_valid(const char *text, size_t len, size_t *bad);

/** Decodes the character at text[0]; returns its length in bytes, 0 when
 *  len is 0 or the bytes are ill-formed (*out is U+FFFD then). */
size_t fund_utf8_decode(uint32_t *out, const char *text, size_t len);

/** Writes a code point (1 to 4 bytes) to out; returns its length, 0 when it is
 *  a surrogate or above U+10FFFF. */
size_t fund_utf8_encode(char out[4], uint32_t code_point);

/** The largest n <= len that does not cut a character of well-formed text. */
size_t fund_utf8_floor(const char *text, size_t len);

/* ---- arena ------------------------------------------------------------- */

/** Memory that is given back all at once. */
typedef struct fund_arena fund_arena;

/** NULL without memory. */
fund_arena *fund_arena_new(void);
void fund_arena_free(fund_arena *arena);
/** Frees all that was allocated but keeps the first block. */
void fund_arena_reset(fund_arena *arena);
/** `size` bytes aligned for any object, not zeroed; NULL without memory. */
void *fund_arena_alloc(fund_arena *arena, size_t size);
/** A copy of the bytes with a NUL after it; NULL without memory. */
char *fund_arena_copy(fund_arena *arena, const void *bytes, size_t len);

/** Pointers to `count` elements of `size` bytes that lie one after the other, in the arena; NULL
 *  without memory. */
void *fund_arena_pointers(fund_arena *arena, const void *elements, size_t count, size_t size);

/* ---- an article's fields ------------------------------------------------ */

/** Text number i, to be set. */
fund_text *fund_field_to_set(fund_fields *fields, size_t i);
/** Sets *out to what `from` has, with texts that live in the arena and end in a NUL ("" for
 *  absent ones); false without memory.  Both may be the same. */
bool fund_fields_copy(fund_fields *out, const fund_fields *from, fund_arena *arena);

/* ---- hash table -------------------------------------------------------- */

/** byte string -> pointer.  Open addressing, keys are copied.  Keys may hold
 *  NULs and may be empty. */
typedef struct fund_map fund_map;

/** XXH3, 64 bits; the same on every machine. */
uint64_t fund_hash64(const void *bytes, size_t len);

fund_map *fund_map_new(void);
/** Frees the table; values are passed to free_value when that is not NULL. */
void fund_map_free(fund_map *map, void (*free_value)(void *value));
void fund_map_clear(fund_map *map, void (*free_value)(void *value));
size_t fund_map_count(const fund_map *map);
/** The value, or NULL when the key is not there. */
void *fund_map_get(const fund_map *map, const void *key, size_t len);
bool fund_map_has(const fund_map *map, const void *key, size_t len);
/** Sets key to value (replacing); *previous (may be NULL) is the old value or
 *  NULL.  False without memory. */
bool fund_map_put(fund_map *map, const void *key, size_t len, void *value, void **previous);
/** Walks the table in no particular order; start with *cursor = 0.  False at
 *  the end.  The table must not change meanwhile. */
bool fund_map_next(const fund_map *map, size_t *cursor, const char **key, size_t *len,
                   void **value);

/* ---- files ------------------------------------------------------------- */

/** Reads a whole regular file into *out (appending).  FUND_ERR_FORMAT when it
 *  is larger than `limit` bytes, FUND_ERR_IO/NOT_FOUND otherwise; the message
 *  names the path. */
fund_status fund_file_read(fund_buf *out, const char *path, size_t limit, fund_error *err);

/** The same for a file that nobody may have put elsewhere: FUND_ERR_IO when PATH itself is
 *  a symbolic link. */
fund_status fund_file_read_own(fund_buf *out, const char *path, size_t limit, fund_error *err);

/** Makes bytes the content of a file, new or not: atomically and durably, by way of
 *  PATH.tmp, a write, fsync and rename.  Neither is written to through a symbolic link. */
fund_status fund_file_replace(const char *path, const char *bytes, size_t len, fund_error *err);
/** mkdir -p; durable, and without the right to write for others.  One that is there is as good. */
fund_status fund_folder_make(const char *path, fund_error *err);

/** Sets out to the folder of the running program + `below` ("/de.lexicon"); false when no file
 *  is there, or its path does not fit into `size` bytes. */
bool fund_file_beside_program(char *out, size_t size, const char *below);

/* ---- time -------------------------------------------------------------- */

/** The time of day in UTC, "2022-01-07T10:15:00Z", which sorts as text; returns its length. */
size_t fund_time_now(char out[FUND_TIME_MAX]);
/** Milliseconds since some moment. */
uint64_t fund_clock_ms(void);

/* ---- machine ----------------------------------------------------------- */

/** Cores that this process may run on, at least 1. */
unsigned fund_cpu_count(void);

FUND_END_DECLS

#endif
