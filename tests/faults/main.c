/*
 * Tests of durability: faults PROGRAM kill COUNT [SEED]
 *                      faults PROGRAM inject PRELOAD EACH [SEED]
 *                      faults PROGRAM readers SECONDS [SEED]
 *                      faults PROGRAM latency LOAD [SEED]
 *                      faults PROGRAM power RECORDER STATES [SEED]
 *                      faults PROGRAM power-self RECORDER [SEED]
 */
#include "tests/faults/faults.h"

#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

int main(int argc, char **argv)
{
    const char *what = argc > 2 ? argv[2] : "";
    bool preloads = strcmp(what, "inject") == 0 || strcmp(what, "power") == 0;
    int at = preloads ? 4 : 3;
    if (argc <= at) {
        fputs("usage: faults PROGRAM kill COUNT | inject PRELOAD EACH | readers SECONDS | latency "
              "LOAD | power RECORDER STATES | power-self RECORDER\n",
              stderr);
        return 2;
    }
    unsigned long count = strtoul(argv[at], NULL, 10);
    uint64_t seed = argc > at + 1 ? strtoull(argv[at + 1], NULL, 10) : (uint64_t)time(NULL);
    setvbuf(stdout, NULL, _IOLBF, 0);
    signal(SIGPIPE, SIG_IGN);
    setenv("LC_ALL", "C", 1); /* messages are looked at */
    if (strcmp(what, "kill") == 0) {
        return run_kills(argv[1], count, seed);
    }
    if (strcmp(what, "inject") == 0) {
        return run_injections(argv[1], argv[3], (unsigned)count, seed);
    }
    if (strcmp(what, "power") == 0) {
        return run_power(argv[1], argv[3], count, seed);
    }
    if (strcmp(what, "power-self") == 0) {
        return run_power_self(argv[3], seed);
    }
    if (strcmp(what, "toy") == 0 && argc > 4) {
        return run_toy(argv[3], argv[4]);
    }
    if (strcmp(what, "latency") == 0) {
        return run_latency(argv[1], (unsigned)count, seed);
    }
    return run_readers(argv[1], (unsigned)count, seed);
}
