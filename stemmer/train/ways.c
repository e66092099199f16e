/* The ways from forms to their words, and the file's tables of them. */
#include "stemmer/train/train_private.h"

#include <string.h>

static size_t shared_start(const char *a, size_t a_len, const form *b)
{
    size_t shared = 0;
    while (shared < a_len && shared < b->len && a[shared] == b->letters[shared]) {
        shared++;
    }
    return shared;
}

/* The way with two letters left out at `at`, or none. */
static bool way_from(fund_reading *out, const form *from, const form *word, size_t at)
{
    char rest[FUND_LETTERS_MAX];
    size_t len = from->len;
    memcpy(rest, from->letters, len);
    if (at < len) {
        memmove(rest + at, rest + at + 2, len - at - 2);
        len -= 2;
    }
    size_t shared = shared_start(rest, len, word), more = word->len - shared;
    *out = (fund_reading){.out = (uint8_t)(at < from->len ? len - at : FUND_NOWHERE),
                          .strip = (uint8_t)(len - shared),
                          .append_len = (uint8_t)more};
    if (more > FUND_READING_APPEND_MAX) {
        return false;
    }
    memcpy(out->append, word->letters + shared, more);
    return true;
}

bool make_reading(fund_reading *out, const form *from, const form *word)
{
    bool found = way_from(out, from, word, from->len);
    for (size_t i = 0; i + 3 < from->len; i++) {
        bool infix =
            memcmp(from->letters + i, "ge", 2) == 0 || memcmp(from->letters + i, "zu", 2) == 0;
        fund_reading other;
        if (infix && way_from(&other, from, word, i) &&
            (!found || other.append_len < out->append_len)) {
            *out = other;
            found = true;
        }
    }
    return found;
}

static uint16_t number_in(fund_map *map, fund_buf *list, const void *item, size_t size)
{
    uintptr_t number = (uintptr_t)fund_map_get(map, item, size);
    if (number == 0) {
        fund_buf_append(list, item, size);
        number = list->len / size;
        require(fund_map_put(map, item, size, (void *)number, NULL));
        require(number < UINT16_MAX && !list->failed);
    }
    return (uint16_t)(number - 1);
}

uint16_t reading_number(class_tables *tables, const fund_reading *of)
{
    return number_in(tables->readings, &tables->to->readings, of, sizeof *of);
}

uint16_t set_number(class_tables *tables, const fund_reading_set *set)
{
    return number_in(tables->sets, &tables->to->sets, set, sizeof *set);
}
