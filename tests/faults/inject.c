/* Calls of the C library that fail while the index is written, and full disks. */
#include "tests/faults/faults.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

enum { FILLERS = 12, TIMEOUT_S = 60 };

typedef struct operation {
    const char *name;
    int errnum;
} operation;

static const operation operations[] = {
    {"write", ENOSPC}, {"fsync", EIO},   {"rename", EIO},
    {"open", EMFILE},  {"mmap", ENOMEM}, {"malloc", ENOMEM},
};
enum { OPERATIONS = sizeof operations / sizeof operations[0] };

typedef struct scenario {
    const char *name;
    const char *arguments[8];
    bool writes; /* a new version of the articles */
} scenario;

typedef struct injection {
    world w;
    const char *preload;
    char input[400], base[400];
    unsigned long runs, failed, crashed;
} injection;

static void copy_folder(const char *from, const char *to)
{
    char command[1000];
    snprintf(command, sizeof command, "rm -rf '%s' && cp -r '%s' '%s'", to, from, to);
    if (system(command) != 0) {
        fprintf(stderr, "faults: cannot copy %s\n", from);
        exit(2);
    }
}

static void write_input(injection *j, unsigned version, unsigned fillers)
{
    FILE *out = fopen(j->input, "w");
    for (unsigned i = 0; i < ARTICLES; i++) {
        print_article(out, i, version, true);
        for (unsigned k = 0; k < fillers; k++) {
            fprintf(out,
                    "{\"id\":\"f%u-%u\",\"body\":[\"Füllsel %u: Segel, Masten, Anker und Taue, die "
                    "nur da sind, damit viel zu tun ist.\",\"Noch eines über %u Winde, Wellen "
                    "und Wolken am Himmel über dem Meer.\"]}\n",
                    i, k, version, k);
        }
    }
    fclose(out);
}

/* The articles in version 1, and what is to be done to them. */
static void prepare(injection *j, const scenario *s)
{
    const char *const first[] = {"index", j->input, NULL};
    write_input(j, 1, FILLERS);
    forget_index(&j->w);
    if (run(&j->w, first, NULL, TIMEOUT_S) != 0) {
        puts("the first articles cannot be indexed");
        exit(2);
    }
    if (!s->writes) { /* something to be compacted */
        static const char *const drop[] = {"remove", "f1-1", "f2-2", "f3-3", NULL};
        run(&j->w, drop, NULL, TIMEOUT_S);
    }
    copy_folder(j->w.index, j->base);
    write_input(j, 2, strcmp(s->name, "bulk") == 0 ? FILLERS : 0);
}

static void set_promises(injection *j, unsigned committed, unsigned sent)
{
    for (unsigned i = 0; i < ARTICLES; i++) {
        j->w.promises[i] = (promise){.committed = committed, .sent = sent};
    }
}

static void fill_in(const char *arguments[8], const injection *j, const scenario *s)
{
    for (size_t i = 0; i < 8; i++) {
        bool input = s->arguments[i] != NULL && strcmp(s->arguments[i], "INPUT") == 0;
        arguments[i] = input ? j->input : s->arguments[i];
    }
}

/* One run with a fault, and all that has to hold behind it. */
static void try_fault(injection *j, const scenario *s, const char *environment)
{
    char when[300];
    const char *arguments[8];
    world *w = &j->w;
    snprintf(when, sizeof when, "%s with %s", s->name, strstr(environment, " ") + 1);
    fill_in(arguments, j, s);
    copy_folder(j->base, w->index);
    int status = run(w, arguments, environment, TIMEOUT_S);
    j->runs++;
    j->failed += status != 0;
    if (status >= 128) {
        j->crashed++;
        printf("%s: ended by signal %d\n", when, status - 128);
    }
    unsigned latest = s->writes ? 2 : 1;
    set_promises(j, status == 0 ? latest : 1, latest);
    look(w, when);
    int again = run(w, arguments, NULL, TIMEOUT_S);
    if (again != 0) {
        w->unsound++;
        printf("%s: the run behind it ended with %d\n", when, again);
    }
    set_promises(j, latest, latest);
    look(w, when);
}

static long count_calls(const injection *j, const char *wanted)
{
    char path[400], name[16];
    long count = 0, number;
    snprintf(path, sizeof path, "%s/counts", j->w.folder);
    FILE *in = fopen(path, "r");
    while (in != NULL && fscanf(in, "%15s %ld", name, &number) == 2) {
        count = strcmp(name, wanted) == 0 ? number : count;
    }
    if (in != NULL) {
        fclose(in);
    }
    return count;
}

static void try_operation(injection *j, const scenario *s, const operation *o, unsigned each)
{
    long calls = count_calls(j, o->name);
    unsigned long failed = j->failed;
    unsigned long runs = j->runs;
    for (unsigned i = 0; i < each && calls > 0; i++) {
        char environment[1200];
        long nth = (long)i < calls && calls <= (long)each
                       ? (long)i + 1
                       : 1 + (long)random_below(&j->w, (unsigned)calls);
        if (calls <= (long)each && (long)i >= calls) {
            break; /* each of them has failed once */
        }
        snprintf(environment, sizeof environment, "LD_PRELOAD=%s FUND_FAULT=%s:%ld:%d%s",
                 j->preload, o->name, nth, o->errnum, i % 2 == 1 ? ":on" : "");
        try_fault(j, s, environment);
    }
    printf("%-8s %-7s %6ld calls, %lu faults, %lu of them ended the run\n", s->name, o->name, calls,
           j->runs - runs, j->failed - failed);
}

static void try_full_disk(injection *j, const scenario *s, unsigned each)
{
    unsigned long failed = j->failed;
    for (unsigned i = 0; i < each; i++) {
        char environment[1200];
        snprintf(environment, sizeof environment, "LD_PRELOAD=%s FUND_QUOTA=%u", j->preload,
                 random_below(&j->w, 400000));
        try_fault(j, s, environment);
    }
    printf("%-8s disk full           %u runs, %lu of them ended\n", s->name, each,
           j->failed - failed);
}

static void try_scenario(injection *j, const scenario *s, unsigned each)
{
    char environment[1200];
    const char *arguments[8];
    prepare(j, s);
    fill_in(arguments, j, s);
    copy_folder(j->base, j->w.index);
    snprintf(environment, sizeof environment, "LD_PRELOAD=%s FUND_COUNTS=%s/counts", j->preload,
             j->w.folder);
    if (run(&j->w, arguments, environment, TIMEOUT_S) != 0) {
        printf("%s fails without a fault\n", s->name);
        j->w.unsound++;
    }
    for (size_t i = 0; i < OPERATIONS; i++) {
        try_operation(j, s, &operations[i], each);
    }
    try_full_disk(j, s, each);
}

int run_injections(const char *program, const char *preload, unsigned each, uint64_t seed)
{
    static const scenario scenarios[] = {
        {"direct", {"index", "--commit-every", "7", "INPUT", NULL}, true},
        {"bulk", {"index", "INPUT", NULL}, true},
        {"compact", {"compact", NULL}, false},
    };
    injection j = {.preload = preload};
    make_world(&j.w, program, seed);
    snprintf(j.input, sizeof j.input, "%s/input.jsonl", j.w.folder);
    snprintf(j.base, sizeof j.base, "%s/base", j.w.folder);
    printf("faults, seed %llu\n", (unsigned long long)seed);
    for (size_t i = 0; i < sizeof scenarios / sizeof scenarios[0]; i++) {
        try_scenario(&j, &scenarios[i], each);
    }
    char what[100];
    snprintf(what, sizeof what, "%lu runs with a fault, crashed %lu", j.runs, j.crashed);
    bool sound = report(&j.w, what) && j.crashed == 0;
    if (sound) {
        remove_world(&j.w);
    }
    return sound ? 0 : 1;
}
