/* Dumps of MediaWiki (export format 0.3 to 0.11): each page of the encyclopedia's own namespace is an
 * article, in its last revision, as text without markup. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

/* ---- markup --------------------------------------------------------------------------------- */

static bool begins(fund_text text, size_t pos, const char *with)
{
    size_t len = strlen(with);
    return text.len - pos >= len && strncasecmp(text.data + pos, with, len) == 0;
}

/* After the end of what begins at `pos`, which nests; the end of the text where it is open. */
static size_t skip_nested(fund_text text, size_t pos, const char *open, const char *close)
{
    size_t depth = 0;
    while (pos < text.len) {
        if (begins(text, pos, open)) {
            depth++;
            pos += strlen(open);
        } else if (begins(text, pos, close)) {
            pos += strlen(close);
            if (--depth == 0) {
                return pos;
            }
        } else {
            pos++;
        }
    }
    return text.len;
}

static size_t skip_to(fund_text text, size_t pos, const char *end)
{
    size_t len = strlen(end);
    while (pos < text.len && !begins(text, pos, end)) {
        pos++;
    }
    return pos < text.len ? pos + len : text.len;
}

/* Elements whose content is no text: "<ref>...</ref>". */
static size_t skip_element(fund_text text, size_t pos)
{
    static const char *const names[] = {
        "ref",   "math",     "gallery",        "timeline", "syntaxhighlight",
        "score", "imagemap", "templatestyles", "source",   "graph"};
    const char *close = memchr(text.data + pos, '>', text.len - pos);
    size_t end = close != NULL ? (size_t)(close - text.data) + 1 : text.len;
    bool closed = end >= 2 && text.data[end - 2] == '/';
    for (size_t i = 0; i < FUND_COUNT(names) && !closed; i++) {
        size_t len = strlen(names[i]);
        bool is = begins(text, pos + 1, names[i]) && pos + 1 + len < text.len &&
                  strchr(" >/\n", text.data[pos + 1 + len]) != NULL;
        if (is) {
            fund_buf open = FUND_BUF_INIT;
            fund_buf_printf(&open, "</%s>", names[i]);
            end = open.failed ? text.len : skip_to(text, end, open.data);
            fund_buf_free(&open);
            break;
        }
    }
    return end;
}

/* "[[Datei:...]]" and categories are none; of "[[a|b]]" it is b. */
static fund_text shown_link(fund_text inner)
{
    static const char *const hidden[] = {
        "datei:", "file:", "bild:", "image:", "kategorie:", "category:"};
    for (size_t i = 0; i < FUND_COUNT(hidden); i++) {
        if (begins(inner, 0, hidden[i])) {
            return (fund_text){"", 0};
        }
    }
    const char *bar = memrchr(inner.data, '|', inner.len);
    size_t skip = bar != NULL ? (size_t)(bar + 1 - inner.data) : 0;
    return (fund_text){inner.data + skip, inner.len - skip};
}

static size_t add_link(fund_buf *out, fund_text text, size_t pos)
{
    size_t end = skip_nested(text, pos, "[[", "]]");
    size_t close = end >= pos + 4 ? end - 2 : end;
    fund_text shown = shown_link((fund_text){text.data + pos + 2, close - pos - 2});
    if (memmem(shown.data, shown.len, "[[", 2) == NULL) {
        fund_buf_append(out, shown.data, shown.len);
    }
    return end;
}

/* "[https://... text]" */
static size_t add_address(fund_buf *out, fund_text text, size_t pos)
{
    const char *close = memchr(text.data + pos, ']', text.len - pos);
    const char *line = memchr(text.data + pos, '\n', text.len - pos);
    if (close == NULL || (line != NULL && line < close)) {
        fund_buf_append_byte(out, '[');
        return pos + 1;
    }
    const char *blank = memchr(text.data + pos, ' ', (size_t)(close - text.data) - pos);
    if (blank != NULL) {
        fund_buf_append(out, blank + 1, (size_t)(close - blank) - 1);
    }
    return (size_t)(close - text.data) + 1;
}

/* Takes one piece of markup, or a character. */
static size_t take_piece(fund_buf *out, fund_text text, size_t pos)
{
    if (begins(text, pos, "{{")) {
        return skip_nested(text, pos, "{{", "}}");
    }
    if (begins(text, pos, "{|")) {
        return skip_nested(text, pos, "{|", "|}");
    }
    if (begins(text, pos, "<!--")) {
        return skip_to(text, pos, "-->");
    }
    if (begins(text, pos, "[[")) {
        return add_link(out, text, pos);
    }
    if (begins(text, pos, "[http") || begins(text, pos, "[//")) {
        return add_address(out, text, pos);
    }
    if (begins(text, pos, "''")) {
        while (pos < text.len && text.data[pos] == '\'') {
            pos++;
        }
        return pos;
    }
    if (text.data[pos] == '<' && pos + 1 < text.len &&
        strchr("/abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ", text.data[pos + 1]) !=
            NULL) {
        bool line = begins(text, pos, "<br");
        size_t end = skip_element(text, pos);
        fund_buf_append_str(out, line ? "\n" : "");
        return end;
    }
    if (begins(text, pos, "&nbsp;")) {
        fund_buf_append_str(out, "\xc2\xa0");
        return pos + 6;
    }
    if (begins(text, pos, "__")) {
        size_t end = pos + 2 + strspn(text.data + pos + 2, "ABCDEFGHIJKLMNOPQRSTUVWXYZ");
        return begins(text, end, "__") ? end + 2 : pos + 2;
    }
    fund_buf_append_byte(out, text.data[pos]);
    return pos + 1;
}

/* ---- lines ------------------------------------------------------------------------------------ */

/* "== Geschichte ==" */
static fund_text heading_of(fund_text line)
{
    fund_text text = fund_corpus_trim(line);
    if (text.len < 5 || memcmp(text.data, "==", 2) != 0 || text.data[text.len - 1] != '=') {
        return (fund_text){"", 0};
    }
    while (text.len > 0 && text.data[0] == '=') {
        text.data++;
        text.len--;
    }
    while (text.len > 0 && text.data[text.len - 1] == '=') {
        text.len--;
    }
    return fund_corpus_trim(text);
}

/* Each line is a paragraph, or an item of a list. */
static void add_lines(fund_corpus_reader *reader, fund_text text)
{
    fund_text line;
    size_t pos = 0;
    while (fund_corpus_next_line(&line, NULL, text, &pos)) {
        fund_text heading = heading_of(line);
        if (heading.len > 0) {
            fund_draft_mark(reader, FUND_PLACE_CHAPTER, heading);
            line = heading;
        }
        size_t skip = 0;
        while (skip < line.len && strchr("*#:; ", line.data[skip]) != NULL) {
            skip++;
        }
        fund_draft_add_paragraph(reader, (fund_text){line.data + skip, line.len - skip});
    }
}

static void add_wikitext(fund_corpus_reader *reader, fund_text text)
{
    fund_buf plain = FUND_BUF_INIT;
    size_t pos = 0;
    while (pos < text.len) {
        pos = take_piece(&plain, text, pos);
    }
    reader->failed |= plain.failed;
    add_lines(reader, fund_text_in(&plain));
    fund_buf_free(&plain);
}

/* ---- pages ------------------------------------------------------------------------------------ */

typedef struct dump {
    fund_corpus_reader *reader;
    fund_arena *memory;
    fund_text site;
    size_t articles, others; /* pages of other namespaces, and redirects */
} dump;

static const fund_xml_field page_fields[] = {
    {FUND_FIELD_ID, "title", NULL},
    {FUND_FIELD_TITLE, "title", NULL},
};

static const fund_xml_field revision_fields[] = {
    {FUND_FIELD_DATE, "timestamp", NULL},
    {FUND_FIELD_VERSION, "id", NULL},
    {FUND_FIELD_AUTHOR, "contributor/username", NULL},
};

static fund_status take_page(dump *d, const xmlNode *page)
{
    fund_corpus_reader *reader = d->reader;
    fund_draft_clear(reader);
    fund_text space = fund_xml_text(reader, fund_xml_child(page, "ns"));
    bool other = space.len > 0 && (space.len != 1 || space.data[0] != '0');
    if (other || fund_xml_child(page, "redirect") != NULL) {
        d->others++;
        return FUND_OK;
    }
    const xmlNode *last = NULL;
    for (const xmlNode *at = fund_xml_child(page, "revision"); at != NULL;
         at = fund_xml_next(at, "revision")) {
        last = at;
    }
    fund_xml_take(reader, page, page_fields, FUND_COUNT(page_fields));
    if (last != NULL) {
        fund_xml_take(reader, last, revision_fields, FUND_COUNT(revision_fields));
    }
    reader->fields[FUND_FIELD_SOURCE] = d->site;
    reader->item = ++d->articles;
    add_wikitext(reader, fund_xml_text(reader, fund_xml_child(last, "text")));
    return fund_corpus_go_on(fund_draft_deliver(reader));
}

static fund_status take(const xmlNode *node, void *payload)
{
    dump *d = payload;
    if (fund_xml_is(node, "page")) {
        return take_page(d, node);
    }
    fund_draft_clear(d->reader);
    fund_text name = fund_xml_text(d->reader, fund_xml_child(node, "sitename"));
    d->site = (fund_text){fund_arena_copy(d->memory, name.data, name.len), name.len};
    d->reader->failed |= d->site.data == NULL;
    return FUND_OK;
}

static fund_xml_way enter(const xmlNode *node, unsigned depth, void *payload)
{
    (void)payload;
    return depth == 0                                  ? FUND_XML_INTO
           : fund_xml_is_one_of(node, "page siteinfo") ? FUND_XML_TAKE
                                                       : FUND_XML_OVER;
}

bool fund_mediawiki_sniff(fund_text head)
{
    return fund_xml_has_root(head, "mediawiki");
}

fund_status fund_mediawiki_read(fund_corpus_source *source)
{
    static const fund_xml_handler handler = {enter, take, NULL};
    fund_corpus_reader *reader = source->reader;
    dump d = {.reader = reader, .memory = fund_arena_new(), .site = {"", 0}};
    if (d.memory == NULL) {
        return fund_corpus_no_memory(reader);
    }
    fund_status status = fund_xml_stream(source, &handler, &d);
    reader->item = 0;
    if (fund_corpus_go_on(status) == FUND_OK && d.articles == 0) {
        status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                     "none of the dump's %zu pages is an article", d.others);
    }
    fund_arena_free(d.memory);
    return status;
}
