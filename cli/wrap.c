/* Columns, and text that is broken between words. */
#include "base/unicode.h"
#include "cli/cli_private.h"

#include <string.h>
#include <utf8proc.h>

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
size_t cli_line_end(const char *text, size_t from, size_t len, size_t width)
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

/* ---- flows ----------------------------------------------------------------------- */

/* Begins a line where that many columns do not fit; else leaves some blank. */
static void make_room(cli_flow *flow, size_t gap, size_t columns)
{
    bool fits = flow->width == 0 || flow->column + gap + columns <= flow->width;
    if (flow->any && !fits) {
        printf("\n%*s", (int)flow->indent, "");
        flow->column = flow->indent;
    } else if (flow->any) {
        printf("%*s", (int)gap, "");
        flow->column += gap;
    }
    flow->any = true;
    flow->column += columns;
}

void cli_flow_piece(cli_flow *flow, size_t gap, const char *text, size_t len)
{
    make_room(flow, gap, cli_width(text, len));
    cli_print_safe(stdout, text, len, false);
}

void cli_flow_words(cli_flow *flow, const char *text, size_t len)
{
    for (size_t pos = 0, end; pos < len; pos = end) {
        while (pos < len && (text[pos] == ' ' || text[pos] == '\n')) {
            pos++;
        }
        end = word_end(text, pos, len);
        if (end > pos) {
            cli_flow_piece(flow, 1, text + pos, end - pos);
        }
    }
}

cli_marked cli_marked_hit(const fund_hit *hit, bool colour)
{
    const cli_marked marked = {hit->text, hit->text_len, hit->highlights, hit->highlight_count};
    const cli_marked plain = {.text = hit->text, .len = hit->text_len};
    return colour ? marked : plain;
}

void cli_print_marked(const cli_marked *marked, size_t from, size_t to)
{
    size_t pos = from;
    for (size_t i = 0; i < marked->count && pos < to; i++) {
        const fund_range *range = &marked->ranges[i];
        size_t begin = range->begin > pos ? range->begin : pos;
        size_t end = range->end < to ? range->end : to;
        if (begin >= end) {
            continue;
        }
        cli_print_safe(stdout, marked->text + pos, begin - pos, false);
        fputs("\033[1;31m", stdout);
        cli_print_safe(stdout, marked->text + begin, end - begin, false);
        fputs("\033[0m", stdout);
        pos = end;
    }
    cli_print_safe(stdout, marked->text + pos, to - pos, false);
}

void cli_print_wrapped(const cli_marked *marked, size_t column, size_t indent, size_t width)
{
    const char *text = marked->text;
    const size_t len = marked->len;
    for (size_t pos = 0; pos < len;) {
        size_t room = width > indent + 10 ? width - (pos == 0 ? column : indent) : 0;
        size_t end = cli_line_end(text, pos, len, room);
        cli_print_marked(marked, pos, end);
        pos = end;
        while (pos < len && text[pos] == ' ') {
            pos++;
        }
        if (pos < len && text[pos] == '\n') {
            putchar('\n');
            pos++;
            printf("%*s", width > 0 ? (int)indent : 0, "");
        } else if (pos < len) {
            printf("\n%*s", (int)indent, "");
        }
    }
}
