#include "base/base.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void fund_buf_free(fund_buf *buf)
{
    free(buf->data);
    *buf = (fund_buf)FUND_BUF_INIT;
}

void fund_buf_clear(fund_buf *buf)
{
    buf->len = 0;
    buf->failed = false;
    if (buf->data != NULL) {
        buf->data[0] = '\0';
    }
}

void fund_buf_cut(fund_buf *buf, size_t len)
{
    if (len < buf->len) {
        buf->len = len;
        buf->data[len] = '\0';
    }
}

bool fund_buf_reserve(fund_buf *buf, size_t more)
{
    if (buf->failed) {
        return false;
    }
    if (buf->data != NULL && more < buf->capacity - buf->len) {
        return true;
    }
    if (more >= SIZE_MAX / 2 - buf->len) {
        buf->failed = true;
        return false;
    }
    size_t capacity = buf->capacity < 64 ? 64 : buf->capacity;
    while (capacity <= buf->len + more) {
        capacity *= 2;
    }
    char *data = realloc(buf->data, capacity);
    if (data == NULL) {
        buf->failed = true;
        return false;
    }
    data[buf->len] = '\0';
    buf->data = data;
    buf->capacity = capacity;
    return true;
}

void fund_buf_append(fund_buf *buf, const void *bytes, size_t len)
{
    if (!fund_buf_reserve(buf, len)) {
        return;
    }
    if (len > 0) {
        memcpy(buf->data + buf->len, bytes, len);
    }
    buf->len += len;
    buf->data[buf->len] = '\0';
}

void fund_buf_append_str(fund_buf *buf, const char *c_string)
{
    fund_buf_append(buf, c_string, strlen(c_string));
}

void fund_buf_append_byte(fund_buf *buf, char byte)
{
    fund_buf_append(buf, &byte, 1);
}

void fund_buf_printf(fund_buf *buf, const char *format, ...)
{
    va_list args;
    va_start(args, format);
    va_list again;
    va_copy(again, args);
    int wanted = vsnprintf(NULL, 0, format, args);
    va_end(args);
    if (wanted < 0) {
        buf->failed = true;
    } else if (fund_buf_reserve(buf, (size_t)wanted)) {
        vsnprintf(buf->data + buf->len, (size_t)wanted + 1, format, again);
        buf->len += (size_t)wanted;
    }
    va_end(again);
}

void fund_buf_append_varint(fund_buf *buf, uint64_t value)
{
    char bytes[10];
    size_t len = 0;
    while (value >= 0x80) {
        bytes[len++] = (char)(value | 0x80);
        value >>= 7;
    }
    bytes[len++] = (char)value;
    fund_buf_append(buf, bytes, len);
}

bool fund_varint_read(uint64_t *out, const char **pos, const char *end)
{
    uint64_t value = 0;
    const char *p = *pos;
    for (unsigned shift = 0; shift < 64 && p < end; shift += 7) {
        unsigned char byte = (unsigned char)*p++;
        if (shift == 63 && byte > 1) {
            return false;
        }
        value |= (uint64_t)(byte & 0x7f) << shift;
        if (byte < 0x80) {
            *out = value;
            *pos = p;
            return true;
        }
    }
    return false;
}

char *fund_memdup(const void *bytes, size_t len)
{
    char *copy = len == SIZE_MAX ? NULL : malloc(len + 1);
    if (copy != NULL) {
        if (len > 0) {
            memcpy(copy, bytes, len);
        }
        copy[len] = '\0';
    }
    return copy;
}
