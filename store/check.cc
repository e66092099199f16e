/* Checking. */
#include "store/store_private.h"

#include <sstream>

using namespace fund;

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
        fail(status, "%s: %s", database.c_str(), why.message);
    }
}

static fund_status check_tables(size_t *defects, const char *path, fund_check_callback callback,
                                void *payload, fund_error *err)
{
    *defects = 0;
    return guard(err, [&] {
        const std::string folder = path;
        std::ostringstream report;
        const generations named = read_stub(folder);
        for (const std::string &name : {named.live, named.base}) {
            *defects += name.empty() ? 0 : check_database(folder + "/" + name, report);
        }
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

fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) noexcept
{
    fund_status status = check_tables(defects, path, callback, payload, err);
    if (status == FUND_OK && *defects == 0) { /* whole tables of something else are no index */
        fund_store *store = nullptr;
        status = fund_store_open(&store, &path, 1, err);
        fund_store_free(store);
    }
    return status;
}
