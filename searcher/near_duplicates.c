/*
 * Counts the articles of an index that are versions of another one.
 *
 * Not by comparing all with all: each sketch is put into 64 bands of three of its
 * bytes, and only articles that agree on a band are compared (locality-sensitive
 * hashing: P. Indyk, R. Motwani, "Approximate nearest neighbors", 1998). At the
 * least similarity of versions, .3, a pair is met with a probability of .83, at .4 of
 * .98. What is similar is united, so versions of versions are one group.
 *
 * A band that thousands share, by boilerplate, must not cost their square: within it an
 * article is compared with the first of eight groups at most.
 */
#include "searcher/calls.h"

#include <stdlib.h>
#include <string.h>

enum { BANDS = 64, LEADERS_MAX = 8, DIGIT_BITS = 12, DIGITS = 1 << DIGIT_BITS };

typedef struct entry {
    uint32_t key; /* three bytes of the sketch */
    uint32_t article;
} entry;

typedef struct counting {
    unsigned char *sketches;
    uint32_t *parent; /* union-find */
    size_t count, capacity;
    entry *entries, *spare;
    uint64_t repeats;
    fund_error *err;
} counting;

static fund_status keep_sketch(fund_docid docid, const char *value, size_t len, void *payload)
{
    counting *c = payload;
    (void)docid;
    if (len != FUND_SKETCH_BYTES) {
        return FUND_OK;
    }
    if (c->count == c->capacity) {
        size_t capacity = c->capacity * 2 + 1024;
        unsigned char *grown = realloc(c->sketches, capacity * FUND_SKETCH_BYTES);
        if (grown == NULL) {
            return fund_no_memory(c->err);
        }
        c->sketches = grown;
        c->capacity = capacity;
    }
    memcpy(c->sketches + c->count++ * FUND_SKETCH_BYTES, value, len);
    return FUND_OK;
}

static const unsigned char *sketch_of(const counting *c, uint32_t article)
{
    return c->sketches + (size_t)article * FUND_SKETCH_BYTES;
}

/* ---- groups ------------------------------------------------------------------ */

static uint32_t root_of(const counting *c, uint32_t article)
{
    while (c->parent[article] != article) {
        c->parent[article] = c->parent[c->parent[article]];
        article = c->parent[article];
    }
    return article;
}

/* Whether both are versions of one text; then they are of one group. */
static bool unite(counting *c, uint32_t a, uint32_t b)
{
    uint32_t root = root_of(c, a), other = root_of(c, b);
    if (root == other) {
        return true;
    }
    if (!fund_sketch_is_version(sketch_of(c, a), sketch_of(c, b), FUND_SKETCH_SIMILAR)) {
        return false;
    }
    c->parent[root > other ? root : other] = root > other ? other : root;
    c->repeats++;
    return true;
}

static uint64_t count_groups(counting *c)
{
    uint64_t groups = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        c->entries[i].key = 0;
    }
    for (uint32_t i = 0; i < c->count; i++) {
        uint32_t root = root_of(c, i);
        groups += root != i && c->entries[root].key == 0 ? 1 : 0;
        c->entries[root].key |= root != i ? 1 : 0;
    }
    return groups;
}

/* ---- bands ------------------------------------------------------------------- */

/* The articles with their bytes of the band; two bands share one byte at most. An article
 * whose buckets are all empty there has no entry. */
static size_t fill_band(counting *c, size_t band)
{
    size_t count = 0;
    for (uint32_t i = 0; i < c->count; i++) {
        const unsigned char *sketch = sketch_of(c, i);
        uint32_t key = (uint32_t)sketch[band] << 16 |
                       (uint32_t)sketch[(band + 9) % FUND_SKETCH_BYTES] << 8 |
                       sketch[(band + 25) % FUND_SKETCH_BYTES];
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
static void compare_run(counting *c, const entry *run, size_t count)
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

static void compare_band(counting *c, size_t band)
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

static fund_status compare_all(fund_index_status *out, counting *c)
{
    c->parent = malloc((c->count + 1) * sizeof *c->parent);
    c->entries = malloc((c->count + 1) * sizeof *c->entries);
    c->spare = malloc((c->count + 1) * sizeof *c->spare);
    if (c->parent == NULL || c->entries == NULL || c->spare == NULL) {
        return fund_no_memory(c->err);
    }
    for (uint32_t i = 0; i < c->count; i++) {
        c->parent[i] = i;
    }
    for (size_t band = 0; band < BANDS && c->count > 1; band++) {
        compare_band(c, band);
    }
    out->near_duplicates = c->repeats;
    out->near_duplicate_groups = count_groups(c);
    return FUND_OK;
}

fund_status fund_count_near_duplicates(fund_index_status *out, const fund_store *store,
                                       fund_error *err)
{
    counting c = {.err = err};
    fund_status status = fund_store_values(store, FUND_SLOT_SKETCH, keep_sketch, &c, err);
    if (status == FUND_OK) {
        status = compare_all(out, &c);
    }
    free(c.sketches);
    free(c.parent);
    free(c.entries);
    free(c.spare);
    return status;
}
