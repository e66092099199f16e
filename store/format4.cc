/*
 * Indexes of version 0.7, format 4, which are read and never written: a live database ("g7"), a
 * base without term lists ("b6") or both, each a folder of libxapian's, named by a stub file. What
 * is deleted of the base, and the dictionary of its records, are metadata of these.
 */
#include "store/store_private.h"

#include <sys/stat.h>

namespace fund {

namespace {

const char meta_version[] = "fundstelle.version", meta_chain[] = "fundstelle.fingerprint",
           meta_updated[] = "fundstelle.updated", meta_deleted[] = "fundstelle.deleted",
           meta_dictionary[] = "fundstelle.dictionary";

/* "g7" is live, "b7" a base. */
bool is_generation(const std::string &name)
{
    return name.size() > 1 && (name[0] == 'g' || name[0] == 'b') &&
           name.find_first_not_of("0123456789", 1) == std::string::npos;
}

std::vector<std::string> read_stub(const folder &dir, const std::string &text)
{
    std::vector<std::string> names;
    const std::string start = "auto ";
    for (size_t pos = 0; pos < text.size();) {
        const size_t end = text.find('\n', pos);
        const bool whole = end != std::string::npos && text.compare(pos, start.size(), start) == 0;
        const std::string name =
            whole ? text.substr(pos + start.size(), end - pos - start.size()) : "";
        struct stat info;
        if (!is_generation(name) || names.size() == 2) {
            fail_in(dir.path_of(name::manifest), FUND_ERR_CORRUPT,
                    "damaged: it is not what this program writes");
        }
        if (lstat(dir.path_of(name).c_str(), &info) == 0 && !S_ISDIR(info.st_mode)) {
            fail_in(dir.path_of(name), FUND_ERR_CORRUPT,
                    "must be a folder of the index, but is a file or a symbolic link");
        }
        names.push_back(name);
        pos = end + 1;
    }
    return names;
}

void check_version(const Xapian::Database &database, const std::string &path)
{
    const std::string version = database.get_metadata(meta_version);
    if (version != "4") {
        fail_in(path, FUND_ERR_VERSION,
                "index format %s; this program reads the formats 4 and %d; index the articles "
                "again into a new folder",
                version.empty() ? fund_tr("unknown") : version.c_str(),
                static_cast<int>(FUND_STORE_VERSION));
    }
}

} // namespace

bool is_format4(const std::string &text)
{
    return text.compare(0, 5, "auto ") == 0;
}

shard open_format4(const folder &dir, const std::string &text)
{
    shard out;
    out.path = dir.path();
    out.text = text;
    out.format = 4;
    for (const std::string &name : read_stub(dir, text)) {
        segment_entry entry;
        entry.name = name;
        if (!file_exists(dir.path_of(name))) {
            fail_in(dir.path_of(name), FUND_ERR_CORRUPT, "damaged: the folder is missing");
        }
        const folder sub(dir.path_of(name));
        for (const std::string &file : sub.list()) { /* a link, or what is no file, is refused */
            uint64_t bytes = 0;
            sub.open_file(file, &bytes);
            entry.bytes += bytes;
        }
        attempt(out.path, [&] {
            out.parts.push_back({Xapian::Database(dir.path_of(name)), nullptr, nullptr, 4});
        });
        const Xapian::Database &database = out.parts.back().database;
        check_version(database, out.path);
        entry.uuid = database.get_uuid();
        entry.documents = database.get_doccount();
        entry.chain = database.get_metadata(meta_chain);
        out.named.segments.push_back(entry);
    }
    /* What is deleted of a base, the last one, is written where changes go, the first one. */
    const Xapian::Database &first = out.parts.front().database;
    part &base = out.parts.back();
    out.named.updated = first.get_metadata(meta_updated);
    if (out.named.segments.back().name[0] == 'b') {
        std::string bytes = first.get_metadata(meta_deleted);
        base.deleted = std::make_shared<const docid_set>(
            bytes.empty() ? docid_set() : docid_set::decode(bytes, base.database.get_lastdocid()));
        out.named.segments.back().deleted = base.deleted->count();
        bytes = base.database.get_metadata(meta_dictionary);
        base.dict = bytes.empty() ? nullptr : std::make_shared<const dictionary>(std::move(bytes));
        out.parts.front().dict = base.dict;
        out.dict = base.dict;
    }
    return out;
}

bool is_format4_name(const folder &dir, const std::string &name)
{
    struct stat info;
    return (is_generation(name) || name == "bulk") &&
           lstat(dir.path_of(name).c_str(), &info) == 0 && S_ISDIR(info.st_mode);
}

/* ---- records -------------------------------------------------------------- */

static fund_text take_text(const char **pos, const char *end)
{
    uint64_t len = 0;
    if (!fund_varint_read(&len, pos, end) || len > static_cast<uint64_t>(end - *pos)) {
        fail(FUND_ERR_CORRUPT, "damaged passage record");
    }
    const fund_text text = {*pos, static_cast<size_t>(len)};
    *pos += len;
    return text;
}

static uint64_t take_number(const char **pos, const char *end, uint64_t most)
{
    uint64_t value = 0;
    if (!fund_varint_read(&value, pos, end) || value > most) {
        fail(FUND_ERR_CORRUPT, "damaged passage record");
    }
    return value;
}

/* A version byte, the passage's number, its text; with passage 1 the article's fields. */
void convert_format4(fund_buf *out, const std::string &record, const std::string &article)
{
    fund_record read{};
    fund_error why = FUND_ERROR_INIT;
    const char *pos = record.data();
    const char *const end = pos + record.size();
    if (record.empty() || *pos++ != 2) {
        fail(FUND_ERR_CORRUPT, "damaged passage record");
    }
    for (const char byte : article) {
        read.article = read.article << 8 | static_cast<unsigned char>(byte);
    }
    read.ordinal = static_cast<uint32_t>(take_number(&pos, end, FUND_ARTICLE_PASSAGES_MAX));
    read.text = take_text(&pos, end);
    if (read.ordinal == 1) {
        read.passage_count =
            static_cast<uint32_t>(take_number(&pos, end, FUND_ARTICLE_PASSAGES_MAX));
        read.fields.version = take_number(&pos, end, UINT64_MAX);
        read.fields.content_hash[0] = take_number(&pos, end, UINT64_MAX);
        read.fields.content_hash[1] = take_number(&pos, end, UINT64_MAX);
        for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
            *fund_field_to_set(&read.fields, i) = take_text(&pos, end);
        }
    }
    if (pos != end || fund_record_encode(out, &read, &why) != FUND_OK) {
        fail(FUND_ERR_CORRUPT, "damaged passage record");
    }
}

} // namespace fund
