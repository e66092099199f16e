/* Umlauts as they are typed: ä and ae. */
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

bool fund_lexicon_knows(const fund_lexicon *lexicon, const char *word, size_t len)
{
    fund_letters letters;
    return lexicon != NULL && fund_letters_read(&letters, word, len) &&
           fund_entry_is_known(fund_split_find(&lexicon->model, letters.data, letters.len));
}

char fund_vowel_of(const char letter[2])
{
    for (size_t i = 0; i < 3; i++) {
        if (memcmp(umlauts[i].letter, letter, 2) == 0) {
            return umlauts[i].vowel[0];
        }
    }
    return '\0';
}

/* ---- other spellings of the word -------------------------------------------- */

enum { DIGRAPHS_MAX = 3, WORD_MAX = 128 };

typedef struct digraph {
    size_t at;
    const char *letter; /* that it may be written for */
} digraph;

/* Whether an umlaut in place of the digraph at pos makes a word, or begins one at the end of a compound. */
static bool is_word_with(const fund_lexicon *lexicon, const char *word, size_t len, size_t pos,
                         const umlaut *with)
{
    enum { HEAD_MIN = 6 };
    char other[WORD_MAX];
    memcpy(other, word, len);
    memcpy(other + pos, with->letter, 2);
    return fund_lexicon_knows(lexicon, other, len) ||
           (len - pos >= HEAD_MIN && fund_lexicon_knows(lexicon, other + pos, len - pos));
}

/* In "neue", "Steuer", "aktuell" after a vowel and in "Quelle" after q, ue (and ae, oe likewise)
 * is no umlaut, but where only that makes a word: "serioes". */
static size_t find_digraphs(digraph out[DIGRAPHS_MAX], const fund_lexicon *lexicon,
                            const char *word, size_t len)
{
    size_t count = 0;
    for (size_t pos = 0; pos + 2 <= len && count < DIGRAPHS_MAX; pos++) {
        const umlaut *found = umlaut_at(word, len, pos, true);
        bool plain = pos == 0 || strchr("aeiouyq", word[pos - 1]) == NULL;
        if (found != NULL && (plain || is_word_with(lexicon, word, len, pos, found))) {
            out[count++] = (digraph){pos++, found->letter};
        }
    }
    return count;
}

bool fund_variants(const fund_lexicon *lexicon, const char *word, size_t len,
                   fund_spelling_callback callback, void *payload)
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
    size_t count = find_digraphs(digraphs, lexicon, word, len);
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
