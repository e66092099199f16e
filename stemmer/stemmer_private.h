/*
 * stemmer_private.h - the stages of the analysis chain.
 *
 * scan.c finds the next unit of text (a word with its hyphens, a number, an
 * address ...); what its tokens are depends on the bytes of the unit alone, so
 * analyzer.c can remember them. unit.c turns a unit into tokens with the help
 * of fold.c, numbers.c, stem.c, function_words.c and variants.c.
 */
#ifndef FUND_STEMMER_PRIVATE_H
#define FUND_STEMMER_PRIVATE_H

#include "stemmer/stemmer.h"

struct sb_stemmer;

/* ---- chars.c: what a code point is ---------------------------------------- */

typedef enum fund_char_class {
    FUND_CHAR_OTHER,      /* separates words */
    FUND_CHAR_SPACE,      /* blanks and line breaks */
    FUND_CHAR_LETTER,     /* letters and marks */
    FUND_CHAR_DIGIT,      /* 0-9 and other decimal or superscript digits */
    FUND_CHAR_IDEOGRAPH,  /* a word by itself: CJK, emoji */
    FUND_CHAR_HYPHEN,     /* joins the pieces of a compound */
    FUND_CHAR_APOSTROPHE,
    FUND_CHAR_IGNORABLE   /* soft hyphen, zero-width characters, BOM */
} fund_char_class;

enum { FUND_CHAR_TABLE = 0x250 };

typedef struct fund_chars {
    uint8_t class_of[FUND_CHAR_TABLE]; /* the rest is asked of utf8proc */
} fund_chars;

void fund_chars_init(fund_chars *chars);
fund_char_class fund_char_classify(const fund_chars *chars, uint32_t code_point);
bool fund_char_is_upper(uint32_t code_point);
bool fund_char_is_lower(uint32_t code_point);

/* ---- scan.c ---------------------------------------------------------------- */

typedef enum fund_unit_type {
    FUND_UNIT_WORD,    /* letters and digits, with what joins them */
    FUND_UNIT_ADDRESS, /* e-mail, URL, @name */
    FUND_UNIT_DATE     /* "24. Februar 2022": its words follow as units of their own */
} fund_unit_type;

typedef struct fund_unit {
    fund_unit_type type;
    size_t begin, end;
    bool open_hyphen; /* "Ein-" and "-erziehung": a piece whose rest is elsewhere */
} fund_unit;

/* Finds the next unit at or after *pos and moves *pos behind it (for a DATE: to
 * the first unit inside it that is not the date). False at the end. */
bool fund_scan(fund_unit *out, const fund_chars *chars, const char *text, size_t len, size_t *pos,
               size_t *date_done);

/* ---- fold.c ----------------------------------------------------------------- */

/* A folded word: lower case, NFC, compatibility forms and ß resolved, without
 * ignorable characters. origin[i] is the offset in the input of the character
 * that byte i came from; origin[len] is the end of the input. */
typedef struct fund_folded {
    fund_buf text;
    size_t *origin;
    size_t origin_capacity;
} fund_folded;

void fund_folded_free(fund_folded *folded);
bool fund_fold(fund_folded *out, const char *text, size_t len);

/* ---- numbers.c -------------------------------------------------------------- */

/* A number with its group separators: appends its plain digits ("75.000" ->
 * "75000", "1.234,56" -> "1234,56"). False, appending nothing, when it is none. */
bool fund_number_normalise(fund_buf *out, const char *text, size_t len);
/* "24.02.2022" and "2022-02-24": appends the ISO date. */
bool fund_date_normalise(fund_buf *out, const char *text, size_t len);
/* "24. Februar 2022" at the start of text: its length in bytes, 0 when none. */
size_t fund_date_in_words(fund_buf *out, const char *text, size_t len);

/* ---- stem.c ------------------------------------------------------------------ */

/* Appends the stem of a folded word, shortened to FUND_TERM_MAX bytes. */
bool fund_stem(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len);
/* Appends a term as it is, shortened by the same rule. */
void fund_term_append(fund_buf *out, const char *term, size_t len);

/* ---- function_words.c ---------------------------------------------------------- */

bool fund_function_words_load(fund_map *out);
/* Identifies the list. */
uint64_t fund_function_words_hash(void);

/* ---- variants.c ----------------------------------------------------------------- */

enum { FUND_VARIANTS_MAX = 8 };

/* Calls back with each other spelling of a folded word: ä/ae, ö/oe, ü/ue.
 * False when the callback returned false. */
bool fund_variants(const char *word, size_t len,
                   bool (*callback)(const char *variant, size_t len, void *payload),
                   void *payload);

/* ---- unit.c ---------------------------------------------------------------------- */

/* A token of a unit; offsets and position relative to the unit's. */
typedef struct fund_unit_token {
    size_t term; /* offset in the terms' buffer */
    size_t term_len;
    size_t begin, end;
    uint32_t position, span;
    fund_token_kind kind;
} fund_unit_token;

typedef struct fund_unit_tokens {
    fund_unit_token *items;
    size_t count, capacity;
    fund_buf terms;
    uint32_t positions; /* that the unit covers */
    bool failed;        /* no memory */
} fund_unit_tokens;

void fund_unit_tokens_free(fund_unit_tokens *tokens);

/* What unit.c needs of the analyzer, and its scratch memory. */
typedef struct fund_chain {
    fund_chars chars;
    struct sb_stemmer *stemmer;
    fund_map *function_words;
    fund_analyzer_options options;
    fund_folded folded;  /* of the word at hand */
    fund_buf joined;     /* closed spelling of a hyphen compound */
    fund_buf scratch;
} fund_chain;

/* Replaces *out by the tokens of the unit. False without memory. */
bool fund_unit_analyse(fund_unit_tokens *out, fund_chain *chain, fund_purpose purpose,
                       const fund_unit *unit, const char *text);

#endif
