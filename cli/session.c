#include "cli/cli_private.h"

#include <stdlib.h>

bool cli_session_open(cli_session *out, const char *index_option)
{
    *out = (cli_session){.path = cli_index_path(index_option)};
    if (out->path == NULL) {
        return false;
    }
    fund_error err = FUND_ERROR_INIT;
    fund_status status = cli_chain_open(&out->chain, out->path, NULL, &err);
    if (status == FUND_OK) {
        const char *const paths[] = {out->path};
        status = fund_searcher_open(&out->searcher, paths, 1, out->chain.analyzer, &err);
    }
    if (status != FUND_OK) {
        cli_fail(&err);
        if (status == FUND_ERR_NO_INDEX) {
            cli_error("make an index with: fundstelle index --index DIR PATH...");
        }
        cli_session_close(out);
        return false;
    }
    return true;
}

void cli_session_close(cli_session *session)
{
    fund_searcher_free(session->searcher);
    cli_chain_close(&session->chain);
    free(session->path);
    *session = (cli_session){.path = NULL};
}
