/*
 * The query language: bytes to a tree, by recursive descent.
 *
 * Text is read in chunks, which end at a blank or a quote. A chunk is syntax only as
 * a whole: "AND", "titel:Haus", "wort*"; anything else joins the run of plain words
 * before it, which the analyzer gets in one piece, since a date or a number may be
 * several chunks.
 */
#include "searcher/syntax.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

typedef struct parser {
    fund_syntax *out;
    const char *text;
    size_t len, pos;
    const char *today;
    unsigned depth;        /* open parentheses */
    const fund_field_kind *field; /* that an open parenthesis belongs to, or NULL */
    fund_status status;
    fund_error *err;
} parser;

typedef enum word_operator {
    NO_OPERATOR,
    OPERATOR_AND,
    OPERATOR_OR,
    OPERATOR_NOT,
    OPERATOR_NEAR
} word_operator;

/* ---- failing and telling --------------------------------------------------------- */

static void no_memory(parser *p)
{
    p->status = fund_error_set(p->err, FUND_ERR_MEMORY, "not enough memory for the query");
}

/* Characters before a byte, from 1: what an editor counts. */
static size_t character_at(const parser *p, size_t offset)
{
    size_t count = 1;
    for (size_t i = 0; i < offset; i++) {
        count += ((unsigned char)p->text[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
}

#define NOTE(p, offset, ...)                                                                       \
    do {                                                                                           \
        if (!fund_note_add((p)->out->notes, (p)->out->arena, (offset), __VA_ARGS__)) {             \
            no_memory(p);                                                                          \
        }                                                                                          \
    } while (0)

static fund_node *new_node(parser *p, fund_node_kind kind, size_t begin, size_t end)
{
    fund_node *node = fund_arena_alloc(p->out->arena, sizeof *node);
    if (node == NULL) {
        no_memory(p);
        return NULL;
    }
    *node = (fund_node){.kind = kind, .boost = 1, .begin = begin, .end = end};
    return node;
}

/* ---- characters --------------------------------------------------------------------- */

static uint32_t char_at(const parser *p, size_t pos, size_t *size)
{
    uint32_t c = 0;
    *size = pos < p->len ? fund_utf8_decode(&c, p->text + pos, p->len - pos) : 0;
    return c;
}

/* A no-break space is no blank here: "75 000" with one is a single word. */
static bool is_blank(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x2000 && c <= 0x200a) || c == 0x3000;
}

/* Quotes of one shape close each other, whatever their direction: languages
 * and keyboards differ in it. */
static int quote_shape(uint32_t c)
{
    switch (c) {
    case '"':
    case 0x201c:
    case 0x201d:
    case 0x201e:
        return 1;
    case 0xab:
    case 0xbb:
        return 2;
    case 0x2039:
    case 0x203a:
        return 3;
    default:
        return 0;
    }
}

static bool begins_word(uint32_t c)
{
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') ||
           c == '@' || c == '#' || (c > 0xa0 && !is_blank(c) && quote_shape(c) == 0);
}

/* What an atom may begin with. */
static bool begins_atom(const parser *p, size_t pos)
{
    size_t size;
    pos += pos < p->len && (p->text[pos] == '=' || p->text[pos] == '*') ? 1 : 0;
    uint32_t c = char_at(p, pos, &size);
    return size > 0 && (begins_word(c) || quote_shape(c) > 0 || c == '(');
}

static bool is_one_of(char c, const char *set)
{
    return c != '\0' && strchr(set, c) != NULL;
}

/* ---- chunks -------------------------------------------------------------------------- */

/* Where the chunk that begins at `pos` ends. A parenthesis that opens within a word
 * ("Bürger(innen)") closes there, too. */
static size_t chunk_end(const parser *p, size_t pos)
{
    unsigned inner = 0;
    size_t size;
    for (size_t begin = pos; pos < p->len; pos += size) {
        uint32_t c = char_at(p, pos, &size);
        if (is_blank(c) || (pos > begin && quote_shape(c) > 0) ||
            (c == ')' && inner == 0 && p->depth > 0)) {
            break;
        }
        inner += c == '(' ? 1 : 0;
        inner -= c == ')' && inner > 0 ? 1 : 0;
    }
    return pos;
}

static bool chunk_is(const parser *p, size_t begin, size_t end, const char *word)
{
    return end - begin == strlen(word) && memcmp(p->text + begin, word, end - begin) == 0;
}

/* Whether the chunk at `begin` is a word operator; *number: n of NEAR/n, *chunk: where it ends,
 * when it is one. Chunks may be long, and are looked at again and again: most are told by a byte. */
static word_operator operator_of(const parser *p, size_t begin, size_t *chunk, uint32_t *number)
{
    if (begin >= p->len || !is_one_of(p->text[begin], "AUON&|")) {
        return NO_OPERATOR;
    }
    size_t end = *chunk = chunk_end(p, begin);
    static const struct {
        const char *word;
        word_operator operator;
    } words[] = {
        {"AND", OPERATOR_AND}, {"UND", OPERATOR_AND},   {"&&", OPERATOR_AND},
        {"OR", OPERATOR_OR},   {"ODER", OPERATOR_OR},   {"||", OPERATOR_OR},
        {"NOT", OPERATOR_NOT}, {"NICHT", OPERATOR_NOT}, {"NEAR", OPERATOR_NEAR},
        {"NAHE", OPERATOR_NEAR},
    };
    *number = FUND_NEAR_DEFAULT;
    const char *slash = memchr(p->text + begin, '/', end - begin);
    size_t word_end = slash != NULL ? (size_t)(slash - p->text) : end;
    for (size_t i = 0; i < sizeof words / sizeof words[0]; i++) {
        if (!chunk_is(p, begin, word_end, words[i].word)) {
            continue;
        }
        if (slash == NULL) {
            return words[i].operator;
        }
        size_t digits = end - word_end - 1;
        size_t value = 0;
        for (size_t k = word_end + 1; k < end; k++) {
            if (p->text[k] < '0' || p->text[k] > '9' || digits > 4) {
                return NO_OPERATOR;
            }
            value = value * 10 + (size_t)(p->text[k] - '0');
        }
        *number = value < FUND_NEAR_MAX ? (uint32_t)value : FUND_NEAR_MAX;
        return words[i].operator == OPERATOR_NEAR && digits > 0 && value > 0 ? OPERATOR_NEAR
                                                                             : NO_OPERATOR;
    }
    return NO_OPERATOR;
}

static size_t behind_blanks(const parser *p, size_t pos)
{
    size_t size;
    while (pos < p->len && is_blank(char_at(p, pos, &size))) {
        pos += size;
    }
    return pos;
}

static void skip_blanks(parser *p)
{
    p->pos = behind_blanks(p, p->pos);
}

/* Something that an operator can stand before: an atom with or without a sign. */
static bool is_operand_at(const parser *p, size_t pos)
{
    uint32_t number;
    size_t end;
    if (pos >= p->len || operator_of(p, pos, &end, &number) != NO_OPERATOR) {
        return false;
    }
    return begins_atom(p, p->text[pos] == '+' || p->text[pos] == '-' ? pos + 1 : pos);
}

/* A word operator at `pos` that has an operand behind it; AND and OR stand before NOT,
 * too. *next: where what is behind it begins. */
static word_operator operator_at(const parser *p, size_t pos, size_t *next, uint32_t *number)
{
    size_t end;
    word_operator found = operator_of(p, pos, &end, number);
    if (found == NO_OPERATOR) {
        return NO_OPERATOR;
    }
    uint32_t unused;
    *next = behind_blanks(p, end);
    size_t operand = *next, next_end;
    if ((found == OPERATOR_AND || found == OPERATOR_OR) &&
        operator_of(p, operand, &next_end, &unused) == OPERATOR_NOT) {
        operand = behind_blanks(p, next_end);
    }
    return is_operand_at(p, operand) ? found : NO_OPERATOR;
}

/* Whether a + or - stands here, before a word. */
static bool is_sign_at(const parser *p, size_t pos)
{
    return pos < p->len && (p->text[pos] == '+' || p->text[pos] == '-') &&
           begins_atom(p, pos + 1);
}

/* ---- fields --------------------------------------------------------------------------- */

const char *const *fund_field_names(fund_field_kind field)
{
    static const char *const names[][5] = {
        [FUND_FIELD_TITLE_WORDS] = {"titel", "title"},
        [FUND_FIELD_SECTION_NAME] = {"ressort", "section", "rubrik"},
        [FUND_FIELD_AUTHOR_NAME] = {"autor", "author", "autorin"},
        [FUND_FIELD_SOURCE_NAME] = {"quelle", "source"},
        [FUND_FIELD_ARTICLE_ID] = {"artikel", "article", "id"},
        [FUND_FIELD_DATES] = {"datum", "date"},
    };
    return (unsigned)field < sizeof names / sizeof names[0] ? names[field] : NULL;
}

/* The field that the chunk names before its colon; *value: what is behind that. */
static bool field_of(fund_field_kind *out, size_t *value, const parser *p, size_t begin, size_t end)
{
    const char *colon = memchr(p->text + begin, ':', end - begin);
    if (colon == NULL) {
        return false;
    }
    size_t len = (size_t)(colon - p->text) - begin;
    *value = begin + len + 1;
    const char *const *names;
    for (int field = 0; (names = fund_field_names((fund_field_kind)field)) != NULL; field++) {
        for (; *names != NULL; names++) {
            if (strlen(*names) == len && strncasecmp(*names, p->text + begin, len) == 0) {
                *out = (fund_field_kind)field;
                return true;
            }
        }
    }
    return false;
}

/* "autro:Müller" is likely to be a slip; "18:30" and "https://..." are not. */
static void note_unknown_field(parser *p, size_t begin, size_t end)
{
    const char *colon = memchr(p->text + begin, ':', end - begin);
    size_t len = colon != NULL ? (size_t)(colon - p->text) - begin : 0;
    for (size_t i = begin; i < begin + len; i++) {
        char c = p->text[i];
        if (c < 'a' || c > 'z') {
            return;
        }
    }
    size_t size;
    uint32_t next = char_at(p, begin + len + 1, &size);
    if (len >= 2 && size > 0 && (begins_word(next) || quote_shape(next) > 0)) {
        NOTE(p, begin, "there is no field \"%.*s\" (there are titel, ressort, autor, quelle, datum, "
                       "artikel): taken as a word", (int)(len < 40 ? len : 40), p->text + begin);
    }
}

/* ---- numbers behind atoms --------------------------------------------------------------- */

/* "^2", "^0.5" or "^0,5" at `pos`; returns where it ends, `pos` when there is none. */
static size_t boost_end(double *out, const parser *p, size_t pos, size_t end)
{
    if (pos >= end || p->text[pos] != '^') {
        return pos;
    }
    double value = 0, unit = 1;
    size_t at = pos + 1;
    bool fraction = false;
    for (; at < end; at++) {
        char c = p->text[at];
        if (c >= '0' && c <= '9') {
            unit = fraction ? unit / 10 : unit;
            value = fraction ? value + unit * (c - '0') : value * 10 + (c - '0');
        } else if ((c == '.' || c == ',') && !fraction && at + 1 < end && at > pos + 1 &&
                   p->text[at + 1] >= '0' && p->text[at + 1] <= '9') {
            fraction = true;
        } else {
            break;
        }
    }
    if (at == pos + 1) {
        return pos;
    }
    *out = value < 1000 ? value : 1000;
    return at;
}

/* Takes "^2" that follows directly. */
static void take_boost(parser *p, fund_node *node)
{
    double boost = 1;
    size_t end = boost_end(&boost, p, p->pos, p->len);
    if (end > p->pos) {
        p->pos = end;
        if (node != NULL) {
            node->boost *= boost; /* parentheses within each other may all have one */
        }
    }
}

/* ---- chunks that are syntax -------------------------------------------------------------- */

static size_t count_word_bytes(const parser *p, size_t begin, size_t end)
{
    size_t count = 0;
    for (; begin < end; begin++) {
        count += fund_is_word_byte(p->text[begin]) ? 1 : 0;
    }
    return count;
}

/* Without the punctuation of a sentence around it. */
static void trim_punctuation(const parser *p, size_t *begin, size_t *end)
{
    static const char marks[] = "([,.;:!?)]'";
    while (*begin < *end && is_one_of(p->text[*begin], marks)) {
        (*begin)++;
    }
    while (*begin < *end && is_one_of(p->text[*end - 1], marks)) {
        (*end)--;
    }
}

typedef enum chunk_kind {
    CHUNK_PLAIN,
    CHUNK_EXACT,
    CHUNK_PATTERN,
    CHUNK_FUZZY,
    CHUNK_FIELD,
    CHUNK_BOOSTED /* a plain word with a boost */
} chunk_kind;

typedef struct chunk {
    chunk_kind kind;
    size_t begin, end;   /* of the chunk */
    size_t from, to;     /* of its word */
    fund_field_kind field;
    uint32_t number;
    double boost;
} chunk;

/* "wort~", "wort~2" */
static bool is_fuzzy(const parser *p, chunk *c)
{
    size_t at = c->to;
    at -= at > c->from && p->text[at - 1] >= '0' && p->text[at - 1] <= '9' ? 1 : 0;
    if (at <= c->from + 1 || p->text[at - 1] != '~' || !fund_is_word_byte(p->text[at - 2])) {
        return false;
    }
    c->number = at < c->to ? (uint32_t)(p->text[at] - '0') : 0;
    c->to = at - 1;
    return true;
}

/* "wort^2": the boost ends the chunk but for punctuation. */
static void take_chunk_boost(const parser *p, chunk *c)
{
    const char *sign = memrchr(p->text + c->begin, '^', c->end - c->begin);
    size_t at = sign != NULL ? (size_t)(sign - p->text) : c->begin;
    double boost;
    size_t behind = boost_end(&boost, p, at, c->end);
    bool fits = behind > at && at > c->begin && count_word_bytes(p, behind, c->end) == 0;
    if (fits && (fund_is_word_byte(p->text[at - 1]) || is_one_of(p->text[at - 1], "*~"))) {
        c->to = at;
        c->boost = boost;
        c->kind = CHUNK_BOOSTED;
    }
}

static chunk look_at_chunk(const parser *p, size_t begin)
{
    chunk c = {.begin = begin, .end = chunk_end(p, begin), .from = begin, .boost = 1};
    c.to = c.end;
    size_t size, value;
    if (field_of(&c.field, &value, p, begin, c.end)) {
        uint32_t next = char_at(p, value, &size);
        if (size > 0 && !is_blank(next) && (next != ')' || p->depth == 0)) {
            take_chunk_boost(p, &c); /* filters have no weight: it is left out */
            c.kind = CHUNK_FIELD;
            c.from = value;
            return c;
        }
    }
    take_chunk_boost(p, &c);
    if (p->text[begin] == '=' && begin + 1 < p->len) {
        uint32_t next = char_at(p, begin + 1, &size);
        if (quote_shape(next) > 0 || begins_word(next)) {
            c.kind = CHUNK_EXACT;
            c.from = begin + 1;
            return c;
        }
    }
    size_t from = c.from, to = c.to;
    trim_punctuation(p, &from, &to);
    if (memchr(p->text + from, '*', to - from) != NULL && count_word_bytes(p, from, to) > 0) {
        c.kind = CHUNK_PATTERN;
        c.from = from;
        c.to = to;
    } else if (is_fuzzy(p, &c)) {
        c.kind = CHUNK_FUZZY;
    }
    return c;
}

/* ---- atoms --------------------------------------------------------------------------------- */

static fund_node *parse_or(parser *p);

/* At an opening quote: the bytes within, and moves behind the closing one. */
static void take_quoted(parser *p, size_t *begin, size_t *end)
{
    size_t size, open = p->pos;
    int shape = quote_shape(char_at(p, p->pos, &size));
    *begin = *end = p->pos + size;
    while (*end < p->len && quote_shape(char_at(p, *end, &size)) != shape) {
        *end += size;
    }
    if (*end == p->len) {
        NOTE(p, open, "the quote is not closed: taken to the end");
    }
    p->pos = *end < p->len ? *end + size : *end;
}

static fund_node *take_phrase(parser *p, fund_node_kind kind)
{
    size_t begin, end;
    take_quoted(p, &begin, &end);
    fund_node *node = count_word_bytes(p, begin, end) > 0 ? new_node(p, kind, begin, end) : NULL;
    take_boost(p, node);
    return node;
}

static void close_group(parser *p, size_t open)
{
    skip_blanks(p);
    if (p->pos < p->len) { /* parse_or ends at the end or at a parenthesis */
        p->pos++;
        return;
    }
    NOTE(p, open, "the parenthesis at character %zu is not closed: taken to the end",
         character_at(p, open));
}

static bool is_run(const parser *p, const fund_node *node)
{
    size_t size;
    for (size_t at = node->begin; node->kind == FUND_NODE_WORDS && at < node->end; at += size) {
        if (is_blank(char_at(p, at, &size))) {
            return true;
        }
    }
    return false;
}

static fund_node *take_group(parser *p)
{
    size_t open = p->pos++;
    p->depth++;
    if (p->depth == FUND_NESTING_MAX) {
        NOTE(p, open, "parentheses within more than %d others are left out", FUND_NESTING_MAX - 1);
    }
    fund_node *node = parse_or(p);
    if (p->status == FUND_OK) {
        close_group(p, open);
    }
    p->depth--;
    if (node != NULL && is_run(p, node)) {
        /* Any of its words, as a group; a run is one thing before AND, behind a sign. */
        fund_node *run = node;
        node = new_node(p, FUND_NODE_GROUP, run->begin, run->end);
        if (node != NULL) {
            node->first = run;
        }
    }
    take_boost(p, node);
    return node;
}

/* The value of a field up to a blank, within quotes or parentheses. */
static fund_node *field_node(parser *p, fund_field_kind field, size_t begin, size_t end)
{
    if (field != FUND_FIELD_ARTICLE_ID) {
        trim_punctuation(p, &begin, &end);
    }
    bool open = end > begin && p->text[end - 1] == '*';
    if (count_word_bytes(p, begin, end) == 0) {
        return NULL;
    }
    fund_node *node = new_node(p, FUND_NODE_FIELD, begin, open ? end - 1 : end);
    if (node != NULL) {
        node->field = field;
        node->open = open;
    }
    return node;
}

static fund_node *date_node(parser *p, size_t begin, size_t end)
{
    bool turned;
    fund_node *node = new_node(p, FUND_NODE_DATE, begin, end);
    if (node == NULL) {
        return NULL;
    }
    node->field = FUND_FIELD_DATES;
    if (!fund_dates_parse(node->low, node->high, &turned, p->text + begin, end - begin, p->today)) {
        int shown = (int)(end - begin < 60 ? end - begin : 60);
        p->status = fund_error_set(
            p->err, FUND_ERR_QUERY,
            "\"%.*s\" (character %zu of the query) is no date; dates are 2022, 2022-01, 2022-01-07, "
            "7.1.2022, 2022-01..2022-03, >2022-01-07, \"letzte 7 Tage\"",
            shown, p->text + begin, character_at(p, begin));
        return NULL;
    }
    if (turned) {
        NOTE(p, begin, "the range of dates is the wrong way round: turned");
    }
    return node;
}

/* "letzte 7 Tage" and ">= 2022" without quotes: further chunks that make it a date. */
static size_t date_end(const parser *p, size_t begin)
{
    char low[FUND_DATE_MAX], high[FUND_DATE_MAX];
    bool turned;
    size_t best = chunk_end(p, begin);
    size_t end = best;
    for (int more = 0; more < 4 && end < p->len; more++) {
        end = chunk_end(p, behind_blanks(p, end));
        if (fund_dates_parse(low, high, &turned, p->text + begin, end - begin, p->today)) {
            best = end;
        }
    }
    return best;
}

static fund_node *take_field(parser *p, const chunk *c)
{
    size_t size, begin = c->from, end = c->to;
    p->pos = c->from;
    bool quoted = quote_shape(char_at(p, p->pos, &size)) > 0;
    double boost;
    if (quoted) {
        take_quoted(p, &begin, &end);
        p->pos = boost_end(&boost, p, p->pos, p->len);
    } else if (p->text[p->pos] == '(' && c->field != FUND_FIELD_DATES) {
        const fund_field_kind *outer = p->field;
        p->field = &c->field;
        fund_node *group = take_group(p);
        p->field = outer;
        return group;
    } else {
        p->pos = c->end;
        if (c->field == FUND_FIELD_DATES) {
            end = p->pos = date_end(p, begin);
        }
    }
    return c->field == FUND_FIELD_DATES ? date_node(p, begin, end)
                                        : field_node(p, c->field, begin, end);
}

static fund_node *take_exact(parser *p, const chunk *c)
{
    size_t size;
    p->pos = c->from;
    if (quote_shape(char_at(p, p->pos, &size)) > 0) {
        return take_phrase(p, FUND_NODE_EXACT);
    }
    size_t from = c->from, to = c->to;
    trim_punctuation(p, &from, &to);
    p->pos = c->end;
    fund_node *node = count_word_bytes(p, from, to) > 0 ? new_node(p, FUND_NODE_EXACT, from, to) : NULL;
    if (node != NULL) {
        node->boost = c->boost;
    }
    return node;
}

static fund_node *take_special(parser *p, const chunk *c)
{
    static const fund_node_kind kinds[] = {
        [CHUNK_PATTERN] = FUND_NODE_PATTERN,
        [CHUNK_FUZZY] = FUND_NODE_FUZZY,
        [CHUNK_BOOSTED] = FUND_NODE_WORDS,
    };
    if (p->field != NULL) {
        p->pos = c->end;
        return field_node(p, *p->field, c->begin, c->end);
    }
    if (c->kind == CHUNK_FIELD) {
        return take_field(p, c);
    }
    if (c->kind == CHUNK_EXACT) {
        return take_exact(p, c);
    }
    p->pos = c->end;
    fund_node *node = new_node(p, kinds[c->kind], c->from, c->to);
    if (node != NULL) {
        node->number = c->number;
        node->boost = c->boost;
    }
    return node;
}

/* Whether NEAR stands behind the chunk that ends here. */
static bool is_near_behind(const parser *p, size_t end, size_t *next, uint32_t *number)
{
    end = behind_blanks(p, end);
    return end < p->len && operator_at(p, end, next, number) == OPERATOR_NEAR;
}

/* A sign counts behind a blank, of whatever kind, only. */
static bool is_behind_blank(const parser *p, size_t pos)
{
    if (pos == 0) {
        return true;
    }
    size_t at = pos - 1, size;
    while (at > 0 && ((unsigned char)p->text[at] & 0xc0) == 0x80) {
        at--;
    }
    uint32_t c = char_at(p, at, &size);
    return is_blank(c) || c == 0xa0 || c == 0x202f || c == '(';
}

/* What ends a run of plain words at the chunk that begins here. */
static bool ends_run(const parser *p, size_t pos)
{
    size_t size, next;
    uint32_t number;
    uint32_t c = char_at(p, pos, &size);
    return quote_shape(c) > 0 || (c == ')' && p->depth > 0) || (c == '(' && p->depth < FUND_NESTING_MAX) ||
           (is_sign_at(p, pos) && is_behind_blank(p, pos)) ||
           operator_at(p, pos, &next, &number) != NO_OPERATOR ||
           look_at_chunk(p, pos).kind != CHUNK_PLAIN;
}

/* Within a chunk a sign may stand behind a no-break space. */
static size_t plain_end(const parser *p, size_t begin)
{
    size_t end = chunk_end(p, begin), size;
    for (size_t at = begin; at < end; at += size) {
        uint32_t c = char_at(p, at, &size);
        if ((c == 0xa0 || c == 0x202f) && at > begin && is_sign_at(p, at + size)) {
            return at + size;
        }
    }
    return end;
}

/* Plain words up to what is none; with `one` a single chunk. */
static fund_node *take_words(parser *p, bool one)
{
    size_t begin = p->pos, end = begin, next;
    uint32_t number;
    do {
        size_t behind = plain_end(p, p->pos);
        if (end > begin && is_near_behind(p, behind, &next, &number)) {
            break; /* that chunk is NEAR's */
        }
        note_unknown_field(p, p->pos, behind);
        p->pos = end = behind;
        skip_blanks(p);
        one = one || is_near_behind(p, end, &next, &number) || p->field != NULL;
    } while (!one && p->pos < p->len && !ends_run(p, p->pos));
    p->pos = end;
    if (p->field != NULL) {
        return field_node(p, *p->field, begin, end);
    }
    return new_node(p, FUND_NODE_WORDS, begin, end);
}

static fund_node *take_atom(parser *p, bool one)
{
    size_t size;
    uint32_t c = char_at(p, p->pos, &size);
    if (quote_shape(c) > 0) {
        if (p->field != NULL) {
            size_t begin, end;
            take_quoted(p, &begin, &end);
            return field_node(p, *p->field, begin, end);
        }
        return take_phrase(p, FUND_NODE_PHRASE);
    }
    if (c == '(' && p->depth < FUND_NESTING_MAX) {
        return take_group(p);
    }
    chunk found = look_at_chunk(p, p->pos);
    return found.kind != CHUNK_PLAIN ? take_special(p, &found) : take_words(p, one);
}

/* ---- operators ------------------------------------------------------------------------------- */

typedef struct list {
    fund_node *first, *last;
    size_t count;
} list;

static void append(list *to, fund_node *node)
{
    if (node == NULL) {
        return;
    }
    if (to->last != NULL) {
        to->last->next = node;
    } else {
        to->first = node;
    }
    to->last = node;
    to->count++;
}

/* The children under one node; a child alone needs none, but for its sign. */
static fund_node *join(parser *p, fund_node_kind kind, const list *children)
{
    if (children->count < 2 && (kind != FUND_NODE_GROUP || children->count == 0 ||
                                children->first->occur == FUND_OCCUR_SHOULD)) {
        return children->first;
    }
    fund_node *node = new_node(p, kind, children->first->begin, children->last->end);
    if (node != NULL) {
        node->first = children->first;
    }
    return node;
}

static bool can_be_near(const fund_node *node)
{
    return node != NULL && (node->kind == FUND_NODE_WORDS || node->kind == FUND_NODE_PHRASE ||
                            node->kind == FUND_NODE_PATTERN || node->kind == FUND_NODE_EXACT);
}

/* An atom, and what NEAR ties to it. */
static fund_node *take_near(parser *p, bool one)
{
    list operands = {NULL, NULL, 0};
    fund_node *atom = take_atom(p, one);
    append(&operands, atom);
    bool all = true;
    size_t next, at = p->pos;
    uint32_t number;
    while (p->status == FUND_OK && is_near_behind(p, p->pos, &next, &number)) {
        all = all && can_be_near(atom);
        if (atom != NULL) {
            atom->number = number;
        }
        p->pos = next;
        if (is_sign_at(p, p->pos)) {
            p->pos++;
        }
        atom = take_atom(p, true);
        append(&operands, atom);
    }
    if (operands.count < 2) {
        return operands.first;
    }
    if (!all || !can_be_near(atom)) {
        NOTE(p, at, "NEAR ties words, phrases and patterns only: taken as AND");
        return join(p, FUND_NODE_AND, &operands);
    }
    return join(p, FUND_NODE_NEAR, &operands);
}

static fund_node *take_item(parser *p)
{
    size_t next;
    uint32_t number;
    fund_occur occur = FUND_OCCUR_SHOULD;
    bool again = true;
    while (again) { /* "NOT -x" */
        again = false;
        if (operator_at(p, p->pos, &next, &number) == OPERATOR_NOT) {
            occur = occur == FUND_OCCUR_NOT ? FUND_OCCUR_SHOULD : FUND_OCCUR_NOT;
            p->pos = next;
            again = true;
        } else if (is_sign_at(p, p->pos) && is_behind_blank(p, p->pos)) {
            bool minus = p->text[p->pos++] == '-';
            occur = !minus                    ? FUND_OCCUR_MUST
                    : occur == FUND_OCCUR_NOT ? FUND_OCCUR_SHOULD
                                              : FUND_OCCUR_NOT;
        }
    }
    fund_node *node = take_near(p, occur != FUND_OCCUR_SHOULD);
    if (node != NULL) {
        node->occur = occur; /* nodes have none before: see join() */
    }
    return node;
}

/* AND or OR here, with something before it and behind it. */
static bool is_joined_by(const parser *p, word_operator wanted, size_t *next)
{
    uint32_t number;
    return p->pos < p->len && operator_at(p, p->pos, next, &number) == wanted;
}

static bool at_close(parser *p)
{
    return p->pos < p->len && p->depth > 0 && p->text[p->pos] == ')';
}

static fund_node *parse_sequence(parser *p)
{
    list items = {NULL, NULL, 0};
    size_t next;
    for (skip_blanks(p); p->pos < p->len && p->status == FUND_OK; skip_blanks(p)) {
        bool operated = items.count > 0 && (is_joined_by(p, OPERATOR_AND, &next) ||
                                            is_joined_by(p, OPERATOR_OR, &next));
        if (at_close(p) || operated) {
            break;
        }
        append(&items, take_item(p));
    }
    return join(p, FUND_NODE_GROUP, &items);
}

static fund_node *parse_joined(parser *p, word_operator by, fund_node_kind kind,
                               fund_node *(*parse)(parser *))
{
    list operands = {NULL, NULL, 0};
    size_t next;
    do {
        append(&operands, parse(p));
        skip_blanks(p);
        if (p->status != FUND_OK || !is_joined_by(p, by, &next)) {
            break;
        }
        p->pos = next;
    } while (true);
    return join(p, kind, &operands);
}

static fund_node *parse_and(parser *p)
{
    return parse_joined(p, OPERATOR_AND, FUND_NODE_AND, parse_sequence);
}

static fund_node *parse_or(parser *p)
{
    return parse_joined(p, OPERATOR_OR, FUND_NODE_OR, parse_and);
}

static fund_status check_query(const char *query, size_t len, fund_error *err)
{
    size_t bad;
    if (len > FUND_QUERY_BYTES_MAX) {
        return fund_error_set(err, FUND_ERR_QUERY, "the query has more than %d bytes",
                              FUND_QUERY_BYTES_MAX);
    }
    if (!fund_utf8_valid(query, len, &bad)) {
        return fund_error_set(err, FUND_ERR_ENCODING, "the query is not UTF-8 (at byte %zu)", bad);
    }
    return FUND_OK;
}

fund_status fund_syntax_parse(fund_syntax *out, fund_arena *arena, fund_note_list *notes,
                              const char *query, size_t len, const char *today, fund_error *err)
{
    fund_status status = check_query(query, len, err);
    if (status != FUND_OK) {
        return status;
    }
    *out = (fund_syntax){.query = query, .len = len, .arena = arena, .notes = notes};
    parser p = {.out = out, .text = query, .len = len, .today = today, .err = err};
    out->root = parse_or(&p);
    return p.status;
}
