/* What an article must be. */
#include "searcher/plan/plan.h"

#include <string.h>

typedef struct name_run {
    fund_builder *builder;
    const char *prefix;
    fund_queries all;
    bool lacking;   /* the index lacks one of them */
    fund_text last; /* the word before, which is taken when it was not the last one */
} name_run;

static void push_word(name_run *run, bool open)
{
    if (run->last.len > 0) {
        fund_queries_push(run->builder, &run->all,
                          open ? fund_tree_prefix(run->builder, run->prefix, &run->last)
                               : fund_tree_term(run->builder, run->prefix, &run->last));
    }
}

static fund_status take_word(const char *word, size_t len, void *payload)
{
    name_run *run = payload;
    push_word(run, false);
    run->last.data = fund_arena_copy(run->builder->plan->arena, word, len);
    run->last.len = len;
    if (run->last.data == NULL) {
        fund_builder_no_memory(run->builder);
    }
    return run->builder->status;
}

/* All words of a name; the last one may go on. */
static const fund_query *name_query(fund_builder *builder, const char *prefix, const char *text,
                                    size_t len, bool open)
{
    name_run run = {.builder = builder, .prefix = prefix, .all = FUND_ARRAY_INIT};
    fund_status status = fund_name_words(text, len, take_word, &run, builder->err);
    if (status == FUND_OK) {
        push_word(&run, open);
    } else {
        builder->status = status;
    }
    return fund_tree_join(builder, FUND_OP_AND, &run.all);
}

static fund_status check_name(const char *word, size_t len, void *payload)
{
    name_run *run = payload;
    fund_builder *builder = run->builder;
    fund_buf term = FUND_BUF_INIT;
    fund_term_stats stats = {0, 0};
    fund_buf_append_str(&term, run->prefix);
    fund_buf_append(&term, word, len);
    fund_status status = term.failed ? fund_no_memory(builder->err)
                                     : fund_store_term_stats(&stats, builder->searcher->store,
                                                             term.data, term.len, builder->err);
    fund_buf_free(&term);
    run->lacking |= stats.documents == 0;
    return status;
}

const fund_query *fund_author_query(fund_builder *builder, const fund_word *word)
{
    const fund_graph_token *head = &word->tokens[0];
    const char *name = builder->plan->query + head->begin;
    size_t len = head->end - head->begin;
    name_run run = {.builder = builder, .prefix = FUND_PREFIX_AUTHOR};
    if (builder->status == FUND_OK) {
        builder->status = fund_name_words(name, len, check_name, &run, builder->err);
    }
    return builder->status == FUND_OK && !run.lacking
               ? name_query(builder, FUND_PREFIX_AUTHOR, name, len, false)
               : NULL;
}

/* Stems of the title, as words or as parts of compounds. */
static const fund_query *title_query(fund_builder *builder, const char *text, size_t len, bool open)
{
    fund_token_graph graph;
    fund_queries all = FUND_ARRAY_INIT;
    if (!fund_builder_token_graph(builder, &graph, FUND_PURPOSE_QUERY, text, len, 0)) {
        return NULL;
    }
    for (size_t i = 0; builder->status == FUND_OK && i < graph.count; i++) {
        const fund_graph_token *token = &graph.tokens[i];
        if (!token->head || token->kind != FUND_TOKEN_WORD) {
            continue;
        }
        fund_queries forms = FUND_ARRAY_INIT;
        for (size_t s = 0; s < token->spelling_count; s++) {
            const fund_text *term = &token->spellings[s];
            fund_queries_push(builder, &forms, fund_tree_term(builder, FUND_PREFIX_TITLE, term));
            fund_queries_push(builder, &forms,
                              fund_tree_term(builder, FUND_PREFIX_TITLE_PART, term));
            if (open && i + 1 == graph.count) {
                fund_queries_push(builder, &forms,
                                  fund_tree_prefix(builder, FUND_PREFIX_TITLE, term));
            }
        }
        fund_queries_push(builder, &all, fund_tree_join(builder, FUND_OP_OR, &forms));
    }
    return fund_tree_join(builder, FUND_OP_AND, &all);
}

static const fund_query *id_query(fund_builder *builder, const char *text, size_t len)
{
    fund_query *query = NULL;
    if (builder->status == FUND_OK) {
        builder->status = fund_article_query(&query, text, len, builder->err);
    }
    return fund_tree_scale(builder, fund_tree_own(builder, query), 0);
}

const fund_query *fund_filter_query(fund_builder *builder, const fund_node *node, const char *text)
{
    static const char *const prefixes[] = {
        [FUND_FIELD_SECTION_NAME] = FUND_PREFIX_SECTION,
        [FUND_FIELD_AUTHOR_NAME] = FUND_PREFIX_AUTHOR,
        [FUND_FIELD_SOURCE_NAME] = FUND_PREFIX_SOURCE,
        [FUND_FIELD_PAGE_LABEL] = FUND_PREFIX_PAGE,
        [FUND_FIELD_CHAPTER_WORDS] = FUND_PREFIX_CHAPTER,
    };
    const char *own = text + node->begin;
    size_t len = node->end - node->begin;
    switch (node->field) {
    case FUND_FIELD_DATES:
        return fund_tree_range(builder, FUND_SLOT_DATE, node->low, node->high);
    case FUND_FIELD_ARTICLE_ID:
        return id_query(builder, own, len);
    case FUND_FIELD_TITLE_WORDS:
        return fund_tree_articles(builder, title_query(builder, own, len, node->open));
    case FUND_FIELD_PATH_GLOB:
        return fund_path_query(builder, own, len, node->begin);
    default:
        break;
    }
    const fund_query *name = name_query(builder, prefixes[node->field], own, len, node->open);
    fund_name_check(builder, node->field, name, own, len, node->begin);
    return fund_tree_scale(builder, name, 0);
}

/* ---- fund_filter ---------------------------------------------------------- */

static const fund_query *refuse(fund_builder *builder, const char *member, const char *value,
                                const char *why)
{
    builder->status =
        fund_error_set(builder->err, FUND_ERR_QUERY, "%s \"%s\": %s", member, value, fund_tr(why));
    return NULL;
}

/* A date that says itself which bound it is: "seit 2022", "vor dem 7.1.2022". */
static bool parse_own_bound(char out[FUND_TIME_MAX], const fund_builder *builder, const char *date,
                            bool last)
{
    char low[FUND_TIME_MAX], high[FUND_TIME_MAX];
    bool turned = false;
    bool ok = fund_dates_parse(low, high, &turned, date, strlen(date), builder->searcher->now);
    const char *bound = last ? high : low;
    ok = ok && bound[0] != '\0';
    if (ok) {
        memcpy(out, bound, FUND_TIME_MAX);
    }
    return ok;
}

/* The first moment of --since, the last one of --until; false for no date. */
static bool parse_bound(char out[FUND_TIME_MAX], fund_builder *builder, const char *date, bool last)
{
    char low[FUND_TIME_MAX], high[FUND_TIME_MAX];
    fund_buf text = FUND_BUF_INIT;
    bool turned = false;
    fund_buf_printf(&text, "%s%s%s", last ? ".." : "", date, last ? "" : "..");
    bool ok = !text.failed &&
              fund_dates_parse(low, high, &turned, text.data, text.len, builder->searcher->now);
    if (text.failed) {
        fund_builder_no_memory(builder);
    } else if (!ok && parse_own_bound(out, builder, date, last)) {
        ok = true;
    } else if (!ok) {
        refuse(
            builder, last ? "until" : "since", date,
            FUND_TR("invalid date; use 2022, 2022-01, 2022-01-07, 7.1.2022 or \"letzte 7 Tage\""));
    } else {
        memcpy(out, last ? high : low, FUND_TIME_MAX);
    }
    fund_buf_free(&text);
    return ok;
}

static const fund_query *dates_filter(fund_builder *builder, const char *since, const char *until)
{
    char low[FUND_TIME_MAX] = "", high[FUND_TIME_MAX] = "";
    bool ok = (since == NULL || parse_bound(low, builder, since, false)) &&
              (until == NULL || parse_bound(high, builder, until, true));
    if (ok && since != NULL && until != NULL && strcmp(low, high) > 0) {
        fund_plan *plan = builder->plan;
        if (!fund_diagnostic_add(&plan->diagnostics, plan->arena, FUND_OFFSET_NONE,
                                 "since (%.40s) is after until (%.40s); they are swapped", since,
                                 until)) {
            fund_builder_no_memory(builder);
        }
        ok = parse_bound(low, builder, until, false) && parse_bound(high, builder, since, true);
    }
    return ok ? fund_tree_range(builder, FUND_SLOT_DATE, low, high) : NULL;
}

/* A list of a filter. */
typedef struct list_filter {
    const char *member, *prefix; /* NULL: of paths */
    fund_field_kind field;
    const char *const *values;
} list_filter;

static const fund_query *value_query(fund_builder *builder, const list_filter *list,
                                     const char *value)
{
    size_t len = strlen(value);
    bool open = len > 0 && value[len - 1] == '*';
    if (list->prefix == NULL && len > 0) {
        return fund_path_query(builder, value, len, FUND_OFFSET_NONE);
    }
    const fund_query *query =
        list->prefix != NULL ? name_query(builder, list->prefix, value, len - open, open) : NULL;
    if (query == NULL && builder->status == FUND_OK) {
        refuse(builder, list->member, value, FUND_TR("a name must contain a letter or a digit"));
    }
    fund_name_check(builder, list->field, query, value, len, FUND_OFFSET_NONE);
    return query;
}

/* Articles that have one of the values, and none of those with ! in front. */
static const fund_query *list_query(fund_builder *builder, const list_filter *list)
{
    fund_queries any = FUND_ARRAY_INIT, none = FUND_ARRAY_INIT;
    for (const char *const *at = list->values; *at != NULL && builder->status == FUND_OK; at++) {
        bool excluded = (*at)[0] == '!';
        fund_queries_push(builder, excluded ? &none : &any,
                          value_query(builder, list, *at + excluded));
    }
    const fund_query *wanted = fund_tree_join(builder, FUND_OP_OR, &any);
    const fund_query *others = fund_tree_join(builder, FUND_OP_OR, &none);
    if (others != NULL) {
        wanted = wanted != NULL ? fund_tree_pair(builder, FUND_OP_AND_NOT, wanted, others)
                                : fund_tree_without(builder, others);
    }
    return fund_tree_scale(builder, wanted, 0);
}

const fund_query *fund_filter_make(bool *filtered, fund_builder *builder, const fund_filter *given)
{
    fund_filter filter;
    fund_queries all = FUND_ARRAY_INIT;
    *filtered = false;
    builder->status = fund_sized_take(&filter, sizeof filter, given, "fund_filter", builder->err);
    if (builder->status != FUND_OK) {
        return NULL;
    }
    const list_filter lists[] = {
        {"section", FUND_PREFIX_SECTION, FUND_FIELD_SECTION_NAME, filter.sections},
        {"author", FUND_PREFIX_AUTHOR, FUND_FIELD_AUTHOR_NAME, filter.authors},
        {"source", FUND_PREFIX_SOURCE, FUND_FIELD_SOURCE_NAME, filter.sources},
        {"path", NULL, FUND_FIELD_PATH_GLOB, filter.paths}};
    for (size_t i = 0; i < sizeof lists / sizeof lists[0]; i++) {
        if (lists[i].values != NULL) {
            *filtered = true;
            fund_queries_push(builder, &all, list_query(builder, &lists[i]));
        }
    }
    if (filter.since != NULL || filter.until != NULL) {
        *filtered = true;
        fund_queries_push(builder, &all, dates_filter(builder, filter.since, filter.until));
    }
    return fund_tree_join(builder, FUND_OP_AND, &all);
}
