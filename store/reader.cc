/* Opening indexes for reading, and everything that only reads. */
#include "store/store_private.h"

#include <cstring>

namespace fund {

part open_segment(const folder &dir, const segment_entry &entry)
{
    const std::string path = dir.path_of(entry.name);
    uint64_t size = 0;
    descriptor file = dir.open_file(entry.name, &size);
    if (file.get() < 0) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: the file is missing");
    }
    if (size != entry.bytes) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: it has %llu bytes, and had %llu",
                static_cast<unsigned long long>(size),
                static_cast<unsigned long long>(entry.bytes));
    }
    part opened;
    fund_error why = FUND_ERROR_INIT;
    /* libxapian takes the descriptor over, also when it fails. */
    const fund_status status =
        guard(&why, [&] { opened.database = Xapian::Database(file.release()); });
    if (status == FUND_ERR_MEMORY || status == FUND_ERR_IO) {
        fail_in(path, status, "%s", why.message);
    }
    if (status != FUND_OK) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: %s", why.message);
    }
    if (opened.database.get_uuid() != entry.uuid) {
        fail_in(path, FUND_ERR_CORRUPT, "is a segment of another index");
    }
    if (opened.database.get_doccount() != entry.documents ||
        opened.database.get_lastdocid() != entry.documents) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: it has other passages than it had");
    }
    return opened;
}

std::shared_ptr<const docid_set> open_deletions(const folder &dir, const segment_entry &entry)
{
    const std::string path = dir.path_of(entry.deletions);
    const size_t most = 8 + size_t{entry.documents} * 2; /* bytes for each */
    const std::optional<std::string> bytes = dir.read(entry.deletions, most);
    if (!bytes) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: the file is missing");
    }
    if (fund_hash64(bytes->data(), bytes->size()) != entry.checksum) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: it is not what was written");
    }
    std::shared_ptr<const docid_set> set;
    attempt(path,
            [&] { set = std::make_shared<docid_set>(docid_set::decode(*bytes, entry.documents)); });
    if (set->count() != entry.deleted) {
        fail_in(path, FUND_ERR_CORRUPT, "damaged: it lists other passages than it did");
    }
    return set;
}

std::shared_ptr<const dictionary> open_dictionary(const folder &dir, const std::string &name)
{
    const std::optional<std::string> bytes = dir.read(name, 1 << 20);
    if (!bytes) {
        fail_in(dir.path_of(name), FUND_ERR_CORRUPT, "damaged: the file is missing");
    }
    if (name::of_dictionary(*bytes) != name) {
        fail_in(dir.path_of(name), FUND_ERR_CORRUPT, "damaged: it is not what was written");
    }
    return std::make_shared<const dictionary>(*bytes);
}

/* The same segment as it was open at an earlier commit; with its deletions, if they are the same. */
static std::optional<part> take_over(const shard *before, const segment_entry &entry)
{
    for (size_t i = 0; before != nullptr && i < before->parts.size(); i++) {
        const segment_entry &other = before->named.segments[i];
        if (other.name == entry.name && other.uuid == entry.uuid &&
            other.documents == entry.documents) {
            part open = before->parts[i];
            if (other.deletions != entry.deletions || other.checksum != entry.checksum) {
                open.deleted.reset();
            }
            return open;
        }
    }
    return std::nullopt;
}

void open_files(shard &out, const folder &dir, const shard *before)
{
    if (!out.named.dictionary.empty()) {
        const bool same = before != nullptr && before->named.dictionary == out.named.dictionary;
        out.dict = same ? before->dict : open_dictionary(dir, out.named.dictionary);
    }
    for (const segment_entry &entry : out.named.segments) {
        std::optional<part> open = take_over(before, entry);
        if (!open) {
            open = open_segment(dir, entry);
        }
        open->dict = out.dict;
        if (!entry.deletions.empty() && !open->deleted) {
            open->deleted = open_deletions(dir, entry);
        }
        out.parts.push_back(*open);
    }
}

static shard open_commit(const folder &dir, const std::string &text, const shard *before)
{
    shard out;
    out.path = dir.path();
    out.text = text;
    out.named = manifest::parse(text, dir.path_of(name::manifest));
    open_files(out, dir, before);
    return out;
}

/* The files of a commit may go while they are opened, when there is a newer one by now. */
shard open_shard(const std::string &path, const shard *before)
{
    enum { TRIES_MAX = 1000 };
    for (int i = 1;; i++) {
        const folder dir(path);
        const std::string text = read_manifest(dir);
        shard opened;
        fund_error why = FUND_ERROR_INIT;
        const fund_status status = guard(&why, [&] {
            opened = is_format4(text) ? open_format4(dir, text) : open_commit(dir, text, before);
        });
        if (status == FUND_OK) {
            return opened;
        }
        if (i == TRIES_MAX || read_manifest(folder(path)) == text) {
            pass_on(why);
        }
    }
}

} // namespace fund

using namespace fund;

fund_store::~fund_store()
{
    if (writer != nullptr) {
        auto &views = writer->views;
        views.erase(std::remove(views.begin(), views.end(), this), views.end());
    }
}

/* An index without documents is searched like any other. */
void fund_store::set_parts(std::vector<part> opened)
{
    firsts.clear();
    if (opened.empty()) {
        opened.push_back({Xapian::WritableDatabase(std::string(), Xapian::DB_BACKEND_INMEMORY),
                          nullptr, nullptr});
    }
    Xapian::Database all;
    for (const part &of : opened) {
        all.add_database(of.database);
    }
    database = all;
    parts = std::move(opened);
}

fund_status fund::name_index(fund_error *err, fund_error *why, const fund_store *store) noexcept
{
    const bool damaged = why->status == FUND_ERR_CORRUPT || why->status == FUND_ERR_IO;
    if (!damaged || why->path[0] != '\0' || store->shards.empty()) {
        return fund_error_pass(err, why);
    }
    return fund_error_set_in(err, why->status, store->shards.front().path.c_str(), 0,
                             why->status == FUND_ERR_CORRUPT ? "damaged: %s" : "%s", why->message);
}

Xapian::doccount fund_store::count_deleted() const
{
    Xapian::doccount count = 0;
    for (const part &of : parts) {
        count += of.deleted ? of.deleted->count() : 0;
    }
    return count;
}

const docid_set *fund_store::deleted_in(const std::string &uuid) const
{
    for (const part &of : parts) {
        if (of.deleted && of.database.get_uuid() == uuid) {
            return of.deleted.get();
        }
    }
    return nullptr;
}

/* An index that is named twice is searched once. Of an index and its snapshot not the same may be
 * deleted, which is asked by the segment. */
static void add_shard(std::vector<shard> &shards, shard &&fresh)
{
    for (const shard &each : shards) {
        if (each.text == fresh.text && !fresh.parts.empty()) {
            return;
        }
        for (const segment_entry &segment : each.named.segments) {
            for (const segment_entry &other : fresh.named.segments) {
                if (segment.uuid == other.uuid) {
                    fail_in(fresh.path, FUND_ERR_ARGUMENT,
                            "has passages of an index named before; name only one of them");
                }
            }
        }
    }
    shards.push_back(std::move(fresh));
}

static std::vector<part> parts_of(const std::vector<shard> &shards)
{
    std::vector<part> all;
    for (const shard &each : shards) {
        all.insert(all.end(), each.parts.begin(), each.parts.end());
    }
    return all;
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
            add_shard(store->shards, open_shard(paths[i], nullptr));
        }
        store->set_parts(parts_of(store->shards));
        *out = store.release();
    });
}

void fund_store_free(fund_store *store) noexcept
{
    delete store;
}

/* All shards or, with an exception, none. */
static bool move_on(fund_store *store)
{
    std::vector<shard> shards;
    bool moved = false;
    for (const shard &each : store->shards) {
        const bool same = read_manifest(folder(each.path)) == each.text;
        add_shard(shards, same ? shard(each) : open_shard(each.path, &each));
        moved |= !same;
    }
    if (moved) {
        store->set_parts(parts_of(shards));
        store->shards = std::move(shards);
    }
    return moved;
}

fund_status fund_store_reopen(fund_store *store, bool *changed, fund_error *err) noexcept
{
    bool moved = false;
    const fund_status status = guard(err, [&] { moved = move_on(store); });
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

static void copy_text(char *out, size_t size, const std::string &text)
{
    const size_t len = std::min(text.size(), size - 1);
    std::memcpy(out, text.data(), len);
    out[len] = '\0';
}

fund_status fund_store_commit(fund_commit *out, const fund_store *store, fund_error *err) noexcept
{
    *out = fund_commit{};
    return guard(err, [&] {
        if (store->shards.empty()) {
            return;
        }
        const shard &first = store->shards.front();
        out->format = first.format;
        out->number = first.named.commit;
        copy_text(out->updated, sizeof out->updated, first.named.updated);
        for (const shard &each : store->shards) {
            out->segments += each.named.segments.size();
        }
    });
}

fund_segment_info fund::segment_info(const segment_entry &segment)
{
    fund_segment_info out{};
    copy_text(out.name, sizeof out.name, segment.name);
    copy_text(out.chain, sizeof out.chain, segment.chain);
    out.bytes = segment.bytes;
    out.documents = segment.documents;
    out.deleted = segment.deleted;
    return out;
}

fund_status fund_store_segment(fund_segment_info *out, const fund_store *store, size_t number,
                               fund_error *err) noexcept
{
    *out = fund_segment_info{};
    return guard(err, [&] {
        for (const shard &each : store->shards) {
            if (number < each.named.segments.size()) {
                *out = segment_info(each.named.segments[number]);
                return;
            }
            number -= each.named.segments.size();
        }
        fail(FUND_ERR_ARGUMENT, "no such segment");
    });
}

void fund::require_chain(const shard &of, const std::string &chain)
{
    if (of.format != FUND_STORE_VERSION) {
        fail_in(of.path, FUND_ERR_ANALYZER, "made by version 0.7; run: fundstelle upgrade -i %s",
                of.path.c_str());
    }
    for (const segment_entry &segment : of.named.segments) {
        if (segment.chain != chain) {
            fail_in(of.path, FUND_ERR_ANALYZER,
                    "made with another analysis chain (%s; this program has %s); run: fundstelle "
                    "upgrade -i %s",
                    segment.chain.c_str(), chain.c_str(), of.path.c_str());
        }
    }
}

fund_status fund_store_check_chain(const fund_store *store, const char *fingerprint,
                                   fund_error *err) noexcept
{
    return guard(err, [&] {
        for (const shard &each : store->shards) {
            require_chain(each, fingerprint);
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
    return guard_reading(store, err, [&] {
        const std::string stored = get_value(store, docid, FUND_SLOT_RECORD);
        if (stored.empty()) { /* the document has no data */
            return;
        }
        const part &of = store->part_of(docid);
        if (of.format == FUND_STORE_VERSION) {
            store->codec.decode(out, stored, FUND_RECORD_KEY_BYTES, of.dict.get());
            return;
        }
        fund_buf record = FUND_BUF_INIT;
        const std::unique_ptr<fund_buf, void (*)(fund_buf *)> owned(&record, fund_buf_free);
        store->codec.decode(&record, stored, 0, of.dict.get());
        convert_format4(out, std::string(record.data, record.len),
                        get_value(store, docid, FUND_SLOT_ARTICLE));
    });
}

fund_status fund_store_value(fund_buf *out, const fund_store *store, fund_docid docid,
                             uint32_t slot, fund_error *err) noexcept
{
    return guard_reading(store, err, [&] { append(out, get_value(store, docid, slot)); });
}

fund_status fund_store_values_of(const fund_store *store, uint32_t slot, const fund_docid *docids,
                                 size_t count, fund_value_callback callback, void *payload,
                                 fund_error *err) noexcept
{
    return guard_reading(store, err, [&] {
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
    return guard_reading(store, err, [&] {
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

fund_status fund_store_stats_get(fund_store_stats *out, const fund_store *store,
                                 fund_error *err) noexcept
{
    *out = fund_store_stats{};
    return guard_reading(store, err, [&] {
        out->deleted = store->count_deleted();
        out->documents = store->database.get_doccount() - out->deleted;
        out->average_length = store->database.get_avlength();
    });
}

fund_status fund_store_size(uint64_t *bytes, const fund_store *store, fund_error *err) noexcept
{
    *bytes = 0;
    return guard_reading(store, err, [&] {
        for (const shard &each : store->shards) {
            *bytes += each.named.bytes() + each.text.size();
            if (each.format != FUND_STORE_VERSION) { /* has the rest within its databases */
                continue;
            }
            *bytes += each.dict ? each.dict->bytes().size() : 0;
            for (const part &of : each.parts) {
                *bytes += of.deleted ? of.deleted->encode().size() : 0;
            }
        }
    });
}

fund_status fund_store_term_stats(fund_term_stats *out, const fund_store *store, const char *term,
                                  size_t len, fund_error *err) noexcept
{
    *out = fund_term_stats{};
    return guard_reading(store, err, [&] {
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
    return guard_reading(store, err, [&] {
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
    return guard_reading(store, err, [&] {
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
    return guard_reading(store, err, [&] {
        const std::string name = make_term("", term, len);
        const Xapian::PostingIterator end = store->database.postlist_end(name);
        Xapian::PostingIterator it = store->database.postlist_begin(name);
        while (it != end && store->is_deleted(*it)) {
            ++it;
        }
        *out = it != end ? *it : 0;
    });
}

/* The postings of part i, as document ids of the store. */
static fund_status postings_of_part(const fund_store *store, size_t i, const char *term,
                                    fund_docid_callback callback, void *payload)
{
    const auto step = static_cast<Xapian::docid>(store->parts.size());
    const Xapian::Database &database = store->parts[i].database;
    const Xapian::PostingIterator end = database.postlist_end(term);
    for (Xapian::PostingIterator it = database.postlist_begin(term); it != end; ++it) {
        const Xapian::docid docid = (*it - 1) * step + static_cast<Xapian::docid>(i) + 1;
        const fund_status status = store->is_deleted(docid) ? FUND_OK : callback(docid, payload);
        if (status != FUND_OK) {
            return status; /* the callback told why */
        }
    }
    return FUND_OK;
}

fund_status fund_store_firsts(const fund_store *store, fund_docid_callback callback, void *payload,
                              fund_error *err) noexcept
{
    return guard_reading(store, err, [&] {
        fund_status status = FUND_OK;
        for (const char *term : {FUND_PREFIX_FIRST, FUND_PREFIX_WITHDRAWN}) {
            if (store->parts.front().format != FUND_STORE_VERSION) { /* as that version did */
                status =
                    fund_store_postings(store, term, std::strlen(term), callback, payload, err);
            }
            const size_t parts =
                store->parts.front().format == FUND_STORE_VERSION ? store->parts.size() : 0;
            for (size_t i = 0; i < parts && status == FUND_OK; i++) {
                status = postings_of_part(store, i, term, callback, payload);
            }
            if (status != FUND_OK) {
                break;
            }
        }
        return status;
    });
}
