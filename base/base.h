/*
 * base.h - what every other part of Fundstelle stands on.
 *
 * Status and error, messages in the reader's language, byte buffers, UTF-8
 * checks, an arena, a hash table with byte-string keys, and reading of whole
 * files.  Other headers of this folder are array.h (growing arrays), unicode.h
 * (what a character is) and calendar.h (months and days), which are not
 * installed.  Nothing in this folder knows about search.  Nothing in the library
 * writes to stdout or stderr, except through a callback that the caller gave.
 *
 * Conventions of all Fundstelle headers
 *   - An out-parameter comes first and is named `out`.  A pointer-to-pointer
 *     `out` is owned by the caller; a plain pointer result is borrowed.
 *   - A function that can fail returns fund_status and takes `fund_error *err`
 *     last, after a callback and its payload.  `err` may be NULL.
 *   - Text is a pointer with a length in bytes; no function relies on a
 *     closing NUL unless the parameter is called a C string or a path.
 *   - Offsets and lengths are bytes, never characters.
 *   - Objects are not shared between threads unless their header says so.
 */
#ifndef FUND_BASE_H
#define FUND_BASE_H

#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define FUND_API __attribute__((visibility("default")))
#define FUND_PRINTF(fmt_at, args_at) __attribute__((format(printf, fmt_at, args_at)))
#define FUND_FORMAT_ARG(at) __attribute__((format_arg(at)))
#else
#define FUND_API
#define FUND_PRINTF(fmt_at, args_at)
#define FUND_FORMAT_ARG(at)
#endif

/* Declarations between these two are C for a C++ reader, too. */
#ifdef __cplusplus
#define FUND_BEGIN_DECLS extern "C" {
#define FUND_END_DECLS }
#define FUND_NOEXCEPT noexcept
#else
#define FUND_BEGIN_DECLS
#define FUND_END_DECLS
#define FUND_NOEXCEPT
#endif

FUND_BEGIN_DECLS

/* ---- language ----------------------------------------------------------- */

/** A message in the language of the process's locale (LC_MESSAGES; gettext, domain
 *  "fundstelle"), itself where there is no translation.  Borrowed, for good.  The library
 *  never sets the locale: a program that does not call setlocale has English.  Always UTF-8.
 *  Functions that take a message's format, such as fund_error_set, translate it themselves. */
FUND_API const char *fund_tr(const char *text) FUND_FORMAT_ARG(1);
/** The same for a message with a number: its form for `count`. */
FUND_API const char *fund_trn(const char *one, const char *many, uint64_t count) FUND_FORMAT_ARG(1)
    FUND_FORMAT_ARG(2);
/** Marks a message that is translated where it is used. */
#define FUND_TR(text) text

/* ---- status and error -------------------------------------------------- */

/** What became of a call.  The numbers are stable; new ones are appended. */
typedef enum fund_status {
    FUND_OK = 0,
    FUND_ERR_MEMORY,      /**< an allocation failed */
    FUND_ERR_ARGUMENT,    /**< the caller broke the contract of the function */
    FUND_ERR_IO,          /**< the operating system refused: read, write, open */
    FUND_ERR_FORMAT,      /**< input that cannot be understood */
    FUND_ERR_ENCODING,    /**< input that is not valid text in its encoding */
    FUND_ERR_LOCKED,      /**< another process writes to the index */
    FUND_ERR_MODIFIED,    /**< the reader was overtaken by commits: reopen */
    FUND_ERR_NOT_FOUND,   /**< no such article, passage, document or file */
    FUND_ERR_NO_INDEX,    /**< the folder is not an index */
    FUND_ERR_CORRUPT,     /**< the index is damaged */
    FUND_ERR_VERSION,     /**< the index was written by another version */
    FUND_ERR_ANALYZER,    /**< the index was written by another analysis chain */
    FUND_ERR_CLOSED,      /**< the object was closed before */
    FUND_ERR_FULL,        /**< no space left on the device, or a quota */
    FUND_ERR_QUERY,       /**< a query that cannot be run */
    FUND_ERR_NETWORK,     /**< a remote database did not answer */
    FUND_ERR_INTERRUPTED, /**< a callback asked to stop */
    FUND_ERR_INTERNAL     /**< a defect in Fundstelle or in a library */
} fund_status;

enum { FUND_ERROR_MESSAGE_MAX = 1024 };

/** Why a call failed, in words for a person.  Plain data: copy it freely. */
typedef struct fund_error {
    fund_status status;
    char message[FUND_ERROR_MESSAGE_MAX]; /**< UTF-8, NUL-terminated, no newline */
} fund_error;

#define FUND_ERROR_INIT                                                                            \
    {                                                                                              \
        FUND_OK, ""                                                                                \
    }

/** The name of a status ("locked"), for logs and JSON; never NULL. */
FUND_API const char *fund_status_name(fund_status status);

/** Fills *err (when not NULL) and returns `status`, so that a failing function
 *  can end with `return fund_error_set(err, ...)`.  Control characters in the
 *  result are replaced by '?', a cut never falls inside a character.  The format is
 *  translated, its arguments are not. */
FUND_API fund_status fund_error_set(fund_error *err, fund_status status, const char *format, ...)
    FUND_PRINTF(3, 4);

/** The one message there is for a failed allocation; returns FUND_ERR_MEMORY. */
FUND_API fund_status fund_no_memory(fund_error *err);

/** Puts "prefix: " before the message that *err already has. */
FUND_API void fund_error_prefix(fund_error *err, const char *format, ...) FUND_PRINTF(2, 3);

/** FUND_ERR_FULL for ENOSPC and EDQUOT, FUND_ERR_NOT_FOUND for ENOENT,
 *  FUND_ERR_MEMORY for ENOMEM, else FUND_ERR_IO. */
FUND_API fund_status fund_status_of_errno(int errnum);

/* ---- text -------------------------------------------------------------- */

/** A run of borrowed bytes: UTF-8 wherever nothing else is said. */
typedef struct fund_text {
    const char *data;
    size_t len;
} fund_text;

/** Whether two texts are the same bytes. */
FUND_API bool fund_text_equal(fund_text a, fund_text b);

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

FUND_API void fund_buf_free(fund_buf *buf);
/** Empties the buffer, keeps its memory, clears `failed`. */
FUND_API void fund_buf_clear(fund_buf *buf);
/** Cuts the buffer off after its first `len` bytes. */
FUND_API void fund_buf_cut(fund_buf *buf, size_t len);
/** Makes room for `more` further bytes; false (and failed) without memory. */
FUND_API bool fund_buf_reserve(fund_buf *buf, size_t more);
FUND_API void fund_buf_append(fund_buf *buf, const void *bytes, size_t len);
FUND_API void fund_buf_append_str(fund_buf *buf, const char *c_string);
FUND_API void fund_buf_append_byte(fund_buf *buf, char byte);
FUND_API void fund_buf_printf(fund_buf *buf, const char *format, ...) FUND_PRINTF(2, 3);
/** Unsigned LEB128. */
FUND_API void fund_buf_append_varint(fund_buf *buf, uint64_t value);
/** Reads an unsigned LEB128 at *pos of a run that ends at `end` and moves *pos
 *  past it; false (with *pos unchanged) when cut off or above 64 bits. */
FUND_API bool fund_varint_read(uint64_t *out, const char **pos, const char *end);
/** malloc'd copy of `len` bytes plus a NUL; NULL without memory. */
FUND_API char *fund_memdup(const void *bytes, size_t len);

/* ---- UTF-8 ------------------------------------------------------------- */

/** True when text is well-formed UTF-8 (Unicode 15, table 3-7: no overlong
 *  forms, no surrogates, nothing above U+10FFFF).  Else *bad (may be NULL) is
 *  the offset of the first byte of the first ill-formed sequence. */
FUND_API bool fund_utf8_valid(const char *text, size_t len, size_t *bad);

/** Decodes the character at text[0]; returns its length in bytes, 0 when
 *  len is 0 or the bytes are ill-formed (*out is U+FFFD then). */
FUND_API size_t fund_utf8_decode(uint32_t *out, const char *text, size_t len);

/** Writes a code point (1 to 4 bytes) to out; returns its length, 0 when it is
 *  a surrogate or above U+10FFFF. */
FUND_API size_t fund_utf8_encode(char out[4], uint32_t code_point);

/** The largest n <= len that does not cut a character of well-formed text. */
FUND_API size_t fund_utf8_floor(const char *text, size_t len);

/* ---- arena ------------------------------------------------------------- */

/** Memory that is given back all at once. */
typedef struct fund_arena fund_arena;

/** NULL without memory. */
FUND_API fund_arena *fund_arena_new(void);
FUND_API void fund_arena_free(fund_arena *arena);
/** Frees all that was allocated but keeps the first block. */
FUND_API void fund_arena_reset(fund_arena *arena);
/** `size` bytes aligned for any object, not zeroed; NULL without memory. */
FUND_API void *fund_arena_alloc(fund_arena *arena, size_t size);
/** A copy of the bytes with a NUL after it; NULL without memory. */
FUND_API char *fund_arena_copy(fund_arena *arena, const void *bytes, size_t len);

/* ---- an article's fields ------------------------------------------------ */

/** The fields of an article besides its passages; an absent one has len 0 (or is 0). */
typedef struct fund_fields {
    fund_text id;
    fund_text title;
    fund_text date; /**< ISO 8601: 2022-01-07 or 2022-01-07T10:15:00[Z|+01:00] */
    fund_text section;
    fund_text author;
    fund_text source; /**< as given: agency, paper */
    fund_text url;
    fund_text path;    /**< the file it came from as an absolute path, "-" for a stream; as the
                            system gives it, so perhaps not UTF-8 */
    fund_text embargo; /**< not to be shown before: 2022-01-07T10:15:00Z */
    uint64_t version;  /**< of articles with the same id the one with the highest counts */
    uint64_t content_hash[2]; /**< fund_article_hash() */
} fund_fields;

/** How many texts there are: number 0 is the id, and so on in their order. */
enum { FUND_FIELD_TEXTS = 9 };

/** The name of text number i, "title". */
FUND_API const char *fund_field_name(size_t i);
/** The text itself. */
FUND_API const fund_text *fund_field(const fund_fields *fields, size_t i);
/** The same to be set. */
FUND_API fund_text *fund_field_to_set(fund_fields *fields, size_t i);
/** Sets *out to what `from` has, with texts that live in the arena and end in a NUL ("" for
 *  absent ones); false without memory.  Both may be the same. */
FUND_API bool fund_fields_copy(fund_fields *out, const fund_fields *from, fund_arena *arena);

/* ---- hash table -------------------------------------------------------- */

/** byte string -> pointer.  Open addressing, keys are copied.  Keys may hold
 *  NULs and may be empty. */
typedef struct fund_map fund_map;

/** XXH3, 64 bits; the same on every machine. */
FUND_API uint64_t fund_hash64(const void *bytes, size_t len);

FUND_API fund_map *fund_map_new(void);
/** Frees the table; values are passed to free_value when that is not NULL. */
FUND_API void fund_map_free(fund_map *map, void (*free_value)(void *value));
FUND_API void fund_map_clear(fund_map *map, void (*free_value)(void *value));
FUND_API size_t fund_map_count(const fund_map *map);
/** The value, or NULL when the key is not there. */
FUND_API void *fund_map_get(const fund_map *map, const void *key, size_t len);
FUND_API bool fund_map_has(const fund_map *map, const void *key, size_t len);
/** Sets key to value (replacing); *previous (may be NULL) is the old value or
 *  NULL.  False without memory. */
FUND_API bool fund_map_put(fund_map *map, const void *key, size_t len, void *value,
                           void **previous);
/** Walks the table in no particular order; start with *cursor = 0.  False at
 *  the end.  The table must not change meanwhile. */
FUND_API bool fund_map_next(const fund_map *map, size_t *cursor, const char **key, size_t *len,
                            void **value);

/* ---- files ------------------------------------------------------------- */

/** Reads a whole regular file into *out (appending).  FUND_ERR_FORMAT when it
 *  is larger than `limit` bytes, FUND_ERR_IO/NOT_FOUND otherwise; the message
 *  names the path. */
FUND_API fund_status fund_file_read(fund_buf *out, const char *path, size_t limit, fund_error *err);

/** The same for a file that nobody may have put elsewhere: FUND_ERR_IO when PATH itself is
 *  a symbolic link. */
FUND_API fund_status fund_file_read_own(fund_buf *out, const char *path, size_t limit,
                                        fund_error *err);

/** Makes bytes the content of a file, new or not: atomically and durably, by way of
 *  PATH.tmp, a write, fsync and rename.  Neither is written to through a symbolic link. */
FUND_API fund_status fund_file_replace(const char *path, const char *bytes, size_t len,
                                       fund_error *err);

/** Sets out to the folder of the running program + `below` ("/de.lexicon"); false when no file
 *  is there, or its path does not fit into `size` bytes. */
FUND_API bool fund_file_beside_program(char *out, size_t size, const char *below);

/* ---- time -------------------------------------------------------------- */

/** Room for a date in ISO 8601, with or without its time, "2022-01-07T10:15:00+01:00", and a NUL. */
enum { FUND_TIME_MAX = 32 };
/** The time of day in UTC, "2022-01-07T10:15:00Z", which sorts as text; returns its length. */
FUND_API size_t fund_time_now(char out[FUND_TIME_MAX]);
/** Milliseconds since some moment. */
FUND_API uint64_t fund_clock_ms(void);

/* ---- machine ----------------------------------------------------------- */

/** Cores that this process may run on, at least 1. */
FUND_API unsigned fund_cpu_count(void);

FUND_END_DECLS

#endif
