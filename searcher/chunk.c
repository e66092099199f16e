/* Queries: what a chunk is. */
#include "searcher/parser.h"

#include <math.h>
#include <strings.h>

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
void fund_note_unknown_field(fund_parser *p, size_t begin, size_t end)
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
        FUND_PARSER_NOTE(
            p, begin,
            "there is no field \"%.*s\" (there are titel, ressort, autor, quelle, datum, "
            "artikel): taken as a word",
            (int)(len < 40 ? len : 40), p->text + begin);
    }
}

/* ---- numbers behind atoms --------------------------------------------------------------- */

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

/* ---- chunks that are syntax -------------------------------------------------------------- */

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
    return fund_is_blank(c) || (c < 0x80 && fund_is_one_of((char)c, "([,.;:!?)]'"));
}

/* Without the punctuation of a sentence around it. */
void fund_trim_punctuation(const fund_parser *p, size_t *begin, size_t *end)
{
    size_t size;
    while (*begin < *end && is_around_words(fund_char_at(p, *begin, &size))) {
        *begin += size;
    }
    while (*begin < *end) {
        size_t last = fund_utf8_floor(p->text, *end - 1);
        if (!is_around_words(fund_char_at(p, last, &size))) {
            break;
        }
        *end = last;
    }
}

/* "wort~", "wort~2" */
static bool is_fuzzy(const fund_parser *p, fund_chunk *c)
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

size_t fund_chunk_boost(double *out, const fund_parser *p, size_t begin, size_t end)
{
    const char *sign = memrchr(p->text + begin, '^', end - begin);
    size_t at = sign != NULL ? (size_t)(sign - p->text) : begin;
    size_t behind = fund_boost_end(out, p, at, end);
    bool fits = behind > at && at > begin && !fund_has_word(p, behind, end);
    return fits && (fund_is_word_byte(p->text[at - 1]) || fund_is_one_of(p->text[at - 1], "*~"))
               ? at
               : end;
}

static void take_chunk_boost(const fund_parser *p, fund_chunk *c)
{
    double boost;
    size_t at = fund_chunk_boost(&boost, p, c->begin, c->end);
    if (at < c->end) {
        c->to = at;
        c->boost = boost;
        c->kind = FUND_CHUNK_BOOSTED;
    }
}

fund_chunk fund_chunk_at(const fund_parser *p, size_t begin)
{
    fund_chunk c = {.begin = begin, .end = fund_chunk_end(p, begin), .from = begin, .boost = 1};
    c.to = c.end;
    size_t size, value;
    if (fund_field_of(&c.field, &value, p->text, begin, c.end)) {
        uint32_t next = fund_char_at(p, value, &size);
        if (size > 0 && !fund_is_blank(next) && (next != ')' || p->depth == 0)) {
            take_chunk_boost(p, &c); /* filters have no weight: it is left out */
            c.kind = FUND_CHUNK_FIELD;
            c.from = value;
            return c;
        }
    }
    take_chunk_boost(p, &c);
    if (p->text[begin] == '=' && begin + 1 < p->len) {
        uint32_t next = fund_char_at(p, begin + 1, &size);
        if (fund_quote_shape(next) > 0 || fund_begins_word(next)) {
            c.kind = FUND_CHUNK_EXACT;
            c.from = begin + 1;
            return c;
        }
    }
    size_t from = c.from, to = c.to;
    fund_trim_punctuation(p, &from, &to);
    if (memchr(p->text + from, '*', to - from) != NULL && fund_has_word(p, from, to)) {
        c.kind = FUND_CHUNK_PATTERN;
        c.from = from;
        c.to = to;
    } else if (is_fuzzy(p, &c)) {
        c.kind = FUND_CHUNK_FUZZY;
    }
    return c;
}
