/*
 * plan.h - from a query's tree to a libxapian query plus predicates.
 *
 *   query_terms.c        the terms of a query, and where they were met
 *   token_graph.c    a node's text -> tokens and the steps a phrase is walked in
 *   query_tree.c     small helpers that make and own libxapian queries
 *   terms.c          walks over the terms of an index
 *   edit_distance.c  how far two words are from each other
 *   expand.c         terms near to a word
 *   wildcard_term.c  terms that a wildcard stands for
 *   regex.c          regular expressions
 *   filter.c         what an article must be
 *   names.c          values of filters that no article has, and paths
 *   word_query.c     the queries of words and phrases
 *   clause.c         nodes -> clauses that know their part of the query
 *   clause_query.c   clauses -> that part, for the predicates that are met
 *   plan.c           all of it -> a plan: what to match, to look for in texts and to mark
 *
 * Reads statistics and terms of the index, no text.
 */
#ifndef FUND_SEARCHER_PLAN_H
#define FUND_SEARCHER_PLAN_H

#include "searcher/query/ast.h"
#include "searcher/session.h"

typedef struct fund_plan fund_plan;
typedef struct fund_builder fund_builder;

/* ---- query_terms.c ------------------------------------------------------------- */

/* A term of the query within its namespace.  The stamps tell in which text
 * it was last met and marked. */
typedef struct fund_plan_term {
    bool marked; /* its tokens are always highlighted */
    uint32_t seen;
    uint32_t lit; /* highlighted in this reading only */
} fund_plan_term;

/* A term of the query; NULL when the query does not have it. */
fund_plan_term *fund_plan_term_find(const fund_plan *plan, fund_token_kind kind, const char *term,
                                    size_t len);
/* The same, made when there is none; NULL without memory. */
fund_plan_term *fund_plan_term_make(fund_plan *plan, fund_token_kind kind, const char *term,
                                    size_t len);

/* ---- token_graph.c --------------------------------------------------------- */

/* A token of a query with its spellings; the first one is the token's own. */
typedef struct fund_graph_token {
    fund_token_kind kind; /* WORD, PART or FUNCTION */
    bool head;            /* no part of a word before it */
    bool unindexed;       /* a function word that has no terms, see fund_is_everywhere() */
    bool step;            /* a phrase is walked over it */
    uint32_t position, span;
    size_t begin, end; /* bytes of the query */
    fund_text *spellings;
    size_t spelling_count;
    fund_plan_term **terms; /* of all spellings, as words and as parts */
    size_t term_count;
    fund_text *fallbacks; /* other words that may be meant, ranked below */
    size_t fallback_count;
} fund_graph_token;

/* A text as a graph of positions: a token leads from its position to position +
 * span, so a compound can be passed as a whole or part by part. */
typedef struct fund_token_graph {
    fund_graph_token *tokens;
    size_t count, capacity;
    uint32_t positions;
    const fund_graph_token **steps; /* ordered by position ... */
    uint32_t *step_at;              /* ... those of p are step_at[p] to step_at[p + 1] */
} fund_token_graph;

static inline bool fund_graph_token_covers(const fund_graph_token *token, uint32_t position)
{
    return token->position <= position && position - token->position < token->span;
}

/* Decides token by token what is a step of a graph.  A part of a closed
 * compound is none, so that a phrase cannot begin or end inside a word; each
 * piece of a hyphen compound is one. */
typedef struct fund_stepper {
    bool in_word;
    uint32_t word_position, word_span;
    size_t word_begin, word_end;
    bool has_piece;
    uint32_t piece_position;
    size_t piece_begin, piece_end;
} fund_stepper;

/* *head: the token begins and ends at word borders. */
bool fund_stepper_take(fund_stepper *stepper, const fund_token *token, bool *head);

/* Whether a term is that of one of the token's spellings. */
bool fund_graph_token_has(const fund_graph_token *token, const fund_plan_term *term);
/* Whether a term is among some (a token's spellings or fallbacks). */
bool fund_is_among(const fund_text *terms, size_t count, const char *term, size_t len);

/* Analyses text of the query, or as an index has it, into a graph in the plan's arena; `base` is added to byte offsets.
 * False, and the graph is empty, when that fails or the builder has failed before. */
bool fund_builder_token_graph(fund_builder *builder, fund_token_graph *out, fund_purpose purpose,
                              const char *text, size_t len, size_t base);

/* ---- plan.c: the plan ------------------------------------------------------ */

/* Tokens that count only together (parts of a compound). */
typedef struct fund_group {
    const fund_graph_token *const *tokens;
    size_t count;
} fund_group;

/* Letters as they stand in a text, with * for any number of them within a word. */
typedef struct fund_wildcard {
    const char *text; /* in the plan's arena */
    size_t len;
    bool any_case; /* capitals count as small letters */
} fund_wildcard;

typedef struct fund_regex fund_regex; /* see regex.c below */

/* What is looked for in the text of a candidate. */
typedef struct fund_predicate {
    fund_node_kind kind; /* PHRASE, NEAR, GAPS, WILDCARD, EXACT, REGEX; WORDS: any of its words */
    const fund_node *node;
    bool negative;                 /* stands below an odd number of NOTs */
    bool joined;                   /* articles are joined by it: see fund_plan_settle() */
    bool settled;                  /* `candidates` are those passages that have it */
    bool shown;                    /* marked and explained */
    const fund_token_graph *graph; /* PHRASE, WORDS */
    fund_wildcard wildcard;
    fund_regex *regex; /* owned by the plan */
    struct fund_predicate
        *operands; /* NEAR, GAPS: each with its `node`, whose number is the distance */
    size_t operand_count;
    const fund_query *candidates; /* passages that may have it; owned by the plan */
    bool open;                    /* any passage may have it: it is of words without terms */
} fund_predicate;

/* A head token with the parts that follow it. */
typedef struct fund_word {
    const fund_graph_token *tokens;
    size_t count;
} fund_word;

/* A word of the query that is ranked by. */
typedef struct fund_planned_word {
    fund_word word;
    size_t count;  /* how often it stands in the query */
    bool required; /* not found by its title alone */
    double boost;
    struct fund_planned_word *next;
} fund_planned_word;

typedef struct fund_clause fund_clause; /* see clause.c below */

/* A query ready to run. */
typedef struct fund_plan {
    fund_arena *arena;
    fund_map *terms[3]; /* by token kind: term -> fund_plan_term */
    uint32_t stamp;     /* of the current text */
    size_t positions;   /* in the query so far */
    size_t walks;       /* over all terms, so far */
    size_t expanded;    /* terms of wildcards, so far */
    bool plain;         /* whole words only */
    bool strict;        /* no words that may only be meant */
    bool related;       /* it finds passages that have only such */
    bool whole;         /* finds all passages of articles, not one for each */
    bool matches;       /* it asks for words, not for articles alone */
    fund_scope scope;
    double step; /* of the weight from a passage to one that has one more of the words which AND or
                    + ask for; 0: there are none */
    bool weighs_more;              /* than its words: see fund_rescore() */
    fund_planned_word *words;      /* in the arena */
    fund_planned_word **last_word; /* where the next one goes */
    fund_array(fund_group) groups;
    fund_predicate predicates[FUND_QUERY_PREDICATES_MAX];
    size_t predicate_count;
    uint64_t required, forbidden; /* predicates without or with which nothing is a hit, as bits */
    uint64_t candidates;          /* those that `tree` takes for granted */
    bool open;                    /* one of them may be met by any passage */
    bool reads_terms; /* one is looked for among the terms of a text, not by letters alone */
    bool marks_terms; /* some are highlighted wherever they are */
    fund_array(fund_query *) owned;
    fund_regex *regexes;       /* a list of all */
    fund_clause *root;         /* of the query; may be NULL */
    bool filtered;             /* only some articles are searched ... */
    const fund_query *filter;  /* ... these; NULL: none */
    const fund_query *article; /* the only one that is searched; may be NULL ... */
    fund_query_op article_op;  /* ... or all but that one */
    const fund_query *recency; /* adds to the weight; may be NULL */
    fund_map *trees;           /* set of predicates -> tree */
    const fund_query *tree;    /* candidates; NULL: finds nothing */
    const char *query;         /* borrowed */
    size_t query_len;
    fund_diagnostic_list diagnostics; /* in the arena */
} fund_plan;

/* `tree`: the query's nodes, borrowed; NULL: it is parsed.  `options`: the filter, recency and
 * ranking of it. */
fund_status fund_plan_new(fund_plan **out, fund_searcher *searcher, const char *query, size_t len,
                          const fund_node *tree, const fund_search_options *options,
                          fund_error *err);
/* The query tree when of all predicates those in the set are met, made when it is first
 * asked for; *out is NULL when nothing is a hit then. */
fund_status fund_plan_tree(const fund_query **out, fund_plan *plan, fund_searcher *searcher,
                           uint64_t met, fund_error *err);
void fund_plan_free(fund_plan *plan);

/* The query tree for a predicate alone: its candidates in articles that may be hits, NULL for none. */
const fund_query *fund_plan_candidates(fund_plan *plan, fund_searcher *searcher, size_t predicate,
                                       fund_status *status, fund_error *err);
/* Takes the passages that have a predicate, in place of those that may have it. */
fund_status fund_plan_settle(fund_plan *plan, fund_searcher *searcher, size_t predicate,
                             const fund_docid *docids, size_t count, fund_error *err);
/* The steps in a weight, which are no part of what words weigh. */
double fund_plan_steps(const fund_plan *plan, double weight);

/* The passages that match of articles that have all words, those with more of them first; each
 * with steps in its weight. NULL: it has only one word, or asks for such articles itself. */
const fund_query *fund_plan_together(double *step, fund_plan *plan, fund_searcher *searcher,
                                     fund_status *status, fund_error *err);

/* Whether its best matches are scored a second time (rank/rescore.c). */
bool fund_plan_is_rescored(const fund_plan *plan);

/* ---- query_tree.c ---------------------------------------------------------- */

/* Makes trees for a plan.  The first failure sticks and all further calls give
 * NULL, which combining leaves out. */
struct fund_builder {
    fund_plan *plan;
    fund_searcher *searcher;
    fund_status status;
    fund_error *err;
};

/* The failure of an allocation, as the builder's. */
void fund_builder_no_memory(fund_builder *builder);

typedef fund_array(const fund_query *) fund_queries;

/* Hands a new query (may be NULL) over to the plan. */
const fund_query *fund_tree_own(fund_builder *builder, fund_query *query);
/* Terms that begin so, the most frequent ones. */
const fund_query *fund_tree_prefix(fund_builder *builder, const char *prefix,
                                   const fund_text *stem);
/* Dates from low to high; "" is open. */
const fund_query *fund_tree_range(fund_builder *builder, uint32_t slot, const char *low,
                                  const char *high);
const fund_query *fund_tree_articles(fund_builder *builder, const fund_query *firsts);
/* Passages of articles that have each of the musts: see fund_together. */
const fund_query *fund_tree_together(fund_builder *builder, const fund_queries *musts,
                                     const fund_queries *others, double step, bool whole);
const fund_query *fund_tree_recency(fund_builder *builder, const char *today, double half_life,
                                    double most);
/* All passages, without weight. */
const fund_query *fund_tree_all(fund_builder *builder);
/* All passages but those. */
const fund_query *fund_tree_without(fund_builder *builder, const fund_query *excluded);
const fund_query *fund_tree_term(fund_builder *builder, const char *prefix, const fund_text *term);
const fund_query *fund_tree_scale(fund_builder *builder, const fund_query *query, double factor);
/* NULL for no queries, the query itself for one. */
const fund_query *fund_tree_combine(fund_builder *builder, fund_query_op op,
                                    const fund_queries *queries);
/* The same, and frees the list. */
const fund_query *fund_tree_join(fund_builder *builder, fund_query_op op, fund_queries *queries);
const fund_query *fund_tree_pair(fund_builder *builder, fund_query_op op, const fund_query *left,
                                 const fund_query *right);
/* Leaves NULL out. */
void fund_queries_push(fund_builder *builder, fund_queries *queries, const fund_query *query);
/* A query for the passages of an article. */
fund_status fund_article_query(fund_query **out, const char *id, size_t len, fund_error *err);

/* ---- terms.c --------------------------------------------------------------- */

/* A term that was found; its letters are in an arena. */
typedef struct fund_listed_term {
    fund_text term;
    uint32_t documents;
    uint32_t edits; /* from the word that was looked for */
    bool part;      /* of compounds, not a word */
} fund_listed_term;

typedef fund_array(fund_listed_term) fund_term_list;

/* False without memory. */
bool fund_term_list_push(fund_term_list *list, fund_arena *arena, const char *term, size_t len,
                         uint32_t documents, uint32_t edits, bool part);
/* Sorts by edits, then by frequency, and keeps the first ones; whether some went. */
bool fund_term_list_cut(fund_term_list *list, size_t most);

/* Receives a word's or a part's term without its namespace. */
typedef fund_status (*fund_term_visit)(const char *term, size_t len, uint32_t documents, bool part,
                                       void *payload);
/* All terms of words, and of parts if wanted, that begin so, as far as the filter wants them
 * (NULL: all), which sees them without their namespace, too. */
fund_status fund_walk_terms(const fund_searcher *searcher, const char *beginning, size_t len,
                            bool parts, fund_term_filter filter, fund_term_visit visit,
                            void *payload, fund_error *err);

/* Passages that have the term as a word, as a part. */
fund_status fund_count_term(uint32_t *words, uint32_t *parts, const fund_searcher *searcher,
                            const fund_text *term, fund_error *err);

/* The weight of a term that so many of all documents have, as libxapian's BM25Weight has it: S. E.
 * Robertson, K. Sparck Jones, "Relevance weighting of search terms" (1976), and above 0 for terms
 * that most documents have. */
double fund_inverse_frequency(double documents, double all);

/* A walk over all terms takes its time: the builder fails after FUND_QUERY_WALKS_MAX of them. */
void fund_builder_count_walk(fund_builder *builder);

/* ---- edit_distance.c ------------------------------------------------------- */

enum { FUND_LETTERS_MAX = 64 };

/* The first characters of a text in small letters. */
size_t fund_fold_letters(uint32_t out[FUND_LETTERS_MAX], const char *text, size_t len);
/* Compares terms with a word, without doing again what a term has in common with the one before
 * it. */
typedef uint32_t fund_edit_row[FUND_LETTERS_MAX + 1];
typedef struct fund_edit_matcher {
    uint32_t word[FUND_LETTERS_MAX];
    size_t count;
    uint32_t most;
    size_t ending;
    uint32_t letters[FUND_LETTERS_MAX]; /* of the last term, and the least edits up to each */
    uint32_t least[FUND_LETTERS_MAX];
    size_t depth; /* how many of those are known */
    fund_edit_row rows[FUND_LETTERS_MAX + 1];
} fund_edit_matcher;

void fund_edit_matcher_begin(fund_edit_matcher *matcher, const char *word, size_t len,
                             uint32_t most, size_t ending);
/* Edits from the term to the word without its last letters, up to `ending` of them; more than
 * `most` is most + 1. Where no term with this one's first bytes is nearer, *skip is their number. */
uint32_t fund_edit_matcher_distance(fund_edit_matcher *matcher, const char *term, size_t len,
                                    size_t *skip);
/* What it costs to write `typed` for `meant`: about 1 an edit, less for likely slips. */
double fund_edit_cost(const uint32_t *typed, size_t m, const uint32_t *meant, size_t n);

/* ---- expand.c -------------------------------------------------------------- */

/* Terms at most `edits` away from a term without its last letters, up to `ending` of them. */
fund_status fund_terms_near(fund_term_list *out, fund_arena *arena, const fund_searcher *searcher,
                            const char *term, size_t len, uint32_t edits, size_t ending, bool parts,
                            fund_error *err);
enum { FUND_EXPANSION_MAX = 1000 };

/* Terms near to those of the graph's words; marks them. */
const fund_query *fund_fuzzy_query(fund_builder *builder, const fund_token_graph *graph,
                                   uint32_t edits, bool silent);

/* ---- wildcard_term.c ------------------------------------------------------- */

/* The letters of a node for fund_wildcard, as they are in a clean text; capitals count in an exact word that has
 * one, or is `cased`. False, and the builder fails, when there is no memory. */
bool fund_wildcard_init(fund_wildcard *out, fund_builder *builder, const fund_node *node,
                        const char *text);
/* Terms of the index that a text of the wildcard may have, as words or parts alike. */
const fund_query *fund_wildcard_terms(fund_builder *builder, const fund_wildcard *wildcard,
                                      size_t offset);

/* ---- regex.c --------------------------------------------------------------- */

/* PCRE2's, with limits of its own for each text: what takes longer there does not match, and a remark
 * says so. NULL, and the builder fails, for one that is wrong. */
fund_regex *fund_regex_new(fund_builder *builder, const char *pattern, size_t len, size_t offset);
void fund_regex_free(fund_regex *regex);
/* The first match from *pos on in a clean text, which has a letter at least; *pos goes behind it. */
bool fund_regex_next(fund_range *out, fund_regex *regex, fund_plan *plan, const char *text,
                     size_t len, size_t *pos);

/* ---- names.c --------------------------------------------------------------- */

/* Offset of remarks on a filter that is no part of the query. */
#define FUND_OFFSET_NONE SIZE_MAX

/* Notes that no article has a name (the section, author or source of `query`), and which is near. */
void fund_name_check(fund_builder *builder, fund_field_kind field, const fund_query *query,
                     const char *name, size_t len, size_t offset);
/* Articles whose file has a path that fits a pattern, or lies in a folder of that name. */
const fund_query *fund_path_query(fund_builder *builder, const char *glob, size_t len,
                                  size_t offset);

/* ---- filter.c -------------------------------------------------------------- */

/* The passages of articles that have the words in a field, or a date. */
const fund_query *fund_filter_query(fund_builder *builder, const fund_node *node, const char *text);
/* The articles that pass a filter; *filtered: it asks for something. */
const fund_query *fund_filter_make(bool *filtered, fund_builder *builder, const fund_filter *given);

/* Passages of articles by somebody of that name; NULL: nobody is. */
const fund_query *fund_author_query(fund_builder *builder, const fund_word *word);

/* ---- word_query.c ---------------------------------------------------------- */

/* Factors of a term's BM25 weight. */
#define FUND_AS_PART .25       /* a word of the query inside a compound */
#define FUND_PART_ALONE .45    /* a piece of a hyphen compound of the query */
#define FUND_PARTS_TOGETHER .4 /* parts that count only with the others */
#define FUND_AS_FALLBACK .1    /* Müller for Muller, Kanzlerin for Kanzler */
#define FUND_IN_TITLE .3
#define FUND_IN_TITLE_PART .1

/* The word whose head is graph->tokens[index]. */
fund_word fund_word_at(const fund_token_graph *graph, size_t index);
/* What a passage must have to match the word. */
const fund_query *fund_word_query(fund_builder *builder, const fund_word *word);
/* What else adds to its score: the title, single parts of a hyphen compound. */
const fund_query *fund_word_extra_query(fund_builder *builder, const fund_word *word);
/* Whether a token (not the head) is a piece of a hyphen compound or a smallest part of a closed
 * one. */
bool fund_word_has_leaf(const fund_word *word, size_t token);
/* Highlights what the two above find. */
void fund_word_mark(fund_builder *builder, const fund_word *word);
/* Factor for a word that stands `count` times in a query. */
double fund_repeat_factor(size_t count);
/* What a token of a query counts, as a factor of its BM25 weight. */
double fund_token_factor(fund_token_kind kind);
/* The closed spelling of words a and b ("Musik Sammlung"), where indexed. */
const fund_query *fund_pair_query(fund_builder *builder, const char *query,
                                  const fund_graph_token *a, const fund_graph_token *b);
/* Whether it has no word to be ranked by; whether one of its words has no term in the index. */
bool fund_has_only_functions(const fund_token_graph *graph);
bool fund_has_unindexed(const fund_token_graph *graph);
/* Words after '+' (core of each) or '-' (whole or part), joined by AND or OR; those that have no terms
 * are left out. */
const fund_query *fund_occur_query(fund_builder *builder, const fund_token_graph *graph,
                                   fund_occur occur, fund_query_op op);
/* Whether any word may stand at a position, or at all of them, as far as terms can tell: the index
 * has no terms of the most frequent words. */
bool fund_is_open_position(const fund_token_graph *graph, uint32_t position);
bool fund_is_open_phrase(const fund_token_graph *graph);
/* Whether titles have terms of what stands at a position: not of function words. */
bool fund_is_title_position(const fund_token_graph *graph, uint32_t position);
/* Passages that may have the phrase, or whose article's title may; exactly those for one of one position
 * that is not open. */
const fund_query *fund_phrase_query(fund_builder *builder, const fund_token_graph *graph);

/* ---- clause.c -------------------------------------------------------------- */

/* What surrounds a node. */
typedef struct fund_clause_context {
    bool negative; /* below an odd number of NOTs */
    bool silent;   /* neither ranked by nor marked */
    bool strict;   /* a match must have it in its text: a title is not enough */
    bool needed;   /* nothing is a hit without it */
    bool joined;   /* the article needs it, in whatever passage */
} fund_clause_context;

struct fund_clause {
    const fund_node *node;
    fund_clause_context around;
    const char *text;
    int predicate; /* its number in the plan; -1: none */
    bool empty;    /* no words in it */
    bool joins;    /* its parts may be in several passages of an article */
    fund_token_graph *graph;
    const fund_query *query; /* of a token */
    const fund_query *extra; /* adds weight to a match of the group around it */
    bool functions;          /* only function words, which count where there is nothing else */
    fund_clause *first, *next;
};

/* Function words among others, which nothing is looked for by. */
static inline bool fund_is_left_out(const fund_clause *clause)
{
    return clause->functions && clause->predicate < 0 && clause->query == NULL;
}

static inline bool fund_is_filter(const fund_node *node)
{
    return node->kind == FUND_NODE_FIELD || node->kind == FUND_NODE_DATE;
}

/* Analyses a tree of nodes, once; NULL for NULL or without memory. Its tokens are bytes
 * of `text`. */
fund_clause *fund_clause_new(fund_builder *builder, const fund_node *node, const char *text,
                             fund_clause_context around);

/* A word's part of the query tree, newly made. */
const fund_query *fund_planned_word_query(fund_builder *builder, const fund_planned_word *word);

/* ---- clause_query.c -------------------------------------------------------- */

/* What a clause does to the query. */
typedef enum fund_clause_kind {
    FUND_CLAUSE_NONE,   /* not at all: punctuation */
    FUND_CLAUSE_MATCH,  /* `query` matches, with weight; NULL: nothing */
    FUND_CLAUSE_FILTER, /* `query` matches, without weight */
    FUND_CLAUSE_EXCLUDE /* what `query` matches is left out */
} fund_clause_kind;

typedef struct fund_clause_query {
    fund_clause_kind kind;
    const fund_query *query;
} fund_clause_query;

/* Combines the queries of a clause, where the predicates in the set `met` are met. */
fund_clause_query fund_clause_query_make(fund_builder *builder, const fund_clause *clause,
                                         uint64_t met);

#endif
