/*
 * Each allocation of indexing and searching fails once: that is told as FUND_ERR_MEMORY, or
 * makes no difference; nothing leaks, and the index is as it was or as it was to become.
 */
#include "test_memory.h"
#include "tests/unit/test_folder.h"

#include "indexer/indexer.h"
#include "searcher/searcher.h"

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static char folder[FOLDER_MAX];
static char index_path[PATH_LENGTH_MAX], articles_path[PATH_LENGTH_MAX];
static char changed_path[PATH_LENGTH_MAX], work_path[PATH_LENGTH_MAX];
static fund_analyzer *analyzer;
static fund_lexicon *lexicon;

/* ---- a set-up ---------------------------------------------------------------- */

enum { ARTICLES = 24 };

static const char *const subjects[] = {"Hafenausbau", "Mietpreisbremse",
                                       "INF-Vertrag", "Krankenhausfinanzierung",
                                       "Sanktionen",  "Müller"};

static void write_articles(const char *path, const char *verb)
{
    FILE *out = fopen(path, "w");
    assert_non_null(out);
    for (int i = 0; i < ARTICLES; i++) {
        const char *about = subjects[(size_t)i % COUNT(subjects)];
        fprintf(out,
                "{\"id\":\"a%d\",\"title\":\"%s am Montag\",\"date\":\"2022-%02d-11\","
                "\"section\":\"Politik\",\"author\":\"Ina Wolf\",\"body\":[\"Der Ausschuss %s "
                "über %s und über die Straßenbahn der Stadt, die %d Wagen hat.\","
                "\"Am Ende gewann die Hafenstadt, meine Damen und Herren, im %d. Jahr.\"]}\n",
                i, about, i % 12 + 1, verb, about, i, i);
    }
    fprintf(out, "{\"id\":\"w\",\"status\":\"canceled\",\"version\":3}\n");
    assert_int_equal(fclose(out), 0);
}

static void build(const char *index, const char *articles)
{
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    assert_int_equal(fund_indexer_open_with(&indexer, index, analyzer, NULL, &err), FUND_OK);
    assert_int_equal(fund_indexer_run(&counts, indexer, &articles, 1, false, NULL, NULL, &err),
                     FUND_OK);
    assert_int_equal(counts.added + counts.replaced, ARTICLES);
    assert_int_equal(fund_indexer_close(indexer, &err), FUND_OK);
    fund_indexer_free(indexer);
}

static int set_up(void **state)
{
    (void)state;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    assert_non_null(make_temporary(folder));
    snprintf(index_path, sizeof index_path, "%s/index", folder);
    snprintf(work_path, sizeof work_path, "%s/work", folder);
    snprintf(articles_path, sizeof articles_path, "%s/articles.jsonl", folder);
    snprintf(changed_path, sizeof changed_path, "%s/changed.jsonl", folder);
    assert_int_equal(fund_lexicon_open(&lexicon, NULL, NULL), FUND_OK);
    fund_chain_options_use(&options, lexicon);
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    write_articles(articles_path, "berät");
    write_articles(changed_path, "stritt");
    build(index_path, articles_path);
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
    return remove_tree(folder);
}

/* ---- searching ----------------------------------------------------------------- */

static void print_results(fund_buf *out, const fund_results *results)
{
    for (size_t i = 0; i < results->count; i++) {
        const fund_hit *hit = results->hits[i];
        fund_buf_printf(out, "%s#%u %.6f %s:", hit->fields.id.data, (unsigned)hit->passage,
                        hit->score, hit->fields.title.data);
        for (size_t k = 0; k < hit->highlight_count; k++) {
            fund_buf_printf(out, " %zu-%zu", hit->highlights[k].begin, hit->highlights[k].end);
        }
        fund_buf_printf(out, " %zu reasons\n", hit->reason_count);
    }
    fund_buf_printf(out, "%u\n", (unsigned)results->total);
}

/* A searcher of its own for each try, by an analyzer that is made before. */
static fund_status with_searcher(fund_buf *out, const void *what, fund_error *err,
                                 fund_status (*ask)(fund_buf *out, fund_searcher *searcher,
                                                    const char *query, fund_error *err))
{
    const char *path = index_path;
    fund_searcher *searcher = NULL;
    fund_status status = fund_searcher_open_with(&searcher, &path, 1, analyzer, err);
    if (status == FUND_OK) {
        status = ask(out, searcher, what, err);
    }
    fund_searcher_free(searcher);
    return status;
}

static fund_status ask_search(fund_buf *out, fund_searcher *searcher, const char *query,
                              fund_error *err)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.explain = true;
    options.hide_duplicates = true;
    fund_status status = fund_search(&results, searcher, query, strlen(query), &options, err);
    if (status == FUND_OK) {
        print_results(out, &results);
    }
    fund_results_free(&results);
    return status;
}

static fund_status ask_filtered(fund_buf *out, fund_searcher *searcher, const char *query,
                                fund_error *err)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.group = true;
    const char *const sections[] = {"Politik", NULL};
    fund_filter filter = FUND_FILTER_INIT;
    filter.sections = sections;
    filter.since = filter.until = "2022";
    options.filter = &filter;
    options.order = FUND_ORDER_NEWEST;
    fund_status status = fund_search(&results, searcher, query, strlen(query), &options, err);
    if (status == FUND_OK) {
        print_results(out, &results);
    }
    fund_results_free(&results);
    return status;
}

static fund_status ask_similar(fund_buf *out, fund_searcher *searcher, const char *id,
                               fund_error *err)
{
    fund_results results = FUND_RESULTS_INIT;
    const fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_status status = fund_more_like_this(&results, searcher, id, strlen(id), 0, &options, err);
    if (status == FUND_OK) {
        print_results(out, &results);
        status = fund_article_get(&results, searcher, id, strlen(id), 1, 1, err);
    }
    if (status == FUND_OK) {
        print_results(out, &results);
    }
    fund_results_free(&results);
    return status;
}

static fund_status ask_count(fund_buf *out, fund_searcher *searcher, const char *query,
                             fund_error *err)
{
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.no_hits = true;
    options.facets = ((1u << FUND_FACETS) - 1) | FUND_FACET_WORDS;
    fund_status status = fund_search(&results, searcher, query, strlen(query), &options, err);
    for (size_t i = 0; status == FUND_OK && i < FUND_FACETS; i++) {
        const fund_facet_values *values = &results.facets->facets[i];
        for (size_t k = 0; k < values->count; k++) {
            const fund_facet_value *value = values->items[k];
            fund_buf_printf(out, "%s %u %u %llu\n", value->value, (unsigned)value->passages,
                            (unsigned)value->articles, (unsigned long long)value->words);
        }
    }
    fund_results_free(&results);
    return status;
}

static void print_words(fund_buf *out, const fund_listed_word *const *words, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        fund_buf_printf(out, "%s %u\n", words[i]->text, (unsigned)words[i]->passages);
    }
}

static fund_status ask_complete(fund_buf *out, fund_searcher *searcher, const char *typed,
                                fund_error *err)
{
    fund_word_list list = FUND_WORD_LIST_INIT;
    fund_status status = fund_complete(&list, searcher, typed, strlen(typed), 5, err);
    if (status == FUND_OK) {
        print_words(out, list.items, list.count);
        status = fund_complete_name(&list, searcher, FUND_NAME_AUTHOR, "in", 2, 5, err);
    }
    if (status == FUND_OK) {
        print_words(out, list.items, list.count);
    }
    fund_word_list_free(&list);
    return status;
}

static fund_status ask_correct(fund_buf *out, fund_searcher *searcher, const char *word,
                               fund_error *err)
{
    fund_word_list list = FUND_WORD_LIST_INIT;
    fund_status status = fund_correct_word(&list, searcher, word, strlen(word), 5, err);
    if (status == FUND_OK) {
        print_words(out, list.items, list.count);
        status = fund_correct_query(&list, searcher, word, strlen(word), err);
    }
    if (status == FUND_OK) {
        print_words(out, list.items, list.count);
    }
    fund_word_list_free(&list);
    return status;
}

static fund_status ask_word(fund_buf *out, fund_searcher *searcher, const char *word,
                            fund_error *err)
{
    fund_word_info info = FUND_WORD_INFO_INIT;
    fund_status status = fund_word_info_get(&info, searcher, word, strlen(word), err);
    if (status == FUND_OK) {
        fund_buf_printf(out, "%s %u %u\n", info.term, (unsigned)info.as_word,
                        (unsigned)info.as_part);
        print_words(out, info.forms, info.form_count);
        print_words(out, info.compounds, info.compound_count);
    }
    fund_word_info_free(&info);
    return status;
}

static fund_status ask_parse(fund_buf *out, fund_searcher *searcher, const char *query,
                             fund_error *err)
{
    fund_parsed_query parsed = FUND_PARSED_QUERY_INIT;
    fund_status status = fund_query_parse(&parsed, query, strlen(query), err);
    if (status == FUND_OK) {
        fund_buf_append_str(out, parsed.text);
    }
    for (size_t i = 0; status == FUND_OK && i < parsed.diagnostics.count; i++) {
        const fund_diagnostic *note = parsed.diagnostics.items[i];
        fund_buf_printf(out, "%zu %s\n", note->offset, note->message);
    }
    if (status == FUND_OK) {
        status = fund_search_describe(out, searcher, query, strlen(query), err);
    }
    fund_parsed_query_free(&parsed);
    return status;
}

#define SCENARIO(name)                                                                             \
    static fund_status name(fund_buf *out, bool *told, const void *what, fund_error *err)          \
    {                                                                                              \
        (void)told;                                                                                \
        return with_searcher(out, what, err, ask_##name);                                          \
    }

SCENARIO(search)
SCENARIO(filtered)
SCENARIO(similar)
SCENARIO(count)
SCENARIO(complete)
SCENARIO(correct)
SCENARIO(word)
SCENARIO(parse)

static void searching_survives(void **state)
{
    (void)state;
    static const struct {
        const char *name;
        scenario run;
        const char *query;
    } cases[] = {
        {"words", search, "Straßenbahn Hafen"},
        {"a compound", search, "Krankenhausfinanzierung INF-Vertrag"},
        {"a phrase", search, "\"meine Damen und Herren\""},
        {"operators", search, "(Hafen UND gewann) ODER +Montag -\"INF-Vertrag\""},
        {"NEAR", search, "Damen NEAR/3 Herren"},
        {"patterns", search, "Strassen* *bremse Mietprei?bremse"},
        {"exact and fuzzy", search, "=Sanktionen Hafenausbua~ Montag^2"},
        {"fields", search, "titel:Hafenausbau autor:Wolf ressort:Politik datum:2022-01..2022-06"},
        {"filtered", filtered, "Ausschuss"},
        {"similar", similar, "a3"},
        {"count", count, "Ausschuss Hafen"},
        {"complete", complete, "Kranken"},
        {"correct", correct, "Sanktoinen"},
        {"word", word, "Stadt"},
        {"parse", parse, "Hafen UND (Ausbau \"meine Damen\" ODER Kra*"},
    };
    bool good = true;
    for (size_t i = 0; i < COUNT(cases); i++) {
        good &= survives(cases[i].name, OURS, cases[i].run, cases[i].query);
    }
    assert_true(good);
}

/* ---- indexing --------------------------------------------------------------------- */

static fund_status print_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    fund_buf_printf(payload, "%.*s %u\n", (int)len, term, (unsigned)documents);
    return FUND_OK;
}

/* All terms but those of files, whose names differ; 0 failures expected. */
static void describe(fund_buf *out, const char *index)
{
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    fund_buf_clear(out);
    if (fund_store_open(&store, &index, 1, &err) != FUND_OK ||
        fund_store_terms(store, "", 0, print_term, out, &err) != FUND_OK) {
        fprintf(stderr, "%s\n", err.message);
        _exit(1);
    }
    fund_store_free(store);
}

typedef struct change {
    const char *name;
    bool bulk, fresh, reads; /* a fresh index is not there before; what reads leaves it alone */
    fund_status (*apply)(fund_indexer *indexer, fund_error *err);
} change;

static fund_status tell_no_memory(const fund_error *error, bool lost, void *payload)
{
    if (error->status != FUND_ERR_MEMORY || !lost) {
        fprintf(stderr, "told otherwise: %s: %s\n", fund_status_name(error->status),
                error->message);
        _exit(1);
    }
    *(bool *)payload = true;
    return FUND_OK;
}

static bool was_told;

static fund_status apply_run(fund_indexer *indexer, fund_error *err)
{
    const char *paths = changed_path;
    const fund_indexer_events events = {.size = sizeof(fund_indexer_events),
                                        .problem = tell_no_memory};
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    return fund_indexer_run(&counts, indexer, &paths, 1, true, &events, &was_told, err);
}

static fund_status apply_remove(fund_indexer *indexer, fund_error *err)
{
    fund_status status = fund_indexer_remove(indexer, "a1", 2, err);
    return status == FUND_OK ? fund_indexer_commit(indexer, err) : status;
}

static fund_status apply_compact(fund_indexer *indexer, fund_error *err)
{
    return fund_indexer_compact(indexer, err);
}

static fund_status note_id(const fund_article *article, void *payload)
{
    fund_buf_append(payload, article->fields.id.data, article->fields.id.len);
    return FUND_OK;
}

static fund_status apply_export(fund_indexer *indexer, fund_error *err)
{
    fund_buf ids = FUND_BUF_INIT;
    fund_status status = fund_indexer_articles(indexer, note_id, &ids, err);
    fund_buf_free(&ids);
    return status;
}

static fund_status apply_verify(fund_indexer *indexer, fund_error *err)
{
    fund_verify_counts counts = FUND_VERIFY_COUNTS_INIT;
    const fund_indexer_events events = {.size = sizeof(fund_indexer_events),
                                        .problem = tell_no_memory};
    return fund_indexer_verify(&counts, indexer, NULL, 0, &events, &was_told, err);
}

static fund_status apply(const change *what, fund_error *err)
{
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    fund_indexer *indexer = NULL;
    fund_analyzer *own = NULL;
    options.no_bulk = !what->bulk;
    options.jobs = 1;
    options.batch_passages = what->bulk ? 8 : 2500;
    options.dry_run = what->apply == apply_verify;
    fund_status status = fund_analyzer_clone(&own, analyzer, err);
    if (status == FUND_OK) {
        status = fund_indexer_open_with(&indexer, work_path, own, &options, err);
    }
    if (status == FUND_OK) {
        status = what->apply(indexer, err);
    }
    if (status == FUND_OK) {
        status = fund_indexer_close(indexer, err);
    }
    fund_indexer_free(indexer);
    fund_analyzer_free(own);
    return status;
}

static void reset(const change *what)
{
    if (remove_tree(work_path) != 0 || (!what->fresh && copy_tree(index_path, work_path) != 0)) {
        _exit(1);
    }
}

static bool equals(const fund_buf *a, const fund_buf *b)
{
    return a->len == b->len && memcmp(a->data, b->data, a->len) == 0;
}

/* The index is looked at while nothing fails. After a failure it is as it was or, where that
 * came after the commit, as it was to become. */
static fund_status change_index(fund_buf *out, bool *told, const void *payload, fund_error *err)
{
    static fund_buf before, after, complete;
    const change *what = payload;
    static const change *latest;
    long nth = atomic_load(&failing);
    stop_failing();
    if (latest != what) {
        fund_buf_clear(&complete);
        describe(&before, index_path);
    }
    if (latest != what || !what->reads) {
        reset(what);
    }
    latest = what;
    was_told = false;
    fail_from(nth);
    fund_status status = apply(what, err);
    long made = atomic_load(&calls);
    stop_failing();
    *told = was_told;
    if (status == FUND_OK) {
        describe(out, work_path);
        if (complete.len == 0) {
            fund_buf_append(&complete, out->data, out->len);
        }
    } else if (!what->fresh) {
        describe(&after, work_path);
        if (!equals(&after, &before) && !equals(&after, &complete)) {
            fprintf(stderr, "%s, allocation %ld: an index between two states\n", what->name, nth);
            _exit(1);
        }
    }
    fail_from(nth);
    atomic_store(&calls, made);
    return status;
}

static void indexing_survives(void **state)
{
    (void)state;
    static const change changes[] = {
        {"a new index", false, true, false, apply_run},
        {"a new index in bulk", true, true, false, apply_run},
        {"replacing", false, false, false, apply_run},
        {"replacing in bulk", true, false, false, apply_run},
        {"removing", false, false, false, apply_remove},
        {"compacting", false, false, false, apply_compact},
        {"exporting", false, false, true, apply_export},
        {"verifying", false, false, true, apply_verify},
    };
    bool good = true;
    for (size_t i = 0; i < COUNT(changes); i++) {
        good &= survives(changes[i].name, OURS, change_index, &changes[i]);
    }
    assert_true(good);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(searching_survives),
        cmocka_unit_test(indexing_survives),
    };
    return cmocka_run_group_tests(tests, set_up, tear_down);
}
