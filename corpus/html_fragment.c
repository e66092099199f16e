/* Fragments of HTML, which stand in feeds, JSON and mail, and in what pages say about themselves. */
#include "corpus/corpus_private.h"

#include <string.h>

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
