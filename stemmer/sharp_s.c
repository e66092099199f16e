/* ß is ss everywhere (Straße, Strasse), but a few words are told apart by it. */
#include "stemmer/stemmer_private.h"

/* Stems of Maß and Masse, Buße and Busse, Ruß and Russe, Floß and Flosse. */
static const char *const pairs[] = {"mass", "buss", "russ", "floss", NULL};

bool fund_sharp_s_matters(const char *stem, size_t len)
{
    return fund_is_any(stem, len, pairs);
}

bool fund_has_sharp_s(const char *text, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        if (size == 0 || c == 0xdf || c == 0x1e9e) {
            return size > 0;
        }
        pos += size;
    }
    return false;
}
