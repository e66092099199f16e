/* fundstelle: finds the place. The commands in a table, help and version. */
#include "cli/cli_private.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>
#include <utf8proc.h>

static const cli_command commands[] = {
    {
        .name = "index",
        .summary = "bring an index up to date with articles",
        .arguments = "PATH...",
        .details =
            "Adds new articles, replaces changed ones and leaves the others alone. PATH is\n"
            "a text file (an article), a JSON Lines file (an article a line), a folder of\n"
            "such files (recursively), or - for JSON Lines on standard input. A bad article\n"
            "is told on stderr and costs only itself; the exit status is then 2.\n\n"
            "Few changes go straight into the index. A large set is built beside it, by as\n"
            "many threads as there are cores, and is found when all of it is there: stopped\n"
            "before, it leaves the index as it was. What comes on standard input is found a\n"
            "second later, or when a large set pauses.\n\n"
            "Examples:\n"
            "  fundstelle index ~/artikel\n"
            "  fundstelle index --prune ~/artikel        # what is gone there goes here, too\n"
            "  zstdcat archiv.jsonl.zst | fundstelle index -",
        .run = cmd_index,
    },
    {
        .name = "search",
        .summary = "find and rank passages",
        .arguments = "QUERY...",
        .details =
            "Words are looked for in all their forms; passages with more and rarer ones come\n"
            "first. \"a phrase\" must stand so in the passage, +word must be in it, -word must\n"
            "not. A compound is found by all its parts, too, and a word inside compounds.\n"
            "An unknown -word behind the first word of the query excludes; -- ends the\n"
            "options. Exit status: 0 found, 1 nothing found, 2 error.\n\n"
            "Examples:\n"
            "  fundstelle search Sanktionen Russland\n"
            "  fundstelle search '\"Kürzungen im Haushalt\"' -Rente\n"
            "  fundstelle search --json -n 3 INF-Vertrag",
        .run = cmd_search,
        .takes_query = true,
    },
    {
        .name = "show",
        .summary = "print an article or a passage",
        .arguments = "ARTICLE[#PASSAGE]",
        .details = "Prints an article with its passages numbered, or one passage of it.\n\n"
                   "Examples:\n"
                   "  fundstelle show nato-russland\n"
                   "  fundstelle show nato-russland#10 --context 1",
        .run = cmd_show,
    },
    {
        .name = "remove",
        .summary = "remove articles from the index",
        .arguments = "ARTICLE...",
        .details = "Removes articles by their id. Exit status 1 when one of them is not there;\n"
                   "the others are removed.",
        .run = cmd_remove,
    },
    {
        .name = "status",
        .summary = "tell what the index holds",
        .arguments = "",
        .details = "Prints the numbers of articles, passages and terms, the size, the analysis\n"
                   "chain and the time of the last update.",
        .run = cmd_status,
    },
    {
        .name = "check",
        .summary = "check that the index is whole",
        .arguments = "",
        .details = "Reads every table of the index. Exit status 0: whole, 2: damaged.",
        .run = cmd_check,
    },
    {
        .name = "compact",
        .summary = "make the index as small as it can be",
        .arguments = "",
        .details =
            "Writes the whole index anew in its smallest and fastest form, without what was\n"
            "replaced or removed. Searches go on meanwhile; the disk needs room for both.",
        .run = cmd_compact,
    },
    {
        .name = "split",
        .summary = "show where compounds are split",
        .arguments = "[WORD...]",
        .details = "Prints each word (or each line of standard input) with | between its parts,\n"
                   "linking letters on the left: Wirtschafts|sanktionen.",
        .run = cmd_split,
    },
    {
        .name = "analyze",
        .summary = "print the tokens of a text",
        .arguments = "[TEXT...]",
        .details = "Prints what the analysis chain makes of a text (or of standard input), a token\n"
                   "a line: position, positions covered, kind, begin and end in bytes, term, and\n"
                   "the text it stands for, separated by tabs.",
        .run = cmd_analyze,
    },
};

static void print_usage(FILE *out)
{
    fputs("Usage: fundstelle [--help|--version] COMMAND [OPTION...] ...\n\n"
          "Full-text search for German articles: finds the passage.\n\nCommands:\n",
          out);
    for (size_t i = 0; i < CLI_COUNT(commands); i++) {
        fprintf(out, "  %-10s %s\n", commands[i].name, commands[i].summary);
    }
    fputs("\nfundstelle COMMAND --help tells more. To begin:\n"
          "  fundstelle index ~/artikel\n"
          "  fundstelle search Sanktionen\n",
          out);
}

static const cli_command *find_command(const char *name)
{
    for (size_t i = 0; i < CLI_COUNT(commands); i++) {
        if (strcmp(commands[i].name, name) == 0) {
            return &commands[i];
        }
    }
    return NULL;
}

static cli_exit unknown_command(const char *typed)
{
    const char *names[CLI_COUNT(commands)];
    for (size_t i = 0; i < CLI_COUNT(commands); i++) {
        names[i] = commands[i].name;
    }
    const char *nearest = cli_nearest(typed, names, CLI_COUNT(commands));
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
        return cli_flush() ? CLI_FOUND : CLI_ERROR;
    }
    const cli_command *command = find_command(name);
    if (command == NULL) {
        return unknown_command(name);
    }
    char own_name[] = "help", option[] = "--help";
    char *argv[] = {own_name, option, NULL};
    return command->run(command, 2, argv);
}

static cli_exit version(void)
{
    printf("fundstelle %s\nindex format %d, utf8proc %s, jansson %s\n"
           "licence GPL-2.0-or-later, no warranty\n",
           FUND_VERSION, (int)FUND_STORE_VERSION, utf8proc_version(), jansson_version_str());
    return cli_flush() ? CLI_FOUND : CLI_ERROR;
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

int main(int argc, char **argv)
{
    fill_standard_descriptors();
    if (argc < 2) {
        print_usage(stderr);
        return CLI_ERROR;
    }
    const char *name = argv[1];
    if (strcmp(name, "--help") == 0 || strcmp(name, "-h") == 0) {
        return help(NULL);
    }
    if (strcmp(name, "help") == 0) {
        return help(argc > 2 ? argv[2] : NULL);
    }
    if (strcmp(name, "--version") == 0 || strcmp(name, "-V") == 0) {
        return version();
    }
    const cli_command *command = find_command(name);
    return command != NULL ? command->run(command, argc - 1, argv + 1) : unknown_command(name);
}
