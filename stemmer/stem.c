/* The Snowball stemmer, what is put right before it, and the infinitives of verbs whose forms its
 * endings cannot undo ("gewann", "gegründet", "zurückzutreten"). */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <libstemmer.h>
#include <string.h>

void fund_term_append(fund_buf *out, const char *term, size_t len)
{
    if (len <= FUND_TERM_MAX) {
        fund_buf_append(out, term, len);
        return;
    }
    fund_buf_append(out, term, fund_utf8_floor(term, FUND_TERM_MAX - 17));
    fund_buf_printf(out, "#%016llx", (unsigned long long)fund_hash64(term, len));
}

/* After a vowel, or a byte of ä, ö, ü. */
static bool is_vowel(char c)
{
    return (unsigned char)c >= 0x80 || (c != '\0' && strchr("aeiouy", c) != NULL);
}

/* Whether a word in -innen of at least eight bytes is no plural of one in -in:
 * verbs, and plurals of Rinne, Sinn, Spinne, Zinne, Gewinn, Beginn. */
static bool is_other_innen(const char *word, size_t len)
{
    static const char *const endings[] = {"aussinnen", "beginnen", "besinnen",
                                          "gewinnen",  "spinnen",  "pinnen",
                                          "zinnen",    "zusinnen", NULL};
    static const char *const others[] = {"gerinnen", "darinnen", "hierinnen", "worinnen", NULL};
    static const char *const women[] = {"herrinnen", "närrinnen", NULL};
    if (fund_ends_with_any(word, len, endings) || fund_is_any(word, len, others)) {
        return true;
    }
    /* Women in -rinnen have a vowel before it (Bürgerinnen), those in -sinnen a
     * vowel or another s (Französinnen, Genossinnen). */
    char before = word[len - strlen("rinnen") - 1];
    bool rinne = fund_ends_with(word, len, "rinnen") && !is_vowel(before);
    bool sinn = fund_ends_with(word, len, "sinnen") && !is_vowel(before) && before != 's';
    return (rinne || sinn) && !fund_ends_with_any(word, len, women);
}

/* "Ministerinnen" is the plural of "Ministerin", but Snowball takes the endings
 * of the two off differently. */
static size_t without_plural_of_in(const char *word, size_t len)
{
    bool plural = len >= 8 && fund_ends_with(word, len, "innen") && !is_other_innen(word, len);
    return plural ? len - strlen("nen") : len;
}

/* Words whose -em belongs to the stem: Snowball takes it off as the ending of an
 * adjective, but only where nothing follows ("System" but not "Systems"). */
static bool keeps_em(const char *word, size_t len)
{
    static const char *const words[] = {
        "system", "problem", "theorem",   "modem",     "emblem", "diadem", "phonem", "morphem",
        "lexem",  "ekzem",   "erythem",   "emphysem",  "extrem", "bequem", "harem",  "tandem",
        "moslem", "requiem", "jerusalem", "bethlehem", "ödem",   NULL};
    static const char *const adjectives[] = {"blödem", "schnödem", "sprödem", NULL};
    return fund_ends_with_any(word, len, words) && !fund_ends_with_any(word, len, adjectives);
}

/* Words in -s after a vowel that are no genitive or plural in -s. */
static bool keeps_s(const char *word, size_t len)
{
    static const char *const words[] = {
        "aas",    "biogas",  "glas",    "gras",    "atlas",      "topas",    "aos",    "eis",
        "ais",    "sis",     "praxis",  "galaxis", "los",        "grandios", "kurios", "dubios",
        "furios", "rigoros", "virtuos", "famos",   "burschikos", NULL};
    /* Others without the -s. */
    static const char *const names[] = {
        "andreas", "aeneas",   "thomas",  "hamas",  "dumas",    "nicolas",   "nikolas",
        "niklas",  "silas",    "douglas", "kansas", "lukas",    "lucas",     "jonas",
        "tobias",  "matthias", "mathias", "elias",  "jeremias", "zacharias", "carlos",
        "marcos",  "boris",    "paris",   "doris",  NULL};
    static const char *const plurals[] = {"kilos", "silos", "solos", "polos", NULL};
    if (fund_is_any(word, len, plurals)) {
        return false;
    }
    /* Ergebnis, Erdgas, Tennis; but Melonis, Odingas, Omegas */
    bool consonant = !is_vowel(word[len - 4]);
    bool nis = fund_ends_with(word, len, "nis") && consonant;
    bool gas = fund_ends_with(word, len, "gas") && consonant && !fund_ends_with(word, len, "ingas");
    return nis || gas || fund_ends_with_any(word, len, words) ||
           fund_ends_with_any(word, len, names);
}

/* Genitives and plurals in -s after a vowel ("Afrikas", "Autos", "Profis",
 * "Handys", "Cafés", "Menüs"): Snowball takes -s off after consonants only. */
static size_t without_s_after_vowel(const char *word, size_t len)
{
    bool vowel = len >= 5 && word[len - 1] == 's' && word[len - 2] != '\0' &&
                 (strchr("aioy", word[len - 2]) != NULL || fund_ends_with(word, len, "és") ||
                  fund_ends_with(word, len, "üs"));
    return vowel && !keeps_s(word, len) ? len - 1 : len;
}

static bool append_stem(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len)
{
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)len);
    if (stem == NULL) {
        return false;
    }
    size_t stem_len = (size_t)sb_stemmer_length(stemmer);
    if (stem_len == 0) {
        fund_term_append(out, word, len);
    } else {
        fund_term_append(out, (const char *)stem, stem_len);
    }
    return !out->failed;
}

/* A "Botschafter" is no "Botschaft", but Snowball takes -er for an ending. */
static size_t without_case_of_er(const char *word, size_t len)
{
    static const char *const forms[] = {"botschafter", "botschafters", "botschaftern", NULL};
    if (!fund_ends_with_any(word, len, forms)) {
        return 0;
    }
    return word[len - 1] == 'r' ? len : len - 1;
}

/* What Snowball makes of a word: ä is a. */
static bool append_dotless(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len)
{
    if (len > FUND_TERM_MAX) {
        fund_term_append(out, word, len);
        return !out->failed;
    }
    if (without_case_of_er(word, len) > 0) {
        fund_term_append(out, word, without_case_of_er(word, len));
        return !out->failed;
    }
    if (keeps_em(word, len)) {
        /* The stem of "Systeme" is that of the other forms. */
        char longer[FUND_TERM_MAX + 1];
        memcpy(longer, word, len);
        longer[len] = 'e';
        return append_stem(out, stemmer, longer, len + 1);
    }
    len = without_s_after_vowel(word, without_plural_of_in(word, len));
    return append_stem(out, stemmer, word, len);
}

bool fund_stem(fund_buf *out, struct sb_stemmer *stemmer, const fund_lexicon *lexicon,
               const char *word, size_t len)
{
    size_t from = out->len;
    if (!append_dotless(out, stemmer, word, len)) {
        return false;
    }
    if (lexicon != NULL && len <= FUND_TERM_MAX) {
        fund_restore_umlauts(out, from, lexicon, word, len);
    }
    return !out->failed;
}

/* ---- infinitives ----------------------------------------------------------- */

static const fund_verb_form *find_form(const fund_lexicon *lexicon, const fund_letters *word)
{
    uint64_t hash = fund_letters_hash(word->data, word->len);
    uint32_t tag, slot = fund_table_slot(&lexicon->verbs, hash, &tag);
    const fund_verb_form *form = (const fund_verb_form *)lexicon->verbs.items + slot;
    return form->tag == tag ? form : NULL;
}

static void append_letter(fund_buf *out, unsigned char letter)
{
    char bytes[4];
    fund_buf_append(out, bytes, fund_utf8_encode(bytes, letter));
}

/* A damaged lexicon may say anything. */
static bool is_sound(const fund_verb_edit *edit, size_t letters)
{
    bool ok = edit->strip <= letters && edit->append_len <= FUND_EDIT_APPEND_MAX;
    for (size_t i = 0; ok && i < edit->append_len; i++) {
        ok = (unsigned char)edit->append[i] >= 'a';
    }
    return ok;
}

fund_verb_reading fund_verb_infinitive(fund_buf *out, const fund_lexicon *lexicon, const char *word,
                                       size_t len)
{
    fund_letters letters;
    const fund_verb_form *form = NULL;
    if (lexicon != NULL && fund_letters_read(&letters, word, len) && letters.len > 0) {
        form = find_form(lexicon, &letters);
    }
    if (form == NULL || form->edit >= lexicon->model.header->edits) {
        return FUND_VERB_NONE;
    }
    const fund_verb_edit *edit = &lexicon->edits[form->edit];
    if (!is_sound(edit, letters.len)) {
        return FUND_VERB_NONE;
    }
    for (size_t i = 0; i < letters.len - edit->strip; i++) {
        bool left_out = edit->out != FUND_EDIT_NOWHERE && i >= edit->out && i < edit->out + 2u;
        if (!left_out) {
            append_letter(out, letters.data[i]);
        }
    }
    for (size_t i = 0; i < edit->append_len; i++) {
        append_letter(out, (unsigned char)edit->append[i]);
    }
    return form->noun != 0 ? FUND_VERB_OR_NOUN : FUND_VERB_ONLY;
}
