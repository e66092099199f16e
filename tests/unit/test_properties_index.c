/*
 * However an index came about, it is the same for a search: articles added, replaced and
 * removed in any order, in one database or in several.
 */
#include "test_properties_index.h"

#include "searcher/searcher.h"

#include <math.h>

/* So many hits are weighed a second time, those at the border by document id. */
enum { RERANKED = 20 };

/* ---- queries ------------------------------------------------------------------------ */

typedef enum query_kind {
    ONE_WORD,
    SOME_WORDS,
    SIGNS,
    OPERATORS,
    PHRASE,
    NEAR,
    FORM,
    FIELDS,
    PATTERN,
    SIMILAR,
    KINDS
} query_kind;

static size_t compared[KINDS], weighed[KINDS]; /* hits, and those with their scores */

/* Some bytes between blanks of a passage. */
static void append_words_of(fund_buf *out, random_state *r, const fund_article *articles,
                            size_t count, size_t words)
{
    const fund_article *article = &articles[below(r, count)];
    const char *text = article->passages[below(r, article->passage_count)].data;
    size_t skip = below(r, 12);
    for (const char *next; skip > 0 && (next = strchr(text, ' ')) != NULL; skip--) {
        text = next + 1;
    }
    for (size_t i = 0; i < words && *text != '\0'; i++) {
        size_t len = strcspn(text, " ");
        fund_buf_append(out, i > 0 ? " " : "", i > 0);
        for (size_t at = 0; at < len; at++) {
            if (strchr("\"()", text[at]) == NULL) {
                fund_buf_append_byte(out, text[at]);
            }
        }
        text += len + (text[len] == ' ');
    }
}

static void append_pattern(fund_buf *out, random_state *r)
{
    fund_buf word = FUND_BUF_INIT;
    append_compound(&word, r);
    size_t from = fund_utf8_floor(word.data, word.len / 3);
    size_t to = fund_utf8_floor(word.data, word.len - word.len / 4);
    size_t shape = below(r, 3);
    if (shape == 0) {
        from = 0;
    } else if (shape == 1) {
        to = word.len;
    }
    fund_buf_append_str(out, from > 0 ? "*" : "");
    fund_buf_append(out, word.data + from, to - from);
    fund_buf_append_str(out, to < word.len ? "*" : "");
    fund_buf_free(&word);
}

static void append_field(fund_buf *out, random_state *r)
{
    static const char *const fields[] = {"ressort:Politik",     "ressort:Köln",
                                         "autor:\"Anna Berg\"", "quelle:Agentur",
                                         "datum:2022",          "datum:2021-06..2022-06"};
    fund_buf_append_str(out, one_in(r, 4) ? "titel:" : PICK(r, fields));
    if (out->data[out->len - 1] == ':') {
        fund_buf_append_str(out, PICK(r, heads));
    }
    fund_buf_append_str(out, " ");
    fund_buf_append_str(out, PICK(r, heads));
}

static void append_joined(fund_buf *out, random_state *r, size_t count, const char *joint)
{
    for (size_t i = 0; i < count; i++) {
        fund_buf_append_str(out, i > 0 ? joint : "");
        append_word(out, r);
    }
}

static void append_query(fund_buf *out, random_state *r, query_kind kind,
                         const fund_article *articles, size_t count)
{
    switch (kind) {
    case ONE_WORD:
        append_word(out, r);
        return;
    case SOME_WORDS:
        append_joined(out, r, 2 + below(r, 3), " ");
        return;
    case SIGNS:
        append_joined(out, r, 2, " +");
        fund_buf_append_str(out, " -");
        fund_buf_append_str(out, PICK(r, plain_words));
        return;
    case OPERATORS:
        fund_buf_append_str(out, "(");
        append_joined(out, r, 2, one_in(r, 2) ? " ODER " : " UND ");
        fund_buf_append_str(out, one_in(r, 2) ? ") NICHT " : ") ODER ");
        fund_buf_append_str(out, PICK(r, heads));
        return;
    case PHRASE:
        fund_buf_append_str(out, "\"");
        append_words_of(out, r, articles, count, 1 + below(r, 4));
        fund_buf_append_str(out, one_in(r, 2) ? "\"" : "\" ");
        if (out->data[out->len - 1] == ' ') {
            append_word(out, r);
        }
        return;
    case NEAR:
        fund_buf_append_str(out, PICK(r, heads));
        fund_buf_append_str(out, " NEAR/9 ");
        fund_buf_append_str(out, one_in(r, 2) ? PICK(r, heads) : PICK(r, plain_words));
        return;
    case FORM:
        fund_buf_append_str(out, "=");
        fund_buf_append_str(out, one_in(r, 2) ? PICK(r, heads) : PICK(r, plain_words));
        return;
    case FIELDS:
        append_field(out, r);
        return;
    case PATTERN:
        append_pattern(out, r);
        return;
    default:
        fund_buf_append_str(out, PICK(r, heads));
        fund_buf_append_str(out, "~");
    }
}

/* ---- searches ----------------------------------------------------------------------- */

typedef struct found {
    char name[32]; /* article#passage */
    double score;
    uint64_t content; /* hash of the passage and what is marked in it */
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
        const fund_hit *hit = &results.hits[i];
        found *item = &out->items[i];
        snprintf(item->name, sizeof item->name, "%s#%u", hit->article, (unsigned)hit->passage);
        item->score = hit->score;
        item->content = fund_hash64(hit->text, hit->text_len) +
                        hash_of_ranges(hit->highlights, hit->highlight_count) * 3 +
                        hash_of_ranges(hit->title_highlights, hit->title_highlight_count) * 5;
        CHECK(i == 0 || options->order != FUND_ORDER_RELEVANCE ||
                  hit->score <= results.hits[i - 1].score,
              "%s: hit %zu has a higher score than the one above it", query, i + 1);
    }
    fund_results_free(&results);
    qsort(out->items, out->count, sizeof *out->items, by_name);
}

/* Sums are added up in different orders. */
static bool is_same_score(double a, double b)
{
    return fabs(a - b) <= 1e-9 * (1 + fabs(a));
}

static void check_same_outcome(const char *query, const outcome *a, const outcome *b, bool scores)
{
    CHECK(a->count == b->count && a->total == b->total && a->total_exact == b->total_exact,
          "%s: %zu hits of %u and %zu of %u", query, a->count, (unsigned)a->total, b->count,
          (unsigned)b->total);
    for (size_t i = 0; i < a->count; i++) {
        const found *one = &a->items[i], *other = &b->items[i];
        CHECK(strcmp(one->name, other->name) == 0, "%s: hit %s is %s in the other", query,
              one->name, other->name);
        CHECK(one->content == other->content, "%s: %s is marked otherwise", query, one->name);
        CHECK(!scores || is_same_score(one->score, other->score),
              "%s: the score of %s is %.9f and %.9f", query, one->name, one->score, other->score);
    }
}

/* libxapian estimates for each database by itself in how many documents any of some terms is, so
 * that their weight depends on how the index is divided. */
static bool has_synonyms(fund_searcher *searcher, const char *query)
{
    fund_error err = FUND_ERROR_INIT;
    fund_buf tree = FUND_BUF_INIT;
    must(fund_search_describe(&tree, searcher, query, strlen(query), &err), &err);
    bool has = tree.data != NULL && strstr(tree.data, "SYNONYM") != NULL;
    fund_buf_free(&tree);
    return has;
}

/* What a search gives in both; `several`: b is more than one database. */
static void check_query(fund_searcher *a, fund_searcher *b, query_kind kind, const char *query,
                        bool group, bool several)
{
    static outcome one, other;
    bool scores = !several || !has_synonyms(a, query);
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = ARTICLES_MAX * PASSAGES_MAX;
    options.group = group && scores;
    search_for(&one, a, query, &options);
    if (kind >= SOME_WORDS && kind <= OPERATORS && one.count > RERANKED) {
        options.plain = true;
        search_for(&one, a, query, &options);
    }
    search_for(&other, b, query, &options);
    check_same_outcome(query, &one, &other, scores);
    compared[kind] += one.count;
    weighed[kind] += scores ? one.count : 0;
}

enum { QUERIES_OF_A_KIND = 3 };

static void check_same_answers(random_state *r, fund_searcher *a, fund_searcher *b,
                               const fund_article *articles, size_t count, bool several)
{
    for (unsigned i = 0; i < QUERIES_OF_A_KIND * KINDS; i++) {
        query_kind kind = (query_kind)(i % KINDS);
        fund_buf query = FUND_BUF_INIT;
        append_query(&query, r, kind, articles, count);
        check_query(a, b, kind, query.data, one_in(r, 4), several);
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
    must(fund_searcher_open(&searcher, paths, count, analyzer, &err), &err);
    return searcher;
}

static void check_same_index(random_state *r, const place *a, const place *b,
                             const fund_article *articles, size_t count)
{
    check_same_content(a, b);
    fund_searcher *one = search_in(a, 1), *other = search_in(b, 1);
    check_same_answers(r, one, other, articles, count, false);
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

/* Other articles become these, a base in between or not. */
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
    if (based) {
        compact(&corrected);
    }
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
    if (based) {
        compact(&all);
    }
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
    check_same_index(r, &one, &other, articles, count);
    remove_folder();
    fund_arena_free(arena);
}

static void the_order_of_articles_does_not_matter(void **state)
{
    (void)state;
    check_properties(40, 3, one_index_has_no_order);
}

/* A base with a live part, several indexes, and articles in memory. */
static void one_index_is_as_several(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    fund_article articles[ARTICLES_MAX];
    size_t count = 6 + below(r, ARTICLES_MAX - 5), half = 1 + below(r, count - 1);
    make_articles(articles, r, arena, count);
    place whole = index_of(r, articles, count);
    place parts[] = {index_of(r, articles, half), index_of(r, articles + half, count - half)};
    place both = index_of(r, articles, half);
    compact(&both);
    fund_indexer *indexer = open_indexer(&both);
    for (size_t i = half; i < count; i++) {
        put(r, indexer, &articles[i]);
    }
    close_indexer(indexer);
    fund_searcher *one = search_in(&whole, 1), *several = search_in(parts, 2);
    fund_searcher *layers = search_in(&both, 1);
    check_same_answers(r, one, several, articles, count, true);
    check_same_answers(r, one, layers, articles, count, true);
    fund_searcher_free(one);
    fund_searcher_free(several);
    fund_searcher_free(layers);
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
