/* Matches of a query by the date of their articles. */
#include "searcher/count/count.h"

#include <string.h>

enum { DATE = 11 }; /* "2022-01-07" */

/* What is noted of a passage that matches. */
typedef struct note {
    fund_passage_note of; /* `words`: occurrences */
    char date[DATE];      /* "": none */
} note;

typedef struct counter { /* one thread's */
    const struct request *of;
    fund_place_finder finder;
    fund_buf value;
} counter;

typedef struct request {
    fund_searcher *searcher;
    fund_text query;
    fund_count_options options;
    fund_count_totals totals;  /* what is handed out in the end */
    fund_docids found, firsts; /* passages that match; all dated articles */
    note *notes;               /* by passage that matches */
    size_t at;                 /* of firsts, in a walk */
    fund_dated_count **dates;  /* of each of the firsts */
    fund_map *known;           /* date -> fund_dated_count */
    fund_arena *memory;
    fund_dated_callback callback;
    void *payload;
} request;

static void take_date(char out[DATE], const char *value, size_t len)
{
    len = len < DATE - 1 ? len : DATE - 1;
    memcpy(out, value, len);
    out[len] = '\0';
}

/* ---- passages that match ---------------------------------------------------------------- */

static fund_status visit(void *state, const fund_sweep_passage *passage, fund_error *err)
{
    counter *c = state;
    fund_status status = fund_place_finder_init(&c->finder, passage->searcher, c->of->query,
                                                c->of->options.filter, err);
    if (status == FUND_OK) {
        status = fund_place_finder_run(&c->finder, &passage->record.text, NULL, 0, err);
    }
    fund_buf_clear(&c->value);
    if (status == FUND_OK) {
        status = fund_store_value(&c->value, passage->searcher->store, passage->docid,
                                  FUND_SLOT_DATE, err);
    }
    if (status == FUND_OK) {
        note *to = &c->of->notes[passage->number];
        to->of = (fund_passage_note){(uint32_t)c->finder.count, passage->record.ordinal,
                                     passage->record.article};
        take_date(to->date, c->value.len > 0 ? c->value.data : "", c->value.len);
    }
    return status;
}

static fund_status sweep(request *r, fund_error *err)
{
    fund_sweep sweep;
    fund_sweep_open(&sweep, r->searcher, &r->options, r->found.count);
    counter *counters = calloc(sweep.jobs, sizeof *counters);
    fund_status status = counters != NULL ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < sweep.jobs && counters != NULL; i++) {
        counters[i] = (counter){.of = r, .value = FUND_BUF_INIT};
    }
    if (status == FUND_OK) {
        status = fund_sweep_run(&sweep, &r->found, visit, counters, sizeof *counters, err);
    }
    for (size_t i = 0; i < sweep.jobs && counters != NULL; i++) {
        fund_place_finder_free(&counters[i].finder);
        fund_buf_free(&counters[i].value);
    }
    free(counters);
    fund_sweep_close(&sweep);
    return status;
}

/* ---- all articles ------------------------------------------------------------------------- */

static fund_dated_count *count_of(request *r, const char *date)
{
    size_t len = strlen(date);
    fund_dated_count *known = fund_map_get(r->known, date, len);
    if (known == NULL) {
        const char *copy = fund_arena_copy(r->memory, date, len);
        known = fund_arena_alloc(r->memory, sizeof *known);
        if (copy == NULL || known == NULL || !fund_map_put(r->known, date, len, known, NULL)) {
            return NULL;
        }
        *known = (fund_dated_count){.size = sizeof *known, .date = copy};
    }
    return known;
}

static bool is_at(request *r, fund_docid docid)
{
    while (r->at < r->firsts.count && r->firsts.items[r->at] < docid) {
        r->at++;
    }
    return r->at < r->firsts.count && r->firsts.items[r->at] == docid;
}

static fund_status add_article(fund_docid docid, const char *value, size_t len, void *payload)
{
    request *r = payload;
    char date[DATE];
    if (!is_at(r, docid)) {
        return FUND_OK;
    }
    take_date(date, value, len);
    r->dates[r->at] = count_of(r, date);
    if (r->dates[r->at] == NULL) {
        return FUND_ERR_MEMORY;
    }
    r->dates[r->at]->all_articles++;
    r->totals.selection.articles++;
    return FUND_OK;
}

static fund_status add_words(fund_docid docid, const char *value, size_t len, void *payload)
{
    request *r = payload;
    uint64_t words = 0;
    for (size_t i = 0; i < len && fund_byte_is(value[i], FUND_CHAR_DIGIT); i++) {
        words = words * 10 + (uint64_t)(value[i] - '0');
    }
    if (is_at(r, docid) && r->dates[r->at] != NULL) {
        r->dates[r->at]->words += words;
        r->totals.selection.words += words;
    }
    return FUND_OK;
}

/* Passage 1 of each article with a date that the filter lets through, ascending. */
static fund_status find_firsts(request *r, fund_error *err)
{
    fund_filter filter = FUND_FILTER_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_top_docs none = FUND_TOP_DOCS_INIT;
    fund_plan *plan = NULL;
    fund_status status =
        fund_sized_take(&filter, sizeof filter, r->options.filter, "fund_filter", err);
    filter.size = sizeof filter;
    filter.since = filter.since != NULL ? filter.since : "0001";
    options.filter = &filter;
    options.no_hits = true;
    if (status == FUND_OK) {
        status = fund_plan_new(&plan, r->searcher, "", 0, NULL, &options, err);
    }
    if (status == FUND_OK) {
        status = fund_match_plan(&none, &r->firsts, r->searcher, plan, &options, err);
    }
    fund_top_docs_free(&none);
    fund_plan_free(plan);
    return status;
}

static fund_status count_articles(request *r, fund_error *err)
{
    fund_status status = find_firsts(r, err);
    const fund_store *store = r->searcher->store;
    r->dates = calloc(r->firsts.count + 1, sizeof *r->dates);
    if (status == FUND_OK && r->dates == NULL) {
        status = fund_no_memory(err);
    }
    if (status == FUND_OK) {
        status = fund_store_values_of(store, FUND_SLOT_DATE, r->firsts.items, r->firsts.count,
                                      add_article, r, err);
    }
    r->at = 0;
    if (status == FUND_OK) {
        status = fund_store_values_of(store, FUND_SLOT_WORDS, r->firsts.items, r->firsts.count,
                                      add_words, r, err);
    }
    return status == FUND_ERR_MEMORY ? fund_no_memory(err) : status;
}

/* ---- the call ----------------------------------------------------------------------------- */

static fund_status add_matches(request *r, fund_error *err)
{
    fund_article_counter articles = {.store = r->searcher->store};
    for (size_t i = 0; i < r->found.count; i++) {
        const note *from = &r->notes[i];
        if (from->of.words == 0) { /* not read, or found by its title */
            continue;
        }
        bool first = fund_article_counter_take(&articles, r->found.items[i], from->of.ordinal,
                                               from->of.article);
        r->totals.selection.passages++;
        if (from->date[0] == '\0') {
            continue;
        }
        fund_dated_count *to = count_of(r, from->date);
        if (to == NULL) {
            return fund_no_memory(err);
        }
        to->passages++;
        to->articles += first;
        to->occurrences += from->of.words;
        r->totals.matches += from->of.words;
    }
    return FUND_OK;
}

static int by_date(const void *left, const void *right)
{
    const fund_dated_count *const *a = left, *const *b = right;
    return strcmp((*a)->date, (*b)->date);
}

static fund_status hand_out(const request *r, fund_error *err)
{
    size_t count = 0, cursor = 0, len;
    const char *key;
    void *value;
    const fund_dated_count **all = calloc(fund_map_count(r->known) + 1, sizeof *all);
    fund_status status = all != NULL ? FUND_OK : fund_no_memory(err);
    while (all != NULL && fund_map_next(r->known, &cursor, &key, &len, &value)) {
        all[count++] = value;
    }
    if (count > 0) {
        qsort(all, count, sizeof *all, by_date);
    }
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = r->callback(all[i], r->payload);
    }
    free(all);
    return status;
}

static fund_status count_dates(void *payload, fund_error *err)
{
    request *r = payload;
    fund_plan *plan = NULL;
    fund_status status =
        fund_select(&r->found, &plan, &r->totals, r->searcher, r->query, r->options.filter, err);
    if (status == FUND_OK) {
        status = fund_check_matches(plan, err);
    }
    fund_plan_free(plan);
    r->notes = calloc(r->found.count + 1, sizeof *r->notes);
    if (status == FUND_OK && r->notes == NULL) {
        status = fund_no_memory(err);
    }
    if (status == FUND_OK) {
        status = sweep(r, err);
    }
    if (status == FUND_OK) {
        status = count_articles(r, err);
    }
    if (status == FUND_OK) {
        status = add_matches(r, err);
    }
    return status == FUND_OK ? hand_out(r, err) : status;
}

fund_status fund_count_dates(fund_count_totals *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_count_options *options,
                             fund_dated_callback callback, void *payload, fund_error *err)
{
    request r = {.searcher = searcher,
                 .query = {query, len},
                 .found = {.complete = true},
                 .firsts = {.complete = true},
                 .known = fund_map_new(),
                 .memory = fund_arena_new(),
                 .callback = callback,
                 .payload = payload};
    fund_status status = r.known != NULL && r.memory != NULL
                             ? fund_count_options_take(&r.options, options, err)
                             : fund_no_memory(err);
    if (status == FUND_OK) {
        status = fund_count_run(out, &r.totals, searcher, count_dates, &r, err);
    }
    fund_array_free(&r.found);
    fund_array_free(&r.firsts);
    fund_map_free(r.known, NULL);
    fund_arena_free(r.memory);
    free(r.notes);
    free(r.dates);
    return status;
}
