/* Text that goes into other text: HTML and XML, URLs, CSV. */
#include "base/unicode.h"
#include "render/render.h"

#include <string.h>

/* Marks and controls that would show what follows in another order. */
static bool turns(uint32_t c)
{
    return (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x200e ||
           c == 0x200f;
}

/* A character that XML 1.0 has (production 2), and HTML allows. */
static bool is_plain(uint32_t c)
{
    return c == '\t' || c == '\n' ||
           (c >= 0x20 && !(c >= 0x7f && c < 0xa0) && (c & 0xfffe) != 0xfffe &&
            !(c >= 0xfdd0 && c <= 0xfdef) && !turns(c));
}

static const char *reference(uint32_t c)
{
    switch (c) {
    case '<':
        return "&lt;";
    case '>':
        return "&gt;";
    case '&':
        return "&amp;";
    case '"':
        return "&quot;";
    case '\'':
        return "&#39;";
    default:
        return is_plain(c) ? NULL : "\xef\xbf\xbd";
    }
}

void fund_escape_html(fund_buf *out, const char *text, size_t len)
{
    size_t kept = 0, pos = 0;
    while (pos < len) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        const char *instead = c == 0xfffd ? "\xef\xbf\xbd" : reference(c);
        if (instead != NULL) {
            fund_buf_append(out, text + kept, pos - kept);
            fund_buf_append_str(out, instead);
            kept = pos + size;
        }
        pos += size;
    }
    fund_buf_append(out, text + kept, len - kept);
}

void fund_escape_url(fund_buf *out, const char *text, size_t len)
{
    static const char unreserved[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
                                     "0123456789-._~";
    for (size_t i = 0; i < len; i++) {
        if (text[i] != '\0' && strchr(unreserved, text[i]) != NULL) {
            fund_buf_append_byte(out, text[i]);
        } else {
            fund_buf_printf(out, "%%%02X", (unsigned)(unsigned char)text[i]);
        }
    }
}

void fund_escape_csv(fund_buf *out, const char *text, size_t len, bool guarded)
{
    bool formula = guarded && len > 0 && memchr("=+-@\t\r", text[0], 6) != NULL;
    bool quoted = formula;
    for (size_t i = 0; i < len && !quoted; i++) {
        quoted = text[i] == '\0' || strchr(",\"\r\n;", text[i]) != NULL;
    }
    fund_buf_append_str(out, quoted ? "\"" : "");
    fund_buf_append_str(out, formula ? "'" : "");
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        if (c == '"') {
            fund_buf_append_str(out, "\"\"");
        } else if (c == 0xfffd || !is_plain(c)) {
            fund_buf_append_str(out, "\xef\xbf\xbd");
        } else {
            fund_buf_append(out, text + pos, size);
        }
        pos += size;
    }
    fund_buf_append_str(out, quoted ? "\"" : "");
}
