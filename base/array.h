/*
 * array.h - the growing array: one way to hold any number of items of a type.
 *
 *     fund_array(struct word) words = FUND_ARRAY_INIT;
 *     if (!fund_array_push(&words, (struct word){text, len})) { ... no memory ... }
 *     for (size_t i = 0; i < words.count; i++) { use(&words.items[i]); }
 *     fund_array_free(&words);
 *
 * A struct that has `items`, `count` and `capacity` of these types among its members is one, too.
 * Items move when the array grows: a pointer to one holds until the next push or reserve.
 * Not for C++.
 */
#ifndef FUND_ARRAY_H
#define FUND_ARRAY_H

#include "base/base.h"

#include <stdlib.h>

/** The array's type; a name of its own needs a typedef or struct around it. */
#define fund_array(type)                                                                           \
    struct {                                                                                       \
        type *items;                                                                               \
        size_t count, capacity;                                                                    \
    }

#define FUND_ARRAY_INIT                                                                            \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/** Makes room for `more` items after the last; false, with the array as it was, without memory. */
#define fund_array_reserve(array, more)                                                            \
    ((more) <= (array)->capacity - (array)->count ||                                               \
     fund_array_grow(&(array)->items, &(array)->capacity, sizeof *(array)->items, (array)->count,  \
                     (more)))

/** Appends an item; false, with the array as it was, without memory. */
#define fund_array_push(array, ...)                                                                \
    (fund_array_reserve(array, 1) && ((array)->items[(array)->count++] = (__VA_ARGS__), true))

/** Frees the items' memory (not what they point to) and empties the array. */
#define fund_array_free(array)                                                                     \
    (free((array)->items), (array)->items = NULL, (array)->count = (array)->capacity = 0)

/** What fund_array_reserve calls.  `items` is the address of a pointer to objects of any type. */
bool fund_array_grow(void *items, size_t *capacity, size_t size, size_t count, size_t more);

#endif
