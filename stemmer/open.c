/* An analyzer with what it needs from disk: the lexicon, a file of words, the words of an index. */
#include "stemmer/stemmer_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum { WORDS_MAX = 16 << 20 };

fund_status fund_words_path(fund_buf *out, const char *index, fund_error *err)
{
    fund_buf_printf(out, "%s/words.txt", index);
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

fund_status fund_words_of_index(fund_buf *out, const char *index, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT;
    fund_status status = fund_words_path(&path, index, err);
    if (status == FUND_OK && access(path.data, F_OK) == 0) {
        status = fund_file_read_own(out, path.data, WORDS_MAX, err);
    }
    fund_buf_free(&path);
    return status;
}

fund_status fund_words_of_file(fund_buf *out, const char *path, fund_error *err)
{
    return fund_file_read(out, path, WORDS_MAX, err);
}

static fund_status add_words(fund_lexicon *lexicon, const fund_buf *words, const char *path,
                             fund_error *err)
{
    return words->len > 0 ? fund_lexicon_add_words(lexicon, words->data, words->len, path, err)
                          : FUND_OK;
}

static fund_status add_file(fund_lexicon *lexicon, const char *path, fund_error *err)
{
    fund_buf words = FUND_BUF_INIT;
    fund_status status = fund_words_of_file(&words, path, err);
    if (status == FUND_OK) {
        status = add_words(lexicon, &words, path, err);
    }
    fund_buf_free(&words);
    return status;
}

static fund_status add_index(fund_lexicon *lexicon, const char *index, fund_error *err)
{
    fund_buf words = FUND_BUF_INIT, path = FUND_BUF_INIT;
    fund_status status = fund_words_of_index(&words, index, err);
    if (status == FUND_OK) {
        status = fund_words_path(&path, index, err);
    }
    if (status == FUND_OK) {
        status = add_words(lexicon, &words, path.data, err);
    }
    fund_buf_free(&words);
    fund_buf_free(&path);
    return status;
}

static bool is_none(const char *lexicon)
{
    const char *named = lexicon != NULL ? lexicon : getenv("FUNDSTELLE_LEXICON");
    return named != NULL && strcmp(named, "none") == 0;
}

fund_status fund_analyzer_open(fund_analyzer **out, const fund_analyzer_options *given,
                               fund_error *err)
{
    fund_analyzer_options options;
    fund_chain_options chain = FUND_CHAIN_OPTIONS_INIT;
    fund_lexicon *lexicon = NULL;
    *out = NULL;
    fund_status status =
        fund_sized_take(&options, sizeof options, given, "fund_analyzer_options", err);
    if (status != FUND_OK || is_none(options.lexicon)) {
        return status == FUND_OK ? fund_analyzer_new(out, NULL, err) : status;
    }
    status = fund_lexicon_open(&lexicon, options.lexicon, err);
    if (status == FUND_OK && options.words != NULL) {
        status = add_file(lexicon, options.words, err);
    }
    if (status == FUND_OK && options.index != NULL) {
        status = add_index(lexicon, options.index, err);
    }
    if (status == FUND_OK) {
        fund_chain_options_use(&chain, lexicon);
        chain.shared = lexicon;
        status = fund_analyzer_new(out, &chain, err);
    }
    fund_lexicon_free(lexicon); /* the analyzer has it, too */
    return status;
}

fund_status fund_analyzer_split(size_t *out, size_t max, size_t *count,
                                const fund_analyzer *analyzer, const char *word, size_t len,
                                fund_error *err)
{
    const fund_lexicon *lexicon = fund_analyzer_lexicon(analyzer);
    size_t bad;
    *count = 0;
    if (lexicon != NULL) {
        return fund_lexicon_boundaries(out, max, count, lexicon, word, len, err);
    }
    return fund_utf8_valid(word, len, &bad)
               ? FUND_OK
               : fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
}
