/* A query and its filter, ready to run. */
#include "searcher/plan/plan.h"

#include <math.h>
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

/* Words of which each is in more passages than this have enough passages with all of them. */
enum { FUND_TOGETHER_MAX = 3000 };

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

/* The most that boosts make of a weight. */
static double most_boost(const fund_clause *clause)
{
    double most = 1;
    for (const fund_clause *child = clause->first; child != NULL; child = child->next) {
        most = fmax(most, most_boost(child));
    }
    return clause->node->boost > 1 ? clause->node->boost * most : most;
}

/* More than all words of a query weigh together, and a date. */
static double find_step(const fund_plan *plan)
{
    const double word = 100;
    size_t count = plan->positions + plan->predicate_count;
    double repeated = 1;
    for (const fund_planned_word *at = plan->words; at != NULL; at = at->next) {
        repeated = fmax(repeated, fund_repeat_factor(at->count));
    }
    return word * repeated * most_boost(plan->root) * (double)(count > 0 ? count : 1);
}

double fund_plan_steps(const fund_plan *plan, double weight)
{
    return plan->step > 0 ? plan->step * floor(weight / plan->step) : 0;
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
    plan->step = plan->root != NULL && plan->root->joins ? find_step(plan) : 0;
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

static bool marks_terms(const fund_plan *plan)
{
    bool marks = plan->groups.count > 0;
    for (size_t i = 0; i < sizeof plan->terms / sizeof plan->terms[0]; i++) {
        size_t cursor = 0, len;
        const char *key;
        void *value;
        while (!marks && fund_map_next(plan->terms[i], &cursor, &key, &len, &value)) {
            marks = ((const fund_plan_term *)value)->marked;
        }
    }
    return marks;
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
    /* They stand below the words themselves, where that is the order. */
    plan->strict = options->strict || options->whole || options->order != FUND_ORDER_RELEVANCE;
    plan->whole = options->whole;
    plan->scope = options->scope;
    plan->query = query;
    plan->query_len = len;
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
    plan->marks_terms = marks_terms(plan);
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
        double most = best.items[0].weight - fund_plan_steps(plan, best.items[0].weight);
        most = most > 0 ? most : 1;
        plan->recency = fund_tree_recency(&builder, searcher->now, half_life, most);
        status = builder.status;
    }
    fund_matches_free(&best);
    return status;
}

const fund_query *fund_plan_candidates(fund_plan *plan, fund_searcher *searcher, size_t predicate,
                                       fund_status *status, fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    const fund_query *candidates = plan->predicates[predicate].candidates;
    if (plan->tree == NULL || candidates == NULL) {
        return NULL;
    }
    /* `tree` takes for granted what predicates add, and what they exclude as absent. */
    fund_queries tree = {&plan->tree, 1, 1};
    const fund_query *articles = fund_tree_together(&builder, &tree, NULL, 0, true);
    const fund_query *query = fund_tree_pair(&builder, FUND_OP_FILTER, candidates, articles);
    *status = builder.status;
    return query;
}

fund_status fund_plan_settle(fund_plan *plan, fund_searcher *searcher, size_t predicate,
                             const fund_docid *docids, size_t count, fund_error *err)
{
    fund_predicate *settled = &plan->predicates[predicate];
    fund_builder builder = {plan, searcher, FUND_OK, err};
    const fund_query *found = NULL;
    if (count > 0) {
        fund_query *documents = NULL;
        builder.status = fund_query_documents(&documents, searcher->store, docids, count, err);
        found = fund_tree_pair(&builder, FUND_OP_FILTER, settled->candidates,
                               fund_tree_own(&builder, documents));
    }
    settled->candidates = found;
    settled->settled = true;
    plan->candidates |= UINT64_C(1) << predicate;
    plan->open = false;
    for (size_t i = 0; i < plan->predicate_count; i++) {
        plan->open |= plan->predicates[i].open && !plan->predicates[i].settled;
    }
    fund_map_free(plan->trees, NULL);
    plan->trees = fund_map_new();
    if (builder.status == FUND_OK && plan->trees == NULL) {
        return fund_no_memory(err);
    }
    return builder.status == FUND_OK
               ? fund_plan_tree(&plan->tree, plan, searcher, plan->candidates, err)
               : builder.status;
}

/* A word, wherever in an article it is. */
static const fund_query *anywhere(fund_builder *builder, const fund_word *word)
{
    return fund_tree_pair(builder, FUND_OP_OR, fund_word_query(builder, word),
                          fund_author_query(builder, word));
}

/* Passages that have one of the words at least, the rarest of all. */
static double count_rarest(fund_builder *builder)
{
    double rarest = UINT32_MAX;
    for (const fund_planned_word *at = builder->plan->words; at != NULL; at = at->next) {
        const fund_graph_token *head = &at->word.tokens[0];
        double count = 0;
        for (size_t i = 0; i < head->spelling_count && builder->status == FUND_OK; i++) {
            uint32_t words, parts;
            builder->status = fund_count_term(&words, &parts, builder->searcher,
                                              &head->spellings[i], builder->err);
            count += words;
        }
        rarest = fmin(rarest, count);
    }
    return rarest;
}

const fund_query *fund_plan_together(double *step, fund_plan *plan, fund_searcher *searcher,
                                     fund_status *status, fund_error *err)
{
    fund_builder builder = {plan, searcher, FUND_OK, err};
    fund_queries all = FUND_ARRAY_INIT;
    if (plan->step > 0 || plan->root == NULL || plan->tree == NULL) {
        return NULL;
    }
    bool worth = count_rarest(&builder) <= FUND_TOGETHER_MAX;
    for (const fund_planned_word *at = plan->words; at != NULL && worth; at = at->next) {
        fund_queries_push(&builder, &all, anywhere(&builder, &at->word));
    }
    *step = find_step(plan);
    const fund_query *together =
        all.count > 1 ? fund_tree_together(&builder, &all, NULL, *step, false) : NULL;
    fund_array_free(&all);
    *status = builder.status;
    return together != NULL ? fund_tree_pair(&builder, FUND_OP_AND, plan->tree, together) : NULL;
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
    fund_regex_free(plan->regexes);
    fund_array_free(&plan->owned);
    fund_array_free(&plan->groups);
    fund_arena_free(plan->arena);
    free(plan);
}
