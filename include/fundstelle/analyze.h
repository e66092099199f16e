/*
 * analyze.h - the analysis chain: tokenize, normalize, split compounds, stem.
 *
 * Documents, queries and highlights all go through the same chain, fund_analyzer_run(), which hands
 * tokens to a callback in the order of their position in the text. A program that only indexes and
 * searches needs none of this: an index opens the chain that it was made with.
 *
 * Terms. The term of a token is what the index is searched for; its kind says in which namespace:
 *   WORD      stem of a whole word. The whole word of a hyphen compound ("INF-Vertrags") is the stem of
 *             its closed spelling ("infvertrag"), so that "Musik-Sammlung" and "Musiksammlung" are
 *             one term.
 *   PART      stem of a part of a hyphen compound or of a closed compound, with the offsets of that
 *             part. It follows the word it belongs to. Only the open piece of an ellipsis ("Ein-" in
 *             "Ein- und Ausfuhr") comes first; the word it stands for, if known, follows at the same
 *             offsets. A compound has its smallest parts and the runs of them that are words
 *             ("Krankenhaus" in "Krankenhausfinanzierung").
 *   FUNCTION  a function word (article, pronoun, ...), folded but not stemmed: "sich" must not meet
 *             "Sicherheit", which stems to "sich". Its umlauts are spelled out ("ueber").
 *   VARIANT   in queries only: another spelling of the preceding WORD or PART (ä/ae; Delfin/Delphin;
 *             Artikel/Art. beside a figure) at the same position. A passage may have the word or any of its
 *             variants.
 *   FALLBACK  in queries only: another word that the preceding WORD may mean (Müller for Muller,
 *             Kanzlerin for Kanzler, Erdogan for Erdoğan, Thal for Tal, AKW for Atomkraftwerk), to be ranked
 *             below it.
 *   SEPARATED in documents only: the verb whose particle stands apart ("trat ... zurück": the term of
 *             zurücktreten), at the place of its finite half. A passage that has it has the verb, by its
 *             word, not by a form of it.
 *   PARTICLE  follows each SEPARATED: the same term at the place of the particle, so that both can
 *             be marked. It counts as no occurrence.
 *
 * Tokens come in the order of their positions, but for SEPARATED, which comes when its particle is met.
 * Positions count from 0 and grow by one per word. Each part of a hyphen compound has a position of
 * its own, and the whole word spans them. A part of a closed compound has the position of its word.
 * Two WORDs at one position are two readings of one form: "Bürger:innen" is Bürger and Bürgerin,
 * "24. Februar 2022" is a date (2022-02-24) and three words, "A 8" is A8 and two. "A8" has the parts A and 8,
 * each with its position. "%" is the word "Prozent".
 *
 * Stemming is the Snowball German algorithm (M. F. Porter,
 * https://snowballstem.org/algorithms/german/stemmer.html). With a lexicon, verb forms whose stem the
 * algorithm cannot find ("gewann", "gegründet") are stemmed as their infinitives, and an umlaut is
 * removed only where it is inflection (Häuser, but not Bär).
 */
#ifndef FUNDSTELLE_ANALYZE_H
#define FUNDSTELLE_ANALYZE_H

#include <fundstelle/types.h>

FUND_BEGIN_DECLS

typedef struct fund_analyzer fund_analyzer;

/** Start from FUND_ANALYZER_OPTIONS_INIT. */
typedef struct fund_analyzer_options {
    FUND_SIZE_OF(struct fund_analyzer_options);
    const char
        *lexicon; /**< path of the lexicon file; NULL: $FUNDSTELLE_LEXICON, else de.lexicon in
                              the folder of the running program, in ../share/fundstelle beside that
                              folder, or in the data folder the library was built for. "none" (also
                              in the variable): closed compounds are not split. */
    const char
        *words; /**< path of a file with words of the user's own, which go before all that the
                              lexicon knows; NULL: none. UTF-8, one word a line: "Kaufmann" is never
                              split, "Kauf|haus|tür" is split there; '#' begins a comment. Each line
                              holds for all forms with the same stem. */
    const char *index; /**< path of an index whose own words are used as well; NULL: none */
} fund_analyzer_options;

#define FUND_ANALYZER_OPTIONS_INIT FUND_INIT(fund_analyzer_options)

/** Opens an analysis chain. `options` may be NULL. Errors concern the lexicon or the words:
 *  FUND_ERR_NOT_FOUND, FUND_ERR_VERSION for another format, FUND_ERR_CORRUPT for a wrong checksum,
 *  FUND_ERR_FORMAT for an invalid line. */
FUND_API fund_status fund_analyzer_open(fund_analyzer **out, const fund_analyzer_options *options,
                                        fund_error *err);
/** Opens another analyzer of the same chain, for another thread. They share the lexicon and are freed
 *  in any order. */
FUND_API fund_status fund_analyzer_clone(fund_analyzer **out, const fund_analyzer *analyzer,
                                         fund_error *err);
FUND_API void fund_analyzer_free(fund_analyzer *analyzer);

/** Identifies the chain: its version, the stemmer, the lexicon and the user's words. Chains with the
 *  same fingerprint produce the same tokens; an index stores the one it was made with. Printable
 *  ASCII; valid as long as the analyzer. */
FUND_API const char *fund_analyzer_fingerprint(const fund_analyzer *analyzer);

/* ---- tokens ------------------------------------------------------------- */

/** What the tokens are for. */
typedef enum fund_purpose {
    FUND_PURPOSE_DOCUMENT, /**< to be indexed, or compared with a query */
    FUND_PURPOSE_QUERY     /**< to be searched for: with VARIANT and FALLBACK tokens */
} fund_purpose;

typedef enum fund_token_kind {
    FUND_TOKEN_WORD,
    FUND_TOKEN_PART,
    FUND_TOKEN_FUNCTION,
    FUND_TOKEN_VARIANT,
    FUND_TOKEN_FALLBACK,
    FUND_TOKEN_SEPARATED,
    FUND_TOKEN_PARTICLE
} fund_token_kind;

/** The name of a kind, "word"; "unknown" for other numbers. */
FUND_API const char *fund_token_kind_name(fund_token_kind kind);

/** Longest term in bytes. Of a longer word the term is its beginning, '#' and 16 hex digits of a
 *  hash of the whole. */
enum { FUND_TERM_MAX = 200 };

/** A token, valid until the callback returns. Forms of one word have one term; whether it stands there as
 *  somebody typed it, its bytes from `begin` to `end` tell. */
typedef struct fund_token {
    const char *term; /**< UTF-8 without NUL bytes, not terminated */
    size_t term_len;  /**< 1 to FUND_TERM_MAX */
    size_t begin;     /**< offset in the text */
    size_t end;       /**< offset after the last byte */
    uint32_t position;
    uint32_t span; /**< positions covered, at least 1 */
    fund_token_kind kind;
} fund_token;

typedef fund_status (*fund_token_callback)(const fund_token *token, void *payload);

/** Analyzes text[0..len). FUND_ERR_ENCODING, before any token, when the text is not UTF-8; the
 *  message names the byte. */
FUND_API fund_status fund_analyzer_run(fund_analyzer *analyzer, fund_purpose purpose,
                                       const char *text, size_t len, fund_token_callback callback,
                                       void *payload, fund_error *err);

/** Finds where the parts of a word without hyphens begin. Writes the offsets of all parts but the
 *  first, ascending, at most `max`, and sets *count; 0 for a word that is not a compound. Without a
 *  lexicon no word is. FUND_ERR_ENCODING when the word is not UTF-8. */
FUND_API fund_status fund_analyzer_split(size_t *out, size_t max, size_t *count,
                                         const fund_analyzer *analyzer, const char *word,
                                         size_t len, fund_error *err);

/* ---- dictionary words ----------------------------------------------------- */

/** How the dictionary word of a form was found. */
typedef enum fund_word_rule {
    FUND_RULE_STEM,    /**< it was not: the term is the stem of the form */
    FUND_RULE_LEXICON, /**< the lexicon has the form */
    FUND_RULE_HEAD,    /**< it has the head of the compound: Baufirmen, as Firmen is of Firma */
    FUND_RULE_TAIL,    /**< it has a word that the form ends with */
    FUND_RULE_ENDING   /**< by analogy: nearly all forms that end so are made alike */
} fund_word_rule;

/** A class that a form belongs to: all forms of one dictionary word. Valid until the callback
 *  returns. */
typedef struct fund_word_class {
    const char *word; /**< the dictionary word, folded */
    size_t word_len;
    const char *term;
    size_t term_len;
    const char *kind; /**< "noun", "verb", "adjective", "other" */
    fund_word_rule rule;
    size_t decided_at; /**< offset in the folded form of the head, known word or ending */
} fund_word_class;

typedef fund_status (*fund_word_class_callback)(const fund_word_class *word_class, void *payload);

/** The name of a rule, "lexicon"; "unknown" for other numbers. */
FUND_API const char *fund_word_rule_name(fund_word_rule rule);
/** Calls back with the classes of a word without hyphens as a query reads it, the surest first.
 *  FUND_ERR_ENCODING when it is not UTF-8. */
FUND_API fund_status fund_analyzer_classes(fund_analyzer *analyzer, const char *word, size_t len,
                                           fund_word_class_callback callback, void *payload,
                                           fund_error *err);

FUND_END_DECLS

#endif
