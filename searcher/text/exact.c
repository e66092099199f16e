/*
 * Exact words in a text: the letters as they are typed, where a running word begins and one ends. What is one
 * word is asked of the analyzer, so that =Wort finds what is counted as Wort, no more and no less.
 */
#include "searcher/text/text.h"

typedef struct words {
    fund_analyzer *analyzer;
    const char *text;
    size_t len;
    fund_ranges ranges; /* once they are needed, of all words of the text in their order */
    bool known;
} words;

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
static size_t literal_end(const fund_wildcard *wildcard, const char *text, size_t len, size_t pos)
{
    for (size_t p = 0; p < wildcard->len;) {
        uint32_t want, have;
        size_t want_size = fund_utf8_next(&want, wildcard->text + p, wildcard->len - p);
        size_t have_size = fund_utf8_next(&have, text + pos, len - pos);
        if (have_size == 0) {
            return 0;
        }
        if (p > 0 && fund_char_is(have, FUND_CHAR_IGNORABLE)) { /* a soft hyphen */
            pos += have_size;
            continue;
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

static fund_status take_word(size_t begin, size_t end, bool plain, void *payload)
{
    (void)plain;
    return fund_ranges_push(payload, begin, end, NULL);
}

/* Whether no word begins before a place and ends behind it. */
static bool is_border(const fund_ranges *ranges, size_t pos)
{
    size_t low = 0, high = ranges->count; /* of the first that ends behind it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (ranges->items[middle].end <= pos) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low == ranges->count || ranges->items[low].begin >= pos;
}

static fund_status are_words(bool *out, words *in, size_t begin, size_t end, fund_error *err)
{
    fund_status status = FUND_OK;
    if (!in->known) {
        status = fund_analyzer_words(in->analyzer, in->text, in->len, take_word, &in->ranges, err);
        status = status == FUND_ERR_MEMORY ? fund_no_memory(err) : status;
        in->known = true;
    }
    *out = status == FUND_OK && is_border(&in->ranges, begin) && is_border(&in->ranges, end);
    return status;
}

static fund_status find_words(bool *found, fund_ranges *all, const fund_wildcard *wanted, words *in,
                              fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t pos = 0, next; pos < in->len && status == FUND_OK; pos = next) {
        uint32_t c;
        next = pos + fund_utf8_next(&c, in->text + pos, in->len - pos);
        size_t end = literal_end(wanted, in->text, in->len, pos);
        bool whole = false;
        if (end > pos) {
            status = are_words(&whole, in, pos, end, err);
        }
        if (!whole) {
            continue;
        }
        *found = true;
        if (all == NULL) {
            break;
        }
        status = fund_ranges_push(all, pos, end, err);
        next = end;
    }
    return status;
}

fund_status fund_exact_find(bool *found, fund_ranges *all, const fund_wildcard *wanted,
                            const char *text, size_t len, fund_analyzer *analyzer, fund_error *err)
{
    words in = {.analyzer = analyzer, .text = text, .len = len};
    *found = false;
    fund_status status = find_words(found, all, wanted, &in, err);
    fund_array_free(&in.ranges);
    return status;
}
