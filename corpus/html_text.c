/*
 * Where the text of a page is.
 *
 * The blocks of a page are measured: their text, how much of it is in links, and how much in
 * paragraphs that are long and have few links, which is what articles are made of and menus are
 * not (C. Kohlschuetter, P. Fankhauser, W. Nejdl, "Boilerplate Detection using Shallow Text
 * Features", WSDM 2010).  What stands beside the text is told by its element, role or name, or is
 * a list of links: evidence, no proof, and it never counts against a block with most of the
 * paragraphs.  The text is the innermost block that has nearly all of those that remain, and the
 * paragraphs between the headline and it.  Where hardly any remain, the page is read again with
 * less of the evidence.
 */
#include "base/array.h"
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

/* Bytes are counted without white space. */
enum {
    LONG_PARAGRAPH = 60,
    LINE_MAX_BYTES = 120, /* of a line that may say what stands below it */
    LINK_MAX_BYTES = 45,  /* of a line that only leads elsewhere */
    ENOUGH = 250,         /* a page with so much text is read */
};

/* How much of the evidence counts. */
typedef enum trust { TRUST_NAMES, TRUST_ELEMENTS, TRUST_NOTHING, TRUST_END } trust;

/* An element, in document order. */
typedef struct block {
    const xmlNode *node;
    size_t parent, end; /* what is in it: [its own index + 1, end) */
    size_t text, linked, links;
    size_t own;  /* bytes of long paragraphs in it and in no block in it ... */
    size_t good; /* ... in it ... */
    size_t kept; /* ... and not left out */
    bool inside_line, out;
} block;

/* A paragraph as fund_markup_paragraphs makes them. */
typedef struct run {
    size_t owner; /* the innermost block that is not within a line */
    size_t text, linked;
} run;

typedef struct page {
    fund_corpus_reader *reader;
    fund_text title;
    size_t title_text;        /* its bytes */
    fund_array(block) blocks; /* the first is the body */
    fund_array(run) runs;
    size_t main;
    size_t at; /* see block_of */
} page;

/* ---- measures ------------------------------------------------------------ */

/* A walk over the page: what is open. */
typedef struct counter {
    page *p;
    size_t open;     /* block */
    unsigned linked; /* how many links the walk is in */
    unsigned breaks; /* <br> in a row */
    run line;
} counter;

static bool is_never_text(const xmlNode *node)
{
    static const char *const names[] = {
        "audio",  "button", "dialog", "head",  "iframe", "input",    "menu",     "noscript",
        "object", "script", "select", "style", "svg",    "template", "textarea", "video",
    };
    return fund_xml_is_among(node, names, FUND_COUNT(names));
}

static void end_run(counter *c)
{
    page *p = c->p;
    run *line = &c->line;
    if (line->text > 0) {
        bool marked = fund_xml_is(p->blocks.items[line->owner].node, "p");
        bool good = (marked || line->text >= LONG_PARAGRAPH) && line->linked * 5 < line->text * 2;
        p->blocks.items[line->owner].own += good ? line->text - line->linked : 0;
        p->reader->failed |= !fund_array_push(&p->runs, *line);
    }
    *line = (run){0, 0, 0};
    c->breaks = 0;
}

static size_t length_of_text(fund_text text)
{
    size_t len = 0;
    for (size_t i = 0; i < text.len; i++) {
        len += (unsigned char)text.data[i] > ' ';
    }
    return len;
}

static void count_text(counter *c, const xmlNode *node)
{
    const char *content = (const char *)node->content;
    size_t len = content != NULL ? length_of_text(fund_text_of(content)) : 0;
    size_t owner = c->open;
    block *blocks = c->p->blocks.items;
    if (len == 0) {
        return;
    }
    while (blocks[owner].inside_line && owner > 0) {
        owner = blocks[owner].parent;
    }
    c->line.owner = c->line.text == 0 ? owner : c->line.owner;
    c->line.text += len;
    c->line.linked += c->linked > 0 ? len : 0;
    blocks[c->open].text += len;
    blocks[c->open].linked += c->linked > 0 ? len : 0;
    c->breaks = 0;
}

static void open_block(counter *c, const xmlNode *node)
{
    page *p = c->p;
    bool link = fund_xml_is(node, "a");
    block b = {.node = node, .parent = c->open, .links = link, .end = p->blocks.count + 1};
    b.inside_line = fund_markup_is_inline(node);
    if (!b.inside_line) {
        end_run(c);
    }
    if (!fund_array_push(&p->blocks, b)) {
        p->reader->failed = true;
        return;
    }
    c->linked += link;
    c->open = p->blocks.count - 1;
}

static void close_block(counter *c)
{
    block *blocks = c->p->blocks.items;
    block *b = &blocks[c->open];
    if (!b->inside_line) {
        end_run(c);
    }
    b->good += b->own;
    b->end = c->p->blocks.count;
    c->linked -= fund_xml_is(b->node, "a");
    c->open = b->parent;
    if (b != blocks) {
        blocks[b->parent].text += b->text;
        blocks[b->parent].linked += b->linked;
        blocks[b->parent].links += b->links;
        blocks[b->parent].good += b->good;
    }
}

/* Whether what is in the node is not to be looked at. */
static bool count_node(counter *c, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE || node->type == XML_CDATA_SECTION_NODE) {
        count_text(c, node);
    } else if (fund_xml_is(node, "br")) {
        if (++c->breaks > 1) {
            end_run(c);
        }
    } else if (node->type == XML_ELEMENT_NODE && !is_never_text(node)) {
        open_block(c, node);
        return false;
    }
    return true;
}

/* Trees are no deeper than libxml2 lets them be. */
static void measure(page *p, const xmlNode *body)
{
    counter c = {.p = p};
    for (const xmlNode *node = body; node != NULL && !p->reader->failed;) {
        bool over = count_node(&c, node);
        const xmlNode *next = fund_xml_walk(node, body, over);
        const xmlNode *parent = next != NULL ? next->parent : body->parent;
        while (p->blocks.count > 0 && p->blocks.items[c.open].node != parent) {
            bool last = c.open == 0;
            close_block(&c);
            if (last) {
                break;
            }
        }
        node = next;
    }
}

/* ---- evidence ------------------------------------------------------------ */

static bool has_beside_name(const block *b, const char *attribute)
{
    for (const char *at = fund_xml_attribute(b->node, attribute); *at != '\0';) {
        size_t len = strcspn(at, " \t\r\n\f");
        if (fund_html_is_beside((fund_text){at, len}, b->links > 0)) {
            return true;
        }
        at += len + (at[len] != '\0');
    }
    return false;
}

static bool is_hidden(const xmlNode *node)
{
    const char *style = fund_xml_attribute(node, "style");
    const char *none = style[0] != '\0' ? strcasestr(style, "display") : NULL;
    if (none != NULL) {
        none += strlen("display");
        none += strspn(none, " :");
    }
    return (none != NULL && strncasecmp(none, "none", 4) == 0) ||
           fund_xml_has(node, "aria-hidden", "true") || fund_xml_has_attribute(node, "hidden");
}

static bool has_beside_role(const xmlNode *node)
{
    static const char *const names[] = {"aside", "figcaption", "footer", "form", "nav"};
    return fund_xml_is_among(node, names, FUND_COUNT(names)) ||
           fund_corpus_is_one_of(fund_text_of(fund_xml_attribute(node, "role")),
                                 "navigation banner complementary contentinfo search dialog "
                                 "alertdialog menu");
}

static bool is_list_of_links(const block *b)
{
    return b->links > 1 && b->linked * 5 > b->text * 3 && !b->inside_line;
}

static bool is_beside(const block *b, trust evidence)
{
    if (evidence == TRUST_NOTHING) {
        return fund_xml_is(b->node, "nav");
    }
    if (has_beside_role(b->node)) {
        return true;
    }
    if (b->node->properties == NULL) {
        return evidence == TRUST_NAMES && is_list_of_links(b);
    }
    if (is_hidden(b->node)) {
        return true;
    }
    return evidence == TRUST_NAMES &&
           (has_beside_name(b, "class") || has_beside_name(b, "id") || is_list_of_links(b));
}

static void leave_out(page *p, size_t i)
{
    for (size_t at = i; at < p->blocks.items[i].end; at++) {
        p->blocks.items[at].out = true;
    }
}

static void weigh(page *p, trust evidence)
{
    block *blocks = p->blocks.items;
    for (size_t i = 0; i < p->blocks.count; i++) {
        blocks[i].out = false;
        blocks[i].kept = blocks[i].own;
    }
    for (size_t i = 1; i < p->blocks.count;) {
        bool out = blocks[i].good * 2 <= blocks[0].good && is_beside(&blocks[i], evidence);
        if (out) {
            leave_out(p, i);
        }
        i = out ? blocks[i].end : i + 1;
    }
    for (size_t i = p->blocks.count - 1; i > 0; i--) {
        blocks[blocks[i].parent].kept += blocks[i].out ? 0 : blocks[i].kept;
    }
}

/* ---- where it is ---------------------------------------------------------- */

static bool may_be_main(const block *b)
{
    return fund_xml_is(b->node, "td") ||
           !(b->inside_line || fund_xml_is_one_of(b->node, "p blockquote ul ol dl pre"));
}

static void find_main(page *p)
{
    const block *blocks = p->blocks.items;
    p->main = 0;
    for (;;) {
        const block *main = &blocks[p->main];
        size_t best = 0;
        for (size_t i = p->main + 1; i < main->end; i = blocks[i].end) {
            bool more = blocks[i].kept > (best > 0 ? blocks[best].kept : 0);
            best = more && !blocks[i].out ? i : best;
        }
        if (best == 0 || blocks[best].kept * 10 < main->kept * 9 || !may_be_main(&blocks[best])) {
            return;
        }
        p->main = best;
    }
}

/* ---- lines ------------------------------------------------------------------- */

/* 1 to 6; 0: no heading. */
static int level_of(const xmlNode *node)
{
    const char *name = node->type == XML_ELEMENT_NODE ? (const char *)node->name : "";
    bool heading = (name[0] == 'h' || name[0] == 'H') && name[1] >= '1' && name[1] <= '6';
    return heading && name[2] == '\0' ? name[1] - '0' : 0;
}

/* Whether a text begins with another, white space aside. */
static bool begins_with(fund_text text, fund_text start)
{
    size_t at = 0;
    for (size_t i = 0; i < start.len; i++) {
        while (at < text.len && (unsigned char)text.data[at] <= ' ') {
            at++;
        }
        if ((unsigned char)start.data[i] > ' ' &&
            (at == text.len || text.data[at++] != start.data[i])) {
            return false;
        }
    }
    return start.len > 0;
}

/* Whether a block is a heading with the title of the page or the beginning of it. */
static bool has_title(const page *p, const block *b)
{
    return level_of(b->node) > 0 && b->text > 0 && b->text <= p->title.len &&
           begins_with(p->title, fund_xml_text(p->reader, b->node));
}

static bool is_headline(const page *p, const block *b)
{
    return !b->out && b->text > 0 && (fund_xml_is(b->node, "h1") || has_title(p, b));
}

/* Whether the only paragraph of a block is not text. */
static bool is_no_text(const page *p, const run *line)
{
    const block *owner = &p->blocks.items[line->owner];
    if (line->linked * 10 >= line->text * 9 && line->text <= LINK_MAX_BYTES &&
        !fund_xml_is(owner->node, "li")) {
        return true;
    }
    return line->text <= LINE_MAX_BYTES &&
           fund_html_announces(fund_xml_text(p->reader, owner->node));
}

/* A heading goes with what it stands above: where that is left out, or where the text ends. */
static void drop_lines(page *p)
{
    enum { NOTHING, TEXT = 7 };
    int next = NOTHING; /* or the level of a heading */
    bool gap = false;
    block *blocks = p->blocks.items;
    for (size_t i = p->runs.count; i-- > 0;) {
        const run *line = &p->runs.items[i];
        const block *owner = &blocks[line->owner];
        int level = level_of(owner->node);
        if (line->owner < p->main || line->owner >= blocks[p->main].end) {
            continue;
        }
        bool alone = owner->text == line->text && line->owner != p->main;
        bool empty = level > 0 && (next == NOTHING || (gap && next <= level));
        if (!owner->out && alone && (empty || is_no_text(p, line))) {
            leave_out(p, line->owner);
        }
        gap = owner->out;
        next = gap ? next : level > 0 ? level : TEXT;
    }
}

/* ---- text ------------------------------------------------------------------- */

/* The block of an element; those asked for come in document order. */
static const block *block_of(page *p, const xmlNode *node)
{
    while (p->at < p->blocks.count && p->blocks.items[p->at].node != node) {
        p->at++;
    }
    return p->at < p->blocks.count ? &p->blocks.items[p->at] : NULL;
}

static bool is_left_out(const xmlNode *node, void *payload)
{
    page *p = payload;
    if (node->type != XML_ELEMENT_NODE) {
        return node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE;
    }
    if (fund_xml_is(node, "br") || is_never_text(node)) {
        return !fund_xml_is(node, "br");
    }
    const block *b = block_of(p, node);
    return b == NULL || b->out ||
           ((fund_xml_is(node, "h1") || b->text == p->title_text) && has_title(p, b));
}

static void take_block(page *p, size_t i)
{
    p->at = i;
    fund_markup_paragraphs(p->reader, p->blocks.items[i].node, is_left_out, p);
}

/* The paragraphs between the last headline before the main block and that; none when the
 * headline is in it. */
static void take_lead(page *p)
{
    const block *blocks = p->blocks.items;
    size_t from = p->main;
    for (size_t i = 0; i < blocks[p->main].end; i++) {
        if (is_headline(p, &blocks[i])) {
            from = blocks[i].end;
        }
    }
    while (from < p->main) {
        const block *b = &blocks[from];
        bool whole = b->good > 0 && b->good == b->own && !b->inside_line && !b->out;
        if (whole) {
            take_block(p, from);
        }
        from = whole || b->out ? b->end : from + 1;
    }
}

/* Paragraphs that stand behind it beside what it is in. */
static void take_rest(page *p)
{
    const block *blocks = p->blocks.items;
    for (size_t i = blocks[p->main].end; i < p->blocks.count; i++) {
        const block *b = &blocks[i];
        if (!b->out && b->own > 0 && fund_xml_is(b->node, "p") && blocks[b->parent].end > p->main &&
            b->parent < p->main) {
            take_block(p, i);
        }
    }
}

static void read_with(page *p, trust evidence)
{
    weigh(p, evidence);
    find_main(p);
    if (evidence != TRUST_NOTHING) {
        drop_lines(p);
    }
    p->reader->paragraphs.count = 0;
    take_lead(p);
    take_block(p, p->main);
    take_rest(p);
}

static size_t length_of_paragraphs(const fund_corpus_reader *reader)
{
    size_t len = 0;
    for (size_t i = 0; i < reader->paragraphs.count; i++) {
        len += reader->paragraphs.items[i].len;
    }
    return len;
}

/* Reads with as much of the evidence as leaves some text: less is believed only where that brings
 * much more. */
static void read_page(page *p)
{
    size_t most = 0;
    trust best = TRUST_NAMES;
    const block *blocks = p->blocks.items;
    for (trust t = TRUST_NAMES; t < TRUST_END && !p->reader->failed; t++) {
        read_with(p, t);
        size_t len = length_of_paragraphs(p->reader);
        size_t good = blocks[0].good > 0 ? blocks[p->main].kept : len;
        if (good > most * 2) {
            most = good;
            best = t;
        }
        if (best == t && len >= ENOUGH) {
            return;
        }
    }
    if (best != TRUST_NOTHING) {
        read_with(p, best);
    }
}

fund_status fund_html_text(fund_corpus_reader *reader, const xmlNode *root, fund_text stated)
{
    page p = {.reader = reader, .title = reader->fields[FUND_FIELD_TITLE]};
    p.title_text = length_of_text(p.title);
    const xmlNode *body = fund_xml_find(root, "body");
    measure(&p, body != NULL ? body : root);
    if (p.blocks.count > 0) {
        read_page(&p);
    }
    fund_array_free(&p.blocks);
    fund_array_free(&p.runs);
    if (stated.len <= 2 * length_of_paragraphs(reader)) {
        return FUND_OK;
    }
    reader->paragraphs.count = 0;
    if (memchr(stated.data, '<', stated.len) != NULL) {
        return fund_html_paragraphs(reader, stated);
    }
    fund_draft_split(reader, stated, true);
    return FUND_OK;
}
