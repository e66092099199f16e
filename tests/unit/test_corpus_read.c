#include "test_corpus.h"

#define LONG_A "Dieser Absatz ist lang genug, um für sich allein eine Passage zu sein."
#define LONG_B "Auch dieser zweite Absatz hat mehr als sechzig Zeichen, wie man zählen kann."

typedef struct read_case {
    const char *file;
    const char *content;
    const char *expected; /* see record */
} read_case;

static void expect_cases(const read_case *cases, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        record r = {.log = FUND_BUF_INIT};
        write_text(cases[i].file, cases[i].content);
        const char *log = read_log(&r, cases[i].file, 0);
        if (strcmp(log, cases[i].expected) != 0) {
            print_error("%s: %s\n", cases[i].file, cases[i].content);
            assert_string_equal(log, cases[i].expected);
        }
        fund_buf_free(&r.log);
        assert_int_equal(remove(cases[i].file), 0);
    }
}

/* ---- text --------------------------------------------------------------- */

static void text_files_are_articles(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"nato.txt", LONG_A "\n\n" LONG_B "\n", "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.txt", LONG_A "\r\n \xc2\xa0\r\n" LONG_B, "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.txt", "\n\n\n" LONG_A "\n\n\n\n" LONG_B "\n\n\n",
         "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.txt", LONG_A "\r\r" LONG_B, "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.txt", LONG_A "\xe2\x80\xa9" LONG_B, "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.txt", LONG_A "\xe2\x80\xa8\xe2\x80\xa8" LONG_B,
         "nato|||||||0 [" LONG_A "][" LONG_B "]\n"},
        {"nato.2022.TXT", "hart umbrochene\nZeilen",
         "nato.2022|||||||0 [hart umbrochene Zeilen]\n"},
        {"notiz", "Ohne Endung", "notiz|||||||0 [Ohne Endung]\n"},
        {"notiz.md", "Andere Endung", "notiz|||||||0 [Andere Endung]\n"},
        {"klammer.txt", "{ ist kein JSON", "klammer|||||||0 [{ ist kein JSON]\n"},
        {"M\xfcnchen.txt", "M\xfcnchen", "München|||||||0 [München]\n"},
        {"bom.txt", "\xef\xbb\xbfText", "bom|||||||0 [Text]\n"},
    };
    expect_cases(cases, COUNT(cases));
}

static void header_blocks_are_metadata(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"a.txt",
         "Title: Der Titel\nDate: 7. Januar 2022\nSection: Politik\nAuthor: A. B.\nSource: dpa\n"
         "Url: https://example.org/a\nId: x-1\n\nText.",
         "x-1|Der Titel|2022-01-07|Politik|A. B.|dpa|https://example.org/a|0 [Text.]\n"},
        {"a.txt", "TITEL: Eins\nDatum: 07.01.2022\nRessort: R\nautor: N\nQuelle: Q\n\nText.",
         "a|Eins|2022-01-07|R|N|Q||0 [Text.]\n"},
        {"a.txt", "\xef\xbb\xbf\n\nTitle: Nach BOM\r\n\r\nText.", "a|Nach BOM||||||0 [Text.]\n"},
        {"a.txt", "Title:\nSection :  viel   Platz\n\nText.",
         "a|||||||0 [Title: Section : viel Platz\nText.]\n"},
        {"a.txt", "Title: A: B\nX-Rest: egal\n\nText: bleibt\n\nDate: auch",
         "a|A: B||||||0 [Text: bleibt\nDate: auch]\n"},
        {"a.txt", "Title: eins\nTitle: zwei\n\nText.", "a|zwei||||||0 [Text.]\n"},
        {"a.txt", "Er sagte: nein\n\nText.", "a|||||||0 [Er sagte: nein\nText.]\n"},
        {"a.txt", "Hinweis: nein\nTitle: nein\n\nText.",
         "a|||||||0 [Hinweis: nein Title: nein\nText.]\n"},
        {"a.txt", "Autor: ein Beruf\nohne Zukunft\n\nText.",
         "a|||||||0 [Autor: ein Beruf ohne Zukunft\nText.]\n"},
        {"a.txt", "Title\n\nText.", "a|||||||0 [Title\nText.]\n"},
        {"a.txt", ": nichts\n\nText.", "a|||||||0 [: nichts\nText.]\n"},
        {"a.txt", "Title: eins\001zwei\n\nText.", "a|eins zwei||||||0 [Text.]\n"},
        {"a.txt", "Date: 31.02.2023\n\nText.",
         "dropped format: a.txt: invalid date \"31.02.2023\"\na|||||||0 [Text.]\n"},
        {"a.txt", "Title: nur Kopf\n",
         "lost format: a.txt: no text to index; the body is missing\n"},
    };
    expect_cases(cases, COUNT(cases));
}

static void long_lines_without_blank_lines_are_paragraphs(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"a.txt", LONG_A " " LONG_B "\n" LONG_B " " LONG_A "\n",
         "a|||||||0 [" LONG_A " " LONG_B "][" LONG_B " " LONG_A "]\n"},
        {"a.txt", LONG_A "\n" LONG_B "\n", "a|||||||0 [" LONG_A " " LONG_B "]\n"},
        {"a.txt", "Kurz.\n\n" LONG_A LONG_B "\n" LONG_A LONG_B "\n",
         "a|||||||0 [Kurz.\n" LONG_A LONG_B " " LONG_A LONG_B "]\n"},
        {"a.jsonl", "{\"id\":1,\"body\":\"" LONG_A LONG_B "\\n" LONG_B LONG_A "\"}",
         "1|||||||1 [" LONG_A LONG_B "][" LONG_B LONG_A "]\n"},
    };
    expect_cases(cases, COUNT(cases));
}

/* ---- JSON Lines --------------------------------------------------------- */

static void json_lines_are_articles(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"a.jsonl",
         "{\"id\":\"x\",\"title\":\"T\",\"date\":\"2022-01-07T10:15:00+01:00\",\"section\":\"S\","
         "\"author\":\"A\",\"source\":\"dpa\",\"url\":\"u\",\"body\":\"Text.\",\"more\":[1]}\n",
         "x|T|2022-01-07T10:15:00+01:00|S|A|dpa|u|1 [Text.]\n"},
        {"a.ndjson", "{\"body\":\"eins\"}\r\n\r\n  \n{\"body\":\"zwei\"}",
         "a-1|||||||1 [eins]\na-4|||||||4 [zwei]\n"},
        {"a.JSONL", "\xef\xbb\xbf{\"id\":7,\"body\":\"eins\"}\n", "7|||||||1 [eins]\n"},
        {"a.jsonl", "{\"id\":-9007199254740993,\"body\":\"eins\"}\n",
         "-9007199254740993|||||||1 [eins]\n"},
        {"a.jsonl",
         "{\"id\":\" \",\"body\":\"eins\"}\n{\"id\":null,\"title\":null,\"body\":\"x\"}\n",
         "a-1|||||||1 [eins]\na-2|||||||2 [x]\n"},
        {"a.jsonl", "{\"id\":\"x\",\"body\":\"" LONG_A "\\n\\n" LONG_B "\"}\n",
         "x|||||||1 [" LONG_A "][" LONG_B "]\n"},
        {"a.jsonl",
         "{\"id\":\"x\",\"body\":[\"" LONG_A "\",null,\"" LONG_B "\\n\\n" LONG_A "\"]}\n",
         "x|||||||1 [" LONG_A "][" LONG_B "][" LONG_A "]\n"},
        {"a.jsonl", "{\"id\":\"x\",\"title\":\"a\\n\\tb\\u0001\",\"body\":\"y\\u2029z\"}\n",
         "x|a b||||||1 [y\nz]\n"},
        {"a.jsonl",
         "{\"id\":\"x\",\"title\":\"M\xfcller\",\"body\":\"Gr\xfc\xdf"
         "e\"}\n"
         "{\"id\":\"y\",\"body\":\"Größe\"}\n",
         "x|Müller||||||1 [Grüße]\ny|||||||2 [Größe]\n"},
        {"zeilen", " {\"id\":\"x\",\"body\":\"y\"}\n{\"id\":\"z\",\"body\":\"y\"}\n",
         "x|||||||1 [y]\nz|||||||2 [y]\n"},
    };
    expect_cases(cases, COUNT(cases));
}

static void bad_lines_are_told_and_the_others_read(void **state)
{
    (void)state;
    static const char ok[] = "{\"id\":\"ok\",\"body\":\"gut\"}\n";
    static const char *const cases[][2] = {
        {"{\"id\":\"x\",\"body\":\"abge", "lost format: a.jsonl:1: not valid JSON: "
                                          "premature end of input near '\"abge'\n"},
        {"{\"id\":\"x\",\"body\":\"y\"", "lost format: a.jsonl:1: not valid JSON: "
                                         "'}' expected near end of file\n"},
        {"Unsinn", "lost format: a.jsonl:1: not valid JSON: "
                   "'[' or '{' expected near 'Unsinn'\n"},
        {"[1]", "lost format: a.jsonl:1: not a JSON object\n"},
        {"{}", "lost format: a.jsonl:1: no text to index; the object is empty\n"},
        {"{\"id\":\"x\",\"title\":\"y\"}", "lost format: a.jsonl:1: no text to index; no \"body\" "
                                           "or \"text\" among its keys: \"id\", "
                                           "\"title\"\n"},
        {"{\"id\":\"x\",\"body\":\" \\n\\u00a0\\n\"}",
         "lost format: a.jsonl:1: no text to index; the body is missing\n"},
        {"{\"id\":\"x\",\"body\":[]}",
         "lost format: a.jsonl:1: no text to index; the body is missing\n"},
        {"{\"id\":\"x\",\"body\":null}", "lost format: a.jsonl:1: no text to index; no \"body\" or "
                                         "\"text\" among its keys: \"id\", "
                                         "\"body\"\n"},
        {"{\"id\":\"x\",\"body\":5}",
         "lost format: a.jsonl:1: body must be a string or an array of strings\n"},
        {"{\"id\":\"x\",\"body\":[\"y\",5]}",
         "lost format: a.jsonl:1: body must be a string or an array of strings\n"},
        {"{\"id\":[],\"body\":\"y\"}",
         "lost format: a.jsonl:1: id must be a string or an integer\n"},
        {"{\"id\":1.5,\"body\":\"y\"}",
         "lost format: a.jsonl:1: id must be a string or an integer\n"},
        {"{\"id\":\"a\\nb\",\"body\":\"y\"}",
         "lost format: a.jsonl:1: id contains a line break or control character\n"},
        {"{\"id\":\"a\\u0085b\",\"body\":\"y\"}",
         "lost format: a.jsonl:1: id contains a line break or control character\n"},
        {"{\"id\":\"x\",\"body\":\"y\\u0000\"}",
         "lost format: a.jsonl:1: not valid JSON: contains a zero character (\\u0000)\n"},
        {"{\"id\":\"x\",\"body\":\"Grüße M\xfcller\"}",
         "lost encoding: a.jsonl:1: invalid UTF-8 at byte 28\n"},
        {"{\"title\":5,\"id\":\"x\",\"body\":\"y\",\"date\":2022}",
         "dropped format: a.jsonl:1: title must be a string\n"
         "dropped format: a.jsonl:1: date must be a string\nx|||||||1 [y]\n"},
        {"{\"date\":\"gestern\",\"id\":\"x\",\"body\":\"y\"}",
         "dropped format: a.jsonl:1: invalid date \"gestern\"\nx|||||||1 [y]\n"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        fund_buf content = FUND_BUF_INIT, expected = FUND_BUF_INIT;
        fund_buf_printf(&content, "%s\n%s", cases[i][0], ok);
        fund_buf_printf(&expected, "%sok|||||||2 [gut]\n", cases[i][1]);
        const read_case one = {"a.jsonl", content.data, expected.data};
        expect_cases(&one, 1);
        fund_buf_free(&content);
        fund_buf_free(&expected);
    }
}

static void ids_have_a_limit(void **state)
{
    (void)state;
    for (size_t len = FUND_ARTICLE_ID_MAX; len <= FUND_ARTICLE_ID_MAX + 1; len++) {
        char id[FUND_ARTICLE_ID_MAX + 2];
        memset(id, 'i', len);
        id[len] = '\0';
        fund_buf line = FUND_BUF_INIT;
        fund_buf_printf(&line, "{\"id\":\"%s\",\"body\":\"y\"}", id);
        write_text("a.jsonl", line.data);
        fund_buf_free(&line);
        record r = {.log = FUND_BUF_INIT};
        const char *log = read_log(&r, "a.jsonl", 0);
        if (len <= FUND_ARTICLE_ID_MAX) {
            assert_int_equal(r.articles, 1);
        } else {
            assert_string_equal(log, "lost format: a.jsonl:1: id has 513 bytes; "
                                     "the limit is 512\n");
        }
        fund_buf_free(&r.log);
    }
}

/* ---- JSON documents ----------------------------------------------------- */

static void json_documents_are_read_as_a_whole(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"a.json", "{\n  \"title\": \"T\",\n  \"body\": \"y\"\n}\n", "a|T||||||0 [y]\n"},
        {"a.json", "{\"body\":\"y\"}\n", "a|||||||0 [y]\n"},
        {"a.json", "\xef\xbb\xbf\n[ {\"id\":\"x\",\"body\":\"y\"},\n {\"body\":\"z\"} ]",
         "x|||||||0 [y]\na-2|||||||0 [z]\n"},
        {"a.json", "[{\"id\":\"x\"}, 5, {\"body\":\"z\"}]",
         "lost format: a.json: article 1: no text to index; no \"body\" or \"text\" among its "
         "keys: "
         "\"id\"\n"
         "lost format: a.json: article 2: not a JSON object\na-3|||||||0 [z]\n"},
        {"a.json", "[]", ""},
        {"a.json", "{\n\"body\": \"y\",\n",
         "lost format: a.json:3: not valid JSON: string or '}' expected near end of file\n"},
        {"a.json", "{\"id\":\"x\",\"body\":\"y\"}\n{\"id\":\"z\",\"body\":\"y\"}\n",
         "x|||||||1 [y]\nz|||||||2 [y]\n"},
        {"a.json", "{\"id\":\"x\",\"bo\n{\"id\":\"z\",\"body\":\"y\"}\n",
         "lost format: a.json:1: not valid JSON: premature end of input near '\"bo'\n"
         "z|||||||2 [y]\n"},
        {"a.json", "{\"id\":\"x\",\"body\":\"y\"}\nUnsinn\n{\"id\":\"z\",\"body\":\"y\"}\n",
         "x|||||||1 [y]\n"
         "lost format: a.json:2: not valid JSON: '[' or '{' expected near 'Unsinn'\n"
         "z|||||||3 [y]\n"},
        {"a.json", "\"nur Text\"",
         "lost format: a.json:1: not valid JSON: '[' or '{' expected near '\"nur Text\"'\n"},
        {"objekt", "{\n\"body\": \"y\"\n}", "objekt|||||||0 [y]\n"},
    };
    expect_cases(cases, COUNT(cases));
}

/* ---- bad files ---------------------------------------------------------- */

static void empty_and_binary_files_are_told(void **state)
{
    (void)state;
    static const read_case cases[] = {
        {"a.txt", "", "lost format: a.txt: empty file\n"},
        {"a.json", "", "lost format: a.json: empty file\n"},
        {"a.jsonl", "", "dropped format: a.jsonl: contains no articles\n"},
        {"a.jsonl", "\n  \n\n", "dropped format: a.jsonl: contains no articles\n"},
        {"a.txt", " \n\n\t\n", "lost format: a.txt: no text to index; the body is missing\n"},
        {"a.txt", "Grüße\nM\xfcller über",
         "lost encoding: a.txt: invalid UTF-8 at byte 10 (line 2)\n"},
    };
    expect_cases(cases, COUNT(cases));
    write_bytes("a.txt", "PNG\0\1\2\3", 7);
    expect_log("a.txt", "lost encoding: a.txt: binary data: zero byte at byte 4\n");
    write_bytes("a.jsonl", "PNG\0\n\0\n\0\n", 9);
    expect_log("a.jsonl", "lost encoding: a.jsonl:1: binary data: zero byte at byte 4\n");
    write_bytes("a.jsonl", "{\"id\":\"x\0\"}\n{\"id\":\"y\",\"body\":\"z\"}", 33);
    expect_log("a.jsonl", "lost encoding: a.jsonl:1: binary data: zero byte at byte 9\n"
                          "y|||||||2 [z]\n");
}

static void utf16_files_are_read(void **state)
{
    (void)state;
    static const char text[] = "\xff\xfeG\0r\0\xfc\0\xdf\0e\0";
    write_bytes("a.txt", text, sizeof text - 1);
    expect_log("a.txt", "a|||||||0 [Grüße]\n");
    static const char line[] = "{\"id\":\"x\",\"body\":\"y\"}\n";
    fund_buf wide = FUND_BUF_INIT;
    fund_buf_append(&wide, "\xff\xfe", 2);
    for (size_t i = 0; i < 2 * (sizeof line - 1); i++) {
        const char bytes[2] = {line[i % (sizeof line - 1)], '\0'};
        fund_buf_append(&wide, bytes, 2);
    }
    static const char *const names[] = {"a.jsonl", "a.json", "ohne"};
    for (size_t i = 0; i < COUNT(names); i++) {
        write_bytes(names[i], wide.data, wide.len);
        expect_log(names[i], "x|||||||1 [y]\nx|||||||2 [y]\n");
    }
    fund_buf_free(&wide);
}

static void the_size_limit_holds_for_an_article_not_for_a_file_of_lines(void **state)
{
    (void)state;
    static const char lines[] = "{\"id\":\"x\",\"body\":\"y\"}\n"
                                "{\"id\":\"z\",\"body\":\"viel zu lang für diese Grenze\"}\n"
                                "{\"id\":\"u\",\"body\":\"v\"}\n";
    static const char expected[] = "x|||||||1 [y]\n"
                                   "lost format: %s:2: longer than the limit of 30 bytes\n"
                                   "u|||||||3 [v]\n";
    static const char *const names[] = {"a.jsonl", "a.json"};
    record r = {.log = FUND_BUF_INIT};
    for (size_t i = 0; i < COUNT(names); i++) {
        fund_buf log = FUND_BUF_INIT;
        for (const char *p = expected; *p != '\0'; p++) {
            bool here = p[0] == '%';
            fund_buf_append(&log, here ? names[i] : p, here ? strlen(names[i]) : 1);
            p += here;
        }
        write_text(names[i], lines);
        assert_string_equal(read_log(&r, names[i], 30), log.data);
        assert_int_equal(r.progress, sizeof lines - 1);
        fund_buf_free(&log);
    }
    write_text("a.txt", "123456789");
    assert_string_equal(read_log(&r, "a.txt", 8),
                        "lost format: a.txt: larger than the limit of 8 bytes\n");
    assert_string_equal(read_log(&r, "a.txt", 9), "a|||||||0 [123456789]\n");
    write_text("a.json", "[{\"body\":\"y\"}]");
    assert_string_equal(read_log(&r, "a.json", 8),
                        "lost format: a.json: larger than the limit of 8 bytes\n");
    fund_buf_free(&r.log);
}

/* Would take hours if anything were quadratic. */
static void a_line_of_50_megabytes_is_read(void **state)
{
    (void)state;
    fund_buf line = FUND_BUF_INIT;
    fund_buf_append_str(&line, "{\"id\":\"x\",\"body\":\"");
    while (line.len < (size_t)50 << 20) {
        fund_buf_append_str(&line, "Ein Satz mit einigen Wörtern, der sich wiederholt. ");
    }
    fund_buf_append_str(&line, "\"}\n{\"id\":\"y\",\"body\":\"danach\"}\n");
    assert_false(line.failed);
    write_bytes("a.jsonl", line.data, line.len);
    record r = {.log = FUND_BUF_INIT};
    read_log(&r, "a.jsonl", 0);
    assert_int_equal(r.articles, 2);
    assert_int_equal(r.problems, 0);
    assert_int_equal(r.progress, line.len);
    read_log(&r, "a.jsonl", 1000);
    assert_string_equal(r.log.data, "lost format: a.jsonl:1: longer than the limit of 1000 bytes\n"
                                    "y|||||||2 [danach]\n");
    fund_buf_free(&r.log);
    fund_buf_free(&line);
}

/* ---- events ------------------------------------------------------------- */

static void files_and_progress_are_told(void **state)
{
    (void)state;
    write_text("a.txt", LONG_A);
    record r = {.log = FUND_BUF_INIT};
    read_log(&r, "a.txt", 0);
    assert_int_equal(r.files, 1);
    assert_int_equal(r.file_bytes, strlen(LONG_A));
    assert_int_equal(r.progress, strlen(LONG_A));
    fund_buf_free(&r.log);
}

static void every_callback_can_end_the_reading(void **state)
{
    (void)state;
    write_text("a.jsonl", "kaputt\n{\"id\":1,\"body\":\"y\"}\n{\"id\":2,\"body\":\"y\"}\n");
    static const record stops[] = {
        {.stop_article = FUND_ERR_INTERRUPTED},
        {.stop_problem = FUND_ERR_FULL},
        {.stop_file = FUND_ERR_LOCKED},
        {.stop_progress = FUND_ERR_INTERRUPTED},
    };
    static const struct {
        fund_status status;
        size_t articles, problems;
    } expected[] = {
        {FUND_ERR_INTERRUPTED, 1, 1},
        {FUND_ERR_FULL, 0, 1},
        {FUND_ERR_LOCKED, 0, 0},
        {FUND_ERR_INTERRUPTED, 0, 0},
    };
    for (size_t i = 0; i < COUNT(stops); i++) {
        record r = stops[i];
        assert_int_equal(read_with(&r, "a.jsonl", 0), expected[i].status);
        assert_int_equal(r.articles, expected[i].articles);
        assert_int_equal(r.problems, expected[i].problems);
        fund_buf_free(&r.log);
    }
}

static void optional_callbacks_and_options_may_be_missing(void **state)
{
    (void)state;
    write_text("a.txt", "Text");
    const fund_reader_events events = {
        .size = sizeof(fund_reader_events), record_article, record_problem, NULL, NULL, NULL};
    const fund_reader_events none = {
        .size = sizeof(fund_reader_events), NULL, NULL, NULL, NULL, NULL};
    record r = {.log = FUND_BUF_INIT};
    assert_int_equal(fund_read("a.txt", NULL, &events, &r, NULL), FUND_OK);
    assert_int_equal(r.articles, 1);
    assert_int_equal(fund_read("a.txt", NULL, &none, &r, NULL), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_read(NULL, NULL, &events, &r, NULL), FUND_ERR_ARGUMENT);
    fund_buf_free(&r.log);
}

/* ---- hash --------------------------------------------------------------- */

static void the_hash_covers_everything_but_id_and_place(void **state)
{
    (void)state;
    static const char *const same[] = {
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\"}",
        "\n\n{\"body\":[\"y\"],\"id\":\"z\",\"title\":\" ab \",\"section\":\"c\",\"more\":1}",
    };
    static const char *const others[] = {
        "{\"id\":\"x\",\"title\":\"a\",\"section\":\"bc\",\"body\":\"y\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"version\":2}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"embargo\":\"2022-01-"
        "07\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"status\":\"withheld\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"author\":\"c\",\"body\":\"y\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"source\":\"d\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"url\":\"d\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"y\",\"date\":\"2022-01-07\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"yy\"}",
        "{\"id\":\"x\",\"title\":\"ab\",\"section\":\"c\",\"body\":\"" LONG_A "\\n\\n" LONG_B "\"}",
    };
    record first = {.log = FUND_BUF_INIT}, r = {.log = FUND_BUF_INIT};
    write_text("a.jsonl", same[0]);
    read_log(&first, "a.jsonl", 0);
    write_text("b.jsonl", same[1]);
    read_log(&r, "b.jsonl", 0);
    assert_memory_equal(first.content_hash, r.content_hash, sizeof r.content_hash);
    for (size_t i = 0; i < COUNT(others); i++) {
        write_text("a.jsonl", others[i]);
        read_log(&r, "a.jsonl", 0);
        assert_int_equal(r.articles, 1);
        assert_memory_not_equal(first.content_hash, r.content_hash, sizeof r.content_hash);
    }
    fund_buf_free(&first.log);
    fund_buf_free(&r.log);
}

#define IN_FOLDER(test) cmocka_unit_test_setup_teardown(test, enter_folder, leave_folder)

int main(void)
{
    const struct CMUnitTest tests[] = {
        IN_FOLDER(text_files_are_articles),
        IN_FOLDER(header_blocks_are_metadata),
        IN_FOLDER(long_lines_without_blank_lines_are_paragraphs),
        IN_FOLDER(json_lines_are_articles),
        IN_FOLDER(bad_lines_are_told_and_the_others_read),
        IN_FOLDER(ids_have_a_limit),
        IN_FOLDER(json_documents_are_read_as_a_whole),
        IN_FOLDER(empty_and_binary_files_are_told),
        IN_FOLDER(utf16_files_are_read),
        IN_FOLDER(the_size_limit_holds_for_an_article_not_for_a_file_of_lines),
        IN_FOLDER(a_line_of_50_megabytes_is_read),
        IN_FOLDER(files_and_progress_are_told),
        IN_FOLDER(every_callback_can_end_the_reading),
        IN_FOLDER(optional_callbacks_and_options_may_be_missing),
        IN_FOLDER(the_hash_covers_everything_but_id_and_place),
    };
    return cmocka_run_group_tests_name("corpus: reading", tests, NULL, NULL);
}
