/* What OCR programs write: ALTO (Library of Congress, 2 to 4), PAGE (PRImA), hOCR.  A file is an
 * article; its pages and lines are places.  Lines are joined, and words that were broken are left
 * to joins.c. */
#include "corpus/corpus_private.h"

#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* ---- pages and lines ------------------------------------------------------------------------- */

typedef struct page_run {
    fund_corpus_reader *reader;
    fund_buf text;     /* the paragraph at hand */
    unsigned long row; /* lines of the page so far */
} page_run;

/* A place that is not known ends the one before it. */
static void mark_change(fund_corpus_reader *reader, fund_place_kind kind, fund_text value)
{
    if (value.len > 0 || reader->marks.count > 0) {
        fund_draft_mark(reader, kind, value);
    }
}

/* A line of the page follows. */
static void begin_line(page_run *run)
{
    char number[24];
    snprintf(number, sizeof number, "%lu", ++run->row);
    fund_draft_mark_at(run->reader, FUND_PLACE_LINE, fund_text_of(number), run->text.len);
}

static void end_paragraph(page_run *run)
{
    fund_draft_end_paragraph(run->reader, &run->text);
}

/* ---- ALTO ----------------------------------------------------------------------------------- */

/* A word that is broken is whole in both halves' SUBS_CONTENT. */
static void add_alto_line(page_run *run, const xmlNode *line)
{
    fund_buf *text = &run->text;
    begin_line(run);
    for (const xmlNode *at = line->children; at != NULL; at = at->next) {
        bool string = fund_xml_is(at, "String");
        const char *whole = fund_xml_attribute(at, "SUBS_CONTENT");
        bool first = string && fund_xml_has(at, "SUBS_TYPE", "HypPart1") && whole[0] != '\0';
        if (string && fund_xml_has(at, "SUBS_TYPE", "HypPart2") && whole[0] != '\0') {
            continue;
        }
        if (first) {
            fund_buf_append_str(text, whole);
            fund_buf_append_byte(text, '\n');
            return; /* the HYP behind it is part of that */
        }
        if (string) {
            fund_buf_append_str(text, fund_xml_attribute(at, "CONTENT"));
        } else if (fund_xml_is(at, "SP")) {
            fund_buf_append_byte(text, ' ');
        } else if (fund_xml_is(at, "HYP")) {
            fund_buf_append_str(text, "-");
        }
        /* Some programs leave the blanks out. */
        if (string && fund_xml_is(at->next, "String")) {
            fund_buf_append_byte(text, ' ');
        }
    }
    fund_buf_append_byte(text, '\n');
}

/* Margins have running heads and page numbers. */
static void add_alto_page(page_run *run, const xmlNode *page)
{
    const xmlNode *at = page;
    bool over = false;
    while ((at = fund_xml_walk(at, page, over)) != NULL) {
        over = fund_xml_is_one_of(at, "TopMargin BottomMargin LeftMargin RightMargin TextLine");
        if (fund_xml_is(at, "TextBlock")) {
            end_paragraph(run);
        } else if (fund_xml_is(at, "TextLine")) {
            add_alto_line(run, at);
        }
    }
    end_paragraph(run);
}

/* ---- PAGE ------------------------------------------------------------------------------------ */

static void add_page_region(page_run *run, const xmlNode *region)
{
    fund_corpus_reader *reader = run->reader;
    if (fund_corpus_is_one_of(fund_text_of(fund_xml_attribute(region, "type")),
                              "header footer page-number catch-word signature-mark marginalia")) {
        return;
    }
    for (const xmlNode *line = fund_xml_child(region, "TextLine"); line != NULL;
         line = fund_xml_next(line, "TextLine")) {
        fund_text own =
            fund_xml_text(reader, fund_xml_child(fund_xml_child(line, "TextEquiv"), "Unicode"));
        begin_line(run);
        fund_buf_append(&run->text, own.data, own.len);
        fund_buf_append_byte(&run->text, '\n');
    }
    if (run->text.len == 0) { /* without lines, as a whole */
        fund_text own =
            fund_xml_text(reader, fund_xml_child(fund_xml_child(region, "TextEquiv"), "Unicode"));
        mark_change(reader, FUND_PLACE_LINE, (fund_text){"", 0});
        fund_buf_append(&run->text, own.data, own.len);
    }
    end_paragraph(run);
}

typedef fund_array(const xmlNode *) regions;

/* The region that has an id, which is taken away; NULL: none that is left. */
static const xmlNode *take_region(regions *all, const char *id)
{
    for (size_t i = 0; i < all->count; i++) {
        const xmlNode *at = all->items[i];
        if (at != NULL && fund_xml_has(at, "id", id)) {
            all->items[i] = NULL;
            return at;
        }
    }
    return NULL;
}

/* The order that the page says (groups in the order of the file), then what it does not name. */
static void add_page_page(page_run *run, const xmlNode *page)
{
    enum { ORDERED_MAX = 5000 }; /* more are in the order of the file */
    regions all = {.count = 0};
    const xmlNode *order = fund_xml_child(page, "ReadingOrder");
    const xmlNode *at = page;
    while ((at = fund_xml_walk(at, page, at == order)) != NULL) {
        if (fund_xml_is(at, "TextRegion")) {
            run->reader->failed |= !fund_array_push(&all, at);
        }
    }
    at = order != NULL && all.count <= ORDERED_MAX ? order : NULL;
    while (at != NULL && (at = fund_xml_walk(at, order, false)) != NULL) {
        const char *id = fund_xml_attribute(at, "regionRef");
        const xmlNode *region = id[0] != '\0' ? take_region(&all, id) : NULL;
        if (region != NULL) {
            add_page_region(run, region);
        }
    }
    for (size_t i = 0; i < all.count; i++) {
        if (all.items[i] != NULL) {
            add_page_region(run, all.items[i]);
        }
    }
    fund_array_free(&all);
}

/* ---- both ------------------------------------------------------------------------------------ */

/* A page without a number is known by its picture: "0012" of "scans/0012.tif". */
static fund_text picture_of(const xmlNode *page)
{
    const char *path = fund_xml_attribute(page, "imageFilename");
    const char *slash = strrchr(path, '/'), *name = slash != NULL ? slash + 1 : path;
    const char *dot = strrchr(name, '.');
    return (fund_text){name, dot != NULL ? (size_t)(dot - name) : strlen(name)};
}

static void mark_page(fund_corpus_reader *reader, const xmlNode *page)
{
    static const char *const names[] = {"PRINTED_IMG_NR", "PHYSICAL_IMG_NR"};
    const char *number = "";
    for (size_t i = 0; i < FUND_COUNT(names) && number[0] == '\0'; i++) {
        number = fund_xml_attribute(page, names[i]);
    }
    mark_change(reader, FUND_PLACE_PAGE,
                number[0] != '\0' ? fund_text_of(number) : picture_of(page));
}

static fund_status take(const xmlNode *page, void *payload)
{
    page_run run = {.reader = payload, .text = FUND_BUF_INIT};
    mark_page(run.reader, page);
    if (fund_xml_find(page, "PrintSpace") != NULL || fund_xml_find(page, "TextBlock") != NULL) {
        add_alto_page(&run, page);
    } else {
        add_page_page(&run, page);
    }
    fund_buf_free(&run.text);
    return FUND_OK;
}

static fund_xml_way enter(const xmlNode *node, unsigned depth, void *payload)
{
    (void)depth;
    (void)payload;
    return fund_xml_is_one_of(node, "alto PcGts Layout") ? FUND_XML_INTO
           : fund_xml_is(node, "Page")                   ? FUND_XML_TAKE
                                                         : FUND_XML_OVER;
}

bool fund_ocr_sniff(fund_text head)
{
    return fund_xml_has_root(head, "alto PcGts");
}

fund_status fund_ocr_read(fund_corpus_source *source)
{
    static const fund_xml_handler handler = {enter, take, NULL};
    fund_draft_clear(source->reader);
    fund_status status = fund_xml_stream(source, &handler, source->reader);
    /* Of a file that is cut off, the pages before are there. */
    return fund_corpus_go_on(status) == FUND_OK && source->reader->paragraphs.count > 0
               ? fund_draft_deliver(source->reader)
           : status == FUND_OK
               ? fund_corpus_lose(source->reader, FUND_ERR_FORMAT, "the pages have no text")
               : status;
}

/* ---- hOCR ------------------------------------------------------------------------------------ */

bool fund_hocr_sniff(fund_text head)
{
    return fund_html_sniff(head) && (memmem(head.data, head.len, "'ocr_page'", 10) != NULL ||
                                     memmem(head.data, head.len, "\"ocr_page\"", 10) != NULL);
}

/* "image \"x\"; bbox 0 0 1 1; ppageno 6": counted from 0. */
static void mark_hocr_page(fund_corpus_reader *reader, const xmlNode *page)
{
    static const char property[] = "ppageno ";
    char number[24];
    const char *at = strstr(fund_xml_attribute(page, "title"), property);
    if (at != NULL) {
        snprintf(number, sizeof number, "%lu", strtoul(at + sizeof property - 1, NULL, 10) + 1);
        fund_draft_mark(reader, FUND_PLACE_PAGE, fund_text_of(number));
    }
}

static bool has_class(const xmlNode *node, const char *names)
{
    const char *class = fund_xml_attribute(node, "class");
    return fund_corpus_is_one_of((fund_text){class, strcspn(class, " ")}, names);
}

static void add_hocr(fund_corpus_reader *reader, const xmlNode *root)
{
    page_run run = {.reader = reader, .text = FUND_BUF_INIT};
    const xmlNode *at = root;
    bool over = false;
    while ((at = fund_xml_walk(at, root, over)) != NULL) {
        over = has_class(at, "ocr_header ocr_footer ocr_pageno ocr_separator");
        if (has_class(at, "ocr_page ocr_carea ocr_par ocrx_block")) {
            end_paragraph(&run);
        }
        if (has_class(at, "ocr_page")) {
            mark_hocr_page(reader, at);
            run.row = 0;
        } else if (has_class(at, "ocr_line ocrx_line ocr_caption ocr_textfloat")) {
            fund_text line = fund_xml_text(reader, at);
            begin_line(&run);
            fund_buf_append(&run.text, line.data, line.len);
            fund_buf_append_byte(&run.text, '\n');
            over = true;
        }
    }
    end_paragraph(&run);
    fund_buf_free(&run.text);
}

fund_status fund_hocr_read(fund_corpus_reader *reader, fund_text bytes)
{
    static const fund_xml_field fields[] = {{FUND_FIELD_TITLE, "head/title", NULL}};
    fund_xml_tree tree;
    fund_draft_clear(reader);
    fund_status status = fund_xml_load(&tree, reader, bytes, "", FUND_MARKUP_HTML);
    if (status == FUND_OK && tree.root != NULL) {
        fund_xml_take(reader, tree.root, fields, FUND_COUNT(fields));
        add_hocr(reader, tree.root);
    }
    fund_xml_free(&tree);
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}
