/* The public calls that run a query. */
#include "searcher/calls.h"

#include <string.h>

typedef struct search {
    fund_searcher *searcher;
    const char *query;
    size_t len;
    const fund_node *tree; /* NULL: to be parsed */
    const fund_search_options *options;
    fund_results own; /* what is handed out in the end */
    fund_buf *description;
    size_t described; /* bytes that it has before */
} search;

void fund_results_free(fund_results *results)
{
    const fund_results empty = FUND_RESULTS_INIT;
    fund_arena_free(results->memory);
    fund_sized_give(results, &empty, sizeof empty);
}

fund_status fund_search_options_take(fund_search_options *out, const fund_search_options *given,
                                     fund_error *err)
{
    fund_status status = fund_sized_take(out, sizeof *out, given, "fund_search_options", err);
    out->count = out->no_hits ? 0 : out->count > 0 ? out->count : 10;
    return status;
}

/* Of the matches that were left out, what tells them apart: after the hits, whose articles may be among theirs and
 * have their titles marked. */
static fund_status build_repeats(fund_hit *hit, fund_hit_builder *builder, fund_arena *arena,
                                 const fund_candidate *from, fund_error *err)
{
    fund_hit *repeats = fund_arena_alloc(arena, from->duplicates * sizeof *repeats);
    fund_status status = repeats != NULL ? FUND_OK : fund_no_memory(err);
    for (uint32_t i = 0; i < from->duplicates && status == FUND_OK; i++) {
        const fund_repeat *of = &from->repeats[i];
        status = fund_hit_build(&repeats[i], builder, of->docid, of->record, of->first, err);
    }
    if (status == FUND_OK) {
        hit->repeats = fund_arena_pointers(arena, repeats, from->duplicates, sizeof *repeats);
        status = hit->repeats != NULL ? FUND_OK : fund_no_memory(err);
    }
    return status;
}

static fund_status build_hits(search *s, fund_plan *plan, fund_hit_builder *builder,
                              const fund_top_docs *top_docs, fund_error *err)
{
    fund_results *out = &s->own;
    fund_arena *arena = out->memory;
    size_t count = top_docs->count;
    fund_hit *hits = fund_arena_alloc(arena, (count + 1) * sizeof *hits);
    fund_docid *docids = fund_arena_alloc(arena, (count + 1) * sizeof *docids);
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
    builder->with_text = false;
    for (size_t i = 0; i < count; i++) {
        fund_status status = top_docs->items[i].duplicates > 0
                                 ? build_repeats(&hits[i], builder, arena, &top_docs->items[i], err)
                                 : FUND_OK;
        if (status != FUND_OK) {
            return status;
        }
    }
    out->hits = fund_arena_pointers(arena, hits, count, sizeof *hits);
    out->count = count;
    if (out->hits == NULL) {
        return fund_no_memory(err);
    }
    return s->options->explain && !s->options->no_text
               ? fund_explain(hits, docids, count, s->searcher, plan, arena, err)
               : FUND_OK;
}

static fund_status fill_results(search *s, fund_plan *plan, const fund_top_docs *top_docs,
                                fund_error *err)
{
    fund_results *out = &s->own;
    out->total = top_docs->total;
    out->total_exact = top_docs->total_exact;
    out->memory = fund_arena_new();
    if (out->memory == NULL ||
        !fund_diagnostics_copy(&out->diagnostics, out->memory, &plan->diagnostics)) {
        return fund_no_memory(err);
    }
    fund_term_occurrences occurrences;
    fund_hit_builder builder = {.searcher = s->searcher,
                                .arena = out->memory,
                                .occurrences = &occurrences,
                                .with_text = !s->options->no_text};
    fund_term_occurrences_init(&occurrences, plan);
    occurrences.particles = true;
    fund_status status = build_hits(s, plan, &builder, top_docs, err);
    fund_hit_builder_free(&builder);
    fund_term_occurrences_free(&occurrences);
    return status;
}

static fund_status count_matches(search *s, const fund_docids *all, fund_error *err)
{
    fund_results *out = &s->own;
    fund_facet_counts *counts = fund_arena_alloc(out->memory, sizeof *counts);
    if (counts == NULL) {
        return fund_no_memory(err);
    }
    *counts = (fund_facet_counts){.passages = 0};
    out->facets = counts;
    fund_status status =
        fund_count_facets(counts, out->memory, s->searcher, all, s->options->facets, err);
    if (all->complete) {
        out->total = s->options->group ? counts->articles : counts->passages;
        out->total_exact = true;
    }
    return status;
}

/* How many fewer there are without the words that may only be meant. */
static fund_status count_related(search *s, fund_error *err)
{
    fund_plan *plan;
    fund_top_docs top_docs = FUND_TOP_DOCS_INIT;
    fund_search_options options = *s->options;
    options.strict = options.no_hits = true;
    options.count = options.offset = options.facets = 0;
    fund_status status =
        fund_plan_new(&plan, s->searcher, s->query, s->len, s->tree, &options, err);
    if (status == FUND_OK) {
        status = fund_match_plan(&top_docs, NULL, s->searcher, plan, &options, err);
    }
    if (status == FUND_OK && top_docs.total < s->own.total) {
        s->own.related = s->own.total - top_docs.total;
    }
    fund_top_docs_free(&top_docs);
    fund_plan_free(plan);
    return status;
}

static fund_status attempt_search(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    fund_top_docs top_docs = FUND_TOP_DOCS_INIT;
    fund_docids matches = {.complete = true};
    fund_docids *all = s->options->facets != 0 ? &matches : NULL;
    fund_results_free(&s->own);
    fund_status status =
        fund_plan_new(&plan, s->searcher, s->query, s->len, s->tree, s->options, err);
    if (status == FUND_OK) {
        bool one = s->options->article != NULL && !s->options->other_articles;
        status = s->options->hide_duplicates
                     ? fund_match_collapsed(&top_docs, all, s->searcher, plan, s->options, err)
                 : s->options->cover && one && s->options->count > 0
                     ? fund_match_covering(&top_docs, all, s->searcher, plan, s->options, err)
                     : fund_match_plan(&top_docs, all, s->searcher, plan, s->options, err);
    }
    if (status == FUND_OK) {
        status = fill_results(s, plan, &top_docs, err);
    }
    if (status == FUND_OK && all != NULL) {
        status = count_matches(s, all, err);
    }
    if (status == FUND_OK && s->options->count_related && plan->related) {
        status = count_related(s, err);
    }
    if (status != FUND_OK) {
        fund_results_free(&s->own);
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
        .options = options,
        .own = FUND_RESULTS_INIT,
    };
    fund_status status = fund_sized_check(out, "fund_results", err);
    if (status != FUND_OK) {
        return status;
    }
    fund_results_free(out);
    status = fund_searcher_match(searcher, attempt_search, &s, err);
    if (status == FUND_OK) {
        fund_sized_give(out, &s.own, sizeof s.own);
    }
    return status;
}

fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query, size_t len,
                        const fund_search_options *given, fund_error *err)
{
    fund_search_options options;
    fund_status status = fund_search_options_take(&options, given, err);
    return status == FUND_OK ? fund_search_tree(out, searcher, query, len, NULL, &options, err)
                             : status;
}

static fund_status attempt_describe(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    fund_buf_cut(s->description, s->described);
    fund_status status = fund_plan_new(&plan, s->searcher, s->query, s->len, NULL, s->options, err);
    if (status == FUND_OK) {
        status = fund_query_describe(s->description, plan->tree, err);
    }
    fund_plan_free(plan);
    return status;
}

fund_status fund_search_describe(fund_buf *out, fund_searcher *searcher, const char *query,
                                 size_t len, fund_error *err)
{
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    search s = {
        .searcher = searcher,
        .query = query,
        .len = len,
        .options = &defaults,
        .description = out,
        .described = out->len,
    };
    return fund_searcher_match(searcher, attempt_describe, &s, err);
}

double fund_term_weight(fund_token_kind kind)
{
    return fund_token_factor(kind);
}

fund_status fund_query_parse(fund_parsed_query *out, const char *query, size_t len, fund_error *err)
{
    fund_parsed_query own = FUND_PARSED_QUERY_INIT;
    fund_diagnostic_list diagnostics = {.count = 0};
    fund_buf text = FUND_BUF_INIT;
    fund_ast ast;
    char now[FUND_TIME_MAX];
    fund_status status = fund_sized_check(out, "fund_parsed_query", err);
    if (status != FUND_OK) {
        return status;
    }
    fund_time_now(now);
    fund_parsed_query_free(out);
    fund_arena *arena = fund_arena_new();
    own.memory = arena;
    status = arena == NULL ? fund_no_memory(err)
                           : fund_ast_parse(&ast, arena, &diagnostics, query, len, now, err);
    if (status == FUND_OK) {
        fund_ast_print(&text, &ast);
        own.text = text.failed ? NULL : fund_arena_copy(arena, text.data, text.len);
        if (own.text == NULL || !fund_diagnostics_copy(&own.diagnostics, arena, &diagnostics)) {
            status = fund_no_memory(err);
        }
    }
    fund_buf_free(&text);
    if (status == FUND_OK) {
        fund_sized_give(out, &own, sizeof own);
    } else {
        fund_arena_free(arena);
    }
    return status;
}

void fund_parsed_query_free(fund_parsed_query *parsed)
{
    const fund_parsed_query empty = FUND_PARSED_QUERY_INIT;
    fund_arena_free(parsed->memory);
    fund_sized_give(parsed, &empty, sizeof empty);
}
