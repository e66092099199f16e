/* Web archives (WARC 1.0 and 1.1, ISO 28500): each page that a server gave is an article, with its
 * address and the day of its retrieval. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

bool fund_warc_sniff(fund_text head)
{
    return head.len > 8 && memcmp(head.data, "WARC/1.", 7) == 0;
}

/* ---- headers ---------------------------------------------------------------------------------- */

typedef struct record {
    char type[32], http_type[64], encoding[32], transfer[32], charset[64];
    fund_buf url, date;
    uint64_t length;
    bool has_length, is_http;
} record;

static void copy_value(char *out, size_t size, fund_text value)
{
    size_t len = value.len < size ? value.len : size - 1;
    memcpy(out, value.data, len);
    out[len] = '\0';
}

/* False for a line that is none. */
static bool split_header(fund_text *name, fund_text *value, fund_text line)
{
    const char *colon = memchr(line.data, ':', line.len);
    if (colon == NULL) {
        return false;
    }
    *name = (fund_text){line.data, (size_t)(colon - line.data)};
    *value = fund_corpus_trim((fund_text){colon + 1, line.len - name->len - 1});
    return true;
}

static bool is_named(fund_text name, const char *wanted)
{
    return name.len == strlen(wanted) && strncasecmp(name.data, wanted, name.len) == 0;
}

static void take_header(record *r, fund_text line)
{
    fund_text name, value;
    char digits[24];
    if (!split_header(&name, &value, line)) {
        return;
    }
    if (is_named(name, "WARC-Type")) {
        copy_value(r->type, sizeof r->type, value);
    } else if (is_named(name, "WARC-Target-URI")) {
        bool angled = value.len > 1 && value.data[0] == '<'; /* wget writes it so */
        fund_buf_clear(&r->url);
        fund_buf_append(&r->url, value.data + angled, value.len - 2 * (size_t)angled);
    } else if (is_named(name, "WARC-Date")) {
        fund_buf_clear(&r->date);
        fund_buf_append(&r->date, value.data, value.len);
    } else if (is_named(name, "Content-Type")) {
        r->is_http = value.len >= 16 && strncasecmp(value.data, "application/http", 16) == 0;
    } else if (is_named(name, "Content-Length")) {
        copy_value(digits, sizeof digits, value);
        r->length = strtoull(digits, NULL, 10);
        r->has_length = digits[0] >= '0' && digits[0] <= '9';
    }
}

/* Of "text/html; charset=utf-8". */
static void take_http_type(record *r, fund_text value)
{
    static const char key[] = "charset=";
    const char *end = memchr(value.data, ';', value.len);
    size_t len = end != NULL ? (size_t)(end - value.data) : value.len;
    copy_value(r->http_type, sizeof r->http_type, fund_corpus_trim((fund_text){value.data, len}));
    for (size_t i = len; i + sizeof key - 1 < value.len; i++) {
        if (strncasecmp(value.data + i, key, sizeof key - 1) == 0) {
            fund_text charset = {value.data + i + sizeof key - 1, value.len - i - (sizeof key - 1)};
            size_t begin = charset.len > 0 && (charset.data[0] == '"' || charset.data[0] == '\'');
            size_t stop = begin;
            while (stop < charset.len && strchr("\"'; ", charset.data[stop]) == NULL) {
                stop++;
            }
            copy_value(r->charset, sizeof r->charset,
                       (fund_text){charset.data + begin, stop - begin});
            return;
        }
    }
}

/* The answer behind its headers; false when it is not one of a page that was found. */
static bool take_http(record *r, fund_text *body, fund_text block)
{
    fund_text line, name, value;
    size_t pos = 0;
    r->http_type[0] = r->encoding[0] = r->transfer[0] = r->charset[0] = '\0';
    if (!fund_corpus_next_line(&line, NULL, block, &pos) || line.len < 12 ||
        memcmp(line.data, "HTTP/", 5) != 0) {
        return false;
    }
    const char *blank = memchr(line.data, ' ', line.len - 4);
    bool found = blank != NULL && memcmp(blank + 1, "200", 3) == 0;
    while (fund_corpus_next_line(&line, NULL, block, &pos) && line.len > 0) {
        if (!split_header(&name, &value, line)) {
            continue;
        }
        if (is_named(name, "Content-Type")) {
            take_http_type(r, value);
        } else if (is_named(name, "Content-Encoding")) {
            copy_value(r->encoding, sizeof r->encoding, value);
        } else if (is_named(name, "Transfer-Encoding")) {
            copy_value(r->transfer, sizeof r->transfer, value);
        }
    }
    *body = (fund_text){block.data + pos, block.len - pos};
    return found;
}

/* ---- bodies ----------------------------------------------------------------------------------- */

/* Each chunk after its length; programs that undo this leave the header, so that what has no
 * lengths is taken as it is. */
static bool join_chunks(fund_buf *out, fund_text body)
{
    size_t pos = 0;
    while (pos < body.len) {
        size_t digits = 0, len = 0;
        while (pos + digits < body.len && digits < 8 &&
               memchr("0123456789abcdefABCDEF", body.data[pos + digits], 22) != NULL) {
            char c = body.data[pos + digits++];
            len = len * 16 + (size_t)(c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
        }
        const char *end = memchr(body.data + pos, '\n', body.len - pos);
        if (digits == 0 || end == NULL) {
            return false;
        }
        if (len == 0) {
            return true;
        }
        pos = (size_t)(end + 1 - body.data);
        size_t there = len < body.len - pos ? len : body.len - pos;
        fund_buf_append(out, body.data + pos, there);
        pos += there;
        pos += pos < body.len && body.data[pos] == '\r';
        pos += pos < body.len && body.data[pos] == '\n';
    }
    return true;
}

static fund_status read_page(fund_corpus_reader *reader, const record *r, fund_text body)
{
    fund_text type = fund_text_of(r->http_type);
    fund_buf converted = FUND_BUF_INIT;
    fund_status status = FUND_OK;
    if (fund_corpus_is_one_of(type, "application/pdf")) {
        return fund_pdf_read(reader, body);
    }
    bool plain = fund_corpus_is_one_of(type, "text/plain");
    if (plain || r->charset[0] != '\0') {
        /* What the server says goes before what the page says. */
        status = fund_corpus_decode(&body, &converted, body, r->charset, reader);
    }
    if (status == FUND_OK) {
        status = plain ? fund_text_read(reader, body) : fund_html_read(reader, body);
    }
    fund_buf_free(&converted);
    return status;
}

/* Programs that undo a compression leave its header, and servers write what is none. */
static bool is_plain(const record *r, fund_text body)
{
    bool gzip = body.len > 2 && memcmp(body.data, "\x1f\x8b", 2) == 0;
    return (!gzip &&
            (r->encoding[0] == '\0' ||
             fund_corpus_is_one_of(fund_text_of(r->encoding), "identity none gzip x-gzip"))) ||
           (fund_utf8_valid(body.data, body.len, NULL) &&
            memchr(body.data, '\0', body.len) == NULL);
}

/* Undoes how the page was sent. */
static fund_status unpack_page(fund_corpus_reader *reader, const record *r, fund_text body)
{
    fund_buf whole = FUND_BUF_INIT, inflated = FUND_BUF_INIT;
    fund_status status = FUND_OK;
    if (strcasecmp(r->transfer, "chunked") == 0 && join_chunks(&whole, body)) {
        body = fund_text_in(&whole);
    }
    if (!is_plain(r, body)) {
        bool known;
        status = fund_inflate(&known, &inflated, reader, body, r->encoding);
        if (status == FUND_OK && !known) {
            status = fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                      "compressed by %s, which is not read", r->encoding);
        }
        body = known ? fund_text_in(&inflated) : body;
    }
    if (status == FUND_OK && (whole.failed || inflated.failed)) {
        status = fund_corpus_no_memory(reader);
    }
    if (status == FUND_OK) {
        status = read_page(reader, r, body);
    }
    fund_buf_free(&whole);
    fund_buf_free(&inflated);
    return status;
}

/* ---- records ---------------------------------------------------------------------------------- */

/* A later retrieval of an address is a later version: the digits of its date. */
static void set_version(fund_buf *out, fund_text date)
{
    for (size_t i = 0; i < date.len && out->len < 14; i++) {
        if (date.data[i] >= '0' && date.data[i] <= '9') {
            fund_buf_append_byte(out, date.data[i]);
        }
    }
}

static fund_status read_response(fund_corpus_reader *reader, record *r, fund_text block)
{
    fund_text body;
    fund_buf version = FUND_BUF_INIT;
    if (!take_http(r, &body, block) ||
        !fund_corpus_is_one_of(fund_text_of(r->http_type),
                               "text/html application/xhtml+xml text/plain application/pdf")) {
        return FUND_OK;
    }
    size_t name_len = reader->name.len, record_number = reader->item;
    const char *outer = reader->member;
    fund_buf_append_str(&r->url, "");
    fund_corpus_enter_member(reader, r->url.data);
    set_version(&version, fund_text_in(&r->date));
    bool is_text = fund_utf8_valid(r->url.data, r->url.len, NULL) &&
                   fund_utf8_valid(r->date.data, r->date.len, NULL);
    if (is_text) {
        reader->given[FUND_FIELD_ID] = reader->given[FUND_FIELD_URL] = fund_text_in(&r->url);
        reader->given[FUND_FIELD_DATE] = fund_text_in(&r->date);
        reader->given[FUND_FIELD_VERSION] = fund_text_in(&version);
    }
    fund_status status = reader->name.failed || r->url.failed || version.failed
                             ? fund_corpus_no_memory(reader)
                             : unpack_page(reader, r, body);
    memset(reader->given, 0, sizeof reader->given);
    reader->member = outer;
    fund_buf_cut(&reader->name, name_len);
    reader->item = record_number;
    reader->line = 0;
    fund_buf_free(&version);
    return fund_corpus_go_on(status);
}

/* Has `len` bytes in the buffer, or less at the end. */
static fund_status have(fund_corpus_source *source, uint64_t len)
{
    fund_status status = FUND_OK;
    while (status == FUND_OK && !source->end && fund_corpus_rest(source).len < len) {
        status = fund_corpus_source_fill(source);
    }
    return status;
}

static fund_status pass_over(fund_corpus_source *source, uint64_t len)
{
    fund_status status = FUND_OK;
    while (len > 0 && status == FUND_OK) {
        size_t there = fund_corpus_rest(source).len;
        size_t now = there < len ? there : (size_t)len;
        source->start += now;
        source->scanned = source->start;
        len -= now;
        if (len > 0 && source->end) {
            break;
        }
        status = len > 0 ? fund_corpus_source_fill(source) : FUND_OK;
    }
    return status;
}

static fund_status take_record(fund_corpus_source *source, record *r)
{
    fund_corpus_reader *reader = source->reader;
    bool response = strcasecmp(r->type, "response") == 0 && r->is_http && r->url.len > 0;
    if (!response) {
        return pass_over(source, r->length);
    }
    if (r->length > reader->limit) {
        fund_status status = fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                              "larger than the limit of %zu bytes", reader->limit);
        return fund_corpus_go_on(status) == FUND_OK ? pass_over(source, r->length) : status;
    }
    fund_status status = have(source, r->length);
    fund_text block = fund_corpus_rest(source);
    if (status == FUND_OK && block.len < r->length) {
        return source->errnum != 0 ? fund_corpus_read_error(source)
                                   : fund_corpus_lose(reader, FUND_ERR_FORMAT, "is cut off");
    }
    block.len = (size_t)r->length;
    if (status == FUND_OK) {
        status = read_response(reader, r, block);
    }
    return status == FUND_OK ? pass_over(source, r->length) : status;
}

/* The lines up to a blank one; false at the end of the file. */
static fund_status take_headers(bool *more, fund_corpus_source *source, record *r)
{
    fund_corpus_line what;
    fund_text line;
    bool begun = false;
    r->type[0] = '\0';
    r->length = 0;
    r->has_length = r->is_http = false;
    fund_buf_clear(&r->url);
    fund_buf_clear(&r->date);
    for (;;) {
        fund_status status = fund_corpus_source_line(&what, &line, source);
        *more = status == FUND_OK && what != FUND_LINE_END;
        if (!*more) {
            return status;
        }
        line.len -= line.len > 0 && line.data[line.len - 1] == '\r';
        if (line.len == 0 && begun) {
            return FUND_OK;
        }
        if (line.len > 0 && !begun && (line.len < 5 || memcmp(line.data, "WARC/", 5) != 0)) {
            *more = false;
            return fund_corpus_lose(source->reader, FUND_ERR_FORMAT,
                                    "no record begins here; the rest is not read");
        }
        begun |= line.len > 0;
        take_header(r, line);
    }
}

fund_status fund_warc_read(fund_corpus_source *source)
{
    fund_corpus_reader *reader = source->reader;
    record r = {.url = FUND_BUF_INIT, .date = FUND_BUF_INIT};
    fund_status status = FUND_OK;
    size_t records = 0;
    bool more = true;
    while (status == FUND_OK && more) {
        reader->item = records + 1;
        status = take_headers(&more, source, &r);
        if (status == FUND_OK && more) {
            records++;
            status = r.has_length ? take_record(source, &r)
                                  : fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                                     "the record has no length; the rest is not "
                                                     "read");
        }
    }
    if (status == FUND_OK && source->errnum != 0) {
        status = fund_corpus_read_error(source);
    }
    reader->item = 0;
    fund_buf_free(&r.url);
    fund_buf_free(&r.date);
    return status;
}
