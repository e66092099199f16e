#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <stdlib.h>
#include <string.h>

typedef struct alert_call {
    const char *index;
    bool json;
} alert_call;

/* A query that cannot be run is refused now, not at the first dispatch. */
static bool check_query(const char *index, const char *query)
{
    cli_session session;
    fund_error err = FUND_ERROR_INIT;
    fund_buf words = FUND_BUF_INIT;
    const cli_texts indexes = {{index}, index != NULL ? 1 : 0};
    if (!cli_session_open(&session, &indexes)) {
        return false;
    }
    fund_status status = fund_search_describe(&words, session.searcher, query, strlen(query), &err);
    bool empty = status == FUND_OK && strcmp(words.data, "Query()") == 0;
    if (status != FUND_OK) {
        cli_fail(&err);
    } else if (empty) {
        cli_error("alert: the query has no words to search for: %s", query);
    }
    fund_buf_free(&words);
    cli_session_close(&session);
    return status == FUND_OK && !empty;
}

static bool is_name(const char *name)
{
    bool printable = fund_utf8_valid(name, strlen(name), NULL);
    for (const char *c = name; *c != '\0'; c++) {
        printable &= (unsigned char)*c >= ' ' && *c != 0x7f;
    }
    return printable && name[0] != '\0';
}

static cli_exit add(json_t *alerts, const char *path, const cli_call *call)
{
    fund_buf query = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    const char *name = call->words[1];
    if (!is_name(name)) {
        cli_error("alert: the name must not be empty or contain control characters");
    } else if (!cli_join_words(&query, call, 2)) {
        cli_no_memory();
    } else if (check_query(path, query.data)) {
        const char *before = json_string_value(json_object_get(alerts, name));
        if (before != NULL && strcmp(before, query.data) != 0) {
            cli_error("alert: \"%s\" is replaced; it was: %s", name, before);
        }
        json_object_set_new(alerts, name, json_string(query.data));
        exit = cli_alerts_save(alerts, path, &err) == FUND_OK ? CLI_FOUND : cli_fail(&err);
    }
    fund_buf_free(&query);
    return exit;
}

static cli_exit list(json_t *alerts, bool json)
{
    const char *name;
    json_t *query;
    json_object_foreach(alerts, name, query)
    {
        if (json) {
            cli_print_json(json_pack("{s:s, s:O}", "alert", name, "query", query));
            continue;
        }
        cli_print_string(name);
        putchar('\t');
        cli_print_safe(stdout, json_string_value(query), json_string_length(query), false);
        putchar('\n');
    }
    return cli_done(json_object_size(alerts) > 0);
}

static cli_exit remove_alerts(json_t *alerts, const char *path, const cli_call *call)
{
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_FOUND;
    for (size_t i = 1; i < call->count; i++) {
        if (json_object_del(alerts, call->words[i]) != 0) {
            cli_error("alert: no saved query is named \"%s\" (see: fundstelle alert list)",
                      call->words[i]);
            exit = CLI_NOTHING;
        }
    }
    return cli_alerts_save(alerts, path, &err) == FUND_OK ? exit : cli_fail(&err);
}

static cli_exit run(const char *path, const alert_call *wanted, const cli_call *call)
{
    const char *what = call->count > 0 ? call->words[0] : "";
    json_t *alerts = NULL;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    if (cli_alerts_load(&alerts, path, &err) != FUND_OK) {
        exit = cli_fail(&err);
    } else if (strcmp(what, "add") == 0 && call->count > 2) {
        exit = add(alerts, path, call);
    } else if (strcmp(what, "list") == 0 && call->count == 1) {
        exit = list(alerts, wanted->json);
    } else if (strcmp(what, "remove") == 0 && call->count > 1) {
        exit = remove_alerts(alerts, path, call);
    } else {
        cli_error(
            "alert: use add NAME QUERY..., list, or remove NAME... (see: fundstelle alert --help)");
    }
    json_decref(alerts);
    return exit;
}

cli_exit cmd_alert(const cli_command *command, int argc, char **argv)
{
    alert_call wanted = {NULL, false};
    const cli_option options[] = {
        CLI_OPTION_INDEX(&wanted.index),
        CLI_OPTION_FLAG(0, "json", &wanted.json, "with list: print one JSON object per query"),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    char *path = cli_index_path(wanted.index);
    cli_exit exit = path != NULL ? run(path, &wanted, &call) : CLI_ERROR;
    free(path);
    return exit;
}
