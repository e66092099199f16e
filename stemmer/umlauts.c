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

/* A dictionary's word, or a compound. */
static bool is_word(const fund_lexicon *lexicon, const char *word, size_t len)
{
    size_t cut;
    return fund_lexicon_knows(lexicon, word, len) ||
           (lexicon != NULL && fund_lexicon_cuts(&cut, 1, lexicon, word, len, true) > 0);
}

/* Whether letters make a word with an umlaut in place of the digraph at pos. */
static bool is_word_with(const fund_lexicon *lexicon, const char *word, size_t len, size_t pos,
                         const umlaut *with)
{
    char other[WORD_MAX];
    memcpy(other, word, len);
    memcpy(other + pos, with->letter, 2);
    return is_word(lexicon, other, len);
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

/* Müller: Muller. False when the callback was. */
static bool leave_dots_out(const fallbacks *run)
{
    char other[FUND_TERM_MAX];
    size_t len = 0;
    for (size_t i = 0; i < run->len; i++) {
        const umlaut *dotted = umlaut_at(run->word, run->len, i, false);
        other[len++] = dotted != NULL ? dotted->vowel[0] : run->word[i];
        i += dotted != NULL;
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
        bool ok = (!is_word(run->lexicon, word, len + 1) ||
                   run->callback(word, len + 1, run->payload)) &&
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
