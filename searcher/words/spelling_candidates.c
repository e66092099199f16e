/* Stems near to a misspelt word, and those of their forms that may be meant. */
#include "searcher/words/words.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    CANDIDATES = 24, /* stems that are looked into */
    SCANNED = 200,   /* passages of each */
    ENDING = 6       /* letters of a form after its stem */
};

static const double frequency_share = .06; /* of the binary logarithm, in edits */

static bool same_letters(const char *a, const char *b)
{
    uint32_t left[FUND_LETTERS_MAX], right[FUND_LETTERS_MAX];
    size_t m = fund_fold_letters(left, a, strlen(a)), n = fund_fold_letters(right, b, strlen(b));
    return m == n && memcmp(left, right, m * sizeof *left) == 0;
}

fund_status fund_spelling_candidates_add(fund_correction *c, const char *text, uint32_t passages,
                                         double score)
{
    for (size_t i = 0; i < c->found.count; i++) {
        fund_spelling_candidate *known = &c->found.items[i];
        if (same_letters(known->text, text)) {
            if (score < known->score) {
                *known = (fund_spelling_candidate){text, passages, score};
            }
            return FUND_OK;
        }
    }
    return fund_array_push(&c->found, (fund_spelling_candidate){text, passages, score})
               ? FUND_OK
               : fund_no_memory(c->err);
}

/* ---- forms near to what was typed ----------------------------------------------------------- */

typedef struct scan {
    fund_correction *c;
    fund_surface_forms near;
} scan;

static bool is_near(fund_correction *c, const char *word, size_t len)
{
    size_t skip;
    return fund_edit_matcher_distance(&c->typed, word, len, &skip) <= FUND_CORRECTED_EDITS;
}

static fund_status scan_text(const char *text, size_t len, void *payload)
{
    scan *s = payload;
    fund_correction *c = s->c;
    fund_status status = FUND_OK;
    for (size_t pos = 0, end; pos < len && status == FUND_OK; pos = end + 1) {
        for (end = pos; end < len && fund_byte_may_be(text[end], FUND_CHAR_LETTER); end++) {
        }
        size_t size = end - pos;
        if (size + 3 < c->typed.count || size > 2 * c->typed.count + 3) {
            continue;
        }
        if (is_near(c, text + pos, size)) {
            status = fund_surface_forms_add(&s->near, c->arena, text + pos, size, c->err);
        }
    }
    return status;
}

/* The more passages it is in, the better; `text` is in the correction's arena. */
static fund_status add_word(fund_correction *c, const char *text, uint32_t passages, double known)
{
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_fold_letters(letters, text, strlen(text));
    double cost = fund_edit_cost(c->typed.word, c->typed.count, letters, count);
    return fund_spelling_candidates_add(c, text, passages,
                                        cost - frequency_share * log2(1 + known));
}

/* Each form by its own share of the passages that were looked at. */
static fund_status add_forms(fund_correction *c, const fund_surface_forms *near, uint32_t passages,
                             uint32_t most)
{
    fund_status status = FUND_OK;
    double scanned = passages < most ? passages : most;
    for (size_t i = 0; i < near->count && status == FUND_OK; i++) {
        const fund_listed_word *form = &near->items[i];
        if (!is_near(c, form->text, strlen(form->text))) {
            continue;
        }
        double known = form->passages * fmax(1, passages / fmax(scanned, 1));
        status = add_word(c, form->text, passages, known);
    }
    return status;
}

static fund_status look_into(fund_correction *c, const fund_listed_term *term)
{
    scan s = {.c = c};
    size_t most = term->part ? SCANNED / 10 : SCANNED;
    fund_status status =
        term->part
            ? fund_surface_forms_of(&s.near, c->arena, c->searcher, &term->term, true, most, c->err)
            : fund_walk_passages(c->searcher, FUND_PREFIX_WORD, term->term.data, term->term.len,
                                 most, scan_text, &s, c->err);
    if (status == FUND_OK) {
        status = add_forms(c, &s.near, term->documents, (uint32_t)most);
    }
    fund_surface_forms_free(&s.near);
    return status;
}

/* How much the stem asks for: edits, letters of an ending, a rare word. */
static double promise_of(const fund_listed_term *term, size_t letters)
{
    uint32_t own[FUND_LETTERS_MAX];
    size_t count = fund_fold_letters(own, term->term.data, term->term.len);
    double ending = count < letters ? (double)(letters - count) : 0;
    return term->edits + .12 * ending - frequency_share * log2(1.0 + term->documents);
}

typedef struct promised {
    const fund_listed_term *term;
    double promise;
} promised;

static int by_promise(const void *left, const void *right)
{
    const promised *a = left, *b = right;
    return a->promise < b->promise ? -1 : a->promise > b->promise;
}

static fund_status look_into_best(fund_correction *c, const fund_term_list *terms, size_t most)
{
    promised *order = calloc(terms->count + 1, sizeof *order);
    fund_status status = order != NULL ? FUND_OK : fund_no_memory(c->err);
    for (size_t i = 0; i < terms->count && status == FUND_OK; i++) {
        order[i] = (promised){&terms->items[i], promise_of(&terms->items[i], c->typed.count)};
    }
    if (status == FUND_OK && terms->count > 0) {
        qsort(order, terms->count, sizeof *order, by_promise);
    }
    for (size_t i = 0;
         i < terms->count && i < most && status == FUND_OK && !fund_searcher_is_late(c->searcher);
         i++) {
        status = look_into(c, order[i].term);
    }
    free(order);
    return status;
}

/* ---- function words: the index has no terms of them ------------------------------------------ */

typedef struct function_walk {
    fund_correction *c;
    uint32_t passages; /* that one is in, about */
    fund_status status;
} function_walk;

static bool see_function(const char *word, size_t len, void *payload)
{
    function_walk *walk = payload;
    fund_correction *c = walk->c;
    if (!is_near(c, word, len)) {
        return true;
    }
    const char *text = fund_arena_copy(c->arena, word, len);
    walk->status =
        text == NULL ? fund_no_memory(c->err) : add_word(c, text, walk->passages, walk->passages);
    return walk->status == FUND_OK;
}

static fund_status find_functions(fund_correction *c)
{
    enum { SHARE = 20 };
    fund_store_stats stats;
    fund_status status = fund_store_stats_get(&stats, c->searcher->store, c->err);
    function_walk walk = {c, stats.documents / SHARE + 1, status};
    if (status == FUND_OK && !fund_function_words_visit(see_function, &walk) &&
        walk.status == FUND_OK) {
        walk.status = fund_no_memory(c->err);
    }
    return walk.status;
}

/* A participle's "ge", an infinitive's "zu" stand before or within the stem. */
static fund_status find_without_infix(fund_correction *c, const char *word, size_t len)
{
    enum { INFIX = 2, LAST = 6, FEW = 6 };
    fund_status status = FUND_OK;
    for (size_t pos = 0;
         pos <= LAST && pos + INFIX + FUND_CORRECTED_MIN <= len && status == FUND_OK; pos++) {
        bool infix = strncasecmp(word + pos, "ge", INFIX) == 0 ||
                     (pos > 0 && memcmp(word + pos, "zu", INFIX) == 0);
        if (!infix) {
            continue;
        }
        fund_buf rest = FUND_BUF_INIT;
        fund_term_list terms = FUND_ARRAY_INIT;
        fund_buf_append(&rest, word, pos);
        fund_buf_append(&rest, word + pos + INFIX, len - pos - INFIX);
        status = rest.failed ? fund_no_memory(c->err)
                             : fund_terms_near(&terms, c->arena, c->searcher, rest.data, rest.len,
                                               1, ENDING, false, c->err);
        if (status == FUND_OK) {
            status = look_into_best(c, &terms, FEW);
        }
        fund_buf_free(&rest);
        fund_array_free(&terms);
    }
    return status;
}

/* Stems that, but for some edits, the word begins with, and may end after. */
fund_status fund_spelling_candidates_find(fund_correction *c, const char *word, size_t len)
{
    fund_term_list terms = FUND_ARRAY_INIT;
    uint32_t edits = c->typed.count > FUND_CORRECTED_MIN + 1 ? FUND_CORRECTED_EDITS : 1;
    fund_status status =
        fund_terms_near(&terms, c->arena, c->searcher, word, len, edits, ENDING, true, c->err);
    if (status == FUND_OK) {
        status = look_into_best(c, &terms, CANDIDATES);
    }
    fund_array_free(&terms);
    if (status == FUND_OK) {
        status = find_functions(c);
    }
    return status == FUND_OK ? find_without_infix(c, word, len) : status;
}
