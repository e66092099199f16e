/* Nodes to clauses: words are planned, phrases and patterns become checks. */
#include "searcher/plan/plan.h"

#include <string.h>

static fund_token_graph *analyse(fund_builder *builder, const fund_node *node, const char *text)
{
    fund_token_graph *graph = fund_arena_alloc(builder->plan->arena, sizeof *graph);
    if (graph == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    bool made = fund_builder_token_graph(builder, graph, FUND_PURPOSE_QUERY, text + node->begin,
                                         node->end - node->begin, node->begin);
    return made ? graph : NULL;
}

/* ---- plain words ------------------------------------------------------------------ */

/* The words of a group: each counts once however often it stands there. */
typedef struct word_group {
    fund_builder *builder;
    fund_map *known; /* what is looked for -> fund_planned_word */
} word_group;

/* All that is looked for, so that only words with the same effect are one. */
static void append_key(fund_buf *key, const fund_word *word)
{
    for (size_t i = 0; i < word->count; i++) {
        const fund_graph_token *token = &word->tokens[i];
        fund_buf_append_byte(key, (char)('0' + (int)token->kind));
        for (size_t s = 0; s < token->spelling_count; s++) {
            fund_buf_append(key, token->spellings[s].data, token->spellings[s].len);
            fund_buf_append_byte(key, '\0');
        }
    }
}

static fund_planned_word *plan_word(fund_builder *builder, const fund_word *word,
                                    const fund_clause *clause)
{
    fund_plan *plan = builder->plan;
    fund_planned_word *entry = fund_arena_alloc(plan->arena, sizeof *entry);
    if (entry == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    *entry = (fund_planned_word){
        .word = *word, .count = 1, .required = clause->around.strict, .boost = clause->node->boost};
    *plan->last_word = entry;
    plan->last_word = &entry->next;
    return entry;
}

/* The word's entry when it is new to the group, else NULL. */
static fund_planned_word *count_word(word_group *group, const fund_word *word,
                                     const fund_clause *clause)
{
    fund_buf key = FUND_BUF_INIT;
    append_key(&key, word);
    fund_planned_word *known = key.failed ? NULL : fund_map_get(group->known, key.data, key.len);
    fund_planned_word *entry = NULL;
    if (key.failed) {
        fund_builder_no_memory(group->builder);
    } else if (known != NULL) {
        known->count++;
    } else {
        entry = plan_word(group->builder, word, clause);
        if (entry != NULL && !fund_map_put(group->known, key.data, key.len, entry, NULL)) {
            fund_builder_no_memory(group->builder);
        }
    }
    fund_buf_free(&key);
    return entry;
}

const fund_query *fund_planned_word_query(fund_builder *builder, const fund_planned_word *word)
{
    const fund_query *core = fund_word_query(builder, &word->word);
    fund_query_op op = word->required ? FUND_OP_AND_MAYBE : FUND_OP_OR;
    const fund_query *query =
        core == NULL
            ? NULL
            : fund_tree_pair(builder, op, core, fund_word_extra_query(builder, &word->word));
    double factor = fund_repeat_factor(word->count) * word->boost;
    return word->count == 1 && word->boost == 1 ? query : fund_tree_scale(builder, query, factor);
}

/* Plans the words of a run; their queries are made when all of the group are counted. */
static void take_words(word_group *group, fund_clause *clause)
{
    fund_builder *builder = group->builder;
    fund_queries pairs = FUND_ARRAY_INIT;
    const fund_token_graph *graph = clause->graph;
    const fund_graph_token *previous = NULL;
    for (size_t i = 0; i < graph->count && builder->status == FUND_OK; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        if (!token->head) {
            continue;
        }
        if (token->kind == FUND_TOKEN_FUNCTION) {
            previous = NULL;
            continue;
        }
        fund_word word = fund_word_at(graph, i);
        count_word(group, &word, clause);
        if (previous != NULL && !builder->plan->plain) {
            fund_queries_push(builder, &pairs,
                              fund_pair_query(builder, clause->text, previous, token));
        }
        previous = token;
    }
    clause->query = fund_tree_join(builder, FUND_OP_OR, &pairs);
}

/* What the words that were planned since `first` are looked for by. */
static const fund_query *planned_queries(fund_builder *builder, fund_planned_word *const *first,
                                         const fund_clause *clause)
{
    fund_queries all = FUND_ARRAY_INIT;
    for (const fund_planned_word *word = *first; word != NULL; word = word->next) {
        const fund_graph_token *tokens = word->word.tokens;
        const fund_token_graph *graph = clause->graph;
        if (tokens >= graph->tokens && tokens < graph->tokens + graph->count) {
            fund_queries_push(builder, &all, fund_planned_word_query(builder, word));
            fund_word_mark(builder, &word->word);
        }
    }
    fund_queries_push(builder, &all, clause->query);
    return fund_tree_join(builder, FUND_OP_OR, &all);
}

/* Words that are excluded, or that nothing is ranked by. */
static const fund_query *plain_clause(fund_builder *builder, const fund_clause *clause,
                                      fund_query_op op)
{
    fund_occur occur = clause->around.negative ? FUND_OCCUR_NOT : FUND_OCCUR_MUST;
    const fund_query *query = fund_occur_query(builder, clause->graph, occur, op);
    double boost = clause->node->boost;
    return boost == 1 ? query : fund_tree_scale(builder, query, boost);
}

/* +word: all of a hyphen compound; its title adds to the group. */
static void take_required(fund_builder *builder, fund_clause *clause)
{
    fund_queries extra = FUND_ARRAY_INIT;
    const fund_token_graph *graph = clause->graph;
    clause->query = plain_clause(builder, clause, FUND_OP_AND);
    for (size_t i = 0; i < graph->count && !clause->around.silent; i++) {
        if (graph->tokens[i].head && graph->tokens[i].kind != FUND_TOKEN_FUNCTION) {
            fund_word word = fund_word_at(graph, i);
            fund_planned_word *entry = plan_word(builder, &word, clause);
            if (entry != NULL) {
                entry->required = true;
            }
            fund_queries_push(builder, &extra, fund_word_extra_query(builder, &word));
            fund_word_mark(builder, &word);
        }
    }
    clause->extra = fund_tree_join(builder, FUND_OP_OR, &extra);
}

/* ---- checks ------------------------------------------------------------------------- */

static void mark_steps(const fund_plan *plan, const fund_token_graph *graph)
{
    for (size_t i = 0; i < graph->count; i++) {
        const fund_graph_token *token = &graph->tokens[i];
        for (size_t s = 0; token->step && s < token->spelling_count; s++) {
            const fund_text *spelling = &token->spellings[s];
            fund_plan_term *term =
                fund_plan_term_find(plan, token->kind, spelling->data, spelling->len);
            if (term != NULL) {
                term->marked = true;
            }
        }
    }
}

static bool is_shown(const fund_clause *clause)
{
    return !clause->around.negative && !clause->around.silent;
}

/* The first word of a text. */
static fund_status take_first_word(size_t begin, size_t end, bool plain, void *payload)
{
    (void)plain;
    *(fund_range *)payload = (fund_range){begin, end};
    return FUND_ERR_INTERRUPTED;
}

/* A blank ends what = looks for, and not the words that have one: of "=v. Chr." that is "v" alone. */
static void check_whole_word(fund_builder *builder, const fund_node *node, const char *text)
{
    enum { LOOKED_AT = 80 };
    fund_plan *plan = builder->plan;
    const char *word = text + node->begin;
    size_t len = node->end - node->begin;
    if (text != plan->query || node->begin == 0 || word[-1] != '=') { /* in quotes */
        return;
    }
    size_t rest = plan->query_len - node->begin;
    rest = rest > LOOKED_AT ? fund_utf8_floor(word, LOOKED_AT) : rest;
    fund_range first = {0, 0};
    fund_analyzer_words(builder->searcher->analyzer, word, rest, take_first_word, &first, NULL);
    if (first.begin == 0 && first.end > len &&
        !fund_diagnostic_add(&plan->diagnostics, plan->arena, node->begin - 1,
                             "=%.*s is only the first part of a word; to look for all of it: "
                             "=\"%.*s\"",
                             (int)len, word, (int)first.end, word)) {
        fund_builder_no_memory(builder);
    }
}

/* Fills a check, or an operand of one; false when there is nothing to look for. */
static bool fill_check(fund_builder *builder, fund_predicate *predicate, const fund_node *node,
                       const char *text)
{
    *predicate = (fund_predicate){.kind = node->kind, .node = node};
    const char *own = text + node->begin;
    size_t len = node->end - node->begin;
    bool letters = node->kind == FUND_NODE_EXACT || node->kind == FUND_NODE_WILDCARD;
    if (letters && !fund_wildcard_init(&predicate->wildcard, builder, node, text)) {
        return false;
    }
    if (node->kind == FUND_NODE_EXACT) {
        check_whole_word(builder, node, text);
    }
    if (node->kind == FUND_NODE_WILDCARD) {
        predicate->candidates = fund_wildcard_terms(builder, &predicate->wildcard, node->begin);
        return builder->status == FUND_OK;
    }
    if (node->kind == FUND_NODE_REGEX) {
        predicate->regex = fund_regex_new(builder, own, len, node->begin);
        predicate->open = true;
        predicate->candidates = fund_tree_all(builder);
        return predicate->regex != NULL && builder->status == FUND_OK;
    }
    const fund_token_graph *graph = analyse(builder, node, text);
    predicate->graph = graph;
    if (graph == NULL || graph->count == 0) {
        return false;
    }
    bool words = node->kind == FUND_NODE_WORDS;
    predicate->open = words ? fund_has_only_functions(graph) && fund_has_unindexed(graph)
                            : fund_is_open_phrase(graph);
    predicate->candidates = predicate->open ? fund_tree_all(builder)
                            : words ? fund_occur_query(builder, graph, FUND_OCCUR_MUST, FUND_OP_AND)
                                    : fund_phrase_query(builder, graph);
    return builder->status == FUND_OK;
}

/* The operands of NEAR, or the pieces of a phrase, as checks of their own; all must be there. */
static bool fill_operands(fund_builder *builder, fund_predicate *predicate, const fund_node *node,
                          const char *text)
{
    fund_queries all = FUND_ARRAY_INIT;
    size_t count = 0;
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        count++;
    }
    *predicate = (fund_predicate){.kind = node->kind, .node = node, .open = true};
    predicate->operands =
        fund_arena_alloc(builder->plan->arena, count * sizeof *predicate->operands);
    if (predicate->operands == NULL) {
        fund_builder_no_memory(builder);
        return false;
    }
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        fund_predicate *operand = &predicate->operands[predicate->operand_count];
        bool made = child->kind == FUND_NODE_GAPS ? fill_operands(builder, operand, child, text)
                                                  : fill_check(builder, operand, child, text);
        if (made) {
            fund_queries_push(builder, &all, operand->candidates);
            predicate->open &= operand->open;
            predicate->operand_count++;
        }
    }
    /* An operand that no passage has must not be left out. */
    bool complete = all.count == predicate->operand_count;
    const fund_query *together = fund_tree_join(builder, FUND_OP_AND, &all);
    predicate->candidates = complete ? together : NULL;
    return builder->status == FUND_OK && predicate->operand_count > 1;
}

/* Letters are looked for in the text itself. */
static bool reads_terms(const fund_predicate *predicate)
{
    bool reads = predicate->kind == FUND_NODE_PHRASE || predicate->kind == FUND_NODE_WORDS;
    for (size_t i = 0; i < predicate->operand_count && !reads; i++) {
        reads = reads_terms(&predicate->operands[i]);
    }
    return reads;
}

static void add_check(fund_builder *builder, fund_clause *clause, fund_predicate predicate)
{
    fund_plan *plan = builder->plan;
    if (plan->predicate_count == FUND_QUERY_PREDICATES_MAX) {
        builder->status = fund_error_set(
            builder->err, FUND_ERR_QUERY,
            "the query has more than %d phrases, wildcards, =words and NEARs in total; shorten it",
            FUND_QUERY_PREDICATES_MAX);
        return;
    }
    predicate.negative = clause->around.negative;
    predicate.joined = clause->around.joined;
    predicate.shown = is_shown(clause) && predicate.kind != FUND_NODE_WORDS;
    uint64_t bit = UINT64_C(1) << plan->predicate_count;
    bool decides = clause->around.needed && !predicate.joined;
    plan->required |= decides && !predicate.negative ? bit : 0;
    plan->forbidden |= decides && predicate.negative ? bit : 0;
    plan->candidates |= predicate.negative ? 0 : bit;
    plan->open |= predicate.open;
    plan->reads_terms |= reads_terms(&predicate);
    clause->predicate = (int)plan->predicate_count;
    plan->predicates[plan->predicate_count++] = predicate;
}

static void take_check(fund_builder *builder, fund_clause *clause)
{
    const fund_node *node = clause->node;
    fund_predicate predicate;
    bool near = node->kind == FUND_NODE_NEAR || node->kind == FUND_NODE_GAPS;
    if (near ? !fill_operands(builder, &predicate, node, clause->text)
             : !fill_check(builder, &predicate, node, clause->text)) {
        clause->empty = true;
        return;
    }
    if (node->kind == FUND_NODE_PHRASE && predicate.graph->positions == 1 && !predicate.open) {
        /* A phrase of one position needs no look at the text. */
        clause->query = predicate.candidates;
        builder->plan->weighs_more = true;
        if (is_shown(clause)) {
            mark_steps(builder->plan, predicate.graph);
        }
        return;
    }
    add_check(builder, clause, predicate);
}

/* Those without terms are looked for in the texts. */
static void take_functions(fund_builder *builder, fund_clause *clause)
{
    if (!fund_has_unindexed(clause->graph)) {
        clause->query = fund_occur_query(builder, clause->graph, FUND_OCCUR_MUST, FUND_OP_OR);
        return;
    }
    add_check(builder, clause,
              (fund_predicate){.kind = FUND_NODE_WORDS,
                               .node = clause->node,
                               .graph = clause->graph,
                               .open = true,
                               .candidates = fund_tree_all(builder)});
}

/* ---- making clauses ------------------------------------------------------------------ */

/* Whether AND or + of several things asks for articles that have them, not for passages. */
static bool joins_articles(const fund_plan *plan, const fund_node *node, fund_clause_context around)
{
    size_t count = 0;
    bool must = node->kind == FUND_NODE_AND;
    if (plan->scope == FUND_SCOPE_PASSAGE ||
        (around.negative && plan->scope != FUND_SCOPE_ARTICLE) ||
        (node->kind != FUND_NODE_AND && node->kind != FUND_NODE_GROUP)) {
        return false;
    }
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        bool asks = child->occur != FUND_OCCUR_NOT && !fund_is_filter(child);
        count += asks;
        must |= asks && child->occur == FUND_OCCUR_MUST;
    }
    return must && count > 1;
}

static fund_clause *new_branch(fund_builder *builder, const fund_node *node, const char *text,
                               fund_clause_context around)
{
    fund_clause *clause = fund_arena_alloc(builder->plan->arena, sizeof *clause);
    if (clause == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    *clause = (fund_clause){.node = node,
                            .around = around,
                            .text = text,
                            .predicate = -1,
                            .joins = joins_articles(builder->plan, node, around)};
    return clause;
}

static void take_fuzzy(fund_builder *builder, fund_clause *clause)
{
    clause->graph = analyse(builder, clause->node, clause->text);
    clause->empty = clause->graph == NULL || clause->graph->count == 0;
    if (!clause->empty) {
        builder->plan->weighs_more = true;
        clause->query =
            fund_fuzzy_query(builder, clause->graph, clause->node->number, !is_shown(clause));
    }
}

static fund_clause *make(fund_builder *builder, word_group *group, const fund_node *node,
                         const char *text, fund_clause_context around);

/* Nothing is a hit without the only child of a group that could match. */
static bool is_only_match(const fund_node *group, const fund_node *child)
{
    for (const fund_node *other = group->first; other != NULL; other = other->next) {
        if (other != child && other->occur != FUND_OCCUR_NOT && !fund_is_filter(other)) {
            return false;
        }
    }
    return child->occur != FUND_OCCUR_NOT;
}

static fund_clause_context around_child(const fund_clause *clause, const fund_plan *plan,
                                        const fund_node *child)
{
    const fund_node *parent = clause->node;
    fund_clause_context around = clause->around;
    if (parent->kind == FUND_NODE_AND) {
        around.strict = true;
        around.joined |= clause->joins;
        return around;
    }
    if (parent->kind == FUND_NODE_OR) {
        around.needed = false;
        return around;
    }
    bool must = child->occur == FUND_OCCUR_MUST;
    if (child->occur == FUND_OCCUR_NOT) {
        /* What is excluded is forbidden when it is a check itself, not a group of some. */
        bool group =
            child->first != NULL && child->kind != FUND_NODE_NEAR && child->kind != FUND_NODE_GAPS;
        around.needed = around.needed && !group && !around.negative;
        around.negative = !around.negative;
        around.joined = plan->scope == FUND_SCOPE_ARTICLE;
    } else {
        around.needed = around.needed && (must || is_only_match(parent, child));
        around.strict = around.strict || must;
        around.joined |= must && clause->joins;
    }
    return around;
}

static bool has_content(const fund_clause *group)
{
    for (const fund_clause *child = group->first; child != NULL; child = child->next) {
        if (child->node->occur != FUND_OCCUR_NOT && !child->empty && !child->functions &&
            !fund_is_filter(child->node)) {
            return true;
        }
    }
    return false;
}

static void take_children(fund_builder *builder, fund_clause *clause)
{
    word_group group = {builder, fund_map_new()};
    fund_clause **last = &clause->first;
    fund_planned_word **first_word = builder->plan->last_word;
    bool shared = clause->node->kind == FUND_NODE_GROUP;
    if (group.known == NULL) {
        fund_builder_no_memory(builder);
        return;
    }
    for (const fund_node *node = clause->node->first; node != NULL && builder->status == FUND_OK;
         node = node->next) {
        fund_clause *child = make(builder, shared ? &group : NULL, node, clause->text,
                                  around_child(clause, builder->plan, node));
        if (child != NULL) {
            *last = child;
            last = &child->next;
        }
    }
    bool content = has_content(clause);
    for (fund_clause *child = clause->first; child != NULL && shared; child = child->next) {
        if (!content && fund_is_left_out(child)) {
            take_functions(builder, child);
        } else if (child->node->kind == FUND_NODE_WORDS &&
                   child->node->occur == FUND_OCCUR_SHOULD && is_shown(child) && !child->empty) {
            child->query = planned_queries(builder, first_word, child);
        }
    }
    fund_map_free(group.known, NULL);
}

/* Words alone are a group of their own. */
static void take_run(fund_builder *builder, word_group *group, fund_clause *clause)
{
    clause->graph = analyse(builder, clause->node, clause->text);
    clause->empty = clause->graph == NULL || clause->graph->count == 0;
    if (clause->empty) {
        return;
    }
    clause->functions = fund_has_only_functions(clause->graph);
    if (clause->functions) {
        bool may_be_left_out = group != NULL && clause->node->occur == FUND_OCCUR_SHOULD;
        if (!may_be_left_out) {
            take_functions(builder, clause);
        }
        return;
    }
    if (clause->node->occur == FUND_OCCUR_MUST) {
        take_required(builder, clause);
        return;
    }
    if (!is_shown(clause)) {
        bool one = clause->node->occur == FUND_OCCUR_NOT;
        clause->query = plain_clause(builder, clause, one ? FUND_OP_AND : FUND_OP_OR);
        return;
    }
    if (group != NULL) {
        take_words(group, clause);
        return;
    }
    word_group own = {builder, fund_map_new()};
    fund_planned_word **first_word = builder->plan->last_word;
    if (own.known == NULL) {
        fund_builder_no_memory(builder);
        return;
    }
    take_words(&own, clause);
    clause->query = planned_queries(builder, first_word, clause);
    fund_map_free(own.known, NULL);
}

static fund_clause *make(fund_builder *builder, word_group *group, const fund_node *node,
                         const char *text, fund_clause_context around)
{
    fund_clause *clause = new_branch(builder, node, text, around);
    if (clause == NULL) {
        return NULL;
    }
    switch (node->kind) {
    case FUND_NODE_WORDS:
        take_run(builder, group, clause);
        break;
    case FUND_NODE_PHRASE:
    case FUND_NODE_WILDCARD:
    case FUND_NODE_EXACT:
    case FUND_NODE_REGEX:
    case FUND_NODE_NEAR:
    case FUND_NODE_GAPS:
        take_check(builder, clause);
        break;
    case FUND_NODE_FUZZY:
        take_fuzzy(builder, clause);
        break;
    case FUND_NODE_FIELD:
    case FUND_NODE_DATE:
        clause->query = fund_filter_query(builder, node, text);
        break;
    case FUND_NODE_GROUP:
    case FUND_NODE_AND:
    case FUND_NODE_OR:
        take_children(builder, clause);
        break;
    }
    return builder->status == FUND_OK ? clause : NULL;
}

fund_clause *fund_clause_new(fund_builder *builder, const fund_node *node, const char *text,
                             fund_clause_context around)
{
    if (node == NULL) {
        return NULL;
    }
    return make(builder, NULL, node, text, around);
}
