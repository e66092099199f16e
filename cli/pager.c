/* Output that is longer than the terminal goes to a pager, as git's does. */
#include "cli/cli_private.h"

#include <errno.h>
#include <string.h>
#include <stdlib.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

/* The terminal, while stdout is kept back; -1: it is not. */
static int terminal = -1;

static unsigned terminal_rows(int fd)
{
    struct winsize size;
    return ioctl(fd, TIOCGWINSZ, &size) == 0 && size.ws_row > 0 ? size.ws_row : 24;
}

void cli_page_begin(bool wanted)
{
    if (!wanted || !isatty(STDOUT_FILENO) || fflush(stdout) != 0) {
        return;
    }
    int kept = memfd_create("fundstelle", MFD_CLOEXEC);
    terminal = kept >= 0 ? dup(STDOUT_FILENO) : -1;
    if (terminal >= 0 && dup2(kept, STDOUT_FILENO) < 0) {
        close(terminal);
        terminal = -1;
    }
    if (kept >= 0) {
        close(kept);
    }
}

/* Lines of what was kept, and whether it could be read; leaves the file at its beginning. */
static bool is_longer(int fd, unsigned rows)
{
    char block[4096];
    unsigned lines = 0;
    ssize_t size;
    lseek(fd, 0, SEEK_SET);
    while (lines < rows && (size = read(fd, block, sizeof block)) > 0) {
        for (ssize_t i = 0; i < size; i++) {
            lines += block[i] == '\n' ? 1 : 0;
        }
    }
    lseek(fd, 0, SEEK_SET);
    return lines >= rows;
}

static bool copy(int from, int to)
{
    char block[16384];
    ssize_t size;
    while ((size = read(from, block, sizeof block)) > 0) {
        for (ssize_t done = 0; done < size;) {
            ssize_t part = write(to, block + done, (size_t)(size - done));
            if (part < 0 && errno != EINTR) {
                return false;
            }
            done += part > 0 ? part : 0;
        }
    }
    return size == 0;
}

/* NULL: none is wanted. */
static const char *pager_command(void)
{
    static char configured[256];
    const char *pager = getenv("FUNDSTELLE_PAGER");
    if (pager == NULL) {
        char *value;
        if (cli_config(&value, "defaults", "pager") && value != NULL) {
            snprintf(configured, sizeof configured, "%s", value);
            free(value);
            pager = configured;
        }
    }
    pager = pager != NULL ? pager : getenv("PAGER");
    pager = pager != NULL ? pager : "less";
    return pager[0] == '\0' || strcmp(pager, "cat") == 0 ? NULL : pager;
}

/* False when the pager cannot be run. */
static bool run_pager(const char *command, int kept)
{
    pid_t child = fork();
    if (child < 0) {
        return false;
    }
    if (child == 0) {
        setenv("LESS", "FRX", 0); /* ends by itself, colours, no other screen */
        if (dup2(kept, STDIN_FILENO) >= 0 && dup2(terminal, STDOUT_FILENO) >= 0) {
            execl("/bin/sh", "sh", "-c", command, (char *)NULL);
        }
        _exit(127);
    }
    int status;
    while (waitpid(child, &status, 0) < 0) {
        if (errno != EINTR) {
            return false;
        }
    }
    return WIFSIGNALED(status) || WEXITSTATUS(status) < 126;
}

bool cli_page_end(void)
{
    if (terminal < 0) {
        return true;
    }
    bool ok = fflush(stdout) == 0;
    int kept = dup(STDOUT_FILENO);
    ok = ok && kept >= 0;
    const char *pager = ok && is_longer(kept, terminal_rows(terminal)) ? pager_command() : NULL;
    if (pager == NULL || !run_pager(pager, kept)) {
        lseek(kept, 0, SEEK_SET);
        ok = ok && copy(kept, terminal);
    }
    ok = dup2(terminal, STDOUT_FILENO) >= 0 && ok;
    close(terminal);
    terminal = -1;
    if (kept >= 0) {
        close(kept);
    }
    if (!ok) {
        cli_error("cannot write the output");
    }
    return ok;
}

cli_exit cli_done(bool found)
{
    bool ok = cli_flush();
    ok = cli_page_end() && ok;
    return !ok ? CLI_ERROR : found ? CLI_FOUND : CLI_NOTHING;
}
