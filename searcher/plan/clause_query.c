/* Clauses to their part of the query. */
#include "searcher/plan/plan.h"

/* The queries of some clauses by what they do. */
typedef struct sum {
    fund_queries musts, shoulds, filters, nots;
    fund_queries extras; /* that only add weight */
    bool matches;        /* there is something to match ... */
    bool nothing;        /* ... that cannot match */
    bool filtered;
} sum;

static void free_sum(sum *s)
{
    fund_queries *lists[] = {&s->musts, &s->shoulds, &s->filters, &s->nots, &s->extras};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        fund_array_free(lists[i]);
    }
}

/* NULL for a query that matches nothing would be left out by the others. */
static void push_or_end(fund_builder *builder, sum *s, fund_queries *list, const fund_query *query)
{
    s->nothing |= query == NULL;
    fund_queries_push(builder, list, query);
}

static void add_to_all(fund_builder *builder, sum *s, fund_clause_query own)
{
    if (own.kind == FUND_CLAUSE_MATCH) {
        s->matches = true;
        push_or_end(builder, s, &s->musts, own.query);
    } else if (own.kind == FUND_CLAUSE_FILTER) {
        s->filtered = true;
        push_or_end(builder, s, &s->filters, own.query);
    } else if (own.kind == FUND_CLAUSE_EXCLUDE) {
        fund_queries_push(builder, &s->nots, own.query);
    }
}

/* What is excluded: the passages, or their articles. */
static const fund_query *excluded(fund_builder *builder, const fund_query *query)
{
    fund_queries one = {&query, 1, 1};
    return builder->plan->scope == FUND_SCOPE_ARTICLE && query != NULL
               ? fund_tree_together(builder, &one, NULL, 0, true)
               : query;
}

static void add_to_group(fund_builder *builder, sum *s, fund_clause_query own, fund_occur occur)
{
    if (occur == FUND_OCCUR_NOT) {
        /* What a group excludes is excluded from what is excluded: it must be there. */
        bool exclude = own.kind == FUND_CLAUSE_EXCLUDE;
        if (exclude) {
            add_to_all(builder, s, (fund_clause_query){FUND_CLAUSE_MATCH, own.query});
        } else if (own.kind != FUND_CLAUSE_NONE) {
            fund_queries_push(builder, &s->nots, excluded(builder, own.query));
        }
    } else if (occur == FUND_OCCUR_SHOULD && own.kind == FUND_CLAUSE_MATCH) {
        s->matches = true;
        fund_queries_push(builder, &s->shoulds, own.query);
    } else {
        add_to_all(builder, s, own);
    }
}

/* Passages with any of it, of the articles that have what they must; those with more of it weigh
 * more. */
static const fund_query *join(fund_builder *builder, const fund_clause *clause, const sum *s)
{
    const fund_plan *plan = builder->plan;
    bool whole_query = clause == plan->root && clause->node->boost == 1;
    const fund_query *any =
        fund_tree_pair(builder, FUND_OP_OR, fund_tree_combine(builder, FUND_OP_OR, &s->musts),
                       fund_tree_combine(builder, FUND_OP_OR, &s->shoulds));
    const fund_query *found =
        fund_tree_together(builder, &s->musts, &s->shoulds, whole_query ? plan->step : 0, false);
    return found != NULL && any != NULL ? fund_tree_pair(builder, FUND_OP_AND_MAYBE, found, any)
                                        : NULL;
}

static const fund_query *match(fund_builder *builder, const fund_clause *clause, const sum *s)
{
    if (clause->joins && s->musts.count > 0 && s->musts.count + s->shoulds.count > 1) {
        return join(builder, clause, s);
    }
    return fund_tree_pair(builder, FUND_OP_AND_MAYBE,
                          fund_tree_combine(builder, FUND_OP_AND, &s->musts),
                          fund_tree_combine(builder, FUND_OP_OR, &s->shoulds));
}

/* What is excluded from matches goes to `lifted`, where that is not NULL. */
static fund_clause_query give_sum(fund_builder *builder, const fund_clause *clause, sum *s,
                                  fund_queries *lifted)
{
    for (size_t i = 0; lifted != NULL && s->matches && i < s->nots.count; i++) {
        fund_queries_push(builder, lifted, s->nots.items[i]);
    }
    if (lifted != NULL && s->matches) {
        s->nots.count = 0;
    }
    const fund_query *filter = fund_tree_combine(builder, FUND_OP_AND, &s->filters);
    const fund_query *nots = fund_tree_combine(builder, FUND_OP_OR, &s->nots);
    fund_clause_query own = {FUND_CLAUSE_NONE, NULL};
    if (s->matches) {
        own.kind = FUND_CLAUSE_MATCH;
        own.query = s->nothing ? NULL : match(builder, clause, s);
        if (own.query != NULL) {
            const fund_query *extra = fund_tree_combine(builder, FUND_OP_OR, &s->extras);
            own.query = fund_tree_pair(builder, FUND_OP_AND_MAYBE, own.query, extra);
            own.query = fund_tree_pair(builder, FUND_OP_FILTER, own.query, filter);
        }
    } else if (s->filtered) {
        own = (fund_clause_query){FUND_CLAUSE_FILTER, s->nothing ? NULL : filter};
    } else if (nots != NULL) {
        own = (fund_clause_query){FUND_CLAUSE_EXCLUDE, nots};
        nots = NULL;
    }
    if (own.query != NULL) {
        own.query = fund_tree_pair(builder, FUND_OP_AND_NOT, own.query, nots);
    }
    return own;
}

static fund_clause_query make_query(fund_builder *builder, const fund_clause *clause, uint64_t met,
                                    fund_queries *lifted);

/* Where articles are joined, what an operand excludes is excluded from all hits: of "a AND b -c" no
 * passage has c. */
static fund_clause_query group_query(fund_builder *builder, const fund_clause *clause, uint64_t met,
                                     fund_queries *lifted)
{
    sum s = {.matches = false};
    bool all = clause->node->kind == FUND_NODE_AND;
    for (const fund_clause *child = clause->first; child != NULL; child = child->next) {
        bool operand = clause->joins && (all || child->node->occur == FUND_OCCUR_MUST);
        fund_clause_query own = make_query(builder, child, met, operand ? &s.nots : NULL);
        if (all) {
            add_to_all(builder, &s, own);
        } else {
            add_to_group(builder, &s, own, child->node->occur);
            fund_queries_push(builder, &s.extras, child->extra);
        }
    }
    fund_clause_query own = give_sum(builder, clause, &s, lifted);
    free_sum(&s);
    return own;
}

/* Alternatives; what is excluded in one of them is all but that. */
static fund_clause_query either_query(fund_builder *builder, const fund_clause *clause,
                                      uint64_t met)
{
    fund_queries matches = FUND_ARRAY_INIT, nots = FUND_ARRAY_INIT;
    bool filters = true, any = false;
    for (const fund_clause *child = clause->first; child != NULL; child = child->next) {
        fund_clause_query own = fund_clause_query_make(builder, child, met);
        if (own.kind == FUND_CLAUSE_EXCLUDE) {
            fund_queries_push(builder, &nots, own.query);
        } else if (own.kind != FUND_CLAUSE_NONE) {
            any = true;
            filters = filters && own.kind == FUND_CLAUSE_FILTER;
            fund_queries_push(builder, &matches, own.query);
        }
    }
    /* NOT a OR NOT b is NOT (a AND b). */
    const fund_query *excluded = fund_tree_join(builder, FUND_OP_AND, &nots);
    if (!any) {
        fund_array_free(&matches);
        return (fund_clause_query){excluded != NULL ? FUND_CLAUSE_EXCLUDE : FUND_CLAUSE_NONE,
                                   excluded};
    }
    if (excluded != NULL) {
        fund_queries_push(builder, &matches, fund_tree_without(builder, excluded));
    }
    const fund_query *query = fund_tree_join(builder, FUND_OP_OR, &matches);
    return (fund_clause_query){filters ? FUND_CLAUSE_FILTER : FUND_CLAUSE_MATCH, query};
}

static fund_clause_query single_query(const fund_clause *clause, const fund_plan *plan,
                                      uint64_t met)
{
    if (clause->empty || fund_is_left_out(clause)) {
        return (fund_clause_query){FUND_CLAUSE_NONE, NULL};
    }
    if (fund_is_filter(clause->node)) {
        return (fund_clause_query){FUND_CLAUSE_FILTER, clause->query};
    }
    const fund_query *query = clause->query;
    if (clause->predicate >= 0) {
        bool is_met = (met >> clause->predicate & 1) != 0;
        query = is_met ? plan->predicates[clause->predicate].candidates : NULL;
    }
    return (fund_clause_query){FUND_CLAUSE_MATCH, query};
}

static fund_clause_query make_query(fund_builder *builder, const fund_clause *clause, uint64_t met,
                                    fund_queries *lifted)
{
    fund_node_kind kind = clause->node->kind;
    fund_clause_query own;
    if (kind == FUND_NODE_GROUP || kind == FUND_NODE_AND) {
        own = group_query(builder, clause, met, lifted);
    } else if (kind == FUND_NODE_OR) {
        own = either_query(builder, clause, met);
    } else {
        own = single_query(clause, builder->plan, met);
    }
    /* The words of a run have their boost already. */
    bool weighed = own.kind == FUND_CLAUSE_MATCH && kind != FUND_NODE_WORDS;
    if (weighed && own.query != NULL && clause->node->boost != 1) {
        own.query = fund_tree_scale(builder, own.query, clause->node->boost);
    }
    return own;
}

fund_clause_query fund_clause_query_make(fund_builder *builder, const fund_clause *clause,
                                         uint64_t met)
{
    return make_query(builder, clause, met, NULL);
}
