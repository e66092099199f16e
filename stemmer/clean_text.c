/*
 * Texts by their letters: composed (NFC), without what has no width, words over a line's end in one piece; and the
 * way back to the bytes as they were.
 */
#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { SOFT_HYPHEN = 0xad };

/* ---- what is clean already ------------------------------------------------------------- */

/* Bytes of a character beyond ASCII that no rule below changes; 0: it may be changed. The letters before the
 * combining marks, signs of punctuation, currencies. */
static size_t clean_size(const char *text, size_t left)
{
    const unsigned char *bytes = (const unsigned char *)text;
    if (left >= 2 && bytes[0] >= 0xc2 && bytes[0] < 0xcc) {
        return bytes[0] == 0xc2 && bytes[1] == SOFT_HYPHEN ? 0 : 2;
    }
    if (left < 3 || bytes[0] != 0xe2) {
        return 0;
    }
    bool sign = (bytes[1] == 0x80 && bytes[2] >= 0x90 && bytes[2] != 0xa8 && bytes[2] != 0xa9 &&
                 (bytes[2] < 0xaa || bytes[2] > 0xae)) ||
                (bytes[1] == 0x82 && bytes[2] >= 0xa0);
    return sign ? 3 : 0;
}

/* Whether a hyphen stands before the line break at pos. */
static bool breaks_word(const char *text, size_t pos)
{
    while (pos > 0 && fund_byte_is(text[pos - 1], FUND_CHAR_BLANK | FUND_CHAR_CONTROL)) {
        pos--;
    }
    uint32_t c;
    size_t before = fund_utf8_before(text, pos);
    return fund_utf8_next(&c, text + before, pos - before) > 0 &&
           fund_char_is(c, FUND_CHAR_JOINER);
}

static bool is_clean(const char *text, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        size_t size = 1;
        if (text[pos] == '\n' && breaks_word(text, pos)) {
            return false;
        }
        if ((unsigned char)text[pos] >= 0x80) {
            size = clean_size(text + pos, len - pos);
        }
        if (size == 0) {
            return false;
        }
        pos += size;
    }
    return true;
}

/* ---- letters ----------------------------------------------------------------------------- */

static bool continues(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_MARK) || (c >= 0x1160 && c <= 0x11ff); /* Hangul's vowels ... */
}

/* The end of a character with what combines with it: marks, before which there may be something of no
 * width. */
static size_t letter_end(const char *text, size_t len, size_t pos)
{
    uint32_t c;
    size_t end = pos + fund_utf8_next(&c, text + pos, len - pos);
    for (size_t at = end; at < len && (unsigned char)text[at] >= 0x80;) {
        at += fund_utf8_next(&c, text + at, len - at);
        if (continues(c)) {
            end = at;
        } else if (!fund_char_is(c, FUND_CHAR_IGNORABLE)) {
            break;
        }
    }
    return end;
}

/* Appends letters that stand for text[pos, pos + size), `same`: byte for byte. */
static bool add(fund_clean_text *out, const char *letters, size_t len, size_t pos, size_t size,
                bool same)
{
    fund_clean_piece *last =
        out->pieces.count > 0 ? &out->pieces.items[out->pieces.count - 1] : NULL;
    bool more = last != NULL && last->same && same && last->origin + last->size == pos;
    if (more) {
        last->size += size;
    } else if (!fund_array_push(&out->pieces,
                                (fund_clean_piece){out->own.len, pos, size, same})) {
        return false;
    }
    fund_buf_append(&out->own, letters, len);
    return !out->own.failed;
}

/* A letter that may be composed in another way than NFC does. */
static bool add_letter(fund_clean_text *out, const char *text, size_t pos, size_t size)
{
    fund_buf letters = FUND_BUF_INIT;
    utf8proc_uint8_t *composed = NULL;
    for (size_t at = 0, each; at < size; at += each) {
        uint32_t c;
        each = fund_utf8_next(&c, text + pos + at, size - at);
        if (!fund_char_is(c, FUND_CHAR_IGNORABLE)) {
            fund_buf_append(&letters, text + pos + at, each);
        }
    }
    utf8proc_ssize_t len =
        utf8proc_map((const utf8proc_uint8_t *)letters.data, (utf8proc_ssize_t)letters.len,
                     &composed, UTF8PROC_STABLE | UTF8PROC_COMPOSE);
    bool ok = !letters.failed && len != UTF8PROC_ERROR_NOMEM;
    if (ok && len > 0) {
        bool same = (size_t)len == size && memcmp(composed, text + pos, size) == 0;
        ok = add(out, (const char *)composed, (size_t)len, pos, size, same);
    }
    free(composed);
    fund_buf_free(&letters);
    return ok;
}

/* Appends text[pos, end); in a word white space behind a hyphen is left out. */
static bool add_text(fund_clean_text *out, const char *text, size_t pos, size_t end, bool word)
{
    bool ok = true, joined = false;
    while (ok && pos < end) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, end - pos);
        unsigned class = fund_char_class(c);
        if ((class & FUND_CHAR_IGNORABLE) != 0) {
            joined = joined || c == SOFT_HYPHEN;
            pos += size;
            continue;
        }
        if (word && joined && (class & FUND_CHAR_SPACE) != 0) {
            pos += size;
            continue;
        }
        size = letter_end(text, end, pos) - pos;
        bool plain = size == 1 || clean_size(text + pos, size) == size;
        ok = plain ? add(out, text + pos, size, pos, size, true) : add_letter(out, text, pos, size);
        joined = (class & FUND_CHAR_JOINER) != 0;
        pos += size;
    }
    return ok;
}

/* ---- texts ------------------------------------------------------------------------------- */

typedef struct word_adder {
    fund_clean_text *out;
    size_t done; /* bytes of the text */
} word_adder;

static fund_status add_word(size_t begin, size_t end, bool plain, void *payload)
{
    (void)plain;
    word_adder *adder = payload;
    const char *text = adder->out->text;
    bool ok = add_text(adder->out, text, adder->done, begin, false) &&
              add_text(adder->out, text, begin, end, true);
    adder->done = end;
    return ok ? FUND_OK : FUND_ERR_MEMORY;
}

void fund_clean_text_free(fund_clean_text *clean)
{
    fund_buf_free(&clean->own);
    fund_array_free(&clean->pieces);
    *clean = (fund_clean_text){.text = NULL};
}

fund_status fund_clean_text_make(fund_clean_text *out, fund_analyzer *analyzer, const char *text,
                                 size_t len, fund_error *err)
{
    fund_buf_clear(&out->own);
    out->pieces.count = 0;
    out->text = text;
    out->len = len;
    if (is_clean(text, len)) {
        return FUND_OK;
    }
    word_adder adder = {out, 0};
    fund_status status = analyzer != NULL
                             ? fund_analyzer_words(analyzer, text, len, add_word, &adder, err)
                             : FUND_OK;
    if (status == FUND_OK && !add_text(out, text, adder.done, len, false)) {
        status = FUND_ERR_MEMORY;
    }
    if (status != FUND_OK) {
        return status == FUND_ERR_MEMORY ? fund_no_memory(err) : status;
    }
    out->text = out->own.len > 0 ? out->own.data : "";
    out->len = out->own.len;
    return FUND_OK;
}

/* The piece that a byte of the clean text is in. */
static const fund_clean_piece *piece_at(const fund_clean_text *clean, size_t pos)
{
    size_t low = 0, high = clean->pieces.count; /* of the first one behind it */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (clean->pieces.items[middle].begin <= pos) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return &clean->pieces.items[low - 1];
}

fund_range fund_clean_text_place(const fund_clean_text *clean, size_t begin, size_t end)
{
    if (clean->pieces.count == 0 || begin >= end) {
        return (fund_range){begin, end};
    }
    const fund_clean_piece *first = piece_at(clean, begin), *last = piece_at(clean, end - 1);
    return (fund_range){
        first->origin + (first->same ? begin - first->begin : 0),
        last->origin + (last->same ? end - last->begin : last->size),
    };
}

/* ---- the form of a word -------------------------------------------------------------------- */

/* Writes every apostrophe as one, and white space as one blank, for texts differ in them. */
static bool append_form(fund_buf *out, const char *word, size_t len)
{
    bool blank = false;
    for (size_t pos = 0, size; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_next(&c, word + pos, len - pos);
        bool apostrophe = fund_char_is(c, FUND_CHAR_APOSTROPHE), before = blank;
        blank = fund_char_is(c, FUND_CHAR_SPACE);
        if (blank) {
            fund_buf_append_str(out, before ? "" : " ");
        } else {
            fund_buf_append(out, apostrophe ? "'" : word + pos, apostrophe ? 1 : size);
        }
    }
    return !out->failed;
}

/* Letters of ASCII and Latin, digits and signs are. */
bool fund_word_is_form(const char *word, size_t len)
{
    for (size_t pos = 0, size = 1; pos < len; pos += size) {
        unsigned char byte = (unsigned char)word[pos];
        size = byte < 0x80                 ? byte > ' ' && byte != '`'
               : byte > 0xc2 && byte < 0xca ? clean_size(word + pos, len - pos)
                                            : 0;
        if (size == 0) {
            return false;
        }
    }
    return true;
}

bool fund_word_form(fund_buf *out, const char *word, size_t len)
{
    if (fund_word_is_form(word, len)) {
        fund_buf_append(out, word, len);
        return !out->failed;
    }
    fund_clean_text clean = {.text = word};
    bool ok = add_text(&clean, word, 0, len, true) &&
              append_form(out, clean.own.len > 0 ? clean.own.data : "", clean.own.len);
    fund_clean_text_free(&clean);
    return ok;
}
