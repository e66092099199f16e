/* Opening an index for writing, transactions and documents. */
#include "store/store_private.h"

#include <cerrno>
#include <filesystem>
#include <sys/stat.h>

using namespace fund;

struct fund_writer {
    std::string path;
    std::unique_ptr<lock> held;
    Xapian::WritableDatabase database;
    bool in_transaction = false;
    bool closed = false;

    void require_open() const
    {
        if (closed) {
            fail(FUND_ERR_CLOSED, path + ": the writer was closed before");
        }
    }

    /* Every change happens inside a transaction: outside of one libxapian would
     * commit by itself every 10,000 documents and on destruction. */
    void ensure_transaction()
    {
        require_open();
        if (!in_transaction) {
            database.begin_transaction(true);
            in_transaction = true;
        }
    }
};

static bool exists(const std::string &path)
{
    struct stat info;
    return stat(path.c_str(), &info) == 0;
}

/* Makes the folder when it may be made, and refuses one that is not ours. */
static void prepare_folder(const std::string &path, bool create)
{
    if (exists(path + "/XAPIANDB")) {
        return;
    }
    if (!exists(path)) {
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
    if (!holds_only_leftovers(path)) {
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
    Xapian::WritableDatabase database(path + "/" + first,
                                      Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
    database.set_metadata(FUND_META_VERSION, std::to_string(FUND_STORE_VERSION));
    database.commit();
    database.close();
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
        if (!exists(writer->path + "/XAPIANDB")) {
            create_index(writer->path);
        }
        const fund_shard current = open_shard(writer->path); /* checks version and damage */
        remove_generations(writer->path, current.generation);
        writer->database = Xapian::WritableDatabase(writer->path + "/" + current.generation,
                                                    Xapian::DB_OPEN);
        *out = writer.release();
        return FUND_OK;
    });
}

fund_status fund_writer_close(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_open();
        if (writer->in_transaction) {
            writer->database.commit_transaction();
            writer->in_transaction = false;
        }
        writer->closed = true;
        writer->database.close();
        writer->held.reset();
        return FUND_OK;
    });
}

void fund_writer_free(fund_writer *writer) noexcept
{
    delete writer; /* a database destroyed inside a transaction cancels it */
}

fund_status fund_writer_reader(fund_store **out, fund_writer *writer, fund_error *err) noexcept
{
    *out = nullptr;
    return guard(err, [&] {
        writer->require_open();
        auto store = std::make_unique<fund_store>();
        store->database = writer->database;
        *out = store.release();
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
        writer->require_open();
        if (writer->in_transaction) {
            writer->in_transaction = false; /* a failed commit has ended it, too */
            writer->database.commit_transaction();
        }
        return FUND_OK;
    });
}

fund_status fund_writer_cancel(fund_writer *writer, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->require_open();
        if (writer->in_transaction) {
            writer->in_transaction = false;
            writer->database.cancel_transaction();
        }
        return FUND_OK;
    });
}

fund_status fund_writer_add(fund_writer *writer, const fund_document *document, fund_docid *docid,
                            fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->ensure_transaction();
        const Xapian::docid added = writer->database.add_document(document->document);
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
        writer->ensure_transaction();
        writer->database.delete_document(make_term("", term, len));
        return FUND_OK;
    });
}

fund_status fund_writer_set_metadata(fund_writer *writer, const char *key, const char *value,
                                     size_t len, fund_error *err) noexcept
{
    return guard(err, [&] {
        writer->ensure_transaction();
        writer->database.set_metadata(key, std::string(value, len));
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
