/* Changes that wait to be taken: each path once, where it was last. */
#include "base/array.h"
#include "corpus/corpus_private.h"

#include <string.h>

/* A place in a list as the value of a map, where NULL is none. */
static void *pack(size_t at, bool gone)
{
    return (void *)(uintptr_t)((at + 1) * 2 + gone);
}

static fund_change_list *list_of(fund_changes *changes, bool gone)
{
    return gone ? &changes->gone : &changes->changed;
}

static void drop(fund_change *change)
{
    free((void *)(uintptr_t)change->path);
    change->path = NULL;
}

/* Drops what a path was before. */
static void forget(fund_changes *changes, const void *place)
{
    uintptr_t packed = (uintptr_t)place;
    if (packed != 0) {
        fund_change_list *list = list_of(changes, packed % 2 != 0);
        drop(&list->items[packed / 2 - 1]);
        list->paths--;
    }
}

bool fund_changes_add(fund_changes *changes, const char *path, fund_change_kind kind)
{
    size_t len = strlen(path);
    bool gone = kind != FUND_FILE_CHANGED;
    fund_change_list *list = list_of(changes, gone);
    void *before = NULL;
    char *copy = fund_memdup(path, len);
    if (changes->places == NULL) {
        changes->places = fund_map_new();
    }
    if (copy == NULL || changes->places == NULL || !fund_array_reserve(list, 1) ||
        !fund_map_put(changes->places, path, len, pack(list->count, gone), &before)) {
        free(copy);
        return false;
    }
    forget(changes, before);
    list->items[list->count++] = (fund_change){copy, kind};
    list->paths++;
    return true;
}

static void clear(fund_change_list *list)
{
    for (size_t i = 0; i < list->count; i++) {
        drop(&list->items[i]);
    }
    list->count = list->paths = 0;
}

/* The place from which on there are `max` paths, or all. */
static size_t find_last(const fund_change_list *list, size_t max)
{
    size_t first = list->count;
    for (size_t found = 0; first > 0 && found < max; first--) {
        found += list->items[first - 1].path != NULL;
    }
    return first;
}

bool fund_changes_take(fund_changes *changes, fund_change_list *from, size_t max)
{
    clear(&changes->taken);
    size_t wanted = max < from->paths ? max : from->paths;
    if (!fund_array_reserve(&changes->taken, wanted)) {
        return false;
    }
    size_t first = find_last(from, wanted);
    for (size_t i = first; i < from->count; i++) {
        const fund_change *change = &from->items[i];
        if (change->path != NULL) {
            fund_map_put(changes->places, change->path, strlen(change->path), NULL, NULL);
            changes->taken.items[changes->taken.count++] = *change;
        }
    }
    from->count = first;
    from->paths -= wanted;
    if (changes->changed.paths + changes->gone.paths == 0 && changes->places != NULL) {
        fund_map_clear(changes->places, NULL); /* of paths that were taken */
        changes->changed.count = changes->gone.count = 0;
    }
    return true;
}

void fund_changes_free(fund_changes *changes)
{
    fund_change_list *const lists[] = {&changes->changed, &changes->gone, &changes->taken};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        clear(lists[i]);
        fund_array_free(lists[i]);
    }
    fund_map_free(changes->places, NULL);
    *changes = (fund_changes){.places = NULL};
}
