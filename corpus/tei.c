/* Texts in TEI (P5; Deutsches Textarchiv, GermaParl, ParlaMint), and the plenary protocols of the
 * Bundestag (dbtplenarprotokoll): a speech, or a division of a text, is an article.
 *
 * Corrected and regular forms go before what stands there; notes, interjections and what printers
 * put around a page are left out. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <libxml/tree.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct text_run {
    fund_corpus_reader *reader;
    fund_arena *memory;                 /* of `common` */
    fund_text common[FUND_FIELD_COUNT]; /* of the document: for each article */
    fund_text page, chapter;            /* where the next article begins */
    unsigned long row;                  /* the line of the page */
    bool in_row;                        /* it has some text already */
    bool has_rows;                      /* the document says where lines begin */
    fund_buf line;                      /* the paragraph at hand */
    bool loose;                         /* the draft has text that stands in no division */
} text_run;

static fund_text keep(text_run *run, fund_text text)
{
    fund_text copy = {fund_arena_copy(run->memory, text.data, text.len), text.len};
    run->reader->failed |= copy.data == NULL;
    return copy.data != NULL ? copy : (fund_text){"", 0};
}

/* ---- drafts --------------------------------------------------------------------------------- */

static void begin_draft(text_run *run)
{
    fund_draft_clear(run->reader);
    memcpy(run->reader->fields, run->common, sizeof run->common);
    if (run->page.len > 0) {
        fund_draft_mark(run->reader, FUND_PLACE_PAGE, run->page);
    }
}

static bool is_same(fund_text a, fund_text b)
{
    return a.len == b.len && (a.len == 0 || memcmp(a.data, b.data, a.len) == 0);
}

static void end_paragraph(text_run *run)
{
    fund_draft_end_paragraph(run->reader, &run->line);
    run->in_row = false;
}

static fund_status deliver(text_run *run)
{
    fund_corpus_reader *reader = run->reader;
    run->loose = false;
    if (reader->paragraphs.count == 0) {
        return FUND_OK;
    }
    reader->item++;
    return fund_corpus_go_on(fund_draft_deliver(reader));
}

static fund_status deliver_loose(text_run *run)
{
    return run->loose ? deliver(run) : FUND_OK;
}

/* ---- the text of TEI -------------------------------------------------------------------------- */

static bool is_block(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "p ab head l lg item row cell salute signed dateline opener "
                                    "closer quote div list table seg byline docTitle argument "
                                    "trailer label sp u epigraph postscript titlePart");
}

/* One of two readings is the better one. */
static bool is_worse_reading(const xmlNode *node)
{
    static const char *const pairs[][2] = {{"sic", "corr"}, {"orig", "reg"}, {"abbr", "expan"}};
    if (!fund_xml_is(node->parent, "choice")) {
        return false;
    }
    for (size_t i = 0; i < FUND_COUNT(pairs); i++) {
        if (fund_xml_is(node, pairs[i][0])) {
            return fund_xml_child(node->parent, pairs[i][1]) != NULL;
        }
    }
    return false;
}

static bool is_left_out(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "note fw stage speaker figure del gap kinesic incident vocal "
                                    "desc index teiHeader") ||
           is_worse_reading(node);
}

/* The next text begins a line: that of a number, where it has one. */
static void end_row(text_run *run, const char *number)
{
    char *end;
    unsigned long named = strtoul(number, &end, 10);
    run->in_row = false;
    if (number[0] >= '0' && number[0] <= '9' && *end == '\0' && named > 0) {
        run->row = named - 1;
    }
}

/* Some text follows: lines that have none do not count. */
static void begin_row(text_run *run)
{
    char number[24];
    if (run->in_row) {
        return;
    }
    run->in_row = true;
    snprintf(number, sizeof number, "%lu", ++run->row);
    if (run->has_rows) {
        fund_draft_mark_at(run->reader, FUND_PLACE_LINE, fund_text_of(number), run->line.len);
    }
}

/* Signs of broken words that are nothing else: "¬", "⸗". */
static void break_line(text_run *run, const xmlNode *lb)
{
    static const char *const signs[] = {"\xc2\xac", "\xe2\xb8\x97"};
    fund_text line = fund_text_in(&run->line);
    while (line.len > 0 && strchr(" \t\r\n", line.data[line.len - 1]) != NULL) {
        line.len--;
    }
    bool joins = fund_xml_has(lb, "break", "no");
    for (size_t i = 0; i < FUND_COUNT(signs); i++) {
        size_t len = strlen(signs[i]);
        if (line.len >= len && memcmp(line.data + line.len - len, signs[i], len) == 0) {
            line.len -= len;
            joins = true;
        }
    }
    if (joins) {
        fund_buf_cut(&run->line, line.len);
    }
    fund_buf_append_str(&run->line, joins ? "" : "\n");
    end_row(run, fund_xml_attribute(lb, "n"));
}

/* Text after a break that joins has no blank before it. */
static void add_text(text_run *run, const xmlNode *node)
{
    const char *text = (const char *)node->content;
    const xmlNode *before = node->prev;
    if (fund_corpus_trim(fund_text_of(text)).len > 0) {
        begin_row(run);
    }
    bool after_break = before != NULL && fund_xml_is(before, "lb") && run->line.len > 0 &&
                       strchr(" \n", run->line.data[run->line.len - 1]) == NULL;
    fund_buf_append_str(&run->line, text + (after_break ? strspn(text, " \t\r\n") : 0));
}

static void set_page(text_run *run, const xmlNode *pb)
{
    const char *number = fund_xml_attribute(pb, "n");
    run->page =
        keep(run, fund_text_of(number[0] != '\0' ? number : fund_xml_attribute(pb, "facs")));
    fund_draft_mark_at(run->reader, FUND_PLACE_PAGE, run->page, run->line.len);
    run->row = 0;
    run->in_row = false;
}

/* Ends what the way from `node` on to `next` leaves. */
static bool leaves_block(const xmlNode *node, const xmlNode *next, const xmlNode *root)
{
    const xmlNode *parent = next != NULL ? next->parent : root->parent;
    for (const xmlNode *at = node; at != NULL && at != parent; at = at->parent) {
        if (is_block(at)) {
            return true;
        }
    }
    return false;
}

static void add_tei_paragraphs(text_run *run, const xmlNode *root)
{
    run->has_rows |= fund_xml_find(root, "lb") != NULL;
    for (const xmlNode *node = root; node != NULL;) {
        bool out = node != root && is_left_out(node);
        if (!out && node->type == XML_TEXT_NODE) {
            add_text(run, node);
        } else if (fund_xml_is(node, "lb")) {
            break_line(run, node);
        } else if (fund_xml_is(node, "pb")) {
            set_page(run, node);
        } else if (fund_xml_is(node, "cb")) {
            end_row(run, "");
        } else if (!out && is_block(node)) {
            end_paragraph(run);
        }
        if (fund_xml_is(node, "head") && fund_xml_is(node->parent, "div")) {
            fund_draft_mark(run->reader, FUND_PLACE_CHAPTER, fund_xml_text(run->reader, node));
        }
        const xmlNode *next = fund_xml_walk(node, root, out);
        if ((next == NULL || next->parent != node) && leaves_block(node, next, root)) {
            end_paragraph(run);
        }
        node = next;
    }
    end_paragraph(run);
}

/* ---- TEI ---------------------------------------------------------------------------------------- */

static fund_text name_of(fund_corpus_reader *reader, const xmlNode *node)
{
    fund_text first = fund_xml_text(reader, fund_xml_find(node, "forename"));
    fund_text last = fund_xml_text(reader, fund_xml_find(node, "surname"));
    fund_buf name = FUND_BUF_INIT;
    if (last.len == 0) {
        return fund_xml_text(reader, node);
    }
    fund_buf_append(&name, first.data, first.len);
    fund_buf_append_str(&name, first.len > 0 ? " " : "");
    fund_buf_append(&name, last.data, last.len);
    return fund_draft_keep_buf(reader, &name);
}

/* What was printed before what was put online. */
static const fund_xml_field header_fields[] = {
    {FUND_FIELD_TITLE, "fileDesc/titleStmt/title", NULL},
    {FUND_FIELD_AUTHOR, "fileDesc/titleStmt/author", name_of},
    {FUND_FIELD_DATE, "fileDesc/sourceDesc//date@when", NULL},
    {FUND_FIELD_DATE, "fileDesc/sourceDesc//date", NULL},
    {FUND_FIELD_DATE, "fileDesc/publicationStmt/date@when", NULL},
    {FUND_FIELD_DATE, "profileDesc//date@when", NULL},
    {FUND_FIELD_DATE, "fileDesc/publicationStmt/date", NULL},
    {FUND_FIELD_SECTION, "profileDesc/textClass/classCode", NULL},
    {FUND_FIELD_SOURCE, "fileDesc/publicationStmt/publisher", NULL},
};

/* A year alone is its first day, so that it can be searched by. */
static void complete_year(fund_text *date, fund_corpus_reader *reader)
{
    char day[16];
    if (date->len == 4 && strspn(date->data, "0123456789") >= 4) {
        snprintf(day, sizeof day, "%.4s-01-01", date->data);
        *date = fund_draft_keep(reader, fund_text_of(day));
    }
}

static void take_header(text_run *run, const xmlNode *header)
{
    fund_corpus_reader *reader = run->reader;
    run->page = (fund_text){"", 0};
    run->has_rows = false;
    fund_draft_clear(reader);
    fund_xml_take(reader, header, header_fields, FUND_COUNT(header_fields));
    complete_year(&reader->fields[FUND_FIELD_DATE], reader);
    for (int i = 0; i < FUND_FIELD_COUNT; i++) {
        run->common[i] = keep(run, reader->fields[i]);
    }
    fund_draft_clear(reader);
}

static bool is_speech(const xmlNode *node)
{
    return fund_xml_is_one_of(node, "sp u");
}

/* Who speaks: a name in an attribute, else what the protocol writes before the speech. */
static fund_text speaker_of(fund_corpus_reader *reader, const xmlNode *speech)
{
    static const char *const attributes[] = {"name", "who", "who_original"};
    for (size_t i = 0; i < FUND_COUNT(attributes); i++) {
        const char *name = fund_xml_attribute(speech, attributes[i]);
        if (name[0] != '\0' && (name[0] != '#' || fund_xml_child(speech, "speaker") == NULL)) {
            return fund_draft_keep(reader, fund_text_of(name + (name[0] == '#')));
        }
    }
    fund_text name = fund_xml_text(reader, fund_xml_child(speech, "speaker"));
    name.len -= name.len > 0 && (name.data[name.len - 1] == ':' || name.data[name.len - 1] == '.');
    return name;
}

static fund_status deliver_speech(text_run *run, const xmlNode *speech)
{
    begin_draft(run);
    fund_text speaker = speaker_of(run->reader, speech);
    if (speaker.len > 0) {
        run->reader->fields[FUND_FIELD_AUTHOR] = speaker;
    }
    fund_draft_set_copy(run->reader, FUND_FIELD_ID, fund_xml_attribute(speech, "id"));
    if (run->chapter.len > 0) {
        fund_draft_mark(run->reader, FUND_PLACE_CHAPTER, run->chapter);
    }
    add_tei_paragraphs(run, speech);
    return deliver(run);
}

static bool has_speeches(const xmlNode *div)
{
    return fund_xml_find(div, "sp") != NULL || fund_xml_find(div, "u") != NULL;
}

static fund_status deliver_speeches(text_run *run, const xmlNode *div)
{
    const xmlNode *at = div;
    fund_status status = FUND_OK;
    bool over = false;
    while (status == FUND_OK && (at = fund_xml_walk(at, div, over)) != NULL) {
        over = is_speech(at);
        if (over) {
            status = deliver_speech(run, at);
        } else if (fund_xml_is(at, "pb")) {
            set_page(run, at);
        } else if (fund_xml_is(at, "head")) {
            run->chapter = keep(run, fund_xml_text(run->reader, at));
        }
    }
    return status;
}

static fund_status take_tei(const xmlNode *node, void *payload)
{
    text_run *run = payload;
    fund_status status = FUND_OK;
    if (fund_xml_is(node, "teiHeader")) {
        status = deliver_loose(run);
        take_header(run, node);
    } else if (fund_xml_is(node, "pb")) {
        set_page(run, node);
    } else if (is_speech(node) || fund_xml_is_one_of(node, "div div1")) {
        status = deliver_loose(run);
        if (status == FUND_OK && (is_speech(node) || has_speeches(node))) {
            status = is_speech(node) ? deliver_speech(run, node) : deliver_speeches(run, node);
        } else if (status == FUND_OK) {
            begin_draft(run);
            add_tei_paragraphs(run, node);
            status = deliver(run);
        }
    } else {
        if (!run->loose) {
            begin_draft(run);
            run->loose = true;
        }
        add_tei_paragraphs(run, node);
    }
    return status;
}

static fund_xml_way enter_tei(const xmlNode *node, unsigned depth, void *payload)
{
    (void)depth;
    (void)payload;
    return fund_xml_is_one_of(node, "teiCorpus TEI TEI.2 text body front back group")
               ? FUND_XML_INTO
           : fund_xml_is_one_of(node, "titlePage standOff facsimile xenoData") ? FUND_XML_OVER
                                                                               : FUND_XML_TAKE;
}

static fund_status leave_part(const xmlNode *node, void *payload)
{
    return fund_xml_is_one_of(node, "body front back text TEI tagesordnungspunkt sitzungsverlauf")
               ? deliver_loose(payload)
               : FUND_OK;
}

/* ---- Bundestag ------------------------------------------------------------------------------------ */

static void append_word(fund_buf *out, fund_text word)
{
    fund_buf_append_str(out, out->len > 0 && word.len > 0 ? " " : "");
    fund_buf_append(out, word.data, word.len);
}

/* "Dr. Anna Berg" */
static fund_text person_of(fund_corpus_reader *reader, const xmlNode *redner)
{
    static const char *const parts[] = {"titel", "vorname", "namenszusatz", "nachname"};
    const xmlNode *name = fund_xml_child(redner, "name");
    fund_buf out = FUND_BUF_INIT;
    for (size_t i = 0; i < FUND_COUNT(parts); i++) {
        append_word(&out, fund_xml_text(reader, fund_xml_child(name, parts[i])));
    }
    return fund_draft_keep_buf(reader, &out);
}

/* Who speaks from here on; the author of the article is not named again. */
static void change_speaker(text_run *run, fund_text name)
{
    fund_corpus_reader *reader = run->reader;
    name.len -= name.len > 0 && name.data[name.len - 1] == ':';
    bool own = is_same(name, reader->fields[FUND_FIELD_AUTHOR]);
    if (reader->fields[FUND_FIELD_AUTHOR].len == 0) {
        reader->fields[FUND_FIELD_AUTHOR] = name;
    } else {
        fund_draft_mark(reader, FUND_PLACE_SPEAKER, own ? (fund_text){"", 0} : name);
    }
}

/* Paragraphs of a speech; interjections are comments. */
static void add_protocol_text(text_run *run, const xmlNode *node)
{
    fund_corpus_reader *reader = run->reader;
    if (fund_xml_is(node, "name")) {
        change_speaker(run, fund_xml_text(reader, node));
    } else if (fund_xml_is(node, "p") && fund_xml_child(node, "redner") != NULL) {
        change_speaker(run, person_of(reader, fund_xml_child(node, "redner")));
    } else if (fund_xml_is(node, "p")) {
        fund_draft_add_paragraph(reader, fund_xml_text(reader, node));
    }
}

static fund_status deliver_rede(text_run *run, const xmlNode *rede)
{
    begin_draft(run);
    fund_draft_set_copy(run->reader, FUND_FIELD_ID, fund_xml_attribute(rede, "id"));
    for (const xmlNode *at = rede->children; at != NULL; at = at->next) {
        add_protocol_text(run, at);
    }
    return deliver(run);
}

/* ---- before 2017: all text in one element, in lines ------------------------------------------ */

static bool begins_with_one_of(fund_text text, const char *const *begins, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        size_t len = strlen(begins[i]);
        if (text.len >= len && memcmp(text.data, begins[i], len) == 0) {
            return true;
        }
    }
    return false;
}

/* "Dr. Anna Berg (SPD):", "Präsidentin Berg:", "Anna Berg, Bundesministerin des Innern:" */
static bool names_speaker(fund_text line)
{
    static const char *const chairs[] = {"Präsident", "Vizepräsident", "Alterspräsident"};
    static const char *const offices[] = {", Bundes",         ", Parl. Staatssekretär",
                                          ", Staatsminister", ", Staatssekretär",
                                          ", Minister",       ", Senator"};
    uint32_t first;
    if (line.len < 5 || line.len > 160 || line.data[line.len - 1] != ':' ||
        fund_utf8_next(&first, line.data, line.len) == 0 || !fund_char_is(first, FUND_CHAR_UPPER)) {
        return false;
    }
    const char *group = memrchr(line.data, '(', line.len);
    bool member = group != NULL && line.len >= 6 && line.data[line.len - 2] == ')' &&
                  isupper((unsigned char)group[1]);
    bool office = false;
    for (size_t i = 0; i < FUND_COUNT(offices); i++) {
        office |= memmem(line.data, line.len, offices[i], strlen(offices[i])) != NULL;
    }
    return member || office || begins_with_one_of(line, chairs, FUND_COUNT(chairs));
}

/* Where an interjection that begins at `pos` ends; `pos` where none does: lines in parentheses. */
static size_t skip_interjection(fund_text text, size_t pos)
{
    enum { LINES_MAX = 8 };
    fund_text line;
    size_t next = pos;
    for (int i = 0; i < LINES_MAX && fund_corpus_next_line(&line, NULL, text, &next); i++) {
        line = fund_corpus_trim(line);
        if (line.len == 0 || (i == 0 && line.data[0] != '(')) {
            return pos;
        }
        if (line.data[line.len - 1] == ')') {
            return next;
        }
    }
    return pos;
}

/* Paragraphs, each with who speaks. */
static void add_lines_of_old(fund_corpus_reader *reader, fund_text text)
{
    fund_text line;
    size_t begin = 0, pos = 0;
    while (pos < text.len) {
        size_t at = pos;
        size_t next = skip_interjection(text, pos);
        bool passed = next > pos;
        pos = next;
        if (!passed && !fund_corpus_next_line(&line, NULL, text, &pos)) {
            break;
        }
        line = passed ? (fund_text){"", 0} : fund_corpus_trim(line);
        if (passed || names_speaker(line)) {
            fund_draft_split(reader, (fund_text){text.data + begin, at - begin}, true);
            begin = pos;
        }
        if (!passed && begin == pos) {
            fund_draft_mark(reader, FUND_PLACE_SPEAKER, (fund_text){line.data, line.len - 1});
        }
    }
    fund_draft_split(reader, (fund_text){text.data + begin, text.len - begin}, true);
}

static fund_status deliver_old(text_run *run, const xmlNode *root)
{
    static const fund_xml_field fields[] = {{FUND_FIELD_TITLE, "TITEL", NULL},
                                            {FUND_FIELD_DATE, "DATUM", NULL}};
    begin_draft(run);
    fund_xml_take(run->reader, root, fields, FUND_COUNT(fields));
    add_lines_of_old(run->reader, fund_xml_text(run->reader, fund_xml_child(root, "TEXT")));
    return deliver(run);
}

static fund_status take_protocol(const xmlNode *node, void *payload)
{
    text_run *run = payload;
    if (fund_xml_is(node, "DOKUMENT")) {
        return deliver_old(run, node);
    }
    if (fund_xml_is_one_of(node, "rede sitzungsbeginn")) {
        fund_status status = deliver_loose(run);
        return status == FUND_OK ? deliver_rede(run, node) : status;
    }
    if (!run->loose) {
        begin_draft(run);
        run->loose = true;
    }
    add_protocol_text(run, node);
    return FUND_OK;
}

static void take_session(text_run *run, const xmlNode *root)
{
    fund_buf title = FUND_BUF_INIT;
    const char *date = fund_xml_attribute(root, "sitzung-datum");
    fund_buf_printf(&title, "Plenarprotokoll %s/%s", fund_xml_attribute(root, "wahlperiode"),
                    fund_xml_attribute(root, "sitzung-nr"));
    run->common[FUND_FIELD_TITLE] = keep(run, fund_text_in(&title));
    run->common[FUND_FIELD_DATE] = keep(run, fund_text_of(date));
    run->common[FUND_FIELD_SOURCE] = (fund_text){"Deutscher Bundestag", 19};
    fund_buf_free(&title);
}

static fund_xml_way enter_protocol(const xmlNode *node, unsigned depth, void *payload)
{
    text_run *run = payload;
    if (fund_xml_is(node, "dbtplenarprotokoll")) {
        take_session(run, node);
        return FUND_XML_INTO;
    }
    if (fund_xml_is(node, "tagesordnungspunkt")) {
        run->common[FUND_FIELD_SECTION] =
            keep(run, fund_text_of(fund_xml_attribute(node, "top-id")));
        return FUND_XML_INTO;
    }
    return fund_xml_is(node, "sitzungsverlauf")                       ? FUND_XML_INTO
           : fund_xml_is_one_of(node, "vorspann anlagen rednerliste") ? FUND_XML_OVER
           : depth > 0 || fund_xml_is(node, "DOKUMENT")               ? FUND_XML_TAKE
                                                                      : FUND_XML_INTO;
}

/* ---- both ------------------------------------------------------------------------------------------ */

static fund_status read(fund_corpus_source *source, const fund_xml_handler *handler)
{
    fund_corpus_reader *reader = source->reader;
    text_run run = {.reader = reader, .memory = fund_arena_new()};
    if (run.memory == NULL) {
        return fund_corpus_no_memory(reader);
    }
    fund_draft_clear(reader);
    fund_status status = fund_xml_stream(source, handler, &run);
    bool none = reader->item == 0;
    if (status == FUND_OK) {
        status = deliver_loose(&run);
    }
    none = none && reader->item == 0;
    reader->item = 0;
    fund_buf_free(&run.line);
    fund_arena_free(run.memory);
    return status == FUND_OK && none
               ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "no text to index; the body is missing")
               : status;
}

bool fund_tei_sniff(fund_text head)
{
    return fund_xml_has_root(head, "TEI TEI.2 teiCorpus");
}

fund_status fund_tei_read(fund_corpus_source *source)
{
    static const fund_xml_handler handler = {enter_tei, take_tei, leave_part};
    return read(source, &handler);
}

bool fund_protocol_sniff(fund_text head)
{
    return fund_xml_has_root(head, "dbtplenarprotokoll DOKUMENT");
}

fund_status fund_protocol_read(fund_corpus_source *source)
{
    static const fund_xml_handler handler = {enter_protocol, take_protocol, leave_part};
    return read(source, &handler);
}
