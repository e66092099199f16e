/* complete, terms: the words of an index. */
#include "cli/cli_private.h"

#include <string.h>

static void print_word(const char *text)
{
    cli_print_string(text);
    putchar('\n');
}

/* kind: a fund_name_kind, -1: any word. */
static cli_exit complete(const cli_search *search, int kind, uint32_t count, bool json,
                         const cli_limits *limits)
{
    fund_word_list list = FUND_WORD_LIST_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_searcher *searcher = search->session.searcher;
    fund_text typed = search->query;
    cli_exit exit = CLI_ERROR;
    cli_limits_set(limits, searcher);
    fund_status status = kind < 0
                             ? fund_complete(&list, searcher, typed.data, typed.len, count, &err)
                             : fund_complete_name(&list, searcher, (fund_name_kind)kind, typed.data,
                                                  typed.len, count, &err);
    if (status != FUND_OK) {
        cli_fail(&err);
    } else {
        for (size_t i = 0; i < list.count; i++) {
            const fund_listed_word *word = list.items[i];
            if (json) {
                cli_print_json(json_pack("{s:o, s:I}", "completion", fund_json_string(word->text),
                                         "passages", (json_int_t)word->passages));
            } else {
                print_word(word->text);
            }
        }
        exit = cli_limits_end(limits, searcher, json,
                              json_pack("{s:I}", "shown", (json_int_t)list.count),
                              cli_done(list.count > 0));
    }
    fund_word_list_free(&list);
    return exit;
}

cli_exit cmd_complete(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    const char *field = NULL;
    uint32_t count = 10;
    bool json = false;
    cli_limits limits = CLI_LIMITS_INIT;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COUNT(&count, "number of words to show (default 10)"),
        CLI_OPTION_TEXT(0, "field", FUND_TR("FIELD"), &field,
                        "complete section, author, source or article ids instead of\n"
                        "words; lists all without TEXT"),
        CLI_OPTION_FLAG(0, "json", &json, "print one JSON object per word (man fundstelle-json)"),
        CLI_OPTIONS_LIMITS(&limits, CLI_TIMEOUT_5),
    };
    static const char *const fields[] = {[FUND_NAME_SECTION] = "section",
                                         [FUND_NAME_AUTHOR] = "author",
                                         [FUND_NAME_ARTICLE] = "article",
                                         [FUND_NAME_SOURCE] = "source",
                                         NULL};
    cli_call call;
    cli_search search;
    int kind = -1;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_choose(&kind, "field", field, fields)) {
        return CLI_ERROR;
    }
    cli_exit exit = cli_search_open(&search, &call, field != NULL, NULL, &indexes)
                        ? complete(&search, kind, count, json, &limits)
                        : CLI_ERROR;
    cli_search_close(&search);
    return exit;
}

/* ---- terms ---------------------------------------------------------------------- */

static void print_list(const char *heading, const fund_listed_word *const *words, size_t count,
                       size_t most)
{
    if (count == 0) {
        return;
    }
    printf("\n%s\n", heading);
    for (size_t i = 0; i < count && i < most; i++) {
        printf("%8u  ", (unsigned)words[i]->passages);
        print_word(words[i]->text);
    }
    if (count > most) {
        printf("%10s", "");
        printf(fund_tr("(%zu more)\n"), count - most);
    }
}

static json_t *words_json(const fund_listed_word *const *words, size_t count)
{
    json_t *list = json_array();
    for (size_t i = 0; i < count; i++) {
        json_array_append_new(list,
                              json_pack("{s:o, s:I}", "word", fund_json_string(words[i]->text),
                                        "count", (json_int_t)words[i]->passages));
    }
    return list;
}

void cli_print_word_info(const char *word, const fund_word_info *info, uint32_t count)
{
    cli_print_string(word);
    fputs(": ", stdout);
    cli_print_string(info->term);
    putchar('\n');
    printf(fund_trn("%8u  passage as a word\n", "%8u  passages as a word\n", info->as_word),
           (unsigned)info->as_word);
    printf(fund_trn("%8u  passage within compounds\n", "%8u  passages within compounds\n",
                    info->as_part),
           (unsigned)info->as_part);
    bool sampled = info->sampled;
    print_list(sampled ? fund_tr("Forms, in the first 1,000 passages") : fund_tr("Forms"),
               info->forms, info->form_count, count);
    print_list(sampled ? fund_tr("Compounds, in the first 1,000 passages") : fund_tr("Compounds"),
               info->compounds, info->compound_count, count);
}

static void print_info(const char *word, const fund_word_info *info, const fund_word_list *meant,
                       uint32_t count, bool json)
{
    if (json) {
        cli_print_json(json_pack(
            "{s:o, s:o, s:I, s:I, s:o, s:o, s:o, s:b}", "word", fund_json_string(word), "stem",
            fund_json_string(info->term), "as_word", (json_int_t)info->as_word, "as_part",
            (json_int_t)info->as_part, "forms", words_json(info->forms, info->form_count),
            "compounds", words_json(info->compounds, info->compound_count), "suggestions",
            words_json(meant->items, meant->count), "sampled", (int)info->sampled));
        return;
    }
    cli_print_word_info(word, info, count);
    print_list(fund_tr("Did you mean"), meant->items, meant->count, count);
}

/* What is known of a word. */
typedef struct look_up {
    fund_searcher *searcher;
    const char *word;
    fund_word_info info;
    fund_word_list meant;
} look_up;

static fund_status look_up_word(void *payload, fund_error *err)
{
    enum { SUGGESTIONS = 3 };
    look_up *of = payload;
    size_t len = strlen(of->word);
    fund_status status = fund_word_info_get(&of->info, of->searcher, of->word, len, err);
    return status == FUND_OK
               ? fund_correct_word(&of->meant, of->searcher, of->word, len, SUGGESTIONS, err)
               : status;
}

static cli_exit print_word_of(fund_searcher *searcher, const char *word, uint32_t count, bool json)
{
    fund_error err = FUND_ERROR_INIT;
    look_up of = {searcher, word, FUND_WORD_INFO_INIT, FUND_WORD_LIST_INIT};
    cli_exit exit = CLI_ERROR;
    if (fund_searcher_read(searcher, look_up_word, &of, &err) != FUND_OK) {
        cli_fail(&err);
    } else {
        print_info(word, &of.info, &of.meant, count, json);
        exit = cli_done(of.info.as_word + of.info.as_part > 0);
    }
    fund_word_info_free(&of.info);
    fund_word_list_free(&of.meant);
    return exit;
}

static cli_exit print_words(fund_searcher *searcher, const cli_call *call, uint32_t count,
                            bool json, const cli_limits *limits)
{
    cli_exit exit = CLI_FOUND;
    bool partial = false;
    size_t i = 0;
    for (; i < call->count && exit != CLI_ERROR && !partial; i++) {
        if (i > 0 && !json) {
            putchar('\n');
        }
        cli_exit one = print_word_of(searcher, call->words[i], count, json);
        exit = one != CLI_FOUND ? one : exit;
        partial = fund_searcher_is_partial(searcher);
    }
    return cli_limits_end(limits, searcher, json, json_pack("{s:I}", "shown", (json_int_t)i), exit);
}

cli_exit cmd_terms(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    uint32_t count = 20;
    bool json = false;
    cli_limits limits = CLI_LIMITS_INIT;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COUNT(&count, "number of forms and compounds to show (default 20)"),
        CLI_OPTION_FLAG(0, "json", &json, "print one JSON object per word (man fundstelle-json)"),
        CLI_OPTIONS_LIMITS(&limits, CLI_TIMEOUT_5),
    };
    cli_call call;
    cli_session session;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count == 0) {
        return cli_error("terms: name at least one word");
    }
    if (!cli_session_open(&session, &indexes)) {
        return CLI_ERROR;
    }
    cli_limits_set(&limits, session.searcher);
    cli_exit exit = print_words(session.searcher, &call, count, json, &limits);
    cli_session_close(&session);
    return exit;
}
