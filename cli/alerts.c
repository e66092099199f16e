/*
 * Runs saved queries against what comes in, and hands their hits over.
 *
 * The thread that indexes runs the queries and keeps the hits in a draft before each commit; after it they
 * join those that wait. A second thread hands them over in their order, again and again until that has
 * worked, and runs the queries over embargoed articles at their hour.
 */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <pthread.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum {
    PASSAGES_MAX = 2000, /* that are kept before the queries are run */
    ARTICLE_MAX = 20000, /* passages of an article that is kept in memory, 2 kB each */
    SECONDS = 60,        /* that a command may take */
    DELAY_MAX = 300,     /* seconds between two attempts */
    CHUNK = 4096         /* bytes that a pipe takes without waiting once it takes any: PIPE_BUF */
};

/* The hour of an article that is read from the index as soon as it is committed. */
static const char at_once[] = "0000";

/* How long hits of the last commit are handed over while the program ends. */
static const double LAST_SECONDS = .7;

struct cli_alerts {
    cli_alerts_options options;
    /* of the thread that indexes */
    cli_queries queries;
    fund_memory_index *fresh; /* NULL: nothing came */
    cli_draft draft;
    json_t *later; /* of the batch: id -> hour at which it is read from the index; null: not then */
    bool failed;
    /* of both, under the lock */
    pthread_mutex_t lock;
    pthread_cond_t changed;
    cli_spool spool;
    cli_embargoes pending;
    bool
        draining; /* nothing more comes: the thread ends when nothing waits, or an attempt failed */
    bool trouble; /* it has failed at something that is not tried again */
    bool (*interrupted)(void);
    double give_up; /* when the thread has to end; 0: not at any time */
    /* of the thread that hands over */
    pthread_t thread;
    bool started;
    double delay, retry_at; /* after a failure */
};

/* ---- handing over ----------------------------------------------------------------- */

static bool has_to_end(void *payload)
{
    cli_alerts *alerts = payload;
    pthread_mutex_lock(&alerts->lock);
    bool ends = (alerts->give_up > 0 && cli_now() >= alerts->give_up) ||
                (alerts->draining && alerts->interrupted != NULL && alerts->interrupted());
    pthread_mutex_unlock(&alerts->lock);
    return ends;
}

/* As much as stdout takes at once, so that a reader that has stopped holds up nobody. */
static bool write_to_stdout(fund_buf *why, cli_alerts *alerts, int file)
{
    char block[CHUNK];
    ssize_t size;
    while ((size = read(file, block, sizeof block)) > 0) {
        for (ssize_t done = 0, part; done<size; done += part> 0 ? part : 0) {
            struct pollfd out = {.fd = STDOUT_FILENO, .events = POLLOUT};
            part = 0;
            if (poll(&out, 1, 100) > 0) {
                part = write(STDOUT_FILENO, block + done, (size_t)(size - done));
            } else if (has_to_end(alerts)) {
                fund_buf_append_str(why, fund_tr("nobody reads it"));
                return false;
            }
            if (part < 0 && errno != EINTR && errno != EAGAIN) {
                fund_buf_append_str(why, strerror(errno));
                return false;
            }
        }
    }
    return size == 0;
}

static bool hand_over(fund_buf *why, cli_alerts *alerts, const char *path)
{
    int file = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW);
    const cli_child child = {.command = alerts->options.command,
                             .input = file,
                             .seconds = alerts->options.seconds,
                             .ends = has_to_end,
                             .payload = alerts};
    if (file < 0) {
        fund_buf_printf(why, "%s: %s", path, strerror(errno));
        return errno == ENOENT; /* somebody has removed it */
    }
    bool ok = alerts->options.command == NULL ? write_to_stdout(why, alerts, file)
                                              : cli_child_run(why, &child);
    close(file);
    return ok;
}

static void tell_failure(const cli_alerts *alerts, const char *why, bool last)
{
    const char *command = alerts->options.command;
    unsigned long long hits = alerts->spool.hits;
    if (command != NULL) {
        cli_error("alerts: the command \"%s\" failed: %s", command, why);
    } else {
        cli_error("alerts: cannot write to standard output: %s", why);
    }
    if (!last) {
        cli_error(fund_trn("alerts: %llu hit is kept, next attempt in %.0f s",
                           "alerts: %llu hits are kept, next attempt in %.0f s", hits),
                  hits, alerts->delay);
    }
}

/* Hits of a commit join those that wait, unless these are too many already: a command that fails for weeks
 * must not fill the disk. Called with the lock. */
static fund_status publish(cli_alerts *alerts, cli_draft *draft, fund_error *err)
{
    enum { KEEP = 100000 };
    unsigned long long keep = alerts->options.keep > 0 ? alerts->options.keep : KEEP;
    unsigned long long hits = draft->hits;
    if (alerts->spool.hits == 0 || alerts->spool.hits + hits <= keep) {
        return cli_draft_publish(draft, &alerts->spool, err);
    }
    cli_error(fund_trn("alerts: %llu hit is dropped, as %llu wait already (see --alert-keep)",
                       "alerts: %llu hits are dropped, as %llu wait already (see --alert-keep)",
                       hits),
              hits, (unsigned long long)alerts->spool.hits);
    alerts->trouble = true;
    cli_draft_drop(draft);
    return FUND_OK;
}

/* The oldest file that waits. Called and returns with the lock. */
static void hand_over_first(cli_alerts *alerts)
{
    fund_buf why = FUND_BUF_INIT;
    char *path = cli_spool_path(&alerts->spool, alerts->spool.first);
    pthread_mutex_unlock(&alerts->lock);
    bool ok = path != NULL && hand_over(&why, alerts, path);
    pthread_mutex_lock(&alerts->lock);
    if (ok) {
        cli_spool_done(&alerts->spool);
        alerts->delay = alerts->retry_at = 0;
    } else {
        alerts->delay = alerts->delay == 0 ? 1 : alerts->delay * 2;
        alerts->delay = alerts->delay < DELAY_MAX ? alerts->delay : DELAY_MAX;
        alerts->retry_at = cli_now() + alerts->delay;
        tell_failure(alerts, why.data != NULL ? why.data : "", alerts->draining);
    }
    free(path);
    fund_buf_free(&why);
}

/* ---- embargoes -------------------------------------------------------------------- */

static bool run_over(cli_alerts *alerts, cli_draft *draft, json_t *ids)
{
    cli_queries queries = {.index = alerts->options.index};
    fund_searcher *searcher = NULL;
    fund_error err = FUND_ERROR_INIT;
    size_t i;
    json_t *id;
    bool ok = cli_queries_refresh(&queries);
    if (ok && fund_searcher_open(&searcher, &alerts->options.index, 1, NULL, &err) != FUND_OK) {
        cli_fail(&err);
        ok = false;
    }
    if (ok) {
        fund_searcher_set_timeout(searcher, 0); /* no hit may be lost */
        json_array_foreach(ids, i, id)
        {
            ok &= cli_queries_run(&queries, draft->file, &draft->hits, searcher,
                                  json_string_value(id));
        }
    }
    fund_searcher_free(searcher);
    json_decref(queries.all);
    return ok;
}

/* Their hour has come. Called and returns with the lock. */
static void tell_due(cli_alerts *alerts, json_t *ids)
{
    cli_draft draft;
    fund_error err = FUND_ERROR_INIT;
    size_t i;
    json_t *id;
    pthread_mutex_unlock(&alerts->lock);
    fund_status status = cli_draft_begin(&draft, &alerts->spool, UINT64_MAX, &err);
    bool ok = status == FUND_OK && run_over(alerts, &draft, ids);
    status = status == FUND_OK ? cli_draft_keep(&draft, &err) : status;
    pthread_mutex_lock(&alerts->lock);
    if (status == FUND_OK && draft.hits > 0) {
        status = publish(alerts, &draft, &err);
    } else if (status == FUND_OK) {
        cli_draft_drop(&draft);
    }
    json_array_foreach(ids, i, id)
    {
        json_object_del(alerts->pending.until, json_string_value(id));
    }
    if (status == FUND_OK) {
        status = cli_embargoes_save(&alerts->pending, &err);
    }
    if (status != FUND_OK) {
        cli_error("alerts: %s", err.message);
    }
    alerts->trouble |= !ok || status != FUND_OK;
    json_decref(ids);
}

/* ---- the thread ------------------------------------------------------------------- */

/* Until something changes, but not for longer than to the next moment that counts. */
static void wait_a_while(cli_alerts *alerts, double now)
{
    double seconds = json_object_size(alerts->pending.until) > 0 ? 1 : 3600;
    if (alerts->spool.first < alerts->spool.next && alerts->retry_at - now < seconds) {
        seconds = alerts->retry_at - now;
    }
    struct timespec until;
    clock_gettime(CLOCK_MONOTONIC, &until);
    uint64_t nanoseconds = (uint64_t)until.tv_nsec + (uint64_t)(seconds * 1e9);
    until.tv_sec += (time_t)(nanoseconds / 1000000000);
    until.tv_nsec = (long)(nanoseconds % 1000000000);
    pthread_cond_timedwait(&alerts->changed, &alerts->lock, &until);
}

static bool is_over(const cli_alerts *alerts)
{
    bool waits = alerts->spool.first < alerts->spool.next;
    return alerts->draining &&
           (!waits || alerts->delay > 0 || (alerts->give_up > 0 && cli_now() >= alerts->give_up) ||
            (alerts->interrupted != NULL && alerts->interrupted()));
}

static void *run_thread(void *payload)
{
    cli_alerts *alerts = payload;
    pthread_mutex_lock(&alerts->lock);
    for (;;) {
        json_t *due = cli_embargoes_due(&alerts->pending);
        double now = cli_now();
        if (due != NULL) {
            tell_due(alerts, due);
        } else if (is_over(alerts)) {
            break;
        } else if (alerts->spool.first < alerts->spool.next && now >= alerts->retry_at) {
            hand_over_first(alerts);
        } else {
            wait_a_while(alerts, now);
        }
    }
    pthread_mutex_unlock(&alerts->lock);
    return NULL;
}

/* Signals are for the thread that indexes. */
static bool start_thread(cli_alerts *alerts)
{
    sigset_t all, before;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &before);
    int failed = pthread_create(&alerts->thread, NULL, run_thread, alerts);
    pthread_sigmask(SIG_SETMASK, &before, NULL);
    alerts->started = failed == 0;
    if (failed != 0) {
        cli_error("alerts: %s", strerror(failed));
    }
    return failed == 0;
}

static bool make_lock(cli_alerts *alerts)
{
    pthread_condattr_t how;
    pthread_condattr_init(&how);
    pthread_condattr_setclock(&how, CLOCK_MONOTONIC);
    bool ok = pthread_mutex_init(&alerts->lock, NULL) == 0 &&
              pthread_cond_init(&alerts->changed, &how) == 0;
    pthread_condattr_destroy(&how);
    return ok;
}

/* 0 where the first one is to come. */
static fund_status newest_commit(uint64_t *out, const char *index, fund_error *err)
{
    fund_store *store = NULL;
    fund_commit commit = {.number = 0};
    fund_status status = fund_store_open(&store, &index, 1, err);
    if (status == FUND_OK) {
        status = fund_store_commit(&commit, store, err);
    }
    fund_store_free(store);
    *out = commit.number;
    return status == FUND_ERR_NO_INDEX ? FUND_OK : status;
}

bool cli_alerts_start(cli_alerts **out, const cli_alerts_options *options)
{
    fund_error err = FUND_ERROR_INIT;
    cli_alerts *alerts = calloc(1, sizeof *alerts);
    uint64_t commit;
    *out = NULL;
    if (alerts == NULL || !make_lock(alerts)) {
        free(alerts);
        cli_no_memory();
        return false;
    }
    *out = alerts;
    alerts->options = *options;
    alerts->options.seconds = options->seconds > 0 ? options->seconds : SECONDS;
    alerts->queries.index = options->index;
    alerts->later = json_object();
    fund_status status = newest_commit(&commit, options->index, &err);
    if (status == FUND_OK) {
        status = cli_spool_open(&alerts->spool, options->index, commit, &err);
    }
    if (status == FUND_OK) {
        status = cli_embargoes_open(&alerts->pending, &alerts->spool, &err);
    }
    if (status != FUND_OK) {
        cli_fail(&err);
    }
    return status == FUND_OK && cli_queries_refresh(&alerts->queries) && start_thread(alerts);
}

/* ---- what comes in ---------------------------------------------------------------- */

/* Runs all queries against what came, and forgets that. */
static fund_status run_queries(cli_alerts *alerts, fund_error *err)
{
    fund_searcher *searcher = NULL;
    uint64_t commit;
    fund_status status = FUND_OK;
    if (alerts->fresh == NULL) {
        return FUND_OK;
    }
    cli_queries_refresh(&alerts->queries); /* else those before are still good */
    if (json_object_size(alerts->queries.all) > 0 && alerts->draft.file == NULL) {
        status = newest_commit(&commit, alerts->options.index, err);
        if (status == FUND_OK) {
            status = cli_draft_begin(&alerts->draft, &alerts->spool, commit, err);
        }
    }
    if (status == FUND_OK) {
        status = fund_searcher_over(&searcher, fund_memory_index_store(alerts->fresh),
                                    alerts->options.analyzer, err);
    }
    if (status == FUND_OK && alerts->draft.file != NULL) {
        alerts->failed |= !cli_queries_run(&alerts->queries, alerts->draft.file,
                                           &alerts->draft.hits, searcher, NULL);
    }
    fund_searcher_free(searcher);
    fund_memory_index_free(alerts->fresh);
    alerts->fresh = NULL;
    return status;
}

static bool is_embargoed(const fund_article *article)
{
    char now[FUND_TIME_MAX];
    size_t len = article->fields.embargo.len;
    fund_time_now(now);
    return len > 0 && strncmp(article->fields.embargo.data, now, len) >= 0;
}

/* Whether the article is read from the index, at the end of its embargo, or after the commit as it is too large
 * for memory. */
static bool note_later(cli_alerts *alerts, const fund_article *article)
{
    const fund_fields *fields = &article->fields;
    json_t *hour = is_embargoed(article) ? json_stringn(fields->embargo.data, fields->embargo.len)
                   : article->passage_count > ARTICLE_MAX ? json_string(at_once)
                                                          : json_null();
    char id[FUND_ARTICLE_ID_MAX + 1];
    bool later = json_is_string(hour);
    snprintf(id, sizeof id, "%.*s", (int)fields->id.len, fields->id.data);
    json_object_set_new(alerts->later, id, hour);
    return later;
}

void cli_alerts_add(cli_alerts *alerts, const fund_article *article)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = FUND_OK;
    if (alerts == NULL || note_later(alerts, article)) {
        return;
    }
    if (alerts->fresh == NULL) {
        status = fund_memory_index_new(&alerts->fresh, alerts->options.analyzer, &err);
    }
    if (status == FUND_OK) {
        status = fund_memory_index_add(alerts->fresh, article, &err);
    }
    if (status == FUND_OK && fund_memory_index_passages(alerts->fresh) >= PASSAGES_MAX) {
        status = run_queries(alerts, &err);
    }
    if (status != FUND_OK) {
        alerts->failed = true;
        cli_error("alerts: %s", err.message);
    }
}

/* Takes over what of the batch is read later: before its commit what has an hour, after it what has none any more. */
static fund_status take_later(cli_alerts *alerts, bool began, fund_error *err)
{
    const char *id;
    json_t *until;
    bool any = false;
    json_object_foreach(alerts->later, id, until)
    {
        if (began && json_is_string(until)) {
            any |= json_object_set(alerts->pending.until, id, until) == 0;
        } else if (!began && json_is_null(until)) {
            any |= json_object_del(alerts->pending.until, id) == 0;
        }
    }
    fund_status status = any && began ? fund_folder_make(alerts->spool.folder, err) : FUND_OK;
    return any && status == FUND_OK ? cli_embargoes_save(&alerts->pending, err) : status;
}

fund_status cli_alerts_keep(cli_alerts *alerts)
{
    fund_error err = FUND_ERROR_INIT;
    if (alerts == NULL) {
        return FUND_OK;
    }
    fund_status status = run_queries(alerts, &err);
    if (alerts->draft.hits == 0) {
        cli_draft_drop(&alerts->draft);
    } else if (status == FUND_OK) {
        status = cli_draft_keep(&alerts->draft, &err);
    }
    pthread_mutex_lock(&alerts->lock);
    if (status == FUND_OK) {
        status = take_later(alerts, true, &err);
    }
    pthread_mutex_unlock(&alerts->lock);
    if (status != FUND_OK) {
        cli_error("alerts: %s", err.message);
    }
    return status;
}

void cli_alerts_report(cli_alerts *alerts)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = FUND_OK;
    if (alerts == NULL) {
        return;
    }
    pthread_mutex_lock(&alerts->lock);
    if (alerts->draft.hits > 0) {
        status = publish(alerts, &alerts->draft, &err);
    }
    if (status == FUND_OK) {
        status = take_later(alerts, false, &err);
    }
    json_object_clear(alerts->later);
    pthread_cond_signal(&alerts->changed);
    pthread_mutex_unlock(&alerts->lock);
    if (status != FUND_OK) {
        cli_error("alerts: %s", err.message);
        alerts->failed = true;
    }
}

/* ---- the end ---------------------------------------------------------------------- */

static void end_thread(cli_alerts *alerts, bool ends, bool (*interrupted)(void))
{
    pthread_mutex_lock(&alerts->lock);
    alerts->draining = true;
    alerts->interrupted = interrupted;
    alerts->give_up = ends ? cli_now() + LAST_SECONDS : 0;
    alerts->retry_at = 0; /* a last attempt */
    alerts->delay = 0;
    pthread_cond_signal(&alerts->changed);
    pthread_mutex_unlock(&alerts->lock);
    pthread_join(alerts->thread, NULL);
}

bool cli_alerts_end(cli_alerts *alerts, bool ends, bool (*interrupted)(void))
{
    if (alerts == NULL) {
        return true;
    }
    if (alerts->started) {
        end_thread(alerts, ends, interrupted);
    }
    bool waits = alerts->spool.first < alerts->spool.next;
    unsigned long long hits = alerts->spool.hits;
    if (waits) {
        cli_error(fund_trn("alerts: %llu hit is kept for the next run with alerts",
                           "alerts: %llu hits are kept for the next run with alerts", hits),
                  hits);
    }
    bool ok = !alerts->failed && !alerts->trouble && !waits;
    cli_draft_drop(&alerts->draft);
    fund_memory_index_free(alerts->fresh);
    json_decref(alerts->later);
    json_decref(alerts->queries.all);
    cli_embargoes_close(&alerts->pending);
    cli_spool_close(&alerts->spool);
    pthread_cond_destroy(&alerts->changed);
    pthread_mutex_destroy(&alerts->lock);
    free(alerts);
    return ok;
}
