/* Documents that are read in a child process: PDF, DOCX, ODT, EPUB, made here. */
#include "corpus/corpus_private.h"
#include "test_corpus.h"

#include <archive.h>
#include <archive_entry.h>
#include <fcntl.h>
#include <signal.h>
#include <time.h>

/* ---- packages ------------------------------------------------------------ */

typedef struct member {
    const char *name, *text;
} member;

static void write_package(const char *path, const member *members, size_t count)
{
    struct archive *a = archive_write_new();
    assert_int_equal(archive_write_set_format_zip(a), ARCHIVE_OK);
    assert_int_equal(archive_write_open_filename(a, path), ARCHIVE_OK);
    for (size_t i = 0; i < count; i++) {
        struct archive_entry *entry = archive_entry_new();
        archive_entry_set_pathname(entry, members[i].name);
        archive_entry_set_filetype(entry, AE_IFREG);
        archive_entry_set_perm(entry, 0644);
        archive_entry_set_size(entry, (la_int64_t)strlen(members[i].text));
        assert_int_equal(archive_write_header(a, entry), ARCHIVE_OK);
        archive_write_data(a, members[i].text, strlen(members[i].text));
        archive_entry_free(entry);
    }
    assert_int_equal(archive_write_free(a), ARCHIVE_OK);
}

#define LONG                                                                                       \
    "Im Hafen von Musterstadt steht seit gestern ein neuer Kran, der schwere Lasten hebt und "     \
    "lange "                                                                                       \
    "hält."

static void docx_has_text_notes_and_data(void **state)
{
    (void)state;
    static const member members[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"docProps/core.xml",
         "<cp:coreProperties xmlns:cp='c' xmlns:dc='d' xmlns:dcterms='t'><dc:title>Der Kran"
         "</dc:title><dc:creator>Ina Bär</dc:creator><dcterms:created>2022-01-07T10:15:00Z"
         "</dcterms:created></cp:coreProperties>"},
        {"word/document.xml",
         "<w:document xmlns:w='w'><w:body>"
         "<w:p><w:pPr><w:pStyle w:val='Heading1'/></w:pPr><w:r><w:t>Am Kai</w:t></w:r></w:p>"
         "<w:p><w:r><w:t xml:space='preserve'>" LONG " </w:t></w:r><w:del><w:r><w:delText>Weg."
         "</w:delText></w:r></w:del><w:ins><w:r><w:t>Neu.</w:t></w:r></w:ins><w:r>"
         "<w:instrText>PAGE</w:instrText><w:tab/><w:t>Ende.</w:t></w:r></w:p>"
         "<w:tbl><w:tr><w:tc><w:p><w:r><w:t>" LONG "</w:t></w:r></w:p></w:tc></w:tr></w:tbl>"
         "</w:body></w:document>"},
        {"word/footnotes.xml",
         "<w:footnotes xmlns:w='w'><w:footnote w:type='separator'><w:p><w:r><w:t>--</w:t></w:r>"
         "</w:p></w:footnote><w:footnote><w:p><w:r><w:t>Note: " LONG
         "</w:t></w:r></w:p></w:footnote></w:footnotes>"},
        {"word/vbaProject.bin", "Sub AutoOpen()"},
    };
    write_package("brief.docx", members, COUNT(members));
    expect_log("brief.docx", "brief|Der Kran|2022-01-07T10:15:00Z||Ina Bär|||0 "
                             "[Am Kai\n" LONG " Neu. Ende.]{|Am Kai|}"
                             "[" LONG "]{|Am Kai|}[Note: " LONG "]{|Am Kai|}\n");
    write_package("tabelle.docx", members, 2);
    expect_log("tabelle.docx", "lost format: tabelle.docx: an office document without text; "
                               "spreadsheets and presentations are not read\n");
}

static void odt_has_text_notes_and_data(void **state)
{
    (void)state;
    static const member members[] = {
        {"mimetype", "application/vnd.oasis.opendocument.text"},
        {"meta.xml", "<o:document-meta xmlns:o='o' xmlns:dc='d' xmlns:m='m'><o:meta><dc:title>Der "
                     "Kran</dc:title><m:initial-creator>Ina Bär</m:initial-creator></o:meta>"
                     "</o:document-meta>"},
        {"content.xml",
         "<o:document-content xmlns:o='o' xmlns:t='t'><o:body><o:text><t:tracked-changes>"
         "<t:changed-region><t:deletion><t:p>Weg.</t:p></t:deletion></t:changed-region>"
         "</t:tracked-changes><t:h>Am Kai</t:h><t:p>Eins<t:s/>" LONG "<t:note><t:note-citation>1"
         "</t:note-citation><t:note-body><t:p>Note: " LONG "</t:p></t:note-body></t:note>"
         "<o:annotation><t:p>Intern.</t:p></o:annotation> Ende.</t:p></o:text></o:body>"
         "</o:document-content>"},
    };
    write_package("brief.odt", members, COUNT(members));
    expect_log("brief.odt", "brief|Der Kran|||Ina Bär|||0 [Am Kai\nEins " LONG
                            " Ende.]{|Am Kai|}[Note: " LONG "]{|Am Kai|}\n");
}

static void a_chapter_of_a_book_is_an_article(void **state)
{
    (void)state;
    static const member members[] = {
        {"mimetype", "application/epub+zip"},
        {"META-INF/container.xml", "<container><rootfiles><rootfile full-path='O/b.opf'/>"
                                   "</rootfiles></container>"},
        {"O/b.opf", "<package xmlns:dc='d'><metadata><dc:title>Häfen</dc:title><dc:creator>Ina Bär"
                    "</dc:creator><dc:date>2022-01-07</dc:date></metadata><manifest>"
                    "<item id='b' href='b.xhtml'/><item id='a' href='t/a%20a.xhtml'/><item id='w' "
                    "href='weg.xhtml'/></manifest><spine><itemref idref='a'/><itemref idref='b'/>"
                    "<itemref idref='w'/></spine></package>"},
        {"O/b.xhtml", "<html><body><h1>Zwei</h1><p>" LONG "</p></body></html>"},
        {"O/t/a a.xhtml",
         "<html><body><h1>Eins</h1><nav>Inhalt</nav><p>" LONG "</p></body></html>"},
    };
    write_package("buch.epub", members, COUNT(members));
    expect_log("buch.epub",
               "buch-1|Eins|2022-01-07||Ina Bär|Häfen||0 [Eins\n" LONG "]{|Eins|}\n"
               "buch-2|Zwei|2022-01-07||Ina Bär|Häfen||0 [Zwei\n" LONG "]{|Zwei|}\n"
               "lost format: buch.epub: article 2: chapters that are not in the book: 1\n");
}

static void packages_are_bounded(void **state)
{
    (void)state;
    char *zeros = malloc((4 << 20) + 1);
    assert_non_null(zeros);
    memset(zeros, ' ', 4 << 20);
    zeros[4 << 20] = '\0';
    const member members[] = {{"[Content_Types].xml", "<Types/>"}, {"word/document.xml", zeros}};
    write_package("bombe.docx", members, COUNT(members));
    record r = {.log = FUND_BUF_INIT};
    assert_string_equal(read_log(&r, "bombe.docx", 1 << 20),
                        "lost format: bombe.docx: expands to more than the limit of 1048576 "
                        "bytes\n");
    free(zeros);
    static const member entities[] = {
        {"[Content_Types].xml", "<Types/>"},
        {"word/document.xml",
         "<!DOCTYPE d [<!ENTITY x SYSTEM '/etc/passwd'>]><w:document xmlns:w='w'><w:body><w:p>"
         "<w:r><w:t>&x;</w:t></w:r></w:p></w:body></w:document>"}};
    write_package("fremd.docx", entities, COUNT(entities));
    assert_null(strstr(read_log(&r, "fremd.docx", 0), "root:"));
    assert_int_equal(r.articles, 0);
    fund_buf_free(&r.log);
}

/* ---- PDF ----------------------------------------------------------------------- */

typedef struct pdf {
    fund_buf out;
    size_t offsets[64], objects;
} pdf;

static void add_object(pdf *p, const char *text)
{
    p->offsets[++p->objects] = p->out.len;
    fund_buf_printf(&p->out, "%zu 0 obj\n%s\nendobj\n", p->objects, text);
}

/* Pages of content streams, in Helvetica. */
static void write_pdf(const char *path, const char *const *pages, size_t count, const char *info)
{
    pdf p = {.objects = 0};
    fund_buf text = FUND_BUF_INIT;
    fund_buf_append_str(&p.out, "%PDF-1.4\n");
    add_object(&p, "<</Type/Catalog/Pages 2 0 R>>");
    fund_buf_printf(&text, "<</Type/Pages/Count %zu/Kids[", count);
    for (size_t i = 0; i < count; i++) {
        fund_buf_printf(&text, "%zu 0 R ", 5 + 2 * i);
    }
    fund_buf_append_str(&text, "]>>");
    add_object(&p, text.data);
    add_object(&p, "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>");
    add_object(&p, info);
    for (size_t i = 0; i < count; i++) {
        fund_buf_clear(&text);
        fund_buf_printf(&text,
                        "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F 3 0 "
                        "R>>>>/Contents %zu 0 R>>",
                        6 + 2 * i);
        add_object(&p, text.data);
        fund_buf_clear(&text);
        fund_buf_printf(&text, "<</Length %zu>>stream\n%s\nendstream", strlen(pages[i]), pages[i]);
        add_object(&p, text.data);
    }
    size_t table = p.out.len;
    fund_buf_printf(&p.out, "xref\n0 %zu\n0000000000 65535 f \n", p.objects + 1);
    for (size_t i = 1; i <= p.objects; i++) {
        fund_buf_printf(&p.out, "%010zu 00000 n \n", p.offsets[i]);
    }
    fund_buf_printf(&p.out, "trailer<</Size %zu/Root 1 0 R/Info 4 0 R>>\nstartxref\n%zu\n%%%%EOF\n",
                    p.objects + 1, table);
    assert_false(p.out.failed || text.failed);
    write_bytes(path, p.out.data, p.out.len);
    fund_buf_free(&p.out);
    fund_buf_free(&text);
}

#define AT(x, y, text) "BT /F 11 Tf " #x " " #y " Td (" text ") Tj ET\n"

/* Two columns, a running head, numbers, a word broken at the end of a page. */
static const char *const two_pages[] = {
    AT(60, 810, "Hafenblatt 7") AT(60, 780, "Im Hafen steht seit gestern ein Kran,")
        AT(60, 766, "der schwere Lasten hebt und allen") AT(60, 752, "gef\374llt, die ihn sehen.")
            AT(320, 780, "In der rechten Spalte geht der Text")
                AT(320, 766, "weiter, ohne dass die Zeilen der")
                    AT(320, 752, "linken dazwischen stehen, und der Hafen-") AT(290, 30, "12"),
    AT(60, 810, "Hafenblatt 8") AT(60, 780, "kran wird auf der zweiten Seite genannt.")
        AT(60, 766, "Damit ist der Artikel an seinem Ende,") AT(60, 752, "das hier steht.")
            AT(290, 30, "13"),
};
#define INFO "<</Title(Der Kran)/Author(Ina)/CreationDate(D:20220107101500+01'00')>>"

static void pdf_is_read_by_columns_and_pages(void **state)
{
    (void)state;
    write_pdf("kran.pdf", two_pages, COUNT(two_pages), INFO);
    expect_log("kran.pdf",
               "kran|Der Kran|2022-01-07T10:15:00+01:00||Ina|||0 "
               "[Im Hafen steht seit gestern ein Kran, der schwere Lasten hebt und allen gefüllt, "
               "die ihn sehen.]{1||}"
               "[In der rechten Spalte geht der Text weiter, ohne dass die Zeilen der linken "
               "dazwischen stehen, und der Hafen-\nkran wird auf der zweiten Seite genannt. Damit "
               "ist der Artikel an seinem Ende, das hier steht.]{1||}\n");
}

/* Indented paragraphs; the second goes on over the page with a new sentence, the third does not. */
static const char *const indented_pages[] = {
    AT(75, 780, "Am Kai steht der erste Kran, der alle schweren Lasten")
        AT(60, 766, "aus den Schiffen hebt und auf die Wagen legt. Er wird")
            AT(60, 752, "am Abend still.")
                AT(75, 738, "Am Ufer steht der zweite Kran, und alle sehen ihn an.")
                    AT(60, 724, "Wer ihn bewegt, der braucht wohl auch sehr lange Arme und Mut."),
    AT(60, 780, "Auch das ist an diesem Hafen seit langem so gewesen.")
        AT(75, 766, "Am Werk steht der dritte Kran und hebt, was er nur kann,")
            AT(60, 752, "bis es dunkel wird und die Leute wieder heim gehen."),
    AT(75, 780, "Am Tor steht der vierte Kran, dem keiner mehr zusieht,")
        AT(60, 766, "weil er schon seit vielen Jahren ganz still da steht."),
};

static void a_passage_is_of_the_page_where_it_begins(void **state)
{
    (void)state;
    write_pdf("kai.pdf", indented_pages, COUNT(indented_pages), INFO);
    record r = {.log = FUND_BUF_INIT};
    const char *log = read_log(&r, "kai.pdf", 0);
    static const char *const begins[] = {"Am Kai", "Am Werk"};
    assert_non_null(strstr(log, "lange Arme und Mut. Auch das ist an diesem Hafen"));
    for (size_t i = 0; i < COUNT(begins); i++) {
        const char *at = strstr(log, begins[i]);
        const char *place = at != NULL ? strchr(at, '{') : NULL;
        assert_true(place != NULL && place[1] == '1' + (int)i);
    }
    fund_buf_free(&r.log);
}

/* One paragraph that is more than a passage, on two pages. */
static void passages_of_a_long_paragraph_have_pages_of_their_own(void **state)
{
    (void)state;
    enum { LINES = 40 };
    fund_buf pages[2] = {FUND_BUF_INIT, FUND_BUF_INIT};
    for (int page = 0; page < 2; page++) {
        for (int i = 0; i < LINES; i++) {
            fund_buf_printf(&pages[page],
                            "BT /F 11 Tf 60 %d Td (Satz %c%02d sagt, wie der Kran am Hafen alle "
                            "Lasten hebt und legt.) Tj ET\n",
                            780 - 14 * i, 'a' + page, i);
        }
    }
    const char *const texts[] = {pages[0].data, pages[1].data};
    write_pdf("lang.pdf", texts, COUNT(texts), INFO);
    record r = {.log = FUND_BUF_INIT};
    const char *log = read_log(&r, "lang.pdf", 0);
    size_t passages = 0;
    for (const char *at = log; (at = strchr(at, '[')) != NULL; at++, passages++) {
        assert_memory_equal(at + 1, "Satz ", 5);
        const char *place = strchr(at, '{');
        assert_non_null(place);
        assert_int_equal(place[1], at[6] == 'a' ? '1' : '2');
    }
    assert_true(passages >= 3);
    assert_non_null(strstr(log, "{2||}"));
    fund_buf_free(&r.log);
    fund_buf_free(&pages[0]);
    fund_buf_free(&pages[1]);
}

static void what_is_wrong_with_a_pdf_is_told(void **state)
{
    (void)state;
    static const char *const nothing[] = {"0 0 m 9 9 l S", "0 0 m 9 9 l S"};
    write_pdf("bild.pdf", nothing, COUNT(nothing), INFO);
    expect_log("bild.pdf", "lost format: bild.pdf: no text layer; scanned pictures need OCR first "
                           "(pages: 2)\n");
    static const struct {
        const char *name, *text;
    } rows[] = {
        {"kurz.pdf", "%PDF-1.4\n"},
        {"loop.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages"
                     "/Kids[2 0 R 2 0 R]/Count 9999999>>endobj\nxref\n0 1\n0000000000 65535 f \n"
                     "trailer<</Root 1 0 R/Prev 100>>\nstartxref\n100\n%%EOF"},
        {"js.pdf", "%PDF-1.4\n1 0 obj<</Type/Catalog/OpenAction<</S/JavaScript/JS(app.alert(1))>>"
                   "/Pages 2 0 R>>endobj\n2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\ntrailer<<"
                   "/Root 1 0 R>>\n%%EOF"},
    };
    record r = {.log = FUND_BUF_INIT};
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_text(rows[i].name, rows[i].text);
        const char *log = read_log(&r, rows[i].name, 0);
        assert_int_equal(r.articles, 0);
        assert_non_null(strstr(log, rows[i].name));
    }
    fund_buf_free(&r.log);
}

/* ---- the child -------------------------------------------------------------------- */

static fund_status hang(fund_corpus_reader *reader, fund_text bytes)
{
    (void)reader;
    volatile const char *at = bytes.data;
    while (at != NULL) {
        (void)*at;
    }
    return FUND_OK;
}

static fund_status wait_for_ever(fund_corpus_reader *reader, fund_text bytes)
{
    static const struct timespec second = {1, 0};
    (void)reader;
    while (bytes.len > 0) {
        nanosleep(&second, NULL);
    }
    return FUND_OK;
}

static fund_status die(fund_corpus_reader *reader, fund_text bytes)
{
    (void)reader;
    (void)bytes;
    raise(SIGSEGV);
    return FUND_OK;
}

static fund_status leave(fund_corpus_reader *reader, fund_text bytes)
{
    (void)reader;
    (void)bytes;
    _exit(0);
}

static fund_status write_without_end(fund_corpus_reader *reader, fund_text bytes)
{
    while (bytes.len > 0) {
        fund_draft_clear(reader);
        for (int i = 0; i < 1000; i++) {
            fund_draft_add_paragraph(reader, bytes);
        }
        fund_draft_deliver(reader);
        reader->fields[FUND_FIELD_TITLE] = bytes;
    }
    return FUND_OK;
}

static fund_status complain_without_end(fund_corpus_reader *reader, fund_text bytes)
{
    while (bytes.len > 0) {
        fund_corpus_lose(reader, FUND_ERR_FORMAT, "no");
    }
    return FUND_OK;
}

static fund_status write_rubbish(fund_corpus_reader *reader, fund_text bytes)
{
    static const char no_field[] = {'f', 1, 0, 0, 0, 99};
    (void)reader;
    (void)bytes;
    return write(3, no_field, sizeof no_field) < 0 ? FUND_ERR_IO : FUND_OK;
}

#ifndef __SANITIZE_ADDRESS__ /* which ends the process itself */
static fund_status take_all_memory(fund_corpus_reader *reader, fund_text bytes)
{
    for (size_t size = 1 << 20;; size *= 2) {
        void *memory = malloc(size);
        if (memory == NULL) {
            return fund_corpus_no_memory(reader);
        }
        memset(memory, bytes.data[0], size);
    }
}
#endif

/* What it may not do answers with an error, and the text says which did not. */
static fund_status reach_out(fund_corpus_reader *reader, fund_text bytes)
{
    fund_buf text = FUND_BUF_INIT;
    (void)bytes;
    fund_buf_append_str(&text, "Verwehrt:");
    fund_buf_append_str(&text, open("/etc/passwd", O_RDONLY) < 0 ? " lesen" : " LIEST");
    fund_buf_append_str(&text,
                        open("neu", O_CREAT | O_WRONLY, 0600) < 0 ? " schreiben" : " SCHREIBT");
    fund_buf_append_str(&text, fork() < 0 ? " starten" : " STARTET");
    fund_buf_append_str(&text, unlink("da") < 0 ? " entfernen" : " ENTFERNT");
    fund_buf_append_str(&text, kill(getppid(), 0) < 0 ? " beenden" : " BEENDET");
    fund_draft_clear(reader);
    fund_draft_end_paragraph(reader, &text);
    fund_buf_free(&text);
    return fund_draft_deliver(reader);
}

/* Reads by a child, and writes down what comes of it. */
static const char *child_log(record *r, fund_child_work work, const char *bytes)
{
    static const fund_reader_events events = {
        .size = sizeof events, .article = record_article, .problem = record_problem};
    const fund_child_limits limits = {
        .memory = (size_t)64 << 20, .cpu_seconds = 1, .silent_seconds = 2};
    fund_error err = FUND_ERROR_INIT;
    fund_corpus_reader reader = {
        .events = &events,
        .payload = r,
        .err = &err,
        .limit = 1 << 20,
        .path = "/x/datei.pdf",
        .texts = fund_arena_new(),
        .arena = fund_arena_new(),
        .hash = XXH3_createState(),
    };
    fund_buf_free(&r->log);
    *r = (record){.log = FUND_BUF_INIT};
    fund_buf_append_str(&r->log, "");
    fund_buf_append_str(&reader.name, "datei.pdf");
    fund_status status = fund_child_read(&reader, fund_text_of(bytes), work, &limits);
    assert_true(status == FUND_OK || status == FUND_LOST);
    XXH3_freeState(reader.hash);
    fund_arena_free(reader.arena);
    fund_arena_free(reader.texts);
    fund_buf_free(&reader.name);
    fund_array_free(&reader.paragraphs);
    fund_array_free(&reader.passages);
    fund_array_free(&reader.marks);
    fund_array_free(&reader.places);
    fund_buf_free(&reader.scratch);
    return r->log.data;
}

static void a_child_that_goes_wrong_costs_its_file(void **state)
{
    (void)state;
    static const struct {
        fund_child_work work;
        const char *told;
    } rows[] = {
        {hang, "takes "}, /* the one or the other limit */
        {wait_for_ever, "takes too long; not read"},
        {die, "its reader ended "},
        {leave, "its reader ended early"},
        {complain_without_end, "has too many errors; not read"},
        {write_rubbish, "its reader gave a wrong answer; not read"},
#ifndef __SANITIZE_ADDRESS__
        {take_all_memory, "needs more than 64 MB of memory"},
#endif
    };
    record r = {.log = FUND_BUF_INIT};
    for (size_t i = 0; i < COUNT(rows); i++) {
        const char *log = child_log(&r, rows[i].work, "x");
        char expected[200];
        snprintf(expected, sizeof expected, "lost format: datei.pdf: %s", rows[i].told);
        if (strstr(log, expected) == NULL) {
            fail_msg("row %zu: %s", i, log);
        }
        assert_int_equal(r.articles, 0);
    }
    fund_buf_free(&r.log);
}

static void an_answer_is_bounded(void **state)
{
    (void)state;
    record r = {.log = FUND_BUF_INIT};
    char long_text[2001];
    memset(long_text, 'a', sizeof long_text - 1);
    long_text[sizeof long_text - 1] = '\0';
    assert_non_null(strstr(child_log(&r, write_without_end, long_text),
                           "gives more text than the limit of an article; not read"));
    fund_buf_free(&r.log);
}

static void a_child_reaches_nothing(void **state)
{
    (void)state;
#if defined __x86_64__ || defined __aarch64__
    record r = {.log = FUND_BUF_INIT};
    write_text("da", "da");
    assert_string_equal(child_log(&r, reach_out, "x"),
                        "datei|||||||0 [Verwehrt: lesen schreiben starten entfernen beenden]\n");
    fund_buf_free(&r.log);
#endif
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(docx_has_text_notes_and_data),
        cmocka_unit_test(odt_has_text_notes_and_data),
        cmocka_unit_test(a_chapter_of_a_book_is_an_article),
        cmocka_unit_test(packages_are_bounded),
        cmocka_unit_test(pdf_is_read_by_columns_and_pages),
        cmocka_unit_test(passages_of_a_long_paragraph_have_pages_of_their_own),
        cmocka_unit_test(a_passage_is_of_the_page_where_it_begins),
        cmocka_unit_test(what_is_wrong_with_a_pdf_is_told),
        cmocka_unit_test(a_child_that_goes_wrong_costs_its_file),
        cmocka_unit_test(an_answer_is_bounded),
        cmocka_unit_test(a_child_reaches_nothing),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
