/* A query and its filter, ready to run. */
#include "searcher/plan/plan.h"

#include <stdlib.h>
#include <string.h>

static fund_status parse(fund_clause **out, fund_builder *builder,
                         fund_diagnostic_list *diagnostics, const char *query, size_t len,
                         fund_clause_context around)
{
    fund_ast ast;
    fund_status status = fund_ast_parse(&ast, builder->plan->arena, diagnostics, query, len,
                                        builder->searcher->now, builder->err);
    if (status != FUND_OK) {
        return status;
    }
    *out = fund_clause_new(builder, ast.root, query, around);
    return builder->status;
}

static fund_status add_recency(fund_plan *plan, fund_searcher *searcher, double half_life,
                               fund_error *err);

/* Says why a query finds nothing, whatever the index has. */
static fund_status diagnose_empty(fund_builder *builder)
{
    fund_plan *plan = builder->plan;
    const fund_clause *root = plan->root;
    if (plan->tree != NULL || plan->filtered) {
        return builder->status;
    }
    fund_clause_kind kind = root != NULL
                                ? fund_clause_query_make(builder, root, plan->candidates).kind
                                : FUND_CLAUSE_NONE;
    bool added = true;
    if (kind == FUND_CLAUSE_EXCLUDE) {
        added = fund_diagnostic_add(&plan->diagnostics, plan->arena, 0,
                                    "the query only excludes words; add one to search for");
    } else if (kind == FUND_CLAUSE_NONE) {
        added = fund_diagnostic_add(&plan->diagnostics, plan->arena, 0,
                                    "the query has no words to search for");
    }
    return added ? builder->status : fund_no_memory(builder->err);
}

static fund_status take_query(fund_plan *plan, fund_searcher *searcher, const char *query,
                              size_t len, const fund_node *tree, const fund_search_options *options,
                              fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    const fund_clause_context around = {.needed = true};
    plan->root = fund_clause_new(&builder, tree, query, around);
    fund_status status = tree != NULL
                             ? builder.status
                             : parse(&plan->root, &builder, &plan->diagnostics, query, len, around);
    if (status == FUND_OK && options->filter != NULL) {
        plan->filter = fund_filter_make(&plan->filtered, &builder, options->filter);
        status = builder.status;
    }
    if (status == FUND_OK && options->article != NULL) {
        fund_query *article = NULL;
        status = fund_article_query(&article, options->article, strlen(options->article), err);
        plan->article = fund_tree_own(&builder, article);
        plan->article_op = options->other_articles ? FUND_OP_AND_NOT : FUND_OP_FILTER;
    }
    if (status == FUND_OK && options->half_life > 0) {
        plan->weighs_more = true;
        status = add_recency(plan, searcher, options->half_life, err);
    }
    if (status == FUND_OK) {
        status = fund_plan_tree(&plan->tree, plan, searcher, plan->candidates, err);
    }
    return status == FUND_OK ? diagnose_empty(&builder) : status;
}

fund_status fund_plan_new(fund_plan **out, fund_searcher *searcher, const char *query, size_t len,
                          const fund_node *tree, const fund_search_options *options,
                          fund_error *err)
{
    *out = NULL;
    fund_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL) {
        return fund_no_memory(err);
    }
    plan->plain = options->plain;
    plan->whole = options->whole;
    plan->query = query;
    plan->last_word = &plan->words;
    plan->arena = fund_arena_new();
    plan->trees = fund_map_new();
    bool ok = plan->arena != NULL && plan->trees != NULL;
    for (size_t i = 0; i < 3; i++) {
        plan->terms[i] = fund_map_new();
        ok &= plan->terms[i] != NULL;
    }
    fund_status status =
        ok ? take_query(plan, searcher, query, len, tree, options, err) : fund_no_memory(err);
    if (status != FUND_OK) {
        fund_plan_free(plan);
        return status;
    }
    *out = plan;
    return FUND_OK;
}

/* ---- the tree ---------------------------------------------------------------------- */

/* What nothing but articles is asked of finds those, by their first passages. */
static const fund_query *firsts_of(fund_builder *builder, const fund_query *filter)
{
    const fund_text none = {"", 0};
    const fund_query *first =
        fund_tree_scale(builder, fund_tree_term(builder, FUND_PREFIX_FIRST, &none), 0);
    return filter != NULL ? fund_tree_pair(builder, FUND_OP_FILTER, first, filter) : NULL;
}

/* The same for what is counted: all their passages. */
static const fund_query *whole_articles(fund_builder *builder, fund_clause_query own)
{
    const fund_plan *plan = builder->plan;
    const fund_query *query = own.query;
    if (own.kind == FUND_CLAUSE_EXCLUDE) {
        query = fund_tree_without(builder, own.query);
    } else if (own.kind == FUND_CLAUSE_NONE) {
        /* Phrases that are excluded are none of the query where they are not met. */
        query = plan->root == NULL || plan->predicate_count > 0 ? fund_tree_all(builder) : NULL;
    }
    if (query == NULL || (plan->filtered && plan->filter == NULL)) {
        return NULL;
    }
    return plan->filtered ? fund_tree_pair(builder, FUND_OP_FILTER, query, plan->filter) : query;
}

static const fund_query *apply_filter(fund_builder *builder, fund_clause_query own)
{
    const fund_plan *plan = builder->plan;
    if (plan->whole) {
        return whole_articles(builder, own);
    }
    if (!plan->filtered) {
        return own.kind == FUND_CLAUSE_MATCH    ? own.query
               : own.kind == FUND_CLAUSE_FILTER ? firsts_of(builder, own.query)
                                                : NULL;
    }
    bool asked = own.kind == FUND_CLAUSE_MATCH || own.kind == FUND_CLAUSE_FILTER;
    if (plan->filter == NULL || (asked && own.query == NULL)) {
        return NULL;
    }
    switch (own.kind) {
    case FUND_CLAUSE_MATCH:
        return fund_tree_pair(builder, FUND_OP_FILTER, own.query, plan->filter);
    case FUND_CLAUSE_FILTER:
        return firsts_of(builder, fund_tree_pair(builder, FUND_OP_FILTER, own.query, plan->filter));
    case FUND_CLAUSE_EXCLUDE:
        return fund_tree_pair(builder, FUND_OP_AND_NOT, firsts_of(builder, plan->filter),
                              own.query);
    default:
        return firsts_of(builder, plan->filter);
    }
}

static const fund_query *combine(fund_builder *builder, uint64_t met)
{
    const fund_plan *plan = builder->plan;
    fund_clause_query own = {FUND_CLAUSE_NONE, NULL};
    if (plan->root != NULL) {
        own = fund_clause_query_make(builder, plan->root, met);
    }
    builder->plan->matches = own.kind == FUND_CLAUSE_MATCH;
    const fund_query *tree = apply_filter(builder, own);
    if (tree != NULL && plan->article != NULL) {
        tree = fund_tree_pair(builder, plan->article_op, tree, plan->article);
    }
    return tree != NULL && plan->recency != NULL
               ? fund_tree_pair(builder, FUND_OP_AND_MAYBE, tree, plan->recency)
               : tree;
}

fund_status fund_plan_tree(const fund_query **out, fund_plan *plan, fund_searcher *searcher,
                           uint64_t met, fund_error *err)
{
    static const char nothing; /* a map has no NULLs */
    void *known = fund_map_get(plan->trees, &met, sizeof met);
    fund_builder builder = {plan, searcher, FUND_OK, err};
    if (known == NULL) {
        const fund_query *tree = combine(&builder, met);
        known = tree != NULL ? (void *)(uintptr_t)tree : (void *)(uintptr_t)&nothing;
        if (builder.status == FUND_OK &&
            !fund_map_put(plan->trees, &met, sizeof met, known, NULL)) {
            builder.status = fund_no_memory(err);
        }
    }
    *out = known == &nothing ? NULL : known;
    return builder.status;
}

/* A passage of today gains as much as the best match has. */
static fund_status add_recency(fund_plan *plan, fund_searcher *searcher, double half_life,
                               fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    const fund_query *tree = combine(&builder, plan->candidates);
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.count = 1;
    fund_matches best = FUND_MATCHES_INIT;
    fund_status status = builder.status;
    if (status == FUND_OK && tree != NULL) {
        status = fund_store_match(&best, searcher->store, tree, &wanted, err);
    }
    if (status == FUND_OK && best.count > 0) {
        double most = best.items[0].weight > 0 ? best.items[0].weight : 1;
        plan->recency = fund_tree_recency(&builder, searcher->now, half_life, most);
        status = builder.status;
    }
    fund_matches_free(&best);
    return status;
}

bool fund_plan_is_rescored(const fund_plan *plan)
{
    /* Phrases are confirmed instead; for a single word it would take longer than the search. */
    for (size_t i = 0; i < plan->predicate_count; i++) {
        if (plan->predicates[i].kind != FUND_NODE_WORDS) {
            return false;
        }
    }
    return !plan->plain && plan->words != NULL && plan->words->next != NULL;
}

void fund_plan_free(fund_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (size_t i = 0; i < plan->owned.count; i++) {
        fund_query_free(plan->owned.items[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        fund_map_free(plan->terms[i], NULL);
    }
    fund_map_free(plan->trees, NULL);
    fund_array_free(&plan->owned);
    fund_array_free(&plan->groups);
    fund_arena_free(plan->arena);
    free(plan);
}
