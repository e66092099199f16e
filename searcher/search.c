/* The public calls that run a query. */
#include "searcher/calls.h"

#include <stdlib.h>
#include <string.h>

typedef struct search {
    fund_searcher *searcher;
    const char *query;
    size_t len;
    const fund_node *tree; /* NULL: to be parsed */
    const fund_search_options *options;
    fund_results *out;
    fund_buf *description;
    size_t described; /* bytes that stand there before */
} search;

void fund_results_free(fund_results *results)
{
    fund_arena_free(results->arena);
    *results = (fund_results)FUND_RESULTS_INIT;
}

static fund_status explain_hits(search *s, fund_plan *plan, const fund_top_docs *top_docs,
                                fund_hit *hits, fund_error *err)
{
    fund_docid *docids = malloc((top_docs->count + 1) * sizeof *docids);
    if (docids == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < top_docs->count; i++) {
        docids[i] = top_docs->items[i].docid;
    }
    fund_status status = fund_explain(hits, docids, top_docs->count, s->searcher, plan, s->query,
                                      s->out->arena, err);
    free(docids);
    return status;
}

static fund_status make_hits(fund_results *out, search *s, fund_hit_builder *builder,
                             const fund_top_docs *top_docs, fund_error *err)
{
    fund_hit *hits = fund_arena_alloc(out->arena, (top_docs->count + 1) * sizeof *hits);
    if (hits == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < top_docs->count; i++) {
        const fund_candidate *found = &top_docs->items[i];
        builder->known = found->record;
        builder->known_first = found->first;
        fund_status status = fund_hit_build(&hits[i], builder, found->docid, err);
        if (status != FUND_OK) {
            return status;
        }
        hits[i].rank = s->options->offset + (uint32_t)i + 1;
        hits[i].score = found->weight;
        hits[i].more = found->more;
        hits[i].duplicates = found->duplicates;
    }
    out->hits = hits;
    out->count = top_docs->count;
    bool explain = s->options->explain && s->options->with_text;
    return explain ? explain_hits(s, builder->occurrences->plan, top_docs, hits, err) : FUND_OK;
}

static bool copy_diagnostics(fund_results *out, const fund_diagnostics *diagnostics)
{
    for (size_t i = 0; i < diagnostics->count; i++) {
        if (!fund_diagnostic_add(&out->diagnostics, out->arena, diagnostics->items[i].offset, "%s",
                                 diagnostics->items[i].message)) {
            return false;
        }
    }
    return true;
}

static fund_status fill_results(search *s, fund_plan *plan, const fund_top_docs *top_docs,
                                fund_error *err)
{
    fund_results *out = s->out;
    out->total = top_docs->total;
    out->total_exact = top_docs->total_exact;
    out->arena = fund_arena_new();
    if (out->arena == NULL) {
        return fund_no_memory(err);
    }
    if (!copy_diagnostics(out, &plan->diagnostics)) {
        return fund_no_memory(err);
    }
    fund_term_occurrences occurrences;
    fund_hit_builder builder;
    fund_term_occurrences_init(&occurrences, plan);
    fund_status status = fund_hit_builder_init(&builder, s->searcher, out->arena, &occurrences,
                                               s->options->with_text, err);
    if (status == FUND_OK) {
        status = make_hits(out, s, &builder, top_docs, err);
    }
    fund_hit_builder_free(&builder);
    fund_term_occurrences_free(&occurrences);
    return status;
}

static fund_status attempt_search(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    fund_top_docs top_docs = FUND_TOP_DOCS_INIT;
    fund_results_free(s->out);
    fund_status status =
        fund_plan_new(&plan, s->searcher, s->query, s->len, s->tree, s->options, err);
    if (status == FUND_OK) {
        status = s->options->hide_duplicates
                     ? fund_match_collapsed(&top_docs, s->searcher, plan, s->options, err)
                     : fund_match_plan(&top_docs, s->searcher, plan, s->options, err);
    }
    if (status == FUND_OK) {
        status = fill_results(s, plan, &top_docs, err);
    }
    if (status != FUND_OK) {
        fund_results_free(s->out);
    }
    fund_top_docs_free(&top_docs);
    fund_plan_free(plan);
    return status;
}

fund_status fund_search_tree(fund_results *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_node *tree, const fund_search_options *options,
                             fund_error *err)
{
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    search s = {
        .searcher = searcher,
        .query = query,
        .len = len,
        .tree = tree,
        .options = options != NULL ? options : &defaults,
        .out = out,
    };
    return fund_searcher_retry(searcher, attempt_search, &s, err);
}

fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query, size_t len,
                        const fund_search_options *options, fund_error *err)
{
    return fund_search_tree(out, searcher, query, len, NULL, options, err);
}

static fund_status attempt_describe(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    fund_buf_cut(s->description, s->described);
    fund_status status = fund_plan_new(&plan, s->searcher, s->query, s->len, NULL, &defaults, err);
    if (status == FUND_OK) {
        status = fund_query_describe(s->description, plan->tree, err);
    }
    fund_plan_free(plan);
    return status;
}

fund_status fund_search_describe(fund_buf *out, fund_searcher *searcher, const char *query,
                                 size_t len, fund_error *err)
{
    search s = {
        .searcher = searcher,
        .query = query,
        .len = len,
        .description = out,
        .described = out->len,
    };
    return fund_searcher_retry(searcher, attempt_describe, &s, err);
}

fund_status fund_search_parse(fund_buf *out, fund_diagnostics *diagnostics, fund_arena *arena,
                              const char *query, size_t len, fund_error *err)
{
    fund_diagnostics own = {.count = 0};
    fund_diagnostics *to = diagnostics != NULL ? diagnostics : &own;
    fund_ast syntax;
    char now[FUND_TIME_MAX];
    fund_time_now(now);
    to->count = 0;
    fund_status status = fund_ast_parse(&syntax, arena, to, query, len, now, err);
    if (status == FUND_OK) {
        fund_ast_print(out, &syntax);
    }
    return status == FUND_OK && out->failed ? fund_no_memory(err) : status;
}
