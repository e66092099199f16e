/* A shell command that gets a file, with limits of its time and of what it prints. */
#include "cli/cli_private.h"

#include "cli/alerts.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

/* BLOCKS: that are read before the time is looked at. */
enum { PRINTED_MAX = 16384, STEP_MS = 20, BLOCKS = 64 };

/* After the program was told to end, and after the command was. */
static const double GRACE = .3;

/* A command that runs, in a process group of its own. */
typedef struct running {
    const cli_child *child;
    pid_t process;
    int output;     /* what it prints */
    size_t printed; /* bytes of it so far */
    double end;     /* when it has to be over */
    int signals;    /* that it was sent: 0, 1, 2 */
    bool stopped;   /* since the program ends */
    int status;
} running;

static int spawn(running *run, int printing)
{
    const char *arguments[] = {"sh", "-c", run->child->command, NULL};
    posix_spawnattr_t how;
    posix_spawn_file_actions_t files;
    sigset_t none, usual;
    sigemptyset(&none);
    sigemptyset(&usual);
    sigaddset(&usual, SIGPIPE);
    posix_spawnattr_init(&how);
    posix_spawn_file_actions_init(&files);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setsigdefault(&how, &usual);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK |
                                       POSIX_SPAWN_SETSIGDEF);
    posix_spawn_file_actions_adddup2(&files, run->child->input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, printing, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, printing, STDERR_FILENO);
    int failed =
        posix_spawn(&run->process, "/bin/sh", &files, &how, (char **)(uintptr_t)arguments, environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&how);
    return failed;
}

static bool start(running *run, fund_buf *why)
{
    int ends[2];
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fund_buf_append_str(why, strerror(errno));
        return false;
    }
    fcntl(ends[0], F_SETFL, O_NONBLOCK);
    int failed = spawn(run, ends[1]);
    close(ends[1]);
    run->output = ends[0];
    if (failed != 0) {
        close(ends[0]);
        fund_buf_append_str(why, strerror(failed));
    }
    return failed == 0;
}

/* Passes on what it has printed, and forgets what is too much. */
static void take_output(running *run)
{
    char block[4096];
    ssize_t size;
    for (int i = 0; i < BLOCKS && (size = read(run->output, block, sizeof block)) > 0; i++) {
        size_t left = run->printed < PRINTED_MAX ? PRINTED_MAX - run->printed : 0;
        bool fits = (size_t)size <= left;
        cli_print_safe(stderr, block, fits ? (size_t)size : left, true);
        if (run->printed <= PRINTED_MAX && !fits) {
            fputc('\n', stderr);
            cli_error("alerts: the command printed more than %d bytes; the rest is not shown",
                      PRINTED_MAX);
        }
        run->printed += (size_t)size;
    }
}

/* Asks a command that has had its time to end, and then makes it. */
static void mind_time(running *run)
{
    double now = cli_now();
    if (!run->stopped && run->child->ends(run->child->payload)) {
        run->stopped = true;
        run->end = now + GRACE < run->end ? now + GRACE : run->end;
    }
    if (now >= run->end) {
        kill(-run->process, run->signals == 0 ? SIGTERM : SIGKILL);
        run->signals++;
        run->end = now + GRACE;
    }
}

static void say_why(fund_buf *why, const running *run)
{
    if (run->stopped && run->signals > 0) {
        fund_buf_append_str(why, fund_tr("it was ended, as the program ends"));
    } else if (run->signals > 0) {
        fund_buf_printf(why, fund_tr("it was ended after %g s"), run->child->seconds);
    } else if (WIFSIGNALED(run->status)) {
        fund_buf_printf(why, fund_tr("it was ended by signal %d"), WTERMSIG(run->status));
    } else {
        fund_buf_printf(why, fund_tr("it ended with status %d"), WEXITSTATUS(run->status));
    }
}

bool cli_child_run(fund_buf *why, const cli_child *child)
{
    running run = {.child = child, .end = cli_now() + child->seconds};
    if (!start(&run, why)) {
        return false;
    }
    while (waitpid(run.process, &run.status, WNOHANG) == 0) {
        struct pollfd there = {.fd = run.output, .events = POLLIN};
        poll(&there, 1, STEP_MS);
        take_output(&run);
        if ((there.revents & POLLHUP) != 0) {
            usleep(STEP_MS * 100); /* closed its output, and runs on */
        }
        mind_time(&run);
    }
    if (run.signals > 0) {
        kill(-run.process, SIGKILL); /* what it has started */
    }
    take_output(&run);
    close(run.output);
    bool ok = run.signals == 0 && WIFEXITED(run.status) && WEXITSTATUS(run.status) == 0;
    if (!ok) {
        say_why(why, &run);
    }
    return ok;
}
