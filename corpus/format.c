#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>
#include <strings.h>

/* True when the first byte is '{', not counting a BOM, white space and the
   zero bytes that UTF-16 has. */
static bool begins_as_object(fund_text head)
{
    size_t pos = 0;
    if (fund_corpus_is_utf16(head)) {
        pos = 2;
    } else if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) {
        pos = 3;
    }
    while (pos < head.len && memchr(" \t\r\n\0", head.data[pos], 5) != NULL) {
        pos++;
    }
    return pos < head.len && head.data[pos] == '{';
}

static fund_status read_text(fund_corpus_source *source, uint64_t bytes)
{
    (void)bytes;
    return fund_corpus_read_decoded(source, fund_corpus_read_text);
}

static fund_status read_lines(fund_corpus_source *source)
{
    fund_status status = fund_corpus_read_lines(source->reader, source);
    if (status == FUND_OK && source->errnum != 0) {
        status = fund_corpus_read_error(source);
    }
    return status;
}

/* JSON in memory: a document or lines.  UTF-16 is converted as a whole, since
   its lines do not end with a byte. */
static fund_status read_loaded_json(fund_corpus_source *source, bool lines)
{
    fund_corpus_reader *reader = source->reader;
    fund_corpus_source converted = {.reader = reader, .fd = -1, .end = true};
    bool lost = false;
    fund_status status = FUND_OK;
    if (fund_corpus_is_utf16(fund_corpus_rest(source))) {
        fund_text text;
        status = fund_corpus_decode(&text, &converted.buf, fund_corpus_rest(source), &lost, reader);
        source = &converted;
    }
    if (status == FUND_OK && !lost) {
        lines = lines || fund_corpus_is_lines(fund_corpus_rest(source));
        status = lines ? read_lines(source)
                       : fund_corpus_read_document(reader, fund_corpus_rest(source));
    }
    fund_buf_free(&converted.buf);
    return status;
}

/* What a first block shows of a file that is too large for memory: whole lines,
   or a line that is longer than the block. */
static bool may_be_lines(fund_text head)
{
    return fund_corpus_is_lines(head) ||
           (begins_as_object(head) && memchr(head.data, '\n', head.len) == NULL);
}

/* `lines`: whatever they begin with. */
static fund_status read_json_as(fund_corpus_source *source, bool lines, uint64_t bytes)
{
    bool too_large = bytes > source->reader->limit;
    fund_text head = fund_corpus_rest(source);
    if (!fund_corpus_is_utf16(head) && (lines || (too_large && may_be_lines(head)))) {
        return read_lines(source);
    }
    bool lost;
    fund_status status = fund_corpus_load(&head, &lost, source);
    return status != FUND_OK || lost ? status : read_loaded_json(source, lines);
}

static fund_status read_json(fund_corpus_source *source, uint64_t bytes)
{
    return read_json_as(source, false, bytes);
}

static fund_status read_json_lines(fund_corpus_source *source, uint64_t bytes)
{
    return read_json_as(source, true, bytes);
}

/* ---- which one ----------------------------------------------------------- */

/* Sniffed in this order. */
static const fund_format_reader formats[] = {
    {{"text", " .txt .text",
      FUND_TR(
          "the text; id, title, date, section, author, source, url, status, embargo and version "
          "from a header block")},
     NULL,
     false,
     read_text},
    {{"json", " .json",
      FUND_TR("an object or an array of them: id, title, date, section, author, source, url, body, "
              "status, embargo, version; JSON Feed: each item's id, title, date, authors, first "
              "tag, url, "
              "content")},
     NULL,
     false,
     read_json},
    {{"jsonl", " .jsonl .ndjson", FUND_TR("the same, one object a line")},
     NULL,
     false,
     read_json_lines},
    {{"html", " .html .htm .xhtml",
      FUND_TR(
          "the main text; title, date, author, section, source and url from JSON-LD, meta elements "
          "and the page")},
     fund_corpus_sniff_html,
     false,
     fund_corpus_read_html},
    {{"xml", " .xml .rss .atom .nitf",
      FUND_TR(
          "RSS, Atom: each item's id, title, date, author, category, link, text; updated is its "
          "version. NewsML-G2, NITF: id, version, headline, date, subject, byline, source, status, "
          "embargo, text")},
     fund_corpus_sniff_xml,
     false,
     fund_corpus_read_xml},
    {{"markdown", " .md .markdown",
      FUND_TR("the text; title, date, section or category, author, source, url, id, status, draft, "
              "embargo and version from front matter in YAML")},
     NULL,
     false,
     fund_corpus_read_markdown},
    {{"email", " .eml",
      FUND_TR("message id, subject, date, sender, organization; the plain text part, else the HTML "
              "part")},
     fund_corpus_sniff_email,
     false,
     fund_corpus_read_email},
    {{"archive", " .zip .tar .tgz .tzst .txz .tbz2 .gz .zst .xz .bz2",
      FUND_TR("tar and zip: the members that have one of these formats; gzip, zstd, xz, bzip2: the "
              "file "
              "that is compressed")},
     fund_corpus_sniff_archive,
     true,
     fund_corpus_read_archive},
};

enum { FORMAT_COUNT = sizeof formats / sizeof formats[0], FORMAT_TEXT = 0, FORMAT_JSON = 1 };

const fund_format *fund_corpus_format(size_t i)
{
    return i < FORMAT_COUNT ? &formats[i].about : NULL;
}

const fund_format *fund_corpus_format_named(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].about.name, name) == 0) {
            return &formats[i].about;
        }
    }
    return NULL;
}

/* Whether ".ext" is one of " .e1 .e2 ...". */
static bool is_listed(const char *extensions, const char *extension)
{
    size_t len = strlen(extension);
    for (const char *at = extensions; (at = strchr(at, '.')) != NULL; at++) {
        if (strncasecmp(at, extension, len) == 0 && (at[len] == ' ' || at[len] == '\0')) {
            return true;
        }
    }
    return false;
}

static const fund_format_reader *format_by_name(const char *file_name)
{
    const char *extension = strrchr(file_name, '.');
    extension = extension != NULL && strchr(extension, '/') == NULL ? extension : NULL;
    for (size_t i = 0; extension != NULL && i < FORMAT_COUNT; i++) {
        if (is_listed(formats[i].about.extensions, extension)) {
            return &formats[i];
        }
    }
    return NULL;
}

bool fund_corpus_takes(const char *file_name)
{
    size_t inner = fund_corpus_inner_length(file_name, strlen(file_name));
    const char *slash = strrchr(file_name, '/');
    const char *base = slash != NULL ? slash + 1 : file_name;
    size_t prefix = (size_t)(base - file_name);
    const char *dot = inner > prefix + 1 ? memrchr(base + 1, '.', inner - prefix - 1) : NULL;
    if (file_name[inner] == '\0' || dot == NULL) {
        return format_by_name(file_name) != NULL; /* not compressed, or "name.gz" */
    }
    char extension[16];
    snprintf(extension, sizeof extension, "%.*s", (int)(file_name + inner - dot), dot);
    return format_by_name(extension) != NULL;
}

/* What was asked for, else what the content tells beyond doubt, else what the name
   says, else what the content may be. */
static const fund_format_reader *choose_format(const fund_corpus_reader *reader, fund_text head)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        bool fits = formats[i].sniff != NULL && formats[i].sniff(head);
        bool asked = reader->format != NULL && !(fits && formats[i].is_container);
        if (asked ? reader->format == &formats[i].about : fits) {
            return &formats[i];
        }
    }
    const fund_format_reader *named =
        format_by_name(reader->member != NULL ? reader->member : reader->path);
    if (named != NULL) {
        return named;
    }
    return &formats[begins_as_object(head) ? FORMAT_JSON : FORMAT_TEXT];
}

fund_status fund_corpus_read_source(fund_corpus_source *source, uint64_t bytes)
{
    fund_status status = fund_corpus_source_fill(source);
    if (status != FUND_OK) {
        return status;
    }
    return choose_format(source->reader, fund_corpus_rest(source))->read(source, bytes);
}

fund_status fund_corpus_read_stream(fund_corpus_source *source)
{
    fund_status status = fund_corpus_source_fill(source);
    if (status != FUND_OK) {
        return status;
    }
    if (source->reader->format != NULL) {
        return choose_format(source->reader, fund_corpus_rest(source))->read(source, 0);
    }
    if (fund_corpus_is_utf16(fund_corpus_rest(source))) {
        return fund_corpus_problem(source->reader, FUND_ERR_ENCODING, true,
                                   "UTF-16 is not read from a stream; convert it to UTF-8");
    }
    return read_lines(source);
}
