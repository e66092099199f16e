/* Wildcards in a text, by letters. */
#include "searcher/text/text.h"

static bool is_word_character(uint32_t c)
{
    return fund_char_is(c, FUND_WORD_CHARACTER);
}

/* Joins two pieces to a word. */
static bool joins(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_HYPHEN | FUND_CHAR_APOSTROPHE);
}

/* ---- matching ------------------------------------------------------------------------ */

/* Bytes of the character at `pos` where a word goes on with it, else 0; `pieces`: hyphens and apostrophes end
 * words, too. */
static size_t word_bytes(const char *text, size_t len, size_t pos, bool pieces)
{
    uint32_t c = 0, next = 0;
    size_t size = fund_utf8_next(&c, text + pos, len - pos);
    if (joins(c) && !pieces) {
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

/* Whether a letter is written as two, ä as ae, ß as ss, and both begin `two`. */
static bool is_digraph(uint32_t letter, const char *two, size_t len)
{
    static const struct {
        uint32_t letter;
        char two[3];
    } digraphs[] = {{0xe4, "ae"}, {0xf6, "oe"}, {0xfc, "ue"}, {0xdf, "ss"}};
    for (size_t i = 0; len >= 2 && i < sizeof digraphs / sizeof digraphs[0]; i++) {
        if (fund_char_lower(letter) == digraphs[i].letter) {
            return (two[0] | 0x20) == digraphs[i].two[0] && (two[1] | 0x20) == digraphs[i].two[1];
        }
    }
    return false;
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
        } else if (want_size > 0 && (want == '?' || fund_is_same_letter(fund_char_lower(want),
                                                                        fund_char_lower(have)))) {
            p += want_size;
            t += have_size;
        } else if (want_size > 0 && is_digraph(want, text + t, len - t)) {
            p += want_size;
            t += 2;
        } else if (is_digraph(have, wildcard->text + p, wildcard->len - p)) {
            p += 2;
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

static size_t match_at(const fund_wildcard *wildcard, const char *text, size_t len, size_t pos)
{
    size_t whole = word_end(text, len, pos, false), piece = word_end(text, len, pos, true);
    if (fits_word(wildcard, text + pos, whole - pos)) {
        return whole;
    }
    return piece < whole && fits_word(wildcard, text + pos, piece - pos) ? piece : 0;
}

fund_status fund_wildcard_find(bool *found, fund_ranges *all, const fund_wildcard *wildcard,
                               fund_term_occurrences *occurrences, fund_error *err)
{
    const fund_clean_text *in;
    bool in_word = false;
    *found = false;
    fund_status status = fund_term_occurrences_clean(&in, occurrences, err);
    for (size_t pos = 0; status == FUND_OK && pos < in->len;) {
        uint32_t c;
        size_t begin = pos;
        pos += fund_utf8_next(&c, in->text + pos, in->len - pos);
        bool word = is_word_character(c);
        size_t end = word && !in_word ? match_at(wildcard, in->text, in->len, begin) : 0;
        in_word = word;
        if (end == 0) {
            continue;
        }
        *found = true;
        if (all == NULL) {
            return FUND_OK;
        }
        const fund_range place = fund_clean_text_place(in, begin, end);
        status = fund_ranges_push(all, place.begin, place.end, err);
        pos = end;
        in_word = true;
    }
    return status;
}
