/* Which formats there are, and which one a file has. */
#include "corpus/corpus_private.h"

#include <stdio.h>
#include <string.h>

/* A format and its reader. */
typedef struct format_reader {
    fund_format about;
    /* Whether what begins so has this format, whatever its name is; NULL: the name decides. */
    bool (*sniff)(fund_text head);
    /* One of these reads its articles: from UTF-8, from bytes as they are, or from a source
       whose first block is in the buffer. */
    fund_status (*read_text)(fund_corpus_reader *reader, fund_text text);
    fund_status (*read_bytes)(fund_corpus_reader *reader, fund_text bytes);
    fund_status (*read)(fund_corpus_source *source);
    bool is_container; /* a format that is asked for is that of its members */
} format_reader;

/* Sniffed in this order. */
static const format_reader formats[] = {
    {.about = {"text", " .txt .text",
               FUND_TR("the text; id, title, date, section, author, source, url, status, embargo "
                       "and version from a header block")},
     .read_text = fund_text_read},
    {.about = {"json", " .json",
               FUND_TR("an object or an array of them: id, title, date, section, author, source, "
                       "url, body, status, embargo, version, or titel, datum, ressort, autor, "
                       "quelle, text, sperrfrist; JSON Feed: each item's id, title, date, "
                       "authors, first tag, url, content; ninjs: uri, version, status, embargo, "
                       "headline, date, byline, subject, source, main body")},
     .read = fund_json_read},
    {.about = {"jsonl", " .jsonl .ndjson", FUND_TR("the same, one object a line")},
     .read = fund_json_read_lines},
    {.about = {"hocr", " .hocr", FUND_TR("hOCR: the text by pages, lines and broken words joined")},
     .sniff = fund_hocr_sniff,
     .read_bytes = fund_hocr_read},
    {.about = {"html", " .html .htm .xhtml",
               FUND_TR("the main text; title, date, author, section, source and url from JSON-LD, "
                       "meta elements and the page")},
     .sniff = fund_html_sniff,
     .read_bytes = fund_html_read},
    {.about = {"tei", " .tei",
               FUND_TR("TEI: each division or speech, its heading and pages; speaker as author; "
                       "title, author and date from the header")},
     .sniff = fund_tei_sniff,
     .read = fund_tei_read},
    {.about = {"protocol", "",
               FUND_TR("plenary protocols of the Bundestag: each speech; speaker as author, item "
                       "of the agenda as section")},
     .sniff = fund_protocol_sniff,
     .read = fund_protocol_read},
    {.about = {"mediawiki", "",
               FUND_TR("dumps of MediaWiki: each article's last revision without markup; title, "
                       "date, author, revision as version")},
     .sniff = fund_mediawiki_sniff,
     .read = fund_mediawiki_read},
    {.about = {"ocr", " .alto",
               FUND_TR("ALTO and PAGE: the text by pages, without running heads; lines and broken "
                       "words joined")},
     .sniff = fund_ocr_sniff,
     .read = fund_ocr_read},
    {.about = {"xml", " .xml .rss .atom .nitf",
               FUND_TR("RSS, Atom: each item's id, title, date, author, category, link, text; "
                       "updated is its version; of a WordPress export what is published. "
                       "NewsML-G2, NewsML 1, NITF: id, version, headline, date, subject, byline, "
                       "source, status, embargo, text")},
     .sniff = fund_feed_sniff,
     .read_bytes = fund_feed_read},
    {.about = {"markdown", " .md .markdown",
               FUND_TR("the text; title, date, section or category, author, source, url, id, "
                       "status, draft, embargo and version from front matter in YAML")},
     .read_text = fund_markdown_read},
    {.about = {"email", " .eml",
               FUND_TR("message id, subject, date, sender, organization; all text parts, of "
                       "alternatives the plain one; attached texts and forwarded messages are "
                       "passages of it")},
     .sniff = fund_email_sniff,
     .read_bytes = fund_email_read},
    {.about = {"mbox", " .mbox .mbx", FUND_TR("the same of each message of a mailbox")},
     .sniff = fund_mbox_sniff,
     .read = fund_mbox_read},
    {.about = {"table", " .csv .tsv",
               FUND_TR("each row; columns by the names of fields in the header, text or body for "
                       "the text")},
     .read = fund_table_read},
    {.about = {"warc", " .warc",
               FUND_TR(
                   "each page, text or PDF that was found: its address as id and url, the day of "
                   "its retrieval where it has no date")},
     .sniff = fund_warc_sniff,
     .read = fund_warc_read},
    {.about = {"pdf", " .pdf",
               FUND_TR("the text by pages, without running heads; title, author and date from "
                       "the document's data")},
     .sniff = fund_pdf_sniff,
     .read_bytes = fund_pdf_read},
    {.about = {"docx", " .docx .docm .dotx",
               FUND_TR("the text, then its notes, without what is deleted; title, author and date "
                       "from the document's data")},
     .sniff = fund_ooxml_sniff,
     .read_bytes = fund_docx_read},
    {.about = {"odt", " .odt .ott", FUND_TR("the same of OpenDocument texts")},
     .sniff = fund_opendocument_sniff,
     .read_bytes = fund_odt_read},
    {.about = {"rtf", " .rtf", FUND_TR("the same of RTF")},
     .sniff = fund_rtf_sniff,
     .read_bytes = fund_rtf_read},
    {.about = {"epub", " .epub",
               FUND_TR("each chapter's text and heading; the book's title as source, its author, "
                       "date and subject")},
     .sniff = fund_epub_sniff,
     .read_bytes = fund_epub_read},
    {.about = {"archive", " .zip .tar .tgz .tzst .txz .tbz2 .gz .zst .xz .bz2",
               FUND_TR("tar and zip: the members that have one of these formats; gzip, zstd, xz, "
                       "bzip2: the file that is compressed")},
     .sniff = fund_archive_sniff,
     .read = fund_archive_read,
     .is_container = true},
};

enum { FORMAT_COUNT = FUND_COUNT(formats), FORMAT_TEXT = 0, FORMAT_JSON = 1 };

const fund_format *fund_format_at(size_t i)
{
    return i < FORMAT_COUNT ? &formats[i].about : NULL;
}

const fund_format *fund_format_named(const char *name)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        if (strcmp(formats[i].about.name, name) == 0) {
            return &formats[i].about;
        }
    }
    return NULL;
}

/* ---- by name ------------------------------------------------------------ */

/* Messages of a maildir: "cur/1714631400.M1P2.host:2,S". */
static bool is_in_maildir(const char *file_name)
{
    const char *slash = strrchr(file_name, '/');
    size_t folder = slash != NULL ? (size_t)(slash - file_name) : 0;
    size_t digits = slash != NULL ? strspn(slash + 1, "0123456789") : 0;
    bool in_folder = folder >= 3 && (folder == 3 || slash[-4] == '/') &&
                     (memcmp(slash - 3, "cur", 3) == 0 || memcmp(slash - 3, "new", 3) == 0);
    return in_folder && digits >= 8 && slash[1 + digits] == '.';
}

static const format_reader *format_by_name(const char *file_name)
{
    const char *extension = strrchr(file_name, '.');
    if (is_in_maildir(file_name)) {
        extension = ".eml";
    }
    for (size_t i = 0; extension != NULL && i < FORMAT_COUNT; i++) {
        if (fund_corpus_is_one_of(fund_text_of(extension), formats[i].about.extensions)) {
            return &formats[i];
        }
    }
    return NULL;
}

bool fund_corpus_takes(const char *file_name)
{
    if (is_in_maildir(file_name)) {
        return true;
    }
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

/* ---- by content --------------------------------------------------------- */

/* What was asked for, else what the content shows beyond doubt, else what the name
   says, else what the content may be. */
static const format_reader *choose_format(const fund_corpus_reader *reader, fund_text head)
{
    for (size_t i = 0; i < FORMAT_COUNT; i++) {
        bool fits = formats[i].sniff != NULL && formats[i].sniff(head);
        bool asked = reader->format != NULL && !(fits && formats[i].is_container);
        if (asked ? reader->format == &formats[i].about : fits) {
            return &formats[i];
        }
    }
    const format_reader *named =
        format_by_name(reader->member != NULL ? reader->member : reader->path);
    return named != NULL ? named : &formats[fund_json_sniff(head) ? FORMAT_JSON : FORMAT_TEXT];
}

/* All of a file that is read from memory. */
static fund_status read_whole(const format_reader *format, fund_corpus_source *source)
{
    fund_text text;
    fund_buf converted = FUND_BUF_INIT;
    fund_status status = fund_corpus_load(&text, source);
    if (status == FUND_OK && format->read_text != NULL) {
        status = fund_corpus_decode(&text, &converted, text, "", source->reader);
    }
    if (status == FUND_OK) {
        status = (format->read_text != NULL ? format->read_text
                                            : format->read_bytes)(source->reader, text);
    }
    fund_buf_free(&converted);
    return status;
}

fund_status fund_corpus_read_source(fund_corpus_source *source)
{
    fund_status status = fund_corpus_source_fill(source);
    if (status != FUND_OK) {
        return status;
    }
    if (source->is_stream && source->reader->format == NULL) {
        return fund_corpus_go_on(fund_json_read_stream(source));
    }
    const format_reader *format = choose_format(source->reader, fund_corpus_rest(source));
    return fund_corpus_go_on(format->read != NULL ? format->read(source)
                                                  : read_whole(format, source));
}
