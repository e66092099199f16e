/* The OpenAPI document, made of the tables that requests are answered by. */
#include "serve/serve_private.h"

#include <string.h>

/* Types of fields: n null, s string, i integer, d number, b boolean, l list of the schema, o the schema. */
typedef struct field {
    const char *schema; /* that it belongs to */
    const char *name, *type, *of;
} field;

static const field fields[] = {
    {"Problem", "type", "s", NULL},
    {"Problem", "title", "s", NULL},
    {"Problem", "status", "i", NULL},
    {"Problem", "code", "s", NULL},
    {"Problem", "detail", "s?", NULL},
    {"Range", "begin", "i", NULL},
    {"Range", "end", "i", NULL},
    {"Match", "begin", "i", NULL},
    {"Match", "end", "i", NULL},
    {"Match", "kind", "s", NULL},
    {"Reason", "word", "s", NULL},
    {"Reason", "score", "d", NULL},
    {"Reason", "matches", "l", "Match"},
    {"Diagnostic", "offset", "i", NULL},
    {"Diagnostic", "message", "s", NULL},
    {"Repeat", "article", "s", NULL},
    {"Repeat", "passage", "i", NULL},
    {"Repeat", "title", "sn", NULL},
    {"Repeat", "date", "sn", NULL},
    {"Repeat", "source", "sn", NULL},
    {"Hit", "rank", "i", NULL},
    {"Hit", "score", "d", NULL},
    {"Hit", "article", "s", NULL},
    {"Hit", "passage", "i", NULL},
    {"Hit", "title", "sn", NULL},
    {"Hit", "date", "sn", NULL},
    {"Hit", "section", "sn", NULL},
    {"Hit", "source", "sn", NULL},
    {"Hit", "text", "s", NULL},
    {"Hit", "highlights", "l", "Range"},
    {"Hit", "author", "sn", NULL},
    {"Hit", "url", "sn", NULL},
    {"Hit", "passages", "i", NULL},
    {"Hit", "page", "s?", NULL},
    {"Hit", "chapter", "s?", NULL},
    {"Hit", "speaker", "s?", NULL},
    {"Hit", "line", "s?", NULL},
    {"Hit", "more", "i?", NULL},
    {"Hit", "duplicates", "i?", NULL},
    {"Hit", "repeats", "l?", "Repeat"},
    {"Hit", "explain", "l?", "Reason"},
    {"SearchAnswer", "query", "s", NULL},
    {"SearchAnswer", "total", "i", NULL},
    {"SearchAnswer", "exact", "b", NULL},
    {"SearchAnswer", "articles", "in", NULL},
    {"SearchAnswer", "partial", "b", NULL},
    {"SearchAnswer", "next", "sn", NULL},
    {"SearchAnswer", "diagnostics", "l", "Diagnostic"},
    {"SearchAnswer", "suggestions", "S", NULL},
    {"SearchAnswer", "hits", "l", "Hit"},
    {"SimilarAnswer", "article", "s", NULL},
    {"SimilarAnswer", "partial", "b", NULL},
    {"SimilarAnswer", "hits", "l", "Hit"},
    {"Text", "passage", "i", NULL},
    {"Text", "text", "s", NULL},
    {"Article", "article", "s", NULL},
    {"Article", "title", "sn", NULL},
    {"Article", "date", "sn", NULL},
    {"Article", "section", "sn", NULL},
    {"Article", "author", "sn", NULL},
    {"Article", "source", "sn", NULL},
    {"Article", "url", "sn", NULL},
    {"Article", "passages", "i", NULL},
    {"Article", "texts", "l", "Text"},
    {"FacetValue", "value", "s", NULL},
    {"FacetValue", "passages", "i", NULL},
    {"FacetValue", "articles", "i", NULL},
    {"Facets", "section", "l", "FacetValue"},
    {"Facets", "author", "l", "FacetValue"},
    {"Facets", "source", "l", "FacetValue"},
    {"Facets", "month", "l", "FacetValue"},
    {"Facets", "year", "l", "FacetValue"},
    {"FacetsAnswer", "query", "s", NULL},
    {"FacetsAnswer", "facets", "o", "Facets"},
    {"FacetsAnswer", "passages", "i", NULL},
    {"FacetsAnswer", "articles", "i", NULL},
    {"FacetsAnswer", "exact", "b", NULL},
    {"FacetsAnswer", "partial", "b", NULL},
    {"Selection", "words", "i", NULL},
    {"Selection", "passages", "i", NULL},
    {"Selection", "articles", "i", NULL},
    {"Line", "left", "s", NULL},
    {"Line", "match", "s", NULL},
    {"Line", "right", "s", NULL},
    {"Line", "article", "s", NULL},
    {"Line", "passage", "i", NULL},
    {"Line", "date", "s", NULL},
    {"Line", "title", "s", NULL},
    {"Period", "period", "s", NULL},
    {"Period", "passages", "i", NULL},
    {"Period", "articles", "i", NULL},
    {"Period", "words", "i", NULL},
    {"Period", "occurrences", "i", NULL},
    {"Period", "per_million", "d", NULL},
    {"Period", "occurrences_per_million", "d", NULL},
    {"WordRow", "text", "s", NULL},
    {"WordRow", "stem", "s", NULL},
    {"WordRow", "count", "i", NULL},
    {"WordRow", "per_million", "d", NULL},
    {"WordRow", "passages", "i", NULL},
    {"WordRow", "articles", "i", NULL},
    {"WordRow", "dp", "d", NULL},
    {"WordRow", "against_count", "i", NULL},
    {"WordRow", "against_per_million", "d", NULL},
    {"WordRow", "log_likelihood", "d", NULL},
    {"WordRow", "log_ratio", "d", NULL},
    {"CollocateRow", "text", "s", NULL},
    {"CollocateRow", "stem", "s", NULL},
    {"CollocateRow", "near", "i", NULL},
    {"CollocateRow", "count", "i", NULL},
    {"CollocateRow", "expected", "d", NULL},
    {"CollocateRow", "log_dice", "d", NULL},
    {"CollocateRow", "mi", "d", NULL},
    {"CollocateRow", "t", "d", NULL},
    {"CollocateRow", "log_likelihood", "d", NULL},
#define COUNT_FIELDS(answer, rows, row)                                                            \
    {answer, "query", "s", NULL}, {answer, "selection", "o", "Selection"},                         \
        {answer, "matches", "i", NULL}, {answer, "diagnostics", "l", "Diagnostic"},                \
    {                                                                                              \
        answer, rows, "l", row                                                                     \
    }
    COUNT_FIELDS("KwicAnswer", "lines", "Line"),
    COUNT_FIELDS("TrendAnswer", "periods", "Period"),
    COUNT_FIELDS("WordsAnswer", "rows", "WordRow"),
    COUNT_FIELDS("CollocatesAnswer", "rows", "CollocateRow"),
    {"Completion", "word", "s", NULL},
    {"Completion", "passages", "i", NULL},
    {"Completions", "query", "s", NULL},
    {"Completions", "completions", "l", "Completion"},
    {"CountedWord", "word", "s", NULL},
    {"CountedWord", "count", "i", NULL},
    {"Term", "word", "s", NULL},
    {"Term", "stem", "s", NULL},
    {"Term", "as_word", "i", NULL},
    {"Term", "as_part", "i", NULL},
    {"Term", "forms", "l", "CountedWord"},
    {"Term", "compounds", "l", "CountedWord"},
    {"Term", "suggestions", "l", "CountedWord"},
    {"Term", "sampled", "b", NULL},
    {"Parsed", "query", "s", NULL},
    {"Parsed", "parsed", "s", NULL},
    {"Parsed", "diagnostics", "l", "Diagnostic"},
    {"IndexStatus", "articles", "i", NULL},
    {"IndexStatus", "passages", "i", NULL},
    {"IndexStatus", "terms", "i", NULL},
    {"IndexStatus", "bytes", "i", NULL},
    {"IndexStatus", "commit", "i", NULL},
    {"IndexStatus", "updated", "s", NULL},
    {"IndexStatus", "segments", "i", NULL},
    {"Status", "version", "s", NULL},
    {"Status", "json", "i", NULL},
    {"Status", "indexes", "l", "IndexStatus"},
};

static json_t *reference(const char *schema)
{
    return json_pack("{s:s+}", "$ref", "#/components/schemas/", schema);
}

static json_t *field_schema(const field *of)
{
    const char *name = "string";
    switch (of->type[0]) {
    case 'l':
        return json_pack("{s:s, s:o}", "type", "array", "items", reference(of->of));
    case 'S':
        return json_pack("{s:s, s:{s:s}}", "type", "array", "items", "type", "string");
    case 'o':
        return reference(of->of);
    case 'i':
        name = "integer";
        break;
    case 'd':
        name = "number";
        break;
    case 'b':
        name = "boolean";
        break;
    default:
        break;
    }
    return strchr(of->type, 'n') != NULL ? json_pack("{s:[s, s]}", "type", name, "null")
                                         : json_pack("{s:s}", "type", name);
}

static json_t *schemas(void)
{
    json_t *all = json_object();
    for (size_t i = 0; i < SERVE_COUNT(fields); i++) {
        json_t *schema = json_object_get(all, fields[i].schema);
        if (schema == NULL) {
            schema = json_pack("{s:s, s:{}, s:[], s:b}", "type", "object", "properties", "required",
                               "additionalProperties", 0);
            json_object_set_new(all, fields[i].schema, schema);
        }
        json_object_set_new(json_object_get(schema, "properties"), fields[i].name,
                            field_schema(&fields[i]));
        if (strchr(fields[i].type, '?') == NULL) {
            json_array_append_new(json_object_get(schema, "required"), json_string(fields[i].name));
        }
    }
    json_object_set_new(all, "OpenApi", json_pack("{s:s}", "type", "object"));
    return all;
}

static json_t *value_schema(const serve_route *route, const serve_param *param)
{
    switch (param->kind) {
    case SERVE_FLAG:
        return json_pack("{s:s, s:b}", "type", "boolean", "default", 0);
    case SERVE_NUMBER:
        return json_pack("{s:s, s:I, s:I, s:I}", "type", "integer", "minimum",
                         (json_int_t)param->least, "maximum", (json_int_t)param->most, "default",
                         (json_int_t)serve_param_default(route, param));
    case SERVE_TEXTS:
        return json_pack("{s:s, s:{s:s}, s:i}", "type", "array", "items", "type", "string",
                         "maxItems", (int)SERVE_VALUES_MAX);
    case SERVE_TEXT:
        return json_pack("{s:s}", "type", "string");
    default:
        break;
    }
    json_t *names = json_array();
    for (size_t i = 0; param->choices[i] != NULL; i++) {
        json_array_append_new(names, json_string(param->choices[i]));
    }
    return json_pack("{s:s, s:o, s:s}", "type", "string", "enum", names, "default",
                     param->choices[param->otherwise]);
}

static json_t *parameters(const serve_route *route)
{
    json_t *list = json_array();
    if (strstr(route->path, "{id}") != NULL) {
        json_array_append_new(list, json_pack("{s:s, s:s, s:b, s:{s:s}}", "name", "id", "in",
                                              "path", "required", 1, "schema", "type", "string"));
    }
    for (size_t i = 0; i < SERVE_P_COUNT; i++) {
        const serve_param *param = &serve_param_table[i];
        if ((route->params & SERVE_BIT(i)) != 0) {
            json_array_append_new(
                list, json_pack("{s:s, s:s, s:b, s:s, s:o}", "name", param->name, "in", "query",
                                "required", (route->required & SERVE_BIT(i)) != 0, "description",
                                param->about, "schema", value_schema(route, param)));
        }
    }
    return list;
}

static json_t *responses(const serve_route *route)
{
    json_t *schema =
        route->schema != NULL ? reference(route->schema) : json_pack("{s:s}", "type", "string");
    json_t *all = json_pack("{s:{s:s, s:{s:{s:o}}}}", "200", "description", route->about, "content",
                            route->type, "schema", schema);
    for (int i = 0; i < SERVE_PROBLEMS; i++) {
        char status[8];
        json_t *known;
        snprintf(status, sizeof status, "%u", serve_problem_status((serve_problem)i));
        known = json_object_get(all, status);
        if (known == NULL) {
            json_object_set_new(
                all, status,
                json_pack("{s:s, s:{s:{s:o}}}", "description", serve_problem_code((serve_problem)i),
                          "content", "application/problem+json", "schema", reference("Problem")));
        } else {
            json_object_set_new(known, "description",
                                json_pack("s++",
                                          json_string_value(json_object_get(known, "description")),
                                          ", ", serve_problem_code((serve_problem)i)));
        }
    }
    json_object_set_new(all, "304", json_pack("{s:s}", "description", "Not modified"));
    return all;
}

/* A key is a bearer token, or the password of whatever user. */
static json_t *key_schemes(void)
{
    return json_pack("{s:{s:s, s:s}, s:{s:s, s:s}}", "bearer", "type", "http", "scheme", "bearer",
                     "basic", "type", "http", "scheme", "basic");
}

void serve_api_openapi(serve_work *work)
{
    const serve_route *routes = work->server->routes;
    size_t count = work->server->route_count;
    json_t *paths = json_object();
    for (size_t i = 0; i < count; i++) {
        if (!routes[i].for_page) {
            json_object_set_new(paths, routes[i].path,
                                json_pack("{s:{s:s, s:s, s:o, s:o}}", "get", "operationId",
                                          routes[i].name, "summary", routes[i].about, "parameters",
                                          parameters(&routes[i]), "responses",
                                          responses(&routes[i])));
        }
    }
    serve_json(work, json_pack("{s:s, s:{s:s, s:s}, s:o, s:{s:o, s:o}, s:[{}, {s:[]}]}", "openapi",
                               "3.1.0", "info", "title", work->server->settings->title, "version",
                               fund_version(), "paths", paths, "components", "schemas", schemas(),
                               "securitySchemes", key_schemes(), "security", "bearer"));
}
