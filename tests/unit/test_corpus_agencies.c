/* What agencies send: NewsML 1, NewsML-G2 and ninjs, after the specifications of the IPTC; and JSON with
 * German keys. */
#include "test_corpus.h"

static void expect(const char *name, const char *text, const char *expected)
{
    write_text(name, text);
    expect_log(name, expected);
}

/* ---- NewsML 1 ------------------------------------------------------------- */

#define IDENTIFICATION(revision)                                                                   \
    "<Identification><NewsIdentifier><ProviderId>nord.example</ProviderId><DateId>20240305</"      \
    "DateId>"                                                                                      \
    "<NewsItemId>Kran7</NewsItemId><RevisionId PreviousRevision=\"0\" Update=\"N\">" revision      \
    "</RevisionId><PublicIdentifier>urn:newsml:nord.example:20240305:Kran7:" revision              \
    "N</PublicIdentifier></NewsIdentifier></Identification>"
#define MANAGEMENT(status)                                                                         \
    "<NewsManagement><NewsItemType FormalName=\"News\"/><FirstCreated>20240305T083000+0100"        \
    "</FirstCreated><ThisRevisionCreated>20240305T093000+0100</ThisRevisionCreated>" status        \
    "</NewsManagement>"
#define LINES                                                                                      \
    "<NewsLines><HeadLine>Kran steht still</HeadLine><ByLine>Von Ida Moor</ByLine><SlugLine>"      \
    "Hafen/Kräne</SlugLine></NewsLines>"
#define NEWSML(revision, status, content)                                                          \
    "<?xml version=\"1.0\"?><NewsML><NewsEnvelope><DateAndTime>20240305T100000+0100"               \
    "</DateAndTime></NewsEnvelope><NewsItem>" IDENTIFICATION(revision)                             \
        MANAGEMENT(status) "<NewsComponent>" LINES content "</NewsComponent></NewsItem></NewsML>"
#define KRAN                                                                                       \
    "urn:newsml:nord.example:20240305:Kran7|Kran steht still|2024-03-05T08:30:00+01:00|"           \
    "Hafen/Kräne|Ida Moor|nord.example||0 "
#define TEXT(content)                                                                              \
    "<ContentItem><MediaType FormalName=\"Text\"/><DataContent>" content                           \
    "</DataContent></ContentItem>"
#define USABLE "<Status FormalName=\"Usable\"/>"

static void newsml_1_is_read(void **state)
{
    (void)state;
    expect("a.xml", NEWSML("3", USABLE, TEXT("<p>Der Kran.</p><p>Er steht.</p>")),
           KRAN "version=3 [Der Kran.\nEr steht.]\n");
    expect("b.xml", NEWSML("1", USABLE, TEXT("Der Kran.\n\nEr steht.")),
           KRAN "version=1 [Der Kran.\nEr steht.]\n");
    expect("c.xml", NEWSML("1", "", TEXT("<![CDATA[<p>Der <b>Kran</b>.</p>]]>")),
           KRAN "version=1 [Der Kran.]\n");
    expect("d.xml",
           NEWSML("1", USABLE,
                  TEXT("<nitf><body><body.head><hedline><hl1>Kran steht still</hl1></hedline>"
                       "</body.head><body.content><p>Aus NITF.</p></body.content></body></nitf>")),
           KRAN "version=1 [Aus NITF.]\n");
    expect(
        "e.xml",
        NEWSML(
            "1", USABLE,
            TEXT(
                "<html xmlns=\"http://www.w3.org/1999/xhtml\"><head><title>x</title></head>"
                "<body><p>Hafen/Kräne</p><h1>Kran steht still</h1><p>Aus HTML.</p></body></html>")),
        KRAN "version=1 [Aus HTML.]\n");
    expect("f.xml", NEWSML("1", USABLE, ""), KRAN "version=1 [Kran steht still]\n");
}

static void newsml_1_tells_whether_it_may_be_shown(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        {NEWSML("1", "<Status FormalName=\"Withheld\"/>", TEXT("<p>x</p>")),
         KRAN "withdrawn version=1 \n"},
        {NEWSML("2", "<Status FormalName=\"Canceled\"/>", ""), KRAN "withdrawn version=2 \n"},
        {NEWSML("1", USABLE "<Instruction FormalName=\"Delete\"/>", TEXT("<p>x</p>")),
         KRAN "withdrawn version=1 \n"},
        {NEWSML("1", "<Status FormalName=\"Embargoed\"/>", TEXT("<p>x</p>")),
         KRAN "withdrawn version=1 \n"},
        {NEWSML("1",
                "<Status FormalName=\"Embargoed\"/><StatusWillChange><FutureStatus "
                "FormalName=\"Usable\"/><DateAndTime>20310305T060000+0100</DateAndTime>"
                "</StatusWillChange>",
                TEXT("<p>Später.</p>")),
         KRAN "embargo=2031-03-05T05:00:00Z version=1 [Später.]\n"},
        {NEWSML("1", "<Status FormalName=\"Fraglich\"/>", TEXT("<p>x</p>")),
         "lost format: a.xml: article 1: unknown status \"Fraglich\"; the article is "
         "withheld\n" KRAN "withdrawn version=1 \n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect("a.xml", rows[i][0], rows[i][1]);
    }
}

static void components_of_newsml_1_are_texts_once(void **state)
{
    (void)state;
    expect(
        "a.xml",
        NEWSML("1", USABLE,
               "<NewsComponent EquivalentsList=\"yes\">" TEXT("<p>Einmal.</p>") TEXT(
                   "<p>Zweimal.</p>") "</NewsComponent><NewsComponent><Role "
                                      "FormalName=\"Caption\"/>" TEXT(
                                          "<p>Bild.</p>") "</"
                                                          "NewsComponent><NewsComponent><"
                                                          "ContentItem Href=\"k.jpg\"><MediaType "
                                                          "FormalName=\"Photo\"/></ContentItem></"
                                                          "NewsComponent><NewsComponent>" TEXT(
                                                              "<p>Kasten.</p>") "</NewsComponent>"),
        KRAN "version=1 [Einmal.\nKasten.]\n");
    expect("b.xml",
           NEWSML("1", USABLE,
                  "<NewsComponent><Role FormalName=\"Caption\"/>" TEXT(
                      "<p>Nur das Bild.</p>") "</NewsComponent>"),
           KRAN "version=1 [Nur das Bild.]\n");
    expect(
        "c.xml",
        "<NewsML><NewsItem><Identification><NewsIdentifier><PublicIdentifier>urn:a"
        "</PublicIdentifier></NewsIdentifier></Identification><NewsComponent><NewsLines><HeadLine>"
        "Dach</HeadLine></NewsLines><NewsItem><NewsComponent><NewsLines><HeadLine>Keller"
        "</HeadLine></NewsLines>" TEXT("<p>Unten.</p>") "</NewsComponent></NewsItem>"
                                                        "</NewsComponent></NewsItem></NewsML>",
        "urn:a|Dach||||||0 [Dach]\nc-2|Keller||||||0 [Unten.]\n");
    expect("p.xml",
           NEWSML("1", USABLE,
                  "<ContentItem Href=\"k.jpg\"><MediaType FormalName=\"Photo\"/></ContentItem>"),
           "skipped type: p.xml: article 1: Photo\n");
    expect("d.xml", "<NewsML><Catalog/></NewsML>",
           "dropped format: d.xml: the message has no news items\n");
}

/* ---- NewsML-G2 -------------------------------------------------------------- */

#define G2(meta, content)                                                                          \
    "<newsItem xmlns=\"http://iptc.org/std/nar/2006-10-01/\" guid=\"urn:9\" "                      \
    "version=\"2\"><itemMeta>"                                                                     \
    "<itemClass qcode=\"ninat:text\"/><versionCreated>2024-03-05T10:00:00+01:00</versionCreated>"  \
    "<pubStatus qcode=\"stat:usable\"/></itemMeta><contentMeta><headline>Kran</headline>" meta     \
    "</contentMeta><contentSet>" content "</contentSet></newsItem>"
#define G2_FIELDS "urn:9|Kran|2024-03-05T10:00:00+01:00|"
#define XHTML(body)                                                                                \
    "<inlineXML contenttype=\"application/xhtml+xml\"><html "                                      \
    "xmlns=\"http://www.w3.org/1999/xhtml\">"                                                      \
    "<body>" body "</body></html></inlineXML>"

static void a_slug_line_is_a_section_and_a_code_no_author(void **state)
{
    (void)state;
    expect("a.xml",
           G2("<slugline separator=\"/\">Hafen/Technik/</slugline><creator "
              "qcode=\"nutzer:imo\"/><creator uri=\"http://k.example/imo\"/>",
              XHTML("<p>Hafen/Technik/</p><h1>Kran</h1><p>Er steht.</p><script>x</script>")),
           G2_FIELDS "Hafen/Technik/||||0 version=2 [Er steht.]\n");
    expect("b.xml",
           G2("<slugline>Hafen</slugline><creator qcode=\"n:imo\"><name>Ida Moor</name></creator>"
              "<subject qcode=\"t:1\"/><subject qcode=\"t:2\"><name>Verkehr</name></subject>",
              XHTML("<p class=\"slug\">x</p><slugline>y</slugline><p>Er steht.</p>")),
           G2_FIELDS "Verkehr|Ida Moor|||0 version=2 [Er steht.]\n");
    expect("c.xml",
           G2("", "<inlineData contenttype=\"text/html\">&lt;p&gt;Eins.&lt;/p&gt;&lt;p&gt;Zwei."
                  "&lt;/p&gt;</inlineData>"),
           G2_FIELDS "||||0 version=2 [Eins.\nZwei.]\n");
    expect("f.xml", G2("", XHTML("<p>Einmal.</p>") "<inlineData>Zweimal.</inlineData>"),
           G2_FIELDS "||||0 version=2 [Einmal.]\n");
    expect("d.xml", G2("<description>Ohne Text.</description>", ""),
           G2_FIELDS "||||0 version=2 [Ohne Text.]\n");
    expect("e.xml", G2("", ""), G2_FIELDS "||||0 version=2 [Kran]\n");
}

/* ---- ninjs -------------------------------------------------------------------- */

static void ninjs_is_read(void **state)
{
    (void)state;
    static const char *const rows[][2] = {
        /* 1 */
        {"{\"uri\":\"urn:n:1\",\"type\":\"text\",\"version\":\"4\",\"pubstatus\":\"usable\","
         "\"versioncreated\":\"2024-03-05T10:00:00+01:00\",\"headline\":\"Kran\",\"byline\":\"Von "
         "Ida Moor\",\"subject\":[{\"code\":\"1\"},{\"name\":\"Verkehr\"}],\"copyrightholder\":"
         "\"Nord\",\"body_html\":\"<p>Eins.</p><p>Zwei.</p>\",\"body_text\":\"Nein\"}",
         "urn:n:1|Kran|2024-03-05T10:00:00+01:00|Verkehr|Ida Moor|Nord||0 version=4 "
         "[Eins.\nZwei.]\n"},
        /* 2 and 3 */
        {"{\"uri\":\"urn:n:2\",\"standard\":{\"name\":\"ninjs\",\"version\":\"3.0\"},\"version\":5,"
         "\"pubStatus\":\"usable\",\"firstCreated\":\"2024-03-05T09:00:00Z\",\"versionCreated\":"
         "\"2024-03-05T10:00:00Z\",\"headlines\":[{\"role\":\"short\",\"value\":\"K\"},{\"role\":"
         "\"main\",\"value\":\"Kran\"}],\"subjects\":[{\"name\":\"Verkehr\"}],\"infoSources\":"
         "[{\"name\":\"Nord\"}],\"by\":\"Ida Moor\",\"bodies\":[{\"role\":\"caption\",\"value\":"
         "\"Bild\"},{\"role\":\"main\",\"contentType\":\"text/"
         "plain\",\"value\":\"Roh.\"},{\"role\":"
         "\"main\",\"contentType\":\"text/html\",\"value\":\"<p>Fein.</p>\"}]}",
         "urn:n:2|Kran|2024-03-05T09:00:00Z|Verkehr|Ida Moor|Nord||0 version=5 [Fein.]\n"},
        {"{\"uri\":\"u\",\"headline\":\"EIL: Kran\",\"slugline\":\"Hafen\"}",
         "u|EIL: Kran||Hafen||||0 [EIL: Kran]\n"},
        {"{\"uri\":\"u\",\"headline\":\"K\",\"description_text\":\"Kurz.\"}",
         "u|K||||||0 [Kurz.]\n"},
        {"{\"uri\":\"u\",\"bodies\":[{\"value\":\"Roh.\\n\\nZwei.\"}]}",
         "u|||||||0 [Roh.\nZwei.]\n"},
        {"{\"urn\":\"u\",\"pubstatus\":\"usable\",\"version_created\":\"2024-03-05T10:00:00Z\","
         "\"headline\":\"K\",\"article_html\":\"<section><p>Eins.</p></section>\"}",
         "u|K|2024-03-05T10:00:00Z|||||0 [Eins.]\n"},
        {"{\"entries\":[{\"uri\":\"u\",\"headline\":\"A\"},{\"uri\":\"v\",\"headline\":\"B\"}]}",
         "u|A||||||0 [A]\nv|B||||||0 [B]\n"},
        {"{\"uri\":\"u\",\"headline\":\"K\",\"body\":\"Eigen.\",\"subjects\":[{\"names\":[{"
         "\"value\":"
         "\"Verkehr\"}]}]}",
         "u|K||Verkehr||||0 [Eigen.]\n"},
        {"{\"uri\":\"u\",\"type\":\"picture\",\"headline\":\"A\"}",
         "skipped type: a.json: picture\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        expect("a.json", rows[i][0], rows[i][1]);
    }
}

static void ninjs_that_is_not_usable_is_not_shown(void **state)
{
    (void)state;
    static const char *const status[][2] = {
        {"\"pubstatus\":\"canceled\"", "u|K||||||0 withdrawn \n"},
        {"\"pubStatus\":\"withheld\"", "u|K||||||0 withdrawn \n"},
        {"\"pub_status\":\"draft\"", "u|K||||||0 withdrawn \n"},
        {"\"pubstatus\":\"ungewiss\"",
         "lost format: a.json: unknown status \"ungewiss\"; the article is withheld\n"
         "u|K||||||0 withdrawn \n"},
        {"\"embargoed\":\"2031-01-01T00:00:00Z\"",
         "u|K||||||0 embargo=2031-01-01T00:00:00Z [Text.]\n"},
        {"\"embargoed\":\"\"", "u|K||||||0 withdrawn \n"},
        {"\"embargoed\":\"bald\"",
         "lost format: a.json: invalid embargo date \"bald\"; the article is withheld\n"
         "u|K||||||0 withdrawn \n"},
    };
    for (size_t i = 0; i < COUNT(status); i++) {
        char text[300];
        snprintf(text, sizeof text, "{\"uri\":\"u\",\"headline\":\"K\",\"body_text\":\"Text.\",%s}",
                 status[i][0]);
        expect("a.json", text, status[i][1]);
    }
}

/* ---- JSON -------------------------------------------------------------------- */

static void german_keys_are_known(void **state)
{
    (void)state;
    expect(
        "a.jsonl",
        "{\"id\":1,\"titel\":\"T\",\"datum\":\"5.3.2024\",\"ressort\":\"Hafen\",\"autor\":\"Ida\","
        "\"quelle\":\"Bote\",\"text\":\"Eins.\"}\n"
        "{\"id\":2,\"Titel\":\"T\",\"title\":\"U\",\"Text\":[\"Eins.\",\"Zwei.\"],\"Sperrfrist\":"
        "\"2031-01-01T00:00:00Z\"}\n"
        "{\"id\":3,\"ueberschrift\":\"T\",\"volltext\":\"Eins.\"}\n"
        "{\"id\":4,\"status\":\"canceled\"}\n",
        "1|T|2024-03-05|Hafen|Ida|Bote||1 [Eins.]\n"
        "2|U||||||2 embargo=2031-01-01T00:00:00Z [Eins.\nZwei.]\n"
        "lost format: a.jsonl:3: no text to index; no \"body\" or \"text\" among its keys: \"id\", "
        "\"ueberschrift\", \"volltext\"\n"
        "4|||||||4 withdrawn \n");
}

#define RUN(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        RUN(newsml_1_is_read),
        RUN(newsml_1_tells_whether_it_may_be_shown),
        RUN(components_of_newsml_1_are_texts_once),
        RUN(a_slug_line_is_a_section_and_a_code_no_author),
        RUN(ninjs_is_read),
        RUN(ninjs_that_is_not_usable_is_not_shown),
        RUN(german_keys_are_known),
    };
    return cmocka_run_group_tests_name("corpus: agencies", tests, NULL, NULL);
}
