/* Opening, and the public calls that run a query. */
#include "searcher/searcher_private.h"

#include <stdlib.h>
#include <string.h>

/* ---- opening ------------------------------------------------------------- */

/* An index without documents may not know its chain yet. */
static fund_status check_analyzer(void *payload, fund_error *err)
{
    const fund_searcher *searcher = payload;
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, searcher->store, err);
    return status != FUND_OK || stats.documents == 0 || !searcher->owns_store
               ? status
               : fund_store_check_fingerprint(searcher->store,
                                              fund_analyzer_fingerprint(searcher->analyzer), err);
}

fund_status fund_searcher_open(fund_searcher **out, const char *const *paths, size_t count,
                               fund_analyzer *analyzer, fund_error *err)
{
    *out = NULL;
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    if (searcher == NULL) {
        return fund_no_memory(err);
    }
    searcher->owns_store = true;
    searcher->analyzer = analyzer;
    fund_status status = fund_store_open(&searcher->store, paths, count, err);
    if (status == FUND_OK) {
        status = fund_store_retry(searcher->store, check_analyzer, searcher, err);
    }
    if (status != FUND_OK) {
        fund_searcher_free(searcher);
        return status;
    }
    *out = searcher;
    return FUND_OK;
}

fund_status fund_searcher_over(fund_searcher **out, fund_store *store, fund_analyzer *analyzer,
                               fund_error *err)
{
    fund_searcher *searcher = calloc(1, sizeof *searcher);
    *out = searcher;
    if (searcher == NULL) {
        return fund_no_memory(err);
    }
    searcher->store = store;
    searcher->analyzer = analyzer;
    return FUND_OK;
}

void fund_searcher_free(fund_searcher *searcher)
{
    if (searcher == NULL) {
        return;
    }
    if (searcher->owns_store) {
        fund_store_free(searcher->store);
    }
    free(searcher);
}

typedef struct call {
    fund_searcher *searcher;
    fund_attempt attempt;
    void *payload;
} call;

/* The index may have been made anew meanwhile, by another chain. */
static fund_status run_call(void *payload, fund_error *err)
{
    const call *of = payload;
    fund_status status = check_analyzer(of->searcher, err);
    return status == FUND_OK ? of->attempt(of->payload, err) : status;
}

fund_status fund_searcher_retry(fund_searcher *searcher, fund_attempt attempt, void *payload,
                                fund_error *err)
{
    call of = {searcher, attempt, payload};
    fund_time_now(searcher->now);
    return fund_store_retry(searcher->store, run_call, &of, err);
}

/* ---- searching ----------------------------------------------------------- */

typedef struct search {
    fund_searcher *searcher;
    const char *query;
    size_t len;
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

static fund_status explain_hits(search *s, fund_plan *plan, const fund_founds *founds,
                                fund_hit *hits, fund_error *err)
{
    fund_docid *docids = malloc((founds->count + 1) * sizeof *docids);
    if (docids == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < founds->count; i++) {
        docids[i] = founds->items[i].docid;
    }
    fund_status status =
        fund_explain(hits, docids, founds->count, s->searcher, plan, s->query, s->out->arena, err);
    free(docids);
    return status;
}

static fund_status make_hits(fund_results *out, search *s, fund_hit_maker *maker,
                             const fund_founds *founds, fund_error *err)
{
    fund_hit *hits = fund_arena_alloc(out->arena, (founds->count + 1) * sizeof *hits);
    if (hits == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < founds->count; i++) {
        const fund_found *found = &founds->items[i];
        maker->known = found->record;
        maker->known_first = found->first;
        fund_status status = fund_hit_make(&hits[i], maker, found->docid, err);
        if (status != FUND_OK) {
            return status;
        }
        hits[i].rank = s->options->offset + (uint32_t)i + 1;
        hits[i].score = found->weight;
        hits[i].more = found->more;
        hits[i].similar = found->similar;
    }
    out->hits = hits;
    out->count = founds->count;
    bool explain = s->options->explain && s->options->with_text;
    return explain ? explain_hits(s, maker->reading->plan, founds, hits, err) : FUND_OK;
}

static bool copy_notes(fund_results *out, const fund_note_list *notes)
{
    for (size_t i = 0; i < notes->count; i++) {
        if (!fund_note_add(&out->notes, out->arena, notes->items[i].offset, "%s",
                           notes->items[i].message)) {
            return false;
        }
    }
    return true;
}

static fund_status fill_results(search *s, fund_plan *plan, const fund_founds *founds,
                                fund_error *err)
{
    fund_results *out = s->out;
    out->total = founds->total;
    out->total_exact = founds->total_exact;
    out->arena = fund_arena_new();
    if (out->arena == NULL) {
        return fund_no_memory(err);
    }
    if (!copy_notes(out, &plan->notes)) {
        return fund_no_memory(err);
    }
    fund_reading reading;
    fund_hit_maker maker;
    fund_reading_init(&reading, plan);
    fund_status status =
        fund_hit_maker_init(&maker, s->searcher, out->arena, &reading, s->options->with_text, err);
    if (status == FUND_OK) {
        status = make_hits(out, s, &maker, founds, err);
    }
    fund_hit_maker_free(&maker);
    fund_reading_free(&reading);
    return status;
}

static fund_status attempt_search(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    fund_founds founds = FUND_FOUNDS_INIT;
    fund_results_free(s->out);
    fund_status status = fund_plan_new(&plan, s->searcher, s->query, s->len, s->options, err);
    if (status == FUND_OK) {
        status = s->options->hide_similar
                     ? fund_plan_match_distinct(&founds, s->searcher, plan, s->options, err)
                     : fund_plan_match(&founds, s->searcher, plan, s->options, err);
    }
    if (status == FUND_OK) {
        status = fill_results(s, plan, &founds, err);
    }
    if (status != FUND_OK) {
        fund_results_free(s->out);
    }
    fund_founds_free(&founds);
    fund_plan_free(plan);
    return status;
}

fund_status fund_search(fund_results *out, fund_searcher *searcher, const char *query, size_t len,
                        const fund_search_options *options, fund_error *err)
{
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    search s = {
        .searcher = searcher,
        .query = query,
        .len = len,
        .options = options != NULL ? options : &defaults,
        .out = out,
    };
    return fund_searcher_retry(searcher, attempt_search, &s, err);
}

static fund_status attempt_describe(void *payload, fund_error *err)
{
    search *s = payload;
    fund_plan *plan;
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    fund_buf_cut(s->description, s->described);
    fund_status status = fund_plan_new(&plan, s->searcher, s->query, s->len, &defaults, err);
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

fund_status fund_search_parse(fund_buf *out, fund_note_list *notes, fund_arena *arena,
                              const char *query, size_t len, fund_error *err)
{
    fund_note_list own = {.count = 0};
    fund_note_list *to = notes != NULL ? notes : &own;
    fund_syntax syntax;
    char now[FUND_TIME_MAX];
    fund_time_now(now);
    to->count = 0;
    fund_status status = fund_syntax_parse(&syntax, arena, to, query, len, now, err);
    if (status == FUND_OK) {
        fund_syntax_print(out, &syntax);
    }
    return status == FUND_OK && out->failed ? fund_no_memory(err) : status;
}
