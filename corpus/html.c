/* Pages and fragments of HTML, by libxml2. */
#include "corpus/corpus_private.h"

#include <libxml/HTMLparser.h>
#include <string.h>
#include <strings.h>

/* Past a BOM, white space and comments. */
static fund_text skip_prelude(fund_text head)
{
    size_t pos = head.len >= 3 && memcmp(head.data, "\xef\xbb\xbf", 3) == 0 ? 3 : 0;
    for (;;) {
        while (pos < head.len && strchr(" \t\r\n", head.data[pos]) != NULL &&
               head.data[pos] != '\0') {
            pos++;
        }
        fund_text rest = {head.data + pos, head.len - pos};
        const char *end = rest.len > 4 && memcmp(rest.data, "<!--", 4) == 0
                              ? memmem(rest.data, rest.len, "-->", 3)
                              : NULL;
        if (end == NULL) {
            return rest;
        }
        pos = (size_t)(end - head.data) + 3;
    }
}

static bool begins_with(fund_text text, const char *word)
{
    size_t len = strlen(word);
    return text.len > len && strncasecmp(text.data, word, len) == 0 &&
           memchr(" \t\r\n>", text.data[len], 5) != NULL;
}

bool fund_corpus_sniff_html(fund_text head)
{
    fund_text start = skip_prelude(head);
    bool xml = start.len > 5 && memcmp(start.data, "<?xml", 5) == 0;
    if (xml) { /* XHTML may have a declaration */
        const char *end = memmem(start.data, start.len, "?>", 2);
        size_t over = end != NULL ? (size_t)(end + 2 - start.data) : start.len;
        start = skip_prelude((fund_text){start.data + over, start.len - over});
    }
    return begins_with(start, "<!doctype html") || begins_with(start, "<html");
}

/* charset=... of a <meta> in the first bytes; "" for none. */
static void find_declared(char *out, size_t size, fund_text bytes)
{
    char head[2049];
    size_t len = bytes.len < sizeof head - 1 ? bytes.len : sizeof head - 1;
    memcpy(head, bytes.data, len);
    head[len] = '\0';
    out[0] = '\0';
    char *at = strcasestr(head, "charset=");
    if (at == NULL) {
        return;
    }
    at += strlen("charset=");
    at += strspn(at, "\"' ");
    size_t name = strcspn(at, "\"' />;");
    if (name < size) {
        memcpy(out, at, name);
        out[name] = '\0';
    }
}

/* Where elements stand too deep in each other, libxml2 stops; pages whose elements are never
 * closed come to that, so what stands before is kept. */
static fund_status tell_depth(fund_corpus_reader *reader, const xmlError *err)
{
    bool deep = err != NULL && err->code == XML_ERR_INTERNAL_ERROR && err->message != NULL &&
                strstr(err->message, "depth") != NULL;
    return !deep ? FUND_OK
                 : fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                       "line %d: HTML elements are nested too deeply, the rest of "
                                       "the page is not read",
                                       err->line);
}

/* Hands the root of a tree to `read`; libxml2 makes one of anything. */
static fund_status parse(fund_corpus_reader *reader, fund_text text,
                         fund_status (*read)(fund_corpus_reader *reader, const fund_xml_node *root))
{
    bool lost;
    fund_status status = fund_xml_check_attributes(&lost, reader, text, true);
    if (status != FUND_OK || lost) {
        return status;
    }
    fund_xml_init();
    htmlParserCtxtPtr parser = htmlNewParserCtxt();
    if (parser == NULL) {
        return fund_corpus_no_memory(reader);
    }
    if (text.len > INT32_MAX) {
        htmlFreeParserCtxt(parser);
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "HTML of more than 2 GB");
    }
    int options = HTML_PARSE_RECOVER | HTML_PARSE_NOERROR | HTML_PARSE_NOWARNING |
                  HTML_PARSE_NONET | HTML_PARSE_COMPACT;
    htmlDocPtr doc = htmlCtxtReadMemory(parser, text.data, (int)text.len, NULL, "UTF-8", options);
    const xmlError *err = xmlCtxtGetLastError(parser);
    if (fund_xml_ran_out(parser)) {
        status = fund_corpus_no_memory(reader);
    } else {
        status = tell_depth(reader, err);
        if (status == FUND_OK) {
            status = read(reader, doc != NULL ? xmlDocGetRootElement(doc) : NULL);
        }
    }
    xmlFreeDoc(doc);
    htmlFreeParserCtxt(parser);
    return status;
}

fund_status fund_html_deliver(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_corpus_draft_clear(reader);
    if (root != NULL) {
        fund_html_take_metadata(reader, root);
        fund_html_take_text(reader, root);
    }
    return reader->paragraphs.failed ? fund_corpus_no_memory(reader)
                                     : fund_corpus_draft_deliver(reader);
}

fund_status fund_corpus_read_html(fund_corpus_source *source, uint64_t bytes)
{
    (void)bytes;
    bool lost;
    fund_text page;
    fund_buf converted = FUND_BUF_INIT;
    char declared[64];
    fund_corpus_reader *reader = source->reader;
    fund_status status = fund_corpus_load(&page, &lost, source);
    if (status == FUND_OK && !lost) {
        find_declared(declared, sizeof declared, page);
        status = fund_xml_decode(&page, &converted, &lost, page, declared, reader);
    }
    if (status == FUND_OK && !lost) {
        status = parse(reader, page, fund_html_deliver);
    }
    fund_buf_free(&converted);
    return status;
}

/* ---- fragments ------------------------------------------------------------ */

static bool is_no_text(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, " head script style noscript template iframe svg object ");
}

static fund_status take_fragment(fund_corpus_reader *reader, const xmlNode *root)
{
    if (root != NULL) {
        fund_markup_paragraphs(reader, root, is_no_text, NULL);
    }
    return reader->paragraphs.failed ? fund_corpus_no_memory(reader) : FUND_OK;
}

fund_status fund_corpus_html_paragraphs(fund_corpus_reader *reader, fund_text html)
{
    return html.len == 0 ? FUND_OK : parse(reader, html, take_fragment);
}

fund_text fund_corpus_html_line(fund_corpus_reader *reader, fund_text html)
{
    if (memchr(html.data, '<', html.len) == NULL && memchr(html.data, '&', html.len) == NULL) {
        return html;
    }
    size_t before = reader->paragraphs.len;
    fund_buf line = FUND_BUF_INIT;
    fund_corpus_html_paragraphs(reader, html);
    for (size_t at = before; at < reader->paragraphs.len; at += sizeof(fund_text)) {
        fund_text part;
        memcpy(&part, reader->paragraphs.data + at, sizeof part);
        fund_buf_append(&line, " ", line.len > 0);
        fund_buf_append(&line, part.data, part.len);
    }
    reader->paragraphs.len = before;
    fund_text kept = fund_draft_copy(reader, line.data != NULL ? line.data : "");
    fund_buf_free(&line);
    return kept;
}
