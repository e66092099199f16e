/* Documents to hits, with their article's metadata. */
#include "searcher/calls.h"

fund_status fund_hit_builder_init(fund_hit_builder *builder, fund_searcher *searcher,
                                  fund_arena *arena, fund_term_occurrences *occurrences,
                                  bool with_text, fund_error *err)
{
    *builder = (fund_hit_builder){
        .searcher = searcher,
        .arena = arena,
        .occurrences = occurrences,
        .with_text = with_text,
        .articles = fund_map_new(),
        .data = FUND_BUF_INIT,
    };
    return builder->articles != NULL ? FUND_OK : fund_no_memory(err);
}

void fund_hit_builder_free(fund_hit_builder *builder)
{
    fund_map_free(builder->articles, NULL);
    fund_buf_free(&builder->data);
}

const char *fund_hit_source(const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const fund_text *source = fields->source.len > 0 ? &fields->source
                              : fields->url.len > 0  ? &fields->url
                                                     : &fields->path;
    return source->data;
}

/* Fills what the record of passage 1 tells about the article. */
static fund_status fill_article(fund_hit *out, fund_hit_builder *builder, const fund_record *record,
                                fund_error *err)
{
    if (record->passage_count == 0) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: an article's first passage is not where it "
                              "should be; index the articles again into a new folder");
    }
    *out = (fund_hit){.passage_count = record->passage_count, .text = ""};
    if (!fund_fields_copy(&out->fields, &record->fields, builder->arena)) {
        return fund_no_memory(err);
    }
    if (builder->occurrences == NULL || !builder->with_text) {
        return FUND_OK;
    }
    return fund_highlight(&out->title_highlights, &out->title_highlight_count, builder->arena,
                          builder->occurrences, builder->searcher->analyzer, record->fields.title.data,
                          record->fields.title.len, err);
}

static fund_status read_record(fund_record *out, fund_hit_builder *builder, const fund_text *known,
                               fund_docid docid, fund_error *err)
{
    return known->data != NULL
               ? fund_record_decode(out, known->data, known->len, err)
               : fund_record_read(out, &builder->data, builder->searcher->store, docid, err);
}

/* The article whose passage 1 is `first`, from the cache or the index. */
static fund_status find_article(const fund_hit **out, fund_hit_builder *builder, fund_docid first,
                                fund_error *err)
{
    fund_hit *article = fund_map_get(builder->articles, &first, sizeof first);
    *out = article;
    if (article != NULL) {
        return FUND_OK;
    }
    fund_record record;
    fund_status status = read_record(&record, builder, &builder->known_first, first, err);
    if (status != FUND_OK) {
        return status;
    }
    article = fund_arena_alloc(builder->arena, sizeof *article);
    if (article == NULL || !fund_map_put(builder->articles, &first, sizeof first, article, NULL)) {
        return fund_no_memory(err);
    }
    *out = article;
    return fill_article(article, builder, &record, err);
}

static fund_status fill_text(fund_hit *out, fund_hit_builder *builder, const fund_text *text,
                             fund_error *err)
{
    out->text = fund_arena_copy(builder->arena, text->data, text->len);
    if (out->text == NULL) {
        return fund_no_memory(err);
    }
    out->text_len = text->len;
    if (builder->occurrences == NULL) {
        return FUND_OK;
    }
    return fund_highlight(&out->highlights, &out->highlight_count, builder->arena,
                          builder->occurrences, builder->searcher->analyzer, out->text,
                          out->text_len, err);
}

fund_status fund_hit_build(fund_hit *out, fund_hit_builder *builder, fund_docid docid,
                           fund_error *err)
{
    const fund_store *store = builder->searcher->store;
    fund_record record;
    fund_hit own = {.rank = 0};
    fund_status status = read_record(&record, builder, &builder->known, docid, err);
    if (status == FUND_OK && builder->with_text) {
        status = fill_text(&own, builder, &record.text, err);
    }
    const fund_hit *article = NULL;
    if (status == FUND_OK) {
        fund_docid first = fund_store_sibling(store, docid, record.ordinal, 1);
        status = find_article(&article, builder, first, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    *out = *article;
    out->passage = record.ordinal;
    if (builder->with_text) {
        out->text = own.text;
        out->text_len = own.text_len;
        out->highlights = own.highlights;
        out->highlight_count = own.highlight_count;
    }
    return FUND_OK;
}
