/* XML of any size, by libxml2's reader: elements come one by one, each as a small tree, and memory
 * holds one of them. */
#include "corpus/corpus_private.h"

#include <errno.h>
#include <libxml/xmlreader.h>
#include <string.h>

#define STREAM_NAMES(X)                                                                            \
    X(xmlGetLastError)                                                                             \
    X(xmlInitParser)                                                                               \
    X(xmlResetLastError)                                                                           \
    X(xmlFreeTextReader)                                                                           \
    X(xmlReaderForIO)                                                                              \
    X(xmlTextReaderCurrentNode)                                                                    \
    X(xmlTextReaderDepth)                                                                          \
    X(xmlTextReaderExpand)                                                                         \
    X(xmlTextReaderGetParserLineNumber)                                                            \
    X(xmlTextReaderNext)                                                                           \
    X(xmlTextReaderNodeType)                                                                       \
    X(xmlTextReaderRead)

static void start(void);
FUND_LIBRARY(libxml2, STREAM_NAMES, start, FUND_LIBRARY_XML2)

static void start(void)
{
    libxml2.xmlInitParser();
}

/* ---- the root, without a parser --------------------------------------------------------- */

fund_text fund_xml_root_name(fund_text head)
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

bool fund_xml_has_root(fund_text head, const char *names)
{
    fund_text text = fund_corpus_skip_bom(fund_corpus_trim(head));
    return text.len > 0 && text.data[0] == '<' &&
           fund_corpus_is_one_of(fund_xml_root_name(text), names);
}

/* ---- input -------------------------------------------------------------------------------- */

/* libxml2 compares each attribute of an element with all before, and keeps an element until it is
 * whole. */
enum { ATTRIBUTES_MAX = 1000 };

typedef struct stream {
    fund_corpus_source *source;
    const fund_xml_handler *handler;
    void *payload;
    fund_status status;  /* why the input was not read on */
    const char *refused; /* the same, of what is wrong with it */
    size_t since;        /* bytes since the last element began */
    size_t attributes;
    char in; /* a tag '<', or a value in it: its quote; 0: text */
} stream;

/* Counts the '=' of each tag. */
static bool has_too_many(stream *s, const char *data, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        char c = data[i];
        if (s->in == 0) {
            const char *open = memchr(data + i, '<', len - i);
            if (open == NULL) {
                return false;
            }
            i = (size_t)(open - data);
            s->in = '<';
            s->attributes = 0;
        } else if (s->in != '<') {
            s->in = c == s->in ? '<' : s->in;
        } else if (c == '>') {
            s->in = 0;
        } else if (c == '=') {
            if (++s->attributes > ATTRIBUTES_MAX) {
                return true;
            }
        } else if ((c == '"' || c == '\'') && s->attributes > 0) {
            s->in = c;
        }
    }
    return false;
}

static int pull(void *payload, char *buffer, int room)
{
    stream *s = payload;
    fund_corpus_source *source = s->source;
    if (fund_corpus_rest(source).len == 0 && !source->end) {
        s->status = fund_corpus_source_fill(source);
    }
    fund_text block = fund_corpus_rest(source);
    if (s->status != FUND_OK || source->errnum != 0) {
        return -1;
    }
    size_t len = block.len < (size_t)room ? block.len : (size_t)room;
    memcpy(buffer, block.data, len);
    source->start += len;
    source->scanned = source->start;
    s->since += len;
    if (s->since > source->reader->limit) {
        s->refused = FUND_TR("an element is larger than the limit of an article");
        return -1;
    }
    if (has_too_many(s, buffer, len)) {
        s->refused = FUND_TR("an element has too many attributes");
        return -1;
    }
    return (int)len;
}

/* ---- elements ------------------------------------------------------------------------------ */

static bool declares_entities(const xmlNode *dtd)
{
    const xmlNode *node = dtd != NULL && dtd->type == XML_DTD_NODE ? dtd->children : NULL;
    while (node != NULL && node->type != XML_ENTITY_DECL) {
        node = node->next;
    }
    return node != NULL;
}

/* Goes on after the node at hand; *more: 1, 0 at the end, -1 after an error. */
static fund_status handle(stream *s, xmlTextReaderPtr parser, int *more)
{
    const fund_xml_handler *handler = s->handler;
    int type = libxml2.xmlTextReaderNodeType(parser);
    const xmlNode *node = libxml2.xmlTextReaderCurrentNode(parser);
    fund_status status = FUND_OK;
    s->since =
        type == XML_READER_TYPE_ELEMENT || type == XML_READER_TYPE_END_ELEMENT ? 0 : s->since;
    if (type == XML_READER_TYPE_DOCUMENT_TYPE && declares_entities(node)) {
        return fund_corpus_lose(s->source->reader, FUND_ERR_FORMAT,
                                "the XML declares its own entities, which is not supported");
    }
    if (type == XML_READER_TYPE_END_ELEMENT && handler->leave != NULL) {
        status = handler->leave(node, s->payload);
    }
    if (type != XML_READER_TYPE_ELEMENT || status != FUND_OK) {
        *more = libxml2.xmlTextReaderRead(parser);
        return status;
    }
    fund_xml_way way =
        handler->enter(node, (unsigned)libxml2.xmlTextReaderDepth(parser), s->payload);
    if (way == FUND_XML_TAKE) {
        node = libxml2.xmlTextReaderExpand(parser);
        status = node != NULL ? handler->take(node, s->payload) : FUND_OK;
        *more = node != NULL ? 1 : -1;
    }
    if (*more == 1) {
        *more = way == FUND_XML_INTO ? libxml2.xmlTextReaderRead(parser)
                                     : libxml2.xmlTextReaderNext(parser);
    }
    return fund_corpus_go_on(status);
}

static fund_status report_damage(const stream *s, xmlTextReaderPtr parser)
{
    fund_corpus_reader *reader = s->source->reader;
    const xmlError *err = libxml2.xmlGetLastError();
    if (s->status != FUND_OK) {
        return s->status;
    }
    if (s->source->errnum != 0) {
        return fund_corpus_read_error(s->source);
    }
    int line = libxml2.xmlTextReaderGetParserLineNumber(parser);
    reader->line = line > 0 ? (size_t)line : 0;
    reader->item = 0;
    const char *what = err != NULL && err->message != NULL ? err->message : fund_tr("damaged");
    fund_status status =
        s->refused != NULL ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "%s; the rest is not read",
                                              fund_tr(s->refused))
                           : fund_corpus_lose(reader, FUND_ERR_FORMAT, "not well-formed XML: %.*s",
                                              (int)strcspn(what, "\n"), what);
    reader->line = 0;
    return status;
}

/* No network, no other files: neither a DTD nor an entity is loaded. */
enum {
    QUIET = XML_PARSE_NONET | XML_PARSE_NOERROR | XML_PARSE_NOWARNING | XML_PARSE_NOCDATA |
            XML_PARSE_COMPACT
};

fund_status fund_xml_stream(fund_corpus_source *source, const fund_xml_handler *handler,
                            void *payload)
{
    stream s = {.source = source, .handler = handler, .payload = payload};
    fund_corpus_reader *reader = source->reader;
    fund_status status = fund_corpus_need(reader, &libxml2_library);
    if (status == FUND_OK) {
        status = fund_xml_need(reader);
    }
    if (status != FUND_OK) {
        return status;
    }
    libxml2.xmlResetLastError();
    xmlTextReaderPtr parser = libxml2.xmlReaderForIO(pull, NULL, &s, NULL, NULL, QUIET);
    if (parser == NULL) {
        return fund_corpus_no_memory(reader);
    }
    int more = libxml2.xmlTextReaderRead(parser);
    while (status == FUND_OK && more == 1) {
        status = handle(&s, parser, &more);
        if (status == FUND_OK && reader->failed) {
            status = fund_corpus_no_memory(reader);
        }
    }
    if (status == FUND_OK && more < 0) {
        const xmlError *err = libxml2.xmlGetLastError();
        status = err != NULL && err->code == XML_ERR_NO_MEMORY ? fund_corpus_no_memory(reader)
                                                               : report_damage(&s, parser);
    }
    libxml2.xmlFreeTextReader(parser);
    return status;
}
