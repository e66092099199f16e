/* A search finds and marks what a plain scan over the tokens of all passages does. */
#include "test_properties.h"

#include "indexer/indexer.h"
#include "searcher/searcher.h"

enum { ARTICLES = 6, SPANS_MAX = 600 };

typedef struct spans {
    fund_range items[SPANS_MAX];
    size_t count;
} spans;

/* A word of a query with its spellings: tokens [0] is the word, of which no other is a part. */
typedef struct asked {
    tokens words;
} asked;

static bool is_meant(const asked *word, const fund_token *token)
{
    for (size_t i = 0; i < word->words.count; i++) {
        const fund_token *own = &word->words.items[i];
        bool part_counts = own->kind != FUND_TOKEN_FALLBACK;
        if (same_term(own, token) &&
            (token->kind == FUND_TOKEN_WORD || (token->kind == FUND_TOKEN_PART && part_counts))) {
            return true;
        }
    }
    return false;
}

/* By begin; what overlaps is one. */
static void add_span(spans *list, size_t begin, size_t end)
{
    size_t at = 0, behind;
    while (at < list->count && list->items[at].end <= begin) {
        at++;
    }
    for (behind = at; behind < list->count && list->items[behind].begin < end; behind++) {
        begin = list->items[behind].begin < begin ? list->items[behind].begin : begin;
        end = list->items[behind].end > end ? list->items[behind].end : end;
    }
    assert_true(list->count < SPANS_MAX);
    memmove(list->items + at + 1, list->items + behind,
            (list->count - behind) * sizeof *list->items);
    list->count = list->count - (behind - at) + 1;
    list->items[at] = (fund_range){begin, end};
}

static void scan(spans *out, const asked *words, size_t count, const tokens *text)
{
    out->count = 0;
    for (size_t i = 0; i < text->count; i++) {
        for (size_t w = 0; w < count; w++) {
            if (is_meant(&words[w], &text->items[i])) {
                add_span(out, text->items[i].begin, text->items[i].end);
            }
        }
    }
}

static void check_spans(const char *query, const char *what, fund_text text, const spans *expected,
                        const fund_range *got, size_t count)
{
    for (size_t i = 0; i < expected->count || i < count; i++) {
        fund_range a = i < expected->count ? expected->items[i] : (fund_range){0, 0};
        fund_range b = i < count ? got[i] : (fund_range){0, 0};
        CHECK(a.begin == b.begin && a.end == b.end,
              "%s: in the %s the scan has %zu-%zu \"%.*s\", the searcher %zu-%zu \"%.*s\": %s",
              query, what, a.begin, a.end, (int)(a.end - a.begin), text.data + a.begin, b.begin,
              b.end, (int)(b.end - b.begin), text.data + b.begin, text.data);
    }
}

/* A plain word: one token but for its spellings. */
static bool take_plain_word(asked *out, random_state *r, fund_arena *arena, fund_buf *query)
{
    fund_buf word = FUND_BUF_INIT;
    append_spelled(&word, r, one_in(r, 3) ? PICK(r, heads) : PICK(r, plain_words),
                   (spelling)below(r, 4));
    out->words = run_chain(arena, FUND_PURPOSE_QUERY, (fund_text){word.data, word.len});
    size_t own = 0;
    for (size_t i = 0; i < out->words.count; i++) {
        own += !is_spelling(&out->words.items[i]);
    }
    bool plain = own == 1 && out->words.items[0].kind == FUND_TOKEN_WORD;
    if (plain) {
        fund_buf_append(query, word.data, word.len);
    } else {
        free(out->words.items);
    }
    fund_buf_free(&word);
    return plain;
}

typedef struct library {
    fund_arena *arena;
    fund_article articles[ARTICLES];
    tokens passages[ARTICLES][PASSAGES_MAX], titles[ARTICLES];
    fund_memory_index *fresh;
    fund_searcher *searcher;
} library;

static void open_library(library *out, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    out->arena = fund_arena_new();
    must(fund_memory_index_new(&out->fresh, analyzer, &err), &err);
    for (unsigned i = 0; i < ARTICLES; i++) {
        fund_article *article = &out->articles[i];
        *article = made_article(r, out->arena, i);
        must(fund_memory_index_add(out->fresh, article, &err), &err);
        out->titles[i] = run_chain(out->arena, FUND_PURPOSE_DOCUMENT, article->fields.title);
        for (size_t p = 0; p < article->passage_count; p++) {
            out->passages[i][p] =
                run_chain(out->arena, FUND_PURPOSE_DOCUMENT, article->passages[p]);
        }
    }
    must(fund_searcher_over(&out->searcher, fund_memory_index_store(out->fresh), analyzer, &err),
         &err);
}

static void close_library(library *of)
{
    for (size_t i = 0; i < ARTICLES; i++) {
        free(of->titles[i].items);
        for (size_t p = 0; p < of->articles[i].passage_count; p++) {
            free(of->passages[i][p].items);
        }
    }
    fund_searcher_free(of->searcher);
    fund_memory_index_free(of->fresh);
    fund_arena_free(of->arena);
}

static const fund_hit *hit_of(const fund_results *results, unsigned article, size_t passage)
{
    char id[24];
    snprintf(id, sizeof id, "artikel-%u", article);
    for (size_t i = 0; i < results->count; i++) {
        if (strcmp(results->hits[i]->fields.id.data, id) == 0 &&
            results->hits[i]->passage == passage) {
            return results->hits[i];
        }
    }
    return NULL;
}

/* Titles are not searched for what else may be meant. */
static bool is_in_title(const asked *word, const tokens *title)
{
    for (size_t i = 0; i < title->count; i++) {
        for (size_t w = 0; w < word->words.count; w++) {
            const fund_token *own = &word->words.items[w];
            if (own->kind != FUND_TOKEN_FALLBACK && same_term(own, &title->items[i]) &&
                title->items[i].kind != FUND_TOKEN_FUNCTION) {
                return true;
            }
        }
    }
    return false;
}

static bool is_in_article(const library *in, unsigned article, const asked *word)
{
    spans found = {.count = 0};
    for (size_t p = 0; p < in->articles[article].passage_count && found.count == 0; p++) {
        scan(&found, word, 1, &in->passages[article][p]);
    }
    return found.count > 0;
}

/* Whether a passage has what the query asks: any of the words, where a first passage has
 * those of the title, too; with `all` its article has each of them in some passage. */
static bool is_hit(const library *in, unsigned article, size_t passage, const asked *words,
                   size_t count, bool all)
{
    size_t here = 0;
    spans found;
    for (size_t w = 0; w < count; w++) {
        scan(&found, &words[w], 1, &in->passages[article][passage]);
        here += found.count > 0 ||
                (!all && passage == 0 && is_in_title(&words[w], &in->titles[article]));
        if (all && !is_in_article(in, article, &words[w])) {
            return false;
        }
    }
    return here > 0;
}

/* Returns how many hits there were. */
static size_t check_query(const library *in, const char *query, const asked *words, size_t count,
                          bool all)
{
    fund_error err = FUND_ERROR_INIT;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = ARTICLES * PASSAGES_MAX;
    must(fund_search(&results, in->searcher, query, strlen(query), &options, &err), &err);
    size_t hits = 0;
    spans expected;
    for (unsigned i = 0; i < ARTICLES; i++) {
        const fund_article *article = &in->articles[i];
        for (size_t p = 0; p < article->passage_count; p++) {
            const fund_hit *hit = hit_of(&results, i, p + 1);
            bool meant = is_hit(in, i, p, words, count, all);
            CHECK((hit != NULL) == meant, "%s %s passage %zu of \"%s\": %s", query,
                  meant ? "does not find" : "finds", p + 1, article->fields.title.data,
                  article->passages[p].data);
            if (hit == NULL) {
                continue;
            }
            hits++;
            scan(&expected, words, count, &in->passages[i][p]);
            check_spans(query, "passage", article->passages[p], &expected, hit->highlights,
                        hit->highlight_count);
            scan(&expected, words, count, &in->titles[i]);
            check_spans(query, "title", article->fields.title, &expected, hit->title_highlights,
                        hit->title_highlight_count);
        }
    }
    CHECK(results.count == hits, "%s: %zu hits, %zu of them passages", query, results.count, hits);
    fund_results_free(&results);
    return hits;
}

static size_t hits_checked;

static void one_library_is_marked_as_by_a_scan(random_state *r)
{
    static const char *const joints[] = {" UND ", " ODER ", " AND ", " OR "};
    library in = {.fresh = NULL};
    open_library(&in, r);
    for (int i = 0; i < 30; i++) {
        asked words[3];
        fund_buf query = FUND_BUF_INIT;
        size_t count = 0, wanted = 1 + below(r, 3), joint = below(r, 4);
        while (count < wanted) {
            size_t before = query.len;
            fund_buf_append_str(&query, count > 0 ? joints[joint] : "");
            if (take_plain_word(&words[count], r, in.arena, &query)) {
                count++;
            } else {
                query.data[query.len = before] = '\0';
            }
        }
        hits_checked += check_query(&in, query.data, words, count, count > 1 && joint % 2 == 0);
        while (count > 0) {
            free(words[--count].words.items);
        }
        fund_buf_free(&query);
    }
    close_library(&in);
}

static void highlights_are_those_of_a_plain_scan(void **state)
{
    (void)state;
    hits_checked = 0;
    for_seeds(60, 7, one_library_is_marked_as_by_a_scan);
    assert_true(hits_checked > 60);
}

#define TEST(function) cmocka_unit_test_teardown(function, name_seed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(highlights_are_those_of_a_plain_scan),
    };
    return cmocka_run_group_tests_name("properties: highlights", tests, open_chain, close_chain);
}
