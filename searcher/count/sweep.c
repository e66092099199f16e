/*
 * Reads passages by several threads, each with a searcher of its own.
 *
 * A searcher opens the newest commit, which may be one later than that of the first one: then its
 * documents have other numbers, and it does not take part.
 */
#include "searcher/count/count.h"

#include <pthread.h>
#include <stdatomic.h>
#include <string.h>

/* Passages that a further thread is worth. */
enum { PASSAGES_EACH = 4 * FUND_SWEEP_BLOCK };

static bool is_same_segment(const fund_segment_info *a, const fund_segment_info *b)
{
    return strcmp(a->name, b->name) == 0 && a->documents == b->documents &&
           a->deleted == b->deleted && a->bytes == b->bytes;
}

static bool read_same_commit(const fund_store *a, const fund_store *b)
{
    fund_commit first, second;
    bool same = fund_store_commit(&first, a, NULL) == FUND_OK &&
                fund_store_commit(&second, b, NULL) == FUND_OK && first.number == second.number &&
                first.segments == second.segments;
    for (size_t i = 0; same && i < first.segments; i++) {
        fund_segment_info of_a, of_b;
        same = fund_store_segment(&of_a, a, i, NULL) == FUND_OK &&
               fund_store_segment(&of_b, b, i, NULL) == FUND_OK && is_same_segment(&of_a, &of_b);
    }
    return same;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

void fund_sweep_open(fund_sweep *out, fund_searcher *searcher, const fund_count_options *options,
                     size_t passages)
{
    size_t cores = fund_cpu_count(), wanted = options->jobs;
    wanted = wanted > 0 && wanted < cores ? wanted : cores;
    wanted = least(least(wanted, FUND_SWEEP_JOBS_MAX), passages / PASSAGES_EACH + 1);
    *out = (fund_sweep){.searchers = {searcher},
                        .jobs = 1,
                        .progress = options->progress,
                        .payload = options->payload};
    while (searcher->owns_store && out->jobs < wanted) {
        fund_searcher *more = NULL;
        if (fund_searcher_clone(&more, searcher, NULL) != FUND_OK) {
            break;
        }
        if (!read_same_commit(searcher->store, more->store)) {
            fund_searcher_free(more);
            break;
        }
        memcpy(more->now, searcher->now, sizeof more->now);
        out->searchers[out->jobs++] = more;
    }
}

void fund_sweep_close(fund_sweep *sweep)
{
    for (size_t i = 1; i < sweep->jobs; i++) {
        fund_searcher_free(sweep->searchers[i]);
    }
    sweep->jobs = 0;
}

/* ---- a run --------------------------------------------------------------------------- */

typedef struct run {
    const fund_sweep *sweep;
    const fund_docids *docids;
    fund_sweep_visit visit;
    atomic_size_t next; /* block */
    atomic_size_t done; /* passages */
    atomic_bool ended;  /* something failed, or the time is over */
} run;

typedef struct worker {
    run *of;
    fund_searcher *searcher;
    void *state;
    bool first;
    pthread_t thread;
    fund_status status;
    fund_error err;
} worker;

static fund_status visit_block(worker *w, size_t block, fund_buf *data)
{
    run *of = w->of;
    size_t end = (block + 1) * FUND_SWEEP_BLOCK;
    end = end < of->docids->count ? end : of->docids->count;
    fund_status status = FUND_OK;
    for (size_t i = block * FUND_SWEEP_BLOCK;
         i < end && status == FUND_OK && !atomic_load(&of->ended); i++) {
        fund_sweep_passage passage = {
            .number = i, .docid = of->docids->items[i], .searcher = w->searcher};
        status =
            fund_record_read(&passage.record, data, w->searcher->store, passage.docid, &w->err);
        if (status == FUND_OK && passage.record.text.len > 0) {
            status = of->visit(w->state, &passage, &w->err);
        }
        /* The time is the caller's, and so is its searcher: this thread alone looks at it. */
        if (w->first && fund_searcher_is_late(w->searcher)) {
            atomic_store(&of->ended, true);
        }
    }
    size_t done = atomic_fetch_add(&of->done, FUND_SWEEP_BLOCK) + FUND_SWEEP_BLOCK;
    done = done < of->docids->count ? done : of->docids->count;
    if (status == FUND_OK && w->first && of->sweep->progress != NULL) {
        status = of->sweep->progress(done, of->docids->count, of->sweep->payload);
    }
    return status;
}

static void *work(void *payload)
{
    worker *w = payload;
    run *of = w->of;
    fund_buf data = FUND_BUF_INIT;
    size_t blocks = (of->docids->count + FUND_SWEEP_BLOCK - 1) / FUND_SWEEP_BLOCK;
    while (w->status == FUND_OK && !atomic_load(&of->ended)) {
        size_t block = atomic_fetch_add(&of->next, 1);
        if (block >= blocks) {
            break;
        }
        w->status = visit_block(w, block, &data);
    }
    if (w->status != FUND_OK) {
        atomic_store(&of->ended, true);
    }
    fund_buf_free(&data);
    return NULL;
}

fund_status fund_sweep_run(const fund_sweep *sweep, const fund_docids *docids,
                           fund_sweep_visit visit, void *states, size_t size, fund_error *err)
{
    run of = {.sweep = sweep, .docids = docids, .visit = visit};
    worker *workers = calloc(sweep->jobs, sizeof *workers);
    size_t started = 1;
    if (workers == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < sweep->jobs; i++) {
        workers[i] = (worker){.of = &of,
                              .searcher = sweep->searchers[i],
                              .state = (char *)states + i * size,
                              .first = i == 0,
                              .err = FUND_ERROR_INIT};
    }
    while (started < sweep->jobs &&
           pthread_create(&workers[started].thread, NULL, work, &workers[started]) == 0) {
        started++;
    }
    work(&workers[0]);
    fund_status status = workers[0].status;
    fund_error *failed = &workers[0].err;
    for (size_t i = 1; i < started; i++) {
        pthread_join(workers[i].thread, NULL);
        if (status == FUND_OK && workers[i].status != FUND_OK) {
            status = workers[i].status;
            failed = &workers[i].err;
        }
    }
    if (status != FUND_OK) {
        fund_error_pass(err, failed);
    }
    free(workers);
    return status;
}
