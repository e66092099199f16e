/*
 * types.h - what every other header of the library uses.
 *
 * Conventions
 *   - A function that can fail returns fund_status and takes `fund_error *err` last; `err` may be
 *     NULL. What it produces comes first and is named `out`. After a failure an object
 *     behind a pointer-to-pointer is NULL, and a list or results are empty: what they held before
 *     is freed when the call begins. *err is set by a failure only.
 *   - An object behind a pointer-to-pointer `out` belongs to the caller, who frees it by the
 *     function named ..._free; those accept NULL. Any other pointer result is borrowed.
 *   - Text is UTF-8, given as a pointer with a length in bytes, unless a parameter is called a C
 *     string or a path. Offsets and lengths are bytes, never characters. Paths are bytes.
 *   - A callback returns FUND_OK to go on. Any other status ends the call, which returns that
 *     status and leaves *err as it is. The payload comes last and is passed through.
 *   - An object must not be used by two threads at once. Different objects may be.
 *   - Messages are English. A program can have them translated: fund_translate_set().
 *   - The library writes nothing to stdout or stderr, installs no signal handler and does not
 *     change the locale.
 *
 * Growth. Programs keep working with later versions of the library that have the same soname:
 *   - A struct that the caller provides begins with its `size`. Start from its ..._INIT; in options
 *     0 is the default everywhere. New members are appended. FUND_ERR_ARGUMENT when the size is
 *     not set; FUND_ERR_VERSION when a member is set that this library does not have.
 *   - A struct that the library provides is reached by a pointer, and so are the elements of lists.
 *     New members are appended.
 *   - fund_text, fund_range, fund_reason_match, fund_fields and fund_error keep their size.
 */
#ifndef FUNDSTELLE_TYPES_H
#define FUNDSTELLE_TYPES_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#if defined(__GNUC__)
#define FUND_API __attribute__((visibility("default")))
#else
#define FUND_API
#endif

/* The first member of a struct that the caller provides, and what such a struct is started from:
 * `fund_search_options options = FUND_SEARCH_OPTIONS_INIT;` */
#ifdef __cplusplus
#define FUND_BEGIN_DECLS extern "C" {
#define FUND_END_DECLS }
#define FUND_SIZE_OF(type) size_t size = sizeof(type)
#define FUND_INIT(type)                                                                            \
    {                                                                                              \
    }
#else
#define FUND_BEGIN_DECLS
#define FUND_END_DECLS
#define FUND_SIZE_OF(type) size_t size
#define FUND_INIT(type)                                                                            \
    {                                                                                              \
        .size = sizeof(type)                                                                       \
    }
#endif

FUND_BEGIN_DECLS

/* ---- version ------------------------------------------------------------ */

/** The version of these headers. Before 1.0.0 each minor version has a soname of its own. */
#define FUND_VERSION_MAJOR 0
#define FUND_VERSION_MINOR 8
#define FUND_VERSION_MICRO 0

/** Whether the headers are of that version or a later one, for #if. */
#define FUND_CHECK_VERSION(major, minor, micro)                                                    \
    (FUND_VERSION_MAJOR > (major) ||                                                               \
     (FUND_VERSION_MAJOR == (major) &&                                                             \
      (FUND_VERSION_MINOR > (minor) ||                                                             \
       (FUND_VERSION_MINOR == (minor) && FUND_VERSION_MICRO >= (micro)))))

/** The version of the library that runs, "0.8.0". */
FUND_API const char *fund_version(void);

/* ---- status and error --------------------------------------------------- */

/** The result of a call. The numbers are stable; new ones are appended. */
typedef enum fund_status {
    FUND_OK = 0,
    FUND_ERR_MEMORY,      /**< an allocation failed */
    FUND_ERR_ARGUMENT,    /**< the caller broke the contract of the function */
    FUND_ERR_IO,          /**< the operating system refused to read, write or open */
    FUND_ERR_FORMAT,      /**< input that cannot be parsed */
    FUND_ERR_ENCODING,    /**< input that is not valid text in its encoding */
    FUND_ERR_LOCKED,      /**< another process writes to the index */
    FUND_ERR_MODIFIED,    /**< an index was moved, replaced or restored while it was written */
    FUND_ERR_NOT_FOUND,   /**< no such article, passage or file */
    FUND_ERR_NO_INDEX,    /**< the folder is not an index */
    FUND_ERR_CORRUPT,     /**< the index is damaged */
    FUND_ERR_VERSION,     /**< written by another version */
    FUND_ERR_ANALYZER,    /**< the index was written by another analysis chain */
    FUND_ERR_CLOSED,      /**< the object is closed */
    FUND_ERR_FULL,        /**< no space left on the device, or a quota is used up */
    FUND_ERR_QUERY,       /**< a query that cannot be run */
    FUND_ERR_NETWORK,     /**< a remote database did not answer */
    FUND_ERR_INTERRUPTED, /**< a callback asked to stop */
    FUND_ERR_INTERNAL     /**< a defect in Fundstelle or in a library */
} fund_status;

/** The name of a status, "locked", for logs and JSON; "unknown" for other numbers. */
FUND_API const char *fund_status_name(fund_status status);

enum { FUND_ERROR_MESSAGE_MAX = 1024, FUND_ERROR_PATH_MAX = 1024 };

/** Why a call failed. Plain data; its size does not change. */
typedef struct fund_error {
    fund_status status;
    char message[FUND_ERROR_MESSAGE_MAX]; /**< one line for a person: UTF-8, NUL-terminated */
    char path[FUND_ERROR_PATH_MAX]; /**< the file or folder concerned, which the message names,
                                               too; "" for none and for one that does not fit */
    uint64_t line;                  /**< in that file, from 1; 0: no line */
    uint64_t reserved[3];
} fund_error;

#define FUND_ERROR_INIT                                                                            \
    {                                                                                              \
        FUND_OK, "", "", 0,                                                                        \
        {                                                                                          \
            0, 0, 0                                                                                \
        }                                                                                          \
    }

/* ---- text --------------------------------------------------------------- */

/** A run of borrowed bytes, UTF-8 unless stated otherwise. Its size does not change. */
typedef struct fund_text {
    const char *data;
    size_t len;
} fund_text;

/** Bytes begin up to but not including end. Its size does not change. */
typedef struct fund_range {
    size_t begin, end;
} fund_range;

/** Room for a date with its time in ISO 8601, "2022-01-07T10:15:00+01:00", and a NUL. */
enum { FUND_TIME_MAX = 32 };

/* ---- the fields of an article ------------------------------------------- */

/** An article without its passages. An absent text has len 0. Its size does not change. */
typedef struct fund_fields {
    fund_text id;
    fund_text title;
    fund_text date; /**< ISO 8601: 2022-01-07 or 2022-01-07T10:15:00[Z|+01:00] */
    fund_text section;
    fund_text author;
    fund_text source; /**< as given: agency, paper */
    fund_text url;
    fund_text path;    /**< of the file it came from, absolute, "-" for a stream; the bytes that the
                            system gives, so perhaps not UTF-8 */
    fund_text embargo; /**< not to be shown before: 2022-01-07T10:15:00Z */
    fund_text reserved[3];
    uint64_t version;         /**< of articles with the same id the highest one counts */
    uint64_t content_hash[2]; /**< XXH3-128 of all but id, path and line; set by the library */
} fund_fields;

/** Number of texts in fund_fields: number 0 is the id, and so on in their order. */
enum { FUND_FIELD_TEXTS = 9 };

/** The name of text number i, "title"; NULL for a number that is too large. */
FUND_API const char *fund_field_name(size_t i);
/** Text number i of an article; NULL for a number that is too large. */
FUND_API const fund_text *fund_field(const fund_fields *fields, size_t i);

/** Where in its article a passage begins; what is not known is empty. Its size does not change. */
typedef struct fund_passage_place {
    fund_text page;    /**< as it is printed there: "7", "iv" */
    fund_text chapter; /**< its heading */
    fund_text speaker; /**< who says it, where that is not the article's author */
    fund_text line;    /**< of the facsimile: "12", counted from the top of the page */
    fund_text reserved[1];
} fund_passage_place;

/* ---- log ---------------------------------------------------------------- */

typedef enum fund_log_level {
    FUND_LOG_WARNING, /**< something is wrong, and the call goes on */
    FUND_LOG_INFO,    /**< takes a while, or happens once a run: merges, waits for a lock */
    FUND_LOG_DEBUG    /**< commits */
} fund_log_level;

/** Receives what the library does beside its answers, one line in English without a newline. It may
 *  be called by any thread that uses the library, or that the library started, and must not call the
 *  library. Its status is not looked at. */
typedef fund_status (*fund_log_callback)(fund_log_level level, const char *message, void *payload);

/** Sets the callback for levels up to `most`, for the whole process; NULL: none. To be called while
 *  no other thread uses the library. */
FUND_API void fund_log_set(fund_log_callback callback, fund_log_level most, void *payload);

/* ---- translation -------------------------------------------------------- */

/** Returns the translation of a message, which stays valid for good. `one` is the English message,
 *  with printf's directives, which the translation has, too. With a number, `many` is its plural and
 *  `count` the number; else `many` is NULL. Without a translation it returns `one` or `many`. */
typedef const char *(*fund_translate_callback)(const char *one, const char *many, uint64_t count,
                                               void *payload);

/** Sets the callback by which messages are translated, for the whole process; NULL: English. A program
 *  can look them up by dngettext(3) in the domain "fundstelle", which the library's package has. To be
 *  called while no other thread uses the library. */
FUND_API void fund_translate_set(fund_translate_callback callback, void *payload);

FUND_END_DECLS

#endif
