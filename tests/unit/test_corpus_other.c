/* Markdown, e-mail, JSON Feed; and what editors say in any format. */
#include "test_corpus.h"

#define LONG_ONE "Der erste Absatz handelt von Gemüse, von Äpfeln und vom Wetter in den Bergen."
#define LONG_TWO "Der zweite Absatz handelt von Schiffen, von Häfen und von der Arbeit am Kai."

static void expect(const char *name, const char *text, const char *expected)
{
    write_text(name, text);
    expect_log(name, expected);
}

static void expect_part(const char *name, const char *text, const char *part)
{
    record r = {.log = FUND_BUF_INIT};
    write_text(name, text);
    read_log(&r, name, 0);
    if (strstr(r.log.data, part) == NULL) {
        fail_msg("no \"%s\" in \"%s\"", part, r.log.data);
    }
    fund_buf_free(&r.log);
}

static void markdown_is_read_with_its_front_matter(void **state)
{
    (void)state;
    expect("a.md",
           "---\ntitle: \"Neue Fähre\"\ndate: 2024-03-05\ncategories:\n  - Verkehr\n  - Meer\n"
           "authors: [Ines Petersen, {name: Jan Ohm, mail: x}]\nlayout: {a: {b: [c]}}\n"
           "canonical: https://k.example/f\nid: f-1\nversion: 2\nstatus: published\n---\n\n"
           "# Überschrift\n\n" LONG_ONE "\n\n- eins\n- zwei *betont* und [Link](http://x)\n\n"
           "> Zitat\n\n<div>weg</div>\n\n![Bild](b.png)\n\n    Code\n",
           "f-1|Neue Fähre|2024-03-05|Verkehr|Ines Petersen, Jan Ohm||https://k.example/f|0 "
           "version=2 [Überschrift\n" LONG_ONE
           "\neins\nzwei betont und Link\nZitat\nBild\nCode]\n");
    expect("b.md", "# Titel hier\n\nZeile eins\nzwei.\n\n## Zwei\n\nText.",
           "b|Titel hier||||||0 [Zeile eins zwei.\nZwei\nText.]\n");
    expect("c.md", "---\n\nEin Strich ist kein Anfang.",
           "c|||||||0 [Ein Strich ist kein Anfang.]\n");
    expect("d.md", "---\ndraft: true\n---\nNein.", "d|||||||0 withdrawn \n");
    expect("e.md", "---\ntitel: T\nsperrfrist: 2031-01-01T00:00:00Z\n---\nJa.",
           "e|T||||||0 embargo=2031-01-01T00:00:00Z [Ja.]\n");
}

static void damaged_front_matter_costs_only_itself(void **state)
{
    (void)state;
    expect_part("a.md", "---\ntitle: [a\n---\nText.",
                "dropped format: a.md:3: invalid front matter: ");
    expect_part("a.md", "---\ntitle: [a\n---\nText.", " [Text.]\n");
    expect_part("b.md", "---\na: &x [1]\nb: *x\n---\nText.",
                "b.md:3: invalid front matter: "
                "aliases are not supported\n");
    /* What it may say of the status holds the text back. */
    for (size_t i = 0; i < 3; i++) {
        static const char *const lines[] = {"status: withheld", "draft: true", "Sperrfrist: x"};
        char text[100];
        snprintf(text, sizeof text, "---\n%s\ntitle: [a\n---\nText.", lines[i]);
        record r = {.log = FUND_BUF_INIT};
        write_text("w.md", text);
        read_log(&r, "w.md", 0);
        assert_int_equal(r.articles, 0);
        assert_non_null(strstr(r.log.data, "lost format: w.md:4: invalid front matter: "));
        fund_buf_free(&r.log);
    }
    fund_buf deep = FUND_BUF_INIT;
    fund_buf_append_str(&deep, "---\na: ");
    for (int i = 0; i < 1000; i++) {
        fund_buf_append_byte(&deep, '[');
    }
    fund_buf_append_str(&deep, "\n---\nText.");
    expect_part("c.md", deep.data, "nested too deeply");
    fund_buf_clear(&deep);
    for (int i = 0; i < 10000; i++) {
        fund_buf_append_str(&deep, "> - ");
    }
    fund_buf_append_str(&deep, "tief");
    write_bytes("d.md", deep.data, deep.len);
    record r = {.log = FUND_BUF_INIT};
    read_log(&r, "d.md", 0);
    assert_true(r.articles + r.problems > 0);
    fund_buf_free(&deep);
    fund_buf_free(&r.log);
}

#define HEADER                                                                                     \
    "From: =?utf-8?q?J=C3=B6rg_Ohm?= <ohm@k.example>\r\nMessage-ID: <m-1@k.example>\r\n"           \
    "Subject: =?utf-8?B?TmV1ZSBGw6RocmU=?=\r\nDate: Tue, 05 Mar 2024 08:30:00 +0100\r\n"           \
    "Organization: Reederei\r\nMIME-Version: 1.0\r\n"
#define FIELDS "m-1@k.example|Neue Fähre|2024-03-05T08:30:00+01:00||Jörg Ohm|Reederei||0 "

static void messages_are_articles(void **state)
{
    (void)state;
    expect("a.eml",
           HEADER "Content-Type: text/plain; charset=iso-8859-1\r\n\r\nDie F\xe4hre.\r\n\r\n"
                  "Zwei.\r\n-- \r\nUnterschrift\r\n",
           FIELDS "[Die Fähre.\nZwei.]\n");
    expect("b.eml",
           HEADER "Content-Type: text/plain; charset=utf-8; format=flowed\r\n"
                  "Content-Transfer-Encoding: quoted-printable\r\n\r\nDie F=C3=A4hre=20\r\n"
                  "legt ab.\r\n",
           FIELDS "[Die Fähre legt ab.]\n");
    expect("c.eml",
           HEADER "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                  "Content-Type: multipart/alternative; boundary=y\r\n\r\n--y\r\n"
                  "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Nein.</p>\r\n--y\r\n"
                  "Content-Type: text/plain; charset=utf-8\r\n\r\nJa.\r\n--y--\r\n--x\r\n"
                  "Content-Type: text/plain\r\nContent-Disposition: attachment\r\n\r\nAnhang"
                  "\r\n--x--\r\n",
           FIELDS "[Ja.\nAnhang]\n");
    expect("d.eml", HEADER "Content-Type: text/html; charset=utf-8\r\n\r\n<p>Eins.</p><p>Zwei.\r\n",
           FIELDS "[Eins.\nZwei.]\n");
    expect("e.eml", HEADER "Content-Type: image/png\r\n\r\nx",
           "skipped attachment: e.eml: image/png\n"
           "dropped format: e.eml: the message has no text; it is found by its subject\n" FIELDS
           "[Neue Fähre]\n");
    expect("f.txt", "Received: from a by b; Tue, 05 Mar 2024 08:30:00 +0100\r\n" HEADER "\r\nJa.",
           FIELDS "[Ja.]\n");
    expect("g.txt", "Title: T\nSubject: nein\n\nText.", "g|T||||||0 [Text.]\n");
}

static void cut_messages_end_well(void **state)
{
    (void)state;
    static const char whole[] = HEADER "Content-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n"
                                       "Content-Transfer-Encoding: base64\r\n\r\nSmEu\r\n--x--\r\n";
    record r = {.log = FUND_BUF_INIT};
    for (size_t len = 1; len < sizeof whole; len++) {
        write_bytes("a.eml", whole, len);
        read_log(&r, "a.eml", 0);
        assert_true(r.articles + r.problems > 0);
    }
    fund_buf_free(&r.log);
}

static void nested_addresses_are_refused(void **state)
{
    (void)state;
    fund_buf text = FUND_BUF_INIT;
    static const char *const heads[] = {
        "Message-ID: <a@b>\r\ncc: ", "Message-ID: <a@b>\r\nFrom: x@y,\r\n ",
        "MIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\nTo: "};
    for (size_t i = 0; i < 3; i++) {
        fund_buf_clear(&text);
        fund_buf_append_str(&text, heads[i]);
        for (int j = 0; j < 200000; j++) {
            fund_buf_append_str(&text, j % 100 == 99 ? "a:\r\n " : "a:");
        }
        fund_buf_append_str(&text, "\r\n\r\nHallo");
        expect("a.eml", text.data, "lost format: a.eml: too many nested address groups\n");
    }
    fund_buf_free(&text);
}

static void json_feeds_are_read(void **state)
{
    (void)state;
    expect("f.json",
           "{\"version\":\"https://jsonfeed.org/version/1.1\",\"title\":\"Bote\",\"items\":["
           "{\"id\":7,\"title\":\"T\",\"content_html\":\"<p>Eins.</p><p>Zwei.\",\"url\":\"u:7\","
           "\"date_published\":\"2024-03-05T08:30:00Z\",\"authors\":[{\"name\":\"A\"},{\"name\":"
           "\"B\"}],\"tags\":[\"Hafen\"]},{\"title\":\"leer\"},{\"url\":\"u:9\",\"content_text\":"
           "\"Drei.\",\"author\":{\"name\":\"C\"}}]}",
           "7|T|2024-03-05T08:30:00Z|Hafen|A, B|Bote|u:7|0 [Eins.\nZwei.]\n"
           "f-2|leer||||Bote||0 [leer]\n"
           "u:9||||C|Bote|u:9|0 [Drei.]\n");
    expect("g.json", "{\"version\":\"https://jsonfeed.org/version/1\",\"items\":3}",
           "dropped format: g.json: the feed has no items\n");
}

static void what_editors_say_is_understood(void **state)
{
    (void)state;
    setenv("TZ", "Europe/Berlin", 1);
    static const struct {
        const char *header, *expected;
    } rows[] = {
        {"Status: usable", "a|T||||||0 [Text.]\n"},
        {"Status: WITHHELD", "a|T||||||0 withdrawn \n"},
        {"Status: Canceled", "a|T||||||0 withdrawn \n"},
        {"Status: cancelled", "a|T||||||0 withdrawn \n"},
        {"Status: embargoed", "a|T||||||0 withdrawn \n"},
        {"Status: fertig", "lost format: a.txt: unknown status \"fertig\"; the article is "
                           "withheld\na|T||||||0 withdrawn \n"},
        {"Status: draft", "a|T||||||0 withdrawn \n"},
        {"Status: Published", "a|T||||||0 [Text.]\n"},
        {"Embargo: 2031-06-01T12:00:00+02:00", "a|T||||||0 embargo=2031-06-01T10:00:00Z [Text.]\n"},
        {"Status: embargoed\nSperrfrist: 2031-06-01T12:00:00Z",
         "a|T||||||0 embargo=2031-06-01T12:00:00Z [Text.]\n"},
        {"Embargo: 2031-06-01 12:00", "a|T||||||0 embargo=2031-06-01T10:00:00Z [Text.]\n"},
        {"Embargo: 1. Januar 2031", "a|T||||||0 embargo=2030-12-31T23:00:00Z [Text.]\n"},
        {"Embargo: bald", "lost format: a.txt: invalid embargo date \"bald\"; the article is "
                          "withheld\na|T||||||0 withdrawn \n"},
        {"Version: 12", "a|T||||||0 version=12 [Text.]\n"},
        {"Version: 1.2", "dropped format: a.txt: invalid version \"1.2\"; not a number\n"
                         "a|T||||||0 [Text.]\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char text[256];
        snprintf(text, sizeof text, "Title: T\n%s\n\nText.", rows[i].header);
        expect("a.txt", text, rows[i].expected);
    }
    expect("a.jsonl",
           "{\"id\":\"a\",\"version\":3,\"status\":\"withheld\"}\n"
           "{\"id\":\"b\",\"version\":\"4\",\"body\":\"Ja.\"}\n",
           "a|||||||1 withdrawn version=3 \nb|||||||2 version=4 [Ja.]\n");
}

static void passages_of_an_export_stay_as_they_are(void **state)
{
    (void)state;
    expect("a.jsonl",
           "{\"id\":\"a\",\"path\":\"/x\",\"passages\":[\"Kurz.\",\"Auch\\nkurz.\"]}\n"
           "{\"id\":\"b\",\"passages\":[\"Kurz.\",\" Mit Rand.\"]}\n"
           "{\"id\":\"c\",\"passages\":[3]}\n{\"id\":\"d\",\"passages\":[]}\n",
           "a|||||||1 [Kurz.][Auch\nkurz.]\nb|||||||2 [Kurz.\nMit Rand.]\n"
           "lost format: a.jsonl:3: body must be a string or an array of strings\n"
           "lost format: a.jsonl:4: no text to index; the body is missing\n");
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(markdown_is_read_with_its_front_matter),
        TEST(damaged_front_matter_costs_only_itself),
        TEST(messages_are_articles),
        TEST(cut_messages_end_well),
        TEST(nested_addresses_are_refused),
        TEST(json_feeds_are_read),
        TEST(what_editors_say_is_understood),
        TEST(passages_of_an_export_stay_as_they_are),
    };
    return cmocka_run_group_tests_name("corpus: Markdown, e-mail, JSON Feed", tests, NULL, NULL);
}
