/* SIGKILL at random moments of all that writes. */
#include "tests/faults/faults.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

typedef struct mode {
    const char *name;
    /* Starts, and is to be killed after so many microseconds. */
    void (*run)(world *w, unsigned delay_us);
    unsigned span_us; /* how long it takes about */
} mode;

static uint64_t now_us(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return (uint64_t)now.tv_sec * 1000000 + (uint64_t)now.tv_nsec / 1000;
}

static void wait_until(uint64_t moment)
{
    uint64_t now = now_us();
    if (now < moment) {
        usleep((useconds_t)(moment - now));
    }
}

static void kill_child(child *c)
{
    kill(-c->pid, SIGKILL);
    end(c);
}

/* ---- streams and bulk builds ---------------------------------------------------------- */

static void promise_version(world *w, unsigned article, unsigned version)
{
    w->promises[article].committed = version;
    w->promises[article].removal_sent = false;
}

/* All articles in some order, each with its next version; what was reported is promised. */
static void run_stream(world *w, unsigned delay_us, const char *const *arguments)
{
    unsigned order[ARTICLES] = {0};
    commits seen = {.len = 0};
    for (unsigned i = 0; i < ARTICLES; i++) {
        unsigned other = random_below(w, i + 1);
        order[i] = order[other];
        order[other] = i;
    }
    uint64_t moment = now_us() + delay_us;
    child c = start(w, arguments, true, NULL);
    FILE *in = fdopen(c.in, "w");
    for (unsigned i = 0; i < ARTICLES && now_us() < moment; i++) {
        promise *p = &w->promises[order[i]];
        print_article(in, order[i], ++p->sent, true);
        fflush(in);
        if (i % 8 == 0) {
            usleep(500);
        }
    }
    if (random_below(w, 2) == 0) {
        fclose(in);
        c.in = -1;
    }
    wait_until(moment);
    kill(-c.pid, SIGKILL);
    usleep(1000);
    read_commits(&seen, c.err);
    for (unsigned i = 0; i < seen.added && i < ARTICLES; i++) {
        promise_version(w, order[i], w->promises[order[i]].sent);
    }
    if (c.in >= 0) {
        fclose(in);
        c.in = -1;
    }
    end(&c);
}

static void kill_stream(world *w, unsigned delay_us)
{
    static const char *const arguments[] = {"index", "--verbose", "--commit-every", "3", "-", NULL};
    run_stream(w, delay_us, arguments);
}

/* Small batches into an index make most of them bulk builds. */
static void kill_plain(world *w, unsigned delay_us)
{
    static const char *const arguments[] = {"index", "--verbose", "-", NULL};
    run_stream(w, delay_us, arguments);
}

static void write_file(world *w, unsigned article, unsigned version)
{
    char path[400], temporary[400];
    snprintf(path, sizeof path, "%s/a%u.txt", w->articles, article);
    snprintf(temporary, sizeof temporary, "%s/.a%u.tmp", w->articles, article);
    FILE *out = fopen(temporary, "w");
    if (out == NULL) {
        perror(temporary);
        exit(2);
    }
    print_article(out, article, version, false);
    fclose(out);
    rename(temporary, path);
}

/* A large set beside the index: thousands of fillers carry the articles along. */
static void kill_bulk(world *w, unsigned delay_us)
{
    char path[400];
    const char *const arguments[] = {"index", "--verbose", path, NULL};
    commits seen = {.len = 0};
    snprintf(path, sizeof path, "%s/bulk.jsonl", w->folder);
    FILE *out = fopen(path, "w");
    for (unsigned i = 0; i < ARTICLES; i++) {
        print_article(out, i, ++w->promises[i].sent, true);
        for (unsigned k = 0; k < 20; k++) {
            fprintf(out, "{\"id\":\"f%u-%u\",\"body\":[", i, k);
            for (unsigned p = 0; p < 4; p++) {
                fprintf(out,
                        "%s\"Füllsel %u über %u Segel, Masten, Anker und Taue, das nur da ist, "
                        "damit viel zu tun ist.\"",
                        p > 0 ? "," : "", p, random_below(w, 9999));
            }
            fprintf(out, "]}\n");
        }
    }
    fclose(out);
    child c = start(w, arguments, false, NULL);
    usleep(delay_us);
    kill(-c.pid, SIGKILL);
    usleep(1000);
    read_commits(&seen, c.err);
    for (unsigned i = 0; i < ARTICLES && seen.added > 21 * (ARTICLES - 1); i++) {
        promise_version(w, i, w->promises[i].sent);
    }
    end(&c);
}

static void kill_compact(world *w, unsigned delay_us)
{
    static const char *const arguments[] = {"compact", NULL};
    child c = start(w, arguments, false, NULL);
    usleep(delay_us);
    kill_child(&c);
}

/* ---- watching ------------------------------------------------------------------------- */

static bool await(child *c, commits *seen, uint64_t moment, const char *text, unsigned changes)
{
    while (now_us() < moment) {
        struct pollfd ready = {.fd = c->err, .events = POLLIN};
        poll(&ready, 1, 2);
        read_commits(seen, c->err);
        if (text != NULL ? strstr(seen->text, text) != NULL
                         : seen->added + seen->removed >= changes) {
            return true;
        }
    }
    return false;
}

/* One change after the other, each awaited until it is reported, or not. */
static void kill_watch(world *w, unsigned delay_us)
{
    const char *const arguments[] = {"watch", w->articles, NULL};
    commits seen = {.len = 0};
    child c = start(w, arguments, false, NULL);
    bool ready = await(&c, &seen, now_us() + 20000000, "watching", 0);
    if (!ready) {
        printf("watch never began: %s\n", seen.text);
        w->unsound++;
    }
    for (unsigned i = 0; ready && i < ARTICLES; i++) { /* all that was there has been read */
        promise_version(w, i, w->promises[i].absent ? 0 : w->promises[i].sent);
    }
    uint64_t moment = now_us() + delay_us;
    while (ready && now_us() < moment) {
        unsigned article = random_below(w, ARTICLES);
        promise *p = &w->promises[article];
        unsigned before = seen.added + seen.removed;
        bool removal = random_below(w, 4) == 0 && p->committed > 0;
        p->absent = removal;
        if (removal) {
            char path[400];
            snprintf(path, sizeof path, "%s/a%u.txt", w->articles, article);
            p->removal_sent = true;
            unlink(path);
        } else {
            write_file(w, article, ++p->sent);
        }
        if (await(&c, &seen, moment, NULL, before + 1)) {
            promise_version(w, article, removal ? 0 : p->sent);
        }
    }
    kill_child(&c);
}

/* ---- all of them -------------------------------------------------------------------------- */

static const mode modes[] = {
    {"stream", kill_stream, 120000},  {"burst", kill_plain, 120000},  {"bulk", kill_bulk, 250000},
    {"compact", kill_compact, 60000}, {"watch", kill_watch, 1000000},
};
enum { MODES = sizeof modes / sizeof modes[0] };

int run_kills(const char *program, unsigned long kills, uint64_t seed)
{
    world w, watched;
    unsigned long done[MODES] = {0};
    make_world(&w, program, seed);
    make_world(&watched, program, seed + 1);
    printf("%lu kills, seed %llu\n", kills, (unsigned long long)seed);
    for (unsigned long i = 0;
         i < kills &&
         w.lost + w.torn + w.unsound + watched.lost + watched.torn + watched.unsound == 0;
         i++) {
        const mode *m = &modes[i % MODES];
        bool watching = m->run == kill_watch; /* its index is that of a folder */
        world *of = watching ? &watched : &w;
        m->run(of, random_below(of, m->span_us));
        look(of, m->name);
        done[i % MODES]++;
        if (i % 150 == 149) {
            forget_index(&w);
            forget_index(&watched);
        }
    }
    for (size_t i = 0; i < MODES; i++) {
        printf("%s%s %lu", i > 0 ? ", " : "killed: ", modes[i].name, done[i]);
    }
    w.looked += watched.looked;
    w.lost += watched.lost;
    w.torn += watched.torn;
    w.unsound += watched.unsound;
    bool sound = report(&w, "");
    if (sound) {
        remove_world(&w);
        remove_world(&watched);
    }
    return sound ? 0 : 1;
}
