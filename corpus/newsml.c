/* What agencies send in XML, by the specifications of the IPTC: NewsML-G2, NewsML 1 and NITF 3. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

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
    return fund_markup_is_no_text(node, payload) ||
           fund_xml_is_one_of(node, "media-metadata media-reference media-producer media-object");
}

static bool is_slug_or_no_text(const xmlNode *node, void *payload)
{
    return is_no_text(node, payload) || fund_xml_is(node, "slugline") ||
           strncasecmp(fund_xml_attribute(node, "class"), "slug", 4) == 0;
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
        fund_markup_paragraphs(reader, fund_xml_child(body, texts[i]), is_slug_or_no_text, NULL);
    }
}

/* ---- NewsML-G2 ------------------------------------------------------------- */

/* "usable" of "stat:usable". */
static const char *after(const char *code, char separator)
{
    const char *at = strrchr(code, separator);
    return at != NULL ? at + 1 : code;
}

/* What a thing is called; codes are no names of persons. */
static fund_text person_name_of(fund_corpus_reader *reader, const xmlNode *thing)
{
    const xmlNode *name = fund_xml_child(thing, "name");
    return name != NULL || fund_xml_attribute(thing, "literal")[0] == '\0'
               ? fund_xml_text(reader, name)
               : fund_draft_keep(reader, fund_text_of(fund_xml_attribute(thing, "literal")));
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
    {FUND_FIELD_AUTHOR, "contentMeta/creator", person_name_of},
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

/* The section is the first subject, or genre, that has a name, else the slug line. */
static void take_section(fund_corpus_reader *reader, const xmlNode *meta)
{
    static const char *const names[] = {"subject", "genre"};
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        for (const xmlNode *at = fund_xml_child(meta, names[i]); at != NULL;
             at = fund_xml_next(at, names[i])) {
            fund_draft_set(reader, FUND_FIELD_SECTION,
                           fund_xml_text(reader, fund_xml_child(at, "name")));
        }
        fund_draft_set(reader, FUND_FIELD_SECTION,
                       i == 0 ? fund_xml_text(reader, fund_xml_child(meta, "slugline"))
                              : (fund_text){"", 0});
    }
}

static bool says_html(const xmlNode *node)
{
    return strcasestr(fund_xml_attribute(node, "contenttype"), "html") != NULL ||
           strcasestr(fund_xml_attribute(node, "type"), "html") != NULL;
}

/* Text, which may be escaped HTML. */
static fund_status take_data(fund_corpus_reader *reader, const xmlNode *node, bool html)
{
    fund_text text = fund_xml_text(reader, node);
    if (html || (text.len > 0 && text.data[0] == '<')) {
        return fund_html_paragraphs(reader, text);
    }
    fund_draft_split(reader, text, true);
    return FUND_OK;
}

/* Elements that are NITF, HTML or paragraphs. */
static void take_elements(fund_corpus_reader *reader, const xmlNode *node)
{
    const xmlNode *nitf = fund_xml_find(node, "nitf");
    const xmlNode *body = fund_xml_find(node, "body");
    if (nitf != NULL) {
        take_nitf(reader, nitf);
    } else {
        fund_markup_paragraphs(reader, body != NULL ? body : node, is_slug_or_no_text, NULL);
    }
}

/* What is in a content set are renditions of the same. */
static fund_status take_content(fund_corpus_reader *reader, const xmlNode *set)
{
    fund_status status = FUND_OK;
    for (const xmlNode *at = set != NULL ? set->children : NULL;
         at != NULL && status == FUND_OK && reader->paragraphs.count == 0; at = at->next) {
        if (fund_xml_is(at, "inlineXML")) {
            take_elements(reader, at);
        } else if (fund_xml_is(at, "inlineData")) {
            status = take_data(reader, at, says_html(at));
        }
    }
    return status;
}

/* The slug line and the title stand above the text of some agencies' messages, too. */
static void drop_heading(fund_corpus_reader *reader, fund_text slug)
{
    fund_texts *paragraphs = &reader->paragraphs;
    size_t out = 0;
    while (out < paragraphs->count && out < 2) {
        fund_text first = fund_corpus_trim(paragraphs->items[out]);
        fund_text title = reader->fields[FUND_FIELD_TITLE];
        bool same = (first.len == slug.len && memcmp(first.data, slug.data, slug.len) == 0) ||
                    (first.len == title.len && memcmp(first.data, title.data, title.len) == 0);
        if (!same) {
            break;
        }
        out++;
    }
    if (out < paragraphs->count) { /* else the title is all there is */
        paragraphs->count -= out;
        memmove(paragraphs->items, paragraphs->items + out,
                paragraphs->count * sizeof *paragraphs->items);
    }
}

static fund_status deliver_news_item(fund_corpus_reader *reader, const xmlNode *item)
{
    fund_draft_clear(reader);
    fund_xml_take(reader, item, newsml_fields, FUND_COUNT(newsml_fields));
    take_status(reader, fund_xml_child(item, "itemMeta"));
    const xmlNode *meta = fund_xml_child(item, "contentMeta");
    take_section(reader, meta);
    fund_status status = take_content(reader, fund_xml_child(item, "contentSet"));
    drop_heading(reader, fund_xml_text(reader, fund_xml_child(meta, "slugline")));
    if (reader->paragraphs.count == 0) {
        fund_draft_add_paragraph(reader,
                                 fund_xml_text(reader, fund_xml_child(meta, "description")));
    }
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}

/* "text" of "ninat:text"; empty: not said. */
static const char *class_of(const xmlNode *item)
{
    const xmlNode *class = fund_xml_child(fund_xml_child(item, "itemMeta"), "itemClass");
    const char *code = fund_xml_attribute(class, "qcode");
    return after(after(code[0] != '\0' ? code : fund_xml_attribute(class, "uri"), ':'), '/');
}

static bool is_text_type(const char *type)
{
    return type[0] == '\0' || fund_corpus_is_one_of(fund_text_of(type), "text composite");
}

static fund_status skip(fund_corpus_reader *reader, const char *type)
{
    return fund_corpus_skip(reader, FUND_SKIP_TYPE, fund_text_of(type));
}

/* Pictures and packages of a message are passed over. */
static fund_status deliver_message(fund_corpus_reader *reader, const xmlNode *message)
{
    fund_status status = FUND_OK;
    size_t texts = 0;
    for (const xmlNode *set = fund_xml_child(message, "itemSet"); set != NULL;
         set = fund_xml_next(set, "itemSet")) {
        for (const xmlNode *at = set->children; at != NULL && status == FUND_OK; at = at->next) {
            bool news = fund_xml_is(at, "newsItem");
            if (at->type != XML_ELEMENT_NODE) {
                continue;
            }
            reader->item++;
            if (news && is_text_type(class_of(at))) {
                texts++;
                status = fund_corpus_go_on(deliver_news_item(reader, at));
            } else {
                const char *type = news ? class_of(at) : (const char *)at->name;
                status = fund_corpus_go_on(skip(reader, type));
            }
        }
    }
    size_t others = reader->item;
    reader->item = 0;
    return status == FUND_OK && texts == 0
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "none of the message's %zu items is text", others)
               : status;
}

/* ---- NewsML 1 ---------------------------------------------------------------- */

static fund_text formal_name(fund_corpus_reader *reader, const xmlNode *node)
{
    return fund_draft_keep(reader, fund_text_of(fund_xml_attribute(node, "FormalName")));
}

static const fund_xml_field newsml1_fields[] = {
    {FUND_FIELD_VERSION, "Identification/NewsIdentifier/RevisionId", NULL},
    {FUND_FIELD_DATE, "NewsManagement/FirstCreated", NULL},
    {FUND_FIELD_DATE, "NewsManagement/ThisRevisionCreated", NULL},
    {FUND_FIELD_STATUS, "NewsManagement/Status", formal_name},
    {FUND_FIELD_TITLE, "NewsComponent//NewsLines/HeadLine", NULL},
    {FUND_FIELD_TITLE, "NewsComponent//HeadLine", NULL},
    {FUND_FIELD_TITLE, "Identification/NameLabel", NULL},
    {FUND_FIELD_AUTHOR, "NewsComponent//NewsLines/ByLine", fund_xml_byline},
    {FUND_FIELD_AUTHOR, "NewsComponent//ByLine", fund_xml_byline},
    {FUND_FIELD_SOURCE, "NewsComponent//NewsLines/CreditLine", NULL},
    {FUND_FIELD_SOURCE, "NewsComponent//AdministrativeMetadata/Provider/Party", formal_name},
    {FUND_FIELD_SOURCE, "Identification/NewsIdentifier/ProviderId", NULL},
    {FUND_FIELD_SECTION, "NewsComponent//NewsLines/SlugLine", NULL},
    {FUND_FIELD_SECTION, "NewsComponent//SlugLine", NULL},
};

/* Without the revision, which is the version. */
static void set_newsml1_id(fund_corpus_reader *reader, const xmlNode *item)
{
    static const char *const parts[] = {"ProviderId", "DateId", "NewsItemId"};
    const xmlNode *identifier =
        fund_xml_child(fund_xml_child(item, "Identification"), "NewsIdentifier");
    fund_buf id = FUND_BUF_INIT;
    fund_buf_append_str(&id, "urn:newsml");
    for (size_t i = 0; i < FUND_COUNT(parts); i++) {
        fund_text part = fund_xml_text(reader, fund_xml_child(identifier, parts[i]));
        if (part.len == 0) {
            fund_draft_set(reader, FUND_FIELD_ID,
                           fund_xml_text(reader, fund_xml_child(identifier, "PublicIdentifier")));
        }
        fund_buf_append_byte(&id, ':');
        fund_buf_append(&id, part.data, part.len);
    }
    fund_text kept = fund_draft_keep_buf(reader, &id);
    fund_draft_set(reader, FUND_FIELD_ID, identifier != NULL ? kept : (fund_text){"", 0});
}

/* An item that is to be deleted, and one that becomes usable at a time. */
static void set_newsml1_status(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *management = fund_xml_child(item, "NewsManagement");
    const xmlNode *change = fund_xml_child(management, "StatusWillChange");
    for (const xmlNode *at = fund_xml_child(management, "Instruction"); at != NULL;
         at = fund_xml_next(at, "Instruction")) {
        if (fund_corpus_is_one_of(formal_name(reader, at), "Delete Cancel Kill")) {
            reader->fields[FUND_FIELD_STATUS] = fund_text_of("canceled");
        }
    }
    if (fund_corpus_is_one_of(reader->fields[FUND_FIELD_STATUS], "embargoed") &&
        fund_xml_has(fund_xml_child(change, "FutureStatus"), "FormalName", "usable")) {
        fund_draft_set(reader, FUND_FIELD_EMBARGO,
                       fund_xml_text(reader, fund_xml_child(change, "DateAndTime")));
    }
}

/* "Photo", "Video"; "" for text and where it is not said. */
static const char *media_type_of(const xmlNode *content_item)
{
    const char *type = fund_xml_attribute(fund_xml_child(content_item, "MediaType"), "FormalName");
    return strncasecmp(type, "text", 4) == 0 || strcasecmp(type, "ComplexData") == 0 ? "" : type;
}

static fund_status take_content_item(fund_corpus_reader *reader, const xmlNode *item)
{
    const char *mime = fund_xml_attribute(fund_xml_child(item, "MimeType"), "FormalName");
    const char *format = fund_xml_attribute(fund_xml_child(item, "Format"), "FormalName");
    const xmlNode *data = fund_xml_find(item, "DataContent");
    if (data == NULL || media_type_of(item)[0] != '\0') {
        return FUND_OK;
    }
    for (const xmlNode *at = data->children; at != NULL; at = at->next) {
        if (at->type == XML_ELEMENT_NODE) {
            take_elements(reader, data);
            return FUND_OK;
        }
    }
    return take_data(reader, data,
                     strcasestr(mime, "html") != NULL || strcasestr(format, "html") != NULL);
}

static bool is_nested_item(const xmlNode *at)
{
    return fund_xml_is_one_of(at, "NewsItem NewsItemRef");
}

/* The texts of all components; of equivalent ones only the first, and captions only where there is
   nothing else. */
static fund_status take_components(fund_corpus_reader *reader, const xmlNode *top, bool captions)
{
    fund_status status = FUND_OK;
    for (const xmlNode *at = top, *next; at != NULL && status == FUND_OK; at = next) {
        bool over = at != top && is_nested_item(at);
        const xmlNode *role = fund_xml_is(at, "NewsComponent") ? fund_xml_child(at, "Role") : NULL;
        over |= !captions && strcasestr(fund_xml_attribute(role, "FormalName"), "caption") != NULL;
        if (fund_xml_is(at, "ContentItem")) {
            size_t before = reader->paragraphs.count;
            status = take_content_item(reader, at);
            over = true;
            if (reader->paragraphs.count > before &&
                fund_xml_has(at->parent, "EquivalentsList", "yes")) {
                at = at->parent;
            } else if (reader->paragraphs.count > before && at->parent->parent != NULL &&
                       fund_xml_has(at->parent->parent, "EquivalentsList", "yes")) {
                at = at->parent->parent;
            }
        }
        next = at == top && over ? NULL : fund_xml_walk(at, top, over);
    }
    return status;
}

static fund_status deliver_newsml1_item(fund_corpus_reader *reader, const xmlNode *item)
{
    fund_draft_clear(reader);
    set_newsml1_id(reader, item);
    fund_xml_take(reader, item, newsml1_fields, FUND_COUNT(newsml1_fields));
    set_newsml1_status(reader, item);
    fund_status status = take_components(reader, item, false);
    if (status == FUND_OK && reader->paragraphs.count == 0) {
        status = take_components(reader, item, true);
    }
    drop_heading(reader, fund_xml_text(reader, fund_xml_find(item, "SlugLine")));
    const char *type = media_type_of(fund_xml_find(item, "ContentItem"));
    if (status == FUND_OK && reader->paragraphs.count == 0 && type[0] != '\0') {
        return skip(reader, type);
    }
    return status == FUND_OK ? fund_draft_deliver_item(reader) : status;
}

static fund_status deliver_newsml1(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_status status = FUND_OK;
    for (const xmlNode *at = fund_xml_find(root, "NewsItem"); at != NULL && status == FUND_OK;
         at = fund_xml_walk(at, root, false)) {
        if (fund_xml_is(at, "NewsItem")) {
            reader->item++;
            status = fund_corpus_go_on(deliver_newsml1_item(reader, at));
        }
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                                           "the message has no news items")
                                     : status;
}

/* ---- which of them ------------------------------------------------------------ */

fund_status fund_newsml_deliver(bool *taken, fund_corpus_reader *reader, const xmlNode *root)
{
    *taken = true;
    if (fund_xml_is(root, "newsMessage")) {
        return deliver_message(reader, root);
    }
    if (fund_xml_is(root, "NewsML")) {
        return deliver_newsml1(reader, root);
    }
    if (fund_xml_is(root, "newsItem")) {
        /* Of both versions; names are compared in any case. */
        const char *type = class_of(root);
        bool first = fund_xml_child(root, "Identification") != NULL;
        return first                ? deliver_newsml1_item(reader, root)
               : is_text_type(type) ? deliver_news_item(reader, root)
                                    : skip(reader, type);
    }
    if (fund_xml_is(root, "packageItem")) {
        return skip(reader, "packageItem");
    }
    if (fund_xml_is(root, "nitf")) {
        fund_draft_clear(reader);
        take_nitf(reader, root);
        return fund_draft_deliver_item(reader);
    }
    *taken = false;
    return FUND_OK;
}
