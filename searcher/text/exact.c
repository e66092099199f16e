/*
 * Exact words in a text: the letters as they are typed, where a running word begins and one ends. What is one
 * word is asked of the analyzer, so that =Wort finds what is counted as Wort, no more and no less.
 */
#include "searcher/text/text.h"

static bool is_blank(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_SPACE);
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
static size_t literal_end(const fund_wildcard *wildcard, const fund_clean_text *in, size_t pos)
{
    for (size_t p = 0; p < wildcard->len;) {
        uint32_t want, have;
        size_t want_size = fund_utf8_next(&want, wildcard->text + p, wildcard->len - p);
        size_t have_size = fund_utf8_next(&have, in->text + pos, in->len - pos);
        if (have_size == 0) {
            return 0;
        }
        if (is_blank(want) && is_blank(have)) {
            p = after_blanks(wildcard->text, wildcard->len, p);
            pos = after_blanks(in->text, in->len, pos);
            continue;
        }
        bool same = fund_is_same_letter(want, have) ||
                    (wildcard->any_case && fund_char_lower(want) == fund_char_lower(have));
        if (!same) {
            return 0;
        }
        p += want_size;
        pos += have_size;
    }
    return pos;
}

/* The next place from pos on where the letters may begin: most texts are passed over here. */
static size_t next_candidate(const fund_wildcard *wildcard, const fund_clean_text *in, size_t pos)
{
    char first = wildcard->text[0];
    if (!fund_byte_is(first, FUND_CHAR_LETTER)) { /* umlauts, digits, apostrophes ... */
        return pos;
    }
    char other = wildcard->any_case ? (char)(first ^ 0x20) : first;
    while (pos < in->len && in->text[pos] != first && in->text[pos] != other &&
           (unsigned char)in->text[pos] < 0x80) {
        pos++;
    }
    return pos;
}

/* Whether no word begins before a place and ends behind it. */
static bool is_border(const fund_term_occurrences *occurrences, size_t pos)
{
    size_t low = 0, high = occurrences->word_count; /* of the first that ends behind it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (occurrences->words[middle].end <= pos) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == occurrences->word_count || occurrences->words[low].begin >= pos;
}

fund_status fund_exact_find(bool *found, fund_ranges *all, const fund_wildcard *wanted,
                            fund_term_occurrences *occurrences, fund_error *err)
{
    const fund_clean_text *in;
    *found = false;
    fund_status status = fund_term_occurrences_clean(&in, occurrences, err);
    for (size_t pos = 0, next; status == FUND_OK; pos = next) {
        uint32_t c;
        pos = next_candidate(wanted, in, pos);
        if (pos >= in->len) {
            break;
        }
        next = pos + fund_utf8_next(&c, in->text + pos, in->len - pos);
        size_t end = literal_end(wanted, in, pos);
        if (end == 0) {
            continue;
        }
        const fund_range place = fund_clean_text_place(in, pos, end);
        status = fund_term_occurrences_read_words(occurrences, err);
        if (status != FUND_OK || !is_border(occurrences, place.begin) ||
            !is_border(occurrences, place.end)) {
            continue;
        }
        *found = true;
        if (all == NULL) {
            break;
        }
        status = fund_ranges_push(all, place.begin, place.end, err);
        next = end;
    }
    return status;
}
