/*
 * However an index came about, it is the same for a search: articles added, replaced and
 * removed in any order, in one database or in several.
 */
#include "test_properties_index.h"
#include "test_properties_query.h"

#include "searcher/searcher.h"

#include <math.h>

/* So many hits are weighed a second time, those at the border by document id. */
enum { RERANKED = 20 };

/* Hits, and those with their scores. */
static size_t compared[KINDS], weighed[KINDS];

/* ---- searches ----------------------------------------------------------------------- */

typedef struct found {
    char name[32]; /* article#passage */
    double score;
    uint64_t content, title; /* hash of the passage and what is marked in it, and in the title */
} found;

typedef struct outcome {
    found items[ARTICLES_MAX * PASSAGES_MAX];
    size_t count;
    uint32_t total;
    bool total_exact;
} outcome;

static int by_name(const void *left, const void *right)
{
    return strcmp(((const found *)left)->name, ((const found *)right)->name);
}

static uint64_t hash_of_ranges(const fund_range *ranges, size_t count)
{
    return fund_hash64(count > 0 ? ranges : (const fund_range *)"", count * sizeof *ranges);
}

static void search_for(outcome *out, fund_searcher *searcher, const char *query,
                       const fund_search_options *options)
{
    fund_error err = FUND_ERROR_INIT;
    fund_results results = FUND_RESULTS_INIT;
    must(fund_search(&results, searcher, query, strlen(query), options, &err), &err);
    out->count = results.count;
    out->total = results.total;
    out->total_exact = results.total_exact;
    CHECK(results.count <= COUNT(out->items), "%s: %zu hits", query, results.count);
    for (size_t i = 0; i < results.count; i++) {
        const fund_hit *hit = results.hits[i];
        found *item = &out->items[i];
        snprintf(item->name, sizeof item->name, "%s#%u", hit->fields.id.data,
                 (unsigned)hit->passage);
        item->score = hit->score;
        item->content = fund_hash64(hit->text, hit->text_len) +
                        hash_of_ranges(hit->highlights, hit->highlight_count);
        item->title = hash_of_ranges(hit->title_highlights, hit->title_highlight_count);
        CHECK(i == 0 || options->order != FUND_ORDER_RELEVANCE ||
                  hit->score <= results.hits[i - 1]->score,
              "%s: hit %zu has a higher score than the one above it", query, i + 1);
    }
    fund_results_free(&results);
    qsort(out->items, out->count, sizeof *out->items, by_name);
}

/* Sums are added up in different orders. */
static const double exactly = 1e-9;

static bool is_same_score(double a, double b, double tolerance)
{
    return fabs(a - b) <= tolerance * (1 + fabs(a));
}

static void check_same_outcome(const char *query, const outcome *a, const outcome *b,
                               double tolerance)
{
    CHECK(a->count == b->count && a->total == b->total && a->total_exact == b->total_exact,
          "%s: %zu hits of %u and %zu of %u", query, a->count, (unsigned)a->total, b->count,
          (unsigned)b->total);
    for (size_t i = 0; i < a->count; i++) {
        const found *one = &a->items[i], *other = &b->items[i];
        CHECK(strcmp(one->name, other->name) == 0, "%s: hit %s is %s in the other", query,
              one->name, other->name);
        CHECK(one->content == other->content, "%s: %s is marked otherwise", query, one->name);
        /* A title may have a word like another that only deleted passages have. */
        CHECK(one->title == other->title || tolerance > 1,
              "%s: the title of %s is marked otherwise", query, one->name);
        CHECK(is_same_score(one->score, other->score, tolerance),
              "%s: the score of %s is %.9f and %.9f", query, one->name, one->score, other->score);
    }
}

/* Three terms or more that count as one. */
static bool has_synonyms(fund_searcher *searcher, const char *query)
{
    static const char joint[] = " SYNONYM ";
    fund_error err = FUND_ERROR_INIT;
    fund_buf tree = FUND_BUF_INIT;
    must(fund_search_describe(&tree, searcher, query, strlen(query), &err), &err);
    bool has = false;
    const char *at = tree.data != NULL ? strstr(tree.data, joint) : NULL;
    while (at != NULL && !has) {
        const char *second = at + strlen(joint);
        second += strcspn(second, " )");
        has = strncmp(second, joint, strlen(joint)) == 0;
        at = strstr(second, joint);
    }
    fund_buf_free(&tree);
    return has;
}

/* What must be the same besides the hits and their highlights. */
typedef enum comparison {
    ALL_SCORES,
    SCORES_IN_SEVERAL, /* databases */
    NO_SCORES          /* until a segment is written anew, its terms count what is gone from it */
} comparison;

/* In how many documents one of several terms is libxapian estimates term by term, in an order
 * that depends on the database, and rounds at each: with few documents that is to be seen. */
static double tolerance_of(comparison how, query_kind kind, fund_searcher *searcher,
                           const char *query)
{
    if (how == NO_SCORES) {
        return HUGE_VAL;
    }
    bool exact = how == ALL_SCORES || !has_synonyms(searcher, query);
    return exact ? exactly : kind == PATTERN ? HUGE_VAL : 0.1;
}

/* What a search gives in both. */
static void check_query(fund_searcher *a, fund_searcher *b, query_kind kind, const char *query,
                        bool group, comparison how)
{
    static outcome one, other;
    double tolerance = tolerance_of(how, kind, a, query);
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = ARTICLES_MAX * PASSAGES_MAX;
    options.group = group && tolerance <= exactly;
    search_for(&one, a, query, &options);
    if (kind >= SOME_WORDS && kind <= OPERATORS && one.count > RERANKED) {
        options.plain = true;
        search_for(&one, a, query, &options);
    }
    search_for(&other, b, query, &options);
    check_same_outcome(query, &one, &other, tolerance);
    compared[kind] += one.count;
    weighed[kind] += tolerance <= exactly ? one.count : 0;
}

enum { QUERIES_OF_A_KIND = 3 };

static void check_same_answers(random_state *r, fund_searcher *a, fund_searcher *b,
                               const fund_article *articles, size_t count, comparison how)
{
    for (unsigned i = 0; i < QUERIES_OF_A_KIND * KINDS; i++) {
        query_kind kind = (query_kind)(i % KINDS);
        fund_buf query = FUND_BUF_INIT;
        append_query(&query, r, kind, articles, count);
        check_query(a, b, kind, query.data, one_in(r, 4), how);
        fund_buf_free(&query);
    }
}

static fund_searcher *search_in(const place *places, size_t count)
{
    const char *paths[ARTICLES_MAX];
    fund_error err = FUND_ERROR_INIT;
    fund_searcher *searcher;
    for (size_t i = 0; i < count; i++) {
        paths[i] = places[i].path;
    }
    must(fund_searcher_open_with(&searcher, paths, count, analyzer, &err), &err);
    return searcher;
}

static void check_same_index(random_state *r, const place *a, const place *b,
                             const fund_article *articles, size_t count)
{
    check_same_content(a, b);
    fund_searcher *one = search_in(a, 1), *other = search_in(b, 1);
    check_same_answers(r, one, other, articles, count, ALL_SCORES);
    fund_searcher_free(one);
    fund_searcher_free(other);
}

static void check_same_hits(random_state *r, const place *a, const place *b,
                            const fund_article *articles, size_t count)
{
    fund_searcher *one = search_in(a, 1), *other = search_in(b, 1);
    check_same_answers(r, one, other, articles, count, NO_SCORES);
    fund_searcher_free(one);
    fund_searcher_free(other);
}

/* ---- the properties ----------------------------------------------------------------- */

static void check_properties(unsigned seeds, uint64_t salt, property holds)
{
    memset(compared, 0, sizeof compared);
    memset(weighed, 0, sizeof weighed);
    for_seeds(seeds, salt, holds);
    if (getenv("FUND_SEED") == NULL) {
        for (int kind = 0; kind < KINDS; kind++) {
            CHECK(compared[kind] > 0, "queries of kind %d found nothing", kind);
            CHECK(weighed[kind] > 0 || kind >= PATTERN, "no scores in queries of kind %d", kind);
        }
    }
}

/* Other articles become these, in one segment or several. */
static void one_index_is_corrected(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    fund_article first[ARTICLES_MAX], last[ARTICLES_MAX];
    size_t count = 4 + below(r, ARTICLES_MAX - 3), order[ARTICLES_MAX];
    make_articles(first, r, arena, count);
    make_articles(last, r, arena, count);
    bool based = one_in(r, 3);
    for (size_t i = 0; i < count; i++) {
        first[i] = one_in(r, 2) ? last[i] : first[i];
    }
    place corrected = index_of(r, first, count), fresh = index_of(r, last, count);
    if (based) {
        compact(&corrected);
        compact(&fresh);
    }
    fund_indexer *indexer = open_indexer(&corrected);
    shuffle(r, order, count);
    for (size_t i = 0; i < count; i++) {
        put(r, indexer, &last[order[i]]);
    }
    close_indexer(indexer);
    check_same_hits(r, &corrected, &fresh, last, count);
    compact(&corrected);
    compact(&fresh);
    check_same_index(r, &corrected, &fresh, last, count);
    remove_folder();
    fund_arena_free(arena);
}

static void a_correction_is_as_if_it_had_come_first(void **state)
{
    (void)state;
    check_properties(40, 1, one_index_is_corrected);
}

static void one_index_forgets(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    fund_article articles[ARTICLES_MAX];
    size_t count = 6 + below(r, ARTICLES_MAX - 5), kept = 2 + below(r, count - 2);
    make_articles(articles, r, arena, count);
    place all = index_of(r, articles, count), never = index_of(r, articles, kept);
    bool based = one_in(r, 3);
    if (based) {
        compact(&all);
        compact(&never);
    }
    fund_indexer *indexer = open_indexer(&all);
    for (size_t i = kept; i < count; i++) {
        take_out(r, indexer, &articles[i]);
    }
    close_indexer(indexer);
    check_same_hits(r, &all, &never, articles, count);
    compact(&all);
    compact(&never);
    check_same_index(r, &all, &never, articles, count);
    remove_folder();
    fund_arena_free(arena);
}

static void what_is_removed_leaves_nothing(void **state)
{
    (void)state;
    check_properties(40, 2, one_index_forgets);
}

static void one_index_has_no_order(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    fund_article articles[ARTICLES_MAX];
    size_t count = 4 + below(r, ARTICLES_MAX - 3);
    make_articles(articles, r, arena, count);
    place one = index_of(r, articles, count), other = index_of(r, articles, count);
    compact(&one);
    compact(&other);
    check_same_index(r, &one, &other, articles, count);
    remove_folder();
    fund_arena_free(arena);
}

static void the_order_of_articles_does_not_matter(void **state)
{
    (void)state;
    check_properties(40, 3, one_index_has_no_order);
}

/* A segment, and what came later in others. */
static place layered_index(random_state *r, const fund_article *articles, size_t count)
{
    size_t first = 1 + below(r, count - 1);
    place at = index_of(r, articles, first);
    compact(&at);
    fund_indexer *indexer = open_indexer(&at);
    for (size_t i = first; i < count; i++) {
        put(r, indexer, &articles[i]);
    }
    close_indexer(indexer);
    return at;
}

/* Of two articles each at least. */
static size_t divide(place parts[3], random_state *r, const fund_article *articles, size_t count)
{
    size_t made = 0, first = 0, end;
    for (; first < count; first = end) {
        end = made == 2 || count - first < 4 ? count : first + 2 + below(r, count - first - 3);
        bool layered = one_in(r, 2);
        parts[made++] = layered ? layered_index(r, articles + first, end - first)
                                : index_of(r, articles + first, end - first);
    }
    return made;
}

static fund_memory_index *in_memory(const fund_article *articles, size_t count)
{
    fund_error err = FUND_ERROR_INIT;
    fund_memory_index *fresh;
    must(fund_memory_index_new(&fresh, analyzer, &err), &err);
    for (size_t i = 0; i < count; i++) {
        must(fund_memory_index_add(fresh, &articles[i], &err), &err);
    }
    return fresh;
}

static void one_index_is_as_several(random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    fund_arena *arena = fund_arena_new();
    fund_article articles[ARTICLES_MAX];
    size_t count = 6 + below(r, ARTICLES_MAX - 5);
    make_articles(articles, r, arena, count);
    place whole = index_of(r, articles, count), layers = layered_index(r, articles, count);
    compact(&whole);
    place parts[3];
    size_t part_count = divide(parts, r, articles, count);
    fund_memory_index *fresh = in_memory(articles, count);
    fund_searcher *one = search_in(&whole, 1), *other = search_in(parts, part_count);
    check_same_answers(r, one, other, articles, count, SCORES_IN_SEVERAL);
    fund_searcher_free(other);
    other = search_in(&layers, 1);
    check_same_answers(r, one, other, articles, count, SCORES_IN_SEVERAL);
    fund_searcher_free(other);
    must(fund_searcher_over(&other, fund_memory_index_store(fresh), analyzer, &err), &err);
    check_same_answers(r, one, other, articles, count, ALL_SCORES);
    fund_searcher_free(other);
    fund_searcher_free(one);
    fund_memory_index_free(fresh);
    remove_folder();
    fund_arena_free(arena);
}

static void several_databases_rank_as_one(void **state)
{
    (void)state;
    check_properties(40, 4, one_index_is_as_several);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, tear_down)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(a_correction_is_as_if_it_had_come_first),
        TEST(what_is_removed_leaves_nothing),
        TEST(the_order_of_articles_does_not_matter),
        TEST(several_databases_rank_as_one),
    };
    return cmocka_run_group_tests_name("properties: index", tests, open_chain, close_chain);
}
