/* Hits as text for people and as TREC run lines. */
#include "base/unicode.h"
#include "cli/cli_private.h"

#include <string.h>

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define RESET "\033[0m"

enum { INDENT = 4 };

bool cli_format_parse(cli_format *out, const char *name, cli_format otherwise)
{
    static const char *const names[] = {
        [CLI_TEXT] = "text", [CLI_JSON] = "json",         [CLI_CSV] = "csv",
        [CLI_TREC] = "trec", [CLI_TEMPLATE] = "template", NULL};
    int chosen = (int)otherwise;
    bool ok = cli_choose(&chosen, "format", name, names);
    *out = (cli_format)chosen;
    return ok;
}

/* ---- TREC ---------------------------------------------------------------------- */

/* A blank would end the field, so white space and '%' are percent-encoded, as is what disturbs a
 * terminal. */
static void print_trec_id(const char *id)
{
    size_t len = strlen(id);
    for (size_t pos = 0, size; pos < len; pos += size) {
        uint32_t c;
        size = fund_utf8_next(&c, id + pos, len - pos);
        bool plain = !fund_char_is(c, FUND_CHAR_SPACE) && !fund_char_is_unsafe(c) && c != '%';
        for (size_t i = 0; i < size; i++) {
            printf(plain ? "%c" : "%%%02X", (unsigned)(unsigned char)id[pos + i]);
        }
    }
}

static void print_trec(const cli_style *style, const fund_hit *hit)
{
    printf("%s Q0 ", style->qid != NULL ? style->qid : "1");
    print_trec_id(hit->fields.id.data);
    if (!style->group) {
        printf("#%u", (unsigned)hit->passage);
    }
    printf(" %u %.6f fundstelle\n", (unsigned)hit->rank, hit->score);
}

/* ---- text ---------------------------------------------------------------------- */

static void paint(const cli_style *style, const char *code)
{
    if (style->colour) {
        fputs(code, stdout);
    }
}

static void print_passage(const cli_style *style, const fund_hit *hit)
{
    static const char cut[] = "\xe2\x80\xa6"; /* an ellipsis */
    size_t width = style->width > 3 * INDENT ? style->width - INDENT : 0;
    const cli_marked text = cli_marked_hit(hit, style->colour);
    fund_range shown = cli_snippet(hit, style->snippet);
    for (size_t pos = shown.begin; pos < shown.end;) {
        bool first = pos == shown.begin && pos > 0;
        size_t room = width > 4 && (first || shown.end < hit->text_len) ? width - 4 : width;
        size_t end = cli_line_end(hit->text, pos, shown.end, room);
        printf("%*s%s", INDENT, "", first ? cut : "");
        fputs(first ? " " : "", stdout);
        cli_print_marked(&text, pos, end);
        printf("%s\n", end == shown.end && end < hit->text_len ? " \xe2\x80\xa6" : "");
        pos = end;
        while (pos < shown.end && (hit->text[pos] == ' ' || hit->text[pos] == '\n')) {
            pos++;
        }
    }
}

/* A passage beside a hit, without marks of its own. */
static void print_context(const cli_style *style, const fund_hit *const *hits, size_t count)
{
    cli_style faint = *style;
    faint.colour = false;
    for (size_t i = 0; i < count; i++) {
        paint(style, DIM);
        print_passage(&faint, hits[i]);
        paint(style, RESET);
    }
}

static void print_others(const cli_style *style, const cli_surroundings *around)
{
    for (size_t i = 0; i < around->other_count; i++) {
        printf("%*s", INDENT, "");
        paint(style, DIM);
        printf(fund_tr("passage %u"), (unsigned)around->others[i]->passage);
        paint(style, RESET);
        putchar('\n');
        print_passage(style, around->others[i]);
    }
}

/* The beginning of an article without a title. */
static void print_lead(cli_flow *flow, const fund_hit *hit)
{
    cli_flow_words(flow, hit->lead, strlen(hit->lead));
    cli_flow_words(flow, "\xe2\x80\xa6", 3);
}

static void print_title(cli_flow *flow, const cli_style *style, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    paint(style, BOLD);
    bool linked = style->linked && cli_begin_link(fields);
    if (fields->title.len > 0) {
        cli_flow_words(flow, fields->title.data, fields->title.len);
    } else if (hit->lead != NULL && hit->lead[0] != '\0' && hit->passage > 1) {
        print_lead(flow, hit);
    }
    if (linked) {
        cli_end_link();
    }
    paint(style, RESET);
}

/* Empties the buffer. */
static void put_piece(cli_flow *flow, fund_buf *piece)
{
    if (piece->failed) {
        cli_lose_output();
    } else {
        cli_flow_piece(flow, 2, piece->data, piece->len);
    }
    fund_buf_clear(piece);
}

/* Whatever is said of the hit stays in one piece, the id above all. */
static void print_heading(const cli_style *style, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    fund_buf piece = FUND_BUF_INIT;
    cli_flow flow = {.width = style->width, .indent = INDENT};
    if (hit->rank > 0) {
        flow.column = (size_t)printf("%2u. ", (unsigned)hit->rank);
    }
    print_title(&flow, style, hit);
    if (fields->date.len > 0) { /* the day of it */
        cli_flow_piece(&flow, 2, fields->date.data, strcspn(fields->date.data, "T"));
    }
    paint(style, DIM);
    fund_buf_printf(&piece, "%s#%u", fields->id.data, (unsigned)hit->passage);
    if (hit->place.page.len > 0) {
        fund_buf_printf(&piece, "%s%s", fund_tr(", p. "), hit->place.page.data);
    }
    if (hit->place.line.len > 0) {
        fund_buf_printf(&piece, "%s%s", fund_tr(", l. "), hit->place.line.data);
    }
    put_piece(&flow, &piece);
    paint(style, RESET);
    if (style->group && hit->more > 0) {
        fund_buf_printf(&piece, fund_trn("+%u passage", "+%u passages", hit->more),
                        (unsigned)hit->more);
        put_piece(&flow, &piece);
    }
    if (hit->duplicates > 0) {
        paint(style, DIM);
        fund_buf_printf(&piece, fund_trn("+%u duplicate", "+%u duplicates", hit->duplicates),
                        (unsigned)hit->duplicates);
        put_piece(&flow, &piece);
        paint(style, RESET);
    }
    putchar('\n');
    fund_buf_free(&piece);
}

static const char *name_of_kind(fund_reason_kind kind)
{
    return kind == FUND_REASON_PART            ? fund_tr("part")
           : kind == FUND_REASON_SHARED_PREFIX ? fund_tr("shared prefix")
                                               : fund_reason_kind_name(kind);
}

static void print_match(const fund_hit *hit, const fund_reason_match *match, bool first)
{
    fputs(first ? "  " : ", ", stdout);
    cli_print_safe(stdout, hit->text + match->range.begin, match->range.end - match->range.begin,
                   false);
    if (match->kind != FUND_REASON_WORD) {
        printf(" (%s)", name_of_kind(match->kind));
    }
}

static bool is_same_match(const fund_hit *hit, const fund_reason_match *a,
                          const fund_reason_match *b)
{
    size_t len = a->range.end - a->range.begin;
    return a->kind == b->kind && len == b->range.end - b->range.begin &&
           memcmp(hit->text + a->range.begin, hit->text + b->range.begin, len) == 0;
}

/* Each spelling once. */
static void print_reason(const fund_hit *hit, const fund_reason *reason)
{
    printf("%*s%7.3f  ", INDENT, "", reason->score);
    cli_print_string(reason->word);
    fputs(":", stdout);
    for (size_t i = 0; i < reason->match_count; i++) {
        bool known = false;
        for (size_t k = 0; k < i; k++) {
            known |= is_same_match(hit, &reason->matches[i], &reason->matches[k]);
        }
        if (!known) {
            print_match(hit, &reason->matches[i], i == 0);
        }
    }
    putchar('\n');
}

static void print_reasons(const cli_style *style, const fund_hit *hit)
{
    paint(style, DIM);
    printf("%*s%7.3f  %s\n", INDENT, "", hit->score, fund_tr("score"));
    for (size_t i = 0; i < hit->reason_count; i++) {
        print_reason(hit, hit->reasons[i]);
    }
    paint(style, RESET);
}

static void print_text(const cli_style *style, const fund_hit *hit, const cli_surroundings *around)
{
    print_heading(style, hit);
    if (around != NULL) {
        print_context(style, around->before, around->before_count);
    }
    print_passage(style, hit);
    if (around != NULL) {
        print_context(style, around->after, around->after_count);
        print_others(style, around);
    }
    if (style->explain) {
        print_reasons(style, hit);
    }
}

void cli_print_hit(const cli_style *style, const fund_hit *hit, const cli_surroundings *around)
{
    switch (style->format) {
    case CLI_TREC:
        print_trec(style, hit);
        break;
    case CLI_JSON:
        cli_print_hit_json(style, hit, around);
        break;
    case CLI_CSV:
        cli_print_hit_csv(style, hit);
        break;
    case CLI_TEMPLATE:
        cli_print_hit_template(style->template, hit);
        break;
    case CLI_TEXT:
        print_text(style, hit, around);
        break;
    }
}

void cli_print_hits(const cli_style *style, const fund_results *results)
{
    for (size_t i = 0; i < results->count; i++) {
        if (i > 0 && style->format == CLI_TEXT) {
            putchar('\n');
        }
        cli_print_hit(style, results->hits[i], NULL);
    }
}
