/* Help of a command for the terminal, as a manual page and for completions in shells: all
 * of one source. */
#include "cli/cli_private.h"

#include <string.h>

static const cli_option help_option = {
    .key = 'h', .name = "help", .help = FUND_TR("show this help")};

/* ---- the terminal ------------------------------------------------------------------ */

static void print_option(const cli_option *option)
{
    enum { COLUMNS = 26 };
    char left[64];
    bool optional = option->otherwise != NULL;
    snprintf(left, sizeof left, "%s%c%s--%s%s%s%s", option->key != '\0' ? "-" : " ",
             option->key != '\0' ? option->key : ' ', option->key != '\0' ? ", " : "  ",
             option->name,
             optional                   ? "[="
             : option->argument != NULL ? " "
                                        : "",
             option->argument != NULL ? fund_tr(option->argument) : "", optional ? "]" : "");
    const char *help = fund_tr(option->help);
    for (bool first = true; help != NULL; first = false) {
        const char *end = strchr(help, '\n');
        int len = end != NULL ? (int)(end - help) : (int)strlen(help);
        fputs("  ", stdout);
        cli_print_padded(first ? left : "", COLUMNS);
        printf(" %.*s\n", len, help);
        help = end != NULL ? end + 1 : NULL;
    }
}

void cli_print_help(const cli_command *command, const cli_option *options, size_t count)
{
    printf(fund_tr("Usage: fundstelle %s [OPTION...]%s%s\n\n%s\n\nOptions:\n"), command->name,
           command->arguments[0] != '\0' ? " " : "", fund_tr(command->arguments),
           fund_tr(command->details));
    for (size_t i = 0; i < count; i++) {
        print_option(&options[i]);
    }
    print_option(&help_option);
}

/* ---- manual pages --------------------------------------------------------------------- */

/* Text of troff: no line of it is a request. */
static void print_roff(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        bool begins = i == 0 || text[i - 1] == '\n';
        if (begins && (text[i] == '.' || text[i] == '\'')) {
            fputs("\\&", stdout);
        }
        if (text[i] == '\\') {
            fputs("\\e", stdout);
        } else if (text[i] == '-') {
            fputs("\\-", stdout);
        } else {
            putchar(text[i]);
        }
    }
}

/* Paragraphs are filled, lines that begin with blanks stay as they are. */
static void print_paragraphs(const char *text)
{
    bool literal = false;
    while (*text != '\0') {
        size_t len = strcspn(text, "\n");
        bool wants_literal = strncmp(text, "  ", 2) == 0;
        if (wants_literal != literal) {
            puts(wants_literal ? ".nf" : ".fi");
            literal = wants_literal;
        }
        if (len == 0) {
            puts(".PP");
        } else {
            print_roff(text, len);
            putchar('\n');
        }
        text += len + (text[len] == '\n' ? 1 : 0);
    }
    if (literal) {
        puts(".fi");
    }
}

static void print_man_option(const cli_option *option)
{
    puts(".TP");
    if (option->key != '\0') {
        printf("\\fB\\-%c\\fR, ", option->key);
    }
    fputs("\\fB\\-\\-", stdout);
    print_roff(option->name, strlen(option->name));
    fputs("\\fR", stdout);
    if (option->otherwise != NULL) {
        printf("[=\\fB%s\\fR]", option->argument);
    } else if (option->argument != NULL) {
        printf(" \\fI%s\\fR", fund_tr(option->argument));
    }
    putchar('\n');
    const char *help = fund_tr(option->help);
    print_roff(help, strlen(help));
    putchar('\n');
}

static void print_man_head(const char *name, const char *summary)
{
    printf(".TH FUNDSTELLE%s%s 1 \"\" \"Fundstelle %s\"\n%s\nfundstelle%s%s \\- ",
           name[0] != '\0' ? "-" : "", name, fund_version(), fund_tr(".SH NAME"),
           name[0] != '\0' ? "\\-" : "", name);
    print_roff(summary, strlen(summary));
    putchar('\n');
}

void cli_print_man(const cli_command *command, const cli_option *options, size_t count)
{
    print_man_head(command->name, fund_tr(command->summary));
    const char *arguments = fund_tr(command->arguments);
    printf(fund_tr(".SH SYNOPSIS\n\\fBfundstelle %s\\fR [\\fIOPTION\\fR...] "), command->name);
    print_roff(arguments, strlen(arguments));
    puts(fund_tr("\n.SH DESCRIPTION"));
    print_paragraphs(fund_tr(command->details));
    puts(fund_tr(".SH OPTIONS"));
    for (size_t i = 0; i < count; i++) {
        print_man_option(&options[i]);
    }
    print_man_option(&help_option);
    puts(fund_tr(".SH EXIT STATUS\n"
                 "0: found, or done. 1: nothing found. 2: an error, or only part was done.\n"
                 ".SH SEE ALSO\n"
                 "\\fBfundstelle\\fR(1), \\fBfundstelle\\-query\\fR(7), "
                 "\\fBfundstelle\\-json\\fR(5)"));
}

void cli_print_main_man(const cli_command *commands, size_t count)
{
    static const char *const parts[] = {
        FUND_TR(".SH SYNOPSIS\n"
                "\\fBfundstelle\\fR \\fICOMMAND\\fR [\\fIOPTION\\fR...] ...\n"
                ".SH DESCRIPTION\n"
                "Full\\-text search for German articles that finds the passage and splits "
                "compounds where they belong. Each command has its own manual page.\n"
                ".SH COMMANDS"),
        FUND_TR(
            ".SH FILES\n.TP\n\\fI$XDG_CONFIG_HOME/fundstelle/config\\fR "
            "(\\fI~/.config/fundstelle/config\\fR)\n"
            "An INI file. \\fB[indexes]\\fR gives folders names, which \\fB\\-\\-index\\fR then "
            "takes: "
            "\\fBarchiv = ~/archiv/index\\fR. \\fB[defaults]\\fR has \\fBindex\\fR (a name or a "
            "folder), "
            "\\fBcount\\fR (hits), \\fBcolor\\fR (auto, always, never) and \\fBpager\\fR.\n.TP\n"
            "\\fI$XDG_DATA_HOME/fundstelle/index\\fR (\\fI~/.local/share/fundstelle/index\\fR)\n"
            "The index when none is named.\n.SH ENVIRONMENT\n.TP\n\\fBFUNDSTELLE_INDEX\\fR\n"
            "The index when the command line names none.\n.TP\n\\fBFUNDSTELLE_LEXICON\\fR\n"
            "Another lexicon of compounds; \\fBnone\\fR goes without.\n.TP\n"
            "\\fBFUNDSTELLE_PAGER\\fR, \\fBPAGER\\fR\n"
            "What shows output longer than the terminal (default: less).\n.TP\n"
            "\\fBNO_COLOR\\fR, \\fBCLICOLOR_FORCE\\fR, \\fBCOLUMNS\\fR\nAs everywhere.\n"
            ".SH EXIT STATUS\n0: found, or done. 1: nothing found. 2: an error, or not all could "
            "be done.\n.SH SEE ALSO\n\\fBfundstelle\\-query\\fR(7), the query language; "
            "\\fBfundstelle\\-json\\fR(5), output for programs."),
    };
    print_man_head("", fund_tr("full-text search for German articles"));
    puts(fund_tr(parts[0]));
    for (size_t i = 0; i < count; i++) {
        printf(".TP\n\\fBfundstelle\\-%s\\fR(1)\n", commands[i].name);
        const char *summary = fund_tr(commands[i].summary);
        print_roff(summary, strlen(summary));
        putchar('\n');
    }
    puts(fund_tr(parts[1]));
}

/* ---- completions ------------------------------------------------------------------------ */

static void list_option(const cli_option *option)
{
    bool optional = option->otherwise != NULL;
    const char *argument = option->argument != NULL && !optional ? fund_tr(option->argument) : "";
    const char *help = fund_tr(option->help);
    int len = (int)strcspn(help, "\n");
    if (option->key != '\0') {
        printf("-%c\t%s\t%.*s\n", option->key, argument, len, help);
    }
    printf("--%s\t%s\t%.*s\n", option->name, argument, len, help);
    if (optional) {
        printf("--%s=%s\t\t%.*s\n", option->name, option->argument, len, help);
    }
}

void cli_list_options(const cli_option *options, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        list_option(&options[i]);
    }
    list_option(&help_option);
}
