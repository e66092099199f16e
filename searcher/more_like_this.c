/*
 * Passages about the same as an article or a passage: the words that are frequent in it and
 * rare elsewhere (tf-idf; K. Sparck Jones, "A statistical interpretation of term
 * specificity", 1972) make a query.
 */
#include "searcher/calls.h"

#include <math.h>
#include <string.h>

enum { WORDS = 25, RAREST = 2 /* passages: a word of no other passage finds nothing */ };

/* A stem of the text with one of its spellings. */
typedef struct interesting_word {
    fund_text stem;
    fund_text spelling;
    uint32_t count;
    double score;
} interesting_word;

typedef struct collector {
    fund_searcher *searcher;
    fund_arena *arena;
    fund_map *known; /* stem -> index + 1 */
    fund_array(interesting_word) words;
    const char *text;
    fund_error *err;
} collector;

/* Letters with hyphens between them: numbers and names of files say little. */
static bool is_plain(const char *text, size_t len)
{
    for (size_t i = 0; i < len; i++) {
        if (!fund_byte_may_be(text[i], FUND_CHAR_LETTER) &&
            (text[i] != '-' || i == 0 || i + 1 == len)) {
            return false;
        }
    }
    return len >= 3;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    collector *c = payload;
    const char *text = c->text + token->begin;
    size_t len = token->end - token->begin;
    if (token->kind != FUND_TOKEN_WORD || !is_plain(text, len)) {
        return FUND_OK;
    }
    uintptr_t index = (uintptr_t)fund_map_get(c->known, token->term, token->term_len);
    if (index > 0) {
        c->words.items[index - 1].count++;
        return FUND_OK;
    }
    interesting_word word = {
        {fund_arena_copy(c->arena, token->term, token->term_len), token->term_len},
        {fund_arena_copy(c->arena, text, len), len},
        1,
        0};
    index = c->words.count + 1;
    return word.stem.data != NULL && word.spelling.data != NULL &&
                   fund_array_push(&c->words, word) &&
                   fund_map_put(c->known, token->term, token->term_len, (void *)index, NULL)
               ? FUND_OK
               : fund_no_memory(c->err);
}

static int by_score(const void *left, const void *right)
{
    const interesting_word *a = left, *b = right;
    return a->score > b->score ? -1 : a->score < b->score;
}

static fund_status score_words(collector *c)
{
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, c->searcher->store, c->err);
    for (size_t i = 0; i < c->words.count && status == FUND_OK; i++) {
        interesting_word *word = &c->words.items[i];
        uint32_t words, parts;
        status = fund_count_term(&words, &parts, c->searcher, &word->stem, c->err);
        double all = (double)words + parts;
        word->score =
            all < RAREST ? 0 : (1 + log(word->count)) * log1p((double)stats.documents / all);
    }
    if (status == FUND_OK && c->words.count > 0) {
        qsort(c->words.items, c->words.count, sizeof *c->words.items, by_score);
    }
    return status;
}

/* The words of the passages that say most; empty when there are none. */
static fund_status interesting_words(fund_buf *out, collector *c, const fund_results *passages)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; i < passages->count && status == FUND_OK; i++) {
        c->text = passages->hits[i]->text;
        status = fund_analyzer_run(c->searcher->analyzer, FUND_PURPOSE_DOCUMENT, c->text,
                                   passages->hits[i]->text_len, take_token, c, c->err);
    }
    if (status == FUND_OK) {
        status = score_words(c);
    }
    fund_buf_append_str(out, "");
    for (size_t i = 0; i < c->words.count && i < WORDS && c->words.items[i].score > 0; i++) {
        fund_buf_append_str(out, i > 0 ? " " : "");
        fund_buf_append(out, c->words.items[i].spelling.data, c->words.items[i].spelling.len);
    }
    return status == FUND_OK && out->failed ? fund_no_memory(c->err) : status;
}

typedef struct call {
    fund_results *out;
    fund_searcher *searcher;
    const char *id;
    size_t len;
    uint32_t passage;
    fund_search_options options;
} call;

static fund_status attempt_more_like_this(void *payload, fund_error *err)
{
    call *k = payload;
    fund_results passages = FUND_RESULTS_INIT;
    fund_buf query = FUND_BUF_INIT;
    collector c = {
        .searcher = k->searcher, .arena = fund_arena_new(), .known = fund_map_new(), .err = err};
    fund_results_free(k->out);
    fund_status status = c.arena == NULL || c.known == NULL ? fund_no_memory(err) : FUND_OK;
    if (status == FUND_OK) {
        status = fund_article_get(&passages, k->searcher, k->id, k->len, k->passage, 0, err);
    }
    if (status == FUND_OK) {
        status = interesting_words(&query, &c, &passages);
    }
    if (status == FUND_OK) {
        /* A node, since an article may say NOT. */
        const fund_node words = {.kind = FUND_NODE_WORDS, .boost = 1, .end = query.len};
        k->options.article = passages.hits[0]->fields.id.data;
        status = fund_search_tree(k->out, k->searcher, query.data, query.len,
                                  query.len > 0 ? &words : NULL, &k->options, err);
    }
    fund_results_free(&passages);
    fund_buf_free(&query);
    fund_map_free(c.known, NULL);
    fund_arena_free(c.arena);
    fund_array_free(&c.words);
    return status;
}

fund_status fund_more_like_this(fund_results *out, fund_searcher *searcher, const char *id,
                                size_t len, uint32_t passage, const fund_search_options *options,
                                fund_error *err)
{
    call k = {.out = out, .searcher = searcher, .id = id, .len = len, .passage = passage};
    fund_status status = fund_search_options_take(&k.options, options, err);
    k.options.other_articles = true;
    return status != FUND_OK ? status
                             : fund_searcher_match(searcher, attempt_more_like_this, &k, err);
}
