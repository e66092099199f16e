/* Random series of changes, commits and merges, beside a plain list of what must be found. */
#include "test_properties.h"
#include "test_store_files.h"

enum { ARTICLES = 10, PASSAGES = 3, TEXT_MAX = 32, SAME_MAX = ARTICLES * PASSAGES, STEPS = 60 };

/* The passages of all articles. */
typedef struct model {
    char texts[SAME_MAX][TEXT_MAX];
    size_t count;
} model;

typedef struct series {
    fund_writer *writer;
    model committed, pending;
    unsigned version;
} series;

static void forget(model *of, const char *article)
{
    size_t kept = 0;
    const size_t len = strlen(article);
    for (size_t i = 0; i < of->count; i++) {
        if (strncmp(of->texts[i], article, len) != 0 || of->texts[i][len] != ' ') {
            memmove(of->texts[kept++], of->texts[i], TEXT_MAX);
        }
    }
    of->count = kept;
}

static void remember(model *of, const char *text)
{
    assert_true(of->count < SAME_MAX);
    snprintf(of->texts[of->count++], TEXT_MAX, "%s", text);
}

static int by_text(const void *a, const void *b)
{
    return strcmp(a, b);
}

static void print_model(fund_buf *out, model of)
{
    qsort(of.texts, of.count, TEXT_MAX, by_text);
    for (size_t i = 0; i < of.count; i++) {
        fund_buf_printf(out, "%s|", of.texts[i]);
    }
}

/* ---- what a store finds -------------------------------------------------------- */

typedef struct reading {
    const fund_store *store;
    model found;
    fund_docid last;
} reading;

static fund_status take_document(fund_docid docid, void *payload)
{
    reading *of = payload;
    fund_error err = FUND_ERROR_INIT;
    fund_buf data = FUND_BUF_INIT;
    must(fund_store_data(&data, of->store, docid, &err), &err);
    CHECK(docid > of->last, "documents out of order");
    of->last = docid;
    remember(&of->found, data.data);
    fund_buf_free(&data);
    return FUND_OK;
}

static fund_status take_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    (void)value;
    (void)len;
    return take_document(docid, payload);
}

/* By a query, by a term's documents and by a value's. */
static void read_by_query(reading *of)
{
    fund_error err = FUND_ERROR_INIT;
    fund_query *query;
    fund_matches matches = FUND_MATCHES_INIT;
    fund_match_options options = FUND_MATCH_OPTIONS_INIT;
    options.count = 1000;
    options.unweighted = true;
    must(fund_query_all(&query, &err), &err);
    must(fund_store_match(&matches, of->store, query, &options, &err), &err);
    for (size_t i = 0; i < matches.count; i++) {
        take_document(matches.items[i].docid, of);
    }
    CHECK(matches.lower_bound == matches.count && matches.upper_bound == matches.count,
          "%zu matches, said to be %u to %u", matches.count, matches.lower_bound,
          matches.upper_bound);
    fund_matches_free(&matches);
    fund_query_free(query);
}

static void read_by_term(reading *of)
{
    fund_error err = FUND_ERROR_INIT;
    must(fund_store_postings(of->store, "haus", 4, take_document, of, &err), &err);
}

static void read_by_value(reading *of)
{
    fund_error err = FUND_ERROR_INIT;
    must(fund_store_values(of->store, FUND_SLOT_ARTICLE, take_value, of, &err), &err);
}

static void check_found(const fund_store *store, const model *expected, const char *what)
{
    static void (*const ways[])(reading * of) = {read_by_query, read_by_term, read_by_value};
    fund_error err = FUND_ERROR_INIT;
    fund_store_stats stats;
    fund_buf should = FUND_BUF_INIT;
    print_model(&should, *expected);
    fund_buf_append_str(&should, ".");
    for (size_t i = 0; i < COUNT(ways); i++) {
        reading of = {.store = store};
        fund_buf found = FUND_BUF_INIT;
        ways[i](&of);
        print_model(&found, of.found);
        fund_buf_append_str(&found, ".");
        CHECK(strcmp(found.data, should.data) == 0, "%s, way %zu:\n%s\nbut should be\n%s", what, i,
              found.data, should.data);
        fund_buf_free(&found);
    }
    must(fund_store_stats_get(&stats, store, &err), &err);
    CHECK(stats.documents == expected->count, "%s: %u documents", what, stats.documents);
    fund_buf_free(&should);
}

/* Passages of an article stay together, whatever is merged. */
static void check_siblings(const fund_store *store)
{
    for (unsigned i = 0; i < ARTICLES; i++) {
        fund_error err = FUND_ERROR_INIT;
        char term[16];
        fund_docid first;
        fund_buf data = FUND_BUF_INIT;
        unsigned passages = 0;
        snprintf(term, sizeof term, "Qa%u", i);
        must(fund_store_first_posting(&first, store, term, strlen(term), &err), &err);
        if (first != 0) {
            must(fund_store_data(&data, store, first, &err), &err);
            passages = (unsigned)atoi(strstr(data.data, " of ") + 4);
        }
        for (unsigned k = 1; k <= passages; k++) {
            char ending[24];
            fund_buf_clear(&data);
            must(fund_store_data(&data, store, fund_store_sibling(store, first, 1, k), &err), &err);
            snprintf(ending, sizeof ending, " %u of %u", k, passages);
            CHECK(strncmp(data.data, term + 1, strlen(term + 1)) == 0 &&
                      strcmp(data.data + data.len - strlen(ending), ending) == 0,
                  "%s: passage %u is \"%s\"", term, k, data.data);
        }
        fund_buf_free(&data);
    }
}

static void check_committed(const series *of, const char *what)
{
    fund_store *store = open_store();
    check_found(store, &of->committed, what);
    check_siblings(store);
    fund_store_free(store);
}

/* ---- steps ------------------------------------------------------------------------ */

static fund_document *passage(const char *article, const char *text)
{
    fund_error err = FUND_ERROR_INIT;
    fund_document *document = make_document(article, "haus");
    must(fund_document_set_data(document, text, strlen(text), &err), &err);
    return document;
}

/* Replaces an article, or deletes it where there are to be no passages. */
static void put_article(series *of, const char *article, unsigned passages, fund_piece *piece)
{
    fund_error err = FUND_ERROR_INIT;
    delete_article(of->writer, article);
    forget(&of->pending, article);
    of->version++;
    for (unsigned k = 1; k <= passages; k++) {
        char text[TEXT_MAX];
        snprintf(text, sizeof text, "%s v%u %u of %u", article, of->version, k, passages);
        fund_document *document = passage(article, text);
        must(piece != NULL ? fund_piece_add(piece, document, &err)
                           : fund_writer_add(of->writer, document, &err),
             &err);
        fund_document_free(document);
        remember(&of->pending, text);
    }
}

static void change_articles(series *of, random_state *r)
{
    for (size_t n = 1 + below(r, 4); n > 0; n--) { /* some of them twice */
        char article[8];
        snprintf(article, sizeof article, "a%zu", below(r, ARTICLES));
        put_article(of, article, (unsigned)below(r, PASSAGES + 1), NULL);
    }
}

static void commit_changes(series *of, random_state *r)
{
    (void)r;
    fund_error err = FUND_ERROR_INIT;
    must(fund_writer_commit(of->writer, &err), &err);
    of->committed = of->pending;
}

static void cancel_changes(series *of, random_state *r)
{
    (void)r;
    fund_error err = FUND_ERROR_INIT;
    must(fund_writer_cancel(of->writer, &err), &err);
    of->pending = of->committed;
}

static void open_again(series *of, random_state *r)
{
    if (one_in(r, 2)) {
        close_writer(of->writer);
        of->committed = of->pending;
    } else {
        fund_writer_free(of->writer);
        of->pending = of->committed;
    }
    of->writer = open_writer();
}

static size_t count_segments(const series *of)
{
    fund_error err = FUND_ERROR_INIT;
    size_t count;
    must(fund_writer_segments(NULL, 0, &count, of->writer, &err), &err);
    return count;
}

static void merge_some(series *of, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    commit_changes(of, r);
    const size_t all = count_segments(of), first = below(r, all + 1);
    const size_t count = below(r, all - first + 1);
    must(fund_writer_merge(of->writer, first, count, &err), &err);
    CHECK(count == 0 || count_segments(of) == all - count + 1, "%zu segments", count_segments(of));
}

/* What changes from here on changes while they are merged, or they are gone before the end. */
static void begin_merge(series *of, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    bool running;
    commit_changes(of, r);
    must(fund_writer_merge_end(&running, of->writer, true, &err), &err);
    const size_t all = count_segments(of), first = below(r, all + 1);
    if (first < all) {
        must(fund_writer_merge_begin(of->writer, first, 1 + below(r, all - first), &err), &err);
        CHECK(fund_writer_merge_begin(of->writer, 0, 1, &err) == FUND_ERR_ARGUMENT, "a second one");
    }
}

static void end_merge(series *of, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    bool running;
    commit_changes(of, r);
    must(fund_writer_merge_end(&running, of->writer, one_in(r, 2), &err), &err);
}

/* New versions of articles, while the old ones and some others are deleted. */
static void build_more(series *of, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    must(fund_bulk_begin(&bulk, of->writer, 0, 0, &err), &err);
    of->committed = of->pending;
    const size_t pieces = below(r, 4), begin = below(r, ARTICLES);
    for (size_t i = 0; i < pieces; i++) {
        fund_piece *piece;
        char article[8];
        must(fund_piece_new(&piece, bulk, i, &err), &err);
        snprintf(article, sizeof article, "a%zu", (begin + i) % ARTICLES);
        put_article(of, article, 1 + (unsigned)below(r, PASSAGES), piece);
        must(fund_piece_close(piece, &err), &err);
        fund_piece_free(piece);
    }
    if (one_in(r, 2)) {
        char article[8];
        snprintf(article, sizeof article, "a%zu", (begin + pieces) % ARTICLES);
        put_article(of, article, 0, NULL);
    }
    if (one_in(r, 4)) {
        must(fund_writer_cancel(of->writer, &err), &err);
        of->pending = of->committed;
    } else {
        must(fund_bulk_commit(bulk, &err), &err);
        of->committed = of->pending;
    }
    fund_bulk_free(bulk);
}

static fund_status copy_document(fund_docid docid, void *payload)
{
    fund_error err = FUND_ERROR_INIT;
    void **both = payload;
    const fund_store *store = both[0];
    fund_buf article = FUND_BUF_INIT, data = FUND_BUF_INIT;
    must(fund_store_data(&data, store, docid, &err), &err);
    must(fund_store_value(&article, store, docid, FUND_SLOT_ARTICLE, &err), &err);
    fund_document *document = passage(article.data, data.data);
    must(fund_piece_add(both[1], document, &err), &err);
    fund_document_free(document);
    fund_buf_free(&article);
    fund_buf_free(&data);
    return FUND_OK;
}

/* Segments are written again without what is deleted of them. */
static void rewrite_some(series *of, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    fund_bulk *bulk;
    fund_piece *piece;
    commit_changes(of, r);
    const size_t all = count_segments(of);
    if (all == 0) {
        return;
    }
    const size_t first = below(r, all), count = 1 + below(r, all - first);
    must(fund_bulk_begin(&bulk, of->writer, first, count, &err), &err);
    must(fund_piece_new(&piece, bulk, 0, &err), &err);
    for (size_t i = first; i < first + count; i++) { /* else passages would be interleaved */
        fund_store *store;
        must(fund_writer_reader_of(&store, of->writer, i, 1, &err), &err);
        void *both[] = {store, piece};
        must(fund_store_postings(store, "haus", 4, copy_document, both, &err), &err);
        fund_store_free(store);
    }
    must(fund_piece_close(piece, &err), &err);
    fund_piece_free(piece);
    must(fund_bulk_commit(bulk, &err), &err);
    fund_bulk_free(bulk);
    fund_segment_info info[STEPS];
    size_t now;
    must(fund_writer_segments(info, COUNT(info), &now, of->writer, &err), &err);
    CHECK(now == all - count + 1 || now == all - count, "%zu segments of %zu", now, all);
    CHECK(now == all - count || info[first].deleted == 0, "%u are still deleted",
          info[first].deleted);
}

static const struct {
    const char *name;
    void (*take)(series *of, random_state *r);
} steps[] = {
    {"change", change_articles}, {"change", change_articles}, {"change", change_articles},
    {"commit", commit_changes},  {"commit", commit_changes},  {"cancel", cancel_changes},
    {"open", open_again},        {"merge", merge_some},       {"build", build_more},
    {"rewrite", rewrite_some},   {"begin", begin_merge},      {"end", end_merge},
};

static void one_series_is_found(random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    series of = {.writer = open_writer()};
    fund_store *moving = open_store();
    for (int i = 0; i < STEPS; i++) {
        const size_t step = below(r, COUNT(steps));
        fund_store *own;
        steps[step].take(&of, r);
        must(fund_writer_reader(&own, of.writer, &err), &err);
        check_found(own, &of.pending, steps[step].name);
        fund_store_free(own);
        must(fund_store_reopen(moving, NULL, &err), &err);
        check_found(moving, &of.committed, steps[step].name);
        check_committed(&of, steps[step].name);
    }
    fund_store_free(moving);
    close_writer(of.writer);
    CHECK(defects_of(path) == 0, "a check finds defects");
    fund_buf names = FUND_BUF_INIT;
    char *state = state_of(path);
    CHECK(strstr(state, "\ntmp ") == NULL, "tmp is left");
    free(state);
    fund_buf_free(&names);
    assert_int_equal(remove_tree(path), 0);
}

static void any_series_is_found(void **state)
{
    (void)state;
    for_seeds(40, 101, one_series_is_found);
}

/* ---- what the series above ought to do, told apart ----------------------------------- */

static void a_segment_of_which_nothing_is_left_goes(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    add_document(writer, "b", "haus zwei");
    commit(writer); /* s1 */
    add_document(writer, "c", "haus drei");
    commit(writer); /* s2 */
    delete_article(writer, "a");
    commit(writer); /* d3 */
    assert_true(is_there("s1") && is_there("d3"));
    delete_article(writer, "b");
    delete_article(writer, "c");
    add_document(writer, "d", "haus vier");
    commit(writer); /* s4 */
    assert_true(is_there("s4"));
    delete_article(writer, "d");
    commit(writer);
    close_writer(writer); /* until then who copies them may go on */
    assert_false(is_there("s1") || is_there("s2") || is_there("d3") || is_there("s4"));
    fund_store *store = open_store();
    assert_int_equal(segments_of(store), 0);
    fund_store_free(store);
    assert_documents(0);
}

static void merges_go_on_beside_the_writer(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_segment_info info[4];
    size_t count;
    bool running;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    add_document(writer, "b", "haus zwei");
    commit(writer); /* s1 */
    add_document(writer, "c", "haus drei");
    commit(writer); /* s2 */
    OK(fund_writer_merge_end(&running, writer, true, &err));
    assert_false(running);
    assert_int_equal(fund_writer_merge_begin(writer, 1, 0, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_writer_merge_begin(writer, 1, 2, &err), FUND_ERR_ARGUMENT);
    OK(fund_writer_merge_begin(writer, 0, 2, &err));
    add_document(writer, "d", "haus vier");
    delete_article(writer, "b");
    assert_int_equal(fund_writer_merge_end(&running, writer, true, &err), FUND_ERR_ARGUMENT);
    commit(writer);
    OK(fund_writer_segments(info, COUNT(info), &count, writer, &err));
    assert_int_equal(count, 3);
    assert_true(info[0].merging && info[1].merging && !info[2].merging);
    OK(fund_writer_merge_end(&running, writer, true, &err));
    OK(fund_writer_segments(info, COUNT(info), &count, writer, &err));
    assert_int_equal(count, 2);
    assert_int_equal(info[0].documents, 3);
    assert_int_equal(info[0].deleted, 1);
    assert_false(info[0].merging || is_there("tmp0"));
    assert_documents(3);
    /* what is closed before it is ready, and what is closed without a commit */
    OK(fund_writer_merge_begin(writer, 0, 2, &err));
    close_writer(writer);
    assert_documents(3);
    assert_false(is_there("tmp0"));
    writer = open_writer();
    OK(fund_writer_segments(info, COUNT(info), &count, writer, &err));
    assert_int_equal(count, 1);
    OK(fund_writer_merge_begin(writer, 0, 1, &err));
    fund_writer_free(writer);
    assert_documents(3);
    assert_false(is_there("tmp0"));
}

static void a_merge_that_cannot_begin_costs_nothing(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    bool running;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    commit(writer);
    assert_int_equal(symlink("/tmp", file_of("tmp0")), 0);
    assert_true(fund_writer_merge_begin(writer, 0, 1, &err) != FUND_OK);
    assert_non_null(strstr(err.message, "tmp0"));
    OK(fund_writer_merge_end(&running, writer, true, &err));
    add_document(writer, "b", "haus zwei");
    close_writer(writer);
    assert_documents(2);
    assert_int_equal(remove_tree(path), 0);
}

static void deletions_meet_documents_of_their_own_transaction(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus eins");
    add_document(writer, "b", "haus zwei");
    delete_article(writer, "a");
    add_document(writer, "a", "haus drei");
    delete_article(writer, "a");
    add_document(writer, "a", "haus vier");
    close_writer(writer); /* s1, and two of its four documents deleted: d2 */
    assert_true(is_there("s1") && is_there("d2"));
    assert_documents(2);
    writer = open_writer();
    add_document(writer, "c", "haus");
    delete_article(writer, "c");
    close_writer(writer); /* no segment */
    assert_false(is_there("s3"));
    assert_documents(2);
}

static void names_are_not_used_again(void **state)
{
    (void)state;
    fund_writer *writer = open_writer();
    char name[24] = "";
    for (int i = 1; i <= 12; i++) {
        fund_error err = FUND_ERROR_INIT;
        fund_segment_info info;
        size_t count;
        add_document(writer, "a", "haus");
        commit(writer);
        OK(fund_writer_segments(&info, 1, &count, writer, &err));
        assert_int_equal(count, 1);
        assert_string_not_equal(info.name, name);
        snprintf(name, sizeof name, "s%d", i);
        assert_string_equal(info.name, name);
        delete_article(writer, "a");
        if (i % 3 == 0) { /* none is left when it is opened again */
            close_writer(writer);
            writer = open_writer();
        }
    }
    close_writer(writer);
}

static void merging_waits_for_no_changes(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_writer *writer = open_writer();
    add_document(writer, "a", "haus");
    assert_int_equal(fund_writer_merge(writer, 0, 0, &err), FUND_ERR_ARGUMENT);
    commit(writer);
    delete_article(writer, "a");
    assert_int_equal(fund_writer_merge(writer, 0, 1, &err), FUND_ERR_ARGUMENT);
    OK(fund_writer_cancel(writer, &err));
    assert_int_equal(fund_writer_merge(writer, 0, 2, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_writer_merge(writer, 2, 0, &err), FUND_ERR_ARGUMENT);
    assert_int_equal(fund_writer_merge(writer, 1, SIZE_MAX, &err), FUND_ERR_ARGUMENT);
    OK(fund_writer_merge(writer, 0, 1, &err));
    close_writer(writer);
    assert_documents(1);
}

static int leave_seed(void **state)
{
    name_seed(state);
    return remove_folder(state);
}

#define TEST(function) cmocka_unit_test_setup_teardown(function, make_folder, leave_seed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(any_series_is_found),
        TEST(a_segment_of_which_nothing_is_left_goes),
        TEST(merges_go_on_beside_the_writer),
        TEST(a_merge_that_cannot_begin_costs_nothing),
        TEST(deletions_meet_documents_of_their_own_transaction),
        TEST(names_are_not_used_again),
        TEST(merging_waits_for_no_changes),
    };
    return cmocka_run_group_tests_name("store: model", tests, NULL, NULL);
}
