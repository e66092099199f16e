/* What a reader may want to know about a query that ran all the same. */
#include "searcher/query/ast.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_BYTES_MAX = 300 };

bool fund_diagnostic_add(fund_diagnostics *diagnostics, fund_arena *arena, size_t offset,
                         const char *format, ...)
{
    if (diagnostics->count == FUND_DIAGNOSTICS_MAX) {
        return true; /* the first ones tell enough */
    }
    char text[NOTE_BYTES_MAX];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(text, sizeof text, fund_tr(format), args);
    va_end(args);
    size_t size = len < 0 ? 0 : (size_t)len < sizeof text ? (size_t)len : sizeof text - 1;
    while (size > 0 && !fund_utf8_valid(text, size, NULL)) {
        size--; /* cut between characters */
    }
    const char *message = fund_arena_copy(arena, text, size);
    if (message == NULL) {
        return false;
    }
    diagnostics->items[diagnostics->count++] = (fund_diagnostic){offset, message};
    return true;
}
