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
    int wanted = vsnprintf(message, sizeof message, fund_tr(format), args);
    va_end(args);
    if (wanted >= 0) {
        log_to.callback(level, message, log_to.payload);
    }
}
