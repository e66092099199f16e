/*
 * train_private.h - the trainer of the compound splitter's lexicon.
 *
 *   forms.c     the table of all forms
 *   hunspell.c  its dictionary, inflected
 *   ding.c      trans-de-en: plurals, principal parts, comparison
 *   sources.c   the plain lists: words, counts, german.txt
 *   paradigms.c the forms of nouns, adjectives and verbs
 *   readings.c  which words a form may be of
 *   plurals.c   singulars of plurals that no dictionary joins with them
 *   classes.c   the classes' terms, and the table of forms
 *   ways.c      the ways from forms to words, and their tables
 *   endings.c   endings that tell the word of an unknown form
 *   prune.c     which forms the file need not have
 *   roles.c     what may be a modifier or a head
 *   learn.c     what modifiers and heads cost
 *   main.c      writes the file
 */
#ifndef FUND_TRAIN_PRIVATE_H
#define FUND_TRAIN_PRIVATE_H

#include "base/array.h"
#include "stemmer/lexicon_private.h"
#include "stemmer/stemmer_private.h"

enum {
    /* What the dictionaries say of a form. */
    FORM_NOUN = 1 << 0,       /* capitalised */
    FORM_OTHER = 1 << 1,      /* not capitalised */
    FORM_ADJECTIVE = 1 << 2,  /* base form of an adjective */
    FORM_ADJECTIVAL = 1 << 3, /* any form of one */
    FORM_VERB = 1 << 4,       /* infinitive */
    FORM_VERBAL = 1 << 5,     /* any form of a verb */
    FORM_PRESENT = 1 << 6,    /* present participle: auflösende */
    /* What german.txt says. */
    FORM_NO_HEAD = 1 << 7,
    FORM_NO_ADJECTIVE_HEAD = 1 << 8,
    FORM_HEAD = 1 << 9,
    FORM_NO_MODIFIER = 1 << 10,
    FORM_MODIFIER = 1 << 11,
    FORM_NEVER = 1 << 12,    /* never split */
    FORM_PLACE = 1 << 13,    /* ends names */
    FORM_PARTICLE = 1 << 14, /* of a verb: fest-, ver- */
    FORM_NO_VERB = 1 << 15,  /* no form of a verb, though it looks like one */
    /* What a form is as a dictionary's word. */
    FORM_SURE_NOUN = 1 << 16,  /* certainly one, as a noun */
    FORM_CONJUGATED = 1 << 17, /* an infinitive */
    FORM_FEMALE = 1 << 18,     /* a noun that is only feminine: no genitive in -s */
    FORM_NOMINAL = 1 << 19,    /* a noun that inflects like an adjective: der Angestellte */
    FORM_STRONG = 1 << 20,     /* an infinitive with a preterite that is not in -te */
    FORM_SURE = 1 << 21,       /* the same, as anything else */
    FORM_OWN_NOUN = 1 << 22,   /* no infinitive used as a noun: der Wagen */
    FORM_PLURAL = 1 << 23,     /* a noun whose plural a dictionary has */
    FORM_SINGULAR = 1 << 24,   /* a noun that has a genitive in -s */
    FORM_NOUN_WORD = 1 << 25,  /* an entry that is a noun */
    FORM_GRADED = 1 << 26,     /* an adjective with degrees */
    FORM_FINITE = 1 << 27,     /* an entry that makes only a plural in -n: kröche */
    /* Those that the splitter goes by. */
    FORM_SPLITTER = (1 << 16) - 1
};

/* How sure it is that a form is of a word; less is surer. */
enum {
    RANK_SELF,     /* it is the dictionary's word */
    RANK_LISTED,   /* a dictionary has it */
    RANK_INFERRED, /* by the head of a compound, by its umlaut; an infinitive used as a noun */
    RANK_RULE,     /* by rule, where no dictionary says otherwise */
    RANK_RARE      /* only if it is no form of another word: dem Falle */
};

/* A word in the trainer's letters. */
typedef struct spelled {
    char letters[FUND_LETTERS_MAX];
    size_t len;
    uint8_t spelling; /* FUND_SPELLED_... */
} spelled;

/* That a form may be of a word; both are numbers of forms. */
typedef struct reading {
    uint32_t form, word;
    uint8_t kind; /* FUND_KIND_... */
    uint8_t rank;
    uint8_t spelling;
} reading;

enum { HEAD_NOUN = 1, HEAD_OTHER = 2 };

typedef struct form {
    char *letters; /* Latin-1, lower case, ss for ß; in the arena */
    uint8_t len;
    uint8_t link; /* linking letters at its end, when it is a modifier */
    uint32_t flags;
    uint32_t capitalised, lower, truncated; /* corpus: Haus, haus, Haus- */
    uint16_t set;                           /* of its readings in the file; 0: none */
    uint32_t stem;                          /* index of a head stem + 1 */
    bool modifier;                          /* may be one */
    uint8_t head;                           /* of these kinds of words */
    double count, next; /* uses as a modifier, of this round and the one under way */
} form;

typedef struct head_stem {
    bool never; /* one of its forms is never split */
    double count, next;
} head_stem;

/* "antrag|steller" of the rules. */
typedef struct listed_split {
    char letters[FUND_LETTERS_MAX];
    size_t len;
    uint8_t cuts[8];
    size_t count;
} listed_split;

/* "sprechen sprach gesprochen spricht"; the last may be empty. */
typedef struct strong_verb {
    char parts[4][24];
} strong_verb;

/* A reading that waits until the others are no longer looked at. */
typedef struct late_reading {
    spelled form, word;
} late_reading;

typedef struct forms {
    form *items;
    size_t count, capacity;
    fund_map *index; /* letters -> number + 1 */
    fund_array(head_stem) stems;
    fund_map *stem_index;
    fund_array(strong_verb) strong;
    fund_array(reading) readings;
    fund_array(late_reading) late;
    fund_array(listed_split) splits;
    fund_arena *arena;
    struct sb_stemmer *stemmer;
} forms;

/* Every constant that was tuned. */
typedef struct train_params {
    double known_base, known_letter, unknown_base, unknown_letter; /* nats */
    double name_limit, oov_base, oov_letter, oov_head;
    double short_count;            /* a modifier of 3 letters counts at least so often */
    double modifier_add, head_add; /* added to every count */
    double truncated_weight;       /* of ln(1 + uses as "Wirtschafts-") */
    unsigned rounds;
    unsigned head_adjective_min;   /* an adjective used as a noun so often is a noun's head */
    unsigned head_capitalised_min; /* a corpus-only noun is a head from here on */
} train_params;

bool forms_init(forms *all);
void forms_free(forms *all);
/* NULL when it is not there. */
form *forms_find(const forms *all, const char *letters, size_t len);
/* Whether the form is there with the flag (one of them). */
bool forms_have(const forms *all, const char *letters, size_t len, unsigned flag);
/* The same for letters + ending. */
bool forms_have_with(const forms *all, const char *letters, size_t len, const char *ending,
                     unsigned flag);
/* Finds or adds; ends the program without memory. */
form *forms_add(forms *all, const char *letters, size_t len);
/* The number in all->stems of the form's stem, which is added when it is new. */
size_t forms_head_stem(forms *all, form *word);

/* Folds a word in UTF-8 (`latin1`: in ISO 8859-1) to letters; 0 when it has anything else. */
size_t fold_letters(char out[FUND_LETTERS_MAX], const char *word, size_t len, bool latin1);
bool begins_capital(const char *word, size_t len, bool latin1);

/* Readers; each returns false after a message on stderr. */
bool read_hunspell(forms *all, const char *aff_path, const char *dic_path);
bool read_word_list(forms *all, const char *path);
bool read_counts(forms *all, const char *path);
bool read_rules(forms *all, const char *path);
/* Calls back with every line of a file, without its end. */
bool read_lines(const char *path, void (*line)(char *text, size_t len, void *payload),
                void *payload);

/* `link`: how many linking letters are at its end. */
bool may_be_modifier(const forms *all, const char *letters, size_t len, uint8_t *link);
/* Marks words that hold a verb's prefix and are no compounds. */
void mark_verbal(forms *all);
/* HEAD_NOUN, HEAD_OTHER, both or 0. */
unsigned may_be_head(const forms *all, const form *word, const train_params *params);

/* Gives every form of the words with a split by hand its line. */
void expand_splits(fund_buf *out, forms *all);

/* ---- words and their forms -------------------------------------------------------- */

enum { GENDER_FEMALE = 1, GENDER_MALE = 2, GENDER_NEUTER = 4 };
typedef enum principal_part { PART_PARTICIPLE, PART_PRESENT, PART_PRETERITE } principal_part;

/* False when it has other letters than the trainer's. */
bool spell(spelled *out, const char *word, size_t len, bool latin1);
void spell_form(spelled *out, const form *word);
/* Appends letters; without effect when there is no room. */
void spell_more(spelled *to, const char *letters);

/* The form is one of the word's. Adds both. */
void claim(forms *all, const spelled *form_of, const spelled *word, unsigned kind, unsigned rank);
/* The same with an ending after the form. */
void claim_with(forms *all, const spelled *base, const char *ending, const spelled *word,
                unsigned kind, unsigned rank);
/* Notes that it is a dictionary's word; `sure`: and no form of another. */
void claim_word(forms *all, const spelled *word, unsigned kind, bool sure);
void claim_noun(forms *all, const spelled *noun, unsigned gender);
void claim_plural(forms *all, const spelled *noun, const spelled *plural);
void claim_nominal(forms *all, const spelled *noun);
void claim_comparison(forms *all, const spelled *adjective, const spelled *comparative,
                      const spelled *superlative);
void claim_verb(forms *all, const spelled *verb);
void claim_principal(forms *all, const spelled *verb, const spelled *part, principal_part kind);
bool read_ding(forms *all, const char *path);
/* The forms of all verbs, and of nouns that inflect like adjectives. */
void inflect(forms *all);

/* An infinitive and the noun it makes are one word, but no adjective of the same letters. */
enum { CLASS_OTHER, CLASS_NOUN, CLASS_VERB };
unsigned class_kind(const forms *all, const reading *of);
/* Decides which readings hold. Afterwards they are sorted by form, the surest first. */
void settle_readings(forms *all);
/* The readings of a form; sorted ones. */
const reading *readings_of(const forms *all, size_t number, size_t *count);
void sort_readings(forms *all);
/* Finds singulars for plurals that nothing has joined with one; the readings must be sorted. */
void find_singulars(forms *all);

typedef struct model {
    fund_lexicon_entry *entries;
    uint16_t *form_sets;  /* per slot: of the form's readings */
    fund_buf readings;    /* fund_reading */
    fund_buf sets;        /* fund_reading_set */
    fund_ending *endings; /* a table */
    fund_buf splits;
    fund_lexicon_header header;
} model;

/* Learns the costs; the model's parts are for free(). */
void learn(model *out, forms *all, const train_params *params);
/* Writes the table of entries, with what was learnt and the sets of the forms. */
void fill_entries(model *to, forms *all, const train_params *params);

/* Gives the forms their sets, and the model what they consist of. */
void fill_classes(model *to, forms *all);
/* Takes the sets away from forms whose readings follow without them. */
void prune(model *to, forms *all, const train_params *params);
/* The number of a set of readings in the model, which is added when it is new. */
typedef struct class_tables {
    model *to;
    fund_map *readings, *sets; /* contents -> number + 1 */
} class_tables;
uint16_t reading_number(class_tables *tables, const fund_reading *of);
uint16_t set_number(class_tables *tables, const fund_reading_set *set);
/* From a form to a word. False when it takes more than a reading can say. */
bool make_reading(fund_reading *out, const form *from, const form *word);
/* Learns endings from the forms with their readings. */
void fill_endings(class_tables *tables, const forms *all);

/* The memory; ends the program without. */
void *must(void *memory);
/* Ends the program when memory was lacking. */
void require(bool had_memory);

#endif
