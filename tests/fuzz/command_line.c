/* What the program itself reads: options, templates, filters, its files. */
#include "tests/fuzz/fuzz.h"

#include "cli/alerts.h"
#include "cli/cli_private.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

static cli_exit run_nothing(const cli_command *command, int argc, char **argv)
{
    (void)command;
    (void)argc;
    (void)argv;
    return CLI_NOTHING;
}

/* Words of the command line, one a line. */
static void parse_options(const char *data, size_t len)
{
    enum { WORDS_MAX = 100 };
    static const cli_command search = {.name = "search",
                                       .summary = "searches",
                                       .arguments = "QUERY",
                                       .details = "",
                                       .run = run_nothing,
                                       .takes_query = true};
    bool flag = false;
    const char *text = NULL;
    cli_texts texts = {.count = 0};
    uint32_t number = 0;
    const cli_option options[] = {
        {.key = 'g', .name = "group", .help = "a flag", .flag = &flag},
        {.key = 'f', .name = "format", .argument = "NAME", .help = "a text", .text = &text},
        {.key = 'i', .name = "index", .argument = "PATH", .help = "texts", .texts = &texts},
        {.key = 'n', .name = "count", .argument = "N", .help = "a number", .number = &number},
    };
    char *line = fuzz_c_string(data, len), *words[WORDS_MAX + 2], *save = NULL;
    char name[] = "search";
    int count = 0;
    words[count++] = name;
    for (char *word = strtok_r(line, "\n", &save); word != NULL && count <= WORDS_MAX;
         word = strtok_r(NULL, "\n", &save)) {
        words[count++] = word;
    }
    words[count] = NULL;
    cli_call call;
    fund_buf query = FUND_BUF_INIT;
    if (cli_parse(&call, &search, options, CLI_COUNT(options), count, words)) {
        FUZZ_CHECK(call.count < (size_t)count && number <= INT32_MAX);
        FUZZ_CHECK(cli_join_words(&query, &call, 0));
        for (size_t i = 0; i < call.count; i++) {
            size_t id_len = 0;
            uint32_t passage = cli_passage_of(call.words[i], &id_len);
            FUZZ_CHECK(id_len <= strlen(call.words[i]));
            FUZZ_CHECK((passage == 0) == (id_len == strlen(call.words[i])));
        }
    }
    fund_buf_free(&query);
    free(line);
}

static void print_template(const char *data, size_t len)
{
    const fund_hit hit = {.rank = 1,
                          .score = 1.5,
                          .fields.id.data = "a",
                          .passage = 1,
                          .passage_count = 2,
                          .fields.title.data = "Titel\n",
                          .fields.date.data = "2022",
                          .fields.section.data = "",
                          .fields.author.data = "",
                          .fields.source = {"s", 1},
                          .fields.url.data = "",
                          .fields.path.data = "p",
                          .text = "Der \x1b[1mText",
                          .text_len = strlen("Der \x1b[1mText")};
    char *template = fuzz_c_string(data, len);
    if (cli_check_template(template)) {
        cli_print_hit_template(template, &hit);
    }
    free(template);
}

static void prepare_config(void)
{
    char path[128];
    snprintf(path, sizeof path, "%s/fundstelle", fuzz_folder());
    FUZZ_CHECK(mkdir(path, 0700) == 0 && setenv("XDG_CONFIG_HOME", fuzz_folder(), 1) == 0);
}

static void read_config(const char *data, size_t len)
{
    char *value = NULL;
    uint32_t number = 10;
    fuzz_file("fundstelle/config", data, len);
    if (cli_config(&value, "defaults", "index")) {
        free(value);
    }
    free(cli_index_path("archiv"));
    FUZZ_CHECK(!cli_config_number(&number, "count") || number < 1000000);
}

static void load_alerts(const char *data, size_t len)
{
    json_t *alerts = NULL;
    fund_error err = FUND_ERROR_INIT;
    fuzz_file("alerts.json", data, len);
    if (cli_alerts_load(&alerts, fuzz_folder(), &err) == FUND_OK) {
        FUZZ_CHECK(json_is_object(alerts));
        json_decref(alerts);
    }
}

const fuzz_target fuzz_command_line[] = {
    {"options", NULL, parse_options},
    {"template", NULL, print_template},
    {"alerts", NULL, load_alerts},
    {"config", prepare_config, read_config},
    {NULL, NULL, NULL},
};
