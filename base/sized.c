/* Structs that grow: see <fundstelle/types.h>. */
#include "base/base.h"

#include <string.h>

static size_t lesser(size_t a, size_t b)
{
    return a < b ? a : b;
}

fund_status fund_sized_check(const void *given, const char *name, fund_error *err)
{
    size_t size;
    memcpy(&size, given, sizeof size);
    return size > sizeof size
               ? FUND_OK
               : fund_error_set(err, FUND_ERR_ARGUMENT,
                                "%s: its size is not set; start from its _INIT", name);
}

fund_status fund_sized_take(void *out, size_t size, const void *given, const char *name,
                            fund_error *err)
{
    size_t theirs = size;
    memset(out, 0, size);
    if (given != NULL) {
        fund_status status = fund_sized_check(given, name, err);
        if (status != FUND_OK) {
            return status;
        }
        memcpy(&theirs, given, sizeof theirs);
        for (size_t i = size; i < theirs; i++) {
            if (((const char *)given)[i] != 0) {
                return fund_error_set(
                    err, FUND_ERR_VERSION,
                    "%s: a member is set that version %s of the library does not have", name,
                    fund_version());
            }
        }
        memcpy(out, given, lesser(theirs, size));
    }
    memcpy(out, &size, sizeof size);
    return FUND_OK;
}

void fund_sized_give(void *out, const void *from, size_t size)
{
    size_t theirs;
    memcpy(&theirs, out, sizeof theirs);
    if (theirs > sizeof theirs) {
        size_t both = lesser(theirs, size);
        memcpy((char *)out + sizeof theirs, (const char *)from + sizeof theirs,
               both - sizeof theirs);
        memset((char *)out + both, 0, theirs - both);
    }
}
