/* PDF, by poppler: the text of its pages as articles are read.
 *
 * Poppler gives each page's characters in reading order, columns one after the other, with their
 * boxes.  Here they become lines, and lines paragraphs: by the gaps between them, by indents, by
 * lines that end early and by the size of the letters.  What stands at the top and the foot of
 * pages alike, and page numbers, are dropped; a paragraph goes on over columns and pages. */
#include "base/unicode.h"
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <glib.h>
#include <math.h>
#include <poppler.h>
#include <stdio.h>
#include <string.h>

/* A macro that calls the function of this name. */
#undef g_object_unref

/* Those of GLib are found by way of poppler-glib, which is linked with it. */
#define POPPLER_NAMES(X)                                                                           \
    X(g_bytes_new_static)                                                                          \
    X(g_bytes_unref)                                                                               \
    X(g_clear_error)                                                                               \
    X(g_date_time_format)                                                                          \
    X(g_date_time_unref)                                                                           \
    X(g_free)                                                                                      \
    X(g_object_unref)                                                                              \
    X(poppler_document_get_author)                                                                 \
    X(poppler_document_get_creation_date_time)                                                     \
    X(poppler_document_get_n_pages)                                                                \
    X(poppler_document_get_page)                                                                   \
    X(poppler_document_get_title)                                                                  \
    X(poppler_document_new_from_bytes)                                                             \
    X(poppler_error_quark)                                                                         \
    X(poppler_page_get_label)                                                                      \
    X(poppler_page_get_text)                                                                       \
    X(poppler_page_get_text_layout)

FUND_LIBRARY(poppler, POPPLER_NAMES, NULL, FUND_LIBRARY_POPPLER_GLIB)

bool fund_pdf_sniff(fund_text head)
{
    /* Some stand behind a little that is none of theirs. */
    enum { WITHIN = 1024 };
    return memmem(head.data, head.len < WITHIN ? head.len : WITHIN, "%PDF-", 5) != NULL;
}

/* ---- lines -------------------------------------------------------------------- */

/* A line of text on its page; lengths are points, from the page's top left. */
typedef struct line {
    fund_text text;
    double left, right, top, bottom;
    double height; /* of its letters */
    size_t page;   /* from 0 */
    bool dropped;  /* a running head, a page number */
    bool is_note;  /* in the small letters below a text */
    bool spans;    /* several columns */
} line;

typedef struct layout {
    fund_corpus_reader *reader;
    fund_array(line) lines;
    fund_array(size_t) pages;     /* the first line of each, and the end */
    fund_array(fund_text) labels; /* of each page */
    double body;                  /* the height of most letters */
    bool indents;                 /* paragraphs begin so */
} layout;

static void push_line(layout *l, const line *one)
{
    line copy = *one;
    copy.text = fund_draft_keep(l->reader, fund_corpus_trim(one->text));
    if (copy.text.len > 0) {
        l->reader->failed |= !fund_array_push(&l->lines, copy);
    }
}

static double height_of(const PopplerRectangle *box)
{
    return fabs(box->y2 - box->y1);
}

/* Of the letters of a line the most frequent height: those of footnote signs are lower. */
static void grow(line *one, const PopplerRectangle *box)
{
    double height = height_of(box);
    if (height <= 0) {
        return;
    }
    bool first = one->height <= 0;
    one->left = first || box->x1 < one->left ? box->x1 : one->left;
    one->right = first || box->x2 > one->right ? box->x2 : one->right;
    if (first || height > one->height) {
        one->height = height;
        one->top = box->y1;
        one->bottom = box->y2;
    }
}

/* Signs of footnotes, small digits raised behind a word or a stop, are not part of it; in "m2" they
 * are. */
static bool is_note_sign(const fund_text *text, const PopplerRectangle *box, const line *one)
{
    uint32_t before;
    size_t size = fund_corpus_last_char(&before, text->data, text->len);
    if (size == 0 || height_of(box) > .85 * one->height || box->y2 > one->bottom - .1) {
        return false;
    }
    size_t letters = 0;
    for (size_t len = text->len;
         letters < 3 && (size = fund_corpus_last_char(&before, text->data, len)) > 0 &&
         fund_char_is(before, FUND_CHAR_LETTER);
         len -= size) {
        letters++;
    }
    return letters == 0 || letters == 3;
}

/* Ends a piece of a line, which begins at boxes[from]. */
static void end_piece(layout *l, line *one, const PopplerRectangle *boxes, size_t from,
                      unsigned count)
{
    fund_buf text = FUND_BUF_INIT;
    for (size_t pos = 0, i = from; pos < one->text.len; i++) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, one->text.data + pos, one->text.len - pos);
        fund_text so_far = fund_text_in(&text);
        if (c < '0' || c > '9' || i >= count || !is_note_sign(&so_far, &boxes[i], one)) {
            fund_buf_append(&text, one->text.data + pos, size);
        }
        pos += size;
    }
    line whole = *one;
    whole.text = fund_text_in(&text);
    push_line(l, &whole);
    l->reader->failed |= text.failed;
    fund_buf_free(&text);
}

/* Cuts a page's text at its line ends, and where it leaps to another column, with the box of each
 * piece. */
static void take_lines(layout *l, const char *text, const PopplerRectangle *boxes, unsigned count,
                       size_t page)
{
    size_t len = strlen(text), from = 0;
    line one = {.text = {text, 0}, .page = page};
    for (size_t pos = 0, i = 0; pos < len; i++) {
        uint32_t c;
        size_t size = fund_utf8_next(&c, text + pos, len - pos);
        bool seen = i < count && c > ' ' && height_of(&boxes[i]) > 0;
        bool leaps = seen && one.height > 0 &&
                     (boxes[i].x1 - one.right > .6 * one.height || boxes[i].x2 < one.left);
        if (c == '\n' || leaps) {
            end_piece(l, &one, boxes, from, count);
            from = i + !leaps;
            one = (line){.text = {text + pos + (leaps ? 0 : size), 0}, .page = page};
        }
        if (c != '\n') {
            one.text.len = (size_t)(text + pos + size - one.text.data);
        }
        if (seen) {
            grow(&one, &boxes[i]);
        }
        pos += size;
    }
    end_piece(l, &one, boxes, from, count);
}

static void take_page(layout *l, PopplerPage *page, size_t number)
{
    char *text = poppler.poppler_page_get_text(page);
    char *label = poppler.poppler_page_get_label(page);
    PopplerRectangle *boxes = NULL;
    unsigned count = 0;
    char digits[24];
    l->reader->failed |= !fund_array_push(&l->pages, l->lines.count);
    if (text != NULL && fund_utf8_valid(text, strlen(text), NULL)) {
        poppler.poppler_page_get_text_layout(page, &boxes, &count);
        take_lines(l, text, boxes, count, number);
    }
    snprintf(digits, sizeof digits, "%zu", number + 1);
    bool labelled = label != NULL && fund_utf8_valid(label, strlen(label), NULL);
    fund_text kept = fund_draft_keep(l->reader, fund_text_of(labelled ? label : digits));
    l->reader->failed |= !fund_array_push(&l->labels, kept);
    poppler.g_free(boxes);
    poppler.g_free(label);
    poppler.g_free(text);
}

/* ---- running heads and page numbers ------------------------------------------------ */

/* Two lines are alike when they differ in digits alone. */
static bool is_alike(const line *a, const line *b)
{
    if (fabs(a->top - b->top) > 3 || fabs(a->height - b->height) > 1) {
        return false;
    }
    const char *one = a->text.data, *other = b->text.data;
    const char *one_end = one + a->text.len, *other_end = other + b->text.len;
    for (;;) {
        while (one < one_end && (isdigit((unsigned char)*one) || *one == ' ')) {
            one++;
        }
        while (other < other_end && (isdigit((unsigned char)*other) || *other == ' ')) {
            other++;
        }
        if (one == one_end || other == other_end) {
            return one == one_end && other == other_end;
        }
        if (*one++ != *other++) {
            return false;
        }
    }
}

/* "12", "- 12 -", "Seite 3 von 7", "xii" */
static bool is_page_number(fund_text text)
{
    bool number = false;
    for (size_t pos = 0; pos < text.len;) {
        size_t end = pos;
        while (end < text.len && isalnum((unsigned char)text.data[end])) {
            end++;
        }
        fund_text word = {text.data + pos, end - pos};
        if (word.len == 0) {
            bool sign = strchr(" -/|.[]", text.data[pos]) != NULL || (text.data[pos] & 0x80) != 0;
            if (!sign) {
                return false;
            }
            pos++;
            continue;
        }
        size_t digits = strspn(word.data, "0123456789"), roman = strspn(word.data, "ivxlcIVXLC");
        if ((digits >= word.len && digits <= 5) || (roman >= word.len && word.len <= 7)) {
            number = true;
        } else if (!fund_corpus_is_one_of(word, "seite s page p von of")) {
            return false;
        }
        pos = end;
    }
    return number && text.len <= 24;
}

/* The uppermost or lowest line of a page that is not dropped yet; NULL for an empty page. */
static line *edge_of(layout *l, size_t page, bool top)
{
    line *edge = NULL;
    for (size_t i = l->pages.items[page]; i < l->pages.items[page + 1]; i++) {
        line *at = &l->lines.items[i];
        if (!at->dropped &&
            (edge == NULL || (top ? at->top < edge->top : at->bottom > edge->bottom))) {
            edge = at;
        }
    }
    return edge;
}

/* Left and right pages have heads of their own, so that pages at both distances count. */
static bool repeats(layout *l, line *edge, bool top)
{
    size_t pages = l->pages.count - 1;
    for (int step = -2; step <= 2; step++) {
        size_t other = edge->page + (size_t)step;
        const line *there = step != 0 && other < pages ? edge_of(l, other, top) : NULL;
        if (there != NULL && is_alike(edge, there)) {
            return true;
        }
    }
    return false;
}

/* Whether a line is apart from the text by more than its lines are from each other. */
static bool stands_apart(layout *l, line *edge, bool top)
{
    edge->dropped = true;
    const line *next = edge_of(l, edge->page, top);
    edge->dropped = false;
    double gap = next == NULL ? 1e9 : top ? next->top - edge->bottom : edge->top - next->bottom;
    return gap > .6 * edge->height;
}

static void drop_edges(layout *l, bool top)
{
    enum { LINES = 3 };
    size_t pages = l->pages.count - 1;
    bool *drops = fund_arena_alloc(l->reader->texts, pages);
    for (int round = 0; drops != NULL && round < LINES; round++) {
        for (size_t page = 0; page < pages; page++) {
            line *edge = edge_of(l, page, top);
            drops[page] = edge != NULL && (repeats(l, edge, top) || (is_page_number(edge->text) &&
                                                                     stands_apart(l, edge, top)));
        }
        for (size_t page = 0; page < pages; page++) {
            line *edge = drops[page] ? edge_of(l, page, top) : NULL;
            if (edge != NULL) {
                edge->dropped = true;
            }
        }
    }
    l->reader->failed |= drops == NULL;
}

/* ---- reading order -------------------------------------------------------------------- */

/* A page is cut where a blank strip runs through it from top to bottom, columns, else from left to
 * right, and so on in the parts: the recursive X-Y cut (Nagy, Seth 1984). */

static int by_left(const void *a, const void *b)
{
    double one = ((const line *)a)->left, other = ((const line *)b)->left;
    return (one > other) - (one < other);
}

static int by_top(const void *a, const void *b)
{
    double one = ((const line *)a)->top, other = ((const line *)b)->top;
    return (one > other) - (one < other);
}

static int by_bottom(const void *a, const void *b)
{
    double one = ((const line *)a)->bottom, other = ((const line *)b)->bottom;
    return (one > other) - (one < other);
}

/* From top to bottom, and each row from left to right. */
static void order_rows(line *lines, size_t count)
{
    qsort(lines, count, sizeof *lines, by_bottom);
    for (size_t begin = 0, end; begin < count; begin = end) {
        double row = lines[begin].bottom + .4 * lines[begin].height;
        for (end = begin + 1; end < count && lines[end].bottom < row; end++) {
        }
        qsort(lines + begin, end - begin, sizeof *lines, by_left);
    }
}

/* Whether the lines on the right of a strip begin below each other, as those of a column do; words
 * that are far apart in justified lines may leave a strip by chance. */
static bool is_column(const line *lines, size_t count)
{
    double edge = lines[0].left; /* they are sorted by it */
    size_t at_edge = 0, further = 0;
    for (size_t i = 0; i < count; i++) {
        if (lines[i].left < edge + .3 * lines[i].height) {
            at_edge++;
            continue;
        }
        bool in_row = false; /* of one that begins at the edge */
        for (size_t k = 0; k < at_edge && !in_row; k++) {
            in_row = fabs(lines[k].bottom - lines[i].bottom) < .4 * lines[i].height;
        }
        further += !in_row;
    }
    return at_edge >= 2 * further;
}

/* The number of lines left of the widest strip between columns, which are wide enough for text and
 * stand side by side; 0: there is none.  Sorts by the left edge. */
static size_t column_cut(line *lines, size_t count)
{
    qsort(lines, count, sizeof *lines, by_left);
    double right = lines[0].right, widest = .5 * lines[0].height, end = 0;
    size_t cut = 0;
    for (size_t i = 1; i < count; i++) {
        if (lines[i].left - right > widest) {
            widest = lines[i].left - right;
            cut = i;
        }
        right = lines[i].right > right ? lines[i].right : right;
    }
    for (size_t i = 0; i < cut; i++) {
        end = lines[i].right > end ? lines[i].right : end;
    }
    double all = right - lines[0].left;
    bool wide = cut > 1 && count - cut > 1 && end - lines[0].left > .12 * all &&
                right - lines[cut].left > .12 * all;
    return wide && is_column(lines + cut, count - cut) ? cut : 0;
}

/* Likewise of the lines above the widest strip that runs through from left to right. */
static size_t row_cut(line *lines, size_t count)
{
    qsort(lines, count, sizeof *lines, by_top);
    double bottom = lines[0].bottom, widest = 0;
    size_t cut = 0;
    for (size_t i = 1; i < count; i++) {
        if (lines[i].top - bottom > widest) {
            widest = lines[i].top - bottom;
            cut = i;
        }
        bottom = lines[i].bottom > bottom ? lines[i].bottom : bottom;
    }
    return cut;
}

/* The width of what the lines stand in. */
static double width_of(const line *lines, size_t count)
{
    double left = lines[0].left, right = lines[0].right;
    for (size_t i = 1; i < count; i++) {
        left = lines[i].left < left ? lines[i].left : left;
        right = lines[i].right > right ? lines[i].right : right;
    }
    return right - left;
}

static int by_span(const void *a, const void *b)
{
    return ((const line *)a)->spans - ((const line *)b)->spans;
}

static void order(line *lines, size_t count, unsigned depth);

/* Titles and notes that run over all columns: what is above and below each is for itself.  False
 * where there are no columns between them. */
static bool order_around_spanning(line *lines, size_t count, unsigned depth)
{
    double width = width_of(lines, count);
    size_t narrow = 0;
    for (size_t i = 0; i < count; i++) {
        lines[i].spans = lines[i].right - lines[i].left > .6 * width;
        narrow += !lines[i].spans;
    }
    qsort(lines, count, sizeof *lines, by_span);
    if (narrow == count || narrow * 10 < count * 6 || column_cut(lines, narrow) == 0) {
        return false;
    }
    qsort(lines, count, sizeof *lines, by_top);
    for (size_t begin = 0, end; begin < count; begin = end) {
        for (end = begin + 1; end < count && lines[end].spans == lines[begin].spans; end++) {
        }
        if (lines[begin].spans) {
            order_rows(lines + begin, end - begin);
        } else {
            order(lines + begin, end - begin, depth + 1);
        }
    }
    return true;
}

static void order(line *lines, size_t count, unsigned depth)
{
    enum { DEPTH_MAX = 40, FEW = 4 };
    bool deeper = count >= FEW && depth < DEPTH_MAX;
    size_t cut = deeper ? column_cut(lines, count) : 0;
    if (cut == 0 && deeper && order_around_spanning(lines, count, depth)) {
        return;
    }
    cut = cut == 0 && deeper ? row_cut(lines, count) : cut;
    if (cut == 0) {
        order_rows(lines, count);
        return;
    }
    order(lines, cut, depth + 1);
    order(lines + cut, count - cut, depth + 1);
}

/* Dropped lines go to the end of their page. */
static int by_drop(const void *a, const void *b)
{
    return ((const line *)a)->dropped - ((const line *)b)->dropped;
}

static void order_pages(layout *l)
{
    for (size_t page = 0; page + 1 < l->pages.count; page++) {
        line *lines = l->lines.items + l->pages.items[page];
        size_t count = l->pages.items[page + 1] - l->pages.items[page], kept = 0;
        if (count > 0) {
            qsort(lines, count, sizeof *lines, by_drop);
            while (kept < count && !lines[kept].dropped) {
                kept++;
            }
            order(lines, kept, 0);
        }
    }
}

/* ---- sizes ------------------------------------------------------------------------- */

/* The height that most letters have, to a quarter of a point. */
static void find_body(layout *l)
{
    enum { STEPS = 4 * 72 };
    size_t letters[STEPS] = {0}, most = 0;
    for (size_t i = 0; i < l->lines.count; i++) {
        double step = l->lines.items[i].height * 4;
        size_t at = step > 0 && step < STEPS ? (size_t)step : 0;
        letters[at] += l->lines.items[i].text.len;
        most = at > 0 && letters[at] > letters[most] ? at : most;
    }
    l->body = most > 0 ? ((double)most + .5) / 4 : 10;
}

static bool is_small(const layout *l, const line *one)
{
    return one->height > 0 && one->height < .93 * l->body;
}

/* Small lines are notes where they begin with their number below the text, or follow one. */
static void find_notes(layout *l)
{
    for (size_t page = 0; page + 1 < l->pages.count; page++) {
        bool in_note = false;
        double above = 0;
        for (size_t i = l->pages.items[page]; i < l->pages.items[page + 1]; i++) {
            line *at = &l->lines.items[i];
            if (at->dropped) {
                continue;
            }
            unsigned char first = (unsigned char)at->text.data[0];
            bool begins = isdigit(first) || first == '*' || first == 0xc2 || first == 0xe2;
            in_note = is_small(l, at) && (in_note || (begins && at->top > above));
            at->is_note = in_note;
            above = in_note ? above : at->top;
        }
    }
}

/* ---- paragraphs ---------------------------------------------------------------------- */

/* How lines of a column stand to each other. */
typedef struct column {
    double left, right;
} column;

/* The edges of the lines around a line that share its column. */
static column column_of(const layout *l, size_t at)
{
    enum { AROUND = 40 };
    const line *own = &l->lines.items[at];
    column c = {own->left, own->right};
    size_t from = at > AROUND ? at - AROUND : 0;
    for (size_t i = from; i < l->lines.count && i < at + AROUND; i++) {
        const line *other = &l->lines.items[i];
        bool shares = !other->dropped && other->page == own->page && other->left < own->right &&
                      other->right > own->left && fabs(other->height - own->height) < 1.5;
        if (shares) {
            c.left = other->left < c.left ? other->left : c.left;
            c.right = other->right > c.right ? other->right : c.right;
        }
    }
    return c;
}

static bool ends_sentence(fund_text text)
{
    uint32_t c;
    size_t size;
    while ((size = fund_corpus_last_char(&c, text.data, text.len)) > 0 &&
           (fund_char_is(c, FUND_CHAR_QUOTE) || c == ')')) {
        text.len -= size;
    }
    return size > 0 && (c == '.' || c == '!' || c == '?' || c == ':' || c == 0x2026);
}

/* "•", "–", "1.", "a)" */
static bool is_list_item(fund_text text)
{
    uint32_t c;
    size_t size = fund_utf8_next(&c, text.data, text.len);
    if (c == 0x2022 || c == 0x25aa || c == 0x25cf || c == 0x2023) {
        return true;
    }
    bool dash = c == '-' || c == 0x2013;
    return dash && size < text.len && text.data[size] == ' ';
}

/* A line below the one before it, in the same column. */
static bool breaks_below(const layout *l, const line *before, size_t at)
{
    const line *next = &l->lines.items[at];
    column c = column_of(l, at);
    double height = next->height, width = c.right - c.left;
    double gap = next->top - before->bottom;
    double indent = next->left - c.left;
    bool first_before = before->left - c.left > .8 * height;
    bool short_before = before->right < c.right - .15 * width - height;
    if (gap > .75 * height || is_list_item(next->text)) {
        return true;
    }
    if (indent > .8 * height && indent < .3 * width && !first_before &&
        before->left < next->left - .8 * height) {
        return true;
    }
    return short_before && (ends_sentence(before->text) || before->right < c.right - .4 * width);
}

/* Beyond the end of a column or page: what goes on begins small, or its sentence has no end; where
 * paragraphs are indented, it is not, and the line before it is full. */
static bool breaks_over(const layout *l, const line *before, size_t at)
{
    uint32_t c;
    const line *next = &l->lines.items[at];
    fund_utf8_next(&c, next->text.data, next->text.len);
    column own = column_of(l, at), old = column_of(l, (size_t)(before - l->lines.items));
    bool indented = next->left - own.left > .8 * next->height;
    bool full = before->right > old.right - before->height;
    return !fund_char_is(c, FUND_CHAR_LOWER) &&
           (indented || (ends_sentence(before->text) && !(l->indents && full)));
}

/* Whether paragraphs begin indented: lines that do, below one that does not. */
static void find_indents(layout *l)
{
    enum { OFTEN = 40 };
    size_t lines = 0, indented = 0;
    bool before = false;
    for (size_t i = 0; i < l->lines.count; i++) {
        const line *at = &l->lines.items[i];
        if (at->dropped || at->is_note) {
            continue;
        }
        column c = column_of(l, i);
        double indent = at->left - c.left;
        bool now = indent > .8 * at->height && indent < .3 * (c.right - c.left);
        indented += now && !before && !is_list_item(at->text);
        before = now;
        lines++;
    }
    l->indents = indented > 2 && indented > lines / OFTEN;
}

/* Whether a paragraph ends before line number `at`; `before` is the line before it that stays. */
static bool breaks(const layout *l, const line *before, size_t at)
{
    const line *next = &l->lines.items[at];
    if (fabs(before->height - next->height) > .12 * l->body || before->is_note != next->is_note) {
        return true;
    }
    bool below = before->page == next->page && next->top > before->top &&
                 next->left < before->right && next->right > before->left;
    bool beside = before->page == next->page && fabs(before->bottom - next->bottom) < 2;
    if (beside) {
        return false;
    }
    if (below) {
        return breaks_below(l, before, at);
    }
    return breaks_over(l, before, at);
}

static bool ends_with_hyphen(fund_text text, uint32_t *before)
{
    uint32_t c;
    size_t size = fund_corpus_last_char(&c, text.data, text.len);
    return size > 0 && (c == '-' || c == 0x2010 || c == 0xad) && text.len > size &&
           fund_corpus_last_char(before, text.data, text.len - size) > 0;
}

/* A hyphen that stays, as in "CDU-" and "Fraktion", has no blank behind it. */
static void add_line(fund_buf *paragraph, fund_text text)
{
    uint32_t before, c;
    if (paragraph->len > 0) {
        bool hyphen = ends_with_hyphen(fund_text_in(paragraph), &before) &&
                      fund_char_is(before, FUND_CHAR_LETTER | FUND_CHAR_DIGIT);
        fund_utf8_next(&c, text.data, text.len);
        bool stays = hyphen && fund_char_is(c, FUND_CHAR_UPPER | FUND_CHAR_DIGIT);
        fund_buf_append_str(paragraph, stays ? "" : "\n");
    }
    fund_buf_append(paragraph, text.data, text.len);
}

/* The page from here on in a paragraph. */
static void mark_page(layout *l, size_t page, const fund_buf *paragraph)
{
    fund_draft_mark_at(l->reader, FUND_PLACE_PAGE, l->labels.items[page], paragraph->len);
}

/* The paragraphs of one kind: the text, then the notes of each page behind it. */
static void add_notes(layout *l, size_t page)
{
    fund_buf paragraph = FUND_BUF_INIT;
    const line *before = NULL;
    for (size_t i = l->pages.items[page]; i < l->pages.items[page + 1]; i++) {
        const line *at = &l->lines.items[i];
        if (at->dropped || !at->is_note) {
            continue;
        }
        bool begins = before != NULL && isdigit((unsigned char)at->text.data[0]) &&
                      ends_sentence(before->text);
        if (begins) {
            fund_draft_end_paragraph(l->reader, &paragraph);
        }
        if (before == NULL) {
            mark_page(l, page, &paragraph);
        }
        add_line(&paragraph, at->text);
        before = at;
    }
    fund_draft_end_paragraph(l->reader, &paragraph);
    fund_buf_free(&paragraph);
}

/* Notes of a page wait until the paragraph ends that goes on on the next one. */
static void add_paragraphs(layout *l)
{
    fund_buf paragraph = FUND_BUF_INIT;
    const line *before = NULL;
    size_t noted = 0; /* pages whose notes are there */
    for (size_t i = 0; i < l->lines.count; i++) {
        const line *at = &l->lines.items[i];
        if (at->dropped || at->is_note) {
            continue;
        }
        if (before == NULL || breaks(l, before, i)) {
            fund_draft_end_paragraph(l->reader, &paragraph);
            for (; noted < at->page; noted++) {
                add_notes(l, noted);
            }
            mark_page(l, at->page, &paragraph);
        } else if (before->page != at->page) {
            mark_page(l, at->page, &paragraph);
        }
        add_line(&paragraph, at->text);
        before = at;
    }
    fund_draft_end_paragraph(l->reader, &paragraph);
    for (; noted + 1 < l->pages.count; noted++) {
        add_notes(l, noted);
    }
    fund_buf_free(&paragraph);
}

/* ---- the document --------------------------------------------------------------------- */

static void take_text(fund_corpus_reader *reader, int field, char *text)
{
    if (text != NULL && fund_utf8_valid(text, strlen(text), NULL)) {
        fund_draft_set_copy(reader, field, text);
    }
    poppler.g_free(text);
}

/* Programs write the name of a file, or of themselves, where a title should be. */
static bool is_title(fund_text title)
{
    static const char *const ends[] = {".doc",  ".docx", ".odt", ".pdf", ".tex",
                                       ".indd", ".qxd",  ".rtf", ".dvi"};
    if (fund_corpus_is_one_of(title, "untitled unbenannt")) {
        return false;
    }
    for (size_t i = 0; i < FUND_COUNT(ends); i++) {
        size_t len = strlen(ends[i]);
        if (title.len >= len && memcmp(title.data + title.len - len, ends[i], len) == 0) {
            return false;
        }
    }
    return true;
}

/* The first large line, where the document has no title. */
static void find_title(layout *l)
{
    fund_buf title = FUND_BUF_INIT;
    double height = 0;
    for (size_t i = 0; i < l->lines.count && l->lines.items[i].page == 0; i++) {
        const line *at = &l->lines.items[i];
        double grown = at->dropped ? 0 : at->height;
        if (title.len > 0 && fabs(grown - height) > .5) {
            break;
        }
        if (grown > 1.15 * l->body && title.len < 300) {
            height = grown;
            add_line(&title, at->text);
        }
    }
    fund_draft_set(l->reader, FUND_FIELD_TITLE, fund_draft_keep_buf(l->reader, &title));
}

static void take_data(fund_corpus_reader *reader, PopplerDocument *document)
{
    take_text(reader, FUND_FIELD_TITLE, poppler.poppler_document_get_title(document));
    take_text(reader, FUND_FIELD_AUTHOR, poppler.poppler_document_get_author(document));
    if (!is_title(reader->fields[FUND_FIELD_TITLE])) {
        reader->fields[FUND_FIELD_TITLE] = (fund_text){"", 0};
    }
    GDateTime *date = poppler.poppler_document_get_creation_date_time(document);
    if (date != NULL) {
        take_text(reader, FUND_FIELD_DATE,
                  poppler.g_date_time_format(date, "%Y-%m-%dT%H:%M:%S%:z"));
        poppler.g_date_time_unref(date);
    }
}

/* The number of pages that are lost. */
static size_t read_pages(layout *l, PopplerDocument *document, int begin, int end)
{
    fund_corpus_reader *reader = l->reader;
    size_t lost = 0;
    for (int i = begin; i < end && !reader->failed; i++) {
        PopplerPage *page = poppler.poppler_document_get_page(document, i);
        if (page != NULL) {
            take_page(l, page, l->pages.count);
            poppler.g_object_unref(page);
        } else {
            lost++;
        }
        if (i % 16 == 0) {
            fund_child_alive(reader);
        }
    }
    reader->failed |= !fund_array_push(&l->pages, l->lines.count);
    return lost;
}

static void lay_out(layout *l, bool from_first)
{
    drop_edges(l, true);
    drop_edges(l, false);
    order_pages(l);
    find_body(l);
    find_notes(l);
    find_indents(l);
    if (from_first) {
        find_title(l);
    }
    add_paragraphs(l);
}

/* Long documents are laid out and handed over some pages at a time, so that memory has the text of
 * these alone; a paragraph ends there. */
static fund_status read_document(fund_corpus_reader *reader, PopplerDocument *document)
{
    enum { PAGES = 2000 };
    const int count = poppler.poppler_document_get_n_pages(document);
    size_t lost = 0, lines = 0;
    if (count <= 0) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "damaged PDF: %s",
                                fund_tr("cannot be read"));
    }
    fund_draft_clear(reader);
    take_data(reader, document);
    for (int begin = 0, end; begin < count && !reader->failed; begin = end) {
        layout l = {.reader = reader};
        end = count - begin > PAGES ? begin + PAGES : count;
        lost += read_pages(&l, document, begin, end);
        lines += l.lines.count;
        if (!reader->failed && l.lines.count > 0) {
            lay_out(&l, begin == 0);
        }
        fund_array_free(&l.lines);
        fund_array_free(&l.pages);
        fund_array_free(&l.labels);
        if (!reader->failed && end < count) {
            fund_child_hand_over(reader);
        }
    }
    if (reader->failed) {
        return fund_corpus_no_memory(reader);
    }
    if (lines == 0) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT,
                                "no text layer; scanned pictures need OCR first (pages: %d)",
                                count);
    }
    fund_status status =
        lost == 0 ? FUND_OK
                  : fund_corpus_problem(reader, FUND_ERR_FORMAT, false,
                                        "%zu of %d pages are damaged and not read", lost, count);
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}

fund_status fund_pdf_read_here(fund_corpus_reader *reader, fund_text bytes)
{
    GError *error = NULL;
    GBytes *all = poppler.g_bytes_new_static(bytes.data, bytes.len);
    PopplerDocument *document = poppler.poppler_document_new_from_bytes(all, NULL, &error);
    fund_status status;
    if (document == NULL) {
        bool locked = error != NULL && error->domain == poppler.poppler_error_quark() &&
                      error->code == POPPLER_ERROR_ENCRYPTED;
        status = locked
                     ? fund_corpus_lose(reader, FUND_ERR_FORMAT, "encrypted; skipped")
                     : fund_corpus_lose(reader, FUND_ERR_FORMAT, "damaged PDF: %s",
                                        error != NULL ? error->message : fund_tr("cannot be read"));
    } else {
        status = read_document(reader, document);
        poppler.g_object_unref(document);
    }
    poppler.g_clear_error(&error);
    poppler.g_bytes_unref(all);
    return status;
}

fund_status fund_pdf_need(fund_corpus_reader *reader)
{
    return fund_corpus_need(reader, &poppler_library);
}

fund_status fund_pdf_read(fund_corpus_reader *reader, fund_text bytes)
{
    fund_status status = fund_pdf_need(reader);
    return status == FUND_OK ? fund_child_read(reader, bytes, fund_pdf_read_here, NULL) : status;
}
