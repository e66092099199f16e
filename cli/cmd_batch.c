/* search --batch: many queries in one process. */
#include "cli/cli_private.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

typedef struct batch_run {
    cli_session session;
    const fund_search_options *options;
    cli_style style;
    const char *name; /* of the file, for messages */
    FILE *times;
    size_t line;
    bool found, failed;
} batch_run;

static void run_query(batch_run *run, const char *qid, const char *query, size_t len)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    double start = cli_now();
    fund_status status =
        fund_search(&results, run->session.searcher, query, len, run->options, &err);
    double end = cli_now();
    if (status != FUND_OK) {
        cli_error("%s:%zu: %s", run->name, run->line, err.message);
        run->failed = true;
    }
    run->style.qid = qid;
    for (size_t i = 0; i < results.count; i++) {
        cli_print_hit(&run->style, &results.hits[i]);
        run->found = true;
    }
    if (run->times != NULL && status == FUND_OK) {
        fprintf(run->times, "%s\t%.0f\n", qid, (end - start) * 1e6);
    }
    fund_results_free(&results);
}

/* Bad lines cost only themselves. */
static void run_line(batch_run *run, char *line, size_t len)
{
    while (len > 0 && (line[len - 1] == '\n' || line[len - 1] == '\r')) {
        line[--len] = '\0';
    }
    if (len == 0) {
        return;
    }
    char *tab = memchr(line, '\t', len);
    if (tab == NULL || tab == line) {
        cli_error("%s:%zu: not of the form ID TAB QUERY", run->name, run->line);
        run->failed = true;
        return;
    }
    *tab = '\0';
    if (strpbrk(line, " \v\f") != NULL) {
        cli_error("%s:%zu: the id \"%s\" has a blank in it", run->name, run->line, line);
        run->failed = true;
        return;
    }
    run_query(run, line, tab + 1, len - (size_t)(tab + 1 - line));
}

static void run_file(batch_run *run, FILE *file)
{
    char *line = NULL;
    size_t capacity = 0;
    ssize_t len;
    while (!ferror(stdout) && (len = getline(&line, &capacity, file)) >= 0) {
        run->line++;
        run_line(run, line, (size_t)len);
    }
    if (ferror(file)) {
        cli_error("%s: %s", run->name, strerror(errno));
        run->failed = true;
    }
    free(line);
}

static FILE *open_named(const char *name, const char *mode)
{
    FILE *file = fopen(name, mode);
    if (file == NULL) {
        cli_error("%s: %s", name, strerror(errno));
    }
    return file;
}

cli_exit cmd_search_batch(const char *file, const char *times_file, const char *index_option,
                          const fund_search_options *options, cli_style style)
{
    bool is_stdin = strcmp(file, "-") == 0;
    batch_run run = {.options = options, .style = style, .name = is_stdin ? "stdin" : file};
    FILE *queries = is_stdin ? stdin : open_named(file, "re");
    run.times = queries != NULL && times_file != NULL ? open_named(times_file, "we") : NULL;
    bool ready = queries != NULL && (times_file == NULL || run.times != NULL) &&
                 cli_session_open(&run.session, index_option);
    if (ready) {
        run_file(&run, queries);
        cli_session_close(&run.session);
    }
    if (queries != NULL && !is_stdin) {
        fclose(queries);
    }
    if (run.times != NULL && fclose(run.times) != 0) {
        cli_error("%s: %s", times_file, strerror(errno));
        run.failed = true;
    }
    if (!ready || !cli_flush() || run.failed) {
        return CLI_ERROR;
    }
    return run.found ? CLI_FOUND : CLI_NOTHING;
}
