/*
 * Articles, copies made of them, and how well sketches tell the copies from other
 * articles; for the program that prints figures and for the test that holds floors.
 *
 * Of each article a copy is made as editors make them: about a fifth of its sentences
 * replaced by others or reworded (words dropped and swapped); of some a paragraph's
 * worth cut, of others an agency's line put before it. What is no copy: all pairs of
 * articles, and pairs that were made to share a background, the last fifth of one.
 */
#ifndef FUND_QUALITY_DUPLICATES_H
#define FUND_QUALITY_DUPLICATES_H

#include "tests/quality/common.h"
#include "stemmer/stemmer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { ARTICLES_MAX = 3000, SENTENCES_MAX = 2000, LEAST_SENTENCES = 2 };

typedef struct text {
    char **sentences;
    size_t count;
} text;

typedef struct sketch {
    bool there;
    unsigned char bytes[FUND_SKETCH_BYTES];
} sketch;

/* What an article is and what was made of it. */
typedef struct sample {
    text text;
    sketch own, copy, background[2];
} sample;

typedef struct figures {
    size_t copies, found, others[2], wrong[2]; /* others: natural, made */
} figures;

static sample samples[ARTICLES_MAX];
static size_t sample_count;
static fund_lexicon *lexicon;
static fund_analyzer *analyzer;

/* ---- reading --------------------------------------------------------------- */

static void add_sentence(text *out, const char *begin, size_t len)
{
    if (len > 0 && out->count < SENTENCES_MAX) {
        out->sentences[out->count] = fund_memdup(begin, len);
        out->count += out->sentences[out->count] != NULL ? 1 : 0;
    }
}

static void cut_sentences(text *out, const fund_text *passage)
{
    size_t begin = 0;
    for (size_t i = 0; i + 1 < passage->len; i++) {
        if (strchr(".!?", passage->data[i]) != NULL && passage->data[i + 1] == ' ') {
            add_sentence(out, passage->data + begin, i + 1 - begin);
            begin = i + 2;
        }
    }
    add_sentence(out, passage->data + begin, passage->len - begin);
}

static fund_status keep_article(const fund_article *article, void *payload)
{
    (void)payload;
    if (sample_count == ARTICLES_MAX) {
        return FUND_ERR_INTERRUPTED;
    }
    sample *kept = &samples[sample_count];
    kept->text.count = 0;
    kept->text.sentences = calloc(SENTENCES_MAX, sizeof *kept->text.sentences);
    if (kept->text.sentences == NULL) {
        return FUND_ERR_MEMORY;
    }
    for (size_t i = 0; i < article->passage_count; i++) {
        cut_sentences(&kept->text, &article->passages[i]);
    }
    if (kept->text.count >= LEAST_SENTENCES) {
        sample_count++;
        return FUND_OK;
    }
    for (size_t i = 0; i < kept->text.count; i++) {
        free(kept->text.sentences[i]);
    }
    free(kept->text.sentences);
    return FUND_OK;
}

/* ---- making copies ------------------------------------------------------------- */

/* Leaves out every sixth word or so and swaps some neighbours. */
static void reword(fund_buf *out, const char *sentence)
{
    const char *held = NULL;
    size_t held_len = 0;
    while (*sentence != '\0') {
        size_t len = strcspn(sentence, " ");
        size_t choice = draw(6);
        if (choice == 0 && held == NULL) {
            held = sentence;
            held_len = len;
        } else if (choice != 1) {
            fund_buf_append(out, sentence, len);
            fund_buf_append_byte(out, ' ');
            fund_buf_append(out, held != NULL ? held : "", held_len);
            fund_buf_append_byte(out, ' ');
            held = NULL;
            held_len = 0;
        }
        sentence += len + strspn(sentence + len, " ");
    }
}

static void append_other(fund_buf *out, size_t article)
{
    const text *other = &samples[(article + 1 + draw(sample_count - 1)) % sample_count].text;
    fund_buf_append_str(out, other->sentences[draw(other->count)]);
}

static void append_copy(fund_buf *out, size_t article)
{
    const text *from = &samples[article].text;
    size_t cut = draw(3) == 0 ? from->count / 4 : 0;
    size_t cut_at = draw(from->count - cut);
    if (draw(2) == 0) {
        fund_buf_append_str(out, "BERLIN/NORDERSIEL (KÜN) - Wie die Agentur erfuhr: ");
    }
    for (size_t i = 0; i < from->count; i++) {
        size_t choice = draw(10);
        if (i >= cut_at && i < cut_at + cut) {
            continue;
        }
        if (choice == 0) {
            append_other(out, article);
        } else if (choice == 1) {
            reword(out, from->sentences[i]);
        } else {
            fund_buf_append_str(out, from->sentences[i]);
        }
        fund_buf_append_byte(out, ' ');
    }
}

/* An article with the last fifth of another one for its own. */
static void append_with_background(fund_buf *out, size_t article, size_t background)
{
    const text *own = &samples[article].text, *end = &samples[background].text;
    for (size_t i = 0; i < own->count - own->count / 5; i++) {
        fund_buf_append_str(out, own->sentences[i]);
        fund_buf_append_byte(out, ' ');
    }
    for (size_t i = end->count - end->count / 5; i < end->count; i++) {
        fund_buf_append_str(out, end->sentences[i]);
        fund_buf_append_byte(out, ' ');
    }
}

static fund_status add_token(const fund_token *token, void *payload)
{
    if (token->kind == FUND_TOKEN_WORD) {
        fund_sketch_add(payload, fund_hash64(token->term, token->term_len));
    }
    return FUND_OK;
}

static sketch sketch_of(fund_buf *bytes)
{
    sketch out;
    fund_sketch_maker maker;
    fund_error err = FUND_ERROR_INIT;
    fund_sketch_reset(&maker);
    if (bytes->failed || fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, bytes->data, bytes->len,
                                           add_token, &maker, &err) != FUND_OK) {
        fprintf(stderr, "%s\n", err.message);
        exit(2);
    }
    out.there = fund_sketch_finish(out.bytes, &maker);
    fund_buf_clear(bytes);
    return out;
}

static void make_samples(void)
{
    fund_buf bytes = FUND_BUF_INIT;
    for (size_t i = 0; i < sample_count; i++) {
        for (size_t s = 0; s < samples[i].text.count; s++) {
            fund_buf_append_str(&bytes, samples[i].text.sentences[s]);
            fund_buf_append_byte(&bytes, ' ');
        }
        samples[i].own = sketch_of(&bytes);
        append_copy(&bytes, i);
        samples[i].copy = sketch_of(&bytes);
        append_with_background(&bytes, i, i);
        samples[i].background[0] = sketch_of(&bytes);
        append_with_background(&bytes, (i + 1) % sample_count, i);
        samples[i].background[1] = sketch_of(&bytes);
    }
    fund_buf_free(&bytes);
}

/* ---- figures ------------------------------------------------------------------- */

static bool is_similar(const sketch *a, const sketch *b, double threshold)
{
    return a->there && b->there && fund_sketch_is_version(a->bytes, b->bytes, threshold);
}

/* Pairs of articles with numbers of one parity. */
static void count_pairs(figures *out, size_t i, double threshold)
{
    const sample *own = &samples[i];
    out->copies++;
    out->found += is_similar(&own->own, &own->copy, threshold);
    out->others[1]++;
    out->wrong[1] += is_similar(&own->background[0], &own->background[1], threshold);
    for (size_t k = i + 2; k < sample_count; k += 2) {
        out->others[0]++;
        out->wrong[0] += is_similar(&own->own, &samples[k].own, threshold);
    }
}

/* Of all articles with numbers of one parity, 0 for those that thresholds may be chosen on. */
static figures count_half(size_t half, double threshold)
{
    figures f = {0};
    for (size_t i = half; i < sample_count; i += 2) {
        count_pairs(&f, i, threshold);
    }
    return f;
}

static double recall_of(const figures *f)
{
    return f->copies > 0 ? (double)f->found / (double)f->copies : 0;
}

static double precision_of(const figures *f)
{
    size_t said = f->found + f->wrong[0] + f->wrong[1];
    return said > 0 ? (double)f->found / (double)said : 1;
}

static fund_status open_chain(fund_error *err)
{
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_status status = fund_lexicon_open(&lexicon, NULL, err);
    if (status == FUND_OK) {
        fund_chain_options_use(&options, lexicon);
        status = fund_analyzer_new(&analyzer, &options, err);
    }
    return status;
}

/* Reads articles until there are enough; *err tells why it failed. */
static bool make_samples_of(const char *const *paths, size_t count, fund_error *err)
{
    const fund_reader_events events = {
        .size = sizeof(fund_reader_events), .article = keep_article, .problem = tell_problem};
    state = UINT64_C(20240229);
    fund_status status = open_chain(err);
    for (size_t i = 0; i < count && status == FUND_OK; i++) {
        status = fund_read(paths[i], NULL, &events, NULL, err);
    }
    if (status == FUND_OK && sample_count < 2) {
        status = fund_error_set(err, FUND_ERR_ARGUMENT, "too few articles");
    }
    if (status != FUND_OK && status != FUND_ERR_INTERRUPTED) {
        return false;
    }
    make_samples();
    return true;
}

static void free_samples(void)
{
    for (size_t i = 0; i < sample_count; i++) {
        for (size_t k = 0; k < samples[i].text.count; k++) {
            free(samples[i].text.sentences[k]);
        }
        free(samples[i].text.sentences);
    }
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
}

#endif
