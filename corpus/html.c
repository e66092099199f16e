/* Pages and fragments of HTML: what a page says about itself, where its text is, and what around
 * it is not its text. */
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* ---- by its beginning ---------------------------------------------------- */

/* Past white space and comments. */
static fund_text skip_prelude(fund_text text)
{
    for (;;) {
        while (text.len > 0 && memchr(" \t\r\n", text.data[0], 4) != NULL) {
            text = (fund_text){text.data + 1, text.len - 1};
        }
        const char *end = text.len > 4 && memcmp(text.data, "<!--", 4) == 0
                              ? memmem(text.data, text.len, "-->", 3)
                              : NULL;
        if (end == NULL) {
            return text;
        }
        text = (fund_text){end + 3, (size_t)(text.data + text.len - end) - 3};
    }
}

static bool begins_with(fund_text text, const char *word)
{
    size_t len = strlen(word);
    return text.len > len && strncasecmp(text.data, word, len) == 0 &&
           memchr(" \t\r\n>", text.data[len], 5) != NULL;
}

bool fund_html_sniff(fund_text head)
{
    fund_text start = skip_prelude(fund_corpus_skip_bom(head));
    bool xml = start.len > 5 && memcmp(start.data, "<?xml", 5) == 0;
    if (xml) { /* XHTML may have a declaration */
        const char *end = memmem(start.data, start.len, "?>", 2);
        size_t over = end != NULL ? (size_t)(end + 2 - start.data) : start.len;
        start = skip_prelude((fund_text){start.data + over, start.len - over});
    }
    return begins_with(start, "<!doctype html") || begins_with(start, "<html");
}

/* charset=... of a <meta> in the first bytes; "" for none. */
static void find_declared(char *out, size_t size, fund_text bytes)
{
    char head[2049];
    snprintf(head, sizeof head, "%.*s", bytes.len < sizeof head ? (int)bytes.len : 2048,
             bytes.data);
    const char *at = strcasestr(head, "charset=");
    at = at != NULL ? at + strlen("charset=") : "";
    at += strspn(at, "\"' ");
    size_t len = strcspn(at, "\"' />;");
    snprintf(out, size, "%.*s", len < size ? (int)len : 0, at);
}

enum { JSON_NODES_MAX = 2000 }; /* of JSON-LD that are looked at */

/* ---- JSON-LD (schema.org Article) -------------------------------------------- */

static bool is_article_type(const json_t *type)
{
    size_t i;
    json_t *item;
    json_array_foreach(type, i, item)
    {
        if (is_article_type(item)) {
            return true;
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
    json_array_foreach(value, i, item)
    {
        const json_t *found = find_article(item, budget);
        if (found != NULL) {
            return found;
        }
    }
    if (!json_is_object(value)) {
        return NULL;
    }
    return is_article_type(json_object_get(value, "@type"))
               ? value
               : find_article(json_object_get(value, "@graph"), budget);
}

/* A text, the name of an object, or those of a list joined by commas. */
static void append_names(fund_buf *out, const json_t *value)
{
    size_t i;
    json_t *item;
    json_array_foreach(value, i, item)
    {
        if (!json_is_array(item)) {
            append_names(out, item);
        }
    }
    fund_draft_join(out,
                    fund_json_text(json_is_object(value) ? json_object_get(value, "name") : value));
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
    reader->failed |= no_memory;
    const json_t *article = find_article(value, &budget);
    for (size_t i = 0; article != NULL && i < FUND_COUNT(keys); i++) {
        fund_buf names = FUND_BUF_INIT;
        append_names(&names, json_object_get(article, keys[i].key));
        fund_draft_set(reader, keys[i].field, fund_draft_keep_buf(reader, &names));
    }
    json_decref(value);
}

/* ---- elements ------------------------------------------------------------- */

static const char *meta_name(const xmlNode *node)
{
    static const char *const attributes[] = {"property", "name", "itemprop"};
    for (size_t i = 0; i < FUND_COUNT(attributes); i++) {
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
    const char *og_title;
} finds;

static void take_meta(fund_corpus_reader *reader, finds *found, const xmlNode *node)
{
    static const struct {
        const char *names;
        int field;
    } metas[] = {
        {"article:published_time datePublished dcterms.date dc.date date", FUND_FIELD_DATE},
        {"author", FUND_FIELD_AUTHOR},
        {"article:section", FUND_FIELD_SECTION},
        {"og:site_name", FUND_FIELD_SOURCE},
    };
    fund_text name = fund_text_of(meta_name(node));
    const char *content = fund_xml_attribute(node, "content");
    if (fund_corpus_is_one_of(name, "og:title")) {
        found->og_title = content;
    }
    for (size_t i = 0; i < FUND_COUNT(metas); i++) {
        if (fund_corpus_is_one_of(name, metas[i].names)) {
            fund_draft_set_copy(reader, metas[i].field, content);
        }
    }
}

static void look_at(fund_corpus_reader *reader, finds *found, const xmlNode *node)
{
    if (fund_xml_is(node, "meta")) {
        take_meta(reader, found, node);
    } else if (fund_xml_is(node, "link") && fund_xml_has(node, "rel", "canonical")) {
        fund_draft_set_copy(reader, FUND_FIELD_URL, fund_xml_attribute(node, "href"));
    } else if (fund_xml_is(node, "title") && found->title == NULL) {
        found->title = node;
    } else if (fund_xml_is(node, "h1") && found->h1 == NULL) {
        found->h1 = node;
    } else if (fund_xml_is(node, "time") && found->time == NULL &&
               fund_xml_attribute(node, "datetime")[0] != '\0') {
        found->time = node;
    } else if (found->author == NULL &&
               (fund_xml_has(node, "rel", "author") || fund_xml_has(node, "itemprop", "author"))) {
        found->author = node;
    }
}

static void take_metadata(fund_corpus_reader *reader, const xmlNode *root)
{
    finds found = {.og_title = ""};
    for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
        if (fund_xml_is(at, "script") && fund_xml_has(at, "type", "application/ld+json")) {
            take_json_ld(reader, fund_xml_text(reader, at));
        }
    }
    for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
        look_at(reader, &found, at);
    }
    fund_draft_set_copy(reader, FUND_FIELD_TITLE, found.og_title);
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, found.h1));
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, found.title));
    fund_draft_set_copy(reader, FUND_FIELD_DATE, fund_xml_attribute(found.time, "datetime"));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, fund_xml_byline(reader, found.author));
}

/* ---- pages ---------------------------------------------------------------- */

fund_status fund_html_deliver(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_draft_clear(reader);
    if (root != NULL) {
        take_metadata(reader, root);
        fund_html_text(reader, root);
    }
    return fund_draft_deliver(reader);
}

fund_status fund_html_read(fund_corpus_reader *reader, fund_text bytes)
{
    char declared[64];
    fund_xml_tree tree;
    find_declared(declared, sizeof declared, bytes);
    fund_status status = fund_xml_load(&tree, reader, bytes, declared, FUND_MARKUP_HTML);
    if (status == FUND_OK) {
        status = fund_html_deliver(reader, tree.root);
    }
    fund_xml_free(&tree);
    return status;
}

/* ---- fragments ------------------------------------------------------------ */

static bool is_no_text(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, "head script style noscript template iframe svg object");
}

fund_status fund_html_paragraphs(fund_corpus_reader *reader, fund_text html)
{
    fund_xml_tree tree = {.doc = NULL};
    fund_status status =
        html.len > 0 ? fund_xml_parse(&tree, reader, html, FUND_MARKUP_HTML) : FUND_OK;
    if (status == FUND_OK && tree.root != NULL) {
        fund_markup_paragraphs(reader, tree.root, is_no_text, NULL);
    }
    fund_xml_free(&tree);
    return status;
}

fund_status fund_html_set_line(fund_corpus_reader *reader, int field, fund_text html)
{
    if (memchr(html.data, '<', html.len) == NULL && memchr(html.data, '&', html.len) == NULL) {
        fund_draft_set(reader, field, html);
        return FUND_OK;
    }
    size_t before = reader->paragraphs.count;
    fund_buf line = FUND_BUF_INIT;
    fund_status status = fund_html_paragraphs(reader, html);
    for (size_t i = before; i < reader->paragraphs.count; i++) {
        fund_text part = reader->paragraphs.items[i];
        fund_buf_append(&line, " ", line.len > 0);
        fund_buf_append(&line, part.data, part.len);
    }
    reader->paragraphs.count = before;
    fund_draft_set(reader, field, fund_draft_keep_buf(reader, &line));
    return fund_corpus_go_on(status);
}
