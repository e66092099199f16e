/*
 * count.h - figures about words; stands on rank/.
 *
 *   measures.c   formulas
 *   selection.c  what a query and a filter let through, as passages in their articles' order
 *   sweep.c      reads passages by several threads
 *   forms.c      words of texts to numbers
 *   places.c     where a query is in a passage
 *   tape.c       a selection as one row of numbers
 *   items.c      what is handed out, sorted
 *   words.c      frequencies and keyness
 *   ngrams.c     sequences of words
 *   collocates.c words near a query
 *   dates.c      matches by date
 */
#ifndef FUND_SEARCHER_COUNT_H
#define FUND_SEARCHER_COUNT_H

#include "searcher/rank/rank.h"

#include <fundstelle/count.h>

/* ---- measures.c ------------------------------------------------------------------- */

/* 0 of nothing. */
double fund_per_million(uint64_t count, uint64_t words);
/* Dunning's log-likelihood of a table of two columns, `a` of `words_a` and `b` of `words_b`; negative
 * where a's share is the smaller one. */
double fund_log_likelihood(uint64_t a, uint64_t words_a, uint64_t b, uint64_t words_b);
/* Hardie's; half an occurrence stands for none. */
double fund_log_ratio(uint64_t a, uint64_t words_a, uint64_t b, uint64_t words_b);
/* A word in the windows around a query. */
typedef struct fund_near_counts {
    uint64_t near, count;       /* occurrences in windows, and in all of the selection */
    uint64_t near_words, words; /* all words likewise */
    uint64_t matches;           /* of the query */
} fund_near_counts;
double fund_near_expected(const fund_near_counts *counts);
double fund_log_dice(const fund_near_counts *counts);
double fund_mutual_information(const fund_near_counts *counts);
double fund_t_score(const fund_near_counts *counts);
double fund_near_log_likelihood(const fund_near_counts *counts);

/* ---- selection.c -------------------------------------------------------------------- */

/* Passages so that those of an article follow each other. The plan is the caller's then, where `plan` is not NULL; it
 * may be NULL after a failure. Adds remarks to `totals` where that is not NULL. */
fund_status fund_select(fund_docids *out, fund_plan **plan, fund_count_totals *totals,
                        fund_searcher *searcher, fund_text query, const fund_filter *filter,
                        fund_error *err);
/* Appends the plan's remarks to those of the totals; false without memory. */
bool fund_count_add_remarks(fund_count_totals *totals, const fund_plan *plan);
/* FUND_ERR_QUERY for a query that marks nothing in a text: of fields, of exclusions, of function words alone. */
fund_status fund_check_matches(const fund_plan *plan, fund_error *err);
/* The caller's options, checked. */
fund_status fund_count_options_take(fund_count_options *out, const fund_count_options *given,
                                    fund_error *err);
/* Runs `count` on the newest commit with *own ready to be filled, which becomes *out unless that fails. */
fund_status fund_count_run(fund_count_totals *out, fund_count_totals *own, fund_searcher *searcher,
                           fund_reading count, void *payload, fund_error *err);

/* ---- sweep.c ------------------------------------------------------------------------ */

enum { FUND_SWEEP_BLOCK = 512, FUND_SWEEP_JOBS_MAX = 64 };

/* A passage that is read. */
typedef struct fund_sweep_passage {
    size_t number; /* in the selection */
    fund_docid docid;
    fund_record record;
    fund_searcher *searcher; /* of this thread */
} fund_sweep_passage;

/* `state` is that of this thread. */
typedef fund_status (*fund_sweep_visit)(void *state, const fund_sweep_passage *passage,
                                        fund_error *err);

/* Threads that read the same commit. */
typedef struct fund_sweep {
    fund_searcher *searchers[FUND_SWEEP_JOBS_MAX]; /* the first one is the caller's */
    size_t jobs;
    fund_count_progress progress;
    void *payload;
} fund_sweep;

/* Opens as many searchers of the searcher's commit as threads are wanted (0: one per core), fewer
 * where that cannot be; `passages` are going to be read. */
void fund_sweep_open(fund_sweep *out, fund_searcher *searcher, const fund_count_options *options,
                     size_t passages);
void fund_sweep_close(fund_sweep *sweep);
/* Visits each passage once, those of a block in their order by one thread, until the time of the call is
 * over. `states` are of `size` bytes, one for each job. Withdrawn articles have no passages. */
fund_status fund_sweep_run(const fund_sweep *sweep, const fund_docids *docids,
                           fund_sweep_visit visit, void *states, size_t size, fund_error *err);

/* ---- forms.c ------------------------------------------------------------------------ */

/* Words and their numbers, from 0: a hash table whose slots hold short words themselves, so that most of
 * what is looked up costs one access to memory. */
enum { FUND_FORM_WORDS = 3 };
typedef struct fund_form_slot {
    uint32_t number; /* + 1; 0: free */
    uint32_t hash;
    /* A word of up to 24 bytes, none of which is zero, and zeros; of a longer one a hash and bytes that no
     * text has. */
    uint64_t key[FUND_FORM_WORDS];
} fund_form_slot;

typedef struct fund_forms {
    fund_form_slot *slots;
    size_t mask; /* number of slots - 1, a power of two less one */
    fund_arena *memory;
    fund_array(fund_text) texts; /* by number; C strings */
} fund_forms;

void fund_forms_free(fund_forms *forms);
/* The number of a form that is there, else UINT32_MAX. */
uint32_t fund_forms_find(const fund_forms *forms, const char *form, size_t len);
/* Adds those of another and says which numbers they have here. */
fund_status fund_forms_merge(uint32_t **numbers, fund_forms *into, const fund_forms *from,
                             fund_error *err);

/* A word whose number is not looked up yet. */
typedef struct fund_pending_form {
    fund_form_slot slot;
    size_t at, len; /* in the text, or in the buffer of forms */
    bool in_text;
} fund_pending_form;

/* The words of one passage after the other. Their numbers are looked up when all are read: meanwhile memory
 * brings the slots, which are too many for the caches of a processor. */
typedef struct fund_word_reader {
    fund_forms forms;
    fund_buf made; /* forms that differ from the text */
    fund_array(fund_pending_form) pending;
    fund_text text;
    fund_array(uint32_t) words;    /* numbers of forms */
    fund_array(fund_range) ranges; /* where they are */
} fund_word_reader;

fund_status fund_word_reader_init(fund_word_reader *out, fund_error *err);
void fund_word_reader_free(fund_word_reader *reader);
fund_status fund_word_reader_read(fund_word_reader *reader, fund_analyzer *analyzer,
                                  const fund_text *text, fund_error *err);

/* Forms by their stems. */
typedef struct fund_stems {
    fund_forms terms;  /* 'w' or 'f' (a function word) before each */
    uint32_t *of_form; /* number of a form -> that of its stem */
    uint32_t *best;    /* number of a stem -> its most frequent form */
} fund_stems;

/* `counts`: occurrences of each form, by which the most frequent one is known. */
fund_status fund_stems_make(fund_stems *out, const fund_forms *forms, const uint64_t *counts,
                            const fund_analyzer *analyzer, fund_error *err);
void fund_stems_free(fund_stems *stems);

/* ---- places.c ----------------------------------------------------------------------- */

/* What a search would highlight in the text that the occurrences have taken, in the arena; ranges that touch, as
 * parts of one word do, also with a soft hyphen between, are one place. */
fund_status fund_places_find(fund_range **out, size_t *count, fund_arena *arena,
                             fund_term_occurrences *occurrences, fund_error *err);

/* Looks for a query in passages; one thread's. */
typedef struct fund_place_finder {
    fund_searcher *searcher;
    fund_plan *plan;
    fund_term_occurrences occurrences;
    fund_arena *memory;
    fund_range *places; /* in the last passage, ascending */
    size_t count;
} fund_place_finder;

/* Once: a finder that is ready, which is not zero, is left alone. */
fund_status fund_place_finder_init(fund_place_finder *out, fund_searcher *searcher, fund_text query,
                                   const fund_filter *filter, fund_error *err);
void fund_place_finder_free(fund_place_finder *finder);
/* `words`: those of the text, as fund_analyzer_words() has them; NULL: they are not known. */
fund_status fund_place_finder_run(fund_place_finder *finder, const fund_text *text,
                                  const fund_range *words, size_t word_count, fund_error *err);

/* What is noted of a passage of a selection, by its number. */
typedef struct fund_passage_note {
    uint32_t words;   /* or whatever is counted */
    uint32_t ordinal; /* 0: it was not read */
    uint64_t article;
} fund_passage_note;
/* Passages and articles of those that have been read. */
void fund_count_notes(fund_selection *out, const fund_passage_note *notes,
                      const fund_docids *docids, const fund_store *store);

/* Which passages belong to one article, seen in the order of a selection. */
typedef struct fund_article_counter {
    const fund_store *store;
    fund_docid docid;
    uint32_t ordinal;
    uint64_t article;
} fund_article_counter;
/* Whether the passage is the first one of its article that was seen. */
bool fund_article_counter_take(fund_article_counter *counter, fund_docid docid, uint32_t ordinal,
                               uint64_t article);

/* ---- tape.c ------------------------------------------------------------------------- */

/* A selection as the numbers of its words, passage by passage. */
typedef struct fund_tape {
    fund_forms forms;
    uint32_t *words; /* mapped, or of the heap */
    size_t count, mapped;
    uint32_t *ends; /* of passages: words up to it; beyond 2^32 they wrap, see fund_tape_end() */
    uint32_t *articles; /* of passages: their number, from 0 */
    size_t passages, article_count;
    uint64_t *counts; /* by number of a form or stem */
    size_t types;
    fund_stems stems; /* by stem: the words are numbers of them */
    bool by_stem;
} fund_tape;

fund_status fund_tape_read(fund_tape *out, fund_searcher *searcher, const fund_docids *docids,
                           const fund_count_options *options, fund_error *err);
void fund_tape_free(fund_tape *tape);
fund_selection fund_tape_selection(const fund_tape *tape);
/* Words of each article, by its number; to be freed; NULL without memory. */
uint64_t *fund_tape_article_words(const fund_tape *tape);
/* How often the other tape has a word of this one. */
uint64_t fund_tape_count_in(const fund_tape *other, const fund_tape *tape, uint32_t word);
/* Leaves the counts alone. */
void fund_tape_drop_words(fund_tape *tape);
/* The form that stands for a word, and its stem ("" by form). */
fund_text fund_tape_text(const fund_tape *tape, uint32_t word);
fund_text fund_tape_stem(const fund_tape *tape, uint32_t word);

/* ---- items.c ------------------------------------------------------------------------ */

/* A word or an n-gram that may be handed out. */
typedef struct fund_item {
    double key; /* the largest one comes first */
    double dp;
    uint32_t count, passages, articles; /* a tape has no more words than fit */
    uint32_t at;                        /* number of the word, or where the n-gram is */
} fund_item;

/* The text of an item, by which equal ones are sorted: like strcmp(). */
typedef int (*fund_item_compare)(const fund_item *a, const fund_item *b, const void *payload);

/* The best ones. */
typedef struct fund_items {
    fund_item *items; /* a heap with the worst one first while it is full; then in their order */
    size_t count, capacity;
    size_t most; /* 0: all */
    fund_item_compare compare;
    const void *payload;
} fund_items;

/* Whether an item would be kept. */
bool fund_items_want(const fund_items *items, const fund_item *item);
fund_status fund_items_offer(fund_items *items, const fund_item *item, fund_error *err);
fund_status fund_items_sort(fund_items *items, fund_error *err);

/* ---- dispersion: in words.c ---------------------------------------------------------- */

/* Adds an article to twice the deviation, which begins with 1: `share` of all words are its. */
static inline void fund_dp_add(double *twice, uint64_t here, uint64_t count, double share)
{
    double part = (double)here / (double)count;
    *twice += (part > share ? part - share : share - part) - share;
}
/* Within 0 and 1, whatever was lost by rounding. */
static inline double fund_dp_of(double twice)
{
    return twice > 2 ? 1 : twice > 0 ? twice / 2 : 0;
}

#endif
