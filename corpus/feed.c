/* News in XML: feeds (RSS 2.0 and 1.0, Atom), and what agencies send (NewsML-G2 and NITF 3 of the
 * IPTC). */
#include "corpus/corpus_private.h"

#include <inttypes.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- NITF ----------------------------------------------------------------- */

static fund_text person_of(fund_corpus_reader *reader, const xmlNode *byline)
{
    const xmlNode *person = fund_xml_find(byline, "person");
    return fund_xml_byline(reader, person != NULL ? person : byline);
}

/* A date is "20220107T101500+0100" in an attribute, or text. */
static const fund_xml_field nitf_fields[] = {
    {FUND_FIELD_ID, "head/docdata/doc-id@id-string", NULL},
    {FUND_FIELD_VERSION, "head/docdata/du-key@version", NULL},
    {FUND_FIELD_STATUS, "head/docdata@management-status", NULL},
    {FUND_FIELD_DATE, "head/docdata/date.issue@norm", NULL},
    {FUND_FIELD_DATE, "head/docdata/date.issue", NULL},
    {FUND_FIELD_DATE, "head/docdata/date.release@norm", NULL},
    {FUND_FIELD_DATE, "head/docdata/date.release", NULL},
    {FUND_FIELD_SOURCE, "head/docdata/doc.copyright@holder", NULL},
    {FUND_FIELD_SOURCE, "body/body.head//distributor", NULL},
    {FUND_FIELD_SECTION, "head//tobject.subject@tobject.subject.type", NULL},
    {FUND_FIELD_SECTION, "head//tobject.subject@tobject.subject.matter", NULL},
    {FUND_FIELD_SECTION, "head/pubdata@position.section", NULL},
    {FUND_FIELD_SECTION, "head//fixture@fix-id", NULL},
    {FUND_FIELD_TITLE, "body/body.head//hl1", NULL},
    {FUND_FIELD_TITLE, "head/title", NULL},
    {FUND_FIELD_AUTHOR, "body/body.head//byline", person_of},
};

static const fund_xml_field nitf_embargo[] = {
    {FUND_FIELD_EMBARGO, "head/docdata/date.release@norm", NULL},
    {FUND_FIELD_EMBARGO, "head/docdata/date.release", NULL},
};

static bool is_no_text(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, "media-metadata media-reference media-producer media-object");
}

/* Adds what an NITF document says; also one within NewsML-G2. */
static void take_nitf(fund_corpus_reader *reader, const xmlNode *root)
{
    static const char *const texts[] = {"body.content", "body.end"};
    const xmlNode *body = fund_xml_child(root, "body");
    const xmlNode *docdata = fund_xml_child(fund_xml_child(root, "head"), "docdata");
    fund_xml_take(reader, root, nitf_fields, FUND_COUNT(nitf_fields));
    if (fund_xml_has(docdata, "management-status", "embargoed")) {
        fund_xml_take(reader, root, nitf_embargo, FUND_COUNT(nitf_embargo));
    }
    fund_draft_add_paragraph(
        reader, fund_xml_text(reader, fund_xml_find(fund_xml_child(body, "body.head"), "hl2")));
    for (size_t i = 0; i < FUND_COUNT(texts); i++) {
        fund_markup_paragraphs(reader, fund_xml_child(body, texts[i]), is_no_text, NULL);
    }
}

/* ---- NewsML-G2 ------------------------------------------------------------- */

/* "usable" of "stat:usable". */
static const char *after(const char *code, char separator)
{
    const char *at = strrchr(code, separator);
    return at != NULL ? at + 1 : code;
}

/* What a thing is called: its name, else what stands for it. */
static fund_text name_of(fund_corpus_reader *reader, const xmlNode *thing)
{
    const xmlNode *name = fund_xml_child(thing, "name");
    const char *literal = fund_xml_attribute(thing, "literal");
    if (name != NULL) {
        return fund_xml_text(reader, name);
    }
    return fund_draft_keep(
        reader, fund_text_of(literal[0] != '\0' ? literal
                                                : after(fund_xml_attribute(thing, "qcode"), ':')));
}

static const fund_xml_field newsml_fields[] = {
    {FUND_FIELD_ID, "@guid", NULL},
    {FUND_FIELD_VERSION, "@version", NULL},
    {FUND_FIELD_TITLE, "contentMeta/headline", NULL},
    {FUND_FIELD_TITLE, "itemMeta/title", NULL},
    {FUND_FIELD_DATE, "contentMeta/contentCreated", NULL},
    {FUND_FIELD_DATE, "itemMeta/firstCreated", NULL},
    {FUND_FIELD_DATE, "itemMeta/versionCreated", NULL},
    {FUND_FIELD_AUTHOR, "contentMeta/by", fund_xml_byline},
    {FUND_FIELD_AUTHOR, "contentMeta/creator", name_of},
    {FUND_FIELD_SOURCE, "contentMeta/infoSource", name_of},
    {FUND_FIELD_SOURCE, "itemMeta/provider", name_of},
    {FUND_FIELD_EMBARGO, "itemMeta/embargoed", NULL},
};

static void take_status(fund_corpus_reader *reader, const xmlNode *meta)
{
    const xmlNode *publication = fund_xml_child(meta, "pubStatus");
    const char *status = fund_xml_attribute(publication, "qcode");
    status = status[0] != '\0' ? status : fund_xml_attribute(publication, "uri");
    status = after(after(status, ':'), '/');
    bool usable = status[0] == '\0' || strcasecmp(status, "usable") == 0;
    bool until_further_notice =
        fund_xml_child(meta, "embargoed") != NULL && reader->fields[FUND_FIELD_EMBARGO].len == 0;
    fund_draft_set_copy(reader, FUND_FIELD_STATUS,
                        usable && until_further_notice ? "embargoed" : status);
}

/* The section is the first subject, or genre, that has a name. */
static void take_section(fund_corpus_reader *reader, const xmlNode *meta)
{
    static const char *const names[] = {"subject", "genre"};
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        for (const xmlNode *at = fund_xml_child(meta, names[i]); at != NULL;
             at = fund_xml_next(at, names[i])) {
            fund_draft_set(reader, FUND_FIELD_SECTION,
                           fund_xml_text(reader, fund_xml_child(at, "name")));
        }
    }
}

static void take_content(fund_corpus_reader *reader, const xmlNode *set)
{
    for (const xmlNode *at = set != NULL ? set->children : NULL; at != NULL; at = at->next) {
        const xmlNode *nitf = fund_xml_find(at, "nitf");
        const xmlNode *body = fund_xml_find(at, "body");
        if (fund_xml_is(at, "inlineXML") && nitf != NULL) {
            take_nitf(reader, nitf);
        } else if (fund_xml_is(at, "inlineXML")) {
            fund_markup_paragraphs(reader, body != NULL ? body : at, NULL, NULL);
        } else if (fund_xml_is(at, "inlineData")) {
            fund_draft_split(reader, fund_xml_text(reader, at), true);
        }
    }
}

static fund_status deliver_news_item(fund_corpus_reader *reader, const xmlNode *item)
{
    fund_draft_clear(reader);
    fund_xml_take(reader, item, newsml_fields, FUND_COUNT(newsml_fields));
    take_status(reader, fund_xml_child(item, "itemMeta"));
    take_section(reader, fund_xml_child(item, "contentMeta"));
    take_content(reader, fund_xml_child(item, "contentSet"));
    return fund_draft_deliver(reader);
}

static bool is_text_item(const xmlNode *item)
{
    const xmlNode *class = fund_xml_child(fund_xml_child(item, "itemMeta"), "itemClass");
    const char *kind = after(fund_xml_attribute(class, "qcode"), ':');
    return kind[0] == '\0' || fund_corpus_is_one_of(fund_text_of(kind), "text composite");
}

/* Pictures and packages of a message are passed over. */
static fund_status deliver_message(fund_corpus_reader *reader, const xmlNode *message)
{
    const xmlNode *set = fund_xml_child(message, "itemSet");
    fund_status status = FUND_OK;
    size_t others = 0;
    for (const xmlNode *at = set != NULL ? set->children : NULL; at != NULL && status == FUND_OK;
         at = at->next) {
        if (fund_xml_is(at, "newsItem") && is_text_item(at)) {
            reader->item++;
            status = fund_corpus_go_on(deliver_news_item(reader, at));
        } else if (at->type == XML_ELEMENT_NODE) {
            others++;
        }
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "none of the message's %zu items is text", others)
               : status;
}

/* ---- RSS and Atom ----------------------------------------------------------- */

/* The text of the first child that has one of the names and is not empty. */
static fund_text text_of(fund_corpus_reader *reader, const xmlNode *item, const char *names)
{
    fund_text text = {"", 0};
    for (const xmlNode *at = item->children; at != NULL && text.len == 0; at = at->next) {
        if (fund_xml_is_one_of(at, names)) {
            text = fund_xml_text(reader, at);
        }
    }
    return text;
}

static bool has_prefix(const xmlNode *node, const char *prefix)
{
    return node->ns != NULL && node->ns->prefix != NULL &&
           strcasecmp((const char *)node->ns->prefix, prefix) == 0;
}

static fund_text author_of(fund_corpus_reader *reader, const xmlNode *item)
{
    fund_buf names = FUND_BUF_INIT;
    for (const xmlNode *at = item->children; at != NULL; at = at->next) {
        if (!fund_xml_is_one_of(at, "author creator") || has_prefix(at, "itunes")) {
            continue;
        }
        const xmlNode *name = fund_xml_child(at, "name");
        fund_draft_join(&names, fund_xml_text(reader, name != NULL ? name : at));
    }
    return fund_draft_keep_buf(reader, &names);
}

static fund_text category_of(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *category = fund_xml_child(item, "category");
    const char *label = fund_xml_attribute(category, "label");
    label = label[0] != '\0' ? label : fund_xml_attribute(category, "term");
    return label[0] != '\0' ? fund_draft_keep(reader, fund_text_of(label))
                            : text_of(reader, item, "category subject");
}

/* Atom has links with a relation, RSS has one as text. */
static fund_text link_of(fund_corpus_reader *reader, const xmlNode *item)
{
    for (const xmlNode *at = fund_xml_child(item, "link"); at != NULL;
         at = fund_xml_next(at, "link")) {
        const char *rel = fund_xml_attribute(at, "rel");
        const char *href = fund_xml_attribute(at, "href");
        if (href[0] != '\0' && (rel[0] == '\0' || strcasecmp(rel, "alternate") == 0)) {
            return fund_draft_keep(reader, fund_text_of(href));
        }
    }
    return text_of(reader, item, "link");
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

/* The longest there is: the whole text before a summary. */
static const xmlNode *body_of(const xmlNode *item)
{
    static const char *const names[] = {"encoded", "content", "description", "summary"};
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        for (const xmlNode *at = fund_xml_child(item, names[i]); at != NULL;
             at = fund_xml_next(at, names[i])) {
            if (at->children != NULL && !has_prefix(at, "media")) {
                return at;
            }
        }
    }
    return NULL;
}

static fund_status take_body(fund_corpus_reader *reader, const xmlNode *body)
{
    const char *type = fund_xml_attribute(body, "type");
    if (strcasecmp(type, "xhtml") == 0) {
        fund_markup_paragraphs(reader, body, NULL, NULL);
        return FUND_OK;
    }
    fund_text text = fund_xml_text(reader, body);
    bool atom = fund_xml_is_one_of(body, "content summary");
    bool plain = type[0] == '\0' ||
                 (strncasecmp(type, "text", 4) == 0 && strcasecmp(type, "text/html") != 0);
    if (atom && plain) {
        fund_draft_split(reader, text, true);
        return FUND_OK;
    }
    return fund_html_paragraphs(reader, text);
}

/* `source`: the title of the channel, or NULL. */
static fund_status deliver_item(fund_corpus_reader *reader, const xmlNode *item,
                                const xmlNode *source)
{
    fund_draft_clear(reader);
    fund_text updated = text_of(reader, item, "updated modified");
    fund_draft_set(reader, FUND_FIELD_ID, text_of(reader, item, "guid id"));
    fund_draft_set(reader, FUND_FIELD_URL, link_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_ID, reader->fields[FUND_FIELD_URL]);
    fund_draft_set(reader, FUND_FIELD_DATE, text_of(reader, item, "published pubDate date issued"));
    fund_draft_set(reader, FUND_FIELD_DATE, updated);
    set_version(reader, updated);
    fund_draft_set(reader, FUND_FIELD_AUTHOR, author_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SECTION, category_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SOURCE, text_of(reader, item, "source"));
    const xmlNode *body = body_of(item);
    fund_status status =
        fund_html_set_line(reader, FUND_FIELD_TITLE, text_of(reader, item, "title"));
    if (status == FUND_OK) {
        status = fund_html_set_line(reader, FUND_FIELD_SOURCE, fund_xml_text(reader, source));
    }
    if (status == FUND_OK && body != NULL) {
        status = take_body(reader, body);
    }
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
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

/* With damage, the last item was perhaps cut off. */
static fund_status deliver_feed(fund_corpus_reader *reader, const xmlNode *root, size_t damage)
{
    const xmlNode *channel = fund_xml_child(root, "channel");
    const xmlNode *list =
        channel != NULL && fund_xml_find(channel, "item") != NULL ? channel : root;
    /* Once: it may stand after a million items. */
    const xmlNode *source = title_of(channel != NULL ? channel : root);
    fund_status status = FUND_OK;
    for (const xmlNode *at = list->children; at != NULL && status == FUND_OK; at = at->next) {
        if (!is_item(at)) {
            continue;
        }
        reader->item++;
        bool cut = damage > 0 && at->next == NULL && (size_t)fund_xml_line(at) <= damage;
        status =
            fund_corpus_go_on(cut ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "incomplete; skipped")
                                  : deliver_item(reader, at, source));
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "the feed has no items")
               : status;
}

/* ---- which kind ------------------------------------------------------------- */

bool fund_feed_sniff(fund_text head)
{
    static const char *const roots[] = {"rss",  "feed", "RDF",         "newsItem", "newsMessage",
                                        "nitf", "html", "packageItem", "entry"};
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
    if (fund_xml_is_one_of(root, "rss feed RDF")) {
        return deliver_feed(reader, root, damage);
    }
    if (fund_xml_is(root, "entry")) {
        return deliver_item(reader, root, NULL);
    }
    if (fund_xml_is(root, "newsMessage")) {
        return deliver_message(reader, root);
    }
    if (fund_xml_is(root, "newsItem")) {
        return is_text_item(root) ? deliver_news_item(reader, root)
                                  : fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                                        "the news item is not text");
    }
    if (fund_xml_is(root, "nitf")) {
        fund_draft_clear(reader);
        take_nitf(reader, root);
        return fund_draft_deliver(reader);
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
    bool mend = fund_corpus_is_one_of(fund_xml_root_name(bytes), "rss feed RDF");
    find_declared(declared, sizeof declared, bytes);
    fund_status status =
        fund_xml_load(&tree, reader, bytes, declared, mend ? FUND_MARKUP_MENDED : FUND_MARKUP_XML);
    if (status == FUND_OK) {
        status = deliver(reader, tree.root, tree.damage);
    }
    fund_xml_free(&tree);
    return status;
}
