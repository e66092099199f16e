/* What is read from an index: records, dictionaries, deletions, the manifest; and an index of
 * format 4. */
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
    FUZZ_CHECK(status == FUND_OK || status == FUND_ERR_CORRUPT || status == FUND_ERR_VERSION);
}

/* ---- records ---------------------------------------------------------------- */

bool is_same(const fund_text &a, const fund_text &b)
{
    return a.len == b.len && (a.len == 0 || std::memcmp(a.data, b.data, a.len) == 0);
}

/* What is read can be written, and is then read as the same; tags that are not known have gone. */
void check_record(const fund_record &record)
{
    fund_record again;
    fund_buf out = FUND_BUF_INIT;
    FUZZ_CHECK(record.ordinal > 0 && (record.ordinal == 1) == (record.passage_count > 0));
    FUZZ_CHECK(fund_record_encode(&out, &record, nullptr) == FUND_OK);
    FUZZ_CHECK(fund_record_decode(&again, out.data, out.len, nullptr) == FUND_OK);
    FUZZ_CHECK(record.article == again.article && record.ordinal == again.ordinal &&
               record.passage_count == again.passage_count && is_same(record.text, again.text));
    FUZZ_CHECK(record.fields.version == again.fields.version &&
               record.fields.content_hash[0] == again.fields.content_hash[0] &&
               record.fields.content_hash[1] == again.fields.content_hash[1]);
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        FUZZ_CHECK(is_same(*fund_field(&record.fields, i), *fund_field(&again.fields, i)));
    }
    fund_buf_free(&out);
}

void decode_record(const char *data, size_t len)
{
    fund_record record;
    if (fund_record_decode(&record, data, len, nullptr) == FUND_OK) {
        check_record(record);
    }
}

/* The first eight bytes are the article's value. */
void decode_record4(const char *data, size_t len)
{
    const size_t article = std::min(len, size_t{8});
    fund_buf out = FUND_BUF_INIT;
    must_be_told([&] {
        fund_record record;
        fund::convert_format4(&out, std::string(data + article, len - article),
                              std::string(data, article));
        FUZZ_CHECK(fund_record_decode(&record, out.data, out.len, nullptr) == FUND_OK);
        check_record(record);
    });
    fund_buf_free(&out);
}

/* Bytes as they are in the index, and any bytes through both ways. */
void decode_stored(const char *data, size_t len)
{
    fund::codec codec;
    const std::string bytes(data, len);
    for (const fund::dictionary *dict : {static_cast<fund::dictionary *>(nullptr), learned.get()}) {
        fund_buf out = FUND_BUF_INIT;
        must_be_told([&] { codec.decode(&out, bytes, 0, dict); }); /* as in format 4 */
        fund_buf_clear(&out);
        must_be_told([&] { codec.decode(&out, bytes, FUND_RECORD_KEY_BYTES, dict); });
        fund_buf_clear(&out);
        must_be_told([&] {
            const std::string stored = codec.encode(bytes, FUND_RECORD_KEY_BYTES, dict);
            const size_t key = std::min(len, size_t{FUND_RECORD_KEY_BYTES});
            FUZZ_CHECK(stored.compare(0, key, bytes, 0, key) == 0);
            FUZZ_CHECK(stored.size() <= len + 1);
            codec.decode(&out, stored, FUND_RECORD_KEY_BYTES, dict);
        });
        FUZZ_CHECK(out.len == len && (len == 0 || std::memcmp(out.data, data, len) == 0));
        fund_buf_free(&out);
    }
}

/* The first bytes are the dictionary, the rest a record that was made with it. */
void load_dictionary(const char *data, size_t len)
{
    const size_t half = len / 2;
    const std::string record(data + half, len - half);
    fund::codec codec;
    fund_buf out = FUND_BUF_INIT;
    const fund::dictionary dict(std::string(data, half));
    fund_error err = FUND_ERROR_INIT;
    /* zstd knows no other failure than that of an allocation */
    fund::guard(&err, [&] {
        codec.decode(&out, std::string(FUND_RECORD_KEY_BYTES, 'k') + '\2' + record,
                     FUND_RECORD_KEY_BYTES, &dict);
    });
    fund_buf_clear(&out);
    fund::guard(&err, [&] { /* what it is given it must give back */
                            codec.decode(&out, codec.encode(record, FUND_RECORD_KEY_BYTES, &dict),
                                         FUND_RECORD_KEY_BYTES, &dict);
                            FUZZ_CHECK(std::string(out.data, out.len) == record);
    });
    fund_buf_free(&out);
}

/* ---- deletions ---------------------------------------------------------------- */

enum { LAST = 1 << 22 }; /* documents of the segment */

void decode_deletions(const char *data, size_t len)
{
    must_be_told([&] {
        const fund::docid_set set = fund::docid_set::decode(std::string(data, len), LAST);
        const fund::docid_set again = fund::docid_set::decode(set.encode(), LAST);
        FUZZ_CHECK(set.count() == again.count() && set.encode() == again.encode());
        Xapian::docid docid = 0;
        Xapian::doccount count = 0;
        for (; (docid = set.next(docid + 1)) != fund::docid_set::none; count++) {
            FUZZ_CHECK(docid <= LAST && set.has(docid));
        }
        FUZZ_CHECK(count == set.count());
    });
}

/* ---- the manifest --------------------------------------------------------------- */

void check_manifest(const std::string &text)
{
    must_be_told([&] {
        const fund::manifest read = fund::manifest::parse(text, "index");
        for (const std::string &name : read.files()) {
            FUZZ_CHECK(fund::name::is_segment(name) || fund::name::is_deletions(name) ||
                       fund::name::is_dictionary(name));
            FUZZ_CHECK(name.find('/') == std::string::npos && read.names(name));
        }
        const fund::manifest again = fund::manifest::parse(read.print(), "index");
        FUZZ_CHECK(again.print() == read.print() && again.files() == read.files());
        FUZZ_CHECK(again.commit == read.commit && again.next == read.next &&
                   again.updated == read.updated && again.source == read.source &&
                   again.bytes() == read.bytes());
    });
}

/* As it is, and with the last line that belongs to it. */
void parse_manifest(const char *data, size_t len)
{
    char end[32];
    const std::string text(data, len);
    check_manifest(text);
    std::snprintf(end, sizeof end, "# end %016llx\n",
                  static_cast<unsigned long long>(fund_hash64(data, len)));
    check_manifest(text + end);
}

/* ---- an index of format 4 --------------------------------------------------------- */

std::unique_ptr<Xapian::WritableDatabase> live; /* "g1" */

Xapian::WritableDatabase make_database4(const char *name, int documents)
{
    const std::string path = std::string(fuzz_folder()) + "/" + name;
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS |
                                                Xapian::DB_NO_SYNC);
    database.set_metadata("fundstelle.version", "4");
    for (int i = 0; i < documents; i++) {
        database.add_document(Xapian::Document());
    }
    database.commit();
    return database;
}

void prepare_format4()
{
    live = std::make_unique<Xapian::WritableDatabase>(make_database4("g1", 3));
    make_database4("b2", 300);
}

/* The stub names these two, or others. */
void read_stub4(const char *data, size_t len)
{
    const std::string text(data, len);
    const fund::folder dir(fuzz_folder());
    if (!fund::is_format4(text)) { /* nobody else calls it */
        return;
    }
    must_be_told([&] {
        const fund::shard read = fund::open_format4(dir, text);
        FUZZ_CHECK(read.parts.size() == read.named.segments.size());
        FUZZ_CHECK(!read.parts.empty() && read.parts.size() <= 2);
        for (const fund::segment_entry &entry : read.named.segments) {
            FUZZ_CHECK(entry.name == "g1" || entry.name == "b2");
        }
    });
}

void read_deleted4(const char *data, size_t len)
{
    live->set_metadata("fundstelle.deleted", std::string(data, len));
    live->commit();
    const fund::folder dir(fuzz_folder());
    must_be_told([&] {
        const fund::shard read = fund::open_format4(dir, "auto g1\nauto b2\n");
        FUZZ_CHECK(read.parts[1].deleted->count() <= 300 &&
                   read.parts[1].deleted->next(301) == fund::docid_set::none);
    });
}

} // namespace

extern "C" const fuzz_target fuzz_stored[] = {
    {"record", nullptr, decode_record},
    {"record4", nullptr, decode_record4},
    {"codec", prepare_codec, decode_stored},
    {"dictionary", nullptr, load_dictionary},
    {"deletions", nullptr, decode_deletions},
    {"manifest", nullptr, parse_manifest},
    {"stub4", prepare_format4, read_stub4},
    {"deleted4", prepare_format4, read_deleted4},
    {nullptr, nullptr, nullptr},
};
