/* A store in memory. */
#include "store/store_private.h"

using namespace fund;

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
        return FUND_OK;
    });
}

fund_status fund_store_memory_add(fund_store *store, const fund_document *document,
                                  fund_error *err) noexcept
{
    return guard(err, [&] {
        if (!store->memory) {
            fail(FUND_ERR_ARGUMENT, "only a store in memory takes documents");
        }
        store->memory->add_document(finish_document(*document, *store->codec, nullptr));
        return FUND_OK;
    });
}
