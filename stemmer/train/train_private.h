/*
 * train_private.h - the trainer of the compound splitter's lexicon.
 *
 *   forms.c     the table of all forms
 *   hunspell.c  its dictionary, inflected
 *   sources.c   the plain lists: words, counts, german.txt
 *   roles.c     what may be a modifier or a head
 *   umlauts.c   whose umlauts inflect
 *   verbs.c     forms of verbs and their infinitives
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
    FORM_KEEPS = 1 << 16,    /* its umlauts are its own */
    /* What follows. */
    FORM_UMLAUT = 1 << 17 /* its last umlaut inflects */
};

enum { HEAD_NOUN = 1, HEAD_OTHER = 2 };

typedef struct form {
    char *letters; /* Latin-1, lower case, ss for ß; in the arena */
    uint8_t len;
    uint8_t link; /* linking letters at its end, when it is a modifier */
    uint32_t flags;
    uint32_t capitalised, lower, truncated; /* corpus: Haus, haus, Haus- */
    uint32_t verb;                          /* index of its infinitive + 1 */
    uint8_t verb_rank;                      /* how sure that is; less is surer */
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

typedef struct forms {
    form *items;
    size_t count, capacity;
    fund_map *index; /* letters -> number + 1 */
    fund_array(head_stem) stems;
    fund_map *stem_index;
    fund_array(strong_verb) strong;
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

/* Finds out whose umlauts inflect. */
void mark_umlauts(forms *all);

/* Finds the infinitives of forms. */
void find_verbs(forms *all);

typedef struct model {
    fund_lexicon_entry *entries;
    fund_verb_form *verbs;
    fund_buf edits; /* fund_verb_edit */
    fund_buf splits;
    fund_lexicon_header header;
} model;

/* Learns the costs; the model's entries are for free(). */
void learn(model *out, forms *all, const train_params *params);

/* Writes the table of verb forms. */
void fill_verbs(model *to, forms *all);

/* The memory; ends the program without. */
void *must(void *memory);
/* Ends the program when memory was lacking. */
void require(bool had_memory);

#endif
