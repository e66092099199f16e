/*
 * Sequences of words.
 *
 * Where each begins is sorted by the words that follow, as in a suffix array (U. Manber, G. Myers, "Suffix
 * arrays: a new method for on-line string searches", 1993) that ends after `size` words. Equal ones stand
 * together then. It is done for some first words at a time, so that memory does not grow with the number
 * of different n-grams.
 */
#include "searcher/count/count.h"

#include <string.h>

enum { PASS = 16 << 20 }; /* beginnings that are sorted at a time */

typedef struct request {
    fund_searcher *searcher;
    fund_text query;
    fund_count_options options;
    fund_count_totals totals; /* what is handed out in the end */
    fund_tape tape;
    uint64_t *article_words;
    uint32_t *begins; /* of this pass, by first word */
    uint64_t *first;  /* of a word: how many begin with it */
    fund_items items;
    fund_buf text, stem;
    fund_counted_callback callback;
    void *payload;
} request;

/* ---- order ---------------------------------------------------------------------------- */

/* By the words after the first one, then as they stand. */
static int by_words(const void *left, const void *right, void *payload)
{
    const request *r = payload;
    uint32_t at_a = *(const uint32_t *)left, at_b = *(const uint32_t *)right;
    const uint32_t *a = r->tape.words + at_a, *b = r->tape.words + at_b;
    for (uint32_t i = 1; i < r->options.ngram; i++) {
        if (a[i] != b[i]) {
            return a[i] < b[i] ? -1 : 1;
        }
    }
    return at_a < at_b ? -1 : at_a > at_b;
}

static int by_text(const fund_item *a, const fund_item *b, const void *payload)
{
    const request *r = payload;
    const fund_tape *tape = &r->tape;
    int order = 0;
    for (uint32_t i = 0; i < r->options.ngram && order == 0; i++) {
        uint32_t left = tape->words[a->at + i], right = tape->words[b->at + i];
        if (left != right) {
            order = strcmp(fund_tape_text(tape, left).data, fund_tape_text(tape, right).data);
        }
    }
    return order != 0 ? order : a->at < b->at ? -1 : a->at > b->at;
}

/* ---- equal ones ------------------------------------------------------------------------- */

static size_t passage_of(const fund_tape *tape, uint32_t at)
{
    size_t low = 0, high = tape->passages;
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (tape->ends[middle] <= at) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

/* Fills passages, articles and dp of `count` equal ones, in their order in the tape. */
static void disperse(fund_item *item, const request *r, const uint32_t *begins, size_t count)
{
    const fund_tape *tape = &r->tape;
    double dp = 1;
    size_t last = SIZE_MAX;
    for (size_t i = 0, here; i < count; i += here) {
        uint32_t article = tape->articles[passage_of(tape, begins[i])];
        for (here = 0; i + here < count; here++) {
            size_t passage = passage_of(tape, begins[i + here]);
            if (tape->articles[passage] != article) {
                break;
            }
            item->passages += passage != last;
            last = passage;
        }
        item->articles++;
        fund_dp_add(&dp, here, count, (double)r->article_words[article] / (double)tape->count);
    }
    item->dp = fund_dp_of(dp);
}

static fund_status take_equal(request *r, const uint32_t *begins, size_t count, fund_error *err)
{
    fund_item item = {.key = (double)count, .count = (uint32_t)count, .at = begins[0]};
    r->totals.types++;
    if (count < r->options.min) {
        return FUND_OK;
    }
    r->totals.frequent++;
    if (!fund_items_want(&r->items, &item)) {
        return FUND_OK;
    }
    disperse(&item, r, begins, count);
    return fund_items_offer(&r->items, &item, err);
}

static bool are_equal(const request *r, uint32_t a, uint32_t b)
{
    return memcmp(r->tape.words + a, r->tape.words + b, r->options.ngram * sizeof(uint32_t)) == 0;
}

static fund_status take_sorted(request *r, const uint32_t *begins, size_t count, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0, end; i < count && status == FUND_OK; i = end) {
        end = i + 1;
        while (end < count && are_equal(r, begins[i], begins[end])) {
            end++;
        }
        status = take_equal(r, begins + i, end - i, err);
    }
    return status;
}

/* ---- passes ------------------------------------------------------------------------------- */

/* For each place where an n-gram begins. */
/* NOLINTBEGIN(bugprone-macro-parentheses): `at` is declared. */
#define FOR_EACH_BEGIN(r, at)                                                                      \
    for (size_t p_ = 0; p_ < (r)->tape.passages; p_++)                                             \
        for (size_t at = p_ > 0 ? (r)->tape.ends[p_ - 1] : 0;                                      \
             at + (r)->options.ngram <= (r)->tape.ends[p_]; at++)
/* NOLINTEND(bugprone-macro-parentheses) */

/* Words from `from` on that one pass takes; *count: how many begin with them. */
static size_t end_of_pass(const request *r, size_t from, size_t *count)
{
    size_t to = from;
    *count = 0;
    while (to < r->tape.types && (*count == 0 || *count + r->first[to] <= PASS)) {
        *count += r->first[to++];
    }
    return to;
}

static fund_status tell_progress(const request *r, size_t word)
{
    return r->options.progress != NULL
               ? r->options.progress(word, r->tape.types, r->options.payload)
               : FUND_OK;
}

static fund_status sort_words(request *r, size_t from, size_t to, fund_error *err)
{
    fund_status status = FUND_OK;
    uint32_t *begins = r->begins;
    for (size_t word = from; word < to && status == FUND_OK; word++) {
        size_t count = r->first[word];
        if (count > 1) {
            qsort_r(begins, count, sizeof *begins, by_words, r);
        }
        status = take_sorted(r, begins, count, err);
        if (status == FUND_OK && (count > 1000 || word % 65536 == 0)) {
            status = tell_progress(r, word);
        }
        begins += count;
    }
    return status;
}

static fund_status run_pass(request *r, size_t from, size_t to, uint64_t *next, fund_error *err)
{
    uint64_t sum = 0;
    for (size_t word = from; word < to; word++) {
        next[word] = sum;
        sum += r->first[word];
    }
    FOR_EACH_BEGIN(r, at)
    {
        uint32_t word = r->tape.words[at];
        if (word >= from && word < to) {
            r->begins[next[word]++] = (uint32_t)at;
        }
    }
    return sort_words(r, from, to, err);
}

static fund_status run_passes(request *r, fund_error *err)
{
    size_t types = r->tape.types, largest = 0;
    uint64_t *next = calloc(types + 1, sizeof *next);
    r->first = calloc(types + 1, sizeof *r->first);
    if (next == NULL || r->first == NULL) {
        free(next);
        return fund_no_memory(err);
    }
    FOR_EACH_BEGIN(r, at)
    {
        r->first[r->tape.words[at]]++;
    }
    for (size_t from = 0, count; from < types;) {
        from = end_of_pass(r, from, &count);
        largest = count > largest ? count : largest;
    }
    r->begins = malloc((largest + 1) * sizeof *r->begins);
    fund_status status = r->begins != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t from = 0, to, count; from < types && status == FUND_OK; from = to) {
        to = end_of_pass(r, from, &count);
        status = run_pass(r, from, to, next, err);
    }
    free(next);
    free(r->begins); /* no longer beside what is sorted now */
    r->begins = NULL;
    return status;
}

/* ---- the call ------------------------------------------------------------------------------ */

static fund_status hand_out(request *r, const fund_item *item, fund_error *err)
{
    fund_buf_clear(&r->text);
    fund_buf_clear(&r->stem);
    for (uint32_t i = 0; i < r->options.ngram; i++) {
        uint32_t word = r->tape.words[item->at + i];
        fund_buf_append_str(&r->text, i > 0 ? " " : "");
        fund_buf_append_str(&r->text, fund_tape_text(&r->tape, word).data);
        fund_buf_append_str(&r->stem, i > 0 && r->tape.by_stem ? " " : "");
        fund_buf_append_str(&r->stem, fund_tape_stem(&r->tape, word).data);
    }
    if (r->text.failed || r->stem.failed) {
        return fund_no_memory(err);
    }
    const fund_counted counted = {.size = sizeof counted,
                                  .text = r->text.data,
                                  .stem = r->stem.data != NULL ? r->stem.data : "",
                                  .count = item->count,
                                  .per_million =
                                      fund_per_million(item->count, r->totals.selection.words),
                                  .passages = item->passages,
                                  .articles = item->articles,
                                  .dp = item->dp};
    return r->callback(&counted, r->payload);
}

static fund_status count_ngrams(void *payload, fund_error *err)
{
    request *r = payload;
    fund_docids docids = {.complete = true};
    fund_status status =
        fund_select(&docids, NULL, &r->totals, r->searcher, r->query, r->options.filter, err);
    if (status == FUND_OK) {
        status = fund_tape_read(&r->tape, r->searcher, &docids, &r->options, err);
    }
    fund_array_free(&docids);
    r->totals.selection = fund_tape_selection(&r->tape);
    if (status == FUND_OK && r->totals.selection.words == 0) {
        return fund_error_set(err, FUND_ERR_NOT_FOUND, "the selection has no words");
    }
    r->items = (fund_items){.most = r->options.count, .compare = by_text, .payload = r};
    if (status == FUND_OK) {
        r->article_words = fund_tape_article_words(&r->tape);
        status = r->article_words != NULL ? run_passes(r, err) : fund_no_memory(err);
    }
    if (status == FUND_OK) {
        status = fund_items_sort(&r->items, err);
    }
    for (size_t i = 0; i < r->items.count && status == FUND_OK; i++) {
        status = hand_out(r, &r->items.items[i], err);
    }
    return status;
}

fund_status fund_count_ngrams(fund_count_totals *out, fund_searcher *searcher, const char *query,
                              size_t len, const fund_count_options *options,
                              fund_counted_callback callback, void *payload, fund_error *err)
{
    request r = {.searcher = searcher,
                 .query = {query, len},
                 .text = FUND_BUF_INIT,
                 .stem = FUND_BUF_INIT,
                 .callback = callback,
                 .payload = payload};
    fund_status status = fund_count_options_take(&r.options, options, err);
    if (status == FUND_OK) {
        status = fund_count_run(out, &r.totals, searcher, count_ngrams, &r, err);
    }
    fund_tape_free(&r.tape);
    fund_array_free(&r.items);
    fund_buf_free(&r.text);
    fund_buf_free(&r.stem);
    free(r.article_words);
    free(r.begins);
    free(r.first);
    return status;
}
