/* A query's text as tokens and steps. */
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

bool fund_graph_token_has(const fund_graph_token *token, const fund_plan_term *term)
{
    for (size_t i = 0; i < token->term_count; i++) {
        if (token->terms[i] == term) {
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

typedef struct graph_run {
    fund_token_graph *out;
    fund_plan *plan;
    size_t base;
    fund_stepper stepper;
    fund_error *err;
} graph_run;

/* The items in an array with room for `more`, in the arena; NULL without memory. */
static void *extend(fund_arena *arena, const void *items, size_t count, size_t more, size_t size)
{
    void *extended = fund_arena_alloc(arena, (count + more) * size);
    if (extended != NULL && count > 0) {
        memcpy(extended, items, count * size);
    }
    return extended;
}

static bool add_term(graph_run *run, fund_graph_token *to, fund_token_kind kind,
                     const fund_token *token)
{
    to->terms[to->term_count] = fund_plan_term_make(run->plan, kind, token->term, token->term_len);
    return to->terms[to->term_count++] != NULL;
}

/* Appends the token's term to some. */
static bool add_text(fund_text **terms, size_t *count, fund_arena *arena, const fund_token *token)
{
    fund_text *extended = extend(arena, *terms, *count, 1, sizeof *extended);
    const char *term = fund_arena_copy(arena, token->term, token->term_len);
    if (extended == NULL || term == NULL) {
        return false;
    }
    *terms = extended;
    extended[(*count)++] = (fund_text){term, token->term_len};
    return true;
}

static bool add_spelling(graph_run *run, fund_graph_token *to, const fund_token *token)
{
    fund_arena *arena = run->plan->arena;
    to->terms = extend(arena, to->terms, to->term_count, 2, sizeof *to->terms);
    if (to->terms == NULL || !add_text(&to->spellings, &to->spelling_count, arena, token)) {
        return false;
    }
    if (to->kind == FUND_TOKEN_FUNCTION) {
        return add_term(run, to, FUND_TOKEN_FUNCTION, token);
    }
    return add_term(run, to, FUND_TOKEN_WORD, token) && add_term(run, to, FUND_TOKEN_PART, token);
}

static bool add_fallback(graph_run *run, fund_graph_token *to, const fund_token *token)
{
    return add_text(&to->fallbacks, &to->fallback_count, run->plan->arena, token) &&
           fund_plan_term_make(run->plan, FUND_TOKEN_WORD, token->term, token->term_len) != NULL;
}

static bool make_room(fund_token_graph *graph, fund_arena *arena)
{
    if (graph->count == graph->capacity) {
        graph->tokens =
            extend(arena, graph->tokens, graph->count, graph->count + 4, sizeof *graph->tokens);
        graph->capacity = graph->count * 2 + 4;
    }
    return graph->tokens != NULL;
}

static fund_status count_positions(graph_run *run, const fund_token *token)
{
    uint32_t end = token->position + token->span;
    if (end > run->out->positions) {
        run->plan->positions += end - run->out->positions;
        run->out->positions = end;
    }
    return run->plan->positions <= FUND_QUERY_WORDS_MAX
               ? FUND_OK
               : fund_error_set(run->err, FUND_ERR_QUERY,
                                "the query has more than %d words; shorten it",
                                FUND_QUERY_WORDS_MAX);
}

static fund_status take_token(const fund_token *token, void *payload)
{
    graph_run *run = payload;
    fund_token_graph *out = run->out;
    fund_graph_token *last = out->count > 0 ? &out->tokens[out->count - 1] : NULL;
    if (token->kind == FUND_TOKEN_FALLBACK || token->kind == FUND_TOKEN_VARIANT) {
        bool ok = last == NULL || (token->kind == FUND_TOKEN_FALLBACK && run->plan->strict) ||
                  (token->kind == FUND_TOKEN_VARIANT ? add_spelling(run, last, token)
                                                     : add_fallback(run, last, token));
        return ok ? FUND_OK : fund_no_memory(run->err);
    }
    fund_status status = count_positions(run, token);
    if (status != FUND_OK) {
        return status;
    }
    if (!make_room(out, run->plan->arena)) {
        return fund_no_memory(run->err);
    }
    last = &out->tokens[out->count++];
    *last = (fund_graph_token){
        .kind = token->kind,
        .position = token->position,
        .span = token->span,
        .begin = run->base + token->begin,
        .end = run->base + token->end,
    };
    last->unindexed =
        token->kind == FUND_TOKEN_FUNCTION && fund_is_everywhere(token->term, token->term_len);
    last->step = fund_stepper_take(&run->stepper, token, &last->head);
    return add_spelling(run, last, token) ? FUND_OK : fund_no_memory(run->err);
}

/* Orders the steps by position (counting sort). */
static bool order_steps(fund_token_graph *graph, fund_arena *arena)
{
    size_t slots = (size_t)graph->positions + 2;
    graph->steps = fund_arena_alloc(arena, (graph->count + 1) * sizeof *graph->steps);
    graph->step_at = fund_arena_alloc(arena, slots * sizeof *graph->step_at);
    if (graph->steps == NULL || graph->step_at == NULL) {
        return false;
    }
    memset(graph->step_at, 0, slots * sizeof *graph->step_at);
    for (size_t i = 0; i < graph->count; i++) {
        graph->step_at[graph->tokens[i].position + 2] += graph->tokens[i].step;
    }
    for (size_t p = 2; p < slots; p++) {
        graph->step_at[p] += graph->step_at[p - 1];
    }
    for (size_t i = 0; i < graph->count; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        if (token->step) {
            graph->steps[graph->step_at[token->position + 1]++] = token;
        }
    }
    return true;
}

bool fund_builder_token_graph(fund_builder *builder, fund_token_graph *out, fund_purpose purpose,
                              const char *text, size_t len, size_t base)
{
    fund_plan *plan = builder->plan;
    *out = (fund_token_graph){.tokens = NULL};
    if (builder->status != FUND_OK) {
        return false;
    }
    graph_run run = {.out = out, .plan = plan, .base = base, .err = builder->err};
    builder->status = fund_analyzer_run(builder->searcher->analyzer, purpose, text, len, take_token,
                                        &run, builder->err);
    if (builder->status == FUND_OK && !order_steps(out, plan->arena)) {
        fund_builder_no_memory(builder);
    }
    return builder->status == FUND_OK;
}
