#include "base/base.h"

#include <string.h>
#include <utf8proc.h>

/* Steps over bytes below 0x80, eight at a time. */
static size_t skip_ascii(const char *text, size_t pos, size_t len)
{
    while (len - pos >= 8) {
        uint64_t word;
        memcpy(&word, text + pos, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        pos += 8;
    }
    while (pos < len && (unsigned char)text[pos] < 0x80) {
        pos++;
    }
    return pos;
}

size_t fund_utf8_decode(uint32_t *out, const char *text, size_t len)
{
    if (len == 0) {
        return 0;
    }
    utf8proc_int32_t code_point;
    utf8proc_ssize_t size = utf8proc_iterate((const utf8proc_uint8_t *)text,
                                             len < 4 ? (utf8proc_ssize_t)len : 4, &code_point);
    *out = size > 0 ? (uint32_t)code_point : 0xfffd;
    if (size <= 0) {
        return 0;
    }
    return (size_t)size;
}

bool fund_utf8_valid(const char *text, size_t len, size_t *bad)
{
    size_t pos = skip_ascii(text, 0, len);
    while (pos < len) {
        uint32_t code_point;
        size_t size = fund_utf8_decode(&code_point, text + pos, len - pos);
        if (size == 0) {
            if (bad != NULL) {
                *bad = pos;
            }
            return false;
        }
        pos = skip_ascii(text, pos + size, len);
    }
    return true;
}

size_t fund_utf8_encode(char out[4], uint32_t code_point)
{
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) {
        return 0;
    }
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

size_t fund_utf8_floor(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && len - start < 4) {
        start--;
        unsigned char byte = (unsigned char)text[start];
        if ((byte & 0xc0) != 0x80) {
            size_t size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
            return start + size <= len ? len : start;
        }
    }
    return len;
}
