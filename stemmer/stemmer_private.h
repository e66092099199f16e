/*
 * stemmer_private.h - the stages of the analysis chain.
 *
 * scan.c finds the next unit of text (a word with its hyphens, a number, an
 * address ...); what its tokens are depends on the bytes of the unit alone, so
 * analyzer.c can remember them. unit.c turns a unit into tokens with the help
 * of the other files. Each file calls those below it alone:
 *
 *   clean_text.c      a text with its words in their forms, and the way back
 *   analyzer.c        the chain: units, their tokens, the memo of both
 *   running_words.c   where the words of a text are
 *   separated.c       "trat ... zurück"
 *   ellipsis.c        "Ein- und Ausfuhr"
 *   unit.c            the tokens of each kind of unit
 *   parts.c           parts within a closed word
 *   tokens.c          one token: its term, other spellings, ß and ss
 *   scan.c            text to units
 *   join.c            what joins two runs of letters: hyphens, digits, line breaks
 *   address.c         e-mail addresses, URLs, @names, #tags
 *   gender.c          "Bürger:innen"
 *   related.c         words that are related to another: Kanzlerin, steigend
 *   readings.c        the dictionary words that a form may be of
 *   stem.c            Snowball
 *   function_words.c  articles, pronouns, conjunctions ...
 *   lexicon.c         the lexicon's file
 *   spellings.c       other spellings: those of 1996, of before 1901, Muller
 *   compound.c        a word and its parts
 *   words.c           exceptions to the model
 *   abbreviations.c   Artikel and Art., Atomkraftwerk and AKW
 *   umlauts.c         ä and ae
 *   split.c           the cheapest split of a word
 *   dates.c           dates, in figures and in words
 *   numbers.c         numbers
 *   fold.c            lower case, NFC, accents
 *   text.c            what is at an offset, and tests of words
 *
 * names.c (words of names, to be filtered by) and sketch.c (near-duplicates) stand by
 * themselves. What a character is, base/unicode.h says.
 */
#ifndef FUND_STEMMER_PRIVATE_H
#define FUND_STEMMER_PRIVATE_H

#include "base/array.h"
#include "base/unicode.h"
#include "stemmer/stemmer.h"

struct sb_stemmer;

/* ---- fold.c ----------------------------------------------------------------- */

/* A folded word: lower case, NFC, compatibility forms and ß resolved, without
 * ignorable characters, blanks and apostrophes; an 's after an apostrophe is
 * gone, too. origin.items[i] is the offset in the input of the character that byte
 * i came from; that of text.len is the end of the input. */
typedef struct fund_folded {
    fund_buf text;
    fund_array(size_t) origin;
} fund_folded;

void fund_folded_free(fund_folded *folded);
/* False without memory. */
bool fund_fold(fund_folded *out, const char *text, size_t len);
/* Where the first `i` bytes of a folded word end in the input: after a character
 * that became several bytes (ß, ligatures). */
size_t fund_folded_end(const fund_folded *folded, size_t i);
/* Spells out the end of a folded word: "goethestr" is Goethestraße. */
bool fund_folded_spell_street(fund_folded *folded);
/* Leaves the periods out of a folded word. */
void fund_folded_drop_periods(fund_folded *folded);
/* Replaces *out by a folded word without its accents ("erdogan" for "erdoğan"; umlauts stay).
 * False, changing nothing, when it has none. */
bool fund_without_accents(fund_buf *out, const char *word, size_t len);

/* Stems that were asked for before: a class has several forms, and its word one stem. Snowball takes some thirty
 * times as long as a look-up. */
typedef struct fund_stem_memo {
    fund_map *stems; /* word -> its stem, in `memory`; NULL: none yet */
    fund_arena *memory;
} fund_stem_memo;

/* ---- readings.c ---------------------------------------------------------------- */

/* How it is known what a form is of. */
typedef enum fund_reading_source {
    FUND_READ_NOTHING, /* it is not */
    FUND_READ_LEXICON,
    FUND_READ_HEAD,    /* by the head of a compound */
    FUND_READ_TAIL,    /* by a known word at its end */
    FUND_READ_ENDING   /* by analogy */
} fund_reading_source; /* the same numbers as fund_word_rule's */

typedef struct fund_word_reading {
    size_t begin, len; /* the dictionary's word in `words` */
    uint8_t kind;      /* these three as in the lexicon */
    uint8_t spelling;
    uint8_t mark;
} fund_word_reading;

/* The words that a form may be of, the surest first. */
typedef struct fund_readings {
    fund_word_reading items[4];
    size_t count;
    fund_buf words; /* UTF-8 */
    fund_reading_source source;
    bool or_stem; /* a text in small letters has its stem instead */
    size_t end;   /* in the form: where the head, the known word or the ending begins */
} fund_readings;

void fund_readings_free(fund_readings *readings);
/* Replaces *out by the readings of a folded word. False when there are none. `any_case`: small letters
 * do not mean that it is no noun. */
bool fund_readings_find(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                        size_t len, bool capital, bool any_case);
/* What they would be if the lexicon did not have the word. */
bool fund_readings_derive(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                          size_t len, bool capital);
/* Where there are both, leaves only nouns or only the others. */
void fund_readings_prefer(fund_readings *of, bool nouns, bool others);
/* The same as fund_readings_find for a word as it is written in a text: with a capital only nouns, where there are any, else
 * none, but in a query; with or without ß. */
bool fund_word_readings(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                        size_t len, const char *written, size_t written_len, bool capital,
                        bool query);
/* Leaves what the other spelling of a word with ss may be: Buße for Busse. False: nothing. */
bool fund_readings_of_other_s(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                              size_t len, const char *written, size_t written_len, bool capital);

/* Leaves what a word with a capital is as an adjective: linke for Linke. False: nothing. */
bool fund_readings_of_adjective(fund_readings *out, const fund_lexicon *lexicon, const char *word,
                                size_t len);
/* Replaces *out (NULL: they are not wanted) by the infinitives that a folded word may be a finite form of, as the
 * lexicon has it. False: none. *only: the word is nothing else. */
bool fund_finite_verbs(fund_readings *out, bool *only, const fund_lexicon *lexicon,
                       const char *word, size_t len);
/* Whether the lexicon has an infinitive; *mark is that of its class. `noun`: as a noun, too. */
bool fund_lexicon_has_verb(uint8_t *mark, const fund_lexicon *lexicon, const char *word, size_t len,
                           bool noun);
/* Appends the term of a class: the stem of its word, and its mark. `memo` may be NULL. */
bool fund_class_term(fund_buf *out, struct sb_stemmer *stemmer, fund_stem_memo *memo,
                     const char *word, size_t len, unsigned mark);

/* ---- related.c ------------------------------------------------------------------- */

/* Calls back with words that the reader of a query may mean as well: of the other sex (Kanzlerin),
 * the present participle of a verb (steigend). False when the callback was, or without memory. */
bool fund_related_words(const fund_lexicon *lexicon, const char *word, size_t len, bool capital,
                        bool (*callback)(const char *word, size_t len, void *payload),
                        void *payload);

/* ---- the analyzer's tools ------------------------------------------------------ */

/* What all stages need of the analyzer, and its scratch memory. */
typedef struct fund_chain {
    struct sb_stemmer *stemmer;
    fund_stem_memo stem_memo; /* of the words of classes */
    fund_map *function_words;
    fund_map *clause_words; /* see separated.c */
    fund_chain_options options;
    fund_folded folded; /* of the word at hand */
    fund_buf joined;    /* closed spelling of a compound */
    fund_buf scratch;
    fund_readings readings;
    fund_buf completed; /* the word that the last piece with an open end stands for; "": none */
    bool figure;        /* the word at hand stands beside one */
    bool failed;        /* no memory: what was asked for meanwhile answered no */
} fund_chain;

/* ---- text.c: what is at an offset ------------------------------------------------ */

typedef struct fund_scanner {
    fund_chain *chain;
    const char *text;
    size_t len;
    size_t pos;         /* where the next unit may begin */
    size_t date_done;   /* where a date in words was looked for last */
    size_t figure_done; /* the same of "A 8" */
} fund_scanner;

/* The class (base/unicode.h) of the character at pos and its size; both 0 at the end. */
unsigned fund_class_at(const fund_scanner *s, size_t pos, size_t *size);
bool fund_is_word_at(const fund_scanner *s, size_t pos);
bool fund_is_letter_at(const fund_scanner *s, size_t pos); /* no mark */
bool fund_is_digit_at(const fund_scanner *s, size_t pos);  /* 0-9 */
/* A mark, which no word begins with. */
bool fund_is_mark_at(const fund_scanner *s, size_t pos);
bool fund_is_text_at(const fund_scanner *s, size_t pos, const char *expected);
/* Bytes of a sign that stands for a hyphen at a line's end (¬ =) where a word goes on behind it, or of
 * the first one anywhere; 0: none. */
size_t fund_broken_sign_at(const fund_scanner *s, size_t pos);
/* Bytes of a line break with the blanks around it; 0: none. */
size_t fund_line_break_at(const fund_scanner *s, size_t pos);
/* Past letters, digits and, between them, ignorable characters. */
size_t fund_skip_word(const fund_scanner *s, size_t pos);

bool fund_begins_upper(const char *text, size_t len);
bool fund_ends_with(const char *word, size_t len, const char *ending);
/* Whether the word, or its end, is in a list that ends with NULL. */
bool fund_is_any(const char *word, size_t len, const char *const *list);
bool fund_ends_with_any(const char *word, size_t len, const char *const *endings);

/* ---- scan.c ---------------------------------------------------------------- */

typedef enum fund_unit_type {
    FUND_UNIT_WORD,    /* letters and digits, with what joins them */
    FUND_UNIT_ADDRESS, /* e-mail, URL, @name, #tag */
    FUND_UNIT_DATE,    /* "24. Februar 2022": its words follow as units of their own */
    FUND_UNIT_FIGURE,  /* "A 8", "31 km": likewise */
    FUND_UNIT_SIGN     /* "%", which is read as a word */
} fund_unit_type;

typedef struct fund_unit {
    fund_unit_type type;
    size_t begin, end;
    bool open_hyphen; /* "Ein-" and "-erziehung": a piece whose rest is elsewhere */
} fund_unit;

/* Finds the next unit and moves s->pos past it (not past a DATE: its words
 * come next). False at the end. */
bool fund_scan(fund_unit *out, fund_scanner *s);

/* ---- join.c ---------------------------------------------------------------- */

/* Runs of word characters in a unit. What follows begins a new unit, so
 * that no text can make one unit expensive. */
enum { FUND_RUNS_MAX = 32 };

/* The end of the unit text[begin, pos) with what follows joined to it, or 0. */
size_t fund_join(const fund_scanner *s, size_t begin, size_t pos);

/* ---- address.c --------------------------------------------------------------- */

/* The end of the e-mail address or URL whose first word is text[begin, pos),
 * or 0. */
size_t fund_address_end(const fund_scanner *s, size_t begin, size_t pos);
/* The end of the "@name" or "#tag" at pos, or 0. */
size_t fund_tag_end(const fund_scanner *s, size_t pos);

/* ---- gender.c ------------------------------------------------------------------ */

/* "Bürger:innen": base "Bürger", ending "innen"; `end` is after a closing
 * bracket, too. All are offsets in the text. */
typedef struct fund_gender {
    size_t base_end;
    size_t ending, ending_end;
    size_t end;
} fund_gender;

/* Whether a sign and an ending are at pos, after a word. */
bool fund_gender_at(fund_gender *out, const fund_scanner *s, size_t pos);
/* The first such form, or one like "BürgerInnen", within text[begin, end). */
bool fund_gender_find(fund_gender *out, const fund_scanner *s, size_t begin, size_t end);

/* ---- numbers.c, dates.c -------------------------------------------------------- */

/* How many of 0-9 are at pos. */
size_t fund_digits_at(const char *text, size_t len, size_t pos);
/* Bytes of a blank (not a line break) at pos; 0: none. */
size_t fund_blank_at(const char *text, size_t len, size_t pos);
/* Bytes of a blank or an apostrophe that may separate groups of digits; 0: none. */
size_t fund_group_separator_at(const char *text, size_t len, size_t pos);
/* A number with its group separators: appends its plain digits ("75.000" ->
 * "75000", "1.234,56" -> "1234,56"). False, appending nothing, when it is no number. */
bool fund_number_normalise(fund_buf *out, const char *text, size_t len);
/* What stands behind a figure, with a blank or (`closed`) without: km, not the ending of "90er". */
bool fund_is_measure(const char *word, size_t len, bool closed);
/* Whether text[begin, end) is what stands before a figure: the A of "A 8". */
bool fund_is_designation(const char *text, size_t begin, size_t end);
/* "24.02.2022" and "2022-02-24": appends the ISO date. */
bool fund_date_normalise(fund_buf *out, const char *text, size_t len);
/* "24. Februar 2022" at the start of text: appends the ISO date and returns the
 * length in bytes of what was read, 0 when none. */
size_t fund_date_in_words(fund_buf *out, const char *text, size_t len);

/* ---- stem.c ------------------------------------------------------------------ */

/* Appends the stem of a folded word, shortened to FUND_TERM_MAX bytes. Without `umlauts` they are lost,
 * as in Snowball's: for want of a lexicon Häuser is to meet Haus. */
bool fund_stem(fund_buf *out, struct sb_stemmer *stemmer, const char *word, size_t len,
               bool umlauts);
/* The same with umlauts, remembered. */
bool fund_stem_once(fund_buf *out, fund_stem_memo *memo, struct sb_stemmer *stemmer,
                    const char *word, size_t len);
void fund_stem_memo_free(fund_stem_memo *memo);
/* Appends a term as it is, shortened by the same rule. */
void fund_term_append(fund_buf *out, const char *term, size_t len);

/* ---- compound.c ------------------------------------------------------------------ */

/* Where all parts of a folded word but the first begin, at most `max`; their number. */
size_t fund_lexicon_cuts(size_t *out, size_t max, const fund_lexicon *lexicon, const char *word,
                         size_t len, bool capitalised);

/* ---- umlauts.c ------------------------------------------------------------------- */

/* The ä, ö or ü of a vowel, or NULL; the vowel of two bytes that are one, else '\0'. */
const char *fund_umlaut_of(char vowel);
char fund_vowel_of(const char letter[2]);
/* Whether a dictionary has the word; false without a lexicon. */
bool fund_lexicon_knows(const fund_lexicon *lexicon, const char *word, size_t len);

/* Takes a word; false to end the search, which returns it. */
typedef bool (*fund_spelling_callback)(const char *word, size_t len, void *payload);
/* Calls back with each other spelling of a folded word: ä/ae, ö/oe, ü/ue. With a lexicon also behind a
 * vowel, where that makes a word. */
bool fund_variants(const fund_lexicon *lexicon, const char *word, size_t len,
                   fund_spelling_callback callback, void *payload);

/* ---- spellings.c ----------------------------------------------------------------- */

/* Calls back with what a folded word is spelled like as well, by the rules of 1996 or those before. */
bool fund_reformed_spellings(const fund_lexicon *lexicon, const char *word, size_t len,
                             fund_spelling_callback callback, void *payload);
/* The same for the spelling before 1901, both ways: Thal, Cultur. */
bool fund_older_spellings(const fund_lexicon *lexicon, const char *word, size_t len,
                          fund_spelling_callback callback, void *payload);
/* Calls back with words that are others but may be meant: without or with dots (Muller, Müller). */
bool fund_fallbacks(const fund_lexicon *lexicon, const char *word, size_t len,
                    fund_spelling_callback callback, void *payload);

/* ---- abbreviations.c ---------------------------------------------------------------- */

/* Calls back with the short form of a folded word, or the word of a short form: Art. and Artikel.
 * `figure`: it stands beside one. */
bool fund_short_forms(const char *word, size_t len, bool figure, fund_spelling_callback callback,
                      void *payload);
/* The same for abbreviations that are words: AKW and Atomkraftwerk. */
bool fund_abbreviations(const char *word, size_t len, fund_spelling_callback callback,
                        void *payload);

/* ---- ellipsis.c ------------------------------------------------------------------ */

/* Replaces *out by the folded word that a piece with an open hyphen stands for
 * ("Ein-" before "und Ausfuhr": einfuhr).  s->pos is after the piece; `previous` is
 * the last word without an open hyphen before it. Uses chain->folded and ->scratch. */
bool fund_ellipsis(fund_buf *out, fund_chain *chain, const fund_scanner *s, const fund_unit *piece,
                   const fund_unit *previous);

/* ---- separated.c ----------------------------------------------------------------- */

enum { FUND_CLAUSE_WORDS = 64, FUND_SEPARATED_MAX = 2 };

/* A word of a text. */
typedef struct fund_clause_word {
    size_t begin, end;
    uint32_t position;
    unsigned class; /* see fund_clause_class() */
    unsigned gap;   /* what is before it: filled in by fund_clause_take() */
} fund_clause_word;

/* The last words of a text. Zero to begin with. */
typedef struct fund_clause_window {
    fund_clause_word words[FUND_CLAUSE_WORDS];
    size_t count; /* in the text so far */
    bool query;   /* its words need no clause around them */
} fund_clause_window;

/* A verb that two words are together. */
typedef struct fund_separated {
    fund_clause_word verb, particle;
    size_t term, term_len; /* in the terms */
} fund_separated;

bool fund_clause_words_load(fund_map *out);
/* What a word may be to the clause that it stands in: depends on its bytes alone. Uses chain->folded and ->readings. */
unsigned fund_clause_class(fund_chain *chain, const char *text, size_t len);
/* Before the first word of a text. `query`: of one, where a clause may go on behind "tritt zurück". */
void fund_clause_begin(fund_clause_window *window, bool query);
/* Takes the next word; the number of verbs that end with it, whose terms are appended to `terms`. */
size_t fund_clause_take(fund_separated out[FUND_SEPARATED_MAX], fund_clause_window *window,
                        fund_chain *chain, fund_buf *terms, const fund_text *text,
                        const fund_clause_word *word);

/* ---- function_words.c ---------------------------------------------------------- */

bool fund_function_words_load(fund_map *out);
/* The word with its umlauts spelled out ("fuer" for "für"), borrowed; NULL: it is
 * not on the list. */
const char *fund_function_word(const fund_map *map, const char *word, size_t len,
                               size_t *spelled_len);
/* Identifies the list. */
uint64_t fund_function_words_hash(void);

/* ---- tokens.c -------------------------------------------------------------------- */

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
} fund_unit_tokens;

void fund_unit_tokens_free(fund_unit_tokens *tokens);

typedef struct fund_unit_run {
    fund_unit_tokens *out;
    fund_chain *chain;
    fund_purpose purpose;
    const char *text; /* the unit's first byte */
    size_t len;
} fund_unit_run;

/* Where a token is. */
typedef struct fund_place {
    size_t begin, end;
    uint32_t position, span;
} fund_place;

/* Notes that there was no memory; returns false. */
bool fund_unit_fail(fund_unit_run *run);
/* All of these return false, having called that, without memory. */
bool fund_push_exact(fund_unit_run *run, fund_token_kind kind, const char *term, size_t len,
                     fund_place at);
/* The terms of a folded word and, for a query, its other spellings. `capital`: it is written as nouns
 * are. */
bool fund_push_stem(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    bool capital, fund_place at);
/* The same, or a FUNCTION token when a WORD is a function word. */
bool fund_push_word(fund_unit_run *run, fund_token_kind kind, const char *word, size_t len,
                    fund_place at);

/* ---- parts.c: parts within a closed word ------------------------------------------ */

/* Asks the splitter for the parts of the closed word that chain->folded holds. */
bool fund_push_split_parts(fund_unit_run *run, fund_place at);
/* "Ku'damm" has the parts "Ku" and "damm". */
bool fund_push_apostrophe_parts(fund_unit_run *run, fund_place at);
/* The blanks in a number may be chance ("Gruppe 3 100 Leute"): each group is a part. */
bool fund_push_number_groups(fund_unit_run *run, fund_place at);

/* ---- running_words.c -------------------------------------------------------------- */

/* fund_analyzer_words() without a look at the encoding. */
fund_status fund_running_words(fund_chain *chain, const char *text, size_t len,
                               fund_running_word_callback callback, void *payload);

/* ---- unit.c ---------------------------------------------------------------------- */

/* Replaces *out by the tokens of the unit. False without memory. */
bool fund_unit_analyse(fund_unit_tokens *out, fund_chain *chain, fund_purpose purpose,
                       const fund_unit *unit, const char *text);

#endif
