/*
 * newsroom INDEX FOLDER QUERY [SECTION...]: brings an index up to date with a folder of articles,
 * then shows the best passage of each article in the sections, newest first, with counts by month.
 * What the library does meanwhile (waits, merges) and what is wrong with the input goes to stderr.
 */
#include <fundstelle.h>

#include <stdio.h>
#include <string.h>

static fund_status print_log(fund_log_level level, const char *message, void *payload)
{
    (void)payload;
    fprintf(stderr, "%s: %s\n", level == FUND_LOG_WARNING ? "warning" : "log", message);
    return FUND_OK;
}

/* error->path and error->line say where; the message names them, too. */
static fund_status print_problem(const fund_error *error, bool lost, void *payload)
{
    (void)payload;
    fprintf(stderr, "%s (%s): %s\n", lost ? "not indexed" : "detail dropped",
            fund_status_name(error->status), error->message);
    return FUND_OK;
}

static fund_status update(const char *index, const char *folder, fund_error *err)
{
    fund_indexer *indexer;
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    fund_indexer_events events = FUND_INDEXER_EVENTS_INIT;
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    options.lock_timeout_ms = 10000; /* for another writer */
    events.problem = print_problem;
    fund_status status = fund_indexer_open(&indexer, index, &options, err);
    if (status != FUND_OK) {
        return status;
    }
    status = fund_indexer_run(&counts, indexer, &folder, 1, FUND_PRUNE_LIMITED, &events, NULL, err);
    if (status == FUND_OK) {
        status = fund_indexer_compact(indexer, err); /* merges; once a night is enough */
    }
    if (status == FUND_OK) {
        status = fund_indexer_close(indexer, err);
    }
    fund_indexer_free(indexer);
    printf("%llu added, %llu replaced, %llu removed, %llu failed\n",
           (unsigned long long)counts.added, (unsigned long long)counts.replaced,
           (unsigned long long)counts.removed, (unsigned long long)counts.failed);
    return status;
}

/* Highlights are ranges of bytes in the text, ascending. */
static void print_hit(const fund_hit *hit)
{
    size_t at = 0;
    printf("%s  %s, %s\n    ", hit->fields.date.data, hit->fields.title.data,
           hit->fields.section.data);
    for (size_t i = 0; i < hit->highlight_count; i++) {
        const fund_range *mark = &hit->highlights[i];
        printf("%.*s[%.*s]", (int)(mark->begin - at), hit->text + at,
               (int)(mark->end - mark->begin), hit->text + mark->begin);
        at = mark->end;
    }
    printf("%s\n", hit->text + at);
}

static fund_status search(const char *index, const char *query, const char *const *sections,
                          fund_error *err)
{
    fund_searcher *searcher;
    fund_filter filter = FUND_FILTER_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    fund_results results = FUND_RESULTS_INIT;
    filter.sections = sections; /* NULL: all; it ends with NULL, as argv does */
    options.filter = &filter;
    options.group = true;
    options.order = FUND_ORDER_NEWEST;
    options.facets = 1u << FUND_FACET_MONTH;
    fund_status status = fund_searcher_open(&searcher, &index, 1, NULL, err);
    if (status == FUND_OK) {
        status = fund_search(&results, searcher, query, strlen(query), &options, err);
    }
    for (size_t i = 0; i < results.count; i++) {
        print_hit(results.hits[i]);
    }
    const fund_facet_values *months =
        results.facets != NULL ? &results.facets->facets[FUND_FACET_MONTH] : NULL;
    for (size_t i = 0; months != NULL && i < months->count; i++) {
        printf("%s: %u passages in %u articles\n", months->items[i]->value,
               months->items[i]->passages, months->items[i]->articles);
    }
    fund_results_free(&results);
    fund_searcher_free(searcher);
    return status;
}

int main(int argc, char **argv)
{
    fund_error err = FUND_ERROR_INIT;
    if (argc < 4) {
        fprintf(stderr, "usage: newsroom INDEX FOLDER QUERY [SECTION...]\n");
        return 2;
    }
    fund_log_set(print_log, FUND_LOG_INFO, NULL);
    const char *const *sections = argc > 4 ? (const char *const *)argv + 4 : NULL;
    if (update(argv[1], argv[2], &err) != FUND_OK ||
        search(argv[1], argv[3], sections, &err) != FUND_OK) {
        fprintf(stderr, "newsroom: %s\n", err.message);
        return 2;
    }
    return 0;
}
