/* A query's clauses put together. */
#include "searcher/searcher_private.h"

#include <stdlib.h>
#include <string.h>

/* The branches of the tree while clauses are taken in. */
typedef struct assembly {
    fund_builder builder;
    const char *query;
    fund_queries musts, shoulds, nots;
    fund_queries phrases;   /* shoulds that are verified */
    fund_queries functions; /* function words, for a query of nothing else */
    fund_map *words;        /* spelling of a plain word -> fund_planned */
    fund_planned *last_word;
    bool content; /* there is something else than function words */
} assembly;

static void no_memory(assembly *a)
{
    a->builder.status =
        fund_error_set(a->builder.err, FUND_ERR_MEMORY, "not enough memory for the query");
}

/* ---- plain words --------------------------------------------------------- */

/* All that is looked for, so that only words with the same effect are one. */
static void append_key(fund_buf *key, const fund_word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        const fund_leaf *leaf = &word->leaves[i];
        fund_buf_append_byte(key, (char)('0' + (int)leaf->kind));
        for (size_t s = 0; s < leaf->spelling_count; s++) {
            fund_buf_append(key, leaf->spellings[s].data, leaf->spellings[s].len);
            fund_buf_append_byte(key, '\0');
        }
    }
}

static fund_planned *plan_word(assembly *a, const fund_word *word)
{
    fund_planned *entry = fund_arena_alloc(a->builder.plan->arena, sizeof *entry);
    if (entry == NULL) {
        no_memory(a);
        return NULL;
    }
    *entry = (fund_planned){.word = *word, .count = 1};
    if (a->last_word != NULL) {
        a->last_word->next = entry;
    } else {
        a->builder.plan->words = entry;
    }
    a->last_word = entry;
    return entry;
}

static void count_word(assembly *a, const fund_word *word)
{
    fund_buf key = FUND_BUF_INIT;
    append_key(&key, word);
    fund_planned *known = key.failed ? NULL : fund_map_get(a->words, key.data, key.len);
    if (key.failed) {
        no_memory(a);
    } else if (known != NULL) {
        known->count++;
    } else {
        fund_planned *entry = plan_word(a, word);
        if (entry != NULL && !fund_map_put(a->words, key.data, key.len, entry, NULL)) {
            no_memory(a);
        }
    }
    fund_buf_free(&key);
    a->content = true;
}

static void take_words(assembly *a, const fund_lattice *lattice)
{
    const fund_leaf *previous = NULL;
    for (size_t i = 0; i < lattice->count && a->builder.status == FUND_OK; i++) {
        const fund_leaf *leaf = &lattice->leaves[i];
        if (!leaf->head) {
            continue;
        }
        fund_word word = fund_word_at(lattice, i);
        if (leaf->kind == FUND_TOKEN_FUNCTION) {
            fund_queries_push(&a->builder, &a->functions, fund_word_core(&a->builder, &word));
            previous = NULL;
            continue;
        }
        count_word(a, &word);
        if (previous != NULL && !a->builder.plan->plain) {
            fund_queries_push(&a->builder, &a->shoulds,
                              fund_pair_build(&a->builder, a->query, previous, leaf));
        }
        previous = leaf;
    }
}

const fund_query *fund_planned_query(fund_builder *builder, const fund_planned *word)
{
    const fund_query *query =
        fund_tree_pair(builder, FUND_OP_OR, fund_word_core(builder, &word->word),
                       fund_word_extra(builder, &word->word));
    return word->count == 1 ? query
                            : fund_tree_scale(builder, query, fund_repeat_factor(word->count));
}

static void push_counted_words(assembly *a)
{
    fund_builder *builder = &a->builder;
    for (const fund_planned *entry = builder->plan->words; entry != NULL; entry = entry->next) {
        if (!entry->required) {
            fund_queries_push(builder, &a->shoulds, fund_planned_query(builder, entry));
            fund_word_mark(builder, &entry->word);
        }
    }
}

/* ---- + and - ------------------------------------------------------------- */

static void take_must(assembly *a, const fund_lattice *lattice)
{
    fund_builder *builder = &a->builder;
    a->content = true;
    fund_queries_push(builder, &a->musts, fund_clause_build(builder, lattice, FUND_OCCUR_MUST));
    for (size_t i = 0; i < lattice->count; i++) {
        if (lattice->leaves[i].head) {
            fund_word word = fund_word_at(lattice, i);
            fund_planned *entry = plan_word(a, &word);
            if (entry != NULL) {
                entry->required = true;
            }
            fund_queries_push(builder, &a->shoulds, fund_word_extra(builder, &word));
            fund_word_mark(builder, &word);
        }
    }
}

/* ---- phrases ------------------------------------------------------------- */

/* A phrase of one position needs no look at the text. */
static void take_single(assembly *a, const fund_lattice *lattice, fund_occur occur)
{
    fund_queries *branches[] = {&a->shoulds, &a->musts, &a->nots};
    fund_queries_push(&a->builder, branches[occur], fund_phrase_build(&a->builder, lattice));
    for (size_t i = 0; i < lattice->count && occur != FUND_OCCUR_NOT; i++) {
        const fund_leaf *leaf = &lattice->leaves[i];
        for (size_t s = 0; leaf->step && s < leaf->spelling_count; s++) {
            const fund_field *term = &leaf->spellings[s];
            fund_symbol *symbol =
                fund_plan_symbol(a->builder.plan, leaf->kind, term->data, term->len);
            if (symbol != NULL) {
                symbol->marked = true;
            }
        }
    }
}

static void take_phrase(assembly *a, const fund_lattice *lattice, fund_occur occur)
{
    fund_plan *plan = a->builder.plan;
    a->content |= occur != FUND_OCCUR_NOT;
    if (lattice->positions == 1) {
        take_single(a, lattice, occur);
        return;
    }
    if (plan->phrase_count == FUND_QUERY_PHRASES_MAX) {
        a->builder.status = fund_error_set(a->builder.err, FUND_ERR_QUERY,
                                           "the query has more than %d phrases",
                                           FUND_QUERY_PHRASES_MAX);
        return;
    }
    const fund_query *candidates = fund_phrase_build(&a->builder, lattice);
    plan->phrases[plan->phrase_count++] = (fund_phrase){occur, lattice, candidates};
    if (occur != FUND_OCCUR_NOT) {
        fund_queries_push(&a->builder, occur == FUND_OCCUR_MUST ? &a->musts : &a->phrases,
                          candidates);
    }
}

/* ---- all of it ----------------------------------------------------------- */

static void take_clause(assembly *a, const fund_clause *clause)
{
    fund_builder *builder = &a->builder;
    fund_lattice *lattice = fund_arena_alloc(builder->plan->arena, sizeof *lattice);
    if (lattice == NULL) {
        no_memory(a);
        return;
    }
    builder->status = fund_lattice_build(lattice, builder->plan, builder->searcher->analyzer,
                                         a->query + clause->begin, clause->end - clause->begin,
                                         clause->begin, builder->err);
    if (builder->status != FUND_OK || lattice->count == 0) {
        return;
    }
    if (clause->phrase) {
        take_phrase(a, lattice, clause->occur);
    } else if (clause->occur == FUND_OCCUR_SHOULD) {
        take_words(a, lattice);
    } else if (clause->occur == FUND_OCCUR_MUST) {
        take_must(a, lattice);
    } else {
        fund_queries_push(builder, &a->nots, fund_clause_build(builder, lattice, FUND_OCCUR_NOT));
    }
}

static const fund_query *assemble(assembly *a)
{
    fund_builder *builder = &a->builder;
    const fund_query *should = fund_tree_combine(builder, FUND_OP_OR, &a->shoulds);
    const fund_query *must = fund_tree_combine(builder, FUND_OP_AND, &a->musts);
    const fund_query *query = fund_tree_pair(builder, FUND_OP_AND_MAYBE, must, should);
    if (query == NULL) {
        return NULL;
    }
    return fund_tree_pair(builder, FUND_OP_AND_NOT, query,
                          fund_tree_combine(builder, FUND_OP_OR, &a->nots));
}

static void build_trees(assembly *a)
{
    fund_builder *builder = &a->builder;
    push_counted_words(a);
    if (!a->content) {
        fund_queries_push(builder, &a->shoulds,
                          fund_tree_combine(builder, FUND_OP_OR, &a->functions));
    }
    builder->plan->base = assemble(a);
    for (size_t i = 0; i < a->phrases.count; i++) {
        fund_queries_push(builder, &a->shoulds, a->phrases.items[i]);
    }
    builder->plan->tree = a->phrases.count > 0 ? assemble(a) : builder->plan->base;
}

static fund_status take_query(fund_plan *plan, fund_searcher *searcher, const char *query,
                              size_t len, fund_error *err)
{
    fund_clauses clauses = FUND_CLAUSES_INIT;
    assembly a = {.builder = {plan, searcher, FUND_OK, err}, .query = query};
    a.words = fund_map_new();
    if (a.words == NULL) {
        no_memory(&a);
    } else {
        a.builder.status = fund_clauses_parse(&clauses, query, len, err);
    }
    for (size_t i = 0; i < clauses.count && a.builder.status == FUND_OK; i++) {
        take_clause(&a, &clauses.items[i]);
    }
    if (a.builder.status == FUND_OK) {
        build_trees(&a);
    }
    fund_clauses_free(&clauses);
    fund_map_free(a.words, NULL);
    fund_queries *lists[] = {&a.musts, &a.shoulds, &a.nots, &a.phrases, &a.functions};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        fund_queries_free(lists[i]);
    }
    return a.builder.status;
}

static fund_status check_query(const char *query, size_t len, fund_error *err)
{
    size_t bad;
    if (len > FUND_QUERY_BYTES_MAX) {
        return fund_error_set(err, FUND_ERR_QUERY, "the query has more than %d bytes",
                              FUND_QUERY_BYTES_MAX);
    }
    if (!fund_utf8_valid(query, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the query is not UTF-8 (at byte %zu)", bad);
    }
    return FUND_OK;
}

fund_status fund_plan_new(fund_plan **out, fund_searcher *searcher, const char *query, size_t len,
                          bool plain, fund_error *err)
{
    *out = NULL;
    fund_status status = check_query(query, len, err);
    if (status != FUND_OK) {
        return status;
    }
    fund_plan *plan = calloc(1, sizeof *plan);
    if (plan == NULL) {
        return fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for the query");
    }
    plan->plain = plain;
    plan->query = query;
    plan->arena = fund_arena_new();
    bool ok = plan->arena != NULL;
    for (size_t i = 0; i < 3; i++) {
        plan->symbols[i] = fund_map_new();
        ok &= plan->symbols[i] != NULL;
    }
    status = ok ? take_query(plan, searcher, query, len, err)
                : fund_error_set(err, FUND_ERR_MEMORY, "not enough memory for the query");
    if (status != FUND_OK) {
        fund_plan_free(plan);
        return status;
    }
    *out = plan;
    return FUND_OK;
}

bool fund_plan_is_reranked(const fund_plan *plan)
{
    /* Every match of a single word has it; phrases are verified instead. */
    return !plan->plain && plan->phrase_count == 0 && plan->words != NULL &&
           plan->words->next != NULL;
}

void fund_plan_free(fund_plan *plan)
{
    if (plan == NULL) {
        return;
    }
    for (size_t i = 0; i < plan->owned_count; i++) {
        fund_query_free(plan->owned[i]);
    }
    for (size_t i = 0; i < 3; i++) {
        fund_map_free(plan->symbols[i], NULL);
    }
    free(plan->owned);
    free(plan->groups);
    fund_arena_free(plan->arena);
    free(plan);
}

fund_symbol *fund_plan_symbol(const fund_plan *plan, fund_token_kind kind, const char *term,
                              size_t len)
{
    return kind >= FUND_TOKEN_VARIANT ? NULL : fund_map_get(plan->symbols[kind], term, len);
}
