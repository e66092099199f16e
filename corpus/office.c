/* Documents of word processors: DOCX (ECMA-376, WordprocessingML) and ODT (ODF 1.3, ISO 26300).
 *
 * Paragraphs in their order, then the notes; what a tracked change has deleted, fields' codes and
 * annotations are no text.  Macros, embedded objects and links are members or addresses that nobody
 * opens. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <strings.h>

/* ---- DOCX ------------------------------------------------------------------------------ */

static bool is_wanted_docx(const char *name)
{
    return fund_corpus_is_one_of(fund_text_of(name),
                                 "word/document.xml word/document2.xml word/footnotes.xml "
                                 "word/endnotes.xml docProps/core.xml");
}

/* Not below deletions, the old place of what was moved, or what only an older program needs. */
static bool is_left_out_docx(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "del moveFrom instrText delText delInstrText Fallback pPr rPr "
                                    "tblPr sectPr txbxContent footnoteRef");
}

static void add_character(fund_buf *text, const xmlNode *node)
{
    if (fund_xml_is_one_of(node, "tab ptab")) {
        fund_buf_append_byte(text, ' ');
    } else if (fund_xml_is_one_of(node, "br cr")) {
        fund_buf_append_byte(text, '\n');
    } else if (fund_xml_is(node, "noBreakHyphen")) {
        fund_buf_append_byte(text, '-');
    }
}

/* The text of a paragraph or note: its runs. */
static void append_runs(fund_buf *text, const xmlNode *paragraph)
{
    const xmlNode *at = paragraph;
    bool over = false;
    while ((at = fund_xml_walk(at, paragraph, over)) != NULL) {
        bool run = at->parent != NULL && fund_xml_is(at->parent, "t");
        over = is_left_out_docx(at);
        if (run && at->type == XML_TEXT_NODE) {
            fund_buf_append_str(text, (const char *)at->content);
        } else if (!over) {
            add_character(text, at);
        }
    }
}

static bool is_heading(const xmlNode *paragraph, const char *style)
{
    const xmlNode *of = fund_xml_child(fund_xml_child(paragraph, "pPr"), "pStyle");
    const char *name = fund_xml_attribute(of, "val");
    return strncasecmp(name, style, strlen(style)) == 0;
}

static bool is_heading_docx(const xmlNode *paragraph)
{
    return is_heading(paragraph, "Heading") || is_heading(paragraph, "berschrift") ||
           is_heading(paragraph, "Überschrift");
}

/* The paragraphs below a node, also those of tables and text boxes, each once. */
static void add_docx_paragraphs(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_buf text = FUND_BUF_INIT;
    const xmlNode *at = root;
    bool over = false;
    while (at != NULL && (at = fund_xml_walk(at, root, over)) != NULL) {
        /* Text boxes are within paragraphs, whose own runs do not go into them. */
        over = is_left_out_docx(at) && !fund_xml_is(at, "txbxContent");
        if (!fund_xml_is(at, "p")) {
            continue;
        }
        append_runs(&text, at);
        if (is_heading(at, "Title") || is_heading(at, "Titel")) {
            fund_draft_set(reader, FUND_FIELD_TITLE, fund_draft_keep(reader, fund_text_in(&text)));
        }
        if (is_heading_docx(at)) {
            fund_draft_mark(reader, FUND_PLACE_CHAPTER, fund_text_in(&text));
        }
        fund_draft_end_paragraph(reader, &text);
    }
    fund_buf_free(&text);
}

/* What separates notes from the text is in their list, too. */
static void add_notes(fund_corpus_reader *reader, const xmlNode *root, const char *name)
{
    for (const xmlNode *note = fund_xml_child(root, name); note != NULL;
         note = fund_xml_next(note, name)) {
        if (!fund_xml_has_attribute(note, "type") || fund_xml_has(note, "type", "normal")) {
            add_docx_paragraphs(reader, note);
        }
    }
}

static const fund_xml_field docx_fields[] = {
    {FUND_FIELD_TITLE, "title", NULL},
    {FUND_FIELD_AUTHOR, "creator", NULL},
    {FUND_FIELD_DATE, "created", NULL},
    {FUND_FIELD_SECTION, "category", NULL},
};

/* Parses a member; FUND_OK without a tree when there is none. */
static fund_status parse(fund_xml_tree *tree, const fund_package *package, const char *name,
                         fund_corpus_reader *reader)
{
    const fund_package_member *member = fund_package_find(package, name);
    *tree = (fund_xml_tree){.doc = NULL};
    return member == NULL ? FUND_OK
                          : fund_xml_load(tree, reader, member->bytes, "", FUND_MARKUP_MENDED);
}

typedef void (*take_part)(fund_corpus_reader *reader, const xmlNode *root);

static fund_status take(const fund_package *package, const char *name, fund_corpus_reader *reader,
                        take_part part)
{
    fund_xml_tree tree;
    fund_status status = parse(&tree, package, name, reader);
    if (status == FUND_OK && tree.root != NULL) {
        part(reader, tree.root);
    }
    fund_xml_free(&tree);
    return status;
}

static void take_core(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_xml_take(reader, root, docx_fields, FUND_COUNT(docx_fields));
}

static void take_footnotes(fund_corpus_reader *reader, const xmlNode *root)
{
    add_notes(reader, root, "footnote");
}

static void take_endnotes(fund_corpus_reader *reader, const xmlNode *root)
{
    add_notes(reader, root, "endnote");
}

static fund_status take_docx(fund_corpus_reader *reader, const fund_package *package)
{
    static const struct {
        const char *name;
        take_part part;
    } parts[] = {
        {"docProps/core.xml", take_core},
        {"word/document.xml", add_docx_paragraphs},
        {"word/footnotes.xml", take_footnotes},
        {"word/endnotes.xml", take_endnotes},
    };
    if (fund_package_find(package, "word/document.xml") == NULL) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "an office document without text; spreadsheets and presentations "
                                "are not read");
    }
    fund_status status = FUND_OK;
    for (size_t i = 0; i < FUND_COUNT(parts) && status == FUND_OK; i++) {
        status = take(package, parts[i].name, reader, parts[i].part);
    }
    return status;
}

/* ---- ODT ------------------------------------------------------------------------------- */

static bool is_wanted_odt(const char *name)
{
    return fund_corpus_is_one_of(fund_text_of(name), "content.xml meta.xml META-INF/manifest.xml");
}

static const fund_xml_field odt_fields[] = {
    {FUND_FIELD_TITLE, "meta/title", NULL},    {FUND_FIELD_AUTHOR, "meta/initial-creator", NULL},
    {FUND_FIELD_AUTHOR, "meta/creator", NULL}, {FUND_FIELD_DATE, "meta/creation-date", NULL},
    {FUND_FIELD_DATE, "meta/date", NULL},
};

static void take_meta(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_xml_take(reader, root, odt_fields, FUND_COUNT(odt_fields));
}

static bool is_left_out_odt(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "tracked-changes annotation annotation-end note-citation note "
                                    "sequence-decls forms table-of-content-source title desc "
                                    "bibliography-source ruby-text");
}

/* Several blanks are an element. */
static void add_odt_character(fund_buf *text, const xmlNode *node)
{
    if (node->type == XML_TEXT_NODE) {
        fund_buf_append_str(text, (const char *)node->content);
    } else if (fund_xml_is_one_of(node, "s tab")) {
        fund_buf_append_byte(text, ' ');
    } else if (fund_xml_is(node, "line-break")) {
        fund_buf_append_byte(text, '\n');
    }
}

static void add_odt_paragraphs(fund_corpus_reader *reader, const xmlNode *root)
{
    fund_buf text = FUND_BUF_INIT;
    const xmlNode *at = root;
    bool over = false;
    while (at != NULL && (at = fund_xml_walk(at, root, over)) != NULL) {
        over = is_left_out_odt(at);
        if (over || !fund_xml_is_one_of(at, "p h")) {
            continue;
        }
        const xmlNode *run = at;
        bool skips = false;
        while ((run = fund_xml_walk(run, at, skips)) != NULL) {
            /* Paragraphs in frames are for themselves. */
            skips = is_left_out_odt(run) || fund_xml_is_one_of(run, "p h");
            if (!skips) {
                add_odt_character(&text, run);
            }
        }
        if (fund_xml_is(at, "h")) {
            fund_draft_mark(reader, FUND_PLACE_CHAPTER, fund_text_in(&text));
        }
        if (fund_xml_has(at, "style-name", "Title")) {
            fund_draft_set(reader, FUND_FIELD_TITLE, fund_draft_keep(reader, fund_text_in(&text)));
        }
        fund_draft_end_paragraph(reader, &text);
    }
    fund_buf_free(&text);
}

static void take_content(fund_corpus_reader *reader, const xmlNode *root)
{
    const xmlNode *body = fund_xml_find(root, "body");
    const xmlNode *text = fund_xml_child(body, "text");
    if (text == NULL) {
        return;
    }
    add_odt_paragraphs(reader, text);
    const xmlNode *at = text;
    bool over = false;
    while ((at = fund_xml_walk(at, text, over)) != NULL) {
        over = fund_xml_is(at, "tracked-changes");
        if (fund_xml_is(at, "note-body")) {
            add_odt_paragraphs(reader, at);
        }
    }
}

static fund_status take_odt(fund_corpus_reader *reader, const fund_package *package)
{
    const fund_package_member *manifest = fund_package_find(package, "META-INF/manifest.xml");
    if (manifest != NULL &&
        memmem(manifest->bytes.data, manifest->bytes.len, "encryption-data", 15) != NULL) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "encrypted; skipped");
    }
    fund_status status = take(package, "meta.xml", reader, take_meta);
    return status == FUND_OK ? take(package, "content.xml", reader, take_content) : status;
}

/* ---- both ------------------------------------------------------------------------------ */

static fund_status
read_package(fund_corpus_reader *reader, fund_text bytes, bool (*wanted)(const char *name),
             fund_status (*read)(fund_corpus_reader *reader, const fund_package *package))
{
    fund_package package;
    fund_draft_clear(reader);
    fund_status status = fund_package_load(&package, reader, bytes, wanted);
    if (status == FUND_OK) {
        status = read(reader, &package);
    }
    fund_package_free(&package);
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}

fund_status fund_docx_read_here(fund_corpus_reader *reader, fund_text bytes)
{
    return read_package(reader, bytes, is_wanted_docx, take_docx);
}

fund_status fund_odt_read_here(fund_corpus_reader *reader, fund_text bytes)
{
    return read_package(reader, bytes, is_wanted_odt, take_odt);
}

fund_status fund_package_read(fund_corpus_reader *reader, fund_text bytes, fund_child_work work)
{
    fund_status status = fund_package_need(reader);
    if (status == FUND_OK) {
        status = fund_xml_need(reader);
    }
    return status == FUND_OK ? fund_child_read(reader, bytes, work, NULL) : status;
}

fund_status fund_docx_read(fund_corpus_reader *reader, fund_text bytes)
{
    return fund_package_read(reader, bytes, fund_docx_read_here);
}

fund_status fund_odt_read(fund_corpus_reader *reader, fund_text bytes)
{
    return fund_package_read(reader, bytes, fund_odt_read_here);
}
