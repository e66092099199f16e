/*
 * The passage record: its key, then tagged fields, each a tag, a length and so many bytes, by
 * ascending tag.  A tag that is not known here is a later release's and passed over, so that
 * records can gain fields without a new format.
 *
 * The key is four bytes of the hash of the article's id and three of the passage's number, the
 * most significant first: stored records sort by article and passage without being read.
 */
#include "store/store.h"

#include <string.h>

enum { KEY_HASH_BYTES = 4, ID_PREFIX_BYTES = 200 };

enum {
    TAG_TEXT = 1,
    TAG_PASSAGES = 2, /* of the article; this and what follows: with passage 1 only */
    TAG_VERSION = 3,
    TAG_HASH = 4, /* of its content, 16 bytes, the least significant first */
    TAG_PAGE = 8, /* this, the next two and the line: of each passage that has one */
    TAG_CHAPTER = 9,
    TAG_SPEAKER = 10,
    /* Kept: 11 row of tokens. */
    TAG_LINE = 12,
    TAG_FIELDS = 16, /* the text fields of the article in their order */
    TAG_FIELDS_END = TAG_FIELDS + FUND_FIELD_TEXTS
};

fund_status fund_article_term(fund_buf *out, const char *id, size_t len, fund_error *err)
{
    if (len == 0 || memchr(id, '\0', len) != NULL || !fund_utf8_valid(id, len, NULL)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "an article id must be non-empty text without zero bytes");
    }
    fund_buf_append_str(out, FUND_PREFIX_ARTICLE);
    if (len <= ID_PREFIX_BYTES) {
        fund_buf_append(out, id, len);
    } else {
        fund_buf_append(out, id, fund_utf8_floor(id, ID_PREFIX_BYTES));
        fund_buf_printf(out, "#%016llx", (unsigned long long)fund_hash64(id, len));
    }
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

fund_status fund_path_term(fund_buf *out, const char *path, size_t len, fund_error *err)
{
    fund_buf_printf(out, FUND_PREFIX_PATH "%016llx", (unsigned long long)fund_hash64(path, len));
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

/* A name of a file is any bytes but NUL. */
static bool is_path(const fund_text *field)
{
    return field->len == 0 || memchr(field->data, '\0', field->len) == NULL;
}

/* Whoever reads a text relies on it: it does not seem to end before its length says, and all
 * of it are characters. */
static bool is_text(const fund_text *field)
{
    return is_path(field) && (field->len == 0 || fund_utf8_valid(field->data, field->len, NULL));
}

static bool has_only_texts(const fund_record *record)
{
    const fund_fields *fields = &record->fields;
    bool ok = is_text(&record->text) && is_text(&record->place.page) &&
              is_text(&record->place.chapter) && is_text(&record->place.speaker) &&
              is_text(&record->place.line);
    for (size_t i = 0; i < FUND_FIELD_TEXTS && record->ordinal == 1; i++) {
        const fund_text *field = fund_field(fields, i);
        ok = ok && (field == &fields->path ? is_path(field) : is_text(field));
    }
    return ok;
}

/* ---- writing ------------------------------------------------------------ */

static void append_key(fund_buf *out, const fund_record *record)
{
    for (int i = 0; i < KEY_HASH_BYTES; i++) {
        fund_buf_append_byte(out, (unsigned char)(record->article >> (56 - 8 * i)));
    }
    for (int i = 0; i < FUND_RECORD_KEY_BYTES - KEY_HASH_BYTES; i++) {
        fund_buf_append_byte(out, (unsigned char)(record->ordinal >> (16 - 8 * i)));
    }
}

static void append_text(fund_buf *out, uint64_t tag, const fund_text *text)
{
    if (text->len > 0) {
        fund_buf_append_varint(out, tag);
        fund_buf_append_varint(out, text->len);
        fund_buf_append(out, text->data, text->len);
    }
}

static void append_number(fund_buf *out, uint64_t tag, uint64_t value, size_t bytes)
{
    for (size_t i = 0; bytes == 0 && i < sizeof value; i++) { /* as many as it takes */
        bytes = i + 1 == sizeof value || value >> (8 * (i + 1)) == 0 ? i + 1 : 0;
    }
    if (tag > 0) {
        fund_buf_append_varint(out, tag);
        fund_buf_append_varint(out, bytes);
    }
    for (size_t i = 0; i < bytes; i++) {
        fund_buf_append_byte(out, (unsigned char)(value >> (8 * i)));
    }
}

static void append_hash(fund_buf *out, const uint64_t hash[2])
{
    fund_buf_append_varint(out, TAG_HASH);
    fund_buf_append_varint(out, 2 * sizeof *hash);
    append_number(out, 0, hash[0], sizeof *hash);
    append_number(out, 0, hash[1], sizeof *hash);
}

static void append_article(fund_buf *out, const fund_record *record)
{
    append_number(out, TAG_PASSAGES, record->passage_count, 0);
    if (record->fields.version > 0) {
        append_number(out, TAG_VERSION, record->fields.version, 0);
    }
    append_hash(out, record->fields.content_hash);
}

static void append_place(fund_buf *out, const fund_passage_place *place)
{
    append_text(out, TAG_PAGE, &place->page);
    append_text(out, TAG_CHAPTER, &place->chapter);
    append_text(out, TAG_SPEAKER, &place->speaker);
    append_text(out, TAG_LINE, &place->line);
}

static void append_fields(fund_buf *out, const fund_record *record)
{
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        append_text(out, TAG_FIELDS + i, fund_field(&record->fields, i));
    }
}

fund_status fund_record_encode(fund_buf *out, const fund_record *record, fund_error *err)
{
    if (record->ordinal == 0 || record->ordinal > FUND_ARTICLE_PASSAGES_MAX ||
        record->passage_count > FUND_ARTICLE_PASSAGES_MAX ||
        (record->passage_count > 0) != (record->ordinal == 1)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "passage 1, and no other, must have the article's fields");
    }
    if (!has_only_texts(record)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "stored text must be valid UTF-8 without zero bytes");
    }
    append_key(out, record);
    append_text(out, TAG_TEXT, &record->text);
    if (record->ordinal == 1) {
        append_article(out, record);
    }
    append_place(out, &record->place);
    if (record->ordinal == 1) {
        append_fields(out, record);
    }
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

/* ---- reading ------------------------------------------------------------ */

static uint64_t read_bytes(const char *data, size_t len, bool most_significant_first)
{
    uint64_t value = 0;
    for (size_t i = 0; i < len; i++) {
        size_t at = most_significant_first ? i : len - 1 - i;
        value = value << 8 | (unsigned char)data[at];
    }
    return value;
}

/* Numbers have as few bytes as they need. */
static bool take_number(uint64_t *out, const fund_text *bytes, uint64_t most)
{
    if (bytes->len == 0 || bytes->len > sizeof *out ||
        (bytes->len > 1 && bytes->data[bytes->len - 1] == '\0')) {
        return false;
    }
    *out = read_bytes(bytes->data, bytes->len, false);
    return *out <= most;
}

static bool take_article_field(fund_record *out, uint64_t tag, const fund_text *value)
{
    uint64_t number;
    switch (tag) {
    case TAG_PASSAGES:
        if (!take_number(&number, value, FUND_ARTICLE_PASSAGES_MAX)) {
            return false;
        }
        out->passage_count = (uint32_t)number;
        return true;
    case TAG_VERSION:
        return take_number(&out->fields.version, value, UINT64_MAX);
    case TAG_HASH:
        if (value->len != sizeof out->fields.content_hash) {
            return false;
        }
        out->fields.content_hash[0] = read_bytes(value->data, 8, false);
        out->fields.content_hash[1] = read_bytes(value->data + 8, 8, false);
        return true;
    default:
        if (tag >= TAG_FIELDS && tag < TAG_FIELDS_END) {
            *fund_field_to_set(&out->fields, (size_t)(tag - TAG_FIELDS)) = *value;
        }
        return true;
    }
}

/* In the shortest form. */
static bool read_varint(uint64_t *out, const char **pos, const char *end)
{
    const char *begin = *pos;
    return fund_varint_read(out, pos, end) && (*pos - begin == 1 || (*pos)[-1] != '\0');
}

/* One field after *last. */
static bool read_field(fund_record *out, uint64_t *last, const char **pos, const char *end)
{
    uint64_t tag, len;
    if (!read_varint(&tag, pos, end) || tag <= *last || !read_varint(&len, pos, end) ||
        len > (uint64_t)(end - *pos)) {
        return false;
    }
    const fund_text value = {.data = *pos, .len = (size_t)len};
    *pos += len;
    *last = tag;
    fund_text *const own = tag == TAG_TEXT      ? &out->text
                           : tag == TAG_PAGE    ? &out->place.page
                           : tag == TAG_CHAPTER ? &out->place.chapter
                           : tag == TAG_SPEAKER ? &out->place.speaker
                           : tag == TAG_LINE    ? &out->place.line
                                                : NULL;
    if (own != NULL) {
        *own = value;
        return true;
    }
    return out->ordinal != 1 || take_article_field(out, tag, &value);
}

static bool read_record(fund_record *out, const char *data, size_t len)
{
    const fund_text empty = {"", 0};
    uint64_t last = 0;
    memset(out, 0, sizeof *out);
    out->text = out->place.page = out->place.chapter = out->place.speaker = out->place.line = empty;
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        *fund_field_to_set(&out->fields, i) = empty;
    }
    if (len < FUND_RECORD_KEY_BYTES) {
        return false;
    }
    const char *pos = data + FUND_RECORD_KEY_BYTES, *end = data + len;
    out->article = read_bytes(data, KEY_HASH_BYTES, true) << (64 - 8 * KEY_HASH_BYTES);
    out->ordinal =
        (uint32_t)read_bytes(data + KEY_HASH_BYTES, FUND_RECORD_KEY_BYTES - KEY_HASH_BYTES, true);
    while (pos < end) {
        if (!read_field(out, &last, &pos, end)) {
            return false;
        }
    }
    return out->ordinal > 0 && (out->passage_count > 0) == (out->ordinal == 1) &&
           has_only_texts(out);
}

fund_status fund_record_decode(fund_record *out, const char *data, size_t len, fund_error *err)
{
    if (!read_record(out, data, len)) {
        memset(out, 0, sizeof *out);
        return fund_error_set(err, FUND_ERR_CORRUPT, "damaged passage record");
    }
    return FUND_OK;
}
