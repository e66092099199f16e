/*
 * Terms of the index that a pattern or a fuzzy word stands for.
 *
 * The index has stems, not forms, so the terms of a pattern are those of which a form may
 * have its letters; whether it has is looked up in the passage. Forms that inflection
 * changes beyond their end ("Häuser", "gewann") are covered by the lexicon's stem of the
 * letters themselves.
 */
#include "searcher/expand.h"

#include <stdlib.h>
#include <string.h>

/* ---- a list of the best ------------------------------------------------------------- */

bool fund_term_list_push(fund_term_list *list, fund_arena *arena, const char *term, size_t len,
                         uint32_t documents, uint32_t edits, bool part)
{
    if (list->count == list->capacity) {
        size_t capacity = list->capacity * 2 + 64;
        fund_listed_term *grown = realloc(list->items, capacity * sizeof *grown);
        if (grown == NULL) {
            return false;
        }
        list->items = grown;
        list->capacity = capacity;
    }
    const char *copy = fund_arena_copy(arena, term, len);
    if (copy == NULL) {
        return false;
    }
    list->items[list->count++] = (fund_listed_term){{copy, len}, documents, edits, part};
    return true;
}

static int by_frequency(const void *left, const void *right)
{
    const fund_listed_term *a = left, *b = right;
    if (a->edits != b->edits) {
        return a->edits < b->edits ? -1 : 1;
    }
    return a->documents > b->documents ? -1 : a->documents < b->documents;
}

bool fund_term_list_cut(fund_term_list *list, size_t most)
{
    if (list->count > 0) {
        qsort(list->items, list->count, sizeof *list->items, by_frequency);
    }
    bool cut = list->count > most;
    list->count = cut ? most : list->count;
    return cut;
}

void fund_term_list_free(fund_term_list *list)
{
    free(list->items);
    *list = (fund_term_list){NULL, 0, 0};
}

/* ---- walking the terms ------------------------------------------------------------------- */

typedef struct walker {
    bool parts;
    fund_term_filter filter;
    fund_term_visit visit;
    void *payload;
} walker;

/* The letters of a part stand behind a P. */
static size_t namespace_of(const char *term)
{
    return term[0] == FUND_PREFIX_PART[0] ? strlen(FUND_PREFIX_PART) : 0;
}

/* Namespaces begin with capitals, words do not. */
static bool is_wanted(const char *term, size_t len, size_t *skip, void *payload)
{
    const walker *w = payload;
    size_t bare = namespace_of(term);
    if (term[0] >= 'A' && term[0] <= 'Z' && (bare == 0 || !w->parts)) {
        *skip = 1;
        return false;
    }
    if (len <= bare) {
        return false;
    }
    bool wanted = w->filter == NULL || w->filter(term + bare, len - bare, skip, w->payload);
    *skip += *skip > 0 ? bare : 0;
    return wanted;
}

static fund_status see_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    const walker *w = payload;
    size_t bare = namespace_of(term);
    return w->visit(term + bare, len - bare, documents, bare > 0, w->payload);
}

fund_status fund_walk_terms(const fund_searcher *searcher, const char *beginning, size_t len,
                            bool parts, fund_term_filter filter, fund_term_visit visit,
                            void *payload, fund_error *err)
{
    walker w = {parts, filter, visit, payload};
    fund_status status =
        fund_store_filter_terms(searcher->store, beginning, len, is_wanted, see_term, &w, err);
    if (status != FUND_OK || len == 0 || !parts) {
        return status;
    }
    fund_buf term = FUND_BUF_INIT;
    fund_buf_append_str(&term, FUND_PREFIX_PART);
    fund_buf_append(&term, beginning, len);
    status = term.failed ? fund_no_memory(err)
                         : fund_store_filter_terms(searcher->store, term.data, term.len, is_wanted,
                                                   see_term, &w, err);
    fund_buf_free(&term);
    return status;
}

/* ---- patterns ---------------------------------------------------------------------------- */

enum {
    SHAPES_MAX = 4,
    EXPANSIONS_ALL = 4000, /* terms of all patterns of a query ... */
    FEWEST = 20            /* ... but for so many of each */
};

/* Terms of a pattern, by the letters of it that are known. */
typedef struct pattern_walk {
    fund_builder *builder;
    fund_term_list found;
    char shapes[SHAPES_MAX][FUND_TERM_MAX + 1]; /* what a term may begin, end with or have in it */
    size_t count;
    enum { BEGINS, ENDS, WITHIN } where;
    size_t most;    /* terms that are wanted */
    uint32_t least; /* documents of one that may still be among them */
    bool cut;
} pattern_walk;

static bool fits(const char *term, size_t len, size_t *skip, void *payload)
{
    const pattern_walk *walk = payload;
    *skip = 0;
    for (size_t i = 0; i < walk->count; i++) {
        const char *shape = walk->shapes[i];
        size_t size = strlen(shape);
        if (size <= len && (walk->where == BEGINS ? memcmp(term, shape, size) == 0
                            : walk->where == ENDS ? memcmp(term + len - size, shape, size) == 0
                                                  : memmem(term, len, shape, size) != NULL)) {
            return true;
        }
    }
    return false;
}

static fund_status see_candidate(const char *term, size_t len, uint32_t documents, bool part,
                                 void *payload)
{
    pattern_walk *walk = payload;
    if (documents < walk->least) {
        return FUND_OK;
    }
    if (walk->found.count >= 4 * walk->most) { /* all of them would take room */
        walk->cut |= fund_term_list_cut(&walk->found, walk->most);
        walk->least = walk->found.items[walk->found.count - 1].documents;
    }
    if (!fund_term_list_push(&walk->found, walk->builder->plan->arena, term, len, documents, 0,
                             part)) {
        fund_builder_no_memory(walk->builder);
    }
    return walk->builder->status;
}

static void add_shape(pattern_walk *walk, const char *text, size_t len)
{
    if (len == 0 || len > FUND_TERM_MAX || walk->count == SHAPES_MAX) {
        return;
    }
    for (size_t i = 0; i < walk->count; i++) {
        if (strlen(walk->shapes[i]) == len && memcmp(walk->shapes[i], text, len) == 0) {
            return;
        }
    }
    memcpy(walk->shapes[walk->count], text, len);
    walk->shapes[walk->count++][len] = '\0';
}

/* Small letters with ss for ß; `plain`: umlauts without their dots, as stems have them. */
static void add_letters(pattern_walk *walk, const char *text, size_t len, bool plain)
{
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_letters(letters, text, len);
    char shape[FUND_LETTERS_MAX * 4 + 2];
    size_t size = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = letters[i];
        if (plain) {
            c = c == 0xe4 ? 'a' : c == 0xf6 ? 'o' : c == 0xfc ? 'u' : c;
        }
        size += c == 0xdf ? fund_utf8_encode(shape + size, 's') : 0;
        size += fund_utf8_encode(shape + size, c == 0xdf ? 's' : c);
    }
    add_shape(walk, shape, size);
}

static fund_status see_stem(const fund_token *token, void *payload)
{
    pattern_walk *walk = payload;
    if (token->kind == FUND_TOKEN_WORD && token->begin == 0 && token->term_len >= 3) {
        add_shape(walk, token->term, token->term_len);
    }
    return FUND_OK;
}

static void add_stem(pattern_walk *walk, const char *text, size_t len)
{
    fund_builder *builder = walk->builder;
    if (builder->status == FUND_OK) {
        builder->status = fund_analyzer_run(builder->searcher->analyzer, FUND_PURPOSE_DOCUMENT,
                                            text, len, see_stem, walk, builder->err);
    }
}

/* A form is longer than its stem: "Sanktionen*" begins with the whole of "sanktion". */
static void add_shorter_terms(pattern_walk *walk, const char *shape)
{
    enum { SHORTEST = 3, LONGEST_ENDING = 8 };
    size_t len = strlen(shape);
    fund_builder *builder = walk->builder;
    for (size_t cut = 1; cut <= LONGEST_ENDING && len >= cut + SHORTEST; cut++) {
        if (((unsigned char)shape[len - cut] & 0xc0) == 0x80) {
            continue;
        }
        fund_term_stats stats = {0, 0};
        if (builder->status == FUND_OK) {
            builder->status = fund_store_term_stats(&stats, builder->searcher->store, shape,
                                                    len - cut, builder->err);
        }
        if (stats.documents > 0 && !fund_term_list_push(&walk->found, builder->plan->arena, shape,
                                                        len - cut, stats.documents, 0, false)) {
            fund_builder_no_memory(builder);
        }
    }
}

/* The longest run of letters without a *, and where it stands. */
static void find_letters(const fund_pattern *pattern, size_t *begin, size_t *len)
{
    *begin = *len = 0;
    for (size_t pos = 0; pos <= pattern->len;) {
        const char *star =
            pos < pattern->len ? memchr(pattern->text + pos, '*', pattern->len - pos) : NULL;
        size_t end = star != NULL ? (size_t)(star - pattern->text) : pattern->len;
        /* The beginning is found fastest, if it says something. */
        if (end - pos > *len && !(*begin == 0 && *len >= 3)) {
            *begin = pos;
            *len = end - pos;
        }
        pos = end + 1;
    }
}

/* A walk over all terms takes its time: there are not to be many. */
static void count_walk(fund_builder *builder)
{
    if (builder->status == FUND_OK && ++builder->plan->walks > FUND_QUERY_WALKS_MAX) {
        builder->status = fund_error_set(builder->err, FUND_ERR_QUERY,
                                         "the query has more than %d fuzzy words and patterns "
                                         "that begin with *",
                                         FUND_QUERY_WALKS_MAX);
    }
}

static void walk_pattern(pattern_walk *walk, const fund_pattern *pattern)
{
    fund_builder *builder = walk->builder;
    size_t begin, len;
    find_letters(pattern, &begin, &len);
    const char *letters = pattern->text + begin;
    walk->where = begin == 0 ? BEGINS : begin + len == pattern->len ? ENDS : WITHIN;
    add_letters(walk, letters, len, false);
    add_letters(walk, letters, len, true);
    size_t plain = walk->count;
    add_stem(walk, letters, len);
    if (walk->where != BEGINS) {
        count_walk(builder);
        if (builder->status == FUND_OK) {
            builder->status = fund_walk_terms(builder->searcher, "", 0, true, fits, see_candidate,
                                              walk, builder->err);
        }
        return;
    }
    for (size_t i = 0; i < walk->count && builder->status == FUND_OK; i++) {
        size_t all = walk->count;
        walk->count = i + 1; /* one shape at a time */
        builder->status =
            fund_walk_terms(builder->searcher, walk->shapes[i], strlen(walk->shapes[i]), true, fits,
                            see_candidate, walk, builder->err);
        walk->count = all;
    }
    for (size_t i = 0; i < plain && builder->status == FUND_OK; i++) {
        add_shorter_terms(walk, walk->shapes[i]);
    }
}

const fund_query *fund_pattern_candidates(fund_builder *builder, const fund_pattern *pattern,
                                          size_t offset)
{
    pattern_walk walk = {.builder = builder};
    fund_queries terms = FUND_QUERIES_INIT;
    fund_plan *plan = builder->plan;
    /* The patterns of a query share what is left. */
    size_t left = EXPANSIONS_ALL > plan->expanded ? EXPANSIONS_ALL - plan->expanded : 0;
    walk.most = left > FUND_EXPANSION_MAX ? FUND_EXPANSION_MAX : left > FEWEST ? left : FEWEST;
    walk_pattern(&walk, pattern);
    walk.cut |= fund_term_list_cut(&walk.found, walk.most);
    plan->expanded += walk.found.count;
    if (builder->status == FUND_OK && walk.cut &&
        !fund_note_add(&plan->notes, plan->arena, offset,
                       "\"%.*s\" may be more than %zu words: only the most frequent ones are "
                       "looked for",
                       (int)fund_utf8_floor(pattern->text, pattern->len < 40 ? pattern->len : 40),
                       pattern->text, walk.most)) {
        fund_builder_no_memory(builder);
    }
    for (size_t i = 0; i < walk.found.count; i++) {
        const fund_listed_term *term = &walk.found.items[i];
        fund_queries_push(
            builder, &terms,
            fund_tree_term(builder, term->part ? FUND_PREFIX_PART : FUND_PREFIX_WORD, &term->term));
    }
    fund_term_list_free(&walk.found);
    return fund_tree_join(builder, FUND_OP_SYNONYM, &terms);
}

/* ---- fuzzy words ----------------------------------------------------------------------------- */

enum { NEIGHBOURS_MAX = 50 };

typedef struct fuzzy_walk {
    fund_term_list *found;
    fund_arena *arena;
    fund_near near;
    uint32_t edits; /* of the term that was wanted */
    fund_error *err;
} fuzzy_walk;

static bool is_neighbour(const char *term, size_t len, size_t *skip, void *payload)
{
    fuzzy_walk *walk = payload;
    walk->edits = fund_near_edits(&walk->near, term, len, skip);
    return walk->edits <= walk->near.most;
}

static fund_status see_neighbour(const char *term, size_t len, uint32_t documents, bool part,
                                 void *payload)
{
    fuzzy_walk *walk = payload;
    return fund_term_list_push(walk->found, walk->arena, term, len, documents, walk->edits, part)
               ? FUND_OK
               : fund_no_memory(walk->err);
}

fund_status fund_terms_near(fund_term_list *out, fund_arena *arena, const fund_searcher *searcher,
                            const char *term, size_t len, uint32_t edits, size_t ending, bool parts,
                            fund_error *err)
{
    fuzzy_walk walk;
    walk.found = out;
    walk.arena = arena;
    walk.err = err;
    fund_near_begin(&walk.near, term, len, edits, ending);
    return fund_walk_terms(searcher, "", 0, parts, is_neighbour, see_neighbour, &walk, err);
}

static uint32_t edits_for(const fund_text *term)
{
    uint32_t letters[FUND_LETTERS_MAX];
    return fund_letters(letters, term->data, term->len) <= 5 ? 1 : 2;
}

static const fund_query *neighbours(fund_builder *builder, const fund_leaf *leaf, uint32_t edits,
                                    bool silent)
{
    static const double shares[] = {1, .5, .25};
    fund_plan *plan = builder->plan;
    fund_term_list found = {NULL, 0, 0};
    fund_queries all = FUND_QUERIES_INIT;
    const fund_text *term = &leaf->spellings[0];
    uint32_t most = edits == 0 ? edits_for(term) : edits < 2 ? edits : 2;
    count_walk(builder);
    if (builder->status == FUND_OK) {
        builder->status = fund_terms_near(&found, plan->arena, builder->searcher, term->data,
                                          term->len, most, 0, false, builder->err);
    }
    if (builder->status == FUND_OK && fund_term_list_cut(&found, NEIGHBOURS_MAX) &&
        !fund_note_add(&plan->notes, plan->arena, leaf->begin,
                       "more than %d words are like this one: only the nearest are looked for",
                       NEIGHBOURS_MAX)) {
        fund_builder_no_memory(builder);
    }
    for (size_t i = 0; i < found.count; i++) {
        const fund_listed_term *near = &found.items[i];
        const fund_query *query = fund_tree_term(builder, FUND_PREFIX_WORD, &near->term);
        fund_queries_push(builder, &all, fund_tree_scale(builder, query, shares[near->edits]));
        fund_symbol *symbol =
            silent ? NULL
                   : fund_symbol_make(plan, FUND_TOKEN_WORD, near->term.data, near->term.len);
        if (symbol != NULL) {
            symbol->marked = true;
        } else if (!silent) {
            fund_builder_no_memory(builder);
        }
    }
    fund_term_list_free(&found);
    return fund_tree_join(builder, FUND_OP_MAX, &all);
}

const fund_query *fund_fuzzy_build(fund_builder *builder, const fund_lattice *lattice,
                                   uint32_t edits, bool silent)
{
    fund_queries words = FUND_QUERIES_INIT;
    for (size_t i = 0; i < lattice->count; i++) {
        if (lattice->leaves[i].head) {
            fund_queries_push(builder, &words,
                              neighbours(builder, &lattice->leaves[i], edits, silent));
        }
    }
    return fund_tree_join(builder, FUND_OP_AND, &words);
}
