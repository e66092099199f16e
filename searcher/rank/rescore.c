/*
 * The second score of the best matches, from what the index cannot be asked cheaply:
 *
 *   a part of a compound of the query ("Haushaltskürzungen": "Kürzungen");
 *   a word that begins like a word of the query but is not a form of it
 *   ("Hugenotten": "hugenottisch"), a cheap stand-in for derivation.
 *
 * Neither makes a passage match; both move it up among those that do.  Only the first
 * FUND_RESCORE_WINDOW matches are rescored, so that the order of a result does not depend on
 * the page that is asked for.
 *
 * The factors and the length of five letters were chosen on XQuAD-de (dev) and 106 news
 * queries; make quality prints what they gain.
 */
#include "searcher/rank/rank.h"

#include <math.h>
#include <string.h>

static const double as_part_of_query = .5;
static const double as_part_beside_word = .25; /* the word's weight says most of it */
static const double as_shared_prefix = .5;
enum { SHARED_CHARS = 5 };

/* A word of the query, or a part of one, and what its presence adds. */
typedef struct feature {
    const fund_graph_token *token;
    size_t word; /* number of the query's word */
    bool part;
    double weight;       /* of the term itself: its inverse document frequency */
    size_t prefix_bytes; /* its first five letters; 0: too short */
    enum { ABSENT, SHARED_PREFIX, PRESENT } found;
} feature;

typedef struct features {
    feature *items;
    size_t count, capacity;
    fund_searcher *searcher;
    fund_buf data; /* of the passage at hand */
    fund_error *err;
} features;

/* ---- the features of a plan -------------------------------------------------- */

/* Bytes of the letters that a term shares with its relatives; 0: it has none. */
static size_t shared_bytes(const fund_text *term)
{
    size_t pos = 0, chars = 0;
    for (; chars < SHARED_CHARS && pos < term->len; chars++) {
        uint32_t c;
        pos += fund_utf8_next(&c, term->data + pos, term->len - pos);
    }
    bool number = fund_byte_is(term->data[0], FUND_CHAR_DIGIT);
    return chars == SHARED_CHARS && !number ? pos : 0;
}

/* As BM25 has it: S. E. Robertson, K. Sparck Jones, "Relevance weighting of search
 * terms" (1976); never below that of a word in half of the passages. */
static double inverse_frequency(double documents, double all)
{
    double n = documents < all / 2 ? documents : all / 2;
    return log1p((all - n + .5) / (n + .5));
}

static fund_status add_feature(features *f, feature wanted, double all)
{
    double documents = 0; /* that have the token as a word or as a part, at most */
    fund_status status = FUND_OK;
    for (size_t i = 0; i < wanted.token->spelling_count && status == FUND_OK; i++) {
        uint32_t words, parts;
        status = fund_count_term(&words, &parts, f->searcher, &wanted.token->spellings[i], f->err);
        documents += (double)words + (double)parts;
    }
    wanted.weight = inverse_frequency(documents, all);
    wanted.prefix_bytes = wanted.part ? 0 : shared_bytes(&wanted.token->spellings[0]);
    return status != FUND_OK || fund_array_push(f, wanted) ? status : fund_no_memory(f->err);
}

static void free_features(features *f)
{
    fund_array_free(f);
    fund_buf_free(&f->data);
}

static fund_status collect_features(features *f, const fund_plan *plan)
{
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, f->searcher->store, f->err);
    size_t number = 0;
    for (const fund_planned_word *word = plan->words; word != NULL; word = word->next, number++) {
        for (size_t i = 0; i < word->word.count && status == FUND_OK; i++) {
            /* The pieces of a hyphen compound are in the query itself. */
            if (i == 0 || fund_word_counts_on(&word->word, i)) {
                const fund_graph_token *token = &word->word.tokens[i];
                status = add_feature(f, (feature){.token = token, .word = number, .part = i > 0},
                                     stats.documents);
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

static bool begins_alike(const fund_graph_token *token, size_t bytes, const char *term, size_t len)
{
    return bytes > 0 && len >= bytes && memcmp(term, token->spellings[0].data, bytes) == 0;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    features *f = payload;
    const char *term = token->term;
    size_t len = token->term_len;
    bool word = token->kind == FUND_TOKEN_WORD;
    if (!word && token->kind != FUND_TOKEN_PART) {
        return FUND_OK;
    }
    for (size_t i = 0; i < f->count; i++) {
        feature *at = &f->items[i];
        if (at->token->spellings[0].data[0] == term[0] && is_spelling(at->token, term, len)) {
            at->found = PRESENT;
        } else if (word && at->found == ABSENT &&
                   begins_alike(at->token, at->prefix_bytes, term, len)) {
            at->found = SHARED_PREFIX;
        }
    }
    return FUND_OK;
}

static fund_status read_passage(features *f, fund_docid docid)
{
    for (size_t i = 0; i < f->count; i++) {
        f->items[i].found = ABSENT;
    }
    fund_record record;
    fund_status status = fund_record_read(&record, &f->data, f->searcher->store, docid, f->err);
    return status == FUND_OK
               ? fund_analyzer_run(f->searcher->analyzer, FUND_PURPOSE_DOCUMENT, record.text.data,
                                   record.text.len, take_token, f, f->err)
               : status;
}

/* What a feature adds to the score; `word`: the word that a part belongs to is there itself. */
static double contribution(const feature *at, bool word)
{
    if (at->part) {
        double factor = word ? as_part_beside_word : as_part_of_query;
        return at->found == PRESENT ? factor * at->weight : 0;
    }
    return at->found == SHARED_PREFIX ? as_shared_prefix * at->weight : 0;
}

/* Adds what the features of word w contribute to sums[w * stride]. */
static void add_contributions(double *sums, size_t stride, const features *f)
{
    bool word = false;
    for (size_t i = 0; i < f->count; i++) {
        const feature *at = &f->items[i];
        word = at->part ? word : at->found == PRESENT;
        sums[at->word * stride] += contribution(at, word);
    }
}

/* ---- the best matches ---------------------------------------------------------- */

static double most_to_gain(const features *f)
{
    double sum = 0;
    for (size_t i = 0; i < f->count; i++) {
        const feature *at = &f->items[i];
        sum += at->weight * (at->part               ? as_part_of_query
                             : at->prefix_bytes > 0 ? as_shared_prefix
                                                    : 0);
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

static fund_status rescore_all(fund_match *matches, size_t count, size_t needed, features *f)
{
    double gain = most_to_gain(f), least = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        least = i == needed ? least_weight(matches, needed) : least;
        if (i >= needed && matches[i].weight + gain < least) {
            break; /* neither this one nor a later one can get among the needed */
        }
        status = read_passage(f, matches[i].docid);
        add_contributions(&matches[i].weight, 0, f);
    }
    return status;
}

fund_status fund_rescore(fund_match *matches, size_t count, size_t needed, fund_searcher *searcher,
                         const fund_plan *plan, fund_error *err)
{
    if (count == 0) {
        return FUND_OK;
    }
    features f = {.searcher = searcher, .err = err};
    fund_status status = collect_features(&f, plan);
    if (status == FUND_OK) {
        status = rescore_all(matches, count, needed, &f);
    }
    if (status == FUND_OK) {
        qsort(matches, count, sizeof *matches, fund_match_by_rank);
    }
    free_features(&f);
    return status;
}

fund_status fund_rescore_contributions(double *scores, size_t stride, const fund_docid *docids,
                                       size_t count, fund_searcher *searcher, const fund_plan *plan,
                                       fund_error *err)
{
    features f = {.searcher = searcher, .err = err};
    fund_status status = collect_features(&f, plan);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = read_passage(&f, docids[i]);
        if (status == FUND_OK) {
            add_contributions(scores + i, stride, &f);
        }
    }
    free_features(&f);
    return status;
}

bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len)
{
    return begins_alike(token, shared_bytes(&token->spellings[0]), term, len) &&
           !is_spelling(token, term, len);
}
