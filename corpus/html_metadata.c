/* What a page says about itself: in JSON-LD (schema.org), in <meta> and in marked elements. */
#include "base/array.h"
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <jansson.h>
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

enum {
    JSON_NODES_MAX = 2000, /* of JSON-LD that are looked at */
    HEADINGS_MAX = 100,
    HEADING_BYTES_MAX = 400,
    BYLINE_BYTES_MAX = 80,
};

/* Where something stands from the best place to the least sure one. */
typedef enum rank { RANK_DATA, RANK_MARKED, RANK_NAMED, RANK_COUNT } rank;

typedef struct finds {
    fund_corpus_reader *reader;
    fund_status status;
    fund_html_titles titles;
    fund_text body;
    fund_text dates[RANK_COUNT], authors[RANK_COUNT];
} finds;

static void keep_first(fund_text *place, fund_text text)
{
    *place = place->len == 0 ? text : *place;
}

/* A text as one line. */
static fund_text squeezed(finds *f, fund_text text)
{
    fund_buf line = FUND_BUF_INIT;
    fund_corpus_squeeze(&line, text, false);
    return fund_draft_keep_buf(f->reader, &line);
}

/* ---- JSON-LD --------------------------------------------------------------- */

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

static fund_text names_in(finds *f, const json_t *article, const char *key)
{
    fund_buf names = FUND_BUF_INIT;
    append_names(&names, json_object_get(article, key));
    return fund_draft_keep_buf(f->reader, &names);
}

/* Such texts often are HTML as it stands in the page: "M&uuml;ller". */
static fund_text line_in(finds *f, const json_t *article, const char *key)
{
    fund_text given = f->reader->fields[FUND_FIELD_TITLE];
    f->reader->fields[FUND_FIELD_TITLE] = (fund_text){"", 0};
    fund_status status = fund_html_set_line(f->reader, FUND_FIELD_TITLE, names_in(f, article, key));
    f->status = f->status == FUND_OK ? status : f->status;
    fund_text line = f->reader->fields[FUND_FIELD_TITLE];
    f->reader->fields[FUND_FIELD_TITLE] = given;
    return line;
}

/* Line breaks in strings are no JSON, but common. */
static fund_text without_controls(finds *f, fund_text text)
{
    fund_buf plain = FUND_BUF_INIT;
    fund_buf_append(&plain, text.data, text.len);
    for (size_t i = 0; i < plain.len; i++) {
        plain.data[i] = (unsigned char)plain.data[i] < ' ' ? ' ' : plain.data[i];
    }
    return fund_draft_keep_buf(f->reader, &plain);
}

static void take_json_ld(finds *f, const xmlNode *script)
{
    int budget = JSON_NODES_MAX;
    json_error_t err;
    bool no_memory;
    json_t *value =
        fund_json_load(&no_memory, without_controls(f, fund_xml_text(f->reader, script)), &err);
    f->reader->failed |= no_memory;
    const json_t *article = find_article(value, &budget);
    if (article != NULL) {
        keep_first(&f->titles.stated, line_in(f, article, "headline"));
        keep_first(&f->titles.sites[1], names_in(f, article, "publisher"));
        keep_first(&f->dates[RANK_DATA], names_in(f, article, "datePublished"));
        keep_first(&f->authors[RANK_DATA], names_in(f, article, "author"));
        keep_first(
            &f->body,
            fund_draft_keep(f->reader, fund_json_text(json_object_get(article, "articleBody"))));
        fund_draft_set(f->reader, FUND_FIELD_SECTION, names_in(f, article, "articleSection"));
    }
    json_decref(value);
}

/* ---- <meta> and <link> -------------------------------------------------------- */

static fund_text meta_name(const xmlNode *node)
{
    static const char *const attributes[] = {"property", "name", "itemprop"};
    for (size_t i = 0; i < FUND_COUNT(attributes); i++) {
        const char *name = fund_xml_attribute(node, attributes[i]);
        if (name[0] != '\0') {
            return fund_text_of(name);
        }
    }
    return (fund_text){"", 0};
}

/* "https://www.example.org/..." is the site "example". */
static fund_text site_of(const char *url)
{
    const char *host = strstr(url, "://");
    host = host != NULL ? host + 3 : "";
    host += strncasecmp(host, "www.", 4) == 0 ? 4 : 0;
    size_t end = strcspn(host, "/:?#");
    const char *dot = memrchr(host, '.', end);
    return (fund_text){host, dot != NULL ? (size_t)(dot - host) : 0};
}

static void take_link(finds *f, const xmlNode *node)
{
    const char *href = fund_xml_attribute(node, "href");
    if (fund_xml_has(node, "rel", "canonical")) {
        fund_draft_set_copy(f->reader, FUND_FIELD_URL, href);
        keep_first(&f->titles.sites[3], site_of(href));
    }
}

static void take_meta(finds *f, const xmlNode *node, fund_text *og_title)
{
    const struct {
        const char *names;
        fund_text *place;
    } metas[] = {
        {"og:title", og_title},
        {"twitter:title dc.title dcterms.title", &og_title[1]},
        {"og:site_name", &f->titles.sites[0]},
        {"application-name", &f->titles.sites[2]},
        {"article:published_time datePublished", &f->dates[RANK_DATA]},
        {"dcterms.date dc.date dc.date.issued date pubdate publishdate", &f->dates[RANK_MARKED]},
        {"author dc.creator", &f->authors[RANK_MARKED]},
    };
    fund_text name = meta_name(node);
    const char *content = fund_xml_attribute(node, "content");
    for (size_t i = 0; i < FUND_COUNT(metas); i++) {
        if (fund_corpus_is_one_of(name, metas[i].names)) {
            keep_first(metas[i].place, fund_text_of(content));
        }
    }
    if (fund_corpus_is_one_of(name, "article:section")) {
        fund_draft_set_copy(f->reader, FUND_FIELD_SECTION, content);
    } else if (fund_corpus_is_one_of(name, "og:url")) {
        keep_first(&f->titles.sites[3], site_of(content));
    }
}

/* ---- headings ---------------------------------------------------------------- */

/* "/", "https://example.org/", "index.html" */
static bool is_front_page(const xmlNode *link)
{
    const char *href = fund_xml_attribute(link, "href");
    const char *scheme = strstr(href, "//");
    if (fund_xml_has(link, "rel", "home")) {
        return true;
    }
    if (scheme != NULL && (scheme == href || scheme[-1] == ':')) {
        href = scheme + 2 + strcspn(scheme + 2, "/?#");
    } else if (href[0] == '\0' || href[0] == '#') {
        return false;
    }
    href += strspn(href, "./");
    return href[0] == '\0' ||
           fund_corpus_is_one_of(fund_text_of(href), "index.html index.htm index.php");
}

/* Whether a heading names the site, not the article. */
static bool names_site(const xmlNode *heading)
{
    const xmlNode *parent = heading->parent;
    return is_front_page(fund_xml_find(heading, "a")) ||
           (parent != NULL && fund_xml_is(parent, "a") && is_front_page(parent));
}

static bool is_in_frame(const xmlNode *node)
{
    while (node != NULL && !fund_xml_is_one_of(node, "nav footer aside")) {
        node = node->parent;
    }
    return node != NULL;
}

static void take_heading(finds *f, const xmlNode *node, int level)
{
    fund_text text = squeezed(f, fund_xml_text(f->reader, node));
    if (text.len > 0 && text.len <= HEADING_BYTES_MAX && !is_in_frame(node) &&
        f->titles.headings.count < HEADINGS_MAX) {
        fund_html_heading heading = {text, level, names_site(node)};
        f->reader->failed |= !fund_array_push(&f->titles.headings, heading);
    }
}

/* ---- dates and authors --------------------------------------------------------- */

static void take_time(finds *f, const xmlNode *node)
{
    fund_text when = fund_text_of(fund_xml_attribute(node, "datetime"));
    bool published =
        fund_xml_has(node, "itemprop", "datePublished") || fund_xml_has_attribute(node, "pubdate");
    keep_first(&f->dates[published ? RANK_DATA : RANK_NAMED], when);
}

static bool has_word(const char *names, const char *words)
{
    while (*names != '\0') {
        size_t len = strcspn(names, " \t\r\n");
        if (fund_corpus_is_one_of((fund_text){names, len}, words)) {
            return true;
        }
        names += len + (names[len] != '\0');
    }
    return false;
}

/* A name, not an address, a date or a sentence. */
static bool is_name(fund_text text)
{
    size_t blanks = 0;
    for (size_t i = 0; i < text.len; i++) {
        blanks += text.data[i] == ' ';
        if (fund_byte_is(text.data[i], FUND_CHAR_DIGIT) || strchr("@/|!?:", text.data[i]) != NULL) {
            return false;
        }
    }
    return text.len > 1 && text.len <= BYLINE_BYTES_MAX && blanks < 8;
}

static void take_author(finds *f, const xmlNode *node)
{
    bool marked = fund_xml_has(node, "rel", "author") || fund_xml_has(node, "itemprop", "author");
    bool named = has_word(fund_xml_attribute(node, "class"),
                          "author author-name autor byline entry-author post-author");
    rank place = marked ? RANK_MARKED : RANK_NAMED;
    if ((marked || named) && f->authors[place].len == 0) {
        const xmlNode *name = node;
        for (const xmlNode *at = node; at != NULL; at = fund_xml_walk(at, node, false)) {
            if (fund_xml_has(at, "itemprop", "name")) {
                name = at;
                break;
            }
        }
        fund_text text = fund_xml_byline(f->reader, name);
        keep_first(&f->authors[place], is_name(text) ? text : (fund_text){"", 0});
    }
}

/* ---- all of it ------------------------------------------------------------------ */

static void look_at(finds *f, const xmlNode *node, fund_text *og_title)
{
    const char *name = (const char *)node->name;
    if (node->type != XML_ELEMENT_NODE) {
        return;
    }
    if ((name[0] == 'h' || name[0] == 'H') && name[1] >= '1' && name[1] <= '3' && name[2] == '\0') {
        take_heading(f, node, name[1] - '0');
    } else if (fund_xml_is(node, "meta")) {
        take_meta(f, node, og_title);
    } else if (fund_xml_is(node, "link")) {
        take_link(f, node);
    } else if (fund_xml_is(node, "title") && f->titles.window.len == 0) {
        f->titles.window = squeezed(f, fund_xml_text(f->reader, node));
    } else if (fund_xml_is(node, "time")) {
        take_time(f, node);
    } else if (fund_xml_is(node, "script") && fund_xml_has(node, "type", "application/ld+json")) {
        take_json_ld(f, node);
    }
    take_author(f, node);
}

/* The first that is a date; where none is, the best that is given, to be told. */
static fund_text choose_date(const finds *f)
{
    char iso[FUND_TIME_MAX];
    fund_text given = {"", 0};
    for (size_t i = 0; i < RANK_COUNT; i++) {
        fund_text date = f->dates[i];
        if (date.len > 0 && fund_date_parse(iso, date.data, date.len, NULL) == FUND_OK) {
            return date;
        }
        keep_first(&given, date);
    }
    return given;
}

/* Machines are given the address of an author's page, too. */
static fund_text choose_author(const finds *f)
{
    for (size_t i = 0; i < RANK_COUNT; i++) {
        fund_text name = f->authors[i];
        if (name.len > 0 && memmem(name.data, name.len, "://", 3) == NULL) {
            return name;
        }
    }
    return (fund_text){"", 0};
}

static void set_kept(fund_corpus_reader *reader, int field, fund_text text)
{
    if (text.len > 0) {
        fund_draft_set(reader, field, fund_draft_keep(reader, text));
    }
}

fund_status fund_html_metadata(fund_text *body, fund_corpus_reader *reader, const xmlNode *root)
{
    finds f = {.reader = reader, .status = FUND_OK};
    fund_text og_title[2] = {{"", 0}, {"", 0}}; /* and that for others */
    for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
        look_at(&f, at, og_title);
    }
    keep_first(&f.titles.stated, squeezed(&f, og_title[0]));
    keep_first(&f.titles.stated, squeezed(&f, og_title[1]));
    set_kept(reader, FUND_FIELD_TITLE, fund_html_choose_title(&f.titles));
    set_kept(reader, FUND_FIELD_DATE, choose_date(&f));
    set_kept(reader, FUND_FIELD_AUTHOR, choose_author(&f));
    set_kept(reader, FUND_FIELD_SOURCE,
             f.titles.sites[1].len > 0 ? f.titles.sites[1] : f.titles.sites[0]);
    fund_array_free(&f.titles.headings);
    *body = f.body;
    return f.status;
}
