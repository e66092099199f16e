#include "corpus/corpus_private.h"

#include <string.h>

static bool is_utf16(fund_text head)
{
    return head.len >= 2
           && (memcmp(head.data, "\xff\xfe", 2) == 0 || memcmp(head.data, "\xfe\xff", 2) == 0);
}

static fund_text rest_of(const fund_corpus_source *source)
{
    return (fund_text){ source->buf.data == NULL ? "" : source->buf.data + source->start,
                        source->buf.len - source->start };
}

/* True when the first byte is '{', not counting a BOM, white space and the
   zero bytes that UTF-16 has. */
static bool begins_as_object(fund_text head)
{
    size_t pos = 0;
    if (is_utf16(head)) {
        pos = 2;
    } else if (head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0) {
        pos = 3;
    }
    while (pos < head.len && memchr(" \t\r\n\0", head.data[pos], 5) != NULL) {
        pos++;
    }
    return pos < head.len && head.data[pos] == '{';
}

static fund_status tell_read_error(const fund_corpus_source *source)
{
    return fund_corpus_problem(source->reader, fund_status_of_errno(source->errnum), true, "%s",
                               strerror(source->errnum));
}

/* Reads all that is left into memory; *lost when that failed, which was told. */
static fund_status load(fund_corpus_source *source, bool *lost)
{
    fund_corpus_reader *reader = source->reader;
    fund_status status = fund_corpus_source_fill_all(source, reader->limit);
    *lost = status == FUND_OK;
    if (status != FUND_OK) {
        return status;
    }
    if (source->errnum != 0) {
        return tell_read_error(source);
    }
    if (source->buf.len - source->start > reader->limit) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                   "larger than the limit of %zu bytes", reader->limit);
    }
    *lost = false;
    return FUND_OK;
}

static fund_status read_text(fund_corpus_source *source)
{
    bool lost;
    fund_status status = load(source, &lost);
    if (status != FUND_OK || lost) {
        return status;
    }
    fund_corpus_reader *reader = source->reader;
    if (source->buf.len == source->start) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "empty file");
    }
    fund_buf converted = FUND_BUF_INIT;
    fund_text text;
    status = fund_corpus_decode(&text, &converted, rest_of(source), &lost, reader);
    if (status == FUND_OK && !lost) {
        status = fund_corpus_read_text(reader, text);
    }
    fund_buf_free(&converted);
    return status;
}

static fund_status read_lines(fund_corpus_source *source)
{
    fund_status status = fund_corpus_read_lines(source->reader, source);
    if (status == FUND_OK && source->errnum != 0) {
        status = tell_read_error(source);
    }
    return status;
}

/* JSON in memory: a document or lines.  UTF-16 is converted as a whole, since
   its lines do not end with a byte. */
static fund_status read_loaded_json(fund_corpus_source *source, bool lines)
{
    fund_corpus_reader *reader = source->reader;
    fund_corpus_source converted = { .reader = reader, .fd = -1, .end = true };
    bool lost = false;
    fund_status status = FUND_OK;
    if (is_utf16(rest_of(source))) {
        fund_text text;
        status = fund_corpus_decode(&text, &converted.buf, rest_of(source), &lost, reader);
        source = &converted;
    }
    if (status == FUND_OK && !lost) {
        lines = lines || fund_corpus_is_lines(rest_of(source));
        status = lines ? read_lines(source) : fund_corpus_read_document(reader, rest_of(source));
    }
    fund_buf_free(&converted.buf);
    return status;
}

/* What a first block shows of a file that is too large for memory: whole lines,
   or a line that is longer than the block. */
static bool may_be_lines(fund_text head)
{
    return fund_corpus_is_lines(head)
           || (begins_as_object(head) && memchr(head.data, '\n', head.len) == NULL);
}

static fund_status read_json(fund_corpus_source *source, bool lines, uint64_t bytes)
{
    bool too_large = bytes > source->reader->limit;
    fund_text head = rest_of(source);
    if (!is_utf16(head) && (lines || (too_large && may_be_lines(head)))) {
        return read_lines(source);
    }
    bool lost;
    fund_status status = load(source, &lost);
    return status != FUND_OK || lost ? status : read_loaded_json(source, lines);
}

fund_status fund_corpus_read_source(fund_corpus_source *source, uint64_t bytes)
{
    fund_corpus_format format = fund_corpus_format_of(source->reader->path);
    fund_status status = fund_corpus_source_fill(source);
    if (status != FUND_OK) {
        return status;
    }
    if (format == FUND_FORMAT_UNKNOWN && begins_as_object(rest_of(source))) {
        format = FUND_FORMAT_JSON;
    }
    if (format == FUND_FORMAT_JSON || format == FUND_FORMAT_JSON_LINES) {
        return read_json(source, format == FUND_FORMAT_JSON_LINES, bytes);
    }
    return read_text(source);
}

fund_status fund_corpus_read_stream(fund_corpus_source *source)
{
    fund_status status = fund_corpus_source_fill(source);
    if (status != FUND_OK) {
        return status;
    }
    if (is_utf16(rest_of(source))) {
        return fund_corpus_problem(source->reader, FUND_ERR_ENCODING, true,
                                   "UTF-16 is not read from a stream; convert it to UTF-8");
    }
    return read_lines(source);
}
