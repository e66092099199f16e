/* What a page says about itself: JSON-LD, meta elements, and what is on it. */
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

enum { JSON_NODES_MAX = 2000 }; /* of JSON-LD that are looked at */

/* ---- JSON-LD (schema.org Article) -------------------------------------------- */

static bool is_article_type(const json_t *type)
{
    size_t i;
    json_t *item;
    if (json_is_array(type)) {
        json_array_foreach(type, i, item)
        {
            if (is_article_type(item)) {
                return true;
            }
        }
    }
    const char *name = json_string_value(type);
    return name != NULL && (strstr(name, "Article") != NULL || strcmp(name, "BlogPosting") == 0 ||
                            strcmp(name, "Report") == 0);
}

/* The object of an article in a document, in @graph or in a list. */
static const json_t *find_article(const json_t *value, int *budget)
{
    size_t i;
    json_t *item;
    if (--*budget < 0) {
        return NULL;
    }
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            const json_t *found = find_article(item, budget);
            if (found != NULL) {
                return found;
            }
        }
    }
    if (!json_is_object(value) || is_article_type(json_object_get(value, "@type"))) {
        return json_is_object(value) ? value : NULL;
    }
    return find_article(json_object_get(value, "@graph"), budget);
}

/* A text, the name of an object, or those of a list joined by commas. */
static void append_names(fund_buf *out, const json_t *value)
{
    size_t i;
    json_t *item;
    if (json_is_array(value)) {
        json_array_foreach(value, i, item)
        {
            if (!json_is_array(item)) {
                append_names(out, item);
            }
        }
        return;
    }
    const char *name =
        json_string_value(json_is_object(value) ? json_object_get(value, "name") : value);
    if (name != NULL && name[0] != '\0') {
        fund_buf_append_str(out, out->len > 0 ? ", " : "");
        fund_buf_append_str(out, name);
    }
}

static void set_names(fund_corpus_reader *reader, int field, const json_t *value)
{
    fund_buf names = FUND_BUF_INIT;
    append_names(&names, value);
    if (names.len > 0) {
        fund_draft_set(reader, field, fund_draft_copy(reader, names.data));
    }
    reader->paragraphs.failed |= names.failed;
    fund_buf_free(&names);
}

static void take_json_ld(fund_corpus_reader *reader, fund_text text)
{
    static const struct {
        const char *key;
        int field;
    } keys[] = {
        {"headline", FUND_FIELD_TITLE},   {"datePublished", FUND_FIELD_DATE},
        {"author", FUND_FIELD_AUTHOR},    {"articleSection", FUND_FIELD_SECTION},
        {"publisher", FUND_FIELD_SOURCE},
    };
    int budget = JSON_NODES_MAX;
    json_error_t err;
    bool no_memory;
    json_t *value = fund_json_load(&no_memory, text, &err);
    reader->paragraphs.failed |= no_memory;
    const json_t *article = find_article(value, &budget);
    for (size_t i = 0; article != NULL && i < sizeof keys / sizeof keys[0]; i++) {
        set_names(reader, keys[i].field, json_object_get(article, keys[i].key));
    }
    json_decref(value);
}

/* ---- elements ----------------------------------------------------------------- */

static const char *meta_name(const xmlNode *node)
{
    static const char *const attributes[] = {"property", "name", "itemprop"};
    for (size_t i = 0; i < sizeof attributes / sizeof attributes[0]; i++) {
        const char *name = fund_xml_attribute(node, attributes[i]);
        if (name[0] != '\0') {
            return name;
        }
    }
    return "";
}

/* What of the elements of a page is wanted, the best first. */
typedef struct finds {
    const xmlNode *h1, *title, *time, *author;
    fund_text og_title;
} finds;

static void take_meta(fund_corpus_reader *reader, finds *found, const xmlNode *node)
{
    static const struct {
        const char *name;
        int field;
    } names[] = {
        {"article:published_time", FUND_FIELD_DATE},
        {"datePublished", FUND_FIELD_DATE},
        {"dcterms.date", FUND_FIELD_DATE},
        {"dc.date", FUND_FIELD_DATE},
        {"date", FUND_FIELD_DATE},
        {"author", FUND_FIELD_AUTHOR},
        {"article:section", FUND_FIELD_SECTION},
        {"og:site_name", FUND_FIELD_SOURCE},
    };
    const char *name = meta_name(node);
    fund_text content = fund_draft_copy(reader, fund_xml_attribute(node, "content"));
    if (strcasecmp(name, "og:title") == 0) {
        found->og_title = content;
    }
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(name, names[i].name) == 0) {
            fund_draft_set(reader, names[i].field, content);
        }
    }
}

static bool is_author(const xmlNode *node)
{
    return strcasecmp(fund_xml_attribute(node, "rel"), "author") == 0 ||
           strcasecmp(fund_xml_attribute(node, "itemprop"), "author") == 0;
}

static void look_at(fund_corpus_reader *reader, finds *found, const xmlNode *node)
{
    if (fund_xml_is(node, "meta")) {
        take_meta(reader, found, node);
    } else if (fund_xml_is(node, "link") &&
               strcasecmp(fund_xml_attribute(node, "rel"), "canonical") == 0) {
        fund_draft_set(reader, FUND_FIELD_URL,
                       fund_draft_copy(reader, fund_xml_attribute(node, "href")));
    } else if (fund_xml_is(node, "title") && found->title == NULL) {
        found->title = node;
    } else if (fund_xml_is(node, "h1") && found->h1 == NULL) {
        found->h1 = node;
    } else if (fund_xml_is(node, "time") && found->time == NULL &&
               fund_xml_attribute(node, "datetime")[0] != '\0') {
        found->time = node;
    } else if (is_author(node) && found->author == NULL) {
        found->author = node;
    }
}

static bool is_json_ld(const xmlNode *node)
{
    return fund_xml_is(node, "script") &&
           strcasecmp(fund_xml_attribute(node, "type"), "application/ld+json") == 0;
}

static void take_all_json_ld(fund_corpus_reader *reader, const xmlNode *root)
{
    for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
        if (is_json_ld(at)) {
            take_json_ld(reader, fund_xml_text(reader, at));
        }
    }
}

void fund_html_take_metadata(fund_corpus_reader *reader, const xmlNode *root)
{
    finds found = {.og_title = {"", 0}};
    take_all_json_ld(reader, root);
    for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
        look_at(reader, &found, at);
    }
    fund_draft_set(reader, FUND_FIELD_TITLE, found.og_title);
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, found.h1));
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, found.title));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   fund_draft_copy(reader, fund_xml_attribute(found.time, "datetime")));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, fund_xml_byline(reader, found.author));
}
