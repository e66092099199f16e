/* Where the text of a page is, and what around it is none. */
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <libxml/tree.h>
#include <string.h>
#include <strings.h>

/* What a block has in it, all depths. */
typedef struct measure {
    size_t text;       /* bytes of text ... */
    size_t linked;     /* ... of which are in links */
    size_t paragraphs; /* bytes of text in <p> */
    unsigned links;
} measure;

typedef struct page {
    fund_corpus_reader *reader;
    const xmlNode *main; /* the container */
    fund_map *measures;  /* node -> measure */
    fund_arena *arena;
} page;

/* ---- what is no text of an article ------------------------------------------ */

static bool is_boring_word(const char *word, size_t len)
{
    static const char words[] =
        " ad ads advert advertisement anzeige author breadcrumb breadcrumbs byline comment "
        "comments "
        "consent cookie cookies kommentare newsletter pagination paywall promo recommendations "
        "related share sharing sidebar social sponsored subscribe tags teaser teasers timestamp "
        "toolbar werbung ";
    char padded[32];
    if (len == 0 || len + 3 > sizeof padded) {
        return false;
    }
    padded[0] = ' ';
    for (size_t i = 0; i < len; i++) {
        padded[i + 1] = (char)tolower((unsigned char)word[i]);
    }
    padded[len + 1] = ' ';
    padded[len + 2] = '\0';
    return strstr(words, padded) != NULL;
}

/* "c-teaser__list", "shareBar": words between hyphens and where the case changes. */
static bool has_boring_word(const char *names)
{
    for (const char *at = names; *at != '\0';) {
        size_t len = 0;
        while (isalnum((unsigned char)at[len]) && (len == 0 || !isupper((unsigned char)at[len]) ||
                                                   isupper((unsigned char)at[len - 1]))) {
            len++;
        }
        if (is_boring_word(at, len)) {
            return true;
        }
        at += len > 0 ? len : 1;
    }
    return false;
}

static bool is_hidden(const xmlNode *node)
{
    const char *style = fund_xml_attribute(node, "style");
    const char *none = strcasestr(style, "display");
    if (none != NULL) {
        none += strlen("display");
        none += strspn(none, " :");
    }
    return (none != NULL && strncasecmp(none, "none", 4) == 0) ||
           strcasecmp(fund_xml_attribute(node, "aria-hidden"), "true") == 0 ||
           xmlHasProp((xmlNodePtr)(uintptr_t)node, (const xmlChar *)"hidden") != NULL;
}

static bool has_role(const xmlNode *node)
{
    const char *role = fund_xml_attribute(node, "role");
    static const char *const roles[] = {"navigation", "banner", "complementary", "contentinfo",
                                        "search",     "dialog", "alertdialog",   "menu"};
    for (size_t i = 0; i < sizeof roles / sizeof roles[0]; i++) {
        if (strcasecmp(role, roles[i]) == 0) {
            return true;
        }
    }
    return false;
}

static bool holds_main(const page *p, const xmlNode *node)
{
    for (const xmlNode *at = p->main; at != NULL; at = at->parent) {
        if (at == node) {
            return true;
        }
    }
    return false;
}

static bool is_list_of_links(const page *p, const xmlNode *node)
{
    const measure *m = fund_map_get(p->measures, &node, sizeof node);
    return m != NULL && m->links > 1 && m->linked * 5 > m->text * 3 && !fund_markup_is_inline(node);
}

/* The title is no part of the text. */
static bool is_title(const page *p, const xmlNode *node)
{
    fund_text title = p->reader->fields[FUND_FIELD_TITLE];
    if (!fund_xml_is(node, "h1")) {
        return false;
    }
    fund_text own = fund_xml_text(p->reader, node);
    return own.len > 0 && own.len <= title.len && memcmp(own.data, title.data, own.len) == 0;
}

static bool is_left_out(const xmlNode *node, void *payload)
{
    const page *p = payload;
    if (node->type != XML_ELEMENT_NODE) {
        return node->type != XML_TEXT_NODE && node->type != XML_CDATA_SECTION_NODE;
    }
    if (fund_xml_is_one_of(node, " head script style noscript template iframe svg object nav aside "
                                 "footer form button select textarea input figcaption audio video "
                                 "dialog menu ")) {
        return true;
    }
    if (holds_main(p, node)) {
        return false;
    }
    return (fund_xml_is(node, "header") && fund_xml_is(p->main, "body")) || is_hidden(node) ||
           has_role(node) || has_boring_word(fund_xml_attribute(node, "class")) ||
           has_boring_word(fund_xml_attribute(node, "id")) || is_list_of_links(p, node) ||
           is_title(p, node);
}

/* ---- where it is ------------------------------------------------------------- */

static measure *measure_of(page *p, const xmlNode *node)
{
    measure *m = fund_map_get(p->measures, &node, sizeof node);
    if (m == NULL) {
        m = fund_arena_alloc(p->arena, sizeof *m);
        if (m == NULL || !fund_map_put(p->measures, &node, sizeof node, m, NULL)) {
            p->reader->paragraphs.failed = true;
            return NULL;
        }
        *m = (measure){0, 0, 0, 0};
    }
    return m;
}

static size_t length_of_text(const xmlNode *node)
{
    size_t len = 0;
    for (const char *at = (const char *)node->content; at != NULL && *at != '\0'; at++) {
        len += (unsigned char)*at > ' ';
    }
    return len;
}

/* Adds a node to all that it is in; trees are no deeper than libxml2 lets them be. */
static void add_up(page *p, const xmlNode *node, const xmlNode *root)
{
    bool is_link = fund_xml_is(node, "a");
    size_t len = node->type == XML_TEXT_NODE ? length_of_text(node) : 0;
    bool linked = false, paragraph = false;
    if (len == 0 && !is_link) {
        return;
    }
    for (const xmlNode *at = node->parent; at != NULL && at != root->parent; at = at->parent) {
        linked |= fund_xml_is(at, "a");
        paragraph |= fund_xml_is(at, "p");
        measure *m = measure_of(p, at);
        if (m == NULL) {
            return;
        }
        m->text += len;
        m->linked += linked ? len : 0;
        m->paragraphs += paragraph && !linked ? len : 0;
        m->links += is_link;
    }
}

static bool is_candidate(const xmlNode *node)
{
    return fund_xml_is_one_of(node, " article main ") ||
           strcasecmp(fund_xml_attribute(node, "role"), "main") == 0 ||
           strcasestr(fund_xml_attribute(node, "itemprop"), "articleBody") != NULL;
}

static const xmlNode *find_main(page *p, const xmlNode *root)
{
    size_t most = 0;
    const xmlNode *best = fund_xml_find(root, "body");
    best = best != NULL ? best : root;
    for (int turn = 0; turn < 2; turn++) {
        for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
            const measure *m = fund_map_get(p->measures, &at, sizeof at);
            if (m == NULL || !is_candidate(at) || m->paragraphs == 0) {
                continue;
            }
            if (turn == 0 && m->paragraphs > most) {
                most = m->paragraphs;
            } else if (turn == 1 && m->paragraphs * 5 > most * 3) {
                best = at; /* the innermost that has most of it */
            }
        }
    }
    return best;
}

void fund_html_take_text(fund_corpus_reader *reader, const xmlNode *root)
{
    page p = {.reader = reader, .measures = fund_map_new(), .arena = fund_arena_new()};
    if (p.measures == NULL || p.arena == NULL) {
        reader->paragraphs.failed = true;
    } else {
        for (const xmlNode *at = root; at != NULL; at = fund_xml_walk(at, root, false)) {
            add_up(&p, at, root);
        }
        p.main = find_main(&p, root);
        fund_markup_paragraphs(reader, p.main, is_left_out, &p);
    }
    fund_map_free(p.measures, NULL);
    fund_arena_free(p.arena);
}
