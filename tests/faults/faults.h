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
} promise;

typedef struct world {
    char folder[256]; /* of everything */
    char index[300];
    char articles[300]; /* a folder of text files, for `watch` */
    const char *program;
    promise promises[ARTICLES];
    unsigned long looked, lost, torn, unsound;
    uint64_t random;
} world;

uint64_t next_random(world *w);
unsigned random_below(world *w, unsigned limit);
/* Sets up a folder below the temporary one; remove_world() takes it away. */
void make_world(world *w, const char *program, uint64_t seed);
void remove_world(const world *w);
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

/* The analyzer that the program has, too. */
typedef struct fault_chain {
    fund_lexicon *lexicon;
    fund_analyzer *analyzer;
} fault_chain;
fault_chain open_chain(void);
void close_chain(fault_chain *chain);

/* Looks at every article, and lets `check` look at the tables; counts what is wrong and
 * prints it. */
void look(world *w, const char *when);
/* True when nothing was ever wrong; prints the sums. */
bool report(const world *w, const char *what);

int run_kills(const char *program, unsigned long kills, uint64_t seed);
int run_injections(const char *program, const char *preload, unsigned each, uint64_t seed);
int run_latency(const char *program, unsigned load, uint64_t seed);
int run_readers(const char *program, unsigned seconds, uint64_t seed);

#endif
