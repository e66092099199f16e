/* The chain and highlights, over random texts. */
#include "test_properties.h"

#include "indexer/indexer.h"
#include "searcher/searcher.h"

/* ---- tokens -------------------------------------------------------------------- */

typedef struct tokens {
    fund_arena *arena;
    fund_token *items;
    size_t count, capacity;
} tokens;

static fund_status keep_token(const fund_token *token, void *payload)
{
    tokens *list = payload;
    if (list->count == list->capacity) {
        list->capacity = list->capacity * 2 + 64;
        list->items = realloc(list->items, list->capacity * sizeof *list->items);
        assert_non_null(list->items);
    }
    fund_token *kept = &list->items[list->count++];
    *kept = *token;
    kept->term = fund_arena_copy(list->arena, token->term, token->term_len);
    assert_non_null(kept->term);
    return FUND_OK;
}

static tokens run_chain(fund_arena *arena, fund_purpose purpose, fund_text text)
{
    fund_error err = FUND_ERROR_INIT;
    tokens list = {.arena = arena};
    must(fund_analyzer_run(analyzer, purpose, text.data, text.len, keep_token, &list, &err), &err);
    return list;
}

static bool same_term(const fund_token *a, const fund_token *b)
{
    return a->term_len == b->term_len && memcmp(a->term, b->term, a->term_len) == 0;
}

/* ---- any text -------------------------------------------------------------------- */

/* First and last of some kinds of characters. */
static const uint32_t characters[][2] = {
    {' ', '/'},         {'a', 'z'},         {'a', 'z'},         {'A', 'Z'},
    {'0', '9'},         {'0', '9'},         {0xc0, 0xff},       {0x0, 0x1f},
    {0xad, 0xad},       {0xa0, 0xbf},       {0x300, 0x30f},     {0x308, 0x308},
    {0x200b, 0x200f},   {0x200d, 0x200d},   {0x2010, 0x2015},   {0x2018, 0x201f},
    {0x2070, 0x208e},   {0x2028, 0x202f},   {0x2060, 0x2060},   {0xfb00, 0xfb06},
    {0xff10, 0xff5a},   {0xfe00, 0xfe0f},   {0x1f1e6, 0x1f1ff}, {0x1f300, 0x1f6ff},
    {0x1f3fb, 0x1f3ff}, {0x660, 0x669},     {0x5d0, 0x5ea},     {0x4e00, 0x4e20},
    {0xac00, 0xac20},   {0x1100, 0x1112},   {0x1161, 0x1175},   {0x1e9e, 0x1e9e},
    {0x130, 0x131},     {0x1d400, 0x1d433}, {0xfffd, 0xffff},   {0x10fff0, 0x10ffff},
};

static void append_any_character(fund_buf *out, random_state *r)
{
    const uint32_t *kind = PICK(r, characters);
    char bytes[4];
    fund_buf_append(out, bytes,
                    fund_utf8_encode(bytes, kind[0] + (uint32_t)below(r, kind[1] - kind[0] + 1)));
}

static fund_text any_text(random_state *r, fund_arena *arena)
{
    fund_buf buf = FUND_BUF_INIT;
    size_t pieces = below(r, 60);
    bool long_word = one_in(r, 20);
    for (size_t i = 0; i < pieces; i++) {
        switch (below(r, 4)) {
        case 0:
            append_word(&buf, r);
            break;
        case 1:
            fund_buf_append_str(&buf, long_word ? "ä" : " ");
            break;
        default:
            append_any_character(&buf, r);
        }
        for (size_t more = long_word ? 30 : 0; more > 0; more--) {
            fund_buf_append_str(&buf, one_in(r, 2) ? "ö" : "n");
        }
    }
    return take_text(&buf, arena);
}

static bool is_border(fund_text text, size_t at)
{
    return at == text.len || (at < text.len && ((unsigned char)text.data[at] & 0xc0) != 0x80);
}

static bool is_spelling(const fund_token *token)
{
    return token->kind == FUND_TOKEN_VARIANT || token->kind == FUND_TOKEN_FALLBACK;
}

static void check_term(const fund_token *token)
{
    CHECK(token->term_len > 0 && token->term_len <= FUND_TERM_MAX, "a term of %zu bytes",
          token->term_len);
    CHECK(fund_utf8_valid(token->term, token->term_len, NULL) &&
              memchr(token->term, '\0', token->term_len) == NULL,
          "a term is not UTF-8: %.*s", (int)token->term_len, token->term);
    CHECK(token->term[0] < 'A' || token->term[0] > 'Z', "a term as in a namespace: %.*s",
          (int)token->term_len, token->term);
}

/* A piece of "Ein- und Ausfuhr" is a part of a word that is not written. */
static bool is_open_piece(fund_text text, const fund_token *token)
{
    static const char *const hyphens[] = {"-", "\u2010", "\u2011", "\u2012", "\u2013", "\u2e17"};
    for (size_t i = 0; i < COUNT(hyphens); i++) {
        size_t len = strlen(hyphens[i]);
        if ((token->begin >= len && memcmp(text.data + token->begin - len, hyphens[i], len) == 0) ||
            strncmp(text.data + token->end, hyphens[i], len) == 0) {
            return true;
        }
    }
    return false;
}

static bool is_within(const fund_token *part, const fund_token *word)
{
    return word != NULL && part->begin >= word->begin && part->end <= word->end &&
           part->position >= word->position &&
           part->position + part->span <= word->position + word->span;
}

/* Where a token is beside the one before it and the word that it is in. */
static void check_order(fund_text text, const fund_token *token, const fund_token *before,
                        const fund_token *word)
{
    const char *kind = fund_token_kind_name(token->kind);
    if (is_spelling(token)) {
        CHECK(before != NULL && token->begin == before->begin && token->end == before->end &&
                  token->position == before->position,
              "%s %zu-%zu is elsewhere than its word", kind, token->begin, token->end);
    } else if (token->kind == FUND_TOKEN_PART && !is_within(token, word)) {
        CHECK(is_open_piece(text, token), "part %zu-%zu \"%.*s\" is outside of its word",
              token->begin, token->end, (int)(token->end - token->begin), text.data + token->begin);
    }
    if (word != NULL) {
        CHECK(token->begin >= word->begin && token->position >= word->position,
              "%s %zu-%zu at %u comes behind %zu-%zu at %u", kind, token->begin, token->end,
              token->position, word->begin, word->end, word->position);
    }
}

static void check_tokens(fund_text text, const tokens *list, fund_purpose purpose)
{
    const fund_token *before = NULL, *word = NULL;
    for (size_t i = 0; i < list->count; i++) {
        const fund_token *token = &list->items[i];
        CHECK(token->begin < token->end && token->end <= text.len, "bytes %zu-%zu of %zu",
              token->begin, token->end, text.len);
        CHECK(is_border(text, token->begin) && is_border(text, token->end),
              "%zu-%zu cuts a character", token->begin, token->end);
        CHECK(token->span > 0, "no position is covered");
        CHECK(purpose == FUND_PURPOSE_QUERY || !is_spelling(token), "a spelling in a document");
        check_term(token);
        check_order(text, token, before, word);
        if (!is_spelling(token)) {
            before = token;
            word = token->kind == FUND_TOKEN_PART && is_within(token, word) ? word : token;
        }
    }
}

/* A text as a query means at each place what it is as a document. */
static void check_meant(fund_text text, const tokens *document, const tokens *query)
{
    size_t at = 0;
    for (size_t i = 0; i < document->count; i++) {
        const fund_token *token = &document->items[i];
        while (at < query->count && query->items[at].begin < token->begin) {
            at++;
        }
        bool meant = false;
        for (size_t q = at; q < query->count && !meant; q++) {
            const fund_token *other = &query->items[q];
            meant = same_term(token, other) && token->begin == other->begin &&
                    token->end == other->end && token->position == other->position &&
                    token->span == other->span &&
                    (token->kind == other->kind ||
                     (token->kind != FUND_TOKEN_FUNCTION && other->kind == FUND_TOKEN_VARIANT));
        }
        CHECK(meant, "%s \"%.*s\" of \"%.*s\" is not in the query",
              fund_token_kind_name(token->kind), (int)token->term_len, token->term,
              (int)(token->end - token->begin), text.data + token->begin);
    }
}

static void check_text(fund_text text, fund_arena *arena)
{
    tokens document = run_chain(arena, FUND_PURPOSE_DOCUMENT, text);
    tokens query = run_chain(arena, FUND_PURPOSE_QUERY, text);
    check_tokens(text, &document, FUND_PURPOSE_DOCUMENT);
    check_tokens(text, &query, FUND_PURPOSE_QUERY);
    check_meant(text, &document, &query);
    free(document.items);
    free(query.items);
}

static void one_text_is_cut_at_characters(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    for (int i = 0; i < 20; i++) {
        check_text(any_text(r, arena), arena);
        check_text(made_passage(r, arena), arena);
    }
    fund_arena_free(arena);
}

static void tokens_are_cut_at_characters(void **state)
{
    (void)state;
    for_seeds(200, 6, one_text_is_cut_at_characters);
}

/* ---- what is no text ------------------------------------------------------------- */

static fund_status no_token(const fund_token *token, void *payload)
{
    (void)payload;
    CHECK(false, "a token of what is not UTF-8: %zu-%zu", token->begin, token->end);
    return FUND_OK;
}

static void one_damaged_text_is_refused(random_state *r)
{
    static const char *const damages[] = {
        "\x80",         "\xff",         "\xc0\xaf",         "\xe0\x80\xaf",
        "\xed\xa0\x80", "\xed\xbf\xbf", "\xf4\x90\x80\x80", "\xf8\x88\x80\x80\x80",
        "\xc3",         "\xe2\x82",     "\xf0\x9f\x9a",
    };
    fund_arena *arena = fund_arena_new();
    fund_text text = any_text(r, arena);
    size_t at = below(r, text.len + 1);
    while (!is_border(text, at)) {
        at--;
    }
    fund_buf buf = FUND_BUF_INIT;
    fund_buf_append(&buf, text.data, at);
    fund_buf_append_str(&buf, PICK(r, damages));
    fund_buf_append(&buf, text.data + at, text.len - at);
    fund_error err = FUND_ERROR_INIT;
    fund_purpose purpose = one_in(r, 2) ? FUND_PURPOSE_QUERY : FUND_PURPOSE_DOCUMENT;
    fund_status status =
        fund_analyzer_run(analyzer, purpose, buf.data, buf.len, no_token, NULL, &err);
    CHECK(status == FUND_ERR_ENCODING, "damaged at %zu of %zu: %s", at, buf.len,
          fund_status_name(status));
    fund_buf_free(&buf);
    fund_arena_free(arena);
}

static void damaged_text_is_refused_as_a_whole(void **state)
{
    (void)state;
    for_seeds(500, 61, one_damaged_text_is_refused);
}

/* ---- spelling ---------------------------------------------------------------------- */

static void check_same_terms(const char *usual, const tokens *a, const tokens *b)
{
    CHECK(a->count == b->count, "%s: %zu tokens, otherwise spelled %zu", usual, a->count, b->count);
    for (size_t i = 0; i < a->count; i++) {
        const fund_token *one = &a->items[i], *other = &b->items[i];
        CHECK(same_term(one, other) && one->kind == other->kind &&
                  one->position == other->position && one->span == other->span,
              "%s: \"%.*s\", otherwise spelled \"%.*s\"", usual, (int)one->term_len, one->term,
              (int)other->term_len, other->term);
    }
}

/* Marks apart from their letters and soft hyphens are no other words. */
static void one_spelling_is_as_good(random_state *r)
{
    fund_arena *arena = fund_arena_new();
    fund_buf buf = FUND_BUF_INIT;
    append_compound(&buf, r);
    for (int i = 0; i < 5; i++) {
        fund_buf_append_str(&buf, " ");
        fund_buf_append_str(&buf, one_in(r, 2) ? PICK(r, plain_words) : PICK(r, heads));
    }
    fund_text usual = take_text(&buf, arena);
    append_spelled(&buf, r, usual.data, one_in(r, 2) ? APART : SOFT_HYPHENS);
    fund_text other = take_text(&buf, arena);
    tokens a = run_chain(arena, FUND_PURPOSE_DOCUMENT, usual);
    tokens b = run_chain(arena, FUND_PURPOSE_DOCUMENT, other);
    check_same_terms(usual.data, &a, &b);
    free(a.items);
    free(b.items);
    fund_arena_free(arena);
}

static void other_spellings_are_the_same_words(void **state)
{
    (void)state;
    for_seeds(1000, 62, one_spelling_is_as_good);
}

/* ---- highlights -------------------------------------------------------------------- */

enum { ARTICLES = 6, SPANS_MAX = 600 };

typedef struct spans {
    fund_range items[SPANS_MAX];
    size_t count;
} spans;

/* A word of a query with its spellings: tokens [0] is the word, of which no other is a part. */
typedef struct asked {
    tokens words;
} asked;

static bool is_meant(const asked *word, const fund_token *token)
{
    for (size_t i = 0; i < word->words.count; i++) {
        const fund_token *own = &word->words.items[i];
        bool part_counts = own->kind != FUND_TOKEN_FALLBACK;
        if (same_term(own, token) &&
            (token->kind == FUND_TOKEN_WORD || (token->kind == FUND_TOKEN_PART && part_counts))) {
            return true;
        }
    }
    return false;
}

/* By begin; what overlaps is one. */
static void add_span(spans *list, size_t begin, size_t end)
{
    size_t at = 0, behind;
    while (at < list->count && list->items[at].end <= begin) {
        at++;
    }
    for (behind = at; behind < list->count && list->items[behind].begin < end; behind++) {
        begin = list->items[behind].begin < begin ? list->items[behind].begin : begin;
        end = list->items[behind].end > end ? list->items[behind].end : end;
    }
    assert_true(list->count < SPANS_MAX);
    memmove(list->items + at + 1, list->items + behind,
            (list->count - behind) * sizeof *list->items);
    list->count = list->count - (behind - at) + 1;
    list->items[at] = (fund_range){begin, end};
}

static void scan(spans *out, const asked *words, size_t count, const tokens *text)
{
    out->count = 0;
    for (size_t i = 0; i < text->count; i++) {
        for (size_t w = 0; w < count; w++) {
            if (is_meant(&words[w], &text->items[i])) {
                add_span(out, text->items[i].begin, text->items[i].end);
            }
        }
    }
}

static void check_spans(const char *query, const char *what, fund_text text, const spans *expected,
                        const fund_range *got, size_t count)
{
    for (size_t i = 0; i < expected->count || i < count; i++) {
        fund_range a = i < expected->count ? expected->items[i] : (fund_range){0, 0};
        fund_range b = i < count ? got[i] : (fund_range){0, 0};
        CHECK(a.begin == b.begin && a.end == b.end,
              "%s: in the %s the scan has %zu-%zu \"%.*s\", the searcher %zu-%zu \"%.*s\": %s",
              query, what, a.begin, a.end, (int)(a.end - a.begin), text.data + a.begin, b.begin,
              b.end, (int)(b.end - b.begin), text.data + b.begin, text.data);
    }
}

/* A plain word: one token but for its spellings. */
static bool take_plain_word(asked *out, random_state *r, fund_arena *arena, fund_buf *query)
{
    fund_buf word = FUND_BUF_INIT;
    append_spelled(&word, r, one_in(r, 3) ? PICK(r, heads) : PICK(r, plain_words),
                   (spelling)below(r, 4));
    out->words = run_chain(arena, FUND_PURPOSE_QUERY, (fund_text){word.data, word.len});
    size_t own = 0;
    for (size_t i = 0; i < out->words.count; i++) {
        own += !is_spelling(&out->words.items[i]);
    }
    bool plain = own == 1 && out->words.items[0].kind == FUND_TOKEN_WORD;
    if (plain) {
        fund_buf_append(query, word.data, word.len);
    } else {
        free(out->words.items);
    }
    fund_buf_free(&word);
    return plain;
}

typedef struct library {
    fund_arena *arena;
    fund_article articles[ARTICLES];
    tokens passages[ARTICLES][PASSAGES_MAX], titles[ARTICLES];
    fund_fresh *fresh;
    fund_searcher *searcher;
} library;

static void open_library(library *out, random_state *r)
{
    fund_error err = FUND_ERROR_INIT;
    out->arena = fund_arena_new();
    must(fund_fresh_new(&out->fresh, analyzer, &err), &err);
    for (unsigned i = 0; i < ARTICLES; i++) {
        fund_article *article = &out->articles[i];
        *article = made_article(r, out->arena, i);
        must(fund_fresh_add(out->fresh, article, &err), &err);
        out->titles[i] = run_chain(out->arena, FUND_PURPOSE_DOCUMENT, article->title);
        for (size_t p = 0; p < article->passage_count; p++) {
            out->passages[i][p] =
                run_chain(out->arena, FUND_PURPOSE_DOCUMENT, article->passages[p]);
        }
    }
    must(fund_searcher_over(&out->searcher, fund_fresh_store(out->fresh), analyzer, &err), &err);
}

static void close_library(library *of)
{
    for (size_t i = 0; i < ARTICLES; i++) {
        free(of->titles[i].items);
        for (size_t p = 0; p < of->articles[i].passage_count; p++) {
            free(of->passages[i][p].items);
        }
    }
    fund_searcher_free(of->searcher);
    fund_fresh_free(of->fresh);
    fund_arena_free(of->arena);
}

static const fund_hit *hit_of(const fund_results *results, unsigned article, size_t passage)
{
    char id[24];
    snprintf(id, sizeof id, "artikel-%u", article);
    for (size_t i = 0; i < results->count; i++) {
        if (strcmp(results->hits[i].article, id) == 0 && results->hits[i].passage == passage) {
            return &results->hits[i];
        }
    }
    return NULL;
}

/* Titles are not searched for what else may be meant. */
static bool is_in_title(const asked *word, const tokens *title)
{
    for (size_t i = 0; i < title->count; i++) {
        for (size_t w = 0; w < word->words.count; w++) {
            const fund_token *own = &word->words.items[w];
            if (own->kind != FUND_TOKEN_FALLBACK && same_term(own, &title->items[i]) &&
                title->items[i].kind != FUND_TOKEN_FUNCTION) {
                return true;
            }
        }
    }
    return false;
}

/* Whether a passage has what the query asks: any of the words, where a first passage has
 * those of the title, too; or `all`. */
static bool is_hit(const library *in, unsigned article, size_t passage, const asked *words,
                   size_t count, bool all)
{
    size_t here = 0;
    spans found;
    for (size_t w = 0; w < count; w++) {
        scan(&found, &words[w], 1, &in->passages[article][passage]);
        here += found.count > 0 ||
                (!all && passage == 0 && is_in_title(&words[w], &in->titles[article]));
    }
    return all ? here == count : here > 0;
}

/* Returns how many hits there were. */
static size_t check_query(const library *in, const char *query, const asked *words, size_t count,
                          bool all)
{
    fund_error err = FUND_ERROR_INIT;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = ARTICLES * PASSAGES_MAX;
    must(fund_search(&results, in->searcher, query, strlen(query), &options, &err), &err);
    size_t hits = 0;
    spans expected;
    for (unsigned i = 0; i < ARTICLES; i++) {
        const fund_article *article = &in->articles[i];
        for (size_t p = 0; p < article->passage_count; p++) {
            const fund_hit *hit = hit_of(&results, i, p + 1);
            bool meant = is_hit(in, i, p, words, count, all);
            CHECK((hit != NULL) == meant, "%s %s passage %zu of \"%s\": %s", query,
                  meant ? "does not find" : "finds", p + 1, article->title.data,
                  article->passages[p].data);
            if (hit == NULL) {
                continue;
            }
            hits++;
            scan(&expected, words, count, &in->passages[i][p]);
            check_spans(query, "passage", article->passages[p], &expected, hit->highlights,
                        hit->highlight_count);
            scan(&expected, words, count, &in->titles[i]);
            check_spans(query, "title", article->title, &expected, hit->title_highlights,
                        hit->title_highlight_count);
        }
    }
    CHECK(results.count == hits, "%s: %zu hits, %zu of them passages", query, results.count, hits);
    fund_results_free(&results);
    return hits;
}

static size_t hits_checked;

static void one_library_is_marked_as_by_a_scan(random_state *r)
{
    static const char *const joints[] = {" UND ", " ODER ", " AND ", " OR "};
    library in = {.fresh = NULL};
    open_library(&in, r);
    for (int i = 0; i < 30; i++) {
        asked words[3];
        fund_buf query = FUND_BUF_INIT;
        size_t count = 0, wanted = 1 + below(r, 3), joint = below(r, 4);
        while (count < wanted) {
            size_t before = query.len;
            fund_buf_append_str(&query, count > 0 ? joints[joint] : "");
            if (take_plain_word(&words[count], r, in.arena, &query)) {
                count++;
            } else {
                query.data[query.len = before] = '\0';
            }
        }
        hits_checked += check_query(&in, query.data, words, count, count > 1 && joint % 2 == 0);
        while (count > 0) {
            free(words[--count].words.items);
        }
        fund_buf_free(&query);
    }
    close_library(&in);
}

static void highlights_are_those_of_a_plain_scan(void **state)
{
    (void)state;
    hits_checked = 0;
    for_seeds(60, 7, one_library_is_marked_as_by_a_scan);
    assert_true(hits_checked > 60);
}

#define TEST(function) cmocka_unit_test_teardown(function, name_seed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tokens_are_cut_at_characters),
        TEST(damaged_text_is_refused_as_a_whole),
        TEST(other_spellings_are_the_same_words),
        TEST(highlights_are_those_of_a_plain_scan),
    };
    return cmocka_run_group_tests_name("properties: text", tests, open_chain, close_chain);
}
