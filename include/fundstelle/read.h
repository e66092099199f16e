/*
 * read.h - files, folders and streams to articles.
 *
 * An article is metadata plus passages (paragraphs). What is read, by content and by name:
 *   text   one file is one article. An optional header block at the top, `Key: value` lines up to a
 *          blank line; then paragraphs separated by blank lines. The keys are the names of
 *          fund_fields, in any case, and Titel, Datum, Ressort, Autor, Quelle and Sperrfrist. The block
 *          is a header if its first line has one of these keys and each line is `Key: value`;
 *          unknown keys are ignored. In a file without blank lines and with more than 100
 *          characters a line on average, each line is a paragraph.
 *   jsonl  one JSON object a line: id (text or an integer), title, date, section, author, source,
 *          url, body or text (with paragraphs separated by a blank line, or an array of paragraphs), or
 *          titel, datum, ressort, autor, quelle, sperrfrist. body is required, and so is id when the lines come from a stream. Blank lines and
 *          unknown keys are ignored; a detail of the wrong type is dropped and reported. `passages` in
 *          place of body, as in an export, are not cut again. On a stream, an absolute `path` is
 *          the file that the article came from.
 *   json   jsonl, or one JSON value over the whole file: such an object, an array of them, or a
 *          JSON Feed. An object with a uri and a headline, a body or the like is ninjs.
 *   html, xml (RSS, Atom, NewsML, NITF, XHTML), markdown, email: docs/formats.md
 *   archive  a compressed file, or the files with one of these formats in a tar or zip archive;
 *          nothing is written to disk.
 *
 * An article without an id of its own gets NAME, the file's name without its extension; in JSON Lines
 * NAME-LINE; if it is one of several in a file NAME-NUMBER, from 1. For a member of an archive, NAME
 * is its path there.
 *
 * Each format can have these fields as well:
 *   status   usable (the default; or published), embargoed, withheld or canceled (or draft, private and
 *            the like). withheld and canceled, and embargoed without a date, withdraw the article. Other
 *            values do, too, and are reported; Markdown ignores them.
 *   embargo  a date, with or without a time, before which the article is not shown; without a zone in
 *            that of the machine. One that cannot be parsed withdraws the article.
 *   version  a number of up to 18 digits. A higher one replaces a lower one with the same id.
 *
 * Encodings: UTF-8 with or without a BOM and UTF-16 with one (of a stream only if its format is
 * given). Other text is in the encoding that HTML, XML or an e-mail declares, or is converted if it
 * looks like Latin-1 or Windows-1252.
 */
#ifndef FUNDSTELLE_READ_H
#define FUNDSTELLE_READ_H

#include <fundstelle/types.h>

FUND_BEGIN_DECLS

/* ---- article ------------------------------------------------------------ */

enum { FUND_ARTICLE_ID_MAX = 512 };

/** An article. Its text is borrowed: of one that a callback receives until the callback returns.
 *  Metadata has no control characters; the reader replaces them by spaces. For an article of your
 *  own start from FUND_ARTICLE_INIT. */
typedef struct fund_article {
    FUND_SIZE_OF(struct fund_article);
    fund_fields fields;        /**< the id has 1 to FUND_ARTICLE_ID_MAX bytes */
    size_t line;               /**< of the file, from 1, where a line is an article; else 0 */
    const fund_text *passages; /**< passage 1 is [0]; none is empty */
    size_t passage_count;      /**< at least 1 unless withdrawn */
    bool withdrawn;            /**< not to be shown at all; it has no passages then */
    const fund_passage_place *places; /**< of each passage; NULL: none is known */
} fund_article;

#define FUND_ARTICLE_INIT FUND_INIT(fund_article)

/* ---- formats ------------------------------------------------------------ */

/** A format that can be read. */
typedef struct fund_format {
    const char *name;       /**< for the `format` of options */
    const char *extensions; /**< of file names, a blank before each: " .htm .html" */
    const char *taken;      /**< what is read from such a file, one line */
} fund_format;

/** Format number i; NULL after the last one. */
FUND_API const fund_format *fund_format_at(size_t i);
/** The format of that name; NULL when there is none. */
FUND_API const fund_format *fund_format_named(const char *name);

/* ---- reading ------------------------------------------------------------ */

/** Start from FUND_READER_OPTIONS_INIT. */
/** Where an article that has no date gets one from. */
typedef enum fund_date_from {
    FUND_DATE_FROM_NOWHERE = 0,
    FUND_DATE_FROM_PATH, /**< the last date in the path: 2022-01-07, 2022/01/07, 20220107, 07.01.2022 */
    FUND_DATE_FROM_MTIME /**< the day when the file (of an archive: that) was changed last, local time */
} fund_date_from;

typedef struct fund_reader_options {
    FUND_SIZE_OF(struct fund_reader_options);
    size_t max_article_bytes;    /**< larger articles (or JSON lines) are refused; 0: 256 MiB */
    uint64_t max_expanded_bytes; /**< of all that comes out of a compressed file; 0: 64 GiB */
    unsigned idle_ms;            /**< silence of a stream before `idle` is called; 0: 200 */
    const char *format;          /**< name of a format; NULL: by content and file name */
    bool as_is; /**< the path is absolute and not to be resolved; links in it are followed wherever
                     they lead, so the caller answers for them */
    const char
        *map; /**< other names of fields in JSON and tables: "title=headline,body=content"; they go
                          before the usual ones. FUND_ERR_ARGUMENT for an unknown field; a name that nothing
                          has is a problem. NULL: none */
    fund_date_from date_from;
} fund_reader_options;

#define FUND_READER_OPTIONS_INIT FUND_INIT(fund_reader_options)

/** Why something is left out that is not damaged. */
typedef enum fund_skip {
    FUND_SKIP_FILE, /**< of a folder or archive: no format has its extension, which is the kind */
    FUND_SKIP_ATTACHMENT, /**< of an e-mail, without text; its extension or media type is the kind */
    FUND_SKIP_EMPTY,      /**< an item without text and title; it has no kind */
    FUND_SKIP_TYPE,       /**< an item that is no text; its type is the kind ("picture") */
    FUND_SKIP_UNPUBLISHED, /**< an article that is not to be shown, which is reported as withdrawn as
                                well; its status is the kind */
    FUND_SKIP_COUNT
} fund_skip;

/** What a reader reports. All but `article` may be NULL. */
typedef struct fund_reader_events {
    FUND_SIZE_OF(struct fund_reader_events);
    /** An article was read. */
    fund_status (*article)(const fund_article *article, void *payload);
    /** Something could not be read as asked, and reading goes on. The message names the file as the
     *  caller did; error->path is absolute where it can be resolved. `lost`: an article, a file or a
     *  folder is missing because of it; else only a detail, such as an invalid date, was dropped. */
    fund_status (*problem)(const fund_error *error, bool lost, void *payload);
    /** The reading of a file of that size begins; its absolute path. */
    fund_status (*file)(const char *path, uint64_t bytes, void *payload);
    /** So many bytes of input were read since the last call. */
    fund_status (*progress)(uint64_t bytes, void *payload);
    /** "-" has had nothing to read for another idle_ms. */
    fund_status (*idle)(void *payload);
    /** Something is left out because of what it is; `name` is as in messages. */
    fund_status (*skipped)(fund_skip why, const char *name, const char *kind, void *payload);
    /** Whether letters are a word. Where this is given, words broken at the end of a line are made
     *  whole in passages: "Wirt-" and "schaft" become "Wirtschaft", but "deutsch-" and "russisch",
     *  which are words where both together are none, "deutsch-russisch". */
    bool (*is_word)(const char *word, size_t len, void *payload);
} fund_reader_events;

#define FUND_READER_EVENTS_INIT FUND_INIT(fund_reader_events)

/** Reads a file, a folder or "-", the standard input.
 *  Folders are read recursively in byte order of the names. Hidden entries and names ending in '~' are
 *  skipped, and so are files without an extension of a format (which may be followed by that of a
 *  compression, ".txt.gz"). A symbolic link is followed if it leads to something in the given folder,
 *  else reported; a folder is read once. FIFOs and devices are never opened.
 *  A file that the caller names is read whatever its name. Its format, or that of each member of an
 *  archive, is the given one, else that of its content where this begins as HTML, XML, an e-mail
 *  or an archive does, else that of its extension, else JSON after a '{' and text otherwise.
 *  "-" is JSON Lines unless a format is given; each article is reported as soon as its line is complete.
 *  Absolute paths: a given folder is resolved (realpath), of a given file its folder is; entries keep
 *  their names below it, links included.
 *  Returns FUND_OK after everything was visited, whatever was reported; FUND_ERR_ARGUMENT for an unknown
 *  format. */
FUND_API fund_status fund_read(const char *path, const fund_reader_options *options,
                               const fund_reader_events *events, void *payload, fund_error *err);

/** Counts the files that fund_read would read and their bytes, for progress figures: 0 for "-" and for
 *  a path that does not exist. */
FUND_API fund_status fund_read_measure(uint64_t *files, uint64_t *bytes, const char *path,
                                       fund_error *err);

/* ---- pieces, for readers of your own ------------------------------------ */

/** Characters (code points, not bytes). */
enum { FUND_PASSAGE_MIN = 60, FUND_PASSAGE_MAX = 2000 };

/** Receives a passage, valid until the callback returns. */
typedef fund_status (*fund_passage_callback)(fund_text passage, void *payload);

/** Cuts paragraphs into passages, in order. A paragraph is a passage, but
 *    - one of fewer than FUND_PASSAGE_MIN characters (a heading, "Vielen Dank.") joins the next paragraph,
 *      the last one the previous, by a newline, unless the result is longer than FUND_PASSAGE_MAX;
 *    - one of more than FUND_PASSAGE_MAX characters, with the heading it takes along, is cut at the last
 *      sentence end before that, else at a space, else at a character; no piece is shorter than
 *      FUND_PASSAGE_MIN. A sentence does not end after an abbreviation ("z. B.", "Dr.") or an ordinal
 *      ("24. Februar").
 *  White space, control characters and zero-width spaces at both ends of a paragraph are dropped.
 *  Inside, each run of white space and control characters becomes one space, except that a single no-break
 *  space stays, and that a line break between a hyphen and a lower-case letter ("Wirt-\nschaft")
 *  becomes one newline, by which an analyzer recognizes a broken word. */
FUND_API fund_status fund_passages_cut(const fund_text *paragraphs, size_t count,
                                       fund_passage_callback callback, void *payload,
                                       fund_error *err);

/** Parses a date, with or without a time after it, in ISO 8601 ("2022-01-07",
 *  "2022-01-07T10:15:00+01:00", "20220107"), as "07.01.2022", "7.1.22" or "7. Januar 2022", in RFC 5322
 *  ("Fri, 07 Jan 2022 10:15:00 +0100", with its zones and two-digit years), as asctime writes it, or
 *  in seconds since 1970; names of months and days are German or English. Writes the ISO
 *  form, NUL-terminated: the zone as given, "Z" for GMT and UTC, "+01:00" for CET and MEZ, "-05:00" for EST, without fractions
 *  of a second. FUND_ERR_FORMAT for anything else ("31.02.2023") and outside the years 1000 to
 *  2999. */
FUND_API fund_status fund_date_parse(char out[FUND_TIME_MAX], const char *text, size_t len,
                                     fund_error *err);

FUND_END_DECLS

#endif
