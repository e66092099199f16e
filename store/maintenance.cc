/* Compaction and checking. */
#include "store/store_private.h"

#include <sstream>

using namespace fund;

/* Document ids stay: passages of an article must remain adjacent, and a gap
 * costs nothing. */
static void write_generation(const fund_shard &current, const std::string &fresh)
{
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        Xapian::Database(current.database)
            .compact(current.path + "/" + fresh, Xapian::DBCOMPACT_NO_RENUMBER);
        write_stub(current.path, fresh);
        return FUND_OK;
    });
    if (status != FUND_OK) {
        remove_generations(current.path, read_stub(current.path)); /* the room may be needed */
        fail(status, current.path + ": cannot compact: " + why.message);
    }
}

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
        write_generation(current, fresh);
        remove_generations(folder, fresh);
        return FUND_OK;
    });
}

/* The number of defects; what was found goes to report. */
static size_t check_database(const std::string &database, std::ostream &report)
{
    size_t defects = 0;
    fund_error why = FUND_ERROR_INIT;
    const fund_status status = guard(&why, [&] {
        defects = Xapian::Database::check(database, 0, &report);
        return FUND_OK;
    });
    switch (status) {
    case FUND_OK:
        return defects;
    case FUND_ERR_CORRUPT:
    case FUND_ERR_VERSION:
    case FUND_ERR_NO_INDEX: /* too damaged to be looked at: that is the finding */
        report << why.message << '\n';
        return 1;
    default:
        fail(status, database + ": " + why.message);
    }
}

fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) noexcept
{
    *defects = 0;
    return guard(err, [&] {
        const std::string folder = path;
        std::ostringstream report;
        *defects = check_database(folder + "/" + read_stub(folder), report);
        if (*defects == 0 || callback == nullptr) {
            return FUND_OK; /* what libxapian says of a whole table is of no use */
        }
        std::istringstream lines(report.str());
        for (std::string line; std::getline(lines, line);) {
            if (!line.empty()) {
                callback(line.c_str(), payload);
            }
        }
        return FUND_OK;
    });
}
