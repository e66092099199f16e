/* Completions of what is typed, and what the index knows of a word. */
#include "searcher/words/words.h"

#include <stdlib.h>
#include <string.h>

/* ---- completions ---------------------------------------------------------------------- */

enum {
    STEMS = 1000,      /* that are sorted by frequency */
    FORMS_FROM = 8,    /* passages that a stem's forms are read off */
    LONGEST_ENDING = 8 /* of a form, in bytes */
};

typedef struct completion {
    fund_word_draft draft;
    fund_searcher *searcher;
    const char *typed;
    size_t len;
    uint32_t count;
    fund_term_list terms;
    fund_error *err;
} completion;

static fund_status see_term(const char *term, size_t len, uint32_t documents, bool part,
                            void *payload)
{
    completion *c = payload;
    return fund_term_list_push(&c->terms, c->draft.arena, term, len, documents, 0, part)
               ? FUND_OK
               : fund_no_memory(c->err);
}

/* "Sanktionen" is more than its stem, so stems that are shorter come into question. */
static fund_status add_shorter(completion *c, const char *term, size_t len)
{
    fund_status status = FUND_OK;
    for (size_t cut = 1; cut <= LONGEST_ENDING && len > cut + 2 && status == FUND_OK; cut++) {
        fund_text shorter = {term, len - cut};
        uint32_t words, parts;
        if (((unsigned char)term[len - cut] & 0xc0) == 0x80) {
            continue;
        }
        status = fund_count_term(&words, &parts, c->searcher, &shorter, c->err);
        if (status == FUND_OK && words > 0) {
            status = see_term(term, len - cut, words, false, c);
        }
    }
    return status;
}

/* Letters as terms have them, with ss for ß, so that either may be typed. */
static size_t fold(uint32_t out[FUND_LETTERS_MAX], const char *text, size_t len)
{
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fund_fold_letters(letters, text, len), size = 0;
    for (size_t i = 0; i < count && size < FUND_LETTERS_MAX; i++) {
        bool sharp = letters[i] == 0xdf;
        if (sharp && size + 1 < FUND_LETTERS_MAX) {
            out[size++] = 's';
        }
        out[size++] = sharp ? 's' : letters[i];
    }
    return size;
}

static bool begins_with(const char *text, const uint32_t *letters, size_t count)
{
    uint32_t own[FUND_LETTERS_MAX];
    return fold(own, text, strlen(text)) >= count &&
           memcmp(own, letters, count * sizeof *letters) == 0;
}

/* The stem's most frequent form that begins as typed. */
static fund_status add_form(completion *c, fund_listed_word *items, const fund_listed_term *term,
                            const char *word, size_t word_len)
{
    fund_surface_forms forms = {.items = NULL};
    uint32_t letters[FUND_LETTERS_MAX];
    size_t count = fold(letters, word, word_len);
    fund_status status = fund_surface_forms_of(&forms, c->draft.arena, c->searcher, &term->term,
                                               false, FORMS_FROM, c->err);
    fund_surface_forms_sort(&forms);
    for (size_t i = 0; i < forms.count && status == FUND_OK; i++) {
        if (!begins_with(forms.items[i].text, letters, count)) {
            continue;
        }
        fund_buf whole = FUND_BUF_INIT;
        fund_buf_append(&whole, c->typed, (size_t)(word - c->typed));
        fund_buf_append_str(&whole, forms.items[i].text);
        const char *text =
            whole.failed ? NULL : fund_arena_copy(c->draft.arena, whole.data, whole.len);
        fund_buf_free(&whole);
        if (text == NULL) {
            status = fund_no_memory(c->err);
        } else {
            items[c->draft.count++] = (fund_listed_word){text, term->documents};
        }
        break;
    }
    fund_surface_forms_free(&forms);
    return status;
}

static fund_status gather(completion *c, const char *word, size_t len)
{
    uint32_t letters[FUND_LETTERS_MAX];
    char lower[FUND_LETTERS_MAX * 4], plain[FUND_LETTERS_MAX * 4];
    size_t count = fold(letters, word, len), lower_len = 0, plain_len = 0;
    for (size_t i = 0; i < count; i++) {
        uint32_t letter = letters[i];
        lower_len += fund_utf8_encode(lower + lower_len, letter);
        letter = letter == 0xe4 ? 'a' : letter == 0xf6 ? 'o' : letter == 0xfc ? 'u' : letter;
        plain_len += fund_utf8_encode(plain + plain_len, letter);
    }
    fund_status status =
        fund_walk_terms(c->searcher, lower, lower_len, false, NULL, see_term, c, c->err);
    if (status == FUND_OK) {
        status = add_shorter(c, lower, lower_len);
    }
    if (status == FUND_OK && (plain_len != lower_len || memcmp(plain, lower, plain_len) != 0)) {
        status = fund_walk_terms(c->searcher, plain, plain_len, false, NULL, see_term, c, c->err);
        if (status == FUND_OK) {
            status = add_shorter(c, plain, plain_len);
        }
    }
    return status;
}

static fund_status attempt_complete(void *payload, fund_error *err)
{
    completion *c = payload;
    fund_word_draft_begin(&c->draft);
    c->err = err;
    size_t begin = c->len;
    while (begin > 0 && strchr(" \t\n\"(+-:=", c->typed[begin - 1]) == NULL) {
        begin--;
    }
    fund_listed_word *items =
        c->draft.arena == NULL
            ? NULL
            : fund_arena_alloc(c->draft.arena, ((size_t)c->count + 1) * sizeof *items);
    if (items == NULL) {
        return fund_no_memory(err);
    }
    c->draft.items = items;
    if (begin == c->len) {
        return FUND_OK; /* nothing was begun */
    }
    fund_status status = gather(c, c->typed + begin, c->len - begin);
    fund_term_list_cut(&c->terms, STEMS);
    for (size_t i = 0; i < c->terms.count && c->draft.count < c->count && status == FUND_OK &&
                       !fund_searcher_is_late(c->searcher);
         i++) {
        status = add_form(c, items, &c->terms.items[i], c->typed + begin, c->len - begin);
    }
    fund_array_free(&c->terms);
    return status;
}

fund_status fund_complete(fund_word_list *out, fund_searcher *searcher, const char *typed,
                          size_t len, uint32_t count, fund_error *err)
{
    completion c = {
        .searcher = searcher, .typed = typed, .len = len, .count = count < 1000 ? count : 1000};
    if (!fund_utf8_valid(typed, len, NULL)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the text to complete is not valid UTF-8");
    }
    fund_status status = fund_searcher_match(searcher, attempt_complete, &c, err);
    return fund_word_draft_give(out, &c.draft, status, err);
}

/* ---- names ------------------------------------------------------------------------------ */

typedef struct name_walk {
    fund_word_draft draft;
    fund_searcher *searcher;
    fund_name_kind kind;
    const char *typed;
    size_t len;
    uint32_t count;
    fund_surface_forms found;
    uint32_t letters[FUND_LETTERS_MAX];
    size_t letter_count;
    fund_error *err;
} name_walk;

static fund_status see_name(fund_docid docid, const char *value, size_t len, void *payload)
{
    name_walk *walk = payload;
    uint32_t own[FUND_LETTERS_MAX];
    (void)docid;
    bool fits = fund_fold_letters(own, value, len) >= walk->letter_count &&
                memcmp(own, walk->letters, walk->letter_count * sizeof *own) == 0;
    return fits ? fund_surface_forms_add(&walk->found, walk->draft.arena, value, len, walk->err)
                : FUND_OK;
}

static fund_status see_id(const char *term, size_t len, uint32_t documents, void *payload)
{
    name_walk *walk = payload;
    (void)documents;
    const size_t prefix = strlen(FUND_PREFIX_ARTICLE);
    if (len <= prefix || len > FUND_TERM_MAX || walk->found.count == walk->count) {
        return FUND_OK;
    }
    /* A base has the terms of what was removed until it is compacted. */
    fund_docid first;
    fund_status status =
        fund_store_first_posting(&first, walk->searcher->store, term, len, walk->err);
    return status == FUND_OK && first != 0
               ? fund_surface_forms_add(&walk->found, walk->draft.arena, term + prefix,
                                        len - prefix, walk->err)
               : status;
}

static fund_status walk_names(name_walk *walk)
{
    const fund_store *store = walk->searcher->store;
    if (walk->kind != FUND_NAME_ARTICLE) {
        uint32_t slot = walk->kind == FUND_NAME_SECTION  ? FUND_SLOT_SECTION
                        : walk->kind == FUND_NAME_AUTHOR ? FUND_SLOT_AUTHOR
                                                         : FUND_SLOT_SOURCE;
        return fund_store_values(store, slot, see_name, walk, walk->err);
    }
    fund_buf term = FUND_BUF_INIT;
    fund_buf_append_str(&term, FUND_PREFIX_ARTICLE);
    fund_buf_append(&term, walk->typed, walk->len);
    fund_status status =
        term.failed ? fund_no_memory(walk->err)
                    : fund_store_terms(store, term.data, term.len, see_id, walk, walk->err);
    fund_buf_free(&term);
    return status;
}

static fund_status attempt_names(void *payload, fund_error *err)
{
    name_walk *walk = payload;
    fund_word_draft_begin(&walk->draft);
    walk->err = err;
    fund_status status = walk->draft.arena == NULL ? fund_no_memory(err) : walk_names(walk);
    if (status == FUND_OK && walk->kind != FUND_NAME_ARTICLE) {
        fund_surface_forms_sort(&walk->found);
    }
    size_t count = walk->found.count < walk->count ? walk->found.count : walk->count;
    fund_listed_word *items =
        status == FUND_OK ? fund_arena_alloc(walk->draft.arena, count * sizeof *items + 1) : NULL;
    if (items == NULL) {
        status = status == FUND_OK ? fund_no_memory(err) : status;
    } else if (count > 0) {
        memcpy(items, walk->found.items, count * sizeof *items);
        walk->draft.items = items;
        walk->draft.count = count;
    }
    fund_surface_forms_free(&walk->found);
    return status;
}

fund_status fund_complete_name(fund_word_list *out, fund_searcher *searcher, fund_name_kind kind,
                               const char *typed, size_t len, uint32_t count, fund_error *err)
{
    name_walk walk = {
        .searcher = searcher, .kind = kind, .typed = typed, .len = len, .count = count};
    if (!fund_utf8_valid(typed, len, NULL)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the text to complete is not valid UTF-8");
    }
    walk.letter_count = fund_fold_letters(walk.letters, typed, len);
    fund_status status = fund_searcher_match(searcher, attempt_names, &walk, err);
    return fund_word_draft_give(out, &walk.draft, status, err);
}
