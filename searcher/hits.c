/* Documents to hits, with their article's metadata. */
#include "searcher/searcher_private.h"

fund_status fund_record_read(fund_record *out, fund_buf *data, const fund_store *store,
                             fund_docid docid, fund_error *err)
{
    fund_buf_clear(data);
    fund_status status = fund_store_data(data, store, docid, err);
    if (status == FUND_ERR_NOT_FOUND) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: it has no document %u; index the articles "
                              "again into a new folder",
                              (unsigned)docid);
    }
    if (status == FUND_OK) {
        status = fund_record_decode(out, data->data, data->len, err);
        if (status != FUND_OK) {
            fund_error_prefix(err, "document %u", (unsigned)docid);
        }
    }
    return status;
}

fund_status fund_hit_maker_init(fund_hit_maker *maker, fund_searcher *searcher, fund_arena *arena,
                                fund_reading *reading, bool with_text, fund_error *err)
{
    *maker = (fund_hit_maker){
        .searcher = searcher,
        .arena = arena,
        .reading = reading,
        .with_text = with_text,
        .articles = fund_map_new(),
        .data = FUND_BUF_INIT,
    };
    return maker->articles != NULL ? FUND_OK : fund_no_memory(err);
}

void fund_hit_maker_free(fund_hit_maker *maker)
{
    fund_map_free(maker->articles, NULL);
    fund_buf_free(&maker->data);
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
static fund_status fill_article(fund_hit *out, fund_hit_maker *maker, const fund_record *record,
                                fund_error *err)
{
    if (record->passage_count == 0) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: an article's first passage is not where it "
                              "should be; index the articles again into a new folder");
    }
    *out = (fund_hit){.passage_count = record->passage_count, .text = ""};
    if (!fund_fields_copy(&out->fields, &record->fields, maker->arena)) {
        return fund_no_memory(err);
    }
    if (maker->reading == NULL || !maker->with_text) {
        return FUND_OK;
    }
    return fund_highlight(&out->title_highlights, &out->title_highlight_count, maker->arena,
                          maker->reading, maker->searcher->analyzer, record->fields.title.data,
                          record->fields.title.len, err);
}

static fund_status read_record(fund_record *out, fund_hit_maker *maker, const fund_text *known,
                               fund_docid docid, fund_error *err)
{
    return known->data != NULL
               ? fund_record_decode(out, known->data, known->len, err)
               : fund_record_read(out, &maker->data, maker->searcher->store, docid, err);
}

/* The article whose passage 1 is `first`, from the cache or the index. */
static fund_status find_article(const fund_hit **out, fund_hit_maker *maker, fund_docid first,
                                fund_error *err)
{
    fund_hit *article = fund_map_get(maker->articles, &first, sizeof first);
    *out = article;
    if (article != NULL) {
        return FUND_OK;
    }
    fund_record record;
    fund_status status = read_record(&record, maker, &maker->known_first, first, err);
    if (status != FUND_OK) {
        return status;
    }
    article = fund_arena_alloc(maker->arena, sizeof *article);
    if (article == NULL || !fund_map_put(maker->articles, &first, sizeof first, article, NULL)) {
        return fund_no_memory(err);
    }
    *out = article;
    return fill_article(article, maker, &record, err);
}

static fund_status fill_text(fund_hit *out, fund_hit_maker *maker, const fund_text *text,
                             fund_error *err)
{
    out->text = fund_arena_copy(maker->arena, text->data, text->len);
    if (out->text == NULL) {
        return fund_no_memory(err);
    }
    out->text_len = text->len;
    if (maker->reading == NULL) {
        return FUND_OK;
    }
    return fund_highlight(&out->highlights, &out->highlight_count, maker->arena, maker->reading,
                          maker->searcher->analyzer, out->text, out->text_len, err);
}

fund_status fund_hit_make(fund_hit *out, fund_hit_maker *maker, fund_docid docid, fund_error *err)
{
    const fund_store *store = maker->searcher->store;
    fund_record record;
    fund_hit own = {.rank = 0};
    fund_status status = read_record(&record, maker, &maker->known, docid, err);
    if (status == FUND_OK && maker->with_text) {
        status = fill_text(&own, maker, &record.text, err);
    }
    const fund_hit *article = NULL;
    if (status == FUND_OK) {
        fund_docid first = fund_store_sibling(store, docid, record.ordinal, 1);
        status = find_article(&article, maker, first, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    *out = *article;
    out->passage = record.ordinal;
    if (maker->with_text) {
        out->text = own.text;
        out->text_len = own.text_len;
        out->highlights = own.highlights;
        out->highlight_count = own.highlight_count;
    }
    return FUND_OK;
}
