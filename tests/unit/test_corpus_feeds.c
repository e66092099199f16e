/* What feeds of the wild have: entities, modules, addresses, items without text; and WordPress. */
#include "test_corpus.h"

#define RSS                                                                                        \
    "<rss xmlns:media=\"http://search.yahoo.com/mrss/\" "                                          \
    "xmlns:dc=\"http://purl.org/dc/elements/1.1/\" "                                               \
    "xmlns:content=\"http://purl.org/rss/1.0/modules/content/\" "                                  \
    "xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\" "                                 \
    "xmlns:wp=\"http://wordpress.org/export/1.2/\" xmlns:x=\"http://fremd.example/\"><channel>"
#define END "</channel></rss>"
#define ATOM                                                                                       \
    "<feed xmlns=\"http://www.w3.org/2005/Atom\" xmlns:media=\"http://search.yahoo.com/mrss/\">"

typedef struct row {
    const char *text, *expected;
} row;

static void expect_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_text("f.xml", rows[i].text);
        expect_log("f.xml", rows[i].expected);
    }
}

static void entities_of_html_are_known(void **state)
{
    (void)state;
    static const row rows[] = {
        {RSS
         "<item><guid>1</guid><title>B&auml;ckerei &ndash; Gr&uuml;n</title><description>F&uuml;nf "
         "Br&ouml;tchen &amp; mehr, 2&nbsp;&euro;.</description></item>" END,
         "1|Bäckerei – Grün||||||0 [Fünf Brötchen & mehr, 2\xc2\xa0€.]\n"},
        {RSS "<item><guid>1</guid><category domain=\"a\">B&uuml;cher</category>"
             "<title>A & B &unbekannt; C&D</title><description>x &lt; y</description></item>" END,
         "1|A & B &unbekannt; C&D||Bücher||||0 [x < y]\n"},
        {ATOM "<entry><id>1</id><category term=\"a\" label=\"K&auml;se\"/><summary>S&uuml;&szlig;"
              "</summary></entry></feed>",
         "1|||Käse||||0 [Süß]\n"},
        {RSS "<item><guid>1</guid><link><![CDATA[https://k.example/?a=1&b=2&uuml;]]></link>"
             "<description>x</description></item>" END,
         "1||||||https://k.example/?a=1&b=2&uuml;|0 [x]\n"},
        {RSS "<!-- &uuml; & --><item><guid>1</guid><description>&#252;&#xfc; &; &"
             "</description></item>" END,
         "1|||||||0 [üü &; &]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void harmless_entities_of_a_document_are_replaced(void **state)
{
    (void)state;
    static const row rows[] = {
        {"<!DOCTYPE rss [\n<!ENTITY verlag \"Bote &#38; S&#246;hne\"> <!-- & -->\n"
         "<!ENTITY uuml '&#252;'>]>" RSS
         "<item><guid>1</guid><description>&verlag; f&uuml;r alle.</description></item>" END,
         "1|||||||0 [Bote & Söhne für alle.]\n"},
        {"<!DOCTYPE rss [<!ENTITY nie \"x\">]>" RSS
         "<item><guid>1</guid><description>Ohne.</description></item>" END,
         "1|||||||0 [Ohne.]\n"},
    };
    expect_rows(rows, COUNT(rows));
    static const char *const refused[] = {
        "<!ENTITY a \"x\"><!ENTITY b \"&a;&a;\">",
        "<!ENTITY a SYSTEM \"f.xml\">",
        "<!ENTITY a PUBLIC \"p\" \"http://k.example/\">",
        "<!ENTITY % a \"x\">%a;",
        "<!ENTITY a \"<b>x</b>\">",
        "<!ELEMENT rss ANY><!ENTITY a SYSTEM \"f.xml\">",
    };
    for (size_t i = 0; i < COUNT(refused); i++) {
        char text[2000];
        snprintf(text, sizeof text,
                 "<!DOCTYPE rss [%s]>" RSS
                 "<item><guid>1</guid><description>&a;</description></item>" END,
                 refused[i]);
        write_text("f.xml", text);
        record r = {.log = FUND_BUF_INIT};
        read_log(&r, "f.xml", 0);
        if (r.articles > 0) {
            fail_msg("%s: %s", refused[i], r.log.data);
        }
        fund_buf_free(&r.log);
    }
}

/* A value of 250 bytes a thousand times in a row, ten thousand times over. */
static void entities_do_not_grow(void **state)
{
    (void)state;
    fund_buf text = FUND_BUF_INIT;
    fund_buf_append_str(&text, "<!DOCTYPE rss [<!ENTITY a \"");
    for (int i = 0; i < 250; i++) {
        fund_buf_append_byte(&text, 'x');
    }
    fund_buf_append_str(&text, "\">]>" RSS "<item><guid>1</guid><description>");
    for (int i = 0; i < 1000 * 1000; i++) {
        fund_buf_append_str(&text, "&a;");
    }
    fund_buf_append_str(&text, "</description></item>" END);
    assert_false(text.failed);
    write_bytes("f.xml", text.data, text.len);
    expect_log("f.xml", "lost format: f.xml: the XML declares its own entities, which is not "
                        "supported\n");
    fund_buf_free(&text);
}

static void modules_do_not_take_the_place_of_the_feed(void **state)
{
    (void)state;
    static const row rows[] = {
        {RSS "<item><media:title>Bild</media:title><x:title>Fremd</x:title><title>Echt</title>"
             "<x:description>Fremd</x:description><media:description>Bild</media:description>"
             "<description>Text.</description><guid>1</guid><x:link>u</x:link></item>" END,
         "1|Echt||||||0 [Text.]\n"},
        {RSS "<item><guid>1</guid><media:content><media:title>Film</media:title>"
             "<media:description>Der Film.</media:description></media:content></item>" END,
         "1|Film||||||0 [Der Film.]\n"},
        {ATOM "<entry><id>1</id><media:group><media:title>Film</media:title><media:content "
              "url=\"u\"/><media:description>Aus der Gruppe.</media:description></media:group>"
              "</entry></feed>",
         "1|Film||||||0 [Aus der Gruppe.]\n"},
        {RSS "<item><guid>1</guid><itunes:author>Ute Klang</itunes:author><itunes:summary>Folge "
             "eins.</itunes:summary></item>" END,
         "1||||Ute Klang|||0 [Folge eins.]\n"},
        {RSS "<item><guid>1</guid><author>Ada</author><itunes:author>Nein</itunes:author>"
             "<content:encoded><![CDATA[<img src=\"x\">]]></content:encoded>"
             "<description>Kurz.</description></item>" END,
         "1||||Ada|||0 [Kurz.]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void markup_shows_no_scripts(void **state)
{
    (void)state;
    static const row rows[] = {
        {ATOM
         "<entry><id>1</id><title type=\"xhtml\"><div xmlns=\"http://www.w3.org/1999/xhtml\">Neue "
         "<em>Halle</em><script>nein()</script></div></title><content type=\"xhtml\">"
         "<div xmlns=\"http://www.w3.org/1999/xhtml\"><style>p {}</style><p>Ja.</p><script>"
         "nein()</script><noscript>nein</noscript></div></content></entry></feed>",
         "1|Neue Halle||||||0 [Ja.]\n"},
        {RSS "<item><guid>1</guid><description>Vor &lt;object data='x'&gt; dem &lt;iframe "
             "src='y'&gt;Rahmen&lt;/iframe&gt; Ende</description></item>" END,
         "1|||||||0 [Vor dem Rahmen Ende]\n"},
        {RSS
         "<item><guid>1</guid><title>A &amp;amp; B</title><description>&amp;lt;p&amp;gt;Zweimal."
         "&amp;lt;/p&amp;gt;</description></item>" END,
         "1|A & B||||||0 [Zweimal.]\n"},
        {RSS "<item><guid>1</guid><description>&lt;kein Ende</description></item>" END,
         "1|||||||0 [<kein Ende]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void addresses_are_whole(void **state)
{
    (void)state;
    static const row rows[] = {
        {"<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:base=\"https://k.example/a/\"><entry "
         "xml:base=\"b/\"><id>1</id><link href=\"c?d=1\"/><summary>x</summary></entry>"
         "<entry><id>2</id><link href=\"//l.example/e\"/><summary>y</summary></entry></feed>",
         "1||||||https://k.example/a/b/c?d=1|0 [x]\n2||||||https://l.example/e|0 [y]\n"},
        {RSS "<link>https://k.example/start</link><item><guid isPermaLink=\"false\">1</guid>"
             "<link>/neu/1</link><description>x</description></item>" END,
         "1||||||https://k.example/neu/1|0 [x]\n"},
        {RSS "<item><guid>https://k.example/2</guid><description>x</description></item>"
             "<item><guid isPermaLink=\"false\">https://k.example/3</guid><description>y"
             "</description></item><item><guid>4</guid><description>z</description></item>" END,
         "https://k.example/2||||||https://k.example/2|0 [x]\n"
         "https://k.example/3|||||||0 [y]\n4|||||||0 [z]\n"},
        {RSS
         "<item><guid>gleich</guid><link>https://k.example/a</link><description>x</description>"
         "</item><item><guid>gleich</guid><link>https://k.example/b</link><description>y"
         "</description></item><item><guid>gleich</guid><description>z</description></item>" END,
         "https://k.example/a||||||https://k.example/a|0 [x]\n"
         "https://k.example/b||||||https://k.example/b|0 [y]\nf-3|||||||0 [z]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void items_without_text_are_found_by_their_titles(void **state)
{
    (void)state;
    static const row rows[] = {
        {RSS "<title>Bote</title><item><guid>1</guid><title>EIL: Hafen gesperrt</title></item>"
             "<item><guid>2</guid><link>https://k.example/2</link></item>"
             "<item><guid>3</guid></item>" END,
         "1|EIL: Hafen gesperrt||||Bote||0 [EIL: Hafen gesperrt]\n"
         "2|||||Bote|https://k.example/2|0 [https://k.example/2]\n"
         "skipped empty: f.xml: article 3: \n"},
        {ATOM
         "<title>Amt</title><author><name>Stab</name></author><entry><id>1</id><title>Ja</title>"
         "<source><id>n</id><title>Quelle</title></source></entry><entry><id>2</id><title>Nein"
         "</title><author><name>Ida</name></author></entry></feed>",
         "1|Ja|||Stab|Quelle||0 [Ja]\n2|Nein|||Ida|Amt||0 [Nein]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

#define POST(id, status, type)                                                                     \
    "<item><title>T</title><guid isPermaLink=\"false\">" id "</guid><dc:creator>ida</dc:creator>"  \
    "<category domain=\"post_tag\">Tag</category><category domain=\"category\">Hafen</category>"   \
    "<content:encoded><![CDATA[Erster Absatz.\n\nZweiter.]]></content:encoded>"                    \
    "<wp:post_date_gmt>2024-03-05 08:30:00</wp:post_date_gmt><wp:status>" status "</wp:status>"    \
    "<wp:post_type>" type "</wp:post_type></item>"

static void of_a_wordpress_export_only_what_is_published_is(void **state)
{
    (void)state;
    static const row rows[] = {
        {RSS POST("1", "publish", "post") POST("2", "draft", "post") POST("3", "private", "page")
             POST("4", "inherit", "attachment") POST("5", "publish", "nav_menu_item")
                 POST("6", "publish", "page") POST("7", "neulich", "post") END,
         "1|T|2024-03-05T08:30:00|Hafen|ida|||0 [Erster Absatz.\nZweiter.]\n"
         "2|T|2024-03-05T08:30:00|Hafen|ida|||0 withdrawn \n"
         "3|T|2024-03-05T08:30:00|Hafen|ida|||0 withdrawn \n"
         "skipped type: f.xml: article 4: attachment\n"
         "skipped type: f.xml: article 5: nav_menu_item\n"
         "6|T|2024-03-05T08:30:00|Hafen|ida|||0 [Erster Absatz.\nZweiter.]\n"
         "lost format: f.xml: article 7: unknown status \"neulich\"; the article is withheld\n"
         "7|T|2024-03-05T08:30:00|Hafen|ida|||0 withdrawn \n"},
        {RSS "<item><guid>1</guid><wp:post_password>geheim</wp:post_password><wp:status>publish"
             "</wp:status><description>Nein.</description></item>" END,
         "1|||||||0 withdrawn \n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void dates_are_taken_from_where_they_are(void **state)
{
    (void)state;
    static const row rows[] = {
        {RSS
         "<item><guid>1</guid><title>T</title><pubDate>Mon, 9 Oct 23 08:30 EST</pubDate></item>"
         "<item><guid>2</guid><title>T</title><pubDate>Mon, 30 Nov -0001 00:00:00 +0000</pubDate>"
         "<dc:date>2023-10-09</dc:date></item>"
         "<item><guid>3</guid><title>T</title><pubDate>neulich</pubDate></item>" END,
         "1|T|2023-10-09T08:30:00-05:00|||||0 [T]\n2|T|2023-10-09|||||0 [T]\n"
         "dropped format: f.xml: article 3: invalid date \"neulich\"\n3|T||||||0 [T]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(entities_of_html_are_known),
        TEST(harmless_entities_of_a_document_are_replaced),
        TEST(entities_do_not_grow),
        TEST(modules_do_not_take_the_place_of_the_feed),
        TEST(markup_shows_no_scripts),
        TEST(addresses_are_whole),
        TEST(items_without_text_are_found_by_their_titles),
        TEST(of_a_wordpress_export_only_what_is_published_is),
        TEST(dates_are_taken_from_where_they_are),
    };
    return cmocka_run_group_tests_name("corpus: feeds of the wild", tests, NULL, NULL);
}
