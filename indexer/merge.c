/*
 * Which segments are merged, and when.
 *
 * A commit adds a small segment.  Segments are kept so that each has more than twice as many passages
 * as all after it together: then there are few of them, and what is in the index is copied only some
 * times, its logarithm.  The smallest ones wait until there are several.
 *
 * libxapian copies the chunks of postings that it merges.  What has grown from small segments has
 * nearly a chunk for each posting, and takes twice the room; so it is rewritten when it is no longer
 * small, once.
 */
#include "indexer/indexer_private.h"

/* Less than a batch of a bulk build, and how many of the newest may wait. */
enum { SMALL_PASSAGES = 2000, SMALL_BYTES = 4 << 20, SMALL_SEGMENTS = 10 };

/* More are merged whatever it costs: a search pays for each. With that of the last commit they are
 * 16 until then. */
enum { SEGMENTS = 15, SEGMENTS_READ = 256 };

/* While a merge runs in the background there may be some more. */
enum { SEGMENTS_MEANWHILE = 8 };

/* What is written from stored passages is analysed again, which takes ten times as long as copying. */
#define REWRITE_BYTES (UINT64_C(4) << 20)
#define REWRITE_LARGE_BYTES (UINT64_C(256) << 20)

/* One passage in so many may be deleted. */
enum { DELETED_SHARE = 5 };

/* An index of that size gets a dictionary for its records (pool.c), if it can have one. */
enum { DICTIONARY_BYTES = 1 << 20, DICTIONARY_TRIED_BYTES = 8 << 20 };

typedef struct merge_plan {
    size_t first, count;
    bool rewrite; /* from the stored passages */
} merge_plan;

typedef struct segments {
    fund_segment_info items[SEGMENTS_READ];
    size_t count;
    size_t free; /* from this one on; those before it are being merged, or older */
    bool has_dictionary;
} segments;

static uint64_t bytes_of(const segments *all, size_t first, size_t count)
{
    uint64_t sum = 0;
    for (size_t i = first; i < first + count; i++) {
        sum += all->items[i].bytes;
    }
    return sum;
}

static bool has_many_deleted(const segments *all, size_t first, size_t count)
{
    uint64_t documents = 0, deleted = 0;
    for (size_t i = first; i < first + count; i++) {
        documents += all->items[i].documents;
        deleted += all->items[i].deleted;
    }
    return deleted * DELETED_SHARE > documents;
}

static bool is_small(const fund_segment_info *segment)
{
    return segment->documents < SMALL_PASSAGES && segment->bytes < SMALL_BYTES;
}

static bool is_merging(const segments *all)
{
    return all->free > 0;
}

static size_t most(const segments *all)
{
    return SEGMENTS + (is_merging(all) ? SEGMENTS_MEANWHILE : 0);
}

/* The newest segments that are to become one, as far as that may be written now. */
static bool choose_newest(merge_plan *out, const segments *all, uint64_t commit_bytes)
{
    size_t first = all->count - 1;
    bool small = is_small(&all->items[first]);
    uint64_t tail = all->items[first].documents, bytes = all->items[first].bytes;
    while (first > all->free && (!small || is_small(&all->items[first - 1])) &&
           all->items[first - 1].documents <= 2 * tail) {
        tail += all->items[--first].documents;
        bytes += all->items[first].bytes;
    }
    while (is_merging(all) && bytes > commit_bytes && first + 1 < all->count) {
        bytes -= all->items[first++].bytes;
    }
    *out = (merge_plan){first, all->count - first, small && tail >= SMALL_PASSAGES};
    return out->count > 1 &&
           (!small || out->rewrite || out->count > SMALL_SEGMENTS || all->count > most(all));
}

/* Two that are next to each other, and cost the least. */
static bool choose_pair(merge_plan *out, const segments *all)
{
    *out = (merge_plan){all->free, 2, false};
    for (size_t i = all->free + 1; i + 1 < all->count; i++) {
        if (bytes_of(all, i, 2) < bytes_of(all, out->first, 2)) {
            out->first = i;
        }
    }
    return all->count > most(all) && all->count - all->free >= 2;
}

static bool choose_deleted(merge_plan *out, const segments *all, uint64_t limit)
{
    for (size_t i = all->free; i < all->count; i++) {
        uint64_t bytes = all->items[i].bytes;
        if (bytes <= limit && has_many_deleted(all, i, 1)) {
            *out = (merge_plan){i, 1, true};
            return true;
        }
    }
    return false;
}

static bool choose(merge_plan *out, const segments *all, fund_merge_size size,
                   uint64_t commit_bytes)
{
    uint64_t limit = size == FUND_MERGE_SMALL ? REWRITE_BYTES : REWRITE_LARGE_BYTES;
    if (all->count == all->free) {
        return false;
    }
    if (choose_newest(out, all, commit_bytes) || choose_pair(out, all)) {
        uint64_t bytes = bytes_of(all, out->first, out->count);
        bool wants_dictionary =
            !all->has_dictionary && bytes >= DICTIONARY_BYTES && bytes <= DICTIONARY_TRIED_BYTES;
        out->rewrite = bytes <= limit && (out->rewrite || wants_dictionary ||
                                          has_many_deleted(all, out->first, out->count));
        return true;
    }
    return choose_deleted(out, all, limit);
}

static fund_status read_segments(segments *out, const fund_indexer *indexer, fund_error *err)
{
    size_t count;
    fund_status status =
        fund_writer_segments(out->items, SEGMENTS_READ, &count, indexer->writer, err);
    out->count = count < SEGMENTS_READ ? count : SEGMENTS_READ;
    out->free = 0;
    for (size_t i = 0; i < out->count; i++) {
        out->free = out->items[i].merging ? i + 1 : out->free;
    }
    out->has_dictionary = fund_writer_has_dictionary(indexer->writer);
    return status;
}

static fund_status carry_out(const merge_plan *plan, fund_indexer *indexer, fund_error *err)
{
    if (plan->rewrite) {
        fund_status status = fund_indexer_rewrite(indexer, plan->first, plan->count, err);
        if (status != FUND_ERR_CORRUPT || plan->count == 1) {
            return status;
        }
        fund_log(FUND_LOG_WARNING, "%s: segments cannot be rewritten: %s", indexer->path,
                 err->message);
    }
    /* One that is damaged is copied as it is: there must not be ever more segments. */
    return fund_writer_merge(indexer->writer, plan->first, plan->count, err);
}

/* Large ones of a commit are merged while the writer goes on. */
static fund_status merge(const merge_plan *plan, const segments *all, fund_merge_size size,
                         fund_indexer *indexer, fund_error *err)
{
    bool beside = size == FUND_MERGE_SMALL && !plan->rewrite && !is_merging(all) &&
                  bytes_of(all, plan->first, plan->count) > indexer->commit_bytes;
    fund_error why = FUND_ERROR_INIT;
    if (beside &&
        fund_writer_merge_begin(indexer->writer, plan->first, plan->count, &why) == FUND_OK) {
        return FUND_OK;
    }
    return carry_out(plan, indexer, err);
}

/* One in the background that fails was for nothing, no more. */
static void take_merged(fund_indexer *indexer, bool wait)
{
    bool running;
    fund_error why = FUND_ERROR_INIT;
    if (fund_writer_merge_end(&running, indexer->writer, wait, &why) != FUND_OK) {
        fund_log(FUND_LOG_INFO, "segments were not merged: %s", why.message);
    }
}

void fund_indexer_merge(fund_indexer *indexer, fund_merge_size size)
{
    fund_error why = FUND_ERROR_INIT;
    merge_plan plan;
    segments all;
    take_merged(indexer, size == FUND_MERGE_LARGE);
    size_t before = SEGMENTS_READ;
    fund_status status = read_segments(&all, indexer, &why);
    /* Each step leaves fewer segments that are free, or less that is deleted in one. */
    for (size_t i = 0;
         i < before && status == FUND_OK && choose(&plan, &all, size, indexer->commit_bytes); i++) {
        status = merge(&plan, &all, size, indexer, &why);
        if (status == FUND_OK) {
            status = read_segments(&all, indexer, &why);
        }
    }
    if (status != FUND_OK) {
        fund_log(FUND_LOG_INFO, "segments were not merged: %s", why.message);
    }
}

fund_status fund_indexer_merge_all(fund_indexer *indexer, fund_error *err)
{
    segments all;
    take_merged(indexer, true);
    fund_status status = read_segments(&all, indexer, err);
    if (status != FUND_OK) {
        return status;
    }
    uint64_t deleted = 0;
    for (size_t i = 0; i < all.count; i++) {
        deleted += all.items[i].deleted;
    }
    bool wants_dictionary = !all.has_dictionary && bytes_of(&all, 0, all.count) >= DICTIONARY_BYTES;
    if (deleted > 0 || wants_dictionary) {
        return fund_indexer_rewrite(indexer, 0, all.count, err);
    }
    return all.count > 1 ? fund_writer_merge(indexer->writer, 0, all.count, err) : FUND_OK;
}
