/*
 * Other spellings of a word: umlauts without their dots, and what the rules of writing have changed: the reform of 1996 and what was usual before 1901.
 *
 * Sources: Deutsche Rechtschreibung, Regeln und Wörterverzeichnis (Rat für deutsche Rechtschreibung, 2018), whose
 * lists of changed words are closed; K. Duden, "Vollständiges Orthographisches Wörterbuch" (1880), for th, c and
 * -iren.
 */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

enum { WORD_MAX = 96, CUTS_MAX = 16 };

/* A word of which spellings are made. */
typedef struct spelling {
    const fund_lexicon *lexicon;
    const char *word;
    size_t len;
    fund_spelling_callback callback;
    void *payload;
} spelling;

typedef struct letters {
    char text[2 * WORD_MAX];
    size_t len;
} letters;

static bool is_consonant(char c)
{
    return c >= 'b' && c <= 'z' && strchr("eiouy", c) == NULL;
}

static bool is_vowel(char c)
{
    /* Bytes of an umlaut are vowels, too. */
    return c != '\0' && (strchr("aeiouy", c) != NULL || (unsigned char)c >= 0x80);
}

/* A dictionary's word, or a compound. */
static bool is_word(const fund_lexicon *lexicon, const char *word, size_t len)
{
    size_t cut;
    return fund_lexicon_knows(lexicon, word, len) ||
           (lexicon != NULL && fund_lexicon_cuts(&cut, 1, lexicon, word, len, true) > 0);
}

static bool give(const spelling *of, const letters *made, bool must_be_word)
{
    bool same = made->len == of->len && memcmp(made->text, of->word, made->len) == 0;
    return same || (must_be_word && !is_word(of->lexicon, made->text, made->len)) ||
           of->callback(made->text, made->len, of->payload);
}

/* Replaces letters of *word. */
static void replace(letters *word, size_t at, size_t size, const char *with)
{
    size_t with_len = strlen(with);
    memmove(word->text + at + with_len, word->text + at + size, word->len - at - size);
    memcpy(word->text + at, with, with_len);
    word->len += with_len - size;
}

static letters letters_of(const spelling *of)
{
    letters word = {.len = of->len};
    memcpy(word.text, of->word, of->len);
    return word;
}

/* ---- 1996 ----------------------------------------------------------------------- */

typedef struct changed {
    const char *now, *before; /* letters of a word; what both have around them stays */
} changed;

/* Where a change is no rule but of a word. Where one has the other in it, the longer one goes first. */
static const changed changed_words[] = {
    {"stängel", "stengel"},
    {"gäms", "gems"},
    {"behänd", "behend"},
    {"überschwäng", "überschweng"},
    {"quäntchen", "quentchen"},
    {"schnäuz", "schneuz"},
    {"bläuen", "bleuen"},
    {"belämmer", "belemmer"},
    {"aufwändig", "aufwendig"},
    {"gräuel", "greuel"},
    {"gräulich", "greulich"},
    {"bändel", "bendel"},
    {"selbstständ", "selbständ"},
    {"nummerier", "numerier"},
    {"platzier", "plazier"},
    {"karamell", "karamel"},
    {"zierrat", "zierat"},
    {"rohheit", "roheit"},
    {"zähheit", "zäheit"},
    {"jähheit", "jäheit"},
    {"plattitüd", "platitüd"},
    {"tollpatsch", "tolpatsch"},
    {"stuckateur", "stukkateur"},
    {"fritteuse", "friteuse"},
    {"frittier", "fritier"},
    {"albtr", "alptr"},
    {"albdr", "alpdr"},
    {"föhn", "fön"},
    {"känguru", "känguruh"},
    {"ordonnanz", "ordonanz"},
    {"bonbonniere", "bonboniere"},
    {"panther", "panter"},
    {"thunfisch", "tunfisch"},
    {"joghurt", "jogurt"},
    {"ketchup", "ketschup"},
    {"spaghetti", "spagetti"},
    {"ghetto", "getto"},
    {"katarrh", "katarr"},
    {"hämorrhoid", "hämorrid"},
    {"myrrhe", "myrre"},
    {"portemonnaie", "portmonee"},
    {"exposé", "exposee"},
    {"dekolleté", "dekolletee"},
    {"varieté", "varietee"},
    {"soufflé", "soufflee"},
    {"kommuniqué", "kommunikee"},
    {"chicorée", "schikoree"},
    {"mayonnaise", "majonäse"},
    {"polonaise", "polonäse"},
    {"drainage", "dränage"},
    {"necessaire", "nessessär"},
    {"facette", "fassette"},
    {"bravour", "bravur"},
    {"szepter", "zepter"},
    {"nzial", "ntial"},
    {"nziell", "ntiell"},
    {"nziabel", "ntiabel"},
    {"fotograf", "photograph"},
    {"fotograf", "fotograph"},
    {"fotograf", "photograf"},
    {"foto", "photo"},
    {"grafi", "graphi"},
    {"ografe", "ographe"},
    {"delfin", "delphin"},
    {"fantas", "phantas"},
    {"fantast", "phantast"},
    {"telefon", "telephon"},
    {"mikrofon", "mikrophon"},
    {"megafon", "megaphon"},
    {"saxofon", "saxophon"},
    {"xylofon", "xylophon"},
    {"grammofon", "grammophon"},
    {"diktafon", "diktaphon"},
    {"kakofon", "kakophon"},
    {"sinfon", "symphon"},
};

/* The same for short words, which stand at a compound's end. */
static const changed changed_ends[] = {
    {"tipp", "tip"}, {"stopp", "stop"}, {"mopp", "mop"}, {"rau", "rauh"}};

static bool give_changed(const spelling *of, const char *from, const char *to)
{
    const char *found = memmem(of->word, of->len, from, strlen(from));
    size_t to_len = strlen(to), at = found != NULL ? (size_t)(found - of->word) : 0;
    bool longer = to_len > strlen(from);
    if (found == NULL || (longer && at + to_len <= of->len && memcmp(found, to, to_len) == 0)) {
        return true; /* it is there already: "karamel" in "karamell" */
    }
    letters made = letters_of(of);
    replace(&made, at, strlen(from), to);
    return give(of, &made, false);
}

static bool give_changed_end(const spelling *of, const char *from, const char *to)
{
    static const char *const endings[] = {"", "s", "e", "en", "er", "es", "em"};
    size_t size = strlen(from);
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t ending = strlen(endings[i]);
        if (of->len < size + ending || !fund_ends_with(of->word, of->len, endings[i]) ||
            memcmp(of->word + of->len - ending - size, from, size) != 0) {
            continue;
        }
        /* "rau" is no end of a compound; Frau is none of it. */
        bool whole = of->len == size + ending;
        letters made = letters_of(of);
        replace(&made, of->len - ending - size, size, to);
        if ((whole || from[0] != 'r') && !give(of, &made, false)) {
            return false;
        }
    }
    return true;
}

static bool give_changed_words(const spelling *of)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof changed_words / sizeof changed_words[0]; i++) {
        const changed *pair = &changed_words[i];
        ok = give_changed(of, pair->now, pair->before) && give_changed(of, pair->before, pair->now);
    }
    for (size_t i = 0; ok && i < sizeof changed_ends / sizeof changed_ends[0]; i++) {
        const changed *pair = &changed_ends[i];
        ok = give_changed_end(of, pair->now, pair->before) &&
             give_changed_end(of, pair->before, pair->now);
    }
    return ok;
}

/* Justiziar, Justitiar: where both are words. */
static bool give_tia(const spelling *of)
{
    for (size_t i = 2; i + 3 <= of->len; i++) {
        char first = of->word[i];
        if ((first == 't' || first == 'z') && of->word[i + 1] == 'i' &&
            strchr("ae", of->word[i + 2]) != NULL) {
            letters made = letters_of(of);
            made.text[i] = first == 't' ? 'z' : 't';
            if (!give(of, &made, true)) {
                return false;
            }
        }
    }
    return true;
}

/* Whether a word is a compound that is cut there. */
static bool is_cut_at(const fund_lexicon *lexicon, const letters *word, size_t at)
{
    size_t cuts[CUTS_MAX];
    size_t count = fund_lexicon_cuts(cuts, CUTS_MAX, lexicon, word->text, word->len, true);
    for (size_t i = 0; i < count; i++) {
        if (cuts[i] == at) {
            return true;
        }
    }
    return false;
}

/* Schifffahrt was Schiffahrt, but not Mitttag. */
static bool give_three(const spelling *of)
{
    bool known = fund_lexicon_knows(of->lexicon, of->word, of->len);
    for (size_t i = 1; i + 1 < of->len; i++) {
        if (of->word[i] != of->word[i - 1] || !is_consonant(of->word[i])) {
            continue;
        }
        letters made = letters_of(of);
        const char more[] = {of->word[i], of->word[i], '\0'};
        bool three = of->word[i + 1] == of->word[i];
        replace(&made, i, three ? 2 : 1, three ? more + 1 : more);
        bool given = three || (!known && is_cut_at(of->lexicon, &made, i + 1));
        if (given && !give(of, &made, false)) {
            return false;
        }
        i += three;
    }
    return true;
}

/* Behind these an s between the parts says nothing: Schaden(s)ersatz, Körperschaft(s)steuer. */
static bool takes_link(const char *part, size_t len)
{
    static const char *const ends[] = {"en", "schaft", "ung", "heit", "keit", "ion", "tät", NULL};
    enum { PART_MIN = 5 };
    return len >= PART_MIN && fund_ends_with_any(part, len, ends);
}

static bool give_link(const spelling *of)
{
    size_t cuts[CUTS_MAX], begin = 0;
    size_t count = of->lexicon == NULL
                       ? 0
                       : fund_lexicon_cuts(cuts, CUTS_MAX, of->lexicon, of->word, of->len, true);
    for (size_t i = 0; i < count; begin = cuts[i++]) {
        const char *part = of->word + begin;
        size_t len = cuts[i] - begin;
        letters made = letters_of(of);
        bool linked = len > 1 && part[len - 1] == 's';
        replace(&made, cuts[i] - linked, linked, linked ? "" : "s");
        if (takes_link(part, len - linked) && !give(of, &made, false)) {
            return false;
        }
    }
    return true;
}

static bool is_fit(const char *word, size_t len)
{
    enum { LETTERS_MIN = 3 };
    return len >= LETTERS_MIN && len <= WORD_MAX && fund_utf8_count(word, len) >= LETTERS_MIN;
}

bool fund_reformed_spellings(const fund_lexicon *lexicon, const char *word, size_t len,
                             fund_spelling_callback callback, void *payload)
{
    const spelling of = {lexicon, word, len, callback, payload};
    return lexicon == NULL || !is_fit(word, len) ||
           (give_changed_words(&of) && give_tia(&of) && give_three(&of) && give_link(&of));
}

/* ---- before 1901 ------------------------------------------------------------------- */

static const changed older_words[] = {
    {"gib", "gieb"},          {"ging", "gieng"},     {"fing", "fieng"},
    {"hing", "hieng"},        {"ieren", "iren"},     {"iert", "irt"},
    {"ierung", "irung"},      {"lehen", "lehn"},     {"brot", "brod"},
    {"tot", "todt"},          {"töt", "tödt"},       {"gescheit", "gescheidt"},
    {"weizen", "waizen"},     {"büro", "bureau"},    {"hilf", "hülf"},
    {"maß", "maaß"},          {"schaf", "schaaf"},   {"kamel", "kameel"},
    {"getreide", "getraide"}, {"komitee", "comité"}, {"kompanie", "compagnie"},
    {"sein", "seyn"},
};

/* The same at a word's end. */
static const changed older_ends[] = {{"ei", "ey"}, {"nis", "niss"}, {"nissen", "nißen"}};

static bool give_older(const spelling *of, const char *from, const char *to, bool must_be_word,
                       bool at_end)
{
    size_t size = strlen(from);
    if (of->len < size || (at_end && memcmp(of->word + of->len - size, from, size) != 0)) {
        return true;
    }
    const char *found = at_end ? of->word + of->len - size : memmem(of->word, of->len, from, size);
    if (found == NULL) {
        return true;
    }
    letters made = letters_of(of);
    replace(&made, (size_t)(found - of->word), size, to);
    return give(of, &made, must_be_word);
}

static bool give_older_words(const spelling *of)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof older_words / sizeof older_words[0]; i++) {
        const changed *pair = &older_words[i];
        ok = give_older(of, pair->now, pair->before, false, false) &&
             give_older(of, pair->before, pair->now, true, false);
    }
    for (size_t i = 0; ok && i < sizeof older_ends / sizeof older_ends[0]; i++) {
        const changed *pair = &older_ends[i];
        ok = give_older(of, pair->now, pair->before, false, true) &&
             give_older(of, pair->before, pair->now, true, true);
    }
    return ok;
}

/* Whether a t may have been th: Thor, Rath, Miethe, but not in st, tt, tz, cht. */
static bool may_be_th(const char *word, size_t len, size_t i)
{
    char before = i > 0 ? word[i - 1] : 'n', after = i + 1 < len ? word[i + 1] : 'e';
    bool from = is_vowel(before) || strchr("nrh", before) != NULL;
    bool end = i + 1 == len;
    return word[i] == 't' && from && (end || is_vowel(after) || after == 'r') &&
           !(end && before == 'h') && !(before == 'h' && i > 1 && word[i - 2] == 'c' && end);
}

/* Each th by itself, and all. */
static bool give_th(const spelling *of)
{
    letters all = letters_of(of);
    size_t count = 0;
    for (size_t i = of->len; i-- > 0;) {
        bool modern = may_be_th(of->word, of->len, i);
        bool old = i + 1 < of->len && memcmp(of->word + i, "th", 2) == 0;
        if (!modern && !old) {
            continue;
        }
        letters one = letters_of(of);
        replace(&one, i, old ? 2 : 1, old ? "t" : "th");
        replace(&all, i, old ? 2 : 1, old ? "t" : "th");
        count++;
        if (!give(of, &one, old)) {
            return false;
        }
    }
    return count < 2 || give(of, &all, true);
}

/* What a c was, or would have been, before this letter. */
static char k_or_z(char after)
{
    return after != '\0' && strchr("eiy", after) != NULL ? 'z' : 'k';
}

/* Kultur, Cultur; Zentrum, Centrum; Konzert, Concert: all that there are at once. */
static bool give_c(const spelling *of)
{
    letters older = letters_of(of), newer = letters_of(of);
    for (size_t i = 0; i + 1 < of->len; i++) {
        char after = of->word[i + 1], before = i > 0 ? of->word[i - 1] : '\0';
        bool free = before != 'c' && before != 's' && before != 't';
        if (free && ((of->word[i] == 'k' && strchr("aoulrt", after) != NULL) ||
                     (of->word[i] == 'z' && strchr("eiy", after) != NULL))) {
            older.text[i] = 'c';
        }
        if (of->word[i] == 'c' && strchr("hk", after) == NULL && before != 's') {
            newer.text[i] = k_or_z(after);
        }
    }
    return give(of, &older, false) && give(of, &newer, true);
}

bool fund_older_spellings(const fund_lexicon *lexicon, const char *word, size_t len,
                          fund_spelling_callback callback, void *payload)
{
    const spelling of = {lexicon, word, len, callback, payload};
    return lexicon == NULL || !is_fit(word, len) ||
           (give_th(&of) && give_c(&of) && give_older_words(&of));
}

/* ---- umlauts without their dots ------------------------------------------------------ */

/* What fund_fallbacks() has to do. */
typedef struct fallbacks {
    const fund_lexicon *lexicon;
    const char *word;
    size_t len;
    fund_spelling_callback callback;
    void *payload;
} fallbacks;

/* Müller: Muller. False when the callback was. */
static bool leave_dots_out(const fallbacks *run)
{
    char other[FUND_TERM_MAX];
    size_t len = 0;
    for (size_t i = 0; i < run->len; i++) {
        char vowel = i + 2 <= run->len ? fund_vowel_of(run->word + i) : '\0';
        other[len++] = vowel != '\0' ? vowel : run->word[i];
        i += vowel != '\0';
    }
    return len == run->len || run->callback(other, len, run->payload);
}

enum { DOTTED_MAX = 2, VOWELS_MAX = 8 };

/* Muller: Müller, when that is a word; from the vowel at `from` on, `left` of them at most. */
static bool add_dots(const fallbacks *run, char *word, size_t len, size_t from, size_t left)
{
    for (size_t i = from; i < len; i++) {
        const char *letter = fund_umlaut_of(word[i]);
        bool diphthong = word[i] == 'u' && i > 0 && strchr("ae", word[i - 1]) != NULL;
        if (letter == NULL || diphthong) {
            continue;
        }
        char vowel = word[i];
        memmove(word + i + 2, word + i + 1, len - i - 1);
        memcpy(word + i, letter, 2);
        bool ok =
            (!is_word(run->lexicon, word, len + 1) || run->callback(word, len + 1, run->payload)) &&
            (left <= 1 || add_dots(run, word, len + 1, i + 2, left - 1));
        memmove(word + i + 1, word + i + 2, len - i - 1);
        word[i] = vowel;
        if (!ok) {
            return false;
        }
    }
    return true;
}

static size_t count_vowels(const char *word, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += fund_umlaut_of(word[i]) != NULL;
    }
    return count;
}

bool fund_fallbacks(const fund_lexicon *lexicon, const char *word, size_t len,
                    fund_spelling_callback callback, void *payload)
{
    const fallbacks run = {lexicon, word, len, callback, payload};
    char copy[FUND_TERM_MAX];
    if (len < 3 || len + DOTTED_MAX > FUND_TERM_MAX || lexicon == NULL) {
        return true;
    }
    memcpy(copy, word, len);
    size_t dotted = count_vowels(word, len) <= VOWELS_MAX ? DOTTED_MAX : 1;
    return leave_dots_out(&run) && add_dots(&run, copy, len, 0, dotted);
}
