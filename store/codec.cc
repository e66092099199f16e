/*
 * Records are stored zstd-compressed, in a value slot: passages are too short to
 * compress well alone, so an index has a dictionary made of its own first passages
 * as soon as there are enough; and libxapian compresses a document's data (not its
 * values) by itself, with zlib, which would be a second time.
 */
#include "store/store_private.h"

#include <mutex>
#include <new>
#include <zdict.h>
#include <zstd.h>

namespace fund {

namespace {

/* The byte of a stored record that says what follows. */
enum : char { plain = 0, compressed = 1, with_dictionary = 2 };

enum {
    level = 3, /* 6 and 9 take three and five times as long for 2 % */
    dictionary_bytes = 112 << 10,
    shortest = 48 /* bytes below which there is nothing to gain */
};

/* A frame of zstd begins with it (RFC 8878): for a passage four bytes are worth leaving out. */
const std::string_view magic("\x28\xb5\x2f\xfd", 4);

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

static void require(const void *made)
{
    if (made == nullptr) {
        throw std::bad_alloc();
    }
}

/* The dictionary is the index's, so that a record need not name it by four bytes of its own. */
static ZSTD_CCtx *make_compressor()
{
    ZSTD_CCtx *made = ZSTD_createCCtx();
    require(made);
    ZSTD_CCtx_setParameter(made, ZSTD_c_compressionLevel, level);
    ZSTD_CCtx_setParameter(made, ZSTD_c_dictIDFlag, 0);
    return made;
}

std::string codec::encode(const std::string &record, size_t key_bytes, const dictionary *dict)
{
    if (record.size() > record_max) {
        fail(FUND_ERR_ARGUMENT, "passage record larger than 257 MB");
    }
    const size_t open = std::min(key_bytes, record.size());
    const std::string key = record.substr(0, open);
    const size_t len = record.size() - open;
    const std::string uncompressed = key + char(plain) + record.substr(open);
    if (len < shortest) {
        return uncompressed;
    }
    if (compressor_ == nullptr) {
        compressor_ = make_compressor();
    }
    frame_.resize(ZSTD_compressBound(len));
    ZSTD_CCtx_refCDict(compressor_, dict ? dict->to_compress() : nullptr);
    const size_t size =
        ZSTD_compress2(compressor_, &frame_[0], frame_.size(), record.data() + open, len);
    if (ZSTD_isError(size)) {
        fail(FUND_ERR_INTERNAL, "zstd: %s", ZSTD_getErrorName(size));
    }
    return size - magic.size() < len ? key + char(dict ? with_dictionary : compressed) +
                                           frame_.substr(magic.size(), size - magic.size())
                                     : uncompressed;
}

[[noreturn]] static void fail_damaged()
{
    fail(FUND_ERR_CORRUPT, "damaged passage record");
}

void codec::decode(fund_buf *out, const std::string &stored, size_t key_bytes,
                   const dictionary *dict)
{
    const size_t open = std::min(key_bytes, stored.size() - 1);
    if (stored.empty() || stored[open] < plain || stored[open] > with_dictionary ||
        (stored[open] == with_dictionary && dict == nullptr)) {
        fail_damaged();
    }
    const char kind = stored[open];
    fund_buf_append(out, stored.data(), open);
    if (kind == plain) {
        fund_buf_append(out, stored.data() + open + 1, stored.size() - open - 1);
    } else {
        frame_.assign(key_bytes > 0 ? magic : ""); /* of format 4 the record has it */
        frame_.append(stored, open + 1, std::string::npos);
        const char *bytes = frame_.data();
        const size_t len = frame_.size();
        const unsigned long long size = ZSTD_getFrameContentSize(bytes, len);
        /* Unknown sizes and errors, too; and what cannot be in so few bytes: RFC 8878,
         * a block holds up to 128 KiB and takes up 4 bytes at least. */
        if (size > record_max || size / (128 << 10) > len / 4) {
            fail_damaged();
        }
        if (decompressor_ == nullptr) {
            decompressor_ = ZSTD_createDCtx();
            require(decompressor_);
        }
        if (fund_buf_reserve(out, static_cast<size_t>(size))) {
            char *const room = out->data + out->len;
            const size_t got =
                kind == with_dictionary
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
