/* Drafts, which the readers of formats fill, and the articles that become of them. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <stdlib.h>
#include <string.h>

const char *const fund_corpus_field_names[FUND_FIELD_COUNT] = {
    [FUND_FIELD_ID] = "id",           [FUND_FIELD_TITLE] = "title",
    [FUND_FIELD_DATE] = "date",       [FUND_FIELD_SECTION] = "section",
    [FUND_FIELD_AUTHOR] = "author",   [FUND_FIELD_SOURCE] = "source",
    [FUND_FIELD_URL] = "url",         [FUND_FIELD_STATUS] = "status",
    [FUND_FIELD_EMBARGO] = "embargo", [FUND_FIELD_VERSION] = "version",
};

/* ---- the draft ---------------------------------------------------------- */

void fund_draft_clear(fund_corpus_reader *reader)
{
    memset(reader->fields, 0, sizeof reader->fields);
    fund_arena_reset(reader->texts);
    reader->paragraphs.count = reader->marks.count = 0;
    reader->are_passages = reader->failed = false;
    reader->origin = (fund_text){"", 0};
}

static fund_text copy(fund_corpus_reader *reader, fund_arena *arena, fund_text text)
{
    fund_text kept = {fund_arena_copy(arena, text.data, text.len), text.len};
    reader->failed |= kept.data == NULL;
    return kept.data != NULL ? kept : (fund_text){"", 0};
}

fund_text fund_draft_keep(fund_corpus_reader *reader, fund_text text)
{
    return copy(reader, reader->texts, text);
}

fund_text fund_draft_keep_buf(fund_corpus_reader *reader, fund_buf *buf)
{
    fund_text kept = fund_draft_keep(reader, fund_text_in(buf));
    reader->failed |= buf->failed;
    fund_buf_free(buf);
    return kept;
}

void fund_draft_set(fund_corpus_reader *reader, int field, fund_text text)
{
    if (reader->fields[field].len == 0) {
        reader->fields[field] = text;
    }
}

void fund_draft_set_copy(fund_corpus_reader *reader, int field, const char *text)
{
    if (reader->fields[field].len == 0 && text[0] != '\0') {
        reader->fields[field] = fund_draft_keep(reader, fund_text_of(text));
    }
}

void fund_draft_join(fund_buf *names, fund_text name)
{
    fund_buf_append_str(names, names->len > 0 && name.len > 0 ? ", " : "");
    fund_buf_append(names, name.data, name.len);
}

void fund_draft_add_paragraph(fund_corpus_reader *reader, fund_text text)
{
    text = fund_corpus_trim(text);
    if (text.len > 0) {
        reader->failed |= !fund_array_push(&reader->paragraphs, fund_draft_keep(reader, text));
    }
}

/* Marks within the paragraph that begins at text.data[lead] count from there. */
static void move_marks(fund_corpus_reader *reader, size_t lead)
{
    for (size_t i = reader->marks.count; i > 0; i--) {
        fund_place_mark *mark = &reader->marks.items[i - 1];
        if (mark->paragraph < reader->paragraphs.count) {
            return;
        }
        mark->offset -= mark->offset < lead ? mark->offset : lead;
    }
}

void fund_draft_end_paragraph(fund_corpus_reader *reader, fund_buf *text)
{
    fund_text trimmed = fund_corpus_trim(fund_text_in(text));
    move_marks(reader, trimmed.len > 0 ? (size_t)(trimmed.data - text->data) : text->len);
    fund_draft_add_paragraph(reader, trimmed);
    reader->failed |= text->failed;
    fund_buf_clear(text);
}

void fund_draft_mark_at(fund_corpus_reader *reader, fund_place_kind kind, fund_text value,
                        size_t offset)
{
    fund_place_mark mark = {reader->paragraphs.count, offset, kind, fund_draft_keep(reader, value)};
    reader->failed |= !fund_array_push(&reader->marks, mark);
}

void fund_draft_mark(fund_corpus_reader *reader, fund_place_kind kind, fund_text value)
{
    fund_draft_mark_at(reader, kind, value, 0);
}

void fund_draft_split(fund_corpus_reader *reader, fund_text text, bool long_lines)
{
    reader->failed |= !fund_corpus_split(&reader->paragraphs, text, long_lines);
}

void fund_draft_set_line(fund_corpus_reader *reader, int field, size_t before)
{
    fund_buf line = FUND_BUF_INIT;
    for (size_t i = before; i < reader->paragraphs.count; i++) {
        fund_text part = reader->paragraphs.items[i];
        fund_buf_append(&line, " ", line.len > 0);
        fund_buf_append(&line, part.data, part.len);
    }
    reader->paragraphs.count = before;
    fund_draft_set(reader, field, fund_draft_keep_buf(reader, &line));
}

/* ---- id ----------------------------------------------------------------- */

static bool has_controls(fund_text text)
{
    for (size_t pos = 0; pos < text.len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text.data + pos, text.len - pos);
        if (size == 0 || fund_char_is(c, FUND_CHAR_CONTROL | FUND_CHAR_LINE_BREAK)) {
            return true;
        }
        pos += size;
    }
    return false;
}

/* Of a file its name, of a member of an archive its path, without extension; NAME-LINE or
   NAME-NUMBER for a part of it.  Empty for a stream, and where the name cannot be an id. */
static fund_text default_id(fund_corpus_reader *reader)
{
    fund_buf *id = &reader->scratch;
    fund_buf converted = FUND_BUF_INIT;
    fund_text stem;
    const char *slash = strrchr(reader->path, '/');
    const char *name = reader->member != NULL ? reader->member : slash != NULL ? slash + 1 : "";
    size_t number = reader->item > 0 ? reader->item : reader->line;
    fund_buf_clear(id);
    if (fund_text_to_utf8(&stem, &converted, name, fund_corpus_stem_length(name, strlen(name)),
                          name, NULL) == FUND_OK) {
        fund_buf_append(id, stem.data, stem.len);
    }
    if (id->len > 0 && number > 0) {
        fund_buf_printf(id, "-%zu", number);
    }
    reader->failed |= id->failed || converted.failed;
    fund_buf_free(&converted);
    return fund_text_in(id);
}

static fund_status set_id(fund_text *out, fund_corpus_reader *reader)
{
    fund_text id = reader->fields[FUND_FIELD_ID];
    if (fund_corpus_trim(id).len == 0) {
        id = default_id(reader);
    }
    if (reader->failed) {
        return fund_corpus_no_memory(reader);
    }
    if (id.len == 0) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                strcmp(reader->path, "-") == 0
                                    ? "missing id; articles from a stream need one"
                                    : FUND_TR("missing id, and the file name is not valid as one"));
    }
    if (id.len > FUND_ARTICLE_ID_MAX) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "id has %zu bytes; the limit is %d",
                                id.len, FUND_ARTICLE_ID_MAX);
    }
    if (has_controls(id)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "id contains a line break or control character");
    }
    *out = copy(reader, reader->arena, id);
    return FUND_OK;
}

/* ---- metadata ----------------------------------------------------------- */

/* What only guides the breaking of lines is not wanted where a field is compared or shown: a no-break
   space becomes a space, a soft hyphen or a zero-width space nothing. */
static void drop_line_guides(fund_buf *line)
{
    size_t out = 0;
    for (size_t pos = 0; pos < line->len;) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, line->data + pos, line->len - pos);
        if (fund_char_is(c, FUND_CHAR_NO_BREAK)) {
            line->data[out++] = ' ';
        } else if (c != 0xad && c != 0x200b) {
            memmove(line->data + out, line->data + pos, size);
            out += size;
        }
        pos += size;
    }
    fund_buf_cut(line, out);
}

/* A field as one line without control characters. */
static fund_text line_of(fund_corpus_reader *reader, int field)
{
    fund_buf *line = &reader->scratch;
    if (reader->fields[field].len == 0) {
        return (fund_text){"", 0};
    }
    fund_buf_clear(line);
    fund_corpus_squeeze(line, reader->fields[field], false);
    drop_line_guides(line);
    reader->failed |= line->failed;
    return copy(reader, reader->arena, fund_text_in(line));
}

static fund_text iso_of(fund_corpus_reader *reader, const char *date)
{
    return copy(reader, reader->arena, fund_text_of(date));
}

static fund_status set_metadata(fund_article *article, fund_corpus_reader *reader)
{
    char date[FUND_TIME_MAX];
    fund_error err = FUND_ERROR_INIT;
    article->fields.title = line_of(reader, FUND_FIELD_TITLE);
    article->fields.section = line_of(reader, FUND_FIELD_SECTION);
    article->fields.author = line_of(reader, FUND_FIELD_AUTHOR);
    article->fields.source = line_of(reader, FUND_FIELD_SOURCE);
    article->fields.url = line_of(reader, FUND_FIELD_URL);
    article->fields.date = (fund_text){"", 0};
    fund_text given = line_of(reader, FUND_FIELD_DATE);
    if (given.len == 0) {
        if (fund_corpus_date_from(date, reader)) {
            article->fields.date = iso_of(reader, date);
        }
        return FUND_OK;
    }
    if (fund_date_parse(date, given.data, given.len, &err) != FUND_OK) {
        return fund_corpus_problem(reader, err.status, false, "%s", err.message);
    }
    article->fields.date = iso_of(reader, date);
    return FUND_OK;
}

/* ---- may it be shown? --------------------------------------------------- */

static fund_status set_embargo(fund_article *article, fund_corpus_reader *reader)
{
    char date[FUND_TIME_MAX];
    fund_text given = line_of(reader, FUND_FIELD_EMBARGO);
    if (given.len == 0) {
        return FUND_OK;
    }
    if (fund_date_parse(date, given.data, given.len, NULL) != FUND_OK ||
        !fund_corpus_to_utc(date, date)) {
        article->withdrawn = true; /* better late than too early */
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                   "invalid embargo date \"%.60s\"; the article is withheld",
                                   given.data);
    }
    article->fields.embargo = iso_of(reader, date);
    return FUND_OK;
}

static fund_status set_version(fund_article *article, fund_corpus_reader *reader)
{
    fund_text given = line_of(reader, FUND_FIELD_VERSION);
    if (given.len > 18 || strspn(given.data, "0123456789") < given.len) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                   "invalid version \"%.60s\"; not a number", given.data);
    }
    article->fields.version = strtoull(given.data, NULL, 10);
    return FUND_OK;
}

/* What agencies call it, and WordPress. */
static const char shown_words[] = "usable publish published";
static const char hidden_words[] = "withheld canceled cancelled deleted draft auto-draft pending "
                                   "private future trash";

static fund_status set_editorial(fund_article *article, fund_corpus_reader *reader)
{
    fund_text given = line_of(reader, FUND_FIELD_STATUS);
    bool embargoed = fund_corpus_is_one_of(given, "embargoed");
    fund_status status = FUND_OK;
    article->fields.embargo = (fund_text){"", 0};
    article->withdrawn = given.len > 0 && !embargoed && !fund_corpus_is_one_of(given, shown_words);
    if (article->withdrawn && !fund_corpus_is_one_of(given, hidden_words)) {
        status =
            fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                "unknown status \"%.60s\"; the article is withheld", given.data);
    }
    if (status == FUND_OK && !article->withdrawn) {
        status = set_embargo(article, reader);
    }
    article->withdrawn |= embargoed && article->fields.embargo.len == 0;
    if (status == FUND_OK && article->withdrawn) {
        status = fund_corpus_go_on(fund_corpus_skip(reader, FUND_SKIP_UNPUBLISHED, given));
    }
    return status == FUND_OK ? set_version(article, reader) : status;
}

/* ---- passages ----------------------------------------------------------- */

/* A place as one line. */
static fund_text place_line(fund_corpus_reader *reader, fund_text value)
{
    fund_buf *line = &reader->scratch;
    fund_buf_clear(line);
    fund_corpus_squeeze(line, value, false);
    reader->failed |= line->failed;
    return copy(reader, reader->arena, fund_text_in(line));
}

/* The ink before a mark; marks are asked for in their order. */
static size_t ink_before(fund_corpus_reader *reader, const fund_place_mark *mark)
{
    for (; reader->marked_paragraph < mark->paragraph; reader->marked_paragraph++) {
        reader->marked_ink += fund_corpus_ink(reader->paragraphs.items[reader->marked_paragraph]);
    }
    if (mark->offset == 0 || mark->paragraph == reader->paragraphs.count) {
        return reader->marked_ink;
    }
    fund_text text = reader->paragraphs.items[mark->paragraph];
    text.len = mark->offset < text.len ? mark->offset : text.len;
    return reader->marked_ink + fund_corpus_ink(text);
}

/* The place of the next passage: that of the one before it, and the marks since. */
static void push_place(fund_corpus_reader *reader)
{
    size_t count = reader->places.count;
    fund_passage_place place = {{"", 0}, {"", 0}, {"", 0}, {"", 0}, {{"", 0}}};
    if (count > 0) {
        place = reader->places.items[count - 1];
    }
    fund_text *const texts[] = {[FUND_PLACE_PAGE] = &place.page,
                                [FUND_PLACE_CHAPTER] = &place.chapter,
                                [FUND_PLACE_SPEAKER] = &place.speaker,
                                [FUND_PLACE_LINE] = &place.line};
    for (; reader->marked < reader->marks.count; reader->marked++) {
        const fund_place_mark *mark = &reader->marks.items[reader->marked];
        if (ink_before(reader, mark) > reader->passage_ink) {
            break;
        }
        *texts[mark->kind] = place_line(reader, mark->value);
    }
    reader->failed |= !fund_array_push(&reader->places, place);
}

static fund_status keep_passage(fund_text passage, void *payload)
{
    fund_corpus_reader *reader = payload;
    if (reader->marks.count > 0) {
        push_place(reader);
        reader->passage_ink += fund_corpus_ink(passage);
    }
    if (reader->events->is_word != NULL && memchr(passage.data, '\n', passage.len) != NULL) {
        fund_buf_clear(&reader->scratch);
        fund_corpus_join_words(&reader->scratch, reader, passage);
        passage = fund_text_in(&reader->scratch);
        reader->failed |= reader->scratch.failed;
    }
    reader->failed |= !fund_array_push(&reader->passages, copy(reader, reader->arena, passage));
    return FUND_OK;
}

static fund_status set_passages(fund_article *article, fund_corpus_reader *reader)
{
    const fund_texts *paragraphs = &reader->paragraphs;
    fund_status status = FUND_OK;
    reader->passages.count = reader->places.count = 0;
    reader->marked = reader->marked_paragraph = reader->marked_ink = reader->passage_ink = 0;
    if (!reader->are_passages) {
        status = fund_passages_cut(paragraphs->items, paragraphs->count, keep_passage, reader,
                                   reader->err);
    }
    for (size_t i = 0; reader->are_passages && i < paragraphs->count; i++) {
        keep_passage(paragraphs->items[i], reader);
    }
    if (status != FUND_OK || reader->failed) {
        return fund_corpus_no_memory(reader);
    }
    article->passages = reader->passages.items;
    article->passage_count = reader->passages.count;
    article->places = reader->marks.count > 0 ? reader->places.items : NULL;
    return article->passage_count > 0
               ? FUND_OK
               : fund_corpus_lose(reader, FUND_ERR_FORMAT, "no text to index; the body is missing");
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
    for (size_t i = 0; article->places != NULL && i < article->passage_count; i++) {
        hash_text(state, article->places[i].page);
        hash_text(state, article->places[i].chapter);
        hash_text(state, article->places[i].speaker);
        if (article->places[i].line.len > 0) {
            hash_text(state, article->places[i].line);
        }
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

/* ---- the article -------------------------------------------------------- */

fund_status fund_draft_deliver(fund_corpus_reader *reader)
{
    fund_article article = {
        .size = sizeof article, .fields.path = fund_text_of(reader->path), .line = reader->line};
    if (reader->origin.len > 0) {
        article.fields.path = reader->origin;
    }
    if (reader->sink != NULL) {
        return reader->sink(reader);
    }
    for (int i = 0; i < FUND_FIELD_COUNT; i++) {
        bool is_known = i == FUND_FIELD_ID || i == FUND_FIELD_URL;
        if (reader->given[i].len > 0 && (is_known || reader->fields[i].len == 0)) {
            reader->fields[i] = reader->given[i];
        }
    }
    fund_arena_reset(reader->arena);
    fund_status status = set_id(&article.fields.id, reader);
    if (status == FUND_OK) {
        status = set_editorial(&article, reader);
    }
    if (status == FUND_OK && !article.withdrawn) {
        status = set_passages(&article, reader);
    }
    if (status == FUND_OK) {
        status = set_metadata(&article, reader);
    }
    if (status == FUND_OK && reader->failed) {
        status = fund_corpus_no_memory(reader);
    }
    if (status != FUND_OK) {
        return status;
    }
    set_hash(article.fields.content_hash, &article, reader->hash);
    return reader->events->article(&article, reader->payload);
}

fund_status fund_draft_deliver_item(fund_corpus_reader *reader)
{
    const int stands_for[] = {FUND_FIELD_TITLE, FUND_FIELD_URL};
    for (size_t i = 0; i < FUND_COUNT(stands_for) && reader->paragraphs.count == 0; i++) {
        fund_draft_add_paragraph(reader, reader->fields[stands_for[i]]);
    }
    bool said = reader->paragraphs.count > 0 || reader->fields[FUND_FIELD_STATUS].len > 0;
    return said || reader->failed ? fund_draft_deliver(reader)
                                  : fund_corpus_skip(reader, FUND_SKIP_EMPTY, (fund_text){"", 0});
}
