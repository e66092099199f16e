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
    fail(FUND_ERR_VERSION,
         path + ": index format " + (version.empty() ? "unknown" : version) + ", this program has " +
             std::to_string(FUND_STORE_VERSION) + "; index the articles again into a new folder");
}

static Xapian::Database open_generation(const std::string &path, const std::string &generation)
{
    try {
        return Xapian::Database(path + "/" + generation);
    } catch (const Xapian::DatabaseVersionError &error) {
        fail(FUND_ERR_VERSION, path + ": written by another libxapian: " + error.get_msg());
    } catch (const Xapian::DatabaseError &error) {
        fail(FUND_ERR_CORRUPT, path + ": damaged: " + error.get_msg());
    }
}

fund_shard open_shard(const std::string &path)
{
    /* A writer may replace the generation between reading its name and opening
     * it; then the stub names another one by now. */
    for (int tries = 3;; tries--) {
        const std::string generation = read_stub(path);
        try {
            fund_shard shard{path, generation, open_generation(path, generation)};
            check_version(shard.database, path);
            return shard;
        } catch (const failure &) {
            if (tries == 0 || read_stub(path) == generation) {
                throw;
            }
        }
    }
}

} // namespace fund

using namespace fund;

static void join_shards(fund_store *store)
{
    Xapian::Database all;
    for (const fund_shard &shard : store->shards) {
        all.add_database(shard.database);
    }
    store->database = all;
}

fund_status fund_store_open(fund_store **out, const char *const *paths, size_t count,
                            fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        if (count == 0) {
            fail(FUND_ERR_ARGUMENT, "no index given");
        }
        auto store = std::make_unique<fund_store>();
        for (size_t i = 0; i < count; i++) {
            store->shards.push_back(open_shard(paths[i]));
        }
        join_shards(store.get());
        *out = store.release();
        return FUND_OK;
    });
}

void fund_store_free(fund_store *store) noexcept
{
    delete store;
}

fund_status fund_store_reopen(fund_store *store, bool *changed, fund_error *err) noexcept
{
    return guard(err, [&] {
        bool moved = false;
        for (fund_shard &shard : store->shards) {
            if (read_stub(shard.path) != shard.generation) {
                shard = open_shard(shard.path);
                moved = true;
            } else if (shard.database.reopen()) {
                moved = true;
            }
        }
        if (store->shards.empty()) {
            moved = store->database.reopen();
        } else {
            join_shards(store);
        }
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
    return store->shards.empty() ? 1 : store->shards.size();
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
        if (shard >= fund_store_shards(store)) {
            fail(FUND_ERR_ARGUMENT, "no such shard");
        }
        const Xapian::Database &database =
            store->shards.empty() ? store->database : store->shards[shard].database;
        return append(out, database.get_metadata(key));
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
    const int64_t sibling =
        static_cast<int64_t>(docid) + (static_cast<int64_t>(to) - static_cast<int64_t>(from)) * step;
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
            const fund_status status = callback(term.data(), term.size(), it.get_termfreq(), payload);
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
