/* complete, terms: the words of an index. */
#include "cli/cli_private.h"

#include <string.h>

static bool print_words_json(const char *name, const fund_word_list *list)
{
    bool ok = true;
    for (size_t i = 0; i < list->count && ok; i++) {
        ok = cli_print_json(json_pack("{s:o, s:I}", name, cli_json_string(list->items[i].text),
                                      "passages", (json_int_t)list->items[i].passages));
    }
    return ok;
}

static void print_word(const char *text)
{
    cli_print_safe(stdout, text, strlen(text), false);
    putchar('\n');
}

static bool parse_field(int *kind, const char *field)
{
    static const char *const names[] = {[FUND_NAME_SECTION] = "section",
                                        [FUND_NAME_AUTHOR] = "author",
                                        [FUND_NAME_ARTICLE] = "article"};
    *kind = -1;
    for (size_t i = 0; field != NULL && i < CLI_COUNT(names); i++) {
        *kind = strcmp(names[i], field) == 0 ? (int)i : *kind;
    }
    if (field != NULL && *kind < 0) {
        cli_error("--field takes section, author or article, not \"%s\"", field);
    }
    return field == NULL || *kind >= 0;
}

cli_exit cmd_complete(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    const char *field = NULL;
    uint32_t count = 10;
    bool json = false;
    int kind;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COUNT(&count, "words to show (default 10)"),
        CLI_OPTION_TEXT(0, "field", FUND_TR("FIELD"), &field,
                        "names of a section or an author, or ids of an\n"
                        "article; without TEXT any"),
        CLI_OPTION_FLAG(0, "json", &json, "one JSON object a word (docs/json.md)"),
    };
    cli_call call;
    fund_buf typed = FUND_BUF_INIT;
    cli_session session;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    cli_exit exit = CLI_ERROR;
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    if (parse_field(&kind, field) && cli_query_take(&typed, &call, field != NULL) &&
        cli_session_open(&session, &indexes)) {
        fund_word_list list = FUND_WORD_LIST_INIT;
        fund_error err = FUND_ERROR_INIT;
        const char *text = typed.data != NULL ? typed.data : "";
        fund_status status =
            kind < 0 ? fund_complete(&list, session.searcher, text, typed.len, count, &err)
                     : fund_complete_name(&list, session.searcher, (fund_name_kind)kind, text,
                                          typed.len, count, &err);
        if (status != FUND_OK) {
            cli_fail(&err);
        } else {
            bool ok = json ? print_words_json("completion", &list) : true;
            for (size_t i = 0; i < list.count && !json; i++) {
                print_word(list.items[i].text);
            }
            exit = !ok || !cli_flush() ? CLI_ERROR : list.count > 0 ? CLI_FOUND : CLI_NOTHING;
        }
        fund_word_list_free(&list);
        cli_session_close(&session);
    }
    fund_buf_free(&typed);
    return exit;
}

/* ---- terms ---------------------------------------------------------------------- */

static void print_list(const char *heading, const fund_listed_word *words, size_t count,
                       size_t most)
{
    if (count == 0) {
        return;
    }
    printf("\n%s\n", heading);
    for (size_t i = 0; i < count && i < most; i++) {
        printf("%8u  ", (unsigned)words[i].passages);
        print_word(words[i].text);
    }
    if (count > most) {
        printf("%10s", "");
        printf(fund_tr("(%zu more)\n"), count - most);
    }
}

static json_t *words_json(const fund_listed_word *words, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list, json_pack("{s:o, s:I}", "word", cli_json_string(words[i].text),
                                              "count", (json_int_t)words[i].passages));
    }
    return list;
}

void cli_print_word_info(const char *word, const fund_word_info *info, uint32_t count)
{
    cli_print_safe(stdout, word, strlen(word), false);
    fputs(": ", stdout);
    cli_print_safe(stdout, info->term, strlen(info->term), false);
    putchar('\n');
    printf(fund_trn("%8u  passage as a word\n", "%8u  passages as a word\n", info->as_word),
           (unsigned)info->as_word);
    printf(fund_trn("%8u  passage within compounds\n", "%8u  passages within compounds\n",
                    info->as_part),
           (unsigned)info->as_part);
    print_list(fund_tr("Forms"), info->forms, info->form_count, count);
    print_list(fund_tr("Compounds"), info->compounds, info->compound_count, count);
}

static bool print_info(const char *word, const fund_word_info *info, const fund_word_list *meant,
                       uint32_t count, bool json)
{
    if (json) {
        return cli_print_json(
            json_pack("{s:o, s:o, s:I, s:I, s:o, s:o, s:o}", "word", cli_json_string(word), "stem",
                      cli_json_string(info->term), "as_word", (json_int_t)info->as_word, "as_part",
                      (json_int_t)info->as_part, "forms", words_json(info->forms, info->form_count),
                      "compounds", words_json(info->compounds, info->compound_count), "suggestions",
                      words_json(meant->items, meant->count)));
    }
    cli_print_word_info(word, info, count);
    print_list(fund_tr("Did you mean"), meant->items, meant->count, count);
    return true;
}

static cli_exit tell_word(fund_searcher *searcher, const char *word, uint32_t count, bool json)
{
    fund_word_info info = FUND_WORD_INFO_INIT;
    fund_error err = FUND_ERROR_INIT;
    cli_exit exit = CLI_ERROR;
    fund_word_list meant = FUND_WORD_LIST_INIT;
    enum { SUGGESTIONS = 3 };
    if (fund_word_info_get(&info, searcher, word, strlen(word), &err) != FUND_OK ||
        fund_correct_word(&meant, searcher, word, strlen(word), SUGGESTIONS, &err) != FUND_OK) {
        cli_fail(&err);
    } else if (print_info(word, &info, &meant, count, json) && cli_flush()) {
        exit = info.as_word + info.as_part > 0 ? CLI_FOUND : CLI_NOTHING;
    }
    fund_word_info_free(&info);
    fund_word_list_free(&meant);
    return exit;
}

cli_exit cmd_terms(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    uint32_t count = 20;
    bool json = false;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COUNT(&count, "forms and compounds to show (default 20)"),
        CLI_OPTION_FLAG(0, "json", &json, "one JSON object a word (docs/json.md)"),
    };
    cli_call call;
    cli_session session;
    cli_parsed parsed = cli_parse(&call, command, options, CLI_COUNT(options), argc, argv);
    if (parsed != CLI_PARSED) {
        return cli_parse_exit(parsed);
    }
    if (call.count == 0) {
        cli_error("terms: name a word");
        return CLI_ERROR;
    }
    if (!cli_session_open(&session, &indexes)) {
        return CLI_ERROR;
    }
    cli_exit exit = CLI_FOUND;
    for (size_t i = 0; i < call.count && exit != CLI_ERROR; i++) {
        if (i > 0 && !json) {
            putchar('\n');
        }
        cli_exit one = tell_word(session.searcher, call.words[i], count, json);
        exit = one != CLI_FOUND ? one : exit;
    }
    cli_session_close(&session);
    return exit;
}
