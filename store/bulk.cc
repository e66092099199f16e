/*
 * Bulk builds: segments written by several threads, merged into a base.
 *
 * libxapian inverts in memory with a map of maps, so that small databases are
 * much faster to write than one large one; merging them copies chunks of
 * postings and is cheap.
 */
#include "store/store_private.h"

#include <cerrno>
#include <filesystem>
#include <map>
#include <mutex>

using namespace fund;

/* Segments are merged in groups while others are written: libxapian keeps all
 * that it merges open, two files each. */
enum { GROUP = 128 };

struct fund_bulk {
    fund_writer *writer;
    std::string folder;
    bool keep;              /* what the index has */
    docid_set deleted_live; /* documents of the live generation that are not to be kept */
    std::shared_ptr<const dictionary> dict;
    std::map<std::string, std::string> metadata;
    std::mutex mutex;           /* of the rest */
    std::vector<bool> closed;   /* by number */
    std::vector<size_t> groups; /* by group: segments closed */
    std::vector<bool> merged;   /* by group */

    ~fund_bulk();
    std::string segment(size_t number) const
    {
        return folder + "/s" + std::to_string(number);
    }
    std::string group(size_t number) const
    {
        return folder + "/m" + std::to_string(number);
    }
    bool close_segment(size_t number);
    void merge_group(size_t number);
    std::vector<std::string> pieces();
    docid_set merged_deletions() const;
    void merge(const std::string &generation);
    void publish();
};

struct fund_segment {
    fund_bulk *bulk;
    size_t number;
    Xapian::WritableDatabase database;
    fund::codec codec;
};

fund_bulk::~fund_bulk()
{
    guard(nullptr, [&] {
        writer->take_back_deletions(); /* nothing to do after a commit */
        if (!folder.empty()) {
            remove_folder(folder);
        }
    });
}

fund_status fund_bulk_begin(fund_bulk **out, fund_writer *writer, bool keep,
                            fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->commit();
        auto bulk = std::make_unique<fund_bulk>();
        bulk->writer = writer;
        bulk->keep = keep;
        bulk->dict = keep ? writer->dict : nullptr;
        const std::string folder = bulk_folder(writer->path);
        std::error_code error;
        if (!std::filesystem::create_directory(folder, error)) {
            fail_errno(error ? error.value() : EEXIST, folder);
        }
        bulk->folder = folder; /* ours, so it may be removed */
        *out = bulk.release();
    });
}

void fund_bulk_free(fund_bulk *bulk) noexcept
{
    delete bulk;
}

bool fund_bulk_wants_samples(const fund_bulk *bulk) noexcept
{
    return bulk->dict == nullptr;
}

fund_status fund_bulk_train(fund_bulk *bulk, const char *samples, const size_t *sizes, size_t count,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::vector<size_t> list(sizes, sizes + count);
        size_t len = 0;
        for (const size_t size : list) {
            len += size;
        }
        bulk->dict =
            std::make_shared<const dictionary>(dictionary::train(std::string(samples, len), list));
    });
}

fund_status fund_bulk_delete(fund_bulk *bulk, const char *term, size_t len,
                             fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        fund_writer &writer = *bulk->writer;
        writer.require_sound();
        attempt(writer.path, [&] {
            writer.note_deleted(name);
            const Xapian::PostingIterator end = writer.database.postlist_end(name);
            for (Xapian::PostingIterator it = writer.database.postlist_begin(name); it != end;
                 ++it) {
                bulk->deleted_live.add(*it);
            }
        });
    });
}

fund_status fund_bulk_set_metadata(fund_bulk *bulk, const char *key, const char *value, size_t len,
                                   fund_error *err) noexcept
{
    return guard(err, [&] { bulk->metadata[key] = std::string(value, len); });
}

/* ---- segments ------------------------------------------------------------- */

fund_status fund_segment_new(fund_segment **out, fund_bulk *bulk, size_t number,
                             fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        auto segment = std::make_unique<fund_segment>();
        segment->bulk = bulk;
        segment->number = number;
        attempt(bulk->writer->path, [&] {
            segment->database = Xapian::WritableDatabase(
                bulk->segment(number), Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS |
                                           Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC |
                                           Xapian::DB_DANGEROUS);
            segment->database.begin_transaction(true); /* commits when it is told to */
        });
        *out = segment.release();
    });
}

void fund_segment_free(fund_segment *segment) noexcept
{
    if (segment != nullptr) {
        guard(nullptr, [&] { segment->database.close(); });
    }
    delete segment;
}

fund_status fund_segment_add(fund_segment *segment, const fund_document *document,
                             fund_error *err) noexcept
{
    return guard(err, [&] {
        attempt(segment->bulk->writer->path, [&] {
            segment->database.add_document(
                finish_document(*document, segment->codec, segment->bulk->dict.get()));
        });
    });
}

/* True when that was the last one of its group. */
bool fund_bulk::close_segment(size_t number)
{
    const std::lock_guard<std::mutex> hold(mutex);
    if (number >= closed.size()) {
        closed.resize(number + 1);
        groups.resize(number / GROUP + 1);
        merged.resize(groups.size());
    }
    closed[number] = true;
    return ++groups[number / GROUP] == GROUP;
}

/* Merges databases into one, in their order. */
static void merge_databases(const std::vector<Xapian::Database> &sources,
                            const std::string &destination, Xapian::Compactor &compactor)
{
    Xapian::Database all;
    for (const Xapian::Database &source : sources) {
        all.add_database(source);
    }
    all.compact(destination, 0, 0, compactor);
}

static std::vector<Xapian::Database> open_all(const std::vector<std::string> &paths)
{
    std::vector<Xapian::Database> opened;
    for (const std::string &path : paths) {
        opened.emplace_back(path);
    }
    return opened;
}

void fund_bulk::merge_group(size_t number)
{
    std::vector<std::string> paths;
    for (size_t i = number * GROUP; i < (number + 1) * GROUP; i++) {
        paths.push_back(segment(i));
    }
    Xapian::Compactor silent;
    merge_databases(open_all(paths), group(number), silent);
    for (const std::string &path : paths) {
        remove_folder(path);
    }
    const std::lock_guard<std::mutex> hold(mutex);
    merged[number] = true;
}

fund_status fund_segment_close(fund_segment *segment, fund_error *err) noexcept
{
    return guard(err, [&] {
        fund_bulk *bulk = segment->bulk;
        attempt(bulk->writer->path, [&] {
            segment->database.commit_transaction();
            segment->database.close();
            if (bulk->close_segment(segment->number)) {
                bulk->merge_group(segment->number / GROUP);
            }
        });
    });
}

/* ---- merging --------------------------------------------------------------- */

namespace {

/* Gives the new base its own metadata, whatever its sources have. */
class metadata_chooser : public Xapian::Compactor {
  public:
    explicit metadata_chooser(const std::map<std::string, std::string> &wanted) : wanted_(wanted)
    {
    }
    /* An exception through libxapian's compaction would leak what that holds: it is kept for
     * rethrow(). */
    std::string resolve_duplicate_metadata(const std::string &key, size_t count,
                                           const std::string values[]) override
    {
        try {
            return choose(key, count, values);
        } catch (const std::bad_alloc &) {
            no_memory_ = true;
            return {};
        }
    }

    void rethrow() const
    {
        if (no_memory_) {
            throw std::bad_alloc();
        }
    }

  private:
    std::string choose(const std::string &key, size_t count, const std::string values[]) const
    {
        /* The key inside the table: two bytes for "metadata" before it. */
        for (const auto &[name, value] : wanted_) {
            if (key.size() >= name.size() &&
                key.compare(key.size() - name.size(), name.size(), name) == 0) {
                return value;
            }
        }
        return count > 0 ? values[0] : "";
    }

    const std::map<std::string, std::string> &wanted_;
    bool no_memory_ = false;
};

} // namespace

/* All that was written, in the order of its numbers. */
std::vector<std::string> fund_bulk::pieces()
{
    std::vector<std::string> paths;
    for (size_t i = 0; i < closed.size(); i++) {
        if (merged[i / GROUP]) {
            if (i % GROUP == 0) {
                paths.push_back(group(i / GROUP));
            }
        } else if (closed[i]) {
            paths.push_back(segment(i));
        }
    }
    return paths;
}

/* What is deleted, by its document ids after the merge: there the live
 * generation's documents come after those of the base, without a gap. */
docid_set fund_bulk::merged_deletions() const
{
    docid_set all;
    if (!keep) {
        return all;
    }
    all.add_all(*writer->deleted, 0);
    const Xapian::Database &live = writer->database;
    const Xapian::PostingIterator first = live.postlist_begin("");
    if (first != live.postlist_end("")) {
        const Xapian::docid before = writer->base.get_lastdocid();
        all.add_all(deleted_live, before + 1 - *first);
    }
    return all;
}

void fund_bulk::merge(const std::string &generation)
{
    const Xapian::Database own(writer->path + "/" + writer->live);
    const Xapian::TermIterator end = own.metadata_keys_end("fundstelle.");
    for (Xapian::TermIterator it = own.metadata_keys_begin("fundstelle."); it != end; ++it) {
        metadata.emplace(*it, own.get_metadata(*it)); /* what was set again stays */
    }
    metadata[FUND_META_DELETED] = merged_deletions().encode();
    if (dict) {
        metadata[FUND_META_DICTIONARY] = dict->bytes();
    }
    const std::string extra = folder + "/x0"; /* has the metadata, and no term lists */
    Xapian::WritableDatabase head(extra, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS |
                                             Xapian::DB_NO_TERMLIST | Xapian::DB_NO_SYNC);
    for (const auto &[key, value] : metadata) {
        head.set_metadata(key, value);
    }
    head.commit();
    head.close();
    std::vector<Xapian::Database> sources = open_all({extra});
    if (keep && !writer->named.base.empty()) {
        sources.push_back(writer->base);
    }
    if (keep && own.get_doccount() > 0) {
        sources.push_back(own);
    }
    for (const Xapian::Database &piece : open_all(pieces())) {
        sources.push_back(piece);
    }
    metadata_chooser chooser(metadata);
    merge_databases(sources, generation, chooser);
    chooser.rethrow();
}

void fund_bulk::publish()
{
    const std::string fresh = next_base({writer->live, writer->named.base});
    const std::string path = writer->path + "/" + fresh;
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        attempt(writer->path, [&] { merge(path); });
        write_stub(writer->path, {"", fresh});
    });
    if (status != FUND_OK) {
        remove_folder(folder); /* the room may be needed */
        if (read_stub(writer->path).base != fresh) {
            remove_folder(path);
        }
        pass_on(why);
    }
}

fund_status fund_bulk_commit(fund_bulk *bulk, fund_error *err) noexcept
{
    return guard(err, [&] {
        fund_writer &writer = *bulk->writer;
        writer.require_sound();
        const uint64_t begin = fund_clock_ms();
        fund_log(FUND_LOG_INFO, "%s: merging %zu segments%s", writer.path.c_str(),
                 bulk->pieces().size(), bulk->keep ? " with what the index has" : "");
        bulk->publish();
        fund_log(FUND_LOG_INFO, "%s: merged in %llu ms", writer.path.c_str(),
                 static_cast<unsigned long long>(fund_clock_ms() - begin));
        remove_folder(bulk->folder);
        writer.deleted_before.reset();
        writer.database.close();
        writer.closed = true; /* unless the new generation opens */
        writer.open_generations();
        writer.closed = false;
    });
}
