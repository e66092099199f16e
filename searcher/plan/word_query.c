/*
 * The query trees of words and phrases.
 *
 * The recipe and its factors were measured on XQuAD-de and on a corpus of
 * speeches: a word as a compound's part counts less than the word, a compound
 * of the query is also found by its parts.
 */
#include "searcher/plan/plan.h"

#include <stdlib.h>
#include <string.h>

/* Factors of a term's BM25 weight, beside those in plan.h. */
static const double closed_pair = .5; /* two words of the query as one compound */

double fund_token_factor(fund_token_kind kind)
{
    return kind == FUND_TOKEN_PART       ? FUND_AS_PART
           : kind == FUND_TOKEN_FALLBACK ? FUND_AS_FALLBACK
                                         : 1;
}

/* BM25's saturation of a term that is repeated in the query, k3 = 1:
 * S. E. Robertson, S. Walker et al., "Okapi at TREC-3" (1994). */
double fund_repeat_factor(size_t count)
{
    return 2.0 * (double)count / (1.0 + (double)count);
}

fund_word fund_word_at(const fund_token_graph *graph, size_t index)
{
    fund_word word = {graph->tokens + index, 1};
    while (index + word.count < graph->count && !word.tokens[word.count].head) {
        word.count++;
    }
    return word;
}

static bool is_indexed_term(fund_builder *builder, const fund_text *term)
{
    fund_term_stats stats = {0, 0};
    if (builder->status == FUND_OK) {
        builder->status = fund_store_term_stats(&stats, builder->searcher->store, term->data,
                                                term->len, builder->err);
    }
    return builder->status == FUND_OK && stats.documents > 0;
}

/* ---- tokens -------------------------------------------------------------- */

static void push_spellings(fund_builder *builder, fund_queries *queries, const char *prefix,
                           const fund_graph_token *token)
{
    for (size_t i = 0; i < token->spelling_count; i++) {
        fund_queries_push(builder, queries, fund_tree_term(builder, prefix, &token->spellings[i]));
    }
}

/* The token in one namespace, whatever its spelling. */
static const fund_query *token_query(fund_builder *builder, const char *prefix,
                                     const fund_graph_token *token)
{
    fund_queries spellings = FUND_ARRAY_INIT;
    push_spellings(builder, &spellings, prefix, token);
    return fund_tree_join(builder, FUND_OP_SYNONYM, &spellings);
}

/* The token as a word or as a part of one, alike. */
static const fund_query *token_anywhere(fund_builder *builder, const fund_graph_token *token)
{
    fund_queries spellings = FUND_ARRAY_INIT;
    push_spellings(builder, &spellings, FUND_PREFIX_WORD, token);
    push_spellings(builder, &spellings, FUND_PREFIX_PART, token);
    return fund_tree_join(builder, FUND_OP_SYNONYM, &spellings);
}

/* The token as a word or, for less, as a part. */
static const fund_query *token_weighted(fund_builder *builder, const fund_graph_token *token)
{
    if (token->kind == FUND_TOKEN_FUNCTION) {
        return token_query(builder, FUND_PREFIX_FUNCTION, token);
    }
    const fund_query *part = token_query(builder, FUND_PREFIX_PART, token);
    return fund_tree_pair(builder, FUND_OP_OR, token_query(builder, FUND_PREFIX_WORD, token),
                          fund_tree_scale(builder, part, FUND_AS_PART));
}

static bool is_digits(const fund_text *term)
{
    for (size_t i = 0; i < term->len; i++) {
        if (term->data[i] < '0' || term->data[i] > '9') {
            return false;
        }
    }
    return true;
}

/* A piece that says something without the others: not the 8 of "SSC-8". */
static bool stands_alone(const fund_graph_token *token)
{
    const fund_text *term = &token->spellings[0];
    uint32_t c;
    return fund_utf8_decode(&c, term->data, term->len) < term->len && !is_digits(term);
}

/* ---- the parts of a word ------------------------------------------------- */

static bool is_within(const fund_graph_token *inner, const fund_graph_token *outer)
{
    return inner->begin >= outer->begin && inner->end <= outer->end &&
           inner->end - inner->begin < outer->end - outer->begin;
}

/* Another part is inside this one: then that one is looked for. */
static bool has_inner(const fund_word *word, const fund_graph_token *token)
{
    for (size_t i = 1; i < word->count; i++) {
        if (is_within(&word->tokens[i], token)) {
            return true;
        }
    }
    return false;
}

static bool is_hyphen_compound(const fund_word *word)
{
    return word->tokens[0].span > 1;
}

/* The pieces of a hyphen compound; the innermost parts of a closed one. */
static bool is_looked_for(const fund_word *word, const fund_graph_token *token)
{
    return is_hyphen_compound(word) ? token->step : !has_inner(word, token);
}

bool fund_word_has_leaf(const fund_word *word, size_t token)
{
    return is_looked_for(word, &word->tokens[token]);
}

/* A piece of a hyphen compound, or its own parts together. */
static const fund_query *piece_query(fund_builder *builder, const fund_word *word,
                                     const fund_graph_token *piece)
{
    fund_queries inner = FUND_ARRAY_INIT;
    for (size_t i = 1; i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        if (is_within(token, piece) && !has_inner(word, token)) {
            fund_queries_push(builder, &inner, token_anywhere(builder, token));
        }
    }
    const fund_query *together =
        inner.count > 1 ? fund_tree_combine(builder, FUND_OP_AND, &inner) : NULL;
    fund_array_free(&inner);
    return fund_tree_pair(builder, FUND_OP_OR, token_anywhere(builder, piece),
                          fund_tree_scale(builder, together, FUND_PARTS_TOGETHER));
}

/* "G20", which no hyphen joins: 20 stands for nothing where G stands elsewhere, but with a long name
 * it does ("Stuttgart21"). */
static bool is_designation(const fund_word *word)
{
    enum { NAME_MIN = 5 };
    const fund_graph_token *first = NULL, *last = NULL;
    for (size_t i = 1; i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        if (token->step && first != NULL && token->begin != last->end) {
            return false;
        }
        first = token->step && first == NULL ? token : first;
        last = token->step ? token : last;
    }
    return is_hyphen_compound(word) && last != first && first->end - first->begin < NAME_MIN;
}

static const fund_query *all_parts(fund_builder *builder, const fund_word *word)
{
    fund_queries parts = FUND_ARRAY_INIT;
    if (is_designation(word)) {
        return NULL;
    }
    for (size_t i = 1; i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        if (is_looked_for(word, token)) {
            /* What counts alone (see fund_word_extra_query) must not count twice. */
            bool alone = is_hyphen_compound(word) && stands_alone(token);
            const fund_query *part = piece_query(builder, word, token);
            fund_queries_push(builder, &parts,
                              fund_tree_scale(builder, part, alone ? 0 : FUND_PARTS_TOGETHER));
        }
    }
    /* One part alone ("218" of "§ 218") does not stand for the word. */
    const fund_query *query =
        parts.count > 1 ? fund_tree_combine(builder, FUND_OP_AND, &parts) : NULL;
    fund_array_free(&parts);
    return query;
}

/* ---- words --------------------------------------------------------------- */

static double count_documents(fund_builder *builder, const fund_text *terms, size_t count)
{
    double documents = 0;
    for (size_t i = 0; i < count && builder->status == FUND_OK; i++) {
        fund_term_stats stats = {0, 0};
        builder->status = fund_store_term_stats(&stats, builder->searcher->store, terms[i].data,
                                                terms[i].len, builder->err);
        documents += stats.documents;
    }
    return documents;
}

/* A tenth of what the word weighs: a rare one that may be meant must not stand above it. */
static double fallback_factor(fund_builder *builder, const fund_graph_token *token)
{
    fund_store_stats stats = {.documents = 0};
    double own = count_documents(builder, token->spellings, token->spelling_count);
    double others = count_documents(builder, token->fallbacks, token->fallback_count);
    if (own == 0 || builder->status != FUND_OK) {
        return FUND_AS_FALLBACK;
    }
    builder->status = fund_store_stats_get(&stats, builder->searcher->store, builder->err);
    double all = stats.documents;
    double rarer = fund_inverse_frequency(others, all), word = fund_inverse_frequency(own, all);
    return rarer > word ? FUND_AS_FALLBACK * word / rarer : FUND_AS_FALLBACK;
}

/* What may be meant by the word, where the index has it. */
static const fund_query *fallbacks(fund_builder *builder, const fund_graph_token *token)
{
    fund_queries found = FUND_ARRAY_INIT;
    for (size_t i = 0; i < token->fallback_count; i++) {
        if (is_indexed_term(builder, &token->fallbacks[i])) {
            fund_queries_push(builder, &found,
                              fund_tree_term(builder, FUND_PREFIX_WORD, &token->fallbacks[i]));
        }
    }
    bool any = found.count > 0;
    builder->plan->related |= any;
    return fund_tree_scale(builder, fund_tree_join(builder, FUND_OP_SYNONYM, &found),
                           any ? fallback_factor(builder, token) : 0);
}

const fund_query *fund_word_query(fund_builder *builder, const fund_word *word)
{
    if (builder->plan->plain) {
        return token_query(builder, FUND_PREFIX_WORD, &word->tokens[0]);
    }
    const fund_query *own = fund_tree_pair(
        builder, FUND_OP_OR, token_weighted(builder, &word->tokens[0]), all_parts(builder, word));
    return fund_tree_pair(builder, FUND_OP_OR, own, fallbacks(builder, &word->tokens[0]));
}

const fund_query *fund_word_extra_query(fund_builder *builder, const fund_word *word)
{
    const fund_graph_token *head = &word->tokens[0];
    if (builder->plan->plain) {
        return NULL;
    }
    fund_queries extra = FUND_ARRAY_INIT;
    const fund_query *title = token_query(builder, FUND_PREFIX_TITLE, head);
    const fund_query *title_part = token_query(builder, FUND_PREFIX_TITLE_PART, head);
    fund_queries_push(builder, &extra, fund_tree_scale(builder, title, FUND_IN_TITLE));
    fund_queries_push(builder, &extra, fund_tree_scale(builder, title_part, FUND_IN_TITLE_PART));
    for (size_t i = 1; is_hyphen_compound(word) && i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        if (token->step && stands_alone(token)) {
            const fund_query *piece = piece_query(builder, word, token);
            fund_queries_push(builder, &extra, fund_tree_scale(builder, piece, FUND_PART_ALONE));
        }
    }
    return fund_tree_join(builder, FUND_OP_OR, &extra);
}

/* ---- marks --------------------------------------------------------------- */

static void mark_token(const fund_builder *builder, const fund_graph_token *token)
{
    for (size_t i = 0; i < token->term_count; i++) {
        token->terms[i]->marked = true;
    }
    for (size_t i = 0; i < token->fallback_count; i++) {
        const fund_text *other = &token->fallbacks[i];
        fund_plan_term *term =
            fund_plan_term_find(builder->plan, FUND_TOKEN_WORD, other->data, other->len);
        if (term != NULL) {
            term->marked = true;
        }
    }
}

static void add_group(fund_builder *builder, const fund_graph_token *const *tokens, size_t count)
{
    if (!fund_array_push(&builder->plan->groups, (fund_group){tokens, count})) {
        fund_builder_no_memory(builder);
    }
}

/* Parts that were found together are marked when all of them are there.  With
 * `piece` only its own parts. */
static void group_parts(fund_builder *builder, const fund_word *word, const fund_graph_token *piece)
{
    const fund_graph_token **tokens =
        fund_arena_alloc(builder->plan->arena, word->count * sizeof *tokens);
    if (tokens == NULL) {
        fund_builder_no_memory(builder);
        return;
    }
    size_t count = 0;
    for (size_t i = 1; i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        bool inner = piece != NULL ? is_within(token, piece) && !has_inner(word, token)
                                   : is_looked_for(word, token);
        if (inner) {
            tokens[count++] = token;
        }
    }
    if (count > 1) {
        add_group(builder, tokens, count);
    }
}

void fund_word_mark(fund_builder *builder, const fund_word *word)
{
    if (builder->status != FUND_OK) {
        return;
    }
    mark_token(builder, &word->tokens[0]);
    if (word->count == 1) {
        return;
    }
    group_parts(builder, word, NULL);
    for (size_t i = 1; is_hyphen_compound(word) && i < word->count; i++) {
        if (word->tokens[i].step && stands_alone(&word->tokens[i])) {
            mark_token(builder, &word->tokens[i]);
            group_parts(builder, word, &word->tokens[i]);
        }
    }
}

/* ---- two words as one ---------------------------------------------------- */

static bool is_plain_word(const char *query, const fund_graph_token *token)
{
    for (size_t i = token->begin; i < token->end; i++) {
        unsigned char c = (unsigned char)(query[i] | 0x20);
        if (c < 0x80 && (c < 'a' || c > 'z')) {
            return false;
        }
    }
    return token->kind == FUND_TOKEN_WORD && token->span == 1;
}

static void append_lower(fund_buf *out, const char *text, size_t len)
{
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        char bytes[4];
        pos += fund_utf8_decode(&c, text + pos, len - pos);
        fund_buf_append(out, bytes, fund_utf8_encode(bytes, fund_char_lower(c)));
    }
}

static bool is_indexed(fund_builder *builder, const fund_graph_token *token)
{
    for (size_t i = 0; i < token->spelling_count; i++) {
        if (is_indexed_term(builder, &token->spellings[i])) {
            return true;
        }
    }
    return false;
}

/* Two words as one: a guess, of which other spellings are not worth the time that they take. */
static const fund_query *closed_word(fund_builder *builder, const char *word, size_t len)
{
    fund_token_graph graph;
    size_t words = builder->plan->positions;
    builder->plan->positions = 0; /* this one is ours, not the user's */
    bool made = fund_builder_token_graph(builder, &graph, FUND_PURPOSE_DOCUMENT, word, len, 0);
    builder->plan->positions = words;
    if (!made || graph.positions != 1 || graph.tokens[0].kind != FUND_TOKEN_WORD ||
        !is_indexed(builder, &graph.tokens[0])) {
        return NULL;
    }
    mark_token(builder, &graph.tokens[0]);
    builder->plan->weighs_more = true;
    return fund_tree_scale(builder, token_query(builder, FUND_PREFIX_WORD, &graph.tokens[0]),
                           closed_pair);
}

const fund_query *fund_pair_query(fund_builder *builder, const char *query,
                                  const fund_graph_token *a, const fund_graph_token *b)
{
    if (!is_plain_word(query, a) || !is_plain_word(query, b) || a->position + 1 != b->position ||
        builder->status != FUND_OK) {
        return NULL;
    }
    fund_buf word = FUND_BUF_INIT;
    fund_buf_append(&word, query + a->begin, a->end - a->begin);
    append_lower(&word, query + b->begin, b->end - b->begin);
    const fund_query *closed = NULL;
    if (word.failed) {
        fund_builder_no_memory(builder);
    } else {
        closed = closed_word(builder, word.data, word.len);
    }
    fund_buf_free(&word);
    return closed;
}

/* ---- clauses and phrases ------------------------------------------------- */

/* What a clause asks for at one position: any of the words that cover it. */
static const fund_query *clause_at(fund_builder *builder, const fund_token_graph *graph,
                                   uint32_t position, fund_occur occur)
{
    fund_queries words = FUND_ARRAY_INIT;
    for (size_t i = 0; i < graph->count; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        if (!token->head || !fund_graph_token_covers(token, position) || token->unindexed) {
            continue;
        }
        bool weighted = occur == FUND_OCCUR_NOT || token->kind == FUND_TOKEN_FUNCTION;
        fund_word word = fund_word_at(graph, i);
        fund_queries_push(builder, &words,
                          weighted ? token_weighted(builder, token)
                                   : fund_word_query(builder, &word));
    }
    return fund_tree_join(builder, FUND_OP_OR, &words);
}

bool fund_has_only_functions(const fund_token_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head && graph->tokens[i].kind != FUND_TOKEN_FUNCTION) {
            return false;
        }
    }
    return graph->count > 0;
}

bool fund_has_unindexed(const fund_token_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head && graph->tokens[i].unindexed) {
            return true;
        }
    }
    return false;
}

/* A word begins here; elsewhere a clause asks for nothing new. */
static bool begins_here(const fund_token_graph *graph, uint32_t position)
{
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head && graph->tokens[i].position == position) {
            return true;
        }
    }
    return false;
}

const fund_query *fund_occur_query(fund_builder *builder, const fund_token_graph *graph,
                                   fund_occur occur, fund_query_op op)
{
    fund_queries all = FUND_ARRAY_INIT;
    for (uint32_t p = 0; p < graph->positions; p++) {
        if (begins_here(graph, p)) {
            fund_queries_push(builder, &all, clause_at(builder, graph, p, occur));
        }
    }
    return fund_tree_join(builder, op, &all);
}

bool fund_is_open_position(const fund_token_graph *graph, uint32_t position)
{
    bool any = false;
    for (size_t i = 0; i < graph->count; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        if (token->step && fund_graph_token_covers(token, position)) {
            if (token->unindexed) {
                return true;
            }
            any = true;
        }
    }
    return !any;
}

bool fund_is_open_phrase(const fund_token_graph *graph)
{
    for (uint32_t p = 0; p < graph->positions; p++) {
        if (!fund_is_open_position(graph, p)) {
            return false;
        }
    }
    return true;
}

bool fund_is_title_position(const fund_token_graph *graph, uint32_t position)
{
    for (size_t i = 0; i < graph->count; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        if (token->step && token->kind == FUND_TOKEN_FUNCTION &&
            fund_graph_token_covers(token, position)) {
            return false;
        }
    }
    return true;
}

/* One word between quotes is that word, not a part of another. */
static bool is_one_word(const fund_token_graph *graph, const fund_graph_token *token)
{
    return graph->positions == 1 && token->kind == FUND_TOKEN_WORD;
}

/* The phrase in a title, of which function words have no terms. */
static const fund_query *title_phrase(fund_builder *builder, const fund_token_graph *graph)
{
    fund_queries all = FUND_ARRAY_INIT;
    for (uint32_t p = 0; p < graph->positions; p++) {
        fund_queries here = FUND_ARRAY_INIT;
        for (size_t i = 0; i < graph->count && fund_is_title_position(graph, p); i++) {
            const fund_graph_token *token = &graph->tokens[i];
            if (token->step && fund_graph_token_covers(token, p)) {
                push_spellings(builder, &here, FUND_PREFIX_TITLE, token);
                if (!is_one_word(graph, token)) {
                    push_spellings(builder, &here, FUND_PREFIX_TITLE_PART, token);
                }
            }
        }
        fund_queries_push(builder, &all, fund_tree_join(builder, FUND_OP_SYNONYM, &here));
    }
    return fund_tree_join(builder, FUND_OP_AND, &all);
}

/* As fund_phrase_is_candidate() must see it, too. */
const fund_query *fund_phrase_query(fund_builder *builder, const fund_token_graph *graph)
{
    fund_queries all = FUND_ARRAY_INIT;
    for (uint32_t p = 0; p < graph->positions; p++) {
        fund_queries here = FUND_ARRAY_INIT;
        if (fund_is_open_position(graph, p)) {
            continue;
        }
        for (size_t i = 0; i < graph->count; i++) {
            const fund_graph_token *token = &graph->tokens[i];
            if (!token->step || !fund_graph_token_covers(token, p)) {
                continue;
            }
            fund_queries_push(builder, &here,
                              is_one_word(graph, token)
                                  ? token_query(builder, FUND_PREFIX_WORD, token)
                                  : token_weighted(builder, token));
        }
        fund_queries_push(builder, &all, fund_tree_join(builder, FUND_OP_OR, &here));
    }
    const fund_query *text = fund_tree_join(builder, FUND_OP_AND, &all);
    return fund_tree_pair(builder, FUND_OP_OR, text, title_phrase(builder, graph));
}
