/*
 * Leaves out matches that repeat one above: dispatches printed twice.
 *
 * A match is a duplicate of another one when their articles are versions of one text, by their
 * sketches, and its passage says what the other passage says: most of its pairs of neighbouring
 * words are there, too. So a passage that only one of the versions has is never left out.
 * Grouped matches stand for their articles, whose sketches decide.
 *
 * Whether a match is a duplicate depends on those above it alone, so pages that follow each
 * other are those of one long page. They are filled up with further matches, in rounds; a
 * round costs a search, but only where something was left out.
 */
#include "searcher/rank/rank.h"

#include <string.h>

/* Matches that are compared, each with all that are kept; those after them are all kept. */
enum { COMPARED_MAX = 1000 };

/* Matches of a further round beyond those that are missing. */
enum { ROUND_SPARE = 10 };

/* Of the pairs of words of a passage, those that must be in the other one. */
static const double says_the_same = .6;

/* The article of a match. */
typedef struct origin {
    fund_docid first; /* its passage 1 */
    fund_text record; /* of that */
    bool read, has_sketch;
    unsigned char sketch[FUND_SKETCH_BYTES];
} origin;

/* Pairs of neighbouring words of a passage: hashes, ascending, each once. */
typedef fund_array(uint64_t) word_pairs;

/* A bit for each pair by its hash: enough to rule out most passages. */
enum { SIGNATURE_WORDS = 8 };
typedef struct signature {
    uint64_t bits[SIGNATURE_WORDS];
} signature;

/* A match; `article` is NULL where it is not compared. */
typedef struct match {
    fund_candidate candidate;
    fund_text text;
    origin *article;
    signature signature;
    word_pairs pairs;                /* read when first needed */
    fund_array(fund_repeat) repeats; /* of each article one */
} match;

typedef struct collapser {
    fund_searcher *searcher;
    bool group;
    fund_arena *arena;
    fund_map *articles; /* docid of passage 1 -> origin */
    match *items;       /* that are kept */
    size_t count, capacity, wanted;
    size_t seen; /* matches so far */
    fund_buf data;
    fund_error *err;
} collapser;

/* ---- passages --------------------------------------------------------------- */

/* Bytes of the character at text[0] where it is in no word: blanks, punctuation of ASCII
 * and that of U+0080 to U+00BF and of U+2000 on, where German quotes and dashes are. */
static size_t gap_bytes(const char *text, size_t len)
{
    unsigned char c = (unsigned char)text[0];
    size_t size = c == 0xe2                                                        ? 3
                  : c == 0xc2                                                      ? 2
                  : !fund_byte_may_be(text[0], FUND_CHAR_LETTER | FUND_CHAR_DIGIT) ? 1
                                                                                   : 0;
    return size < len ? size : len;
}

/* Hashes the next pair of words, which ends with the word at or after *pos, and moves
 * *pos past it; false at the end. The first word makes a pair with the beginning. */
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
        word = (word ^ (c >= 'A' && c <= 'Z' ? c | 0x20 : c)) * UINT64_C(0x100000001b3);
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

static bool read_pairs(match *of)
{
    word_pairs *out = &of->pairs;
    uint64_t pair, last = 0;
    if (out->count > 0) {
        return true;
    }
    for (size_t pos = 0; next_pair(&pair, &last, &pos, &of->text);) {
        if (!fund_array_push(out, pair)) {
            return false;
        }
    }
    if (out->count > 0) {
        qsort(out->items, out->count, sizeof *out->items, by_value);
    }
    size_t kept = 0;
    for (size_t i = 0; i < out->count; i++) {
        if (kept == 0 || out->items[i] != out->items[kept - 1]) {
            out->items[kept++] = out->items[i];
        }
    }
    out->count = kept;
    return true;
}

static bool is_within(const word_pairs *passage, const word_pairs *other)
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

/* Reads a record and keeps its bytes for the hit; *record borrows from c->data. */
static fund_status keep_record(fund_text *out, fund_record *record, collapser *c, fund_docid docid)
{
    fund_status status = fund_record_read(record, &c->data, c->searcher->store, docid, c->err);
    if (status != FUND_OK) {
        return status;
    }
    *out = (fund_text){fund_arena_copy(c->arena, c->data.data, c->data.len), c->data.len};
    return out->data != NULL ? FUND_OK : fund_no_memory(c->err);
}

/* Its record is read at once, next to that of its passage, where it costs least. */
static fund_status find_origin(origin **out, collapser *c, fund_docid first)
{
    fund_record unused;
    *out = fund_map_get(c->articles, &first, sizeof first);
    if (*out != NULL) {
        return FUND_OK;
    }
    origin *article = fund_arena_alloc(c->arena, sizeof *article);
    if (article == NULL || !fund_map_put(c->articles, &first, sizeof first, article, NULL)) {
        return fund_no_memory(c->err);
    }
    *article = (origin){.first = first};
    *out = article;
    return keep_record(&article->record, &unused, c, first);
}

static fund_status read_sketch(collapser *c, origin *article)
{
    if (article->read) {
        return FUND_OK;
    }
    fund_buf_clear(&c->data);
    fund_status status =
        fund_store_value(&c->data, c->searcher->store, article->first, FUND_SLOT_SKETCH, c->err);
    article->read = true;
    article->has_sketch = status == FUND_OK && c->data.len == FUND_SKETCH_BYTES;
    if (article->has_sketch) {
        memcpy(article->sketch, c->data.data, FUND_SKETCH_BYTES);
    }
    return status;
}

static fund_status are_versions(bool *out, collapser *c, origin *a, origin *b)
{
    fund_status status = read_sketch(c, a);
    if (status == FUND_OK) {
        status = read_sketch(c, b);
    }
    *out = status == FUND_OK && a->has_sketch && b->has_sketch &&
           fund_sketch_is_version(a->sketch, b->sketch, FUND_SKETCH_SIMILAR);
    return status;
}

/* ---- matches ------------------------------------------------------------------- */

static fund_status is_duplicate(bool *out, collapser *c, match *own, match *above)
{
    *out = false;
    if (above->article == NULL || above->article == own->article ||
        (!c->group && !may_be_within(&own->signature, &above->signature))) {
        return FUND_OK;
    }
    fund_status status = are_versions(out, c, own->article, above->article);
    if (status != FUND_OK || !*out || c->group) {
        return status;
    }
    if (!read_pairs(own) || !read_pairs(above)) {
        return fund_no_memory(c->err);
    }
    *out = is_within(&own->pairs, &above->pairs);
    return FUND_OK;
}

/* Counts an article once. */
static fund_status add_repeat(match *above, const match *own, fund_error *err)
{
    const fund_repeat repeat = {own->candidate.docid, own->candidate.record, own->candidate.first};
    for (size_t i = 0; i < above->repeats.count; i++) {
        if (above->repeats.items[i].first.data == repeat.first.data) {
            return FUND_OK;
        }
    }
    above->candidate.duplicates++;
    return fund_array_push(&above->repeats, repeat) ? FUND_OK : fund_no_memory(err);
}

/* Reads what a match is compared by. */
static fund_status read_match(match *own, collapser *c)
{
    fund_record record;
    fund_text *kept = &own->candidate.record;
    fund_status status = keep_record(kept, &record, c, own->candidate.docid);
    if (status == FUND_OK) {
        own->text.data = kept->data + (record.text.data - c->data.data);
        own->text.len = record.text.len;
        take_signature(&own->signature, &own->text);
        fund_docid first =
            fund_store_sibling(c->searcher->store, own->candidate.docid, record.ordinal, 1);
        status = find_origin(&own->article, c, first);
    }
    if (status == FUND_OK) {
        own->candidate.first = own->article->record;
    }
    return status;
}

static void free_match(match *of)
{
    fund_array_free(&of->pairs);
    fund_array_free(&of->repeats);
}

/* Keeps a match or leaves it out; *full: it belongs on the next page. */
static fund_status take_match(bool *full, collapser *c, const fund_candidate *candidate)
{
    match own = {.candidate = *candidate};
    bool duplicate = false;
    fund_status status = c->seen < COMPARED_MAX ? read_match(&own, c) : FUND_OK;
    for (size_t i = 0; own.article != NULL && i < c->count && status == FUND_OK && !duplicate;
         i++) {
        status = is_duplicate(&duplicate, c, &own, &c->items[i]);
        if (duplicate) {
            status = add_repeat(&c->items[i], &own, c->err);
        }
    }
    *full = !duplicate && c->count >= c->wanted;
    c->seen += *full ? 0 : 1;
    if (status == FUND_OK && !duplicate && !*full) {
        if (fund_array_push(c, own)) {
            return FUND_OK;
        }
        status = fund_no_memory(c->err);
    }
    free_match(&own);
    return status;
}

static fund_status take_page(fund_top_docs *out, collapser *c, uint32_t offset)
{
    out->count = 0;
    for (size_t i = offset; i < c->count; i++) {
        const match *of = &c->items[i];
        fund_candidate kept = of->candidate;
        const void *repeats = fund_arena_copy(c->arena, of->repeats.items,
                                              of->repeats.count * sizeof *of->repeats.items);
        kept.repeats = repeats;
        if (repeats == NULL || !fund_array_push(out, kept)) {
            return fund_no_memory(c->err);
        }
    }
    out->arena = c->arena;
    c->arena = NULL;
    return FUND_OK;
}

static fund_status run_rounds(fund_top_docs *out, fund_docids *all, collapser *c, fund_plan *plan,
                              const fund_search_options *options)
{
    fund_search_options round = *options;
    size_t size = all != NULL && plan->predicate_count > 0 ? UINT32_MAX : c->wanted;
    bool more, full = false;
    round.offset = 0;
    do {
        fund_top_docs_free(out);
        round.count = size < UINT32_MAX ? (uint32_t)size : UINT32_MAX;
        fund_status status = fund_match_plan(out, all, c->searcher, plan, &round, c->err);
        all = NULL;
        while (status == FUND_OK && c->seen < out->count && !full) {
            status = take_match(&full, c, &out->items[c->seen]);
        }
        if (status != FUND_OK) {
            return status;
        }
        more = out->count == round.count && round.count < UINT32_MAX &&
               !fund_searcher_is_late(c->searcher);
        size += c->wanted - c->count + (c->seen - c->count) + ROUND_SPARE;
    } while (more && c->count < c->wanted);
    return take_page(out, c, options->offset);
}

fund_status fund_match_collapsed(fund_top_docs *out, fund_docids *all, fund_searcher *searcher,
                                 fund_plan *plan, const fund_search_options *options,
                                 fund_error *err)
{
    collapser c = {.searcher = searcher,
                   .group = options->group,
                   .arena = fund_arena_new(),
                   .articles = fund_map_new(),
                   .wanted = (size_t)options->offset + options->count,
                   .err = err};
    fund_status status = c.arena != NULL && c.articles != NULL
                             ? run_rounds(out, all, &c, plan, options)
                             : fund_no_memory(err);
    for (size_t i = 0; i < c.count; i++) {
        free_match(&c.items[i]);
    }
    fund_array_free(&c);
    fund_map_free(c.articles, NULL);
    fund_arena_free(c.arena);
    fund_buf_free(&c.data);
    return status;
}
