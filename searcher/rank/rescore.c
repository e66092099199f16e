/*
 * A second look at the best matches, with what the index cannot ask cheaply:
 *
 *   a part of a compound of the query ("Haushaltskürzungen": "Kürzungen");
 *   a word that begins like a word of the query but is none of its forms
 *   ("Hugenotten": "hugenottisch"), the poor man's derivation.
 *
 * Neither makes a passage match; both move it up among those that do.  Only the
 * first FUND_RESCORE_WINDOW matches are looked at, so that the order of a result
 * does not depend on the page that is asked for.
 *
 * Factors and the length of five letters were chosen on XQuAD-de (dev) and 106
 * news queries; make quality prints what they gain.
 */
#include "searcher/rank/rank.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

static const double as_part_of_query = .5;
static const double as_part_beside_word = .25; /* its weight says most of it */
static const double as_relative = .5;
enum { RELATIVE_CHARS = 5 };

/* A word of the query, or a part of one, and what its presence is worth. */
typedef struct feature {
    const fund_graph_token *token;
    size_t word; /* number of the query's word */
    bool part;
    double weight;   /* of the term itself: its inverse document frequency */
    size_t stem_len; /* bytes of the first five letters; 0: too short */
    enum { ABSENT, RELATED, PRESENT } found;
} feature;

typedef struct features {
    feature *items;
    size_t count;
    fund_buf data; /* of the passage that is looked at */
} features;

/* ---- what to look for ------------------------------------------------------- */

static size_t bytes_of_chars(const fund_text *term, size_t chars)
{
    size_t pos = 0;
    for (; chars > 0 && pos < term->len; chars--) {
        uint32_t c;
        pos += fund_utf8_decode(&c, term->data + pos, term->len - pos);
    }
    return chars == 0 ? pos : 0;
}

static bool begins_with_digit(const fund_text *term)
{
    return term->data[0] >= '0' && term->data[0] <= '9';
}

/* Documents that have the token as a word or as a part: at most so many. */
static fund_status count_documents(double *out, const fund_store *store,
                                   const fund_graph_token *token, fund_error *err)
{
    fund_buf part = FUND_BUF_INIT;
    fund_status status = FUND_OK;
    *out = 0;
    for (size_t i = 0; i < token->spelling_count && status == FUND_OK; i++) {
        const fund_text *term = &token->spellings[i];
        fund_term_stats word_stats, part_stats = {0, 0};
        status = fund_store_term_stats(&word_stats, store, term->data, term->len, err);
        fund_buf_clear(&part);
        fund_buf_append_str(&part, FUND_PREFIX_PART);
        fund_buf_append(&part, term->data, term->len);
        if (status == FUND_OK && part.failed) {
            status = fund_no_memory(err);
        }
        if (status == FUND_OK) {
            status = fund_store_term_stats(&part_stats, store, part.data, part.len, err);
        }
        *out += (double)word_stats.documents + (double)part_stats.documents;
    }
    fund_buf_free(&part);
    return status;
}

/* As BM25 has it: S. E. Robertson, K. Sparck Jones, "Relevance weighting of search
 * terms" (1976); never below that of a word in half of the passages. */
static double inverse_frequency(double documents, double all)
{
    double n = documents < all / 2 ? documents : all / 2;
    return log1p((all - n + .5) / (n + .5));
}

/* Bytes of the letters that relatives of a term share; 0: it has none. */
static size_t shared_bytes(const fund_text *term)
{
    return begins_with_digit(term) ? 0 : bytes_of_chars(term, RELATIVE_CHARS);
}

static fund_status add_clue(features *out, const fund_store *store, double all,
                            const feature *wanted, fund_error *err)
{
    double documents;
    fund_status status = count_documents(&documents, store, wanted->token, err);
    feature *added = &out->items[out->count++];
    *added = *wanted;
    added->weight = inverse_frequency(documents, all);
    added->stem_len = wanted->part ? 0 : shared_bytes(&wanted->token->spellings[0]);
    return status;
}

static void free_clues(features *looked_for)
{
    free(looked_for->items);
    fund_buf_free(&looked_for->data);
}

static fund_status collect(features *out, const fund_plan *plan, const fund_store *store,
                           fund_error *err)
{
    fund_store_stats stats;
    size_t tokens = 0;
    for (const fund_planned_word *word = plan->words; word != NULL; word = word->next) {
        tokens += word->word.count;
    }
    *out = (features){calloc(tokens + 1, sizeof *out->items), 0, FUND_BUF_INIT};
    if (out->items == NULL) {
        return fund_no_memory(err);
    }
    fund_status status = fund_store_stats_get(&stats, store, err);
    size_t number = 0;
    for (const fund_planned_word *word = plan->words; word != NULL; word = word->next, number++) {
        for (size_t i = 0; i < word->word.count && status == FUND_OK; i++) {
            const feature wanted = {.token = &word->word.tokens[i], .word = number, .part = i > 0};
            /* The pieces of a hyphen compound are in the query itself. */
            if (i == 0 || fund_word_counts_on(&word->word, i)) {
                status = add_clue(out, store, stats.documents, &wanted, err);
            }
        }
    }
    return status;
}

/* ---- a passage's terms --------------------------------------------------------- */

static bool is_spelling(const fund_graph_token *token, const char *term, size_t len)
{
    return fund_is_among(token->spellings, token->spelling_count, term, len);
}

/* `shared`: bytes of the letters that relatives of the token's term have, too; 0: none. */
static bool begins_alike(const fund_graph_token *token, size_t shared, const char *term, size_t len)
{
    return shared > 0 && len >= shared && memcmp(term, token->spellings[0].data, shared) == 0;
}

static fund_status see_token(const fund_token *token, void *payload)
{
    features *looked_for = payload;
    const char *term = token->term;
    size_t len = token->term_len;
    bool word = token->kind == FUND_TOKEN_WORD;
    if (!word && token->kind != FUND_TOKEN_PART) {
        return FUND_OK;
    }
    for (size_t i = 0; i < looked_for->count; i++) {
        feature *at = &looked_for->items[i];
        if (at->token->spellings[0].data[0] == term[0] && is_spelling(at->token, term, len)) {
            at->found = PRESENT;
        } else if (word && at->found == ABSENT &&
                   begins_alike(at->token, at->stem_len, term, len)) {
            at->found = RELATED;
        }
    }
    return FUND_OK;
}

/* `word`: whether the word that a part belongs to is there itself. */
static double worth(const feature *at, bool word)
{
    if (at->part) {
        double factor = word ? as_part_beside_word : as_part_of_query;
        return at->found == PRESENT ? factor * at->weight : 0;
    }
    return at->found == RELATED ? as_relative * at->weight : 0;
}

/* Adds what the features of word w are worth to sums[w * stride]. */
static void add_worth(double *sums, size_t stride, const features *looked_for)
{
    bool word = false;
    for (size_t i = 0; i < looked_for->count; i++) {
        const feature *at = &looked_for->items[i];
        word = at->part ? word : at->found == PRESENT;
        sums[at->word * stride] += worth(at, word);
    }
}

static fund_status see_document(features *looked_for, fund_docid docid, fund_searcher *searcher,
                                fund_error *err)
{
    for (size_t i = 0; i < looked_for->count; i++) {
        looked_for->items[i].found = ABSENT;
    }
    fund_record record;
    fund_status status = fund_record_read(&record, &looked_for->data, searcher->store, docid, err);
    return status == FUND_OK
               ? fund_analyzer_run(searcher->analyzer, FUND_PURPOSE_DOCUMENT, record.text.data,
                                   record.text.len, see_token, looked_for, err)
               : status;
}

static fund_status look_again(fund_match *match, features *looked_for, fund_searcher *searcher,
                              fund_error *err)
{
    fund_status status = see_document(looked_for, match->docid, searcher, err);
    add_worth(&match->weight, 0, looked_for);
    return status;
}

static int by_weight(const void *left, const void *right)
{
    const fund_match *a = left, *b = right;
    if (a->weight != b->weight) {
        return a->weight > b->weight ? -1 : 1;
    }
    return a->docid < b->docid ? -1 : a->docid > b->docid;
}

static double most_to_gain(const features *looked_for)
{
    double sum = 0;
    for (size_t i = 0; i < looked_for->count; i++) {
        const feature *at = &looked_for->items[i];
        sum += at->weight * (at->part ? as_part_of_query : at->stem_len > 0 ? as_relative : 0);
    }
    return sum;
}

static double least_weight(const fund_match *matches, size_t count)
{
    double least = matches[0].weight;
    for (size_t i = 1; i < count; i++) {
        least = matches[i].weight < least ? matches[i].weight : least;
    }
    return least;
}

static fund_status weigh_all(fund_match *matches, size_t count, size_t needed, features *looked_for,
                             fund_searcher *searcher, fund_error *err)
{
    double gain = most_to_gain(looked_for), least = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        least = i == needed ? least_weight(matches, needed) : least;
        if (i >= needed && matches[i].weight + gain < least) {
            break; /* neither this one nor a later one can get among the needed */
        }
        status = look_again(&matches[i], looked_for, searcher, err);
    }
    return status;
}

fund_status fund_rescore(fund_match *matches, size_t count, size_t needed, fund_searcher *searcher,
                         const fund_plan *plan, fund_error *err)
{
    if (count == 0) {
        return FUND_OK;
    }
    features looked_for;
    fund_status status = collect(&looked_for, plan, searcher->store, err);
    if (status == FUND_OK) {
        status = weigh_all(matches, count, needed, &looked_for, searcher, err);
    }
    if (status == FUND_OK) {
        qsort(matches, count, sizeof *matches, by_weight);
    }
    free_clues(&looked_for);
    return status;
}

fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, const fund_plan *plan,
                                       fund_error *err)
{
    features looked_for;
    fund_status status = collect(&looked_for, plan, searcher->store, err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = see_document(&looked_for, docids[i], searcher, err);
        if (status == FUND_OK) {
            add_worth(scores + i, stride, &looked_for);
        }
    }
    free_clues(&looked_for);
    return status;
}

bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len)
{
    return begins_alike(token, shared_bytes(&token->spellings[0]), term, len) &&
           !is_spelling(token, term, len);
}
