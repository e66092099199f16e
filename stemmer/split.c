/* Where a compound's parts begin: the cheapest chain of modifiers and one head.
 *
 * The idea of weighing splits by corpus frequencies is from P. Koehn and
 * K. Knight, "Empirical Methods for Compound Splitting" (EACL 2003).  Here the
 * counts are of word types in the roles of modifier and head, learnt by
 * Viterbi training, and the modifiers are kept as they are written, linking
 * letters included (see train/learn.c). */
#include "stemmer/lexicon_private.h"

#include <limits.h>
#include <string.h>

enum { PART_MIN = 2, AGAIN_MIN = 6 };

bool fund_letters_read(fund_letters *out, const char *word, size_t len)
{
    out->len = 0;
    for (size_t pos = 0; pos < len;) {
        uint32_t c;
        size_t size = fund_utf8_decode(&c, word + pos, len - pos);
        bool letter = (c >= 'a' && c <= 'z') || (c >= 0xe0 && c <= 0xff && c != 0xf7);
        if (size == 0 || !letter || out->len == FUND_LETTERS_MAX) {
            return false;
        }
        out->at[out->len] = (uint16_t)pos;
        out->data[out->len++] = (unsigned char)c;
        pos += size;
    }
    out->at[out->len] = (uint16_t)len;
    return true;
}

static int32_t whole_cost(const fund_split_model *model, const fund_lexicon_entry *word, size_t len)
{
    const fund_lexicon_header *header = model->header;
    return fund_entry_is_known(word) ? header->known_base + header->known_letter * (int32_t)len
                                     : header->unknown_base + header->unknown_letter * (int32_t)len;
}

/* State of the search over the positions of one word. */
typedef struct lattice {
    int32_t cost[FUND_LETTERS_MAX + 1];
    uint8_t from[FUND_LETTERS_MAX + 1];
    int32_t best; /* of the complete analyses so far */
    size_t head;  /* where the best one's head begins; 0: the word is whole */
} lattice;

/* Lets every part that begins at `begin` extend what ends there. */
static void extend(lattice *at, const fund_split_model *model, const unsigned char *letters,
                   size_t len, size_t begin, unsigned kind)
{
    uint64_t hash = FUND_LETTERS_SEED;
    for (size_t end = begin; end < len;) {
        hash = fund_letters_add(hash, letters[end++]);
        if (end - begin < PART_MIN || (end < len && len - end < PART_MIN)) {
            continue;
        }
        const fund_lexicon_entry *entry = fund_lexicon_find(model, hash);
        if (entry == NULL) {
            continue;
        }
        unsigned role = end < len ? fund_entry_modifier(entry) : fund_entry_head(entry);
        int32_t cost = at->cost[begin] + (int32_t)role;
        bool fits = end < len || (begin > 0 && (entry->head & kind) != 0);
        if (role == FUND_COST_NONE || !fits) {
            continue;
        }
        if (end == len && cost < at->best) {
            at->best = cost;
            at->head = begin;
        } else if (end < len && cost < at->cost[end]) {
            at->cost[end] = cost;
            at->from[end] = (uint8_t)begin;
        }
    }
}

const fund_lexicon_entry *fund_split_find(const fund_split_model *model,
                                          const unsigned char *letters, size_t len)
{
    return fund_lexicon_find(model, fund_letters_hash(letters, len));
}

size_t fund_split_once(const fund_split_model *model, const unsigned char *letters, size_t len,
                       uint8_t cuts[FUND_LETTERS_MAX])
{
    const fund_lexicon_entry *word = fund_split_find(model, letters, len);
    if (len > FUND_LETTERS_MAX || (word != NULL && (word->modifier & FUND_ENTRY_NEVER) != 0)) {
        return 0;
    }
    /* A compound is of its head's kind. */
    const unsigned any = FUND_ENTRY_NOUN | FUND_ENTRY_OTHER;
    unsigned own = fund_entry_is_known(word) ? word->head & any : 0;
    unsigned kind = own != 0 ? own : any;
    lattice at;
    for (size_t i = 1; i <= len; i++) {
        at.cost[i] = INT_MAX / 2;
    }
    at.cost[0] = 0;
    at.best = whole_cost(model, word, len);
    at.head = 0;
    for (size_t begin = 0; begin + PART_MIN <= len; begin++) {
        if (at.cost[begin] < at.best) {
            extend(&at, model, letters, len, begin, kind);
        }
    }
    size_t count = 0;
    for (size_t cut = at.head; cut > 0; cut = at.from[cut]) {
        count++;
    }
    size_t i = count;
    for (size_t cut = at.head; cut > 0; cut = at.from[cut]) {
        cuts[--i] = (uint8_t)cut;
    }
    return count;
}

size_t fund_split_link(const fund_split_model *model, const unsigned char *letters, size_t len)
{
    const fund_lexicon_entry *entry = fund_split_find(model, letters, len);
    size_t link = entry != NULL && !fund_entry_is_known(entry)
                      ? entry->modifier >> FUND_ENTRY_LINK_SHIFT & 3
                      : 0;
    return link < len ? link : 0; /* the file may say anything */
}

/* The word or part letters[begin..end), then its parts. */
static size_t split_range(const fund_split_model *model, const unsigned char *letters, size_t begin,
                          size_t end, uint8_t *cuts, size_t count)
{
    uint8_t inner[FUND_LETTERS_MAX];
    size_t base = end - begin - fund_split_link(model, letters + begin, end - begin);
    size_t inner_count = fund_split_once(model, letters + begin, base, inner);
    size_t part = begin;
    for (size_t i = 0; i <= inner_count && inner_count > 0; i++) {
        size_t part_end = i < inner_count ? begin + inner[i] : end;
        if (part_end - part >= AGAIN_MIN) {
            count = split_range(model, letters, part, part_end, cuts, count);
        }
        if (i < inner_count) {
            cuts[count++] = (uint8_t)part_end;
        }
        part = part_end;
    }
    return count;
}

/* "Margenberg" and "Mendelsohn" are names, though they look like compounds: only
 * a common modifier makes a compound of an unknown word with such an ending. */
static bool is_name(const fund_split_model *model, const unsigned char *letters, size_t len,
                    const uint8_t *cuts, size_t count)
{
    const fund_lexicon_entry *head =
        fund_split_find(model, letters + cuts[count - 1], len - cuts[count - 1]);
    if (count != 1 || head == NULL || (head->head & FUND_ENTRY_PLACE) == 0) {
        return false;
    }
    const fund_lexicon_entry *modifier = fund_split_find(model, letters, cuts[0]);
    return modifier == NULL || (int32_t)fund_entry_modifier(modifier) > model->header->name_limit;
}

enum { OOV_MIN = 4, OOV_HEAD_MIN = 5 };

/* "Reginhardplatz": an unknown modifier before a common head.  Where the head
 * begins, or 0. */
static size_t unknown_modifier_end(const fund_split_model *model, const unsigned char *letters,
                                   size_t len)
{
    const fund_lexicon_header *header = model->header;
    int32_t best = whole_cost(model, NULL, len);
    size_t end = 0;
    for (size_t i = OOV_MIN; i + OOV_HEAD_MIN <= len; i++) {
        const fund_lexicon_entry *head = fund_split_find(model, letters + i, len - i);
        if (head == NULL || (int32_t)fund_entry_head(head) > header->oov_head ||
            (head->head & FUND_ENTRY_PLACE) != 0) {
            continue;
        }
        int32_t cost =
            header->oov_base + header->oov_letter * (int32_t)i + (int32_t)fund_entry_head(head);
        if (cost < best) {
            best = cost;
            end = i;
        }
    }
    return end;
}

size_t fund_split_letters(const fund_split_model *model, const unsigned char *letters, size_t len,
                          bool capitalised, uint8_t cuts[FUND_LETTERS_MAX])
{
    if (len > FUND_LETTERS_MAX) {
        return 0;
    }
    const fund_lexicon_entry *word = fund_split_find(model, letters, len);
    size_t count = split_range(model, letters, 0, len, cuts, 0);
    if (fund_entry_is_known(word)) {
        return count;
    }
    if (count > 0 && is_name(model, letters, len, cuts, count)) {
        return 0;
    }
    if (count == 0 && capitalised && (word == NULL || (word->modifier & FUND_ENTRY_NEVER) == 0)) {
        size_t end = unknown_modifier_end(model, letters, len);
        if (end > 0) {
            cuts[count++] = (uint8_t)end;
        }
    }
    return count;
}
