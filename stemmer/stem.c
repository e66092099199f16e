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

static bool ends_with(const char *word, size_t len, const char *ending)
{
    size_t size = strlen(ending);
    return len >= size && memcmp(word + len - size, ending, size) == 0;
}

static bool ends_with_any(const char *word, size_t len, const char *const *endings)
{
    for (; *endings != NULL; endings++) {
        if (ends_with(word, len, *endings)) {
            return true;
        }
    }
    return false;
}

/* "Ministerinnen" is the plural of "Ministerin", but Snowball takes the endings
 * of the two off differently. Verbs and things in -innen stay. */
static size_t without_plural_of_in(const char *word, size_t len)
{
    static const char *const others[] = {
        "beginnen",  "gewinnen",  "spinnen",    "besinnen",  "entsinnen",   "ersinnen",
        "nachsinnen", "entrinnen", "zerrinnen", "verrinnen", "dachrinnen",  "regenrinnen",
        "drinnen",   "hierinnen", "zinnen",     NULL,
    };
    bool plural = len >= 8 && ends_with(word, len, "innen") &&
                  !ends_with_any(word, len, others) &&
                  !(len == 8 && ends_with(word, len, "gerinnen")); /* but "Bürgerinnen" */
    return plural ? len - strlen("nen") : len;
}

/* Nouns whose -em belongs to the stem: Snowball takes it off as the ending of an
 * adjective, but only where nothing follows ("System" but not "Systems"). */
static bool keeps_em(const char *word, size_t len)
{
    static const char *const nouns[] = {
        "system", "problem", "theorem", "modem", "emblem", "diadem", "phonem",
        "morphem", "ekzem", "extrem", "\xc3\xb6" "dem", "jerusalem", NULL,
    };
    return ends_with_any(word, len, nouns);
}

/* Genitives and plurals in -s behind a vowel ("Afrikas", "Autos", "Profis",
 * "Handys"): Snowball takes -s off behind consonants only. Names ("Andreas",
 * "Thomas"), adjectives in -los and nouns in -nis and -eis stay. */
static size_t without_s_after_vowel(const char *word, size_t len)
{
    static const char *const others[] = {
        "aas", "eas", "ias", "las", "mas", "oas", "sas", "aos", "los", "oos",
        "eis", "ais", "nis", "kis", "xis", "sis", NULL,
    };
    if (len < 5 || word[len - 1] != 's' || strchr("aioy", word[len - 2]) == NULL ||
        ends_with_any(word, len, others)) {
        return len;
    }
    return len - 1;
}

bool fund_stem(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len)
{
    if (len > FUND_TERM_MAX || keeps_em(word, len)) {
        fund_term_append(out, word, len);
        return !out->failed;
    }
    len = without_s_after_vowel(word, without_plural_of_in(word, len));
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
