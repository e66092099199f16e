#include "stemmer/stemmer_private.h"

#include <utf8proc.h>

/* Han and kana, with their signs of repetition and in all widths. */
static bool is_ideograph(uint32_t c)
{
    return (c >= 0x3005 && c <= 0x3007) || (c >= 0x3021 && c <= 0x30ff) ||
           (c >= 0x31f0 && c <= 0x31ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0xff66 && c <= 0xff9f) ||
           (c >= 0x20000 && c <= 0x3ffff);
}

static bool is_hyphen(uint32_t c)
{
    return c == '-' || (c >= 0x2010 && c <= 0x2013) /* hyphen to en dash */ ||
           c == 0x2e17 /* double oblique hyphen, in Fraktur */;
}

/* The signs of the keyboard and the opening quote are what people type. */
bool fund_char_is_apostrophe(uint32_t c)
{
    return c == '\'' || c == 0x2019 || c == 0x02bc || c == '`' || c == 0xb4 || c == 0x2018 ||
           c == 0x201b;
}

static fund_char_class classify_other_number(const utf8proc_property_t *property)
{
    /* Superscripts and subscripts belong to their word (CO2, m2); a vulgar
     * fraction would fold to "1/2" and stands alone. */
    return property->decomp_type == UTF8PROC_DECOMP_TYPE_FRACTION ? FUND_CHAR_IDEOGRAPH
                                                                  : FUND_CHAR_DIGIT;
}

static fund_char_class classify_by_category(uint32_t c, const utf8proc_property_t *property)
{
    switch (property->category) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_NL:
        return is_ideograph(c) ? FUND_CHAR_IDEOGRAPH : FUND_CHAR_LETTER;
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
        return FUND_CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return FUND_CHAR_DIGIT;
    case UTF8PROC_CATEGORY_NO:
        return classify_other_number(property);
    case UTF8PROC_CATEGORY_SO:
        return c >= 0x2000 ? FUND_CHAR_IDEOGRAPH : FUND_CHAR_OTHER;
    case UTF8PROC_CATEGORY_ZS:
    case UTF8PROC_CATEGORY_ZL:
    case UTF8PROC_CATEGORY_ZP:
        return FUND_CHAR_SPACE;
    default:
        return FUND_CHAR_OTHER;
    }
}

/* The category does not tell every character's part in a word. */
static fund_char_class classify(uint32_t c)
{
    const utf8proc_property_t *property = utf8proc_get_property((utf8proc_int32_t)c);
    if (is_hyphen(c)) {
        return FUND_CHAR_HYPHEN;
    }
    if (fund_char_is_apostrophe(c)) {
        return FUND_CHAR_APOSTROPHE;
    }
    if ((c >= '\t' && c <= '\r') || c == 0x85) {
        return FUND_CHAR_SPACE;
    }
    return property->ignorable ? FUND_CHAR_IGNORABLE : classify_by_category(c, property);
}

void fund_chars_init(fund_chars *chars)
{
    for (uint32_t c = 0; c < FUND_CHAR_TABLE; c++) {
        chars->class_of[c] = (uint8_t)classify(c);
    }
}

fund_char_class fund_char_classify(const fund_chars *chars, uint32_t code_point)
{
    return code_point < FUND_CHAR_TABLE ? (fund_char_class)chars->class_of[code_point]
                                        : classify(code_point);
}

bool fund_char_is_mark(uint32_t code_point)
{
    utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)code_point);
    return category == UTF8PROC_CATEGORY_MN || category == UTF8PROC_CATEGORY_MC ||
           category == UTF8PROC_CATEGORY_ME || code_point == 0xff9e || code_point == 0xff9f;
}

bool fund_char_is_upper(uint32_t code_point)
{
    return utf8proc_tolower((utf8proc_int32_t)code_point) != (utf8proc_int32_t)code_point;
}

bool fund_char_is_lower(uint32_t code_point)
{
    return utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_LL;
}
