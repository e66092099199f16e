/* Opening indexes for reading, and everything that only reads. */
#include "store/store_private.h"

#include <cstring>
#include <dirent.h>
#include <sys/stat.h>

namespace fund {

static void check_version(const Xapian::Database &database, const std::string &path)
{
    const std::string version = database.get_metadata(FUND_META_VERSION);
    if (version == std::to_string(FUND_STORE_VERSION)) {
        return;
    }
    fail(FUND_ERR_VERSION, path + ": index format " + (version.empty() ? "unknown" : version) +
                               ", this program has " + std::to_string(FUND_STORE_VERSION) +
                               "; index the articles again into a new folder");
}

static void open_generation(fund_shard &shard)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        shard.database = Xapian::Database(shard.path + "/" + shard.generation);
        return FUND_OK;
    });
    switch (status) {
    case FUND_OK:
        check_version(shard.database, shard.path);
        return;
    case FUND_ERR_VERSION:
        fail(status, shard.path + ": written by another libxapian: " + why.message);
    case FUND_ERR_NO_INDEX: /* but the stub names it */
    case FUND_ERR_CORRUPT:
        fail(FUND_ERR_CORRUPT, shard.path + ": damaged: " + why.message);
    default:
        fail(status, shard.path + ": " + why.message);
    }
}

fund_shard open_shard(const std::string &path)
{
    /* A compaction may replace the generation between reading its name and
     * opening it; then the stub names another one by now. */
    fund_error why = FUND_ERROR_INIT;
    for (int tries = 4; tries > 0; tries--) {
        fund_shard shard{path, read_stub(path), {}};
        const fund_status status = guard(&why, [&] {
            open_generation(shard);
            return FUND_OK;
        });
        if (status == FUND_OK) {
            return shard;
        }
        if (read_stub(path) == shard.generation) {
            break;
        }
    }
    fail(why.status, why.message);
}

std::unique_ptr<fund_store> make_store(std::vector<fund_shard> shards)
{
    auto store = std::make_unique<fund_store>();
    store->shards = std::move(shards);
    for (const fund_shard &shard : store->shards) {
        store->database.add_database(shard.database);
    }
    return store;
}

} // namespace fund

using namespace fund;

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
        return FUND_OK;
    });
}

void fund_store_free(fund_store *store) noexcept
{
    delete store;
}

/* True when there was something newer. */
static bool refresh(fund_shard &shard)
{
    if (read_stub(shard.path) == shard.generation) {
        bool moved = false;
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] {
            moved = shard.database.reopen();
            return FUND_OK;
        });
        if (status == FUND_OK) {
            return moved;
        }
        if (read_stub(shard.path) == shard.generation) {
            fail(status, shard.path + ": " + why.message);
        }
        /* It was compacted away between the two looks. */
    }
    shard = open_shard(shard.path);
    return true;
}

fund_status fund_store_reopen(fund_store *store, bool *changed, fund_error *err) noexcept
{
    return guard(err, [&] {
        std::vector<fund_shard> shards = store->shards;
        bool moved = false;
        for (fund_shard &shard : shards) {
            moved = refresh(shard) || moved;
        }
        *store = std::move(*make_store(std::move(shards)));
        if (changed != nullptr) {
            *changed = moved;
        }
        return FUND_OK;
    });
}

fund_status fund_store_metadata(fund_buf *out, const fund_store *store, const char *key,
                                fund_error *err) noexcept
{
    return fund_store_shard_metadata(out, store, 0, key, err);
}

size_t fund_store_shards(const fund_store *store) noexcept
{
    return store->shards.size();
}

static fund_status append(fund_buf *out, const std::string &bytes)
{
    fund_buf_append(out, bytes.data(), bytes.size());
    if (out->failed) {
        throw std::bad_alloc();
    }
    return FUND_OK;
}

fund_status fund_store_shard_metadata(fund_buf *out, const fund_store *store, size_t shard,
                                      const char *key, fund_error *err) noexcept
{
    return guard(err, [&] {
        if (shard >= store->shards.size()) {
            fail(FUND_ERR_ARGUMENT, "no such shard");
        }
        return append(out, store->shards[shard].database.get_metadata(key));
    });
}

fund_status fund_store_data(fund_buf *out, const fund_store *store, fund_docid docid,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        if (docid == 0) {
            fail(FUND_ERR_NOT_FOUND, "no document 0");
        }
        return append(out, store->database.get_document(docid).get_data());
    });
}

fund_status fund_store_value(fund_buf *out, const fund_store *store, fund_docid docid,
                             uint32_t slot, fund_error *err) noexcept
{
    return guard(err, [&] {
        if (docid == 0) {
            fail(FUND_ERR_NOT_FOUND, "no document 0");
        }
        return append(out, store->database.get_document(docid).get_value(slot));
    });
}

fund_docid fund_store_sibling(const fund_store *store, fund_docid docid, uint32_t from,
                              uint32_t to) noexcept
{
    const int64_t step = static_cast<int64_t>(fund_store_shards(store));
    const int64_t distance = static_cast<int64_t>(to) - static_cast<int64_t>(from);
    const int64_t sibling = static_cast<int64_t>(docid) + distance * step;
    return sibling > 0 && sibling <= static_cast<int64_t>(UINT32_MAX)
               ? static_cast<fund_docid>(sibling)
               : 0;
}

static uint64_t folder_bytes(const std::string &path)
{
    std::unique_ptr<DIR, int (*)(DIR *)> folder(opendir(path.c_str()), closedir);
    uint64_t sum = 0;
    while (const dirent *entry = folder ? readdir(folder.get()) : nullptr) {
        struct stat info;
        const std::string file = path + "/" + entry->d_name;
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
        out->documents = store->database.get_doccount();
        out->average_length = store->database.get_avlength();
        out->last_docid = store->database.get_lastdocid();
        for (const fund_shard &shard : store->shards) {
            out->bytes += folder_bytes(shard.path + "/" + shard.generation);
        }
        return FUND_OK;
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
        return FUND_OK;
    });
}

fund_status fund_store_terms(const fund_store *store, const char *prefix, size_t len,
                             fund_term_callback callback, void *payload, fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string start(prefix, len);
        const Xapian::TermIterator end = store->database.allterms_end(start);
        for (Xapian::TermIterator it = store->database.allterms_begin(start); it != end; ++it) {
            const std::string term = *it;
            const fund_status status =
                callback(term.data(), term.size(), it.get_termfreq(), payload);
            if (status != FUND_OK) {
                return status; /* the callback told why */
            }
        }
        return FUND_OK;
    });
}

fund_status fund_store_document_terms(const fund_store *store, fund_docid docid,
                                      fund_term_callback callback, void *payload,
                                      fund_error *err) noexcept
{
    return guard(err, [&] {
        if (docid == 0) {
            fail(FUND_ERR_NOT_FOUND, "no document 0");
        }
        const Xapian::TermIterator end = store->database.termlist_end(docid);
        for (Xapian::TermIterator it = store->database.termlist_begin(docid); it != end; ++it) {
            const std::string term = *it;
            const fund_status status = callback(term.data(), term.size(), it.get_wdf(), payload);
            if (status != FUND_OK) {
                return status; /* the callback told why */
            }
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
            const fund_status status = callback(*it, payload);
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
        const Xapian::PostingIterator it = store->database.postlist_begin(name);
        if (it != store->database.postlist_end(name)) {
            *out = *it;
        }
        return FUND_OK;
    });
}
