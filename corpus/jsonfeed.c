/* JSON Feed 1.0 and 1.1 (jsonfeed.org). */
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <stdio.h>
#include <string.h>

static fund_text text_of(const json_t *object, const char *key)
{
    const json_t *value = json_object_get(object, key);
    return json_is_string(value) ? (fund_text){json_string_value(value), json_string_length(value)}
                                 : (fund_text){"", 0};
}

bool fund_jsonfeed_is(const json_t *value)
{
    static const char version[] = "https://jsonfeed.org/version/";
    fund_text given = text_of(value, "version");
    return given.len > sizeof version - 1 && strncmp(given.data, version, sizeof version - 1) == 0;
}

/* authors[].name of 1.1, author.name of 1.0. */
static fund_text authors_of(fund_corpus_reader *reader, const json_t *item)
{
    const json_t *list = json_object_get(item, "authors");
    fund_buf names = FUND_BUF_INIT;
    for (size_t i = 0; i < json_array_size(list); i++) {
        fund_text name = text_of(json_array_get(list, i), "name");
        fund_buf_append_str(&names, names.len > 0 && name.len > 0 ? ", " : "");
        fund_buf_append(&names, name.data, name.len);
    }
    fund_text name = text_of(json_object_get(item, "author"), "name");
    if (names.len == 0) {
        fund_buf_append(&names, name.data, name.len);
    }
    fund_text kept = fund_draft_copy(reader, names.data != NULL ? names.data : "");
    reader->paragraphs.failed |= names.failed;
    fund_buf_free(&names);
    return kept;
}

static fund_status take_body(fund_corpus_reader *reader, const json_t *item)
{
    fund_text html = text_of(item, "content_html");
    fund_text text = text_of(item, "content_text");
    if (html.len > 0) {
        return fund_corpus_html_paragraphs(reader, html);
    }
    fund_corpus_split(&reader->paragraphs, text.len > 0 ? text : text_of(item, "summary"), true);
    return FUND_OK;
}

static fund_status read_item(fund_corpus_reader *reader, const json_t *item, fund_text feed)
{
    char number[24];
    const json_t *id = json_object_get(item, "id");
    fund_corpus_draft_clear(reader);
    if (json_is_integer(id)) {
        snprintf(number, sizeof number, "%" JSON_INTEGER_FORMAT, json_integer_value(id));
        fund_draft_set(reader, FUND_FIELD_ID, fund_draft_copy(reader, number));
    }
    const json_t *tag = json_array_get(json_object_get(item, "tags"), 0);
    fund_draft_set(reader, FUND_FIELD_ID, text_of(item, "id"));
    fund_draft_set(reader, FUND_FIELD_URL, text_of(item, "url"));
    fund_draft_set(reader, FUND_FIELD_URL, text_of(item, "external_url"));
    fund_draft_set(reader, FUND_FIELD_ID, reader->fields[FUND_FIELD_URL]);
    fund_draft_set(reader, FUND_FIELD_TITLE, text_of(item, "title"));
    fund_draft_set(reader, FUND_FIELD_DATE, text_of(item, "date_published"));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, authors_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SOURCE, feed);
    if (json_is_string(tag)) {
        fund_draft_set(reader, FUND_FIELD_SECTION, fund_draft_copy(reader, json_string_value(tag)));
    }
    fund_status status = take_body(reader, item);
    if (status == FUND_OK && reader->paragraphs.failed) {
        return fund_corpus_no_memory(reader);
    }
    return status == FUND_OK ? fund_corpus_draft_deliver(reader) : status;
}

fund_status fund_jsonfeed_read(fund_corpus_reader *reader, const json_t *feed)
{
    const json_t *items = json_object_get(feed, "items");
    fund_text title = text_of(feed, "title");
    fund_status status = FUND_OK;
    for (size_t i = 0; i < json_array_size(items) && status == FUND_OK; i++) {
        reader->item = i + 1;
        status = read_item(reader, json_array_get(items, i), title);
    }
    reader->item = 0;
    return status == FUND_OK && json_array_size(items) == 0
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "a feed without items")
               : status;
}
