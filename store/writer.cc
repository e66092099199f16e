/* Opening an index for writing, transactions and documents; a store in memory. */
#include "store/store_private.h"

#include <filesystem>
#include <sys/file.h>

using namespace fund;

/* Cancels itself rather than leaving it to the database, which a reader that
 * was not freed would keep alive. */
fund_writer::~fund_writer()
{
    guard(nullptr, [&] {
        if (!closed) {
            closed = true;
            cancel();
            database.close();
            remove_unnamed();
        }
    });
}

void fund_writer::require_open() const
{
    if (closed) {
        fail_in(path, FUND_ERR_CLOSED, "the writer is already closed");
    }
}

void fund_writer::require_sound() const
{
    require_open();
    if (failed.status != FUND_OK) {
        fail_in(path, failed.status, "an earlier change failed: %s", failed.message);
    }
}

/* Every change happens inside a transaction: outside of one libxapian would
 * commit by itself every 10,000 documents and on destruction. */
void fund_writer::ensure_transaction()
{
    require_sound();
    if (!in_transaction) {
        database.begin_transaction(true);
        in_transaction = true;
    }
}

/* A change that fails makes libxapian forget all before it, too, while its
 * transaction goes on: a commit would then silently keep only what came later.
 * So nothing but cancel is possible after it. */
template <typename Change> void fund_writer::change(Change apply)
{
    ensure_transaction();
    const fund_status status = guard(&failed, [&] { apply(); });
    if (status != FUND_OK) {
        fail_in(path, status, "%s", failed.message);
    }
}

void fund_writer::commit()
{
    require_sound();
    if (!in_transaction) {
        return;
    }
    if (deleted_before) {
        change([&] { database.set_metadata(FUND_META_DELETED, deleted->encode()); });
    }
    in_transaction = false; /* a failed commit has ended it, too, and dropped the changes */
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        {
            const commit_lock alone(path, LOCK_EX);
            attempt(path, [&] { database.commit_transaction(); });
        }
        sync_folder(path + "/" + live); /* libxapian renames a file and leaves it at that */
        if (named.live != live) {
            const generations fresh{live, named.base};
            write_stub(path, fresh);
            named = fresh;
        }
    });
    if (status != FUND_OK) {
        take_back_deletions();
        drop_rest();
        pass_on(why);
    }
    deleted_before.reset();
}

/* A commit that fails early leaves changes pending in libxapian, outside of any
 * transaction, which the next one would begin with committing. */
void fund_writer::drop_rest()
{
    guard(nullptr, [&] { /* fails where libxapian has closed the database */
                         database.begin_transaction(false);
                         database.cancel_transaction();
    });
}

void fund_writer::take_back_deletions()
{
    if (deleted_before) {
        *deleted = *deleted_before;
        deleted_before.reset();
    }
}

void fund_writer::cancel()
{
    failed = FUND_ERROR_INIT;
    take_back_deletions();
    if (in_transaction) {
        in_transaction = false;
        database.cancel_transaction();
    }
}

/* A live generation that never got a commit. Where opening failed early there is no name
 * yet, and PATH/ is the whole index. */
void fund_writer::remove_unnamed()
{
    if (!live.empty() && live != named.live) {
        remove_folder(path + "/" + live);
    }
}

void fund_writer::note_deleted(const std::string &term)
{
    const Xapian::PostingIterator end = base.postlist_end(term);
    for (Xapian::PostingIterator it = base.postlist_begin(term); it != end; ++it) {
        if (!deleted->has(*it)) {
            if (!deleted_before) {
                deleted_before = std::make_unique<docid_set>(*deleted);
            }
            deleted->add(*it);
        }
    }
}

/* A base takes no changes: a live generation beside it does, which others see
 * with its first commit. */
static void create_live(const std::string &path, const Xapian::Database &base)
{
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    const Xapian::TermIterator end = base.metadata_keys_end("fundstelle.");
    for (Xapian::TermIterator it = base.metadata_keys_begin("fundstelle."); it != end; ++it) {
        if (*it != FUND_META_DICTIONARY) {
            database.set_metadata(*it, base.get_metadata(*it));
        }
    }
    database.commit();
    database.close();
}

void fund_writer::open_generations()
{
    const fund_shard current = open_shard(path); /* checks version and damage */
    remove_generations(path, current.named);
    named = current.named;
    const part &last = current.parts.back();
    base = named.base.empty() ? Xapian::Database() : last.database;
    dict = last.dict;
    deleted = std::make_shared<docid_set>(last.deleted ? *last.deleted : docid_set());
    live = named.live.empty() ? next_live(named) : named.live;
    attempt(path, [&] {
        if (named.live.empty()) {
            create_live(path + "/" + live, base);
        }
        database = Xapian::WritableDatabase(path + "/" + live, Xapian::DB_OPEN);
    });
}

/* Makes the folder when it may be made, and refuses one that is not ours. */
static void prepare_folder(const std::string &path, bool create)
{
    if (file_exists(path + "/XAPIANDB")) {
        read_stub(path); /* refuses what is not ours before a lock file is made there */
        return;
    }
    if (!file_exists(path)) {
        if (!create) {
            fail_in(path, FUND_ERR_NO_INDEX, "no index found");
        }
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (error) {
            fail_errno(error.value(), path);
        }
        return;
    }
    if (!std::filesystem::is_directory(path)) {
        fail_in(path, FUND_ERR_NO_INDEX, "a file, not an index");
    }
    if (!holds_only_index_files(path)) {
        fail_in(path, FUND_ERR_NO_INDEX,
                "not an index, and the folder is not empty; name a new folder");
    }
    if (!create) {
        fail_in(path, FUND_ERR_NO_INDEX, "no index found");
    }
}

/* The index exists for others only once its stub is there, so a creation that
 * was interrupted leaves nothing that could be taken for an index. */
static void create_index(const std::string &path)
{
    remove_generations(path, {});
    const std::string first = next_live({});
    attempt(path, [&] {
        Xapian::WritableDatabase database(path + "/" + first,
                                          Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
        database.set_metadata(FUND_META_VERSION, std::to_string(FUND_STORE_VERSION));
        database.commit();
        database.close();
    });
    write_stub(path, {first, ""});
}

fund_status fund_writer_open(fund_writer **out, const char *path,
                             const fund_writer_options *options, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        const fund_writer_options defaults = FUND_WRITER_OPTIONS_INIT;
        const fund_writer_options &wanted = options != nullptr ? *options : defaults;
        prepare_folder(path, wanted.create);
        auto writer = std::make_unique<fund_writer>();
        writer->path = path;
        writer->held = std::make_unique<lock>(writer->path, wanted.lock_timeout_ms);
        if (!file_exists(writer->path + "/XAPIANDB")) {
            create_index(writer->path);
        }
        writer->open_generations();
        *out = writer.release();
    });
}

fund_status fund_writer_close(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        writer->closed = true;
        writer->database.close();
        writer->remove_unnamed();
        writer->held.reset();
    });
}

void fund_writer_free(fund_writer *writer) noexcept
{
    delete writer;
}

fund_status fund_writer_reader(fund_store **out, fund_writer *writer, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->require_open();
        fund_shard seen{writer->path, {writer->live, writer->named.base}, {}};
        seen.parts.push_back({writer->database, nullptr, writer->dict});
        if (!writer->named.base.empty()) {
            seen.parts.push_back({writer->base, writer->deleted, writer->dict});
        }
        auto store = make_store({seen});
        store->fixed = true;
        *out = store.release();
    });
}

fund_status fund_writer_commit(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        fund_log(FUND_LOG_DEBUG, "%s: committed", writer->path.c_str());
    });
}

fund_status fund_writer_cancel(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_open();
        writer->cancel();
    });
}

fund_status fund_writer_add(fund_writer *writer, const fund_document *document,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        const Xapian::Document finished =
            finish_document(*document, writer->codec, writer->dict.get());
        writer->change([&] { writer->database.add_document(finished); });
    });
}

fund_status fund_writer_delete(fund_writer *writer, const char *term, size_t len,
                               fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        writer->change([&] {
            writer->database.delete_document(name);
            writer->note_deleted(name);
        });
    });
}

fund_status fund_writer_set_metadata(fund_writer *writer, const char *key, const char *value,
                                     size_t len, fund_error *err) noexcept
{
    return guard(err, [&] {
        if (key[0] == '\0') {
            fail(FUND_ERR_ARGUMENT, "a metadata key must not be empty");
        }
        writer->change([&] { writer->database.set_metadata(key, std::string(value, len)); });
    });
}

/* ---- documents ----------------------------------------------------------- */

Xapian::Document fund::finish_document(const fund_document &document, fund::codec &with,
                                       const dictionary *dict)
{
    Xapian::Document finished = document.document;
    if (!document.data.empty()) {
        finished.add_value(FUND_SLOT_RECORD, with.encode(document.data, dict));
    }
    return finished;
}

fund_status fund_document_new(fund_document **out, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] { *out = new fund_document; });
}

void fund_document_free(fund_document *document) noexcept
{
    delete document;
}

fund_status fund_document_clear(fund_document *document, fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document = Xapian::Document();
        document->data.clear();
    });
}

fund_status fund_document_add_term(fund_document *document, const char *prefix, const char *term,
                                   size_t len, uint32_t wdf, fund_error *err) noexcept
{
    return guard(err, [&] { document->document.add_term(make_term(prefix, term, len), wdf); });
}

fund_status fund_document_set_value(fund_document *document, uint32_t slot, const char *value,
                                    size_t len, fund_error *err) noexcept
{
    return guard(err, [&] { document->document.add_value(slot, std::string(value, len)); });
}

fund_status fund_document_set_data(fund_document *document, const char *data, size_t len,
                                   fund_error *err) noexcept
{
    return guard(err, [&] { document->data.assign(data, len); });
}

/* ---- a store in memory ----------------------------------------------------- */

fund_status fund_store_memory(fund_store **out, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        Xapian::WritableDatabase database(std::string(), Xapian::DB_BACKEND_INMEMORY);
        fund_shard shard{"", {}, {}};
        shard.parts.push_back({database, nullptr, nullptr});
        auto store = make_store({shard});
        store->memory = database;
        store->fixed = true;
        *out = store.release();
    });
}

fund_status fund_store_memory_add(fund_store *store, const fund_document *document,
                                  fund_error *err) noexcept
{
    return guard(err, [&] {
        if (!store->memory) {
            fail(FUND_ERR_ARGUMENT, "documents can only be added to a store in memory");
        }
        store->memory->add_document(finish_document(*document, *store->codec, nullptr));
    });
}
