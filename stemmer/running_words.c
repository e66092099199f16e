/* The words of a text as a reader counts them, without their terms. */
#include "stemmer/stemmer_private.h"

#include <string.h>
#include <utf8proc.h>

/* Whether bytes are a letter of ASCII or, of two bytes, of Latin-1; its size. */
static size_t plain_letter(const char *text, size_t len)
{
    unsigned char byte = (unsigned char)text[0];
    if (byte < 0x80) {
        return (byte | 0x20) >= 'a' && (byte | 0x20) <= 'z' ? 1 : 0;
    }
    unsigned char next = byte == 0xc3 && len > 1 ? (unsigned char)text[1] : 0;
    return next >= 0x80 && next != 0x97 && next != 0xb7 ? 2 : 0; /* not the signs of times and by */
}

/* Most words are letters with a blank or a mark after them, which nothing joins to what follows: see
 * fund_join(). Single letters are left to the scanner ("z. B."). The end of such a word at pos, or 0. */
static size_t plain_word_end(const char *text, size_t len, size_t pos)
{
    size_t end = pos, letters = 0, size;
    while (end < len && (size = plain_letter(text + end, len - end)) > 0) {
        end += size;
        letters++;
    }
    if (letters < 2 || end == len) {
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

/* Bytes that a character may begin with which is left out or written in another way: white space,
 * marks, no-break spaces and soft hyphens, zero-width characters, the BOM. */
static bool is_plain(const char *word, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)word[i];
        if (byte <= ' ' || byte == 0xc2 || byte == 0xe1 || byte == 0xe2 || byte == 0xef ||
            (byte >= 0xcc && byte <= 0xdf)) {
            return false;
        }
    }
    return true;
}

static bool append_composed(fund_buf *out, const fund_buf *clean)
{
    utf8proc_uint8_t *composed = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)clean->data, (utf8proc_ssize_t)clean->len, &composed,
                     UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool ok = size != UTF8PROC_ERROR_NOMEM;
    if (size >= 0) {
        fund_buf_append(out, composed, (size_t)size);
    }
    free(composed);
    return ok && !out->failed;
}

bool fund_word_form(fund_buf *out, const char *word, size_t len)
{
    if (is_plain(word, len)) {
        fund_buf_append(out, word, len);
        return !out->failed;
    }
    fund_buf clean = FUND_BUF_INIT;
    bool blank = false, joined = false;
    for (size_t pos = 0, size; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_next(&c, word + pos, len - pos);
        unsigned class = fund_char_class(c);
        if ((class & FUND_CHAR_SPACE) != 0) {
            blank = !joined;
        } else if ((class & FUND_CHAR_IGNORABLE) == 0) {
            fund_buf_append_str(&clean, blank ? " " : "");
            fund_buf_append(&clean, word + pos, size);
            blank = false;
            joined = (class & FUND_CHAR_JOINER) != 0;
        }
    }
    bool ok = !clean.failed && (clean.len == 0 || append_composed(out, &clean));
    fund_buf_free(&clean);
    return ok;
}
