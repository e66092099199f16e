/* What a German reader expects a query to find, passage by passage, with the
 * lexicon that was trained for this build. */
#include <math.h>
#include "tests/unit/test_searcher.h"

/* Each row is an article of its own; what the query finds of it, in order. */
typedef struct row {
    const char *query;
    const char *expected;
    const char *passages[4];
} row;

static const row rows[] = {
    /* compounds */
    {"Sanktionen", "1", {"Die Wirtschaftssanktionen bleiben.", "Der Wirtschaft geht es gut."}},
    {"Wirtschaftssanktionen",
     "1 2",
     {"Neue Wirtschaftssanktionen drohen heute.", "Die Sanktionen der Wirtschaft drohen.",
      "Nur Sanktionen drohen heute morgen."}},
    {"INF-Vertrag",
     "1 2 3 4",
     {"Der INF-Vertrag gilt.", "Ende des INF\xe2\x80\x90Vertrags.",
      "Kern des INF\xe2\x80\x91Vertrages.", "Bruch des INF\xe2\x80\x93Vertrags ja."}},
    {"Haushaltsk\xc3\xbcrzungen",
     "1 2 3",
     {"Streit um Haushaltsk\xc3\xbcrzungen im Bund.",
      "Streit um Haushalts-K\xc3\xbcrzungen im Bund.", "Streit um K\xc3\xbcrzungen im Haushalt.",
      "Streit um den Haushalt im Bund."}},
    {"Haushaltsk\xc3\xbcrzung",
     "1",
     {"K\xc3\xbcrzungen im Haushalt.", "K\xc3\xbcrzungen beim Sport."}},
    {"Mietpreisbremse",
     "1 2",
     {"Die Mietpreisbremse wirkt im Land.", "Eine Bremse bei den Mietpreisen.",
      "Ein Auto hat eine Bremse."}},
    /* two words before a compound alone, however often it stands there */
    {"Pensionsfonds Norwegen",
     "1 2 3",
     {"In Norwegen steigt der Wert des Pensionsfonds weiter an.",
      "Ein Pensionsfonds ist kein Pensionsfonds, wenn der Pensionsfonds leer ist.",
      "Schnee liegt in Norwegen."}},
    /* as it was typed before other forms */
    {"G\xc3\xa4rten Stadt",
     "2 1",
     {"Der Garten liegt in der Stadt.", "Die G\xc3\xa4rten liegen in der Stadt."}},
    /* in a hyphen compound before a closed one */
    {"Handball Turnier",
     "2 1",
     {"Das Handballturnier ist zu Ende.", "Das Handball-Turnier ist zu Ende."}},
    /* near to each other before far from each other */
    {"alte M\xc3\xbchle",
     "2 1",
     {"Die alten Leute sehen vom Ufer des breiten Flusses gern hin\xc3\xbc"
      "ber zu jener M\xc3\xbchle.",
      "Vom Ufer des breiten Flusses sehen Leute gern hin\xc3\xbc"
      "ber zu jener alten M\xc3\xbchle."}},
    {"Musik-Sammlung",
     "1 2 3",
     {"Eine Musik-Sammlung entsteht.", "Eine Musiksammlung entsteht.",
      "Die Sammlung der Musik w\xc3\xa4"
      "chst."}},
    {"Musiksammlung",
     "1 2 3",
     {"Eine Musiksammlung entsteht.", "Eine Musik-Sammlung entsteht.",
      "Die Sammlung der Musik w\xc3\xa4"
      "chst."}},
    {"Musik Sammlung",
     "1 2 3",
     {"Eine Musik Sammlung entsteht.", "Eine Musik-Sammlung entsteht.",
      "Eine Musiksammlung entsteht."}},
    {"Sommerkleid",
     "1 2",
     {"Das Sommerkleid passt.", "Ein Kleid f\xc3\xbcr den Sommer.", "Ein langer Sommer beginnt."}},
    {"Zeh", "", {"Eine kurze Hose.", "Die Kurzehose sitzt.", "Wandhalterung und F\xc3\xbchrung."}},
    {"run",
     "",
     {"Die F\xc3\xbchrung tritt zur\xc3\xbc"
      "ck."}},
    {"Alterung", "", {"Die Wandhalterung h\xc3\xa4lt."}},
    {"Halterung", "1", {"Die Wandhalterung h\xc3\xa4lt."}},
    {"all", "", {"In der Sporthalle ist es laut."}},
    {"Krankenhaus", "1", {"Die Krankenhausfinanzierung stockt."}},
    {"Finanzierung", "1", {"Die Krankenhausfinanzierung stockt."}},
    {"Einfuhr", "1", {"Die Ein- und Ausfuhr von Waren.", "Die Ausfuhr von Waren."}},
    {"Wirtschaftspolitik", "1", {"Die Wirtschafts- und Sozialpolitik.", "Die Sozialpolitik."}},
    {"Kindererziehung", "1", {"Kinderbetreuung und -erziehung.", "Die Kinderbetreuung."}},
    {"Sieg", "1", {"Ein 2:0-Sieg im Finale.", "Die Siegel brachen."}},
    {"weit", "1", {"EU-weit einheitlich."}},
    {"Norm", "1", {"Die Euro-7-Norm kommt."}},
    {"Land", "", {"In Deutschland am Montag.", "Eine Kombination."}},
    {"Sicherheit", "1", {"Die Sicherheitslage ist ernst.", "Er hat sich geirrt."}},
    {"sich +Sicherheit", "1", {"Mehr Sicherheit.", "Er irrt sich."}},
    /* letters */
    {"Muenster", "1 2", {"Der Dom zu Muenster steht.", "Der Dom zu M\xc3\xbcnster steht."}},
    {"M\xc3\xbcnster", "1 2", {"Der Dom zu M\xc3\xbcnster steht.", "Der Dom zu Muenster steht."}},
    {"Goethe", "1 2", {"Ein Gedicht von Goethe bleibt.", "Ein Gedicht von G\xc3\xb6the bleibt."}},
    {"STRASSE",
     "1 2 3",
     {"Die Stra\xc3\x9f"
      "e endet.",
      "Die Strasse endet.",
      "DIE STRA\xe1\xba\x9e"
      "E ENDET."}},
    {"B\xc3\xa4r", "1 2", {"Ein B\xc3\xa4r brummt.", "Die Bar brummt."}},
    {"Bar", "1 2", {"Die Bar brummt.", "Ein B\xc3\xa4r brummt."}},
    {"M\xc3\xbcller", "1 2", {"Frau M\xc3\xbcller kommt.", "Frau Muller kommt."}},
    {"Muller", "1 2", {"Frau Muller kommt.", "Frau M\xc3\xbcller kommt."}},
    {"+Uber",
     "1",
     {"Ein Fahrer von Uber.", "Ein Film \xc3\xbc"
                              "ber Fahrer."}},
    {"Ma\xc3\x9f"
     "e",
     "1 2",
     {"Die Ma\xc3\x9f"
      "e stimmen.",
      "Die Masse stimmt zu."}},
    {"Masse",
     "1 2",
     {"Die Masse stimmt zu.", "Die Ma\xc3\x9f"
                              "e stimmen."}},
    {"Ma\xc3\x9f",
     "1",
     {"Die Ma\xc3\x9f"
      "einheit fehlt."}},
    {"Gr\xc3\xbcndung", "1", {"Die Gr\xc3\xbcndung gelang.", "Der Grund fehlt."}},
    {"Baerbock", "1", {"Baerbock sprach."}},
    {"Aussenminister",
     "1",
     {"Die Au\xc3\x9f"
      "enminister tagen."}},
    {"Wirtschaft",
     "1 2 3",
     {"Die Wirt\xc2\xadschaft.", "Die Wirt\xe2\x80\x8dschaft.", "Die Wirt-\nschaft."}},
    {"\xc3\xbc"
     "ben",
     "1",
     {"Kinder u\xcc\x88"
      "ben t\xc3\xa4glich."}},
    {"finden", "1", {"Sie \xef\xac\x81nden es."}},
    {"CO2", "1", {"Weniger CO\xe2\x82\x82 in der Luft."}},
    /* inflexion */
    {"System", "1 2", {"Das System steht.", "Ende des Systems."}},
    {"Afrika", "1 2", {"Fahrt nach Afrika.", "Die Mitte Afrikas."}},
    {"Haus", "1 2", {"Das Haus steht.", "Die H\xc3\xa4user stehen."}},
    {"Krankenh\xc3\xa4user", "1 2", {"Die Krankenh\xc3\xa4user sparen.", "Das Krankenhaus spart."}},
    {"Fl\xc3\xbc"
     "chtlingsh\xc3\xa4user",
     "1",
     {"Ein Fl\xc3\xbc"
      "chtlingshaus brennt.",
      "Ein Haus brennt."}},
    {"Au\xc3\x9f"
     "enminister",
     "1",
     {"Mit den Au\xc3\x9f"
      "enministern."}},
    {"Ministerin", "1 2", {"Die Ministerin kommt.", "Die Ministerinnen kommen."}},
    {"Kanzler", "1 2", {"Der Kanzler redet.", "Die Kanzlerin redet."}},
    {"Kanzlerin", "1 2", {"Die Kanzlerin redet.", "Der Kanzler redet."}},
    {"B\xc3\xbcrgerin",
     "1 2 3 4",
     {"Alle B\xc3\xbcrger:innen.", "Alle B\xc3\xbcrger*innen.", "Alle B\xc3\xbcrgerInnen.",
      "Alle B\xc3\xbcrger/-innen."}},
    {"B\xc3\xbcrger",
     "1 2 3 4",
     {"Alle B\xc3\xbcrger_innen.", "Alle B\xc3\xbcrger(innen).", "Alle B\xc3\xbcrger/innen.",
      "Alle B\xc3\xbcrger*innen."}},
    {"gewinnen", "1 2 3", {"Sie gewann.", "Sie hat gewonnen.", "Sie gewinnen."}},
    {"gr\xc3\xbcnden", "1 2", {"Gegr\xc3\xbcndet 1872.", "Sie gr\xc3\xbcndete einen Verein."}},
    {"kritisieren", "1 2", {"Er kritisiert es.", "Scharf kritisierte sie ihn."}},
    {"Botschafter",
     "1 2",
     {"Der Botschafter reist.", "Des Botschafters Rede.", "Die Botschaft ist klar."}},
    {"Universum", "", {"An den Universit\xc3\xa4ten wird gelehrt."}},
    {"Stand", "1", {"Der Stand der Dinge.", "Er stand auf dem Dach."}},
    {"Hans", "1", {"Hans' Haus brennt."}},
    {"Merkel", "1", {"Merkel's Rede."}},
    {"Kudamm", "1", {"Am Ku'damm."}},
    {"\"Die Linke\"", "1", {"Die Linke stimmt zu.", "Der linke Arm."}},
    /* figures, dates, signs */
    {"75000",
     "1 3 4 2",
     {"75.000 Menschen.", "75 000 Menschen.",
      "75\xc2\xa0"
      "000 Menschen.",
      "75000 Menschen."}},
    {"1,5", "1", {"Um 1,5 Prozent.", "Um 1.5 Prozent.", "Um 15 Prozent."}},
    {"24.02.2022", "2 3 1", {"Seit 24. Februar 2022.", "Seit 2022-02-24.", "Seit 24.02.2022."}},
    {"\"z.B.\"", "1 2", {"So z. B. hier.", "So z.B. hier."}},
    {"USA", "1", {"In den U.S.A. lebt sie."}},
    {"C++", "1", {"Programme in C++.", "Vitamin C."}},
    {"9M729", "1", {"Der Flugk\xc3\xb6rper 9M729 flog."}},
    {"SSC-8", "1", {"Die Rakete SSC-8 flog."}},
    {"\"\xc2\xa7 218a\"",
     "1 2",
     {"Nach \xc2\xa7 218a straffrei.", "Nach \xc2\xa7"
                                       "218a straffrei."}},
    {"name@example.org", "1 2", {"An name@example.org schreiben.", "Der Name fehlt."}},
    {"example", "1 2", {"An name@example.org.", "Auf https://example.org/a-b lesen."}},
    {"Klimaschutz", "1", {"Heute #Klimaschutz im Netz."}},
    {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0",
     "1",
     {"\xd0\x9c\xd0\xbe\xd1\x81\xd0\xba\xd0\xb2\xd0\xb0 liegt im Osten."}},
    /* accents */
    {"Erdogan",
     "1 2 3",
     {"Erdogan reist heute.", "Erdoğan reist heute.", "Erdoğans Reise dauert."}},
    {"Erdoğan", "2 1", {"Erdogan reist heute.", "Erdoğan reist heute."}},
    {"\"Präsident Orban\"", "1 2", {"Präsident Orban kam.", "Präsident Orbán kam."}},
    {"\"Präsident Orbán\"", "2", {"Präsident Orban kam.", "Präsident Orbán kam."}},
    {"=Lodz", "1", {"Aus Lodz kam sie.", "Aus Łódź kam sie."}},
    {"Cafe", "1 2 3", {"Ein Cafe am Markt.", "Ein Café am Markt.", "Das Café-Sterben."}},
    {"Café", "1 2", {"Ein Café am Markt.", "Die Cafés am Markt.", "Die Höhle."}},
    {"Menü", "1 2", {"Ein Menü für zwei.", "Zwei der Menüs.", "Die Menge."}},
    /* what users ask for in the trackers of other search programs, beyond the above */
    {"e", "", {"In der Sporthalle ist es laut.", "Die Euro-Norm."}},
    {"Halle", "1", {"In der Sporthalle ist es laut.", "In allen Sälen."}},
    {"Kranken", "1", {"Die Krankenhausfinanzierung stockt.", "Kran und Haus."}},
    {"jährig", "1", {"Ein 20-jähriges Bestehen.", "Das Jahr 20 endet."}},
    {"20", "1", {"Eine 20-jährige Fahrerin.", "Die 2:0-Führung hielt."}},
    {"2:0", "1", {"Ein 2:0-Sieg im Finale.", "Ein 20-Punkte-Sieg."}},
    {"EU", "1", {"EU-weit einheitlich.", "Die Reue ist weit weg."}},
    {"Euro", "1", {"Die Euro-7-Norm kommt.", "In Europa."}},
    {"amerikanisch", "1", {"Die amerikanische Regierung.", "Amerika wählt."}},
    {"Wandhalterung", "1", {"Die Wandhalterung hält.", "Alterung an der Wand."}},
    {"+über", "1", {"Ein Film über Fahrer.", "Ein Fahrer von Uber."}},
    {"Poet", "1", {"Der Poet liest.", "Ein Pott Tee."}},
    {"Israel", "1", {"Die Reise nach Israel.", "Isra lacht."}},
    {"Michael", "1", {"Michael kommt.", "Michal geht."}},
    {"Söst", "1 2", {"Der Dom zu Soest.", "Der Dom zu Sost."}},
    {"Feuer", "1", {"Das Feuer brennt.", "Fürs Leben."}},
    {"aktuell", "1", {"Aktuelle Lage.", "Akt in Öl."}},
    {"sicher", "1", {"Das ist sicher.", "Er hat sich geirrt."}},
    {"+sich", "1", {"Er hat sich geirrt.", "Das ist sicher."}},
    {"Botschaft", "1", {"Die Botschaft ist klar.", "Der Botschafter reist."}},
    {"Universität", "1", {"An den Universitäten wird gelehrt.", "Das Universum wächst."}},
    {"\"der Spiegel\"", "1", {"Das schrieb der Spiegel.", "Ein Spiegel hängt da."}},
    {"Die Linke", "1 2", {"Die Linke stimmt zu.", "Der linke Arm."}},
    {"C#", "1", {"Programme in C#.", "Programme in C++.", "Vitamin C."}},
    {"G20", "1", {"Das Treffen der G20.", "Die G7 und 20 andere."}},
    {"\"G20-Gipfel\"", "1", {"Der G20-Gipfel beginnt.", "Der Gipfel der G20."}},
    {"E.ON", "1 2", {"Der Konzern E.ON baut.", "Der Konzern Eon baut.", "Ton ab."}},
    {"@tagesschau", "1 2", {"Auf @tagesschau lesen.", "Eine Tagesschau sehen."}},
    {"Αθήνα", "1", {"Die Stadt Αθήνα glüht.", "Die Stadt Athen glüht."}},
    {"\xf0\x9f\x98\x80", "1", {"Heute \xf0\x9f\x98\x80 im Netz.", "Heute im Netz."}},
    {"中文", "1", {"Auf 中文 steht es da.", "Da steht es."}},
    {"Mikrophone", "1 2", {"Das Mikrofon rauscht.", "Ein Mikrophon.", "Mikroben."}},
    {"Delfinarium", "1", {"Das Delphinarium am See."}},
    {"Brennnesseltee", "1", {"Eine Tasse Brennesseltee."}},
    {"Stilleben", "1", {"Ein Stillleben mit Krug.", "Die Stille lebt."}},
    {"Differentialrechnung", "1", {"Er lehrt Differenzialrechnung."}},
    {"Mehrheitsentscheid", "1", {"Ein Mehrheitsentscheid.", "Die Mehrheit."}},
    {"Körperschaftssteuer", "1", {"Die Körperschaftsteuer sinkt."}},
    {"Drucktip", "1", {"Ein Drucktipp für alle.", "Der Druck."}},
    {"Thüre", "1", {"Die Türe knarrt."}},
    {"Wirt", "1 2", {"Der Wirt schenkt ein.", "Beim Wirth am Berg.", "Eine Wirtschaft."}},
    {"Konzert", "1 2", {"Das Konzert beginnt.", "Ein Concert bei Hofe."}},
    {"+Concert", "1 2", {"Ein Concert bei Hofe.", "Das Konzert beginnt."}},
    {"\"Concert\"", "1", {"Ein Concert bei Hofe.", "Das Konzert beginnt."}},
    {"grossmutig", "1", {"Das war großmütig.", "Mut."}},
    {"gluckselig", "1", {"Er ist glückselig.", "Die Glucke brütet."}},
    {"skandaloes", "1", {"Das ist skandalös."}},
    {"U8", "1 2", {"Mit der U 8 nach Norden.", "Die U8 hält.", "U und 8."}},
    {"\"B 5\"", "2 1", {"Die B5 ist gesperrt.", "Auf der B 5 staut es sich.", "B und 5."}},
    {"12kg", "1 2 3", {"Er trägt 12 kg.", "Sie trägt 12kg.", "12 Leute, 30 kg."}},
    {"F18", "2 1", {"Eine F-18-Staffel.", "Die F-18 fliegt.", "F und 18."}},
    {"Mozartstraße", "2 1", {"Mozartstr. 3, links.", "In der Mozart-Straße.", "Mozart."}},
    {"Bachstr", "1", {"Die Bachstraße ist lang.", "Am Bach."}},
    {"Kernkraftwerke", "1 2", {"Das Kernkraftwerk läuft.", "Ein AKW weniger.", "Kraft."}},
    {"\"Art. 7\"", "1 2", {"Nach Artikel 7 gilt das.", "Art. 7 sagt es.", "Diese Art hat 7."}},
    {"\"Art der Sache\"", "", {"Der Artikel der Sache."}},
    {"\"3 Mio. Tonnen\"", "1", {"Rund 3 Millionen Tonnen.", "3 Tonnen."}},
    {"\"9 Prozent\"", "1 2", {"Nur 9 % sind es.", "Um 9% mehr.", "9 Leute, ein Prozent."}},
    {"neunstöckig", "1", {"Ein acht- bis neunstöckiges Haus.", "Stöcke."}},
    {"achtstöckig", "1", {"Ein acht- bis neunstöckiges Haus.", "Stöcke."}},
    {"Holzausfuhr", "1", {"Die Holzein- und -ausfuhr steigt.", "Holz."}},
    {"Verwaltung", "1 2", {"Die Verwal\xc2\xac\ntung tagt.", "Die Verwal=\ntung tagt.", "Wal."}},
    {"\"SPD/FDP\"", "1", {"Die SPD/FDP-Koalition hält.", "Die FDP/SPD."}},
    {"\"Black Box\"", "1", {"Der Black-Box-Test beginnt.", "Box in Black."}},
    {"\"Kanzler reist\"", "1", {"Der Alt-Kanzler reist ab.", "Er reist zum Kanzler."}},
    {"*huber", "1", {"Herr Kranzhuber kommt.", "Hub."}},
    {"Kr*uter", "1 2", {"Frische Kräuter.", "Frische Kraeuter.", "Krater."}},
    {"*gruesse", "1", {"Sonnengrüße von uns."}},
    {"K*ler", "2 1", {"Der Kutscher Kohler.", "Ein Kegler.", "Kegel."}},
    {"Nein",
     "1 2 3 4",
     {"Er sagt „Nein“ dazu.", "Er sagt »Nein« dazu.", "Er sagt «Nein» dazu.",
      "Er sagt ‚Nein‘ dazu."}},
};

typedef struct setup {
    fund_lexicon *lexicon;
    index_folder index;
    fund_searcher *searcher;
} setup;

static void fill_index(setup *s, article *articles)
{
    static char ids[COUNT(rows)][16];
    for (size_t i = 0; i < COUNT(rows); i++) {
        snprintf(ids[i], sizeof ids[i], "r%zu", i);
        articles[i] = (article){.id = ids[i]};
        for (size_t p = 0; p < COUNT(rows[i].passages); p++) {
            articles[i].passages[p] = rows[i].passages[p];
        }
    }
    index_all(&s->index, articles, COUNT(rows));
}

static int open_index(void **state)
{
    static setup s;
    static article articles[COUNT(rows)];
    fund_error err;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    must(fund_lexicon_open(&s.lexicon, NULL, &err), &err);
    fund_chain_options_use(&options, s.lexicon);
    index_open(&s.index, &options);
    fill_index(&s, articles);
    s.searcher = index_search(&s.index);
    *state = &s;
    return 0;
}

static int close_index(void **state)
{
    setup *s = *state;
    fund_searcher_free(s->searcher);
    index_close(&s->index);
    fund_lexicon_free(s->lexicon);
    return 0;
}

/* The passages of one article among the hits, "2 1". */
static void list_passages(char *out, size_t size, const fund_results *results, const char *id)
{
    size_t len = 0;
    out[0] = '\0';
    for (size_t i = 0; i < results->count && len + 8 < size; i++) {
        if (strcmp(results->hits[i]->fields.id.data, id) == 0) {
            len += (size_t)snprintf(out + len, size - len, "%s%u", len > 0 ? " " : "",
                                    (unsigned)results->hits[i]->passage);
        }
    }
}

static void queries_find_what_a_reader_expects(void **state)
{
    setup *s = *state;
    size_t failed = 0;
    for (size_t i = 0; i < COUNT(rows); i++) {
        char id[16], got[64];
        snprintf(id, sizeof id, "r%zu", i);
        fund_results results = run_search(s->searcher, rows[i].query, 1000, 0, false);
        list_passages(got, sizeof got, &results, id);
        if (strcmp(got, rows[i].expected) != 0) {
            print_error("%s: got \"%s\", expected \"%s\"\n", rows[i].query, got, rows[i].expected);
            failed++;
        }
        fund_results_free(&results);
    }
    assert_int_equal(failed, 0);
}

static void only_the_part_is_highlighted(void **state)
{
    setup *s = *state;
    fund_results results = run_search(s->searcher, "Sanktionen", 1000, 0, false);
    size_t seen = 0;
    for (size_t i = 0; i < results.count; i++) {
        const fund_hit *hit = results.hits[i];
        if (strcmp(hit->fields.id.data, "r0") == 0) {
            char *marked = marked_text(hit->text, hit->highlights, hit->highlight_count);
            assert_string_equal(marked, "Die Wirtschafts[sanktionen] bleiben.");
            free(marked);
            seen++;
        }
    }
    assert_int_equal(seen, 1);
    fund_results_free(&results);
}

static fund_results explained(setup *s, const char *query)
{
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.explain = true;
    must(fund_search(&results, s->searcher, query, strlen(query), &options, &err), &err);
    return results;
}

/* The reasons of every hit add up to its score. */
static void reasons_add_up(void **state)
{
    static const char *const queries[] = {
        "Wirtschaftssanktionen Haushalt",
        "INF-Vertrag Sanktionen",
        "Mietpreisbremse",
        "+Haus Ministerin",
        "Kanzler B\xc3\xbcrger Sicherheit",
        "9M729 Flugk\xc3\xb6rperbau", /* a single hit */
    };
    for (size_t q = 0; q < COUNT(queries); q++) {
        fund_results results = explained(*state, queries[q]);
        assert_true(results.count > 0);
        for (size_t i = 0; i < results.count; i++) {
            double sum = 0;
            for (size_t r = 0; r < results.hits[i]->reason_count; r++) {
                sum += results.hits[i]->reasons[r]->score;
            }
            if (fabs(sum - results.hits[i]->score) > 1e-6) {
                fail_msg("%s: %f of %f: %s", queries[q], sum, results.hits[i]->score,
                         results.hits[i]->text);
            }
        }
        fund_results_free(&results);
    }
}

static void reasons_name_what_they_found(void **state)
{
    fund_results results = explained(*state, "Alterung Sanktionen");
    assert_true(results.count > 0);
    size_t at = 0;
    while (at + 1 < results.count && strcmp(results.hits[at]->fields.id.data, "r0") != 0) {
        at++;
    }
    const fund_hit *hit = results.hits[at];
    assert_string_equal(hit->fields.id.data, "r0");
    assert_int_equal(hit->reason_count, 1);
    assert_string_equal(hit->reasons[0]->word, "Sanktionen");
    assert_int_equal(hit->reasons[0]->match_count, 1);
    assert_int_equal(hit->reasons[0]->matches[0].kind, FUND_REASON_PART);
    assert_int_equal(hit->reasons[0]->matches[0].range.begin, strlen("Die Wirtschafts"));
    assert_string_equal(fund_reason_kind_name(FUND_REASON_PART), "part");
    fund_results_free(&results);
}

/* A page is a piece of the whole list, though the first hits are ranked again. */
static void pages_fit_together(void **state)
{
    setup *s = *state;
    static const char *const query =
        "Haushalt K\xc3\xbcrzungen Haus Musik Kleid B\xc3\xbcrger Sieg";
    fund_results whole = run_search(s->searcher, query, 100, 0, false);
    assert_true(whole.count > 10);
    for (uint32_t from = 0; from < whole.count; from += 3) {
        fund_results page = run_search(s->searcher, query, 3, from, false);
        for (size_t i = 0; i < page.count; i++) {
            assert_string_equal(page.hits[i]->fields.id.data, whole.hits[from + i]->fields.id.data);
            assert_int_equal(page.hits[i]->passage, whole.hits[from + i]->passage);
        }
        fund_results_free(&page);
    }
    fund_results_free(&whole);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_find_what_a_reader_expects),
        cmocka_unit_test(only_the_part_is_highlighted),
        cmocka_unit_test(reasons_add_up),
        cmocka_unit_test(reasons_name_what_they_found),
        cmocka_unit_test(pages_fit_together),
    };
    return cmocka_run_group_tests(tests, open_index, close_index);
}
