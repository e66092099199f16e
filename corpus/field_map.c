/* Names that a caller has for the fields of JSON objects and tables: "title=headline,body=content". */
#include "corpus/corpus_private.h"

#include <string.h>

static int field_named(fund_text name)
{
    int field = FUND_FIELD_COUNT - 1;
    while (field >= 0 && !fund_corpus_is_one_of(name, fund_corpus_field_names[field])) {
        field--;
    }
    return field >= 0                                        ? field
           : fund_corpus_is_one_of(name, "body text inhalt") ? FUND_MAPPED_BODY
                                                             : fund_text_field_of(name);
}

static fund_status take_pair(fund_field_map *out, fund_text pair, fund_error *err)
{
    const char *sign = memchr(pair.data, '=', pair.len);
    size_t len = sign != NULL ? (size_t)(sign - pair.data) : pair.len;
    fund_text name = fund_corpus_trim((fund_text){pair.data, len});
    fund_text key = sign != NULL ? fund_corpus_trim((fund_text){sign + 1, pair.len - len - 1})
                                 : (fund_text){"", 0};
    int field = field_named(name);
    if (sign != NULL && field < 0) {
        return fund_error_set(err, FUND_ERR_ARGUMENT,
                              "map: no field \"%.*s\"; fields are body, id, title, date, section, "
                              "author, source, url, status, embargo, version",
                              (int)(name.len < 60 ? name.len : 60), name.data);
    }
    if (key.len == 0) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "map: \"%.*s\" is not of the form FIELD=KEY",
                              (int)(pair.len < 60 ? pair.len : 60), pair.data);
    }
    if (out->count == FUND_FIELD_MAP_MAX) {
        return fund_error_set(err, FUND_ERR_ARGUMENT, "map: more than %d names",
                              FUND_FIELD_MAP_MAX);
    }
    out->items[out->count++] = (fund_mapped_key){.field = field, .key = key};
    return FUND_OK;
}

fund_status fund_field_map_take(fund_field_map *out, const char *text, fund_error *err)
{
    fund_status status = FUND_OK;
    out->count = 0;
    for (const char *at = text; at != NULL && status == FUND_OK;) {
        size_t len = strcspn(at, ",");
        status = take_pair(out, (fund_text){at, len}, err);
        at = at[len] == ',' ? at + len + 1 : NULL;
    }
    return status;
}

int fund_field_map_of(fund_field_map *map, fund_text key)
{
    for (size_t i = 0; i < map->count; i++) {
        fund_mapped_key *item = &map->items[i];
        if (item->key.len == key.len && memcmp(item->key.data, key.data, key.len) == 0) {
            item->met = true;
            return item->field;
        }
    }
    return -1;
}

const fund_text *fund_field_map_key(const fund_field_map *map, int field)
{
    size_t i = 0;
    while (i < map->count && map->items[i].field != field) {
        i++;
    }
    return i < map->count ? &map->items[i].key : NULL;
}

bool fund_field_map_has(const fund_field_map *map, int field)
{
    return fund_field_map_key(map, field) != NULL;
}

fund_status fund_field_map_report(fund_corpus_reader *reader)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < reader->map.count && status == FUND_OK; i++) {
        const fund_mapped_key *item = &reader->map.items[i];
        if (!item->met && reader->map.asked) {
            status = fund_corpus_problem(
                reader, FUND_ERR_FORMAT, false, "map: nothing has a key or column \"%.*s\"",
                (int)(item->key.len < 60 ? item->key.len : 60), item->key.data);
        }
    }
    return status;
}
