/* Which forms the file need not have: no words for the splitter, and with readings that follow from
 * their compound's head, from a known word at their end, from their ending or from their stem. */
#include "stemmer/train/train_private.h"

#include <libstemmer.h>
#include <stdlib.h>
#include <string.h>

typedef struct pruning {
    model *to;
    forms *all;
    fund_lexicon full; /* with all sets */
    uint16_t *sets;    /* of all forms, as they were */
    struct sb_stemmer *stemmer;
    fund_readings readings;
    fund_buf word, terms[2];
} pruning;

static fund_lexicon view_of(const model *from)
{
    const fund_lexicon_header *header = &from->header;
    return (fund_lexicon){
        .model = {{from->entries, sizeof *from->entries, header->slots, NULL}, header},
        .form_sets = from->form_sets,
        .endings = {from->endings, sizeof *from->endings, header->endings_slots, NULL},
        .readings = (const fund_reading *)(const void *)from->readings.data,
        .sets = (const fund_reading_set *)(const void *)from->sets.data};
}

static void set_word(pruning *run, const form *word)
{
    fund_buf_clear(&run->word);
    for (size_t i = 0; i < word->len; i++) {
        char bytes[4];
        fund_buf_append(&run->word, bytes,
                        fund_utf8_encode(bytes, (unsigned char)word->letters[i]));
    }
    require(!run->word.failed);
}

/* The terms of the readings that are there, or of the word's stem. */
static void take_terms(pruning *run, fund_buf *out)
{
    const fund_readings *readings = &run->readings;
    fund_buf_clear(out);
    for (size_t i = 0; i < readings->count; i++) {
        const fund_word_reading *of = &readings->items[i];
        require(fund_class_term(out, run->stemmer, NULL, readings->words.data + of->begin, of->len,
                                of->mark));
        fund_buf_append_byte(out, ' ');
    }
    if (readings->count == 0) {
        require(fund_stem(out, run->stemmer, run->word.data, run->word.len, true));
        fund_buf_append_byte(out, ' ');
    }
}

/* What decides in a text whose words have this case: whether a reading is of that kind, and whether
 * all are, however they are spelled. */
static bool is_decided(const fund_readings *readings, bool capital, bool *spelled_alike)
{
    bool decided = false;
    *spelled_alike = true;
    for (size_t i = 0; i < readings->count; i++) {
        decided |= (readings->items[i].kind == FUND_KIND_NOUN) == capital;
        *spelled_alike &= readings->items[i].spelling == (FUND_SPELLED_SS | FUND_SPELLED_SHARP);
    }
    return decided;
}

/* Whether run->word has the same terms in a lexicon without its set. */
static bool follows(pruning *run, const fund_lexicon *from)
{
    const char *word = run->word.data;
    size_t len = run->word.len;
    for (int capital = 0; capital < 2; capital++) {
        bool alike;
        fund_word_readings(&run->readings, &run->full, word, len, word, len, capital, false);
        bool decided = is_decided(&run->readings, capital, &alike);
        if (!alike) {
            return false;
        }
        if (!decided) {
            continue;
        }
        take_terms(run, &run->terms[0]);
        fund_readings_derive(&run->readings, from, word, len, capital);
        fund_readings_prefer(&run->readings, capital, !capital);
        take_terms(run, &run->terms[1]);
        if (run->terms[0].len != run->terms[1].len ||
            memcmp(run->terms[0].data, run->terms[1].data, run->terms[0].len) != 0) {
            return false;
        }
    }
    return true;
}

static bool is_only_form(const form *word)
{
    return (word->flags & FORM_SPLITTER) == 0 && word->head == 0 &&
           !(word->modifier && word->count > 0);
}

static void take_away(pruning *run)
{
    for (size_t i = 0; i < run->all->count; i++) {
        form *word = &run->all->items[i];
        if (word->set != 0 && is_only_form(word)) {
            set_word(run, word);
            word->set = follows(run, &run->full) ? 0 : word->set;
        }
    }
}

/* Puts back what does not follow from what is left; false: nothing was missing. */
static bool put_back(pruning *run)
{
    const fund_lexicon left = view_of(run->to);
    bool missing = false;
    for (size_t i = 0; i < run->all->count; i++) {
        form *word = &run->all->items[i];
        if (word->set != run->sets[i]) {
            set_word(run, word);
            bool back = !follows(run, &left);
            word->set = back ? run->sets[i] : 0;
            missing |= back;
        }
    }
    return missing;
}

void prune(model *to, forms *all, const train_params *params)
{
    pruning run = {.to = to,
                   .all = all,
                   .stemmer = must(sb_stemmer_new("german", "UTF_8")),
                   .sets = must(malloc((all->count + 1) * sizeof(uint16_t)))};
    fill_entries(to, all, params);
    const fund_lexicon_header header = to->header;
    run.full = view_of(to);
    run.full.model.header = &header;
    fund_lexicon_entry *entries = to->entries;
    uint16_t *form_sets = to->form_sets;
    to->entries = NULL; /* the full tables stay meanwhile */
    to->form_sets = NULL;
    for (size_t i = 0; i < all->count; i++) {
        run.sets[i] = all->items[i].set;
    }
    take_away(&run);
    do {
        fill_entries(to, all, params);
    } while (put_back(&run));
    free(entries);
    free(form_sets);
    free(run.sets);
    sb_stemmer_delete(run.stemmer);
    fund_readings_free(&run.readings);
    fund_buf_free(&run.word);
    fund_buf_free(&run.terms[0]);
    fund_buf_free(&run.terms[1]);
}
