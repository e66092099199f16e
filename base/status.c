#include "base/unicode.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

const char *fund_status_name(fund_status status)
{
    static const char *const names[] = {
        [FUND_OK] = "ok",
        [FUND_ERR_MEMORY] = "memory",
        [FUND_ERR_ARGUMENT] = "argument",
        [FUND_ERR_IO] = "io",
        [FUND_ERR_FORMAT] = "format",
        [FUND_ERR_ENCODING] = "encoding",
        [FUND_ERR_LOCKED] = "locked",
        [FUND_ERR_MODIFIED] = "modified",
        [FUND_ERR_NOT_FOUND] = "not-found",
        [FUND_ERR_NO_INDEX] = "no-index",
        [FUND_ERR_CORRUPT] = "corrupt",
        [FUND_ERR_VERSION] = "version",
        [FUND_ERR_ANALYZER] = "analyzer",
        [FUND_ERR_CLOSED] = "closed",
        [FUND_ERR_FULL] = "full",
        [FUND_ERR_QUERY] = "query",
        [FUND_ERR_NETWORK] = "network",
        [FUND_ERR_INTERRUPTED] = "interrupted",
        [FUND_ERR_INTERNAL] = "internal",
    };
    if ((unsigned)status >= sizeof names / sizeof names[0]) {
        return "unknown";
    }
    return names[status];
}

/* A message may quote hostile input and end up on a terminal. */
static void make_printable(char *message, size_t len)
{
    for (size_t pos = 0, size; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_next(&c, message + pos, len - pos);
        if (fund_char_is_unsafe(c) || (c == 0xfffd && size == 1)) {
            memset(message + pos, '?', size);
        }
    }
}

static void finish_message(char *message, size_t wanted)
{
    size_t len = wanted;
    if (wanted >= FUND_ERROR_MESSAGE_MAX) {
        len = fund_utf8_floor(message, FUND_ERROR_MESSAGE_MAX - 1);
        message[len] = '\0';
    }
    make_printable(message, len);
}

/* The arguments may point into *err. */
static FUND_PRINTF(4, 0) fund_status
    set_message(fund_error *err, fund_status status, const char *before, const char *format,
                va_list args)
{
    char message[FUND_ERROR_MESSAGE_MAX];
    size_t len = (size_t)snprintf(message, sizeof message, "%s", before);
    len = len < sizeof message ? len : sizeof message - 1;
    int wanted = vsnprintf(message + len, sizeof message - len, fund_tr(format), args);
    if (wanted < 0) {
        message[len] = '\0';
        wanted = 0;
    }
    finish_message(message, len + (size_t)wanted);
    memcpy(err->message, message, sizeof message);
    err->status = status;
    fund_error_at(err, "", 0);
    return status;
}

fund_status fund_error_set(fund_error *err, fund_status status, const char *format, ...)
{
    if (err != NULL) {
        va_list args;
        va_start(args, format);
        set_message(err, status, "", format, args);
        va_end(args);
    }
    return status;
}

fund_status fund_error_set_in(fund_error *err, fund_status status, const char *path, uint64_t line,
                              const char *format, ...)
{
    if (err != NULL) {
        char before[FUND_ERROR_MESSAGE_MAX];
        if (line > 0) {
            snprintf(before, sizeof before, "%s:%llu: ", path, (unsigned long long)line);
        } else {
            snprintf(before, sizeof before, "%s: ", path);
        }
        va_list args;
        va_start(args, format);
        set_message(err, status, before, format, args);
        va_end(args);
        fund_error_at(err, path, line);
    }
    return status;
}

fund_status fund_error_pass(fund_error *err, const fund_error *from)
{
    if (err != NULL) {
        *err = *from;
    }
    return from->status;
}

void fund_error_at(fund_error *err, const char *path, uint64_t line)
{
    size_t len = path != NULL ? strlen(path) : FUND_ERROR_PATH_MAX;
    if (err != NULL) {
        bool fits = len < FUND_ERROR_PATH_MAX;
        memcpy(err->path, fits ? path : "", fits ? len + 1 : 1);
        err->line = line;
    }
}

fund_status fund_no_memory(fund_error *err)
{
    return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory");
}

void fund_error_prefix(fund_error *err, const char *format, ...)
{
    if (err == NULL) {
        return;
    }
    va_list args;
    va_start(args, format);
    char prefix[FUND_ERROR_MESSAGE_MAX];
    int wanted = vsnprintf(prefix, sizeof prefix, fund_tr(format), args);
    va_end(args);
    if (wanted >= 0) {
        fund_error before = *err;
        fund_error_set(err, err->status, "%s: %s", prefix, before.message);
        fund_error_at(err, before.path, before.line);
    }
}

fund_status fund_status_of_errno(int errnum)
{
    switch (errnum) {
    case ENOSPC:
    case EDQUOT:
        return FUND_ERR_FULL;
    case ENOENT:
        return FUND_ERR_NOT_FOUND;
    case ENOMEM:
        return FUND_ERR_MEMORY;
    default:
        return FUND_ERR_IO;
    }
}
