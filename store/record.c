/* The passage record: version byte, ordinal, text, then for passage 1 the
 * article: passage count, version, content hash and the fields in their fixed order. */
#include "store/store.h"

#include <string.h>

enum { RECORD_VERSION = 2, ID_PREFIX_BYTES = 200 };

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
    bool ok = is_text(&record->text);
    for (size_t i = 0; i < FUND_FIELD_TEXTS && record->ordinal == 1; i++) {
        const fund_text *field = fund_field(fields, i);
        ok = ok && (field == &fields->path ? is_path(field) : is_text(field));
    }
    return ok;
}

static void append_field(fund_buf *out, const fund_text *field)
{
    fund_buf_append_varint(out, field->len);
    fund_buf_append(out, field->data, field->len);
}

fund_status fund_record_encode(fund_buf *out, const fund_record *record, fund_error *err)
{
    if (record->ordinal == 0 || (record->passage_count > 0) != (record->ordinal == 1)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "passage 1, and no other, must have the article's fields");
    }
    if (!has_only_texts(record)) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "stored text must be valid UTF-8 without zero bytes");
    }
    fund_buf_append_byte(out, RECORD_VERSION);
    fund_buf_append_varint(out, record->ordinal);
    append_field(out, &record->text);
    if (record->ordinal == 1) {
        fund_buf_append_varint(out, record->passage_count);
        fund_buf_append_varint(out, record->fields.version);
        fund_buf_append_varint(out, record->fields.content_hash[0]);
        fund_buf_append_varint(out, record->fields.content_hash[1]);
        for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
            append_field(out, fund_field(&record->fields, i));
        }
    }
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

/* Refuses numbers that are longer than they need be: the encoder writes none. */
static bool read_number(uint64_t *out, const char **pos, const char *end)
{
    const char *begin = *pos;
    return fund_varint_read(out, pos, end) && (*pos - begin == 1 || (*pos)[-1] != 0);
}

static bool read_u32(uint32_t *out, const char **pos, const char *end)
{
    uint64_t value;
    if (!read_number(&value, pos, end) || value == 0 || value > UINT32_MAX) {
        return false;
    }
    *out = (uint32_t)value;
    return true;
}

static bool read_field(fund_text *out, const char **pos, const char *end)
{
    uint64_t len;
    if (!read_number(&len, pos, end) || len > (uint64_t)(end - *pos)) {
        return false;
    }
    *out = (fund_text){.data = *pos, .len = (size_t)len};
    *pos += len;
    return true;
}

static bool read_article(fund_record *out, const char **pos, const char *end)
{
    fund_fields *fields = &out->fields;
    bool ok = read_u32(&out->passage_count, pos, end) && read_number(&fields->version, pos, end) &&
              read_number(&fields->content_hash[0], pos, end) &&
              read_number(&fields->content_hash[1], pos, end);
    for (size_t i = 0; i < FUND_FIELD_TEXTS && ok; i++) {
        ok = read_field(fund_field_to_set(fields, i), pos, end);
    }
    return ok;
}

fund_status fund_record_decode(fund_record *out, const char *data, size_t len, fund_error *err)
{
    const char *pos = data;
    const char *end = len > 0 ? data + len : data;
    memset(out, 0, sizeof *out);
    bool whole = len > 0 && *pos++ == RECORD_VERSION && read_u32(&out->ordinal, &pos, end) &&
                 read_field(&out->text, &pos, end) &&
                 (out->ordinal != 1 || read_article(out, &pos, end)) && pos == end &&
                 has_only_texts(out);
    if (!whole) {
        memset(out, 0, sizeof *out);
        return fund_error_set(err, FUND_ERR_CORRUPT, "damaged passage record");
    }
    return FUND_OK;
}
