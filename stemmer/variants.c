#include "stemmer/stemmer_private.h"

#include <string.h>

enum { DIGRAPHS_MAX = 3, WORD_MAX = 128 };

static const struct {
    const char *umlaut;
    const char *digraph;
} pairs[] = {
    {"\xc3\xa4", "ae"},
    {"\xc3\xb6", "oe"},
    {"\xc3\xbc", "ue"},
};

static int pair_at(const char *word, size_t len, size_t pos, bool digraph)
{
    for (int i = 0; i < 3 && pos + 2 <= len; i++) {
        if (memcmp(word + pos, digraph ? pairs[i].digraph : pairs[i].umlaut, 2) == 0) {
            return i;
        }
    }
    return -1;
}

/* In "neue", "Steuer", "aktuell" after a vowel and in "Quelle" after q, ue (and
 * ae, oe likewise) is no written-out umlaut. */
static bool may_be_umlaut(const char *word, size_t pos)
{
    return pos == 0 || strchr("aeiouyq", word[pos - 1]) == NULL;
}

static size_t find_digraphs(size_t at[DIGRAPHS_MAX], const char *word, size_t len)
{
    size_t count = 0;
    for (size_t pos = 0; pos + 2 <= len && count < DIGRAPHS_MAX; pos++) {
        if (pair_at(word, len, pos, true) >= 0 && may_be_umlaut(word, pos)) {
            at[count++] = pos++;
        }
    }
    return count;
}

/* Both spellings take two bytes in UTF-8, so a variant is as long as its word. */
bool fund_variants(const char *word, size_t len,
                   bool (*callback)(const char *variant, size_t len, void *payload), void *payload)
{
    if (len > WORD_MAX) {
        return true;
    }
    char variant[WORD_MAX];
    bool has_umlaut = false;
    memcpy(variant, word, len);
    for (size_t pos = 0; pos + 2 <= len; pos++) {
        int pair = pair_at(word, len, pos, false);
        if (pair >= 0) {
            memcpy(variant + pos, pairs[pair].digraph, 2);
            has_umlaut = true;
        }
    }
    if (has_umlaut && !callback(variant, len, payload)) {
        return false;
    }
    size_t at[DIGRAPHS_MAX];
    size_t count = find_digraphs(at, word, len);
    for (unsigned chosen = 1; chosen < 1u << count; chosen++) {
        memcpy(variant, word, len);
        for (size_t i = 0; i < count; i++) {
            if ((chosen >> i & 1) != 0) {
                memcpy(variant + at[i], pairs[pair_at(word, len, at[i], true)].umlaut, 2);
            }
        }
        if (!callback(variant, len, payload)) {
            return false;
        }
    }
    return true;
}
