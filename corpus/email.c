/* E-mail (RFC 5322 and MIME), by GMime. */
#include "corpus/corpus_private.h"

#include <gmime/gmime.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* A macro that calls the function of this name. */
#undef g_object_unref

/* Those of GLib are found by way of GMime, which is linked with it. */
#define GMIME_NAMES(X)                                                                             \
    X(g_date_time_format)                                                                          \
    X(g_free)                                                                                      \
    X(g_mime_content_type_get_media_subtype)                                                       \
    X(g_mime_content_type_get_media_type)                                                          \
    X(g_mime_content_type_get_parameter)                                                           \
    X(g_mime_content_type_is_type)                                                                 \
    X(g_mime_data_wrapper_write_to_stream)                                                         \
    X(g_mime_init)                                                                                 \
    X(g_mime_message_get_date)                                                                     \
    X(g_mime_message_get_from)                                                                     \
    X(g_mime_message_get_message_id)                                                               \
    X(g_mime_message_get_mime_part)                                                                \
    X(g_mime_message_get_subject)                                                                  \
    X(g_mime_message_part_get_message)                                                             \
    X(g_mime_message_part_get_type)                                                                \
    X(g_mime_multipart_get_count)                                                                  \
    X(g_mime_multipart_get_part)                                                                   \
    X(g_mime_multipart_get_type)                                                                   \
    X(g_mime_object_get_content_type)                                                              \
    X(g_mime_object_get_header)                                                                    \
    X(g_mime_parser_construct_message)                                                             \
    X(g_mime_parser_new_with_stream)                                                               \
    X(g_mime_part_get_content)                                                                     \
    X(g_mime_part_get_filename)                                                                    \
    X(g_mime_part_get_type)                                                                        \
    X(g_mime_stream_mem_get_byte_array)                                                            \
    X(g_mime_stream_mem_new)                                                                       \
    X(g_mime_stream_mem_new_with_buffer)                                                           \
    X(g_object_unref)                                                                              \
    X(g_type_check_instance_is_a)                                                                  \
    X(internet_address_get_name)                                                                   \
    X(internet_address_list_get_address)                                                           \
    X(internet_address_list_length)                                                                \
    X(internet_address_mailbox_get_addr)                                                           \
    X(internet_address_mailbox_get_type)

static void start(void);
FUND_LIBRARY(gmime, GMIME_NAMES, start, FUND_LIBRARY_GMIME_3_0)

static void start(void)
{
    gmime.g_mime_init();
}

/* GMIME_IS_PART() and the like call functions, too. */
static bool is_a(void *object, GType type)
{
    return gmime.g_type_check_instance_is_a(object, type) != 0;
}

/* The name of the header line that text begins with; empty for anything else. */
static fund_text header_name(fund_text text)
{
    const char *colon = text.len > 1 ? memchr(text.data, ':', text.len - 1) : NULL;
    return (fund_text){text.data, colon != NULL ? (size_t)(colon - text.data) : 0};
}

bool fund_email_sniff(fund_text head)
{
    return fund_corpus_is_one_of(header_name(head),
                                 "Received Return-Path Message-ID MIME-Version Delivered-To");
}

/* GMime follows groups of addresses ("a: b: c: ...") as deep as they go, until the stack
   ends. True for a header of so many, in the message or in one within it. */
static bool nests_addresses(fund_text text)
{
    enum { GROUPS_MAX = 500 };
    fund_text line;
    size_t pos = 0, colons = 0;
    bool counts = false;
    while (colons <= GROUPS_MAX && fund_corpus_next_line(&line, NULL, text, &pos)) {
        bool goes_on = line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
        if (!goes_on) {
            colons = 0;
            counts = fund_corpus_is_one_of(header_name(line), "From Sender Reply-To To Cc Bcc");
        }
        for (size_t i = 0; counts && i < line.len; i++) {
            colons += line.data[i] == ':';
        }
    }
    return colons > GROUPS_MAX;
}

/* ---- header --------------------------------------------------------------------- */

static void set(fund_corpus_reader *reader, int field, const char *text)
{
    if (text != NULL && fund_utf8_valid(text, strlen(text), NULL)) {
        fund_draft_set_copy(reader, field, text);
    }
}

static void take_header(fund_corpus_reader *reader, GMimeMessage *message)
{
    InternetAddressList *from = gmime.g_mime_message_get_from(message);
    InternetAddress *sender = from != NULL && gmime.internet_address_list_length(from) > 0
                                  ? gmime.internet_address_list_get_address(from, 0)
                                  : NULL;
    set(reader, FUND_FIELD_ID, gmime.g_mime_message_get_message_id(message));
    set(reader, FUND_FIELD_TITLE, gmime.g_mime_message_get_subject(message));
    set(reader, FUND_FIELD_SOURCE,
        gmime.g_mime_object_get_header((GMimeObject *)message, "Organization"));
    if (sender != NULL) {
        set(reader, FUND_FIELD_AUTHOR, gmime.internet_address_get_name(sender));
        if (is_a(sender, gmime.internet_address_mailbox_get_type())) {
            set(reader, FUND_FIELD_AUTHOR,
                gmime.internet_address_mailbox_get_addr((InternetAddressMailbox *)sender));
        }
    }
    GDateTime *date = gmime.g_mime_message_get_date(message);
    char *iso = date != NULL ? gmime.g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z") : NULL;
    /* A date that GMime does not understand is reported. */
    set(reader, FUND_FIELD_DATE,
        iso != NULL ? iso : gmime.g_mime_object_get_header((GMimeObject *)message, "Date"));
    gmime.g_free(iso);
}

/* ---- text ------------------------------------------------------------------------ */

enum { DEPTH_MAX = 50 }; /* of parts in parts */

/* The bytes of a part, with its transfer encoding undone. */
static fund_text bytes_of(fund_corpus_reader *reader, GMimePart *part)
{
    fund_text text = {"", 0};
    GMimeDataWrapper *content = gmime.g_mime_part_get_content(part);
    GMimeStream *stream = gmime.g_mime_stream_mem_new();
    if (content != NULL && gmime.g_mime_data_wrapper_write_to_stream(content, stream) >= 0) {
        const GByteArray *array = gmime.g_mime_stream_mem_get_byte_array((GMimeStreamMem *)stream);
        text = fund_draft_keep(reader, (fund_text){(const char *)array->data, array->len});
    }
    gmime.g_object_unref(stream);
    return text;
}

static const char *parameter_of(GMimePart *part, const char *name)
{
    GMimeContentType *type = gmime.g_mime_object_get_content_type((GMimeObject *)part);
    const char *value = gmime.g_mime_content_type_get_parameter(type, name);
    return value != NULL ? value : "";
}

/* A line of format=flowed without the marks of quoting and the blank that hides them. */
static fund_text unstuffed(fund_text line, size_t *quotes)
{
    *quotes = 0;
    while (*quotes < line.len && line.data[*quotes] == '>') {
        ++*quotes;
    }
    size_t skip = *quotes + (*quotes < line.len && line.data[*quotes] == ' ');
    return (fund_text){line.data + skip, line.len - skip};
}

static bool is_signature(fund_text line)
{
    return line.len == 3 && memcmp(line.data, "-- ", 3) == 0;
}

/* Lines up to a signature. */
static void take_fixed(fund_corpus_reader *reader, fund_text text)
{
    fund_text line;
    size_t pos = 0, end = 0;
    while (fund_corpus_next_line(&line, NULL, text, &pos) && !is_signature(line)) {
        end = pos;
    }
    fund_draft_split(reader, (fund_text){text.data, end}, false);
}

/* format=flowed (RFC 3676): a line that ends with a blank goes on in the next one of the same depth
   of quoting, with DelSp without that blank. */
static void take_flowed(fund_corpus_reader *reader, fund_text text, bool drop_blank)
{
    fund_buf out = FUND_BUF_INIT;
    fund_text line;
    size_t pos = 0, quotes, before = 0;
    bool goes_on = false;
    while (fund_corpus_next_line(&line, NULL, text, &pos)) {
        line = unstuffed(line, &quotes);
        if (is_signature(line)) {
            break;
        }
        fund_buf_append_str(&out, goes_on && quotes != before ? "\n" : "");
        goes_on = line.len > 0 && line.data[line.len - 1] == ' ';
        fund_buf_append(&out, line.data, line.len - (goes_on && drop_blank));
        fund_buf_append_str(&out, goes_on ? "" : "\n");
        before = quotes;
    }
    fund_draft_split(reader, fund_draft_keep_buf(reader, &out), false);
}

static bool ends_with_one_of(const char *name, const char *extensions)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && fund_corpus_is_one_of(fund_text_of(dot), extensions);
}

typedef enum part_kind { PART_PLAIN, PART_HTML, PART_NO_TEXT } part_kind;

/* "Content-Type: text", which is no type, is plain text (RFC 2045, 5.2). */
static bool has_type(GMimePart *part)
{
    const char *given = gmime.g_mime_object_get_header((GMimeObject *)part, "Content-Type");
    return given != NULL && strchr(given, '/') != NULL;
}

/* Of text all that a reader would read; an attachment of no type by its name. */
static part_kind kind_of(GMimePart *part)
{
    GMimeContentType *type = gmime.g_mime_object_get_content_type((GMimeObject *)part);
    const char *media = gmime.g_mime_content_type_get_media_type(type);
    const char *given = gmime.g_mime_content_type_get_media_subtype(type);
    const char *name = gmime.g_mime_part_get_filename(part);
    fund_text subtype = fund_text_of(given != NULL ? given : "");
    name = name != NULL ? name : "";
    if (media == NULL || !has_type(part) || strcasecmp(media, "text") == 0) {
        return fund_corpus_is_one_of(subtype, "html enriched richtext x-html") ? PART_HTML
               : fund_corpus_is_one_of(subtype, "calendar css directory ecmascript javascript rtf "
                                                "vcard x-vcard x-vcalendar")
                   ? PART_NO_TEXT
                   : PART_PLAIN;
    }
    if (strcasecmp(media, "application") != 0) {
        return PART_NO_TEXT;
    }
    if (fund_corpus_is_one_of(subtype, "xhtml+xml") ||
        ends_with_one_of(name, ".html .htm .xhtml")) {
        return PART_HTML;
    }
    return ends_with_one_of(name, ".txt .text .md .markdown") ? PART_PLAIN : PART_NO_TEXT;
}

/* Tells of an attachment by its extension, else by its type. */
static fund_status skip_part(fund_corpus_reader *reader, GMimePart *part)
{
    char kind[64];
    GMimeContentType *type = gmime.g_mime_object_get_content_type((GMimeObject *)part);
    const char *name = gmime.g_mime_part_get_filename(part);
    const char *dot = name != NULL ? strrchr(name, '.') : NULL;
    const char *media = gmime.g_mime_content_type_get_media_type(type);
    const char *subtype = gmime.g_mime_content_type_get_media_subtype(type);
    if (fund_corpus_is_one_of(fund_text_of(media != NULL ? media : ""), "message")) {
        return FUND_OK; /* a report's for machines */
    }
    if (dot != NULL && strlen(dot) < sizeof kind && fund_utf8_valid(dot, strlen(dot), NULL)) {
        snprintf(kind, sizeof kind, "%s", dot);
    } else {
        snprintf(kind, sizeof kind, "%.30s/%.30s", media != NULL ? media : "",
                 subtype != NULL ? subtype : "");
    }
    return fund_corpus_go_on(fund_corpus_skip(reader, FUND_SKIP_ATTACHMENT, fund_text_of(kind)));
}

static fund_status take_leaf(fund_corpus_reader *reader, GMimePart *part)
{
    part_kind kind = kind_of(part);
    if (kind == PART_NO_TEXT) {
        return skip_part(reader, part);
    }
    fund_buf converted = FUND_BUF_INIT;
    fund_text text = bytes_of(reader, part);
    fund_status status =
        fund_corpus_decode_mended(&text, &converted, text, parameter_of(part, "charset"), reader);
    if (status == FUND_OK) {
        text = fund_draft_keep(reader, text); /* paragraphs are borrowed from it */
        if (kind == PART_HTML) {
            status = fund_html_paragraphs(reader, text);
        } else if (strcasecmp(parameter_of(part, "format"), "flowed") == 0) {
            take_flowed(reader, text, strcasecmp(parameter_of(part, "delsp"), "yes") == 0);
        } else {
            take_fixed(reader, text);
        }
    }
    fund_buf_free(&converted);
    return fund_corpus_go_on(status);
}

static fund_status take_part(fund_corpus_reader *reader, GMimeObject *object, unsigned depth);

/* A message within this one: its subject is a paragraph, its text follows. */
static fund_status take_message(fund_corpus_reader *reader, GMimeMessage *message, unsigned depth)
{
    const char *subject = message != NULL ? gmime.g_mime_message_get_subject(message) : NULL;
    if (subject != NULL && fund_utf8_valid(subject, strlen(subject), NULL)) {
        fund_draft_add_paragraph(reader, fund_text_of(subject));
    }
    return message != NULL ? take_part(reader, gmime.g_mime_message_get_mime_part(message), depth)
                           : FUND_OK;
}

/* Of alternatives the plain one, else the last that is text, which is the richest. */
static fund_status take_alternative(fund_corpus_reader *reader, GMimeMultipart *multipart,
                                    unsigned depth)
{
    int count = gmime.g_mime_multipart_get_count(multipart);
    fund_status status = FUND_OK;
    size_t before = reader->paragraphs.count;
    for (int turn = 0; turn < 2; turn++) {
        for (int i = turn == 0 ? 0 : count - 1;
             i >= 0 && i < count && status == FUND_OK && reader->paragraphs.count == before;
             i += turn == 0 ? 1 : -1) {
            GMimeObject *part = gmime.g_mime_multipart_get_part(multipart, i);
            bool plain = part != NULL && is_a(part, gmime.g_mime_part_get_type()) &&
                         kind_of((GMimePart *)part) == PART_PLAIN;
            if (plain == (turn == 0)) {
                status = take_part(reader, part, depth);
            }
        }
    }
    return status;
}

static fund_status take_multipart(fund_corpus_reader *reader, GMimeMultipart *multipart,
                                  unsigned depth)
{
    GMimeContentType *type = gmime.g_mime_object_get_content_type((GMimeObject *)multipart);
    if (gmime.g_mime_content_type_is_type(type, "multipart", "alternative")) {
        return take_alternative(reader, multipart, depth);
    }
    int count = gmime.g_mime_multipart_get_count(multipart);
    fund_status status = FUND_OK;
    for (int i = 0; i < count && status == FUND_OK; i++) {
        status = take_part(reader, gmime.g_mime_multipart_get_part(multipart, i), depth);
    }
    return status;
}

static fund_status take_part(fund_corpus_reader *reader, GMimeObject *object, unsigned depth)
{
    if (object == NULL) {
        return FUND_OK;
    }
    if (depth > DEPTH_MAX) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                   "parts are nested too deeply; those within are not read");
    }
    if (is_a(object, gmime.g_mime_multipart_get_type())) {
        return take_multipart(reader, (GMimeMultipart *)object, depth + 1);
    }
    if (is_a(object, gmime.g_mime_message_part_get_type())) {
        return take_message(
            reader, gmime.g_mime_message_part_get_message((GMimeMessagePart *)object), depth + 1);
    }
    return is_a(object, gmime.g_mime_part_get_type()) ? take_leaf(reader, (GMimePart *)object)
                                                      : FUND_OK;
}

/* ---- the message ------------------------------------------------------------------- */

/* From the first line on that is no header; without the blank line that may be before it. */
static fund_text raw_body(fund_text bytes)
{
    fund_text line;
    size_t pos = 0, start = 0;
    while (fund_corpus_next_line(&line, NULL, bytes, &pos)) {
        fund_text name = header_name(line);
        bool goes_on = start > 0 && line.len > 0 && (line.data[0] == ' ' || line.data[0] == '\t');
        if (!goes_on && (name.len == 0 || memchr(name.data, ' ', name.len) != NULL)) {
            break;
        }
        start = pos;
    }
    return (fund_text){bytes.data + start, bytes.len - start};
}

/* Whether the parser found nothing where there may be something: no header, no blank line after
   it, or no part of a multipart message. */
static bool is_misread(GMimeMessage *message)
{
    GMimeObject *root = message != NULL ? gmime.g_mime_message_get_mime_part(message) : NULL;
    return root == NULL || (is_a(root, gmime.g_mime_multipart_get_type())
                                ? gmime.g_mime_multipart_get_count((GMimeMultipart *)root) == 0
                                : is_a(root, gmime.g_mime_part_get_type()) &&
                                      kind_of((GMimePart *)root) != PART_NO_TEXT);
}

static fund_status take_raw(fund_corpus_reader *reader, fund_text bytes)
{
    fund_buf converted = FUND_BUF_INIT;
    fund_text text = raw_body(bytes);
    fund_status status = fund_corpus_decode(&text, &converted, text, "", reader);
    if (status == FUND_OK) {
        take_fixed(reader, fund_draft_keep(reader, text));
    }
    fund_buf_free(&converted);
    return status;
}

/* `message` is NULL when it could not be parsed. */
static fund_status take_text(fund_corpus_reader *reader, GMimeMessage *message, fund_text bytes)
{
    fund_status status = message != NULL
                             ? take_part(reader, gmime.g_mime_message_get_mime_part(message), 0)
                             : FUND_OK;
    if (status == FUND_OK && reader->paragraphs.count == 0 && is_misread(message)) {
        status = take_raw(reader, bytes);
    }
    if (status != FUND_OK || reader->paragraphs.count > 0) {
        return status;
    }
    return reader->fields[FUND_FIELD_TITLE].len > 0
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "the message has no text; it is found by its subject")
               : fund_corpus_lose(reader, FUND_ERR_FORMAT, "the message has no text part");
}

/* Lines that end with CR alone, which GMime does not take for lines. */
static fund_text with_line_feeds(fund_corpus_reader *reader, fund_text bytes)
{
    bool lone = false;
    for (size_t i = 0; i < bytes.len && !lone; i++) {
        lone = bytes.data[i] == '\r' && (i + 1 == bytes.len || bytes.data[i + 1] != '\n');
    }
    if (!lone) {
        return bytes;
    }
    fund_buf out = FUND_BUF_INIT;
    for (size_t i = 0; i < bytes.len; i++) {
        bool alone = bytes.data[i] == '\r' && (i + 1 == bytes.len || bytes.data[i + 1] != '\n');
        fund_buf_append_byte(&out, alone ? '\n' : bytes.data[i]);
    }
    return fund_draft_keep_buf(reader, &out);
}

/* The line that mailboxes have before each message. */
static fund_text without_envelope(fund_text bytes)
{
    fund_text line;
    size_t pos = 0;
    while (pos < bytes.len && (bytes.data[pos] == '\n' || bytes.data[pos] == '\r')) {
        pos++;
    }
    bytes = (fund_text){bytes.data + pos, bytes.len - pos};
    pos = 0;
    bool envelope = bytes.len > 5 && memcmp(bytes.data, "From ", 5) == 0 &&
                    fund_corpus_next_line(&line, NULL, bytes, &pos);
    return envelope ? (fund_text){bytes.data + pos, bytes.len - pos} : bytes;
}

fund_status fund_email_read(fund_corpus_reader *reader, fund_text bytes)
{
    if (nests_addresses(bytes)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "too many nested address groups");
    }
    fund_status status = fund_corpus_need(reader, &gmime_library);
    if (status != FUND_OK) {
        return status;
    }
    fund_draft_clear(reader);
    bytes = without_envelope(with_line_feeds(reader, bytes));
    GMimeStream *stream = gmime.g_mime_stream_mem_new_with_buffer(bytes.data, bytes.len);
    GMimeParser *parser = gmime.g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = gmime.g_mime_parser_construct_message(parser, NULL);
    if (message != NULL) {
        take_header(reader, message);
    }
    status = take_text(reader, message, bytes);
    if (message != NULL) {
        gmime.g_object_unref(message);
    }
    gmime.g_object_unref(parser);
    gmime.g_object_unref(stream);
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}
