/* All text of a message: parts, attachments, messages within messages, and what mail programs get
 * wrong. */
#include "test_corpus.h"

#define HEAD                                                                                       \
    "From: Ida <ida@k.example>\nMessage-ID: <1@k.example>\nSubject: Kran\nMIME-Version: 1.0\n"
#define FIELDS "1@k.example|Kran|||Ida|||0 "
#define MIXED HEAD "Content-Type: multipart/mixed; boundary=m\n\n"
#define PLAIN "Content-Type: text/plain; charset=utf-8\n\n"

typedef struct row {
    const char *text, *expected;
} row;

static void expect_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        write_text("a.eml", rows[i].text);
        expect_log("a.eml", rows[i].expected);
    }
}

static void all_text_parts_are_read(void **state)
{
    (void)state;
    static const row rows[] = {
        {MIXED
         "--m\nContent-Type: text/plain; charset=iso-8859-1\n\nF\xfcr alle.\n--m\n" PLAIN
         "Für jeden.\n--m\nContent-Type: text/html; charset=utf-8\n\n<p>Für keinen.</p>\n--m--\n",
         FIELDS "[Für alle.\nFür jeden.\nFür keinen.]\n"},
        {MIXED
         "--m\n" PLAIN "Siehe Anhang.\n--m\nContent-Type: text/plain; charset=utf-8; name=r.txt\n"
         "Content-Disposition: attachment; filename=r.txt\n\nDie Rede.\n--m\n"
         "Content-Type: application/octet-stream\nContent-Disposition: attachment; "
         "filename=n.TXT\nContent-Transfer-Encoding: base64\n\nRGllIE5vdGl6Lg==\n--m\n"
         "Content-Type: application/pdf\nContent-Disposition: attachment; filename=\"x.pdf\"\n\n"
         "%PDF\n--m\nContent-Type: text/calendar\n\nBEGIN:VCALENDAR\n--m--\n",
         "skipped attachment: a.eml: .pdf\nskipped attachment: a.eml: text/calendar\n" FIELDS
         "[Siehe Anhang.\nDie Rede.\nDie Notiz.]\n"},
        {MIXED "--m\nContent-Type: multipart/alternative; boundary=a\n\n--a\n" PLAIN
               "Schlicht.\n--a\n"
               "Content-Type: text/html\n\n<p>Bunt.</p>\n--a--\n--m--\n",
         FIELDS "[Schlicht.]\n"},
        {HEAD "Content-Type: multipart/alternative; boundary=a\n\n--a\n" PLAIN "  \n--a\n"
              "Content-Type: multipart/related; boundary=r\n\n--r\nContent-Type: text/html\n\n"
              "<p>Bunt.</p>\n--r\nContent-Type: image/png\n\nx\n--r--\n--a--\n",
         "skipped attachment: a.eml: image/png\n" FIELDS "[Bunt.]\n"},
        {HEAD "Content-Type: text/enriched\n\n<bold>Fett</bold> und mager.\n",
         FIELDS "[Fett und mager.]\n"},
        {HEAD "Content-Type: text; charset=us-ascii\n\nOhne Art.\n", FIELDS "[Ohne Art.]\n"},
        {HEAD "Content-Type: text/plain; charset=us-ascii\n\n\x84Stra\xdf"
              "e\x93 f\xfcr alle.\n",
         FIELDS "[„Straße“ für alle.]\n"},
        {HEAD "Content-Type: text/plain; charset=iso-2022-jp\n\n\x1b$B$3\x1b(B\n", FIELDS "[こ]\n"},
        {HEAD "Content-Type: image/png\n\nx", /* found by its subject */
         "skipped attachment: a.eml: image/png\ndropped format: a.eml: the message has no text; it "
         "is "
         "found by its subject\n" FIELDS "[Kran]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void messages_within_messages_are_passages(void **state)
{
    (void)state;
    static const row rows[] = {
        {MIXED "--m\n" PLAIN
               "Zur Kenntnis.\n--m\nContent-Type: message/rfc822\n\nFrom: b@k.example\n"
               "Subject: =?utf-8?q?Pl=C3=A4ne?=\n" PLAIN "Der Plan.\n--m--\n",
         FIELDS "[Zur Kenntnis.\nPläne\nDer Plan.]\n"},
        {HEAD "Content-Type: message/rfc822\n\nSubject: Innen\n\nNur innen.\n",
         FIELDS "[Innen\nNur innen.]\n"},
        {HEAD
         "Content-Type: multipart/digest; boundary=d\n\n--d\n\nSubject: Eins\n\nText eins.\n--d\n\n"
         "Subject: Zwei\n\nText zwei.\n--d--\n",
         FIELDS "[Eins\nText eins.\nZwei\nText zwei.]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void flowed_lines_are_joined(void **state)
{
    (void)state;
    static const row rows[] = {
        {HEAD "Content-Type: text/plain; format=flowed\n\nEin Satz \ngeht weiter.\n\n Gestopft.\n",
         FIELDS "[Ein Satz geht weiter.\nGestopft.]\n"},
        {HEAD "Content-Type: text/plain; format=flowed; delsp=yes\n\nDer Hafen \nkran steht.\n",
         FIELDS "[Der Hafenkran steht.]\n"},
        {HEAD "Content-Type: text/plain; format=flowed\n\n> Ein Zitat \n> geht weiter.\n\nJa. \n-- "
              "\nI.\n",
         FIELDS "[Ein Zitat geht weiter.\nJa.]\n"},
        {HEAD PLAIN "Fest.\n-- \nUnterschrift\n", FIELDS "[Fest.]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void what_mail_programs_get_wrong_is_read(void **state)
{
    (void)state;
    static const row rows[] = {
        {"From: Ida <ida@k.example>\rMessage-ID: <1@k.example>\rSubject: Kran\r\rEins.\r\rZwei.\r",
         FIELDS "[Eins.\nZwei.]\n"},
        {HEAD "\nEins.\r\rZwei.", FIELDS "[Eins.\nZwei.]\n"},
        {"From ida Tue Mar  5 08:30:00 2024\n" HEAD "\nEins.\n", FIELDS "[Eins.]\n"},
        {"From: Ida <ida@k.example>\nMessage-ID: <1@k.example>\nSubject: Kran\nHier fehlt die "
         "leere "
         "Zeile.\n",
         FIELDS "[Hier fehlt die leere Zeile.]\n"},
        {HEAD "Content-Type: multipart/mixed; boundary=a\n\n--b\n" PLAIN "Falsche Grenze.\n--b--\n",
         FIELDS "[--b Content-Type: text/plain; charset=utf-8\nFalsche Grenze. --b--]\n"},
        {"From: Ida <ida@k.example>\nMessage-ID: <1@k.example>\nSubject: Br\xfc"
         "cke\nDate: Mon, 9 Oct 23 08:30 EST\n\nF\xfcr alle.\n",
         "1@k.example|Brücke|2023-10-09T08:30:00-05:00||Ida|||0 [Für alle.]\n"},
    };
    expect_rows(rows, COUNT(rows));
}

static void deep_messages_end_well(void **state)
{
    (void)state;
    fund_buf text = FUND_BUF_INIT;
    record r = {.log = FUND_BUF_INIT};
    fund_buf_append_str(&text, HEAD);
    for (int i = 0; i < 5000; i++) {
        fund_buf_append_str(&text, "Content-Type: message/rfc822\n\n");
    }
    fund_buf_append_str(&text, "\nTief.\n");
    write_bytes("a.eml", text.data, text.len);
    read_log(&r, "a.eml", 0);
    assert_int_equal(r.articles, 1);
    fund_buf_clear(&text);
    fund_buf_append_str(&text, HEAD);
    for (int i = 0; i < 5000; i++) {
        fund_buf_printf(&text, "Content-Type: multipart/mixed; boundary=b%d\n\n--b%d\n", i, i);
    }
    fund_buf_append_str(&text, "\nTief.\n");
    write_bytes("a.eml", text.data, text.len);
    read_log(&r, "a.eml", 0);
    assert_int_equal(r.articles, 1);
    fund_buf_free(&text);
    fund_buf_free(&r.log);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(all_text_parts_are_read), TEST(messages_within_messages_are_passages),
        TEST(flowed_lines_are_joined), TEST(what_mail_programs_get_wrong_is_read),
        TEST(deep_messages_end_well),
    };
    return cmocka_run_group_tests_name("corpus: e-mail", tests, NULL, NULL);
}
