/*
 * Records are stored zstd-compressed, in a value slot: passages are too short to
 * compress well alone, so an index that was built in bulk has a dictionary made
 * of its own first passages; and libxapian compresses a document's data (not its
 * values) by itself, with zlib, which would be a second time.
 */
#include "store/store_private.h"

#include <mutex>
#include <new>
#include <zdict.h>
#include <zstd.h>

namespace fund {

namespace {

/* The first byte of a stored record. */
enum : char { plain = 0, compressed = 1, with_dictionary = 2 };

enum {
    level = 3, /* 6 and 9 take three and five times as long for 2 % */
    dictionary_bytes = 64 << 10,
    shortest = 48 /* bytes below which there is nothing to gain */
};

/* No record is larger: an article has 256 MB at most. What is stored may be an enemy's, and
 * little of it can claim to be much. */
const unsigned long long record_max = UINT64_C(257) << 20;

} // namespace

struct dictionary::tables {
    std::once_flag made_compressor, made_decompressor;
    ZSTD_CDict *compressor = nullptr;
    ZSTD_DDict *decompressor = nullptr;
};

dictionary::dictionary(std::string bytes)
    : bytes_(std::move(bytes)), tables_(std::make_unique<tables>())
{
}

dictionary::~dictionary()
{
    ZSTD_freeCDict(tables_->compressor);
    ZSTD_freeDDict(tables_->decompressor);
}

std::string dictionary::train(const std::string &samples, const std::vector<size_t> &sizes)
{
    std::string bytes(dictionary_bytes, '\0');
    const size_t size = ZDICT_trainFromBuffer(&bytes[0], bytes.size(), samples.data(), sizes.data(),
                                              static_cast<unsigned>(sizes.size()));
    if (ZDICT_isError(size)) {
        fail(FUND_ERR_ARGUMENT, "cannot make a dictionary: %s", ZDICT_getErrorName(size));
    }
    bytes.resize(size);
    return bytes;
}

const ZSTD_CDict *dictionary::to_compress() const
{
    std::call_once(tables_->made_compressor, [&] {
        tables_->compressor = ZSTD_createCDict(bytes_.data(), bytes_.size(), level);
    });
    if (tables_->compressor == nullptr) {
        throw std::bad_alloc();
    }
    return tables_->compressor;
}

const ZSTD_DDict *dictionary::to_decompress() const
{
    std::call_once(tables_->made_decompressor,
                   [&] { tables_->decompressor = ZSTD_createDDict(bytes_.data(), bytes_.size()); });
    if (tables_->decompressor == nullptr) { /* no memory looks the same, and is less likely */
        fail(FUND_ERR_CORRUPT, "damaged dictionary of passages");
    }
    return tables_->decompressor;
}

codec::codec() : compressor_(nullptr), decompressor_(nullptr)
{
}

codec::~codec()
{
    ZSTD_freeCCtx(compressor_);
    ZSTD_freeDCtx(decompressor_);
}

std::string codec::encode(const std::string &record, const dictionary *dict)
{
    if (record.size() > record_max) {
        fail(FUND_ERR_ARGUMENT, "passage record larger than 257 MB");
    }
    if (record.size() < shortest) {
        return std::string(1, plain) + record;
    }
    if (compressor_ == nullptr && (compressor_ = ZSTD_createCCtx()) == nullptr) {
        throw std::bad_alloc();
    }
    std::string out(1 + ZSTD_compressBound(record.size()), dict ? with_dictionary : compressed);
    const size_t size =
        dict ? ZSTD_compress_usingCDict(compressor_, &out[1], out.size() - 1, record.data(),
                                        record.size(), dict->to_compress())
             : ZSTD_compressCCtx(compressor_, &out[1], out.size() - 1, record.data(), record.size(),
                                 level);
    if (ZSTD_isError(size)) {
        fail(FUND_ERR_INTERNAL, "zstd: %s", ZSTD_getErrorName(size));
    }
    if (size >= record.size()) {
        return std::string(1, plain) + record;
    }
    out.resize(1 + size);
    return out;
}

[[noreturn]] static void fail_damaged()
{
    fail(FUND_ERR_CORRUPT, "damaged passage record");
}

void codec::decode(fund_buf *out, const std::string &stored, const dictionary *dict)
{
    if (stored.empty() || stored[0] < plain || stored[0] > with_dictionary ||
        (stored[0] == with_dictionary && dict == nullptr)) {
        fail_damaged();
    }
    const char *bytes = stored.data() + 1;
    const size_t len = stored.size() - 1;
    if (stored[0] == plain) {
        fund_buf_append(out, bytes, len);
    } else {
        const unsigned long long size = ZSTD_getFrameContentSize(bytes, len);
        /* Unknown sizes and errors, too; and what cannot be in so few bytes: RFC 8878,
         * a block holds up to 128 KiB and takes up 4 bytes at least. */
        if (size > record_max || size / (128 << 10) > len / 4) {
            fail_damaged();
        }
        if (decompressor_ == nullptr && (decompressor_ = ZSTD_createDCtx()) == nullptr) {
            throw std::bad_alloc();
        }
        if (fund_buf_reserve(out, static_cast<size_t>(size))) {
            char *const room = out->data + out->len;
            const size_t got =
                stored[0] == with_dictionary
                    ? ZSTD_decompress_usingDDict(decompressor_, room, static_cast<size_t>(size),
                                                 bytes, len, dict->to_decompress())
                    : ZSTD_decompressDCtx(decompressor_, room, static_cast<size_t>(size), bytes,
                                          len);
            if (got != size) {
                *room = '\0';
                fail_damaged();
            }
            out->len += got;
            out->data[out->len] = '\0';
        }
    }
    if (out->failed) {
        throw std::bad_alloc();
    }
}

} // namespace fund
