/* Indexes of random articles, and all that an index has as lines to be compared. */
#ifndef TEST_PROPERTIES_INDEX_H
#define TEST_PROPERTIES_INDEX_H

#include "test_properties.h"

#include "indexer/indexer.h"
#include "store/store.h"
#include "tests/unit/test_folder.h"

enum { ARTICLES_MAX = 14, DOCIDS = 1 << 16 };

/* ---- indexes --------------------------------------------------------------------- */

static char folder[FOLDER_MAX];

static inline int make_folder(void **state)
{
    (void)state;
    return make_temporary(folder) != NULL ? 0 : -1;
}

static inline void remove_folder(void)
{
    assert_int_equal(remove_tree(folder), 0);
}

static inline int tear_down(void **state)
{
    remove_folder();
    return name_seed(state);
}

typedef struct place {
    char path[PATH_LENGTH_MAX];
} place;

/* Another folder, which is not there yet. */
static inline place new_place(void)
{
    static unsigned count;
    place at;
    snprintf(at.path, sizeof at.path, "%s/%u", folder, ++count);
    return at;
}

static inline fund_indexer *open_indexer(const place *at)
{
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer;
    must(fund_indexer_open_with(&indexer, at->path, analyzer, NULL, &err), &err);
    return indexer;
}

static inline void close_indexer(fund_indexer *indexer)
{
    fund_error err = FUND_ERROR_INIT;
    must(fund_indexer_close(indexer, &err), &err);
    fund_indexer_free(indexer);
}

static inline void compact(const place *at)
{
    fund_error err = FUND_ERROR_INIT;
    fund_indexer *indexer = open_indexer(at);
    must(fund_indexer_compact(indexer, &err), &err);
    close_indexer(indexer);
}

static inline void maybe_commit(random_state *r, fund_indexer *indexer)
{
    fund_error err = FUND_ERROR_INIT;
    if (one_in(r, 8)) {
        must(fund_indexer_commit(indexer, &err), &err);
    }
}

static inline void put(random_state *r, fund_indexer *indexer, const fund_article *article)
{
    fund_error err = FUND_ERROR_INIT;
    must(fund_indexer_put(indexer, article, &err), &err);
    maybe_commit(r, indexer);
}

static inline void take_out(random_state *r, fund_indexer *indexer, const fund_article *article)
{
    fund_error err = FUND_ERROR_INIT;
    must(fund_indexer_remove(indexer, article->fields.id.data, article->fields.id.len, &err), &err);
    maybe_commit(r, indexer);
}

static inline void shuffle(random_state *r, size_t *order, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        order[i] = i;
    }
    for (size_t i = count; i > 1; i--) {
        size_t other = below(r, i), kept = order[i - 1];
        order[i - 1] = order[other];
        order[other] = kept;
    }
}

static inline place index_of(random_state *r, const fund_article *articles, size_t count)
{
    size_t order[ARTICLES_MAX];
    place at = new_place();
    fund_indexer *indexer = open_indexer(&at);
    shuffle(r, order, count);
    for (size_t i = 0; i < count; i++) {
        put(r, indexer, &articles[order[i]]);
    }
    close_indexer(indexer);
    return at;
}

/* Some passages stand in several articles. */
static inline void make_articles(fund_article *out, random_state *r, fund_arena *arena,
                                 size_t count)
{
    for (size_t i = 0; i < count; i++) {
        out[i] = made_article(r, arena, (unsigned)i);
        if (i == 0 || !one_in(r, 4)) {
            continue;
        }
        const fund_article *other = &out[below(r, i)];
        fund_text *passages = fund_arena_alloc(arena, PASSAGES_MAX * sizeof *passages);
        assert_non_null(passages);
        memcpy(passages, out[i].passages, out[i].passage_count * sizeof *passages);
        passages[below(r, out[i].passage_count)] = other->passages[0];
        out[i].passages = passages;
        fund_error err = FUND_ERROR_INIT;
        must(fund_article_hash(out[i].fields.content_hash, &out[i], &err), &err);
    }
}

/* ---- all that an index has -------------------------------------------------------- */

/* Lines, in byte order in the end. */
typedef struct listing {
    fund_arena *arena;
    const fund_store *store;
    char **items;
    size_t count, capacity;
    uint64_t *names; /* of documents, whatever their ids: article and passage */
    uint64_t sum;    /* of the names of a term's documents */
} listing;

static void add_line(listing *to, const char *format, ...) FUND_PRINTF(2, 3);

static void add_line(listing *to, const char *format, ...)
{
    char line[1024];
    va_list args;
    va_start(args, format);
    int len = vsnprintf(line, sizeof line, format, args);
    va_end(args);
    assert_true(len >= 0 && (size_t)len < sizeof line);
    if (to->count == to->capacity) {
        to->capacity = to->capacity * 2 + 256;
        to->items = realloc(to->items, to->capacity * sizeof *to->items);
        assert_non_null(to->items);
    }
    to->items[to->count] = fund_arena_copy(to->arena, line, (size_t)len);
    assert_non_null(to->items[to->count++]);
}

static inline fund_status name_document(fund_docid docid, const char *value, size_t len,
                                        void *payload)
{
    listing *to = payload;
    fund_error err = FUND_ERROR_INIT;
    fund_buf data = FUND_BUF_INIT;
    fund_record record;
    must(fund_store_data(&data, to->store, docid, &err), &err);
    must(fund_record_decode(&record, data.data, data.len, &err), &err);
    assert_true(docid < DOCIDS);
    to->names[docid] = fund_hash64(value, len) + record.ordinal * UINT64_C(0x9e3779b97f4a7c15);
    fund_buf_free(&data);
    return FUND_OK;
}

static inline fund_status add_name(fund_docid docid, void *payload)
{
    listing *to = payload;
    to->sum += fund_hash64(&to->names[docid], sizeof to->names[docid]);
    return FUND_OK;
}

static inline fund_status list_term(const char *term, size_t len, uint32_t documents, void *payload)
{
    listing *to = payload;
    fund_error err = FUND_ERROR_INIT;
    fund_term_stats stats;
    must(fund_store_term_stats(&stats, to->store, term, len, &err), &err);
    to->sum = 0;
    must(fund_store_postings(to->store, term, len, add_name, to, &err), &err);
    add_line(to, "term %.*s: %u passages (%016llx), %llu times", (int)len, term,
             (unsigned)documents, (unsigned long long)to->sum,
             (unsigned long long)stats.occurrences);
    return FUND_OK;
}

static int value_slot;

static inline fund_status list_value(fund_docid docid, const char *value, size_t len, void *payload)
{
    listing *to = payload;
    add_line(to, "value %d of %016llx: %016llx", value_slot, (unsigned long long)to->names[docid],
             (unsigned long long)fund_hash64(value, len));
    return FUND_OK;
}

static inline fund_status list_article(const fund_article *article, void *payload)
{
    listing *to = payload;
    uint64_t text = 0;
    for (size_t i = 0; i < article->passage_count; i++) {
        text = text * 31 + fund_hash64(article->passages[i].data, article->passages[i].len);
    }
    add_line(to, "article %.*s|%.*s|%.*s|%.*s|%.*s: %zu passages (%016llx)",
             (int)article->fields.id.len, article->fields.id.data, (int)article->fields.date.len,
             article->fields.date.data, (int)article->fields.section.len,
             article->fields.section.data, (int)article->fields.author.len,
             article->fields.author.data, (int)article->fields.source.len,
             article->fields.source.data, article->passage_count, (unsigned long long)text);
    add_line(to, "title of %.*s: %.*s", (int)article->fields.id.len, article->fields.id.data,
             (int)article->fields.title.len, article->fields.title.data);
    return FUND_OK;
}

static inline void list_store(listing *to)
{
    static const int slots[] = {FUND_SLOT_DATE,    FUND_SLOT_ARTICLE, FUND_SLOT_SKETCH,
                                FUND_SLOT_EMBARGO, FUND_SLOT_SECTION, FUND_SLOT_AUTHOR,
                                FUND_SLOT_WORDS,   FUND_SLOT_SOURCE};
    fund_error err = FUND_ERROR_INIT;
    fund_store_stats stats;
    must(fund_store_stats_get(&stats, to->store, &err), &err);
    add_line(to, "%u passages, %u deleted, of %.9f words", (unsigned)stats.documents,
             (unsigned)stats.deleted, stats.average_length);
    to->names = calloc(DOCIDS, sizeof *to->names);
    assert_non_null(to->names);
    must(fund_store_values(to->store, FUND_SLOT_ARTICLE, name_document, to, &err), &err);
    must(fund_store_terms(to->store, "", 0, list_term, to, &err), &err);
    for (size_t i = 0; i < COUNT(slots); i++) {
        value_slot = slots[i];
        must(fund_store_values(to->store, (uint32_t)slots[i], list_value, to, &err), &err);
    }
    free(to->names);
}

static inline int by_bytes(const void *left, const void *right)
{
    const char *const *a = left, *const *b = right;
    return strcmp(*a, *b);
}

static inline listing list_index(const place *at)
{
    listing list = {.arena = fund_arena_new()};
    const char *path = at->path;
    fund_error err = FUND_ERROR_INIT;
    fund_store *store;
    must(fund_store_open(&store, &path, 1, &err), &err);
    list.store = store;
    list_store(&list);
    fund_store_free(store);
    fund_indexer_options options = FUND_INDEXER_OPTIONS_INIT;
    fund_indexer *indexer;
    options.dry_run = true;
    must(fund_indexer_open_with(&indexer, path, analyzer, &options, &err), &err);
    must(fund_indexer_articles(indexer, list_article, &list, &err), &err);
    fund_indexer_free(indexer);
    qsort(list.items, list.count, sizeof *list.items, by_bytes);
    return list;
}

static inline void free_listing(listing *list)
{
    free(list->items);
    fund_arena_free(list->arena);
}

/* Two indexes have the same terms, values, articles and statistics. */
static inline void check_same_content(const place *a, const place *b)
{
    listing one = list_index(a), other = list_index(b);
    for (size_t i = 0; i < one.count || i < other.count; i++) {
        const char *left = i < one.count ? one.items[i] : "nothing more";
        const char *right = i < other.count ? other.items[i] : "nothing more";
        CHECK(strcmp(left, right) == 0, "one index has \"%s\", the other \"%s\"", left, right);
    }
    CHECK(one.count > 10, "an index of %zu lines", one.count);
    free_listing(&one);
    free_listing(&other);
}

#endif
