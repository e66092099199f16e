/*
 * What holds for any articles: random ones in German, and a loop over their seeds.  A failure
 * names its seed; FUND_SEED=N runs that one alone, FUND_SEEDS=N as many.
 */
#ifndef TEST_PROPERTIES_H
#define TEST_PROPERTIES_H

#include "corpus/corpus.h"
#include "stemmer/stemmer.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define COUNT(table) (sizeof(table) / sizeof((table)[0]))

#if defined(__SANITIZE_ADDRESS__)
#define WITH_SANITIZER 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define WITH_SANITIZER 1
#endif
#endif

/* ---- seeds ----------------------------------------------------------------- */

typedef struct random_state {
    uint64_t state;
} random_state;

/* SplitMix64: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators"
 * (2014). */
static inline uint64_t draw(random_state *r)
{
    uint64_t z = r->state += UINT64_C(0x9e3779b97f4a7c15);
    z = (z ^ (z >> 30)) * UINT64_C(0xbf58476d1ce4e5b9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94d049bb133111eb);
    return z ^ (z >> 31);
}

static inline size_t below(random_state *r, size_t limit)
{
    return (size_t)(draw(r) % limit);
}

static inline bool one_in(random_state *r, size_t n)
{
    return below(r, n) == 0;
}

#define PICK(r, table) ((table)[below(r, COUNT(table))])

/* What runs now; 0: none. */
static unsigned seed_now;

/* To be the tear-down of each test: also for a failure that knows nothing of seeds. */
static inline int name_seed(void **state)
{
    (void)state;
    if (seed_now > 0) {
        print_error("that was FUND_SEED=%u\n", seed_now);
    }
    seed_now = 0;
    return 0;
}

#define CHECK(condition, ...)                                                                      \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            print_error("seed %u: ", seed_now);                                                    \
            print_error(__VA_ARGS__);                                                              \
            print_error("\n");                                                                     \
            fail();                                                                                \
        }                                                                                          \
    } while (0)

static inline void must(fund_status status, const fund_error *err)
{
    CHECK(status == FUND_OK, "%s: %s", fund_status_name(status), err->message);
}

typedef void (*property)(random_state *r);

/* Each property has numbers of its own, or all would see the same articles.  With sanitizers
 * fewer, since they take their time. */
static inline void for_seeds(unsigned count, uint64_t salt, property holds)
{
    const char *only = getenv("FUND_SEED"), *all = getenv("FUND_SEEDS");
    unsigned first = only != NULL ? (unsigned)atoi(only) : 1;
#ifdef WITH_SANITIZER
    count = (count + 1) / 2;
#endif
    count = only != NULL ? first : all != NULL ? (unsigned)atoi(all) : count;
    for (seed_now = first; seed_now <= count; seed_now++) {
        random_state r = {salt << 32 | seed_now};
        holds(&r);
    }
    seed_now = 0;
}

/* ---- words ------------------------------------------------------------------- */

static const char *const modifiers[] = {
    "Wirtschafts", "Kranken", "Miet",   "Straßen", "Energie", "Hafen", "Schul",  "Kinder",
    "Wasser",      "Steuer",  "Bundes", "Arbeits", "Klima",   "Fluss", "Küsten", "Brücken",
    "Gesundheits", "Land",    "Sommer", "Gas",     "Fuß",     "Äpfel", "Bürger", "Universitäts",
};
static const char *const heads[] = {
    "Vertrag",  "Verträge", "Vertrages", "Preis",      "Preise",  "Haus",
    "Häuser",   "Häusern",  "Amt",       "Ämter",      "Bahn",    "Gesetz",
    "Gesetzes", "Rat",      "Räte",      "Brücke",     "Brücken", "Politik",
    "Schiff",   "Schiffe",  "Kürzung",   "Kürzungen",  "Maß",     "Maße",
    "Straße",   "Verkehr",  "Sanktion",  "Sanktionen", "Bremse",  "Finanzierung",
};
static const char *const plain_words[] = {
    "gewinnen", "gewann", "gegründet", "beschloss", "stritt",       "eröffnet",   "baute",
    "liegt",    "große",  "großen",    "neue",      "neuer",        "süß",        "weiße",
    "weiß",     "teuer",  "grün",      "schneller", "französische", "öffentlich", "jährlich",
    "Müller",   "Muller", "Mueller",   "Bär",       "Bar",          "Strauß",     "Zürich",
    "Köln",     "Ménard", "Nuñez",     "Çelik",     "Kanzler",      "Kanzlerin",  "Russland",
    "Februar",  "Euro",   "Prozent",   "Menschen",  "Lärm",
};
static const char *const function_words[] = {
    "der", "die", "das", "und", "in", "über", "für", "mit", "nicht", "sich", "ein", "einer", "auf",
};
static const char *const other_words[] = {
    "INF-Vertrag",
    "INF\u2011Vertrages",
    "Musik-Sammlung",
    "Nord-Süd-Bahn",
    "Ein- und Ausfuhr",
    "Schul- und Kinderhaus",
    "Hafen-Amt",
    "E-Mail",
    "24. Februar 2022",
    "07.01.2022",
    "2022",
    "75 000",
    "75.000",
    "75\u00a0000",
    "1,5",
    "20-jährige",
    "§ 218",
    "CO₂",
    "Bürger:innen",
    "Lehrer*innen",
    "SchülerInnen",
    "amt@example.org",
    "www.example.org",
    "z. B.",
    "SSC-8",
    "9M729",
    "🚢",
    "½",
};

static inline void append_lower_first(fund_buf *out, const char *word)
{
    static const char *const capitals[] = {"Ä", "Ö", "Ü"}, *const small[] = {"ä", "ö", "ü"};
    for (size_t i = 0; i < 3; i++) {
        if (strncmp(word, capitals[i], 2) == 0) {
            fund_buf_append_str(out, small[i]);
            fund_buf_append_str(out, word + 2);
            return;
        }
    }
    fund_buf_append_byte(out, (char)(word[0] >= 'A' && word[0] <= 'Z' ? word[0] | 0x20 : word[0]));
    fund_buf_append_str(out, word + 1);
}

static inline void append_compound(fund_buf *out, random_state *r)
{
    fund_buf_append_str(out, PICK(r, modifiers));
    if (one_in(r, 4)) {
        append_lower_first(out, PICK(r, modifiers));
    }
    append_lower_first(out, PICK(r, heads));
}

/* Letters with marks as base and mark, umlauts spelled out, ss for ß. */
static const struct {
    const char *letter, *apart, *spelled;
} spellings[] = {
    {"ä", "a\u0308", "ae"}, {"ö", "o\u0308", "oe"}, {"ü", "u\u0308", "ue"},
    {"ß", "ß", "ss"},       {"Ä", "A\u0308", "Ae"}, {"Ü", "U\u0308", "Ue"},
    {"é", "e\u0301", "é"},  {"ñ", "n\u0303", "ñ"},  {"Ç", "C\u0327", "Ç"},
};

typedef enum spelling { USUAL, APART, SPELLED, SOFT_HYPHENS } spelling;

static inline void append_spelled(fund_buf *out, random_state *r, const char *word, spelling how)
{
    for (const char *pos = word; *pos != '\0';) {
        uint32_t c;
        size_t len = fund_utf8_decode(&c, pos, strlen(pos)), row = 0;
        while (row < COUNT(spellings) && strncmp(spellings[row].letter, pos, len) != 0) {
            row++;
        }
        if (row == COUNT(spellings) || how == USUAL || how == SOFT_HYPHENS) {
            fund_buf_append(out, pos, len);
        } else {
            fund_buf_append_str(out, how == APART ? spellings[row].apart : spellings[row].spelled);
        }
        pos += len;
        /* Where hyphenation may be: between letters. */
        if (how == SOFT_HYPHENS && c >= 'a' && *pos >= 'a' && *pos <= 'z' && one_in(r, 4)) {
            fund_buf_append_str(out, "\u00ad");
        }
    }
}

static inline void append_word(fund_buf *out, random_state *r)
{
    fund_buf word = FUND_BUF_INIT;
    switch (below(r, 10)) {
    case 0:
    case 1:
    case 2:
        append_compound(&word, r);
        break;
    case 3:
    case 4:
        fund_buf_append_str(&word, PICK(r, heads));
        break;
    case 5:
        fund_buf_append_str(&word, PICK(r, other_words));
        break;
    default:
        fund_buf_append_str(&word, PICK(r, plain_words));
    }
    size_t how = below(r, 16);
    append_spelled(out, r, word.data, how <= SOFT_HYPHENS ? (spelling)how : USUAL);
    fund_buf_free(&word);
}

/* ---- texts --------------------------------------------------------------------- */

static inline void append_sentence(fund_buf *out, random_state *r)
{
    static const char *const quotes[][2] = {
        {"„", "“"}, {"»", "«"}, {"\"", "\""}, {"‚", "‘"}, {"(", ")"}};
    static const char *const joints[] = {" ", " ", " ", " ", ", ", " – ", "; ", "\u00a0", "/"};
    static const char *const ends[] = {".", ".", "!", "?", "...", ":"};
    size_t words = 3 + below(r, 9), open = below(r, 3 * words), close = open + 1 + below(r, 3);
    size_t quote = below(r, COUNT(quotes));
    for (size_t i = 0; i < words; i++) {
        fund_buf_append_str(out, i == 0 ? "" : PICK(r, joints));
        fund_buf_append_str(out, i == open ? quotes[quote][0] : "");
        if (one_in(r, 3)) {
            fund_buf_append_str(out, PICK(r, function_words));
            fund_buf_append_str(out, " ");
        }
        append_word(out, r);
        fund_buf_append_str(out, i == close ? quotes[quote][1] : "");
    }
    fund_buf_append_str(out, PICK(r, ends));
}

static inline void append_passage(fund_buf *out, random_state *r)
{
    size_t sentences = 1 + below(r, 4);
    for (size_t i = 0; i < sentences; i++) {
        fund_buf_append_str(out, i > 0 ? " " : "");
        append_sentence(out, r);
    }
}

/* What was appended, moved into the arena. */
static inline fund_text take_text(fund_buf *from, fund_arena *arena)
{
    assert_false(from->failed);
    fund_text text = {fund_arena_copy(arena, from->data != NULL ? from->data : "", from->len),
                      from->len};
    assert_non_null(text.data);
    fund_buf_free(from);
    return text;
}

enum { PASSAGES_MAX = 5 };

static inline fund_text made_passage(random_state *r, fund_arena *arena)
{
    fund_buf buf = FUND_BUF_INIT;
    append_passage(&buf, r);
    return take_text(&buf, arena);
}

static inline fund_text text_of(const char *c_string)
{
    return (fund_text){c_string, strlen(c_string)};
}

/* A number makes the id. */
static inline fund_article made_article(random_state *r, fund_arena *arena, unsigned number)
{
    static const char *const sections[] = {"", "Politik", "Wirtschaft", "Köln & Umland"};
    static const char *const authors[] = {"", "Anna Berg", "Jörg Ménard", "Ina Weiß"};
    static const char *const sources[] = {"", "Tageblatt", "Nachrichten-Agentur"};
    fund_buf buf = FUND_BUF_INIT;
    fund_buf_printf(&buf, "artikel-%u", number);
    fund_article article = {.size = sizeof(fund_article),
                            .fields.id = take_text(&buf, arena),
                            .fields.path = text_of("-")};
    if (!one_in(r, 5)) {
        append_sentence(&buf, r);
        article.fields.title = take_text(&buf, arena);
    } else {
        article.fields.title = text_of("");
    }
    if (!one_in(r, 5)) {
        fund_buf_printf(&buf, "%zu-%02zu-%02zu", 2020 + below(r, 4), 1 + below(r, 12),
                        1 + below(r, 28));
    }
    article.fields.date = take_text(&buf, arena);
    article.fields.section = text_of(PICK(r, sections));
    article.fields.author = text_of(PICK(r, authors));
    article.fields.source = text_of(PICK(r, sources));
    article.fields.url = article.fields.embargo = text_of("");
    article.passage_count = 1 + below(r, PASSAGES_MAX);
    fund_text *passages = fund_arena_alloc(arena, article.passage_count * sizeof *passages);
    assert_non_null(passages);
    for (size_t i = 0; i < article.passage_count; i++) {
        passages[i] = made_passage(r, arena);
    }
    article.passages = passages;
    fund_error err = FUND_ERROR_INIT;
    must(fund_article_hash(article.fields.content_hash, &article, &err), &err);
    return article;
}

/* ---- the chain ------------------------------------------------------------------- */

static fund_lexicon *lexicon;
static fund_analyzer *analyzer;

static inline int open_chain(void **state)
{
    (void)state;
    fund_error err = FUND_ERROR_INIT;
    fund_chain_options options = FUND_CHAIN_OPTIONS_INIT;
    must(fund_lexicon_open(&lexicon, NULL, &err), &err);
    fund_chain_options_use(&options, lexicon);
    must(fund_analyzer_new(&analyzer, &options, &err), &err);
    return 0;
}

static inline int close_chain(void **state)
{
    (void)state;
    fund_analyzer_free(analyzer);
    fund_lexicon_free(lexicon);
    return 0;
}

/* ---- tokens -------------------------------------------------------------------- */

/* Kept in an arena; the list itself is to be freed. */
typedef struct tokens {
    fund_arena *arena;
    fund_token *items;
    size_t count, capacity;
} tokens;

static inline fund_status keep_token(const fund_token *token, void *payload)
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

static inline tokens run_chain(fund_arena *arena, fund_purpose purpose, fund_text text)
{
    fund_error err = FUND_ERROR_INIT;
    tokens list = {.arena = arena};
    must(fund_analyzer_run(analyzer, purpose, text.data, text.len, keep_token, &list, &err), &err);
    return list;
}

static inline bool same_term(const fund_token *a, const fund_token *b)
{
    return a->term_len == b->term_len && memcmp(a->term, b->term, a->term_len) == 0;
}

static inline bool is_spelling(const fund_token *token)
{
    return token->kind == FUND_TOKEN_VARIANT || token->kind == FUND_TOKEN_FALLBACK;
}

#endif
