/*
 * The second score of the best matches, from what their texts have of each word of the query
 * (evidence.c).  docs/ranking.md says what it is made of, and what each part gives.
 *
 * It takes the place of what BM25 gave to the words.  What else has weight (a single word between
 * quotes, two words as one compound, recency) stays as it is.
 *
 * Only the first FUND_RESCORE_WINDOW matches are rescored, so that the order of a result does not
 * depend on the page that is asked for.
 */
#include "searcher/rank/rank.h"

#include <math.h>
#include <stdlib.h>

/* ---- the weights ----------------------------------------------------------------- */

/* How much the length of a passage counts for libxapian (FUND_MATCH_OPTIONS_INIT). */
static const double first_b = .3;
enum { LEAD_POSITIONS = 12, NEAR_POSITIONS = 8 };

/* ---- the score of a word --------------------------------------------------------- */

/* As BM25 has it. */
static double saturate(double occurrences, double length, double b)
{
    const double k1 = .5, least = .5;
    double k = k1 * (1 - b + b * (length > least ? length : least));
    return occurrences > 0 ? (k1 + 1) * occurrences / (occurrences + k) : 0;
}

typedef struct leaves {
    double weight;
    size_t present;
} leaves;

static leaves sum_leaves(const fund_evidence *e, const fund_word_evidence *word, double length)
{
    leaves sum = {0, 0};
    for (size_t i = 0; i < word->leaf_count; i++) {
        const fund_leaf *leaf = &e->leaves.items[word->first_leaf + i];
        sum.weight += leaf->weight * saturate(leaf->count, length, first_b);
        sum.present += leaf->count > 0;
    }
    return sum;
}

/* What BM25 gave to the word: see plan/word_query.c. */
static fund_status first_weight(double *out, fund_evidence *e, fund_word_evidence *word,
                                double length)
{
    leaves sum = sum_leaves(e, word, length);
    double titles = word->in_title ? FUND_IN_TITLE : 0, weight = 0;
    fund_status status = FUND_OK;
    titles += word->in_title_part ? FUND_IN_TITLE_PART : 0;
    if (titles > 0) {
        status = fund_evidence_title_weight(&weight, e, word);
        titles *= weight * saturate(1, length, first_b);
    }
    bool all = word->leaf_count > 1 && sum.present == word->leaf_count;
    double parts = word->hyphen_compound ? FUND_PART_ALONE : all ? FUND_PARTS_TOGETHER : 0;
    *out =
        word->factor *
        (word->word_weight * saturate(word->typed + word->forms, length, first_b) +
         FUND_AS_PART * word->part_weight * saturate(word->pieces + word->parts, length, first_b) +
         parts * sum.weight + titles);
    return status;
}

static double leaf_factor(const fund_rank_weights *k, const fund_word_evidence *word,
                          const leaves *sum)
{
    if (word->hyphen_compound) {
        return k->hyphen;
    }
    if (word->leaf_count < 2 || sum->present < word->leaf_count) {
        return word->leaf_count < 2 ? 0 : k->some;
    }
    return word->typed + word->forms > 0 ? k->beside : k->together;
}

static double count_concave(const fund_rank_weights *k, double weight)
{
    return k->pivot * pow(weight / k->pivot, k->concavity);
}

/* What the word gives to the second score without its neighbours. */
static double weigh_alone(const fund_evidence *e, const fund_word_evidence *word, double length)
{
    const fund_rank_weights *k = e->weights;
    leaves sum = sum_leaves(e, word, length);
    double occurrences = word->typed + k->form * word->forms + k->piece * word->pieces;
    double in_parts = k->part * word->part_weight;
    double more = word->in_title ? k->title : word->in_title_part ? k->title_part : 0;
    more += word->shares_prefix && word->typed + word->forms == 0 ? k->prefix : 0;
    double weight =
        word->word_weight * (saturate(occurrences, length, k->length) + more) +
        in_parts * saturate(word->parts, length, k->length) +
        FUND_AS_FALLBACK * word->fallback_weight * saturate(word->fallbacks, length, k->length) +
        leaf_factor(k, word, &sum) * sum.weight;
    if (word->first < LEAD_POSITIONS) {
        weight += k->lead * (occurrences > 0 ? word->word_weight : in_parts);
    }
    return count_concave(k, weight);
}

/* What the word adds by standing near the word before it in the query. */
static double weigh_nearness(const fund_evidence *e, size_t word)
{
    const fund_word_evidence *at = &e->words.items[word];
    if (word == 0 || at->distance >= NEAR_POSITIONS) {
        return 0;
    }
    double least = fmin(at->word_weight, at[-1].word_weight);
    return e->weights->nearness * count_concave(e->weights, least) /
           (at->distance > 0 ? at->distance : 1);
}

static bool is_titled(const fund_evidence *e)
{
    bool all = e->words.count > 1;
    for (size_t i = 0; i < e->words.count && all; i++) {
        all = e->words.items[i].in_title || e->words.items[i].in_title_part;
    }
    return all;
}

/* What word number `word` gives to the second score; `titled`: all are in the title. */
static double second_weight(const fund_evidence *e, size_t word, double length, bool titled)
{
    const fund_word_evidence *at = &e->words.items[word];
    double more = titled ? e->weights->titled * count_concave(e->weights, at->word_weight) : 0;
    return at->factor * (weigh_alone(e, at, length) + weigh_nearness(e, word) + more);
}

/* ---- the best matches ------------------------------------------------------------ */

/* The weight of what is none of the plan's words, but for what rounding leaves. */
static fund_status weigh_others(double *out, double weight, fund_evidence *e, double length)
{
    const double rounding = .03;
    fund_status status = FUND_OK;
    double words = 0;
    for (size_t i = 0; i < e->words.count && status == FUND_OK; i++) {
        double first = 0;
        status = first_weight(&first, e, &e->words.items[i], length);
        words += first;
    }
    *out = weight - words > rounding * weight ? weight - words : 0;
    return status;
}

/* Whether the passage has nothing of the word. */
static bool lacks(const fund_evidence *e, const fund_word_evidence *word)
{
    leaves sum = sum_leaves(e, word, 1);
    bool parts = word->hyphen_compound ? sum.present > 0
                                       : word->leaf_count > 1 && sum.present == word->leaf_count;
    return word->typed + word->forms + word->pieces + word->parts == 0 && !parts &&
           !word->in_title && !word->in_title_part;
}

/* The second score of some passages: word w of passage i has scores[w * stride + i]. */
typedef struct table {
    fund_evidence evidence;
    fund_searcher *searcher;
    fund_plan *plan;
    double *scores;
    size_t stride, count;
    fund_context *contexts; /* [w * count + i] */
    double *best;           /* of a word in the context of each passage */
    bool *by;               /* its author has that name */
} table;

static fund_status begin_table(table *out, double *scores, size_t stride, size_t count,
                               fund_searcher *searcher, fund_plan *plan, fund_error *err)
{
    *out = (table){.searcher = searcher, .plan = plan, .stride = stride, .count = count};
    out->scores = scores;
    fund_status status = fund_evidence_begin(&out->evidence, searcher, plan, err);
    if (status == FUND_OK) {
        out->contexts = calloc(count * (out->evidence.words.count + 1), sizeof *out->contexts);
        out->best = calloc(count, sizeof *out->best);
        out->by = calloc(count, sizeof *out->by);
    }
    bool made = out->contexts != NULL && out->best != NULL && out->by != NULL;
    return status != FUND_OK || made ? status : fund_no_memory(err);
}

static void end_table(table *of)
{
    fund_evidence_end(&of->evidence);
    free(of->contexts);
    free(of->best);
    free(of->by);
}

/* Fills passage i. */
static fund_status read_passage(table *t, size_t i, fund_docid docid)
{
    fund_evidence *e = &t->evidence;
    fund_status status = fund_evidence_read(e, docid);
    double length = e->length / e->average_length;
    bool titled = is_titled(e);
    for (size_t w = 0; w < e->words.count && status == FUND_OK; w++) {
        t->scores[w * t->stride + i] = second_weight(e, w, length, titled);
        t->contexts[w * t->count + i] =
            (fund_context){docid, e->ordinal, lacks(e, &e->words.items[w])};
    }
    return status;
}

/* What passages lack of a word: the best of it around them, or a name of their author. */
static fund_status add_context(table *t, size_t w)
{
    fund_evidence *e = &t->evidence;
    const fund_rank_weights *k = e->weights;
    const fund_word_evidence *word = &e->words.items[w];
    const fund_context *contexts = t->contexts + w * t->count;
    fund_status status = fund_context_weights(t->best, t->searcher, t->plan, word->planned,
                                              contexts, t->count, e->err);
    if (status == FUND_OK) {
        status = fund_context_authors(t->by, t->searcher, t->plan, word->planned, contexts,
                                      t->count, e->err);
    }
    double author = word->factor * count_concave(k, k->author * word->word_weight);
    for (size_t i = 0; i < t->count && status == FUND_OK; i++) {
        double around = k->context * count_concave(k, t->best[i]);
        t->scores[w * t->stride + i] += t->by[i] ? fmax(author, around) : around;
    }
    return status;
}

static fund_status add_contexts(table *t)
{
    size_t count = t->evidence.words.count;
    fund_status status = FUND_OK;
    for (size_t w = 0; w < count && count > 1 && status == FUND_OK; w++) {
        status = add_context(t, w);
    }
    return status;
}

static fund_status rescore_all(fund_match *matches, table *t)
{
    fund_evidence *e = &t->evidence;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < t->count && status == FUND_OK; i++) {
        double steps = fund_plan_steps(t->plan, matches[i].weight), others = 0;
        status = read_passage(t, i, matches[i].docid);
        if (status == FUND_OK && t->plan->weighs_more) {
            status =
                weigh_others(&others, matches[i].weight - steps, e, e->length / e->average_length);
        }
        matches[i].weight = steps + others;
    }
    if (status == FUND_OK) {
        status = add_contexts(t);
    }
    for (size_t i = 0; i < t->count && status == FUND_OK; i++) {
        for (size_t w = 0; w < e->words.count; w++) {
            matches[i].weight += t->scores[w * t->stride + i];
        }
    }
    return status;
}

static size_t count_words(const fund_plan *plan)
{
    size_t count = 0;
    for (const fund_planned_word *word = plan->words; word != NULL; word = word->next) {
        count++;
    }
    return count;
}

fund_status fund_rescore(fund_match *matches, size_t count, fund_searcher *searcher,
                         fund_plan *plan, fund_error *err)
{
    table t;
    if (count == 0) {
        return FUND_OK;
    }
    double *scores = calloc(count * (count_words(plan) + 1), sizeof *scores);
    if (scores == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = begin_table(&t, scores, count, count, searcher, plan, err);
    if (status == FUND_OK) {
        status = rescore_all(matches, &t);
    }
    if (status == FUND_OK) {
        qsort(matches, count, sizeof *matches, fund_match_by_rank);
    }
    end_table(&t);
    free(scores);
    return status;
}

fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, fund_plan *plan,
                                       fund_error *err)
{
    table t;
    if (count == 0) {
        return FUND_OK;
    }
    fund_status status = begin_table(&t, scores, stride, count, searcher, plan, err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = read_passage(&t, i, docids[i]);
    }
    if (status == FUND_OK) {
        status = add_contexts(&t);
    }
    end_table(&t);
    return status;
}
