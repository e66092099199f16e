/*
 * corpus.h - articles and how they are read.
 *
 * A reader turns a file, a folder or a stream into articles; an article is
 * metadata plus passages.  This folder knows formats, encodings and paragraphs,
 * and nothing of indexes or stems.
 *
 * Formats, which fund_corpus_format() lists with what is taken from each
 *   text   one file is one article.  An optional header block at its top, lines
 *          `Key: value`, ended by a blank line; then paragraphs separated by blank
 *          lines.  Keys are the names of the fields below, in any case, and Titel,
 *          Datum, Ressort, Autor, Quelle and Sperrfrist.  The first line must have one
 *          of these keys and all must be `Key: value`, else there is no header;
 *          unknown keys are ignored.  In a file without blank lines and with more
 *          than 100 characters a line on average, each line is a paragraph.
 *   jsonl  one JSON object a line: id (text or an integer), title, date,
 *          section, author, source, url, body (text with paragraphs separated
 *          by a blank line, or an array of paragraphs).  Only body is required,
 *          and id when the lines come from a stream.  Blank lines are ignored, as
 *          are unknown keys; a detail of a wrong type is dropped and reported.
 *          `passages` in place of body, as an export has them, are not cut again; on
 *          a stream, an absolute `path` is the file that an article came from.
 *   json   jsonl, or one JSON value over the whole file: such an object, an array of
 *          them, or a JSON Feed.
 *   html, xml (RSS, Atom, NewsML-G2, NITF, XHTML), markdown, email
 *   archive  a compressed file, or the files with one of these formats in a tar or
 *          zip archive; nothing is written to disk.
 *
 * The id of an article that names none is NAME, the file's without its extension;
 * NAME-LINE in JSON Lines; NAME-NUMBER, from 1, for one of several in a file.  For
 * a member of an archive NAME is its path there.
 *
 * All have these fields, too, under their own names where the format has some:
 *   status   usable (also when absent), embargoed, withheld or canceled: the last
 *            two, and embargoed without a date, withdraw the article.  An unknown one
 *            is reported and taken as usable; in Markdown it is ignored
 *   embargo  a date, with or without an hour, before which it is not to be shown; without
 *            a zone in the machine's own.  One that cannot be read withdraws the article
 *   version  a number of 18 digits at most; a higher one replaces a lower one with the
 *            same id
 *
 * Encodings: UTF-8 with or without BOM, UTF-16 with BOM (of a stream only when its
 * format is asked for); text that is neither is in the encoding that HTML, XML or an e-mail
 * declares, or is converted where it looks like Latin-1 or Windows-1252 (Windows-1252
 * is the superset that the web means by Latin-1).
 *
 * Passages: see fund_passages_cut().
 */
#ifndef FUND_CORPUS_H
#define FUND_CORPUS_H

#include "base/base.h"

FUND_BEGIN_DECLS

/* ---- article ----------------------------------------------------------- */

/** One article.  All text is borrowed from the reader and valid until the
 *  callback that received the article returns.
 *  Metadata never holds control characters: they became spaces. */
typedef struct fund_article {
    fund_fields fields;        /**< the id has 1..FUND_ARTICLE_ID_MAX bytes */
    size_t line;               /**< line in that file, from 1 (jsonl); 0 for a whole file */
    const fund_text *passages; /**< at least one unless withdrawn, none empty; passage 1 is [0] */
    size_t passage_count;
    bool withdrawn; /**< not to be shown at all; then there are no passages */
} fund_article;

enum { FUND_ARTICLE_ID_MAX = 512 };

/** XXH3-128 over everything in an article but id, path, line and content_hash. */
FUND_API fund_status fund_article_hash(uint64_t out[2], const fund_article *article,
                                       fund_error *err);

/** The length of a file name or path without its extension, and without that of a
 *  compression after it: 7 of "artikel.txt.gz".  A name that begins with its only dot
 *  has none. */
FUND_API size_t fund_corpus_stem_length(const char *path, size_t len);

/* ---- reading ----------------------------------------------------------- */

/** Start from FUND_READER_OPTIONS_INIT. */
typedef struct fund_reader_options {
    size_t max_article_bytes;    /**< a larger article (or JSON line) is refused */
    unsigned idle_ms;            /**< of a stream, before `idle` is called */
    const char *format;          /**< a name of fund_corpus_format(); NULL: by content and name */
    uint64_t max_expanded_bytes; /**< of all that comes out of a compressed file */
    bool as_is; /**< the path is absolute and not to be resolved; links in it are followed
                     wherever they lead, so the caller answers for them */
} fund_reader_options;

#define FUND_READER_OPTIONS_INIT                                                                   \
    {                                                                                              \
        (size_t)256 << 20, 200, NULL, (uint64_t)64 << 30, false                                    \
    }

/** A format that can be read. */
typedef struct fund_format {
    const char *name;       /**< for fund_reader_options */
    const char *extensions; /**< of file names, each after a blank: " .htm .html" */
    const char *taken;      /**< what is taken from such a file, one line */
} fund_format;

/** Number `i` of the formats; NULL after the last one. */
FUND_API const fund_format *fund_corpus_format(size_t i);
/** The one of that name, NULL when there is none. */
FUND_API const fund_format *fund_corpus_format_named(const char *name);

/** What a reader reports.  Each callback returns FUND_OK to go on; anything else
 *  ends the reading with that status. */
typedef struct fund_reader_events {
    /** An article was read. */
    fund_status (*article)(const fund_article *article, void *payload);
    /** Something could not be read as asked.  `message` names file and line
     *  and what is wrong.  `lost` is true when an article (or a whole file, or
     *  folder) is missing because of it, false when only a detail was dropped,
     *  such as an invalid date.  `path` is the file or folder concerned
     *  (absolute where it can be resolved, as in fund_article.path); `message`
     *  names it as the caller did. */
    fund_status (*problem)(fund_status status, bool lost, const char *path, const char *message,
                           void *payload);
    /** Reading of a file begins (absolute path); bytes is its size.  May be NULL. */
    fund_status (*file)(const char *path, uint64_t bytes, void *payload);
    /** Bytes of input consumed since the last call; may be NULL. */
    fund_status (*progress)(uint64_t bytes, void *payload);
    /** "-" had nothing to read for another idle_ms.  May be NULL. */
    fund_status (*idle)(void *payload);
} fund_reader_events;

/** Reads one path: a file, a folder (recursively, in byte order of the names;
 *  hidden entries and names ending in '~' are skipped; a symlink is followed
 *  where it leads to something in the folder given, else reported as a problem;
 *  a folder is read once, and a link back to a folder that it lies in is reported)
 *  or "-" (stdin: JSON Lines when no format is asked for, each handed over as soon
 *  as its line is complete).
 *  A file, or each member of an archive, has the format that is asked for.  Else its
 *  content decides where it begins as HTML, XML, an e-mail or an archive does, then the
 *  extension of its name, then its first non-blank byte: '{' is JSON, anything else text.
 *  Inside folders only files with an extension of a format are taken, which may have
 *  that of a compression after it (".txt.gz"); others are passed over in silence.  A
 *  file named by the caller is always read.  What is neither file nor folder (FIFO,
 *  device) is never opened, and reported when named by the caller.
 *  Absolute paths: a folder given is resolved (realpath), of a file given its
 *  folder is; entries keep their names below it, also symlinks.
 *  Returns FUND_OK when all was walked, however many problems were reported; else
 *  the status of the callback that ended it (*err is then left as it is),
 *  FUND_ERR_MEMORY, or FUND_ERR_ARGUMENT for a missing callback or an unknown format. */
FUND_API fund_status fund_corpus_read(const char *path, const fund_reader_options *options,
                                      const fund_reader_events *events, void *payload,
                                      fund_error *err);

/** Regular files and their total size below a path, for progress figures;
 *  counts what fund_corpus_read would read: nothing for "-" and for a path that
 *  is not there. */
FUND_API fund_status fund_corpus_measure(uint64_t *files, uint64_t *bytes, const char *path,
                                         fund_error *err);

/* ---- places ------------------------------------------------------------ */

/** What stands at a path.  A folder is known again by its device and inode, so that another
 *  file system mounted there, or the mount point alone, is another folder. */
typedef struct fund_place {
    bool there;  /**< else nothing of the kind, or nothing that can be reached */
    bool folder; /**< links are followed */
    uint64_t device, inode;
} fund_place;

FUND_API fund_place fund_place_look(const char *path);
FUND_API bool fund_place_is_same_folder(const fund_place *a, const fund_place *b);

/** Whether there is a file at or below a path that fund_corpus_read would read. */
FUND_API fund_status fund_corpus_has_files(bool *out, const char *path, fund_error *err);

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

/** A change to what fund_corpus_read would read below the paths. */
typedef struct fund_change {
    const char *path; /**< absolute, as fund_article.path is; for fund_reader_options.as_is */
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
FUND_API fund_status fund_watcher_open(fund_watcher **out, const char *const *paths, size_t count,
                                       fund_error *err);
FUND_API void fund_watcher_free(fund_watcher *watcher);
/** Waits until something happens, for timeout_ms at most (-1: without end), or until
 *  fund_watcher_wake. */
FUND_API fund_status fund_watcher_wait(fund_pending *out, fund_watcher *watcher, int timeout_ms,
                                       fund_error *err);
/** Ends the current or next wait; may be called by a signal handler. */
FUND_API void fund_watcher_wake(fund_watcher *watcher);
/** Takes the newest changed files, `max` at most, in the order in which they changed; each
 *  path once, and not what is gone by now.  They are valid until the next call with the
 *  watcher. */
FUND_API size_t fund_watcher_take(const fund_change **out, fund_watcher *watcher, size_t max);
/** Takes all files and folders that are gone and have not come back, likewise. */
FUND_API size_t fund_watcher_take_gone(const fund_change **out, fund_watcher *watcher);
/** Of path number `i`: true once when changes there may have been missed (the system's queue
 *  ran over, or it had been away or empty), so that it has to be read again. */
FUND_API bool fund_watcher_missed(fund_watcher *watcher, size_t i);
/** Of path number `i`: whether it is away at the moment. */
FUND_API bool fund_watcher_is_away(const fund_watcher *watcher, size_t i);

/* ---- pieces, also for other readers ------------------------------------ */

/** Makes `text` valid UTF-8, without normalising it: strips a BOM, converts UTF-16
 *  with BOM, Latin-1, Latin-9 and Windows-1252 (corpus/encoding.c states the
 *  rule).  *out is set to text itself (borrowed, when nothing had to change but
 *  a BOM) or to the content of *buf, which is overwritten.
 *  FUND_ERR_ENCODING for damaged UTF-8, for binary data (zero bytes, many control
 *  characters) and for encodings of other scripts; the message says where.  `name`
 *  is used in messages. */
FUND_API fund_status fund_text_to_utf8(fund_text *out, fund_buf *buf, const char *text, size_t len,
                                       const char *name, fund_error *err);

/** Receives passages in order; text is valid until the callback returns. */
typedef fund_status (*fund_passage_callback)(fund_text passage, void *payload);

/** Characters (code points, not bytes). */
enum { FUND_PASSAGE_MIN = 60, FUND_PASSAGE_MAX = 2000 };

/** Cuts paragraphs into passages: a paragraph is a passage; one of fewer than
 *  FUND_PASSAGE_MIN characters (a heading, "Vielen Dank.") joins the next
 *  paragraph, the last one the previous (joined by a newline), unless the
 *  result were longer than FUND_PASSAGE_MAX; one of more than FUND_PASSAGE_MAX
 *  (with the heading that it takes along) is cut at the last sentence end before
 *  that, else at a space, else at a character, so that no piece is shorter than
 *  FUND_PASSAGE_MIN.  A sentence does not end after an abbreviation ("z. B.",
 *  "Dr.") or an ordinal ("24. Februar").
 *  White space, control characters and zero-width spaces at both ends of a paragraph
 *  are dropped, runs of white space and control characters inside (single line breaks
 *  too) become one space, with two exceptions: a no-break space that stands alone stays,
 *  and a line break between letter + hyphen and a lower-case letter ("Wirt-\nschaft")
 *  becomes one newline, so that an analyzer can recognise a broken word.
 *  Paragraphs must be UTF-8; text given to the callback is valid until it
 *  returns.  Linear in the size of the text. */
FUND_API fund_status fund_passages_cut(const fund_text *paragraphs, size_t count,
                                       fund_passage_callback callback, void *payload,
                                       fund_error *err);

/** Understands ISO 8601 ("2022-01-07", "2022-01-07T10:15:00+01:00",
 *  "20220107"), "07.01.2022", "7.1.2022", "7. Januar 2022" and RFC 2822
 *  ("Fri, 07 Jan 2022 10:15:00 +0100"), with or without a time after it; names of
 *  months and days in German and English.  Writes the ISO form: the zone as given, "Z"
 *  for GMT and UTC, "+01:00" for CET and MEZ, fractions of a second dropped.  FUND_ERR_FORMAT when it is
 *  no date ("31.02.2023") or outside the years 1000 to 2999.  out needs room
 *  for FUND_TIME_MAX bytes and is not touched on failure. */
FUND_API fund_status fund_date_parse(char *out, const char *text, size_t len, fund_error *err);

FUND_END_DECLS

#endif
