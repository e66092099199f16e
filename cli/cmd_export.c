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

static void set_text(json_t *object, const char *key, const fund_text *text)
{
    if (text->len > 0) {
        json_object_set_new(object, key, json_stringn(text->data, text->len));
    }
}

/* Only what there is; a path that is not UTF-8 cannot be told in JSON. */
static json_t *json_article(const fund_article *article)
{
    const fund_fields *fields = &article->fields;
    json_t *object = json_object();
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        if (fund_field(fields, i) != &fields->path) {
            set_text(object, fund_field_name(i), fund_field(fields, i));
        }
    }
    set_text(object, "path", &fields->path);
    if (fields->version > 0) {
        json_object_set_new(object, "version", json_integer((json_int_t)fields->version));
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
