#include "cli/indexing.h"

#include <stdlib.h>

static json_t *json_passages(const fund_article *article)
{
    json_t *list = json_array();
    for (size_t i = 0; i < article->passage_count; i++) {
        json_array_append_new(list,
                              json_stringn(article->passages[i].data, article->passages[i].len));
    }
    return list;
}

/* Only what there is; a path that is not UTF-8 cannot be told in JSON. */
static json_t *json_article(const fund_article *article)
{
    const struct {
        const char *key;
        fund_text text;
    } fields[] = {
        {"id", article->id},           {"title", article->title},     {"date", article->date},
        {"section", article->section}, {"author", article->author},   {"source", article->source},
        {"url", article->url},         {"embargo", article->embargo}, {"path", article->path},
    };
    json_t *object = json_object();
    for (size_t i = 0; i < CLI_COUNT(fields); i++) {
        if (fields[i].text.len > 0) {
            json_object_set_new(object, fields[i].key,
                                json_stringn(fields[i].text.data, fields[i].text.len));
        }
    }
    if (article->version > 0) {
        json_object_set_new(object, "version", json_integer((json_int_t)article->version));
    }
    json_object_set_new(object, article->withdrawn ? "status" : "passages",
                        article->withdrawn ? json_string("canceled") : json_passages(article));
    return object;
}

static fund_status print_article(const fund_article *article, void *payload)
{
    uint64_t *count = payload;
    ++*count;
    return cli_print_json(json_article(article)) && !ferror(stdout) ? FUND_OK : FUND_ERR_IO;
}

static cli_exit export_index(const char *path)
{
    cli_chain chain;
    fund_indexer *indexer;
    fund_error err = FUND_ERROR_INIT;
    uint64_t count = 0;
    fund_status status = cli_open_articles(&chain, &indexer, path, &err);
    if (status == FUND_OK) {
        status = fund_indexer_articles(indexer, print_article, &count, &err);
    }
    fund_indexer_free(indexer);
    cli_chain_close(&chain);
    if (!cli_flush()) {
        return CLI_ERROR; /* which was told */
    }
    return status != FUND_OK ? cli_fail(&err) : count > 0 ? CLI_FOUND : CLI_NOTHING;
}

cli_exit cmd_export(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    char *path = NULL;
    const cli_option options[] = {CLI_OPTION_INDEX(&index)};
    cli_parsed parsed =
        cli_parse_care(&path, command, options, CLI_COUNT(options), &index, argc, argv);
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    cli_exit exit = export_index(path);
    free(path);
    return exit;
}
