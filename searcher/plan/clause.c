/* Nodes to branches: words are planned, phrases and patterns become checks. */
#include "searcher/plan/plan.h"

#include <string.h>

static fund_lattice *analyse(fund_builder *builder, const fund_node *node, const char *text)
{
    fund_lattice *lattice = fund_arena_alloc(builder->plan->arena, sizeof *lattice);
    if (lattice == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    bool made = fund_builder_lattice(builder, lattice, text + node->begin, node->end - node->begin,
                                     node->begin);
    return made ? lattice : NULL;
}

/* ---- plain words ------------------------------------------------------------------ */

/* The words of a group: each counts once however often it stands there. */
typedef struct word_group {
    fund_builder *builder;
    fund_map *known; /* what is looked for -> fund_planned */
} word_group;

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

static fund_planned *plan_word(fund_builder *builder, const fund_word *word,
                               const fund_branch *branch)
{
    fund_plan *plan = builder->plan;
    fund_planned *entry = fund_arena_alloc(plan->arena, sizeof *entry);
    if (entry == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    *entry = (fund_planned){
        .word = *word, .count = 1, .required = branch->around.strict, .boost = branch->node->boost};
    *plan->last_word = entry;
    plan->last_word = &entry->next;
    return entry;
}

/* The word's entry when it is new to the group, else NULL. */
static fund_planned *count_word(word_group *group, const fund_word *word, const fund_branch *branch)
{
    fund_buf key = FUND_BUF_INIT;
    append_key(&key, word);
    fund_planned *known = key.failed ? NULL : fund_map_get(group->known, key.data, key.len);
    fund_planned *entry = NULL;
    if (key.failed) {
        fund_builder_no_memory(group->builder);
    } else if (known != NULL) {
        known->count++;
    } else {
        entry = plan_word(group->builder, word, branch);
        if (entry != NULL && !fund_map_put(group->known, key.data, key.len, entry, NULL)) {
            fund_builder_no_memory(group->builder);
        }
    }
    fund_buf_free(&key);
    return entry;
}

const fund_query *fund_planned_query(fund_builder *builder, const fund_planned *word)
{
    const fund_query *core = fund_word_core(builder, &word->word);
    fund_query_op op = word->required ? FUND_OP_AND_MAYBE : FUND_OP_OR;
    const fund_query *query =
        core == NULL ? NULL
                     : fund_tree_pair(builder, op, core, fund_word_extra(builder, &word->word));
    double factor = fund_repeat_factor(word->count) * word->boost;
    return word->count == 1 && word->boost == 1 ? query : fund_tree_scale(builder, query, factor);
}

/* Plans the words of a run; their queries are made when all of the group are counted. */
static void take_words(word_group *group, fund_branch *branch)
{
    fund_builder *builder = group->builder;
    fund_queries functions = FUND_QUERIES_INIT, pairs = FUND_QUERIES_INIT;
    const fund_lattice *lattice = branch->lattice;
    const fund_leaf *previous = NULL;
    for (size_t i = 0; i < lattice->count && builder->status == FUND_OK; i++) {
        const fund_leaf *leaf = &lattice->leaves[i];
        if (!leaf->head) {
            continue;
        }
        fund_word word = fund_word_at(lattice, i);
        if (leaf->kind == FUND_TOKEN_FUNCTION) {
            fund_queries_push(builder, &functions, fund_word_core(builder, &word));
            previous = NULL;
            continue;
        }
        count_word(group, &word, branch);
        if (previous != NULL && !builder->plan->plain) {
            fund_queries_push(builder, &pairs,
                              fund_pair_build(builder, branch->text, previous, leaf));
        }
        previous = leaf;
    }
    branch->functions = fund_tree_join(builder, FUND_OP_OR, &functions);
    branch->query = fund_tree_join(builder, FUND_OP_OR, &pairs);
}

/* What the words that were planned since `first` are looked for by. */
static const fund_query *planned_queries(fund_builder *builder, fund_planned *const *first,
                                         const fund_branch *branch)
{
    fund_queries all = FUND_QUERIES_INIT;
    for (const fund_planned *word = *first; word != NULL; word = word->next) {
        const fund_leaf *leaves = word->word.leaves;
        const fund_lattice *lattice = branch->lattice;
        if (leaves >= lattice->leaves && leaves < lattice->leaves + lattice->count) {
            fund_queries_push(builder, &all, fund_planned_query(builder, word));
            fund_word_mark(builder, &word->word);
        }
    }
    fund_queries_push(builder, &all, branch->query);
    return fund_tree_join(builder, FUND_OP_OR, &all);
}

/* Words that are excluded, or that nothing is ranked by. */
static const fund_query *plain_clause(fund_builder *builder, const fund_branch *branch,
                                      fund_query_op op)
{
    fund_occur occur = branch->around.negative ? FUND_OCCUR_NOT : FUND_OCCUR_MUST;
    const fund_query *query = fund_clause_build(builder, branch->lattice, occur, op);
    double boost = branch->node->boost;
    return boost == 1 ? query : fund_tree_scale(builder, query, boost);
}

/* +word: all of a hyphen compound; its title adds to the group. */
static void take_required(fund_builder *builder, fund_branch *branch)
{
    fund_queries extra = FUND_QUERIES_INIT;
    const fund_lattice *lattice = branch->lattice;
    branch->query = plain_clause(builder, branch, FUND_OP_AND);
    for (size_t i = 0; i < lattice->count && !branch->around.silent; i++) {
        if (lattice->leaves[i].head) {
            fund_word word = fund_word_at(lattice, i);
            fund_planned *entry = plan_word(builder, &word, branch);
            if (entry != NULL) {
                entry->required = true;
            }
            fund_queries_push(builder, &extra, fund_word_extra(builder, &word));
            fund_word_mark(builder, &word);
        }
    }
    branch->extra = fund_tree_join(builder, FUND_OP_OR, &extra);
}

/* ---- checks ------------------------------------------------------------------------- */

static void mark_steps(const fund_plan *plan, const fund_lattice *lattice)
{
    for (size_t i = 0; i < lattice->count; i++) {
        const fund_leaf *leaf = &lattice->leaves[i];
        for (size_t s = 0; leaf->step && s < leaf->spelling_count; s++) {
            const fund_text *term = &leaf->spellings[s];
            fund_symbol *symbol = fund_plan_symbol(plan, leaf->kind, term->data, term->len);
            if (symbol != NULL) {
                symbol->marked = true;
            }
        }
    }
}

static bool is_shown(const fund_branch *branch)
{
    return !branch->around.negative && !branch->around.silent;
}

/* Fills a check, or an operand of one; false when there is nothing to look for. */
static bool fill_check(fund_builder *builder, fund_check *check, const fund_node *node,
                       const char *text)
{
    *check = (fund_check){.kind = node->kind, .node = node};
    const char *own = text + node->begin;
    size_t len = node->end - node->begin;
    bool exact = node->kind == FUND_NODE_EXACT;
    if (exact || node->kind == FUND_NODE_PATTERN) {
        if (!fund_pattern_init(&check->pattern, builder->plan->arena, own, len, exact)) {
            fund_builder_no_memory(builder);
            return false;
        }
    }
    if (node->kind == FUND_NODE_PATTERN) {
        check->candidates = fund_pattern_candidates(builder, &check->pattern, node->begin);
        return builder->status == FUND_OK;
    }
    const fund_lattice *lattice = analyse(builder, node, text);
    check->lattice = lattice;
    if (lattice == NULL || lattice->count == 0) {
        return false;
    }
    check->candidates = node->kind == FUND_NODE_WORDS
                            ? fund_clause_build(builder, lattice, FUND_OCCUR_MUST, FUND_OP_AND)
                            : fund_phrase_build(builder, lattice);
    return builder->status == FUND_OK;
}

/* The operands of NEAR as checks of their own; all must be there. */
static bool fill_operands(fund_builder *builder, fund_check *check, const fund_node *node,
                          const char *text)
{
    fund_queries all = FUND_QUERIES_INIT;
    size_t count = 0;
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        count++;
    }
    *check = (fund_check){.kind = FUND_NODE_NEAR, .node = node};
    check->operands = fund_arena_alloc(builder->plan->arena, count * sizeof *check->operands);
    if (check->operands == NULL) {
        fund_builder_no_memory(builder);
        return false;
    }
    for (const fund_node *child = node->first; child != NULL; child = child->next) {
        fund_check *operand = &check->operands[check->operand_count];
        if (fill_check(builder, operand, child, text)) {
            fund_queries_push(builder, &all, operand->candidates);
            check->operand_count++;
        }
    }
    /* An operand that no passage has must not be left out. */
    bool complete = all.count == check->operand_count;
    const fund_query *together = fund_tree_join(builder, FUND_OP_AND, &all);
    check->candidates = complete ? together : NULL;
    return builder->status == FUND_OK && check->operand_count > 1;
}

static void take_check(fund_builder *builder, fund_branch *branch)
{
    fund_plan *plan = builder->plan;
    const fund_node *node = branch->node;
    fund_check check;
    bool near = node->kind == FUND_NODE_NEAR;
    if (near ? !fill_operands(builder, &check, node, branch->text)
             : !fill_check(builder, &check, node, branch->text)) {
        branch->empty = true;
        return;
    }
    if (node->kind == FUND_NODE_PHRASE && check.lattice->positions == 1) {
        /* A phrase of one position needs no look at the text. */
        branch->query = check.candidates;
        if (is_shown(branch)) {
            mark_steps(plan, check.lattice);
        }
        return;
    }
    if (plan->check_count == FUND_QUERY_CHECKS_MAX) {
        builder->status = fund_error_set(builder->err, FUND_ERR_QUERY,
                                         "the query has more than %d phrases, patterns, =words "
                                         "and NEARs together",
                                         FUND_QUERY_CHECKS_MAX);
        return;
    }
    check.negative = branch->around.negative;
    check.shown = is_shown(branch);
    uint64_t bit = UINT64_C(1) << plan->check_count;
    plan->required |= branch->around.needed && !check.negative ? bit : 0;
    plan->forbidden |= branch->around.needed && check.negative ? bit : 0;
    plan->candidates |= check.negative ? 0 : bit;
    branch->check = (int)plan->check_count;
    plan->checks[plan->check_count++] = check;
}

/* ---- making branches ------------------------------------------------------------------ */

static fund_branch *new_branch(fund_builder *builder, const fund_node *node, const char *text,
                               fund_surroundings around)
{
    fund_branch *branch = fund_arena_alloc(builder->plan->arena, sizeof *branch);
    if (branch == NULL) {
        fund_builder_no_memory(builder);
        return NULL;
    }
    *branch = (fund_branch){.node = node, .around = around, .text = text, .check = -1};
    return branch;
}

static void take_fuzzy(fund_builder *builder, fund_branch *branch)
{
    branch->lattice = analyse(builder, branch->node, branch->text);
    branch->empty = branch->lattice == NULL || branch->lattice->count == 0;
    if (!branch->empty) {
        branch->query =
            fund_fuzzy_build(builder, branch->lattice, branch->node->number, !is_shown(branch));
    }
}

static fund_branch *make(fund_builder *builder, word_group *group, const fund_node *node,
                         const char *text, fund_surroundings around);

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

static fund_surroundings around_child(const fund_node *parent, fund_surroundings around,
                                      const fund_node *child)
{
    if (parent->kind == FUND_NODE_AND) {
        around.strict = true;
        return around;
    }
    if (parent->kind == FUND_NODE_OR) {
        around.needed = false;
        return around;
    }
    bool must = child->occur == FUND_OCCUR_MUST;
    if (child->occur == FUND_OCCUR_NOT) {
        /* What is excluded is forbidden when it is a check itself, not a group of some. */
        bool group = child->first != NULL && child->kind != FUND_NODE_NEAR;
        around.needed = around.needed && !group && !around.negative;
        around.negative = !around.negative;
    } else {
        around.needed = around.needed && (must || is_only_match(parent, child));
        around.strict = around.strict || must;
    }
    return around;
}

static void take_children(fund_builder *builder, fund_branch *branch)
{
    word_group group = {builder, fund_map_new()};
    fund_branch **last = &branch->first;
    fund_planned **first_word = builder->plan->last_word;
    bool shared = branch->node->kind == FUND_NODE_GROUP;
    if (group.known == NULL) {
        fund_builder_no_memory(builder);
        return;
    }
    for (const fund_node *node = branch->node->first; node != NULL && builder->status == FUND_OK;
         node = node->next) {
        fund_branch *child = make(builder, shared ? &group : NULL, node, branch->text,
                                  around_child(branch->node, branch->around, node));
        if (child != NULL) {
            *last = child;
            last = &child->next;
        }
    }
    for (fund_branch *child = branch->first; child != NULL && shared; child = child->next) {
        if (child->node->kind == FUND_NODE_WORDS && child->node->occur == FUND_OCCUR_SHOULD &&
            is_shown(child) && !child->empty) {
            child->query = planned_queries(builder, first_word, child);
        }
    }
    fund_map_free(group.known, NULL);
}

/* Words alone are a group of their own. */
static void take_run(fund_builder *builder, word_group *group, fund_branch *branch)
{
    branch->lattice = analyse(builder, branch->node, branch->text);
    branch->empty = branch->lattice == NULL || branch->lattice->count == 0;
    if (branch->empty) {
        return;
    }
    if (branch->node->occur == FUND_OCCUR_MUST) {
        take_required(builder, branch);
        return;
    }
    if (!is_shown(branch)) {
        bool one = branch->node->occur == FUND_OCCUR_NOT;
        branch->query = plain_clause(builder, branch, one ? FUND_OP_AND : FUND_OP_OR);
        return;
    }
    if (group != NULL) {
        take_words(group, branch);
        return;
    }
    word_group own = {builder, fund_map_new()};
    fund_planned **first_word = builder->plan->last_word;
    if (own.known == NULL) {
        fund_builder_no_memory(builder);
        return;
    }
    take_words(&own, branch);
    branch->query = planned_queries(builder, first_word, branch);
    fund_map_free(own.known, NULL);
}

static fund_branch *make(fund_builder *builder, word_group *group, const fund_node *node,
                         const char *text, fund_surroundings around)
{
    fund_branch *branch = new_branch(builder, node, text, around);
    if (branch == NULL) {
        return NULL;
    }
    switch (node->kind) {
    case FUND_NODE_WORDS:
        take_run(builder, group, branch);
        break;
    case FUND_NODE_PHRASE:
    case FUND_NODE_PATTERN:
    case FUND_NODE_EXACT:
    case FUND_NODE_NEAR:
        take_check(builder, branch);
        break;
    case FUND_NODE_FUZZY:
        take_fuzzy(builder, branch);
        break;
    case FUND_NODE_FIELD:
    case FUND_NODE_DATE:
        branch->query = fund_filter_build(builder, node, text);
        break;
    case FUND_NODE_GROUP:
    case FUND_NODE_AND:
    case FUND_NODE_OR:
        take_children(builder, branch);
        break;
    }
    return builder->status == FUND_OK ? branch : NULL;
}

fund_branch *fund_branch_new(fund_builder *builder, const fund_node *node, const char *text,
                             fund_surroundings around)
{
    if (node == NULL) {
        return NULL;
    }
    return make(builder, NULL, node, text, around);
}
