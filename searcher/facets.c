/*
 * Counts what a query matches: by section, author, month or year.
 *
 * Sections, authors and dates belong to articles and are values of their passage 1. So
 * matches are gathered first, then their articles, and each article's values are read
 * once however many of its passages match.
 */
#include "searcher/calls.h"

#include <stdlib.h>
#include <string.h>

/* An article with matches. */
typedef struct group {
    fund_docid first;  /* its passage 1 */
    uint32_t passages; /* that match */
    uint64_t words;    /* in all of it, where they are asked for */
} group;

typedef struct counting {
    fund_searcher *searcher;
    group *groups; /* by ascending docid */
    size_t count, at;
    fund_docid *firsts; /* of the groups */
    fund_map *known;    /* value -> index + 1 in items */
    fund_facet_value *items;
    size_t item_count, item_capacity;
    size_t date_bytes; /* of a date that count; 0: the value is no date */
    bool names;        /* the value may be several names */
    fund_arena *arena;
    fund_error *err;
} counting;

/* ---- articles of matches ----------------------------------------------------------- */

typedef struct docid_list {
    fund_docid *items;
    size_t count, capacity;
    fund_error *err;
} docid_list;

static fund_status push_docid(fund_docid docid, void *payload)
{
    docid_list *list = payload;
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 1024;
        fund_docid *grown = realloc(list->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_no_memory(list->err);
        }
        list->items = grown;
        list->capacity = capacity;
    }
    list->items[list->count++] = docid;
    return FUND_OK;
}

static int by_docid(const void *left, const void *right)
{
    fund_docid a = *(const fund_docid *)left, b = *(const fund_docid *)right;
    return a < b ? -1 : a > b;
}

static fund_status matches_of(docid_list *out, bool *all, fund_searcher *searcher, fund_plan *plan,
                              const fund_search_options *options, fund_error *err)
{
    fund_status status = FUND_OK;
    *all = true;
    if (plan->tree == NULL) {
        return FUND_OK;
    }
    if (plan->predicate_count > 0) {
        fund_search_options every = *options;
        fund_top_docs top_docs = FUND_TOP_DOCS_INIT;
        every.offset = 0;
        every.count = UINT32_MAX;
        every.group = false;
        every.order = FUND_ORDER_RELEVANCE;
        status = fund_match_two_phase(&top_docs, searcher, plan, &every, err);
        for (size_t i = 0; i < top_docs.count && status == FUND_OK; i++) {
            status = push_docid(top_docs.items[i].docid, out);
        }
        *all = top_docs.total_exact;
        fund_top_docs_free(&top_docs);
    } else {
        fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
        fund_matches matches = FUND_MATCHES_INIT;
        wanted.now = searcher->now;
        wanted.count = UINT32_MAX;
        wanted.unweighted = true;
        status = fund_store_match(&matches, searcher->store, plan->tree, &wanted, err);
        for (size_t i = 0; i < matches.count && status == FUND_OK; i++) {
            status = push_docid(matches.items[i].docid, out);
        }
        fund_matches_free(&matches);
    }
    if (status == FUND_OK && out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, by_docid);
    }
    return status;
}

/* Passages of an article are adjacent within their database; those of several databases
 * take turns. So each database is gone through by itself. */
static fund_status group_matches(counting *c, const docid_list *matches, const docid_list *firsts)
{
    fund_docid stride = fund_store_sibling(c->searcher->store, 1, 1, 2) - 1;
    c->groups = calloc(matches->count + 1, sizeof *c->groups);
    c->firsts = calloc(matches->count + 1, sizeof *c->firsts);
    if (c->groups == NULL || c->firsts == NULL) {
        return fund_no_memory(c->err);
    }
    for (fund_docid shard = 0; shard < stride; shard++) {
        size_t f = 0;
        fund_docid first = 0;
        for (size_t m = 0; m < matches->count; m++) {
            fund_docid docid = matches->items[m];
            if ((docid - 1) % stride != shard) {
                continue;
            }
            for (; f < firsts->count && firsts->items[f] <= docid; f++) {
                first = (firsts->items[f] - 1) % stride == shard ? firsts->items[f] : first;
            }
            if (c->count == 0 || c->groups[c->count - 1].first != first) {
                c->groups[c->count++] = (group){.first = first};
            }
            c->groups[c->count - 1].passages++;
        }
    }
    qsort(c->groups, c->count, sizeof *c->groups, by_docid); /* which comes first in a group */
    for (size_t i = 0; i < c->count; i++) {
        c->firsts[i] = c->groups[i].first;
    }
    return FUND_OK;
}

/* ---- tallies ------------------------------------------------------------------------ */

static fund_status add_to(counting *c, const char *value, size_t len, const group *from)
{
    uintptr_t known = (uintptr_t)fund_map_get(c->known, value, len);
    if (known == 0) {
        if (c->item_count == c->item_capacity) {
            size_t capacity = c->item_capacity * 2 + 64;
            fund_facet_value *grown = realloc(c->items, capacity * sizeof *grown);
            if (grown == NULL) {
                return fund_no_memory(c->err);
            }
            c->items = grown;
            c->item_capacity = capacity;
        }
        const char *copy = fund_arena_copy(c->arena, value, len);
        known = c->item_count + 1;
        if (copy == NULL || !fund_map_put(c->known, value, len, (void *)known, NULL)) {
            return fund_no_memory(c->err);
        }
        c->items[c->item_count++] = (fund_facet_value){.value = copy};
    }
    fund_facet_value *item = &c->items[known - 1];
    item->passages += from->passages;
    item->articles++;
    item->words += from->words;
    return FUND_OK;
}

/* "Ines Petersen, Jan Ohm" is two names, "Petersen, Ines" one. */
static bool are_names(const char *value, size_t len)
{
    bool blank = false;
    for (size_t i = 0; i < len; i++) {
        if (value[i] == ',') {
            if (!blank) {
                return false;
            }
            blank = false;
            i += i + 1 < len && value[i + 1] == ' ' ? 1 : 0;
        } else {
            blank |= value[i] == ' ';
        }
    }
    return blank;
}

static fund_status add_names(counting *c, const char *value, size_t len, const group *from)
{
    bool commas = are_names(value, len);
    fund_status status = FUND_OK;
    for (size_t pos = 0, end; pos < len && status == FUND_OK; pos = end + 1) {
        for (end = pos; end < len && value[end] != ';' && !(commas && value[end] == ','); end++) {
        }
        size_t from_byte = pos + strspn(value + pos, " ");
        size_t to = end;
        while (to > from_byte && value[to - 1] == ' ') {
            to--;
        }
        if (to > from_byte) {
            status = add_to(c, value + from_byte, to - from_byte, from);
        }
    }
    return status;
}

static group *find_group(counting *c, fund_docid docid)
{
    while (c->at < c->count && c->groups[c->at].first < docid) {
        c->at++;
    }
    return c->at < c->count && c->groups[c->at].first == docid ? &c->groups[c->at] : NULL;
}

static fund_status see_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    counting *c = payload;
    const group *from = find_group(c, docid);
    if (from == NULL || len == 0) {
        return FUND_OK;
    }
    if (c->names) {
        fund_buf copy = FUND_BUF_INIT; /* values are not terminated */
        fund_buf_append(&copy, value, len);
        fund_status status =
            copy.failed ? fund_no_memory(c->err) : add_names(c, copy.data, len, from);
        fund_buf_free(&copy);
        return status;
    }
    return add_to(c, value, c->date_bytes > 0 && len > c->date_bytes ? c->date_bytes : len, from);
}

static fund_status see_words(fund_docid docid, const char *value, size_t len, void *payload)
{
    counting *c = payload;
    group *to = find_group(c, docid);
    for (size_t i = 0; to != NULL && i < len && value[i] >= '0' && value[i] <= '9'; i++) {
        to->words = to->words * 10 + (uint64_t)(value[i] - '0');
    }
    return FUND_OK;
}

static int by_passages(const void *left, const void *right)
{
    const fund_facet_value *a = left, *b = right;
    if (a->passages != b->passages) {
        return a->passages > b->passages ? -1 : 1;
    }
    return strcmp(a->value, b->value);
}

static int by_value(const void *left, const void *right)
{
    return strcmp(((const fund_facet_value *)left)->value,
                  ((const fund_facet_value *)right)->value);
}

static fund_status run_facet(fund_facet_values *out, counting *c, fund_facet facet)
{
    static const struct {
        uint32_t slot;
        size_t date_bytes;
        bool names;
    } facets[] = {
        [FUND_FACET_SECTION] = {FUND_SLOT_SECTION, 0, false},
        [FUND_FACET_AUTHOR] = {FUND_SLOT_AUTHOR, 0, true},
        [FUND_FACET_MONTH] = {FUND_SLOT_DATE, 7, false},
        [FUND_FACET_YEAR] = {FUND_SLOT_DATE, 4, false},
    };
    c->date_bytes = facets[facet].date_bytes;
    c->names = facets[facet].names;
    c->at = c->item_count = 0;
    c->known = fund_map_new();
    fund_status status = c->known == NULL
                             ? fund_no_memory(c->err)
                             : fund_store_values_of(c->searcher->store, facets[facet].slot,
                                                    c->firsts, c->count, see_value, c, c->err);
    size_t bytes = c->item_count * sizeof *c->items;
    fund_facet_value *items = fund_arena_alloc(c->arena, bytes + 1);
    if (status == FUND_OK && items == NULL) {
        status = fund_no_memory(c->err);
    }
    if (status == FUND_OK && c->item_count > 0) {
        qsort(c->items, c->item_count, sizeof *c->items,
              c->date_bytes > 0 ? by_value : by_passages);
        memcpy(items, c->items, bytes);
    }
    *out = (fund_facet_values){items, status == FUND_OK ? c->item_count : 0};
    fund_map_free(c->known, NULL);
    return status;
}

/* ---- all of it ------------------------------------------------------------------------ */

typedef struct call {
    fund_facet_counts *out;
    fund_searcher *searcher;
    const char *query;
    size_t len;
    const fund_search_options *options;
    unsigned facets;
} call;

static fund_status count_groups(call *k, counting *c)
{
    fund_status status = FUND_OK;
    if ((k->facets & FUND_FACET_WORDS) != 0) {
        status = fund_store_values_of(k->searcher->store, FUND_SLOT_WORDS, c->firsts, c->count,
                                      see_words, c, c->err);
    }
    for (int facet = 0; facet < FUND_FACETS && status == FUND_OK; facet++) {
        if ((k->facets >> facet & 1) != 0) {
            status = run_facet(&k->out->facets[facet], c, (fund_facet)facet);
        }
    }
    return status;
}

static fund_status attempt_count(void *payload, fund_error *err)
{
    call *k = payload;
    fund_facet_counts_free(k->out);
    k->out->arena = fund_arena_new();
    counting c = {.searcher = k->searcher, .arena = k->out->arena, .err = err};
    docid_list matches = {.err = err}, firsts = {.err = err};
    fund_plan *plan = NULL;
    fund_status status = c.arena == NULL ? fund_no_memory(err) : FUND_OK;
    if (status == FUND_OK) {
        status = fund_plan_new(&plan, k->searcher, k->query, k->len, NULL, k->options, err);
    }
    if (status == FUND_OK) {
        status = matches_of(&matches, &k->out->exact, k->searcher, plan, k->options, err);
    }
    if (status == FUND_OK && matches.count > 0) {
        status = fund_store_postings(k->searcher->store, FUND_PREFIX_FIRST,
                                     strlen(FUND_PREFIX_FIRST), push_docid, &firsts, err);
    }
    if (status == FUND_OK) {
        status = group_matches(&c, &matches, &firsts);
    }
    if (status == FUND_OK) {
        k->out->passages = (uint32_t)matches.count;
        k->out->articles = (uint32_t)c.count;
        status = count_groups(k, &c);
    }
    fund_plan_free(plan);
    free(matches.items);
    free(firsts.items);
    free(c.groups);
    free(c.firsts);
    free(c.items);
    return status;
}

fund_status fund_search_facets(fund_facet_counts *out, fund_searcher *searcher, const char *query,
                               size_t len, const fund_search_options *options, unsigned facets,
                               fund_error *err)
{
    const fund_search_options defaults = FUND_SEARCH_OPTIONS_INIT;
    call k = {out, searcher, query, len, options != NULL ? options : &defaults, facets};
    fund_status status = fund_searcher_retry(searcher, attempt_count, &k, err);
    if (status != FUND_OK) {
        fund_facet_counts_free(out);
    }
    return status;
}

void fund_facet_counts_free(fund_facet_counts *counts)
{
    fund_arena_free(counts->arena);
    *counts = (fund_facet_counts)FUND_FACET_COUNTS_INIT;
}
