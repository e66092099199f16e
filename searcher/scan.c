/* Queries: bytes to characters, chunks and word operators. */
#include "searcher/parser.h"

/* ---- failing and telling --------------------------------------------------------- */

void fund_parser_no_memory(fund_parser *p)
{
    p->status = fund_no_memory(p->err);
}

/* Characters before a byte, from 1: what an editor counts. */
size_t fund_parser_character(const fund_parser *p, size_t offset)
{
    size_t count = 1;
    for (size_t i = 0; i < offset; i++) {
        count += ((unsigned char)p->text[i] & 0xc0) != 0x80 ? 1 : 0;
    }
    return count;
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

/* A no-break space is no blank here: "75 000" with one is a single word. */
bool fund_is_blank(uint32_t c)
{
    return c <= ' ' || c == 0x7f || (c >= 0x2000 && c <= 0x200a) || c == 0x3000;
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
    return (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || c == '@' ||
           c == '#' || (c > 0xa0 && !fund_is_blank(c) && fund_quote_shape(c) == 0);
}

/* What an atom may begin with. */
static bool begins_atom(const fund_parser *p, size_t pos)
{
    size_t size;
    pos += pos < p->len && (p->text[pos] == '=' || p->text[pos] == '*') ? 1 : 0;
    uint32_t c = fund_char_at(p, pos, &size);
    return size > 0 && (fund_begins_word(c) || fund_quote_shape(c) > 0 || c == '(');
}

/* ---- chunks -------------------------------------------------------------------------- */

static bool is_fixed_blank(uint32_t c)
{
    return c == 0xa0 || c == 0x202f;
}

/* Where the chunk that begins at `pos` ends. A parenthesis that opens within a word
 * ("Bürger(innen)") closes there, too. A no-break space ends it before a sign only. */
size_t fund_chunk_end(const fund_parser *p, size_t pos)
{
    unsigned inner = 0;
    size_t size;
    uint32_t before = 0;
    for (size_t begin = pos; pos < p->len; pos += size) {
        uint32_t c = fund_char_at(p, pos, &size);
        if (fund_is_blank(c) || (pos > begin && fund_quote_shape(c) > 0) ||
            (c == ')' && inner == 0 && p->depth > 0) ||
            (is_fixed_blank(before) && fund_is_sign_at(p, pos))) {
            break;
        }
        before = c;
        inner += c == '(' ? 1 : 0;
        inner -= c == ')' && inner > 0 ? 1 : 0;
    }
    return pos;
}

static bool chunk_is(const fund_parser *p, size_t begin, size_t end, const char *word)
{
    return end - begin == strlen(word) && memcmp(p->text + begin, word, end - begin) == 0;
}

/* Chunks may be long, and are looked at again and again: most are told by a byte. */
fund_operator fund_operator_word(const fund_parser *p, size_t begin, size_t *chunk,
                                 uint32_t *number)
{
    if (begin >= p->len || !fund_is_one_of(p->text[begin], "AUON&|")) {
        return FUND_OPERATOR_NONE;
    }
    size_t end = *chunk = fund_chunk_end(p, begin);
    static const struct {
        const char *word;
        fund_operator operator;
    } words[] = {
        {"AND", FUND_OPERATOR_AND},   {"UND", FUND_OPERATOR_AND},   {"&&", FUND_OPERATOR_AND},
        {"OR", FUND_OPERATOR_OR},     {"ODER", FUND_OPERATOR_OR},   {"||", FUND_OPERATOR_OR},
        {"NOT", FUND_OPERATOR_NOT},   {"NICHT", FUND_OPERATOR_NOT}, {"NEAR", FUND_OPERATOR_NEAR},
        {"NAHE", FUND_OPERATOR_NEAR},
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
                return FUND_OPERATOR_NONE;
            }
            value = value * 10 + (size_t)(p->text[k] - '0');
        }
        *number = value < FUND_NEAR_MAX ? (uint32_t)value : FUND_NEAR_MAX;
        return words[i].operator== FUND_OPERATOR_NEAR && digits> 0 && value> 0 ? FUND_OPERATOR_NEAR
                                                                               : FUND_OPERATOR_NONE;
    }
    return FUND_OPERATOR_NONE;
}

size_t fund_behind_blanks(const fund_parser *p, size_t pos)
{
    size_t size;
    while (pos < p->len && fund_is_blank(fund_char_at(p, pos, &size))) {
        pos += size;
    }
    return pos;
}

void fund_skip_blanks(fund_parser *p)
{
    p->pos = fund_behind_blanks(p, p->pos);
}

/* Something that an operator can stand before: an atom with or without a sign. */
static bool is_operand_at(const fund_parser *p, size_t pos)
{
    uint32_t number;
    size_t end;
    if (pos >= p->len || fund_operator_word(p, pos, &end, &number) != FUND_OPERATOR_NONE) {
        return false;
    }
    return begins_atom(p, p->text[pos] == '+' || p->text[pos] == '-' ? pos + 1 : pos);
}

enum { NOTS_MAX = 4 }; /* one behind the other; more are words */

/* A word operator at `pos` that has an operand behind it; all but NEAR stand before NOT,
 * too. *next: where what is behind it begins. */
fund_operator fund_operator_at(const fund_parser *p, size_t pos, size_t *next, uint32_t *number)
{
    size_t end;
    fund_operator found = fund_operator_word(p, pos, &end, number);
    if (found == FUND_OPERATOR_NONE) {
        return FUND_OPERATOR_NONE;
    }
    uint32_t unused;
    *next = fund_behind_blanks(p, end);
    size_t operand = *next, next_end;
    for (int i = 0; i < NOTS_MAX && found != FUND_OPERATOR_NEAR &&
                    fund_operator_word(p, operand, &next_end, &unused) == FUND_OPERATOR_NOT;
         i++) {
        operand = fund_behind_blanks(p, next_end);
    }
    return is_operand_at(p, operand) ? found : FUND_OPERATOR_NONE;
}

/* Whether a + or - stands here, before a word. */
bool fund_is_sign_at(const fund_parser *p, size_t pos)
{
    return pos < p->len && (p->text[pos] == '+' || p->text[pos] == '-') && begins_atom(p, pos + 1);
}

/* A sign counts behind a blank, of whatever kind, only. */
bool fund_is_behind_blank(const fund_parser *p, size_t pos)
{
    if (pos == 0) {
        return true;
    }
    size_t at = pos - 1, size;
    while (at > 0 && ((unsigned char)p->text[at] & 0xc0) == 0x80) {
        at--;
    }
    uint32_t c = fund_char_at(p, at, &size);
    return fund_is_blank(c) || is_fixed_blank(c) || c == '(';
}
