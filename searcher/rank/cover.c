/*
 * Passages of an article that together have the words of a query: a greedy cover (V. Chvatal, "A
 * greedy heuristic for the set-covering problem", 1979). The best one is the first, then comes the
 * one with most words that those before it lack.
 */
#include "searcher/rank/rank.h"

#include <string.h>

enum { COVER_WORDS = 64, COVER_PASSAGES = 1000 };

/* Which words each passage has, as bits. */
static fund_status note_word(uint64_t *words, uint64_t bit, const fund_top_docs *docs,
                             const fund_query *query, fund_searcher *searcher,
                             const fund_query *article, fund_error *err)
{
    fund_matches found = FUND_MATCHES_INIT;
    fund_status status =
        query != NULL ? fund_match_within(&found, searcher, query, article, err) : FUND_OK;
    for (size_t i = 0; status == FUND_OK && i < docs->count; i++) {
        words[i] |= fund_match_of(&found, docs->items[i].docid) != NULL ? bit : 0;
    }
    fund_matches_free(&found);
    return status;
}

static fund_status note_words(uint64_t *words, const fund_top_docs *docs, fund_searcher *searcher,
                              fund_plan *plan, fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    fund_status status = FUND_OK;
    uint64_t bit = 1;
    for (const fund_planned_word *at = plan->words; at != NULL && bit != 0 && status == FUND_OK;
         at = at->next, bit <<= 1) {
        const fund_query *query = fund_planned_word_query(&builder, at);
        status = builder.status == FUND_OK
                     ? note_word(words, bit, docs, query, searcher, plan->article, err)
                     : builder.status;
    }
    for (size_t i = 0; i < plan->predicate_count && bit != 0 && status == FUND_OK; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        if (predicate->settled && predicate->shown) {
            status =
                note_word(words, bit, docs, predicate->candidates, searcher, plan->article, err);
            bit <<= 1;
        }
    }
    return status;
}

static void put_first(fund_top_docs *docs, uint64_t *words, size_t to, size_t from)
{
    fund_candidate item = docs->items[from];
    uint64_t of = words[from];
    memmove(docs->items + to + 1, docs->items + to, (from - to) * sizeof item);
    memmove(words + to + 1, words + to, (from - to) * sizeof of);
    docs->items[to] = item;
    words[to] = of;
}

static void order(fund_top_docs *docs, uint64_t *words)
{
    uint64_t covered = docs->count > 0 ? words[0] : 0;
    for (size_t at = 1; at < docs->count; at++) {
        size_t best = at;
        int most = 0;
        for (size_t i = at; i < docs->count; i++) {
            int fresh = __builtin_popcountll(words[i] & ~covered);
            if (fresh > most) {
                most = fresh;
                best = i;
            }
        }
        if (most == 0) {
            return;
        }
        covered |= words[best];
        put_first(docs, words, at, best);
    }
}

fund_status fund_match_covering(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                fund_plan *plan, const fund_search_options *options,
                                fund_error *err)
{
    fund_search_options wanted = *options;
    wanted.offset = 0;
    wanted.count = options->count > COVER_PASSAGES ? options->count : COVER_PASSAGES;
    fund_status status = fund_match_plan(out, all, searcher, plan, &wanted, err);
    uint64_t *words = calloc(out->count + 1, sizeof *words);
    if (status == FUND_OK && words == NULL) {
        status = fund_no_memory(err);
    }
    if (status == FUND_OK) {
        status = note_words(words, out, searcher, plan, err);
    }
    if (status == FUND_OK) {
        order(out, words);
        fund_top_docs_cut(out, options->offset, options->count);
    }
    free(words);
    return status;
}
