/* Compaction and checking. */
#include "store/store_private.h"

#include <sstream>

using namespace fund;

fund_status fund_store_compact(const char *path, unsigned lock_timeout_ms,
                               fund_error *err) noexcept
{
    return guard(err, [&] {
        const std::string folder = path;
        read_stub(folder); /* refuses a folder that is no index before locking it */
        const lock held(folder, lock_timeout_ms);
        const fund_shard current = open_shard(folder);
        remove_generations(folder, current.generation);
        const std::string fresh = next_generation(current.generation);
        /* Document ids stay: passages of an article must remain adjacent, and a
         * gap costs nothing. */
        Xapian::Database(current.database).compact(folder + "/" + fresh,
                                                   Xapian::DBCOMPACT_NO_RENUMBER);
        write_stub(folder, fresh);
        remove_generations(folder, fresh);
        return FUND_OK;
    });
}

fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) noexcept
{
    *defects = 0;
    return guard(err, [&] {
        const std::string folder = path;
        const std::string database = folder + "/" + read_stub(folder);
        std::ostringstream report;
        try {
            *defects = Xapian::Database::check(database, 0, &report);
        } catch (const Xapian::DatabaseError &error) {
            /* Too damaged to be looked at: that is the finding. */
            *defects = 1;
            report << error.get_msg() << '\n';
        }
        std::istringstream lines(report.str());
        for (std::string line; callback != nullptr && std::getline(lines, line);) {
            if (!line.empty()) {
                callback(line.c_str(), payload);
            }
        }
        return FUND_OK;
    });
}
