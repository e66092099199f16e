/* Where a query is in a passage. */
#include "searcher/count/count.h"

/* Whether nothing that is seen is between two places: a soft hyphen, with the line's end behind it. */
static bool touch(const char *text, size_t from, size_t to)
{
    bool soft = false, broken = false, blank = false;
    while (from < to) {
        uint32_t c;
        from += fund_utf8_next(&c, text + from, to - from);
        if (fund_char_is(c, FUND_CHAR_SPACE) && soft) {
            blank = true;
            broken = broken || c == '\n';
        } else if (!fund_char_is(c, FUND_CHAR_IGNORABLE) || blank) {
            return false;
        }
        soft = soft || c == 0xad;
    }
    return broken || !blank;
}

fund_status fund_places_find(fund_range **out, size_t *count, fund_arena *arena,
                             fund_term_occurrences *occurrences, fund_error *err)
{
    const fund_range *ranges;
    fund_status status = fund_highlight(&ranges, count, arena, occurrences, err);
    size_t kept = 0;
    *out = *count > 0 ? (void *)fund_arena_copy(arena, ranges, *count * sizeof *ranges) : NULL;
    if (status == FUND_OK && *count > 0 && *out == NULL) {
        return fund_no_memory(err);
    }
    for (size_t i = 0; i < *count; i++) {
        if (kept > 0 && touch(occurrences->text, (*out)[kept - 1].end, ranges[i].begin)) {
            (*out)[kept - 1].end = ranges[i].end;
        } else {
            (*out)[kept++] = ranges[i];
        }
    }
    *count = kept;
    return status;
}

fund_status fund_place_finder_init(fund_place_finder *out, fund_searcher *searcher, fund_text query,
                                   const fund_filter *filter, fund_error *err)
{
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.whole = options.no_hits = true;
    options.filter = filter;
    if (out->searcher != NULL) {
        return FUND_OK;
    }
    *out = (fund_place_finder){.searcher = searcher, .memory = fund_arena_new()};
    fund_status status = out->memory != NULL ? FUND_OK : fund_no_memory(err);
    if (status == FUND_OK) {
        status = fund_plan_new(&out->plan, searcher, query.data, query.len, NULL, &options, err);
    }
    fund_term_occurrences_init(&out->occurrences, out->plan);
    return status;
}

void fund_place_finder_free(fund_place_finder *finder)
{
    fund_term_occurrences_free(&finder->occurrences);
    fund_plan_free(finder->plan);
    fund_arena_free(finder->memory);
    *finder = (fund_place_finder){.searcher = NULL};
}

fund_status fund_place_finder_run(fund_place_finder *finder, const fund_text *text,
                                  const fund_range *words, size_t word_count, fund_error *err)
{
    fund_arena_reset(finder->memory);
    fund_term_occurrences_begin(&finder->occurrences, finder->searcher->analyzer, text->data,
                                text->len);
    finder->occurrences.words = words;
    finder->occurrences.word_count = word_count;
    return fund_places_find(&finder->places, &finder->count, finder->memory, &finder->occurrences,
                            err);
}

bool fund_article_counter_take(fund_article_counter *counter, fund_docid docid, uint32_t ordinal,
                               uint64_t article)
{
    bool same =
        counter->docid != 0 && article == counter->article && ordinal > counter->ordinal &&
        docid == fund_store_sibling(counter->store, counter->docid, counter->ordinal, ordinal);
    counter->docid = docid;
    counter->ordinal = ordinal;
    counter->article = article;
    return !same;
}

void fund_count_notes(fund_selection *out, const fund_passage_note *notes,
                      const fund_docids *docids, const fund_store *store)
{
    fund_article_counter counter = {.store = store};
    for (size_t i = 0; i < docids->count; i++) {
        if (notes[i].ordinal > 0) {
            out->passages++;
            out->articles += fund_article_counter_take(&counter, docids->items[i], notes[i].ordinal,
                                                       notes[i].article);
        }
    }
}
