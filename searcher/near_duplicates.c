/*
 * Counts the articles of an index that are versions of another one.
 *
 * Not by comparing all with all: each sketch is put into 64 bands of three of its
 * bytes, and only articles that agree on a band are compared (locality-sensitive
 * hashing: P. Indyk, R. Motwani, "Approximate nearest neighbors", 1998). At the
 * least similarity of versions, .3, a pair is met with a probability of .83, at .4 of
 * .98. Near-duplicates are united, so versions of versions are one group.
 *
 * Thousands may agree on a band by boilerplate, which must not cost their square: within a
 * band an article is compared with the first of eight groups at most.
 */
#include "searcher/calls.h"

#include <string.h>

enum { BANDS = 64, LEADERS_MAX = 8, DIGIT_BITS = 12, DIGITS = 1 << DIGIT_BITS };

typedef struct sketch {
    unsigned char bytes[FUND_SKETCH_BYTES];
} sketch;

typedef struct entry {
    uint32_t key; /* three bytes of the sketch */
    uint32_t article;
} entry;

/* Articles are numbered in the order of their sketches. */
typedef struct counter {
    fund_array(sketch) sketches;
    uint32_t *parent; /* union-find */
    entry *entries, *spare;
    uint64_t duplicates;
    fund_error *err;
} counter;

static fund_status take_sketch(fund_docid docid, const char *value, size_t len, void *payload)
{
    counter *c = payload;
    sketch taken;
    (void)docid;
    if (len != sizeof taken.bytes) {
        return FUND_OK;
    }
    memcpy(taken.bytes, value, len);
    return fund_array_push(&c->sketches, taken) ? FUND_OK : fund_no_memory(c->err);
}

/* ---- groups ------------------------------------------------------------------ */

static uint32_t root_of(const counter *c, uint32_t article)
{
    while (c->parent[article] != article) {
        c->parent[article] = c->parent[c->parent[article]];
        article = c->parent[article];
    }
    return article;
}

/* Whether both are versions of one text; then they are of one group. */
static bool unite(counter *c, uint32_t a, uint32_t b)
{
    uint32_t root = root_of(c, a), other = root_of(c, b);
    if (root == other) {
        return true;
    }
    if (!fund_sketch_is_version(c->sketches.items[a].bytes, c->sketches.items[b].bytes,
                                FUND_SKETCH_SIMILAR)) {
        return false;
    }
    c->parent[root > other ? root : other] = root > other ? other : root;
    c->duplicates++;
    return true;
}

/* Roots that are not alone. */
static uint64_t count_groups(counter *c)
{
    uint64_t groups = 0;
    for (uint32_t i = 0; i < c->sketches.count; i++) {
        c->entries[i].key = 0;
    }
    for (uint32_t i = 0; i < c->sketches.count; i++) {
        uint32_t root = root_of(c, i);
        if (root != i && c->entries[root].key == 0) {
            c->entries[root].key = 1;
            groups++;
        }
    }
    return groups;
}

/* ---- bands ------------------------------------------------------------------- */

/* The articles with their bytes of the band; two bands have one byte in common at most. An article
 * whose buckets are all empty there has no entry. */
static size_t fill_band(counter *c, size_t band)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->sketches.count; i++) {
        const unsigned char *bytes = c->sketches.items[i].bytes;
        uint32_t key = (uint32_t)bytes[band] << 16 |
                       (uint32_t)bytes[(band + 9) % FUND_SKETCH_BYTES] << 8 |
                       bytes[(band + 25) % FUND_SKETCH_BYTES];
        if (key != 0) {
            c->entries[count++] = (entry){key, i};
        }
    }
    return count;
}

/* Radix sort by one digit; keeps the order of equal ones. */
static void sort_digit(entry *to, const entry *from, size_t count, unsigned shift)
{
    size_t starts[DIGITS + 1] = {0};
    for (size_t i = 0; i < count; i++) {
        starts[(from[i].key >> shift & (DIGITS - 1)) + 1]++;
    }
    for (size_t d = 1; d <= DIGITS; d++) {
        starts[d] += starts[d - 1];
    }
    for (size_t i = 0; i < count; i++) {
        to[starts[from[i].key >> shift & (DIGITS - 1)]++] = from[i];
    }
}

/* Articles that agree on a band. */
static void compare_run(counter *c, const entry *run, size_t count)
{
    uint32_t leaders[LEADERS_MAX];
    size_t leader_count = 0;
    for (size_t i = 0; i < count; i++) {
        bool known = false;
        for (size_t k = 0; k < leader_count && !known; k++) {
            known = unite(c, run[i].article, leaders[k]);
        }
        if (!known && leader_count < LEADERS_MAX) {
            leaders[leader_count++] = run[i].article;
        }
    }
}

static void compare_band(counter *c, size_t band)
{
    size_t count = fill_band(c, band);
    sort_digit(c->spare, c->entries, count, 0);
    sort_digit(c->entries, c->spare, count, DIGIT_BITS);
    for (size_t begin = 0; begin < count;) {
        size_t end = begin + 1;
        while (end < count && c->entries[end].key == c->entries[begin].key) {
            end++;
        }
        if (end - begin > 1) {
            compare_run(c, c->entries + begin, end - begin);
        }
        begin = end;
    }
}

static fund_status compare_all(fund_index_status *out, counter *c)
{
    size_t count = c->sketches.count;
    c->parent = malloc((count + 1) * sizeof *c->parent);
    c->entries = malloc((count + 1) * sizeof *c->entries);
    c->spare = malloc((count + 1) * sizeof *c->spare);
    if (c->parent == NULL || c->entries == NULL || c->spare == NULL) {
        return fund_no_memory(c->err);
    }
    for (uint32_t i = 0; i < count; i++) {
        c->parent[i] = i;
    }
    for (size_t band = 0; band < BANDS && count > 1; band++) {
        compare_band(c, band);
    }
    out->near_duplicates = c->duplicates;
    out->near_duplicate_groups = count_groups(c);
    return FUND_OK;
}

fund_status fund_count_near_duplicates(fund_index_status *out, const fund_store *store,
                                       fund_error *err)
{
    counter c = {.err = err};
    fund_status status = fund_store_values(store, FUND_SLOT_SKETCH, take_sketch, &c, err);
    if (status == FUND_OK) {
        status = compare_all(out, &c);
    }
    fund_array_free(&c.sketches);
    free(c.parent);
    free(c.entries);
    free(c.spare);
    return status;
}
