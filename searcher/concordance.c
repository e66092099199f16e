/*
 * Keyword in context: a line for each place of a query.
 *
 * As they are found, lines are handed out at once. To be sorted, or chosen by chance, all are noted first: where
 * they are and what they are sorted by, not their text, which is read again in the end.
 */
#include "searcher/calls.h"
#include "searcher/count/count.h"

#include <string.h>
#include <utf8proc.h>

enum { CONTEXT_WORDS = 10 }; /* that FUND_LINE_LEFT and RIGHT sort by */
enum { HITS_AT_ONCE = 256 }; /* that share memory */
enum { PROGRESS_PASSAGES = 256 };

/* A line that is noted. */
typedef struct line {
    uint64_t chance; /* by which lines are chosen */
    size_t number;   /* in the order of passages */
    fund_docid docid;
    uint32_t begin, end;
    char *key;
} line;

typedef struct request {
    fund_searcher *searcher;
    fund_text query;
    fund_concordance_options options;
    fund_count_totals totals; /* what is handed out in the end */
    fund_plan *plan;
    fund_top_docs found;
    fund_term_occurrences occurrences;
    fund_hit_builder builder;
    size_t built;       /* hits in its memory */
    fund_map *articles; /* docids of first passages that were seen */
    fund_arena *ranges;
    fund_array(line) lines;
    fund_array(fund_range) words; /* of a passage, where they are needed */
    fund_buf key, data;
    fund_line_callback callback;
    void *payload;
} request;

/* ---- keys -------------------------------------------------------------------------------- */

/* Letters without marks and case, as a reader sorts them, and what parts them from the next. */
static bool append_folded(fund_buf *out, const char *text, size_t len)
{
    utf8proc_uint8_t *folded = NULL;
    utf8proc_ssize_t size =
        utf8proc_map((const utf8proc_uint8_t *)text, (utf8proc_ssize_t)len, &folded,
                     UTF8PROC_STABLE | UTF8PROC_DECOMPOSE | UTF8PROC_CASEFOLD | UTF8PROC_STRIPMARK |
                         UTF8PROC_STRIPCC);
    if (size > 0) {
        fund_buf_append(out, folded, (size_t)size);
    }
    free(folded);
    fund_buf_append_byte(out, '\1');
    return size != UTF8PROC_ERROR_NOMEM && !out->failed;
}

static bool append_word(request *r, const char *text, size_t word)
{
    const fund_range *range = &r->words.items[word];
    return append_folded(&r->key, text + range->begin, range->end - range->begin);
}

/* `from` to `to` count words from the match on, to the left or to the right. */
static bool append_words(request *r, const char *text, const fund_range *place, bool left,
                         size_t from, size_t to)
{
    size_t first = 0, end;
    while (first < r->words.count && r->words.items[first].end <= place->begin) {
        first++;
    }
    end = first;
    while (end < r->words.count && r->words.items[end].begin < place->end) {
        end++;
    }
    bool ok = true;
    for (size_t k = from; ok && k <= to; k++) {
        size_t word = left ? first - k : end + k - 1;
        bool there = left ? k <= first : word < r->words.count;
        ok = there ? append_word(r, text, word) : append_folded(&r->key, "", 0);
    }
    return ok;
}

static bool append_key(request *r, const char *text, const fund_range *place, fund_line_key key)
{
    if (key == FUND_LINE_MATCH) {
        return append_folded(&r->key, text + place->begin, place->end - place->begin);
    }
    bool whole = key == FUND_LINE_LEFT || key == FUND_LINE_RIGHT;
    bool left = key == FUND_LINE_LEFT || (key >= FUND_LINE_LEFT_1 && key <= FUND_LINE_LEFT_5);
    size_t word = 1 + (size_t)key - (left ? FUND_LINE_LEFT_1 : FUND_LINE_RIGHT_1);
    return append_words(r, text, place, left, whole ? 1 : word, whole ? CONTEXT_WORDS : word);
}

static fund_status make_key(char **out, request *r, const char *text, const fund_range *place,
                            fund_error *err)
{
    bool ok = true;
    fund_buf_clear(&r->key);
    for (size_t i = 0; ok && i < FUND_LINE_KEYS && r->options.keys[i] != FUND_LINE_NONE; i++) {
        ok = append_key(r, text, place, r->options.keys[i]);
    }
    *out = ok && r->key.len > 0 ? fund_memdup(r->key.data, r->key.len) : NULL;
    return ok && (*out != NULL || r->key.len == 0) ? FUND_OK : fund_no_memory(err);
}

static fund_status push_word(size_t begin, size_t end, bool plain, void *payload)
{
    (void)plain;
    request *r = payload;
    const fund_range range = {begin, end};
    return fund_array_push(&r->words, range) ? FUND_OK : FUND_ERR_MEMORY;
}

/* ---- lines that are chosen by chance --------------------------------------------------- */

/* S. Vigna's splitmix64: every bit of the result depends on every one of the input. */
static uint64_t mix(uint64_t x)
{
    x += UINT64_C(0x9e3779b97f4a7c15);
    x = (x ^ x >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
    x = (x ^ x >> 27) * UINT64_C(0x94d049bb133111eb);
    return x ^ x >> 31;
}

/* The same for a place wherever it is met; those with the least are chosen (bottom-k sampling: E. Cohen,
 * H. Kaplan, "Summarizing data using bottom-k sketches", 2007). */
static uint64_t chance_of(uint64_t seed, const fund_record *record, size_t begin)
{
    return mix(mix(mix(seed ^ record->article) + record->ordinal) + begin);
}

static bool is_later(const line *a, const line *b)
{
    return a->chance != b->chance ? a->chance > b->chance : a->number > b->number;
}

/* A heap with the line on top that goes first. */
static void sink(request *r, size_t at)
{
    line *lines = r->lines.items;
    for (size_t child; (child = 2 * at + 1) < r->lines.count; at = child) {
        child += child + 1 < r->lines.count && is_later(&lines[child + 1], &lines[child]);
        if (!is_later(&lines[child], &lines[at])) {
            return;
        }
        line moved = lines[at];
        lines[at] = lines[child];
        lines[child] = moved;
    }
}

/* Takes the key over. */
static fund_status keep(request *r, const line *item, fund_error *err)
{
    if (r->options.sample == 0 || r->lines.count < r->options.sample) {
        if (!fund_array_push(&r->lines, *item)) {
            free(item->key);
            return fund_no_memory(err);
        }
        for (size_t i = r->lines.count == r->options.sample ? r->lines.count / 2 : 0; i > 0; i--) {
            sink(r, i - 1);
        }
        return FUND_OK;
    }
    line *top = &r->lines.items[0];
    if (is_later(top, item)) {
        free(top->key);
        *top = *item;
        sink(r, 0);
    } else {
        free(item->key);
    }
    return FUND_OK;
}

/* ---- passages ------------------------------------------------------------------------------ */

static fund_status find_places(fund_range **out, size_t *count, request *r, const fund_text *text,
                               fund_error *err)
{
    fund_arena_reset(r->ranges);
    fund_term_occurrences_begin(&r->occurrences, r->searcher->analyzer, text->data, text->len);
    return fund_places_find(out, count, r->ranges, &r->occurrences, err);
}

static fund_status count_passage(request *r, fund_docid docid, uint32_t ordinal, size_t places,
                                 fund_error *err)
{
    static const char seen;
    fund_docid first = fund_store_sibling(r->searcher->store, docid, ordinal, 1);
    if (places == 0) { /* found by its title */
        return FUND_OK;
    }
    r->totals.matches += places;
    r->totals.selection.passages++;
    return fund_map_put(r->articles, &first, sizeof first, (void *)(uintptr_t)&seen, NULL)
               ? FUND_OK
               : fund_no_memory(err);
}

static fund_status note_lines(request *r, const fund_record *record, fund_docid docid,
                              const fund_range *places, size_t count, fund_error *err)
{
    fund_status status = FUND_OK;
    const char *text = record->text.data;
    r->words.count = 0;
    if (count > 0 && r->options.keys[0] > FUND_LINE_MATCH) {
        status =
            fund_analyzer_words(r->searcher->analyzer, text, record->text.len, push_word, r, err);
        status = status == FUND_ERR_MEMORY ? fund_no_memory(err) : status;
    }
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        line item = {.chance = chance_of(r->options.seed, record, places[i].begin),
                     .number = r->totals.matches + i,
                     .docid = docid,
                     .begin = (uint32_t)places[i].begin,
                     .end = (uint32_t)places[i].end};
        status = make_key(&item.key, r, text, &places[i], err);
        if (status == FUND_OK) {
            status = keep(r, &item, err);
        }
    }
    return status;
}

/* Counts what is in a passage, and notes its lines where they are wanted later. */
static fund_status look_into(request *r, fund_docid docid, bool noted, fund_error *err)
{
    fund_record record;
    fund_range *places = NULL;
    size_t count = 0;
    fund_status status = fund_record_read(&record, &r->data, r->searcher->store, docid, err);
    if (status == FUND_OK) {
        status = find_places(&places, &count, r, &record.text, err);
    }
    if (status == FUND_OK && noted) {
        status = note_lines(r, &record, docid, places, count, err);
    }
    return status == FUND_OK ? count_passage(r, docid, record.ordinal, count, err) : status;
}

/* ---- hits ------------------------------------------------------------------------------------ */

static fund_status build(fund_hit *out, request *r, fund_docid docid, fund_error *err)
{
    const fund_text unread = {NULL, 0};
    if (r->built++ % HITS_AT_ONCE == 0) {
        fund_arena_free(r->builder.arena);
        fund_map_free(r->builder.articles, NULL);
        r->builder.articles = NULL;
        r->builder.arena = fund_arena_new();
        if (r->builder.arena == NULL) {
            return fund_no_memory(err);
        }
    }
    return fund_hit_build(out, &r->builder, docid, unread, unread, err);
}

static bool wants_more(const request *r, uint64_t lines)
{
    return r->options.count == 0 || lines < r->options.count;
}

/* Whether passage number i is to be read. */
static bool goes_on(const request *r, size_t i)
{
    return i < r->found.count && !fund_searcher_is_late(r->searcher);
}

static fund_status tell_progress(const request *r, size_t passage)
{
    return r->options.progress != NULL && passage % PROGRESS_PASSAGES == 0
               ? r->options.progress(passage, r->found.count, r->options.payload)
               : FUND_OK;
}

/* All lines of a passage. */
static fund_status print_passage(request *r, fund_docid docid, uint64_t *lines, fund_error *err)
{
    fund_hit hit;
    fund_range *places = NULL;
    size_t count = 0;
    fund_status status = build(&hit, r, docid, err);
    if (status == FUND_OK) {
        const fund_text text = {hit.text, hit.text_len};
        status = find_places(&places, &count, r, &text, err);
    }
    for (size_t i = 0; status == FUND_OK && i < count && wants_more(r, *lines); i++) {
        status = r->callback(&hit, places[i], r->payload);
        ++*lines;
    }
    return status == FUND_OK ? count_passage(r, docid, hit.passage, count, err) : status;
}

static fund_status print_as_found(request *r, fund_error *err)
{
    fund_status status = FUND_OK;
    uint64_t lines = 0;
    for (size_t i = 0; goes_on(r, i) && status == FUND_OK; i++) {
        fund_docid docid = r->found.items[i].docid;
        status = tell_progress(r, i);
        if (status == FUND_OK) {
            status = wants_more(r, lines) ? print_passage(r, docid, &lines, err)
                                          : look_into(r, docid, false, err);
        }
    }
    return status;
}

static int by_key(const void *left, const void *right)
{
    const line *a = left, *b = right;
    int order = a->key != NULL && b->key != NULL ? strcmp(a->key, b->key) : 0;
    return order != 0 ? order : a->number < b->number ? -1 : a->number > b->number;
}

static fund_status print_noted(request *r, fund_error *err)
{
    fund_hit hit = {.rank = 0};
    fund_docid last = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; status == FUND_OK && i < r->lines.count && wants_more(r, i); i++) {
        const line *item = &r->lines.items[i];
        if (item->docid != last) {
            status = build(&hit, r, item->docid, err);
            last = item->docid;
        }
        if (status == FUND_OK) {
            status = r->callback(&hit, (fund_range){item->begin, item->end}, r->payload);
        }
    }
    return status;
}

static fund_status print_sorted(request *r, fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t i = 0; goes_on(r, i) && status == FUND_OK; i++) {
        status = tell_progress(r, i);
        if (status == FUND_OK) {
            status = look_into(r, r->found.items[i].docid, true, err);
        }
    }
    if (r->lines.count > 0) {
        qsort(r->lines.items, r->lines.count, sizeof *r->lines.items, by_key);
    }
    return status == FUND_OK ? print_noted(r, err) : status;
}

/* ---- the call --------------------------------------------------------------------------------- */

static fund_status find(request *r, fund_error *err)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.whole = true;
    options.filter = r->options.filter;
    options.order = r->options.order;
    options.count = UINT32_MAX;
    fund_status status =
        fund_plan_new(&r->plan, r->searcher, r->query.data, r->query.len, NULL, &options, err);
    if (status == FUND_OK) {
        status = fund_check_matches(r->plan, err);
    }
    if (status == FUND_OK) {
        status = fund_match_plan(&r->found, NULL, r->searcher, r->plan, &options, err);
    }
    if (status == FUND_OK &&
        !fund_diagnostics_copy(&r->totals.diagnostics, r->totals.memory, &r->plan->diagnostics)) {
        status = fund_no_memory(err);
    }
    return status;
}

static fund_status make_lines(void *payload, fund_error *err)
{
    request *r = payload;
    bool noted = r->options.keys[0] != FUND_LINE_NONE || r->options.sample > 0;
    fund_status status = find(r, err);
    r->builder = (fund_hit_builder){.searcher = r->searcher, .with_text = true};
    if (status == FUND_OK) {
        fund_term_occurrences_init(&r->occurrences, r->plan);
        status = noted ? print_sorted(r, err) : print_as_found(r, err);
    }
    r->totals.selection.articles = fund_map_count(r->articles);
    return status;
}

static void free_request(request *r)
{
    for (size_t i = 0; i < r->lines.count; i++) {
        free(r->lines.items[i].key);
    }
    fund_array_free(&r->lines);
    fund_array_free(&r->words);
    fund_buf_free(&r->key);
    fund_buf_free(&r->data);
    fund_arena_free(r->builder.arena);
    fund_arena_free(r->ranges);
    fund_hit_builder_free(&r->builder);
    fund_term_occurrences_free(&r->occurrences);
    fund_top_docs_free(&r->found);
    fund_plan_free(r->plan);
    fund_map_free(r->articles, NULL);
}

fund_status fund_concordance(fund_count_totals *out, fund_searcher *searcher, const char *query,
                             size_t len, const fund_concordance_options *options,
                             fund_line_callback callback, void *payload, fund_error *err)
{
    request r = {.searcher = searcher,
                 .query = {query, len},
                 .found = FUND_TOP_DOCS_INIT,
                 .articles = fund_map_new(),
                 .ranges = fund_arena_new(),
                 .callback = callback,
                 .payload = payload};
    fund_status status = r.articles != NULL && r.ranges != NULL
                             ? fund_sized_take(&r.options, sizeof r.options, options,
                                               "fund_concordance_options", err)
                             : fund_no_memory(err);
    if (status == FUND_OK) {
        status = fund_count_run(out, &r.totals, searcher, make_lines, &r, err);
    }
    free_request(&r);
    return status;
}
