#include "cli/cli_private.h"

#include "corpus/corpus.h"

#include <string.h>

enum { TEXT_COLUMN = 10, WIDTH = 80 };

/* Words of a text, from a column on, in lines of the usual width. */
static void print_wrapped(const char *text)
{
    size_t column = TEXT_COLUMN;
    printf("%*s", TEXT_COLUMN, "");
    for (const char *at = text; *at != '\0';) {
        size_t len = strcspn(at, " ");
        size_t columns = cli_width(at, len);
        if (column + columns > WIDTH && column > TEXT_COLUMN) {
            printf("\n%*s", TEXT_COLUMN, "");
            column = TEXT_COLUMN;
        }
        printf("%s%.*s", column > TEXT_COLUMN ? " " : "", (int)len, at);
        column += columns + 1;
        at += len;
        at += strspn(at, " ");
    }
    putchar('\n');
}

static void print_format_json(const fund_format *format)
{
    json_t *extensions = json_array();
    for (const char *at = format->extensions; *at != '\0';) {
        at += strspn(at, " ");
        size_t len = strcspn(at, " ");
        if (len > 0) {
            json_array_append_new(extensions, json_stringn(at, len));
        }
        at += len;
    }
    cli_print_json(json_pack("{s:s, s:o, s:s}", "format", format->name, "extensions", extensions,
                             "taken", format->taken));
}

cli_exit cmd_formats(const cli_command *command, int argc, char **argv)
{
    bool json = false;
    const cli_option options[] = {
        CLI_OPTION_FLAG(0, "json", &json, "print one JSON object per format"),
    };
    cli_call call;
    if (!cli_parse(&call, command, options, CLI_COUNT(options), argc, argv)) {
        return call.exit;
    }
    if (!cli_has_no_words(&call)) {
        return CLI_ERROR;
    }
    const fund_format *format;
    for (size_t i = 0; (format = fund_format_at(i)) != NULL; i++) {
        if (json) {
            print_format_json(format);
        } else {
            printf("%-9s%s\n", format->name, format->extensions);
            print_wrapped(fund_tr(format->taken));
        }
    }
    if (!json) {
        const char *guards = fund_child_guards();
        printf(fund_tr("\nPDF, DOCX, ODT, RTF and EPUB are read in a child process: %s\n"),
               guards[0] != '\0' ? guards : fund_tr("with limits alone"));
    }
    return cli_done(true);
}

bool cli_check_format(const char *name)
{
    const char *names[64];
    size_t count = 0;
    const fund_format *format;
    if (name == NULL || fund_format_named(name) != NULL) {
        return true;
    }
    for (; count < CLI_COUNT(names) && (format = fund_format_at(count)) != NULL; count++) {
        names[count] = format->name;
    }
    const char *nearest = cli_nearest(name, names, count, sizeof *names);
    if (nearest != NULL) {
        cli_error("unknown format \"%s\"; did you mean %s?", name, nearest);
    } else {
        cli_error("unknown format \"%s\" (see: fundstelle formats)", name);
    }
    return false;
}
