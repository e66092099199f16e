/* Words of texts to numbers. */
#include "searcher/count/count.h"

#include <string.h>
#define XXH_INLINE_ALL /* keys are of one size */
#include <xxhash.h>

enum { FIRST_SLOTS = 1024, SHORT_MAX = FUND_FORM_WORDS * 8 };

static fund_status forms_init(fund_forms *out, fund_error *err)
{
    *out = (fund_forms){.slots = calloc(FIRST_SLOTS, sizeof *out->slots),
                        .mask = FIRST_SLOTS - 1,
                        .memory = fund_arena_new()};
    return out->slots != NULL && out->memory != NULL ? FUND_OK : fund_no_memory(err);
}

void fund_forms_free(fund_forms *forms)
{
    free(forms->slots);
    fund_arena_free(forms->memory);
    fund_array_free(&forms->texts);
    forms->slots = NULL;
    forms->memory = NULL;
}

/* Bytes of which the first `len` count, as words; `room`: bytes that may be read. Masks are faster than a copy of few
 * bytes. */
static inline void read_words(uint64_t out[FUND_FORM_WORDS], const char *form, size_t len,
                              size_t room)
{
    static const unsigned char ones[2 * SHORT_MAX] = {
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
        255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255,
    };
    if (room < SHORT_MAX) {
        memset(out, 0, SHORT_MAX);
        memcpy(out, form, len);
        return;
    }
    uint64_t mask[FUND_FORM_WORDS];
    memcpy(out, form, SHORT_MAX);
    memcpy(mask, ones + SHORT_MAX - len, SHORT_MAX);
    for (size_t i = 0; i < FUND_FORM_WORDS; i++) {
        out[i] &= mask[i];
    }
}

/* A word as slots have it. */
static inline fund_form_slot slot_of(const char *form, size_t len, size_t room)
{
    fund_form_slot out = {.number = 0};
    if (len > SHORT_MAX) {
        out.key[0] = fund_hash64(form, len);
        out.key[FUND_FORM_WORDS - 1] = UINT64_MAX;
    } else if (len > 0) {
        read_words(out.key, form, len, room);
    }
    out.hash = (uint32_t)XXH3_64bits(out.key, sizeof out.key);
    return out;
}

static inline bool is_same_key(const fund_form_slot *a, const fund_form_slot *b)
{
    uint64_t differing = 0;
    for (size_t i = 0; i < FUND_FORM_WORDS; i++) {
        differing |= a->key[i] ^ b->key[i];
    }
    return differing == 0;
}

/* The word's slot, or the free one where it belongs. */
static fund_form_slot *find(const fund_forms *forms, const fund_form_slot *wanted, const char *form,
                            size_t len)
{
    for (size_t i = wanted->hash & forms->mask;; i = (i + 1) & forms->mask) {
        fund_form_slot *slot = &forms->slots[i];
        if (slot->number == 0) {
            return slot;
        }
        if (slot->hash == wanted->hash && is_same_key(slot, wanted) &&
            (len <= SHORT_MAX ||
             fund_text_equal(forms->texts.items[slot->number - 1], (fund_text){form, len}))) {
            return slot;
        }
    }
}

static bool grow(fund_forms *forms)
{
    size_t old = forms->mask + 1;
    fund_form_slot *slots = calloc(2 * old, sizeof *slots);
    if (slots == NULL) {
        return false;
    }
    for (size_t i = 0; i < old; i++) {
        const fund_form_slot *from = &forms->slots[i];
        size_t at = from->hash & (2 * old - 1);
        while (from->number > 0 && slots[at].number > 0) {
            at = (at + 1) & (2 * old - 1);
        }
        if (from->number > 0) {
            slots[at] = *from;
        }
    }
    free(forms->slots);
    forms->slots = slots;
    forms->mask = 2 * old - 1;
    return true;
}

uint32_t fund_forms_find(const fund_forms *forms, const char *form, size_t len)
{
    const fund_form_slot wanted = slot_of(form, len, len);
    return find(forms, &wanted, form, len)->number - 1; /* of 0: UINT32_MAX */
}

/* The number of a form, a new one for a new form; UINT32_MAX without memory. */
static uint32_t number_of(fund_forms *forms, const fund_form_slot *wanted, const char *form,
                          size_t len)
{
    fund_form_slot *slot = find(forms, wanted, form, len);
    if (slot->number > 0) {
        return slot->number - 1;
    }
    size_t number = forms->texts.count;
    if (number >= forms->mask / 2) {
        if (!grow(forms)) {
            return UINT32_MAX;
        }
        slot = find(forms, wanted, form, len);
    }
    fund_text text = {fund_arena_copy(forms->memory, form, len), len};
    if (text.data == NULL || number >= UINT32_MAX - 1 || !fund_array_push(&forms->texts, text)) {
        return UINT32_MAX;
    }
    *slot = *wanted;
    slot->number = (uint32_t)number + 1;
    return (uint32_t)number;
}

static uint32_t forms_number(fund_forms *forms, const char *form, size_t len)
{
    const fund_form_slot wanted = slot_of(form, len, len);
    return number_of(forms, &wanted, form, len);
}

fund_status fund_forms_merge(uint32_t **numbers, fund_forms *into, const fund_forms *from,
                             fund_error *err)
{
    uint32_t *of = *numbers = calloc(from->texts.count + 1, sizeof *of);
    for (size_t i = 0; of != NULL && i < from->texts.count; i++) {
        of[i] = forms_number(into, from->texts.items[i].data, from->texts.items[i].len);
        if (of[i] == UINT32_MAX) {
            return fund_no_memory(err);
        }
    }
    return of != NULL ? FUND_OK : fund_no_memory(err);
}

/* ---- the words of a passage ----------------------------------------------------------- */

fund_status fund_word_reader_init(fund_word_reader *out, fund_error *err)
{
    *out = (fund_word_reader){.made = FUND_BUF_INIT};
    return forms_init(&out->forms, err);
}

void fund_word_reader_free(fund_word_reader *reader)
{
    fund_forms_free(&reader->forms);
    fund_buf_free(&reader->made);
    fund_array_free(&reader->pending);
    fund_array_free(&reader->words);
    fund_array_free(&reader->ranges);
}

static fund_status take_word(size_t begin, size_t end, bool plain, void *payload)
{
    fund_word_reader *reader = payload;
    fund_pending_form word = {.at = begin, .len = end - begin};
    const char *form = reader->text.data + begin;
    size_t room = reader->text.len - begin;
    word.in_text = plain || fund_word_is_form(form, word.len);
    if (!word.in_text) {
        word.at = reader->made.len;
        if (!fund_word_form(&reader->made, form, word.len)) {
            return FUND_ERR_MEMORY;
        }
        word.len = reader->made.len - word.at;
        form = reader->made.data + word.at;
        room = word.len;
    }
    if (word.len == 0) {
        return FUND_OK;
    }
    word.slot = slot_of(form, word.len, room);
    __builtin_prefetch(&reader->forms.slots[word.slot.hash & reader->forms.mask]);
    const fund_range range = {begin, end};
    return fund_array_push(&reader->pending, word) && fund_array_push(&reader->ranges, range)
               ? FUND_OK
               : FUND_ERR_MEMORY;
}

static fund_status number_words(fund_word_reader *reader)
{
    if (!fund_array_reserve(&reader->words, reader->pending.count)) {
        return FUND_ERR_MEMORY;
    }
    for (size_t i = 0; i < reader->pending.count; i++) {
        const fund_pending_form *word = &reader->pending.items[i];
        const char *base = word->in_text ? reader->text.data : reader->made.data;
        uint32_t number = number_of(&reader->forms, &word->slot, base + word->at, word->len);
        if (number == UINT32_MAX) {
            return FUND_ERR_MEMORY;
        }
        reader->words.items[reader->words.count++] = number;
    }
    return FUND_OK;
}

fund_status fund_word_reader_read(fund_word_reader *reader, fund_analyzer *analyzer,
                                  const fund_text *text, fund_error *err)
{
    reader->text = *text;
    reader->words.count = reader->ranges.count = reader->pending.count = 0;
    fund_buf_clear(&reader->made);
    fund_status status =
        fund_analyzer_words(analyzer, text->data, text->len, take_word, reader, err);
    if (status == FUND_OK) {
        status = number_words(reader);
    }
    return status == FUND_ERR_MEMORY ? fund_no_memory(err) : status;
}

/* ---- stems ---------------------------------------------------------------------------- */

typedef struct first_token {
    fund_buf key;
    bool taken;
} first_token;

static fund_status take_token(const fund_token *token, void *payload)
{
    first_token *first = payload;
    if (!first->taken) {
        first->taken = true;
        fund_buf_append_byte(&first->key, token->kind == FUND_TOKEN_FUNCTION ? 'f' : 'w');
        fund_buf_append(&first->key, token->term, token->term_len);
    }
    return first->key.failed ? FUND_ERR_MEMORY : FUND_OK;
}

/* A word that no token is made of is its own stem. */
static fund_status stem_of(uint32_t *out, fund_stems *stems, const fund_text *form,
                           fund_analyzer *analyzer, first_token *first, fund_error *err)
{
    fund_buf_clear(&first->key);
    first->taken = false;
    fund_status status = fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, form->data, form->len,
                                           take_token, first, err);
    if (status == FUND_OK && !first->taken) {
        fund_buf_append_byte(&first->key, 'w');
        fund_buf_append(&first->key, form->data, form->len);
    }
    if (status == FUND_ERR_MEMORY || first->key.failed) {
        return fund_no_memory(err);
    }
    *out = status == FUND_OK ? forms_number(&stems->terms, first->key.data, first->key.len) : 0;
    return *out == UINT32_MAX ? fund_no_memory(err) : status;
}

/* Of two forms that are as frequent the first one by its letters. */
static bool is_better(const fund_forms *forms, const uint64_t *counts, uint32_t form, uint32_t than)
{
    return counts[form] != counts[than]
               ? counts[form] > counts[than]
               : strcmp(forms->texts.items[form].data, forms->texts.items[than].data) < 0;
}

static fund_status choose_best(fund_stems *stems, const fund_forms *forms, const uint64_t *counts,
                               fund_error *err)
{
    stems->best = calloc(stems->terms.texts.count + 1, sizeof *stems->best);
    if (stems->best == NULL) {
        return fund_no_memory(err);
    }
    memset(stems->best, 0xff, stems->terms.texts.count * sizeof *stems->best);
    for (uint32_t i = 0; i < forms->texts.count; i++) {
        uint32_t *best = &stems->best[stems->of_form[i]];
        if (*best == UINT32_MAX || is_better(forms, counts, i, *best)) {
            *best = i;
        }
    }
    return FUND_OK;
}

fund_status fund_stems_make(fund_stems *out, const fund_forms *forms, const uint64_t *counts,
                            const fund_analyzer *analyzer, fund_error *err)
{
    fund_analyzer *plain = NULL;
    first_token first = {.key = FUND_BUF_INIT};
    *out = (fund_stems){.of_form = calloc(forms->texts.count + 1, sizeof *out->of_form)};
    fund_status status = out->of_form != NULL ? FUND_OK : fund_no_memory(err);
    if (status == FUND_OK) {
        status = forms_init(&out->terms, err);
    }
    if (status == FUND_OK) {
        status = fund_analyzer_clone_whole(&plain, analyzer, err);
    }
    for (size_t i = 0; i < forms->texts.count && status == FUND_OK; i++) {
        status = stem_of(&out->of_form[i], out, &forms->texts.items[i], plain, &first, err);
    }
    if (status == FUND_OK) {
        status = choose_best(out, forms, counts, err);
    }
    fund_analyzer_free(plain);
    fund_buf_free(&first.key);
    return status;
}

void fund_stems_free(fund_stems *stems)
{
    fund_forms_free(&stems->terms);
    free(stems->of_form);
    free(stems->best);
    *stems = (fund_stems){.of_form = NULL};
}
