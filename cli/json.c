/* What all JSON output has in common. */
#include "cli/cli_private.h"

#include <string.h>

bool cli_print_json(json_t *object)
{
    if (object == NULL) {
        cli_error("not enough memory for the output");
        return false;
    }
    int failed = json_dumpf(object, stdout, CLI_JSON_FLAGS);
    putchar('\n');
    json_decref(object);
    return failed == 0;
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
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        fund_buf_append(&safe, size > 0 ? text + pos : "\xef\xbf\xbd", size > 0 ? size : 3);
        pos += size > 0 ? size : 1;
    }
    json_t *value = safe.failed ? NULL : json_stringn(safe.data, safe.len);
    fund_buf_free(&safe);
    return value;
}
