/* Feeds: RSS 2.0 and 1.0, Atom, with Media RSS, the modules of Dublin Core and what WordPress exports
 * (WXR); and which kind of XML a file is. */
#include "corpus/corpus_private.h"

#include <inttypes.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- names ------------------------------------------------------------------ */

/* Whose element it is: modules may use names of RSS for other things. */
typedef enum vocabulary {
    CORE, /* RSS or Atom */
    DUBLIN,
    CONTENT,
    MEDIA,
    ITUNES,
    WORDPRESS,
    EXCERPT,
    XHTML,
    FOREIGN
} vocabulary;

/* By a part of the address, which feeds misspell; else by the usual prefix. */
static vocabulary vocabulary_of(const xmlNode *node)
{
    static const struct {
        const char *address, *prefix;
        vocabulary is;
    } known[] = {
        {"purl.org/rss/1.0/modules/content", "content", CONTENT},
        {"purl.org/rss/1.0/modules", "", FOREIGN},
        {"purl.org/rss/1.0/", "rss", CORE},
        {"purl.org/net/rss", "rss", CORE},
        {"userland.com/rss", "rss", CORE},
        {"harvard.edu/tech/rss", "rss", CORE},
        {"netscape.com/rdf", "rss", CORE},
        {"/2005/Atom", "atom", CORE},
        {"purl.org/atom/ns", "atom", CORE},
        {"purl.org/dc/", "dc", DUBLIN},
        {"purl.org/dc/terms", "dcterms", DUBLIN},
        {"search.yahoo.com/mrss", "media", MEDIA},
        {"itunes.com/dtds", "itunes", ITUNES},
        {"/excerpt/", "excerpt", EXCERPT},
        {"wordpress.org/export", "wp", WORDPRESS},
        {"1999/xhtml", "xhtml", XHTML},
    };
    const char *address = fund_xml_namespace(node), *prefix = fund_xml_prefix(node);
    if (address[0] == '\0' ||
        (node->parent != NULL && strcmp(fund_xml_namespace(node->parent), address) == 0)) {
        return CORE;
    }
    for (size_t i = 0; i < FUND_COUNT(known); i++) {
        if (strcasestr(address, known[i].address) != NULL) {
            return known[i].is;
        }
    }
    for (size_t i = 0; i < FUND_COUNT(known); i++) {
        if (strcasecmp(prefix, known[i].prefix) == 0) {
            return known[i].is;
        }
    }
    return FOREIGN;
}

/* The next child from `at` on that is one of the names, of a vocabulary. */
static const xmlNode *next_of(const xmlNode *at, vocabulary whose, const char *names)
{
    while (at != NULL && !(fund_xml_is_one_of(at, names) && vocabulary_of(at) == whose)) {
        at = at->next;
    }
    return at;
}

/* The text of the first child that has one of the names and is not empty. */
static fund_text text_of(fund_corpus_reader *reader, const xmlNode *item, vocabulary whose,
                         const char *names)
{
    fund_text text = {"", 0};
    for (const xmlNode *at = item != NULL ? item->children : NULL;
         text.len == 0 && (at = next_of(at, whose, names)) != NULL; at = at->next) {
        text = fund_xml_text(reader, at);
    }
    return text;
}

/* Where Media RSS keeps what it says of the item. */
static const xmlNode *media_of(const xmlNode *item, const char *name)
{
    const xmlNode *found = next_of(item->children, MEDIA, name);
    for (const xmlNode *at = item->children;
         found == NULL && (at = next_of(at, MEDIA, "group content")) != NULL; at = at->next) {
        found = next_of(at->children, CORE, name); /* of the vocabulary of its parent */
        for (const xmlNode *in = at->children;
             found == NULL && (in = next_of(in, CORE, "content")) != NULL; in = in->next) {
            found = next_of(in->children, CORE, name);
        }
    }
    return found;
}

/* ---- fields ----------------------------------------------------------------- */

/* The feed that an item is in. */
typedef struct feed {
    const xmlNode *title, *author; /* or NULL */
    fund_buf link;                 /* of the site, for what is relative to it */
    fund_map *guids;               /* guid -> &once or &several; NULL for an entry alone */
} feed;

static char once, several;

static void join_authors(fund_corpus_reader *reader, fund_buf *names, const xmlNode *item,
                         vocabulary whose, const char *elements)
{
    for (const xmlNode *at = item->children; (at = next_of(at, whose, elements)) != NULL;
         at = at->next) {
        const xmlNode *name = fund_xml_child(at, "name");
        fund_draft_join(names, fund_xml_text(reader, name != NULL ? name : at));
    }
}

static fund_text author_of(fund_corpus_reader *reader, const xmlNode *item, const feed *in)
{
    fund_buf names = FUND_BUF_INIT;
    join_authors(reader, &names, item, CORE, "author creator");
    join_authors(reader, &names, item, DUBLIN, "creator author");
    if (names.len == 0) {
        join_authors(reader, &names, item, ITUNES, "author");
    }
    if (names.len == 0 && in->author != NULL) {
        const xmlNode *name = fund_xml_child(in->author, "name");
        fund_draft_join(&names, fund_xml_text(reader, name));
    }
    return fund_draft_keep_buf(reader, &names);
}

/* WordPress lists tags and categories in one. */
static fund_text category_of(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *category = next_of(item->children, CORE, "category");
    for (const xmlNode *at = category; at != NULL; at = next_of(at->next, CORE, "category")) {
        if (fund_xml_has(at, "domain", "category")) {
            category = at;
            break;
        }
    }
    const char *label = fund_xml_attribute(category, "label");
    label = label[0] != '\0' ? label : fund_xml_attribute(category, "term");
    if (label[0] != '\0') {
        return fund_draft_keep(reader, fund_text_of(label));
    }
    fund_text text = fund_xml_text(reader, category);
    return text.len > 0 ? text : text_of(reader, item, DUBLIN, "subject");
}

/* Atom has links with a relation, RSS has one as text; else a guid is one unless it says that it
   is none. */
static fund_text link_of(fund_corpus_reader *reader, const xmlNode *item, fund_text base)
{
    const xmlNode *at = item->children;
    for (; (at = next_of(at, CORE, "link")) != NULL; at = at->next) {
        const char *rel = fund_xml_attribute(at, "rel");
        const char *href = fund_xml_attribute(at, "href");
        if (href[0] != '\0' && (rel[0] == '\0' || strcasecmp(rel, "alternate") == 0)) {
            return fund_xml_resolve(reader, at, fund_draft_keep(reader, fund_text_of(href)), base);
        }
    }
    fund_text link = text_of(reader, item, CORE, "link");
    if (link.len == 0) { /* which RSS 1.0 requires to be the same */
        link = fund_draft_keep(reader, fund_text_of(fund_xml_attribute(item, "about")));
    }
    const xmlNode *guid = next_of(item->children, CORE, "guid");
    if (link.len == 0 && guid != NULL && !fund_xml_has(guid, "isPermaLink", "false")) {
        fund_text text = fund_xml_text(reader, guid);
        bool web = text.len > 8 && strncasecmp(text.data, "http", 4) == 0;
        link = web ? text : link;
    }
    return fund_xml_resolve(reader, item, link, base);
}

/* A guid that several items of a feed have is that of none. */
static fund_text id_of(fund_corpus_reader *reader, const xmlNode *item, const feed *in)
{
    fund_text id = text_of(reader, item, CORE, "guid id");
    if (id.len == 0) {
        id = fund_draft_keep(reader, fund_text_of(fund_xml_attribute(item, "about")));
    }
    bool shared =
        id.len > 0 && in->guids != NULL && fund_map_get(in->guids, id.data, id.len) == &several;
    return shared ? (fund_text){"", 0} : id;
}

/* Of several the last, as feed readers do. */
static fund_text last_of(fund_corpus_reader *reader, const xmlNode *item, vocabulary whose,
                         const char *names)
{
    fund_text text = {"", 0};
    for (const xmlNode *at = item->children; (at = next_of(at, whose, names)) != NULL;
         at = at->next) {
        fund_text next = fund_xml_text(reader, at);
        text = next.len > 0 ? next : text;
    }
    return text;
}

static void set_date(fund_corpus_reader *reader, const xmlNode *item)
{
    static const struct {
        vocabulary whose;
        const char *names;
    } places[] = {
        {CORE, "published pubDate"}, {CORE, "issued date"},        {DUBLIN, "issued date"},
        {CORE, "created"},           {DUBLIN, "created"},          {CORE, "updated modified"},
        {DUBLIN, "modified"},        {WORDPRESS, "post_date_gmt"}, {WORDPRESS, "post_date"},
    };
    char date[FUND_TIME_MAX];
    fund_text first = {"", 0};
    for (size_t i = 0; i < FUND_COUNT(places); i++) {
        fund_text given = last_of(reader, item, places[i].whose, places[i].names);
        if (given.len > 0 && fund_date_parse(date, given.data, given.len, NULL) == FUND_OK) {
            fund_draft_set(reader, FUND_FIELD_DATE, given);
        }
        first = first.len > 0 ? first : given;
    }
    fund_draft_set(reader, FUND_FIELD_DATE, first); /* to be reported */
}

/* A later `updated` is a later version. */
static void set_version(fund_corpus_reader *reader, fund_text updated)
{
    char date[FUND_TIME_MAX], version[24];
    struct tm tm = {.tm_isdst = 0};
    if (updated.len == 0 || fund_date_parse(date, updated.data, updated.len, NULL) != FUND_OK ||
        !fund_corpus_to_utc(date, date) || strptime(date, "%Y-%m-%dT%H:%M:%SZ", &tm) == NULL) {
        return;
    }
    time_t seconds = timegm(&tm);
    if (seconds > 0) {
        snprintf(version, sizeof version, "%" PRId64, (int64_t)seconds);
        fund_draft_set_copy(reader, FUND_FIELD_VERSION, version);
    }
}

/* Of the feed that the item is taken from, else of this one. */
static fund_status set_source(fund_corpus_reader *reader, const xmlNode *item, const feed *in)
{
    const xmlNode *source = next_of(item->children, CORE, "source");
    const xmlNode *title = fund_xml_child(source, "title");
    fund_draft_set(reader, FUND_FIELD_SOURCE,
                   fund_xml_text(reader, title != NULL ? title : source));
    return fund_html_set_line(reader, FUND_FIELD_SOURCE, fund_xml_text(reader, in->title));
}

/* ---- text ------------------------------------------------------------------- */

/* Elements within, which are markup and no escaped text. */
static bool has_elements(const xmlNode *node)
{
    const xmlNode *at = node->children;
    while (at != NULL && at->type != XML_ELEMENT_NODE) {
        at = at->next;
    }
    return at != NULL;
}

/* What the older editor of WordPress saves has blank lines between paragraphs. */
static fund_text with_paragraphs(fund_corpus_reader *reader, fund_text html)
{
    fund_buf out = FUND_BUF_INIT;
    if (memmem(html.data, html.len, "<p", 2) != NULL) {
        return html;
    }
    fund_texts parts = FUND_ARRAY_INIT;
    reader->failed |= !fund_corpus_split(&parts, html, false);
    for (size_t i = 0; i < parts.count; i++) {
        fund_buf_append_str(&out, "<p>");
        fund_buf_append(&out, parts.items[i].data, parts.items[i].len);
        fund_buf_append_str(&out, "\n");
    }
    fund_array_free(&parts);
    return fund_draft_keep_buf(reader, &out);
}

/* Whether what came of text without markup is markup from its beginning to its end. */
static bool is_escaped_twice(const fund_corpus_reader *reader, fund_text text, size_t before)
{
    if (reader->paragraphs.count != before + 1 || memchr(text.data, '<', text.len) != NULL) {
        return false;
    }
    fund_text only = reader->paragraphs.items[before];
    return only.len > 2 && only.data[0] == '<' && only.data[only.len - 1] == '>';
}

static fund_status take_body(fund_corpus_reader *reader, const xmlNode *item, const xmlNode *body)
{
    const char *type = fund_xml_attribute(body, "type");
    if (has_elements(body) || strcasestr(type, "xhtml") != NULL) {
        fund_markup_paragraphs(reader, body, fund_markup_is_no_text, NULL);
        return FUND_OK;
    }
    fund_text text = fund_xml_text(reader, body);
    bool atom = vocabulary_of(body) == CORE && fund_xml_is_one_of(body, "content summary");
    bool plain = type[0] == '\0' ||
                 (strncasecmp(type, "text", 4) == 0 && strcasecmp(type, "text/html") != 0);
    if (atom && plain) {
        fund_draft_split(reader, text, true);
        return FUND_OK;
    }
    if (next_of(item->children, WORDPRESS, "post_type") != NULL) {
        text = with_paragraphs(reader, text);
    }
    size_t before = reader->paragraphs.count;
    fund_status status = fund_html_paragraphs(reader, text);
    if (status == FUND_OK && is_escaped_twice(reader, text, before)) {
        fund_text html = reader->paragraphs.items[before];
        reader->paragraphs.count = before;
        status = fund_html_paragraphs(reader, html);
    }
    if (reader->paragraphs.count == before && memchr(text.data, '>', text.len) == NULL) {
        fund_draft_add_paragraph(reader, text); /* no markup */
    }
    return status;
}

/* The first that has some text: the whole before a summary. */
static fund_status take_text(fund_corpus_reader *reader, const xmlNode *item)
{
    static const struct {
        vocabulary whose;
        const char *name;
    } places[] = {
        {CONTENT, "encoded"},  {CORE, "content"},    {XHTML, "body"},      {XHTML, "div"},
        {CORE, "description"}, {CORE, "summary"},    {EXCERPT, "encoded"}, {DUBLIN, "description"},
        {ITUNES, "summary"},   {DUBLIN, "abstract"},
    };
    fund_status status = FUND_OK;
    for (size_t i = 0; i < FUND_COUNT(places); i++) {
        for (const xmlNode *at = item->children;
             status == FUND_OK && reader->paragraphs.count == 0 &&
             (at = next_of(at, places[i].whose, places[i].name)) != NULL;
             at = at->next) {
            status = take_body(reader, item, at);
        }
    }
    const xmlNode *media = media_of(item, "description");
    return status == FUND_OK && reader->paragraphs.count == 0 && media != NULL
               ? fund_html_paragraphs(reader, fund_xml_text(reader, media))
               : status;
}

/* The text of a title may be markup, as such or escaped. */
static fund_status take_title(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *places[] = {
        next_of(item->children, CORE, "title"),
        next_of(item->children, DUBLIN, "title"),
        media_of(item, "title"),
    };
    fund_status status = FUND_OK;
    for (size_t i = 0; i < FUND_COUNT(places) && status == FUND_OK; i++) {
        const xmlNode *title = places[i];
        bool markup =
            title != NULL &&
            (has_elements(title) || strcasestr(fund_xml_attribute(title, "type"), "xhtml") != NULL);
        if (markup) {
            fund_markup_set_line(reader, FUND_FIELD_TITLE, title);
        } else if (title != NULL) {
            status = fund_html_set_line(reader, FUND_FIELD_TITLE, fund_xml_text(reader, title));
        }
    }
    return status;
}

/* ---- what WordPress exports --------------------------------------------------- */

/* Posts, pages and own types are articles; pictures, menus, revisions are not. */
static bool is_article_type(fund_text type)
{
    return !fund_corpus_is_one_of(type, "attachment nav_menu_item revision custom_css "
                                        "customize_changeset oembed_cache user_request "
                                        "wp_block wp_template wp_template_part "
                                        "wp_global_styles wp_navigation wp_font_family "
                                        "wp_font_face acf-field acf-field-group");
}

/* Only what everybody can read on the site is published. */
static void set_status(fund_corpus_reader *reader, const xmlNode *item)
{
    if (text_of(reader, item, WORDPRESS, "post_password").len > 0) {
        fund_draft_set(reader, FUND_FIELD_STATUS, fund_text_of("private"));
    }
    fund_draft_set(reader, FUND_FIELD_STATUS, text_of(reader, item, WORDPRESS, "status"));
}

/* ---- items ------------------------------------------------------------------ */

static fund_status deliver_item(fund_corpus_reader *reader, const xmlNode *item, const feed *in)
{
    fund_draft_clear(reader);
    fund_text type = text_of(reader, item, WORDPRESS, "post_type");
    if (type.len > 0 && !is_article_type(type)) {
        return fund_corpus_skip(reader, FUND_SKIP_TYPE, type);
    }
    fund_draft_set(reader, FUND_FIELD_ID, id_of(reader, item, in));
    fund_draft_set(reader, FUND_FIELD_URL, link_of(reader, item, fund_text_in(&in->link)));
    fund_draft_set(reader, FUND_FIELD_ID, reader->fields[FUND_FIELD_URL]);
    set_date(reader, item);
    set_version(reader, text_of(reader, item, CORE, "updated modified"));
    set_version(reader, text_of(reader, item, DUBLIN, "modified"));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, author_of(reader, item, in));
    fund_draft_set(reader, FUND_FIELD_SECTION, category_of(reader, item));
    set_status(reader, item);
    fund_status status = take_title(reader, item);
    if (status == FUND_OK) {
        status = set_source(reader, item, in);
    }
    if (status == FUND_OK) {
        status = take_text(reader, item);
    }
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}

static bool is_item(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "item entry");
}

static const xmlNode *title_of(const xmlNode *channel)
{
    const xmlNode *at = channel->children;
    while (at != NULL && (at->children == NULL || !fund_xml_is_one_of(at, "title"))) {
        at = at->next;
    }
    return at;
}

/* Entries of Atom with the same id are versions of one, items with the same guid are mistakes. */
static void count_guids(fund_corpus_reader *reader, const xmlNode *list, fund_map *guids)
{
    for (const xmlNode *at = list->children; at != NULL; at = at->next) {
        fund_text guid = is_item(at) ? text_of(reader, at, CORE, "guid") : (fund_text){"", 0};
        const char *seen = guid.len > 0 ? fund_map_get(guids, guid.data, guid.len) : NULL;
        if (guid.len > 0 && seen != &several) {
            reader->failed |=
                !fund_map_put(guids, guid.data, guid.len, seen == NULL ? &once : &several, NULL);
        }
        fund_arena_reset(reader->texts);
    }
}

/* With damage, the last item was perhaps cut off. */
static fund_status deliver_items(fund_corpus_reader *reader, const xmlNode *list, const feed *in,
                                 size_t damage)
{
    fund_status status = FUND_OK;
    for (const xmlNode *at = list->children; at != NULL && status == FUND_OK; at = at->next) {
        if (!is_item(at)) {
            continue;
        }
        reader->item++;
        bool cut = damage > 0 && at->next == NULL && (size_t)fund_xml_line(at) <= damage;
        status =
            fund_corpus_go_on(cut ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "incomplete; skipped")
                                  : deliver_item(reader, at, in));
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "the feed has no items")
               : status;
}

static fund_status deliver_feed(fund_corpus_reader *reader, const xmlNode *root, size_t damage)
{
    const xmlNode *channel = fund_xml_is(root, "channel") ? root : fund_xml_child(root, "channel");
    const xmlNode *list =
        channel != NULL && fund_xml_find(channel, "item") != NULL ? channel : root;
    const xmlNode *head = channel != NULL ? channel : root;
    /* Once: they may stand after a million items. */
    feed in = {.title = title_of(head), .guids = fund_map_new()};
    in.author = fund_xml_is(root, "feed") ? fund_xml_child(root, "author") : NULL;
    if (in.guids == NULL) {
        return fund_corpus_no_memory(reader);
    }
    fund_draft_clear(reader);
    fund_text link = link_of(reader, head, (fund_text){"", 0});
    fund_buf_append(&in.link, link.data, link.len);
    count_guids(reader, list, in.guids);
    fund_status status = reader->failed || in.link.failed
                             ? fund_corpus_no_memory(reader)
                             : deliver_items(reader, list, &in, damage);
    fund_map_free(in.guids, NULL);
    fund_buf_free(&in.link);
    return status;
}

/* ---- which kind ------------------------------------------------------------- */

bool fund_feed_sniff(fund_text head)
{
    static const char *const roots[] = {"rss",  "feed", "RDF",         "newsItem", "newsMessage",
                                        "nitf", "html", "packageItem", "entry",    "NewsML"};
    fund_text text = fund_corpus_skip_bom(fund_corpus_trim(head));
    if (text.len < 5 || text.data[0] != '<') {
        return false;
    }
    if (memcmp(text.data, "<?xml", 5) == 0) {
        return true;
    }
    fund_text root = fund_xml_root_name(text);
    for (size_t i = 0; i < FUND_COUNT(roots); i++) {
        if (root.len == strlen(roots[i]) && memcmp(root.data, roots[i], root.len) == 0) {
            return true;
        }
    }
    return false;
}

static fund_status deliver(fund_corpus_reader *reader, const xmlNode *root, size_t damage)
{
    static const feed none = {.title = NULL};
    bool taken;
    fund_status status = fund_newsml_deliver(&taken, reader, root);
    if (taken) {
        return status;
    }
    if (fund_xml_is_one_of(root, "rss feed RDF channel")) {
        return deliver_feed(reader, root, damage);
    }
    if (fund_xml_is(root, "entry")) {
        return deliver_item(reader, root, &none);
    }
    if (fund_xml_is(root, "html")) {
        return fund_html_deliver(reader, root);
    }
    return fund_corpus_lose(reader, FUND_ERR_FORMAT, "unknown kind of XML with root <%.60s>",
                            (const char *)root->name);
}

/* The encoding in an XML declaration; "" for none. */
static void find_declared(char *out, size_t size, fund_text bytes)
{
    char head[201];
    snprintf(head, sizeof head, "%.*s", bytes.len < sizeof head ? (int)bytes.len : 200, bytes.data);
    const char *end = strstr(head, "?>");
    const char *at = end != NULL ? strstr(head, "encoding") : NULL;
    at = at != NULL && at <= end ? at + strcspn(at, "\"'") : "";
    at += at[0] != '\0';
    size_t len = strcspn(at, "\"'");
    snprintf(out, size, "%.*s", len < size ? (int)len : 0, at);
}

fund_status fund_feed_read(fund_corpus_reader *reader, fund_text bytes)
{
    char declared[64];
    fund_xml_tree tree;
    /* Items of a feed are good or bad for themselves. */
    bool mend = fund_corpus_is_one_of(fund_xml_root_name(bytes), "rss feed RDF channel");
    find_declared(declared, sizeof declared, bytes);
    fund_status status =
        fund_xml_load(&tree, reader, bytes, declared, mend ? FUND_MARKUP_MENDED : FUND_MARKUP_XML);
    if (status == FUND_OK) {
        status = deliver(reader, tree.root, tree.damage);
    }
    fund_xml_free(&tree);
    return status;
}
