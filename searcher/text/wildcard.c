/* Wildcards and exact words in a text, by letters. */
#include "searcher/text/text.h"

static bool is_word_character(uint32_t c)
{
    return fund_char_is(c, FUND_WORD_CHARACTER);
}

static bool is_hyphen(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_HYPHEN);
}

static bool is_blank(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_SPACE);
}

/* ---- matching ------------------------------------------------------------------------ */

/* Bytes of the character at `pos` where a word goes on with it, else 0; `pieces`: hyphens end
 * words, too. */
static size_t word_bytes(const char *text, size_t len, size_t pos, bool pieces)
{
    uint32_t c = 0, next = 0;
    size_t size = fund_utf8_next(&c, text + pos, len - pos);
    if (is_hyphen(c) && !pieces) {
        fund_utf8_next(&next, text + pos + size, len - pos - size);
    }
    return is_word_character(c) || is_word_character(next) ? size : 0;
}

static size_t word_end(const char *text, size_t len, size_t pos, bool pieces)
{
    for (size_t size; (size = word_bytes(text, len, pos, pieces)) > 0;) {
        pos += size;
    }
    return pos;
}

/* Whether all of text[0..len) fits the wildcard: matching with one place to go back to, which
 * is enough since * may be anything; ? is any character. */
static bool fits_word(const fund_wildcard *wildcard, const char *text, size_t len)
{
    size_t p = 0, t = 0, star = SIZE_MAX, back = 0;
    while (t < len) {
        uint32_t want = 0, have;
        size_t want_size =
            p < wildcard->len ? fund_utf8_decode(&want, wildcard->text + p, wildcard->len - p) : 0;
        size_t have_size = fund_utf8_decode(&have, text + t, len - t);
        if (want_size > 0 && want == '*') {
            star = p += want_size;
            back = t;
        } else if (want_size > 0 &&
                   (want == '?' || fund_char_lower(want) == fund_char_lower(have))) {
            p += want_size;
            t += have_size;
        } else if (star != SIZE_MAX) {
            p = star;
            back += fund_utf8_decode(&have, text + back, len - back);
            t = back;
        } else {
            return false;
        }
    }
    while (p < wildcard->len && wildcard->text[p] == '*') {
        p++;
    }
    return p == wildcard->len;
}

static size_t after_blanks(const char *text, size_t len, size_t pos)
{
    uint32_t c;
    for (size_t size; (size = fund_utf8_next(&c, text + pos, len - pos)) > 0 && is_blank(c);) {
        pos += size;
    }
    return pos;
}

/* Where the letters that begin at `pos` end when they are the wildcard's, with any white space
 * between its words; 0: they are not. */
static size_t literal_end(const fund_wildcard *wildcard, const char *text, size_t len, size_t pos)
{
    for (size_t p = 0; p < wildcard->len;) {
        uint32_t want, have;
        size_t want_size = fund_utf8_next(&want, wildcard->text + p, wildcard->len - p);
        size_t have_size = fund_utf8_next(&have, text + pos, len - pos);
        if (have_size == 0) {
            return 0;
        }
        if (is_blank(want) && is_blank(have)) {
            p = after_blanks(wildcard->text, wildcard->len, p);
            pos = after_blanks(text, len, pos);
            continue;
        }
        if (wildcard->any_case ? fund_char_lower(want) != fund_char_lower(have) : want != have) {
            return 0;
        }
        p += want_size;
        pos += have_size;
    }
    return pos;
}

static size_t match_at(const fund_wildcard *wildcard, const char *text, size_t len, size_t pos)
{
    if (wildcard->whole) {
        size_t end = literal_end(wildcard, text, len, pos);
        return end > pos && word_bytes(text, len, end, false) == 0 ? end : 0;
    }
    size_t whole = word_end(text, len, pos, false), piece = word_end(text, len, pos, true);
    if (fits_word(wildcard, text + pos, whole - pos)) {
        return whole;
    }
    return piece < whole && fits_word(wildcard, text + pos, piece - pos) ? piece : 0;
}

fund_status fund_wildcard_find(bool *found, fund_ranges *all, const fund_wildcard *wildcard,
                               const char *text, size_t len, fund_error *err)
{
    bool in_word = false, joined = false;
    fund_status status = FUND_OK;
    *found = false;
    for (size_t pos = 0; pos < len && status == FUND_OK;) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        bool word = is_word_character(c);
        /* =Wort begins where no hyphen ties it to a word before; a wildcard at any piece. */
        bool begins = word && !in_word && !(joined && wildcard->whole);
        size_t end = begins ? match_at(wildcard, text, len, pos) : 0;
        joined = is_hyphen(c) && in_word;
        in_word = word;
        pos += size;
        if (end == 0) {
            continue;
        }
        *found = true;
        if (all == NULL) {
            return FUND_OK;
        }
        status = fund_ranges_push(all, pos - size, end, err);
        pos = end;
        in_word = true;
    }
    return status;
}
