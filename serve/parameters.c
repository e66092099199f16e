/* What requests can say: one table, that requests are read by and the OpenAPI document is made of. */
#include "serve/serve_private.h"

#include <stdlib.h>
#include <string.h>

static const char *const orders[] = {"relevance", "date", "date-asc", NULL};
static const char *const scopes[] = {"default", "article", "passage", NULL};
static const char *const offsets[] = {"bytes", "utf16", NULL};
static const char *const periods[] = {"day", "week", "month", "year", NULL};
static const char *const units[] = {"form", "stem", NULL};
static const char *const measures[] = {"logdice", "mi", "t", "ll", NULL};
static const char *const fields[] = {"word", "section", "author", "article", "source", NULL};

#define OF(member) offsetof(serve_params, member)
#define TEXT(word, member, text)                                                                   \
    {                                                                                              \
        .name = (word), .kind = SERVE_TEXT, .offset = OF(member), .about = (text)                  \
    }
#define TEXTS(word, member, text)                                                                  \
    {                                                                                              \
        .name = (word), .kind = SERVE_TEXTS, .offset = OF(member), .about = (text)                 \
    }
#define NUMBER(word, member, from, to, usual, text)                                                \
    {                                                                                              \
        .name = (word), .kind = SERVE_NUMBER, .offset = OF(member), .least = (from), .most = (to), \
        .otherwise = (usual), .about = (text)                                                      \
    }
#define CHOICE(word, member, list, usual, text)                                                    \
    {                                                                                              \
        .name = (word), .kind = SERVE_CHOICE, .offset = OF(member), .choices = (list),             \
        .otherwise = (usual), .about = (text)                                                      \
    }
#define FLAG(word, member, text)                                                                   \
    {                                                                                              \
        .name = (word), .kind = SERVE_FLAG, .offset = OF(member), .about = (text)                  \
    }

const serve_param serve_param_table[SERVE_P_COUNT] = {
    [SERVE_P_Q] = TEXT("q", q, "the query: man 7 fundstelle-query"),
    [SERVE_P_SINCE] = TEXT("since", since, "articles of this date or later"),
    [SERVE_P_UNTIL] = TEXT("until", until, "articles of this date or earlier"),
    [SERVE_P_SECTION] = TEXTS("section", sections, "articles of one of these sections"),
    [SERVE_P_AUTHOR] = TEXTS("author", authors, "articles by one of these authors"),
    [SERVE_P_SOURCE] = TEXTS("source", sources, "articles from one of these sources"),
    [SERVE_P_SORT] = CHOICE("sort", sort, orders, 0, "the order of hits"),
    [SERVE_P_SCOPE] =
        CHOICE("scope", scope, scopes, 0, "where AND, + and - hold: man 7 fundstelle-query"),
    [SERVE_P_GROUP] = FLAG("group", group, "only the best passage of each article"),
    [SERVE_P_DISTINCT] = FLAG("distinct", distinct, "leave out hits that repeat one above"),
    [SERVE_P_EXPLAIN] = FLAG("explain", explain, "with the reasons of each hit"),
    [SERVE_P_LIMIT] = NUMBER("limit", limit, 1, 100, 10, "how many are wanted"),
    [SERVE_P_OFFSET] = NUMBER("offset", offset, 0, 10000, 0, "how many are skipped"),
    [SERVE_P_OFFSETS] = CHOICE("offsets", offsets, offsets, 0, "the unit of offsets in texts"),
    [SERVE_P_PASSAGE] = NUMBER("passage", passage, 0, UINT32_MAX, 0, "one passage, from 1; 0: all"),
    [SERVE_P_CONTEXT] = NUMBER("context", context, 0, 100, 0, "passages around that one"),
    [SERVE_P_BY] = CHOICE("by", by, periods, SERVE_BY_MONTH, "the length of a period"),
    [SERVE_P_UNIT] = CHOICE("unit", unit, units, 0, "what is one word"),
    [SERVE_P_MIN] = NUMBER("min", min, 1, UINT32_MAX, 1, "leave out what occurs less often"),
    [SERVE_P_AGAINST] = TEXT("against", against, "a query whose words these are compared with"),
    [SERVE_P_MEASURE] = CHOICE("measure", measure, measures, 0, "what collocates are ranked by"),
    [SERVE_P_LEFT] = NUMBER("left", left, 0, FUND_WINDOW_MAX, 5, "words before a match"),
    [SERVE_P_RIGHT] = NUMBER("right", right, 0, FUND_WINDOW_MAX, 5, "words after a match"),
    [SERVE_P_FIELD] = CHOICE("field", field, fields, 0, "what is completed"),
    [SERVE_P_WORD] = TEXT("word", word, "a word, as q"),
    [SERVE_P_KEYS] =
        TEXT("keys", keys, "sort lines: up to three of left, right, match, 1L to 5L, 1R to 5R"),
    [SERVE_P_OPERATION] = TEXT("operation", operation, "searchRetrieve or explain"),
    [SERVE_P_VERSION] = TEXT("version", version, "1.1 or 1.2"),
    [SERVE_P_QUERY] = TEXT("query", query, "a query in CQL 1.2"),
    [SERVE_P_START] = TEXT("startRecord", start, "the first record wanted, from 1"),
    [SERVE_P_MAXIMUM] = TEXT("maximumRecords", maximum, "how many records are wanted"),
    [SERVE_P_PACKING] = TEXT("recordPacking", packing, "xml or string"),
    [SERVE_P_SCHEMA] = TEXT("recordSchema", schema, "dc, or info:srw/schema/1/dc-v1.1"),
};

/* ---- decoding ----------------------------------------------------------------------- */

static int digit(char c)
{
    return c >= '0' && c <= '9'   ? c - '0'
           : c >= 'a' && c <= 'f' ? c - 'a' + 10
           : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                  : -1;
}

const char *serve_decode(fund_arena *arena, fund_text raw, bool form)
{
    char *out = fund_arena_copy(arena, raw.data, raw.len);
    size_t len = 0;
    for (size_t i = 0; out != NULL && i < raw.len; i++) {
        char c = raw.data[i];
        if (c == '%') {
            int high = i + 2 < raw.len ? digit(raw.data[i + 1]) : -1;
            int low = i + 2 < raw.len ? digit(raw.data[i + 2]) : -1;
            if (high < 0 || low < 0) {
                return NULL;
            }
            c = (char)(high * 16 + low);
            i += 2;
        } else if (c == '+' && form) {
            c = ' ';
        }
        if (c == '\0') {
            return NULL;
        }
        out[len++] = c;
    }
    if (out == NULL || !fund_utf8_valid(out, len, NULL)) {
        return NULL;
    }
    out[len] = '\0';
    return out;
}

/* ---- reading ------------------------------------------------------------------------ */

static bool read_value(const serve_param *param, void *target, const char *value)
{
    serve_texts *texts = target;
    uint32_t *number = target;
    char *end;
    unsigned long long parsed;
    switch (param->kind) {
    case SERVE_TEXT:
        *(const char **)target = value;
        return true;
    case SERVE_TEXTS:
        if (texts->count < SERVE_VALUES_MAX && value[0] != '\0') {
            texts->items[texts->count++] = value;
            return true;
        }
        return value[0] == '\0';
    case SERVE_FLAG:
        *(bool *)target = strcmp(value, "true") == 0 || strcmp(value, "1") == 0;
        return *(bool *)target || strcmp(value, "false") == 0 || strcmp(value, "0") == 0;
    case SERVE_NUMBER:
        parsed = strtoull(value, &end, 10);
        *number = (uint32_t)parsed;
        return value[0] >= '0' && value[0] <= '9' && *end == '\0' && strlen(value) <= 10 &&
               parsed >= param->least && parsed <= param->most;
    default:
        for (uint32_t i = 0; param->choices[i] != NULL; i++) {
            if (strcmp(param->choices[i], value) == 0) {
                *number = i;
                return true;
            }
        }
        return false;
    }
}

static const serve_param *find_param(const serve_route *route, const char *name)
{
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        if ((route->params & SERVE_BIT(i)) != 0 && strcmp(serve_param_table[i].name, name) == 0) {
            return &serve_param_table[i];
        }
    }
    return NULL;
}

/* "name=value" */
static serve_problem read_pair(serve_work *work, fund_text pair, uint64_t *seen,
                               const char **detail)
{
    const char *equals = memchr(pair.data, '=', pair.len);
    size_t len = equals != NULL ? (size_t)(equals - pair.data) : pair.len;
    size_t skip = equals != NULL ? len + 1 : len;
    const char *name = serve_decode(work->arena, (fund_text){pair.data, len}, true);
    const char *value =
        serve_decode(work->arena, (fund_text){pair.data + skip, pair.len - skip}, true);
    if (name == NULL || value == NULL) {
        return SERVE_BAD_TARGET;
    }
    *detail = name;
    const serve_param *param = find_param(work->route, name);
    if (param == NULL) {
        return work->route->ignores ? SERVE_PROBLEMS : SERVE_UNKNOWN_PARAMETER;
    }
    uint64_t bit = SERVE_BIT(param - serve_param_table);
    bool again = param->kind != SERVE_TEXTS && (*seen & bit) != 0;
    if (work->route->ignores && value[0] == '\0') {
        return SERVE_PROBLEMS; /* an empty field of a form */
    }
    *seen |= bit;
    return again || !read_value(param, (char *)&work->params + param->offset, value)
               ? SERVE_BAD_PARAMETER
               : SERVE_PROBLEMS;
}

uint32_t serve_param_default(const serve_route *route, const serve_param *param)
{
    bool limit = param == &serve_param_table[SERVE_P_LIMIT];
    return limit && route->limit > 0 ? route->limit : param->otherwise;
}

static void set_defaults(serve_work *work)
{
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        const serve_param *param = &serve_param_table[i];
        if (param->kind == SERVE_NUMBER || param->kind == SERVE_CHOICE) {
            uint32_t usual = serve_param_default(work->route, param);
            memcpy((char *)&work->params + param->offset, &usual, sizeof usual);
        }
    }
}

serve_problem serve_params_read(serve_work *work, const char **detail)
{
    enum { QUERY_MAX = 4096 };
    serve_params *params = &work->params;
    uint64_t seen = 0;
    set_defaults(work);
    for (size_t pos = 0; pos < work->query.len;) {
        const char *pair = work->query.data + pos;
        const char *end = memchr(pair, '&', work->query.len - pos);
        size_t len = end != NULL ? (size_t)(end - pair) : work->query.len - pos;
        serve_problem problem =
            len > 0 ? read_pair(work, (fund_text){pair, len}, &seen, detail) : SERVE_PROBLEMS;
        if (problem != SERVE_PROBLEMS) {
            return problem;
        }
        pos += len + 1;
    }
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        if ((work->route->required & SERVE_BIT(i) & ~seen) != 0) {
            *detail = serve_param_table[i].name;
            return SERVE_MISSING_PARAMETER;
        }
    }
    params->q = params->q != NULL ? params->q : "";
    *detail = "q";
    return strlen(params->q) > QUERY_MAX ? SERVE_BAD_PARAMETER : SERVE_PROBLEMS;
}
