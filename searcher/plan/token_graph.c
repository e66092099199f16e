/* A query's text as leaves and steps. */
#include "searcher/plan/plan.h"

#include <string.h>

static bool is_inside_word(const fund_stepper *stepper, const fund_token *token)
{
    return stepper->in_word && token->begin >= stepper->word_begin &&
           token->end <= stepper->word_end && token->position >= stepper->word_position &&
           token->position < stepper->word_position + stepper->word_span;
}

/* The first part at a position of a hyphen compound is the piece; a smaller one
 * there is part of the piece, another with its bytes is another form of it. */
static bool is_piece(fund_stepper *stepper, const fund_token *token)
{
    if (!stepper->has_piece || stepper->piece_position != token->position) {
        stepper->has_piece = true;
        stepper->piece_position = token->position;
        stepper->piece_begin = token->begin;
        stepper->piece_end = token->end;
        return true;
    }
    return stepper->piece_begin == token->begin && stepper->piece_end == token->end;
}

bool fund_stepper_take(fund_stepper *stepper, const fund_token *token, bool *head)
{
    if (token->kind == FUND_TOKEN_PART && is_inside_word(stepper, token)) {
        *head = false;
        return stepper->word_span > 1 && is_piece(stepper, token);
    }
    *head = true;
    *stepper = (fund_stepper){
        .in_word = token->kind == FUND_TOKEN_WORD,
        .word_position = token->position,
        .word_span = token->span,
        .word_begin = token->begin,
        .word_end = token->end,
    };
    return true;
}

bool fund_leaf_has(const fund_leaf *leaf, const fund_symbol *symbol)
{
    for (size_t i = 0; i < leaf->symbol_count; i++) {
        if (leaf->symbols[i] == symbol) {
            return true;
        }
    }
    return false;
}

bool fund_is_among(const fund_text *terms, size_t count, const char *term, size_t len)
{
    for (size_t i = 0; i < count; i++) {
        if (terms[i].len == len && memcmp(terms[i].data, term, len) == 0) {
            return true;
        }
    }
    return false;
}

typedef struct lattice_run {
    fund_lattice *out;
    fund_plan *plan;
    size_t base;
    fund_stepper stepper;
    fund_error *err;
} lattice_run;

static fund_status no_memory(fund_error *err)
{
    return fund_no_memory(err);
}

/* An array of at least one more item, in the arena. */
static void *grow(fund_arena *arena, void *items, size_t count, size_t *capacity, size_t size)
{
    if (count < *capacity) {
        return items;
    }
    size_t wanted = *capacity * 2 + 4;
    void *grown = fund_arena_alloc(arena, wanted * size);
    if (grown != NULL) {
        if (count > 0) {
            memcpy(grown, items, count * size);
        }
        *capacity = wanted;
    }
    return grown;
}

static bool add_symbol(lattice_run *run, fund_leaf *leaf, fund_token_kind kind,
                       const fund_token *token)
{
    fund_symbol *symbol = fund_symbol_make(run->plan, kind, token->term, token->term_len);
    if (symbol == NULL) {
        return false;
    }
    leaf->symbols[leaf->symbol_count++] = symbol;
    return true;
}

static bool add_spelling(lattice_run *run, fund_leaf *leaf, const fund_token *token)
{
    fund_arena *arena = run->plan->arena;
    size_t count = leaf->spelling_count;
    fund_text *spellings = fund_arena_alloc(arena, (count + 1) * sizeof *spellings);
    fund_symbol **symbols = fund_arena_alloc(arena, 2 * (count + 1) * sizeof *symbols);
    char *term = fund_arena_copy(arena, token->term, token->term_len);
    if (spellings == NULL || symbols == NULL || term == NULL) {
        return false;
    }
    if (count > 0) {
        memcpy(spellings, leaf->spellings, count * sizeof *spellings);
        memcpy(symbols, leaf->symbols, leaf->symbol_count * sizeof(fund_symbol *));
    }
    spellings[count] = (fund_text){term, token->term_len};
    leaf->spellings = spellings;
    leaf->spelling_count++;
    leaf->symbols = symbols;
    if (leaf->kind == FUND_TOKEN_FUNCTION) {
        return add_symbol(run, leaf, FUND_TOKEN_FUNCTION, token);
    }
    return add_symbol(run, leaf, FUND_TOKEN_WORD, token) &&
           add_symbol(run, leaf, FUND_TOKEN_PART, token);
}

static bool add_fallback(lattice_run *run, fund_leaf *leaf, const fund_token *token)
{
    fund_arena *arena = run->plan->arena;
    fund_text *fallbacks = fund_arena_alloc(arena, (leaf->fallback_count + 1) * sizeof *fallbacks);
    char *term = fund_arena_copy(arena, token->term, token->term_len);
    if (fallbacks == NULL || term == NULL ||
        fund_symbol_make(run->plan, FUND_TOKEN_WORD, token->term, token->term_len) == NULL) {
        return false;
    }
    if (leaf->fallback_count > 0) {
        memcpy(fallbacks, leaf->fallbacks, leaf->fallback_count * sizeof *fallbacks);
    }
    fallbacks[leaf->fallback_count++] = (fund_text){term, token->term_len};
    leaf->fallbacks = fallbacks;
    return true;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    lattice_run *run = payload;
    fund_lattice *out = run->out;
    if (token->kind == FUND_TOKEN_FALLBACK) {
        bool ok = out->count == 0 || add_fallback(run, &out->leaves[out->count - 1], token);
        return ok ? FUND_OK : no_memory(run->err);
    }
    if (token->kind == FUND_TOKEN_VARIANT) {
        bool ok = out->count == 0 || add_spelling(run, &out->leaves[out->count - 1], token);
        return ok ? FUND_OK : no_memory(run->err);
    }
    out->leaves =
        grow(run->plan->arena, out->leaves, out->count, &out->capacity, sizeof *out->leaves);
    if (out->leaves == NULL) {
        return no_memory(run->err);
    }
    uint32_t end = token->position + token->span;
    if (end > out->positions) {
        run->plan->positions += end - out->positions;
        out->positions = end;
    }
    if (run->plan->positions > FUND_QUERY_WORDS_MAX) {
        return fund_error_set(run->err, FUND_ERR_QUERY, "the query has more than %d words",
                              FUND_QUERY_WORDS_MAX);
    }
    fund_leaf *leaf = &out->leaves[out->count++];
    *leaf = (fund_leaf){
        .kind = token->kind,
        .position = token->position,
        .span = token->span,
        .begin = run->base + token->begin,
        .end = run->base + token->end,
    };
    leaf->step = fund_stepper_take(&run->stepper, token, &leaf->head);
    return add_spelling(run, leaf, token) ? FUND_OK : no_memory(run->err);
}

/* Orders the steps by position (counting sort). */
static bool order_steps(fund_lattice *lattice, fund_arena *arena)
{
    size_t slots = (size_t)lattice->positions + 2;
    lattice->steps = fund_arena_alloc(arena, (lattice->count + 1) * sizeof *lattice->steps);
    lattice->step_at = fund_arena_alloc(arena, slots * sizeof *lattice->step_at);
    if (lattice->steps == NULL || lattice->step_at == NULL) {
        return false;
    }
    memset(lattice->step_at, 0, slots * sizeof *lattice->step_at);
    for (size_t i = 0; i < lattice->count; i++) {
        lattice->step_at[lattice->leaves[i].position + 2] += lattice->leaves[i].step;
    }
    for (size_t p = 2; p < slots; p++) {
        lattice->step_at[p] += lattice->step_at[p - 1];
    }
    for (size_t i = 0; i < lattice->count; i++) {
        const fund_leaf *leaf = &lattice->leaves[i];
        if (leaf->step) {
            lattice->steps[lattice->step_at[leaf->position + 1]++] = leaf;
        }
    }
    return true;
}

fund_status fund_lattice_build(fund_lattice *out, fund_plan *plan, fund_analyzer *analyzer,
                               const char *text, size_t len, size_t base, fund_error *err)
{
    *out = (fund_lattice){.leaves = NULL};
    lattice_run run = {.out = out, .plan = plan, .base = base, .err = err};
    fund_status status =
        fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, text, len, take_token, &run, err);
    if (status == FUND_OK && !order_steps(out, plan->arena)) {
        status = no_memory(err);
    }
    return status;
}

bool fund_builder_lattice(fund_builder *builder, fund_lattice *out, const char *text, size_t len,
                          size_t base)
{
    *out = (fund_lattice){.leaves = NULL};
    if (builder->status == FUND_OK) {
        builder->status = fund_lattice_build(out, builder->plan, builder->searcher->analyzer, text,
                                             len, base, builder->err);
    }
    return builder->status == FUND_OK;
}
