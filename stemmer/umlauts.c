/* Umlauts: what inflects (Häuser) and what makes another word (Bär, Müller). */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

/* ä, ö, ü in UTF-8 and what they are without dots. */
static char without_dots(const char *at)
{
    static const char pairs[] = "\xa4"
                                "a"
                                "\xb6"
                                "o"
                                "\xbc"
                                "u";
    for (const char *p = pairs; *p != '\0' && (unsigned char)at[0] == 0xc3; p += 2) {
        if (at[1] == p[0]) {
            return p[1];
        }
    }
    return '\0';
}

size_t fund_last_umlaut(const char *word, size_t len)
{
    for (size_t i = len; i > 1; i--) {
        if (without_dots(word + i - 2) != '\0') {
            return i - 2;
        }
    }
    return len;
}

enum { SUFFIX_MIN = 4 };

/* The word, or the longest end of an unknown one that is a word and has its last
 * umlaut: "infverträge" inflects like "verträge". */
static const fund_lexicon_entry *find_inflected(const fund_lexicon *lexicon, const char *word,
                                                size_t len)
{
    fund_letters letters;
    size_t umlaut = fund_last_umlaut(word, len);
    if (!fund_letters_read(&letters, word, len)) {
        return NULL;
    }
    for (size_t i = 0; i < letters.len && letters.at[i] <= umlaut; i++) {
        const fund_lexicon_entry *entry =
            fund_split_find(&lexicon->model, letters.data + i, letters.len - i);
        if (fund_entry_is_known(entry) && (i == 0 || letters.len - i >= SUFFIX_MIN)) {
            return entry;
        }
    }
    return NULL;
}

bool fund_umlaut_inflects(const fund_lexicon *lexicon, const char *word, size_t len)
{
    const fund_lexicon_entry *entry = find_inflected(lexicon, word, len);
    return entry != NULL && (entry->modifier & FUND_ENTRY_UMLAUT) != 0;
}

bool fund_lexicon_knows(const fund_lexicon *lexicon, const char *word, size_t len)
{
    fund_letters letters;
    return lexicon != NULL && fund_letters_read(&letters, word, len) &&
           fund_entry_is_known(fund_split_find(&lexicon->model, letters.data, letters.len));
}

void fund_restore_umlauts(fund_buf *stem, size_t from, const char *word, size_t len, bool but_last)
{
    size_t last = but_last ? fund_last_umlaut(word, len) : len;
    char plain[FUND_TERM_MAX + 1];
    size_t size = stem->len - from;
    if (size > FUND_TERM_MAX) {
        return;
    }
    memcpy(plain, stem->data + from, size);
    stem->len = from;
    size_t pos = 0; /* in the word */
    for (size_t i = 0; i < size; i++) {
        char dotless = pos + 1 < len ? without_dots(word + pos) : '\0';
        bool umlaut = dotless != '\0' && plain[i] == dotless;
        if (umlaut && pos != last) {
            fund_buf_append(stem, word + pos, 2);
        } else {
            fund_buf_append_byte(stem, plain[i]);
        }
        pos += umlaut ? 2 : 1;
    }
}

/* ---- forms that a query finds below its own --------------------------------------- */

typedef struct respelled {
    char text[FUND_TERM_MAX];
    size_t len;
} respelled;

static void replace(respelled *out, const char *word, size_t len, size_t at, size_t old_size,
                    const char *with)
{
    size_t size = strlen(with);
    memcpy(out->text, word, at);
    memcpy(out->text + at, with, size);
    memcpy(out->text + at + size, word + at + old_size, len - at - old_size);
    out->len = len - old_size + size;
}

static const char *dotted(char vowel)
{
    return vowel == 'a' ? "\xc3\xa4" : vowel == 'o' ? "\xc3\xb6" : vowel == 'u' ? "\xc3\xbc" : NULL;
}

/* Kanzler and Kanzlerin. */
static bool give_other_sex(const fund_lexicon *lexicon, const char *word, size_t len,
                           fund_fallback_callback callback, void *payload)
{
    static const char *const endings[] = {"innen", "in"};
    respelled other;
    for (size_t i = 0; i < 2; i++) {
        size_t size = strlen(endings[i]);
        if (len > size + 2 && fund_ends_with(word, len, endings[i]) &&
            fund_lexicon_knows(lexicon, word, len - size)) {
            return callback(word, len - size, payload);
        }
    }
    replace(&other, word, len, len, 0, "in");
    return !fund_lexicon_knows(lexicon, other.text, other.len) ||
           callback(other.text, other.len, payload);
}

bool fund_fallbacks(const fund_lexicon *lexicon, const char *word, size_t len,
                    fund_fallback_callback callback, void *payload)
{
    if (len < 3 || len + 8 > FUND_TERM_MAX || lexicon == NULL) {
        return true;
    }
    respelled other;
    for (size_t i = 0; i < len; i++) {
        char plain = i + 1 < len ? without_dots(word + i) : '\0';
        if (plain != '\0') { /* Müller: Muller */
            const char with[2] = {plain, '\0'};
            replace(&other, word, len, i, 2, with);
            if (!callback(other.text, other.len, payload)) {
                return false;
            }
        } else if (dotted(word[i]) != NULL) { /* Muller: Müller, when that is a word */
            replace(&other, word, len, i, 1, dotted(word[i]));
            if (fund_lexicon_knows(lexicon, other.text, other.len) &&
                !callback(other.text, other.len, payload)) {
                return false;
            }
        }
    }
    return give_other_sex(lexicon, word, len, callback, payload);
}
