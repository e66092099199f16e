/* Saved queries: where they are kept, and how new passages are run against them.
 *
 * They lie beside the index in alerts.json, an object of names and queries. */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum {
    FILE_MAX = 16 << 20,
    PASSAGES_MAX = 2000, /* that are kept before the queries are run */
    HITS_MAX = 10000     /* of a query in these passages */
};

static fund_status alerts_path(fund_buf *out, const char *index, fund_error *err)
{
    fund_buf_printf(out, "%s/alerts.json", index);
    return out->failed ? fund_no_memory(err) : FUND_OK;
}

static bool holds_only_texts(json_t *alerts)
{
    const char *name;
    json_t *query;
    json_object_foreach(alerts, name, query)
    {
        if (!json_is_string(query)) {
            return false;
        }
    }
    return json_is_object(alerts);
}

fund_status cli_alerts_load(json_t **out, const char *index, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT, bytes = FUND_BUF_INIT;
    *out = NULL;
    fund_status status = alerts_path(&path, index, err);
    if (status == FUND_OK && access(path.data, F_OK) != 0 && errno == ENOENT) {
        *out = json_object();
    } else if (status == FUND_OK) {
        status = fund_file_read_own(&bytes, path.data, FILE_MAX, err);
        *out = status == FUND_OK
                   ? json_loadb(bytes.data != NULL ? bytes.data : "", bytes.len, 0, NULL)
                   : NULL;
    }
    if (status == FUND_OK && !holds_only_texts(*out)) {
        status =
            fund_error_set(err, FUND_ERR_FORMAT,
                           "%s: damaged; it must be a JSON object of names and queries", path.data);
    }
    if (status != FUND_OK) {
        json_decref(*out);
        *out = NULL;
    }
    fund_buf_free(&path);
    fund_buf_free(&bytes);
    return status;
}

fund_status cli_alerts_save(const json_t *alerts, const char *index, fund_error *err)
{
    fund_buf path = FUND_BUF_INIT;
    char *text = json_dumps(alerts, JSON_INDENT(1) | JSON_SORT_KEYS);
    fund_status status = text != NULL ? alerts_path(&path, index, err) : fund_no_memory(err);
    if (status == FUND_OK) {
        status = fund_file_replace(path.data, text, strlen(text), err);
    }
    free(text);
    fund_buf_free(&path);
    return status;
}

/* ---- running them ---------------------------------------------------------------- */

struct cli_alerts {
    json_t *queries;
    fund_analyzer *analyzer;
    const char *command;      /* NULL: stdout */
    fund_memory_index *fresh; /* NULL: nothing came */
    fund_buf lines;           /* what is to be reported at the next commit */
    bool failed;
};

bool cli_alerts_start(cli_alerts **out, const char *index, fund_analyzer *analyzer,
                      const char *command)
{
    fund_error err = FUND_ERROR_INIT;
    cli_alerts *alerts = calloc(1, sizeof *alerts);
    *out = alerts;
    if (alerts == NULL) {
        cli_no_memory();
        return false;
    }
    alerts->analyzer = analyzer;
    alerts->command = command;
    if (cli_alerts_load(&alerts->queries, index, &err) != FUND_OK) {
        cli_fail(&err);
        return false;
    }
    return true;
}

static void append_hit(cli_alerts *alerts, const char *name, const fund_hit *hit)
{
    const cli_style style = {.format = CLI_JSON};
    json_t *object = json_object();
    json_object_set_new(object, "event", json_string("alert"));
    json_object_set_new(object, "alert", json_string(name));
    fund_hit_style told = cli_json_style(&style);
    fund_hit_json(object, &told, hit);
    char *line = fund_json_line(object);
    if (line != NULL) {
        fund_buf_append_str(&alerts->lines, line);
        fund_buf_append_byte(&alerts->lines, '\n');
    }
    if (line == NULL || alerts->lines.failed) {
        cli_no_memory();
        alerts->failed = true;
    }
    free(line);
}

static fund_status run_query(cli_alerts *alerts, fund_searcher *searcher, const char *name,
                             const char *query, fund_error *err)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results results = FUND_RESULTS_INIT;
    options.count = HITS_MAX;
    fund_status status = fund_search(&results, searcher, query, strlen(query), &options, err);
    for (size_t i = 0; i < results.count; i++) {
        append_hit(alerts, name, results.hits[i]);
    }
    fund_results_free(&results);
    return status;
}

/* Runs all queries against what came, and forgets that. */
static void run_queries(cli_alerts *alerts)
{
    fund_searcher *searcher;
    fund_error err = FUND_ERROR_INIT;
    const char *name;
    json_t *query;
    if (alerts->fresh == NULL) {
        return;
    }
    if (fund_searcher_over(&searcher, fund_memory_index_store(alerts->fresh), alerts->analyzer,
                           &err) != FUND_OK) {
        cli_fail(&err);
        alerts->failed = true;
    } else {
        json_object_foreach(alerts->queries, name, query)
        {
            if (run_query(alerts, searcher, name, json_string_value(query), &err) != FUND_OK) {
                cli_error("alert \"%s\": %s", name, err.message);
                alerts->failed = true;
            }
        }
    }
    fund_searcher_free(searcher);
    fund_memory_index_free(alerts->fresh);
    alerts->fresh = NULL;
}

void cli_alerts_add(cli_alerts *alerts, const fund_article *article)
{
    fund_error err = FUND_ERROR_INIT;
    fund_status status = FUND_OK;
    if (alerts == NULL || json_object_size(alerts->queries) == 0 || article->withdrawn) {
        return;
    }
    if (alerts->fresh == NULL) {
        status = fund_memory_index_new(&alerts->fresh, alerts->analyzer, &err);
    }
    if (status == FUND_OK) {
        status = fund_memory_index_add(alerts->fresh, article, &err);
    }
    if (status != FUND_OK) {
        alerts->failed = true;
        cli_error("alerts: %s", err.message);
    } else if (fund_memory_index_passages(alerts->fresh) >= PASSAGES_MAX) {
        run_queries(alerts);
    }
}

static bool give_to_command(const cli_alerts *alerts)
{
    FILE *pipe = popen(alerts->command, "we");
    if (pipe == NULL) {
        return false;
    }
    /* A command that does not read all of it is no reason to die. */
    struct sigaction ignore = {.sa_handler = SIG_IGN}, before;
    sigaction(SIGPIPE, &ignore, &before);
    fwrite(alerts->lines.data, 1, alerts->lines.len, pipe);
    bool ok = pclose(pipe) == 0;
    sigaction(SIGPIPE, &before, NULL);
    return ok;
}

void cli_alerts_report(cli_alerts *alerts)
{
    if (alerts == NULL) {
        return;
    }
    run_queries(alerts);
    if (alerts->lines.len == 0) {
        return;
    }
    if (alerts->command == NULL) {
        fwrite(alerts->lines.data, 1, alerts->lines.len, stdout);
        alerts->failed |= !cli_flush();
    } else if (!give_to_command(alerts)) {
        cli_error("alerts: the command \"%s\" failed", alerts->command);
        alerts->failed = true;
    }
    fund_buf_clear(&alerts->lines);
}

bool cli_alerts_end(cli_alerts *alerts)
{
    if (alerts == NULL) {
        return true;
    }
    bool ok = !alerts->failed;
    fund_memory_index_free(alerts->fresh);
    fund_buf_free(&alerts->lines);
    json_decref(alerts->queries);
    free(alerts);
    return ok;
}
