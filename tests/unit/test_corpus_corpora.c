/* Formats of corpora and archives: TEI, protocols, MediaWiki, OCR, mailboxes, tables, web archives. */
#include "test_corpus.h"

#define LONG                                                                                       \
    "Im Hafen von Musterstadt steht seit gestern ein neuer Kran, der schwere Lasten hebt und "     \
    "lange "                                                                                       \
    "hält."

typedef struct file {
    const char *name, *text, *log;
} file;

static void expect_logs(const file *files, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_text(files[i].name, files[i].text);
        expect_log(files[i].name, files[i].log);
    }
}

#define HEADER                                                                                       \
    "<teiHeader><fileDesc><titleStmt><title>Häfen</title><author><persName><surname>Bär</surname>" \
    "<forename>Ina</forename></persName></author></titleStmt><publicationStmt><date>1871</date>"     \
    "</publicationStmt></fileDesc></teiHeader>"

static void tei_is_read_by_divisions_and_speeches(void **state)
{
    (void)state;
    static const file files[] = {
        {"buch.xml",
         "<?xml version='1.0'?><TEI xmlns='http://www.tei-c.org/ns/1.0'>" HEADER
         "<text><front><titlePage>Nein</titlePage></front><body><pb n='5'/><div><head>Am Kai</head>"
         "<p>Eins <fw>Kopf</fw>" LONG
         " Der Ha\xc2\xac<lb/>\nfen und die Wirth-<lb/>ſchaft<note>Nein"
         "</note> <choice><sic>fasch</sic><corr>falsch</corr></choice> <pb n='6'/>geht weiter.</p>"
         "<p>Zwei " LONG "</p></div><div><p>Drei " LONG "</p></div></body></text></TEI>",
         "buch-1|Häfen|1871-01-01||Ina Bär|||0 [Am Kai\nEins " LONG
         " Der Hafen und die Wirth-\nſchaft falsch geht weiter.]{5:1|Am Kai|}[Zwei " LONG
         "]{6:2|Am Kai|}\nbuch-2|Häfen|1871-01-01||Ina Bär|||0 [Drei " LONG "]{6:3||}\n"},
        {"zeilen.xml",
         "<TEI>" HEADER "<text><body><div><pb n='iv'/><fw>Kopf<lb/></fw><lb/><p>Erste " LONG
         "<lb/>\nzweite<lb/></p>\n<lb/><p>Dritte " LONG "</p><p>Vierte " LONG
         "<lb n='12'/>zwölfte</p><p>Neue " LONG "<pb n='v'/><lb/>Seite " LONG "</p><p>Zweite " LONG
         "</p></div></body></text></TEI>",
         "zeilen-1|Häfen|1871-01-01||Ina Bär|||0 [Erste " LONG " zweite]{iv:1||}[Dritte " LONG
         "]{iv:3||}[Vierte " LONG " zwölfte]{iv:4||}[Neue " LONG " Seite " LONG
         "]{iv:13||}[Zweite " LONG "]{v:2||}\n"},
        {"landtag.tei",
         "<TEI>" HEADER "<text><body><div><head>Haushalt</head><sp name='Anna Berg' xml:id='s1'>"
         "<speaker>Anna Berg:</speaker><p>" LONG "</p><stage>(Beifall)</stage></sp><sp><speaker>"
         "Bert Tal:</speaker><p>Nein. " LONG "</p></sp></div></body></text></TEI>",
         "s1|Häfen|1871-01-01||Anna Berg|||0 [" LONG "]{|Haushalt|}\n"
         "landtag-2|Häfen|1871-01-01||Bert Tal|||0 [Nein. " LONG "]{|Haushalt|}\n"},
        {"lose.tei",
         "<TEI>" HEADER "<text><body><p>" LONG "</p><p>Zwei " LONG "</p></body></text>"
         "</TEI>",
         "lose-1|Häfen|1871-01-01||Ina Bär|||0 [" LONG "][Zwei " LONG "]\n"},
        {"leer.tei", "<TEI>" HEADER "<text><body/></text></TEI>",
         "lost format: leer.tei: no text to index; the body is missing\n"},
        {"ab.tei", "<TEI>" HEADER "<text><body><div><p>" LONG "</p></div><div><p>Zwei",
         "ab-1|Häfen|1871-01-01||Ina Bär|||0 [" LONG "]\n"
         "lost format: ab.tei:1: not well-formed XML: Extra content at the end of the document\n"},
        {"bombe.tei",
         "<!DOCTYPE T [<!ENTITY a 'aaaa'>]><TEI><text><body><p>&a;</p></body></text></TEI>",
         "lost format: bombe.tei: the XML declares its own entities, which is not supported\n"},
    };
    expect_logs(files, COUNT(files) - 2);
    expect_logs(files + COUNT(files) - 1, 1);
    record r = {.log = FUND_BUF_INIT};
    write_text(files[5].name, files[5].text);
    read_log(&r, files[5].name, 0);
    assert_int_equal(r.articles, 1);
    assert_int_equal(r.problems, 1);
    fund_buf_free(&r.log);
}

static void a_speech_of_a_protocol_is_an_article(void **state)
{
    (void)state;
    static const file files[] = {
        {"p.xml",
         "<?xml version='1.0'?><!DOCTYPE dbtplenarprotokoll SYSTEM 'dbtplenarprotokoll.dtd'>"
         "<dbtplenarprotokoll wahlperiode='20' sitzung-nr='7' sitzung-datum='26.10.2021'><vorspann>"
         "<p>Nein</p></vorspann><sitzungsverlauf><tagesordnungspunkt top-id='Punkt "
         "1'><p>Vorweg: " LONG
         "</p><rede id='ID7'><p klasse='redner'><redner><name><titel>Dr.</titel><vorname>Anna"
         "</vorname><nachname>Berg</nachname></name></redner>Anna Berg:</p><p>" LONG
         "</p><kommentar>(Beifall)</kommentar><name>Präsident:</name><p>Bitte. " LONG
         "</p><p klasse='redner'><redner><name><titel>Dr.</titel><vorname>Anna</vorname><nachname>"
         "Berg</nachname></name></redner></p><p>Danke. " LONG "</p></rede></tagesordnungspunkt>"
         "</sitzungsverlauf></dbtplenarprotokoll>",
         "p-1|Plenarprotokoll 20/7|2021-10-26|Punkt 1||Deutscher Bundestag||0 [Vorweg: " LONG "]\n"
         "ID7|Plenarprotokoll 20/7|2021-10-26|Punkt 1|Dr. Anna Berg|Deutscher Bundestag||0 [" LONG
         "]{||}[Bitte. " LONG "]{||Präsident}[Danke. " LONG "]{||}\n"},
        {"alt.xml",
         "<?xml version='1.0'?><DOKUMENT><DATUM>07.01.2014</DATUM><TITEL>Plenarprotokoll</TITEL>"
         "<TEXT>Beginn: 9.00 Uhr\n\nPräsidentin Dr. Anna Berg:\nGuten Morgen. " LONG "\n\n"
         "Otto Au (CDU/CSU):\n" LONG "\n(Beifall bei der SPD \xe2\x80\x93 Zuruf\nvon links)\n\n"
         "Ich nenne drei:\n" LONG " (Ende)\n\nIna See, Bundesministerin des Innern:\n" LONG
         "</TEXT></DOKUMENT>",
         "alt-1|Plenarprotokoll|2014-01-07|||||0 [Beginn: 9.00 Uhr\nGuten Morgen. " LONG
         "]{||}[" LONG "]{||Otto Au (CDU/CSU)}[Ich nenne drei: " LONG
         " (Ende)]{||Otto Au (CDU/CSU)}[" LONG "]{||Ina See, Bundesministerin des Innern}\n"},
    };
    expect_logs(files, COUNT(files));
}

static void pages_of_mediawiki_lose_their_markup(void **state)
{
    (void)state;
    static const char dump[] =
        "<mediawiki><siteinfo><sitename>Wiki</sitename></siteinfo>"
        "<page><title>Hafen</title><ns>0</ns><id>1</id><revision><id>2</"
        "id><timestamp>2024-05-02T08:"
        "30:00Z</timestamp><text>alt</text></revision><revision><id>3</id><timestamp>2024-05-03T08:"
        "30:00Z</timestamp><contributor><username>Ina</username></"
        "contributor><text>{{Info|a={{b}}}}"
        "'''Hafen''' ist ein [[Ort|Ort am Wasser]]&lt;ref&gt;Nein&lt;/ref&gt; mit [[Kran|Krä]]nen "
        "und [https://a.example Listen].[[Datei:x.jpg|mini|Ein [[Bild]]]]\n== Bau ==\n* Eins: " LONG
        "\n{| class=x\n| Nein\n|}\n&lt;!-- Nein --&gt;Zwei&amp;nbsp;&lt;br/&gt;Drei: " LONG
        "\n[[Kategorie:Nein]]</text></revision></page>"
        "<page><title>Diskussion:Hafen</title><ns>1</ns><revision><text>Nein</text></revision></"
        "page>"
        "<page><title>Kai</title><ns>0</ns><redirect title='Hafen'/><revision><text>Nein</text>"
        "</revision></page></mediawiki>";
    static const file files[] = {
        {"w.xml", dump,
         "Hafen|Hafen|2024-05-03T08:30:00Z||Ina|Wiki||0 version=3 [Hafen ist ein Ort am Wasser mit "
         "Kränen und Listen.\nBau\nEins: " LONG "]{||}[Zwei\nDrei: " LONG "]{|Bau|}\n"},
        {"n.xml", "<mediawiki><page><title>A</title><ns>1</ns></page></mediawiki>",
         "dropped format: n.xml: none of the dump's 1 pages is an article\n"},
    };
    expect_logs(files, COUNT(files));
}

static void lines_of_ocr_are_joined(void **state)
{
    (void)state;
    static const file files[] = {
        {"a.xml",
         "<alto><Layout><Page PHYSICAL_IMG_NR='7'><TopMargin><TextBlock><TextLine><String "
         "CONTENT='Kopf'/></TextLine></TextBlock></TopMargin><PrintSpace><TextBlock><TextLine>"
         "<String CONTENT='Der'/><SP/><String CONTENT='Ha' SUBS_TYPE='HypPart1' "
         "SUBS_CONTENT='Hafen'/><HYP CONTENT='-'/></TextLine><TextLine><String CONTENT='fen' "
         "SUBS_TYPE='HypPart2' SUBS_CONTENT='Hafen'/><SP/><String CONTENT='liegt'/></TextLine>"
         "</TextBlock></PrintSpace></Page></Layout></alto>",
         "a|||||||0 [Der Hafen liegt]{7:1||}\n"},
        {"p.xml",
         "<PcGts><Page imageFilename='scan/0012.tif'><TextRegion "
         "type='header'><TextLine><TextEquiv><Unicode>Kopf</Unicode>"
         "</TextEquiv></TextLine></TextRegion><TextRegion "
         "type='paragraph'><TextLine><Word><TextEquiv>"
         "<Unicode>Nein</Unicode></TextEquiv></Word><TextEquiv><Unicode>Der "
         "Ha-</Unicode></TextEquiv>"
         "</TextLine><TextLine><TextEquiv><Unicode>fen</Unicode></TextEquiv></TextLine></"
         "TextRegion>"
         "</Page></PcGts>",
         "p|||||||0 [Der Ha-\nfen]{0012:1||}\n"},
        {"q.xml",
         "<PcGts><Page><ReadingOrder><OrderedGroup><RegionRefIndexed index='0' regionRef='b'/>"
         "<OrderedGroupIndexed regionRef='x'><RegionRefIndexed regionRef='a'/>"
         "<RegionRefIndexed regionRef='b'/></OrderedGroupIndexed></OrderedGroup></ReadingOrder>"
         "<TextRegion id='c'><TextEquiv><Unicode>Drei</Unicode></TextEquiv></TextRegion>"
         "<TextRegion id='a'><TextEquiv><Unicode>Zwei</Unicode></TextEquiv></TextRegion>"
         "<TextRegion id='b'><TextEquiv><Unicode>Eins</Unicode></TextEquiv></TextRegion>"
         "</Page></PcGts>",
         "q|||||||0 [Eins\nZwei\nDrei]\n"},
        {"h.html",
         "<html><head><title>Blatt</title></head><body><div class='ocr_page' title='ppageno "
         "6'><div "
         "class=\"ocr_header\"><span class='ocr_line'>Kopf</span></div><p class='ocr_par'><span "
         "class='ocr_line'><span class='ocrx_word'>Der</span> <span class='ocrx_word'>Ha-</span>"
         "</span> <span class='ocr_line'>fen</span></p></div></body></html>",
         "h|Blatt||||||0 [Der Ha-\nfen]{7:1||}\n"},
    };
    expect_logs(files, COUNT(files));
}

static void a_message_of_a_mailbox_is_an_article(void **state)
{
    (void)state;
    static const file files[] = {
        {"post.mbox",
         "From a@example.org Thu May  2 08:30:00 2024\nSubject: Eins\nMessage-ID: <1@x>\n\n"
         "Eins.\n>From hier an.\nFrom here no message begins.\n\n"
         "From b@example.org Thu May  2 08:30:00 2024\nSubject: Zwei\n\nZwei.\n",
         "1@x|Eins||||||0 [Eins.\nFrom hier an.\nFrom here no message begins.]\n"
         "post-2|Zwei||||||0 [Zwei.]\n"},
    };
    write_text(files[0].name, files[0].text);
    record r = {.log = FUND_BUF_INIT};
    const char *log = read_log(&r, files[0].name, 0);
    assert_int_equal(r.articles, 2);
    assert_non_null(strstr(log, "From hier an."));
    assert_non_null(strstr(log, "post-2|Zwei||||||0 [Zwei.]"));
    mkdir("M", 0700);
    mkdir("M/cur", 0700);
    mkdir("M/tmp", 0700);
    write_text("M/cur/1714631400.M1P2.host:2,S", "Subject: Drei\nMessage-ID: <3@x>\n\nDrei.\n");
    write_text("M/tmp/1714631400.M1P2.host", "Subject: Nein\n\nNein.\n");
    assert_string_equal(read_log(&r, "M", 0), "3@x|Drei||||||0 [Drei.]\n"
                                              "skipped file: M/tmp/1714631400.M1P2.host: .host\n");
    fund_buf_free(&r.log);
}

static void a_row_of_a_table_is_an_article(void **state)
{
    (void)state;
    static const file files[] = {
        {"a.csv",
         "\xef\xbb\xbfid;Titel;datum;Text;Extra\n7;\"Eins; zwei\";7.1.2022;\"Der "
         "\"\"Kran\"\"\nhebt.\";x\n",
         "7|Eins; zwei|2022-01-07||||0 [Der \"Kran\" hebt.]\n"},
        {"b.csv", "title,body\nGr\374n,Der Kran.\nLeer,\nKurz\n",
         "b-1|Grün||||||0 [Der Kran.]\n"
         "lost format: b.csv: article 2: no text to index; the body is missing\n"
         "lost format: b.csv: article 3: no text to index; the body is missing\n"},
        {"c.tsv", "url\ttext\nhttps://a.example/1\tDer Kran, hier.\n",
         "c-1||||||https://a.example/1|0 [Der Kran, hier.]\n"},
        {"d.csv", "a,b\n1,2\n",
         "lost format: d.csv: the header of the table names no column \"text\"\n"},
        {"e.csv", "id,text\n1,Der Kran.\n2,\"Der Hafen\n3,Das Dock.\n",
         "1|||||||0 [Der Kran.]\n"
         "lost format: e.csv: article 2: a quotation mark is not closed; everything after it is "
         "one "
         "cell\n"
         "2|||||||0 [Der Hafen 3,Das Dock.]\n"},
    };
    expect_logs(files + 1, COUNT(files) - 1);
    record r = {.log = FUND_BUF_INIT};
    write_text(files[0].name, files[0].text);
    assert_non_null(strstr(read_log(&r, files[0].name, 0),
                           "7|Eins; zwei|2022-01-07|||||0 [Der \"Kran\" hebt.]"));
    fund_buf_free(&r.log);
}

#define RECORD(uri, length, http)                                                                  \
    "WARC/1.0\r\nWARC-Type: response\r\nWARC-Target-URI: " uri                                     \
    "\r\nWARC-Date: 2024-05-02T08:30:00Z\r\nContent-Type: application/http; "                      \
    "msgtype=response\r\nContent-Length: " length "\r\n\r\n" http "\r\n\r\n"

static void pages_of_a_web_archive_are_articles(void **state)
{
    (void)state;
    static const char warc[] =
        "WARC/1.0\r\nWARC-Type: warcinfo\r\nContent-Length: 4\r\n\r\nabcd\r\n\r\n" RECORD(
            "https://a.example/1", "66",
            "HTTP/1.1 200 OK\r\nContent-Type: text/plain; "
            "charset=latin1\r\n\r\nGr\374n.")
            RECORD("https://a.example/2", "48",
                   "HTTP/1.1 404 Nein\r\nContent-Type: text/plain\r\n\r\nN")
                RECORD("<https://a.example/3>", "92",
                       "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nTransfer-Encoding: "
                       "chunked\r\n\r\n"
                       "5\r\nDer K\r\n4\r\nran.\r\n")
                    RECORD("https://a.example/4", "99", "HTTP/1.1 200 OK");
    static const file files[] = {
        {"a.warc", warc,
         "https://a.example/1||2024-05-02T08:30:00Z||||https://a.example/1|0 "
         "version=20240502083000 [Grün.]\n"
         "https://a.example/3||2024-05-02T08:30:00Z||||https://a.example/3|0 "
         "version=20240502083000 [Der Kran.]\n"
         "lost format: a.warc: article 5: is cut off\n"},
        {"e.warc",
         RECORD("https://a.example/1", "71",
                "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                "Content-Encoding: br\r\n\r\n\xff\xff\xff\xff")
             RECORD("https://a.example/2", "73",
                    "HTTP/1.1 200 OK\r\nContent-Type: text/html\r\n"
                    "Content-Encoding: neu\r\n\r\n<p>\xff\xfe\x02")
                 RECORD("https://a.example/3", "77",
                        "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                        "Content-Encoding: br\r\n\r\nDer Kran.\n")
                     RECORD("https://a.example/4", "81",
                            "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n"
                            "Content-Encoding: br\r\n\r\n\213\004\200Der Kran.\n\003"),
         "lost format: e.warc: https://a.example/1: damaged compression\n"
         "lost format: e.warc: https://a.example/2: compressed by neu, which is not read\n"
         "https://a.example/3||2024-05-02T08:30:00Z||||https://a.example/3|0 "
         "version=20240502083000 [Der Kran.]\n"
         "https://a.example/4||2024-05-02T08:30:00Z||||https://a.example/4|0 "
         "version=20240502083000 [Der Kran.]\n"},
        {"b.warc", "WARC/1.0\r\nWARC-Type: response\r\n\r\n",
         "lost format: b.warc: article 1: the record has no length; the rest is not read\n"},
        {"c.warc", "WARC/1.0\r\nContent-Length: 0\r\n\r\nRest\r\n",
         "lost format: c.warc: article 2: no record begins here; the rest is not read\n"},
    };
    expect_logs(files, COUNT(files));
    /* By zstd, which has zero bytes. */
    static const char sent[] =
        RECORD("urn:a", "92",
               "HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: zstd\r\n\r\n"
               "\050\265\057\375\004\130\121\000\000\104\145\162\040\113\162\141\156\056"
               "\012\003\067\352\307");
    write_bytes("z.warc", sent, sizeof sent - 1);
    expect_log("z.warc",
               "urn:a||2024-05-02T08:30:00Z||||urn:a|0 version=20240502083000 [Der Kran.]\n");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(tei_is_read_by_divisions_and_speeches),
        cmocka_unit_test(a_speech_of_a_protocol_is_an_article),
        cmocka_unit_test(pages_of_mediawiki_lose_their_markup),
        cmocka_unit_test(lines_of_ocr_are_joined),
        cmocka_unit_test(a_message_of_a_mailbox_is_an_article),
        cmocka_unit_test(a_row_of_a_table_is_an_article),
        cmocka_unit_test(pages_of_a_web_archive_are_articles),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
