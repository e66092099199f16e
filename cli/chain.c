/* The analysis chain of a command: lexicon, the user's words, analyzer.
 *
 * The user's words belong to an index: what it was made with lies beside it in
 * words.txt, so that nobody has to name them again for every search. */
#include "cli/cli_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum { WORDS_MAX = 16 << 20 };

static fund_status words_path(fund_buf *out, const char *index, const char *name, fund_error *err)
{
    fund_buf_printf(out, "%s/%s", index, name);
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

/* Appends the index's words, and their file's path for messages; nothing when it has none. */
static fund_status read_index_words(fund_buf *out, fund_buf *path, const char *index,
                                    fund_error *err)
{
    fund_status status = words_path(path, index, "words.txt", err);
    if (status == FUND_OK && access(path->data, F_OK) == 0) {
        status = fund_file_read_own(out, path->data, WORDS_MAX, err);
    }
    return status;
}

static fund_status add_index_words(fund_lexicon *lexicon, const char *index, fund_error *err)
{
    fund_buf words = FUND_BUF_INIT, path = FUND_BUF_INIT;
    fund_status status = read_index_words(&words, &path, index, err);
    if (status == FUND_OK && words.len > 0) {
        status = fund_lexicon_add_words(lexicon, words.data, words.len, path.data, err);
    }
    fund_buf_free(&words);
    fund_buf_free(&path);
    return status;
}

/* mkdir -p */
static fund_status make_folders(const char *path, fund_error *err)
{
    char *copy = fund_memdup(path, strlen(path));
    bool ok = copy != NULL;
    for (char *slash = copy; ok && slash != NULL;) {
        slash = strchr(slash + 1, '/');
        if (slash != NULL) {
            *slash = '\0';
        }
        ok = mkdir(copy, 0777) == 0 || errno == EEXIST || errno == EROFS;
        if (slash != NULL) {
            *slash = '/';
        }
    }
    int errnum = copy != NULL ? errno : ENOMEM;
    free(copy);
    return ok ? FUND_OK
              : fund_error_set(err, fund_status_of_errno(errnum), "%s: %s", path, strerror(errnum));
}

/* Lays the words beside an index that is about to be made. */
static fund_status write_index_words(const char *index, const fund_buf *words, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT;
    fund_status status = words_path(&path, index, "words.txt", err);
    if (status == FUND_OK) {
        status = make_folders(index, err);
    }
    if (status == FUND_OK) {
        status = fund_file_replace(path.data, words->data, words->len, err);
    }
    fund_buf_free(&path);
    return status;
}

static bool same(const fund_buf *a, const fund_buf *b)
{
    return a->len == b->len && (a->len == 0 || memcmp(a->data, b->data, a->len) == 0);
}

static bool index_exists(const char *index)
{
    fund_buf path = FUND_BUF_INIT;
    fund_error err;
    bool there =
        words_path(&path, index, "XAPIANDB", &err) == FUND_OK && access(path.data, F_OK) == 0;
    fund_buf_free(&path);
    return there;
}

fund_status cli_chain_use_words(const char *index, const char *file, bool dry_run, fund_error *err)
{
    fund_buf wanted = FUND_BUF_INIT, present = FUND_BUF_INIT, path = FUND_BUF_INIT;
    fund_lexicon *lexicon = NULL;
    fund_status status = fund_file_read(&wanted, file, WORDS_MAX, err);
    if (status == FUND_OK) {
        status = read_index_words(&present, &path, index, err);
    }
    if (status == FUND_OK) {
        status = fund_lexicon_open(&lexicon, NULL, err);
    }
    if (status == FUND_OK) { /* before anything is written */
        status = fund_lexicon_add_words(lexicon, wanted.data, wanted.len, file, err);
    }
    if (status == FUND_OK && !same(&wanted, &present)) {
        if (index_exists(index)) {
            status = fund_error_set(err, FUND_ERR_ANALYZER,
                                    "%s: made with other words than those of %s: index into a "
                                    "new folder",
                                    index, file);
        } else if (!dry_run) {
            status = write_index_words(index, &wanted, err);
        }
    }
    fund_lexicon_free(lexicon);
    fund_buf_free(&wanted);
    fund_buf_free(&present);
    fund_buf_free(&path);
    return status;
}

fund_status cli_lexicon_open(fund_lexicon **out, const char *words_file, fund_error *err)
{
    fund_buf words = FUND_BUF_INIT;
    fund_status status = fund_lexicon_open(out, NULL, err);
    if (status == FUND_OK && words_file != NULL) {
        status = fund_file_read(&words, words_file, WORDS_MAX, err);
        if (status == FUND_OK) {
            status = fund_lexicon_add_words(*out, words.data != NULL ? words.data : "", words.len,
                                            words_file, err);
        }
    }
    fund_buf_free(&words);
    return status;
}

/* "none": without a lexicon, closed compounds are not split. */
static bool wants_no_lexicon(void)
{
    const char *named = getenv("FUNDSTELLE_LEXICON");
    return named != NULL && strcmp(named, "none") == 0;
}

fund_status cli_chain_open(cli_chain *out, const char *index, const char *words_file,
                           fund_error *err)
{
    *out = (cli_chain){NULL, NULL};
    fund_analyzer_options options = FUND_ANALYZER_OPTIONS_INIT;
    fund_status status = FUND_OK;
    if (!wants_no_lexicon()) {
        status = cli_lexicon_open(&out->lexicon, words_file, err);
        if (status == FUND_OK && index != NULL) {
            status = add_index_words(out->lexicon, index, err);
        }
        if (status == FUND_OK) {
            fund_analyzer_options_use(&options, out->lexicon);
        }
    }
    if (status == FUND_OK) {
        status = fund_analyzer_new(&out->analyzer, &options, err);
    }
    if (status != FUND_OK) {
        cli_chain_close(out);
    }
    return status;
}

void cli_chain_close(cli_chain *chain)
{
    fund_analyzer_free(chain->analyzer);
    fund_lexicon_free(chain->lexicon);
    *chain = (cli_chain){NULL, NULL};
}
