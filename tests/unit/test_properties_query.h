/* Random queries of all kinds, in words that random articles have. */
#ifndef TEST_PROPERTIES_QUERY_H
#define TEST_PROPERTIES_QUERY_H

#include "test_properties.h"

typedef enum query_kind {
    ONE_WORD,
    SOME_WORDS,
    SIGNS,
    OPERATORS,
    PHRASE,
    NEAR,
    FORM,
    FIELDS,
    PATTERN,
    SIMILAR,
    KINDS
} query_kind;

/* A chunk of a text without what would end a phrase. */
static inline void append_unquoted(fund_buf *out, const char *text, size_t len)
{
    static const char *const quotes[] = {"\"", "„", "“", "»", "«", "‚", "‘", "(", ")"};
    for (size_t at = 0; at < len;) {
        size_t quote = 0;
        while (quote < COUNT(quotes) &&
               strncmp(text + at, quotes[quote], strlen(quotes[quote])) != 0) {
            quote++;
        }
        if (quote < COUNT(quotes)) {
            at += strlen(quotes[quote]);
        } else {
            fund_buf_append_byte(out, text[at++]);
        }
    }
}

/* Some chunks between blanks of a passage. */
static inline void append_words_of(fund_buf *out, random_state *r, const fund_article *articles,
                                   size_t count, size_t words)
{
    const fund_article *article = &articles[below(r, count)];
    const char *text = article->passages[below(r, article->passage_count)].data;
    size_t skip = below(r, 12);
    for (const char *next; skip > 0 && (next = strchr(text, ' ')) != NULL; skip--) {
        text = next + 1;
    }
    for (size_t i = 0; i < words && *text != '\0'; i++) {
        size_t len = strcspn(text, " ");
        fund_buf_append(out, " ", i > 0);
        append_unquoted(out, text, len);
        text += len + (text[len] == ' ');
    }
}

static inline void append_pattern(fund_buf *out, random_state *r)
{
    fund_buf word = FUND_BUF_INIT;
    append_compound(&word, r);
    size_t from = fund_utf8_floor(word.data, word.len / 3);
    size_t to = fund_utf8_floor(word.data, word.len - word.len / 4);
    size_t shape = below(r, 3);
    if (shape == 0) {
        from = 0;
    } else if (shape == 1) {
        to = word.len;
    }
    fund_buf_append_str(out, from > 0 ? "*" : "");
    fund_buf_append(out, word.data + from, to - from);
    fund_buf_append_str(out, to < word.len ? "*" : "");
    fund_buf_free(&word);
}

static inline void append_field(fund_buf *out, random_state *r)
{
    static const char *const fields[] = {"ressort:Politik",     "ressort:Köln",
                                         "autor:\"Anna Berg\"", "quelle:Agentur",
                                         "datum:2022",          "datum:2021-06..2022-06"};
    fund_buf_append_str(out, one_in(r, 4) ? "titel:" : PICK(r, fields));
    if (out->data[out->len - 1] == ':') {
        fund_buf_append_str(out, PICK(r, heads));
    }
    fund_buf_append_str(out, " ");
    fund_buf_append_str(out, PICK(r, heads));
}

static inline void append_joined(fund_buf *out, random_state *r, size_t count, const char *joint)
{
    for (size_t i = 0; i < count; i++) {
        fund_buf_append_str(out, i > 0 ? joint : "");
        append_word(out, r);
    }
}

static inline void append_query(fund_buf *out, random_state *r, query_kind kind,
                                const fund_article *articles, size_t count)
{
    switch (kind) {
    case ONE_WORD:
        append_word(out, r);
        return;
    case SOME_WORDS:
        append_joined(out, r, 2 + below(r, 3), " ");
        return;
    case SIGNS:
        append_joined(out, r, 2, " +");
        fund_buf_append_str(out, " -");
        fund_buf_append_str(out, PICK(r, plain_words));
        return;
    case OPERATORS:
        fund_buf_append_str(out, "(");
        append_joined(out, r, 2, one_in(r, 2) ? " ODER " : " UND ");
        fund_buf_append_str(out, one_in(r, 2) ? ") NICHT " : ") ODER ");
        fund_buf_append_str(out, PICK(r, heads));
        return;
    case PHRASE:
        fund_buf_append_str(out, "\"");
        append_words_of(out, r, articles, count, 1 + below(r, 4));
        fund_buf_append_str(out, one_in(r, 2) ? "\"" : "\" ");
        if (out->data[out->len - 1] == ' ') {
            append_word(out, r);
        }
        return;
    case NEAR:
        fund_buf_append_str(out, PICK(r, heads));
        fund_buf_append_str(out, " NEAR/9 ");
        fund_buf_append_str(out, one_in(r, 2) ? PICK(r, heads) : PICK(r, plain_words));
        return;
    case FORM:
        fund_buf_append_str(out, "=");
        fund_buf_append_str(out, one_in(r, 2) ? PICK(r, heads) : PICK(r, plain_words));
        return;
    case FIELDS:
        append_field(out, r);
        return;
    case PATTERN:
        append_pattern(out, r);
        return;
    default:
        fund_buf_append_str(out, PICK(r, heads));
        fund_buf_append_str(out, "~");
    }
}

#endif
