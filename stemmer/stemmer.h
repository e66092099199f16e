/*
 * stemmer.h - the analysis chain, and what the rest of the library needs of it beside
 * <fundstelle/analyze.h>: the lexicon, an analyzer with another splitter, names, sketches.
 */
#ifndef FUND_STEMMER_H
#define FUND_STEMMER_H

#include "base/base.h"

#include <fundstelle/analyze.h>

FUND_BEGIN_DECLS

/** One piece of a split word: byte offsets in the word as it was given. */
typedef struct fund_word_part {
    size_t begin;    /**< first byte */
    size_t end;      /**< after the last byte, linking letters included */
    size_t stem_end; /**< after the last byte of what is stemmed (no linking letters) */
} fund_word_part;

/** Splits one closed word (no hyphen; folded to lower case, NFC, ss for ß;
 *  `capitalised`: it began with a capital).  Writes at most `max` parts, in any
 *  nesting, and returns their number; 0 when the word is no compound.
 *  The hook for decompounding: see fund_chain_options. */
typedef size_t (*fund_split_callback)(fund_word_part *parts, size_t max, const char *word,
                                      size_t len, bool capitalised, void *payload);

/** Most parts a splitter may give per word. */
enum { FUND_WORD_PARTS_MAX = 32 };

/** What the compound splitter knows: a file that `train-lexicon` made, mapped
 *  read-only, and the user's own words.  After the last fund_lexicon_add_words()
 *  it may be used by several threads. */
typedef struct fund_lexicon fund_lexicon;

/** Opens a lexicon file.  path NULL: $FUNDSTELLE_LEXICON, else de.lexicon in the
 *  folder of the running program, else in ../share/fundstelle next to that
 *  folder, else in the data folder the library was built for.
 *  FUND_ERR_NOT_FOUND when there is none, FUND_ERR_VERSION for another version
 *  of the format, FUND_ERR_CORRUPT when it is damaged.  Its tables are checked a block at a
 *  time, when a word first asks for one: what analyses or splits then fails in the same way. */
fund_status fund_lexicon_open(fund_lexicon **out, const char *path, fund_error *err);
void fund_lexicon_free(fund_lexicon *lexicon);

/** Adds words of the user's own, which go before everything the lexicon knows:
 *  one a line in UTF-8, "Kaufmann" for a word that is never split and
 *  "Kauf|haus|tür" for a split; '#' begins a comment.  They hold for all forms
 *  with the same stem.  A wrong line is FUND_ERR_FORMAT; the message begins with
 *  `name` and the line's number. */
fund_status fund_lexicon_add_words(fund_lexicon *lexicon, const char *text, size_t len,
                                   const char *name, fund_error *err);

/** Identifies the file's contents and the words that were added; never 0. */
uint64_t fund_lexicon_fingerprint(const fund_lexicon *lexicon);

/** A fund_split_callback; payload: the fund_lexicon. */
size_t fund_lexicon_split(fund_word_part *parts, size_t max, const char *word, size_t len,
                          bool capitalised, void *payload);

/** Where the parts of a word begin: writes the byte offsets in `word` (as it is
 *  written, without hyphens) of all parts after the first, ascending, at most
 *  `max`, and sets *count.  FUND_ERR_ENCODING when it is not valid UTF-8. */
fund_status fund_lexicon_boundaries(size_t *out, size_t max, size_t *count,
                                    const fund_lexicon *lexicon, const char *word, size_t len,
                                    fund_error *err);

/** Whether letters, as they are written, are a word: one that the dictionaries have, or a compound.
 *  False without a lexicon. */
bool fund_lexicon_has_word(const fund_lexicon *lexicon, const char *word, size_t len);

/** Opens one more handle of a lexicon; it is closed with the last one. */
void fund_lexicon_share(fund_lexicon *lexicon);

/** How a chain splits compounds.  Start from FUND_CHAIN_OPTIONS_INIT. */
typedef struct fund_chain_options {
    fund_split_callback split;   /**< NULL: closed compounds are not split */
    void *split_payload;         /**< borrowed, must outlive the analyzer */
    uint64_t split_fingerprint;  /**< identifies the splitter's data */
    const fund_lexicon *lexicon; /**< NULL, or what knows the forms of verbs; borrowed */
    size_t memo_limit;           /**< words kept in the memo table; 0: default */
    fund_lexicon *shared;        /**< NULL, or the lexicon, kept open by each of the analyzers */
} fund_chain_options;

#define FUND_CHAIN_OPTIONS_INIT                                                                    \
    {                                                                                              \
        NULL, NULL, 0, NULL, 0, NULL                                                               \
    }

/** Sets the first four members for a lexicon, which must outlive the analyzer. */
void fund_chain_options_use(fund_chain_options *options, fund_lexicon *lexicon);

/** An analyzer without files.  options may be NULL: then closed compounds are not split and forms
 *  of verbs not found; they are copied, what they point to must outlive the analyzer. */
fund_status fund_analyzer_new(fund_analyzer **out, const fund_chain_options *options,
                              fund_error *err);
/** fund_analyzer_clone() for one that splits no closed compounds: stems of whole words are the same. */
fund_status fund_analyzer_clone_whole(fund_analyzer **out, const fund_analyzer *analyzer,
                                      fund_error *err);
/** fund_analyzer_clone() for one of `count` threads, whose memo tables together are not larger than
 *  that of the analyzer, as long as each has some room. */
fund_status fund_analyzer_clone_among(fund_analyzer **out, const fund_analyzer *analyzer,
                                      size_t count, fund_error *err);
/** The lexicon of an analyzer, borrowed; NULL: it has none. */
const fund_lexicon *fund_analyzer_lexicon(const fund_analyzer *analyzer);

/* ---- running words -------------------------------------------------------- */

/** Receives a word of a text: its bytes from `begin` to `end`; `plain`: they are its form. Anything but
 *  FUND_OK ends the run. */
typedef fund_status (*fund_running_word_callback)(size_t begin, size_t end, bool plain,
                                                  void *payload);
/** The words of a text as a reader counts them, in their order: a hyphen compound, a number, an
 *  address, "z. B." and "Bürger:innen" are one each, "24. Februar 2022" is three. Where
 *  fund_analyzer_run() gives several tokens for a word, they lie within it. FUND_ERR_ENCODING when
 *  the text is not valid UTF-8. */
fund_status fund_analyzer_words(fund_analyzer *analyzer, const char *text, size_t len,
                                fund_running_word_callback callback, void *payload,
                                fund_error *err);
/** Appends the form of a word by which it is counted: as it is written, but for what texts differ in: in NFC, without
 *  soft hyphens and other characters of no width; every apostrophe is '; white space in it is a blank, and
 *  nothing after a hyphen. False without memory. */
bool fund_word_form(fund_buf *out, const char *word, size_t len);
/** Whether the word is its form, byte for byte; false when in doubt. */
bool fund_word_is_form(const char *word, size_t len);
/** Says, for tokens of fund_analyzer_run() in their order, which begin a running word. */
typedef struct fund_word_counter {
    const char *text; /**< that is analysed */
    uint32_t next;    /**< position that the next word has at least */
    uint32_t covered; /**< positions before it belong to a word with parts */
} fund_word_counter;
static inline bool fund_word_counter_take(fund_word_counter *counter, const fund_token *token)
{
    if (token->position < (token->kind == FUND_TOKEN_PART ? counter->covered : counter->next)) {
        return false;
    }
    counter->next = token->position + 1;
    counter->covered = token->position + token->span;
    return counter->text[token->begin] != '%'; /* found as Prozent, but a sign is no word */
}

/* ---- clean texts ------------------------------------------------------------ */

/** Bytes of a clean text and what of the text they stand for. */
typedef struct fund_clean_piece {
    size_t begin;        /**< in the clean text */
    size_t origin, size; /**< in the text */
    bool same;           /**< byte for byte */
} fund_clean_piece;

/** A text as patterns are compared with it: its words have the letters of their forms (fund_word_form(), but
 *  apostrophes and white space are those of the text), and so has what is between them. Zero to begin
 *  with; one serves many texts. */
typedef struct fund_clean_text {
    const char *text; /**< borrowed from the text where nothing differs */
    size_t len;
    fund_buf own;
    struct {
        fund_clean_piece *items;
        size_t count, capacity;
    } pieces; /**< none: nothing differs */
} fund_clean_text;

void fund_clean_text_free(fund_clean_text *clean);
/** Replaces what *out has. `analyzer`: NULL for a text without words, where lines are left as they are.
 *  FUND_ERR_ENCODING when the text is not valid UTF-8. */
fund_status fund_clean_text_make(fund_clean_text *out, fund_analyzer *analyzer, const char *text,
                                 size_t len, fund_error *err);
/** What of the text a range of the clean one stands for: whole letters. */
fund_range fund_clean_text_place(const fund_clean_text *clean, size_t begin, size_t end);

/* ---- function words ------------------------------------------------------ */

/** Receives a function word as it is written, with umlauts; false ends the run. */
typedef bool (*fund_function_word_callback)(const char *word, size_t len, void *payload);
/** All function words of the chain. */
bool fund_function_words_visit(fund_function_word_callback callback, void *payload);
/** Whether the term of a function word is one of those that are in about every seventh passage, or
 *  in more.  They have no postings: half of those of all function words, a fifth of all. */
bool fund_is_everywhere(const char *term, size_t len);

/* ---- terms ----------------------------------------------------------------- */

/** Bytes of a term without the number that tells it from that of a more frequent word with the same
 *  stem ("kohl~1"). */
size_t fund_term_unmarked(const char *term, size_t len);

/* ---- the user's words ------------------------------------------------------ */

/** Appends the path of the words that belong to an index. */
fund_status fund_words_path(fund_buf *out, const char *index, fund_error *err);
/** Appends these words; nothing when the index has none. */
fund_status fund_words_of_index(fund_buf *out, const char *index, fund_error *err);
/** Appends those of a file. */
fund_status fund_words_of_file(fund_buf *out, const char *path, fund_error *err);

/* ---- names --------------------------------------------------------------- */

/** Receives a word of a name; anything but FUND_OK ends the run, which returns it. */
typedef fund_status (*fund_name_callback)(const char *word, size_t len, void *payload);
/** The words of a name, a section or a source, to be filtered by: in small letters, umlauts
 *  and ß spelled out ("mueller"), other marks left out ("Ménard": "menard"), not stemmed, each at most
 *  FUND_TERM_MAX bytes.  FUND_ERR_ENCODING when the text is not valid UTF-8. */
fund_status fund_name_words(const char *text, size_t len, fund_name_callback callback,
                            void *payload, fund_error *err);

/* ---- sketches ------------------------------------------------------------ */

/** A sketch of a text, by which near-duplicates are found: FUND_SKETCH_BYTES
 *  bytes, the same on every machine.  Its shingles are runs of as many tokens. */
enum {
    FUND_SKETCH_BYTES = 64,
    FUND_SKETCH_SHINGLE = 3,
    FUND_SKETCH_FILLED_MIN = 8 /**< buckets that a sketch has filled at least */
};

/** Texts of this similarity are versions of one text, see fund_sketch_is_version():
 *  about half of the words of each stand in the other one, in runs. */
#define FUND_SKETCH_SIMILAR 0.3

/** Plain data, of one text at a time. */
typedef struct fund_sketch_maker {
    uint64_t least[FUND_SKETCH_BYTES];        /**< hash of each bucket */
    uint64_t before[FUND_SKETCH_SHINGLE - 1]; /**< the last tokens */
    unsigned tokens;                          /**< of them that there are */
} fund_sketch_maker;

/** To be called before the first token of a text. */
void fund_sketch_reset(fund_sketch_maker *maker);
/** Adds a token, in the order of the text: the fund_hash64() of its term. */
void fund_sketch_add(fund_sketch_maker *maker, uint64_t token);
/** False when the text is too short to have a sketch. */
bool fund_sketch_finish(unsigned char out[FUND_SKETCH_BYTES], const fund_sketch_maker *maker);
/** About how many of the shingles that are in either text are in both, 0 to 1
 *  (their Jaccard coefficient; standard error at most 1/16 for a text of some
 *  hundred words, more for a short one). */
double fund_sketch_similarity(const unsigned char *a, const unsigned char *b);
/** Whether the texts are versions of one text: their similarity is `least`
 *  (FUND_SKETCH_SIMILAR) or more; short texts, of which a stock phrase is a large
 *  share, need more. */
bool fund_sketch_is_version(const unsigned char *a, const unsigned char *b, double least);

FUND_END_DECLS

#endif
