/* Fragments of HTML, which stand in feeds, JSON and mail, and in what pages say about themselves. */
#include "corpus/corpus_private.h"

#include <string.h>

static bool is_no_text(const fund_xml_node *node, void *payload)
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
