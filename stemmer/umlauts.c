/* Other spellings of a word, and other words that may be meant. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

/* An umlaut and its digraph have two bytes, so that a variant is as long as its word. */
typedef struct umlaut {
    const char *letter, *digraph, *vowel;
} umlaut;

static const umlaut umlauts[] = {{"ä", "ae", "a"}, {"ö", "oe", "o"}, {"ü", "ue", "u"}};

/* The one that is spelled at pos, as a letter or as a digraph; NULL: none. */
static const umlaut *umlaut_at(const char *word, size_t len, size_t pos, bool digraph)
{
    for (size_t i = 0; i < 3 && pos + 2 <= len; i++) {
        const char *spelling = digraph ? umlauts[i].digraph : umlauts[i].letter;
        if (memcmp(word + pos, spelling, 2) == 0) {
            return &umlauts[i];
        }
    }
    return NULL;
}

const char *fund_umlaut_of(char vowel)
{
    for (size_t i = 0; i < 3; i++) {
        if (umlauts[i].vowel[0] == vowel) {
            return umlauts[i].letter;
        }
    }
    return NULL;
}

/* ---- other spellings of the word -------------------------------------------- */

enum { DIGRAPHS_MAX = 3, WORD_MAX = 128 };

typedef struct digraph {
    size_t at;
    const char *letter; /* that it may be written for */
} digraph;

/* In "neue", "Steuer", "aktuell" after a vowel and in "Quelle" after q, ue (and ae, oe likewise)
 * is no umlaut. */
static size_t find_digraphs(digraph out[DIGRAPHS_MAX], const char *word, size_t len)
{
    size_t count = 0;
    for (size_t pos = 0; pos + 2 <= len && count < DIGRAPHS_MAX; pos++) {
        const umlaut *found = umlaut_at(word, len, pos, true);
        if (found != NULL && (pos == 0 || strchr("aeiouyq", word[pos - 1]) == NULL)) {
            out[count++] = (digraph){pos++, found->letter};
        }
    }
    return count;
}

bool fund_variants(const char *word, size_t len, fund_spelling_callback callback, void *payload)
{
    char variant[WORD_MAX];
    digraph digraphs[DIGRAPHS_MAX];
    bool has_umlaut = false;
    if (len > WORD_MAX) {
        return true;
    }
    memcpy(variant, word, len);
    for (size_t pos = 0; pos + 2 <= len; pos++) {
        const umlaut *found = umlaut_at(word, len, pos, false);
        if (found != NULL) {
            memcpy(variant + pos, found->digraph, 2);
            has_umlaut = true;
        }
    }
    if (has_umlaut && !callback(variant, len, payload)) {
        return false;
    }
    size_t count = find_digraphs(digraphs, word, len);
    for (unsigned chosen = 1; chosen < 1u << count; chosen++) {
        memcpy(variant, word, len);
        for (size_t i = 0; i < count; i++) {
            if ((chosen >> i & 1) != 0) {
                memcpy(variant + digraphs[i].at, digraphs[i].letter, 2);
            }
        }
        if (!callback(variant, len, payload)) {
            return false;
        }
    }
    return true;
}

/* ---- other words that a query may mean ---------------------------------------- */

bool fund_lexicon_knows(const fund_lexicon *lexicon, const char *word, size_t len)
{
    fund_letters letters;
    return lexicon != NULL && fund_letters_read(&letters, word, len) &&
           fund_entry_is_known(fund_split_find(&lexicon->model, letters.data, letters.len));
}

/* What fund_fallbacks() has to do. */
typedef struct fallbacks {
    const fund_lexicon *lexicon;
    const char *word;
    size_t len;
    fund_spelling_callback callback;
    void *payload;
} fallbacks;

/* The word with `size` bytes at `at` replaced. False when the callback was. */
static bool try_replaced(const fallbacks *run, size_t at, size_t size, const char *with,
                         bool must_be_known)
{
    char other[FUND_TERM_MAX];
    size_t with_len = strlen(with), rest = run->len - at - size;
    memcpy(other, run->word, at);
    memcpy(other + at, with, with_len);
    memcpy(other + at + with_len, run->word + at + size, rest);
    size_t len = at + with_len + rest;
    return (must_be_known && !fund_lexicon_knows(run->lexicon, other, len)) ||
           run->callback(other, len, run->payload);
}

bool fund_fallbacks(const fund_lexicon *lexicon, const char *word, size_t len,
                    fund_spelling_callback callback, void *payload)
{
    const fallbacks run = {lexicon, word, len, callback, payload};
    if (len < 3 || len + 8 > FUND_TERM_MAX || lexicon == NULL) {
        return true;
    }
    for (size_t i = 0; i < len; i++) {
        const umlaut *dotted = umlaut_at(word, len, i, false);
        if (dotted != NULL && !try_replaced(&run, i, 2, dotted->vowel, false)) {
            return false; /* Müller: Muller */
        }
        for (size_t k = 0; k < 3; k++) { /* Muller: Müller, when that is a word */
            if (word[i] == umlauts[k].vowel[0] &&
                !try_replaced(&run, i, 1, umlauts[k].letter, true)) {
                return false;
            }
        }
    }
    return true;
}
