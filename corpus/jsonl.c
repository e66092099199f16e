#include "corpus/corpus_private.h"

#include <inttypes.h>
#include <jansson.h>
#include <stdio.h>
#include <string.h>

/* ---- one object --------------------------------------------------------- */

static fund_text text_of(const json_t *string)
{
    return (fund_text){json_string_value(string), json_string_length(string)};
}

enum { INTEGER_MAX = 24 };

static fund_text integer_of(char integer[INTEGER_MAX], const json_t *value)
{
    int len = snprintf(integer, INTEGER_MAX, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
    return (fund_text){integer, (size_t)len};
}

static fund_status take_id(bool *lost, char integer[INTEGER_MAX], fund_corpus_reader *reader,
                           const json_t *id)
{
    if (json_is_string(id)) {
        reader->fields[FUND_FIELD_ID] = text_of(id);
    } else if (json_is_integer(id)) {
        reader->fields[FUND_FIELD_ID] = integer_of(integer, id);
    } else if (id != NULL && !json_is_null(id)) {
        return fund_corpus_lose(lost, reader, "id is neither text nor an integer");
    }
    return FUND_OK;
}

static fund_status take_details(char integer[INTEGER_MAX], fund_corpus_reader *reader,
                                const json_t *object)
{
    for (int i = FUND_FIELD_ID + 1; i < FUND_FIELD_COUNT; i++) {
        const json_t *value = json_object_get(object, fund_corpus_field_names[i]);
        if (json_is_string(value)) {
            reader->fields[i] = text_of(value);
        } else if (json_is_integer(value) && i == FUND_FIELD_VERSION) {
            reader->fields[i] = integer_of(integer, value);
        } else if (value != NULL && !json_is_null(value)) {
            fund_status status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                                     "%s is not text", fund_corpus_field_names[i]);
            if (status != FUND_OK) {
                return status;
            }
        }
    }
    return FUND_OK;
}

static fund_status take_body(bool *lost, fund_corpus_reader *reader, const json_t *body)
{
    static const char wrong[] = FUND_TR("body is neither text nor a list of texts");
    if (json_is_string(body)) {
        fund_corpus_split(&reader->paragraphs, text_of(body), true);
    } else if (json_is_array(body)) {
        for (size_t i = 0; i < json_array_size(body); i++) {
            const json_t *paragraph = json_array_get(body, i);
            if (json_is_string(paragraph)) {
                fund_corpus_split(&reader->paragraphs, text_of(paragraph), false);
            } else if (!json_is_null(paragraph)) {
                return fund_corpus_lose(lost, reader, wrong);
            }
        }
    } else if (body != NULL && !json_is_null(body)) {
        return fund_corpus_lose(lost, reader, wrong);
    }
    return FUND_OK;
}

/* What fund_passages_cut made once: text without control characters but '\n', not empty
   and not much longer than it makes them. */
static bool is_passage(const json_t *value)
{
    fund_text text = text_of(value);
    if (!json_is_string(value) || text.len == 0 || text.len > 8 * (size_t)FUND_PASSAGE_MAX ||
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

/* `passages`, as an export has them; false when they are none. */
static bool take_passages(fund_corpus_reader *reader, const json_t *passages)
{
    size_t count = json_array_size(passages);
    for (size_t i = 0; i < count; i++) {
        if (!is_passage(json_array_get(passages, i))) {
            return false;
        }
    }
    for (size_t i = 0; i < count; i++) {
        fund_text text = text_of(json_array_get(passages, i));
        fund_buf_append(&reader->paragraphs, &text, sizeof text);
    }
    reader->are_passages = count > 0;
    return count > 0;
}

/* Where an article came from before it was exported; a file speaks for itself only. */
static void take_origin(fund_corpus_reader *reader, const json_t *path)
{
    if (json_is_string(path) && strcmp(reader->path, "-") == 0 && text_of(path).len > 0 &&
        text_of(path).data[0] == '/') {
        reader->origin = text_of(path);
    }
}

static fund_status read_object(fund_corpus_reader *reader, const json_t *object)
{
    char integer[INTEGER_MAX], version[INTEGER_MAX];
    bool lost = false;
    fund_corpus_draft_clear(reader);
    if (!json_is_object(object)) {
        return fund_corpus_lose(&lost, reader, "not a JSON object");
    }
    fund_status status = take_id(&lost, integer, reader, json_object_get(object, "id"));
    if (status == FUND_OK && !lost) {
        take_origin(reader, json_object_get(object, "path"));
        const json_t *passages = json_object_get(object, "passages");
        if (!take_passages(reader, passages)) {
            const json_t *body = json_object_get(object, "body");
            status = take_body(&lost, reader, body != NULL ? body : passages);
        }
    }
    if (status == FUND_OK && !lost) {
        status = take_details(version, reader, object);
    }
    return status != FUND_OK || lost ? status : fund_corpus_draft_deliver(reader);
}

/* NULL without JSON or without memory: then *status tells what to return. */
static json_t *parse(fund_status *status, fund_corpus_reader *reader, fund_text text)
{
    json_error_t err;
    bool no_memory;
    json_t *value = fund_json_load(&no_memory, text, &err);
    *status = FUND_OK;
    if (value != NULL) {
        return value;
    }
    if (no_memory) {
        *status = fund_corpus_no_memory(reader);
        return NULL;
    }
    bool zero = json_error_code(&err) == json_error_null_character;
    size_t line = reader->line;
    if (line == 0 && err.line > 0) {
        reader->line = (size_t)err.line;
    }
    *status =
        fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "not valid JSON: %s",
                            zero ? fund_tr("text with a zero character (\\u0000)") : err.text);
    reader->line = line;
    return NULL;
}

/* ---- lines -------------------------------------------------------------- */

/* *blank is cleared when there is anything in the line. */
static fund_status read_line(bool *blank, fund_corpus_reader *reader, fund_buf *converted,
                             fund_text line)
{
    bool lost;
    fund_text text;
    fund_status status = fund_corpus_decode(&text, converted, line, &lost, reader);
    if (status == FUND_OK && !lost && fund_corpus_trim(text).len == 0) {
        return FUND_OK;
    }
    *blank = false;
    if (status != FUND_OK || lost) {
        return status;
    }
    json_t *object = parse(&status, reader, text);
    if (object != NULL) {
        status = read_object(reader, object);
        json_decref(object);
    }
    return status;
}

/* A file that begins with zero bytes in something else than an object would
   tell a problem for each of thousands of "lines". */
static bool is_binary(const fund_corpus_reader *reader, fund_text line)
{
    fund_text text = fund_corpus_trim(line);
    return reader->line == 1 && line.len > 0 && memchr(line.data, '\0', line.len) != NULL &&
           (text.len == 0 || text.data[0] != '{');
}

fund_status fund_corpus_read_lines(fund_corpus_reader *reader, fund_corpus_source *source)
{
    fund_buf converted = FUND_BUF_INIT;
    fund_corpus_line what;
    fund_status status;
    bool blank = true;
    for (;;) {
        fund_text line;
        status = fund_corpus_source_line(&what, &line, source);
        if (status != FUND_OK || what == FUND_LINE_END) {
            break;
        }
        reader->line++;
        if (what == FUND_LINE_TOO_LONG) {
            blank = false;
            status = fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                         "longer than the limit of %zu bytes", reader->limit);
        } else {
            status = read_line(&blank, reader, &converted, line);
        }
        if (status != FUND_OK || (what == FUND_LINE_TEXT && is_binary(reader, line))) {
            break;
        }
    }
    fund_buf_free(&converted);
    reader->line = 0;
    if (status == FUND_OK && blank && source->errnum == 0) {
        status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "empty, no article in it");
    }
    return status;
}

/* ---- documents ---------------------------------------------------------- */

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

bool fund_corpus_is_lines(fund_text text)
{
    fund_text first, second;
    size_t pos = 0;
    if (!next_full_line(&first, text, &pos) || first.data[0] != '{' ||
        !next_full_line(&second, text, &pos)) {
        return false;
    }
    return second.data[0] == '{' || is_whole_object(first);
}

static fund_status read_value(fund_corpus_reader *reader, const json_t *value)
{
    if (fund_jsonfeed_is(value)) {
        return fund_jsonfeed_read(reader, value);
    }
    if (!json_is_array(value)) {
        return read_object(reader, value);
    }
    fund_status status = FUND_OK;
    for (size_t i = 0; status == FUND_OK && i < json_array_size(value); i++) {
        reader->item = i + 1;
        status = read_object(reader, json_array_get(value, i));
    }
    reader->item = 0;
    return status;
}

fund_status fund_corpus_read_document(fund_corpus_reader *reader, fund_text text)
{
    if (text.len == 0) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "empty file");
    }
    fund_buf converted = FUND_BUF_INIT;
    bool lost;
    fund_status status = fund_corpus_decode(&text, &converted, text, &lost, reader);
    if (status == FUND_OK && !lost) {
        json_t *value = parse(&status, reader, text);
        if (value != NULL) {
            status = read_value(reader, value);
            json_decref(value);
        }
    }
    fund_buf_free(&converted);
    return status;
}
