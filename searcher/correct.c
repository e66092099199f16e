/*
 * What may be meant by a misspelt word.
 *
 * Stems of the index that are at most two edits away are candidates. Of each, passages are
 * scanned for the word that is nearest to what was typed, so that its ending is right,
 * too. Candidates are ordered by the cost of the edits, less for what is easily confused in
 * German writing and on its keyboards, against the frequency of the stem: the noisy channel
 * of M. D. Kernighan, K. W. Church and W. A. Gale, "A spelling correction program based on
 * a noisy channel model" (1990).
 */
#include "searcher/forms.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

enum {
    CANDIDATES = 24,      /* stems that are looked into */
    SCANNED = 200,        /* passages of each */
    KNOWN_ENOUGH = 3,     /* passages that make a form no misspelling ... */
    FAR_MORE_KNOWN = 100, /* ... or any, where its stem has no more than so many */
    SHORTEST = 4,         /* letters of a word that is corrected */
    PIECE_MIN = 4,        /* of a compound's part */
    ENDING = 6            /* of a form behind its stem */
};

static const double frequency_share = .06; /* of the binary logarithm, in edits */

/* ---- the cost of edits ---------------------------------------------------------------- */

static bool are_among(uint32_t a, uint32_t b, const char *const *pairs)
{
    for (; *pairs != NULL; pairs++) {
        uint32_t letters[FUND_LETTERS_MAX];
        if (fund_letters(letters, *pairs, strlen(*pairs)) == 2 &&
            ((letters[0] == a && letters[1] == b) || (letters[0] == b && letters[1] == a))) {
            return true;
        }
    }
    return false;
}

static bool are_neighbours(uint32_t a, uint32_t b)
{
    static const char *const rows[] = {"qwertzuiopü", "asdfghjklöä", "yxcvbnm"};
    for (size_t row = 0; row < 3; row++) {
        uint32_t letters[FUND_LETTERS_MAX];
        size_t count = fund_letters(letters, rows[row], strlen(rows[row]));
        for (size_t i = 0; i + 1 < count; i++) {
            if ((letters[i] == a && letters[i + 1] == b) ||
                (letters[i] == b && letters[i + 1] == a)) {
                return true;
            }
        }
    }
    return false;
}

static double replace_cost(uint32_t a, uint32_t b)
{
    static const char *const dots[] = {"aä", "oö", "uü", NULL};
    static const char *const sounds[] = {"dt", "bp", "gk", "ck", "cz", "sz", "tz", "fv", "vw",
                                         "iy", "üy", "eä", "ij", "sß", "zß", "mn", NULL};
    return a == b                    ? 0
           : are_among(a, b, dots)   ? .4
           : are_among(a, b, sounds) ? .65
           : are_neighbours(a, b)    ? .8
                                     : 1;
}

/* To leave out or put in `c` beside its neighbours. */
static double gap_cost(uint32_t c, uint32_t before, uint32_t behind)
{
    return c == before || c == behind ? .6 : c == 'h' ? .7 : .9;
}

static uint32_t at(const uint32_t *letters, size_t count, size_t i)
{
    return i < count ? letters[i] : 0;
}

/* What it costs to write `typed` for `meant`. */
static double cost_of(const uint32_t *typed, size_t m, const uint32_t *meant, size_t n)
{
    double rows[3][FUND_LETTERS_MAX + 1];
    rows[0][0] = 0;
    for (size_t j = 1; j <= n; j++) {
        rows[0][j] = rows[0][j - 1] + gap_cost(meant[j - 1], at(meant, n, j - 2), at(meant, n, j));
    }
    for (size_t i = 1; i <= m; i++) {
        double *row = rows[i % 3], *above = rows[(i - 1) % 3], *two_above = rows[(i + 1) % 3];
        double put_in = gap_cost(typed[i - 1], at(typed, m, i - 2), at(typed, m, i));
        row[0] = above[0] + put_in;
        for (size_t j = 1; j <= n; j++) {
            double left_out = gap_cost(meant[j - 1], at(meant, n, j - 2), at(meant, n, j));
            double value = above[j - 1] + replace_cost(typed[i - 1], meant[j - 1]);
            value = fmin(value, above[j] + put_in);
            value = fmin(value, row[j - 1] + left_out);
            if (i > 1 && j > 1 && typed[i - 1] == meant[j - 2] && typed[i - 2] == meant[j - 1]) {
                value = fmin(value, two_above[j - 2] + .7);
            }
            row[j] = value;
        }
    }
    bool other_beginning = m > 0 && n > 0 && typed[0] != meant[0];
    return rows[m % 3][n] + (other_beginning ? .3 : 0);
}

/* ---- candidates -------------------------------------------------------------------------- */

/* A word that may be meant. */
typedef struct guess {
    const char *text;
    uint32_t passages;
    double score; /* the less the better */
} guess;

typedef struct guesses {
    guess *items;
    size_t count, capacity;
} guesses;

typedef struct correction {
    fund_searcher *searcher;
    fund_arena *arena;
    uint32_t letters[FUND_LETTERS_MAX]; /* of what was typed */
    size_t letter_count;
    bool capital;
    guesses found;
    fund_error *err;
} correction;

static bool same_letters(const char *a, const char *b)
{
    uint32_t left[FUND_LETTERS_MAX], right[FUND_LETTERS_MAX];
    size_t m = fund_letters(left, a, strlen(a)), n = fund_letters(right, b, strlen(b));
    return m == n && memcmp(left, right, m * sizeof *left) == 0;
}

static fund_status add_guess(correction *c, const char *text, uint32_t passages, double score)
{
    for (size_t i = 0; i < c->found.count; i++) {
        guess *known = &c->found.items[i];
        if (same_letters(known->text, text)) {
            if (score < known->score) {
                *known = (guess){text, passages, score};
            }
            return FUND_OK;
        }
    }
    if (c->found.count == c->found.capacity) {
        size_t capacity = c->found.capacity * 2 + 16;
        guess *grown = realloc(c->found.items, capacity * sizeof *grown);
        if (grown == NULL) {
            return fund_words_no_memory(c->err);
        }
        c->found.items = grown;
        c->found.capacity = capacity;
    }
    c->found.items[c->found.count++] = (guess){text, passages, score};
    return FUND_OK;
}

/* ---- forms near to what was typed ----------------------------------------------------------- */

typedef struct scan {
    correction *c;
    fund_forms near;
} scan;

static bool is_letter(char byte)
{
    unsigned char c = (unsigned char)byte;
    return c >= 0x80 || ((c | 0x20) >= 'a' && (c | 0x20) <= 'z');
}

static fund_status scan_text(const char *text, size_t len, void *payload)
{
    scan *s = payload;
    correction *c = s->c;
    fund_status status = FUND_OK;
    for (size_t pos = 0, end; pos < len && status == FUND_OK; pos = end + 1) {
        for (end = pos; end < len && is_letter(text[end]); end++) {
        }
        size_t size = end - pos;
        if (size + 3 < c->letter_count || size > 2 * c->letter_count + 3) {
            continue;
        }
        uint32_t letters[FUND_LETTERS_MAX];
        size_t count = fund_letters(letters, text + pos, size);
        if (fund_edits(c->letters, c->letter_count, letters, count, 2, 0) <= 2) {
            status = fund_forms_add(&s->near, c->arena, text + pos, size, c->err);
        }
    }
    return status;
}

/* Each form by its own share of the passages that were looked at. */
static fund_status add_forms(correction *c, const fund_forms *near, uint32_t passages,
                             uint32_t most)
{
    fund_status status = FUND_OK;
    double scanned = passages < most ? passages : most;
    for (size_t i = 0; i < near->count && status == FUND_OK; i++) {
        const fund_listed_word *form = &near->items[i];
        uint32_t letters[FUND_LETTERS_MAX];
        size_t count = fund_letters(letters, form->text, strlen(form->text));
        if (fund_edits(c->letters, c->letter_count, letters, count, 2, 0) > 2) {
            continue;
        }
        double cost = cost_of(c->letters, c->letter_count, letters, count);
        double known = form->passages * fmax(1, passages / fmax(scanned, 1));
        status = add_guess(c, form->text, passages, cost - frequency_share * log2(1 + known));
    }
    return status;
}

static fund_status look_into(correction *c, const fund_listed_term *term)
{
    scan s = {.c = c};
    size_t most = term->part ? SCANNED / 10 : SCANNED;
    fund_status status =
        term->part ? fund_forms_of(&s.near, c->arena, c->searcher, &term->term, true, most, c->err)
                   : fund_walk_passages(c->searcher, FUND_PREFIX_WORD, term->term.data,
                                        term->term.len, most, scan_text, &s, c->err);
    if (status == FUND_OK) {
        status = add_forms(c, &s.near, term->documents, (uint32_t)most);
    }
    fund_forms_free(&s.near);
    return status;
}

/* How much the stem asks for: edits, letters of an ending, a rare word. */
static double promise_of(const fund_listed_term *term, size_t letters)
{
    uint32_t own[FUND_LETTERS_MAX];
    size_t count = fund_letters(own, term->term.data, term->term.len);
    double ending = count < letters ? (double)(letters - count) : 0;
    return term->edits + .12 * ending - frequency_share * log2(1.0 + term->documents);
}

typedef struct promised {
    const fund_listed_term *term;
    double promise;
} promised;

static int by_promise(const void *left, const void *right)
{
    const promised *a = left, *b = right;
    return a->promise < b->promise ? -1 : a->promise > b->promise;
}

static fund_status look_into_best(correction *c, const fund_term_list *terms, size_t most)
{
    promised *order = calloc(terms->count + 1, sizeof *order);
    fund_status status = order != NULL ? FUND_OK : fund_words_no_memory(c->err);
    for (size_t i = 0; i < terms->count && status == FUND_OK; i++) {
        order[i] = (promised){&terms->items[i], promise_of(&terms->items[i], c->letter_count)};
    }
    if (status == FUND_OK && terms->count > 0) {
        qsort(order, terms->count, sizeof *order, by_promise);
    }
    for (size_t i = 0; i < terms->count && i < most && status == FUND_OK; i++) {
        status = look_into(c, order[i].term);
    }
    free(order);
    return status;
}

/* Function words have a namespace of their own. */
typedef struct function_walk {
    correction *c;
    fund_term_list found;
} function_walk;

static fund_status see_function(const char *term, size_t len, uint32_t documents, void *payload)
{
    function_walk *walk = payload;
    correction *c = walk->c;
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_letters(letters, term + 1, len - 1);
    uint32_t edits = fund_edits(letters, count, c->letters, c->letter_count, 2, 0);
    bool near = edits <= 2 && term[1] >= 'a';
    return !near || fund_term_list_push(&walk->found, c->arena, term + 1, len - 1, documents,
                                        edits, false)
               ? FUND_OK
               : fund_words_no_memory(c->err);
}

static fund_status find_functions(correction *c)
{
    function_walk walk = {.c = c};
    fund_status status = fund_store_terms(c->searcher->store, FUND_PREFIX_FUNCTION,
                                          strlen(FUND_PREFIX_FUNCTION), see_function, &walk,
                                          c->err);
    fund_term_list_cut(&walk.found, 3);
    for (size_t i = 0; i < walk.found.count && status == FUND_OK; i++) {
        const fund_listed_term *term = &walk.found.items[i];
        scan s = {.c = c};
        status = fund_walk_passages(c->searcher, FUND_PREFIX_FUNCTION, term->term.data,
                                    term->term.len, SCANNED / 4, scan_text, &s, c->err);
        if (status == FUND_OK) {
            status = add_forms(c, &s.near, term->documents, SCANNED / 4);
        }
        fund_forms_free(&s.near);
    }
    fund_term_list_free(&walk.found);
    return status;
}

/* A participle's "ge", an infinitive's "zu" stand before or within the stem. */
static fund_status find_without_infix(correction *c, const char *word, size_t len)
{
    enum { INFIX = 2, LAST = 6, FEW = 6 };
    fund_status status = FUND_OK;
    for (size_t pos = 0; pos <= LAST && pos + INFIX + SHORTEST <= len && status == FUND_OK; pos++) {
        bool infix = strncasecmp(word + pos, "ge", INFIX) == 0 ||
                     (pos > 0 && memcmp(word + pos, "zu", INFIX) == 0);
        if (!infix) {
            continue;
        }
        fund_buf rest = FUND_BUF_INIT;
        fund_term_list terms = {NULL, 0, 0};
        fund_buf_append(&rest, word, pos);
        fund_buf_append(&rest, word + pos + INFIX, len - pos - INFIX);
        status = rest.failed ? fund_words_no_memory(c->err)
                             : fund_terms_near(&terms, c->arena, c->searcher, rest.data, rest.len,
                                               1, ENDING, false, c->err);
        if (status == FUND_OK) {
            status = look_into_best(c, &terms, FEW);
        }
        fund_buf_free(&rest);
        fund_term_list_free(&terms);
    }
    return status;
}

/* Stems that, but for some edits, the word begins with, and may end after. */
static fund_status find_guesses(correction *c, const char *word, size_t len)
{
    fund_term_list terms = {NULL, 0, 0};
    uint32_t edits = c->letter_count > SHORTEST + 1 ? 2 : 1;
    fund_status status = fund_terms_near(&terms, c->arena, c->searcher, word, len, edits, ENDING,
                                         true, c->err);
    if (status == FUND_OK) {
        status = look_into_best(c, &terms, CANDIDATES);
    }
    fund_term_list_free(&terms);
    if (status == FUND_OK) {
        status = find_functions(c);
    }
    return status == FUND_OK ? find_without_infix(c, word, len) : status;
}

/* ---- compounds ---------------------------------------------------------------------------------- */

/* In place of a count. */
static const uint32_t FUNCTION_WORD = UINT32_MAX;

static fund_status known_count(uint32_t *out, correction *c, const char *word, size_t len)
{
    fund_field stem;
    uint32_t words = 0, parts = 0;
    fund_status status = fund_stem_of(&stem, c->arena, c->searcher, word, len, c->err);
    if (status == FUND_OK) {
        status = fund_count_term(&words, &parts, c->searcher, &stem, c->err);
    }
    *out = stem.len > 0 ? words + parts : FUNCTION_WORD;
    return status;
}

/* A part as it is, or with its linking letters taken away. */
static fund_status part_count(uint32_t *out, correction *c, const char *part, size_t len)
{
    static const char *const links[] = {"", "s", "es", "n", "en", "er"};
    *out = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < 6 && *out == 0 && status == FUND_OK; i++) {
        size_t size = strlen(links[i]);
        if (len > size + PIECE_MIN - 1 && memcmp(part + len - size, links[i], size) == 0) {
            status = known_count(out, c, part, len - size);
        }
    }
    return status;
}

static fund_status best_word(const char **out, double *score, correction *c, const char *word,
                             size_t len);

/* One side is known, the other one corrected. */
static fund_status correct_side(correction *c, const char *word, size_t len, size_t split,
                                bool left, uint32_t known)
{
    const char *best = NULL;
    double score;
    const char *piece = left ? word : word + split;
    fund_status status = best_word(&best, &score, c, piece, left ? split : len - split);
    if (status != FUND_OK || best == NULL) {
        return status;
    }
    fund_buf whole = FUND_BUF_INIT;
    const char *rest = left ? word + split : word;
    if (!left) {
        fund_buf_append(&whole, rest, split);
    }
    size_t from = whole.len;
    fund_buf_append_str(&whole, best);
    if (left) {
        fund_buf_append(&whole, rest, len - split);
    } else if (!whole.failed && whole.data[from] >= 'A' && whole.data[from] <= 'Z') {
        whole.data[from] = (char)(whole.data[from] | 0x20); /* within a word */
    }
    const char *text = whole.failed ? NULL : fund_arena_copy(c->arena, whole.data, whole.len);
    fund_buf_free(&whole);
    /* A word of the index as a whole goes before one that is put together. */
    return text != NULL ? add_guess(c, text, known, score + 1) : fund_words_no_memory(c->err);
}

static fund_status find_compounds(correction *c, const char *word, size_t len)
{
    enum { TRIES = 4 };
    size_t tries = 0;
    fund_status status = FUND_OK;
    /* The longest known side first, from either end. */
    for (size_t size = len - PIECE_MIN; size >= PIECE_MIN + 1 && tries < TRIES && status == FUND_OK;
         size--) {
        for (int side = 0; side < 2 && status == FUND_OK; side++) {
            bool left = side == 1; /* the right side is known */
            size_t split = left ? len - size : size;
            uint32_t known = 0;
            if (((unsigned char)word[split] & 0xc0) == 0x80) {
                continue;
            }
            status = left ? known_count(&known, c, word + split, size)
                          : part_count(&known, c, word, split);
            uint32_t other = 0;
            if (status == FUND_OK && known > 0 && known != FUNCTION_WORD) {
                tries++;
                status = left ? part_count(&other, c, word, split)
                              : known_count(&other, c, word + split, len - split);
            } else {
                continue;
            }
            if (status == FUND_OK && other == 0) {
                status = correct_side(c, word, len, split, left, known);
            }
        }
    }
    return status;
}

/* ---- all of it -------------------------------------------------------------------------------------- */

static int by_score(const void *left, const void *right)
{
    const guess *a = left, *b = right;
    return a->score < b->score ? -1 : a->score > b->score;
}

static fund_status run(correction *c, const char *word, size_t len, bool compounds)
{
    c->letter_count = fund_letters(c->letters, word, len);
    fund_status status = c->letter_count < FUND_LETTERS_MAX ? find_guesses(c, word, len) : FUND_OK;
    if (status == FUND_OK && compounds && c->letter_count > 2 * PIECE_MIN + 1) {
        bool near = false;
        for (size_t i = 0; i < c->found.count; i++) {
            near |= c->found.items[i].score < 1.5;
        }
        status = near ? FUND_OK : find_compounds(c, word, len);
    }
    if (status == FUND_OK && c->found.count > 0) {
        qsort(c->found.items, c->found.count, sizeof *c->found.items, by_score);
    }
    return status;
}

static fund_status best_word(const char **out, double *score, correction *c, const char *word,
                             size_t len)
{
    correction inner = {.searcher = c->searcher, .arena = c->arena, .err = c->err};
    fund_status status = run(&inner, word, len, false);
    *out = NULL;
    if (status == FUND_OK && inner.found.count > 0) {
        *out = inner.found.items[0].text;
        *score = inner.found.items[0].score;
    }
    free(inner.found.items);
    return status;
}

/* Passages that have the word just so. */
typedef struct form_search {
    const correction *c;
    uint32_t found;
} form_search;

static fund_status look_for_form(const char *text, size_t len, void *payload)
{
    form_search *search = payload;
    for (size_t pos = 0, end; pos < len; pos = end + 1) {
        uint32_t letters[FUND_LETTERS_MAX];
        for (end = pos; end < len && is_letter(text[end]); end++) {
        }
        if (end - pos < search->c->letter_count) {
            continue;
        }
        size_t count = fund_letters(letters, text + pos, end - pos);
        if (count == search->c->letter_count &&
            memcmp(letters, search->c->letters, count * sizeof *letters) == 0) {
            search->found++;
            break;
        }
    }
    return search->found < KNOWN_ENOUGH ? FUND_OK : FUND_ERR_INTERRUPTED;
}

/* Whether the form is well known; *passages: how many have its stem. */
static fund_status is_well_known(bool *out, uint32_t *passages, correction *c, const char *word,
                                 size_t len)
{
    enum { LOOKED_AT = 1000 };
    fund_field stem;
    uint32_t words = 0, parts = 0;
    form_search search = {c, 0};
    fund_status status = fund_stem_of(&stem, c->arena, c->searcher, word, len, c->err);
    if (status == FUND_OK && stem.len == 0) { /* a function word */
        *passages = UINT32_MAX;
        *out = true;
        return FUND_OK;
    }
    if (status == FUND_OK) {
        status = fund_count_term(&words, &parts, c->searcher, &stem, c->err);
    }
    *passages = words + parts;
    c->letter_count = fund_letters(c->letters, word, len);
    if (status == FUND_OK && words > 0) {
        status = fund_walk_passages(c->searcher, FUND_PREFIX_WORD, stem.data, stem.len, LOOKED_AT,
                                    look_for_form, &search, c->err);
    }
    if (status == FUND_OK && parts > 0 && search.found < KNOWN_ENOUGH) {
        status = fund_walk_passages(c->searcher, FUND_PREFIX_PART, stem.data, stem.len, LOOKED_AT,
                                    look_for_form, &search, c->err);
    }
    *out = search.found >= KNOWN_ENOUGH || (search.found > 0 && *passages < FAR_MORE_KNOWN);
    return status;
}

static fund_status correct(fund_word_list *out, correction *c, const char *word, size_t len,
                           uint32_t count)
{
    uint32_t passages;
    bool known;
    fund_status status = is_well_known(&known, &passages, c, word, len);
    uint32_t letters[FUND_LETTERS_MAX];
    if (status != FUND_OK || fund_letters(letters, word, len) < SHORTEST) {
        return status;
    }
    if (known) {
        return FUND_OK;
    }
    status = run(c, word, len, true);
    fund_listed_word *items = fund_arena_alloc(c->arena, (c->found.count + 1) * sizeof *items);
    if (items == NULL) {
        return fund_words_no_memory(c->err);
    }
    out->items = items;
    for (size_t i = 0; i < c->found.count && out->count < count && status == FUND_OK; i++) {
        const guess *one = &c->found.items[i];
        uint32_t meant[FUND_LETTERS_MAX];
        size_t meant_count = fund_letters(meant, one->text, strlen(one->text));
        bool itself = meant_count == c->letter_count &&
                      memcmp(meant, c->letters, meant_count * sizeof *meant) == 0;
        if (!itself) {
            items[out->count++] = (fund_listed_word){one->text, one->passages};
        }
    }
    return status;
}

typedef struct word_call {
    fund_word_list *out;
    fund_searcher *searcher;
    const char *word;
    size_t len;
    uint32_t count;
} word_call;

static fund_status attempt_correct(void *payload, fund_error *err)
{
    word_call *call = payload;
    fund_word_list_free(call->out);
    call->out->arena = fund_arena_new();
    correction c = {.searcher = call->searcher, .arena = call->out->arena, .err = err};
    fund_status status = c.arena == NULL
                             ? fund_words_no_memory(err)
                             : correct(call->out, &c, call->word, call->len, call->count);
    free(c.found.items);
    return status;
}

fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher, const char *word,
                              size_t len, uint32_t count, fund_error *err)
{
    word_call call = {out, searcher, word, len, count};
    fund_status status = fund_searcher_retry(searcher, attempt_correct, &call, err);
    if (status != FUND_OK) {
        fund_word_list_free(out);
    }
    return status;
}

void fund_word_list_free(fund_word_list *list)
{
    fund_arena_free(list->arena);
    *list = (fund_word_list)FUND_WORD_LIST_INIT;
}

/* ---- queries ------------------------------------------------------------------------------------------- */

/* A form that is written oddly is found by its stem all the same. */
static fund_status finds_something(bool *out, fund_searcher *searcher, const char *word,
                                   size_t len, fund_error *err)
{
    correction c = {.searcher = searcher, .arena = fund_arena_new(), .err = err};
    uint32_t passages = 0;
    fund_status status = c.arena == NULL ? fund_words_no_memory(err) : known_count(&passages, &c, word, len);
    *out = passages >= KNOWN_ENOUGH;
    fund_arena_free(c.arena);
    return status;
}

/* Plain words are corrected in their place; what stands around them stays. */
static fund_status correct_run(fund_buf *out, bool *any, fund_searcher *searcher,
                               const char *query, const fund_node *node, size_t *done,
                               fund_error *err)
{
    fund_status status = FUND_OK;
    for (size_t pos = node->begin, end; pos < node->end && status == FUND_OK; pos = end + 1) {
        for (end = pos; end < node->end && is_letter(query[end]); end++) {
        }
        if (end - pos < SHORTEST) {
            continue;
        }
        fund_word_list words = FUND_WORD_LIST_INIT;
        bool found;
        status = finds_something(&found, searcher, query + pos, end - pos, err);
        if (status == FUND_OK && !found) {
            status = fund_correct_word(&words, searcher, query + pos, end - pos, 1, err);
        }
        if (status == FUND_OK && words.count > 0) {
            fund_buf_append(out, query + *done, pos - *done);
            fund_buf_append_str(out, words.items[0].text);
            *done = end;
            *any = true;
        }
        fund_word_list_free(&words);
    }
    return status;
}

static fund_status correct_nodes(fund_buf *out, bool *any, fund_searcher *searcher,
                                 const char *query, const fund_node *node, size_t *done,
                                 fund_error *err)
{
    fund_status status = FUND_OK;
    for (; node != NULL && status == FUND_OK; node = node->next) {
        bool words = node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_PHRASE;
        status = words ? correct_run(out, any, searcher, query, node, done, err)
                       : correct_nodes(out, any, searcher, query, node->first, done, err);
    }
    return status;
}

fund_status fund_correct_query(fund_buf *out, fund_searcher *searcher, const char *query,
                               size_t len, fund_error *err)
{
    fund_arena *arena = fund_arena_new();
    fund_note_list notes = {.count = 0};
    fund_buf corrected = FUND_BUF_INIT;
    fund_syntax syntax;
    size_t done = 0;
    bool any = false;
    fund_status status =
        arena == NULL ? fund_words_no_memory(err)
                      : fund_syntax_parse(&syntax, arena, &notes, query, len, searcher->now, err);
    if (status == FUND_OK) {
        status = correct_nodes(&corrected, &any, searcher, query, syntax.root, &done, err);
    }
    if (status == FUND_OK && any) {
        fund_buf_append(&corrected, query + done, len - done);
        fund_buf_append(out, corrected.data, corrected.len);
        status = corrected.failed || out->failed ? fund_words_no_memory(err) : FUND_OK;
    }
    fund_buf_free(&corrected);
    fund_arena_free(arena);
    return status;
}
