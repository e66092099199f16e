/* References to entities in XML, before libxml2 sees them: those of HTML, which feeds use without
 * declaring them, those that a document declares for itself, as long as they are plain text, and an
 * '&' that begins none.  What could grow (entities in entities) or reach out is left as it
 * is, for fund_xml_parse to refuse. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <libxml/HTMLparser.h>
#include <string.h>

#define ENTITY_NAMES(X) X(htmlEntityLookup)

FUND_LIBRARY(libxml2, ENTITY_NAMES, NULL, FUND_LIBRARY_XML2)

enum {
    NAME_MAX_LEN = 64,
    VALUE_MAX_LEN = 256,
    DECLARED_MAX = 300,
    GROWTH_MAX = 1024 * 1024 /* bytes, of declared entities */
};

typedef struct entity {
    fund_text name, value;
} entity;

typedef struct mending {
    fund_text text;
    size_t pos;
    fund_buf *out;
    size_t copied;    /* so much of the text is in *out */
    bool has_doctype; /* so that a name may be declared elsewhere */
    size_t growth;
    entity declared[DECLARED_MAX];
    size_t count;
} mending;

static fund_text rest_of(const mending *m)
{
    return (fund_text){m->text.data + m->pos, m->text.len - m->pos};
}

static bool begins_with(fund_text text, const char *word)
{
    size_t len = strlen(word);
    return text.len >= len && memcmp(text.data, word, len) == 0;
}

/* Past the next `end`, or to the end of all. */
static void skip_past(mending *m, const char *end)
{
    fund_text rest = rest_of(m);
    const char *at = memmem(rest.data, rest.len, end, strlen(end));
    m->pos = at != NULL ? (size_t)(at - m->text.data) + strlen(end) : m->text.len;
}

/* Writes what was passed over, and `text` instead of what stands before `end`. */
static void replace(mending *m, size_t end, const char *text, size_t len)
{
    fund_buf_append(m->out, m->text.data + m->copied, m->pos - m->copied);
    fund_buf_append(m->out, text, len);
    m->copied = m->pos = end;
}

/* ---- declarations ---------------------------------------------------------- */

static size_t name_length(fund_text text)
{
    size_t len = 0;
    while (len < text.len && len <= NAME_MAX_LEN &&
           fund_byte_may_be(text.data[len], FUND_CHAR_LETTER | FUND_CHAR_DIGIT)) {
        len++;
    }
    return len;
}

static void skip_spaces(fund_text *text)
{
    while (text->len > 0 && fund_byte_is(*text->data, FUND_CHAR_SPACE)) {
        *text = (fund_text){text->data + 1, text->len - 1};
    }
}

/* Text without markup and without references but those to characters. */
static bool is_plain(fund_text value)
{
    if (value.len > VALUE_MAX_LEN || memchr(value.data, '<', value.len) != NULL ||
        memchr(value.data, '%', value.len) != NULL) {
        return false;
    }
    for (size_t i = 0; i < value.len; i++) {
        if (value.data[i] == '&' && (i + 1 == value.len || value.data[i + 1] != '#')) {
            return false;
        }
    }
    return true;
}

/* Takes 'name "value">' and what stands before the '>'. False for what is not plain. */
static bool take_declaration(mending *m, fund_text *rest)
{
    skip_spaces(rest);
    size_t len = name_length(*rest);
    fund_text name = {rest->data, len};
    *rest = (fund_text){rest->data + len, rest->len - len};
    skip_spaces(rest);
    char quote = rest->len > 0 ? *rest->data : '\0';
    const char *end =
        quote == '"' || quote == '\'' ? memchr(rest->data + 1, quote, rest->len - 1) : NULL;
    if (len == 0 || end == NULL || m->count == DECLARED_MAX) {
        return false;
    }
    fund_text value = {rest->data + 1, (size_t)(end - rest->data) - 1};
    *rest = (fund_text){end + 1, rest->len - value.len - 2};
    skip_spaces(rest);
    if (rest->len == 0 || *rest->data != '>' || !is_plain(value)) {
        return false;
    }
    m->declared[m->count++] = (entity){name, value};
    return true;
}

/* The internal subset after its '[', which has nothing but declarations of plain text. */
static bool take_subset(mending *m, fund_text *rest)
{
    for (;;) {
        skip_spaces(rest);
        if (begins_with(*rest, "]")) {
            *rest = (fund_text){rest->data + 1, rest->len - 1};
            skip_spaces(rest);
            return begins_with(*rest, ">");
        }
        if (begins_with(*rest, "<!--")) {
            const char *end = memmem(rest->data, rest->len, "-->", 3);
            if (end == NULL) {
                return false;
            }
            *rest = (fund_text){end + 3, rest->len - (size_t)(end + 3 - rest->data)};
            continue;
        }
        if (!begins_with(*rest, "<!ENTITY")) {
            return false;
        }
        *rest = (fund_text){rest->data + 8, rest->len - 8};
        if (!take_declaration(m, rest)) {
            return false;
        }
        *rest = (fund_text){rest->data + 1, rest->len - 1};
    }
}

/* A harmless subset goes, but its lines, since its entities are replaced here. */
static void take_doctype(mending *m)
{
    fund_text rest = rest_of(m);
    size_t open = 0;
    m->has_doctype = true;
    while (open < rest.len && rest.data[open] != '[' && rest.data[open] != '>') {
        open++;
    }
    if (open == rest.len || rest.data[open] == '>') {
        m->pos += open;
        return;
    }
    fund_text subset = {rest.data + open + 1, rest.len - open - 1};
    if (!take_subset(m, &subset)) {
        m->count = 0;
        m->pos += open;
        return;
    }
    size_t end = (size_t)(subset.data - m->text.data);
    m->pos += open;
    size_t start = m->pos;
    replace(m, end, "", 0);
    for (size_t i = start; i < end; i++) {
        fund_buf_append(m->out, "\n", m->text.data[i] == '\n');
    }
    m->has_doctype = false;
}

/* ---- references ------------------------------------------------------------ */

static const entity *find_declared(const mending *m, fund_text name)
{
    for (size_t i = 0; i < m->count; i++) {
        const entity *e = &m->declared[i];
        if (e->name.len == name.len && memcmp(e->name.data, name.data, name.len) == 0) {
            return e;
        }
    }
    return NULL;
}

static bool is_character(fund_text reference)
{
    size_t pos = 2;
    bool hex = reference.len > 2 && (reference.data[2] == 'x');
    size_t first = pos += hex;
    while (pos < reference.len && pos < 12 &&
           memchr("0123456789abcdefABCDEF", reference.data[pos], hex ? 22 : 10) != NULL) {
        pos++;
    }
    return pos > first && pos < reference.len && reference.data[pos] == ';';
}

static void mend_reference(mending *m)
{
    fund_text rest = rest_of(m);
    char name[NAME_MAX_LEN + 1], utf8[4];
    fund_text own = {rest.data + 1, name_length((fund_text){rest.data + 1, rest.len - 1})};
    size_t end = m->pos + own.len + 2;
    bool complete =
        own.len > 0 && own.len <= NAME_MAX_LEN && end <= m->text.len && own.data[own.len] == ';';
    if (begins_with(rest, "&#") ? is_character(rest)
                                : complete && fund_corpus_is_one_of(own, "amp lt gt quot apos")) {
        m->pos++;
        return;
    }
    const entity *declared = complete ? find_declared(m, own) : NULL;
    if (declared != NULL) {
        m->growth += declared->value.len;
        replace(m, end, declared->value.data, declared->value.len);
        return;
    }
    memcpy(name, own.data, complete ? own.len : 0);
    name[complete ? own.len : 0] = '\0';
    const htmlEntityDesc *known = complete ? libxml2.htmlEntityLookup((const xmlChar *)name) : NULL;
    if (known != NULL) {
        replace(m, end, utf8, fund_utf8_encode(utf8, known->value));
    } else if (m->has_doctype) {
        m->pos++; /* libxml2 knows whether it is declared */
    } else {
        replace(m, m->pos + 1, "&amp;", 5);
    }
}

/* To the next mark, or to the end. */
static bool skip_text(mending *m)
{
    while (m->pos < m->text.len && m->text.data[m->pos] != '&' && m->text.data[m->pos] != '<') {
        m->pos++;
    }
    return m->pos < m->text.len;
}

static void mend(mending *m)
{
    while (skip_text(m) && m->growth <= GROWTH_MAX) {
        fund_text rest = rest_of(m);
        if (*rest.data == '&') {
            mend_reference(m);
        } else if (begins_with(rest, "<![CDATA[")) {
            skip_past(m, "]]>");
        } else if (begins_with(rest, "<!--")) {
            skip_past(m, "-->");
        } else if (begins_with(rest, "<?")) {
            skip_past(m, "?>");
        } else if (begins_with(rest, "<!DOCTYPE")) {
            take_doctype(m);
        } else {
            m->pos++;
        }
    }
}

fund_status fund_xml_mend_references(fund_text *out, fund_buf *buf, fund_corpus_reader *reader,
                                     fund_text text)
{
    mending m = {.text = text, .out = buf};
    fund_status status = fund_corpus_need(reader, &libxml2_library);
    *out = text;
    if (status != FUND_OK || (memchr(text.data, '&', text.len) == NULL &&
                              memmem(text.data, text.len, "<!ENTITY", 8) == NULL)) {
        return status;
    }
    mend(&m);
    if (m.copied == 0 || m.growth > GROWTH_MAX) {
        return FUND_OK;
    }
    fund_buf_append(buf, text.data + m.copied, text.len - m.copied);
    *out = fund_text_in(buf);
    return buf->failed ? fund_corpus_no_memory(reader) : FUND_OK;
}
