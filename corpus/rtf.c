/* RTF (Rich Text Format 1.9.1): the text, then its notes, without what is deleted or hidden.
 *
 * A document is groups in braces, control words and text; each group inherits what holds where it
 * begins, and its end puts that back.  A group may be a destination: text that goes elsewhere, or
 * nowhere.  A group that begins with the sign \* and a word that is not known here is one of the
 * latter, as the specification has it; so pictures, objects, macros and fields' codes are data that
 * nobody looks at. */
#include "corpus/corpus_private.h"

#include <ctype.h>
#include <iconv.h>
#include <stdio.h>
#include <stdlib.h>

enum {
    DEPTH_MAX = 10000, /* groups below have the state of the last one above */
    FONTS_MAX = 32768,
    STYLES_MAX = 1024,
    WORD_MAX = 32,
    USUAL_PAGE = 1252,
    SYMBOLS = 1 /* in place of a code page: a font of signs that are no letters */
};

bool fund_rtf_sniff(fund_text head)
{
    return head.len > 5 && memcmp(head.data, "{\\rtf", 5) == 0;
}

/* ---- code pages --------------------------------------------------------------------------------- */

typedef struct code_page {
    int charset; /* of a font: \fcharsetN */
    unsigned short number;
    const char *name;
} code_page;

static const code_page code_pages[] = {
    {0, 0, NULL} /* what the document says */,
    {2, SYMBOLS, NULL},
    {77, 10000, "MACINTOSH"},
    {128, 932, "CP932"},
    {129, 949, "UHC"},
    {134, 936, "CP936"},
    {136, 950, "BIG5"},
    {161, 1253, "CP1253"},
    {162, 1254, "CP1254"},
    {163, 1258, "CP1258"},
    {177, 1255, "CP1255"},
    {178, 1256, "CP1256"},
    {186, 1257, "CP1257"},
    {204, 1251, "CP1251"},
    {222, 874, "CP874"},
    {238, 1250, "CP1250"},
    {254, 437, "CP437"},
    {255, 850, "CP850"},
    {-1, 852, "CP852"},
    {-1, 866, "CP866"},
    {-1, 65001, "UTF-8"},
    {-1, USUAL_PAGE, "WINDOWS-1252"},
};

static unsigned short page_of_charset(long charset)
{
    for (size_t i = 0; i < FUND_COUNT(code_pages); i++) {
        if (code_pages[i].charset == charset && charset >= 0) {
            return code_pages[i].number;
        }
    }
    return 0;
}

static const char *name_of_page(unsigned short number)
{
    for (size_t i = 0; i < FUND_COUNT(code_pages); i++) {
        if (code_pages[i].number == number && code_pages[i].name != NULL) {
            return code_pages[i].name;
        }
    }
    return "WINDOWS-1252";
}

/* ---- the state ------------------------------------------------------------------------------------ */

/* Where text goes. */
typedef enum destination {
    TO_TEXT,
    TO_NOTE,
    TO_NOWHERE,
    TO_FONTS,  /* the table of fonts: what is told of them counts */
    TO_STYLES, /* of styles: their numbers and names */
    TO_TITLE,
    TO_AUTHOR,
    TO_SECTION,
    TO_DATE
} destination;

typedef struct group {
    destination to, around; /* `around`: before \upr, which has its text twice */
    unsigned short page;    /* the code page of the font; 0: the document's */
    unsigned short skip;    /* characters that stand for \u in older programs */
    bool hidden, deleted;
    bool note; /* here a note ends */
} group;

typedef struct document {
    fund_corpus_reader *reader;
    fund_text in;
    size_t pos;

    fund_array(group) outer;
    group now;
    size_t depth;    /* of groups, with those that are not in `outer` */
    bool starred;    /* \* stands before the next word */
    size_t skipping; /* characters that stand for \u */

    fund_buf text, note; /* of the paragraph at hand */
    fund_buf pending;    /* bytes that are not converted yet */
    fund_buf converted;
    fund_texts notes;
    fund_buf name;      /* of a style, or a field of the document's data */
    uint32_t surrogate; /* the first half of a character; 0: none */
    bool is_heading, is_title;

    unsigned short page, usual_font; /* of the document */
    unsigned short *fonts;           /* FONTS_MAX code pages */
    long font;                       /* that the table describes */
    long style;
    unsigned char styles[STYLES_MAX]; /* TITLE_STYLE and so on */
    long date[5];                     /* year to minute */
    size_t unreadable;                /* bytes */
} document;

enum { BODY_STYLE, HEADING_STYLE, TITLE_STYLE };

static fund_buf *target(document *d)
{
    switch (d->now.to) {
    case TO_TEXT:
        return &d->text;
    case TO_NOTE:
        return &d->note;
    case TO_STYLES:
    case TO_TITLE:
    case TO_AUTHOR:
    case TO_SECTION:
        return &d->name;
    default:
        return NULL;
    }
}

static bool is_shown(const document *d)
{
    return !d->now.hidden && !d->now.deleted;
}

/* ---- characters ------------------------------------------------------------------------------------- */

static void append_character(document *d, uint32_t c)
{
    char utf8[4];
    fund_buf *out = is_shown(d) ? target(d) : NULL;
    if (out != NULL) {
        fund_buf_append(out, utf8, fund_utf8_encode(utf8, c));
    }
}

/* Bytes become text when it is known that none of their characters goes on. */
static void convert_pending(document *d)
{
    fund_text bytes = fund_text_in(&d->pending);
    fund_buf *out = is_shown(d) ? target(d) : NULL;
    unsigned short page = d->now.page != 0 ? d->now.page : d->page;
    if (bytes.len == 0) {
        return;
    }
    if (out != NULL && page != SYMBOLS) {
        bool ascii = true;
        for (size_t i = 0; i < bytes.len && ascii; i++) {
            ascii = (unsigned char)bytes.data[i] < 0x80;
        }
        if (ascii || fund_corpus_convert(&d->converted, bytes, name_of_page(page))) {
            const fund_text whole = ascii ? bytes : fund_text_in(&d->converted);
            fund_buf_append(out, whole.data, whole.len);
        } else {
            for (size_t i = 0; i < bytes.len; i++) {
                bool plain = (unsigned char)bytes.data[i] < 0x80;
                d->unreadable += !plain;
                fund_buf_append(out, plain ? bytes.data + i : "\xef\xbf\xbd", plain ? 1 : 3);
            }
        }
    }
    fund_buf_clear(&d->pending);
}

/* A byte of text; one that stands for \u is passed over. */
static void take_byte(document *d, char byte)
{
    if (d->skipping > 0) {
        d->skipping--;
    } else if (byte != '\0' && target(d) != NULL) {
        fund_buf_append_byte(&d->pending, byte);
    }
}

static void take_sign(document *d, uint32_t c)
{
    if (d->skipping > 0) {
        d->skipping--;
        return;
    }
    convert_pending(d);
    append_character(d, c);
}

/* Half characters come in pairs; signs of symbol fonts are in an area of their own. */
static void take_unicode(document *d, long value)
{
    uint32_t c = (uint32_t)(value < 0 ? value + 65536 : value);
    convert_pending(d);
    if (c >= 0xd800 && c < 0xdc00) {
        d->surrogate = c;
    } else if (c >= 0xdc00 && c < 0xe000) {
        append_character(d, d->surrogate != 0
                                ? 0x10000 + ((d->surrogate - 0xd800) << 10) + (c - 0xdc00)
                                : 0xfffd);
        d->surrogate = 0;
    } else if (c > 0 && c <= 0x10ffff && (c < 0xe000 || c >= 0xf900)) {
        append_character(d, c);
    }
    d->skipping = d->now.skip;
}

/* ---- paragraphs ---------------------------------------------------------------------------------------- */

static void end_paragraph(document *d)
{
    fund_corpus_reader *reader = d->reader;
    convert_pending(d);
    if (d->now.to == TO_NOTE) {
        fund_buf_append_byte(&d->note, '\n');
    } else if (d->now.to == TO_TEXT) {
        fund_text text = fund_corpus_trim(fund_text_in(&d->text));
        if (d->is_title && text.len > 0) {
            fund_draft_set(reader, FUND_FIELD_TITLE, fund_draft_keep(reader, text));
        }
        if (d->is_heading && text.len > 0) {
            fund_draft_mark(reader, FUND_PLACE_CHAPTER, text);
        }
        fund_draft_end_paragraph(reader, &d->text);
    }
}

/* Notes stand behind the text. */
static void end_note(document *d)
{
    fund_text note = fund_corpus_trim(fund_text_in(&d->note));
    if (note.len > 0) {
        d->reader->failed |= !fund_array_push(&d->notes, fund_draft_keep(d->reader, note));
    }
    fund_buf_clear(&d->note);
}

static void end_field(document *d)
{
    static const struct {
        destination to;
        int field;
    } rows[] = {{TO_TITLE, FUND_FIELD_TITLE},
                {TO_AUTHOR, FUND_FIELD_AUTHOR},
                {TO_SECTION, FUND_FIELD_SECTION}};
    for (size_t i = 0; i < FUND_COUNT(rows); i++) {
        if (rows[i].to == d->now.to) {
            fund_text name = fund_corpus_trim(fund_text_in(&d->name));
            fund_draft_set(d->reader, rows[i].field, fund_draft_keep(d->reader, name));
        }
    }
    if (d->now.to == TO_DATE && d->date[0] > 0) {
        char iso[160];
        snprintf(iso, sizeof iso, "%04ld-%02ld-%02ldT%02ld:%02ld", d->date[0], d->date[1],
                 d->date[2], d->date[3], d->date[4]);
        fund_draft_set_copy(d->reader, FUND_FIELD_DATE, iso);
    }
    fund_buf_clear(&d->name);
}

/* "heading 1;", "Überschrift 2;" */
static void end_style(document *d)
{
    fund_text name = fund_corpus_trim(fund_text_in(&d->name));
    static const struct {
        const char *name;
        unsigned char kind;
    } known[] = {{"heading", HEADING_STYLE},
                 {"Überschrift", HEADING_STYLE},
                 {"Title;", TITLE_STYLE},
                 {"Titel;", TITLE_STYLE}};
    for (size_t i = 0; i < FUND_COUNT(known) && d->style >= 0 && d->style < STYLES_MAX; i++) {
        size_t len = strlen(known[i].name);
        if (name.len >= len && strncasecmp(name.data, known[i].name, len) == 0) {
            d->styles[d->style] = known[i].kind;
        }
    }
    fund_buf_clear(&d->name);
    d->style = 0;
}

/* ---- groups ------------------------------------------------------------------------------------------------ */

static void open_group(document *d)
{
    convert_pending(d);
    d->skipping = 0;
    d->starred = false;
    if (d->depth++ < DEPTH_MAX) {
        d->reader->failed |= !fund_array_push(&d->outer, d->now);
    }
    d->now.note = false;
}

static void close_group(document *d)
{
    convert_pending(d);
    d->skipping = 0;
    d->starred = false;
    if (d->now.to == TO_STYLES) {
        end_style(d);
    }
    if (d->now.note) {
        end_note(d);
    }
    if (d->depth == 0 || --d->depth >= DEPTH_MAX || d->outer.count == 0) {
        return;
    }
    group inner = d->now;
    group outer = d->outer.items[--d->outer.count];
    if (inner.to != outer.to) {
        end_field(d);
    }
    d->now = outer;
}

static void go_to(document *d, destination to)
{
    /* Nothing comes back from where it is not looked at, but for tables within such groups. */
    if (d->now.to != TO_NOWHERE) {
        convert_pending(d);
        d->now.to = to;
    }
}

/* ---- control words --------------------------------------------------------------------------------------- */

typedef enum action {
    DO_SIGN,      /* a character */
    DO_PARAGRAPH, /* one ends */
    DO_GO,        /* the group is a destination */
    DO_NOTE,
    DO_TWICE,   /* {\upr{old}{\*\ud{new}}} */
    DO_UNICODE, /* the new one of both */
    DO_PLAIN,
    DO_NEW_PARAGRAPH,
    DO_HIDE,
    DO_DELETE,
    DO_FONT,
    DO_CHARSET,
    DO_FONT_PAGE,
    DO_PAGE,
    DO_SYSTEM,
    DO_USUAL_FONT,
    DO_STYLE,
    DO_OUTLINE,
    DO_SKIP,
    DO_CODE,
    DO_BYTES,
    DO_DATE
} action;

typedef struct control {
    const char *word;
    action what;
    uint32_t value; /* a character, a destination, the place of a number */
} control;

/* Sorted by strcmp(). */
static const control controls[] = {
    {"ansicpg", DO_PAGE, 0},
    {"atnauthor", DO_GO, TO_NOWHERE},
    {"atnid", DO_GO, TO_NOWHERE},
    {"author", DO_GO, TO_AUTHOR},
    {"bin", DO_BYTES, 0},
    {"bullet", DO_SIGN, 0x2022},
    {"category", DO_GO, TO_SECTION},
    {"cell", DO_PARAGRAPH, 0},
    {"colortbl", DO_GO, TO_NOWHERE},
    {"column", DO_PARAGRAPH, 0},
    {"comment", DO_GO, TO_NOWHERE},
    {"company", DO_GO, TO_NOWHERE},
    {"cpg", DO_FONT_PAGE, 0},
    {"creatim", DO_GO, TO_DATE},
    {"deff", DO_USUAL_FONT, 0},
    {"deleted", DO_DELETE, 0},
    {"doccomm", DO_GO, TO_NOWHERE},
    {"dy", DO_DATE, 2},
    {"emdash", DO_SIGN, 0x2014},
    {"emspace", DO_SIGN, ' '},
    {"endash", DO_SIGN, 0x2013},
    {"enspace", DO_SIGN, ' '},
    {"f", DO_FONT, 0},
    {"fcharset", DO_CHARSET, 0},
    {"fldinst", DO_GO, TO_NOWHERE},
    {"fonttbl", DO_GO, TO_FONTS},
    {"footer", DO_GO, TO_NOWHERE},
    {"footerf", DO_GO, TO_NOWHERE},
    {"footerl", DO_GO, TO_NOWHERE},
    {"footerr", DO_GO, TO_NOWHERE},
    {"footnote", DO_NOTE, 0},
    {"ftncn", DO_GO, TO_NOWHERE},
    {"ftnsep", DO_GO, TO_NOWHERE},
    {"ftnsepc", DO_GO, TO_NOWHERE},
    {"header", DO_GO, TO_NOWHERE},
    {"headerf", DO_GO, TO_NOWHERE},
    {"headerl", DO_GO, TO_NOWHERE},
    {"headerr", DO_GO, TO_NOWHERE},
    {"hlinkbase", DO_GO, TO_NOWHERE},
    {"hr", DO_DATE, 3},
    {"info", DO_GO, TO_NOWHERE},
    {"keywords", DO_GO, TO_NOWHERE},
    {"ldblquote", DO_SIGN, 0x201c},
    {"line", DO_SIGN, '\n'},
    {"listtext", DO_GO, TO_NOWHERE},
    {"lquote", DO_SIGN, 0x2018},
    {"mac", DO_SYSTEM, 10000},
    {"manager", DO_GO, TO_NOWHERE},
    {"min", DO_DATE, 4},
    {"mo", DO_DATE, 1},
    {"nestcell", DO_PARAGRAPH, 0},
    {"nestrow", DO_PARAGRAPH, 0},
    {"nonesttables", DO_GO, TO_NOWHERE},
    {"nonshppict", DO_GO, TO_NOWHERE},
    {"operator", DO_GO, TO_NOWHERE},
    {"outlinelevel", DO_OUTLINE, 0},
    {"page", DO_PARAGRAPH, 0},
    {"par", DO_PARAGRAPH, 0},
    {"pard", DO_NEW_PARAGRAPH, 0},
    {"pc", DO_SYSTEM, 437},
    {"pca", DO_SYSTEM, 850},
    {"pict", DO_GO, TO_NOWHERE},
    {"plain", DO_PLAIN, 0},
    {"pntext", DO_GO, TO_NOWHERE},
    {"printim", DO_GO, TO_NOWHERE},
    {"private", DO_GO, TO_NOWHERE},
    {"qmspace", DO_SIGN, ' '},
    {"rdblquote", DO_SIGN, 0x201d},
    {"revtim", DO_GO, TO_NOWHERE},
    {"row", DO_PARAGRAPH, 0},
    {"rquote", DO_SIGN, 0x2019},
    {"rxe", DO_GO, TO_NOWHERE},
    {"s", DO_STYLE, 0},
    {"sect", DO_PARAGRAPH, 0},
    {"shpinst", DO_GO, TO_TEXT},
    {"shprslt", DO_GO, TO_NOWHERE},
    {"softline", DO_SIGN, '\n'},
    {"sp", DO_GO, TO_NOWHERE},
    {"stylesheet", DO_GO, TO_STYLES},
    {"subject", DO_GO, TO_NOWHERE},
    {"tab", DO_SIGN, ' '},
    {"tc", DO_GO, TO_NOWHERE},
    {"template", DO_GO, TO_NOWHERE},
    {"title", DO_GO, TO_TITLE},
    {"txe", DO_GO, TO_NOWHERE},
    {"u", DO_CODE, 0},
    {"uc", DO_SKIP, 0},
    {"ud", DO_UNICODE, 0},
    {"upr", DO_TWICE, 0},
    {"v", DO_HIDE, 0},
    {"xe", DO_GO, TO_NOWHERE},
    {"yr", DO_DATE, 0},
};

static int by_word(const void *key, const void *row)
{
    return strcmp(key, ((const control *)row)->word);
}

static void take_font(document *d, long number)
{
    bool known = number >= 0 && number < FONTS_MAX;
    if (d->now.to == TO_FONTS) {
        d->font = known ? number : FONTS_MAX;
        return;
    }
    convert_pending(d);
    d->now.page = known ? d->fonts[number] : 0;
}

static void describe_font(document *d, unsigned short page)
{
    if (d->now.to == TO_FONTS && d->font < FONTS_MAX) {
        d->fonts[d->font] = page;
    }
}

static void take_style(document *d, long number)
{
    if (d->now.to == TO_STYLES) {
        d->style = number;
    } else if (number >= 0 && number < STYLES_MAX) {
        d->is_heading = d->styles[number] == HEADING_STYLE;
        d->is_title = d->styles[number] == TITLE_STYLE;
    }
}

static void begin_note(document *d)
{
    if (d->now.to == TO_TEXT) {
        go_to(d, TO_NOTE);
        d->now.note = true;
    }
}

/* Of the document's data, which is passed over but for this. */
static bool is_of_data(const control *c)
{
    return c->what == DO_GO && (c->value == TO_TITLE || c->value == TO_AUTHOR ||
                                c->value == TO_SECTION || c->value == TO_DATE);
}

static void follow_destination(document *d, const control *c)
{
    if (is_of_data(c)) {
        d->now.to = d->outer.count > 1 ? (destination)c->value : d->now.to;
    } else {
        go_to(d, c->value == TO_TEXT ? d->now.to : (destination)c->value);
    }
}

/* What holds for the characters that follow. */
static void follow_format(document *d, action what, bool on, long number)
{
    convert_pending(d);
    switch (what) {
    case DO_PLAIN:
        d->now.hidden = d->now.deleted = false;
        d->now.page = d->fonts[d->usual_font];
        break;
    case DO_NEW_PARAGRAPH:
        d->is_heading = d->is_title = false;
        break;
    case DO_HIDE:
        d->now.hidden = on;
        break;
    case DO_DELETE:
        d->now.deleted = on;
        break;
    case DO_OUTLINE:
        d->is_heading = number >= 0 && number < 9;
        break;
    case DO_SKIP:
        d->now.skip = number >= 0 && number < 1000 ? (unsigned short)number : 1;
        break;
    case DO_PAGE:
    case DO_SYSTEM:
        d->page = number > 1 && number < 65536 ? (unsigned short)number : USUAL_PAGE;
        break;
    case DO_USUAL_FONT:
        d->usual_font = number >= 0 && number < FONTS_MAX ? (unsigned short)number : 0;
        break;
    default:
        break;
    }
}

/* Data that is no text, or what there is of it. */
static void skip_bytes(document *d, size_t count)
{
    size_t left = d->in.len - d->pos;
    d->pos += count < left ? count : left;
}

static void follow(document *d, const control *c, bool has_number, long number)
{
    switch (c->what) {
    case DO_SIGN:
        take_sign(d, c->value);
        break;
    case DO_PARAGRAPH:
        end_paragraph(d);
        break;
    case DO_GO:
        follow_destination(d, c);
        break;
    case DO_NOTE:
        begin_note(d);
        break;
    case DO_TWICE:
        d->now.around = d->now.to;
        go_to(d, TO_NOWHERE);
        break;
    case DO_UNICODE:
        d->now.to = d->now.around;
        break;
    case DO_FONT:
        take_font(d, number);
        break;
    case DO_CHARSET:
        describe_font(d, page_of_charset(number));
        break;
    case DO_FONT_PAGE:
        describe_font(d, number > 1 && number < 65536 ? (unsigned short)number : 0);
        break;
    case DO_STYLE:
        take_style(d, number);
        break;
    case DO_CODE:
        take_unicode(d, number);
        break;
    case DO_BYTES:
        skip_bytes(d, number > 0 ? (size_t)number : 0);
        break;
    case DO_DATE:
        d->date[c->value] = d->now.to == TO_DATE ? number : d->date[c->value];
        break;
    default:
        follow_format(d, c->what, !has_number || number != 0,
                      c->what == DO_SYSTEM ? (long)c->value : number);
        break;
    }
}

/* A word, its number, and the blank that ends them. */
static void take_word(document *d)
{
    char word[WORD_MAX + 1];
    size_t len = 0;
    for (; d->pos < d->in.len && isalpha((unsigned char)d->in.data[d->pos]); d->pos++) {
        if (len < WORD_MAX) {
            word[len++] = d->in.data[d->pos];
        }
    }
    word[len] = '\0';
    bool negative = d->pos < d->in.len && d->in.data[d->pos] == '-';
    size_t digits = d->pos + negative;
    bool has_number = digits < d->in.len && isdigit((unsigned char)d->in.data[digits]);
    long number = 0;
    for (; has_number && digits < d->in.len && isdigit((unsigned char)d->in.data[digits]);
         digits++) {
        number = number < 100000000 ? number * 10 + (d->in.data[digits] - '0') : number;
    }
    d->pos = has_number ? digits : d->pos;
    d->pos += d->pos < d->in.len && d->in.data[d->pos] == ' ';
    const control *c = bsearch(word, controls, FUND_COUNT(controls), sizeof *controls, by_word);
    if (d->skipping > 0 && (c == NULL || c->what != DO_BYTES)) {
        d->skipping--;
    } else if (c != NULL) {
        follow(d, c, has_number, negative ? -number : number);
    } else if (d->starred) {
        go_to(d, TO_NOWHERE);
    }
    d->starred = false;
}

static int hex_digit(char c)
{
    return isdigit((unsigned char)c)    ? c - '0'
           : isxdigit((unsigned char)c) ? (c | 0x20) - 'a' + 10
                                        : -1;
}

static void take_hex(document *d)
{
    int high = d->pos + 1 < d->in.len ? hex_digit(d->in.data[d->pos]) : -1;
    int low = high >= 0 ? hex_digit(d->in.data[d->pos + 1]) : -1;
    if (low >= 0) {
        d->pos += 2;
        take_byte(d, (char)(high * 16 + low));
    }
}

/* What follows a backslash. */
static void take_control(document *d)
{
    if (d->pos >= d->in.len) {
        return;
    }
    char c = d->in.data[d->pos];
    if (isalpha((unsigned char)c)) {
        take_word(d);
        return;
    }
    d->pos++;
    switch (c) {
    case '\'':
        take_hex(d);
        break;
    case '*':
        d->starred = true;
        break;
    case '~':
        take_sign(d, 0xa0);
        break;
    case '_':
        take_sign(d, '-');
        break;
    case '\r':
    case '\n':
        end_paragraph(d);
        break;
    case '\\':
    case '{':
    case '}':
        take_byte(d, c);
        break;
    default: /* "\-", a place where a word may be broken, and signs of the index */
        d->skipping -= d->skipping > 0;
        break;
    }
}

static void take_all(document *d)
{
    bool begun = false;
    while (d->pos < d->in.len && !d->reader->failed && (d->depth > 0 || !begun)) {
        char c = d->in.data[d->pos++];
        begun = true;
        if (c == '{') {
            open_group(d);
        } else if (c == '}') {
            close_group(d);
        } else if (c == '\\') {
            take_control(d);
        } else if (c != '\r' && c != '\n') {
            take_byte(d, c);
        }
    }
}

/* ---- the document ------------------------------------------------------------------------------------------ */

static fund_status deliver(document *d)
{
    fund_corpus_reader *reader = d->reader;
    bool cut_off = d->depth > 0;
    d->now.to = TO_TEXT;
    end_paragraph(d);
    for (size_t i = 0; i < d->notes.count; i++) {
        fund_draft_add_paragraph(reader, d->notes.items[i]);
    }
    reader->failed |= d->pending.failed || d->converted.failed || d->name.failed || d->note.failed;
    fund_status status = reader->failed ? fund_corpus_no_memory(reader) : FUND_OK;
    if (status == FUND_OK && cut_off) {
        status = fund_corpus_problem(reader, FUND_ERR_FORMAT, false, "is cut off");
    }
    if (status == FUND_OK && d->unreadable > 0) {
        status = fund_corpus_problem(reader, FUND_ERR_ENCODING, false,
                                     "%zu bytes are not in their encoding", d->unreadable);
    }
    return status == FUND_OK ? fund_draft_deliver(reader) : status;
}

fund_status fund_rtf_read_here(fund_corpus_reader *reader, fund_text bytes)
{
    document d = {.reader = reader, .in = bytes, .page = USUAL_PAGE, .now = {.skip = 1}};
    if (!fund_rtf_sniff(bytes)) {
        return fund_corpus_lose(reader, FUND_ERR_FORMAT, "no RTF");
    }
    fund_draft_clear(reader);
    d.fonts = calloc(FONTS_MAX, sizeof *d.fonts);
    if (d.fonts == NULL) {
        return fund_corpus_no_memory(reader);
    }
    take_all(&d);
    fund_status status = deliver(&d);
    fund_array_free(&d.outer);
    fund_array_free(&d.notes);
    fund_buf_free(&d.text);
    fund_buf_free(&d.note);
    fund_buf_free(&d.pending);
    fund_buf_free(&d.converted);
    fund_buf_free(&d.name);
    free(d.fonts);
    return status;
}

/* The C library loads the tables of encodings from files, which a child cannot open: those that the
 * document names are there before it begins. */
fund_status fund_rtf_read(fund_corpus_reader *reader, fund_text bytes)
{
    iconv_t kept[FUND_COUNT(code_pages)];
    for (size_t i = 0; i < FUND_COUNT(code_pages); i++) {
        char charset[24], page[24];
        snprintf(charset, sizeof charset, "\\fcharset%d", code_pages[i].charset);
        snprintf(page, sizeof page, "cpg%u", (unsigned)code_pages[i].number);
        bool named = code_pages[i].name != NULL &&
                     (code_pages[i].number == USUAL_PAGE || code_pages[i].number == 10000 ||
                      code_pages[i].number == 437 || code_pages[i].number == 850 ||
                      memmem(bytes.data, bytes.len, charset, strlen(charset)) != NULL ||
                      memmem(bytes.data, bytes.len, page, strlen(page)) != NULL);
        kept[i] = named ? iconv_open("UTF-8", code_pages[i].name) : (iconv_t)-1;
    }
    fund_status status = fund_child_read(reader, bytes, fund_rtf_read_here, NULL);
    for (size_t i = 0; i < FUND_COUNT(code_pages); i++) {
        if (kept[i] != (iconv_t)-1) {
            iconv_close(kept[i]);
        }
    }
    return status;
}
