/* Readers that commits overtake, and a writer that waits for them. */
#include "store/store_private.h"

#include <chrono>
#include <fcntl.h>
#include <sys/file.h>

namespace fund {

/* A lock on the folder needs no right to write, and a second's wait keeps nobody for ever. */
commit_lock::commit_lock(const std::string &path, int how) noexcept
    : folder_{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
{
    if (folder_.fd >= 0) {
        lock_within(folder_.fd, how, 1000, 1);
    }
}

void lock_commits(std::list<commit_lock> &out, fund_store *store) noexcept
{
    (void)guard(nullptr, [&] {
        for (const fund_shard &shard : store->shards) {
            out.emplace_back(shard.path, LOCK_SH);
        }
    });
    (void)fund_store_reopen(store, nullptr, nullptr);
}

} // namespace fund

using namespace fund;

/* Whether a block that was written meanwhile can have led to that. */
static bool can_be_misread(fund_status status)
{
    return status != FUND_ERR_ARGUMENT && status != FUND_ERR_QUERY &&
           status != FUND_ERR_INTERRUPTED;
}

static fund_status retry(fund_store *store, fund_attempt attempt, void *payload, fund_error *err)
{
    enum { QUICK_MAX = 3, FAILED_MAX = 20 };
    using clock = std::chrono::steady_clock;
    const auto slow = std::chrono::milliseconds(50);
    std::list<commit_lock> locks;
    (void)fund_store_reopen(store, nullptr, nullptr);
    for (int tries = 1;; tries++) {
        const uint64_t moves = store->moves;
        const auto begin = clock::now();
        const fund_status status = attempt(payload, err);
        /* Under a lock only what takes longer than writers wait can still be doubtful, and the
         * next time it would be, too. */
        if (!can_be_misread(status) || (status == FUND_OK ? !locks.empty() : tries == FAILED_MAX)) {
            return status;
        }
        fund_error why = FUND_ERROR_INIT;
        const fund_status reopened = fund_store_reopen(store, nullptr, &why);
        if (reopened != FUND_OK && status == FUND_ERR_CLOSED) {
            return fund_error_pass(err, &why); /* that is why it is closed */
        }
        if (reopened != FUND_OK || (store->moves == moves && status != FUND_ERR_MODIFIED)) {
            return status;
        }
        fund_log(FUND_LOG_DEBUG, "a commit happened while the index was read; reading again");
        if (locks.empty() && (tries == QUICK_MAX || clock::now() - begin > slow)) {
            lock_commits(locks, store);
        }
    }
}

fund_status fund_store_retry(fund_store *store, fund_attempt attempt, void *payload,
                             fund_error *err) noexcept
{
    if (store->fixed || store->retrying) { /* then the call around this one looks */
        return attempt(payload, err);
    }
    store->retrying = true;
    const fund_status status = retry(store, attempt, payload, err);
    store->retrying = false;
    return status;
}
