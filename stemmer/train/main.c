/* Trains the compound splitter's lexicon: see train_private.h and learn.c. */
#include "stemmer/train/train_private.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* The whole file: see lexicon_private.h. */
static void assemble(fund_buf *out, const model *from)
{
    fund_lexicon_header header = from->header;
    size_t entries = header.slots * sizeof *from->entries;
    size_t verbs = header.verb_slots * sizeof *from->verbs;
    header.splits_size = (uint32_t)from->splits.len;
    size_t sums = fund_lexicon_sums(&header);
    header.file_size = sizeof header + entries + verbs + from->edits.len + from->splits.len +
                       sums * sizeof(uint32_t);
    fund_buf_append(out, &header, sizeof header);
    fund_buf_append(out, from->entries, entries);
    fund_buf_append(out, from->verbs, verbs);
    fund_buf_append(out, from->edits.data, from->edits.len);
    fund_buf_append(out, from->splits.data, from->splits.len);
    for (size_t i = 0; i < sums; i++) {
        fund_buf_append(out, &(uint32_t){0}, sizeof(uint32_t));
    }
    require(!out->failed);
    fund_lexicon_sign(out->data);
}

/* Chosen on the even lines of a list of 2,034 hand-marked words, checked on the odd. */
static const train_params params = {
    .known_base = 8,
    .known_letter = 1.3,
    .unknown_base = 9,
    .unknown_letter = 1.7,
    .name_limit = 9,
    .oov_base = 12,
    .oov_letter = 1.2,
    .oov_head = 9,
    .modifier_add = .05,
    .head_add = .5,
    .truncated_weight = 1,
    .short_count = 8,
    .rounds = 3,
    .head_capitalised_min = 20,
    .head_adjective_min = 5,
};

int main(int argc, char **argv)
{
    if (argc != 7) {
        fputs("usage: train-lexicon AFF DIC WORDS COUNTS RULES LEXICON\n", stderr);
        return 2;
    }
    forms all;
    require(forms_init(&all));
    bool ok = read_hunspell(&all, argv[1], argv[2]) && read_word_list(&all, argv[3]) &&
              read_counts(&all, argv[4]) && read_rules(&all, argv[5]);
    if (ok) {
        model learnt;
        fund_buf bytes = FUND_BUF_INIT;
        learn(&learnt, &all, &params);
        assemble(&bytes, &learnt);
        fund_error err = FUND_ERROR_INIT;
        ok = fund_file_replace(argv[6], bytes.data, bytes.len, &err) == FUND_OK;
        if (!ok) {
            fprintf(stderr, "train-lexicon: %s\n", err.message);
        }
        fund_buf_free(&bytes);
        free(learnt.entries);
        free(learnt.verbs);
        fund_buf_free(&learnt.edits);
        fund_buf_free(&learnt.splits);
    }
    forms_free(&all);
    return ok ? 0 : 2;
}
