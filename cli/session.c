#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static bool take_paths(cli_session *out, const cli_texts *indexes)
{
    size_t count = indexes->count > 0 ? indexes->count : 1;
    for (size_t i = 0; i < count; i++) {
        out->paths[i] = cli_index_path(indexes->count > 0 ? indexes->items[i] : NULL);
        out->path_count = i + 1;
        if (out->paths[i] == NULL) {
            return false;
        }
    }
    return true;
}

static bool open_session(cli_session *out, const cli_texts *indexes, bool to_read)
{
    fund_searcher_options options = FUND_SEARCHER_OPTIONS_INIT;
    options.to_read = to_read;
    *out = (cli_session){.path_count = 0};
    if (!take_paths(out, indexes)) {
        cli_session_close(out);
        return false;
    }
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_searcher_open(&out->searcher, (const char *const *)out->paths,
                                            out->path_count, &options, &err);
    if (status != FUND_OK) {
        cli_fail(&err);
        if (status == FUND_ERR_NO_INDEX) {
            for (size_t i = 0; i < indexes->count; i++) {
                if (strcmp(indexes->items[i], out->paths[i]) == 0 &&
                    access(out->paths[i], F_OK) != 0) {
                    cli_tell_index_names(indexes->items[i]);
                }
            }
            cli_error("make an index with: fundstelle index --index DIR PATH...");
        }
        cli_session_close(out);
        return false;
    }
    fund_searcher_set_timeout(out->searcher, 0); /* see cli_limits_set() */
    return true;
}

bool cli_session_open(cli_session *out, const cli_texts *indexes)
{
    return open_session(out, indexes, false);
}

bool cli_session_open_to_read(cli_session *out, const cli_texts *indexes)
{
    return open_session(out, indexes, true);
}

void cli_session_close(cli_session *session)
{
    fund_searcher_free(session->searcher);
    for (size_t i = 0; i < session->path_count; i++) {
        free(session->paths[i]);
    }
    *session = (cli_session){.path_count = 0};
}

bool cli_read_size(cli_size *out, const char *path, fund_error *err)
{
    fund_store *store = NULL;
    fund_commit commit = {.number = 0};
    *out = (cli_size){.commit = 0};
    fund_status status = fund_store_open(&store, &path, 1, err);
    if (status == FUND_OK) {
        status = fund_store_commit(&commit, store, err);
    }
    if (status == FUND_OK) {
        status = fund_store_size(&out->bytes, store, err);
    }
    out->commit = commit.number;
    fund_store_free(store);
    return status == FUND_OK;
}
