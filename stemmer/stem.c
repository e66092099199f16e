/* The Snowball stemmer, whose stems may keep their umlauts: Bär is not Bar. */
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

/* Appends a stem with the umlauts of its word, which Snowball has taken away. */
static void append_with_umlauts(fund_buf *out, const char *stem, size_t stem_len, const char *word,
                                size_t len)
{
    size_t pos = 0; /* in the word */
    for (size_t i = 0; i < stem_len; i++) {
        const char *letter = fund_umlaut_of(stem[i]);
        if (letter != NULL && pos + 2 <= len && memcmp(word + pos, letter, 2) == 0) {
            fund_buf_append(out, letter, 2);
            pos += 2;
        } else {
            fund_buf_append_byte(out, stem[i]);
            pos++;
        }
    }
}

bool fund_stem(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len,
               bool umlauts)
{
    if (len > FUND_TERM_MAX) {
        fund_term_append(out, word, len);
        return !out->failed;
    }
    const sb_symbol *stem = sb_stemmer_stem(stemmer, (const sb_symbol *)word, (int)len);
    if (stem == NULL) {
        return false;
    }
    size_t stem_len = (size_t)sb_stemmer_length(stemmer);
    if (stem_len == 0) {
        fund_term_append(out, word, len);
    } else if (!umlauts) {
        fund_term_append(out, (const char *)stem, stem_len);
    } else {
        append_with_umlauts(out, (const char *)stem, stem_len, word, len);
    }
    return !out->failed;
}

size_t fund_term_unmarked(const char *term, size_t len)
{
    const char *mark = len > 0 ? memrchr(term, '~', len) : NULL;
    return mark != NULL && mark > term && len - (size_t)(mark - term) <= 4 ? (size_t)(mark - term)
                                                                           : len;
}

/* ---- the memo ------------------------------------------------------------------- */

enum { STEMS_MAX = 1 << 15 }; /* some 3 MB */

static bool make_room(fund_stem_memo *memo)
{
    memo->stems = memo->stems != NULL ? memo->stems : fund_map_new();
    memo->memory = memo->memory != NULL ? memo->memory : fund_arena_new();
    if (memo->stems == NULL || memo->memory == NULL) {
        return false;
    }
    if (fund_map_count(memo->stems) >= STEMS_MAX) {
        fund_map_clear(memo->stems, NULL);
        fund_arena_reset(memo->memory);
    }
    return true;
}

/* Failing to remember costs time, not correctness. */
static void remember(fund_stem_memo *memo, const char *word, size_t len, const char *stem,
                     size_t stem_len)
{
    char *kept = make_room(memo) ? fund_arena_copy(memo->memory, stem, stem_len) : NULL;
    if (kept != NULL) {
        fund_map_put(memo->stems, word, len, kept, NULL);
    }
}

bool fund_stem_once(fund_buf *out, fund_stem_memo *memo, struct sb_stemmer *stemmer,
                    const char *word, size_t len)
{
    const char *known = memo->stems != NULL ? fund_map_get(memo->stems, word, len) : NULL;
    size_t from = out->len;
    if (known != NULL) {
        fund_buf_append_str(out, known);
        return !out->failed;
    }
    bool ok = fund_stem(out, stemmer, word, len, true);
    if (ok && out->len > from) {
        remember(memo, word, len, out->data + from, out->len - from);
    }
    return ok;
}

void fund_stem_memo_free(fund_stem_memo *memo)
{
    fund_map_free(memo->stems, NULL);
    fund_arena_free(memo->memory);
    *memo = (fund_stem_memo){.stems = NULL};
}
