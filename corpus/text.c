/* Text files and their header block. */
#include "corpus/corpus_private.h"

#include <string.h>

enum { KEY_MAX = 32 };

/* The keys of each field, in English as in JSON, and in German. */
static const char *const header_keys[FUND_FIELD_COUNT] = {
    [FUND_FIELD_ID] = "id",
    [FUND_FIELD_TITLE] = "title titel",
    [FUND_FIELD_DATE] = "date datum",
    [FUND_FIELD_SECTION] = "section ressort",
    [FUND_FIELD_AUTHOR] = "author autor",
    [FUND_FIELD_SOURCE] = "source quelle",
    [FUND_FIELD_URL] = "url",
    [FUND_FIELD_STATUS] = "status",
    [FUND_FIELD_EMBARGO] = "embargo sperrfrist",
    [FUND_FIELD_VERSION] = "version",
};

int fund_text_field_of(fund_text key)
{
    int field = FUND_FIELD_COUNT - 1;
    while (field >= 0 && !fund_corpus_is_one_of(key, header_keys[field])) {
        field--;
    }
    return field;
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
        int field = fund_text_field_of(key);
        if (lines++ == 0 && field < 0) {
            return 0;
        }
        if (field >= 0) {
            found[field] = value;
        }
    }
    memcpy(fields, found, sizeof found);
    return pos;
}

fund_status fund_text_read(fund_corpus_reader *reader, fund_text text)
{
    fund_draft_clear(reader);
    size_t body = take_header(reader->fields, text);
    fund_draft_split(reader, (fund_text){text.data + body, text.len - body}, true);
    return fund_draft_deliver(reader);
}
