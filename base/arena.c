#include "base/base.h"

#include <stdlib.h>
#include <string.h>

enum { BLOCK_MIN = 16 * 1024, BLOCK_MAX = 1024 * 1024 };

typedef struct block {
    struct block *next; /* the block that was filled before */
    size_t capacity;
    size_t used;
    max_align_t data[];
} block;

struct fund_arena {
    block *current;
};

static block *block_new(size_t capacity)
{
    if (capacity > SIZE_MAX - sizeof(block)) {
        return NULL;
    }
    block *fresh = malloc(sizeof *fresh + capacity);
    if (fresh != NULL) {
        *fresh = (block){.next = NULL, .capacity = capacity, .used = 0};
    }
    return fresh;
}

fund_arena *fund_arena_new(void)
{
    fund_arena *arena = malloc(sizeof *arena);
    if (arena == NULL) {
        return NULL;
    }
    arena->current = block_new(BLOCK_MIN);
    if (arena->current == NULL) {
        free(arena);
        return NULL;
    }
    return arena;
}

void fund_arena_reset(fund_arena *arena)
{
    while (arena->current->next != NULL) {
        block *last = arena->current;
        arena->current = last->next;
        free(last);
    }
    arena->current->used = 0;
}

void fund_arena_free(fund_arena *arena)
{
    if (arena == NULL) {
        return;
    }
    fund_arena_reset(arena);
    free(arena->current);
    free(arena);
}

static bool arena_grow(fund_arena *arena, size_t size)
{
    size_t capacity = arena->current->capacity * 2;
    if (capacity > BLOCK_MAX) {
        capacity = BLOCK_MAX;
    }
    if (capacity < size) {
        capacity = size;
    }
    block *fresh = block_new(capacity);
    if (fresh == NULL) {
        return false;
    }
    fresh->next = arena->current;
    arena->current = fresh;
    return true;
}

void *fund_arena_alloc(fund_arena *arena, size_t size)
{
    const size_t align = _Alignof(max_align_t);
    if (size > SIZE_MAX - align) {
        return NULL;
    }
    size_t rounded = (size + align - 1) / align * align;
    if (rounded > arena->current->capacity - arena->current->used && !arena_grow(arena, rounded)) {
        return NULL;
    }
    char *result = (char *)arena->current->data + arena->current->used;
    arena->current->used += rounded;
    return result;
}

char *fund_arena_copy(fund_arena *arena, const void *bytes, size_t len)
{
    char *copy = len == SIZE_MAX ? NULL : fund_arena_alloc(arena, len + 1);
    if (copy != NULL) {
        if (len > 0) {
            memcpy(copy, bytes, len);
        }
        copy[len] = '\0';
    }
    return copy;
}

void *fund_arena_pointers(fund_arena *arena, const void *elements, size_t count, size_t size)
{
    const void **pointers = fund_arena_alloc(arena, (count + 1) * sizeof *pointers);
    for (size_t i = 0; pointers != NULL && i < count; i++) {
        pointers[i] = (const char *)elements + i * size;
    }
    return pointers;
}
