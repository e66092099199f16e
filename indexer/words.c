/* The user's own words become those of an index. */
#include "indexer/indexer_private.h"

#include <string.h>

static bool has_index(const char *path)
{
    fund_store *store;
    fund_status status = fund_store_open(&store, &path, 1, NULL);
    if (status == FUND_OK) {
        fund_store_free(store);
    }
    return status != FUND_ERR_NO_INDEX;
}

static fund_status write_words(const char *index, const fund_buf *words, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT;
    fund_status status = fund_words_path(&path, index, err);
    if (status == FUND_OK) {
        status = fund_folder_make(index, err);
    }
    if (status == FUND_OK) {
        status = fund_file_replace(path.data, words->data, words->len, err);
    }
    fund_buf_free(&path);
    return status;
}

fund_status fund_index_set_words(const char *index, const fund_indexer_options *options,
                                 fund_error *err)
{
    fund_buf wanted = FUND_BUF_INIT, present = FUND_BUF_INIT;
    fund_status status = fund_words_of_file(&wanted, options->words, err);
    if (status == FUND_OK) {
        status = fund_words_of_index(&present, index, err);
    }
    if (status == FUND_OK && !fund_text_equal((fund_text){wanted.data, wanted.len},
                                              (fund_text){present.data, present.len})) {
        if (has_index(index)) {
            status = fund_error_set_in(
                err, FUND_ERR_ANALYZER, index, 0,
                "was made with words other than those of %s; index into a new folder",
                options->words);
        } else if (!options->dry_run) {
            status = write_words(index, &wanted, err);
        }
    }
    fund_buf_free(&wanted);
    fund_buf_free(&present);
    return status;
}
