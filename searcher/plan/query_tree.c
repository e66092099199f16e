/* Making and owning query trees. */
#include "searcher/plan/plan.h"

#include <stdlib.h>
#include <string.h>

void fund_builder_no_memory(fund_builder *builder)
{
    builder->status = fund_no_memory(builder->err);
}

const fund_query *fund_tree_own(fund_builder *builder, fund_query *query)
{
    fund_plan *plan = builder->plan;
    if (query == NULL) {
        return NULL;
    }
    if (builder->status == FUND_OK && fund_array_push(&plan->owned, query)) {
        return query;
    }
    if (builder->status == FUND_OK) {
        fund_builder_no_memory(builder);
    }
    fund_query_free(query);
    return NULL;
}

const fund_query *fund_tree_term(fund_builder *builder, const char *prefix, const fund_text *term)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK) {
        builder->status = fund_query_term(&query, prefix, term->data, term->len, 1, builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_prefix(fund_builder *builder, const char *prefix, const fund_text *stem)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK) {
        builder->status = fund_query_prefix(&query, prefix, stem->data, stem->len,
                                            FUND_EXPANSION_MAX, builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_range(fund_builder *builder, uint32_t slot, const char *low,
                                  const char *high)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK) {
        /* Without a lower bound an article needs a date all the same. */
        const char *from = low[0] != '\0' ? low : "0";
        builder->status =
            fund_query_range(&query, slot, from, strlen(from), high[0] != '\0' ? high : NULL,
                             strlen(high), builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_articles(fund_builder *builder, const fund_query *firsts)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK && firsts != NULL) {
        builder->status = fund_query_articles(&query, firsts, builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_together(fund_builder *builder, const fund_queries *musts,
                                     const fund_queries *others, double step, bool whole)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK && musts->count > 0) {
        const fund_together what = {
            .musts = musts->items,
            .must_count = musts->count,
            .others = others != NULL ? others->items : NULL,
            .other_count = others != NULL ? others->count : 0,
            .step = step,
            .whole = whole,
        };
        builder->status =
            fund_query_together(&query, builder->searcher->store, &what, builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_recency(fund_builder *builder, const char *today, double half_life,
                                    double most)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK) {
        builder->status = fund_query_recency(&query, today, half_life, most, builder->err);
    }
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_all(fund_builder *builder)
{
    fund_query *all = NULL;
    if (builder->status == FUND_OK) {
        builder->status = fund_query_all(&all, builder->err);
    }
    return fund_tree_own(builder, all);
}

const fund_query *fund_tree_without(fund_builder *builder, const fund_query *excluded)
{
    const fund_query *all = fund_tree_all(builder);
    return all != NULL ? fund_tree_pair(builder, FUND_OP_AND_NOT, all, excluded) : NULL;
}

const fund_query *fund_tree_scale(fund_builder *builder, const fund_query *query, double factor)
{
    if (query == NULL || builder->status != FUND_OK) {
        return NULL;
    }
    fund_query *scaled = NULL;
    builder->status = fund_query_scale(&scaled, query, factor, builder->err);
    return fund_tree_own(builder, scaled);
}

const fund_query *fund_tree_combine(fund_builder *builder, fund_query_op op,
                                    const fund_queries *queries)
{
    if (queries->count == 0 || builder->status != FUND_OK) {
        return NULL;
    }
    if (queries->count == 1) {
        return queries->items[0];
    }
    fund_query *query = NULL;
    builder->status = fund_query_combine(&query, op, queries->items, queries->count, builder->err);
    return fund_tree_own(builder, query);
}

const fund_query *fund_tree_join(fund_builder *builder, fund_query_op op, fund_queries *queries)
{
    const fund_query *query = fund_tree_combine(builder, op, queries);
    fund_array_free(queries);
    return query;
}

const fund_query *fund_tree_pair(fund_builder *builder, fund_query_op op, const fund_query *left,
                                 const fund_query *right)
{
    const fund_query *both[] = {left, right};
    fund_queries queries = {both, 2, 2};
    if (left == NULL || right == NULL) {
        return left != NULL ? left : right;
    }
    return fund_tree_combine(builder, op, &queries);
}

void fund_queries_push(fund_builder *builder, fund_queries *queries, const fund_query *query)
{
    if (query != NULL && builder->status == FUND_OK && !fund_array_push(queries, query)) {
        fund_builder_no_memory(builder);
    }
}

fund_status fund_article_query(fund_query **out, const char *id, size_t len, fund_error *err)
{
    fund_buf term = FUND_BUF_INIT;
    fund_status status = fund_article_term(&term, id, len, err);
    if (status == FUND_OK) {
        status = fund_query_term(out, "", term.data, term.len, 1, err);
    }
    fund_buf_free(&term);
    return status;
}
