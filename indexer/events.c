/* What a run tells its caller. */
#include "indexer/indexer_private.h"

fund_status fund_events_take(fund_indexer_events *out, const fund_indexer_events *given,
                             fund_error *err)
{
    return fund_sized_take(out, sizeof *out, given, "fund_indexer_events", err);
}

static void note_answer(fund_run *run, fund_status answer)
{
    run->asked = run->asked == FUND_OK ? answer : run->asked;
}

static void report(fund_run *run, const fund_error *error, bool lost)
{
    if (run->events->problem != NULL) {
        note_answer(run, run->events->problem(error, lost, run->payload));
    }
}

void fund_run_tell_problem(fund_run *run, const fund_error *error, bool lost)
{
    if (lost) {
        run->counts.failed++;
    } else {
        run->counts.warnings++;
    }
    report(run, error, lost);
}

void fund_run_tell_refused(fund_run *run, const fund_error *error)
{
    report(run, error, true);
}

void fund_run_tell_skipped(fund_run *run, fund_skip why, const char *name, const char *kind)
{
    if (run->events->skipped != NULL) {
        note_answer(run, run->events->skipped(why, name, kind, run->payload));
    }
}

void fund_run_tell_written(fund_run *run, const fund_article *article)
{
    if (run->events->written != NULL) {
        note_answer(run, run->events->written(article, run->payload));
    }
}

void fund_run_tell_progress(fund_run *run)
{
    if (run->events->progress != NULL) {
        note_answer(run, run->events->progress(&run->counts, run->bytes_read, run->payload));
    }
}

fund_status fund_run_ask_to_commit(fund_run *run)
{
    if (run->events->committing == NULL) {
        return FUND_OK;
    }
    fund_status status = run->events->committing(run->payload);
    return status == FUND_OK
               ? FUND_OK
               : fund_error_set(run->err, status, "the commit was refused by its caller");
}

void fund_run_tell_committed(fund_run *run)
{
    run->counts.commits++;
    run->committed = run->counts;
    if (run->events->committed != NULL) {
        note_answer(run, run->events->committed(&run->counts, run->payload));
    }
}

void fund_run_tell_difference(fund_run *run, fund_difference kind, fund_text id, fund_text path)
{
    if (run->events->difference != NULL) {
        note_answer(run, run->events->difference(kind, id, path, run->payload));
    }
}

void fund_run_append_place(fund_buf *out, fund_text path, size_t line)
{
    if (path.len == 1 && path.data[0] == '-') {
        fund_buf_append_str(out, "stdin");
    } else {
        fund_buf_append(out, path.data, path.len);
    }
    if (line > 0) {
        fund_buf_printf(out, ":%zu", line);
    }
}

void fund_run_error_at(fund_error *err, fund_status status, const fund_article *article,
                       const char *message)
{
    fund_buf place = FUND_BUF_INIT;
    fund_run_append_place(&place, article->fields.path, article->line);
    fund_error_set(err, status, "%s: %s", place.failed ? "" : place.data, message);
    fund_buf_clear(&place);
    fund_buf_append(&place, article->fields.path.data, article->fields.path.len);
    fund_error_at(err, place.failed ? NULL : place.data, article->line);
    fund_buf_free(&place);
}
