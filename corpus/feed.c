/* RSS 2.0 and 1.0, Atom; and which kind of XML a file is. */
#include "corpus/corpus_private.h"

#include <inttypes.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>
#include <time.h>

/* ---- items ----------------------------------------------------------------- */

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
        if (!fund_xml_is_one_of(at, " author creator ") || has_prefix(at, "itunes")) {
            continue;
        }
        const xmlNode *name = fund_xml_child(at, "name");
        fund_text text = fund_xml_text(reader, name != NULL ? name : at);
        fund_buf_append_str(&names, names.len > 0 && text.len > 0 ? ", " : "");
        fund_buf_append(&names, text.data, text.len);
    }
    fund_text kept = fund_draft_copy(reader, names.data != NULL ? names.data : "");
    fund_buf_free(&names);
    return kept;
}

static fund_text category_of(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *category = fund_xml_child(item, "category");
    const char *label = fund_xml_attribute(category, "label");
    label = label[0] != '\0' ? label : fund_xml_attribute(category, "term");
    return label[0] != '\0' ? fund_draft_copy(reader, label)
                            : text_of(reader, item, " category subject ");
}

/* Atom has links with a relation, RSS has one as text. */
static fund_text link_of(fund_corpus_reader *reader, const xmlNode *item)
{
    for (const xmlNode *at = fund_xml_child(item, "link"); at != NULL;
         at = fund_xml_next(at, "link")) {
        const char *rel = fund_xml_attribute(at, "rel");
        const char *href = fund_xml_attribute(at, "href");
        if (href[0] != '\0' && (rel[0] == '\0' || strcasecmp(rel, "alternate") == 0)) {
            return fund_draft_copy(reader, href);
        }
    }
    return text_of(reader, item, " link ");
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
        fund_draft_set(reader, FUND_FIELD_VERSION, fund_draft_copy(reader, version));
    }
}

/* The longest there is: the whole text before a summary. */
static const xmlNode *body_of(const xmlNode *item)
{
    static const char *const names[] = {"encoded", "content", "description", "summary"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
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
    bool atom = fund_xml_is_one_of(body, " content summary ");
    if (atom && (type[0] == '\0' || strncasecmp(type, "text", 4) == 0) &&
        strcasecmp(type, "text/html") != 0) {
        fund_corpus_split(&reader->paragraphs, text, true);
        return FUND_OK;
    }
    return fund_corpus_html_paragraphs(reader, text);
}

/* `source`: the title of the channel, or NULL. */
static fund_status deliver_item(fund_corpus_reader *reader, const xmlNode *item,
                                const xmlNode *source)
{
    fund_corpus_draft_clear(reader);
    fund_draft_set(reader, FUND_FIELD_ID, text_of(reader, item, " guid id "));
    fund_draft_set(reader, FUND_FIELD_URL, link_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_ID, reader->fields[FUND_FIELD_URL]);
    fund_draft_set(reader, FUND_FIELD_TITLE,
                   fund_corpus_html_line(reader, text_of(reader, item, " title ")));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   text_of(reader, item, " published pubDate date issued "));
    fund_text updated = text_of(reader, item, " updated modified ");
    fund_draft_set(reader, FUND_FIELD_DATE, updated);
    set_version(reader, updated);
    fund_draft_set(reader, FUND_FIELD_AUTHOR, author_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SECTION, category_of(reader, item));
    fund_draft_set(reader, FUND_FIELD_SOURCE, text_of(reader, item, " source "));
    if (source != NULL) {
        fund_draft_set(reader, FUND_FIELD_SOURCE,
                       fund_corpus_html_line(reader, fund_xml_text(reader, source)));
    }
    const xmlNode *body = body_of(item);
    fund_status status = body != NULL ? take_body(reader, body) : FUND_OK;
    if (status == FUND_OK && reader->paragraphs.failed) {
        return fund_corpus_no_memory(reader);
    }
    return status == FUND_OK ? fund_corpus_draft_deliver(reader) : status;
}

static bool is_item(const xmlNode *node)
{
    return fund_xml_is_one_of(node, " item entry ");
}

static const xmlNode *title_of(const xmlNode *channel)
{
    const xmlNode *at = channel->children;
    while (at != NULL && (at->children == NULL || !fund_xml_is_one_of(at, " title "))) {
        at = at->next;
    }
    return at;
}

/* With damage, the last item was perhaps cut off. */
static fund_status deliver(fund_corpus_reader *reader, const xmlNode *root, size_t damage)
{
    const xmlNode *channel = fund_xml_child(root, "channel");
    const xmlNode *list =
        channel != NULL && fund_xml_find(channel, "item") != NULL ? channel : root;
    const xmlNode *last = NULL;
    for (const xmlNode *at = list->children; damage > 0 && at != NULL; at = at->next) {
        last = is_item(at) ? at : last;
    }
    /* Once: it may stand behind a million items. */
    const xmlNode *source = title_of(channel != NULL ? channel : root);
    fund_status status = FUND_OK;
    for (const xmlNode *at = list->children; at != NULL && status == FUND_OK; at = at->next) {
        if (!is_item(at)) {
            continue;
        }
        reader->item++;
        if (at == last && (size_t)xmlGetLineNo(at) <= damage && at->next == NULL) {
            status = fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "cut off, left out");
        } else {
            status = deliver_item(reader, at, source);
        }
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "a feed without items")
               : status;
}

/* ---- which kind ------------------------------------------------------------- */

/* The root element's name within the first bytes. */
static fund_text root_name(fund_text head)
{
    size_t pos = 0;
    while (pos < head.len) {
        const char *open = memchr(head.data + pos, '<', head.len - pos);
        if (open == NULL || open + 1 >= head.data + head.len) {
            break;
        }
        pos = (size_t)(open + 1 - head.data);
        if (head.data[pos] == '?' || head.data[pos] == '!') {
            continue;
        }
        size_t len = 0;
        while (pos + len < head.len && memchr(" \t\r\n/>", head.data[pos + len], 6) == NULL) {
            len++;
        }
        const char *colon = memchr(head.data + pos, ':', len);
        size_t skip = colon != NULL ? (size_t)(colon + 1 - head.data) - pos : 0;
        return (fund_text){head.data + pos + skip, len - skip};
    }
    return (fund_text){"", 0};
}

bool fund_corpus_sniff_xml(fund_text head)
{
    static const char *const roots[] = {"rss",  "feed", "RDF",         "newsItem", "newsMessage",
                                        "nitf", "html", "packageItem", "entry"};
    fund_text text = fund_corpus_trim(head);
    if (text.len >= 3 && memcmp(text.data, "\xef\xbb\xbf", 3) == 0) {
        text = (fund_text){text.data + 3, text.len - 3};
    }
    if (text.len < 5 || text.data[0] != '<') {
        return false;
    }
    if (memcmp(text.data, "<?xml", 5) == 0) {
        return true;
    }
    fund_text root = root_name(text);
    for (size_t i = 0; i < sizeof roots / sizeof roots[0]; i++) {
        if (root.len == strlen(roots[i]) && memcmp(root.data, roots[i], root.len) == 0) {
            return true;
        }
    }
    return false;
}

static fund_status deliver_any(fund_corpus_reader *reader, const xmlNode *root, size_t damage)
{
    if (fund_xml_is_one_of(root, " rss feed RDF ")) {
        return deliver(reader, root, damage);
    }
    if (fund_xml_is(root, "entry")) {
        return deliver_item(reader, root, NULL);
    }
    if (fund_xml_is_one_of(root, " newsItem newsMessage ")) {
        return fund_newsml_deliver(reader, root);
    }
    if (fund_xml_is(root, "nitf")) {
        return fund_nitf_deliver(reader, root);
    }
    if (fund_xml_is(root, "html")) {
        return fund_html_deliver(reader, root);
    }
    return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                               "XML of an unknown kind, its root is <%.60s>",
                               (const char *)root->name);
}

static bool is_feed(fund_text bytes)
{
    fund_text root = root_name(bytes);
    return (root.len == 3 && strncasecmp(root.data, "rss", 3) == 0) ||
           (root.len == 4 && memcmp(root.data, "feed", 4) == 0) ||
           (root.len == 3 && memcmp(root.data, "RDF", 3) == 0);
}

fund_status fund_corpus_read_xml(fund_corpus_source *source, uint64_t bytes)
{
    (void)bytes;
    bool lost;
    fund_text text;
    fund_status status = fund_corpus_load(&text, &lost, source);
    if (status == FUND_OK && !lost) { /* items of a feed are good or bad for themselves */
        status = fund_xml_parse(source->reader, text, is_feed(text), deliver_any);
    }
    return status;
}
