/*
 * cli_private.h - what the commands of the program share.
 */
#ifndef FUND_CLI_PRIVATE_H
#define FUND_CLI_PRIVATE_H

#include "render/render.h"

#include <stdio.h>

/* The exit statuses of the program; scripts rely on them. */
typedef enum cli_exit {
    CLI_FOUND = 0,   /* found, or done */
    CLI_NOTHING = 1, /* nothing found */
    CLI_ERROR = 2    /* could not do what was asked, or not all of it */
} cli_exit;

/* ---- options.c ------------------------------------------------------------ */

/* Values of an option that may stand several times. */
enum { CLI_TEXTS_MAX = 64 };
typedef struct cli_texts {
    const char *items[CLI_TEXTS_MAX + 1]; /* ends with NULL */
    size_t count;
} cli_texts;

/* An option of a command; exactly one of the targets is set. */
typedef struct cli_option {
    char key;             /* short form, 0: none */
    const char *name;     /* long form */
    const char *argument; /* its name in the help, NULL: takes none */
    const char *help;
    const char *otherwise; /* not NULL: the argument may be missing, and is this then */
    bool *flag;
    const char **text; /* last one wins */
    cli_texts *texts;  /* all count */
    uint32_t *number;
} cli_option;

/* Their rows: short form (0: none), long form, and the argument's name, which is FUND_TR. */
#define CLI_OPTION_FLAG(letter, word, target, about)                                               \
    {                                                                                              \
        .key = (letter), .name = (word), .flag = (target), .help = (about)                         \
    }
#define CLI_OPTION_TEXT(letter, word, value, target, about)                                        \
    {                                                                                              \
        .key = (letter), .name = (word), .argument = (value), .text = (target), .help = (about)    \
    }
#define CLI_OPTION_TEXTS(word, value, target, about)                                               \
    {                                                                                              \
        .name = (word), .argument = (value), .texts = (target), .help = (about)                    \
    }
#define CLI_OPTION_NUMBER(letter, word, value, target, about)                                      \
    {                                                                                              \
        .key = (letter), .name = (word), .argument = (value), .number = (target), .help = (about)  \
    }

typedef struct cli_command cli_command;

/* A command's call: what the parser left. */
typedef struct cli_call {
    const cli_command *command;
    char **words; /* what is no option */
    size_t count;
    cli_exit exit; /* where there is nothing to run */
} cli_call;

struct cli_command {
    const char *name;
    const char *summary;   /* one line for the list of commands */
    const char *arguments; /* after the options, for the usage line */
    const char *details;   /* paragraphs of the command's help */
    cli_exit (*run)(const cli_command *command, int argc, char **argv);
    bool takes_query; /* after its first word, an unknown -word is a word */
};

/* Takes the options out of argv[1..argc) wherever they stand before "--". False, with the exit
 * status in *out, when --help was printed or a mistake was reported. */
bool cli_parse(cli_call *out, const cli_command *command, const cli_option *options, size_t count,
               int argc, char **argv);
/* The same for a command that takes no words: the path of its index, to be freed, else NULL. */
char *cli_parse_index(cli_call *out, const cli_command *command, const cli_option *options,
                      size_t count, const char *const *index, int argc, char **argv);
/* Whether a call has no words; else that is reported. */
bool cli_has_no_words(const cli_call *call);
/* Appends the words from number `first` on, with blanks between; false without memory. */
bool cli_join_words(fund_buf *out, const cli_call *call, size_t first);
/* 3 for "id#3", which names a passage unless the whole is an id; 0: it names none. */
uint32_t cli_passage_of(const char *name, size_t *id_len);

/* ---- help.c ------------------------------------------------------------------ */

void cli_print_help(const cli_command *command, const cli_option *options, size_t count);
/* As a manual page. */
void cli_print_man(const cli_command *command, const cli_option *options, size_t count);
/* The page that lists the commands. */
void cli_print_main_man(const cli_command *commands, size_t count);
/* "--name TAB argument TAB help", a line for each spelling of an option. */
void cli_list_options(const cli_option *options, size_t count);

/* ---- language.c -------------------------------------------------------------- */

/* Sets the language of messages as the environment says; nothing else of the locale, so that
 * figures and the order of words are the same for everybody. */
void cli_use_language(void);
/* Makes the line editor take letters beyond ASCII, whatever the locale: text is UTF-8 here. */
void cli_use_utf8(void);

/* ---- commands.c ------------------------------------------------------------- */

/* All of them, `count` in number. */
const cli_command *cli_commands(size_t *count);
/* NULL when there is none of that name. */
const cli_command *cli_find_command(const char *name);

/* ---- suggest.c ------------------------------------------------------------- */

/* The name that is nearest to a mistyped one, NULL when none is near.  `first` is in the first of
 * `count` structs of `size` bytes. */
const char *cli_nearest(const char *typed, const char *const *first, size_t count, size_t size);

/* ---- message.c -------------------------------------------------------------- */

/* "fundstelle: message" on stderr, in the user's language. Returns CLI_ERROR. */
cli_exit cli_error(const char *format, ...) FUND_PRINTF(1, 2);
void cli_no_memory(void);
/* Tells the error and returns CLI_ERROR. */
cli_exit cli_fail(const fund_error *err);
/* Without libc's buffer having failed or a part of the output being lost; else the reason is
 * reported. */
bool cli_flush(void);
/* A part of the output cannot be made for lack of memory: this is reported now, and cli_flush() fails. */
void cli_lose_output(void);
/* Sets *out to the number of an option's value among some names, which end with NULL; leaves it
 * where there is no value. False, and reported, for another one. */
bool cli_choose(int *out, const char *option, const char *value, const char *const *names);

/* ---- config.c --------------------------------------------------------------- */

/* A variable of the environment that is not empty, else NULL. */
const char *cli_environment(const char *name);
/* A setting of the user's file, NULL when it is not set; freed by the caller. False, and
 * reported, for a file that is wrong. */
bool cli_config(char **out, const char *section, const char *name);
/* A number of [defaults]; *out stays when it is not set. */
bool cli_config_number(uint32_t *out, const char *name);
/* Where the index is: the option, which may be a name of the file's, else the default. NULL, and
 * reported, when there is no home either. Freed by the caller. */
char *cli_index_path(const char *option);
/* Of an index that is not there: which names the user's file has, when it may be meant as one. */
void cli_tell_index_names(const char *name);

/* ---- output.c --------------------------------------------------------------- */

/* Whether to colour stdout; `when` is auto (also NULL), always or never. False, and reported, for
 * anything else. */
bool cli_use_colour(bool *out, const char *when);
/* Whether to link titles, likewise; by itself only where there are colours. */
bool cli_use_links(bool *out, const char *when, bool colour);
/* Columns of the terminal on stdout, 0: no terminal. */
size_t cli_terminal_width(void);
/* The same for text that is read: no more than are good for that. */
size_t cli_text_width(void);

/* What leaves the program as text, a cell or a link goes through one of these four.
 *
 * Prints text with what would disturb a terminal replaced: white space by a blank, the rest by
 * U+FFFD; a newline stays when allowed. */
void cli_print_safe(FILE *out, const char *text, size_t len, bool newlines);
/* The same to stdout, without a newline. */
void cli_print_text(fund_text text);
void cli_print_string(const char *text);
/* A cell of CSV (RFC 4180) or, the other one, of tab-separated values, which no program takes for a
 * formula: it begins with ' then. */
void cli_print_csv(const char *text, size_t len);
void cli_print_tsv(const char *text, size_t len);
/* Links what is printed next to where the article is, its address or its file (OSC 8). False, and
 * to be ended by nothing, where there is neither. */
bool cli_begin_link(const fund_fields *fields);
void cli_end_link(void);
/* Whether there is one that may be opened. */
bool cli_can_open(const fund_fields *fields);

/* "4.1 MB" in a static buffer of the thread; decimal units. */
const char *cli_bytes(uint64_t bytes);
/* Threads for --jobs: what is asked for, at most one per core, which is reported; for 0
 * `otherwise`. */
unsigned cli_jobs(uint32_t asked, unsigned otherwise);
/* The time of day as ISO 8601, here, with its zone; returns `out`. */
enum { CLI_TIME_MAX = 40 };
const char *cli_time(char out[CLI_TIME_MAX]);
/* Seconds since some moment. */
double cli_now(void);

/* ---- session.c: open indexes ------------------------------------ */

typedef struct cli_session {
    char *paths[CLI_TEXTS_MAX];
    size_t path_count;
    fund_searcher *searcher;
} cli_session;

/* Opens the indexes (none: the default one) to be searched as one; reports what is wrong. */
bool cli_session_open(cli_session *out, const cli_texts *indexes);
/* The same for what looks for no words: also an index that an older version has made. */
bool cli_session_open_to_read(cli_session *out, const cli_texts *indexes);
void cli_session_close(cli_session *session);

typedef struct cli_size {
    uint64_t commit; /* its number */
    uint64_t bytes;  /* of all its files */
} cli_size;
/* Of the newest commit of an index. */
bool cli_read_size(cli_size *out, const char *path, fund_error *err);

/* ---- hits.c --------------------------------------------------------------------- */

typedef enum cli_format { CLI_TEXT, CLI_JSON, CLI_CSV, CLI_TREC, CLI_TEMPLATE } cli_format;

/* False, and reported, for an unknown name. NULL gives `otherwise`. */
bool cli_format_parse(cli_format *out, const char *name, cli_format otherwise);

typedef struct cli_style {
    cli_format format;
    bool colour;
    bool group;
    size_t width;      /* columns to wrap to, 0: not */
    const char *qid;   /* of a batch; NULL: none */
    const char *query; /* likewise */
    bool explain;
    bool distinct;  /* hits that repeat another are hidden */
    bool linked;    /* titles are hyperlinks */
    size_t snippet; /* bytes of a long passage that are shown, 0: all */
    const char *template;
} cli_style;

/* What is shown around and below a hit. */
typedef struct cli_surroundings {
    const fund_hit *const *before, *const *after; /* passages of its article ... */
    size_t before_count, after_count;
    const fund_hit *const *others; /* further passages of its article that match */
    size_t other_count;
} cli_surroundings;

/* `around` may be NULL. */
void cli_print_hit(const cli_style *style, const fund_hit *hit, const cli_surroundings *around);
/* All of them, on a terminal with a line between. */
void cli_print_hits(const cli_style *style, const fund_results *results);
/* ---- wrap.c ---------------------------------------------------------------------- */

/* Columns that text takes up on a terminal. */
size_t cli_width(const char *text, size_t len);
/* Prints text, and pads it with blanks to this number of columns. */
void cli_print_padded(const char *text, size_t columns);
/* Where the line that starts at `from` ends: at a newline, or at the last blank
 * that keeps it within `width` columns (0: any). */
size_t cli_line_end(const char *text, size_t from, size_t len, size_t width);

/* Pieces behind each other in lines of `width` columns (0: one line), each but the first of which
 * is indented. */
typedef struct cli_flow {
    size_t width, indent, column;
    bool any;
} cli_flow;

/* What is not broken, `gap` columns behind what stands before. */
void cli_flow_piece(cli_flow *flow, size_t gap, const char *text, size_t len);
void cli_flow_words(cli_flow *flow, const char *text, size_t len);
/* A text with ranges that are to be seen; borrowed. */
typedef struct cli_marked {
    const char *text;
    size_t len;
    const fund_range *ranges;
    size_t count;
} cli_marked;

/* What a hit is found by, where there is colour. */
cli_marked cli_marked_hit(const fund_hit *hit, bool colour);
/* text[from..to). */
void cli_print_marked(const cli_marked *marked, size_t from, size_t to);
/* A text in lines of `width` columns (0: as it is), the first of which begins in `column`, the
 * others indented; without a newline at the end. */
void cli_print_wrapped(const cli_marked *marked, size_t column, size_t indent, size_t width);

/* ---- snippet.c ------------------------------------------------------------------- */

/* The bytes of a passage that are shown: about `size` of them around its hits. */
fund_range cli_snippet(const fund_hit *hit, size_t size);

/* ---- hits_lines.c ------------------------------------------------------------------ */

/* `of_batch`: with columns for the query. */
void cli_print_csv_header(bool of_batch);
void cli_print_hit_csv(const cli_style *style, const fund_hit *hit);
/* False, and reported, for an unknown field. */
bool cli_check_template(const char *template);
void cli_print_hit_template(const char *template, const fund_hit *hit);

/* ---- filters.c ---------------------------------------------------------------------- */

typedef struct cli_filters {
    const char *since, *until; /* NULL: any */
    cli_texts sections, authors, sources, paths;
} cli_filters;

/* The same for the library, which borrows from it. False when it lets everything through. */
bool cli_filters_make(fund_filter *out, const cli_filters *filters);
/* Joins a call's words to a query; false, and reported, when it is empty and may not be. */
bool cli_query_take(fund_buf *out, const cli_call *call, bool may_be_empty);

/* What a command that searches works with. */
typedef struct cli_search {
    cli_session session;
    fund_text query;
    const fund_filter *filter; /* NULL: none */
    fund_filter own;
    fund_buf words;
} cli_search;

/* Takes the query and the filters (NULL: none), opens the indexes. False, and reported, when that
 * cannot be; to be closed in any case. */
bool cli_search_open(cli_search *out, const cli_call *call, bool may_be_empty,
                     const cli_filters *filters, const cli_texts *indexes);
void cli_search_close(cli_search *search);
/* The names of fund_order, as --sort takes them. */
extern const char *const cli_orders[];
/* Prints the diagnostics of a query. */
void cli_print_diagnostics(const fund_diagnostics *diagnostics, fund_text query);
/* What may have been meant, where a word finds little and may be misspelt. */
void cli_find_correction(fund_word_list *out, fund_searcher *searcher, fund_text query);
/* "Did you mean", where there is such a thing. */
void cli_print_correction(FILE *out, const fund_word_list *corrected);
/* Both, for what counts. */
void cli_suggest(fund_searcher *searcher, fund_text query);

#define CLI_OPTIONS_FILTERS(filters)                                                               \
    CLI_OPTION_TEXT(                                                                               \
        0, "since", FUND_TR("DATE"), &(filters)->since,                                            \
        "only articles from this date on: 2022, 2022-01,\n7.1.2022, gestern, \"letzte 7 Tage\""),  \
        CLI_OPTION_TEXT(0, "until", FUND_TR("DATE"), &(filters)->until,                            \
                        "only articles up to this date"),                                          \
        CLI_OPTION_TEXTS("section", FUND_TR("NAME"), &(filters)->sections,                         \
                         "only articles of this section; with ! in front, only\n"                  \
                         "others; repeat it for several"),                                         \
        CLI_OPTION_TEXTS("author", FUND_TR("NAME"), &(filters)->authors,                           \
                         "only articles by this author, likewise"),                                \
        CLI_OPTION_TEXTS("source", FUND_TR("NAME"), &(filters)->sources,                           \
                         "only articles from this source, likewise"),                              \
        CLI_OPTION_TEXTS("path", FUND_TR("GLOB"), &(filters)->paths,                               \
                         "only articles whose file or folder has such a path,\n"                   \
                         "likewise: agentur, 'archiv/2022*'")

/* ---- limits.c ----------------------------------------------------------------------- */

/* How long a command may search, and what it says when that was not enough. */
typedef struct cli_limits {
    uint32_t seconds; /* 0: as long as it takes */
    bool partial;     /* what was found by then is good enough */
    bool summary;     /* with --json: a last line about all of it */
} cli_limits;

/* Of the commands that answer at once. */
#define CLI_LIMITS_INIT                                                                            \
    {                                                                                              \
        .seconds = 5                                                                               \
    }

void cli_limits_set(const cli_limits *limits, fund_searcher *searcher);
/* After the last call of the searcher, and the output: prints the summary, which gets the other
 * fields of `summary` (may be NULL; freed) where the output is JSON, and says whether something is
 * missing. Returns the command's status. */
cli_exit cli_limits_end(const cli_limits *limits, const fund_searcher *searcher, bool json,
                        json_t *summary, cli_exit exit);

#define CLI_OPTIONS_LIMITS(limits, about)                                                          \
    CLI_OPTION_NUMBER(0, "timeout", FUND_TR("SECONDS"), &(limits)->seconds, about),                \
        CLI_OPTION_FLAG(0, "partial", &(limits)->partial,                                          \
                        "exit with 0 or 1 also when not everything was\nsearched in that time"),   \
        CLI_OPTION_FLAG(0, "summary", &(limits)->summary,                                          \
                        "with --json: end with a line about the whole")
#define CLI_TIMEOUT_5 FUND_TR("how long to search, 0: without a limit (default 5)")
#define CLI_TIMEOUT_0 FUND_TR("how long to search (default: as long as it takes)")

/* ---- pager.c -------------------------------------------------------------------------- */

/* Keeps back what is printed from here on, when stdout is a terminal. */
void cli_page_begin(bool wanted);
/* Shows it, by a pager when it is longer than the terminal; false, and reported, when it cannot. */
bool cli_page_end(void);
/* The end of a command that has printed what it found: all of it is written, or a message says why
 * not. */
cli_exit cli_done(bool found);

#define CLI_OPTION_NO_PAGER(target)                                                                \
    CLI_OPTION_FLAG(0, "no-pager", target, "print directly to the terminal, without a pager")

/* ---- facets.c ------------------------------------------------------------------------ */

/* What is counted for it. */
enum { CLI_FACETS = (1 << FUND_FACETS) - 1 };
void cli_print_facets(const fund_facet_counts *counts, bool json);

/* Prints an object on a line of stdout and frees it. False when it cannot be written or was
 * lost, cli_lose_output(). */
bool cli_print_json(json_t *object);
/* The same for an object that is not one of many like it: it says "json", the version of all
 * fields' names and meanings. */
bool cli_print_summary(json_t *object);

/* ---- hits_json.c ------------------------------------------------------------------ */

/* Which parts of a hit are printed. */
fund_hit_style cli_json_style(const cli_style *style);
bool cli_print_hit_json(const cli_style *style, const fund_hit *hit,
                        const cli_surroundings *around);

/* ---- progress.c ------------------------------------------------------------------- */

typedef struct cli_progress {
    bool shown;     /* stderr is a terminal */
    uint64_t total; /* bytes to read, 0: not known */
    double start, last;
} cli_progress;

void cli_progress_start(cli_progress *progress, bool quiet, char *const *paths, size_t count);
void cli_progress_update(cli_progress *progress, uint64_t articles, uint64_t bytes);
/* Clears the line, so that a message or the end can be printed. */
void cli_progress_clear(const cli_progress *progress);

/* ---- commands ----------------------------------------------------------------------- */

cli_exit cmd_index(const cli_command *command, int argc, char **argv);
cli_exit cmd_formats(const cli_command *command, int argc, char **argv);
/* Reports an unknown format. */
bool cli_check_format(const char *name);
cli_exit cmd_alert(const cli_command *command, int argc, char **argv);
cli_exit cmd_export(const cli_command *command, int argc, char **argv);
cli_exit cmd_verify(const cli_command *command, int argc, char **argv);
cli_exit cmd_watch(const cli_command *command, int argc, char **argv);
cli_exit cmd_search(const cli_command *command, int argc, char **argv);
cli_exit cmd_complete(const cli_command *command, int argc, char **argv);
cli_exit cmd_terms(const cli_command *command, int argc, char **argv);
cli_exit cmd_kwic(const cli_command *command, int argc, char **argv);
cli_exit cmd_words(const cli_command *command, int argc, char **argv);
cli_exit cmd_collocates(const cli_command *command, int argc, char **argv);
cli_exit cmd_ngrams(const cli_command *command, int argc, char **argv);
cli_exit cmd_serve(const cli_command *command, int argc, char **argv);
cli_exit cmd_trend(const cli_command *command, int argc, char **argv);
cli_exit cmd_similar(const cli_command *command, int argc, char **argv);
cli_exit cmd_show(const cli_command *command, int argc, char **argv);
cli_exit cmd_remove(const cli_command *command, int argc, char **argv);
cli_exit cmd_status(const cli_command *command, int argc, char **argv);
cli_exit cmd_check(const cli_command *command, int argc, char **argv);
cli_exit cmd_compact(const cli_command *command, int argc, char **argv);
cli_exit cmd_upgrade(const cli_command *command, int argc, char **argv);
cli_exit cmd_snapshot(const cli_command *command, int argc, char **argv);
cli_exit cmd_split(const cli_command *command, int argc, char **argv);
cli_exit cmd_analyze(const cli_command *command, int argc, char **argv);

/* Prints the passages of an article below its title and whatever else is known of it, in lines of
 * `width` columns (0: as they are); those that are `found` (NULL: none) with their marks. */
void cli_print_article(const fund_results *results, const fund_results *found, size_t width);
cli_exit cmd_interactive(const cli_command *command, int argc, char **argv);
/* Prints the stem, counts, forms and compounds of a word, `count` of each. */
void cli_print_word_info(const char *word, const fund_word_info *info, uint32_t count);

/* search --batch FILE */
typedef struct cli_batch {
    const char *file, *times; /* NULL: not wanted */
    uint32_t jobs;            /* 0: one */
    cli_limits limits;        /* of each query */
} cli_batch;

cli_exit cmd_search_batch(const cli_batch *batch, const cli_texts *indexes,
                          const fund_search_options *options, cli_style style);

/* Options that several commands have. */
#define CLI_OPTION_INDEX(target)                                                                   \
    CLI_OPTION_TEXT('i', "index", FUND_TR("DIR"), target,                                          \
                    "folder of the index (default: $FUNDSTELLE_INDEX,\n"                           \
                    "else below $XDG_DATA_HOME or ~/.local/share)")
#define CLI_OPTION_INDEXES(target)                                                                 \
    {                                                                                              \
        .key = 'i', .name = "index", .argument = FUND_TR("DIR"),                                   \
        .help = FUND_TR("folder of the index, or its name in the\n"                                \
                        "configuration (default: $FUNDSTELLE_INDEX, else\n"                        \
                        "below $XDG_DATA_HOME or ~/.local/share); repeat it\n"                     \
                        "to search several indexes as one"),                                       \
        .texts = (target)                                                                          \
    }
#define CLI_OPTION_WORDS(target)                                                                   \
    CLI_OPTION_TEXT(0, "words", FUND_TR("FILE"), target,                                           \
                    "file with your own words, one per line: never\n"                              \
                    "split (Kaufmann) or split like this (Kauf|haus)")
#define CLI_OPTION_LOCK_TIMEOUT(target)                                                            \
    CLI_OPTION_NUMBER(0, "lock-timeout", FUND_TR("SECONDS"), target,                               \
                      "how long to wait for another writer (default 10)")
#define CLI_OPTION_FORMAT(target)                                                                  \
    CLI_OPTION_TEXT(                                                                               \
        0, "format", FUND_TR("NAME"), target,                                                      \
        "read all files as this format (see: fundstelle\nformats) instead of detecting it")
#define CLI_OPTION_PRUNE(target, about)                                                            \
    {                                                                                              \
        .name = "prune", .argument = "force", .otherwise = "", .help = (about), .text = (target)   \
    }
#define CLI_OPTION_ALERTS(target)                                                                  \
    CLI_OPTION_FLAG(0, "alerts", target, "print the hits of saved queries in new articles")
#define CLI_OPTION_ALERT_COMMAND(target)                                                           \
    CLI_OPTION_TEXT(0, "alert-command", FUND_TR("CMD"), target,                                    \
                    "pass these hits to a shell command once per commit,\n"                        \
                    "again until it ends with status 0")
#define CLI_OPTION_ALERT_TIMEOUT(target)                                                           \
    CLI_OPTION_NUMBER(0, "alert-timeout", FUND_TR("SECONDS"), target,                              \
                      "how long this command may take (default 60)")
#define CLI_OPTION_ALERT_KEEP(target)                                                              \
    CLI_OPTION_NUMBER(0, "alert-keep", FUND_TR("N"), target,                                       \
                      "how many hits may wait for it or for a reader of\n"                         \
                      "stdout; those of further commits are dropped, and\n"                        \
                      "a message says so (default 100000)")
#define CLI_OPTION_JOBS(target, about) CLI_OPTION_NUMBER(0, "jobs", FUND_TR("N"), target, about)
#define CLI_OPTION_JSON(target) CLI_OPTION_FLAG(0, "json", target, "print a JSON object")
#define CLI_OPTION_QUIET(target) CLI_OPTION_FLAG('q', "quiet", target, "print only problems")
#define CLI_OPTION_COUNT(target, about)                                                            \
    CLI_OPTION_NUMBER('n', "count", FUND_TR("COUNT"), target, about)
#define CLI_OPTION_COLOUR(target)                                                                  \
    CLI_OPTION_TEXT(0, "color", FUND_TR("WHEN"), target, "auto, always or never")

/* For an options struct, from seconds; an hour is as good as a year. */
static inline unsigned cli_lock_ms(uint32_t seconds)
{
    return seconds < 1000000 ? seconds * 1000 : 1000000000;
}

#define CLI_COUNT(table) (sizeof(table) / sizeof((table)[0]))

#endif
