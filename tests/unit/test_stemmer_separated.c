/* Verbs whose particle stands apart: which two words of a sentence are one, and which are not. */
#include "test_stemmer.h"

static fund_analyzer *analyzer;

static int set_up(void **state)
{
    (void)state;
    return fund_analyzer_open(&analyzer, NULL, NULL) == FUND_OK ? 0 : -1;
}

static int tear_down(void **state)
{
    (void)state;
    fund_analyzer_free(analyzer);
    return 0;
}

typedef struct joins {
    const char *text;
    fund_buf out;
    fund_token verb;
    bool half; /* the verb's particle comes next */
} joins;

static fund_status take_token(const fund_token *token, void *payload)
{
    joins *of = payload;
    assert_int_equal(of->half, token->kind == FUND_TOKEN_PARTICLE);
    of->half = token->kind == FUND_TOKEN_SEPARATED;
    if (of->half) {
        of->verb = *token;
    }
    if (token->kind == FUND_TOKEN_PARTICLE) {
        assert_int_equal(token->term_len, of->verb.term_len);
        fund_buf_printf(&of->out, "%s%.*s+%.*s=%.*s", of->out.len > 0 ? " " : "",
                        (int)(of->verb.end - of->verb.begin), of->text + of->verb.begin,
                        (int)(token->end - token->begin), of->text + token->begin,
                        (int)token->term_len, token->term);
    }
    return FUND_OK;
}

typedef struct row {
    const char *text, *joined;
} row;

static void assert_rows(const row *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        joins of = {.text = rows[i].text, .out = FUND_BUF_INIT};
        fund_buf_append_str(&of.out, "");
        assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, rows[i].text,
                                           strlen(rows[i].text), take_token, &of, NULL),
                         FUND_OK);
        const char *got = of.out.len > 0 ? of.out.data : "";
        if (strcmp(got, rows[i].joined) != 0) {
            print_message("%s\n", rows[i].text);
        }
        assert_string_equal(got, rows[i].joined);
        fund_buf_free(&of.out);
    }
}

static void main_clauses(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Der Kapitän trat nach dem Sturm zurück.", "trat+zurück=zurücktret"},
        {"Viele Fischer wanderten damals nach Übersee aus.", "wanderten+aus=auswand"},
        {"Am Abend brach der Koch seinen Versuch ab.", "brach+ab=abbrech"},
        {"Der Müller lädt die Nachbarn zum Kaffee ein.", "lädt+ein=einlad"},
        {"Die Hafenbahn fuhr pünktlich los", "fuhr+los=losfahr"},
        {"Im Keller fand das Fest statt.", "fand+statt=stattfind"},
        {"Er hing von der Gunst der Bank ab.", "hing+ab=abhäng~2"},
        {"Die Gärtnerin schlägt drei Wege vor: Mähen, Jäten, Warten.", "schlägt+vor=vorschlag~1"},
        {"Am 3. Mai nahm Dr. Krabbe das Amt an.", "nahm+an=annehm"},
        {"Wir haben für den Sommer viel vor.", "haben+vor=vorhab"},
        {"Keiner der Zeugen war da.", "war+da=dasein"},
    };
    assert_rows(rows, COUNT(rows));
}

static void questions_and_imperatives(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Hören Sie endlich auf!", "Hören+auf=aufhör"},
        {"Macht bitte die Tore zu!", "Macht+zu=zumach"},
        {"Nimmst du mich morgen mit?", "Nimmst+mit=mitnehm"},
        {"Tritt der Kapitän heute zurück?", "Tritt+zurück=zurücktret"},
        {"Wann fängt die Messe an?", "fängt+an=anfang~1"},
        {"Wie sieht der neue Deich aus?", "sieht+aus=ausseh"},
        {"Sie rief: Komm sofort zurück!", "Komm+zurück=zurückkomm"},
        {"„Bring den Korb mit“, bat sie.", "Bring+mit=mitbring"},
        {"Stellte sich der Befund als falsch heraus?", "Stellte+heraus=herausstell"},
    };
    assert_rows(rows, COUNT(rows));
}

static void before_and_behind_commas(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Später stellte sich heraus, dass niemand wach war.", "stellte+heraus=herausstell"},
        {"Der Lotse gab das Ruder, das er kaum halten konnte, wieder ab.", "gab+ab=abgeb"},
        {"Er trat, wie erwartet, zurück.", "trat+zurück=zurücktret"},
        {"Die Bäuerin lud Tanten, Onkel und Vettern ein.", "lud+ein=einlad"},
        {"Ob es regnet, hängt vom Wind ab.", "hängt+ab=abhäng~2"},
        {"„Das Wasser steigt“, teilte der Wirt mit.", "teilte+mit=mitteil"},
        {"Der Ofen ging aus, die Stube kühlte schnell ab.", "ging+aus=ausgeh kühlte+ab=abkühl"},
        {"Sie forderte ihn auf, leiser zu singen.", "forderte+auf=aufford"},
        {"Er fing an zu weinen.", "fing+an=anfang~1"},
        {"Die Brücke, die Räte und die Bürger lehnten wir ab – leider.", "lehnten+ab=ablehn"},
        {"Der Wirt (ein Hüne) warf die Zecher hinaus.", "warf+hinaus=hinauswerf"},
        {"Sie kehrten zurück nach Ostfriesland.", "kehrten+zurück=zurückkehr"},
    };
    assert_rows(rows, COUNT(rows));
}

static void several_verbs(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Er kam an und packte die Koffer aus.", "kam+an=ankomm packte+aus=auspack"},
        {"Wir fahren hin und kaufen Brot ein.", "fahren+hin=hinfahr kaufen+ein=einkauf"},
        {"Sie sah auf, nickte und schlief wieder ein.", "sah+auf=aufseh~1 schlief+ein=einschlaf"},
        {"Der Pegel nahm ab. Die Sorge nahm zu.", "nahm+ab=abnehm nahm+zu=zunehm~1"},
        {"Er hob Arme und Beine an.", "hob+an=anheb"},
        {"Sie singen und schieben ihm die Arbeit zu.", "schieben+zu=zuschieb"},
        {"Sie riefen ihn zur Eile auf.", "riefen+auf=aufruf"},
        {"Ein Rat gehe von zwei Fehlern aus.", "gehe+aus=ausgeh"},
        {"Der Zeuge stelle das falsch dar.", "stelle+dar=darstell"},
        {"Das tat ihm sehr leid.", "tat+leid=leidtun"},
        {"Die bestellte Ware kam gestern an.", "kam+an=ankomm"},
        {"Die Werft setzt die mit Muscheln besetzten Rümpfe instand.",
         "setzt+instand=instandsetz~1"},
    };
    assert_rows(rows, COUNT(rows));
}

/* Misspelt, but frequent: one word. */
static void written_apart(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Ich habe mein Rad zurück bekommen.", "bekommen+zurück=zurückbekomm"},
        {"Sie will bald zurück kehren.", "kehren+zurück=zurückkehr"},
        {"Das liegt lange zurück.", "liegt+zurück=zurücklieg~1"},
    };
    assert_rows(rows, COUNT(rows));
}

static void words_that_are_no_particles(void **state)
{
    (void)state;
    static const row rows[] = {
        {"Ab und zu kommt er vorbei.", "kommt+vorbei=vorbeikomm"},
        {"Er nimmt ab und zu.", ""},
        {"Sie ging im Flur auf und ab.", ""},
        {"Das geht meiner Meinung nach.", ""},
        {"Die Kinder kamen nach und nach.", ""},
        {"Der Bus fährt nach wie vor.", ""},
        {"Das nehme ich von Anfang an.", ""},
        {"Wir liefern vom ersten Tag des Jahres an.", ""},
        {"Er ruft von hier aus.", ""},
        {"Er schläft den ganzen Tag über.", ""},
        {"Er macht so ein, so ein Geräusch.", ""},
        {"Wir gehen mit und ohne Hut.", ""},
        {"Sie kommt aus Husum.", ""},
        {"Er stellt sich auf das Brett.", ""},
        {"Er läuft, um zu gewinnen.", ""},
        {"Wir helfen, auf dass sie lernen.", ""},
        {"Sie sieht darüber hinaus, was andere tun.", ""},
        {"Die Suppe ist gut.", ""},
        {"Er gibt Rat, ohne uns weiter zu stören.", ""},
        {"Wir lassen den Hund außen vor.", ""},
        {"Man sieht das ganz klar: Es regnet.", ""},
        {"Der Zug, der in Emden hält, an dem.", ""},
        {"Weil er den Brief nahm, an.", ""},
        {"Das Steigen der Flut. An. Auf.", ""},
        {"Er trat ans Fenster. Zurück blieb der Hund.", ""},
        {"zurück", ""},
        {"aus.", ""},
        {"", ""},
    };
    assert_rows(rows, COUNT(rows));
}

/* What is far away is not looked for. */
static void long_sentences(void **state)
{
    (void)state;
    fund_buf text = FUND_BUF_INIT;
    joins of = {.out = FUND_BUF_INIT};
    fund_buf_append_str(&text, "Er trat");
    for (int i = 0; i < 100; i++) {
        fund_buf_append_str(&text, " Otto");
    }
    fund_buf_append_str(&text, " zurück.");
    for (int i = 0; i < 20000; i++) {
        fund_buf_append_str(&text, " an, auf");
    }
    of.text = text.data;
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text.data, text.len,
                                       take_token, &of, NULL),
                     FUND_OK);
    assert_int_equal(of.out.len, 0);
    fund_buf_free(&text);
    fund_buf_free(&of.out);
}

static void places_of_both_halves(void **state)
{
    (void)state;
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "Er trat heute zurück.",
                  "F:er[0,2]@0 W:tret[3,7]@1 W:heut[8,13]@2 W:zurück[14,21]@3 "
                  "S:zurücktret[3,7]@1 H:zurücktret[14,21]@3");
}

/* In a query each half stands for the whole verb as well. */
static void queries_of_both_halves(void **state)
{
    (void)state;
    static const char *const with[] = {"tritt zurück", "trat zurück", "Wann tritt Krabbe zurück",
                                       "tritt zurück Krabbe"};
    static const char *const without[] = {"tritt", "zurück", "Krabbe zurück", "tritt! zurück"};
    for (size_t i = 0; i < COUNT(with) + COUNT(without); i++) {
        bool expected = i < COUNT(with);
        const char *text = expected ? with[i] : without[i - COUNT(with)];
        fund_buf got = FUND_BUF_INIT;
        assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, text, strlen(text),
                                           print_token, &got, NULL),
                         FUND_OK);
        const char *first = strstr(got.data, "V:zurücktret[");
        assert_int_equal(first != NULL, expected);
        assert_int_equal(first != NULL && strstr(first + 1, "V:zurücktret[") != NULL, expected);
        fund_buf_free(&got);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(main_clauses),
        cmocka_unit_test(questions_and_imperatives),
        cmocka_unit_test(before_and_behind_commas),
        cmocka_unit_test(several_verbs),
        cmocka_unit_test(written_apart),
        cmocka_unit_test(words_that_are_no_particles),
        cmocka_unit_test(long_sentences),
        cmocka_unit_test(places_of_both_halves),
        cmocka_unit_test(queries_of_both_halves),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
