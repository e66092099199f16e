/* Pages and fragments of HTML: what a page says about itself, where its text is, and what around
 * it is not its text. */
#include "corpus/corpus_private.h"

#include <ctype.h>
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

/* ---- what is not text of an article --------------------------------------- */

/* What a block has in it, all depths. */
typedef struct measure {
    size_t text;       /* bytes of text ... */
    size_t linked;     /* ... of which are in links */
    size_t paragraphs; /* bytes of text in <p> */
    unsigned links;
} measure;

typedef struct page {
    fund_corpus_reader *reader;
    const xmlNode *main; /* the container */
    fund_map *measures;  /* node -> measure */
    fund_arena *arena;
} page;

static bool is_boring_word(fund_text word)
{
    return fund_corpus_is_one_of(
        word,
        "ad ads advert advertisement anzeige author breadcrumb breadcrumbs byline comment "
        "comments consent cookie cookies kommentare newsletter pagination paywall promo "
        "recommendations related share sharing sidebar social sponsored subscribe tags teaser "
        "teasers timestamp toolbar werbung");
}

/* "c-teaser__list", "shareBar": words between hyphens and where the case changes. */
static bool has_boring_word(const char *names)
{
    for (const char *at = names; *at != '\0';) {
        size_t len = 0;
        while (isalnum((unsigned char)at[len]) && (len == 0 || !isupper((unsigned char)at[len]) ||
                                                   isupper((unsigned char)at[len - 1]))) {
            len++;
        }
        if (is_boring_word((fund_text){at, len})) {
            return true;
        }
        at += len > 0 ? len : 1;
    }
    return false;
}

static bool is_hidden(const xmlNode *node)
{
    const char *style = fund_xml_attribute(node, "style");
    const char *none = strcasestr(style, "display");
    if (none != NULL) {
        none += strlen("display");
        none += strspn(none, " :");
    }
    return (none != NULL && strncasecmp(none, "none", 4) == 0) ||
           fund_xml_has(node, "aria-hidden", "true") || fund_xml_has_attribute(node, "hidden");
}

static bool has_role(const xmlNode *node)
{
    return fund_corpus_is_one_of(fund_text_of(fund_xml_attribute(node, "role")),
                                 "navigation banner complementary contentinfo search dialog "
                                 "alertdialog menu");
}

static bool holds_main(const page *p, const xmlNode *node)
{
    for (const xmlNode *at = p->main; at != NULL; at = at->parent) {
        if (at == node) {
            return true;
        }
    }
    return false;
}

static bool is_list_of_links(const page *p, const xmlNode *node)
{
    const measure *m = fund_map_get(p->measures, &node, sizeof node);
    return m != NULL && m->links > 1 && m->linked * 5 > m->text * 3 && !fund_markup_is_inline(node);
}

/* The title is not part of the text. */
static bool is_title(const page *p, const xmlNode *node)
{
    fund_text title = p->reader->fields[FUND_FIELD_TITLE];
    if (!fund_xml_is(node, "h1")) {
        return false;
    }
    fund_text own = fund_xml_text(p->reader, node);
    return own.len > 0 && own.len <= title.len && memcmp(own.data, title.data, own.len) == 0;
}

static bool is_left_out(const xmlNode *node, void *payload)
{
    const page *p = payload;
    if (node->type != XML_ELEMENT_NODE) {
        return node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE;
    }
    if (fund_xml_is_one_of(node, "head script style noscript template iframe svg object nav aside "
                                 "footer form button select textarea input figcaption audio video "
                                 "dialog menu")) {
        return true;
    }
    if (holds_main(p, node)) {
        return false;
    }
    return (fund_xml_is(node, "header") && fund_xml_is(p->main, "body")) || is_hidden(node) ||
           has_role(node) || has_boring_word(fund_xml_attribute(node, "class")) ||
           has_boring_word(fund_xml_attribute(node, "id")) || is_list_of_links(p, node) ||
           is_title(p, node);
}

/* ---- where it is ------------------------------------------------------------- */

static measure *measure_of(page *p, const xmlNode *node)
{
    measure *m = fund_map_get(p->measures, &node, sizeof node);
    if (m == NULL) {
        m = fund_arena_alloc(p->arena, sizeof *m);
        if (m == NULL || !fund_map_put(p->measures, &node, sizeof node, m, NULL)) {
            p->reader->failed = true;
            return NULL;
        }
        *m = (measure){0, 0, 0, 0};
    }
    return m;
}

static size_t length_of_text(const xmlNode *node)
{
    size_t len = 0;
    for (const char *at = (const char *)node->content; at != NULL && *at != '\0'; at++) {
        len += (unsigned char)*at > ' ';
    }
    return len;
}

/* Adds a node to all that it is in; trees are no deeper than libxml2 lets them be. */
static void add_up(page *p, const xmlNode *node, const xmlNode *root)
{
    bool is_link = fund_xml_is(node, "a");
    size_t len = node->type == XML_TEXT_NODE ? length_of_text(node) : 0;
    bool linked = false, paragraph = false;
    if (len == 0 && !is_link) {
        return;
    }
    for (const xmlNode *at = node->parent; at != NULL && at != root->parent; at = at->parent) {
        linked |= fund_xml_is(at, "a");
        paragraph |= fund_xml_is(at, "p");
        measure *m = measure_of(p, at);
        if (m == NULL) {
            return;
        }
        m->text += len;
        m->linked += linked ? len : 0;
        m->paragraphs += paragraph && !linked ? len : 0;
        m->links += is_link;
    }
}

static bool is_candidate(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "article main") || fund_xml_has(node, "role", "main") ||
           strcasestr(fund_xml_attribute(node, "itemprop"), "articleBody") != NULL;
}

static const xmlNode *find_main(page *p, const xmlNode *root)
{
    size_t most = 0;
    const xmlNode *best = fund_xml_find(root, "body");
    best = best != NULL ? best : root;
    for (int turn = 0; turn < 2; turn++) {
        for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
            const measure *m = fund_map_get(p->measures, &at, sizeof at);
            if (m == NULL || !is_candidate(at) || m->paragraphs == 0) {
                continue;
            }
            if (turn == 0 && m->paragraphs > most) {
                most = m->paragraphs;
            } else if (turn == 1 && m->paragraphs * 5 > most * 3) {
                best = at; /* the innermost that has most of it */
            }
        }
    }
    return best;
}

static void take_text(fund_corpus_reader *reader, const xmlNode *root)
{
    page p = {.reader = reader, .measures = fund_map_new(), .arena = fund_arena_new()};
    if (p.measures == NULL || p.arena == NULL) {
        reader->failed = true;
    } else {
        for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
            add_up(&p, at, root);
        }
        p.main = find_main(&p, root);
        fund_markup_paragraphs(reader, p.main, is_left_out, &p);
    }
    fund_map_free(p.measures, NULL);
    fund_arena_free(p.arena);
}

/* ---- pages ---------------------------------------------------------------- */

fund_status fund_html_deliver(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_draft_clear(reader);
    if (root != NULL) {
        take_metadata(reader, root);
        take_text(reader, root);
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

fund_status fund_html_paragraphs(fund_corpus_reader *reader, fund_text html)
{
    fund_xml_tree tree = {.doc = NULL};
    fund_status status =
        html.len > 0 ? fund_xml_parse(&tree, reader, html, FUND_MARKUP_HTML) : FUND_OK;
    if (status == FUND_OK && tree.root != NULL) {
        fund_markup_paragraphs(reader, tree.root, fund_markup_is_no_text, NULL);
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
    fund_status status = fund_html_paragraphs(reader, html);
    fund_draft_set_line(reader, field, before);
    return fund_corpus_go_on(status);
}
