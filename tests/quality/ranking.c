/*
 * Figures of ranking, with the weights of searcher/rank/rank.h as they are or as given.
 *
 *   ranking [NAME=VALUE]... SETS             each set's figure
 *   ranking [NAME=VALUE]... --parts SETS     and what each part of the score gives: without it, and
 *                                            it alone
 *   ranking [NAME=VALUE]... --curves SETS    and with each weight at other values
 *   ranking [NAME=VALUE]... --learn SETS     learns the weights by coordinate ascent, and how that
 *                                            does on queries that it has not seen (five folds)
 *
 * SETS is a file of lines NAME TAB INDEX TAB QUERIES TAB QRELS TAB article|passage TAB mrr|ndcg
 * [TAB WEIGHT [TAB EACH]]: what is judged, the measure (both at 10), how much the set counts in
 * --learn, and that only each EACHth query is taken.
 */
#include "searcher/rank/rank.h"
#include "stemmer/stemmer.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { SETS_MAX = 16, LINE = 65536, GRADES_MAX = 1000, FOLDS = 5, DEPTH = 10, VALUES = 6 };

typedef struct query {
    char *id, *text;
    double ideal; /* the best that is possible */
    double value; /* what was measured last */
    size_t fold;
} query;

typedef struct set {
    char name[64];
    fund_searcher *searcher;
    fund_map *grades; /* "query TAB document" -> its grade */
    bool of_articles, ndcg;
    double weight;
    query *queries;
    size_t count;
} set;

typedef struct named {
    const char *name;
    size_t offset;
    double off;            /* the value without that part */
    double values[VALUES]; /* that are tried, ascending; after the last one 0 */
} named;

#define WEIGHT(name) #name, offsetof(fund_rank_weights, name)

static const named weights[] = {
    {WEIGHT(concavity), 1, {.4, .5, .6, .7, .85, 1}},
    {WEIGHT(context), 0, {1e-9, .1, .15, .2, .25, .3}},
    {WEIGHT(author), 0, {1e-9, .1, .2, .3, .5, .8}},
    {WEIGHT(form), 1, {.3, .4, .5, .7, .85, 1}},
    {WEIGHT(piece), 0, {1e-9, .15, .3, .5, .7, 1}},
    {WEIGHT(part), 0, {.1, .15, .2, .25, .35, .5}},
    {WEIGHT(together), 0, {.3, .4, .5, .6, .7, .85}},
    {WEIGHT(beside), 0, {1e-9, .2, .3, .4, .5, .6}},
    {WEIGHT(some), 0, {1e-9, .1, .15, .25, .35, .45}},
    {WEIGHT(hyphen), 0, {.3, .4, .5, .55, .65, .8}},
    {WEIGHT(prefix), 0, {1e-9, .15, .25, .35, .45, .6}},
    {WEIGHT(title), 0, {.3, .5, .65, .8, 1, 1.3}},
    {WEIGHT(title_part), 0, {1e-9, .1, .2, .3, .4, .6}},
    {WEIGHT(titled), 0, {1e-9, .15, .3, .5, .8, 1.2}},
    {WEIGHT(nearness), 0, {1e-9, .05, .1, .2, .3, .5}},
    {WEIGHT(lead), 0, {1e-9, .05, .1, .15, .2, .3}},
    {WEIGHT(length), 0, {1e-9, .1, .15, .2, .3, .45}},
    {WEIGHT(pivot), 8, {4, 6, 8, 10, 12, 16}},
};
enum { WEIGHTS = sizeof weights / sizeof weights[0] };

static set sets[SETS_MAX];
static size_t set_count;

static double *weight_of(fund_rank_weights *of, const named *weight)
{
    return (double *)(void *)((char *)of + weight->offset);
}

static void fail(const char *what, const char *why)
{
    fprintf(stderr, "ranking: %s: %s\n", what, why);
    exit(2);
}

static void *need(void *memory)
{
    if (memory == NULL) {
        fail("memory", "none is left");
    }
    return memory;
}

static char *copy(const char *text)
{
    char *own = need(malloc(strlen(text) + 1));
    return strcpy(own, text);
}

/* ---- reading ------------------------------------------------------------------ */

static FILE *open_file(const char *path)
{
    FILE *file = fopen(path, "r");
    if (file == NULL) {
        fail(path, "cannot be read");
    }
    return file;
}

static int falling(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return a < b ? 1 : a > b ? -1 : 0;
}

static double gain(long grade)
{
    return exp2((double)grade) - 1;
}

static void read_qrels(set *to, const char *path, fund_map *lists)
{
    char line[LINE], qid[256], document[1024];
    FILE *file = open_file(path);
    long grade;
    while (fgets(line, sizeof line, file) != NULL) {
        if (sscanf(line, "%255s %*s %1023s %ld", qid, document, &grade) != 3 || grade <= 0 ||
            qid[0] == '#') {
            continue;
        }
        char key[1300];
        int len = snprintf(key, sizeof key, "%s\t%s", qid, document);
        fund_map_put(to->grades, key, (size_t)len, (void *)(intptr_t)grade, NULL);
        double *list = fund_map_get(lists, qid, strlen(qid)); /* the first one is their number */
        if (list == NULL) {
            list = need(calloc(GRADES_MAX + 1, sizeof *list));
            fund_map_put(lists, qid, strlen(qid), list, NULL);
        }
        if (list[0] < GRADES_MAX) {
            list[0] += 1;
            list[(size_t)list[0]] = gain(grade);
        }
    }
    fclose(file);
}

static double ideal_of(double *list)
{
    double sum = 0;
    size_t count = (size_t)list[0];
    qsort(list + 1, count, sizeof *list, falling);
    for (size_t i = 0; i < count && i < DEPTH; i++) {
        sum += list[i + 1] / log2((double)i + 2);
    }
    return sum;
}

static void read_queries(set *to, const char *path, fund_map *lists, size_t each)
{
    char line[LINE];
    size_t capacity = 0, number = 0;
    FILE *file = open_file(path);
    while (fgets(line, sizeof line, file) != NULL) {
        char *text = strchr(line, '\t');
        if (text == NULL) {
            continue;
        }
        *text++ = '\0';
        text[strcspn(text, "\n")] = '\0';
        double *list = fund_map_get(lists, line, strlen(line));
        if (list == NULL || number++ % each != 0) {
            continue;
        }
        if (to->count == capacity) {
            capacity = 2 * capacity + 100;
            to->queries = need(realloc(to->queries, capacity * sizeof *to->queries));
        }
        size_t fold = (size_t)(fund_hash64(line, strlen(line)) % FOLDS);
        to->queries[to->count++] = (query){copy(line), copy(text), ideal_of(list), 0, fold};
    }
    fclose(file);
}

static void read_set(char *line, const char *path, fund_analyzer *analyzer)
{
    char *fields[8] = {NULL};
    size_t count = 0;
    for (char *at = strtok(line, "\t\n"); at != NULL && count < 8; at = strtok(NULL, "\t\n")) {
        fields[count++] = at;
    }
    if (count < 6 || set_count == SETS_MAX) {
        fail(path, "not a line of sets, or too many");
    }
    set *to = &sets[set_count++];
    fund_error err = FUND_ERROR_INIT;
    const char *index = fields[1];
    snprintf(to->name, sizeof to->name, "%s", fields[0]);
    to->of_articles = strcmp(fields[4], "article") == 0;
    to->ndcg = strcmp(fields[5], "ndcg") == 0;
    to->weight = count > 6 ? strtod(fields[6], NULL) : 1;
    to->grades = need(fund_map_new());
    if (fund_searcher_open_with(&to->searcher, &index, 1, analyzer, &err) != FUND_OK) {
        fail(index, err.message);
    }
    fund_map *lists = need(fund_map_new());
    read_qrels(to, fields[3], lists);
    read_queries(to, fields[2], lists, count > 7 ? strtoul(fields[7], NULL, 10) : 1);
    fund_map_free(lists, free);
    if (to->count == 0) {
        fail(fields[2], "no query that is judged");
    }
}

static void read_sets(const char *path, fund_analyzer *analyzer)
{
    char line[LINE];
    FILE *file = open_file(path);
    while (fgets(line, sizeof line, file) != NULL) {
        if (line[0] != '#' && line[0] != '\n') {
            read_set(line, path, analyzer);
        }
    }
    fclose(file);
}

/* ---- measuring ----------------------------------------------------------------- */

static double value_of(const set *of, const query *q, const fund_results *found)
{
    double reciprocal = 0, sum = 0;
    for (size_t i = 0; i < found->count && i < DEPTH; i++) {
        const fund_hit *hit = found->hits[i];
        char key[2048];
        int len = of->of_articles ? snprintf(key, sizeof key, "%s\t%s", q->id, hit->fields.id.data)
                                  : snprintf(key, sizeof key, "%s\t%s#%u", q->id,
                                             hit->fields.id.data, hit->passage);
        long grade = (long)(intptr_t)fund_map_get(of->grades, key, (size_t)len);
        if (grade > 0) {
            reciprocal = reciprocal > 0 ? reciprocal : 1 / ((double)i + 1);
            sum += gain(grade) / log2((double)i + 2);
        }
    }
    return of->ndcg ? sum / q->ideal : reciprocal;
}

static void measure_set(set *of, const fund_rank_weights *with)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    options.count = DEPTH;
    options.no_text = true;
    options.group = of->of_articles;
    of->searcher->weights = with;
    for (size_t i = 0; i < of->count; i++) {
        fund_results found = FUND_RESULTS_INIT;
        query *q = &of->queries[i];
        if (fund_search(&found, of->searcher, q->text, strlen(q->text), &options, &err) !=
            FUND_OK) {
            fail(q->text, err.message);
        }
        q->value = value_of(of, q, &found);
        fund_results_free(&found);
    }
}

/* The mean of a set's last values in a fold or, where `inside` is not set, in all others. */
static double mean(const set *of, size_t fold, bool inside)
{
    double sum = 0, count = 0;
    for (size_t i = 0; i < of->count; i++) {
        if ((of->queries[i].fold == fold) == inside) {
            sum += of->queries[i].value;
            count++;
        }
    }
    return count > 0 ? sum / count : 0;
}

static double mean_of_all(size_t fold, bool inside)
{
    double sum = 0, weight = 0;
    for (size_t i = 0; i < set_count; i++) {
        sum += sets[i].weight * mean(&sets[i], fold, inside);
        weight += sets[i].weight;
    }
    return sum / weight;
}

static void measure(const fund_rank_weights *with)
{
    for (size_t i = 0; i < set_count; i++) {
        measure_set(&sets[i], with);
    }
}

static void print_row(const char *label)
{
    printf("%-22s", label);
    for (size_t i = 0; i < set_count; i++) {
        printf(" %8.4f", mean(&sets[i], FOLDS, false));
    }
    printf(" %8.4f\n", mean_of_all(FOLDS, false));
    fflush(stdout);
}

static void print_head(void)
{
    printf("%-22s", "");
    for (size_t i = 0; i < set_count; i++) {
        printf(" %8.8s", sets[i].name);
    }
    printf(" %8s\n", "mean");
}

static void print_with(const fund_rank_weights *given, const named *weight, double value,
                       const char *label)
{
    fund_rank_weights with = *given;
    char text[64];
    *weight_of(&with, weight) = value;
    snprintf(text, sizeof text, "%s %s %.2f", label, weight->name, value);
    measure(&with);
    print_row(text);
}

static void print_parts(const fund_rank_weights *given)
{
    fund_rank_weights none = *given;
    for (size_t i = 0; i < WEIGHTS; i++) {
        print_with(given, &weights[i], weights[i].off, "without");
        *weight_of(&none, &weights[i]) = weights[i].off;
    }
    measure(&none);
    print_row("none");
    for (size_t i = 0; i < WEIGHTS; i++) {
        fund_rank_weights own = *given;
        print_with(&none, &weights[i], *weight_of(&own, &weights[i]), "only");
    }
}

static void print_curves(const fund_rank_weights *given)
{
    for (size_t i = 0; i < WEIGHTS; i++) {
        for (size_t k = 0; k < VALUES; k++) {
            print_with(given, &weights[i], weights[i].values[k], "");
        }
    }
}

/* ---- learning --------------------------------------------------------------------- */

/* Coordinate ascent on all queries but those of a fold, until a round gains nothing. */
static void learn(fund_rank_weights *with, size_t fold)
{
    const double least = 1e-4;
    measure(with);
    double best = mean_of_all(fold, false), before;
    do {
        before = best;
        for (size_t i = 0; i < WEIGHTS; i++) {
            double *own = weight_of(with, &weights[i]), kept = *own;
            for (size_t k = 0; k < VALUES; k++) {
                *own = weights[i].values[k];
                measure(with);
                double now = mean_of_all(fold, false);
                kept = now > best + least ? *own : kept;
                best = now > best + least ? now : best;
            }
            *own = kept;
        }
    } while (best > before + least);
}

static void print_weights(const fund_rank_weights *of)
{
    fund_rank_weights own = *of;
    for (size_t i = 0; i < WEIGHTS; i++) {
        printf(" %s=%.2f", weights[i].name, *weight_of(&own, &weights[i]));
    }
    printf("\n");
}

static void cross_validate(const fund_rank_weights *given)
{
    static double sums[SETS_MAX], counts[SETS_MAX];
    for (size_t fold = 0; fold < FOLDS; fold++) {
        fund_rank_weights with = *given;
        learn(&with, fold);
        printf("fold %zu:", fold + 1);
        print_weights(&with);
        measure(&with);
        for (size_t s = 0; s < set_count; s++) {
            for (size_t i = 0; i < sets[s].count; i++) {
                bool unseen = sets[s].queries[i].fold == fold;
                sums[s] += unseen ? sets[s].queries[i].value : 0;
                counts[s] += unseen;
            }
        }
    }
    printf("%-22s", "unseen");
    for (size_t s = 0; s < set_count; s++) {
        printf(" %8.4f", sums[s] / counts[s]);
    }
    printf("\n");
    fund_rank_weights all = *given;
    learn(&all, FOLDS);
    printf("all:");
    print_weights(&all);
    measure(&all);
    print_row("all, seen");
}

/* ---- the program ------------------------------------------------------------------- */

static bool take_weight(fund_rank_weights *to, const char *argument)
{
    const char *equals = strchr(argument, '=');
    for (size_t i = 0; i < WEIGHTS && equals != NULL; i++) {
        size_t len = strlen(weights[i].name);
        if (len == (size_t)(equals - argument) && memcmp(argument, weights[i].name, len) == 0) {
            *weight_of(to, &weights[i]) = strtod(equals + 1, NULL);
            return true;
        }
    }
    return false;
}

int main(int argc, char **argv)
{
    fund_rank_weights given = fund_rank_defaults;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_error err = FUND_ERROR_INIT;
    fund_lexicon *lexicon = NULL;
    fund_analyzer *analyzer = NULL;
    const char *mode = "", *path = NULL;
    for (int i = 1; i < argc; i++) {
        if (argv[i][0] == '-') {
            mode = argv[i];
        } else if (!take_weight(&given, argv[i])) {
            path = argv[i];
        }
    }
    if (path == NULL) {
        fail("usage", "ranking [NAME=VALUE]... [--parts|--curves|--learn] SETS");
    }
    if (fund_lexicon_open(&lexicon, NULL, &err) != FUND_OK) {
        fail("lexicon", err.message);
    }
    fund_chain_options_use(&options, lexicon);
    if (fund_analyzer_new(&analyzer, &options, &err) != FUND_OK) {
        fail("analyzer", err.message);
    }
    read_sets(path, analyzer);
    print_head();
    measure(&given);
    print_row("given");
    if (strcmp(mode, "--parts") == 0) {
        print_parts(&given);
    } else if (strcmp(mode, "--curves") == 0) {
        print_curves(&given);
    } else if (strcmp(mode, "--learn") == 0) {
        cross_validate(&given);
    }
    return fflush(stdout) == 0 ? 0 : 2;
}
