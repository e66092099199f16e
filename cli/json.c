/* What all JSON output has in common. */
#include "base/unicode.h"
#include "cli/cli_private.h"

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

void cli_note_json_memory(void)
{
    json_get_alloc_funcs(&plain_malloc, &plain_free);
    json_set_alloc_funcs(noting_malloc, plain_free);
}

char *cli_json_line(json_t *object)
{
    char *line = json_dumps(object, CLI_JSON_FLAGS);
    if (without_memory) {
        free(line);
        line = NULL;
    }
    without_memory = false;
    json_decref(object);
    return line;
}

bool cli_print_json(json_t *object)
{
    char *line = cli_json_line(object);
    if (line == NULL) {
        cli_lose_output();
        return false;
    }
    bool ok = puts(line) >= 0;
    free(line);
    return ok;
}

bool cli_print_summary(json_t *object)
{
    json_object_set_new(object, "json", json_integer(CLI_JSON_VERSION));
    return cli_print_json(object);
}

json_t *cli_json_string(const char *text)
{
    return cli_json_bytes(text, strlen(text));
}

json_t *cli_json_bytes(const char *text, size_t len)
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
