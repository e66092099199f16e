/* Queries that run against a small index in memory. */
#include "tests/fuzz/fuzz.h"

#include "indexer/indexer.h"
#include "searcher/searcher.h"

#include <stdlib.h>
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
    if (fund_complete(&words, searcher, data, len, 5, NULL) == FUND_OK) {
        FUZZ_CHECK(words.count <= 5);
    }
    if (fund_correct_query(&words, searcher, data, len, NULL) == FUND_OK && words.count > 0) {
        const char *query = words.items[0]->text;
        FUZZ_CHECK(words.count == 1 && fund_utf8_valid(query, strlen(query), NULL));
    }
    fund_word_list_free(&words);
}

/* A line for each member: dates, a section, an author, a source. */
static void filter(const char *data, size_t len)
{
    char *values = fuzz_c_string(data, len), *save = NULL;
    const char *names[3][2] = {{NULL}};
    fund_filter wanted = FUND_FILTER_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results results = FUND_RESULTS_INIT;
    wanted.since = strtok_r(values, "\n", &save);
    wanted.until = wanted.since != NULL ? strtok_r(NULL, "\n", &save) : NULL;
    for (size_t i = 0; i < 3 && wanted.until != NULL; i++) {
        names[i][0] = strtok_r(NULL, "\n", &save);
    }
    wanted.sections = names[0];
    wanted.authors = names[1];
    wanted.sources = names[2][0] != NULL ? names[2] : NULL;
    options.filter = &wanted;
    fund_status status = fund_search(&results, searcher, "Haushalt", 8, &options, NULL);
    FUZZ_CHECK(status == FUND_OK || status == FUND_ERR_QUERY || status == FUND_ERR_ENCODING);
    fund_results_free(&results);
    free(values);
}

const fuzz_target fuzz_queries[] = {
    {"search", prepare_index, search},
    {"suggest", prepare_index, suggest},
    {"filters", prepare_index, filter},
    {NULL, NULL, NULL},
};
