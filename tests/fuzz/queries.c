/* Queries that run against a small index in memory. */
#include "tests/fuzz/fuzz.h"

#include "indexer/indexer.h"
#include "searcher/searcher.h"

#include <string.h>

static fund_lexicon *lexicon;
static fund_analyzer *analyzer;
static fund_memory_index *fresh;
static fund_searcher *searcher;

static fund_text text_of(const char *text)
{
    return (fund_text){text, strlen(text)};
}

static void add(const char *id, const char *title, const char *date, const char *first,
                const char *second)
{
    const fund_text passages[] = {text_of(first), text_of(second)};
    const fund_article article = {.size = sizeof(fund_article),
                                  .fields.id = text_of(id),
                                  .fields.title = text_of(title),
                                  .fields.date = text_of(date),
                                  .fields.section = text_of("Politik"),
                                  .fields.author = text_of("Anna Müller"),
                                  .fields.source = text_of("Blatt"),
                                  .fields.path = text_of("-"),
                                  .passages = passages,
                                  .passage_count = 2};
    FUZZ_CHECK(fund_memory_index_add(fresh, &article, NULL) == FUND_OK);
}

static void prepare_index(void)
{
    fund_error err = FUND_ERROR_INIT;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    FUZZ_CHECK(fund_lexicon_open(&lexicon, NULL, &err) == FUND_OK);
    fund_chain_options_use(&options, lexicon);
    FUZZ_CHECK(fund_analyzer_new(&analyzer, &options, &err) == FUND_OK);
    FUZZ_CHECK(fund_memory_index_new(&fresh, analyzer, &err) == FUND_OK);
    add("haushalt", "Streit um den Haushalt", "2022-02-24",
        "Die Wirtschaftssanktionen gegen Russland treffen den Außenhandel, sagte der Minister.",
        "Im Bundestag wurde am 24. Februar 2022 über die Mietpreisbremse abgestimmt.");
    add("sport", "Ein Sommer in der Sporthalle", "2021-07-01",
        "Die Sporthalle der Grundschule bleibt geschlossen; Bürger:innen sind verärgert.",
        "Ein- und Ausfuhr von E-Bikes nahmen um 3,5 Prozent zu, auf 75.000 Stück.");
    FUZZ_CHECK(fund_searcher_over(&searcher, fund_memory_index_store(fresh), analyzer, &err) ==
               FUND_OK);
}

static void check_ranges(const fund_range *ranges, size_t count, size_t len)
{
    size_t behind = 0;
    for (size_t i = 0; i < count; i++) {
        FUZZ_CHECK(ranges[i].begin >= behind && ranges[i].begin < ranges[i].end);
        FUZZ_CHECK(ranges[i].end <= len);
        behind = ranges[i].end;
    }
}

static void search(const char *data, size_t len)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.explain = true;
    if (fund_search(&results, searcher, data, len, &options, NULL) == FUND_OK) {
        FUZZ_CHECK(results.count <= 4 && results.total <= 4);
        for (size_t i = 0; i < results.count; i++) {
            const fund_hit *hit = results.hits[i];
            check_ranges(hit->highlights, hit->highlight_count, hit->text_len);
            check_ranges(hit->title_highlights, hit->title_highlight_count,
                         strlen(hit->fields.title.data));
        }
    }
    fund_results_free(&results);
}

/* Completion and correction of what is typed. */
static void suggest(const char *data, size_t len)
{
    fund_word_list words = FUND_WORD_LIST_INIT;
    fund_buf query = FUND_BUF_INIT;
    if (fund_complete(&words, searcher, data, len, 5, NULL) == FUND_OK) {
        FUZZ_CHECK(words.count <= 5);
    }
    fund_word_list_free(&words);
    fund_correct_query(&query, searcher, data, len, NULL);
    FUZZ_CHECK(query.len == 0 || fund_utf8_valid(query.data, query.len, NULL));
    fund_buf_free(&query);
}

const fuzz_target fuzz_queries[] = {
    {"search", prepare_index, search},
    {"suggest", prepare_index, suggest},
    {NULL, NULL, NULL},
};
