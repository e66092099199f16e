/* Readers that commits overtake, and a writer that waits for them. */
#include "store/store_private.h"

#include <fcntl.h>
#include <list>
#include <sys/file.h>

namespace fund {

/* A lock on the folder needs no right to write, and a second's wait keeps nobody for ever. */
gate::gate(const std::string &path, int how) noexcept
    : folder_{open(path.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC)}
{
    if (folder_.fd >= 0) {
        lock_within(folder_.fd, how, 1000, 1);
    }
}

} // namespace fund

using namespace fund;

/* Moves to the newest commit and tells whether what was read since `moves` may be no commit's. */
static bool was_overtaken(fund_store *store, uint64_t moves, fund_status status)
{
    switch (status) {
    case FUND_ERR_ARGUMENT: /* whatever the index has */
    case FUND_ERR_QUERY:
    case FUND_ERR_INTERRUPTED:
        return false;
    default:
        break;
    }
    bool changed = false;
    const fund_status reopened = fund_store_reopen(store, &changed, nullptr);
    return reopened == FUND_OK && (store->moves != moves || status == FUND_ERR_MODIFIED);
}

fund_status fund_store_retry(fund_store *store, fund_attempt attempt, void *payload,
                             fund_error *err) noexcept
{
    /* Under a hold an answer can only be doubtful when it took longer than writers wait. */
    enum { HOLD_AFTER = 3, DOUBTFUL_MAX = HOLD_AFTER + 2, FAILED_MAX = 20 };
    std::list<gate> holds;
    for (int tries = 1;; tries++) {
        const uint64_t moves = store->moves;
        const fund_status status = attempt(payload, err);
        if (!was_overtaken(store, moves, status) ||
            tries == (status == FUND_OK ? DOUBTFUL_MAX : FAILED_MAX)) {
            return status;
        }
        if (tries == HOLD_AFTER) {
            (void)guard(nullptr, [&] {
                for (const fund_shard &shard : store->shards) {
                    holds.emplace_back(shard.path, LOCK_SH);
                }
                return FUND_OK;
            });
            (void)fund_store_reopen(store, nullptr, nullptr); /* to what will stay */
        }
    }
}
