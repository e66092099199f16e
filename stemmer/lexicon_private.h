/*
 * lexicon_private.h - the file that the trainer writes and the splitter maps.
 *
 * One header, then the tables: `slots` entries, `endings_slots` endings of unknown forms, and for
 * each slot of an entry the number of its form's set of readings (0: none); then the tail: `sets` sets,
 * `readings` readings, `splits_size` bytes of splits made by hand
 * ("antrag|stellers\n", UTF-8), and a sum for each FUND_LEXICON_BLOCK bytes of the tables, the
 * last of which may be shorter.  Header and tail are checked when a file is opened, a block of
 * the tables when a look-up first touches it.  The entries are an open-addressing hash table
 * (linear probing) from a run of letters to what it may be in a compound.  The letters
 * are Latin-1 bytes, lower case, "ss" for ß, and are not in the file: an entry
 * is found by a 32-bit tag of its hash, which is wrong once in some 10^9
 * look-ups.  Numbers are in the byte order of the machine that trained.
 *
 * Costs are -ln of a probability in units of 1/FUND_COST_UNIT nat.
 */
#ifndef FUND_LEXICON_PRIVATE_H
#define FUND_LEXICON_PRIVATE_H

#include "stemmer/stemmer.h"

#include <stdatomic.h>
#include <string.h>

#define FUND_LEXICON_MAGIC "FUNDLEX"

enum {
    FUND_LEXICON_VERSION = 3,
    FUND_LEXICON_BLOCK = 4096,
    FUND_COST_UNIT = 128,
    FUND_COST_NONE = 0xfff, /* it cannot be that */
    FUND_COST_BITS = 12,
    FUND_LETTERS_MAX = 100 /* longer words are left alone; the longest German ones have 80 */
};

typedef struct fund_lexicon_header {
    char magic[8];
    uint32_t version;
    uint32_t slots;
    uint64_t checksum; /* XXH3 of the header behind this field */
    uint64_t tail;     /* XXH3 of the tail */
    uint64_t file_size;
    uint32_t entries;
    uint32_t splits_size;
    uint32_t endings_slots, endings, readings, sets;
    /* A word that stays whole costs base + letter * its length. */
    int32_t known_base, known_letter;
    int32_t unknown_base, unknown_letter;
    /* Before the ending of a name, a modifier may cost so much. */
    int32_t name_limit;
    /* An out-of-vocabulary modifier, at the beginning of a capitalised word, costs
     * base + letter * its length; its head may cost oov_head. */
    int32_t oov_base, oov_letter, oov_head;
} fund_lexicon_header;

/* In the top bits of `modifier`. */
enum {
    FUND_ENTRY_LINK_SHIFT = FUND_COST_BITS, /* 2 bits: linking letters at its end */
    FUND_ENTRY_NEVER = 1 << 14              /* stays whole, also as a part */
};

/* In the top bits of `head`. */
enum {
    FUND_ENTRY_NOUN = 1 << 12,  /* as a head it makes nouns */
    FUND_ENTRY_OTHER = 1 << 13, /* as a head it makes adjectives and the like */
    FUND_ENTRY_KNOWN = 1 << 14, /* a word of the dictionaries */
    FUND_ENTRY_PLACE = 1 << 15  /* ends place names and surnames: -berg, -hausen */
};

typedef struct fund_lexicon_entry {
    uint32_t tag;      /* 0: the slot is empty */
    uint16_t modifier; /* cost as a first or middle part, and flags */
    uint16_t head;     /* cost as the last part, and flags */
} fund_lexicon_entry;

static inline unsigned fund_entry_modifier(const fund_lexicon_entry *entry)
{
    return entry->modifier & FUND_COST_NONE;
}

static inline unsigned fund_entry_head(const fund_lexicon_entry *entry)
{
    return entry->head & FUND_COST_NONE;
}

/* Whether a dictionary has the word of an entry, which may be NULL. */
static inline bool fund_entry_is_known(const fund_lexicon_entry *entry)
{
    return entry != NULL && (entry->head & FUND_ENTRY_KNOWN) != 0;
}

/* What is looked up: begin with FUND_LETTERS_SEED, fund_letters_add() per
 * letter (FNV-1a, http://www.isthe.com/chongo/tech/comp/fnv/). */
#define FUND_LETTERS_SEED UINT64_C(0xcbf29ce484222325)

static inline uint64_t fund_letters_add(uint64_t hash, unsigned char letter)
{
    return (hash ^ letter) * UINT64_C(0x100000001b3);
}

static inline uint64_t fund_letters_hash(const void *letters, size_t len)
{
    uint64_t hash = FUND_LETTERS_SEED;
    for (size_t i = 0; i < len; i++) {
        hash = fund_letters_add(hash, ((const unsigned char *)letters)[i]);
    }
    return hash;
}

/* ---- readings: what word a form may be of ----------------------------------------- */

enum { FUND_KIND_OTHER, FUND_KIND_NOUN, FUND_KIND_VERB, FUND_KIND_ADJECTIVE };

/* How a form with ss in it is spelled; both where that tells nothing. */
enum {
    FUND_SPELLED_SS = 1,
    FUND_SPELLED_SHARP = 2,
    FUND_ONLY_CAPITAL = 4 /* in small letters hardly anybody means the noun: steigen */
};

enum { FUND_NOWHERE = 0xff, FUND_READING_APPEND_MAX = 11, FUND_SET_READINGS_MAX = 4 };

/* From a form to its word: two letters out ("ge", "zu"), then `strip` letters off the end, then
 * `append` on. The same reading serves all forms of the same pattern. */
typedef struct fund_reading {
    uint8_t out; /* how many letters stand behind the two; FUND_NOWHERE */
    uint8_t strip;
    uint8_t append_len;
    char append[FUND_READING_APPEND_MAX]; /* Latin-1 */
    uint8_t kind;                         /* FUND_KIND_... of the form */
    uint8_t mark;     /* tells the term from that of a more frequent word with the same stem; 0 */
    uint8_t spelling; /* FUND_SPELLED_..., FUND_ONLY_CAPITAL */
} fund_reading;

/* The readings of a form, the surest first. */
typedef struct fund_reading_set {
    uint16_t count;
    uint16_t readings[FUND_SET_READINGS_MAX];
} fund_reading_set;

/* What the word of an unknown form is that ends so, in a table like that of the entries. */
typedef struct fund_ending {
    uint32_t tag; /* of fund_ending_hash() */
    uint16_t reading;
    uint16_t unused;
} fund_ending;

enum { FUND_ENDING_MIN = 2, FUND_ENDING_MAX = 7 };
/* Letters of a known word at the end of an unknown one, and of what is before it. */
enum { FUND_TAIL_MIN = 5, FUND_TAIL_REST_MIN = 2 };

/* Which blocks of a file's tables are known to be whole. */
typedef struct fund_lexicon_blocks {
    const char *begin; /* the tables */
    size_t size;
    const char *sums; /* of 4 bytes each, the low half of XXH3 */
    atomic_uchar *seen;
    atomic_bool damaged; /* a look-up has touched a block that is not */
} fund_lexicon_blocks;

/* Checks a block; looking on is safe, whatever is in it. */
void fund_lexicon_check_block(fund_lexicon_blocks *blocks, size_t block);

static inline void fund_lexicon_touch(fund_lexicon_blocks *blocks, const void *at)
{
    if (blocks != NULL) {
        size_t block = (size_t)((const char *)at - blocks->begin) / FUND_LEXICON_BLOCK;
        if (atomic_load_explicit(&blocks->seen[block], memory_order_relaxed) == 0) {
            fund_lexicon_check_block(blocks, block);
        }
    }
}

/* Bytes of the tables, and the number of their sums. */
uint64_t fund_lexicon_tables_size(const fund_lexicon_header *header);
size_t fund_lexicon_sums(const fund_lexicon_header *header);
/* What is behind them. */
const char *fund_lexicon_tail(const fund_lexicon_header *header);
/* Whether the header and the tail of a file of the right size are whole. */
bool fund_lexicon_is_signed(const fund_lexicon_header *header);
/* The error of a lexicon that is not. */
fund_status fund_lexicon_damaged(fund_error *err, const char *path, const char *what);

/* Fills in the sums of a file, all else of which is there; its sizes must be right. */
void fund_lexicon_sign(void *file);

/* A table of `slots` items of `size` bytes that begin with their tag. */
typedef struct fund_lexicon_table {
    const void *items;
    size_t size;
    uint32_t slots;
    fund_lexicon_blocks *blocks; /* NULL: not in a file */
} fund_lexicon_table;

/* Slots looked at for a hash at most: tables that are trained need a few dozen, and one that
 * somebody made to be full must not keep a look-up for ever. */
enum { FUND_PROBES_MAX = 4096 };

/* The slot that holds a hash, or the free one where it would be; *tag is the hash's. After
 * FUND_PROBES_MAX it is a slot with another tag. */
static inline uint32_t fund_table_slot(const fund_lexicon_table *table, uint64_t hash,
                                       uint32_t *tag)
{
    hash ^= hash >> 32; /* spreads FNV's weak high bits */
    hash *= UINT64_C(0x9e3779b97f4a7c15);
    *tag = (uint32_t)hash | 1;
    uint32_t slot = (uint32_t)(((hash >> 32) * table->slots) >> 32);
    for (unsigned left = FUND_PROBES_MAX;;) {
        const char *item = (const char *)table->items + slot * table->size;
        uint32_t found;
        fund_lexicon_touch(table->blocks, item);
        memcpy(&found, item, sizeof found);
        if (found == *tag || found == 0 || --left == 0) {
            return slot;
        }
        slot = slot + 1 < table->slots ? slot + 1 : 0;
    }
}

/* Of the last letters of a word; those of capitalised words are learnt apart. */
static inline uint64_t fund_ending_hash(const void *letters, size_t len, bool capitalised)
{
    return fund_letters_hash(letters, len) ^ (capitalised ? 0x5bd1e995u : 0u);
}

/* What the splitter needs to know of the file. */
typedef struct fund_split_model {
    fund_lexicon_table entries;
    const fund_lexicon_header *header;
} fund_split_model;

/* The entry of a hash, or NULL. */
static inline const fund_lexicon_entry *fund_lexicon_find(const fund_split_model *model,
                                                          uint64_t hash)
{
    uint32_t tag, slot = fund_table_slot(&model->entries, hash, &tag);
    const fund_lexicon_entry *entry = (const fund_lexicon_entry *)model->entries.items + slot;
    return entry->tag == tag ? entry : NULL;
}

/* ---- split.c ------------------------------------------------------------------ */

/* A word in the splitter's letters, and where each begins in UTF-8. */
typedef struct fund_letters {
    unsigned char data[FUND_LETTERS_MAX];
    uint16_t at[FUND_LETTERS_MAX + 1];
    size_t len;
} fund_letters;

/* Reads a folded word; false when it has anything but Latin-1 letters or is too long. */
bool fund_letters_read(fund_letters *out, const char *word, size_t len);

/* The entry of a run of letters, or NULL. */
const fund_lexicon_entry *fund_split_find(const fund_split_model *model,
                                          const unsigned char *letters, size_t len);

/* The cheapest analysis of letters[0..len): writes the offsets where parts after
 * the first begin, ascending, and returns their number; 0: it stays whole. */
size_t fund_split_once(const fund_split_model *model, const unsigned char *letters, size_t len,
                       uint8_t cuts[FUND_LETTERS_MAX]);

/* The same, with the parts split again and the rules for names. */
size_t fund_split_letters(const fund_split_model *model, const unsigned char *letters, size_t len,
                          bool capitalised, uint8_t cuts[FUND_LETTERS_MAX]);

/* Linking letters at the end of a part; 0 when it is a word as it stands. */
size_t fund_split_link(const fund_split_model *model, const unsigned char *letters, size_t len);

/* ---- words.c: words that are exceptions to the model -------------------------- */

/* Where the parts of a folded word begin, in bytes of UTF-8; count 0: never split. */
typedef struct fund_split_exception {
    size_t count;
    uint16_t cuts[];
} fund_split_exception;

struct fund_lexicon {
    atomic_uint others; /* handles beside the first one */
    void *memory;       /* the file */
    char *path;
    size_t size;
    fund_lexicon_blocks blocks;
    fund_split_model model;
    fund_lexicon_table endings; /* of fund_ending */
    const uint16_t *form_sets;
    const fund_reading *readings;
    const fund_reading_set *sets;
    fund_map *exceptions;      /* from the file; folded word -> fund_split_exception */
    fund_map *user_exceptions; /* the same; they go before all else */
    uint64_t fingerprint;
};

/* FUND_ERR_CORRUPT when a look-up has touched a part that is damaged.  lexicon may be NULL. */
fund_status fund_lexicon_check(const fund_lexicon *lexicon, fund_error *err);

/* Adds the words of a list, such as fund_lexicon_add_words() takes; *map is made when it is NULL. */
fund_status fund_split_exceptions_read(fund_map **map, const char *text, size_t len,
                                       const char *name, fund_error *err);
/* The user's exception for a folded word, with any ending; NULL: none. */
const fund_split_exception *fund_lexicon_user_exception(const fund_lexicon *lexicon,
                                                        const char *word, size_t len);

#endif
