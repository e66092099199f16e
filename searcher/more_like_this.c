/*
 * Passages about the same as an article or a passage: its words that are frequent in it and
 * rare elsewhere (tf-idf; K. Sparck Jones, "A statistical interpretation of term
 * specificity", 1972) make a query of their own.
 */
#include "searcher/calls.h"
#include "searcher/words/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

enum { WORDS = 25, RAREST = 2 /* passages: a word of no other passage finds nothing */ };

/* A stem of the text with one of its spellings. */
typedef struct telling {
    fund_text term;
    const char *text;
    uint32_t count;
    double weight;
} telling;

typedef struct related {
    fund_searcher *searcher;
    fund_arena *arena;
    fund_map *known; /* stem -> index + 1 */
    telling *items;
    size_t count, capacity;
    const char *text;
    fund_error *err;
} related;

/* Letters with hyphens between them: numbers and names of files tell little. */
static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        unsigned char byte = (unsigned char)text[i];
        bool letter = byte >= 0x80 || ((byte | 0x20) >= 'a' && (byte | 0x20) <= 'z');
        if (!letter && (byte != '-' || i == 0 || i + 1 == len)) {
            return false;
        }
    }
    return len >= 3;
}

static fund_status see_word(const fund_token *token, void *payload)
{
    related *r = payload;
    const char *text = r->text + token->begin;
    size_t len = token->end - token->begin;
    if (token->kind != FUND_TOKEN_WORD || !is_plain(text, len)) {
        return FUND_OK;
    }
    uintptr_t known = (uintptr_t)fund_map_get(r->known, token->term, token->term_len);
    if (known > 0) {
        r->items[known - 1].count++;
        return FUND_OK;
    }
    if (r->count == r->capacity) {
        size_t capacity = r->capacity * 2 + 256;
        telling *grown = realloc(r->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_no_memory(r->err);
        }
        r->items = grown;
        r->capacity = capacity;
    }
    const char *term = fund_arena_copy(r->arena, token->term, token->term_len);
    const char *spelling = fund_arena_copy(r->arena, text, len);
    if (term == NULL || spelling == NULL ||
        !fund_map_put(r->known, term, token->term_len, (void *)(uintptr_t)(r->count + 1), NULL)) {
        return fund_no_memory(r->err);
    }
    r->items[r->count++] = (telling){{term, token->term_len}, spelling, 1, 0};
    return FUND_OK;
}

static int by_weight(const void *left, const void *right)
{
    const telling *a = left, *b = right;
    return a->weight > b->weight ? -1 : a->weight < b->weight;
}

static fund_status weigh(related *r)
{
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, r->searcher->store, r->err);
    for (size_t i = 0; i < r->count && status == FUND_OK; i++) {
        uint32_t words, parts;
        status = fund_count_term(&words, &parts, r->searcher, &r->items[i].term, r->err);
        double all = (double)words + parts;
        r->items[i].weight =
            all < RAREST ? 0 : (1 + log(r->items[i].count)) * log1p((double)stats.documents / all);
    }
    if (status == FUND_OK && r->count > 0) {
        qsort(r->items, r->count, sizeof *r->items, by_weight);
    }
    return status;
}

/* The query of the words that tell most; empty when there are none. */
static fund_status telling_words(fund_buf *out, related *r, const fund_results *passages)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < passages->count && status == FUND_OK; i++) {
        r->text = passages->hits[i].text;
        status = fund_analyzer_run(r->searcher->analyzer, FUND_PURPOSE_DOCUMENT, r->text,
                                   passages->hits[i].text_len, see_word, r, r->err);
    }
    if (status == FUND_OK) {
        status = weigh(r);
    }
    for (size_t i = 0; i < r->count && i < WORDS && r->items[i].weight > 0; i++) {
        fund_buf_append_str(out, i > 0 ? " " : "");
        fund_buf_append_str(out, r->items[i].text);
    }
    return status == FUND_OK && out->failed ? fund_no_memory(r->err) : status;
}

typedef struct similar_call {
    fund_results *out;
    fund_searcher *searcher;
    const char *id;
    size_t len;
    uint32_t passage;
    const fund_search_options *options;
} similar_call;

static fund_status attempt_similar(void *payload, fund_error *err)
{
    const similar_call *call = payload;
    fund_results passages = FUND_RESULTS_INIT;
    fund_buf query = FUND_BUF_INIT;
    related r = {
        .searcher = call->searcher, .arena = fund_arena_new(), .known = fund_map_new(), .err = err};
    fund_results_free(call->out);
    fund_status status = r.arena == NULL || r.known == NULL ? fund_no_memory(err) : FUND_OK;
    if (status == FUND_OK) {
        status =
            fund_article_get(&passages, call->searcher, call->id, call->len, call->passage, 0, err);
    }
    if (status == FUND_OK) {
        status = telling_words(&query, &r, &passages);
    }
    if (status == FUND_OK) {
        const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
        fund_search_options wanted = call->options != NULL ? *call->options : defaults;
        wanted.article = passages.hits[0].fields.id.data;
        wanted.other_articles = true;
        const fund_node words = {.kind = FUND_NODE_WORDS, .boost = 1, .end = query.len};
        status = fund_search_tree(call->out, call->searcher, query.data != NULL ? query.data : "",
                                  query.len, query.len > 0 ? &words : NULL, &wanted, err);
    }
    fund_results_free(&passages);
    fund_buf_free(&query);
    fund_map_free(r.known, NULL);
    fund_arena_free(r.arena);
    free(r.items);
    return status;
}

fund_status fund_more_like_this(fund_results *out, fund_searcher *searcher, const char *id,
                                size_t len, uint32_t passage, const fund_search_options *options,
                                fund_error *err)
{
    similar_call call = {out, searcher, id, len, passage, options};
    return fund_searcher_retry(searcher, attempt_similar, &call, err);
}
