#include "stemmer/stemmer_private.h"

#include <utf8proc.h>

static bool is_ideograph(uint32_t c)
{
    return (c >= 0x3040 && c <= 0x30ff) || (c >= 0x3400 && c <= 0x9fff) ||
           (c >= 0xf900 && c <= 0xfaff) || (c >= 0x20000 && c <= 0x3ffff);
}

/* Characters whose general category does not tell their part in a word. */
static bool classify_special(fund_char_class *out, uint32_t c)
{
    switch (c) {
    case '-':
    case 0x2010: /* hyphen */
    case 0x2011: /* non-breaking hyphen */
    case 0x2012: /* figure dash */
    case 0x2013: /* en dash */
    case 0x2e17: /* double oblique hyphen, in Fraktur */
        *out = FUND_CHAR_HYPHEN;
        return true;
    case '\'':
    case 0x2019:
    case 0x02bc:
        *out = FUND_CHAR_APOSTROPHE;
        return true;
    case 0x00ad:
    case 0x200b:
    case 0x200c:
    case 0x200d:
    case 0x2060:
    case 0xfeff:
        *out = FUND_CHAR_IGNORABLE;
        return true;
    case '\t':
    case '\n':
    case '\v':
    case '\f':
    case '\r':
    case 0x85:
        *out = FUND_CHAR_SPACE;
        return true;
    default:
        return false;
    }
}

static fund_char_class classify(uint32_t c)
{
    fund_char_class special;
    if (classify_special(&special, c)) {
        return special;
    }
    switch (utf8proc_category((utf8proc_int32_t)c)) {
    case UTF8PROC_CATEGORY_LU:
    case UTF8PROC_CATEGORY_LL:
    case UTF8PROC_CATEGORY_LT:
    case UTF8PROC_CATEGORY_LM:
    case UTF8PROC_CATEGORY_LO:
    case UTF8PROC_CATEGORY_MN:
    case UTF8PROC_CATEGORY_MC:
    case UTF8PROC_CATEGORY_ME:
    case UTF8PROC_CATEGORY_NL:
        return is_ideograph(c) ? FUND_CHAR_IDEOGRAPH : FUND_CHAR_LETTER;
    case UTF8PROC_CATEGORY_ND:
        return FUND_CHAR_DIGIT;
    case UTF8PROC_CATEGORY_NO:
        /* Superscripts and subscripts belong to their word (CO2, m2); a vulgar
         * fraction would fold to "1/2" and stands alone. */
        return utf8proc_get_property((utf8proc_int32_t)c)->decomp_type ==
                       UTF8PROC_DECOMP_TYPE_FRACTION
                   ? FUND_CHAR_IDEOGRAPH
                   : FUND_CHAR_DIGIT;
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

bool fund_char_is_upper(uint32_t code_point)
{
    return utf8proc_tolower((utf8proc_int32_t)code_point) != (utf8proc_int32_t)code_point;
}

bool fund_char_is_lower(uint32_t code_point)
{
    return utf8proc_category((utf8proc_int32_t)code_point) == UTF8PROC_CATEGORY_LL;
}
