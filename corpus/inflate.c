/* What servers compress for sending: gzip and zstd by libarchive, Brotli (RFC 7932) by its own
 * library. */
#include "corpus/corpus_private.h"

#include <archive.h>
#include <archive_entry.h>
#include <brotli/decode.h>

#define ARCHIVE_NAMES(X)                                                                           \
    X(archive_read_data)                                                                           \
    X(archive_read_free)                                                                           \
    X(archive_read_new)                                                                            \
    X(archive_read_next_header)                                                                    \
    X(archive_read_open_memory)                                                                    \
    X(archive_read_support_filter_gzip)                                                            \
    X(archive_read_support_filter_zstd)                                                            \
    X(archive_read_support_format_raw)

FUND_LIBRARY(libarchive, ARCHIVE_NAMES, NULL, FUND_LIBRARY_ARCHIVE)

#define BROTLI_NAMES(X)                                                                            \
    X(BrotliDecoderCreateInstance)                                                                 \
    X(BrotliDecoderDecompressStream)                                                               \
    X(BrotliDecoderDestroyInstance)

FUND_LIBRARY(brotli, BROTLI_NAMES, NULL, FUND_LIBRARY_BROTLIDEC)

enum { BLOCK = 64 * 1024 };

static fund_status too_large(fund_corpus_reader *reader)
{
    return fund_corpus_lose(reader, FUND_ERR_FORMAT, "expands to more than the limit of %zu bytes",
                            reader->limit);
}

static fund_status damaged(fund_corpus_reader *reader)
{
    return fund_corpus_lose(reader, FUND_ERR_FORMAT, "damaged compression");
}

/* ---- by libarchive --------------------------------------------------------------------- */

static fund_status expand(fund_buf *out, fund_corpus_reader *reader, struct archive *archive)
{
    la_ssize_t got = 1;
    while (got > 0 && fund_buf_reserve(out, BLOCK + 1)) {
        got = libarchive.archive_read_data(archive, out->data + out->len, BLOCK);
        out->len += got > 0 ? (size_t)got : 0;
        if (out->len > reader->limit) {
            return too_large(reader);
        }
    }
    return FUND_OK; /* of what is cut off the beginning is kept */
}

static fund_status expand_archive(fund_buf *out, fund_corpus_reader *reader, fund_text bytes)
{
    struct archive_entry *entry;
    fund_status status = fund_corpus_need(reader, &libarchive_library);
    if (status != FUND_OK) {
        return status;
    }
    struct archive *archive = libarchive.archive_read_new();
    if (archive == NULL || libarchive.archive_read_support_filter_gzip(archive) == ARCHIVE_FATAL ||
        libarchive.archive_read_support_filter_zstd(archive) == ARCHIVE_FATAL ||
        libarchive.archive_read_support_format_raw(archive) == ARCHIVE_FATAL) {
        status = fund_corpus_no_memory(reader);
    } else if (libarchive.archive_read_open_memory(archive, bytes.data, bytes.len) < ARCHIVE_WARN ||
               libarchive.archive_read_next_header(archive, &entry) < ARCHIVE_WARN) {
        status = damaged(reader);
    } else {
        status = expand(out, reader, archive);
    }
    if (archive != NULL) {
        libarchive.archive_read_free(archive);
    }
    return status;
}

/* ---- Brotli ------------------------------------------------------------------------------ */

static fund_status expand_brotli(fund_buf *out, fund_corpus_reader *reader, fund_text bytes)
{
    fund_status status = fund_corpus_need(reader, &brotli_library);
    if (status != FUND_OK) {
        return status;
    }
    BrotliDecoderState *state = brotli.BrotliDecoderCreateInstance(NULL, NULL, NULL);
    if (state == NULL) {
        return fund_corpus_no_memory(reader);
    }
    const uint8_t *in = (const uint8_t *)bytes.data;
    size_t left = bytes.len;
    BrotliDecoderResult result = BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT;
    while (result == BROTLI_DECODER_RESULT_NEEDS_MORE_OUTPUT && out->len <= reader->limit &&
           fund_buf_reserve(out, BLOCK + 1)) {
        size_t room = BLOCK;
        uint8_t *to = (uint8_t *)out->data + out->len;
        result = brotli.BrotliDecoderDecompressStream(state, &left, &in, &room, &to, NULL);
        out->len += BLOCK - room;
    }
    brotli.BrotliDecoderDestroyInstance(state);
    if (out->len > reader->limit) {
        return too_large(reader);
    }
    return result == BROTLI_DECODER_RESULT_ERROR ? damaged(reader) : FUND_OK;
}

/* ---- both --------------------------------------------------------------------------------- */

static bool begins_with(fund_text bytes, const char *magic)
{
    return bytes.len > strlen(magic) && memcmp(bytes.data, magic, strlen(magic)) == 0;
}

fund_status fund_inflate(bool *known, fund_buf *out, fund_corpus_reader *reader, fund_text bytes,
                         const char *encoding)
{
    bool archive = begins_with(bytes, "\x1f\x8b") || begins_with(bytes, "\x28\xb5\x2f\xfd");
    *known = archive || fund_corpus_is_one_of(fund_text_of(encoding), "br brotli");
    if (!*known) {
        return FUND_OK;
    }
    return archive ? expand_archive(out, reader, bytes) : expand_brotli(out, reader, bytes);
}
