/* fundstelle-index: the commands of fundstelle that read or write articles or need a line
 * editor. It is run by that program, with the command as argument 0. */
#include "cli/indexing.h"

#include <string.h>
#include <sys/prctl.h>
#include <unistd.h>

static const struct {
    const char *name;
    cli_exit (*run)(const cli_command *command, int argc, char **argv);
} commands[] = {
    {"index", cmd_index},     {"remove", cmd_remove},   {"compact", cmd_compact},
    {"watch", cmd_watch},     {"formats", cmd_formats}, {"alert", cmd_alert},
    {"export", cmd_export},   {"verify", cmd_verify},   {"interactive", cmd_interactive},
    {"upgrade", cmd_upgrade},
};

static void report_and_exit(const char *reason)
{
    cli_error(
        "%s: a commit failed within libxapian: %s; the index is unchanged since the last commit",
        cli_index_in_use(), reason);
    _exit(CLI_ERROR);
}

int main(int argc, char **argv)
{
    cli_use_language();
    cli_note_json_memory();
    fund_on_termination(report_and_exit);
    prctl(PR_SET_NAME, "fundstelle"); /* for those who ask who holds an index */
    for (size_t i = 0; argc > 0 && i < CLI_COUNT(commands); i++) {
        if (strcmp(commands[i].name, argv[0]) == 0) {
            return commands[i].run(cli_find_command(argv[0]), argc, argv);
        }
    }
    return cli_error("do not run this program directly; use fundstelle");
}
