/*
 * corpus.h - articles and how they are read: what the rest of the library needs beside
 * <fundstelle/read.h>.  This folder knows formats, encodings and paragraphs, and nothing of
 * indexes or stems.
 */
#ifndef FUND_CORPUS_H
#define FUND_CORPUS_H

#include "base/base.h"

#include <fundstelle/read.h>

FUND_BEGIN_DECLS

/* ---- article ----------------------------------------------------------- */

/** XXH3-128 over everything in an article but id, path, line and content_hash. */
fund_status fund_article_hash(uint64_t out[2], const fund_article *article, fund_error *err);

/** The length of a file name or path without its extension, and without that of a
 *  compression after it: 7 of "artikel.txt.gz".  A name that begins with its only dot
 *  has none. */
size_t fund_corpus_stem_length(const char *path, size_t len);

/** Whether the fields of fund_reader_options.map are known. */
fund_status fund_reader_check_map(const char *text, fund_error *err);

/** What takes calls away from the processes that read PDF and packages, where this kernel has it:
 *  "seccomp, landlock"; "" for none. */
const char *fund_child_guards(void);

/* ---- places ------------------------------------------------------------ */

/** What stands at a path.  A folder is known again by its device and inode, so that another
 *  file system mounted there, or the mount point alone, is another folder. */
typedef struct fund_place {
    bool there;  /**< else nothing of the kind, or nothing that can be reached */
    bool folder; /**< links are followed */
    uint64_t device, inode;
} fund_place;

fund_place fund_place_look(const char *path);
bool fund_place_is_same_folder(const fund_place *a, const fund_place *b);

/** Whether there is a file at or below a path that fund_read would read. */
fund_status fund_corpus_has_files(bool *out, const char *path, fund_error *err);

/* ---- watching ---------------------------------------------------------- */

/** Follows files and folders by inotify(7), and looks twice a second whether the folders given
 *  are still the same.  One that is absent, or another one without entries (a disk that was
 *  unmounted), is away: it is waited for, and is no change.  So is a file whose folder went
 *  away. */
typedef struct fund_watcher fund_watcher;

typedef enum fund_change_kind {
    FUND_FILE_CHANGED, /**< is new or was written and closed, or moved here */
    FUND_FILE_GONE,
    FUND_FOLDER_GONE /**< with all that was in it */
} fund_change_kind;

/** A change to what fund_read would read below the paths. */
typedef struct fund_change {
    const char *path; /**< absolute, as fund_fields.path is; for fund_reader_options.as_is */
    fund_change_kind kind;
} fund_change;

/** What waits to be taken. */
typedef struct fund_pending {
    size_t changed; /**< by fund_watcher_take */
    size_t gone;    /**< by fund_watcher_take_gone */
    bool missed;    /**< see fund_watcher_missed */
} fund_pending;

/** Begins to follow files and folders, these recursively.  What is there already is no
 *  change.  FUND_ERR_NOT_FOUND names a path that is missing; FUND_ERR_IO is returned when
 *  there are more folders than the system lets a user watch. */
fund_status fund_watcher_open(fund_watcher **out, const char *const *paths, size_t count,
                              fund_error *err);
void fund_watcher_free(fund_watcher *watcher);
/** Waits until something happens, for timeout_ms at most (-1: without end), or until
 *  fund_watcher_wake. */
fund_status fund_watcher_wait(fund_pending *out, fund_watcher *watcher, int timeout_ms,
                              fund_error *err);
/** Ends the current or next wait; may be called by a signal handler. */
void fund_watcher_wake(fund_watcher *watcher);
/** Takes the newest changed files, `max` at most, in the order in which they changed; each
 *  path once, and not what is gone by now.  They are valid until the next call with the
 *  watcher. */
size_t fund_watcher_take(const fund_change **out, fund_watcher *watcher, size_t max);
/** Takes all files and folders that are gone and have not come back, likewise. */
size_t fund_watcher_take_gone(const fund_change **out, fund_watcher *watcher);
/** Of path number `i`: true once when changes there may have been missed (the system's queue
 *  ran over, or it had been away or empty), so that it has to be read again. */
bool fund_watcher_missed(fund_watcher *watcher, size_t i);
/** Of path number `i`: whether it is away at the moment. */
bool fund_watcher_is_away(const fund_watcher *watcher, size_t i);

/* ---- encodings ---------------------------------------------------------- */

/** Makes `text` valid UTF-8, without normalising it: strips a BOM, converts UTF-16
 *  with BOM, Latin-1, Latin-9 and Windows-1252 (corpus/encoding.c states the
 *  rule).  *out is set to text itself (borrowed, when nothing had to change but
 *  a BOM) or to the content of *buf, which is overwritten.
 *  FUND_ERR_ENCODING for damaged UTF-8, for binary data (zero bytes, many control
 *  characters) and for encodings of other scripts; the message says where.  `name`
 *  is used in messages. */
fund_status fund_text_to_utf8(fund_text *out, fund_buf *buf, const char *text, size_t len,
                              const char *name, fund_error *err);

FUND_END_DECLS

#endif
