/* EPUB (W3C EPUB 3.3, and 2): a chapter is an article, in the order of the book's spine. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <string.h>

static bool is_wanted(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot != NULL && fund_corpus_is_one_of(fund_text_of(dot), ".xhtml .html .htm .xml .opf");
}

typedef struct book {
    fund_corpus_reader *reader;
    fund_package package;
    bool has_text;
    fund_xml_tree opf;
    const char *opf_name;
    fund_arena *memory;                 /* of what is said of the book */
    fund_text fields[FUND_FIELD_COUNT]; /* of each chapter */
    fund_text title;
} book;

static fund_text in_book(book *b, fund_text text)
{
    fund_text copy = {fund_arena_copy(b->memory, text.data, text.len), text.len};
    b->reader->failed |= copy.data == NULL;
    return copy.data != NULL ? copy : (fund_text){"", 0};
}

/* ---- where the chapters are --------------------------------------------------------------- */

/* "a%20b" as "a b", without what follows a '#'. */
static void append_href(fund_buf *out, const char *href)
{
    static const char digits[] = "0123456789abcdef";
    for (const char *at = href; *at != '\0' && *at != '#'; at++) {
        const char *high = at[0] == '%' && at[1] != '\0' ? strchr(digits, at[1] | 0x20) : NULL;
        const char *low = high != NULL && at[2] != '\0' ? strchr(digits, at[2] | 0x20) : NULL;
        if (low != NULL) {
            fund_buf_append_byte(out, (char)((high - digits) * 16 + (low - digits)));
            at += 2;
        } else {
            fund_buf_append_byte(out, *at);
        }
    }
}

/* The member that an address in the package document is of; "../" goes one folder up. */
static const fund_package_member *member_at(const book *b, const char *href)
{
    fund_buf path = FUND_BUF_INIT;
    const char *slash = strrchr(b->opf_name, '/');
    fund_buf_append(&path, b->opf_name, slash != NULL ? (size_t)(slash - b->opf_name) + 1 : 0);
    while (strncmp(href, "../", 3) == 0 && path.len > 0) {
        const char *up = memrchr(path.data, '/', path.len - 1);
        fund_buf_cut(&path, up != NULL ? (size_t)(up - path.data) + 1 : 0);
        href += 3;
    }
    append_href(&path, strncmp(href, "./", 2) == 0 ? href + 2 : href);
    const fund_package_member *found =
        path.failed || path.data == NULL ? NULL : fund_package_find(&b->package, path.data);
    b->reader->failed |= path.failed;
    fund_buf_free(&path);
    return found;
}

static const xmlNode *item_with_id(const xmlNode *manifest, const char *id)
{
    const xmlNode *item = fund_xml_child(manifest, "item");
    while (item != NULL && strcmp(fund_xml_attribute(item, "id"), id) != 0) {
        item = fund_xml_next(item, "item");
    }
    return item;
}

/* ---- a chapter ----------------------------------------------------------------------------- */

static bool is_left_out(const xmlNode *node, void *payload)
{
    (void)payload;
    return fund_xml_is_one_of(node, "script style head nav svg math rt rp") ||
           fund_xml_has(node, "type", "pagebreak") || fund_xml_has(node, "role", "doc-pagebreak");
}

/* The first heading, else the title of the page. */
static fund_text heading_of(fund_corpus_reader *reader, const xmlNode *root)
{
    static const char *const names[] = {"h1", "h2", "h3"};
    fund_text text = {"", 0};
    for (size_t i = 0; i < FUND_COUNT(names) && text.len == 0; i++) {
        text = fund_xml_text(reader, fund_xml_find(fund_xml_find(root, "body"), names[i]));
    }
    return text;
}

static void take_chapter(book *b, const xmlNode *root)
{
    fund_corpus_reader *reader = b->reader;
    const xmlNode *body = fund_xml_find(root, "body");
    fund_text heading = heading_of(reader, root);
    memcpy(reader->fields, b->fields, sizeof reader->fields);
    fund_draft_set(reader, FUND_FIELD_TITLE, heading);
    fund_draft_set(reader, FUND_FIELD_TITLE, b->title);
    fund_draft_set(reader, FUND_FIELD_TITLE, fund_xml_text(reader, fund_xml_find(root, "title")));
    if (heading.len > 0) {
        fund_draft_mark(reader, FUND_PLACE_CHAPTER, heading);
    }
    fund_markup_paragraphs(reader, body != NULL ? body : root, is_left_out, NULL);
}

/* Title pages and the like without text are none. */
static fund_status read_chapter(book *b, const fund_package_member *member)
{
    fund_xml_tree tree;
    fund_corpus_reader *reader = b->reader;
    fund_draft_clear(reader);
    fund_status status = fund_xml_load(&tree, reader, member->bytes, "", FUND_MARKUP_HTML);
    reader->item++;
    if (status == FUND_OK && tree.root != NULL) {
        take_chapter(b, tree.root);
    }
    fund_xml_free(&tree);
    if (status == FUND_OK && reader->failed) {
        return fund_corpus_no_memory(reader);
    }
    if (status != FUND_OK || reader->paragraphs.count == 0) {
        return status;
    }
    b->has_text = true;
    return fund_draft_deliver(reader);
}

/* ---- the book ------------------------------------------------------------------------------ */

static void take_metadata(book *b)
{
    static const struct {
        int field;
        const char *name;
    } names[] = {
        {FUND_FIELD_AUTHOR, "creator"}, {FUND_FIELD_DATE, "date"}, {FUND_FIELD_SECTION, "subject"}};
    const xmlNode *metadata = fund_xml_find(b->opf.root, "metadata");
    b->title = in_book(b, fund_xml_text(b->reader, fund_xml_find(metadata, "title")));
    b->fields[FUND_FIELD_SOURCE] = b->title;
    for (size_t i = 0; i < FUND_COUNT(names); i++) {
        fund_text text = fund_xml_text(b->reader, fund_xml_find(metadata, names[i].name));
        b->fields[names[i].field] = in_book(b, text);
    }
}

/* Without a package document all pages are chapters, in the order of the archive. */
static fund_status read_all_pages(book *b)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < b->package.count && status == FUND_OK; i++) {
        const char *dot = strrchr(b->package.items[i].name, '.');
        if (fund_corpus_is_one_of(fund_text_of(dot), ".xhtml .html .htm")) {
            status = fund_corpus_go_on(read_chapter(b, &b->package.items[i]));
        }
    }
    return status;
}

static fund_status read_spine(book *b)
{
    const xmlNode *manifest = fund_xml_find(b->opf.root, "manifest");
    const xmlNode *spine = fund_xml_find(b->opf.root, "spine");
    fund_status status = FUND_OK;
    size_t missing = 0;
    for (const xmlNode *at = fund_xml_child(spine, "itemref"); at != NULL && status == FUND_OK;
         at = fund_xml_next(at, "itemref")) {
        const xmlNode *item = item_with_id(manifest, fund_xml_attribute(at, "idref"));
        const fund_package_member *member = member_at(b, fund_xml_attribute(item, "href"));
        missing += member == NULL;
        status = member != NULL ? fund_corpus_go_on(read_chapter(b, member)) : FUND_OK;
    }
    return status == FUND_OK && missing > 0
               ? fund_corpus_problem(b->reader, FUND_ERR_FORMAT, true,
                                     "chapters that are not in the book: %zu", missing)
               : status;
}

/* Finds the package document: *opf stays empty where there is none. */
static fund_status open_opf(book *b)
{
    fund_xml_tree container = {.doc = NULL};
    const fund_package_member *member = fund_package_find(&b->package, "META-INF/container.xml");
    fund_status status = FUND_OK;
    if (member != NULL) {
        status = fund_xml_load(&container, b->reader, member->bytes, "", FUND_MARKUP_MENDED);
    }
    const xmlNode *root = fund_xml_find(container.root, "rootfile");
    fund_text name = in_book(b, fund_text_of(fund_xml_attribute(root, "full-path")));
    fund_xml_free(&container);
    member = fund_package_find(&b->package, name.data);
    if (status == FUND_OK && member != NULL) {
        b->opf_name = member->name;
        status = fund_xml_load(&b->opf, b->reader, member->bytes, "", FUND_MARKUP_MENDED);
    }
    return status;
}

fund_status fund_epub_read_here(fund_corpus_reader *reader, fund_text bytes)
{
    book b = {.reader = reader, .memory = fund_arena_new()};
    fund_draft_clear(reader);
    fund_status status = b.memory != NULL ? fund_package_load(&b.package, reader, bytes, is_wanted)
                                          : fund_corpus_no_memory(reader);
    if (status == FUND_OK) {
        status = fund_corpus_go_on(open_opf(&b));
    }
    if (status == FUND_OK && b.opf.root != NULL) {
        take_metadata(&b);
        status = read_spine(&b);
    } else if (status == FUND_OK) {
        status = read_all_pages(&b);
    }
    bool none = !b.has_text;
    reader->item = 0;
    fund_xml_free(&b.opf);
    fund_package_free(&b.package);
    fund_arena_free(b.memory);
    return status == FUND_OK && none
               ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "the book has no chapters")
               : status;
}

fund_status fund_epub_read(fund_corpus_reader *reader, fund_text bytes)
{
    return fund_package_read(reader, bytes, fund_epub_read_here);
}
