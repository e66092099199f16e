/* Rows as text, CSV (RFC 4180), tab-separated values or JSON Lines. */
#include "cli/counting.h"

#include <string.h>

enum { NUMBER_COLUMNS = 9 };

bool cli_table_format_parse(cli_table_format *out, const char *name, bool json)
{
    static const char *const names[] = {"text", "csv", "tsv", "json", NULL};
    int chosen = json ? CLI_TABLE_JSON : CLI_TABLE_TEXT;
    bool ok = cli_choose(&chosen, "format", name, names);
    *out = (cli_table_format)chosen;
    return ok;
}

/* ---- text ------------------------------------------------------------------------- */

static size_t columns_of(const cli_cell *cell)
{
    const char *label = fund_tr(cell->label);
    size_t width = cli_width(label, strlen(label));
    return width > NUMBER_COLUMNS ? width : NUMBER_COLUMNS;
}

static void print_right(const char *text, size_t columns)
{
    size_t width = cli_width(text, strlen(text));
    printf("%*s%s  ", (int)(columns > width ? columns - width : 0), "", text);
}

/* Numbers first, so that they stand below each other however long the texts are. */
static void print_text(const cli_cell *cells, size_t count, bool head)
{
    char number[64];
    for (size_t i = 0; i < count; i++) {
        const cli_cell *cell = &cells[i];
        if (cell->label == NULL || cell->text != NULL) {
            continue;
        }
        if (cell->decimals < 0) {
            snprintf(number, sizeof number, "%llu", (unsigned long long)cell->number);
        } else {
            snprintf(number, sizeof number, "%.*f", cell->decimals, cell->value);
        }
        print_right(head ? fund_tr(cell->label) : number, columns_of(cell));
    }
    const char *between = "";
    for (size_t i = 0; i < count; i++) {
        const cli_cell *cell = &cells[i];
        if (cell->label != NULL && cell->text != NULL) {
            fputs(between, stdout);
            cli_print_string(head ? fund_tr(cell->label) : cell->text);
            between = "  ";
        }
    }
    putchar('\n');
}

/* ---- for programs ------------------------------------------------------------------ */

static void print_fields(cli_table_format format, const cli_cell *cells, size_t count)
{
    bool tsv = format == CLI_TABLE_TSV;
    for (size_t i = 0; i < count; i++) {
        const cli_cell *cell = &cells[i];
        fputs(i == 0 ? "" : tsv ? "\t" : ",", stdout);
        if (cell->text != NULL && tsv) {
            cli_print_tsv(cell->text, cell->len);
        } else if (cell->text != NULL) {
            cli_print_csv(cell->text, cell->len);
        } else if (cell->decimals < 0) {
            printf("%llu", (unsigned long long)cell->number);
        } else {
            printf("%.9g", cell->value);
        }
    }
    fputs(tsv ? "\n" : "\r\n", stdout);
}

static bool print_object(const cli_cell *cells, size_t count)
{
    json_t *object = json_object();
    for (size_t i = 0; i < count && object != NULL; i++) {
        const cli_cell *cell = &cells[i];
        json_t *value = cell->text != NULL   ? fund_json_bytes(cell->text, cell->len)
                        : cell->decimals < 0 ? json_integer((json_int_t)cell->number)
                                             : json_real(cell->value);
        json_object_set_new(object, cell->name, value);
    }
    return cli_print_json(object);
}

void cli_table_head(cli_table_format format, const cli_cell *cells, size_t count)
{
    if (format == CLI_TABLE_TEXT) {
        print_text(cells, count, true);
        return;
    }
    for (size_t i = 0; i < count && format != CLI_TABLE_JSON; i++) {
        const char *end = format == CLI_TABLE_TSV ? "\n" : "\r\n";
        printf("%s%s", cells[i].name, i + 1 == count ? end : format == CLI_TABLE_TSV ? "\t" : ",");
    }
}

bool cli_table_row(cli_table_format format, const cli_cell *cells, size_t count)
{
    if (format == CLI_TABLE_JSON) {
        return print_object(cells, count);
    }
    if (format == CLI_TABLE_TEXT) {
        print_text(cells, count, false);
    } else {
        print_fields(format, cells, count);
    }
    return true;
}
