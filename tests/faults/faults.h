/*
 * faults.h - what the tests of durability share: articles whose every passage says its
 * version, what was promised about them, and running the program.
 */
#ifndef FUND_FAULTS_H
#define FUND_FAULTS_H

#include "searcher/searcher.h"

#include <stdio.h>
#include <sys/types.h>

enum { ARTICLES = 60, PASSAGES = 3 };

/* What may be found of an article. */
typedef struct promise {
    unsigned committed; /* the version that was reported as committed; 0: none */
    unsigned sent;      /* the last one that was handed over */
    bool removal_sent;  /* since `committed` */
    bool absent;        /* from the folder that is watched */
    unsigned gone;      /* the last version when a removal was reported as committed; 0: none */
} promise;

typedef struct world {
    char folder[256]; /* of everything; "": nothing is kept */
    char index[300];
    char articles[300]; /* a folder of text files, for `watch` */
    const char *program;
    promise promises[ARTICLES];
    bool made; /* a commit was reported: there is an index */
    unsigned long looked, lost, torn, unsound;
    uint64_t random;
} world;

/* Ends the process, with what errno means. */
_Noreturn void fail(const char *what);
uint64_t random_next(uint64_t *state);
uint64_t next_random(world *w);
unsigned random_below(world *w, unsigned limit);
/* Sets up a folder below the temporary one; remove_world() takes it away. */
void make_world(world *w, const char *program, uint64_t seed);
void remove_world(const world *w);
void remove_tree(const char *path);
/* Forgets the index and all promises. */
void forget_index(world *w);
/* The text of an article's version, as JSON on a line or as a text file. */
void print_article(FILE *out, unsigned article, unsigned version, bool json);

/* Runs the program with the index; its streams go to pipes or /dev/null. */
typedef struct child {
    pid_t pid;
    int in, out, err; /* our ends; -1: none */
} child;

/* Arguments behind the program's name, ended by NULL; `environment` is "NAME=VALUE" or
 * NULL. */
child start(const world *w, const char *const *arguments, bool with_input, const char *environment);
/* The exit status; 128 + the signal. */
int end(child *c);
/* The same after a timeout of so many seconds with SIGKILL: 128 + 9. */
int run(const world *w, const char *const *arguments, const char *environment, unsigned seconds);

/* Sums "+A ~R -D" of the lines that came so far. */
typedef struct commits {
    char text[1 << 16];
    size_t len;
    unsigned added, removed; /* replaced ones are added ones here */
} commits;
/* What can be read without waiting. */
void read_commits(commits *c, int fd);

/* The analyzer that the program has, too. */
typedef struct fault_chain {
    fund_lexicon *lexicon;
    fund_analyzer *analyzer;
} fault_chain;
fault_chain open_chain(void);
void close_chain(fault_chain *chain);

/* Looks at every article, searches, and lets `check` look at the tables; counts what is wrong and
 * prints it. False when there is no index to look at. */
bool look(world *w, const char *when);
/* Opens what look() needs, so that processes that are forked from this one have it. */
void prepare_look(void);
/* True when nothing was ever wrong; prints the sums. */
bool report(const world *w, const char *what);

int run_kills(const char *program, unsigned long kills, uint64_t seed);
int run_injections(const char *program, const char *preload, unsigned each, uint64_t seed);
int run_latency(const char *program, unsigned load, uint64_t seed);
int run_readers(const char *program, unsigned seconds, uint64_t seed);
int run_power(const char *program, const char *recorder, unsigned long states, uint64_t seed);
int run_power_self(const char *recorder, uint64_t seed);
/* What run_power_self() runs under the recorder. */
int run_toy(const char *name, const char *folder);

#endif
