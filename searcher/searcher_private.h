/*
 * searcher_private.h - from a query's bytes to ranked, verified, marked hits.
 *
 *   parse.c      bytes -> a tree of nodes (syntax.h; parser.h: scan.c, chunk.c, atom.c;
 *                dates.c, print.c, notes.c)
 *   lattice.c    a node's text -> leaves and the steps a phrase is walked in
 *   plan.c       all nodes -> a plan: what to match, to verify and to mark
 *   branch.c     nodes -> branches that know their share of the query tree (branch.h)
 *   share.c      branches -> that share, for the checks that are met
 *   expand.c     terms that a pattern or a fuzzy word stands for (expand.h: letters.c)
 *   filter.c     what an article must be
 *   build.c      the query trees of words and phrases
 *   tree.c       small helpers that make and own query trees
 *   reading.c    a passage's text -> those of its tokens that the plan knows
 *   phrase.c     whether, and where, a phrase stands in a reading
 *   check.c      the same for all that is looked for in the text
 *   pattern.c    letters as they stand
 *   glance.c     whether a passage may have a phrase, before it is read
 *   match.c      runs a plan without verification, and picks which way to run
 *   rerank.c     a second look at the best matches
 *   explain.c    what each word of a query did for a hit
 *   verify.c     runs a plan in rounds, checking phrases in the stored passages
 *   similar.c    hides hits that repeat one above
 *   forms.c      forms of words, read off passages (forms.h)
 *   vocabulary.c completions, and what the index knows of a word
 *   correct.c    what may be meant by a misspelt word (correct.h: guess.c)
 *   related.c    passages about the same
 *   count.c      counts matches by section, author and date
 *   duplicates.c counts articles that repeat another
 *   highlight.c  byte ranges to mark
 *   hits.c       documents -> hits with their article's metadata
 */
#ifndef FUND_SEARCHER_PRIVATE_H
#define FUND_SEARCHER_PRIVATE_H

#include "searcher/syntax.h"

struct fund_searcher {
    fund_store *store;
    fund_analyzer *analyzer;
    bool owns_store; /* else it is the caller's */
    char now[FUND_TIME_MAX]; /* when the call began: what is embargoed beyond is not shown */
};

/* ---- lattice.c ----------------------------------------------------------- */

/* A term of the query within its namespace.  The stamps tell in which reading
 * it was last met and marked. */
typedef struct fund_symbol {
    bool marked; /* its tokens are always highlighted */
    uint32_t seen;
    uint32_t lit; /* highlighted in this reading only */
} fund_symbol;

/* A token of a query with its spellings; the first one is the token's own. */
typedef struct fund_leaf {
    fund_token_kind kind; /* WORD, PART or FUNCTION */
    bool head;            /* no part of a word before it */
    bool step;            /* a phrase is walked over it */
    uint32_t position, span;
    size_t begin, end; /* bytes of the query */
    fund_text *spellings;
    size_t spelling_count;
    fund_symbol **symbols; /* of all spellings, as words and as parts */
    size_t symbol_count;
    fund_text *fallbacks; /* other words that may be meant, ranked below */
    size_t fallback_count;
} fund_leaf;

/* A text as a graph of positions: a leaf leads from its position to position +
 * span, so a compound can be passed as a whole or part by part. */
typedef struct fund_lattice {
    fund_leaf *leaves;
    size_t count, capacity;
    uint32_t positions;
    const fund_leaf **steps; /* ordered by position ... */
    uint32_t *step_at;       /* ... those of p are step_at[p] to step_at[p + 1] */
} fund_lattice;

/* Decides token by token what is a step of a lattice.  A part of a closed
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

/* Whether a symbol is that of one of the leaf's spellings. */
bool fund_leaf_has(const fund_leaf *leaf, const fund_symbol *symbol);
/* Whether a term is among some (a leaf's spellings or fallbacks). */
bool fund_is_among(const fund_text *terms, size_t count, const char *term, size_t len);

/* ---- plan.c -------------------------------------------------------------- */

/* Leaves that count only together (parts of a compound). */
typedef struct fund_group {
    const fund_leaf *const *leaves;
    size_t count;
} fund_group;

/* Letters as they stand in a text, with * for any number of them within a word. */
typedef struct fund_pattern {
    const char *text; /* in the plan's arena */
    size_t len;
    bool any_case; /* capitals count as small letters */
    bool whole;    /* nothing of a hyphen compound */
} fund_pattern;

/* What is looked for in the text of a candidate. */
typedef struct fund_check {
    fund_node_kind kind; /* PHRASE, NEAR, PATTERN, EXACT; of an operand: WORDS, too */
    const fund_node *node;
    bool negative;               /* stands below an odd number of NOTs */
    bool shown;                  /* marked and explained */
    const fund_lattice *lattice; /* PHRASE, WORDS */
    fund_pattern pattern;
    struct fund_check *operands; /* NEAR: each with its `node`, whose number is the distance */
    size_t operand_count;
    const fund_query *candidates; /* passages that may have it; owned by the plan */
} fund_check;

/* A head leaf with the parts that follow it. */
typedef struct fund_word {
    const fund_leaf *leaves;
    size_t count;
} fund_word;

/* A word of the query that is ranked by. */
typedef struct fund_planned {
    fund_word word;
    size_t count;  /* how often it stands in the query */
    bool required; /* not found by its title alone */
    double boost;
    struct fund_planned *next;
} fund_planned;

typedef struct fund_branch fund_branch; /* branch.h */

typedef struct fund_builder fund_builder; /* tree.c */

/* A query ready to run. */
typedef struct fund_plan {
    fund_arena *arena;
    fund_map *symbols[3];     /* by token kind: term -> fund_symbol */
    uint32_t stamp;           /* of the current reading */
    size_t positions;         /* in the query so far */
    size_t walks;             /* over all terms, so far */
    size_t expanded;          /* terms of patterns, so far */
    bool plain;               /* whole words only */
    fund_planned *words;      /* in the arena */
    fund_planned **last_word; /* where the next one goes */
    fund_group *groups;
    size_t group_count, group_capacity;
    fund_check checks[FUND_QUERY_CHECKS_MAX];
    size_t check_count;
    uint64_t required, forbidden; /* checks without or with which nothing is a hit, as bits */
    uint64_t candidates;          /* those that `tree` takes for granted */
    fund_query **owned;
    size_t owned_count, owned_capacity;
    fund_branch *root, *filter; /* of the query, of the filter; may be NULL */
    const fund_query *article;  /* the only one that is searched; may be NULL ... */
    fund_query_op article_op;   /* ... or all but that one */
    const fund_query *recency;  /* adds to the weight; may be NULL */
    fund_map *trees;            /* set of checks -> tree */
    const fund_query *tree;     /* candidates; NULL: finds nothing */
    const char *query;          /* borrowed */
    fund_note_list notes;       /* in the arena */
} fund_plan;

/* `options`: the filter, recency and ranking of it. */
fund_status fund_plan_new(fund_plan **out, fund_searcher *searcher, const char *query, size_t len,
                          const fund_search_options *options, fund_error *err);
/* The query tree when of all checks those in the set are met, which is made when it is asked
 * for first; *out is NULL when nothing is a hit then. */
fund_status fund_plan_tree(const fund_query **out, fund_plan *plan, fund_searcher *searcher,
                           uint64_t met, fund_error *err);
void fund_plan_free(fund_plan *plan);
/* The symbol of a term; NULL when the query does not have it. */
fund_symbol *fund_plan_symbol(const fund_plan *plan, fund_token_kind kind, const char *term,
                              size_t len);

/* A word's share of the tree, made anew. */
const fund_query *fund_planned_query(fund_builder *builder, const fund_planned *word);
/* Whether its best matches are weighed again (rerank.c). */
bool fund_plan_is_reranked(const fund_plan *plan);

/* Analyses text of the query into a lattice in the plan's arena; `base` is added
 * to byte offsets. */
fund_status fund_lattice_build(fund_lattice *out, fund_plan *plan, fund_analyzer *analyzer,
                               const char *text, size_t len, size_t base, fund_error *err);

/* The plan's symbol of a term, made when it has none; NULL without memory. */
fund_symbol *fund_symbol_make(fund_plan *plan, fund_token_kind kind, const char *term, size_t len);

/* ---- tree.c -------------------------------------------------------------- */

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

/* fund_lattice_build() for the builder's plan; false, and the lattice is empty, when it
 * fails or the builder has failed before. */
bool fund_builder_lattice(fund_builder *builder, fund_lattice *out, const char *text, size_t len,
                          size_t base);

typedef struct fund_queries {
    const fund_query **items;
    size_t count, capacity;
} fund_queries;

#define FUND_QUERIES_INIT                                                                          \
    {                                                                                              \
        NULL, 0, 0                                                                                 \
    }

/* Hands a new query (may be NULL) over to the plan. */
const fund_query *fund_tree_own(fund_builder *builder, fund_query *query);
/* Terms that begin so, the most frequent ones. */
const fund_query *fund_tree_prefix(fund_builder *builder, const char *prefix,
                                   const fund_text *stem);
/* Dates from low to high; "" is open. */
const fund_query *fund_tree_range(fund_builder *builder, uint32_t slot, const char *low,
                                  const char *high);
const fund_query *fund_tree_articles(fund_builder *builder, const fund_query *firsts);
const fund_query *fund_tree_recency(fund_builder *builder, const char *today, double half_life,
                                    double most);
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
void fund_queries_free(fund_queries *queries);

/* ---- build.c ------------------------------------------------------------- */

/* The word whose head is lattice->leaves[index]. */
fund_word fund_word_at(const fund_lattice *lattice, size_t index);
/* What a passage must have to match the word. */
const fund_query *fund_word_core(fund_builder *builder, const fund_word *word);
/* What else adds to its score: the title, single parts of a hyphen compound. */
const fund_query *fund_word_extra(fund_builder *builder, const fund_word *word);
/* Whether a part of a closed compound (not the head) may move a match up. */
bool fund_word_counts_on(const fund_word *word, size_t leaf);
/* Highlights what the two above find. */
void fund_word_mark(fund_builder *builder, const fund_word *word);
/* Factor for a word that stands `count` times in a query. */
double fund_repeat_factor(size_t count);
/* The closed spelling of words a and b ("Musik Sammlung"), where indexed. */
const fund_query *fund_pair_build(fund_builder *builder, const char *query, const fund_leaf *a,
                                  const fund_leaf *b);
/* Words after '+' (core of each) or '-' (whole or part), joined by AND or OR. */
const fund_query *fund_clause_build(fund_builder *builder, const fund_lattice *lattice,
                                    fund_occur occur, fund_query_op op);
/* Passages that may have the phrase; exactly those for one of one position. */
const fund_query *fund_phrase_build(fund_builder *builder, const fund_lattice *lattice);

/* ---- expand.c ------------------------------------------------------------- */

enum { FUND_EXPANSION_MAX = 1000 };

/* Terms of the index that a text of the pattern may have, as words or parts alike. */
const fund_query *fund_pattern_candidates(fund_builder *builder, const fund_pattern *pattern,
                                          size_t offset);
/* Terms near to those of the lattice's words; marks them. */
const fund_query *fund_fuzzy_build(fund_builder *builder, const fund_lattice *lattice,
                                   uint32_t edits, bool silent);

/* ---- filter.c --------------------------------------------------------------- */

/* The passages of articles that have the words in a field, or a date. */
const fund_query *fund_filter_build(fund_builder *builder, const fund_node *node, const char *text);

/* ---- reading.c ----------------------------------------------------------- */

/* A token of a passage that the plan knows. */
typedef struct fund_event {
    fund_symbol *symbol;
    uint32_t position, span;
    uint32_t next; /* index + 1 of the next event at this position, 0: none */
    bool step;
    size_t begin, end;
} fund_event;

/* What a plan sees of a text; used again and again. */
typedef struct fund_reading {
    fund_plan *plan;
    const char *text; /* borrowed */
    size_t len;
    fund_event *events;
    size_t count, capacity;
    uint32_t *event_at; /* by position: index + 1 of its first event */
    uint8_t *borders;   /* by position: FUND_BORDER_* */
    size_t positions, position_capacity;
    fund_stepper stepper;
    uint8_t *failed; /* phrase.c: a bit for each pair of positions that leads nowhere */
    size_t failed_capacity;
} fund_reading;

enum { FUND_BORDER_BEGIN = 1, FUND_BORDER_END = 2 };

void fund_reading_init(fund_reading *reading, fund_plan *plan);
void fund_reading_free(fund_reading *reading);
fund_status fund_reading_run(fund_reading *reading, fund_analyzer *analyzer, const char *text,
                             size_t len, fund_error *err);
/* True when one of the leaf's terms is in the text, anywhere. */
bool fund_reading_has(const fund_reading *reading, const fund_leaf *leaf);

/* ---- phrase.c ------------------------------------------------------------ */

typedef struct fund_occurrences {
    fund_range *items;
    size_t count, capacity;
} fund_occurrences;

/* Whether the phrase is in the text.  With `all` (may be NULL) appends every
 * place where it is. */
fund_status fund_phrase_find(bool *found, fund_occurrences *all, fund_reading *reading,
                             const fund_lattice *phrase, fund_error *err);
/* Whether the text would match the phrase's candidate query. */
bool fund_phrase_is_candidate(const fund_reading *reading, const fund_lattice *phrase);
fund_status fund_occurrences_push(fund_occurrences *out, size_t begin, size_t end, fund_error *err);

/* ---- pattern.c --------------------------------------------------------------- */

/* Appends every place where the pattern stands; with `all` NULL only tells whether. */
fund_status fund_pattern_find(bool *found, fund_occurrences *all, const fund_pattern *pattern,
                              const char *text, size_t len, fund_error *err);
/* A copy of the letters for fund_pattern; capitals count when `exact` has one. */
bool fund_pattern_init(fund_pattern *out, fund_arena *arena, const char *text, size_t len,
                       bool exact);

/* ---- check.c ------------------------------------------------------------------ */

/* Whether what is looked for is in the text, and where, as for phrases. */
fund_status fund_check_find(bool *found, fund_occurrences *all, fund_reading *reading,
                            const fund_check *check, fund_error *err);
/* Whether the text would match the check's candidate query; true when in doubt. */
bool fund_check_is_candidate(const fund_reading *reading, const fund_check *check);

/* ---- glance.c ------------------------------------------------------------ */

/* Tells of most passages at once that they do not have the plan's phrase. */
typedef struct fund_glance {
    fund_plan *plan;
    fund_analyzer *analyzer;
    const fund_lattice *phrase;
    bool begins[256]; /* bytes that a word of the phrase may begin with, in small letters */
    fund_map *chunks; /* bytes of text -> what they may be in the phrase */
} fund_glance;

/* False where it does not pay or cannot tell; nothing is to be freed then. */
bool fund_glance_init(fund_glance *out, fund_plan *plan, fund_analyzer *analyzer,
                      const char *query);
void fund_glance_free(fund_glance *glance);
/* False: the text does not have the phrase. */
bool fund_glance_may_have(const fund_glance *glance, const char *text, size_t len);

/* ---- match.c and verify.c ------------------------------------------------ */

typedef struct fund_found {
    fund_docid docid;
    double weight;
    uint32_t more;
    uint32_t similar;        /* articles hidden behind it */
    fund_text record, first; /* its own and that of passage 1 where they were read already */
} fund_found;

typedef struct fund_founds {
    fund_found *items; /* the page that was asked for */
    size_t count;
    uint32_t total;
    bool total_exact;
    fund_arena *arena; /* of the records; may be NULL */
} fund_founds;

#define FUND_FOUNDS_INIT                                                                           \
    {                                                                                              \
        NULL, 0, 0, true, NULL                                                                     \
    }

void fund_founds_free(fund_founds *founds);

/* Matches are counted exactly up to this many. */
enum { FUND_COUNT_EXACTLY = 1000 };

fund_status fund_plan_match(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                            const fund_search_options *options, fund_error *err);
fund_status fund_plan_match_verified(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                                     const fund_search_options *options, fund_error *err);

/* The same without those that repeat one above (similar.c). */
fund_status fund_plan_match_distinct(fund_founds *out, fund_searcher *searcher, fund_plan *plan,
                                     const fund_search_options *options, fund_error *err);

/* How libxapian is to order matches. */
fund_sort fund_match_order(const fund_search_options *options);
/* A query for the passages of an article. */
fund_status fund_article_query(fund_query **out, const char *id, size_t len, fund_error *err);
/* All matches of a query within those of another, which adds no weight. */
fund_status fund_match_within(fund_matches *out, const fund_searcher *searcher,
                              const fund_query *query, const fund_query *within, fund_error *err);

/* ---- rerank.c ------------------------------------------------------------ */

enum { FUND_RERANK_WINDOW = 20 };

/* Weighs the best matches anew and sorts them, so that the first `needed` are right. */
fund_status fund_rerank(fund_match *matches, size_t count, size_t needed, fund_searcher *searcher,
                        const fund_plan *plan, fund_error *err);

/* Adds what that look gives to documents: for word w of the plan and document i to
 * scores[w * stride + i]. */
fund_status fund_rerank_shares(double *scores, size_t stride, const fund_docid *docids,
                               size_t count, fund_searcher *searcher, const fund_plan *plan,
                               fund_error *err);
/* Whether a term of a passage is a relative of a leaf's: see rerank.c. */
bool fund_is_related(const fund_leaf *leaf, const char *term, size_t len);

/* ---- explain.c ------------------------------------------------------------ */

/* Fills the reasons of hits that have their text; `docids` are theirs. */
fund_status fund_explain(fund_hit *hits, const fund_docid *docids, size_t count,
                         fund_searcher *searcher, fund_plan *plan, const char *query,
                         fund_arena *arena, fund_error *err);

/* ---- duplicates.c --------------------------------------------------------- */

/* Fills `similar` and `similar_groups`. */
fund_status fund_count_similar(fund_index_status *out, const fund_store *store, fund_error *err);

/* ---- highlight.c --------------------------------------------------------- */

/* The ranges to mark in the text, in the arena. */
fund_status fund_highlight(const fund_range **out, size_t *count, fund_arena *arena,
                           fund_reading *reading, fund_analyzer *analyzer, const char *text,
                           size_t len, fund_error *err);

/* ---- hits.c -------------------------------------------------------------- */

/* Makes hits of documents. */
typedef struct fund_hit_maker {
    fund_searcher *searcher;
    fund_arena *arena;     /* of the results */
    fund_reading *reading; /* NULL: no highlights */
    bool with_text;
    fund_map *articles; /* docid of passage 1 -> fund_hit with the article's fields */
    fund_buf data;
    fund_text known, known_first; /* records of the next hit that were read already */
} fund_hit_maker;

fund_status fund_hit_maker_init(fund_hit_maker *maker, fund_searcher *searcher, fund_arena *arena,
                                fund_reading *reading, bool with_text, fund_error *err);
void fund_hit_maker_free(fund_hit_maker *maker);
/* Fills article, passage and text; the rest is left zero. */
fund_status fund_hit_make(fund_hit *out, fund_hit_maker *maker, fund_docid docid, fund_error *err);
/* Reads and decodes a record that the index must have; fields borrow from *data. */
fund_status fund_record_read(fund_record *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err);

#endif
