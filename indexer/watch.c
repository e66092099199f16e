/* Following files and folders. */
#include "indexer/indexer_private.h"

#include <string.h>

/* Changes wait for others that come with them, but not for long; and what is written
 * in one go is to be done within a second. */
enum { QUIET_MS = 40, WAIT_MAX_MS = 400, TAKE_MAX = 200, TIDY_AFTER_MS = 3000 };

typedef struct watch {
    fund_indexer *indexer;
    fund_watcher *watcher;
    const char *const *paths;
    size_t count;
    const fund_indexer_events *events;
    void *payload;
    fund_index_counts *sum;
    bool untidy;        /* there were changes since the last look at the live generation */
    const char *absent; /* the path that was told to be away */
    fund_error *err;
} watch;

static void add_counts(fund_index_counts *sum, const fund_index_counts *counts)
{
    sum->added += counts->added;
    sum->replaced += counts->replaced;
    sum->unchanged += counts->unchanged;
    sum->removed += counts->removed;
    sum->withdrawn += counts->withdrawn;
    sum->failed += counts->failed;
    sum->warnings += counts->warnings;
    sum->passages += counts->passages;
    sum->bytes += counts->bytes;
    sum->commits += counts->commits;
}

static bool wants_stop(const watch *w)
{
    return w->events->stop != NULL && w->events->stop(w->payload);
}

static fund_status read_all(watch *w)
{
    fund_index_counts counts;
    fund_status status = fund_indexer_run(&counts, w->indexer, w->paths, w->count, true, w->events,
                                          w->payload, w->err);
    add_counts(w->sum, &counts);
    return status;
}

static fund_status read_changes(watch *w)
{
    const fund_change *changes;
    fund_index_counts counts = {0};
    size_t count = fund_watcher_take(&changes, w->watcher, TAKE_MAX);
    fund_status status = count == 0 ? FUND_OK
                                    : fund_indexer_update(&counts, w->indexer, changes, count,
                                                          w->events, w->payload, w->err);
    add_counts(w->sum, &counts);
    w->untidy |= counts.commits > 0;
    return status;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* Waits until changes are there and no more follow at once. */
static fund_status wait_for_changes(size_t *count, watch *w)
{
    fund_status status = fund_watcher_wait(count, w->watcher, 0, w->err);
    if (status == FUND_OK && *count == 0 && !wants_stop(w)) {
        status = fund_watcher_wait(count, w->watcher, w->untidy ? TIDY_AFTER_MS : -1, w->err);
    }
    uint64_t now = fund_clock_ms();
    uint64_t until = now + WAIT_MAX_MS;
    uint64_t quiet = now + QUIET_MS;
    while (status == FUND_OK && *count > 0 && *count < TAKE_MAX && !wants_stop(w) &&
           now < earlier(until, quiet)) {
        size_t before = *count;
        status = fund_watcher_wait(count, w->watcher, (int)(earlier(until, quiet) - now), w->err);
        now = fund_clock_ms();
        quiet = *count != before ? now + QUIET_MS : quiet;
    }
    return status;
}

/* A folder that is away as a whole is no reason to forget its articles. */
static void tell_absent(watch *w)
{
    const char *absent = fund_watcher_absent(w->watcher);
    if (absent != NULL && w->absent == NULL && w->events->problem != NULL) {
        fund_buf message = FUND_BUF_INIT;
        fund_buf_printf(&message, fund_tr("%s: is gone; its articles are kept until it is back"),
                        absent);
        w->events->problem(FUND_ERR_NOT_FOUND, false, message.failed ? absent : message.data,
                           w->payload);
        fund_buf_free(&message);
    }
    w->absent = absent;
}

static fund_status take_turn(watch *w)
{
    size_t count;
    fund_status status = wait_for_changes(&count, w);
    tell_absent(w);
    if (status == FUND_OK && fund_watcher_missed(w->watcher)) {
        return read_all(w);
    }
    if (status == FUND_OK && count > 0) {
        return read_changes(w);
    }
    if (status == FUND_OK && w->untidy && !wants_stop(w)) {
        w->untidy = false;
        status = fund_indexer_merge_live(w->indexer, w->err);
    }
    return status;
}

fund_status fund_indexer_watch(fund_index_counts *out, fund_indexer *indexer, fund_watcher *watcher,
                               const char *const *paths, size_t count,
                               const fund_indexer_events *events, void *payload, fund_error *err)
{
    *out = (fund_index_counts){0};
    watch w = {indexer, watcher, paths, count, events, payload, out, true, NULL, err};
    fund_status status = read_all(&w);
    if (status == FUND_OK && events->watching != NULL) {
        events->watching(payload);
    }
    while (status == FUND_OK && !wants_stop(&w)) {
        status = take_turn(&w);
    }
    return status == FUND_ERR_INTERRUPTED ? FUND_OK : status;
}
