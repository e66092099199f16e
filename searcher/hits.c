/* Documents to hits, with their article's metadata. */
#include "searcher/calls.h"

void fund_hit_builder_free(fund_hit_builder *builder)
{
    fund_map_free(builder->articles, NULL);
    fund_buf_free(&builder->data);
    fund_buf_free(&builder->first_data);
}

const char *fund_hit_source(const fund_hit *hit)
{
    const fund_fields *fields = &hit->fields;
    const fund_text *source = fields->source.len > 0 ? &fields->source
                              : fields->url.len > 0  ? &fields->url
                                                     : &fields->path;
    return source->data;
}

/* Bytes of the first words. */
static size_t lead_of(const fund_text *text)
{
    enum { LEAD = 60 };
    if (text->len <= LEAD) {
        return text->len;
    }
    size_t end = LEAD;
    while (end > 0 && text->data[end] != ' ') {
        end--;
    }
    return end > 0 ? end : fund_utf8_floor(text->data, LEAD);
}

/* Fills what the record of passage 1 has about the article. */
static fund_status fill_article(fund_hit *out, fund_hit_builder *builder, const fund_record *record,
                                fund_error *err)
{
    if (record->passage_count == 0) {
        return fund_error_set(err, FUND_ERR_CORRUPT,
                              "the index is damaged: the first passage of an article is missing; "
                              "index the articles again into a new folder");
    }
    *out = (fund_hit){.passage_count = record->passage_count, .text = ""};
    size_t lead = record->fields.title.len == 0 ? lead_of(&record->text) : 0;
    out->lead = fund_arena_copy(builder->arena, record->text.data, lead);
    if (out->lead == NULL || !fund_fields_copy(&out->fields, &record->fields, builder->arena)) {
        return fund_no_memory(err);
    }
    if (builder->occurrences == NULL || !builder->with_text) {
        return FUND_OK;
    }
    fund_term_occurrences_begin(builder->occurrences, builder->searcher->analyzer,
                                record->fields.title.data, record->fields.title.len);
    return fund_highlight(&out->title_highlights, &out->title_highlight_count, builder->arena,
                          builder->occurrences, err);
}

/* From its bytes where they have been read, else from the index. */
static fund_status read_record(fund_record *out, fund_buf *data, fund_text bytes,
                               const fund_hit_builder *builder, fund_docid docid, fund_error *err)
{
    return bytes.data != NULL ? fund_record_decode(out, bytes.data, bytes.len, err)
                              : fund_record_read(out, data, builder->searcher->store, docid, err);
}

/* The article whose passage 1 is `first`. */
static fund_status find_article(const fund_hit **out, fund_hit_builder *builder, fund_docid first,
                                fund_text bytes, fund_error *err)
{
    if (builder->articles == NULL && (builder->articles = fund_map_new()) == NULL) {
        return fund_no_memory(err);
    }
    fund_hit *article = fund_map_get(builder->articles, &first, sizeof first);
    *out = article;
    if (article != NULL) {
        return FUND_OK;
    }
    fund_record record;
    fund_status status = read_record(&record, &builder->first_data, bytes, builder, first, err);
    if (status != FUND_OK) {
        return status;
    }
    *out = article = fund_arena_alloc(builder->arena, sizeof *article);
    if (article == NULL || !fund_map_put(builder->articles, &first, sizeof first, article, NULL)) {
        return fund_no_memory(err);
    }
    return fill_article(article, builder, &record, err);
}

static fund_status fill_text(fund_hit *out, fund_hit_builder *builder, const fund_text *text,
                             fund_error *err)
{
    out->text = fund_arena_copy(builder->arena, text->data, text->len);
    out->text_len = text->len;
    if (out->text == NULL) {
        return fund_no_memory(err);
    }
    if (builder->occurrences == NULL) {
        return FUND_OK;
    }
    fund_term_occurrences_begin(builder->occurrences, builder->searcher->analyzer, out->text,
                                out->text_len);
    return fund_highlight(&out->highlights, &out->highlight_count, builder->arena,
                          builder->occurrences, err);
}

/* As a C string; false without memory. */
static bool copy_text(fund_text *out, fund_hit_builder *builder, const fund_text *text)
{
    *out = (fund_text){"", text->len};
    if (text->len > 0) {
        out->data = fund_arena_copy(builder->arena, text->data, text->len);
    }
    return out->data != NULL;
}

fund_status fund_hit_build(fund_hit *out, fund_hit_builder *builder, fund_docid docid,
                           fund_text record, fund_text first, fund_error *err)
{
    fund_record passage;
    const fund_hit *article = NULL;
    fund_status status = read_record(&passage, &builder->data, record, builder, docid, err);
    if (status == FUND_OK) {
        fund_docid of = fund_store_sibling(builder->searcher->store, docid, passage.ordinal, 1);
        status = find_article(&article, builder, of, first, err);
    }
    if (status != FUND_OK) {
        return status;
    }
    *out = *article;
    out->passage = passage.ordinal;
    if (!copy_text(&out->place.page, builder, &passage.place.page) ||
        !copy_text(&out->place.chapter, builder, &passage.place.chapter) ||
        !copy_text(&out->place.speaker, builder, &passage.place.speaker) ||
        !copy_text(&out->place.line, builder, &passage.place.line)) {
        return fund_no_memory(err);
    }
    return builder->with_text ? fill_text(out, builder, &passage.text, err) : FUND_OK;
}

const char *fund_reason_kind_name(fund_reason_kind kind)
{
    static const char *const names[] = {
        [FUND_REASON_WORD] = "word",
        [FUND_REASON_PART] = "part",
        [FUND_REASON_SHARED_PREFIX] = "shared-prefix",
    };
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}
