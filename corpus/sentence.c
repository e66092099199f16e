#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <string.h>
#include <strings.h>

enum { WORD_MAX = 12, CLOSING_MAX = 4 };

/* Words whose full stop ends no sentence, in the spelling without case.
   Single letters ("z. B.", "U.S.A.", "J. Biden") need no entry. */
static const char abbreviations[] =
    " abb abs anm apr art aufl aug bd bspw bzgl bzw ca chr co dez dgl dipl dr dt ehem engl etc"
    " ev evtl exkl feb ff fr franz frhr gem ges gest geb ggf ggfs hl hr hrsg inc ing inkl ital"
    " jan jgg jh jhd jhdt jr jul jun kap kath lat lt ltd max mia mio mind min mr mrd mrs mrz ms"
    " nov nr okt op phil prof rd red resp röm russ sek sen sep sept skr sog sr st std stellv str"
    " stv tel tgl tsd urspr usf usw vgl vors vs zit ziff zzgl zzt ";

static bool is_mark(uint32_t c)
{
    return c == '.' || c == '!' || c == '?' || c == 0x2026;
}

static bool is_closing(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_QUOTE) || c == ')' || c == ']' || c == '}';
}

static bool begins_sentence(const char *text, size_t len)
{
    uint32_t c;
    return fund_utf8_decode(&c, text, len) > 0 &&
           (c == '(' || c == '[' ||
            fund_char_is(c, FUND_CHAR_QUOTE | FUND_CHAR_UPPER | FUND_CHAR_DIGIT));
}

/* "24." and "100." but not "2021.", "75.000." or "1,5." */
static bool is_ordinal(const char *text, size_t end)
{
    size_t start = end;
    while (start > 0 && end - start < 4 && fund_byte_is(text[start - 1], FUND_CHAR_DIGIT)) {
        start--;
    }
    size_t digits = end - start;
    if (digits == 0 || digits > 3) {
        return false;
    }
    char before = start > 0 ? text[start - 1] : ' ';
    return before != ',' && !(before == '.' && digits == 3);
}

/* The start of the run of letters that ends at text[end], at most WORD_MAX of
   them; `end` itself when there is none or the run is longer. */
static size_t word_start(size_t *letters, const char *text, size_t end)
{
    size_t start = end;
    *letters = 0;
    uint32_t c;
    size_t size;
    while ((size = fund_corpus_last_char(&c, text, start)) > 0) {
        if (!fund_char_is(c, FUND_CHAR_LETTER)) {
            break;
        }
        start -= size;
        if (++*letters > WORD_MAX) {
            return end;
        }
    }
    return start;
}

static bool is_listed(const char *word, size_t len)
{
    for (const char *p = abbreviations + 1; *p != '\0'; p = strchr(p, ' ') + 1) {
        if (strncasecmp(p, word, len) == 0 && p[len] == ' ') {
            return true;
        }
    }
    return false;
}

/* "Wilhelm II." */
static bool is_roman(const char *word, size_t len)
{
    return len <= 4 && strspn(word, "IVX") >= len;
}

/* True when the full stop at text[end] belongs to the word before it. */
static bool is_abbreviation(const char *text, size_t end)
{
    size_t letters;
    size_t start = word_start(&letters, text, end);
    size_t len = end - start;
    return len > 0 && (letters == 1 || is_listed(text + start, len) || is_roman(text + start, len));
}

/* Steps back over quotes and brackets. */
static size_t skip_closing(const char *text, size_t pos)
{
    uint32_t c;
    for (int i = 0; i < CLOSING_MAX; i++) {
        size_t size = fund_corpus_last_char(&c, text, pos);
        if (size == 0 || !is_closing(c)) {
            break;
        }
        pos -= size;
    }
    return pos;
}

bool fund_corpus_sentence_ends(const char *text, size_t len, size_t pos)
{
    if (pos >= len || !begins_sentence(text + pos + 1, len - pos - 1)) {
        return false;
    }
    size_t end = skip_closing(text, pos);
    uint32_t mark, before;
    size_t size = fund_corpus_last_char(&mark, text, end);
    if (size == 0 || !is_mark(mark)) {
        return false;
    }
    end -= size;
    if (mark != '.' || (fund_corpus_last_char(&before, text, end) > 0 && is_mark(before))) {
        return true;
    }
    return !is_ordinal(text, end) && !is_abbreviation(text, end);
}
