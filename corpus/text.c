#include "corpus/corpus_private.h"

enum { KEY_MAX = 32 };

static const struct {
    const char *key;
    int field;
} header_keys[] = {
    {"titel", FUND_FIELD_TITLE},  {"datum", FUND_FIELD_DATE},    {"ressort", FUND_FIELD_SECTION},
    {"autor", FUND_FIELD_AUTHOR}, {"quelle", FUND_FIELD_SOURCE}, {"sperrfrist", FUND_FIELD_EMBARGO},
};

int fund_corpus_field_of(fund_text key)
{
    for (int i = 0; i < FUND_FIELD_COUNT; i++) {
        if (fund_corpus_is_word(key, fund_corpus_field_names[i])) {
            return i;
        }
    }
    for (size_t i = 0; i < sizeof header_keys / sizeof header_keys[0]; i++) {
        if (fund_corpus_is_word(key, header_keys[i].key)) {
            return header_keys[i].field;
        }
    }
    return -1;
}

/* Splits `Key: value`; a key is one word. */
static bool split_header_line(fund_text *key, fund_text *value, fund_text line)
{
    line = fund_corpus_trim(line);
    size_t len = 0;
    while (len < line.len && len < KEY_MAX && line.data[len] != ':') {
        unsigned char c = (unsigned char)line.data[len];
        if (c <= ' ') {
            return false;
        }
        len++;
    }
    if (len == 0 || len == line.len || line.data[len] != ':') {
        return false;
    }
    *key = (fund_text){line.data, len};
    *value = fund_corpus_trim((fund_text){line.data + len + 1, line.len - len - 1});
    return true;
}

/* The end of the header block: lines `Key: value` up to a blank line, the first
   of them with a known key.  0 when there is none, so that an article which
   begins with "Autor: ..." in running text loses nothing. */
static size_t take_header(fund_text fields[FUND_FIELD_COUNT], fund_text text)
{
    fund_text found[FUND_FIELD_COUNT] = {{"", 0}};
    fund_text line, key, value;
    size_t pos = 0;
    size_t lines = 0;
    while (fund_corpus_next_line(&line, NULL, text, &pos)) {
        if (fund_corpus_trim(line).len == 0) {
            if (lines > 0) {
                break;
            }
            continue; /* blank lines before the header */
        }
        if (!split_header_line(&key, &value, line)) {
            return 0;
        }
        int field = fund_corpus_field_of(key);
        if (lines++ == 0 && field < 0) {
            return 0;
        }
        if (field >= 0) {
            found[field] = value;
        }
    }
    for (size_t i = 0; lines > 0 && i < FUND_FIELD_COUNT; i++) {
        fields[i] = found[i];
    }
    return pos;
}

fund_status fund_corpus_read_text(fund_corpus_reader *reader, fund_text text)
{
    fund_corpus_draft_clear(reader);
    size_t body = take_header(reader->fields, text);
    fund_text rest = {text.data + body, text.len - body};
    fund_corpus_split(&reader->paragraphs, rest, true);
    return fund_corpus_draft_deliver(reader);
}
