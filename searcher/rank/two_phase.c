/*
 * Runs a plan with predicates (phrases, wildcards, NEAR) in two phases, as Lucene's
 * TwoPhaseIterator does.
 *
 * The index has no positions, so for libxapian a phrase is "all its words".  Its ranked matches
 * are an approximation: they are fetched in growing rounds, and each of these candidates is
 * confirmed in its stored passage.
 *
 *   Where a required predicate is not met, or a forbidden one is, the candidate is rejected.
 *   Where another one is not as the approximation took for granted, it is demoted: its weight
 *   is that of the tree for just the predicates that are met, which may not match it at all.
 *
 * A candidate's weight can only become smaller by this.  So every hit that ranks above the last
 * candidate fetched is in its final place, which is when a page is complete (the threshold
 * algorithm of R. Fagin, A. Lotem and M. Naor, "Optimal aggregation algorithms for middleware",
 * 2003).
 *
 * Grouping comes after confirmation: libxapian would hide a passage that has the phrase behind a
 * better one of the same article that does not.
 */
#include "searcher/rank/rank.h"

/* Candidates: that are counted exactly when there are no more; of the first round at least, which
 * ends early for a phrase alone; and of a round that is the last one when there are no more. */
enum { COUNTED_MAX = 64, ROUND_MIN = 64, ROUND_PHRASE = 1000, ROUND_GROWTH = 4, ROUND_ALL = 2000 };

enum { PREFILTER_AFTER = 16 };

/* Demoted candidates whose weights are asked for by one query. */
enum { DEMOTED_BATCH = 256 };

/* A candidate that is confirmed or demoted. */
typedef struct hit {
    fund_match match; /* first, for fund_match_by_rank() */
    uint64_t article; /* key for grouping */
    uint64_t met;     /* predicates, as bits */
    size_t number;    /* in the order of confirmation */
} hit;

typedef struct matcher {
    fund_searcher *searcher;
    fund_plan *plan;
    const fund_search_options *options;
    bool all;     /* confirms every candidate, not only as many as the page needs */
    size_t limit; /* of candidates */
    fund_term_occurrences occurrences;
    fund_literals literals;
    bool has_literals;
    fund_prefilter prefilter;
    bool has_prefilter;
    fund_buf data;
    fund_array(hit) confirmed;
    fund_array(hit) demoted; /* in this round */
    bool has_demoted;        /* in any round */
    size_t seen;             /* candidates so far */
    size_t analysed;         /* of them: those that the prefilter let through */
    uint32_t estimated;
    fund_match last; /* candidate that was seen */
    bool exhausted;
    fund_error *err;
} matcher;

/* ---- confirming candidates ------------------------------------------------- */

typedef enum outcome { CONFIRMED, REJECTED, DEMOTED } outcome;

/* Predicates of a candidate, as bits: which it may have, as far as terms can tell, and which it has. */
typedef struct sightings {
    uint64_t candidates, found;
} sightings;

/* Looks for the predicates in the text that was taken, or for the phrases where that is a title. */
static fund_status look_for(sightings *out, matcher *m, bool title)
{
    const fund_plan *plan = m->plan;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < plan->predicate_count && status == FUND_OK; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        uint64_t bit = UINT64_C(1) << i;
        bool found = false;
        if (predicate->settled || (title && predicate->kind != FUND_NODE_PHRASE) ||
            !fund_predicate_is_candidate(&m->occurrences, predicate, title)) {
            continue;
        }
        status = fund_predicate_find(&found, NULL, &m->occurrences, predicate, m->err);
        out->candidates |= bit;
        out->found |= found ? bit : 0;
    }
    return status;
}

static bool has_phrase(const fund_plan *plan)
{
    for (size_t i = 0; i < plan->predicate_count; i++) {
        if (plan->predicates[i].kind == FUND_NODE_PHRASE) {
            return true;
        }
    }
    return false;
}

/* What becomes of a candidate; *met: its predicates. */
static fund_status confirm(outcome *out, uint64_t *met, matcher *m, const sightings *of)
{
    const fund_plan *plan = m->plan;
    *out = CONFIRMED;
    *met = 0;
    for (size_t i = 0; i < plan->predicate_count; i++) {
        const fund_predicate *predicate = &plan->predicates[i];
        uint64_t bit = UINT64_C(1) << i;
        if (predicate->settled) {
            *met |= bit;
            continue;
        }
        bool candidate = (of->candidates & bit) != 0, found = (of->found & bit) != 0;
        if ((plan->required & bit) != 0 ? !found : found && (plan->forbidden & bit) != 0) {
            *out = REJECTED;
            return FUND_OK;
        }
        *met |= found ? bit : 0;
        /* The approximation has what is excluded as absent. */
        if (predicate->negative ? found : candidate && !found) {
            *out = DEMOTED;
        }
    }
    if (*out == DEMOTED) {
        const fund_query *tree;
        fund_status status = fund_plan_tree(&tree, m->plan, m->searcher, *met, m->err);
        *out = tree != NULL ? DEMOTED : REJECTED;
        return status;
    }
    return FUND_OK;
}

/* Whether the text has the regular expressions without which nothing is a hit: that needs no analysis. */
static fund_status find_regexes(bool *found, matcher *m)
{
    const fund_plan *plan = m->plan;
    fund_status status = FUND_OK;
    *found = true;
    for (size_t i = 0; i < plan->predicate_count && *found && status == FUND_OK; i++) {
        if (plan->predicates[i].kind == FUND_NODE_REGEX && (plan->required >> i & 1) != 0) {
            status =
                fund_predicate_find(found, NULL, &m->occurrences, &plan->predicates[i], m->err);
        }
    }
    return status;
}

static bool is_ruled_out(const matcher *m, const char *text, size_t len)
{
    return (m->has_literals && !fund_literals_may_be_in(&m->literals, text, len)) ||
           (m->has_prefilter && !fund_prefilter_may_have(&m->prefilter, text, len));
}

/* Takes the text, and analyses it where that is needed to confirm it. `titled`: phrases may be in the title. */
static fund_status take_text(bool *ruled_out, matcher *m, const fund_text *text, bool titled)
{
    bool found = false;
    fund_term_occurrences_begin(&m->occurrences, m->searcher->analyzer, text->data, text->len);
    fund_status status = find_regexes(&found, m);
    *ruled_out = !found || (!titled && is_ruled_out(m, text->data, text->len));
    return status == FUND_OK && !*ruled_out && m->plan->reads_terms
               ? fund_term_occurrences_analyse(&m->occurrences, m->err)
               : status;
}

static fund_status take_candidate(matcher *m, const fund_match *match)
{
    fund_record record;
    sightings seen_in = {0, 0};
    fund_status status =
        fund_record_read(&record, &m->data, m->searcher->store, match->docid, m->err);
    const fund_text *title = &record.fields.title;
    bool titled = status == FUND_OK && record.passage_count > 0 && title->len > 0 &&
                  has_phrase(m->plan) && !is_ruled_out(m, title->data, title->len);
    bool ruled_out = false;
    if (status == FUND_OK) {
        status = take_text(&ruled_out, m, &record.text, titled);
    }
    if (status == FUND_OK && ruled_out) {
        return FUND_OK;
    }
    if (status == FUND_OK) {
        status = look_for(&seen_in, m, false);
    }
    if (status == FUND_OK && titled) {
        status = fund_term_occurrences_find(&m->occurrences, m->searcher->analyzer, title->data,
                                            title->len, m->err);
    }
    if (status == FUND_OK && titled) {
        status = look_for(&seen_in, m, true);
    }
    outcome result = REJECTED;
    hit item = {.match = *match, .number = m->analysed++};
    if (status == FUND_OK) {
        status = confirm(&result, &item.met, m, &seen_in);
    }
    if (status == FUND_OK && result != REJECTED && m->options->group) {
        status =
            fund_article_key(&item.article, &m->data, m->searcher->store, match->docid, m->err);
    }
    if (status != FUND_OK || result == REJECTED) {
        return status;
    }
    m->has_demoted |= result == DEMOTED;
    bool kept = result == DEMOTED ? fund_array_push(&m->demoted, item)
                                  : fund_array_push(&m->confirmed, item);
    return kept ? FUND_OK : fund_no_memory(m->err);
}

/* ---- demoted candidates ---------------------------------------------------- */

/* Of some with the same predicates confirms those that the tree for these matches. */
static fund_status confirm_batch(matcher *m, const hit *items, size_t count)
{
    fund_docid docids[DEMOTED_BATCH];
    fund_query *articles = NULL;
    fund_matches matches = FUND_MATCHES_INIT;
    const fund_query *tree = NULL;
    for (size_t i = 0; i < count; i++) {
        docids[i] = items[i].match.docid;
    }
    fund_status status = fund_plan_tree(&tree, m->plan, m->searcher, items[0].met, m->err);
    if (status == FUND_OK) {
        status = fund_articles_query(&articles, m->searcher, docids, count, m->err);
    }
    if (status == FUND_OK) {
        status = fund_match_within(&matches, m->searcher, tree, articles, m->err);
    }
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const fund_match *match = fund_match_of(&matches, docids[i]);
        hit item = items[i];
        if (match != NULL) {
            item.match.weight = match->weight;
            status = fund_array_push(&m->confirmed, item) ? FUND_OK : fund_no_memory(m->err);
        }
    }
    fund_matches_free(&matches);
    fund_query_free(articles);
    return status;
}

static int by_predicates(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    return a->met < b->met ? -1 : a->met > b->met;
}

static fund_status confirm_demoted(matcher *m)
{
    const hit *items = m->demoted.items;
    size_t count = m->demoted.count;
    fund_status status = FUND_OK;
    if (count > 0) {
        qsort(m->demoted.items, count, sizeof *items, by_predicates);
    }
    for (size_t i = 0, end; i < count && status == FUND_OK; i = end) {
        end = i + 1;
        while (end < count && end - i < DEMOTED_BATCH && items[end].met == items[i].met) {
            end++;
        }
        status = confirm_batch(m, items + i, end - i);
    }
    m->demoted.count = 0;
    return status;
}

/* ---- rounds ---------------------------------------------------------------- */

static size_t wanted_hits(const matcher *m)
{
    return (size_t)m->options->offset + m->options->count;
}

/* Hits with the weight of their candidate come in their final order. */
static bool is_page_full(const matcher *m)
{
    return !m->all && !m->options->group && !m->has_demoted &&
           m->options->order == FUND_ORDER_RELEVANCE && m->confirmed.count >= wanted_hits(m);
}

/* Whether the last candidates are all confirmed: few, so that they are counted exactly; more
 * where so few are hits that a page needs all. */
static bool confirms_rest(const matcher *m, size_t count)
{
    return m->seen == 0
               ? count <= COUNTED_MAX
               : (uint64_t)m->confirmed.count * m->estimated < (uint64_t)wanted_hits(m) * m->seen;
}

static fund_status run_round(matcher *m, size_t size)
{
    if (fund_searcher_is_late(m->searcher)) {
        return FUND_OK; /* the plan may lack terms, also of what is excluded */
    }
    fund_match_options wanted = fund_match_ordered(m->searcher, m->options);
    wanted.first = (uint32_t)m->seen;
    wanted.count = (uint32_t)size;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_status status =
        fund_store_match(&matches, m->searcher->store, m->plan->tree, &wanted, m->err);
    m->estimated = matches.estimated;
    bool rest = matches.count < size && confirms_rest(m, matches.count);
    if (rest && matches.count > 0 && m->options->order == FUND_ORDER_RELEVANCE) {
        qsort(matches.items, matches.count, sizeof *matches.items,
              fund_match_by_docid); /* as stored */
    }
    size_t seen = 0;
    for (; seen < matches.count && status == FUND_OK && (rest || !is_page_full(m)) &&
           !fund_searcher_is_late(m->searcher);
         seen++) {
        /* A prefilter has to learn the words first, which pays when there are many passages. */
        if (!m->has_prefilter && seen == PREFILTER_AFTER) {
            m->has_prefilter = fund_prefilter_init(&m->prefilter, m->plan, m->searcher->analyzer);
        }
        status = take_candidate(m, &matches.items[seen]);
        m->last = matches.items[seen];
    }
    m->seen += seen;
    m->exhausted = seen == matches.count && matches.count < size;
    fund_matches_free(&matches);
    return status == FUND_OK ? confirm_demoted(m) : status;
}

static int by_number(const void *left, const void *right)
{
    const hit *a = left, *b = right;
    return a->number < b->number ? -1 : a->number > b->number;
}

/* No candidate to come can rank before this hit. */
static bool is_final(const matcher *m, const fund_match *match)
{
    return m->exhausted || m->seen >= m->limit || m->options->order != FUND_ORDER_RELEVANCE ||
           match->weight > m->last.weight ||
           (match->weight >= m->last.weight && match->docid <= m->last.docid);
}

/* The hits so far in order, one for each article when grouped; *final: how many are final. */
static fund_status rank_hits(fund_top_docs *out, size_t *final, matcher *m)
{
    size_t count = m->confirmed.count;
    bool group = m->options->group, ranked = m->options->order == FUND_ORDER_RELEVANCE;
    fund_map *articles = fund_map_new();
    *final = out->count = 0;
    if (articles == NULL || !fund_array_reserve(out, count)) {
        fund_map_free(articles, NULL);
        return fund_no_memory(m->err);
    }
    if (count > 0) {
        qsort(m->confirmed.items, count, sizeof *m->confirmed.items,
              ranked ? fund_match_by_rank : by_number);
    }
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const hit *item = &m->confirmed.items[i];
        const void *key = &item->article;
        fund_candidate *best = group ? fund_map_get(articles, key, sizeof item->article) : NULL;
        if (best != NULL) {
            best->more++;
            continue;
        }
        best = &out->items[out->count++];
        *best = (fund_candidate){.docid = item->match.docid, .weight = item->match.weight};
        *final = is_final(m, &item->match) ? out->count : *final;
        if (group && !fund_map_put(articles, key, sizeof item->article, best, NULL)) {
            status = fund_no_memory(m->err);
        }
    }
    fund_map_free(articles, NULL);
    return status;
}

static void set_total(fund_top_docs *out, const matcher *m)
{
    double total = (double)out->count;
    out->total_exact = m->exhausted;
    if (!m->exhausted && m->seen > 0 && (double)m->estimated > (double)m->seen) {
        total *= (double)m->estimated / (double)m->seen;
    }
    out->total = total < (double)UINT32_MAX ? (uint32_t)total : UINT32_MAX;
}

static size_t first_round(const matcher *m)
{
    if (m->all || wanted_hits(m) >= m->limit / 2) {
        return m->limit;
    }
    bool ends_early = m->plan->required != 0 && m->plan->predicate_count == 1 && !m->options->group;
    size_t least = ends_early ? ROUND_PHRASE : ROUND_MIN;
    return wanted_hits(m) * 2 > least ? wanted_hits(m) * 2 : least;
}

static fund_status run_rounds(fund_top_docs *out, matcher *m)
{
    size_t final = 0, size = first_round(m);
    bool more;
    do {
        size_t left = m->limit - m->seen;
        fund_status status = run_round(m, size < left ? size : left);
        if (status == FUND_OK) {
            status = rank_hits(out, &final, m);
        }
        if (status != FUND_OK) {
            return status;
        }
        if (fund_searcher_is_late(m->searcher)) {
            final = out->count; /* the best that was found by now */
            break;
        }
        size = m->estimated <= ROUND_ALL && size < ROUND_ALL ? ROUND_ALL : size * ROUND_GROWTH;
        more = !m->exhausted && m->seen < m->limit;
    } while (more && (m->all || final < wanted_hits(m)));
    set_total(out, m);
    out->count = final;
    fund_top_docs_cut(out, m->options->offset, m->options->count);
    return FUND_OK;
}

fund_status fund_match_two_phase(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                 fund_plan *plan, const fund_search_options *options,
                                 fund_error *err)
{
    matcher m = {.searcher = searcher,
                 .plan = plan,
                 .options = options,
                 .all = all != NULL,
                 .limit = plan->open || options->whole ? UINT32_MAX : FUND_CANDIDATES_MAX,
                 .err = err};
    m.has_literals = fund_literals_init(&m.literals, plan);
    fund_term_occurrences_init(&m.occurrences, plan);
    fund_status status = run_rounds(out, &m);
    for (size_t i = 0; i < m.confirmed.count && all != NULL && status == FUND_OK; i++) {
        status = fund_docids_push(all, m.confirmed.items[i].match.docid, err);
    }
    if (all != NULL) {
        all->complete = m.exhausted;
        fund_docids_sort(all);
    }
    if (m.has_prefilter) {
        fund_prefilter_free(&m.prefilter);
    }
    fund_term_occurrences_free(&m.occurrences);
    fund_buf_free(&m.data);
    fund_array_free(&m.confirmed);
    fund_array_free(&m.demoted);
    return status;
}
