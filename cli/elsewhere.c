/* The commands that read or write articles, and the interactive one, are in a program of
 * their own, so that a search does not load the libraries that they need. */
#include "cli/cli_private.h"

#include <errno.h>
#include <limits.h>
#include <string.h>
#include <unistd.h>

#define PROGRAM "fundstelle-index"

/* It is beside this program where both were built, else installed. */
cli_exit cli_run_elsewhere(const cli_command *command, int argc, char **argv)
{
    char found[PATH_MAX];
    bool beside = fund_file_beside_program(found, sizeof found, "/" PROGRAM) ||
                  fund_file_beside_program(found, sizeof found, "/../libexec/fundstelle/" PROGRAM);
    const char *path = beside ? found : FUND_LIBEXECDIR "/fundstelle/" PROGRAM;
    (void)argc;
    argv[0] = (char *)(uintptr_t)command->name;
    execv(path, argv);
    return cli_error("%s: cannot run %s: %s", command->name, path, strerror(errno));
}
