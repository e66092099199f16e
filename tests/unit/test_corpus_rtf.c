/* RTF, which is read in a child process. */
#include "test_corpus.h"

#define LONG                                                                                       \
    "Im Hafen von Musterstadt steht seit gestern ein neuer Kran, der schwere Lasten hebt und "     \
    "lange h\\'e4lt."
#define LONG_READ                                                                                  \
    "Im Hafen von Musterstadt steht seit gestern ein neuer Kran, der schwere Lasten hebt und "     \
    "lange hält."

/* Texts and what is read of them; each is a document of one paragraph. */
static void signs_are_read(void **state)
{
    (void)state;
    static const struct {
        const char *rtf, *text;
    } rows[] = {
        {"Stra\\'dfe \\'93ja\\'94 \\'80", "Straße “ja” €"},
        {"\\uc1 Gr\\u252?\\u223\\'dfe", "Grüße"},
        {"\\uc2 Gr\\u252\\'fc?\\u223xye", "Grüße"},
        {"\\uc0 Gr\\u252\\u223 e", "Grüße"},
        {"{\\uc0 Gr\\u252}\\u223?e", "Grüße"},
        {"a\\u-10179?\\u-8704?b", "a\xf0\x9f\x98\x80"
                                  "b"},
        {"a\\u8220\\loch\\f0 ?b", "a\xe2\x80\x9c?b"},
        {"a\\u8364{?}b", "a€?b"},
        {"\\ldblquote a\\rdblquote\\endash\\emdash\\bullet", "“a”–—•"},
        {"a\\~b\\_c d\\-e\\{\\}\\\\", "a\xc2\xa0"
                                      "b-c de{}\\"},
        {"a\\tab b\r\nc", "a bc"},
        {"{\\f1 \\'e8\\'b3}{\\f2 \\'c2\\'fb} \\'fc", "čłВы ü"},
        {"{\\f3 \\'b7}a", "a"},
        {"{\\f4 \\'93\\'fa\\'96\\'7b}a", "日本a"},
        {"a{\\v weg}{\\deleted weg}{\\v0 b}\\v weg\\v0 c\\v weg\\plain d", "abcd"},
        {"a{\\*\\unbekannt weg {\\b weg} \\par}b{\\unbekannt c}", "abc"},
        {"a{\\pict\\wmetafile8 0102}{\\object{\\*\\objdata 0105}{\\result b}}", "ab"},
        {"a\\bin5 {{{}}b", "ab"},
        {"a{\\*\\bin2 }}}b\\bin0 c\\bin-3 d", "abcd"},
        {"{\\field{\\*\\fldinst HYPERLINK \"https://a.example\"}{\\fldrslt Netz}}", "Netz"},
        {"{\\upr{alt}{\\*\\ud{n\\u228?u}}}", "näu"},
        {"a{\\header weg}{\\footerl weg}{\\xe weg}{\\pntext 1.\\tab}{\\*\\annotation weg}b", "ab"},
        {"{\\shp{\\*\\shpinst{\\sp{\\sn name}{\\sv weg}}{\\shptxt Kasten}}{\\shprslt weg}}",
         "Kasten"},
        {"{\\nonshppict weg}{\\listtext 1)}a", "a"},
        {"\\uc1000000 a\\u99999999999999 b\\'zzc\\'", "azzc"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        fund_buf file = FUND_BUF_INIT, expected = FUND_BUF_INIT;
        fund_buf_printf(&file,
                        "{\\rtf1\\ansi\\ansicpg1252\\deff0{\\fonttbl{\\f0\\fcharset0 Arial;}"
                        "{\\f1\\fcharset238 Arial;}{\\f2\\fcharset204 Arial{\\*\\falt Sans};}"
                        "{\\f3\\fcharset2 Symbol;}{\\f4\\cpg932 Mincho;}}{\\colortbl;\\red0;}"
                        "{\\*\\generator X;}\\pard\\plain %s\\par}\n",
                        rows[i].rtf);
        fund_buf_printf(&expected, "brief|||||||0 [%s]\n", rows[i].text);
        assert_false(file.failed || expected.failed);
        write_text("brief.rtf", file.data);
        expect_log("brief.rtf", expected.data);
        fund_buf_free(&file);
        fund_buf_free(&expected);
    }
}

static void a_document_has_text_notes_and_data(void **state)
{
    (void)state;
    write_text("brief.rtf",
               "{\\rtf1\\ansi\\ansicpg1252{\\fonttbl\\f0\\fcharset0 Arial;}"
               "{\\stylesheet{\\ql Normal;}{\\s7{\\*\\keycode n}heading 2;}{\\s9 Title;}}"
               "{\\info{\\title Der Kran}{\\author Ina B\\'e4r}{\\creatim\\yr2022\\mo1\\dy7\\hr10"
               "\\min15}{\\printim\\yr1999\\mo1\\dy1}{\\operator Weg}}"
               "\\pard\\plain\\s7 Am Kai\\par\\pard\\plain " LONG "{\\super\\chftn}{\\footnote"
               "\\pard\\plain Note: " LONG "\\par zwei}{\\deleted Weg.} Ende.\\par"
               "\\trowd\\intbl " LONG "\\cell Zelle\\cell\\row\\pard\\outlinelevel0 Teil B\\par"
               "\\pard " LONG "\\line Zeile}\nRest {\\b");
    expect_log("brief.rtf", "brief|Der Kran|2022-01-07T10:15:00||Ina Bär|||0 [Am Kai\n" LONG_READ
                            " Ende.]{|Am Kai|}[" LONG_READ "]{|Am Kai|}[Zelle\nTeil B\n" LONG_READ
                            " Zeile]{|Am Kai|}[Note: " LONG_READ " zwei]{|Teil B|}\n");
    write_text("titel.rtf", "{\\rtf1{\\stylesheet{\\s9 Title;}}\\s9 Der Kran\\par\\pard " LONG "}");
    expect_log("titel.rtf", "titel|Der Kran||||||0 [Der Kran\n" LONG_READ "]\n");
}

/* By its content, whatever its name is; other code pages of the document. */
static void a_document_says_its_code_page(void **state)
{
    (void)state;
    static const struct {
        const char *rtf, *text;
    } rows[] = {
        {"{\\rtf1\\ansi\\ansicpg1251 \\'c2\\'fb}", "Вы"},
        {"{\\rtf1\\mac Stra\\'a7e \\'8a}", "Straße ä"},
        {"{\\rtf1\\pc \\'84\\'e1}", "äß"},
        {"{\\rtf1\\pca \\'84\\'e1}", "äß"},
        {"{\\rtf1\\ansicpg65001 Stra\xc3\x9f"
         "e}",
         "Straße"},
        {"{\\rtf1\\ansi roh \xfc}", "roh ü"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        char expected[200];
        snprintf(expected, sizeof expected, "datei|||||||0 [%s]\n", rows[i].text);
        write_text("datei.txt", rows[i].rtf);
        expect_log("datei.txt", expected);
    }
}

/* ---- bad input ------------------------------------------------------------------ */

static void what_is_damaged_is_told(void **state)
{
    (void)state;
    static const struct {
        const char *rtf, *log;
    } rows[] = {
        {"{\\rtf1 Anfang\\par Mitte {\\b kur",
         "dropped format: a.rtf: is cut off\na|||||||0 [Anfang\nMitte kur]\n"},
        {"{\\rtf1 Anfang\\par \\bin9999999 Mitte}",
         "dropped format: a.rtf: is cut off\na|||||||0 [Anfang]\n"},
        {"{\\rtf1 Anfang \\'81 Ende}", "dropped encoding: a.rtf: 1 bytes are not in their "
                                       "encoding\na|||||||0 [Anfang \xef\xbf\xbd Ende]\n"},
        {"{\\rtf1 {\\*\\weg Text}}", "lost format: a.rtf: no text to index; the body is missing\n"},
        {"kein RTF", "lost format: a.rtf: no RTF\n"},
        {"{\\rtf1 Anfang}}}}}}} {\\b", "a|||||||0 [Anfang]\n"},
    };
    for (size_t i = 0; i < COUNT(rows); i++) {
        write_text("a.rtf", rows[i].rtf);
        expect_log("a.rtf", rows[i].log);
    }
}

static void groups_may_nest_deeply(void **state)
{
    (void)state;
    enum { DEEP = 100 * 1000 };
    fund_buf file = FUND_BUF_INIT;
    fund_buf_append_str(&file, "{\\rtf1 Anfang ");
    for (int i = 0; i < DEEP; i++) {
        fund_buf_append_str(&file, "{\\b ");
    }
    fund_buf_append_str(&file, "tief");
    for (int i = 0; i < DEEP; i++) {
        fund_buf_append_byte(&file, '}');
    }
    fund_buf_append_str(&file, " Ende}");
    assert_false(file.failed);
    write_bytes("tief.rtf", file.data, file.len);
    expect_log("tief.rtf", "tief|||||||0 [Anfang tief Ende]\n");
    write_bytes("offen.rtf", file.data, DEEP);
    record r = {.log = FUND_BUF_INIT};
    assert_string_equal(read_log(&r, "offen.rtf", 0),
                        "dropped format: offen.rtf: is cut off\noffen|||||||0 [Anfang]\n");
    fund_buf_free(&r.log);
    fund_buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(signs_are_read),
        cmocka_unit_test(a_document_has_text_notes_and_data),
        cmocka_unit_test(a_document_says_its_code_page),
        cmocka_unit_test(what_is_damaged_is_told),
        cmocka_unit_test(groups_may_nest_deeply),
    };
    return cmocka_run_group_tests(tests, enter_folder, leave_folder);
}
