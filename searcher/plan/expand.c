/* Terms near to a word. */
#include "searcher/plan/plan.h"

#include <stdlib.h>

enum { NEIGHBOURS_MAX = 50 };

typedef struct fuzzy_walk {
    fund_term_list *found;
    fund_arena *arena;
    fund_edit_matcher near;
    uint32_t edits; /* of the term that was wanted */
    fund_error *err;
} fuzzy_walk;

static bool is_neighbour(const char *term, size_t len, size_t *skip, void *payload)
{
    fuzzy_walk *walk = payload;
    walk->edits =
        fund_edit_matcher_distance(&walk->near, term, fund_term_unmarked(term, len), skip);
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
    fuzzy_walk walk = {.found = out, .arena = arena, .err = err};
    fund_edit_matcher_begin(&walk.near, term, len, edits, ending);
    return fund_walk_terms(searcher, "", 0, parts, is_neighbour, see_neighbour, &walk, err);
}

static uint32_t edits_for(const fund_text *term)
{
    uint32_t letters[FUND_LETTERS_MAX];
    return fund_fold_letters(letters, term->data, term->len) <= 5 ? 1 : 2;
}

static const fund_query *neighbours(fund_builder *builder, const fund_graph_token *token,
                                    uint32_t edits, bool silent)
{
    static const double shares[] = {1, .5, .25};
    fund_plan *plan = builder->plan;
    fund_term_list found = FUND_ARRAY_INIT;
    fund_queries all = FUND_ARRAY_INIT;
    const fund_text *term = &token->spellings[0];
    uint32_t most = edits == 0 ? edits_for(term) : edits < 2 ? edits : 2;
    fund_builder_count_walk(builder);
    if (builder->status == FUND_OK) {
        builder->status = fund_terms_near(&found, plan->arena, builder->searcher, term->data,
                                          fund_term_unmarked(term->data, term->len), most, 0, false,
                                          builder->err);
    }
    if (builder->status == FUND_OK && fund_term_list_cut(&found, NEIGHBOURS_MAX) &&
        !fund_diagnostic_add(&plan->diagnostics, plan->arena, token->begin,
                             "more than %d words are similar; only the closest ones are searched",
                             NEIGHBOURS_MAX)) {
        fund_builder_no_memory(builder);
    }
    for (size_t i = 0; i < found.count; i++) {
        const fund_listed_term *near = &found.items[i];
        const fund_query *query = fund_tree_term(builder, FUND_PREFIX_WORD, &near->term);
        fund_queries_push(builder, &all, fund_tree_scale(builder, query, shares[near->edits]));
        fund_plan_term *marked =
            silent ? NULL
                   : fund_plan_term_make(plan, FUND_TOKEN_WORD, near->term.data, near->term.len);
        if (marked != NULL) {
            marked->marked = true;
        } else if (!silent) {
            fund_builder_no_memory(builder);
        }
    }
    fund_array_free(&found);
    return fund_tree_join(builder, FUND_OP_MAX, &all);
}

const fund_query *fund_fuzzy_query(fund_builder *builder, const fund_token_graph *graph,
                                   uint32_t edits, bool silent)
{
    fund_queries words = FUND_ARRAY_INIT;
    for (size_t i = 0; i < graph->count; i++) {
        if (graph->tokens[i].head) {
            fund_queries_push(builder, &words,
                              neighbours(builder, &graph->tokens[i], edits, silent));
        }
    }
    return fund_tree_join(builder, FUND_OP_AND, &words);
}
