#include "base/array.h"

#include <stdlib.h>
#include <string.h>

enum { FIRST_CAPACITY = 8 };

bool fund_array_grow(void *items, size_t *capacity, size_t size, size_t count, size_t more)
{
    if (more > SIZE_MAX / size / 2 - count) {
        return false;
    }
    size_t wanted = *capacity < FIRST_CAPACITY ? FIRST_CAPACITY : *capacity * 2;
    if (wanted < count + more) {
        wanted = count + more;
    }
    /* The pointer has another type for every array, so it is moved as bytes. */
    void *old;
    memcpy(&old, items, sizeof old);
    void *grown = realloc(old, wanted * size);
    if (grown == NULL) {
        return false;
    }
    memcpy(items, &grown, sizeof grown);
    *capacity = wanted;
    return true;
}
