/* Forms of words, read off passages. */
#include "searcher/words/words.h"

#include <stdlib.h>
#include <string.h>

void fund_surface_forms_free(fund_surface_forms *forms)
{
    free(forms->items);
    fund_map_free(forms->known, NULL);
    *forms = (fund_surface_forms){.items = NULL};
}

fund_status fund_surface_forms_add(fund_surface_forms *forms, fund_arena *arena, const char *text,
                                   size_t len, fund_error *err)
{
    if (forms->known == NULL) {
        forms->known = fund_map_new();
    }
    uintptr_t known = forms->known == NULL ? 0 : (uintptr_t)fund_map_get(forms->known, text, len);
    if (known > 0) {
        forms->items[known - 1].passages++;
        return FUND_OK;
    }
    const char *copy = fund_arena_copy(arena, text, len);
    void *place = (void *)(uintptr_t)(forms->count + 1);
    bool ok = forms->known != NULL && copy != NULL && fund_array_reserve(forms, 1) &&
              fund_map_put(forms->known, text, len, place, NULL) &&
              fund_array_push(forms, (fund_listed_word){copy, 1});
    return ok ? FUND_OK : fund_no_memory(err);
}

static int by_count(const void *left, const void *right)
{
    const fund_listed_word *a = left, *b = right;
    if (a->passages != b->passages) {
        return a->passages > b->passages ? -1 : 1;
    }
    return strcmp(a->text, b->text);
}

void fund_surface_forms_sort(fund_surface_forms *forms)
{
    if (forms->count > 0) {
        qsort(forms->items, forms->count, sizeof *forms->items, by_count);
    }
}

/* ---- passages of a term --------------------------------------------------------------- */

typedef struct posting_walk {
    fund_docid *docids;
    size_t count, most;
} posting_walk;

/* Any status ends the walk; this one is taken back. */
static const fund_status enough = FUND_ERR_INTERRUPTED;

static fund_status take_posting(fund_docid docid, void *payload)
{
    posting_walk *walk = payload;
    walk->docids[walk->count++] = docid;
    return walk->count < walk->most ? FUND_OK : enough;
}

fund_status fund_walk_passages(fund_searcher *searcher, const char *prefix, const char *term,
                               size_t len, size_t most, fund_text_visit visit, void *payload,
                               fund_error *err)
{
    posting_walk walk = {calloc(most, sizeof *walk.docids), 0, most};
    fund_buf name = FUND_BUF_INIT, data = FUND_BUF_INIT;
    fund_buf_append_str(&name, prefix);
    fund_buf_append(&name, term, len);
    fund_status status = walk.docids == NULL || name.failed ? fund_no_memory(err) : FUND_OK;
    if (status == FUND_OK) {
        fund_error unused = FUND_ERROR_INIT;
        status =
            fund_store_postings(searcher->store, name.data, name.len, take_posting, &walk, &unused);
        status = status == enough ? FUND_OK : status;
        if (status != FUND_OK) {
            fund_error_pass(err, &unused);
        }
    }
    for (size_t i = 0; i < walk.count && status == FUND_OK && !fund_searcher_is_late(searcher);
         i++) {
        fund_record record;
        status = fund_record_read(&record, &data, searcher->store, walk.docids[i], err);
        if (status == FUND_OK) {
            status = visit(record.text.data, record.text.len, payload);
        }
    }
    fund_buf_free(&name);
    fund_buf_free(&data);
    free(walk.docids);
    return status == enough ? FUND_OK : status;
}

/* ---- forms of a term ------------------------------------------------------------------- */

typedef struct form_walk {
    fund_surface_forms *forms;
    fund_arena *arena;
    fund_searcher *searcher;
    const char *term;
    size_t len;
    fund_token_kind kind;
    const char *text;
    fund_error *err;
} form_walk;

static fund_status see_form(const fund_token *token, void *payload)
{
    form_walk *walk = payload;
    if (token->kind != walk->kind || token->term_len != walk->len ||
        memcmp(token->term, walk->term, walk->len) != 0) {
        return FUND_OK;
    }
    return fund_surface_forms_add(walk->forms, walk->arena, walk->text + token->begin,
                                  token->end - token->begin, walk->err);
}

static fund_status see_text(const char *text, size_t len, void *payload)
{
    form_walk *walk = payload;
    walk->text = text;
    return fund_analyzer_run(walk->searcher->analyzer, FUND_PURPOSE_DOCUMENT, text, len, see_form,
                             walk, walk->err);
}

fund_status fund_surface_forms_of(fund_surface_forms *out, fund_arena *arena,
                                  fund_searcher *searcher, const fund_text *term, bool part,
                                  size_t most, fund_error *err)
{
    form_walk walk = {.forms = out,
                      .arena = arena,
                      .searcher = searcher,
                      .term = term->data,
                      .len = term->len,
                      .kind = part ? FUND_TOKEN_PART : FUND_TOKEN_WORD,
                      .err = err};
    return fund_walk_passages(searcher, part ? FUND_PREFIX_PART : FUND_PREFIX_WORD, term->data,
                              term->len, most, see_text, &walk, err);
}

/* ---- the stem of a word ------------------------------------------------------------------ */

typedef struct stem_walk {
    fund_text *out;
    fund_arena *arena;
    size_t words;
    fund_error *err;
} stem_walk;

static fund_status see_stem(const fund_token *token, void *payload)
{
    stem_walk *walk = payload;
    if (token->kind == FUND_TOKEN_PART) {
        return FUND_OK;
    }
    walk->words++;
    if (walk->words == 1 && token->kind == FUND_TOKEN_WORD) {
        walk->out->data = fund_arena_copy(walk->arena, token->term, token->term_len);
        walk->out->len = token->term_len;
        return walk->out->data != NULL ? FUND_OK : fund_no_memory(walk->err);
    }
    return FUND_OK;
}

fund_status fund_stem_of(fund_text *out, fund_arena *arena, fund_searcher *searcher,
                         const char *word, size_t len, fund_error *err)
{
    stem_walk walk = {out, arena, 0, err};
    *out = (fund_text){"", 0};
    return fund_analyzer_run(searcher->analyzer, FUND_PURPOSE_DOCUMENT, word, len, see_stem, &walk,
                             err);
}

void fund_word_list_free(fund_word_list *list)
{
    const fund_word_list empty = FUND_WORD_LIST_INIT;
    fund_arena_free(list->memory);
    fund_sized_give(list, &empty, sizeof empty);
}

static void free_draft(fund_word_draft *draft)
{
    fund_arena_free(draft->arena);
    *draft = (fund_word_draft){NULL, NULL, 0};
}

void fund_word_draft_begin(fund_word_draft *draft)
{
    free_draft(draft);
    draft->arena = fund_arena_new();
}

fund_status fund_word_draft_give(fund_word_list *out, fund_word_draft *draft, fund_status status,
                                 fund_error *err)
{
    fund_word_list list = FUND_WORD_LIST_INIT;
    if (fund_sized_check(out, "fund_word_list", err) != FUND_OK) {
        free_draft(draft);
        return FUND_ERR_ARGUMENT;
    }
    fund_word_list_free(out);
    if (status == FUND_OK) {
        list.memory = draft->arena;
        list.count = draft->count;
        list.items =
            fund_arena_pointers(draft->arena, draft->items, draft->count, sizeof *draft->items);
        status = list.items != NULL ? FUND_OK : fund_no_memory(err);
    }
    if (status == FUND_OK) {
        fund_sized_give(out, &list, sizeof list);
    } else {
        free_draft(draft);
    }
    return status;
}
