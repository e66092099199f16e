#include "base/base.h"

#include <string.h>

static const struct {
    const char *name;
    size_t offset;
} fields_by_number[FUND_FIELD_TEXTS] = {
    {"id", offsetof(fund_fields, id)},           {"title", offsetof(fund_fields, title)},
    {"date", offsetof(fund_fields, date)},       {"section", offsetof(fund_fields, section)},
    {"author", offsetof(fund_fields, author)},   {"source", offsetof(fund_fields, source)},
    {"url", offsetof(fund_fields, url)},         {"path", offsetof(fund_fields, path)},
    {"embargo", offsetof(fund_fields, embargo)},
};

const char *fund_field_name(size_t i)
{
    return i < FUND_FIELD_TEXTS ? fields_by_number[i].name : NULL;
}

const fund_text *fund_field(const fund_fields *fields, size_t i)
{
    return i < FUND_FIELD_TEXTS ? (const void *)((const char *)fields + fields_by_number[i].offset)
                                : NULL;
}

fund_text *fund_field_to_set(fund_fields *fields, size_t i)
{
    return (void *)((char *)fields + fields_by_number[i].offset);
}

bool fund_fields_copy(fund_fields *out, const fund_fields *from, fund_arena *arena)
{
    *out = *from;
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        fund_text *text = fund_field_to_set(out, i);
        text->data = text->len > 0 ? fund_arena_copy(arena, text->data, text->len) : "";
        if (text->data == NULL) {
            return false;
        }
    }
    return true;
}

bool fund_text_equal(fund_text a, fund_text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}
