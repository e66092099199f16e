/* fundstelle: runs the command that is named; help and version. */
#include "cli/cli_private.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utf8proc.h>

/* For jemalloc: one arena. Where a second one finds no memory, version 5.3 crashes; and it is not
 * faster, since each thread has a cache of its own. */
extern const char *malloc_conf;
__attribute__((visibility("default"))) const char *malloc_conf = "narenas:1";

static void print_usage(FILE *out)
{
    fputs(fund_tr("Usage: fundstelle COMMAND [OPTION...] ...\n"
                  "       fundstelle --help | --version [--json]\n\n"
                  "Full-text search for German articles: finds the passage.\n\nCommands:\n"),
          out);
    size_t count;
    const cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, fund_tr(commands[i].summary));
    }
    fputs(fund_tr(
              "\n"
              "For more, run fundstelle COMMAND --help, man fundstelle-query (the query language)\n"
              "and man fundstelle-json (output for programs). To get started:\n"
              "  fundstelle index ~/artikel\n"
              "  fundstelle search Sanktionen\n"),
          out);
}

static cli_exit unknown_command(const char *typed)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    const char *nearest = cli_nearest(typed, &commands->name, count, sizeof *commands);
    if (nearest != NULL) {
        cli_error("unknown command \"%s\"; did you mean \"%s\"?", typed, nearest);
    } else {
        cli_error("unknown command \"%s\" (see: fundstelle --help)", typed);
    }
    return CLI_ERROR;
}

static cli_exit help(const char *name)
{
    if (name == NULL) {
        print_usage(stdout);
        return cli_done(true);
    }
    const cli_command *command = cli_find_command(name);
    if (command == NULL) {
        return unknown_command(name);
    }
    char own_name[] = "help", option[] = "--help";
    char *argv[] = {own_name, option, NULL};
    return command->run(command, 2, argv);
}

/* "name TAB summary", for completions in shells. */
static cli_exit list_commands(void)
{
    size_t count;
    const cli_command *commands = cli_commands(&count);
    for (size_t i = 0; i < count; i++) {
        printf("%s\t%s\n", commands[i].name, fund_tr(commands[i].summary));
    }
    return cli_done(true);
}

static cli_exit version(bool json)
{
    if (json) {
        cli_print_summary(json_pack("{s:s, s:s, s:i}", "name", "fundstelle", "version",
                                    fund_version(), "index_format", (int)FUND_STORE_VERSION));
        return cli_done(true);
    }
    printf(fund_tr("fundstelle %s\nindex format %d, utf8proc %s, jansson %s\n"
                   "licence GPL-2.0-or-later, no warranty\n"),
           fund_version(), (int)FUND_STORE_VERSION, utf8proc_version(), jansson_version_str());
    return cli_done(true);
}

/* The next file opened would take the place of a closed stdin, stdout or stderr
 * and be written to by messages. Here they stay unusable, but taken. */
static void fill_standard_descriptors(void)
{
    for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
        if (fcntl(fd, F_GETFD) < 0 && errno == EBADF &&
            open("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) < 0) {
            return;
        }
    }
}

/* A reader at the other end of a pipe gets each line when it is there. */
static void write_lines(void)
{
    struct stat out;
    if (fstat(STDOUT_FILENO, &out) == 0 && S_ISFIFO(out.st_mode)) {
        setvbuf(stdout, NULL, _IOLBF, BUFSIZ);
    }
}

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    signal(SIGXFSZ, SIG_IGN); /* a write beyond the limit fails with a message */
    cli_use_language();
    fund_json_note_memory();
    write_lines();
    if (argc < 2) {
        if (isatty(STDIN_FILENO) && isatty(STDOUT_FILENO)) {
            char *alone[] = {argv[0], NULL};
            return cmd_interactive(cli_find_command("interactive"), 1, alone);
        }
        print_usage(stderr);
        return CLI_ERROR;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help(NULL);
    }
    if (strcmp(name, "--help=man") == 0) {
        size_t count;
        const cli_command *commands = cli_commands(&count);
        cli_print_main_man(commands, count);
        return cli_done(true);
    }
    if (strcmp(name, "--help=commands") == 0) {
        return list_commands();
    }
    if (strcmp(name, "help") == 0) {
        return help(argc > 2 ? argv[2] : NULL);
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        return version(argc > 2 && strcmp(argv[2], "--json") == 0);
    }
    const cli_command *command = cli_find_command(name);
    return command != NULL ? command->run(command, argc - 1, argv + 1) : unknown_command(name);
}
