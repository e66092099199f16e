/*
 * Runs a plan with checks: phrases, patterns, NEAR.
 *
 * The index has no positions, so for libxapian a phrase is "all its words".
 * Its ranked matches are candidates: they are fetched in growing rounds and
 * looked at in the stored passage.
 *
 *   A required check that is not met, or a forbidden one that is: no hit.
 *   Another one that is not what the candidates' tree takes for granted: the hit is
 *   weighed anew by the tree of just the checks that are met, which may not match.
 *
 * A candidate's weight can only become smaller by this. So every hit that ranks
 * above the last candidate fetched is in its final place, which is when a page
 * is complete (the threshold algorithm of R. Fagin, A. Lotem and M. Naor,
 * "Optimal aggregation algorithms for middleware", 2003).
 *
 * Grouping comes after verification: libxapian would hide a passage that has
 * the phrase behind a better one of the same article that has not.
 */
#include "searcher/rank/rank.h"

#include <stdlib.h>
#include <string.h>

/* Candidates: that are counted exactly when there are no more; of the first round at
 * least, which ends early for a phrase alone; of a round that is the last one when
 * there are no more; and of all rounds. */
enum {
    COUNTED_MAX = 64,
    ROUND_MIN = 64,
    ROUND_PHRASE = 1000,
    ROUND_GROWTH = 4,
    ROUND_ALL = 2000,
    CANDIDATES_MAX = 200000
};

enum { PREFILTER_AFTER = 16 };

/* Articles that one query is restricted to when weighing anew. */
enum { RESCORE_BATCH = 256 };

typedef struct hit {
    fund_docid docid;
    double weight;
    uint64_t article; /* key for grouping */
    uint64_t met;     /* checks, as bits */
    size_t number;    /* in the order of the candidates */
    bool valid;       /* is a hit without what is not there */
} hit;

typedef struct hits {
    hit *items;
    size_t count, capacity;
} hits;

typedef struct run {
    fund_searcher *searcher;
    fund_plan *plan;
    const fund_search_options *options;
    fund_term_occurrences occurrences;
    fund_prefilter prefilter;
    bool has_prefilter;
    fund_buf data;
    hits confirmed;
    hits demoted;      /* of this round: to be weighed anew */
    bool has_demoted;  /* ever */
    size_t looked;     /* candidates so far */
    size_t candidates; /* of them: looked at in this order */
    uint32_t estimated;
    fund_match last; /* candidate looked at */
    bool exhausted;
    fund_error *err;
} run;

static fund_status push(run *r, hits *list, const hit *item)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 64;
        hit *grown = realloc(list->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_no_memory(r->err);
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = *item;
    return FUND_OK;
}

/* ---- looking at candidates ----------------------------------------------- */

typedef enum outcome { ACCEPTED, REJECTED, DEMOTED } outcome;

/* What the text means for the candidate. */
static fund_status confirm(outcome *out, uint64_t *met, run *r)
{
    const fund_plan *plan = r->plan;
    *out = ACCEPTED;
    *met = 0;
    for (size_t i = 0; i < plan->predicate_count; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        uint64_t bit = UINT64_C(1) << i;
        bool found = false;
        bool candidate = fund_predicate_is_candidate(&r->occurrences, predicate);
        fund_status status =
            !candidate ? FUND_OK
                       : fund_predicate_find(&found, NULL, &r->occurrences, predicate, r->err);
        if (status != FUND_OK) {
            return status;
        }
        if ((plan->required & bit) != 0 ? !found : found && (plan->forbidden & bit) != 0) {
            *out = REJECTED;
            return FUND_OK;
        }
        *met |= found ? bit : 0;
        /* The candidates' tree has what must not be there as absent. */
        if (predicate->negative ? found : candidate && !found) {
            *out = DEMOTED;
        }
    }
    return FUND_OK;
}

static fund_status article_key(uint64_t *out, run *r, fund_docid docid)
{
    fund_buf_clear(&r->data);
    fund_status status =
        fund_store_value(&r->data, r->searcher->store, docid, FUND_SLOT_ARTICLE, r->err);
    *out = status == FUND_OK ? fund_hash64(r->data.data, r->data.len) : 0;
    return status;
}

static fund_status look_at(run *r, const fund_match *match)
{
    fund_record record;
    fund_status status =
        fund_record_read(&record, &r->data, r->searcher->store, match->docid, r->err);
    if (status == FUND_OK && r->has_prefilter &&
        !fund_prefilter_may_have(&r->prefilter, record.text.data, record.text.len)) {
        return FUND_OK;
    }
    if (status == FUND_OK) {
        status = fund_term_occurrences_find(&r->occurrences, r->searcher->analyzer,
                                            record.text.data, record.text.len, r->err);
    }
    outcome result = REJECTED;
    hit item = {.docid = match->docid, .weight = match->weight, .number = r->candidates++};
    if (status == FUND_OK) {
        status = confirm(&result, &item.met, r);
    }
    const fund_query *tree = r->plan->tree;
    if (status == FUND_OK && result == DEMOTED) {
        status = fund_plan_tree(&tree, r->plan, r->searcher, item.met, r->err);
        result = tree == NULL ? REJECTED : DEMOTED;
    }
    if (status != FUND_OK || result == REJECTED) {
        return status;
    }
    if (r->options->group) {
        status = article_key(&item.article, r, match->docid);
    }
    if (status != FUND_OK) {
        return status;
    }
    r->has_demoted |= result == DEMOTED;
    return push(r, result == DEMOTED ? &r->demoted : &r->confirmed, &item);
}

/* ---- weighing anew ------------------------------------------------------- */

/* The unique term of the article that a passage belongs to. */
static fund_status article_query(fund_query **out, run *r, fund_docid docid)
{
    const fund_store *store = r->searcher->store;
    fund_record record;
    fund_status status = fund_record_read(&record, &r->data, store, docid, r->err);
    if (status == FUND_OK && record.ordinal != 1) {
        fund_docid first = fund_store_sibling(store, docid, record.ordinal, 1);
        status = fund_record_read(&record, &r->data, store, first, r->err);
    }
    return status == FUND_OK
               ? fund_article_query(out, record.fields.id.data, record.fields.id.len, r->err)
               : status;
}

/* A query for the articles of the hits. */
static fund_status articles_query(fund_query **out, run *r, const hit *items, size_t count)
{
    fund_query *terms[RESCORE_BATCH] = {NULL};
    const fund_query *subs[RESCORE_BATCH];
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = article_query(&terms[i], r, items[i].docid);
        subs[i] = terms[i];
    }
    if (status == FUND_OK) {
        status = fund_query_combine(out, FUND_OP_OR, subs, count, r->err);
    }
    for (size_t i = 0; i < count; i++) {
        fund_query_free(terms[i]);
    }
    return status;
}

static int by_docid(const void *left, const void *right)
{
    const fund_match *a = left, *b = right;
    return a->docid < b->docid ? -1 : a->docid > b->docid;
}

/* Weighs hits that meet the same checks by the query that is left then. */
static fund_status rescore_batch(run *r, hit *items, size_t count)
{
    fund_query *articles = NULL;
    fund_matches matches = FUND_MATCHES_INIT;
    const fund_query *tree = NULL;
    fund_status status = fund_plan_tree(&tree, r->plan, r->searcher, items[0].met, r->err);
    if (status == FUND_OK) {
        status = articles_query(&articles, r, items, count);
    }
    if (status == FUND_OK) {
        status = fund_match_within(&matches, r->searcher, tree, articles, r->err);
    }
    if (status == FUND_OK && matches.count > 0) {
        qsort(matches.items, matches.count, sizeof *matches.items, by_docid);
    }
    for (size_t i = 0; i < count && matches.count > 0 && status == FUND_OK; i++) {
        const fund_match key = {.docid = items[i].docid};
        const fund_match *match = bsearch(&key, matches.items, matches.count, sizeof key, by_docid);
        items[i].valid = match != NULL;
        items[i].weight = match != NULL ? match->weight : 0;
    }
    fund_matches_free(&matches);
    fund_query_free(articles);
    return status;
}

static int by_checks(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    return a->met < b->met ? -1 : a->met > b->met;
}

static fund_status rescore_demoted(run *r)
{
    hits *demoted = &r->demoted;
    fund_status status = FUND_OK;
    if (demoted->count > 0) {
        qsort(demoted->items, demoted->count, sizeof *demoted->items, by_checks);
    }
    for (size_t i = 0, end; i < demoted->count && status == FUND_OK; i = end) {
        end = i + 1;
        while (end < demoted->count && end - i < RESCORE_BATCH &&
               demoted->items[end].met == demoted->items[i].met) {
            end++;
        }
        status = rescore_batch(r, demoted->items + i, end - i);
    }
    for (size_t i = 0; i < demoted->count && status == FUND_OK; i++) {
        if (demoted->items[i].valid) {
            status = push(r, &r->confirmed, &demoted->items[i]);
        }
    }
    demoted->count = 0;
    return status;
}

/* ---- rounds -------------------------------------------------------------- */

/* Hits whose weight is the candidates' come in their final order. */
static bool is_page_full(const run *r)
{
    bool ordered = r->options->order != FUND_ORDER_RELEVANCE;
    return !r->options->group && !r->has_demoted && !ordered &&
           r->confirmed.count >= (size_t)r->options->offset + r->options->count;
}

/* Whether the last candidates are all looked at: few of them so that they are counted
 * exactly, more where so few were hits that a page needs all. */
static bool wants_all(const run *r, size_t count)
{
    uint64_t wanted = (uint64_t)r->options->offset + r->options->count;
    return r->looked == 0 ? count <= COUNTED_MAX
                          : (uint64_t)r->confirmed.count * r->estimated < wanted * r->looked;
}

static fund_status run_round(run *r, size_t size)
{
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    wanted.now = r->searcher->now;
    wanted.sort = fund_match_order(r->options);
    wanted.first = (uint32_t)r->looked;
    wanted.count = (uint32_t)size;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status =
        fund_store_match(&matches, r->searcher->store, r->plan->tree, &wanted, r->err);
    r->estimated = matches.estimated;
    bool all = matches.count < size && wants_all(r, matches.count);
    if (all && matches.count > 0 && r->options->order == FUND_ORDER_RELEVANCE) {
        qsort(matches.items, matches.count, sizeof *matches.items, by_docid); /* as stored */
    }
    size_t looked = 0;
    for (; looked < matches.count && status == FUND_OK && (all || !is_page_full(r)); looked++) {
        /* A prefilter has to learn the words first, which pays when there are many passages. */
        if (!r->has_prefilter && looked == PREFILTER_AFTER) {
            r->has_prefilter =
                fund_prefilter_init(&r->prefilter, r->plan, r->searcher->analyzer, r->plan->query);
        }
        status = look_at(r, &matches.items[looked]);
        r->last = matches.items[looked];
    }
    r->looked += looked;
    r->exhausted = looked == matches.count && matches.count < size;
    fund_matches_free(&matches);
    return status == FUND_OK ? rescore_demoted(r) : status;
}

static int by_number(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    return a->number < b->number ? -1 : a->number > b->number;
}

static int by_rank(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    if (a->weight < b->weight || a->weight > b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return a->docid < b->docid ? -1 : a->docid > b->docid;
}

/* No candidate still to come can rank before this hit. */
static bool is_final(const run *r, const hit *item)
{
    return r->exhausted || r->looked >= CANDIDATES_MAX ||
           r->options->order != FUND_ORDER_RELEVANCE || item->weight > r->last.weight ||
           (item->weight >= r->last.weight && item->docid <= r->last.docid);
}

/* Takes the hits in final order, one per article when grouped. */
static fund_status settle(fund_top_docs *out, size_t *final, run *r)
{
    size_t count = r->confirmed.count;
    fund_map *groups = fund_map_new();
    fund_candidate *items = malloc((count + 1) * sizeof *items);
    fund_status status = groups != NULL && items != NULL ? FUND_OK : fund_no_memory(r->err);
    *final = 0;
    out->count = 0;
    if (count > 0) {
        bool ranked = r->options->order == FUND_ORDER_RELEVANCE;
        qsort(r->confirmed.items, count, sizeof *r->confirmed.items, ranked ? by_rank : by_number);
    }
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const hit *item = &r->confirmed.items[i];
        uint64_t article = item->article;
        fund_candidate *best =
            r->options->group ? fund_map_get(groups, &article, sizeof article) : NULL;
        if (best != NULL) {
            best->more++;
            continue;
        }
        best = &items[out->count++];
        *best = (fund_candidate){.docid = item->docid, .weight = item->weight};
        *final = is_final(r, item) ? out->count : *final;
        if (r->options->group && !fund_map_put(groups, &article, sizeof article, best, NULL)) {
            status = fund_no_memory(r->err);
        }
    }
    fund_map_free(groups, NULL);
    free(out->items);
    out->items = items;
    return status;
}

/* Cuts the page out of all hits and tells how many there are. */
static void take_page(fund_top_docs *out, size_t final, const run *r)
{
    size_t all = out->count;
    double total = (double)all;
    out->total_exact = r->exhausted;
    if (!r->exhausted && r->looked > 0 && (double)r->estimated > (double)r->looked) {
        total *= (double)r->estimated / (double)r->looked;
    }
    out->total = total < (double)UINT32_MAX ? (uint32_t)total : UINT32_MAX;
    size_t first = r->options->offset < final ? r->options->offset : final;
    size_t count = final - first < r->options->count ? final - first : r->options->count;
    memmove(out->items, out->items + first, count * sizeof *out->items);
    out->count = count;
}

static fund_status run_rounds(fund_top_docs *out, run *r)
{
    size_t wanted = (size_t)r->options->offset + r->options->count;
    size_t size = wanted < CANDIDATES_MAX / 2 ? wanted * 2 : CANDIDATES_MAX;
    bool ends_early = r->plan->required != 0 && r->plan->predicate_count == 1 && !r->options->group;
    size_t least = ends_early ? ROUND_PHRASE : ROUND_MIN;
    size = size > least ? size : least;
    size_t final = 0;
    fund_status status;
    do {
        size_t left = CANDIDATES_MAX - r->looked;
        status = run_round(r, size < left ? size : left);
        if (status == FUND_OK) {
            status = settle(out, &final, r);
        }
        size = r->estimated <= ROUND_ALL && size < ROUND_ALL ? ROUND_ALL : size * ROUND_GROWTH;
    } while (status == FUND_OK && final < wanted && !r->exhausted && r->looked < CANDIDATES_MAX);
    if (status == FUND_OK) {
        take_page(out, final, r);
    }
    return status;
}

fund_status fund_match_two_phase(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_search_options *options, fund_error *err)
{
    run r = {.searcher = searcher, .plan = plan, .options = options, .err = err};
    fund_term_occurrences_init(&r.occurrences, plan);
    fund_status status = run_rounds(out, &r);
    if (status != FUND_OK) {
        free(out->items);
        *out = (fund_top_docs)FUND_TOP_DOCS_INIT;
    }
    if (r.has_prefilter) {
        fund_prefilter_free(&r.prefilter);
    }
    fund_term_occurrences_free(&r.occurrences);
    fund_buf_free(&r.data);
    free(r.confirmed.items);
    free(r.demoted.items);
    return status;
}
