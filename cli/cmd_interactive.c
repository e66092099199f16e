/* interactive: a line for each query, the next page by an empty one, a passage by its number. */
#include "cli/cli_private.h"

#include "base/load.h"

#include <editline/readline.h>
#include <errno.h>
#include <fcntl.h>
#include <langinfo.h>
#include <locale.h>
#include <setjmp.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

#define EDIT_NAMES(X)                                                                              \
    X(add_history)                                                                                 \
    X(read_history)                                                                                \
    X(readline)                                                                                    \
    X(rl_attempted_completion_function)                                                            \
    X(rl_attempted_completion_over)                                                                \
    X(rl_completion_matches)                                                                       \
    X(rl_line_buffer)                                                                              \
    X(rl_readline_name)                                                                            \
    X(stifle_history)                                                                              \
    X(using_history)                                                                               \
    X(write_history)
FUND_LIBRARY(libedit, EDIT_NAMES, NULL, FUND_LIBRARY_EDIT)

enum { PAGE = 5, HISTORY = 1000, COMPLETIONS = 30 };

static const char *const filter_names[] = {"since", "until", "section", "author", "source", "path"};

/* What may be typed for a command in place of its name. */
static const struct {
    const char *typed, *name;
} aliases[] = {{"q", "quit"},       {"exit", "quit"},      {"ende", "quit"},
               {"hilfe", "help"},   {"?", "help"},         {"h", "help"},
               {"seit", "since"},   {"bis", "until"},      {"ressort", "section"},
               {"autor", "author"}, {"autorin", "author"}, {"quelle", "source"},
               {"pfad", "path"},    {"sortieren", "sort"}, {"facetten", "facets"},
               {"formen", "terms"}, {"o", "open"},         {"öffnen", "open"}};
static const char *const command_names[] = {"help", "quit", "sort", "facets", "terms", "open"};

/* The orders in German, by fund_order. */
static const char *const german_orders[] = {[FUND_ORDER_RELEVANCE] = "relevanz",
                                            [FUND_ORDER_NEWEST] = "datum",
                                            [FUND_ORDER_OLDEST] = "datum-auf"};

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
    puts(fund_tr(
        "Type a query (see: man fundstelle-query), or:\n"
        "  an empty line     show the next page\n"
        "  3                 show the article of hit 3\n"
        "  o3                open the source of hit 3\n"
        "  TAB               complete a word, or the name behind a field\n"
        "  Ctrl-C            clear the line\n"
        "  :sort ORDER       sort by relevance, date or date-asc\n"
        "  :since DATE  :until DATE  :section NAME  :author NAME  :source NAME  :path GLOB\n"
        "                    filter articles; without a value, remove the filter\n"
        "  :facets           count matches by section, author, source, month and year\n"
        "  :terms WORD       show the forms and compounds of a word\n"
        "  :help  :quit      (or help, ?, quit, Ctrl-D)"));
}

/* ---- completion -------------------------------------------------------------------- */

/* The field whose value is typed, "autor:Ann" or "autor:\"Anna B", or behind ":author "; -1: a word. `from`:
 * where in the line the value begins. */
static int field_before(const char *line, size_t begin, size_t *from)
{
    static const struct {
        const char *name;
        fund_name_kind kind;
    } names[] = {{"autor:", FUND_NAME_AUTHOR},     {"author:", FUND_NAME_AUTHOR},
                 {"autorin:", FUND_NAME_AUTHOR},   {"ressort:", FUND_NAME_SECTION},
                 {"section:", FUND_NAME_SECTION},  {"rubrik:", FUND_NAME_SECTION},
                 {"artikel:", FUND_NAME_ARTICLE},  {"article:", FUND_NAME_ARTICLE},
                 {"id:", FUND_NAME_ARTICLE},       {"quelle:", FUND_NAME_SOURCE},
                 {"source:", FUND_NAME_SOURCE},    {":section ", FUND_NAME_SECTION},
                 {":ressort ", FUND_NAME_SECTION}, {":author ", FUND_NAME_AUTHOR},
                 {":autor ", FUND_NAME_AUTHOR},    {":source ", FUND_NAME_SOURCE},
                 {":quelle ", FUND_NAME_SOURCE}};
    for (size_t i = 0; i < CLI_COUNT(names); i++) {
        size_t len = strlen(names[i].name);
        bool command = names[i].name[0] == ':';
        const char *at = command ? line : line + begin;
        if (command && begin > 0 && line[begin - 1] == '"') {
            continue;
        }
        if (!command && begin > len && line[begin - 1] == '"') {
            at = line + begin - 1 - len; /* the quote ended the word */
        }
        if (strncasecmp(at, names[i].name, len) == 0) {
            *from = (size_t)(at - line) + len;
            return (int)names[i].kind;
        }
    }
    return -1;
}

/* What is before the value in the word that is completed, and the value, quoted where it must be. */
static char *whole_completion(const char *typed, size_t kept, const char *value, bool quotes)
{
    fund_buf text = FUND_BUF_INIT;
    bool blank = quotes && strpbrk(value, " ()") != NULL;
    fund_buf_append(&text, typed, kept);
    fund_buf_append_str(&text, blank ? "\"" : "");
    fund_buf_append_str(&text, value);
    fund_buf_append_str(&text, blank ? "\"" : "");
    char *copy = text.failed ? NULL : strdup(text.data);
    fund_buf_free(&text);
    return copy;
}

static struct {
    fund_word_list list;
    size_t at, begin; /* of the word in the line */
    int kind;         /* of the field; -1: a word */
    size_t from;      /* of the value in the line */
} completion = {.list = FUND_WORD_LIST_INIT};

static char *next_completion(const char *typed, int state)
{
    fund_word_list *list = &completion.list;
    size_t kept = completion.from > completion.begin ? completion.from - completion.begin : 0;
    kept = kept < strlen(typed) ? kept : strlen(typed);
    if (state == 0) {
        fund_error err;
        const char *value = typed + kept;
        fund_word_list_free(list);
        completion.at = 0;
        fund_status status =
            completion.kind < 0
                ? fund_complete(list, completing, typed, strlen(typed), COMPLETIONS, &err)
                : fund_complete_name(list, completing, (fund_name_kind)completion.kind, value,
                                     strlen(value), COMPLETIONS, &err);
        if (status != FUND_OK) {
            return NULL;
        }
    }
    if (completion.at < list->count) {
        const char *text = list->items[completion.at++]->text;
        bool quoted =
            completion.begin > 0 && (*libedit.rl_line_buffer)[completion.begin - 1] == '"';
        bool command = (*libedit.rl_line_buffer)[0] == ':';
        return completion.kind < 0 ? strdup(text)
                                   : whole_completion(typed, kept, text, !quoted && !command);
    }
    fund_word_list_free(list);
    return NULL;
}

/* ":sec" and the like. */
static char *next_command(const char *typed, int state)
{
    static size_t at;
    at = state == 0 ? 0 : at;
    while (at < CLI_COUNT(filter_names) + CLI_COUNT(command_names)) {
        const char *name = at < CLI_COUNT(filter_names)
                               ? filter_names[at]
                               : command_names[at - CLI_COUNT(filter_names)];
        at++;
        if (strncmp(name, typed + 1, strlen(typed + 1)) == 0) {
            return whole_completion(":", 1, name, false);
        }
    }
    return NULL;
}

static char **complete_word(const char *typed, int begin, int end)
{
    const char *line = *libedit.rl_line_buffer;
    (void)end;
    *libedit.rl_attempted_completion_over = 1; /* no file names */
    completion.begin = (size_t)begin;
    completion.from = (size_t)begin;
    completion.kind = field_before(line, (size_t)begin, &completion.from);
    char **matches = libedit.rl_completion_matches(
        typed, begin == 0 && typed[0] == ':' ? next_command : next_completion);
    /* What they have in common may be less than what was typed, which stays. */
    if (matches != NULL && matches[1] != NULL && strncmp(matches[0], typed, strlen(typed)) != 0 &&
        strlen(matches[0]) <= strlen(typed)) {
        char *kept = strdup(typed);
        if (kept != NULL) {
            free(matches[0]);
            matches[0] = kept;
        }
    }
    return matches;
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
        bool partial = fund_searcher_is_partial(t->session.searcher);
        cli_print_diagnostics(&t->results.diagnostics, query);
        print_page(t);
        if (partial) {
            puts(fund_tr("Time ran out; there may be more."));
        }
        if (t->options.offset == 0) {
            fund_word_list corrected = FUND_WORD_LIST_INIT;
            cli_find_correction(&corrected, t->session.searcher, query);
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
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results found = FUND_RESULTS_INIT;
    options.article = hit->fields.id.data;
    options.count = (uint32_t)article.count;
    bool marked = t->style.colour && fund_search(&found, t->session.searcher, t->query.data,
                                                 t->query.len, &options, &err) == FUND_OK;
    size_t width = cli_text_width();
    cli_page_begin(true);
    cli_print_article(&article, marked ? &found : NULL, width);
    fflush(stdout);
    cli_page_end();
    fund_results_free(&found);
    fund_results_free(&article);
}

/* By the desktop's program for it, or the one of $FUNDSTELLE_OPEN, without a shell. */
static void open_target(const char *target)
{
    const char *program = cli_environment("FUNDSTELLE_OPEN");
    const char *arguments[] = {program != NULL ? program : "xdg-open", target, NULL};
    pid_t process;
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    int failed =
        posix_spawnp(&process, arguments[0], &files, NULL, (char **)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    if (failed != 0) {
        cli_error("%s: %s", arguments[0], strerror(failed));
    } else {
        fputs(fund_tr("Opening "), stdout);
        cli_print_string(target);
        putchar('\n');
    }
}

static void open_source(const talk *t, const char *number)
{
    const fund_results *results = &t->results;
    unsigned long rank = strtoul(number, NULL, 10);
    const fund_hit *hit = NULL;
    for (size_t i = 0; i < results->count; i++) {
        hit = results->hits[i]->rank == rank ? results->hits[i] : hit;
    }
    if (hit == NULL) {
        printf(fund_tr("This page has no hit %lu.\n"), rank);
    } else if (cli_can_open(&hit->fields)) {
        open_target(hit->fields.url.len > 0 ? hit->fields.url.data : hit->fields.path.data);
    } else {
        puts(fund_tr("The article has neither an address nor a file that can be opened."));
    }
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
    cli_texts *lists[] = {&t->filters.sections, &t->filters.authors, &t->filters.sources,
                          &t->filters.paths};
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
    } else if (t->query.len == 0) { /* else the query's search tells it */
        cli_print_diagnostics(&none.diagnostics, (fund_text){"", 0});
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

static void take_order(talk *t, const char *value)
{
    int found = value[0] == '\0' ? FUND_ORDER_RELEVANCE : -1;
    for (int i = 0; cli_orders[i] != NULL; i++) {
        bool is = strcasecmp(value, cli_orders[i]) == 0 || strcasecmp(value, german_orders[i]) == 0;
        found = is ? i : found;
    }
    if (found < 0) {
        printf(fund_tr("Unknown order \"%s\"; use relevance, date or date-asc.\n"), value);
        return;
    }
    t->options.order = (fund_order)found;
    t->options.offset = 0;
    if (t->query.len > 0) {
        run_query(t);
    }
}

/* The name of a command that may have been typed in German or as a letter. */
static const char *command_named(const char *typed)
{
    for (size_t i = 0; i < CLI_COUNT(aliases); i++) {
        if (strcasecmp(typed, aliases[i].typed) == 0) {
            return aliases[i].name;
        }
    }
    return typed;
}

/* Returns false to quit. */
static bool take_command(talk *t, char *line)
{
    char *value = line + strcspn(line, " ");
    if (*value != '\0') {
        *value++ = '\0';
        value += strspn(value, " ");
    }
    const char *name = command_named(line);
    if (strcmp(name, "quit") == 0) {
        return false;
    }
    if (strcmp(name, "help") == 0) {
        print_commands();
    } else if (strcmp(name, "sort") == 0) {
        take_order(t, value);
    } else if (strcmp(name, "open") == 0) {
        open_source(t, value);
    } else if (strcmp(name, "facets") == 0) {
        if (t->query.len > 0) {
            print_facets(t);
        }
    } else if (strcmp(name, "terms") == 0) {
        print_terms(t, value);
    } else if (take_filter(t, name, value)) {
        t->options.offset = 0;
        if (t->query.len > 0) {
            run_query(t);
        }
    } else {
        printf(fund_tr("Unknown command :%s; type :help for a list.\n"), line);
    }
    return true;
}

/* A whole line that nobody searches for; in quotes it is a query. */
static bool is_plain_command(const char *line)
{
    const char *name = command_named(line);
    return (strcmp(name, "help") == 0 || strcmp(name, "quit") == 0) && strcasecmp(line, "h") != 0;
}

static bool is_number(const char *text)
{
    size_t len = strlen(text);
    return len > 0 && len < 6 && strspn(text, "0123456789") == len;
}

/* Returns false to quit. */
static bool take_line(talk *t, char *line)
{
    size_t len = strlen(line);
    while (len > 0 && (line[len - 1] == ' ' || line[len - 1] == '\n')) {
        line[--len] = '\0';
    }
    line += strspn(line, " ");
    if (line[0] == ':' || is_plain_command(line)) {
        return take_command(t, line + (line[0] == ':'));
    }
    if (line[0] == '\0') {
        t->options.offset += t->query.len > 0 ? PAGE : 0;
        run_query(t);
    } else if (is_number(line) && t->results.count > 0) {
        open_hit(t, strtoul(line, NULL, 10));
    } else if (line[0] == 'o' && is_number(line + 1) && t->results.count > 0) {
        open_source(t, line + 1);
    } else {
        fund_buf_clear(&t->query);
        fund_buf_append_str(&t->query, line);
        t->options.offset = 0;
        run_query(t);
    }
    return true;
}

/* ---- the prompt ----------------------------------------------------------------------------- */

/* "fundstelle [section Inland, date]> ": what the next query is restricted to. */
static void make_prompt(fund_buf *out, const talk *t)
{
    static const char *const names[] = {FUND_TR("since"),  FUND_TR("until"),  FUND_TR("section"),
                                        FUND_TR("author"), FUND_TR("source"), FUND_TR("path")};
    static const char *const orders[] = {"", FUND_TR("by date"), FUND_TR("oldest first")};
    const char *before = " [";
    fund_buf_clear(out);
    fund_buf_append_str(out, "fundstelle");
    for (size_t i = 0; i < CLI_COUNT(filter_names); i++) {
        if (t->values[i] != NULL) {
            fund_buf_printf(out, "%s%s %s", before, fund_tr(names[i]), t->values[i]);
            before = ", ";
        }
    }
    if (t->options.order != FUND_ORDER_RELEVANCE) {
        fund_buf_printf(out, "%s%s", before, fund_tr(orders[t->options.order]));
        before = ", ";
    }
    fund_buf_append_str(out, before[0] == ',' ? "]> " : "> ");
}

static sigjmp_buf interrupted;
static volatile sig_atomic_t reading;

/* Ctrl-C gives the line up, as in a shell; a search ends by itself. */
static void on_interrupt(int number)
{
    (void)number;
    if (reading) {
        reading = 0;
        siglongjmp(interrupted, 1);
    }
}

static char *read_line(const char *prompt)
{
    if (sigsetjmp(interrupted, 1) != 0) {
        putchar('\n');
        fflush(stdout);
    }
    reading = 1;
    char *line = libedit.readline(prompt);
    reading = 0;
    return line;
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
    struct sigaction action = {.sa_handler = on_interrupt, .sa_flags = SA_RESTART}, before;
    sigaction(SIGINT, &action, &before);
    fund_buf prompt = FUND_BUF_INIT;
    char *line;
    bool more = true;
    make_prompt(&prompt, t);
    while (more && !prompt.failed && (line = read_line(prompt.data)) != NULL) {
        if (line[strspn(line, " ")] != '\0') {
            libedit.add_history(line);
        }
        more = take_line(t, line);
        fflush(stdout);
        free(line);
        make_prompt(&prompt, t);
    }
    sigaction(SIGINT, &before, NULL);
    fund_buf_free(&prompt);
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
    const cli_limits limits = CLI_LIMITS_INIT;
    cli_limits_set(&limits, t.session.searcher);
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
