/* Articles in JSON: one object a line, a document of one or a list of them, JSON Feed 1.0 and
 * 1.1 (jsonfeed.org). */
#include "corpus/corpus_private.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

static fund_text text_at(const json_t *object, const char *key)
{
    return fund_json_text(json_object_get(object, key));
}

static bool is_given(const json_t *value)
{
    return value != NULL && !json_is_null(value);
}

/* ---- one object --------------------------------------------------------- */

static fund_status take_id(fund_corpus_reader *reader, const json_t *id)
{
    reader->fields[FUND_FIELD_ID] = fund_json_scalar(reader, id);
    return is_given(id) && !json_is_string(id) && !json_is_integer(id)
               ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "id must be a string or an integer")
               : FUND_OK;
}

/* What the caller has another name for. */
static const json_t *mapped(fund_corpus_reader *reader, const json_t *object, int field)
{
    const json_t *found = NULL;
    for (size_t i = 0; i < reader->map.count; i++) {
        fund_mapped_key *item = &reader->map.items[i];
        const json_t *value =
            item->field == field ? json_object_getn(object, item->key.data, item->key.len) : NULL;
        item->met |= value != NULL;
        found = !is_given(found) ? value : found;
    }
    return found;
}

/* A field by the caller's name, else by its name, else by one that headers of texts have for it, as "Titel". */
static const json_t *member_of(fund_corpus_reader *reader, const json_t *object, int field)
{
    if (fund_field_map_has(&reader->map, field)) {
        return mapped(reader, object, field);
    }
    const json_t *named = json_object_get(object, fund_corpus_field_names[field]);
    const char *key;
    const json_t *value;
    void *at = NULL;
    if (named != NULL) {
        return named;
    }
    while (fund_json_member(&key, &value, &at, object)) {
        if (fund_text_field_of(fund_text_of(key)) == field) {
            return value;
        }
    }
    return NULL;
}

static fund_status take_details(fund_corpus_reader *reader, const json_t *object)
{
    fund_status status = FUND_OK;
    for (int i = FUND_FIELD_ID + 1; i < FUND_FIELD_COUNT && status == FUND_OK; i++) {
        const char *name = fund_corpus_field_names[i];
        const json_t *value = member_of(reader, object, i);
        if (json_is_string(value) || (json_is_integer(value) && i == FUND_FIELD_VERSION)) {
            reader->fields[i] = fund_json_scalar(reader, value);
        } else if (is_given(value)) {
            status =
                fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "%s must be a string", name);
        }
    }
    return status;
}

static fund_status take_body(fund_corpus_reader *reader, const json_t *body)
{
    bool wrong = is_given(body) && !json_is_string(body) && !json_is_array(body);
    if (json_is_string(body)) {
        fund_draft_split(reader, fund_json_text(body), true);
    }
    for (size_t i = 0; i < json_array_size(body) && !wrong; i++) {
        const json_t *paragraph = json_array_get(body, i);
        wrong = is_given(paragraph) && !json_is_string(paragraph);
        fund_draft_split(reader, fund_json_text(paragraph), false);
    }
    return wrong ? fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                    "body must be a string or an array of strings")
                 : FUND_OK;
}

/* What fund_passages_cut made once: text without control characters but '\n', not empty
   and not much longer than it makes them. */
static bool is_passage(const json_t *value)
{
    fund_text text = fund_json_text(value);
    if (text.len == 0 || text.len > 8 * (size_t)FUND_PASSAGE_MAX ||
        fund_corpus_trim(text).len != text.len) {
        return false;
    }
    for (size_t i = 0; i < text.len; i++) {
        unsigned char c = (unsigned char)text.data[i];
        if ((c < ' ' && c != '\n') || c == 0x7f) {
            return false;
        }
    }
    return true;
}

/* The place of passage number `i`, where it is another one than that of the passage before. */
static void mark_change(fund_corpus_reader *reader, fund_place_kind kind, const json_t *places,
                        size_t i)
{
    fund_text own = fund_json_text(json_array_get(places, i));
    fund_text last = fund_json_text(i > 0 ? json_array_get(places, i - 1) : NULL);
    if (own.len != last.len || (own.len > 0 && memcmp(own.data, last.data, own.len) != 0)) {
        fund_draft_mark(reader, kind, own);
    }
}

/* `passages`, as an export has them; false when they are not all such. */
static bool take_passages(fund_corpus_reader *reader, const json_t *object)
{
    static const char *const keys[] = {[FUND_PLACE_PAGE] = "pages",
                                       [FUND_PLACE_CHAPTER] = "chapters",
                                       [FUND_PLACE_SPEAKER] = "speakers",
                                       [FUND_PLACE_LINE] = "lines"};
    const json_t *passages = json_object_get(object, "passages");
    size_t count = json_array_size(passages);
    for (size_t i = 0; i < count; i++) {
        if (!is_passage(json_array_get(passages, i))) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        for (int kind = 0; kind < FUND_PLACE_COUNT; kind++) {
            const json_t *places = json_object_get(object, keys[kind]);
            if (json_array_size(places) == count) {
                mark_change(reader, (fund_place_kind)kind, places, i);
            }
        }
        reader->failed |=
            !fund_array_push(&reader->paragraphs, fund_json_text(json_array_get(passages, i)));
    }
    reader->are_passages = count > 0;
    return count > 0;
}

/* Where the text is: NULL for nowhere. */
static const json_t *body_of(fund_corpus_reader *reader, const json_t *object)
{
    if (fund_field_map_has(&reader->map, FUND_MAPPED_BODY)) {
        return mapped(reader, object, FUND_MAPPED_BODY);
    }
    static const char *const names[] = {"body", "text", "Text", "inhalt", "Inhalt"};
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        const json_t *body = json_object_get(object, names[i]);
        if (is_given(body)) {
            return body;
        }
    }
    return NULL;
}

/* What may be withdrawn without it is not missed. */
static fund_status miss_body(fund_corpus_reader *reader, const json_t *object)
{
    enum { KEYS_MAX = 12 };
    fund_buf keys = FUND_BUF_INIT;
    size_t count = 0;
    const char *key;
    const json_t *value;
    void *at = NULL;
    while (fund_json_member(&key, &value, &at, object)) {
        if (count++ < KEYS_MAX) {
            fund_buf_printf(&keys, "%s\"%.40s\"", count > 1 ? ", " : "", key);
        }
    }
    fund_buf_append_str(&keys, count > KEYS_MAX ? ", ..." : "");
    const fund_text *mapped_to = fund_field_map_key(&reader->map, FUND_MAPPED_BODY);
    fund_status status =
        keys.failed ? fund_corpus_no_memory(reader)
        : count == 0
            ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "no text to index; the object is empty")
        : mapped_to != NULL
            ? fund_corpus_lose(
                  reader, FUND_ERR_FORMAT, "no text to index; no \"%.*s\" (map) among its keys: %s",
                  (int)(mapped_to->len < 60 ? mapped_to->len : 60), mapped_to->data, keys.data)
            : fund_corpus_lose(reader, FUND_ERR_FORMAT,
                               "no text to index; no \"body\" or \"text\" among its keys: %s",
                               keys.data);
    fund_buf_free(&keys);
    return status;
}

static fund_status read_object(fund_corpus_reader *reader, const json_t *object)
{
    fund_draft_clear(reader);
    if (!json_is_object(object)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "not a JSON object");
    }
    reader->map.asked = true;
    if (reader->map.count == 0 && fund_ninjs_is(object)) {
        return fund_ninjs_deliver(reader, object);
    }
    fund_status status = take_id(reader, fund_field_map_has(&reader->map, FUND_FIELD_ID)
                                             ? mapped(reader, object, FUND_FIELD_ID)
                                             : json_object_get(object, "id"));
    fund_text path = text_at(object, "path");
    if (strcmp(reader->path, "-") == 0 && path.len > 0 && path.data[0] == '/') {
        reader->origin = path; /* before it was exported; a file speaks for itself only */
    }
    const json_t *passages = json_object_get(object, "passages");
    if (status == FUND_OK && !take_passages(reader, object)) {
        const json_t *body = body_of(reader, object);
        status = take_body(reader, body != NULL ? body : passages);
    }
    if (status == FUND_OK) {
        status = take_details(reader, object);
    }
    bool missing = body_of(reader, object) == NULL && !is_given(passages) &&
                   reader->fields[FUND_FIELD_STATUS].len == 0;
    return status != FUND_OK ? status
           : missing         ? miss_body(reader, object)
                             : fund_draft_deliver(reader);
}

/* ---- an item of a feed -------------------------------------------------- */

static bool is_feed(const json_t *value)
{
    static const char version[] = "https://jsonfeed.org/version/";
    fund_text given = text_at(value, "version");
    return given.len > sizeof version - 1 && memcmp(given.data, version, sizeof version - 1) == 0;
}

/* authors[].name of 1.1, author.name of 1.0. */
static fund_text authors_of(fund_corpus_reader *reader, const json_t *item)
{
    const json_t *list = json_object_get(item, "authors");
    fund_buf names = FUND_BUF_INIT;
    for (size_t i = 0; i < json_array_size(list); i++) {
        fund_draft_join(&names, text_at(json_array_get(list, i), "name"));
    }
    if (names.len == 0) {
        fund_draft_join(&names, text_at(json_object_get(item, "author"), "name"));
    }
    return fund_draft_keep_buf(reader, &names);
}

static fund_status read_item(fund_corpus_reader *reader, const json_t *item, fund_text feed)
{
    fund_text html = text_at(item, "content_html");
    fund_text text = text_at(item, "content_text");
    fund_draft_clear(reader);
    fund_draft_set(reader, FUND_FIELD_ID, fund_json_scalar(reader, json_object_get(item, "id")));
    fund_draft_set(reader, FUND_FIELD_URL, text_at(item, "url"));
    fund_draft_set(reader, FUND_FIELD_URL, text_at(item, "external_url"));
    fund_draft_set(reader, FUND_FIELD_ID, reader->fields[FUND_FIELD_URL]);
    fund_draft_set(reader, FUND_FIELD_TITLE, text_at(item, "title"));
    fund_draft_set(reader, FUND_FIELD_DATE, text_at(item, "date_published"));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, authors_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SOURCE, feed);
    fund_draft_set(reader, FUND_FIELD_SECTION,
                   fund_json_text(json_array_get(json_object_get(item, "tags"), 0)));
    fund_status status = FUND_OK;
    if (html.len > 0) {
        status = fund_html_paragraphs(reader, html);
    } else {
        fund_draft_split(reader, text.len > 0 ? text : text_at(item, "summary"), true);
    }
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}

/* ---- documents ---------------------------------------------------------- */

/* The messages in an agency's answer, as a list; else NULL. */
static const json_t *messages_in(const json_t *value)
{
    static const char *const names[] = {"entries", "items"};
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        const json_t *list = json_object_get(value, names[i]);
        if (json_array_size(list) > 0 && fund_ninjs_is(json_array_get(list, 0))) {
            return list;
        }
    }
    return NULL;
}

static fund_status read_list(fund_corpus_reader *reader, const json_t *items, const fund_text *feed)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; status == FUND_OK && i < json_array_size(items); i++) {
        const json_t *item = json_array_get(items, i);
        reader->item = i + 1;
        status = fund_corpus_go_on(feed != NULL ? read_item(reader, item, *feed)
                                                : read_object(reader, item));
    }
    reader->item = 0;
    return status;
}

static fund_status read_value(fund_corpus_reader *reader, const json_t *value)
{
    if (is_feed(value)) {
        const json_t *items = json_object_get(value, "items");
        fund_text title = text_at(value, "title");
        return json_array_size(items) > 0
                   ? read_list(reader, items, &title)
                   : fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "the feed has no items");
    }
    const json_t *list = json_is_array(value) ? value : messages_in(value);
    return list != NULL ? read_list(reader, list, NULL) : read_object(reader, value);
}

static fund_status report_invalid(fund_corpus_reader *reader, const json_error_t *err)
{
    bool zero = json_error_code(err) == json_error_null_character;
    size_t line = reader->line;
    if (line == 0 && err->line > 0) {
        reader->line = (size_t)err->line;
    }
    fund_status status =
        fund_corpus_lose(reader, FUND_ERR_FORMAT, "not valid JSON: %s",
                         zero ? fund_tr("contains a zero character (\\u0000)") : err->text);
    reader->line = line;
    return status;
}

static fund_status read_text(fund_corpus_reader *reader, fund_text text)
{
    json_error_t err;
    bool no_memory;
    json_t *value = fund_json_load(&no_memory, text, &err);
    if (value == NULL) {
        return no_memory ? fund_corpus_no_memory(reader) : report_invalid(reader, &err);
    }
    /* A line is one object. */
    fund_status status = reader->line > 0 ? read_object(reader, value) : read_value(reader, value);
    json_decref(value);
    return status;
}

/* ---- lines -------------------------------------------------------------- */

/* *blank is cleared when there is anything in the line. */
static fund_status read_line(bool *blank, fund_corpus_reader *reader, fund_buf *converted,
                             fund_text line)
{
    fund_text text;
    fund_status status = fund_corpus_decode(&text, converted, line, "", reader);
    if (status == FUND_OK && fund_corpus_trim(text).len == 0) {
        return FUND_OK;
    }
    *blank = false;
    return status == FUND_OK ? read_text(reader, text) : status;
}

/* A file that begins with zero bytes in something else than an object would
   report a problem for each of thousands of "lines". */
static bool is_binary(const fund_corpus_reader *reader, fund_text line)
{
    fund_text text = fund_corpus_trim(line);
    return reader->line == 1 && line.len > 0 && memchr(line.data, '\0', line.len) != NULL &&
           (text.len == 0 || text.data[0] != '{');
}

static fund_status read_lines(fund_corpus_source *source)
{
    fund_corpus_reader *reader = source->reader;
    fund_buf converted = FUND_BUF_INIT;
    fund_corpus_line what;
    fund_status status;
    fund_text line;
    bool blank = true;
    while ((status = fund_corpus_source_line(&what, &line, source)) == FUND_OK &&
           what != FUND_LINE_END) {
        reader->line++;
        if (what == FUND_LINE_TOO_LONG) {
            blank = false;
            status = fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                         "longer than the limit of %zu bytes", reader->limit);
        } else {
            status = fund_corpus_go_on(read_line(&blank, reader, &converted, line));
        }
        if (status != FUND_OK || (what == FUND_LINE_TEXT && is_binary(reader, line))) {
            break;
        }
    }
    fund_buf_free(&converted);
    reader->line = 0;
    if (status == FUND_OK && source->errnum != 0) {
        return fund_corpus_read_error(source);
    }
    return status == FUND_OK && blank
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "contains no articles")
               : status;
}

/* ---- which of them ------------------------------------------------------ */

bool fund_json_sniff(fund_text head)
{
    /* The zero bytes are those of UTF-16. */
    fund_text text = fund_corpus_skip_bom(head);
    size_t pos = fund_corpus_is_utf16(head) ? 2 : 0;
    while (pos < text.len && memchr(" \t\r\n\0", text.data[pos], 5) != NULL) {
        pos++;
    }
    return pos < text.len && text.data[pos] == '{';
}

static bool is_whole_object(fund_text line)
{
    json_t *value = json_loadb(line.data, line.len, 0, NULL);
    bool whole = json_is_object(value);
    json_decref(value);
    return whole;
}

/* The next line that is not blank, up to its '\n'. */
static bool next_full_line(fund_text *line, fund_text text, size_t *pos)
{
    while (*pos < text.len) {
        const char *start = text.data + *pos;
        const char *newline = memchr(start, '\n', text.len - *pos);
        size_t len = newline == NULL ? text.len - *pos : (size_t)(newline - start);
        *pos += len + (newline != NULL);
        *line = fund_corpus_trim((fund_text){start, len});
        if (line->len > 0) {
            return true;
        }
    }
    return false;
}

/* True for one object a line, not one value over several. */
static bool are_lines(fund_text text)
{
    fund_text first, second;
    size_t pos = 0;
    if (!next_full_line(&first, text, &pos) || first.data[0] != '{' ||
        !next_full_line(&second, text, &pos)) {
        return false;
    }
    return second.data[0] == '{' || is_whole_object(first);
}

/* What a first block shows of a file that is too large for memory: whole lines,
   or a line that is longer than the block. */
static bool may_be_lines(fund_text head)
{
    return are_lines(head) || (fund_json_sniff(head) && memchr(head.data, '\n', head.len) == NULL);
}

/* JSON in memory. */
static fund_status read_loaded(fund_corpus_source *source, fund_text text, bool lines)
{
    if (lines || are_lines(text)) {
        return read_lines(source);
    }
    if (text.len == 0) {
        return fund_corpus_lose(source->reader, FUND_ERR_FORMAT, "empty file");
    }
    fund_buf converted = FUND_BUF_INIT;
    fund_status status = fund_corpus_decode(&text, &converted, text, "", source->reader);
    if (status == FUND_OK) {
        status = read_text(source->reader, text);
    }
    fund_buf_free(&converted);
    return status;
}

/* UTF-16 is converted as a whole, since its lines do not end with a byte. */
static fund_status read_utf16(fund_corpus_reader *reader, fund_text text, bool lines)
{
    fund_corpus_source source = {.reader = reader, .fd = -1, .end = true};
    fund_status status = fund_corpus_decode(&text, &source.buf, text, "", reader);
    if (status == FUND_OK) {
        status = read_loaded(&source, text, lines);
    }
    fund_buf_free(&source.buf);
    return status;
}

/* `lines`: whatever they begin with. */
static fund_status read_as(fund_corpus_source *source, bool lines)
{
    fund_corpus_reader *reader = source->reader;
    fund_text text = fund_corpus_rest(source);
    if (!fund_corpus_is_utf16(text) &&
        (lines || (source->size > reader->limit && may_be_lines(text)))) {
        return read_lines(source);
    }
    fund_status status = fund_corpus_load(&text, source);
    if (status != FUND_OK) {
        return status;
    }
    return fund_corpus_is_utf16(text) ? read_utf16(reader, text, lines)
                                      : read_loaded(source, text, lines);
}

fund_status fund_json_read(fund_corpus_source *source)
{
    return read_as(source, false);
}

fund_status fund_json_read_lines(fund_corpus_source *source)
{
    return read_as(source, true);
}

fund_status fund_json_read_stream(fund_corpus_source *source)
{
    return fund_corpus_is_utf16(fund_corpus_rest(source))
               ? fund_corpus_lose(source->reader, FUND_ERR_ENCODING,
                                  "UTF-16 is not supported in a stream; convert it to UTF-8")
               : read_lines(source);
}
