/* Tables in CSV and TSV with a header, by libcsv: a row is an article.
 *
 * Columns have the names of fields, as in JSON and in the header of a text; what is between them is
 * the sign that the header has most of. */
#include "corpus/corpus_private.h"

#include <csv.h>
#include <errno.h>
#include <string.h>

#define CSV_NAMES(X)                                                                               \
    X(csv_error)                                                                                   \
    X(csv_fini)                                                                                    \
    X(csv_free)                                                                                    \
    X(csv_init)                                                                                    \
    X(csv_parse)                                                                                   \
    X(csv_set_delim)

FUND_LIBRARY(libcsv, CSV_NAMES, NULL, FUND_LIBRARY_CSV)

enum { COLUMNS_MAX = 4096, COLUMN_BODY = FUND_FIELD_COUNT, COLUMN_OTHER };

typedef struct table {
    fund_corpus_reader *reader;
    unsigned char kinds[COLUMNS_MAX]; /* of each column: a field, the body, or another */
    size_t columns;                   /* of the header */
    size_t column;                    /* the next one of the row at hand */
    size_t rows;                      /* that were read */
    size_t bytes;                     /* of the row at hand */
    bool in_header, has_body, too_large;
    fund_status status; /* why no further rows are taken */
} table;

static int usual_kind_of(fund_text name)
{
    int field = fund_text_field_of(name);
    return field >= 0 ? field
           : fund_corpus_is_one_of(name, "text body inhalt content volltext artikel article "
                                         "nachricht beschreibung description")
               ? COLUMN_BODY
           : fund_corpus_is_one_of(name, "headline \xc3\xbc"
                                         "berschrift schlagzeile")
               ? FUND_FIELD_TITLE
           : fund_corpus_is_one_of(name, "rubrik kategorie category thema") ? FUND_FIELD_SECTION
           : fund_corpus_is_one_of(name, "autorin verfasser name")          ? FUND_FIELD_AUTHOR
           : fund_corpus_is_one_of(name, "link adresse uri")                ? FUND_FIELD_URL
           : fund_corpus_is_one_of(name, "ver\xc3\xb6"
                                         "ffentlicht published erschienen")
               ? FUND_FIELD_DATE
               : COLUMN_OTHER;
}

/* What the caller has a name for has no other one. */
static int kind_of(fund_corpus_reader *reader, fund_text name)
{
    int field = fund_field_map_of(&reader->map, name);
    reader->map.asked = true;
    if (field >= 0) {
        return field;
    }
    int kind = usual_kind_of(name);
    return kind != COLUMN_OTHER && fund_field_map_has(&reader->map, kind) ? COLUMN_OTHER : kind;
}

/* In a table of ISO-8859-1 or Windows-1252 each cell is converted for itself. */
static fund_text cell_of(table *t, const void *data, size_t len)
{
    fund_text text = {data, len};
    fund_buf converted = FUND_BUF_INIT;
    if (!fund_utf8_valid(data, len, NULL)) {
        fund_text_to_utf8(&text, &converted, data, len, t->reader->name.data, NULL);
    }
    bool ok =
        fund_utf8_valid(text.data, text.len, NULL) && memchr(text.data, '\0', text.len) == NULL;
    fund_text kept = ok ? fund_draft_keep(t->reader, text) : (fund_text){"", 0};
    fund_buf_free(&converted);
    return kept;
}

static void take_cell(void *data, size_t len, void *payload)
{
    table *t = payload;
    size_t column = t->column++;
    t->bytes += len;
    if (t->status != FUND_OK || column >= COLUMNS_MAX || t->bytes > t->reader->limit) {
        t->too_large |= t->bytes > t->reader->limit;
        return;
    }
    fund_text cell = cell_of(t, data, len);
    if (t->in_header) {
        cell = fund_corpus_trim(fund_corpus_skip_bom(cell));
        t->kinds[column] = (unsigned char)kind_of(t->reader, cell);
        t->has_body |= t->kinds[column] == COLUMN_BODY;
        t->columns = t->column;
    } else if (column < t->columns && t->kinds[column] == COLUMN_BODY) {
        fund_draft_split(t->reader, cell, true);
    } else if (column < t->columns && t->kinds[column] < COLUMN_BODY) {
        fund_draft_set(t->reader, t->kinds[column], fund_corpus_trim(cell));
    }
}

static fund_status end_header(table *t)
{
    t->in_header = false;
    return t->has_body ? FUND_OK
           : fund_field_map_has(&t->reader->map, FUND_MAPPED_BODY)
               ? fund_corpus_lose(t->reader, FUND_ERR_FORMAT,
                                  "the header of the table has no column that is the text (map)")
               : fund_corpus_lose(t->reader, FUND_ERR_FORMAT,
                                  "the header of the table names no column \"text\"");
}

static void end_row(int terminator, void *payload)
{
    table *t = payload;
    (void)terminator;
    if (t->status != FUND_OK) {
        return;
    }
    if (t->in_header) {
        t->status = end_header(t);
    } else {
        t->reader->item = ++t->rows;
        fund_status status =
            t->too_large ? fund_corpus_lose(t->reader, FUND_ERR_FORMAT,
                                            "larger than the limit of %zu bytes", t->reader->limit)
                         : fund_draft_deliver(t->reader);
        t->status = fund_corpus_go_on(status);
    }
    fund_draft_clear(t->reader);
    t->column = t->bytes = 0;
    t->too_large = false;
}

/* The sign that is most frequent in the first line, outside of quotes. */
static unsigned char delimiter_of(fund_text head)
{
    static const char signs[] = ";,\t|";
    size_t counts[sizeof signs] = {0}, most = 0;
    bool quoted = false;
    for (size_t i = 0; i < head.len && (quoted || (head.data[i] != '\n' && head.data[i] != '\r'));
         i++) {
        quoted ^= head.data[i] == '"';
        const char *sign = quoted ? NULL : memchr(signs, head.data[i], sizeof signs - 1);
        if (sign != NULL && ++counts[sign - signs] > counts[most]) {
            most = (size_t)(sign - signs);
        }
    }
    return (unsigned char)signs[most];
}

/* Of libcsv's states, which its header does not name. */
enum { IN_CELL = 2 };

static fund_status parse_rows(table *t, struct csv_parser *parser, fund_corpus_source *source)
{
    fund_status status = FUND_OK;
    while (status == FUND_OK && t->status == FUND_OK) {
        fund_text block = fund_corpus_rest(source);
        if (libcsv.csv_parse(parser, block.data, block.len, take_cell, end_row, t) < block.len ||
            t->reader->failed) {
            return t->reader->failed || libcsv.csv_error(parser) == CSV_ENOMEM
                       ? fund_corpus_no_memory(t->reader)
                       : fund_corpus_lose(t->reader, FUND_ERR_FORMAT, "not a table in CSV");
        }
        source->start = source->scanned = source->buf.len;
        if (source->end) {
            break;
        }
        if (t->bytes > t->reader->limit || parser->entry_pos > t->reader->limit) {
            return fund_corpus_lose(t->reader, FUND_ERR_FORMAT,
                                    "larger than the limit of %zu bytes", t->reader->limit);
        }
        status = fund_corpus_source_fill(source);
    }
    if (status == FUND_OK && t->status == FUND_OK && parser->quoted && parser->pstate == IN_CELL) {
        t->reader->item = t->rows + 1;
        status =
            fund_corpus_problem(t->reader, FUND_ERR_FORMAT, true,
                                "a quotation mark is not closed; everything after it is one cell");
    }
    if (status == FUND_OK && t->status == FUND_OK) {
        libcsv.csv_fini(parser, take_cell, end_row, t);
    }
    return status != FUND_OK      ? status
           : t->status != FUND_OK ? t->status
           : source->errnum != 0  ? fund_corpus_read_error(source)
                                  : FUND_OK;
}

/* A table whose bytes are of two each has to be converted as a whole. */
static fund_status convert(fund_corpus_source *source, fund_buf *converted)
{
    fund_text text;
    fund_status status = fund_corpus_load(&text, source);
    if (status == FUND_OK) {
        status = fund_corpus_decode(&text, converted, text, "", source->reader);
    }
    if (status == FUND_OK) {
        fund_buf_clear(&source->buf);
        fund_buf_append(&source->buf, text.data, text.len);
        source->start = source->scanned = 0;
    }
    return status == FUND_OK && source->buf.failed ? fund_corpus_no_memory(source->reader) : status;
}

fund_status fund_table_read(fund_corpus_source *source)
{
    fund_corpus_reader *reader = source->reader;
    struct csv_parser parser;
    table t = {.reader = reader, .in_header = true, .status = FUND_OK};
    fund_buf converted = FUND_BUF_INIT;
    fund_status status = fund_corpus_need(reader, &libcsv_library);
    if (status == FUND_OK && fund_corpus_is_utf16(fund_corpus_rest(source))) {
        status = convert(source, &converted);
    }
    if (status == FUND_OK && libcsv.csv_init(&parser, 0) != 0) {
        status = fund_corpus_no_memory(reader);
    } else if (status == FUND_OK) {
        libcsv.csv_set_delim(&parser, delimiter_of(fund_corpus_rest(source)));
        fund_draft_clear(reader);
        status = parse_rows(&t, &parser, source);
        libcsv.csv_free(&parser);
    }
    reader->item = 0;
    fund_buf_free(&converted);
    return status;
}
