/* What a run tells its caller. */
#include "indexer/indexer_private.h"

void fund_run_tell_problem(fund_run *run, fund_status status, bool lost, const char *message)
{
    if (lost) {
        run->counts.failed++;
    } else {
        run->counts.warnings++;
    }
    if (run->events->problem != NULL) {
        run->events->problem(status, lost, message, run->payload);
    }
}

void fund_run_tell_progress(const fund_run *run)
{
    if (run->events->progress != NULL) {
        run->events->progress(&run->counts, run->bytes_read, run->payload);
    }
}

void fund_run_tell_committed(fund_run *run)
{
    run->counts.commits++;
    run->committed = run->counts;
    if (run->events->committed != NULL) {
        run->events->committed(&run->counts, run->payload);
    }
}

void fund_run_tell_difference(const fund_run *run, fund_difference kind, fund_text id,
                              fund_text path)
{
    if (run->events->difference != NULL) {
        run->events->difference(kind, id, path, run->payload);
    }
}

void fund_run_append_place(fund_buf *out, const char *path, size_t path_len, size_t line)
{
    if (path_len == 1 && path[0] == '-') {
        fund_buf_append_str(out, "stdin");
    } else {
        fund_buf_append(out, path, path_len);
    }
    if (line > 0) {
        fund_buf_printf(out, ":%zu", line);
    }
}
