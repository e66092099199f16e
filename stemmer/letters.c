#include "stemmer/lexicon_private.h"

bool fund_letters_read(fund_letters *out, const char *word, size_t len)
{
    out->len = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, word + pos, len - pos);
        bool letter = (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xff && c != 0xf7);
        if (size == 0 || !letter || out->len == FUND_LETTERS_MAX) {
            return false;
        }
        out->at[out->len] = (uint16_t)pos;
        out->data[out->len++] = (unsigned char)c;
        pos += size;
    }
    out->at[out->len] = (uint16_t)len;
    return true;
}
