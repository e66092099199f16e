/* What the index knows of a word. */
#include "searcher/words/words.h"

#include <stdlib.h>
#include <string.h>

enum { INFO_PASSAGES = 1000, INFO_COMPOUNDS = 1000 };

typedef struct info_call {
    fund_word_info own; /* what is handed out in the end */
    fund_searcher *searcher;
    const char *word;
    size_t len;
} info_call;

/* Compounds in the passages that have the term as a part. */
typedef struct compound_walk {
    info_call *call;
    fund_surface_forms found;
    const char *term, *text;
    size_t term_len;
    size_t word_begin, word_end; /* of the last word that was met */
    fund_error *err;
} compound_walk;

static fund_status see_compound(const fund_token *token, void *payload)
{
    compound_walk *walk = payload;
    if (token->kind == FUND_TOKEN_WORD) {
        walk->word_begin = token->begin;
        walk->word_end = token->end;
        return FUND_OK;
    }
    if (token->kind != FUND_TOKEN_PART || token->term_len != walk->term_len ||
        memcmp(token->term, walk->term, walk->term_len) != 0 || token->begin < walk->word_begin ||
        token->end > walk->word_end) {
        return FUND_OK;
    }
    return fund_surface_forms_add(&walk->found, walk->call->own.memory,
                                  walk->text + walk->word_begin, walk->word_end - walk->word_begin,
                                  walk->err);
}

static fund_status see_text(const char *text, size_t len, void *payload)
{
    compound_walk *walk = payload;
    walk->text = text;
    walk->word_begin = walk->word_end = 0;
    return fund_analyzer_run(walk->call->searcher->analyzer, FUND_PURPOSE_DOCUMENT, text, len,
                             see_compound, walk, walk->err);
}

static fund_status keep(const fund_listed_word *const **out, size_t *count, fund_arena *arena,
                        fund_surface_forms *forms, fund_error *err)
{
    fund_surface_forms_sort(forms);
    size_t bytes = forms->count * sizeof *forms->items;
    fund_listed_word *copy = fund_arena_alloc(arena, bytes + 1);
    if (copy == NULL) {
        return fund_no_memory(err);
    }
    if (bytes > 0) {
        memcpy(copy, forms->items, bytes);
    }
    *out = fund_arena_pointers(arena, copy, forms->count, sizeof *copy);
    *count = forms->count;
    return *out != NULL ? FUND_OK : fund_no_memory(err);
}

static fund_status attempt_info(void *payload, fund_error *err)
{
    info_call *call = payload;
    fund_word_info *out = &call->own;
    fund_text term = {"", 0};
    fund_surface_forms forms = {.items = NULL};
    compound_walk walk = {.call = call, .err = err};
    fund_word_info_free(out);
    out->memory = fund_arena_new();
    fund_status status = out->memory == NULL ? fund_no_memory(err)
                                             : fund_stem_of(&term, out->memory, call->searcher,
                                                            call->word, call->len, err);
    if (status == FUND_OK) {
        out->term = term.data;
        status = fund_count_term(&out->as_word, &out->as_part, call->searcher, &term, err);
        out->sampled = out->as_word > INFO_PASSAGES || out->as_part > INFO_COMPOUNDS;
    }
    if (status == FUND_OK && term.len > 0) {
        status = fund_surface_forms_of(&forms, out->memory, call->searcher, &term, false,
                                       INFO_PASSAGES, err);
    }
    if (status == FUND_OK && term.len > 0) {
        walk.term = term.data;
        walk.term_len = term.len;
        status = fund_walk_passages(call->searcher, FUND_PREFIX_PART, term.data, term.len,
                                    INFO_COMPOUNDS, see_text, &walk, err);
    }
    if (status == FUND_OK) {
        status = keep(&out->forms, &out->form_count, out->memory, &forms, err);
    }
    if (status == FUND_OK) {
        status = keep(&out->compounds, &out->compound_count, out->memory, &walk.found, err);
    }
    fund_surface_forms_free(&forms);
    fund_surface_forms_free(&walk.found);
    return status;
}

fund_status fund_word_info_get(fund_word_info *out, fund_searcher *searcher, const char *word,
                               size_t len, fund_error *err)
{
    info_call call = {FUND_WORD_INFO_INIT, searcher, word, len};
    fund_status status = fund_sized_check(out, "fund_word_info", err);
    if (status != FUND_OK) {
        return status;
    }
    fund_word_info_free(out);
    status = fund_searcher_match(searcher, attempt_info, &call, err);
    if (status == FUND_OK) {
        fund_sized_give(out, &call.own, sizeof call.own);
    } else {
        fund_word_info_free(&call.own);
    }
    return status;
}

void fund_word_info_free(fund_word_info *info)
{
    const fund_word_info empty = FUND_WORD_INFO_INIT;
    fund_arena_free(info->memory);
    fund_sized_give(info, &empty, sizeof empty);
}
