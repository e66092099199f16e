/*
 * corpus_private.h - what the files of this folder share.
 *
 *   walk.c        which files a path stands for
 *   reader.c      fund_corpus_read: opens files, tells problems
 *   format.c      which format a file has
 *   source.c      blocks and lines of a file or stream
 *   text.c        text files and their header block
 *   jsonl.c       JSON Lines and JSON documents
 *   article.c     a draft becomes an article: id, metadata, date, passages, hash
 *   paragraphs.c  lines, blank lines, white space
 *   passages.c, sentence.c, dates.c, encoding.c   see corpus.h
 */
#ifndef FUND_CORPUS_PRIVATE_H
#define FUND_CORPUS_PRIVATE_H

#include "corpus/corpus.h"

#include <sys/types.h>
#include <xxhash.h>

/* ---- walk.c ------------------------------------------------------------- */

/* `name` is the path as the caller gave it, `path` the absolute one. */
typedef struct fund_corpus_visitor {
    /* A folder is reached; *enter may be cleared.  May be NULL. */
    fund_status (*folder)(bool *enter, const char *path, void *payload);
    fund_status (*file)(const char *name, const char *path, uint64_t bytes, void *payload);
    fund_status (*problem)(fund_status status, bool lost, const char *name, const char *path,
                           const char *what, void *payload);
} fund_corpus_visitor;

/* Visits the file `name`, or all files to be read below the folder `name`.  With
   `as_is` that is absolute already, and not resolved. */
fund_status fund_corpus_walk(const char *name, bool as_is, const fund_corpus_visitor *visitor,
                             void *payload, fund_error *err);
/* Whether an entry of a folder is passed over whatever it is. */
bool fund_corpus_is_hidden(const char *entry);
/* Appends the absolute form of a name: folders are resolved, of a file only its
   folder is, so that its own name and place stay what the caller sees.  False
   without memory. */
bool fund_corpus_append_absolute(fund_buf *out, const char *name);
/* Whether a path lies, its links followed, in a folder, whose path has none. */
bool fund_corpus_is_below(const char *path, const char *root, size_t len);

/* ---- place.c ------------------------------------------------------------ */

/* Whether a folder has no entry but hidden ones, or cannot be read. */
bool fund_corpus_is_empty(const char *folder);

/* ---- changes.c ---------------------------------------------------------- */

typedef struct fund_change_list {
    fund_change *items; /* in order; path NULL: it changed again later */
    size_t count, capacity;
    size_t paths; /* of them that count */
} fund_change_list;

/* Changes that wait to be taken. */
typedef struct fund_changes {
    fund_change_list changed, gone;
    fund_map *places; /* path -> its place in a list, as a pointer */
    fund_change_list taken;
} fund_changes;

/* False without memory. */
bool fund_changes_add(fund_changes *changes, const char *path, fund_change_kind kind);
/* Moves the newest ones of a list, `max` at most, to `taken`.  False without memory. */
bool fund_changes_take(fund_changes *changes, fund_change_list *from, size_t max);
void fund_changes_free(fund_changes *changes);

/* ---- article.c ---------------------------------------------------------- */

enum {
    FUND_FIELD_ID,
    FUND_FIELD_TITLE,
    FUND_FIELD_DATE,
    FUND_FIELD_SECTION,
    FUND_FIELD_AUTHOR,
    FUND_FIELD_SOURCE,
    FUND_FIELD_URL,
    FUND_FIELD_STATUS,
    FUND_FIELD_EMBARGO,
    FUND_FIELD_VERSION,
    FUND_FIELD_COUNT
};

/* The names of the fields, as in JSON; in a header block in any case. */
extern const char *const fund_corpus_field_names[FUND_FIELD_COUNT];

/* The state of one fund_corpus_read. */
typedef struct fund_corpus_reader {
    const fund_reader_events *events;
    void *payload;
    fund_error *err;
    const fund_format *format; /* asked for; NULL: to be found out */
    size_t limit;              /* bytes of an article */
    unsigned idle_ms;          /* see fund_reader_options */

    /* where the reading is */
    fund_buf name;    /* of the file, fit for messages */
    const char *path; /* absolute; "-" for a stream */
    fund_buf stem_buf;
    fund_text stem;     /* file name without extension; empty when it cannot be an id */
    const char *member; /* of an archive, which `path` is; NULL: the file itself */
    unsigned level;     /* of archives in archives */
    uint64_t packed;    /* bytes read of the file */
    uint64_t expanded;  /* bytes that came out of it */
    uint64_t expanded_max;
    size_t line; /* 0: the whole file */
    size_t item; /* number in a JSON array; 0: none */

    /* the article that is being read: borrowed UTF-8, as found */
    fund_text fields[FUND_FIELD_COUNT];
    fund_buf paragraphs; /* of fund_text */
    bool are_passages;   /* they are not to be cut anew */
    fund_text origin;    /* the file that a stream says it comes from; or empty */

    fund_arena *texts; /* for what fields and paragraphs point to; may be used by all readers */

    /* what it becomes */
    fund_arena *arena;
    fund_buf passages; /* of fund_text */
    fund_buf scratch;
    XXH3_state_t *hash;
} fund_corpus_reader;

/* Forgets the article that was read before. */
void fund_corpus_draft_clear(fund_corpus_reader *reader);
/* Copies of text for the article that is read, in reader->texts; empty without memory,
   which reader->paragraphs.failed tells. */
fund_text fund_draft_keep(fund_corpus_reader *reader, fund_text text);
fund_text fund_draft_copy(fund_corpus_reader *reader, const char *text);
/* Sets a field that is not set yet. */
void fund_draft_set(fund_corpus_reader *reader, int field, fund_text text);
/* Appends a copy of text as a paragraph, unless it is blank. */
void fund_draft_add_paragraph(fund_corpus_reader *reader, fund_text text);
/* Makes an article of reader->fields and reader->paragraphs and hands it to
   the caller, or tells why it is none. */
fund_status fund_corpus_draft_deliver(fund_corpus_reader *reader);

/* ---- reader.c ----------------------------------------------------------- */

/* Tells the caller "NAME:LINE: ..."; FUND_OK to go on. */
fund_status fund_corpus_problem(fund_corpus_reader *reader, fund_status status, bool lost,
                                const char *format, ...) FUND_PRINTF(4, 5);
/* Tells why there is no article, and sets *lost. */
fund_status fund_corpus_lose(bool *lost, fund_corpus_reader *reader, const char *why);
fund_status fund_corpus_no_memory(fund_corpus_reader *reader);
/* A file name fit for a message: its end when it is very long, '?' for bytes that are no
   UTF-8. */
void fund_corpus_show_name(fund_buf *out, const char *name);
/* Goes on with a member of the file: the name in messages, and its default id, which is its
   path in the archive. */
void fund_corpus_enter_member(fund_corpus_reader *reader, const char *member);
/* fund_text_to_utf8 for text of the current line or file.  *lost is set when
   it is none, which was told. */
fund_status fund_corpus_decode(fund_text *out, fund_buf *buf, fund_text text, bool *lost,
                               fund_corpus_reader *reader);

/* ---- source.c ----------------------------------------------------------- */

/* Input in blocks.  data[start..len) of buf has not been taken yet. */
typedef struct fund_corpus_source {
    fund_corpus_reader *reader;
    int fd;         /* borrowed; -1 when all is in buf, or pulled */
    bool is_stream; /* may have to be waited for */
    /* Where the bytes come from instead of fd; -1 with errno, and `why`.  May be NULL. */
    ssize_t (*pull)(struct fund_corpus_source *source, char *data, size_t room);
    void *payload;
    const char *why; /* more than errnum tells; NULL: nothing */
    fund_buf buf;
    size_t start;
    size_t scanned; /* no newline in data[start..scanned) */
    bool skipping;  /* inside a line that is too long */
    bool end;       /* nothing more to read */
    int errnum;     /* why the reading ended early; 0 when it did not */
} fund_corpus_source;

/* Reads a further block.  FUND_OK also at the end and after a read error. */
fund_status fund_corpus_source_fill(fund_corpus_source *source);
/* Reads until the end or until more than `limit` bytes are there. */
fund_status fund_corpus_source_fill_all(fund_corpus_source *source, size_t limit);

typedef enum fund_corpus_line {
    FUND_LINE_TEXT,     /* *line, without its newline; valid until the next call */
    FUND_LINE_TOO_LONG, /* longer than the limit, passed over */
    FUND_LINE_END       /* no more lines */
} fund_corpus_line;

/* Takes the next line, as soon as it is complete. */
fund_status fund_corpus_source_line(fund_corpus_line *what, fund_text *line,
                                    fund_corpus_source *source);

/* ---- format.c ----------------------------------------------------------- */

/* A format and its reader. */
typedef struct fund_format_reader {
    fund_format about;
    /* Whether a file that begins so has this format, whatever its name is; NULL: the
       name decides. */
    bool (*sniff)(fund_text head);
    bool is_container; /* a format that is asked for is that of its members */
    /* Reads all articles of a source, of `bytes` bytes where that is known (else 0);
       its first block is in the buffer. */
    fund_status (*read)(fund_corpus_source *source, uint64_t bytes);
} fund_format_reader;

/* Whether a file of that name is one that is read in folders. */
bool fund_corpus_takes(const char *file_name);
/* Reads a regular file of so many bytes. */
fund_status fund_corpus_read_source(fund_corpus_source *source, uint64_t bytes);
/* What is in the buffer and not taken yet. */
fund_text fund_corpus_rest(const fund_corpus_source *source);
/* Whether it begins with the mark of UTF-16. */
bool fund_corpus_is_utf16(fund_text head);
/* Loads a source, makes it UTF-8 and reads that; what cannot be is told. */
fund_status fund_corpus_read_decoded(fund_corpus_source *source,
                                     fund_status (*read)(fund_corpus_reader *reader,
                                                         fund_text text));
/* Reads all that is left into memory; *lost when that failed, which was told. */
fund_status fund_corpus_load(fund_text *out, bool *lost, fund_corpus_source *source);
/* Reads JSON Lines from what may be a pipe. */
fund_status fund_corpus_read_stream(fund_corpus_source *source);

/* ---- text.c, jsonl.c ---------------------------------------------------- */

/* The field of a header key, in English or German and in any case; -1: none. */
int fund_corpus_field_of(fund_text key);

/* The article of a whole text file. */
fund_status fund_corpus_read_text(fund_corpus_reader *reader, fund_text text);
/* An article a line. */
fund_status fund_corpus_read_lines(fund_corpus_reader *reader, fund_corpus_source *source);
/* One JSON value over the whole text: an article or an array of them. */
fund_status fund_corpus_read_document(fund_corpus_reader *reader, fund_text text);
/* True when JSON text is one object a line, not one value over several. */
bool fund_corpus_is_lines(fund_text text);

/* ---- paragraphs.c ------------------------------------------------------- */

size_t fund_corpus_chars(const char *text, size_t len);
/* Decodes the character that ends at text[len]; its length, 0 when there is none. */
size_t fund_corpus_last_char(uint32_t *out, const char *text, size_t len);
/* Whether text is a word, in any case of ASCII letters. */
bool fund_corpus_is_word(fund_text text, const char *word);
/* Drops white space and zero-width spaces at both ends. */
fund_text fund_corpus_trim(fund_text text);
/* Trims, and makes each run of white space one space; a no-break space that
   stands alone is kept.  With hyphen_breaks, a line break after a hyphen inside
   a word becomes '\n'. */
void fund_corpus_squeeze(fund_buf *out, fund_text text, bool hyphen_breaks);
/* The next line of text from *pos on; false at the end.  *ends_paragraph (may
   be NULL): the line ends with U+2029. */
bool fund_corpus_next_line(fund_text *line, bool *ends_paragraph, fund_text text, size_t *pos);
/* Appends the paragraphs of text (fund_text, as found) to *out.  With
   long_lines, lines are paragraphs in text without blank lines and with more
   than 100 characters a line. */
void fund_corpus_split(fund_buf *out, fund_text text, bool long_lines);

static inline size_t fund_corpus_text_count(const fund_buf *texts)
{
    return texts->len / sizeof(fund_text);
}

static inline const fund_text *fund_corpus_texts(const fund_buf *texts)
{
    return (const fund_text *)(const void *)texts->data;
}

/* ---- archive.c -------------------------------------------------------------- */

bool fund_corpus_sniff_archive(fund_text head);
fund_status fund_corpus_read_archive(fund_corpus_source *source, uint64_t bytes);
/* The length of a file name without ".gz" and the like. */
size_t fund_archive_inner_length(const char *name, size_t len);

/* ---- jsonfeed.c, markdown.c, email.c ------------------------------------------ */

struct json_t;
/* Whether a JSON value is a feed; its items are articles. */
bool fund_jsonfeed_is(const struct json_t *value);
fund_status fund_jsonfeed_read(fund_corpus_reader *reader, const struct json_t *feed);
fund_status fund_corpus_read_markdown(fund_corpus_source *source, uint64_t bytes);
bool fund_corpus_sniff_email(fund_text head);
fund_status fund_corpus_read_email(fund_corpus_source *source, uint64_t bytes);

/* ---- xml.c ---------------------------------------------------------------- */

typedef struct _xmlNode fund_xml_node;

/* Parses and hands the root to `read`.  Nothing outside of `bytes` is read, and a
   document that declares entities is refused.  What is told: that it is not well-formed;
   with `mend` as a warning where a tree can be had in spite of it (`damage` is the line
   where the text was cut off, else 0).  The encoding is what the bytes are, whatever they declare. */
typedef fund_status (*fund_xml_reader)(fund_corpus_reader *reader, const fund_xml_node *root,
                                       size_t damage);
fund_status fund_xml_parse(fund_corpus_reader *reader, fund_text bytes, bool mend,
                           fund_xml_reader read);
/* *out is UTF-8: by the BOM, else as it is where that is UTF-8, else by what it declares
   to be where that says something, else by guess. */
fund_status fund_xml_decode(fund_text *out, fund_buf *buf, bool *lost, fund_text bytes,
                            const char *declared, fund_corpus_reader *reader);
/* Parsed JSON; NULL for what is none, and when there is no memory. */
struct json_t;
struct json_error_t;
struct json_t *fund_json_load(bool *no_memory, fund_text text, struct json_error_t *err);

/* Before each parse. */
void fund_xml_init(void);
/* Tells an element of more attributes than libxml2 is to see, and sets *lost. */
fund_status fund_xml_check_attributes(bool *lost, fund_corpus_reader *reader, fund_text text,
                                      bool html);
/* Whether the parse failed for lack of memory. */
struct _xmlParserCtxt;
bool fund_xml_ran_out(struct _xmlParserCtxt *parser);

/* Nodes by their names, without namespace and in any case; all may be NULL. */
bool fund_xml_is(const fund_xml_node *node, const char *name);
bool fund_xml_is_one_of(const fund_xml_node *node, const char *names); /* " a b c " */
const fund_xml_node *fund_xml_child(const fund_xml_node *node, const char *name);
const fund_xml_node *fund_xml_next(const fund_xml_node *node, const char *name);
/* The first one below, at any depth, in document order. */
const fund_xml_node *fund_xml_find(const fund_xml_node *node, const char *name);
/* The next node in document order below `top`, not below `node` itself when `over`. */
const fund_xml_node *fund_xml_walk(const fund_xml_node *node, const fund_xml_node *top, bool over);
/* Borrowed from the tree; "" when there is none. */
const char *fund_xml_attribute(const fund_xml_node *node, const char *name);
/* The text in a node, copied to reader->texts; empty without a node or without memory,
   which reader->paragraphs.failed tells. */
fund_text fund_xml_text(fund_corpus_reader *reader, const fund_xml_node *node);
/* The same without "Von " or "By ". */
fund_text fund_xml_byline(fund_corpus_reader *reader, const fund_xml_node *node);

/* ---- markup.c ------------------------------------------------------------- */

/* True for a node that is left out with all in it. */
typedef bool (*fund_markup_filter)(const fund_xml_node *node, void *payload);

/* Appends the paragraphs in a tree of HTML, NITF or the like. */
void fund_markup_paragraphs(fund_corpus_reader *reader, const fund_xml_node *root,
                            fund_markup_filter leave_out, void *payload);
/* Whether a node stands within a line of text. */
bool fund_markup_is_inline(const fund_xml_node *node);

/* ---- html.c, html_meta.c, html_text.c -------------------------------------- */

fund_status fund_corpus_read_html(fund_corpus_source *source, uint64_t bytes);
bool fund_corpus_sniff_html(fund_text head);
/* The article of a page that was parsed. */
fund_status fund_html_deliver(fund_corpus_reader *reader, const fund_xml_node *root);
void fund_html_take_metadata(fund_corpus_reader *reader, const fund_xml_node *root);
void fund_html_take_text(fund_corpus_reader *reader, const fund_xml_node *root);
/* Appends the paragraphs of a fragment of HTML in UTF-8. */
fund_status fund_corpus_html_paragraphs(fund_corpus_reader *reader, fund_text html);
/* Its text as one line, for titles. */
fund_text fund_corpus_html_line(fund_corpus_reader *reader, fund_text html);

/* ---- feed.c, newsml.c, nitf.c ---------------------------------------------- */

bool fund_corpus_sniff_xml(fund_text head);
fund_status fund_corpus_read_xml(fund_corpus_source *source, uint64_t bytes);
fund_status fund_newsml_deliver(fund_corpus_reader *reader, const fund_xml_node *root);
fund_status fund_nitf_deliver(fund_corpus_reader *reader, const fund_xml_node *root);
/* Adds what an NITF document says; used within NewsML-G2, too. */
void fund_nitf_take(fund_corpus_reader *reader, const fund_xml_node *root);

/* ---- dates.c ------------------------------------------------------------ */

/* The moment of an ISO date as 2022-01-07T09:15:00Z, for `out` of FUND_DATE_MAX bytes,
   which may be `iso`; without a zone it is the machine's.  False when there is none. */
bool fund_corpus_to_utc(char *out, const char *iso);

/* ---- sentence.c --------------------------------------------------------- */

/* True when a sentence ends before text[pos], a white space. */
bool fund_corpus_sentence_ends(const char *text, size_t len, size_t pos);

#endif
