/*
 * unicode.h - what a character is: the one classification that every folder goes by.
 *
 * A character has any number of the properties below. What a folder asks for is one of them or
 * a union: fund_char_is(c, FUND_CHAR_LETTER | FUND_CHAR_DIGIT). The UTF-8 functions that are
 * part of the public interface are in base.h.
 */
#ifndef FUND_UNICODE_H
#define FUND_UNICODE_H

#include "base/base.h"

enum {
    FUND_CHAR_BLANK = 1 << 0,       /* space within a line where it may be broken; tab */
    FUND_CHAR_NO_BREAK = 1 << 1,    /* no-break space: U+00A0, U+2007, U+202F */
    FUND_CHAR_LINE_BREAK = 1 << 2,  /* LF VT FF CR U+0085 U+2028 U+2029 */
    FUND_CHAR_CONTROL = 1 << 3,     /* U+0000..U+001F and U+007F..U+009F, tab and LF among them */
    FUND_CHAR_LETTER = 1 << 4,      /* categories L* and Nl (Roman numerals) */
    FUND_CHAR_UPPER = 1 << 5,       /* has a small form, as Roman numerals do */
    FUND_CHAR_LOWER = 1 << 6,       /* a small letter */
    FUND_CHAR_MARK = 1 << 7,        /* combines with the character before it */
    FUND_CHAR_DIGIT = 1 << 8,       /* decimal digits, superscripts, fractions; in ASCII 0-9 */
    FUND_CHAR_ALONE = 1 << 9,       /* a word by itself: Han, kana, emoji, fractions */
    FUND_CHAR_WORD = 1 << 10,       /* letters, marks and digits that words are made of */
    FUND_CHAR_HYPHEN = 1 << 11,     /* - U+2010 U+2011 U+2E17 */
    FUND_CHAR_SHORT_DASH = 1 << 12, /* typed for a hyphen: figure dash, en dash */
    FUND_CHAR_APOSTROPHE = 1 << 13, /* and what is typed for one: ' ` U+00B4 U+02BC and quotes */
    FUND_CHAR_QUOTE = 1 << 14,      /* of either side, for languages differ in it */
    FUND_CHAR_IGNORABLE = 1 << 15,  /* soft hyphen, zero-width characters, BOM */

    /* White space of any kind, and that which a line may be broken at. */
    FUND_CHAR_SPACE = FUND_CHAR_BLANK | FUND_CHAR_NO_BREAK | FUND_CHAR_LINE_BREAK,
    FUND_CHAR_BREAKING_SPACE = FUND_CHAR_BLANK | FUND_CHAR_LINE_BREAK,
    /* What joins the pieces of a compound. */
    FUND_CHAR_JOINER = FUND_CHAR_HYPHEN | FUND_CHAR_SHORT_DASH
};

/* Of U+0000 to U+00FF; the function answers for all above. */
extern const uint16_t fund_latin1_classes[0x100];
unsigned fund_char_class_beyond_latin1(uint32_t c);

/* The properties of a code point. */
static inline unsigned fund_char_class(uint32_t c)
{
    return c < 0x100 ? fund_latin1_classes[c] : fund_char_class_beyond_latin1(c);
}

/* Whether it has one of these properties. */
static inline bool fund_char_is(uint32_t c, unsigned classes)
{
    return (fund_char_class(c) & classes) != 0;
}

/* The same for a byte of UTF-8: bytes of characters beyond ASCII have none. */
static inline bool fund_byte_is(char byte, unsigned classes)
{
    return (unsigned char)byte < 0x80 && fund_char_is((unsigned char)byte, classes);
}

/* The same, where every byte of a character beyond ASCII may be part of one. */
static inline bool fund_byte_may_be(char byte, unsigned classes)
{
    return (unsigned char)byte >= 0x80 || fund_char_is((unsigned char)byte, classes);
}

/* Whether printing it may change what a terminal shows of the text around it: controls, line breaks and
 * the marks that turn the direction of writing. */
static inline bool fund_char_is_unsafe(uint32_t c)
{
    return fund_char_is(c, FUND_CHAR_CONTROL | FUND_CHAR_LINE_BREAK) ||
           (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069);
}

/* The small form of a letter; every other character itself. */
uint32_t fund_char_lower(uint32_t c);

/* ---- UTF-8 ------------------------------------------------------------- */

/* Decodes like fund_utf8_decode, but a byte that is ill-formed is a U+FFFD of one byte: 0 at the
 * end of the text alone. */
size_t fund_utf8_next(uint32_t *out, const char *text, size_t len);
/* Where the character before `pos` begins; 0 at the start. */
size_t fund_utf8_before(const char *text, size_t pos);
/* Characters of the text. */
size_t fund_utf8_count(const char *text, size_t len);

#endif
