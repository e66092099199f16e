/* What all JSON output has in common. */
#include "base/unicode.h"
#include "render/render.h"

#include <stdlib.h>
#include <string.h>

/* An object grows by dozens of calls, each of which may be the one that has no memory: here it
 * is noted once for all that came since the last line. */
static _Thread_local bool without_memory;
static json_malloc_t plain_malloc;
static json_free_t plain_free;

static void *noting_malloc(size_t size)
{
    void *memory = plain_malloc(size);
    without_memory |= memory == NULL;
    return memory;
}

void fund_json_note_memory(void)
{
    json_get_alloc_funcs(&plain_malloc, &plain_free);
    json_set_alloc_funcs(noting_malloc, plain_free);
}

char *fund_json_line(json_t *object)
{
    char *line = json_dumps(object, JSON_COMPACT | JSON_REAL_PRECISION(9));
    if (without_memory) {
        free(line);
        line = NULL;
    }
    without_memory = false;
    json_decref(object);
    return line;
}

json_t *fund_json_string(const char *text)
{
    return fund_json_bytes(text, strlen(text));
}

json_t *fund_json_bytes(const char *text, size_t len)
{
    if (fund_utf8_valid(text, len, NULL)) {
        return json_stringn(text, len);
    }
    fund_buf safe = FUND_BUF_INIT;
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        char bytes[4];
        pos += fund_utf8_next(&c, text + pos, len - pos);
        fund_buf_append(&safe, bytes, fund_utf8_encode(bytes, c));
    }
    json_t *value = safe.failed ? NULL : json_stringn(safe.data, safe.len);
    fund_buf_free(&safe);
    return value;
}
