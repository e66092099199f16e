/* Bytes of a query to characters, tokens and word operators. */
#include "searcher/query/parser.h"

#include <math.h>
#include <strings.h>

/* ---- failing and telling --------------------------------------------------------- */

void fund_parser_no_memory(fund_parser *p)
{
    p->status = fund_no_memory(p->err);
}

size_t fund_parser_character(const fund_parser *p, size_t offset)
{
    return fund_utf8_count(p->text, offset) + 1;
}

fund_node *fund_parser_node(fund_parser *p, fund_node_kind kind, size_t begin, size_t end)
{
    fund_node *node = fund_arena_alloc(p->out->arena, sizeof *node);
    if (node == NULL) {
        fund_parser_no_memory(p);
        return NULL;
    }
    *node = (fund_node){.kind = kind, .boost = 1, .begin = begin, .end = end};
    return node;
}

/* ---- characters --------------------------------------------------------------------- */

uint32_t fund_char_at(const fund_parser *p, size_t pos, size_t *size)
{
    uint32_t c = 0;
    *size = pos < p->len ? fund_utf8_decode(&c, p->text + pos, p->len - pos) : 0;
    return c;
}

bool fund_is_blank(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_BREAKING_SPACE | FUND_CHAR_CONTROL);
}

/* Quotes of one shape close each other, whatever their direction: languages
 * and keyboards differ in it. */
int fund_quote_shape(uint32_t c)
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

bool fund_begins_word(uint32_t c)
{
    return c < 0x80 ? c == '@' || c == '#' || fund_char_is(c, FUND_CHAR_LETTER | FUND_CHAR_DIGIT)
                    : c > 0xa0 && !fund_is_blank(c) && fund_quote_shape(c) == 0;
}

/* Where the regular expression ends that begins here, behind its second slash; `pos`: there is none.
 * A path, a fraction or a word with a slash is none: it ends before a blank, and has none at its ends. */
static size_t regex_end(const fund_parser *p, size_t pos)
{
    size_t size, at = pos + 1;
    if (pos >= p->len || p->text[pos] != '/' || at >= p->len ||
        fund_is_blank(fund_char_at(p, at, &size))) {
        return pos;
    }
    while (at < p->len && p->text[at] != '/') {
        at += p->text[at] == '\\' && at + 1 < p->len ? 2 : 1;
    }
    if (at >= p->len || at == pos + 1 || fund_byte_is(p->text[at - 1], FUND_CHAR_SPACE)) {
        return pos;
    }
    uint32_t next = fund_char_at(p, at + 1, &size);
    bool ends = size == 0 || fund_is_blank(next) || next == ')' || next == '^';
    return ends ? at + 1 : pos;
}

/* How many signs of an exact word are here: = or ==. */
static size_t equals_at(const fund_parser *p, size_t pos)
{
    size_t count = 0;
    while (count < 2 && pos + count < p->len && p->text[pos + count] == '=') {
        count++;
    }
    return count;
}

/* What a primary may begin with. */
static bool begins_primary(const fund_parser *p, size_t pos)
{
    size_t size;
    pos += pos < p->len && p->text[pos] == '*' ? 1 : equals_at(p, pos);
    uint32_t c = fund_char_at(p, pos, &size);
    return size > 0 &&
           (fund_begins_word(c) || fund_quote_shape(c) > 0 || c == '(' || regex_end(p, pos) > pos);
}

/* ---- tokens -------------------------------------------------------------------------- */

/* Where the token that begins at `pos` ends. A parenthesis that opens within a word
 * ("Bürger(innen)") closes there, too. A no-break space ends it before a sign only. */
size_t fund_lex_token_end(const fund_parser *p, size_t pos)
{
    unsigned inner = 0;
    size_t size;
    uint32_t before = 0;
    for (size_t begin = pos; pos < p->len; pos += size) {
        uint32_t c = fund_char_at(p, pos, &size);
        if (fund_is_blank(c) || (pos > begin && fund_quote_shape(c) > 0) ||
            (c == ')' && inner == 0 && p->depth > 0) ||
            (fund_char_is(before, FUND_CHAR_NO_BREAK) && fund_is_sign_at(p, pos))) {
            break;
        }
        before = c;
        inner += c == '(' ? 1 : 0;
        inner -= c == ')' && inner > 0 ? 1 : 0;
    }
    return pos;
}

static const struct {
    const char *word;
    fund_operator operator;
} operators[] = {
    {"AND", FUND_OPERATOR_AND},   {"UND", FUND_OPERATOR_AND},   {"&&", FUND_OPERATOR_AND},
    {"OR", FUND_OPERATOR_OR},     {"ODER", FUND_OPERATOR_OR},   {"||", FUND_OPERATOR_OR},
    {"NOT", FUND_OPERATOR_NOT},   {"NICHT", FUND_OPERATOR_NOT}, {"NEAR", FUND_OPERATOR_NEAR},
    {"NAHE", FUND_OPERATOR_NEAR},
};

fund_operator fund_operator_named(const char *text, size_t len)
{
    for (size_t i = 0; i < sizeof operators / sizeof operators[0]; i++) {
        if (len == strlen(operators[i].word) && memcmp(text, operators[i].word, len) == 0) {
            return operators[i].operator;
        }
    }
    return FUND_OPERATOR_NONE;
}

/* A number of any length, at most NUMBER_MAX; false for what is no number. */
static bool read_number(uint32_t *out, const char *text, size_t len)
{
    enum { NUMBER_MAX = 999999 };
    uint32_t value = 0;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9') {
            return false;
        }
        value = value * 10 + (uint32_t)(text[i] - '0');
        value = value < NUMBER_MAX ? value : NUMBER_MAX;
    }
    *out = value;
    return len > 0;
}

/* Tokens may be long, and are looked at again and again: the first byte tells most apart. */
fund_operator fund_operator_word(const fund_parser *p, size_t begin, size_t *token,
                                 uint32_t *number)
{
    if (begin >= p->len || !fund_is_one_of(p->text[begin], "AUON&|")) {
        return FUND_OPERATOR_NONE;
    }
    size_t end = *token = fund_lex_token_end(p, begin);
    const char *slash = memchr(p->text + begin, '/', end - begin);
    size_t word_end = slash != NULL ? (size_t)(slash - p->text) : end;
    fund_operator found = fund_operator_named(p->text + begin, word_end - begin);
    *number = FUND_NEAR_DEFAULT;
    if (slash != NULL && (found != FUND_OPERATOR_NEAR ||
                          !read_number(number, p->text + word_end + 1, end - word_end - 1))) {
        return FUND_OPERATOR_NONE;
    }
    return found;
}

size_t fund_after_blanks(const fund_parser *p, size_t pos)
{
    size_t size;
    while (pos < p->len && fund_is_blank(fund_char_at(p, pos, &size))) {
        pos += size;
    }
    return pos;
}

void fund_skip_blanks(fund_parser *p)
{
    p->pos = fund_after_blanks(p, p->pos);
}

/* Something that an operator can stand before: an primary with or without a sign. */
static bool is_operand_at(const fund_parser *p, size_t pos)
{
    uint32_t number;
    size_t end;
    if (pos >= p->len || fund_operator_word(p, pos, &end, &number) != FUND_OPERATOR_NONE) {
        return false;
    }
    return begins_primary(p, p->text[pos] == '+' || p->text[pos] == '-' ? pos + 1 : pos);
}

enum { NOTS_MAX = 4 }; /* in a row; more are words */

/* A word operator at `pos` that has an operand after it; all but NEAR stand before NOT,
 * too. *next: where the text after it begins. */
fund_operator fund_operator_at(const fund_parser *p, size_t pos, size_t *next, uint32_t *number)
{
    size_t end;
    fund_operator found = fund_operator_word(p, pos, &end, number);
    if (found == FUND_OPERATOR_NONE) {
        return FUND_OPERATOR_NONE;
    }
    uint32_t unused;
    *next = fund_after_blanks(p, end);
    size_t operand = *next, next_end;
    for (int i = 0; i < NOTS_MAX && found != FUND_OPERATOR_NEAR &&
                    fund_operator_word(p, operand, &next_end, &unused) == FUND_OPERATOR_NOT;
         i++) {
        operand = fund_after_blanks(p, next_end);
    }
    return is_operand_at(p, operand) ? found : FUND_OPERATOR_NONE;
}

/* Whether a + or - stands here, before a word. */
bool fund_is_sign_at(const fund_parser *p, size_t pos)
{
    return pos < p->len && (p->text[pos] == '+' || p->text[pos] == '-') &&
           begins_primary(p, pos + 1);
}

/* A sign counts after a blank, of whatever kind, only. */
bool fund_is_after_blank(const fund_parser *p, size_t pos)
{
    if (pos == 0) {
        return true;
    }
    size_t size;
    uint32_t c = fund_char_at(p, fund_utf8_before(p->text, pos), &size);
    return fund_is_blank(c) || fund_char_is(c, FUND_CHAR_NO_BREAK) || c == '(';
}

/* ---- fields --------------------------------------------------------------------------- */

const char *const *fund_field_names(fund_field_kind field)
{
    static const char *const names[][7] = {
        [FUND_FIELD_TITLE_WORDS] = {"titel", "title"},
        [FUND_FIELD_SECTION_NAME] = {"ressort", "section", "rubrik"},
        [FUND_FIELD_AUTHOR_NAME] = {"autor", "author", "autorin", "sprecher", "sprecherin",
                                    "speaker"},
        [FUND_FIELD_SOURCE_NAME] = {"quelle", "source"},
        [FUND_FIELD_ARTICLE_ID] = {"artikel", "article", "id"},
        [FUND_FIELD_PATH_GLOB] = {"pfad", "path"},
        [FUND_FIELD_PAGE_LABEL] = {"seite", "page"},
        [FUND_FIELD_CHAPTER_WORDS] = {"kapitel", "chapter"},
        [FUND_FIELD_DATES] = {"datum", "date"},
    };
    return (unsigned)field < sizeof names / sizeof names[0] ? names[field] : NULL;
}

bool fund_field_of(fund_field_kind *out, size_t *value, const char *text, size_t begin, size_t end)
{
    const char *colon = memchr(text + begin, ':', end - begin);
    if (colon == NULL) {
        return false;
    }
    size_t len = (size_t)(colon - text) - begin;
    *value = begin + len + 1;
    const char *const *names;
    for (int field = 0; (names = fund_field_names((fund_field_kind)field)) != NULL; field++) {
        for (; *names != NULL; names++) {
            if (strlen(*names) == len && strncasecmp(*names, text + begin, len) == 0) {
                *out = (fund_field_kind)field;
                return true;
            }
        }
    }
    return false;
}

/* "autro:Müller" is likely to be a slip; "18:30" and "https://..." are not. */
void fund_diagnose_unknown_field(fund_parser *p, size_t begin, size_t end)
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
    uint32_t next = fund_char_at(p, begin + len + 1, &size);
    if (len >= 2 && size > 0 && (fund_begins_word(next) || fund_quote_shape(next) > 0)) {
        FUND_PARSER_DIAGNOSTIC(p, begin,
                               "unknown field \"%.*s\", searched as a word; fields are titel, "
                               "ressort, autor, quelle, datum, artikel, pfad, kapitel, seite",
                               (int)(len < 40 ? len : 40), p->text + begin);
    }
}

/* ---- numbers after primaries --------------------------------------------------------------- */

/* At most 1000, to a thousandth: what is printed is the same number. */
static double limited(double boost)
{
    double thousandths = floor(boost * 1000 + .5);
    return thousandths > 1e6 ? 1000 : thousandths == 0 && boost > 0 ? .001 : thousandths / 1000;
}

/* "^2", "^0.5" or "^0,5" at `pos`; returns where it ends, `pos` when there is none. */
size_t fund_boost_end(double *out, const fund_parser *p, size_t pos, size_t end)
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
    *out = limited(value);
    return at;
}

/* Takes "^2" that follows directly. */
void fund_take_boost(fund_parser *p, fund_node *node)
{
    double boost = 1;
    size_t end = fund_boost_end(&boost, p, p->pos, p->len);
    if (end > p->pos) {
        p->pos = end;
        if (node != NULL) {
            node->boost =
                limited(node->boost * boost); /* parentheses within each other may all have one */
        }
    }
}

/* ---- tokens that are syntax -------------------------------------------------------------- */

bool fund_has_word(const fund_parser *p, size_t begin, size_t end)
{
    size_t size;
    for (; begin < end; begin += size) {
        uint32_t c = fund_char_at(p, begin, &size);
        if (c < 0x80 ? fund_is_word_byte((char)c) : !fund_is_blank(c)) {
            return true;
        }
    }
    return false;
}

static bool is_around_words(uint32_t c)
{
    return fund_is_blank(c) || (c < 0x80 && fund_is_one_of((char)c, "([,.;:!?)]'/"));
}

/* Without the punctuation of a sentence around it. */
void fund_trim_punctuation(const fund_parser *p, size_t *begin, size_t *end)
{
    size_t size;
    while (*begin < *end && is_around_words(fund_char_at(p, *begin, &size))) {
        *begin += size;
    }
    size_t open = 0, closed = 0; /* parentheses */
    for (size_t i = *begin; i < *end; i++) {
        open += p->text[i] == '(';
        closed += p->text[i] == ')';
    }
    while (*begin < *end) {
        size_t last = fund_utf8_floor(p->text, *end - 1);
        uint32_t c = fund_char_at(p, last, &size);
        if (!is_around_words(c) || (c == ')' && closed == open)) { /* "Lehrer(innen)" */
            break;
        }
        open -= c == '(';
        closed -= c == ')';
        *end = last;
    }
}

/* "wort~", "wort~2" */
static bool is_fuzzy(const fund_parser *p, fund_lex_token *c)
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

size_t fund_lex_boost(double *out, const fund_parser *p, size_t begin, size_t end)
{
    const char *sign = memrchr(p->text + begin, '^', end - begin);
    size_t at = sign != NULL ? (size_t)(sign - p->text) : begin;
    size_t behind = fund_boost_end(out, p, at, end);
    bool fits = behind > at && at > begin && !fund_has_word(p, behind, end);
    return fits && (fund_is_word_byte(p->text[at - 1]) || fund_is_one_of(p->text[at - 1], "*~"))
               ? at
               : end;
}

static void take_token_boost(const fund_parser *p, fund_lex_token *c)
{
    double boost;
    size_t at = fund_lex_boost(&boost, p, c->begin, c->end);
    if (at < c->end) {
        c->to = at;
        c->boost = boost;
        c->kind = FUND_LEX_BOOSTED;
    }
}

/* A star anywhere, or a question mark within a word: at its end it is punctuation, and in an address
 * part of that. */
bool fund_has_wildcard(const fund_parser *p, size_t from, size_t to)
{
    if (memchr(p->text + from, '*', to - from) != NULL) {
        return true;
    }
    bool joker = false;
    for (size_t i = from; i < to; i++) {
        bool is_joker = p->text[i] == '?';
        if (!is_joker && !fund_is_word_byte(p->text[i]) && p->text[i] != '-') {
            return false;
        }
        joker |= is_joker;
    }
    return joker;
}

fund_lex_token fund_lex_token_at(const fund_parser *p, size_t begin)
{
    fund_lex_token c = {
        .begin = begin, .end = fund_lex_token_end(p, begin), .from = begin, .boost = 1};
    c.to = c.end;
    size_t size, value, slash = regex_end(p, begin);
    if (slash > begin) {
        c.kind = FUND_LEX_REGEX;
        c.from = begin + 1;
        c.to = slash - 1;
        c.end = fund_boost_end(&c.boost, p, slash, p->len);
        return c;
    }
    if (fund_field_of(&c.field, &value, p->text, begin, c.end)) {
        uint32_t next = fund_char_at(p, value, &size);
        if (size > 0 && !fund_is_blank(next) && (next != ')' || p->depth == 0)) {
            take_token_boost(p, &c); /* filters have no weight: it is left out */
            c.kind = FUND_LEX_FIELD;
            c.from = value;
            return c;
        }
    }
    take_token_boost(p, &c);
    size_t equals = equals_at(p, begin);
    uint32_t next = fund_char_at(p, begin + equals, &size);
    if (equals > 0 && size > 0 && (fund_quote_shape(next) > 0 || fund_begins_word(next))) {
        c.kind = FUND_LEX_EXACT;
        c.cased = equals > 1;
        c.from = begin + equals;
        return c;
    }
    size_t from = c.from, to = c.to;
    fund_trim_punctuation(p, &from, &to);
    if (fund_has_wildcard(p, from, to) && fund_has_word(p, from, to)) {
        c.kind = FUND_LEX_WILDCARD;
        c.from = from;
        c.to = to;
    } else if (is_fuzzy(p, &c)) {
        c.kind = FUND_LEX_FUZZY;
    }
    return c;
}
