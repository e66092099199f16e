/* What the suites of the analysis chain share. */
#ifndef FUND_TEST_STEMMER_H
#define FUND_TEST_STEMMER_H

#include "stemmer/stemmer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

static inline fund_analyzer *new_analyzer(void)
{
    fund_analyzer *analyzer;
    fund_error err;
    assert_int_equal(fund_analyzer_new(&analyzer, NULL, &err), FUND_OK);
    return analyzer;
}

/* With the lexicon, which knows the words of forms. */
static inline fund_analyzer *new_german_analyzer(void)
{
    fund_analyzer *analyzer;
    fund_error err;
    assert_int_equal(fund_analyzer_open(&analyzer, NULL, &err), FUND_OK);
    return analyzer;
}

/* Its memo keeps one word only. */
static inline fund_analyzer *new_forgetful_analyzer(void)
{
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    options.memo_limit = 1;
    fund_analyzer *analyzer;
    assert_int_equal(fund_analyzer_new(&analyzer, &options, NULL), FUND_OK);
    return analyzer;
}

static inline fund_status print_token(const fund_token *token, void *payload)
{
    fund_buf *out = payload;
    static const char kinds[] = "WPFVBSH"; /* H: the other half of S */
    const char kind = kinds[token->kind];
    fund_buf_printf(out, "%s%c:%.*s[%zu,%zu]@%u", out->len > 0 ? " " : "", kind,
                    (int)token->term_len, token->term, token->begin, token->end,
                    (unsigned)token->position);
    if (token->span != 1) {
        fund_buf_printf(out, "+%u", (unsigned)token->span);
    }
    return FUND_OK;
}

static inline void assert_tokens(fund_analyzer *analyzer, fund_purpose purpose, const char *text,
                                 const char *expected)
{
    fund_buf got = FUND_BUF_INIT;
    fund_buf_append(&got, "", 0);
    assert_int_equal(
        fund_analyzer_run(analyzer, purpose, text, strlen(text), print_token, &got, NULL), FUND_OK);
    if (strcmp(got.data, expected) != 0) {
        print_error("text: %s\n", text);
    }
    assert_string_equal(got.data, expected);
    fund_buf_free(&got);
}

/* The WORD and VARIANT terms of a text, each between blanks. */
static inline fund_status collect_words(const fund_token *token, void *payload)
{
    if (token->kind == FUND_TOKEN_WORD || token->kind == FUND_TOKEN_VARIANT) {
        fund_buf_printf(payload, " %.*s ", (int)token->term_len, token->term);
    }
    return FUND_OK;
}

static inline fund_status find_word(const fund_token *token, void *payload)
{
    fund_buf *words = payload;
    if (token->kind == FUND_TOKEN_WORD && token->position == 0) {
        char needle[FUND_TERM_MAX + 3];
        snprintf(needle, sizeof needle, " %.*s ", (int)token->term_len, token->term);
        if (strstr(words->data, needle) != NULL) {
            return FUND_ERR_INTERRUPTED; /* found */
        }
    }
    return FUND_OK;
}

static inline bool finds(fund_analyzer *analyzer, const char *query, const char *text)
{
    fund_buf words = FUND_BUF_INIT;
    fund_buf_append(&words, "", 0);
    assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_QUERY, query, strlen(query),
                                       collect_words, &words, NULL),
                     FUND_OK);
    fund_status status = fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, text, strlen(text),
                                           find_word, &words, NULL);
    fund_buf_free(&words);
    return status == FUND_ERR_INTERRUPTED;
}

#endif
