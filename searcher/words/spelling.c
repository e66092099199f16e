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
#include "searcher/words/words.h"

#include <stdlib.h>
#include <string.h>

enum {
    KNOWN_ENOUGH = 3,     /* passages that make a form no misspelling ... */
    FAR_MORE_KNOWN = 100, /* ... or any, where its stem has no more than so many */
    PIECE_MIN = 4         /* letters of a compound's part */
};

/* ---- forms ------------------------------------------------------------------------------------------ */

static uint32_t without_umlaut(uint32_t letter)
{
    return letter == 0xe4 ? 'a' : letter == 0xf6 ? 'o' : letter == 0xfc ? 'u' : letter;
}

/* Of an inflected form, or what is left of it after a letter that two have in common. */
static bool is_ending(const uint32_t *letters, size_t count)
{
    static const char *const endings[] = {"",   "e",  "en", "n",  "nen", "s",   "es", "ens",
                                          "ns", "em", "m",  "er", "r",   "ern", "rn"};
    for (size_t i = 0; i < sizeof endings / sizeof endings[0]; i++) {
        uint32_t ending[FUND_LETTERS_MAX];
        if (fund_fold_letters(ending, endings[i], strlen(endings[i])) == count &&
            memcmp(letters, ending, count * sizeof *ending) == 0) {
            return true;
        }
    }
    return false;
}

/* Whether two words are one but for endings and umlauts. */
static bool differ_by_ending(const uint32_t *a, size_t m, const uint32_t *b, size_t n)
{
    size_t same = 0;
    while (same < m && same < n && without_umlaut(a[same]) == without_umlaut(b[same])) {
        same++;
    }
    return is_ending(a + same, m - same) && is_ending(b + same, n - same);
}

static bool are_forms(const char *a, size_t a_len, const char *b, size_t b_len)
{
    uint32_t left[FUND_LETTERS_MAX], right[FUND_LETTERS_MAX];
    return differ_by_ending(left, fund_fold_letters(left, a, a_len), right,
                            fund_fold_letters(right, b, b_len));
}

/* ---- compounds ---------------------------------------------------------------------------------- */

/* In place of a count. */
static const uint32_t FUNCTION_WORD = UINT32_MAX;

static fund_status known_count(uint32_t *out, fund_correction *c, const char *word, size_t len)
{
    fund_text stem;
    uint32_t words = 0, parts = 0;
    fund_status status = fund_stem_of(&stem, c->arena, c->searcher, word, len, c->err);
    if (status == FUND_OK) {
        status = fund_count_term(&words, &parts, c->searcher, &stem, c->err);
    }
    *out = stem.len > 0 ? words + parts : FUNCTION_WORD;
    return status;
}

/* A part as it is, or with its linking letters taken away. */
static fund_status part_count(uint32_t *out, fund_correction *c, const char *part, size_t len)
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

static fund_status best_word(const char **out, double *score, fund_correction *c, const char *word,
                             size_t len);

/* Whether a word that was put together is a compound with a part that begins there: a stem for a
 * modifier ("Handtascheraub") makes none. */
static fund_status is_compound(bool *out, const fund_correction *c, const fund_buf *word,
                               size_t split)
{
    enum { CUTS_MAX = 16 };
    size_t cuts[CUTS_MAX], count;
    fund_status status = fund_analyzer_split(cuts, CUTS_MAX, &count, c->searcher->analyzer,
                                             word->data, word->len, c->err);
    *out = false;
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        *out |= cuts[i] == split;
    }
    return status;
}

/* One side is known, the other one corrected. */
static fund_status correct_side(fund_correction *c, const char *word, size_t len, size_t split,
                                bool left, uint32_t known)
{
    const char *best = NULL;
    double score;
    const char *piece = left ? word : word + split;
    size_t piece_len = left ? split : len - split;
    fund_status status = best_word(&best, &score, c, piece, piece_len);
    if (status != FUND_OK || best == NULL || are_forms(piece, piece_len, best, strlen(best))) {
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
    bool compound = false;
    status = whole.failed ? fund_no_memory(c->err)
                          : is_compound(&compound, c, &whole, left ? strlen(best) : split);
    const char *text = compound ? fund_arena_copy(c->arena, whole.data, whole.len) : NULL;
    fund_buf_free(&whole);
    if (status != FUND_OK || !compound) {
        return status;
    }
    /* A word of the index as a whole goes before one that is put together. */
    return text != NULL ? fund_spelling_candidates_add(c, text, known, score + 1)
                        : fund_no_memory(c->err);
}

static fund_status find_compounds(fund_correction *c, const char *word, size_t len)
{
    enum { TRIES = 4 };
    size_t tries = 0;
    fund_status status = FUND_OK;
    /* The longest known side first, from either end. */
    for (size_t size = len - PIECE_MIN; size >= PIECE_MIN + 1 && tries < TRIES && status == FUND_OK;
         size--) {
        for (int side = 0; side < 2 && status == FUND_OK && !fund_searcher_is_late(c->searcher);
             side++) {
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
    const fund_spelling_candidate *a = left, *b = right;
    return a->score < b->score ? -1 : a->score > b->score;
}

static fund_status run(fund_correction *c, const char *word, size_t len, bool compounds)
{
    fund_status status =
        c->typed.count < FUND_LETTERS_MAX ? fund_spelling_candidates_find(c, word, len) : FUND_OK;
    if (status == FUND_OK && compounds && c->typed.count > 2 * PIECE_MIN + 1) {
        bool near = false;
        for (size_t i = 0; i < c->found.count; i++) {
            near |= c->found.items[i].score < 1.5;
        }
        /* What is a word is not put together of others. */
        near |= fund_lexicon_has_word(fund_analyzer_lexicon(c->searcher->analyzer), word, len);
        status = near ? FUND_OK : find_compounds(c, word, len);
    }
    if (status == FUND_OK && c->found.count > 0) {
        qsort(c->found.items, c->found.count, sizeof *c->found.items, by_score);
    }
    return status;
}

static fund_status best_word(const char **out, double *score, fund_correction *c, const char *word,
                             size_t len)
{
    fund_correction inner = {.searcher = c->searcher, .arena = c->arena, .err = c->err};
    fund_edit_matcher_begin(&inner.typed, word, len, FUND_CORRECTED_EDITS, 0);
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
    const fund_correction *c;
    uint32_t found;
} form_search;

static fund_status look_for_form(const char *text, size_t len, void *payload)
{
    form_search *search = payload;
    for (size_t pos = 0, end; pos < len; pos = end + 1) {
        uint32_t letters[FUND_LETTERS_MAX];
        for (end = pos; end < len && fund_byte_may_be(text[end], FUND_CHAR_LETTER); end++) {
        }
        if (end - pos < search->c->typed.count) {
            continue;
        }
        size_t count = fund_fold_letters(letters, text + pos, end - pos);
        if (count == search->c->typed.count &&
            memcmp(letters, search->c->typed.word, count * sizeof *letters) == 0) {
            search->found++;
            break;
        }
    }
    return search->found < KNOWN_ENOUGH ? FUND_OK : FUND_ERR_INTERRUPTED;
}

/* Whether the form is well known; *passages: how many have its stem. */
static fund_status is_well_known(bool *out, uint32_t *passages, fund_correction *c,
                                 const char *word, size_t len)
{
    enum { LOOKED_AT = 1000 };
    fund_text stem;
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

/* Whether a search for the word finds a passage. */
static fund_status finds(bool *out, fund_correction *c, const char *word)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_match_options wanted = FUND_MATCH_OPTIONS_INIT;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_plan *plan;
    options.strict = true;
    wanted.count = 1;
    wanted.now = c->searcher->now;
    fund_status status =
        fund_plan_new(&plan, c->searcher, word, strlen(word), NULL, &options, c->err);
    bool functions = status == FUND_OK && plan->predicate_count > 0; /* the most frequent words */
    if (status == FUND_OK && plan->tree != NULL) {
        status = fund_store_match(&matches, c->searcher->store, plan->tree, &wanted, c->err);
    }
    *out = functions || matches.count > 0;
    fund_matches_free(&matches);
    fund_plan_free(plan);
    return status;
}

static fund_status correct(fund_word_draft *out, fund_correction *c, const char *word, size_t len,
                           uint32_t count)
{
    uint32_t passages;
    bool known;
    if (fund_utf8_count(word, len) > FUND_CORRECTED_MAX) {
        return FUND_OK;
    }
    fund_edit_matcher_begin(&c->typed, word, len, FUND_CORRECTED_EDITS, 0);
    fund_status status = is_well_known(&known, &passages, c, word, len);
    if (status != FUND_OK || known || c->typed.count < FUND_CORRECTED_MIN) {
        return status;
    }
    status = run(c, word, len, true);
    fund_listed_word *items = fund_arena_alloc(c->arena, (c->found.count + 1) * sizeof *items);
    if (items == NULL) {
        return fund_no_memory(c->err);
    }
    out->items = items;
    for (size_t i = 0; i < c->found.count && out->count < count && status == FUND_OK; i++) {
        const fund_spelling_candidate *one = &c->found.items[i];
        uint32_t meant[FUND_LETTERS_MAX];
        size_t meant_count = fund_fold_letters(meant, one->text, strlen(one->text));
        bool itself = meant_count == c->typed.count &&
                      memcmp(meant, c->typed.word, meant_count * sizeof *meant) == 0;
        bool found = false;
        if (!itself) {
            status = finds(&found, c, one->text);
        }
        if (found) {
            items[out->count++] = (fund_listed_word){one->text, one->passages};
        }
    }
    return status;
}

typedef struct word_call {
    fund_word_draft draft;
    fund_searcher *searcher;
    const char *word;
    size_t len;
    uint32_t count;
} word_call;

static fund_status attempt_correct(void *payload, fund_error *err)
{
    word_call *call = payload;
    fund_word_draft_begin(&call->draft);
    fund_correction c = {.searcher = call->searcher, .arena = call->draft.arena, .err = err};
    fund_status status = c.arena == NULL
                             ? fund_no_memory(err)
                             : correct(&call->draft, &c, call->word, call->len, call->count);
    free(c.found.items);
    return status;
}

fund_status fund_correct_word(fund_word_list *out, fund_searcher *searcher, const char *word,
                              size_t len, uint32_t count, fund_error *err)
{
    word_call call = {{NULL, NULL, 0}, searcher, word, len, count};
    fund_status status = fund_searcher_match(searcher, attempt_correct, &call, err);
    return fund_word_draft_give(out, &call.draft, status, err);
}

/* ---- queries ------------------------------------------------------------------------------------------- */

/* The terms of a word of a query, in whatever spelling. */
typedef struct word_terms {
    fund_searcher *searcher;
    fund_arena *arena;
    fund_array(fund_text) items;
    bool function;
    bool of_part; /* a spelling is that of the token before it */
    fund_error *err;
} word_terms;

static fund_status take_term(const fund_token *token, void *payload)
{
    word_terms *terms = payload;
    if (token->kind != FUND_TOKEN_VARIANT) {
        terms->of_part = token->kind == FUND_TOKEN_PART;
        terms->function |= token->kind == FUND_TOKEN_FUNCTION;
    }
    if (terms->of_part || (token->kind != FUND_TOKEN_WORD && token->kind != FUND_TOKEN_VARIANT)) {
        return FUND_OK;
    }
    const char *term = fund_arena_copy(terms->arena, token->term, token->term_len);
    return term != NULL && fund_array_push(&terms->items, (fund_text){term, token->term_len})
               ? FUND_OK
               : fund_no_memory(terms->err);
}

static fund_status terms_of(word_terms *out, fund_searcher *searcher, fund_arena *arena,
                            const char *word, size_t len, fund_error *err)
{
    *out = (word_terms){.searcher = searcher, .arena = arena, .err = err};
    return fund_analyzer_run(searcher->analyzer, FUND_PURPOSE_QUERY, word, len, take_term, out,
                             err);
}

/* A form that is written oddly is found by its stem all the same. */
static fund_status finds_something(bool *out, const word_terms *terms)
{
    uint32_t passages = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < terms->items.count && status == FUND_OK; i++) {
        uint32_t words = 0, parts = 0;
        status =
            fund_count_term(&words, &parts, terms->searcher, &terms->items.items[i], terms->err);
        passages += words + parts;
    }
    *out = terms->function || passages >= KNOWN_ENOUGH;
    return status;
}

/* Another form of the same word finds no more than the word itself; a slip within the word is
 * reported, though the stemmer may take it away. */
static fund_status is_another_form(bool *out, const word_terms *typed, const char *word, size_t len,
                                   const char *meant)
{
    const fund_lexicon *lexicon = fund_analyzer_lexicon(typed->searcher->analyzer);
    word_terms other = {.arena = NULL};
    *out = false;
    if (!are_forms(word, len, meant, strlen(meant)) && !fund_lexicon_has_word(lexicon, word, len)) {
        return FUND_OK;
    }
    fund_status status =
        terms_of(&other, typed->searcher, typed->arena, meant, strlen(meant), typed->err);
    *out = typed->function && other.function;
    for (size_t i = 0; i < other.items.count && status == FUND_OK; i++) {
        *out |= fund_is_among(typed->items.items, typed->items.count, other.items.items[i].data,
                              other.items.items[i].len);
    }
    fund_array_free(&other.items);
    return status;
}

/* What the word between two bytes of a query is corrected to, in the arena; NULL: it is not. */
static fund_status correct_in_query(const char **out, fund_searcher *searcher, fund_arena *arena,
                                    const char *word, size_t len, fund_error *err)
{
    word_terms terms;
    fund_word_list words = FUND_WORD_LIST_INIT;
    bool skip = false;
    *out = NULL;
    fund_status status = terms_of(&terms, searcher, arena, word, len, err);
    if (status == FUND_OK) {
        status = finds_something(&skip, &terms);
    }
    if (status == FUND_OK && !skip) {
        status = fund_correct_word(&words, searcher, word, len, 1, err);
    }
    if (status == FUND_OK && words.count > 0) {
        status = is_another_form(&skip, &terms, word, len, words.items[0]->text);
    }
    if (status == FUND_OK && words.count > 0 && !skip) {
        *out = fund_arena_copy(arena, words.items[0]->text, strlen(words.items[0]->text));
        status = *out != NULL ? FUND_OK : fund_no_memory(err);
    }
    fund_word_list_free(&words);
    fund_array_free(&terms.items);
    return status;
}

/* A query that is being corrected. */
typedef struct corrected_query {
    fund_searcher *searcher;
    fund_arena *arena;
    const char *query;
    fund_buf text;
    size_t done; /* bytes of the query that are in it */
    bool any;
    fund_error *err;
} corrected_query;

/* Plain words are corrected in their place; what stands around them stays. */
static fund_status correct_run(corrected_query *c, const fund_node *node)
{
    const char *query = c->query;
    fund_status status = FUND_OK;
    for (size_t pos = node->begin, end;
         pos < node->end && status == FUND_OK && !fund_searcher_is_late(c->searcher);
         pos = end + 1) {
        const char *meant = NULL;
        for (end = pos; end < node->end && fund_byte_may_be(query[end], FUND_CHAR_LETTER); end++) {
        }
        /* An operator's word that is none here ("Haus ODER") is not misspelt. */
        if (end - pos >= FUND_CORRECTED_MIN &&
            fund_operator_named(query + pos, end - pos) == FUND_OPERATOR_NONE) {
            status =
                correct_in_query(&meant, c->searcher, c->arena, query + pos, end - pos, c->err);
        }
        if (meant != NULL) {
            fund_buf_append(&c->text, query + c->done, pos - c->done);
            fund_buf_append_str(&c->text, meant);
            c->done = end;
            c->any = true;
        }
    }
    return status;
}

/* What is excluded is left as it is. */
static fund_status correct_nodes(corrected_query *c, const fund_node *node)
{
    fund_status status = FUND_OK;
    for (; node != NULL && status == FUND_OK; node = node->next) {
        bool words = node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_PHRASE;
        if (node->occur != FUND_OCCUR_NOT) {
            status = words ? correct_run(c, node) : correct_nodes(c, node->first);
        }
    }
    return status;
}

typedef struct query_call {
    fund_word_draft draft;
    fund_searcher *searcher;
    const char *query;
    size_t len;
} query_call;

/* Makes the corrected query the only item. */
static fund_status set_query(fund_word_draft *draft, const fund_buf *query, fund_error *err)
{
    fund_listed_word *item = fund_arena_alloc(draft->arena, sizeof *item);
    const char *text =
        query->failed ? NULL : fund_arena_copy(draft->arena, query->data, query->len);
    if (item == NULL || text == NULL) {
        return fund_no_memory(err);
    }
    *item = (fund_listed_word){text, 0};
    draft->items = item;
    draft->count = 1;
    return FUND_OK;
}

static fund_status attempt_correct_query(void *payload, fund_error *err)
{
    query_call *call = payload;
    fund_diagnostic_list diagnostics = {.count = 0};
    fund_ast syntax = {.root = NULL};
    fund_word_draft_begin(&call->draft);
    fund_arena *arena = call->draft.arena;
    corrected_query c = {.searcher = call->searcher,
                         .arena = arena,
                         .query = call->query,
                         .text = FUND_BUF_INIT,
                         .err = err};
    fund_status status = arena == NULL ? fund_no_memory(err)
                                       : fund_ast_parse(&syntax, arena, &diagnostics, call->query,
                                                        call->len, call->searcher->now, err);
    if (status == FUND_OK) {
        status = correct_nodes(&c, syntax.root);
    }
    if (status == FUND_OK && c.any) {
        fund_buf_append(&c.text, call->query + c.done, call->len - c.done);
        status = set_query(&call->draft, &c.text, err);
    }
    fund_buf_free(&c.text);
    return status;
}

fund_status fund_correct_query(fund_word_list *out, fund_searcher *searcher, const char *query,
                               size_t len, fund_error *err)
{
    query_call call = {{NULL, NULL, 0}, searcher, query, len};
    fund_status status = fund_searcher_match(searcher, attempt_correct_query, &call, err);
    return fund_word_draft_give(out, &call.draft, status, err);
}
