/* Words and what is written for them short: Artikel and Art., Kilometer and km, Atomkraftwerk and AKW. */
#include "stemmer/stemmer_private.h"

#include <string.h>

typedef struct abbreviation {
    const char *brief, *whole;
    bool figure; /* means this beside a figure: elsewhere "Art" is a word of its own */
} abbreviation;

/* Written for each other. */
static const abbreviation short_forms[] = {
    {"mio", "million", false},
    {"mrd", "milliarde", false},
    {"tsd", "tausend", false},
    {"abs", "absatz", false},
    {"nr", "nummer", false},
    {"jh", "jahrhundert", false},
    {"jhd", "jahrhundert", false},
    {"ca", "circa", false},
    {"prof", "professor", false},
    {"art", "artikel", true},
    {"kap", "kapitel", true},
    {"bd", "band", true},
    {"ziff", "ziffer", true},
    {"abschn", "abschnitt", true},
    {"kl", "klasse", true},
    {"std", "stunde", true},
    {"min", "minute", true},
    {"sek", "sekunde", true},
    {"km", "kilometer", true},
    {"cm", "zentimeter", true},
    {"mm", "millimeter", true},
    {"m", "meter", true},
    {"qm", "quadratmeter", true},
    {"ha", "hektar", true},
    {"kg", "kilogramm", true},
    {"g", "gramm", true},
    {"t", "tonne", true},
    {"l", "liter", true},
    {"kw", "kilowatt", true},
    {"mw", "megawatt", true},
    {"gw", "gigawatt", true},
    {"kwh", "kilowattstunde", true},
    {"twh", "terawattstunde", true},
    {"gb", "gigabyte", true},
    {"mb", "megabyte", true},
    {"eur", "euro", true},
};

/* Of names and things that are called by both; each finds the other below. */
static const abbreviation abbreviations[] = {
    {"akw", "atomkraftwerk", false},
    {"akw", "kernkraftwerk", false},
    {"kkw", "kernkraftwerk", false},
    {"kfz", "kraftfahrzeug", false},
    {"lkw", "lastkraftwagen", false},
    {"lkw", "lastwagen", false},
    {"pkw", "personenkraftwagen", false},
    {"uni", "universität", false},
    {"kita", "kindertagesstätte", false},
    {"azubi", "auszubildender", false},
    {"abi", "abitur", false},
    {"abo", "abonnement", false},
    {"akku", "akkumulator", false},
    {"auto", "automobil", false},
    {"bafög", "ausbildungsförderung", false},
    {"bip", "bruttoinlandsprodukt", false},
    {"bka", "bundeskriminalamt", false},
    {"lka", "landeskriminalamt", false},
    {"bverfg", "bundesverfassungsgericht", false},
    {"bgh", "bundesgerichtshof", false},
    {"eugh", "gerichtshof", false},
    {"bnd", "bundesnachrichtendienst", false},
    {"demo", "demonstration", false},
    {"deko", "dekoration", false},
    {"doku", "dokumentation", false},
    {"foto", "fotografie", false},
    {"gau", "reaktorunfall", false},
    {"info", "information", false},
    {"kat", "katalysator", false},
    {"ki", "intelligenz", false},
    {"krad", "kraftrad", false},
    {"limo", "limonade", false},
    {"mdb", "bundestagsabgeordneter", false},
    {"mdl", "landtagsabgeordneter", false},
    {"mwst", "mehrwertsteuer", false},
    {"ngo", "nichtregierungsorganisation", false},
    {"nro", "nichtregierungsorganisation", false},
    {"ob", "oberbürgermeister", false},
    {"öpnv", "personennahverkehr", false},
    {"prof", "professor", false},
    {"promi", "prominenter", false},
    {"reha", "rehabilitation", false},
    {"schiri", "schiedsrichter", false},
    {"stgb", "strafgesetzbuch", false},
    {"stpo", "strafprozessordnung", false},
    {"gg", "grundgesetz", false},
    {"ust", "umsatzsteuer", false},
    {"wlan", "funknetz", false},
    {"wm", "weltmeisterschaft", false},
    {"em", "europameisterschaft", false},
    {"zivi", "zivildienstleistender", false},
};

/* Whether a word is one of a pair, in any form of it that only adds letters. */
static bool is_form_of(const char *word, size_t len, const char *of)
{
    enum { ENDING_MAX = 2 };
    size_t size = strlen(of);
    return len >= size && len <= size + ENDING_MAX && memcmp(word, of, size) == 0;
}

/* An abbreviation has no endings but -s. */
static bool is_brief(const char *word, size_t len, const char *brief)
{
    size_t size = strlen(brief);
    return (len == size || (len == size + 1 && size > 1 && word[size] == 's')) &&
           memcmp(word, brief, size) == 0;
}

static bool visit(const abbreviation *pairs, size_t count, bool figure, const char *word,
                  size_t len, fund_spelling_callback callback, void *payload)
{
    for (size_t i = 0; i < count; i++) {
        const abbreviation *pair = &pairs[i];
        const char *other = pair->figure && !figure              ? NULL
                            : is_brief(word, len, pair->brief)   ? pair->whole
                            : is_form_of(word, len, pair->whole) ? pair->brief
                                                                 : NULL;
        if (other != NULL && !callback(other, strlen(other), payload)) {
            return false;
        }
    }
    return true;
}

bool fund_short_forms(const char *word, size_t len, bool figure, fund_spelling_callback callback,
                      void *payload)
{
    return visit(short_forms, sizeof short_forms / sizeof short_forms[0], figure, word, len,
                 callback, payload);
}

bool fund_abbreviations(const char *word, size_t len, fund_spelling_callback callback,
                        void *payload)
{
    return visit(abbreviations, sizeof abbreviations / sizeof abbreviations[0], false, word, len,
                 callback, payload);
}
