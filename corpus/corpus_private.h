/*
 * corpus_private.h - what the files of this folder share.
 *
 * The way of an article through them:
 *   reader.c      fund_read: opens what is to be read
 *   walk.c        which files a path stands for; names.c: what their names say
 *   format.c      which format a file has: by its content, else by its name
 *   source.c      its bytes: in blocks, in lines, or all of them
 *   archive.c     an archive is read as the files in it, each from format.c on
 *   text.c, markdown.c, email.c, html.c, feed.c, newsml.c, jsonl.c, ninjs.c, pdf.c,
 *   office.c, epub.c (by way of package.c), tei.c, mediawiki.c, ocr.c (by way of xml_stream.c),
 *   rtf.c, mbox.c, table.c, warc.c (with inflate.c)
 *                 one format each: they fill drafts, which are fields and paragraphs as
 *                 they were found; xml.c (with entities.c) and json.c parse for them
 *   child.c       reads some of them in a process that can do nothing else
 *   html_text.c   where the text of a page is, by what html_names.c makes of its names;
 *                 html_metadata.c, html_title.c: what the page says about itself;
 *                 html_fragment.c: HTML in feeds, JSON and mail
 *   encoding.c    bytes become UTF-8 on the way there
 *   article.c     a draft becomes an article: id, metadata, embargo, passages, hash
 *   paragraphs.c  text becomes lines and paragraphs; what white space is
 *   passages.c    paragraphs become passages; where sentences end
 *   joins.c       words broken at the end of a line become whole
 *   dates.c       dates become ISO 8601
 *   context.c     where the reading is, and how problems there are reported: for all of them
 * Beside that way:
 *   watch.c       which files change while somebody waits; changes.c: a list of them
 *
 * Sections are in order of the layers: a file calls those whose sections stand before its own,
 * so that no two call each other.
 */
#ifndef FUND_CORPUS_PRIVATE_H
#define FUND_CORPUS_PRIVATE_H

#include "base/array.h"
#include "base/load.h"
#include "corpus/corpus.h"

#include <string.h>
#include <sys/types.h>
#include <xxhash.h>

/* ---- texts -------------------------------------------------------------- */

#define FUND_COUNT(table) (sizeof(table) / sizeof((table)[0]))

typedef fund_array(fund_text) fund_texts;

static inline fund_text fund_text_of(const char *c_string)
{
    return (fund_text){c_string, strlen(c_string)};
}

/* What was appended to a buffer. */
static inline fund_text fund_text_in(const fund_buf *buf)
{
    return (fund_text){buf->data != NULL ? buf->data : "", buf->len};
}

/* ---- paragraphs.c ------------------------------------------------------- */

/* Decodes the character that ends at text[len]; its length, 0 when there is none.  A byte that
   is not UTF-8 is U+FFFD. */
size_t fund_corpus_last_char(uint32_t *out, const char *text, size_t len);
/* Whether words are broken with it at the end of a line: a hyphen, a soft one, or what scanned texts have
 * in its place, U+00AC and =. */
bool fund_corpus_breaks_words(uint32_t c);
/* Whether a word is one of a list, "one two three", in any case of ASCII letters; the empty word
   is in none. */
bool fund_corpus_is_one_of(fund_text word, const char *list);
/* Drops white space, control characters and zero-width spaces at both ends. */
fund_text fund_corpus_trim(fund_text text);
/* Bytes of text without these, wherever they stand: the same before and after
   fund_corpus_squeeze, and of paragraphs together as of the passages that are cut of them. */
size_t fund_corpus_ink(fund_text text);
/* Appends text trimmed, each run of white space in it one space; a no-break space that
   stands alone is kept.  With hyphen_breaks, a line break after a hyphen inside a word
   becomes '\n'. */
void fund_corpus_squeeze(fund_buf *out, fund_text text, bool hyphen_breaks);
/* The next line of text from *pos on, which is moved after it; false at the end.
   *ends_paragraph (may be NULL) is whether the line ends with U+2029. */
bool fund_corpus_next_line(fund_text *line, bool *ends_paragraph, fund_text text, size_t *pos);
/* Appends the paragraphs of text, as found, which stand between blank lines.  With long_lines,
   lines are paragraphs in text without blank lines and with more than 100 characters a line.
   False without memory. */
bool fund_corpus_split(fund_texts *out, fund_text text, bool long_lines);

/* ---- names.c ------------------------------------------------------------ */

/* Bytes of a file name that fund_corpus_show_name takes at most. */
enum { FUND_NAME_SHOWN_MAX = 600 };

/* Appends a file name fit for a message: its end when it is very long, '?' for bytes that are
   not UTF-8. */
void fund_corpus_show_name(fund_buf *out, const char *name);
/* The length of a file name without the extension of a compression (".gz" and the like). */
size_t fund_corpus_inner_length(const char *name, size_t len);
/* What kind of file a name says it is: its extension (".pdf", ".csv.gz"), or "". */
fund_text fund_corpus_kind(const char *name);
/* Whether an entry of a folder is passed over whatever it is. */
bool fund_corpus_is_hidden(const char *entry);

/* ---- encoding.c --------------------------------------------------------- */

/* Whether text begins with the byte order mark of UTF-16. */
bool fund_corpus_is_utf16(fund_text head);
/* Text without the byte order mark of UTF-8 that it may begin with. */
fund_text fund_corpus_skip_bom(fund_text text);
/* Overwrites *out with the UTF-8 of bytes in a declared encoding.  False when they are not in
   that encoding, or it is unknown, or a zero character is among them; without memory *out is
   failed, too. */
bool fund_corpus_convert(fund_buf *out, fund_text bytes, const char *encoding);
/* Appends text that is UTF-8 but for some bytes or zero characters with U+FFFD in their place; of
   other 8-bit text, a space for each zero.  Returns how many they are, *first where; 0, without a
   change, for text that needs none, and for UTF-16 and binary data. */
size_t fund_corpus_mend(fund_buf *out, fund_text bytes, size_t *first);

/* ---- dates.c ------------------------------------------------------------ */

/* The moment of an ISO date as 2022-01-07T09:15:00Z, for `out` of FUND_TIME_MAX bytes,
   which may be `iso`; without a zone it is the machine's.  False when there is none. */
bool fund_corpus_to_utc(char *out, const char *iso);

/* ---- context.c ---------------------------------------------------------- */

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

/* Where in its article a text stands. */
typedef enum fund_place_kind {
    FUND_PLACE_PAGE,
    FUND_PLACE_CHAPTER,
    FUND_PLACE_SPEAKER,
    FUND_PLACE_LINE,
    FUND_PLACE_COUNT
} fund_place_kind;

/* A place that begins: it is that of all text from here to the next mark of its kind. */
typedef struct fund_place_mark {
    size_t paragraph, offset; /* of the paragraph's bytes */
    fund_place_kind kind;
    fund_text value; /* empty: none from here on */
} fund_place_mark;

struct fund_corpus_source;

/* The state of one fund_read. */
/* ---- field_map.c --------------------------------------------------------- */

enum { FUND_FIELD_MAP_MAX = 64, FUND_MAPPED_BODY = FUND_FIELD_COUNT };

/* A name that the caller has for a field or FUND_MAPPED_BODY; borrowed. */
typedef struct fund_mapped_key {
    int field;
    fund_text key;
    bool met;
} fund_mapped_key;

typedef struct fund_field_map {
    fund_mapped_key items[FUND_FIELD_MAP_MAX];
    size_t count;
    bool asked; /* something was read that has keys */
    bool told;  /* keys that nothing has are reported */
} fund_field_map;

typedef struct fund_corpus_reader {
    const fund_reader_events *events;
    void *payload;
    fund_error *err;
    const fund_format *format; /* asked for; NULL: to be found out */
    size_t limit;              /* bytes of an article */
    unsigned idle_ms;          /* see fund_reader_options */
    fund_field_map map;
    fund_date_from date_from;
    time_t changed; /* the file, last */

    /* where the reading is */
    fund_buf name;      /* of the file, fit for messages */
    const char *path;   /* absolute; "-" for a stream */
    const char *member; /* of an archive, which `path` is; NULL: the file itself */
    unsigned level;     /* of archives in archives */
    uint64_t packed;    /* bytes read of the file */
    uint64_t expanded;  /* bytes that came out of it */
    uint64_t expanded_max;
    size_t line; /* 0: the whole file */
    size_t item; /* number in a list of articles, from 1; 0: none */

    /* the draft: an article as it was found, in borrowed UTF-8 */
    fund_text fields[FUND_FIELD_COUNT];
    /* What is around it says of it: id and url go before its own, the others are for fields that it
       lacks. */
    fund_text given[FUND_FIELD_COUNT];
    fund_texts paragraphs;
    fund_array(fund_place_mark) marks;
    bool are_passages; /* the paragraphs are not to be cut again */
    fund_text origin;  /* the file that a stream says it comes from; or empty */
    fund_arena *texts; /* for what the draft points to */
    bool failed;       /* memory for the draft or its article ran out */
    bool used_once;    /* nobody reads the draft after its article: then it goes before that */

    /* what it becomes */
    fund_arena *arena;
    fund_texts passages;
    fund_array(fund_passage_place) places;
    /* of the marks, how many are in the places; the ink before the paragraph of the next one, and
       before the next passage */
    size_t marked, marked_paragraph, marked_ink, passage_ink;
    fund_buf scratch;
    XXH3_state_t *hash;

    /* In a child process: takes the draft in place of making an article of it. */
    fund_status (*sink)(struct fund_corpus_reader *reader);
    void *sink_payload;

    /* What archives ask above them: whether a file of that name is read, and to read it. */
    bool (*takes)(const char *file_name);
    fund_status (*read_member)(struct fund_corpus_source *member);
} fund_corpus_reader;

/* A status that does not leave this folder: an article, member or file is missing, which was
   reported; reading goes on with the next one. */
#define FUND_LOST ((fund_status)0x100)

/* The status for going on after what one article, member or file came to. */
static inline fund_status fund_corpus_go_on(fund_status status)
{
    return status == FUND_LOST ? FUND_OK : status;
}

/* Reports "NAME:LINE: ..." to the caller; FUND_OK to go on.  The format is translated. */
fund_status fund_corpus_problem(fund_corpus_reader *reader, fund_status status, bool lost,
                                const char *format, ...) FUND_PRINTF(4, 5);
/* Reports why an article or more cannot be had; FUND_LOST to go on. */
fund_status fund_corpus_lose(fund_corpus_reader *reader, fund_status status, const char *format,
                             ...) FUND_PRINTF(3, 4);
/* Tells that an item, attachment or file is left out because of what it is; FUND_LOST to go on. */
fund_status fund_corpus_skip(fund_corpus_reader *reader, fund_skip why, fund_text kind);
/* The message for a failed allocation; returns FUND_ERR_MEMORY. */
fund_status fund_corpus_no_memory(fund_corpus_reader *reader);
/* Loads a library that reads what is to be read; FUND_LOST, after a report, when it cannot be. */
fund_status fund_corpus_need(fund_corpus_reader *reader, fund_library *library);
/* fund_text_to_utf8 for text of the current line or file, *out borrowed from it or from *buf.
   `declared` is the encoding that it says it has, believed where it is neither UTF-8 nor
   UTF-16 and the name says something; "" for none. */
fund_status fund_corpus_decode(fund_text *out, fund_buf *buf, fund_text text, const char *declared,
                               fund_corpus_reader *reader);
/* The same for what others show in spite of a bad byte: U+FFFD stands for it, with a warning. */
fund_status fund_corpus_decode_mended(fund_text *out, fund_buf *buf, fund_text text,
                                      const char *declared, fund_corpus_reader *reader);
/* Goes on with a file: its name as the caller gave it, and its absolute path; "-" for a stream. */
fund_status fund_corpus_enter_file(fund_corpus_reader *reader, const char *name, const char *path);
/* Goes on with a member of the file: the name in messages, and its default id, which is its
   path in the archive.  Who calls it puts reader->name and reader->member back. */
void fund_corpus_enter_member(fund_corpus_reader *reader, const char *member);

/* NULL is none. */
fund_status fund_field_map_take(fund_field_map *out, const char *text, fund_error *err);
/* The field of a key, -1 for one that is not in the map. */
int fund_field_map_of(fund_field_map *map, fund_text key);
bool fund_field_map_has(const fund_field_map *map, int field);
/* The first key of a field; NULL: it has none. */
const fund_text *fund_field_map_key(const fund_field_map *map, int field);
/* Reports the keys that nothing had. */
fund_status fund_field_map_report(fund_corpus_reader *reader);

/* ---- date_from.c ---------------------------------------------------------- */

/* The date of an article that has none, as the caller wants it; false for no such date. */
bool fund_corpus_date_from(char out[FUND_TIME_MAX], const fund_corpus_reader *reader);

/* ---- joins.c ------------------------------------------------------------- */

/* Appends the text of a passage with its broken words whole; the caller has to have said what is
   a word (fund_reader_events). */
void fund_corpus_join_words(fund_buf *out, fund_corpus_reader *reader, fund_text text);

/* ---- article.c ---------------------------------------------------------- */

/* The names of the fields in JSON. */
extern const char *const fund_corpus_field_names[FUND_FIELD_COUNT];

/* Forgets the article that was read before. */
void fund_draft_clear(fund_corpus_reader *reader);
/* A copy of text in reader->texts; empty without memory, and reader->failed. */
fund_text fund_draft_keep(fund_corpus_reader *reader, fund_text text);
/* The same of what is in a buffer, which is freed. */
fund_text fund_draft_keep_buf(fund_corpus_reader *reader, fund_buf *buf);
/* Sets a field that is not set yet, to text that is kept already or to a copy. */
void fund_draft_set(fund_corpus_reader *reader, int field, fund_text text);
void fund_draft_set_copy(fund_corpus_reader *reader, int field, const char *text);
/* Appends a name after ", " where there is one already. */
void fund_draft_join(fund_buf *names, fund_text name);
/* Appends a copy of text as a paragraph, unless it is blank. */
void fund_draft_add_paragraph(fund_corpus_reader *reader, fund_text text);
/* The same with what is in a buffer, which is emptied. */
void fund_draft_end_paragraph(fund_corpus_reader *reader, fund_buf *text);
/* Appends the paragraphs of text, which is kept already: see fund_corpus_split. */
void fund_draft_split(fund_corpus_reader *reader, fund_text text, bool long_lines);
/* Sets a field that is not set yet to the paragraphs from number `before` on as one line, and takes
   these away. */
void fund_draft_set_line(fund_corpus_reader *reader, int field, size_t before);
/* The paragraphs that follow stand at a place, of which the text is copied. */
void fund_draft_mark(fund_corpus_reader *reader, fund_place_kind kind, fund_text value);
/* The same of what follows `offset` bytes of the next paragraph: of what its buffer has by now. */
void fund_draft_mark_at(fund_corpus_reader *reader, fund_place_kind kind, fund_text value,
                        size_t offset);
/* Makes an article of the draft and hands it to the caller, or reports why there is none. */
fund_status fund_draft_deliver(fund_corpus_reader *reader);
/* The same for an item of a list: one without text is found by its title, or its address; one without
   all of them is skipped. */
fund_status fund_draft_deliver_item(fund_corpus_reader *reader);

/* ---- child.c ------------------------------------------------------------- */

typedef struct fund_child_limits {
    size_t memory;           /* bytes, beside what the program has already */
    unsigned cpu_seconds;    /* of processor time */
    unsigned silent_seconds; /* without a message */
} fund_child_limits;

/* What reads the articles of a file, from all of its bytes. */
typedef fund_status (*fund_child_work)(fund_corpus_reader *reader, fund_text bytes);

/* Lets `work` read in a child process, which hands its drafts and problems over; libraries must be
   loaded before.  FUND_LOST, after a report, when the child comes to no good end.  Without limits
   they are the usual ones.  The bytes are not to be read afterwards: their memory is given back. */
fund_status fund_child_read(fund_corpus_reader *reader, fund_text bytes, fund_child_work work,
                            const fund_child_limits *limits);
/* In a child: hands what the draft has by now over and clears it; more of the article follows. */
void fund_child_hand_over(fund_corpus_reader *reader);
/* Says, in a child, that work goes on. */
void fund_child_alive(fund_corpus_reader *reader);

/* ---- source.c ----------------------------------------------------------- */

/* Input in blocks.  data[start..len) of buf has not been taken yet. */
typedef struct fund_corpus_source {
    fund_corpus_reader *reader;
    int fd;         /* borrowed; -1 when all is in buf, or pulled */
    bool is_stream; /* may have to be waited for */
    uint64_t size;  /* of a file, in bytes; 0: unknown */
    /* Where the bytes come from instead of fd; -1 with errno, and `why`.  May be NULL. */
    ssize_t (*pull)(struct fund_corpus_source *source, char *data, size_t room);
    void *payload;
    const char *why; /* more than errnum says; NULL: nothing */
    fund_buf buf;
    size_t start;
    size_t scanned; /* no newline in data[start..scanned) */
    bool skipping;  /* inside a line that is too long */
    bool end;       /* nothing more to read */
    int errnum;     /* why the reading ended early; 0 when it did not */
} fund_corpus_source;

/* Reads a further block.  FUND_OK also at the end and after a read error. */
fund_status fund_corpus_source_fill(fund_corpus_source *source);
/* What is in the buffer and not taken yet. */
fund_text fund_corpus_rest(const fund_corpus_source *source);
/* Reports that reading ended early; source->errnum is not 0. */
fund_status fund_corpus_read_error(const fund_corpus_source *source);
/* Reads all that is left into memory; *out is borrowed from the source's buffer. */
fund_status fund_corpus_load(fund_text *out, fund_corpus_source *source);

typedef enum fund_corpus_line {
    FUND_LINE_TEXT,     /* *line, without its newline; valid until the next call */
    FUND_LINE_TOO_LONG, /* longer than the limit, passed over */
    FUND_LINE_END       /* no more lines */
} fund_corpus_line;

/* Takes the next line, as soon as it is complete. */
fund_status fund_corpus_source_line(fund_corpus_line *what, fund_text *line,
                                    fund_corpus_source *source);

/* ---- json.c ------------------------------------------------------------- */

struct json_t;
struct json_error_t;

/* Parsed JSON, for json_decref(); NULL for what is not JSON, and when there is no memory. */
struct json_t *fund_json_load(bool *no_memory, fund_text text, struct json_error_t *err);
/* A text, borrowed from the value; empty for other values and for NULL. */
fund_text fund_json_text(const struct json_t *value);
/* The same, or an integer as text. */
fund_text fund_json_scalar(fund_corpus_reader *reader, const struct json_t *value);
/* The next member of an object; *at is NULL before the first.  False after the last. */
bool fund_json_member(const char **key, const struct json_t **value, void **at,
                      const struct json_t *object);

/* ---- entities.c --------------------------------------------------------- */

/* *out is XML whose references to entities are ones that XML knows of itself, borrowed from text or
   from *buf: entities of HTML and harmless ones of the document are replaced, an '&' that is none is
   escaped. */
fund_status fund_xml_mend_references(fund_text *out, fund_buf *buf, fund_corpus_reader *reader,
                                     fund_text text);

/* ---- xml.c -------------------------------------------------------------- */

typedef struct _xmlNode fund_xml_node;

/* What is parsed. */
typedef struct fund_xml_tree {
    struct _xmlDoc *doc;
    const fund_xml_node *root; /* NULL: nothing in it */
    size_t damage;             /* the line where XML was cut off; 0: it was not */
} fund_xml_tree;

typedef enum fund_markup {
    FUND_MARKUP_XML,
    FUND_MARKUP_MENDED, /* XML that need not be well-formed, if a tree can be had of it */
    FUND_MARKUP_HTML
} fund_markup;

/* See fund_corpus_need. */
fund_status fund_xml_need(fund_corpus_reader *reader);
/* Makes a tree of UTF-8, whatever encoding it declares; nothing outside of `text` is read.
   FUND_LOST, after a report, for XML that is not well-formed or that declares entities which are
   not plain text, and for elements with more attributes than libxml2 can take; what was mended is
   reported, too.
   *out is to be freed after any result. */
fund_status fund_xml_parse(fund_xml_tree *out, fund_corpus_reader *reader, fund_text text,
                           fund_markup kind);
/* The same from bytes that declare an encoding: see fund_corpus_decode. */
fund_status fund_xml_load(fund_xml_tree *out, fund_corpus_reader *reader, fund_text bytes,
                          const char *declared, fund_markup kind);
void fund_xml_free(fund_xml_tree *tree);

/* Nodes by their names, without namespace and in any case; all may be NULL. */
bool fund_xml_is(const fund_xml_node *node, const char *name);
bool fund_xml_is_one_of(const fund_xml_node *node, const char *names); /* "a b c" */
/* The same for many names, which are sorted and in small letters. */
bool fund_xml_is_among(const fund_xml_node *node, const char *const *names, size_t count);
const fund_xml_node *fund_xml_child(const fund_xml_node *node, const char *name);
const fund_xml_node *fund_xml_next(const fund_xml_node *node, const char *name);
/* The first one below, at any depth, in document order. */
const fund_xml_node *fund_xml_find(const fund_xml_node *node, const char *name);
/* The next node in document order below `top`, not below `node` itself when `over`. */
const fund_xml_node *fund_xml_walk(const fund_xml_node *node, const fund_xml_node *top, bool over);
/* Borrowed from the tree; "" when there is none. */
const char *fund_xml_attribute(const fund_xml_node *node, const char *name);
bool fund_xml_has(const fund_xml_node *node, const char *attribute, const char *value);
bool fund_xml_has_attribute(const fund_xml_node *node, const char *attribute);
/* Of its beginning; -1: not known. */
long fund_xml_line(const fund_xml_node *node);
/* The address of its namespace, or its prefix where it has none; "". */
const char *fund_xml_namespace(const fund_xml_node *node);
const char *fund_xml_prefix(const fund_xml_node *node);
/* An address as seen from a node, by xml:base there or above, else by `base`; kept. */
fund_text fund_xml_resolve(fund_corpus_reader *reader, const fund_xml_node *node, fund_text address,
                           fund_text base);
/* The text in a node, trimmed, copied to reader->texts; empty without a node. */
fund_text fund_xml_text(fund_corpus_reader *reader, const fund_xml_node *node);
/* The same without "Von " or "By ". */
fund_text fund_xml_byline(fund_corpus_reader *reader, const fund_xml_node *node);

/* Where a field of an article is: names of elements below the root, joined by '/', or by "//"
   for any depth; an attribute of the last one after '@'. */
typedef struct fund_xml_field {
    int field;
    const char *path; /* "head/docdata/doc-id@id-string" */
    /* What is taken of an element: fund_xml_text when NULL. */
    fund_text (*text)(fund_corpus_reader *reader, const fund_xml_node *node);
} fund_xml_field;

/* Sets the fields of the draft that are not set yet, from the first place that has some text. */
void fund_xml_take(fund_corpus_reader *reader, const fund_xml_node *root,
                   const fund_xml_field *fields, size_t count);

/* True for a node that is left out with all in it. */
typedef bool (*fund_markup_filter)(const fund_xml_node *node, void *payload);

/* Filters scripts, styles and what else shows no text. */
bool fund_markup_is_no_text(const fund_xml_node *node, void *payload);
/* Appends the paragraphs in a tree of HTML, NITF or the like. */
void fund_markup_paragraphs(fund_corpus_reader *reader, const fund_xml_node *root,
                            fund_markup_filter leave_out, void *payload);
/* Whether a node stands within a line of text. */
bool fund_markup_is_inline(const fund_xml_node *node);
/* Sets a field that is not set yet to the text of markup as one line. */
void fund_markup_set_line(fund_corpus_reader *reader, int field, const fund_xml_node *root);

/* ---- html_fragment.c ---------------------------------------------------- */

/* Appends the paragraphs of a fragment of HTML in UTF-8. */
fund_status fund_html_paragraphs(fund_corpus_reader *reader, fund_text html);
/* Sets a field that is not set yet to its text as one line. */
fund_status fund_html_set_line(fund_corpus_reader *reader, int field, fund_text html);

/* ---- html_title.c ------------------------------------------------------- */

/* A heading of a page. */
typedef struct fund_html_heading {
    fund_text text;
    int level;    /* 1 to 6 */
    bool is_site; /* it leads to the front page, so it names the site */
} fund_html_heading;

/* What a page says that may be its title or the name of its site, each as one line; texts may be
   empty. */
typedef struct fund_html_titles {
    fund_text stated; /* the title in data for machines */
    fund_text window; /* <title>, often with the name of the site */
    fund_text sites[4];
    fund_array(fund_html_heading) headings;
} fund_html_titles;

/* The title, borrowed from one of them; empty for none. */
fund_text fund_html_choose_title(const fund_html_titles *titles);

/* ---- html_metadata.c ---------------------------------------------------- */

/* Sets the fields of what a page says about itself; *body is the text of the article in its data
   for machines, which may be empty. */
fund_status fund_html_metadata(fund_text *body, fund_corpus_reader *reader,
                               const fund_xml_node *root);

/* ---- html_names.c ------------------------------------------------------- */

/* Whether a name, of a class or an id, says that a block is beside the text: "c-share__list",
   "shareBar"; not what the block has ("with-sidebar"), how it looks ("box--ads"), or what it is
   about ("tag-werbung").  With links in it or not: a teaser without any is the lead. */
bool fund_html_is_beside(fund_text name, bool links);
/* Whether a line, which a NUL is behind, announces something else than text, and is no
   sentence: "Mehr zum Thema". */
bool fund_html_announces(fund_text line);

/* ---- html_text.c -------------------------------------------------------- */

/* Appends the paragraphs of the text of a page whose title is known, without the headline; those
   of `stated`, the text in its data for machines, where the page shows little of it. */
fund_status fund_html_text(fund_corpus_reader *reader, const fund_xml_node *root, fund_text stated);

/* ---- xml_stream.c ---------------------------------------------------------- */

/* The root element's name within the first bytes, without namespace; empty for none. */
fund_text fund_xml_root_name(fund_text head);
/* Whether a text is XML whose root has one of the names, "a b c". */
bool fund_xml_has_root(fund_text head, const char *names);

/* What is done with an element. */
typedef enum fund_xml_way {
    FUND_XML_INTO, /* its children come one by one */
    FUND_XML_TAKE, /* it is taken as a tree */
    FUND_XML_OVER  /* it is passed over with all in it */
} fund_xml_way;

/* The node has its attributes in `enter`, all below it in `take`. */
typedef struct fund_xml_handler {
    fund_xml_way (*enter)(const fund_xml_node *node, unsigned depth, void *payload);
    fund_status (*take)(const fund_xml_node *node, void *payload);
    fund_status (*leave)(const fund_xml_node *node, void *payload); /* may be NULL */
} fund_xml_handler;

/* Hands the elements of XML over, one in memory at a time; neither of them may be larger than an
   article.  FUND_LOST, after a report, where it is not well-formed: what stands before was handed
   over. */
fund_status fund_xml_stream(fund_corpus_source *source, const fund_xml_handler *handler,
                            void *payload);

/* ---- tei.c, mediawiki.c, ocr.c ----------------------------------------------- */

bool fund_tei_sniff(fund_text head);
fund_status fund_tei_read(fund_corpus_source *source);
bool fund_protocol_sniff(fund_text head);
fund_status fund_protocol_read(fund_corpus_source *source);
bool fund_mediawiki_sniff(fund_text head);
fund_status fund_mediawiki_read(fund_corpus_source *source);
bool fund_ocr_sniff(fund_text head);
fund_status fund_ocr_read(fund_corpus_source *source);
bool fund_hocr_sniff(fund_text head);
fund_status fund_hocr_read(fund_corpus_reader *reader, fund_text bytes);

/* ---- html.c ------------------------------------------------------------- */

bool fund_html_sniff(fund_text head);
fund_status fund_html_read(fund_corpus_reader *reader, fund_text bytes);
/* The article of a page that was parsed; `root` may be NULL. */
fund_status fund_html_deliver(fund_corpus_reader *reader, const fund_xml_node *root);

/* ---- newsml.c ----------------------------------------------------------- */

/* Delivers the articles in what an agency sends; *taken is false when it is something else. */
fund_status fund_newsml_deliver(bool *taken, fund_corpus_reader *reader, const fund_xml_node *root);

/* ---- feed.c ------------------------------------------------------------- */

bool fund_feed_sniff(fund_text head);
fund_status fund_feed_read(fund_corpus_reader *reader, fund_text bytes);

/* ---- ninjs.c ------------------------------------------------------------ */

/* Whether an object is an item that an agency sends. */
bool fund_ninjs_is(const struct json_t *object);
fund_status fund_ninjs_deliver(fund_corpus_reader *reader, const struct json_t *item);

/* ---- jsonl.c ------------------------------------------------------------ */

/* True when text begins as a JSON object does. */
bool fund_json_sniff(fund_text head);
/* A document or lines, whichever it is. */
fund_status fund_json_read(fund_corpus_source *source);
/* An article a line; fund_json_read_stream for what may be a pipe. */
fund_status fund_json_read_lines(fund_corpus_source *source);
fund_status fund_json_read_stream(fund_corpus_source *source);

/* ---- text.c, markdown.c, email.c ---------------------------------------- */

/* The field of a header key, in English or German and in any case; -1: none. */
int fund_text_field_of(fund_text key);
fund_status fund_text_read(fund_corpus_reader *reader, fund_text text);
fund_status fund_markdown_read(fund_corpus_reader *reader, fund_text text);
bool fund_email_sniff(fund_text head);
fund_status fund_email_read(fund_corpus_reader *reader, fund_text bytes);

/* ---- mbox.c, table.c -------------------------------------------------------- */

bool fund_mbox_sniff(fund_text head);
fund_status fund_mbox_read(fund_corpus_source *source);
fund_status fund_table_read(fund_corpus_source *source);

/* ---- pdf.c ---------------------------------------------------------------- */

bool fund_pdf_sniff(fund_text head);
fund_status fund_pdf_read(fund_corpus_reader *reader, fund_text bytes);
/* The same in this process; the library has to be loaded. */
fund_status fund_pdf_need(fund_corpus_reader *reader);
fund_status fund_pdf_read_here(fund_corpus_reader *reader, fund_text bytes);

/* ---- package.c ------------------------------------------------------------ */

typedef struct fund_package_member {
    const char *name;
    fund_text bytes;
} fund_package_member;

/* Members of a zip archive, in its order. */
typedef struct fund_package {
    fund_package_member *items;
    size_t count, capacity;
    fund_arena *memory;
    uint64_t bytes; /* of all */
    bool failed;    /* memory ran out */
} fund_package;

/* See fund_corpus_need. */
fund_status fund_package_need(fund_corpus_reader *reader);
/* Loads the members whose names are wanted, of reader->limit bytes together at most.  FUND_LOST,
   after a report, for what is encrypted, no archive, or too large.  To be freed after any result. */
fund_status fund_package_load(fund_package *out, fund_corpus_reader *reader, fund_text bytes,
                              bool (*wanted)(const char *name));
void fund_package_free(fund_package *package);
/* NULL when there is none. */
const fund_package_member *fund_package_find(const fund_package *package, const char *name);

bool fund_epub_sniff(fund_text head);
bool fund_opendocument_sniff(fund_text head);
bool fund_ooxml_sniff(fund_text head);

/* ---- office.c, epub.c ------------------------------------------------------- */

/* Loads what packages are read with, and lets `work` read one in a child process. */
fund_status fund_package_read(fund_corpus_reader *reader, fund_text bytes, fund_child_work work);
fund_status fund_docx_read(fund_corpus_reader *reader, fund_text bytes);
fund_status fund_odt_read(fund_corpus_reader *reader, fund_text bytes);
fund_status fund_epub_read(fund_corpus_reader *reader, fund_text bytes);
/* The same in this process. */
fund_status fund_docx_read_here(fund_corpus_reader *reader, fund_text bytes);
fund_status fund_odt_read_here(fund_corpus_reader *reader, fund_text bytes);
fund_status fund_epub_read_here(fund_corpus_reader *reader, fund_text bytes);

/* ---- rtf.c ---------------------------------------------------------------- */

bool fund_rtf_sniff(fund_text head);
fund_status fund_rtf_read(fund_corpus_reader *reader, fund_text bytes);
/* The same in this process. */
fund_status fund_rtf_read_here(fund_corpus_reader *reader, fund_text bytes);

/* ---- inflate.c ------------------------------------------------------------ */

/* Appends what was compressed for sending, by "gzip", "zstd" or "br", up to reader->limit bytes;
   *known is false for another encoding.  FUND_LOST, after a report, when it is damaged or too
   large, or the library is missing. */
fund_status fund_inflate(bool *known, fund_buf *out, fund_corpus_reader *reader, fund_text bytes,
                         const char *encoding);

/* ---- warc.c --------------------------------------------------------------- */

bool fund_warc_sniff(fund_text head);
fund_status fund_warc_read(fund_corpus_source *source);

/* ---- archive.c ---------------------------------------------------------- */

bool fund_archive_sniff(fund_text head);
fund_status fund_archive_read(fund_corpus_source *source);

/* ---- format.c ----------------------------------------------------------- */

/* Whether a file of that name is one that is read in folders. */
bool fund_corpus_takes(const char *file_name);
/* Reads the articles of a file, member or stream. */
fund_status fund_corpus_read_source(fund_corpus_source *source);

/* ---- walk.c ------------------------------------------------------------- */

/* `name` is the path as the caller gave it, `path` the absolute one. */
typedef struct fund_corpus_visitor {
    /* Whether a file of that name is one that is read in folders. */
    bool (*takes)(const char *name);
    /* A folder is reached; *enter may be cleared.  May be NULL. */
    fund_status (*folder)(bool *enter, const char *path, void *payload);
    fund_status (*file)(const char *name, const char *path, uint64_t bytes, void *payload);
    /* A file in a folder is one that is not read.  May be NULL. */
    fund_status (*skipped)(const char *name, const char *path, void *payload);
    /* May be NULL. */
    fund_status (*problem)(fund_status status, bool lost, const char *name, const char *path,
                           const char *what, void *payload);
} fund_corpus_visitor;

/* Visits the file `name`, or all files to be read below the folder `name`.  With
   `as_is` that is absolute already, and not resolved. */
fund_status fund_corpus_walk(const char *name, bool as_is, const fund_corpus_visitor *visitor,
                             void *payload, fund_error *err);
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

#endif
