/* The words of a text as a reader counts them, without their terms. */
#include "stemmer/stemmer_private.h"

#include <string.h>

/* The end of letters of ASCII and, of two bytes, of Latin-1. */
static size_t skip_plain_letters(const char *text, size_t len, size_t pos)
{
    for (;;) {
        while (pos < len && fund_byte_is(text[pos], FUND_CHAR_LETTER)) {
            pos++;
        }
        unsigned char next =
            pos + 1 < len && text[pos] == '\xc3' ? (unsigned char)text[pos + 1] : 0;
        if (next < 0x80 || next == 0x97 || next == 0xb7) { /* the signs of times and by */
            return pos;
        }
        pos += 2;
    }
}

/* Most words are letters with a blank or a mark after them, which nothing joins to what follows: see
 * fund_join(). Single letters are left to the scanner ("z. B."). The end of such a word at pos, or 0. */
static size_t plain_word_end(const char *text, size_t len, size_t pos)
{
    size_t end = skip_plain_letters(text, len, pos);
    size_t single = (unsigned char)text[pos] < 0x80 ? 1 : 2;
    if (end <= pos + single || end == len) {
        return 0;
    }
    switch (text[end]) {
    case ' ':
    case ',':
    case ';':
    case '!':
    case '?':
        return end;
    case '.':
        return end + 1 < len && text[end + 1] == ' ' ? end : 0;
    default:
        return 0;
    }
}

fund_status fund_running_words(fund_chain *chain, const char *text, size_t len,
                               fund_running_word_callback callback, void *payload)
{
    fund_scanner scanner = {chain, text, len, 0, SIZE_MAX, SIZE_MAX};
    fund_unit unit;
    fund_status status = FUND_OK;
    chain->failed = false;
    while (status == FUND_OK && scanner.pos < len) {
        size_t end = plain_word_end(text, len, scanner.pos);
        if (end > 0) {
            status = callback(scanner.pos, end, true, payload);
            scanner.pos = end;
        } else if (strchr(" ,;.!?", text[scanner.pos]) != NULL) {
            scanner.pos++;
        } else if (!fund_scan(&unit, &scanner)) {
            break;
        } else if (unit.type == FUND_UNIT_WORD || unit.type == FUND_UNIT_ADDRESS) {
            /* The words of the others follow; a sign is none. */
            status = callback(unit.begin, unit.end, false, payload);
        }
    }
    return status;
}
