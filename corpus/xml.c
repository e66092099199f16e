/* XML by libxml2, from memory and from nothing else. */
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <errno.h>
#include <iconv.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <pthread.h>
#include <string.h>
#include <strings.h>

static void init_once(void)
{
    xmlInitParser();
}

void fund_xml_init(void)
{
    static pthread_once_t once = PTHREAD_ONCE_INIT;
    pthread_once(&once, init_once);
    xmlResetLastError();
}

/* Some failures are told by the parser, others only by the thread's last error. */
bool fund_xml_ran_out(xmlParserCtxt *parser)
{
    const xmlError *of_parser = xmlCtxtGetLastError(parser), *last = xmlGetLastError();
    return parser->errNo == XML_ERR_NO_MEMORY ||
           (of_parser != NULL && of_parser->code == XML_ERR_NO_MEMORY) ||
           (last != NULL && last->code == XML_ERR_NO_MEMORY);
}

/* ---- encoding ------------------------------------------------------------ */

/* What the web and newsrooms mean by these names is found out by looking. */
static bool says_nothing(const char *declared)
{
    static const char *const names[] = {"",          "utf-8",  "utf8",  "us-ascii", "iso-8859-1",
                                        "iso8859-1", "latin1", "ascii", "utf-16",   "windows-1252"};
    for (size_t i = 0; i < sizeof names / sizeof names[0]; i++) {
        if (strcasecmp(declared, names[i]) == 0) {
            return true;
        }
    }
    return false;
}

/* False when it is not of that encoding. */
static bool convert(fund_buf *out, fund_text bytes, const char *declared)
{
    iconv_t converter = iconv_open("UTF-8", declared);
    if (converter == (iconv_t)-1) {
        out->failed |= errno == ENOMEM;
        return false;
    }
    char *from;
    memcpy(&from, &bytes.data, sizeof from); /* iconv does not write there */
    size_t left = bytes.len, done = 0;
    fund_buf_clear(out);
    while (left > 0 && done != (size_t)-1 && fund_buf_reserve(out, left * 2 + 16)) {
        char *to = out->data + out->len;
        size_t room = out->capacity - out->len - 1;
        done = iconv(converter, &from, &left, &to, &room);
        out->len = (size_t)(to - out->data);
    }
    iconv_close(converter);
    return left == 0 && !out->failed && memchr(out->data, '\0', out->len) == NULL;
}

fund_status fund_xml_decode(fund_text *out, fund_buf *buf, bool *lost, fund_text bytes,
                            const char *declared, fund_corpus_reader *reader)
{
    *lost = false;
    if (!fund_corpus_is_utf16(bytes) && !says_nothing(declared) &&
        !fund_utf8_valid(bytes.data, bytes.len, NULL) && convert(buf, bytes, declared)) {
        *out = (fund_text){buf->data, buf->len};
        return FUND_OK;
    }
    if (buf->failed) {
        return fund_corpus_no_memory(reader);
    }
    return fund_corpus_decode(out, buf, bytes, lost, reader);
}

/* The encoding in an XML declaration; "" for none. */
static void find_declared(char *out, size_t size, fund_text bytes)
{
    char head[201];
    size_t len = bytes.len < sizeof head - 1 ? bytes.len : sizeof head - 1;
    memcpy(head, bytes.data, len);
    head[len] = '\0';
    out[0] = '\0';
    char *end = strstr(head, "?>");
    char *at = end != NULL ? strstr(head, "encoding") : NULL;
    if (at == NULL || at > end) {
        return;
    }
    at += strcspn(at, "\"'");
    size_t name = at[0] != '\0' ? strcspn(at + 1, "\"'") : 0;
    if (name > 0 && name < size) {
        memcpy(out, at + 1, name);
        out[name] = '\0';
    }
}

/* ---- parsing ------------------------------------------------------------- */

static fund_status tell_damage(fund_corpus_reader *reader, xmlParserCtxtPtr parser, bool lost)
{
    const xmlError *err = xmlCtxtGetLastError(parser);
    size_t line = reader->line;
    size_t item = reader->item;
    if (err != NULL && err->line > 0) {
        reader->line = (size_t)err->line;
        reader->item = 0;
    }
    const char *message = err != NULL && err->message != NULL ? err->message : fund_tr("damaged");
    fund_status status =
        fund_corpus_problem(reader, FUND_ERR_FORMAT, lost, "not well-formed XML: %.*s",
                            (int)strcspn(message, "\n"), message);
    reader->line = line;
    reader->item = item;
    return status;
}

static bool declares_entities(const xmlDoc *doc)
{
    for (const xmlNode *node = doc->intSubset != NULL ? doc->intSubset->children : NULL;
         node != NULL; node = node->next) {
        if (node->type == XML_ENTITY_DECL) {
            return true;
        }
    }
    return false;
}

static fund_status read_tree(fund_corpus_reader *reader, xmlParserCtxtPtr parser, xmlDocPtr doc,
                             bool mend, fund_xml_reader read)
{
    const xmlError *err = xmlCtxtGetLastError(parser);
    if (fund_xml_ran_out(parser)) {
        return fund_corpus_no_memory(reader);
    }
    if (doc != NULL && declares_entities(doc)) {
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true,
                                   "the XML declares entities of its own, which are not read");
    }
    const xmlNode *root = doc != NULL ? xmlDocGetRootElement(doc) : NULL;
    if (root == NULL || (!parser->wellFormed && !mend)) {
        return tell_damage(reader, parser, true);
    }
    size_t damage = 0;
    fund_status status = FUND_OK;
    if (!parser->wellFormed) {
        bool cut = err != NULL &&
                   (err->code == XML_ERR_TAG_NOT_FINISHED || err->code == XML_ERR_DOCUMENT_END);
        damage = cut ? (size_t)err->line : 0;
        status = tell_damage(reader, parser, false);
    }
    return status == FUND_OK ? read(reader, root, damage) : status;
}

static fund_status parse(fund_corpus_reader *reader, fund_text text, bool mend,
                         fund_xml_reader read)
{
    bool lost;
    fund_status status = fund_xml_check_attributes(&lost, reader, text, false);
    if (status != FUND_OK || lost) {
        return status;
    }
    fund_xml_init();
    xmlParserCtxtPtr parser = xmlNewParserCtxt();
    if (parser == NULL) {
        return fund_corpus_no_memory(reader);
    }
    if (text.len > INT32_MAX) {
        xmlFreeParserCtxt(parser);
        return fund_corpus_problem(reader, FUND_ERR_FORMAT, true, "XML of more than 2 GB");
    }
    int options = XML_PARSE_NONET | XML_PARSE_NOCDATA | XML_PARSE_NOERROR | XML_PARSE_NOWARNING |
                  XML_PARSE_IGNORE_ENC | (mend ? XML_PARSE_RECOVER : 0);
    xmlDocPtr doc = xmlCtxtReadMemory(parser, text.data, (int)text.len, NULL, "UTF-8", options);
    status = read_tree(reader, parser, doc, mend, read);
    xmlFreeDoc(doc);
    xmlFreeParserCtxt(parser);
    return status;
}

fund_status fund_xml_parse(fund_corpus_reader *reader, fund_text bytes, bool mend,
                           fund_xml_reader read)
{
    char declared[64];
    fund_buf buf = FUND_BUF_INIT;
    fund_text text;
    bool lost;
    find_declared(declared, sizeof declared, bytes);
    fund_status status = fund_xml_decode(&text, &buf, &lost, bytes, declared, reader);
    if (status == FUND_OK && !lost) {
        status = parse(reader, text, mend, read);
    }
    fund_buf_free(&buf);
    return status;
}

/* ---- nodes --------------------------------------------------------------- */

static const char *name_of(const xmlNode *node)
{
    return node != NULL && node->type == XML_ELEMENT_NODE ? (const char *)node->name : "";
}

bool fund_xml_is(const xmlNode *node, const char *name)
{
    return strcasecmp(name_of(node), name) == 0;
}

bool fund_xml_is_one_of(const xmlNode *node, const char *names)
{
    const char *name = name_of(node);
    size_t len = strlen(name);
    for (const char *at = names; len > 0 && (at = strcasestr(at, name)) != NULL; at++) {
        if (at[-1] == ' ' && at[len] == ' ') {
            return true;
        }
    }
    return false;
}

static const xmlNode *from(const xmlNode *node, const char *name)
{
    while (node != NULL && !fund_xml_is(node, name)) {
        node = node->next;
    }
    return node;
}

const xmlNode *fund_xml_child(const xmlNode *node, const char *name)
{
    return node != NULL ? from(node->children, name) : NULL;
}

const xmlNode *fund_xml_next(const xmlNode *node, const char *name)
{
    return node != NULL ? from(node->next, name) : NULL;
}

const xmlNode *fund_xml_walk(const xmlNode *node, const xmlNode *top, bool over)
{
    if (!over && node->type == XML_ELEMENT_NODE && node->children != NULL) {
        return node->children;
    }
    while (node != NULL && node != top && node->next == NULL) {
        node = node->parent;
    }
    return node == NULL || node == top ? NULL : node->next;
}

const xmlNode *fund_xml_find(const xmlNode *node, const char *name)
{
    const xmlNode *at = node;
    while (at != NULL && (at = fund_xml_walk(at, node, false)) != NULL) {
        if (fund_xml_is(at, name)) {
            return at;
        }
    }
    return NULL;
}

const char *fund_xml_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute =
        node != NULL && node->type == XML_ELEMENT_NODE ? node->properties : NULL;
    for (; attribute != NULL; attribute = attribute->next) {
        const xmlNode *value = attribute->children;
        if (strcasecmp((const char *)attribute->name, name) == 0 && value != NULL &&
            value->content != NULL) {
            return (const char *)value->content;
        }
    }
    return "";
}

/* ---- texts --------------------------------------------------------------- */

fund_text fund_xml_text(fund_corpus_reader *reader, const xmlNode *node)
{
    fund_buf text = FUND_BUF_INIT;
    const xmlNode *at = node;
    while (at != NULL && (at = fund_xml_walk(at, node, false)) != NULL) {
        if ((at->type == XML_TEXT_NODE || at->type == XML_CDATA_SECTION_NODE) &&
            at->content != NULL) {
            fund_buf_append_str(&text, (const char *)at->content);
        }
    }
    fund_text trimmed = fund_corpus_trim((fund_text){text.data != NULL ? text.data : "", text.len});
    fund_text kept = fund_draft_keep(reader, trimmed);
    reader->paragraphs.failed |= text.failed;
    fund_buf_free(&text);
    return kept;
}

fund_text fund_xml_byline(fund_corpus_reader *reader, const xmlNode *node)
{
    static const char *const words[] = {"von ", "by "};
    fund_text name = fund_xml_text(reader, node);
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        size_t len = strlen(words[i]);
        if (name.len > len && strncasecmp(name.data, words[i], len) == 0) {
            return (fund_text){name.data + len, name.len - len};
        }
    }
    return name;
}
