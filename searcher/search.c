/* The public calls that run a query. */
#include "searcher/calls.h"

#include <string.h>

typedef struct search {
    fund_searcher *searcher;
    const char *query;
    size_t len;
    const fund_node *tree; /* NULL: to be parsed */
    const fund_search_options *options;
    fund_results *out;
    fund_buf *description;
    size_t described; /* bytes that it has before */
} search;

static const fund_search_options default_options = FUND_SEARCH_OPTIONS_INIT;

void fund_results_free(fund_results *results)
{
    fund_arena_free(results->arena);
    *results = (fund_results)FUND_RESULTS_INIT;
}

static fund_status build_hits(search *s, fund_plan *plan, fund_hit_builder *builder,
                              const fund_top_docs *top_docs, fund_error *err)
{
    fund_results *out = s->out;
    size_t count = top_docs->count;
    fund_hit *hits = fund_arena_alloc(out->arena, (count + 1) * sizeof *hits);
    fund_docid *docids = fund_arena_alloc(out->arena, (count + 1) * sizeof *docids);
    if (hits == NULL || docids == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < count; i++) {
        const fund_candidate *from = &top_docs->items[i];
        fund_status status =
            fund_hit_build(&hits[i], builder, from->docid, from->record, from->first, err);
        if (status != FUND_OK) {
            return status;
        }
        hits[i].rank = s->options->offset + (uint32_t)i + 1;
        hits[i].score = from->weight;
        hits[i].more = from->more;
        hits[i].duplicates = from->duplicates;
        docids[i] = from->docid;
    }
    out->hits = hits;
    out->count = count;
    return s->options->explain && s->options->with_text
               ? fund_explain(hits, docids, count, s->searcher, plan, out->arena, err)
               : FUND_OK;
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
    if (out->arena == NULL || !copy_diagnostics(out, &plan->diagnostics)) {
        return fund_no_memory(err);
    }
    fund_term_occurrences occurrences;
    fund_hit_builder builder = {.searcher = s->searcher,
                                .arena = out->arena,
                                .occurrences = &occurrences,
                                .with_text = s->options->with_text};
    fund_term_occurrences_init(&occurrences, plan);
    fund_status status = build_hits(s, plan, &builder, top_docs, err);
    fund_hit_builder_free(&builder);
    fund_term_occurrences_free(&occurrences);
    return status;
}

static fund_status count_matches(search *s, const fund_docids *all, fund_error *err)
{
    fund_results *out = s->out;
    fund_status status =
        fund_count_facets(&out->facets, out->arena, s->searcher, all, s->options->facets, err);
    if (all->complete) {
        out->total = s->options->group ? out->facets.articles : out->facets.passages;
        out->total_exact = true;
    }
    return status;
}

static fund_status attempt_search(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    fund_top_docs top_docs = FUND_TOP_DOCS_INIT;
    fund_docids matches = {.complete = true};
    fund_docids *all = s->options->facets != 0 ? &matches : NULL;
    fund_results_free(s->out);
    fund_status status =
        fund_plan_new(&plan, s->searcher, s->query, s->len, s->tree, s->options, err);
    if (status == FUND_OK) {
        status = s->options->hide_duplicates
                     ? fund_match_collapsed(&top_docs, all, s->searcher, plan, s->options, err)
                     : fund_match_plan(&top_docs, all, s->searcher, plan, s->options, err);
    }
    if (status == FUND_OK) {
        status = fill_results(s, plan, &top_docs, err);
    }
    if (status == FUND_OK && all != NULL) {
        status = count_matches(s, all, err);
    }
    if (status != FUND_OK) {
        fund_results_free(s->out);
    }
    fund_array_free(&matches);
    fund_top_docs_free(&top_docs);
    fund_plan_free(plan);
    return status;
}

fund_status fund_search_tree(fund_results *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_node *tree, const fund_search_options *options,
                             fund_error *err)
{
    search s = {
        .searcher = searcher,
        .query = query,
        .len = len,
        .tree = tree,
        .options = options != NULL ? options : &default_options,
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
    fund_buf_cut(s->description, s->described);
    fund_status status =
        fund_plan_new(&plan, s->searcher, s->query, s->len, NULL, &default_options, err);
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
    fund_ast ast;
    char now[FUND_TIME_MAX];
    fund_time_now(now);
    to->count = 0;
    fund_status status = fund_ast_parse(&ast, arena, to, query, len, now, err);
    if (status == FUND_OK) {
        fund_ast_print(out, &ast);
    }
    return status == FUND_OK && out->failed ? fund_no_memory(err) : status;
}
