/* Readers that search without pause beside a writer that replaces articles. */
#include "tests/faults/faults.h"

#include <pthread.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { READERS = 8 };

typedef struct reader {
    world *of;
    pthread_t thread;
    unsigned long searches, hits, wrong;
} reader;

static atomic_bool over;

#ifdef __SANITIZE_ADDRESS__
/* libxapian 1.4 has no lock for readers: one that commits overtook can read a block while it is
 * written anew, and trusts the lengths in it. What comes of that is for us to notice and to read
 * again, which this test looks at; that libxapian reads past its block is not ours to mend. */
FUND_API const char *__asan_default_suppressions(void);
const char *__asan_default_suppressions(void)
{
    return "interceptor_via_lib:libxapian.so\n";
}
#endif

static void complain(reader *r, const char *what, const char *detail)
{
    r->wrong++;
    printf("reader: %s: %s\n", what, detail);
}

/* No passage is missing, and every hit has its match, marked. */
static void look_at_hits(reader *r, const fund_results *results, size_t wanted, const char *word)
{
    if (results->count != wanted) {
        char counts[64];
        snprintf(counts, sizeof counts, "%zu of %zu: %s", results->count, wanted, word);
        complain(r, "hits are missing", counts);
    }
    for (size_t i = 0; i < results->count; i++) {
        const fund_hit *hit = results->hits[i];
        r->hits++;
        if (hit->highlight_count == 0 || strstr(hit->text, word) == NULL) {
            complain(r, "a hit without its match", hit->text);
        }
    }
}

/* All passages of an article are of one version. */
static void look_at_article(reader *r, fund_searcher *searcher, unsigned article)
{
    char id[16];
    unsigned version = 0;
    fund_results results = FUND_RESULTS_INIT;
    fund_error err = FUND_ERROR_INIT;
    snprintf(id, sizeof id, "a%u", article);
    fund_status status = fund_article_get(&results, searcher, id, strlen(id), 0, 0, &err);
    if (status != FUND_OK) {
        complain(r, id, err.message);
    }
    for (size_t i = 0; i < results.count; i++) {
        const char *said = strstr(results.hits[i]->text, "Fassung ");
        unsigned this_one = said != NULL ? (unsigned)strtoul(said + 8, NULL, 10) : 0;
        if (this_one == 0 || (version != 0 && this_one != version) || results.count != PASSAGES) {
            complain(r, "mixed versions of an article", results.hits[i]->text);
        }
        version = this_one;
    }
    fund_results_free(&results);
}

static void *read_on(void *payload)
{
    reader *r = payload;
    fault_chain chain = open_chain();
    fund_searcher *searcher = NULL;
    fund_error err = FUND_ERROR_INIT;
    const char *const paths[] = {r->of->index};
    unsigned turn = (unsigned)(r - (reader *)NULL) % 7;
    fund_results results = FUND_RESULTS_INIT;
    if (fund_searcher_open_with(&searcher, paths, 1, chain.analyzer, &err) != FUND_OK) {
        complain(r, "opening", err.message);
        return NULL;
    }
    while (!atomic_load(&over) && r->wrong == 0) {
        static const char *const queries[][2] = {
            {"Hafenmeister", "Hafenmeister"},
            {"\"Kräne, die Boote\"", "Kräne"},
            {"+Möwen Mauer", "Möwen"},
            {"Artikel Fassung", "Artikel"},
        };
        const char *const *query = queries[turn++ % 4];
        fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
        options.count = turn % 2 == 0 ? ARTICLES * PASSAGES : 10;
        if (fund_search(&results, searcher, query[0], strlen(query[0]), &options, &err) !=
            FUND_OK) {
            complain(r, query[0], err.message);
        }
        r->searches++;
        look_at_hits(r, &results, options.count, query[1]);
        look_at_article(r, searcher, turn % ARTICLES);
    }
    fund_results_free(&results);
    fund_searcher_free(searcher);
    close_chain(&chain);
    return NULL;
}

/* A second writer is told who holds the index. */
static bool second_writer_is_told(const world *w)
{
    static const char *const arguments[] = {"remove", "--lock-timeout", "0", "nichts", NULL};
    child c = start(w, arguments, false, NULL);
    char message[400] = "";
    size_t len = 0;
    for (int i = 0; i < 2000 && len + 1 < sizeof message; i++) {
        ssize_t got = read(c.err, message + len, sizeof message - 1 - len);
        if (got == 0) {
            break;
        }
        len += got > 0 ? (size_t)got : 0;
        usleep(1000);
    }
    message[len] = '\0';
    int status = end(&c);
    bool told = status == 2 && strstr(message, "being written by process") != NULL;
    if (!told) {
        printf("a second writer: status %d, %s\n", status, message);
    }
    return told;
}

static unsigned long write_on(world *w, unsigned seconds, bool *told)
{
    static const char *const arguments[] = {"index", "--commit-every", "5", "-", NULL};
    unsigned long written = 0;
    unsigned version = 1;
    bool asked = false;
    time_t until = time(NULL) + (time_t)seconds;
    child c = start(w, arguments, true, NULL);
    FILE *in = fdopen(c.in, "w");
    while (time(NULL) < until) {
        version++;
        for (unsigned i = 0; i < ARTICLES && time(NULL) < until; i++, written++) {
            print_article(in, i, version, true);
            fflush(in);
        }
        if (!asked && time(NULL) + 1 >= until) { /* the writer has surely begun */
            *told = second_writer_is_told(w);
            asked = true;
        }
        char block[4096];
        while (read(c.err, block, sizeof block) > 0) {
        }
    }
    fclose(in);
    c.in = -1;
    int status = end(&c);
    if (status != 0) {
        printf("the writer ended with %d\n", status);
        w->unsound++;
    }
    return written;
}

int run_readers(const char *program, unsigned seconds, uint64_t seed)
{
    world w;
    reader readers[READERS];
    reader sum = {.searches = 0};
    bool told = false;
    make_world(&w, program, seed);
    char path[400];
    snprintf(path, sizeof path, "%s/first.jsonl", w.folder);
    FILE *out = fopen(path, "w");
    for (unsigned i = 0; i < ARTICLES; i++) {
        print_article(out, i, 1, true);
    }
    fclose(out);
    const char *const first[] = {"index", path, NULL};
    if (run(&w, first, NULL, 60) != 0) {
        puts("the first articles cannot be indexed");
        return 1;
    }
    for (size_t i = 0; i < READERS; i++) {
        readers[i] = (reader){.of = &w};
        pthread_create(&readers[i].thread, NULL, read_on, &readers[i]);
    }
    unsigned long written = write_on(&w, seconds, &told);
    atomic_store(&over, true);
    for (size_t i = 0; i < READERS; i++) {
        pthread_join(readers[i].thread, NULL);
        sum.searches += readers[i].searches;
        sum.hits += readers[i].hits;
        sum.wrong += readers[i].wrong;
    }
    printf("%d readers for %u s: %lu searches, %lu hits looked at; %lu articles "
           "replaced meanwhile; wrong %lu; a second writer was %s\n",
           READERS, seconds, sum.searches, sum.hits, written, sum.wrong,
           told ? "told who holds the index" : "not told");
    bool sound = sum.wrong == 0 && w.unsound == 0 && told && sum.searches > 0;
    remove_world(&w);
    return sound ? 0 : 1;
}
