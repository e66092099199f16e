/* Following files and folders. */
#include "base/array.h"
#include "indexer/indexer_private.h"

#include <stdatomic.h>
#include <string.h>
#include <sys/stat.h>

/* Changes wait for others that come with them, but not for long; and what is written
 * in one go is to be done within a second. */
enum { QUIET_MS = 40, WAIT_MAX_MS = 400, TAKE_MAX = 200, TIDY_AFTER_MS = 3000 };

/* Deletions wait until no more come, so that all of them are judged as one; a path that has to
 * be read again waits until it is filled. */
enum { SETTLE_MS = 500, GONE_MAX_MS = 600000, MISSED_MAX_MS = 2000 };

/* What a folder loses within that time is one burst, however slowly it is deleted.  A file is
 * there or not. */
enum { BURST_MS = 600000 };

/* A path that comes and goes is not mentioned every time. */
enum { MENTION_MS = 60000 };

/* What waits until no more comes. */
typedef struct hold {
    size_t count; /* 0: nothing waits */
    uint64_t first_ms, last_ms;
} hold;

/* Articles of a root that were gone. */
typedef struct loss {
    uint64_t ms, count;
    bool refused;
} loss;

/* Beside each root. */
typedef struct followed {
    fund_array(loss) losses; /* of the burst that goes on */
    uint64_t mentioned_ms;   /* as away; 0: never */
} followed;

typedef struct watch {
    fund_indexer *indexer;
    fund_watcher *watcher;
    fund_roots roots;
    fund_array(followed) followed;
    fund_prune prune;
    fund_indexer_events events;
    void *payload;
    fund_status asked; /* by a callback: to end so */
    fund_index_counts *sum;
    hold gone, missed;
    bool untidy;      /* there were changes since segments were merged last */
    uint64_t done_ms; /* the last run */
    fund_error *err;
} watch;

static void add_counts(fund_index_counts *sum, const fund_index_counts *counts)
{
    sum->added += counts->added;
    sum->replaced += counts->replaced;
    sum->unchanged += counts->unchanged;
    sum->removed += counts->removed;
    sum->refused += counts->refused;
    sum->withdrawn += counts->withdrawn;
    sum->failed += counts->failed;
    sum->warnings += counts->warnings;
    sum->passages += counts->passages;
    sum->bytes += counts->bytes;
    sum->commits += counts->commits;
}

static bool wants_stop(watch *w)
{
    if (w->asked == FUND_OK && w->events.stop != NULL) {
        w->asked = w->events.stop(w->payload);
    }
    return w->asked != FUND_OK;
}

/* ---- bursts ------------------------------------------------------------- */

/* Sums what was gone lately, and forgets what was before. */
static void begin_burst(watch *w)
{
    uint64_t now = fund_clock_ms();
    for (size_t i = 0; i < w->roots.count; i++) {
        fund_root *root = &w->roots.items[i];
        followed *f = &w->followed.items[i];
        size_t kept = 0;
        root->before = root->before_removed = 0;
        for (size_t j = 0; j < f->losses.count; j++) {
            const loss *l = &f->losses.items[j];
            if (now - l->ms < BURST_MS) {
                root->before += l->count;
                root->before_removed += l->refused ? 0 : l->count;
                f->losses.items[kept++] = *l;
            }
        }
        f->losses.count = kept;
    }
}

static fund_status note_losses(watch *w)
{
    for (size_t i = 0; i < w->roots.count; i++) {
        fund_root *root = &w->roots.items[i];
        const loss l = {fund_clock_ms(), root->gone, root->refused};
        if (root->folder && root->gone > 0 && !fund_array_push(&w->followed.items[i].losses, l)) {
            return fund_no_memory(w->err);
        }
        uint64_t removed = root->refused ? 0 : root->gone;
        root->articles -= removed < root->articles ? removed : root->articles;
    }
    return FUND_OK;
}

/* ---- runs --------------------------------------------------------------- */

/* Reads what is to be scanned. */
static fund_status scan(watch *w)
{
    fund_index_counts counts;
    for (size_t i = 0; i < w->roots.count; i++) {
        w->roots.items[i].before = w->roots.items[i].before_removed = 0;
    }
    fund_status status =
        fund_indexer_scan(&counts, w->indexer, &w->roots, w->prune, &w->events, w->payload, w->err);
    add_counts(w->sum, &counts);
    for (size_t i = 0; i < w->roots.count; i++) {
        w->roots.items[i].scan = false;
    }
    return status;
}

static fund_status scan_missed(watch *w)
{
    bool any = false;
    for (size_t i = 0; i < w->roots.count; i++) {
        fund_root *root = &w->roots.items[i];
        root->scan = fund_watcher_missed(w->watcher, i) && !root->away;
        any |= root->scan;
    }
    return any ? scan(w) : FUND_OK;
}

static fund_status apply(watch *w, const fund_change *changes, size_t count)
{
    fund_index_counts counts = {0};
    if (count == 0) {
        return FUND_OK;
    }
    begin_burst(w);
    fund_status status = fund_indexer_apply(&counts, w->indexer, changes, count, &w->roots,
                                            w->prune, &w->events, w->payload, w->err);
    add_counts(w->sum, &counts);
    w->untidy |= counts.commits > 0;
    return status == FUND_OK ? note_losses(w) : status;
}

/* A file that is not there any more is no change: it will be among what is gone, if its folder
 * is still the same. */
static fund_status read_changes(watch *w)
{
    fund_change there[TAKE_MAX];
    const fund_change *changes;
    size_t taken = fund_watcher_take(&changes, w->watcher, TAKE_MAX), count = 0;
    for (size_t i = 0; i < taken; i++) {
        struct stat info;
        if (lstat(changes[i].path, &info) == 0) {
            there[count++] = changes[i];
        }
    }
    return apply(w, there, count);
}

static fund_status remove_gone(watch *w)
{
    const fund_change *changes;
    size_t count = fund_watcher_take_gone(&changes, w->watcher);
    return apply(w, changes, count);
}

/* ---- waiting ------------------------------------------------------------ */

static void note_hold(hold *h, size_t count, uint64_t now)
{
    h->first_ms = h->count == 0 ? now : h->first_ms;
    h->last_ms = h->count != count ? now : h->last_ms;
    h->count = count;
}

/* When what waits has waited enough. */
static uint64_t due_at(const hold *h, uint64_t max_ms)
{
    uint64_t settled = h->last_ms + SETTLE_MS, end = h->first_ms + max_ms;
    return h->count == 0 ? UINT64_MAX : settled < end ? settled : end;
}

static uint64_t earlier(uint64_t a, uint64_t b)
{
    return a < b ? a : b;
}

/* The next moment at which there is something to do without any change; -1: none. */
static int patience(const watch *w)
{
    uint64_t now = fund_clock_ms();
    uint64_t tidy = w->untidy ? w->done_ms + TIDY_AFTER_MS : UINT64_MAX;
    uint64_t next =
        earlier(tidy, earlier(due_at(&w->gone, GONE_MAX_MS), due_at(&w->missed, MISSED_MAX_MS)));
    return next == UINT64_MAX ? -1 : next > now ? (int)(next - now) : 0;
}

/* Waits until changes are there and no more follow at once. */
static fund_status wait_for_changes(fund_pending *out, watch *w)
{
    fund_status status = fund_watcher_wait(out, w->watcher, 0, w->err);
    if (status == FUND_OK && out->changed == 0 && !wants_stop(w)) {
        status = fund_watcher_wait(out, w->watcher, patience(w), w->err);
    }
    uint64_t now = fund_clock_ms();
    uint64_t until = now + WAIT_MAX_MS;
    uint64_t quiet = now + QUIET_MS;
    while (status == FUND_OK && out->changed > 0 && out->changed < TAKE_MAX && !wants_stop(w) &&
           now < earlier(until, quiet)) {
        size_t before = out->changed;
        status = fund_watcher_wait(out, w->watcher, (int)(earlier(until, quiet) - now), w->err);
        now = fund_clock_ms();
        quiet = out->changed != before ? now + QUIET_MS : quiet;
    }
    note_hold(&w->gone, out->gone, now);
    note_hold(&w->missed, out->missed ? 1 + out->changed + out->gone : 0, now);
    return status;
}

/* A folder that is away as a whole is no reason to forget its articles. */
static void mention_away(watch *w, fund_root *root, followed *f)
{
    uint64_t now = fund_clock_ms();
    if (w->events.problem == NULL || w->asked != FUND_OK ||
        (f->mentioned_ms > 0 && now - f->mentioned_ms < MENTION_MS)) {
        return;
    }
    fund_error error = FUND_ERROR_INIT;
    fund_error_set_in(&error, FUND_ERR_NOT_FOUND, root->name, 0,
                      "is missing; its articles are kept until it is back");
    w->asked = w->events.problem(&error, false, w->payload);
    f->mentioned_ms = now;
}

static void note_away(watch *w)
{
    for (size_t i = 0; i < w->roots.count; i++) {
        fund_root *root = &w->roots.items[i];
        bool away = fund_watcher_is_away(w->watcher, i);
        if (away && !root->away) {
            mention_away(w, root, &w->followed.items[i]);
        }
        root->away = away;
    }
}

static fund_status take_turn(watch *w)
{
    fund_pending pending;
    fund_status status = wait_for_changes(&pending, w);
    uint64_t now = fund_clock_ms();
    if (status != FUND_OK) {
        return status;
    }
    note_away(w);
    if (now >= due_at(&w->missed, MISSED_MAX_MS)) {
        status = scan_missed(w);
    } else if (pending.changed > 0) {
        status = read_changes(w);
    } else if (now >= due_at(&w->gone, GONE_MAX_MS)) {
        status = remove_gone(w);
    } else if (w->untidy && now >= w->done_ms + TIDY_AFTER_MS && !wants_stop(w)) {
        w->untidy = false;
        fund_indexer_merge(w->indexer, FUND_MERGE_LARGE);
        return FUND_OK;
    } else {
        return FUND_OK;
    }
    w->done_ms = fund_clock_ms();
    return status;
}

static fund_status follow(watch *w)
{
    fund_status status = scan(w);
    if (status == FUND_OK && w->events.watching != NULL) {
        w->asked = w->events.watching(w->payload);
    }
    w->done_ms = fund_clock_ms();
    while (status == FUND_OK && !wants_stop(w)) {
        if (w->events.idle != NULL) {
            w->asked = w->events.idle(w->payload);
        }
        status = w->asked == FUND_OK ? take_turn(w) : FUND_OK;
    }
    status = status == FUND_OK ? w->asked : status;
    return status == FUND_ERR_INTERRUPTED ? FUND_OK : status;
}

void fund_indexer_wake(fund_indexer *indexer)
{
    fund_watcher *watcher = atomic_load(&indexer->watcher);
    if (watcher != NULL) {
        fund_watcher_wake(watcher);
    }
}

static fund_status prepare(watch *w, const char *const *paths, size_t count,
                           const fund_indexer_events *events)
{
    fund_status status = fund_events_take(&w->events, events, w->err);
    if (status == FUND_OK) { /* before anything is read, so that no change is missed */
        status = fund_watcher_open(&w->watcher, paths, count, w->err);
    }
    if (status == FUND_OK) {
        status = fund_roots_init(&w->roots, paths, count, w->err);
    }
    if (status == FUND_OK && !fund_array_reserve(&w->followed, count)) {
        status = fund_no_memory(w->err);
    }
    for (size_t i = 0; status == FUND_OK && i < count; i++) {
        w->followed.items[w->followed.count++] = (followed){.mentioned_ms = 0};
    }
    return status;
}

fund_status fund_indexer_watch(fund_index_counts *out, fund_indexer *indexer,
                               const char *const *paths, size_t count, fund_prune prune,
                               const fund_indexer_events *events, void *payload, fund_error *err)
{
    fund_index_counts sum = FUND_INDEX_COUNTS_INIT;
    watch w = {.indexer = indexer,
               .roots = FUND_ARRAY_INIT,
               .followed = FUND_ARRAY_INIT,
               .prune = prune,
               .payload = payload,
               .sum = &sum,
               .untidy = true,
               .err = err};
    fund_status status = fund_sized_check(out, "fund_index_counts", err);
    if (status == FUND_OK) {
        status = prepare(&w, paths, count, events);
    }
    if (status == FUND_OK) {
        atomic_store(&indexer->watcher, w.watcher);
        status = follow(&w);
        atomic_store(&indexer->watcher, NULL);
    }
    for (size_t i = 0; i < w.followed.count; i++) {
        fund_array_free(&w.followed.items[i].losses);
    }
    fund_array_free(&w.followed);
    fund_roots_free(&w.roots);
    fund_watcher_free(w.watcher);
    fund_sized_give(out, &sum, sizeof sum);
    return status;
}
