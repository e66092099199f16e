/* Words broken at the end of a line become whole again, as a reader reads them.
 *
 * Readers keep the hyphen and the line break.  Here the one place decides what it is: "Wirt-" and
 * "schaft" are a word, "Haupt-" before "und" stays as it is, and so does the hyphen of
 * "deutsch-" and "russisch", which are words where both together are none. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

/* The length of the letters before text[end] or, forwards, from text[begin]. */
static size_t letters_before(fund_text text, size_t end)
{
    size_t begin = end, size;
    uint32_t c;
    while ((size = fund_corpus_last_char(&c, text.data, begin)) > 0 &&
           fund_char_is(c, FUND_CHAR_LETTER)) {
        begin -= size;
    }
    return end - begin;
}

static size_t letters_from(fund_text text, size_t begin)
{
    size_t end = begin, size;
    uint32_t c;
    while ((size = fund_utf8_next(&c, text.data + end, text.len - end)) > 0 &&
           fund_char_is(c, FUND_CHAR_LETTER)) {
        end += size;
    }
    return end - begin;
}

static bool is_word(const fund_corpus_reader *reader, fund_text word)
{
    return reader->events->is_word(word.data, word.len, reader->payload);
}

/* Whether the hyphen between two halves is one of spelling. */
static bool keeps_hyphen(fund_corpus_reader *reader, fund_text before, fund_text after)
{
    fund_buf joined = FUND_BUF_INIT;
    fund_buf_append(&joined, before.data, before.len);
    fund_buf_append(&joined, after.data, after.len);
    bool keeps = !joined.failed && before.len > 2 && !is_word(reader, fund_text_in(&joined)) &&
                 is_word(reader, before) && is_word(reader, after);
    reader->failed |= joined.failed;
    fund_buf_free(&joined);
    return keeps;
}

/* Writes what becomes of the break text.data[pos], behind a hyphen that is written already. */
static void join(fund_buf *out, fund_corpus_reader *reader, fund_text text, size_t pos)
{
    uint32_t hyphen;
    size_t size = fund_corpus_last_char(&hyphen, text.data, pos);
    size_t left = letters_before(text, pos - size), right = letters_from(text, pos + 1);
    fund_text before = {text.data + pos - size - left, left}, after = {text.data + pos + 1, right};
    if (fund_corpus_is_one_of(after, "und oder bzw sowie")) {
        fund_buf_append_byte(out, ' ');
    } else if (left == 0 || right == 0) {
        fund_buf_append_byte(out, '\n');
    } else if (!fund_char_is(hyphen, FUND_CHAR_HYPHEN) || !keeps_hyphen(reader, before, after)) {
        fund_buf_cut(out, out->len - size);
    }
}

/* After a hyphen and before a small letter: see fund_corpus_squeeze. */
static bool is_break(fund_text text, size_t pos)
{
    uint32_t hyphen, next;
    return fund_corpus_last_char(&hyphen, text.data, pos) > 0 && fund_corpus_breaks_words(hyphen) &&
           fund_utf8_next(&next, text.data + pos + 1, text.len - pos - 1) > 0 &&
           fund_char_is(next, FUND_CHAR_LOWER);
}

void fund_corpus_join_words(fund_buf *out, fund_corpus_reader *reader, fund_text text)
{
    size_t from = 0;
    for (size_t pos = 0; pos < text.len; pos++) {
        const char *newline = memchr(text.data + pos, '\n', text.len - pos);
        pos = newline != NULL ? (size_t)(newline - text.data) : text.len;
        if (pos < text.len && is_break(text, pos)) {
            fund_buf_append(out, text.data + from, pos - from);
            join(out, reader, text, pos);
            from = pos + 1;
        }
    }
    fund_buf_append(out, text.data + from, text.len - from);
}
