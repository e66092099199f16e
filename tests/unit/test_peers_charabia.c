/* The German and Latin cases of the published tests of charabia, Meilisearch's tokenizer, as facts:
 * where its segmenter cuts a word, and which spellings its normalizers bring together. Not here are
 * cases of other scripts and of what separates words. */
#include "test_peers.h"

static const char rare[] =
    "missed: no list has a compound with Unverträglichkeits-, and Diagnose is a rare head";
static const char sports[] =
    "missed: the lists have the whole word, and hardly another one with its first part";

static const peer_case cases[] = {
    /* segmenter/german.rs: the sentence */
    {"TEXT", "Dampf", "Dampfschifffahrtskapitän", PART, PART, NULL},
    {"TEXT", "Schifffahrt", "Dampfschifffahrtskapitän", NOTHING, PART,
     "a linking s is of no part; there it stays with the first one"},
    {"TEXT", "Schiff", "Dampfschifffahrtskapitän", NOTHING, PART, "each smallest part is found"},
    {"TEXT", "Kapitän", "Dampfschifffahrtskapitän", PART, PART, NULL},
    {"TEXT", "Mittel", "Mittellandkanal", PART, PART, NULL},
    {"TEXT", "Land", "Mittellandkanal", PART, PART, NULL},
    {"TEXT", "Kanal", "Mittellandkanal", PART, PART, NULL},
    {"TEXT", "Strom", "Strombrücke", PART, PART, NULL},
    {"TEXT", "Brücke", "Strombrücke", PART, PART, NULL},
    {"TEXT", "Burg", "Magdeburg", NOTHING, NOTHING, NULL},
    {"TEXT", "kapitan", "Kapitän", SAME, BELOW,
     "letters without their dots are another word, found below"},
    {"TEXT", "fahrt", "fährt", SAME, SAME, NULL},
    {"TEXT", "uber", "über", SAME, NOTHING, "Uber is a firm"},
    {"TEXT", "123", "123 456", SAME, PART, "a number in groups is one number"},

    /* its words */
    {"word1", "Literatur", "Literaturverwaltungsprogramm", PART, PART, NULL},
    {"word1", "Verwaltung", "Literaturverwaltungsprogramm", NOTHING, PART,
     "a linking s is of no part"},
    {"word1", "Programm", "Literaturverwaltungsprogramm", PART, PART, NULL},
    {"word2", "Schreib", "Schreibprozess", PART, PART, NULL},
    {"word2", "schreiben", "Schreibprozess", NOTHING, PART, "there are no stems there"},
    {"word2", "Prozess", "Schreibprozess", PART, PART, NULL},
    {"word3", "inter", "Interkulturalität", PART, NOTHING, "a prefix is no part"},
    {"word3", "Kulturalität", "Interkulturalität", PART, NOTHING, "a prefix is no part"},
    {"word4", "Wissen", "Wissensorganisation", NOTHING, PART, "a linking s is of no part"},
    {"word4", "Organisation", "Wissensorganisation", PART, PART, NULL},
    {"word5", "Aufgaben", "Aufgabenplanung", PART, PART, NULL},
    {"word5", "Aufgabe", "Aufgabenplanung", NOTHING, PART, "there are no stems there"},
    {"word5", "Planung", "Aufgabenplanung", PART, PART, NULL},
    {"word6", "Eis", "Eisbrecher", PART, PART, NULL},
    {"word6", "Brecher", "Eisbrecher", PART, PART, NULL},
    {"word7", "Zucker", "Zuckerei", PART, NOTHING, "-ei is a suffix, and no egg"},
    {"word7", "Ei", "Zuckerei", PART, NOTHING, "the same"},
    {"word8", "glatt", "Glatteis", PART, PART, NULL},
    {"word8", "Eis", "Glatteis", PART, PART, NULL},
    {"word9", "Sinn", "Sinnfindung", PART, PART, NULL},
    {"word9", "Findung", "Sinnfindung", PART, PART, NULL},
    {"word10", "Donau", "Donaudampfschifffahrtsgesellschaftskapitän", PART, PART, NULL},
    {"word10", "Dampf", "Donaudampfschifffahrtsgesellschaftskapitän", PART, PART, NULL},
    {"word10", "Gesellschaft", "Donaudampfschifffahrtsgesellschaftskapitän", NOTHING, PART,
     "a linking s is of no part"},
    {"word10", "Kapitän", "Donaudampfschifffahrtsgesellschaftskapitän", PART, PART, NULL},
    {"word11", "Rind", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", PART,
     PART, NULL},
    {"word11", "Fleisch", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", PART,
     PART, NULL},
    {"word11", "Etikettierung", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
     NOTHING, PART, "a linking s is of no part"},
    {"word11", "Überwachung", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
     NOTHING, PART, "the same"},
    {"word11", "Aufgaben", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", PART,
     PART, NULL},
    {"word11", "Übertragung", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz",
     NOTHING, PART, "the same"},
    {"word11", "Gesetz", "Rindfleischetikettierungsüberwachungsaufgabenübertragungsgesetz", PART,
     PART, NULL},
    {"word12", "Mittel", "Nahrungsmittelunverträglichkeitsdiagnoseverfahren", PART, NOTHING, rare},
    {"word12", "un", "Nahrungsmittelunverträglichkeitsdiagnoseverfahren", PART, NOTHING,
     "a prefix is no part"},
    {"word12", "Diagnose", "Nahrungsmittelunverträglichkeitsdiagnoseverfahren", PART, NOTHING,
     rare},
    {"word12", "Verfahren", "Nahrungsmittelunverträglichkeitsdiagnoseverfahren", PART, PART, NULL},
    {"word13", "Volley", "Volleyball", PART, NOTHING, sports},
    {"word13", "Ball", "Volleyball", PART, NOTHING, sports},
    {"word14", "Fuß", "Fußball", PART, PART, NULL},
    {"word14", "Ball", "Fußball", PART, PART, NULL},
    {"word15", "Beach", "Beachvolleyball", PART, NOTHING, sports},
    {"word15", "Ball", "Beachvolleyball", PART, NOTHING, sports},
    {"word16", "Basket", "Basketball", PART, NOTHING, sports},
    {"word16", "Ball", "Basketball", PART, NOTHING, sports},
    {"word17", "Hand", "Handball", PART, PART, NULL},
    {"word17", "Ball", "Handball", PART, PART, NULL},
    {"word18", "Spike", "Spikeball", PART, PART, NULL},
    {"word18", "Ball", "Spikeball", PART, PART, NULL},

    /* segmenter/latin */
    {"latin TEXT", "can", "can’t", SAME, PART, "an apostrophe joins: Ku'damm, Hans'"},
    {"latin TEXT", "cant", "can’t", NOTHING, SAME, "the same: Kudamm"},
    {"latin TEXT", "can't", "can’t", SAME, SAME, NULL},
    {"latin TEXT", "32", "32.3", SAME, NOTHING, "a number is one word"},
    {"latin TEXT", "32.3", "32.3", SAME, SAME, NULL},
    {"latin TEXT", "kebab", "kebab-case", SAME, PART, "a hyphen makes a compound"},
    {"latin TEXT", "kebabcase", "kebab-case", NOTHING, SAME, "the same: Musik-Sammlung"},
    {"latin TEXT", "snake", "snake_case", SAME, SAME, NULL},
    {"latin TEXT", "case", "snake_case", SAME, SAME, NULL},
    {"camel_case_is_split", "camel", "camelCase", SAME, NOTHING,
     "capitals within a word are of names and gender forms, not of compounds"},
    {"camel_case_is_split", "case", "camelCase", SAME, NOTHING, "the same"},
    {"all_caps_is_not_split", "screaming", "SCREAMING", SAME, SAME, NULL},

    /* the normalizers */
    {"LowercaseNormalizer", "pascalcase", "PascalCase", SAME, SAME, NULL},
    {"LowercaseNormalizer", "հայաստան", "ՀայասՏան", SAME, SAME, NULL},
    {"QuoteNormalizer", "l'l", "l’l", SAME, SAME, NULL},
    {"QuoteNormalizer", "l'l", "l‘l", SAME, SAME, NULL},
    {"QuoteNormalizer", "l'l", "l‛l", SAME, SAME, NULL},
    {"AeOeNormalizer", "oe", "œ", SAME, SAME, NULL},
    {"AeOeNormalizer", "oe", "Œ", SAME, SAME, NULL},
    {"AeOeNormalizer", "ae", "æ", SAME, SAME, NULL},
    {"AeOeNormalizer", "ae", "Æ", SAME, SAME, NULL},
    {"CompatibilityDecompositionNormalizer", "ṩ", "s", SAME, BELOW,
     "what is typed with its marks is found with them first"},
    {"CompatibilityDecompositionNormalizer", "ガ", "ｶﾞ", SAME, SAME, NULL},
    {"Classifier", "SOS", "S.O.S", NOTHING, SAME, "one abbreviation, with periods or without"},
};

static void words_are_cut_as_in_charabia_or_for_a_reason(void **state)
{
    (void)state;
    check_peer_cases(cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_are_cut_as_in_charabia_or_for_a_reason),
    };
    return cmocka_run_group_tests_name("peers: charabia", tests, NULL, NULL);
}
