/* Accents: names and foreign words are typed, and printed, without them. */
#include "stemmer/stemmer_private.h"

#include <string.h>
#include <utf8proc.h>

/* To Unicode the stroke of these is no mark, and neither is the missing dot. */
static char without_stroke(uint32_t c)
{
    switch (c) {
    case 0xf8: /* ø */
        return 'o';
    case 0x111: /* đ */
        return 'd';
    case 0x131: /* ı */
        return 'i';
    case 0x142: /* ł */
        return 'l';
    default:
        return '\0';
    }
}

/* The letter under the accents of a small Latin one; '\0' when it has none. The marks of
 * umlauts are no accents. */
static char base_letter(uint32_t c)
{
    utf8proc_int32_t parts[8];
    int boundary = 0;
    bool latin = (c >= 0xe0 && c < 0x250) || (c >= 0x1e00 && c < 0x1f00);
    if (!latin || c == 0xe4 || c == 0xf6 || c == 0xfc) {
        return '\0';
    }
    utf8proc_ssize_t count =
        utf8proc_decompose_char((utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE, &boundary);
    bool marked = count > 1 && parts[0] >= 'a' && parts[0] <= 'z';
    return marked ? (char)parts[0] : without_stroke(c);
}

bool fund_without_accents(fund_buf *out, const char *word, size_t len)
{
    bool changed = false;
    for (size_t pos = 0, size = 0; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_decode(&c, word + pos, len - pos);
        char base = c < 0x80 ? '\0' : base_letter(c);
        /* One that no letter is composed with. */
        bool mark = c >= 0x300 && c < 0x370 && pos > 0;
        if ((base != '\0' || mark) && !changed) {
            fund_buf_clear(out);
            fund_buf_append(out, word, pos);
            changed = true;
        }
        if (base != '\0') {
            fund_buf_append_byte(out, base);
        } else if (changed && !mark) {
            fund_buf_append(out, word + pos, size);
        }
    }
    return changed;
}
