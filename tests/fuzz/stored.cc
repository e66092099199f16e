/* What is read from an index: records, dictionaries, deleted documents, the stub file. */
#include "tests/fuzz/fuzz.h"

#include "store/store_private.h"

#include <cstring>

namespace {

std::unique_ptr<fund::dictionary> learned;

void prepare_codec()
{
    std::string samples;
    std::vector<size_t> sizes;
    for (int i = 0; i < 500; i++) {
        const std::string sample = "Der Bundestag hat am " + std::to_string(i) +
                                   ". Tag über Antrag Nummer " + std::to_string(i * 7919) +
                                   " zur Mietpreisbremse abgestimmt, sagte die Ministerin.";
        samples += sample;
        sizes.push_back(sample.size());
    }
    learned = std::make_unique<fund::dictionary>(fund::dictionary::train(samples, sizes));
}

/* Runs what may throw; only a defect is a finding. */
template <typename Body> void must_be_told(Body body)
{
    fund_error err = FUND_ERROR_INIT;
    const fund_status status = fund::guard(&err, [&] { body(); });
    FUZZ_CHECK(status == FUND_OK || status == FUND_ERR_CORRUPT || status == FUND_ERR_NO_INDEX);
}

void decode_record(const char *data, size_t len)
{
    fund_record record;
    fund_buf again = FUND_BUF_INIT;
    if (fund_record_decode(&record, data, len, nullptr) == FUND_OK) {
        FUZZ_CHECK(fund_record_encode(&again, &record, nullptr) == FUND_OK);
        FUZZ_CHECK(again.len == len && std::memcmp(again.data, data, len) == 0);
    }
    fund_buf_free(&again);
}

/* Bytes as they are in the index, and any bytes through both ways. */
void decode_stored(const char *data, size_t len)
{
    fund::codec codec;
    const std::string bytes(data, len);
    for (const fund::dictionary *dict : {static_cast<fund::dictionary *>(nullptr), learned.get()}) {
        fund_buf out = FUND_BUF_INIT;
        must_be_told([&] { codec.decode(&out, bytes, dict); });
        fund_buf_clear(&out);
        must_be_told([&] { codec.decode(&out, codec.encode(bytes, dict), dict); });
        FUZZ_CHECK(out.len == len && (len == 0 || std::memcmp(out.data, data, len) == 0));
        fund_buf_free(&out);
    }
}

/* The first bytes are the dictionary, the rest a record that was made with it. */
void load_dictionary(const char *data, size_t len)
{
    const size_t half = len / 2;
    fund::codec codec;
    fund_buf out = FUND_BUF_INIT;
    const fund::dictionary dict(std::string(data, half));
    fund_error err = FUND_ERROR_INIT;
    fund::guard(&err, [&] { /* zstd knows no other failure than that of an allocation */
                            codec.decode(
                                &out, std::string(1, '\2') + std::string(data + half, len - half),
                                &dict);
    });
    fund_buf_free(&out);
}

enum { LAST = 1 << 22 }; /* what the base has */

void decode_deleted(const char *data, size_t len)
{
    must_be_told([&] {
        const fund::docid_set set = fund::docid_set::decode(std::string(data, len), LAST);
        const fund::docid_set again = fund::docid_set::decode(set.encode(), LAST);
        FUZZ_CHECK(set.count() == again.count() && set.encode() == again.encode());
    });
}

void read_stub(const char *data, size_t len)
{
    fuzz_file("XAPIANDB", data, len);
    must_be_told([] {
        const fund::generations named = fund::read_stub(fuzz_folder());
        FUZZ_CHECK(named.live.find('/') == std::string::npos &&
                   named.base.find('/') == std::string::npos);
    });
}

} // namespace

extern "C" const fuzz_target fuzz_stored[] = {
    {"record", nullptr, decode_record},
    {"codec", prepare_codec, decode_stored},
    {"dictionary", nullptr, load_dictionary},
    {"deleted", nullptr, decode_deleted},
    {"stub", nullptr, read_stub},
    {nullptr, nullptr, nullptr},
};
