/* What a passage has of each word of a query: the text is analysed once, and each token is compared
 * with the words and with their leaves, the pieces of a hyphen compound and the smallest parts of a
 * closed one. */
#include "searcher/rank/rank.h"

#include <string.h>

enum { SHARED_CHARS = 5 };

/* ---- the words of a plan ----------------------------------------------------- */

/* Bytes of the letters that a term shares with its relatives; 0: it has none. */
static size_t shared_bytes(const fund_text *term)
{
    size_t pos = 0, chars = 0;
    for (; chars < SHARED_CHARS && pos < term->len; chars++) {
        uint32_t c;
        pos += fund_utf8_next(&c, term->data + pos, term->len - pos);
    }
    bool number = fund_byte_is(term->data[0], FUND_CHAR_DIGIT);
    return chars == SHARED_CHARS && !number ? pos : 0;
}

/* The weights of a token as a word, as a part and as either. */
static fund_status weigh_token(double *word, double *part, double *either, fund_evidence *e,
                               const fund_graph_token *token)
{
    double words = 0, parts = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < token->spelling_count && status == FUND_OK; i++) {
        uint32_t as_word, as_part;
        status = fund_count_term(&as_word, &as_part, e->searcher, &token->spellings[i], e->err);
        words += as_word;
        parts += as_part;
    }
    *word = fund_inverse_frequency(words, e->documents);
    *part = fund_inverse_frequency(parts, e->documents);
    *either = fund_inverse_frequency(words + parts, e->documents);
    return status;
}

static fund_status weigh_fallbacks(double *out, fund_evidence *e, const fund_graph_token *token)
{
    double documents = 0;
    fund_status status = FUND_OK;
    for (size_t i = 0; i < token->fallback_count && status == FUND_OK; i++) {
        fund_term_stats stats = {0, 0};
        const fund_text *other = &token->fallbacks[i];
        status = fund_store_term_stats(&stats, e->searcher->store, other->data, other->len, e->err);
        documents += stats.documents;
    }
    *out = fund_inverse_frequency(documents, e->documents);
    return status;
}

static fund_status add_leaves(fund_evidence *e, fund_word_evidence *to)
{
    const fund_word *word = &to->planned->word;
    fund_status status = FUND_OK;
    for (size_t i = 1; i < word->count && status == FUND_OK; i++) {
        fund_leaf leaf = {.token = &word->tokens[i]};
        double as_word, as_part;
        if (fund_word_has_leaf(word, i)) {
            status = weigh_token(&as_word, &as_part, &leaf.weight, e, leaf.token);
            to->leaf_count++;
            if (status == FUND_OK && !fund_array_push(&e->leaves, leaf)) {
                status = fund_no_memory(e->err);
            }
        }
    }
    return status;
}

static fund_status add_word(fund_evidence *e, const fund_planned_word *planned)
{
    const fund_graph_token *head = &planned->word.tokens[0];
    fund_word_evidence word = {.planned = planned,
                               .factor = fund_repeat_factor(planned->count) * planned->boost,
                               .hyphen_compound = head->span > 1,
                               .prefix_bytes = shared_bytes(&head->spellings[0]),
                               .title_weight = -1,
                               .first_leaf = e->leaves.count};
    double either;
    fund_status status = weigh_token(&word.word_weight, &word.part_weight, &either, e, head);
    if (status == FUND_OK) {
        status = weigh_fallbacks(&word.fallback_weight, e, head);
        if (word.word_weight < word.fallback_weight) { /* see fund_word_query() */
            word.fallback_weight = word.word_weight;
        }
    }
    if (status == FUND_OK) {
        status = add_leaves(e, &word);
    }
    return status != FUND_OK || fund_array_push(&e->words, word) ? status : fund_no_memory(e->err);
}

fund_status fund_evidence_begin(fund_evidence *out, fund_searcher *searcher, const fund_plan *plan,
                                fund_error *err)
{
    fund_store_stats stats;
    *out = (fund_evidence){.searcher = searcher, .plan = plan, .err = err};
    out->weights = searcher->weights != NULL ? searcher->weights : &fund_rank_defaults;
    fund_status status = fund_store_stats_get(&stats, searcher->store, err);
    out->documents = status == FUND_OK ? stats.documents : 0;
    out->average_length = status == FUND_OK && stats.average_length > 0 ? stats.average_length : 1;
    const fund_planned_word *word = plan->words;
    for (; word != NULL && status == FUND_OK; word = word->next) {
        status = add_word(out, word);
    }
    return status;
}

void fund_evidence_end(fund_evidence *e)
{
    fund_array_free(&e->words);
    fund_array_free(&e->leaves);
    fund_buf_free(&e->data);
}

/* ---- a passage's tokens ------------------------------------------------------- */

static bool is_spelling(const fund_graph_token *token, const char *term, size_t len)
{
    return token->spellings[0].data[0] == term[0] &&
           fund_is_among(token->spellings, token->spelling_count, term, len);
}

static bool begins_alike(const fund_graph_token *token, size_t bytes, const char *term, size_t len)
{
    return bytes > 0 && len >= bytes && memcmp(term, token->spellings[0].data, bytes) == 0;
}

/* A word's letters as they count: small ones, hyphens left out, ä as ae, ß as ss. */
typedef struct spelled {
    const char *at, *end;
    uint32_t second; /* of a letter that is written with two; 0: none */
} spelled;

/* 0 at the end. */
static uint32_t next_letter(spelled *of)
{
    uint32_t c = of->second;
    of->second = 0;
    while (c == 0 && of->at < of->end) {
        of->at += fund_utf8_next(&c, of->at, (size_t)(of->end - of->at));
        c = fund_char_is(c, FUND_CHAR_HYPHEN) ? 0 : fund_char_lower(c);
    }
    switch (c) {
    case 0xe4: /* ä */
        of->second = 'e';
        return 'a';
    case 0xf6: /* ö */
        of->second = 'e';
        return 'o';
    case 0xfc: /* ü */
        of->second = 'e';
        return 'u';
    case 0xdf: /* ß */
        of->second = 's';
        return 's';
    default:
        return c;
    }
}

/* Whether two words are the same form, however they are written. */
static bool is_same_form(const char *a, size_t a_len, const char *b, size_t b_len)
{
    spelled left = {a, a + a_len, 0}, right = {b, b + b_len, 0};
    uint32_t letter;
    do {
        letter = next_letter(&left);
        if (letter != next_letter(&right)) {
            return false;
        }
    } while (letter != 0);
    return true;
}

/* A part at the borders of pieces of the hyphen compound that it belongs to. */
static bool is_piece(const fund_evidence *e, const fund_token *part)
{
    const fund_token *word = &e->last_word;
    const unsigned letters = FUND_CHAR_LETTER | FUND_CHAR_DIGIT;
    uint32_t before = '-', after = '-';
    if (word->span < 2 || part->begin < word->begin || part->end > word->end) {
        return false;
    }
    if (part->begin > word->begin) {
        size_t at = fund_utf8_before(e->text.data, part->begin);
        fund_utf8_next(&before, e->text.data + at, part->begin - at);
    }
    if (part->end < word->end) {
        fund_utf8_next(&after, e->text.data + part->end, word->end - part->end);
    }
    return !fund_char_is(before, letters) && !fund_char_is(after, letters);
}

static void count_word(fund_word_evidence *to, const fund_evidence *e, const fund_token *token)
{
    const fund_graph_token *head = &to->planned->word.tokens[0];
    if (token->kind == FUND_TOKEN_PART) {
        *(is_piece(e, token) ? &to->pieces : &to->parts) += 1;
        return;
    }
    bool typed = token->kind == FUND_TOKEN_WORD &&
                 is_same_form(e->text.data + token->begin, token->end - token->begin,
                              e->plan->query + head->begin, head->end - head->begin);
    *(typed ? &to->typed : &to->forms) += 1;
}

static void take_distance(fund_word_evidence *to, uint32_t from, uint32_t position)
{
    if (from != FUND_NOWHERE && from <= position && position - from < to->distance) {
        to->distance = position - from;
    }
}

/* Positions ascend, but for those of separated verbs: the last occurrence of its neighbour in the query is the nearest one so far. */
static void take_position(fund_evidence *e, fund_word_evidence *word, uint32_t position)
{
    fund_word_evidence *const begin = e->words.items, *const end = begin + e->words.count;
    word->first = position < word->first ? position : word->first;
    word->last = position;
    if (word > begin) {
        take_distance(word, word[-1].last, position);
    }
    if (word + 1 < end) {
        take_distance(word + 1, word[1].last, position);
    }
}

static void compare(fund_word_evidence *to, fund_evidence *e, const fund_token *token)
{
    const fund_graph_token *head = &to->planned->word.tokens[0];
    if (is_spelling(head, token->term, token->term_len)) {
        count_word(to, e, token);
        take_position(e, to, token->position);
    } else if (token->kind != FUND_TOKEN_WORD) {
        return;
    } else if (fund_is_among(head->fallbacks, head->fallback_count, token->term, token->term_len)) {
        to->fallbacks++;
    } else if (begins_alike(head, to->prefix_bytes, token->term, token->term_len)) {
        to->shares_prefix = true;
    }
}

/* Whether the passage has the token's term, with weight. */
static bool has_weight(const fund_token *token)
{
    return token->kind == FUND_TOKEN_WORD || token->kind == FUND_TOKEN_PART ||
           token->kind == FUND_TOKEN_SEPARATED;
}

static fund_status take_token(const fund_token *token, void *payload)
{
    fund_evidence *e = payload;
    if (!has_weight(token)) {
        return FUND_OK;
    }
    e->length++;
    if (token->kind == FUND_TOKEN_WORD) {
        e->last_word = *token;
    }
    for (size_t i = 0; i < e->words.count; i++) {
        compare(&e->words.items[i], e, token);
    }
    for (size_t i = 0; i < e->leaves.count; i++) {
        fund_leaf *leaf = &e->leaves.items[i];
        leaf->count += is_spelling(leaf->token, token->term, token->term_len);
    }
    return FUND_OK;
}

static fund_status take_title_token(const fund_token *token, void *payload)
{
    fund_evidence *e = payload;
    if (!has_weight(token)) {
        return FUND_OK;
    }
    e->length++;
    for (size_t i = 0; i < e->words.count; i++) {
        fund_word_evidence *word = &e->words.items[i];
        if (is_spelling(&word->planned->word.tokens[0], token->term, token->term_len)) {
            *(token->kind == FUND_TOKEN_PART ? &word->in_title_part : &word->in_title) = true;
        }
    }
    return FUND_OK;
}

static void forget_passage(fund_evidence *e)
{
    for (size_t i = 0; i < e->words.count; i++) {
        fund_word_evidence *word = &e->words.items[i];
        word->typed = word->forms = word->pieces = word->parts = word->fallbacks = 0;
        word->first = word->last = word->distance = FUND_NOWHERE;
        word->shares_prefix = word->in_title = word->in_title_part = false;
    }
    for (size_t i = 0; i < e->leaves.count; i++) {
        e->leaves.items[i].count = 0;
    }
    e->length = 0;
}

fund_status fund_evidence_read(fund_evidence *e, fund_docid docid)
{
    fund_record record;
    forget_passage(e);
    fund_status status = fund_record_read(&record, &e->data, e->searcher->store, docid, e->err);
    if (status == FUND_OK) {
        e->text = record.text;
        e->ordinal = record.ordinal;
        status = fund_analyzer_run(e->searcher->analyzer, FUND_PURPOSE_DOCUMENT, record.text.data,
                                   record.text.len, take_token, e, e->err);
    }
    /* Words of titles are terms of passage 1 alone. */
    const fund_text *title = &record.fields.title;
    if (status == FUND_OK && record.passage_count > 0 && title->len > 0) {
        status = fund_analyzer_run(e->searcher->analyzer, FUND_PURPOSE_DOCUMENT, title->data,
                                   title->len, take_title_token, e, e->err);
    }
    return status;
}

fund_status fund_evidence_title_weight(double *out, fund_evidence *e, fund_word_evidence *word)
{
    const fund_graph_token *head = &word->planned->word.tokens[0];
    fund_status status = FUND_OK;
    if (word->title_weight < 0) {
        double documents = 0;
        for (size_t i = 0; i < head->spelling_count && status == FUND_OK; i++) {
            fund_term_stats stats = {0, 0};
            fund_buf term = FUND_BUF_INIT;
            fund_buf_append_str(&term, FUND_PREFIX_TITLE);
            fund_buf_append(&term, head->spellings[i].data, head->spellings[i].len);
            status = term.failed ? fund_no_memory(e->err)
                                 : fund_store_term_stats(&stats, e->searcher->store, term.data,
                                                         term.len, e->err);
            documents += stats.documents;
            fund_buf_free(&term);
        }
        word->title_weight = fund_inverse_frequency(documents, e->documents);
    }
    *out = word->title_weight;
    return status;
}

bool fund_shares_prefix(const fund_graph_token *token, const char *term, size_t len)
{
    return begins_alike(token, shared_bytes(&token->spellings[0]), term, len) &&
           !fund_is_among(token->spellings, token->spelling_count, term, len);
}
