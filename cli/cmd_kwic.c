/* kwic: keyword in context, a line for each place where something was found. */
#include "cli/counting.h"

#include <stdlib.h>
#include <string.h>

enum { CONTEXT_BYTES = 600, WIDTH_DEFAULT = 100, NAME_COLUMNS = 20, TEXT_MIN = 40 };
enum { WIDTH_MIN = TEXT_MIN + NAME_COLUMNS };

/* ---- lines ---------------------------------------------------------------------------- */

/* The last bytes before `end` that fit into `columns`. */
static size_t left_from(const char *text, size_t end, size_t columns)
{
    size_t from = end, width = 0;
    while (from > 0) {
        size_t before = from - 1;
        while (before > 0 && ((unsigned char)text[before] & 0xc0) == 0x80) {
            before--;
        }
        width += cli_width(text + before, from - before);
        if (width > columns || text[before] == '\n') {
            break;
        }
        from = before;
    }
    return from;
}

static size_t right_to(const char *text, size_t len, size_t from, size_t columns)
{
    size_t to = from, width = 0;
    while (to < len && text[to] != '\n') {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text + to, len - to);
        width += cli_width(text + to, size);
        if (width > columns) {
            break;
        }
        to += size;
    }
    return to;
}

static void print_line(const fund_hit *hit, fund_range place, const cli_style *style, size_t width)
{
    size_t keyword = cli_width(hit->text + place.begin, place.end - place.begin);
    size_t half = width > keyword + 2 ? (width - keyword) / 2 : 1;
    size_t left = width * 2 / 5 < half ? width * 2 / 5 : half;
    size_t right = width > left + keyword + 2 ? width - left - keyword - 2 : 1;
    size_t from = left_from(hit->text, place.begin, left);
    size_t to = right_to(hit->text, hit->text_len, place.end, right);
    size_t used = cli_width(hit->text + from, place.begin - from);
    printf("%*s", (int)(left > used ? left - used : 0), "");
    cli_print_safe(stdout, hit->text + from, place.begin - from, false);
    fputs(style->colour ? "\033[1;31m" : "", stdout);
    cli_print_safe(stdout, hit->text + place.begin, place.end - place.begin, false);
    fputs(style->colour ? "\033[0m" : "", stdout);
    cli_print_safe(stdout, hit->text + place.end, to - place.end, false);
    size_t shown = cli_width(hit->text + place.end, to - place.end);
    printf("%*s  ", (int)(right > shown ? right - shown : 0), "");
    cli_print_text(hit->fields.id);
    printf("#%u\n", (unsigned)hit->passage);
}

/* ---- rows for programs ------------------------------------------------------------------ */

static bool print_row(cli_table_format format, const fund_hit *hit, fund_range place, bool head)
{
    const fund_fields *fields = &hit->fields;
    size_t from = place.begin > CONTEXT_BYTES ? place.begin - CONTEXT_BYTES : 0;
    while (from < place.begin && ((unsigned char)hit->text[from] & 0xc0) == 0x80) {
        from++;
    }
    size_t rest = hit->text_len - place.end;
    rest = rest < CONTEXT_BYTES ? rest : fund_utf8_floor(hit->text + place.end, CONTEXT_BYTES);
    const char *path = fields->path.data;
    const cli_cell cells[] = {
        {.name = "left", .text = hit->text + from, .len = place.begin - from},
        {.name = "match", .text = hit->text + place.begin, .len = place.end - place.begin},
        {.name = "right", .text = hit->text + place.end, .len = rest},
        CLI_CELL_TEXT("article", NULL, fields->id.data),
        CLI_CELL_NUMBER("passage", NULL, hit->passage),
        CLI_CELL_TEXT("date", NULL, fields->date.data),
        CLI_CELL_TEXT("title", NULL, fields->title.data),
        CLI_CELL_TEXT("section", NULL, fields->section.data),
        CLI_CELL_TEXT("author", NULL, fields->author.data),
        CLI_CELL_TEXT("source", NULL, fields->source.data),
        CLI_CELL_TEXT("url", NULL, fields->url.data),
        CLI_CELL_TEXT("path", NULL, path),
        CLI_CELL_NUMBER("begin", NULL, place.begin),
        CLI_CELL_NUMBER("end", NULL, place.end),
        CLI_CELL_TEXT("page", NULL, hit->place.page.data),
        CLI_CELL_TEXT("chapter", NULL, hit->place.chapter.data),
        CLI_CELL_TEXT("speaker", NULL, hit->place.speaker.data),
        CLI_CELL_TEXT("line", NULL, hit->place.line.data),
    };
    if (head) {
        cli_table_head(format, cells, CLI_COUNT(cells));
        return true;
    }
    return cli_table_row(format, cells, CLI_COUNT(cells));
}

static void print_head(cli_table_format format)
{
    const fund_text none = {"", 0};
    fund_hit empty = {.text = "",
                      .place = {.page = none, .chapter = none, .speaker = none, .line = none}};
    for (size_t i = 0; i < FUND_FIELD_TEXTS; i++) {
        *fund_field_to_set(&empty.fields, i) = none;
    }
    print_row(format, &empty, (fund_range){0, 0}, true);
}

/* ---- the command ------------------------------------------------------------------------ */

typedef struct kwic_call {
    cli_texts indexes;
    const char *sort, *colour, *format, *sample, *seed;
    cli_filters filters;
    cli_limits limits;
    uint32_t count, width;
    bool json, no_pager;
} kwic_call;

typedef struct kwic_run {
    const cli_command *command;
    cli_table_format format;
    fund_concordance_options options;
    cli_style style;
    size_t width;
    cli_counting counting;
    uint64_t lines;
} kwic_run;

static fund_status print_place(const fund_hit *hit, fund_range place, void *payload)
{
    kwic_run *run = payload;
    if (run->lines++ == 0) {
        cli_counting_clear(&run->counting);
        run->counting.shown = false;
        if (run->format != CLI_TABLE_TEXT) {
            print_head(run->format);
        }
    }
    bool ok = true;
    if (run->format == CLI_TABLE_TEXT) {
        print_line(hit, place, &run->style, run->width);
    } else {
        ok = print_row(run->format, hit, place, false);
    }
    return cli_was_interrupted()   ? FUND_ERR_INTERRUPTED
           : ok && !ferror(stdout) ? FUND_OK
                                   : FUND_ERR_IO;
}

/* All that there is, and what of it was shown. */
static void print_totals(const kwic_run *run, const fund_count_totals *totals)
{
    const fund_selection *in = &totals->selection;
    if (run->options.sample > totals->matches && totals->matches > 0) {
        cli_error("note: --sample %llu is more than there are; all are shown",
                  (unsigned long long)run->options.sample);
    }
    if (run->lines < totals->matches) {
        fprintf(stderr, fund_tr("%llu of "), (unsigned long long)run->lines);
    }
    fprintf(stderr, fund_trn("%llu match in ", "%llu matches in ", totals->matches),
            (unsigned long long)totals->matches);
    fprintf(stderr, fund_trn("%llu passage of ", "%llu passages of ", in->passages),
            (unsigned long long)in->passages);
    fprintf(stderr, fund_trn("%llu article", "%llu articles", in->articles),
            (unsigned long long)in->articles);
    if (run->options.sample > 0 && run->options.sample < totals->matches) {
        fprintf(stderr, fund_tr(", a sample with seed %llu"),
                (unsigned long long)run->options.seed);
    }
    fputc('\n', stderr);
}

static cli_exit print_places(kwic_run *run, const cli_search *search, const cli_limits *limits)
{
    fund_count_totals totals = FUND_COUNT_TOTALS_INIT;
    fund_error err = FUND_ERROR_INIT;
    run->options.filter = search->filter;
    run->options.progress = cli_counting_progress;
    run->options.payload = &run->counting;
    cli_counting_begin(&run->counting);
    fund_status status = fund_concordance(&totals, search->session.searcher, search->query.data,
                                          search->query.len, &run->options, print_place, run, &err);
    cli_exit exit;
    cli_counting_clear(&run->counting);
    cli_print_diagnostics(&totals.diagnostics, search->query);
    if (status == FUND_OK) {
        if (run->lines == 0) {
            if (run->format != CLI_TABLE_TEXT) {
                print_head(run->format);
            }
        }
        fflush(stdout); /* the rows come first wherever both go */
        print_totals(run, &totals);
        exit = cli_limits_end(
            limits, search->session.searcher, run->format == CLI_TABLE_JSON,
            json_pack("{s:I, s:b, s:I, s:I, s:I}", "total", (json_int_t)totals.matches,
                      "total_exact", !fund_searcher_is_partial(search->session.searcher), "shown",
                      (json_int_t)run->lines, "passages", (json_int_t)totals.selection.passages,
                      "articles", (json_int_t)totals.selection.articles),
            cli_done(run->lines > 0));
        cli_suggest(search->session.searcher, search->query);
    } else {
        cli_flush();
        exit = cli_counting_fail(run->command, &run->counting, status, &err);
    }
    fund_count_totals_free(&totals);
    return exit;
}

/* "1L", "2R", "match", "left" or "right"; FUND_LINE_NONE: no such key. */
static fund_line_key key_named(const char *name, size_t len)
{
    static const struct {
        const char *name;
        fund_line_key key;
    } words[] = {{"match", FUND_LINE_MATCH}, {"left", FUND_LINE_LEFT}, {"right", FUND_LINE_RIGHT}};
    for (size_t i = 0; i < CLI_COUNT(words); i++) {
        if (strlen(words[i].name) == len && memcmp(words[i].name, name, len) == 0) {
            return words[i].key;
        }
    }
    bool numbered = len == 2 && name[0] >= '1' && name[0] <= '5' && strchr("LlRr", name[1]) != NULL;
    if (!numbered) {
        return FUND_LINE_NONE;
    }
    fund_line_key first = name[1] == 'L' || name[1] == 'l' ? FUND_LINE_LEFT_1 : FUND_LINE_RIGHT_1;
    return (fund_line_key)((int)first + name[0] - '1');
}

static bool parse_order(fund_concordance_options *out, const cli_command *command,
                        const char *value)
{
    size_t count = 0;
    for (size_t i = 0; value != NULL && cli_orders[i] != NULL; i++) {
        if (strcmp(cli_orders[i], value) == 0) {
            out->order = (fund_order)i;
            return true;
        }
    }
    for (const char *at = value; at != NULL; count++) {
        size_t len = strcspn(at, ",");
        fund_line_key key = key_named(at, len);
        if (key == FUND_LINE_NONE || count == FUND_LINE_KEYS) {
            cli_error("%s: --sort takes relevance, date, date-asc, or up to three of left, right, "
                      "match, 1L to 5L and 1R to 5R, with commas, not \"%s\"",
                      command->name, value);
            return false;
        }
        out->keys[count] = key;
        at = at[len] == ',' ? at + len + 1 : NULL;
    }
    return true;
}

static bool take_options(kwic_run *run, const kwic_call *wanted)
{
    uint32_t sample = 0, seed = 1;
    run->options = (fund_concordance_options)FUND_CONCORDANCE_OPTIONS_INIT;
    run->style.width = cli_terminal_width();
    if (!cli_use_colour(&run->style.colour, wanted->colour) ||
        !cli_table_format_parse(&run->format, wanted->format, wanted->json) ||
        !parse_order(&run->options, run->command, wanted->sort) ||
        !cli_parse_number(&sample, run->command, "sample", wanted->sample, 1, INT32_MAX) ||
        !cli_parse_number(&seed, run->command, "seed", wanted->seed, 0, INT32_MAX)) {
        return false;
    }
    if (wanted->seed != NULL && wanted->sample == NULL) {
        cli_error("%s: --seed needs --sample", run->command->name);
        return false;
    }
    if (wanted->width > 0 && wanted->width < WIDTH_MIN) {
        cli_error("%s: --width takes %d columns or more", run->command->name, WIDTH_MIN);
        return false;
    }
    run->options.sample = sample;
    run->options.seed = seed;
    run->options.count = wanted->count;
    size_t width = wanted->width > 0      ? wanted->width
                   : run->style.width > 0 ? run->style.width
                                          : WIDTH_DEFAULT;
    run->width = width > WIDTH_MIN ? width - NAME_COLUMNS : TEXT_MIN;
    return true;
}

static cli_exit run_call(const cli_call *call, const kwic_call *wanted)
{
    kwic_run run = {.command = call->command};
    cli_search search;
    if (!take_options(&run, wanted)) {
        return CLI_ERROR;
    }
    cli_exit exit = CLI_ERROR;
    if (cli_search_open(&search, call, false, &wanted->filters, &wanted->indexes)) {
        cli_limits_set(&wanted->limits, search.session.searcher);
        cli_page_begin(run.format == CLI_TABLE_TEXT && !wanted->no_pager);
        exit = print_places(&run, &search, &wanted->limits);
    }
    cli_search_close(&search);
    return exit;
}

cli_exit cmd_kwic(const cli_command *command, int argc, char **argv)
{
    kwic_call wanted = {.count = 0};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTION_COUNT(&wanted.count, "lines to show (default: all)"),
        CLI_OPTIONS_FILTERS(&wanted.filters),
        CLI_OPTION_TEXT(0, "sort", FUND_TR("ORDER"), &wanted.sort,
                        "relevance (default), date or date-asc; or up to three\n"
                        "of left, right, match, 1L to 5L and 1R to 5R (the first\n"
                        "to fifth word on a side), as in 1R,2R,1L"),
        CLI_OPTION_TEXT(0, "sample", FUND_TR("N"), &wanted.sample,
                        "only so many lines, chosen by chance"),
        CLI_OPTION_TEXT(0, "seed", FUND_TR("N"), &wanted.seed,
                        "of --sample: another one chooses others (default 1)"),
        CLI_OPTION_NUMBER(0, "width", FUND_TR("COLUMNS"), &wanted.width,
                          "width of a line with 20 columns for its article, 60 or\n"
                          "more (default: the terminal's, else 100)"),
        CLI_OPTION_TEXT(0, "format", FUND_TR("FORMAT"), &wanted.format, "text, csv, tsv or json"),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per match (man fundstelle-json)"),
        CLI_OPTION_COLOUR(&wanted.colour),
        CLI_OPTIONS_LIMITS(&wanted.limits, CLI_TIMEOUT_0),
        CLI_OPTION_NO_PAGER(&wanted.no_pager),
    };
    cli_call call;
    return cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)
               ? run_call(&call, &wanted)
               : call.exit;
}
