/*
 * Wildcards, and the terms of the index that they stand for.
 *
 * The index has stems, not forms, so the terms of a wildcard are those of which a form may
 * have its letters; whether it has is looked up in the passage. Forms that inflection
 * changes beyond their end ("Häuser", "gewann") are covered by the lexicon's stem of the
 * letters themselves.
 */
#include "searcher/plan/plan.h"

#include <stdlib.h>
#include <string.h>

static bool has_capital(const char *text, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        pos += fund_utf8_decode(&c, text + pos, len - pos);
        if (fund_char_lower(c) != c) {
            return true;
        }
    }
    return false;
}

bool fund_wildcard_init(fund_wildcard *out, fund_builder *builder, const fund_node *node,
                        const char *text)
{
    const bool exact = node->kind == FUND_NODE_EXACT;
    fund_clean_text clean = {.text = NULL};
    if (builder->status == FUND_OK) {
        builder->status =
            fund_clean_text_make(&clean, exact ? builder->searcher->analyzer : NULL,
                                 text + node->begin, node->end - node->begin, builder->err);
    }
    if (builder->status == FUND_OK) {
        out->text = fund_arena_copy(builder->plan->arena, clean.text, clean.len);
        out->len = clean.len;
        out->any_case = !exact || (!node->cased && !has_capital(clean.text, clean.len));
        if (out->text == NULL) {
            fund_builder_no_memory(builder);
        }
    }
    fund_clean_text_free(&clean);
    return builder->status == FUND_OK;
}

/* ---- the terms ------------------------------------------------------------------------- */

enum {
    SHAPES_MAX = 8,
    BEGINNING_MIN = 3,     /* letters that say enough of a word's beginning */
    LONGEST_ENDING = 8,    /* that a stem has lost */
    EXPANSIONS_ALL = 4000, /* terms of all patterns of a query ... */
    FEWEST = 20            /* ... but for so many of each */
};

/* Terms of a pattern, by the letters of it that are known. */
typedef struct wildcard_walk {
    fund_builder *builder;
    fund_term_list found;
    char shapes[SHAPES_MAX][FUND_TERM_MAX + 1]; /* what a term may begin, end with or have in it */
    size_t count;
    char ends[SHAPES_MAX][FUND_TERM_MAX + 1]; /* what the form ends with */
    size_t end_count;
    bool by_ends; /* what cannot end so is none of it */
    enum { BEGINS, ENDS, WITHIN } where;
    uint32_t fixed[FUND_LETTERS_MAX]; /* the letters up to the first *, with ? for any ... */
    size_t fixed_count;               /* ... 0: there is no ? among them */
    size_t most;                      /* terms that are wanted */
    uint32_t least;                   /* documents of one that may still be among them */
    bool cut;
} wildcard_walk;

static uint32_t without_dots(uint32_t c)
{
    return c == 0xe4 ? 'a' : c == 0xf6 ? 'o' : c == 0xfc ? 'u' : c;
}

/* Whether a form with the stem may have the letters in their places: endings are off the stem. */
static bool fits_in_places(const wildcard_walk *walk, const char *term, size_t len)
{
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_fold_letters(letters, term, len), same = 0;
    while (same < count && same < walk->fixed_count &&
           (walk->fixed[same] == '?' || walk->fixed[same] == without_dots(letters[same]))) {
        same++;
    }
    return same == walk->fixed_count ||
           (same == count && count + LONGEST_ENDING >= walk->fixed_count);
}

/* Whether a form with the stem may end like the pattern. */
typedef enum stem_end { OTHER_END, SAME_END, LOST_END } stem_end;

static stem_end end_of(const wildcard_walk *walk, const char *term, size_t len)
{
    stem_end best = OTHER_END;
    for (size_t i = 0; i < walk->end_count; i++) {
        const char *end = walk->ends[i];
        size_t size = strlen(end);
        for (size_t lost = 0; lost <= size && lost <= LONGEST_ENDING; lost++) {
            size_t left = size - lost;
            if (left <= len && memcmp(term + len - left, end, left) == 0) {
                best = lost == 0 ? SAME_END : best == OTHER_END ? LOST_END : best;
                break;
            }
        }
    }
    return best;
}

static bool fits(const char *term, size_t len, size_t *skip, void *payload)
{
    const wildcard_walk *walk = payload;
    *skip = 0;
    len = fund_term_unmarked(term, len);
    if (walk->fixed_count > 0 && !fits_in_places(walk, term, len)) {
        return false;
    }
    if (walk->by_ends && end_of(walk, term, len) == OTHER_END) {
        return false;
    }
    if (walk->by_ends && walk->where == ENDS) {
        return true;
    }
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
    wildcard_walk *walk = payload;
    bool same = !walk->by_ends || end_of(walk, term, fund_term_unmarked(term, len)) == SAME_END;
    if (!same && documents < walk->least) {
        return FUND_OK;
    }
    if (walk->found.count >= 4 * walk->most) { /* all of them would take room */
        walk->cut |= fund_term_list_cut(&walk->found, walk->most);
        walk->least = walk->found.items[walk->found.count - 1].documents;
    }
    if (!fund_term_list_push(&walk->found, walk->builder->plan->arena, term, len, documents,
                             same ? 0 : 1, part)) {
        fund_builder_no_memory(walk->builder);
    }
    return walk->builder->status;
}

static void add_to(char shapes[SHAPES_MAX][FUND_TERM_MAX + 1], size_t *count, const char *text,
                   size_t len)
{
    if (len == 0 || len > FUND_TERM_MAX || *count == SHAPES_MAX) {
        return;
    }
    for (size_t i = 0; i < *count; i++) {
        if (strlen(shapes[i]) == len && memcmp(shapes[i], text, len) == 0) {
            return;
        }
    }
    memcpy(shapes[*count], text, len);
    shapes[(*count)++][len] = '\0';
}

static void add_shape(wildcard_walk *walk, const char *text, size_t len)
{
    add_to(walk->shapes, &walk->count, text, len);
}

/* How umlauts are written. */
typedef enum umlauts {
    AS_TYPED,
    WITHOUT_DOTS,
    AS_DIGRAPHS,
    OF_DIGRAPHS,
    OF_DIGRAPHS_WITHOUT_DOTS,
    UMLAUTS_WAYS
} umlauts;

/* The umlaut that two letters stand for; 0: none. */
static uint32_t umlaut_of(uint32_t vowel, uint32_t e)
{
    return e != 'e' ? 0 : vowel == 'a' ? 0xe4 : vowel == 'o' ? 0xf6 : vowel == 'u' ? 0xfc : 0;
}

/* Small letters with ss for ß; returns their bytes. */
static size_t write_letters(char shape[FUND_LETTERS_MAX * 4 + 2], const char *text, size_t len,
                            umlauts way)
{
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_fold_letters(letters, text, len), size = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t c = letters[i];
        uint32_t umlaut = i + 1 < count ? umlaut_of(c, letters[i + 1]) : 0;
        bool dotted = without_dots(c) != c;
        if (way >= OF_DIGRAPHS && umlaut != 0) {
            c = way == OF_DIGRAPHS ? umlaut : c;
            i++;
        } else if (way == WITHOUT_DOTS || way == AS_DIGRAPHS) {
            c = without_dots(c);
        }
        size += fund_utf8_encode(shape + size, c == 0xdf ? 's' : c);
        if (c == 0xdf || (dotted && way == AS_DIGRAPHS)) {
            size += fund_utf8_encode(shape + size, c == 0xdf ? 's' : 'e');
        }
    }
    return size;
}

/* The letters as they are typed, without their dots, as stems have them, and as they are written else. */
static void add_letters(char shapes[SHAPES_MAX][FUND_TERM_MAX + 1], size_t *count, const char *text,
                        size_t len)
{
    char shape[FUND_LETTERS_MAX * 4 + 2];
    for (umlauts way = AS_TYPED; way < UMLAUTS_WAYS; way++) {
        add_to(shapes, count, shape, write_letters(shape, text, len, way));
    }
}

static fund_status see_stem(const fund_token *token, void *payload)
{
    wildcard_walk *walk = payload;
    if (token->kind == FUND_TOKEN_WORD && token->begin == 0 && token->term_len >= 3) {
        add_shape(walk, token->term, fund_term_unmarked(token->term, token->term_len));
    }
    return FUND_OK;
}

static void add_stem(wildcard_walk *walk, const char *text, size_t len)
{
    fund_builder *builder = walk->builder;
    if (builder->status == FUND_OK) {
        builder->status = fund_analyzer_run(builder->searcher->analyzer, FUND_PURPOSE_DOCUMENT,
                                            text, len, see_stem, walk, builder->err);
    }
}

/* A form is longer than its stem: "Sanktionen*" begins with the whole of "sanktion". */
static void add_shorter_terms(wildcard_walk *walk, const char *shape)
{
    enum { SHORTEST = 3 };
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

/* The longest run of letters without a * or a ?, and where it stands. */
static void find_letters(const fund_wildcard *wildcard, size_t *begin, size_t *len)
{
    *begin = *len = 0;
    for (size_t pos = 0; pos <= wildcard->len;) {
        size_t end = pos;
        while (end < wildcard->len && wildcard->text[end] != '*' && wildcard->text[end] != '?') {
            end++;
        }
        /* The beginning is found fastest. */
        if (end - pos > *len && !(*begin == 0 && *len > 0)) {
            *begin = pos;
            *len = end - pos;
        }
        pos = end + 1;
    }
}

/* The same letters as terms have them. */
static size_t spell_places(uint32_t letters[FUND_LETTERS_MAX], size_t count)
{
    uint32_t spelled[FUND_LETTERS_MAX] = {0};
    size_t out = 0;
    for (size_t i = 0; i < count && out < FUND_LETTERS_MAX; i++) {
        bool sharp = letters[i] == 0xdf;
        spelled[out++] = sharp ? 's' : without_dots(letters[i]);
        if (sharp && out < FUND_LETTERS_MAX) {
            spelled[out++] = 's';
        }
    }
    memcpy(letters, spelled, out * sizeof *letters);
    return out;
}

/* Where a ? stands before any *, the letters before it lead to the terms, and those behind it
 * choose among them. */
static bool find_places(wildcard_walk *walk, const fund_wildcard *wildcard, size_t *len)
{
    size_t end = 0, first = 0;
    while (end < wildcard->len && wildcard->text[end] != '*') {
        first = first == 0 && wildcard->text[end] == '?' ? end : first;
        end++;
    }
    if (first == 0) {
        return false;
    }
    walk->fixed_count = fund_fold_letters(walk->fixed, wildcard->text, end);
    walk->fixed_count = spell_places(walk->fixed, walk->fixed_count);
    *len = first;
    return true;
}

/* What stands behind the last * or ?. */
static void find_ends(wildcard_walk *walk, const fund_wildcard *wildcard, size_t begin, size_t len)
{
    size_t last = wildcard->len;
    while (last > 0 && wildcard->text[last - 1] != '*' && wildcard->text[last - 1] != '?') {
        last--;
    }
    bool open = begin == 0 && fund_utf8_count(wildcard->text, len) < BEGINNING_MIN;
    if (last > 0 && last < wildcard->len && walk->fixed_count == 0 &&
        (open || walk->where == ENDS)) {
        add_letters(walk->ends, &walk->end_count, wildcard->text + last, wildcard->len - last);
        walk->by_ends = true;
    }
}

/* Whether the analyzer takes a form for one of the stem. */
typedef struct form_check {
    const fund_text *stem;
    bool found;
} form_check;

static fund_status see_form(const fund_token *token, void *payload)
{
    form_check *check = payload;
    check->found |= token->kind == FUND_TOKEN_WORD && token->begin == 0 &&
                    token->term_len == check->stem->len &&
                    memcmp(token->term, check->stem->data, token->term_len) == 0;
    return FUND_OK;
}

static bool is_form(wildcard_walk *walk, const fund_text *stem, char *form, size_t len)
{
    fund_builder *builder = walk->builder;
    form_check check = {stem, false};
    bool umlaut = form[0] == '\xc3' && len > 1;
    for (int capital = 0; capital < 2 && !check.found && builder->status == FUND_OK; capital++) {
        char *first = form + umlaut;
        *first = (char)(capital == 1 ? *first & ~0x20 : *first);
        builder->status = fund_analyzer_run(builder->searcher->analyzer, FUND_PURPOSE_DOCUMENT,
                                            form, len, see_form, &check, builder->err);
        *first = (char)(*first | 0x20);
    }
    return check.found;
}

/* Gives the last vowel of a stem its dots: mann, männ. */
static size_t add_dots(char *form, size_t len)
{
    for (size_t i = len; i-- > 0;) {
        const char *found = strchr("aou", form[i]);
        bool diphthong = form[i] == 'u' && i > 0 && form[i - 1] == 'a';
        if (found != NULL && !diphthong) {
            memmove(form + i + 2, form + i + 1, len - i - 1);
            memcpy(form + i, &"\xc3\xa4\xc3\xb6\xc3\xbc"[2 * (found - "aou")], 2);
            return len + 1;
        }
    }
    return len;
}

/* Whether there is a form of the stem that ends like the pattern. */
static bool has_form(wildcard_walk *walk, const fund_text *stem)
{
    size_t len = fund_term_unmarked(stem->data, stem->len);
    for (size_t i = 0; i < walk->end_count; i++) {
        const char *end = walk->ends[i];
        size_t size = strlen(end);
        for (size_t lost = 1; lost <= size && lost <= LONGEST_ENDING; lost++) {
            char form[2 * FUND_TERM_MAX + 2];
            size_t left = size - lost;
            if (left > len || memcmp(stem->data + len - left, end, left) != 0) {
                continue;
            }
            memcpy(form, stem->data, len);
            memcpy(form + len, end + left, lost);
            bool found = is_form(walk, stem, form, len + lost);
            if (!found && left == 0) {
                memcpy(form, stem->data, len);
                size_t dotted = add_dots(form, len);
                memcpy(form + dotted, end, lost);
                found = dotted > len && is_form(walk, stem, form, dotted + lost);
            }
            if (found) {
                return true;
            }
        }
    }
    return false;
}

/* Of the terms that end otherwise leaves those with a form that the pattern fits. */
static void leave_forms(wildcard_walk *walk)
{
    size_t kept = 0;
    for (size_t i = 0; i < walk->found.count; i++) {
        const fund_listed_term *term = &walk->found.items[i];
        if (term->edits == 0 || has_form(walk, &term->term)) {
            walk->found.items[kept++] = *term;
        }
    }
    walk->found.count = kept;
}

static void walk_pattern(wildcard_walk *walk, const fund_wildcard *wildcard)
{
    fund_builder *builder = walk->builder;
    size_t begin, len;
    find_letters(wildcard, &begin, &len);
    begin = find_places(walk, wildcard, &len) ? 0 : begin;
    const char *letters = wildcard->text + begin;
    walk->where = begin == 0 ? BEGINS : begin + len == wildcard->len ? ENDS : WITHIN;
    find_ends(walk, wildcard, begin, len);
    add_letters(walk->shapes, &walk->count, letters, len);
    size_t plain = walk->count;
    for (size_t i = 0; i <= plain && walk->fixed_count == 0; i++) {
        const char *shape = i < plain ? walk->shapes[i] : letters;
        add_stem(walk, shape, i < plain ? strlen(shape) : len);
    }
    if (walk->where != BEGINS) {
        fund_builder_count_walk(builder);
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

const fund_query *fund_wildcard_terms(fund_builder *builder, const fund_wildcard *wildcard,
                                      size_t offset)
{
    wildcard_walk walk = {.builder = builder};
    fund_queries terms = FUND_ARRAY_INIT;
    fund_plan *plan = builder->plan;
    /* The patterns of a query share what is left. */
    size_t left = EXPANSIONS_ALL > plan->expanded ? EXPANSIONS_ALL - plan->expanded : 0;
    walk.most = left > FUND_EXPANSION_MAX ? FUND_EXPANSION_MAX : left > FEWEST ? left : FEWEST;
    walk_pattern(&walk, wildcard);
    if (walk.by_ends) {
        leave_forms(&walk);
    }
    walk.cut |= fund_term_list_cut(&walk.found, walk.most);
    plan->expanded += walk.found.count;
    if (builder->status == FUND_OK && walk.cut &&
        !fund_diagnostic_add(
            &plan->diagnostics, plan->arena, offset,
            "\"%.*s\" matches more than %zu words; only the most frequent ones are searched",
            (int)fund_utf8_floor(wildcard->text, wildcard->len < 40 ? wildcard->len : 40),
            wildcard->text, walk.most)) {
        fund_builder_no_memory(builder);
    }
    for (size_t i = 0; i < walk.found.count; i++) {
        const fund_listed_term *term = &walk.found.items[i];
        fund_queries_push(
            builder, &terms,
            fund_tree_term(builder, term->part ? FUND_PREFIX_PART : FUND_PREFIX_WORD, &term->term));
    }
    fund_array_free(&walk.found);
    return fund_tree_join(builder, FUND_OP_SYNONYM, &terms);
}
