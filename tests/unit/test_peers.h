/* What the suites of other projects' published cases share: their files, as Debian packages them. */
#ifndef FUND_TEST_PEERS_H
#define FUND_TEST_PEERS_H

#include "test_stemmer.h"

/* Fails where the package is missing: a suite that passes without its cases tells nothing. */
static inline fund_buf read_peer_file(const char *path, const char *package)
{
    fund_buf bytes = FUND_BUF_INIT;
    fund_error err = FUND_ERROR_INIT;
    if (fund_file_read(&bytes, path, 64 << 20, &err) != FUND_OK) {
        fail_msg("%s (Debian package %s, which \"make deps\" installs)", err.message, package);
    }
    return bytes;
}

/* The next line of a text, without its end; false behind the last. */
static inline bool next_line(const char **line, size_t *len, const char **rest)
{
    if (**rest == '\0') {
        return false;
    }
    *line = *rest;
    *len = strcspn(*rest, "\n");
    *rest += *len + (*len < strlen(*line) ? 1 : 0);
    return true;
}

/* ---- cases of words -------------------------------------------------------------------------- */

/* What a query for a word finds in a text of one word. */
typedef enum peer_find {
    NOTHING,
    BELOW, /* another word that may be meant, ranked below the one that was typed */
    PARTS, /* the text's word has all parts of the query's */
    PART,  /* the query's word is a part of the text's */
    SAME   /* they are forms or spellings of one word */
} peer_find;

/* A case: what the peer's published test says, what this chain does, and why where the two differ. */
typedef struct peer_case {
    const char *test; /* the peer's name of it */
    const char *query, *text;
    peer_find theirs, ours;
    const char *why; /* NULL where they agree */
} peer_case;

enum { PEER_PARTS_MAX = 16 };

/* Terms, each between blanks: of the query's words and of each of its parts, with their variants;
 * of what is to be found below; and of the text. */
typedef struct peer_search {
    fund_buf words, fallbacks, parts[PEER_PARTS_MAX];
    fund_buf text_words, text_parts;
    size_t count;
    fund_buf *last; /* what a variant belongs to */
} peer_search;

static inline fund_status take_query_token(const fund_token *token, void *payload)
{
    peer_search *search = payload;
    fund_buf *to = token->kind == FUND_TOKEN_FALLBACK ? &search->fallbacks : NULL;
    if (token->kind == FUND_TOKEN_PART) {
        assert_true(search->count < PEER_PARTS_MAX);
        search->last = &search->parts[search->count++];
    } else if (to == NULL && token->kind != FUND_TOKEN_VARIANT) {
        search->last = &search->words;
    }
    to = to != NULL ? to : search->last;
    fund_buf_printf(to, " %.*s ", (int)token->term_len, token->term);
    return FUND_OK;
}

static inline fund_status take_text_token(const fund_token *token, void *payload)
{
    peer_search *search = payload;
    fund_buf *to = token->kind == FUND_TOKEN_PART ? &search->text_parts : &search->text_words;
    fund_buf_printf(to, " %.*s ", (int)token->term_len, token->term);
    return FUND_OK;
}

/* Whether the two have a term in common. */
static inline bool terms_meet(const fund_buf *a, const fund_buf *b)
{
    const char *at = a->len > 0 && b->len > 0 ? a->data : "";
    while (*at != '\0') {
        char term[FUND_TERM_MAX + 3];
        size_t len = strcspn(at + 1, " ") + 2; /* with both blanks */
        snprintf(term, sizeof term, "%.*s", (int)len, at);
        if (strstr(b->data, term) != NULL) {
            return true;
        }
        at += len;
    }
    return false;
}

static inline bool has_all_parts(const peer_search *search)
{
    for (size_t i = 0; i < search->count; i++) {
        if (!terms_meet(&search->parts[i], &search->text_words) &&
            !terms_meet(&search->parts[i], &search->text_parts)) {
            return false;
        }
    }
    return search->count > 1;
}

static inline peer_find judge(const peer_search *search)
{
    if (terms_meet(&search->words, &search->text_words)) {
        return SAME;
    }
    if (terms_meet(&search->words, &search->text_parts)) {
        return PART;
    }
    if (has_all_parts(search)) {
        return PARTS;
    }
    return terms_meet(&search->fallbacks, &search->text_words) ? BELOW : NOTHING;
}

static inline peer_find find_in(fund_analyzer *analyzer, const char *query, const char *text)
{
    peer_search search = {.words = FUND_BUF_INIT};
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, query, strlen(query),
                                       take_query_token, &search, NULL),
                     FUND_OK);
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, strlen(text),
                                       take_text_token, &search, NULL),
                     FUND_OK);
    peer_find found = judge(&search);
    fund_buf_free(&search.words);
    fund_buf_free(&search.fallbacks);
    fund_buf_free(&search.text_words);
    fund_buf_free(&search.text_parts);
    for (size_t i = 0; i < search.count; i++) {
        fund_buf_free(&search.parts[i]);
    }
    return found;
}

/* An analyzer with the whole chain; *lexicon must outlive it. */
static inline fund_analyzer *new_whole_analyzer(fund_lexicon **lexicon)
{
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    fund_analyzer *analyzer;
    assert_int_equal(fund_lexicon_open(lexicon, NULL, NULL), FUND_OK);
    fund_chain_options_use(&options, *lexicon);
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    return analyzer;
}

/* Checks what this chain does, and that each difference has its reason. Forms find each other both
 * ways. */
static inline void check_peer_cases(const peer_case *cases, size_t count)
{
    fund_lexicon *lexicon;
    fund_analyzer *analyzer = new_whole_analyzer(&lexicon);
    size_t wrong = 0, equal = 0;
    for (size_t i = 0; i < count; i++) {
        const peer_case *c = &cases[i];
        peer_find got = find_in(analyzer, c->query, c->text);
        peer_find back = got == SAME ? find_in(analyzer, c->text, c->query) : got;
        if (got != c->ours || back != got || (c->why == NULL) != (c->theirs == c->ours)) {
            print_error("%s: %s in %s: %d and %d, expected %d\n", c->test, c->query, c->text,
                        (int)got, (int)back, (int)c->ours);
            wrong++;
        }
        equal += c->theirs == c->ours;
    }
    assert_int_equal(wrong, 0);
    print_message("  %6zu  cases of %zu are equal\n", equal, count);
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
}

#endif
