/* NewsML-G2 (IPTC): news items, alone or in a message. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

/* "usable" of "stat:usable". */
static const char *behind_colon(const char *code)
{
    const char *colon = strrchr(code, ':');
    return colon != NULL ? colon + 1 : code;
}

/* What a thing is called: its name, else what stands for it. */
static fund_text name_of(fund_corpus_reader *reader, const xmlNode *thing)
{
    const xmlNode *name = fund_xml_child(thing, "name");
    const char *literal = fund_xml_attribute(thing, "literal");
    if (name != NULL) {
        return fund_xml_text(reader, name);
    }
    return fund_draft_copy(
        reader, literal[0] != '\0' ? literal : behind_colon(fund_xml_attribute(thing, "qcode")));
}

static void take_item_meta(fund_corpus_reader *reader, const xmlNode *meta)
{
    const xmlNode *embargoed = fund_xml_child(meta, "embargoed");
    const char *status = fund_xml_attribute(fund_xml_child(meta, "pubStatus"), "qcode");
    status = status[0] != '\0'
                 ? behind_colon(status)
                 : behind_colon(fund_xml_attribute(fund_xml_child(meta, "pubStatus"), "uri"));
    const char *slash = strrchr(status, '/');
    fund_text hour = fund_xml_text(reader, embargoed);
    fund_draft_set(reader, FUND_FIELD_EMBARGO, hour);
    bool usable = status[0] == '\0' || strcasecmp(status, "usable") == 0;
    if (embargoed != NULL && hour.len == 0 && usable) {
        status = "embargoed"; /* until further notice */
        slash = NULL;
    }
    fund_draft_set(reader, FUND_FIELD_STATUS,
                   fund_draft_copy(reader, slash != NULL ? slash + 1 : status));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   fund_xml_text(reader, fund_xml_child(meta, "firstCreated")));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   fund_xml_text(reader, fund_xml_child(meta, "versionCreated")));
}

/* The section is the first subject, or genre, that has a name. */
static void take_section(fund_corpus_reader *reader, const xmlNode *meta)
{
    static const char *const names[] = {"subject", "genre"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        for (const xmlNode *at = fund_xml_child(meta, names[i]); at != NULL;
             at = fund_xml_next(at, names[i])) {
            fund_draft_set(reader, FUND_FIELD_SECTION,
                           fund_xml_text(reader, fund_xml_child(at, "name")));
        }
    }
}

static void take_content_meta(fund_corpus_reader *reader, const xmlNode *meta)
{
    fund_draft_set(reader, FUND_FIELD_TITLE,
                   fund_xml_text(reader, fund_xml_child(meta, "headline")));
    fund_draft_set(reader, FUND_FIELD_DATE,
                   fund_xml_text(reader, fund_xml_child(meta, "contentCreated")));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, fund_xml_byline(reader, fund_xml_child(meta, "by")));
    fund_draft_set(reader, FUND_FIELD_AUTHOR, name_of(reader, fund_xml_child(meta, "creator")));
    fund_draft_set(reader, FUND_FIELD_SOURCE, name_of(reader, fund_xml_child(meta, "infoSource")));
    take_section(reader, meta);
}

static void take_content(fund_corpus_reader *reader, const xmlNode *set)
{
    for (const xmlNode *at = set != NULL ? set->children : NULL; at != NULL; at = at->next) {
        const xmlNode *nitf = fund_xml_find(at, "nitf");
        const xmlNode *body = fund_xml_find(at, "body");
        if (fund_xml_is(at, "inlineXML") && nitf != NULL) {
            fund_nitf_take(reader, nitf);
        } else if (fund_xml_is(at, "inlineXML")) {
            fund_markup_paragraphs(reader, body != NULL ? body : at, NULL, NULL);
        } else if (fund_xml_is(at, "inlineData")) {
            fund_corpus_split(&reader->paragraphs, fund_xml_text(reader, at), true);
        }
    }
}

static fund_status deliver_item(fund_corpus_reader *reader, const xmlNode *item)
{
    const xmlNode *meta = fund_xml_child(item, "itemMeta");
    fund_corpus_draft_clear(reader);
    fund_draft_set(reader, FUND_FIELD_ID,
                   fund_draft_copy(reader, fund_xml_attribute(item, "guid")));
    fund_draft_set(reader, FUND_FIELD_VERSION,
                   fund_draft_copy(reader, fund_xml_attribute(item, "version")));
    take_content_meta(reader, fund_xml_child(item, "contentMeta"));
    take_item_meta(reader, meta);
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, fund_xml_child(meta, "title")));
    fund_draft_set(reader, FUND_FIELD_SOURCE, name_of(reader, fund_xml_child(meta, "provider")));
    take_content(reader, fund_xml_child(item, "contentSet"));
    return reader->paragraphs.failed ? fund_corpus_no_memory(reader)
                                     : fund_corpus_draft_deliver(reader);
}

static bool is_text_item(const xmlNode *item)
{
    const xmlNode *meta = fund_xml_child(item, "itemMeta");
    const char *kind = behind_colon(fund_xml_attribute(fund_xml_child(meta, "itemClass"), "qcode"));
    return kind[0] == '\0' || strcasecmp(kind, "text") == 0 || strcasecmp(kind, "composite") == 0;
}

/* Pictures and packages of a message are passed over. */
static fund_status deliver_message(fund_corpus_reader *reader, const xmlNode *set)
{
    fund_status status = FUND_OK;
    size_t others = 0;
    for (const xmlNode *at = set != NULL ? set->children : NULL; at != NULL && status == FUND_OK;
         at = at->next) {
        if (fund_xml_is(at, "newsItem") && is_text_item(at)) {
            reader->item++;
            status = deliver_item(reader, at);
        } else if (at->type == XML_ELEMENT_NODE) {
            others++;
        }
    }
    bool none = reader->item == 0;
    reader->item = 0;
    return status == FUND_OK && none
               ? fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "no text among the %zu items of the message", others)
               : status;
}

fund_status fund_newsml_deliver(fund_corpus_reader *reader, const xmlNode *root)
{
    if (fund_xml_is(root, "newsMessage")) {
        return deliver_message(reader, fund_xml_child(root, "itemSet"));
    }
    if (!is_text_item(root)) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "a news item that is no text");
    }
    return deliver_item(reader, root);
}
