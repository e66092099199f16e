/* E-mail (RFC 5322 and MIME), by GMime. */
#include "corpus/corpus_private.h"

#include <gmime/gmime.h>
#include <string.h>
#include <strings.h>

/* A macro that calls the function of this name. */
#undef g_object_unref

/* Those of GLib are found by way of GMime, which is linked with it. */
#define GMIME_NAMES(X)                                                                             \
    X(g_date_time_format)                                                                          \
    X(g_free)                                                                                      \
    X(g_mime_content_type_get_parameter)                                                           \
    X(g_mime_content_type_is_type)                                                                 \
    X(g_mime_data_wrapper_write_to_stream)                                                         \
    X(g_mime_init)                                                                                 \
    X(g_mime_message_get_date)                                                                     \
    X(g_mime_message_get_from)                                                                     \
    X(g_mime_message_get_message_id)                                                               \
    X(g_mime_message_get_subject)                                                                  \
    X(g_mime_object_get_content_type)                                                              \
    X(g_mime_object_get_header)                                                                    \
    X(g_mime_parser_construct_message)                                                             \
    X(g_mime_parser_new_with_stream)                                                               \
    X(g_mime_part_get_content)                                                                     \
    X(g_mime_part_get_type)                                                                        \
    X(g_mime_part_is_attachment)                                                                   \
    X(g_mime_part_iter_free)                                                                       \
    X(g_mime_part_iter_get_current)                                                                \
    X(g_mime_part_iter_new)                                                                        \
    X(g_mime_part_iter_next)                                                                       \
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

/* The first part of a subtype that is shown, which attachments are not. */
static GMimePart *find_part(GMimeMessage *message, const char *subtype)
{
    GMimePart *found = NULL;
    GMimePartIter *iter = gmime.g_mime_part_iter_new((GMimeObject *)message);
    do {
        GMimeObject *object = gmime.g_mime_part_iter_get_current(iter);
        if (object == NULL || !is_a(object, gmime.g_mime_part_get_type()) ||
            gmime.g_mime_part_is_attachment((GMimePart *)object)) {
            continue;
        }
        GMimeContentType *type = gmime.g_mime_object_get_content_type(object);
        if (gmime.g_mime_content_type_is_type(type, "text", subtype)) {
            found = (GMimePart *)object;
        }
    } while (found == NULL && gmime.g_mime_part_iter_next(iter));
    gmime.g_mime_part_iter_free(iter);
    return found;
}

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

/* format=flowed (RFC 3676): a line that ends with a blank goes on in the next one. */
static void take_plain(fund_corpus_reader *reader, fund_text text, bool flowed)
{
    fund_buf out = FUND_BUF_INIT;
    fund_text line;
    size_t pos = 0;
    while (fund_corpus_next_line(&line, NULL, text, &pos)) {
        if (line.len == 3 && memcmp(line.data, "-- ", 3) == 0) {
            break; /* a signature */
        }
        bool goes_on = flowed && line.len > 0 && line.data[line.len - 1] == ' ';
        fund_buf_append(&out, line.data, line.len);
        fund_buf_append_str(&out, goes_on ? "" : "\n");
    }
    fund_draft_split(reader, fund_draft_keep_buf(reader, &out), false);
}

static fund_status take_body(fund_corpus_reader *reader, GMimeMessage *message)
{
    GMimePart *plain = find_part(message, "plain");
    GMimePart *part = plain != NULL ? plain : find_part(message, "html");
    if (part == NULL) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "the message has no text part");
    }
    fund_buf converted = FUND_BUF_INIT;
    fund_text text = bytes_of(reader, part);
    fund_status status =
        fund_corpus_decode(&text, &converted, text, parameter_of(part, "charset"), reader);
    if (status == FUND_OK && plain != NULL) {
        take_plain(reader, text, strcasecmp(parameter_of(part, "format"), "flowed") == 0);
    } else if (status == FUND_OK) {
        status = fund_html_paragraphs(reader, text);
    }
    fund_buf_free(&converted);
    return status;
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
    GMimeStream *stream = gmime.g_mime_stream_mem_new_with_buffer(bytes.data, bytes.len);
    GMimeParser *parser = gmime.g_mime_parser_new_with_stream(stream);
    GMimeMessage *message = gmime.g_mime_parser_construct_message(parser, NULL);
    fund_draft_clear(reader);
    if (message == NULL) {
        status = fund_corpus_lose(reader, FUND_ERR_FORMAT, "not an e-mail message");
    } else {
        take_header(reader, message);
        status = take_body(reader, message);
        gmime.g_object_unref(message);
    }
    gmime.g_object_unref(parser);
    gmime.g_object_unref(stream);
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}
