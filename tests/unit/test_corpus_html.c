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

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(only_the_article_is_text),
        TEST(a_page_without_marks_is_read_whole),
        TEST(rows_headings_and_lists_are_lines),
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
