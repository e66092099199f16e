/*
 * How bytes become UTF-8, in this order:
 *   1. A BOM decides: UTF-8, UTF-16LE, UTF-16BE.
 *   2. A zero byte, or more than 4 control characters that are also more than
 *      one byte in 20: binary data, refused.
 *   3. Well-formed UTF-8 is taken as it is.
 *   4. More well-formed multi-byte sequences than ill-formed places: damaged
 *      UTF-8, refused.  In Latin-1 text nearly every letter beyond ASCII is an
 *      ill-formed place, and sequences come about by rare accidents
 *      (sharp s before a closing guillemet).
 *   5. Else an 8-bit encoding.  uchardet is asked, and believed
 *      - when it says ISO-8859-15 and there is a euro sign of that encoding and
 *        no byte 80-9F: otherwise the fraction 1/2 would become an oe;
 *      - when it names an encoding of another script or family and more than a
 *        fifth of the letters are beyond ASCII (German has one in 40): refused.
 *      Everything else is Windows-1252, which contains ISO-8859-1; the five
 *      bytes that it leaves undefined (81 8D 8F 90 9D) are refused.
 * Web pages, which nobody mends, are mended before: browsers show them, too.
 */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>
#include <uchardet.h>

#define UCHARDET_NAMES(X)                                                                          \
    X(uchardet_data_end)                                                                           \
    X(uchardet_delete)                                                                             \
    X(uchardet_get_charset)                                                                        \
    X(uchardet_handle_data)                                                                        \
    X(uchardet_new)

FUND_LIBRARY(libuchardet, UCHARDET_NAMES, NULL, FUND_LIBRARY_UCHARDET)

enum { SAMPLE_MAX = 64 * 1024 }; /* bytes that uchardet is shown */

typedef struct input {
    const char *text;
    size_t len;
    const char *name;
    fund_error *err;
} input;

static fund_status refuse_at(const input *in, const char *what, size_t offset)
{
    char line[40] = "";
    const char *newline = memchr(in->text, '\n', in->len);
    if (newline != NULL) {
        size_t number = 1;
        for (size_t i = 0; i < offset; i++) {
            number += in->text[i] == '\n';
        }
        snprintf(line, sizeof line, fund_tr(" (line %zu)"), number);
    }
    return fund_error_set(in->err, FUND_ERR_ENCODING, "%s: %s at byte %zu%s", in->name,
                          fund_tr(what), offset + 1, line);
}

/* ---- what it is --------------------------------------------------------- */

static fund_status check_binary(const input *in)
{
    const char *zero = in->len == 0 ? NULL : memchr(in->text, '\0', in->len);
    if (zero != NULL) {
        return refuse_at(in, FUND_TR("binary data: zero byte"), (size_t)(zero - in->text));
    }
    size_t controls = 0;
    for (size_t i = 0; i < in->len; i++) {
        unsigned char byte = (unsigned char)in->text[i];
        controls += byte < '\t' || (byte > '\r' && byte < ' ') || byte == 0x7f;
    }
    if (controls > 4 && controls > in->len / 20) {
        return fund_error_set(in->err, FUND_ERR_ENCODING, "%s: binary data: %zu control characters",
                              in->name, controls);
    }
    return FUND_OK;
}

static bool is_damaged_utf8(const input *in)
{
    size_t well_formed = 0;
    size_t ill_formed = 0;
    size_t pos = 0;
    while (pos < in->len) {
        uint32_t code_point;
        size_t size = fund_utf8_decode(&code_point, in->text + pos, in->len - pos);
        well_formed += size > 1;
        ill_formed += size == 0;
        pos += size > 0 ? size : 1;
    }
    return well_formed > ill_formed;
}

typedef struct byte_counts {
    size_t letters, beyond_ascii, c1, euro;
} byte_counts;

static byte_counts count_bytes(const input *in)
{
    byte_counts counts = {0, 0, 0, 0};
    for (size_t i = 0; i < in->len; i++) {
        unsigned char byte = (unsigned char)in->text[i];
        unsigned char lower = byte | 0x20;
        counts.letters += byte >= 0x80 || (lower >= 'a' && lower <= 'z');
        counts.beyond_ascii += byte >= 0x80;
        counts.c1 += byte >= 0x80 && byte < 0xa0;
        counts.euro += byte == 0xa4;
    }
    return counts;
}

/* The guess of uchardet; "" for none. */
static fund_status guess_encoding(char *out, size_t size, const input *in, size_t first)
{
    out[0] = '\0';
    fund_status status = fund_library_load(&libuchardet_library, in->err);
    if (status != FUND_OK) {
        fund_error_prefix(in->err, "%s", in->name);
        return status;
    }
    uchardet_t detector = libuchardet.uchardet_new();
    if (detector == NULL) {
        return FUND_OK;
    }
    size_t sample = in->len - first < SAMPLE_MAX ? in->len - first : SAMPLE_MAX;
    if (libuchardet.uchardet_handle_data(detector, in->text + first, sample) == 0) {
        libuchardet.uchardet_data_end(detector);
        snprintf(out, size, "%s", libuchardet.uchardet_get_charset(detector));
    }
    libuchardet.uchardet_delete(detector);
    return FUND_OK;
}

static bool is_western(const char *guess)
{
    return guess[0] == '\0' ||
           fund_corpus_is_one_of(fund_text_of(guess), "ASCII ISO-8859-1 ISO-8859-15 WINDOWS-1252");
}

/* ---- conversion --------------------------------------------------------- */

/* Appends text from byte *pos on, and closes the converter.  *pos is where it ended; an errno,
   0 when that is the end. */
static int run_iconv(fund_buf *out, size_t *pos, fund_text text, iconv_t converter)
{
    const char *start = text.data + *pos;
    char *from;
    memcpy(&from, &start, sizeof from); /* iconv does not write there but wants char ** */
    size_t left = text.len - *pos;
    int errnum = 0;
    while (left > 0 && errnum == 0) {
        if (!fund_buf_reserve(out, left + left / 2 + 16)) {
            errnum = ENOMEM;
            break;
        }
        char *to = out->data + out->len;
        size_t room = out->capacity - out->len - 1;
        if (iconv(converter, &from, &left, &to, &room) == (size_t)-1 && errno != E2BIG) {
            errnum = errno;
        }
        out->len = (size_t)(to - out->data);
        out->data[out->len] = '\0';
    }
    iconv_close(converter);
    *pos = text.len - left;
    return errnum;
}

bool fund_corpus_convert(fund_buf *out, fund_text bytes, const char *encoding)
{
    size_t pos = 0;
    iconv_t converter = iconv_open("UTF-8", encoding);
    fund_buf_clear(out);
    int errnum = converter == (iconv_t)-1 ? errno : run_iconv(out, &pos, bytes, converter);
    out->failed |= errnum == ENOMEM;
    return errnum == 0 && (out->len == 0 || memchr(out->data, '\0', out->len) == NULL);
}

/* From byte `skip` on. */
static fund_status convert(fund_buf *out, const input *in, size_t skip, const char *encoding)
{
    char what[64];
    size_t pos = skip;
    iconv_t converter = iconv_open("UTF-8", encoding);
    if (converter == (iconv_t)-1) {
        return fund_error_set(in->err, FUND_ERR_INTERNAL, "%s: cannot convert from %s: %s",
                              in->name, encoding, strerror(errno));
    }
    int errnum = run_iconv(out, &pos, (fund_text){in->text, in->len}, converter);
    if (errnum == ENOMEM) {
        fund_no_memory(in->err);
        fund_error_prefix(in->err, "%s", in->name);
        return FUND_ERR_MEMORY;
    }
    if (errnum != 0) {
        snprintf(what, sizeof what, fund_tr("neither UTF-8 nor %s"), encoding);
        return refuse_at(in, skip > 0 ? FUND_TR("damaged UTF-16") : what, pos);
    }
    return FUND_OK;
}

static fund_status convert_utf16(fund_text *out, fund_buf *buf, const input *in,
                                 const char *encoding)
{
    fund_status status = convert(buf, in, 2, encoding);
    if (status != FUND_OK) {
        return status;
    }
    *out = fund_text_in(buf);
    input converted = {out->data, out->len, in->name, in->err};
    return check_binary(&converted);
}

static fund_status convert_legacy(fund_text *out, fund_buf *buf, const input *in, size_t first)
{
    byte_counts counts = count_bytes(in);
    char guess[64];
    fund_status status = guess_encoding(guess, sizeof guess, in, first);
    if (status != FUND_OK) {
        return status;
    }
    if (!is_western(guess) && counts.beyond_ascii > 16 &&
        counts.beyond_ascii > counts.letters / 5) {
        return fund_error_set(in->err, FUND_ERR_ENCODING,
                              "%s: looks like %s, which is not supported; convert it to UTF-8",
                              in->name, guess);
    }
    bool latin9 = strcmp(guess, "ISO-8859-15") == 0 && counts.euro > 0 && counts.c1 == 0;
    status = convert(buf, in, 0, latin9 ? "ISO-8859-15" : "WINDOWS-1252");
    *out = fund_text_in(buf);
    return status;
}

/* ---- public ------------------------------------------------------------- */

static bool begins_with(fund_text text, const char *mark, size_t len)
{
    return text.len >= len && memcmp(text.data, mark, len) == 0;
}

bool fund_corpus_is_utf16(fund_text head)
{
    return begins_with(head, "\xff\xfe", 2) || begins_with(head, "\xfe\xff", 2);
}

fund_text fund_corpus_skip_bom(fund_text text)
{
    return begins_with(text, "\xef\xbb\xbf", 3) ? (fund_text){text.data + 3, text.len - 3} : text;
}

static size_t count_zeros(fund_text text)
{
    size_t count = 0;
    for (size_t i = 0; i < text.len; i++) {
        count += text.data[i] == '\0';
    }
    return count;
}

size_t fund_corpus_mend(fund_buf *out, fund_text bytes, size_t *first)
{
    input in = {bytes.data, bytes.len, "", NULL};
    bool any = bytes.len > 0 && memchr(bytes.data, '\0', bytes.len) != NULL;
    size_t zeros = any ? count_zeros(bytes) : 0;
    bool valid = fund_utf8_valid(bytes.data, bytes.len, NULL);
    bool utf8 = valid || fund_corpus_skip_bom(bytes).len < bytes.len || is_damaged_utf8(&in);
    size_t count = 0;
    if (fund_corpus_is_utf16(bytes) || zeros > bytes.len / 20 || (zeros == 0 && (valid || !utf8))) {
        return 0;
    }
    for (size_t pos = 0; pos < bytes.len;) {
        uint32_t code_point;
        size_t size = utf8 ? fund_utf8_decode(&code_point, bytes.data + pos, bytes.len - pos) : 1;
        if (size == 0 || bytes.data[pos] == '\0') {
            *first = count++ == 0 ? pos : *first;
            fund_buf_append_str(out, utf8 ? "\xef\xbf\xbd" : " ");
            size = 1;
        } else {
            fund_buf_append(out, bytes.data + pos, size);
        }
        pos += size;
    }
    return count;
}

fund_status fund_text_to_utf8(fund_text *out, fund_buf *buf, const char *text, size_t len,
                              const char *name, fund_error *err)
{
    input in = {text, len, name, err};
    fund_text given = {text, len};
    fund_buf_clear(buf);
    if (fund_corpus_is_utf16(given)) {
        return convert_utf16(out, buf, &in, text[0] == '\xff' ? "UTF-16LE" : "UTF-16BE");
    }
    fund_status status = check_binary(&in);
    if (status != FUND_OK) {
        return status;
    }
    size_t bad;
    fund_text marked = fund_corpus_skip_bom(given);
    if (fund_utf8_valid(text, len, &bad)) {
        *out = marked;
        return FUND_OK;
    }
    if (marked.len < len || is_damaged_utf8(&in)) {
        return refuse_at(&in, FUND_TR("invalid UTF-8"), bad);
    }
    return convert_legacy(out, buf, &in, bad);
}
