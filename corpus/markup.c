/* Paragraphs in trees of HTML, NITF and the like: what is not known to stand within a
   line ends one. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>

bool fund_markup_is_inline(const xmlNode *node)
{
    return fund_xml_is_one_of(
        node, " a abbr acronym b bdi bdo big br cite code data del dfn em font i img ins kbd label "
              "mark q "
              "ruby rt s samp small span strike strong sub sup td th time tt u var wbr "
              /* NITF */
              "alt-code chron classifier copyrite event frac function lang location money num "
              "object.title org person postaddr pronounce virtloc ");
}

typedef struct walk {
    fund_corpus_reader *reader;
    fund_buf line;
    unsigned breaks; /* <br> in a row */
} walk;

static void end_paragraph(walk *w)
{
    fund_draft_add_paragraph(w->reader,
                             (fund_text){w->line.data != NULL ? w->line.data : "", w->line.len});
    w->reader->paragraphs.failed |= w->line.failed;
    fund_buf_clear(&w->line);
    w->breaks = 0;
}

/* White space to XML: a no-break space is something. */
static bool is_xml_space(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void enter(walk *w, const xmlNode *node)
{
    bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
    if (text && node->content != NULL) {
        fund_buf_append_str(&w->line, (const char *)node->content);
        w->breaks = is_xml_space((const char *)node->content) ? w->breaks : 0;
    } else if (fund_xml_is(node, "br")) {
        fund_buf_append_byte(&w->line, '\n');
        if (++w->breaks > 1) {
            end_paragraph(w);
        }
    } else if (fund_xml_is_one_of(node, " td th ")) {
        fund_buf_append_byte(&w->line, ' ');
    } else if (node->type == XML_ELEMENT_NODE && !fund_markup_is_inline(node)) {
        end_paragraph(w);
    }
}

/* Ends what the way from `node` on to `next` leaves. */
static void leave(walk *w, const xmlNode *node, const xmlNode *next, const xmlNode *root)
{
    const xmlNode *parent = next != NULL ? next->parent : root->parent;
    for (const xmlNode *at = node; at != NULL && at != parent; at = at->parent) {
        if (at->type == XML_ELEMENT_NODE && !fund_markup_is_inline(at)) {
            end_paragraph(w);
            return;
        }
    }
}

void fund_markup_paragraphs(fund_corpus_reader *reader, const xmlNode *root,
                            fund_markup_filter leave_out, void *payload)
{
    walk w = {.reader = reader};
    for (const xmlNode *node = root; node != NULL;) {
        bool out = node != root && leave_out != NULL && leave_out(node, payload);
        if (out && !fund_markup_is_inline(node)) {
            end_paragraph(&w);
        } else if (!out) {
            enter(&w, node);
        }
        const xmlNode *next = fund_xml_walk(node, root, out);
        if (next == NULL || next->parent != node) {
            leave(&w, node, next, root);
        }
        node = next;
    }
    end_paragraph(&w);
    fund_buf_free(&w.line);
}
