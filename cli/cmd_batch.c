/* search --batch: many queries in one process. */
#include "cli/cli_private.h"

#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>

/* Threads take the lines in turn, search at the same time and print in the order
 * of the lines. */
typedef struct batch_run {
    const fund_search_options *options;
    cli_style style;
    const char *name; /* of the file, for messages */
    FILE *queries, *times;
    pthread_mutex_t reading;
    size_t lines; /* read */
    bool ended;
    int errnum;               /* why there is no next line; 0: none is left */
    pthread_mutex_t printing; /* of the rest */
    pthread_cond_t printed_one;
    size_t printed; /* lines whose output is done */
    bool found, failed;
    const cli_limits *limits;
} batch_run;

typedef struct batch_worker {
    batch_run *run;
    fund_searcher *searcher;
    pthread_t thread;
    char *line;
    size_t capacity, len;
    size_t number; /* of the line, from 1 */
} batch_worker;

/* What a line came to. */
typedef struct batch_answer {
    const char *qid, *query;
    fund_results results;
    fund_status status;
    fund_error err;
    double seconds;
    bool partial;
} batch_answer;

/* Cuts the line into id and query. */
static fund_status split_line(const char **query, size_t *query_len, batch_worker *own,
                              fund_error *err)
{
    char *line = own->line;
    char *tab = memchr(line, '\t', own->len);
    if (tab == NULL || tab == line) {
        return fund_error_set(err, FUND_ERR_FORMAT, "expected ID, a tab and a query");
    }
    *tab = '\0';
    if (strpbrk(line, " \v\f") != NULL) {
        return fund_error_set(err, FUND_ERR_FORMAT, "the id \"%s\" contains a space", line);
    }
    *query = tab + 1;
    *query_len = own->len - (size_t)(tab + 1 - line);
    return FUND_OK;
}

static void answer_line(batch_answer *out, batch_worker *own)
{
    const char *query = NULL;
    size_t len = 0;
    *out = (batch_answer){.results = FUND_RESULTS_INIT, .err = FUND_ERROR_INIT};
    out->status = split_line(&query, &len, own, &out->err);
    if (out->status != FUND_OK) {
        return;
    }
    out->qid = own->line;
    out->query = query;
    double start = cli_now();
    out->status =
        fund_search(&out->results, own->searcher, query, len, own->run->options, &out->err);
    out->seconds = cli_now() - start;
    out->partial = fund_searcher_is_partial(own->searcher);
}

/* Bad lines cost only themselves. */
static void print_answer(const batch_answer *answer, batch_worker *own)
{
    batch_run *run = own->run;
    if (answer->status != FUND_OK) {
        cli_error("%s:%zu: %s", run->name, own->number, answer->err.message);
        run->failed = true;
        return;
    }
    if (answer->partial) {
        cli_error("%s:%zu: not everything was searched within %u s", run->name, own->number,
                  (unsigned)run->limits->seconds);
        run->failed |= !run->limits->partial;
    }
    run->style.qid = answer->qid;
    run->style.query = answer->query;
    for (size_t i = 0; i < answer->results.count; i++) {
        cli_print_hit(&run->style, answer->results.hits[i], NULL);
        run->found = true;
    }
    if (run->times != NULL) {
        fprintf(run->times, "%s\t%.0f\n", answer->qid, answer->seconds * 1e6);
    }
}

/* Takes the next line; false at the end. */
static bool take_line(batch_worker *own)
{
    batch_run *run = own->run;
    pthread_mutex_lock(&run->reading);
    ssize_t len =
        run->ended || ferror(stdout) ? -1 : getline(&own->line, &own->capacity, run->queries);
    if (len < 0 && !run->ended && !ferror(stdout) && !feof(run->queries)) {
        run->errnum = errno;
    }
    run->ended = len < 0;
    own->number = run->ended ? run->lines : ++run->lines;
    pthread_mutex_unlock(&run->reading);
    while (len > 0 && (own->line[len - 1] == '\n' || own->line[len - 1] == '\r')) {
        own->line[--len] = '\0';
    }
    own->len = len > 0 ? (size_t)len : 0;
    return len >= 0;
}

static void *run_worker(void *payload)
{
    batch_worker *own = payload;
    batch_run *run = own->run;
    while (take_line(own)) {
        batch_answer answer;
        if (own->len > 0) {
            answer_line(&answer, own);
        }
        pthread_mutex_lock(&run->printing);
        while (run->printed + 1 != own->number) {
            pthread_cond_wait(&run->printed_one, &run->printing);
        }
        if (own->len > 0) {
            print_answer(&answer, own);
        }
        run->printed++;
        pthread_cond_broadcast(&run->printed_one);
        pthread_mutex_unlock(&run->printing);
        if (own->len > 0) {
            fund_results_free(&answer.results);
        }
    }
    return NULL;
}

/* Another reader of the same index, with an analyzer of its own. */
static fund_status start_worker(batch_worker *own, batch_run *run, const cli_session *session,
                                fund_error *err)
{
    own->run = run;
    fund_status status = fund_searcher_clone(&own->searcher, session->searcher, err);
    int errnum = status == FUND_OK ? pthread_create(&own->thread, NULL, run_worker, own) : 0;
    return errnum == 0
               ? status
               : fund_error_set(err, fund_status_of_errno(errnum),
                                "cannot start a thread, for want of memory or by a limit (%s)",
                                strerror(errnum));
}

static void free_worker(batch_worker *own)
{
    fund_searcher_free(own->searcher);
    free(own->line);
}

/* The caller's thread is one of the jobs. */
static bool run_jobs(batch_run *run, cli_session *session, unsigned jobs)
{
    batch_worker main_worker = {.run = run, .searcher = session->searcher};
    batch_worker *others = calloc(jobs, sizeof *others);
    size_t started = 0;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = others != NULL ? FUND_OK : fund_no_memory(&err);
    while (status == FUND_OK && started + 1 < jobs) {
        status = start_worker(&others[started], run, session, &err);
        started += status == FUND_OK ? 1 : 0;
    }
    if (status == FUND_OK) {
        run_worker(&main_worker);
    } else {
        cli_fail(&err);
        pthread_mutex_lock(&run->reading);
        run->ended = true;
        pthread_mutex_unlock(&run->reading);
    }
    for (size_t i = 0; i < started; i++) {
        pthread_join(others[i].thread, NULL);
    }
    for (size_t i = 0; others != NULL && i < jobs; i++) {
        free_worker(&others[i]);
    }
    free(others);
    free(main_worker.line);
    return status == FUND_OK;
}

static bool run_file(batch_run *run, cli_session *session, unsigned jobs)
{
    pthread_mutex_init(&run->reading, NULL);
    pthread_mutex_init(&run->printing, NULL);
    pthread_cond_init(&run->printed_one, NULL);
    bool ok = run_jobs(run, session, jobs);
    pthread_cond_destroy(&run->printed_one);
    pthread_mutex_destroy(&run->printing);
    pthread_mutex_destroy(&run->reading);
    if (run->errnum != 0) {
        cli_error("%s: %s", run->name, strerror(run->errnum));
        ok = false;
    }
    return ok;
}

static FILE *open_named(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (file == NULL) {
        cli_error("%s: %s", name, strerror(errno));
    }
    return file;
}

cli_exit cmd_search_batch(const cli_batch *batch, const cli_texts *indexes,
                          const fund_search_options *options, cli_style style)
{
    bool is_stdin = strcmp(batch->file, "-") == 0;
    batch_run run = {.options = options,
                     .style = style,
                     .name = is_stdin ? "stdin" : batch->file,
                     .limits = &batch->limits};
    cli_session session;
    run.queries = is_stdin ? stdin : open_named(batch->file, "re");
    run.times = run.queries != NULL && batch->times != NULL ? open_named(batch->times, "we") : NULL;
    bool ready = run.queries != NULL && (batch->times == NULL || run.times != NULL) &&
                 cli_session_open(&session, indexes);
    if (ready) {
        if (style.format == CLI_CSV) {
            cli_print_csv_header(true);
        }
        cli_limits_set(run.limits, session.searcher);
        ready = run_file(&run, &session, cli_jobs(batch->jobs, 1));
        cli_session_close(&session);
    }
    if (run.queries != NULL && !is_stdin) {
        fclose(run.queries);
    }
    if (run.times != NULL && fclose(run.times) != 0) {
        cli_error("%s: %s", batch->times, strerror(errno));
        run.failed = true;
    }
    if (!ready || !cli_flush() || run.failed) {
        return CLI_ERROR;
    }
    return run.found ? CLI_FOUND : CLI_NOTHING;
}
