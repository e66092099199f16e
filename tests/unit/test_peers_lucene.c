/* The German cases of Apache Lucene's published tests (lucene/analysis/common), as facts: which words
 * its filters bring together, and which parts they find. Behaviour is compared, not the letters of
 * stems. Not here are cases of options that this chain has not (words kept from stemming, sizes of
 * parts), of Danish and Swedish, and of random text. */
#include "test_peers.h"

static const peer_case cases[] = {
    /* Snowball's German2 behind a normalisation */
    {"TestGermanAnalyzer.testReusableTokenStream", "Tisch", "Tische", SAME, SAME, NULL},
    {"TestGermanAnalyzer.testReusableTokenStream", "Tisch", "Tischen", SAME, SAME, NULL},
    {"TestGermanAnalyzer.testGermanSpecials", "Schaltflächen", "Schaltflaechen", SAME, SAME, NULL},
    {"TestGermanNormalizationFilter.testBasicExamples", "Schaltfläche", "Schaltflaeche", SAME, SAME,
     NULL},
    {"TestGermanNormalizationFilter.testBasicExamples", "schaltflachen", "Schaltflächen", SAME,
     BELOW, "letters without their dots are another word, found below if a dictionary has it"},
    {"TestGermanNormalizationFilter.testUHeuristic", "daur", "Dauer", NOTHING, NOTHING, NULL},
    {"TestGermanNormalizationFilter.testSpecialFolding", "Weißbier", "Weissbier", SAME, SAME, NULL},
    {"TestGermanNormalizationFilter.testKeyword", "Bar", "Bär", SAME, BELOW,
     "a Bär is no Bar; there the word must be on a list for that"},

    /* Caumanns' stemmer, data.txt */
    {"TestGermanStemFilter.testStemming", "haufig", "häufig", SAME, BELOW,
     "letters without their dots are another word, found below"},
    {"TestGermanStemFilter.testStemming", "abschließen", "abschließender", SAME, BELOW,
     "a present participle is a word of its own"},
    {"TestGermanStemFilter.testStemming", "abschließen", "abschließendes", SAME, BELOW,
     "a present participle is a word of its own"},
    {"TestGermanStemFilter.testStemming", "abschließen", "abschließenden", SAME, BELOW,
     "a present participle is a word of its own"},
    {"TestGermanStemFilter.testStemming", "Tische", "Tischen", SAME, SAME, NULL},
    {"TestGermanStemFilter.testStemming", "Haus", "Hauses", SAME, SAME, NULL},
    {"TestGermanStemFilter.testStemming", "Haus", "Häuser", SAME, SAME, NULL},
    {"TestGermanStemFilter.testStemming", "Haus", "Häusern", SAME, SAME, NULL},
    {"TestGermanStemFilter.testStemming", "Haus", "hauen", SAME, NOTHING,
     "named there as a case of overstemming"},
    {"TestGermanStemFilter.testStemming", "Drama", "Dramen", NOTHING, SAME, "a plural"},
    {"TestGermanStemFilter.testStemming", "Ausmaß", "Ausmass", SAME, SAME, NULL},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxe", SAME, NOTHING,
     "a stem has a vowel; these are made up to show the endings"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxs", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxn", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxt", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxem", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxer", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxnd", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xxxxx", "xxxxxetende", SAME, NOTHING, "the same"},
    {"TestGermanStemFilter.testStemming", "xx", "xxe", NOTHING, NOTHING, NULL},
    {"TestGermanStemFilter.testStemming", "xx", "xxem", NOTHING, NOTHING, NULL},
    {"TestGermanStemFilter.testStemming", "xx", "xxer", NOTHING, NOTHING, NULL},
    {"TestGermanStemFilter.testStemming", "xxx", "xxxnd", NOTHING, NOTHING, NULL},

    /* Savoy's stemmers */
    {"TestGermanLightStemFilterFactory.testStemming", "Haus", "häuser", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Sängerin", "Sängerinnen", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Frau", "Frauen", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Kenntnis", "Kenntnisse", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Staat", "Staates", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Bild", "Bilder", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Boot", "Boote", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Gott", "Götter", SAME, SAME, NULL},
    {"TestGermanMinimalStemFilter.testExamples", "Apfel", "Äpfel", SAME, SAME, NULL},

    /* Compounds: there each test brings its own dictionary, here there is one for all. */
    {"TestCompoundWordTokenFilter.testTypeOnExtractedWord", "Schlüssel", "Schlüsselkasten", PART,
     PART, NULL},
    {"TestCompoundWordTokenFilter.testTypeOnExtractedWord", "Kasten", "Schlüsselkasten", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testReset", "Rind", "Rindfleischüberwachungsgesetz", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testReset", "Fleisch", "Rindfleischüberwachungsgesetz", PART,
     PART, NULL},
    {"TestCompoundWordTokenFilter.testReset", "Überwachung", "Rindfleischüberwachungsgesetz", PART,
     PART, NULL},
    {"TestCompoundWordTokenFilter.testReset", "Gesetz", "Rindfleischüberwachungsgesetz", PART, PART,
     NULL},
    /* to version 2.9: with the patterns of German hyphenation */
    {"testHyphenationCompoundWordsDE", "Draht", "Drahtschere", PART, PART, NULL},
    {"testHyphenationCompoundWordsDE", "Schere", "Drahtschere", PART, PART, NULL},
    {"testHyphenationCompoundWordsDELongestMatch", "Rindfleisch", "Rindfleischüberwachungsgesetz",
     PART, PART, NULL},
    {"testHyphenationCompoundWordsDELongestMatch", "Überwachungsgesetz",
     "Rindfleischüberwachungsgesetz", PART, PARTS,
     "a run of parts is one only where a dictionary has it"},
    {"TestCompoundWordTokenFilter.testLucene8124", "Rind", "Rindfleisch", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testLucene8124", "Fleisch", "Rindfleisch", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndNoOverlap", "Fuß", "Fußballpumpe", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndNoOverlap", "Fußball", "Fußballpumpe", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndNoOverlap", "Ball", "Fußballpumpe", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndNoOverlap", "Ballpumpe", "Fußballpumpe", PART, PARTS,
     "a run of parts is one only where a dictionary has it"},
    {"TestCompoundWordTokenFilter.testNoSubAndNoOverlap", "Pumpe", "Fußballpumpe", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndTokenInDictionary", "Fuß", "Fußball", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testNoSubAndTokenInDictionary", "Ball", "Fußball", PART, PART,
     NULL},
    {"TestCompoundWordTokenFilter.testInvalidOffsets", "Fall", "Banküberfall", PART, NOTHING,
     "the part is Überfall, which is no Fall"},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars", "Schwein",
     "Schweinefleisch", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars", "Fleisch",
     "Schweinefleisch", PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars", "Wein", "Schweinefleisch",
     NOTHING, NOTHING, NULL},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars2", "Kampf", "Nahkampfwaffen",
     PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars2", "Waffe", "Nahkampfwaffen",
     PART, PART, NULL},
    {"TestCompoundWordTokenFilter.testDecompoundingWithConsumingChars2", "Affe", "Nahkampfwaffen",
     NOTHING, NOTHING, NULL},
    {"TestDictionaryCompoundWordTokenFilterFactory.testDecompounderSubmatches", "Orangen",
     "Orangenschokolade", PART, PART, NULL},
    {"TestDictionaryCompoundWordTokenFilterFactory.testDecompounderSubmatches", "Schokolade",
     "Orangenschokolade", PART, PART, NULL},
    {"TestDictionaryCompoundWordTokenFilterFactory.testDecompounderSubmatches", "Ora",
     "Orangenschokolade", PART, NOTHING, "no part lies within another smallest one"},
    {"TestDictionaryCompoundWordTokenFilterFactory.testDecompounderSubmatches", "Schoko",
     "Orangenschokolade", PART, NOTHING, "the same"},
    {"TestDictionaryCompoundWordTokenFilterFactory.testDecompounderPostSubmatchesOnlyLongestMatch",
     "ngen", "Orangenschokolade", NOTHING, NOTHING, NULL},
};

/* testInvalidOffsets: a part's offsets are its own, though folding makes the word longer. */
static void offsets_are_those_of_the_text(void **state)
{
    fund_lexicon *lexicon;
    fund_analyzer *analyzer = new_whole_analyzer(&lexicon);
    (void)state;
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "banküberfall",
                  "W:banküberfall[0,13]@0 P:bank[0,4]@0 P:überfall[4,13]@0");
    /* that of the linking letter, too: Lucene's part "überwachung" ends before it */
    assert_tokens(analyzer, FUND_PURPOSE_DOCUMENT, "Überwachungsgesetz",
                  "W:überwachungsgesetz[0,19]@0 P:überwach[0,13]@0 P:gesetz[13,19]@0");
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
}

static void words_meet_as_in_lucene_or_for_a_reason(void **state)
{
    (void)state;
    check_peer_cases(cases, COUNT(cases));
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_meet_as_in_lucene_or_for_a_reason),
        cmocka_unit_test(offsets_are_those_of_the_text),
    };
    return cmocka_run_group_tests_name("peers: Lucene", tests, NULL, NULL);
}
