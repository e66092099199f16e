/* What each word and phrase of a query contributed to a hit. */
#include "searcher/rank/rank.h"

#include <string.h>

/* A word or a phrase of the query. */
typedef struct item {
    const fund_planned_word *word; /* NULL: a predicate */
    const fund_predicate *predicate;
    const fund_query *query;               /* its part of the tree */
    size_t begin, end;                     /* bytes of the query */
    fund_array(fund_reason_match) matches; /* in the hit at hand */
} item;

typedef struct explainer {
    fund_searcher *searcher;
    fund_plan *plan;
    fund_arena *arena;
    fund_term_occurrences occurrences;
    fund_ranges ranges; /* of a predicate, used again and again */
    item *items;
    size_t count, capacity;
    fund_error *err;
} explainer;

/* The words first, in the order of fund_rescore_contributions(). */
static fund_status collect_items(explainer *e)
{
    const fund_plan *plan = e->plan;
    fund_builder builder = {e->plan, e->searcher, FUND_OK, e->err};
    bool ok = true;
    for (const fund_planned_word *word = plan->words; word != NULL && ok; word = word->next) {
        const fund_graph_token *head = &word->word.tokens[0];
        ok = fund_array_push(e, (item){.word = word,
                                       .query = fund_planned_word_query(&builder, word),
                                       .begin = head->begin,
                                       .end = head->end});
    }
    for (size_t i = 0; i < plan->predicate_count && ok; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        if (predicate->shown) {
            ok = fund_array_push(e, (item){.predicate = predicate,
                                           .query = predicate->candidates,
                                           .begin = predicate->node->begin,
                                           .end = predicate->node->end});
        }
    }
    return ok ? builder.status : fund_no_memory(e->err);
}

/* ---- scores -------------------------------------------------------------------- */

/* The weight that one item's query has for each hit. */
static fund_status weigh_item(double *out, const item *of, const fund_query *articles,
                              const fund_docid *docids, size_t count, explainer *e)
{
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = of->query != NULL
                             ? fund_match_within(&matches, e->searcher, of->query, articles, e->err)
                             : FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const fund_match *match = fund_match_of(&matches, docids[i]);
        out[i] = match != NULL ? match->weight : 0;
    }
    fund_matches_free(&matches);
    return status;
}

/* scores[item * count + hit] */
static fund_status weigh_all(double *scores, const fund_hit *hits, const fund_docid *docids,
                             size_t count, explainer *e)
{
    fund_query *articles = NULL;
    fund_status status = fund_articles_query(&articles, e->searcher, docids, count, e->err);
    for (size_t i = 0; i < e->count && status == FUND_OK; i++) {
        /* fund_explain() frees the items. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        status = weigh_item(scores + i * count, &e->items[i], articles, docids, count, e);
    }
    fund_query_free(articles);
    size_t rescored = 0; /* hits come in the order of their ranks */
    while (rescored < count && hits[rescored].rank <= FUND_RESCORE_WINDOW) {
        rescored++;
    }
    return status == FUND_OK && fund_plan_is_rescored(e->plan)
               ? fund_rescore_contributions(scores, count, docids, rescored, e->searcher, e->plan,
                                            e->err)
               : status;
}

/* ---- matches --------------------------------------------------------------------- */

static fund_status push_match(item *to, size_t begin, size_t end, fund_reason_kind kind,
                              fund_error *err)
{
    for (size_t i = 0; i < to->matches.count; i++) {
        fund_reason_match *known = &to->matches.items[i];
        if (known->range.begin == begin && known->range.end == end) {
            known->kind = kind < known->kind ? kind : known->kind; /* the surest */
            return FUND_OK;
        }
    }
    return fund_array_push(&to->matches, (fund_reason_match){{begin, end}, kind})
               ? FUND_OK
               : fund_no_memory(err);
}

/* What the token is to the word; false: nothing. */
static bool relation(fund_reason_kind *out, const fund_planned_word *word, const fund_token *token)
{
    for (size_t i = 0; i < word->word.count; i++) {
        const fund_graph_token *own = &word->word.tokens[i];
        if (fund_is_among(own->spellings, own->spelling_count, token->term, token->term_len)) {
            bool whole = i == 0 && token->kind != FUND_TOKEN_PART;
            *out = whole ? FUND_REASON_WORD : FUND_REASON_PART;
            return true;
        }
    }
    const fund_graph_token *head = &word->word.tokens[0];
    *out = FUND_REASON_SHARED_PREFIX;
    return token->kind == FUND_TOKEN_WORD &&
           (fund_is_among(head->fallbacks, head->fallback_count, token->term, token->term_len) ||
            fund_shares_prefix(head, token->term, token->term_len));
}

static fund_status take_token(const fund_token *token, void *payload)
{
    explainer *e = payload;
    fund_status status = FUND_OK;
    if (token->kind == FUND_TOKEN_FUNCTION) {
        return FUND_OK;
    }
    for (size_t i = 0; i < e->count && status == FUND_OK; i++) {
        fund_reason_kind kind;
        if (e->items[i].word != NULL && relation(&kind, e->items[i].word, token)) {
            status = push_match(&e->items[i], token->begin, token->end, kind, e->err);
        }
    }
    return status;
}

static fund_status find_predicates(explainer *e, const fund_hit *hit)
{
    fund_status status = fund_term_occurrences_find(&e->occurrences, e->searcher->analyzer,
                                                    hit->text, hit->text_len, e->err);
    for (size_t i = 0; i < e->count && status == FUND_OK; i++) {
        bool found;
        if (e->items[i].predicate == NULL) {
            continue;
        }
        e->ranges.count = 0;
        status =
            fund_predicate_find(&found, &e->ranges, &e->occurrences, e->items[i].predicate, e->err);
        for (size_t k = 0; k < e->ranges.count && status == FUND_OK; k++) {
            const fund_range *range = &e->ranges.items[k];
            status = push_match(&e->items[i], range->begin, range->end, FUND_REASON_WORD, e->err);
        }
    }
    return status;
}

static fund_status find_matches(explainer *e, const fund_hit *hit)
{
    for (size_t i = 0; i < e->count; i++) {
        e->items[i].matches.count = 0;
    }
    fund_status status = fund_analyzer_run(e->searcher->analyzer, FUND_PURPOSE_DOCUMENT, hit->text,
                                           hit->text_len, take_token, e, e->err);
    return status == FUND_OK && e->plan->predicate_count > 0 ? find_predicates(e, hit) : status;
}

/* ---- reasons ------------------------------------------------------------------------- */

/* Words that do not occur and contributed nothing are left out. */
static fund_status fill_reasons(fund_hit *hit, const double *scores, size_t stride, explainer *e)
{
    fund_reason *reasons = fund_arena_alloc(e->arena, (e->count + 2) * sizeof *reasons);
    double steps = fund_plan_steps(e->plan, hit->score);
    if (reasons == NULL) {
        return fund_no_memory(e->err);
    }
    for (size_t i = 0; i < e->count; i++) {
        const item *from = &e->items[i];
        size_t count = from->matches.count;
        bool missing = from->predicate != NULL && count == 0;
        double score = missing ? 0 : scores[i * stride];
        if (score <= 0 && count == 0) {
            continue;
        }
        fund_reason *reason = &reasons[hit->reason_count++];
        *reason =
            (fund_reason){.word = fund_arena_copy(e->arena, e->plan->query + from->begin,
                                                  from->end - from->begin),
                          .score = score,
                          .matches = (void *)fund_arena_copy(e->arena, from->matches.items,
                                                             count * sizeof *from->matches.items),
                          .match_count = count};
        if (reason->word == NULL || reason->matches == NULL) {
            return fund_no_memory(e->err);
        }
    }
    if (steps > 0) { /* more than one of the words that must be in the article */
        static const fund_reason_match none[1];
        reasons[hit->reason_count++] =
            (fund_reason){.word = "AND", .score = steps, .matches = none};
    }
    hit->reasons = fund_arena_pointers(e->arena, reasons, hit->reason_count, sizeof *reasons);
    return hit->reasons != NULL ? FUND_OK : fund_no_memory(e->err);
}

fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, fund_arena *arena,
                         fund_error *err)
{
    explainer e = {.searcher = searcher, .plan = plan, .arena = arena, .err = err};
    double *scores = NULL;
    fund_term_occurrences_init(&e.occurrences, plan);
    fund_status status = count > 0 ? collect_items(&e) : FUND_OK;
    if (status == FUND_OK && count > 0 && e.count > 0) {
        scores = calloc(e.count * count, sizeof *scores);
        status = scores != NULL ? weigh_all(scores, hits, docids, count, &e) : fund_no_memory(err);
    }
    for (size_t h = 0; h < count && e.count > 0 && status == FUND_OK; h++) {
        status = find_matches(&e, &hits[h]);
        if (status == FUND_OK) {
            status = fill_reasons(&hits[h], scores + h, count, &e);
        }
    }
    for (size_t i = 0; i < e.count; i++) {
        fund_array_free(&e.items[i].matches);
    }
    fund_array_free(&e);
    fund_array_free(&e.ranges);
    fund_term_occurrences_free(&e.occurrences);
    free(scores);
    return status;
}
