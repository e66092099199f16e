#include "base/base.h"

#include <stdlib.h>
#include <string.h>
#include <xxhash.h>

/* Linear probing, at most 3/4 full. Nothing is ever removed alone, so there
 * are no tombstones. */
typedef struct slot {
    const char *key; /* in the arena; NULL: free */
    size_t len;
    uint64_t hash;
    void *value;
} slot;

struct fund_map {
    slot *slots;
    size_t mask; /* number of slots - 1, a power of two less one */
    size_t count;
    fund_arena *keys;
};

enum { FIRST_SLOTS = 64 };

uint64_t fund_hash64(const void *bytes, size_t len)
{
    return XXH3_64bits(len > 0 ? bytes : "", len);
}

fund_map *fund_map_new(void)
{
    fund_map *map = malloc(sizeof *map);
    if (map == NULL) {
        return NULL;
    }
    *map = (fund_map){
        .slots = calloc(FIRST_SLOTS, sizeof(slot)),
        .mask = FIRST_SLOTS - 1,
        .keys = fund_arena_new(),
    };
    if (map->slots == NULL || map->keys == NULL) {
        free(map->slots);
        fund_arena_free(map->keys);
        free(map);
        return NULL;
    }
    return map;
}

static void free_values(fund_map *map, void (*free_value)(void *value))
{
    for (size_t i = 0; free_value != NULL && i <= map->mask; i++) {
        if (map->slots[i].key != NULL) {
            free_value(map->slots[i].value);
        }
    }
}

void fund_map_free(fund_map *map, void (*free_value)(void *value))
{
    if (map == NULL) {
        return;
    }
    free_values(map, free_value);
    free(map->slots);
    fund_arena_free(map->keys);
    free(map);
}

void fund_map_clear(fund_map *map, void (*free_value)(void *value))
{
    free_values(map, free_value);
    memset(map->slots, 0, (map->mask + 1) * sizeof(slot));
    fund_arena_reset(map->keys);
    map->count = 0;
}

size_t fund_map_count(const fund_map *map)
{
    return map->count;
}

/* The slot that has the key, or the free one where it belongs. */
static slot *find(const fund_map *map, const void *key, size_t len, uint64_t hash)
{
    for (size_t i = hash & map->mask;; i = (i + 1) & map->mask) {
        slot *candidate = &map->slots[i];
        if (candidate->key == NULL) {
            return candidate;
        }
        if (candidate->hash == hash && candidate->len == len &&
            (len == 0 || memcmp(candidate->key, key, len) == 0)) {
            return candidate;
        }
    }
}

void *fund_map_get(const fund_map *map, const void *key, size_t len)
{
    const slot *found = find(map, key, len, fund_hash64(key, len));
    return found->key != NULL ? found->value : NULL;
}

bool fund_map_has(const fund_map *map, const void *key, size_t len)
{
    return find(map, key, len, fund_hash64(key, len))->key != NULL;
}

static bool map_grow(fund_map *map)
{
    size_t old_count = map->mask + 1;
    slot *old = map->slots;
    slot *slots =
        old_count > SIZE_MAX / 2 / sizeof(slot) ? NULL : calloc(old_count * 2, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    map->slots = slots;
    map->mask = old_count * 2 - 1;
    for (size_t i = 0; i < old_count; i++) {
        if (old[i].key != NULL) {
            *find(map, old[i].key, old[i].len, old[i].hash) = old[i];
        }
    }
    free(old);
    return true;
}

bool fund_map_put(fund_map *map, const void *key, size_t len, void *value, void **previous)
{
    uint64_t hash = fund_hash64(key, len);
    slot *place = find(map, key, len, hash);
    if (previous != NULL) {
        *previous = place->key != NULL ? place->value : NULL;
    }
    if (place->key != NULL) {
        place->value = value;
        return true;
    }
    if ((map->count + 1) * 4 > (map->mask + 1) * 3) {
        if (!map_grow(map)) {
            return false;
        }
        place = find(map, key, len, hash);
    }
    const char *copy = fund_arena_copy(map->keys, key, len);
    if (copy == NULL) {
        return false;
    }
    *place = (slot){.key = copy, .len = len, .hash = hash, .value = value};
    map->count++;
    return true;
}

bool fund_map_next(const fund_map *map, size_t *cursor, const char **key, size_t *len, void **value)
{
    while (*cursor <= map->mask) {
        const slot *here = &map->slots[(*cursor)++];
        if (here->key != NULL) {
            *key = here->key;
            *len = here->len;
            *value = here->value;
            return true;
        }
    }
    return false;
}
