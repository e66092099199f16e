/*
 * stemmer.h - the one analysis chain: tokenise -> normalise -> split -> stem.
 *
 * Documents, queries and highlights all go through fund_analyzer_run().  It
 * pushes tokens to a callback, in the order of their position in the text.
 *
 * Terms.  A token's term is what is looked up in the index, without any
 * namespace prefix; `kind` says which namespace it belongs to:
 *   WORD      stem of a whole word.  A hyphen compound ("INF-Vertrags") has as
 *             its whole word the stem of its closed spelling ("infvertrag"),
 *             so that "Musik-Sammlung" and "Musiksammlung" are one term.
 *   PART      stem of a part of a compound: of a hyphen compound or, where a
 *             splitter is set, of a closed one.  Its byte offsets are those of
 *             the part.  The word it belongs to precedes it, but for an open
 *             piece ("Ein-" in "Ein- und Ausfuhr"), after which the word it
 *             stands for comes, if any, with the same offsets.  A
 *             compound has its smallest parts and the runs of them that are
 *             words ("Krankenhaus" in "Krankenhausfinanzierung").
 *   FUNCTION  a function word (article, pronoun, ...), folded but not stemmed:
 *             "sich" must not meet "Sicherheit", which stems to "sich".  Its
 *             umlauts are spelled out ("ueber").
 *   VARIANT   only for FUND_PURPOSE_QUERY: another spelling of the WORD or PART
 *             just before it, at the same position (ä/ae, ö/oe, ü/ue).
 *             An index is searched for the word or its variants.
 *   FALLBACK  only for FUND_PURPOSE_QUERY: another word that may be meant by the
 *             WORD before it (Müller for Muller, Kanzlerin for Kanzler, Erdogan
 *             for Erdoğan), to be ranked below it.
 *
 * Positions count from 0 and grow by one per word; each part of a hyphen
 * compound has a position of its own, and the whole spans them (`span`).  A
 * part of a closed compound has the position of its word, with span 1.  Two
 * WORDs with one position are two readings of one form: "Bürger:innen" is
 * Bürger and Bürgerin, "24. Februar 2022" is a date (2022-02-24) and three words,
 * "Erdoğan" is Erdogan, too (and two PARTs in "Erdoğan-Besuch").
 *
 * Text must be valid UTF-8 (FUND_ERR_ENCODING otherwise, before any token).
 * Offsets always fall between characters.
 *
 * Stemming is the Snowball German algorithm (M. F. Porter,
 * https://snowballstem.org/algorithms/german/stemmer.html).  With a lexicon, forms
 * of verbs whose stem that cannot find ("gewann", "gegründet") are stemmed as
 * their infinitives, and an umlaut is lost only where it inflects (Häuser, but
 * not Bär).
 *
 * An analyzer keeps a memo table word -> tokens and so is not for use by two
 * threads at once; create one each.
 */
#ifndef FUND_STEMMER_H
#define FUND_STEMMER_H

#include "base/base.h"

FUND_BEGIN_DECLS

typedef struct fund_analyzer fund_analyzer;

/** What the tokens are for. */
typedef enum fund_purpose {
    FUND_PURPOSE_DOCUMENT, /**< to be indexed, or to be compared with a query */
    FUND_PURPOSE_QUERY     /**< to be searched: VARIANT tokens are pushed, too */
} fund_purpose;

typedef enum fund_token_kind {
    FUND_TOKEN_WORD,
    FUND_TOKEN_PART,
    FUND_TOKEN_FUNCTION,
    FUND_TOKEN_VARIANT,
    FUND_TOKEN_FALLBACK
} fund_token_kind;

/** One token.  `term` is borrowed and valid until the callback returns. */
typedef struct fund_token {
    const char *term; /**< valid UTF-8 without NUL, not terminated by NUL */
    size_t term_len;  /**< bytes, 1..FUND_TERM_MAX */
    size_t begin;     /**< offset in the text of the first byte */
    size_t end;       /**< offset after the last byte */
    uint32_t position;
    uint32_t span; /**< positions covered, >= 1 */
    fund_token_kind kind;
} fund_token;

/** Longest term in bytes.  A longer word becomes its first bytes (cut at a
 *  character) plus '#' and 16 hex digits of a hash of the whole, so that it
 *  stays searchable and fits libxapian's 245 bytes with any prefix. */
enum { FUND_TERM_MAX = 200 };

/** Receives a token; anything but FUND_OK ends the run, which returns it. */
typedef fund_status (*fund_token_callback)(const fund_token *token, void *payload);

/** One piece of a split word: byte offsets in the word as it was given. */
typedef struct fund_word_part {
    size_t begin;    /**< first byte */
    size_t end;      /**< after the last byte, linking letters included */
    size_t stem_end; /**< after the last byte of what is stemmed (no linking letters) */
} fund_word_part;

/** Splits one closed word (no hyphen; folded to lower case, NFC, ss for ß;
 *  `capitalised`: it began with a capital).  Writes at most `max` parts, in any
 *  nesting, and returns their number; 0 when the word is no compound.
 *  The hook for decompounding: see fund_analyzer_options. */
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
 *  of the format, FUND_ERR_CORRUPT when its checksum is wrong. */
FUND_API fund_status fund_lexicon_open(fund_lexicon **out, const char *path, fund_error *err);
FUND_API void fund_lexicon_free(fund_lexicon *lexicon);

/** Adds words of the user's own, which go before everything the lexicon knows:
 *  one a line in UTF-8, "Kaufmann" for a word that is never split and
 *  "Kauf|haus|tür" for a split; '#' begins a comment.  They hold for all forms
 *  with the same stem.  A wrong line is FUND_ERR_FORMAT; the message begins with
 *  `name` and the line's number. */
FUND_API fund_status fund_lexicon_add_words(fund_lexicon *lexicon, const char *text, size_t len,
                                            const char *name, fund_error *err);

/** Identifies the file's contents and the words that were added; never 0. */
FUND_API uint64_t fund_lexicon_fingerprint(const fund_lexicon *lexicon);

/** A fund_split_callback; payload: the fund_lexicon. */
FUND_API size_t fund_lexicon_split(fund_word_part *parts, size_t max, const char *word, size_t len,
                                   bool capitalised, void *payload);

/** Where the parts of a word begin: writes the byte offsets in `word` (as it is
 *  written, without hyphens) of all parts after the first, ascending, at most
 *  `max`, and sets *count.  FUND_ERR_ENCODING when it is not valid UTF-8. */
FUND_API fund_status fund_lexicon_boundaries(size_t *out, size_t max, size_t *count,
                                             const fund_lexicon *lexicon, const char *word,
                                             size_t len, fund_error *err);

/** Start from FUND_ANALYZER_OPTIONS_INIT. */
typedef struct fund_analyzer_options {
    fund_split_callback split;   /**< NULL: closed compounds are not split */
    void *split_payload;         /**< borrowed, must outlive the analyzer */
    uint64_t split_fingerprint;  /**< identifies the splitter's data */
    const fund_lexicon *lexicon; /**< NULL, or what knows the forms of verbs; borrowed */
    size_t memo_limit;           /**< words kept in the memo table; 0: default */
} fund_analyzer_options;

#define FUND_ANALYZER_OPTIONS_INIT                                                                 \
    {                                                                                              \
        NULL, NULL, 0, NULL, 0                                                                     \
    }

/** Sets all fields but the last; lexicon must outlive the analyzer. */
FUND_API void fund_analyzer_options_use(fund_analyzer_options *options, fund_lexicon *lexicon);

/** An analyzer of one chain.  options may be NULL: then closed compounds are not split and forms of
 *  verbs not found; they are copied, what they point to must outlive the analyzer. */
FUND_API fund_status fund_analyzer_new(fund_analyzer **out, const fund_analyzer_options *options,
                                       fund_error *err);
/** Another one of the same chain, for another thread. */
FUND_API fund_status fund_analyzer_clone(fund_analyzer **out, const fund_analyzer *analyzer,
                                         fund_error *err);
FUND_API void fund_analyzer_free(fund_analyzer *analyzer);

/** Analyses text[0..len) and pushes its tokens, in the order of their position; err may be NULL.
 *  FUND_ERR_ENCODING, before any token, when the text is not UTF-8 (the message names the byte),
 *  FUND_ERR_MEMORY, or what the callback returned other than FUND_OK. */
FUND_API fund_status fund_analyzer_run(fund_analyzer *analyzer, fund_purpose purpose,
                                       const char *text, size_t len, fund_token_callback callback,
                                       void *payload, fund_error *err);

/** Identifies the chain: its version, the stemmer and the splitter's data.  Two
 *  chains with the same fingerprint give the same tokens.  It is stored in the
 *  index.  Printable ASCII; borrowed, lives as long as the analyzer. */
FUND_API const char *fund_analyzer_fingerprint(const fund_analyzer *analyzer);

/** A token kind's name ("word"), for output. */
FUND_API const char *fund_token_kind_name(fund_token_kind kind);

/* ---- names --------------------------------------------------------------- */

/** Receives a word of a name; anything but FUND_OK ends the run, which returns it. */
typedef fund_status (*fund_name_callback)(const char *word, size_t len, void *payload);
/** The words of a name, a section or a source, to be filtered by: in small letters, umlauts
 *  and ß spelled out ("mueller"), other marks left out ("Ménard": "menard"), not stemmed, each at most
 *  FUND_TERM_MAX bytes.  FUND_ERR_ENCODING when the text is not valid UTF-8. */
FUND_API fund_status fund_name_words(const char *text, size_t len, fund_name_callback callback,
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
FUND_API void fund_sketch_reset(fund_sketch_maker *maker);
/** Adds a token, in the order of the text: the fund_hash64() of its term. */
FUND_API void fund_sketch_add(fund_sketch_maker *maker, uint64_t token);
/** False when the text is too short to have a sketch. */
FUND_API bool fund_sketch_finish(unsigned char out[FUND_SKETCH_BYTES],
                                 const fund_sketch_maker *maker);
/** About how many of the shingles that are in either text are in both, 0 to 1
 *  (their Jaccard coefficient; standard error at most 1/16 for a text of some
 *  hundred words, more for a short one). */
FUND_API double fund_sketch_similarity(const unsigned char *a, const unsigned char *b);
/** Whether the texts are versions of one text: their similarity is `least`
 *  (FUND_SKETCH_SIMILAR) or more; short texts, of which a stock phrase is a large
 *  share, need more. */
FUND_API bool fund_sketch_is_version(const unsigned char *a, const unsigned char *b, double least);

FUND_END_DECLS

#endif
