/* Opening indexes for reading, and everything that only reads. */
#include "store/store_private.h"

#include <sys/stat.h>

namespace fund {

static void check_version(const Xapian::Database &database, const std::string &path)
{
    const std::string version = database.get_metadata(FUND_META_VERSION);
    if (version == std::to_string(FUND_STORE_VERSION)) {
        return;
    }
    fail_in(
        path, FUND_ERR_VERSION,
        "index format %s; this program reads format %d; index the articles again into a new folder",
        version.empty() ? fund_tr("unknown") : version.c_str(),
        static_cast<int>(FUND_STORE_VERSION));
}

/* The set in a generation's metadata; empty when there is none. */
static docid_set load_deleted(const Xapian::Database &database, const Xapian::Database &base)
{
    const std::string bytes = database.get_metadata(FUND_META_DELETED);
    return bytes.empty() ? docid_set() : docid_set::decode(bytes, base.get_lastdocid());
}

/* The dictionary in a base generation's metadata; null when there is none. */
static std::shared_ptr<const dictionary> load_dictionary(const Xapian::Database &base)
{
    std::string bytes = base.get_metadata(FUND_META_DICTIONARY);
    return bytes.empty() ? nullptr : std::make_shared<const dictionary>(std::move(bytes));
}

static void open_parts(fund_shard &shard)
{
    const std::string folder = shard.path + "/";
    if (!shard.named.live.empty()) {
        shard.parts.push_back({Xapian::Database(folder + shard.named.live), nullptr, nullptr});
    }
    if (!shard.named.base.empty()) {
        shard.parts.push_back({Xapian::Database(folder + shard.named.base), nullptr, nullptr});
        part &base = shard.parts.back();
        base.dict = load_dictionary(base.database);
        /* What is deleted is written where changes go. */
        base.deleted = std::make_shared<const docid_set>(
            load_deleted(shard.parts.front().database, base.database));
        shard.parts.front().dict = base.dict;
    }
}

static void open_generations(fund_shard &shard)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] { open_parts(shard); });
    switch (status) {
    case FUND_OK:
        check_version(shard.parts.front().database, shard.path);
        return;
    case FUND_ERR_VERSION:
        fail_in(shard.path, status, "written by an incompatible libxapian: %s", why.message);
    case FUND_ERR_NO_INDEX: /* but the stub names it */
    case FUND_ERR_CORRUPT:
        fail_in(shard.path, FUND_ERR_CORRUPT, "damaged: %s", why.message);
    default:
        fail_in(shard.path, status, "%s", why.message);
    }
}

/* Whether to try once more what commits may have overtaken: a writer without pause can
 * do that many times. A damaged block is believed sooner. */
class overtaken {
  public:
    bool again(fund_status status)
    {
        const bool damaged = status == FUND_ERR_CORRUPT || status == FUND_ERR_VERSION;
        return (status == FUND_ERR_MODIFIED && modified_++ < 200) || (damaged && corrupt_++ < 4);
    }

  private:
    int modified_ = 0, corrupt_ = 0;
};

fund_shard open_shard(const std::string &path)
{
    /* A build may replace the generations between reading their names and
     * opening them; then the stub names others by now. Or two commits may
     * overtake the opening. */
    fund_error why = FUND_ERROR_INIT;
    overtaken tries;
    for (;;) {
        fund_shard shard{path, read_stub(path), {}};
        const fund_status status = guard(&why, [&] { open_generations(shard); });
        if (status == FUND_OK) {
            return shard;
        }
        const bool replaced = !(read_stub(path) == shard.named);
        if (!tries.again(replaced ? FUND_ERR_MODIFIED : status)) {
            break;
        }
    }
    pass_on(why);
}

std::unique_ptr<fund_store> make_store(std::vector<fund_shard> shards)
{
    auto store = std::make_unique<fund_store>();
    store->shards = std::move(shards);
    store->codec = std::make_unique<codec>();
    for (const fund_shard &shard : store->shards) {
        for (const part &of : shard.parts) {
            store->database.add_database(of.database);
            store->parts.push_back(of);
        }
    }
    return store;
}

} // namespace fund

using namespace fund;

size_t fund_store::count_deleted() const
{
    size_t count = 0;
    for (const part &of : parts) {
        count += of.deleted ? of.deleted->count() : 0;
    }
    return count;
}

const docid_set *fund_store::deleted_in(const std::string &uuid) const
{
    for (const part &of : parts) {
        if (of.deleted && of.deleted->count() > 0 && of.database.get_uuid() == uuid) {
            return of.deleted.get();
        }
    }
    return nullptr;
}

fund_status fund_store_open(fund_store **out, const char *const *paths, size_t count,
                            fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (count == 0) {
            fail(FUND_ERR_ARGUMENT, "no index given");
        }
        std::vector<fund_shard> shards;
        for (size_t i = 0; i < count; i++) {
            shards.push_back(open_shard(paths[i]));
        }
        *out = make_store(std::move(shards)).release();
    });
}

void fund_store_free(fund_store *store) noexcept
{
    delete store;
}

/* Moves one database; false when it could not, and then it is closed: libxapian would take tables
 * of two revisions, which a failure leaves, for the newest ones. */
static bool move_on(fund_shard &shard, bool *moved)
{
    Xapian::Database &live = shard.parts.front().database;
    part &last = shard.parts.back();
    const fund_status status = guard(nullptr, [&] {
        *moved = live.reopen(); /* a base never changes */
        if (*moved && !shard.named.live.empty() && !shard.named.base.empty()) {
            last.deleted = std::make_shared<const docid_set>(load_deleted(live, last.database));
        }
    });
    if (status != FUND_OK) {
        live.close();
    }
    return status == FUND_OK;
}

/* True when there was something newer. */
static bool refresh(fund_shard &shard)
{
    bool moved = false;
    if (read_stub(shard.path) != shard.named || !move_on(shard, &moved)) {
        shard = open_shard(shard.path);
        return true;
    }
    return moved;
}

/* All shards or, with an exception, none. */
static bool refresh_all(fund_store *store)
{
    std::vector<fund_shard> shards = store->shards;
    bool moved = false;
    try {
        for (fund_shard &shard : shards) {
            moved = refresh(shard) || moved;
        }
        if (moved) {
            auto fresh = make_store(std::move(shards));
            store->shards = std::move(fresh->shards);
            store->parts = std::move(fresh->parts);
            store->database = fresh->database;
            store->moves++;
        }
    } catch (...) {
        if (moved) { /* some did, and the store knows nothing of it */
            for (fund_shard &shard : store->shards) {
                shard.parts.front().database.close();
            }
        }
        throw;
    }
    return moved;
}

fund_status fund_store_reopen(fund_store *store, bool *changed, fund_error *err) noexcept
{
    bool moved = false;
    overtaken tries;
    fund_status status;
    do {
        status = guard(err, [&] { moved = !store->fixed && refresh_all(store); });
    } while (tries.again(status));
    if (status == FUND_OK && changed != nullptr) {
        *changed = moved;
    }
    return status;
}

static void append(fund_buf *out, const std::string &bytes)
{
    fund_buf_append(out, bytes.data(), bytes.size());
    if (out->failed) {
        throw std::bad_alloc();
    }
}

fund_status fund_store_metadata(fund_buf *out, const fund_store *store, const char *key,
                                fund_error *err) noexcept
{
    return guard(
        err, [&] { append(out, store->shards.front().parts.front().database.get_metadata(key)); });
}

fund_status fund_store_check_fingerprint(const fund_store *store, const char *fingerprint,
                                         fund_error *err) noexcept
{
    return guard(err, [&] {
        for (const fund_shard &shard : store->shards) {
            const std::string written =
                shard.parts.front().database.get_metadata(FUND_META_FINGERPRINT);
            if (written != fingerprint) {
                fail_in(shard.path, FUND_ERR_ANALYZER,
                        "written with another analysis chain (%s; this program has %s); index the "
                        "articles again into a new folder",
                        written.empty() ? fund_tr("unknown") : written.c_str(), fingerprint);
            }
        }
    });
}

/* A document's value. That the document is there is only looked up when it has
 * none. */
static std::string get_value(const fund_store *store, fund_docid docid, Xapian::valueno slot)
{
    if (docid == 0) {
        fail(FUND_ERR_NOT_FOUND, "document numbers start at 1");
    }
    if (store->is_deleted(docid)) {
        fail(FUND_ERR_NOT_FOUND, "document %u was deleted", static_cast<unsigned>(docid));
    }
    std::string value =
        store->database.get_document(docid, Xapian::DOC_ASSUME_VALID).get_value(slot);
    if (value.empty()) {
        store->database.get_document(docid);
    }
    return value;
}

fund_status fund_store_data(fund_buf *out, const fund_store *store, fund_docid docid,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string stored = get_value(store, docid, FUND_SLOT_RECORD);
        if (!stored.empty()) { /* else the document has no data */
            store->codec->decode(out, stored, store->part_of(docid).dict.get());
        }
    });
}

fund_status fund_store_value(fund_buf *out, const fund_store *store, fund_docid docid,
                             uint32_t slot, fund_error *err) noexcept
{
    return guard(err, [&] { append(out, get_value(store, docid, slot)); });
}

fund_status fund_store_values_of(const fund_store *store, uint32_t slot, const fund_docid *docids,
                                 size_t count, fund_value_callback callback, void *payload,
                                 fund_error *err) noexcept
{
    return guard(err, [&] {
        const Xapian::ValueIterator end = store->database.valuestream_end(slot);
        Xapian::ValueIterator it = store->database.valuestream_begin(slot);
        for (size_t i = 0; i < count && it != end; i++) {
            it.skip_to(docids[i]);
            if (it == end || it.get_docid() != docids[i]) {
                continue;
            }
            const std::string value = *it;
            const fund_status status = callback(docids[i], value.data(), value.size(), payload);
            if (status != FUND_OK) {
                return status; /* the callback told why */
            }
        }
        return FUND_OK;
    });
}

fund_status fund_store_values(const fund_store *store, uint32_t slot, fund_value_callback callback,
                              void *payload, fund_error *err) noexcept
{
    return guard(err, [&] {
        const Xapian::ValueIterator end = store->database.valuestream_end(slot);
        for (Xapian::ValueIterator it = store->database.valuestream_begin(slot); it != end; ++it) {
            const Xapian::docid docid = it.get_docid();
            if (store->is_deleted(docid)) {
                continue;
            }
            const std::string value = *it;
            const fund_status status = callback(docid, value.data(), value.size(), payload);
            if (status != FUND_OK) {
                return status; /* the callback told why */
            }
        }
        return FUND_OK;
    });
}

fund_docid fund_store_sibling(const fund_store *store, fund_docid docid, uint32_t from,
                              uint32_t to) noexcept
{
    const int64_t step = static_cast<int64_t>(store->parts.size());
    const int64_t distance = static_cast<int64_t>(to) - static_cast<int64_t>(from);
    const int64_t sibling = static_cast<int64_t>(docid) + distance * step;
    return sibling > 0 && sibling <= static_cast<int64_t>(UINT32_MAX)
               ? static_cast<fund_docid>(sibling)
               : 0;
}

static uint64_t folder_bytes(const std::string &path)
{
    uint64_t sum = 0;
    for (const std::string &name : list_folder(path)) {
        struct stat info;
        const std::string file = path + "/" + name;
        if (stat(file.c_str(), &info) == 0 && S_ISREG(info.st_mode)) {
            sum += static_cast<uint64_t>(info.st_size);
        }
    }
    return sum;
}

fund_status fund_store_stats_get(fund_store_stats *out, const fund_store *store,
                                 fund_error *err) noexcept
{
    *out = fund_store_stats{};
    return guard(err, [&] {
        out->deleted = static_cast<uint32_t>(store->count_deleted());
        out->documents = store->database.get_doccount() - out->deleted;
        out->average_length = store->database.get_avlength();
        for (const fund_shard &shard : store->shards) {
            if (!shard.named.live.empty()) {
                out->live += shard.parts.front().database.get_doccount();
            }
        }
    });
}

fund_status fund_store_size(uint64_t *bytes, const fund_store *store, fund_error *err) noexcept
{
    *bytes = 0;
    return guard(err, [&] {
        for (const fund_shard &shard : store->shards) {
            for (const std::string &name : shard.named.names()) {
                *bytes += folder_bytes(shard.path + "/" + name);
            }
        }
    });
}

fund_status fund_store_term_stats(fund_term_stats *out, const fund_store *store, const char *term,
                                  size_t len, fund_error *err) noexcept
{
    *out = fund_term_stats{};
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        out->documents = store->database.get_termfreq(name);
        out->occurrences = store->database.get_collection_freq(name);
    });
}

fund_status fund_store_terms(const fund_store *store, const char *prefix, size_t len,
                             fund_term_callback callback, void *payload, fund_error *err) noexcept
{
    return fund_store_filter_terms(store, prefix, len, nullptr, callback, payload, err);
}

fund_status fund_store_filter_terms(const fund_store *store, const char *prefix, size_t len,
                                    fund_term_filter filter, fund_term_callback callback,
                                    void *payload, fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string start(prefix, len);
        const Xapian::TermIterator end = store->database.allterms_end(start);
        std::string term, before;
        for (Xapian::TermIterator it = store->database.allterms_begin(start); it != end;) {
            size_t skip = 0;
            term = *it;
            if (!fund_utf8_valid(term.data(), term.size(), nullptr)) { /* make_term() takes none */
                fail(FUND_ERR_CORRUPT, "the index is damaged: a term is not text");
            }
            if (!before.empty() && term <= before) { /* this would go on for ever */
                fail(FUND_ERR_CORRUPT, "the index is damaged: terms are out of order");
            }
            if (filter == nullptr || filter(term.data(), term.size(), &skip, payload)) {
                const fund_status status =
                    callback(term.data(), term.size(), it.get_termfreq(), payload);
                if (status != FUND_OK) {
                    return status; /* the callback told why */
                }
            }
            if (skip == 0) {
                ++it;
            } else {
                /* A step reads all blocks of a long posting list, a search in the table does not.
                 * No byte of UTF-8 is as great as this one. */
                it.skip_to(term.substr(0, skip) + '\xff');
            }
            before.swap(term);
        }
        return FUND_OK;
    });
}

fund_status fund_store_postings(const fund_store *store, const char *term, size_t len,
                                fund_docid_callback callback, void *payload,
                                fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        const Xapian::PostingIterator end = store->database.postlist_end(name);
        for (Xapian::PostingIterator it = store->database.postlist_begin(name); it != end; ++it) {
            const fund_status status = store->is_deleted(*it) ? FUND_OK : callback(*it, payload);
            if (status != FUND_OK) {
                return status; /* the callback told why */
            }
        }
        return FUND_OK;
    });
}

fund_status fund_store_first_posting(fund_docid *out, const fund_store *store, const char *term,
                                     size_t len, fund_error *err) noexcept
{
    *out = 0;
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        const Xapian::PostingIterator end = store->database.postlist_end(name);
        Xapian::PostingIterator it = store->database.postlist_begin(name);
        while (it != end && store->is_deleted(*it)) {
            ++it;
        }
        *out = it != end ? *it : 0;
    });
}
