#include "test_corpus.h"

/* ---- helpers ------------------------------------------------------------ */

typedef struct passages {
    fund_buf log; /* "[...][...]" */
    size_t count;
    size_t chars[64]; /* of the first ones */
    size_t longest, shortest, bytes;
} passages;

static size_t chars_in(fund_text text)
{
    size_t chars = 0;
    for (size_t i = 0; i < text.len; i++) {
        chars += ((unsigned char)text.data[i] & 0xc0) != 0x80;
    }
    return chars;
}

static fund_status keep(fund_text passage, void *payload)
{
    passages *p = payload;
    size_t chars = chars_in(passage);
    assert_true(fund_utf8_valid(passage.data, passage.len, NULL));
    assert_true(chars > 0);
    fund_buf_append_byte(&p->log, '[');
    fund_buf_append(&p->log, passage.data, passage.len);
    fund_buf_append_byte(&p->log, ']');
    if (p->count < COUNT(p->chars)) {
        p->chars[p->count] = chars;
    }
    p->longest = chars > p->longest ? chars : p->longest;
    p->shortest = p->count == 0 || chars < p->shortest ? chars : p->shortest;
    p->bytes += passage.len;
    p->count++;
    return FUND_OK;
}

static void cut_text(passages *p, const char *text, size_t len)
{
    fund_text paragraph = {text, len};
    assert_int_equal(fund_passages_cut(&paragraph, 1, keep, p, NULL), FUND_OK);
}

static void cut_paragraphs(passages *p, const char *const *paragraphs)
{
    fund_text texts[16];
    size_t count = 0;
    for (; paragraphs[count] != NULL; count++) {
        texts[count] = (fund_text){paragraphs[count], strlen(paragraphs[count])};
    }
    fund_buf_append_str(&p->log, "");
    assert_int_equal(fund_passages_cut(texts, count, keep, p, NULL), FUND_OK);
}

static char *repeat(const char *text, size_t times)
{
    fund_buf buf = FUND_BUF_INIT;
    for (size_t i = 0; i < times; i++) {
        fund_buf_append_str(&buf, text);
    }
    assert_non_null(buf.data);
    return buf.data;
}

#define LONG_A "Dieser Absatz ist lang genug, um für sich allein eine Passage zu sein."
#define LONG_B "Auch dieser zweite Absatz hat mehr als sechzig Zeichen, wie man zählen kann."

/* ---- fragments ---------------------------------------------------------- */

static void fragments_join_their_neighbours(void **state)
{
    (void)state;
    static const struct {
        const char *paragraphs[8];
        const char *expected;
    } cases[] = {
        {{NULL}, ""},
        {{"", "  \n ", NULL}, ""},
        {{LONG_A, NULL}, "[" LONG_A "]"},
        {{LONG_A, LONG_B, NULL}, "[" LONG_A "][" LONG_B "]"},
        {{"Kurz.", NULL}, "[Kurz.]"},
        {{"Titel", LONG_A, NULL}, "[Titel\n" LONG_A "]"},
        {{LONG_A, "Zwischentitel", LONG_B, NULL}, "[" LONG_A "][Zwischentitel\n" LONG_B "]"},
        {{LONG_A, "Vielen Dank.", NULL}, "[" LONG_A "\nVielen Dank.]"},
        {{LONG_A, "Eins.", "Zwei.", NULL}, "[" LONG_A "\nEins.\nZwei.]"},
        {{"Eins.", "Zwei.", "", "Drei.", NULL}, "[Eins.\nZwei.\nDrei.]"},
        {{"Eins.", "Zwei.", LONG_A, NULL}, "[Eins.\nZwei.\n" LONG_A "]"},
        {{"Diese Zeile ist nicht ganz sechzig Zeichen lang.", "Diese hier ist es auch nicht.",
          LONG_A, NULL},
         "[Diese Zeile ist nicht ganz sechzig Zeichen lang.\nDiese hier ist es auch nicht.][" LONG_A
         "]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        passages p = {.log = FUND_BUF_INIT};
        cut_paragraphs(&p, cases[i].paragraphs);
        assert_string_equal(p.log.data, cases[i].expected);
        fund_buf_free(&p.log);
    }
}

static void the_limit_counts_characters_not_bytes(void **state)
{
    (void)state;
    char *short_one = repeat("ä", FUND_PASSAGE_MIN - 1);
    char *long_one = repeat("ä", FUND_PASSAGE_MIN);
    passages p = {.log = FUND_BUF_INIT};
    cut_paragraphs(&p, (const char *const[]){short_one, long_one, NULL});
    assert_int_equal(p.count, 1);
    fund_buf_free(&p.log);
    p = (passages){.log = FUND_BUF_INIT};
    cut_paragraphs(&p, (const char *const[]){long_one, long_one, NULL});
    assert_int_equal(p.count, 2);
    fund_buf_free(&p.log);
    free(short_one);
    free(long_one);
}

static void a_join_never_makes_a_passage_too_long(void **state)
{
    (void)state;
    char *full = repeat("x", FUND_PASSAGE_MAX);
    passages p = {.log = FUND_BUF_INIT};
    cut_paragraphs(&p, (const char *const[]){"Titel", full, "Ende", NULL});
    assert_int_equal(p.count, 3);
    assert_int_equal(p.chars[0], 5);
    assert_int_equal(p.chars[1], FUND_PASSAGE_MAX);
    assert_int_equal(p.chars[2], 4);
    fund_buf_free(&p.log);
    free(full);
}

static void a_heading_goes_with_the_first_piece_of_a_long_paragraph(void **state)
{
    (void)state;
    char *text = repeat("Das ist ein Satz mit einigen Wörtern. ", 100);
    passages p = {.log = FUND_BUF_INIT};
    cut_paragraphs(&p, (const char *const[]){"Titel", text, NULL});
    assert_int_equal(strncmp(p.log.data, "[Titel\nDas ist", 14), 0);
    assert_true(p.longest <= FUND_PASSAGE_MAX);
    fund_buf_free(&p.log);
    free(text);
}

/* ---- white space -------------------------------------------------------- */

static void white_space_is_squeezed(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        {"  eins \t zwei\n", "[eins zwei]"},
        {"eins\nzwei\r\ndrei", "[eins zwei drei]"},
        {"eins\xe2\x80\xa8zwei\xc2\x85"
         "drei",
         "[eins zwei drei]"},
        {"eins\001zwei\x7f"
         "drei\x0c",
         "[eins zwei drei]"},
        {"75\xc2\xa0"
         "000 Euro, z.\xe2\x80\xaf"
         "B.",
         "[75\xc2\xa0"
         "000 Euro, z.\xe2\x80\xaf"
         "B.]"},
        {"eins\xc2\xa0 zwei", "[eins zwei]"},
        {"\xef\xbb\xbf\xe2\x80\x8b eins\xc2\xa0", "[eins]"},
        {"\xe2\x80\x8b\xc2\xa0", ""},
        {"Wirt-\nschaft", "[Wirt-\nschaft]"},
        {"Wirt- \r\n  schaft", "[Wirt-\nschaft]"},
        {"Wirt\xc2\xad\nschaft", "[Wirt\xc2\xad\nschaft]"},
        {"Über-\nängstlich", "[Über-\nängstlich]"},
        {"Nord-\nKorea", "[Nord- Korea]"},
        {"Ein- und Ausfuhr", "[Ein- und Ausfuhr]"},
        {"eins -\nzwei", "[eins - zwei]"},
        {"2-\nmal", "[2- mal]"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        passages p = {.log = FUND_BUF_INIT};
        cut_paragraphs(&p, (const char *const[]){cases[i][0], NULL});
        assert_string_equal(p.log.data, cases[i][1]);
        fund_buf_free(&p.log);
    }
}

/* ---- long paragraphs ---------------------------------------------------- */

/* Filler without a sentence end, then `text`, then filler: where the one long
   paragraph is cut, the log reads "][". */
static void expect_cut(const char *text, const char *begins_second)
{
    char *before = repeat("wort ", 360);
    char *after = repeat("wort ", 100);
    fund_buf all = FUND_BUF_INIT;
    fund_buf_printf(&all, "%s%s %s", before, text, after);
    passages p = {.log = FUND_BUF_INIT};
    cut_text(&p, all.data, all.len);
    const char *cut = strstr(p.log.data, "][");
    assert_non_null(cut);
    if (strncmp(cut + 2, begins_second, strlen(begins_second)) != 0) {
        fail_msg("%s: cut before '%.30s', not '%s'", text, cut + 2, begins_second);
    }
    fund_buf_free(&p.log);
    fund_buf_free(&all);
    free(before);
    free(after);
}

static void long_paragraphs_are_cut_at_sentence_ends(void **state)
{
    (void)state;
    static const char *const cases[][2] = {
        /* the first is an end, the second is none */
        {"Ende. Hier z. B. nicht", "Hier"},
        {"Ende. Hier Dr. Meier", "Hier"},
        {"Ende. Hier am 24. Februar", "Hier"},
        {"Ende. Hier die 100. Sitzung", "Hier"},
        {"Ende. Hier am 24.02. Beginn", "Hier"},
        {"Ende. Hier 5 Mio. Euro", "Hier"},
        {"Ende. Hier U.S.A. Truppen", "Hier"},
        {"Ende. Hier Wilhelm II. Und", "Hier"},
        {"Ende. Hier d. h. Alles", "Hier"},
        {"Ende. Hier röm. Kaiser", "Hier"},
        {"Ende. Hier punkt. klein weiter", "Hier"},
        {"Ende. Hier 3.5 und A.B", "Hier"},
        {"Ende! Hier", "Hier"},
        {"Ende? Hier", "Hier"},
        {"Ende… Hier", "Hier"},
        {"Ende... Hier", "Hier"},
        {"„Ende.“ Hier", "Hier"},
        {"»Ende.« Hier", "Hier"},
        {"«Ende.» Hier", "Hier"},
        {"(„Ende!“) Hier", "Hier"},
        {"Ende. „Hier", "„Hier"},
        {"Ende. 75 Leute", "75 Leute"},
        {"Ende. Über", "Über"},
        {"im Jahr 2021. Hier", "Hier"},
        {"mit 75.000. Hier", "Hier"},
        {"mit 1,5. Hier", "Hier"},
        {"eine Donaudampfschifffahrtsgesellschaft. Hier", "Hier"},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        expect_cut(cases[i][0], cases[i][1]);
    }
}

static void pieces_keep_within_the_limits(void **state)
{
    (void)state;
    static const struct {
        const char *unit;
        size_t times;
    } cases[] = {
        {"x", FUND_PASSAGE_MAX + 1},
        {"x", 2 * FUND_PASSAGE_MAX},
        {"ü", 10000},
        {"x ", FUND_PASSAGE_MAX / 2 + 1},
        {"Wort ", 401},
        {"Wort ", 4000},
        {"Satz. ", 337},
        {"Ein Satz mit Wörtern. ", 1000},
        {"\xf0\x9f\x98\x80", 5001},
        {"a. ", 3000},
        {". ", 5000},
    };
    for (size_t i = 0; i < COUNT(cases); i++) {
        char *text = repeat(cases[i].unit, cases[i].times);
        passages p = {.log = FUND_BUF_INIT};
        cut_text(&p, text, strlen(text));
        assert_true(p.longest <= FUND_PASSAGE_MAX);
        assert_true(p.shortest >= FUND_PASSAGE_MIN);
        assert_true(p.count >= 2);
        fund_buf_free(&p.log);
        free(text);
    }
}

static void exactly_the_maximum_is_not_cut(void **state)
{
    (void)state;
    char *text = repeat("ö", FUND_PASSAGE_MAX);
    passages p = {.log = FUND_BUF_INIT};
    cut_text(&p, text, strlen(text));
    assert_int_equal(p.count, 1);
    fund_buf_free(&p.log);
    free(text);
}

static void nothing_is_lost_between_pieces(void **state)
{
    (void)state;
    char *text = repeat("Ein Satz mit Wörtern. Und, z. B. noch einer! ", 2000);
    size_t len = strlen(text) - 1; /* without the space at the end */
    passages p = {.log = FUND_BUF_INIT};
    cut_text(&p, text, len);
    assert_int_equal(p.bytes + p.count - 1, len); /* one space at each cut */
    for (const char *cut = p.log.data; (cut = strstr(cut, "][")) != NULL; cut += 2) {
        assert_true(cut[-1] == '.' || cut[-1] == '!');
        assert_true(cut[2] == 'E' || cut[2] == 'U');
    }
    fund_buf_free(&p.log);
    free(text);
}

/* Would take hours if anything were quadratic. */
static void a_huge_paragraph_is_cut_in_linear_time(void **state)
{
    (void)state;
    static const char *const units[] = {"Ein Satz ohne Ende und mit Wort ", "ohnealles", "a. B. ",
                                        "Nein! "};
    for (size_t i = 0; i < COUNT(units); i++) {
        char *text = repeat(units[i], ((size_t)10 << 20) / strlen(units[i]));
        passages p = {.log = FUND_BUF_INIT};
        cut_text(&p, text, strlen(text));
        assert_true(p.longest <= FUND_PASSAGE_MAX);
        assert_true(p.shortest >= FUND_PASSAGE_MIN);
        fund_buf_free(&p.log);
        free(text);
    }
}

static fund_status append_passage(fund_text passage, void *payload)
{
    fund_buf_append(payload, passage.data, passage.len);
    return FUND_OK;
}

static void any_bytes_are_survived(void **state)
{
    (void)state;
    uint32_t random = 42;
    fund_buf junk = FUND_BUF_INIT;
    for (size_t i = 0; i < 20000; i++) {
        random = random * 1664525 + 1013904223;
        fund_buf_append_byte(&junk, (char)(random >> 24));
    }
    for (size_t len = 0; len < junk.len; len += 97) {
        fund_text text = {junk.data + junk.len - len, len};
        fund_buf copy = FUND_BUF_INIT;
        assert_int_equal(fund_passages_cut(&text, 1, append_passage, &copy, NULL), FUND_OK);
        fund_buf_free(&copy);
    }
    fund_buf_free(&junk);
}

static fund_status stop_at_once(fund_text passage, void *payload)
{
    (void)passage;
    ++*(int *)payload;
    return FUND_ERR_INTERRUPTED;
}

static void the_callback_can_stop(void **state)
{
    (void)state;
    char *text = repeat("Ein Satz mit Wörtern. ", 1000);
    const fund_text paragraphs[] = {{text, strlen(text)}, {LONG_A, strlen(LONG_A)}};
    int calls = 0;
    assert_int_equal(fund_passages_cut(paragraphs, 2, stop_at_once, &calls, NULL),
                     FUND_ERR_INTERRUPTED);
    assert_int_equal(calls, 1);
    free(text);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fragments_join_their_neighbours),
        cmocka_unit_test(the_limit_counts_characters_not_bytes),
        cmocka_unit_test(a_join_never_makes_a_passage_too_long),
        cmocka_unit_test(a_heading_goes_with_the_first_piece_of_a_long_paragraph),
        cmocka_unit_test(white_space_is_squeezed),
        cmocka_unit_test(long_paragraphs_are_cut_at_sentence_ends),
        cmocka_unit_test(pieces_keep_within_the_limits),
        cmocka_unit_test(exactly_the_maximum_is_not_cut),
        cmocka_unit_test(nothing_is_lost_between_pieces),
        cmocka_unit_test(a_huge_paragraph_is_cut_in_linear_time),
        cmocka_unit_test(any_bytes_are_survived),
        cmocka_unit_test(the_callback_can_stop),
    };
    return cmocka_run_group_tests_name("corpus: passages", tests, NULL, NULL);
}
