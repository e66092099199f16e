#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <string.h>
#include <strings.h>

enum { LONG_LINE = 100 }; /* characters; nobody breaks lines after so many */

/* ---- characters --------------------------------------------------------- */

enum { SPACE_OR_CONTROL = FUND_CHAR_SPACE | FUND_CHAR_CONTROL };

/* What may stand at the end of a paragraph without being seen. */
static bool is_invisible(uint32_t c)
{
    return fund_char_is(c, SPACE_OR_CONTROL) || c == 0x200b || c == 0xfeff;
}

bool fund_corpus_breaks_words(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_HYPHEN) || c == 0xad || c == 0xac || c == '=';
}

size_t fund_corpus_last_char(uint32_t *out, const char *text, size_t len)
{
    if (len == 0) {
        return 0;
    }
    size_t start = fund_utf8_floor(text, len - 1);
    return fund_utf8_next(out, text + start, len - start) == len - start
               ? len - start
               : fund_utf8_next(out, text + len - 1, 1);
}

/* ---- white space -------------------------------------------------------- */

bool fund_corpus_is_one_of(fund_text word, const char *list)
{
    for (const char *at = list; word.len > 0 && *at != '\0';) {
        size_t len = (size_t)(strchrnul(at, ' ') - at);
        if (len == word.len && strncasecmp(at, word.data, len) == 0) {
            return true;
        }
        at += len + (at[len] == ' ');
    }
    return false;
}

fund_text fund_corpus_trim(fund_text text)
{
    uint32_t c;
    size_t size;
    while ((size = fund_utf8_next(&c, text.data, text.len)) > 0 && is_invisible(c)) {
        text.data += size;
        text.len -= size;
    }
    while ((size = fund_corpus_last_char(&c, text.data, text.len)) > 0 && is_invisible(c)) {
        text.len -= size;
    }
    return text;
}

size_t fund_corpus_ink(fund_text text)
{
    size_t ink = 0, size;
    uint32_t c;
    for (size_t pos = 0; pos < text.len; pos += size) {
        unsigned char byte = (unsigned char)text.data[pos];
        size = byte < 0x80 ? 1 : fund_utf8_next(&c, text.data + pos, text.len - pos);
        bool seen = byte < 0x80 ? byte > ' ' && byte < 0x7f : !is_invisible(c);
        ink += seen ? size : 0;
    }
    return ink;
}

/* Bytes before the next white space that has to be looked at: not a single
   space before an ASCII character. */
static size_t plain_length(const char *text, size_t len)
{
    size_t pos = 0;
    while (pos < len) {
        unsigned char byte = (unsigned char)text[pos];
        size_t size = 1;
        uint32_t c = byte;
        if (byte >= 0x80) {
            size = fund_utf8_next(&c, text + pos, len - pos);
        }
        bool plain = byte == ' ' && pos + 1 < len && text[pos + 1] > ' ' && text[pos + 1] < 0x7f;
        if (fund_char_is(c, SPACE_OR_CONTROL) && !plain) {
            break;
        }
        pos += size;
    }
    return pos;
}

/* True for "Wirt-" before and "schaft" after a line break. */
static bool is_broken_word(fund_text before, fund_text after)
{
    uint32_t hyphen, letter, next;
    size_t size = fund_corpus_last_char(&hyphen, before.data, before.len);
    return size > 0 && fund_corpus_breaks_words(hyphen) &&
           fund_corpus_last_char(&letter, before.data, before.len - size) > 0 &&
           fund_char_is(letter, FUND_CHAR_LETTER) &&
           fund_utf8_next(&next, after.data, after.len) > 0 && fund_char_is(next, FUND_CHAR_LOWER);
}

/* Writes what becomes of the white space at text.data[pos]; returns its end. */
static size_t squeeze_gap(fund_buf *out, fund_text text, size_t pos, bool hyphen_breaks)
{
    size_t start = pos;
    size_t chars = 0;
    bool line_break = false;
    bool no_break = false;
    uint32_t c;
    size_t size;
    while ((size = fund_utf8_next(&c, text.data + pos, text.len - pos)) > 0 &&
           fund_char_is(c, SPACE_OR_CONTROL)) {
        no_break = fund_char_is(c, FUND_CHAR_NO_BREAK);
        line_break = line_break || fund_char_is(c, FUND_CHAR_LINE_BREAK);
        chars++;
        pos += size;
    }
    fund_text before = {text.data, start};
    fund_text after = {text.data + pos, text.len - pos};
    if (chars == 1 && no_break) {
        fund_buf_append(out, text.data + start, pos - start);
    } else if (hyphen_breaks && line_break && is_broken_word(before, after)) {
        fund_buf_append_byte(out, '\n');
    } else {
        fund_buf_append_byte(out, ' ');
    }
    return pos;
}

void fund_corpus_squeeze(fund_buf *out, fund_text text, bool hyphen_breaks)
{
    text = fund_corpus_trim(text);
    size_t pos = 0;
    while (pos < text.len) {
        size_t plain = plain_length(text.data + pos, text.len - pos);
        fund_buf_append(out, text.data + pos, plain);
        pos += plain;
        if (pos < text.len) {
            pos = squeeze_gap(out, text, pos, hyphen_breaks);
        }
    }
}

/* ---- lines and paragraphs ----------------------------------------------- */

/* The length of the line break at text[pos], 0 when there is none. */
static size_t line_break_length(fund_text text, size_t pos)
{
    const char *at = text.data + pos;
    size_t left = text.len - pos;
    switch ((unsigned char)at[0]) {
    case '\n':
    case '\f':
        return 1;
    case '\r':
        return left > 1 && at[1] == '\n' ? 2 : 1;
    case 0xc2: /* U+0085 */
        return left > 1 && (unsigned char)at[1] == 0x85 ? 2 : 0;
    case 0xe2: /* U+2028, U+2029 */
        return left > 2 && (unsigned char)at[1] == 0x80 && ((unsigned char)at[2] & 0xfe) == 0xa8
                   ? 3
                   : 0;
    default:
        return 0;
    }
}

bool fund_corpus_next_line(fund_text *line, bool *ends_paragraph, fund_text text, size_t *pos)
{
    size_t start = *pos;
    if (start >= text.len) {
        return false;
    }
    size_t end = start;
    size_t size = 0;
    while (end < text.len && (size = line_break_length(text, end)) == 0) {
        end++;
    }
    *line = (fund_text){text.data + start, end - start};
    *pos = end + size;
    if (ends_paragraph != NULL) {
        *ends_paragraph = size == 3 && (unsigned char)text.data[end + 2] == 0xa9;
    }
    return true;
}

static bool push(fund_texts *out, const char *start, const char *end)
{
    return fund_array_push(out, (fund_text){start, (size_t)(end - start)});
}

static bool split_at_blank_lines(fund_texts *out, fund_text text)
{
    const char *start = NULL; /* of the paragraph that is being read */
    const char *end = NULL;
    fund_text line;
    bool ends_paragraph;
    bool fits = true;
    size_t pos = 0;
    while (fits && fund_corpus_next_line(&line, &ends_paragraph, text, &pos)) {
        bool blank = fund_corpus_trim(line).len == 0;
        if (!blank) {
            start = start == NULL ? line.data : start;
            end = line.data + line.len;
        }
        if (start != NULL && (blank || ends_paragraph)) {
            fits = push(out, start, end);
            start = NULL;
        }
    }
    return fits && (start == NULL || push(out, start, end));
}

/* Appends the lines that are not blank. */
static bool split_at_lines(fund_texts *out, fund_text text)
{
    fund_text line;
    bool fits = true;
    size_t pos = 0;
    while (fits && fund_corpus_next_line(&line, NULL, text, &pos)) {
        fits = fund_corpus_trim(line).len == 0 || push(out, line.data, line.data + line.len);
    }
    return fits;
}

static bool has_long_lines(fund_text text)
{
    size_t lines = 0;
    size_t chars = 0;
    fund_text line;
    size_t pos = 0;
    while (fund_corpus_next_line(&line, NULL, text, &pos)) {
        lines++;
        chars += fund_utf8_count(line.data, line.len);
    }
    return lines >= 2 && chars / lines > LONG_LINE;
}

bool fund_corpus_split(fund_texts *out, fund_text text, bool long_lines)
{
    size_t before = out->count;
    if (!split_at_blank_lines(out, text)) {
        return false;
    }
    if (!long_lines || out->count != before + 1 || !has_long_lines(out->items[before])) {
        return true;
    }
    out->count = before;
    return split_at_lines(out, out->items[before]);
}
