#include "base/unicode.h"

#include <string.h>
#include <utf8proc.h>

/* Steps over bytes below 0x80, eight at a time. */
static size_t skip_ascii(const char *text, size_t pos, size_t len)
{
    while (len - pos >= 8) {
        uint64_t word;
        memcpy(&word, text + pos, sizeof word);
        if ((word & UINT64_C(0x8080808080808080)) != 0) {
            break;
        }
        pos += 8;
    }
    while (pos < len && (unsigned char)text[pos] < 0x80) {
        pos++;
    }
    return pos;
}

/* Whether a character of two bytes begins here, as umlauts are. */
static inline bool is_pair(const char *text, size_t len)
{
    unsigned char first = (unsigned char)text[0];
    return len > 1 && first >= 0xc2 && first < 0xe0 && ((unsigned char)text[1] & 0xc0) == 0x80;
}

size_t fund_utf8_decode(uint32_t *out, const char *text, size_t len)
{
    if (len == 0) {
        return 0;
    }
    if ((unsigned char)text[0] < 0x80) {
        *out = (unsigned char)text[0];
        return 1;
    }
    if (is_pair(text, len)) {
        *out = ((unsigned char)text[0] & 0x1fU) << 6 | ((unsigned char)text[1] & 0x3fU);
        return 2;
    }
    utf8proc_ssize_t size =
        utf8proc_iterate((const utf8proc_uint8_t *)text, len < 4 ? (utf8proc_ssize_t)len : 4,
                         (utf8proc_int32_t *)out);
    if (size <= 0) {
        *out = 0xfffd;
        return 0;
    }
    return (size_t)size;
}

bool fund_utf8_valid(const char *text, size_t len, size_t *bad)
{
    size_t pos = skip_ascii(text, 0, len);
    while (pos < len) {
        uint32_t code_point;
        size_t size = fund_utf8_decode(&code_point, text + pos, len - pos);
        if (size == 0) {
            if (bad != NULL) {
                *bad = pos;
            }
            return false;
        }
        pos = skip_ascii(text, pos + size, len);
    }
    return true;
}

size_t fund_utf8_encode(char out[4], uint32_t code_point)
{
    if (code_point > 0x10ffff || (code_point >= 0xd800 && code_point <= 0xdfff)) {
        return 0;
    }
    return (size_t)utf8proc_encode_char((utf8proc_int32_t)code_point, (utf8proc_uint8_t *)out);
}

size_t fund_utf8_floor(const char *text, size_t len)
{
    size_t start = len;
    while (start > 0 && len - start < 4) {
        start--;
        unsigned char byte = (unsigned char)text[start];
        if ((byte & 0xc0) != 0x80) {
            size_t size = byte < 0x80 ? 1 : byte < 0xe0 ? 2 : byte < 0xf0 ? 3 : 4;
            return start + size <= len ? len : start;
        }
    }
    return len;
}

size_t fund_utf8_next(uint32_t *out, const char *text, size_t len)
{
    size_t size = fund_utf8_decode(out, text, len);
    return size > 0 || len == 0 ? size : 1;
}

size_t fund_utf8_before(const char *text, size_t pos)
{
    while (pos > 0 && ((unsigned char)text[--pos] & 0xc0) == 0x80) {
    }
    return pos;
}

size_t fund_utf8_count(const char *text, size_t len)
{
    size_t count = 0;
    for (size_t i = 0; i < len; i++) {
        count += ((unsigned char)text[i] & 0xc0) != 0x80;
    }
    return count;
}

/* ---- classes ----------------------------------------------------------- */

#define C FUND_CHAR_CONTROL
#define T (FUND_CHAR_CONTROL | FUND_CHAR_BLANK)
#define N (FUND_CHAR_CONTROL | FUND_CHAR_LINE_BREAK)
#define B FUND_CHAR_BLANK
#define S FUND_CHAR_NO_BREAK
#define H FUND_CHAR_HYPHEN
#define I FUND_CHAR_IGNORABLE
#define Q FUND_CHAR_QUOTE
#define A FUND_CHAR_APOSTROPHE
#define K (FUND_CHAR_APOSTROPHE | FUND_CHAR_QUOTE)
#define D (FUND_CHAR_WORD | FUND_CHAR_DIGIT)
#define F (FUND_CHAR_ALONE | FUND_CHAR_DIGIT)
#define O (FUND_CHAR_WORD | FUND_CHAR_LETTER)
#define U (FUND_CHAR_WORD | FUND_CHAR_LETTER | FUND_CHAR_UPPER)
#define L (FUND_CHAR_WORD | FUND_CHAR_LETTER | FUND_CHAR_LOWER)
#define M (FUND_CHAR_WORD | FUND_CHAR_MARK)

/* 32 to a line. */
const uint16_t fund_latin1_classes[0x100] = {
    C, C, C, C, C, C, C, C, C, T, N, N, N, N, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    B, 0, Q, 0, 0, 0, 0, K, 0, 0, 0, 0, 0, H, 0, 0, D, D, D, D, D, D, D, D, D, D, 0, 0, 0, 0, 0, 0,
    0, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, 0, 0, 0, 0, 0,
    A, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, 0, 0, 0, C,
    C, C, C, C, C, N, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C, C,
    S, 0, 0, 0, 0, 0, 0, 0, 0, 0, O, Q, 0, I, 0, 0, 0, 0, D, D, A, L, 0, 0, 0, D, O, Q, F, F, F, 0,
    U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, U, 0, U, U, U, U, U, U, U, L,
    L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, L, 0, L, L, L, L, L, L, L, L,
};

static const uint16_t of_category[] = {
    [UTF8PROC_CATEGORY_LU] = O,
    [UTF8PROC_CATEGORY_LL] = L,
    [UTF8PROC_CATEGORY_LT] = O,
    [UTF8PROC_CATEGORY_LM] = O,
    [UTF8PROC_CATEGORY_LO] = O,
    [UTF8PROC_CATEGORY_NL] = O,
    [UTF8PROC_CATEGORY_MN] = M,
    [UTF8PROC_CATEGORY_MC] = M,
    [UTF8PROC_CATEGORY_ME] = M,
    [UTF8PROC_CATEGORY_ND] = D,
    [UTF8PROC_CATEGORY_NO] = D,
    [UTF8PROC_CATEGORY_ZS] = B,
    [UTF8PROC_CATEGORY_ZL] = FUND_CHAR_LINE_BREAK,
    [UTF8PROC_CATEGORY_ZP] = FUND_CHAR_LINE_BREAK,
    [UTF8PROC_CATEGORY_CO] = 0, /* the last one */
};

/* Han and kana, with their signs of repetition and in all widths. */
static bool is_ideograph(uint32_t c)
{
    return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3021 && c <= 0x30ff) ||
           (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

/* Superscripts belong to their word (CO2, m2), but a vulgar fraction would fold to "1/2". */
static bool is_alone(uint32_t c, unsigned class, const utf8proc_property_t *property)
{
    return ((class & FUND_CHAR_LETTER) != 0 && is_ideograph(c)) ||
           property->decomp_type == UTF8PROC_DECOMP_TYPE_FRACTION ||
           (property->category == UTF8PROC_CATEGORY_SO && c >= 0x2000);
}

static unsigned class_by_category(uint32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
    unsigned class = of_category[property->category];
    if (utf8proc_tolower((utf8proc_int32_t)c) != (utf8proc_int32_t)c) {
        class |= FUND_CHAR_UPPER; /* circled letters and Roman numerals, too */
    }
    if (property->ignorable) {
        return (class | FUND_CHAR_IGNORABLE) & ~(unsigned)FUND_CHAR_WORD;
    }
    return is_alone(c, class, property) ? (class | FUND_CHAR_ALONE) & ~(unsigned)FUND_CHAR_WORD
                                        : class;
}

unsigned fund_char_class_beyond_latin1(uint32_t c)
{
    switch (c) {
    case 0x2007:
    case 0x202f:
        return FUND_CHAR_NO_BREAK;
    case 0x2010:
    case 0x2011:
    case 0x2e17: /* double oblique hyphen, in Fraktur */
        return FUND_CHAR_HYPHEN;
    case 0x2012:
    case 0x2013:
        return FUND_CHAR_SHORT_DASH;
    case 0x2bc:
        return FUND_CHAR_APOSTROPHE | FUND_CHAR_LETTER;
    case 0x2018:
    case 0x2019:
    case 0x201b:
        return FUND_CHAR_APOSTROPHE | FUND_CHAR_QUOTE;
    case 0x201a:
    case 0x201c:
    case 0x201d:
    case 0x201e:
    case 0x201f:
    case 0x2039:
    case 0x203a:
        return FUND_CHAR_QUOTE;
    case 0xff9e: /* marks of halfwidth kana are letters to Unicode */
    case 0xff9f:
        return FUND_CHAR_ALONE | FUND_CHAR_LETTER | FUND_CHAR_MARK;
    default:
        return class_by_category(c);
    }
}

uint32_t fund_char_lower(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_UPPER) ? (uint32_t)utf8proc_tolower((utf8proc_int32_t)c) : c;
}
