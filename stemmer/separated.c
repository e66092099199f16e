/*
 * Separated verbs: "trat ... zurück" is a form of zurücktreten.
 *
 * A main clause has its finite verb near its beginning and the verb's particle at its end (the "Satzklammer" of
 * German grammars). So from a particle that ends a clause the sentence is read backwards to the nearest
 * finite verb that makes a verb of the lexicon with it. Subordinate clauses, whose verb stands at their
 * end, are passed over. Words before a particle tell where it is a postposition ("meiner
 * Meinung nach", "von da an") or one of a pair ("ab und zu").
 */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

/* ---- words that matter ------------------------------------------------------------ */

/* What a word is to a clause, as bits. */
enum {
    FINITE = 1 << 0,      /* may be a finite verb */
    SURE = 1 << 1,        /* is one */
    CAPITAL = 1 << 2,     /* is written as nouns are */
    PARTICLE = 1 << 3,    /* may be the particle of a verb */
    PLAIN = 1 << 4,       /* ... and is hardly anything else */
    PREPOSITION = 1 << 5, /* also a contraction with an article */
    DETERMINER = 1 << 6,
    RELATIVE = 1 << 7,     /* a pronoun that begins a relative clause */
    SUBORDINATOR = 1 << 8, /* begins a clause that ends with its verb */
    QUESTION = 1 << 9,     /* the same, but behind a comma only */
    NOMINALISER = 1 << 10, /* an infinitive after it is a noun: zum, beim */
    LINK = 1 << 11,        /* und, oder */
    ZU = 1 << 12,
    FROM = 1 << 13,      /* von, vom */
    OPENS = 1 << 14,     /* behind a particle: it was the end of its clause */
    POSTPOSED = 1 << 15, /* nouns before a "nach" that is no particle: Meinung */
    LASTING = 1 << 16,   /* nouns before such an "über", "durch": Jahre */
    WITH_ZU = 1 << 17,   /* particles before an infinitive without a comma: "fing an zu weinen" */
    AUXILIARY_SHIFT = 20 /* above: its number in `auxiliaries`, from 1 */
};

static const struct word_list {
    unsigned class;
    const char *words; /* folded */
} word_lists[] = {
    /* Most are prepositions or adverbs, too: they are particles only where the clause ends. */
    {PARTICLE,
     "ab abhanden an anheim auf aufeinander aus bei beiseite bekannt bereit bloss da dabei dagegen "
     "daran "
     "davon dazu dazwischen durch ein entgegen entlang entzwei fehl fern fest fort frei gegenüber "
     "gleich gut heim her hin hinterher hoch inne instand irre kaputt klar kund lahm leicht leid "
     "los mit "
     "nach nahe nieder näher offen quer schwer sicher stand still tot um umher unter vor vorlieb "
     "wahr weg "
     "weiter wett wieder zu zugrunde zugute zunichte zurecht zusammen zustande zutage zuteil zuvor "
     "zuwider "
     "über überein übel übrig"},
    /* The clause may go on behind these ("trat zurück von allen Ämtern"). */
    {PARTICLE | PLAIN, "auseinander dar einher empor herab heran herauf heraus herbei herein herum "
                       "herunter hervor herüber "
                       "hinab hinan hinauf hinaus hinein hinunter hinüber hinweg hinzu preis raus "
                       "rein rum runter statt teil "
                       "umhin voran voraus vorbei vorüber vorwärts zurück zurueck"},
    {PREPOSITION, "ab am an auf aus bei beim bis durch entgegen für gegen gegenüber hinter im in "
                  "ins mit nach neben "
                  "ohne seit um unter vom von vor wegen während zu zum zur zwischen über"},
    {DETERMINER, "der die das den dem des ein eine einen einem einer eines kein keine keinen "
                 "keinem keiner keines mein "
                 "meine meinen meinem meiner meines sein seine seinen seinem seiner seines ihre "
                 "ihren ihrem ihrer "
                 "ihres unser unsere unseren unserem unserer unseres diese diesen diesem dieser "
                 "dieses alle allen "
                 "aller viele vielen einige einigen mehrere mehreren jede jeden jedem jeder jedes "
                 "zum zur im am beim vom "
                 "ins ans"},
    {RELATIVE, "der die das den dem deren denen dessen was welche welcher welches welchen welchem "
               "wer wen wem"},
    {SUBORDINATOR, "bevor damit dass ehe falls indem nachdem ob obgleich obwohl seitdem sobald "
                   "sodass sofern solange soweit "
                   "weil wenn während"},
    {QUESTION, "als da wann warum was welche welcher welches welchen welchem wen wer weshalb wie "
               "wieso wo wobei "
               "wodurch wofür wogegen woher wohin womit wonach woran worauf woraus worin worum "
               "worunter worüber "
               "wovon wozu"},
    {NOMINALISER, "am ans beim im ins vom zum"},
    {LINK, "und oder"},
    {ZU, "zu"},
    {FROM, "von vom"},
    {WITH_ZU, "ab an auf ein vor"},
    {OPENS, "aber als bzw dass denn ob obwohl oder sondern sowie und weil wie"},
    {POSTPOSED,
     "alter angabe angaben anschein ansicht art auffassung aussage aussagen bedeutung bericht "
     "berichten "
     "darstellung dafürhalten einschätzung eindruck erfahrung erachtens ermessen gefühl gesetz "
     "grösse "
     "herkunft kenntnis lage logik meinung möglichkeit name namen natur rang recht reihe schätzung "
     "schätzungen sinn stand tendenz umständen urteil verfassung vermutung vernehmen verständnis "
     "vorbild "
     "vorstellung vorstellungen wahrscheinlichkeit wesen willen wissen worten wortlaut wunsch "
     "überzeugung zahl"},
    {LASTING,
     "abend jahr jahre leben monate nacht sommer stunden tag tage winter woche wochen zeit"},
};

/* Function words: the lexicon does not say which verb they are of. */
static const struct auxiliary {
    const char *infinitive, *forms;
} auxiliaries[] = {
    {"sein", "bin bist ist sind seid war warst waren wart sei seien wäre wären"},
    {"haben", "habe hast hat haben habt hatte hatten hattest hätte hätten"},
    {"werden", "werde wirst wird werden wurde wurden würde würden"},
    {"können", "kann kannst können könnt konnte konnten könnte könnten könne"},
    {"müssen", "muss musst müssen müsst musste mussten müsste müssten müsse"},
    {"sollen", "soll sollst sollen sollt sollte sollten solle"},
    {"wollen", "will willst wollen wollt wollte wollten wolle"},
    {"dürfen", "darf darfst dürfen dürft durfte durften dürfte dürften dürfe"},
    {"tun", "tat taten täte täten"},
    {"mögen", "mag magst mögen mögt mochte mochten möchte möchten möge"},
};

/* Of some particles and auxiliaries only few pairs are one verb: "macht klar", but "sieht ganz klar". */
static const struct pairs {
    const char *word, *others;
} particle_verbs[] =
    {
        {"bekannt", "geben machen"},
        {"bereit", "halten liegen stehen stellen"},
        {"da", "bleiben lassen liegen sein sitzen stehen"},
        {"dabei", "bleiben haben sein sitzen stehen"},
        {"dagegen", "halten stellen setzen"},
        {"daran", "setzen"},
        {"davon", "fliegen jagen kommen laufen machen tragen ziehen"},
        {"dazu", "gehören kommen lernen nehmen rechnen verdienen zählen"},
        {"gleich", "kommen setzen stellen tun"},
        {"gut", "heissen schreiben tun"},
        {"kaputt", "gehen machen"},
        {"klar", "kommen machen stellen"},
        {"leicht", "fallen machen nehmen"},
        {"nahe", "bringen gehen kommen legen liegen stehen"},
        {"näher", "bringen kommen rücken"},
        {"offen", "bleiben halten lassen legen stehen"},
        {"quer", "stellen"},
        {"schwer", "fallen nehmen tun"},
        {"sicher", "stellen"},
        {"still", "halten legen stehen"},
        {"zuvor", "kommen"},
        {"übel", "nehmen"},
},
  auxiliary_particles[] = {
      {"sein", "da dabei"},
      {"haben", "dabei inne vor übrig"},
      {"werden", "los"},
      {"können", "hinaus raus rein umhin weg zurück"},
      {"müssen", "her hin mit raus rein weg zurück"},
      {"sollen", "hin weg zurück"},
      {"wollen", "hin hinaus mit raus weg zurück"},
      {"dürfen", "mit raus rein"},
      {"mögen", ""},
      {"tun", "ab an auf dar gut hervor kund leid schwer"},
};

/* Whether a word is in a list, which has blanks between. */
static bool is_listed(const char *word, size_t len, const char *list)
{
    for (const char *next = list; *next != '\0';) {
        size_t size = strcspn(next, " ");
        if (size == len && memcmp(next, word, len) == 0) {
            return true;
        }
        next += size + (next[size] == ' ');
    }
    return false;
}

/* False: the pairs have the word, without this other one. */
static bool allows(const struct pairs *pairs, size_t count, const char *word, size_t len,
                   const char *other, size_t other_len)
{
    for (size_t i = 0; i < count; i++) {
        if (strlen(pairs[i].word) == len && memcmp(pairs[i].word, word, len) == 0) {
            return is_listed(other, other_len, pairs[i].others);
        }
    }
    return true;
}

#define COUNT_OF(array) (sizeof(array) / sizeof(array)[0])

static bool load_words(fund_map *out, const char *words, unsigned class)
{
    for (const char *word = words; *word != '\0';) {
        size_t len = strcspn(word, " ");
        uintptr_t known = (uintptr_t)fund_map_get(out, word, len);
        if (!fund_map_put(out, word, len, (void *)(known | class), NULL)) {
            return false;
        }
        word += len + (word[len] == ' ');
    }
    return true;
}

bool fund_clause_words_load(fund_map *out)
{
    bool ok = true;
    for (size_t i = 0; i < COUNT_OF(word_lists) && ok; i++) {
        ok = load_words(out, word_lists[i].words, word_lists[i].class);
    }
    for (unsigned i = 0; i < COUNT_OF(auxiliaries) && ok; i++) {
        ok = load_words(out, auxiliaries[i].forms, FINITE | SURE | (i + 1) << AUXILIARY_SHIFT);
    }
    return ok;
}

/* Of the word that chain->folded holds. */
static unsigned listed_class(const fund_chain *chain)
{
    const fund_buf *word = &chain->folded.text;
    return (unsigned)(uintptr_t)fund_map_get(chain->clause_words, word->data, word->len);
}

enum { WORD_MAX = 60, LISTED_MAX = 20 };

/* Whether a finite form looks like an infinitive or a participle: "verletzt", "saniert". */
static bool may_be_other(const fund_buf *word)
{
    static const char *const prefixes[] = {"be",   "emp", "ent", "er", "ge",
                                           "miss", "ver", "zer", NULL};
    bool prefixed =
        word->data[word->len - 1] == 'n' || fund_ends_with(word->data, word->len, "iert");
    for (const char *const *prefix = prefixes; *prefix != NULL && !prefixed; prefix++) {
        size_t len = strlen(*prefix);
        prefixed = word->data[word->len - 1] == 't' && word->len > len + 3 &&
                   memcmp(word->data, *prefix, len) == 0;
    }
    return prefixed;
}

unsigned fund_clause_class(fund_chain *chain, const char *text, size_t len)
{
    if (chain->options.lexicon == NULL || len > WORD_MAX ||
        !fund_byte_may_be(text[0], FUND_CHAR_LETTER)) {
        return 0;
    }
    /* Whether it is a verb at the beginning of a sentence is seen when that matters. */
    unsigned capital = fund_begins_upper(text, len) ? CAPITAL | FINITE : 0;
    if (capital != 0 && len > LISTED_MAX) {
        return capital;
    }
    if (!fund_fold(&chain->folded, text, len)) {
        chain->failed = true;
        return 0;
    }
    const fund_buf *word = &chain->folded.text;
    unsigned listed = listed_class(chain);
    bool only = false;
    size_t spelled;
    if (capital != 0 && listed != 0) {
        return listed | CAPITAL;
    }
    if (capital != 0 || word->len == 0 || (listed & FINITE) != 0 ||
        !fund_finite_verbs(NULL, &only, chain->options.lexicon, word->data, word->len) ||
        fund_function_word(chain->function_words, word->data, word->len, &spelled) != NULL) {
        return capital | listed;
    }
    bool sure = only && listed == 0 && !may_be_other(word);
    return listed | FINITE | (sure ? SURE : 0u);
}

/* ---- what is between words ---------------------------------------------------------- */

enum {
    GAP_STOP = 1 << 0,  /* a sentence ends, or what cannot be within one clause */
    GAP_COMMA = 1 << 1, /* or a dash */
    GAP_QUOTE = 1 << 2,
    GAP_OTHER = 1 << 3 /* more than a blank */
};

/* Whether a period after the word ends no sentence. */
static bool is_abbreviation(const char *word, size_t len)
{
    static const char *const known[] = {"Abg", "Abs",  "Art", "Dipl", "Dr",   "Fr",  "Frhr", "Hr",
                                        "Ing", "Mio",  "Mrd", "Nr",   "Prof", "St",  "Str",  "bzw",
                                        "ca",  "evtl", "ggf", "inkl", "sog",  "vgl", NULL};
    enum { ORDINAL_MAX = 3 };
    bool digits = len <= ORDINAL_MAX;
    for (size_t i = 0; i < len; i++) {
        digits = digits && word[i] >= '0' && word[i] <= '9';
    }
    return len == 1 || digits || fund_is_any(word, len, known);
}

/* Whether the period at pos, which stands behind a word, ends a sentence. */
static bool ends_sentence(const char *text, size_t len, size_t word, size_t pos)
{
    size_t next = pos + 1;
    while (next < len && fund_byte_is(text[next], FUND_CHAR_BLANK | FUND_CHAR_LINE_BREAK)) {
        next++;
    }
    return next == len || (next > pos + 1 && !(text[next] >= 'a' && text[next] <= 'z') &&
                           !is_abbreviation(text + word, pos - word));
}

/* What the character at pos does to a clause. */
static unsigned gap_class(uint32_t c, const char *text, size_t len, size_t pos)
{
    switch (c) {
    case ' ':
        return 0;
    case ';':
    case ':':
    case '!':
    case '?':
    case '|':
    case 0x2022: /* bullet */
        return GAP_STOP;
    case ',':
    case '-':
    case 0x2013: /* dashes */
    case 0x2014:
        return GAP_COMMA;
    case '\n':
        return pos + 1 < len && text[pos + 1] == '\n' ? GAP_STOP : GAP_OTHER;
    case '`':
    case '\'':
        return GAP_QUOTE;
    default:
        return fund_char_is(c, FUND_CHAR_QUOTE) ? GAP_QUOTE : GAP_OTHER;
    }
}

static unsigned read_gap(const char *text, size_t len, const fund_clause_word *before, size_t end)
{
    size_t pos = before->end;
    if (end == pos + 1 && text[pos] == ' ') {
        return 0;
    }
    unsigned gap = 0;
    while (pos < end) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        if (c == '.') {
            bool first = pos == before->end;
            gap |= !first || ends_sentence(text, len, before->begin, pos) ? GAP_STOP : GAP_OTHER;
        } else {
            gap |= gap_class(c, text, len, pos);
        }
        pos += size;
    }
    return gap;
}

/* ---- whether a clause ends ------------------------------------------------------------ */

/* Finds the next word behind pos, with nothing but blanks before it. */
static bool peek_word(fund_range *out, const char *text, size_t len, size_t pos)
{
    while (pos < len && fund_byte_is(text[pos], FUND_CHAR_BLANK | FUND_CHAR_LINE_BREAK)) {
        pos++;
    }
    size_t end = pos;
    while (end < len && end - pos < WORD_MAX && fund_byte_may_be(text[end], FUND_CHAR_LETTER)) {
        end++;
    }
    *out = (fund_range){pos, end};
    return end > pos && end - pos < WORD_MAX;
}

/* What is known of a word by its letters alone; it is in chain->folded afterwards. */
static unsigned peeked_class(fund_chain *chain, const char *text, fund_range at)
{
    bool folded = fund_fold(&chain->folded, text + at.begin, at.end - at.begin);
    chain->failed |= !folded;
    return folded ? listed_class(chain) : 0;
}

/* "zu weinen" behind "fing an". */
static bool is_infinitive(fund_chain *chain, const char *text, fund_range at)
{
    const fund_buf *word = &chain->folded.text;
    bool only;
    return text[at.end - 1] == 'n' && !fund_begins_upper(text + at.begin, at.end - at.begin) &&
           peeked_class(chain, text, at) == 0 && word->len > 3 &&
           fund_finite_verbs(NULL, &only, chain->options.lexicon, word->data, word->len);
}

/* Whether a clause ends before the word that follows. */
static bool ends_before_word(fund_chain *chain, const char *text, size_t len, size_t pos,
                             unsigned particle)
{
    enum { OPENER_MAX = 12 };
    fund_range next, after;
    if (!peek_word(&next, text, len, pos) || next.end - next.begin > OPENER_MAX ||
        (text[next.begin] >= 'A' && text[next.begin] <= 'Z')) {
        return false;
    }
    unsigned class = peeked_class(chain, text, next);
    if ((class & ZU) != 0) {
        return (particle & WITH_ZU) != 0 && peek_word(&after, text, len, next.end) &&
               is_infinitive(chain, text, after);
    }
    if ((particle & PLAIN) != 0 && (class & PREPOSITION) != 0) {
        return true;
    }
    /* "auf dass" */
    if ((class & OPENS) == 0 || ((class & SUBORDINATOR) != 0 && (particle & PREPOSITION) != 0)) {
        return false;
    }
    if (!peek_word(&after, text, len, next.end)) {
        return true;
    }
    /* "mit und ohne", "ein oder zwei", "auf wie viele" */
    unsigned second = peeked_class(chain, text, after);
    static const char *const numerals[] = {"andere", "derselbe", "dieselbe", "dasselbe", "mehrere",
                                           "viel",   "viele",    "vielen",   "zwei",     NULL};
    return (second & (PREPOSITION | PARTICLE)) == 0 &&
           !fund_is_any(chain->folded.text.data, chain->folded.text.len, numerals);
}

static bool ends_clause(fund_chain *chain, const char *text, size_t len, size_t pos,
                        unsigned particle)
{
    bool blank = false;
    while (pos < len) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        if (fund_char_is(c, FUND_CHAR_SPACE)) {
            if (pos + 1 < len && text[pos] == '\n' && text[pos + 1] == '\n') {
                return true;
            }
            blank = true;
        } else if (fund_char_is(c, FUND_CHAR_WORD)) {
            return blank && ends_before_word(chain, text, len, pos, particle);
        } else if (strchr(".,;:!?", (int)(c < 0x80 ? c : ' ')) != NULL) {
            return true;
        } else if (c == '(' || fund_char_is(c, FUND_CHAR_JOINER) || c == 0x2014) {
            return blank;
        } else if (blank && !fund_char_is(c, FUND_CHAR_IGNORABLE)) {
            return false;
        }
        pos += size;
    }
    return true;
}

/* ---- the words before ----------------------------------------------------------------- */

/* Stands for what is not known. */
static const fund_clause_word no_word = {.gap = GAP_STOP};

/* The word `back` places before the last one, or no_word. */
static const fund_clause_word *word_before(const fund_clause_window *window, size_t back)
{
    if (back >= window->count || back >= FUND_CLAUSE_WORDS) {
        return &no_word;
    }
    return &window->words[(window->count - 1 - back) % FUND_CLAUSE_WORDS];
}

static unsigned class_before(const fund_clause_window *window, size_t back)
{
    return word_before(window, back)->class;
}

static bool is_word(const char *text, const fund_clause_word *word, const char *expected)
{
    size_t len = word->end - word->begin;
    return len == strlen(expected) && memcmp(text + word->begin, expected, len) == 0;
}

static bool is_word_of(const char *text, const fund_clause_word *word, const char *const *list)
{
    return fund_is_any(text + word->begin, word->end - word->begin, list);
}

/* How far before the last word "von" or "vom" stands, of `most` words; 0: none, or a verb is between. */
static size_t find_from(const fund_clause_window *window, size_t most)
{
    for (size_t back = 2; back <= most; back++) {
        const fund_clause_word *word = word_before(window, back);
        if (word == &no_word || (class_before(window, back - 1) & SURE) != 0) {
            return 0;
        }
        if ((word->class & FROM) != 0) {
            return back;
        }
    }
    return 0;
}

/* Whether one of the words before, up to `most` of them, is in a list. */
static bool has_before(const fund_clause_window *window, const char *text, size_t most,
                       const char *const *list)
{
    for (size_t back = 1; back <= most && word_before(window, back) != &no_word; back++) {
        if (is_word_of(text, word_before(window, back), list)) {
            return true;
        }
    }
    return false;
}

/* "von hier aus", "von klein auf", "vom ersten Tag dieses Jahres an"; but "geht von Fehlern aus". */
static bool is_behind_from(const fund_clause_window *window, const char *text)
{
    enum { NEAR = 3, FAR = 6 };
    static const char *const goes[] = {"geh",  "gehe",  "gehen",  "gehst", "geht",
                                       "ging", "ginge", "gingen", NULL};
    static const char *const childhood[] = {"Grund",    "Jugend", "Kind",  "Kindesbeinen",
                                            "Kindheit", "klein",  "unten", NULL};
    static const char *const times[] = {
        "Anbeginn", "Anfang", "Beginn", "Jahr", "Jahren", "Kindheit", "Minute",    "Moment",
        "Monat",    "Mal",    "Stunde", "Tag",  "Tage",   "Woche",    "Zeitpunkt", NULL};
    const fund_clause_word *last = word_before(window, 0);
    size_t from = find_from(window, FAR);
    if (is_word(text, last, "an")) {
        return from == 2 || (from > 0 && has_before(window, text, from, times));
    }
    if (is_word(text, last, "auf")) {
        return from == 2 && is_word_of(text, word_before(window, 1), childhood);
    }
    if (is_word(text, last, "aus")) {
        return from > 0 && from <= NEAR && !has_before(window, text, FUND_CLAUSE_WORDS, goes);
    }
    return is_word(text, last, "her") && from > 0 && from <= NEAR;
}

/* "zurück bekommen", which is one word: what is before such a particle tells nothing. */
static bool is_apart(fund_chain *chain, const fund_clause_window *window, const fund_text *text)
{
    static const char *const own[] = {"hin", "her", "weg", "fort", NULL};
    const fund_clause_word *last = word_before(window, 0), *before = word_before(window, 1);
    return (before->class & (PARTICLE | CAPITAL)) == PARTICLE && last->gap == 0 &&
           (last->class & CAPITAL) == 0 &&
           ((before->class & PLAIN) != 0 || is_word_of(text->data, before, own)) &&
           ends_clause(chain, text->data, text->len, last->end, 0);
}

/* Whether the words before say that the last one is no particle. */
static bool is_no_particle(const fund_clause_window *window, const char *text)
{
    static const char *const lasting[] = {"durch", "hindurch", "lang", "über", NULL};
    static const char *const such[] = {"als", "für",   "irgend", "noch", "nur",
                                       "so",  "solch", "welch",  NULL};
    const fund_clause_word *last = word_before(window, 0), *before = word_before(window, 1);
    if (before == &no_word) {
        return true;
    }
    if ((before->class & LINK) != 0 && (class_before(window, 2) & (PARTICLE | PREPOSITION)) != 0) {
        return true; /* ab und zu, hin und her */
    }
    if (last->gap != 0 && ((before->class & PREPOSITION) != 0 || is_word(text, last, "um"))) {
        return true; /* a list of them, "um, wie er sagt, zu ..." */
    }
    if (is_word(text, last, "nach")) {
        return (before->class & (POSTPOSED | CAPITAL)) == (POSTPOSED | CAPITAL);
    }
    if ((is_word(text, last, "vor") &&
         (is_word(text, before, "wie") || is_word(text, before, "außen"))) ||
        (is_word(text, last, "hin") && is_word(text, before, "bis")) ||
        (is_word(text, last, "hinaus") && is_word(text, before, "darüber"))) {
        return true;
    }
    if (is_word(text, last, "ein")) {
        return is_word_of(text, before, such);
    }
    if (is_word(text, last, "da")) {
        return (before->class & (FROM | OPENS)) != 0;
    }
    return is_behind_from(window, text) ||
           (is_word_of(text, last, lasting) && (before->class & LASTING) != 0);
}

/* ---- the verb --------------------------------------------------------------------------- */

/* "die bestellte Ware", "die bestellte und bezahlte" */
static bool is_attribute(const fund_clause_window *window, const char *text, size_t back)
{
    enum { BACK_MAX = 3 };
    const fund_clause_word *word = word_before(window, back);
    const fund_clause_word *next = word_before(window, back - 1);
    bool ending = text[word->end - 1] == 'e' || text[word->end - 1] == 'n';
    if (!ending || (next->class & (CAPITAL | LINK)) == 0 || next->gap != 0 || word->gap != 0) {
        return false;
    }
    for (size_t i = 1; i <= BACK_MAX; i++) {
        const fund_clause_word *before = word_before(window, back + i);
        if (before == &no_word) {
            return false;
        }
        bool starts = before->gap != 0 || (before->class & CAPITAL) != 0;
        if ((before->class & DETERMINER) != 0) {
            return !starts || i > 1; /* "Das machte Müller ..." */
        }
        if (starts) {
            return false;
        }
    }
    return false;
}

/* Whether the word may be the finite verb of its clause. */
static bool may_be_verb(const fund_clause_window *window, const char *text, size_t back)
{
    const fund_clause_word *word = word_before(window, back);
    const fund_clause_word *before = word_before(window, back + 1);
    bool first = before == &no_word || (word->gap & (GAP_STOP | GAP_QUOTE)) != 0;
    if ((word->class & FINITE) == 0 || ((word->class & CAPITAL) != 0 && !first)) {
        return false;
    }
    bool infinitive = text[word->end - 1] == 'n';
    if (infinitive && !first && (before->class & (ZU | NOMINALISER)) != 0) {
        return false;
    }
    return !is_attribute(window, text, back);
}

/* The infinitives of the word, in chain->readings; `apart`: it may be one, or a participle. */
static bool find_infinitives(fund_chain *chain, const char *text, const fund_clause_word *word,
                             bool apart)
{
    unsigned auxiliary = word->class >> AUXILIARY_SHIFT;
    bool only;
    if (auxiliary > 0 && !apart) {
        const char *infinitive = auxiliaries[auxiliary - 1].infinitive;
        fund_readings *readings = &chain->readings;
        fund_buf_clear(&readings->words);
        fund_buf_append_str(&readings->words, infinitive);
        readings->items[0] = (fund_word_reading){.begin = 0, .len = strlen(infinitive)};
        readings->count = readings->words.failed ? 0 : 1;
    } else if (!fund_fold(&chain->folded, text + word->begin, word->end - word->begin)) {
        chain->failed = true;
        return false;
    } else if (apart) {
        fund_readings_find(&chain->readings, chain->options.lexicon, chain->folded.text.data,
                           chain->folded.text.len, false, false);
        fund_readings_prefer(&chain->readings, false, true);
    } else {
        fund_finite_verbs(&chain->readings, &only, chain->options.lexicon, chain->folded.text.data,
                          chain->folded.text.len);
    }
    chain->failed |= chain->readings.words.failed;
    return chain->readings.count > 0;
}

static bool has_umlaut(const char *word, size_t len)
{
    return memchr(word, 0xc3, len) != NULL;
}

/* Whether a joined verb is left out for another: "fällt aus" is ausfallen, not ausfällen. */
static bool is_rarer(const fund_readings *readings, size_t i)
{
    const fund_word_reading *of = &readings->items[i];
    for (size_t k = 0; k < readings->count; k++) {
        const fund_word_reading *other = &readings->items[k];
        if (k != i && has_umlaut(readings->words.data + of->begin, of->len) &&
            !has_umlaut(readings->words.data + other->begin, other->len)) {
            return true;
        }
    }
    return false;
}

/* Leaves the infinitives that make a verb of the lexicon with a particle (folded in chain->folded); marks are
 * those of the verbs. */
static void keep_joined(fund_chain *chain, bool auxiliary)
{
    fund_readings *readings = &chain->readings;
    const fund_buf *particle = &chain->folded.text;
    fund_buf *joined = &chain->joined;
    size_t kept = 0;
    for (size_t i = 0; i < readings->count; i++) {
        fund_word_reading *of = &readings->items[i];
        const char *infinitive = readings->words.data + of->begin;
        const struct pairs *pairs = auxiliary ? auxiliary_particles : particle_verbs;
        bool allowed = auxiliary ? allows(pairs, COUNT_OF(auxiliary_particles), infinitive, of->len,
                                          particle->data, particle->len)
                                 : allows(pairs, COUNT_OF(particle_verbs), particle->data,
                                          particle->len, infinitive, of->len);
        fund_buf_clear(joined);
        fund_buf_append(joined, particle->data, particle->len);
        fund_buf_append(joined, infinitive, of->len);
        chain->failed |= joined->failed;
        if (allowed && !joined->failed &&
            fund_lexicon_has_verb(&of->mark, chain->options.lexicon, joined->data, joined->len,
                                  auxiliary)) { /* das Dasein */
            readings->items[kept++] = *of;
        }
    }
    readings->count = kept;
}

/* "riefen" is of the rare verb riefen alone to the lexicon: as "rief" it is of rufen. */
static bool is_plural(const char *text, const fund_clause_word *verb)
{
    enum { STEM_MIN = 3 };
    size_t len = verb->end - verb->begin;
    return len >= STEM_MIN + 2 && fund_ends_with(text + verb->begin, len, "en");
}

static bool find_plural(fund_chain *chain, const char *text, const fund_clause_word *verb,
                        const fund_clause_word *particle)
{
    const fund_clause_word singular = {.begin = verb->begin, .end = verb->end - 2};
    return find_infinitives(chain, text, &singular, false) &&
           fund_fold(&chain->folded, text + particle->begin, particle->end - particle->begin);
}

/* Appends the terms of the verbs of the lexicon that particle and verb are together; their number. */
static size_t join(fund_separated out[FUND_SEPARATED_MAX], fund_chain *chain, fund_buf *terms,
                   const char *text, const fund_clause_word *verb, const fund_clause_word *particle)
{
    bool apart = verb->begin > particle->begin;
    const fund_readings *readings = &chain->readings;
    fund_buf *joined = &chain->joined;
    size_t count = 0;
    if (!find_infinitives(chain, text, verb, apart)) {
        return 0;
    }
    if (!fund_fold(&chain->folded, text + particle->begin, particle->end - particle->begin)) {
        chain->failed = true;
        return 0;
    }
    keep_joined(chain, verb->class >> AUXILIARY_SHIFT > 0);
    if (readings->count == 0 && !apart && is_plural(text, verb) &&
        find_plural(chain, text, verb, particle)) {
        keep_joined(chain, false);
    }
    for (size_t i = 0; i < readings->count && count < FUND_SEPARATED_MAX; i++) {
        const fund_word_reading *of = &readings->items[i];
        if (is_rarer(readings, i)) {
            continue;
        }
        fund_buf_clear(joined);
        fund_buf_append(joined, chain->folded.text.data, chain->folded.text.len);
        fund_buf_append(joined, readings->words.data + of->begin, of->len);
        fund_separated *found = &out[count++];
        *found = (fund_separated){.verb = *verb, .particle = *particle, .term = terms->len};
        chain->failed |=
            joined->failed || !fund_class_term(terms, chain->stemmer, &chain->stem_memo,
                                               joined->data, joined->len, of->mark);
        found->term_len = terms->len - found->term;
    }
    return count;
}

/* ---- clauses ------------------------------------------------------------------------------ */

/* A stretch of a sentence between commas. */
typedef struct segment {
    size_t first, last; /* how far they are before the particle */
    bool own;           /* the particle's */
    bool initial;       /* the sentence begins with it */
    bool cut;           /* what is before it is not known any more */
} segment;

static segment segment_at(const fund_clause_window *window, size_t last)
{
    segment of = {.first = last, .last = last, .own = last == 0};
    for (;; of.first++) {
        const fund_clause_word *word = word_before(window, of.first);
        const fund_clause_word *before = word_before(window, of.first + 1);
        of.initial = (word->gap & GAP_STOP) != 0 || of.first + 1 == window->count;
        of.cut = before == &no_word;
        if (of.initial || of.cut || (word->gap & GAP_COMMA) != 0) {
            return of;
        }
    }
}

/* Whether its verb stands at its end. */
static bool is_subordinate(const fund_clause_window *window, const segment *of)
{
    unsigned first = class_before(window, of->first);
    unsigned second = of->first > of->last ? class_before(window, of->first - 1) : 0;
    bool relative = (first & (RELATIVE | QUESTION)) != 0 ||
                    ((first & PREPOSITION) != 0 && (second & RELATIVE) != 0 && !of->own);
    return (first & SUBORDINATOR) != 0 || (relative && !of->initial);
}

/* "mit einer Million dotierte Preise": what is before it may be too far away. */
static bool is_like_attribute(const fund_clause_window *window, const char *text, size_t back)
{
    const fund_clause_word *word = word_before(window, back), *next = word_before(window, back - 1);
    return (next->class & (CAPITAL | LINK)) != 0 && next->gap == 0 &&
           fund_ends_with(text + word->begin, word->end - word->begin, "te");
}

/* Looks for the verb in a segment; *go_on: it may be in one before. */
static size_t search_segment(fund_separated out[FUND_SEPARATED_MAX], bool *go_on,
                             const fund_clause_window *window, fund_chain *chain, fund_buf *terms,
                             const char *text, const segment *of)
{
    const fund_clause_word *particle = word_before(window, 0);
    bool subordinate = is_subordinate(window, of);
    bool strict = (class_before(window, of->first) & SUBORDINATOR) != 0;
    *go_on = !of->cut && !of->initial && !(strict && of->own);
    if (subordinate && !of->own) {
        return 0;
    }
    for (size_t back = of->last > 0 ? of->last : 1; back <= of->first; back++) {
        const fund_clause_word *word = word_before(window, back);
        bool final = !of->own && back == of->last && back < of->first && !of->initial;
        if (final || (strict && back + 1 != of->first) || !may_be_verb(window, text, back)) {
            continue;
        }
        size_t count = join(out, chain, terms, text, word, particle);
        bool sure = (word->class & SURE) != 0 && !is_like_attribute(window, text, back);
        if (count > 0 || sure) {
            *go_on = false;
            return count;
        }
    }
    return 0;
}

enum { SEGMENTS_MAX = 6 };

static size_t search_sentence(fund_separated out[FUND_SEPARATED_MAX],
                              const fund_clause_window *window, fund_chain *chain, fund_buf *terms,
                              const char *text)
{
    bool go_on = (word_before(window, 0)->gap & GAP_STOP) == 0;
    size_t count = 0, last = 0;
    for (int i = 0; i < SEGMENTS_MAX && go_on && count == 0; i++) {
        const segment of = segment_at(window, last);
        count = search_segment(out, &go_on, window, chain, terms, text, &of);
        last = of.first + 1;
    }
    return count;
}

/* ---- the chain's view ------------------------------------------------------------------------ */

void fund_clause_begin(fund_clause_window *window, bool query)
{
    window->count = 0;
    window->query = query;
}

/* "tritt zurück Minister" */
static bool is_beside_verb(const fund_clause_window *window)
{
    return (class_before(window, 0) & PLAIN) != 0 && (class_before(window, 1) & FINITE) != 0;
}

size_t fund_clause_take(fund_separated out[FUND_SEPARATED_MAX], fund_clause_window *window,
                        fund_chain *chain, fund_buf *terms, const fund_text *text,
                        const fund_clause_word *word)
{
    const fund_clause_word before = *word_before(window, 0);
    fund_clause_word *last = &window->words[window->count++ % FUND_CLAUSE_WORDS];
    unsigned gap = window->count > 1 ? read_gap(text->data, text->len, &before, word->begin) : 0;
    *last = *word;
    last->gap = gap;
    if (is_apart(chain, window, text)) {
        return join(out, chain, terms, text->data, last, word_before(window, 1));
    }
    if ((word->class & (PARTICLE | CAPITAL)) != PARTICLE ||
        !(ends_clause(chain, text->data, text->len, word->end, word->class) ||
          (window->query && is_beside_verb(window))) ||
        is_no_particle(window, text->data)) {
        return 0;
    }
    return search_sentence(out, window, chain, terms, text->data);
}
