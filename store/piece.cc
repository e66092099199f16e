/* Databases that are being filled, and what segments are made of. */
#include "store/store_private.h"

namespace fund {

Xapian::WritableDatabase make_piece(const std::string &path)
{
    Xapian::WritableDatabase database(path, Xapian::DB_CREATE_OR_OVERWRITE |
                                                Xapian::DB_BACKEND_GLASS | Xapian::DB_NO_TERMLIST |
                                                Xapian::DB_NO_SYNC | Xapian::DB_DANGEROUS);
    database.begin_transaction(
        true); /* commits when it is told to, and not every 10,000 documents */
    return database;
}

void write_if_much(Xapian::WritableDatabase &database, size_t *unwritten)
{
    constexpr size_t MUCH = 20000;
    if (++*unwritten >= MUCH) {
        *unwritten = 0;
        database.commit_transaction();
        database.begin_transaction(true);
    }
}

/* libxapian commits what it closes, unless there is a transaction; which it cannot cancel in a
 * database that is written in place: then it would commit, too. */
void discard_piece(Xapian::WritableDatabase &piece) noexcept
{
    guard(nullptr, [&] { piece.begin_transaction(false); }); /* there may be one already */
    guard(nullptr, [&] { piece.close(); });
}

Xapian::Document finish_document(const fund_document &document, codec &with, const dictionary *dict)
{
    Xapian::Document finished = document.document;
    if (!document.data.empty()) {
        finished.add_value(FUND_SLOT_RECORD,
                           with.encode(document.data, FUND_RECORD_KEY_BYTES, dict));
    }
    return finished;
}

/* Large blocks waste less: of 100 MB 32 KB save 1.4 % against 8 KB, and a search is faster by a tenth
 * (64 KB: 1 % more, and slower). In a small segment a search finds little, and what it reads for that
 * should be little, too. */
static int block_bytes(Xapian::doccount documents)
{
    return documents < 2000     ? 2 << 10
           : documents < 20000  ? 4 << 10
           : documents < 100000 ? 8 << 10
                                : 32 << 10;
}

void merge_databases(const std::vector<Xapian::Database> &sources, const std::string &destination,
                     bool one_file)
{
    Xapian::Compactor silent;
    Xapian::Database all;
    for (const Xapian::Database &source : sources) {
        all.add_database(source);
    }
    all.compact(destination, one_file ? Xapian::DBCOMPACT_SINGLE_FILE : 0,
                one_file ? block_bytes(all.get_doccount()) : 0, silent);
}

} // namespace fund

/* ---- documents ----------------------------------------------------------- */

using namespace fund;

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
        auto store = std::make_unique<fund_store>();
        store->memory.emplace(std::string(), Xapian::DB_BACKEND_INMEMORY);
        store->set_parts({{*store->memory, nullptr, nullptr}});
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
        store->memory->add_document(finish_document(*document, store->codec, nullptr));
    });
}
