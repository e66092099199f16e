/* Changes that wait to be taken: each path once, where it was last. */
#include "corpus/corpus_private.h"

#include <stdlib.h>
#include <string.h>

static bool grow(fund_changes *changes)
{
    if (changes->places == NULL) {
        changes->places = fund_map_new();
    }
    if (changes->count < changes->capacity) {
        return changes->places != NULL;
    }
    size_t capacity = changes->capacity * 2 + 64;
    fund_change *grown = realloc(changes->items, capacity * sizeof *grown);
    if (grown != NULL) {
        changes->items = grown;
        changes->capacity = capacity;
    }
    return grown != NULL && changes->places != NULL;
}

static void drop(fund_change *change)
{
    free((void *)(uintptr_t)change->path);
    change->path = NULL;
}

bool fund_changes_add(fund_changes *changes, const char *path, fund_change_kind kind)
{
    size_t len = strlen(path);
    char *copy = fund_memdup(path, len);
    if (copy == NULL || !grow(changes)) {
        free(copy);
        return false;
    }
    size_t before = (size_t)(uintptr_t)fund_map_get(changes->places, path, len);
    void *place = (void *)(uintptr_t)(changes->count + 1);
    if (!fund_map_put(changes->places, path, len, place, NULL)) {
        free(copy);
        return false;
    }
    if (before > 0) {
        drop(&changes->items[before - 1]);
        changes->paths--;
    }
    changes->items[changes->count++] = (fund_change){copy, kind};
    changes->paths++;
    return true;
}

static void free_taken(fund_changes *changes)
{
    for (size_t i = 0; i < changes->taken_count; i++) {
        drop(&changes->taken[i]);
    }
    changes->taken_count = 0;
}

/* The place from which on there are `max` paths, or all. */
static size_t find_last(const fund_changes *changes, size_t max)
{
    size_t first = changes->count;
    for (size_t found = 0; first > 0 && found < max; first--) {
        found += changes->items[first - 1].path != NULL;
    }
    return first;
}

bool fund_changes_take(fund_changes *changes, size_t max)
{
    free_taken(changes);
    size_t wanted = max < changes->paths ? max : changes->paths;
    if (wanted == 0) {
        return true;
    }
    fund_change *grown = realloc(changes->taken, wanted * sizeof *grown);
    if (grown == NULL) {
        return false;
    }
    changes->taken = grown;
    size_t first = find_last(changes, wanted);
    for (size_t i = first; i < changes->count; i++) {
        const fund_change *change = &changes->items[i];
        if (change->path != NULL) {
            fund_map_put(changes->places, change->path, strlen(change->path), NULL, NULL);
            changes->taken[changes->taken_count++] = *change;
        }
    }
    changes->count = first;
    changes->paths -= wanted;
    if (changes->paths == 0) {
        fund_map_clear(changes->places, NULL); /* of paths that were taken */
        changes->count = 0;
    }
    return true;
}

void fund_changes_free(fund_changes *changes)
{
    free_taken(changes);
    for (size_t i = 0; i < changes->count; i++) {
        drop(&changes->items[i]);
    }
    free(changes->items);
    free(changes->taken);
    fund_map_free(changes->places, NULL);
    *changes = (fund_changes){.count = 0};
}
