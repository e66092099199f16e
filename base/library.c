/* What concerns the library as a whole: its version, translation and log. */
#include "base/base.h"

#include <stdio.h>

#define TEXT_OF(number) #number
#define VERSION_OF(major, minor, micro) TEXT_OF(major) "." TEXT_OF(minor) "." TEXT_OF(micro)

const char *fund_version(void)
{
    return VERSION_OF(FUND_VERSION_MAJOR, FUND_VERSION_MINOR, FUND_VERSION_MICRO);
}

/* ---- translation -------------------------------------------------------- */

static struct {
    fund_translate_callback callback;
    void *payload;
} translation;

void fund_translate_set(fund_translate_callback callback, void *payload)
{
    translation.callback = callback;
    translation.payload = payload;
}

const char *fund_tr(const char *text)
{
    return translation.callback != NULL ? translation.callback(text, NULL, 1, translation.payload)
                                        : text;
}

const char *fund_trn(const char *one, const char *many, uint64_t count)
{
    if (translation.callback != NULL) {
        return translation.callback(one, many, count, translation.payload);
    }
    return count == 1 ? one : many;
}

/* ---- log ---------------------------------------------------------------- */

static struct {
    fund_log_callback callback;
    fund_log_level most;
    void *payload;
} log_to;

void fund_log_set(fund_log_callback callback, fund_log_level most, void *payload)
{
    log_to.callback = callback;
    log_to.most = most;
    log_to.payload = payload;
}

void fund_log(fund_log_level level, const char *format, ...)
{
    if (log_to.callback == NULL || level > log_to.most) {
        return;
    }
    char message[FUND_ERROR_MESSAGE_MAX];
    va_list args;
    va_start(args, format);
    int wanted = vsnprintf(message, sizeof message, format, args);
    va_end(args);
    if (wanted >= 0) {
        log_to.callback(level, message, log_to.payload);
    }
}

/* ---- structs that grow -------------------------------------------------- */

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
