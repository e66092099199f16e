/* The parts of a word, from where the splitter cuts it. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <string.h>

/* Where a word is cut; offsets in UTF-8, 0 and the end included. */
typedef struct cuts {
    uint16_t at[FUND_LETTERS_MAX + 2];
    size_t parts;
} cuts;

static void set_cuts(cuts *out, const uint16_t *inner, size_t count, size_t len)
{
    out->at[0] = 0;
    memcpy(out->at + 1, inner, count * sizeof *inner);
    out->at[count + 1] = (uint16_t)len;
    out->parts = count + 1;
}

static bool split_spelling(cuts *out, const fund_split_model *model, const fund_letters *word,
                           bool capitalised)
{
    uint8_t inner[FUND_LETTERS_MAX];
    uint16_t bytes[FUND_LETTERS_MAX];
    size_t count = fund_split_letters(model, word->data, word->len, capitalised, inner);
    for (size_t i = 0; i < count; i++) {
        bytes[i] = word->at[inner[i]];
    }
    set_cuts(out, bytes, count, word->at[word->len]);
    return count > 0;
}

typedef struct respelling {
    const fund_split_model *model;
    bool capitalised;
    cuts *out;
} respelling;

/* False to end the search: the spelling is a compound. */
static bool try_spelling(const char *variant, size_t len, void *payload)
{
    respelling *with = payload;
    fund_letters word;
    return !fund_letters_read(&word, variant, len) ||
           !split_spelling(with->out, with->model, &word, with->capitalised);
}

enum { RESPELLED_MIN = 8 };

/* "Waehrungsunion": umlauts and their digraphs have the same length in UTF-8, so
 * the offsets hold for the word as it is typed. */
static bool is_compound_respelled(cuts *out, const fund_split_model *model, const char *word,
                                  size_t len, bool capitalised)
{
    respelling with = {model, capitalised, out};
    return len >= RESPELLED_MIN && !fund_variants(NULL, word, len, try_spelling, &with);
}

/* False when the word is no compound. */
static bool cut_word(cuts *out, const fund_lexicon *lexicon, const char *word, size_t len,
                     bool capitalised)
{
    fund_letters spelled;
    if (len > UINT16_MAX) {
        return false;
    }
    const fund_split_exception *exception = fund_lexicon_user_exception(lexicon, word, len);
    if (exception == NULL) {
        if (!fund_letters_read(&spelled, word, len)) {
            return false;
        }
        exception =
            lexicon->exceptions != NULL ? fund_map_get(lexicon->exceptions, word, len) : NULL;
        if (exception == NULL) {
            const fund_lexicon_entry *entry =
                fund_split_find(&lexicon->model, spelled.data, spelled.len);
            bool known = fund_entry_is_known(entry) ||
                         (entry != NULL && (entry->modifier & FUND_ENTRY_NEVER) != 0);
            return split_spelling(out, &lexicon->model, &spelled, capitalised) ||
                   (!known && is_compound_respelled(out, &lexicon->model, word, len, capitalised));
        }
    }
    set_cuts(out, exception->cuts, exception->count, len);
    return exception->count > 0;
}

/* Fills a part that is word[begin..end), `many` smallest ones of the word. False when
 * many together are no word of their own. */
static bool make_part(fund_word_part *out, const fund_split_model *model, const char *word,
                      size_t begin, size_t end, bool many, bool last)
{
    fund_letters run;
    bool letters = fund_letters_read(&run, word + begin, end - begin);
    size_t link = letters ? fund_split_link(model, run.data, run.len) : 0;
    /* Linking letters (s, e, n, r) are one byte each; a head has none. */
    *out = (fund_word_part){begin, end, last ? end : end - link};
    return !many ||
           (letters && fund_entry_is_known(fund_split_find(model, run.data, run.len - link)));
}

size_t fund_lexicon_split(fund_word_part *parts, size_t max, const char *word, size_t len,
                          bool capitalised, void *payload)
{
    const fund_lexicon *lexicon = payload;
    cuts at;
    size_t count = 0;
    if (!cut_word(&at, lexicon, word, len, capitalised)) {
        return 0;
    }
    /* The leaves first, so that `max` never costs one of them for a longer run. */
    for (size_t width = 1; width < at.parts; width++) {
        for (size_t i = 0; i + width <= at.parts && count < max; i++) {
            count += make_part(&parts[count], &lexicon->model, word, at.at[i], at.at[i + width],
                               width > 1, i + width == at.parts);
        }
    }
    return count;
}

size_t fund_lexicon_cuts(size_t *out, size_t max, const fund_lexicon *lexicon, const char *word,
                         size_t len, bool capitalised)
{
    cuts at;
    size_t count = 0;
    if (cut_word(&at, lexicon, word, len, capitalised)) {
        for (size_t i = 1; i < at.parts && count < max; i++) {
            out[count++] = at.at[i];
        }
    }
    return count;
}

fund_status fund_lexicon_boundaries(size_t *out, size_t max, size_t *count,
                                    const fund_lexicon *lexicon, const char *word, size_t len,
                                    fund_error *err)
{
    size_t bad;
    *count = 0;
    if (!fund_utf8_valid(word, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
    }
    fund_folded folded = {.text = FUND_BUF_INIT};
    if (!fund_fold(&folded, word, len)) {
        fund_folded_free(&folded);
        return fund_no_memory(err);
    }
    if (folded.text.len > 0) {
        *count = fund_lexicon_cuts(out, max, lexicon, folded.text.data, folded.text.len,
                                   fund_begins_upper(word, len));
    }
    for (size_t i = 0; i < *count; i++) {
        out[i] = fund_folded_end(&folded, out[i]);
    }
    fund_folded_free(&folded);
    return fund_lexicon_check(lexicon, err);
}
