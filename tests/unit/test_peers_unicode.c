/* Unicode's word boundaries (UAX #29) as its WordBreakTest has them, and where German text asks for
 * others. */
#include "test_peers.h"

#include "stemmer/stemmer_private.h"

#define FILE_NAME "/usr/share/unicode/auxiliary/WordBreakTest.txt"

enum { CHARS_MAX = 64 };

/* One case: its characters, and whether Unicode has a boundary before each. */
typedef struct word_case {
    uint32_t chars[CHARS_MAX];
    bool boundary[CHARS_MAX + 1];
    size_t begin[CHARS_MAX + 1]; /* byte offsets */
    size_t count;
    fund_buf text;
    fund_buf tokens; /* pairs of size_t: begin, end */
} word_case;

static size_t encode(char out[4], uint32_t c)
{
    if (c < 0x80) {
        out[0] = (char)c;
        return 1;
    }
    size_t size = c < 0x800 ? 2 : c < 0x10000 ? 3 : 4;
    for (size_t i = size - 1; i > 0; i--, c >>= 6) {
        out[i] = (char)(0x80 | (c & 0x3f));
    }
    out[0] = (char)((0xf00 >> size) | c);
    return size;
}

/* "÷ 0061 × 0308 ÷", then a comment. */
static bool read_case(word_case *out, const char *line)
{
    fund_buf_clear(&out->text);
    fund_buf_append(&out->text, "", 0);
    out->count = 0;
    memset(out->boundary, 0, sizeof out->boundary);
    while (*line != '#' && *line != '\n' && *line != '\0') {
        char bytes[4], *end;
        uint32_t c;
        if (fund_utf8_decode(&c, line, 2) == 2 && (c == 0xf7 || c == 0xd7)) {
            out->boundary[out->count] = c == 0xf7;
            line += 2;
        } else if ((c = (uint32_t)strtoul(line, &end, 16)), end > line) {
            assert_true(out->count < CHARS_MAX);
            out->begin[out->count] = out->text.len;
            out->chars[out->count++] = c;
            fund_buf_append(&out->text, bytes, encode(bytes, c));
            line = end;
        } else {
            line++;
        }
    }
    out->begin[out->count] = out->text.len;
    return out->count > 0;
}

static fund_status note_range(const fund_token *token, void *payload)
{
    const size_t range[2] = {token->begin, token->end};
    fund_buf_append(payload, range, sizeof range);
    return FUND_OK;
}

/* Whether one token has the characters a to b. */
static bool has_token(const word_case *c, size_t a, size_t b)
{
    for (size_t at = 0; at + 2 * sizeof(size_t) <= c->tokens.len; at += 2 * sizeof(size_t)) {
        size_t range[2];
        memcpy(range, c->tokens.data + at, sizeof range);
        if (range[0] <= c->begin[a] && range[1] >= c->begin[b + 1]) {
            return true;
        }
    }
    return false;
}

/* ---- what is compared ------------------------------------------------------------------------- */

/* Letters, digits and signs that are words; marks are looked at with what they stand on. */
static bool is_word_char(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_WORD | FUND_CHAR_ALONE) && !fund_char_is(c, FUND_CHAR_MARK);
}

static bool is_mark(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_WORD) && fund_char_is(c, FUND_CHAR_MARK);
}

static bool unicode_joins(const word_case *c, size_t a, size_t b)
{
    for (size_t i = a + 1; i <= b; i++) {
        if (c->boundary[i]) {
            return false;
        }
    }
    return true;
}

/* ---- differences on purpose -------------------------------------------------------------------- */

/* Two characters of words with others between them. */
typedef struct gap {
    uint32_t a, b;
    uint32_t between[CHARS_MAX];
    size_t count;
    bool marked;  /* a mark is on what is between */
    bool unicode; /* joins the two */
} gap;

static bool is_digit(uint32_t c)
{
    return c >= '0' && c <= '9';
}

static bool is_sign(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_ALONE);
}

/* Only signs of this kind between the two, and at least one. */
static bool has_only(const gap *at, const char *signs)
{
    for (size_t i = 0; i < at->count; i++) {
        if (at->between[i] >= 0x80 || strchr(signs, (int)at->between[i]) == NULL) {
            return false;
        }
    }
    return at->count > 0;
}

static bool is_underscore(const gap *at)
{
    return at->unicode && has_only(at, "_");
}

static bool is_colon_of_letters(const gap *at)
{
    return at->unicode && has_only(at, ":") && !is_digit(at->a);
}

static bool is_score(const gap *at)
{
    bool colon = at->count == 1 && has_only(at, ":") && !at->marked;
    return !at->unicode && colon && is_digit(at->a) && is_digit(at->b);
}

static bool is_short_group(const gap *at)
{
    return at->unicode && has_only(at, "'") && is_digit(at->a) && is_digit(at->b);
}

static bool is_hebrew_abbreviation(const gap *at)
{
    return at->unicode && has_only(at, "\"") && at->a >= 0x5d0 && at->a <= 0x5ea;
}

static bool is_sign_with_more(const gap *at)
{
    bool joiner = at->count == 2 && at->between[1] == 0x2060;
    return at->unicode && strchr("',.:", (int)at->between[0]) != NULL &&
           (joiner || (at->count == 1 && at->marked));
}

static bool is_sequence_of_signs(const gap *at)
{
    for (size_t i = 0; i < at->count; i++) {
        bool tone = at->between[i] >= 0x1f3fb && at->between[i] <= 0x1f3ff;
        if (at->between[i] != 0x200d && !tone) {
            return false;
        }
    }
    return at->unicode && is_sign(at->b);
}

static const struct departure {
    const char *name;
    bool (*holds)(const gap *at);
} departures[] = {
    /* Underscores are of identifiers and emphasis; "Bürger_innen" and #tags join by rules of
     * their own. */
    {"underscore", is_underscore},
    /* Swedish and Finnish abbreviations. Here a colon ends a clause, or makes a gender form. */
    {"colon between letters", is_colon_of_letters},
    /* "2:0", "20:15". */
    {"colon between digits", is_score},
    /* An apostrophe between digits is for groups of three: "75'000". */
    {"apostrophe in a number", is_short_group},
    {"quote in a Hebrew abbreviation", is_hebrew_abbreviation},
    /* Within a word, not beside a sign in it, invisible characters are looked through; and an
     * apostrophe or a comma with a mark on it is none. */
    {"sign with a mark or an invisible character", is_sign_with_more},
    /* Kana, flags and families: each sign is a word by itself, so that it is found alone. */
    {"sequence of signs", is_sequence_of_signs},
};

/* ---- the comparison ------------------------------------------------------------------------------ */

typedef struct tally {
    size_t cases, equal, unknown;
    size_t of[COUNT(departures)];
} tally;

static void describe(const word_case *c, const gap *at, bool equal)
{
    for (size_t i = 0; i < c->count; i++) {
        print_error("%s%04X ", c->boundary[i] ? "÷ " : "× ", (unsigned)c->chars[i]);
    }
    print_error(": %s %04X and %04X\n",
                equal         ? "no difference, though a rule tells one, between"
                : at->unicode ? "only Unicode joins"
                              : "only this chain joins",
                (unsigned)at->a, (unsigned)at->b);
}

/* The marks behind character a, which is in a word, are in its token. */
static void check_marks(const word_case *c, size_t a)
{
    for (size_t i = a; i < c->count && (i == a || is_mark(c->chars[i])); i++) {
        assert_true(has_token(c, a, i));
    }
}

/* The characters between a and b, without marks. */
static gap gap_between(const word_case *c, size_t a, size_t b)
{
    gap out = {.a = c->chars[a], .b = c->chars[b], .unicode = unicode_joins(c, a, b)};
    for (size_t i = a + 1; i < b; i++) {
        if (!is_mark(c->chars[i])) {
            out.between[out.count++] = c->chars[i];
        } else {
            out.marked |= out.count > 0;
        }
    }
    return out;
}

/* Counts a pair under the rule that it falls under. False when the two differ on whether a and b
 * are of one word; that they do, the rules tell exactly. */
static bool check_gap(tally *seen, const word_case *c, size_t a, size_t b)
{
    const gap at = gap_between(c, a, b);
    bool equal = at.unicode == has_token(c, a, b);
    size_t i = 0;
    while (i < COUNT(departures) && !departures[i].holds(&at)) {
        i++;
    }
    if (equal == (i < COUNT(departures))) {
        describe(c, &at, equal);
        seen->unknown++;
    } else if (!equal) {
        seen->of[i]++;
    }
    return equal;
}

static void check_case(tally *seen, const word_case *c)
{
    size_t last = c->count;
    bool equal = true;
    for (size_t i = 0; i < c->count; i++) {
        if (is_word_char(c->chars[i])) {
            check_marks(c, i);
            equal = (last == c->count || check_gap(seen, c, last, i)) && equal;
            last = i;
        }
    }
    seen->cases++;
    seen->equal += equal;
}

static void words_end_where_unicode_says_or_a_rule(void **state)
{
    (void)state;
    fund_buf file = read_peer_file(FILE_NAME, "unicode-data");
    fund_analyzer *analyzer = new_analyzer();
    static word_case c = {.text = FUND_BUF_INIT, .tokens = FUND_BUF_INIT};
    tally seen = {0};
    const char *rest = file.data, *line;
    size_t len;
    while (next_line(&line, &len, &rest)) {
        if (read_case(&c, line)) {
            fund_buf_clear(&c.tokens);
            assert_int_equal(fund_analyzer_run(analyzer, FUND_PURPOSE_DOCUMENT, c.text.data,
                                               c.text.len, note_range, &c.tokens, NULL),
                             FUND_OK);
            check_case(&seen, &c);
        }
    }
    assert_int_equal(seen.unknown, 0);
    assert_true(seen.cases > 1500);
    /* A rule that nothing falls under any more is to go. */
    for (size_t i = 0; i < COUNT(departures); i++) {
        print_message("  %6zu  %s\n", seen.of[i], departures[i].name);
        assert_true(seen.of[i] > 0);
    }
    print_message("  %6zu  cases of %zu are equal\n", seen.equal, seen.cases);
    fund_analyzer_free(analyzer);
    fund_buf_free(&c.text);
    fund_buf_free(&c.tokens);
    fund_buf_free(&file);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(words_end_where_unicode_says_or_a_rule),
    };
    return cmocka_run_group_tests_name("peers: Unicode", tests, NULL, NULL);
}
