/*
 * A selection as one row of numbers.
 *
 * Threads number the words of the blocks they read by themselves; in the end the numbers of all are made
 * those of the first. A row of more than IN_MEMORY words is kept in a file without a name, so that the
 * system may take its memory back.
 */
#include "searcher/count/count.h"

#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

enum { IN_MEMORY = 64 << 20 };

/* The words that a thread read of a block. */
typedef struct block {
    uint32_t *words;
    size_t count;
    size_t reader;
} block;

typedef struct reader {
    size_t number;
    fund_word_reader words;
    block *blocks;
    size_t block; /* that is read; SIZE_MAX: none yet */
    fund_array(uint32_t) pending;
    fund_passage_note *notes;
} reader;

/* ---- reading ------------------------------------------------------------------------- */

static fund_status end_block(reader *r, fund_error *err)
{
    if (r->block == SIZE_MAX) {
        return FUND_OK;
    }
    size_t size = r->pending.count * sizeof *r->pending.items;
    uint32_t *words = malloc(size > 0 ? size : 1);
    if (words == NULL) {
        return fund_no_memory(err);
    }
    if (size > 0) {
        memcpy(words, r->pending.items, size);
    }
    block *out = &r->blocks[r->block];
    out->words = words;
    out->count = r->pending.count;
    out->reader = r->number;
    r->pending.count = 0;
    r->block = SIZE_MAX;
    return FUND_OK;
}

static fund_status visit(void *state, const fund_sweep_passage *passage, fund_error *err)
{
    reader *r = state;
    size_t at = passage->number / FUND_SWEEP_BLOCK;
    fund_status status = at != r->block ? end_block(r, err) : FUND_OK;
    r->block = at;
    if (status == FUND_OK) {
        status = fund_word_reader_read(&r->words, passage->searcher->analyzer,
                                       &passage->record.text, err);
    }
    size_t count = r->words.words.count;
    if (status == FUND_OK && count > 0) {
        if (!fund_array_reserve(&r->pending, count)) {
            return fund_no_memory(err);
        }
        memcpy(r->pending.items + r->pending.count, r->words.words.items,
               count * sizeof *r->pending.items);
        r->pending.count += count;
    }
    r->notes[passage->number] =
        (fund_passage_note){(uint32_t)count, passage->record.ordinal, passage->record.article};
    return status;
}

/* ---- one row ------------------------------------------------------------------------- */

static fund_status map_file(fund_tape *out, size_t size, fund_error *err)
{
    FILE *file = tmpfile();
    void *mapped = MAP_FAILED;
    if (file != NULL && ftruncate(fileno(file), (off_t)size) == 0) {
        mapped = mmap(NULL, size, PROT_READ | PROT_WRITE, MAP_SHARED, fileno(file), 0);
    }
    if (file != NULL) {
        fclose(file);
    }
    if (mapped == MAP_FAILED) {
        return fund_error_set(err, FUND_ERR_IO,
                              "cannot make a temporary file of %zu MB for the words", size >> 20);
    }
    out->words = mapped;
    out->mapped = size;
    return FUND_OK;
}

static fund_status make_row(fund_tape *out, size_t count, fund_error *err)
{
    if (count > IN_MEMORY) {
        return map_file(out, count * sizeof *out->words, err);
    }
    out->words = malloc((count + 1) * sizeof *out->words);
    return out->words != NULL ? FUND_OK : fund_no_memory(err);
}

/* `numbers`: of the words of each reader but the first those of the tape. */
static fund_status join_blocks(fund_tape *out, block *blocks, size_t count,
                               uint32_t *const *numbers, fund_error *err)
{
    size_t words = 0;
    for (size_t i = 0; i < count; i++) {
        words += blocks[i].count;
    }
    fund_status status = make_row(out, words, err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        const uint32_t *of = numbers[blocks[i].reader];
        for (size_t k = 0; k < blocks[i].count; k++) {
            uint32_t word = blocks[i].words[k];
            out->words[out->count++] = of != NULL ? of[word] : word;
        }
        free(blocks[i].words);
        blocks[i].words = NULL;
    }
    return status;
}

static fund_status note_passages(fund_tape *out, const fund_passage_note *notes,
                                 const fund_docids *docids, const fund_store *store,
                                 fund_error *err)
{
    fund_article_counter counter = {.store = store};
    uint64_t end = 0;
    out->ends = calloc(docids->count + 1, sizeof *out->ends);
    out->articles = calloc(docids->count + 1, sizeof *out->articles);
    if (out->ends == NULL || out->articles == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < docids->count; i++) {
        if (notes[i].ordinal == 0) {
            continue;
        }
        out->article_count += fund_article_counter_take(&counter, docids->items[i],
                                                        notes[i].ordinal, notes[i].article);
        end += notes[i].words;
        out->ends[out->passages] = (uint32_t)end;
        out->articles[out->passages++] = (uint32_t)out->article_count - 1;
    }
    return end <= UINT32_MAX
               ? FUND_OK
               : fund_error_set(err, FUND_ERR_QUERY, "more than %u words; select fewer articles",
                                UINT32_MAX);
}

static fund_status count_words(fund_tape *out, const fund_analyzer *analyzer, fund_error *err)
{
    size_t forms = out->forms.texts.count;
    uint64_t *counts = out->counts = calloc(forms + 1, sizeof *counts);
    if (counts == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < out->count; i++) {
        counts[out->words[i]]++;
    }
    out->types = forms;
    if (!out->by_stem) {
        return FUND_OK;
    }
    fund_status status = fund_stems_make(&out->stems, &out->forms, counts, analyzer, err);
    if (status != FUND_OK) {
        return status;
    }
    out->types = out->stems.terms.texts.count;
    uint64_t *of_stems = calloc(out->types + 1, sizeof *of_stems);
    if (of_stems == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < forms; i++) {
        of_stems[out->stems.of_form[i]] += counts[i];
    }
    free(counts);
    out->counts = of_stems;
    for (size_t i = 0; i < out->count; i++) {
        out->words[i] = out->stems.of_form[out->words[i]];
    }
    return FUND_OK;
}

static fund_status join(fund_tape *out, reader *readers, size_t jobs, block *blocks,
                        size_t block_count, fund_error *err)
{
    uint32_t *numbers[FUND_SWEEP_JOBS_MAX] = {NULL};
    fund_status status = FUND_OK;
    for (size_t i = 0; i < jobs && status == FUND_OK; i++) {
        status = end_block(&readers[i], err);
    }
    out->forms = readers[0].words.forms;
    readers[0].words.forms = (fund_forms){.slots = NULL};
    for (size_t i = 1; i < jobs && status == FUND_OK; i++) {
        status = fund_forms_merge(&numbers[i], &out->forms, &readers[i].words.forms, err);
        fund_forms_free(&readers[i].words.forms);
    }
    if (status == FUND_OK) {
        status = join_blocks(out, blocks, block_count, numbers, err);
    }
    for (size_t i = 0; i < jobs; i++) {
        free(numbers[i]);
    }
    return status;
}

fund_status fund_tape_read(fund_tape *out, fund_searcher *searcher, const fund_docids *docids,
                           const fund_count_options *options, fund_error *err)
{
    size_t block_count = docids->count / FUND_SWEEP_BLOCK + 1;
    block *blocks = calloc(block_count, sizeof *blocks);
    fund_passage_note *notes = calloc(docids->count + 1, sizeof *notes);
    fund_sweep sweep;
    fund_sweep_open(&sweep, searcher, options, docids->count);
    reader *readers = calloc(sweep.jobs, sizeof *readers);
    *out = (fund_tape){.by_stem = options->by == FUND_COUNT_STEM};
    bool ok = blocks != NULL && notes != NULL && readers != NULL;
    fund_status status = ok ? FUND_OK : fund_no_memory(err);
    for (size_t i = 0; i < sweep.jobs && status == FUND_OK; i++) {
        readers[i] = (reader){.number = i, .blocks = blocks, .block = SIZE_MAX, .notes = notes};
        status = fund_word_reader_init(&readers[i].words, err);
    }
    if (status == FUND_OK) {
        status = fund_sweep_run(&sweep, docids, visit, readers, sizeof *readers, err);
    }
    if (status == FUND_OK) {
        status = join(out, readers, sweep.jobs, blocks, block_count, err);
    }
    if (status == FUND_OK) {
        status = note_passages(out, notes, docids, searcher->store, err);
    }
    for (size_t i = 0; i < sweep.jobs && readers != NULL; i++) {
        fund_word_reader_free(&readers[i].words);
        fund_array_free(&readers[i].pending);
    }
    for (size_t i = 0; i < block_count && blocks != NULL; i++) {
        free(blocks[i].words);
    }
    free(readers);
    free(blocks);
    free(notes);
    fund_sweep_close(&sweep);
    return status == FUND_OK ? count_words(out, searcher->analyzer, err) : status;
}

void fund_tape_drop_words(fund_tape *tape)
{
    if (tape->mapped > 0) {
        munmap(tape->words, tape->mapped);
    } else {
        free(tape->words);
    }
    tape->words = NULL;
    tape->mapped = 0;
}

void fund_tape_free(fund_tape *tape)
{
    fund_tape_drop_words(tape);
    fund_forms_free(&tape->forms);
    fund_stems_free(&tape->stems);
    free(tape->ends);
    free(tape->articles);
    free(tape->counts);
    *tape = (fund_tape){.words = NULL};
}

fund_selection fund_tape_selection(const fund_tape *tape)
{
    return (fund_selection){tape->count, tape->passages, tape->article_count};
}

fund_text fund_tape_text(const fund_tape *tape, uint32_t word)
{
    return tape->forms.texts.items[tape->by_stem ? tape->stems.best[word] : word];
}

fund_text fund_tape_stem(const fund_tape *tape, uint32_t word)
{
    const fund_text none = {"", 0};
    if (!tape->by_stem) {
        return none;
    }
    const fund_text *term = &tape->stems.terms.texts.items[word];
    return (fund_text){term->data + 1, term->len - 1};
}

uint64_t *fund_tape_article_words(const fund_tape *tape)
{
    uint64_t *words = calloc(tape->article_count + 1, sizeof *words);
    for (size_t i = 0; words != NULL && i < tape->passages; i++) {
        words[tape->articles[i]] += tape->ends[i] - (i > 0 ? tape->ends[i - 1] : 0);
    }
    return words;
}

uint64_t fund_tape_count_in(const fund_tape *other, const fund_tape *tape, uint32_t word)
{
    const fund_forms *own = tape->by_stem ? &tape->stems.terms : &tape->forms;
    const fund_forms *others = tape->by_stem ? &other->stems.terms : &other->forms;
    const fund_text *text = &own->texts.items[word];
    uint32_t number = fund_forms_find(others, text->data, text->len);
    return number != UINT32_MAX ? other->counts[number] : 0;
}
