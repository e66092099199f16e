#include "cli/cli_private.h"

#include <signal.h>
#include <string.h>

void cli_catch_signals(void (*handler)(int number))
{
    static const int numbers[] = {SIGINT, SIGTERM, SIGHUP};
    struct sigaction action, before;
    memset(&action, 0, sizeof action);
    action.sa_handler = handler;
    sigemptyset(&action.sa_mask);
    for (size_t i = 0; i < CLI_COUNT(numbers); i++) {
        /* What the caller had ignored (nohup, a job in the background) stays so. */
        if (sigaction(numbers[i], NULL, &before) == 0 && before.sa_handler != SIG_IGN) {
            /* A second Ctrl-C ends at once. SIGTERM may well come twice, to the
             * process and to its group, as timeout(1) does. */
            action.sa_flags = numbers[i] == SIGINT ? (int)SA_RESETHAND : 0;
            sigaction(numbers[i], &action, NULL);
        }
    }
}
