/* Frequencies of words, how evenly they are spread, and what sets a selection apart. */
#include "searcher/count/count.h"

#include <string.h>

typedef struct request {
    fund_searcher *searcher;
    fund_text query;
    fund_count_options options;
    fund_count_totals totals; /* what is handed out in the end */
    fund_tape tape, against;
    fund_items items;
    fund_counted_callback callback;
    void *payload;
} request;

static int by_text(const fund_item *a, const fund_item *b, const void *payload)
{
    const fund_tape *tape = payload;
    int order = strcmp(fund_tape_text(tape, a->at).data, fund_tape_text(tape, b->at).data);
    return order != 0 ? order
                      : strcmp(fund_tape_stem(tape, a->at).data, fund_tape_stem(tape, b->at).data);
}

/* ---- dispersion --------------------------------------------------------------------- */

typedef struct spread {
    const fund_tape *tape;
    uint32_t *slots; /* of a word -> its item + 1; 0: none */
    fund_item *items;
    uint32_t *here;           /* by item: occurrences in this article ... */
    uint32_t *passage;        /* ... and the last passage that has it, + 1 */
    fund_array(uint32_t) met; /* items in this article */
} spread;

static bool add_passage(spread *s, size_t passage)
{
    size_t begin = passage > 0 ? s->tape->ends[passage - 1] : 0;
    for (size_t i = begin; i < s->tape->ends[passage]; i++) {
        uint32_t item = s->slots[s->tape->words[i]];
        if (item-- == 0) {
            continue;
        }
        if (s->passage[item] != passage + 1) {
            s->passage[item] = (uint32_t)passage + 1;
            s->items[item].passages++;
        }
        if (s->here[item]++ == 0 && !fund_array_push(&s->met, item)) {
            return false;
        }
    }
    return true;
}

static void end_article(spread *s, double share)
{
    for (size_t i = 0; i < s->met.count; i++) {
        fund_item *item = &s->items[s->met.items[i]];
        fund_dp_add(&item->dp, s->here[s->met.items[i]], item->count, share);
        item->articles++;
        s->here[s->met.items[i]] = 0;
    }
    s->met.count = 0;
}

static bool spread_words(spread *s, const uint64_t *article_words)
{
    const fund_tape *tape = s->tape;
    for (size_t p = 0; p < tape->passages; p++) {
        if (!add_passage(s, p)) {
            return false;
        }
        uint32_t article = tape->articles[p];
        if (p + 1 == tape->passages || tape->articles[p + 1] != article) {
            end_article(s, (double)article_words[article] / (double)tape->count);
        }
    }
    return true;
}

/* Fills passages, articles and dp of the items. */
static fund_status disperse(request *r, fund_error *err)
{
    const fund_tape *tape = &r->tape;
    size_t count = r->items.count;
    spread s = {.tape = tape,
                .items = r->items.items,
                .slots = calloc(tape->types + 1, sizeof *s.slots),
                .here = calloc(count + 1, sizeof *s.here),
                .passage = calloc(count + 1, sizeof *s.passage)};
    uint64_t *article_words = fund_tape_article_words(tape);
    bool ok = s.slots != NULL && s.here != NULL && s.passage != NULL && article_words != NULL;
    for (size_t i = 0; ok && i < count; i++) {
        s.slots[s.items[i].at] = (uint32_t)i + 1;
        s.items[i].dp = 1;
    }
    ok = ok && spread_words(&s, article_words);
    for (size_t i = 0; ok && i < count; i++) {
        s.items[i].dp = fund_dp_of(s.items[i].dp);
    }
    free(s.slots);
    free(s.here);
    free(s.passage);
    free(article_words);
    fund_array_free(&s.met);
    return ok ? FUND_OK : fund_no_memory(err);
}

/* ---- the call ------------------------------------------------------------------------ */

/* `apart`: remarks have no place in the query that they are told beside. */
static fund_status read_selection(fund_tape *tape, fund_selection *selection, request *r,
                                  fund_text query, bool apart, fund_error *err)
{
    fund_docids docids = {.complete = true};
    fund_plan *plan = NULL;
    fund_status status =
        fund_select(&docids, &plan, NULL, r->searcher, query, r->options.filter, err);
    for (size_t i = 0; apart && plan != NULL && i < plan->diagnostics.count; i++) {
        plan->diagnostics.items[i].offset = FUND_OFFSET_NONE;
    }
    if (status == FUND_OK && !fund_count_add_remarks(&r->totals, plan)) {
        status = fund_no_memory(err);
    }
    fund_plan_free(plan);
    if (status == FUND_OK) {
        status = fund_tape_read(tape, r->searcher, &docids, &r->options, err);
    }
    *selection = fund_tape_selection(tape);
    fund_array_free(&docids);
    return status;
}

static fund_status choose(request *r, fund_error *err)
{
    const fund_tape *tape = &r->tape;
    bool keyness = r->options.against != NULL;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < tape->types && status == FUND_OK; i++) {
        fund_item item = {
            .key = (double)tape->counts[i], .count = (uint32_t)tape->counts[i], .at = (uint32_t)i};
        r->totals.types += item.count > 0;
        if (item.count < r->options.min) {
            continue;
        }
        r->totals.frequent++;
        if (keyness) {
            item.key = fund_log_likelihood(item.count, r->totals.selection.words,
                                           fund_tape_count_in(&r->against, tape, (uint32_t)i),
                                           r->totals.against.words);
        }
        status = fund_items_offer(&r->items, &item, err);
    }
    return status == FUND_OK ? fund_items_sort(&r->items, err) : status;
}

static fund_status hand_out(const request *r, const fund_item *item)
{
    const fund_selection *own = &r->totals.selection, *other = &r->totals.against;
    uint32_t word = (uint32_t)item->at;
    fund_counted counted = {.size = sizeof counted,
                            .text = fund_tape_text(&r->tape, word).data,
                            .stem = fund_tape_stem(&r->tape, word).data,
                            .count = item->count,
                            .per_million = fund_per_million(item->count, own->words),
                            .passages = item->passages,
                            .articles = item->articles,
                            .dp = item->dp};
    if (r->options.against != NULL) {
        uint64_t there = fund_tape_count_in(&r->against, &r->tape, word);
        counted.against_count = there;
        counted.against_per_million = fund_per_million(there, other->words);
        counted.log_likelihood = item->key;
        counted.log_ratio = fund_log_ratio(item->count, own->words, there, other->words);
    }
    return r->callback(&counted, r->payload);
}

static fund_status count_words(void *payload, fund_error *err)
{
    request *r = payload;
    fund_status status = FUND_OK;
    if (r->options.against != NULL) {
        status = read_selection(&r->against, &r->totals.against, r, *r->options.against, true, err);
        fund_tape_drop_words(&r->against);
    }
    if (status == FUND_OK) {
        status = read_selection(&r->tape, &r->totals.selection, r, r->query, false, err);
    }
    if (status == FUND_OK && r->totals.selection.words == 0) {
        return fund_error_set(err, FUND_ERR_NOT_FOUND, "the selection has no words");
    }
    if (status == FUND_OK && r->options.against != NULL && r->totals.against.words == 0) {
        return fund_error_set(err, FUND_ERR_NOT_FOUND,
                              "the selection to compare with has no words");
    }
    r->items = (fund_items){.most = r->options.count, .compare = by_text, .payload = &r->tape};
    if (status == FUND_OK) {
        status = choose(r, err);
    }
    if (status == FUND_OK) {
        status = disperse(r, err);
    }
    for (size_t i = 0; i < r->items.count && status == FUND_OK; i++) {
        status = hand_out(r, &r->items.items[i]);
    }
    return status;
}

fund_status fund_count_words(fund_count_totals *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_count_options *options,
                             fund_counted_callback callback, void *payload, fund_error *err)
{
    request r = {
        .searcher = searcher, .query = {query, len}, .callback = callback, .payload = payload};
    fund_status status = fund_count_options_take(&r.options, options, err);
    if (status == FUND_OK) {
        status = fund_count_run(out, &r.totals, searcher, count_words, &r, err);
    }
    fund_tape_free(&r.tape);
    fund_tape_free(&r.against);
    fund_array_free(&r.items);
    return status;
}
