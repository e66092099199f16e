/*
 * terminal.c - runs a program on a pseudo-terminal of 100 columns and talks to it.
 *
 *     terminal PROGRAM ARGUMENTS... <script
 *
 * Lines of the script: "> TEXT" types it ("> " and a line of its own for each key; \t, \r, \n, \e, \xHH
 * as in C), "< TEXT" waits until the program has printed it since the last such line. In the end the
 * program must exit; its status is this one's. What does not come within ten seconds is status 99, with
 * all that was printed on stderr.
 */
#define _GNU_SOURCE
#include <poll.h>
#include <pty.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

enum { WAIT_MS = 10000, LINE_BYTES = 1000, OUTPUT_BYTES = 1 << 20 };

static char output[OUTPUT_BYTES];
static size_t len, seen;

static void give_up(const char *what)
{
    fprintf(stderr, "not there: %s\nprinted since: %s\nprinted: %s\n", what, output + seen, output);
    exit(99);
}

/* False at the end of the program, or when nothing comes for too long. */
static int read_more(int fd)
{
    struct pollfd wait = {.fd = fd, .events = POLLIN};
    if (poll(&wait, 1, WAIT_MS) <= 0) {
        return 0;
    }
    ssize_t got = read(fd, output + len, OUTPUT_BYTES - 1 - len);
    if (got <= 0) {
        return 0;
    }
    for (ssize_t i = 0; i < got; i++) { /* so that it stays a string */
        output[len + (size_t)i] = output[len + (size_t)i] == '\0' ? '?' : output[len + (size_t)i];
    }
    len += (size_t)got;
    output[len] = '\0';
    return 1;
}

static void expect(int fd, const char *text)
{
    const char *at;
    while ((at = strstr(output + seen, text)) == NULL) {
        if (!read_more(fd)) {
            give_up(text);
        }
    }
    seen = (size_t)(at - output) + strlen(text);
}

static void type(int fd, const char *text)
{
    while (*text != '\0') {
        char c = *text++;
        if (c == '\\') {
            char kind = *text++, hex[3] = {0};
            switch (kind) {
            case 'x':
                memcpy(hex, text, 2);
                text += 2;
                c = (char)strtol(hex, NULL, 16);
                break;
            case 'e':
                c = '\033';
                break;
            default:
                c = kind == 't' ? '\t' : kind == 'r' ? '\r' : '\n';
            }
        }
        if (write(fd, &c, 1) != 1) {
            give_up("a terminal to type at");
        }
    }
}

int main(int argc, char **argv)
{
    struct winsize size = {.ws_row = 50, .ws_col = 100};
    int fd, status = 0;
    char line[LINE_BYTES];
    if (argc < 2) {
        return 2;
    }
    pid_t child = forkpty(&fd, NULL, NULL, &size);
    if (child == 0) {
        execvp(argv[1], argv + 1);
        _exit(127);
    }
    while (child > 0 && fgets(line, sizeof line, stdin) != NULL) {
        line[strcspn(line, "\n")] = '\0';
        if (strncmp(line, "< ", 2) == 0) {
            expect(fd, line + 2);
        } else if (strncmp(line, "> ", 2) == 0) {
            type(fd, line + 2);
        }
    }
    while (read_more(fd)) {
    }
    close(fd);
    return child > 0 && waitpid(child, &status, 0) == child && WIFEXITED(status)
               ? WEXITSTATUS(status)
               : 98;
}
