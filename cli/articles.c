#include "cli/indexing.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static char index_in_use[4096];

static void report_and_exit(const char *reason)
{
    cli_error("%s: a commit failed: %s; the index is unchanged since the last commit", index_in_use,
              reason);
    _exit(CLI_ERROR);
}

/* Whoever shows progress clears it when there is something to tell: not here. */
static fund_status show_warning(fund_log_level level, const char *message, void *payload)
{
    (void)level;
    (void)payload;
    if (isatty(STDERR_FILENO)) {
        fputs("\r\033[K", stderr);
    }
    cli_error("warning: %s", message);
    return FUND_OK;
}

void cli_note_index(const char *path)
{
    fund_log_set(show_warning, FUND_LOG_WARNING, NULL);
    snprintf(index_in_use, sizeof(index_in_use), "%s", path);
    fund_on_termination(report_and_exit);
}

bool cli_index_open(cli_opened *out, const char *index, const fund_indexer_options *options)
{
    fund_error err = FUND_ERROR_INIT;
    *out = (cli_opened){.path = cli_index_path(index)};
    if (out->path == NULL) {
        return false;
    }
    cli_note_index(out->path);
    bool ok = fund_indexer_open(&out->indexer, out->path, options, &err) == FUND_OK;
    if (!ok) {
        cli_fail(&err);
    }
    return ok;
}

bool cli_reading_take(fund_indexer_options *out, const cli_reading *reading)
{
    static const char *const names[] = {[FUND_DATE_FROM_NOWHERE] = "none",
                                        [FUND_DATE_FROM_PATH] = "path",
                                        [FUND_DATE_FROM_MTIME] = "mtime",
                                        NULL};
    int from = FUND_DATE_FROM_NOWHERE;
    out->format = reading->format;
    out->map = reading->map;
    bool ok = (reading->format == NULL || cli_check_format(reading->format)) &&
              cli_choose(&from, "date-from", reading->date_from, names);
    out->date_from = (fund_date_from)from;
    return ok;
}

bool cli_articles_open(cli_opened *out, const char *index)
{
    const cli_reading as_ever = {NULL, NULL, NULL};
    return cli_articles_open_to_verify(out, index, &as_ever);
}

bool cli_articles_open_to_verify(cli_opened *out, const char *index, const cli_reading *reading)
{
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    *out = (cli_opened){NULL, NULL};
    if (!cli_reading_take(&options, reading)) {
        return false;
    }
    options.must_exist = true;
    options.dry_run = true;
    return cli_index_open(out, index, &options);
}

void cli_index_close(cli_opened *opened)
{
    fund_indexer_free(opened->indexer);
    free(opened->path);
}

bool cli_parse_prune(fund_prune *out, const cli_command *command, const char *value)
{
    bool force = value != NULL && strcmp(value, "force") == 0;
    *out = force ? FUND_PRUNE_FORCE : value != NULL ? FUND_PRUNE_LIMITED : FUND_PRUNE_NONE;
    if (value != NULL && !force && value[0] != '\0') {
        cli_error("%s: --prune takes no value or force, not \"%s\"", command->name, value);
        return false;
    }
    return true;
}

fund_status cli_report_problem(const fund_error *error, bool lost, void *payload)
{
    (void)payload;
    cli_error(lost ? "%s" : FUND_TR("warning: %s"), error->message);
    return FUND_OK;
}

void cli_catch_signals(void (*handler)(int number))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CLI_COUNT(numbers); i++) {
        /* What the caller had ignored (nohup, a job in the background) stays so. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            /* A second Ctrl-C ends at once. SIGTERM may well come twice, to the
             * process and to its group, as timeout(1) does. */
            action.sa_flags = numbers[i] == SIGINT ? (int)SA_RESETHAND : 0;
            sigaction(numbers[i], &action, NULL);
        }
    }
}

static volatile sig_atomic_t interrupted;
static volatile sig_atomic_t end_of_stdin = -1; /* /dev/null, while stdin is read */

/* A reader that waits for a slow stream would not see the flag before the next
 * line: the stream ends here and now instead. */
static void note_signal(int number)
{
    int saved = errno;
    interrupted = number;
    if (end_of_stdin >= 0) {
        dup2(end_of_stdin, STDIN_FILENO);
    }
    errno = saved;
}

void cli_note_signals(bool ends_stdin)
{
    if (ends_stdin) {
        end_of_stdin = open("/dev/null", O_RDONLY | O_CLOEXEC);
    }
    cli_catch_signals(note_signal);
}

bool cli_was_interrupted(void)
{
    return interrupted != 0;
}

fund_status cli_stop_if_interrupted(void *payload)
{
    (void)payload;
    return interrupted != 0 ? FUND_ERR_INTERRUPTED : FUND_OK;
}

fund_indexer_options cli_rewrite_options(const cli_rewrite *call)
{
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    options.jobs = cli_jobs(call->jobs, 0);
    options.lock_timeout_ms = cli_lock_ms(call->lock_timeout);
    return options;
}
