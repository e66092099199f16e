#include "corpus/corpus_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

const char *const fund_corpus_field_names[FUND_FIELD_COUNT] = {
    [FUND_FIELD_ID] = "id",           [FUND_FIELD_TITLE] = "title",
    [FUND_FIELD_DATE] = "date",       [FUND_FIELD_SECTION] = "section",
    [FUND_FIELD_AUTHOR] = "author",   [FUND_FIELD_SOURCE] = "source",
    [FUND_FIELD_URL] = "url",         [FUND_FIELD_STATUS] = "status",
    [FUND_FIELD_EMBARGO] = "embargo", [FUND_FIELD_VERSION] = "version",
};

void fund_corpus_draft_clear(fund_corpus_reader *reader)
{
    memset(reader->fields, 0, sizeof reader->fields);
    fund_buf_clear(&reader->paragraphs);
    fund_arena_reset(reader->texts);
    reader->are_passages = false;
    reader->origin = (fund_text){"", 0};
}

fund_text fund_draft_keep(fund_corpus_reader *reader, fund_text text)
{
    fund_text kept = {fund_arena_copy(reader->texts, text.data, text.len), text.len};
    if (kept.data == NULL) {
        reader->paragraphs.failed = true;
        return (fund_text){"", 0};
    }
    return kept;
}

fund_text fund_draft_copy(fund_corpus_reader *reader, const char *text)
{
    return fund_draft_keep(reader, (fund_text){text, strlen(text)});
}

void fund_draft_set(fund_corpus_reader *reader, int field, fund_text text)
{
    if (reader->fields[field].len == 0) {
        reader->fields[field] = text;
    }
}

void fund_draft_add_paragraph(fund_corpus_reader *reader, fund_text text)
{
    text = fund_corpus_trim(text);
    if (text.len > 0) {
        text = fund_draft_keep(reader, text);
        fund_buf_append(&reader->paragraphs, &text, sizeof text);
    }
}

static fund_status copy(fund_text *out, fund_corpus_reader *reader, const char *data, size_t len)
{
    *out = (fund_text){fund_arena_copy(reader->arena, data, len), len};
    return out->data == NULL ? fund_corpus_no_memory(reader) : FUND_OK;
}

/* ---- id ----------------------------------------------------------------- */

static bool has_controls(fund_text text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text.data + pos, text.len - pos);
        if (size == 0 || c < 0x20 || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029) {
            return true;
        }
        pos += size;
    }
    return false;
}

/* NAME for a whole file, NAME-LINE or NAME-NUMBER for a part of one. */
static void put_default_id(fund_buf *out, const fund_corpus_reader *reader)
{
    fund_buf_append(out, reader->stem.data, reader->stem.len);
    size_t number = reader->item > 0 ? reader->item : reader->line;
    if (number > 0) {
        fund_buf_printf(out, "-%zu", number);
    }
}

static fund_status set_id(fund_text *out, bool *lost, fund_corpus_reader *reader)
{
    fund_text id = reader->fields[FUND_FIELD_ID];
    if (fund_corpus_trim(id).len == 0) {
        if (reader->stem.len == 0) {
            return fund_corpus_lose(lost, reader,
                                    strcmp(reader->path, "-") == 0
                                        ? "missing id, which an article from a stream needs"
                                        : FUND_TR("missing id, and the file name cannot be one"));
        }
        fund_buf_clear(&reader->scratch);
        put_default_id(&reader->scratch, reader);
        if (reader->scratch.failed) {
            return fund_corpus_no_memory(reader);
        }
        id = (fund_text){reader->scratch.data, reader->scratch.len};
    }
    if (id.len > FUND_ARTICLE_ID_MAX) {
        *lost = true;
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                   "id has %zu bytes, at most %d are allowed", id.len,
                                   FUND_ARTICLE_ID_MAX);
    }
    if (has_controls(id)) {
        return fund_corpus_lose(lost, reader, "id has a line break or control character in it");
    }
    return copy(out, reader, id.data, id.len);
}

/* ---- metadata ----------------------------------------------------------- */

/* Metadata is one line without control characters. */
static fund_status set_field(fund_text *out, fund_corpus_reader *reader, int field)
{
    if (reader->fields[field].len == 0) {
        *out = (fund_text){"", 0};
        return FUND_OK;
    }
    fund_buf *line = &reader->scratch;
    fund_buf_clear(line);
    fund_corpus_squeeze(line, reader->fields[field], false);
    return line->failed ? fund_corpus_no_memory(reader) : copy(out, reader, line->data, line->len);
}

static fund_status set_date(fund_text *out, fund_corpus_reader *reader)
{
    fund_text given = {"", 0};
    fund_status status = set_field(&given, reader, FUND_FIELD_DATE);
    *out = (fund_text){"", 0};
    if (status != FUND_OK || given.len == 0) {
        return status;
    }
    char date[FUND_DATE_MAX];
    fund_error err = FUND_ERROR_INIT;
    if (fund_date_parse(date, given.data, given.len, &err) != FUND_OK) {
        return fund_corpus_problem(reader, err.status, false, "%s", err.message);
    }
    return copy(out, reader, date, strlen(date));
}

static fund_status set_metadata(fund_article *article, fund_corpus_reader *reader)
{
    const struct {
        int field;
        fund_text *out;
    } fields[] = {
        {FUND_FIELD_TITLE, &article->fields.title},
        {FUND_FIELD_SECTION, &article->fields.section},
        {FUND_FIELD_AUTHOR, &article->fields.author},
        {FUND_FIELD_SOURCE, &article->fields.source},
        {FUND_FIELD_URL, &article->fields.url},
    };
    for (size_t i = 0; i < sizeof fields / sizeof fields[0]; i++) {
        fund_status status = set_field(fields[i].out, reader, fields[i].field);
        if (status != FUND_OK) {
            return status;
        }
    }
    return set_date(&article->fields.date, reader);
}

/* ---- may it be shown? --------------------------------------------------- */

/* Squeezed into reader->scratch. */
static fund_status get_field(fund_text *out, fund_corpus_reader *reader, int field)
{
    fund_buf_clear(&reader->scratch);
    fund_corpus_squeeze(&reader->scratch, reader->fields[field], false);
    *out = (fund_text){reader->scratch.data, reader->scratch.len};
    return reader->scratch.failed ? fund_corpus_no_memory(reader) : FUND_OK;
}

static fund_status set_embargo(fund_article *article, fund_corpus_reader *reader)
{
    fund_text given;
    char date[FUND_DATE_MAX];
    fund_status status = get_field(&given, reader, FUND_FIELD_EMBARGO);
    if (status != FUND_OK || given.len == 0) {
        return status;
    }
    if (fund_date_parse(date, given.data, given.len, NULL) != FUND_OK ||
        !fund_corpus_to_utc(date, date)) {
        article->withdrawn = true; /* better late than too early */
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                   "the embargo \"%.60s\" is no date: the article is withheld",
                                   given.data);
    }
    return copy(&article->fields.embargo, reader, date, strlen(date));
}

static fund_status set_version(fund_article *article, fund_corpus_reader *reader)
{
    fund_text given;
    fund_status status = get_field(&given, reader, FUND_FIELD_VERSION);
    if (status != FUND_OK || given.len == 0) {
        return status;
    }
    bool digits = strspn(given.data, "0123456789") == given.len && given.len <= 18;
    if (!digits) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                   "the version \"%.60s\" is no number", given.data);
    }
    article->fields.version = strtoull(given.data, NULL, 10);
    return FUND_OK;
}

static fund_status set_editorial(fund_article *article, fund_corpus_reader *reader)
{
    fund_text given;
    article->fields.embargo = (fund_text){"", 0};
    fund_status status = get_field(&given, reader, FUND_FIELD_STATUS);
    if (status != FUND_OK) {
        return status;
    }
    bool embargoed = fund_corpus_is_word(given, "embargoed");
    if (fund_corpus_is_word(given, "withheld") || fund_corpus_is_word(given, "canceled") ||
        fund_corpus_is_word(given, "cancelled")) {
        article->withdrawn = true;
    } else if (given.len > 0 && !embargoed && !fund_corpus_is_word(given, "usable")) {
        status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "unknown status \"%.60s\", taken as usable", given.data);
    }
    if (status == FUND_OK && !article->withdrawn) {
        status = set_embargo(article, reader);
    }
    article->withdrawn |= embargoed && article->fields.embargo.len == 0;
    return status == FUND_OK ? set_version(article, reader) : status;
}

/* ---- passages ----------------------------------------------------------- */

static fund_status keep_passage(fund_text passage, void *payload)
{
    fund_corpus_reader *reader = payload;
    fund_text kept;
    fund_status status = copy(&kept, reader, passage.data, passage.len);
    fund_buf_append(&reader->passages, &kept, sizeof kept);
    return status;
}

static fund_status keep_paragraphs(fund_corpus_reader *reader)
{
    fund_status status = FUND_OK;
    const fund_text *paragraphs = fund_corpus_texts(&reader->paragraphs);
    for (size_t i = 0; i < fund_corpus_text_count(&reader->paragraphs) && status == FUND_OK; i++) {
        status = keep_passage(paragraphs[i], reader);
    }
    return status;
}

static fund_status set_passages(fund_article *article, bool *lost, fund_corpus_reader *reader)
{
    fund_buf_clear(&reader->passages);
    fund_status status = FUND_OK;
    if (!reader->paragraphs.failed && reader->are_passages) {
        status = keep_paragraphs(reader);
    } else if (!reader->paragraphs.failed) {
        status = fund_passages_cut(fund_corpus_texts(&reader->paragraphs),
                                   fund_corpus_text_count(&reader->paragraphs), keep_passage,
                                   reader, reader->err);
    }
    if (reader->paragraphs.failed || reader->passages.failed) {
        return fund_corpus_no_memory(reader);
    }
    article->passages = fund_corpus_texts(&reader->passages);
    article->passage_count = fund_corpus_text_count(&reader->passages);
    if (status == FUND_OK && article->passage_count == 0) {
        return fund_corpus_lose(lost, reader, "missing body, there is no text to index");
    }
    return status;
}

/* ---- hash --------------------------------------------------------------- */

static void hash_number(XXH3_state_t *state, uint64_t number)
{
    unsigned char bytes[8]; /* the same on every machine */
    for (size_t i = 0; i < sizeof bytes; i++) {
        bytes[i] = (unsigned char)(number >> (8 * i));
    }
    XXH3_128bits_update(state, bytes, sizeof bytes);
}

static void hash_text(XXH3_state_t *state, fund_text text)
{
    hash_number(state, text.len);
    if (text.len > 0) {
        XXH3_128bits_update(state, text.data, text.len);
    }
}

static void set_hash(uint64_t out[2], const fund_article *article, XXH3_state_t *state)
{
    const fund_fields *fields = &article->fields;
    XXH3_128bits_reset(state);
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        const fund_text *field = fund_field(fields, i);
        if (field != &fields->id && field != &fields->path) {
            hash_text(state, *field);
        }
    }
    hash_number(state, article->fields.version);
    hash_number(state, article->withdrawn);
    hash_number(state, article->passage_count);
    for (size_t i = 0; i < article->passage_count; i++) {
        hash_text(state, article->passages[i]);
    }
    XXH128_hash_t hash = XXH3_128bits_digest(state);
    out[0] = hash.low64;
    out[1] = hash.high64;
}

fund_status fund_article_hash(uint64_t out[2], const fund_article *article, fund_error *err)
{
    XXH3_state_t *state = XXH3_createState();
    if (state == NULL) {
        return fund_no_memory(err);
    }
    set_hash(out, article, state);
    XXH3_freeState(state);
    return FUND_OK;
}

fund_status fund_corpus_draft_deliver(fund_corpus_reader *reader)
{
    fund_article article = {.fields.path = {reader->path, strlen(reader->path)},
                            .line = reader->line};
    bool lost = false;
    fund_arena_reset(reader->arena);
    fund_status status = set_id(&article.fields.id, &lost, reader);
    if (status == FUND_OK && !lost) {
        status = set_editorial(&article, reader);
    }
    if (status == FUND_OK && !lost && !article.withdrawn) {
        status = set_passages(&article, &lost, reader);
    }
    if (status != FUND_OK || lost) {
        return status;
    }
    status = set_metadata(&article, reader);
    if (status != FUND_OK) {
        return status;
    }
    if (reader->origin.len > 0) {
        article.fields.path = reader->origin;
    }
    set_hash(article.fields.content_hash, &article, reader->hash);
    return reader->events->article(&article, reader->payload);
}
