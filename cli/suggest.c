#include "cli/cli_private.h"

#include <string.h>

enum { NAME_MAX_LENGTH = 32 };

static size_t min3(size_t a, size_t b, size_t c)
{
    size_t least = a < b ? a : b;
    return least < c ? least : c;
}

/* Edits between two names: insert, delete, replace, swap neighbours (optimal
 * string alignment; Damerau 1964). Longer names count as far apart. */
static size_t distance(const char *a, const char *b)
{
    size_t m = strlen(a), n = strlen(b);
    if (m > NAME_MAX_LENGTH || n > NAME_MAX_LENGTH) {
        return SIZE_MAX;
    }
    size_t table[NAME_MAX_LENGTH + 1][NAME_MAX_LENGTH + 1];
    for (size_t i = 0; i <= m; i++) {
        for (size_t j = 0; j <= n; j++) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            table[i][j] = min3(table[i - 1][j] + 1, table[i][j - 1] + 1,
                               table[i - 1][j - 1] + (a[i - 1] != b[j - 1] ? 1 : 0));
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] &&
                table[i - 2][j - 2] + 1 < table[i][j]) {
                table[i][j] = table[i - 2][j - 2] + 1;
            }
        }
    }
    return table[m][n];
}

const char *cli_nearest(const char *typed, const char *const *first, size_t count, size_t size)
{
    const char *nearest = NULL;
    size_t least = strlen(typed) / 2 + 1; /* more than half changed is another word */
    if (least > 4) {
        least = 4;
    }
    for (size_t i = 0; i < count; i++) {
        const char *const *name = (const void *)((const char *)first + i * size);
        size_t edits = distance(typed, *name);
        if (edits < least) {
            least = edits;
            nearest = *name;
        }
    }
    return nearest;
}
