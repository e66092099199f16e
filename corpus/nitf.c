/* NITF 3: the News Industry Text Format. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

/* "20220107T101500+0100" is a date of NITF; with separators it is one of ours. */
static fund_text norm_of(fund_corpus_reader *reader, const xmlNode *node)
{
    const char *norm = fund_xml_attribute(node, "norm");
    return norm[0] != '\0' ? fund_draft_copy(reader, norm) : fund_xml_text(reader, node);
}

static void take_docdata(fund_corpus_reader *reader, const xmlNode *docdata)
{
    const char *status = fund_xml_attribute(docdata, "management-status");
    const xmlNode *release = fund_xml_child(docdata, "date.release");
    fund_draft_set(reader, FUND_FIELD_STATUS, fund_draft_copy(reader, status));
    if (strcasecmp(status, "embargoed") == 0) {
        fund_draft_set(reader, FUND_FIELD_EMBARGO, norm_of(reader, release));
    }
    fund_draft_set(reader, FUND_FIELD_ID,
                   fund_draft_copy(
                       reader, fund_xml_attribute(fund_xml_child(docdata, "doc-id"), "id-string")));
    fund_draft_set(
        reader, FUND_FIELD_VERSION,
        fund_draft_copy(reader, fund_xml_attribute(fund_xml_child(docdata, "du-key"), "version")));
    fund_draft_set(reader, FUND_FIELD_DATE, norm_of(reader, fund_xml_child(docdata, "date.issue")));
    fund_draft_set(reader, FUND_FIELD_DATE, norm_of(reader, release));
    fund_draft_set(
        reader, FUND_FIELD_SOURCE,
        fund_draft_copy(reader,
                        fund_xml_attribute(fund_xml_child(docdata, "doc.copyright"), "holder")));
}

static void take_section(fund_corpus_reader *reader, const xmlNode *head)
{
    const xmlNode *subject = fund_xml_find(head, "tobject.subject");
    const char *const names[] = {
        fund_xml_attribute(subject, "tobject.subject.type"),
        fund_xml_attribute(subject, "tobject.subject.matter"),
        fund_xml_attribute(fund_xml_child(head, "pubdata"), "position.section"),
        fund_xml_attribute(fund_xml_find(head, "fixture"), "fix-id"),
    };
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        fund_draft_set(reader, FUND_FIELD_SECTION, fund_draft_copy(reader, names[i]));
    }
}

static void take_body_head(fund_corpus_reader *reader, const xmlNode *head)
{
    const xmlNode *byline = fund_xml_find(head, "byline");
    const xmlNode *person = fund_xml_find(byline, "person");
    fund_text under = fund_xml_text(reader, fund_xml_find(head, "hl2"));
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, fund_xml_find(head, "hl1")));
    fund_draft_set(reader, FUND_FIELD_AUTHOR,
                   fund_xml_byline(reader, person != NULL ? person : byline));
    fund_draft_set(reader, FUND_FIELD_SOURCE,
                   fund_xml_text(reader, fund_xml_find(head, "distributor")));
    fund_draft_add_paragraph(reader, under);
}

static bool is_no_text(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, " media-metadata media-reference media-producer media-object ");
}

void fund_nitf_take(fund_corpus_reader *reader, const xmlNode *root)
{
    const xmlNode *head = fund_xml_child(root, "head");
    const xmlNode *body = fund_xml_child(root, "body");
    const xmlNode *content = fund_xml_child(body, "body.content");
    const xmlNode *tail = fund_xml_child(body, "body.end");
    take_docdata(reader, fund_xml_child(head, "docdata"));
    take_section(reader, head);
    take_body_head(reader, fund_xml_child(body, "body.head"));
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, fund_xml_child(head, "title")));
    if (content != NULL) {
        fund_markup_paragraphs(reader, content, is_no_text, NULL);
    }
    if (tail != NULL) {
        fund_markup_paragraphs(reader, tail, is_no_text, NULL);
    }
}

fund_status fund_nitf_deliver(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_corpus_draft_clear(reader);
    fund_nitf_take(reader, root);
    return reader->paragraphs.failed ? fund_corpus_no_memory(reader)
                                     : fund_corpus_draft_deliver(reader);
}
