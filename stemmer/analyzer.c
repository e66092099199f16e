#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

/* Raised with every change that gives other tokens for the same text. */
enum { CHAIN_VERSION = 10 };

/* No shorter word is a compound. */
enum { CONJUNCTION_MAX = 5 };

/* A word takes 100 bytes or so; with less than the least room, words are analysed again and again. */
enum { MEMO_DEFAULT = 1 << 19, MEMO_LEAST = 1 << 17, MEMO_WORD_MAX = 64 };

/* What the memo keeps of a unit, in one piece of memory. */
typedef struct memo_entry {
    uint32_t count;
    uint32_t positions;
    unsigned clause_class;
    fund_unit_token tokens[]; /* then the terms' bytes */
} memo_entry;

struct fund_analyzer {
    fund_chain chain;
    fund_unit_tokens tokens;
    fund_clause_window clause;            /* the last words of the text */
    fund_buf separated;                   /* terms of verbs */
    fund_array(fund_separated) asked_for; /* verbs of a query; their terms are in `separated` */
    fund_map *memo;                       /* unit's bytes -> memo_entry in memo_memory */
    fund_arena *memo_memory;
    char fingerprint[96];
};

static void make_fingerprint(fund_analyzer *analyzer)
{
    fund_buf text = FUND_BUF_INIT;
    fund_buf_printf(&text, "fund-%d snowball-german-2.2 words-%08llx split-%016llx", CHAIN_VERSION,
                    (unsigned long long)(fund_function_words_hash() & 0xffffffff),
                    (unsigned long long)analyzer->chain.options.split_fingerprint);
    if (!text.failed && text.len < sizeof analyzer->fingerprint) {
        memcpy(analyzer->fingerprint, text.data, text.len + 1);
    }
    fund_buf_free(&text);
}

fund_status fund_analyzer_new(fund_analyzer **out, const fund_chain_options *options,
                              fund_error *err)
{
    *out = NULL;
    fund_analyzer *analyzer = calloc(1, sizeof *analyzer);
    if (analyzer == NULL) {
        return fund_no_memory(err);
    }
    fund_chain *chain = &analyzer->chain;
    chain->options = options != NULL ? *options : (fund_chain_options)FUND_CHAIN_OPTIONS_INIT;
    fund_lexicon_share(chain->options.shared);
    if (chain->options.memo_limit == 0) {
        chain->options.memo_limit = MEMO_DEFAULT;
    }
    chain->stemmer = sb_stemmer_new("german", "UTF_8");
    chain->function_words = fund_map_new();
    chain->clause_words = fund_map_new();
    analyzer->memo = fund_map_new();
    analyzer->memo_memory = fund_arena_new();
    make_fingerprint(analyzer);
    if (chain->stemmer == NULL || chain->function_words == NULL || chain->clause_words == NULL ||
        analyzer->memo == NULL || analyzer->memo_memory == NULL ||
        analyzer->fingerprint[0] == '\0' || !fund_function_words_load(chain->function_words) ||
        !fund_clause_words_load(chain->clause_words)) {
        fund_analyzer_free(analyzer);
        return fund_no_memory(err);
    }
    *out = analyzer;
    return FUND_OK;
}

fund_status fund_analyzer_clone(fund_analyzer **out, const fund_analyzer *analyzer, fund_error *err)
{
    return fund_analyzer_new(out, &analyzer->chain.options, err);
}

fund_status fund_analyzer_clone_among(fund_analyzer **out, const fund_analyzer *analyzer,
                                      size_t count, fund_error *err)
{
    fund_chain_options options = analyzer->chain.options;
    size_t share = options.memo_limit / (count > 0 ? count : 1);
    size_t least = options.memo_limit < MEMO_LEAST ? options.memo_limit : MEMO_LEAST;
    options.memo_limit = share > least ? share : least;
    return fund_analyzer_new(out, &options, err);
}

fund_status fund_analyzer_clone_whole(fund_analyzer **out, const fund_analyzer *analyzer,
                                      fund_error *err)
{
    fund_chain_options options = analyzer->chain.options;
    options.split = NULL;
    return fund_analyzer_new(out, &options, err);
}

void fund_analyzer_free(fund_analyzer *analyzer)
{
    if (analyzer == NULL) {
        return;
    }
    fund_chain *chain = &analyzer->chain;
    sb_stemmer_delete(chain->stemmer);
    fund_map_free(chain->function_words, NULL);
    fund_map_free(chain->clause_words, NULL);
    fund_folded_free(&chain->folded);
    fund_buf_free(&chain->joined);
    fund_buf_free(&chain->scratch);
    fund_buf_free(&chain->completed);
    fund_readings_free(&chain->readings);
    fund_stem_memo_free(&chain->stem_memo);
    fund_unit_tokens_free(&analyzer->tokens);
    fund_buf_free(&analyzer->separated);
    fund_array_free(&analyzer->asked_for);
    fund_map_free(analyzer->memo, NULL);
    fund_arena_free(analyzer->memo_memory);
    fund_lexicon_free(chain->options.shared);
    free(analyzer);
}

const fund_lexicon *fund_analyzer_lexicon(const fund_analyzer *analyzer)
{
    return analyzer->chain.options.lexicon;
}

const char *fund_analyzer_fingerprint(const fund_analyzer *analyzer)
{
    return analyzer->fingerprint;
}

const char *fund_token_kind_name(fund_token_kind kind)
{
    static const char *const names[] = {
        [FUND_TOKEN_WORD] = "word",         [FUND_TOKEN_PART] = "part",
        [FUND_TOKEN_FUNCTION] = "function", [FUND_TOKEN_VARIANT] = "variant",
        [FUND_TOKEN_FALLBACK] = "fallback", [FUND_TOKEN_SEPARATED] = "separated",
        [FUND_TOKEN_PARTICLE] = "particle",
    };
    return (unsigned)kind < sizeof names / sizeof names[0] ? names[kind] : "unknown";
}

/* A unit's tokens, wherever they lie. */
typedef struct unit_view {
    const fund_unit_token *tokens;
    size_t count;
    const char *terms;
    uint32_t positions;
    unsigned clause_class;
} unit_view;

static bool may_be_remembered(const fund_unit *unit, fund_purpose purpose)
{
    return purpose == FUND_PURPOSE_DOCUMENT && unit->type == FUND_UNIT_WORD && !unit->open_hyphen &&
           unit->end - unit->begin <= MEMO_WORD_MAX;
}

static unit_view view_of_entry(const memo_entry *entry)
{
    return (unit_view){entry->tokens, entry->count, (const char *)(entry->tokens + entry->count),
                       entry->positions, entry->clause_class};
}

/* Failing to remember costs time, not correctness. */
static void remember(fund_analyzer *analyzer, const char *unit, size_t len, unsigned clause_class)
{
    const fund_unit_tokens *tokens = &analyzer->tokens;
    if (fund_map_count(analyzer->memo) >= analyzer->chain.options.memo_limit) {
        fund_map_clear(analyzer->memo, NULL);
        fund_arena_reset(analyzer->memo_memory);
    }
    size_t items = tokens->count * sizeof(fund_unit_token);
    memo_entry *entry =
        fund_arena_alloc(analyzer->memo_memory, sizeof *entry + items + tokens->terms.len);
    if (entry == NULL) {
        return;
    }
    entry->count = (uint32_t)tokens->count;
    entry->positions = tokens->positions;
    entry->clause_class = clause_class;
    if (tokens->count > 0) {
        memcpy(entry->tokens, tokens->items, items);
        memcpy(entry->tokens + tokens->count, tokens->terms.data, tokens->terms.len);
    }
    fund_map_put(analyzer->memo, unit, len, entry, NULL);
}

static fund_status analyse_unit(unit_view *out, fund_analyzer *analyzer, fund_purpose purpose,
                                const fund_unit *unit, const char *text, fund_error *err)
{
    bool memo = may_be_remembered(unit, purpose);
    size_t len = unit->end - unit->begin;
    if (memo) {
        const memo_entry *entry = fund_map_get(analyzer->memo, text + unit->begin, len);
        if (entry != NULL) {
            *out = view_of_entry(entry);
            return FUND_OK;
        }
    }
    fund_unit_tokens *tokens = &analyzer->tokens;
    if (!fund_unit_analyse(tokens, &analyzer->chain, purpose, unit, text)) {
        return fund_no_memory(err);
    }
    fund_status status = fund_lexicon_check(analyzer->chain.options.lexicon, err);
    if (status != FUND_OK) {
        return status;
    }
    unsigned clause_class = unit->type == FUND_UNIT_WORD && !unit->open_hyphen
                                ? fund_clause_class(&analyzer->chain, text + unit->begin, len)
                                : 0;
    if (memo) {
        remember(analyzer, text + unit->begin, len, clause_class);
    }
    *out = (unit_view){tokens->items, tokens->count, tokens->terms.data, tokens->positions,
                       clause_class};
    return FUND_OK;
}

static fund_status push_tokens(const unit_view *view, size_t first, size_t end, size_t begin,
                               uint32_t position, fund_token_callback callback, void *payload)
{
    for (size_t i = first; i < end; i++) {
        const fund_unit_token *from = &view->tokens[i];
        fund_token token = {
            .term = view->terms + from->term,
            .term_len = from->term_len,
            .begin = begin + from->begin,
            .end = begin + from->end,
            .position = position + from->position,
            .span = from->span,
            .kind = from->kind,
        };
        fund_status status = callback(&token, payload);
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}

static fund_status push_unit(const unit_view *view, size_t begin, uint32_t position,
                             fund_token_callback callback, void *payload)
{
    return push_tokens(view, 0, view->count, begin, position, callback, payload);
}

static bool is_open_end(const fund_scanner *s, const fund_unit *unit)
{
    size_t size;
    return (fund_class_at(s, unit->end, &size) & FUND_CHAR_JOINER) != 0;
}

/* A piece like "Ein-" is read as "Einfuhr", too, and what follows may be completed from that. */
static fund_status push_completed(fund_analyzer *analyzer, const fund_scanner *scanner,
                                  const fund_unit *unit, fund_unit *previous, fund_purpose purpose,
                                  uint32_t position, fund_token_callback callback, void *payload,
                                  fund_error *err)
{
    fund_chain *chain = &analyzer->chain;
    if (!fund_ellipsis(&chain->joined, chain, scanner, unit, previous)) {
        return chain->failed ? fund_no_memory(err) : FUND_OK;
    }
    fund_unit_tokens *tokens = &analyzer->tokens;
    tokens->count = 0;
    fund_buf_clear(&tokens->terms);
    fund_unit_run run = {tokens, chain, purpose, scanner->text + unit->begin,
                         unit->end - unit->begin};
    /* "Holzein- und -ausfuhr": the noun begins before. */
    bool capital =
        fund_begins_upper(scanner->text + unit->begin, unit->end - unit->begin) ||
        (!is_open_end(scanner, unit) &&
         fund_begins_upper(scanner->text + previous->begin, previous->end - previous->begin));
    if (!fund_push_stem(&run, FUND_TOKEN_WORD, chain->joined.data, chain->joined.len, capital,
                        (fund_place){0, run.len, 0, 1})) {
        return fund_no_memory(err);
    }
    fund_buf_clear(&chain->completed);
    fund_buf_append(&chain->completed, chain->joined.data, chain->joined.len);
    if (chain->completed.failed) {
        return fund_no_memory(err);
    }
    *previous = *unit;
    const unit_view view = {tokens->items, tokens->count, tokens->terms.data, 0, 0};
    return push_unit(&view, unit->begin, position, callback, payload);
}

static fund_status push_half(const fund_analyzer *analyzer, const fund_separated *of,
                             const fund_clause_word *half, fund_token_kind kind,
                             fund_token_callback callback, void *payload)
{
    const fund_token token = {.term = analyzer->separated.data + of->term,
                              .term_len = of->term_len,
                              .begin = half->begin,
                              .end = half->end,
                              .position = half->position,
                              .span = 1,
                              .kind = kind};
    return callback(&token, payload);
}

/* Verbs whose particle the unit is. */
static fund_status push_separated(fund_analyzer *analyzer, const fund_unit *unit,
                                  const unit_view *view, uint32_t position, const fund_text *text,
                                  fund_token_callback callback, void *payload)
{
    fund_separated found[FUND_SEPARATED_MAX];
    const fund_clause_word word = {unit->begin, unit->end, position, view->clause_class, 0};
    fund_buf_clear(&analyzer->separated);
    size_t count = fund_clause_take(found, &analyzer->clause, &analyzer->chain,
                                    &analyzer->separated, text, &word);
    fund_status status = FUND_OK;
    for (size_t i = 0; i < count && status == FUND_OK && !analyzer->chain.failed; i++) {
        status =
            push_half(analyzer, &found[i], &found[i].verb, FUND_TOKEN_SEPARATED, callback, payload);
        if (status == FUND_OK) {
            status = push_half(analyzer, &found[i], &found[i].particle, FUND_TOKEN_PARTICLE,
                               callback, payload);
        }
    }
    return status;
}

/* Finds the separated verbs of a query: each of their halves stands for the whole, too. */
static fund_status find_asked_for(fund_analyzer *analyzer, const fund_text *text, fund_error *err)
{
    fund_chain *chain = &analyzer->chain;
    fund_scanner scanner = {chain, text->data, text->len, 0, SIZE_MAX, SIZE_MAX};
    fund_unit unit;
    analyzer->asked_for.count = 0;
    fund_buf_clear(&analyzer->separated);
    fund_clause_begin(&analyzer->clause, true);
    while (fund_scan(&unit, &scanner)) {
        if (unit.type != FUND_UNIT_WORD) {
            continue;
        }
        fund_separated found[FUND_SEPARATED_MAX];
        const fund_clause_word word = {
            unit.begin, unit.end, 0,
            fund_clause_class(chain, text->data + unit.begin, unit.end - unit.begin), 0};
        size_t count =
            fund_clause_take(found, &analyzer->clause, chain, &analyzer->separated, text, &word);
        for (size_t i = 0; i < count; i++) {
            if (!fund_array_push(&analyzer->asked_for, found[i])) {
                return fund_no_memory(err);
            }
        }
    }
    return chain->failed ? fund_no_memory(err) : FUND_OK;
}

/* The same for a query: behind a half of a separated verb comes the verb as another spelling of it. */
static fund_status push_asked(const fund_analyzer *analyzer, const unit_view *view,
                              const fund_unit *unit, uint32_t position,
                              fund_token_callback callback, void *payload)
{
    bool word = view->count > 0 && view->tokens[0].kind == FUND_TOKEN_WORD;
    fund_status status =
        push_tokens(view, 0, word ? 1 : 0, unit->begin, position, callback, payload);
    for (size_t i = 0; word && i < analyzer->asked_for.count && status == FUND_OK; i++) {
        const fund_separated *of = &analyzer->asked_for.items[i];
        fund_clause_word half = of->verb.begin == unit->begin ? of->verb : of->particle;
        half.position = position;
        if (half.begin == unit->begin) {
            status = push_half(analyzer, of, &half, FUND_TOKEN_VARIANT, callback, payload);
        }
    }
    return status == FUND_OK ? push_tokens(view, word ? 1 : 0, view->count, unit->begin, position,
                                           callback, payload)
                             : status;
}

/* Whether a figure stands before or behind the unit. */
static bool is_beside_figure(const fund_scanner *s, const fund_unit *unit)
{
    size_t before = unit->begin, after = unit->end;
    while (before > 0 && fund_byte_is(s->text[before - 1], FUND_CHAR_BLANK)) {
        before--;
    }
    after += fund_is_text_at(s, after, ".");
    while (after < s->len && fund_byte_is(s->text[after], FUND_CHAR_BLANK)) {
        after++;
    }
    return (before > 0 && fund_is_digit_at(s, before - 1)) || fund_is_digit_at(s, after);
}

fund_status fund_analyzer_run(fund_analyzer *analyzer, fund_purpose purpose, const char *text,
                              size_t len, fund_token_callback callback, void *payload,
                              fund_error *err)
{
    size_t bad;
    if (!fund_utf8_valid(text, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
    }
    fund_unit unit;
    fund_scanner scanner = {&analyzer->chain, text, len, 0, SIZE_MAX, SIZE_MAX};
    uint32_t position = 0;
    fund_unit previous = {.begin = 0};
    const fund_text whole = {text, len};
    analyzer->chain.failed = false;
    analyzer->asked_for.count = 0;
    if (purpose == FUND_PURPOSE_QUERY && memchr(text, ' ', len) != NULL) {
        fund_status status = find_asked_for(analyzer, &whole, err);
        if (status != FUND_OK) {
            return status;
        }
    }
    fund_clause_begin(&analyzer->clause, false);
    fund_buf_clear(&analyzer->chain.completed);
    while (fund_scan(&unit, &scanner)) {
        unit_view view = {NULL, 0, NULL, 0, 0};
        analyzer->chain.figure = purpose == FUND_PURPOSE_QUERY && is_beside_figure(&scanner, &unit);
        fund_status status = analyse_unit(&view, analyzer, purpose, &unit, text, err);
        if (status == FUND_OK) {
            status = analyzer->asked_for.count > 0
                         ? push_asked(analyzer, &view, &unit, position, callback, payload)
                         : push_unit(&view, unit.begin, position, callback, payload);
        }
        if (status == FUND_OK && unit.open_hyphen) {
            status = push_completed(analyzer, &scanner, &unit, &previous, purpose, position,
                                    callback, payload, err);
        } else if (unit.type == FUND_UNIT_WORD && unit.end - unit.begin > CONJUNCTION_MAX) {
            previous = unit;
        }
        if (status == FUND_OK && view.positions > 0 && purpose == FUND_PURPOSE_DOCUMENT) {
            status = push_separated(analyzer, &unit, &view, position, &whole, callback, payload);
        }
        if (status != FUND_OK) {
            return status;
        }
        position += view.positions;
    }
    return analyzer->chain.failed ? fund_no_memory(err) : FUND_OK;
}

fund_status fund_analyzer_words(fund_analyzer *analyzer, const char *text, size_t len,
                                fund_running_word_callback callback, void *payload, fund_error *err)
{
    size_t bad;
    if (!fund_utf8_valid(text, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
    }
    fund_status status = fund_running_words(&analyzer->chain, text, len, callback, payload);
    return status == FUND_OK && analyzer->chain.failed ? fund_no_memory(err) : status;
}

/* ---- dictionary words -------------------------------------------------------- */

const char *fund_word_rule_name(fund_word_rule rule)
{
    static const char *const names[] = {
        [FUND_RULE_STEM] = "stem", [FUND_RULE_LEXICON] = "lexicon", [FUND_RULE_HEAD] = "head",
        [FUND_RULE_TAIL] = "tail", [FUND_RULE_ENDING] = "ending",
    };
    return (unsigned)rule < sizeof names / sizeof names[0] ? names[rule] : "unknown";
}

static const char *kind_name(unsigned kind)
{
    return kind == FUND_KIND_NOUN        ? "noun"
           : kind == FUND_KIND_VERB      ? "verb"
           : kind == FUND_KIND_ADJECTIVE ? "adjective"
                                         : "other";
}

fund_status fund_analyzer_classes(fund_analyzer *analyzer, const char *word, size_t len,
                                  fund_word_class_callback callback, void *payload, fund_error *err)
{
    size_t bad;
    fund_chain *chain = &analyzer->chain;
    fund_buf *term = &chain->scratch;
    const fund_readings *readings = &chain->readings;
    if (!fund_utf8_valid(word, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "invalid UTF-8 at byte %zu", bad);
    }
    bool capital = fund_begins_upper(word, len);
    if (!fund_fold(&chain->folded, word, len)) {
        return fund_no_memory(err);
    }
    const fund_buf *folded = &chain->folded.text;
    bool known = fund_word_readings(&chain->readings, chain->options.lexicon, folded->data,
                                    folded->len, word, len, capital, true);
    for (size_t i = 0; i < (known ? readings->count : 1); i++) {
        const fund_word_reading *of = known ? &readings->items[i] : NULL;
        fund_word_class found = {
            .word = known ? readings->words.data + of->begin : folded->data,
            .word_len = known ? of->len : folded->len,
            .kind = kind_name(known ? of->kind : (unsigned)FUND_KIND_OTHER),
            .rule = known ? (fund_word_rule)readings->source : FUND_RULE_STEM,
            .decided_at = known ? readings->end : 0,
        };
        fund_buf_clear(term);
        if (readings->words.failed || !fund_class_term(term, chain->stemmer, NULL, found.word,
                                                       found.word_len, known ? of->mark : 0)) {
            return fund_no_memory(err);
        }
        found.term = term->data;
        found.term_len = term->len;
        fund_status status = callback(&found, payload);
        if (status != FUND_OK) {
            return status;
        }
    }
    return FUND_OK;
}
