/* kwic: keyword in context, a line for each place where something was found. */
#include "cli/cli_private.h"

#include "base/array.h"

#include <stdlib.h>
#include <string.h>
#include <utf8proc.h>

enum { CONTEXT_BYTES = 600, WIDTH_DEFAULT = 100 };

typedef enum kwic_order { ORDER_HITS, ORDER_LEFT, ORDER_RIGHT } kwic_order;

/* A place in a hit. */
typedef struct place {
    const fund_hit *hit;
    fund_range range;
    char *key; /* what it is sorted by; NULL: nothing */
    size_t number;
} place;

typedef fund_array(place) places;

/* ---- sorting ------------------------------------------------------------------------ */

/* Letters without marks and case, as a reader sorts them; freed by the caller. False without
 * memory. */
static bool fold(char **out, const char *text, size_t len)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &folded,
                     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                         UTF8PROC_STRIPCC);
    *out = (char *)folded;
    return size != UTF8PROC_ERROR_NOMEM;
}

/* The words before a place, the nearest one first. */
static bool left_key(char **out, const fund_hit *hit, size_t begin)
{
    size_t from = begin > CONTEXT_BYTES ? begin - CONTEXT_BYTES : 0;
    fund_buf words = FUND_BUF_INIT;
    for (size_t end = begin; end > from;) {
        size_t word = end;
        while (word > from && hit->text[word - 1] != ' ' && hit->text[word - 1] != '\n') {
            word--;
        }
        fund_buf_append(&words, hit->text + word, end - word);
        fund_buf_append_byte(&words, ' ');
        end = word > from ? word - 1 : from;
    }
    bool ok = !words.failed && (words.len == 0 || fold(out, words.data, words.len));
    fund_buf_free(&words);
    return ok;
}

static bool right_key(char **out, const fund_hit *hit, size_t end)
{
    size_t rest = hit->text_len - end;
    rest = rest < CONTEXT_BYTES ? rest : fund_utf8_floor(hit->text + end, CONTEXT_BYTES);
    size_t skip = strspn(hit->text + end, " ,.;:!?\n");
    return skip >= rest || fold(out, hit->text + end + skip, rest - skip);
}

static int by_key(const void *left, const void *right)
{
    const place *a = left, *b = right;
    int order = strcmp(a->key != NULL ? a->key : "", b->key != NULL ? b->key : "");
    return order != 0 ? order : a->number < b->number ? -1 : a->number > b->number;
}

static bool sort_key(place *item, kwic_order order)
{
    return order == ORDER_LEFT    ? left_key(&item->key, item->hit, item->range.begin)
           : order == ORDER_RIGHT ? right_key(&item->key, item->hit, item->range.end)
                                  : true;
}

static bool collect(places *out, const fund_results *results, kwic_order order)
{
    bool ok = true;
    for (size_t i = 0; i < results->count && ok; i++) {
        const fund_hit *hit = results->hits[i];
        for (size_t k = 0; k < hit->highlight_count && ok; k++) {
            place item = {.hit = hit, .range = hit->highlights[k], .number = out->count};
            ok = sort_key(&item, order) && fund_array_push(out, item);
            if (!ok) {
                free(item.key);
            }
        }
    }
    if (!ok) {
        cli_no_memory();
    } else if (order != ORDER_HITS && out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, by_key);
    }
    return ok;
}

static void free_places(places *all)
{
    for (size_t i = 0; i < all->count; i++) {
        free(all->items[i].key);
    }
    fund_array_free(all);
}

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

static void print_line(const place *item, const cli_style *style, size_t width)
{
    const fund_hit *hit = item->hit;
    size_t keyword = cli_width(hit->text + item->range.begin, item->range.end - item->range.begin);
    size_t half = width > keyword + 2 ? (width - keyword) / 2 : 1;
    size_t left = width * 2 / 5 < half ? width * 2 / 5 : half;
    size_t right = width > left + keyword + 2 ? width - left - keyword - 2 : 1;
    size_t from = left_from(hit->text, item->range.begin, left);
    size_t to = right_to(hit->text, hit->text_len, item->range.end, right);
    size_t used = cli_width(hit->text + from, item->range.begin - from);
    printf("%*s", (int)(left > used ? left - used : 0), "");
    cli_print_safe(stdout, hit->text + from, item->range.begin - from, false);
    fputs(style->colour ? "\033[1;31m" : "", stdout);
    cli_print_safe(stdout, hit->text + item->range.begin, item->range.end - item->range.begin,
                   false);
    fputs(style->colour ? "\033[0m" : "", stdout);
    cli_print_safe(stdout, hit->text + item->range.end, to - item->range.end, false);
    size_t shown = cli_width(hit->text + item->range.end, to - item->range.end);
    printf("%*s  ", (int)(right > shown ? right - shown : 0), "");
    cli_print_text(hit->fields.id);
    printf("#%u\n", (unsigned)hit->passage);
}

static bool print_object(const place *item)
{
    const fund_hit *hit = item->hit;
    size_t from = item->range.begin > CONTEXT_BYTES ? item->range.begin - CONTEXT_BYTES : 0;
    while (from < item->range.begin && ((unsigned char)hit->text[from] & 0xc0) == 0x80) {
        from++;
    }
    size_t rest = hit->text_len - item->range.end;
    rest =
        rest < CONTEXT_BYTES ? rest : fund_utf8_floor(hit->text + item->range.end, CONTEXT_BYTES);
    return cli_print_json(
        json_pack("{s:s%, s:s%, s:s%, s:s, s:I, s:s, s:s}", "left", hit->text + from,
                  item->range.begin - from, "match", hit->text + item->range.begin,
                  item->range.end - item->range.begin, "right", hit->text + item->range.end, rest,
                  "article", hit->fields.id.data, "passage", (json_int_t)hit->passage, "date",
                  hit->fields.date.data, "title", hit->fields.title.data));
}

/* ---- the command ------------------------------------------------------------------------ */

typedef struct kwic_call {
    cli_texts indexes;
    const char *sort, *colour;
    cli_filters filters;
    cli_limits limits;
    uint32_t count, width;
    bool json, no_pager;
} kwic_call;

static cli_exit print_places(const kwic_call *wanted, const fund_results *results, kwic_order order,
                             const cli_style *style)
{
    places all = FUND_ARRAY_INIT;
    bool ok = collect(&all, results, order);
    size_t width = wanted->width > 0  ? wanted->width
                   : style->width > 0 ? style->width
                                      : WIDTH_DEFAULT;
    /* Room for where it is. */
    size_t names = 0;
    for (size_t i = 0; i < results->count; i++) {
        size_t name =
            cli_width(results->hits[i]->fields.id.data, results->hits[i]->fields.id.len) + 6;
        names = name > names ? name : names;
    }
    width = width > names + 40 ? width - names : 40;
    cli_page_begin(!wanted->json && !wanted->no_pager);
    for (size_t i = 0; i < all.count && ok; i++) {
        if (wanted->json) {
            ok = print_object(&all.items[i]);
        } else {
            print_line(&all.items[i], style, width);
        }
    }
    cli_exit exit = cli_done(all.count > 0);
    free_places(&all);
    return ok ? exit : CLI_ERROR;
}

static cli_exit run(const cli_call *call, const kwic_call *wanted)
{
    static const char *const orders[] = {"relevance", "left", "right", "date", "date-asc", NULL};
    int chosen = 0;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    cli_style style = {.width = cli_terminal_width()};
    if (!cli_use_colour(&style.colour, wanted->colour) ||
        !cli_choose(&chosen, "sort", wanted->sort, orders)) {
        return CLI_ERROR;
    }
    kwic_order order = chosen == 1 ? ORDER_LEFT : chosen == 2 ? ORDER_RIGHT : ORDER_HITS;
    options.order = chosen == 3   ? FUND_ORDER_NEWEST
                    : chosen == 4 ? FUND_ORDER_OLDEST
                                  : FUND_ORDER_RELEVANCE;
    cli_exit exit = CLI_ERROR;
    cli_search search;
    if (cli_search_open(&search, call, false, &wanted->filters, &wanted->indexes)) {
        fund_results results = FUND_RESULTS_INIT;
        fund_error err = FUND_ERROR_INIT;
        options.count = wanted->count;
        options.filter = search.filter;
        cli_limits_set(&wanted->limits, search.session.searcher);
        if (fund_search(&results, search.session.searcher, search.query.data, search.query.len,
                        &options, &err) == FUND_OK) {
            cli_print_diagnostics(&results.diagnostics, search.query);
            exit = cli_limits_end(&wanted->limits, search.session.searcher, wanted->json,
                                  json_pack("{s:I, s:b, s:I}", "total", (json_int_t)results.total,
                                            "total_exact", (int)results.total_exact, "shown",
                                            (json_int_t)results.count),
                                  print_places(wanted, &results, order, &style));
        } else {
            cli_fail(&err);
        }
        fund_results_free(&results);
    }
    cli_search_close(&search);
    return exit;
}

cli_exit cmd_kwic(const cli_command *command, int argc, char **argv)
{
    kwic_call wanted = {.count = 100};
    const cli_option options[] = {
        CLI_OPTION_INDEXES(&wanted.indexes),
        CLI_OPTION_COUNT(&wanted.count, "number of passages to show matches of (default 100)"),
        CLI_OPTIONS_FILTERS(&wanted.filters),
        CLI_OPTION_TEXT(0, "sort", FUND_TR("ORDER"), &wanted.sort,
                        "left or right (by the words on that side of the\n"
                        "match), relevance (default), date or date-asc"),
        CLI_OPTION_NUMBER(0, "width", FUND_TR("COLUMNS"), &wanted.width,
                          "width of a line (default: the terminal's, else 100)"),
        CLI_OPTION_FLAG(0, "json", &wanted.json,
                        "print one JSON object per match (man fundstelle-json)"),
        CLI_OPTION_COLOUR(&wanted.colour),
        CLI_OPTIONS_LIMITS(&wanted.limits, CLI_TIMEOUT_0),
        CLI_OPTION_NO_PAGER(&wanted.no_pager),
    };
    cli_call call;
    return cli_parse(&call, command, options, CLI_COUNT(options), argc, argv) ? run(&call, &wanted)
                                                                              : call.exit;
}
