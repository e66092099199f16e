/* Hits as text for people and as TREC run lines. */
#include "cli/cli_private.h"

#include <string.h>
#include <utf8proc.h>

#define BOLD "\033[1m"
#define DIM "\033[2m"
#define MARK "\033[1;31m"
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

/* A blank would end the field, so white space and '%' are percent-encoded. */
static void print_trec_id(const char *id)
{
    for (; *id != '\0'; id++) {
        if ((unsigned char)*id <= ' ' || *id == '%') {
            printf("%%%02X", (unsigned)(unsigned char)*id);
        } else {
            putchar(*id);
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

/* Prints a run of text with its highlights; `from` is its offset in the text the
 * ranges belong to. */
static void print_marked(const cli_style *style, const char *text, size_t from, size_t to,
                         const fund_range *ranges, size_t count)
{
    size_t pos = from;
    for (size_t i = 0; i < count && style->colour && pos < to; i++) {
        size_t begin = ranges[i].begin > pos ? ranges[i].begin : pos;
        size_t end = ranges[i].end < to ? ranges[i].end : to;
        if (begin >= end) {
            continue;
        }
        cli_print_safe(stdout, text + pos, begin - pos, false);
        fputs(MARK, stdout);
        cli_print_safe(stdout, text + begin, end - begin, false);
        fputs(RESET, stdout);
        pos = end;
    }
    cli_print_safe(stdout, text + pos, to - pos, false);
}

size_t cli_width(const char *text, size_t len)
{
    size_t width = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, text + pos, len - pos);
        if (size == 0) {
            break;
        }
        int columns = utf8proc_charwidth((utf8proc_int32_t)c);
        width += columns > 0 && c != 0xad ? (size_t)columns : 0;
        pos += size;
    }
    return width;
}

void cli_print_padded(const char *text, size_t columns)
{
    size_t width = cli_width(text, strlen(text));
    printf("%s%*s", text, (int)(width < columns ? columns - width : 0), "");
}

/* After the next word and the blanks before it. By lengths, not by what ends a C string: the
 * text is an index's. */
static size_t word_end(const char *text, size_t from, size_t len)
{
    while (from < len && text[from] == ' ') {
        from++;
    }
    while (from < len && text[from] != ' ' && text[from] != '\n') {
        from++;
    }
    return from;
}

/* Where the line that starts at `from` ends: at a newline, or at the last blank
 * that keeps it within `width` columns (0: any). */
static size_t line_end(const char *text, size_t from, size_t len, size_t width)
{
    size_t end = from, columns = 0;
    while (end < len && text[end] != '\n') {
        size_t word = word_end(text, end, len);
        columns += width > 0 ? cli_width(text + end, word - end) : 0;
        if (columns > width && end > from) {
            return end;
        }
        end = word;
    }
    return end;
}

static void print_passage(const cli_style *style, const fund_hit *hit)
{
    static const char cut[] = "\xe2\x80\xa6"; /* an ellipsis */
    size_t width = style->width > 3 * INDENT ? style->width - INDENT : 0;
    fund_range shown = cli_snippet(hit, style->snippet);
    for (size_t pos = shown.begin; pos < shown.end;) {
        bool first = pos == shown.begin && pos > 0;
        size_t room = width > 4 && (first || shown.end < hit->text_len) ? width - 4 : width;
        size_t end = line_end(hit->text, pos, shown.end, room);
        printf("%*s%s", INDENT, "", first ? cut : "");
        fputs(first ? " " : "", stdout);
        print_marked(style, hit->text, pos, end, hit->highlights, hit->highlight_count);
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
        printf("#%u", (unsigned)around->others[i]->passage);
        paint(style, RESET);
        putchar('\n');
        print_passage(style, around->others[i]);
    }
}

/* OSC 8: a terminal's hyperlink to where the article is: its address, else its file. False when
 * there is none. */
static bool begin_link(const cli_style *style, const fund_fields *fields)
{
    bool is_file = fields->url.len == 0;
    const char *target = is_file ? fields->path.data : fields->url.data;
    if (!style->linked || (is_file && target[0] != '/')) {
        return false;
    }
    fputs(is_file ? "\033]8;;file://" : "\033]8;;", stdout);
    for (; *target != '\0'; target++) {
        if (*target > ' ' && *target < 0x7f) {
            putchar(*target);
        } else {
            printf("%%%02X", (unsigned)(unsigned char)*target);
        }
    }
    fputs("\033\\", stdout);
    return true;
}

static void print_heading(const cli_style *style, const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    if (hit->rank > 0) {
        printf("%2u. ", (unsigned)hit->rank);
    }
    if (fields->title.len > 0) {
        paint(style, BOLD);
        bool linked = begin_link(style, fields);
        cli_print_text(fields->title);
        fputs(linked ? "\033]8;;\033\\" : "", stdout);
        paint(style, RESET);
        fputs("  ", stdout);
    }
    if (fields->date.len > 0) { /* the day of it */
        cli_print_text((fund_text){fields->date.data, strcspn(fields->date.data, "T")});
        fputs("  ", stdout);
    }
    paint(style, DIM);
    cli_print_text(fields->id);
    printf("#%u", (unsigned)hit->passage);
    if (hit->place.page.len > 0) {
        fputs(fund_tr(", p. "), stdout);
        cli_print_text(hit->place.page);
    }
    paint(style, RESET);
    if (style->group && hit->more > 0) {
        printf("  +%u", (unsigned)hit->more);
    }
    if (hit->duplicates > 0) {
        fputs("  ", stdout);
        paint(style, DIM);
        printf(fund_trn("+%u duplicate", "+%u duplicates", hit->duplicates),
               (unsigned)hit->duplicates);
        paint(style, RESET);
    }
    putchar('\n');
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
        cli_print_hit_csv(hit);
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
