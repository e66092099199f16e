/* Pages: what is their text, and what they say about themselves. */
#include "test_corpus.h"

#define HEAD "<!DOCTYPE html><html lang=\"de\"><head><meta charset=\"utf-8\">"
#define FIRST                                                                                      \
    "Die neue Fähre hat am Dienstag zum ersten Mal den Hafen verlassen, pünktlich um acht."
#define SECOND "Sie bringt vierhundert Fahrgäste auf die Insel und kostet dreißig Millionen Euro."

static void expect_page(const char *page, const char *expected)
{
    write_text("seite.html", page);
    expect_log("seite.html", expected);
}

static void only_the_article_is_text(void **state)
{
    (void)state;
    expect_page(
        HEAD
        "<title>Neue Fähre | Küstenbote</title>"
        "<meta property=\"og:title\" content=\"Neue Fähre\">"
        "<style>p { color: red }</style></head><body class=\"has-sidebar\">"
        "<header><a href=\"/\">Startseite</a></header>"
        "<nav><ul><li><a href=\"/a\">Politik</a></li></ul></nav>"
        "<div class=\"c-cookie__banner\">Wir verwenden Kekse, um das Erlebnis zu steigern.</div>"
        "<main><article><h1>Neue Fähre</h1><div class=\"shareBar\">Teilen</div>"
        "<p>" FIRST "</p><script>var x = 'Skript';</script>"
        "<aside>Mehr zum Thema Schiffe und zu den Häfen</aside>"
        "<p>" SECOND "</p>"
        "<figure><img alt=\"Boot\"><figcaption>Foto: niemand</figcaption></figure>"
        "<div><a href=\"/1\">Noch eine Meldung</a> und <a href=\"/2\">eine weitere</a></div>"
        "<p hidden>Versteckt.</p><p style=\"display: none\">Auch versteckt.</p>"
        "</article></main>"
        "<section id=\"comments\"><p>Endlich wieder eine neue Fähre, da freue ich mich.</p>"
        "</section><footer>Impressum</footer></body></html>",
        "seite|Neue Fähre||||||0 [" FIRST "][" SECOND "]\n");
}

static void a_page_without_marks_is_read_whole(void **state)
{
    (void)state;
    expect_page("<html><title>Alt</title><body><center><table><tr><td>" FIRST "<br><br>" SECOND
                "</td></tr></table><p>Länge<br>80 Meter</body>",
                "seite|Alt||||||0 [" FIRST "][" SECOND "\nLänge 80 Meter]\n");
}

static void rows_headings_and_lists_are_lines(void **state)
{
    (void)state;
    expect_page(HEAD
                "<body><h1>Titel</h1><h2>Zahlen</h2><table><tr><th>Länge</th><td>80</td></tr>"
                "<tr><th>Breite</th><td>14</td></tr></table><ul><li>eins</li><li>zwei</li></ul>"
                "Ver&shy;lassen &amp; fr&ouml;hlich",
                "seite|Titel||||||0 [Zahlen\nLänge 80\nBreite 14\neins\nzwei\nVer\xc2\xadlassen & "
                "fröhlich]\n");
}

static void metadata_is_taken_from_json_ld_first(void **state)
{
    (void)state;
    expect_page(
        HEAD "<title>T</title><meta property=\"og:title\" content=\"OG\">"
             "<meta name=\"date\" content=\"2001-01-01\"><meta name=\"author\" content=\"Niemand\">"
             "<link rel=\"canonical\" href=\"https://k.example/f\">"
             "<script type=\"application/ld+json\">{\"@graph\":[{\"@type\":\"WebPage\"},"
             "{\"@type\":[\"NewsArticle\"],\"headline\":\"LD\",\"datePublished\":"
             "\"2024-03-05T08:30:00+01:00\",\"author\":[{\"name\":\"Ines Petersen\"},\"Jan Ohm\"],"
             "\"articleSection\":[\"Verkehr\"],\"publisher\":{\"name\":\"Küstenbote\"}}]}</script>"
             "<script type=\"application/ld+json\">{kaputt</script>"
             "</head><body><p>" FIRST,
        "seite|LD|2024-03-05T08:30:00+01:00|Verkehr|Ines Petersen, Jan Ohm|Küstenbote|"
        "https://k.example/f|0 [" FIRST "]\n");
}

static void metadata_is_taken_from_elements_else(void **state)
{
    (void)state;
    expect_page(HEAD "<title>T - Bote</title><meta property=\"article:section\" content=\"Hafen\">"
                     "<meta property=\"og:site_name\" content=\"Bote\"></head><body><article>"
                     "<h1>Ein <em>Kran</em></h1><a rel=\"author\">Von Lena Voss</a> "
                     "<time datetime=\"2024-03-05\">heute</time><p>" FIRST "</p></article>",
                "seite|Ein Kran|2024-03-05|Hafen|Lena Voss|Bote||0 [Von Lena Voss heute\n" FIRST
                "]\n");
    expect_page(HEAD "<body><time datetime=\"2023-02-31\"></time><p>" FIRST,
                "dropped format: seite.html: invalid date \"2023-02-31\"\n"
                "seite|||||||0 [" FIRST "]\n");
}

static void the_charset_is_what_the_bytes_are(void **state)
{
    (void)state;
    expect_page("<html><head><meta charset=\"utf-8\"></head><body>Die F\xe4hre im Hafen.",
                "seite|||||||0 [Die Fähre im Hafen.]\n");
    expect_page("<html><head><meta charset=\"iso-8859-1\"></head><body>Die Fähre im Hafen.",
                "seite|||||||0 [Die Fähre im Hafen.]\n");
    expect_page("<html><head><meta http-equiv=\"Content-Type\" content=\"text/html; "
                "charset=iso-8859-15\"></head><body>5 \xa4 f\xfcr die F\xe4hre.",
                "seite|||||||0 [5 € für die Fähre.]\n");
    write_bytes("seite.html", "\xff\xfe<\0h\0t\0m\0l\0>\0\xe4\0.\0", 18);
    expect_log("seite.html", "seite|||||||0 [ä.]\n");
}

/* In windows-1251, 88 is the euro sign, which takes three bytes in UTF-8. */
static void a_declared_charset_may_grow_threefold(void **state)
{
    (void)state;
    fund_buf page = FUND_BUF_INIT, expected = FUND_BUF_INIT;
    fund_buf_append_str(&page, "<html><head><meta charset=\"windows-1251\"></head><body>");
    fund_buf_append_str(&expected, "seite|||||||0 [");
    for (int i = 0; i < 440; i++) {
        fund_buf_append_str(&page, "\x88");
        fund_buf_append_str(&expected, "€");
    }
    fund_buf_append_str(&expected, "]\n");
    assert_false(page.failed || expected.failed);
    expect_page(page.data, expected.data);
    fund_buf_free(&page);
    fund_buf_free(&expected);
}

static void pages_without_text_are_told(void **state)
{
    (void)state;
    expect_page("<html><body><nav>Nur Menü</nav></body></html>",
                "lost format: seite.html: no text to index; the body is missing\n");
    expect_page("", "lost format: seite.html: empty file\n");
    write_bytes("seite.html", "<html>\0\0</html>", 15);
    record r = {.log = FUND_BUF_INIT};
    assert_non_null(strstr(read_log(&r, "seite.html", 0), "binary data"));
    fund_buf_free(&r.log);
}

static void the_content_decides(void **state)
{
    (void)state;
    write_text("seite.txt", "  <!-- x --> <!DOCTYPE html><title>T</title><p>" FIRST);
    expect_log("seite.txt", "seite|T||||||0 [" FIRST "]\n");
    write_text("text.txt", "<b> ist kein Anfang einer Seite, sondern eines Textes über Seiten.");
    expect_log(
        "text.txt",
        "text|||||||0 [<b> ist kein Anfang einer Seite, sondern eines Textes über Seiten.]\n");
}

/* libxml2 compares each attribute of an element with all before. */
static void elements_of_too_many_attributes_are_refused(void **state)
{
    (void)state;
    static const struct {
        const char *name, *before, *behind, *told;
    } pages[] = {
        {"viele.html", "<p>" FIRST "\n<p ", ">Zu viel.</p>", "line 2: an element has more than"},
        {"offen.html", "<p>" FIRST "<p ", "", "line 1: an element has more than"},
        {"skript.html", "<script/><p ", ">" FIRST, "line 1: an element has more than"},
        {"muster.html", "<style>p{}</style ><p ", ">" FIRST, "line 1: an element has more than"},
        {"feed.xml", "<?xml version=\"1.0\"?>\n<rss ", "/>", "line 2: an element has more than"},
        /* Scripts and values of attributes are no attributes. */
        {"gut.html", "<p>" FIRST "<script>if (a<b ", ") x = '</p>';</script>", NULL},
        {"wert.html", "<p>" FIRST "<p title=\"> ", "\"></p>", NULL},
        {"zeichen.html", "<p>" FIRST "<p title='\" ", "'></p>", NULL},
    };
    for (size_t i = 0; i < COUNT(pages); i++) {
        fund_buf page = FUND_BUF_INIT;
        record r = {.log = FUND_BUF_INIT};
        fund_buf_append_str(&page, pages[i].before);
        for (int k = 0; k < 2000; k++) {
            fund_buf_printf(&page, " a%d", k);
        }
        fund_buf_append_str(&page, pages[i].behind);
        write_bytes(pages[i].name, page.data, page.len);
        read_log(&r, pages[i].name, 0);
        if (pages[i].told != NULL) {
            assert_int_equal(r.articles, 0);
            assert_non_null(strstr(r.log.data, pages[i].told));
        } else {
            assert_int_equal(r.articles, 1);
            assert_null(strstr(r.log.data, "attributes"));
        }
        fund_buf_free(&page);
        fund_buf_free(&r.log);
    }
}

static void deep_and_cut_pages_end_well(void **state)
{
    (void)state;
    fund_buf page = FUND_BUF_INIT;
    record r = {.log = FUND_BUF_INIT};
    fund_buf_append_str(&page, "<html><body><p>" FIRST "\n");
    for (int i = 0; i < 200000; i++) {
        fund_buf_append_str(&page, "<div>");
    }
    fund_buf_append_str(&page, "Zu tief.");
    write_bytes("tief.html", page.data, page.len);
    read_log(&r, "tief.html", 0);
    assert_int_equal(r.articles, 1); /* what stands before */
    assert_non_null(strstr(r.log.data, "tief.html: line 2: HTML elements are nested too deeply"));
    assert_null(strstr(r.log.data, "Zu tief"));
    static const char small[] = HEAD "<title>T</title></head><body><article class=\"a\"><h1>T</h1>"
                                     "<p>" FIRST "</p><br><!-- x --><table><tr><td>1</table>";
    for (size_t len = 1; len < sizeof small; len++) {
        write_bytes("teil.html", small, len);
        read_log(&r, "teil.html", 0);
        assert_int_equal(r.articles + r.problems > 0, 1);
    }
    fund_buf_free(&page);
    fund_buf_free(&r.log);
}

#define THIRD "Im Sommer fährt sie sechsmal am Tag, im Winter nur morgens und am späten Nachmittag."
#define FOURTH                                                                                     \
    "Der Bürgermeister der Insel hofft, dass nun auch wieder junge Familien dorthin ziehen."
#define TEXT "<p>" FIRST "</p><p>" SECOND "</p><p>" THIRD "</p><p>" FOURTH "</p>"
#define READ "[" FIRST "][" SECOND "][" THIRD "][" FOURTH "]\n"

typedef struct page_case {
    const char *what, *page, *expected;
} page_case;

static void expect_pages(const page_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        record r = {.log = FUND_BUF_INIT};
        write_text("seite.html", cases[i].page);
        read_log(&r, "seite.html", 0);
        if (r.log.data == NULL || strcmp(r.log.data, cases[i].expected) != 0) {
            fail_msg("%s:\n%s", cases[i].what, r.log.data);
        }
        fund_buf_free(&r.log);
    }
}

#define MENU                                                                                       \
    "<ul><li><a href=\"/a\">Rathaus und Verwaltung</a></li><li><a href=\"/b\">Leben und "          \
    "Wohnen</a></li><li><a href=\"/c\">Wirtschaft</a></li><li><a href=\"/d\">Kultur und "          \
    "Sport</a></li></ul>"

/* Names and elements are evidence; none of it counts against most of the text. */
static void no_page_is_lost(void **state)
{
    (void)state;
    static const page_case cases[] = {
        {"a wrapper with a big menu",
         HEAD "<body><div class=\"wrap\">" MENU MENU MENU MENU "<div>" TEXT "</div></div>",
         "seite|||||||0 " READ},
        {"a wrapper named after what it also has",
         HEAD "<body><div class=\"contentWithSidebar\"><div class=\"entry share\">" TEXT
              "</div><div class=\"sidebar\"><p>" FIRST " Kurz.</p></div></div>",
         "seite|||||||0 " READ},
        {"a theme's names",
         HEAD "<body><div class=\"post tag-werbung category-newsletter\">" TEXT "</div>",
         "seite|||||||0 " READ},
        {"the author's name in the class",
         HEAD "<body class=\"author\"><div class=\"author-meier "
              "non-paywall\">" TEXT "</div>",
         "seite|||||||0 " READ},
        {"a modifier says how a block looks",
         HEAD "<body><main><section class=\"block block--ads\"><p>" FIRST "</p></section><section "
              "class=\"block block--ads\"><p>" SECOND "</p></section><section class=\"block "
              "block--ads\"><p>" THIRD "</p></section><p>" FOURTH "</p></main>",
         "seite|||||||0 " READ},
        {"comments in the only article",
         HEAD "<body><div id=\"text\">" TEXT "</div><article class=\"comment\"><p>Schön, dass "
              "sie wieder fährt, ich freue mich.</p></article>",
         "seite|||||||0 " READ},
        {"two articles",
         HEAD "<body><main><article><p>" FIRST "</p><p>" SECOND "</p></article><article><p>" THIRD
              "</p><p>" FOURTH "</p></article></main>",
         "seite|||||||0 " READ},
        {"the whole page is a form",
         HEAD "<body><form action=\"/x\"><input name=\"q\"><div>" TEXT "</div></form>",
         "seite|||||||0 " READ},
        {"the text is an aside", HEAD "<body><aside>" TEXT "</aside><footer>Anschrift</footer>",
         "seite|||||||0 " READ},
        {"hidden until a script has run",
         HEAD "<body style=\"display:none\"><div "
              "aria-hidden=\"true\">" TEXT "</div>",
         "seite|||||||0 " READ},
        {"nothing but what is beside a text",
         HEAD "<body><div class=\"widget\">Montags zu.</div>"
              "<div class=\"footer\">Am Hafen 3</div>",
         "seite|||||||0 [Montags zu.\nAm Hafen 3]\n"},
        {"one short line", HEAD "<body><div class=\"teaser\"><a href=\"/\">Geschlossen</a></div>",
         "seite|||||||0 [Geschlossen]\n"},
        {"a page of the nineties",
         HEAD "<body><table><tr><td>" MENU "</td><td><font>" FIRST "<br><br>" SECOND
              "<br><br>" THIRD "<br><br>" FOURTH "</font></td></tr></table>",
         "seite|||||||0 " READ},
        {"text in JSON-LD alone",
         HEAD "<script type=\"application/ld+json\">{\"@type\":\"NewsArticle\",\"headline\":"
              "\"F&auml;hre\",\"articleBody\":\"" FIRST "\n\n" SECOND "\"}</script></head>"
              "<body><div id=\"app\">Wird geladen</div>",
         "seite|Fähre||||||0 [" FIRST " " SECOND "]\n"},
    };
    expect_pages(cases, COUNT(cases));
}

static void what_stands_around_the_text_is_dropped(void **state)
{
    (void)state;
    static const page_case cases[] = {
        {"more on the subject",
         HEAD "<body><article>" TEXT "<h3>Mehr zum Thema</h3><ul><li><a href=\"/1\">Die alte "
              "Fähre</a></li><li><a href=\"/2\">Der Hafen</a></li></ul>"
              "</article>",
         "seite|||||||0 " READ},
        {"a heading of nothing",
         HEAD "<body><article><h2>Neues</h2>" TEXT
              "<h3>Unser Service</h3><div class=\"widget\"><p>Wählen Sie "
              "eine Karte aus.</p></div></article>",
         "seite|||||||0 [Neues\n" FIRST "][" SECOND "][" THIRD "][" FOURTH "]\n"},
        {"a footer",
         HEAD "<body><div>" TEXT "</div><div id=\"footer\"><p>Küstenbote, Am Hafen 3, "
              "alle Rechte vorbehalten.</p></div>",
         "seite|||||||0 " READ},
        {"its name in a compound",
         HEAD "<body><div>" TEXT "<div class=\"artikelfooter\">Diesen "
              "Text empfehlen</div></div>",
         "seite|||||||0 " READ},
        {"a notice about cookies",
         HEAD "<body><div id=\"cmp\"><p>Wir verwenden Kekse und Ähnliches, "
              "um unser Angebot für Sie zu verbessern.</p></div><div>" TEXT "</div>",
         "seite|||||||0 " READ},
        {"a box to share within",
         HEAD "<body><article><p>" FIRST "</p><div class=\"c-share__list\">"
              "Per Mail</div><p>" SECOND "</p><p>" THIRD "</p><p>" FOURTH
              "</p><p><a href=\"/\">Zur Übersicht</a></p></article>",
         "seite|||||||0 " READ},
        {"tags and the way back",
         HEAD "<body><article>" TEXT "<p>Schlagwörter: Insel</p>"
              "<p>Zurück</p></article>",
         "seite|||||||0 " READ},
        {"a sentence is no label",
         HEAD "<body><article>" TEXT "<p>Teilen macht Freude.</p>"
              "<p>Weitere Informationen gibt es im Hafenamt.</p>",
         "seite|||||||0 [" FIRST "][" SECOND "][" THIRD "][" FOURTH "][Teilen macht Freude.\n"
         "Weitere Informationen gibt es im Hafenamt.]\n"},
        {"the lead stands before the text",
         HEAD "<title>Neue Fähre</title></head><body><header><h1>Neue Fähre</h1><p "
              "class=\"teaser\">" FIRST "</p></header><div class=\"text\"><p>" SECOND
              "</p><p>" THIRD "</p><p>" FOURTH "</p><p>" SECOND "</p><p>" THIRD "</p><p>" FOURTH
              "</p><p>" SECOND "</p><p>" THIRD "</p><p>" FOURTH "</p></div>",
         "seite|Neue Fähre||||||0 [" FIRST "][" SECOND "][" THIRD "][" FOURTH "][" SECOND "][" THIRD
         "][" FOURTH "][" SECOND "][" THIRD "][" FOURTH "]\n"},
    };
    expect_pages(cases, COUNT(cases));
}

static void titles_are_weighed(void **state)
{
    (void)state;
#define BODY "<p>" FIRST "</p>"
#define SAYS(title) "seite|" title "||||||0 [" FIRST "]\n"
    static const page_case cases[] = {
        {"the site behind", HEAD "<title>Neue Fähre | Bote</title><body>" BODY, SAYS("Neue Fähre")},
        {"the site's heading",
         HEAD "<title>Neue Fähre - Bote</title><body><h1><a href=\"/\">Bote</a></h1><h2>Neue "
              "Fähre</h2>" BODY,
         "seite|Neue Fähre||||||0 [" FIRST "]\n"},
        {"the site before",
         HEAD "<title>Bote » Neue Fähre</title><body><h1><a "
              "href=\"https://bote.example/\">Bote</a></h1>" BODY,
         "seite|Neue Fähre||||||0 [" FIRST "]\n"},
        {"a heading of the frame", HEAD "<title>Neue Fähre</title><body><h1>Navigation</h1>" BODY,
         "seite|Neue Fähre||||||0 [Navigation\n" FIRST "]\n"},
        {"the site in what is stated",
         HEAD
         "<meta property=\"og:title\" content=\"Neue Fähre – Bote\"><meta property=\"og:site_name\""
         " content=\"Bote\"><body>" BODY,
         "seite|Neue Fähre||||Bote||0 [" FIRST "]\n"},
        {"the site by its address",
         HEAD
         "<title>Bote - Neue Fähre</title><link rel=\"canonical\" href=\"https://www.bote.example"
         "/1\"><body>" BODY,
         "seite|Neue Fähre|||||https://www.bote.example/1|0 [" FIRST "]\n"},
        {"a dash in the title", HEAD "<title>Fähre - Insel in zehn Minuten</title><body>" BODY,
         SAYS("Fähre - Insel in zehn Minuten")},
        {"a colon in the title",
         HEAD "<title>Insel: Neue Fähre</title><body><h1>Insel: Neue Fähre"
              "</h1>" BODY,
         SAYS("Insel: Neue Fähre")},
        {"another heading", HEAD "<title>Startseite</title><body><h1>Neue Fähre</h1>" BODY,
         SAYS("Neue Fähre")},
        {"none", HEAD "<body>" BODY, SAYS("")},
    };
    expect_pages(cases, COUNT(cases));
}

static void dates_and_authors_are_weighed(void **state)
{
    (void)state;
    static const page_case cases[] = {
        {"a date that is none",
         HEAD "<meta name=\"date\" content=\"gestern\"><body><time "
              "datetime=\"2024-03-05\">gestern</time>" BODY,
         "seite||2024-03-05|||||0 [gestern\n" FIRST "]\n"},
        {"the one of publication",
         HEAD "<body><time datetime=\"2024-01-01\">x</time><time itemprop=\"datePublished\" "
              "datetime=\"2024-03-05\">y</time>" BODY,
         "seite||2024-03-05|||||0 [xy\n" FIRST "]\n"},
        {"an author's address",
         HEAD "<meta name=\"author\" content=\"https://bote.example/ines\">"
              "<body><span class=\"author\">Von Ines Petersen</span>" BODY,
         "seite||||Ines Petersen|||0 [" FIRST "]\n"},
        {"a box about the author is no name",
         HEAD "<body><div class=\"author\">Mehr von uns: "
              "www.bote.example/2</div>" BODY,
         "seite|||||||0 [" FIRST "]\n"},
    };
    expect_pages(cases, COUNT(cases));
}

static void a_bad_byte_costs_itself_alone(void **state)
{
    (void)state;
    static const char bad[] = HEAD "<body>\n<p>Länge \xff und Größe, schön.";
    static const char zero[] = HEAD "<body><p>L\xc3\xa4nge \0 und Gr\xc3\xb6\xc3\x9f"
                                    "e.";
    static const char legacy[] = "<html><body><p>L\xe4nge\0 und Gr\xf6\xdf"
                                 "e.";
    static const struct {
        const char *page;
        size_t len;
        const char *expected;
    } cases[] = {
        {bad, sizeof bad - 1,
         "dropped encoding: seite.html: bytes that are no characters were replaced: 1, the first "
         "at byte 77\n"
         "seite|||||||0 [Länge \xef\xbf\xbd und Größe, schön.]\n"},
        {zero, sizeof zero - 1,
         "dropped encoding: seite.html: bytes that are no characters were replaced: 1, the first "
         "at byte 76\n"
         "seite|||||||0 [Länge \xef\xbf\xbd und Größe.]\n"},
        {legacy, sizeof legacy - 1,
         "dropped encoding: seite.html: bytes that are no characters were replaced: 1, the first "
         "at byte 21\n"
         "seite|||||||0 [Länge und Größe.]\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        write_bytes("seite.html", cases[i].page, cases[i].len);
        expect_log("seite.html", cases[i].expected);
    }
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_the_article_is_text),
        TEST(a_page_without_marks_is_read_whole),
        TEST(rows_headings_and_lists_are_lines),
        TEST(no_page_is_lost),
        TEST(what_stands_around_the_text_is_dropped),
        TEST(titles_are_weighed),
        TEST(dates_and_authors_are_weighed),
        TEST(a_bad_byte_costs_itself_alone),
        TEST(metadata_is_taken_from_json_ld_first),
        TEST(metadata_is_taken_from_elements_else),
        TEST(the_charset_is_what_the_bytes_are),
        TEST(a_declared_charset_may_grow_threefold),
        TEST(pages_without_text_are_told),
        TEST(the_content_decides),
        TEST(elements_of_too_many_attributes_are_refused),
        TEST(deep_and_cut_pages_end_well),
    };
    return cmocka_run_group_tests_name("corpus: HTML", tests, NULL, NULL);
}
