/* Words of names, by which articles are filtered. */
#include "base/unicode.h"
#include "stemmer/stemmer.h"

#include <string.h>
#include <utf8proc.h>

/* What ä, ö, ü and ß are spelled out with; NULL: nothing. */
static const char *spelled_out(uint32_t c)
{
    switch (fund_char_lower(c)) {
    case 0xe4:
        return "ae";
    case 0xf6:
        return "oe";
    case 0xfc:
        return "ue";
    case 0xdf:
        return "ss";
    default:
        return NULL;
    }
}

/* A base letter in lower case; marks give nothing. */
static void append_folded(fund_buf *word, uint32_t c)
{
    const char *spelled = spelled_out(c);
    if (spelled != NULL) {
        fund_buf_append_str(word, spelled);
        return;
    }
    utf8proc_int32_t parts[8];
    int boundary = 0;
    utf8proc_ssize_t count = utf8proc_decompose_char(
        (utf8proc_int32_t)c, parts, 8, UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK,
        &boundary);
    for (utf8proc_ssize_t i = 0; i < count && i < 8; i++) {
        char bytes[4];
        fund_buf_append(word, bytes, fund_utf8_encode(bytes, (uint32_t)parts[i]));
    }
}

static fund_status give(fund_buf *word, fund_name_callback callback, void *payload)
{
    size_t len = word->len > FUND_TERM_MAX ? fund_utf8_floor(word->data, FUND_TERM_MAX) : word->len;
    if (word->failed) {
        return FUND_ERR_MEMORY;
    }
    fund_status status = len > 0 ? callback(word->data, len, payload) : FUND_OK;
    fund_buf_clear(word);
    return status;
}

/* A decomposed umlaut is one letter here, too. */
static uint32_t composed(uint32_t c, const char *text, size_t len, size_t *size)
{
    uint32_t mark;
    size_t mark_size = fund_utf8_decode(&mark, text, len);
    bool umlaut = mark_size > 0 && mark == 0x308 && c < 0x80 && strchr("aouAOU", (int)c) != NULL;
    if (!umlaut) {
        return c;
    }
    *size += mark_size;
    return (c | 0x20) == 'a' ? 0xe4 : (c | 0x20) == 'o' ? 0xf6 : 0xfc;
}

fund_status fund_name_words(const char *text, size_t len, fund_name_callback callback,
                            void *payload, fund_error *err)
{
    size_t bad;
    if (!fund_utf8_valid(text, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "not valid UTF-8 (at byte %zu)", bad);
    }
    fund_buf word = FUND_BUF_INIT;
    fund_status status = FUND_OK;
    for (size_t pos = 0; pos < len && status == FUND_OK;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        c = composed(c, text + pos + size, len - pos - size, &size);
        if (fund_char_is(c, FUND_CHAR_LETTER | FUND_CHAR_MARK | FUND_CHAR_DIGIT)) {
            append_folded(&word, c);
        } else {
            status = give(&word, callback, payload);
        }
        pos += size;
    }
    if (status == FUND_OK) {
        status = give(&word, callback, payload);
    }
    if (word.failed) {
        status = fund_no_memory(err);
    }
    fund_buf_free(&word);
    return status;
}
