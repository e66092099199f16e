/* What the suites about the indexer share: runs over files in a temporary folder. */
#ifndef TEST_INDEXER_H
#define TEST_INDEXER_H

#include "indexer/indexer.h"
#include "test_store.h"

static fund_analyzer *analyzer;
static fund_buf problems; /* one line each */

static inline int set_up(void **state)
{
    problems = (fund_buf)FUND_BUF_INIT;
    fund_buf_append(&problems, "", 0);
    return make_folder(state) != 0 || fund_analyzer_new(&analyzer, NULL, NULL) != FUND_OK;
}

static inline int tear_down(void **state)
{
    fund_analyzer_free(analyzer);
    fund_buf_free(&problems);
    return remove_folder(state);
}

static inline const char *in_folder(const char *name)
{
    static char file[4][2 * PATH_LENGTH_MAX];
    static size_t next;
    next = (next + 1) % 4;
    snprintf(file[next], sizeof file[next], "%s/%s", folder, name);
    return file[next];
}

static inline void write_file(const char *name, const char *text)
{
    FILE *out = fopen(in_folder(name), "w");
    assert_non_null(out);
    fputs(text, out);
    fclose(out);
}

static inline fund_status note_problem(const fund_error *error, bool lost, void *payload)
{
    (void)payload;
    fund_buf_printf(&problems, "%s: %s\n", lost ? "lost" : "warning", error->message);
    return FUND_OK;
}

typedef struct run_options {
    bool prune;
    fund_indexer_options indexer;
    fund_status (*stop)(void *payload);
    fund_status expected;
} run_options;

#define RUN_OPTIONS_INIT                                                                           \
    {                                                                                              \
        false, FUND_INDEXER_OPTIONS_INIT, NULL, FUND_OK                                            \
    }

/* Indexes up to three paths and returns the counts as one line. */
static inline const char *run_with(run_options options, const char *a, const char *b, const char *c)
{
    static char line[160];
    const char *const list[] = {a, b, c};
    size_t count = c != NULL ? 3 : b != NULL ? 2 : 1;
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    OK(fund_indexer_open_with(&indexer, path, analyzer, &options.indexer, &err));
    const fund_indexer_events events = {
        .size = sizeof(fund_indexer_events), .problem = note_problem, .stop = options.stop};
    fund_index_counts counts = FUND_INDEX_COUNTS_INIT;
    assert_int_equal(
        fund_indexer_run(&counts, indexer, list, count, options.prune, &events, NULL, &err),
        options.expected);
    OK(fund_indexer_close(indexer, &err));
    fund_indexer_free(indexer);
    snprintf(line, sizeof line, "%d added %d replaced %d unchanged %d removed %d failed",
             (int)counts.added, (int)counts.replaced, (int)counts.unchanged, (int)counts.removed,
             (int)counts.failed);
    return line;
}

static inline const char *run(const char *a, const char *b)
{
    run_options options = RUN_OPTIONS_INIT;
    return run_with(options, a, b, NULL);
}

static inline const char *run_prune(const char *a, const char *b)
{
    run_options options = RUN_OPTIONS_INIT;
    options.prune = true;
    return run_with(options, a, b, NULL);
}

static inline fund_status count_one(fund_docid docid, void *payload)
{
    (void)docid;
    ++*(uint32_t *)payload;
    return FUND_OK;
}

static inline uint32_t documents_with(const char *term)
{
    fund_error err;
    uint32_t count = 0;
    fund_store *store = open_store();
    OK(fund_store_postings(store, term, strlen(term), count_one, &count, &err));
    fund_store_free(store);
    return count;
}

/* Two paragraphs long enough to be passages of their own. */
#define LONG_ONE "Der erste Absatz handelt von Gemüse, von Äpfeln und vom Wetter in den Bergen.\n"
#define LONG_TWO "Der zweite Absatz handelt von Schiffen, von Häfen und von der Arbeit am Kai.\n"

#endif
