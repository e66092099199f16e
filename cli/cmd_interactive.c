/* interactive: a line for each query, the next page by an empty one, a passage by its number. */
#include "cli/cli_private.h"

#include "base/load.h"

#include <editline/readline.h>
#include <errno.h>
#include <langinfo.h>
#include <locale.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define EDIT_NAMES(X)                                                                              \
    X(add_history)                                                                                 \
    X(read_history)                                                                                \
    X(readline)                                                                                    \
    X(rl_attempted_completion_function)                                                            \
    X(rl_attempted_completion_over)                                                                \
    X(rl_completion_matches)                                                                       \
    X(rl_readline_name)                                                                            \
    X(stifle_history)                                                                              \
    X(using_history)                                                                               \
    X(write_history)
FUND_LIBRARY(libedit, EDIT_NAMES, NULL, FUND_LIBRARY_EDIT)

enum { PAGE = 5, HISTORY = 1000, COMPLETIONS = 30 };

static const char *const filter_names[] = {"since", "until", "section", "author", "source"};

/* What is shown, and what it was made from. */
typedef struct talk {
    cli_session session;
    cli_style style;
    fund_buf query; /* the last one */
    fund_results results;
    fund_search_options options;
    char *values[CLI_COUNT(filter_names)]; /* of the filters; NULL: any */
    cli_filters filters;
    fund_filter filter;
} talk;

/* libedit's callbacks have no argument of ours. */
static fund_searcher *completing;

static void print_commands(void)
{
    puts(fund_tr("Type a query (see: man fundstelle-search), or:\n"
                 "  an empty line     show the next page\n"
                 "  3                 show the article of hit 3\n"
                 "  TAB               complete a word\n"
                 "  :sort ORDER       sort by relevance, date or date-asc\n"
                 "  :since DATE  :until DATE  :section NAME  :author NAME  :source NAME\n"
                 "                    filter articles; without a value, remove the filter\n"
                 "  :facets           count matches by section, author, month and year\n"
                 "  :terms WORD       show the forms and compounds of a word\n"
                 "  :help  :quit      (or Ctrl-D)"));
}

/* ---- completion -------------------------------------------------------------------- */

static char *next_completion(const char *typed, int state)
{
    static fund_word_list list = FUND_WORD_LIST_INIT;
    static size_t at;
    if (state == 0) {
        fund_error err;
        fund_word_list_free(&list);
        at = 0;
        if (fund_complete(&list, completing, typed, strlen(typed), COMPLETIONS, &err) != FUND_OK) {
            return NULL;
        }
    }
    if (at < list.count) {
        return strdup(list.items[at++]->text);
    }
    fund_word_list_free(&list);
    return NULL;
}

static char **complete_word(const char *typed, int begin, int end)
{
    (void)begin;
    (void)end;
    *libedit.rl_attempted_completion_over = 1; /* no file names */
    return libedit.rl_completion_matches(typed, next_completion);
}

/* ---- history -------------------------------------------------------------------------- */

/* $XDG_STATE_HOME/fundstelle/history; empty when there is no home. */
static void history_path(fund_buf *out)
{
    const char *state = cli_environment("XDG_STATE_HOME"), *home = cli_environment("HOME");
    if (state != NULL && state[0] == '/') {
        fund_buf_append_str(out, state);
    } else if (home != NULL) {
        fund_buf_printf(out, "%s/.local/state", home);
    } else {
        return;
    }
    /* Each folder on the way; failures are not reported, as the history is optional. */
    fund_buf_append_str(out, "/fundstelle/history");
    for (char *slash = out->failed ? NULL : strchr(out->data + 1, '/'); slash != NULL;
         slash = strchr(slash + 1, '/')) {
        *slash = '\0';
        mkdir(out->data, 0700);
        *slash = '/';
    }
}

/* ---- searching -------------------------------------------------------------------------- */

static fund_status search(talk *t, fund_error *err)
{
    return fund_search(&t->results, t->session.searcher, t->query.data, t->query.len, &t->options,
                       err);
}

static void print_page(const talk *t)
{
    const fund_results *results = &t->results;
    cli_print_hits(&t->style, results);
    size_t last = t->options.offset + results->count;
    fputs(results->count > 0 ? "\n" : "", stdout);
    printf(results->total_exact ? fund_tr("-- %zu of %u") : fund_tr("-- %zu of about %u"), last,
           (unsigned)results->total);
    puts(results->count == t->options.count ? fund_tr("; press Enter for more") : "");
}

static void run_query(talk *t)
{
    fund_error err = FUND_ERROR_INIT;
    if (t->query.len == 0) {
        puts(fund_tr("Type a query, :help or :quit."));
    } else if (search(t, &err) != FUND_OK) {
        cli_fail(&err);
    } else if (t->results.count == 0 && t->options.offset > 0) {
        t->options.offset -= PAGE;
        puts(fund_tr("No more hits."));
    } else {
        fund_text query = {t->query.data, t->query.len};
        cli_print_diagnostics(&t->results.diagnostics, query);
        print_page(t);
        if (t->options.offset == 0) {
            fund_word_list corrected = FUND_WORD_LIST_INIT;
            cli_find_correction(&corrected, t->session.searcher, &t->results, query);
            cli_print_correction(stdout, &corrected);
            fund_word_list_free(&corrected);
        }
    }
}

static void open_hit(talk *t, unsigned long rank)
{
    const fund_results *results = &t->results;
    if (results->count == 0 || rank < results->hits[0]->rank ||
        rank >= results->hits[0]->rank + results->count) {
        printf(fund_tr("This page has no hit %lu.\n"), rank);
        return;
    }
    const fund_hit *hit = results->hits[rank - results->hits[0]->rank];
    fund_results article = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_article_get(&article, t->session.searcher, hit->fields.id.data, hit->fields.id.len, 0,
                         0, &err) != FUND_OK) {
        cli_fail(&err);
        return;
    }
    cli_style whole = t->style;
    whole.snippet = 0;
    cli_page_begin(true);
    for (size_t i = 0; i < article.count; i++) {
        bool itself = article.hits[i]->passage == hit->passage;
        cli_print_hit(&whole, itself ? hit : article.hits[i], NULL);
    }
    fflush(stdout);
    cli_page_end();
    fund_results_free(&article);
}

/* ---- commands ------------------------------------------------------------------------------ */

static void keep(char **to, const char *value)
{
    free(*to);
    *to = value[0] != '\0' ? strdup(value) : NULL;
}

/* Reports a value that the library refuses. */
static bool build_filter(talk *t)
{
    cli_texts *lists[] = {&t->filters.sections, &t->filters.authors, &t->filters.sources};
    t->filters.since = t->values[0];
    t->filters.until = t->values[1];
    for (size_t i = 0; i < CLI_COUNT(lists); i++) {
        const char *value = t->values[2 + i];
        *lists[i] = (cli_texts){.items = {value}, .count = value != NULL};
    }
    t->options.filter = cli_filters_make(&t->filter, &t->filters) ? &t->filter : NULL;
    fund_search_options options = t->options;
    fund_results none = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.no_hits = true;
    bool ok = fund_search(&none, t->session.searcher, "", 0, &options, &err) == FUND_OK;
    if (!ok) {
        cli_fail(&err);
    }
    fund_results_free(&none);
    return ok;
}

static bool take_filter(talk *t, const char *name, const char *value)
{
    for (size_t i = 0; i < CLI_COUNT(filter_names); i++) {
        if (strcmp(name, filter_names[i]) == 0) {
            keep(&t->values[i], value);
            if (!build_filter(t)) { /* reported; drop it */
                keep(&t->values[i], "");
                build_filter(t);
            }
            return true;
        }
    }
    return false;
}

static void print_terms(talk *t, const char *word)
{
    fund_word_info info = FUND_WORD_INFO_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_word_info_get(&info, t->session.searcher, word, strlen(word), &err) != FUND_OK) {
        cli_fail(&err);
    } else {
        cli_print_word_info(word, &info, 10);
    }
    fund_word_info_free(&info);
}

static void print_facets(talk *t)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = t->options;
    fund_error err = FUND_ERROR_INIT;
    options.no_hits = true;
    options.offset = 0;
    options.facets = CLI_FACETS;
    if (fund_search(&results, t->session.searcher, t->query.data, t->query.len, &options, &err) ==
        FUND_OK) {
        cli_print_facets(results.facets, false);
    } else {
        cli_fail(&err);
    }
    fund_results_free(&results);
}

/* Returns false to quit. */
static bool take_command(talk *t, char *line)
{
    char *value = line + strcspn(line, " ");
    if (*value != '\0') {
        *value++ = '\0';
        value += strspn(value, " ");
    }
    if (strcmp(line, "quit") == 0 || strcmp(line, "q") == 0) {
        return false;
    }
    if (strcmp(line, "help") == 0) {
        print_commands();
    } else if (strcmp(line, "sort") == 0) {
        t->options.order = FUND_ORDER_RELEVANCE;
        for (int i = 0; cli_orders[i] != NULL; i++) {
            t->options.order = strcmp(value, cli_orders[i]) == 0 ? (fund_order)i : t->options.order;
        }
        t->options.offset = 0;
        run_query(t);
    } else if (strcmp(line, "facets") == 0) {
        if (t->query.len > 0) {
            print_facets(t);
        }
    } else if (strcmp(line, "terms") == 0) {
        print_terms(t, value);
    } else if (take_filter(t, line, value)) {
        t->options.offset = 0;
        if (t->query.len > 0) {
            run_query(t);
        }
    } else {
        printf(fund_tr("Unknown command :%s; type :help for a list.\n"), line);
    }
    return true;
}

/* Returns false to quit. */
static bool take_line(talk *t, char *line)
{
    size_t len = strlen(line);
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\n')) {
        line[--len] = '\0';
    }
    line += strspn(line, " ");
    if (line[0] == ':') {
        return take_command(t, line + 1);
    }
    if (line[0] == '\0') {
        t->options.offset += t->query.len > 0 ? PAGE : 0;
        run_query(t);
    } else if (strspn(line, "0123456789") == strlen(line) && strlen(line) < 6 &&
               t->results.count > 0) {
        open_hit(t, strtoul(line, NULL, 10));
    } else {
        fund_buf_clear(&t->query);
        fund_buf_append_str(&t->query, line);
        t->options.offset = 0;
        run_query(t);
    }
    return true;
}

static void run(talk *t)
{
    fund_buf history = FUND_BUF_INIT;
    history_path(&history);
    cli_use_utf8();
    *libedit.rl_readline_name = "fundstelle";
    *libedit.rl_attempted_completion_function = complete_word;
    completing = t->session.searcher;
    libedit.using_history();
    libedit.stifle_history(HISTORY);
    if (history.len > 0 && !history.failed) {
        libedit.read_history(history.data);
    }
    puts(fund_tr("Fundstelle. Type a query, :help or :quit."));
    char *line;
    bool more = true;
    while (more && (line = libedit.readline("fundstelle> ")) != NULL) {
        if (line[strspn(line, " ")] != '\0') {
            libedit.add_history(line);
        }
        more = take_line(t, line);
        fflush(stdout);
        free(line);
    }
    if (more) {
        putchar('\n'); /* after Ctrl-D */
    }
    if (history.len > 0 && !history.failed) {
        libedit.write_history(history.data);
    }
    fund_buf_free(&history);
}

cli_exit cmd_interactive(const cli_command *command, int argc, char **argv)
{
    cli_texts indexes = {.count = 0};
    const char *colour = NULL;
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&indexes),
        CLI_OPTION_COLOUR(&colour),
    };
    cli_call call;
    talk t = {.results = FUND_RESULTS_INIT, .options = FUND_SEARCH_OPTIONS_INIT};
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (call.count > 0) {
        return cli_error("interactive: unexpected argument \"%s\"; type queries at the prompt",
                         call.words[0]);
    }
    t.style = (cli_style){.width = cli_text_width(), .snippet = 400, .distinct = true};
    if (!cli_use_colour(&t.style.colour, colour) || !cli_session_open(&t.session, &indexes)) {
        return CLI_ERROR;
    }
    t.options.count = PAGE;
    t.options.hide_duplicates = true;
    fund_error err = FUND_ERROR_INIT;
    bool ok = fund_library_load(&libedit_library, &err) == FUND_OK;
    if (ok) {
        run(&t);
    } else {
        cli_fail(&err);
    }
    for (size_t i = 0; i < CLI_COUNT(filter_names); i++) {
        free(t.values[i]);
    }
    fund_results_free(&t.results);
    fund_buf_free(&t.query);
    cli_session_close(&t.session);
    return ok ? cli_done(true) : CLI_ERROR;
}
