/* What each word and phrase of a query did for a hit. */
#include "searcher/rank/rank.h"

#include <stdlib.h>
#include <string.h>

typedef struct match_list {
    fund_reason_match *items;
    size_t count, capacity;
} match_list;

/* A word or a phrase of the query. */
typedef struct item {
    const fund_planned_word *word; /* NULL: what is looked for in the text */
    const fund_predicate *predicate;
    const fund_query *query; /* its share of the tree */
    size_t begin, end;       /* bytes of the query */
    match_list matches;      /* in the text at hand */
} item;

typedef struct explainer {
    fund_searcher *searcher;
    fund_plan *plan;
    const char *query;
    fund_arena *arena;
    item *items;
    size_t count;
    fund_error *err;
} explainer;

const char *fund_reason_kind_name(fund_reason_kind kind)
{
    static const char *const names[] = {
        [FUND_REASON_WORD] = "word",
        [FUND_REASON_PART] = "part",
        [FUND_REASON_SHARED_PREFIX] = "related",
    };
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

/* ---- the items ---------------------------------------------------------------- */

static fund_status collect_items(explainer *e)
{
    size_t count = e->plan->predicate_count;
    for (const fund_planned_word *word = e->plan->words; word != NULL; word = word->next) {
        count++;
    }
    e->items = calloc(count + 1, sizeof *e->items);
    if (e->items == NULL) {
        return fund_no_memory(e->err);
    }
    fund_builder builder = {e->plan, e->searcher, FUND_OK, e->err};
    for (const fund_planned_word *word = e->plan->words; word != NULL; word = word->next) {
        const fund_graph_token *head = &word->word.tokens[0];
        e->items[e->count++] = (item){.word = word,
                                      .query = fund_planned_word_query(&builder, word),
                                      .begin = head->begin,
                                      .end = head->end};
    }
    for (size_t i = 0; i < e->plan->predicate_count; i++) {
        const fund_predicate *predicate = &e->plan->predicates[i];
        if (predicate->shown) {
            e->items[e->count++] = (item){.predicate = predicate,
                                          .query = predicate->candidates,
                                          .begin = predicate->node->begin,
                                          .end = predicate->node->end};
        }
    }
    return builder.status;
}

/* ---- scores -------------------------------------------------------------------- */

/* A query for the articles of the hits. */
static fund_status articles_query(fund_query **out, const fund_hit *hits, size_t count,
                                  fund_error *err)
{
    fund_query **terms = calloc(count, sizeof *terms);
    fund_status status = terms != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = fund_article_query(&terms[i], hits[i].fields.id.data,
                                    strlen(hits[i].fields.id.data), err);
    }
    if (status == FUND_OK) {
        status = fund_query_combine(out, FUND_OP_OR, (const fund_query *const *)terms, count, err);
    }
    for (size_t i = 0; i < count && terms != NULL; i++) {
        fund_query_free(terms[i]);
    }
    free(terms);
    return status;
}

/* The weight that one item's query has for each hit. */
static fund_status weigh_item(double *out, const item *of, const fund_query *articles,
                              const fund_docid *docids, size_t count, explainer *e)
{
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status = of->query != NULL
                             ? fund_match_within(&matches, e->searcher, of->query, articles, e->err)
                             : FUND_OK;
    for (size_t m = 0; m < matches.count; m++) {
        for (size_t i = 0; i < count; i++) {
            out[i] += matches.items[m].docid == docids[i] ? matches.items[m].weight : 0;
        }
    }
    fund_matches_free(&matches);
    return status;
}

/* scores[item * count + hit] */
static fund_status weigh_all(double *scores, const fund_hit *hits, const fund_docid *docids,
                             size_t count, explainer *e)
{
    fund_query *articles = NULL;
    fund_status status = articles_query(&articles, hits, count, e->err);
    for (size_t i = 0; i < e->count && status == FUND_OK; i++) {
        /* fund_explain() frees the items. NOLINTNEXTLINE(clang-analyzer-unix.Malloc) */
        status = weigh_item(scores + i * count, &e->items[i], articles, docids, count, e);
    }
    fund_query_free(articles);
    size_t rescored = 0; /* hits come in the order of their ranks */
    while (rescored < count && hits[rescored].rank <= FUND_RESCORE_WINDOW) {
        rescored++;
    }
    if (status == FUND_OK && fund_plan_is_rescored(e->plan)) {
        /* The words are the first items. */
        status = fund_rescore_contributions(scores, count, docids, rescored, e->searcher, e->plan,
                                            e->err);
    }
    return status;
}

/* ---- matches --------------------------------------------------------------------- */

static bool push_match(match_list *to, size_t begin, size_t end, fund_reason_kind kind)
{
    for (size_t i = 0; i < to->count; i++) {
        if (to->items[i].range.begin == begin && to->items[i].range.end == end) {
            return true;
        }
    }
    if (to->count == to->capacity) {
        size_t capacity = to->capacity * 2 + 8;
        fund_reason_match *grown = realloc(to->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        to->items = grown;
        to->capacity = capacity;
    }
    to->items[to->count++] = (fund_reason_match){{begin, end}, kind};
    return true;
}

static bool has_term(const fund_graph_token *wanted, const fund_token *token)
{
    return fund_is_among(wanted->spellings, wanted->spelling_count, token->term, token->term_len);
}

/* What the token is to the word; false: nothing. */
static bool relation(fund_reason_kind *out, const fund_planned_word *word, const fund_token *token)
{
    for (size_t i = 0; i < word->word.count; i++) {
        if (has_term(&word->word.tokens[i], token)) {
            bool whole = i == 0 && token->kind == FUND_TOKEN_WORD;
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
    if (token->kind != FUND_TOKEN_WORD && token->kind != FUND_TOKEN_PART) {
        return FUND_OK;
    }
    for (size_t i = 0; i < e->count; i++) {
        fund_reason_kind kind;
        if (e->items[i].word != NULL && relation(&kind, e->items[i].word, token) &&
            !push_match(&e->items[i].matches, token->begin, token->end, kind)) {
            return fund_no_memory(e->err);
        }
    }
    return FUND_OK;
}

static fund_status find_checks(explainer *e, const fund_hit *hit)
{
    fund_term_occurrences occurrences;
    fund_term_occurrences_init(&occurrences, e->plan);
    fund_status status = fund_term_occurrences_find(&occurrences, e->searcher->analyzer, hit->text,
                                                    hit->text_len, e->err);
    for (size_t i = 0; i < e->count && status == FUND_OK; i++) {
        if (e->items[i].predicate == NULL) {
            continue;
        }
        fund_ranges found = {NULL, 0, 0};
        bool any;
        status = fund_predicate_find(&any, &found, &occurrences, e->items[i].predicate, e->err);
        for (size_t k = 0; k < found.count && status == FUND_OK; k++) {
            status = push_match(&e->items[i].matches, found.items[k].begin, found.items[k].end,
                                FUND_REASON_WORD)
                         ? FUND_OK
                         : fund_no_memory(e->err);
        }
        free(found.items);
    }
    fund_term_occurrences_free(&occurrences);
    return status;
}

static fund_status find_matches(explainer *e, const fund_hit *hit)
{
    for (size_t i = 0; i < e->count; i++) {
        e->items[i].matches.count = 0;
    }
    fund_status status = fund_analyzer_run(e->searcher->analyzer, FUND_PURPOSE_DOCUMENT, hit->text,
                                           hit->text_len, take_token, e, e->err);
    return status == FUND_OK && e->plan->predicate_count > 0 ? find_checks(e, hit) : status;
}

/* ---- putting together ---------------------------------------------------------------- */

static bool copy_reason(fund_reason *out, const item *from, double score, explainer *e)
{
    size_t size = from->matches.count * sizeof *from->matches.items;
    fund_reason_match *matches = fund_arena_alloc(e->arena, size + 1);
    out->word = fund_arena_copy(e->arena, e->query + from->begin, from->end - from->begin);
    if (matches == NULL || out->word == NULL) {
        return false;
    }
    if (size > 0) {
        memcpy(matches, from->matches.items, size);
    }
    out->score = score;
    out->matches = matches;
    out->match_count = from->matches.count;
    return true;
}

/* Words that are not there and gave nothing are left out. */
static fund_status give_reasons(fund_hit *hit, const double *scores, size_t stride, explainer *e)
{
    fund_reason *reasons = fund_arena_alloc(e->arena, (e->count + 1) * sizeof *reasons);
    if (reasons == NULL) {
        return fund_no_memory(e->err);
    }
    hit->reasons = reasons;
    for (size_t i = 0; i < e->count; i++) {
        const item *from = &e->items[i];
        bool missing = from->predicate != NULL && from->matches.count == 0;
        double score = missing ? 0 : scores[i * stride];
        if (score <= 0 && from->matches.count == 0) {
            continue;
        }
        if (!copy_reason(&reasons[hit->reason_count++], from, score, e)) {
            return fund_no_memory(e->err);
        }
    }
    return FUND_OK;
}

fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, const char *query,
                         fund_arena *arena, fund_error *err)
{
    explainer e = {.searcher = searcher, .plan = plan, .query = query, .arena = arena, .err = err};
    double *scores = NULL;
    fund_status status = count > 0 ? collect_items(&e) : FUND_OK;
    if (status == FUND_OK && e.count > 0) {
        scores = calloc(e.count * count, sizeof *scores);
        status = scores != NULL ? weigh_all(scores, hits, docids, count, &e) : fund_no_memory(err);
    }
    for (size_t h = 0; h < count && e.count > 0 && status == FUND_OK; h++) {
        status = find_matches(&e, &hits[h]);
        if (status == FUND_OK) {
            status = give_reasons(&hits[h], scores + h, count, &e);
        }
    }
    for (size_t i = 0; i < e.count; i++) {
        free(e.items[i].matches.items);
    }
    free(e.items);
    free(scores);
    return status;
}
