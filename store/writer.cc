/* Opening an index for writing, transactions and documents. */
#include "store/store_private.h"

#include <filesystem>

using namespace fund;

struct fund_writer {
    std::string path;
    std::string generation;
    std::unique_ptr<lock> held;
    Xapian::WritableDatabase database;
    bool in_transaction = false;
    bool closed = false;
    fund_error failed = FUND_ERROR_INIT; /* why the transaction cannot be committed any more */

    ~fund_writer();
    void require_open() const;
    void require_sound() const;
    void ensure_transaction();
    void commit();
    void cancel();
    template <typename Change> void change(Change apply);
};

/* Cancels itself rather than leaving it to the database, which a reader that
 * was not freed would keep alive. */
fund_writer::~fund_writer()
{
    guard(nullptr, [&] {
        if (!closed) {
            cancel();
            database.close();
        }
        return FUND_OK;
    });
}

void fund_writer::require_open() const
{
    if (closed) {
        fail(FUND_ERR_CLOSED, path + ": the writer was closed before");
    }
}

void fund_writer::require_sound() const
{
    require_open();
    if (failed.status != FUND_OK) {
        fail(failed.status, path + ": an earlier change failed: " + failed.message);
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
    const fund_status status = guard(&failed, [&] {
        apply();
        return FUND_OK;
    });
    if (status != FUND_OK) {
        fail(status, path + ": " + failed.message);
    }
}

void fund_writer::commit()
{
    require_sound();
    if (in_transaction) {
        in_transaction = false; /* a failed commit has ended it, too, and dropped the changes */
        attempt(path, [&] { database.commit_transaction(); });
        sync_folder(path + "/" + generation); /* libxapian renames a file and leaves it at that */
    }
}

void fund_writer::cancel()
{
    require_open();
    failed = FUND_ERROR_INIT;
    if (in_transaction) {
        in_transaction = false;
        database.cancel_transaction();
    }
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
            fail(FUND_ERR_NO_INDEX, path + ": no index there");
        }
        std::error_code error;
        std::filesystem::create_directories(path, error);
        if (error) {
            fail_errno(error.value(), path);
        }
        return;
    }
    if (!std::filesystem::is_directory(path)) {
        fail(FUND_ERR_NO_INDEX, path + ": not an index but a file");
    }
    if (!holds_only_index_files(path)) {
        fail(FUND_ERR_NO_INDEX,
             path + ": not an index, and the folder is not empty; name a new folder");
    }
    if (!create) {
        fail(FUND_ERR_NO_INDEX, path + ": no index there");
    }
}

/* The index exists for others only once its stub is there, so a creation that
 * was interrupted leaves nothing that could be taken for an index. */
static void create_index(const std::string &path)
{
    remove_generations(path, "");
    const std::string first = "g1";
    attempt(path, [&] {
        Xapian::WritableDatabase database(path + "/" + first,
                                          Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
        database.set_metadata(FUND_META_VERSION, std::to_string(FUND_STORE_VERSION));
        database.commit();
        database.close();
    });
    write_stub(path, first);
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
        const fund_shard current = open_shard(writer->path); /* checks version and damage */
        remove_generations(writer->path, current.generation);
        writer->generation = current.generation;
        attempt(writer->path, [&] {
            writer->database = Xapian::WritableDatabase(writer->path + "/" + current.generation,
                                                        Xapian::DB_OPEN);
        });
        *out = writer.release();
        return FUND_OK;
    });
}

fund_status fund_writer_close(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        writer->closed = true;
        writer->database.close();
        writer->held.reset();
        return FUND_OK;
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
        *out = make_store({{writer->path, writer->generation, writer->database}}).release();
        return FUND_OK;
    });
}

fund_status fund_writer_begin(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->ensure_transaction();
        return FUND_OK;
    });
}

fund_status fund_writer_commit(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->commit();
        return FUND_OK;
    });
}

fund_status fund_writer_cancel(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->cancel();
        return FUND_OK;
    });
}

fund_status fund_writer_add(fund_writer *writer, const fund_document *document, fund_docid *docid,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        Xapian::docid added = 0;
        writer->change([&] { added = writer->database.add_document(document->document); });
        if (docid != nullptr) {
            *docid = added;
        }
        return FUND_OK;
    });
}

fund_status fund_writer_delete(fund_writer *writer, const char *term, size_t len,
                               fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string name = make_term("", term, len);
        writer->change([&] { writer->database.delete_document(name); });
        return FUND_OK;
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
        return FUND_OK;
    });
}

/* ---- documents ----------------------------------------------------------- */

fund_status fund_document_new(fund_document **out, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        *out = new fund_document;
        return FUND_OK;
    });
}

void fund_document_free(fund_document *document) noexcept
{
    delete document;
}

fund_status fund_document_clear(fund_document *document, fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document = Xapian::Document();
        return FUND_OK;
    });
}

fund_status fund_document_add_term(fund_document *document, const char *prefix, const char *term,
                                   size_t len, uint32_t wdf, fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document.add_term(make_term(prefix, term, len), wdf);
        return FUND_OK;
    });
}

fund_status fund_document_add_posting(fund_document *document, const char *prefix,
                                      const char *term, size_t len, uint32_t position,
                                      uint32_t wdf, fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document.add_posting(make_term(prefix, term, len), position, wdf);
        return FUND_OK;
    });
}

fund_status fund_document_set_value(fund_document *document, uint32_t slot, const char *value,
                                    size_t len, fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document.add_value(slot, std::string(value, len));
        return FUND_OK;
    });
}

fund_status fund_document_set_data(fund_document *document, const char *data, size_t len,
                                   fund_error *err) noexcept
{
    return guard(err, [&] {
        document->document.set_data(std::string(data, len));
        return FUND_OK;
    });
}
