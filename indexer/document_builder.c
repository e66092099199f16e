/* An article becomes documents, one per passage. */
#include "indexer/indexer_private.h"

void fund_document_builder_free(fund_document_builder *builder)
{
    for (size_t i = 0; i < builder->documents.count; i++) {
        fund_document_free(builder->documents.items[i]);
    }
    fund_array_free(&builder->documents);
    fund_buf_free(&builder->term);
    fund_buf_free(&builder->data);
    *builder = (fund_document_builder){.analyzer = NULL};
}

/* A cleared document to fill; documents are used again for the next article. */
static fund_status next_document(fund_document **out, fund_document_builder *builder,
                                 fund_error *err)
{
    if (builder->used == builder->documents.count) {
        fund_document *made;
        fund_status status = fund_document_new(&made, err);
        if (status != FUND_OK) {
            return status;
        }
        if (!fund_array_push(&builder->documents, made)) {
            fund_document_free(made);
            return fund_no_memory(err);
        }
    }
    *out = builder->documents.items[builder->used++];
    return fund_document_clear(*out, err);
}

/* Where the tokens of a text go. */
typedef struct token_sink {
    fund_document *document;
    const char *word_prefix;
    const char *part_prefix;
    const char *function_prefix; /* NULL: function words are left out */
    fund_sketch_maker *sketch;   /* NULL: not sketched */
    uint32_t *words;             /* NULL: not counted */
    fund_word_counter counter;   /* of them */
    fund_error *err;
} token_sink;

static fund_status add_token(const fund_token *token, void *payload)
{
    token_sink *sink = payload;
    const char *prefix = sink->word_prefix;
    uint32_t wdf = 1;
    if (token->kind == FUND_TOKEN_PARTICLE) {
        return FUND_OK;
    }
    if (sink->words != NULL && fund_word_counter_take(&sink->counter, token)) {
        ++*sink->words;
    }
    if (token->kind == FUND_TOKEN_PART) {
        prefix = sink->part_prefix;
    } else if (token->kind == FUND_TOKEN_FUNCTION) {
        if (sink->function_prefix == NULL || fund_is_everywhere(token->term, token->term_len)) {
            return FUND_OK;
        }
        prefix = sink->function_prefix;
        wdf = 0; /* looked for in phrases only, and no part of a passage's length */
    } else if (sink->sketch != NULL && token->kind != FUND_TOKEN_SEPARATED) {
        fund_sketch_add(sink->sketch, fund_hash64(token->term, token->term_len));
    }
    return fund_document_add_term(sink->document, prefix, token->term, token->term_len, wdf,
                                  sink->err);
}

static fund_status add_text(fund_document_builder *builder, fund_text text, token_sink sink)
{
    sink.counter.text = text.data;
    return fund_analyzer_run(builder->analyzer, FUND_PURPOSE_DOCUMENT, text.data, text.len,
                             add_token, &sink, sink.err);
}

static fund_status add_values(fund_document *document, const fund_article *article, fund_error *err)
{
    uint64_t hash = fund_hash64(article->fields.id.data, article->fields.id.len);
    char key[sizeof hash];
    for (size_t i = 0; i < sizeof key; i++) {
        key[i] = (char)(hash >> (8 * (sizeof key - 1 - i)));
    }
    fund_status status = fund_document_set_value(document, FUND_SLOT_ARTICLE, key, sizeof key, err);
    if (status == FUND_OK && article->fields.date.len > 0) {
        status = fund_document_set_value(document, FUND_SLOT_DATE, article->fields.date.data,
                                         article->fields.date.len, err);
    }
    if (status == FUND_OK && article->fields.embargo.len > 0) {
        status = fund_document_set_value(document, FUND_SLOT_EMBARGO, article->fields.embargo.data,
                                         article->fields.embargo.len, err);
    }
    return status;
}

static fund_status add_record(fund_document_builder *builder, fund_document *document,
                              const fund_article *article, uint32_t ordinal, fund_error *err)
{
    const fund_text *id = &article->fields.id;
    fund_record record = {.article = fund_hash64(id->data, id->len),
                          .ordinal = ordinal,
                          .text = article->passages[ordinal - 1]};
    if (article->places != NULL) {
        record.place = article->places[ordinal - 1];
    }
    if (ordinal == 1) {
        record.passage_count = (uint32_t)article->passage_count;
        record.fields = article->fields;
    }
    fund_buf_clear(&builder->data);
    fund_status status = fund_record_encode(&builder->data, &record, err);
    if (status == FUND_OK) {
        status = fund_document_set_data(document, builder->data.data, builder->data.len, err);
    }
    return status;
}

typedef struct name_sink {
    fund_document *document;
    const char *prefix;
    fund_error *err;
} name_sink;

static fund_status add_name_word(const char *word, size_t len, void *payload)
{
    const name_sink *sink = payload;
    return fund_document_add_term(sink->document, sink->prefix, word, len, 0, sink->err);
}

/* What articles are filtered by, on each passage, and counted by, on passage 1. */
static fund_status add_names(fund_document *document, const fund_article *article, uint32_t ordinal,
                             fund_error *err)
{
    static const fund_passage_place nowhere = {.page = {"", 0}};
    const fund_passage_place *place =
        article->places != NULL ? &article->places[ordinal - 1] : &nowhere;
    const bool first = ordinal == 1;
    const struct {
        const char *prefix;
        const fund_text *text;
        int slot; /* -1: not counted by */
    } names[] = {
        {FUND_PREFIX_SECTION, &article->fields.section, FUND_SLOT_SECTION},
        {FUND_PREFIX_AUTHOR, &article->fields.author, FUND_SLOT_AUTHOR},
        {FUND_PREFIX_SOURCE, &article->fields.source, FUND_SLOT_SOURCE},
        /* Who speaks in it beside the author is found in the same way. */
        {FUND_PREFIX_AUTHOR, &place->speaker, -1},
        {FUND_PREFIX_CHAPTER, &place->chapter, -1},
        {FUND_PREFIX_PAGE, &place->page, -1},
    };
    fund_status status = FUND_OK;
    for (size_t i = 0; i < sizeof names / sizeof names[0] && status == FUND_OK; i++) {
        const fund_text *text = names[i].text;
        name_sink sink = {document, names[i].prefix, err};
        if (text->len == 0) {
            continue;
        }
        status = fund_name_words(text->data, text->len, add_name_word, &sink, err);
        if (status == FUND_OK && first && names[i].slot >= 0) {
            status = fund_document_set_value(document, (uint32_t)names[i].slot, text->data,
                                             text->len, err);
        }
    }
    return status;
}

/* So that what is gone from a file is found without a look at every article. */
static fund_status add_path_term(fund_document_builder *builder, fund_document *document,
                                 fund_text path, fund_error *err)
{
    if (path.len == 0 || path.data[0] != '/') {
        return FUND_OK;
    }
    fund_buf_clear(&builder->data);
    fund_status status = fund_path_term(&builder->data, path.data, path.len, err);
    return status == FUND_OK
               ? fund_document_add_term(document, "", builder->data.data, builder->data.len, 0, err)
               : status;
}

/* Passage 1 stands for its article: it has the title's words, too. */
static fund_status add_article_terms(fund_document_builder *builder, fund_document *document,
                                     const fund_article *article, fund_error *err)
{
    fund_status status = fund_document_add_term(document, FUND_PREFIX_FIRST, "", 0, 0, err);
    if (status == FUND_OK) {
        status = add_text(builder, article->fields.title,
                          (token_sink){.document = document,
                                       .word_prefix = FUND_PREFIX_TITLE,
                                       .part_prefix = FUND_PREFIX_TITLE_PART,
                                       .err = err});
    }
    return status == FUND_OK ? add_path_term(builder, document, article->fields.path, err) : status;
}

/* In place of the passages, so that an older version which turns up is not shown. */
static fund_status make_withdrawn(fund_document_builder *builder, const fund_article *article,
                                  fund_error *err)
{
    fund_document *document = NULL;
    const fund_text nothing = {"", 0};
    fund_article mark = *article;
    mark.fields.title = nothing;
    mark.passages = &nothing;
    mark.places = NULL;
    mark.passage_count = 1;
    fund_status status = next_document(&document, builder, err);
    if (status == FUND_OK) {
        status = fund_document_add_term(document, FUND_PREFIX_WITHDRAWN, "", 0, 0, err);
    }
    if (status == FUND_OK) {
        status = add_path_term(builder, document, article->fields.path, err);
    }
    if (status == FUND_OK) {
        status =
            fund_document_add_term(document, "", builder->term.data, builder->term.len, 0, err);
    }
    return status == FUND_OK ? add_record(builder, document, &mark, 1, err) : status;
}

static fund_status fill_document(fund_document_builder *builder, fund_document *document,
                                 const fund_article *article, uint32_t ordinal, fund_error *err)
{
    fund_status status = add_text(builder, article->passages[ordinal - 1],
                                  (token_sink){.document = document,
                                               .word_prefix = FUND_PREFIX_WORD,
                                               .part_prefix = FUND_PREFIX_PART,
                                               .function_prefix = FUND_PREFIX_FUNCTION,
                                               .sketch = &builder->sketch,
                                               .words = &builder->words,
                                               .err = err});
    if (status == FUND_OK && ordinal == 1) {
        status = add_article_terms(builder, document, article, err);
    }
    if (status == FUND_OK) {
        status = add_names(document, article, ordinal, err);
    }
    if (status == FUND_OK) {
        status =
            fund_document_add_term(document, "", builder->term.data, builder->term.len, 0, err);
    }
    if (status == FUND_OK) {
        status = add_values(document, article, err);
    }
    return status == FUND_OK ? add_record(builder, document, article, ordinal, err) : status;
}

static fund_status add_word_count(fund_document_builder *builder, fund_error *err)
{
    fund_buf_clear(&builder->data);
    fund_buf_printf(&builder->data, "%u", (unsigned)builder->words);
    return builder->data.failed
               ? fund_no_memory(err)
               : fund_document_set_value(builder->documents.items[0], FUND_SLOT_WORDS,
                                         builder->data.data, builder->data.len, err);
}

/* By it copies of the article are found: of its text alone, since they often have another
 * title. */
static fund_status add_sketch(fund_document_builder *builder, fund_error *err)
{
    unsigned char bytes[FUND_SKETCH_BYTES];
    if (!fund_sketch_finish(bytes, &builder->sketch)) {
        return FUND_OK;
    }
    return fund_document_set_value(builder->documents.items[0], FUND_SLOT_SKETCH,
                                   (const char *)bytes, sizeof bytes, err);
}

fund_status fund_document_builder_run(fund_document_builder *builder, const fund_article *article,
                                      fund_error *err)
{
    if ((article->passage_count == 0 && !article->withdrawn) ||
        article->passage_count > FUND_ARTICLE_PASSAGES_MAX) {
        return fund_error_set(err, FUND_ERR_FORMAT, "article has %zu passages; the limit is %d",
                              article->passage_count, (int)FUND_ARTICLE_PASSAGES_MAX);
    }
    builder->count = article->withdrawn ? 1 : article->passage_count;
    builder->used = 0;
    builder->article = article;
    builder->words = 0;
    fund_sketch_reset(&builder->sketch);
    fund_buf_clear(&builder->term);
    fund_status status =
        fund_article_term(&builder->term, article->fields.id.data, article->fields.id.len, err);
    if (status == FUND_OK && article->withdrawn) {
        return make_withdrawn(builder, article, err);
    }
    for (uint32_t i = 1; status == FUND_OK && i <= article->passage_count; i++) {
        fund_document *document = NULL;
        builder->used -= builder->used > FUND_DOCUMENTS_KEPT ? 1 : 0; /* the last one, again */
        status = next_document(&document, builder, err);
        if (status == FUND_OK) {
            status = fill_document(builder, document, article, i, err);
        }
    }
    if (status == FUND_OK) {
        status = add_word_count(builder, err);
    }
    return status == FUND_OK ? add_sketch(builder, err) : status;
}

fund_status fund_document_builder_take(const fund_document **out, fund_document_builder *builder,
                                       size_t i, fund_error *err)
{
    fund_document *document =
        builder->documents.items[i < FUND_DOCUMENTS_KEPT ? i : FUND_DOCUMENTS_KEPT];
    fund_status status = FUND_OK;
    if (i >= FUND_DOCUMENTS_KEPT) {
        status = fund_document_clear(document, err);
        status = status == FUND_OK
                     ? fill_document(builder, document, builder->article, (uint32_t)i + 1, err)
                     : status;
    }
    *out = document;
    return status;
}
