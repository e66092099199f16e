/* Feeds, NewsML-G2 and NITF; and XML that is none, or means no good. */
#include "test_corpus.h"

#define BODY "Die Brücke ist seit Dienstag gesperrt, eine Umleitung führt über die Altstadt."

static void expect_xml(const char *text, const char *expected)
{
    write_text("x.xml", text);
    expect_log("x.xml", expected);
}

static const char *log_of(record *r, const char *text)
{
    write_text("x.xml", text);
    return read_log(r, "x.xml", 0);
}

static void rss_items_are_articles(void **state)
{
    (void)state;
    expect_xml(
        "<?xml version=\"1.0\"?><rss version=\"2.0\" xmlns:dc=\"d\" xmlns:content=\"c\"><channel>"
        "<title>Bote</title><item><title>A &amp;amp; B</title><guid>k:1</guid>"
        "<link>https://k.example/1</link><pubDate>Fri, 07 Jan 2022 10:15:00 +0100</pubDate>"
        "<dc:creator>Jan Ohm</dc:creator><category>Hafen</category><category>Meer</category>"
        "<description>Kurz.</description><content:encoded><![CDATA[<p>Eins &uuml;ber.</p><p>Zwei"
        "</p><script>x</script>]]></content:encoded></item>"
        "<item><link>https://k.example/2</link><description>Nur &lt;b&gt;das&lt;/b&gt; hier."
        "</description></item></channel></rss>",
        "k:1|A & B|2022-01-07T10:15:00+01:00|Hafen|Jan Ohm|Bote|https://k.example/1|0 "
        "[Eins über.\nZwei]\n"
        "https://k.example/2|||||Bote|https://k.example/2|0 [Nur das hier.]\n");
}

static void rss_1_items_stand_beside_the_channel(void **state)
{
    (void)state;
    expect_xml("<rdf:RDF xmlns:rdf=\"r\" xmlns=\"s\" xmlns:dc=\"d\"><channel><title>Amt</title>"
               "</channel><item><title>T</title><link>l:1</link><dc:date>2024-05-06</dc:date>"
               "<description>Text.</description></item></rdf:RDF>",
               "l:1|T|2024-05-06|||Amt|l:1|0 [Text.]\n");
}

static void atom_entries_have_versions(void **state)
{
    (void)state;
    expect_xml(
        "<feed xmlns=\"http://www.w3.org/2005/Atom\"><title>Amt</title>"
        "<entry><id>u:1</id><title type=\"html\">Neue &lt;i&gt;Satzung&lt;/i&gt;</title>"
        "<updated>1970-01-02T00:00:00Z</updated><published>2024-05-01T10:00:00Z</published>"
        "<link rel=\"self\" href=\"s\"/><link href=\"https://a.example/1\"/>"
        "<category term=\"recht\" label=\"Recht\"/><author><name>A</name></author>"
        "<author><name>B</name></author><content type=\"xhtml\">"
        "<div xmlns=\"http://www.w3.org/1999/xhtml\"><p>Sie <b>gilt</b>.</p><p>Ab morgen.</p></div>"
        "</content></entry>"
        "<entry><id>u:2</id><title>a &lt; b</title><summary>1 &lt; 2</summary></entry>"
        "<entry><id>u:3</id><content type=\"html\">&lt;p&gt;x &amp;lt; y</content></entry></feed>",
        "u:1|Neue Satzung|2024-05-01T10:00:00Z|Recht|A, B|Amt|https://a.example/1|0 "
        "version=86400 [Sie gilt.\nAb morgen.]\n"
        "u:2|a < b||||Amt||0 [1 < 2]\n"
        "u:3|||||Amt||0 [x < y]\n");
}

static void a_broken_item_costs_only_itself(void **state)
{
    (void)state;
    expect_xml("<rss><channel><item><guid>1</guid><description>Eins.</description></item>"
               "<item><title>leer</title></item>"
               "<item><guid>3</guid><pubDate>31.02.2023</pubDate><description>Drei.</description>"
               "</item><item><guid>4\n5</guid><description>Vier.</description></item></channel>"
               "</rss>",
               "1|||||||0 [Eins.]\n"
               "x-2|leer||||||0 [leer]\n"
               "dropped format: x.xml: article 3: invalid date \"31.02.2023\"\n"
               "3|||||||0 [Drei.]\n"
               "lost format: x.xml: article 4: id contains a line break or control character\n");
}

static void a_cut_feed_keeps_its_complete_items(void **state)
{
    (void)state;
    record r = {.log = FUND_BUF_INIT};
    const char *log =
        log_of(&r, "<rss><channel>\n<item><guid>1</guid><description>Eins.</description>"
                   "</item>\n<item><guid>2</guid><description>Zwei wird abgeschn");
    assert_non_null(strstr(log, "dropped format: x.xml:3: not well-formed XML: "));
    assert_non_null(strstr(log, "1|||||||0 [Eins.]\n"));
    assert_non_null(strstr(log, "lost format: x.xml: article 2: incomplete; skipped\n"));
    assert_int_equal(r.articles, 1);
    log = log_of(&r, "<rss><channel><item><guid>1</guid><description>Eins\x01 zwei.</description>"
                     "</item><item><guid>2</guid><description>Drei.</description></item>"
                     "</channel></rss>");
    assert_int_equal(r.articles, 2);
    assert_non_null(strstr(log, "dropped format: x.xml:1: not well-formed XML: "));
    log_of(&r, "<rss><channel><title>Leer</title></channel></rss>");
    assert_string_equal(r.log.data, "dropped format: x.xml: the feed has no items\n");
    fund_buf_free(&r.log);
}

static void a_problem_in_a_title_can_end_the_reading(void **state)
{
    (void)state;
    fund_buf feed = FUND_BUF_INIT;
    fund_buf_append_str(&feed, "<rss><channel><item><guid>1</guid><title>&lt;b");
    for (int i = 0; i < 1001; i++) {
        fund_buf_printf(&feed, " a%d", i);
    }
    fund_buf_append_str(&feed,
                        "&gt;</title><description>Eins.</description></item></channel></rss>");
    assert_false(feed.failed);
    write_text("x.xml", feed.data);
    expect_log("x.xml", "lost format: x.xml: article 1: line 1: an element has more than 1000 "
                        "attributes\n1|||||||0 [Eins.]\n");
    record r = {.stop_problem = FUND_ERR_FULL};
    assert_int_equal(read_with(&r, "x.xml", 0), FUND_ERR_FULL);
    assert_int_equal(r.articles, 0);
    fund_buf_free(&r.log);
    fund_buf_free(&feed);
}

#define ITEM(attributes, meta)                                                                     \
    "<newsItem xmlns=\"n\" guid=\"urn:7\" " attributes "><itemMeta>"                               \
    "<itemClass qcode=\"ninat:text\"/><provider literal=\"Agentur Nord\"/>"                        \
    "<versionCreated>2024-03-05T10:00:00+01:00</versionCreated>"                                   \
    "<firstCreated>2024-03-05T09:00:00+01:00</firstCreated>" meta "</itemMeta><contentMeta>"       \
    "<headline>Brücke zu</headline><by>Von Lena Voss</by><subject><name>Verkehr</name></subject>" \
    "</contentMeta><contentSet><inlineXML><html><head><title>x</title></head><body><p>" BODY       \
    "</p></body></html></inlineXML></contentSet></newsItem>"
#define FIELDS "urn:7|Brücke zu|2024-03-05T09:00:00+01:00|Verkehr|Lena Voss|Agentur Nord||0 "

static void news_items_tell_whether_they_may_be_shown(void **state)
{
    (void)state;
    expect_xml(ITEM("version=\"3\"", "<pubStatus qcode=\"stat:usable\"/>"),
               FIELDS "version=3 [" BODY "]\n");
    expect_xml(ITEM("version=\"3\"", "<pubStatus qcode=\"stat:canceled\"/>"),
               FIELDS "withdrawn version=3 \n");
    expect_xml(ITEM("", "<pubStatus uri=\"http://x.example/pubstatusg2/withheld\"/>"),
               FIELDS "withdrawn \n");
    expect_xml(ITEM("", "<embargoed>2024-03-06T06:00:00+01:00</embargoed>"),
               FIELDS "embargo=2024-03-06T05:00:00Z [" BODY "]\n");
    expect_xml(ITEM("", "<embargoed/><pubStatus qcode=\"stat:usable\"/>"), FIELDS "withdrawn \n");
    expect_xml(ITEM("", "<embargoed/><pubStatus qcode=\"stat:canceled\"/>"), FIELDS "withdrawn \n");
    expect_xml(ITEM("", "<embargoed/><pubStatus uri=\"http://x.example/pubstatusg2/usable\"/>"),
               FIELDS "withdrawn \n");
}

static void news_messages_have_several_items(void **state)
{
    (void)state;
    expect_xml(
        "<newsMessage><header/><itemSet>" ITEM(
            "",
            "") "<packageItem guid=\"p\"/><newsItem guid=\"b\"><itemMeta><itemClass "
                "qcode=\"ninat:picture\"/></itemMeta></newsItem><newsItem guid=\"z\"><contentSet>"
                "<inlineData>Eins.\n\nZwei.</inlineData></contentSet></newsItem></itemSet>"
                "</newsMessage>",
        FIELDS "[" BODY "]\nskipped type: x.xml: article 2: packageItem\n"
               "skipped type: x.xml: article 3: picture\nz|||||||0 [Eins.\nZwei.]\n");
    expect_xml("<newsMessage><itemSet><packageItem/></itemSet></newsMessage>",
               "skipped type: x.xml: article 1: packageItem\n"
               "dropped format: x.xml: none of the message's 1 items is text\n");
    expect_xml("<newsItem guid=\"b\"><itemMeta><itemClass qcode=\"ninat:picture\"/></itemMeta>"
               "</newsItem>",
               "skipped type: x.xml: picture\n");
}

#define NITF(status, release)                                                                      \
    "<nitf><head><title>x</title><tobject><tobject.subject tobject.subject.type=\"Wetter\"/>"      \
    "</tobject><docdata management-status=\"" status "\"><doc-id id-string=\"n-1\"/>" release      \
    "<date.issue norm=\"20240305T090000+0100\"/><du-key version=\"2\"/></docdata></head><body>"    \
    "<body.head><hedline><hl1>Sturm</hl1><hl2>Bäume fallen</hl2></hedline><byline>Von "           \
    "<person>Kai Brodersen</person></byline><distributor>Nord</distributor></body.head>"           \
    "<body.content><p>Ein <location>Sturm</location> zog auf.</p><media><media-metadata>x"         \
    "</media-metadata><media-caption>Ein "                                                         \
    "Baum.</media-caption></media></body.content></body></nitf>"
#define NITF_FIELDS "n-1|Sturm|2024-03-05T09:00:00+01:00|Wetter|Kai Brodersen|Nord||0 "

static void nitf_is_read(void **state)
{
    (void)state;
    expect_xml(NITF("usable", ""),
               NITF_FIELDS "version=2 [Bäume fallen\nEin Sturm zog auf.\nEin Baum.]\n");
    expect_xml(NITF("withheld", ""), NITF_FIELDS "withdrawn version=2 \n");
    expect_xml(NITF("embargoed", "<date.release norm=\"20240306T060000+0100\"/>"),
               NITF_FIELDS "embargo=2024-03-06T05:00:00Z version=2 "
                           "[Bäume fallen\nEin Sturm zog auf.\nEin Baum.]\n");
    expect_xml(NITF("embargoed", ""), NITF_FIELDS "withdrawn version=2 \n");
    write_text("x.txt", "<?xml version=\"1.0\"?>\n" NITF("usable", ""));
    expect_log("x.txt", NITF_FIELDS "version=2 [Bäume fallen\nEin Sturm zog auf.\nEin Baum.]\n");
}

static void entities_reach_nothing(void **state)
{
    (void)state;
    write_text("geheim", "Geheimnis");
    static const char item[] = "<rss><channel><item><guid>1</guid><description>&x; Text"
                               "</description></item></channel></rss>";
    static const char *const subsets[] = {
        "<!DOCTYPE rss [<!ENTITY x SYSTEM \"geheim\">]>",
        "<!DOCTYPE rss [<!ENTITY a \"haha\"><!ENTITY b \"&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;\">"
        "<!ENTITY c \"&b;&b;&b;&b;&b;&b;&b;&b;\"><!ENTITY d \"&c;&c;&c;&c;&c;&c;&c;&c;&c;\">"
        "<!ENTITY e \"&d;&d;&d;&d;&d;&d;&d;&d;\"><!ENTITY f \"&e;&e;&e;&e;&e;&e;&e;&e;&e;\">"
        "<!ENTITY g \"&f;&f;&f;&f;&f;&f;&f;&f;\"><!ENTITY h \"&g;&g;&g;&g;&g;&g;&g;&g;&g;\">"
        "<!ENTITY x \"&h;&h;&h;&h;&h;&h;&h;&h;\">]>",
        "<!DOCTYPE rss [<!ENTITY % p SYSTEM \"geheim\"> %p;]>",
    };
    record r = {.log = FUND_BUF_INIT};
    for (size_t i = 0; i < COUNT(subsets); i++) {
        char text[1024];
        snprintf(text, sizeof text, "%s%s", subsets[i], item);
        assert_non_null(strstr(log_of(&r, text), "lost format: x.xml"));
        assert_non_null(strstr(r.log.data, "declares its own entities"));
        assert_null(strstr(r.log.data, "Geheimnis"));
        assert_int_equal(r.articles, 0);
    }
    log_of(&r, "<!DOCTYPE rss SYSTEM \"geheim\"><rss><channel><item><guid>1</guid><description>Ja."
               "</description></item></channel></rss>");
    assert_string_equal(r.log.data, "1|||||||0 [Ja.]\n");
    fund_buf_free(&r.log);
}

static void other_xml_is_told(void **state)
{
    (void)state;
    expect_xml("<?xml version=\"1.0\"?><sitemap/>",
               "lost format: x.xml: unknown kind of XML with root <sitemap>\n");
    expect_xml("", "lost format: x.xml: empty file\n");
    record r = {.log = FUND_BUF_INIT};
    assert_non_null(
        strstr(log_of(&r, "<nitf>\n<head></nitf>"), "lost format: x.xml:2: not well-formed XML: "));
    write_bytes("x.xml", "<rss>\0</rss>", 12);
    assert_non_null(strstr(read_log(&r, "x.xml", 0), "binary data"));
    fund_buf_free(&r.log);
}

static void the_charset_is_what_the_bytes_are(void **state)
{
    (void)state;
    static const struct {
        const char *declared, *text;
    } rows[] = {
        {"utf-8", "Die F\xe4hre."},         {"iso-8859-1", "Die F\xc3\xa4hre."},
        {"iso-8859-1", "Die F\xe4hre."},    {"windows-1252", "Die F\xe4hre."},
        {"iso-8859-15", "Die F\xe4hre."},   {"utf-8", "Die F\xc3\xa4hre."},
        {"gibt-es-nicht", "Die F\xe4hre."},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[300];
        snprintf(text, sizeof text,
                 "<?xml version='1.0' encoding='%s'?><rss><channel><item>"
                 "<guid>1</guid><description>%s</description></item></channel></rss>",
                 rows[i].declared, rows[i].text);
        expect_xml(text, "1|||||||0 [Die Fähre.]\n");
    }
}

static void deep_and_cut_documents_end_well(void **state)
{
    (void)state;
    fund_buf deep = FUND_BUF_INIT;
    record r = {.log = FUND_BUF_INIT};
    fund_buf_append_str(&deep, "<nitf>");
    for (int i = 0; i < 100000; i++) {
        fund_buf_append_str(&deep, "<block>");
    }
    write_bytes("x.xml", deep.data, deep.len);
    assert_non_null(strstr(read_log(&r, "x.xml", 0), "lost format: x.xml"));
    static const char *const whole[] = {
        ITEM("version=\"1\"", "<embargoed/>"), NITF("usable", ""),
        "<rss><channel><item><guid>1</guid></item>"
        "<item><description>x</description></item></channel></rss>"};
    for (size_t i = 0; i < COUNT(whole); i++) {
        for (size_t len = 1; len < strlen(whole[i]); len += 3) {
            write_bytes("x.xml", whole[i], len);
            read_log(&r, "x.xml", 0);
            assert_true(r.problems > 0);
        }
    }
    fund_buf_free(&deep);
    fund_buf_free(&r.log);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(rss_items_are_articles),
        TEST(rss_1_items_stand_beside_the_channel),
        TEST(atom_entries_have_versions),
        TEST(a_broken_item_costs_only_itself),
        TEST(a_cut_feed_keeps_its_complete_items),
        TEST(a_problem_in_a_title_can_end_the_reading),
        TEST(news_items_tell_whether_they_may_be_shown),
        TEST(news_messages_have_several_items),
        TEST(nitf_is_read),
        TEST(entities_reach_nothing),
        TEST(other_xml_is_told),
        TEST(the_charset_is_what_the_bytes_are),
        TEST(deep_and_cut_documents_end_well),
    };
    return cmocka_run_group_tests_name("corpus: feeds, NewsML-G2, NITF", tests, NULL, NULL);
}
