/* Trees of XML and HTML, by libxml2, from memory and from nothing else: what is safe to parse,
 * nodes, and the text in them. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <libxml/HTMLparser.h>
#include <libxml/parser.h>
#include <libxml/tree.h>
#include <libxml/uri.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define XML_NAMES(X)                                                                               \
    X(htmlCtxtReadMemory)                                                                          \
    X(htmlNewParserCtxt)                                                                           \
    X(xmlBuildURI)                                                                                 \
    X(xmlCtxtGetLastError)                                                                         \
    X(xmlCtxtReadMemory)                                                                           \
    X(xmlDocGetRootElement)                                                                        \
    X(xmlFreeDoc)                                                                                  \
    X(xmlFreeParserCtxt)                                                                           \
    X(xmlGetLastError)                                                                             \
    X(xmlGetLineNo)                                                                                \
    X(xmlFree)                                                                                     \
    X(xmlInitParser)                                                                               \
    X(xmlNewParserCtxt)                                                                            \
    X(xmlNodeGetBase)                                                                              \
    X(xmlResetLastError)

static void start(void);
FUND_LIBRARY(libxml2, XML_NAMES, start, FUND_LIBRARY_XML2)

static void start(void)
{
    libxml2.xmlInitParser();
}

fund_status fund_xml_need(fund_corpus_reader *reader)
{
    return fund_corpus_need(reader, &libxml2_library);
}

/* ---- attributes ---------------------------------------------------------- */

/* How many attributes elements have, before libxml2 sees them: it compares each with all before,
 * so that a page of 6 MB can keep it for an hour. */
enum { ATTRIBUTES_MAX = 1000 };

typedef struct scan {
    const char *at, *end;
    bool html;
} scan;

static bool is_name(char c)
{
    return fund_byte_may_be(c, FUND_CHAR_LETTER) || c == '_' || c == ':';
}

/* To the next of two characters or white space. */
static void skip_word(scan *s, char one, char other)
{
    while (s->at < s->end && !fund_byte_is(*s->at, FUND_CHAR_SPACE) && *s->at != one &&
           *s->at != other) {
        s->at++;
    }
}

static void skip_spaces(scan *s)
{
    while (s->at < s->end && fund_byte_is(*s->at, FUND_CHAR_SPACE)) {
        s->at++;
    }
}

static void skip_value(scan *s)
{
    s->at++; /* = */
    skip_spaces(s);
    if (s->at < s->end && (*s->at == '"' || *s->at == '\'')) {
        const char *close = memchr(s->at + 1, *s->at, (size_t)(s->end - s->at) - 1);
        s->at = close != NULL ? close + 1 : s->end;
    } else {
        skip_word(s, '>', '>');
    }
}

/* After "<name"; *open: it is not closed by itself. */
static size_t count_attributes(scan *s, bool *open)
{
    size_t count = 0;
    *open = true;
    for (skip_spaces(s); s->at < s->end && *s->at != '>'; skip_spaces(s)) {
        if (*s->at == '/') {
            s->at++;
            *open = s->at >= s->end || *s->at != '>';
            continue;
        }
        count++;
        s->at++;
        skip_word(s, '=', '>');
        if (s->at < s->end && *s->at == '=') {
            skip_value(s);
        }
    }
    return count;
}

/* The text of scripts is not markup. */
static void skip_script(scan *s, fund_text name)
{
    while (s->at < s->end) {
        const char *tag = memchr(s->at, '<', (size_t)(s->end - s->at));
        s->at = tag != NULL ? tag : s->end;
        if ((size_t)(s->end - s->at) > name.len + 2 && s->at[1] == '/' &&
            strncasecmp(s->at + 2, name.data, name.len) == 0) {
            return;
        }
        s->at += s->at < s->end ? 1 : 0;
    }
}

/* Stops at the end, or after an element of too many. */
static bool find_too_many(scan *s)
{
    while (s->at < s->end) {
        const char *tag = memchr(s->at, '<', (size_t)(s->end - s->at));
        s->at = tag != NULL ? tag + 1 : s->end;
        if (s->at < s->end && is_name(*s->at)) {
            const char *name = s->at;
            bool open;
            skip_word(s, '>', '/');
            fund_text tag_name = {name, (size_t)(s->at - name)};
            if (count_attributes(s, &open) > ATTRIBUTES_MAX) {
                return true;
            }
            if (s->html && open && fund_corpus_is_one_of(tag_name, "script style")) {
                skip_script(s, tag_name);
            }
        }
    }
    return false;
}

static fund_status check_attributes(fund_corpus_reader *reader, fund_text text, bool html)
{
    scan s = {text.data, text.data + text.len, html};
    if (text.len == 0 || !find_too_many(&s)) {
        return FUND_OK;
    }
    size_t line = 1;
    for (const char *at = text.data; at < s.at; at++) {
        line += *at == '\n' ? 1 : 0;
    }
    return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                            "line %zu: an element has more than %d attributes", line,
                            (int)ATTRIBUTES_MAX);
}

/* ---- parsing ------------------------------------------------------------- */

/* Some failures are noted by the parser, others only by the thread's last error. */
static bool ran_out(xmlParserCtxt *parser)
{
    const xmlError *of_parser = libxml2.xmlCtxtGetLastError(parser),
                   *last = libxml2.xmlGetLastError();
    return parser->errNo == XML_ERR_NO_MEMORY ||
           (of_parser != NULL && of_parser->code == XML_ERR_NO_MEMORY) ||
           (last != NULL && last->code == XML_ERR_NO_MEMORY);
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

static fund_status report_damage(fund_corpus_reader *reader, const xmlError *err, bool lost)
{
    const size_t line = reader->line, item = reader->item;
    const char *message = err != NULL && err->message != NULL ? err->message : fund_tr("damaged");
    if (err != NULL && err->line > 0) {
        reader->line = (size_t)err->line;
        reader->item = 0;
    }
    fund_status status =
        fund_corpus_problem(reader, FUND_ERR_FORMAT, lost, "not well-formed XML: %.*s",
                            (int)strcspn(message, "\n"), message);
    reader->line = line;
    reader->item = item;
    return status == FUND_OK && lost ? FUND_LOST : status;
}

static fund_status check_xml(fund_xml_tree *tree, fund_corpus_reader *reader,
                             xmlParserCtxtPtr parser, bool mend)
{
    const xmlError *err = libxml2.xmlCtxtGetLastError(parser);
    if (tree->doc != NULL && declares_entities(tree->doc)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "the XML declares its own entities, which is not supported");
    }
    if (tree->root != NULL && parser->wellFormed) {
        return FUND_OK;
    }
    if (err != NULL &&
        (err->code == XML_ERR_TAG_NOT_FINISHED || err->code == XML_ERR_DOCUMENT_END)) {
        tree->damage = (size_t)err->line;
    }
    return report_damage(reader, err, tree->root == NULL || !mend);
}

/* Where elements stand too deep in each other, libxml2 stops; pages whose elements are never
 * closed come to that, so what stands before is kept. */
static fund_status check_html(fund_corpus_reader *reader, xmlParserCtxtPtr parser)
{
    const xmlError *err = libxml2.xmlCtxtGetLastError(parser);
    bool deep = err != NULL && err->code == XML_ERR_INTERNAL_ERROR && err->message != NULL &&
                strstr(err->message, "depth") != NULL;
    return !deep ? FUND_OK
                 : fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                       "line %d: HTML elements are nested too deeply; the rest of "
                                       "the page is not read",
                                       err->line);
}

static fund_status parse(fund_xml_tree *out, fund_corpus_reader *reader, fund_text text,
                         fund_markup kind)
{
    static const int options[] = {
        [FUND_MARKUP_XML] = XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC,
        [FUND_MARKUP_MENDED] = XML_PARSE_NOCDATA | XML_PARSE_IGNORE_ENC | XML_PARSE_RECOVER,
        [FUND_MARKUP_HTML] = HTML_PARSE_RECOVER | HTML_PARSE_COMPACT,
    };
    const int quiet = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING;
    bool html = kind == FUND_MARKUP_HTML;
    if (text.len > INT32_MAX) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "%s: larger than 2 GB",
                                html ? "HTML" : "XML");
    }
    libxml2.xmlResetLastError();
    xmlParserCtxtPtr parser = html ? libxml2.htmlNewParserCtxt() : libxml2.xmlNewParserCtxt();
    if (parser == NULL) {
        return fund_corpus_no_memory(reader);
    }
    out->doc = (html ? libxml2.htmlCtxtReadMemory : libxml2.xmlCtxtReadMemory)(
        parser, text.data, (int)text.len, NULL, "UTF-8", options[kind] | quiet);
    out->root = out->doc != NULL ? libxml2.xmlDocGetRootElement(out->doc) : NULL;
    fund_status status = ran_out(parser) ? fund_corpus_no_memory(reader)
                         : html          ? check_html(reader, parser)
                                : check_xml(out, reader, parser, kind == FUND_MARKUP_MENDED);
    libxml2.xmlFreeParserCtxt(parser);
    return status;
}

fund_status fund_xml_parse(fund_xml_tree *out, fund_corpus_reader *reader, fund_text text,
                           fund_markup kind)
{
    bool html = kind == FUND_MARKUP_HTML;
    *out = (fund_xml_tree){.doc = NULL};
    fund_status status = check_attributes(reader, text, html);
    if (status != FUND_OK) {
        return status;
    }
    status = fund_corpus_need(reader, &libxml2_library);
    fund_buf mended = FUND_BUF_INIT;
    if (status == FUND_OK && !html) {
        status = fund_xml_mend_references(&text, &mended, reader, text);
    }
    if (status == FUND_OK) {
        status = parse(out, reader, text, kind);
    }
    fund_buf_free(&mended);
    return status;
}

fund_status fund_xml_load(fund_xml_tree *out, fund_corpus_reader *reader, fund_text bytes,
                          const char *declared, fund_markup kind)
{
    fund_text text;
    fund_buf converted = FUND_BUF_INIT;
    *out = (fund_xml_tree){.doc = NULL};
    fund_status status = fund_corpus_decode_mended(&text, &converted, bytes, declared, reader);
    if (status == FUND_OK) {
        status = fund_xml_parse(out, reader, text, kind);
    }
    fund_buf_free(&converted);
    return status;
}

void fund_xml_free(fund_xml_tree *tree)
{
    if (tree->doc != NULL) {
        libxml2.xmlFreeDoc(tree->doc);
    }
}

/* ---- nodes --------------------------------------------------------------- */

static const char *name_of(const xmlNode *node)
{
    return node != NULL && node->type == XML_ELEMENT_NODE ? (const char *)node->name : "";
}

static bool is_named(const xmlNode *node, fund_text name)
{
    const char *own = name_of(node);
    return strncasecmp(own, name.data, name.len) == 0 && own[name.len] == '\0';
}

bool fund_xml_is(const xmlNode *node, const char *name)
{
    return strcasecmp(name_of(node), name) == 0;
}

bool fund_xml_is_one_of(const xmlNode *node, const char *names)
{
    return fund_corpus_is_one_of(fund_text_of(name_of(node)), names);
}

static int compare_names(const void *name, const void *item)
{
    return strcasecmp(name, *(const char *const *)item);
}

bool fund_xml_is_among(const xmlNode *node, const char *const *names, size_t count)
{
    return bsearch(name_of(node), names, count, sizeof *names, compare_names) != NULL;
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

/* The first node with a name from `node` on: of its siblings, or with `top` of all below that. */
static const xmlNode *from(const xmlNode *node, fund_text name, const xmlNode *top)
{
    while (node != NULL && !is_named(node, name)) {
        node = top != NULL ? fund_xml_walk(node, top, false) : node->next;
    }
    return node;
}

const xmlNode *fund_xml_child(const xmlNode *node, const char *name)
{
    return node != NULL ? from(node->children, fund_text_of(name), NULL) : NULL;
}

const xmlNode *fund_xml_next(const xmlNode *node, const char *name)
{
    return node != NULL ? from(node->next, fund_text_of(name), NULL) : NULL;
}

const xmlNode *fund_xml_find(const xmlNode *node, const char *name)
{
    return node != NULL ? from(fund_xml_walk(node, node, false), fund_text_of(name), node) : NULL;
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

bool fund_xml_has(const xmlNode *node, const char *attribute, const char *value)
{
    return strcasecmp(fund_xml_attribute(node, attribute), value) == 0;
}

bool fund_xml_has_attribute(const xmlNode *node, const char *name)
{
    const xmlAttr *attribute =
        node != NULL && node->type == XML_ELEMENT_NODE ? node->properties : NULL;
    while (attribute != NULL && strcasecmp((const char *)attribute->name, name) != 0) {
        attribute = attribute->next;
    }
    return attribute != NULL;
}

long fund_xml_line(const xmlNode *node)
{
    return libxml2.xmlGetLineNo(node);
}

const char *fund_xml_namespace(const xmlNode *node)
{
    bool named = node->ns != NULL && node->ns->href != NULL;
    return named ? (const char *)node->ns->href : "";
}

const char *fund_xml_prefix(const xmlNode *node)
{
    bool named = node->ns != NULL && node->ns->prefix != NULL;
    return named ? (const char *)node->ns->prefix : "";
}

/* ---- texts --------------------------------------------------------------- */

/* NULL for a node that is not text. */
static const char *text_in(const xmlNode *node)
{
    bool text = node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE;
    return text ? (const char *)node->content : NULL;
}

fund_text fund_xml_text(fund_corpus_reader *reader, const xmlNode *node)
{
    fund_buf text = FUND_BUF_INIT;
    const xmlNode *at = node;
    while (at != NULL && (at = fund_xml_walk(at, node, false)) != NULL) {
        const char *run = text_in(at);
        fund_buf_append_str(&text, run != NULL ? run : "");
    }
    fund_text kept = fund_draft_keep(reader, fund_corpus_trim(fund_text_in(&text)));
    reader->failed |= text.failed;
    fund_buf_free(&text);
    return kept;
}

fund_text fund_xml_byline(fund_corpus_reader *reader, const xmlNode *node)
{
    fund_text name = fund_xml_text(reader, node);
    const char *blank = memchr(name.data, ' ', name.len);
    size_t first = blank != NULL ? (size_t)(blank - name.data) : 0;
    if (!fund_corpus_is_one_of((fund_text){name.data, first}, "von by")) {
        return name;
    }
    return (fund_text){blank + 1, name.len - first - 1};
}

static bool has_scheme(fund_text address)
{
    size_t len = 0;
    while (len < address.len && memchr(":/?#", address.data[len], 4) == NULL) {
        len++;
    }
    return len > 0 && len < address.len && address.data[len] == ':';
}

/* Overwrites *address with what it is from `base`, if that can be told. */
static void resolve(fund_corpus_reader *reader, fund_text *address, const char *base)
{
    fund_buf relative = FUND_BUF_INIT;
    fund_buf_append(&relative, address->data, address->len);
    xmlChar *built = relative.failed ? NULL
                                     : libxml2.xmlBuildURI((const xmlChar *)relative.data,
                                                           (const xmlChar *)base);
    reader->failed |= relative.failed;
    if (built != NULL) {
        *address = fund_draft_keep(reader, fund_text_of((const char *)built));
        (*libxml2.xmlFree)(built);
    }
    fund_buf_free(&relative);
}

fund_text fund_xml_resolve(fund_corpus_reader *reader, const xmlNode *node, fund_text address,
                           fund_text base)
{
    if (address.len == 0 || has_scheme(address)) {
        return address;
    }
    xmlChar *own = libxml2.xmlNodeGetBase(node->doc, node);
    if (own != NULL) {
        resolve(reader, &address, (const char *)own);
        (*libxml2.xmlFree)(own);
    }
    if (!has_scheme(address) && base.len > 0) {
        fund_text kept = fund_draft_keep(reader, base);
        resolve(reader, &address, kept.data);
    }
    return address;
}

/* ---- fields -------------------------------------------------------------- */

void fund_xml_take(fund_corpus_reader *reader, const xmlNode *root, const fund_xml_field *fields,
                   size_t count)
{
    for (size_t i = 0; i < count; i++) {
        const xmlNode *node = root;
        const char *at = fields[i].path;
        while (node != NULL && *at != '\0' && *at != '@') {
            bool deep = *at == '/';
            fund_text name = {at + deep, strcspn(at + deep, "/@")};
            node = deep ? from(fund_xml_walk(node, node, false), name, node)
                        : from(node->children, name, NULL);
            at = name.data + name.len;
            at += *at == '/';
        }
        if (*at == '@') {
            fund_draft_set_copy(reader, fields[i].field, fund_xml_attribute(node, at + 1));
        } else if (node != NULL && reader->fields[fields[i].field].len == 0) {
            fund_draft_set(reader, fields[i].field,
                           (fields[i].text != NULL ? fields[i].text : fund_xml_text)(reader, node));
        }
    }
}

/* ---- paragraphs ---------------------------------------------------------- */

bool fund_markup_is_no_text(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, "head script style noscript template svg");
}

/* What is not known to stand within a line ends one. */
bool fund_markup_is_inline(const xmlNode *node)
{
    static const char *const names[] = {
        /* of HTML, of text/enriched (RFC 1896) and of NITF */
        "a",
        "abbr",
        "acronym",
        "alt-code",
        "b",
        "bdi",
        "bdo",
        "big",
        "bigger",
        "bold",
        "br",
        "chron",
        "cite",
        "classifier",
        "code",
        "color",
        "copyrite",
        "data",
        "del",
        "dfn",
        "em",
        "event",
        "fixed",
        "font",
        "fontfamily",
        "frac",
        "function",
        "i",
        "iframe",
        "img",
        "ins",
        "italic",
        "kbd",
        "label",
        "lang",
        "location",
        "mark",
        "money",
        "num",
        "object",
        "object.title",
        "org",
        "person",
        "postaddr",
        "pronounce",
        "q",
        "rt",
        "ruby",
        "s",
        "samp",
        "small",
        "smaller",
        "span",
        "strike",
        "strong",
        "sub",
        "sup",
        "td",
        "th",
        "time",
        "tt",
        "u",
        "underline",
        "var",
        "virtloc",
        "wbr",
    };
    return fund_xml_is_among(node, names, sizeof names / sizeof names[0]);
}

typedef struct walk {
    fund_corpus_reader *reader;
    fund_buf line;
    unsigned breaks; /* <br> in a row */
} walk;

static void end_paragraph(walk *w)
{
    fund_draft_end_paragraph(w->reader, &w->line);
    w->breaks = 0;
}

/* White space to XML: a no-break space is something. */
static bool is_xml_space(const char *text)
{
    return text[strspn(text, " \t\r\n")] == '\0';
}

static void enter(walk *w, const xmlNode *node)
{
    const char *text = text_in(node);
    if (text != NULL) {
        fund_buf_append_str(&w->line, text);
        w->breaks = is_xml_space(text) ? w->breaks : 0;
    } else if (fund_xml_is(node, "br")) {
        fund_buf_append_byte(&w->line, '\n');
        if (++w->breaks > 1) {
            end_paragraph(w);
        }
    } else if (fund_xml_is_one_of(node, "td th")) {
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

void fund_markup_set_line(fund_corpus_reader *reader, int field, const xmlNode *root)
{
    size_t before = reader->paragraphs.count;
    fund_markup_paragraphs(reader, root, fund_markup_is_no_text, NULL);
    fund_draft_set_line(reader, field, before);
}
