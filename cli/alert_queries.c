/* Saved queries: they lie beside the index in alerts.json, an object of names and queries. */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

enum {
    FILE_MAX = 16 << 20,
    HITS_MAX = 10000 /* of a query in what is looked at at once */
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

/* What a file that was replaced or written to has otherwise; all 0 where there is none. */
static void identify(uint64_t out[4], const char *index)
{
    fund_buf path = FUND_BUF_INIT;
    fund_error err;
    struct stat info;
    memset(out, 0, 4 * sizeof *out);
    if (alerts_path(&path, index, &err) == FUND_OK && stat(path.data, &info) == 0) {
        out[0] = info.st_ino;
        out[1] = (uint64_t)info.st_size;
        out[2] = (uint64_t)info.st_mtim.tv_sec;
        out[3] = (uint64_t)info.st_mtim.tv_nsec;
    }
    fund_buf_free(&path);
}

bool cli_queries_refresh(cli_queries *queries)
{
    uint64_t seen[4];
    json_t *all;
    fund_error err = FUND_ERROR_INIT;
    identify(seen, queries->index);
    if (queries->all != NULL && memcmp(seen, queries->seen, sizeof seen) == 0) {
        return true;
    }
    memcpy(queries->seen, seen, sizeof seen); /* told once */
    if (cli_alerts_load(&all, queries->index, &err) != FUND_OK) {
        cli_fail(&err);
        return false;
    }
    json_decref(queries->all);
    queries->all = all;
    return true;
}

/* ---- running them ---------------------------------------------------------------- */

static bool print_hit(FILE *out, const char *name, const fund_hit *hit)
{
    const cli_style style = {.format = CLI_JSON};
    json_t *object = json_object();
    json_object_set_new(object, "event", json_string("alert"));
    json_object_set_new(object, "alert", json_string(name));
    fund_hit_style told = cli_json_style(&style);
    fund_hit_json(object, &told, hit);
    char *line = fund_json_line(object);
    if (line == NULL) {
        cli_no_memory();
        return false;
    }
    fputs(line, out);
    putc('\n', out);
    free(line);
    return true;
}

static bool run_query(const char *name, const char *query, FILE *out, uint64_t *hits,
                      fund_searcher *searcher, const char *article)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.count = HITS_MAX;
    options.article = article;
    options.strict = true;
    bool ok = fund_search(&results, searcher, query, strlen(query), &options, &err) == FUND_OK;
    if (!ok) {
        cli_error("alert \"%s\": %s", name, err.message);
    }
    for (size_t i = 0; i < results.count; i++) {
        ok &= print_hit(out, name, results.hits[i]);
    }
    *hits += results.count;
    fund_results_free(&results);
    return ok;
}

bool cli_queries_run(cli_queries *queries, FILE *out, uint64_t *hits, fund_searcher *searcher,
                     const char *article)
{
    const char *name;
    json_t *query;
    bool ok = true;
    json_object_foreach(queries->all, name, query)
    {
        ok &= run_query(name, json_string_value(query), out, hits, searcher, article);
    }
    return ok;
}
