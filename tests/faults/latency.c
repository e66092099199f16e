/* From a file that is closed to the search that finds it, beside "watch". */
#include "tests/faults/faults.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { FILES = 200, TIMEOUT_MS = 60000 };

static double now_ms(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (double)now.tv_sec * 1000 + (double)now.tv_nsec / 1e6;
}

static void write_text(const char *path, unsigned number, const char *word)
{
    FILE *out = fopen(path, "w");
    if (out == NULL) {
        perror(path);
        exit(2);
    }
    fprintf(out, "Title: Meldung %u\n\n", number);
    for (unsigned i = 0; i < 8; i++) {
        fprintf(out,
                "Absatz %u: %s%u. Der Hafenmeister zählt am Morgen die Kräne, die Boote und die "
                "Möwen auf der Mauer, und am Abend zählt er sie noch einmal.\n\n",
                i, word, number);
    }
    fclose(out);
}

/* Milliseconds until a search finds the word; negative: never. */
static double await(fund_searcher *searcher, const char *word, unsigned number)
{
    double begin = now_ms();
    char query[64];
    fund_error err = FUND_ERROR_INIT;
    snprintf(query, sizeof query, "%s%u", word, number);
    while (now_ms() - begin < TIMEOUT_MS) {
        fund_results results = FUND_RESULTS_INIT;
        fund_status status = fund_search(&results, searcher, query, strlen(query), NULL, &err);
        bool found = results.count > 0;
        fund_results_free(&results);
        if (status != FUND_OK) {
            printf("searching: %s\n", err.message);
            return -1;
        }
        if (found) {
            return now_ms() - begin;
        }
        usleep(1000);
    }
    return -1;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static bool measure(world *w, fund_searcher *searcher, const char *what, const char *word)
{
    double times[FILES];
    for (unsigned i = 0; i < FILES; i++) {
        char path[400];
        snprintf(path, sizeof path, "%s/%s-%u.txt", w->articles, word, i);
        usleep(random_below(w, 60000));
        write_text(path, i, word);
        times[i] = await(searcher, word, i);
        if (times[i] < 0) {
            printf("%s: %s was never found\n", what, path);
            return false;
        }
    }
    qsort(times, FILES, sizeof *times, compare);
    printf("%s: %d files, from closed to found p50 %.0f ms, p90 %.0f ms, p99 %.0f ms\n", what,
           FILES, times[FILES / 2], times[FILES * 9 / 10], times[FILES * 99 / 100]);
    return true;
}

/* Many files at once, written by another process. */
static pid_t begin_load(const world *w, unsigned files)
{
    pid_t pid = fork();
    if (pid == 0) {
        for (unsigned i = 0; i < files; i++) {
            char path[400];
            snprintf(path, sizeof path, "%s/last-%u.txt", w->articles, i);
            write_text(path, i, "Last");
        }
        _exit(0);
    }
    return pid;
}

static bool wait_for_word(child *c, const char *word)
{
    char text[1 << 14];
    size_t len = 0;
    double begin = now_ms();
    while (now_ms() - begin < TIMEOUT_MS && len + 1 < sizeof text) {
        struct pollfd ready = {.fd = c->err, .events = POLLIN};
        poll(&ready, 1, 100);
        ssize_t got = read(c->err, text + len, sizeof text - 1 - len);
        len += got > 0 ? (size_t)got : 0;
        text[len] = '\0';
        if (strstr(text, word) != NULL) {
            return true;
        }
    }
    return false;
}

int run_latency(const char *program, unsigned load, uint64_t seed)
{
    world w;
    make_world(&w, program, seed);
    const char *const arguments[] = {"watch", w.articles, NULL};
    const char *const paths[] = {w.index};
    fault_chain chain = open_chain();
    fund_searcher *searcher = NULL;
    fund_error err = FUND_ERROR_INIT;
    child c = start(&w, arguments, false, NULL);
    bool ok = wait_for_word(&c, "watching");
    close(c.err); /* nobody reads the lines of commits any more */
    c.err = -1;
    if (ok && fund_searcher_open_with(&searcher, paths, 1, chain.analyzer, &err) != FUND_OK) {
        printf("%s\n", err.message);
        ok = false;
    }
    ok = ok && measure(&w, searcher, "idle", "Ruhe");
    if (ok && load > 0) {
        double begin = now_ms();
        char what[64];
        begin_load(&w, load);
        snprintf(what, sizeof what, "while %u files come", load);
        ok = measure(&w, searcher, what, "Trubel");
        for (unsigned i = 0; i < load && ok; i += load / 10) {
            ok = await(searcher, "Last", i) >= 0;
        }
        printf("all %u files found after %.1f s\n", load, (now_ms() - begin) / 1000);
    }
    fund_searcher_free(searcher);
    close_chain(&chain);
    kill(-c.pid, SIGTERM);
    end(&c);
    remove_world(&w);
    return ok ? 0 : 1;
}
