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
#include "searcher/rank/rank.h"

#include <ctype.h>
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
    fund_docid first; /* its passage 1 */
    fund_text record; /* of that */
    bool read, has_sketch;
    unsigned char sketch[FUND_SKETCH_BYTES];
} origin;

/* Pairs of neighbouring words of a passage: hashes, ascending, each once. */
typedef struct pairs {
    uint64_t *items;
    size_t count, capacity;
} pairs;

/* A bit for each pair by its hash: tells most passages apart at once. */
enum { SIGNATURE_WORDS = 8 };
typedef struct signature {
    uint64_t bits[SIGNATURE_WORDS];
} signature;

/* A list of articles. */
typedef struct copies {
    const origin *article;
    struct copies *next;
} copies;

/* A match; `article` is NULL where it is not compared. */
typedef struct match {
    fund_candidate found;
    fund_text text;
    origin *article;
    signature signature;
    pairs *words;   /* made when first needed */
    copies *hidden; /* articles behind it, each once */
} match;

typedef struct sieve {
    fund_searcher *searcher;
    bool group;
    fund_arena *arena;
    fund_map *articles; /* docid of passage 1 -> origin */
    match *items;       /* that are shown */
    size_t count, capacity, wanted;
    size_t looked; /* matches so far */
    fund_buf data;
    fund_error *err;
} sieve;

/* ---- passages --------------------------------------------------------------- */

/* Bytes of the character at text[0] where it is in no word: blanks, punctuation of ASCII
 * and that of U+0080 to U+00BF and of U+2000 on, where German quotes and dashes are. */
static size_t gap_bytes(const char *text, size_t len)
{
    unsigned char c = (unsigned char)text[0];
    size_t size = c == 0xe2 ? 3 : c == 0xc2 ? 2 : c < 0x80 && !isalnum(c) ? 1 : 0;
    return size < len ? size : len;
}

/* Hashes the next pair of words, which ends with the word at or behind *pos, and moves
 * *pos behind it; false at the end. The first word makes a pair with the beginning. */
static bool next_pair(uint64_t *out, uint64_t *last, size_t *pos, const fund_text *text)
{
    size_t gap;
    while (*pos < text->len && (gap = gap_bytes(text->data + *pos, text->len - *pos)) > 0) {
        *pos += gap;
    }
    uint64_t word = UINT64_C(0xcbf29ce484222325); /* FNV-1a: words are short */
    size_t begin = *pos;
    while (*pos < text->len && gap_bytes(text->data + *pos, text->len - *pos) == 0) {
        unsigned char c = (unsigned char)text->data[(*pos)++];
        word = (word ^ (unsigned char)tolower(c)) * UINT64_C(0x100000001b3);
    }
    *out = (*last * UINT64_C(0x9e3779b97f4a7c15)) ^ word;
    *last = word;
    return *pos > begin;
}

static void take_signature(signature *out, const fund_text *text)
{
    uint64_t pair, last = 0;
    *out = (signature){{0}};
    for (size_t pos = 0; next_pair(&pair, &last, &pos, text);) {
        uint64_t bit = (pair * UINT64_C(0x9e3779b97f4a7c15)) >> 55;
        out->bits[bit / 64] |= UINT64_C(1) << bit % 64;
    }
}

/* False: the passage of which a was taken does not say what that of b says. */
static bool may_be_within(const signature *a, const signature *b)
{
    int own = 0, common = 0;
    for (size_t i = 0; i < SIGNATURE_WORDS; i++) {
        own += __builtin_popcountll(a->bits[i]);
        common += __builtin_popcountll(a->bits[i] & b->bits[i]);
    }
    return 2 * common >= own;
}

static int by_value(const void *left, const void *right)
{
    const uint64_t *a = left, *b = right;
    return *a < *b ? -1 : *a > *b;
}

static bool push_pair(pairs *out, uint64_t pair)
{
    if (out->count == out->capacity) {
        size_t capacity = out->capacity * 2 + 64;
        uint64_t *grown = realloc(out->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        out->items = grown;
        out->capacity = capacity;
    }
    out->items[out->count++] = pair;
    return true;
}

/* Sorted, each once. */
static bool read_pairs(pairs *out, const fund_text *text)
{
    uint64_t pair, last = 0;
    for (size_t pos = 0; next_pair(&pair, &last, &pos, text);) {
        if (!push_pair(out, pair)) {
            return false;
        }
    }
    if (out->count == 0) {
        return true;
    }
    qsort(out->items, out->count, sizeof *out->items, by_value);
    size_t kept = 1;
    for (size_t i = 1; i < out->count; i++) {
        if (out->items[i] != out->items[kept - 1]) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
    return true;
}

static fund_status find_pairs(sieve *s, match *of)
{
    if (of->words != NULL) {
        return FUND_OK;
    }
    pairs read = {.count = 0};
    pairs *kept = fund_arena_alloc(s->arena, sizeof *kept);
    bool ok = kept != NULL && read_pairs(&read, &of->text);
    uint64_t *items = ok ? fund_arena_alloc(s->arena, (read.count + 1) * sizeof *items) : NULL;
    if (items != NULL && read.count > 0) {
        memcpy(items, read.items, read.count * sizeof *items);
    }
    if (items != NULL) {
        *kept = (pairs){.items = items, .count = read.count};
        of->words = kept;
    }
    free(read.items);
    return items != NULL ? FUND_OK : fund_no_memory(s->err);
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

/* ---- articles ----------------------------------------------------------------- */

/* Reads a record for good. */
static fund_status keep_record(fund_text *out, sieve *s, fund_docid docid)
{
    fund_record record;
    fund_status status = fund_record_read(&record, &s->data, s->searcher->store, docid, s->err);
    if (status != FUND_OK) {
        return status;
    }
    *out = (fund_text){fund_arena_copy(s->arena, s->data.data, s->data.len), s->data.len};
    return out->data != NULL ? FUND_OK : fund_no_memory(s->err);
}

/* Its record is wanted for the hit and is cheap beside that of its passage, but not later. */
static fund_status find_origin(origin **out, sieve *s, fund_docid first)
{
    *out = fund_map_get(s->articles, &first, sizeof first);
    if (*out != NULL) {
        return FUND_OK;
    }
    origin *article = fund_arena_alloc(s->arena, sizeof *article);
    if (article == NULL || !fund_map_put(s->articles, &first, sizeof first, article, NULL)) {
        return fund_no_memory(s->err);
    }
    *article = (origin){.first = first};
    *out = article;
    return keep_record(&article->record, s, first);
}

static fund_status read_sketch(sieve *s, origin *article)
{
    if (article->read) {
        return FUND_OK;
    }
    fund_buf_clear(&s->data);
    fund_status status =
        fund_store_value(&s->data, s->searcher->store, article->first, FUND_SLOT_SKETCH, s->err);
    article->read = true;
    article->has_sketch = status == FUND_OK && s->data.len == FUND_SKETCH_BYTES;
    if (article->has_sketch) {
        memcpy(article->sketch, s->data.data, FUND_SKETCH_BYTES);
    }
    return status;
}

static fund_status are_versions(bool *out, sieve *s, origin *a, origin *b)
{
    fund_status status = read_sketch(s, a);
    if (status == FUND_OK) {
        status = read_sketch(s, b);
    }
    *out = status == FUND_OK && a->has_sketch && b->has_sketch &&
           fund_sketch_is_version(a->sketch, b->sketch, FUND_SKETCH_SIMILAR);
    return status;
}

/* Counts the article once. */
static fund_status hide_behind(sieve *s, match *above, const origin *article)
{
    for (const copies *known = above->hidden; known != NULL; known = known->next) {
        if (known->article == article) {
            return FUND_OK;
        }
    }
    copies *added = fund_arena_alloc(s->arena, sizeof *added);
    if (added == NULL) {
        return fund_no_memory(s->err);
    }
    *added = (copies){article, above->hidden};
    above->hidden = added;
    above->found.duplicates++;
    return FUND_OK;
}

/* ---- matches ------------------------------------------------------------------- */

static fund_status repeats(bool *out, sieve *s, match *own, match *above)
{
    *out = false;
    if (above->article == NULL || above->article == own->article ||
        (!s->group && !may_be_within(&own->signature, &above->signature))) {
        return FUND_OK;
    }
    fund_status status = are_versions(out, s, own->article, above->article);
    if (status != FUND_OK || !*out || s->group) {
        return status;
    }
    status = find_pairs(s, own);
    if (status == FUND_OK) {
        status = find_pairs(s, above);
    }
    *out = status == FUND_OK && is_within(own->words, above->words);
    return status;
}

static fund_status show(sieve *s, const match *own)
{
    if (s->count == s->capacity) {
        size_t capacity = s->capacity * 2 + 16;
        match *grown = realloc(s->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_no_memory(s->err);
        }
        s->items = grown;
        s->capacity = capacity;
    }
    s->items[s->count++] = *own;
    return FUND_OK;
}

/* Reads what a match is compared by; its record stays for the hit. */
static fund_status read_match(match *own, sieve *s)
{
    const fund_store *store = s->searcher->store;
    fund_record record;
    fund_text *kept = &own->found.record;
    fund_status status = keep_record(kept, s, own->found.docid);
    if (status == FUND_OK) {
        status = fund_record_decode(&record, kept->data, kept->len, s->err);
    }
    if (status == FUND_OK) {
        fund_docid first = fund_store_sibling(store, own->found.docid, record.ordinal, 1);
        status = find_origin(&own->article, s, first);
    }
    if (status == FUND_OK) {
        own->found.first = own->article->record;
        own->text = record.text;
        take_signature(&own->signature, &own->text);
    }
    return status;
}

/* Shows or hides a match; *done: it belongs on the next page. */
static fund_status look_at(bool *done, sieve *s, const fund_candidate *found)
{
    match own = {.found = *found};
    bool hidden = false;
    fund_status status = s->looked < COMPARED_MAX ? read_match(&own, s) : FUND_OK;
    for (size_t i = 0; own.article != NULL && i < s->count && status == FUND_OK && !hidden; i++) {
        status = repeats(&hidden, s, &own, &s->items[i]);
        if (status == FUND_OK && hidden) {
            status = hide_behind(s, &s->items[i], own.article);
        }
    }
    *done = !hidden && s->count >= s->wanted;
    s->looked += *done ? 0 : 1;
    return status != FUND_OK || hidden || *done ? status : show(s, &own);
}

static fund_status take_page(fund_top_docs *out, sieve *s, uint32_t offset)
{
    size_t first = offset < s->count ? offset : s->count;
    free(out->items);
    out->count = s->count - first;
    out->items = malloc((out->count + 1) * sizeof *out->items);
    if (out->items == NULL) {
        out->count = 0;
        return fund_no_memory(s->err);
    }
    for (size_t i = 0; i < out->count; i++) {
        out->items[i] = s->items[first + i].found;
    }
    out->arena = s->arena;
    s->arena = NULL;
    return FUND_OK;
}

static fund_status run_rounds(fund_top_docs *out, sieve *s, fund_plan *plan,
                              const fund_search_options *options)
{
    fund_search_options round = *options;
    size_t size = s->wanted;
    bool more, done = false;
    round.offset = 0;
    do {
        fund_top_docs_free(out);
        round.count = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
        fund_status status = fund_match_plan(out, s->searcher, plan, &round, s->err);
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

fund_status fund_match_collapsed(fund_top_docs *out, fund_searcher *searcher, fund_plan *plan,
                                 const fund_search_options *options, fund_error *err)
{
    sieve s = {.searcher = searcher,
               .group = options->group,
               .arena = fund_arena_new(),
               .articles = fund_map_new(),
               .wanted = (size_t)options->offset + options->count,
               .err = err};
    fund_status status = s.arena != NULL && s.articles != NULL ? run_rounds(out, &s, plan, options)
                                                               : fund_no_memory(s.err);
    fund_map_free(s.articles, NULL);
    fund_arena_free(s.arena);
    fund_buf_free(&s.data);
    free(s.items);
    return status;
}
