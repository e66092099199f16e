#include "tests/faults/faults.h"

#include <errno.h>
#include <fcntl.h>
#include <ftw.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* xorshift64* (S. Vigna, 2016) */
uint64_t random_next(uint64_t *state)
{
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    return *state * 0x2545f4914f6cdd1dULL;
}

uint64_t next_random(world *w)
{
    return random_next(&w->random);
}

unsigned random_below(world *w, unsigned limit)
{
    return (unsigned)((next_random(w) >> 33) % limit);
}

void fail(const char *what)
{
    fprintf(stderr, "faults: %s: %s\n", what, strerror(errno));
    exit(2);
}

/* ---- folders ------------------------------------------------------------------ */

static int remove_entry(const char *path, const struct stat *info, int type, struct FTW *where)
{
    (void)info;
    (void)type;
    (void)where;
    return remove(path);
}

void remove_tree(const char *path)
{
    nftw(path, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
}

void make_world(world *w, const char *program, uint64_t seed)
{
    *w = (world){.program = program, .random = seed * 2 + 1};
    const char *base = getenv("TMPDIR");
    snprintf(w->folder, sizeof w->folder, "%s/fundstelle-faults-XXXXXX",
             base != NULL ? base : "/tmp");
    if (mkdtemp(w->folder) == NULL) {
        fail(w->folder);
    }
    snprintf(w->index, sizeof w->index, "%s/index", w->folder);
    snprintf(w->articles, sizeof w->articles, "%s/articles", w->folder);
    mkdir(w->articles, 0700);
    for (int i = 0; i < 32; i++) {
        next_random(w);
    }
}

void remove_world(const world *w)
{
    remove_tree(w->folder);
}

void forget_index(world *w)
{
    remove_tree(w->index);
    remove_tree(w->articles);
    mkdir(w->articles, 0700);
    memset(w->promises, 0, sizeof w->promises);
    w->made = false;
}

/* ---- articles ------------------------------------------------------------------ */

void print_article(FILE *out, unsigned article, unsigned version, bool json)
{
    if (json) {
        fprintf(out, "{\"id\":\"a%u\",\"body\":[", article);
    }
    for (unsigned i = 1; i <= PASSAGES; i++) {
        fputs(!json ? "" : i > 1 ? ",\"" : "\"", out);
        fprintf(out,
                "Absatz %u von Artikel %u in Fassung %u. Der Hafenmeister zählt am Morgen "
                "die Kräne, die Boote und die Möwen auf der Mauer.",
                i, article, version);
        fputs(json ? "\"" : "\n\n", out);
    }
    fputs(json ? "]}\n" : "", out);
}

/* ---- the program ------------------------------------------------------------------ */

static void make_pipe(int ends[2])
{
    if (pipe2(ends, O_CLOEXEC) != 0) {
        fail("pipe");
    }
}

static void be_child(const world *w, const char *const *arguments, const char *environment, int in,
                     int out, int err)
{
    char *argv[32];
    size_t count = 0;
    argv[count++] = (char *)(uintptr_t)w->program;
    argv[count++] = (char *)(uintptr_t)arguments[0];
    argv[count++] = (char *)(uintptr_t) "--index";
    argv[count++] = (char *)(uintptr_t)w->index;
    for (size_t i = 1; arguments[i] != NULL && count + 1 < sizeof argv / sizeof *argv; i++) {
        argv[count++] = (char *)(uintptr_t)arguments[i];
    }
    argv[count] = NULL;
    setpgid(0, 0);
    int null = open("/dev/null", O_RDWR);
    dup2(in >= 0 ? in : null, 0);
    dup2(out, 1);
    dup2(err, 2);
    if (environment != NULL) {
        char *copy = strdup(environment);
        char *next = NULL;
        for (char *one = strtok_r(copy, " ", &next); one != NULL;
             one = strtok_r(NULL, " ", &next)) {
            putenv(one);
        }
    }
    execv(w->program, argv);
    _exit(127);
}

child start(const world *w, const char *const *arguments, bool with_input, const char *environment)
{
    int in[2] = {-1, -1}, out[2], err[2];
    make_pipe(out);
    make_pipe(err);
    if (with_input) {
        make_pipe(in);
    }
    child c = {.pid = fork(), .in = in[1], .out = out[0], .err = err[0]};
    if (c.pid < 0) {
        fail("fork");
    }
    if (c.pid == 0) {
        be_child(w, arguments, environment, in[0], out[1], err[1]);
    }
    setpgid(c.pid, c.pid);
    close(out[1]);
    close(err[1]);
    if (in[0] >= 0) {
        close(in[0]);
    }
    fcntl(c.out, F_SETFL, O_NONBLOCK);
    fcntl(c.err, F_SETFL, O_NONBLOCK);
    return c;
}

int end(child *c)
{
    int status;
    while (waitpid(c->pid, &status, 0) < 0 && errno == EINTR) {
    }
    int *const ends[] = {&c->in, &c->out, &c->err};
    for (size_t i = 0; i < 3; i++) {
        if (*ends[i] >= 0) {
            close(*ends[i]);
            *ends[i] = -1;
        }
    }
    return WIFSIGNALED(status) ? 128 + WTERMSIG(status) : WEXITSTATUS(status);
}

static void drain(int fd)
{
    char block[4096];
    while (read(fd, block, sizeof block) > 0) {
    }
}

int run(const world *w, const char *const *arguments, const char *environment, unsigned seconds)
{
    child c = start(w, arguments, false, environment);
    siginfo_t info;
    for (unsigned i = 0; i < seconds * 1000; i++) {
        drain(c.out);
        drain(c.err);
        info.si_pid = 0;
        if (waitid(P_PID, (id_t)c.pid, &info, WEXITED | WNOHANG | WNOWAIT) == 0 &&
            info.si_pid != 0) {
            return end(&c);
        }
        usleep(1000);
    }
    kill(-c.pid, SIGKILL);
    return end(&c);
}

void read_commits(commits *c, int fd)
{
    for (ssize_t got; c->len + 1 < sizeof c->text &&
                      (got = read(fd, c->text + c->len, sizeof c->text - 1 - c->len)) > 0;) {
        c->len += (size_t)got;
    }
    c->text[c->len] = '\0';
    c->added = c->removed = 0;
    for (char *line = c->text, *end; (end = strchr(line, '\n')) != NULL; line = end + 1) {
        unsigned added, replaced, removed;
        const char *plus = memchr(line, '+', (size_t)(end - line));
        while (plus != NULL && sscanf(plus, "+%u ~%u -%u", &added, &replaced, &removed) != 3) {
            plus = memchr(plus + 1, '+', (size_t)(end - plus - 1));
        }
        if (plus != NULL) {
            c->added += added + replaced;
            c->removed += removed;
        }
    }
}

/* ---- the chain of analysis ------------------------------------------------------------ */

fault_chain open_chain(void)
{
    fault_chain chain = {NULL, NULL};
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_status status = fund_lexicon_open(&chain.lexicon, NULL, &err);
    if (status == FUND_OK) {
        fund_chain_options_use(&options, chain.lexicon);
        status = fund_analyzer_new(&chain.analyzer, &options, &err);
    }
    if (status != FUND_OK) {
        fprintf(stderr, "faults: %s\n", err.message);
        exit(2);
    }
    return chain;
}

void close_chain(fault_chain *chain)
{
    fund_analyzer_free(chain->analyzer);
    fund_lexicon_free(chain->lexicon);
}

/* ---- looking ------------------------------------------------------------------------ */

/* The version that a passage says; 0 for none. */
static unsigned version_in(const fund_hit *hit, unsigned article, unsigned passage)
{
    unsigned said[3] = {0, 0, 0};
    int got =
        sscanf(hit->text, "Absatz %u von Artikel %u in Fassung %u.", &said[0], &said[1], &said[2]);
    return got == 3 && said[0] == passage && said[1] == article ? said[2] : 0;
}

static void print_kept(const world *w)
{
    if (w->folder[0] != '\0') {
        printf("; kept in %s", w->folder);
    }
    putchar('\n');
}

static void complain(unsigned long *count, const world *w, unsigned article, const char *when,
                     const char *what)
{
    const promise *p = &w->promises[article];
    ++*count;
    printf("%s: article a%u %s (committed %u, sent %u%s", when, article, what, p->committed,
           p->sent, p->removal_sent ? ", removal sent" : "");
    if (p->gone > 0) {
        printf(", removed %u", p->gone);
    }
    putchar(')');
    print_kept(w);
}

/* True when it is there, whole. */
static bool look_at(world *w, fund_searcher *searcher, unsigned article, const char *when)
{
    const promise *p = &w->promises[article];
    char id[16];
    bool there = false;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    snprintf(id, sizeof id, "a%u", article);
    fund_status status = fund_article_get(&results, searcher, id, strlen(id), 0, 0, &err);
    w->looked++;
    if (status == FUND_ERR_NOT_FOUND) {
        if (p->committed > 0 && !p->removal_sent) {
            complain(&w->lost, w, article, when, "is lost");
        }
    } else if (status != FUND_OK) {
        complain(&w->torn, w, article, when, err.message);
    } else {
        unsigned version = version_in(results.hits[0], article, 1);
        bool whole = results.count == PASSAGES && version > 0;
        for (unsigned i = 1; whole && i < PASSAGES; i++) {
            whole = version_in(results.hits[i], article, i + 1) == version;
        }
        if (!whole) {
            complain(&w->torn, w, article, when, "is torn");
        } else if (version < p->committed || version > p->sent) {
            complain(&w->lost, w, article, when, "has another version");
        } else if (version <= p->gone) {
            complain(&w->lost, w, article, when, "was removed and is back");
        }
        there = whole;
    }
    fund_results_free(&results);
    return there;
}

/* Each passage is found by a word of it, and nothing that is not there. */
static void look_by_word(world *w, fund_searcher *searcher, size_t there, const char *when)
{
    static const char word[] = "Hafenmeister";
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.count = (size_t)ARTICLES * PASSAGES + 1;
    fund_status status = fund_search(&results, searcher, word, strlen(word), &options, &err);
    if (status != FUND_OK || results.count != there * PASSAGES) {
        w->unsound++;
        printf("%s: a search finds %zu passages of %zu, %s", when, results.count, there * PASSAGES,
               status != FUND_OK ? err.message : "without an error");
        print_kept(w);
    }
    fund_results_free(&results);
}

static fund_analyzer *looking_analyzer(void)
{
    static fault_chain chain; /* for all the time */
    if (chain.analyzer == NULL) {
        chain = open_chain();
    }
    return chain.analyzer;
}

void prepare_look(void)
{
    looking_analyzer();
}

bool look(world *w, const char *when)
{
    const char *const paths[] = {w->index};
    fund_searcher *searcher = NULL;
    fund_error err = FUND_ERROR_INIT;
    bool promised = w->made;
    for (unsigned i = 0; i < ARTICLES; i++) {
        promised |= w->promises[i].committed > 0;
    }
    fund_status status = fund_searcher_open_with(&searcher, paths, 1, looking_analyzer(), &err);
    if (status == FUND_ERR_NO_INDEX && !promised) {
        return false; /* it was not made yet */
    }
    if (status != FUND_OK) {
        w->unsound++;
        printf("%s: %s", when, err.message);
        print_kept(w);
        return false;
    }
    size_t there = 0;
    for (unsigned i = 0; i < ARTICLES; i++) {
        there += look_at(w, searcher, i, when);
    }
    look_by_word(w, searcher, there, when);
    fund_searcher_free(searcher);
    static const char *const check[] = {"check", NULL};
    if (run(w, check, NULL, 60) != 0) {
        w->unsound++;
        printf("%s: \"check\" finds damage", when);
        print_kept(w);
    }
    return true;
}

bool report(const world *w, const char *what)
{
    bool sound = w->lost + w->torn + w->unsound == 0;
    printf("%s; %lu articles looked at, lost %lu, torn %lu, indexes damaged %lu\n", what, w->looked,
           w->lost, w->torn, w->unsound);
    return sound;
}
