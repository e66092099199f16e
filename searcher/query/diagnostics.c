/* What a reader may want to know about a query that ran all the same. */
#include "searcher/query/ast.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum { NOTE_BYTES_MAX = 300 };

bool fund_diagnostic_add(fund_diagnostic_list *diagnostics, fund_arena *arena, size_t offset,
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

bool fund_diagnostics_copy(fund_diagnostics *out, fund_arena *arena,
                           const fund_diagnostic_list *from)
{
    fund_diagnostic *items = fund_arena_alloc(arena, (from->count + 1) * sizeof *items);
    bool ok = items != NULL;
    for (size_t i = 0; i < from->count && ok; i++) {
        const char *message = from->items[i].message;
        items[i] = (fund_diagnostic){from->items[i].offset,
                                     fund_arena_copy(arena, message, strlen(message))};
        ok = items[i].message != NULL;
    }
    out->items = ok ? fund_arena_pointers(arena, items, from->count, sizeof *items) : NULL;
    out->count = out->items != NULL ? from->count : 0;
    return out->items != NULL;
}
