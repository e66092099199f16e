/*
 * Words near a query.
 *
 * A word is either in the window of a match or not, however many windows it is in, and the words that a
 * match is in are left out everywhere: so each word is counted in one cell of the table of its
 * measures (S. Evert, "Corpora and collocations", 2008, on surface co-occurrence).
 */
#include "searcher/count/count.h"

#include <string.h>

enum { IN_MATCH = 1, IN_WINDOW = 2 };

/* Occurrences of a form. */
typedef struct tally {
    uint64_t all, near;
} tally;

typedef struct counter { /* one thread's */
    const struct request *of;
    fund_word_reader words;
    fund_place_finder finder;
    fund_array(uint8_t) marks; /* of the words of a passage */
    fund_array(tally) tallies; /* by number of a form */
    fund_near_counts sums;     /* near_words, words, matches */
} counter;

typedef struct request {
    fund_searcher *searcher;
    fund_text query;
    fund_count_options options;
    fund_count_totals totals; /* what is handed out in the end */
    fund_docids docids;       /* all that is let through */
    uint8_t *has_match;       /* by passage */
    fund_passage_note *notes;
    counter *counters;
    size_t jobs;
    fund_forms *forms; /* of the first counter: of all, in the end */
    fund_stems stems;
    tally *tallies; /* by form or stem */
    size_t types;
    fund_items items;
    fund_counted_callback callback;
    void *payload;
} request;

/* ---- a passage ------------------------------------------------------------------------ */

/* Marks the words that each match is in, then those of its window. */
static void mark_words(counter *c, uint8_t mark)
{
    const fund_range *words = c->words.ranges.items;
    size_t count = c->words.words.count, left = c->of->options.left, right = c->of->options.right;
    for (size_t i = 0, first = 0; i < c->finder.count; i++) {
        const fund_range *place = &c->finder.places[i];
        while (first < count && words[first].end <= place->begin) {
            first++;
        }
        size_t end = first;
        while (end < count && words[end].begin < place->end) {
            end++;
        }
        if (end == first) {
            continue; /* no word is in it */
        }
        size_t from = first, to = end;
        if (mark == IN_WINDOW) {
            from = first > left ? first - left : 0;
            to = count - end > right ? end + right : count;
        }
        for (size_t w = from; w < to; w++) {
            c->marks.items[w] |= mark;
        }
    }
}

static bool tally_words(counter *c)
{
    size_t known = c->tallies.count, forms = c->words.forms.texts.count;
    if (!fund_array_reserve(&c->tallies, forms - known)) {
        return false;
    }
    memset(c->tallies.items + known, 0, (forms - known) * sizeof *c->tallies.items);
    c->tallies.count = forms;
    for (size_t i = 0; i < c->words.words.count; i++) {
        uint8_t mark = c->marks.items[i];
        if ((mark & IN_MATCH) != 0) {
            continue;
        }
        tally *of = &c->tallies.items[c->words.words.items[i]];
        bool near = (mark & IN_WINDOW) != 0;
        of->all++;
        of->near += near;
        c->sums.words++;
        c->sums.near_words += near;
    }
    return true;
}

static fund_status find_places(counter *c, const fund_sweep_passage *passage, fund_error *err)
{
    fund_status status = fund_place_finder_init(&c->finder, passage->searcher, c->of->query,
                                                c->of->options.filter, err);
    if (status == FUND_OK) {
        status = fund_place_finder_run(&c->finder, &passage->record.text, c->words.ranges.items,
                                       c->words.ranges.count, err);
    }
    if (status == FUND_OK) {
        c->sums.matches += c->finder.count;
        mark_words(c, IN_MATCH);
        mark_words(c, IN_WINDOW);
    }
    return status;
}

static fund_status visit(void *state, const fund_sweep_passage *passage, fund_error *err)
{
    counter *c = state;
    fund_status status =
        fund_word_reader_read(&c->words, passage->searcher->analyzer, &passage->record.text, err);
    size_t count = c->words.words.count;
    c->of->notes[passage->number] =
        (fund_passage_note){(uint32_t)count, passage->record.ordinal, passage->record.article};
    c->marks.count = 0;
    if (!fund_array_reserve(&c->marks, count + 1)) {
        return fund_no_memory(err);
    }
    memset(c->marks.items, 0, count + 1);
    if (status == FUND_OK && c->of->has_match[passage->number]) {
        status = find_places(c, passage, err);
    }
    return status != FUND_OK || tally_words(c) ? status : fund_no_memory(err);
}

/* ---- all passages --------------------------------------------------------------------- */

/* Which passages have a match; both lists are in the order of a selection. */
static fund_status note_matches(request *r, fund_error *err)
{
    fund_docids found = {.complete = true};
    fund_plan *plan = NULL;
    fund_status status =
        fund_select(&found, &plan, &r->totals, r->searcher, r->query, r->options.filter, err);
    if (status == FUND_OK) {
        status = fund_check_matches(plan, err);
    }
    fund_plan_free(plan);
    if (status == FUND_OK && found.count == 0) {
        status = fund_error_set(err, FUND_ERR_NOT_FOUND, "nothing found");
    }
    const fund_text all = {"", 0};
    if (status == FUND_OK) {
        status = fund_select(&r->docids, NULL, NULL, r->searcher, all, r->options.filter, err);
    }
    r->has_match = calloc(r->docids.count + 1, 1);
    r->notes = calloc(r->docids.count + 1, sizeof *r->notes);
    if (status == FUND_OK && (r->has_match == NULL || r->notes == NULL)) {
        status = fund_no_memory(err);
    }
    for (size_t i = 0, k = 0; i < r->docids.count && status == FUND_OK; i++) {
        bool same = k < found.count && found.items[k] == r->docids.items[i];
        r->has_match[i] = same;
        k += same;
    }
    fund_array_free(&found);
    return status;
}

static fund_status sweep(request *r, fund_error *err)
{
    fund_sweep sweep;
    fund_sweep_open(&sweep, r->searcher, &r->options, r->docids.count);
    r->counters = calloc(sweep.jobs, sizeof *r->counters);
    r->jobs = r->counters != NULL ? sweep.jobs : 0;
    fund_status status = r->counters != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < r->jobs && status == FUND_OK; i++) {
        r->counters[i].of = r;
        status = fund_word_reader_init(&r->counters[i].words, err);
    }
    if (status == FUND_OK) {
        status = fund_sweep_run(&sweep, &r->docids, visit, r->counters, sizeof *r->counters, err);
    }
    for (size_t i = 0; i < r->jobs; i++) { /* before its searcher */
        fund_place_finder_free(&r->counters[i].finder);
    }
    fund_sweep_close(&sweep);
    return status;
}

static fund_status add_counter(request *r, const counter *c, fund_error *err)
{
    uint32_t *numbers = NULL;
    fund_status status = fund_forms_merge(&numbers, r->forms, &c->words.forms, err);
    counter *sum = &r->counters[0];
    size_t known = sum->tallies.count, forms = r->forms->texts.count;
    if (status == FUND_OK && !fund_array_reserve(&sum->tallies, forms - known)) {
        status = fund_no_memory(err);
    }
    if (status == FUND_OK) {
        memset(sum->tallies.items + known, 0, (forms - known) * sizeof *sum->tallies.items);
        sum->tallies.count = forms;
        sum->sums.matches += c->sums.matches;
        sum->sums.words += c->sums.words;
        sum->sums.near_words += c->sums.near_words;
    }
    for (size_t i = 0; i < c->tallies.count && status == FUND_OK; i++) {
        sum->tallies.items[numbers[i]].all += c->tallies.items[i].all;
        sum->tallies.items[numbers[i]].near += c->tallies.items[i].near;
    }
    free(numbers);
    return status;
}

/* Joins what the threads have counted, in the first one's. */
static fund_status join(request *r, fund_error *err)
{
    fund_status status = FUND_OK;
    r->forms = &r->counters[0].words.forms;
    for (size_t i = 1; i < r->jobs && status == FUND_OK; i++) {
        status = add_counter(r, &r->counters[i], err);
    }
    r->types = r->counters[0].tallies.count;
    r->tallies = r->counters[0].tallies.items;
    return status;
}

static fund_status join_stems(request *r, fund_error *err)
{
    uint64_t *counts = calloc(r->types + 1, sizeof *counts);
    fund_status status = counts != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < r->types && status == FUND_OK; i++) {
        counts[i] = r->tallies[i].all;
    }
    if (status == FUND_OK) {
        status = fund_stems_make(&r->stems, r->forms, counts, r->searcher->analyzer, err);
    }
    free(counts);
    tally *sums = status == FUND_OK ? calloc(r->stems.terms.texts.count + 1, sizeof *sums) : NULL;
    if (status == FUND_OK && sums == NULL) {
        status = fund_no_memory(err);
    }
    for (size_t i = 0; i < r->types && status == FUND_OK; i++) {
        sums[r->stems.of_form[i]].all += r->tallies[i].all;
        sums[r->stems.of_form[i]].near += r->tallies[i].near;
    }
    if (status == FUND_OK) {
        fund_array_free(&r->counters[0].tallies);
        r->counters[0].tallies.items = r->tallies = sums;
        r->types = r->stems.terms.texts.count;
    }
    return status;
}

/* ---- the call ------------------------------------------------------------------------- */

static const char *text_of(const request *r, size_t at)
{
    return r->forms->texts.items[r->stems.best != NULL ? r->stems.best[at] : at].data;
}

static const char *stem_text(const request *r, size_t at)
{
    return r->stems.best != NULL ? r->stems.terms.texts.items[at].data + 1 : "";
}

static int by_text(const fund_item *a, const fund_item *b, const void *payload)
{
    int order = strcmp(text_of(payload, a->at), text_of(payload, b->at));
    return order != 0 ? order : strcmp(stem_text(payload, a->at), stem_text(payload, b->at));
}

static fund_near_counts counts_of(const request *r, size_t at)
{
    fund_near_counts counts = r->counters[0].sums;
    counts.near = r->tallies[at].near;
    counts.count = r->tallies[at].all;
    return counts;
}

static double measure(fund_measure by, const fund_near_counts *counts)
{
    switch (by) {
    case FUND_MEASURE_MI:
        return fund_mutual_information(counts);
    case FUND_MEASURE_T:
        return fund_t_score(counts);
    case FUND_MEASURE_LOG_LIKELIHOOD:
        return fund_near_log_likelihood(counts);
    default:
        return fund_log_dice(counts);
    }
}

static fund_status choose(request *r, fund_error *err)
{
    fund_status status = FUND_OK;
    r->items = (fund_items){.most = r->options.count, .compare = by_text, .payload = r};
    for (size_t i = 0; i < r->types && status == FUND_OK; i++) {
        fund_near_counts counts = counts_of(r, i);
        r->totals.types += counts.near > 0;
        if (counts.near > 0 && counts.near >= r->options.min) {
            fund_item item = {.key = measure(r->options.measure, &counts), .at = (uint32_t)i};
            r->totals.frequent++;
            status = fund_items_offer(&r->items, &item, err);
        }
    }
    return status == FUND_OK ? fund_items_sort(&r->items, err) : status;
}

static fund_status hand_out(const request *r, size_t at)
{
    fund_near_counts counts = counts_of(r, at);
    const fund_counted counted = {.size = sizeof counted,
                                  .text = text_of(r, at),
                                  .stem = stem_text(r, at),
                                  .count = counts.count,
                                  .per_million = fund_per_million(counts.count, counts.words),
                                  .near = counts.near,
                                  .expected = fund_near_expected(&counts),
                                  .log_dice = fund_log_dice(&counts),
                                  .mi = fund_mutual_information(&counts),
                                  .t = fund_t_score(&counts),
                                  .log_likelihood = fund_near_log_likelihood(&counts)};
    return r->callback(&counted, r->payload);
}

static fund_status count_collocates(void *payload, fund_error *err)
{
    request *r = payload;
    fund_status status = note_matches(r, err);
    if (status == FUND_OK) {
        status = sweep(r, err);
    }
    if (status == FUND_OK) {
        status = join(r, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    const fund_near_counts *sums = &r->counters[0].sums;
    fund_count_notes(&r->totals.selection, r->notes, &r->docids, r->searcher->store);
    r->totals.selection.words = sums->words;
    r->totals.matches = sums->matches;
    r->totals.near = sums->near_words;
    if (r->options.by == FUND_COUNT_STEM) {
        status = join_stems(r, err);
    }
    if (status == FUND_OK) {
        status = choose(r, err);
    }
    for (size_t i = 0; i < r->items.count && status == FUND_OK; i++) {
        status = hand_out(r, r->items.items[i].at);
    }
    return status;
}

fund_status fund_count_collocates(fund_count_totals *out, fund_searcher *searcher,
                                  const char *query, size_t len, const fund_count_options *options,
                                  fund_counted_callback callback, void *payload, fund_error *err)
{
    request r = {
        .searcher = searcher, .query = {query, len}, .callback = callback, .payload = payload};
    fund_status status = fund_count_options_take(&r.options, options, err);
    if (status == FUND_OK) {
        status = fund_count_run(out, &r.totals, searcher, count_collocates, &r, err);
    }
    for (size_t i = 0; i < r.jobs; i++) {
        fund_word_reader_free(&r.counters[i].words);
        fund_array_free(&r.counters[i].marks);
        fund_array_free(&r.counters[i].tallies);
    }
    free(r.counters);
    free(r.has_match);
    free(r.notes);
    fund_array_free(&r.docids);
    fund_array_free(&r.items);
    fund_stems_free(&r.stems);
    return status;
}
