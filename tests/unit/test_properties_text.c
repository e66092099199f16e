/* The chain over random texts. */
#include "test_properties.h"

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

/* How far the words came: bytes and positions. */
typedef struct reach {
    size_t end;
    uint32_t position;
} reach;

/* Words follow each other, or begin in what came before: as another reading of it, or as
 * "2022-Vertrag" within a date. */
static void check_word(const fund_token *token, const fund_token *before, reach *all)
{
    bool next = token->begin >= all->end;
    CHECK(before == NULL || token->begin >= before->begin, "%zu-%zu comes behind %zu-%zu",
          token->begin, token->end, before->begin, before->end);
    CHECK(next ? token->position == all->position : token->position < all->position,
          "%zu-%zu is at %u behind words up to %zu at %u", token->begin, token->end,
          (unsigned)token->position, all->end, (unsigned)all->position);
    uint32_t behind = token->position + token->span;
    all->position = behind > all->position ? behind : all->position;
    all->end = token->end > all->end ? token->end : all->end;
}

static void check_tokens(fund_text text, const tokens *list, fund_purpose purpose)
{
    const fund_token *own = NULL, *word = NULL;
    reach all = {0, 0};
    for (size_t i = 0; i < list->count; i++) {
        const fund_token *token = &list->items[i];
        CHECK(token->begin < token->end && token->end <= text.len, "bytes %zu-%zu of %zu",
              token->begin, token->end, text.len);
        CHECK(is_border(text, token->begin) && is_border(text, token->end),
              "%zu-%zu cuts a character", token->begin, token->end);
        CHECK(token->span > 0, "no position is covered");
        check_term(token);
        if (is_spelling(token)) {
            CHECK(purpose == FUND_PURPOSE_QUERY, "a spelling in a document");
            CHECK(own != NULL && token->begin == own->begin && token->end == own->end &&
                      token->position == own->position,
                  "spelling %zu-%zu is elsewhere than its word", token->begin, token->end);
            continue;
        }
        own = token;
        if (token->kind == FUND_TOKEN_PART && is_within(token, word)) {
            continue;
        }
        CHECK(token->kind != FUND_TOKEN_PART || is_open_piece(text, token),
              "part %zu-%zu \"%.*s\" is outside of its word", token->begin, token->end,
              (int)(token->end - token->begin), text.data + token->begin);
        check_word(token, word, &all);
        word = token;
    }
}

/* The document has another reading of the same place, as "Erdogan" is one of Erdoğan. */
static bool is_second_reading(const tokens *document, size_t i)
{
    const fund_token *token = &document->items[i];
    for (size_t k = i; k > 0 && document->items[k - 1].begin == token->begin; k--) {
        const fund_token *first = &document->items[k - 1];
        if (first->end == token->end && first->position == token->position) {
            return true;
        }
    }
    return false;
}

/* A text as a query means at each place what it is as a document, a second reading at least
 * below the first. */
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
                     (other->kind == FUND_TOKEN_FALLBACK && is_second_reading(document, i)) ||
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

#define TEST(function) cmocka_unit_test_teardown(function, name_seed)

int main(void)
{
    const struct CMUnitTest tests[] = {
        TEST(tokens_are_cut_at_characters),
        TEST(damaged_text_is_refused_as_a_whole),
        TEST(other_spellings_are_the_same_words),
    };
    return cmocka_run_group_tests_name("properties: text", tests, open_chain, close_chain);
}
