/* The vocabulary that Snowball publishes with its German algorithm, and where the chain departs
 * from it on purpose. */
#include "test_peers.h"

#include "stemmer/stemmer_private.h"

#include <libstemmer.h>

#define FOLDER "/usr/share/snowball/data/"

/* Without a lexicon, since that has the dictionary words of forms, whose stems are taken then. */
typedef struct vocabulary {
    fund_buf words, german, german2;
    struct sb_stemmer *stemmer;
    fund_analyzer *analyzer;
} vocabulary;

/* One line of it: a word and its published stems. */
typedef struct entry {
    char word[FUND_TERM_MAX], german[FUND_TERM_MAX], german2[FUND_TERM_MAX];
} entry;

/* The tokens of a word. */
typedef struct analysis {
    fund_token_kind kind; /* of the first one */
    char term[FUND_TERM_MAX + 1];
    size_t count;
    fund_buf variants; /* other spellings, each between blanks */
} analysis;

static int open_vocabulary(void **state)
{
    static vocabulary v;
    v.words = read_peer_file(FOLDER "german/voc.txt", "snowball-data");
    v.german = read_peer_file(FOLDER "german/output.txt", "snowball-data");
    v.german2 = read_peer_file(FOLDER "german2/output.txt", "snowball-data");
    v.stemmer = sb_stemmer_new("german", "UTF_8");
    v.analyzer = new_forgetful_analyzer();
    *state = &v;
    return v.stemmer != NULL ? 0 : -1;
}

static int close_vocabulary(void **state)
{
    vocabulary *v = *state;
    if (v == NULL) {
        return 0; /* the package is missing */
    }
    fund_buf_free(&v->words);
    fund_buf_free(&v->german);
    fund_buf_free(&v->german2);
    sb_stemmer_delete(v->stemmer);
    fund_analyzer_free(v->analyzer);
    return 0;
}

static bool take_line(char out[FUND_TERM_MAX], const char **rest)
{
    const char *line;
    size_t len;
    if (!next_line(&line, &len, rest)) {
        return false;
    }
    assert_true(len > 0 && len < FUND_TERM_MAX);
    memcpy(out, line, len);
    out[len] = '\0';
    return true;
}

/* Calls back for each line; their number. */
static size_t for_each_entry(vocabulary *v, void (*callback)(vocabulary *, const entry *, void *),
                             void *payload)
{
    const char *word = v->words.data, *german = v->german.data, *german2 = v->german2.data;
    entry line;
    size_t count = 0;
    while (take_line(line.word, &word)) {
        assert_true(take_line(line.german, &german));
        assert_true(take_line(line.german2, &german2));
        callback(v, &line, payload);
        count++;
    }
    assert_true(*german == '\0' && *german2 == '\0');
    return count;
}

static void snowball_stem(char out[FUND_TERM_MAX], vocabulary *v, const char *word, size_t len)
{
    const sb_symbol *stem = sb_stemmer_stem(v->stemmer, (const sb_symbol *)word, (int)len);
    assert_non_null(stem);
    snprintf(out, FUND_TERM_MAX, "%.*s", sb_stemmer_length(v->stemmer), (const char *)stem);
}

static fund_status note_token(const fund_token *token, void *payload)
{
    analysis *out = payload;
    if (out->count++ == 0) {
        out->kind = token->kind;
        memcpy(out->term, token->term, token->term_len);
        out->term[token->term_len] = '\0';
    } else if (token->kind == FUND_TOKEN_VARIANT) {
        fund_buf_printf(&out->variants, " %.*s ", (int)token->term_len, token->term);
    }
    return FUND_OK;
}

static analysis analyse(vocabulary *v, fund_purpose purpose, const char *word)
{
    analysis out = {.variants = FUND_BUF_INIT};
    fund_buf_append(&out.variants, "", 0);
    assert_int_equal(
        fund_analyzer_run(v->analyzer, purpose, word, strlen(word), note_token, &out, NULL),
        FUND_OK);
    return out;
}

/* ---- the algorithm -------------------------------------------------------------------------- */

static void check_stem(vocabulary *v, const entry *line, void *payload)
{
    (void)payload;
    char stem[FUND_TERM_MAX];
    snowball_stem(stem, v, line->word, strlen(line->word));
    assert_string_equal(stem, line->german);
}

static void the_algorithm_gives_the_published_stems(void **state)
{
    assert_true(for_each_entry(*state, check_stem, NULL) > 30000);
}

/* ---- the chain -------------------------------------------------------------------------------- */

/* As it stands, with umlauts spelled out. */
static bool is_function_word(vocabulary *v, const entry *line, const analysis *got)
{
    static const char *const spelled[][2] = {{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"ß", "ss"}};
    fund_buf word = FUND_BUF_INIT;
    (void)v;
    for (const char *p = line->word; *p != '\0';) {
        size_t i = 0;
        while (i < COUNT(spelled) && memcmp(p, spelled[i][0], strnlen(p, 2)) != 0) {
            i++;
        }
        fund_buf_append(&word, i < COUNT(spelled) ? spelled[i][1] : p, i < COUNT(spelled) ? 2 : 1);
        p += i < COUNT(spelled) ? 2 : 1;
    }
    bool same = strcmp(word.data, got->term) == 0;
    fund_buf_free(&word);
    return got->kind == FUND_TOKEN_FUNCTION && same;
}

/* What differs on purpose, by rule, and every word that the rule may touch: one more is a
 * difference that nobody has looked at. */
static const struct difference {
    const char *name;
    bool (*holds)(vocabulary *v, const entry *line, const analysis *got);
    size_t count;
    const char *words; /* NULL: too many to list */
} differences[] = {
    /* In a namespace of their own, not stemmed: "sich" and "Sicherheit" are both "sich". */
    {"function word", is_function_word, 493, NULL},
};

static bool is_listed(const char *words, const char *word)
{
    char needle[FUND_TERM_MAX + 2];
    snprintf(needle, sizeof needle, " %s ", word);
    return words == NULL || strstr(words, needle) != NULL;
}

typedef struct tally {
    size_t equal, unknown;
    size_t of[COUNT(differences)];
} tally;

static void sort_out(vocabulary *v, const entry *line, void *payload)
{
    tally *seen = payload;
    analysis got = analyse(v, FUND_PURPOSE_DOCUMENT, line->word);
    fund_buf_free(&got.variants);
    /* A word with an accent is one without it, too. */
    bool accents = is_listed(" café françois nachtcafé réduit ", line->word);
    assert_int_equal(got.count, accents ? 2 : 1);
    if (got.kind == FUND_TOKEN_WORD && strcmp(got.term, line->german) == 0) {
        seen->equal++;
        return;
    }
    for (size_t i = 0; i < COUNT(differences); i++) {
        if (differences[i].holds(v, line, &got) && is_listed(differences[i].words, line->word)) {
            seen->of[i]++;
            return;
        }
    }
    print_error("%s: %s, Snowball has %s\n", line->word, got.term, line->german);
    seen->unknown++;
}

static void the_chain_departs_by_known_rules_only(void **state)
{
    tally seen = {0};
    size_t count = for_each_entry(*state, sort_out, &seen), different = 0;
    assert_int_equal(seen.unknown, 0);
    for (size_t i = 0; i < COUNT(differences); i++) {
        print_message("  %6zu  %s\n", seen.of[i], differences[i].name);
        assert_int_equal(seen.of[i], differences[i].count);
        different += seen.of[i];
    }
    print_message("  %6zu  of %zu are equal\n", seen.equal, count);
    assert_int_equal(seen.equal + different, count);
}

/* ---- ae, oe, ue ---------------------------------------------------------------------------------- */

/* The variant german2 reads ae, oe and ue as umlauts, always. Here a query has both readings, so
 * that "Israel" and "soeben" are not mangled; a difference must be one of them. */
static void check_other_spelling(vocabulary *v, const entry *line, void *payload)
{
    if (strcmp(line->german, line->german2) == 0) {
        return;
    }
    analysis got = analyse(v, FUND_PURPOSE_QUERY, line->word);
    fund_buf_printf(&got.variants, " %s ", got.term);
    size_t len = strlen(line->german2);
    char shorter[FUND_TERM_MAX];
    bool found = is_listed(got.variants.data, line->german2);
    if (!found && line->german2[len - 1] == 's') { /* behind a vowel */
        snowball_stem(shorter, v, line->german2, len - 1);
        found = is_listed(got.variants.data, shorter);
    }
    if (!found) {
        fail_msg("%s: no variant %s", line->word, line->german2);
    }
    fund_buf_free(&got.variants);
    ++*(size_t *)payload;
}

static void queries_have_the_stems_of_german2(void **state)
{
    size_t count = 0;
    for_each_entry(*state, check_other_spelling, &count);
    assert_int_equal(count, 76);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_algorithm_gives_the_published_stems),
        cmocka_unit_test(the_chain_departs_by_known_rules_only),
        cmocka_unit_test(queries_have_the_stems_of_german2),
    };
    return cmocka_run_group_tests_name("peers: Snowball", tests, open_vocabulary, close_vocabulary);
}
