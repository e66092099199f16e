/*
 * AND, + and - in articles and in passages, beside a plain scan of whole articles.
 *
 * Articles are made of some nouns of which none is a part or a form of another, so that a scan for
 * the words between blanks knows what a passage has.
 */
#include "test_searcher.h"

enum { WORDS = 8, ARTICLES = 40, PASSAGES = 5, PASSAGE_WORDS = 4, QUERIES = 400 };

static const char *const nouns[WORDS] = {"Hafen", "Garten", "Minister", "Fahne",
                                         "Geige", "Kirche", "Wagen",    "Brot"};

typedef struct random_state {
    uint64_t value;
} random_state;

static size_t below(random_state *r, size_t count)
{
    r->value = r->value * UINT64_C(6364136223846793005) + UINT64_C(1442695040888963407);
    return (size_t)(r->value >> 33) % count;
}

/* ---- articles -------------------------------------------------------------------- */

static unsigned text[ARTICLES][PASSAGES][PASSAGE_WORDS]; /* numbers of nouns */
static size_t passage_counts[ARTICLES];
static char passages[ARTICLES][PASSAGES][64];
static char ids[ARTICLES][8];

static void make_articles(article *out, random_state *r)
{
    for (size_t a = 0; a < ARTICLES; a++) {
        snprintf(ids[a], sizeof ids[a], "a%zu", a);
        passage_counts[a] = 1 + below(r, PASSAGES);
        out[a] = (article){.id = ids[a]};
        for (size_t p = 0; p < passage_counts[a]; p++) {
            size_t used = 0;
            for (size_t w = 0; w < PASSAGE_WORDS; w++) {
                unsigned word = (unsigned)(below(r, WORDS) * below(r, WORDS) / WORDS);
                text[a][p][w] = word;
                used += (size_t)snprintf(passages[a][p] + used, sizeof passages[a][p] - used,
                                         "%s%s", w > 0 ? " " : "", nouns[word]);
            }
            out[a].passages[p] = passages[a][p];
        }
    }
}

/* ---- queries ---------------------------------------------------------------------- */

typedef enum form { WORD, PHRASE, BOTH, EITHER, SIGNS } form;

/* A word, two in a row, "x AND y", "(x OR y)", or "+x y -z". */
typedef struct part {
    form form;
    unsigned words[3];
    const struct part *left, *right;
} part;

static void append_part(fund_buf *out, const part *q)
{
    switch (q->form) {
    case WORD:
        fund_buf_append_str(out, nouns[q->words[0]]);
        return;
    case PHRASE:
        fund_buf_printf(out, "\"%s %s\"", nouns[q->words[0]], nouns[q->words[1]]);
        return;
    case BOTH:
    case EITHER:
        fund_buf_append_str(out, "(");
        append_part(out, q->left);
        fund_buf_append_str(out, q->form == BOTH ? " AND " : " OR ");
        append_part(out, q->right);
        fund_buf_append_str(out, ")");
        return;
    case SIGNS:
        fund_buf_printf(out, "(+%s %s -%s)", nouns[q->words[0]], nouns[q->words[1]],
                        nouns[q->words[2]]);
        return;
    }
}

static const part *make_part(random_state *r, part *memory, size_t *used, unsigned depth)
{
    part *q = &memory[(*used)++];
    size_t kind = below(r, depth > 0 ? 10 : 6);
    *q = (part){.form = kind < 4   ? WORD
                        : kind < 6 ? PHRASE
                        : kind < 8 ? BOTH
                        : kind < 9 ? EITHER
                                   : SIGNS};
    for (size_t i = 0; i < 3; i++) {
        q->words[i] = (unsigned)below(r, WORDS);
    }
    if (q->form == BOTH || q->form == EITHER) {
        q->left = make_part(r, memory, used, depth - 1);
        q->right = make_part(r, memory, used, depth - 1);
    }
    return q;
}

/* ---- a plain scan ------------------------------------------------------------------ */

static bool has_word(size_t a, size_t p, unsigned word)
{
    for (size_t w = 0; w < PASSAGE_WORDS; w++) {
        if (text[a][p][w] == word) {
            return true;
        }
    }
    return false;
}

static bool has_phrase(size_t a, size_t p, unsigned first, unsigned second)
{
    for (size_t w = 0; w + 1 < PASSAGE_WORDS; w++) {
        if (text[a][p][w] == first && text[a][p][w + 1] == second) {
            return true;
        }
    }
    return false;
}

static bool article_has_word(size_t a, unsigned word)
{
    for (size_t p = 0; p < passage_counts[a]; p++) {
        if (has_word(a, p, word)) {
            return true;
        }
    }
    return false;
}

static bool is_hit(const part *q, size_t a, size_t p, fund_scope scope);

/* What AND or + of a query excludes, in whatever operand; alternatives are for themselves. */
static bool is_excluded(const part *q, size_t a, size_t p, fund_scope scope)
{
    if (q->form == BOTH) {
        return is_excluded(q->left, a, p, scope) || is_excluded(q->right, a, p, scope);
    }
    return q->form == SIGNS && (scope == FUND_SCOPE_ARTICLE ? article_has_word(a, q->words[2])
                                                            : has_word(a, p, q->words[2]));
}

static bool matches(const part *q, size_t a, size_t p, fund_scope scope);

static bool article_has(const part *q, size_t a, fund_scope scope)
{
    for (size_t p = 0; p < passage_counts[a]; p++) {
        if (matches(q, a, p, scope)) {
            return true;
        }
    }
    return false;
}

/* Whatever is excluded. */
static bool matches(const part *q, size_t a, size_t p, fund_scope scope)
{
    if (q->form == SIGNS) {
        bool first = has_word(a, p, q->words[0]), second = has_word(a, p, q->words[1]);
        return scope == FUND_SCOPE_PASSAGE ? first
                                           : article_has_word(a, q->words[0]) && (first || second);
    }
    if (q->form == BOTH) {
        return scope == FUND_SCOPE_PASSAGE
                   ? matches(q->left, a, p, scope) && matches(q->right, a, p, scope)
                   : article_has(q->left, a, scope) && article_has(q->right, a, scope) &&
                         (matches(q->left, a, p, scope) || matches(q->right, a, p, scope));
    }
    return is_hit(q, a, p, scope);
}

static bool is_hit(const part *q, size_t a, size_t p, fund_scope scope)
{
    switch (q->form) {
    case WORD:
        return has_word(a, p, q->words[0]);
    case PHRASE:
        return has_phrase(a, p, q->words[0], q->words[1]);
    case EITHER:
        return is_hit(q->left, a, p, scope) || is_hit(q->right, a, p, scope);
    case BOTH:
    case SIGNS:
        return matches(q, a, p, scope) && !is_excluded(q, a, p, scope);
    }
    return false;
}

/* ---- the same from both ------------------------------------------------------------ */

static fund_results search_in(fund_searcher *searcher, const char *query, fund_scope scope,
                              bool facets)
{
    fund_error err;
    fund_results results = FUND_RESULTS_INIT;
    fund_search_options options = FUND_SEARCH_OPTIONS_INIT;
    options.count = ARTICLES * PASSAGES;
    options.scope = scope;
    options.facets = facets ? 1U << FUND_FACET_SECTION : 0;
    must(fund_search(&results, searcher, query, strlen(query), &options, &err), &err);
    return results;
}

static void check_query(fund_searcher *searcher, const part *q, fund_scope scope, bool facets)
{
    fund_buf query = FUND_BUF_INIT;
    size_t expected = 0;
    bool found[ARTICLES][PASSAGES] = {{false}};
    append_part(&query, q);
    fund_results results = search_in(searcher, query.data, scope, facets);
    for (size_t i = 0; i < results.count; i++) {
        const fund_hit *hit = results.hits[i];
        found[strtoul(hit->fields.id.data + 1, NULL, 10)][hit->passage - 1] = true;
        assert_true(i == 0 || hit->score <= results.hits[i - 1]->score);
    }
    for (size_t a = 0; a < ARTICLES; a++) {
        for (size_t p = 0; p < passage_counts[a]; p++) {
            bool hit = is_hit(q, a, p, scope);
            expected += hit;
            if (hit != found[a][p]) {
                fail_msg("%s, scope %d: a%zu#%zu is %s: %s", query.data, (int)scope, a, p + 1,
                         hit ? "missing" : "found", passages[a][p]);
            }
        }
    }
    assert_int_equal(results.count, expected);
    assert_int_equal(results.total, expected);
    assert_true(!facets || results.facets->passages == expected);
    /* Of two things the hits with both come first. */
    bool both = q->form == BOTH && scope != FUND_SCOPE_PASSAGE, before = true;
    for (size_t i = 0; both && i < results.count; i++) {
        size_t a = strtoul(results.hits[i]->fields.id.data + 1, NULL, 10);
        size_t p = results.hits[i]->passage - 1;
        bool now = matches(q->left, a, p, scope) && matches(q->right, a, p, scope);
        if (now && !before) {
            fail_msg("%s: a%zu#%zu stands too low", query.data, a, p + 1);
        }
        before = now;
    }
    fund_results_free(&results);
    fund_buf_free(&query);
}

static void index_in_steps(index_folder *index, const article *articles, size_t step)
{
    for (size_t i = 0; i < ARTICLES; i += step) {
        index_all(index, articles + i, step < ARTICLES - i ? step : ARTICLES - i);
    }
}

static void queries_find_what_a_scan_of_articles_finds(void **state)
{
    (void)state;
    static article articles[ARTICLES];
    random_state r = {20};
    make_articles(articles, &r);
    for (size_t step = 7; step <= ARTICLES; step += ARTICLES - 7) { /* several segments; one */
        index_folder index;
        index_open(&index, NULL);
        index_in_steps(&index, articles, step);
        fund_searcher *searcher = index_search(&index);
        for (size_t i = 0; i < QUERIES; i++) {
            part memory[16];
            size_t used = 0;
            const part *q = make_part(&r, memory, &used, 2);
            for (int scope = FUND_SCOPE_DEFAULT; scope <= FUND_SCOPE_PASSAGE; scope++) {
                check_query(searcher, q, (fund_scope)scope, i % 3 == 0);
            }
        }
        fund_searcher_free(searcher);
        index_close(&index);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(queries_find_what_a_scan_of_articles_finds),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
