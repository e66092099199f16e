#include "cli/indexing.h"

static json_t *json_passages(const fund_article *article)
{
    json_t *list = json_array();
    for (size_t i = 0; i < article->passage_count; i++) {
        json_array_append_new(list,
                              json_stringn(article->passages[i].data, article->passages[i].len));
    }
    return list;
}

/* A list as long as that of the passages; none where all are empty. */
static void set_places(json_t *object, const char *key, const fund_article *article,
                       const fund_text *(*text_of)(const fund_passage_place *place))
{
    json_t *list = json_array();
    bool known = false;
    for (size_t i = 0; article->places != NULL && i < article->passage_count; i++) {
        const fund_text *text = text_of(&article->places[i]);
        known |= text->len > 0;
        json_array_append_new(list, json_stringn(text->data, text->len));
    }
    if (known) {
        json_object_set(object, key, list);
    }
    json_decref(list);
}

static const fund_text *page_of(const fund_passage_place *place)
{
    return &place->page;
}

static const fund_text *chapter_of(const fund_passage_place *place)
{
    return &place->chapter;
}

static const fund_text *speaker_of(const fund_passage_place *place)
{
    return &place->speaker;
}

static const fund_text *line_of(const fund_passage_place *place)
{
    return &place->line;
}

static void set_text(json_t *object, const char *key, const fund_text *text)
{
    if (text->len > 0) {
        json_object_set_new(object, key, json_stringn(text->data, text->len));
    }
}

/* Only fields that are set; a path that is not UTF-8 cannot be written in JSON. */
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
    set_places(object, "pages", article, page_of);
    set_places(object, "chapters", article, chapter_of);
    set_places(object, "speakers", article, speaker_of);
    set_places(object, "lines", article, line_of);
    return object;
}

static fund_status print_article(const fund_article *article, void *payload)
{
    uint64_t *count = payload;
    ++*count;
    return cli_print_json(json_article(article)) && !ferror(stdout) ? FUND_OK : FUND_ERR_IO;
}

static cli_exit export_index(fund_indexer *indexer)
{
    fund_error err = FUND_ERROR_INIT;
    uint64_t count = 0;
    fund_status status = fund_indexer_articles(indexer, print_article, &count, &err);
    cli_exit exit = cli_done(count > 0);
    return exit == CLI_ERROR || status == FUND_OK ? exit
                                                  : cli_fail(&err); /* else it was reported */
}

cli_exit cmd_export(const cli_command *command, int argc, char **argv)
{
    const char *index = NULL;
    const cli_option options[] = {CLI_OPTION_INDEX(&index)};
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv) ||
        !cli_has_no_words(&call)) {
        return call.exit;
    }
    /* A pipe is written to in blocks, too: nobody waits for the first article. */
    setvbuf(stdout, NULL, _IOFBF, BUFSIZ);
    cli_opened opened;
    cli_exit exit = cli_articles_open(&opened, index) ? export_index(opened.indexer) : CLI_ERROR;
    cli_index_close(&opened);
    return exit;
}
