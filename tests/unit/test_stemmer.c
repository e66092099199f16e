/* The analysis chain, as tables of German text. */
#include "test_stemmer.h"

static void text_becomes_tokens(void **state)
{
    (void)state;
    static const struct {
        const char *text;
        const char *tokens;
    } cases[] = {
        {"", ""},
        {" \t\n", ""},
        {"- -- … ! \xe2\x80\x9e\xe2\x80\x9c", ""},
        {"Die Häuser", "F:die[0,3]@0 W:haus[4,11]@1"},
        {"INF-Vertrags", "W:infvertrag[0,12]@0+2 P:inf[0,3]@0 P:vertrag[4,12]@1"},
        {"Nato-Russland-Rats neu",
         "W:natorusslandrat[0,18]@0+3 P:nato[0,4]@0 P:russland[5,13]@1 P:rat[14,18]@2 "
         "W:neu[19,22]@3"},
        {"Wirt\xc2\xadschaft", "W:wirtschaft[0,12]@0"},
        {"Wirt\xc2\xad\nschaft", "W:wirtschaft[0,13]@0"},
        {"Wirt-\nschaft", "W:wirtschaft[0,12]@0+2 P:wirt[0,4]@0 P:schaft[6,12]@1"},
        {"Wirt- \r\n  schaft", "W:wirtschaft[0,16]@0+2 P:wirt[0,4]@0 P:schaft[10,16]@1"},
        {"Wirt-\nSchaft", "W:wirt[0,4]@0 W:schaft[6,12]@1"},
        {"Wirt-\n\nschaft", "W:wirt[0,4]@0 W:schaft[7,13]@1"},
        {"Ein-\nund Ausfuhr", "P:ein[0,3]@0 F:und[5,8]@1 W:ausfuhr[9,16]@2"},
        {"75 000 Mann", "W:75000[0,6]@0 P:75[0,2]@0 P:000[3,6]@0 W:mann[7,11]@1"},
        {"75.000", "W:75000[0,6]@0"},
        {"75\xc2\xa0"
         "000",
         "W:75000[0,7]@0"},
        {"1,5 000", "W:1,5[0,3]@0 W:000[4,7]@1"},
        {"2020 100", "W:2020[0,4]@0 W:100[5,8]@1"},
        {"5 1000", "W:5[0,1]@0 W:1000[2,6]@1"},
        {"0 500", "W:0[0,1]@0 W:500[2,5]@1"},
        {"6\xc2\xbd", "W:6[0,1]@0 W:\xc2\xbd[1,3]@1"},
        {"24. Februar 2022",
         "W:2022-02-24[0,16]@0+3 W:24[0,2]@0 W:februar[4,11]@1 W:2022[12,16]@2"},
        {"31. Februar 2022", "W:31[0,2]@0 W:februar[4,11]@1 W:2022[12,16]@2"},
        {"24.02.2022", "W:2022-02-24[0,10]@0+3 P:24[0,2]@0 P:02[3,5]@1 P:2022[6,10]@2"},
        {"24. 2. 2022", "W:2022-02-24[0,11]@0+3 W:24[0,2]@0 W:2[4,5]@1 W:2022[7,11]@2"},
        {"24. Februar 2022er", "W:24[0,2]@0 W:februar[4,11]@1 W:2022er[12,18]@2"},
        {"31.02.2022", "W:31.02.2022[0,10]@0"},
        {"2022-02-24", "W:2022-02-24[0,10]@0+3 P:2022[0,4]@0 P:02[5,7]@1 P:24[8,10]@2"},
        {"14-18", "W:14-18[0,5]@0+2 P:14[0,2]@0 P:18[3,5]@1"},
        {"14\xe2\x80\x93"
         "18",
         "W:14-18[0,7]@0+2 P:14[0,2]@0 P:18[5,7]@1"},
        {"2,5-3,5", "W:2,5-3,5[0,7]@0+2 P:2,5[0,3]@0 P:3,5[4,7]@1"},
        {"80-20-Sieg", "W:80-20sieg[0,10]@0+3 P:80[0,2]@0 P:20[3,5]@1 P:sieg[6,10]@2"},
        {"A-380", "W:a380[0,5]@0+2 P:a[0,1]@0 P:380[2,5]@1"},
        {"030-22-17", "W:0302217[0,9]@0+3 P:030[0,3]@0 P:22[4,6]@1 P:17[7,9]@2"},
        {"2:0-Sieg", "W:2:0sieg[0,8]@0+2 P:2:0[0,3]@0 P:sieg[4,8]@1"},
        {"Ein- und Ausfuhr", "P:ein[0,3]@0 F:und[5,8]@1 W:ausfuhr[9,16]@2"},
        {"und -erziehung", "F:und[0,3]@0 W:erzieh[5,14]@1"},
        {"§ 218a", "W:§218a[0,7]@0 P:218a[3,7]@0"},
        {"§§", ""},
        {"Ende.Anfang", "W:end[0,4]@0 W:anfang[5,11]@1"},
        {"redaktion@example.org!",
         "W:redaktion@example.org[0,21]@0+3 P:redaktion[0,9]@0 P:exampl[10,17]@1 P:org[18,21]@2"},
        {"(https://example.org/a-b).",
         "W:https://example.org/a-b[1,24]@0+5 P:https[1,6]@0 P:exampl[9,16]@1 P:org[17,20]@2 "
         "P:a[21,22]@3 P:b[23,24]@4"},
        {"Über ueber", "F:ueber[0,5]@0 F:ueber[6,11]@1"},
        {"Grünen-Politiker:innen", "W:grunenpolit[0,23]@0+2 P:grun[0,7]@0 P:polit[8,23]@1 "
                                   "W:grunenpolitikerin[0,23]@0+2 P:politikerin[8,23]@1"},
        {"Café Łódź q\xcc\x81", "W:café[0,5]@0 W:caf[0,5]@0 W:łódź[6,13]@1 W:lodz[6,13]@1 "
                                "W:q\xcc\x81[14,17]@2 W:q[14,17]@2"},
        {"Çelik-Rede",
         "W:çelikred[0,11]@0+2 W:celikred[0,11]@0+2 P:çelik[0,6]@0 P:celik[0,6]@0 P:red[7,11]@1"},
        {"ガ й", "W:ガ[0,3]@0 W:й[4,6]@1"},
        {"Bürger:innen", "W:burg[0,13]@0 W:burgerin[0,13]@0"},
        {"Poet Israel Michael Soest Feuer aktuell",
         "W:poet[0,4]@0 W:israel[5,11]@1 W:michael[12,19]@2 W:soest[20,25]@3 W:feu[26,31]@4 "
         "W:aktuell[32,39]@5"},
        {"#Klimaschutz", "W:#klimaschutz[0,12]@0 W:klimaschutz[1,12]@0"},
        {"#nie_wieder", "W:#nie_wieder[0,11]@0+2 P:nie[1,4]@0 P:wied[5,11]@1"},
        {"@Tagesschau", "W:@tagesschau[0,11]@0 P:tagesschau[1,11]@0"},
        {"a#b 5#7", "W:a[0,1]@0 W:b[2,3]@1 W:5[4,5]@2 W:7[6,7]@3"},
        {"Ku'damm Merkel's hat's",
         "W:kudamm[0,7]@0 P:ku[0,2]@0 P:damm[3,7]@0 W:merkel[8,16]@1 F:hat[17,22]@2"},
        {"\xe2\x80\x9a"
         "so\xe2\x80\x98 Hans'",
         "F:so[3,5]@0 W:han[9,13]@1"},
        {"S.Müller", "W:s[0,1]@0 W:mull[2,9]@1"},
        {"Bürger:innenrat",
         "W:burgerinnenrat[0,16]@0+2 P:burg[0,13]@0 P:burgerin[0,13]@0 P:rat[13,16]@1"},
        {"Bürger/-innen-Rat",
         "W:burgerinnenrat[0,18]@0+2 P:burg[0,14]@0 P:burgerin[0,14]@0 P:rat[15,18]@1"},
        {"Bürger(innen)rat", "W:burg[0,7]@0 W:inn[8,13]@1 W:rat[14,17]@2"},
        {"und/in", "F:und[0,3]@0 F:in[4,6]@1"},
        {"jede:r Abgeordnete(r)", "F:jede[0,6]@0 F:jeder[0,6]@0 W:abgeordnet[7,21]@1"},
        {"\xf0\x9f\x98\x80 中文", "W:\xf0\x9f\x98\x80[0,4]@0 W:中[5,8]@1 W:文[8,11]@2"},
        /* a mark belongs to what it stands on, and to nothing else */
        {"\xcc\x88Uber a'\xcc\x88", "W:uber[2,6]@0 W:a[7,8]@1"},
        {"\xe3\x82\xab\xe3\x82\x99 \xef\xbd\xb6\xef\xbe\x9e", "W:ガ[0,6]@0 W:ガ[7,13]@1"},
        {"東京々人", "W:東[0,3]@0 W:京[3,6]@1 W:々[6,9]@2 W:人[9,12]@3"},
        {"\xe2\x9d\xa4\xef\xb8\x8f Herz", "W:\xe2\x9d\xa4[0,6]@0 W:herz[7,11]@1"},
    };
    fund_analyzer *analyzer = new_analyzer();
    for (size_t i = 0; i < COUNT(cases); i++) {
        assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, cases[i].text, cases[i].tokens);
        /* and once more, from the memo */
        assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, cases[i].text, cases[i].tokens);
    }
    fund_analyzer_free(analyzer);
}

static void queries_have_other_spellings(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_analyzer();
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Müller", "W:mull[0,7]@0 V:muell[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Mueller", "W:muell[0,7]@0 V:mull[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "neue Steuer Quelle aktuell",
                  "W:neu[0,4]@0 W:steu[5,11]@1 W:quell[12,18]@2 W:aktuell[19,26]@3 "
                  "V:aktull[19,26]@3");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Steuerbehoerde",
                  "W:steuerbehoerd[0,14]@0 V:steuerbehord[0,14]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Haus", "W:haus[0,4]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Ueberfuehrung",
                  "W:ueberfuehr[0,13]@0 V:uberfuehr[0,13]@0 V:ueberfuhr[0,13]@0 "
                  "V:uberfuhr[0,13]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "EU-Büro",
                  "W:euburo[0,8]@0+2 V:eubuero[0,8]@0+2 P:eu[0,2]@0 P:buro[3,8]@1 V:buero[3,8]@1");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "für", "F:fuer[0,4]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Erdoğan", "W:erdoğan[0,8]@0 B:erdogan[0,8]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Erdogan", "W:erdogan[0,7]@0");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Çelik-Rede",
                  "W:çelikred[0,11]@0+2 B:celikred[0,11]@0+2 P:çelik[0,6]@0 V:celik[0,6]@0 "
                  "P:red[7,11]@1");
    assert_tokens(analyzer, FUND_PURPOSE_QUERY, "Muller", "W:mull[0,6]@0");
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "Müller", "W:mull[0,7]@0");
    fund_analyzer_free(analyzer);
}

static const char *const equal_forms[][2] = {
    {"INF-Vertrag", "INF-Vertrags"},
    {"INF-Vertrag", "INF\xe2\x80\x90Vertrages"},
    {"INF-Vertrag", "INF\xe2\x80\x91Vertrag"},
    {"INF-Vertrag", "INF\xe2\x80\x93Vertrag"},
    {"Musik-Sammlung", "Musiksammlung"},
    {"Frak\xe2\xb8\x97tur", "Fraktur"},
    {"Café", "Cafés"},
    {"Menü", "Menüs"},
    {"Münster", "Muenster"},
    {"Goethe", "Göthe"},
    {"Straße", "Strasse"},
    {"Straße", "STRASSE"},
    {"Straße", "STRA\xe1\xba\x9e"
               "E"},
    {"Außenminister", "Aussenministern"},
    {"u\xcc\x88"
     "ber-all",
     "Überall"},
    {"Bu\xcc\x88ro", "Büro"},
    {"\xef\xac\x81nden", "finden"},
    {"Wach\xc5\xbftube", "Wachstube"},
    {"Œuvre", "Oeuvre"},
    {"Œuvres", "œuvre"},
    {"Ærø", "AERØ"},
    {"vitæ", "vitae"},
    {"Wirt\xe2\x80\x8bschaft", "Wirtschaft"},
    {"Wirt\xe2\x80\x8cschaft", "Wirtschaft"},
    {"Wirt\xe2\x81\xa0schaft", "Wirtschaft"},
    {"Wirt\xef\xbb\xbfschaft", "Wirtschaft"},
    {"CO\xe2\x82\x82", "CO2"},
    {"m\xc2\xb2", "m2"},
    {"System", "Systems"},
    {"Betriebssystem", "Betriebssysteme"},
    {"Problem", "Probleme"},
    {"Extrem", "Extreme"},
    {"bequem", "bequeme"},
    {"Ödem", "Ödeme"},
    {"blöd", "blödem"},
    {"Tandem", "Tandems"},
    {"Thema", "Themas"},
    {"Korea", "Koreas"},
    {"Venezuela", "Venezuelas"},
    {"Taxi", "Taxis"},
    {"Meloni", "Melonis"},
    {"Erdgas", "Erdgases"},
    {"Odinga", "Odingas"},
    {"kurios", "kuriose"},
    {"Afrika", "Afrikas"},
    {"Auto", "Autos"},
    {"Europa", "Europas"},
    {"Handy", "Handys"},
    {"Profi", "Profis"},
    {"Ergebnis", "Ergebnisse"},
    {"Beweis", "Beweises"},
    {"Topas", "Topase"},
    {"Haus", "Häuser"},
    {"Ministerin", "Ministerinnen"},
    {"Bürgerin", "Bürgerinnen"},
    {"Ärztin", "Ärztinnen"},
    {"Genossin", "Genossinnen"},
    {"Gräfin", "Gräfinnen"},
    {"Sängerin", "Sängerinnen"},
    {"Bauherrin", "Bauherrinnen"},
    {"Chinesin", "Chinesinnen"},
    {"ministerin", "ministerinnen"},
    {"Abflussrinne", "Abflussrinnen"},
    {"Tastsinn", "Tastsinnen"},
    {"Vogelspinne", "Vogelspinnen"},
    {"Rinne", "Rinnen"},
    {"gewinne", "gewinnen"},
    {"Zugewinn", "Zugewinnen"},
    {"Bürger", "Bürger:innen"},
    {"Bürgerin", "Bürger:innen"},
    {"Bürger", "Bürger*innen"},
    {"Bürgerin", "Bürger_innen"},
    {"Bürger", "BürgerInnen"},
    {"Bürgerin", "BürgerInnen"},
    {"Bürgerin", "Bürger/-innen"},
    {"Bürger", "Bürger/innen"},
    {"Bürgerin", "Bürger(innen)"},
    {"Lehrer", "Lehrer:in"},
    {"Mitarbeiterin", "Mitarbeiter\xc2\xb7innen"},
    {"Abgeordneter", "Abgeordnete:r"},
    {"Bürgerinnenrat", "Bürger*innen-Rat"},
    {"Bürgerinnenrat", "BürgerInnenrat"},
    {"Merkel", "Merkel's"},
    {"Merkel", "Merkel\xe2\x80\x99s"},
    {"Kudamm", "Ku'damm"},
    {"Ku`damm", "Ku\xc2\xb4"
                "damm"},
    {"Ku\xe2\x80\x9b"
     "damm",
     "Ku'damm"},
    {"Ku\xe2\x80\x98"
     "damm",
     "Ku\xca\xbc"
     "damm"},
    {"75000", "75.000"},
    {"75000", "75 000"},
    {"75000", "75\xc2\xa0"
              "000"},
    {"75000", "75\xe2\x80\xaf"
              "000"},
    {"75000", "75'000"},
    {"1234567", "1.234.567"},
    {"1.234,56", "1234,56"},
    {"24.02.2022", "24. Februar 2022"},
    {"2022-02-24", "24. Februar 2022"},
    {"24.2.2022", "24.02.2022"},
    {"24. Feb. 2022", "24. FEBRUAR 2022"},
    {"24. 2. 2022", "24. februar 2022"},
    {"1. Jänner 2020", "01.01.2020"},
    {"3. MÄRZ 2021", "2021-03-03"},
    {"z. B.", "z.B."},
    {"Z. B.", "z. b."},
    {"i. d. R.", "i.d.R."},
    {"v. Chr.", "v.Chr."},
    {"E.ON", "e.on"},
    {"E.ON", "EON"},
    {"#Klimaschutz", "Klimaschutz"},
    {"\xe1\x84\x92\xe1\x85\xa1\xe1\x86\xab", "\xed\x95\x9c"},
    {"z.\xc2\xa0"
     "B.",
     "z.B."},
    {"U.S.A.", "USA"},
    {"§ 218", "§218"},
    {"5 %", "5%"},
    {"9m729", "9M729"},
    {"SSC-8", "SSC8"},
    {"E-Mail", "Email"},
    {"C++", "c++"},
    {"nein\xc3\xbc", "NEINÜ"},
};

static void equal_forms_find_each_other(void **state)
{
    (void)state;
    fund_analyzer *analyzer = new_german_analyzer();
    unsigned failures = 0;
    for (size_t i = 0; i < COUNT(equal_forms); i++) {
        for (size_t way = 0; way < 2; way++) {
            if (!finds(analyzer, equal_forms[i][way], equal_forms[i][1 - way])) {
                /* a gender form in the query means both; the text has one */
                print_error("%s does not find %s\n", equal_forms[i][way], equal_forms[i][1 - way]);
                failures++;
            }
        }
    }
    assert_int_equal(failures, 0);
    fund_analyzer_free(analyzer);
}

static void different_words_stay_apart(void **state)
{
    (void)state;
    static const char *const pairs[][2] = {
        {"Andrea", "Andreas"},
        {"Thoma", "Thomas"},
        {"arbeitslo", "arbeitslos"},
        {"sich", "Sicherheit"},
        {"1,5", "1.5"},
        {"1,5", "15"},
        {"C", "C++"},
        {"C#", "C++"},
        {"31. Februar 2022", "28.02.2022"},
        {"Haus", "Maus"},
        {"gewinnen", "Gewinnin"},
        {"beginnen", "Beginin"},
        {"gerinnen", "Gerin"},
        {"Jona", "Jonas"},
        {"Hama", "Hamas"},
        {"1 000", "1000000"},
        {"F#", "C#"},
        {"Gas", "Erdgas"},
        {"Nato", "Nation"},
        {"100", "100.000"},
        {"0,5", "5"},
    };
    fund_analyzer *analyzer = new_german_analyzer();
    unsigned failures = 0;
    for (size_t i = 0; i < COUNT(pairs); i++) {
        if (finds(analyzer, pairs[i][0], pairs[i][1]) ||
            finds(analyzer, pairs[i][1], pairs[i][0])) {
            print_error("%s and %s are not apart\n", pairs[i][0], pairs[i][1]);
            failures++;
        }
    }
    assert_int_equal(failures, 0);
    fund_analyzer_free(analyzer);
}

static void kinds_have_names(void **state)
{
    (void)state;
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_WORD), "word");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_PART), "part");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_FUNCTION), "function");
    assert_string_equal(fund_token_kind_name(FUND_TOKEN_VARIANT), "variant");
    assert_string_equal(fund_token_kind_name((fund_token_kind)77), "unknown");
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(text_becomes_tokens),
        cmocka_unit_test(queries_have_other_spellings),
        cmocka_unit_test(equal_forms_find_each_other),
        cmocka_unit_test(different_words_stay_apart),
        cmocka_unit_test(kinds_have_names),
    };
    return cmocka_run_group_tests_name("stemmer", tests, NULL, NULL);
}
