/*
 * Hides hits that repeat one that ranks above: dispatches printed twice.
 *
 * A hit is hidden behind another one when their articles are versions of one text, by
 * their sketches, and its passage says what the other passage says: most of its pairs
 * of neighbouring words stand there, too. So a passage that only one of the versions
 * has is never hidden. Grouped hits stand for their articles, whose sketches decide.
 *
 * What becomes of a hit depends on those above it alone, so pages that follow each
 * other are those of one long page. They are filled up with further matches, in
 * rounds; a round costs a search, but only where something was hidden.
 */
#include "searcher/searcher_private.h"

#include <stdlib.h>
#include <string.h>

/* Matches that are compared, and of which each is compared with all that are shown;
 * those behind are all shown. */
enum { COMPARED_MAX = 1000 };

/* Matches of a further round beyond those that are missing. */
enum { ROUND_SPARE = 10 };

/* Of the pairs of words of a passage, those that must stand in the other one. */
static const double says_the_same = .6;

/* An article of a match. */
typedef struct origin {
    bool has_sketch;
    unsigned char sketch[FUND_SKETCH_BYTES];
} origin;

/* Pairs of neighbouring words of a passage: hashes, ascending, each once. */
typedef struct pairs {
    uint64_t *items;
    size_t count, capacity;
    uint64_t last; /* word */
} pairs;

/* A list of articles. */
typedef struct copies {
    const origin *article;
    struct copies *next;
} copies;

/* A match that is shown. */
typedef struct shown {
    fund_found found;
    const origin *article; /* NULL: not compared */
    pairs *words;          /* made when first needed */
    copies *hidden;        /* articles behind it, each once */
} shown;

typedef struct sieve {
    fund_searcher *searcher;
    bool group;
    fund_arena *arena;
    fund_map *articles; /* docid of passage 1 -> origin */
    shown *items;
    size_t count, capacity, wanted;
    size_t looked;      /* matches so far */
    fund_buf data;
    pairs words;        /* of the match that is looked at */
    fund_error *err;
} sieve;

static fund_status no_memory(sieve *s)
{
    return fund_error_set(s->err, FUND_ERR_MEMORY, "not enough memory for results");
}

/* ---- passages --------------------------------------------------------------- */

static fund_status add_word(const fund_token *token, void *payload)
{
    pairs *out = payload;
    if (token->kind != FUND_TOKEN_WORD && token->kind != FUND_TOKEN_FUNCTION) {
        return FUND_OK;
    }
    if (out->count == out->capacity) {
        size_t capacity = out->capacity * 2 + 64;
        uint64_t *grown = realloc(out->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return FUND_ERR_MEMORY;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    uint64_t word = fund_hash64(token->term, token->term_len);
    out->items[out->count++] = out->last * UINT64_C(0x9e3779b97f4a7c15) + word;
    out->last = word;
    return FUND_OK;
}

static int by_value(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static fund_status read_pairs(pairs *out, sieve *s, const fund_field *text)
{
    out->count = 0;
    out->last = 0;
    fund_status status = fund_analyzer_run(s->searcher->analyzer, FUND_PURPOSE_DOCUMENT,
                                           text->data, text->len, add_word, out, s->err);
    if (status == FUND_ERR_MEMORY) {
        return no_memory(s);
    }
    if (status != FUND_OK || out->count == 0) {
        return status;
    }
    qsort(out->items, out->count, sizeof *out->items, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (out->items[i] != out->items[kept - 1]) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
    return FUND_OK;
}

static bool is_within(const pairs *passage, const pairs *other)
{
    size_t common = 0, k = 0;
    for (size_t i = 0; i < passage->count; i++) {
        while (k < other->count && other->items[k] < passage->items[i]) {
            k++;
        }
        common += k < other->count && other->items[k] == passage->items[i] ? 1 : 0;
    }
    return common > 0 && (double)common >= says_the_same * (double)passage->count;
}

static fund_status find_pairs(sieve *s, shown *above)
{
    if (above->words != NULL) {
        return FUND_OK;
    }
    fund_record record;
    pairs read = {.count = 0};
    fund_status status =
        fund_record_read(&record, &s->data, s->searcher->store, above->found.docid, s->err);
    if (status == FUND_OK) {
        status = read_pairs(&read, s, &record.text);
    }
    if (status == FUND_OK) {
        above->words = fund_arena_alloc(s->arena, sizeof *above->words);
        uint64_t *items = fund_arena_alloc(s->arena, (read.count + 1) * sizeof *items);
        status = above->words != NULL && items != NULL ? FUND_OK : no_memory(s);
        if (status == FUND_OK && read.count > 0) {
            memcpy(items, read.items, read.count * sizeof *items);
        }
        if (status == FUND_OK) {
            *above->words = (pairs){.items = items, .count = read.count};
        }
    }
    free(read.items);
    return status;
}

/* ---- articles ----------------------------------------------------------------- */

static fund_status read_sketch(origin *out, sieve *s, fund_docid first)
{
    fund_buf_clear(&s->data);
    fund_status status =
        fund_store_value(&s->data, s->searcher->store, first, FUND_SLOT_SKETCH, s->err);
    *out = (origin){.has_sketch = status == FUND_OK && s->data.len == FUND_SKETCH_BYTES};
    if (out->has_sketch) {
        memcpy(out->sketch, s->data.data, FUND_SKETCH_BYTES);
    }
    return status;
}

static fund_status find_origin(const origin **out, sieve *s, fund_docid first)
{
    origin *article = fund_map_get(s->articles, &first, sizeof first);
    *out = article;
    if (article != NULL) {
        return FUND_OK;
    }
    article = fund_arena_alloc(s->arena, sizeof *article);
    if (article == NULL || !fund_map_put(s->articles, &first, sizeof first, article, NULL)) {
        return no_memory(s);
    }
    *out = article;
    return read_sketch(article, s, first);
}

static bool are_versions(const origin *a, const origin *b)
{
    return a != NULL && a != b && a->has_sketch && b->has_sketch &&
           fund_sketch_similarity(a->sketch, b->sketch) >= FUND_SKETCH_SIMILAR;
}

/* Counts the article once. */
static fund_status hide_behind(sieve *s, shown *above, const origin *article)
{
    for (const copies *known = above->hidden; known != NULL; known = known->next) {
        if (known->article == article) {
            return FUND_OK;
        }
    }
    copies *added = fund_arena_alloc(s->arena, sizeof *added);
    if (added == NULL) {
        return no_memory(s);
    }
    *added = (copies){article, above->hidden};
    above->hidden = added;
    above->found.similar++;
    return FUND_OK;
}

/* ---- matches ------------------------------------------------------------------- */

/* The shown match that the passage of an article repeats; NULL: none. */
static fund_status find_repeated(shown **out, sieve *s, const origin *article, fund_docid docid)
{
    fund_record record;
    bool read = false;
    *out = NULL;
    for (size_t i = 0; i < s->count; i++) {
        shown *above = &s->items[i];
        if (!are_versions(above->article, article)) {
            continue;
        }
        fund_status status = s->group ? FUND_OK : find_pairs(s, above);
        if (status == FUND_OK && !s->group && !read) {
            status = fund_record_read(&record, &s->data, s->searcher->store, docid, s->err);
            status = status == FUND_OK ? read_pairs(&s->words, s, &record.text) : status;
            read = true;
        }
        if (status != FUND_OK || s->group || is_within(&s->words, above->words)) {
            *out = status == FUND_OK ? above : NULL;
            return status;
        }
    }
    return FUND_OK;
}

static fund_status show(sieve *s, const fund_found *found, const origin *article)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity * 2 + 16;
        shown *grown = realloc(s->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return no_memory(s);
        }
        s->items = grown;
        s->capacity = capacity;
    }
    s->items[s->count++] = (shown){.found = *found, .article = article};
    return FUND_OK;
}

/* Shows or hides a match; *done: it belongs on the next page. */
static fund_status look_at(bool *done, sieve *s, const fund_found *found)
{
    const origin *article = NULL;
    shown *above = NULL;
    *done = false;
    if (s->looked < COMPARED_MAX) {
        fund_record record;
        const fund_store *store = s->searcher->store;
        fund_status status = fund_record_read(&record, &s->data, store, found->docid, s->err);
        if (status == FUND_OK) {
            fund_docid first = fund_store_sibling(store, found->docid, record.ordinal, 1);
            status = find_origin(&article, s, first);
        }
        if (status == FUND_OK) {
            status = find_repeated(&above, s, article, found->docid);
        }
        if (status != FUND_OK) {
            return status;
        }
    }
    *done = above == NULL && s->count >= s->wanted;
    s->looked += *done ? 0 : 1;
    if (*done) {
        return FUND_OK;
    }
    return above != NULL ? hide_behind(s, above, article) : show(s, found, article);
}

static fund_status take_page(fund_founds *out, sieve *s, uint32_t offset)
{
    size_t first = offset < s->count ? offset : s->count;
    free(out->items);
    out->count = s->count - first;
    out->items = malloc((out->count + 1) * sizeof *out->items);
    if (out->items == NULL) {
        out->count = 0;
        return no_memory(s);
    }
    for (size_t i = 0; i < out->count; i++) {
        out->items[i] = s->items[first + i].found;
    }
    return FUND_OK;
}

static fund_status run_rounds(fund_founds *out, sieve *s, fund_plan *plan,
                              const fund_search_options *options)
{
    fund_search_options round = *options;
    size_t size = s->wanted;
    bool more, done = false;
    round.offset = 0;
    do {
        free(out->items);
        *out = (fund_founds)FUND_FOUNDS_INIT;
        round.count = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
        fund_status status = fund_plan_match(out, s->searcher, plan, &round, s->err);
        while (status == FUND_OK && s->looked < out->count && !done) {
            status = look_at(&done, s, &out->items[s->looked]);
        }
        if (status != FUND_OK) {
            return status;
        }
        more = out->count == round.count && round.count < UINT32_MAX;
        size += s->wanted - s->count + (s->looked - s->count) + ROUND_SPARE;
    } while (more && s->count < s->wanted);
    return take_page(out, s, options->offset);
}

fund_status fund_plan_match_distinct(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                                     const fund_search_options *options, fund_error *err)
{
    sieve s = {.searcher = searcher,
               .group = options->group,
               .arena = fund_arena_new(),
               .articles = fund_map_new(),
               .wanted = (size_t)options->offset + options->count,
               .err = err};
    fund_status status = s.arena != NULL && s.articles != NULL
                             ? run_rounds(out, &s, plan, options)
                             : no_memory(&s);
    fund_map_free(s.articles, NULL);
    fund_arena_free(s.arena);
    fund_buf_free(&s.data);
    free(s.words.items);
    free(s.items);
    return status;
}
