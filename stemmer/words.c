/* Words that are never split, or split as a list says: the lexicon's and the user's. */
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <string.h>

enum { WORD_MAX = 400, PARTS_MAX = 16 };

/* One line's word: its folded letters and where they are cut. */
typedef struct listed_word {
    fund_buf folded;
    uint16_t cuts[PARTS_MAX];
    size_t count;
} listed_word;

/* Folds the pieces between '|'; FUND_ERR_FORMAT when that leaves an empty one or the word
 * is too long. */
static fund_status read_word(listed_word *out, fund_folded *scratch, const char *line, size_t len)
{
    fund_buf_clear(&out->folded);
    out->count = 0;
    for (size_t begin = 0; begin <= len;) {
        const char *bar = memchr(line + begin, '|', len - begin);
        size_t end = bar != NULL ? (size_t)(bar - line) : len;
        if (!fund_fold(scratch, line + begin, end - begin)) {
            return FUND_ERR_MEMORY;
        }
        if (scratch->text.len == 0) {
            return FUND_ERR_FORMAT;
        }
        fund_buf_append(&out->folded, scratch->text.data, scratch->text.len);
        if (bar != NULL && out->count < PARTS_MAX) {
            out->cuts[out->count++] = (uint16_t)out->folded.len;
        }
        begin = end + 1;
    }
    if (out->folded.failed) {
        return FUND_ERR_MEMORY;
    }
    return out->folded.len <= WORD_MAX && out->count < PARTS_MAX ? FUND_OK : FUND_ERR_FORMAT;
}

static bool put(fund_map **map, const listed_word *word)
{
    if (*map == NULL && (*map = fund_map_new()) == NULL) {
        return false;
    }
    size_t size = word->count * sizeof word->cuts[0];
    fund_split_exception *split = malloc(sizeof *split + size);
    void *previous = NULL;
    if (split == NULL) {
        return false;
    }
    split->count = word->count;
    memcpy(split->cuts, word->cuts, size);
    if (!fund_map_put(*map, word->folded.data, word->folded.len, split, &previous)) {
        free(split);
        return false;
    }
    free(previous);
    return true;
}

static size_t trim(const char **line, size_t len)
{
    while (len > 0 && fund_byte_is((*line)[len - 1], FUND_CHAR_SPACE)) {
        len--;
    }
    while (len > 0 && fund_byte_is((*line)[0], FUND_CHAR_SPACE)) {
        (*line)++;
        len--;
    }
    return len;
}

/* What is in the line before a comment. */
static size_t line_content(const char **line, size_t len)
{
    const char *comment = memchr(*line, '#', len);
    return trim(line, comment != NULL ? (size_t)(comment - *line) : len);
}

fund_status fund_split_exceptions_read(fund_map **map, const char *text, size_t len,
                                       const char *name, fund_error *err)
{
    listed_word word = {.folded = FUND_BUF_INIT};
    fund_folded scratch = {.text = FUND_BUF_INIT};
    fund_status status = FUND_OK, read = FUND_OK;
    size_t number = 0;
    for (size_t begin = 0; begin < len && status == FUND_OK;) {
        const char *line = text + begin;
        const char *end = memchr(line, '\n', len - begin);
        size_t size = end != NULL ? (size_t)(end - line) : len - begin;
        begin += size + 1;
        number++;
        size = line_content(&line, size);
        if (size == 0) {
            continue;
        }
        if (!fund_utf8_valid(line, size, NULL)) {
            status = fund_error_set_in(err, FUND_ERR_ENCODING, name, number, "invalid UTF-8");
        } else if ((read = read_word(&word, &scratch, line, size)) == FUND_ERR_FORMAT) {
            status = fund_error_set_in(err, FUND_ERR_FORMAT, name, number,
                                       "expected a word or a split like \"Kauf|haus\"");
        } else if (read != FUND_OK || !put(map, &word)) {
            status = fund_no_memory(err);
        }
    }
    fund_folded_free(&scratch);
    fund_buf_free(&word.folded);
    return status;
}

fund_status fund_lexicon_add_words(fund_lexicon *lexicon, const char *text, size_t len,
                                   const char *name, fund_error *err)
{
    fund_status status =
        fund_split_exceptions_read(&lexicon->user_exceptions, text, len, name, err);
    if (status == FUND_OK) {
        const uint64_t both[2] = {lexicon->fingerprint, fund_hash64(text, len)};
        lexicon->fingerprint = fund_hash64(both, sizeof both) | 1;
    }
    return status;
}

const fund_split_exception *fund_lexicon_user_exception(const fund_lexicon *lexicon,
                                                        const char *word, size_t len)
{
    static const char *const endings[] = {"",   "s",   "es",  "e",   "en", "n",
                                          "er", "ern", "ers", "ens", "in", "innen"};
    if (lexicon->user_exceptions == NULL) {
        return NULL;
    }
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        size_t base = len - strlen(endings[i]);
        const fund_split_exception *split = base > 0 && fund_ends_with(word, len, endings[i])
                                                ? fund_map_get(lexicon->user_exceptions, word, base)
                                                : NULL;
        if (split != NULL && (split->count == 0 || split->cuts[split->count - 1] < base)) {
            return split;
        }
    }
    return NULL;
}
