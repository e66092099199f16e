/* Checking. */
#include "store/store_private.h"

#include <set>
#include <sstream>

using namespace fund;

/* The number of defects; what was found goes to report. */
static size_t check_database(const std::string &database, std::ostream &report)
{
    size_t defects = 0;
    fund_error why = FUND_ERROR_INIT;
    const fund_status status =
        guard(&why, [&] { defects = Xapian::Database::check(database, 0, &report); });
    switch (status) {
    case FUND_OK:
        return defects;
    case FUND_ERR_CORRUPT:
    case FUND_ERR_VERSION:
    case FUND_ERR_NO_INDEX: /* too damaged to be looked at: that is the finding */
        report << why.message << '\n';
        return 1;
    default:
        fail_in(database, status, "%s", why.message);
    }
}

namespace {
struct checking {
    std::string report;
    std::set<std::string> whole; /* databases that need no other look */
};
} // namespace

static fund_status check_tables(size_t *defects, checking &all, const char *path, fund_error *err)
{
    *defects = 0;
    return guard(err, [&] {
        const std::string folder = path;
        std::ostringstream report;
        const generations named = read_stub(folder);
        for (const std::string &name : named.names()) {
            if (all.whole.count(name) > 0) {
                continue;
            }
            const size_t found = check_database(folder + "/" + name, report);
            if (found == 0) {
                all.whole.insert(name);
            }
            *defects += found;
        }
        all.report = report.str();
    });
}

static fund_status tell(const std::string &report, fund_check_callback callback, void *payload,
                        fund_error *err)
{
    return guard(err, [&] {
        std::istringstream lines(report);
        fund_status status = FUND_OK;
        for (std::string line; status == FUND_OK && std::getline(lines, line);) {
            if (!line.empty()) {
                status = callback(line.c_str(), payload);
            }
        }
        return status;
    });
}

/* Whether a writer has written again, meanwhile, what looks damaged. */
static bool has_moved(fund_store *before, fund_status status)
{
    bool changed = false;
    return before != nullptr && fund_store_reopen(before, &changed, nullptr) == FUND_OK &&
           (changed || status == FUND_ERR_MODIFIED);
}

fund_status fund_store_check(size_t *defects, const char *path, fund_check_callback callback,
                             void *payload, fund_error *err) noexcept
{
    enum { TRIES_MAX = 20, LOCK_AFTER = 8 };
    std::list<commit_lock> locks;
    fund_store *before = nullptr; /* none when it is too damaged */
    checking all;
    int tries = 1;
    (void)fund_store_open(&before, &path, 1, nullptr);
    fund_status status = check_tables(defects, all, path, err);
    while ((status != FUND_OK || *defects > 0) && has_moved(before, status)) {
        if (tries++ == TRIES_MAX) {
            *defects = 0;
            status = fund_error_set_in(err, FUND_ERR_MODIFIED, path, 0,
                                       "too many changes meanwhile; check it when less is written");
            break;
        }
        if (tries == LOCK_AFTER) {
            lock_commits(locks, before);
        }
        status = check_tables(defects, all, path, err);
    }
    locks.clear();
    if (status == FUND_OK && *defects == 0 && before == nullptr) {
        status = fund_store_open(&before, &path, 1, err); /* whole tables, but of something else */
    }
    fund_store_free(before);
    if (status == FUND_OK && *defects > 0 && callback != nullptr) {
        return tell(all.report, callback, payload, err); /* of a whole table it is of no use */
    }
    return status;
}
