/* type_keys PROGRAM ARGUMENT...: runs a program on a terminal of its own. Standard input has a step
 * a line: "type TEXT" sends the text, "enter TEXT" the text and a carriage return, "see TEXT" waits
 * for it in what was shown since the last step of this kind; "interrupt" is Ctrl-C for a program that
 * edits no line. What is shown is copied to stdout.
 * Exit status: the program's; 124 when a text is not seen, or the program does not end. */
#include <poll.h>
#include <pty.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <termios.h>
#include <unistd.h>

enum { PATIENCE_MS = 20000, ROOM = 1 << 20 };

static char shown[ROOM];
static size_t len, seen;

/* False: nothing more comes. */
static bool read_more(int terminal)
{
    struct pollfd one = {.fd = terminal, .events = POLLIN};
    ssize_t got = -1;
    if (len < ROOM - 1 && poll(&one, 1, PATIENCE_MS) > 0) {
        got = read(terminal, shown + len, ROOM - 1 - len);
    }
    if (got > 0) {
        fwrite(shown + len, 1, (size_t)got, stdout);
        len += (size_t)got;
    }
    return got > 0;
}

static bool see(int terminal, const char *text)
{
    const char *at;
    while ((at = memmem(shown + seen, len - seen, text, strlen(text))) == NULL) {
        if (!read_more(terminal)) {
            return false;
        }
    }
    seen = (size_t)(at - shown) + strlen(text);
    return true;
}

/* A line editor prints its prompt first and takes the keys over then; what is typed between is edited
 * by the kernel, which knows no UTF-8. */
static bool wait_for_editor(int terminal)
{
    struct termios modes;
    for (int waited = 0; waited < PATIENCE_MS; waited++) {
        if (tcgetattr(terminal, &modes) == 0 && (modes.c_lflag & ICANON) == 0) {
            return true;
        }
        poll(NULL, 0, 1);
    }
    return false;
}

static bool take_step(int terminal, char *step)
{
    char *text = step + strcspn(step, " ");
    bool enter = strncmp(step, "enter ", 6) == 0;
    text += *text != '\0';
    if (strncmp(step, "see ", 4) == 0) {
        return see(terminal, text);
    }
    if (strcmp(step, "interrupt") == 0) {
        return write(terminal, "\003", 1) == 1;
    }
    return wait_for_editor(terminal) &&
           write(terminal, text, strlen(text)) == (ssize_t)strlen(text) &&
           (!enter || write(terminal, "\r", 1) == 1);
}

int main(int argc, char **argv)
{
    struct winsize size = {.ws_row = 50, .ws_col = 100};
    int terminal, status = 0;
    pid_t child = argc > 1 ? forkpty(&terminal, NULL, NULL, &size) : -1;
    if (child < 0) {
        return 125;
    }
    if (child == 0) {
        execv(argv[1], argv + 1);
        _exit(127);
    }
    char step[4096];
    while (fgets(step, sizeof step, stdin) != NULL) {
        step[strcspn(step, "\n")] = '\0';
        if (!take_step(terminal, step)) {
            fprintf(stderr, "not possible: %s\n", step);
            kill(child, SIGKILL);
            return 124;
        }
    }
    while (read_more(terminal)) {
    }
    kill(child, SIGHUP); /* has ended by now, if it was told to */
    waitpid(child, &status, 0);
    return WIFEXITED(status) ? WEXITSTATUS(status) : 124;
}
