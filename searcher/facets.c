/*
 * Counts matches by section, author, source, month or year.
 *
 * Sections, authors, sources and dates belong to articles and are values of their passage 1. So the
 * articles of the matches are found first, and the values of each are read once, however many
 * of its passages match.
 */
#include "searcher/calls.h"

#include <string.h>

typedef struct matched_article {
    fund_docid first;  /* its passage 1 */
    uint32_t passages; /* that match */
    uint64_t words;    /* in all of it, where they are asked for */
} matched_article;

typedef struct counter {
    fund_searcher *searcher;
    fund_array(matched_article) articles; /* by ascending docid */
    size_t at;                            /* the article that a walk over values has reached */
    fund_docid *firsts;                   /* of the articles */
    fund_map *known;                      /* value -> index + 1 in values */
    fund_array(fund_facet_value) values;
    size_t date_bytes; /* of a date that count; 0: the value is not a date */
    bool names;        /* the value may be several names */
    fund_arena *arena;
    fund_error *err;
} counter;

/* ---- articles of matches ----------------------------------------------------------- */

static fund_status add_article(fund_docid first, void *payload)
{
    counter *c = payload;
    return fund_array_push(&c->articles, (matched_article){.first = first})
               ? FUND_OK
               : fund_no_memory(c->err);
}

/* Passages of an article are adjacent within their database; those of several databases take
 * turns. So a match belongs to the last article that began in its database. */
static fund_status count_passages(counter *c, const fund_docids *matches)
{
    fund_docid databases = fund_store_sibling(c->searcher->store, 1, 1, 2) - 1;
    matched_article *articles = c->articles.items;
    size_t *last = calloc(databases, sizeof *last), next = 0;
    if (last == NULL) {
        return fund_no_memory(c->err);
    }
    for (size_t m = 0; m < matches->count && c->articles.count > 0; m++) {
        fund_docid docid = matches->items[m];
        for (; next < c->articles.count && articles[next].first <= docid; next++) {
            last[(articles[next].first - 1) % databases] = next;
        }
        articles[last[(docid - 1) % databases]].passages++;
    }
    free(last);
    return FUND_OK;
}

/* Finds the articles of matches. */
static fund_status find_articles(counter *c, const fund_docids *matches)
{
    fund_status status = FUND_OK;
    if (matches->count > 0) {
        status = fund_store_postings(c->searcher->store, FUND_PREFIX_FIRST,
                                     strlen(FUND_PREFIX_FIRST), add_article, c, c->err);
    }
    if (status == FUND_OK) {
        status = count_passages(c, matches);
    }
    size_t kept = 0;
    for (size_t i = 0; i < c->articles.count; i++) {
        if (c->articles.items[i].passages > 0) {
            c->articles.items[kept++] = c->articles.items[i];
        }
    }
    c->articles.count = kept;
    c->firsts = calloc(kept + 1, sizeof *c->firsts);
    for (size_t i = 0; i < kept && c->firsts != NULL; i++) {
        c->firsts[i] = c->articles.items[i].first;
    }
    return c->firsts != NULL ? status : fund_no_memory(c->err);
}

/* ---- their values ------------------------------------------------------------------- */

static fund_status add_value(counter *c, const char *value, size_t len, const matched_article *from)
{
    uintptr_t index = (uintptr_t)fund_map_get(c->known, value, len);
    if (index == 0) {
        const char *copy = fund_arena_copy(c->arena, value, len);
        index = c->values.count + 1;
        if (copy == NULL || !fund_map_put(c->known, value, len, (void *)index, NULL) ||
            !fund_array_push(&c->values, (fund_facet_value){.value = copy})) {
            return fund_no_memory(c->err);
        }
    }
    fund_facet_value *counts = &c->values.items[index - 1];
    counts->passages += from->passages;
    counts->articles++;
    counts->words += from->words;
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

static fund_status add_names(counter *c, const char *value, size_t len, const matched_article *from)
{
    bool commas = are_names(value, len);
    fund_status status = FUND_OK;
    for (size_t begin = 0, next; begin < len && status == FUND_OK; begin = next + 1) {
        for (next = begin; next < len && value[next] != ';' && !(commas && value[next] == ',');) {
            next++;
        }
        size_t end = next;
        while (begin < end && value[begin] == ' ') {
            begin++;
        }
        while (begin < end && value[end - 1] == ' ') {
            end--;
        }
        status = begin < end ? add_value(c, value + begin, end - begin, from) : FUND_OK;
    }
    return status;
}

/* The article of a walk's next value; NULL when it has no matches. */
static matched_article *find_article(counter *c, fund_docid docid)
{
    while (c->at < c->articles.count && c->articles.items[c->at].first < docid) {
        c->at++;
    }
    matched_article *article = &c->articles.items[c->at];
    return c->at < c->articles.count && article->first == docid ? article : NULL;
}

static fund_status take_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    counter *c = payload;
    const matched_article *from = find_article(c, docid);
    if (from == NULL || len == 0) {
        return FUND_OK;
    }
    if (c->names) {
        return add_names(c, value, len, from);
    }
    return add_value(c, value, c->date_bytes > 0 && len > c->date_bytes ? c->date_bytes : len,
                     from);
}

static fund_status take_words(fund_docid docid, const char *value, size_t len, void *payload)
{
    matched_article *to = find_article(payload, docid);
    for (size_t i = 0; to != NULL && i < len && fund_byte_is(value[i], FUND_CHAR_DIGIT); i++) {
        to->words = to->words * 10 + (uint64_t)(value[i] - '0');
    }
    return FUND_OK;
}

static int by_value(const void *left, const void *right)
{
    const fund_facet_value *a = left, *b = right;
    return strcmp(a->value, b->value);
}

static int by_passages(const void *left, const void *right)
{
    const fund_facet_value *a = left, *b = right;
    if (a->passages != b->passages) {
        return a->passages > b->passages ? -1 : 1;
    }
    return by_value(left, right);
}

static fund_status count_facet(fund_facet_values *out, counter *c, fund_facet facet)
{
    static const struct {
        uint32_t slot;
        size_t date_bytes;
        bool names;
    } facets[] = {
        [FUND_FACET_SECTION] = {FUND_SLOT_SECTION, 0, false},
        [FUND_FACET_AUTHOR] = {FUND_SLOT_AUTHOR, 0, true},
        [FUND_FACET_SOURCE] = {FUND_SLOT_SOURCE, 0, false},
        [FUND_FACET_MONTH] = {FUND_SLOT_DATE, 7, false},
        [FUND_FACET_YEAR] = {FUND_SLOT_DATE, 4, false},
    };
    c->date_bytes = facets[facet].date_bytes;
    c->names = facets[facet].names;
    c->at = c->values.count = 0;
    fund_map_clear(c->known, NULL);
    fund_status status = fund_store_values_of(c->searcher->store, facets[facet].slot, c->firsts,
                                              c->articles.count, take_value, c, c->err);
    if (status != FUND_OK) {
        return status;
    }
    size_t count = c->values.count, size = sizeof *c->values.items;
    if (count > 0) {
        qsort(c->values.items, count, size, c->date_bytes > 0 ? by_value : by_passages);
    }
    out->count = count;
    const void *values = fund_arena_copy(c->arena, c->values.items, count * size);
    out->items = values != NULL ? fund_arena_pointers(c->arena, values, count, size) : NULL;
    return out->items != NULL ? FUND_OK : fund_no_memory(c->err);
}

fund_status fund_count_facets(fund_facet_counts *out, fund_arena *arena, fund_searcher *searcher,
                              const fund_docids *matches, unsigned facets, fund_error *err)
{
    counter c = {.searcher = searcher, .known = fund_map_new(), .arena = arena, .err = err};
    fund_status status = c.known != NULL ? find_articles(&c, matches) : fund_no_memory(err);
    if (status == FUND_OK && (facets & FUND_FACET_WORDS) != 0) {
        status = fund_store_values_of(searcher->store, FUND_SLOT_WORDS, c.firsts, c.articles.count,
                                      take_words, &c, err);
    }
    for (int facet = 0; facet < FUND_FACETS && status == FUND_OK; facet++) {
        if ((facets >> facet & 1) != 0) {
            status = count_facet(&out->facets[facet], &c, (fund_facet)facet);
        }
    }
    out->passages = (uint32_t)matches->count;
    out->articles = (uint32_t)c.articles.count;
    out->exact = matches->complete;
    fund_map_free(c.known, NULL);
    fund_array_free(&c.articles);
    fund_array_free(&c.values);
    free(c.firsts);
    return status;
}
